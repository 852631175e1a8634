"""The audit of one file from beginning to end, as a worker of a run does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportgen import catalogue
from reportgen.checks.limits import Limits, load_limits
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Severity, has_errors, readable
from reportgen.documents.accepted import accepted_findings, without_accepted
from reportgen.documents.audit import AuditFinding, audit, compare, compare_with_last
from reportgen.documents.finished import FinishedText, finished_text
from reportgen.documents.reading import Paragraph, read
from reportgen.intake.reading import read_submission
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditJob:
    """A document and what it is compared with; ``roots`` are the template folders with the limits and rules."""

    path: Path
    roots: tuple[Path, ...]
    year: int | None = None
    workbook: Path | None = None
    last: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """What an audit found; ``problems`` prevented it, and then there are no ``paragraphs``, or a comparison.

    ``accepted`` counts the findings that somebody accepted earlier with a reason.
    """

    path: Path
    office: str = ""
    year: int | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    findings: tuple[AuditFinding, ...] = ()
    accepted: int = 0
    problems: tuple[Diagnostic, ...] = ()

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity."""
        return {
            severity: sum(finding.problem.severity is severity for finding in self.findings) for severity in Severity
        }

    @property
    def everything(self) -> tuple[Diagnostic, ...]:
        """The problems of the files, then the findings."""
        return (*self.problems, *(finding.problem for finding in self.findings))


def run_audit(job: AuditJob) -> AuditResult:
    """Read, check and compare one document."""
    limits = _limits(job.roots)
    if limits.value is None:
        return AuditResult(path=job.path, problems=limits.diagnostics)
    text = _text(job.path, limits.value, job.year)
    if text.value is None:
        return AuditResult(path=job.path, problems=text.diagnostics)
    document = text.value
    problems = list(text.diagnostics)
    findings = list(audit(document))
    if job.workbook:
        reading = read_submission(job.workbook)
        scorecard = _pipeline(job.roots).scorecard(reading)
        if reading.value is None or scorecard.value is None:
            problems += scorecard.diagnostics
        else:
            findings += compare(document, reading.value, scorecard.value)
    if job.last:
        last = _text(job.last, limits.value, None)
        problems += last.diagnostics
        findings += compare_with_last(document, last.value) if last.value else ()
    accepted = accepted_findings(job.path)
    problems += accepted.diagnostics
    kept = without_accepted(findings, accepted.value or ())
    return AuditResult(
        path=job.path,
        office=document.office.short_name.value,
        year=document.year,
        paragraphs=document.paragraphs,
        findings=tuple(kept),
        accepted=len(findings) - len(kept),
        problems=tuple(problems),
    )


def _text(path: Path, limits: Limits, year: int | None) -> Outcome[FinishedText]:
    """The document for the checks, and a problem if it is of another year than ``year``."""
    name = readable(path.name)
    reading = read(path, file=name)
    if reading.value is None:
        return Outcome(None, reading.diagnostics)
    text = finished_text(reading.value, limits, file=name)
    place = FileRef(file=name)
    if text is None and year is None:
        return Outcome(None, (catalogue.YEAR_NOT_STATED.at(place),))
    if text is None or (year and text.year != year):
        wanted = finished_text(reading.value, limits, file=name, year=year)
        if text is None:
            return Outcome(wanted)
        return Outcome(wanted, (catalogue.OTHER_YEAR_THAN_WANTED.at(place, text.year, wanted=year),))
    return Outcome(text)


@lru_cache(maxsize=2)  # A worker does many jobs with the same templates.
def _limits(roots: tuple[Path, ...]) -> Outcome[Limits]:
    return load_limits(Resources(roots))


@lru_cache(maxsize=2)
def _pipeline(roots: tuple[Path, ...]) -> Pipeline:
    return Pipeline(Resources(roots))


def prepare(_: Path) -> None:
    """Do nothing: a worker that calls this has loaded everything that an audit needs."""


def is_failure(result: AuditResult) -> bool:
    """Whether the document itself could not be audited."""
    return not result.paragraphs and has_errors(result.problems)
