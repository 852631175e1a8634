"""Last year's workbook rolled over: contents that are carried over, blank cells, marks, and warnings."""

from __future__ import annotations

from pathlib import Path

import pytest
from filled_forms import cell_of, column_of, form_of, needs_libreoffice, opened, recalculated, rubric, saved
from openpyxl.workbook.workbook import Workbook
from optional_sheets import DUTIES, FACTS
from workbooks import SAMPLE, Change, Error, Formula, Shown, add_row, drop_column, drop_sheet, edited, rename_sheet

from reportgen.diagnostics import CellRef, Outcome
from reportgen.forms.blank import Contents
from reportgen.forms.rollover import roll_over
from reportgen.intake import form
from reportgen.intake.reading import parse_submission


def roll(path: Path, *changes: Change) -> Outcome[Contents]:
    path.write_bytes(edited(*changes))
    return roll_over(path, rubric(2025))


def carried(outcome: Outcome[Contents]) -> bytes:
    assert outcome.value is not None
    return form_of(2025, outcome.value)


def reported(outcome: Outcome[Contents]) -> list[tuple[str, str]]:
    return [(p.code, p.place.address if isinstance(p.place, CellRef) else str(p.place)) for p in outcome.diagnostics]


@pytest.fixture
def last_year(tmp_path: Path) -> Path:
    return tmp_path / "2024.xlsx"


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample, rolled over."""
    outcome = roll(tmp_path_factory.mktemp("rolled") / "2024.xlsx")
    assert outcome.diagnostics == ()
    return carried(outcome)


@pytest.fixture
def book(rolled: bytes) -> Workbook:
    return opened(rolled)


@pytest.fixture(scope="module")
def facts_rolled(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The sample with its optional sheets, rolled over."""
    tasks = (add_row("单位概况", 项目="年度重点工作任务", 内容=f"任务{n}") for n in range(10))
    named = ("基本信息", "文体", "内容", "基本情况型")
    outcome = roll(tmp_path_factory.mktemp("facts") / "2024.xlsx", *FACTS, *tasks, named)
    assert outcome.diagnostics == ()
    return opened(carried(outcome))


CARRIED: list[tuple[str, object, str, object]] = [
    ("基本信息", "年度", "内容", 2025),
    ("基本信息", "单位全称", "内容", "广州市荔湾区人民政府金花街道办事处"),
    ("基本信息", "附件序号", "内容", 3),
    ("绩效目标", "加强招商引资", "序号", 1),
    ("绩效指标", "C10", "年度指标值", 90),
    ("绩效指标", "C10", "符号", "≥"),
    ("绩效指标", "C10", "计量单位", "%"),
    ("绩效指标", "C10", "分值", 1),
    ("绩效指标", "C10", "上年实际完成值", 86),
    ("重点工作", 5, "标题", "提升城市治理水平，提升辖区人居环境"),
    ("预算执行", "全年支出数", "单位", "万元"),
    ("预算执行", "全年支出数", "上年数值", 9880),
    ("三公经费", "合计", "上年实际支出数", 3.8),
    ("管理效率", "财务管理合规性", "上年填报值", 0),
    ("管理效率", "采购政策效能", "上年填报值", "是"),
    ("改进措施", 5, "对应问题", 2),
]
LEFT_BLANK: list[tuple[str, object, str]] = [
    ("绩效指标", "C10", "实际完成值"),
    ("绩效指标", "C10", "扣分"),
    ("绩效指标", "C10", "未完成原因"),
    ("绩效指标", "C10", "备注"),
    ("预算执行", "全年支出数", "数值"),
    ("预算执行", "全年支出数", "备注"),
    ("三公经费", "合计", "变动原因"),
    ("三公经费", "公务接待费", "实际支出数"),
    ("管理效率", "财务管理合规性", "填报值"),
    ("管理效率", "财务管理合规性", "扣分"),
    ("管理效率", "财务管理合规性", "备注"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value"), CARRIED, ids=str)
def test_carried(book: Workbook, sheet: str, row: object, column: str, value: object) -> None:
    assert cell_of(book, sheet, row, column).value == value


@pytest.mark.parametrize(("sheet", "row", "column"), LEFT_BLANK, ids=str)
def test_left_blank(book: Workbook, sheet: str, row: object, column: str) -> None:
    assert cell_of(book, sheet, row, column).value is None


def test_every_text_is_carried_as_it_was_years_included(book: Workbook) -> None:
    before = opened(SAMPLE.read_bytes())
    for sheet in form.SHEETS:
        for column in sheet.columns:
            if column.carried and column.kind.is_text:
                old, new = before[sheet.name], book[sheet.name]
                texts = [row[column_of(old, column.name) - 1] for row in old.iter_rows(min_row=3, values_only=True)]
                column_values = [
                    row[column_of(new, column.name) - 1] for row in new.iter_rows(min_row=3, values_only=True)
                ]
                assert [text for text in column_values if text] == [text for text in texts if text]


def test_the_new_workbook_lacks_only_this_years_results(last_year: Path) -> None:
    outcome = parse_submission(carried(roll(last_year)), "2025.xlsx")
    assert {problem.code for problem in outcome.diagnostics} == {"E203", "E219"}


def test_amounts_of_last_year_come_in_the_unit_of_the_form(last_year: Path) -> None:
    changes: list[Change] = [("预算执行", "全年支出数", "数值", 98_800_000), ("预算执行", "全年支出数", "单位", "元")]
    book = opened(carried(roll(last_year, *changes, ("预算执行", "结转结余率", "数值", Shown(0.05, "0%")))))
    assert cell_of(book, "预算执行", "全年支出数", "上年数值").value == 9880
    assert cell_of(book, "预算执行", "结转结余率", "上年数值").value == 5


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value"),
    [
        ("单位概况", "主要职能", "内容", DUTIES),
        ("单位概况", "联系电话", "内容", "020-12345678"),
        ("单位概况", "编制数", "内容", None),  # counted anew each year
        ("单位概况", "填报日期", "内容", None),
        ("单位概况", "《关于开展2024年度部门整体支出绩效自评工作的通知》", "备注", "示财绩〔2025〕1号"),
        ("单位概况", "建设示范社区", "备注", None),  # the money of last year
        ("收支情况", "支出合计", "上年决算数", 9880),
        ("收支情况", "人员经费", "上年决算数", 3781.78),
        ("收支情况", "支出合计", "年初预算数", None),
        ("收支情况", "支出合计", "决算数", None),
        ("收支情况", "项目支出", "变动原因", None),
        ("三公经费", "合计", "上年实际支出数", 3.8),
        ("其他情况", "经费保障", "标题", "工资福利支出"),
        ("基本信息", "文体", "内容", "基本情况型"),
    ],
)
def test_facts_are_carried_and_this_years_become_last_years(
    facts_rolled: Workbook, sheet: str, row: str, column: str, value: object
) -> None:
    assert cell_of(facts_rolled, sheet, row, column).value == value


def test_every_row_of_an_item_is_carried(facts_rolled: Workbook) -> None:
    rows = [[cell.value for cell in row[:2]] for row in facts_rolled["单位概况"].iter_rows(min_row=3)]
    tasks = [content for name, content in rows if name == "年度重点工作任务"]
    assert tasks[:4] == ["建设示范社区", "整治河道", "办好民生微实事\n完成征兵任务", "任务0"]
    assert len(tasks) == 13  # those of last year, of which the form has room for 8


# --- marks ------------------------------------------------------------------------------------------------


def marks(book: Workbook) -> dict[tuple[str, str], str]:
    """Sheet and column → the formula that decides whether the first cell of the column is marked."""
    formulas = {}
    for sheet in form.SHEETS:
        page = book[sheet.name]
        for formatting in page.conditional_formatting:
            for rule in formatting.rules:
                if any("上年" in formula for formula in rule.formula):
                    column = page.cell(2, next(iter(formatting.sqref.ranges)).min_col).value
                    formulas[sheet.name, str(column)] = rule.formula[0]
    return formulas


def test_all_carried_texts_and_nothing_else_can_be_marked(book: Workbook) -> None:
    assert set(marks(book)) == {
        ("基本信息", "内容"),
        ("绩效目标", "目标"),
        ("绩效目标", "内容"),
        ("绩效指标", "佐证材料"),
        ("重点工作", "标题"),
        ("重点工作", "内容"),
        ("管理效率", "情况说明"),
        ("管理效率", "佐证材料"),
        ("存在问题", "内容"),
        ("改进措施", "内容"),
    }
    assert book["上年文字"].sheet_state == "hidden"


@needs_libreoffice
def test_a_mark_vanishes_when_the_text_is_touched_and_follows_its_row(book: Workbook, tmp_path: Path) -> None:
    """The formulas of the marks, worked out beside the table for every row."""
    cell_of(book, "基本信息", "目标总述", "内容").value = "今年的目标。"
    page = book["重点工作"]
    text = column_of(page, "内容")
    moved = page.cell(3, text).value
    page.cell(13, text).value, page.cell(3, text).value = moved, None
    page.cell(8, text).value = f"{page.cell(8, text).value}。"
    for sheet, column in (("基本信息", "内容"), ("重点工作", "内容")):
        first = cell_of(book, sheet, 3, column).coordinate
        for row in range(3, 18):
            book[sheet].cell(row, 30).value = f"={marks(book)[sheet, column].replace(first, f'{first[0]}{row}')}"
    values = opened(recalculated(saved(book), tmp_path), values=True)

    def marks_of(sheet: str) -> list[bool]:
        return [bool(values[sheet].cell(row, 30).value) for row in range(3, 18)]

    names = [str(values["基本信息"].cell(row, 1).value) for row in range(3, 17)]
    fields = [name for name, mark in zip(names, marks_of("基本信息"), strict=False) if mark]
    assert fields == ["自评总述", "主要荣誉"]
    blank, revised, moved_to = 3 - 3, 8 - 3, 13 - 3
    task_marks = marks_of("重点工作")
    assert (task_marks[blank], task_marks[revised], task_marks[moved_to], task_marks[4 - 3]) == (
        False,
        False,
        True,
        True,
    )


def test_a_blank_form_marks_nothing() -> None:
    book = opened(form_of(2025))
    assert marks(book) == {}
    assert "上年文字" not in book.sheetnames


# --- what is wrong with last year's -----------------------------------------------------------------------

NAME = ("绩效指标", "C02", "三级指标")
WRONG: list[tuple[str, list[Change], list[tuple[str, str]]]] = [
    ("error value in a text", [("重点工作", "1", "内容", Error())], [("W861", "重点工作!D3")]),
    ("formula never calculated", [("管理效率", "数据质量", "填报值", Formula("1+1"))], [("W861", "管理效率!F19")]),
    ("result that is no number", [("绩效指标", "C01", "实际完成值", "12万")], []),
    ("amount that is no number", [("预算执行", "全年支出数", "数值", "12万")], [("W861", "预算执行!B6")]),
    ("sheet missing", [drop_sheet("绩效目标")], [("W861", "2024.xlsx")]),
    ("optional sheet missing", [drop_sheet("存在问题")], []),
    ("column missing", [drop_column("改进措施", "内容")], [("W861", "改进措施!A2")]),
    ("a row that this year has not", [("管理效率", "数据质量", "三级指标", "数据的质量")], [("W862", "管理效率!C19")]),
    ("not of last year", [("基本信息", "年度", "内容", 2022)], [("W863", "基本信息!B3")]),
    ("year unreadable", [("基本信息", "年度", "内容", "去年")], [("W861", "基本信息!B3")]),
    ("points that do not add up", [("绩效指标", "C01", "分值", 3)], []),
    ("one total missing", [("三公经费", "合计", "实际支出数", None)], []),
    ("an unknown column and a number of its own", [("绩效目标", "加强招商引资", "目标", "一是加强招商引资")], []),
]


@pytest.mark.parametrize(("changes", "problems"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_what_cannot_be_carried_is_reported_and_the_rest_is(
    last_year: Path, changes: list[Change], problems: list[tuple[str, str]]
) -> None:
    outcome = roll(last_year, *changes)
    assert reported(outcome) == problems
    book = opened(carried(outcome))
    assert cell_of(book, "绩效指标", "C02", "三级指标").value == "慰问困难党员群众人次"
    assert cell_of(book, "基本信息", "单位简称", "内容").value == "金花街道"


def test_all_that_cannot_be_carried_comes_in_one_run(last_year: Path) -> None:
    wrong: list[Change] = [
        ("基本信息", "年度", "内容", 2022),
        ("重点工作", "1", "内容", Error()),
        ("预算执行", "全年支出数", "数值", "12万"),
        ("管理效率", "数据质量", "三级指标", "数据的质量"),
        drop_column("改进措施", "内容"),
    ]
    assert sorted(reported(roll(last_year, *wrong))) == [
        ("W861", "改进措施!A2"),
        ("W861", "重点工作!D3"),
        ("W861", "预算执行!B6"),
        ("W862", "管理效率!C19"),
        ("W863", "基本信息!B3"),
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "不是表格".encode()])
def test_a_file_that_is_no_workbook(last_year: Path, content: bytes) -> None:
    last_year.write_bytes(content)
    outcome = roll_over(last_year, rubric(2025))
    assert outcome.value is None
    assert [problem.code[0] for problem in outcome.diagnostics] == ["E"]


def test_a_workbook_that_is_no_form(last_year: Path) -> None:
    sheets = [rename_sheet(sheet.name, f"表{number}") for number, sheet in enumerate(form.SHEETS)]
    outcome = roll(last_year, *sheets)
    assert (outcome.value, [code for code, _ in reported(outcome)]) == (None, ["E112"])


def test_hostile_text_of_last_year_stays_text(last_year: Path) -> None:
    text = '=HYPERLINK("http://x","按这里")'
    book = opened(carried(roll(last_year, ("存在问题", "1", "内容", text))))
    cell = cell_of(book, "存在问题", 3, "内容")
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    column_values = [row[0] for row in book["上年文字"].iter_rows(values_only=True)]
    assert book["上年文字"].max_row > 2
    assert column_values
    assert all(cell.data_type != "f" for row in book["上年文字"].iter_rows() for cell in row)


def test_a_rolled_over_workbook_can_be_rolled_over_again(tmp_path: Path) -> None:
    """The columns for reference of one year are not carried into the next."""
    first = tmp_path / "2024.xlsx"
    second = tmp_path / "2025.xlsx"
    second.write_bytes(carried(roll(first)))
    outcome = roll_over(second, rubric(2025))
    assert reported(outcome) == [("W863", "基本信息!B3")]
    book = opened(carried(outcome))
    assert cell_of(book, "绩效指标", "C10", "上年实际完成值").value is None
    assert cell_of(book, "绩效指标", "C10", "年度指标值").value == 90
