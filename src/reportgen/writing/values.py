"""Values (印出来的值): what wording prints, each with the cells, the rule and the clause that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def _points(name: str, number: Decimal, scores: Iterable[Score], rule: str = "", basis: str = "") -> Value:
    """Points that were computed: they rest on the inputs of these scores."""
    sources = tuple(dict.fromkeys(i.ref for score in scores for leaf in score.leaves() for i in leaf.inputs))
    return Value(plain(number), name, sources, number, rule, basis)


def score_value(name: str, number: Decimal, score: Score) -> Value:
    """Points of one score, with its rule line and clause."""
    return _points(name, number, (score,), score.rule, score.source)


def sum_value(name: str, scores: Iterable[Score]) -> Value:
    """The points that several scores got together (得分)."""
    terms = tuple(scores)
    number, rule = _sum("得分", [score.points for score in terms])
    return _points(name, number, terms, rule)


def lost_value(name: str, scores: Iterable[Score]) -> Value:
    """The points that several scores lost together (扣分)."""
    terms = tuple(scores)
    number, rule = _sum("扣分", [score.lost for score in terms])
    return _points(name, number, terms, rule)


def full_value(name: str, scores: Iterable[Score]) -> Value:
    """The most points that several scores can get together (分值): the rules file says so, no cell."""
    number, rule = _sum("分值", [score.full for score in scores])
    return Value(plain(number), name, (), number, rule)


def _sum(what: str, terms: Sequence[Decimal]) -> tuple[Decimal, str]:
    return sum(terms, Decimal(0)), f"各项{what}之和：{'＋'.join(map(plain, terms))}"


def measured(name: str, entry: Entry[Decimal] | None, text: Entry[str], unit: Entry[str] | None) -> Value:
    """Make a value of a target or an actual value with its unit, or of the text where the indicator is qualitative."""
    if entry is None:
        return Value(text.value, name, (text.ref,))
    return Value(plain(entry.value) + (unit.value if unit else ""), name, (entry.ref,), entry.value)
