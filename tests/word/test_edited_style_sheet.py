"""The style sheet 公文.docx after an editor has used it: saved by another program, with text in it, or damaged."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx_proof import assert_valid_docx
from reference import CREATED, PNG, reference_narrative

from reportgen.diagnostics import FileRef
from reportgen.documents.reading import dump
from reportgen.package import pack, unpack
from reportgen.resources import Resources
from reportgen.word.render import STYLE_SHEET, load_styles, render

Parts = dict[str, bytes]
STYLES, SETTINGS, BODY = "word/styles.xml", "word/settings.xml", "word/document.xml"
RELATIONSHIPS = "word/_rels/document.xml.rels"
ELSEWHERE = (
    b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'%b" Target="http://example.invalid/x" TargetMode="External"/></Relationships>'
)


@pytest.fixture
def templates(shipped: Resources, tmp_path: Path) -> Path:
    """A folder of templates for an editor to change."""
    shutil.copytree(shipped.roots[0] / "word", tmp_path / "word")
    return tmp_path


@pytest.fixture(scope="module")
def shipped_parts(shipped: Resources) -> Parts:
    return parts_of(shipped)


def parts_of(resources: Resources) -> Parts:
    """The parts of a document made with this style sheet."""
    sheet = load_styles(resources)
    assert sheet.diagnostics == ()
    assert sheet.value is not None
    data = render(reference_narrative(), sheet.value, created=CREATED)
    assert_valid_docx(data)
    return unpack(data)


def change(templates: Path, part: str, old: bytes, new: bytes) -> None:
    path = templates / STYLE_SHEET
    parts = unpack(path.read_bytes())
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    path.write_bytes(pack(parts))


def test_text_and_pictures_in_the_style_sheet_come_into_no_report(templates: Path, shipped_parts: Parts) -> None:
    path = templates / STYLE_SHEET
    document = docx.Document(str(path))
    document.add_paragraph("试一试", style="Title")
    document.add_picture(io.BytesIO(PNG))
    document.add_section()
    document.sections[-1].header.paragraphs[0].text = "页眉"
    document.save(str(path))
    parts = parts_of(Resources((templates,)))
    assert parts.keys() == shipped_parts.keys()
    assert parts[BODY] == shipped_parts[BODY]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (RELATIONSHIPS, b"</Relationships>", ELSEWHERE % b"hyperlink"),
        (RELATIONSHIPS, b"</Relationships>", ELSEWHERE % b"image"),
        (STYLES, b"<w:rPr><w:lang ", b'<w:rPr><w:rFonts w:asciiTheme="minorHAnsi"/><w:b/><w:sz w:val="21"/><w:lang '),
        (STYLES, b"<w:pPrDefault/>", b'<w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault>'),
        (STYLES, b"<w:widowControl ", b'<w:numPr><w:numId w:val="1"/></w:numPr><w:widowControl '),
    ],
)
def test_what_an_editor_brought_in_does_not_show(
    templates: Path, shipped_parts: Parts, part: str, old: bytes, new: bytes
) -> None:
    change(templates, part, old, new)
    parts = parts_of(Resources((templates,)))
    assert parts[BODY] == shipped_parts[BODY]
    assert parts[STYLES].replace(b"<w:pPrDefault/>", b"") == shipped_parts[STYLES].replace(b"<w:pPrDefault/>", b"")
    assert b"example.invalid" not in b"".join(parts.values())


def test_a_template_on_the_network_is_not_handed_on(templates: Path) -> None:
    path = templates / STYLE_SHEET
    parts = unpack(path.read_bytes())
    names = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    attached = b'<w:attachedTemplate r:id="rIdX"/><w:defaultTabStop '
    parts[SETTINGS] = parts[SETTINGS].replace(b"<w:settings ", b"<w:settings " + names + b" ", 1)
    parts[SETTINGS] = parts[SETTINGS].replace(b"<w:defaultTabStop ", attached)
    head = parts[RELATIONSHIPS].partition(b"<Relationship ")[0]
    parts["word/_rels/settings.xml.rels"] = head + ELSEWHERE % b"attachedTemplate"
    path.write_bytes(pack(parts))
    out = b"".join(parts_of(Resources((templates,))).values())
    assert b"attachedTemplate" not in out
    assert b"example.invalid" not in out


def test_a_style_based_on_a_bold_one_stays_as_the_profile_says(templates: Path, shipped_parts: Parts) -> None:
    path = templates / STYLE_SHEET
    parts = unpack(path.read_bytes())
    third = re.search(rb'<w:style [^>]*"Heading3".*?</w:style>', parts[STYLES], re.DOTALL)
    assert third is not None
    based = third[0].replace(b'<w:basedOn w:val="Normal"/>', b'<w:basedOn w:val="Attachment"/>')
    assert based != third[0]
    parts[STYLES] = parts[STYLES].replace(third[0], based)
    path.write_bytes(pack(parts))
    assert parts_of(Resources((templates,)))[STYLES] == shipped_parts[STYLES]


def test_a_style_of_the_other_type_is_told_with_a_missing_one(templates: Path) -> None:
    change(
        templates,
        STYLES,
        b'w:type="character" w:customStyle="1" w:styleId="Lead3"',
        b'w:type="paragraph" w:styleId="Lead3"',
    )
    change(templates, STYLES, '"附件"'.encode(), '"附件甲"'.encode())
    problems = load_styles(Resources((templates,))).diagnostics
    assert [(p.code, p.place) for p in problems] == [
        ("E707", FileRef(file=STYLE_SHEET, item="附件")),
        ("E710", FileRef(file=STYLE_SHEET, item="三级标题引语")),
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice，不能由它存盘")
def test_a_style_sheet_saved_by_libreoffice_serves(templates: Path, shipped_parts: Parts, tmp_path: Path) -> None:
    path = templates / STYLE_SHEET
    user = (tmp_path / "user").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={user}", "--headless", "--convert-to", "docx:MS Word 2007 XML",  # noqa: S607 # on the PATH, see above
         "--outdir", tmp_path / "saved", path],
        env=os.environ | {"HOME": str(tmp_path)}, capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    shutil.copy(tmp_path / "saved" / path.name, path)
    sheet = load_styles(Resources((templates,)))
    assert sheet.diagnostics == ()
    assert sheet.value is not None
    again = tmp_path / "again.docx"
    again.write_bytes(render(reference_narrative(), sheet.value, created=CREATED))
    assert_valid_docx(again.read_bytes())
    mine = tmp_path / "mine.docx"
    mine.write_bytes(pack(shipped_parts))
    assert dump(again) == dump(mine)


# --- damage -----------------------------------------------------------------------------------------------

DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "another root": lambda _: b"<x/>",
    "no XML": lambda _: b"\x00\xff" * 50,
    "entities": lambda data: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>' + data[:0],
}
PARTS = (
    *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", RELATIONSHIPS, BODY, STYLES, SETTINGS),
    *("word/fontTable.xml", "word/footer1.xml", "word/theme/theme1.xml"),
)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_part_is_a_problem_or_does_not_matter(templates: Path, part: str, damage: str) -> None:
    path = templates / STYLE_SHEET
    parts = unpack(path.read_bytes())
    left = DAMAGE[damage](parts.pop(part))
    path.write_bytes(pack(parts if left is None else {**parts, part: left}))
    sheet = load_styles(Resources((templates,)))
    assert {problem.code for problem in sheet.diagnostics} <= {"E706", "E707"}
    assert (sheet.value is None) == bool(sheet.diagnostics)


def test_a_style_sheet_that_unpacks_to_gigabytes_is_not_unpacked(templates: Path) -> None:
    with zipfile.ZipFile(templates / STYLE_SHEET, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image1.png", bytes(30 << 20))
    assert [problem.code for problem in load_styles(Resources((templates,))).diagnostics] == ["E706"]


def test_a_style_sheet_without_its_properties_serves(templates: Path, shipped_parts: Parts) -> None:
    sheet = templates / "word" / "公文.docx"
    parts = {name: content for name, content in unpack(sheet.read_bytes()).items() if name != "docProps/core.xml"}
    sheet.write_bytes(pack(parts))
    assert parts_of(Resources((templates,))) == shipped_parts
