"""Workbooks of other programs: the sample written in as many ways as there are programs, read as the sample is.

A quirk changes the parts of the package; whatever it does, the whole submission stays, places included.
"""

# ruff: noqa: E501 - one case is one line of its table

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from program import run_alone
from workbooks import SAMPLE, zipped

from reportgen.diagnostics import CellRef
from reportgen.intake import form
from reportgen.intake.reading import parse_submission, read_submission
from reportgen.intake.submission import Submission
from reportgen.package import unpack

Parts = dict[str, bytes]
Quirk = Callable[[Parts], Parts]

PARTS = unpack(SAMPLE.read_bytes())
SHEETS = [name for name in PARTS if name.startswith("xl/worksheets/sheet")]
BUDGET = "xl/worksheets/sheet7.xml"  # 预算执行
TEXTS, STYLES, WORKBOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
ROOT_LINKS, LINKS, TYPES = "_rels/.rels", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

QUIRKS: dict[str, Quirk] = {}


def quirk(function: Quirk) -> Quirk:
    """Register a quirk by its name."""
    QUIRKS[function.__name__.replace("_", " ").strip()] = function
    return function


# --- tools ------------------------------------------------------------------------------------------------


def moved(parts: Parts, names: dict[str, str]) -> Parts:
    """Parts under other names, by the start of the old name, and every relationship with its new target."""

    def new(name: str) -> str:
        return next((name.replace(old, to, 1) for old, to in names.items() if name.startswith(old)), name)

    def add_slashes(content: bytes) -> bytes:
        for old, to in names.items():
            content = content.replace(old.encode(), to.encode())
        return content

    changed = targets(parts, lambda target: "/" + new(f"xl/{target}"))
    changed = rewritten(changed, [ROOT_LINKS, TYPES], add_slashes)
    return {new(name): content for name, content in changed.items()}


def targets(parts: Parts, change: Callable[[str], str]) -> Parts:
    """The workbook's relationships with each target written another way."""
    tree = etree.fromstring(parts[LINKS])
    for node in tree:
        node.set("Target", change(node.get("Target", "")))
    return {**parts, LINKS: etree.tostring(tree)}


def rewritten(parts: Parts, names: list[str], change: Callable[[bytes], bytes]) -> Parts:
    return {name: change(content) if name in names else content for name, content in parts.items()}


def edited(parts: Parts, names: list[str], change: Callable[[etree._Element], None]) -> Parts:
    """Parts changed as trees."""

    def edit(content: bytes) -> bytes:
        tree = etree.fromstring(content)
        change(tree)
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    return rewritten(parts, names, edit)


def shared_texts() -> list[str]:
    return ["".join(map(str, item.itertext())) for item in etree.fromstring(PARTS[TEXTS])]


def filled_cells(tree: etree._Element) -> Iterator[etree._Element]:
    """The cells with a value; a formula whose result is the empty text has none."""
    return (cell for cell in tree.iter(f"{MAIN}c") if len(cell) and (cell[-1].tag != f"{MAIN}v" or cell[-1].text))


def with_rows(parts: Parts, rows: str, name: str = BUDGET) -> Parts:
    """More rows at the end of a sheet."""
    return rewritten(parts, [name], lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


# --- where the parts are ----------------------------------------------------------------------------------


@quirk
def the_workbook_has_another_name(parts: Parts) -> Parts:
    return moved(parts, {"xl/workbook.xml": "xl/book1.xml", "xl/_rels/workbook.xml.rels": "xl/_rels/book1.xml.rels"})


@quirk
def no_folder_xl(parts: Parts) -> Parts:
    return moved(parts, {"xl/": ""})


@quirk
def shared_texts_at_the_root(parts: Parts) -> Parts:
    return moved(parts, {TEXTS: "sharedStrings.xml"})


@quirk
def sheets_in_another_folder(parts: Parts) -> Parts:
    return moved(parts, {"xl/worksheets/": "xl/sheets/"})


@quirk
def sheets_without_a_folder(parts: Parts) -> Parts:
    return moved(parts, {"xl/worksheets/": "xl/"})


@quirk
def styles_of_another_name(parts: Parts) -> Parts:
    return moved(parts, {STYLES: "xl/styles1.xml"})


@quirk
def targets_in_another_case(parts: Parts) -> Parts:
    return targets(parts, lambda target: target.replace("worksheets/s", "Worksheets/S"))


@quirk
def backslashes_in_targets(parts: Parts) -> Parts:
    return targets(parts, lambda target: target.replace("/", "\\"))


@quirk
def absolute_targets(parts: Parts) -> Parts:
    return targets(parts, lambda target: f"/xl/{target}")


@quirk
def targets_by_a_detour(parts: Parts) -> Parts:
    return targets(parts, lambda target: f"./../xl/{target}")


@quirk
def part_names_with_backslashes(parts: Parts) -> Parts:
    return {name.replace("/", "\\"): content for name, content in parts.items()}


@quirk
def part_names_in_capitals(parts: Parts) -> Parts:
    return {name.upper(): content for name, content in parts.items()}


@quirk
def part_names_that_begin_with_a_slash(parts: Parts) -> Parts:
    return {f"/{name}": content for name, content in parts.items()}


@quirk
def part_names_in_chinese(parts: Parts) -> Parts:
    """Names are plain in the zip, and escaped in the targets of relationships (ECMA-376-2 annex A)."""
    renamed_parts = {name.replace("worksheets/sheet", "worksheets/表 "): content for name, content in parts.items()}
    return targets(renamed_parts, lambda target: target.replace("worksheets/sheet", "worksheets/%E8%A1%A8%20"))


@quirk
def other_ids_of_relationships(parts: Parts) -> Parts:
    links = parts[LINKS].replace(b'Id="rId', b'Id="R')
    return {**parts, LINKS: links, WORKBOOK: parts[WORKBOOK].replace(b'r:id="rId', b'r:id="R')}


@quirk
def external_links_before_the_others(parts: Parts) -> Parts:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    strange = b"".join(
        b'<Relationship Id="x%d" Type="%s%s" Target="http://example.org/a.xml" TargetMode="External"/>'
        % (n, kind, name)
        for n, name in enumerate((b"sharedStrings", b"styles", b"worksheet", b"officeDocument"))
    )
    return rewritten(parts, [LINKS, ROOT_LINKS], lambda xml: re.sub(b"(<Relationships[^>]*>)", rb"\1" + strange, xml))


@quirk
def only_the_parts_that_are_needed(parts: Parts) -> Parts:
    return {name: content for name, content in parts.items() if "docProps" not in name and "theme" not in name}


@quirk
def no_content_types(parts: Parts) -> Parts:
    return {name: content for name, content in parts.items() if name != TYPES}


@quirk
def damage_in_parts_that_are_not_read(parts: Parts) -> Parts:
    """The sheets 填报进度, 填表说明 and 选项, the theme."""
    unread = (*(f"xl/worksheets/sheet{n}.xml" for n in (1, 2, len(SHEETS))), "xl/theme/theme1.xml")
    return {**parts, **dict.fromkeys(unread, b"<!DOCTYPE x><damaged"), "xl/calcChain.xml": b"?"}


@quirk
def sheets_in_another_order(parts: Parts) -> Parts:
    def turn(tree: etree._Element) -> None:
        (sheets,) = tree.iter(f"{MAIN}sheets")
        sheets[:] = reversed(sheets)
        for number, sheet in enumerate(sheets, 100):
            sheet.set("sheetId", str(number))

    return edited(parts, [WORKBOOK], turn)


@quirk
def hidden_sheets_rows_and_columns(parts: Parts) -> Parts:
    def hide(tree: etree._Element) -> None:
        for node in tree.iter(f"{MAIN}sheet", f"{MAIN}row", f"{MAIN}col"):
            node.set(*(("state", "veryHidden") if node.tag == f"{MAIN}sheet" else ("hidden", "1")))

    return edited(parts, [WORKBOOK, *SHEETS], hide)


@quirk
def a_sheet_that_is_a_chart(parts: Parts) -> Parts:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = b'<Relationship Id="chart" Type="%s/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>' % kind
    return {
        **parts,
        "xl/chartsheets/sheet1.xml": b"<chartsheet/>",
        LINKS: parts[LINKS].replace(b"</Relationships>", link),
        WORKBOOK: parts[WORKBOOK].replace(
            b"<sheets>", "<sheets><sheet name='预算 执行' sheetId='99' r:id='chart'/>".encode()
        ),
    }


# --- how the XML is written -------------------------------------------------------------------------------


@quirk
def shared_texts_in_utf_16(parts: Parts) -> Parts:
    return rewritten(parts, [TEXTS], lambda xml: xml.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16"))


@quirk
def every_part_in_utf_16_with_the_high_byte_first(parts: Parts) -> Parts:
    def written(xml: bytes) -> bytes:
        return b"\xfe\xff" + xml.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16-be")

    return {name: written(content) for name, content in parts.items()}


@quirk
def utf_16_without_a_mark(parts: Parts) -> Parts:
    return rewritten(parts, SHEETS, lambda xml: xml.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16-le"))


@quirk
def a_byte_order_mark_before_every_part(parts: Parts) -> Parts:
    return {name: b"\xef\xbb\xbf" + content for name, content in parts.items()}


@quirk
def no_xml_declaration(parts: Parts) -> Parts:
    return {name: re.sub(rb"^<\?xml.*?\?>\s*", b"", content) for name, content in parts.items()}


@quirk
def single_quotes_and_other_blanks(parts: Parts) -> Parts:
    return rewritten(parts, SHEETS, lambda xml: re.sub(rb' ([a-z]+)="([^"]*)"', rb"\n  \1 = '\2' ", xml))


@quirk
def laid_out_for_reading(parts: Parts) -> Parts:
    def indent(tree: etree._Element) -> None:
        etree.indent(tree, "\t")

    return edited(parts, [WORKBOOK, LINKS, ROOT_LINKS, STYLES, *SHEETS], indent)


@quirk
def a_prefix(parts: Parts) -> Parts:
    def prefix(xml: bytes) -> bytes:
        return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")

    return rewritten(parts, [WORKBOOK, LINKS, ROOT_LINKS, STYLES, TEXTS, *SHEETS], prefix)


@quirk
def no_namespace(parts: Parts) -> Parts:
    return rewritten(parts, [STYLES, TEXTS, *SHEETS], lambda xml: re.sub(rb' xmlns="[^"]*"', b"", xml))


@quirk
def strict_open_xml(parts: Parts) -> Parts:
    """The strict format of ISO/IEC 29500-1 has the same names in other namespaces."""
    pairs = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
    )

    def strict(xml: bytes) -> bytes:
        for old, new in pairs:
            xml = xml.replace(old, new)
        return xml

    return {name: strict(content) for name, content in parts.items()}


@quirk
def comments_and_instructions_everywhere(parts: Parts) -> Parts:
    strange = b"<!-- <c r='A1'><v>1</v></c> --><?c r='A1'?>"
    return rewritten(
        parts, [TEXTS, *SHEETS], lambda xml: re.sub(rb"(<(?:c|v|t|row|si)[ >][^<]*)(?=<)", rb"\1" + strange, xml)
    )


@quirk
def cdata(parts: Parts) -> Parts:
    return rewritten(parts, [TEXTS, *SHEETS], lambda xml: re.sub(rb"(<[vt]>)([^<&]+)<", rb"\1<![CDATA[\2]]><", xml))


@quirk
def characters_by_number(parts: Parts) -> Parts:
    return rewritten(parts, [TEXTS, WORKBOOK], lambda xml: xml.decode().encode("ascii", "xmlcharrefreplace"))


@quirk
def characters_as_excel_escapes_them(parts: Parts) -> Parts:
    """Escapes of characters (ECMA-376-1 22.9.2.19)."""

    def escape(tree: etree._Element) -> None:
        for node in tree.iter(f"{MAIN}t"):
            node.text = re.sub("[0-9A-Za-z]", lambda match: f"_x{ord(match[0]):04X}_", node.text or "")

    return edited(parts, [TEXTS], escape)


@quirk
def things_of_newer_versions(parts: Parts) -> Parts:
    """Extensions that a reader may ignore (ECMA-376-3)."""
    strange = b'<extLst><ext uri="{1}"><n:row xmlns:n="urn:n"><n:c r="A1"><n:v>1</n:v></n:c></n:row></ext></extLst>'

    def change(xml: bytes) -> bytes:
        xml = re.sub(rb"</(c|worksheet)>", strange + rb"</\1>", xml)
        return re.sub(rb"<c ", b'<c cm="1" vm="2" ph="1" ', xml)

    return rewritten(parts, SHEETS, change)


# --- where the cells are ----------------------------------------------------------------------------------


@quirk
def cells_without_references(parts: Parts) -> Parts:
    """Readers count such cells, so gaps are filled with blank ones."""

    def count(tree: etree._Element) -> None:
        for row in tree.iter(f"{MAIN}row"):
            cells = {ord(re.sub("[0-9]", "", cell.get("r", ""))) - 65: cell for cell in row}
            row[:] = [cells.get(n, etree.Element(f"{MAIN}c")) for n in range(max(cells, default=-1) + 1)]
            for cell in row:
                cell.attrib.pop("r", "")

    return edited(parts, SHEETS, count)


@quirk
def neither_rows_nor_cells_with_references(parts: Parts) -> Parts:
    def count(tree: etree._Element) -> None:
        (data,) = tree.iter(f"{MAIN}sheetData")
        rows = {int(row.get("r", "")): row for row in data}
        data[:] = [rows.get(n, etree.Element(f"{MAIN}row")) for n in range(1, max(rows, default=0) + 1)]
        for row in data:
            row.attrib.pop("r", "")

    return edited(cells_without_references(parts), SHEETS, count)


@quirk
def references_in_small_letters(parts: Parts) -> Parts:
    return rewritten(parts, SHEETS, lambda xml: re.sub(rb'(<c r=")([A-Z]+)', lambda m: m[1] + m[2].lower(), xml))


@quirk
def rows_and_cells_in_another_order(parts: Parts) -> Parts:
    def turn(tree: etree._Element) -> None:
        (data,) = tree.iter(f"{MAIN}sheetData")
        data[:] = reversed(data)
        for row in data:
            row[:] = reversed(row)

    return edited(parts, SHEETS, turn)


@pytest.mark.parametrize("hint", ["1:16", "", "A:D", "$A$1:$D$16", "A1", "A1:XFD1048576", "!", "D16:A1"])
def test_the_hint_of_the_used_area_does_not_matter(hint: str, sample: Submission) -> None:
    parts = rewritten(
        PARTS, SHEETS, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % hint.encode(), xml)
    )
    is_read_as(parts, sample)


@quirk
def no_hint_of_the_used_area(parts: Parts) -> Parts:
    return rewritten(parts, SHEETS, lambda xml: re.sub(rb"<dimension [^>]*>", b"", xml))


@quirk
def one_blank_text_in_the_last_row(parts: Parts) -> Parts:
    text = '<is><t xml:space="preserve"> </t></is>'
    return with_rows(parts, f'<row r="1048576"><c r="A1048576" t="inlineStr">{text}</c></row>')


@quirk
def blanks_in_the_last_cells(parts: Parts) -> Parts:
    """With a format, without a value, with a formula whose result is no text, with a shared text that is blank."""
    index = len(shared_texts())
    parts = rewritten(parts, [TEXTS], lambda xml: xml.replace(b"</sst>", "<si><t>　\u200b</t></si></sst>".encode()))
    return with_rows(
        parts,
        '<row r="1048575"><c r="XFC1048575" s="1"/><c r="XFD1048575"><v/></c></row><row r="1048576">'
        f'<c r="P1048576" t="s"><v>{index}</v></c><c r="XFC1048576" t="str"><f>""</f><v></v></c>'
        '<c r="XFD1048576" t="n"><v></v></c></row>',
    )


@quirk
def masses_of_formatted_rows(parts: Parts) -> Parts:
    rows = (
        f'<row r="{n}" s="1" customFormat="1" ht="20"><c r="A{n}" s="1"/><c r="B{n}" s="2"/></row>'
        for n in range(99, 90_000)
    )
    return with_rows(parts, "".join(rows))


@quirk
def two_thousand_formatted_columns(parts: Parts) -> Parts:
    def widen(tree: etree._Element) -> None:
        columns = tree.find(f"{MAIN}cols")
        assert columns is not None
        for number in range(21, 2021):
            etree.SubElement(columns, f"{MAIN}col", min=str(number), max=str(number), width="9", style="1")
        for row in tree.iter(f"{MAIN}row"):
            row.extend(etree.Element(f"{MAIN}c", s="1") for _ in range(2000))

    return edited(parts, [BUDGET], widen)


# --- how a value is stored --------------------------------------------------------------------------------


@quirk
def texts_inside_the_cells(parts: Parts) -> Parts:
    texts = shared_texts()

    def insert(tree: etree._Element) -> None:
        for cell in filled_cells(tree):
            if cell.get("t") == "s":
                index = int(cell[0].text or "")
                cell.set("t", "inlineStr")
                cell[:] = [etree.Element(f"{MAIN}is")]
                etree.SubElement(cell[0], f"{MAIN}t").text = texts[index]

    changed = edited(parts, SHEETS, insert)
    return {name: content for name, content in changed.items() if name != TEXTS}


@quirk
def texts_in_runs_inside_the_cells_with_their_readings(parts: Parts) -> Parts:
    def part(tree: etree._Element) -> None:
        for node in list(tree.iter(f"{MAIN}is")):
            text = node[0].text or ""
            node[:] = []
            for piece in (text[:1], text[1:]):
                run = etree.SubElement(node, f"{MAIN}r")
                etree.SubElement(etree.SubElement(run, f"{MAIN}rPr"), f"{MAIN}b")
                etree.SubElement(run, f"{MAIN}t").text = piece
            etree.SubElement(etree.SubElement(node, f"{MAIN}rPh", sb="0", eb="1"), f"{MAIN}t").text = "jīn"

    return edited(texts_inside_the_cells(parts), SHEETS, part)


@quirk
def texts_as_results_of_formulas(parts: Parts) -> Parts:
    texts = shared_texts()

    def insert(tree: etree._Element) -> None:
        for cell in filled_cells(tree):
            if cell.get("t") == "s":
                text = texts[int(cell[0].text or "")]
                cell.set("t", "str")
                cell[:] = [etree.Element(f"{MAIN}f"), etree.Element(f"{MAIN}v")]
                cell[0].text, cell[1].text = "A1&B1", text

    return edited(parts, SHEETS, insert)


@quirk
def shared_texts_in_runs(parts: Parts) -> Parts:
    def part(tree: etree._Element) -> None:
        for item in tree:
            text = "".join(map(str, item.itertext()))
            item[:] = []
            for piece in (text[:2], "", text[2:]):
                etree.SubElement(etree.SubElement(item, f"{MAIN}r"), f"{MAIN}t").text = piece

    return edited(parts, [TEXTS], part)


@quirk
def shared_texts_with_their_readings(parts: Parts) -> Parts:
    """Chinese and Japanese Excel stores the pronunciation of words."""

    def add(tree: etree._Element) -> None:
        for item in tree:
            reading = etree.SubElement(item, f"{MAIN}rPh", sb="0", eb="1")
            etree.SubElement(reading, f"{MAIN}t").text = "よみ"
            etree.SubElement(item, f"{MAIN}phoneticPr", fontId="1", type="noConversion")

    return edited(parts, [TEXTS], add)


@quirk
def shared_texts_without_a_text_among_the_others(parts: Parts) -> Parts:
    def shift(tree: etree._Element) -> None:
        for cell in filled_cells(tree):
            if cell.get("t") == "s":
                cell[-1].text = str(int(cell[-1].text or "") + 3)

    shifted = edited(parts, SHEETS, shift)
    return rewritten(shifted, [TEXTS], lambda xml: xml.replace(b"<si>", b"<si/><si><t/></si><si><rPh/></si><si>", 1))


@quirk
def shared_texts_with_wrong_counts(parts: Parts) -> Parts:
    return rewritten(parts, [TEXTS], lambda xml: re.sub(rb' (count|uniqueCount)="[0-9]+"', rb' \1="1"', xml))


@quirk
def blanks_to_be_kept_around_texts(parts: Parts) -> Parts:
    def pad(tree: etree._Element) -> None:
        for node in tree.iter(f"{MAIN}t"):
            node.text = f"  {node.text}\u3000"
            node.set(SPACE, "preserve")

    return edited(parts, [TEXTS], pad)


@quirk
def line_ends_of_windows(parts: Parts) -> Parts:
    """A parser makes one newline of both characters (XML 1.0 2.11); _x000D_ is how Excel writes one that stays."""
    return rewritten(
        parts,
        [TEXTS],
        lambda xml: xml.replace(b"</t>", b"\r\n</t>").replace("。</t>".encode(), "。_x000D_\n</t>".encode()),
    )


@quirk
def numbers_written_another_way(parts: Parts) -> Parts:
    def rewrite(tree: etree._Element) -> None:
        for cell in filled_cells(tree):
            if cell.get("t", "n") == "n":
                cell.set("t", "n")
                cell[-1].text = f"\n {float(cell[-1].text or ''):.16E} "

    return edited(parts, SHEETS, rewrite)


@quirk
def numbers_with_binary_noise(parts: Parts) -> Parts:
    def rewrite(tree: etree._Element) -> None:
        for cell in filled_cells(tree):
            if cell.get("t", "n") == "n":
                cell[-1].text = repr(float(cell[-1].text or "") * (1 + 2**-52))

    return edited(parts, SHEETS, rewrite)


@quirk
def numbers_as_results_of_all_kinds_of_formulas(parts: Parts) -> Parts:
    kinds: tuple[dict[str, str], ...] = (
        {},
        {"t": "shared", "si": "0", "ref": "B4:B9"},
        {"t": "shared", "si": "0"},
        {"t": "array", "ref": "B4"},
    )

    def calculate(tree: etree._Element) -> None:
        for number, cell in enumerate(cell for cell in filled_cells(tree) if cell.get("t", "n") == "n"):
            formula = etree.Element(f"{MAIN}f", kinds[number % 4], ca="1")
            formula.text = None if number % 4 == 2 else "SUM(A1:A3)"
            cell.insert(0, formula)

    return edited(parts, SHEETS, calculate)


@quirk
def dates_counted_from_1904(parts: Parts) -> Parts:
    """The sample has none, and the file must still be readable."""
    return rewritten(parts, [WORKBOOK], lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="1"'))


@pytest.fixture(scope="module")
def sample() -> Submission:
    original = read_submission(SAMPLE)
    assert original.value is not None
    return original.value


def is_read_as(parts: Parts, sample: Submission) -> None:
    outcome = parse_submission(zipped(parts), SAMPLE.name)
    assert {problem.code for problem in outcome.diagnostics} <= {"N238"}  # Hidden rows and sheets are read.
    assert outcome.value == sample


@pytest.mark.parametrize("name", QUIRKS)
def test_a_workbook_of_another_program_is_read_as_the_sample(name: str, sample: Submission) -> None:
    changed = QUIRKS[name](dict(PARTS))
    assert changed != PARTS
    is_read_as(changed, sample)


def test_all_quirks_at_once_are_read_as_the_sample(sample: Submission) -> None:
    """The quirks that can be combined."""
    parts = PARTS
    for change in (
        texts_in_runs_inside_the_cells_with_their_readings,
        numbers_as_results_of_all_kinds_of_formulas,
        neither_rows_nor_cells_with_references,
        laid_out_for_reading,
        strict_open_xml,
        no_folder_xl,
        part_names_with_backslashes,
    ):
        parts = change(parts)
    is_read_as(parts, sample)


# --- zip files --------------------------------------------------------------------------------------------


def stored() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = b"made by hand"
        for name, content in PARTS.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def streamed() -> bytes:
    """The sizes follow the content, because some programs write to a pipe."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
    return pipe.getvalue()


def with_folders() -> bytes:
    """Entries for folders, and sizes of 64 bits."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in ("xl/", "xl/worksheets/", "docProps/"):
            archive.writestr(folder, b"")
        for name, content in PARTS.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content)
    return buffer.getvalue()


def behind_something_else() -> bytes:
    return b"PK" + b"#" * 100 + zipped(PARTS)


@pytest.mark.parametrize("make", [stored, streamed, with_folders, behind_something_else])
def test_a_zip_file_of_another_program_is_read_as_the_sample(make: Callable[[], bytes], sample: Submission) -> None:
    outcome = parse_submission(make(), SAMPLE.name)
    assert outcome.diagnostics == ()
    assert outcome.value == sample


@pytest.mark.parametrize("name", ["cells without references", "neither rows nor cells with references"])
def test_a_large_sheet_is_read_as_the_sample(name: str, sample: Submission) -> None:
    """Blank cells are taken out of a large sheet, but not where the place of a cell is counted from them."""
    blanks = b"<row>" + b'<c s="1"/>' * 100 + b"</row>"
    parts = QUIRKS[name](dict(PARTS))
    is_read_as(
        rewritten(parts, SHEETS[1:3], lambda xml: xml.replace(b"</sheetData>", blanks * 600 + b"</sheetData>")), sample
    )
    is_read_as(rewritten(parts, SHEETS[3:], lambda xml: xml + b" " * 500_000), sample)


# --- what the sample has none of --------------------------------------------------------------------------


def with_cell(xml: str, at: str = "B6", sheet: str = BUDGET) -> Parts:
    """The sample with something else in a cell; B6 of 预算执行 is 全年支出数."""
    changed, count = re.subn(rb'<c r="%s"[^>]*>.*?</c>' % at.encode(), lambda _: xml.encode(), PARTS[sheet])
    assert count == 1
    return {**PARTS, sheet: changed}


def problems(parts: Parts) -> list[tuple[str, str]]:
    """Code and place of each problem."""
    diagnostics = parse_submission(zipped(parts), SAMPLE.name).diagnostics
    return [(d.code, d.place.address if isinstance(d.place, CellRef) else "") for d in diagnostics]


CELLS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "an error value of a newer Excel": ('<c r="B6" t="e"><v>#SPILL!</v></c>', [("E205", "预算执行!B6")]),
    "an error value without a word": ('<c r="B6" t="e"><v></v></c>', [("E205", "预算执行!B6")]),
    "a shared formula without a result": ('<c r="B6"><f t="shared" si="3"/></c>', [("E206", "预算执行!B6")]),
    "a shared text of too many digits": (f'<c r="B6" t="s"><v>{"9" * 5000}</v></c>', [("E105", "")]),
    "a formula with an empty result": ('<c r="B6"><f>B4*2</f><v/></c>', [("E206", "预算执行!B6")]),
    "an array formula without a result": ('<c r="B6"><f t="array" ref="B6">B4</f></c>', [("E206", "预算执行!B6")]),
    "a number larger than any": ('<c r="B6"><v>1E400</v></c>', [("E204", "预算执行!B6")]),
    "not a number": ('<c r="B6"><v>NaN</v></c>', [("E204", "预算执行!B6")]),
    "true, in a word": ('<c r="B6" t="b"><v>true</v></c>', [("E204", "预算执行!B6")]),
    "a date as Strict files store it": ('<c r="B6" t="d"><v>2024-05-01T00:00:00Z</v></c>', [("E212", "预算执行!B6")]),
    "no date where one should be": ('<c r="B6" t="d"><v>May</v></c>', [("E204", "预算执行!B6")]),
    "a text too far to the right": ('<c r="B6"><v>9880</v></c><c r="XFD6" t="str"><v>a</v></c>', [("E222", "预算执行!XFD6")]),
    "a formula too far to the right": ('<c r="B6"><v>9880</v></c><c r="CW6"><f>1</f></c>', [("E222", "预算执行!CW6")]),
    "a row too far down": ('<c r="B6"><v>9880</v></c></row><row r="2001"><c r="A2001"><v>0</v></c>', [("E222", "预算执行!A2001")]),
    "a shared text that is not there": ('<c r="B6" t="s"><v>99999</v></c>', [("E105", "")]),
    "a shared text below nought": ('<c r="B6" t="s"><v>-1</v></c>', [("E105", "")]),
    "words for a number": ('<c r="B6"><v>12万</v></c>', [("E105", "")]),
    "a number as Python writes it": ('<c r="B6"><v>1_000</v></c>', [("E105", "")]),
    "a kind that is none": ('<c r="B6" t="zz"><v>1</v></c>', [("E105", "")]),
    "a row of no number": ('<c r="B6"><v>1</v></c></row><row r="x"><c><v>1</v></c>', [("E105", "")]),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_strange_cell_is_told_at_its_place(name: str) -> None:
    xml, expected = CELLS[name]
    assert problems(with_cell(xml)) == expected


@pytest.mark.parametrize("kind", ["n", "b", "d", "s", "str", "inlineStr"])
def test_an_empty_value_is_a_blank(kind: str) -> None:
    blank = problems(with_cell('<c r="B6"/>'))
    assert problems(with_cell(f'<c r="B6" t="{kind}"><v></v></c>')) == blank
    assert problems(with_cell(f'<c r="B6">9880</c><c r="XFD6" t="{kind}"><v/></c>')) == blank


def with_styles(number_format: str, xml: str) -> Parts:
    """The cell with the last style, of this number format (an id, or a code of its own); styles in another part."""
    count = PARTS[STYLES].partition(b"<cellXfs")[2].count(b"<xf ")
    styles = PARTS[STYLES]
    number = number_format
    if not number_format.isdecimal():
        number = "999"
        styles = re.sub(
            b"(<numFmts[^>]*>)", rb'\1<numFmt numFmtId="999" formatCode="%s"/>' % number_format.encode(), styles
        )
    styles = styles.replace(b"</cellXfs>", b'<xf numFmtId="%s"/></cellXfs>' % number.encode())
    return moved({**with_cell(xml.format(style=count), at="B3"), STYLES: styles}, {STYLES: "xl/looks/styles1.xml"})


@pytest.mark.parametrize("number_format", ["9", "10", "0.0%", "[Red]0%;-0%"])
def test_a_percentage_is_seen_wherever_the_styles_are(number_format: str) -> None:
    parts = with_styles(number_format, '<c r="B3" s="{style}"><v>0.95</v></c>')
    outcome = parse_submission(zipped(parts), SAMPLE.name)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    rate = outcome.value.budget[form.BUDGET.execution_rate]
    assert rate is not None
    assert rate.value == Decimal(95)


@pytest.mark.parametrize("number_format", ["14", "31", "yyyy/m/d", "[h]:mm"])
@pytest.mark.parametrize("since", ["1900", "1904"])
def test_a_date_is_seen_wherever_the_styles_are(number_format: str, since: str) -> None:
    parts = with_styles(number_format, '<c r="B3" s="{style}"><v>{{days}}</v></c>')
    days = b"45292.75" if since == "1900" else b"43830.75"
    parts = rewritten(parts, [BUDGET], lambda xml: xml.replace(b"{days}", days))
    parts = dates_counted_from_1904(parts) if since == "1904" else parts
    found = parse_submission(zipped(parts), SAMPLE.name).diagnostics
    assert [(d.code, d.found) for d in found] == [("E212", "2024年1月1日 18:00")]


@pytest.mark.parametrize(("first", "last"), [("A1", 9880), ("9880", 45292)])
def test_of_a_cell_that_stands_twice_the_last_one_counts(first: str, last: int) -> None:
    cells = f'<c r="B3" s="{{style}}"><v>1</v></c><c r="B3" t="str"><v>{first}</v></c><c r="B3"><v>{last}</v></c>'
    assert problems(with_styles("14", cells)) == []
    assert [code for code, _ in problems(with_styles("14", cells + '<c r="B3" s="{style}"><v>1</v></c>'))] == ["E212"]


def test_a_text_is_no_date_whatever_its_format() -> None:
    assert problems(with_styles("14", '<c r="B3" s="{style}" t="str"><v>95</v></c>')) == []


# --- memory -----------------------------------------------------------------------------------------------

# A small process that runs Python in another one, and tells the most memory (MB) that any process of that one took.
_MEASURE = """
import resource, subprocess, sys
ran = subprocess.run([sys.executable, "-c", *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(ran.returncode)
"""
_MOST_MEMORY = 300
_READING = """
import sys
from pathlib import Path
from reportgen.intake.reading import read_submission
for name in sys.argv[1:]:
    print(*sorted(problem.code for problem in read_submission(Path(name)).diagnostics))
"""
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory another way")


def far_away(place: str, text: str) -> Parts:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return with_rows(PARTS, f'<row r="{row}"><c r="{place}" t="str"><v>{text}</v></c></row>')


def filled_to_the_limits() -> Parts:
    parts = PARTS
    for sheet in SHEETS:
        parts = with_rows(parts, '<row r="2000"><c r="CV2000"><v>1</v></c></row>', sheet)
    return parts


HUGE = {
    "甲.xlsx": far_away("XFD1048576", " "),
    "乙.xlsx": far_away("P1048576", " "),
    "丙.xlsx": far_away("XFD1048576", "甲"),
    "丁.xlsx": far_away("P1048576", "甲"),
    "戊.xlsx": filled_to_the_limits(),
}


@linux_only
def test_what_stands_far_away_takes_no_memory(tmp_path: Path) -> None:
    for name, parts in HUGE.items():
        (tmp_path / name).write_bytes(zipped(parts))
    process = run_alone(_READING, *HUGE, cwd=tmp_path, code=_MEASURE)
    assert process.code == 0
    assert process.out.splitlines() == ["", "", "E222", "E222", " ".join(["N235"] * len(form.SHEETS))]
    assert int(process.err) < _MOST_MEMORY


def _renamed(office: str) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace("金花".encode(), office.encode())


@linux_only
def test_nor_does_it_in_a_worker_of_a_batch(tmp_path: Path) -> None:
    (tmp_path / "填报").mkdir()
    for name, parts in HUGE.items():
        other = rewritten(parts, [TEXTS], _renamed(name[0]))
        (tmp_path / "填报" / name).write_bytes(zipped(other))
    code = "from reportgen.cli import main; main()"
    process = run_alone(code, "batch", "填报", "--jobs", 2, cwd=tmp_path, code=_MEASURE)
    assert process.code == 3
    assert process.out.count("E222") == 2
    assert len(list((tmp_path / "output").rglob("*自评表说明.docx"))) == 3
    assert int(process.err.splitlines()[-1]) < _MOST_MEMORY
