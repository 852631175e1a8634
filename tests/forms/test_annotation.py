"""The annotated copy has marks at the problems, and everything else is unchanged."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from workbooks import (
    SAMPLE,
    Change,
    Error,
    Formula,
    Shown,
    add_sheet,
    cell,
    drop_row,
    drop_sheet,
    edited,
    put,
    rename_sheet,
    rewritten,
    sheet_part,
    zipped,
)

from reportgen.catalogue import NEVER_CALCULATED, NOT_A_NUMBER, UNCLEAR_PERCENT
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Kind, Place, Severity, TextRef
from reportgen.forms import annotation
from reportgen.forms.annotation import AUTHOR, COLOURS, Annotation, annotate, annotate_bytes, is_foreign
from reportgen.intake.reading import parse_submission
from reportgen.package import unpack

FILE = "2024.xlsx"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BUDGET = "预算执行"
SPENT = (BUDGET, "全年支出数", "数值")
FRONT = "基本信息"
MISTAKES: tuple[Change, ...] = (
    (*SPENT, "12万"),
    ("绩效指标", "C01", "实际完成值", None),
    ("绩效指标", "C02", "编号", "C01"),
    ("管理效率", "财务管理合规性", "填报值", Formula("1+1")),
    drop_row("三公经费", "合计"),
    ("基本信息", "目标总述", "内容", Error("#REF!")),
)


def problem(cell: str, *, sheet: str = BUDGET, kind: Kind = NOT_A_NUMBER) -> Diagnostic:
    return kind.at(CellRef(file=FILE, sheet=sheet, cell=cell), "12万", small="0.12", large="12")


def annotation_of(data: bytes, *problems: Diagnostic) -> Annotation:
    outcome = annotate_bytes(data, FILE, problems)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def copy_of(data: bytes, *problems: Diagnostic) -> bytes:
    return annotation_of(data, *problems).content


def notes(data: bytes, *problems: Diagnostic) -> list[str]:
    """The sheet, if there is one, and the message of each loss of the copy."""
    outcome = annotate_bytes(data, FILE, problems)
    assert outcome.value is not None
    assert {note.severity for note in outcome.diagnostics} <= {Severity.NOTE}
    places = (note.place.sheet if isinstance(note.place, CellRef) else "" for note in outcome.diagnostics)
    return [
        f"{place}：{note.message.partition('：')[2]}" for place, note in zip(places, outcome.diagnostics, strict=True)
    ]


def found_in(data: bytes) -> tuple[Diagnostic, ...]:
    return parse_submission(data, FILE).diagnostics


def remarks(data: bytes) -> dict[str, list[str]]:
    """The codes in each comment by ``sheet!cell``."""
    codes_by_place = {
        f"{sheet.title}!{at.coordinate}": re.findall(r"[EWN]\d{3}", at.comment.text)
        for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets
        for row in sheet.iter_rows()
        for at in row
        if at.comment
    }
    return {place: codes for place, codes in codes_by_place.items() if codes}


def colours(data: bytes) -> dict[str, Severity]:
    """``sheet!cell`` of every cell with a fill of ours."""
    severities = {colour: severity for severity, colour in COLOURS.items()}
    return {
        f"{sheet.title}!{at.coordinate}": severities[at.fill.fgColor.rgb]
        for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets
        for row in sheet.iter_rows()
        for at in row
        if at.fill.patternType == "solid" and at.fill.fgColor.rgb in severities
    }


def comment_text(data: bytes, at: str, sheet: str = BUDGET) -> str:
    comment = openpyxl.load_workbook(io.BytesIO(data))[sheet][at].comment
    return comment.text if comment else ""


def sheet_xml(data: bytes, sheet: str = BUDGET) -> etree._Element:
    return etree.fromstring(unpack(data)[f"xl/worksheets/{sheet_part(sheet)}.xml"])


def sheet_changed(data: bytes, old: str, new: str, sheet: str = BUDGET) -> bytes:
    """The workbook with one piece of the XML of a sheet replaced."""
    name = f"xl/worksheets/{sheet_part(sheet)}.xml"
    xml = unpack(data)[name].decode()
    assert xml.count(old) == 1
    return with_parts(data, **{name: xml.replace(old, new)})


def with_parts(data: bytes, **parts: str) -> bytes:
    """The workbook with these parts, new or in place of others."""
    return zipped(unpack(data) | {name: content.encode() for name, content in parts.items()})


def related(data: bytes, *relations: tuple[str, str, str], sheet: str = BUDGET) -> bytes:
    """The workbook with relationships (id, kind, target) of a sheet."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    nodes = "".join(
        f'<Relationship Id="{id_}" Type="{kind if ":" in kind else office + kind}" Target="{target}"/>'
        for id_, kind, target in relations
    )
    xml = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{nodes}</Relationships>'
    return with_parts(data, **{f"xl/worksheets/_rels/{sheet_part(sheet)}.xml.rels": xml})


# --- where the marks are ----------------------------------------------------------------------------------


def test_every_problem_stands_at_its_cell() -> None:
    data = edited(*MISTAKES)
    problems = found_in(data)
    result = annotation_of(data, *problems)
    expected: dict[str, list[str]] = {}
    for diagnostic in problems:
        assert isinstance(diagnostic.place, CellRef)
        expected.setdefault(f"{diagnostic.place.sheet}!{diagnostic.place.cell or 'A1'}", []).append(diagnostic.code)
    assert len(problems) >= len(MISTAKES)
    assert remarks(result.content) == expected
    assert colours(result.content) == dict.fromkeys(expected, Severity.ERROR)
    assert [diagnostic.code for diagnostic in result.elsewhere] == ["E211"]
    assert result.at_cells == len(problems) - 1


def test_a_comment_says_severity_code_message_and_hint() -> None:
    diagnostic = problem("B6")
    text = comment_text(copy_of(edited(), diagnostic), "B6")
    assert [
        part
        for part in (diagnostic.severity.value, diagnostic.code, diagnostic.message, diagnostic.hint)
        if part not in text
    ] == []


def test_problems_of_one_cell_share_a_comment_the_worst_first() -> None:
    data = copy_of(edited(), problem("B6", kind=UNCLEAR_PERCENT), problem("B6"), problem("B7", kind=UNCLEAR_PERCENT))
    assert remarks(data) == {
        f"{BUDGET}!B6": [NOT_A_NUMBER.code, UNCLEAR_PERCENT.code],
        f"{BUDGET}!B7": [UNCLEAR_PERCENT.code],
    }
    assert colours(data) == {f"{BUDGET}!B6": Severity.ERROR, f"{BUDGET}!B7": Severity.WARNING}


@pytest.mark.parametrize(
    ("place", "stands_at"),
    [
        (CellRef(file=FILE, sheet=BUDGET), f"{BUDGET}!A1"),
        (CellRef(file=FILE, sheet="没有这张表", cell="B2"), f"{FRONT}!A1"),
        (CellRef(file="2023.xlsx", sheet=BUDGET, cell="B6"), f"{FRONT}!A1"),
        (FileRef(file=FILE), f"{FRONT}!A1"),
        (FileRef(file="rules/2024.toml", item="达标"), f"{FRONT}!A1"),
        (TextRef(file="wording/默认/10-绩效目标.txt", line=3), f"{FRONT}!A1"),
        (None, f"{FRONT}!A1"),
    ],
    ids=str,
)
def test_a_problem_without_a_cell_stands_at_the_top(place: Place | None, stands_at: str) -> None:
    result = annotation_of(edited(), NOT_A_NUMBER.at(place, "12万"))
    assert remarks(result.content) == {stands_at: [NOT_A_NUMBER.code]}
    assert (result.at_cells, len(result.elsewhere)) == (0, 1)
    sheet, _, at = stands_at.partition("!")
    if place is not None and sheet == FRONT:
        assert place.file in comment_text(result.content, at, FRONT)


def test_a_hidden_sheet_is_not_the_one_for_the_rest() -> None:
    data = rewritten(edited(), workbook=lambda xml: xml.replace(f'name="{FRONT}"', f'name="{FRONT}" state="hidden"'))
    assert remarks(copy_of(data, NOT_A_NUMBER.at(None, "12万"))) == {"绩效目标!A1": [NOT_A_NUMBER.code]}


def test_a_workbook_without_the_form_has_its_problem_on_its_first_sheet() -> None:
    names = [name for name in openpyxl.load_workbook(SAMPLE).sheetnames if name != "填表说明"]
    data = edited(*(drop_sheet(name) for name in names), rename_sheet("填表说明", "工资表"))
    problems = found_in(data)
    assert remarks(copy_of(data, *problems)) == {"工资表!A1": ["E112"]}


def test_a_problem_of_a_covered_cell_stands_at_the_one_that_covers_it() -> None:
    data = sheet_changed(
        edited(), "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="B6:D8"/></mergeCells>'
    )
    assert remarks(copy_of(data, problem("C7"))) == {f"{BUDGET}!B6": [NOT_A_NUMBER.code]}


@pytest.mark.parametrize(
    "name",
    [" 预算　执行 ", "预算执行\u3000", "ＡＢ"],
    ids=["blanks", "wide blank", "width"],
)
def test_odd_names_of_sheets(name: str) -> None:
    """The reader ignores blanks and width in names of sheets, but problems have the real name."""
    data = edited((*SPENT, "12万"), rename_sheet(BUDGET, name), add_sheet("a&b<'>\"", [["x"]]))
    at_spent = {place: codes for place, codes in remarks(copy_of(data, *found_in(data))).items() if "E204" in codes}
    assert list(at_spent) == ([] if name == "ＡＢ" else [f"{name}!{cell(*SPENT)}"])


def test_a_cell_and_a_row_that_are_not_there_are_made_in_order() -> None:
    data = edited(put(BUDGET, "B40", "末行"))
    data = copy_of(data, problem("B30"), problem("AA30"), problem("C30"), problem("AZ6"), problem("B41"))
    root = sheet_xml(data)
    rows = [int(row.get("r", "")) for row in root.iter(f"{MAIN}row")]
    assert rows == sorted(set(rows))
    assert {30, 40, 41} <= set(rows)
    for number, expected in ((30, ["B30", "C30", "AA30"]), (41, ["B41"])):
        (row,) = (row for row in root.iter(f"{MAIN}row") if row.get("r") == str(number))
        assert [at.get("r") for at in row] == expected
    assert set(remarks(data)) == {f"{BUDGET}!{at}" for at in ("B30", "C30", "AA30", "AZ6", "B41")}


def test_cells_without_a_reference_keep_their_place() -> None:
    plain = edited()
    bare = rewritten(
        plain,
        **{
            sheet_part(BUDGET): lambda xml: re.sub(
                r'<row r="\d+"', '<row spans="1:4"', re.sub(r'<c r="\w+"', "<c", xml)
            )
        },
    )
    data = copy_of(bare, problem("B6"), problem("J3"), problem("B90"))
    assert parse_submission(data, FILE) == parse_submission(bare, FILE)
    assert set(remarks(data)) == {f"{BUDGET}!{at}" for at in ("B6", "J3", "B90")}


def test_a_new_cell_looks_like_its_row_or_column() -> None:
    """A cell that is not there shows the format of its row or column: a percentage, a border."""
    data = edited((*SPENT, Shown(0.95, "0.00%")))
    style = sheet_xml(data).find(f".//{MAIN}c[@r='{cell(*SPENT)}']")
    assert style is not None
    number = style.get("s")
    data = sheet_changed(
        data, "<sheetData>", f'<cols><col min="9" max="11" width="9" style="{number}"/></cols><sheetData>'
    )
    data = sheet_changed(data, "</sheetData>", f'<row r="70" s="{number}" customFormat="1"/></sheetData>')
    data = copy_of(data, problem("J60"), problem("C70"), problem("L60"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))[BUDGET]
    assert [sheet[at].number_format for at in ("J60", "C70", "L60")] == ["0.00%", "0.00%", "General"]


# --- what stays as it was ---------------------------------------------------------------------------------

X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/'
    '2006/main"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>绩效目标!$A$3:$A$9</xm:f>'
    "</x14:formula1><xm:sqref>C6</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
BEHIND_CELLS = (
    '<sheetProtection sheet="1" objects="1" scenarios="1"/>'
    '<mergeCells count="1"><mergeCell ref="A30:D31"/></mergeCells>'
    '<conditionalFormatting sqref="B3:B9"><cfRule type="expression" priority="1" dxfId="0"><formula>B3=""</formula>'
    '</cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="C3:C5"><formula1>'
    '"万元,%"</formula1></dataValidation></dataValidations>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>'
)
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
)


@pytest.fixture(scope="module")
def rich() -> bytes:
    """A sheet with a formula and its result, rich text, drop-downs of both kinds, protection, a drawing."""
    data = edited((*SPENT, Formula("4940*2", 9880)), (BUDGET, "年初预算数", "数值", Shown(0.5, "0%")))
    data = sheet_changed(data, "</sheetData>", f"</sheetData>{BEHIND_CELLS}{X14}")
    unit = f'<c r="{cell(BUDGET, "全年支出数", "单位")}" t="inlineStr"><is>'
    data = sheet_changed(
        data,
        f'{unit}<t xml:space="preserve">万元</t></is></c>',
        f"{unit}<r><rPr><b/></rPr><t>万</t></r><r><t>元</t></r></is></c>",
    )
    data = rewritten(
        data,
        workbook=lambda xml: xml.replace(
            "</sheets>", "</sheets><definedNames><definedName name='支出'>预算执行!$B$6</definedName></definedNames>"
        ),
        styles=lambda xml: xml.replace(
            "</styleSheet>", '<dxfs count="1"><dxf><font><b/></font></dxf></dxfs></styleSheet>'
        ),
    )
    data = related(data, ("rId1", "drawing", "../drawings/drawing1.xml"))
    return with_parts(data, **{"xl/drawings/drawing1.xml": DRAWING, "xl/media/image1.png": "\x89PNG"})


def test_a_style_differs_by_its_fill_alone() -> None:
    book = openpyxl.load_workbook(SAMPLE)
    before = book[BUDGET]
    everywhere = [at.coordinate for row in before.iter_rows() for at in row]
    after = openpyxl.load_workbook(io.BytesIO(copy_of(SAMPLE.read_bytes(), *map(problem, everywhere))))[BUDGET]
    for at in everywhere:
        old, new = before[at], after[at]
        assert (new.value, new.number_format, new.data_type) == (old.value, old.number_format, old.data_type)
        for part in ("font", "border", "alignment", "protection"):
            assert repr(getattr(new, part)) == repr(getattr(old, part))
        assert new.fill.fgColor.rgb == COLOURS[Severity.ERROR]


@pytest.mark.parametrize(
    "changes",
    [
        MISTAKES,
        ((*SPENT, Formula("4940*2", 9880)),),
        ((BUDGET, "年度平均执行率", "数值", Shown(0.95, "0%")),),
        ((BUDGET, "年度平均执行率", "数值", 0.95),),
        (("绩效指标", "C01", "实际完成值", None), put("存在问题", "B30", "远处的一行")),
        (("绩效指标", "C02", "编号", "Ｃ０１"), (*SPENT, Error("#SPILL!"))),
    ],
    ids=["mistakes", "formula", "percent", "bare rate", "far row", "error value"],
)
def test_the_copy_reads_as_the_original(changes: tuple[Change, ...]) -> None:
    data = edited(*changes)
    original = parse_submission(data, FILE)
    assert parse_submission(copy_of(data, *original.diagnostics), FILE) == original


def test_a_mark_in_every_cell_changes_nothing_that_is_read() -> None:
    data = SAMPLE.read_bytes()
    marks = [
        problem(at.coordinate, sheet=sheet.title)
        for sheet in openpyxl.load_workbook(SAMPLE).worksheets
        for row in sheet.iter_rows()
        for at in row
    ]
    original = parse_submission(data, FILE)
    assert original.value is not None
    assert parse_submission(copy_of(data, *marks), FILE) == original


@pytest.mark.parametrize("name", ["sample", "mistakes", "rich"])
def test_the_marks_are_valid(name: str, rich: bytes, tmp_path: Path) -> None:
    """A strict validator reports only what openpyxl always writes."""
    data = {"sample": SAMPLE.read_bytes(), "mistakes": edited(*MISTAKES), "rich": rich}[name]
    marks = [*found_in(data), problem("C6"), problem("B50")]
    objections = []
    for file, content in (("原件.xlsx", copy_of(data)), ("副本.xlsx", copy_of(data, *marks))):
        path = tmp_path / file
        path.write_bytes(content)
        objections.append({(e.part_uri, e.description) for e in OpenXmlValidator().validate(path).errors})
    new = objections[1] - objections[0]
    assert {entry for entry in new if "inline-string" not in entry[1] and "comment" not in entry[0]} == set()


def test_the_same_bytes_every_time() -> None:
    data = edited(*MISTAKES)
    problems = found_in(data)
    assert copy_of(data, *problems) == copy_of(data, *problems)


def test_the_original_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(edited(*MISTAKES))
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert annotate(path, found_in(path.read_bytes())).value is not None
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_workbook_without_styles_gets_some() -> None:
    data = rewritten(edited((*SPENT, "12万")), styles=None)
    assert "xl/styles.xml" not in unpack(data)
    assert colours(copy_of(data, *found_in(data))) == {f"{BUDGET}!{cell(*SPENT)}": Severity.ERROR}


def test_the_strict_variant_of_the_format() -> None:
    def strict(xml: str) -> str:
        return xml.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    plain = edited((*SPENT, "12万"))
    data = zipped({name: strict(part.decode()).encode() for name, part in unpack(plain).items()})
    parts = unpack(copy_of(data, *found_in(data)))
    assert found_in(zipped(parts)) == found_in(data)
    assert remarks(zipped(parts)) == {f"{BUDGET}!{cell(*SPENT)}": ["E204"]}


# --- comments that are there already ----------------------------------------------------------------------


def commented(edit: Callable[[Worksheet], None], *changes: Change) -> bytes:
    """The sample as openpyxl saves it, with comments."""
    book = openpyxl.load_workbook(io.BytesIO(edited(*changes)))
    edit(book[BUDGET])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def two_comments(sheet: Worksheet) -> None:
    sheet["B6"].comment = Comment("按决算报表填\n王", "王会计")
    sheet["A3"].comment = Comment("区财政部门测算", "王会计")


def test_comments_that_are_there_stay_and_ours_follow() -> None:
    data = copy_of(commented(two_comments), problem("B6"), problem("B7"))
    assert comment_text(data, "B6").startswith("按决算报表填\n王\n错误 ")
    assert comment_text(data, "A3") == "区财政部门测算"
    assert remarks(data) == {f"{BUDGET}!{at}": [NOT_A_NUMBER.code] for at in ("B6", "B7")}
    comments = {at.coordinate: at.comment for row in openpyxl.load_workbook(io.BytesIO(data))[BUDGET] for at in row}
    assert {at: c.author for at, c in comments.items() if c} == {"B6": "王会计", "A3": "王会计", "B7": AUTHOR}


BUTTON = (
    '<v:shape id="_x0000_s1030" type="#_x0000_t201" style="width:90pt;height:30pt"><v:textbox>'
    '<div>第一行<br>第二行</div></v:textbox><x:ClientData ObjectType="Button">'
    "<x:Anchor>1, 0, 1, 0, 2, 0, 2, 0</x:Anchor></x:ClientData></v:shape>"
)
NOTE = (
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style=\'position:absolute;margin-left:9pt;width:108pt;'
    "height:59.25pt;z-index:1;visibility:hidden'><v:textbox style='mso-direction-alt:auto'/>"
    '<x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:Anchor>\n    2, 15, 4, 2, 3, 31, 8, 1</x:Anchor><x:Row>5</x:Row><x:Column>1</x:Column>"
    "</x:ClientData></v:shape>"
)
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml"\n xmlns:o="urn:schemas-microsoft-com:office:office"\n'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">\n <v:shapetype id="_x0000_t202"/>%s</xml>\n'
)
LEGACY = '<legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId7"/>'
COMMENTS = (
    f'<comments xmlns="{MAIN[1:-1]}"><authors><author>王会计</author></authors><commentList>'
    '<comment ref="B6" authorId="0"><text><r><rPr><b/></rPr><t>王会计:</t></r>'
    '<r><t xml:space="preserve">\n按决算报表填</t></r></text></comment>%s'
    "</commentList></comments>"
)
THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def from_excel(*, vml: str = VML % (NOTE + BUTTON), comments: str = COMMENTS % "", thread: str = "") -> bytes:
    """A sheet of Excel with a comment, a button whose label is not XML, and perhaps a threaded comment."""
    data = sheet_changed(edited(), "</sheetData>", f"</sheetData>{LEGACY}")
    relations = [("rId7", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("rId8", "comments", "../comments1.xml")]
    if thread:
        relations.append(("rId9", THREADED, "../threadedComments/threadedComment1.xml"))
    parts = {
        "xl/drawings/vmlDrawing1.vml": vml,
        "xl/comments1.xml": comments,
        "xl/threadedComments/threadedComment1.xml": thread,
    }
    return with_parts(related(data, *relations), **{name: part for name, part in parts.items() if part})


def test_a_button_of_excel_is_lost_and_told_and_its_comments_stay() -> None:
    """The drawing of the comments need not be XML: Excel writes <br> into labels of buttons."""
    data = copy_of(from_excel(), problem("C3"))
    assert comment_text(data, "B6") == "王会计:\n按决算报表填"
    assert set(remarks(data)) == {f"{BUDGET}!C3"}
    assert notes(from_excel()) == [f"{BUDGET}：表单控件"]


def test_a_link_to_comments_outside_the_file_is_none() -> None:
    data = related(edited(), ("rId8", "comments", 'http://example.org/comments1.xml" TargetMode="External'))
    assert remarks(copy_of(data, problem("B6"))) == {f"{BUDGET}!B6": [NOT_A_NUMBER.code]}


def test_a_box_is_as_large_as_its_text() -> None:
    """Excel neither grows nor scrolls a box; nine-point type takes 12 pixels a character and 17 a line."""
    few, many = (shown_in(copy_of(from_excel(), *[problem("B6")] * times)) for times in (1, 9))
    for width, height, lines in (few, many):
        assert sum(max(1, -(-12 * len(line) // width)) for line in lines) * 17 <= height
    assert few[1] < many[1] < 900


def shown_in(data: bytes) -> tuple[int, int, list[str]]:
    """Width and height of the box of the comment on B6, and its lines."""
    drawing = next(part.decode() for name, part in unpack(data).items() if name.endswith(".vml") and b"Row>5<" in part)
    ((width, height),) = re.findall(r"width:(\d+)px;height:(\d+)px", drawing)
    return int(width), int(height), comment_text(data, "B6").split("\n")


def test_of_a_conversation_the_text_stays() -> None:
    tail = '<comment ref="C6" authorId="0"><text><t>[线程批注]</t></text></comment>'
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="C6" id="{1}" personId="{2}"><text>核对过吗</text></threadedComment>'
        '<threadedComment ref="A1" id="{3}" personId="{2}"><text>看一下</text></threadedComment></ThreadedComments>'
    )
    before = from_excel(comments=COMMENTS % tail, thread=thread)
    data = copy_of(before, problem("C6"), problem("B6"))
    assert comment_text(data, "C6").startswith("[线程批注]\n错误 ")
    assert set(remarks(data)) == {f"{BUDGET}!B6", f"{BUDGET}!C6"}
    assert "批注里的对话（只留下文字）" in notes(before)[0]


def test_a_comment_is_never_longer_than_excel_allows() -> None:
    text = comment_text(copy_of(edited(), *[problem("B6")] * 2000), "B6")
    assert 20_000 < len(text) < 32_767
    assert 0 < len(re.findall("E204", text)) < 2000
    assert "E204" not in text.splitlines()[-1]


# --- annotated again --------------------------------------------------------------------------------------


def test_marks_of_the_run_before_are_replaced() -> None:
    first = copy_of(edited(), problem("B6"), problem("B7"))
    second = copy_of(first, problem("B7", kind=NEVER_CALCULATED), problem("B8"))
    assert remarks(second) == {f"{BUDGET}!B7": [NEVER_CALCULATED.code], f"{BUDGET}!B8": [NOT_A_NUMBER.code]}
    assert set(colours(second)) == {f"{BUDGET}!B7", f"{BUDGET}!B8"}


def test_the_same_problems_again_change_nothing_that_shows() -> None:
    data = edited(*MISTAKES)
    problems = found_in(data)
    first = copy_of(data, *problems)
    second = copy_of(first, *problems)
    third = copy_of(second, *problems)
    assert (remarks(second), colours(second)) == (remarks(first), colours(first))
    assert unpack(third) == unpack(second)


def test_when_all_is_mended_the_copy_looks_as_before() -> None:
    def fill(sheet: Worksheet) -> None:
        two_comments(sheet)
        sheet["B6"].fill = PatternFill("solid", fgColor="FFDDE8F0")
        sheet["B7"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.5))

    data = commented(fill)
    copy = copy_of(data, problem("B6"), problem("B7"), problem("B8"), problem("B40"))
    assert len(colours(copy)) == 4
    clean = copy_of(copy)
    assert (remarks(clean), colours(clean)) == ({}, {})
    assert comment_text(clean, "B6") == "按决算报表填\n王"
    before, after = (openpyxl.load_workbook(io.BytesIO(content))[BUDGET] for content in (data, clean))
    for at in ("B6", "B7", "B8"):
        assert after[at].fill.patternType == before[at].fill.patternType
        assert after[at].fill.fgColor == before[at].fill.fgColor


def test_what_a_clerk_wrote_into_our_comment_stays() -> None:
    book = openpyxl.load_workbook(io.BytesIO(copy_of(edited(), problem("B6"), problem("B7"))))
    comment = book[BUDGET]["B7"].comment
    assert comment is not None
    comment.text += "\n已问过财政所"
    out = io.BytesIO()
    book.save(out)
    clean = copy_of(out.getvalue())
    assert comment_text(clean, "B7") == "已问过财政所"
    assert comment_text(clean, "B6") == ""


# --- files that get no copy -------------------------------------------------------------------------------


def locked() -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(SAMPLE.read_bytes())).encrypt("1234", out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 100, b"PK\x03\x04", "项目,数值".encode(), SAMPLE.read_bytes()[:9000], locked()],
    ids=["empty", "zeros", "no zip", "text", "half", "locked"],
)
def test_what_cannot_be_opened_is_the_problem_that_reading_has(data: bytes) -> None:
    outcome = annotate_bytes(data, FILE, [problem("B6")])
    assert outcome.value is None
    assert outcome.diagnostics == found_in(data)
    assert len(outcome.diagnostics) == 1


def test_a_missing_file(tmp_path: Path) -> None:
    assert [diagnostic.code for diagnostic in annotate(tmp_path / "没有.xlsx", []).diagnostics] == ["E101"]


def test_masses_of_formatted_blank_cells_are_read_but_not_copied() -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(1000, 80_000))
    data = sheet_changed(edited(), "</sheetData>", f"{blank}</sheetData>")
    assert parse_submission(data, FILE).value is not None
    outcome = annotate_bytes(data, FILE, [problem("B6")])
    assert (outcome.value, [diagnostic.code for diagnostic in outcome.diagnostics]) == (None, ["E820"])


BROKEN: dict[str, Callable[[], bytes]] = {
    "comments without a list": lambda: from_excel(comments=f'<comments xmlns="{MAIN[1:-1]}"/>'),
    "comments are no XML": lambda: from_excel(comments="<comments>"),
    "comments with entities": lambda: from_excel(comments='<!DOCTYPE a [<!ENTITY b "c">]><comments/>'),
    "style is no number": lambda: sheet_changed(copy_of(edited(), problem("B6")), '<c r="B3"', '<c s="x" r="B3"'),
    "width is no number": lambda: sheet_changed(
        edited(), "<sheetData>", '<cols><col min="1" max="9" width="宽"/></cols><sheetData>'
    ),
    "merged areas overlap": lambda: sheet_changed(
        edited(), "</sheetData>", "</sheetData><mergeCells>%s</mergeCells>" % ('<mergeCell ref="A1:CV2000"/>' * 9)
    ),
    "merged area is no area": lambda: sheet_changed(
        edited(), "</sheetData>", '</sheetData><mergeCells><mergeCell ref="甲"/></mergeCells>'
    ),
    "no list of fills": lambda: rewritten(edited(), styles=lambda xml: re.sub("<fills.*</fills>", "", xml)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_part_that_nothing_can_be_added_to(name: str) -> None:
    outcome = annotate_bytes(BROKEN[name](), FILE, [problem("B6")])
    assert (outcome.value, [diagnostic.code for diagnostic in outcome.diagnostics]) == (None, ["E821"])


def test_text_from_strangers_stays_text() -> None:
    hostile = "</t><b>\x01\ud800_x0041_ =cmd|'/c calc'!A1"
    text = comment_text(copy_of(edited(), NOT_A_NUMBER.at(CellRef(file=FILE, sheet=BUDGET, cell="B6"), hostile)), "B6")
    assert "</t><b>" in text
    assert "_x005F_x0041_" in text  # openpyxl shows it as it is stored; Excel shows _x0041_, and not A
    assert not {"\x01", "\ud800"} & set(text)


def test_only_a_copy_is_no_foreign_file(tmp_path: Path) -> None:
    contents = {
        "copy": copy_of(edited(), problem("B6")),
        "copy without a problem": copy_of(edited()),
        "form": edited(),
        "text": b"x",
        "empty": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    names = [*contents, "folder", "missing", "长" * 300]
    assert [name for name in names if is_foreign(tmp_path / name)] == ["form", "text", "empty"]


# --- in LibreOffice ---------------------------------------------------------------------------------------

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice，不能打开副本")
def test_libreoffice_shows_comments_fills_results_and_drop_downs(rich: bytes, tmp_path: Path) -> None:
    source = tmp_path / "副本.xlsx"
    source.write_bytes(copy_of(rich, problem("B6"), problem("C5", kind=UNCLEAR_PERCENT)))
    profile = f"-env:UserInstallation={(tmp_path / 'user').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(source)],  # noqa: S607 - found on the PATH above
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        timeout=180,
    )
    root = etree.parse(tmp_path / "副本.fods").getroot()
    (table,) = (node for node in root.iter(f"{TABLE}table") if node.get(f"{TABLE}name") == BUDGET)
    cells = {(5, 1): (NOT_A_NUMBER, "9880"), (4, 2): (UNCLEAR_PERCENT, None)}  # the first one was a formula
    backgrounds = {
        style.get(f"{STYLE}name"): properties.get(f"{FO}background-color")
        for style in root.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}table-cell-properties")
    }
    for (row, column), (kind, value) in cells.items():
        at = ods_cell(table, row, column)
        note = at.find(f"{OFFICE}annotation")
        assert note is not None
        assert kind.code in "".join(map(str, note.itertext()))
        assert backgrounds[at.get(f"{TABLE}style-name")] == f"#{COLOURS[kind.severity][2:].lower()}"
        if value:
            assert at.get(f"{OFFICE}value") == value
    lists = [node.get(f"{TABLE}condition", "") for node in root.iter(f"{TABLE}content-validation")]
    assert len([condition for condition in lists if "list" in condition]) == 1  # that of Excel 2010 is lost, and told
    assert table.get(f"{TABLE}protected") == "true"


def ods_cell(table: etree._Element, row: int, column: int) -> etree._Element:
    """A cell of an OpenDocument table, where runs of equal rows and cells are counted, not repeated."""
    node = table
    for kinds, number in (
        ((f"{TABLE}table-row",), row),
        ((f"{TABLE}table-cell", f"{TABLE}covered-table-cell"), column),
    ):
        attribute = f"{TABLE}number-{'rows' if kinds[0].endswith('row') else 'columns'}-repeated"
        place = 0
        for child in node.iter(*kinds):
            place += int(child.get(attribute, "1"))
            if place > number:
                node = child
                break
    return node


def test_the_names_that_excel_gives_good_and_bad_cells_are_not_ours() -> None:
    """Fills of Excel's cell styles 差, 适中 and 好 belong to the clerk, and are never removed."""
    assert {"FFFFC7CE", "FFFFEB9C", "FFC6EFCE"}.isdisjoint(annotation.COLOURS.values())
