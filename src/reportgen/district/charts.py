"""The pictures of the Word summary (图), drawn by matplotlib.

It is an extra: without it, or without a Chinese font, there are none, and it is said why.
"""

from __future__ import annotations

import io
import logging
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reportgen import catalogue
from reportgen.diagnostics import Outcome
from reportgen.district.exhibits import signed
from reportgen.district.figures import LostCriterion, ScoreBand, YearComparison
from reportgen.machine.fonts import TYPEFACES
from reportgen.numeric import plain
from reportgen.writing.narrative import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

INK, SHADE = "#1F4E79", "#9DB8D2"  # this year and the year before, in the charts of the workbook as well
_DOTS = 200  # an inch
_HAN = 3.2  # millimetres that a Chinese character of a label takes, at 9 points
_LABEL = 9  # points
_ABOVE, _BELOW, _LEGEND = 4, 13, 6  # millimetres beside the axes: for the unit, and for the names of the years
_ROW, _ROW_OF_TWO = 5, 6  # millimetres that a row takes at the least, so that no label touches the next
_FEWEST_ROWS = 5  # that a picture has room for, lest the bars of one or two fill it
_MOST_FOR_NAMES, _MOST_FOR_ENDS = 0.45, 0.35  # of the width: something is left for the bars, whatever the labels
_PREFERRED = ("宋体", "黑体", "仿宋", "楷体")
_CHINESE = "CJK"  # a family for Chinese, Japanese and Korean, whatever its order of preference


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What a picture shows: rows of bars, the first at the top."""

    names: Sequence[str]
    bars: Sequence[tuple[str, str, Sequence[Decimal | int]]]  # what they are called, their colour, their values
    ends: Sequence[str]  # what stands behind the longest bar of each row
    unit: str
    start: int = 0  # of the axis
    whole: bool = False  # whether only whole numbers make sense on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """Draws pictures in millimetres: of one width, and of one height or, with many rows, as high as these need."""

    font: FontProperties
    width: Decimal
    height: Decimal

    def distribution(self, caption: str, bands: Sequence[ScoreBand]) -> Picture:
        """How many offices are in each band."""
        rows = _Rows(
            names=[band.name for band in bands],
            bars=[("", INK, [band.offices for band in bands])],
            ends=[f"{band.offices}个" for band in bands],
            unit="单位数（个）",
            whole=True,
        )
        return self._picture(caption, rows, "；".join(f"{band.name}{band.offices}个" for band in bands))

    def lost(self, caption: str, items: Sequence[LostCriterion]) -> Picture:
        """The points that were lost at each item."""
        rows = _Rows(
            names=[item.name for item in items],
            bars=[("", INK, [item.lost for item in items])],
            ends=[f"{plain(item.lost)}分（{item.offices}个）" for item in items],
            unit="扣分合计（分），括号里是扣分单位数",
        )
        told = (f"{item.name}扣{plain(item.lost)}分，{item.offices}个单位" for item in items)
        return self._picture(caption, rows, "；".join(told))

    def comparison(self, caption: str, compared: YearComparison, year: int) -> Picture:
        """The points of both years, office by office."""
        shown = compared.drawn
        before, now = [one.before for one in shown], [one.now for one in shown]
        rows = _Rows(
            names=[one.office for one in shown],
            bars=[(f"{compared.year}年度", SHADE, before), (f"{year}年度", INK, now)],
            ends=[signed(one.change) for one in shown],
            unit="总分（分），条形末端是增减",
            start=compared.start,
            whole=True,
        )
        told = (f"{one.office}由{plain(one.before)}分到{plain(one.now)}分" for one in shown)
        return self._picture(caption, rows, "；".join(told))

    def _picture(self, caption: str, rows: _Rows, told: str) -> Picture:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure, height = self._drawn(rows)
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a font has not every character that a name may hold
            FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call] # else its version
        return Picture(
            caption=caption, png=buffer.getvalue(), width=self.width, height=height, description=f"条形图。{told}。"
        )

    def _drawn(self, rows: _Rows) -> tuple[Figure, Decimal]:
        """The figure and its height.

        matplotlib could find room for the labels itself, but that takes it as long as to draw.
        """
        from matplotlib.figure import Figure

        above = _ABOVE + (_LEGEND if len(rows.bars) > 1 else 0)
        row = _ROW_OF_TWO if len(rows.bars) > 1 else _ROW
        high = max(self.height, Decimal(above + _BELOW + row * len(rows.names)))
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

    def _draw_bars(self, axes: Axes, rows: _Rows) -> float:
        """The bars with what stands behind them; gives where the longest ends."""
        thick = 0.7 / len(rows.bars)
        places = range(len(rows.names))
        for turn, (name, colour, values) in enumerate(rows.bars):
            shift = (turn - (len(rows.bars) - 1) / 2) * thick
            axes.barh([at + shift for at in places], [*map(float, values)], height=thick, color=colour, label=name)
        furthest = [float(max(values)) for values in zip(*(values for _, _, values in rows.bars), strict=True)]
        for at, end, text in zip(places, furthest, rows.ends, strict=True):
            axes.text(end, at, f" {text}", va="center", fontproperties=self._sized(_LABEL))
        return max(furthest)

    def _label(self, axes: Axes, rows: _Rows, names: Sequence[str]) -> None:
        from matplotlib.ticker import MaxNLocator

        margin = 0.5 + max(0, _FEWEST_ROWS - len(names)) / 2
        axes.set_ylim(len(names) - 1 + margin, -margin)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=rows.whole))
        axes.set_xlabel(rows.unit, fontproperties=self._sized(_LABEL))
        axes.set_yticks(range(len(names)), names)
        axes.spines[["top", "right"]].set_visible(False)
        if len(rows.bars) > 1:  # above the bars, not on them
            font = self._sized(_LABEL)
            axes.legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0, prop=font, ncols=2, frameon=False)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontproperties(self._sized(_LABEL))
            label.set_parse_math(False)  # a name may hold $

    def _sized(self, points: float) -> FontProperties:
        font = self.font.copy()
        font.set_size(points)
        return font


def charts(width: Decimal, height: Decimal) -> Outcome[Charts]:
    """What draws the pictures; ``None`` with the reason where this machine cannot."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it has much to say about caches and fonts
    try:
        from matplotlib import font_manager
    except ImportError:
        return Outcome(None, (catalogue.NO_CHARTS.at(None),))
    path = next(_font_files(font_manager.fontManager.ttflist), None)
    if path is None:
        return Outcome(None, (catalogue.NO_CHART_FONT.at(None),))
    return Outcome(Charts(font=font_manager.FontProperties(fname=path), width=width, height=height))


def _font_files(installed: Sequence[Any]) -> Iterator[str]:
    """Files of Chinese fonts, the fittest first."""
    files = {entry.name: entry.fname for entry in sorted(installed, key=lambda entry: (entry.name, entry.fname))}
    for name in _PREFERRED:
        typeface = next(face for face in TYPEFACES if face.name == name)
        yield from (files[known] for names in typeface.fonts for known in names if known in files)
    yield from (files[name] for name in sorted(files) if _CHINESE in name)


def _longest(labels: Sequence[str]) -> float:
    """How many millimetres the longest label takes."""
    return max(map(_length, labels))


def _length(label: str) -> float:
    return _HAN * sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in label)


def _cut(names: Sequence[str], room: float) -> list[str]:
    """The names, of one too long for the room only what fits."""
    return [name if _length(name) <= room else f"{_beginning(name, room - _HAN)}…" for name in names]


def _beginning(name: str, room: float) -> str:
    fitting = (name[:end] for end in range(len(name), 0, -1) if _length(name[:end]) <= room)
    return next(fitting, "")
