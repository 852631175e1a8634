"""Values (印出来的值) that wording prints, each with its cells, rule and clause, and the marks (记号) that follow them.

Marks stand inside rendered text and say which words are a value, and on which line of the wording others were written.
They are control characters (:data:`reportgen.writing.source.RESERVED`), which no workbook and no wording file holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen.diagnostics import CellRef
from reportgen.intake.form import INDICATORS, THREE_PUBLIC
from reportgen.intake.submission import Entry, Expense, Indicator, year_change
from reportgen.numeric import as_printed, plain
from reportgen.scoring.scorecard import Score

_AS_SHOWN = "照填报表，四舍五入"


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

    def with_text(self, text: str) -> Value:
        """The same value with another text."""
        return replace(self, text=text)


def text_value(name: str, entry: Entry[str] | None) -> Value | None:
    """A text as the clerk typed it; ``None`` where the cell is blank."""
    return Value(entry.value, name, (entry.ref,)) if entry else None


def default_value(name: str, entry: Entry[str] | None, text: str) -> Value:
    """A text as the clerk typed it, or ``text`` where the cell is blank."""
    return text_value(name, entry) or Value(text, name, ())


def number_value(name: str, entry: Entry[Decimal] | None) -> Value | None:
    """A number as its cell shows it; ``None`` where the cell is blank."""
    return entry_value(name, entry, as_printed(entry.value, entry.places)) if entry else None


def entry_value(name: str, entry: Entry[Decimal], number: Decimal, unit: str = "") -> Value:
    """A number of a cell, printed as ``number``, which may be rounded."""
    return Value(plain(number) + unit, name, (entry.ref,), number, "" if number == entry.value else _AS_SHOWN)


def target_value(indicator: Indicator) -> Value:
    """The target (年度指标值) with its unit; its text where the indicator is qualitative."""
    return _measure_value(INDICATORS.target.name, indicator, indicator.target, indicator.target_text, 0)


def actual_value(indicator: Indicator) -> Value:
    """The actual value (实际完成值) with its unit; its text where the indicator is qualitative."""
    return _measure_value(INDICATORS.actual.name, indicator, indicator.actual, indicator.actual_text, 1)


def _measure_value(
    name: str, indicator: Indicator, entry: Entry[Decimal] | None, text: Entry[str], index: int
) -> Value:
    measures = indicator.measures
    if entry is None or measures is None:
        return Value(text.value, name, (text.ref,))
    return entry_value(name, entry, measures[index], indicator.unit.value if indicator.unit else "")


def budget_value(expense: Expense) -> Value:
    """The budget of one row of 三公经费."""
    return entry_value(THREE_PUBLIC.budget.name, expense.budget, expense.amounts[0])


def spent_value(expense: Expense) -> Value:
    """What was spent in one row of 三公经费."""
    return entry_value(THREE_PUBLIC.actual.name, expense.actual, expense.amounts[1])


def fact_value(name: str, entry: Entry[str] | Entry[int] | None) -> Value | None:
    """A text or a whole number as the clerk typed it; ``None`` where the cell is blank."""
    if entry is None:
        return None
    number = Decimal(entry.value) if isinstance(entry.value, int) else None
    return Value(str(entry.value), name, (entry.ref,), number)


def change_value(last: Entry[Decimal] | None, now: Entry[Decimal] | None, sign: int) -> Value | None:
    """What an amount has more than last year, or less where ``sign`` is -1; ``None`` where it has not."""
    change = year_change(last, now)
    if change is None or last is None or now is None or change.amount * sign <= 0:
        return None
    return Value(plain(abs(change.amount)), "比上年增减", (now.ref, last.ref), abs(change.amount), "两数之差")


def change_rate_value(last: Entry[Decimal] | None, now: Entry[Decimal] | None) -> Value | None:
    """The change of an amount in percent of last year; ``None`` where there is none."""
    change = year_change(last, now)
    if change is None or last is None or now is None or not change.amount or change.rate is None:
        return None
    return Value(plain(change.rate), "比上年增减率", (now.ref, last.ref), change.rate, "两年之差÷上年的数")


def score_value(name: str, number: Decimal, score: Score) -> Value:
    """Points of one score, with its rule line and clause."""
    return Value(plain(number), name, score.sources, number, score.rule, score.source)


def sum_value(name: str, score: Score, depth: int = 1) -> Value:
    """The score (得分) of a level: the sum of the scores ``depth`` levels below."""
    rule = _sum("得分", [s.score for s in score.level(depth)])
    return Value(plain(score.score), name, score.sources, score.score, rule)


def lost_value(name: str, score: Score) -> Value:
    """The points that a level lost (扣分)."""
    return Value(plain(score.lost), name, score.sources, score.lost, _sum("扣分", [s.lost for s in score.children]))


def points_value(name: str, score: Score, depth: int = 1) -> Value:
    """The points of a level (分值), which rest on the rules file and on no cell."""
    return Value(plain(score.points), name, (), score.points, _sum("分值", [s.points for s in score.level(depth)]))


def _sum(what: str, terms: Sequence[Decimal]) -> str:
    return f"各项{what}之和：{'＋'.join(map(plain, terms))}"


# --- marks ------------------------------------------------------------------------------------------------

_LINE, _LINE_END = "\x01", "\x02"
_VALUE, _VALUE_TEXT, _VALUE_END = "\x03", "\x04", "\x05"
PARAGRAPH_BREAK = "\x06"
BLANK_LINE = "\x07"

LINE_MARK = re.compile(f"{_LINE}(?P<file>\\d+):(?P<line>\\d+){_LINE_END}")
MARK = re.compile(f"{_VALUE}(?P<value>\\d+){_VALUE_TEXT}|{_VALUE_END}|{LINE_MARK.pattern}")
# Nearly every line begins with one mark and a word, so nothing in front of that word has to be looked at.
_MARK_AND_WORD = re.compile(f"{LINE_MARK.pattern}(?![\\s{_LINE}])")
_EDGE = f"(?:\\s|{_LINE}\\d+:\\d+{_LINE_END})+"
_LEADING, _TRAILING = re.compile(rf"\A{_EDGE}"), re.compile(rf"{_EDGE}\Z")


def line_mark(file: int, line: int) -> str:
    """The mark for text that stands on ``line`` of the wording file with the index ``file``."""
    return f"{_LINE}{file}:{line}{_LINE_END}"


def value_mark(index: int, text: str) -> str:
    """The text between the marks of the value with this index; a line break inside the text ends the paragraph."""
    start = f"{_VALUE}{index}{_VALUE_TEXT}"
    if "\n" in text:
        text = text.replace("\n", f"{_VALUE_END}{PARAGRAPH_BREAK}{start}")
    return f"{start}{text}{_VALUE_END}"


def trim(text: str) -> str:
    """Strip white space at both ends, also around the marks of lines; the marks before the first word stay."""
    leading = None if _MARK_AND_WORD.match(text) else _LEADING.match(text)
    if leading:
        text = "".join(mark[0] for mark in LINE_MARK.finditer(leading[0])) + text[leading.end() :]
    return _TRAILING.sub("", text) if text[-1:].isspace() or text.endswith(_LINE_END) else text
