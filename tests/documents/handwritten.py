"""Documents that people wrote by hand in thirty habits, made as .docx from the files in handwritten/."""

from __future__ import annotations

import copy
import io
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).parent / "handwritten"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_KINDS = ("一、", "（一）", "1.", "（1）", "①", "第一，")
_LEVELS = {kind: level for level, kind in enumerate(_KINDS)} | {"1、": 2}
_FORMATS = {
    "一、": ("chineseCounting", "%1、"),
    "（一）": ("chineseCounting", "（%2）"),
    "1.": ("decimal", "%3."),
    "1、": ("decimal", "%3、"),
    "（1）": ("decimal", "（%4）"),
    "①": ("decimalEnclosedCircle", "%5"),
    "第一，": ("chineseCounting", "第%6，"),
}
_ALIGNMENTS = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_LIST = 77
Doc = dict[str, Any]
Fault = dict[str, Any]


@cache
def documents() -> dict[str, Doc]:
    """Every document by its number."""
    return {path.name[:2]: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("[0-9]*"))}


@cache
def faults() -> tuple[Fault, ...]:
    return tuple(tomllib.loads((FOLDER / "faults.toml").read_text(encoding="utf-8"))["fault"])


def without_paragraphs(document: Doc, beginnings: str | list[str]) -> Doc:
    """The document without the paragraphs that begin so."""
    starts = [beginnings] if isinstance(beginnings, str) else beginnings
    kept = [
        item
        for item in document["paragraphs"]
        if not any(item.get("text", "").strip().startswith(start) for start in starts)
    ]
    assert len(kept) == len(document["paragraphs"]) - len(starts)
    return copy.copy(document) | {"paragraphs": kept}


def made(document: Doc) -> bytes:
    """The .docx of a document."""
    word = docx.Document()
    _set_fonts(word, document.get("font", "宋体"))
    section = word.sections[0]
    if document.get("header"):
        section.header.paragraphs[0].text = document["header"]
    if document.get("footer"):
        section.footer.paragraphs[0].text = document["footer"].replace("{页}", "1")
    lists = _Lists(word, document)
    for item in _with_boxes_together(document["paragraphs"]):
        if isinstance(item, list):
            _add_box(word, item)
        elif "table" in item:
            _add_table(word, item)
        else:
            _add_paragraph(word, item, lists, indent=document.get("indent", True))
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _set_fonts(word: Document, font: str) -> None:
    for name in ("Normal", *(f"Heading {level}" for level in range(1, 5))):
        style = word.styles[name]
        style.font.name = font
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    word.styles["Normal"].font.size = Pt(14)


def _with_boxes_together(items: list[Doc]) -> Iterator[Doc | list[Doc]]:
    box: list[Doc] = []
    for item in items:
        if item.get("box"):
            box.append(item)
            continue
        if box:
            yield box
            box = []
        yield item
    if box:
        yield box


class _Lists:
    """The automatic numbers: one list with all levels, and one more for each list that begins again."""

    def __init__(self, word: Document, document: Doc) -> None:
        used = {_LEVELS[item["auto"]]: item["auto"] for item in document["paragraphs"] if item.get("auto")}
        levels = "".join(self._level(level, used.get(level, kind)) for level, kind in enumerate(_KINDS))
        self._numbering = word.part.numbering_part.element
        abstract = parse_xml(f'<w:abstractNum {_W} w:abstractNumId="{_LIST}">{levels}</w:abstractNum>')
        first = self._numbering.find(qn("w:num"))
        first.addprevious(abstract)
        self._number = _LIST
        self._add("")
        self._current = dict.fromkeys(range(len(_KINDS)), _LIST)

    @staticmethod
    def _level(level: int, kind: str) -> str:
        form, text = _FORMATS[kind]
        return (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    def _add(self, override: str) -> None:
        number = f'<w:num {_W} w:numId="{self._number}"><w:abstractNumId w:val="{_LIST}"/>{override}</w:num>'
        self._numbering.append(parse_xml(number))

    def put(self, paragraph: Paragraph, kind: str, *, restart: bool) -> None:
        level = _LEVELS[kind]
        if restart:
            self._number += 1
            self._add(f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>')
            self._current[level] = self._number
        number = self._current[level]
        self._current |= dict.fromkeys(range(level + 1, len(_KINDS)), number)
        properties = paragraph._p.get_or_add_pPr()
        numbers = f'<w:numPr {_W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        properties.insert(1 if properties.find(qn("w:pStyle")) is not None else 0, parse_xml(numbers))


def _add_paragraph(word: Document, item: Doc, lists: _Lists, *, indent: bool) -> None:
    style = item.get("style")
    paragraph = word.add_paragraph(style="Title" if style == "title" else f"Heading {style[-1]}" if style else None)
    if item.get("auto"):
        lists.put(paragraph, item["auto"], restart=item.get("restart", False))
    elif not style and not item.get("align") and indent:
        paragraph.paragraph_format.first_line_indent = Pt(28)
    if item.get("page_break"):
        paragraph.paragraph_format.page_break_before = True
    if item.get("align"):
        paragraph.alignment = _ALIGNMENTS[item["align"]]
    for number, (kind, text) in enumerate(_pieces(item), 900):
        run = parse_xml(_run(text, "delText" if kind == "del" else "t"))
        if kind:
            change = parse_xml(f'<w:{kind} {_W} w:id="{number}" w:author="审核" w:date="2025-02-18T09:00:00Z"/>')
            change.append(run)
            run = change
        paragraph._p.append(run)


def _pieces(item: Doc) -> Iterator[tuple[str, str]]:
    """The runs: ``""`` for plain text, ``ins`` and ``del`` for changes."""
    text = item["text"]
    marks = [(text.index(words), len(words), "ins", words) for words in item.get("inserted", ())]
    marks += [(text.index(anchor) + len(anchor), 0, "del", words) for anchor, words in item.get("deleted", ())]
    at = 0
    for start, length, kind, words in sorted(marks):
        yield "", text[at:start]
        yield kind, words
        at = start + length
    yield "", text[at:]


def _run(text: str, tag: str) -> str:
    parts = {"\n": "<w:br/>", "\t": "<w:tab/>", "": ""}
    inside = "".join(
        parts.get(piece, f'<w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}>')
        for piece in re.split(r"([\n\t])", text)
    )
    return f"<w:r {_W}>{inside}</w:r>"


def _add_box(word: Document, items: list[Doc]) -> None:
    inside = "".join(f"<w:p>{_run(item['text'], 't')}</w:p>" for item in items)
    shape = (
        f'<w:r {_W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:425pt;height:80pt">'
        f"<v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    word.add_paragraph()._p.append(parse_xml(shape))


def _add_table(word: Document, item: Doc) -> None:
    rows = item["table"]
    table = word.add_table(len(rows), max(map(len, rows)))
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=False):
            cell.text = str(text)
    if item.get("vmerge"):
        _merge_blanks(table, rows)


def _merge_blanks(table: Table, rows: list[list[Any]]) -> None:
    """Merge the cells of the first column that are blank with the one above them."""
    start = 0
    for row in range(1, len(rows) + 1):
        if row == len(rows) or rows[row][0] != "":
            if row - start > 1:
                table.cell(start, 0).merge(table.cell(row - 1, 0)).text = str(rows[start][0])
            start = row
