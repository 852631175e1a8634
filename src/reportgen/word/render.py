"""Lays a narrative out as a Word document, through python-docx.

The style sheet is opened and dressed once a process; every document begins as a copy of it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import docx
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.exceptions import PackageNotFoundError
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml import etree

from reportgen.catalogue import STYLE_MISSING, STYLE_OF_OTHER_TYPE, STYLE_SHEET_UNREADABLE
from reportgen.diagnostics import FileRef, Outcome
from reportgen.package import repack
from reportgen.resources import Resources
from reportgen.word import oxml
from reportgen.word.exhibits import ExhibitLook, add_picture, add_table, equip
from reportgen.word.layout import gaps, laid_out
from reportgen.word.profile import PROFILE, Profile, load_profile, misnamed
from reportgen.word.styles import (
    LEAD_STYLES,
    PARAGRAPH_STYLES,
    dress,
    mark_draft,
    missing_styles,
    mistyped_styles,
    restore_names,
)
from reportgen.writing.narrative import Block, Level, Narrative, Picture, Table

STYLE_SHEET: Final = "word/公文.docx"

_MOST_BYTES = 20 * 1024 * 1024  # of the style sheet, unpacked; the shipped one has 30 KB
_NO_DOCX = "不是完好的 .docx 文件"
# What python-docx and zipfile run into where a package is broken or forged.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(PackageNotFoundError, LookupError, ValueError, TypeError, AttributeError, etree.LxmlError, AssertionError),
)
_LONGEST_TITLE: Final = 255  # that python-docx takes as a property


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSheet:
    """The dressed style sheet (样式表), a .docx without text."""

    profile: Profile
    document: bytes


def load_styles(
    resources: Resources, file: str = PROFILE, *, draft: bool = False, exhibits: ExhibitLook | None = None
) -> Outcome[StyleSheet]:
    """Read the profile ``file`` (公文.toml) and the style sheet (公文.docx) and set the one into the other.

    Every page of a ``draft`` says in its header that it is one. With ``exhibits`` it takes tables and pictures. To be
    called once per process: the values of the profile rule, so an editor sees a change at the next run.
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
            equip(document.value, exhibits)
        return Outcome(StyleSheet(profile=profile.value, document=_saved(document.value)), problems)
    except _DAMAGE:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(FileRef(file=STYLE_SHEET), _NO_DOCX),))


def render(narrative: Narrative, sheet: StyleSheet, *, created: datetime) -> bytes:
    """The .docx of one report; ``created`` (with a time zone) is its date of making and of last change.

    The same arguments give the same bytes. Text that no XML file can hold was refused long before and is a
    ``ValueError`` here.
    """
    if created.tzinfo is None:
        raise ValueError("created needs a time zone: else the bytes would depend on where the program runs")
    document = docx.Document(io.BytesIO(sheet.document))
    styles = _styles(document)
    for block in narrative.blocks:
        if isinstance(block.exhibit, Table):
            add_table(document, block.text, block.exhibit, sheet.profile.page)
        elif isinstance(block.exhibit, Picture):
            add_picture(document, block.text, block.exhibit, sheet.profile.page)
        else:
            _add_paragraph(document, block, sheet.profile, styles)
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
        document = docx.Document(str(path))
        restore_names(document)
        problems = (
            *(STYLE_MISSING.at(replace(place, item=name), name) for name in missing_styles(document)),
            *(
                STYLE_OF_OTHER_TYPE.at(replace(place, item=name), name, wanted=wanted)
                for name, wanted in mistyped_styles(document)
            ),
        )
    except OSError as error:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(place, error.strerror or "无法读取"),))
    except _DAMAGE:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(place, _NO_DOCX),))
    return Outcome(None if problems else document, problems)


# --- the body ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Styles:
    """The styles of a document; body text needs none, it is what a paragraph is without one."""

    paragraphs: Mapping[Level, ParagraphStyle]
    leads: Mapping[Level, CharacterStyle]


def _styles(document: Document) -> _Styles:
    return _Styles(
        {level: document.styles[name] for level, name in PARAGRAPH_STYLES.items() if level is not Level.BODY},
        {level: document.styles[name] for level, name in LEAD_STYLES.items()},
    )


def _add_paragraph(document: Document, block: Block, profile: Profile, styles: _Styles) -> None:
    """One block: its paragraph, and the empty lines that part 附件 and 标题 from what follows."""
    layout = laid_out(block, profile)
    paragraph = document.add_paragraph()
    if layout.level in styles.paragraphs:
        oxml.set_style(paragraph, styles.paragraphs[layout.level])
    text = block.text
    for at in reversed(layout.lines):
        text = f"{text[:at]}\n{text[at:]}"
    if layout.lead:
        _add_text(paragraph, text[: layout.lead], styles.leads[block.level])
    _add_text(paragraph, text[layout.lead :])
    for _ in range(layout.empty_after):
        document.add_paragraph()


def _add_text(paragraph: Paragraph, text: str, style: CharacterStyle | None = None) -> None:
    """A run; nothing but a character style and the font hint ever stands at this level, save in a draft's gaps."""
    done = 0
    for start, end in gaps(text):
        if start > done:
            oxml.add_run(paragraph, text[done:start], style)
        gap = oxml.add_run(paragraph, text[start:end], style, hint=True)
        gap.font.highlight_color = WD_COLOR_INDEX.YELLOW
        done = end
    if done < len(text):
        oxml.add_run(paragraph, text[done:], style)
