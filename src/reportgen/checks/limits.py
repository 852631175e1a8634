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
    "last_year.similarity": number("与上一年相同多少要提醒", "%", "50", "100", "1"),
    "last_year.shortest": number("多少字以上的段落才比", "字", "10", "1000", "1"),
    "last_year.fixed": texts("年年相同、不算照抄的话", 60),
    "across.similarity": number("两个单位的段落相同多少要提醒", "%", "60", "100", "1"),
    "across.shortest": number("各单位之间多少字以上的段落才比", "字", "10", "1000", "1"),
    "across.times": number("是别的单位多少倍要核对", "倍", "2", "1000", "1"),
    "across.peers": number("至少几个别的单位有同样的数才比", "个", "2", "100", "1"),
    "across.changes": texts("说的是增减多少的指标名称里的词", 20),
    "parts.required": texts("说明里必有的标题", 40),
    "words.slips": texts("错字，写作 错→对", 20, "[^→]+→[^→]+"),
    "words.not_slips": texts("含有错字样子、其实不错的话", 20),
    "words.of_street": texts("只有街道才用的叫法", 20),
    "words.of_town": texts("只有镇才用的叫法", 20),
    "words.of_township": texts("只有乡才用的叫法", 20),
    "words.not_other_kind": texts("含有上面的叫法、其实是泛指的话", 20),
    "words.offices": texts("本区各街道、镇、乡的简称", 20, "..+(?:街道|街|镇|乡)"),
    "words.not_offices": texts("后面跟着街道、镇、乡，其实不是名称的词", 10),
    "words.self_references": texts("文中怎样称呼自己", 10),
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
class LastYearLimits:
    """When a paragraph counts as copied from last year's workbook."""

    similarity: Decimal  # to a paragraph of last year, in %
    shortest: Decimal  # characters: a shorter paragraph may well be the same every year
    fixed: tuple[str, ...]  # words that are the same every year


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossLimits:
    """When an office is told for what shows beside the others."""

    similarity: Decimal  # of two paragraphs, in %
    shortest: Decimal  # characters: shorter paragraphs are alike by chance
    times: Decimal  # how many times the median of the others a number is, or goes into it
    peers: Decimal  # how many others must have the number
    changes: tuple[str, ...]  # in the name of a percentage: it tells by how much something changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The headings that every report has, without their numbers."""

    required: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that the checks of prose look for, and those that only look like them."""

    slips: tuple[str, ...]  # “做为→作为”
    not_slips: tuple[str, ...]
    of_street: tuple[str, ...]  # what only an office of that kind calls itself
    of_town: tuple[str, ...]
    of_township: tuple[str, ...]
    not_other_kind: tuple[str, ...]
    offices: tuple[str, ...]  # short names of known offices
    not_offices: tuple[str, ...]  # 推动 of 推动街道…
    self_references: tuple[str, ...]

    def of_other_kinds(self, kind: str) -> tuple[str, ...]:
        """What only offices call themselves that are no ``kind`` (街道, 镇, 乡)."""
        listed = {"街道": self.of_street, "镇": self.of_town, "乡": self.of_township}
        return tuple(word for other, words in listed.items() if other != kind for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the checks go by, one part for each table of the file."""

    indicators: IndicatorLimits
    budget: BudgetLimits
    last_year: LastYearLimits
    across: AcrossLimits
    parts: Parts
    words: Words


def load_limits(resources: Resources) -> Outcome[Limits]:
    """Read the nearest 核对.toml; every problem in it is found in one run."""
    settings = load_settings(resources, LIMITS, _SETTINGS)
    if settings.value is None:
        return Outcome(None, settings.diagnostics)
    tables: dict[str, dict[str, Any]] = {}
    for name, value in settings.value.values.items():
        table, _, key = name.partition(".")
        tables.setdefault(table, {})[key] = tuple(value) if isinstance(value, list) else Decimal(value)
    limits = Limits(
        indicators=IndicatorLimits(**tables["indicators"]),
        budget=BudgetLimits(**tables["budget"]),
        last_year=LastYearLimits(**tables["last_year"]),
        across=AcrossLimits(**tables["across"]),
        parts=Parts(**tables["parts"]),
        words=Words(**tables["words"]),
    )
    return Outcome(limits)
