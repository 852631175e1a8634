"""Tables of the working papers as a workbook: XlsxWriter makes the frame once, each workbook is one linear pass.

The frame is the workbook with empty tables: styles, columns, print set-up. The rows are written into it as text, as
XlsxWriter would write them (a test compares the two); through XlsxWriter they take four times as long.

Everything that is text is written as text, whatever it begins with: what a stranger typed must never become a
formula, neither now nor when somebody edits the cell.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reportgen.diagnostics import CellRef
from reportgen.package import Packed, pack, packed, unpack
from reportgen.spreadsheet import print_on_a4, text_lines

_CREATOR = "reportgen"
_LINE_HEIGHT, _PADDING = 13, 4  # points, for 10-point text
_TALLEST_ROW = 409  # points; a row cannot be higher in Excel
_LONGEST_LINK = 1900  # characters of a path: Excel allows a link 2080
_LONGEST_ANCHOR = 2080
_LONGEST_TEXT = 32_767  # UTF-16 units that a cell can hold
_WIDEST_CHARACTER = 4  # half widths, see text_lines


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, how wide it is (in half-width characters), and whether it is read as prose."""

    name: str
    width: int
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a sheet looks like.

    ``linked`` is the column whose cells lead to the clerk's workbook; in the first ``grouped`` columns equal
    neighbours are merged, as the printed tables have them.
    """

    name: str
    columns: tuple[Column, ...]
    linked: int | None = None
    grouped: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet; ``total`` for sub-totals, ``link`` is the cell of the clerk's workbook that it leads to."""

    cells: tuple[str | Decimal, ...]
    total: bool = False
    link: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its title and rows."""

    form: Form
    title: str
    rows: Sequence[Row]


def book_of(tables: Sequence[Table], *, workbook: str, created: datetime.datetime) -> bytes:
    """The workbook, ready to print on A4 landscape; ``workbook`` is the path that its links lead to."""
    target = _link_target(workbook)
    sheets = [_Sheet(table, linked=bool(target)) for table in tables]
    frame = _frame(tuple(table.form for table in tables), linked=any(sheet.links for sheet in sheets))
    texts: dict[str, int] = {}
    parts: dict[str, bytes | Packed] = dict(frame.parts)
    for number, (sheet, blank) in enumerate(zip(sheets, frame.sheets, strict=True), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet.written(blank, texts).encode()
        if sheet.links:
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relationships(target, len(sheet.links)).encode()
    parts[_TEXTS_PART] = _shared_texts(texts, sum(sheet.text_cells for sheet in sheets)).encode()
    parts[_CORE_PART] = frame.core.replace(f"{_NO_DATE:{_MOMENT}}", f"{created:{_MOMENT}}").encode()
    return pack(parts)


# --- the frame --------------------------------------------------------------------------------------------

_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_GRID = {**_FONT, "border": 1, "text_wrap": True, "quote_prefix": True}
_SHADE = {"bold": True, "bg_color": "#EDEDED"}
_TITLE = {"font_name": "黑体", "font_size": 16, "valign": "vcenter", "quote_prefix": True}
_TEXTS_PART, _CORE_PART = "xl/sharedStrings.xml", "docProps/core.xml"
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_NO_DATE = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


class _Look(IntEnum):
    """The looks of cells, by the index of their style."""

    TITLE = 1
    SHADED = 2  # headings and sub-totals
    CENTRED = 3
    PROSE = 4
    LINK = 5


_LOOKS: Mapping[_Look, dict[str, object]] = {
    _Look.TITLE: {**_TITLE, "align": "center"},
    _Look.SHADED: {**_GRID, **_SHADE, "align": "center"},
    _Look.CENTRED: {**_GRID, "align": "center"},
    _Look.PROSE: {**_GRID, "align": "left"},
    _Look.LINK: {**_GRID, "align": "left", "font_color": "#0563C1", "underline": 1},
}


@dataclass(frozen=True, slots=True)
class _BlankSheet:
    """The XML of a sheet before and after what its rows give: the area that is used, the rows, merged cells, links."""

    before_area: str
    before_rows: str
    after: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """The workbook without rows; ``parts`` are those that are the same in every one."""

    sheets: tuple[_BlankSheet, ...]
    core: str
    parts: Mapping[str, Packed]


@lru_cache(maxsize=4)  # with links and without
def _frame(forms: tuple[Form, ...], *, linked: bool) -> _Frame:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": _CREATOR, "created": _NO_DATE})
    looks = {look: book.add_format(properties) for look, properties in _LOOKS.items()}
    for form in forms:
        _add_sheet(book, form, looks, linked=linked)
    book.close()
    parts = unpack(buffer.getvalue())
    sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(forms) + 1)]
    varied = {*sheets, _TEXTS_PART, _CORE_PART}
    return _Frame(
        sheets=tuple(_blank_sheet(parts[name].decode()) for name in sheets),
        core=parts[_CORE_PART].decode(),
        parts={name: packed(content) for name, content in parts.items() if name not in varied},
    )


def _add_sheet(book: Workbook, form: Form, looks: Mapping[_Look, Format], *, linked: bool) -> None:
    """A sheet set up for print, with a cell of each look: XlsxWriter numbers the styles as they are first used."""
    sheet = book.add_worksheet(form.name)
    sheet.merge_range(0, 0, 0, len(form.columns) - 1, "", looks[_Look.TITLE])
    for number, column in enumerate(form.columns):
        sheet.set_column(number, number, column.width)
    for row, look in enumerate(looks if linked else list(looks)[: _Look.LINK - 1]):
        sheet.write_blank(row, 0, None, looks[look])
    sheet.write_string(0, 0, form.name, looks[_Look.TITLE])
    print_on_a4(sheet)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(_HEAD_ROWS, 0)


def _blank_sheet(xml: str) -> _BlankSheet:
    before_area, _, rest = xml.partition('<dimension ref="')
    before_rows, _, rest = rest[rest.index('"') :].partition("<sheetData>")
    return _BlankSheet(
        f'{before_area}<dimension ref="', f"{before_rows}<sheetData>", rest.partition("</mergeCells>")[2]
    )


# --- a sheet ----------------------------------------------------------------------------------------------


class _Sheet:
    """One sheet while its XML is written."""

    def __init__(self, table: Table, *, linked: bool) -> None:
        self._form, self._title, self._rows = table.form, table.title, table.rows
        self._letters = [_letters(number) for number in range(len(table.form.columns))]
        self._runs = list(_runs(table))
        self.links = dict(_links(table)) if linked else {}  # number of a row → the place that it leads to
        self.text_cells = 0

    def written(self, blank: _BlankSheet, texts: dict[str, int]) -> str:
        """The XML; texts that are new are put into ``texts``, each with its index."""
        last = self._letters[-1]
        merges = [
            f"A1:{last}1",
            *(f"{self._letters[c]}{first}:{self._letters[c]}{end}" for c, first, end in self._runs),
        ]
        return "".join(
            (
                *(blank.before_area, f"A1:{last}{len(self._rows) + _HEAD_ROWS}", blank.before_rows),
                *self._head(texts),
                *self._body(texts),
                f'</sheetData><mergeCells count="{len(merges)}">',
                *(f'<mergeCell ref="{merge}"/>' for merge in merges),
                *("</mergeCells>", self._hyperlinks(), blank.after),
            )
        )

    def _head(self, texts: dict[str, int]) -> Iterator[str]:
        columns = self._form.columns
        title = [self._title, *[""] * (len(columns) - 1)]
        yield self._row(1, title, [_Look.TITLE] * len(columns), texts, height=_TITLE_HEIGHT)
        yield self._row(2, [column.name for column in columns], [_Look.SHADED] * len(columns), texts)

    def _body(self, texts: dict[str, int]) -> Iterator[str]:
        usual = [_Look.PROSE if column.prose else _Look.CENTRED for column in self._form.columns]
        totals = [_Look.SHADED] * len(usual)
        merged = {(row, c): row == first for c, first, end in self._runs for row in range(first, end + 1)}
        for number, row in enumerate(self._rows, _HEAD_ROWS + 1):
            values, looks = list(row.cells), list(totals if row.total else usual)
            for column in range(self._form.grouped):
                if (number, column) in merged:
                    looks[column] = usual[column]
                    values[column] = values[column] if merged[number, column] else ""
            if self._form.linked is not None and number in self.links:
                looks[self._form.linked] = _Look.LINK
            yield self._row(number, values, looks, texts, height=_height(row, self._form.columns))

    def _row(
        self,
        number: int,
        values: Sequence[str | Decimal],
        looks: Sequence[_Look],
        texts: dict[str, int],
        height: str = "",
    ) -> str:
        cells = [f'<row r="{number}" spans="1:{len(values)}"{height}>']
        for letters, value, look in zip(self._letters, values, looks, strict=True):
            if isinstance(value, Decimal):
                cells.append(f'<c r="{letters}{number}" s="{look}"><v>{float(value):.16G}</v></c>')
            elif value:
                index = texts.setdefault(value, len(texts))
                cells.append(f'<c r="{letters}{number}" s="{look}" t="s"><v>{index}</v></c>')
                self.text_cells += 1
            else:
                cells.append(f'<c r="{letters}{number}" s="{look}"/>')
        cells.append("</row>")
        return "".join(cells)

    def _hyperlinks(self) -> str:
        if not self.links:
            return ""
        column = self._letters[self._form.linked or 0]
        links = "".join(
            f'<hyperlink ref="{column}{row}" r:id="rId{number}" location={quoteattr(place)}/>'
            for number, (row, place) in enumerate(self.links.items(), 1)
        )
        return f"<hyperlinks>{links}</hyperlinks>"


_HEAD_ROWS = 2  # the title and the headings


def _letters(column: int) -> str:
    """0 → A; no table has more than 26 columns."""
    return chr(ord("A") + column)


def _runs(table: Table) -> Iterator[tuple[int, int, int]]:
    """Column, first row and last row of each run of equal neighbours that is merged."""
    for column in range(table.form.grouped):
        numbered = enumerate(table.rows, _HEAD_ROWS + 1)
        for names, run in groupby(numbered, key=lambda at: at[1].cells[: column + 1]):
            first, *others = (row for row, _ in run)
            if others and names[-1]:
                yield column, first, others[-1]


def _links(table: Table) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(table.rows, _HEAD_ROWS + 1):
        place = _anchor(row.link) if table.form.linked is not None and row.link else ""
        if place and len(place) <= _LONGEST_ANCHOR:
            yield number, place


def _anchor(cell: CellRef) -> str:
    sheet = cell.sheet.replace("'", "''")
    return f"'{sheet}'!{cell.cell or 'A1'}"


def _height(row: Row, columns: Sequence[Column]) -> str:
    """The attributes for the height of the fullest cell: no program fits row heights when it only opens a file."""
    lines = 1
    for value, column in zip(row.cells, columns, strict=True):
        text = str(value)
        if len(text) * _WIDEST_CHARACTER > lines * (column.width - 1) or "\n" in text:
            lines = max(lines, text_lines(text, column.width))
    return _height_of(lines)


@lru_cache(maxsize=64)
def _height_of(lines: int) -> str:
    points = min(_TALLEST_ROW, _LINE_HEIGHT * lines + _PADDING)
    whole_pixels = int(points * 4 / 3 + 0.5)
    return f' ht="{whole_pixels * 3 / 4:.16g}" customHeight="1"'


_TITLE_HEIGHT = ' ht="30" customHeight="1"'


# --- texts and links --------------------------------------------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
# What XML cannot hold, and what would be read as the escape for it (ECMA-376 22.9.2.19, ST_Xstring).
_TO_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def _shared_texts(texts: Mapping[str, int], cells: int) -> str:
    items = "".join(map(_shared_text, texts))
    return f'{_XML}<sst xmlns="{_MAIN}" count="{cells}" uniqueCount="{len(texts)}">{items}</sst>'


def _shared_text(text: str) -> str:
    if len(text) * 2 > _LONGEST_TEXT:
        text = text.encode("utf-16-le")[: _LONGEST_TEXT * 2].decode("utf-16-le", "ignore")
    if not text.isprintable() or "_x" in text:
        text = _TO_ESCAPE.sub(lambda char: f"_x{ord(char[0]):04X}_", text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{space}>{escape(text)}</t></si>"


_ESCAPED = {ord(char): f"%{ord(char):02x}" for char in '%"# <>[]^`{}'}
_DRIVE_OR_SERVER = re.compile(r"[^\W\d_]:|\\\\")


def _link_target(workbook: str) -> str:
    """The path as Excel writes it in a link, or nothing where it is too long for one."""
    if len(workbook.translate(_ESCAPED)) > _LONGEST_LINK:
        return ""
    path = workbook.translate(_ESCAPED).replace("/", "\\")
    return f"file:///{path}" if _DRIVE_OR_SERVER.match(path) else path.removeprefix(".\\")


def _relationships(target: str, count: int) -> str:
    target = escape(target, {'"': "&quot;"})
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_HYPERLINK}" Target="{target}" TargetMode="External"/>'
        for number in range(1, count + 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'
