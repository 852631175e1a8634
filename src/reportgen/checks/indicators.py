"""Checks on the rows of 绩效指标: numbers, evidence, symbols and names that a reviewer would ask about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from reportgen import catalogue
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.intake.form import INDICATORS
from reportgen.intake.submission import Entry, Indicator
from reportgen.numeric import plain, round_half_up

_AT_LEAST, _AT_MOST = ("≥", ">"), ("≤", "<")
_PERCENT, _QUANTITY, _TIMELINESS, _SATISFACTION = "%", "数量", "时效", "满意度"
_FULL = Decimal(100)
_SAMPLE_NOTE = "示例值"  # The sample workbook has this remark beside invented numbers.
_NO_WORDS = re.compile(r"(?:暂?无|没有|不适用|[\W_])*")
_PEOPLE = re.compile(r"\d+\s*(?:余|多)?\s*(?:份|人|户|名|家|位)")


def deviation_explained(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report an actual value far above or below its target that has no explanation.

    Where the target is an upper limit (≤), a value within it is no deviation, however far below it lies.
    """
    limits = dossier.limits.indicators
    for indicator in dossier.submission.indicators:
        target, actual = indicator.target, indicator.actual
        if target is None or actual is None or _any_gap(dossier, target, actual) or _has_explanation(indicator):
            continue
        within_limit = indicator.symbol.value in _AT_MOST and actual.value <= target.value
        distance = abs(actual.value - target.value)
        share = distance * 100 / abs(target.value) if target.value else Decimal(0)  # There is no share of 0.
        if within_limit or share <= limits.deviation or _one_more_or_less(indicator, distance, limits.deviation_least):
            continue
        values = {
            "name": indicator.name.value,
            "target": _with_unit(indicator, target.value),
            "actual": _with_unit(indicator, actual.value),
            "direction": "多" if actual.value > target.value else "少",
            "share": plain(round_half_up(share, 1)),
            "limit": plain(limits.deviation),
        }
        yield catalogue.DEVIATION_UNEXPLAINED.at(actual.ref, **values)


def _has_explanation(indicator: Indicator) -> bool:
    return any(_says_something(entry.value) for entry in (indicator.reason, indicator.remark) if entry)


def _says_something(remark: str) -> bool:
    return any(not _NO_WORDS.fullmatch(clause) for clause in _own_clauses(remark))


def _own_clauses(remark: str) -> list[str]:
    """The clauses of a remark without those that mark invented numbers."""
    return [clause for clause in re.split(r"[，。；;,]", remark) if _SAMPLE_NOTE not in clause]


def _one_more_or_less(indicator: Indicator, distance: Decimal, least: Decimal) -> bool:
    """Whether two counts differ too little to need an explanation: 3 is 50 % more than 2, but only one more."""
    whole = distance == distance.to_integral_value()
    return whole and distance <= least and not _is_percentage(indicator)


def percentages_within_100(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a percentage above 100, and a target of ≥ 100 % or more: where no value can exceed it, the symbol is =."""
    for indicator in dossier.submission.indicators:
        target, actual, symbol = indicator.target, indicator.actual, indicator.symbol.value
        if target is None or actual is None or _any_gap(dossier, target, actual) or not _is_percentage(indicator):
            continue
        if symbol in _AT_MOST or _name_holds(indicator, dossier.limits.indicators.may_exceed_100):
            continue
        if target.value > _FULL or (target.value == _FULL and symbol in _AT_LEAST):
            found = f"{symbol}{plain(target.value)}%"
            yield catalogue.PERCENT_OVER_100.at(
                target.ref, found, name=indicator.name.value, column=INDICATORS.target.name
            )
        if actual.value > _FULL:
            values = {"name": indicator.name.value, "column": INDICATORS.actual.name}
            yield catalogue.PERCENT_OVER_100.at(actual.ref, f"{plain(actual.value)}%", **values)


def satisfaction_surveyed(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a satisfaction rate whose evidence does not say how many people were asked, or in which way."""
    for indicator in dossier.submission.indicators:
        names = (indicator.category.value, indicator.secondary.value, indicator.name.value)
        if not any(name.endswith(_SATISFACTION) for name in names):
            continue
        entries = [entry for entry in (indicator.evidence, indicator.remark) if entry]
        clauses = [clause for entry in entries for clause in _own_clauses(entry.value)]
        if any(_PEOPLE.search(clause) or _holds(clause, dossier.limits.indicators.survey) for clause in clauses):
            continue
        evidence = indicator.evidence
        place = evidence.ref if evidence else indicator.cell(INDICATORS.evidence.name)
        text = evidence.value if evidence else "（空）"
        yield catalogue.SURVEY_UNNAMED.at(place, text, name=indicator.name.value)


def direction_fits_name(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a symbol that does not fit the name: a number of deaths ≥ its target, or a satisfaction ≤ its target."""
    limits = dossier.limits.indicators
    for indicator in dossier.submission.indicators:
        symbol, high = indicator.symbol.value, _name_holds(indicator, limits.higher_is_better)
        low = (
            not high
            and _name_holds(indicator, limits.lower_is_better)
            and not _name_holds(indicator, limits.dealt_with)
        )
        if (symbol in _AT_LEAST and low) or (symbol in _AT_MOST and high):
            values = {"name": indicator.name.value, "better": "低" if low else "高", "other": "≤" if low else "≥"}
            yield catalogue.DIRECTION_DOUBTFUL.at(indicator.symbol.ref, symbol, **values)


def execution_rates_filed_right(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a rate of budget execution under 数量: it belongs under 时效, because it says how fast money was spent."""
    for indicator in dossier.submission.indicators:
        if indicator.secondary.value == _QUANTITY and _name_holds(indicator, dossier.limits.indicators.execution_rate):
            values = {"name": indicator.name.value, "wanted": _TIMELINESS}
            yield catalogue.EXECUTION_RATE_MISFILED.at(indicator.secondary.ref, _QUANTITY, **values)


def names_differ(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report an indicator that has the name of an earlier one."""
    first: dict[str, CellRef] = {}
    for entry in (indicator.name for indicator in dossier.submission.indicators):
        name = normal_name(entry.value)
        if _any_gap(dossier, entry):
            continue
        if name in first:
            yield catalogue.DUPLICATE_NAME.at(entry.ref, entry.value, first=first[name].cell)
        first.setdefault(name, entry.ref)


def _any_gap(dossier: Dossier, *entries: Entry[Decimal] | Entry[str]) -> bool:
    """Whether one of the cells is a gap and its value a stand-in."""
    return any(entry.ref in dossier.submission.gaps for entry in entries)


def _is_percentage(indicator: Indicator) -> bool:
    return indicator.unit is not None and indicator.unit.value == _PERCENT


def _with_unit(indicator: Indicator, value: Decimal) -> str:
    return plain(value) + (indicator.unit.value if indicator.unit else "")


def _name_holds(indicator: Indicator, words: Iterable[str]) -> bool:
    return _holds(indicator.name.value, words)


def _holds(text: str, words: Iterable[str]) -> bool:
    """Whether the text holds one of the words without a 不, 未 or 非 before it that makes it the contrary."""
    return _any_of(tuple(words)).search(normal_name(text)) is not None


@lru_cache(maxsize=32)  # Every office of a district has the same limits.
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    choice = "|".join(re.escape(normal_name(word)) for word in words)
    return re.compile(f"(?<![不未非])(?:{choice})" if choice else "(?!)")
