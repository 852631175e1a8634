"""What a worker of a run keeps and does: one set of templates, and a report for each job."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from reportgen import catalogue
from reportgen.batch.job import Job, Made, Setup, Summarised, SummaryJob
from reportgen.checks.limits import load_limits
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, Severity
from reportgen.district import traits
from reportgen.district.findings import within
from reportgen.district.results import District, OfficeResult, office_result, result_to_json
from reportgen.district.summary import Summaries
from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Identity, Submission
from reportgen.numeric import plain
from reportgen.output.dates import report_date
from reportgen.output.delivery import report_names
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
        self._dated = partial(report_date, epoch=setup.epoch)
        self._pipeline = Pipeline(self._resources, self._dated)
        self._summaries: Summaries | None = None  # one worker in many is ever asked for one

    def make(self, job: Job) -> Made:
        """The files of one office, or why there are none."""
        read = parse_submission(job.data, job.name)
        last = parse_submission(job.last, job.last_name) if job.last is not None else None
        made = self._pipeline.make(read, strict=self._setup.strict, draft=self._setup.draft, last=last)
        identity = read.value.identity if read.value else None
        if made.value is None:
            return Made(identity=identity, problems=made.diagnostics)
        return self._finished(made.value, identity, list(made.diagnostics), job, last)

    def summarise(self, job: SummaryJob) -> Summarised:
        """Compare the offices of one district, and make its files."""
        if self._summaries is None:
            self._summaries = Summaries(self._resources, self._dated, draft=self._setup.draft)
        limits = load_limits(self._resources).value
        raw = job.district
        filings = raw.filings()
        results = [filing.result for filing in filings if filing.result]
        findings = within(results, limits, raw.elsewhere) if limits else ()
        district = District(city=raw.city, name=raw.name, year=raw.year, filings=filings, findings=findings)
        made = self._summaries.make(district, job.name)
        return Summarised(problems=made.diagnostics, findings=district.findings, files=made.value or {})

    def _finished(
        self,
        report: Report,
        identity: Identity | None,
        problems: list[Diagnostic],
        job: Job,
        last: Outcome[Submission] | None,
    ) -> Made:
        names, notes = report_names(report.submission, draft=report.draft)
        before = self._pipeline.scorecard(last) if last else Outcome(None)
        if last and before.value is None:
            problems.append(_not_compared(before, job.last_name))
        printed = self._printed(names.document, report.document)
        problems += (*notes, *printed.diagnostics)
        if printed.value is None:
            return Made(identity=identity, problems=tuple(problems))
        parts = (report.submission, report.scorecard, report.narrative)
        papers = working_papers(*parts, problems, workbook=job.link, created=report.date)
        card = report.scorecard
        known = not card.tree.missing  # in a draft, points may rest on what is not filled in yet
        return Made(
            identity=identity,
            problems=tuple(problems),
            files={names.document: report.document, names.papers: papers, **printed.value},
            total=plain(card.tree.score) if known else "",
            parts={part.name: plain(part.score) for part in card.tree.children} if known else {},
            result=result_to_json(_result(report, before.value)),
        )

    def _printed(self, name: str, document: bytes) -> Outcome[dict[str, bytes]]:
        if not self._setup.pdf:
            return Outcome({})
        program = find_libreoffice()
        if program.value is None:
            return Outcome(None, program.diagnostics)
        made = to_pdf(program.value, {name: document})
        return made if made.ok else Outcome(None, made.diagnostics)


def _not_compared(before: Outcome[Scorecard], workbook: str) -> Diagnostic:
    """Why there is no score of last year: the one thing that is wrong, or how many are."""
    errors = [problem for problem in before.diagnostics if problem.severity is Severity.ERROR]
    first = errors[0]
    place = f"上一年填报表的{first.place.address}，" if isinstance(first.place, CellRef) else ""
    told = f"{place}{first.message}" if len(errors) == 1 else f"上一年的填报表有 {len(errors)} 个错误"
    return catalogue.LAST_YEAR_NOT_SCORED.at(FileRef(file=workbook), told)


def _result(report: Report, before: Scorecard | None) -> OfficeResult:
    """What is kept of the office for comparing it with others."""
    submission, limits = report.submission, report.limits
    return office_result(
        submission,
        report.scorecard,
        before=before,
        passages=traits.passages(submission, limits, report.clauses),
        quotations=traits.quotations(submission),
        mentions=traits.mentions(submission),
    )
