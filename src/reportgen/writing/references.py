"""References (引用) in the sentences of clerks: ``{C01}`` stands for a figure that is typed once in the workbook.

A reference is a name in a table. Nothing is evaluated, so that a workbook from a stranger can run nothing. Braces may
be full-width, as a Chinese keyboard types them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, partial

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, nearest, normal_name
from reportgen.intake.form import BUDGET, FINANCES, INDICATORS, MONEY_UNIT, PERCENT, PROFILE, CellKind, Question
from reportgen.intake.submission import Entry, Expense, FinanceItem, Indicator, Submission
from reportgen.numeric import plain, round_half_up
from reportgen.scoring.scorecard import Score, Scorecard
from reportgen.writing.values import (
    Value,
    actual_value,
    budget_value,
    change_rate_value,
    change_value,
    fact_value,
    number_value,
    score_value,
    spent_value,
    target_value,
)

Get = Callable[[], Value | None]
"""Makes the value of a name when a sentence refers to it; ``None`` where the cell is blank."""

_BRACE = re.compile("[{}｛｝]")
_GROUPS = tuple(f"{name}." for name in ("三公", "预算", "概况", "收支"))
_REFERENCE = re.compile("[{｛]([^{}｛｝]{1,60})[}｝]")


class References:
    """The names to which the sentences of one submission may refer."""

    def __init__(self, submission: Submission, scorecard: Scorecard) -> None:
        self._submission = submission
        self._scorecard = scorecard

    def pieces(self, text: str) -> Iterator[str | Value]:
        """A sentence as the words between its references and the value of each; an unknown reference stays as typed."""
        position = 0
        for match in _REFERENCE.finditer(text) if _BRACE.search(text) else ():
            get = self._getters.get(_key(match[1]))
            value = get() if get else None
            if value is not None:
                yield text[position : match.start()]
                yield value
                position = match.end()
        yield text[position:]

    def fill_in(self, text: str) -> str:
        """A sentence with the values of its references."""
        return "".join(map(str, self.pieces(text)))

    def problems(self) -> Iterator[Diagnostic]:
        """Each reference without a value and each brace alone, in every sentence of the submission, printed or not."""
        for entry in self._submission.prose():
            if _BRACE.search(entry.value):
                yield from self._problems(entry)

    def _problems(self, entry: Entry[str]) -> Iterator[Diagnostic]:
        for match in _REFERENCE.finditer(entry.value):
            key = _key(match[1])
            if key not in self._getters and self._no_indicators and not key.startswith(_GROUPS):
                continue  # An earlier stage reported that there are no indicators.
            if key not in self._getters:
                yield catalogue.REFERENCE_UNKNOWN.at(entry.ref, match[0], nearest=nearest(key, self._getters))
            elif self._getters[key]() is None:
                yield catalogue.REFERENCE_BLANK.at(entry.ref, match[0])
        if brace := _BRACE.search(_REFERENCE.sub("", entry.value)):
            yield catalogue.BRACE_ALONE.at(entry.ref, entry.value, brace=brace[0])

    @cached_property
    def _no_indicators(self) -> bool:
        return not any(score.indicator for score in self._scorecard.tree.leaves())

    @cached_property
    def _getters(self) -> Mapping[str, Get]:
        """Every name with the function that makes its value; only a sentence with a brace needs this table."""
        getters: dict[str, Get] = {}
        for score in self._scorecard.tree.leaves():
            if score.indicator is not None:
                getters |= _of_indicator(score.indicator, score)
        public = self._submission.three_public
        getters |= _of_expense("三公", public.total)
        for part in public.parts:
            getters |= _of_expense(f"三公.{part.name}", part)
        for item in BUDGET.items:
            getters[f"预算.{item.name}"] = partial(_amount, item, self._submission.budget[item], item.unit)
        for item in PROFILE.items:
            if item.rows == 1 and item.kind is not CellKind.PROSE:
                getters[f"概况.{item.name}"] = partial(_fact, item, self._submission.profile[item])
        for item in FINANCES.items:
            getters |= _of_finance_item(f"收支.{item.name}", self._submission.finances[item])
        return {_key(name): get for name, get in getters.items()}


def _key(name: str) -> str:
    return normal_name(name).upper().replace("。", ".")  # A Chinese keyboard types 。 with the key of the dot.


def _of_indicator(indicator: Indicator, score: Score) -> dict[str, Get]:
    code, actual = indicator.code.value, partial(actual_value, indicator)
    return {
        code: actual,
        f"{code}.{INDICATORS.actual.name}": actual,
        f"{code}.指标值": partial(target_value, indicator),
        f"{code}.完成率": partial(_ratio, indicator),
        f"{code}.分值": partial(_points, "分值", score.points, score),
        f"{code}.得分": partial(_points, "得分", score.score, score),
        f"{code}.扣分": partial(_points, "扣分", score.lost, score),
    }


def _of_expense(name: str, expense: Expense) -> dict[str, Get]:
    last, actual = expense.last_actual, expense.actual
    return {
        f"{name}.预算": lambda: _with_unit(budget_value(expense), MONEY_UNIT),
        f"{name}.支出": lambda: _with_unit(spent_value(expense), MONEY_UNIT),
        f"{name}.上年支出": partial(_money, "上年支出", last),
        **_of_change(name, last, actual),
    }


def _of_finance_item(name: str, row: FinanceItem | None) -> dict[str, Get]:
    final, last = (row.final, row.last_final) if row else (None, None)
    columns = {column.name: row[column] if row else None for column in FINANCES.figures}
    getters: dict[str, Get] = {f"{name}.{column}": partial(_money, column, entry) for column, entry in columns.items()}
    return {name: partial(_money, FINANCES.final.name, final), **getters, **_of_change(name, last, final)}


def _of_change(name: str, last: Entry[Decimal] | None, now: Entry[Decimal] | None) -> dict[str, Get]:
    """The names of what an amount has more or less than last year."""

    def amount(sign: int) -> Value | None:
        value = change_value(last, now, sign)
        return value and _with_unit(value, MONEY_UNIT)

    def rate() -> Value | None:
        value = change_rate_value(last, now)
        return value and _with_unit(value, PERCENT)

    return {
        f"{name}.比上年增加": partial(amount, 1),
        f"{name}.比上年减少": partial(amount, -1),
        f"{name}.比上年增减率": rate,
    }


def _money(name: str, entry: Entry[Decimal] | None) -> Value | None:
    value = number_value(name, entry)
    return value and _with_unit(value, MONEY_UNIT)


def _fact(question: Question, entry: Entry[str] | Entry[int] | None) -> Value | None:
    value = fact_value(question.name, entry)
    return value and _with_unit(value, question.unit)


def _ratio(indicator: Indicator) -> Value | None:
    """实际完成值 in percent of 年度指标值; ``None`` for a qualitative indicator or a target of 0."""
    target, actual = indicator.target, indicator.actual
    if target is None or actual is None or target.value == 0:
        return None
    number = round_half_up(actual.value * Decimal(100) / target.value, 2)
    return Value(
        f"{plain(number)}%",
        "完成率",
        (actual.ref, target.ref),
        number,
        f"{INDICATORS.actual.name}÷{INDICATORS.target.name}",
    )


def _points(name: str, number: Decimal, score: Score) -> Value:
    value = score_value(name, number, score)
    return value.with_text(f"{value.text}分")


def _amount(question: Question, entry: Entry[Decimal] | None, unit: str) -> Value | None:
    value = number_value(question.name, entry)
    return value and _with_unit(value, unit)


def _with_unit(value: Value, unit: str) -> Value:
    return value.with_text(value.text + unit)
