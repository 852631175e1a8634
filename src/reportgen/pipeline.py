"""Makes one report from one workbook: the stages in order. What all workbooks share is loaded once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from reportgen.scoring.rubric import Rubric, load_rubric, scheme_problems
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Scorecard
from reportgen.word.profile import Profile, profile_of
from reportgen.word.render import StyleSheet, load_styles, render
from reportgen.writing.composition import write
from reportgen.writing.narrative import Narrative
from reportgen.writing.source import WordingSet, WordingSets
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import Wording, WordingLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of one workbook, with the data that it was made from."""

    submission: Submission
    rubric: Rubric
    scorecard: Scorecard
    narrative: Narrative
    profile: Profile
    date: datetime.datetime  # the date in the properties of its files
    document: bytes  # the .docx
    clauses: frozenset[str]  # the parts of sentences that the wording gives to every office
    limits: Limits
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfficeTemplates:
    """The templates that word, check and lay out the report of one office."""

    wording_set: WordingSet
    wording: Wording
    limits: Limits
    styles: StyleSheet


class Pipeline:
    """Makes reports; rules, wording and styles are loaded at their first use and kept.

    ``date_of`` takes a year and gives the date in the properties of the reports of that year.
    """

    def __init__(self, resources: Resources, date_of: Callable[[int], datetime.datetime] | None = None) -> None:
        self._resources = resources
        self._date_of = date_of or report_date
        self._rubrics: dict[tuple[int, str], Outcome[Rubric]] = {}
        self._libraries: dict[tuple[str, tuple[str, ...]], WordingLibrary] = {}
        self._sets = WordingSets(resources)
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
        wording_set: str = "",
    ) -> Outcome[Report]:
        """Read one workbook and make its report; ``last`` is the workbook of the year before."""
        reading, last_reading = read_submission(workbook), read_submission(last) if last else None
        return self.make(reading, year=year, strict=strict, draft=draft, last=last_reading, wording_set=wording_set)

    def make(
        self,
        reading: Outcome[Submission],
        *,
        year: int | None = None,
        strict: bool = False,
        draft: bool = False,
        last: Outcome[Submission] | None = None,
        wording_set: str = "",
    ) -> Outcome[Report]:
        """Score, word, check and lay out a submission; an error of any stage prevents the report.

        A stage with errors does not stop the stages after it, so that one run reports all problems; the docstring of
        :class:`Submission` says what stands in the gaps. ``year`` demands that the workbook is of that year. With
        ``strict`` a warning prevents the report too. In a ``draft`` a blank cell is no error and is printed as
        【待填：…】. ``last`` is the reading of the year before, whose prose must not be used again. ``wording_set`` is
        used in place of the 文体 of the workbook.
        """
        if reading.value is None:
            return Outcome(None, reading.diagnostics)
        submission, problems = reading.value, list(reading.diagnostics)
        problems += _other_year(submission, year)
        last_year = _last_year(last, submission)
        problems += last_year.diagnostics
        rubric = self._rubric(submission)
        problems += rubric.diagnostics
        if rubric.value is None:
            return Outcome(None, tuple(problems))
        scorecard = score(submission, rubric.value)
        problems += _without_consequences(scorecard.diagnostics, reading.diagnostics)
        templates = self._templates(submission, rubric.value, wording_set, draft=draft)
        problems += templates.diagnostics
        if scorecard.value is None or templates.value is None:
            return Outcome(None, tuple(problems))
        narrative = write(submission, scorecard.value, templates.value.wording, templates.value.wording_set)
        problems += _outside_errors(narrative.diagnostics, problems)
        if narrative.value is None:
            return Outcome(None, tuple(problems))
        dossier = Dossier(
            submission=submission,
            scorecard=scorecard.value,
            narrative=narrative.value,
            limits=templates.value.limits,
            last_year=last_year.value,
            required=templates.value.wording_set.required,
            sections=templates.value.wording_set.sections,
        )
        problems += _outside_errors(check(dossier, sound=not has_errors(problems)), problems)
        problems = list(_causes(problems, reading.diagnostics))
        if draft:
            problems = [_allow_blank(problem, scorecard.value.gaps) for problem in problems]
        if has_errors(problems) or (strict and any(p.severity is Severity.WARNING for p in problems)):
            return Outcome(None, tuple(problems))
        date = self._date_of(submission.year.value)
        report = Report(
            submission=submission,
            rubric=rubric.value,
            scorecard=scorecard.value,
            narrative=narrative.value,
            clauses=templates.value.wording.clauses,
            limits=templates.value.limits,
            document=render(narrative.value, templates.value.styles, created=date),
            profile=templates.value.styles.profile,
            date=date,
            draft=draft,
        )
        return Outcome(report, tuple(problems))

    def scorecard(self, reading: Outcome[Submission]) -> Outcome[Scorecard]:
        """Only score a submission, under the rules of its own year; an error of any stage prevents the scorecard."""
        if reading.value is None or has_errors(reading.diagnostics):
            return Outcome(None, reading.diagnostics)
        rubric = self._rubric(reading.value)
        if rubric.value is None:
            return Outcome(None, rubric.diagnostics)
        scorecard = score(reading.value, rubric.value)
        return Outcome(None, scorecard.diagnostics) if has_errors(scorecard.diagnostics) else scorecard

    def _rubric(self, submission: Submission) -> Outcome[Rubric]:
        key = submission.year.value, submission.scheme
        if key not in self._rubrics:
            self._rubrics[key] = load_rubric(self._resources, *key)
        rubric = self._rubrics[key]
        return Outcome(rubric.value, scheme_problems(rubric.diagnostics, submission))

    def _templates(
        self, submission: Submission, rubric: Rubric, wording_set: str, *, draft: bool
    ) -> Outcome[_OfficeTemplates]:
        chosen = self._set(submission, rubric, wording_set)
        if chosen.value is None:
            return Outcome(None, chosen.diagnostics)
        key = rubric.file, chosen.value.sections
        if key not in self._libraries:
            self._libraries[key] = WordingLibrary(self._resources, vocabulary(rubric, chosen.value.sections))
        office = submission.office
        names = (office.district.value, office.short_name.value)
        wording = self._libraries[key].wording(*names, chosen.value.folder)
        profile = profile_of(self._resources, *names)
        if (profile, draft) not in self._styles:
            self._styles[profile, draft] = load_styles(self._resources, profile, draft=draft)
        if self._limits is None:
            self._limits = load_limits(self._resources)
        styles, limits = self._styles[profile, draft], self._limits
        problems = (*chosen.diagnostics, *wording.diagnostics, *styles.diagnostics, *limits.diagnostics)
        if wording.value is None or styles.value is None or limits.value is None:
            return Outcome(None, problems)
        templates = _OfficeTemplates(
            wording_set=chosen.value, wording=wording.value, limits=limits.value, styles=styles.value
        )
        return Outcome(templates, problems)

    def _set(self, submission: Submission, rubric: Rubric, name: str) -> Outcome[WordingSet]:
        """Return the wording set of this name, or else the one that the workbook names, if it serves the scheme."""
        entry, scheme = submission.office.wording_set, submission.office.scheme
        name = name or (entry.value if entry else "")
        folder = self._sets.folder(name)
        place = (entry or scheme or submission.year).ref
        if folder is None:
            return Outcome(None, (self._sets.unknown(name, place),))
        chosen = self._sets.read(folder)
        if chosen.value is None or chosen.value.serves(rubric.scheme):
            return chosen
        values = {"scheme": rubric.scheme, "wanted": "、".join(self._sets.serving(rubric.scheme)) or "（没有）"}
        problem = catalogue.WORDING_SET_OTHER_SCHEME.at(place, chosen.value.title, **values)
        return Outcome(None, (*chosen.diagnostics, problem))


_RATE_DOUBTS = {kind.code for kind in (catalogue.RATES_DIFFER, catalogue.RATE_UNUSUAL, catalogue.RATE_UNEXPLAINED)}
_NUMBERS_NOT_FOUND = {catalogue.NUMBER_WITHOUT_SOURCE.code, catalogue.NUMBER_UNKNOWN.code}
_NUMBERS_NOT_READ = {kind.code for kind in (catalogue.NOT_A_NUMBER, catalogue.SPLIT_NUMBER, catalogue.ERROR_VALUE)}


def _other_year(submission: Submission, year: int | None) -> Iterable[Diagnostic]:
    if year is not None and submission.year.value != year:
        yield catalogue.OTHER_YEAR.at(submission.year.ref, submission.year.value, wanted=year)


def _causes(problems: Iterable[Diagnostic], reading: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Leave out what only follows: 0.95 for 95 is also an unusual rate, and a number not read is in no sheet."""
    unclear = {problem.place for problem in reading if problem.code == catalogue.UNCLEAR_PERCENT.code}
    not_read = any(problem.code in _NUMBERS_NOT_READ for problem in reading)
    for problem in problems:
        if problem.code in _RATE_DOUBTS and problem.place in unclear:
            continue
        if not (not_read and problem.code in _NUMBERS_NOT_FOUND):
            yield problem


def _allow_blank(problem: Diagnostic, gaps: frozenset[CellRef]) -> Diagnostic:
    """Make the problem of a blank cell a note, because a draft may have blanks."""
    if catalogue.KINDS[problem.code].blank and problem.place in gaps:
        return replace(problem, severity=Severity.NOTE)
    return problem


def _last_year(reading: Outcome[Submission] | None, submission: Submission) -> Outcome[Submission]:
    """Return last year's data with only those problems that prevent the comparison; nobody mends last year's file."""
    if reading is None:
        return Outcome(None)
    if reading.value is None:
        return reading
    year, last_year = submission.year.value, reading.value.year.value
    return Outcome(reading.value, tuple(_other_year(reading.value, year - 1)) if last_year >= year else ())


def _outside_errors(problems: Iterable[Diagnostic], earlier: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the problems of the text, without those at a cell where an earlier stage has reported an error."""
    cells = {d.place for d in earlier if d.severity is Severity.ERROR}
    return [d for d in problems if not isinstance(d.place, CellRef) or d.place not in cells]


def _without_consequences(problems: Iterable[Diagnostic], earlier: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the problems of scoring, without those that may only follow from an error of an earlier stage.

    Such are the problems of a row with an error, and those of a whole sheet that has a row with an error.
    """
    places = (d.place for d in earlier if d.severity is Severity.ERROR)
    rows = {(place.sheet, _row(place)) for place in places if isinstance(place, CellRef)}
    sheets = {sheet for sheet, _ in rows}

    def may_follow(place: Place | None) -> bool:
        if not isinstance(place, CellRef):
            return False
        return (place.sheet, _row(place)) in rows or (not place.cell and place.sheet in sheets)

    return [d for d in problems if d.code == catalogue.NOT_A_CHOICE.code or not may_follow(d.place)]


def _row(place: CellRef) -> str:
    return place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
