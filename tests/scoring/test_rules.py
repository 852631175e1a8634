"""Properties that hold for every rule kind, whatever the numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rubrics import rubric_2024, shipped_rubrics

from reportgen.numeric import round_points
from reportgen.scoring.figures import Fault, quarter_rate
from reportgen.scoring.rules import KINDS, FormValue, Rule, Verdict, proportional
from reportgen.scoring.score import equal_shares

METHOD = rubric_2024().rate_method
SYMBOLS = st.sampled_from(["≥", "≤", "=", ">", "<"])
ANY_NUMBER = st.decimals(min_value=-(10**15), max_value=10**15, places=4)
HUGE = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e308"), max_value=Decimal("1e308"))
AMOUNT = st.decimals(min_value=0, max_value=10**6, places=2)
WORD = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["是", "否", "不涉及", "绩效自评", "部分达成0.8", "2个", "2项", "无", "挪用资金", "完全符合", "没有结余"]
    ),
)
FULL = st.decimals(min_value=Decimal("0.01"), max_value=20, places=2)
NAMES = (
    "填报值",
    "扣分",
    "年度指标值",
    "实际完成值",
    "年度平均执行率",
    "结转结余率",
    "在用固定资产",
    "固定资产总额",
    "公用经费支出数",
    "公用经费预算数",
    "三公经费实际支出数",
    "三公经费年初预算数",
    "三公经费上年实际支出数",
    "编制数",
    "在职人数",
    "年初预算数",
    "调整预算数",
    "结转结余资金",
    "年初结转和结余",
)
FORM = st.dictionaries(st.sampled_from(NAMES), st.one_of(ANY_NUMBER, HUGE, WORD))
RULES = [(one.name, one.rule, one.points) for rubric in shipped_rubrics() for _, _, one in rubric.criteria()]
METHODS = [(method.name, method.rule) for method in rubric_2024().methods]


def judge(rule: Rule, full: Decimal, form: dict[str, FormValue]) -> Verdict | tuple[Fault, ...]:
    return rule.judge(full, form, METHOD)


def points(rule: Rule, full: Decimal, form: dict[str, FormValue]) -> Decimal:
    verdict = judge(rule, full, form)
    assert isinstance(verdict, Verdict)
    return verdict.score


def rule_of(name: str) -> tuple[Rule, Decimal]:
    return next((rule, full) for criterion, rule, full in RULES if criterion == name)


@pytest.mark.parametrize(("name", "rule", "full"), RULES, ids=[name for name, _, _ in RULES])
@given(form=FORM)
def test_a_row_gives_points_between_none_and_all_or_says_why_not(
    name: str, rule: Rule, full: Decimal, form: dict[str, FormValue]
) -> None:
    verdict = judge(rule, full, form)
    if isinstance(verdict, Verdict):
        assert 0 <= verdict.score <= full + rule.extra, name
        assert verdict.score == round_points(verdict.score)
        assert verdict.line
    else:
        assert verdict


@pytest.mark.parametrize(("name", "rule"), METHODS, ids=[name for name, _ in METHODS])
@given(form=FORM, symbol=SYMBOLS, full=FULL)
def test_a_method_gives_points_between_none_and_all_or_says_why_not(
    name: str, rule: Rule, form: dict[str, FormValue], symbol: str, full: Decimal
) -> None:
    verdict = judge(rule, full, {**form, "符号": symbol})
    if isinstance(verdict, Verdict):
        assert 0 <= verdict.score <= full, name
        assert verdict.score == round_points(verdict.score)
        assert not verdict.met or verdict.score == full or name == "人工计分"
    else:
        assert verdict


@given(low=AMOUNT, high=AMOUNT)
def test_a_higher_execution_rate_never_loses_points(low: Decimal, high: Decimal) -> None:
    rule, full = rule_of("部门预算资金支出率")
    low, high = sorted((low, high))
    assert points(rule, full, {"年度平均执行率": low}) <= points(rule, full, {"年度平均执行率": high})


SPENT_OF = (
    ("财政拨款结转结余率", "结转结余资金", "调整预算数"),
    ("经济成本控制情况", "公用经费支出数", "公用经费预算数"),
    ("“三公”经费控制情况", "三公经费实际支出数", "三公经费年初预算数"),
)


@pytest.mark.parametrize("names", SPENT_OF)
@given(low=AMOUNT, high=AMOUNT, limit=st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2))
def test_more_spent_or_carried_over_never_wins_points(
    names: tuple[str, str, str], low: Decimal, high: Decimal, limit: Decimal
) -> None:
    criterion, figure, base = names
    rule, full = rule_of(criterion)
    low, high = sorted((low, high))
    assert points(rule, full, {figure: low, base: limit}) >= points(rule, full, {figure: high, base: limit})


@given(low=st.integers(0, 50), high=st.integers(0, 50))
def test_more_problems_never_win_points(low: int, high: int) -> None:
    rule, full = rule_of("财务管理合规性")
    low, high = sorted((low, high))
    assert points(rule, full, {"填报值": Decimal(low)}) >= points(rule, full, {"填报值": Decimal(high)})


@given(target=AMOUNT, low=AMOUNT, high=AMOUNT, floor=st.decimals(min_value=0, max_value=100, places=0))
def test_proportional_follows_the_good_direction(target: Decimal, low: Decimal, high: Decimal, floor: Decimal) -> None:
    rule = Rule(kind=proportional, parameters={"floor": floor})
    low, high = sorted((low, high))

    def of(symbol: str, actual: Decimal) -> Decimal:
        return points(rule, Decimal(5), {"符号": symbol, "年度指标值": target, "实际完成值": actual})

    assert of("≥", low) <= of("≥", high)
    assert of("≤", low) >= of("≤", high)


@given(spent=st.lists(AMOUNT, min_size=4, max_size=4), budget=st.decimals(min_value=1, max_value=10**6, places=2))
def test_rate_from_quarters_lies_between_0_and_100(spent: list[Decimal], budget: Decimal) -> None:
    names = ("一季度末累计支出数", "二季度末累计支出数", "三季度末累计支出数", "四季度末累计支出数")
    rate = quarter_rate({"调整预算数": budget, **dict(zip(names, spent, strict=True))}, METHOD)
    assert not isinstance(rate, Fault)
    assert 0 <= rate.value <= 100


@given(total=FULL, count=st.integers(1, 300))
def test_equal_shares_add_up_exactly_and_differ_by_a_hundredth_at_most(total: Decimal, count: int) -> None:
    shares = equal_shares(total, count)
    assert len(shares) == count
    assert sum(shares) == total
    assert max(shares) - min(shares) <= Decimal("0.01")
    assert all(share >= 0 and share == round_points(share) for share in shares)


@pytest.mark.parametrize(
    ("total", "count", "shares"),
    [
        ("20", 7, "2.86 2.86 2.86 2.86 2.86 2.85 2.85"),
        ("20", 3, "6.67 6.67 6.66"),
        ("10", 3, "3.33 3.33 3.34"),
        ("20", 4, "5 5 5 5"),
        ("20", 1, "20"),
    ],
)
def test_the_remainder_goes_to_the_last_ones(total: str, count: int, shares: str) -> None:
    assert equal_shares(Decimal(total), count) == tuple(Decimal(share) for share in shares.split())


@given(value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-500, max_value=500, places=3))
def test_bands_hold_every_number_once(value: Decimal) -> None:
    for _, rule, _ in RULES:
        held = [band for band in rule.parameters.get("bands", ()) if value in band.range]
        assert len(held) == (1 if "bands" in rule.parameters else 0)


@pytest.mark.parametrize("criterion", ["财政拨款结转结余率", "固定资产利用率"])
def test_bands_hold_each_of_their_bounds_once(criterion: str) -> None:
    ranges = [band.range for band in rule_of(criterion)[0].parameters["bands"]]
    for bound in {r.low for r in ranges} | {r.high for r in ranges}:
        assert sum(bound in r for r in ranges) == (1 if bound.is_finite() else 0)


def test_each_kind_has_a_title_for_people() -> None:
    titles = [kind.title for kind in KINDS.values()]
    assert all(titles)
    assert len(set(titles)) == len(titles)


FORM_WORDS = [
    ("新增预算项目事前绩效评估", " 是 ", "3"),
    ("财务管理合规性", "２", "1"),
    ("财务管理合规性", "2个", "1"),
    ("绩效管理制度执行", "绩效自评、评价结果应用", "5"),
    ("绩效管理制度执行", "绩效自评，评价结果应用", "5"),
    ("绩效管理制度执行", "绩效自评,评价结果应用", "5"),
    ("绩效管理制度执行", "绩效自评；评价结果应用", "5"),
    ("绩效管理制度执行", "绩效自评;评价结果应用;", "5"),
    ("绩效管理制度执行", "绩效自评 评价结果应用", "5"),
    ("绩效管理制度执行", "绩效自评、绩效自评", "2.5"),
]


@pytest.mark.parametrize(("criterion", "entry", "expected"), FORM_WORDS)
def test_entries_are_understood_in_any_width_and_with_any_separator(criterion: str, entry: str, expected: str) -> None:
    rule, full = rule_of(criterion)
    assert points(rule, full, {"填报值": entry}) == Decimal(expected)
