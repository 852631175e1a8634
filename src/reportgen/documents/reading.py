"""Reads a finished document (.docx, text PDF; .doc and .wps through LibreOffice) as paragraphs with levels and places.

The file may come from anybody: time and memory are bounded, entities are never expanded, and a file that cannot be
read becomes a diagnostic.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from reportgen.catalogue import DOCUMENT_UNREADABLE
from reportgen.diagnostics import Diagnostic, FileRef, Outcome
from reportgen.documents.numbering import Numbering
from reportgen.documents.pages import read_pages
from reportgen.output.pdf import find_libreoffice, to_docx
from reportgen.word import oxml
from reportgen.word.oxml import TablePlace
from reportgen.word.styles import LEAD_STYLES, PARAGRAPH_STYLES, style_ids
from reportgen.writing.narrative import Level

_OLD_FORMAT: Final = b"\xd0\xcf\x11\xe0"  # OLE, which also wraps encrypted .docx files
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD: Final = "WordDocument".encode("utf-16-le")
_PDF: Final = b"%PDF-"
LARGEST_FILE: Final = 20_000_000
_LARGEST_CONTENT: Final = 100_000_000  # all parts together, unpacked
_LARGEST_XML: Final = 32_000_000  # the parts that are parsed, which takes about ten times as much memory
_MOST_PARTS: Final = 2_000
_MOST_CHARACTERS: Final = 1_000_000  # a report has some ten thousand

_LEVELS: Final[Mapping[str, Level]] = {
    name: level
    for styles in (PARAGRAPH_STYLES, LEAD_STYLES)
    for level, name in styles.items()
    if level is not Level.BODY
}
_HEADINGS: Final = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_HEADING_STYLE: Final = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_CONTENTS_STYLE: Final = re.compile(r"(?:toc|目录) ?\d|toc heading", re.IGNORECASE)
_CHINESE: Final = "[一二三四五六七八九十百]{1,4}"
# “3.8万元” is the beginning of body text, but “1.2024年……” is a heading.
_NUMBERS: Final = (
    (re.compile(rf"{_CHINESE} ?[、.．]|第{_CHINESE}部分"), Level.FIRST),
    (re.compile(rf"[（(] ?{_CHINESE} ?[）)]"), Level.SECOND),
    (re.compile(r"[1-9][0-9]? ?[.．、](?![0-9])|[1-9][0-9]?[.．、](?=(?:19|20)[0-9]{2}年)"), Level.THIRD),
    (re.compile(r"[（(] ?[1-9][0-9]? ?[）)]|[1-9][0-9]?[）)]"), Level.FOURTH),
)
_SENTENCE_END: Final = re.compile("[。；！？：]")
_ATTACHMENT: Final = re.compile(r"附\s?件\s?(?:[0-9一二三四五六七八九十]{1,3}(?:-[0-9]{1,2})?)?\s?[：:]?")
_TITLE_WORD: Final = re.compile("自评|绩效|说明|报告|总结")
_TITLE_END: Final = re.compile(r"(?:说明|报告|总结|自评表?|情况)(?:[（(][^（）()]{1,12}[）)])?$")
_BLANK: Final = re.compile(r"\s")
_LONGEST_TITLE_LINE: Final = 60
_LONGEST_HEADING: Final = 60
_LONGEST_SENTENCE: Final = 25  # A longer text with a comma is a sentence that lacks its full stop.


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph that holds text.

    ``text`` begins with the number that Word counts, ``marker``; a number that was typed is no marker. ``number``
    counts the paragraphs with text from 1; a title that stands in several paragraphs is one, and the number of the next
    one is higher by ``lines``. The first ``lead`` characters are a heading: all, or the first sentence before more.
    ``page`` counts from 1 in a PDF, ``cell`` is the place of a paragraph in a table.
    """

    level: Level
    text: str
    number: int = 1
    lines: int = 1
    lead: int = 0
    marker: str = ""
    page: int | None = None
    cell: TablePlace | None = None


def read(source: bytes | Path, *, file: str = "") -> Outcome[tuple[Paragraph, ...]]:
    """Return the paragraphs of a document in order, without blank ones; ``file`` names it in diagnostics."""
    name = file or (str(source) if isinstance(source, Path) else "")
    try:
        data = source if isinstance(source, bytes) else _bounded(source)
    except OSError as error:
        return _refuse(name, error.strerror or "无法读取")
    if len(data) > LARGEST_FILE:
        return _refuse(name, "文件过大")
    if data.startswith(_PDF):
        return _of_pdf(data, name)
    if data.startswith(_OLD_FORMAT) and _OLD_WORD in data and _ENCRYPTED not in data:
        converted = _converted(data)
        if converted is None:
            return _refuse(name, "它是旧版 .doc 或者 .wps，这台电脑上又没有可用的 LibreOffice 来转换")
        data = converted
    document = _open(data)
    if isinstance(document, str):
        return _refuse(name, document)
    return _checked(_titled([paragraph for _, paragraph in _read_paragraphs(document)]), name)


def _converted(data: bytes) -> bytes | None:
    program = find_libreoffice().value
    return to_docx(program, data).value if program else None


def _of_pdf(data: bytes, name: str) -> Outcome[tuple[Paragraph, ...]]:
    pages = read_pages(data, name)
    if pages.value is None:
        return Outcome(None, pages.diagnostics)
    paragraphs = []
    for number, one in enumerate(pages.value, 1):
        level = level_of_number(one.text)
        if level is None:
            level = Level.TITLE if one.centred and _TITLE_WORD.search(one.text) else Level.BODY
        lead = lead_of(one.text, level)
        paragraphs.append(Paragraph(level=level, text=one.text, number=number, lead=lead, page=one.page, cell=one.cell))
    return _checked(_titled(paragraphs), name)


def _checked(paragraphs: Sequence[Paragraph], name: str) -> Outcome[tuple[Paragraph, ...]]:
    if sum(len(paragraph.text) for paragraph in paragraphs) > _MOST_CHARACTERS:
        return _refuse(name, f"文字超过{_MOST_CHARACTERS // 10_000}万字，不像是一份自评说明")
    return Outcome(tuple(paragraphs))


def _refuse(name: str, reason: str) -> Outcome[tuple[Paragraph, ...]]:
    problem: Diagnostic = DOCUMENT_UNREADABLE.at(FileRef(file=name), reason)
    return Outcome(None, (problem,))


def dump(source: bytes | Path) -> str:
    """Return a .docx as lines ``level | text``, one for each paragraph; a file that cannot be read is a ValueError."""
    outcome = read(source)
    if outcome.value is None:
        raise ValueError(outcome.diagnostics[0].message)
    return "".join(f"{paragraph.level} | {paragraph.text}\n" for paragraph in outcome.value)


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


# --- Word -------------------------------------------------------------------------------------------------


def _open(data: bytes) -> Document | str:
    """Return the document, or the reason in Chinese why the file cannot be read."""
    if data.startswith(_OLD_FORMAT):
        return "它设了打开密码" if _ENCRYPTED in data else "它是旧版文件，或者不是 Word 文档"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
        # The directory can be trusted: zipfile never unpacks more of an entry than the size in it.
        parsed = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
        whole = sum(entry.file_size for entry in entries)
        if len(entries) > _MOST_PARTS or whole > _LARGEST_CONTENT or parsed > _LARGEST_XML:
            return "解开后过大"
        return docx.Document(io.BytesIO(data))
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError),  # no sound zip file
        *(PackageNotFoundError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError),  # it is no Word document
    ):
        return "它不是完好的 .docx 文件"


def _read_paragraphs(document: Document) -> Iterator[tuple[BaseOxmlElement, Paragraph]]:
    """The paragraphs with text and their elements, as a person reads them who has accepted all changes."""
    names = {style_id: name for name, style_id in style_ids(document).items()}
    numbering = Numbering(_numbering_of(document), document.styles.element)
    count = 0
    first: Paragraph | None = None  # a paragraph whose end was deleted
    begin: BaseOxmlElement | None = None
    for element, cell in oxml.paragraphs_in(document.element.body):
        styles = [names.get(style, "") for style in oxml.style_ids_of(element)]
        if any(_CONTENTS_STYLE.fullmatch(style) for style in styles):
            continue
        marker = "" if first else numbering.number_of(element)
        text = oxml.text_of(element)
        if first:
            paragraph = replace(first, text=first.text + text)
        else:
            begin = element
            level = next((_LEVELS[style] for style in styles if style in _LEVELS), None)
            paragraph = _paragraph(element, marker, text, styles, level)
            paragraph = replace(paragraph, number=count + 1, cell=cell)
        first = paragraph if oxml.mark_is_deleted(element) else None
        if first is None and begin is not None and paragraph.text.removeprefix(paragraph.marker).strip():
            count += 1
            yield begin, paragraph
    if first is not None and begin is not None and first.text.strip():
        yield begin, first


def numbered_elements(document: Document) -> dict[int, BaseOxmlElement]:
    """The element of each paragraph by its number; of one that is joined with those after it, the first."""
    return {paragraph.number: element for element, paragraph in _read_paragraphs(document)}


def _numbering_of(document: Document) -> etree._Element | None:
    try:
        element: etree._Element = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined] # this part is always XML
    except KeyError:
        return None
    return element


def _paragraph(
    element: BaseOxmlElement, marker: str, text: str, styles: Sequence[str], level: Level | None
) -> Paragraph:
    """One paragraph with the level of its style or of the number with which it begins."""
    by_style = _rank_of(styles)
    text = marker + text
    if level is Level.TITLE:
        return Paragraph(level=level, text=text.replace("\n", ""), marker=marker)
    if level is None:
        level = level_of_number(text.lstrip()) or by_style
    if level is None:
        level = Level.TITLE if oxml.is_centred(element) and _TITLE_WORD.search(text) else Level.BODY
    return Paragraph(level=level, text=text, marker=marker, lead=lead_of(text, level, heading=by_style is not None))


def _rank_of(styles: Sequence[str]) -> Level | None:
    """The level of a style whose name says that it is a heading."""
    for style in styles[:1]:
        match = _HEADING_STYLE.fullmatch(style)
        if match:
            return _HEADINGS[min(int(match[1]), len(_HEADINGS)) - 1]
    return None


# --- levels -----------------------------------------------------------------------------------------------


def level_of_number(text: str) -> Level | None:
    """The level of the number with which a text begins; ``None`` for body text."""
    return next((level for number, level in _NUMBERS if number.match(text)), None)


def lead_of(text: str, level: Level, *, heading: bool = False) -> int:
    """How many characters at the start of a paragraph are its heading."""
    if level not in _HEADINGS:
        return 0
    end = _SENTENCE_END.search(text)
    if heading or (end is None and len(text) <= (_LONGEST_SENTENCE if "，" in text else _LONGEST_HEADING)):
        return len(text)
    is_lead = end is not None and end.end() < len(text.rstrip()) and end.end() <= _LONGEST_HEADING
    return end.end() if end and is_lead else 0


def _titled(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs with 附件 and the title told apart from body text, and the lines of a title as one."""
    head = list(takewhile(_may_be_above, paragraphs))
    rest = paragraphs[len(head) :]
    attachments = list(takewhile(_is_attachment, head))
    lines = head[len(attachments) :]
    last = max((place for place, line in enumerate(lines) if _ends_title(line)), default=-1)
    if last < 0:
        return [*(replace(one, level=Level.ATTACHMENT) for one in attachments), *lines, *rest]
    first = last
    while first and _goes_on(lines[first - 1]):
        first -= 1
    joined = lines[first : last + 1]
    title = replace(
        joined[0],
        level=Level.TITLE,
        text="".join(line.text.strip() if len(joined) > 1 else line.text for line in joined),
        lines=sum(line.lines for line in joined),
        lead=0,
    )
    below = (replace(one, level=Level.BODY) if one.level is Level.TITLE else one for one in lines[last + 1 :])
    above = (replace(one, level=Level.ATTACHMENT if _is_attachment(one) else Level.BODY) for one in lines[:first])
    attached = (replace(one, level=Level.ATTACHMENT) for one in attachments)
    return [*attached, *above, title, *below, *_without_titles(rest)]


def _ends_title(line: Paragraph) -> bool:
    """Whether a line is a title, or the last line of one."""
    text = _BLANK.sub("", line.text)  # 自 评 报 告 has blanks between its characters.
    return not _is_attachment(line) and (line.level is Level.TITLE or _TITLE_END.search(text) is not None)


def _goes_on(line: Paragraph) -> bool:
    """Whether the title goes on after this line: 示例市示例区人民政府甲街道办事处2024年度."""
    text = line.text.strip()
    return not (_is_attachment(line) or _TITLE_END.search(text)) and "：" not in text


def _without_titles(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Further centred lines that look like titles are headings of what follows, such as the name of a table."""
    for one in paragraphs:
        yield replace(one, level=Level.BODY) if one.level is Level.TITLE and one.number > 1 else one


def _may_be_above(paragraph: Paragraph) -> bool:
    """Whether a paragraph may stand above the text: a short line without a full stop, in no table."""
    if paragraph.level in (Level.TITLE, Level.ATTACHMENT):
        return True
    text = paragraph.text.strip()
    is_short = len(text) <= _LONGEST_TITLE_LINE and paragraph.cell is None
    return is_short and paragraph.level not in _HEADINGS and (_is_attachment(paragraph) or text[-1] not in "。；，：")


def _is_attachment(paragraph: Paragraph) -> bool:
    return paragraph.level is Level.ATTACHMENT or _ATTACHMENT.fullmatch(paragraph.text.strip()) is not None
