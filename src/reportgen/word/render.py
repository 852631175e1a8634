"""Writes a narrative as a Word document through python-docx: paragraphs, tables and pictures.

A process opens the style sheet and sets the layout profile into it once; every document begins as a copy of it. The
styles of tables and pictures are added only where they are needed: a report has neither.
"""

from __future__ import annotations

import copy
import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_COLOR_INDEX, WD_PARAGRAPH_ALIGNMENT
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Emu, Pt, Twips
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import _Row
from docx.text.paragraph import Paragraph
from lxml import etree

from reportgen.catalogue import STYLE_MISSING, STYLE_OF_OTHER_TYPE, STYLE_SHEET_UNREADABLE
from reportgen.diagnostics import FileRef, Outcome
from reportgen.numeric import round_half_up
from reportgen.package import repack, with_properties
from reportgen.resources import Resources
from reportgen.word import oxml
from reportgen.word.layout import Layout, gaps, layouts_of
from reportgen.word.profile import PROFILE, Page, Profile, load_profile, misnamed
from reportgen.word.styles import (
    LEAD_STYLES,
    PAGE_STYLES,
    PARAGRAPH_STYLES,
    add_page_style,
    dress,
    leave_cover_unnumbered,
    mark_draft,
    missing_styles,
    mistyped_styles,
    restore_names,
)
from reportgen.writing.narrative import Block, Level, Narrative, Picture, Table

STYLE_SHEET: Final = "word/公文.docx"

_MOST_BYTES = 20 * 1024 * 1024  # the limit of the unpacked style sheet; the shipped one has 30 KB
_NO_DOCX = "不是完好的 .docx 文件"
# Errors that python-docx and zipfile raise for a broken or forged package.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(PackageNotFoundError, LookupError, ValueError, TypeError, AttributeError, etree.LxmlError, AssertionError),
)
_LONGEST_TITLE: Final = 255  # python-docx takes no longer text as a property

_CELL, _CELL_LEFT, _FIGURES, _HEAD = "汇总表格", "汇总表格左", "汇总表格数", "汇总表头"
_TABLE_CAPTION, _PICTURE_CAPTION, _PICTURE = "汇总表题", "汇总图题", "汇总图"
_EMU_PER_MM: Final = 36_000  # ECMA-376-1, 20.1.2.1
_KEPT_TOGETHER: Final = 3  # the first rows of a table stay on one page with its heading row, and so do the last ones
_WIDTHS: Final = {".": 0.25, "%": 0.83}  # of a character in a column of figures, in ems; a digit takes half an em
_CAPTION_ROOM: Final = 1_000  # twips, enough for two lines of the largest size and the space around them


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitLook:
    """The fonts and sizes (in points) of tables and captions."""

    font_han: str
    font_latin: str
    size: Decimal
    head_han: str
    caption_han: str
    caption_size: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSheet:
    """The style sheet (样式表) with the layout profile set into it: a document without text, copied for each report."""

    profile: Profile
    document: Document


def load_styles(
    resources: Resources, file: str = PROFILE, *, draft: bool = False, exhibits: ExhibitLook | None = None
) -> Outcome[StyleSheet]:
    """Read the profile ``file`` (公文.toml) and the style sheet (公文.docx), and set the profile into the style sheet.

    Every page of a ``draft`` says in its header that it is a draft. ``exhibits`` adds the styles of tables and
    pictures. A process calls this once for each profile. Problems of either file come back as diagnostics.
    """
    profile = load_profile(resources, file)
    document = _open_style_sheet(resources)
    problems = (*misnamed(resources), *profile.diagnostics, *document.diagnostics)
    if profile.value is None or document.value is None:
        return Outcome(None, problems)
    try:
        dress(document.value, profile.value)
        if draft:
            mark_draft(document.value)
        if exhibits:
            add_exhibit_styles(document.value, exhibits)
        return Outcome(StyleSheet(profile=profile.value, document=document.value), problems)
    except _DAMAGE:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(FileRef(file=STYLE_SHEET), _NO_DOCX),))


def render(narrative: Narrative, sheet: StyleSheet, *, created: datetime) -> bytes:
    """Return the .docx of one report; ``created`` (with a time zone) is its date of making and of last change.

    The same arguments give the same bytes. Text that no XML file can hold raises ``ValueError``: the reader has
    refused it before.
    """
    if created.tzinfo is None:
        raise ValueError("created needs a time zone: otherwise the bytes depend on where the program runs")
    document = copy.deepcopy(sheet.document)
    styles = _styles(document, {block.level for block in narrative.blocks}, sheet.profile)
    for block, layout in zip(narrative.blocks, layouts_of(narrative.blocks, sheet.profile), strict=True):
        if isinstance(block.exhibit, Table):
            add_table(document, block.text, block.exhibit, sheet.profile.page)
        elif isinstance(block.exhibit, Picture):
            add_picture(document, block.text, block.exhibit, sheet.profile.page)
        else:
            _add_paragraph(document, block, layout, styles)
    if narrative.annex:
        _add_annex(document, narrative.annex, sheet.profile)
    if any(block.level == Level.COVER for block in narrative.blocks):
        leave_cover_unnumbered(document)
    properties = document.core_properties
    properties.title, properties.author = narrative.title[:_LONGEST_TITLE], sheet.profile.creator
    properties.created = properties.modified = created.astimezone(UTC)
    return _saved(document)


def _saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


# --- the style sheet --------------------------------------------------------------------------------------


def _open_style_sheet(resources: Resources) -> Outcome[Document]:
    path = resources.find(STYLE_SHEET)
    if path is None:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(FileRef(file=STYLE_SHEET), "找不到这个文件"),))
    place = FileRef(file=STYLE_SHEET)
    try:
        with zipfile.ZipFile(path) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MOST_BYTES:
                return Outcome(None, (STYLE_SHEET_UNREADABLE.at(place, "文件太大"),))
        document = docx.Document(io.BytesIO(with_properties(path.read_bytes())))
        restore_names(document)
        problems = (
            *(STYLE_MISSING.at(replace(place, item=name), name) for name in missing_styles(document)),
            *(
                STYLE_OF_OTHER_TYPE.at(replace(place, item=name), name, wanted=style_type)
                for name, style_type in mistyped_styles(document)
            ),
        )
    except OSError as error:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(place, error.strerror or "无法读取"),))
    except _DAMAGE:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(place, _NO_DOCX),))
    return Outcome(None if problems else document, problems)


# --- tables and pictures ----------------------------------------------------------------------------------


def add_exhibit_styles(document: Document, look: ExhibitLook) -> None:
    """Add the styles of tables, pictures and captions to a style sheet."""
    for name in (_CELL, _CELL_LEFT, _FIGURES, _PICTURE):
        _add_style(document, name, look.font_han, look.font_latin, look.size)
    _add_style(document, _HEAD, look.head_han, look.font_latin, look.size)
    for name in (_TABLE_CAPTION, _PICTURE_CAPTION):
        _add_style(document, name, look.caption_han, look.font_latin, look.caption_size)


def _add_style(document: Document, name: str, han: str, latin: str, size: Decimal) -> None:
    """Add a style that is not based on the body style, whose exact line height would cut off a picture."""
    styles = document.styles
    style: ParagraphStyle = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = None
    oxml.clear_style(style)
    layout = style.paragraph_format
    if name in (_TABLE_CAPTION, _PICTURE):
        layout.keep_with_next = True
    layout.widow_control = False
    oxml.leave_grid(layout)
    in_cell = name in (_CELL, _CELL_LEFT, _FIGURES, _HEAD)
    layout.space_before, layout.space_after = (Pt(1), Pt(1)) if in_cell else (Pt(6), Pt(3))
    layout.line_spacing = 1.0
    oxml.set_first_line(layout, 0, 0)
    layout.alignment = _ALIGNMENTS.get(name, WD_PARAGRAPH_ALIGNMENT.CENTER)
    oxml.set_fonts(style.font, han, latin)
    oxml.set_size(style.font, int(size * 2))


_ALIGNMENTS: Final = {_CELL_LEFT: WD_PARAGRAPH_ALIGNMENT.LEFT, _FIGURES: WD_PARAGRAPH_ALIGNMENT.RIGHT}


def add_table(document: Document, caption: str, one: Table, page: Page) -> None:
    """Add a table under its caption, over the whole width of the type area.

    Its heading row is repeated on every page. No row is split between two pages, and no row stands alone on a page.
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
    looks = [styles[_style_of(one, column)] for column in range(len(widths))]
    indents = [_indent(one, column, width, looks[column]) for column, width in enumerate(widths)]
    head = table.add_row()
    _fill(head, one.head, [styles[_HEAD]] * len(widths))
    oxml.repeat_on_every_page(head)
    _keep_with_next(head)
    for number, texts in enumerate(one.rows, 1):
        row = table.add_row()
        own = ["" if _is_joined(one, number - 1, column) else text for column, text in enumerate(texts)]
        _fill(row, own, looks)
        for cell, indent in zip(row.cells, indents, strict=True):
            if indent:
                cell.paragraphs[0].paragraph_format.right_indent = Twips(indent)
        _join_cells(row, one, number - 1)
        left = len(one.rows) - number
        if not one.grouped and ((number < _KEPT_TOGETHER and left) or 0 < left < _KEPT_TOGETHER):
            _keep_with_next(row)


def _is_joined(table: Table, number: int, column: int) -> bool:
    """Whether a cell is one with the cell above it: same text, and the same texts in the columns before."""
    if not 0 < number < len(table.rows) or column >= table.grouped:
        return False
    own, above = (table.rows[at][: column + 1] for at in (number, number - 1))
    return own == above and bool(own[-1])


def _join_cells(row: _Row, table: Table, number: int) -> None:
    cells = row.cells  # The API gives the upper cell for a joined one, so all are taken before the first is joined.
    for column in range(table.grouped):
        if _is_joined(table, number, column):
            oxml.join_upwards(cells[column])
        elif _is_joined(table, number + 1, column):
            oxml.join_downwards(cells[column])


def _style_of(table: Table, column: int) -> str:
    return _CELL_LEFT if column in table.left else _FIGURES if column in table.figures else _CELL


def _indent(table: Table, column: int, width: int, style: ParagraphStyle) -> int:
    """Return how far (twips) figures stand from the right, so that the longest one is in the middle of the column."""
    if column not in table.figures or style.font.size is None:
        return 0
    longest = max(sum(_WIDTHS.get(char, 0.5) for char in row[column]) for row in table.rows)
    return max(0, int(width - 2 * oxml.CELL_MARGIN - longest * style.font.size.twips) // 2)


def _keep_with_next(row: _Row) -> None:
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _fill(row: _Row, texts: Sequence[str], styles: Sequence[ParagraphStyle]) -> None:
    oxml.keep_whole(row)
    for cell, text, style in zip(row.cells, texts, styles, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        (paragraph,) = cell.paragraphs
        oxml.set_style(paragraph, style)
        if text:
            oxml.add_run(paragraph, text)


def add_picture(document: Document, caption: str, one: Picture, page: Page) -> None:
    """Add a picture above its caption; a picture that is too large for the type area is made smaller."""
    wide = Twips(page.width - page.left - page.right)
    high = Twips(page.height - page.top - page.bottom - _CAPTION_ROOM)
    scale = min(Decimal(1), wide / (one.width * _EMU_PER_MM), high / (one.height * _EMU_PER_MM))
    width, height = (Emu(int(round_half_up(size * _EMU_PER_MM * scale, 0))) for size in (one.width, one.height))
    run = document.add_paragraph(style=document.styles[_PICTURE]).add_run()
    picture = run.add_picture(io.BytesIO(one.png), width, height)
    oxml.describe(picture, f"图{len(document.inline_shapes)}", one.alt_text)
    oxml.add_run(document.add_paragraph(style=document.styles[_PICTURE_CAPTION]), caption)


# --- the annex ----------------------------------------------------------------------------------------------

_ANNEX_SIZE: Final = Decimal("10.5")  # 5 号, the usual size of a wide table


def _add_annex(document: Document, table: Table, profile: Profile) -> None:
    """Add the annex (附表) on pages of its own that lie across, so that the wide table has room.

    GB/T 9704-2012, 7.3.8: the head of the table lies at the binding edge, so the margins turn with the page.
    """
    styles, page = profile.styles, profile.page
    look = ExhibitLook(
        font_han=styles.body.font_han,
        font_latin=styles.body.font_latin,
        size=_ANNEX_SIZE,
        head_han=styles.first.font_han,
        caption_han=styles.first.font_han,
        caption_size=Decimal(styles.first.size) / 2,
    )
    add_exhibit_styles(document, look)
    turned = replace(
        page,
        width=page.height,
        height=page.width,
        top=page.left,
        bottom=page.right,
        left=page.bottom,
        right=page.top,
    )
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Twips(turned.width), Twips(turned.height)
    section.top_margin, section.right_margin = Twips(turned.top), Twips(turned.right)
    section.bottom_margin, section.left_margin = Twips(turned.bottom), Twips(turned.left)
    add_table(document, table.caption, table, turned)


# --- paragraphs ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _DocumentStyles:
    """The styles of a document. Body text has none here: a paragraph without a style is body text."""

    paragraphs: Mapping[Level, ParagraphStyle]
    leads: Mapping[Level, CharacterStyle]


def _styles(document: Document, levels: Collection[Level], profile: Profile) -> _DocumentStyles:
    """Return the styles of a document; those of a cover or a signature are added where ``levels`` needs them."""
    names = dict(PARAGRAPH_STYLES)
    for level in (level for level in PAGE_STYLES if level in levels):
        add_page_style(document, level, profile)
        names[level] = PAGE_STYLES[level]
    return _DocumentStyles(
        {level: document.styles[name] for level, name in names.items() if level is not Level.BODY},
        {level: document.styles[name] for level, name in LEAD_STYLES.items()},
    )


def _add_paragraph(document: Document, block: Block, layout: Layout, styles: _DocumentStyles) -> None:
    """Add the paragraph of one block, and the empty lines that separate 附件, 标题 and 落款 from the text."""
    for _ in range(layout.empty_before):
        document.add_paragraph()
    paragraph = document.add_paragraph()
    if layout.level in styles.paragraphs:
        style = styles.paragraphs[layout.level]
        oxml.set_style(paragraph, style)
        if layout.right and style.font.size:
            paragraph.paragraph_format.right_indent = Twips(layout.right * style.font.size.twips // 100)
    if layout.new_page:
        paragraph.paragraph_format.page_break_before = True
    text = block.text
    for at in reversed(layout.lines):
        text = f"{text[:at]}\n{text[at:]}"
    if layout.lead:
        _add_text(paragraph, text[: layout.lead], styles.leads[block.level])
    _add_text(paragraph, text[layout.lead :])
    for _ in range(layout.empty_after):
        document.add_paragraph()


def _add_text(paragraph: Paragraph, text: str, style: CharacterStyle | None = None) -> None:
    """Add a text in one run, and the gaps of a draft in highlighted runs of their own."""
    position = 0
    for start, end in gaps(text):
        if start > position:
            oxml.add_run(paragraph, text[position:start], style)
        gap = oxml.add_run(paragraph, text[start:end], style, hint=True)
        gap.font.highlight_color = WD_COLOR_INDEX.YELLOW
        position = end
    if position < len(text):
        oxml.add_run(paragraph, text[position:], style)
