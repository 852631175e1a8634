"""Finds figures in single sentences: by the patterns of 句式.txt, and indicators that a sentence states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reportgen.documents.inversion import Matcher, Pattern, choice, fixed, gap, plain_text, slot
from reportgen.documents.places import CellPlace
from reportgen.intake import form
from reportgen.intake.form import CellKind
from reportgen.writing.narrative import Level

_FILE = Path(__file__).with_name("句式.txt")
_TOKEN = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}|\[([^\[\]]*)\]|(…+)|([^{\[…]+)")
_STOPS = re.compile(r"[。；！？\n]")
# What a figure of another year, or a change, is told with; such a figure is none of this year.
_ELSEWHEN = re.compile(r"上年|去年|同比|环比|前年|往年|上一年|同期")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")


class FigurePattern(NamedTuple):
    """A line of 句式.txt."""

    matcher: Matcher
    sure: bool


class StatedFigure(NamedTuple):
    """A figure that a sentence states for a cell."""

    place: CellPlace
    text: str
    sentence: str
    sure: bool


@cache
def figure_patterns() -> tuple[FigurePattern, ...]:
    """The patterns of 句式.txt in order; those about cells that the form lacks are left out."""
    lines = (line.strip() for line in _FILE.read_text(encoding="utf-8").splitlines())
    return tuple(p for line in lines if line and not line.startswith("#") and (p := _figure_pattern(line)))


def _figure_pattern(line: str) -> FigurePattern | None:
    sure = not line.startswith("？")
    parts = []
    for path, unit, options, dots, words in _TOKEN.findall(line.lstrip("？")):
        if path:
            if cell_named(path) is None:
                return None
            parts.append(slot(path, unit))
        elif dots:
            parts.append(gap())
        else:
            parts.append(fixed(words) if words else choice(options.split("|")))
    return FigurePattern(Matcher(Pattern(level=Level.BODY, parts=tuple(parts))), sure)


@cache
def cell_named(path: str) -> CellPlace | None:
    """The cell that a path such as 三公经费.合计.年初预算数 names; ``None`` where the form has none of that name."""
    names = [re.sub(r"\W", "", name) for name in path.split(".")]
    sheet = next((sheet for sheet in form.SHEETS if sheet.name == names[0]), None)
    if sheet is None or len(names) < 2:
        return None
    item = next((item for item in sheet.items if re.sub(r"\W", "", item.name) == names[1]), None)
    kinds = (CellKind.MONEY, CellKind.ITEM)
    columns = [c for c in sheet.read_columns if (c.name == names[2] if len(names) > 2 else c.kind in kinds)]
    return CellPlace(sheet, columns[0], item.name) if item and columns else None


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, with the mark at the end of each."""
    start = 0
    for stop in _STOPS.finditer(text):
        yield text[start : stop.end()]
        start = stop.end()
    if start < len(text):
        yield text[start:]


def figures_in(text: str, year: int) -> Iterator[StatedFigure]:
    """The figures of a text that belong into cells of the form."""
    for sentence in sentences(text):
        if not any(character.isdigit() for character in sentence):
            continue
        plain = plain_text(sentence)
        cells: set[CellPlace] = set()
        texts: set[str] = set()  # A figure that one pattern has read is none of another's.
        other_year = bool(_ELSEWHEN.search(plain.text)) or any(int(y) != year for y in _YEAR.findall(plain.text))
        for pattern in figure_patterns():
            reading = pattern.matcher.find(plain)
            captures = [capture for capture in reading.captures if capture.path] if reading else []
            if any(capture.text in texts for capture in captures):
                continue
            texts |= {capture.text for capture in captures}
            for capture in captures:
                place = cell_named(capture.path)
                if place and place not in cells:
                    cells.add(place)
                    yield StatedFigure(place, capture.text, sentence.strip(), pattern.sure and not other_year)


# --- indicators that a sentence states ---------------------------------------------------------------------


class StatedIndicator(NamedTuple):
    """An indicator with the value that a sentence gives it."""

    name: str
    symbol: str
    value: str
    unit: str
    sentence: str


_VERBS = {
    "≥": "达到了 达到 达 为 完成了 完成 保持在 稳定在 不低于 不少于 共 约 超过了 超过 高于 大于",
    "≤": "控制在 不超过 不高于 不多于 低于 少于 小于",
}
_SYMBOLS = {verb: symbol for symbol, verbs in _VERBS.items() for verb in verbs.split()}
_VERB = "|".join(sorted(_SYMBOLS, key=len, reverse=True))
_STATED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff（）A-Za-z]{{2,24}}?)(?P<verb>{_VERB})?(?P<number>\d[\d,]{{0,12}}(?:\.\d{{1,4}})?)"
    r"(?P<unit>%|[\u4e00-\u9fff]{1,5}?)(?P<more>以上|以内|以下|左右|次)?(?=[，。；、！]|$)"
)
_BEFORE_NAME = re.compile(
    "^(?:截至目前|本年度?|今年|全年|年内|累计|共计|其中|目前|已|均|共|实现|确保|第三方测评显示|据[^，]{0,8}?，)+"
)
_NO_UNIT = re.compile(r"^(?:年|月|日|时|点|号|周岁|岁|楼|届|期|分$|个方面|个百分点|是|倍)")
_NO_NAME = re.compile(
    rf"^(?:{_VERB})$|[《》第]|^(?:投入|安排|预算|得分|扣|其|是|在|对|为|与|和|比|较)"
    "|(?:预算|经费|执行率|支出率|得分|总分|满分|增加|增长|减少|下降|[^多]少|[^少]多)$"
)


def stated_indicators(text: str) -> Iterator[StatedIndicator]:
    """The indicators that a text states with a value; somebody has to confirm each."""
    for sentence in sentences(text):
        if _ELSEWHEN.search(sentence) or "扣" in sentence:
            continue
        plain = plain_text(sentence)
        for match in _STATED.finditer(plain.text):
            name = _BEFORE_NAME.sub("", match["name"])
            if len(name) < 2 or _NO_NAME.search(name) or _NO_UNIT.match(match["unit"]):
                continue
            symbol = "≤" if match["more"] in ("以内", "以下") else _SYMBOLS.get(match["verb"], "≥")
            unit = match["unit"] + ("次" if match["more"] == "次" else "")
            yield StatedIndicator(name, symbol, match["number"].replace(",", ""), unit, sentence.strip())
