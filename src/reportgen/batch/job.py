"""The data that a run sends to its workers and gets back: the set-up, the templates, jobs and their results.

A job carries the bytes of one workbook, and its result the bytes of the finished files. Nothing here needs a disk
that the parent shares, so that a worker may be on another machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from reportgen.diagnostics import Diagnostic
from reportgen.district.elsewhere import Elsewhere
from reportgen.district.results import Finding
from reportgen.intake.submission import Identity
from reportgen.resources import AREAS, Resources

_MOST_BYTES = 21 * 2**20  # a larger file is cut off here, as every reader of templates refuses it
_DEEPEST = 5  # levels of folders inside the templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The options that are the same for every office of a run."""

    epoch: str
    strict: bool
    draft: bool
    pdf: bool
    key: str  # it distinguishes the set-ups of several runs on the same workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One workbook: its bytes, its name in messages, and its path from the folder of the finished files (``link``).

    ``number`` is the position of the workbook in the run.
    """

    setup: str
    number: int
    name: str
    data: bytes = field(repr=False)
    link: str = ""
    last: bytes | None = field(default=None, repr=False)  # the workbook of the year before
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """The result of a workbook; without ``files`` it failed.

    Only totals of the same ``scheme`` (方案) can be compared. ``result`` is the
    :class:`~reportgen.district.results.OfficeResult` as JSON. ``crash`` is the traceback of a fault of the program.
    """

    identity: Identity | None
    problems: tuple[Diagnostic, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    total: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    scheme: str = ""
    grade: str = ""
    result: bytes = b"null"
    seconds: float = 0.0
    crash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOffice:
    """An office that has to hand in a workbook, by one or more of its names; the district may be unknown (empty)."""

    district: str
    names: tuple[str, ...]
    handed_in: bool = False

    @property
    def name(self) -> str:
        """The name that messages and tables use."""
        return self.names[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The offices that have to hand in a workbook (名单), or the problems of the list."""

    offices: tuple[ExpectedOffice, ...]
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictLines:
    """A district as its lines of the manifest, which the worker of its summary reads.

    ``elsewhere`` is what its checks need to know of other districts, ``expected`` the offices that had to hand in.
    """

    city: str
    name: str
    year: int
    lines: tuple[bytes, ...]
    elsewhere: Elsewhere
    expected: tuple[ExpectedOffice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryJob:
    """One district, and the beginning of the names of its files.

    ``notes`` has the file names of the notes to its offices, one for each of its lines, or none.
    """

    setup: str
    name: str
    district: DistrictLines
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryResult:
    """The result of a district; without ``files`` the templates have an error, or ``crash`` is a traceback."""

    problems: tuple[Diagnostic, ...]
    findings: tuple[Finding, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    crash: str = ""


# --- templates --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDigests:
    """SHA-256 of the template files that an office's report depends on."""

    rules: str
    wording: str
    layout: str
    checks: str


@dataclass(frozen=True)
class TemplateFiles:
    """The content of every template file by relative path (“wording/默认/10-绩效目标.txt”); the nearest root wins."""

    files: Mapping[str, bytes]

    @classmethod
    def read(cls, resources: Resources) -> TemplateFiles:
        """Read all files of the roots."""
        paths = {file: path for area in AREAS for file, path in _below(resources, area, _DEEPEST)}
        return cls({file: content for file, path in sorted(paths.items()) if (content := _content(path)) is not None})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all files."""
        return _digest(self._hashes, self._hashes)

    def digests(self, year: int, district: str, office: str) -> TemplateDigests:
        """Return the digests for an office (单位简称) in a district (区), whichever wording set it names."""
        near = (f"区/{district}/", f"单位/{office}/")
        layers = tuple(f"wording/{layer}" for layer in (*self._sets, *near))
        layout = ("word/公文.docx", "word/公文.toml", *(f"word/{layer}" for layer in near))
        return TemplateDigests(
            rules=self._of(f"rules/{year}.toml", f"rules/{year}-"),
            wording=self._of(*layers),
            layout=self._of(*layout),
            checks=self._of("checks/"),
        )

    @cached_property
    def _sets(self) -> tuple[str, ...]:
        folders = {file.split("/")[1] for file in self.files if file.startswith("wording/")}
        return tuple(f"{folder}/" for folder in sorted(folders - {"区", "单位"}))

    def _of(self, *beginnings: str) -> str:
        if beginnings not in self._group_digests:
            self._group_digests[beginnings] = _digest(
                self._hashes, (f for f in self._hashes if f.startswith(beginnings))
            )
        return self._group_digests[beginnings]

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {file: hashlib.sha256(content).hexdigest() for file, content in self.files.items()}

    @cached_property
    def _group_digests(self) -> dict[tuple[str, ...], str]:
        return {}


def _digest(hashes: Mapping[str, str], files: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{file}\0{hashes[file]}\n" for file in files).encode()).hexdigest()


def _below(resources: Resources, folder: str, depth: int) -> Iterable[tuple[str, Path]]:
    for name, path in resources.files(folder).items():
        yield f"{folder}/{name}", path
    for name in sorted(resources.folders(folder)) if depth else ():
        yield from _below(resources, f"{folder}/{name}", depth - 1)


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError:  # the worker then misses the file and reports it
        return None
