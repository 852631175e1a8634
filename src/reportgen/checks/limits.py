"""The limits of the checks (核对的界限): the numbers and words of ``checks/核对.toml``, loaded strictly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportgen.diagnostics import Outcome
from reportgen.resources import Resources
from reportgen.settings import load_settings, number, texts

LIMITS = "checks/核对.toml"

_SETTINGS = {
    "indicators.deviation": number("偏差多少要说明", "%", "1", "1000", "1"),
    "indicators.deviation_least": number("偏差至少多少才问", "个、次、人等", "0", "1000", "1"),
    "indicators.may_exceed_100": texts("可以超过100%的指标名称里的词", 20),
    "indicators.survey": texts("说明怎样得出满意度的词", 20),
    "indicators.lower_is_better": texts("越低越好的指标名称里的词", 20),
    "indicators.higher_is_better": texts("越高越好的指标名称里的词", 20),
    "indicators.dealt_with": texts("说的是做了多少工作的词", 20),
    "indicators.execution_rate": texts("预算执行率一类指标名称里的词", 20),
    "budget.rate_low": number("执行率低于多少要核对", "%", "0", "100", "1"),
    "budget.rate_high": number("执行率高于多少要核对", "%", "100", "1000", "1"),
    "budget.rate_tolerance": number("填的比率和算出的比率最多差多少", "个百分点", "0", "10", "0.01"),
    "budget.three_public_change": number("三公经费增减多少要说明原因", "%", "1", "1000", "1"),
    "budget.three_public_least": number("三公经费增减至少多少才问", "万元", "0", "100", "0.01"),
    "budget.slip": number("相差多少倍像是元当成了万元", "倍", "100", "1000000", "1"),
    "budget.largest": number("一个单位一年的预算最多多少", "万元", "10000", "1000000000", "1"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLimits:
    """Limits for the sheet 绩效指标. Percentages are on the scale 20 = 20 %; the words are parts of names."""

    deviation: Decimal  # of an actual value from its target, beyond which it wants an explanation, in %
    deviation_least: Decimal  # a difference up to this, in a count, wants none
    may_exceed_100: tuple[str, ...]
    survey: tuple[str, ...]  # in the evidence of a satisfaction rate: its sample or method
    lower_is_better: tuple[str, ...]
    higher_is_better: tuple[str, ...]
    dealt_with: tuple[str, ...]  # beside what is better low: how much was done about it
    execution_rate: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLimits:
    """Limits for the sheets 预算执行 and 三公经费: rates in %, money in 万元."""

    rate_low: Decimal
    rate_high: Decimal
    rate_tolerance: Decimal  # percentage points
    three_public_change: Decimal  # in %
    three_public_least: Decimal  # a change up to this wants no reason
    slip: Decimal  # how many times an amount is too large when 元 was taken for 万元
    largest: Decimal  # no office has a larger budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the checks go by, one part for each table of the file."""

    indicators: IndicatorLimits
    budget: BudgetLimits


def load_limits(resources: Resources) -> Outcome[Limits]:
    """Read the nearest 核对.toml; every problem in it is found in one run."""
    settings = load_settings(resources, LIMITS, _SETTINGS)
    if settings.value is None:
        return Outcome(None, settings.diagnostics)
    tables: dict[str, dict[str, Any]] = {}
    for name, value in settings.value.values.items():
        table, _, key = name.partition(".")
        tables.setdefault(table, {})[key] = tuple(value) if isinstance(value, list) else Decimal(value)
    return Outcome(Limits(indicators=IndicatorLimits(**tables["indicators"]), budget=BudgetLimits(**tables["budget"])))
