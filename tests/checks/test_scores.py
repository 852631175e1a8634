"""Scores that add up, and finished text that explains every lost point."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from submissions import dossier, reference

from reportgen.checks import scores
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, FileRef
from reportgen.resources import Resources
from reportgen.scoring.rubric import load_rubric
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Score, Scorecard
from reportgen.writing.composition import write
from reportgen.writing.narrative import Block, Narrative
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import WordingLibrary

Check = Callable[[Dossier], Iterator[Diagnostic]]
CHECKS: list[Check] = [scores.totals_add_up, scores.points_within_bounds, scores.losses_explained]
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


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
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
