"""Values (印出来的值): what wording prints, each with the cells, the rule and the clause that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportgen.diagnostics import CellRef
from reportgen.intake.submission import Entry
from reportgen.numeric import plain
from reportgen.scoring.scorecard import Score


@dataclass(frozen=True, slots=True)
class Value:
    """A text that wording prints, with its provenance: cells, rule line and clause; ``number`` where it is a figure."""

    text: str
    name: str
    sources: tuple[CellRef, ...]
    number: Decimal | None = None
    rule: str = ""
    basis: str = ""

    def __str__(self) -> str:
        return self.text

    def reworded(self, text: str) -> Value:
        """Return the same value with another text."""
        return Value(text, self.name, self.sources, self.number, self.rule, self.basis)


def said(name: str, entry: Entry[str] | None) -> Value | None:
    """Make a value of a text as the clerk typed it."""
    return Value(entry.value, name, (entry.ref,)) if entry else None


def default(name: str, entry: Entry[str] | None, text: str) -> Value:
    """Make a value of a text as the clerk typed it, or of ``text`` where the cell is blank."""
    return said(name, entry) or Value(text, name, ())


def figure(name: str, entry: Entry[Decimal] | None) -> Value | None:
    """Make a value of a number as the clerk typed it."""
    return Value(plain(entry.value), name, (entry.ref,), entry.value) if entry else None


def score_value(name: str, number: Decimal, score: Score) -> Value:
    """Points of one score, with its rule line and clause."""
    return Value(plain(number), name, score.sources, number, score.rule, score.source)


def sum_value(name: str, score: Score, depth: int = 1) -> Value:
    """The score (得分) of a level: that of what stands ``depth`` levels below, together."""
    return Value(
        plain(score.score), name, score.sources, score.score, _sum("得分", [s.score for s in score.level(depth)])
    )


def lost_value(name: str, score: Score) -> Value:
    """The points that a level lost (扣分)."""
    return Value(plain(score.lost), name, score.sources, score.lost, _sum("扣分", [s.lost for s in score.children]))


def points_value(name: str, score: Score, depth: int = 1) -> Value:
    """The points of a level (分值): the rules file says so, no cell."""
    return Value(plain(score.points), name, (), score.points, _sum("分值", [s.points for s in score.level(depth)]))


def _sum(what: str, terms: Sequence[Decimal]) -> str:
    return f"各项{what}之和：{'＋'.join(map(plain, terms))}"


def measured(name: str, entry: Entry[Decimal] | None, text: Entry[str], unit: Entry[str] | None) -> Value:
    """Make a value of a target or an actual value with its unit, or of the text where the indicator is qualitative."""
    if entry is None:
        return Value(text.value, name, (text.ref,))
    return Value(plain(entry.value) + (unit.value if unit else ""), name, (entry.ref,), entry.value)
