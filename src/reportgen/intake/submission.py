"""The typed record (街道数据) that intake makes of the workbook (填报表) of one office.

Every value keeps its cell. ``None`` means that the cell is blank; a blank is never zero. Money is in 万元, and a
percentage of 95 % is the number 95.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from reportgen.diagnostics import CellRef, normal_name
from reportgen.intake.form import BUDGET, FINANCES, PROFILE, CellKind, Column, Item
from reportgen.numeric import as_printed, round_half_up

T = TypeVar("T")


class Entry(NamedTuple, Generic[T]):
    """A value and its cell. It is a tuple because a workbook has hundreds of them.

    ``places`` is the number of decimals with which the cell shows a number; ``None`` if its format fixes none.
    """

    value: T
    ref: CellRef
    places: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The office that reports (单位) and its choices of wording, from the sheet 基本信息."""

    city: Entry[str]
    district: Entry[str]
    full_name: Entry[str]
    name: Entry[str]
    short_name: Entry[str]
    self_reference: Entry[str] | None
    attachment_number: Entry[str] | None
    rate_measured_by: Entry[str] | None
    wording_set: Entry[str] | None = None  # 文体
    scheme: Entry[str] | None = None  # 评分方案


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The office that handed in a workbook, and the year of the workbook."""

    year: int
    city: str
    district: str
    full_name: str
    short_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal of the year (绩效目标)."""

    number: Entry[int]
    title: Entry[str]
    text: Entry[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row of the sheet 绩效指标.

    ``target`` and ``actual`` are numbers in ``unit`` for a quantitative indicator (定量). They are ``None`` for a
    qualitative one (定性), whose texts are in ``target_text`` and ``actual_text``. ``symbol`` is one of ≥ ≤ = > < 定性.
    ``method`` is the Chinese name of a rule kind, or ``None`` for the default of the rubric. ``cells`` are the optional
    columns and their cells, blank ones included, because a later stage may have to report a blank one.
    """

    code: Entry[str]
    category: Entry[str]  # 产出, 效益 or another that the scheme declares
    secondary: Entry[str]  # such as 数量, 质量, 满意度
    name: Entry[str]
    symbol: Entry[str]
    target: Entry[Decimal] | None
    target_text: Entry[str]
    unit: Entry[str] | None
    actual: Entry[Decimal] | None
    actual_text: Entry[str]
    points: Entry[Decimal] | None
    method: Entry[str] | None
    deduction: Entry[Decimal] | None
    reason: Entry[str] | None
    evidence: Entry[str] | None
    remark: Entry[str] | None
    cells: tuple[tuple[str, CellRef], ...] = ()

    def cell(self, column: str) -> CellRef:
        """The cell of ``column`` in this row; the cell of the 编号 where the sheet lacks the column."""
        return dict(self.cells).get(column, self.code.ref)

    @property
    def measures(self) -> tuple[Decimal, Decimal] | None:
        """Target and actual value as texts print them; ``None`` for a qualitative indicator."""
        return _printed_pair(self.target, self.actual) if self.target and self.actual else None

    @property
    def quantitative(self) -> bool:
        """Whether target and actual are numbers (定量)."""
        return self.symbol.value in ("≥", "≤", "=", ">", "<")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskText:
    """The text of one row of a key task: its overview (概述), a sub-item (分项) or one of an enumeration (列举)."""

    title: Entry[str] | None
    text: Entry[str] | None  # Only an overview may have a title alone.


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTask:
    """One key task (重点工作): its overview (概述), its enumeration (列举) and its sub-items (分项)."""

    number: Entry[int]
    title: Entry[str] | None
    text: Entry[str] | None
    enumeration: tuple[TaskText, ...]
    subitems: tuple[TaskText, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """The sheet 预算执行: ``budget[BUDGET.spent]`` is one item. Amounts are in 万元, rates in per cent."""

    figures: tuple[Entry[Decimal] | None, ...]  # in the order of the form's items

    def __getitem__(self, item: Item) -> Entry[Decimal] | None:
        return self.figures[BUDGET.items.index(item)]

    def entries(self, *items: Item) -> Iterator[tuple[Item, Entry[Decimal]]]:
        """The items that have a value; without arguments, of the whole sheet."""
        for item in items or BUDGET.items:
            if entry := self[item]:
                yield item, entry


class YearChange(NamedTuple):
    """How an amount of this year differs from that of last year, both as texts print them."""

    last: Decimal
    now: Decimal

    @property
    def amount(self) -> Decimal:
        """What this year has more than last year; below 0 where it has less."""
        return self.now - self.last

    @property
    def rate(self) -> Decimal | None:
        """The amount without its sign in percent of last year, to 2 places; ``None`` where that was 0."""
        return round_half_up(abs(self.amount) * 100 / self.last, 2) if self.last else None


def year_change(last: Entry[Decimal] | None, now: Entry[Decimal] | None) -> YearChange | None:
    """The change against last year; ``None`` where one of the amounts is blank."""
    return YearChange(*_printed_pair(last, now)) if last and now else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """One row of the sheet 三公经费, in 万元; ``reason_ref`` is its cell in the column 变动原因, blank or not.

    ``last_actual`` is what was spent the year before.
    """

    name: str
    budget: Entry[Decimal]
    actual: Entry[Decimal]
    last_actual: Entry[Decimal] | None = None
    reason_ref: CellRef | None = None

    @property
    def amounts(self) -> tuple[Decimal, Decimal]:
        """Budget and actual amount as texts print them."""
        return _printed_pair(self.budget, self.actual)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreePublic:
    """The sheet 三公经费: the total, its parts if the office states them, and the reasons for a change (变动原因)."""

    total: Expense
    parts: tuple[Expense, ...]
    reasons: tuple[Entry[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementEntry:
    """One row of the sheet 管理效率: what the office enters for one 三级指标 of the rubric.

    ``value`` is the content of the cell (是, 否, 不涉及, a count, names of elements), because only the rule of the
    indicator can interpret it. It is a ``Decimal`` if the cell has a number (95 for 95%), else a text; a ticked box
    (TRUE) is 是.
    """

    indicator: Entry[str]
    value: Entry[str] | Entry[Decimal] | None
    deduction: Entry[Decimal] | None
    reason: Entry[str] | None
    note: Entry[str] | None  # 情况说明
    evidence: Entry[str] | None
    cells: tuple[tuple[str, CellRef], ...] = ()  # optional columns and their cells, blank or not

    def cell(self, column: str) -> CellRef:
        """The cell of ``column`` in this row; the cell of the 三级指标 where the sheet lacks the column."""
        return dict(self.cells).get(column, self.indicator.ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedParagraph:
    """One paragraph of 存在问题 or 改进措施; ``answers`` (对应问题) are the numbers of the problems that it solves."""

    number: Entry[int]
    text: Entry[str]
    answers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask:
    """One task that was planned for the year (年度重点工作任务), and the money for it in 万元."""

    text: Entry[str]
    amount: Entry[Decimal] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisDocument:
    """A document on which the self-evaluation rests (评价依据); ``number`` is its 文号."""

    title: Entry[str]
    number: Entry[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeProfile:
    """The optional sheet 单位概况: ``profile[PROFILE.duties]`` is one item, a text or a count of people or bodies."""

    entries: tuple[Entry[str] | Entry[int] | None, ...] = (None,) * len(PROFILE.items)  # in the order of the form
    planned_tasks: tuple[PlannedTask, ...] = ()
    basis: tuple[BasisDocument, ...] = ()

    def __getitem__(self, item: Item) -> Entry[str] | Entry[int] | None:
        return self.entries[PROFILE.items.index(item)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceItem:
    """One row of the sheet 收支情况, in 万元; ``reason`` is why it changed."""

    initial: Entry[Decimal] | None
    adjusted: Entry[Decimal] | None
    final: Entry[Decimal] | None
    last_final: Entry[Decimal] | None
    reason: Entry[str] | None

    def __getitem__(self, column: Column) -> Entry[Decimal] | None:
        entry: Entry[Decimal] | None = getattr(self, column.field)
        return entry


@dataclass(frozen=True, slots=True)
class Finances:
    """The optional sheet 收支情况: ``finances[FINANCES.income]`` is one row, ``None`` if it is blank."""

    rows: tuple[FinanceItem | None, ...] = (None,) * len(FINANCES.items)  # in the order of the form

    def __getitem__(self, item: Item) -> FinanceItem | None:
        return self.rows[FINANCES.items.index(item)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherText:
    """One row of the optional sheet 其他情况; ``section`` (栏目) says where in the report it belongs."""

    section: Entry[str]
    title: Entry[str] | None
    text: Entry[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Everything that one office handed in for one year.

    ``gaps`` are the cells whose required value is missing or wrong. The record then has a stand-in, 【待填：…】 for a
    text and a harmless number for a figure, so that later stages can report more problems in the same run.
    ``no_problems`` is the cell of 存在问题 that says 暂无 instead of a problem.
    """

    file: str
    year: Entry[int]
    office: Office
    goal_overview: Entry[str]  # 目标总述
    conclusion_overview: Entry[str]  # 自评总述
    honours: Entry[str] | None  # 主要荣誉
    goals: tuple[Goal, ...]
    indicators: tuple[Indicator, ...]
    tasks: tuple[KeyTask, ...]
    budget: Budget
    three_public: ThreePublic
    management: tuple[ManagementEntry, ...]
    problems: tuple[NumberedParagraph, ...]
    measures: tuple[NumberedParagraph, ...]
    profile: OfficeProfile = OfficeProfile()
    finances: Finances = Finances()
    other_sections: tuple[OtherText, ...] = ()
    no_problems: Entry[str] | None = None
    gaps: frozenset[CellRef] = frozenset()

    @property
    def identity(self) -> Identity | None:
        """The office and the year; ``None`` if a name is missing."""
        return identity(self.year, self.office, self.gaps)

    @property
    def scheme(self) -> str:
        """The scheme (评分方案) that the office names; empty for the default one of its year."""
        return self.office.scheme.value if self.office.scheme else ""

    def prose(self) -> Iterator[Entry[str]]:
        """Every text that may become part of a sentence of the report, in the order of the sheets."""
        return (entry for entry in self._texts() if entry is not None)

    def _texts(self) -> Iterator[Entry[str] | None]:
        yield from (self.goal_overview, self.conclusion_overview, self.honours)
        for goal in self.goals:
            yield from (goal.title, goal.text)
        for indicator in self.indicators:
            yield indicator.reason
        for task in self.tasks:
            yield from (task.title, task.text)
            for point in (*task.enumeration, *task.subitems):
                yield from (point.title, point.text)
        yield from self.three_public.reasons
        for row in self.management:
            yield from (row.reason, row.note)
        for item in (*self.problems, *self.measures):
            yield item.text
        yield from self._facts()

    def _facts(self) -> Iterator[Entry[str] | None]:
        """The texts of the optional sheets."""
        for item, entry in zip(PROFILE.items, self.profile.entries, strict=True):
            if entry and item.kind is CellKind.PROSE:
                yield Entry(str(entry.value), entry.ref)
        yield from (task.text for task in self.profile.planned_tasks)
        yield from (row.reason for row in self.finances.rows if row)
        for other in self.other_sections:
            yield from (other.title, other.text)

    @property
    def plan(self) -> Entry[str] | None:
        """What the office planned for the year as a whole (年度总体工作)."""
        entry = self.profile[PROFILE.plan]
        return Entry(str(entry.value), entry.ref) if entry else None

    def descriptions(self) -> Iterator[Entry[str]]:
        """The texts that describe the office and how it evaluated itself, on which documents and when.

        They report no result of the year, and they are much the same from year to year and from office to office.
        """
        sheet = PROFILE
        about_office = (sheet.duties, sheet.organisation, sheet.working_group)
        items = (*about_office, sheet.evaluation, sheet.scope, sheet.methods, sheet.report_date)
        yield from (entry for item in items if (entry := self.profile[item]) and isinstance(entry.value, str))
        yield from (document.title for document in self.profile.basis)

    def entries(self) -> Iterator[Entry[object]]:
        """Every value with its cell; a target or an actual value comes as a number before it comes as a text."""
        return _entries(self)


def _printed_pair(limit: Entry[Decimal], value: Entry[Decimal]) -> tuple[Decimal, Decimal]:
    """Two numbers as texts print them, with more decimals where the usual ones would hide which is larger."""
    order = value.value.compare(limit.value)
    pairs = (
        tuple(as_printed(entry.value, entry.places if places is None else places) for entry in (limit, value))
        for places in (None, 2, 4, 6)
    )
    first, second = next((pair for pair in pairs if pair[1].compare(pair[0]) == order), (limit.value, value.value))
    return first, second


def identity(year: Entry[int], office: Office, gaps: Container[CellRef]) -> Identity | None:
    """The office and the year of a workbook; ``None`` if one of the names is a gap."""
    names = (office.city, office.district, office.full_name, office.short_name)
    if any(name.ref in gaps for name in names):
        return None
    city, district = (normal_name(name.value) for name in names[:2])  # 示例 区 is the same district as 示例区
    full_name, short_name = (name.value for name in names[2:])
    return Identity(year=year.value, city=city, district=district, full_name=full_name, short_name=short_name)


def _entries(value: object) -> Iterator[Entry[object]]:
    """The entries inside a record. A stack is much faster than a generator for each nested record."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, Entry):
            yield item
        elif isinstance(item, tuple):
            stack.extend(reversed(item))
        else:
            fields = getattr(type(item), "__slots__", ())  # every record here is a slotted dataclass
            stack.extend([getattr(item, name) for name in reversed(fields)])
