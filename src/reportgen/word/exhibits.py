"""Tables and pictures in a document, and the styles that they are set in.

A style sheet knows nothing of them until it is equipped: a report has neither.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Emu, Pt, Twips
from docx.styles.style import ParagraphStyle
from docx.table import _Row

from reportgen.numeric import round_half_up
from reportgen.word import oxml
from reportgen.word.profile import Page
from reportgen.writing.narrative import Picture, Table

_CELL, _CELL_LEFT, _HEAD = "汇总表格", "汇总表格左", "汇总表头"
_TABLE_CAPTION, _PICTURE_CAPTION, _PICTURE = "汇总表题", "汇总图题", "汇总图"
_EMU_PER_MM: Final = 36_000  # ECMA-376-1, 20.1.2.1
_CAPTION_ROOM: Final = 1_000  # twips: two lines of the largest size, and what keeps them apart


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitLook:
    """The fonts and sizes (points) of tables and captions."""

    font_han: str
    font_latin: str
    size: Decimal
    head_han: str
    caption_han: str
    caption_size: Decimal


def equip(document: Document, look: ExhibitLook) -> None:
    """Give a style sheet the styles of tables, pictures and captions."""
    for name in (_CELL, _CELL_LEFT, _PICTURE):
        _add_style(document, name, look.font_han, look.font_latin, look.size)
    _add_style(document, _HEAD, look.head_han, look.font_latin, look.size)
    for name in (_TABLE_CAPTION, _PICTURE_CAPTION):
        _add_style(document, name, look.caption_han, look.font_latin, look.caption_size)


def _add_style(document: Document, name: str, han: str, latin: str, size: Decimal) -> None:
    """On its own, not based on the body style: that has an exact line height, which would cut a picture off."""
    styles = document.styles
    style: ParagraphStyle = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = None
    oxml.clear_style(style)
    layout = style.paragraph_format
    if name in (_TABLE_CAPTION, _PICTURE):
        layout.keep_with_next = True
    layout.widow_control = False
    oxml.leave_grid(layout)
    in_cell = name in (_CELL, _CELL_LEFT, _HEAD)
    layout.space_before, layout.space_after = (Pt(1), Pt(1)) if in_cell else (Pt(6), Pt(3))
    layout.line_spacing = 1.0
    oxml.set_first_line(layout, 0, 0)
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT if name == _CELL_LEFT else WD_PARAGRAPH_ALIGNMENT.CENTER
    oxml.set_fonts(style.font, han, latin)
    oxml.set_size(style.font, int(size * 2))


# --- the body ---------------------------------------------------------------------------------------------


def add_table(document: Document, caption: str, one: Table, page: Page) -> None:
    """A table under its caption, over the whole width of the type area.

    Its head stands again on every page, its rows are not split.
    """
    styles = document.styles
    oxml.add_run(document.add_paragraph(style=styles[_TABLE_CAPTION]), caption)
    table = document.add_table(rows=0, cols=len(one.widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    room, total = page.width - page.left - page.right, sum(one.widths)
    widths = [room * width // total for width in one.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    oxml.frame(table, sum(widths))
    cell, left = styles[_CELL], styles[_CELL_LEFT]
    head = table.add_row()
    _fill(head, one.head, [styles[_HEAD]] * len(widths))
    oxml.repeat_on_every_page(head)
    for row in one.rows:
        _fill(table.add_row(), row, [left if column in one.left else cell for column in range(len(widths))])


def _fill(row: _Row, texts: Sequence[str], styles: Sequence[ParagraphStyle]) -> None:
    oxml.keep_whole(row)
    for cell, text, style in zip(row.cells, texts, styles, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        (paragraph,) = cell.paragraphs
        paragraph.style = style
        if text:
            oxml.add_run(paragraph, text)


def add_picture(document: Document, caption: str, one: Picture, page: Page) -> None:
    """A picture over its caption; one larger than the type area with a caption is made to fit."""
    wide = Twips(page.width - page.left - page.right)
    high = Twips(page.height - page.top - page.bottom - _CAPTION_ROOM)
    scale = min(Decimal(1), wide / (one.width * _EMU_PER_MM), high / (one.height * _EMU_PER_MM))
    width, height = (Emu(int(round_half_up(size * _EMU_PER_MM * scale, 0))) for size in (one.width, one.height))
    run = document.add_paragraph(style=document.styles[_PICTURE]).add_run()
    picture = run.add_picture(io.BytesIO(one.png), width, height)
    oxml.describe(picture, f"图{len(document.inline_shapes)}", one.description)
    oxml.add_run(document.add_paragraph(style=document.styles[_PICTURE_CAPTION]), caption)
