"""Lays a narrative out as a Word document: the style sheet is read once, then each document is one linear pass.

The body is written as text, not built from objects: it has paragraphs and runs only, and that is some tenfold
faster than opening the style sheet and adding paragraphs through python-docx for every document.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from reportgen.catalogue import STYLE_MISSING, STYLE_OF_OTHER_TYPE, STYLE_SHEET_UNREADABLE
from reportgen.diagnostics import TO_FILL_IN, FileRef, Outcome
from reportgen.package import pack, unpack
from reportgen.resources import Resources
from reportgen.word.exhibits import ExhibitLook, Pictures, caption, equipped, table
from reportgen.word.layout import gaps, laid_out
from reportgen.word.profile import PROFILE, Profile, load_profile, misnamed
from reportgen.word.styles import (
    AMBIGUOUS,
    LEAD_STYLES,
    PARAGRAPH_STYLES,
    dress,
    mark_draft,
    missing_styles,
    mistyped_styles,
    restore_names,
    style_ids,
)
from reportgen.writing.narrative import Block, Level, Narrative, Picture, Table

STYLE_SHEET: Final = "word/公文.docx"

_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{created}</dcterms:modified>'
    "</cp:coreProperties>"
)
_MOST_BYTES = 20 * 1024 * 1024  # of the style sheet, unpacked; the shipped one has 30 KB
_NO_DOCX = "不是完好的 .docx 文件"
# What python-docx and zipfile run into where a package is broken or forged.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(PackageNotFoundError, LookupError, ValueError, TypeError, AttributeError, etree.LxmlError, AssertionError),
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSheet:
    """The dressed style sheet (样式表), ready to take text.

    ``paragraphs`` maps a level to the opening tags of its paragraphs, ``leads`` to the run property that gives a
    lead sentence the look of its heading. ``section`` closes the body; ``parts`` are the parts of the package
    other than the two that each document has of its own, whose names are ``body_part`` and ``core_part``.
    """

    profile: Profile
    paragraphs: Mapping[Level, str]
    leads: Mapping[Level, str]
    section: str
    body_part: str
    core_part: str
    parts: Mapping[str, bytes]


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
            mark_draft(document.value, profile.value)
        return Outcome(_style_sheet(document.value, profile.value, exhibits), problems)
    except _DAMAGE:
        return Outcome(None, (STYLE_SHEET_UNREADABLE.at(FileRef(file=STYLE_SHEET), _NO_DOCX),))


def render(narrative: Narrative, sheet: StyleSheet, *, created: datetime) -> bytes:
    """The .docx of one report; ``created`` (with a time zone) is its date of making and of last change.

    The same arguments give the same bytes. Text that no XML file can hold was refused long before and is a
    ``ValueError`` here.
    """
    if created.tzinfo is None:
        raise ValueError("created needs a time zone: else the bytes would depend on where the program runs")
    pictures = Pictures()
    body = "".join(part for block in narrative.blocks for part in _block(block, sheet, pictures))
    core = _CORE.format(
        title=escape(narrative.title),
        creator=escape(sheet.profile.creator),
        created=created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    if found := _NOT_XML.search(body) or _NOT_XML.search(core):
        raise ValueError(f"U+{ord(found[0]):04X} in the text: no XML file can hold it")
    document = f"{_DOCUMENT}{body}{sheet.section}</w:body></w:document>"
    parts = pictures.added_to(sheet.parts, sheet.body_part)
    return pack({**parts, sheet.body_part: document.encode(), sheet.core_part: core.encode()})


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


def _style_sheet(document: Document, profile: Profile, exhibits: ExhibitLook | None) -> StyleSheet:
    package = document.part.package
    core = package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES) if package else document.part
    buffer = io.BytesIO()
    document.save(buffer)
    parts = unpack(buffer.getvalue())
    if exhibits:
        parts = equipped(parts, exhibits)
    ids = style_ids(document)
    body_part, core_part = (str(part.partname).lstrip("/") for part in (document.part, core))
    return StyleSheet(
        profile=profile,
        paragraphs={
            level: "<w:p>" if level is Level.BODY else f'<w:p><w:pPr><w:pStyle w:val="{ids[name]}"/></w:pPr>'
            for level, name in PARAGRAPH_STYLES.items()
        },
        leads={level: f'<w:rStyle w:val="{ids[name]}"/>' for level, name in LEAD_STYLES.items()},
        section=etree.tostring(document.element.body.sectPr, encoding="unicode"),
        body_part=body_part,
        core_part=core_part,
        parts={name: data for name, data in parts.items() if name not in (body_part, core_part)},
    )


# --- the body ---------------------------------------------------------------------------------------------


def _block(block: Block, sheet: StyleSheet, pictures: Pictures) -> Iterator[str]:
    """A paragraph of text, a table under its caption, or a picture over its own."""
    if isinstance(block.exhibit, Table):
        yield caption(block.text, block.exhibit)
        yield table(block.exhibit, sheet.profile.page)
    elif isinstance(block.exhibit, Picture):
        yield pictures.place(block.exhibit, sheet.profile.page)
        yield caption(block.text, block.exhibit)
    else:
        yield from _paragraphs(block, sheet)


def _paragraphs(block: Block, sheet: StyleSheet) -> Iterator[str]:
    """One block: its paragraph, and the empty lines that part 附件 and 标题 from what follows."""
    layout = laid_out(block, sheet.profile)
    yield sheet.paragraphs[layout.level]
    if layout.lines:
        ends = (0, *layout.lines, len(block.text))
        yield _title_run([block.text[start:end] for start, end in pairwise(ends)])
    elif layout.lead:
        yield _run(block.text[: layout.lead], sheet.leads[block.level])
        yield _run(block.text[layout.lead :])
    else:
        yield _run(block.text)
    yield "</w:p>"
    yield "<w:p/>" * layout.empty_after


def _run(text: str, style: str = "") -> str:
    """A run; nothing but a character style and the font hint ever stands at this level, save in a draft's gaps."""
    pieces = []
    done = 0
    for start, end in gaps(text):
        pieces += [_plain_run(text[done:start], style), f"<w:r><w:rPr>{style}{_HINT}{_HIGHLIGHT}</w:rPr>"]
        pieces += [_text(text[start:end]), "</w:r>"]
        done = end
    return "".join((*pieces, _plain_run(text[done:], style)))


def _plain_run(text: str, style: str) -> str:
    return f"<w:r>{_run_properties(text, style)}{_text(text)}</w:r>" if text else ""


def _title_run(lines: Sequence[str]) -> str:
    if TO_FILL_IN in "".join(lines):
        return "<w:r><w:br/></w:r>".join(map(_run, lines))
    return f"<w:r>{_run_properties(''.join(lines))}{'<w:br/>'.join(map(_text, lines))}</w:r>"


def _run_properties(text: str, style: str = "") -> str:
    hint = _HINT if AMBIGUOUS.search(text) else ""
    return f"<w:rPr>{style}{hint}</w:rPr>" if style or hint else ""


def _text(text: str) -> str:
    """Text as it came: blanks kept, a tab or a line break from a cell as what Word has for it."""
    safe = escape(text, {"\r": "&#13;"})
    safe = safe.replace("\t", f"{_CLOSE}<w:tab/>{_OPEN}").replace("\n", f"{_CLOSE}<w:br/>{_OPEN}")
    return f"{_OPEN}{safe}{_CLOSE}"


_HINT: Final = '<w:rFonts w:hint="eastAsia"/>'
_HIGHLIGHT: Final = '<w:highlight w:val="yellow"/>'
_OPEN: Final = '<w:t xml:space="preserve">'
_CLOSE: Final = "</w:t>"
