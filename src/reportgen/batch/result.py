"""The result of a run, for each office and as a whole, and the listener that follows its progress."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from reportgen import catalogue
from reportgen.batch.job import ExpectedOffice
from reportgen.batch.manifest import OfficeRecord
from reportgen.diagnostics import Diagnostic, FileRef, Severity
from reportgen.district import NOTE
from reportgen.district.results import Finding, Key
from reportgen.intake.submission import Identity


class State(StrEnum):
    """The result of an office in one word."""

    GENERATED = "已生成"
    UNCHANGED = "没有变化"
    FAILED = "没有生成"


class Counts(NamedTuple):
    """The number of problems of each severity."""

    errors: int = 0
    warnings: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeOutcome:
    """An office in the result of a run.

    All problems are kept of an office that failed. Of an office with a report we keep their number, the change of its
    name in file names, and the reason why it could not be compared with last year. The ``counts`` of a whole run
    include the problems between offices that stand in the workbook of this one.
    """

    workbook: str
    identity: Identity | None
    state: State
    total: str
    parts: Mapping[str, str]
    counts: Counts
    problems: tuple[Diagnostic, ...] = ()
    scheme: str = ""
    grade: str = ""

    @property
    def name(self) -> str:
        """The 单位简称, or the name of the workbook if that could not be read."""
        return self.identity.short_name if self.identity else self.workbook

    @property
    def has_report(self) -> bool:
        """Whether there is a report."""
        return self.state is not State.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """The result of a run with its offices in their order; ``stopped`` says that it did not finish.

    ``files`` holds the files about all offices, ``expected`` the offices of the list that the user gave.
    """

    year: int | None = None
    offices: tuple[OfficeOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: tuple[Path, ...] = ()
    expected: tuple[ExpectedOffice, ...] = ()
    stopped: bool = False

    @property
    def notes(self) -> tuple[Path, ...]:
        """The notes that go back to offices, which are among the files."""
        return tuple(file for file in self.files if file.name.endswith(NOTE))


class Listener(Protocol):
    """Follows the progress of a run."""

    def begin(self, stage: str, total: int) -> None:
        """Note that a stage of so many steps begins."""

    def step(self, *, failed: bool = False) -> None:
        """Note that one step of the stage is done."""

    def keep(self, crash: str) -> FileRef | None:
        """Keep the traceback of a fault of the program; return the file in which it stands."""


_LASTING = {catalogue.NAME_MADE_SAFE.code, catalogue.LAST_YEAR_NOT_SCORED.code}  # of an office that has a report


def office_of(record: OfficeRecord, state: State) -> OfficeOutcome:
    """Return what the result keeps of an office; it has to be small, as there may be ten thousand."""
    return OfficeOutcome(
        workbook=record.workbook,
        identity=record.identity,
        state=state,
        total=record.total,
        parts=record.parts,
        scheme=record.scheme,
        grade=record.grade,
        counts=Counts(*(sum(problem.severity is one for problem in record.problems) for one in Severity)),
        problems=tuple(p for p in record.problems if state is State.FAILED or p.code in _LASTING),
    )


def with_findings(offices: Iterable[OfficeOutcome], findings: Iterable[Finding]) -> Iterator[OfficeOutcome]:
    """Yield the offices; their counts include the problems between offices that stand in their workbooks."""
    by_office = findings_by_office(findings)
    for office in offices:
        more = Counter(problem.severity for problem in by_office.get(key_of(office.identity), ()))
        counts = Counts(*(count + more[one] for count, one in zip(office.counts, Severity, strict=True)))
        yield replace(office, counts=counts)


def findings_by_office(findings: Iterable[Finding]) -> dict[Key, list[Diagnostic]]:
    """Return the problems between offices by the office in whose workbook they stand."""
    by_office: dict[Key, list[Diagnostic]] = defaultdict(list)
    for finding in findings:
        by_office[finding.city, finding.district, finding.offices[0]].append(finding.problem)
    return by_office


def key_of(identity: Identity | None) -> Key:
    """Return the key of an office; no finding has that of a workbook that does not say who handed it in."""
    return (identity.city, identity.district, identity.short_name) if identity else ("", "", "")
