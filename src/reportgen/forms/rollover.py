"""Rolls last year's workbook over: what a form of this year can be filled in with ahead.

Goes cell by cell, not by the submission, so that one mistake of last year does not cost the rest: what can be carried
is carried, what cannot is a warning at its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Severity, normal_name
from reportgen.forms.blank import Contents, Value
from reportgen.intake import form
from reportgen.intake.form import SheetForm
from reportgen.intake.reading import read_cell
from reportgen.intake.submission import Entry
from reportgen.intake.table import Row, read_rows
from reportgen.intake.workbook import Workbook, read_workbook
from reportgen.scoring.rubric import Rubric

_Cells = dict[str, Value]


def rolled_over(path: Path, rubric: Rubric) -> Outcome[Contents]:
    """What last year's workbook gives to the form for the year of ``rubric``.

    Office, goals, indicators, targets and texts are carried; last year's results go into the columns for reading;
    results, lost points and their reasons stay blank. ``None`` only when the file is no workbook of the form.
    """
    opened = read_workbook(path, [sheet.name for sheet in form.SHEETS])
    if opened.value is None:
        return Outcome(None, opened.diagnostics)
    if not opened.value.sheets:
        place = FileRef(file=path.name)
        return Outcome(None, (catalogue.NOT_THE_FORM.at(place, found="、".join(opened.value.others)),))
    roller = _Roller(opened.value, rubric)
    rows = {sheet.name: tuple(roller.sheet(sheet)) for sheet in form.SHEETS}
    problems = (*opened.diagnostics, *roller.problems)
    return Outcome(Contents(rows=rows, carried=True), (*_as_warnings(problems), *roller.warnings))


def _as_warnings(problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Errors of last year's workbook do not block this year's form; its notes are of no interest now."""
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
        """The rows that are carried, by column."""
        found = self.workbook.sheets.get(sheet.name)
        if found is None:
            if sheet.required:
                place = FileRef(file=self.workbook.file)
                self.problems.append(catalogue.MISSING_SHEET.at(place, sheet=sheet.name, similar=""))
            return
        for row in read_rows(found, sheet, self.problems) or ():
            cells = self.row(sheet, row)
            if cells and not sheet.room:
                cells = self.fixed(sheet, row, cells)
            if cells:
                yield cells

    def row(self, sheet: SheetForm, row: Row) -> _Cells:
        label = self.name(sheet, row)
        row = row.labelled(label)
        item = next((i for i in sheet.items if normal_name(i.name) == normal_name(label)), None)
        if item is form.BASICS.year:
            self.compare_years(read_cell(row, form.BASICS.content, item))
            return {}
        cells: _Cells = {}
        for column in sheet.columns:
            entry: Entry[str] | Entry[Decimal] | None = None
            if column.last_year_of:
                entry = read_cell(row, column.last_year_of, item)
            elif column.carried:
                entry = row.prose(column.name) if column.held(item).is_text else row.value(column.name)
            if entry is not None:
                cells[column.name] = entry.value
        return cells

    def name(self, sheet: SheetForm, row: Row) -> str:
        entry = row.text(sheet.row_name) if sheet.row_name else None
        return entry.value if entry else ""

    def fixed(self, sheet: SheetForm, row: Row, cells: _Cells) -> _Cells:
        """The same cells under the name that this year's form has for the row; nothing where it has no such row."""
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
