"""What a run tells: how far it has got, and in the end what it came to, office by office and as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from reportgen import catalogue
from reportgen.batch.manifest import OfficeRecord
from reportgen.diagnostics import Diagnostic, FileRef, Severity
from reportgen.district.results import Finding
from reportgen.intake.submission import Identity


class State(StrEnum):
    """What became of an office."""

    MADE = "已生成"
    UNCHANGED = "没有变化"
    FAILED = "没有生成"


class Counts(NamedTuple):
    """How many problems there are of each weight."""

    errors: int = 0
    warnings: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeOutcome:
    """An office in the result of a run.

    Problems are kept where it failed; of others only how many there are, that its name had to be changed, and that
    it could not be compared with last year.
    """

    workbook: str
    identity: Identity | None
    state: State
    total: str
    parts: Mapping[str, str]
    counts: Counts
    problems: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """单位简称, or what the workbook is called where that could not be read."""
        return self.identity.short_name if self.identity else self.workbook

    @property
    def has_report(self) -> bool:
        """Whether there is a report."""
        return self.state is not State.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What a run came to, offices in their order; ``stopped`` where it did not get through.

    ``files`` are those that are about all offices.
    """

    year: int | None = None
    offices: tuple[OfficeOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: tuple[Path, ...] = ()
    stopped: bool = False


class Listener(Protocol):
    """Is told how far a run has got."""

    def begin(self, stage: str, total: int) -> None:
        """A stage of so many steps begins."""

    def step(self, *, failed: bool = False) -> None:
        """One step of it is done."""

    def keep(self, crash: str) -> FileRef | None:
        """Keep the traceback of a fault of the program; says where."""


_LASTING = {catalogue.NAME_MADE_SAFE.code, catalogue.LAST_YEAR_NOT_SCORED.code}  # of an office that has a report


def office_of(record: OfficeRecord, state: State) -> OfficeOutcome:
    """What the result keeps of an office; ten thousand of them are held at once."""
    return OfficeOutcome(
        workbook=record.workbook,
        identity=record.identity,
        state=state,
        total=record.total,
        parts=record.parts,
        counts=Counts(*(sum(problem.severity is one for problem in record.problems) for one in Severity)),
        problems=tuple(p for p in record.problems if state is State.FAILED or p.code in _LASTING),
    )
