"""The manifest of a batch (清单.jsonl): one line an office, written as soon as its files are in place.

While a run goes on, lines are only added, so that whatever stops it leaves a manifest from which the next run goes
on; the last line of an office counts. When a run is through, the file is written anew, in the order of the offices.
Memory holds where each line stands, not what it says.
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
# Lines of ours begin so: the index of a large manifest is made without reading what follows.
_HEAD = re.compile(rb'\{"sha256":"([0-9a-f]{64})",')
_RUN = b'{"run":'
# Errors that a line of another program's file can raise.
NOT_OURS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that the files of an office follow from: while it is the same, they are."""

    workbook: str  # SHA-256, as all of these but the last ones
    last: str | None
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
        """SHA-256 of all of it."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRecord:
    """An office in the manifest: what its report was made from and what came of it; without ``files`` it failed.

    ``identity`` is ``None`` where the workbook does not say who handed it in. What is ``settled`` comes out the same
    from the same inputs; what a full disk or another workbook caused may not.
    """

    workbook: str  # its name in messages
    identity: Identity | None
    inputs: Inputs
    is_final: bool
    total: str
    parts: Mapping[str, str]
    problems: tuple[Diagnostic, ...]
    files: Mapping[str, str]  # path from the folder of the manifest → SHA-256
    seconds: float

    @property
    def has_report(self) -> bool:
        """Whether a report was made."""
        return bool(self.files)

    def with_workbook(self, workbook: str) -> OfficeRecord:
        """The same where the workbook goes by another name, as it was found from another folder."""
        if workbook == self.workbook:
            return self
        return replace(self, workbook=workbook, problems=tuple(self._moved(p, workbook) for p in self.problems))

    def _moved(self, problem: Diagnostic, workbook: str) -> Diagnostic:
        place = problem.place
        if place is None or place.file != self.workbook:
            return problem
        return replace(problem, place=in_file(place, workbook))

    def line(self, result: bytes) -> bytes:
        """The record as a line of the manifest, with the result of the office, which is JSON already."""
        line = _RecordJson(
            sha256=self.inputs.workbook,
            office=self.identity.short_name if self.identity else None,
            workbook=self.workbook,
            made=self.has_report,
            settled=self.is_final,
            total=self.total or None,
            parts=self.parts,
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
    """A line of the manifest, as it is written."""

    sha256: str
    office: str | None
    workbook: str
    made: bool
    settled: bool
    total: _Points | None
    parts: Mapping[str, _Points]
    identity: Identity | None
    inputs: Inputs
    problems: tuple[ProblemJson, ...]
    files: Mapping[str, str]
    seconds: float
    result: msgspec.Raw


_DECODER = msgspec.json.Decoder(_RecordJson)


def read_line(line: bytes) -> tuple[OfficeRecord, msgspec.Raw] | None:
    """The record of a line and the result, still as JSON; ``None`` where we never wrote that."""
    try:
        data = _DECODER.decode(line)
    except NOT_OURS:
        return None
    who = data.identity
    record = OfficeRecord(
        workbook=data.workbook,
        identity=replace(who, city=_first_equal(who.city), district=_first_equal(who.district)) if who else None,
        inputs=data.inputs,
        is_final=data.settled,
        total=data.total or "",
        parts={_first_equal(name): _first_equal(points) for name, points in data.parts.items()},
        problems=tuple(problem.problem() for problem in data.problems),
        files=data.files,
        seconds=data.seconds,
    )
    return record, data.result


def is_manifest(path: Path) -> bool:
    """Whether a file begins as a manifest of ours does."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(_BEGINNING).startswith(_OURS)
    except OSError:
        return False


def read_filing(line: bytes) -> Filing | None:
    """What a line says of an office, for comparing it with others; ``None`` where we never wrote that line."""
    pair = read_line(line)
    if pair is None:
        return None
    record, result = pair
    name = record.identity.short_name if record.identity else record.workbook
    return Filing(
        office=name,
        workbook=record.workbook,
        result=_office_result(result) if record.has_report else None,
        problems=record.problems,
    )


def _office_result(data: msgspec.Raw) -> OfficeResult | None:
    try:
        return result_from_json(data)
    except NOT_OURS:
        return None


@lru_cache(maxsize=4096)
def _first_equal(text: str) -> str:
    """The first of all equal texts: cities, districts and points come again in ten thousand lines."""
    return text


class Span(NamedTuple):
    """Where a line stands in the manifest."""

    start: int
    length: int


class Manifest:
    """A manifest that is read, added to and at last written anew; there need not be one yet."""

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
                break  # the run was stopped while it wrote this
            span = Span(self._end, len(line))
            if head := _HEAD.match(line):
                self._spans[head[1].decode()] = span
            elif line.startswith(_RUN):
                self._whole_run = span
            self._end += len(line)

    def span(self, sha256: str) -> Span | None:
        """The line of the workbook with these contents."""
        return self._spans.get(sha256)

    def spans(self) -> Mapping[str, Span]:
        """The line of every workbook."""
        return self._spans

    @property
    def whole_run(self) -> bytes:
        """What was noted of the last run that went through, as JSON; empty where there was none."""
        line = self.line(self._whole_run) if self._whole_run else b""
        return line.strip()[len(_RUN) : -1]

    def line(self, span: Span) -> bytes:
        """A line, old or new."""
        stream = self._open_stream()
        stream.seek(span.start)
        return stream.read(span.length)

    def add(self, record: OfficeRecord, result: bytes) -> Span:
        """Add a line; ``OSError`` leaves the manifest as it was."""
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
        """Write these lines alone, in this order, and what is to be noted of the run, as JSON; all of it or nothing."""
        handle, name = tempfile.mkstemp(prefix=".reportgen-", suffix=".tmp", dir=self._path.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(self.line(span) for span in spans)
                file.write(_RUN + whole_run + b"}\n")
                file.flush()
                os.fsync(file.fileno())
            self.close()  # Windows replaces no file that is open
            with suppress(OSError):  # some shared disks know no modes
                aside.chmod(0o644)
            aside.replace(self._path)
        finally:
            aside.unlink(missing_ok=True)

    def close(self) -> None:
        """To be called whatever happened."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
            self._stream = None

    def _open_stream(self) -> io.FileIO:
        """The file, opened at first use: where nothing has changed, it is not even touched."""
        if self._stream is None:
            self._path.touch()
            self._stream = self._path.open("r+b", buffering=0)  # what a full disk did not take is not kept for later
            self._stream.truncate(self._end)  # half a line at its end is of no use
        return self._stream
