"""Finds the source (出处) of every figure (数字) in the text, which working papers and review copies print.

A figure is a run of Arabic digits, with the decimal point and thousands marks inside it and the per cent sign behind
it: 98.5, 11020.87, 95%, and 2025 and 5 in 〔2025〕5号. Only two things are no figure: the number of a paragraph (1. or
（1）), and anything inside the 【待填：…】 of a draft.
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
# The numbers of the other levels, 一、 and （一）, hold no Arabic digits.
_BLOCK_NUMBERS = {Level.THIRD: re.compile(r"\d+\."), Level.FOURTH: re.compile(r"（\d+）")}
_SENTENCE = re.compile("[^。！？；]*[。！？；]*[”’）》]*")
_OWN_WORDS = "措辞里的数字"
_AS_TYPED = "照填报表"
_CELL = re.compile("([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFigure:
    """A figure of the text, and the sources that it rests on.

    ``paragraph`` counts from 1 the paragraphs of the .docx that hold text; ``start`` and ``end`` are positions in that
    paragraph, where ``text`` is printed. ``part`` is the heading above it. ``sources`` is never empty: it has the cells
    of the workbook, sheet by sheet and column by column, or else the rules file that sets the figure, or else the line
    of the wording that holds it. ``before`` is the text that the same value prints before the figure.
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


def figures(narrative: Narrative, *, rules: str) -> tuple[PrintedFigure, ...]:
    """Return every figure of a text, in order; the file ``rules`` sets the figures that have no cell."""
    return tuple(_figures(narrative, FileRef(file=rules)))


def _figures(narrative: Narrative, rules: FileRef) -> Iterator[PrintedFigure]:
    part = ""
    for number, block in enumerate(narrative.blocks, 1):
        if block.level in (Level.FIRST, Level.SECOND) and block.lead == len(block.text):
            part = block.text
        block_number = _BLOCK_NUMBERS[block.level].match(block.text) if block.level in _BLOCK_NUMBERS else None
        for match in _FIGURE.finditer(block.text, block_number.end() if block_number else 0):
            if not match["digits"]:
                continue
            uses = _uses(block, *match.span("digits"))
            cells = _in_order(cell for use in uses for cell in use.sources)
            yield PrintedFigure(
                paragraph=number,
                part=part or str(block.level),
                sentence=_sentence(block.text, match.start()),
                start=match.start(),
                end=match.end(),
                text=match[0],
                before=block.text[uses[0].start : match.start()] if uses else "",
                name=_name(uses, cells),
                sources=cells or ((rules,) if uses else (block.origin,)),
                rule=_join(use.rule or _AS_TYPED for use in uses),
                basis=_join(use.basis for use in uses),
            )


def _uses(block: Block, start: int, end: int) -> list[FigureUse]:
    """Return the value that prints these digits: the innermost one where a reference stands in the prose of a clerk.

    Digits of two values, or of a value and the wording, can stand next to each other. Then all these values count.
    """
    overlapping = [use for use in block.figures if use.start < end and start < use.end]
    around = [use for use in overlapping if use.start <= start and end <= use.end]
    return around[-1:] or overlapping  # An outer value comes before the values inside it.


def _join(texts: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(text for text in texts if text))


def _sentence(text: str, position: int) -> str:
    sentence = next(match for match in _SENTENCE.finditer(text) if match.end() > position)
    return sentence[0].strip()


def _name(uses: Sequence[FigureUse], cells: Sequence[CellRef]) -> str:
    """Return the name of the figure, with its row where it has a single cell: “实际完成值（拆除违法建设宗数）”."""
    name = _join(use.name for use in uses) or _OWN_WORDS
    row = cells[0].label if len(cells) == 1 else ""
    return f"{name}（{row}）" if row and row != name else name


def _in_order(cells: Iterable[CellRef]) -> tuple[CellRef, ...]:
    sheets: dict[str, dict[CellRef, None]] = {}
    for cell in cells:
        sheets.setdefault(cell.sheet, {})[cell] = None
    return tuple(cell for group in sheets.values() for cell in sorted(group, key=lambda c: _coordinates(c.cell)))


@lru_cache(maxsize=4096)  # Every workbook has the same cells.
def _coordinates(cell: str) -> tuple[int, str, int]:
    """Return a key that sorts cells by column and row; a sheet as a whole comes first."""
    address = _CELL.fullmatch(cell)
    return (len(address[1]), address[1], int(address[2])) if address else (0, "", 0)


def places(sources: Iterable[Place]) -> str:
    """Return the sources of a figure in one line, with ranges of cells: “绩效指标!F3:F12、H3:H12；预算执行!B3”."""
    texts: list[str] = []
    for sheet, group in groupby(sources, key=lambda source: source.sheet if isinstance(source, CellRef) else ""):
        if sheet:
            texts.append(_addresses(sheet, [cell for cell in group if isinstance(cell, CellRef)]))
        else:
            texts += (f"{place.file}:{place.line}" if isinstance(place, TextRef) else str(place) for place in group)
    return "；".join(texts)


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
    addresses = "、".join(first if first == last else f"{first}:{last}" for first, last in ends)
    return "；".join((*whole, f"{sheet}!{addresses}") if addresses else whole)
