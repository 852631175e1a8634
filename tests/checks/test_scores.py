"""Scores that add up, finished text that explains every lost point, and sentences that the scores contradict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from rubrics import rubric_of
from submissions import MISSED as MISSED_CODE
from submissions import (
    change_budget,
    change_indicator,
    change_management,
    change_three_public,
    dossier,
    management_cell,
    ref,
    reference,
)
from variations import all_met, listed, lose, note, scored, telling
from variations import narrative as worded
from workbooks import edited, put

from reportgen.checks import CHECKS, check, scores
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, TextRef
from reportgen.editor.specimens import specimens
from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Submission
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Score, Scorecard
from reportgen.writing.composition import write
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import Wording, WordingLibrary

Check = Callable[[Dossier], Iterator[Diagnostic]]
PROOFS: list[Check] = [scores.totals_add_up, scores.points_within_bounds, scores.losses_explained]
MISSED, RATE = "严重精神障碍患者监护及救治财政补助发放率", "部门预算资金支出率"


@pytest.fixture(scope="module")
def sound(shipped: Resources) -> Dossier:
    """The reference submission, scored and worded: 98.5 points, two losses."""
    submission = reference()
    rubric = load_rubric(shipped, 2024).value
    assert rubric is not None
    card = score(submission, rubric).value
    wording = WordingLibrary(shipped, vocabulary(rubric)).wording("荔湾区", "金花街道").value
    assert card is not None
    assert wording is not None
    narrative = write(submission, card, wording).value
    assert narrative is not None
    return dossier(submission, card, narrative)


def with_scores(card: Scorecard, change: Callable[[Score], Score]) -> Scorecard:
    """The scorecard with every leaf changed and the sums over them as they were."""

    def walk(node: Score) -> Score:
        if not node.children:
            return change(node)
        return replace(node, children=tuple(walk(child) for child in node.children))

    return replace(card, tree=walk(card.tree))


def one(name: str, **values: Any) -> Callable[[Score], Score]:
    return lambda score: replace(score, **values) if score.name == name else score


def without(narrative: Narrative, unwanted: Callable[[Block], bool]) -> Narrative:
    return replace(narrative, blocks=tuple(block for block in narrative.blocks if not unwanted(block)))


@pytest.mark.parametrize("check", PROOFS, ids=lambda check: check.__name__)
def test_silent_on_what_is_sound(check: Check, sound: Dossier) -> None:
    assert list(check(sound)) == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (MISSED, {"points": Decimal(2)}),  # the sum of its row stands at 20 all the same
        (MISSED, {"score": Decimal("0.5")}),
        ("数据质量", {"points": Decimal(3)}),
        ("数据质量", {"points": Decimal("2.01"), "score": Decimal("2.01")}),
    ],
)
def test_scores_that_do_not_add_up(sound: Dossier, name: str, values: dict[str, Decimal]) -> None:
    problems = list(scores.totals_add_up(replace(sound, scorecard=with_scores(sound.scorecard, one(name, **values)))))
    assert [(problem.code, problem.place) for problem in problems] == [("E601", FileRef(file="rules/2024.toml"))]


@pytest.mark.parametrize("points", ["-0.01", "2.01", "100"])
def test_points_out_of_bounds(sound: Dossier, points: str) -> None:
    wrong = with_scores(sound.scorecard, one("数据质量", score=Decimal(points)))
    problems = list(scores.points_within_bounds(replace(sound, scorecard=wrong)))
    place = FileRef(file="rules/2024.toml", item="数据质量")
    assert [(problem.code, problem.place) for problem in problems] == [("E602", place)]


@pytest.mark.parametrize("points", ["0", "2"])
def test_points_on_the_bounds(sound: Dossier, points: str) -> None:
    bound = with_scores(sound.scorecard, one("数据质量", score=Decimal(points)))
    assert list(scores.points_within_bounds(replace(sound, scorecard=bound))) == []


@pytest.mark.parametrize("name", [MISSED, RATE])
def test_a_loss_that_the_text_leaves_out(sound: Dossier, name: str) -> None:
    shorter = without(sound.narrative, lambda block: name in block.text and "扣" in block.text)
    assert len(shorter.blocks) == len(sound.narrative.blocks) - 1
    problems = list(scores.losses_explained(replace(sound, narrative=shorter)))
    leaf = next(leaf for leaf in sound.scorecard.tree.leaves() if leaf.name == name)
    assert [(problem.code, problem.place) for problem in problems] == [("E603", leaf.inputs[0].entry.ref)]
    assert isinstance(problems[0].place, CellRef)


def test_a_deduction_typed_by_hand_explains_nothing(sound: Dossier) -> None:
    """The words 扣1分 alone do not tell which loss they are: only the figure itself does."""
    typed = replace(sound.narrative, blocks=tuple(replace(block, figures=()) for block in sound.narrative.blocks))
    assert [problem.code for problem in scores.losses_explained(replace(sound, narrative=typed))] == ["E603", "E603"]


def test_a_loss_whose_sentence_prints_another_loss(sound: Dossier) -> None:
    card = with_scores(sound.scorecard, one("数据质量", score=Decimal("1.5")))
    assert [problem.code for problem in scores.losses_explained(replace(sound, scorecard=card))] == ["E603"]


# --- sentences that the figures contradict ----------------------------------------------------------------

CELL = CellRef(file="2024.xlsx", sheet="管理效率", cell="E21")
CLAIM_CELL = ref("重点工作", "D3")
WORDING = TextRef(file="wording/默认/47-运行成本.txt", line=3)
CLAIMS = {"E604", "E606", "W607"}

OVERSPENT = change_three_public(reference(), actual="10.5", reasons=False)
RUNNING_OVERSPENT = change_budget(reference(), running_budget="100", running_spent="120")
UNTOUCHED = reference()
MET = change_indicator(reference(), MISSED_CODE, actual=92)


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


def claim_problems(
    shipped: Resources, submission: Submission, text: str, level: Level = Level.BODY
) -> list[tuple[str, object]]:
    """Codes and places of the claims found in a text that stands in a cell."""
    rubric = load_rubric(shipped, 2024).value
    assert rubric is not None
    scorecard = score(submission, rubric).value
    assert scorecard is not None
    figure = FigureUse(start=0, end=len(text), name="情况说明", sources=(CELL,))
    narrative = Narrative(title="", blocks=(Block(level=level, text=text, lead=0, origin=WORDING, figures=(figure,)),))
    return [(p.code, p.place) for p in check(dossier(submission, scorecard, narrative)) if p.code in CLAIMS]


@pytest.mark.parametrize(
    ("submission", "text", "code"),
    [
        (OVERSPENT, "严控“三公”经费的使用。", "E604"),
        (OVERSPENT, "落实过紧日子要求，从严控制“三公”经费开支；其他情况良好。", "E604"),
        (OVERSPENT, "三公经费没有超预算。", "E604"),
        (OVERSPENT, "三公经费未超出年初预算。", "E604"),
        (RUNNING_OVERSPENT, "公用经费严格按照规定使用，没有超预算情况。", "E604"),
        (UNTOUCHED, "各重点工作绩效目标均已完成。", "E606"),
        (UNTOUCHED, "全年各项目标圆满完成。", "E606"),
    ],
)
def test_contradicted_claim_is_reported_at_the_cell_that_makes_it(
    shipped: Resources, submission: Submission, text: str, code: str
) -> None:
    assert claim_problems(shipped, submission, text) == [(code, CELL)]


@pytest.mark.parametrize(
    ("submission", "text"),
    [
        (reference(), "严控“三公”经费的使用。"),
        (reference(), "公用经费没有超预算情况。"),
        (OVERSPENT, "虽严控“三公”经费，仍超出年初预算0.87万元。"),
        (OVERSPENT, "严控会议费支出。"),
        (OVERSPENT, "公用经费没有超预算情况。"),
        (RUNNING_OVERSPENT, "三公经费没有超预算。"),
        (MET, "各重点工作绩效目标均已完成。"),
        (UNTOUCHED, "采购合同备案工作均已完成。"),
        (UNTOUCHED, "各重点工作绩效目标基本完成。"),
    ],
)
def test_true_or_unrelated_claim_is_left_alone(shipped: Resources, submission: Submission, text: str) -> None:
    assert claim_problems(shipped, submission, text) == []


def test_claim_of_a_wording_file_is_reported_at_its_line(shipped: Resources) -> None:
    text = "严控“三公”经费的使用。"
    rubric = load_rubric(shipped, 2024).value
    assert rubric is not None
    scorecard = score(OVERSPENT, rubric).value
    assert scorecard is not None
    narrative = Narrative(title="", blocks=(Block(level=Level.BODY, text=text, lead=0, origin=WORDING),))
    problems = [p for p in check(dossier(OVERSPENT, scorecard, narrative)) if p.code == "E604"]
    assert [p.place for p in problems] == [WORDING]


LATE_FILING = change_management(reference(), "合同备案时效性", value=1, reason="一份合同因人员交接延迟备案")


def whole(submission: Submission, rules: Rubric, wording: Wording) -> Dossier:
    return dossier(submission, scored(submission, rules), worded(submission, rules, wording))


@pytest.mark.parametrize(
    ("row", "said", "code"),
    [
        ("采购意向公开合规性", "采购合同均已按规定备案。", "E622"),
        ("采购意向公开合规性", "没有逾期备案的合同。", "E622"),
        ("采购意向公开合规性", "采购意向均已按规定公开。", None),
        ("采购意向公开合规性", "除一份合同外，均已按规定备案。", None),
    ],
)
def test_all_is_well_beside_a_lost_row(rules: Rubric, wording: Wording, row: str, said: str, code: str | None) -> None:
    submission = note(LATE_FILING, row, said)
    dossier = whole(submission, rules, wording)
    places = {p.place for p in scores.done_beside_a_loss(dossier) if p.code == code}
    assert places == ({ref("管理效率", management_cell(row, "情况说明"))} if code else set())
    assert code or not list(scores.done_beside_a_loss(dossier))


def test_a_count_in_a_reason_that_is_not_the_row_s(rules: Rubric, wording: Wording) -> None:
    wrong = change_management(LATE_FILING, "合同备案时效性", reason="三份合同因人员交接延迟备案")
    codes = [
        [p.code for p in scores.counts_of_issues_agree(whole(one, rules, wording))] for one in (LATE_FILING, wrong)
    ]
    assert codes == [[], ["W661"]]


FATAL = change_indicator(reference(), "X01", actual=1)


def found(dossier: Dossier) -> set[str]:
    """The codes of all that the checks of scores report, but for those of evidence and of problems."""
    codes = {p.code for one in CHECKS if one.__module__ == scores.__name__ for p in one(dossier)}
    return codes - {"W624", "W625"}


@pytest.mark.parametrize(
    ("submission", "sentence", "code"),
    [
        (FATAL, "全年未发生安全生产死亡事件。", "E622"),
        (FATAL, "没有发生安全生产死亡事件；其他良好。", "E622"),
        (reference(), "全年资金支付到位，没有结转结余资金。", "W661"),
        (reference(), "部门整体支出绩效自评结果为100分。", "E662"),
        (reference(), "管理效率没有失分，部门预算资金支出率得满分。", "E662"),
        (reference(), "部门预算资金支出率扣2分。", "E662"),
        (reference(), "所有指标全部达标。", "E606"),
        (reference(), "12项绩效指标悉数达标。", "E606"),
    ],
)
def test_a_sentence_that_the_scores_contradict(rules: Rubric, submission: Submission, sentence: str, code: str) -> None:
    assert code in found(telling(sentence, rules, submission))


@pytest.mark.parametrize(
    ("submission", "sentence"),
    [
        (reference(), "全年未发生安全生产死亡事件。"),
        (FATAL, "全年未发生较大以上安全生产死亡事件。"),
        (FATAL, "全年未发生群体性上访事件。"),
        (reference(), "某项目支出绩效自评得分95分。"),
        (reference(), "三项指标均达到年度要求。"),
    ],
)
def test_a_sentence_that_the_scores_bear_out(rules: Rubric, submission: Submission, sentence: str) -> None:
    assert found(telling(sentence, rules, submission)) == set()


# --- evidence ---------------------------------------------------------------------------------------------

UNPROVED = change_indicator(change_indicator(reference(), "X01", evidence=None), "C06", evidence=None)


@pytest.mark.parametrize(
    ("submission", "sentence"),
    [
        (UNPROVED, "全年未发生安全生产死亡事件。"),
        (UNPROVED, "安全生产和消防隐患排查率达100%。"),
        (reference(), "全年零上访。"),
        (reference(), "网格化管理实现全覆盖。"),
        (reference(), "工单办结率100%。"),
    ],
)
def test_an_absolute_claim_without_evidence(rules: Rubric, submission: Submission, sentence: str) -> None:
    assert problems_of(scores.absolute_claims_proved, telling(sentence, rules, submission)) == [("W624", CLAIM_CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "全年未发生安全生产死亡事件。",
        "安全生产和消防隐患排查率达100%。",
        "全年没有发生群体性上访。",
        "据区信访局通报，全年零上访。",
        "建立“全方位、全过程、全覆盖、全公开”的管理机制。",
        "推进全覆盖宣传。",
        "没有超预算情况，未达到100%。",
    ],
)
def test_an_absolute_claim_that_is_proved_or_none(rules: Rubric, sentence: str) -> None:
    assert problems_of(scores.absolute_claims_proved, telling(sentence, rules)) == []


@pytest.mark.parametrize(
    ("sentence", "evidence", "codes"),
    [
        ("大额支出100%集体研究。", None, ["W624"]),
        ("大额支出100%集体研究。", "审计报告", []),
        ("全年未发现违规使用资金问题。", None, []),  # The value of the row says the same.
    ],
)
def test_an_absolute_claim_in_a_note(
    rules: Rubric, wording: Wording, sentence: str, evidence: str | None, codes: list[str]
) -> None:
    row = "财务管理合规性"
    submission = change_management(note(reference(), row, sentence), row, evidence=evidence)
    dossier = replace(telling("好。", rules, submission), narrative=worded(submission, rules, wording))
    problems = list(scores.absolute_claims_proved(dossier))
    assert [problem.code for problem in problems] == codes
    assert {problem.place for problem in problems} <= {ref("管理效率", management_cell(row, "情况说明"))}


# --- problems and measures --------------------------------------------------------------------------------

LATE = lose(reference(), "采购合同签订时效性")


def test_a_loss_in_no_problem(rules: Rubric, wording: Wording) -> None:
    place = ref("管理效率", management_cell("采购合同签订时效性", "填报值"))
    assert problems_of(scores.losses_among_the_problems, whole(LATE, rules, wording)) == [("W625", place)]


@pytest.mark.parametrize(
    "sentence",
    [
        "工程项目按期完成率未达到年度指标值。",
        "工程项目按期完成率达90%，未达到年度指标值。",
        "提高工程项目按期完成率。",
        "两个项目未按期完成，工程项目按期完成率为90%。",
    ],
)
def test_the_name_of_a_rate_does_not_say_that_it_was_reached(rules: Rubric, sentence: str) -> None:
    indicator = reference().indicators[0]
    missed = change_indicator(reference(), indicator.code.value, target=95, actual=90, symbol="≥", reason="雨多")
    named = replace(missed.indicators[0], name=indicator.name._replace(value="工程项目按期完成率"))
    submission = replace(missed, indicators=(named, *missed.indicators[1:]))
    assert found(telling(sentence, rules, submission)) & {"E622", "W661"} == set()
    assert found(telling("工程项目均已按期完成，达到年度指标值。", rules, submission)) & {"E622", "W661"}


@pytest.mark.parametrize(
    "sentence",
    [
        "部分采购合同签订不及时。",
        "采购管理不够规范。",
        "合同签订滞后。",
        "三份合同没有按时签订，采购人员经验不足。",
    ],
)
def test_a_loss_among_the_problems(rules: Rubric, wording: Wording, sentence: str) -> None:
    submission = replace(LATE, problems=listed("存在问题", sentence))
    told = ref("管理效率", management_cell("采购合同签订时效性", "填报值"))
    problems = problems_of(scores.losses_among_the_problems, whole(submission, rules, wording))
    assert told not in {place for _, place in problems}


DIVERTED = "决策管理绩效"


@pytest.mark.parametrize(
    ("problem", "codes"),
    [("年末个别项目资金被挪用，账户管理不严。", set()), ("挪用专项资金。", set()), ("绩效意识不强。", {"W625"})],
)
def test_what_a_fact_takes_away_is_told_once_for_all_rows(problem: str, codes: set[str]) -> None:
    """And the notes of those rows need not speak of it."""
    rules = rubric_of(DIVERTED)
    submission = change_management(
        specimens(rules)[0].submission, "资金安全", value="挪用资金", reason="账户管理不严，资金被挪用"
    )
    submission = replace(submission, problems=listed("存在问题", problem))
    whole_ = dossier(submission, scored(submission, rules), Narrative(title="", blocks=()))
    assert any(entry.note for entry in submission.management)
    checks = (scores.losses_among_the_problems, scores.note_left_beside_a_loss)
    found_ = [p.code for one in checks for p in one(whole_)]
    assert (set(found_), len(found_)) == (codes, len(codes))


def test_losses_of_indicators_are_told_under_problems(rules: Rubric, wording: Wording) -> None:
    assert problems_of(scores.losses_among_the_problems, whole(reference(), rules, wording)) == []


def test_a_measure_for_a_problem_that_is_not_there(rules: Rubric) -> None:
    (measure,) = listed("改进措施", "加强学习。")
    problems = listed("存在问题", "流程不清晰。")
    wrong, right = (
        replace(reference(), problems=problems, measures=(replace(measure, answers=answers),))
        for answers in ((1, 5), (1,))
    )
    outcomes = [problems_of(scores.problems_answered, telling("好。", rules, one)) for one in (wrong, right)]
    assert outcomes == [[("W664", measure.text.ref)], []]


def test_a_problem_without_a_measure(rules: Rubric) -> None:
    problems = listed("存在问题", "流程不清晰。", "责任意识不强。")
    first, second = listed("改进措施", "加强学习。", "落实责任。")
    some = replace(reference(), problems=problems, measures=(replace(first, answers=(1,)), second))
    both = replace(some, measures=(replace(first, answers=(1, 2)), second))
    none_named = replace(some, measures=(first, second))
    unanswered = replace(some, measures=())
    outcomes = [
        problems_of(scores.problems_answered, telling("好。", rules, s)) for s in (some, both, none_named, unanswered)
    ]
    second_only = [("W626", problems[1].text.ref)]
    assert outcomes == [second_only, [], [], [("W626", problems[0].text.ref), *second_only]]


@pytest.mark.parametrize("sentence", ["暂无明显问题。", "未发现突出问题。", "目前没有问题"])
def test_no_problem_beside_a_loss(rules: Rubric, sentence: str) -> None:
    submission = replace(reference(), problems=listed("存在问题", sentence))
    place = submission.problems[0].text.ref
    assert problems_of(scores.no_problem_beside_losses, telling("好。", rules, submission)) == [("W627", place)]
    sound = all_met(submission)
    assert problems_of(scores.no_problem_beside_losses, telling("好。", rules, sound)) == []


@pytest.mark.parametrize(
    "sentence", ["没有形成“花钱必问效”的责任意识。", "无法及时解决历史遗留问题。", "绩效意识不强。"]
)
def test_a_problem_that_begins_like_a_denial(rules: Rubric, sentence: str) -> None:
    submission = replace(reference(), problems=listed("存在问题", sentence))
    assert problems_of(scores.no_problem_beside_losses, telling("好。", rules, submission)) == []


def test_a_denial_in_the_workbook() -> None:
    """暂无 is no problem to print, and still it is known that it stood there."""
    data = edited(put("存在问题", "B3", "暂无"), put("改进措施", "C3", "1、2"))
    submission = parse_submission(data, "2024.xlsx").value
    assert submission
    assert submission.no_problems
    assert submission.no_problems.value == "暂无"
    assert len(submission.problems) == 1
    assert [measure.answers for measure in submission.measures] == [(1, 2), (1,), (2,)]


def test_title_that_no_page_has_room_for(shipped: Resources) -> None:
    assert claim_problems(shipped, reference(), "字" * 81, Level.TITLE) == [("W607", CELL)]
    assert claim_problems(shipped, reference(), "字" * 80, Level.TITLE) == []


@pytest.mark.parametrize("piece", ["未发生", "没有发现", "100%", "全部完成", "存在问题", "均已", "满分", "“", "，"])
def test_hostile_text_is_read_in_bounded_work(piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 20_000)[:32_000], rules)
    for one in (run for run in CHECKS if run.__module__ == scores.__name__):
        assert all(isinstance(problem.place, CellRef) for problem in one(dossier))
