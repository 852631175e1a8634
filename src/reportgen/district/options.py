"""The settings of the summary (汇总.toml); each is declared once, with its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from reportgen.diagnostics import Outcome
from reportgen.resources import Resources
from reportgen.settings import font, is_number, load_settings, number, setting

FILE = "summary/汇总.toml"
_MOST_POINTS, _FINEST = 100, Decimal("0.01")


def _are_bands(bounds: list[Decimal | int]) -> bool:
    return 1 <= len(bounds) <= 20 and all(map(_is_bound, bounds)) and all(high > low for high, low in pairwise(bounds))


def _is_bound(bound: Decimal | int) -> bool:
    return Decimal(bound).is_finite() and 0 < bound <= _MOST_POINTS and bound % _FINEST == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLook:
    """The look of the tables; the size is in points."""

    font_han: str = font("表格的中文字体")
    font_latin: str = font("表格里数字和字母的字体")
    size: Decimal = number("表格的字号", "磅", 5, 22, "0.5")
    head_han: str = font("表头的中文字体")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLook:
    """The size of the pictures in millimetres, and the look of the captions of tables and pictures in points."""

    width: Decimal = number("图宽", "毫米", 100, 250, "1")
    height: Decimal = number("图高", "毫米", 50, 200, "1")
    caption_han: str = font("图题、表题的中文字体")
    caption_size: Decimal = number("图题、表题的字号", "磅", 5, 22, "0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryOptions:
    """The settings of a summary; ``bands`` are the lower bounds of the bands (分数段), the highest first."""

    bands: tuple[Decimal, ...] = setting(
        "分数段的下限",
        "方括号里 1 到 20 个数，大于 0、不超过 100，至多两位小数，从高到低，如 [95, 90, 80, 60]",
        lambda value: isinstance(value, list) and all(map(is_number, value)),
        _are_bands,
        lambda value: tuple(map(Decimal, value)),
    )
    most_items: int = number("最多列几项扣分的三级指标", "项", 1, 30, "1", convert=int)
    table: TableLook
    picture: PictureLook


def load_options(resources: Resources) -> Outcome[SummaryOptions]:
    """Read the nearest 汇总.toml and report all of its problems in one run."""
    return load_settings(resources, FILE, SummaryOptions)
