"""The finished text as blocks: level, words, where the words were written and where each figure comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from reportgen.diagnostics import CellRef, TextRef


class Level(StrEnum):
    """The level of a paragraph; the value is the word of the wording files and of text dumps."""

    ATTACHMENT = "附件"
    TITLE = "标题"
    FIRST = "一级"  # 一、
    SECOND = "二级"  # （一）
    THIRD = "三级"  # 1.
    FOURTH = "四级"  # （1）
    BODY = "正文"


class FigureUse(NamedTuple):
    """A figure in a block: ``text[start:end]`` shows it, ``sources`` are the cells that it rests on.

    ``number`` is the figure itself, ``None`` for a text. ``rule`` and ``basis`` say by which rule line and clause
    a figure was computed; empty for one that stands as typed. A reference in a clerk's sentence is a use inside
    the use of that sentence, and stands after it.
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
    """A table: the heading of each column, its width in characters, and rows of texts; ``left`` columns hold prose.

    A line break in a text is one in its cell.
    """

    caption: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    left: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: a PNG, its size in millimetres, and what it shows in words for who cannot see it."""

    caption: str
    png: bytes
    width: Decimal
    height: Decimal
    told: str


Exhibit = Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph. ``text`` holds its number as typed text (“（一）部门整体支出绩效目标”).

    ``lead`` counts the characters from the start that look like a heading: all of them in a heading
    paragraph, only the lead sentence where text runs on after it, 0 in body text and plain numbered items.
    Only a paragraph that is a heading as a whole stands in the outline. ``origin`` is the line of the wording
    where it begins; ``lines`` says from where in the text on each line of the wording speaks. A block with an
    ``exhibit`` is that table or picture; its text is the caption.
    """

    level: Level
    text: str
    lead: int
    origin: TextRef
    lines: tuple[tuple[int, TextRef], ...] = ()
    figures: tuple[FigureUse, ...] = ()
    exhibit: Exhibit | None = None

    def line_at(self, position: int) -> TextRef:
        """The line of the wording that printed the character at ``position``."""
        return next((line for start, line in reversed(self.lines) if start <= position), self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """The whole text of one report, in order."""

    title: str
    blocks: tuple[Block, ...]

    def dump(self) -> str:
        """``level | text``, a paragraph a line: the form of the golden files."""
        return "".join(f"{block.level} | {block.text}\n" for block in self.blocks)
