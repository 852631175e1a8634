"""Checks that the scores add up and that the finished text explains every point that was lost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reportgen import catalogue
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, FileRef
from reportgen.numeric import plain
from reportgen.scoring.scorecard import Score
from reportgen.scoring.tree import CRITERION

_FULL = Decimal(100)
_DEDUCTION = "扣分"  # the name of the values that print a loss


def totals_add_up(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report points of the 三级指标 that do not sum up to 100, or losses that do not sum up to that of the whole."""
    tree = dossier.scorecard.tree
    criteria = Score.over(tree.name, tuple(tree.level(CRITERION)))
    leaves = Score.over(tree.name, tuple(tree.leaves()))
    if criteria.points != _FULL or tree.points != _FULL or tree.lost != leaves.lost:
        values = {"criteria": plain(criteria.points), "total": plain(tree.score), "lost": plain(leaves.lost)}
        yield catalogue.SCORES_DO_NOT_ADD_UP.at(FileRef(file=f"rules/{dossier.scorecard.year}.toml"), **values)


def points_within_bounds(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a 得分 below 0 or above its 分值."""
    for leaf in dossier.scorecard.tree.leaves():
        if not 0 <= leaf.score <= leaf.points:
            place = FileRef(file=f"rules/{dossier.scorecard.year}.toml", item=leaf.name)
            yield catalogue.POINTS_OUT_OF_BOUNDS.at(place, plain(leaf.score), full=plain(leaf.points))


def losses_explained(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a loss without a sentence: the text has to print the deduction of that very score."""
    losses = {
        (figure.rule, figure.sources)
        for block in dossier.narrative.blocks
        for figure in block.figures
        if figure.name == _DEDUCTION
    }
    for leaf in dossier.scorecard.tree.leaves():
        if leaf.lost and (leaf.rule, leaf.sources) not in losses:
            values = {"name": leaf.name, "lost": plain(leaf.lost)}
            yield catalogue.LOSS_NOT_EXPLAINED.at(_place(leaf), **values)


def _place(leaf: Score) -> CellRef | FileRef:
    return leaf.inputs[0].entry.ref if leaf.inputs else FileRef(file="wording")
