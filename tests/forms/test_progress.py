"""The sheet 填报进度: its formulas count what the reader misses, and colours follow the same rules."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import make_samples
import pytest
from filled_forms import (
    cell_of,
    column_of,
    filled_with_the_sample,
    form_of,
    needs_libreoffice,
    opened,
    recalculated,
    row_of,
    rubric,
    saved,
)
from openpyxl.formula.translate import Translator
from openpyxl.workbook.workbook import Workbook

from reportgen.diagnostics import CellRef
from reportgen.forms.blank import Contents
from reportgen.forms.progress import PROGRESS, ways
from reportgen.intake import form
from reportgen.intake.reading import parse_submission

BLANK_CODES = {"E203", "E217"}
# 预算执行 and 管理效率 lack what the rules need, which the reader alone does not know.
READ = tuple(sheet.name for sheet in form.SHEETS if sheet not in (form.BUDGET, form.MANAGEMENT))


def values_of(book: Workbook, name: str) -> list[object]:
    """The cells beside a name in the first column."""
    page = book[PROGRESS]
    row = next(row for row in page.iter_rows(values_only=True) if row[0] == name)
    return [None if value == "" else value for value in row[1:4]]


def calculated(book: Workbook, folder: Path) -> Workbook:
    return opened(recalculated(saved(book), folder), values=True)


TYPED: list[tuple[str, object, str, str | float | None]] = [
    ("基本信息", "市", "内容", "广州市"),
    ("绩效指标", 3, "编号", "C01"),
    ("绩效指标", 3, "符号", "≥"),
    ("绩效指标", 4, "编号", "C02"),
    ("绩效指标", 4, "符号", "定性"),
    ("绩效指标", 5, "编号", "C03"),
    ("绩效指标", 5, "符号", "≥"),
    ("绩效指标", 5, "计量单位", "%"),
    ("绩效指标", 5, "计分方式", "人工计分"),
    ("绩效指标", 6, "计量单位", "  "),
    ("绩效指标", 7, "编号", "C05"),  # a number alone is no row
    *(("重点工作", row, "序号", 1 if row < 5 else 2) for row in (3, 4, 5)),
    *(("重点工作", row, "层级", "列举" if row == 4 else "概述") for row in (3, 4, 5)),
    *(("重点工作", row, "标题", "标题") for row in (3, 4)),
    ("预算执行", "调整预算数", "数值", 98_000_000),
    ("预算执行", "调整预算数", "单位", "元"),
    *(("预算执行", f"{quarter}季度末累计支出数", "数值", 25) for quarter in "一二三四"),
    ("预算执行", "全年支出数", "数值", 9000),
    ("预算执行", "全年支出数", "单位", None),
    ("预算执行", "结转结余资金", "数值", 700),
    ("三公经费", "公务接待费", "年初预算数", 1.1),
    ("三公经费", "公务接待费", "实际支出数", 1),
    ("三公经费", "公务用车运行维护费", "年初预算数", 2.2),
    ("管理效率", "数据质量", "填报值", 0),
    ("存在问题", 3, "内容", "一个问题。"),
]


def partly_filled() -> Workbook:
    """What a clerk has typed by noon: some rows are half done."""
    book = opened(form_of(2024))
    for *place, value in TYPED:
        sheet, row, column = place
        cell_of(book, str(sheet), row, str(column)).value = value
    return book


@needs_libreoffice
@pytest.mark.parametrize("filling", ["blank", "partly", "sample"])
def test_it_counts_what_the_reader_misses(filling: str, tmp_path: Path) -> None:
    if filling == "partly":
        book = partly_filled()
    else:
        book = opened(form_of(2024) if filling == "blank" else filled_with_the_sample())
    data = recalculated(saved(book), tmp_path)
    problems = parse_submission(data, "表.xlsx").diagnostics
    missing = Counter(p.place.sheet for p in problems if isinstance(p.place, CellRef) and p.code in BLANK_CODES)
    values = opened(data, values=True)
    by_hand = {"绩效指标": 2} if filling == "partly" else {}  # 扣分 and its reason, which the scores need
    assert {name: values_of(values, name)[1] for name in READ} == {
        name: missing[name] + by_hand.get(name, 0) for name in READ
    }


@needs_libreoffice
def test_it_follows_what_is_typed(tmp_path: Path) -> None:
    book = partly_filled()
    rules = {  # sheet, row, column → whether a colour changes there
        ("预算执行", "年度平均执行率", "数值"): True,
        ("预算执行", "结转结余率", "数值"): True,
        ("绩效指标", 3, "计量单位"): False,
        ("绩效指标", 4, "计量单位"): True,
        ("绩效指标", 3, "扣分"): False,
        ("绩效指标", 5, "扣分"): True,
        ("重点工作", 3, "内容"): True,
        ("重点工作", 4, "内容"): False,
        ("重点工作", 5, "内容"): False,
        ("三公经费", "公务用车运行维护费", "实际支出数"): True,
        ("三公经费", "公务用车购置费", "实际支出数"): False,
    }
    for sheet, row, column in rules:
        cell = cell_of(book, sheet, row, column)
        page = book[sheet]
        (area,) = (a for a in page.conditional_formatting if cell.coordinate in a.sqref)
        first = next(iter(area.sqref.ranges))
        formula = area.rules[0].formula[0]
        beside = page.cell(first.min_row, 40 + cell.column)
        beside.value = f"={formula}"
        for below in range(first.min_row + 1, first.max_row + 1):
            page.cell(below, 40 + cell.column).value = f"={_moved(formula, below - first.min_row)}"
    values = calculated(book, tmp_path)

    def colour_changes(sheet: str, row: object, column: str) -> bool:
        page = values[sheet]
        at = row if isinstance(row, int) else row_of(page, row)
        return bool(page.cell(at, 40 + column_of(page, column)).value)

    assert {place: colour_changes(*place) for place in rules} == rules
    assert values_of(values, "预算执行")[1:] == [
        5,
        "公用经费预算数、公用经费支出数、固定资产总额、在用固定资产、单位（1行）",
    ]
    assert values_of(values, "管理效率") == [1, 16, "填报值（16行）"]
    assert values_of(values, "绩效指标")[0] == 3
    assert values_of(values, "重点工作")[1:] == [2, "内容（2行）"]
    assert values_of(values, "存在问题")[1:] == [1, "序号（1行）"]
    assert values_of(values, "“三公”经费年初预算数（万元）") == [3.3, 3.3, "与分项之和相符"]
    assert values_of(values, "全年支出数＋结转结余资金（万元）") == [9700, 9800, "与预算数相差 -100 万元，请核对"]
    assert values_of(values, "四季度末累计支出数（万元）") == [25, 9000, "与全年支出数相差 -8975 万元，请核对"]
    assert str(values[PROGRESS]["A6"].value).startswith("还有 ")


def _moved(formula: str, rows: int) -> str:
    """The formula of a rule as it is for a lower row."""
    return str(Translator(f"={formula}", "A1").translate_formula(f"A{1 + rows}"))[1:]


@needs_libreoffice
def test_an_error_value_is_said_and_hides_no_other_sheet(tmp_path: Path) -> None:
    book = opened(form_of(2024))
    cell_of(book, "绩效目标", 3, "目标").value = "=1/0"
    values = calculated(book, tmp_path)
    assert values_of(values, "绩效目标")[1] == "有公式出错，改好才能数"
    assert values_of(values, "管理效率")[1] == 17
    assert str(values[PROGRESS]["A6"].value).startswith("有公式出错")


@needs_libreoffice
@pytest.mark.parametrize("contents", [Contents(), make_samples.sample_contents()], ids=["blank", "sample"])
def test_the_stored_results_are_those_of_a_spreadsheet_program(contents: Contents, tmp_path: Path) -> None:
    data = form_of(2024, contents)
    stored, worked_out = opened(data, values=True), calculated(opened(data), tmp_path)

    def cells(book: Workbook) -> list[object]:
        values = (value for row in book[PROGRESS].iter_rows(values_only=True) for value in row)
        return [None if value == "" else round(value, 6) if isinstance(value, float) else value for value in values]

    assert cells(stored) == cells(worked_out)


def test_those_who_sign_have_cells_to_write_in() -> None:
    page = opened(form_of(2024))[PROGRESS]
    free = [row[at - 1].value for row in page.iter_rows() for at in (2, 4) if not row[at - 1].protection.locked]
    assert free == [None] * 4
    beside = [row[at - 2].value for row in page.iter_rows() for at in (2, 4) if not row[at - 1].protection.locked]
    assert beside == ["填表人", "审核人", "负责人", "日期"]


def test_a_figure_needs_one_complete_set_of_items() -> None:
    quarters = tuple(item.name for item in form.BUDGET.quarters)
    assert ways("年度平均执行率", rubric(2024)) == [
        ("年度平均执行率",),
        ("年初预算数", *quarters),
        ("调整预算数", *quarters),
    ]
    assert ways("固定资产利用率", rubric(2024)) == [("在用固定资产", "固定资产总额")]


def test_formulas_use_only_what_every_program_knows() -> None:
    page = opened(form_of(2024))[PROGRESS]
    formulas = [str(c.value) for row in page.iter_rows() for c in row if str(c.value).startswith("=")]
    names = {name for formula in formulas for name in re.findall(r"([A-Z.]+)\(", re.sub('"[^"]*"', "", formula))}
    assert names <= {
        *("IF", "OR", "AND", "IFERROR", "LEN", "TRIM", "LEFT", "SUBSTITUTE"),
        *("SUM", "SUMIF", "SUMPRODUCT", "COUNT", "ROUND"),
    }
    assert max(map(len, formulas)) < 8192
