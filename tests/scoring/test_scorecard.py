"""The scorecard of the reference submission, and of that submission with one thing changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from rubrics import SMALL, rubric_2024
from submissions import (
    MISSED,
    budget_cell,
    change_budget,
    change_indicator,
    change_management,
    change_three_public,
    indicator_cell,
    management_cell,
    management_entry,
    reference,
    text,
)

from reportgen.diagnostics import CellRef, FileRef, Outcome
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import NumberedParagraph, Submission
from reportgen.scoring.rubric import parse_rubric
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Score, Scorecard
from reportgen.scoring.tree import CRITERION

MISSED_ROW = 10  # C08 is the eighth indicator, the first stands in row 3


def outcome_of(submission: Submission) -> Outcome[Scorecard]:
    return score(submission, replace(rubric_2024(), status="official"))


def card(submission: Submission) -> Scorecard:
    value = outcome_of(submission).value
    assert value is not None
    return value


def problems(submission: Submission) -> set[tuple[str, str]]:
    """Code and address of each problem."""
    places = set()
    for problem in outcome_of(submission).diagnostics:
        if isinstance(problem.place, FileRef):
            places.add((problem.code, problem.place.file + (f"#{problem.place.item}" if problem.place.item else "")))
        else:
            assert isinstance(problem.place, CellRef)
            places.add((problem.code, problem.place.address))
    return places


def item(submission: Submission, name: str) -> Score:
    """The score of a 三级指标 by its name, or of a single indicator by its name or code."""
    tree = card(submission).tree
    codes = {leaf.indicator.code.value: leaf.name for leaf in tree.leaves() if leaf.indicator}
    return next(one for one in (*tree.level(CRITERION), *tree.leaves()) if one.name == codes.get(name, name))


def indicators(row: int, column: str) -> str:
    return f"绩效指标!{indicator_cell(row, column)}"


def management(name: str, column: str) -> str:
    return f"管理效率!{management_cell(name, column)}"


def budget(field: str) -> str:
    return f"预算执行!{budget_cell(field)}"


# --- the reference ---


def test_the_reference_scores_as_its_document_says() -> None:
    result = card(reference())
    assert result.tree.score == Decimal("98.5")
    assert result.tree.points == 100
    assert result.completion == "基本完成"
    assert [(part.name, part.score) for part in result.tree.children] == [
        ("履职效能", Decimal("48.5")),
        ("管理效率", Decimal(50)),
    ]
    scores = [group.score for group in result.tree.children[1].children]
    assert scores == [3, 4, 4, 15, 10, 10, 4]
    assert [one.score for one in result.tree.children[0].children[0].children] == [19, 20, Decimal("9.5")]


def test_nothing_is_told_of_the_reference() -> None:
    """That a rule is not verified is the concern of the bureau, and the clerk cannot mend it."""
    assert outcome_of(reference()).diagnostics == ()


def test_the_missed_indicator_carries_what_it_rests_on() -> None:
    indicator = item(reference(), MISSED)
    assert (indicator.score, indicator.lost, indicator.met) == (Decimal(0), Decimal(1), False)
    assert [(i.label, i.entry.value, i.unit, i.entry.ref.address) for i in indicator.inputs] == [
        ("年度指标值", Decimal(90), "%", indicators(MISSED_ROW, "年度指标值")),
        ("实际完成值", Decimal(88), "%", indicators(MISSED_ROW, "实际完成值")),
    ]
    assert indicator.reason_ref is not None
    assert indicator.reason_ref.address == indicators(MISSED_ROW, "未完成原因")
    assert indicator.source
    assert not indicator.verified
    assert not item(reference(), "部门整体绩效目标产出指标完成情况").met


def test_the_rate_is_read_from_its_cell() -> None:
    rate = item(reference(), "部门预算资金支出率")
    assert rate.verified
    assert [(i.label, i.entry.value, i.unit, i.entry.ref.address) for i in rate.inputs] == [
        ("年度平均执行率", Decimal(95), "%", budget("execution_rate"))
    ]


def test_the_same_submission_gives_the_same_outcome() -> None:
    assert outcome_of(reference()) == outcome_of(reference())


# --- totals after one change ---

CHANGES = [
    (change_indicator(reference(), MISSED, actual=90), "99.5", "均已完成"),
    (change_budget(change_indicator(reference(), MISSED, actual=90), execution_rate=0), "90", "均已完成"),
    (change_indicator(reference(), MISSED, target=1000, actual=999, method="按比例计分"), "99.5", "基本完成"),
    (change_budget(reference(), execution_rate=100), "99", "基本完成"),
    (change_budget(change_indicator(reference(), MISSED, actual=90), execution_rate=100), "100", "均已完成"),
    (change_three_public(reference(), actual="10.5", reasons=True), "96.5", "基本完成"),
    (change_management(reference(), "财务管理合规性", value=3), "97", "基本完成"),
    (change_management(reference(), "新增预算项目事前绩效评估", value="不涉及"), "98.5", "基本完成"),
    (change_budget(reference(), carry_over_rate="10.01"), "97.5", "基本完成"),
    (change_budget(reference(), execution_rate=0), "89", "基本完成"),
]


@pytest.mark.parametrize(("submission", "points", "word"), CHANGES)
def test_total_and_completion_after_a_change(submission: Submission, points: str, word: str) -> None:
    result = card(submission)
    assert result.tree.score == Decimal(points)
    assert result.completion == word
    assert sum((leaf.lost for leaf in result.tree.leaves()), Decimal(0)) == result.tree.lost


# --- indicators ---

BY_HAND = {"method": "人工计分", "deduction": Decimal("0.25")}
METHODS = [
    (change_indicator(reference(), MISSED, method="按比例计分"), "0.98", "按比例计分"),
    (change_indicator(reference(), MISSED, **BY_HAND), "0.75", "人工计分"),
    (change_indicator(reference(), MISSED, method=" 达标得满分 "), "0", "达标得满分"),
]


@pytest.mark.parametrize(("submission", "points", "method"), METHODS)
def test_the_method_decides_and_its_row_of_the_rules_is_named(submission: Submission, points: str, method: str) -> None:
    score = item(submission, MISSED)
    assert (score.score, score.clause, score.verified) == (Decimal(points), method, False)
    assert problems(submission) == set()


@pytest.mark.parametrize(
    ("actual", "points"), [("达成", "5"), ("部分达成0.8", "4"), ("部分达成（80%）", "4"), ("未达成", "0")]
)
def test_qualitative_indicator(actual: str, points: str) -> None:
    submission = change_indicator(reference(), "X02", actual_text=actual, reason="机制尚在试行")
    assert item(submission, "X02").score == Decimal(points)
    assert item(submission, "X02").met == (actual == "达成")


def blank_points(category: str) -> Submission:
    submission = reference()
    for indicator in submission.indicators:
        if indicator.category.value == category:
            submission = change_indicator(submission, indicator.code.value, points=None)
    return submission


def test_blank_points_are_shared() -> None:
    result = item(blank_points("产出"), "部门整体绩效目标产出指标完成情况")
    assert [part.points for part in result.children] == [Decimal("2.5")] * 8
    assert result.score == Decimal("17.5")
    assert problems(blank_points("产出")) == {("N330", indicators(3, "分值"))}


INDICATOR_PROBLEMS = [
    ("one 分值 blank", change_indicator(reference(), "C02", points=None), {("E301", indicators(4, "分值"))}),
    ("分值 add up to 19", change_indicator(reference(), "C01", points=2), {("E302", indicators(10, "分值"))}),
    ("分值 of 0", change_indicator(reference(), "C01", points=0), {("E303", indicators(3, "分值"))}),
    (
        "分值 with three places",
        change_indicator(reference(), "C01", points=Decimal("2.995")),
        {("E303", indicators(3, "分值"))},
    ),
    (
        "unheard-of method",
        change_indicator(reference(), "C01", method="按比列计分"),
        {("E306", indicators(3, "计分方式"))},
    ),
    (
        "定性指标 is no method to choose",
        change_indicator(reference(), "C01", method="定性指标"),
        {("E306", indicators(3, "计分方式"))},
    ),
    ("no target", change_indicator(reference(), "C01", target=None), {("E307", indicators(3, "年度指标值"))}),
    (
        "unheard-of state",
        change_indicator(reference(), "X02", actual_text="基本完成"),
        {("E308", indicators(12, "实际完成值"))},
    ),
    (
        "coefficient too low",
        change_indicator(reference(), "X02", actual_text="部分达成0.5"),
        {("E309", indicators(12, "实际完成值"))},
    ),
    (
        "by hand without deduction",
        change_indicator(reference(), MISSED, method="人工计分"),
        {("E310", indicators(MISSED_ROW, "扣分"))},
    ),
    (
        "by hand without deduction and reason",
        change_indicator(reference(), "C01", method="人工计分"),
        {("E310", indicators(3, "扣分")), ("E314", indicators(3, "未完成原因"))},
    ),
    (
        "deduction above the points",
        change_indicator(reference(), MISSED, method="人工计分", deduction=2),
        {("E311", indicators(MISSED_ROW, "扣分"))},
    ),
    (
        "deduction that the rule does not give",
        change_indicator(reference(), MISSED, deduction=Decimal("0.5")),
        {("E312", indicators(MISSED_ROW, "扣分"))},
    ),
    ("deduction that the rule gives", change_indicator(reference(), MISSED, deduction=1), set()),
    (
        "missed without reason",
        change_indicator(reference(), MISSED, reason=None),
        {("E313", indicators(MISSED_ROW, "未完成原因"))},
    ),
    (
        "by hand, nothing lost, no reason",
        change_indicator(reference(), "C01", method="人工计分", deduction=0),
        {("E314", indicators(3, "未完成原因"))},
    ),
    (
        "missed, but nothing taken off by hand",
        change_indicator(reference(), MISSED, method="人工计分", deduction=0),
        {("E327", indicators(MISSED_ROW, "扣分"))},
    ),
    (
        "met, but points taken off by hand",
        change_indicator(reference(), "C01", method="人工计分", deduction=1, reason="佐证不全"),
        {("E328", indicators(3, "扣分"))},
    ),
]


@pytest.mark.parametrize(
    ("submission", "expected"), [p[1:] for p in INDICATOR_PROBLEMS], ids=[p[0] for p in INDICATOR_PROBLEMS]
)
def test_problem_with_an_indicator(submission: Submission, expected: set[tuple[str, str]]) -> None:
    assert problems(submission) == expected


def test_a_category_that_no_row_sums() -> None:
    submission = change_indicator(reference(), "C01", category="其他")
    # The others then fall short of the points, which is told as well.
    assert problems(submission) == {("E210", indicators(3, "类别")), ("E302", indicators(10, "分值"))}


def test_a_group_of_another_category_is_a_problem_with_those_that_fit() -> None:
    submission = change_indicator(reference(), "C01", secondary="满意度")
    (problem,) = (one for one in outcome_of(submission).diagnostics if one.code == "E210")
    assert isinstance(problem.place, CellRef)
    assert problem.place.address == indicators(3, "二级指标")
    assert "数量、质量、时效、成本" in problem.hint


def test_any_group_is_right_where_the_scheme_names_none() -> None:
    rubric = parse_rubric(SMALL, "rules/2030.toml", 2030).value
    assert rubric is not None
    submission = change_indicator(reference(), "C01", secondary="任意")
    places = [one.place for one in score(submission, rubric).diagnostics if one.code == "E210"]
    efficiency = {one.category.ref for one in submission.indicators if one.category.value == "效益"}
    assert set(places) == efficiency  # the small scheme has no such category


def test_a_category_without_indicators() -> None:
    outputs = tuple(i for i in reference().indicators if i.category.value == "产出")
    submission = replace(reference(), indicators=outputs)
    assert problems(submission) == {("E304", "绩效指标")}
    card = outcome_of(submission).value
    assert card is not None
    assert [place.label for place in card.tree.missing] == ["效益"]
    assert card.tree.points == 100


# --- management ---

FINANCE, TRAINING = "财务管理合规性", "新增预算项目事前绩效评估"
CARRY_OVER, THREE_PUBLIC, PERFORMED = "财政拨款结转结余率", "“三公”经费控制情况", "绩效管理制度执行"


def without(name: str) -> Submission:
    rows = tuple(entry for entry in reference().management if entry.indicator.value != name)
    return replace(reference(), management=rows)


MANAGEMENT_PROBLEMS = [
    ("row missing", without(FINANCE), {("E316", "管理效率")}),
    (
        "row unknown",
        replace(reference(), management=(*reference().management, management_entry("财务合规", "是", 40))),
        {("E317", "管理效率!A40")},
    ),
    ("blank", change_management(reference(), TRAINING, value=None), {("E318", management(TRAINING, "填报值"))}),
    ("blank count", change_management(reference(), FINANCE, value=None), {("E318", management(FINANCE, "填报值"))}),
    ("no such word", change_management(reference(), TRAINING, value="√"), {("E319", management(TRAINING, "填报值"))}),
    ("no count", change_management(reference(), FINANCE, value="若干"), {("E320", management(FINANCE, "填报值"))}),
    ("negative count", change_management(reference(), FINANCE, value=-1), {("E320", management(FINANCE, "填报值"))}),
    (
        "unknown element",
        change_management(reference(), PERFORMED, value="绩效自评、运行监测"),
        {("E321", management(PERFORMED, "填报值"))},
    ),
    (
        "points lost without reason",
        change_management(reference(), FINANCE, value=1),
        {("E313", management(FINANCE, "扣分原因"))},
    ),
    (
        "points lost with a reason",
        change_management(reference(), FINANCE, value=1, reason="审计发现1个问题，已整改"),
        set(),
    ),
    (
        "deduction that the rule does not give",
        change_management(reference(), FINANCE, value=1, reason="审计发现", deduction=1),
        {("E312", management(FINANCE, "扣分"))},
    ),
    ("deduction of 0 beside full points", change_management(reference(), FINANCE, deduction=0), set()),
    (
        "三公 over budget: the reasons for a change are no reason for the loss",
        change_three_public(reference(), actual="10.5", reasons=True),
        {("E313", management(THREE_PUBLIC, "扣分原因"))},
    ),
    (
        "三公 over budget, nothing explained",
        change_three_public(reference(), actual="10.5", reasons=False),
        {("E313", management(THREE_PUBLIC, "扣分原因"))},
    ),
    (
        "number beside the figure of the sheet",
        change_management(reference(), CARRY_OVER, value=8),
        {("W326", management(CARRY_OVER, "填报值"))},
    ),
    ("same number as the sheet", change_management(reference(), CARRY_OVER, value=5), set()),
    ("same number as text", change_management(reference(), CARRY_OVER, value="5%"), set()),
    ("是 beside a met target", change_management(reference(), THREE_PUBLIC, value="是"), set()),
    (
        "否 beside a met target",
        change_management(reference(), THREE_PUBLIC, value="否"),
        {("W326", management(THREE_PUBLIC, "填报值"))},
    ),
]


@pytest.mark.parametrize(
    ("submission", "expected"), [p[1:] for p in MANAGEMENT_PROBLEMS], ids=[p[0] for p in MANAGEMENT_PROBLEMS]
)
def test_problem_in_management(submission: Submission, expected: set[tuple[str, str]]) -> None:
    assert problems(submission) == expected


def test_full_width_names_are_the_same_rows() -> None:
    rows = tuple(
        replace(e, indicator=e.indicator._replace(value=f" {e.indicator.value} ")) for e in reference().management
    )
    assert card(replace(reference(), management=rows)).tree.score == Decimal("98.5")


EXEMPT = [
    *("采购意向公开合规性", "采购内控制度建设", "采购活动合规性", "采购合同签订时效性", "合同备案时效性"),
    *("采购政策效能", "资产配置合规性", "资产收益上缴的及时性", "资产盘点情况", "数据质量", "资产管理合规性"),
    *("固定资产利用率", "新增预算项目事前绩效评估"),
]


@pytest.mark.parametrize("name", EXEMPT)
def test_a_row_that_does_not_concern_the_office_gets_all_points(name: str) -> None:
    submission = change_budget(reference(), fixed_assets=None, fixed_assets_in_use=None)
    submission = change_management(submission, name, value="不涉及")
    result = item(submission, name)
    assert (result.lost, result.rule) == (Decimal(0), f"填报为“不涉及”，得满分{result.points}分")
    assert [one.entry.value for one in result.inputs] == ["不涉及"]


def test_no_other_row_can_be_left_out() -> None:
    rows = {criterion.name for _, criterion in rubric_2024().form_criteria() if criterion.rule.exempts}
    assert rows == set(EXEMPT)
    submission = change_management(reference(), FINANCE, value="不涉及")
    assert problems(submission) == {("E320", management(FINANCE, "填报值"))}


def test_an_office_with_assets_cannot_leave_out_their_use() -> None:
    submission = change_management(reference(), "固定资产利用率", value="不涉及")
    assert problems(submission) == {("W326", management("固定资产利用率", "填报值"))}
    assert item(submission, "固定资产利用率").inputs[0].label == "固定资产利用率"


def test_an_office_without_assets_has_no_use_of_them() -> None:
    submission = change_budget(reference(), fixed_assets=0, fixed_assets_in_use=0)
    submission = change_management(submission, "固定资产利用率", value="不涉及")
    assert problems(submission) == set()


# --- budget ---

QUARTERS_92_5 = "2400 5400 9000 12000"
QUARTERS_95 = "2550 5700 8550 11400"


def explained(submission: Submission) -> Submission:
    problem = NumberedParagraph(
        number=submission.problems[0].number, text=text("招标推迟，预算执行率偏低。", "存在问题", "B3")
    )
    return replace(submission, problems=(problem,))


BUDGET_PROBLEMS = [
    (
        "neither rate nor quarters",
        change_budget(reference(), execution_rate=None),
        {("E323", "预算执行")},
    ),
    (
        "adjusted budget of 0",
        change_budget(reference(), execution_rate=None, adjusted=0, quarters=QUARTERS_95),
        {("E324", budget("adjusted"))},
    ),
    ("no carry-over", change_budget(reference(), carry_over_rate=None, carried_over=None), {("E323", "预算执行")}),
    ("no assets in use", change_budget(reference(), fixed_assets_in_use=None), {("E323", "预算执行")}),
    ("no assets at all", change_budget(reference(), fixed_assets=0), {("E324", budget("fixed_assets"))}),
    (
        "rates more than a point apart",
        change_budget(reference(), quarters=QUARTERS_92_5),
        {("W325", budget("execution_rate"))},
    ),
    (
        "rates exactly a point apart",
        change_budget(reference(), execution_rate="93.5", quarters=QUARTERS_92_5),
        set(),
    ),
    ("rate below 90", change_budget(reference(), execution_rate="89.99"), {("W315", budget("execution_rate"))}),
    ("rate below 90, explained", explained(change_budget(reference(), execution_rate="89.99")), set()),
    ("rate of 90", change_budget(reference(), execution_rate=90), set()),
    (
        "carry-over above 10 %",
        change_budget(reference(), carry_over_rate=12),
        {("E313", management(CARRY_OVER, "扣分原因"))},
    ),
]


@pytest.mark.parametrize(
    ("submission", "expected"), [p[1:] for p in BUDGET_PROBLEMS], ids=[p[0] for p in BUDGET_PROBLEMS]
)
def test_problem_in_the_budget(submission: Submission, expected: set[tuple[str, str]]) -> None:
    assert problems(submission) == expected


def test_rate_from_quarters_says_that_it_is_unverified_and_from_which_cells() -> None:
    submission = change_budget(reference(), execution_rate=None, quarters=QUARTERS_92_5)
    rate = item(submission, "部门预算资金支出率")
    assert rate.score == Decimal("9.25")
    assert not rate.verified
    assert rubric_2024().rate_method.source in rate.source
    assert (rate.inputs[0].label, rate.inputs[0].entry.value) == ("年度平均执行率", Decimal("92.5"))
    assert [i.entry.ref.address for i in rate.inputs[1:]] == [
        budget(item.field) for item in (BUDGET.adjusted, *BUDGET.quarters)
    ]
    assert problems(submission) == set()


def test_initial_budget_stands_in_for_the_adjusted_one() -> None:
    submission = change_budget(reference(), execution_rate=None, adjusted=None, initial=12000, quarters=QUARTERS_92_5)
    assert item(submission, "部门预算资金支出率").score == Decimal("9.25")


def test_carry_over_rate_is_worked_out_when_it_is_not_given() -> None:
    submission = change_budget(reference(), carry_over_rate=None, carried_over=1800)
    row = item(submission, CARRY_OVER)
    assert (row.score, row.lost, row.met) == (Decimal(1), Decimal(1), False)
    assert [(i.label, i.entry.value, i.unit) for i in row.inputs] == [
        ("结转结余率", Decimal(15), "%"),
        ("结转结余资金", Decimal(1800), "万元"),
        ("调整预算数", Decimal(12000), "万元"),
    ]


# --- the whole ---


def test_full_marks_without_any_evidence() -> None:
    submission = change_budget(change_indicator(reference(), MISSED, actual=90), execution_rate=100)
    without_evidence = tuple(replace(i, evidence=None) for i in submission.indicators)
    assert problems(submission) == set()
    assert problems(replace(submission, indicators=without_evidence)) == {("W329", "绩效指标")}


def test_all_problems_come_in_one_run_even_without_a_score() -> None:
    submission = change_budget(reference(), execution_rate=None)
    submission = change_indicator(submission, MISSED, reason=None)
    submission = change_indicator(submission, "X02", actual_text="基本完成")
    submission = change_management(submission, TRAINING, value=None)
    submission = change_management(submission, FINANCE, value=2)
    card = outcome_of(submission).value
    assert card is not None
    assert len(card.tree.missing) == 3  # the reason that is missing changes no score
    assert problems(submission) == {
        ("E323", "预算执行"),
        ("E313", indicators(MISSED_ROW, "未完成原因")),
        ("E308", indicators(12, "实际完成值")),
        ("E318", management(TRAINING, "填报值")),
        ("E313", management(FINANCE, "扣分原因")),
    }


@pytest.mark.parametrize(("status", "word"), [("official", ""), ("draft", "试用"), ("example", "示例")])
def test_a_scheme_that_is_not_in_force_is_noted(status: str, word: str) -> None:
    outcome = score(reference(), replace(rubric_2024(), status=status))
    notes = [problem.message for problem in outcome.diagnostics if problem.code == "N332"]
    assert [word in note for note in notes] == ([True] if word else [])
    assert outcome.value is not None
    assert outcome.value.draft == bool(word)
