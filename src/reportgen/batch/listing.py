"""Writes the manifest as a workbook for people (清单.xlsx): the offices, their problems, and the SHA-256 of all files.

Every sheet fits the width of an A4 page. XlsxWriter keeps the rows on disk, so that ten thousand offices take no more
memory than twenty.
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportgen.batch.job import ExpectedOffice
from reportgen.batch.manifest import OfficeRecord
from reportgen.diagnostics import CellRef, Severity, by_weight
from reportgen.package import repack
from reportgen.spreadsheet import (
    CREATOR,
    HEAD_ROWS,
    TALLEST_ROW,
    TITLE_HEIGHT,
    CellLook,
    CellValue,
    TableColumn,
    count_lines,
    print_on_a4,
    write_value,
)

LISTING = "清单.xlsx"
_MOST_ROWS = 1_000_000  # a sheet has no more than 1 048 576
_SHOWN_OF_HASH = 12  # so many characters show whether two digests are the same; the manifest has all
_LINE_HEIGHT, _PADDING = 14, 4  # points

_DISTRICT, _OFFICE, _WORKBOOK = TableColumn("区", 10), TableColumn("单位", 15), TableColumn("填报表", 24, prose=True)
_OFFICES = (
    *(_DISTRICT, _OFFICE, _WORKBOOK, TableColumn("结果", 10), TableColumn("总分", 8)),
    TableColumn("一级指标得分", 20, prose=True),
    *(TableColumn("错误", 6), TableColumn("警告", 6), TableColumn("提示", 6)),
    TableColumn("成品", 32, prose=True),
)
_PROBLEMS = (
    *(_OFFICE, TableColumn("填报表", 16, prose=True), TableColumn("程度", 6), TableColumn("编号", 7)),
    *(TableColumn("位置", 16, prose=True), TableColumn("消息", 32, prose=True)),
    *(TableColumn("现在的内容", 18, prose=True), TableColumn("怎么改", 30, prose=True)),
)
_HASHES = (
    *(_DISTRICT, _OFFICE, _WORKBOOK),
    *(TableColumn(f"{name}校验值", 14) for name in ("填报表", "评分标准", "措辞", "版式", "核对")),
    *(TableColumn("程序版本", 10), TableColumn("用时（秒）", 10)),
)


class Listing:
    """The workbook while it is written; it is used in a ``with`` statement."""

    def __init__(self, year: int, *, created: datetime.datetime) -> None:
        self._buffer = io.BytesIO()
        self._book = book = Workbook(self._buffer, {"constant_memory": True})
        book.set_properties({"author": CREATOR, "created": created})
        note = f"校验值（SHA-256）只写前{_SHOWN_OF_HASH}位，全的在清单.jsonl"
        self._offices = _ListingSheet(book, "单位", f"{year}年度批量清单", _OFFICES)
        self._problems = _ListingSheet(book, "问题", f"{year}年度填报问题", _PROBLEMS)
        self._hashes = _ListingSheet(book, "校验值", f"{year}年度清单：{note}", _HASHES)

    def __enter__(self) -> Listing:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the temporary files if the workbook was not completed."""
        if not self._book.fileclosed:
            self._book.close()

    def put(self, records: Iterable[OfficeRecord]) -> None:
        """Write the next offices, in their order."""
        for record in records:
            self._offices.put(_office_cells(record))
            self._hashes.put(_hash_cells(record))
            for cells in _problem_cells(record):
                self._problems.put(cells)

    def put_missing(self, offices: Iterable[ExpectedOffice]) -> None:
        """Write the offices that have not handed in a workbook."""
        for office in offices:
            self._offices.put((office.district, office.name, "", "没有报送", *[""] * (len(_OFFICES) - 4)))

    def content(self) -> bytes:
        """Return the workbook; nothing can be written after that."""
        self._book.close()
        return repack(self._buffer.getvalue())


class _ListingSheet:
    """A sheet that is written row by row; a row is as high as its text needs, since no program adjusts that."""

    def __init__(self, book: Workbook, name: str, title: str, columns: Sequence[TableColumn]) -> None:
        self._columns = columns
        self._sheet: Worksheet = book.add_worksheet(name)
        grid = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
        text = {**grid, "quote_prefix": True}
        centred = CellLook(*(book.add_format({**one, "align": "center"}) for one in (text, grid)))
        prose = CellLook(book.add_format(text), centred.number)
        self._looks = [prose if column.prose else centred for column in columns]
        head: Format = book.add_format({**grid, "bold": True, "bg_color": "#EDEDED", "align": "center"})
        print_on_a4(self._sheet)
        self._sheet.repeat_rows(0, HEAD_ROWS - 1)
        self._sheet.freeze_panes(HEAD_ROWS, 2)
        for number, column in enumerate(columns):
            self._sheet.set_column(number, number, column.width)
        self._sheet.set_row(0, TITLE_HEIGHT)
        self._sheet.write_string(
            0, 0, title, book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        )
        self._row = HEAD_ROWS - 1
        self._write([column.name for column in columns], [CellLook(head, head)] * len(columns))

    def put(self, cells: Sequence[CellValue]) -> None:
        """Write the next row, unless the sheet is full."""
        if self._row < _MOST_ROWS:
            self._write(cells, self._looks)

    def _write(self, cells: Sequence[CellValue], looks: Sequence[CellLook]) -> None:
        lines = max(count_lines(str(cell), column.width) for cell, column in zip(cells, self._columns, strict=True))
        self._sheet.set_row(self._row, min(TALLEST_ROW, _LINE_HEIGHT * lines + _PADDING))
        for number, (cell, look) in enumerate(zip(cells, looks, strict=True)):
            write_value(self._sheet, self._row, number, cell, look)
        self._row += 1


def _names_of(record: OfficeRecord) -> tuple[str, str, str]:
    who = record.identity
    return who.district if who else "", who.short_name if who else "", record.workbook


def _office_cells(record: OfficeRecord) -> Sequence[CellValue]:
    counts = Counter(problem.severity for problem in record.problems)
    return (
        *_names_of(record),
        "已生成" if record.has_report else "没有生成",
        Decimal(record.total) if record.total else "",
        "\n".join((*(f"{name} {points}" for name, points in record.parts.items()), *_grade(record))),
        *(counts[severity] for severity in Severity),
        "\n".join(record.files),
    )


def _grade(record: OfficeRecord) -> tuple[str, ...]:
    return (f"等级 {record.grade}",) if record.grade else ()


def _hash_cells(record: OfficeRecord) -> Sequence[CellValue]:
    inputs = record.inputs
    hashes = (inputs.workbook, inputs.rules, inputs.wording, inputs.layout, inputs.checks)
    return (*_names_of(record), *(digest[:_SHOWN_OF_HASH] for digest in hashes), inputs.program, record.seconds)


def _problem_cells(record: OfficeRecord) -> Iterator[Sequence[CellValue]]:
    _, office, workbook = _names_of(record)
    for problem in by_weight(record.problems):
        place = problem.place.address if isinstance(problem.place, CellRef) else str(problem.place or "")
        columns = (problem.severity.value, problem.shown_code, place, problem.message, problem.found, problem.hint)
        yield (office, workbook, *columns)
