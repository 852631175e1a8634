"""Unusual but correct workbooks give the same record, and every value keeps its cell."""

# ruff: noqa: E501 - one case is one line of its table

from __future__ import annotations

import dataclasses
import datetime
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from filled_forms import cell_of, form_of, opened, saved
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import (
    SAMPLE,
    Change,
    Error,
    Formula,
    Shown,
    add_column,
    add_row,
    add_sheet,
    add_title_rows,
    cell,
    drop_sheet,
    edited,
    put,
    rename_column,
    rename_sheet,
    reverse_columns,
    rewritten,
    sheet_part,
    with_shared_texts,
)

from reportgen.diagnostics import CellRef, Severity, has_errors
from reportgen.intake.form import BUDGET
from reportgen.intake.reading import parse_submission, read_submission
from reportgen.intake.submission import Entry, Submission

SHEETS = ("基本信息", "绩效目标", "绩效指标", "重点工作", "预算执行", "三公经费", "管理效率", "存在问题", "改进措施")
SPENT = ("预算执行", "全年支出数", "数值")
RATE = ("预算执行", "年度平均执行率", "数值")
C01 = ("绩效指标", "C01", "实际完成值")
ENTRY = ("管理效率", "财务管理合规性", "填报值")
DAY = datetime.datetime(2024, 3, 5)


def read(*changes: Change) -> Submission:
    """The submission of an edited sample that must have no problems."""
    outcome = parse_submission(edited(*changes), SAMPLE.name)
    assert outcome.value is not None
    assert not [d for d in outcome.diagnostics if d.severity is not Severity.NOTE]
    return outcome.value


def entries(thing: object) -> Iterator[Entry[object]]:
    """Every entry of a submission."""
    if isinstance(thing, Entry):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from entries(item)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from entries(getattr(thing, field.name))


def without_places(thing: object) -> object:
    """The values without their cells, to compare workbooks of different layout."""
    if isinstance(thing, Entry):
        return thing.value
    if isinstance(thing, CellRef):
        return None
    if isinstance(thing, tuple):
        return tuple(without_places(item) for item in thing)
    if dataclasses.is_dataclass(thing):
        return {f.name: without_places(getattr(thing, f.name)) for f in dataclasses.fields(thing)}
    return thing


@pytest.fixture(scope="module")
def sample() -> Submission:
    outcome = read_submission(SAMPLE)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


_FOR_READING_ONLY = {
    ("基本信息", "项目"),
    ("基本信息", "填写说明"),
    ("重点工作", "序号"),  # of the rows below the 概述
    ("重点工作", "层级"),
    ("预算执行", "项目"),
    ("预算执行", "单位"),
    ("预算执行", "备注"),
    ("三公经费", "项目"),
    ("三公经费", "备注"),
    ("改进措施", "对应问题"),
    *(("管理效率", column) for column in ("备注", "编号", "二级指标", "分值", "评分标准")),
}


# --- the sample -------------------------------------------------------------------------------------------


def test_every_value_of_the_sample_stands_in_the_cell_that_it_names(sample: Submission) -> None:
    workbook = openpyxl.load_workbook(SAMPLE)
    sheets_seen = set()
    for entry in entries(sample):
        typing = workbook[entry.ref.sheet][entry.ref.cell].value
        value = entry.value
        assert entry.ref.file == SAMPLE.name
        assert str(typing).strip() == str(value) or Decimal(str(typing)) == value, entry
        sheets_seen.add(entry.ref.address)
    assert sheets_seen >= set(_addresses_to_be_read(workbook))


def _addresses_to_be_read(workbook: openpyxl.Workbook) -> Iterator[str]:
    """The addresses of all cells of the sample that matter for the report."""
    for name in SHEETS:
        header, *rows = workbook[name].iter_rows(min_row=2)
        for column, row in ((head.value, row) for row in rows for head in header):
            item = row[[head.value for head in header].index(column)]
            if item.value is not None and (name, column) not in _FOR_READING_ONLY:
                yield f"{name}!{item.coordinate}"


def test_the_sample_is_read_whole(sample: Submission) -> None:
    assert [len(x) for x in (sample.goals, sample.indicators, sample.tasks, sample.management)] == [4, 13, 4, 21]
    assert [len(sample.problems), len(sample.measures)] == [2, 3]
    assert [(len(task.enumeration), len(task.subitems)) for task in sample.tasks] == [(0, 0), (0, 0), (4, 0), (0, 3)]
    initial = sample.budget[BUDGET.initial]
    assert initial is not None
    assert initial.value == 10000
    assert sample.three_public.total.actual.value == Decimal("3.8")
    assert [spent.value for _, spent in sample.budget.entries(*BUDGET.quarters)] == [2418, 4966, 7449, 9880]


def test_blank_is_none_and_not_zero(sample: Submission) -> None:
    missed = next(i for i in sample.indicators if i.code.value == "C10")
    assert missed.deduction is None
    assert missed.cell("扣分").cell == cell("绩效指标", "C10", "扣分")
    assert read(("预算执行", "结转结余资金", "数值", None)).budget[BUDGET.carried_over] is None
    zero = read(("预算执行", "结转结余资金", "数值", 0)).budget[BUDGET.carried_over]
    assert zero is not None
    assert zero.value == 0


# --- layout -----------------------------------------------------------------------------------------------

LAYOUTS: list[tuple[str, list[Change]]] = [
    ("title rows above the header", [add_title_rows(s, "广州市荔湾区", "填报表", None, "单位：万元") for s in SHEETS]),
    ("columns in another order", [reverse_columns(s) for s in SHEETS]),
    ("further sheets", [add_sheet("Sheet1", [["x"]]), add_sheet("下拉列表", [["是"], ["否"]])]),
    ("further columns", [add_column(s, "自用", "甲", None, 3) for s in SHEETS]),
    ("sheet names with blanks and full width", [rename_sheet("预算执行", " 预算 执行　"), rename_sheet("绩效目标", "绩效目标\u00a0")]),
    ("column names with line breaks", [rename_column("绩效指标", "年度指标值", "年度\n指标值"), rename_column("预算执行", "数值", " 数 值 ")]),
    ("项目 with invisible characters", [("预算执行", "全年支出数", "项目", "\ufeff全年\u200b支出数 ")]),
    ("half-width brackets in 项目", [("三公经费", "因公出国（境）费", "项目", "因公出国(境)费")]),
    ("choices with 指标 and blanks", [("绩效指标", "C01", "类别", "产出指标"), ("绩效指标", "C02", "二级指标", " 数量指标 ")]),
    ("remarks beside the table", [put("预算执行", "H3", "经办人：张三"), put("绩效目标", "G30", "（完）")]),
    ("blank rows between", [lambda book: book["绩效目标"].insert(4, [None, "  ", ""])]),
    (">= and other signs", [("绩效指标", "C01", "符号", ">="), ("绩效指标", "C02", "符号", "≧"), ("绩效指标", "C03", "符号", "＞＝"), ("绩效指标", "C05", "符号", "＝")]),
    ("full-width percent", [("绩效指标", "C01", "计量单位", "％"), ("绩效指标", "C05", "计量单位", "百分比"), ("预算执行", "年度平均执行率", "单位", "百分比")]),
    ("rows in another order", [lambda book: book["绩效目标"].__setitem__(slice(2, None), book["绩效目标"][:1:-1])]),
]  # fmt: skip


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in LAYOUTS])
def test_another_layout_gives_the_same_values(changes: list[Change], sample: Submission) -> None:
    assert without_places(read(*changes)) == without_places(sample)


def test_places_follow_the_layout() -> None:
    submission = read(*[add_title_rows("预算执行", "一", "二")], reverse_columns("预算执行"))

    spent = submission.budget[BUDGET.spent]
    assert spent is not None
    assert spent.ref.address == "预算执行!C8"
    assert spent.ref.label == "全年支出数"


# --- numbers ----------------------------------------------------------------------------------------------

NUMBERS: list[tuple[object, str]] = [
    (9880, "9880"),
    (9880.0, "9880"),
    ("9880", "9880"),
    ("９８８０", "9880"),
    (" 9,880.50 ", "9880.5"),
    ("９，８８０．５万元", "9880.5"),
    ("9880 万元", "9880"),
    ("+9880", "9880"),
    (9.630000000000001, "9.63"),
    (0.1 + 0.2, "0.3"),
    (9.63 - 5.83 - 3.8, "0"),
    (1e-5, "0.00001"),
    (Formula("B5*0.95", 9880), "9880"),
    (Formula('"9880"&"万元"', "9880万元"), "9880"),
    (Shown(9880, '#,##0.00"元";[Red]-#,##0.00'), "9880"),
    (Shown(9880, "[DBNum1]General"), "9880"),
    (Shown(9880, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '), "9880"),
    (Shown("9880", "@"), "9880"),
]


@pytest.mark.parametrize(("value", "expected"), NUMBERS)
def test_an_amount_in_every_way_of_writing(value: object, expected: str) -> None:
    spent = read((*SPENT, value)).budget[BUDGET.spent]

    assert spent is not None
    assert spent.value == Decimal(expected)
    assert spent.ref.cell == cell(*SPENT)


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [("元", 98_800_000, 9880), ("千元", 98_800, 9880), ("亿元", "0.988", 9880), ("万元", "9880万元", 9880), ("元", "5元", "0.0005")],
)  # fmt: skip
def test_amounts_are_kept_in_ten_thousands(unit: str, value: object, expected: int | str) -> None:
    spent = read(("预算执行", "全年支出数", "单位", unit), (*SPENT, value)).budget[BUDGET.spent]

    assert spent is not None
    assert spent.value == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (95, "95"),
        ("95%", "95"),
        ("９５％", "95"),
        ("95 ％", "95"),
        (Shown(0.95, "0%"), "95"),
        (Shown(0.9512, "0.00%"), "95.12"),
        (Shown(0.95, '0.0%;[Red]-0.0%;"无"'), "95"),
        (Shown(0.5, "0%"), "50"),
        (Shown(1, "0%"), "100"),
        (Shown(0, "0%"), "0"),
        (Shown(95, '0"%"'), "95"),
        (Shown(95, "0\\%"), "95"),
        (Formula("B6/B5", 95), "95"),
        ("0.95%", "0.95"),
        (100.5, "100.5"),
        (0, "0"),
    ],
)
def test_a_rate_in_every_way_of_writing(value: object, expected: str) -> None:
    rate = read((*RATE, value)).budget[BUDGET.execution_rate]

    assert rate is not None
    assert rate.value == Decimal(expected)


def test_the_built_in_percent_format_is_known_by_its_number() -> None:
    data = rewritten(
        edited((*RATE, Shown(0.95, "0%"))),
        styles=lambda xml: xml.replace('numFmtId="165" fontId', 'numFmtId="10" fontId'),
    )

    submission = parse_submission(data, SAMPLE.name).value

    assert submission is not None
    rate = submission.budget[BUDGET.execution_rate]
    assert rate is not None
    assert rate.value == 95


def test_a_bare_fraction_for_a_rate_is_taken_as_written_and_asked_about() -> None:
    outcome = parse_submission(edited((*RATE, 0.95)), SAMPLE.name)

    assert [d.code for d in outcome.diagnostics] == ["W223"]
    assert outcome.value is not None
    rate = outcome.value.budget[BUDGET.execution_rate]
    assert rate is not None
    assert rate.value == Decimal("0.95")


def test_an_indicator_may_be_negative() -> None:
    indicator = read((*C01, -3.5), ("绩效指标", "C01", "年度指标值", "-4%")).indicators[0]

    assert indicator.actual is not None
    assert indicator.target is not None
    assert (indicator.target.value, indicator.actual.value) == (Decimal(-4), Decimal("-3.5"))


def test_a_percent_cell_reads_as_it_is_shown() -> None:
    indicator = read((*C01, Shown(0.8, "0%"))).indicators[0]

    assert indicator.actual is not None
    assert (indicator.actual.value, indicator.actual_text.value) == (Decimal(80), "80%")


# --- 填报值 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("是", "是"),
        (" 不涉及 ", "不涉及"),
        (0, Decimal(0)),
        (2.0, Decimal(2)),
        (-1, Decimal(-1)),
        ("2个", "2个"),
        (True, "是"),
        (False, "否"),
        (Shown(0.95, "0%"), Decimal(95)),
        ("95%", "95%"),
        (Formula("1+1", 2), Decimal(2)),
        (None, None),
    ],
)
def test_what_an_office_states_is_kept_as_typed(value: object, expected: object) -> None:
    entry = next(e for e in read((*ENTRY, value)).management if e.indicator.value == "财务管理合规性")

    assert (entry.value.value if entry.value else None) == expected
    assert entry.cell("填报值").cell == cell(*ENTRY)


# --- text -------------------------------------------------------------------------------------------------


def test_line_breaks_in_prose_end_paragraphs() -> None:
    for typing in ("甲。\n乙。", "甲。\r\n\r\n　　乙。 ", "甲。\u2028乙。\n", "甲。_x000D_\n乙。"):
        assert read(("基本信息", "目标总述", "内容", typing)).goal_overview.value == "甲。\n乙。"


def test_prose_keeps_its_full_width_forms_and_names_their_line() -> None:
    submission = read(("基本信息", "目标总述", "内容", "（１）Ａ％"), ("基本信息", "单位简称", "内容", "金花\n街道"))

    assert submission.goal_overview.value == "（１）Ａ％"
    assert submission.office.short_name.value == "金花街道"


def test_a_date_is_let_pass_in_a_remark_and_in_a_qualitative_target() -> None:
    submission = read(
        ("绩效指标", "C01", "佐证材料", DAY),
        ("绩效指标", "C02", "符号", "定性"),
        ("绩效指标", "C02", "年度指标值", DAY),
        ("绩效指标", "C02", "实际完成值", "达成"),
    )

    assert submission.indicators[0].evidence is not None
    assert submission.indicators[0].evidence.value == "2024年3月5日"
    assert submission.indicators[1].target_text.value == "2024年3月5日"
    assert not submission.indicators[1].quantitative


def test_a_number_in_a_text_column_reads_as_it_is_shown() -> None:
    office = read(("基本信息", "附件序号", "内容", 3.0), ("基本信息", "自称", "内容", None)).office

    assert office.attachment_number is not None
    assert office.attachment_number.value == "3"
    assert office.self_reference is None


def test_a_part_of_the_expenses_without_amounts_is_not_there() -> None:
    reception = [("三公经费", "公务接待费", "年初预算数", 9.63), ("三公经费", "公务接待费", "实际支出数", 3.8)]

    assert [part.name for part in read(*reception).three_public.parts] == ["公务接待费"]


def test_a_row_that_holds_only_what_is_for_reading_is_left_out(sample: Submission) -> None:
    assert (
        read(add_row("管理效率", 编号="2.8.1", 二级指标="其他", 分值=1, 评分标准="……")).management == sample.management
    )


def test_a_row_that_is_only_numbered_is_left_out() -> None:
    assert len(read(add_row("存在问题", 序号=3)).problems) == 2


def test_optional_sheets_may_be_missing(sample: Submission) -> None:
    submission = read(drop_sheet("存在问题"), drop_sheet("改进措施"))

    assert (submission.problems, submission.measures) == ((), ())
    assert submission.goals == sample.goals


# --- 合计 without a stored result -------------------------------------------------------------------------

OURS = 'IF(COUNT({0}4:{0}7)=0,"",ROUND(SUM({0}4:{0}7),6))'
BUDGET_TOTAL, SPENT_TOTAL = ("三公经费", "合计", "年初预算数"), ("三公经费", "合计", "实际支出数")
TOTALS: list[Change] = [(*BUDGET_TOTAL, Formula(OURS.format("B"))), (*SPENT_TOTAL, Formula(OURS.format("C")))]
PARTS: list[Change] = [
    ("三公经费", "公务用车运行维护费", "年初预算数", 9.03),
    ("三公经费", "公务用车运行维护费", "实际支出数", 3.7),
    ("三公经费", "公务接待费", "年初预算数", 0.6),
    ("三公经费", "公务接待费", "实际支出数", 0.1),
]


def _codes(*changes: Change) -> list[tuple[str, str]]:
    diagnostics = parse_submission(edited(*changes), SAMPLE.name).diagnostics
    return sorted((d.code, d.place.cell) for d in diagnostics if isinstance(d.place, CellRef))


def test_a_total_of_our_form_without_a_stored_result_is_the_sum_of_its_parts() -> None:
    """Some programs save formulas without results."""
    expenses = read(*TOTALS, *PARTS).three_public

    assert (expenses.total.budget.value, expenses.total.actual.value) == (Decimal("9.63"), Decimal("3.8"))
    assert expenses.total.budget.ref.cell == cell(*BUDGET_TOTAL)


def test_a_total_of_no_parts_is_blank() -> None:
    assert _codes(*TOTALS) == [("E203", "B3"), ("E203", "C3")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param([(*BUDGET_TOTAL, Formula("SUM(B4:B7)"))], [("E206", "B3")], id="another formula"),
        pytest.param([(*BUDGET_TOTAL, Formula(OURS.format("B") + "+1"))], [("E206", "B3")], id="more than ours"),
        pytest.param([(*SPENT, Formula(OURS.format("B")))], [("E206", cell(*SPENT))], id="another cell"),
        pytest.param(
            [*TOTALS, *PARTS, ("三公经费", "公务接待费", "年初预算数", Formula("1+1"))],
            [("E206", "B3"), ("E206", "B7")],
            id="a part that is not calculated either",
        ),
        pytest.param(
            [*TOTALS, *PARTS, ("三公经费", "公务接待费", "年初预算数", Error())],
            [("E205", "B7"), ("E206", "B3")],
            id="a part that is an error",
        ),
    ],
)
def test_nothing_else_is_calculated(changes: list[Change], expected: list[tuple[str, str]]) -> None:
    assert _codes(*changes) == expected


def test_a_form_that_was_filled_in_and_saved_without_results_is_read() -> None:
    book = opened(form_of(2024))
    for row, (budget, spent) in (("公务用车运行维护费", (9.03, 3.7)), ("公务接待费", (0.6, 0.1))):
        cell_of(book, "三公经费", row, "年初预算数").value = budget
        cell_of(book, "三公经费", row, "实际支出数").value = spent
    assert str(cell_of(book, "三公经费", "合计", "年初预算数").value).startswith("=IF(")

    outcome = parse_submission(saved(book), SAMPLE.name)

    assert not [d for d in outcome.diagnostics if isinstance(d.place, CellRef) and d.place.sheet == "三公经费"]


# --- other programs' files --------------------------------------------------------------------------------


def _same(data: bytes, sample: Submission) -> None:
    outcome = parse_submission(data, SAMPLE.name)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert _typed(outcome.value) == _typed(sample)


def _typed(submission: Submission) -> list[tuple[object, CellRef]]:
    """What stands in the cells, whatever their formats."""
    return [(entry.value, entry.ref) for entry in submission.entries()]


def test_shared_strings(sample: Submission) -> None:
    """As Excel and WPS write text: in one part for all sheets, some of it in runs, some with phonetic hints."""
    texts: list[str] = []

    def share(xml: str) -> str:
        return re.sub(r' t="inlineStr"><is>(.*?)</is>', number, xml)

    def number(text: re.Match[str]) -> str:
        runs = re.sub(r"(<t[^>]*>)(.)(.+)</t>", r"<r>\1\2</t></r><r><rPr><b/></rPr>\1\3</t></r>", text[1])
        texts.append(f'<si>{runs}<rPh sb="0" eb="1"><t>jīn</t></rPh></si>')
        return f' t="s"><v>{len(texts) - 1}</v>'

    data = rewritten(edited(), **{sheet_part(s): share for s in SHEETS})

    assert len(texts) > 400
    _same(with_shared_texts(data, f"<sst>{''.join(texts)}</sst>"), sample)


def test_cells_and_rows_without_references(sample: Submission) -> None:
    """Without references a reader counts the cells; the rows of these sheets have no gaps."""

    def bare(xml: str) -> str:
        filled = re.sub(r"(<row[^>]*>)(.*?)(</row>)", _fill_gaps, xml)
        return re.sub(r'(<row|<c) r="[A-Z]*[0-9]+"', r"\1", filled)

    _same(rewritten(edited(), **{sheet_part(s): bare for s in SHEETS}), sample)


def test_places_of_flaws_are_counted_where_references_are_left_out() -> None:
    def bare(xml: str) -> str:
        return re.sub(r'(<row|<c) r="[A-Z]*[0-9]+"', r"\1", re.sub(r"(<row[^>]*>)(.*?)(</row>)", _fill_gaps, xml))

    data = rewritten(edited((*SPENT, Error()), (*RATE, Shown(0.95, "0%"))), **{sheet_part("预算执行"): bare})
    outcome = parse_submission(data, SAMPLE.name)

    assert [(d.code, d.place.address) for d in outcome.diagnostics if isinstance(d.place, CellRef)] == [
        ("E205", f"预算执行!{cell(*SPENT)}")
    ]
    assert outcome.value is not None
    rate = outcome.value.budget[BUDGET.execution_rate]
    assert rate is not None
    assert rate.value == 95


def _fill_gaps(row: re.Match[str]) -> str:
    cells = {c[1]: c[0] for c in re.finditer(r'<c r="([A-Z]+)[0-9]+".*?</c>', row[2])}
    width = max(map(ord, cells), default=64) - 64
    return row[1] + "".join(cells.get(chr(65 + n), "<c/>") for n in range(width)) + row[3]


def test_a_cell_without_a_reference_after_a_blank_formatted_one(sample: Submission) -> None:
    """A blank cell is skipped, unless the position of the next cell depends on it."""

    def bare(xml: str) -> str:
        assert '<c r="I3"' in xml
        return xml.replace('<c r="I3"', '<c r="G3" s="0"/><c r="H3" s="0"/><c')

    _same(rewritten(edited(), **{sheet_part("管理效率"): bare}), sample)


def test_masses_of_blank_formatted_rows(sample: Submission) -> None:
    """Someone drew borders down to row 65536."""
    blank = "".join(f'<row r="{n}" spans="1:9"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(20, 65537))

    _same(
        rewritten(
            edited(), **{sheet_part("预算执行"): lambda xml: xml.replace("</sheetData>", blank + "</sheetData>")}
        ),
        sample,
    )


def test_merged_titles_hidden_sheets_and_rows(sample: Submission) -> None:
    workbook = openpyxl.load_workbook(SAMPLE)
    for name in SHEETS:
        workbook[name].merge_cells("A1:B1")
        workbook[name].sheet_state = "hidden"
        workbook[name].row_dimensions[4].hidden = True
    workbook.save(out := io.BytesIO())

    outcome = parse_submission(out.getvalue(), SAMPLE.name)
    assert {problem.code for problem in outcome.diagnostics} == {"N238"}
    assert outcome.value is not None
    assert _typed(outcome.value) == _typed(sample)


def test_strict_open_xml(sample: Submission) -> None:
    """Excel's “Strict Open XML”: the same parts under ISO/IEC 29500 namespaces."""
    out = io.BytesIO()
    with zipfile.ZipFile(SAMPLE) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            content = content.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            new.writestr(
                name,
                content.replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006",
                    b"http://purl.oclc.org/ooxml/officeDocument",
                ),
            )

    _same(out.getvalue(), sample)


def test_dates_as_strict_open_xml_stores_them() -> None:
    """``t="d"``: the date itself, not its serial number (ISO/IEC 29500-1 18.18.11)."""
    c01 = cell("绩效指标", "C01", "佐证材料")
    data = rewritten(
        edited(("绩效指标", "C01", "佐证材料", 1)),
        **{sheet_part("绩效指标"): lambda xml: xml.replace(f'r="{c01}"><v>1', f'r="{c01}" t="d"><v>2024-03-05')},
    )

    submission = parse_submission(data, SAMPLE.name).value

    assert submission is not None
    assert submission.indicators[0].evidence is not None
    assert submission.indicators[0].evidence.value == "2024年3月5日"


def test_prefixed_names_and_other_part_names(sample: Submission) -> None:
    """Some programs write ``<x:c>``, capitals or backslashes in part names, and absolute targets."""

    def prefixed(xml: str) -> str:
        return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")

    data = rewritten(
        edited(),
        **{sheet_part(s): prefixed for s in SHEETS},
        workbook=lambda xml: (
            prefixed(xml) if "<workbook" in xml else xml.replace('Target="worksheets', 'Target="/xl/worksheets')
        ),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\").replace("styles", "Styles"), old.read(name))
    _same(out.getvalue(), sample)


def test_dates_counted_from_1904() -> None:
    data = rewritten(
        edited(("绩效指标", "C01", "佐证材料", DAY - datetime.timedelta(days=1462))),
        workbook=lambda xml: xml.replace("<sheets>", '<workbookPr date1904="1"/><sheets>'),
    )

    submission = parse_submission(data, SAMPLE.name).value

    assert submission is not None
    assert submission.indicators[0].evidence is not None
    assert submission.indicators[0].evidence.value == "2024年3月5日"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_that_libreoffice_saved(tmp_path: Path, sample: Submission) -> None:
    """Also a stand-in for WPS: formulas with results, its own styles, gaps as blank formatted cells."""
    source = tmp_path / "given" / SAMPLE.name
    source.parent.mkdir()
    source.write_bytes(edited((*SPENT, Formula("9000+880")), (*RATE, Shown(0.95, "0.0%"))))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)],  # noqa: S607 - found on the PATH above
        check=True,
        capture_output=True,
        timeout=120,
    )

    outcome = read_submission(tmp_path / SAMPLE.name)

    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert _typed(outcome.value) == _typed(sample)


# --- anything at all --------------------------------------------------------------------------------------


@given(st.one_of(st.binary(), st.binary().map(lambda tail: b"PK\x03\x04" + tail)))
def test_any_bytes_give_problems_and_no_exception(data: bytes) -> None:
    outcome = parse_submission(data, "x.xlsx")

    assert outcome.value is None
    assert has_errors(outcome.diagnostics)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_sample_is_read_or_refused(data: st.DataObject) -> None:
    whole = SAMPLE.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=20))

    outcome = parse_submission(whole[:at] + patch + whole[at + len(patch) :], "x.xlsx")

    assert outcome.value is not None or has_errors(outcome.diagnostics)


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=12),
    st.sampled_from(["95%", "9.63万元", "是", "产出", "≥", "C01", "12万", "#REF!", "{C01}"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SHEETS), st.integers(0, 20), st.integers(0, 12), _VALUES), max_size=8))
def test_any_values_in_any_cells_are_read_or_refused(values: list[tuple[str, int, int, object]]) -> None:
    changes = [put(sheet, f"{chr(65 + column)}{row + 1}", value) for sheet, row, column, value in values]

    outcome = parse_submission(edited(*changes), "x.xlsx")

    assert outcome.value is not None or has_errors(outcome.diagnostics)
