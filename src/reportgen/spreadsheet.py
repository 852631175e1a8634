"""The common parts of all workbooks that the program writes: safe text, tables in one style, ready to print."""

from __future__ import annotations

import datetime
import io
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportgen.package import escape_rich_text, repack

CREATOR = "reportgen"
HEAD_ROWS = 2  # the title and the headings
TITLE_HEIGHT, TALLEST_ROW = 30, 409  # points; Excel allows 409
_PADDING = 7  # points
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_GRID = {**_FONT, "border": 1, "text_wrap": True, "align": "center"}
_GREY = {"bold": True, "bg_color": "#EDEDED"}
_MORE_PLACES = 8  # decimals that a figure may have beyond those of its column
_WIDEST_CHARACTER = 4  # half-width characters, see count_lines

CellValue = str | int | float | Decimal


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its heading, its width in half-width characters, and whether its cells are prose.

    ``places`` are the decimals that the numbers of a column share: these stand one under the other. A number with more
    decimals shows them all.
    """

    name: str
    width: int
    prose: bool = False
    places: int | None = None


@dataclass(frozen=True, slots=True)
class CellLook:
    """The format of a cell with text, and of one with a number."""

    text: Format
    number: Format


class TableBook:
    """A workbook of tables in one style, each on a sheet.

    ``line_height`` (points) is the height of a line of text. A caller may add charts and links to ``book``.
    """

    def __init__(self, *, created: datetime.datetime, line_height: int) -> None:
        self._buffer = io.BytesIO()
        self.book = book = Workbook(self._buffer, {"in_memory": True})
        book.set_properties({"author": CREATOR, "created": created})
        self._line_height = line_height
        grid = _GRID
        text = {**grid, "quote_prefix": True}  # A text that begins with = stays a text when somebody edits the cell.
        grey = _GREY
        self.prose = book.add_format({**text, "align": "left", "indent": 1})
        self.plain = CellLook(book.add_format(text), book.add_format(grid))
        self.link = book.add_format({**text, "align": "left", "indent": 1, "font_color": "#0563C1", "underline": 1})
        self._prose = CellLook(self.prose, self.plain.number)
        self._total = CellLook(book.add_format({**text, **grey}), book.add_format({**grid, **grey}))
        title = {**_FONT, "font_name": "黑体", "font_size": 16, "align": "center", "quote_prefix": True}
        self._title = book.add_format(title)
        self._below = book.add_format({**_FONT, "align": "left", "quote_prefix": True})

    def look(self, column: TableColumn) -> CellLook:
        """The format of the cells of a column."""
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
        """Write a sheet with title, headings and rows; the rows in ``totals`` (counted from 0) are emphasized."""
        sheet = self.book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), escape_rich_text(title), self._title)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.set_row(1, self.height([column.name for column in columns], columns))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(1, place, escape_rich_text(column.name), self._total.text)
        cells = [[row[place] for row in rows] for place in range(len(columns))]
        usual = [
            self._look_of(self.look(column), column, below, {}) for column, below in zip(columns, cells, strict=True)
        ]
        total = [self._look_of(self._total, column, below, _GREY) for column, below in zip(columns, cells, strict=True)]
        for number, row in enumerate(rows):
            sheet.set_row(HEAD_ROWS + number, self.height(row, columns))
            for place, value in enumerate(row):
                look = total[place] if number in totals else usual[place]
                write_value(sheet, HEAD_ROWS + number, place, value, look)
        print_on_a4(sheet)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        sheet.freeze_panes(HEAD_ROWS, 0)
        return sheet

    def _look_of(
        self, look: CellLook, column: TableColumn, cells: Sequence[CellValue], more: Mapping[str, Any]
    ) -> CellLook:
        """The look of a column; the figures are padded to the same length, so that they stand one under the other."""
        if column.places is None:
            return look
        digits = max((len(str(abs(int(value)))) for value in cells if not isinstance(value, str)), default=1)
        decimals = "." + "0" * column.places + "#" * _MORE_PLACES if column.places else ""
        return CellLook(
            look.text, self.book.add_format({**_GRID, **more, "num_format": f"{'?' * (digits - 1)}0{decimals}"})
        )

    def write_below(self, sheet: Worksheet, row: int, columns: int, text: str) -> None:
        """Write a line across the page below a table."""
        sheet.set_row(row, TITLE_HEIGHT)
        sheet.merge_range(row, 0, row, columns - 1, escape_rich_text(text), self._below)

    def height(self, row: Sequence[CellValue], columns: Sequence[TableColumn]) -> int:
        """The height of a row (points) that shows all its text: no program adjusts it when it opens a file."""
        # The indent of prose takes one character.
        cells = zip(row, columns, strict=True)
        lines = max(count_lines(str(value), column.width - column.prose) for value, column in cells)
        return min(TALLEST_ROW, self._line_height * lines + _PADDING)

    def content(self) -> bytes:
        """The bytes of the workbook; the same tables give the same bytes."""
        self.book.close()
        return repack(self._buffer.getvalue())


def write_value(sheet: Worksheet, row: int, column: int, value: CellValue, look: CellLook) -> None:
    """Write a cell; a text is always written as text, because a text from a stranger must not become a formula."""
    if not isinstance(value, str):
        sheet.write_number(row, column, float(value), look.number)
    elif value:
        sheet.write_string(row, column, escape_rich_text(value), look.text)
    else:
        sheet.write_blank(row, column, None, look.text)


def count_lines(text: str, width: int) -> int:
    """The number of lines that a text takes in a column of ``width`` half-width characters.

    In GB 18030 a Chinese character takes two bytes, and in the column it takes the width of two characters.
    """
    if len(text) * _WIDEST_CHARACTER < width and "\n" not in text:
        return 1
    return sum(max(1, -(-len(line.encode("gb18030")) // (width - 1))) for line in text.split("\n"))


def print_on_a4(sheet: Worksheet, *, landscape: bool = True) -> None:
    """Set up a sheet to be printed as wide as the page, with page numbers."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4 (ECMA-376 18.3.1.63)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.set_footer("&C&10第 &P 页，共 &N 页")
