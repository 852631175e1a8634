"""What an office handed in: the typed record that intake makes of a workbook (填报表).

Every value keeps the cell it came from. ``None`` means that the cell is blank; blank is never zero.
Money is in 万元, percentages are on the scale 95 = 95 %.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from reportgen.diagnostics import CellRef, normal_name
from reportgen.intake.form import BUDGET, Item

T = TypeVar("T")


class Entry(NamedTuple, Generic[T]):
    """A value and the cell that it was read from; a tuple, as there are hundreds in a workbook."""

    value: T
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who reports (单位), and the wording settings: fields of the sheet 基本信息."""

    city: Entry[str]
    district: Entry[str]
    full_name: Entry[str]
    name: Entry[str]
    short_name: Entry[str]
    self_reference: Entry[str] | None
    attachment_number: Entry[str] | None
    rate_measured_by: Entry[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who handed in a workbook, and for which year."""

    year: int
    city: str
    district: str
    full_name: str
    short_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One item of the yearly goals (绩效目标)."""

    number: Entry[int]
    title: Entry[str]
    text: Entry[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row of the sheet 绩效指标.

    ``target`` and ``actual`` are numbers in ``unit`` for a quantitative indicator (定量), and ``None`` for a
    qualitative one (符号 定性), whose texts are in ``target_text`` and ``actual_text``.
    ``symbol`` is one of ≥ ≤ = > < 定性. ``method`` names a rule kind in Chinese, ``None`` the rubric's default.
    ``cells`` says where the cells of optional columns are, blank or not: a blank one may turn out to be needed.
    """

    code: Entry[str]
    category: Entry[str]  # 产出 | 效益
    secondary: Entry[str]  # 数量 质量 时效 成本 | 经济效益 社会效益 生态效益 可持续影响 满意度
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
        """Where ``column`` of this row is; the row's 编号 when that is not known."""
        return dict(self.cells).get(column, self.code.ref)

    @property
    def quantitative(self) -> bool:
        """Whether target and actual are numbers (定量)."""
        return self.symbol.value in ("≥", "≤", "=", ">", "<")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPoint:
    """One row of a key task: its 概述, a 分项 or a 列举."""

    title: Entry[str] | None
    text: Entry[str] | None  # None only for a 概述 that is a title alone


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTask:
    """One key task (重点工作): its 概述, the enumerated sentences (列举) and the sub-paragraphs (分项)."""

    number: Entry[int]
    title: Entry[str] | None
    text: Entry[str] | None
    listed: tuple[WorkPoint, ...]
    points: tuple[WorkPoint, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """The sheet 预算执行, by item: ``budget[BUDGET.spent]``. Amounts in 万元, rates in percent."""

    figures: tuple[Entry[Decimal] | None, ...]  # one for each item of the form

    def __getitem__(self, item: Item) -> Entry[Decimal] | None:
        return self.figures[BUDGET.items.index(item)]

    def entries(self, *items: Item) -> Iterator[tuple[Item, Entry[Decimal]]]:
        """Those of the items that are filled in."""
        for item in items or BUDGET.items:
            if entry := self[item]:
                yield item, entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """One row of the sheet 三公经费, in 万元; ``reason_ref`` is its cell 变动原因, blank or not."""

    name: str
    budget: Entry[Decimal]
    actual: Entry[Decimal]
    reason_ref: CellRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreePublic:
    """三公经费: the total, its parts where given, and the reasons for a change."""

    total: Expense
    parts: tuple[Expense, ...]
    reasons: tuple[Entry[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementEntry:
    """One row of the sheet 管理效率: what the office states for one 三级指标 of the rubric.

    ``value`` is as typed (是, 否, 不涉及, a count, names of elements): only the indicator's rule knows what
    it means. It is a ``Decimal`` where the cell held a number (95 where it shows 95%), text otherwise; a ticked
    box (TRUE) is 是.
    """

    indicator: Entry[str]
    value: Entry[str] | Entry[Decimal] | None
    deduction: Entry[Decimal] | None
    reason: Entry[str] | None
    note: Entry[str] | None  # 情况说明
    evidence: Entry[str] | None
    cells: tuple[tuple[str, CellRef], ...] = ()  # column → its cell, blank or not

    def cell(self, column: str) -> CellRef:
        """Where ``column`` of this row is; the row's name when that is not known."""
        return dict(self.cells).get(column, self.indicator.ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One numbered paragraph of 存在问题 or 改进措施; ``answers`` are the problems that a measure names (对应问题)."""

    number: Entry[int]
    text: Entry[str]
    answers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Everything that one office handed in for one year.

    ``gaps`` are the places where something required is missing or wrong. What stands there then is a stand-in,
    so that every later stage can look for more problems in the same run: 【待填：…】 for a text, a number that does
    no harm for a figure.
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
    problems: tuple[Listed, ...]
    measures: tuple[Listed, ...]
    no_problems: Entry[str] | None = None
    gaps: frozenset[CellRef] = frozenset()

    @property
    def identity(self) -> Identity | None:
        """Who handed it in; ``None`` where a name is missing."""
        return identity(self.year, self.office, self.gaps)

    def prose(self) -> Iterator[Entry[str]]:
        """Every text that may go into the report's sentences, in the order of the sheets."""
        return (entry for entry in self._texts() if entry is not None)

    def _texts(self) -> Iterator[Entry[str] | None]:
        yield from (self.goal_overview, self.conclusion_overview, self.honours)
        for goal in self.goals:
            yield from (goal.title, goal.text)
        for indicator in self.indicators:
            yield indicator.reason
        for task in self.tasks:
            yield from (task.title, task.text)
            for point in (*task.listed, *task.points):
                yield from (point.title, point.text)
        yield from self.three_public.reasons
        for row in self.management:
            yield from (row.reason, row.note)
        for item in (*self.problems, *self.measures):
            yield item.text

    def entries(self) -> Iterator[Entry[object]]:
        """Every value that was handed in, with its cell; a target comes as a number before it comes as typed."""
        return _entries(self)


def identity(year: Entry[int], office: Office, gaps: Container[CellRef]) -> Identity | None:
    """Who handed in a workbook; ``None`` where one of the names is a gap."""
    names = (office.city, office.district, office.full_name, office.short_name)
    if any(name.ref in gaps for name in names):
        return None
    city, district = (normal_name(name.value) for name in names[:2])  # 示例 区 is no district of its own
    full_name, short_name = (name.value for name in names[2:])
    return Identity(year=year.value, city=city, district=district, full_name=full_name, short_name=short_name)


def _entries(value: object) -> Iterator[Entry[object]]:
    """The entries inside a record; a stack in place of a generator for each record on the way."""
    inside = [value]
    while inside:
        item = inside.pop()
        if isinstance(item, Entry):
            yield item
        elif isinstance(item, tuple):
            inside.extend(reversed(item))
        else:
            fields = getattr(type(item), "__slots__", ())  # every record here is a slotted dataclass
            inside.extend([getattr(item, name) for name in reversed(fields)])
