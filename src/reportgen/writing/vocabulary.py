"""The vocabulary (词汇表): every word of the templates, with its type, its meaning and the source of its value.

A word is one entry in :func:`vocabulary`. Templates see only these words and the filters of :mod:`words`. The words of
the scores follow from the rules file: each 二级指标 and each 三级指标 is a word by its name. Other words walk the
levels of any rules file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, NamedTuple

from reportgen.diagnostics import CellRef, normal_name, to_fill_in
from reportgen.intake.form import (
    BASICS,
    BUDGET,
    ENUMERATION,
    FINANCES,
    GOALS,
    INDICATORS,
    MANAGEMENT,
    MEASURES,
    MONEY_UNIT,
    OTHERS,
    PERCENT,
    PROBLEMS,
    PROFILE,
    QUALITATIVE,
    SUBITEM,
    TASKS,
    THREE_PUBLIC,
    CellKind,
    Column,
    Item,
    NumberedSheet,
    Question,
)
from reportgen.intake.submission import (
    BasisDocument,
    Budget,
    Entry,
    Expense,
    FinanceItem,
    Finances,
    Indicator,
    NumberedParagraph,
    Office,
    OfficeProfile,
    OtherText,
    Submission,
    year_change,
)
from reportgen.numeric import as_printed, plain, round_half_up
from reportgen.scoring.figures import FIGURES
from reportgen.scoring.rubric import Criterion, Rubric
from reportgen.scoring.rules import DONE, NOT_CONCERNED, NOT_DONE, PARTLY, bands
from reportgen.scoring.scorecard import Score, Scorecard
from reportgen.scoring.tree import GROUP, Tree
from reportgen.writing.references import References
from reportgen.writing.values import (
    Value,
    actual_value,
    budget_value,
    change_rate_value,
    change_value,
    default_value,
    entry_value,
    fact_value,
    lost_value,
    number_value,
    points_value,
    score_value,
    spent_value,
    sum_value,
    target_value,
    text_value,
)
from reportgen.writing.words import Word, flag_word, group_word, list_word, number_word, text_word

_TwoYears = tuple[Entry[Decimal] | None, Entry[Decimal] | None]
"""The amount of last year, and that of this year."""


@dataclass(frozen=True)
class Facts:
    """The data from which the words of a report take their values."""

    submission: Submission
    scorecard: Scorecard
    self_reference: str = "我部门"  # what the wording set (文体) says where the office states no 自称

    @cached_property
    def references(self) -> References:
        """The names to which the sentences of clerks may refer."""
        return References(self.submission, self.scorecard)

    @property
    def gaps(self) -> frozenset[CellRef]:
        """The cells whose values are stand-ins for missing ones."""
        return self.scorecard.gaps


# --- the words -------------------------------------------------------------------------------------------


def _form_word(question: Question, meaning: str = "", *, word: str = "", usual: str = "") -> Word:
    """A word for a text of the form, named as its column or row; ``usual`` is the text for a blank cell."""

    def get(record: object) -> Value | None:
        entry = getattr(record, question.field)
        return default_value(question.name, entry, usual) if usual else text_value(question.name, entry)

    return text_word(word or question.name, meaning or question.name, get, optional=not (question.required or usual))


# The finance bureau of the place of which an office is a part, by the last character of its name (荔湾区, 博罗县).
_FINANCE_BUREAUS = {end: f"{end}财政部门" for end in "区县市旗"}


def _rate_measured_by(office: Office) -> Value:
    usual = _FINANCE_BUREAUS.get(office.district.value.strip()[-1:], "财政部门")
    return default_value(BASICS.rate_measured_by.name, office.rate_measured_by, usual)


def _of_office(word: Word) -> Word:
    """The same word with its value from the office."""
    return replace(word, get=lambda facts: word.get(facts.submission.office))


def _self_reference(facts: Facts) -> Value:
    name = BASICS.self_reference.name
    return default_value(name, facts.submission.office.self_reference, facts.self_reference)


_OFFICE = group_word(
    "单位",
    "填报的单位（基本信息）",
    lambda f: f,
    _of_office(_form_word(BASICS.full_name, word="全称")),
    _of_office(_form_word(BASICS.office, word="名称")),
    _of_office(_form_word(BASICS.short_name, word="简称")),
    text_word(BASICS.self_reference.name, "文中的自称，没有填的按文体，如“我部门”", _self_reference),
    _of_office(_form_word(BASICS.city, "所在的市")),
    _of_office(_form_word(BASICS.district, "所在的区")),
    _of_office(_form_word(BASICS.attachment_number, "附件的序号")),
    text_word(
        BASICS.rate_measured_by.name,
        "测算执行率的单位；未填的，按所在的区、县、市写“区财政部门”“县财政部门”“市财政部门”",
        lambda f: _rate_measured_by(f.submission.office),
    ),
)


_GOALS = list_word(
    GOALS.name,
    "年度目标，按序号",
    lambda f: f.submission.goals,
    _form_word(GOALS.title, "目标一句话", word="标题"),
    text_word(GOALS.text.name, "目标之后的说明", lambda g: text_value("目标内容", g.text), optional=True),
)

_WORK_POINT = (
    _form_word(TASKS.title),
    text_word(TASKS.text.name, "内容；概述可能只有标题", lambda p: text_value(TASKS.text.name, p.text), optional=True),
)

_TASKS = list_word(
    TASKS.name,
    "重点工作，按序号",
    lambda f: f.submission.tasks,
    *_WORK_POINT,
    list_word(ENUMERATION, "写成“一是…二是…”的各条", lambda t: t.enumeration, *_WORK_POINT),
    list_word(SUBITEM, "写成（1）（2）的各段", lambda t: t.subitems, *_WORK_POINT),
)


def _symbol_is(symbol: str) -> Callable[[Score], bool]:
    return lambda score: score.indicator is not None and score.indicator.symbol.value == symbol


def _indicator(score: Score) -> Indicator:
    assert score.indicator is not None  # noqa: S101 - the lists hold only scores of indicators
    return score.indicator


_DEGREES = (PARTLY, NOT_DONE, DONE)


def _degree(score: Score) -> Value:
    """部分达成 of “部分达成0.8”; a text without a word of the rule stays as it is."""
    text = _indicator(score).actual_text
    degree = next((word for word in _DEGREES if text.value.startswith(word)), text.value)
    return Value(degree, "完成程度", (text.ref,))


def _degree_in_own_words(score: Score) -> bool:
    indicator = _indicator(score)
    return indicator.symbol.value == QUALITATIVE and not indicator.actual_text.value.startswith(_DEGREES)


def _change_words(amounts: Callable[[Any], _TwoYears]) -> Iterator[Word]:
    """The words for an amount beside that of last year; ``amounts`` takes the facts and returns last year's first."""
    meaning = "{}；没有{}的，以及没有填上年数的没有"

    def is_level(facts: object) -> bool:
        change = year_change(*amounts(facts))
        return change is not None and not change.amount

    for name, sign in (("增加", 1), ("减少", -1)):
        get = partial(_change, amounts, sign)
        text = meaning.format(f"比上年{name}的数", name)
        yield number_word(f"比上年{name}", MONEY_UNIT, text, get, optional=True)
    text = meaning.format("比上年增加或减少百分之几", "增减")
    yield number_word("比上年增减率", PERCENT, text, lambda f: change_rate_value(*amounts(f)), optional=True)
    yield flag_word("与上年持平", "与上年的数相等", is_level)


def _change(amounts: Callable[[Any], _TwoYears], sign: int, facts: object) -> Value | None:
    return change_value(*amounts(facts), sign)


_INDICATOR = (
    text_word("名称", "三级指标的名称", lambda s: text_value("指标名称", _indicator(s).name)),
    text_word(
        INDICATORS.category.name,
        "指标的类别，如 产出、效益",
        lambda s: text_value(INDICATORS.category.name, _indicator(s).category),
    ),
    text_word("指标值", "年度指标值，带计量单位", lambda s: target_value(_indicator(s))),
    text_word(INDICATORS.actual.name, "实际完成值，带计量单位", lambda s: actual_value(_indicator(s))),
    text_word("完成程度", "定性指标的达成、部分达成、未达成；定量指标是填的完成值", _degree),
    number_word("分值", "分", "这个指标的分值", lambda s: score_value("分值", s.points, s)),
    number_word("得分", "分", "这个指标的得分", lambda s: score_value("得分", s.score, s)),
    number_word("扣分", "分", "这个指标扣的分", lambda s: score_value("扣分", s.lost, s)),
    text_word("原因", INDICATORS.reason.name, lambda s: text_value(INDICATORS.reason.name, s.reason), optional=True),
    flag_word("达标", "实际完成值达到了指标值", lambda s: s.met),
    flag_word("要求不低于", "符号是 ≥", _symbol_is("≥")),
    flag_word("要求不高于", "符号是 ≤", _symbol_is("≤")),
    flag_word("要求高于", "符号是 >", _symbol_is(">")),
    flag_word("要求低于", "符号是 <", _symbol_is("<")),
    flag_word("要求等于", "符号是 =", _symbol_is("=")),
    flag_word(QUALITATIVE, "是定性指标", _symbol_is(QUALITATIVE)),
    flag_word("另写程度", "是定性指标，完成值不是达成、部分达成、未达成，而是另写的一句话", _degree_in_own_words),
)


def _indicator_scores(facts: Facts) -> Iterator[Score]:
    return (leaf for leaf in facts.scorecard.tree.leaves() if leaf.indicator is not None)


class _Spending(NamedTuple):
    """An expense of 三公经费, and whether it is complete: nothing is said of amounts that are still to be filled in."""

    expense: Expense
    is_complete: bool

    @property
    def saved(self) -> Decimal:
        """The budget less what was spent, as they are printed; 0 as long as one of them is unknown."""
        budget, actual = self.expense.amounts
        return budget - actual if self.is_complete else Decimal(0)


def _spending(expense: Expense, gaps: frozenset[CellRef]) -> _Spending:
    return _Spending(expense, gaps.isdisjoint((expense.budget.ref, expense.actual.ref)))


def _difference(name: str, number: Decimal, expense: Expense) -> Value | None:
    """The value of a difference of both amounts; ``None`` where it is not above 0."""
    if number <= 0:
        return None
    return Value(plain(number), name, (expense.actual.ref, expense.budget.ref), number, "两数之差")


def _amount_word(item: Item) -> Word:
    """A word for an amount of the sheet 预算执行, which may be blank."""

    def get(budget: Budget) -> Value | None:
        return number_value(item.name, budget[item])

    return number_word(item.name, MONEY_UNIT, item.name, get, optional=True)


_EXPENSE = (
    number_word("预算", MONEY_UNIT, THREE_PUBLIC.budget.name, lambda s: budget_value(s.expense)),
    number_word("支出", MONEY_UNIT, THREE_PUBLIC.actual.name, lambda s: spent_value(s.expense)),
    number_word(
        "超支",
        MONEY_UNIT,
        "实际支出比年初预算多的数；未超的没有",
        lambda s: _difference("超支", -s.saved, s.expense),
        optional=True,
    ),
    number_word(
        "节约",
        MONEY_UNIT,
        "实际支出比年初预算少的数；未少的没有",
        lambda s: _difference("节约", s.saved, s.expense),
        optional=True,
    ),
    flag_word("超预算", "实际支出大于年初预算", lambda s: s.saved < 0),
    flag_word("持平", "实际支出等于年初预算", lambda s: s.is_complete and s.saved == 0),
    flag_word("未安排预算", "年初预算为0", lambda s: s.is_complete and s.expense.budget.value == 0),
    flag_word("未发生支出", "实际支出为0", lambda s: s.is_complete and s.expense.actual.value == 0),
    number_word(
        "上年支出",
        MONEY_UNIT,
        THREE_PUBLIC.last_actual.name,
        lambda s: number_value("上年支出", s.expense.last_actual),
        optional=True,
    ),
    *_change_words(lambda s: (s.expense.last_actual, s.expense.actual) if s.is_complete else (None, None)),
)


def _of_submission(word: Word) -> Word:
    """The same word with its value from the submission."""
    return replace(word, get=lambda facts: word.get(facts.submission))


def _year(facts: Facts) -> Value:
    year = facts.submission.year
    return Value(str(year.value), BASICS.year.name, (year.ref,))


def _of_total(word: Word) -> Word:
    """The same word with its value from 合计."""
    return replace(word, get=lambda facts: word.get(_spending(facts.submission.three_public.total, facts.gaps)))


_THREE_PUBLIC = group_word(
    "三公",
    "“三公”经费合计（三公经费）",
    lambda f: f,
    *(_of_total(word) for word in _EXPENSE),
    list_word(
        "原因",
        THREE_PUBLIC.reason.name,
        lambda f: f.submission.three_public.reasons,
        text_word("内容", "原因", lambda e: text_value(THREE_PUBLIC.reason.name, e)),
    ),
    list_word(
        "分项",
        "填了的各分项",
        lambda f: [_spending(part, f.gaps) for part in f.submission.three_public.parts],
        text_word("名称", "分项的名称", lambda s: Value(s.expense.name, "三公分项", (s.expense.budget.ref,))),
        *_EXPENSE,
    ),
)

_BUDGET = group_word(
    "预算",
    "预算执行的数字",
    lambda f: f.submission.budget,
    *map(_amount_word, BUDGET.amounts),
)


def _paragraphs_word(sheet: NumberedSheet, meaning: str, get: Callable[[Facts], Iterable[NumberedParagraph]]) -> Word:
    text = text_word(sheet.text.name, "这一条的文字", lambda item: text_value(sheet.name, item.text))
    return list_word(sheet.name, meaning, get, text)


# --- the words of the optional sheets ---------------------------------------------------------------------


def _fact_word(item: Item) -> Word:
    """A word for one row of 单位概况, which may be blank."""

    def get(profile: OfficeProfile) -> Value | None:
        return fact_value(item.name, profile[item])

    if item.kind is CellKind.COUNT:

        def get_some(profile: OfficeProfile) -> Value | None:
            value = get(profile)
            return value if value and value.number else None

        return number_word(item.name, "", f"{item.name}，只有数，没有单位；填0的没有", get_some, optional=True)
    return text_word(item.name, item.hint or item.name, get, optional=True)


# The last words of the titles of official documents, by which a title is told from other things to rest on.
_DOCUMENT = re.compile("(?:通知|办法|意见|规定|规程|指引|细则|方案|条例|法|批复|决定|公告|标准|纲要|计划|制度)\\Z")


def _document_title(document: BasisDocument) -> Value:
    title = document.title.value
    marked = "《" not in title and (document.number is not None or _DOCUMENT.search(title))
    return Value(f"《{title}》" if marked else title, PROFILE.basis.name, (document.title.ref,))


def _document_number(document: BasisDocument) -> Value | None:
    number = document.number
    return number and Value(number.value.strip("（）()"), "文号", (number.ref,))


_PROFILE_WORDS = group_word(
    "概况",
    "单位概况的各行",
    lambda f: f.submission.profile,
    *(_fact_word(item) for item in PROFILE.items if item.rows == 1),
    list_word(
        PROFILE.planned_tasks.name,
        "年初确定的任务，一行一项",
        lambda p: p.planned_tasks,
        text_word("内容", "这一项任务", lambda t: text_value(PROFILE.planned_tasks.name, t.text)),
        number_word("金额", MONEY_UNIT, "安排的金额", lambda t: number_value("金额", t.amount), optional=True),
    ),
    list_word(
        PROFILE.basis.name,
        "评价依据的文件，一行一个",
        lambda p: p.basis,
        text_word("题名", "文件的题名，带书名号", _document_title),
        text_word("文号", "文号，不带括号", _document_number, optional=True),
    ),
)


class _FinanceRow(NamedTuple):
    """One row of 收支情况, and the sheet that it stands in."""

    item: Item
    finances: Finances

    @property
    def row(self) -> FinanceItem | None:
        """The amounts; ``None`` if the row is blank."""
        return self.finances[self.item]

    def below(self, number: int = 0) -> list[_FinanceRow]:
        """The rows that add up to this one and are not 0; a row may be broken down in several ways."""
        breakdowns = [one for one in FINANCES.breakdowns if one.whole is self.item]
        parts = breakdowns[number].parts if number < len(breakdowns) else ()
        rows = (_FinanceRow(item, self.finances) for item in parts)
        return [one for one in rows if one.row and one.row.final and any(_amounts_of(one.row))]


def _amounts_of(row: FinanceItem) -> Iterator[Decimal]:
    return (entry.value for column in FINANCES.figures if (entry := row[column]))


def _finance_words() -> Iterator[Word]:
    """The words for one row of 收支情况, whose amounts may be blank."""

    def amount(column: Column) -> Word:
        def get(one: _FinanceRow) -> Value | None:
            return number_value(f"{one.item.name}{column.name}", one.row[column] if one.row else None)

        return number_word(column.name, MONEY_UNIT, column.name, get, optional=True)

    def reason(one: _FinanceRow) -> Value | None:
        return text_value(FINANCES.reason.name, one.row.reason if one.row else None)

    yield from map(amount, FINANCES.figures)
    yield from _change_words(lambda one: (one.row.last_final, one.row.final) if one.row else (None, None))
    yield text_word(FINANCES.reason.name, FINANCES.reason.name, reason, optional=True)


_FINANCE_COLUMNS = tuple(_finance_words())


def _finance_word(item: Item) -> Word:
    meaning = f"{item.name}的各个数"
    return group_word(item.name, meaning, lambda finances: _FinanceRow(item, finances), *_FINANCE_COLUMNS)


def _finance_rows(name: str, meaning: str, whole: Item, *more: Word, number: int = 0) -> Word:
    """A list of the filled rows that add up to ``whole``."""

    def get(finances: Finances) -> list[_FinanceRow]:
        return _FinanceRow(whole, finances).below(number)

    return list_word(name, meaning, get, *_LISTED_ROW, *more)


_LISTED_ROW = (
    text_word("名称", "这一行的项目", lambda one: Value(one.item.name, FINANCES.item.name, ())),
    *(replace(word, optional=word.optional and word.name != FINANCES.final.name) for word in _FINANCE_COLUMNS),
)
_NOT_LISTED = "没有填决算数的、各数都是0的不列"
_FINANCE_WORDS = group_word(
    "收支",
    "收支情况的各行",
    lambda f: f.submission.finances,
    *map(_finance_word, FINANCES.items),
    _finance_rows("收入分项", f"各项收入，一项一条；{_NOT_LISTED}", FINANCES.income),
    _finance_rows(
        "支出分项",
        f"基本支出、项目支出、其他支出，一项一条；{_NOT_LISTED}",
        FINANCES.expenditure,
        list_word("分项", "它的分项，如人员经费", _FinanceRow.below, *_LISTED_ROW),
    ),
    _finance_rows("资金来源", f"财政拨款支出、其他资金支出，一项一条；{_NOT_LISTED}", FINANCES.expenditure, number=1),
)

_OTHER_TEXT = (
    _form_word(OTHERS.title),
    text_word(OTHERS.text.name, "这一行的文字", lambda o: text_value(OTHERS.name, o.text)),
)


def _other_words(sections: Iterable[str]) -> Iterator[Word]:
    """A list word for each 栏目 that the wording prints by its name, and one list of all the other texts."""
    names = {normal_name(section): section for section in sections}

    def of_section(name: str) -> Callable[[Facts], list[OtherText]]:
        return lambda f: [o for o in f.submission.other_sections if normal_name(o.section.value) == name]

    def others(facts: Facts) -> list[tuple[OtherText, bool]]:
        """The texts of the other 栏目, those of one beside each other, and whether each is the first of its own."""
        groups: dict[str, list[OtherText]] = {}
        for other in facts.submission.other_sections:
            if (name := normal_name(other.section.value)) not in names:
                groups.setdefault(name, []).append(other)
        return [(text, text is texts[0]) for texts in groups.values() for text in texts]

    yield list_word(
        OTHERS.name,
        "其他情况的各行，按栏目；措辞按名称另写的栏目除外",
        others,
        text_word(OTHERS.section.name, "这一行的栏目", lambda o: text_value(OTHERS.section.name, o[0].section)),
        flag_word("栏目首行", "是这个栏目的第一行", lambda o: o[1]),
        *(replace(word, get=_of_first(word)) for word in _OTHER_TEXT),
    )
    if names:
        lists = (list_word(name, f"栏目“{name}”的各行", of_section(key), *_OTHER_TEXT) for key, name in names.items())
        yield group_word(OTHERS.section.name, "其他情况里按名称写的栏目", lambda f: f, *lists)


def _of_first(word: Word) -> Callable[[tuple[object, bool]], object]:
    return lambda pair: word.get(pair[0])


# --- what the overview of a clerk begins with ---------------------------------------------------------------

_YEAR_FIRST = re.compile(
    r"(?:[12]\d{3}|[一二][〇○零oO0一二三四五六七八九]{3})年|(?:今年|本年度?|一年来|过去一年)(?:以来)?[，,]"
)
_SELF = re.compile(r"[我本](?:街道?|部门|单位|办|镇|乡|机关)|街道(?:党工委|办事处)|我们")
_ADVERBIAL = ("在", "按照", "根据", "围绕", "为", "随着", "面对", "通过", "依据", "结合", "以", "对照")
_SELF_WITHIN = 4  # clauses of the first sentence


def _begins_with_year(facts: Facts) -> bool:
    return _YEAR_FIRST.match(facts.submission.conclusion_overview.value) is not None


def _has_opening(facts: Facts) -> bool:
    return bool(own_opening(facts.submission))


def own_opening(submission: Submission) -> str:
    """The words with which 自评总述 itself begins with a year or the office, or else an empty text.

    An adverbial may stand before the office: 在区委的坚强领导下，我街道…….
    """
    text, office = submission.conclusion_overview.value, submission.office
    if year := _YEAR_FIRST.match(text):
        return year[0]
    texts = (office.full_name, office.name, office.short_name, office.self_reference)
    names = tuple(entry.value.removesuffix("道") for entry in texts if entry and entry.ref not in submission.gaps)
    sentence = re.split("[。；！？\n]", text, maxsplit=1)[0]
    clauses = re.split("[，,]", sentence)[:_SELF_WITHIN] if sentence.startswith(_ADVERBIAL) else [sentence]
    for clause in clauses:
        words = clause.removeprefix("中共").removeprefix(office.city.value).removeprefix(office.district.value)
        own = next((name for name in names if words.startswith(name) or clause.startswith(name)), "")
        match = _SELF.match(words)
        if own or match:
            return own or (match[0] if match else "")
    return ""


# --- the words that follow from the rules file -----------------------------------------------------------


def _figure_value(score: Score) -> Value | None:
    """The figure that the rule judged: as its cell shows it, or computed to 2 places.

    It has more places where these would put it on the bound that it passed.
    """
    figure, full_line = score.figure, score.full_line
    if figure is None:
        return None
    entry = next((i.entry for i in score.inputs if i.label == figure.name and not figure.computed), None)
    on_line = figure.value == full_line
    shown = as_printed(figure.value, entry.places) if entry else round_half_up(figure.value, 2)
    candidates = (shown, *(round_half_up(figure.value, places) for places in (2, 4, 6)))
    number = next((n for n in candidates if (n == full_line) == on_line), figure.value)
    if entry:
        return entry_value(figure.name, Entry(figure.value, entry.ref), number)
    return Value(plain(number), figure.name, score.figure_sources, number, "按填报数据计算")


def _full_line(score: Score) -> Value | None:
    if score.figure is None or score.full_line is None:
        return None
    return Value(plain(score.full_line), "满分线", (), score.full_line, score.rule, score.source)


def _inside_full_line(score: Score) -> bool:
    """Whether the figure lies inside the bound for all points, and not on it."""
    return score.figure is not None and score.lost == 0 and score.figure.value != score.full_line


def _topic(score: Score) -> str:
    return score.name.removesuffix("情况") or score.name


def _finding(score: Score) -> Value | None:
    """财政拨款结转结余率为15%, or 经济成本控制方面，公用经费支出318万元、预算310万元."""
    if not score.finding:
        return None
    figure = score.figure.name if score.figure else ""
    is_named_so = bool(figure) and score.name.endswith(figure) and score.finding.startswith(figure)
    opening = score.name if is_named_so else f"{_topic(score)}方面，"
    text = opening + (score.finding.removeprefix(figure) if is_named_so else score.finding)
    sources = score.figure_sources or (score.voided_by.sources if score.voided_by else ())
    return Value(text, "所评数据", sources, None, score.rule, score.source)


_SCORE = (
    text_word("名称", "三级指标的名称", lambda s: Value(s.name, "三级指标", ())),
    text_word("事项", "三级指标的名称，末尾的“情况”不写", lambda s: Value(_topic(s), "三级指标", ())),
    text_word(
        "所评数据",
        "评分所看的数据或否决的情形写成的话，如“经济成本控制方面，公用经费支出318万元、预算310万元”；没有的不写",
        _finding,
        optional=True,
    ),
    number_word("分值", "分", "分值", lambda s: score_value("分值", s.points, s)),
    number_word("得分", "分", "得分", lambda s: score_value("得分", s.score, s)),
    number_word("扣分", "分", "扣的分", lambda s: score_value("扣分", s.lost, s)),
    flag_word("满分", "没有失分", lambda s: s.lost == 0),
    flag_word("有扣分", "有失分", lambda s: s.lost > 0),
    flag_word("不涉及", "填报值是“不涉及”", lambda s: any(i.entry.value == "不涉及" for i in s.inputs)),
    _form_word(MANAGEMENT.reason),
    number_word("数值", "", "评分所看的那个数（如结转结余率）", _figure_value, optional=True),
    number_word("满分线", "", "得满分的界限（如 10）", _full_line, optional=True),
    flag_word("未到满分线", "得满分，且没有踩在界限上", _inside_full_line),
    flag_word("由计算得出", "评分所看的数是由别的数算出来的", lambda s: s.figure is not None and s.figure.computed),
)


def _completion(facts: Facts) -> Value:
    missing = facts.scorecard.tree.missing
    text = to_fill_in("完成情况") if missing else facts.scorecard.completion
    return Value(text, "完成情况", missing)


def _grade(facts: Facts) -> Value | None:
    missing, grade = facts.scorecard.tree.missing, facts.scorecard.grade
    return Value(to_fill_in("等级") if missing else grade, "等级", missing) if grade else None


def _total_words(total_of: Callable[[str, Score, int], Value], rubric: Rubric, meaning: str) -> tuple[Word, ...]:
    """总分 and each 一级指标: sums over 三级指标, which are three levels below the whole and two below a 一级指标."""

    def of_part(name: str) -> Word:
        return number_word(name, "分", f"{name}{meaning}", lambda f: total_of(name, f.scorecard.tree.child(name), 2))

    total = number_word("总分", "分", f"合计{meaning}", lambda f: total_of("总分", f.scorecard.tree, 3))
    return (total, *(of_part(part.name) for part in rubric.tree.children))


def _notes(group: Score) -> list[Entry[str]]:
    """The notes (情况说明) of the clerk; a stand-in where there are none and a gap forbids the usual sentences."""
    notes = [score.note for score in group.children if score.note]
    if notes or not group.missing:
        return notes
    return [Entry(to_fill_in(f"{group.name}的情况说明"), group.missing[0])]


def _group_word(part: Tree, group: Tree) -> Word:
    """The word of one 二级指标, in which each 三级指标 is a word by its name without the punctuation."""

    def child(name: str) -> Callable[[Score], Score]:
        return lambda score: score.child(name)

    return group_word(
        group.name,
        f"{part.name}的二级指标“{group.name}”",
        lambda f: f.scorecard.tree.child(part.name).child(group.name),
        text_word("名称", "二级指标的名称", lambda g: Value(g.name, "二级指标", ())),
        number_word("分值", "分", "分值", lambda g: points_value("分值", g)),
        number_word("得分", "分", "得分", lambda g: sum_value("得分", g)),
        number_word("扣分", "分", "扣的分", lambda g: lost_value("扣分", g)),
        flag_word("满分", "没有失分", lambda g: g.lost == 0),
        flag_word("有扣分", "有失分", lambda g: g.lost > 0),
        list_word(
            MANAGEMENT.note.name,
            "各三级指标填了的情况说明",
            _notes,
            text_word("内容", "一项的情况说明", lambda note: text_value(MANAGEMENT.note.name, note)),
        ),
        list_word("扣分项目", "有失分的三级指标", lambda g: [s for s in g.children if s.lost > 0], *_SCORE),
        *(
            group_word(
                re.sub(r"\W", "", criterion.name), criterion.name, child(criterion.name), *_score_words(criterion)
            )
            for criterion in group.children
            if isinstance(criterion, Criterion)
        ),
    )


# --- levels that are walked, whatever the scheme ------------------------------------------------------------


def _has_extra_points(score: Score) -> bool:
    return score.points == 0 and any(leaf.score or leaf.uncounted for leaf in score.leaves())


def _uncounted(score: Score) -> Value | None:
    return score_value("未计加分", score.uncounted, score) if score.uncounted else None


def _with_unit(score: Score) -> Value | None:
    """The figure that the rule judged, with its unit, because a loop does not know which unit comes next."""
    value = _figure_value(score)
    return value and value.with_text(value.text + (score.figure.unit if score.figure else ""))


def _level_words(name: str, below: int) -> tuple[Word, ...]:
    """The words of every 一级 or 二级指标, whose 三级指标 are ``below`` levels below it."""

    def lost(level: Score) -> list[Score]:
        return [score for score in level.level(below) if score.lost > 0]

    return (
        text_word("名称", f"{name}的名称", lambda s: Value(s.name, name, ())),
        number_word("分值", "分", "分值", lambda s: points_value("分值", s)),
        number_word("得分", "分", "得分", lambda s: sum_value("得分", s)),
        number_word("扣分", "分", "扣的分", lambda s: lost_value("扣分", s)),
        flag_word("满分", "没有失分", lambda s: s.lost == 0),
        flag_word("有扣分", "有失分", lambda s: s.lost > 0),
        *_EXTRA_POINTS,
        list_word("扣分项目", "有失分的三级指标", lost, *_SCORE),
    )


_EXTRA_POINTS = (
    flag_word("有分值", "分值大于0；加分、否决一类的没有分值", lambda s: s.points > 0),
    flag_word("加分", "没有分值而有加分，包括超过总分上限没有计入的", _has_extra_points),
)


_EVERY_CRITERION = (
    *_EXTRA_POINTS,
    number_word("未计加分", "分", "总分超过上限，没有计入的加分；都计入的没有", _uncounted, optional=True),
    *(word for word in _SCORE if word.name not in ("数值", MANAGEMENT.reason.name)),
    number_word("数值", "", "评分所看的那个数，带单位（如 15%）", _with_unit, optional=True),
    text_word("原因", "扣分的原因", lambda s: text_value("原因", s.reason), optional=True),
    text_word(
        MANAGEMENT.note.name, "填了的情况说明", lambda s: text_value(MANAGEMENT.note.name, s.note), optional=True
    ),
    flag_word("按绩效指标评分", "得分是各产出、效益指标得分之和", lambda s: bool(s.children)),
    list_word(INDICATORS.name, "它下面的产出、效益指标", lambda s: s.children, *_INDICATOR),
    list_word("扣分指标", "它下面有失分的产出、效益指标", lambda s: [i for i in s.children if i.lost], *_INDICATOR),
)

_EVERY_LEVEL = list_word(
    "一级指标",
    "评分方案的一级指标，按顺序；哪个方案都能用",
    lambda f: f.scorecard.tree.children,
    *_level_words("一级指标", 2),
    list_word(
        "二级指标",
        "它的二级指标",
        lambda part: part.children,
        *_level_words("二级指标", 1),
        list_word(
            MANAGEMENT.note.name,
            "各三级指标填了的情况说明",
            _notes,
            text_word("内容", "一项的情况说明", lambda note: text_value(MANAGEMENT.note.name, note)),
        ),
        list_word("三级指标", "它的三级指标", lambda group: group.children, *_EVERY_CRITERION),
    ),
)


class _IndicatorGroup(NamedTuple):
    """A category of indicators (产出), or one kind inside it (数量), and the scores of its indicators."""

    name: str
    scores: tuple[Score, ...]

    def parts(self) -> list[_IndicatorGroup]:
        """The kinds inside a category, in the order of the form."""
        return _kinds(self.scores, lambda indicator: indicator.secondary)


def _kinds(scores: Iterable[Score], name: Callable[[Indicator], Entry[str]]) -> list[_IndicatorGroup]:
    kinds: dict[str, list[Score]] = {}
    for score in scores:
        kinds.setdefault(name(_indicator(score)).value, []).append(score)
    return [_IndicatorGroup(key, tuple(members)) for key, members in kinds.items()]


_EVERY_CATEGORY = list_word(
    "指标类别",
    "绩效指标按类别、再按二级指标分列，如产出之下的数量、质量",
    lambda f: _kinds(_indicator_scores(f), lambda indicator: indicator.category),
    text_word("名称", "类别，如产出", lambda k: Value(k.name, INDICATORS.category.name, ())),
    list_word(
        "二级指标",
        "这一类别填了的二级指标",
        _IndicatorGroup.parts,
        text_word("名称", "二级指标，如数量", lambda k: Value(k.name, INDICATORS.secondary.name, ())),
        flag_word("满分", "没有失分", lambda k: all(s.lost == 0 for s in k.scores)),
        list_word("指标", "它的三级指标", lambda k: k.scores, *_INDICATOR),
        list_word("扣分指标", "有失分的三级指标", lambda k: [s for s in k.scores if s.lost], *_INDICATOR),
    ),
)


def _score_words(criterion: Criterion) -> Iterator[Word]:
    """The words of one 三级指标, which say whether its rule can never give them a value."""
    never = set() if criterion.rule.figures else {"数值", "满分线", "未到满分线", "由计算得出", "所评数据"}
    if criterion.rule.kind is not bands:
        never.add("满分线")
    if NOT_CONCERNED not in criterion.rule.entry_form.words:
        never.add("不涉及")
    if not criterion.on_form:  # Its reasons stand beside the indicators that it sums up.
        never.add(MANAGEMENT.reason.name)
    unit = FIGURES[criterion.rule.figures[0]].unit if criterion.rule.figures else ""
    for word in _SCORE:
        is_figure = word.name in ("数值", "满分线")
        yield replace(word, never=word.name in never, unit=unit if is_figure else word.unit)


def vocabulary(rubric: Rubric, sections: Iterable[str] = ()) -> tuple[Word, ...]:
    """Every word that wording may use under this scheme; ``sections`` are the 栏目 that it prints by their names."""
    categories = "、".join(rubric.categories)
    groups = [_group_word(part, group) for part, group in rubric.tree.paths(GROUP)]
    words = (
        text_word(BASICS.year.name, "报告的年度", _year),
        _OFFICE,
        _of_submission(_form_word(BASICS.goal_overview, "绩效目标的总述")),
        _GOALS,
        _of_submission(_form_word(BASICS.conclusion_overview, "自评结论的总述")),
        flag_word("自评总述写了年度", "自评总述以年份开头，前面不用再写年度", _begins_with_year),
        flag_word("自评总述写了单位", "自评总述以年份、“我街道”或单位的名称开头，前面不用再写单位", _has_opening),
        _of_submission(_form_word(BASICS.honours)),
        _TASKS,
        list_word(INDICATORS.name, f"全部{categories}指标", _indicator_scores, *_INDICATOR),
        list_word(
            "扣分指标", f"有失分的{categories}指标", lambda f: [s for s in _indicator_scores(f) if s.lost], *_INDICATOR
        ),
        flag_word("全部达标", f"{categories}指标都达到了指标值", lambda f: all(s.met for s in _indicator_scores(f))),
        text_word(
            "完成情况",
            f"均已完成、基本完成等，按评分标准对{'、'.join(rubric.completion_of)}指标得分率的分档",
            _completion,
        ),
        replace(
            text_word("等级", "总分的等级，如 优、良；评分方案不分等级的没有", _grade, optional=True),
            never=not rubric.grades,
        ),
        group_word("分值", "应得的分", lambda f: f, *_total_words(points_value, rubric, "的分值")),
        group_word("得分", "实得的分", lambda f: f, *_total_words(sum_value, rubric, "的得分")),
        _EVERY_LEVEL,
        _EVERY_CATEGORY,
        _BUDGET,
        _THREE_PUBLIC,
        _PROFILE_WORDS,
        _FINANCE_WORDS,
        *_other_words(sections),
        *groups,
        _paragraphs_word(PROBLEMS, "存在的主要问题", lambda f: f.submission.problems),
        _paragraphs_word(MEASURES, "下一步改进措施", lambda f: f.submission.measures),
        flag_word("试用", "这一年的评分标准是试用的", lambda f: f.scorecard.draft),
    )
    # A 二级指标 with the name of another word, such as 绩效目标, is reached by walking the levels alone.
    often = {name for name, count in Counter(word.name for word in words).items() if count > 1}
    return tuple(word for word in words if not (word.name in often and any(word is group for group in groups)))
