"""A workbook that openpyxl edits: losses are notes, no value changes, and bombs are refused."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zlib
from collections.abc import Mapping
from pathlib import Path

import make_samples
import openpyxl
import pytest
from filled_forms import cell_of, rubric
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import Change, Formula, Shown, cell, edited, sheet_part, zipped

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Severity
from reportgen.documents.reading import dump
from reportgen.forms.annotation import annotate_bytes
from reportgen.forms.blank import Contents, form_workbook
from reportgen.forms.editing import open_to_edit, type_into
from reportgen.intake.reading import parse_submission
from reportgen.package import DamagedError, unpack
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

FILE = "2024.xlsx"
BUDGET, PUBLIC = "预算执行", "三公经费"
SPENT = (BUDGET, "全年支出数", "数值")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def copy_of(data: bytes) -> bytes:
    problems = parse_submission(data, FILE).diagnostics
    outcome = annotate_bytes(data, FILE, problems)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value.content


def notes(data: bytes) -> list[tuple[str, str, str]]:
    """Code, sheet and contents of every note about a loss."""
    outcome = annotate_bytes(data, FILE, [])
    assert outcome.value is not None, outcome.diagnostics
    assert {note.severity for note in outcome.diagnostics} <= {Severity.NOTE}
    return [
        (note.code, note.place.sheet if isinstance(note.place, CellRef) else "", note.message.partition("：")[2])
        for note in outcome.diagnostics
    ]


def codes(data: bytes) -> list[str]:
    outcome = annotate_bytes(data, FILE, [])
    assert outcome.value is None
    return [problem.code for problem in outcome.diagnostics]


def sheet_of(data: bytes, sheet: str = BUDGET) -> Worksheet:
    page = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    assert isinstance(page, Worksheet)
    return page


def with_xml(data: bytes, old: str, new: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """The workbook with one piece of the XML of 预算执行 replaced, and with more parts."""
    name = f"xl/worksheets/{sheet_part(BUDGET)}.xml"
    xml = unpack(data)[name].decode()
    assert xml.count(old) == 1
    contents = {name: xml.replace(old, new).encode()}
    contents |= {part: text.encode() if isinstance(text, str) else text for part, text in (parts or {}).items()}
    return zipped(unpack(data) | contents)


def related(*relations: tuple[str, str, str]) -> str:
    nodes = "".join(f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{to}"/>' for id_, kind, to in relations)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{nodes}</Relationships>'
    )


RELATIONS = f"xl/worksheets/_rels/{sheet_part(BUDGET)}.xml.rels"


# --- a picture --------------------------------------------------------------------------------------------


def png() -> bytes:
    """Two by two pixels."""
    chunks = (
        (b"IHDR", struct.pack(">2I5B", 2, 2, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 14)),
        (b"IEND", b""),
    )
    parts = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


PICTURE = png()
NAMESPACES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{OFFICE}"'
)
AT = "<xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
PICTURE_ANCHOR = (
    f'<xdr:oneCellAnchor>{AT}<xdr:ext cx="90000" cy="90000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图"/>'
    '<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch>'
    '</xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>'
)
SHAPE = (
    f'<xdr:oneCellAnchor>{AT}<xdr:ext cx="90000" cy="90000"/><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="3" name="框"/>'
    '<xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr></xdr:sp><xdr:clientData/>'
    "</xdr:oneCellAnchor>"
)


def pictured(shapes: str, picture: bytes = PICTURE, data: bytes | None = None) -> bytes:
    """The workbook with a drawing of these shapes."""
    parts: dict[str, str | bytes] = {
        RELATIONS: related(("rId7", "drawing", "../drawings/drawing9.xml")),
        "xl/drawings/drawing9.xml": f"<xdr:wsDr {NAMESPACES}>{shapes}</xdr:wsDr>",
        "xl/drawings/_rels/drawing9.xml.rels": related(("rId1", "image", "../media/bild.png")),
        "xl/media/bild.png": picture,
    }
    drawing = f'<drawing xmlns:r="{OFFICE}" r:id="rId7"/></worksheet>'
    return with_xml(edited() if data is None else data, "</worksheet>", drawing, parts)


def pictures(data: bytes) -> list[bytes]:
    return [part for name, part in unpack(data).items() if name.startswith("xl/media/")]


def test_a_picture_stays() -> None:
    assert pictures(copy_of(pictured(PICTURE_ANCHOR))) == [PICTURE]
    assert notes(pictured(PICTURE_ANCHOR)) == []


def test_a_shape_is_lost_and_told_and_the_picture_beside_it_stays() -> None:
    assert notes(pictured(SHAPE + PICTURE_ANCHOR)) == [("N823", BUDGET, "形状")]
    assert pictures(copy_of(pictured(SHAPE + PICTURE_ANCHOR))) == [PICTURE]


@pytest.mark.parametrize("content", [b"\x01\x00\x00\x00 EMF", b"\x89PNG cut off", b"BM" + b"\0" * 60])
def test_a_picture_that_openpyxl_cannot_keep_is_told(content: bytes) -> None:
    assert notes(pictured(PICTURE_ANCHOR, content)) == [("N823", BUDGET, "图片")]


def test_a_picture_counts_for_each_place_where_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(pictures(copy_of(pictured(PICTURE_ANCHOR * 3)))) == 3
    monkeypatch.setattr("reportgen.forms.editing._MOST_PICTURE_BYTES", 2 * len(PICTURE))
    assert codes(pictured(PICTURE_ANCHOR * 3)) == ["E820"]


# --- what else is told ------------------------------------------------------------------------------------

NEW_RULES = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main"><x14:%s/></ext></extLst></worksheet>'
)


@pytest.mark.parametrize(
    ("name", "what"),
    [("conditionalFormattings", "新版条件格式"), ("dataValidations", "新版下拉列表"), ("sparklineGroups", "迷你图")],
)
def test_what_excel_2010_brought_is_lost_and_told(name: str, what: str) -> None:
    assert notes(with_xml(edited(), "</worksheet>", NEW_RULES % name)) == [("N823", BUDGET, what)]


def test_the_format_of_a_part_of_a_text_is_lost_and_told() -> None:
    unit = f'<c r="{cell(BUDGET, "全年支出数", "单位")}" t="inlineStr"><is>'
    runs = f"{unit}<r><rPr><b/></rPr><t>万</t></r><r><t>元</t></r></is></c>"
    data = with_xml(edited(), f'{unit}<t xml:space="preserve">万元</t></is></c>', runs)
    assert notes(data) == [("N823", BUDGET, "单元格里部分文字的格式")]
    assert sheet_of(copy_of(data))[cell(BUDGET, "全年支出数", "单位")].value == "万元"


def test_parts_of_other_programs_are_told() -> None:
    relations = related(*((f"rId{n}", kind, "../x.xml") for n, kind in enumerate(("ctrlProp", "slicer", "pivotTable"))))
    data = zipped(unpack(edited()) | {RELATIONS: relations.encode(), "xl/x.xml": b"<x/>"})
    assert notes(data) == [("N823", BUDGET, "表单控件、切片器、数据透视表（只留下数）")]


def test_the_sample_loses_nothing() -> None:
    assert notes(make_samples.sample_2024()) == []


# --- formulas ---------------------------------------------------------------------------------------------


def test_a_formula_gives_way_to_its_result_and_the_cell_is_told() -> None:
    changes: list[Change] = [(*SPENT, Formula("4940*2", 9880)), (BUDGET, "年初预算数", "数值", Formula("A1", "=1+1"))]
    data = edited(*changes)
    sheet = sheet_of(copy_of(data))
    assert sheet[cell(*SPENT)].value == 9880
    text = sheet[cell(BUDGET, "年初预算数", "数值")]
    assert (text.value, text.data_type) == ("=1+1", "s"), "a result that looks like a formula is a text"
    (note,) = notes(data)
    assert note[:2] == ("N824", BUDGET)
    assert set(note[2].split("、")) == {cell(*SPENT), cell(BUDGET, "年初预算数", "数值")}


def test_cells_beside_each_other_are_told_as_one_range() -> None:
    data = edited(*((BUDGET, "全年支出数", column, Formula("1", 1)) for column in ("数值", "单位", "项目")))
    assert notes(data) == [("N824", BUDGET, "A6:C6")]


def test_a_formula_without_a_result_stays_one() -> None:
    """The formula remains an error until somebody corrects it; a blank would hide it."""
    data = edited((*SPENT, Formula("4940*2")))
    assert sheet_of(copy_of(data))[cell(*SPENT)].value == "=4940*2"
    assert parse_submission(copy_of(data), FILE) == parse_submission(data, FILE)
    assert notes(data) == []


def test_a_shared_formula_is_not_multiplied() -> None:
    xml = '<c r="B6"><f t="shared" ref="B6:B7" si="0">1+1</f></c>'
    data = with_xml(edited((*SPENT, None)), '<c r="C6"', f'{xml}<c r="C6"')
    data = with_xml(data, "</sheetData>", '<row r="60"><c r="B60"><f t="shared" si="0"/><v>3</v></c></row></sheetData>')
    sheet = sheet_of(copy_of(data))
    assert [sheet[at].value for at in ("B6", "B60")] == ["=1+1", 3]


def test_our_own_totals_stay_formulas() -> None:
    data = form_workbook(rubric(2024), without_totals(), created=make_samples._SAVED)
    book = openpyxl.load_workbook(io.BytesIO(copy_of(data)))
    assert str(cell_of(book, PUBLIC, "合计", "年初预算数").value).startswith("=IF(COUNT(")
    assert any(str(at.value).startswith('="分值合计') for at in book["绩效指标"][1])
    assert notes(data) == []


def without_totals() -> Contents:
    """The sample with all money in one part of 三公经费, where the form adds 合计 up."""
    contents = make_samples.sample_contents()
    rows = {str(row["项目"]): dict(row) for row in contents.rows[PUBLIC]}
    for column in ("年初预算数", "实际支出数"):
        rows["公务用车运行维护费"][column] = rows["合计"].pop(column)
    return Contents(rows={**contents.rows, PUBLIC: list(rows.values())})


# --- what is read stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [60, 0.25, 45000.3333333333, 2958466, 30_000_000, -5, 1e300])
def test_a_number_under_the_format_of_a_date_stays_that_number(number: float) -> None:
    data = copy_of(edited((*SPENT, Shown(number, "yyyy/m/d"))))
    xml = unpack(data)[f"xl/worksheets/{sheet_part(BUDGET)}.xml"].decode()
    (number_text,) = re.findall(rf'<c r="{cell(*SPENT)}"[^>]*><v>([^<]*)</v>', xml)
    assert float(number_text) == number


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "_x005F_x000D_", " 前后 ", "两行\n文字", "<r>a</r>", "𠮷😀"]
)
def test_a_text_stays_that_text(text: str) -> None:
    data = edited((*SPENT, text))
    at = sheet_of(copy_of(data))[cell(*SPENT)]
    assert (at.value, at.data_type) == (sheet_of(data)[cell(*SPENT)].value, "s")
    assert parse_submission(copy_of(data), FILE) == parse_submission(data, FILE)


def test_rows_grow_with_their_text_in_the_copy_too() -> None:
    """In the form no row has a fixed height."""
    sheets = {name: part for name, part in unpack(copy_of(make_samples.sample_2024())).items() if "worksheets" in name}
    assert sum(part.count(b' ht="') for part in sheets.values()) > 50
    assert not any(b"customHeight" in part for part in sheets.values())


def test_parts_with_other_names_are_found() -> None:
    """Relationships lead to the parts, in whatever folder and case."""
    parts = unpack(edited((*SPENT, "12万")))
    for old, new in (("xl/worksheets/", "xl/Blätter/"), ("xl/styles.xml", "xl/Styles1.xml")):
        short = old.removeprefix("xl/"), new.removeprefix("xl/").upper()
        parts = {
            name.replace(old, new): content.replace(short[0].encode(), short[1].encode()) if "rels" in name else content
            for name, content in parts.items()
        }
    data = zipped(parts)
    assert [problem.code for problem in parse_submission(data, FILE).diagnostics] == ["E204"]
    assert sheet_of(copy_of(data))[cell(*SPENT)].comment is not None


def test_the_box_of_a_comment_stands_beside_its_cell() -> None:
    """Columns of 10 characters are 60 points wide, the hidden one none; the second row is 30 points high."""
    columns = '<cols><col min="1" max="2" width="10"/><col min="3" max="3" width="10" hidden="1"/></cols>'
    data = with_xml(edited((BUDGET, "全年支出数", "备注", None)), "<sheetData>", f"{columns}<sheetData>")
    data = with_xml(data, '<row r="2"', '<row ht="30" r="2"')
    ref = CellRef(file=FILE, sheet=BUDGET, cell="C6")
    outcome = annotate_bytes(data, FILE, [catalogue.NOT_A_NUMBER.at(ref, "一")])
    assert outcome.value is not None
    drawings = {name: part for name, part in unpack(outcome.value.content).items() if name.endswith(".vml")}
    assert b"margin-left:128.00pt;margin-top:90.00pt" in drawings["xl/drawings/commentsDrawing2.vml"]


# --- bombs ------------------------------------------------------------------------------------------------

HUGE = {
    "merged cells": '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    "links": '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>',
    "links to no place": '<hyperlinks><hyperlink ref="A:XFD" location="A1"/></hyperlinks>',
    "ranges": f'<conditionalFormatting sqref="{"A1 " * 60_000}"/>',
}


@pytest.mark.parametrize("name", HUGE)
def test_what_openpyxl_would_make_masses_of_is_refused(name: str) -> None:
    data = with_xml(edited(), "</sheetData>", f"</sheetData>{HUGE[name]}")
    tracemalloc.start()
    assert codes(data) == ["E821"]
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()


def test_one_shared_text_in_masses_of_cells_is_refused() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(100, 1100))
    texts = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"长" * 30_000}</t></si></sst>'
    )
    relations = unpack(edited())["xl/_rels/workbook.xml.rels"].decode()
    shared = f'<Relationship Id="rId99" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    data = with_xml(
        edited(),
        "</sheetData>",
        f"{cells}</sheetData>",
        {
            "xl/sharedStrings.xml": texts,
            "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", shared),
        },
    )
    assert codes(data) == ["E820"]


def test_a_sheet_that_is_listed_twice_is_refused() -> None:
    parts = unpack(edited())
    workbook = (
        parts["xl/workbook.xml"].decode().replace("</sheets>", '<sheet name="又" sheetId="99" r:id="rId1"/></sheets>')
    )
    assert codes(zipped(parts | {"xl/workbook.xml": workbook.encode()})) == ["E821"]


def test_a_far_cell_costs_nothing() -> None:
    data = with_xml(
        edited(),
        "</sheetData>",
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row></sheetData>',
    )
    tracemalloc.start()
    sheet = sheet_of(copy_of(data))
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()
    assert sheet["XFD1048576"].comment is not None


# --- there and back ---------------------------------------------------------------------------------------

COMMENT = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>王会计</author></authors>'
    '<commentList><comment ref="B6" authorId="0"><text><t>按决算报表填</t></text></comment></commentList></comments>'
)


def handed_in(contents: Contents) -> bytes:
    """The form as an office fills it in: with a formula, a picture and a comment of its own."""
    data = form_workbook(rubric(2024), contents, created=make_samples._SAVED)
    part = f"xl/worksheets/{sheet_part(BUDGET)}.xml"
    xml = unpack(data)[part].decode()
    xml, count = re.subn(r'(<c r="B6" s="\d+">)<v>9880</v>', r"\1<f>4940*2</f><v>9880</v>", xml)
    assert count == 1
    data = pictured(PICTURE_ANCHOR, data=zipped(unpack(data) | {part: xml.encode()}))
    relations = related(("rId7", "drawing", "../drawings/drawing9.xml"), ("rId8", "comments", "../comments9.xml"))
    return zipped(unpack(data) | {RELATIONS: relations.encode(), "xl/comments9.xml": COMMENT.encode()})


def document(pipeline: Pipeline, path: Path, data: bytes) -> str:
    path.write_bytes(data)
    report = pipeline.report(path)
    assert report.value is not None, report.diagnostics
    return dump(report.value.document)


MISTAKES = {
    ("预算执行", "年初预算数", "数值"): "一万",
    ("绩效指标", "C01", "实际完成值"): "约三个",
    ("三公经费", "公务接待费", "实际支出数"): "无",
}


def with_mistakes(data: bytes) -> tuple[bytes, dict[tuple[str, str, str], object]]:
    """The workbook with mistakes, made in its XML to keep stored results, and the earlier contents of the cells."""
    book, parts = openpyxl.load_workbook(io.BytesIO(data)), unpack(data)
    before: dict[tuple[str, str, str], object] = {}
    for (sheet, row, column), text in MISTAKES.items():
        at = cell_of(book, sheet, row, column)
        before[sheet, row, column] = at.value
        name = f"xl/worksheets/{sheet_part(sheet)}.xml"
        pattern = rf'<c r="{at.coordinate}"( s="\d+")[^>]*(?:/>|>.*?</c>)'
        inline = rf'<c r="{at.coordinate}"\1 t="inlineStr"><is><t>{text}</t></is></c>'
        xml, count = re.subn(pattern, inline, parts[name].decode())
        assert count == 1
        parts[name] = xml.encode()
    return zipped(parts), before


def with_corrections(data: bytes, before: dict[tuple[str, str, str], object]) -> bytes:
    """The clerk types the right values and leaves the comments."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (sheet, row, column), value in before.items():
        at = cell_of(book, sheet, row, column)
        assert at.comment is not None, (sheet, row, column)
        at.value = value  # type: ignore[assignment]  # a cell takes what another one held
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_copy_that_was_mended_gives_the_same_document(shipped: Resources, tmp_path: Path) -> None:
    pipeline, original = Pipeline(shipped), handed_in(make_samples.sample_contents())
    wrong, before = with_mistakes(original)
    copy = copy_of(wrong)
    again = with_corrections(copy, before)
    text = document(pipeline, tmp_path / "2024.xlsx", original)
    assert len(text) > 3000
    assert document(pipeline, tmp_path / "批注.xlsx", again) == text


def test_so_does_one_whose_form_adds_up_the_total(shipped: Resources, tmp_path: Path) -> None:
    pipeline, original = Pipeline(shipped), handed_in(without_totals())
    wrong, before = with_mistakes(original)
    text = document(pipeline, tmp_path / "2024.xlsx", original)
    assert document(pipeline, tmp_path / "批注.xlsx", with_corrections(copy_of(wrong), before)) == text


def test_the_form_survives_in_the_copy() -> None:
    """Drop-downs, colours that follow rules, names, protection, print set-up, pictures and comments of others."""
    original = handed_in(make_samples.sample_contents())
    before, after = (openpyxl.load_workbook(io.BytesIO(data)) for data in (original, copy_of(original)))
    assert after.sheetnames == before.sheetnames
    assert [sheet.sheet_state for sheet in after] == [sheet.sheet_state for sheet in before]
    assert {name: at.attr_text for name, at in after.defined_names.items()} == {
        name: at.attr_text for name, at in before.defined_names.items()
    }
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert facts(new) == facts(old), old.title
    assert [[at.value for at in row] for row in after["填报进度"]] == [
        [at.value for at in row] for row in before["填报进度"]
    ]
    comment = after[BUDGET]["B6"].comment
    assert comment is not None
    assert (comment.text, comment.author) == ("按决算报表填", "王会计")
    assert pictures(copy_of(original)) == [PICTURE]


def facts(sheet: Worksheet) -> dict[str, object]:
    return {
        "checks": sorted(
            (str(c.sqref), c.type, c.formula1, c.prompt, c.error) for c in sheet.data_validations.dataValidation
        ),
        "rules": sorted(
            (str(area.sqref), rule.type, tuple(rule.formula))
            for area in sheet.conditional_formatting
            for rule in area.rules
        ),
        "protection": dict(sheet.protection),
        "free": sorted(at.coordinate for row in sheet.iter_rows() for at in row if not at.protection.locked),
        "print": (sheet.print_area, sheet.print_title_rows, dict(sheet.page_setup), dict(sheet.page_margins)),
        "footer": str(sheet.oddFooter),
        "fit": sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage,
        "frozen": sheet.freeze_panes,
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "widths": {
            name: (at.min, at.max, at.width, at.protection.locked) for name, at in sheet.column_dimensions.items()
        },
        "heights": {number: at.height for number, at in sheet.row_dimensions.items()},
        "links": sorted(str(at.hyperlink.location) for row in sheet.iter_rows() for at in row if at.hyperlink),
    }


# --- mending ----------------------------------------------------------------------------------------------


def mend(data: bytes, place: str, text: str) -> bytes:
    workbook = open_to_edit(data, FILE).value
    assert workbook is not None
    type_into(workbook, BUDGET, {place: text})
    return workbook.content()


def test_a_mended_cell_changes_and_no_other_does() -> None:
    place = cell(*SPENT)
    mended = mend(edited(), place, "77.5")
    before, after = (openpyxl.load_workbook(io.BytesIO(data)) for data in (edited(), mended))
    assert after[BUDGET][place].value == 77.5
    after[BUDGET][place].value = before[BUDGET][place].value
    for sheet in before.worksheets:
        assert list(sheet.values) == list(after[sheet.title].values)
    assert mend(edited(), place, "77.5") == mended


def test_a_number_typed_into_a_percentage_or_a_date_is_that_number() -> None:
    place = cell(*SPENT)
    for look in ("0%", "yyyy-mm-dd"):
        mended = mend(edited((*SPENT, Shown(0.95, look))), place, "96")
        typed = openpyxl.load_workbook(io.BytesIO(mended))[BUDGET][place]
        assert (typed.value, typed.number_format) == (96, "General")


def test_a_cell_in_the_middle_of_merged_ones_cannot_be_mended() -> None:
    book = openpyxl.load_workbook(io.BytesIO(edited()))
    book[BUDGET].merge_cells("B3:C4")
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(DamagedError):
        mend(buffer.getvalue(), "C4", "1")
