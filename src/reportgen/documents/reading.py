"""Reads a .docx back as paragraphs with their levels.

The file may come from anybody: time and memory are bounded, entities are never expanded, and a file that cannot be
read becomes a diagnostic.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from reportgen.catalogue import DOCUMENT_UNREADABLE
from reportgen.diagnostics import FileRef, Outcome
from reportgen.word.oxml import paragraphs_in, style_ids_of, text_of
from reportgen.word.styles import LEAD_STYLES, PARAGRAPH_STYLES, style_ids
from reportgen.writing.narrative import Level

_OLD_FORMAT: Final = b"\xd0\xcf\x11\xe0"  # OLE, which also wraps encrypted .docx files
_LARGEST_FILE: Final = 20_000_000
_LARGEST_CONTENT: Final = 100_000_000  # all parts together, unpacked
_MOST_PARTS: Final = 2_000

_LEVELS: Final[Mapping[str, Level]] = {
    name: level
    for styles in (PARAGRAPH_STYLES, LEAD_STYLES)
    for level, name in styles.items()
    if level is not Level.BODY
}
# “3.8万元” is the beginning of body text, but “1.2024年……” is a heading.
_NUMBERS: Final = (
    (re.compile("[一二三四五六七八九十百]+、"), Level.FIRST),
    (re.compile("（[一二三四五六七八九十百]+）"), Level.SECOND),
    (re.compile(r"[1-9][0-9]?\.(?![0-9])|[1-9][0-9]?\.(?=(?:19|20)[0-9]{2}年)"), Level.THIRD),
    (re.compile("（[1-9][0-9]?）"), Level.FOURTH),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph that holds text."""

    level: Level
    text: str


def read(source: bytes | Path, *, file: str = "") -> Outcome[tuple[Paragraph, ...]]:
    """Return the paragraphs of a .docx in order, without blank ones; ``file`` names it in diagnostics."""
    name = file or (str(source) if isinstance(source, Path) else "")
    content = _open(source)
    if isinstance(content, str):
        return Outcome(None, (DOCUMENT_UNREADABLE.at(FileRef(file=name), content),))
    body, styles = content
    paragraphs = (_paragraph(element, styles) for element in paragraphs_in(body))
    return Outcome(tuple(paragraph for paragraph in paragraphs if paragraph.text.strip()))


def dump(source: bytes | Path) -> str:
    """Return a .docx as lines ``level | text``, one for each paragraph; a file that cannot be read is a ValueError."""
    outcome = read(source)
    if outcome.value is None:
        raise ValueError(outcome.diagnostics[0].message)
    return "".join(f"{paragraph.level} | {paragraph.text}\n" for paragraph in outcome.value)


def _open(source: bytes | Path) -> tuple[BaseOxmlElement, Mapping[str, str]] | str:
    """Return the body and the style names by id, or the reason in Chinese why the file cannot be read."""
    try:
        data = source if isinstance(source, bytes) else _bounded(source)
        if data.startswith(_OLD_FORMAT):
            return "它是旧版 .doc，或者设了打开密码"
        if len(data) > _LARGEST_FILE:
            return "文件过大"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
        # The directory can be trusted: zipfile never unpacks more of an entry than the size in it.
        if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _LARGEST_CONTENT:
            return "解开后过大"
        document = docx.Document(io.BytesIO(data))
        return document.element.body, {style_id: name for name, style_id in style_ids(document).items()}
    except OSError as error:
        return error.strerror or "无法读取"
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),  # it is no sound zip file
        *(PackageNotFoundError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError),  # it is no Word document
    ):
        return "它不是完好的 .docx 文件"


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST_FILE + 1)


def _paragraph(element: BaseOxmlElement, names: Mapping[str, str]) -> Paragraph:
    text = text_of(element)
    level = _level_of_style(element, names) or _level_of_number(text)
    return Paragraph(level=level, text=text.replace("\n", "") if level is Level.TITLE else text)


def _level_of_style(element: BaseOxmlElement, names: Mapping[str, str]) -> Level | None:
    """Return the level of the paragraph's style, or of the character style of its first run (a lead sentence)."""
    levels = (_LEVELS.get(names.get(style, "")) for style in style_ids_of(element))
    return next((level for level in levels if level is not None), None)


def _level_of_number(text: str) -> Level:
    return next((level for number, level in _NUMBERS if number.match(text)), Level.BODY)
