"""The automatic numbers of a Word document: Word stores only which list a paragraph is in, and counts when it prints.

ECMA-376-1, 17.9: a paragraph or its style names a list (``w:num``), the list its definition (``w:abstractNum``), and
the definition has for each level a format, a start and a text such as “（%2）”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from docx.oxml.ns import qn
from lxml import etree

from reportgen.numeric import chinese_numeral

_LEVELS: Final = 9
_LARGEST: Final = 999
_MOST_STYLES: Final = 12  # a style that rests on more styles than these rests on itself
_PLACE: Final = re.compile(r"%([1-9])")
_ENDS_WITH_MARK: Final = re.compile(r"[、.．，）)】〕：:①-⑳]$")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_DIGITS: Final = "〇一二三四五六七八九"
_FORMAL: Final = str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰")
_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def _chinese(number: int) -> str:
    return chinese_numeral(number) if 1 <= number <= _LARGEST else str(number)


def _roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        letters += letter * (number // value)
        number %= value
    return letters


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _one_of(first: str, count: int) -> Callable[[int], str]:
    """A format that has one character for each of the first ``count`` numbers: ①, ⑴."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= count else str(number)


_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalFullWidth2": lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": _one_of("①", 20),
    "decimalEnclosedCircleChinese": _one_of("①", 20),
    "decimalEnclosedParen": _one_of("⑴", 20),
    "decimalEnclosedFullstop": _one_of("⒈", 20),
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"),
            *("taiwaneseCountingThousand", "ideographEnclosedCircle", "koreanCounting"),
        ),
        _chinese,
    ),
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: _chinese(number).translate(_FORMAL),
    "ideographLegalTraditional": lambda number: _chinese(number).translate(_FORMAL),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % len(_STEMS)],
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
}
_WITHOUT_NUMBER: Final = ("bullet", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListLevel:
    """One level of a list: its first number, its format, its text, and what Word prints behind it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    blank: bool = False
    legal: bool = False  # All numbers in its text are Arabic.


_Definition = tuple[_ListLevel, ...]


class Numbering:
    """Counts the paragraphs of one document in their order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        every = () if styles is None else _children(styles, "style")
        self._styles = {_value(style, "styleId"): style for style in every}
        self._definitions: dict[str, tuple[str, _Definition]] = {}
        self._level_of_style: dict[tuple[str, str], int] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        if numbering is not None:
            self._read(numbering)

    def number_of(self, paragraph: etree._Element) -> str:
        """The number that Word prints before this paragraph, ``""`` for none; it counts on with each call."""
        place = self._place_of(paragraph)
        if place is None:
            return ""
        number_id, level = place
        key, definition = self._definitions[number_id]
        counts = self._counts[key]
        for at, start in self._restarts.pop(number_id, {}).items():
            counts[at] = start - 1
            counts[at + 1 :] = [0] * (_LEVELS - at - 1)
        for above in range(level):
            counts[above] = counts[above] or definition[above].start
        counts[level] = counts[level] + 1 if counts[level] else definition[level].start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return self._text(definition, level, counts)

    def _text(self, definition: _Definition, level: int, counts: list[int]) -> str:
        one = definition[level]
        if one.format in _WITHOUT_NUMBER and not _PLACE.search(one.text):
            return "" if one.format == "bullet" else one.text

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            name = "decimal" if one.legal else definition[at].format
            return _FORMATS.get(name, str)(min(max(counts[at], 0), _LARGEST))

        text = _PLACE.sub(written, one.text)
        return f"{text} " if text and one.blank and not _ENDS_WITH_MARK.search(text) else text

    def _place_of(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """The list of a paragraph and the level in it: its own, or that of its style."""
        properties = _child(paragraph, "pPr")
        if properties is None:
            return None
        own = _child(properties, "numPr")
        style_id = _value(_child(properties, "pStyle"), "val")
        of_style = self._of_style(style_id)
        number_id = _value(_child(own, "numId"), "val") or (of_style[0] if of_style else "")
        if number_id not in self._definitions:
            return None
        written = _value(_child(own, "ilvl"), "val")
        return number_id, min(_whole(written, of_style[1] if of_style else 0), _LEVELS - 1)

    def _of_style(self, style_id: str) -> tuple[str, int] | None:
        """The list and the level of a style; a definition that names the style gives the level."""
        first = style_id
        for _ in range(_MOST_STYLES):
            style = self._styles.get(style_id)
            if style is None:
                return None
            properties = _child(_child(style, "pPr"), "numPr")
            number_id = _value(_child(properties, "numId"), "val")
            if number_id:
                written = _value(_child(properties, "ilvl"), "val")
                by_name = self._level_of_style.get((number_id, first), self._level_of_style.get((number_id, style_id)))
                return number_id, by_name if by_name is not None else int(written) if written.isdecimal() else 0
            style_id = _value(_child(style, "basedOn"), "val")
        return None

    def _read(self, numbering: etree._Element) -> None:
        abstract = {_value(one, "abstractNumId"): one for one in _children(numbering, "abstractNum")}
        linked = {
            _value(link, "val"): one for one in abstract.values() if (link := _child(one, "styleLink")) is not None
        }
        for one in _children(numbering, "num"):
            number_id, key = _value(one, "numId"), _value(_child(one, "abstractNumId"), "val")
            definition = abstract.get(key)
            link = _child(definition, "numStyleLink")
            definition = linked.get(_value(link, "val"), definition) if link is not None else definition
            if definition is None or not number_id or number_id == "0":
                continue
            levels = {_index(level): level for level in _children(definition, "lvl")}
            restarts = {}
            for override in _children(one, "lvlOverride"):
                at, level = _index(override), _child(override, "lvl")
                if level is not None:
                    levels[at] = level
                if (start := _child(override, "startOverride")) is not None:
                    restarts[at] = _whole(_value(start, "val"), 1)
            for at, level in levels.items():
                if style := _value(_child(level, "pStyle"), "val"):
                    self._level_of_style[number_id, style] = at
            self._definitions[number_id] = key, tuple(_level(levels.get(at)) for at in range(_LEVELS))
            self._restarts[number_id] = {at: start for at, start in restarts.items() if at < _LEVELS}


def _level(element: etree._Element | None) -> _ListLevel:
    if element is None:
        return _ListLevel()
    format_element = _child(element, "numFmt")
    if format_element is None:  # Word stores newer formats inside a choice, and a usual one beside them.
        format_element = next(element.iter(_name("numFmt")), None)
    suffix = _value(_child(element, "suff"), "val")
    legal = _child(element, "isLgl")
    return _ListLevel(
        start=_whole(_value(_child(element, "start"), "val"), 1),
        format=_value(format_element, "val") or "decimal",
        text=_value(_child(element, "lvlText"), "val"),
        blank=suffix != "nothing",
        legal=legal is not None and _value(legal, "val") not in ("0", "false"),
    )


def _index(element: etree._Element) -> int:
    return _whole(_value(element, "ilvl"), 0)


def _whole(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) <= 4 else otherwise


def _name(name: str) -> str:
    return qn(f"w:{name}")


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else element.find(_name(name))


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return iter(element.findall(_name(name)))


def _value(element: etree._Element | None, name: str) -> str:
    return "" if element is None else element.get(_name(name), "")
