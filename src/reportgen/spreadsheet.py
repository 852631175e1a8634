"""What the workbooks that we write have in common: text that stays text, tables in one style, ready to print."""

from __future__ import annotations

import datetime
import io
from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportgen.package import repack

CREATOR = "reportgen"
HEAD_ROWS = 2  # the title and the headings
TITLE_HEIGHT, TALLEST_ROW = 30, 409  # points; the second is Excel's own limit
_PADDING = 4  # points
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_WIDEST_CHARACTER = 4  # half widths, see text_lines

CellValue = str | int | float | Decimal


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its heading, how wide it is (in half-width characters), and whether it is read as prose."""

    name: str
    width: int
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks that holds text, and one that holds a number."""

    text: Format
    number: Format


class TableBook:
    """A workbook of tables, a sheet each, all in one style.

    ``line_height`` (points) is that of a line of text; ``book`` is open to whoever adds charts and links of their own.
    """

    def __init__(self, *, created: datetime.datetime, line_height: int) -> None:
        self._buffer = io.BytesIO()
        self.book = book = Workbook(self._buffer, {"in_memory": True})
        book.set_properties({"author": CREATOR, "created": created})
        self._line_height = line_height
        grid = {**_FONT, "border": 1, "text_wrap": True, "align": "center"}
        text = {**grid, "quote_prefix": True}  # what begins with = stays text when somebody edits the cell
        grey = {"bold": True, "bg_color": "#EDEDED"}
        self.prose = book.add_format({**text, "align": "left"})
        self.plain = Look(book.add_format(text), book.add_format(grid))
        self.link = book.add_format({**text, "align": "left", "font_color": "#0563C1", "underline": 1})
        self._prose = Look(self.prose, self.plain.number)
        self._total = Look(book.add_format({**text, **grey}), book.add_format({**grid, **grey}))
        title = {**_FONT, "font_name": "黑体", "font_size": 16, "align": "center", "quote_prefix": True}
        self._title = book.add_format(title)

    def look(self, column: TableColumn) -> Look:
        """How the cells of a column look."""
        return self._prose if column.prose else self.plain

    def add(
        self,
        name: str,
        title: str,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[CellValue]],
        *,
        totals: Container[int] = (),
    ) -> Worksheet:
        """Write a sheet: its title, headings and rows; those whose number (from 0) is in ``totals`` stand out."""
        sheet = self.book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), inert(title), self._title)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.set_row(1, self.height([column.name for column in columns], columns))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(1, place, inert(column.name), self._total.text)
        usual = [self.look(column) for column in columns]
        for number, row in enumerate(rows):
            sheet.set_row(HEAD_ROWS + number, self.height(row, columns))
            for place, value in enumerate(row):
                put(sheet, HEAD_ROWS + number, place, value, self._total if number in totals else usual[place])
        print_on_a4(sheet)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        sheet.freeze_panes(HEAD_ROWS, 0)
        return sheet

    def height(self, row: Sequence[CellValue], columns: Sequence[TableColumn]) -> int:
        """The height of a row (points) that shows its fullest cell: no program fits it when it only opens a file."""
        lines = max(text_lines(str(value), column.width) for value, column in zip(row, columns, strict=True))
        return min(TALLEST_ROW, self._line_height * lines + _PADDING)

    def content(self) -> bytes:
        """The finished workbook; the same tables give the same bytes."""
        self.book.close()
        return repack(self._buffer.getvalue())


def put(sheet: Worksheet, row: int, column: int, value: CellValue, look: Look) -> None:
    """Write a cell: text as text, whatever it begins with, because what a stranger typed must not become a formula."""
    if not isinstance(value, str):
        sheet.write_number(row, column, float(value), look.number)
    elif value:
        sheet.write_string(row, column, inert(value), look.text)
    else:
        sheet.write_blank(row, column, None, look.text)


def inert(text: str) -> str:
    """Text as XlsxWriter takes it: it passes what looks like a rich string of its own on unescaped."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text


def text_lines(text: str, width: int) -> int:
    """Lines that a text wraps to in a column: no program fits row heights when it only opens a file.

    In GB 18030 a Chinese character takes 2 bytes, as it takes 2 half widths.
    """
    if len(text) * _WIDEST_CHARACTER < width and "\n" not in text:
        return 1
    return sum(max(1, -(-len(line.encode("gb18030")) // (width - 1))) for line in text.split("\n"))


def print_on_a4(sheet: Worksheet, *, landscape: bool = True) -> None:
    """As wide as the page, over as many pages as it takes, numbered."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4 (ECMA-376 18.3.1.63)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.set_footer("&C&10第 &P 页，共 &N 页")
