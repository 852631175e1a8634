"""Makes the form of a finished document: the workbook with its marks, the list of what was not recognised, the share.

The share is that of the document which comes back when the report of the form is built again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome
from reportgen.documents.extraction import Extraction, extract
from reportgen.documents.places import row_names
from reportgen.documents.reading import read
from reportgen.documents.rebuilding import Rebuilding, rebuild
from reportgen.documents.title import Names, names_in
from reportgen.forms.annotation import CellMark, ListSheet, add_marks
from reportgen.forms.blank import Contents, form_workbook
from reportgen.forms.progress import FIRST_ROW
from reportgen.forms.rollover import roll_over_bytes
from reportgen.intake import form
from reportgen.intake.frames import a1
from reportgen.output.delivery import report_date
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, rubric_schemes, rubric_years
from reportgen.scoring.tree import GROUP, PART

LISTED = "没有认出的文字"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """The form of a document: its workbook, the rules by which it is laid out, and what came back of the text."""

    names: Names
    rubric: Rubric
    extraction: Extraction
    data: bytes
    rebuilding: Rebuilding

    @property
    def doubtful(self) -> int:
        """How many cells somebody has to check."""
        rows = (row for rows in self.extraction.rows.values() for row in rows)
        return sum(doubtful for row in rows for _, doubtful in row.remarks.values())


def form_of(path: Path, resources: Resources) -> Outcome[FilledForm]:
    """Read a document (.docx, .pdf) and fill in the form of its year."""
    place = FileRef(file=str(path))
    paragraphs = read(path)
    if paragraphs.value is None:
        return Outcome(None, paragraphs.diagnostics)
    names = names_in(paragraphs.value)
    if names is None:
        return Outcome(None, (*paragraphs.diagnostics, catalogue.NO_YEAR_IN_DOCUMENT.at(place)))
    text = "\n".join(paragraph.text for paragraph in paragraphs.value)
    rubric = _rubric(resources, names.year, text, place)
    problems = [*paragraphs.diagnostics, *rubric.diagnostics]
    if rubric.value is None:
        return Outcome(None, tuple(problems))
    extraction = extract(paragraphs.value, rubric.value, resources, names)
    workbook = _workbook(extraction, rubric.value)
    if workbook.value is None:
        return Outcome(None, (*problems, *workbook.diagnostics))
    texts = [paragraph.text for paragraph in paragraphs.value]
    filled = FilledForm(
        names=names,
        rubric=rubric.value,
        extraction=extraction,
        data=workbook.value,
        rebuilding=rebuild(workbook.value, rubric.value, resources, texts),
    )
    problems += _remarks(filled, place)
    return Outcome(filled, tuple(problems))


def next_form(filled: FilledForm, rubric: Rubric, file: str) -> Outcome[tuple[Contents, bytes]]:
    """Roll the form of a document over to the year of ``rubric``; the marks and the list go with it."""
    contents = roll_over_bytes(filled.data, file, rubric)
    if contents.value is None:
        return Outcome(None, contents.diagnostics)
    data = form_workbook(rubric, contents.value, created=report_date(rubric.year))
    marks = tuple(_cell_marks(filled.extraction, rubric, carried=True))
    workbook = add_marks(data, marks, _lists(filled.extraction))
    if workbook.value is None:
        return Outcome(None, workbook.diagnostics)
    return Outcome((contents.value, workbook.value), contents.diagnostics)


def _rubric(resources: Resources, year: int, text: str, place: FileRef) -> Outcome[Rubric]:
    """The scheme whose indicators the text names most; where the year has no rules, one of the nearest year."""
    years = rubric_years(resources)
    if not years:
        return load_rubric(resources, year)
    nearest = min(years, key=lambda other: (abs(other - year), other))
    default = load_rubric(resources, nearest)
    schemes = [load_rubric(resources, nearest, scheme) for _, scheme in rubric_schemes(resources, nearest) if scheme]
    rubrics = [one for one in (default, *schemes) if one.value is not None]
    if not rubrics:
        return default
    best = max(rubrics, key=lambda one: _share_named(one.value, text))
    if best.value is None or nearest == year:
        return best
    problem = catalogue.OTHER_RULES.at(place, year, year=nearest)
    return Outcome(replace(best.value, year=year), (*best.diagnostics, problem))


def _share_named(rubric: Rubric | None, text: str) -> float:
    """The share of the 一级 and 二级指标 of a scheme that a text names."""
    if rubric is None:
        return 0
    names = [node.name for depth in (PART, GROUP) for node in rubric.tree.level(depth)]
    return sum(name in text for name in names) / len(names)


def _remarks(filled: FilledForm, place: FileRef) -> Iterator[Diagnostic]:
    if filled.extraction.listed:
        yield catalogue.NOT_RECOGNISED.at(place, len(filled.extraction.listed))
    if filled.doubtful:
        yield catalogue.DOUBTFUL_CELLS.at(place, filled.doubtful)


# --- the workbook ----------------------------------------------------------------------------------------


def _workbook(extraction: Extraction, rubric: Rubric) -> Outcome[bytes]:
    rows = {name: [row.cells for row in rows] for name, rows in extraction.rows.items()}
    data = form_workbook(rubric, Contents(rows=rows), created=report_date(rubric.year))
    return add_marks(data, tuple(_cell_marks(extraction, rubric, carried=False)), _lists(extraction))


def _lists(extraction: Extraction) -> tuple[ListSheet, ...]:
    """The sheet of the texts that found no place."""
    rows = [(number, heading, text) for number, (heading, text) in enumerate(extraction.listed, 1)]
    return (ListSheet(title=LISTED, head=("序号", "所在标题", "原文"), widths=(8, 30, 110), rows=rows),) if rows else ()


def _cell_marks(extraction: Extraction, rubric: Rubric, *, carried: bool) -> Iterator[CellMark]:
    """The marks with their cells; in a form that is ``carried`` over, results stand in the columns of last year."""
    for sheet in form.SHEETS:
        columns = [column for column in sheet.columns if carried or not column.only_rolled_over]
        names = row_names(sheet, rubric)
        for index, row in enumerate(extraction.rows[sheet.name]):
            name = str(row.cells.get(sheet.row_name, ""))
            if not sheet.room and name not in names:
                continue
            number = index if sheet.room else names.index(name)
            for column, (text, doubtful) in row.remarks.items():
                at = _column(columns, column, carried=carried)
                if at is not None:
                    yield CellMark(sheet.name, a1(FIRST_ROW + number, at), text, doubtful)


def _column(columns: Sequence[form.Column], name: str, *, carried: bool) -> int | None:
    """Where a column stands, or that which shows its value a year later; ``None`` where none does."""
    for at, column in enumerate(columns):
        later = (column.last_year_of or column) if column.last_year_of or column.carried else None
        shown = later if carried else column
        if shown is not None and shown.name == name:
            return at
    return None
