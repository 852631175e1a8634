"""Where every figure (数字) of the finished text comes from (出处): the working papers and the review copy tell it.

A figure is a run of Arabic digits, with the decimal point and thousands marks inside it and the per cent sign
behind it: 98.5, 11020.87, 95%, and 2025 and 5 in 〔2025〕5号. The number that a paragraph itself was counted with
(1. or （1）) is none, nor is anything inside the 【待填：…】 of a draft. There are no other exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from reportgen.diagnostics import TO_FILL_IN, CellRef, FileRef, Place, TextRef
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative

_FIGURE = re.compile(rf"{TO_FILL_IN}[^】]*】|(?P<digits>\d+(?:[.．,]\d+)*)[%％‰]?")
_COUNTED = {Level.THIRD: re.compile(r"\d+\."), Level.FOURTH: re.compile(r"（\d+）")}  # 一、 and （一） hold no digits
_SENTENCE = re.compile("[^。！？；]*[。！？；]*[”’）》]*")
_OWN_WORDS = "措辞里的数字"
_AS_TYPED = "照填报表"
_CELL = re.compile("([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the finished text, and what it rests on.

    ``paragraph`` counts from 1 the paragraphs of the .docx that hold text; ``start`` and ``end`` are places in
    that paragraph, ``text`` is what is printed there. ``part`` is the heading that it stands under.
    ``sources`` is never empty: the cells of the workbook, sheet by sheet and column by column, or else the rules
    file that set the figure, or else the line of the wording that it was written in. ``before`` is what was
    printed of the same value before it.
    """

    paragraph: int
    part: str
    sentence: str
    start: int
    end: int
    text: str
    before: str
    name: str
    sources: tuple[Place, ...]
    rule: str
    basis: str


def figures(narrative: Narrative, *, year: int) -> tuple[Figure, ...]:
    """Every figure of a text, in order; ``year`` says which rules file stands behind figures that have no cell."""
    return tuple(_figures(narrative, FileRef(file=f"rules/{year}.toml")))


def _figures(narrative: Narrative, rules: FileRef) -> Iterator[Figure]:
    part = ""
    for number, block in enumerate(narrative.blocks, 1):
        if block.level in (Level.FIRST, Level.SECOND) and block.lead == len(block.text):
            part = block.text
        counted = _COUNTED[block.level].match(block.text) if block.level in _COUNTED else None
        for found in _FIGURE.finditer(block.text, counted.end() if counted else 0):
            if not found["digits"]:
                continue
            uses = _behind(block, *found.span("digits"))
            cells = _in_order(cell for use in uses for cell in use.sources)
            yield Figure(
                paragraph=number,
                part=part or str(block.level),
                sentence=_sentence(block.text, found.start()),
                start=found.start(),
                end=found.end(),
                text=found[0],
                before=block.text[uses[0].start : found.start()] if uses else "",
                name=_named(uses, cells),
                sources=cells or ((rules,) if uses else (block.origin,)),
                rule=_joined(use.rule or _AS_TYPED for use in uses),
                basis=_joined(use.basis for use in uses),
            )


def _behind(block: Block, start: int, end: int) -> list[FigureUse]:
    """The value that the digits stand in: the innermost, where a reference stands inside a clerk's prose.

    Where digits of two values, or of a value and the wording, have run together, it is all those values.
    """
    touched = [use for use in block.figures if use.start < end and start < use.end]
    around = [use for use in touched if use.start <= start and end <= use.end]
    return around[-1:] or touched  # an outer value stands before those inside it


def _joined(texts: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(text for text in texts if text))


def _sentence(text: str, position: int) -> str:
    found = next(match for match in _SENTENCE.finditer(text) if match.end() > position)
    return found[0].strip()


def _named(uses: Sequence[FigureUse], cells: Sequence[CellRef]) -> str:
    """“实际完成值（拆除违法建设宗数）”: what the figure is, and of which row where it stands in a single cell."""
    name = _joined(use.name for use in uses) or _OWN_WORDS
    row = cells[0].label if len(cells) == 1 else ""
    return f"{name}（{row}）" if row and row != name else name


def _in_order(cells: Iterable[CellRef]) -> tuple[CellRef, ...]:
    sheets: dict[str, dict[CellRef, None]] = {}
    for cell in cells:
        sheets.setdefault(cell.sheet, {})[cell] = None
    return tuple(cell for found in sheets.values() for cell in sorted(found, key=lambda c: _coordinates(c.cell)))


@lru_cache(maxsize=4096)  # the same cells come again with every workbook
def _coordinates(cell: str) -> tuple[int, str, int]:
    """Column and row of a cell, to sort by; a sheet as a whole comes first."""
    found = _CELL.fullmatch(cell)
    return (len(found[1]), found[1], int(found[2])) if found else (0, "", 0)


def places(sources: Iterable[Place]) -> str:
    """Sources of a figure in one line, cells below each other as a range: “绩效指标!F3:F12、H3:H12；预算执行!B3”."""
    found: list[str] = []
    for sheet, cells in groupby(sources, key=lambda source: source.sheet if isinstance(source, CellRef) else ""):
        if sheet:
            found.append(_addresses(sheet, [cell for cell in cells if isinstance(cell, CellRef)]))
        else:
            found += (f"{place.file}:{place.line}" if isinstance(place, TextRef) else str(place) for place in cells)
    return "；".join(found)


def _addresses(sheet: str, cells: Iterable[CellRef]) -> str:
    ranges: list[list[CellRef]] = []
    for cell in cells:
        width, column, row = _coordinates(cell.cell)
        if ranges and _coordinates(ranges[-1][-1].cell) == (width, column, row - 1):
            ranges[-1].append(cell)
        else:
            ranges.append([cell])
    whole = [f"{sheet}（{cell.label}）" for cell, *_ in ranges if not cell.cell]
    ends = [(run[0].cell, run[-1].cell) for run in ranges if run[0].cell]
    named = "、".join(first if first == last else f"{first}:{last}" for first, last in ends)
    return "；".join((*whole, f"{sheet}!{named}") if named else whole)
