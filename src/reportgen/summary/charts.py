"""The pictures of the Word summary (图), drawn by matplotlib.

It is an extra: without it, or without a Chinese font, there are none, and it is said why.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reportgen import catalogue
from reportgen.diagnostics import Outcome
from reportgen.fonts import TYPEFACES
from reportgen.numeric import plain
from reportgen.summary.figures import Band, Compared, Comparison, LostItem
from reportgen.writing.narrative import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

_DOTS = 200  # an inch
_HAN = 3.2  # millimetres that a character of a label takes, at 9 points
_INK, _SHADE = "#1F4E79", "#9DB8D2"
_PREFERRED = ("宋体", "黑体", "仿宋", "楷体")
_CHINESE = "CJK"  # a family for Chinese, Japanese and Korean, whatever its order of preference
_MOST_OFFICES = 30  # whose names fit under a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """Draws pictures of one size, in millimetres."""

    font: FontProperties
    width: Decimal
    height: Decimal

    def distribution(self, caption: str, bands: Sequence[Band]) -> Picture:
        """How many offices are in each band."""
        counts = [band.offices for band in bands]
        figure, axes = self._begin(left=14, below=12)
        bars = axes.bar(range(len(bands)), counts, color=_INK, width=0.55)
        axes.bar_label(bars, labels=[str(count) for count in counts], fontproperties=self._sized(10))
        axes.set_xticks(range(len(bands)), [_two_lines(band.name) for band in bands])
        axes.set_ylabel("单位数（个）", fontproperties=self._sized(10))
        axes.set_ylim(0, max([*counts, 1]) * 1.15)
        told = "；".join(f"{band.name}{band.offices}个" for band in bands)
        return self._end(figure, axes, caption, f"柱形图。{told}。")

    def lost(self, caption: str, items: Sequence[LostItem]) -> Picture:
        """The points that were lost at each item, the most at the top."""
        shown = list(reversed(items))
        longest = max(len(_shortened(item.name)) for item in shown)
        figure, axes = self._begin(left=6 + _HAN * longest, below=13)
        bars = axes.barh(range(len(shown)), [float(item.lost) for item in shown], color=_INK, height=0.6)
        labels = [f"{plain(item.lost)}分（{item.offices}个）" for item in shown]
        axes.bar_label(bars, labels=labels, padding=2, fontproperties=self._sized(9))
        axes.set_yticks(range(len(shown)), [_shortened(item.name) for item in shown])
        axes.set_xlabel("扣分合计（分）", fontproperties=self._sized(10))
        axes.set_xlim(0, max(float(item.lost) for item in shown) * 1.25)
        told = "；".join(f"{item.name}扣{plain(item.lost)}分，{item.offices}个单位" for item in items)
        return self._end(figure, axes, caption, f"条形图。{told}。")

    def comparison(self, caption: str, compared: Comparison, year: int) -> Picture:
        """The points of both years, office by office; of very many those whose points changed most."""
        shown = _most_changed(compared.offices)
        longest = max(len(_shortened(one.office)) for one in shown)
        figure, axes = self._begin(left=14, below=min(6 + _HAN * longest, float(self.height) / 2))
        places = range(len(shown))
        before, now = [float(one.before) for one in shown], [float(one.now) for one in shown]
        axes.bar([place - 0.2 for place in places], before, width=0.38, color=_SHADE, label=f"{compared.year}年度")
        axes.bar([place + 0.2 for place in places], now, width=0.38, color=_INK, label=f"{year}年度")
        axes.set_xticks(
            places, [_shortened(one.office) for one in shown], rotation=60, ha="right", rotation_mode="anchor"
        )
        axes.set_ylabel("总分（分）", fontproperties=self._sized(10))
        lowest = min([*before, *now])
        axes.set_ylim(max(0.0, lowest - 5 - lowest % 5), 101)
        axes.legend(prop=self._sized(9), loc="lower right", ncols=2)
        told = "；".join(f"{one.office}由{plain(one.before)}分到{plain(one.now)}分" for one in shown)
        return self._end(figure, axes, caption, f"柱形图。{told}。")

    def _begin(self, left: float, below: float) -> tuple[Figure, Axes]:
        """A figure with so many millimetres for what stands beside and below its axes.

        matplotlib could find them out itself, but that takes it as long as to draw.
        """
        from matplotlib.figure import Figure

        width, height = float(self.width), float(self.height)
        figure = Figure(figsize=(width / 25.4, height / 25.4), dpi=_DOTS)
        axes = figure.add_axes((left / width, below / height, 1 - (left + 3) / width, 1 - (below + 4) / height))
        axes.spines[["top", "right"]].set_visible(False)
        return figure, axes

    def _end(self, figure: Figure, axes: Axes, caption: str, told: str) -> Picture:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontproperties(self._sized(9))
            label.set_parse_math(False)  # a name may hold $
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a font has not every character that a name may hold
            FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call] # else its version
        return Picture(caption=caption, png=buffer.getvalue(), width=self.width, height=self.height, told=told)

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


def _most_changed(offices: Sequence[Compared]) -> list[Compared]:
    most = sorted(offices, key=lambda one: -abs(one.change))[:_MOST_OFFICES]
    return [one for one in offices if one in most]


def _two_lines(name: str) -> str:
    return name.replace("（", "\n（").replace("以上不足", "以上\n不足")


def _shortened(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:15]}…"
