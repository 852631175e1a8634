"""Finished files: what they are called, which date they carry, and how they get in place, all of an office or none."""

from __future__ import annotations

import datetime
import errno
import itertools
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome, readable
from reportgen.intake.submission import Submission

_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_RESERVED_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(\..*)?")  # Windows keeps these for devices
_ASIDE = ".reportgen-"  # how the names of temporary files begin
_LONGEST_NAME = 150  # bytes: file systems allow 255, and the path needs room for a suffix and a folder


def safe_name(name: str) -> str:
    """A name fit for a file on any system: no separators, nothing invisible, nothing Windows forbids, bounded."""
    visible = "".join(c if c.isprintable() else "_" for c in _FORBIDDEN_IN_NAMES.sub("_", name))
    bounded = visible.encode()[:_LONGEST_NAME].decode(errors="ignore")  # cut at bytes, never inside a character
    cleaned = bounded.strip(". ")
    return f"_{cleaned}" if not cleaned or _RESERVED_NAMES.fullmatch(cleaned) else cleaned


def as_windows_compares(name: str) -> str:
    """The name as Windows and macOS compare it: they ignore capitals and the composition of characters."""
    return unicodedata.normalize("NFC", name).casefold()


class ReportNames(NamedTuple):
    """What the files of an office are called."""

    document: str
    papers: str
    review: str


def report_names(submission: Submission, *, draft: bool = False) -> tuple[ReportNames, tuple[Diagnostic, ...]]:
    """The names of the files of an office; a note when its name had to be changed."""
    short_name = submission.office.short_name
    name = safe_name(short_name.value)
    notes = (
        () if name == short_name.value else (catalogue.NAME_MADE_SAFE.at(short_name.ref, short_name.value, name=name),)
    )
    return names_for(short_name.value, draft=draft), notes


def names_for(short_name: str, *, draft: bool = False) -> ReportNames:
    """The names of the files of the office of this 单位简称."""
    name, mark = safe_name(short_name), "（草稿）" if draft else ""
    return ReportNames(f"{name}-自评表说明{mark}.docx", f"{name}-自评表{mark}.xlsx", f"{name}-审阅版{mark}.docx")


def path_from(folder: Path, workbook: Path) -> str:
    """Where ``workbook`` is, as a link in a file in ``folder`` names it: relative, with forward slashes."""
    try:
        return readable(Path(os.path.relpath(workbook, folder)).as_posix())
    except ValueError:  # on another drive of Windows, to which no relative path leads
        return readable(workbook.name)


def source_date_epoch() -> str:
    """SOURCE_DATE_EPOCH of the environment, or nothing."""
    return os.environ.get("SOURCE_DATE_EPOCH", "")


def report_date(year: int, epoch: str | None = None) -> datetime.datetime:
    """The date in the file properties: SOURCE_DATE_EPOCH, or else the day after the report year ends.

    It is never that of the clock, so that the same inputs give the same bytes. ``epoch`` stands for the variable of
    the environment.
    """
    epoch = source_date_epoch() if epoch is None else epoch
    if epoch.isdecimal() and len(epoch) <= 11:  # a number of seconds that datetime can hold
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC)
    return datetime.datetime(year + 1, 1, 1, tzinfo=datetime.UTC)


def deliver(folder: Path, files: Mapping[str, bytes], *, source: Path) -> Outcome[tuple[Path, ...]]:
    """Write all ``files`` into ``folder``, or leave everything there as it was; a name may lead into a subfolder.

    ``source`` is the workbook that they were made from: it is never written over.
    """
    targets = {folder / name: data for name, data in files.items()}
    try:
        in_the_way = tuple(_in_the_way(targets, source))
        missing = _missing_folders(targets)
    except OSError as error:  # a path too long, a folder that may not even be looked into
        return Outcome(None, (os_problem(error, folder),))
    if in_the_way:
        return Outcome(None, in_the_way)
    asides: list[Path] = []
    try:
        problem = _write_all(folder, targets, asides)
    finally:
        for aside in asides:
            aside.unlink(missing_ok=True)
    if problem is None:
        return Outcome(tuple(targets))
    for place in missing:
        with suppress(OSError):
            place.rmdir()
    return Outcome(None, (problem,))


def _missing_folders(targets: Iterable[Path]) -> list[Path]:
    """The folders that have to be made, the innermost first."""
    missing: set[Path] = set()
    for folder in {target.parent for target in targets}:
        missing.update(itertools.takewhile(lambda place: not place.exists(), (folder, *folder.parents)))
    return sorted(missing, key=lambda place: -len(place.parts))


def _in_the_way(targets: Mapping[Path, bytes], source: Path) -> Iterator[Diagnostic]:
    for target in targets:
        place = FileRef(file=readable(target))
        if target.is_dir():
            yield catalogue.FOLDER_IN_THE_WAY.at(place, target.name)
        elif target.exists() and source.exists() and target.samefile(source):
            yield catalogue.SOURCE_OVERWRITTEN.at(place, target.name)


def _write_all(folder: Path, targets: Mapping[Path, bytes], asides: list[Path]) -> Diagnostic | None:
    """Write everything aside first; after that only renames can fail, and they need no room on the disk.

    ``asides`` lists every temporary file before it is used; the caller removes those that remain.
    """
    place = folder
    fresh: dict[Path, Path] = {}
    before: dict[Path, Path] = {}
    try:
        for target in targets:
            place = target.parent
            place.mkdir(parents=True, exist_ok=True)
            fresh[target] = _aside(target, asides)
        for place, data in targets.items():
            _fill(fresh[place], data)
        for place in targets:
            if place.exists():
                _assert_free(place)
                before[place] = _aside(place, asides)
                shutil.copy2(place, before[place])
        for place, aside in fresh.items():
            aside.replace(place)
    except BaseException as error:
        _restore(fresh, before)
        if isinstance(error, OSError):
            return os_problem(error, place)
        raise
    return None


def left_behind(folder: Path) -> Iterator[Path]:
    """Our temporary files that a killed run has left in ``folder``."""
    return folder.glob(f"{_ASIDE}*.tmp")


def _aside(target: Path, asides: list[Path]) -> Path:
    """A new temporary file beside ``target``, so that putting it in place is one rename on one disk."""
    handle, name = tempfile.mkstemp(prefix=_ASIDE, suffix=".tmp", dir=target.parent)
    asides.append(Path(name))
    os.close(handle)
    return asides[-1]


def _fill(aside: Path, data: bytes) -> None:
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    with suppress(OSError):  # some shared disks know no modes
        aside.chmod(0o644)  # mkstemp makes private files, but people share reports


def _assert_free(target: Path) -> None:
    """Raise when another program (Word, WPS) holds the file: Windows then refuses to open it for writing."""
    with target.open("r+b"):
        pass


def _restore(fresh: Mapping[Path, Path], before: Mapping[Path, Path]) -> None:
    """Undo the renames that were done: those whose temporary file is gone."""
    for target, aside in fresh.items():
        if aside.exists():
            continue
        with suppress(OSError):  # the first failure is reported
            if target in before:
                before[target].replace(target)
            else:
                target.unlink(missing_ok=True)


def os_problem(error: OSError, place: Path) -> Diagnostic:
    """The problem that kept us from writing at ``place``."""
    kinds: Mapping[int | None, Kind] = {errno.ENOSPC: catalogue.DISK_FULL, errno.EDQUOT: catalogue.DISK_FULL}
    kind = kinds.get(error.errno)
    if kind is None:
        locked = isinstance(error, PermissionError) and os.path.isfile(place)  # noqa: PTH113 - this one never raises
        kind = catalogue.FILE_IN_USE if locked else catalogue.FOLDER_NOT_WRITABLE
    return kind.at(FileRef(file=readable(place)), readable(place.name or place))
