"""Rolls last year's workbook over (沿用): takes the contents that this year's form can have from the beginning.

It reads cell by cell and makes no submission, so that one mistake of last year does not cost the other cells: a cell
that cannot be carried over is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Severity, normal_name
from reportgen.forms.blank import Contents
from reportgen.forms.progress import Value
from reportgen.intake import form
from reportgen.intake.form import SheetForm
from reportgen.intake.frames import Workbook, parse_workbook, read_workbook
from reportgen.intake.reading import read_cell
from reportgen.intake.submission import Entry
from reportgen.intake.table import Row, read_rows
from reportgen.scoring.rubric import Rubric

_Cells = dict[str, Value]


def roll_over(path: Path, rubric: Rubric) -> Outcome[Contents]:
    """Take from last year's workbook the contents of the form for the year of ``rubric``.

    Office, goals, indicators, targets and texts are carried over. Last year's results go into the columns for
    reference; this year's results, deductions and reasons stay blank. The value is ``None`` only if the file is not a
    workbook of the form.
    """
    return _roll_over(read_workbook(path, [sheet.name for sheet in form.SHEETS]), path.name, rubric)


def roll_over_bytes(data: bytes, file: str, rubric: Rubric) -> Outcome[Contents]:
    """Roll the bytes of a workbook over like :func:`roll_over`; ``file`` is its name in messages."""
    return _roll_over(parse_workbook(data, file, [sheet.name for sheet in form.SHEETS]), file, rubric)


def _roll_over(workbook: Outcome[Workbook], file: str, rubric: Rubric) -> Outcome[Contents]:
    if workbook.value is None:
        return Outcome(None, workbook.diagnostics)
    if not workbook.value.sheets:
        place = FileRef(file=file)
        return Outcome(None, (catalogue.NOT_THE_FORM.at(place, found="、".join(workbook.value.others)),))
    roller = _Roller(workbook.value, rubric)
    rows = {sheet.name: tuple(roller.sheet(sheet)) for sheet in form.SHEETS}
    problems = (*workbook.diagnostics, *roller.problems)
    return Outcome(Contents(rows=rows, carried=True), (*_as_warnings(problems), *roller.warnings))


def scheme_of(path: Path) -> str:
    """The scheme (评分方案) that last year's workbook names; empty where it names none or cannot be read."""
    workbook = read_workbook(path, [form.BASICS.name]).value
    sheet = workbook.sheets.get(form.BASICS.name) if workbook else None
    for row in read_rows(sheet, form.BASICS, []) or () if sheet else ():
        name, scheme = row.text(form.BASICS.row_name), row.text(form.BASICS.content.name)
        if name and scheme and normal_name(name.value) == form.BASICS.scheme.name:
            return scheme.value
    return ""


def _as_warnings(problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Errors of last year's workbook become warnings; its warnings and notes do not matter any more."""
    for problem in problems:
        if problem.severity is Severity.ERROR:
            yield catalogue.NOT_CARRIED.at(problem.place, problem.found, problem=problem.message)


class _Roller:
    """Collects the problems of last year's workbook while its cells are read."""

    def __init__(self, workbook: Workbook, rubric: Rubric) -> None:
        self.workbook, self.rubric = workbook, rubric
        self.problems: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []

    def sheet(self, sheet: SheetForm) -> Iterator[_Cells]:
        """The contents of each row that is carried over, by column."""
        source = self.workbook.sheets.get(sheet.name)
        if source is None:
            if sheet.required:
                place = FileRef(file=self.workbook.file)
                self.problems.append(catalogue.MISSING_SHEET.at(place, sheet=sheet.name, similar=""))
            return
        for row in read_rows(source, sheet, self.problems) or ():
            cells = self.row(sheet, row)
            if cells and not sheet.room:
                cells = self.fixed_row(sheet, row, cells)
            if cells:
                yield cells

    def row(self, sheet: SheetForm, row: Row) -> _Cells:
        label = self.name(sheet, row)
        row = row.labelled(label)
        item = next((i for i in sheet.items if normal_name(i.name) == normal_name(label)), None)
        if item is form.BASICS.year:
            self.compare_years(read_cell(row, form.BASICS.content, item))
        if item in (form.BASICS.year, form.BASICS.scheme):  # Those of the new form stand in it.
            return {}
        cells: _Cells = {}
        for column in sheet.columns:
            entry: Entry[str] | Entry[Decimal] | None = None
            if column.last_year_of:
                entry = read_cell(row, column.last_year_of, item)
            elif column.is_carried(item):
                entry = row.prose(column.name) if column.kind_in_row(item).is_text else row.value(column.name)
            if entry is not None:
                cells[column.name] = entry.value
        return cells

    def name(self, sheet: SheetForm, row: Row) -> str:
        entry = row.text(sheet.row_name) if sheet.row_name else None
        return entry.value if entry else ""

    def fixed_row(self, sheet: SheetForm, row: Row, cells: _Cells) -> _Cells:
        """The cells with the name of the row in this year's form; nothing if that has no such row."""
        label = self.name(sheet, row)
        names = [i.name for i in sheet.items] or [criterion.name for _, criterion in self.rubric.form_criteria()]
        name = next((n for n in names if normal_name(n) == normal_name(label)), None)
        if name is not None:
            return {sheet.row_name: name, **cells}
        if label:
            ref = row.ref(sheet.row_name)
            self.warnings.append(catalogue.ROW_NOT_CARRIED.at(ref, label, year=self.rubric.year, sheet=sheet.name))
        return {}

    def compare_years(self, year: Entry[int] | None) -> None:
        if year is not None and year.value != self.rubric.year - 1:
            self.warnings.append(catalogue.NOT_LAST_YEAR.at(year.ref, year.value, year=self.rubric.year))
