"""How a block is laid out, whatever it is written to: its style, its lead, the lines of a title, empty lines after it.

The .docx and the preview are both made from this, so that they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from reportgen.diagnostics import TO_FILL_IN
from reportgen.word.profile import Profile
from reportgen.word.title import break_title
from reportgen.writing.narrative import Block, Level

HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_GAP = re.compile(f"{TO_FILL_IN}[^】]*】")


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a block.

    It takes the paragraph style of ``level``; so many characters from the start as ``lead`` says have the look of the
    block's own level; ``lines`` says where the lines of a title end; ``empty_after`` empty lines follow.
    """

    level: Level
    lead: int
    lines: tuple[int, ...]
    empty_after: int


def laid_out(block: Block, profile: Profile) -> Layout:
    """The layout of one block.

    A paragraph that runs on after its heading is body text with a lead (“1.标题。正文……”), so that the outline holds
    headings only.
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
    """Where a draft's 【待填：…】 stand in a text: they are highlighted."""
    return (match.span() for match in _GAP.finditer(text)) if TO_FILL_IN in text else iter(())
