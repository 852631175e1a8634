"""The committed style sheet with the profile set into it, compared property by property."""

from __future__ import annotations

import io
import runpy
import shutil
from pathlib import Path

import pytest
from docx_proof import assert_valid_docx
from lxml import etree
from reference import CREATED, reference_narrative

from reportgen.package import pack, unpack
from reportgen.resources import Resources
from reportgen.word.profile import PROFILE, load_profile
from reportgen.word.render import STYLE_SHEET, StyleSheet, load_styles, render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

INDENT, NO_INDENT = "ind(firstLineChars=200 firstLine=640)", "ind(firstLineChars=0 firstLine=0)"
SIZE = "sz(val=32) szCs(val=32)"


def fonts(han: str, latin: str = "Times New Roman") -> str:
    return f"rFonts(ascii={latin} hAnsi={latin} eastAsia={han} cs={latin})"


STYLES = {
    "Normal": (
        "widowControl(val=0) kinsoku() overflowPunct() spacing(before=0 after=0 line=579 lineRule=exact) "
        f"{INDENT} jc(val=both)",
        f"{fonts('仿宋_GB2312')} spacing(val=-5) {SIZE}",
    ),
    "附件": (f"{NO_INDENT} jc(val=left)", f"{fonts('黑体', '黑体')} {SIZE}"),
    "Title": (f"snapToGrid(val=0) {NO_INDENT} jc(val=center)", f"{fonts('方正小标宋简体')} sz(val=44) szCs(val=44)"),
    "heading 1": (f"keepNext() {INDENT} jc(val=both) outlineLvl(val=0)", f"{fonts('黑体')} {SIZE}"),
    "heading 2": (f"keepNext() {INDENT} jc(val=both) outlineLvl(val=1)", f"{fonts('楷体_GB2312')} {SIZE}"),
    "heading 3": (f"keepNext() {INDENT} jc(val=both) outlineLvl(val=2)", f"{fonts('仿宋_GB2312')} {SIZE}"),
    "heading 4": (f"keepNext() {INDENT} jc(val=both) outlineLvl(val=3)", f"{fonts('仿宋_GB2312')} {SIZE}"),
    "一级标题引语": ("", f"{fonts('黑体')} {SIZE}"),
    "二级标题引语": ("", f"{fonts('楷体_GB2312')} {SIZE}"),
    "三级标题引语": ("", f"{fonts('仿宋_GB2312')} {SIZE}"),
    "四级标题引语": ("", f"{fonts('仿宋_GB2312')} {SIZE}"),
    "footer": (
        f"spacing(line=320 lineRule=exact) {NO_INDENT} jc(val=left)",
        f"{fonts('宋体', '宋体')} sz(val=28) szCs(val=28)",
    ),
    "Default Paragraph Font": ("", ""),
    "Normal Table": ("", ""),
    "No List": ("", ""),
}


def shorthand(element: etree._Element | None) -> str:
    """The children of an element as ``tag(attribute=value …)``, in their order."""
    if element is None:
        return ""
    return " ".join(
        f"{etree.QName(child).localname}"
        f"({' '.join(f'{etree.QName(str(key)).localname}={value!s}' for key, value in child.attrib.items())})"
        for child in element
    )


def xml(parts: dict[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(parts[name])


def styles_of(parts: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    styles = {}
    for style in xml(parts, "word/styles.xml").iter(f"{W}style"):
        name = style.find(f"{W}name")
        assert name is not None
        styles[name.get(f"{W}val", "")] = (shorthand(style.find(f"{W}pPr")), shorthand(style.find(f"{W}rPr")))
    return styles


def parts_of(resources: Resources) -> dict[str, bytes]:
    sheet = load_styles(resources)
    assert sheet.value is not None, sheet.diagnostics
    data = render(reference_narrative(), sheet.value, created=CREATED)
    assert_valid_docx(data)
    return unpack(data)


@pytest.fixture(scope="module")
def parts(shipped: Resources) -> dict[str, bytes]:
    return parts_of(shipped)


@pytest.fixture
def own_templates(shipped: Resources, tmp_path: Path) -> Path:
    """A folder of templates for an editor to change."""
    shutil.copytree(shipped.roots[0] / "word", tmp_path / "word")
    return tmp_path


def change_profile(templates: Path, old: str, new: str) -> None:
    path = templates / PROFILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- the committed file -----------------------------------------------------------------------------------


def test_the_committed_style_sheet_is_what_the_script_makes(shipped: Resources) -> None:
    profile = load_profile(shipped).value
    assert profile is not None
    path = shipped.find(STYLE_SHEET)
    assert path is not None
    committed = path.read_bytes()
    # The committed file is packed again, because different builds of zlib compress differently.
    script = runpy.run_path(str(shipped.roots[0].parent / "scripts" / "make_style_sheet.py"))
    assert pack(unpack(committed)) == script["make_style_sheet"](profile)
    assert_valid_docx(committed)


def test_dressing_the_committed_style_sheet_changes_nothing(shipped: Resources, sheet: StyleSheet) -> None:
    path = shipped.find(STYLE_SHEET)
    assert path is not None
    saved = io.BytesIO()
    sheet.document.save(saved)
    committed, dressed = unpack(path.read_bytes()), unpack(saved.getvalue())
    assert committed.keys() == dressed.keys()
    # The properties are left out, because every document gets its own.
    assert [name for name in committed if committed[name] != dressed[name]] == ["docProps/core.xml"]


# --- the parts of a document ------------------------------------------------------------------------------


def test_every_style_is_as_the_table_says(parts: dict[str, bytes]) -> None:
    assert styles_of(parts) == STYLES


def test_the_page_is_as_the_contract_says(parts: dict[str, bytes]) -> None:
    sections = list(xml(parts, "word/document.xml").iter(f"{W}sectPr"))
    assert [shorthand(section).split(" ", 4)[4] for section in sections] == [
        "pgSz(w=11906 h=16838) "
        "pgMar(top=2098 right=1474 bottom=1984 left=1587 header=851 footer=1417 gutter=0) "
        "docGrid(type=lines linePitch=579)"
    ]


def test_a_document_has_these_parts_and_no_other(parts: dict[str, bytes]) -> None:
    assert sorted(parts) == sorted(
        [
            *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels"),
            *("word/document.xml", "word/styles.xml", "word/settings.xml", "word/fontTable.xml"),
            *("word/footer1.xml", "word/footer2.xml", "word/theme/theme1.xml"),
        ]
    )


def test_nothing_speaks_of_theme_fonts_colours_or_japanese(parts: dict[str, bytes]) -> None:
    for name in ("word/styles.xml", "word/settings.xml", "word/document.xml", "word/footer1.xml", "word/footer2.xml"):
        for word in (b"Theme=", b"w:color", b"w:shd", b"ja-JP", b"MS ", b"w:b/", b"w:numPr", b"rsid"):
            assert word not in parts[name], (name, word)
    assert b"MS " not in parts["word/theme/theme1.xml"]


def test_the_language_is_chinese(parts: dict[str, bytes]) -> None:
    (defaults,) = xml(parts, "word/styles.xml").iter(f"{W}rPrDefault")
    assert shorthand(defaults[0]) == "lang(val=en-US eastAsia=zh-CN bidi=ar-SA)"
    (theme_language,) = xml(parts, "word/settings.xml").iter(f"{W}themeFontLang")
    assert theme_language.get(f"{W}eastAsia") == "zh-CN"


def test_word_opens_it_in_no_compatibility_mode(parts: dict[str, bytes]) -> None:
    modes = [
        setting.get(f"{W}val")
        for setting in xml(parts, "word/settings.xml").iter(f"{W}compatSetting")
        if setting.get(f"{W}name") == "compatibilityMode"
    ]
    assert modes == ["15"]


@pytest.mark.parametrize(
    ("kind", "side", "number"), [("default", "right", "1"), ("even", "left", "2")], ids=["odd pages", "even pages"]
)
def test_the_page_number_stands_at_the_outer_side(parts: dict[str, bytes], kind: str, side: str, number: str) -> None:
    assert xml(parts, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    (reference,) = (r for r in xml(parts, "word/document.xml").iter(f"{W}footerReference") if r.get(f"{W}type") == kind)
    rid = next(value for key, value in reference.attrib.items() if str(key).endswith("}id"))
    (target,) = (r.get("Target", "") for r in xml(parts, "word/_rels/document.xml.rels") if r.get("Id") == rid)
    footer = xml(parts, f"word/{target}")
    (properties,) = footer.iter(f"{W}pPr")
    assert shorthand(properties) == f"pStyle(val=Footer) ind({side}=280) jc(val={side})"
    assert "".join(text.text or "" for text in footer.iter(f"{W}t")) == f"— {number} —"
    assert [text.text for text in footer.iter(f"{W}instrText")] == [" PAGE "]


# --- changes by an editor ---------------------------------------------------------------------------------


def test_a_changed_profile_shows_without_making_the_style_sheet_anew(own_templates: Path) -> None:
    change_profile(own_templates, "line_pitch = 28.95", "line_pitch = 29.45")
    change_profile(own_templates, "top = 37 ", "top = 34.58 ")
    change_profile(own_templates, "bold = false", "bold = true")
    change_profile(own_templates, '"— {页码} —"', '"第{页码}页"')
    parts = parts_of(Resources((own_templates,)))
    styles = styles_of(parts)
    assert "line=589" in styles["Normal"][0]
    for name in ("heading 3", "三级标题引语"):
        assert f"{fonts('仿宋_GB2312')} b() bCs() {SIZE}" == styles[name][1]
    assert b'w:top="1960"' in parts["word/document.xml"]
    assert b'w:linePitch="589"' in parts["word/document.xml"]
    (footer,) = [xml(parts, "word/footer1.xml")]
    assert [text.text for text in footer.iter(f"{W}t")] == ["第", "1", "页"]


def test_a_style_sheet_saved_by_word_serves_though_its_ids_changed(own_templates: Path) -> None:
    path = own_templates / STYLE_SHEET
    parts = unpack(path.read_bytes())
    for old, new in ((b'"Heading3"', b'"3"'), (b'"Attachment"', b'"af1"'), (b'"Lead3"', b'"30"')):
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(old, new)
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr>", b"<w:p/><w:sectPr>")
    path.write_bytes(pack(parts))
    body = parts_of(Resources((own_templates,)))["word/document.xml"].decode()
    assert [body.count(f'w:val="{style}"') for style in ("3", "af1", "30")] == [8, 1, 4]


def test_every_missing_style_is_told(own_templates: Path) -> None:
    path = own_templates / STYLE_SHEET
    parts = unpack(path.read_bytes())
    for name in ("附件", "三级标题引语"):
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(f'"{name}"'.encode(), b'"x"')
    path.write_bytes(pack(parts))
    outcome = load_styles(Resources((own_templates,)))
    assert outcome.value is None
    assert [(problem.code, problem.found) for problem in outcome.diagnostics] == [
        ("E707", "附件"),
        ("E707", "三级标题引语"),
    ]


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut off", b"<html></html>"])
def test_a_broken_style_sheet_and_a_broken_profile_are_told_together(
    content: bytes | None, own_templates: Path
) -> None:
    change_profile(own_templates, "top = 37 ", "top = 3.7 ")
    (own_templates / STYLE_SHEET).unlink()
    if content is not None:
        (own_templates / STYLE_SHEET).write_bytes(content)
    outcome = load_styles(Resources((own_templates,)))
    assert [problem.code for problem in outcome.diagnostics] == ["E705", "E706"]
