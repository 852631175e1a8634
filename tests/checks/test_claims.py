"""What the finished text claims, held against the figures: each check fires, and stays silent where it should."""

from __future__ import annotations

import pytest
from submissions import MISSED as MISSED_CODE
from submissions import change_budget, change_indicator, change_three_public, dossier, reference

from reportgen.checks import check
from reportgen.diagnostics import CellRef, TextRef
from reportgen.intake.submission import Submission
from reportgen.resources import Resources
from reportgen.scoring.rubric import load_rubric
from reportgen.scoring.score import score
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative

CELL = CellRef(file="2024.xlsx", sheet="管理效率", cell="E21")
WORDING = TextRef(file="wording/默认/47-运行成本.txt", line=3)
CLAIMS = {"E604", "E605", "E606", "W607"}

OVERSPENT = change_three_public(reference(), actual="10.5", reasons=False)
RUNNING_OVERSPENT = change_budget(reference(), running_budget="100", running_spent="120")
CARRIED_OVER = change_budget(reference(), carry_over_rate="12")
ON_THE_LINE = change_budget(reference(), carry_over_rate="10")
MISSED = reference()
MET = change_indicator(reference(), MISSED_CODE, actual=92)


def found(shipped: Resources, submission: Submission, text: str, level: Level = Level.BODY) -> list[tuple[str, object]]:
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
        (CARRIED_OVER, "财政拨款结余结转率小于10%。", "E605"),
        (CARRIED_OVER, "财政拨款结转结余率仅6%，低于10％。", "E605"),
        (CARRIED_OVER, "结转结余率不超过11.5%。", "E605"),
        (ON_THE_LINE, "财政拨款结余结转率小于10%。", "E605"),
        (MISSED, "各重点工作绩效目标均已完成。", "E606"),
        (MISSED, "全年各项目标圆满完成。", "E606"),
    ],
)
def test_contradicted_claim_is_reported_at_the_cell_that_makes_it(
    shipped: Resources, submission: Submission, text: str, code: str
) -> None:
    assert found(shipped, submission, text) == [(code, CELL)]


@pytest.mark.parametrize(
    ("submission", "text"),
    [
        (reference(), "严控“三公”经费的使用。"),
        (reference(), "公用经费没有超预算情况。"),
        (OVERSPENT, "虽严控“三公”经费，仍超出年初预算0.87万元。"),
        (OVERSPENT, "严控会议费支出。"),
        (OVERSPENT, "公用经费没有超预算情况。"),
        (RUNNING_OVERSPENT, "三公经费没有超预算。"),
        (reference(), "财政拨款结余结转率小于10%。"),
        (CARRIED_OVER, "财政拨款结余结转率不超过15%。"),
        (ON_THE_LINE, "财政拨款结余结转率不超过10%。"),
        (CARRIED_OVER, "结转结余率" * 6000),
        (CARRIED_OVER, "财政拨款结余结转率为12%。"),
        (MET, "各重点工作绩效目标均已完成。"),
        (MISSED, "采购合同备案工作均已完成。"),
        (MISSED, "各重点工作绩效目标基本完成。"),
    ],
)
def test_true_or_unrelated_claim_is_left_alone(shipped: Resources, submission: Submission, text: str) -> None:
    assert found(shipped, submission, text) == []


def test_claim_of_a_wording_file_is_reported_at_its_line(shipped: Resources) -> None:
    text = "严控“三公”经费的使用。"
    rubric = load_rubric(shipped, 2024).value
    assert rubric is not None
    scorecard = score(OVERSPENT, rubric).value
    assert scorecard is not None
    narrative = Narrative(title="", blocks=(Block(level=Level.BODY, text=text, lead=0, origin=WORDING),))
    problems = [p for p in check(dossier(OVERSPENT, scorecard, narrative)) if p.code == "E604"]
    assert [p.place for p in problems] == [WORDING]


def test_title_that_no_page_has_room_for(shipped: Resources) -> None:
    assert found(shipped, reference(), "字" * 81, Level.TITLE) == [("W607", CELL)]
    assert found(shipped, reference(), "字" * 80, Level.TITLE) == []
