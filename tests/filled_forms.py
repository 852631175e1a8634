"""Forms for tests: made blank, filled in as a clerk does, and opened by a spreadsheet program."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import make_samples
import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from rubrics import TEMPLATES

from reportgen.forms.blank import Contents, form_workbook
from reportgen.scoring.rubric import Rubric, load_rubric

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING = Contents()

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice，不能试算公式")


def rubric(year: int) -> Rubric:
    loaded = load_rubric(TEMPLATES, year)
    assert loaded.value is not None
    return loaded.value


def form_of(year: int = 2024, contents: Contents = NOTHING) -> bytes:
    return form_workbook(rubric(year), contents, created=CREATED)


def opened(data: bytes, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def column_of(sheet: Worksheet, name: str) -> int:
    """The number of a column of the form; its names stand in row 2."""
    return next(number for number, cell in enumerate(sheet[2], 1) if cell.value == name)


def row_of(sheet: Worksheet, text: object) -> int:
    """The number of the row in which this stands."""
    return next(n for n, row in enumerate(sheet.iter_rows(min_row=3, values_only=True), 3) if text in row)


def cell_of(book: Workbook, sheet: str, row: object, column: str) -> Cell:
    page = book[sheet]
    target = page.cell(row if isinstance(row, int) else row_of(page, row), column_of(page, column))
    assert isinstance(target, Cell)
    return target


def fill(book: Workbook, contents: Contents) -> None:
    """Type the contents into a blank form, cell by cell: fixed rows by their name, the others from the top."""
    for name, rows in contents.rows.items():
        page = book[name]
        label = next((n for n in ("项目", "三级指标") if n in (c.value for c in page[2]) and name != "绩效指标"), "")
        for number, row in enumerate(rows, 3):
            at = row_of(page, row[label]) if label else number
            for column, value in row.items():
                page.cell(at, column_of(page, column)).value = value


def filled_with_the_sample() -> bytes:
    book = opened(form_of(2024))
    fill(book, make_samples.sample_contents())
    return saved(book)


def recalculated(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it, with every formula that has no result worked out."""
    (folder / "in").mkdir()
    (folder / "in" / "表.xlsx").write_bytes(data)
    user = (folder / "user").as_uri()  # a profile of its own: another LibreOffice may be running
    subprocess.run(
        ["soffice", f"-env:UserInstallation={user}", "--headless", "--convert-to", "xlsx", "in/表.xlsx"],  # noqa: S607 # on the PATH, see above
        cwd=folder,
        env=os.environ | {"HOME": str(folder)},
        capture_output=True,
        check=True,
        timeout=180,
    )
    return (folder / "表.xlsx").read_bytes()


def offered(book: Workbook, sheet: str, cell: Cell) -> tuple[object, ...]:
    """The words of the drop-down of a cell; none where it has no list."""
    for check in validations(book, sheet, cell):
        if check[0] == "list":
            page, _, area = check[1].partition("!")
            first, _, last = area.replace("$", "").partition(":")
            return tuple(c.value for (c,) in book[page.strip("'")][f"{first}:{last or first}"])
    return ()


def validations(book: Workbook, sheet: str, cell: Cell) -> list[tuple[str, str, str]]:
    """Kind, formula and severity (``warning``, ``stop``) of what is checked in a cell."""
    checks = book[sheet].data_validations.dataValidation
    return [(c.type or "any", c.formula1 or "", c.errorStyle or "stop") for c in checks if cell.coordinate in c.sqref]


def texts(data: bytes) -> Iterable[object]:
    """Every value of every cell, formulas as such."""
    for sheet in opened(data).worksheets:
        for row in sheet.iter_rows():
            yield from (cell.value for cell in row if cell.value is not None)
