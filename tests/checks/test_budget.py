"""Sums, rates, changes and slips of 预算执行 and 三公经费: each check fires at its cell, and is silent elsewhere.

The workbooks are the sample with a few cells changed, read as the program reads them. The sample: 年初 10000,
调整 10400, 支出 9880, 季度 2418 4966 7449 9880, 结转 520 (5 %), 公用 298.72 of 310.5, 固定资产 2522 of 2600;
三公 3.8 of 9.63 with reasons.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optional_sheets import FACTS, FINANCES, PROFILE, finance, profile
from submissions import dossier
from workbooks import Change, add_row, cell, drop_column, edited

from reportgen.checks import check
from reportgen.checks.budget import parts_add_up
from reportgen.diagnostics import CellRef
from reportgen.intake.reading import parse_submission
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.score import score
from reportgen.writing.narrative import Narrative

BUDGET, PUBLIC = "预算执行", "三公经费"
PLAN, SPENT, REASON = "年初预算数", "实际支出数", "变动原因"
CHECKED = {"E617", "E618", "W619", "W620", "W621", "E637", "W638", "E670", "W671", "W672", "W673"}
NO_REASONS: tuple[Change, ...] = ((PUBLIC, "合计", REASON, None), (PUBLIC, "公务用车运行维护费", REASON, None))


def amounts(**values: object) -> tuple[Change, ...]:
    """Amounts of 预算执行."""
    return tuple((BUDGET, name, "数值", value) for name, value in values.items())


def in_unit(unit: str, **values: object) -> tuple[Change, ...]:
    return (*amounts(**values), *((BUDGET, name, "单位", unit) for name in values))


def public(plan: object, spent: object) -> tuple[Change, ...]:
    """The total of 三公经费."""
    return ((PUBLIC, "合计", PLAN, plan), (PUBLIC, "合计", SPENT, spent))


def problems_of(rules: Rubric, changes: tuple[Change, ...]) -> set[tuple[str, str]]:
    """Code and place of all that the checks say."""
    submission = parse_submission(edited(*changes), "2024.xlsx").value
    assert submission is not None
    scorecard = score(submission, rules).value
    assert scorecard is not None
    problems = check(dossier(submission, scorecard, Narrative(title="", blocks=())), sound=False)
    return {(p.code, p.place.address) for p in problems if isinstance(p.place, CellRef) and p.code in CHECKED}


def at(row: str, column: str = "数值", sheet: str = BUDGET) -> str:
    return f"{sheet}!{cell(sheet, row, column)}"


RATE_REASON: Change = ("存在问题", "2", "内容", "受项目招标推迟影响，预算执行率偏低。")
Q2, Q3, Q4 = "二季度末累计支出数", "三季度末累计支出数", "四季度末累计支出数"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # 15 sums
        (amounts(四季度末累计支出数=9808), {("E617", at(Q4))}),
        (amounts(四季度末累计支出数=9881), {("E617", at(Q4))}),
        (amounts(全年支出数=9808), {("E617", at("全年支出数"))}),
        (amounts(结转结余资金=620), {("E617", at("结转结余资金"))}),
        (amounts(结转结余资金=250), {("E617", at("结转结余资金"))}),  # the rate proves it
        (amounts(调整预算数=14000), {("E617", at("调整预算数")), ("W619", at("全年支出数"))}),
        (amounts(调整预算数=10040), {("E617", at("调整预算数"))}),
        (amounts(结转结余资金=250, 结转结余率=None), {("W638", at("结转结余资金"))}),
        (amounts(结转结余资金=620, 结转结余率=None), {("E617", at("结转结余资金"))}),
        (amounts(结转结余资金=250, 结转结余率=2.4), {("W638", at("结转结余资金"))}),  # 270 taken back
        (amounts(调整预算数=None, 结转结余率=None), {("W638", at("结转结余资金"))}),  # adjusted, it seems
        # 16 the rate of the amounts
        (amounts(结转结余率=8), {("E618", at("结转结余率"))}),
        (amounts(结转结余率=5.2), {("E618", at("结转结余率"))}),
        (amounts(结转结余率=0.5), {("E618", at("结转结余率"))}),
        # 17 unusual rates
        (amounts(年度平均执行率=79.9), set()),  # W315 asks for the reason of this very rate
        ((*amounts(年度平均执行率=79.9), RATE_REASON), {("W619", at("年度平均执行率"))}),
        (amounts(年度平均执行率=121), {("W619", at("年度平均执行率"))}),
        (amounts(公用经费支出数=248), {("W619", at("公用经费支出数"))}),
        (amounts(公用经费支出数=373), {("W619", at("公用经费支出数"))}),
        (
            amounts(年度平均执行率=None, 全年支出数=7900, 四季度末累计支出数=7900, 结转结余资金=2500, 结转结余率=None),
            {("W619", at("全年支出数"))},
        ),
        # 18 changes of 三公经费
        (NO_REASONS, {("W620", at("合计", REASON, PUBLIC))}),
        ((*NO_REASONS, *public(9.63, 12.6)), {("W620", at("合计", REASON, PUBLIC))}),
        ((*NO_REASONS, *public(0, 2)), {("W620", at("合计", REASON, PUBLIC))}),
        ((*NO_REASONS, *public(2, 0)), {("W620", at("合计", REASON, PUBLIC))}),
        ((*public(9.63, 3.8), drop_column(PUBLIC, REASON)), {("W620", at("合计", "项目", PUBLIC))}),
        (
            (*NO_REASONS, *public(9, 9), (PUBLIC, "公务接待费", PLAN, 2), (PUBLIC, "公务接待费", SPENT, 4),
             (PUBLIC, "公务用车购置费", PLAN, 7), (PUBLIC, "公务用车购置费", SPENT, 5)),
            {("W620", at("公务接待费", REASON, PUBLIC))},
        ),
        # 20 元 and 万元
        (amounts(全年支出数=98800000), {("W621", at("全年支出数")), ("E617", at("全年支出数"))}),
        (amounts(年初预算数=100000000), {("W621", at("年初预算数"))}),
        (in_unit("元", 年初预算数=10000), {("W621", at("年初预算数"))}),
        (in_unit("元", 一季度末累计支出数=2418), {("W621", at("一季度末累计支出数"))}),
        (amounts(公用经费预算数=3105000), {("W621", at("公用经费预算数")), ("E637", at("公用经费预算数"))}),
        (in_unit("元", 公用经费支出数=298.72), {("W621", at("公用经费支出数"))}),
        (amounts(固定资产总额=26000000), {("W621", at("固定资产总额"))}),
        (amounts(在用固定资产=25220000), {("W621", at("在用固定资产")), ("E637", at("在用固定资产"))}),
        (amounts(固定资产总额=26000000, 在用固定资产=25220000), {("W621", at("固定资产总额"))}),
        (
            amounts(一季度末累计支出数=None, 二季度末累计支出数=None, 三季度末累计支出数=None, 四季度末累计支出数=None,
                    年初预算数=100000000),
            {("W621", at("年初预算数"))},
        ),
        (in_unit("元", 在用固定资产=2522), {("W621", at("在用固定资产"))}),
        (in_unit("元", 结转结余资金=520), {("W621", at("结转结余资金")), ("E617", at("结转结余资金"))}),
        (public(9.63, 38000), {("W621", at("合计", SPENT, PUBLIC)), ("E637", at("合计", SPENT, PUBLIC))}),
        (public(96300, 3.8), {("W621", at("合计", PLAN, PUBLIC)), ("E637", at("合计", PLAN, PUBLIC))}),
        (public(9.63, 0.00038), {("W621", at("合计", SPENT, PUBLIC))}),
        (public(0.000963, 3.8), {("W621", at("合计", PLAN, PUBLIC))}),
        (
            amounts(年初预算数=None, 一季度末累计支出数=None, 二季度末累计支出数=None, 三季度末累计支出数=None,
                    四季度末累计支出数=None, 调整预算数=104000000, 结转结余资金=None),
            {("W621", at("调整预算数"))},
        ),
        # impossible figures
        (amounts(在用固定资产=2622), {("E637", at("在用固定资产"))}),
        (amounts(公用经费支出数=9900, 公用经费预算数=9900), {("E637", at("公用经费支出数"))}),
        (
            amounts(公用经费支出数=10401, 公用经费预算数=10401),
            {("E637", at("公用经费支出数")), ("E637", at("公用经费预算数"))},
        ),
        (amounts(二季度末累计支出数=9466), {("E637", at(Q2))}),
        (amounts(三季度末累计支出数=4749), {("E637", at(Q3))}),
        (amounts(四季度末累计支出数=988), {("E637", at(Q4)), ("E617", at(Q4))}),
        (amounts(结转结余率=105), {("E637", at("结转结余率")), ("E618", at("结转结余率"))}),
    ],
)  # fmt: skip
def test_what_cannot_be_or_is_odd(rules: Rubric, changes: tuple[Change, ...], expected: set[tuple[str, str]]) -> None:
    assert problems_of(rules, changes) == expected


@pytest.mark.parametrize(
    "changes",
    [
        (),
        amounts(全年支出数=9880.35),  # rounded in one of two places
        amounts(全年支出数=9880.35, 四季度末累计支出数=9880.35, 结转结余资金=519.65),
        amounts(调整预算数=10400.4, 结转结余资金=520.05),
        in_unit("元", 全年支出数=98803456.78, 四季度末累计支出数=98803456.78),
        in_unit("亿元", 调整预算数=1.04),
        (*in_unit("亿元", 调整预算数=1.04), *amounts(结转结余资金=531.2, 结转结余率=5.1)),  # 1.04亿元 is no exact sum
        amounts(结转结余率=5.1),
        amounts(结转结余率=4.9),
        amounts(结转结余率=None, 结转结余资金=None),
        amounts(调整预算数=None, 结转结余资金=120, 结转结余率=1.2),
        amounts(年初预算数=None),
        amounts(全年支出数=None),
        amounts(全年支出数=None, 结转结余率=None, 四季度末累计支出数=None),
        amounts(一季度末累计支出数=0, 二季度末累计支出数=0),
        amounts(一季度末累计支出数=20),
        amounts(年度平均执行率=80),
        amounts(年度平均执行率=120),
        amounts(年度平均执行率=None),
        amounts(公用经费预算数=0, 公用经费支出数=0),
        amounts(公用经费预算数=None),
        amounts(固定资产总额=0, 在用固定资产=0),
        amounts(固定资产总额=2600, 在用固定资产=2600),
        amounts(固定资产总额=400000, 在用固定资产=390000),
        amounts(固定资产总额=8.5, 在用固定资产=8),
        public(9.63, 3.8),
        (*NO_REASONS, *public(9.63, 6.75)),
        (*NO_REASONS, *public(9.63, 12.5)),
        (*NO_REASONS, *public(0, 0)),
        (*NO_REASONS, *public(0.15, 0.06)),
        public(20, 0.01),  # a meal
        public(0, 0.5),
        ((PUBLIC, "合计", REASON, None),),  # the reason of a part
        (*public(3, 3), add_row(PUBLIC, 项目="公务接待费", 年初预算数=3, 实际支出数=3)),
    ],
)  # fmt: skip
def test_what_may_well_be(rules: Rubric, changes: tuple[Change, ...]) -> None:
    assert problems_of(rules, changes) == set()


Q_NAMES = ("一季度末累计支出数", Q2, Q3, Q4)
ANY_AMOUNT = st.one_of(st.none(), st.just(0), st.integers(1, 10**11), st.floats(0, 10**6, width=32))


@settings(max_examples=40)
@given(st.lists(ANY_AMOUNT, min_size=13, max_size=13), ANY_AMOUNT, ANY_AMOUNT)
def test_whatever_the_figures_are_the_checks_come_to_an_end(
    rules: Rubric, values: list[object], plan: object, spent: object
) -> None:
    """Blank, nought or absurd: never an exception."""
    names = ("年初预算数", "调整预算数", "全年支出数", *Q_NAMES, "结转结余资金", "结转结余率", "公用经费预算数",
             "公用经费支出数", "固定资产总额", "在用固定资产")  # fmt: skip
    submission = parse_submission(
        edited(*amounts(**dict(zip(names, values, strict=True))), *public(plan, spent)), "2024.xlsx"
    ).value
    assert submission is not None
    outcome = score(submission, rules).value
    if outcome is not None:
        paper = dossier(submission, outcome, Narrative(title="", blocks=()))
        assert all(p.place for p in check(paper, sound=False))


# --- the optional sheets ------------------------------------------------------------------------------------


def in_figures(item: str, column: str = "决算数") -> str:
    return at(item, column, FINANCES)


def in_profile(item: str) -> str:
    return at(item, "内容", PROFILE)


def parts_of_last_year(*amounts: object) -> tuple[Change, ...]:
    """The parts of 三公经费 with this year's amounts, and what was spent on the total and on each part last year."""
    this_year = ((PUBLIC, "公务用车运行维护费", PLAN, 4), (PUBLIC, "公务用车运行维护费", SPENT, 2),
                 (PUBLIC, "公务接待费", PLAN, 5.63), (PUBLIC, "公务接待费", SPENT, 1.8))  # fmt: skip
    rows = zip(("合计", "公务用车运行维护费", "公务接待费"), amounts, strict=True)
    return (*this_year, *((PUBLIC, row, "上年实际支出数", amount) for row, amount in rows))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (finance("收入合计", 10500), {("W671", in_figures("收入合计", "年初预算数"))}),
        (finance("一般公共预算拨款收入", None, None, 9603), {("E670", in_figures("收入合计"))}),
        (finance("项目支出", None, None, 5797.5), {("E670", in_figures("支出合计"))}),
        (finance("其他支出", None, None, None, 12), {("E670", in_figures("支出合计", "上年决算数"))}),
        (finance("公用经费", None, None, 310), {("E670", in_figures("基本支出")), ("W672", in_figures("公用经费"))}),
        (finance("财政拨款支出", None, None, 9890), {("E670", in_figures("支出合计"))}),
        (profile("编制数", 46), {("E670", in_profile("编制数"))}),
        (profile("事业编制数", 16), {("E670", in_profile("编制数"))}),
        ((*profile("行政在职人数", 20), *profile("事业在职人数", 20)), {("W671", in_profile("在职人数"))}),
        ((*profile("行政在职人数", 20), *profile("事业在职人数", 24)), {("E670", in_profile("在职人数"))}),
        (parts_of_last_year(5.2, 3, 3), {("E670", at("合计", "上年实际支出数", PUBLIC))}),
        (parts_of_last_year(5.2, 3, 2), {("W671", at("合计", "上年实际支出数", PUBLIC))}),
        (
            finance("支出合计", 12000),
            {("E670", in_figures("支出合计", "年初预算数")), ("W672", in_figures("支出合计", "年初预算数"))},
        ),
        (amounts(全年支出数=9900), {("W672", in_figures("支出合计")), ("E617", at("全年支出数"))}),
        (amounts(公用经费支出数=300), {("W672", in_figures("公用经费"))}),
    ],
)  # fmt: skip
def test_facts_that_do_not_agree(rules: Rubric, changes: tuple[Change, ...], expected: set[tuple[str, str]]) -> None:
    assert problems_of(rules, (*FACTS, *changes)) == expected


@pytest.mark.parametrize(
    "changes",
    [
        (),
        finance("一般公共预算拨款收入", None, None, 9600.2),  # some of the amounts are rounded
        (*finance("支出合计", None, None, 10100), *finance("项目支出", None, None, 6019.5),
         *finance("财政拨款支出", None, None, 9880), *finance("其他资金支出", None, None, 220)),
        (*profile("行政编制数", None), *profile("事业编制数", None), *profile("其他编制数", None)),
        profile("编制数", None),
        profile("行政在职人数", 20),
        finance("财政拨款支出", None, None, 9600),
        finance("支出合计", None, None, 9880.1),
        amounts(全年支出数=9880.35),
        amounts(年初预算数=None),
        parts_of_last_year(5.2, 3, 2.2),
        parts_of_last_year(5.2, None, None),
        parts_of_last_year(None, 3, 2.2),
    ],
)  # fmt: skip
def test_facts_that_may_well_be(rules: Rubric, changes: tuple[Change, ...]) -> None:
    assert problems_of(rules, (*FACTS, *changes)) == set()


def test_both_places_and_the_sum_are_told(rules: Rubric) -> None:
    submission = parse_submission(edited(*FACTS, *finance("项目支出", None, None, 5899.5)), "2024.xlsx").value
    assert submission is not None
    outcome = score(submission, rules).value
    assert outcome is not None
    problems = parts_add_up(dossier(submission, outcome, Narrative(title="", blocks=())))
    cells = [cell(FINANCES, item, "决算数") for item in ("基本支出", "项目支出", "其他支出")]
    assert [problem.message for problem in problems] == [
        f"支出合计的决算数为 9880万元，各分项之和为 9980万元"
        f"（基本支出4080.5（{cells[0]}）＋项目支出5899.5（{cells[1]}）＋其他支出0（{cells[2]}）），多100万元"
    ]


@pytest.mark.parametrize(
    ("changes", "before", "expected"),
    [
        ((), (), set()),
        ((), finance("支出合计", None, None, 9500), set()),
        ((), finance("支出合计", None, None, 9400), {("W673", in_figures("支出合计", "上年决算数"))}),
        ((), ((PUBLIC, "合计", SPENT, 5.2),), set()),
        (
            ((PUBLIC, "合计", "上年实际支出数", 2.5),),
            ((PUBLIC, "合计", SPENT, 5.2),),
            {("W673", at("合计", "上年实际支出数", PUBLIC))},
        ),
        (((PUBLIC, "合计", "上年实际支出数", 2.5),), ((PUBLIC, "合计", SPENT, None),), set()),  # nobody knows it
    ],
)
def test_last_years_figures_are_those_of_last_years_workbook(
    rules: Rubric, changes: tuple[Change, ...], before: tuple[Change, ...], expected: set[tuple[str, str]]
) -> None:
    submission = parse_submission(edited(*FACTS, *changes), "2024.xlsx").value
    last_year = parse_submission(edited((PUBLIC, "合计", SPENT, 5.2), *before), "2023.xlsx").value
    assert submission is not None
    outcome = score(submission, rules).value
    assert outcome is not None
    paper = replace(dossier(submission, outcome, Narrative(title="", blocks=())), last_year=last_year)
    problems = check(paper, sound=False)
    assert {
        (p.code, p.place.address) for p in problems if p.code == "W673" and isinstance(p.place, CellRef)
    } == expected
