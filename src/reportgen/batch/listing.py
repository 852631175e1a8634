"""Writes the manifest as a workbook for people (清单.xlsx): a row for each office, and a row for each problem.

XlsxWriter keeps the rows on disk, so that ten thousand offices take no more memory than twenty.
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

from reportgen.batch.manifest import OfficeRecord
from reportgen.diagnostics import CellRef, Severity, by_weight
from reportgen.package import repack
from reportgen.spreadsheet import CREATOR, HEAD_ROWS, CellLook, CellValue, print_on_a4, write_value

LISTING = "清单.xlsx"
_MOST_ROWS = 1_000_000  # a sheet has no more than 1 048 576
_SHOWN_OF_HASH = 12  # so many characters show whether two digests are the same; the manifest has all

_OFFICES = (
    *(("区", 14), ("单位", 18), ("填报表", 34), ("结果", 10), ("总分", 8), ("一级指标得分", 28)),
    *(("错误", 6), ("警告", 6), ("提示", 6), ("成品", 44)),
    *(("填报表校验值", 14), ("评分标准校验值", 14), ("措辞校验值", 14), ("版式校验值", 14), ("核对校验值", 14)),
    *(("程序版本", 10), ("用时（秒）", 10)),
)
_PROBLEMS = (
    *(("区", 14), ("单位", 18), ("填报表", 30), ("程度", 6), ("编号", 8), ("位置", 24)),
    *(("消息", 60), ("现在的内容", 30), ("怎么改", 60)),
)


class Listing:
    """The workbook while it is written; it is used in a ``with`` statement."""

    def __init__(self, year: int, *, created: datetime.datetime) -> None:
        self._buffer = io.BytesIO()
        self._book = book = Workbook(self._buffer, {"constant_memory": True})
        book.set_properties({"author": CREATOR, "created": created})
        grid = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "quote_prefix": True}
        title = book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        head = book.add_format({**grid, "bold": True, "bg_color": "#EDEDED", "align": "center"})
        cell = book.add_format(grid)
        self._look = CellLook(text=cell, number=cell)
        note = f"校验值只写前 {_SHOWN_OF_HASH} 位，全的在 清单.jsonl"
        self._offices = _begin(book.add_worksheet("单位"), f"{year}年度批量清单（{note}）", _OFFICES, title, head)
        self._problems = _begin(book.add_worksheet("问题"), f"{year}年度填报问题", _PROBLEMS, title, head)
        self._office_row = self._problem_row = HEAD_ROWS

    def __enter__(self) -> Listing:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the temporary files if the workbook was not completed."""
        if not self._book.fileclosed:
            self._book.close()

    def put(self, records: Iterable[OfficeRecord]) -> None:
        """Write the next offices, in their order."""
        for record in records:
            self._put_row(self._offices, self._office_row, _office_cells(record))
            self._office_row += 1
            for cells in _problem_cells(record):
                if self._problem_row < _MOST_ROWS:
                    self._put_row(self._problems, self._problem_row, cells)
                    self._problem_row += 1

    def content(self) -> bytes:
        """Return the workbook; nothing can be written after that."""
        self._book.close()
        return repack(self._buffer.getvalue())

    def _put_row(self, sheet: Worksheet, row: int, cells: Sequence[CellValue]) -> None:
        for number, value in enumerate(cells):
            write_value(sheet, row, number, value, self._look)


def _begin(sheet: Worksheet, text: str, columns: Sequence[tuple[str, int]], title: Format, head: Format) -> Worksheet:
    print_on_a4(sheet)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(HEAD_ROWS, 2)
    for number, (_, width) in enumerate(columns):
        sheet.set_column(number, number, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, text, title)
    for number, (name, _) in enumerate(columns):
        sheet.write_string(1, number, name, head)
    return sheet


def _names_of(record: OfficeRecord) -> tuple[str, str, str]:
    who = record.identity
    return who.district if who else "", who.short_name if who else "", record.workbook


def _office_cells(record: OfficeRecord) -> Sequence[CellValue]:
    counts = Counter(problem.severity for problem in record.problems)
    inputs = record.inputs
    hashes = (inputs.workbook, inputs.rules, inputs.wording, inputs.layout, inputs.checks)
    return (
        *_names_of(record),
        "已生成" if record.has_report else "没有生成",
        Decimal(record.total) if record.total else "",
        "；".join(f"{name}{points}" for name, points in record.parts.items()),
        *(counts[severity] for severity in Severity),
        "；".join(record.files),
        *(digest[:_SHOWN_OF_HASH] for digest in hashes),
        inputs.program,
        record.seconds,
    )


def _problem_cells(record: OfficeRecord) -> Iterator[Sequence[CellValue]]:
    for problem in by_weight(record.problems):
        place = problem.place.address if isinstance(problem.place, CellRef) else str(problem.place or "")
        columns = (problem.severity.value, problem.shown_code, place, problem.message, problem.found, problem.hint)
        yield (*_names_of(record), *columns)
