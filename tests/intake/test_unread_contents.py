"""Nothing that a clerk typed is dropped without a word, and nothing hidden is read without one."""

from __future__ import annotations

import io

import openpyxl
import pytest
from workbooks import (
    SAMPLE,
    Book,
    Change,
    Formula,
    add_column,
    add_sheet,
    add_title_rows,
    drop_column,
    drop_rows,
    drop_sheet,
    edited,
    put,
    rename_column,
    rename_sheet,
    rewritten,
    sheet_part,
)

from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.form import OWN_SHEETS
from reportgen.intake.reading import parse_submission

INDICATOR_HEAD: list[object] = ["编号", "类别", "二级指标", "三级指标", "符号", "年度指标值", "计量单位", "实际完成值"]


def problems(data: bytes) -> list[Diagnostic]:
    return list(parse_submission(data, SAMPLE.name).diagnostics)


def reported(*changes: Change) -> list[tuple[str, str]]:
    """The code and the cell of each problem."""
    found = problems(edited(*changes))
    return [(p.code, p.place.address if isinstance(p.place, CellRef) else "") for p in found]


def above(sheet: str, *values: object) -> Change:
    def change(book: Book) -> None:
        book[sheet].insert(0, list(values))

    return change


def hiding(sheet: str, **old_and_new: tuple[str, str]) -> bytes:
    """The sample with parts of the XML of a sheet replaced."""

    def change(xml: str) -> str:
        for old, new in old_and_new.values():
            assert old in xml
            xml = xml.replace(old, new, 1)
        return xml

    return rewritten(edited(), **{sheet_part(sheet): change})


# --- columns and rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([rename_column("绩效指标", "计分方式", None)], []),  # Nothing stands below it in the sample.
        ([rename_column("绩效指标", "佐证材料", None)], [("W234", "绩效指标!M2")]),
        ([rename_column("绩效指标", "佐证材料", " ")], [("W234", "绩效指标!M2")]),
        ([rename_column("绩效指标", "佐证材料", Formula("A1"))], [("W234", "绩效指标!M2")]),
        ([rename_column("绩效目标", "内容", None)], [("W234", "绩效目标!C2")]),
        ([rename_column("管理效率", "情况说明", None)], [("W234", "管理效率!I2")]),
        ([rename_column("预算执行", "备注", None)], [("N235", "预算执行!D3")]),  # Nobody reads the column.
        ([put("存在问题", "F4", "待核对")], [("N235", "存在问题!F4")]),
        ([put("存在问题", "F4", 0)], [("N235", "存在问题!F4")]),
        ([put("存在问题", "F4", "甲"), put("存在问题", "G3", "乙")], [("N235", "存在问题!F4")]),
        ([put("绩效目标", "F4", "甲"), drop_column("绩效目标", "内容")], [("N235", "绩效目标!E4")]),
        ([add_column("绩效目标", "", "甲")], [("N235", "绩效目标!D3")]),
    ],
)
def test_a_column_without_a_name(changes: list[Change], expected: list[tuple[str, str]]) -> None:
    assert reported(*changes) == expected


def test_the_message_names_the_column_the_first_cell_and_the_missing_heading() -> None:
    (problem,) = problems(edited(rename_column("绩效指标", "佐证材料", None)))
    assert problem.message == "M列没有列名，M3起填的内容没有用到；表头里少了“佐证材料”"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (above("预算执行", "年初预算数", 10000, "万元"), [("W236", "预算执行!A1")]),
        (above("绩效目标", 9, "加强招商引资"), [("W236", "绩效目标!A1")]),
        (above("存在问题", 9, "某项工作有待加强。"), [("W236", "存在问题!A1")]),
        (above("预算执行", "单位：金花街道", "2024年度", "万元"), []),
        (above("存在问题", "2024年度", "金花街道"), []),
        (above("绩效指标", "2024年度"), []),
        (add_title_rows("预算执行", "部门预算执行情况", "单位：万元"), []),
    ],
)
def test_a_row_above_the_header(change: Change, expected: list[tuple[str, str]]) -> None:
    assert reported(change) == expected


def test_a_cell_of_numbers_without_a_number() -> None:
    assert reported(("改进措施", "1", "对应问题", "全部")) == [("W240", "改进措施!C3")]
    assert reported(("改进措施", "1", "对应问题", "第1条、第2条")) == []
    assert reported(("改进措施", "1", "对应问题", "无")) == []


# --- sheets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sheet"),
    [
        (rename_sheet("存在问题", "存在的问题"), "存在的问题"),
        (rename_sheet("存在问题", "存在的主要问题"), "存在的主要问题"),
        (rename_sheet("存在问题", "存在问题表"), "存在问题表"),
        (rename_sheet("存在问题", "8、存在问题"), "8、存在问题"),
        (rename_sheet("存在问题", "问题"), "问题"),  # by its headings
        (rename_sheet("改进措施", "下一步改进措施"), "下一步改进措施"),
        (rename_sheet("改进措施", "整改措施"), "整改措施"),
        (add_sheet("存在问题 (2)", [["序号", "内容"]]), "存在问题 (2)"),
        (add_sheet("绩效指标-副本", [[]]), "绩效指标-副本"),
        (add_sheet("Sheet1", [["某街道"], INDICATOR_HEAD]), "Sheet1"),
    ],
)
def test_a_sheet_like_one_of_the_form(change: Change, sheet: str) -> None:
    assert reported(change) == [("W237", sheet)]


@pytest.mark.parametrize(
    "changes",
    [
        [add_sheet("会议记录", [["序号", "内容"], [1, "例会"]])],
        [add_sheet("三公经费明细", [["日期", "金额"]])],
        [add_sheet("2023绩效指标", [INDICATOR_HEAD])],
        [add_sheet("上年绩效指标", [INDICATOR_HEAD])],
        [add_sheet("计算", [])],
        [add_sheet(name, [["序号", "内容"]]) for name in OWN_SHEETS],
        [drop_sheet("存在问题"), drop_sheet("改进措施"), add_sheet("台账", [["日期", "内容"]])],
    ],
)
def test_other_sheets_are_nobodys_business(changes: list[Change]) -> None:
    assert reported(*changes) == []


def test_a_missing_required_sheet_is_one_error() -> None:
    assert reported(rename_sheet("预算执行", "预算执行表")) == [("E201", "")]
    assert reported(rename_sheet("绩效指标", "指标")) == [("E201", "")]


# --- hidden cells -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('<row r="4">', '<row r="4" hidden="1">', "第4行"),
        ('<row r="4">', '<row r="4" ht="0" customHeight="1">', "第4行"),
        ('<row r="1">', '<row r="1" hidden="1">', None),
        ("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>', "B列"),
        ("<sheetData>", '<cols><col min="2" max="3" width="0"/></cols><sheetData>', "B、C列"),
        ("<sheetData>", '<cols><col min="7" max="16384" hidden="1"/></cols><sheetData>', None),
        ("<sheetData>", '<cols><col min="2" max="2" width="9"/></cols><sheetData>', None),
        ("<sheetData>", '<cols><col min="x" max="2" hidden="1"/><col/></cols><sheetData>', None),
    ],
)
def test_hidden_cells_are_read_and_noted(old: str, new: str, what: str | None) -> None:
    messages = [problem.message for problem in problems(hiding("绩效目标", change=(old, new)))]
    assert messages == ([f"隐藏的内容也读了：{what}"] if what else [])


def test_hidden_rows_are_told_as_ranges() -> None:
    rows = {f"row{n}": (f'<row r="{n}">', f'<row r="{n}" hidden="true">') for n in (3, 4, 6)}
    (problem,) = problems(hiding("绩效目标", **rows))
    assert (problem.code, str(problem.message)) == ("N238", "隐藏的内容也读了：第3—4、6行")
    assert isinstance(problem.place, CellRef)
    assert problem.place.address == "绩效目标!A3"


def test_a_hidden_column_that_nobody_reads_is_not_noted() -> None:
    columns = ("<sheetData>", '<cols><col min="4" max="4" hidden="1"/></cols><sheetData>')
    assert problems(hiding("预算执行", change=columns)) == []


def test_a_hidden_sheet() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(edited()))
    workbook["存在问题"].sheet_state = "hidden"
    workbook.save(out := io.BytesIO())
    (problem,) = problems(out.getvalue())
    assert (problem.code, problem.message) == ("N238", "隐藏的内容也读了：整张表")


def test_an_empty_hidden_sheet_is_not_noted() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(edited(drop_rows("存在问题"), drop_rows("改进措施"))))
    workbook["存在问题"].sheet_state = "hidden"
    workbook.save(out := io.BytesIO())
    assert problems(out.getvalue()) == []
