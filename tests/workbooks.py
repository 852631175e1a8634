"""Workbooks for tests: the shipped sample with a few things changed, in a line or two.

``edited(("预算执行", "全年支出数", "数值", "12万"))`` gives the bytes of the sample with that one cell changed, and
``cell("预算执行", "全年支出数", "数值")`` tells where that cell is (``C6``…). A change is such a tuple (sheet, a text
that stands in the row, column name, new value) or one of the functions below. Special values: ``Formula``, ``Error``,
``Shown``; a date becomes a date cell, ``None`` a blank one.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.utils import get_column_letter

from reportgen.intake.form import SHEETS

SAMPLE = Path(__file__).parents[1] / "data" / "2024.xlsx"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DAY_0 = datetime.datetime(1899, 12, 30)

_COLUMN_NAMES = {column.name for sheet in SHEETS for column in sheet.columns}

Grid = list[list[object]]
Book = dict[str, Grid]
Change = tuple[str, str, str, object] | Callable[[Book], None]


@dataclass(frozen=True)
class Formula:
    """A formula; without ``result`` it is one that was never calculated."""

    text: str
    result: object = None


@dataclass(frozen=True)
class Error:
    """An Excel error value."""

    text: str = "#DIV/0!"


@dataclass(frozen=True)
class Shown:
    """A value and its number format: ``Shown(0.95, "0%")``."""

    value: object
    number_format: str


# --- changes ----------------------------------------------------------------------------------------------


def edited(*changes: Change) -> bytes:
    """The sample workbook after these changes, in this order."""
    book = deepcopy(sample_book())
    for change in changes:
        if callable(change):
            change(book)
        else:
            sheet, row, column, value = change
            grid = book[sheet]
            _set(grid, _row(grid, row), _column(grid, column), value)
    return written(book)


def drop_sheet(sheet: str) -> Change:
    return lambda book: _delete(book, sheet)


def clear_sheet(sheet: str) -> Change:
    return lambda book: book[sheet].clear()


def rename_sheet(sheet: str, name: str) -> Change:
    def change(book: Book) -> None:
        renamed = {name if old == sheet else old: grid for old, grid in book.items()}
        book.clear()
        book.update(renamed)

    return change


def add_sheet(name: str, rows: Grid) -> Change:
    return lambda book: book.update({name: rows})


def drop_row(sheet: str, row: str) -> Change:
    return lambda book: _delete(book[sheet], _row(book[sheet], row))


def drop_rows(sheet: str) -> Change:
    """All rows below the header."""
    return lambda book: book[sheet].__delitem__(slice(_header(book[sheet]) + 1, None))


def add_row(sheet: str, **values: object) -> Change:
    """A row at the end, by column name."""

    def change(book: Book) -> None:
        grid = book[sheet]
        at = len(grid)
        for column, value in values.items():
            _set(grid, at, _column(grid, column), value)

    return change


def add_title_rows(sheet: str, *titles: object) -> Change:
    """Rows above the header row."""
    return lambda book: book[sheet].__setitem__(slice(0, 0), [[title] for title in titles])


def drop_column(sheet: str, column: str) -> Change:
    def change(book: Book) -> None:
        index = _column(book[sheet], column)
        for row in book[sheet]:
            del row[index : index + 1]

    return change


def rename_column(sheet: str, column: str, name: object) -> Change:
    return lambda book: _set(book[sheet], _header(book[sheet]), _column(book[sheet], column), name)


def add_column(sheet: str, name: str, *values: object) -> Change:
    """A column at the right end, filled from the first row below the header."""

    def change(book: Book) -> None:
        grid, header = book[sheet], _header(book[sheet])
        index = max(len(row) for row in grid)
        for offset, value in enumerate((name, *values)):
            _set(grid, header + offset, index, value)

    return change


def reverse_columns(sheet: str) -> Change:
    def change(book: Book) -> None:
        width = max(len(row) for row in book[sheet])
        for row in book[sheet]:
            row[:] = [*row, *[None] * (width - len(row))][::-1]

    return change


def put(sheet: str, address: str, value: object) -> Change:
    """Any cell, by its address."""
    row, column = openpyxl.utils.cell.coordinate_to_tuple(address)
    return lambda book: _set(book[sheet], row - 1, column - 1, value)


def cell(sheet: str, row: str, column: str) -> str:
    """The address of a cell of the unchanged sample."""
    grid = sample_book()[sheet]
    return f"{get_column_letter(_column(grid, column) + 1)}{_row(grid, row) + 1}"


def rewritten(data: bytes, **parts: Callable[[str], str] | None) -> bytes:
    """The package after changes of its parts by short name, as text; ``None`` drops a part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            stem = Path(name).name.removesuffix(".rels").removesuffix(".xml")
            rewrite = parts.get(stem, str)
            if rewrite is not None:
                new.writestr(name, rewrite(old.read(name).decode()))
    return out.getvalue()


def with_shared_texts(data: bytes, xml: str) -> bytes:
    """The package of ``edited`` with this part of shared texts, and with the relationship that leads to it."""
    relationship = f'<Relationship Id="rIdS" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    out = io.BytesIO(
        rewritten(data, workbook=lambda old: old.replace("</Relationships>", f"{relationship}</Relationships>"))
    )
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/sharedStrings.xml", xml)
    return out.getvalue()


def sheet_part(sheet: str) -> str:
    """The name of a sheet's part for ``rewritten``: ``sheet6``."""
    return f"sheet{list(sample_book()).index(sheet) + 1}"


# --- the grids --------------------------------------------------------------------------------------------


@cache
def sample_book() -> Book:
    """The sample as grids; a test copies it before it changes anything."""
    workbook = openpyxl.load_workbook(SAMPLE)
    return {sheet.title: _filled([list(row) for row in sheet.values]) for sheet in workbook.worksheets}


def _filled(grid: Grid) -> Grid:
    """The grid without the blank rows at its end."""
    while grid and not any(value is not None for value in grid[-1]):
        grid.pop()
    return grid


def _header(grid: Grid) -> int:
    """The row of the sample's column names: the first that holds two of them."""
    return next(index for index, row in enumerate(grid) if len(_COLUMN_NAMES.intersection(map(str, row))) > 1)


def _row(grid: Grid, text: str) -> int:
    header = _header(grid)
    return next(i for i, row in enumerate(grid) if i > header and text in (str(value) for value in row))


def _column(grid: Grid, name: str) -> int:
    return grid[_header(grid)].index(name)


def _set(grid: Grid, row: int, column: int, value: object) -> None:
    grid.extend([] for _ in range(row + 1 - len(grid)))
    grid[row].extend([None] * (column + 1 - len(grid[row])))
    grid[row][column] = value


def _delete(container: Book | Grid, key: str | int) -> None:
    del container[key]  # type: ignore[arg-type]  # a book goes by name, a grid by number


# --- writing ----------------------------------------------------------------------------------------------


def written(book: Book) -> bytes:
    """A workbook of these grids; the sheets' parts are sheet1, sheet2, … in order."""
    formats: dict[str, int] = {"General": 0}
    sheets = [_sheet(grid, formats) for grid in book.values()]
    numbers = range(1, len(sheets) + 1)
    sheet_list = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, book, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    parts = {
        "[Content_Types].xml": _content_types(numbers),
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheet_list}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}<Relationship Id="rId0" '
        f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _styles(formats),
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in zip(numbers, sheets, strict=True)},
    }
    return zipped({name: xml.encode() for name, xml in parts.items()})


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _content_types(numbers: range) -> str:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{main}.worksheet+xml"/>' for n in numbers
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{main}.styles+xml"/>{sheets}</Types>'
    )


def _styles(formats: dict[str, int]) -> str:
    codes = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>' for code, n in formats.items())
    styles = "".join(
        f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for n in formats.values()
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{codes}</numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{styles}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(grid: Grid, formats: dict[str, int]) -> str:
    rows = (
        f'<row r="{n}">{"".join(_cell(value, n, column, formats) for column, value in enumerate(row, 1))}</row>'
        for n, row in enumerate(grid, 1)
        if row
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(value: object, row: int, column: int, formats: dict[str, int]) -> str:
    if value is None:
        return ""
    style = ""
    if isinstance(value, datetime.datetime):
        value = Shown((value - _DAY_0) / datetime.timedelta(days=1), "yyyy/m/d")
    if isinstance(value, Shown):
        style = f' s="{formats.setdefault(value.number_format, len(formats))}"'
        value = value.value
    kind, content = _content(value)
    return f'<c r="{get_column_letter(column)}{row}"{style}{kind}>{content}</c>'


def _content(value: object) -> tuple[str, str]:
    """The type attribute and the children of a cell."""
    if isinstance(value, Formula):
        kind, content = _content(value.result) if value.result is not None else ("", "<v></v>")
        if isinstance(value.result, str):
            kind, content = ' t="str"', f"<v>{escape(value.result)}</v>"
        return kind, f"<f>{escape(value.text)}</f>{content}"
    if isinstance(value, Error):
        return ' t="e"', f"<v>{value.text}</v>"
    if isinstance(value, bool):
        return ' t="b"', f"<v>{int(value)}</v>"
    if isinstance(value, int | float):
        return "", f"<v>{value!r}</v>"
    # A control character is written as Excel writes it (ECMA-376 22.9.2.19, ST_Xstring).
    text = re.sub("[\x00-\x08\x0b-\x1f]", lambda match: f"_x{ord(match[0]):04X}_", escape(str(value)))
    return ' t="inlineStr"', f'<is><t xml:space="preserve">{text}</t></is>'
