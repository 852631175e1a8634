"""The exhibits (图表) of the summary: its tables, and its pictures, which matplotlib draws.

matplotlib is an extra. Without it, or without a Chinese font, there are no pictures and a diagnostic says why.
"""

from __future__ import annotations

import io
import logging
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from reportgen import catalogue
from reportgen.diagnostics import Outcome, blocking
from reportgen.district.figures import (
    Figures,
    LostCriterion,
    ScoreBand,
    YearComparison,
    in_column,
    shared_places,
    signed,
)
from reportgen.district.results import Filing
from reportgen.district.words import MOST_NAMED, in_words, list_names, scheme_prefix
from reportgen.machine.fonts import TYPEFACES
from reportgen.numeric import plain
from reportgen.scoring.tree import GROUP
from reportgen.writing.narrative import Exhibit, Picture, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

_GRID = "#E3E3E3"  # so light that it does not disturb the labels before it
INK, SHADE = "#1F4E79", "#9DB8D2"  # the colours of this year and of last year, also in the charts of the workbook
_DOTS = 200  # dots per inch
_LABEL = 10.5  # the size of labels in points (五号), as in the tables
_HAN = 3.71  # the width in millimetres of a Chinese character of this size
_ABOVE, _BELOW, _LEGEND = 4, 15, 7  # margins of the axes in millimetres, with room for the unit and the legend
_ROW, _ROW_OF_TWO = 5.5, 7  # the least height of a row in millimetres, so that labels do not touch each other
_FEWEST_ROWS = 5  # every picture has room for so many rows, so that one or two bars do not fill it
_MOST_FOR_NAMES, _MOST_FOR_ENDS = 0.45, 0.35  # the largest parts of the width for labels; the rest is for the bars
_PREFERRED = ("宋体", "黑体", "仿宋", "楷体")
_MOST_IN_CELL = 3  # a cell names at most so many offices
_Row = Sequence[str | Decimal]
_SHORT_LINE = 3  # characters in a line of the heading of a narrow column
_CHINESE = "CJK"  # it stands in the names of font families for Chinese, Japanese and Korean


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The content of a picture: rows of bars, the first at the top; ``alt_text`` says it in words."""

    names: Sequence[str]
    bars: Sequence[tuple[str, str, Sequence[Decimal | int]]]  # name of the series, colour, values
    ends: Sequence[str]  # the text behind the longest bar of each row
    unit: str
    start: int = 0  # the first value of the axis
    whole: bool = False  # whether the axis shows whole numbers only
    alt_text: str


def distribution_bars(bands: Sequence[ScoreBand]) -> Bars:
    """How many offices are in each band (分数段)."""
    return Bars(
        names=[band.name for band in bands],
        bars=[("", INK, [band.offices for band in bands])],
        ends=[f"{band.offices}个" for band in bands],
        unit="单位数（个）",
        whole=True,
        alt_text="；".join(f"{band.name}{band.offices}个" for band in bands),
    )


def lost_bars(items: Sequence[LostCriterion]) -> Bars:
    """The points that were lost (扣分) at each 三级指标."""
    places = shared_places(item.lost for item in items)
    return Bars(
        names=[item.name for item in items],
        bars=[("", INK, [item.lost for item in items])],
        ends=[f"{in_column(item.lost, places)}分（{item.offices}个）" for item in items],
        unit="扣分合计（分），括号里是扣分单位数",
        alt_text="；".join(f"{item.name}扣{plain(item.lost)}分，{item.offices}个单位" for item in items),
    )


def comparison_bars(comparison: YearComparison, year: int) -> Bars:
    """The points of both years for each office."""
    offices = comparison.offices_in_picture
    before, now = [one.before for one in offices], [one.now for one in offices]
    places = shared_places(one.change for one in offices)
    return Bars(
        names=[one.office for one in offices],
        bars=[(f"{comparison.year}年度", SHADE, before), (f"{year}年度", INK, now)],
        ends=[signed(one.change, places) for one in offices],
        unit="总分（分），条形末端是增减",
        start=comparison.start,
        whole=True,
        alt_text="；".join(f"{one.office}由{plain(one.before)}分到{plain(one.now)}分" for one in offices),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """Draws pictures of one width, and of one height unless many rows need more; both are in millimetres."""

    font: FontProperties
    width: Decimal
    height: Decimal

    def distribution(self, caption: str, bands: Sequence[ScoreBand]) -> Picture:
        """Draw how many offices are in each band (分数段)."""
        return self._picture(caption, distribution_bars(bands))

    def lost(self, caption: str, items: Sequence[LostCriterion]) -> Picture:
        """Draw the points that were lost (扣分) at each 三级指标."""
        return self._picture(caption, lost_bars(items))

    def comparison(self, caption: str, comparison: YearComparison, year: int) -> Picture:
        """Draw the points of both years for each office."""
        return self._picture(caption, comparison_bars(comparison, year))

    def _picture(self, caption: str, rows: Bars) -> Picture:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure, height = self._draw(rows)
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # matplotlib warns of each character that the font lacks
            FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call] # else its version
        alt_text = f"条形图。{rows.alt_text}。"
        return Picture(caption=caption, png=buffer.getvalue(), width=self.width, height=height, alt_text=alt_text)

    def _draw(self, rows: Bars) -> tuple[Figure, Decimal]:
        """Draw the figure and return it with its height.

        We work out the room for the labels, because matplotlib takes as long for that as for drawing.
        """
        from matplotlib.figure import Figure

        above = _ABOVE + (_LEGEND if len(rows.bars) > 1 else 0)
        row = _ROW_OF_TWO if len(rows.bars) > 1 else _ROW
        high = max(self.height, Decimal(above + _BELOW) + Decimal(row) * len(rows.names))
        wide, tall = float(self.width), float(high)
        names = _cut(rows.names, wide * _MOST_FOR_NAMES - 4)
        left = 4 + _longest(names)
        right = min(3 + _longest(rows.ends), wide * _MOST_FOR_ENDS)
        figure = Figure(figsize=(wide / 25.4, tall / 25.4), dpi=_DOTS)
        box = (left / wide, _BELOW / tall, 1 - (left + right) / wide, 1 - (above + _BELOW) / tall)
        axes = figure.add_axes(box)
        furthest = self._draw_bars(axes, rows)
        axes.set_xlim(rows.start, max(furthest, rows.start + (1 if rows.whole else 0.01)))
        self._label(axes, rows, names)
        return figure, high

    def _draw_bars(self, axes: Axes, rows: Bars) -> float:
        """Draw the bars and the texts behind them; return the end of the longest bar."""
        thick = 0.7 / len(rows.bars)
        places = range(len(rows.names))
        for turn, (name, colour, values) in enumerate(rows.bars):
            shift = (turn - (len(rows.bars) - 1) / 2) * thick
            axes.barh([at + shift for at in places], [*map(float, values)], height=thick, color=colour, label=name)
        furthest = [float(max(values)) for values in zip(*(values for _, _, values in rows.bars), strict=True)]
        for at, end, text in zip(places, furthest, rows.ends, strict=True):
            behind = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            axes.text(end, at, f" {text}", va="center", fontproperties=self._sized(_LABEL), bbox=behind, zorder=1.5)
        return max(furthest)

    def _label(self, axes: Axes, rows: Bars, names: Sequence[str]) -> None:
        from matplotlib.ticker import MaxNLocator

        margin = 0.5 + max(0, _FEWEST_ROWS - len(names)) / 2
        axes.set_ylim(len(names) - 1 + margin, -margin)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=rows.whole))
        axes.set_xlabel(rows.unit, fontproperties=self._sized(_LABEL))
        axes.set_yticks(range(len(names)), names)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="x", color=_GRID, linewidth=0.5)
        axes.set_axisbelow(True)  # bars and labels stand before the lines
        if len(rows.bars) > 1:  # the legend stands above the bars, so that it hides none
            font = self._sized(_LABEL)
            axes.legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0, prop=font, ncols=2, frameon=False)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontproperties(self._sized(_LABEL))
            label.set_parse_math(False)  # matplotlib would read a name between two $ as a formula

    def _sized(self, points: float) -> FontProperties:
        font = self.font.copy()
        font.set_size(points)
        return font


def charts(width: Decimal, height: Decimal) -> Outcome[Charts]:
    """Return what draws pictures of this size in millimetres, or a diagnostic why this machine cannot draw."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it logs much about caches and fonts
    try:
        from matplotlib import font_manager
    except ImportError:
        return Outcome(None, (catalogue.NO_CHARTS.at(None),))
    path = next(_font_files(font_manager.fontManager.ttflist), None)
    if path is None:
        return Outcome(None, (catalogue.NO_CHART_FONT.at(None),))
    return Outcome(Charts(font=font_manager.FontProperties(fname=path), width=width, height=height))


def _font_files(installed: Sequence[Any]) -> Iterator[str]:
    """Yield the files of Chinese fonts, the best one first."""
    files = {entry.name: entry.fname for entry in sorted(installed, key=lambda entry: (entry.name, entry.fname))}
    for name in _PREFERRED:
        typeface = next(face for face in TYPEFACES if face.name == name)
        yield from (files[name] for names in typeface.fonts for name in names if name in files)
    yield from (files[name] for name in sorted(files) if _CHINESE in name)


def _longest(labels: Sequence[str]) -> float:
    """Return the width of the longest label in millimetres."""
    return max(map(_length, labels))


def _length(label: str) -> float:
    return _HAN * length_of(label)


def length_of(label: str) -> float:
    """Return the width of a label in Chinese characters."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in label)


def _cut(names: Sequence[str], room: float) -> list[str]:
    """Return the names, each shortened to the room in millimetres."""
    return [name if _length(name) <= room else f"{_beginning(name, room - _HAN)}…" for name in names]


def _beginning(name: str, room: float) -> str:
    fitting = (name[:end] for end in range(len(name), 0, -1) if _length(name[:end]) <= room)
    return next(fitting, "")


# --- which exhibits a summary has, and its tables ----------------------------------------------------------


class Draughtsman(Protocol):
    """Draws the pictures with their captions."""

    def distribution(self, caption: str, bands: Sequence[ScoreBand]) -> Picture:
        """Draw how many offices are in each band."""

    def lost(self, caption: str, items: Sequence[LostCriterion]) -> Picture:
        """Draw the points that were lost at each 三级指标."""

    def comparison(self, caption: str, comparison: YearComparison, year: int) -> Picture:
        """Draw the points of both years."""


def exhibits(figures: Figures, charts: Draughtsman | None, most_items: int) -> dict[str, Exhibit]:
    """Return the tables and pictures that have content, by their words; without ``charts`` there are no pictures."""
    of_all = [*_tables(figures), *(_pictures(figures, charts, most_items) if charts else ())]
    return dict([*of_all, *(item for one in figures.schemes for item in _of_scheme(one))])


def _of_scheme(figures: Figures) -> Iterator[tuple[str, Exhibit]]:
    """Yield the tables about the points of one scheme of several."""
    for word, table in _tables(figures):
        if word in _POINTS:
            caption = f"{table.caption}（{figures.scheme}）"
            yield scheme_prefix(figures) + word, replace(table, caption=caption)


_POINTS = ("表.得分排名", "表.二级指标", "表.扣分情况", "表.上年比较")


def _pictures(figures: Figures, charts: Draughtsman, most_items: int) -> Iterator[tuple[str, Exhibit]]:
    if figures.ranking:
        yield "图.得分分布", charts.distribution("各分数段单位数", figures.bands)
    if figures.lost:
        foremost, alike = figures.foremost_lost(most_items), figures.lost_alike(most_items)
        caption = "扣分的三级指标" if len(foremost) == len(figures.lost) else "扣分较多的三级指标"
        yield "图.扣分情况", charts.lost(caption + (f"（另有{alike}项扣分相同）" if alike else ""), foremost)
    if figures.comparison and len(figures.comparison.offices) > 1:
        yield "图.上年比较", charts.comparison(figures.comparison.caption, figures.comparison, figures.year)


def _tables(figures: Figures) -> Iterator[tuple[str, Table]]:
    if figures.ranking:
        yield "表.得分排名", _ranking(figures)
        yield "表.二级指标", _groups(figures)
    if figures.lost:
        yield "表.扣分情况", _lost(figures)
    if figures.without_report:
        yield "表.没有生成", _failures(figures.without_report)
    if len(figures.missing) > MOST_NAMED:  # a sentence names fewer
        yield "表.应报未报", _missing(figures.missing)
    if figures.findings:
        yield "表.相互核对", _findings(figures)
    if figures.comparison:
        yield "表.上年比较", _comparison(figures)


def _ranking(figures: Figures) -> Table:
    parts = [f"{part.name}\n（{plain(part.points)}分）" for part in figures.parts]
    rows: list[_Row] = [
        (
            str(ranked.place),
            ranked.office,
            ranked.score.tree.score,
            *(part.score for part in ranked.score.tree.children),
            ranked.score.tree.lost,
            *((ranked.score.grade,) if figures.grades else ()),
        )
        for ranked in figures.ranking
    ]
    grade, room = (("等级",), (5,)) if figures.grades else ((), ())
    return Table(
        caption="各单位得分排名",
        head=("名次", "单位", "总分", *parts, "扣分", *grade),
        widths=(4, 12, 6, *(9 for _ in parts), 6, *room),
        **_with_figures(rows),
    )


def _groups(figures: Figures) -> Table:
    offices: list[_Row] = [
        (ranked.office, *(group.score for group in ranked.score.tree.level(GROUP)), ranked.score.tree.score)
        for ranked in figures.ranking
    ]
    means: _Row = ("平均分", *(group.mean for group in figures.groups), figures.mean or Decimal(0))
    rates: _Row = ("得分率（%）", *(group.rate for group in figures.groups), "")
    heads = (f"{in_lines(group.name, _SHORT_LINE)}\n（{plain(group.points)}）" for group in figures.groups)
    return Table(
        caption="各单位二级指标得分",
        head=("单位", *heads, "总分"),
        widths=(11, *(6 for _ in figures.groups), 6),
        **_with_figures([*offices, means, rates]),
    )


def _lost(figures: Figures) -> Table:
    rows = [(item.name, item.group, item.points, Decimal(item.offices), item.lost, item.rate) for item in figures.lost]
    return Table(
        caption="三级指标扣分情况",
        head=("三级指标", "二级指标", "分值", "扣分\n单位数", "扣分合计", "得分率\n（%）"),
        widths=(20, 8, 5, 7, 7, 8),
        left=frozenset({0}),
        **_with_figures(rows),
    )


class _Body(TypedDict):
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int]


def _with_figures(rows: Sequence[_Row]) -> _Body:
    """Return the rows as texts, in which the numbers of a column share their decimals, and the columns with numbers."""
    columns = [[value for value in column if isinstance(value, Decimal)] for column in zip(*rows, strict=True)]
    places = [shared_places(column) for column in columns]
    texts = (
        tuple(
            value if isinstance(value, str) else in_column(value, digits)
            for value, digits in zip(row, places, strict=True)
        )
        for row in rows
    )
    return _Body(rows=tuple(texts), figures=frozenset(at for at, column in enumerate(columns) if column))


def in_lines(text: str, longest: int) -> str:
    """Break a heading into lines of about the same length; ``longest`` is the most characters in a line."""
    lines = -(-len(text) // longest)
    length = -(-len(text) // lines)
    return "\n".join(text[start : start + length] for start in range(0, len(text), length))


def _failures(filings: Iterable[Filing]) -> Table:
    rows = []
    for filing in filings:
        errors = blocking(filing.problems)
        more = f"（另有{len(errors) - 1}处）" if len(errors) > 1 else ""
        rows.append((filing.office, filing.workbook, in_words(errors[0], {}) + more if errors else ""))
    return Table(
        caption="没有生成说明的单位",
        head=("单位", "填报表", "原因"),
        widths=(10, 14, 34),
        rows=tuple(rows),
        left=frozenset({1, 2}),
    )


def _missing(offices: Iterable[str]) -> Table:
    return Table(
        caption="应报未报的单位",
        head=("序号", "单位"),
        widths=(8, 44),
        rows=tuple((str(number), office) for number, office in enumerate(offices, 1)),
        left=frozenset({1}),
    )


def _findings(figures: Figures) -> Table:
    offices = {filing.workbook: filing.office for filing in figures.filings}
    rows = (
        (list_names(finding.offices, _MOST_IN_CELL, "个单位"), in_words(finding.problem, offices))
        for finding in figures.findings
    )
    return Table(
        caption="各单位之间核对发现的问题",
        head=("单位", "问题"),
        widths=(14, 44),
        rows=tuple(rows),
        left=frozenset({0, 1}),
    )


def _comparison(figures: Figures) -> Table:
    comparison = figures.comparison
    assert comparison is not None  # noqa: S101 - the caller has checked it
    places = shared_places(one.change for one in comparison.offices)
    table = _with_figures([(one.office, one.before, one.now, one.change) for one in comparison.offices])
    rows = [(*row[:-1], signed(one.change, places)) for row, one in zip(table["rows"], comparison.offices, strict=True)]
    return Table(
        caption="各单位总分与上年比较",
        head=("单位", f"{comparison.year}年度", f"{figures.year}年度", "增减"),
        widths=(14, 8, 8, 8),
        rows=tuple(rows),
        figures=table["figures"],
    )
