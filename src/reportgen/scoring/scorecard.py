"""The scorecard (评分结果): every point that was given or lost, with the inputs, rule line and clause behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen.diagnostics import CellRef
from reportgen.intake.submission import Entry, Indicator
from reportgen.scoring.figures import FigureValue
from reportgen.scoring.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A value that a score rests on, with its cell; ``value`` is text for 是/否 and other words."""

    label: str
    value: Decimal | str
    unit: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Node):
    """A node of the scorecard: the whole, a 一级, 二级 or 三级指标, or a single 绩效指标 under that.

    What follows is said of the 三级指标 and 绩效指标 alone. ``rule`` is the line of the rule that applied, in Chinese
    (“结转结余率12%，大于10%、不超过20%，得1分”); ``source`` what the rule rests on. ``met`` says whether the target was
    reached, whatever the points. ``figure`` is the figure that the rule judged and ``full_line`` the bound within
    which it gives all points, where it has one. ``missing`` are the gaps that the score rests on.
    """

    children: tuple[Score, ...] = ()
    met: bool = True
    rule: str = ""
    source: str = ""
    verified: bool = True
    inputs: tuple[Input, ...] = ()
    figure: FigureValue | None = None
    full_line: Decimal | None = None
    reason: Entry[str] | None = None
    reason_ref: CellRef | None = None  # where the reason for lost points is to be written
    evidence: Entry[str] | None = None
    note: Entry[str] | None = None
    indicator: Indicator | None = None
    missing: tuple[CellRef, ...] = ()

    @property
    def sources(self) -> tuple[CellRef, ...]:
        """The cells that the score rests on, each once."""
        return tuple(dict.fromkeys(one.ref for leaf in self.leaves() for one in leaf.inputs))

    @property
    def figure_sources(self) -> tuple[CellRef, ...]:
        """The cells that its figure rests on, each once."""
        items = self.figure.used if self.figure else ()
        return tuple(dict.fromkeys(one.ref for one in self.inputs if one.label in items))

    def with_missing(self, gaps: frozenset[CellRef]) -> Score:
        """The same where ``gaps`` is known: it and all under it say which of them they rest on."""
        children = tuple(child.with_missing(gaps) for child in self.children)
        return replace(self, children=children, missing=tuple(ref for ref in self.sources if ref in gaps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The whole score of one office for one year; ``draft`` when the rules file says 试用.

    ``gaps`` are the places that keep something from being scored: what rests on one of them is a stand-in, and so is
    every sum over it.
    """

    year: int
    draft: bool
    tree: Score
    completion: str  # 均已完成 | 基本完成 | 部分完成 | 未完成, by the bands of the rules file
    gaps: frozenset[CellRef] = frozenset()
