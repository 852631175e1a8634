"""The working papers (工作底稿) of a report: the workbook …-自评表.xlsx."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.intake.submission import Submission
from reportgen.numeric import plain
from reportgen.scoring.scorecard import Input, Score, Scorecard, ScorePart
from reportgen.word.package import repack

_SHEET = "自评表"
_COLUMNS = (
    ("一级指标", 10),
    ("二级指标", 10),
    ("三级指标", 22),
    ("指标", 30),
    ("符号", 6),
    ("年度指标值", 12),
    ("实际完成值", 12),
    ("分值", 7),
    ("得分", 7),
    ("扣分", 7),
    ("扣分原因", 30),
    ("佐证材料", 26),
)
_LEFT_ALIGNED = (3, 4, 11, 12)
_LINE_HEIGHT, _PADDING = 13, 4  # points, for 10-point text
_TALLEST_ROW = 409  # points; a row cannot be higher in Excel


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of 自评表; ``total`` for sub-totals."""

    cells: tuple[str | Decimal | None, ...]
    total: bool = False


def score_workbook(submission: Submission, scorecard: Scorecard, *, created: datetime.datetime) -> bytes:
    """The working papers: the sheet 自评表, ready to print on A4 landscape, with sub-totals."""
    workbook = Workbook()
    naive = created.replace(tzinfo=None)  # openpyxl writes naive dates as UTC
    workbook.properties.creator = "reportgen"
    workbook.properties.created = naive
    sheet: Worksheet = workbook.create_sheet(_SHEET, 0)
    del workbook["Sheet"]
    _write_sheet(
        sheet, f"{submission.year.value}年度{submission.office.full_name.value}部门整体支出绩效自评表", scorecard
    )
    buffer = io.BytesIO()
    workbook.save(buffer)
    return repack(buffer.getvalue(), modified=naive)


def _write_sheet(sheet: Worksheet, title: str, scorecard: Scorecard) -> None:
    lines = list(_lines(scorecard))
    grid = Side(style="thin")
    border = Border(left=grid, right=grid, top=grid, bottom=grid)
    _put(sheet, 1, 1, title)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_COLUMNS))
    sheet.cell(1, 1).font = Font(name="黑体", size=16)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 30
    for column, (name, width) in enumerate(_COLUMNS, 1):
        _put(sheet, 2, column, name)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(lines, 3):
        for column, value in enumerate(line.cells, 1):
            _put(sheet, row, column, value)
        sheet.row_dimensions[row].height = min(_TALLEST_ROW, _LINE_HEIGHT * _text_lines(line) + _PADDING)
    bold = {2, *(row for row, line in enumerate(lines, 3) if line.total)}
    body, heading = Font(name="宋体", size=10), Font(name="宋体", size=10, bold=True)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    for cells in sheet.iter_rows(min_row=2, max_row=len(lines) + 2, max_col=len(_COLUMNS)):
        for cell in cells:
            cell.font = heading if cell.row in bold else body
            cell.border = border
            cell.alignment = left if (cell.row or 0) > 2 and cell.column in _LEFT_ALIGNED else centred
    _merge_repeats(sheet, lines)
    _set_up_print(sheet)


def _text_lines(line: _Line) -> int:
    """How many lines the fullest cell wraps to; no program fits row heights when it only opens a file."""
    texts = ((str(value), width) for value, (_, width) in zip(line.cells, _COLUMNS, strict=True) if value is not None)
    return max(math.ceil(sum(1 if c.isascii() else 2 for c in text) / (width - 1)) for text, width in texts)


def _put(sheet: Worksheet, row: int, column: int, value: str | Decimal | None) -> None:
    """Text stays text: what a stranger typed must never become a formula, neither now nor when the cell is edited."""
    cell = sheet.cell(row, column)
    if isinstance(value, Decimal):
        cell.value = float(value)
        cell.number_format = "0.##" if value != value.to_integral_value() else "0"
    elif value is not None:
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = True


def _lines(scorecard: Scorecard) -> Iterator[_Line]:
    for part in scorecard.parts:
        yield from _part_lines(part)
    yield _total("总分", "", scorecard.full, scorecard.points)


def _part_lines(part: ScorePart) -> Iterator[_Line]:
    for group in part.groups:
        for score in group.items:
            for leaf in score.leaves():
                yield _leaf_line(part.name, group.name, score, leaf)
            if score.parts:
                yield _total(part.name, group.name, score.full, score.points, f"{score.name}小计")
        yield _total(part.name, group.name, group.full, group.points, f"{group.name}小计")
    yield _total(part.name, "", part.full, part.points, f"{part.name}合计")


def _leaf_line(part: str, group: str, score: Score, leaf: Score) -> _Line:
    indicator = leaf.indicator
    if indicator is not None:
        unit = indicator.unit.value if indicator.unit else ""
        target = plain(indicator.target.value) + unit if indicator.target else indicator.target_text.value
        actual = plain(indicator.actual.value) + unit if indicator.actual else indicator.actual_text.value
        measured = (f"{indicator.code.value} {leaf.name}", indicator.symbol.value, target, actual)
    else:
        inputs = "；".join(f"{given.label}：{_shown(given)}" for given in leaf.inputs)
        measured = (inputs, "", "", _shown(leaf.inputs[0]) if leaf.inputs else "")
    reason = (leaf.reason.value if leaf.reason else leaf.rule) if leaf.lost else ""
    evidence = leaf.evidence.value if leaf.evidence else ""
    return _Line((part, group, score.name, *measured, leaf.full, leaf.points, leaf.lost, reason, evidence))


def _shown(given: Input) -> str:
    return plain(given.value) + given.unit if isinstance(given.value, Decimal) else given.value


def _total(part: str, group: str, full: Decimal, points: Decimal, name: str = "") -> _Line:
    return _Line((part, group, name, "", "", "", "", full, points, full - points, "", ""), total=True)


def _merge_repeats(sheet: Worksheet, lines: list[_Line]) -> None:
    """Merge equal neighbours in 一级, 二级 and 三级, as the printed tables have them."""
    for column in (1, 2, 3):
        start = 0
        for row in range(1, len(lines) + 1):
            same = row < len(lines) and lines[row].cells[:column] == lines[start].cells[:column]
            if same:
                continue
            if row - start > 1 and lines[start].cells[column - 1]:
                sheet.merge_cells(start_row=start + 3, end_row=row + 2, start_column=column, end_column=column)
            start = row


def _set_up_print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4 (ECMA-376 18.3.1.63)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:2"
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页，共 &N 页"))
    sheet.freeze_panes = "A3"
