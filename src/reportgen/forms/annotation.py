"""Makes a copy of the clerk's workbook in which every problem is a comment (批注) and a fill at its cell.

The marks of an earlier run are removed first, so that a copy can be corrected, checked and annotated again. The fill
stores the colour that the cell had as its background colour, which a solid fill does not show.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.proxy import StyleProxy
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, Place, Severity, readable
from reportgen.forms.editing import EditableWorkbook, open_to_edit
from reportgen.intake import form
from reportgen.intake.frames import coordinates, wanted_sheets
from reportgen.package import DamagedError, read_file

AUTHOR = "reportgen"
# Clerks may use Excel's cell styles 差 and 适中, and required cells are yellow: these colours differ from all of them.
COLOURS = {Severity.ERROR: "FFFFC1BD", Severity.WARNING: "FFFFC46B", Severity.NOTE: "FFCFE5FA"}

_SUMMARY, _HINT = "检查结果：", "怎么改："
_HEAD = re.compile(rf"(?:{'|'.join(Severity)}) [EWN]\d{{3}}[：（]|{_SUMMARY}")
_LONGEST_COMMENT = 32_000  # characters; Excel allows 32767
_LONGEST_CELL = 32_000  # characters; Excel allows 32767
_NO_COLOUR = Color(indexed=64)  # the system colour; Excel writes it as the background of a solid fill
_CHARACTERS, _WIDE_CHARACTERS, _MANY_LINES = 28, 48, 16  # full-width characters in a line; lines of a narrow box
_EM, _LINE, _MARGIN = 13, 18, 20  # pixels, for the 9-point font of comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """The bytes of the copy.

    ``at_cells`` is the number of problems at their own cell; ``elsewhere`` are those at the top of a sheet.
    """

    content: bytes
    at_cells: int
    elsewhere: tuple[Diagnostic, ...]


class CellMark(NamedTuple):
    """A comment for a cell of the form; a ``doubtful`` cell is coloured too."""

    sheet: str
    cell: str
    text: str
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheet:
    """A sheet with a list that is put behind those of the form; the program never reads it."""

    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[str | int, ...]]


class _Remark(NamedTuple):
    """The part of a comment that is about one problem."""

    severity: Severity
    text: str


def annotate(workbook: Path, problems: Iterable[Diagnostic]) -> Outcome[Annotation]:
    """Annotate a workbook file; if it cannot be opened, there is no copy and the reason is a problem."""
    data = read_file(workbook)
    if data.value is None:
        return Outcome(None, data.diagnostics)
    return annotate_bytes(data.value, readable(workbook.name), problems)


def annotate_bytes(data: bytes, file: str, problems: Iterable[Diagnostic]) -> Outcome[Annotation]:
    """Annotate the bytes of a workbook; ``file`` is its name in messages.

    The diagnostics of the outcome name the contents of the workbook that the copy has lost.
    """
    workbook = open_to_edit(data, file)
    if workbook.value is None:
        return Outcome(None, workbook.diagnostics)
    try:
        at_cells, elsewhere = _Annotator(workbook.value, file).annotate(sorted(problems, key=_weight))
        content = workbook.value.content()
    except Exception:  # openpyxl raises all sorts of errors for contents that it can read but not write
        return Outcome(None, (catalogue.COPY_NOT_MADE.at(FileRef(file=file)),))
    return Outcome(Annotation(content=content, at_cells=at_cells, elsewhere=tuple(elsewhere)), workbook.value.notes)


def add_marks(data: bytes, marks: Iterable[CellMark], lists: Iterable[ListSheet] = ()) -> Outcome[bytes]:
    """Mark cells of a workbook that the program has written, and add sheets with lists."""
    workbook = open_to_edit(data, "")
    if workbook.value is None:
        return Outcome(None, workbook.diagnostics)
    book = workbook.value.book
    for mark in marks:
        cell = _cell(book[mark.sheet], mark.cell)
        if mark.text:
            cell.comment = Comment(_without_escapes(mark.text)[:_LONGEST_COMMENT], AUTHOR)
            _make_room(cell.comment)
        if mark.doubtful:
            behind = cell.fill.fgColor if _colour(cell.fill) else _NO_COLOUR
            cell.fill = PatternFill("solid", fgColor=COLOURS[Severity.WARNING], bgColor=behind)
    for one in lists:
        _add_list(book.create_sheet(one.title), one)
    return Outcome(workbook.value.content())


class CellRemark(NamedTuple):
    """The comment at a cell without our lines about problems.

    A ``doubtful`` cell has the colour of a mark, and a ``covered`` one is hidden by a merged cell.
    """

    text: str = ""
    doubtful: bool = False
    covered: bool = False


NO_REMARK = CellRemark()


def cell_remarks(sheet: Worksheet) -> dict[str, CellRemark]:
    """Return the comments of a sheet by place, and the cells that are covered."""
    remarks = {}
    for cell in _cells(sheet):
        if cell.comment:
            text = "\n".join(line for line in cell.comment.text.split("\n") if not _is_own_line(line)).strip()
            if text:
                remarks[cell.coordinate] = CellRemark(text, cell.has_style and _colour(cell.fill) in COLOURS.values())
    for area in sheet.merged_cells.ranges:
        for row, column in islice(area.cells, 1, None):
            remarks[f"{get_column_letter(column)}{row}"] = CellRemark(covered=True)
    return remarks


def drop_marks(sheet: Worksheet, places: Iterable[str]) -> None:
    """Remove our marks from cells that somebody fills in anew; the comments of others stay."""
    for place in places:
        cell = sheet[place]
        if isinstance(cell, Cell):
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
            _restore_colour(cell)


def _add_list(sheet: Worksheet, content: ListSheet) -> None:
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row, cells in enumerate((content.head, *content.rows), 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value = _without_escapes(value)[:_LONGEST_CELL] if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # A text that begins with “=” is no formula.
            cell.alignment = wrapped
            cell.font = Font(name="宋体", size=11, bold=row == 1)
    for column, width in enumerate(content.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def _without_escapes(text: str) -> str:
    """The text without characters that XML forbids, and without what Excel reads as one."""
    return "".join(c for c in _escape_guard(text) if c.isprintable() or c in "\n\u3000")


def is_foreign(file: Path) -> bool:
    """Whether the file exists and is not a copy of ours; a foreign file must never be overwritten."""
    data = read_file(file)
    if data.value is None:
        return False
    workbook = open_to_edit(data.value, file.name)
    if workbook.value is None:
        return True
    comments = (cell.comment for sheet in workbook.value.book.worksheets for cell in _cells(sheet))
    return not any(_is_own_line(line) for comment in comments if comment for line in comment.text.split("\n"))


def _weight(problem: Diagnostic) -> int:
    return list(Severity).index(problem.severity)


class _Annotator:
    """Removes the earlier marks of a workbook and adds new ones."""

    def __init__(self, workbook: EditableWorkbook, file: str) -> None:
        self._file = file
        self._sheets = {sheet.title: sheet for sheet in workbook.book.worksheets}
        forms = wanted_sheets(self._sheets, [sheet.name for sheet in form.SHEETS])
        names = [name for name in self._sheets if name in forms.values()] or list(self._sheets)
        self._front = next((name for name in names if self._sheets[name].sheet_state == "visible"), names[0])
        self._names = {**{name: name for name in self._sheets}, **forms}  # Places name a sheet as the form does.

    def annotate(self, problems: list[Diagnostic]) -> tuple[int, list[Diagnostic]]:
        """Mark all problems; return the number of those at their own cell, and the other ones."""
        for sheet in self._sheets.values():
            _clear(sheet)
        remarks, elsewhere = self._place_remarks(problems)
        for name, sheet in self._sheets.items():
            summary = self._summary(problems) if name == self._front else ""
            for at in sorted({*remarks[name], *(["A1"] if summary else [])}):
                _mark(sheet, at, remarks[name].get(at, []), summary if at == "A1" else "")
            for cell in _cells(sheet):
                if cell.comment:
                    _make_room(cell.comment)
        return len(problems) - len(elsewhere), elsewhere

    def _home(self, place: Place | None) -> str:
        """The sheet of a place; empty for a place outside this workbook, such as one in last year's."""
        if isinstance(place, CellRef) and place.file == self._file:
            return self._names.get(place.sheet, "")
        return ""

    def _place_remarks(
        self, problems: list[Diagnostic]
    ) -> tuple[dict[str, dict[str, list[_Remark]]], list[Diagnostic]]:
        """The remarks by sheet and cell, and the problems that have no cell of their own."""
        remarks: dict[str, dict[str, list[_Remark]]] = {name: {} for name in self._sheets}
        elsewhere = []
        for problem in problems:
            home, at, where = self._home(problem.place), "A1", ""
            cell = problem.place.cell if home and isinstance(problem.place, CellRef) else ""
            if cell:
                at = _shown_cell(self._sheets[home], cell)
            else:
                elsewhere.append(problem)
                where = f"（{'整张表' if home else problem.place}）" if problem.place else ""
            text = _one_line(f"{problem.severity} {problem.shown_code}{where}：{problem.message}")
            if problem.hint:
                text += "\n" + _one_line(f"{_HINT}{problem.hint}")
            remarks[home or self._front].setdefault(at, []).append(_Remark(problem.severity, text))
        return remarks, elsewhere

    def _summary(self, problems: list[Diagnostic]) -> str:
        counts = Counter(problem.severity for problem in problems)
        weights = "，".join(f"{counts[s]}个{s}" for s in Severity if counts[s]) or "没有发现问题"
        homes = Counter(self._home(problem.place) for problem in problems)
        where = "、".join(f"{name}{homes[name]}个" for name in self._sheets if homes[name])
        return _one_line(f"{_SUMMARY}{weights}{f'（{where}）' if where else ''}。")


def _one_line(text: str) -> str:
    """The text as one line, because comments are removed line by line, and without characters that XML forbids."""
    return _escape_guard("".join(c if c.isprintable() or c == "\u3000" else " " for c in text))


def _escape_guard(text: str) -> str:
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)  # else Excel reads an escape (ECMA-376 22.9.2.19)


def _is_own_line(line: str) -> bool:
    return _HEAD.match(line) is not None or line.startswith(_HINT)


# --- cells ------------------------------------------------------------------------------------------------


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    """The existing cells; the public iterators of openpyxl would create all cells between them."""
    return (cell for cell in list(sheet._cells.values()) if isinstance(cell, Cell))


def _shown_cell(sheet: Worksheet, at: str) -> str:
    """The cell in which a mark is visible: of merged cells this is the first one."""
    covers = (area for area in sheet.merged_cells.ranges if at in area)
    return next((str(area.coord).partition(":")[0] for area in covers), at)


def _clear(sheet: Worksheet) -> None:
    """Remove the marks of an earlier run; of a comment, only the lines that are ours."""
    for cell in _cells(sheet):
        if cell.comment and any(map(_is_own_line, cell.comment.text.split("\n"))):
            rest = "\n".join(line for line in cell.comment.text.split("\n") if not _is_own_line(line))
            cell.comment = Comment(rest, cell.comment.author) if rest.strip() else None
        _restore_colour(cell)


def _restore_colour(cell: Cell) -> None:
    if cell.has_style and _colour(cell.fill) in COLOURS.values():
        colour = cell.fill.bgColor
        has_none = colour == _NO_COLOUR or colour == Color()
        cell.fill = PatternFill() if has_none else PatternFill("solid", fgColor=colour)


def _mark(sheet: Worksheet, at: str, remarks: list[_Remark], summary: str) -> None:
    """Add remarks to the comment of a cell, and fill the cell with the colour of the gravest remark."""
    cell = _cell(sheet, at)
    before = cell.comment.text if cell.comment else ""
    lines, room = [*([before] if before else []), *([summary] if summary else [])], _LONGEST_COMMENT - len(before)
    for number, remark in enumerate(remarks):
        room -= len(remark.text) + 1
        if room < len(summary):
            lines.append(f"{_SUMMARY}还有{len(remarks) - number}个问题写不下。")
            break
        lines.append(remark.text)
    cell.comment = Comment("\n".join(lines), cell.comment.author if cell.comment else AUTHOR)
    if remarks:
        behind = cell.fill.fgColor if _colour(cell.fill) else _NO_COLOUR
        cell.fill = PatternFill("solid", fgColor=COLOURS[remarks[0].severity], bgColor=behind)


def _cell(sheet: Worksheet, at: str) -> Cell:
    """The cell; a new one gets the style of its row or column."""
    row, column = (number + 1 for number in coordinates(at))
    is_new = (row, column) not in sheet._cells
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise DamagedError(at)  # Areas of merged cells overlap.
    if is_new:
        rows = [sheet.row_dimensions[row]] if row in sheet.row_dimensions else []
        columns = [span for span in sheet.column_dimensions.values() if (span.min or 0) <= column <= (span.max or 0)]
        look = next((look for look in (*rows, *columns) if look.has_style), None)
        if look is not None:
            cell._style = copy(look._style)  # type: ignore[attr-defined]  # There is no public way to copy a style.
    return cell


def _colour(fill: object) -> object:
    """The colour of a solid fill; openpyxl wraps every fill in a proxy, gradients too."""
    return fill.fgColor.rgb if isinstance(fill, StyleProxy) and getattr(fill, "patternType", "") == "solid" else None


# --- the boxes of the comments ----------------------------------------------------------------------------


def _make_room(comment: Comment) -> None:
    """Give the box the size of its text, because Excel neither enlarges nor scrolls it."""
    wide = _line_count(comment.text, _CHARACTERS) > _MANY_LINES
    characters = _WIDE_CHARACTERS if wide else _CHARACTERS
    comment.width = characters * _EM + _MARGIN
    comment.height = _line_count(comment.text, characters) * _LINE + _MARGIN


def _line_count(text: str, characters: int) -> int:
    return sum(max(1, math.ceil(_ems(line) / characters)) for line in text.split("\n"))


def _ems(line: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in line)
