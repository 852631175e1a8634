"""A worker of a run: it keeps one set of templates and makes a report for each job.

This module imports everything that a report needs. The parent of a run never imports it but only names the tasks at
its end, so that the parent stays small and starts at once.
"""

from __future__ import annotations

import gc
import time
import traceback
from dataclasses import replace
from functools import partial
from pathlib import Path

from reportgen import catalogue
from reportgen.batch.job import Job, JobResult, Setup, SummaryJob, SummaryResult
from reportgen.batch.manifest import read_filing
from reportgen.checks.limits import load_limits
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, Severity
from reportgen.district.findings import findings_of
from reportgen.district.results import (
    District,
    OfficeResult,
    mentions,
    office_result,
    passages,
    quotations,
    result_to_json,
)
from reportgen.district.summary import Summaries
from reportgen.intake.reading import parse_identity, parse_submission
from reportgen.intake.submission import Identity, Submission
from reportgen.numeric import plain
from reportgen.output.delivery import report_date, report_names
from reportgen.output.pdf import find_libreoffice, to_pdf
from reportgen.output.workpapers import working_papers
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources
from reportgen.scoring.scorecard import Scorecard


class Worker:
    """Makes reports with the templates in one folder, which are loaded once."""

    def __init__(self, setup: Setup, templates: Path) -> None:
        self._setup = setup
        self._resources = Resources((templates,))
        self._date_of = partial(report_date, epoch=setup.epoch)
        self._pipeline = Pipeline(self._resources, self._date_of)
        self._summaries: Summaries | None = None  # loaded at first use, as few workers make a summary

    def make(self, job: Job) -> JobResult:
        """Return the files of one office, or the problems that prevent them."""
        submission = parse_submission(job.data, job.name)
        last = parse_submission(job.last, job.last_name) if job.last is not None else None
        report = self._pipeline.make(submission, strict=self._setup.strict, draft=self._setup.draft, last=last)
        identity = submission.value.identity if submission.value else None
        if report.value is None:
            return JobResult(identity=identity, problems=report.diagnostics)
        return self._finish(report.value, identity, list(report.diagnostics), job, last)

    def summarise(self, job: SummaryJob) -> SummaryResult:
        """Compare the offices of one district and make its files."""
        if self._summaries is None:
            self._summaries = Summaries(self._resources, self._date_of, draft=self._setup.draft)
        limits = load_limits(self._resources).value
        raw = job.district
        readings = [read_filing(line) for line in raw.lines]
        filings = tuple(filing for filing in readings if filing)
        results = [filing.result for filing in filings if filing.result]
        findings = findings_of(results, limits, raw.elsewhere) if limits else ()
        district = District(
            city=raw.city,
            name=raw.name,
            year=raw.year,
            filings=filings,
            findings=findings,
            expected=len(raw.expected),
            missing=tuple(office.name for office in raw.expected if not office.handed_in),
        )
        summary = self._summaries.make(district, job.name)
        if summary.value is None or not job.notes:
            return SummaryResult(problems=summary.diagnostics, findings=district.findings, files=summary.value or {})
        names = [name for filing, name in zip(readings, job.notes, strict=True) if filing]
        notes = self._summaries.notes(district, names)
        problems = tuple(dict.fromkeys((*summary.diagnostics, *notes.diagnostics)))
        files = {**summary.value, **(notes.value or {})}
        return SummaryResult(problems=problems, findings=district.findings, files=files)

    def _finish(
        self,
        report: Report,
        identity: Identity | None,
        problems: list[Diagnostic],
        job: Job,
        last: Outcome[Submission] | None,
    ) -> JobResult:
        names, notes = report_names(report.submission, draft=report.draft)
        before = self._pipeline.scorecard(last) if last else Outcome(None)
        if last and before.value is None:
            problems.append(_not_compared(before, job.last_name))
        pdf = self._pdf(names.document, report.document)
        problems += (*notes, *pdf.diagnostics)
        if pdf.value is None:
            return JobResult(identity=identity, problems=tuple(problems))
        parts = (report.submission, report.scorecard, report.narrative)
        papers = working_papers(*parts, problems, workbook=job.link, created=report.date)
        card = report.scorecard
        complete = not card.tree.missing  # in a draft, cells that give points may not be filled in yet
        return JobResult(
            identity=identity,
            problems=tuple(problems),
            files={names.document: report.document, names.papers: papers, **pdf.value},
            total=plain(card.tree.score) if complete else "",
            parts={part.name: plain(part.score) for part in card.tree.children} if complete else {},
            scheme=card.scheme,
            grade=card.grade if complete else "",
            result=result_to_json(_result(report, before.value)),
        )

    def _pdf(self, name: str, document: bytes) -> Outcome[dict[str, bytes]]:
        if not self._setup.pdf:
            return Outcome({})
        program = find_libreoffice()
        if program.value is None:
            return Outcome(None, program.diagnostics)
        pdf = to_pdf(program.value, {name: document})
        return pdf if pdf.ok else Outcome(None, pdf.diagnostics)


def _not_compared(before: Outcome[Scorecard], workbook: str) -> Diagnostic:
    """Say why there is no score of last year: the only error, or the number of errors."""
    errors = [problem for problem in before.diagnostics if problem.severity is Severity.ERROR]
    first = errors[0]
    place = f"上一年填报表的{first.place.address}，" if isinstance(first.place, CellRef) else ""
    reason = f"{place}{first.message}" if len(errors) == 1 else f"上一年的填报表有 {len(errors)} 个错误"
    return catalogue.LAST_YEAR_NOT_SCORED.at(FileRef(file=workbook), reason)


def _result(report: Report, before: Scorecard | None) -> OfficeResult:
    """Return the data about the office that are compared with others."""
    submission, limits = report.submission, report.limits
    return office_result(
        submission,
        report.scorecard,
        before=before,
        passages=passages(submission, limits, report.clauses),
        quotations=quotations(submission),
        mentions=mentions(submission),
    )


# --- the tasks --------------------------------------------------------------------------------------------


_prepared: dict[str, Worker] = {}  # by the key of the set-up; a process loads each set-up once


def prepare(setup: Setup, templates: Path) -> None:
    """Load the templates in the folder; every worker process calls this once before its first job."""
    _prepared[setup.key] = Worker(setup, templates)
    gc.collect()
    gc.freeze()  # the templates stay in memory, so the collector need not go through them for every office


def identify(job: Job) -> Identity | None:
    """Return who handed in the workbook; ``None`` if that cannot be read, which making the report will explain."""
    try:
        return parse_identity(job.data, job.name)
    except Exception:  # making the report will meet the same fault and report it
        return None


def make(job: Job) -> JobResult:
    """Make the report of one workbook; this never raises, as one office must not stop the others."""
    start = time.perf_counter()
    try:
        result = _prepared[job.setup].make(job)
    except Exception:
        result = JobResult(identity=None, problems=(), crash=traceback.format_exc())
    return replace(result, seconds=time.perf_counter() - start)


def summarise(job: SummaryJob) -> SummaryResult:
    """Make the summary of one district; this never raises."""
    try:
        return _prepared[job.setup].summarise(job)
    except Exception:
        return SummaryResult(problems=(), crash=traceback.format_exc())
