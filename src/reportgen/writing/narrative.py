"""The narrative (成文): the text of a report as blocks with their level, words, lines of the wording and figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from reportgen.diagnostics import CellRef, TextRef


class Level(StrEnum):
    """The level (级别) of a paragraph; the value is the word that wording files and text dumps use."""

    ATTACHMENT = "附件"
    TITLE = "标题"
    COVER = "封面"  # a line of the cover, below the title
    DATE = "日期"  # the date line below the title
    FIRST = "一级"  # 一、
    SECOND = "二级"  # （一）
    THIRD = "三级"  # 1.
    FOURTH = "四级"  # （1）
    BODY = "正文"
    SIGNATURE = "落款"  # the office and the date at the end


class FigureUse(NamedTuple):
    """A value in a block: it is printed at ``text[start:end]`` and rests on the cells ``sources``.

    ``number`` is the figure, ``None`` for a text. ``rule`` and ``basis`` are the rule and the clause by which a figure
    was computed; they are empty for a figure as the clerk typed it. A reference in the sentence of a clerk is a use of
    its own, which comes after the use of the sentence.
    """

    start: int
    end: int
    name: str
    sources: tuple[CellRef, ...]
    number: Decimal | None = None
    rule: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: column headings, column widths in characters, and rows of texts.

    ``left`` has the indexes of the columns that hold prose and are aligned to the left, ``figures`` of those that hold
    numbers with the same decimals, which stand one under the other. A line break in a text is a line break in its cell.
    Equal neighbours in the first ``grouped`` columns become one cell.
    """

    caption: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    left: frozenset[int] = frozenset()
    figures: frozenset[int] = frozenset()
    grouped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: a PNG, its size in millimetres, and its content in words (替代文字) for people who cannot see it."""

    caption: str
    png: bytes
    width: Decimal
    height: Decimal
    alt_text: str


Exhibit = Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph (段落). ``text`` begins with its number (“（一）部门整体支出绩效目标”).

    ``lead`` (引语) counts the characters at the start that look like a heading: all characters of a heading, the first
    sentence of a paragraph whose text goes on behind its heading, 0 in body text and plain numbered items. Only a
    paragraph that is a heading as a whole is part of the outline. ``origin`` is the line of the wording where the
    paragraph begins; ``lines`` has for each line of the wording the position in the text where its words begin. A block
    with an ``exhibit`` is that table or picture, and its text is the caption.
    """

    level: Level
    text: str
    lead: int
    origin: TextRef
    lines: tuple[tuple[int, TextRef], ...] = ()
    figures: tuple[FigureUse, ...] = ()
    exhibit: Exhibit | None = None

    def line_at(self, position: int) -> TextRef:
        """Return the line of the wording that printed the character at ``position``."""
        return next((line for start, line in reversed(self.lines) if start <= position), self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """The whole text of one report, in order; ``annex`` is the table that follows it on pages of its own."""

    title: str
    blocks: tuple[Block, ...]
    annex: Table | None = None

    def dump(self) -> str:
        """Return ``level | text``, one paragraph a line; the golden files of the tests have this form."""
        return "".join(f"{block.level} | {block.text}\n" for block in self.blocks)
