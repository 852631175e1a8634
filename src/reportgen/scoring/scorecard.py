"""The scorecard (评分结果): every point that was given or lost, with the inputs, rule line and clause behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportgen.diagnostics import CellRef
from reportgen.intake.submission import Entry, Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A value that a score rests on, with its cell; ``value`` is text for 是/否 and other words."""

    label: str
    value: Decimal | str
    unit: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The figure that a rule judged (结转结余率): unrounded, with the cells that it rests on.

    ``full_line`` is the bound within which the rule gives all points, where it has one.
    """

    name: str
    value: Decimal
    unit: str
    sources: tuple[CellRef, ...]
    computed: bool
    full_line: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The points of one 三级指标, or of one 绩效指标 under it.

    ``rule`` is the line of the rule that applied, in Chinese (“结转结余率12%，大于10%、不超过20%，得1分”);
    ``source`` what the rule rests on. ``met`` says whether the target was reached, whatever the points.
    ``parts`` are the single indicators of a summed 三级指标; its points are their exact sum.
    """

    id: str
    name: str
    full: Decimal
    points: Decimal
    met: bool
    rule: str
    source: str
    verified: bool
    inputs: tuple[Input, ...] = ()
    measure: Measure | None = None
    reason: Entry[str] | None = None
    reason_ref: CellRef | None = None  # where the reason for lost points is to be written
    evidence: Entry[str] | None = None
    note: Entry[str] | None = None
    indicator: Indicator | None = None
    parts: tuple[Score, ...] = ()

    @property
    def lost(self) -> Decimal:
        """Points lost (扣分)."""
        return self.full - self.points

    def leaves(self) -> Iterator[Score]:
        """The scores that are not sums of others."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreGroup:
    """A 二级指标 with its 三级指标; ``missing`` are the gaps that its scores rest on."""

    name: str
    full: Decimal
    items: tuple[Score, ...]
    missing: tuple[CellRef, ...] = ()

    @property
    def points(self) -> Decimal:
        """The exact sum of the items."""
        return sum((i.points for i in self.items), Decimal(0))

    @property
    def lost(self) -> Decimal:
        """Points lost (扣分)."""
        return self.full - self.points


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """A 一级指标: 履职效能 or 管理效率."""

    name: str
    full: Decimal
    groups: tuple[ScoreGroup, ...]

    @property
    def points(self) -> Decimal:
        """The exact sum of the groups."""
        return sum((g.points for g in self.groups), Decimal(0))

    @property
    def lost(self) -> Decimal:
        """Points lost (扣分)."""
        return self.full - self.points


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The whole score of one office for one year; ``draft`` when the rules file says 试用.

    ``gaps`` are the places that keep something from being scored: what rests on one of them is a stand-in.
    """

    year: int
    draft: bool
    parts: tuple[ScorePart, ...]
    completion: str  # 均已完成 | 基本完成 | 部分完成 | 未完成, by the bands of the rules file
    gaps: frozenset[CellRef] = frozenset()

    @property
    def full(self) -> Decimal:
        """100 by the rules file's own check."""
        return sum((p.full for p in self.parts), Decimal(0))

    @property
    def points(self) -> Decimal:
        """总分."""
        return sum((p.points for p in self.parts), Decimal(0))

    @property
    def missing(self) -> tuple[CellRef, ...]:
        """The gaps that a score rests on: where there is one, that score and every sum are stand-ins."""
        if not self.gaps:
            return ()
        refs = (given.ref for leaf in self.leaves() for given in leaf.inputs)
        return tuple(dict.fromkeys(ref for ref in refs if ref in self.gaps))

    def scores(self) -> Iterator[Score]:
        """Every 三级指标, in the order of the rules file."""
        for part in self.parts:
            for group in part.groups:
                yield from group.items

    def leaves(self) -> Iterator[Score]:
        """Every score that is not a sum of others, in order."""
        for score in self.scores():
            yield from score.leaves()
