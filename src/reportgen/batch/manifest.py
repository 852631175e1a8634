"""The manifest of a batch (清单.jsonl): one line for each office, written as soon as its files are in place.

A run only adds lines, so that the next run can go on from the manifest, whatever stops this one; the last line of an
office counts. A complete run writes the file again in the order of the offices. Memory holds the position of each
line and not its content.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, BinaryIO, NamedTuple

import msgspec

from reportgen.diagnostics import Diagnostic, ProblemJson, in_file
from reportgen.district.results import Filing, OfficeResult, result_from_json
from reportgen.intake.submission import Identity

MANIFEST = "清单.jsonl"
_OURS = (b'{"sha256":', b'{"run":')
_BEGINNING = 16  # bytes
# The beginning of a line of ours is enough for the index, so that a large manifest is read quickly.
_HEAD = re.compile(rb'\{"sha256":"([0-9a-f]{64})",')
_RUN = b'{"run":'
# Errors that a line of another program's file can raise.
NOT_OURS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that the files of an office depend on; the same inputs give the same files."""

    workbook: str  # SHA-256, as are the fields up to ``checks``
    last: str | None
    last_rules: str | None  # those of the year of ``last``
    rules: str
    wording: str
    layout: str
    checks: str
    program: str
    epoch: str
    link: str  # the path of the workbook from the folder of the files, which link to it
    options: str

    @property
    def digest(self) -> str:
        """SHA-256 of all inputs."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRecord:
    """An office in the manifest: the inputs of its report and the result; without ``files`` it failed.

    ``identity`` is ``None`` if the workbook does not say who handed it in. ``is_final`` says that the same inputs give
    this result again; a failure that a full disk or another workbook caused is not final.
    """

    workbook: str  # its name in messages
    identity: Identity | None
    inputs: Inputs
    is_final: bool
    total: str
    parts: Mapping[str, str]
    problems: tuple[Diagnostic, ...]
    files: Mapping[str, str]  # SHA-256 by path from the folder of the manifest
    seconds: float
    scheme: str = ""
    grade: str = ""

    @property
    def has_report(self) -> bool:
        """Whether a report was made."""
        return bool(self.files)

    def with_workbook(self, workbook: str) -> OfficeRecord:
        """Return the record for a workbook that has another name in this run."""
        if workbook == self.workbook:
            return self
        return replace(self, workbook=workbook, problems=tuple(self._moved(p, workbook) for p in self.problems))

    def _moved(self, problem: Diagnostic, workbook: str) -> Diagnostic:
        place = problem.place
        if place is None or place.file != self.workbook:
            return problem
        return replace(problem, place=in_file(place, workbook))

    def line(self, result: bytes) -> bytes:
        """Return the record as a line of the manifest; ``result`` is the JSON of the office's result."""
        line = _RecordJson(
            sha256=self.inputs.workbook,
            office=self.identity.short_name if self.identity else None,
            workbook=self.workbook,
            generated=self.has_report,
            final=self.is_final,
            total=self.total or None,
            parts=self.parts,
            scheme=self.scheme,
            grade=self.grade,
            identity=self.identity,
            inputs=self.inputs,
            problems=tuple(ProblemJson.of(problem) for problem in self.problems),
            files=self.files,
            seconds=round(self.seconds, 4),
            result=msgspec.Raw(result),
        )
        return msgspec.json.encode(line) + b"\n"


_Points = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,9}(\.[0-9]{1,9})?\Z")]


class _RecordJson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The JSON of a line of the manifest."""

    sha256: str
    office: str | None
    workbook: str
    generated: bool
    final: bool
    total: _Points | None
    parts: Mapping[str, _Points]
    identity: Identity | None
    inputs: Inputs
    problems: tuple[ProblemJson, ...]
    files: Mapping[str, str]
    seconds: float
    result: msgspec.Raw
    scheme: str = ""
    grade: str = ""


_DECODER = msgspec.json.Decoder(_RecordJson)


def read_line(line: bytes) -> tuple[OfficeRecord, msgspec.Raw] | None:
    """Return the record of a line, and the result as JSON; ``None`` if the line is not ours."""
    try:
        data = _DECODER.decode(line)
    except NOT_OURS:
        return None
    who = data.identity
    record = OfficeRecord(
        workbook=data.workbook,
        identity=replace(who, city=_first_equal(who.city), district=_first_equal(who.district)) if who else None,
        inputs=data.inputs,
        is_final=data.final,
        total=data.total or "",
        parts={_first_equal(name): _first_equal(points) for name, points in data.parts.items()},
        problems=tuple(problem.problem() for problem in data.problems),
        files=data.files,
        seconds=data.seconds,
        scheme=_first_equal(data.scheme),
        grade=_first_equal(data.grade),
    )
    return record, data.result


def is_manifest(path: Path) -> bool:
    """Return whether a file begins like a manifest of ours."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(_BEGINNING).startswith(_OURS)
    except OSError:
        return False


def read_filing(line: bytes) -> Filing | None:
    """Return the filing of an office from its line, for comparison with others; ``None`` if the line is not ours."""
    pair = read_line(line)
    if pair is None:
        return None
    record, result = pair
    name = record.identity.short_name if record.identity else record.workbook
    return Filing(
        office=name,
        workbook=record.workbook,
        result=office_result(result) if record.has_report else None,
        problems=record.problems,
    )


def office_result(data: msgspec.Raw) -> OfficeResult | None:
    """Return the result of an office from its line; ``None`` if it is not ours."""
    try:
        return result_from_json(data)
    except NOT_OURS:
        return None


@lru_cache(maxsize=4096)
def _first_equal(text: str) -> str:
    """Return one object for all equal texts, which saves memory: cities and points repeat in ten thousand lines."""
    return text


class Span(NamedTuple):
    """The position of a line in the manifest, in bytes."""

    start: int
    length: int


class Manifest:
    """A manifest that a run reads, extends and finally rewrites; the file need not exist yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: io.FileIO | None = None
        self._spans: dict[str, Span] = {}  # SHA-256 of a workbook → its last line
        self._whole_run: Span | None = None
        self._end = 0
        self.grew = False  # whether lines were added
        self.is_ours = not path.exists() or path.stat().st_size == 0 or is_manifest(path)
        if path.is_file():
            with path.open("rb") as stream:
                self._index(stream)

    def _index(self, stream: BinaryIO) -> None:
        for line in stream:
            if not line.endswith(b"\n"):
                break  # a run was stopped while it wrote this line
            span = Span(self._end, len(line))
            if head := _HEAD.match(line):
                self._spans[head[1].decode()] = span
            elif line.startswith(_RUN):
                self._whole_run = span
            self._end += len(line)

    def span(self, sha256: str) -> Span | None:
        """Return the position of the line of the workbook with this SHA-256."""
        return self._spans.get(sha256)

    def spans(self) -> Mapping[str, Span]:
        """Return the position of the line of every workbook."""
        return self._spans

    @property
    def whole_run(self) -> bytes:
        """The JSON about the last complete run as a whole; empty if there is none."""
        line = self.line(self._whole_run) if self._whole_run else b""
        return line.strip()[len(_RUN) : -1]

    def line(self, span: Span) -> bytes:
        """Return a line, old or new."""
        stream = self._open_stream()
        stream.seek(span.start)
        return stream.read(span.length)

    def add(self, record: OfficeRecord, result: bytes) -> Span:
        """Add a line and return its position; after an ``OSError`` the manifest is as before."""
        line = record.line(result)
        stream, span = self._open_stream(), Span(self._end, len(line))
        stream.seek(self._end)
        try:
            if stream.write(line) != len(line):
                raise OSError(errno.ENOSPC, "no room for the whole line")
        except OSError:
            with suppress(OSError):
                stream.truncate(self._end)
            raise
        self._end += len(line)
        self.grew = True
        self._spans[record.inputs.workbook] = span
        return span

    def rewrite(self, spans: Iterable[Span], whole_run: bytes) -> None:
        """Replace the manifest by these lines in this order and the JSON about the run; completely or not at all."""
        handle, name = tempfile.mkstemp(prefix=".reportgen-", suffix=".tmp", dir=self._path.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(self.line(span) for span in spans)
                file.write(_RUN + whole_run + b"}\n")
                file.flush()
                os.fsync(file.fileno())
            self.close()  # Windows cannot replace an open file
            with suppress(OSError):  # some shared disks have no file modes
                aside.chmod(0o644)
            aside.replace(self._path)
        finally:
            aside.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; the caller does this whatever has happened."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
            self._stream = None

    def _open_stream(self) -> io.FileIO:
        """Open the file at first use, so that a run in which nothing has changed does not touch it."""
        if self._stream is None:
            self._path.touch()
            self._stream = self._path.open("r+b", buffering=0)  # a buffer would hide an error of a full disk
            self._stream.truncate(self._end)  # this removes an incomplete last line
        return self._stream
