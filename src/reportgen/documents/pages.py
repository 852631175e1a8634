"""Reads the pages of a text PDF as paragraphs: a PDF has no paragraphs, only characters at places.

Characters on one height are a line. Numbers of pages and running heads are left out. A line begins a paragraph if it is
indented or if the line before it ended early; other lines are joined. All lengths are in points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from reportgen.catalogue import DOCUMENT_UNREADABLE, PDF_READER_MISSING
from reportgen.diagnostics import FileRef, Outcome
from reportgen.word.oxml import TablePlace

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_MOST_PAGES: Final = 300
_MOST_ON_A_PAGE: Final = 20_000  # characters; a page of text has a thousand
_FEW: Final = 12  # characters a page; a picture of a page has no more
_PAGE_NUMBER: Final = re.compile(
    r"[-—–－·•\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/，,]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·•\s]*"
)
_DIGIT: Final = re.compile(r"\d+")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_BEGINS: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}[.．、](?!\d)|附件\s?\d{0,2}[：:]?$"
)
_WORD: Final = re.compile(r"[“‘《（〔]{0,3}(?:[!-~]{1,30}|.)[，。；：！？、”’》）〕%％]{0,4}")
_ENDS: Final = re.compile(r"[。；：！？”）]$")
_LARGER: Final = 1.15  # A line with characters so much larger than those of the text is a heading.
_GAP: Final = 1.8  # A gap so many characters wide separates two cells of a table.
_INDENT: Final = 0.7
# A line that ends so many characters before the others do is the last of its paragraph, if the next word had room.
_SHORT: Final = 1.3
_SHORT_OPEN: Final = 4.0  # the same for a line that ends without a mark, as a heading does
_HEAD_ON: Final = 3  # A line that stands at the edge of so many pages is a running head.
_SAME_HEIGHT: Final = 0.4
_LATIN_GAP: Final = 0.15
_USUAL_SIZE: Final = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Character:
    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The characters on one height, as one text for each cell of a table; ``size`` is the width of a Han character."""

    page: int
    base: float
    size: float
    left: float
    right: float
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParagraph:
    """A paragraph of a PDF, the page on which it begins, and its place in a table."""

    text: str
    page: int
    centred: bool = False
    cell: TablePlace | None = None


def read_pages(data: bytes, file: str) -> Outcome[tuple[PageParagraph, ...]]:
    """Return the paragraphs of a PDF in order; ``file`` names it in diagnostics."""
    place = FileRef(file=file)
    try:
        from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        return Outcome(None, (PDF_READER_MISSING.at(place),))
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        reason = "它设了打开密码" if "assword" in str(error) else "它不是完好的 PDF 文件"
        return Outcome(None, (DOCUMENT_UNREADABLE.at(place, reason),))
    try:
        if len(document) > _MOST_PAGES:
            return Outcome(None, (DOCUMENT_UNREADABLE.at(place, f"超过{_MOST_PAGES}页，不像是一份自评说明"),))
        lines = list(_lines(document))
        if sum(len(line.text) for line in lines) < _FEW * len(document):
            reason = "它是扫描件或者图片，里面没有文字；请向制作的人要 Word 文件，或者先做文字识别"
            return Outcome(None, (DOCUMENT_UNREADABLE.at(place, reason),))
        return Outcome(tuple(_paragraphs(lines)))
    except (PdfiumError, ValueError):
        return Outcome(None, (DOCUMENT_UNREADABLE.at(place, "它不是完好的 PDF 文件"),))
    finally:
        document.close()


# --- lines ------------------------------------------------------------------------------------------------


def _lines(document: PdfDocument) -> Iterator[_Line]:
    """The lines of all pages from top to bottom, without numbers of pages and running heads."""
    pages = [list(_lines_of(document[number], number + 1)) for number in range(len(document))]
    edges = Counter(_DIGIT.sub("#", line.text) for page in pages for line in dict.fromkeys((*page[:2], *page[-2:])))
    for page in pages:
        first, last = 0, len(page)
        while first < last and _is_edge(page[first], edges, number_too=first == 0):
            first += 1
        while first < last and _is_edge(page[last - 1], edges, number_too=True):
            last -= 1
        yield from page[first:last]


def _is_edge(line: _Line, edges: Counter[str], *, number_too: bool) -> bool:
    """Whether a line at the edge of a page is its number or a running head."""
    text = line.text.strip()
    is_number = number_too and _PAGE_NUMBER.fullmatch(text) is not None
    return is_number or (edges[_DIGIT.sub("#", line.text)] >= _HEAD_ON and not _ENDS.search(text))


def _lines_of(page: PdfPage, number: int) -> Iterator[_Line]:
    characters = sorted(_characters(page), key=lambda one: -one.base)
    size = _size_of(characters) or _USUAL_SIZE
    rows: list[list[_Character]] = []
    for character in characters:
        if rows and rows[-1][0].base - character.base < _SAME_HEIGHT * size:
            rows[-1].append(character)
        else:
            rows.append([character])
    for row in rows:
        row.sort(key=lambda one: one.left)
        if any(one.text.strip() for one in row):
            yield _line(row, number, _size_of(row) or size)


def _size_of(characters: Sequence[_Character]) -> float:
    sizes = [one.size for one in characters if one.size]
    return median(sizes) if sizes else 0.0


def _line(row: Sequence[_Character], page: int, size: float) -> _Line:
    cells = [""]
    before: _Character | None = None
    for one in row:
        if before and one.left - before.right > _GAP * size:
            cells.append("")
        elif before and _are_words_apart(before, one, size):
            cells[-1] += " "
        cells[-1] += one.text
        before = one
    inked = [one for one in row if one.text.strip()]
    texts = tuple(text for cell in cells if (text := cell.strip()))
    return _Line(page=page, base=row[0].base, size=size, left=inked[0].left, right=inked[-1].right, cells=texts)


def _are_words_apart(before: _Character, one: _Character, size: float) -> bool:
    latin = before.text.isascii() and before.text.isalpha() and one.text.isascii() and one.text.isalpha()
    return latin and one.left - before.right > _LATIN_GAP * size


def _characters(page: PdfPage) -> Iterator[_Character]:
    from pypdfium2 import raw  # noqa: PLC0415 - as above

    text_page, box, x, y = page.get_textpage(), raw.FS_RECTF(), c_double(), c_double()
    try:
        for index in range(min(text_page.count_chars(), _MOST_ON_A_PAGE)):
            code = raw.FPDFText_GetUnicode(text_page, index)
            if not code or raw.FPDFText_IsGenerated(text_page, index) == 1 or chr(code) in "\r\n\x02\ufffe":
                continue
            if not raw.FPDFText_GetLooseCharBox(text_page, index, box):
                continue
            raw.FPDFText_GetCharOrigin(text_page, index, x, y)
            character = chr(code).replace("\u00a0", " ")
            # A Han character is as wide as it is high; the box of a font may be much higher.
            size = box.right - box.left if _HAN.match(character) else 0.0
            yield _Character(text=character, left=box.left, right=box.right, base=y.value, size=size)
    finally:
        text_page.close()


# --- paragraphs -------------------------------------------------------------------------------------------


def _paragraphs(lines: Sequence[_Line]) -> Iterator[PageParagraph]:
    """Lines joined; a row of a table gives a paragraph for each of its cells."""
    long_lines = [line for line in lines if len(line.cells) == 1 and len(line.text) > 15] or list(lines)
    left = _most_common(line.left for line in long_lines)
    right = max(_most_common(line.right for line in long_lines), median(line.right for line in long_lines))
    size = median(line.size for line in long_lines)
    open_lines: list[_Line] = []
    tables = row = 0
    for at, line in enumerate(lines):
        if len(line.cells) > 1 or _is_in_table(lines, at, right, size):
            if open_lines:
                yield _joined(open_lines, left, right)
                open_lines = []
            tables, row = (tables, row + 1) if row else (tables + 1, 1)
            yield from (
                PageParagraph(text=text, page=line.page, cell=TablePlace(tables, row, column))
                for column, text in enumerate(line.cells, 1)
            )
            continue
        row = 0
        if open_lines and _begins(line, open_lines, left, right, size):
            yield _joined(open_lines, left, right)
            open_lines = []
        open_lines.append(line)
    if open_lines:
        yield _joined(open_lines, left, right)


def _is_in_table(lines: Sequence[_Line], at: int, right: float, size: float) -> bool:
    """Whether a line is the rest of a cell: rows with several cells are near, and it ends before other lines do."""
    line = lines[at]
    near = [other for other in lines[max(0, at - _NEAR) : at + _NEAR + 1] if other is not line]
    is_narrow = right - line.right > _NARROW * size and not _BEGINS.match(line.text)
    return is_narrow and sum(len(other.cells) > 1 for other in near) > 1 and not _ENDS.search(line.text)


_CENTRED: Final = 2.5
_NEAR: Final = 2  # lines
_NARROW: Final = 3.0


def _begins(line: _Line, open_lines: Sequence[_Line], left: float, right: float, size: float) -> bool:
    """Whether a line begins a paragraph."""
    before = open_lines[-1]
    if abs(line.size - before.size) > (_LARGER - 1) * size or max(line.size, before.size) > _LARGER * size:
        return True
    short = right - before.right - _first_word(line, size)
    if line.left - left > _INDENT * size or short > (_SHORT if _ENDS.search(before.text) else _SHORT_OPEN) * size:
        return True
    is_centred = len(open_lines) == 1 and before.left - left > _CENTRED * size
    return bool(_BEGINS.match(line.text) and (is_centred or _ENDS.search(before.text)))


def _first_word(line: _Line, size: float) -> float:
    """The width of what no line break may cut: a number with its unit, or a character with the marks behind it."""
    word = _WORD.match(line.text)
    return sum(0.55 if char.isascii() else 1.0 for char in word[0]) * size if word else 0.0


def _joined(lines: Sequence[_Line], left: float, right: float) -> PageParagraph:
    text = lines[0].text
    for line in lines[1:]:
        latin = text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii() and line.text[:1].isalpha()
        text += " " * latin + line.text
    first = lines[0]
    margin = first.left - left
    is_centred = len(lines) == 1 and margin > first.size and abs(margin - (right - first.right)) < 1.5 * first.size
    return PageParagraph(text=text, page=first.page, centred=is_centred)


def _most_common(values: Iterable[float]) -> float:
    counts = Counter(round(value / 2) * 2 for value in values)
    return float(counts.most_common(1)[0][0]) if counts else 0.0
