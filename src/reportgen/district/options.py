"""The settings of the summary (汇总.toml), loaded strictly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from reportgen.diagnostics import Outcome
from reportgen.resources import Resources
from reportgen.settings import Setting, load_settings, number, text

FILE = "summary/汇总.toml"
_MOST_POINTS, _FINEST = 100, Decimal("0.01")
_LONGEST_FONT_NAME = 31  # what Word and GDI take


def _are_bands(value: list[object]) -> bool:
    numbers = [Decimal(str(bound)) for bound in value]
    return 1 <= len(numbers) <= 20 and all(map(_is_bound, numbers)) and _fall(numbers)


def _is_bound(number: Decimal) -> bool:
    return number.is_finite() and 0 < number <= _MOST_POINTS and number % _FINEST == 0


def _fall(numbers: list[Decimal]) -> bool:
    return all(higher > lower for higher, lower in pairwise(numbers))


_SETTINGS = {
    "bands": Setting(
        "分数段的下限",
        "方括号里 1 到 20 个数，大于 0、不超过 100，至多两位小数，从高到低，如 [95, 90, 80, 60]",
        lambda value: (
            isinstance(value, list)
            and all(isinstance(bound, int | Decimal) and not isinstance(bound, bool) for bound in value)
        ),
        _are_bands,
    ),
    "most_items": number("最多列几项扣分的三级指标", "项", "1", "30", "1"),
    "table.font_han": text("表格的中文字体", _LONGEST_FONT_NAME),
    "table.font_latin": text("表格里数字和字母的字体", _LONGEST_FONT_NAME),
    "table.size": number("表格的字号", "磅", "5", "22", "0.5"),
    "table.head_han": text("表头的中文字体", _LONGEST_FONT_NAME),
    "picture.width": number("图宽", "毫米", "100", "250", "1"),
    "picture.height": number("图高", "毫米", "50", "200", "1"),
    "picture.caption_han": text("图题、表题的中文字体", _LONGEST_FONT_NAME),
    "picture.caption_size": number("图题、表题的字号", "磅", "5", "22", "0.5"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryOptions:
    """How a summary is made: lower bounds of the bands of points, from the top; sizes in points and millimetres."""

    bands: tuple[Decimal, ...]
    most_items: int
    table_font_han: str
    table_font_latin: str
    table_size: Decimal
    table_head_han: str
    picture_width: Decimal
    picture_height: Decimal
    picture_caption_han: str
    picture_caption_size: Decimal


def load_options(resources: Resources) -> Outcome[SummaryOptions]:
    """Read the nearest 汇总.toml; every problem in it is found in one run."""
    settings = load_settings(resources, FILE, _SETTINGS)
    if settings.value is None:
        return Outcome(None, settings.diagnostics)
    values = {name.replace(".", "_"): value for name, value in settings.value.values.items()}
    sizes = ("table_size", "picture_width", "picture_height", "picture_caption_size")
    exact = {name: Decimal(values[name]) for name in sizes}
    bands = tuple(Decimal(bound) for bound in values["bands"])
    return Outcome(SummaryOptions(**{**values, **exact, "bands": bands, "most_items": int(values["most_items"])}))
