"""A job of a run: the bytes of one workbook in, the bytes of its files out.

Nothing here touches a disk that the parent shares, so that a worker may as well be another machine. What the work
itself needs is imported where it is done, in the workers: the parent of a run stays small and starts at once.
"""

from __future__ import annotations

import gc
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.diagnostics import Diagnostic
from reportgen.district.results import Finding
from reportgen.intake.submission import Identity

if TYPE_CHECKING:
    from reportgen.batch.districts import RawDistrict
    from reportgen.batch.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is the same for every office of a run, besides the templates."""

    epoch: str
    strict: bool
    draft: bool
    pdf: bool
    key: str  # tells this set-up from those of other runs on the same workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One workbook: its bytes, its name in messages, and its path from the folder of the finished files.

    ``number`` tells the parent which of its workbooks it is.
    """

    setup: str
    number: int
    name: str
    data: bytes = field(repr=False)
    link: str = ""
    last: bytes | None = field(default=None, repr=False)  # the workbook of the year before
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of a workbook; without ``files`` it failed.

    ``result`` is the :class:`~reportgen.district.results.OfficeResult` as JSON; ``crash`` a traceback of ours.
    """

    identity: Identity | None
    problems: tuple[Diagnostic, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    total: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    result: bytes = b"null"
    seconds: float = 0.0
    crash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryJob:
    """One district, and what its files are to be called."""

    setup: str
    name: str
    district: RawDistrict


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """What came of a district; without ``files`` the templates have an error, or there is a ``crash`` of ours."""

    problems: tuple[Diagnostic, ...]
    findings: tuple[Finding, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    crash: str = ""


_prepared: dict[str, Worker] = {}  # by the key of the set-up: what a process loads once and keeps


def prepare(setup: Setup, templates: Path) -> None:
    """To be called once in every worker process before its first job; ``templates`` is a folder that holds them."""
    from reportgen.batch.worker import Worker

    _prepared[setup.key] = Worker(setup, templates)
    gc.collect()
    gc.freeze()  # templates stay for good: the collector need not look at them with every office


def identify(job: Job) -> Identity | None:
    """Who handed in the workbook; ``None`` where that cannot be read, which making its report will explain."""
    from reportgen.intake.reading import parse_identity

    try:
        return parse_identity(job.data, job.name)
    except Exception:  # making the report runs into the same fault, and tells it
        return None


def summarise(job: SummaryJob) -> Summarised:
    """Make the summary of one district; never raises."""
    try:
        return _prepared[job.setup].summarise(job)
    except Exception:
        return Summarised(problems=(), crash=traceback.format_exc())


def make(job: Job) -> Made:
    """Make the report of one workbook; never raises, as one office must not stop the others."""
    start = time.perf_counter()
    try:
        made = _prepared[job.setup].make(job)
    except Exception:
        made = Made(identity=None, problems=(), crash=traceback.format_exc())
    return replace(made, seconds=time.perf_counter() - start)
