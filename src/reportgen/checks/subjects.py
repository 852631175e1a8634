"""What a claim can be about: an indicator, an item of 预算执行 or 三公经费, a row of 管理效率, the total score.

A subject is found by its name, by its stem (拆除违法建设 of 拆除违法建设宗数) or by enough of its distinctive words.
Words that several names share, or that every text of this kind holds, weigh little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from reportgen.checks.dossier import Dossier
from reportgen.checks.quantities import (
    DIGIT,
    MONEY,
    PERCENT,
    POINTS,
    POINTS_OF_PERCENT,
    TextQuantity,
    measures_time,
    numbers_in,
    unit_of,
)
from reportgen.diagnostics import CellRef
from reportgen.intake.form import BUDGET, INDICATORS, MANAGEMENT, MONEY_UNIT, THREE_PUBLIC
from reportgen.intake.submission import Entry, Expense, Indicator, ManagementEntry
from reportgen.numeric import plain, round_half_up
from reportgen.scoring.scorecard import Score
from reportgen.scoring.tree import GROUP

ACTUAL, AIM, CHANGE, SHARE = "actual", "aim", "change", "share"
RELATIVE_CHANGE = "增减"


class Datum(NamedTuple):
    """A value of a subject in units of its dimension; ``unit`` is that of its cell, ``None`` of what was computed."""

    label: str
    value: Decimal
    dimension: str
    role: str
    unit: str | None = None

    @property
    def shown(self) -> str:
        """How people read it: 69宗."""
        if self.unit is None:
            return ""
        return f"{plain(round_half_up(self.value / unit_of(self.unit).factor, 2))}{self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """A thing with values of its own.

    ``cells`` hold its values: a reference that prints one of them says whose it is. ``prose`` are the cells whose
    text is about it from the first word. ``aliases`` find an item of the form in a sentence.
    """

    name: str
    data: tuple[Datum, ...]
    cells: frozenset[CellRef] = frozenset()
    prose: frozenset[CellRef] = frozenset()
    evidence: bool = True
    score: Score | None = None
    group: str = ""
    aliases: re.Pattern[str] | None = None
    specific: bool = True  # 三公经费, not 预算
    by_words: bool = True  # whether the words of its name name it, rather than those of the figure that it judges

    @property
    def actual(self) -> Datum | None:
        """The value that the year brought."""
        return next((datum for datum in self.data if datum.role == ACTUAL), None)

    @property
    def change(self) -> Decimal | None:
        """By how much it is more than its target or its budget."""
        return next((datum.value for datum in self.data if datum.role == CHANGE), None)

    @property
    def of_the_year(self) -> bool:
        """Whether its value is a result of the year that sentences state: an indicator or an item of the form."""
        return self.is_indicator or self.aliases is not None

    @property
    def is_indicator(self) -> bool:
        """Whether it is a row of 绩效指标."""
        return self.score is not None and self.score.indicator is not None


class Naming(NamedTuple):
    """A subject that words name: how much of its name they hold (0 to 1), and how distinctive that is."""

    subject: Subject
    coverage: float
    strength: float
    end: int  # the position in the words behind the last of its own

    @property
    def sure(self) -> bool:
        """Whether hardly anything else can be meant."""
        return self.coverage >= _SURE

    @property
    def likely(self) -> bool:
        """Whether it is probably meant."""
        return self.sure or (self.coverage >= _LIKELY and self.strength >= _LEAST_STRENGTH)


_SURE, _LIKELY, _LEAST_STRENGTH = 0.72, 0.42, 1.4
_SMALL_WORDS = re.compile(r"[的了“”‘’\s、（）()]")
_COUNT_WORDS = re.compile(
    r"(?:总|发生|完成|开展|的)?(?:人次数?|次数|数量|人数|户数|宗数|起数|件数|个数|场数|场次|户次|家次|家数|座数|总数|里程|长度|面积|规模|数)$"
)
_ROW_SUFFIX = re.compile(r"(?:控制情况|情况|合规性|及时性|时效性|制度建设|制度执行|质量|利用率|评估|效能)$")
_LEADING_WORDS = re.compile(r"^(?:新增|完成|开展|组织|实施|年度|全年|实际|建设|新建|建成)(?=.{4})")
_FEWEST_LETTERS = 3
# Every text of this kind holds these pairs of characters.
_COMMON_WORDS = """
管理 情况 工作 项目 资金 开展 建设 服务 社区 街道 群众 居民 完成 组织
活动 辖区 全年 年度 实施 落实 提升 推进 加强 单位 部门 预算 绩效 发展
保障 重点 各类 问题 人员 以上 质量 制度 基层 区域 公共 城市 农村 实现
达到 困难 民生 安全 经费 费用 支出 投入 成本 人次 企业 治理 综合 主题
以及 各项
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_COMMON_WEIGHT = 0.3


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """A name without the words for what is counted: 慰问困难党员群众 of 慰问困难党员群众人次."""
    short = _SMALL_WORDS.sub("", name)
    core = _LEADING_WORDS.sub("", _ROW_SUFFIX.sub("", _COUNT_WORDS.sub("", short)))
    return core if len(core) >= _FEWEST_LETTERS else short


class Grounds(NamedTuple):
    """A quantity of a cell that says what a value rests on, and the words around it."""

    quantity: TextQuantity
    words: str


class SubjectIndex:
    """All subjects of an office, and which words name them."""

    def __init__(self, subjects: Iterable[Subject], others: Sequence[Grounds] = ()) -> None:
        self.subjects = tuple(subjects)
        self.others = tuple(others)  # what 佐证材料 and 备注 state, whatever it is about
        self.by_prose = {cell: self._own(subject) for subject in self.subjects for cell in subject.prose}
        self.by_cell = {cell: subject for subject in self.subjects for cell in subject.cells}
        self.times = measures_time(datum.dimension for subject in self.subjects for datum in subject.data)
        self.items = tuple(subject for subject in self.subjects if subject.aliases)
        names = [stem(subject.name) for subject in self.subjects]
        self._with_figures = tuple(name for name in dict.fromkeys(names) if DIGIT.search(name))
        shared = Counter(pair for name in set(names) for pair in pairs_of(name))
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._weights: list[list[float]] = []
        for number, (subject, name) in enumerate(zip(self.subjects, names, strict=True)):
            weights = [0.0] * len(name)
            for at in range(len(name) - 1) if subject.aliases is None and subject.by_words else ():
                pair = name[at : at + 2]
                weight = (_COMMON_WEIGHT if pair in _COMMON else 1.0) / shared[pair]
                weights[at], weights[at + 1] = max(weights[at], weight), max(weights[at + 1], weight)
                self._places.setdefault(pair, []).append((number, at))
            self._weights.append(weights)

    def is_in_a_name(self, words: str, at: int) -> bool:
        """Whether a figure there is part of a name: the 20 of 集体经济收入20万元以上的村."""
        return any(
            start <= at < start + len(name) and words[at] in name
            for name in self._with_figures
            if (start := words.rfind(name, 0, at + len(name))) >= 0
        )

    def _own(self, subject: Subject) -> tuple[Subject, ...]:
        """The subject of a prose cell, after the items of the form that it judges, if it is a row that judges any."""
        sources = set(subject.score.figure_sources) if subject.score else set()
        judged = (
            item for item in self.subjects if item.aliases and item.specific and not sources.isdisjoint(item.cells)
        )
        return (*judged, subject)

    def score_of(self, subject: Subject) -> Score | None:
        """The points of a subject; of an item those of the row that judges it."""
        if subject.score or not subject.aliases:
            return subject.score
        scores = (one.score for one in self.subjects if one.score and not one.by_words)
        return next((score for score in scores if not subject.cells.isdisjoint(score.figure_sources)), None)

    def named(self, words: str) -> list[Naming]:
        """The indicators and rows of whose names something stands in the words, the best first."""
        found: dict[int, tuple[set[int], int]] = {}
        places = self._places
        for at in range(len(words) - 1):
            for number, place in places.get(words[at : at + 2], ()):
                letters, _ = found.get(number) or (set(), 0)
                letters.update((place, place + 1))
                found[number] = letters, at + 2
        namings = [self._naming(number, letters, end) for number, (letters, end) in found.items()]
        return sorted(namings, key=lambda naming: (-naming.coverage, -naming.strength))

    def _naming(self, number: int, letters: set[int], end: int) -> Naming:
        weights, subject = self._weights[number], self.subjects[number]
        strength = sum(weights[at] for at in letters)
        coverage = strength / (sum(weights) or 1)
        return Naming(subject, coverage, strength, end)

    def item_in(self, words: str) -> Naming | None:
        """The item of 预算执行 or 三公经费 that is named last in the words; a specific one (三公) before 预算, 支出."""
        best: tuple[bool, int, Subject] | None = None  # of several at one place the first one
        for subject in self.items:
            for match in subject.aliases.finditer(words) if subject.aliases else ():
                if best is None or (subject.specific, match.end()) > best[:2]:
                    best = subject.specific, match.end(), subject
        return Naming(best[2], 1.0 if best[0] else 0.5, 2.0, best[1]) if best else None


def pairs_of(name: str) -> set[str]:
    """Every pair of neighbouring characters."""
    return {name[at : at + 2] for at in range(len(name) - 1)}


def without(words: str, subject: Subject) -> str:
    """The words without those of the subject's name, so that what is left says of what part or year they speak."""
    if subject.aliases:
        return subject.aliases.sub("", words)
    name = _SMALL_WORDS.sub("", subject.name)
    letters: set[int] = set()
    pairs = pairs_of(name)
    for at in range(len(words) - 1):
        if words[at : at + 2] in pairs:
            letters.update((at, at + 1))
    return "".join(letter for at, letter in enumerate(words) if at not in letters)


# --- the subjects of an office ----------------------------------------------------------------------------


@lru_cache(maxsize=1)  # Every check of claims asks for the same dossier.
def subject_index(dossier: Dossier) -> SubjectIndex:
    """The index of everything that the sentences of this office may be about."""
    return SubjectIndex(_subjects(dossier), tuple(_stated_elsewhere(dossier)))


def _subjects(dossier: Dossier) -> Iterator[Subject]:
    submission, tree = dossier.submission, dossier.scorecard.tree
    gaps = dossier.scorecard.gaps | submission.gaps  # The values of these cells are stand-ins.
    scores = {score.indicator.code.ref: score for score in tree.leaves() if score.indicator}
    for indicator in submission.indicators:
        yield _of_indicator(indicator, scores.get(indicator.code.ref), gaps)
    entries = {entry.indicator.value: entry for entry in submission.management}
    for group in tree.level(GROUP):
        for leaf in group.children:
            if not leaf.children:
                yield _of_row(leaf, group.name, entries.get(leaf.name), gaps)
    yield from _items(dossier, gaps)
    public = submission.three_public
    for expense in (public.total, *public.parts):
        if gaps.isdisjoint((expense.budget.ref, expense.actual.ref)) and (
            aliases := _ALIASES_OF_EXPENSES.get(expense.name)
        ):
            yield _of_expense(expense, aliases)
    totals = [entry for expense in (public.total, *public.parts) for entry in (expense.budget, expense.actual)]
    if public.reasons and gaps.isdisjoint(entry.ref for entry in totals):
        yield _of_reasons(dossier)
    yield Subject(name="自评", data=tuple(_points(tree)), aliases=None)


def _of_indicator(indicator: Indicator, score: Score | None, gaps: frozenset[CellRef]) -> Subject:
    target, actual = indicator.target, indicator.actual
    unit = indicator.unit.value if indicator.unit else ""
    data: list[Datum] = []
    if actual and actual.ref not in gaps:
        data.append(_datum(INDICATORS.actual.name, actual.value, unit, ACTUAL))
    if target and target.ref not in gaps:
        data.append(_datum(INDICATORS.target.name, target.value, unit, AIM))
    if len(data) == 2:
        data += _compared(data[0], data[1], INDICATORS.target.name)
    if score:
        data += _points(score)
    return Subject(
        name=indicator.name.value,
        data=tuple(data),
        cells=frozenset(entry.ref for entry in (actual, target) if entry),
        prose=frozenset((indicator.reason.ref,)) if indicator.reason else frozenset(),
        evidence=indicator.evidence is not None,
        score=score,
        group=indicator.category.value,
    )


def _of_row(leaf: Score, group: str, entry: ManagementEntry | None, gaps: frozenset[CellRef]) -> Subject:
    data = list(_points(leaf))
    value = entry.value if entry else None
    if value and value.ref not in gaps:
        for one in numbers_in(value.value) if isinstance(value.value, str) else ():
            data.append(Datum(MANAGEMENT.value.name, one.value, one.unit.dimension, ACTUAL, ""))
        if isinstance(value.value, Decimal):
            data.append(Datum(MANAGEMENT.value.name, value.value, "个", ACTUAL, ""))
    if leaf.figure and gaps.isdisjoint(leaf.figure_sources):
        data.append(_datum(leaf.figure.name, leaf.figure.value, leaf.figure.unit, ACTUAL))
        if leaf.full_line is not None:
            data.append(_datum(_FULL_LINE, leaf.full_line, leaf.figure.unit, AIM))
    prose = frozenset(text.ref for text in (entry.note, entry.reason) if text) if entry else frozenset()
    return Subject(
        name=leaf.name,
        data=tuple(data),
        prose=prose,
        evidence=leaf.figure is not None or (entry is not None and entry.evidence is not None),
        score=leaf,
        group=group,
        by_words=leaf.figure is None or leaf.figure.name == leaf.name,
    )


def _points(node: Score) -> Iterator[Datum]:
    for label, value in (
        ("得分", node.score),
        (INDICATORS.points.name, node.points),
        (INDICATORS.deduction.name, node.lost),
    ):
        yield Datum(label, value, POINTS, SHARE, "分")


_FULL_LINE = "得满分的界限"
_ALIASES_OF_EXPENSES = {
    THREE_PUBLIC.total.name: re.compile(r"[“\"]?三公[”\"]?(?:经费)?"),
    THREE_PUBLIC.travel.name: re.compile(r"因公出国(?:（境）)?(?:费用?)?"),
    THREE_PUBLIC.vehicles_bought.name: re.compile(r"(?:公务用车|公车|车辆)购置(?:费用?)?"),
    THREE_PUBLIC.vehicles_run.name: re.compile(
        r"(?:公务用车|公车)(?!购置)(?:运行维护|运行|运维|维护)?(?:费用?)?|车辆(?:运行|运维|维护)(?:维护)?(?:费用?)?"
    ),
    THREE_PUBLIC.reception.name: re.compile(r"公务接待(?:费用?)?|接待(?:费用?|支出|经费)"),
}
_MEAN_RATE = re.compile(r"平均执行率")
_RATE_OF_EXECUTION = re.compile(r"(?<!平均)(?:执行|支出|支付)(?:率|进度)")
_QUARTER = re.compile(r"季度|半年|月[底末]")
_RATE_OF_REST = re.compile(r"(?:结余结转|结转结余|结转|结余)率")
_REST = re.compile(r"(?:结余结转|结转结余|结转|结余)(?:资金|金额|数额)?(?!率)")
_RUNNING = re.compile(r"公用经费|日常公用")
_ASSETS = re.compile(r"资产(?!利用率)")
_OFFICE_BUDGET = re.compile(r"预算|支出|拨款|执行数|经费")


def _items(dossier: Dossier, gaps: frozenset[CellRef]) -> Iterator[Subject]:
    budget = dossier.submission.budget
    values = {item.name: entry for item, entry in budget.entries() if entry.ref not in gaps}

    def data(*items: tuple[str, str]) -> list[Datum]:
        return [_datum(name, values[name].value, MONEY_UNIT, role) for name, role in items if name in values]

    def cells(*names: str) -> frozenset[CellRef]:
        return frozenset(values[name].ref for name in names if name in values)

    judged = {
        leaf.figure.name: leaf
        for leaf in dossier.scorecard.tree.leaves()
        if leaf.figure and gaps.isdisjoint(leaf.figure_sources)
    }
    whole = data((BUDGET.adjusted.name, AIM)) or data((BUDGET.initial.name, AIM))
    spent = data((BUDGET.spent.name, ACTUAL))
    mean = judged.get(BUDGET.execution_rate.name)
    rates = [_datum(mean.figure.name, mean.figure.value, PERCENT, ACTUAL)] if mean and mean.figure else []
    amounts = data(
        (BUDGET.spent.name, ACTUAL),
        (BUDGET.initial.name, AIM),
        (BUDGET.adjusted.name, AIM),
        *((item.name, SHARE) for item in BUDGET.quarters),
    )
    quarters = [datum for datum in amounts if datum.role == SHARE]
    by_quarter = [
        Datum("单季支出", later.value - earlier.value, MONEY, SHARE)
        for at, later in enumerate(quarters)
        for earlier in quarters[:at]
    ]

    def shares_of(parts: Sequence[Datum]) -> list[Datum]:
        return [
            Datum("占预算的比率", part.value * 100 / aim.value, PERCENT, SHARE)
            for part in parts
            for aim in amounts
            if aim.role == AIM and aim.value and part.value
        ]

    shares, name = shares_of(spent), BUDGET.execution_rate.name
    if rates:
        yield Subject(name=name, data=tuple(rates), cells=cells(name), aliases=_MEAN_RATE)
    if rates or shares:
        yield Subject(name=name, data=(*rates, *shares), cells=cells(name), aliases=_RATE_OF_EXECUTION)
    if quarters:
        parts = (*quarters, *by_quarter)
        yield Subject(name=BUDGET.quarters[0].name, data=(*parts, *shares_of(parts)), aliases=_QUARTER, specific=False)
    rest = data((BUDGET.carried_over.name, ACTUAL))
    yield from _rate_of_rest(judged.get(BUDGET.carry_over_rate.name), cells(BUDGET.carry_over_rate.name))
    if rest:
        yield Subject(name=rest[0].label, data=tuple(rest), cells=cells(rest[0].label), aliases=_REST)
    for actual, aim, aliases in (
        (BUDGET.running_spent.name, BUDGET.running_budget.name, _RUNNING),
        (BUDGET.fixed_assets_in_use.name, BUDGET.fixed_assets.name, _ASSETS),
    ):
        yield from _pair_of_items(data((actual, ACTUAL), (aim, AIM)), spent, cells(actual, aim), aliases)
    execution_gap = [Datum("差额", spent[0].value - whole[0].value, MONEY, CHANGE)] if spent and whole else []
    differences = [
        Datum("差额", abs(one.value - other.value), MONEY, SHARE)
        for at, one in enumerate(amounts)
        for other in amounts[:at]
    ]
    changes = [
        Datum(RELATIVE_CHANGE, abs(one.value - other.value) * 100 / other.value, PERCENT, SHARE)
        for one in amounts
        for other in amounts
        if other.role == AIM and other.value
    ]
    if amounts:
        yield Subject(
            name=BUDGET.name,
            data=(*amounts, *execution_gap, *by_quarter, *shares, *differences, *changes, *rest),
            cells=cells(*(datum.label for datum in amounts)),
            aliases=_OFFICE_BUDGET,
            specific=False,
        )


def _rate_of_rest(leaf: Score | None, cells: frozenset[CellRef]) -> Iterator[Subject]:
    """结转结余率 and the line up to which it gives full points."""
    if leaf and leaf.figure:
        datum = _datum(leaf.figure.name, leaf.figure.value, PERCENT, ACTUAL)
        limit = [] if leaf.full_line is None else [_datum(_FULL_LINE, leaf.full_line, PERCENT, AIM)]
        more = _compared(datum, limit[0], _FULL_LINE) if limit else []
        yield Subject(name=datum.label, data=(datum, *limit, *more), cells=cells, aliases=_RATE_OF_REST)


def _pair_of_items(
    data: list[Datum], spent: Sequence[Datum], cells: frozenset[CellRef], aliases: re.Pattern[str]
) -> Iterator[Subject]:
    """An amount of the form and what it is held against: 公用经费, 固定资产."""
    if data:
        more = _compared(data[0], data[1], data[1].label) if len(data) == 2 else []
        more += [_share(data[0], other) for other in spent if other.value]
        yield Subject(name=data[0].label, data=(*data, *more), cells=cells, aliases=aliases)


def _of_reasons(dossier: Dossier) -> Subject:
    """All of 三公经费, for the reasons of its change: which of its amounts a reason means only the reader can tell."""
    public = dossier.submission.three_public
    expenses = [_of_expense(expense, _NOTHING) for expense in (public.total, *public.parts)]
    budgets, spent = ([s.data[at] for s in expenses] for at in (1, 0))
    shares = [_share(part, whole) for data in (budgets, spent) for part in data for whole in data[:1] if whole.value]
    return Subject(
        name=THREE_PUBLIC.name,
        data=(*(datum for subject in expenses for datum in subject.data), *shares),
        prose=frozenset(reason.ref for reason in public.reasons),
        by_words=False,
    )


_NOTHING = re.compile(r"(?!)")


def _of_expense(expense: Expense, aliases: re.Pattern[str]) -> Subject:
    actual = _datum(THREE_PUBLIC.actual.name, expense.actual.value, MONEY_UNIT, ACTUAL)
    aim = _datum(THREE_PUBLIC.budget.name, expense.budget.value, MONEY_UNIT, AIM)
    return Subject(
        name=expense.name if aliases.search(expense.name) else THREE_PUBLIC.name,
        data=(actual, aim, *_compared(actual, aim, THREE_PUBLIC.budget.name)),
        cells=frozenset((expense.actual.ref, expense.budget.ref)),
        aliases=aliases,
    )


def _datum(label: str, value: Decimal, unit: str, role: str) -> Datum:
    measure = unit_of(unit)
    return Datum(label, value * measure.factor, measure.dimension, role, unit)


def _compared(actual: Datum, aim: Datum, label: str) -> list[Datum]:
    """How much more or less the actual value is, as an amount and as shares of the aim."""
    change, percent = actual.value - aim.value, actual.dimension == PERCENT
    data = [Datum(f"与{label}之差", change, POINTS_OF_PERCENT if percent else actual.dimension, CHANGE)]
    if percent:
        data.append(Datum(f"与{label}之差", abs(change), PERCENT, SHARE))
    if aim.value:
        data.append(_share(actual, aim))
        data.append(Datum(RELATIVE_CHANGE, abs(change) * 100 / aim.value, PERCENT, SHARE))
    return data


def _share(part: Datum, whole: Datum) -> Datum:
    return Datum(f"占{whole.label}的比率", part.value * 100 / whole.value, PERCENT, SHARE)


def _stated_elsewhere(dossier: Dossier) -> Iterator[Grounds]:
    """The quantities of the cells that say what a value rests on."""
    entries: list[Entry[str] | None] = []
    for indicator in dossier.submission.indicators:
        texts = (
            (indicator.name, indicator.target_text, indicator.actual_text)
            if not indicator.quantitative
            else (indicator.name,)
        )
        entries += [*texts, indicator.evidence, indicator.remark]
    entries += [entry.evidence for entry in dossier.submission.management]
    for entry in entries:
        for quantity in numbers_in(entry.value) if entry else ():
            words = entry.value[max(0, quantity.start - _AROUND) : quantity.end + _AROUND] if entry else ""
            yield Grounds(quantity, words)


_AROUND = 8  # characters that tell of what a quantity is
