"""What a worker process of the site does: it writes what was typed, examines versions, makes forms and tables.

This module imports everything that a report needs; the server never imports it, but names the tasks in it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from reportgen import __version__, catalogue
from reportgen.batch import worker
from reportgen.batch.job import Job, Setup
from reportgen.diagnostics import CellRef, Diagnostic, Outcome, has_errors, normal_name
from reportgen.editor.preview_page import page_of
from reportgen.forms.annotation import NO_REMARK, CellRemark, cell_remarks, drop_marks
from reportgen.forms.blank import Contents, choices, form_workbook, is_for_reference, prompt
from reportgen.forms.editing import EditableWorkbook, open_to_edit, type_into
from reportgen.forms.progress import FormRow
from reportgen.forms.rollover import roll_over, scheme_of
from reportgen.intake import form
from reportgen.intake.form import Question, SheetForm
from reportgen.intake.frames import Sheet, a1, parse_workbook
from reportgen.intake.reading import interpret, parse_submission
from reportgen.intake.submission import Submission
from reportgen.intake.table import header_of, shown
from reportgen.numeric import plain
from reportgen.output.delivery import report_date, report_names
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, rubric_schemes, rubric_years
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Score
from reportgen.web.jobs import (
    CellEdits,
    ExamineJob,
    ExamineResult,
    FormGrid,
    FormGridCell,
    FormJob,
    FormResult,
    GridColumn,
    GridJob,
    GridResult,
    MadeFile,
    MendJob,
    ReviewJob,
    ScoreLine,
)
from reportgen.word.review import review_copy
from reportgen.writing.source import WordingSets

_KEY = f"site {__version__}"  # of the set-up of the batch's worker
_GIVE_WAY = 5  # steps of priority
_SPARE_ROWS = 5  # blank rows below the content of a sheet
_MOST_ROWS = 200
_LONG_TEXT = 24  # half-width characters; wider columns of text get a field of several lines

Lists = Mapping[Question, tuple[str, ...]]
Remarks = Mapping[str, Mapping[str, CellRemark]]  # by sheet and place


@dataclass(frozen=True, slots=True)
class _Kit:
    """What a worker keeps for all its work."""

    resources: Resources
    pipeline: Pipeline
    epoch: str
    sets: WordingSets
    rubrics: dict[tuple[int, str], Rubric | None] = field(default_factory=dict)

    def rubric(self, year: int, scheme: str = "") -> Rubric | None:
        if (year, scheme) not in self.rubrics:
            self.rubrics[year, scheme] = load_rubric(self.resources, year, scheme).value
        return self.rubrics[year, scheme]

    def with_lists(self, contents: Contents, rubric: Rubric, wording_set: str = "") -> Contents:
        """The contents with the drop-down lists that the templates name: 文体, 评分方案, and 栏目 of the set."""
        rubrics = (self.rubric(*one) for one in rubric_schemes(self.resources, rubric.year))
        schemes = [one.scheme for one in rubrics if one]
        folder = self.sets.folder(wording_set)
        chosen = self.sets.read(folder).value if folder is not None else None
        return contents.with_set("", self.sets.serving(rubric.scheme), schemes, chosen.sections if chosen else ())

    def rubric_of(self, submission: Submission | None) -> Rubric | None:
        return self.rubric(submission.year.value, submission.scheme) if submission else None


_kits: list[_Kit] = []


def prepare(epoch: str, folder: Path) -> None:
    """Load the templates in the folder, before the first work."""
    worker.prepare(Setup(epoch=epoch, strict=False, draft=False, pdf=False, key=_KEY), folder)
    resources = Resources((folder,))
    _kits[:] = [
        _Kit(resources, Pipeline(resources, lambda year: report_date(year, epoch)), epoch, WordingSets(resources))
    ]


def prepare_worker(epoch: str, folder: Path) -> None:
    """Prepare a worker process, in which work gives way to the answers of the server."""
    if hasattr(os, "nice"):
        os.nice(_GIVE_WAY)
    prepare(epoch, folder)


def templates() -> Resources:
    """Return the templates of this worker."""
    return _kits[0].resources


def warm_up(_: int) -> None:
    """Examine a blank form, so that everything is loaded before the first upload comes."""
    kit = _kits[0]
    year = max(rubric_years(kit.resources), default=0)
    rubric = kit.rubric(year)
    if rubric is not None:
        made = form_of_year(FormJob(year=year, district="某区", office="某街道"))
        examine(ExamineJob(data=made.data or b"", name=f"{year}.xlsx", year=year, names=()))


# --- examination ------------------------------------------------------------------------------------------


def examine(job: ExamineJob) -> ExamineResult:
    """Make the report of a version, with its preview and its scores, after writing what was typed into it."""
    kit, data, mended, tables = _kits[0], job.data, None, None
    if job.edits:
        workbook = _edited(data, job.name, job.edits)
        data = mended = workbook.content()
        tables = _tables(GridJob(data=data, name=job.name, year=job.year), _remarks(workbook))
    # ``reportgen build`` writes to output/2024, from where the workbook is two folders up.
    link = f"../../{job.name}"
    made = worker.make(
        Job(setup=_KEY, number=0, name=job.name, data=data, link=link, last=job.last, last_name=job.last_name)
    )
    if made.crash:
        raise RuntimeError(made.crash)
    reading = parse_submission(data, job.name)
    problems = list(made.problems)
    other_year = tuple(_other_year(reading.value, job.year))
    problems += other_year
    whole = bool(made.files) and not other_year
    last = parse_submission(job.last, job.last_name) if job.last is not None else None
    report = kit.pipeline.make(reading, draft=not whole, last=last).value
    return ExamineResult(
        problems=tuple(problems),
        obstacle=_obstacle(reading.value, job),
        files=tuple(made.files.items()) if whole else (),
        scheme=made.scheme if whole else "",
        grade=made.grade if whole else "",
        total=made.total if whole else "",
        parts=made.parts if whole else {},
        tree=tuple(_scores(reading, kit)),
        preview=as_json(page_of(report.narrative, report.profile, draft=report.draft)) if report else b"",
        mended=mended,
        tables=tables,
    )


def review(job: ReviewJob) -> MadeFile:
    """Make the review copy (审阅版) of a workbook without errors."""
    last = parse_submission(job.last, job.last_name) if job.last is not None else None
    outcome = _kits[0].pipeline.make(parse_submission(job.data, job.name), last=last)
    report = outcome.value
    if report is None:
        return MadeFile(message="这份填报表有错误，做不出审阅版。")
    names, _ = report_names(report.submission, draft=False)
    return MadeFile(
        name=names.review,
        data=review_copy(report.document, report.narrative, rules=report.scorecard.file, created=report.date),
    )


def _other_year(submission: Submission | None, year: int) -> Iterable[Diagnostic]:
    if submission is not None and submission.year.value != year:
        yield catalogue.OTHER_YEAR.at(submission.year.ref, submission.year.value, wanted=year)


def _obstacle(submission: Submission | None, job: ExamineJob) -> str:
    """Say that the workbook is another office's; empty if it is not, or if it has no name yet."""
    if submission is None or not job.names:
        return ""
    office = submission.office
    stated = [entry.value for entry in (office.short_name, office.name, office.full_name)]
    names = {normal_name(name) for name in stated}
    expected = {normal_name(name) for name in job.names}
    is_name = bool(names & expected) or any(full.endswith(name) for full in names for name in expected)
    is_district = not job.district or normal_name(job.district).endswith(normal_name(office.district.value))
    if submission.identity is None or (is_name and is_district):  # a gap is a problem of its own
        return ""
    stated_name = stated[0] if is_district else f"{office.district.value}{stated[0]}"
    own_name = job.names[0] if is_district else f"{job.district}{job.names[0]}"
    return f"这份填报表写的是“{stated_name}”，不是“{own_name}”。请核对是否选错文件，或者改正“基本信息”里的单位。"


def _scores(reading: Outcome[Submission], kit: _Kit) -> Iterator[ScoreLine]:
    rubric = kit.rubric_of(reading.value)
    card = score(reading.value, rubric).value if reading.value and rubric else None
    if card is not None:
        errors = has_errors(reading.diagnostics)
        yield from _lines(card.tree, 0, provisional=errors)


def _lines(node: Score, level: int, *, provisional: bool) -> Iterator[ScoreLine]:
    open_to_change = bool(node.missing) or (provisional and level == 0)
    yield ScoreLine(
        level=level, name=node.name, points=plain(node.points), score=plain(node.score), provisional=open_to_change
    )
    for child in node.children if level < 3 else ():
        yield from _lines(child, level + 1, provisional=provisional)


def as_json(page: Mapping[str, object]) -> bytes:
    """Return the page of a preview as it is stored."""
    return json.dumps(page, ensure_ascii=False).encode()


# --- forms ------------------------------------------------------------------------------------------------


def form_of_year(job: FormJob) -> FormResult:
    """Make the form of a year; if last year's workbook cannot be rolled over, it is blank."""
    kit = _kits[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (PurePath(job.last_name).name or "上年.xlsx")
        if job.last is not None:
            path.write_bytes(job.last)
        rubric = load_rubric(kit.resources, job.year, scheme_of(path) if job.last is not None else "")
        if rubric.value is None:
            return FormResult(data=None, problems=rubric.diagnostics)
        contents: Outcome[Contents] = roll_over(path, rubric.value) if job.last is not None else Outcome(None)
    made = contents.value or Contents(rows={form.BASICS.name: tuple(_basics(job))})
    data = form_workbook(
        rubric.value, kit.with_lists(made, rubric.value, _set_in(made)), created=report_date(job.year, kit.epoch)
    )
    return FormResult(data=data, problems=contents.diagnostics)


def _set_in(contents: Contents) -> str:
    """Return the wording set (文体) that the contents name."""
    sheet = form.BASICS
    rows = contents.rows.get(sheet.name, ())
    return next((str(row[sheet.content.name]) for row in rows if row[sheet.item.name] == sheet.wording_set.name), "")


def _basics(job: FormJob) -> Iterator[dict[str, str | int]]:
    """What the list of offices says already."""
    for item, text in ((form.BASICS.district, job.district), (form.BASICS.short_name, job.office)):
        if text:
            yield {form.BASICS.item.name: item.name, form.BASICS.content.name: text}


# --- tables -----------------------------------------------------------------------------------------------


def grids_of(job: GridJob) -> GridResult:
    """Return the sheets of the form in a stored workbook as tables."""
    workbook = open_to_edit(job.data, job.name).value
    if workbook is None or not _can_be_saved(workbook):
        return replace(_tables(job, {}), can_only_be_read=True)
    return replace(_tables(job, _remarks(workbook)), losses=tuple(map(_loss, workbook.notes)))


def _can_be_saved(workbook: EditableWorkbook) -> bool:
    """Whether openpyxl can write what it has read, which shows only when it does."""
    try:
        workbook.content()
    except Exception:  # it raises all sorts of errors
        return False
    return True


def _remarks(workbook: EditableWorkbook) -> Remarks:
    return {sheet.title: cell_remarks(sheet) for sheet in workbook.book.worksheets}


def _tables(job: GridJob, remarks: Remarks) -> GridResult:
    workbook = parse_workbook(job.data, job.name, [sheet.name for sheet in form.SHEETS])
    if workbook.value is None:
        return GridResult(problems=workbook.diagnostics)
    kit = _kits[0]
    submission = interpret(workbook.value).value
    rubric = kit.rubric_of(submission) or kit.rubric(job.year)
    wording_set = submission.office.wording_set.value if submission and submission.office.wording_set else ""
    offered = kit.with_lists(Contents(), rubric, wording_set).choices if rubric else {}
    sheets = [(one, workbook.value.sheets.get(one.name)) for one in form.SHEETS]
    grids = [_grid(one, sheet, rubric, offered, remarks) for one, sheet in sheets if sheet is not None]
    return GridResult(grids=tuple(grid for grid in grids if grid is not None))


def _loss(problem: Diagnostic) -> str:
    """Say what mending takes away; the notes themselves speak of an annotated copy."""
    sheet = f"“{problem.place.sheet}”" if isinstance(problem.place, CellRef) else "填报表"
    _, _, what = problem.message.partition("：")
    is_formula = problem.code == catalogue.FORMULAS_GIVEN_WAY.code
    return f"{sheet}里{'的公式换成计算结果' if is_formula else '不再有'}：{what}"


def _grid(
    sheet_form: SheetForm, sheet: Sheet, rubric: Rubric | None, offered: Lists, remarks: Remarks
) -> FormGrid | None:
    head = header_of(sheet, sheet_form)
    if head is None:
        return None
    header, positions = head
    lines = sheet.frame.to_numpy().tolist()
    places = sorted((at, name) for name, at in positions.items())
    columns = [next(column for column in sheet_form.columns if column.name == name) for _, name in places]
    items = {normal_name(item.name): item for item in sheet_form.items}
    criteria = {normal_name(one.name): one for _, one in rubric.form_criteria()} if rubric else {}
    filled = [at for at in range(header + 1, len(lines)) if any(lines[at][index] is not None for index, _ in places)]
    last = filled[-1] if filled else header
    if sheet_form.room:
        last = min(max(last + _SPARE_ROWS, header + sheet_form.room), header + _MOST_ROWS)
    of_cells = remarks.get(sheet.name, {})
    rows = []
    for at in range(header + 1, last + 1):
        values = lines[at] if at < len(lines) else [None] * (places[-1][0] + 1)
        name = values[positions[sheet_form.row_name]] if sheet_form.row_name else None
        key = normal_name(shown(name))
        row = FormRow(item=items.get(key), criterion=None if sheet_form.room else criteria.get(key))
        cells = []
        for (index, _), column in zip(places, columns, strict=True):
            kind = column.kind_in_row(row.item)
            unknown = bool(sheet_form.items) and row.item is None  # a row that the form does not have is only read
            place = a1(at, index)
            remark = of_cells.get(place, NO_REMARK)
            cells.append(
                FormGridCell(
                    place=place,
                    text=shown(values[index]),
                    is_locked=unknown or remark.covered or is_for_reference(sheet_form, column, row),
                    is_long=kind.is_text and column.width >= _LONG_TEXT,
                    choices=choices(column, row, rubric, offered) if rubric else column.choices,
                    hint=prompt(column, row),
                    remark=remark.text,
                    doubtful=remark.doubtful,
                )
            )
        rows.append(tuple(cells))
    return FormGrid(
        sheet=sheet_form.name,
        written=sheet.name,
        purpose=sheet_form.purpose,
        columns=tuple(
            GridColumn(
                name=column.name,
                letter=a1(0, index)[:-1],
                hint=column.hint,
                unit=column.unit,
                required=column.required,
                width=column.width,
            )
            for (index, _), column in zip(places, columns, strict=True)
        ),
        rows=tuple(rows),
    )


# --- mending ----------------------------------------------------------------------------------------------


def mend(job: MendJob) -> bytes:
    """Write what was typed into a stored workbook."""
    return _edited(job.data, job.name, job.edits).content()


def _edited(data: bytes, name: str, edits: Iterable[CellEdits]) -> EditableWorkbook:
    workbook = open_to_edit(data, name).value
    if workbook is None:
        raise RuntimeError("the workbook could be edited before")
    for one in edits:
        drop_marks(workbook.book[one.sheet], one.cells)
        type_into(workbook, one.sheet, one.cells)
    return workbook
