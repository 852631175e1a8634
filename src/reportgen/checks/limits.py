"""The limits of the checks (核对的界限): each number and word of ``checks/核对.toml``, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reportgen.diagnostics import Outcome
from reportgen.resources import Resources
from reportgen.settings import load_settings, number, texts

LIMITS = "checks/核对.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLimits:
    """Limits for the sheet 绩效指标: percentages on the scale 20 = 20 %, and words that are parts of names."""

    deviation: Decimal = number("偏差多少要说明", "%", 1, 1000, "1")
    deviation_least: Decimal = number("偏差至少多少才问", "个、次、人等", 0, 1000, "1")
    may_exceed_100: tuple[str, ...] = texts("可以超过100%的指标名称里的词", 20)
    survey: tuple[str, ...] = texts("说明怎样得出满意度的词", 20)
    lower_is_better: tuple[str, ...] = texts("越低越好的指标名称里的词", 20)
    higher_is_better: tuple[str, ...] = texts("越高越好的指标名称里的词", 20)
    dealt_with: tuple[str, ...] = texts("说的是做了多少工作的词", 20)
    execution_rate: tuple[str, ...] = texts("预算执行率一类指标名称里的词", 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLimits:
    """Limits for the sheets 预算执行 and 三公经费: rates in %, money in 万元."""

    rate_low: Decimal = number("执行率低于多少要核对", "%", 0, 100, "1")
    rate_high: Decimal = number("执行率高于多少要核对", "%", 100, 1000, "1")
    rate_tolerance: Decimal = number("填的比率和算出的比率最多差多少", "个百分点", 0, 10)
    three_public_change: Decimal = number("三公经费增减多少要说明原因", "%", 1, 1000, "1")
    three_public_least: Decimal = number("三公经费增减至少多少才问", "万元", 0, 100)
    slip: Decimal = number("相差多少倍像是元当成了万元", "倍", 100, 1_000_000, "1")
    largest: Decimal = number("一个单位一年的预算最多多少", "万元", 10_000, 1_000_000_000, "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastYearLimits:
    """Limits beyond which a paragraph counts as copied from last year's workbook."""

    similarity: Decimal = number("与上一年相同多少要提醒", "%", 50, 100, "1")
    shortest: Decimal = number("多少字以上的段落才比", "字", 10, 1000, "1")
    fixed: tuple[str, ...] = texts("年年相同、不算照抄的话", 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossLimits:
    """Limits for the comparison of the offices with each other."""

    similarity: Decimal = number("两个单位的段落相同多少要提醒", "%", 60, 100, "1")
    shortest: Decimal = number("各单位之间多少字以上的段落才比", "字", 10, 1000, "1")
    times: Decimal = number("是别的单位多少倍要核对", "倍", 2, 1000, "1")  # of their median, or the median of it
    peers: Decimal = number("至少几个别的单位有同样的数才比", "个", 2, 100, "1")
    changes: tuple[str, ...] = texts("说的是增减多少的指标名称里的词", 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that the checks of prose search for, and phrases that only look like them."""

    slips: tuple[str, ...] = texts("错字，写作 错→对", 20, "[^→]+→[^→]+")
    not_slips: tuple[str, ...] = texts("含有错字样子、其实不错的话", 20)
    of_street: tuple[str, ...] = texts("只有街道才用的叫法", 20)
    of_town: tuple[str, ...] = texts("只有镇才用的叫法", 20)
    of_township: tuple[str, ...] = texts("只有乡才用的叫法", 20)
    not_other_kind: tuple[str, ...] = texts("含有上面的叫法、其实是泛指的话", 20)
    offices: tuple[str, ...] = texts("本区各街道、镇、乡的简称", 20, "..+(?:街道|街|镇|乡)")
    not_offices: tuple[str, ...] = texts("后面跟着街道、镇、乡，其实不是名称的词", 10)  # such as 推动, from 推动街道…
    self_references: tuple[str, ...] = texts("文中怎样称呼自己", 10)

    def of_other_kinds(self, kind: str) -> tuple[str, ...]:
        """The words by which only offices of another kind than ``kind`` (街道, 镇, 乡) call themselves."""
        words_by_kind = {"街道": self.of_street, "镇": self.of_town, "乡": self.of_township}
        return tuple(word for other, words in words_by_kind.items() if other != kind for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of all checks, one part for each table of the file."""

    indicators: IndicatorLimits
    budget: BudgetLimits
    last_year: LastYearLimits
    across: AcrossLimits
    words: Words


def load_limits(resources: Resources) -> Outcome[Limits]:
    """Read the nearest 核对.toml and report every problem in it in one run."""
    return load_settings(resources, LIMITS, Limits)
