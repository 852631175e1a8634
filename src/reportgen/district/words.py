"""The settings of a summary (汇总.toml), and its text: its words, its composition, how it describes problems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, blocking, has_errors
from reportgen.district.figures import Average, Figures, LostCriterion, YearComparison, round_figure
from reportgen.district.results import Filing
from reportgen.intake.form import BASICS, SHEETS
from reportgen.numeric import plain
from reportgen.resources import Resources
from reportgen.settings import font, is_number, load_settings, number, setting
from reportgen.writing.composition import compose, title_of
from reportgen.writing.narrative import Block, Exhibit, Level, Narrative
from reportgen.writing.source import SUMMARY
from reportgen.writing.values import Value
from reportgen.writing.wording import MarkedText, Wording
from reportgen.writing.words import Word, WordFacts, WordType, flag_word, group_word, list_word, number_word, text_word

FILE = "summary/汇总.toml"
_MOST_POINTS, _FINEST = 100, Decimal("0.01")


def _are_bands(bounds: list[Decimal | int]) -> bool:
    return 1 <= len(bounds) <= 20 and all(map(_is_bound, bounds)) and all(high > low for high, low in pairwise(bounds))


def _is_bound(bound: Decimal | int) -> bool:
    return Decimal(bound).is_finite() and 0 < bound <= _MOST_POINTS and bound % _FINEST == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLook:
    """The look of the tables; the size is in points."""

    font_han: str = font("表格的中文字体")
    font_latin: str = font("表格里数字和字母的字体")
    size: Decimal = number("表格的字号", "磅", 5, 22, "0.5")
    head_han: str = font("表头的中文字体")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLook:
    """The size of the pictures in millimetres, and the look of the captions of tables and pictures in points."""

    width: Decimal = number("图宽", "毫米", 100, 250, "1")
    height: Decimal = number("图高", "毫米", 50, 200, "1")
    caption_han: str = font("图题、表题的中文字体")
    caption_size: Decimal = number("图题、表题的字号", "磅", 5, 22, "0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryOptions:
    """The settings of a summary; ``bands`` are the lower bounds of the bands (分数段), the highest first."""

    bands: tuple[Decimal, ...] = setting(
        "分数段的下限",
        "方括号里 1 到 20 个数，大于 0、不超过 100，至多两位小数，从高到低，如 [95, 90, 80, 60]",
        lambda value: isinstance(value, list) and all(map(is_number, value)),
        _are_bands,
        lambda value: tuple(map(Decimal, value)),
    )
    most_items: int = number("最多列几项扣分的三级指标", "项", 1, 30, "1", convert=int)
    table: TableLook
    picture: PictureLook


def load_options(resources: Resources) -> Outcome[SummaryOptions]:
    """Read the nearest 汇总.toml and report all of its problems in one run."""
    return load_settings(resources, FILE, SummaryOptions)


# --- the words ------------------------------------------------------------------------------------------

MOST_NAMED = 5  # a sentence names at most so many offices
_MOST_REASONS = 3  # a sentence quotes at most so many
_LONGEST_REASON = 60  # characters of a reason in a sentence
_INNER_MARKS = str.maketrans("“”", "‘’")
_ADDRESS = re.compile(f"({'|'.join(sheet.name for sheet in SHEETS)})!([A-Z]{{1,3}}[0-9]+)")
_QUOTATION = re.compile("(“[^”]*”|《[^》]*》)")
_HAN = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BLANK = re.compile(f"(?<=[{_HAN}]) | (?=[{_HAN}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictFacts:
    """The facts from which the words of a summary get their values: figures, and tables and pictures with content."""

    figures: Figures
    exhibits: Mapping[str, Exhibit]  # by the word that prints it: 表.得分排名
    most_items: int
    prefix: str = ""  # of the exhibits of one scheme of several
    references: None = None
    gaps: frozenset[CellRef] = frozenset()


def _number(name: str, value: Decimal | int | None) -> Value | None:
    return None if value is None else Value(plain(Decimal(value)), name, (), Decimal(value))


def _figure(name: str, unit: str, meaning: str, get: Callable[[Figures], Decimal | int | None], **more: Any) -> Word:
    return number_word(name, unit, meaning, lambda f: _number(name, get(f.figures)), **more)


def _flag(name: str, meaning: str, get: Callable[[Figures], bool]) -> Word:
    return flag_word(name, meaning, lambda f: get(f.figures))


def _text(name: str, meaning: str, get: Callable[[Figures], str]) -> Word:
    """Return a word for a text that may be blank; the wording has to ask for it first."""

    def draw(facts: DistrictFacts) -> Value | None:
        text = get(facts.figures)
        return Value(text, name, ()) if text else None

    return text_word(name, meaning, draw, optional=True)


def _list_offices(names: Sequence[str], counted_as: str) -> str:
    return list_names(names, MOST_NAMED, counted_as)


def _extreme(figures: Figures, place: int) -> str:
    return _list_offices(figures.with_total(figures.totals[place]), "个单位") if figures.ranking else ""


def _weakest(figures: Figures) -> list[Average]:
    """Return the 二级指标 with the lowest rate; none if all have the same rate."""
    lowest = min((group.rate for group in figures.groups), default=None)
    weakest = [group for group in figures.groups if group.rate == lowest]
    return weakest if len(weakest) < len(figures.groups) else []


def _reasons(item: LostCriterion) -> Value:
    """Return the reasons for lost points in quotation marks, each with the offices that gave it."""
    told = [
        f"“{_in_quotation(reason.text)}”（{_list_offices(reason.offices, '个单位')}）"
        for reason in item.reasons[:_MOST_REASONS]
    ]
    more = len(item.reasons) - len(told)
    return Value("；".join(told) + (f"；另有{more}种原因" if more else ""), "原因", ())


def _in_quotation(text: str) -> str:
    inner = text.translate(_INNER_MARKS)
    return inner if len(inner) <= _LONGEST_REASON else f"{inner[:_LONGEST_REASON]}…"


def _with_reasons(facts: DistrictFacts) -> tuple[LostCriterion, ...]:
    return tuple(item for item in facts.figures.foremost_lost(facts.most_items) if item.reasons)


def _named(items: Sequence[LostCriterion]) -> str:
    return _list_offices([item.name for item in items], "项")


def _first(items: Sequence[LostCriterion], get: Callable[[LostCriterion], Decimal | int]) -> Decimal | int | None:
    return get(items[0]) if items else None


def _share_of_most_lost(figures: Figures) -> Decimal | None:
    """Return the part of all lost points that the foremost 三级指标 make up together, in %."""
    lost = sum((item.lost for item in figures.most_lost), Decimal(0))
    return round_figure(lost * 100 / figures.lost_in_all, Decimal(0), Decimal(100)) if lost else None


_AVERAGE = (
    text_word("名称", "指标的名称", lambda a: Value(a.name, "指标", ())),
    number_word("分值", "分", "分值", lambda a: _number("分值", a.points)),
    number_word("平均分", "分", "各单位的平均得分", lambda a: _number("平均分", a.mean)),
    number_word("得分率", "%", "平均得分占分值的百分之几", lambda a: _number("得分率", a.rate)),
    flag_word("满分", "各单位都得满分", lambda a: not a.lost),
    flag_word("有分值", "分值大于0；加分、否决一类的没有分值", lambda a: a.points > 0),
)

_LOST = (
    text_word("名称", "三级指标的名称", lambda i: Value(i.name, "三级指标", ())),
    text_word("二级指标", "它所在的二级指标", lambda i: Value(i.group, "二级指标", ())),
    number_word("分值", "分", "分值", lambda i: _number("分值", i.points)),
    number_word("单位数", "个", "有失分的单位有几个", lambda i: _number("单位数", i.offices)),
    flag_word("只有一个", "有失分的单位只有一个", lambda i: i.offices == 1),
    number_word("扣分", "分", "各单位扣分之和", lambda i: _number("扣分", i.lost)),
    number_word("得分率", "%", "各单位得分之和占分值之和的百分之几", lambda i: _number("得分率", i.rate)),
)

_REASON = (*_LOST, text_word("原因", "各单位填写的原因，一样的合在一起，后面是单位", _reasons))

_BAND = (
    text_word("名称", "分数段，如 95分以上（含95分）", lambda b: Value(b.name, "分数段", ())),
    number_word("单位数", "个", "这一段有几个单位", lambda b: _number("单位数", b.offices)),
    number_word("比例", "%", "占有得分的单位的百分之几", lambda b: _number("比例", b.share)),
    flag_word("有单位", "这一段有单位", lambda b: b.offices > 0),
)


def _reason(filing: Filing) -> Value | None:
    first = next(iter(blocking(filing.problems)), None)
    return Value(official(first.message), "原因", ()) if first else None


_FAILURE = (
    text_word("名称", "单位简称，读不出的是填报表的名称", lambda f: Value(f.office, "单位", ())),
    text_word("原因", "没有生成的原因，有几个的是第一个；程序自己出错的没有", _reason, optional=True),
)

_RANK = (
    text_word("名称", BASICS.short_name.name, lambda r: Value(r.office, "单位", ())),
    number_word("名次", "", "名次，同分的相同", lambda r: _number("名次", r.place)),
    number_word("总分", "分", "总分", lambda r: _number("总分", r.score.tree.score)),
    text_word(
        "等级", "等级，如 优", lambda r: Value(r.score.grade, "等级", ()) if r.score.grade else None, optional=True
    ),
)

_GRADE = (
    text_word("名称", "等级，如 优", lambda g: Value(g[0], "等级", ())),
    number_word("单位数", "个", "这个等级的单位有几个", lambda g: _number("单位数", g[1])),
)


def _last_year(get: Callable[[Any], Any]) -> Callable[[DistrictFacts], Any]:
    """Return a function that takes a value from the comparison with last year; ``None`` if there is none."""

    def draw(facts: DistrictFacts) -> Any:
        comparison = facts.figures.comparison
        return get(comparison) if comparison else None

    return draw


def _number_of_comparison(name: str, unit: str, meaning: str, get: Callable[[Any], Decimal | int]) -> Word:
    return number_word(name, unit, meaning, _last_year(lambda c: _number(name, get(c))), optional=True)


def _compared_offices(comparison: YearComparison) -> str:
    return _list_offices([one.office for one in comparison.offices], "个单位")


def _fallen(comparison: YearComparison) -> str:
    return _list_offices([one.office for one in comparison.offices if one.change < 0], "个单位")


_COMPARISON = group_word(
    "上年比较",
    "与上年比较；没有给上年的填报表，里面的词都没有",
    lambda f: f,
    flag_word("有", "有上年的得分可比", lambda f: f.figures.comparison is not None),
    text_word(
        "年度", "上年的年度", _last_year(lambda c: Value(str(c.year), "年度", (), Decimal(c.year))), optional=True
    ),
    _number_of_comparison("单位数", "个", "两年都有得分的单位数", lambda c: len(c.offices)),
    flag_word("只有一个", "两年都有得分的单位只有一个", _last_year(lambda c: len(c.offices) == 1)),
    text_word(
        "单位", "两年都有得分的单位", _last_year(lambda c: Value(_compared_offices(c), "单位", ())), optional=True
    ),
    _number_of_comparison("上年平均分", "分", "这些单位上年的平均分", lambda c: c.mean_before),
    _number_of_comparison("本年平均分", "分", "这些单位本年的平均分", lambda c: c.mean_now),
    _number_of_comparison("相差", "分", "两个平均分相差多少", lambda c: abs(c.change)),
    flag_word("上升", "平均分比上年高，不论多少", _last_year(lambda c: c.change > 0)),
    flag_word("下降", "平均分比上年低，不论多少", _last_year(lambda c: c.change < 0)),
    flag_word("基本持平", "平均分有升降，但不到0.005分", _last_year(lambda c: c.slight)),
    flag_word("尾数不合", "因四舍五入，印出的两个平均分相减不等于相差", _last_year(lambda c: c.uneven)),
    _number_of_comparison("上升单位数", "个", "比上年高的单位数", lambda c: c.count(lambda change: change > 0)),
    flag_word("有上升", "有比上年高的单位", _last_year(lambda c: c.count(lambda change: change > 0) > 0)),
    _number_of_comparison("下降单位数", "个", "比上年低的单位数", lambda c: c.count(lambda change: change < 0)),
    text_word(
        "下降单位",
        "比上年低的单位",
        _last_year(lambda c: Value(_fallen(c), "单位", ()) if _fallen(c) else None),
        optional=True,
    ),
    flag_word("有下降", "有比上年低的单位", _last_year(lambda c: c.count(lambda change: change < 0) > 0)),
    _number_of_comparison("持平单位数", "个", "与上年相同的单位数", lambda c: c.count(lambda change: change == 0)),
    flag_word("有持平", "有与上年相同的单位", _last_year(lambda c: c.count(lambda change: change == 0) > 0)),
    flag_word("分值不同", "两年的评分标准分值不同", _last_year(lambda c: c.other_points)),
)


def _exhibit(kind: str, name: str, meaning: str) -> Word:
    def draw(facts: DistrictFacts) -> Value | None:
        key = f"{facts.prefix}{kind}.{name}"
        exhibit = facts.exhibits.get(key)
        return Value(exhibit.caption, kind, (), rule=key) if exhibit else None

    return Word(name=name, type=WordType.EXHIBIT, meaning=meaning, get=draw, optional=True)


TABLE, PICTURE = "表", "图"
_TABLES = group_word(
    TABLE,
    "表格，要独占一段；没有内容的没有",
    lambda f: f,
    _exhibit(TABLE, "得分排名", "各单位的名次、总分和各一级指标得分"),
    _exhibit(TABLE, "二级指标", "各单位各二级指标的得分"),
    _exhibit(TABLE, "扣分情况", "有失分的三级指标"),
    _exhibit(TABLE, "没有生成", "没有生成说明的单位和原因"),
    _exhibit(TABLE, "应报未报", "应报未报的单位；句子里列得完的没有"),
    _exhibit(TABLE, "相互核对", "各单位之间核对发现的问题"),
    _exhibit(TABLE, "上年比较", "各单位两年的总分"),
)
_PICTURES = group_word(
    PICTURE,
    "图，要独占一段；没有内容的、这台电脑上画不了的没有",
    lambda f: f,
    _exhibit(PICTURE, "得分分布", "各分数段的单位数"),
    _exhibit(PICTURE, "扣分情况", "扣分最多的三级指标"),
    _exhibit(PICTURE, "上年比较", "两年的总分"),
)


def _list_from(get: Callable[[Figures], tuple[Any, ...]]) -> Callable[[DistrictFacts], tuple[Any, ...]]:
    return lambda facts: get(facts.figures)


def vocabulary() -> tuple[Word, ...]:
    """Return every word that the wording of a summary may use."""
    words = _words()
    own = (word for word in words if word.name in _OF_SCHEME)
    return (
        *words,
        _figure("评分方案数", "个", "各单位所用的评分方案有几个；都用同一个方案的为0", lambda f: len(f.schemes)),
        list_word(
            "评分方案",
            "各单位所用的评分方案，分别统计；都用同一个方案的没有",
            _each_scheme,
            text_word("名称", "方案的名称", lambda f: Value(f.figures.scheme, "评分方案", ())),
            *own,
        ),
    )


# The words that a scheme has of its own offices, where there are several schemes.
_OF_SCHEME = frozenset(
    [
        *("只有一个", "全部同分", "全部满分", "试用", "得分单位数", "平均分", "中位数", "最高分", "最低分"),
        *("最高分单位", "最低分单位", "排名", "分数段", "等级", "一级指标", "二级指标", "最弱二级指标"),
        *("最弱二级指标并列", "最弱二级指标得分率", "扣分指标数", "扣分指标只有一项", "扣分指标列全", "扣分指标"),
        *("扣分最多指标", "扣分最多并列", "扣分最多占比", "扣分最广指标", "扣分最广并列", "扣分最广过半"),
        *("扣分最广单位数", "有扣分相同未列", "扣分相同未列数", "失分原因", "未核实规则", "上年比较", "表"),
    ]
)


def _each_scheme(facts: DistrictFacts) -> list[DistrictFacts]:
    schemes = facts.figures.schemes
    return [replace(facts, figures=one, prefix=scheme_prefix(one)) for one in schemes]


def scheme_prefix(figures: Figures) -> str:
    """Return what the names of the exhibits of one scheme begin with."""
    return f"{figures.scheme}/"


def _words() -> tuple[Word, ...]:
    return (
        text_word("年度", "报告的年度", lambda f: Value(str(f.figures.year), "年度", (), Decimal(f.figures.year))),
        text_word("市", "所在的市", lambda f: Value(f.figures.city, "市", ())),
        text_word("区", "区", lambda f: Value(f.figures.district, "区", ())),
        _figure("份数", "份", "收到的填报表的份数", lambda f: len(f.filings)),
        _flag("有名单", "给了应报单位的名单（--offices）", lambda f: f.expected > 0),
        _figure("应报数", "个", "名单里应报的单位数", lambda f: f.expected),
        _flag("有应报未报", "名单里有没有报送填报表的单位", lambda f: bool(f.missing)),
        _figure("应报未报数", "个", "应报未报的单位数", lambda f: len(f.missing)),
        _text("应报未报单位", "应报未报的单位", lambda f: _list_offices(f.missing, "个单位") if f.missing else ""),
        _figure("生成数", "个", "生成了说明的单位数", lambda f: len(f.with_report)),
        _figure("未生成数", "个", "没有生成说明的单位数", lambda f: len(f.without_report)),
        _figure("未填完数", "份", "生成了草稿、还没有填完的填报表的份数", lambda f: len(f.with_gaps)),
        _figure("待定数", "份", "其中得分待定的份数：没有填的地方影响得分", lambda f: len(f.without_score)),
        _flag("草稿", "这一次做的是草稿（--draft）", lambda f: f.draft),
        _flag("只有一份", "收到的填报表只有一份", lambda f: len(f.filings) == 1),
        _flag("全部生成", "每个单位都生成了说明", lambda f: not f.without_report),
        _flag("都没有生成", "没有一个单位生成了说明", lambda f: len(f.without_report) == len(f.filings)),
        _flag("只生成一份", "生成了说明的只有一个单位", lambda f: len(f.with_report) == 1),
        _flag("能相互核对", "生成了说明的不止一个单位，比了文字、文件名称和单位名称", lambda f: len(f.with_report) > 1),
        _flag("能比数据", "有同样的数的单位够多，比了数的大小", lambda f: f.numbers_compared),
        _flag("有未填完", "有还没有填完的草稿", lambda f: bool(f.with_gaps)),
        _flag("都未填完", "生成的草稿都还没有填完", lambda f: len(f.with_gaps) == len(f.with_report) > 0),
        _flag("有待定", "有得分待定的草稿", lambda f: bool(f.without_score)),
        _flag("都待定", "没有填完的草稿得分都待定", lambda f: len(f.without_score) == len(f.with_gaps) > 0),
        _flag("有得分", "至少一个单位有得分", lambda f: bool(f.ranking)),
        _flag("只有一个", "有得分的单位只有一个", lambda f: len(f.ranking) == 1),
        _flag("全部同分", "有得分的单位得分都相同", lambda f: len(set(f.totals)) == 1),
        _flag("全部满分", "有得分的单位都没有扣分", lambda f: bool(f.ranking) and not f.lost),
        _flag("试用", "评分标准是试用的", lambda f: f.trial),
        _figure("得分单位数", "个", "有得分的单位数", lambda f: len(f.ranking)),
        _figure("平均分", "分", "总分的平均数", lambda f: f.mean, optional=True),
        _figure("中位数", "分", "总分的中位数", lambda f: f.middle, optional=True),
        _figure("最高分", "分", "最高的总分", lambda f: f.totals[0] if f.totals else None, optional=True),
        _figure("最低分", "分", "最低的总分", lambda f: f.totals[-1] if f.totals else None, optional=True),
        _text("最高分单位", "得最高分的单位", lambda f: _extreme(f, 0)),
        _text("最低分单位", "得最低分的单位", lambda f: _extreme(f, -1)),
        list_word("排名", "有得分的单位，按总分", _list_from(lambda f: f.ranking), *_RANK),
        list_word("分数段", "各分数段，从高到低", _list_from(lambda f: f.bands), *_BAND),
        list_word("等级", "各单位的等级，从高到低；评分方案不分等级的没有", _list_from(lambda f: f.grades), *_GRADE),
        list_word("一级指标", "各一级指标的平均得分", _list_from(lambda f: f.parts), *_AVERAGE),
        list_word("二级指标", "各二级指标的平均得分", _list_from(lambda f: f.groups), *_AVERAGE),
        _text(
            "最弱二级指标",
            "得分率最低的二级指标，并列的都列出；得分率都相同的没有",
            lambda f: _list_offices([group.name for group in _weakest(f)], "项"),
        ),
        _flag("最弱二级指标并列", "得分率最低的二级指标不止一项", lambda f: len(_weakest(f)) > 1),
        _figure(
            "最弱二级指标得分率",
            "%",
            "得分率最低的二级指标的得分率",
            lambda f: w[0].rate if (w := _weakest(f)) else None,
            optional=True,
        ),
        _figure("扣分指标数", "项", "有失分的三级指标有几项", lambda f: len(f.lost)),
        _flag("扣分指标只有一项", "有失分的三级指标只有一项", lambda f: len(f.lost) == 1),
        flag_word(
            "扣分指标列全",
            "有失分的三级指标都列出了",
            lambda f: len(f.figures.foremost_lost(f.most_items)) == len(f.figures.lost),
        ),
        list_word(
            "扣分指标",
            "有失分的三级指标，扣分多的在前；扣分相同的，列不完就都不列",
            lambda f: f.figures.foremost_lost(f.most_items),
            *_LOST,
        ),
        flag_word(
            "有扣分相同未列",
            "列出的扣分都相同，还有扣分相同的没有列出",
            lambda f: f.figures.lost_alike(f.most_items) > 0,
        ),
        number_word(
            "扣分相同未列数",
            "项",
            "还有几项扣分相同的没有列出",
            lambda f: _number("扣分相同未列数", f.figures.lost_alike(f.most_items)),
        ),
        _figure("扣分合计", "分", "各单位全部扣分之和", lambda f: f.lost_in_all),
        _text("扣分最多指标", "扣分最多的三级指标，并列的都列出；扣分都相同的没有", lambda f: _named(f.most_lost)),
        _flag("扣分最多并列", "扣分最多的三级指标不止一项", lambda f: len(f.most_lost) > 1),
        _figure("扣分最多占比", "%", "它们的扣分占全部扣分的百分之几", _share_of_most_lost, optional=True),
        _text(
            "扣分最广指标", "扣分单位最多的三级指标，并列的都列出；单位数都相同的没有", lambda f: _named(f.most_common)
        ),
        _flag("扣分最广并列", "扣分单位最多的三级指标不止一项", lambda f: len(f.most_common) > 1),
        _flag(
            "扣分最广过半",
            "扣分单位最多的三级指标，扣分的单位超过有得分单位的一半",
            lambda f: any(2 * item.offices > len(f.ranking) for item in f.most_common),
        ),
        _figure(
            "扣分最广单位数",
            "个",
            "扣分单位最多的三级指标有几个单位扣分",
            lambda f: _first(f.most_common, lambda item: item.offices),
            optional=True,
        ),
        list_word("失分原因", "扣分指标里，单位填写了原因的", _with_reasons, *_REASON),
        list_word(
            "未核实规则",
            "扣了分、尚未对照正式评分表核实的评分规则",
            _list_from(lambda f: f.unverified),
            text_word("名称", "三级指标或计分方式的名称", lambda name: Value(name, "评分规则", ())),
        ),
        list_word("没有生成", "没有生成说明的单位", _list_from(lambda f: f.without_report), *_FAILURE),
        _flag("有警告", "生成了说明的单位里，有的有警告", lambda f: bool(f.with_warnings)),
        _flag("都有警告", "生成了说明的单位都有警告", lambda f: len(f.with_warnings) == len(f.with_report) > 0),
        _figure("有警告单位数", "个", "生成了说明的单位里，有警告的单位数", lambda f: len(f.with_warnings)),
        _flag("有核对问题", "各单位之间核对发现了问题", lambda f: bool(f.findings)),
        _figure("核对问题数", "处", "各单位之间核对发现的问题数", lambda f: len(f.findings)),
        _COMPARISON,
        _TABLES,
        _PICTURES,
    )


# --- the text -----------------------------------------------------------------------------------------------


class ExhibitFacts(WordFacts, Protocol):
    """Facts whose words print tables and pictures."""

    @property
    def exhibits(self) -> Mapping[str, Exhibit]:
        """The tables and pictures that have content, by the words that print them."""


def summary_text(
    figures: Figures, exhibits: Mapping[str, Exhibit], wording: Wording, options: SummaryOptions
) -> Outcome[Narrative]:
    """Write the text of a summary, with tables and pictures where the wording names them."""
    facts = DistrictFacts(figures=figures, exhibits=exhibits, most_items=options.most_items)
    return wording_text(facts, wording, SUMMARY)


def wording_text(facts: ExhibitFacts, wording: Wording, area: str) -> Outcome[Narrative]:
    """Write a text with its tables and pictures; ``area`` is the folder of its wording."""
    marked_text = wording.render(facts)
    if marked_text.value is None:
        return Outcome(None, marked_text.diagnostics)
    problems = list(marked_text.diagnostics)
    paragraphs = compose(marked_text.value)
    problems += _lost_exhibits(marked_text.value, paragraphs, facts.exhibits, area)
    blocks = tuple(_with_exhibits(paragraphs, facts.exhibits, problems))
    title = title_of(blocks, area)
    problems += title.diagnostics
    if title.value is None or has_errors(problems):
        return Outcome(None, tuple(problems))
    return Outcome(Narrative(title=title.value, blocks=blocks), tuple(problems))


def _lost_exhibits(
    marked_text: MarkedText, blocks: Sequence[Block], exhibits: Mapping[str, Exhibit], area: str
) -> Iterator[Diagnostic]:
    """Yield a problem for each exhibit in a heading without text below: such a heading is removed with the exhibit."""
    printed_rules = {use.rule for block in blocks for use in block.figures}
    for rule in dict.fromkeys(value.rule for value in marked_text.values):
        if rule in exhibits and rule not in printed_rules:
            yield catalogue.EXHIBIT_NOT_ALONE.at(FileRef(file=area, item=rule), rule)


def _with_exhibits(
    blocks: Sequence[Block], exhibits: Mapping[str, Exhibit], problems: list[Diagnostic]
) -> Iterator[Block]:
    """Yield the blocks with their exhibits; tables and pictures are numbered separately (表1, 图1)."""
    counts: Counter[str] = Counter()
    for block in blocks:
        use = next((use for use in block.figures if use.rule in exhibits), None)
        if use is None:
            yield block
            continue
        exhibit = exhibits[use.rule]
        if block.text != exhibit.caption or block.level is not Level.BODY:
            problems.append(catalogue.EXHIBIT_NOT_ALONE.at(block.line_at(use.start), use.rule))
            continue
        counts[use.name] += 1
        yield replace(block, text=f"{use.name}{counts[use.name]}\u3000{exhibit.caption}", exhibit=exhibit)


# --- problems -----------------------------------------------------------------------------------------------


def list_names(names: Sequence[str], most: int, counted_as: str) -> str:
    """List the names; of more than ``most`` names the first ones and the number: 甲、乙等6个单位."""
    beginning = "、".join(names[:most])
    return beginning + (f"等{len(names)}{counted_as}" if len(names) > most else "")


def in_short(problem: Diagnostic) -> str:
    """Return a problem as one line of a workbook: code, cell and message."""
    place = problem.place
    where = f"{place.address}：" if isinstance(place, CellRef) else ""
    return f"{problem.shown_code} {where}{problem.message}"


def in_words(problem: Diagnostic, offices: Mapping[str, str]) -> str:
    """Return a problem as a sentence of a 公文; ``offices`` gives the offices of workbooks that it has to name."""
    return f"{_where(problem, offices)}{official(problem.message)}"


def _where(problem: Diagnostic, offices: Mapping[str, str]) -> str:
    place = problem.place
    if not isinstance(place, CellRef):
        return ""
    cell = f"{place.cell}单元格" if place.cell else ""
    label = f"（{place.label}）" if place.label and place.label not in problem.message else ""
    return f"{offices.get(place.file, '')}“{place.sheet}”表{cell}{label}："


def official(message: str) -> str:
    """Return a message in the style of a 公文: no cell addresses and no blanks, except inside quotations."""
    pieces = _QUOTATION.split(message)
    return "".join(piece if number % 2 else _plain(piece) for number, piece in enumerate(pieces))


def _plain(text: str) -> str:
    return _BLANK.sub("", _ADDRESS.sub("“\\1”表\\2单元格", text))
