"""One workbook → one report: the stages in order. What is the same for every workbook is loaded once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen import catalogue
from reportgen.checks import check
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import Limits, load_limits
from reportgen.diagnostics import CellRef, Diagnostic, Outcome, Place, Severity, has_errors
from reportgen.intake.reading import read_submission
from reportgen.intake.submission import Submission
from reportgen.output.delivery import report_date
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Scorecard
from reportgen.word.profile import Profile, profile_of
from reportgen.word.render import StyleSheet, load_styles, render
from reportgen.writing.composition import write
from reportgen.writing.narrative import Narrative
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import Wording, WordingLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that was made of one workbook."""

    submission: Submission
    rubric: Rubric
    scorecard: Scorecard
    narrative: Narrative
    profile: Profile  # how it is laid out
    date: datetime.datetime  # what the properties of its files say
    document: bytes  # the .docx
    clauses: frozenset[str]  # what the wording says whoever reports
    limits: Limits
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Templates:
    """What one office's report is worded, checked and laid out with."""

    wording: Wording
    limits: Limits
    styles: StyleSheet


class Pipeline:
    """Makes reports; rules, wording and styles are loaded at their first use and kept.

    ``dated`` gives the date in the properties of the reports of a year.
    """

    def __init__(self, resources: Resources, dated: Callable[[int], datetime.datetime] | None = None) -> None:
        self._resources = resources
        self._dated = dated or report_date
        self._rubrics: dict[int, Outcome[Rubric]] = {}
        self._libraries: dict[int, WordingLibrary] = {}
        self._styles: dict[tuple[str, bool], Outcome[StyleSheet]] = {}
        self._limits: Outcome[Limits] | None = None

    def report(
        self,
        workbook: Path,
        *,
        year: int | None = None,
        strict: bool = False,
        draft: bool = False,
        last: Path | None = None,
    ) -> Outcome[Report]:
        """Read one workbook and make its report; ``last`` is the workbook of the year before."""
        read, before = read_submission(workbook), read_submission(last) if last else None
        return self.make(read, year=year, strict=strict, draft=draft, last=before)

    def make(
        self,
        read: Outcome[Submission],
        *,
        year: int | None = None,
        strict: bool = False,
        draft: bool = False,
        last: Outcome[Submission] | None = None,
    ) -> Outcome[Report]:
        """Score, word, check and lay out what was read; no report when anything is an error.

        Errors keep no later stage from looking for more: see :class:`Submission` on gaps. ``year`` demands that the
        workbook is of that year; ``strict`` lets warnings block as well; in a ``draft`` what is not yet filled in
        blocks nothing and is printed as 【待填：…】; ``last`` is what was read of the year before, whose prose must
        not come again.
        """
        if read.value is None:
            return Outcome(None, read.diagnostics)
        submission, problems = read.value, list(read.diagnostics)
        problems += _other_year(submission, year)
        before = _last_year(last, submission)
        problems += before.diagnostics
        rubric = self._rubric(submission.year.value)
        problems += rubric.diagnostics
        if rubric.value is None:
            return Outcome(None, tuple(problems))
        scored = score(submission, rubric.value)
        problems += _no_consequences(scored.diagnostics, read.diagnostics)
        templates = self._templates(submission, rubric.value, draft=draft)
        problems += templates.diagnostics
        if scored.value is None or templates.value is None:
            return Outcome(None, tuple(problems))
        written = write(submission, scored.value, templates.value.wording)
        problems += _elsewhere(written.diagnostics, problems)
        if written.value is None:
            return Outcome(None, tuple(problems))
        dossier = Dossier(
            submission=submission,
            scorecard=scored.value,
            narrative=written.value,
            limits=templates.value.limits,
            last_year=before.value,
        )
        problems += _elsewhere(check(dossier, sound=not has_errors(problems)), problems)
        if draft:
            problems = [_let_pass(problem, scored.value.gaps) for problem in problems]
        if has_errors(problems) or (strict and any(p.severity is Severity.WARNING for p in problems)):
            return Outcome(None, tuple(problems))
        date = self._dated(submission.year.value)
        report = Report(
            submission=submission,
            rubric=rubric.value,
            scorecard=scored.value,
            narrative=written.value,
            clauses=templates.value.wording.clauses,
            limits=templates.value.limits,
            document=render(written.value, templates.value.styles, created=date),
            profile=templates.value.styles.profile,
            date=date,
            draft=draft,
        )
        return Outcome(report, tuple(problems))

    def scorecard(self, read: Outcome[Submission]) -> Outcome[Scorecard]:
        """The scores alone of what was read, under the rules of its own year; none where anything is an error."""
        if read.value is None or has_errors(read.diagnostics):
            return Outcome(None, read.diagnostics)
        rubric = self._rubric(read.value.year.value)
        if rubric.value is None:
            return Outcome(None, rubric.diagnostics)
        scored = score(read.value, rubric.value)
        return Outcome(None, scored.diagnostics) if has_errors(scored.diagnostics) else scored

    def _rubric(self, year: int) -> Outcome[Rubric]:
        if year not in self._rubrics:
            self._rubrics[year] = load_rubric(self._resources, year)
        return self._rubrics[year]

    def _templates(self, submission: Submission, rubric: Rubric, *, draft: bool) -> Outcome[_Templates]:
        if rubric.year not in self._libraries:
            self._libraries[rubric.year] = WordingLibrary(self._resources, vocabulary(rubric))
        office = submission.office
        wording = self._libraries[rubric.year].wording(office.district.value, office.short_name.value)
        layout = profile_of(self._resources, office.district.value, office.short_name.value)
        if (layout, draft) not in self._styles:
            self._styles[layout, draft] = load_styles(self._resources, layout, draft=draft)
        if self._limits is None:
            self._limits = load_limits(self._resources)
        styles, limits = self._styles[layout, draft], self._limits
        problems = (*wording.diagnostics, *styles.diagnostics, *limits.diagnostics)
        if wording.value is None or styles.value is None or limits.value is None:
            return Outcome(None, problems)
        return Outcome(_Templates(wording=wording.value, limits=limits.value, styles=styles.value), problems)


def _other_year(submission: Submission, year: int | None) -> Iterable[Diagnostic]:
    if year is not None and submission.year.value != year:
        yield catalogue.OTHER_YEAR.at(submission.year.ref, submission.year.value, wanted=year)


def _let_pass(problem: Diagnostic, gaps: frozenset[CellRef]) -> Diagnostic:
    """In a draft a blank is only noted."""
    if catalogue.KINDS[problem.code].blank and problem.place in gaps:
        return replace(problem, severity=Severity.NOTE)
    return problem


def _last_year(read: Outcome[Submission] | None, submission: Submission) -> Outcome[Submission]:
    """Last year's data, to compare with; only what makes that impossible is a problem: nobody will mend that file."""
    if read is None:
        return Outcome(None)
    if read.value is None:
        return read
    year = submission.year.value
    return Outcome(read.value, tuple(_other_year(read.value, year - 1)) if read.value.year.value >= year else ())


def _elsewhere(found: Iterable[Diagnostic], before: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Problems of the text, without those at a cell that is known to be in error."""
    in_error = {d.place for d in before if d.severity is Severity.ERROR}
    return [d for d in found if not isinstance(d.place, CellRef) or d.place not in in_error]


def _no_consequences(found: Iterable[Diagnostic], before: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Scoring problems, without those of a row in error, or of a whole sheet that has one: they may follow from it."""
    errors = (d.place for d in before if d.severity is Severity.ERROR)
    in_error = {(place.sheet, _row(place)) for place in errors if isinstance(place, CellRef)}
    sheets = {sheet for sheet, _ in in_error}

    def follows(place: Place | None) -> bool:
        if not isinstance(place, CellRef):
            return False
        return (place.sheet, _row(place)) in in_error or (not place.cell and place.sheet in sheets)

    return [d for d in found if not follows(d.place)]


def _row(place: CellRef) -> str:
    return place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
