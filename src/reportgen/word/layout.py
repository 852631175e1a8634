"""The layout (排法) of a block: its paragraph style, its lead, the lines of a title, and the empty lines after it.

The .docx and the preview both take it from here, so that they cannot differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from reportgen.diagnostics import TO_FILL_IN
from reportgen.word.profile import Profile
from reportgen.writing.narrative import Block, Level

HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_GAP = re.compile(f"{TO_FILL_IN}[^】]*】")
_NO_LINE_STARTS_WITH = "，。、；：！？）》〉」』”’】〕…—"
_NO_LINE_ENDS_WITH = "（《〈「『“‘【〔"


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one block.

    ``level`` chooses the paragraph style. The first ``lead`` characters have the look of the block's own level.
    ``lines`` holds the positions at which a new line of a title begins. ``empty_before`` and ``empty_after`` empty
    lines stand around it. ``right`` is the space (1/100 character) between a signature and the right margin.
    ``new_page`` begins a new page, behind a cover.
    """

    level: Level
    lead: int
    lines: tuple[int, ...]
    empty_after: int
    empty_before: int = 0
    right: int = 0
    new_page: bool = False


def layouts_of(blocks: Sequence[Block], profile: Profile) -> list[Layout]:
    """Return the layouts of all blocks, of which those of a cover and of a signature depend on their neighbours."""
    layouts = [layout_of(block, profile) for block in blocks]
    if any(block.level in (Level.COVER, Level.SIGNATURE) for block in blocks):
        for number, block in enumerate(blocks):
            before = blocks[number - 1].level if number else None
            if before is Level.COVER and block.level is not Level.COVER:
                layouts[number] = replace(layouts[number], new_page=True)
            elif block.level is Level.COVER and before is not Level.COVER:
                layouts[number] = replace(layouts[number], empty_before=_ABOVE_COVER)
            elif block.level is Level.SIGNATURE:
                after = blocks[number + 1] if number + 1 < len(blocks) else None
                first = before is not Level.SIGNATURE
                right = _signature_space(block.text, after.text if first and after else "")
                if not first:
                    right = _date_space(blocks[number - 1].text, block.text)
                layouts[number] = replace(layouts[number], empty_before=int(first), right=right)
    return layouts


def _signature_space(office: str, date: str) -> int:
    """The space behind the office in a signature; it is two characters, or more above a date that is longer.

    GB/T 9704-2012, 7.3.5.2: the date begins two characters behind the beginning of the office.
    """
    return max(_SPACE, 2 * _SPACE + _hundredths(date) - _hundredths(office)) if date else _SPACE


def _date_space(office: str, date: str) -> int:
    """The space behind the date in a signature."""
    return max(_SPACE, _hundredths(office) - _hundredths(date))


_SPACE = 200  # hundredths of a character
_ABOVE_COVER = 4  # empty lines between the title and the lines of a cover


def _hundredths(text: str) -> int:
    """The width of a text in hundredths of a character."""
    return 50 * _width(text)


def layout_of(block: Block, profile: Profile) -> Layout:
    """Return the layout of one block.

    A paragraph whose text goes on behind its heading (“1.标题。正文……”) is body text with a lead (引语), so that the
    outline of the document holds headings only.
    """
    heading = block.level in HEADINGS
    level = Level.BODY if heading and block.lead != len(block.text) else block.level
    lines: tuple[int, ...] = ()
    if level is Level.TITLE:
        title = profile.title
        lines = tuple(
            accumulate(map(len, break_title(block.text, line_cells=title.line_cells, break_after=title.break_after)))
        )[:-1]
    lead = block.lead if heading and level is Level.BODY else 0
    return Layout(level, lead, lines, profile.looks[block.level].empty_after)


def gaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each 【待填：…】 in the text of a draft; the document highlights them."""
    return (match.span() for match in _GAP.finditer(text)) if TO_FILL_IN in text else iter(())


# --- titles -----------------------------------------------------------------------------------------------


def break_title(text: str, *, line_cells: int, break_after: Sequence[str]) -> tuple[str, ...]:
    """Break a title (标题) into lines where its words end; the lines joined are ``text``.

    GB/T 9704-2012, 7.3.1: 回行时词意完整、长短适宜. ``line_cells`` is the room of a line in Han characters; digits and
    Latin letters take half a cell. Lines break after the phrases ``break_after``. A stretch without such a
    phrase breaks elsewhere only when it is too long for a line. Of all possible breaks we take those that give the
    fewest lines, and of these the ones that give the most even lines.
    """
    room = 2 * line_cells
    if _width(text) <= room:
        return (text,)
    good = sorted({0, len(text), *_phrase_ends(text, break_after)})
    spare = [
        at
        for start, end in pairwise(good)
        if _width(text[start:end]) > room
        for at in _emergency_breaks(text, start, end)
    ]
    marks = sorted([*good, *spare])
    # best[at] holds the cost of the best lines up to ``at``, as (half-cells too wide, breaks inside a phrase, lines,
    # sum of squared widths), and the position where the last of these lines starts.
    best: dict[int, tuple[tuple[int, int, int, int], int]] = {0: ((0, 0, 0, 0), 0)}
    for index, end in enumerate(marks[1:], start=1):
        choices = []
        for start in marks[:index]:
            wide, rough, lines, squares = best[start][0]
            width = _width(text[start:end])
            cost = (wide + max(0, width - room), rough + (end not in good), lines + 1, squares + width**2)
            choices.append((cost, start))
        best[end] = min(choices)
    cuts = [len(text)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return tuple(text[start:end] for start, end in pairwise(reversed(cuts)))


def _width(text: str) -> int:
    """Return the width of a text in half-cells."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _phrase_ends(text: str, phrases: Sequence[str]) -> Iterator[int]:
    for phrase in phrases:
        at = text.find(phrase)
        while at >= 0:
            yield at + len(phrase)
            at = text.find(phrase, at + 1)


def _emergency_breaks(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a line may end at need: not inside a number or Latin word, and not next to a mark that clings."""
    for at in range(start + 1, end):
        before, after = text[at - 1], text[at]
        inside_word = before.isascii() and after.isascii()
        if not inside_word and after not in _NO_LINE_STARTS_WITH and before not in _NO_LINE_ENDS_WITH:
            yield at
