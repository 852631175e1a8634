"""Schemes with other parts, categories and kinds of rules, each scored for an invented office."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from rubrics import SMALL, rubric_of, shipped_rubrics, small
from submissions import change_indicator, change_management, reference

from reportgen.diagnostics import CellRef, FileRef
from reportgen.editor.specimens import specimens
from reportgen.intake.form import PROFILE
from reportgen.intake.submission import Entry, Finances, OfficeProfile, Submission
from reportgen.scoring.rubric import Rubric, parse_rubric
from reportgen.scoring.score import _part_of, score
from reportgen.scoring.scorecard import Score, Scorecard
from reportgen.scoring.tree import CRITERION, GROUP
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.words import Word, WordType

DECISION, PROCESS = "决策管理绩效", "投入过程产出效果"
VOIDS, FORGED = "资金安全", "数据真实"


@cache
def office(scheme: str) -> Submission:
    """An office that reaches everything, with 98 people in 100 positions where the scheme asks for them."""
    submission = specimens(rubric_of(scheme))[1].submission
    for name in ("表彰奖励", "经验推广"):
        submission = change_management(submission, name, value=1)
    profile = list(submission.profile.entries)
    for item, number in ((PROFILE.staff, 98), (PROFILE.positions, 100)):
        at = PROFILE.items.index(item)
        if (entry := profile[at]) is not None:
            profile[at] = Entry(number, entry.ref)
    return replace(submission, profile=replace(submission.profile, entries=tuple(profile)))


def card(submission: Submission, scheme: str) -> Scorecard:
    outcome = score(submission, rubric_of(scheme))
    assert outcome.value is not None
    return outcome.value


def codes(submission: Submission, scheme: str) -> set[str]:
    return {one.code for one in score(submission, rubric_of(scheme)).diagnostics if one.code.startswith("E")}


def row(scorecard: Scorecard, name: str) -> Score:
    return next(one for one in (*scorecard.tree.level(GROUP), *scorecard.tree.level(CRITERION)) if one.name == name)


@pytest.mark.parametrize("rubric", shipped_rubrics(), ids=lambda rubric: rubric.scheme)
def test_every_scheme_scores_offices_without_errors(rubric: Rubric) -> None:
    for specimen in specimens(rubric):
        tree = specimen.scorecard.tree
        assert tree.points == specimen.scorecard.total == rubric.tree.points
        for leaf in tree.leaves():
            assert 0 <= leaf.score <= leaf.points + leaf.extra
        assert tree.lost == sum(leaf.lost for leaf in tree.leaves())


# --- figures ---


def test_the_rate_of_staff_rests_on_its_two_cells() -> None:
    scored = row(card(office(PROCESS), PROCESS), "供养人员控制率")
    assert scored.figure is not None
    assert scored.figure.value == Decimal(98)
    assert scored.figure.items == ("在职人数", "编制数")
    assert {(one.label, one.entry.value, one.unit) for one in scored.inputs[1:]} == {
        ("在职人数", Decimal(98), "人"),
        ("编制数", Decimal(100), "人"),
    }
    assert scored.finding == "供养人员控制率为98%"
    assert scored.score == 5


def test_staff_beyond_the_positions_costs_points() -> None:
    profile = list(office(PROCESS).profile.entries)
    at = PROFILE.items.index(PROFILE.staff)
    profile[at] = Entry(102, CellRef(file="2024.xlsx", sheet="单位概况", cell="B9"))
    submission = replace(office(PROCESS), profile=OfficeProfile(entries=tuple(profile)))
    scored = row(card(submission, PROCESS), "供养人员控制率")
    assert scored.score == 4
    assert "超出2个百分点，每超1个百分点" in scored.rule


def test_a_figure_without_its_cells_names_the_sheet_and_what_to_fill_in() -> None:
    submission = replace(office(PROCESS), profile=OfficeProfile())
    (problem,) = (one for one in score(submission, rubric_of(PROCESS)).diagnostics if one.code == "E323")
    assert isinstance(problem.place, CellRef)
    assert problem.place.sheet == "单位概况"
    assert "在职人数和编制数" in problem.hint + problem.message


def test_the_change_of_what_is_carried_over_rests_on_last_years_balance() -> None:
    before = row(card(office(DECISION), DECISION), "结转结余变动率")
    assert before.figure is not None
    assert before.figure.items == ("结转结余资金", "年初结转和结余")
    submission = replace(office(DECISION), finances=Finances())
    assert "E323" in codes(submission, DECISION)


# --- what does not concern an office ---

SHARED = """
[[level3]]
name = "甲"
level2 = "日常"
points = 3
standard = "是否"
rule = "yes_no"
exempt_counts = "share"
source = "子"
verified = true

[[level3]]
name = "乙"
level2 = "日常"
points = 3
standard = "每个扣1分"
rule = "per_issue"
issue = "问题"
loss = 1
exempt_counts = "share"
source = "子"
verified = true

[[level3]]
name = "丙"
level2 = "日常"
points = 4
standard = "是否"
rule = "yes_no"
exempt_counts = "share"
source = "子"
verified = true
"""
STOCK = """[[level3]]
name = "盘点"
level2 = "日常"
points = 10
standard = "是否"
rule = "yes_no"
source = "己"
verified = true
"""
CASE = SMALL[SMALL.index('[[case]]\nname = "盘点了得10分"') : SMALL.index('[[case]]\nname = "达标得满分"')]


@pytest.mark.parametrize(
    ("entries", "points", "scores"),
    [
        ({"甲": "是", "乙": 1, "丙": "是"}, "3 3 4", "3 2 4"),
        ({"甲": "不涉及", "乙": 0, "丙": "是"}, "0 4.29 5.71", "0 4.29 5.71"),
        ({"甲": "不涉及", "乙": 1, "丙": "否"}, "0 4.29 5.71", "0 2.86 0"),
        ({"甲": "是", "乙": "不涉及", "丙": "不涉及"}, "10 0 0", "10 0 0"),
        ({"甲": "不涉及", "乙": "不涉及", "丙": "不涉及"}, "3 3 4", "3 3 4"),
    ],
)
def test_points_of_what_does_not_concern_an_office_are_shared(
    entries: dict[str, str | int], points: str, scores: str
) -> None:
    """Among three rows with 3, 3 and 4 points; with the other rows of their group the sum stays 40."""
    assert SMALL.count(STOCK) == 1
    text = SMALL.replace(STOCK, SHARED).replace(CASE, "")
    text = text.replace('name = "日常"\nlevel1 = "管理"\npoints = 40', 'name = "日常"\nlevel1 = "管理"\npoints = 30')
    other = '[[level2]]\nname = "三项"\nlevel1 = "管理"\npoints = 10\n\n[[level2]]\nname = "日常"'
    text = text.replace('[[level2]]\nname = "日常"', other).replace('"日常"\npoints = 3\n', '"三项"\npoints = 3\n')
    text = text.replace('"日常"\npoints = 4\n', '"三项"\npoints = 4\n')
    rubric = small(text)
    rows = reference().management[: len(entries)]
    management = tuple(
        replace(one, indicator=Entry(name, one.indicator.ref), value=_typed(value, one.indicator.ref))
        for one, (name, value) in zip(rows, entries.items(), strict=True)
    )
    outcome = score(replace(reference(), management=management), rubric)
    assert outcome.value is not None
    group = row(outcome.value, "三项")
    assert [one.points for one in group.children] == [Decimal(number) for number in points.split()]
    assert [one.score for one in group.children] == [Decimal(number) for number in scores.split()]
    assert group.points == 10


def _typed(value: str | int, ref: CellRef) -> Entry[str] | Entry[Decimal]:
    return Entry(Decimal(value), ref) if isinstance(value, int) else Entry(value, ref)


# --- extra points ---


@pytest.mark.parametrize(("count", "extra"), [(0, 0), (1, 1), (2, 2)])
def test_extra_points_come_on_top_and_never_beyond_their_limit(count: int, extra: int) -> None:
    without = change_management(change_management(office(DECISION), "表彰奖励", value=0), "经验推广", value=0)
    plain_total = card(without, DECISION).tree.score
    scorecard = card(change_management(without, "表彰奖励", value=count), DECISION)
    assert scorecard.tree.score == plain_total + extra
    assert (scorecard.tree.points, scorecard.tree.lost) == (Decimal(100), 100 - plain_total)
    assert (row(scorecard, "表彰奖励").points, row(scorecard, "表彰奖励").lost) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("cap", "scores", "uncounted"),
    [(None, "3 2", "0 0"), (105, "3 2", "0 0"), (102, "3 1", "0 1"), (100, "2 0", "1 2")],
)
def test_extra_points_beyond_the_cap_of_the_total_do_not_count(cap: int | None, scores: str, uncounted: str) -> None:
    """The office has 98 of 100 points, 3 extra points and 2 more; the last extra points go first."""
    rubric = replace(rubric_of(DECISION), cap=None if cap is None else Decimal(cap))
    submission = change_management(change_management(office(DECISION), "表彰奖励", value=3), "经验推广", value=4)
    scorecard = score(submission, rubric).value
    assert scorecard is not None
    extras = row(scorecard, "加分事项").children
    assert [one.score for one in extras] == [Decimal(number) for number in scores.split()]
    assert [one.uncounted for one in extras] == [Decimal(number) for number in uncounted.split()]
    assert scorecard.tree.score == sum(leaf.score for leaf in scorecard.tree.leaves()) <= (cap or 103)
    assert all(("总分最高" in one.rule) == (one.uncounted > 0) for one in extras)


def test_the_cap_of_a_total_is_not_below_it() -> None:
    text = SMALL.replace('status = "official"', 'status = "official"\ncap = 99.99')
    assert [(p.code, p.place) for p in parse_rubric(text, "rules/2030.toml", 2030).diagnostics] == [
        ("E407", FileRef(file="rules/2030.toml", item="文件", line=5))
    ]
    assert small(text.replace("99.99", "100")).cap == Decimal(100)


# --- facts that void a part ---


def vetoed(name: str, fact: str, reason: str | None = "账户管理不严") -> Submission:
    return change_management(office(DECISION), name, value=fact, reason=reason)


@pytest.mark.parametrize("fact", ["无", "否"])
def test_without_the_fact_nothing_is_lost(fact: str) -> None:
    submission = vetoed(VOIDS, fact, None)
    assert card(submission, DECISION).tree.score == card(office(DECISION), DECISION).tree.score
    assert codes(submission, DECISION) == set()


def test_a_fact_takes_all_points_of_its_part_and_says_so_at_each_row() -> None:
    before, after = card(office(DECISION), DECISION), card(vetoed(VOIDS, "挪用资金"), DECISION)
    group = row(after, "资金管理")
    assert (group.points, group.score, group.lost) == (Decimal(14), Decimal(0), Decimal(14))
    assert after.tree.score == before.tree.score - row(before, "资金管理").score
    for leaf in group.leaves():
        assert "有挪用资金的情形" in leaf.rule
        assert leaf.finding == "有挪用资金的情形"
        assert leaf.reason is not None
        assert leaf.reason.value == "账户管理不严"
        assert row(after, VOIDS).inputs[0].entry.ref in leaf.sources


def test_a_fact_that_takes_the_points_of_indicators_leaves_no_goal_complete() -> None:
    before, after = card(office(DECISION), DECISION), card(vetoed(FORGED, "弄虚作假"), DECISION)
    assert sum(part.score for part in after.tree.children if part.name == "部门绩效") == 0
    assert (before.completion, after.completion) == ("均已完成", "未完成")
    assert card(vetoed(VOIDS, "挪用资金"), DECISION).completion == "均已完成"


def test_a_fact_is_the_reason_of_what_indicators_lose_beside_their_own() -> None:
    forged = vetoed(FORGED, "弄虚作假")
    own = change_indicator(forged, forged.indicators[0].code.value, reason="雨多")
    reasons = [next(row(card(one, DECISION), "产出指标完成情况").leaves()).reason for one in (forged, own)]
    fact = "有弄虚作假的情形，“部门绩效”不得分"
    assert [reason and reason.value for reason in reasons] == [fact, f"雨多；{fact}"]


def test_of_several_levels_of_one_name_a_fact_takes_the_points_of_the_highest() -> None:
    tree = card(office(DECISION), DECISION).tree
    named = replace(tree, children=(tree.children[0], replace(tree.children[1], name="组织管理"), *tree.children[2:]))
    assert _part_of(named, "组织管理") is named.children[1]
    assert _part_of(tree, "组织管理") is tree.children[1].children[1]


def test_a_fact_without_its_reason_is_a_problem_of_its_row() -> None:
    submission = vetoed(VOIDS, "挪用资金", None)
    (problem,) = (one for one in score(submission, rubric_of(DECISION)).diagnostics if one.code == "E313")
    assert isinstance(problem.place, CellRef)
    assert VOIDS in problem.message


def test_an_unknown_fact_is_a_problem() -> None:
    assert codes(vetoed(VOIDS, "浪费资金"), DECISION) == {"E321"}


# --- grades ---


@pytest.mark.parametrize(
    ("lost", "grade"), [("0", "优"), ("10", "优"), ("10.01", "良"), ("20", "良"), ("40", "中"), ("40.01", "差")]
)
def test_the_grade_goes_by_the_total(lost: str, grade: str) -> None:
    bands = {band.word: band.range for band in rubric_of(PROCESS).grades}
    assert [word for word, numbers in bands.items() if 100 - Decimal(lost) in numbers] == [grade]


def test_the_scorecard_has_the_grade_of_its_scheme_or_none() -> None:
    assert card(office(PROCESS), PROCESS).grade == "优"
    assert specimens(rubric_of("履职管理"))[0].scorecard.grade == ""


def grade_word(rubric: Rubric) -> Word:
    return next(word for word in vocabulary(rubric) if word.name == "等级")


def test_wording_has_a_word_for_the_grade_that_is_never_filled_without_grades() -> None:
    word = grade_word(rubric_of(PROCESS))
    specimen = specimens(rubric_of(PROCESS))[0]
    assert str(word.get(Facts(specimen.submission, specimen.scorecard)).text) == "优"
    assert not word.never
    plain_word = grade_word(rubric_of("履职管理"))
    specimen = specimens(rubric_of("履职管理"))[0]
    assert plain_word.never
    assert plain_word.get(Facts(specimen.submission, specimen.scorecard)) is None


def test_a_group_with_the_name_of_another_word_does_not_take_its_place() -> None:
    words = vocabulary(small(SMALL.replace('"日常"', '"绩效目标"')))
    (goals,) = (word for word in words if word.name == "绩效目标")
    assert goals.type is WordType.LIST
    assert "日常" in {word.name for word in vocabulary(small())}
