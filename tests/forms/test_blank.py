"""The blank form: its lists, its locks and its totals; and a report can be built from it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import make_samples
import pytest
from filled_forms import (
    CREATED,
    cell_of,
    column_of,
    filled_with_the_sample,
    form_of,
    needs_libreoffice,
    offered,
    opened,
    recalculated,
    row_of,
    rubric,
    saved,
    validations,
)
from openpyxl.utils import column_index_from_string
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from program import run_alone
from rubrics import SMALL, TEMPLATES, small

from reportgen.diagnostics import Severity
from reportgen.documents.reading import dump
from reportgen.forms.blank import Contents, form_workbook
from reportgen.forms.progress import Value
from reportgen.intake import form
from reportgen.intake.reading import parse_submission
from reportgen.package import unpack
from reportgen.pipeline import Pipeline

YEARS = (2024, 2025)
BLANK, EMPTY_SHEET, NO_RATE = "E203", "E217", "E219"
FREE = [sheet for sheet in form.SHEETS if sheet.room]
GOLDEN = Path(__file__).parents[1] / "golden" / "金花街道2024-应得正文.txt"


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(form_of(2025))


# --- reading it back --------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_a_blank_form_reads_as_blank(year: int) -> None:
    """A blank form has no problems except that cells are blank."""
    outcome = parse_submission(form_of(year), "新表.xlsx")
    assert {problem.code for problem in outcome.diagnostics} == {BLANK, EMPTY_SHEET, NO_RATE}


def test_saved_by_another_program_without_results_it_is_as_blank_as_before() -> None:
    codes = {problem.code for problem in parse_submission(saved(opened(form_of())), "新表.xlsx").diagnostics}
    assert codes == {BLANK, EMPTY_SHEET, NO_RATE}


def test_filled_in_by_a_clerk_it_builds_the_sample(tmp_path: Path) -> None:
    path = tmp_path / "2024.xlsx"
    path.write_bytes(filled_with_the_sample())
    outcome = Pipeline(TEMPLATES).report(path)
    assert outcome.value is not None
    assert dump(outcome.value.document) == GOLDEN.read_text(encoding="utf-8")


def test_filled_ahead_it_is_the_same_form() -> None:
    """The sample is the blank form with the data in it: the same sheets, columns and rows in the same places."""
    blank, filled = opened(form_of(2024)), opened(make_samples.sample_2024())
    assert blank.sheetnames == filled.sheetnames
    for sheet in form.SHEETS:
        columns = range(1, len(blank[sheet.name][2]) + 1)
        labels = [c for c in columns if not sheet.room or blank[sheet.name].cell(2, c).value is None]
        assert [c.value for c in blank[sheet.name][2]] == [c.value for c in filled[sheet.name][2]]
        before = [[page.cell(row, labels[0]).value for row in range(3, 10)] for page in (blank[sheet.name],) if labels]
        after = [[page.cell(row, labels[0]).value for row in range(3, 10)] for page in (filled[sheet.name],) if labels]
        assert before == after


# --- what is in it ----------------------------------------------------------------------------------------


def test_the_sheets_stand_in_the_order_of_work(book: Workbook) -> None:
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert visible == ["填报进度", "填表说明", *(sheet.name for sheet in form.SHEETS)]
    assert book.active is not None
    assert book.active.title == "填表说明"


def test_the_optional_sheets_stand_behind_all_others_and_say_so(book: Workbook) -> None:
    assert [sheet.name for sheet in form.SHEETS if not sheet.usual] == ["单位概况", "收支情况", "其他情况"]
    assert not any(sheet.usual for sheet in form.SHEETS[-3:])
    for name in ("单位概况", "收支情况", "其他情况"):
        assert str(book[name]["A1"].value).startswith(f"{name}：选填：")


def test_an_item_with_several_answers_has_several_rows(book: Workbook) -> None:
    names = [row[0].value for row in book["单位概况"].iter_rows(min_row=3)]
    assert Counter(names)["评价依据"] == form.PROFILE.basis.rows
    assert Counter(names)["编制数"] == 1


def test_rows_of_the_first_sheet_and_the_sections_may_have_a_list() -> None:
    choices: dict[form.Question, tuple[str, ...]] = {
        form.BASICS.wording_set: ("荔湾型", "基本情况型"),
        form.OTHERS.section: ("经费保障",),
    }
    book = opened(form_of(contents=Contents(choices=choices)))
    assert offered(book, "基本信息", cell_of(book, "基本信息", "文体", "内容")) == ("荔湾型", "基本情况型")
    assert offered(book, "基本信息", cell_of(book, "基本信息", "评分方案", "内容")) == ()
    assert offered(book, "其他情况", cell_of(book, "其他情况", 3, "栏目")) == ("经费保障",)


@pytest.mark.parametrize("sheet", form.SHEETS, ids=lambda sheet: sheet.name)
def test_every_column_is_there_but_those_for_last_year(book: Workbook, sheet: form.SheetForm) -> None:
    expected = [column.name for column in sheet.columns if not column.only_rolled_over]
    assert [cell.value for cell in book[sheet.name][2]][: len(expected)] == expected


def test_the_rows_of_the_rules_are_there() -> None:
    for year in YEARS:
        page = opened(form_of(year))["管理效率"]
        for at, (group, criterion) in enumerate(rubric(year).form_criteria(), 3):
            visible = {
                name: page.cell(at, column_of(page, name)).value
                for name in ("二级指标", "三级指标", "分值", "评分标准")
            }
            assert list(visible.values()) == [group.name, criterion.name, float(criterion.points), criterion.standard]


def test_it_says_its_year_and_whether_the_rules_are_on_trial() -> None:
    for year in YEARS:
        book = opened(form_of(year))
        guide = "".join(str(cell.value or "") for row in book["填表说明"].iter_rows() for cell in row)
        assert str(year) in guide
        assert ("试用评分标准" in guide) == rubric(year).draft
        assert cell_of(book, "基本信息", "年度", "内容").value == year


# --- drop-downs, checks, hints ----------------------------------------------------------------------------

LISTS: list[tuple[str, object, str, tuple[object, ...]]] = [
    ("绩效指标", 3, "类别", ("产出", "效益")),
    ("绩效指标", 32, "符号", ("≥", "≤", "=", ">", "<", "定性")),
    ("绩效指标", 3, "计分方式", ("达标得满分", "按比例计分", "人工计分")),
    ("重点工作", 3, "层级", ("概述", "分项", "列举")),
    ("预算执行", "全年支出数", "单位", ("万元", "元", "千元", "亿元")),
    ("预算执行", "结转结余率", "单位", ("%",)),
    ("管理效率", "采购政策效能", "填报值", ("是", "否", "不涉及")),
    ("管理效率", "固定资产利用率", "填报值", ("不涉及",)),
    ("管理效率", "新增预算项目事前绩效评估", "填报值", ("是", "否", "不涉及")),
    ("管理效率", "绩效信息公开情况", "填报值", ("是", "否", "绩效目标公开", "绩效自评公开")),
    ("管理效率", "数据质量", "填报值", ()),
    ("三公经费", "合计", "变动原因", ()),
]


@pytest.mark.parametrize(("sheet", "row", "column", "words"), LISTS, ids=str)
def test_a_closed_list_is_a_drop_down(
    book: Workbook, sheet: str, row: object, column: str, words: tuple[object, ...]
) -> None:
    assert offered(book, sheet, cell_of(book, sheet, row, column)) == words


def test_every_closed_list_of_the_form_is_offered(book: Workbook) -> None:
    for sheet in form.SHEETS:
        for column in sheet.columns:
            if column.choices and column.name != "二级指标":
                assert offered(book, sheet.name, cell_of(book, sheet.name, 3, column.name)) == column.choices


def test_the_second_list_goes_by_the_first(book: Workbook) -> None:
    """INDIRECT and defined names: what Excel and WPS both know for lists that depend on each other."""
    cell = cell_of(book, "绩效指标", 3, "二级指标")
    ((kind, formula, _),) = validations(book, "绩效指标", cell)
    category = cell_of(book, "绩效指标", 3, "类别").coordinate
    assert kind == "list"
    assert formula.startswith("INDIRECT(")
    assert f"${category}" in formula
    categories = rubric(2024).categories
    for name, words in (*categories.items(), ("全部", tuple(word for each in categories.values() for word in each))):
        assert f'"{name}' in formula
        sheet, _, area = book.defined_names[f"{name}二级指标"].attr_text.partition("!")
        assert tuple(c.value for (c,) in book[sheet.strip("'")][area.replace("$", "")]) == words


def test_the_categories_are_those_of_the_scheme() -> None:
    text = SMALL.replace('completion_of = ["产出"]', 'completion_of = ["成本"]')
    named = small(text.replace('category = "产出"', 'category = "成本"\nsecondary = ["人力", "物料"]'))
    book = opened(form_workbook(named, Contents(), created=CREATED))
    assert offered(book, "绩效指标", cell_of(book, "绩效指标", 3, "类别")) == ("成本",)
    assert "成本二级指标" in book.defined_names
    assert "产出二级指标" not in book.defined_names
    free = opened(form_workbook(small(), Contents(), created=CREATED))
    assert not any(name.endswith("二级指标") for name in free.defined_names)
    kinds = {kind for kind, *_ in validations(free, "绩效指标", cell_of(free, "绩效指标", 3, "二级指标"))}
    assert "list" not in kinds


def test_a_measure_is_for_one_of_the_problems(book: Workbook) -> None:
    ((kind, formula, _),) = validations(book, "改进措施", cell_of(book, "改进措施", 3, "对应问题"))
    assert (kind, formula) == ("list", "'存在问题'!$A$3:$A$17")


OPEN_LISTS = [("改进措施", 3, "对应问题"), ("管理效率", "绩效信息公开情况", "填报值")]
CLOSED_LISTS = [("绩效指标", 3, "类别"), ("管理效率", "采购政策效能", "填报值"), ("预算执行", "全年支出数", "单位")]


@pytest.mark.parametrize(("place", "warns"), [*((p, False) for p in OPEN_LISTS), *((p, True) for p in CLOSED_LISTS)])
def test_a_list_that_only_helps_does_not_warn(book: Workbook, place: tuple[str, object, str], warns: bool) -> None:
    """1、2 and a list of some elements are right, although the drop-down offers only single ones."""
    cell = cell_of(book, *place)
    checks = book[place[0]].data_validations.dataValidation
    assert [bool(c.showErrorMessage) for c in checks if cell.coordinate in c.sqref] == [warns]


NUMBERS: list[tuple[str, object, str, str]] = [
    ("绩效目标", 3, "序号", "whole"),
    ("绩效指标", 3, "分值", "decimal"),
    ("绩效指标", 3, "扣分", "decimal"),
    ("绩效指标", 3, "年度指标值", "custom"),
    ("绩效指标", 3, "实际完成值", "custom"),
    ("预算执行", "全年支出数", "数值", "decimal"),
    ("预算执行", "年度平均执行率", "数值", "decimal"),
    ("三公经费", "公务接待费", "实际支出数", "decimal"),
    ("管理效率", "财务管理合规性", "填报值", "whole"),
    ("管理效率", "数据质量", "填报值", "custom"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "kind"), NUMBERS, ids=str)
def test_a_number_is_asked_for(book: Workbook, sheet: str, row: object, column: str, kind: str) -> None:
    assert [check[0] for check in validations(book, sheet, cell_of(book, sheet, row, column))] == [kind]


def test_checks_warn_and_let_pass(book: Workbook) -> None:
    """The reader accepts more than a spreadsheet program can check."""
    styles = {
        check.errorStyle
        for sheet in form.SHEETS
        for check in book[sheet.name].data_validations.dataValidation
        if check.type not in (None, "none")
    }
    assert styles == {"warning", "information"}


def test_hints_fit_what_excel_allows(book: Workbook) -> None:
    hints = [
        check for sheet in form.SHEETS for check in book[sheet.name].data_validations.dataValidation if check.prompt
    ]
    assert len(hints) > 50
    assert all(len(hint.prompt or "") <= 255 and len(hint.promptTitle or "") <= 32 for hint in hints)


def test_every_row_of_the_rules_says_how_to_fill_it_in(book: Workbook) -> None:
    for _, criterion in rubric(2025).form_criteria():
        cell = cell_of(book, "管理效率", criterion.name, "填报值")
        prompts = [c.prompt for c in book["管理效率"].data_validations.dataValidation if cell.coordinate in c.sqref]
        entry = criterion.rule.entry_form
        assert prompts == ([entry.advice] if entry.needed or entry.words else [])


# --- locks, looks, print ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", form.SHEETS, ids=lambda sheet: sheet.name)
def test_sheets_are_protected_without_a_password(book: Workbook, sheet: form.SheetForm) -> None:
    protection = book[sheet.name].protection
    assert (protection.sheet, protection.password) == (True, None)
    assert (protection.formatColumns, protection.formatRows) == (False, False)  # False: not protected
    assert (protection.insertRows, protection.deleteRows) == (not sheet.room, not sheet.room)


LOCKED = [
    ("基本信息", "市", "项目"),
    ("基本信息", "市", "填写说明"),
    ("基本信息", "年度", "内容"),
    ("预算执行", "全年支出数", "项目"),
    ("三公经费", "合计", "项目"),
    ("管理效率", "数据质量", "三级指标"),
    ("管理效率", "数据质量", "评分标准"),
    ("管理效率", "数据质量", "分值"),
    ("管理效率", "财政拨款结转结余率", "填报值"),
    ("绩效指标", 2, "编号"),
]
OPEN = [
    ("管理效率", "固定资产利用率", "填报值"),
    ("基本信息", "市", "内容"),
    ("预算执行", "全年支出数", "数值"),
    ("预算执行", "全年支出数", "单位"),
    ("三公经费", "合计", "实际支出数"),
    ("管理效率", "数据质量", "填报值"),
    ("管理效率", "数据质量", "情况说明"),
    ("绩效指标", 3, "编号"),
    ("绩效指标", 32, "备注"),
]


@pytest.mark.parametrize(("place", "locked"), [*((p, True) for p in LOCKED), *((p, False) for p in OPEN)], ids=str)
def test_what_is_for_reading_is_locked(book: Workbook, place: tuple[str, object, str], locked: bool) -> None:
    assert cell_of(book, *place).protection.locked is locked


@pytest.mark.parametrize("sheet", FREE, ids=lambda sheet: sheet.name)
def test_rows_can_be_deleted(book: Workbook, sheet: form.SheetForm) -> None:
    """Excel deletes a row of a protected sheet only when no cell of it is locked, to the last column."""
    page = book[sheet.name]
    assert all(not cell.protection.locked for cell in page[3])
    last = list(page.column_dimensions.values())[-1]
    assert (last.max, last.protection.locked) == (16_384, False)


def test_there_is_room_for_thirty_indicators(book: Workbook) -> None:
    assert len(list(book["绩效指标"].iter_rows(min_row=3))) >= 30


def test_what_must_be_filled_in_is_shaded(book: Workbook) -> None:
    def shade(sheet: str, row: object, column: str) -> str:
        return str(cell_of(book, sheet, row, column).fill.fgColor.rgb)

    required = shade("基本信息", "单位全称", "内容")
    optional, reading = shade("基本信息", "自称", "内容"), shade("基本信息", "市", "项目")
    assert len({required, optional, reading}) == 3
    for sheet in FREE:
        assert all(
            (shade(sheet.name, 3, c.name) == required) == (c.required or bool(c.unless))
            for c in sheet.columns
            if not c.only_rolled_over
        )
    scored = {"年度平均执行率", "结转结余率", "公用经费预算数", "公用经费支出数", "固定资产总额", "在用固定资产"}
    assert {i.name for i in form.BUDGET.items if shade("预算执行", i.name, "数值") == required} == scored
    assert shade("三公经费", "合计", "实际支出数") == required
    assert shade("三公经费", "公务接待费", "实际支出数") == optional
    assert shade("管理效率", "数据质量", "填报值") == required
    assert shade("管理效率", "固定资产利用率", "填报值") == optional
    assert shade("管理效率", "财政拨款结转结余率", "填报值") == reading


@pytest.mark.parametrize("sheet", form.SHEETS, ids=lambda sheet: sheet.name)
def test_headers_stay_in_view_and_pages_are_a4(book: Workbook, sheet: form.SheetForm) -> None:
    page = book[sheet.name]
    assert page.freeze_panes is not None
    assert page.freeze_panes.endswith("3")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$1:$2"
    width = sum(column.width + 1 for column in sheet.columns if not column.only_rolled_over)
    if width <= 157:
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)


@pytest.mark.parametrize("carried", [False, True])
@pytest.mark.parametrize("name", ["绩效指标", "管理效率"])
def test_a_wide_sheet_takes_two_pages_with_the_names_of_its_rows(name: str, carried: bool) -> None:
    page = opened(form_of(2025, Contents(carried=carried)))[name]
    (at,) = (line.id for line in page.col_breaks.brk)
    names = [str(cell.value) for cell in page[2]]
    assert page.print_title_cols == f"$A:${'ABCD'[names.index('三级指标')]}"
    widths = [by_letter(page, cell.column_letter) for cell in page[2] if cell.value]
    kept = sum(widths[: names.index("三级指标") + 1])
    assert page.page_setup.scale is not None
    assert max(sum(widths[:at]), kept + sum(widths[at:])) * page.page_setup.scale / 100 < 112


def by_letter(page: Worksheet, letter: str) -> float:
    """The width of a column; neighbours of one width share an entry."""
    number = column_index_from_string(letter)
    return next(float(at.width) for at in page.column_dimensions.values() if (at.min or 0) <= number <= (at.max or 0))


@pytest.mark.parametrize("sheet", FREE, ids=lambda sheet: sheet.name)
def test_no_page_has_blank_rows_alone(book: Workbook, sheet: form.SheetForm) -> None:
    """The room of a blank form is one page high."""
    page = book[sheet.name]
    width = sum(by_letter(page, cell.column_letter) for cell in page[2] if cell.value)
    scale = (page.page_setup.scale or 100) / 100 if width > 160 else min(1.0, 110 / width)
    heights = [page.row_dimensions[row].height or 15 for row in range(1, page.max_row + 1)]
    assert sum(heights) * scale < 500


# --- totals -----------------------------------------------------------------------------------------------


def total_of_points(book: Workbook) -> str:
    return next(str(cell.value) for cell in book["绩效指标"][1] if "合计" in str(cell.value))


@needs_libreoffice
def test_totals_are_live(tmp_path: Path) -> None:
    book = opened(form_of(2025))
    for row, (category, points) in enumerate((("产出", 12.5), ("产出指标", 7.25), ("效益", 20)), 3):
        cell_of(book, "绩效指标", row, "类别").value = category
        cell_of(book, "绩效指标", row, "分值").value = points
    for item, budget in (("公务接待费", 1.1), ("公务用车运行维护费", 2.2)):
        cell_of(book, "三公经费", item, "年初预算数").value = budget
    saved_by_libreoffice = recalculated(saved(book), tmp_path)
    values = opened(saved_by_libreoffice, values=True)
    assert "产出 19.75/20" in total_of_points(values)
    assert "效益 20/20" in total_of_points(values)
    assert cell_of(values, "三公经费", "合计", "年初预算数").value == 3.3
    assert not cell_of(values, "三公经费", "合计", "实际支出数").value
    problems = parse_submission(saved_by_libreoffice, "表.xlsx").diagnostics
    assert "E206" not in {problem.code for problem in problems}
    assert not [p for p in problems if p.place and "年初预算数" in str(p.place)]
    # Drop-downs, locks and the lists behind them came through as well.
    assert offered(values, "绩效指标", cell_of(values, "绩效指标", 3, "类别")) == ("产出", "效益")
    assert cell_of(values, "管理效率", "数据质量", "三级指标").protection.locked


def test_stored_totals_are_what_the_program_would_work_out() -> None:
    values = opened(make_samples.sample_2024(), values=True)
    assert total_of_points(values).endswith("产出 20/20，效益 20/20")
    assert total_of_points(opened(form_of(), values=True)).endswith("产出 0/20，效益 0/20")
    assert cell_of(values, "三公经费", "合计", "年初预算数").value == 9.63


# --- the same bytes; strangers' text ----------------------------------------------------------------------

MAKE = """
import sys; sys.path[:0] = sys.argv[1:3]
import hashlib, filled_forms
print(hashlib.sha256(filled_forms.form_of(2025)).hexdigest())
"""


def test_the_same_form_in_another_process(tmp_path: Path) -> None:
    tests = Path(__file__).parents[1]
    places = (tests, tests.parent / "scripts")
    runs = [
        run_alone(*places, cwd=tmp_path, code=MAKE, PYTHONHASHSEED=seed, TZ=zone)
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/Lima"))
    ]
    assert {r.out.strip() for r in runs} == {hashlib.sha256(form_of(2025)).hexdigest()}, runs[0].err


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "{=1}",
    "_x0041_",
    "http://a.b",
    "𠮷😀",
    "甲\n乙",
    "<r>粗</r>",
    "<r><t>1</t></r>",
    "<&>\"'",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    rows: Mapping[str, tuple[Mapping[str, Value], ...]] = {
        "绩效目标": ({"序号": 1, "目标": text, "内容": text},),
        "基本信息": ({"项目": "单位简称", "内容": text},),
        "管理效率": ({"三级指标": "数据质量", "情况说明": text},),
        "绩效指标": ({"编号": text, "类别": text, "分值": text},),
    }
    for carried in (False, True):
        data = form_of(2025, Contents(rows=rows, carried=carried))
        book = opened(data)
        for sheet, row, column in (
            ("绩效目标", 3, "目标"),
            ("基本信息", "单位简称", "内容"),
            ("管理效率", "数据质量", "情况说明"),
        ):
            cell = cell_of(book, sheet, row, column)
            assert (cell.value, cell.data_type) == (text, "s")
            assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))
        parts = unpack(data).items()
        sheets = [part.decode() for name, part in parts if re.match(r"xl/worksheets/sheet(?!1\.)", name)]
        assert sum(xml.count("<f>") for xml in sheets) == 3  # the total of the points, two of 三公经费
        assert not any("hyperlink" in name for name in unpack(data))
        assert [p for p in parse_submission(data, "x").diagnostics if p.severity is Severity.ERROR]


@pytest.mark.parametrize("year", YEARS)
def test_the_package_is_valid(year: int, tmp_path: Path) -> None:
    blank, sample = tmp_path / "blank.xlsx", tmp_path / "sample.xlsx"
    blank.write_bytes(form_of(year))
    sample.write_bytes(form_of(year, Contents(rows=make_samples.sample_contents().rows, carried=True)))
    assert [e.description for path in (blank, sample) for e in OpenXmlValidator().validate(path).errors] == []


def test_rows_grow_with_what_is_typed() -> None:
    """A fixed height would hide text."""
    assert not any(b"customHeight" in part for part in unpack(form_of()).values())


def test_more_rows_than_there_is_room_for() -> None:
    rows: list[dict[str, Value]] = [{"序号": number, "内容": f"问题{number}。"} for number in range(1, 60)]
    page = opened(form_of(2025, Contents(rows={"存在问题": rows})))["存在问题"]
    assert row_of(page, "问题59。") == 61
    assert page.max_row > 61
