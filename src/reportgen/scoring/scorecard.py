"""The scorecard (评分结果): every point that an office got or lost, with the values, the rule and the clause for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen.diagnostics import CellRef
from reportgen.intake.form import MANAGEMENT
from reportgen.intake.submission import Entry, Indicator
from reportgen.numeric import as_printed, plain
from reportgen.scoring.figures import FigureValue
from reportgen.scoring.tree import Node

# A paragraph of 存在问题 with one of these words counts as an explanation of a low execution rate.
RATE_WORDS = ("执行率", "支出率", "预算执行", "支出进度")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A value that a score rests on: an entry of the form, or a computed figure, with its name and its unit."""

    label: str
    entry: Entry[Decimal] | Entry[str]
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Node):
    """The score of the whole, of a 一级, 二级 or 三级指标, or of a single 绩效指标 under that.

    Only a 三级指标 and a 绩效指标 have the following. ``rule`` is the sentence of the rule that applied, in Chinese
    (“结转结余率12%，大于10%、不超过20%，得1分”), ``source`` the document that the rule rests on, ``clause`` the
    name of its row or method in the rules file, ``verified`` whether that was verified, ``standard`` the text of the
    rules (评分标准), which a 绩效指标 has from its 三级指标. ``met`` says whether the target was reached, whatever the
    points. ``extra`` are the most extra points (加分) beyond ``points``, ``uncounted`` those that the cap of the total
    leaves out of the score. ``figure`` is the figure that the rule judged, ``full_line`` the bound within which it
    gives all points, where it has one, ``finding`` a clause that states the figures. ``reason_ref`` is the cell for
    the reason of lost points, ``voided_by`` the 三级指标 (一票否决) that took all of them. ``missing`` are the gaps
    that the score rests on; every level has these.
    """

    children: tuple[Score, ...] = ()
    standard: str = ""
    met: bool = True
    extra: Decimal = Decimal(0)
    uncounted: Decimal = Decimal(0)
    rule: str = ""
    source: str = ""
    clause: str = ""
    verified: bool = True
    inputs: tuple[Input, ...] = ()
    figure: FigureValue | None = None
    full_line: Decimal | None = None
    finding: str = ""
    reason: Entry[str] | None = None
    reason_ref: CellRef | None = None
    evidence: Entry[str] | None = None
    note: Entry[str] | None = None
    voided_by: Score | None = None
    indicator: Indicator | None = None
    missing: tuple[CellRef, ...] = ()

    @property
    def sources(self) -> tuple[CellRef, ...]:
        """The cells that the score rests on, each once."""
        return tuple(dict.fromkeys(one.entry.ref for leaf in self.leaves() for one in leaf.inputs))

    @property
    def figure_sources(self) -> tuple[CellRef, ...]:
        """The cells that its figure rests on, each once."""
        items = self.figure.items if self.figure else ()
        return tuple(dict.fromkeys(one.entry.ref for one in self.inputs if one.label in items))

    def with_missing(self, gaps: frozenset[CellRef]) -> Score:
        """The same score, in which each level names those ``gaps`` that it rests on."""
        children = tuple(child.with_missing(gaps) for child in self.children)
        return replace(self, children=children, missing=tuple(ref for ref in self.sources if ref in gaps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The whole score of one office for one year by the rules in ``file``; ``draft`` where these are not in force.

    ``completion`` is the word for the completion of the goals, such as 均已完成 or 基本完成, ``grade`` the word for the
    total score (等级), such as 优, where the scheme has any. ``gaps`` are the cells
    without which some score cannot be given: every score that rests on one of them is a stand-in, and so is every sum
    over it. ``total`` is what the scheme (方案) of this name gives at most, without extra points (加分).
    """

    year: int
    file: str
    scheme: str = ""
    draft: bool
    tree: Score
    completion: str
    grade: str = ""
    total: Decimal = Decimal(100)
    gaps: frozenset[CellRef] = frozenset()


# --- the cells of a score table (自评表), as texts ---------------------------------------------------------------

NOT_FILLED_IN = "待填"


def points_of(score: Score) -> tuple[str | Decimal, ...]:
    """分值, 得分 and 扣分; the last two are unknown in a draft if they depend on a missing value."""
    if score.missing:
        return score.points, NOT_FILLED_IN, NOT_FILLED_IN
    return score.points, score.score, score.lost


def lost_reason(leaf: Score) -> str:
    """The reason for lost points: that of the clerk, or else the rule that applied."""
    if not leaf.lost or leaf.missing:
        return ""
    return leaf.reason.value if leaf.reason else leaf.rule


def measure_texts(indicator: Indicator, gaps: frozenset[CellRef]) -> Iterator[str]:
    """The target and the actual value with their unit; of a qualitative indicator, their texts."""
    texts, unit = (indicator.target_text, indicator.actual_text), indicator.unit.value if indicator.unit else ""
    for text, number in zip(texts, indicator.measures or (None, None), strict=True):
        if text.ref in gaps:
            yield NOT_FILLED_IN
        else:
            yield text.value if number is None else plain(number) + unit


def input_texts(inputs: Sequence[Input], gaps: frozenset[CellRef]) -> tuple[str, str, str, str]:
    """指标, 符号, 年度指标值 and 实际完成值 of a 三级指标 without indicators: what was judged, and from what."""
    if not inputs:
        return ("", "", "", "")
    first, *others = inputs
    name = "" if first.label == MANAGEMENT.value.name else first.label
    rest = "、".join(f"{value.label}{_input_text(value, gaps)}" for value in others)
    return (f"{name}（{rest}）" if rest else name, "", "", _input_text(first, gaps))


def _input_text(value: Input, gaps: frozenset[CellRef]) -> str:
    entry = value.entry
    if entry.ref in gaps:
        return NOT_FILLED_IN
    if isinstance(entry.value, str):
        return entry.value
    return plain(as_printed(entry.value, entry.places)) + value.unit
