"""Names and dates of the finished files, and their delivery (写出成品): all files of an office are written, or none."""

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
# Windows reserves these names for devices.
_RESERVED_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(\..*)?")
_TEMPORARY = ".reportgen-"  # the beginning of the names of temporary files
_LONGEST_NAME = 150  # bytes; file systems allow 255, and the suffix and the folder need room


def safe_name(name: str) -> str:
    """A name that every system allows for a file: of limited length, without separators and invisible characters."""
    visible = "".join(c if c.isprintable() else "_" for c in _FORBIDDEN_IN_NAMES.sub("_", name))
    # Decoding drops an incomplete character at the end.
    name = visible.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(". ")
    return f"_{name}" if not name or _RESERVED_NAMES.fullmatch(name) else name


def as_windows_compares(name: str) -> str:
    """The form of a name in which Windows and macOS compare names: without case, in normal form."""
    return unicodedata.normalize("NFC", name).casefold()


class ReportNames(NamedTuple):
    """The names of the files of an office."""

    document: str
    papers: str
    review: str


def report_names(submission: Submission, *, draft: bool = False) -> tuple[ReportNames, tuple[Diagnostic, ...]]:
    """The names of the files of an office, and a note if its own name had to be changed."""
    short_name = submission.office.short_name
    name = safe_name(short_name.value)
    notes = (
        () if name == short_name.value else (catalogue.NAME_MADE_SAFE.at(short_name.ref, short_name.value, name=name),)
    )
    return names_for(short_name.value, draft=draft), notes


def names_for(short_name: str, *, draft: bool = False) -> ReportNames:
    """The names of the files of the office with this short name (单位简称)."""
    name, mark = safe_name(short_name), "（草稿）" if draft else ""
    return ReportNames(f"{name}-自评表说明{mark}.docx", f"{name}-自评表{mark}.xlsx", f"{name}-审阅版{mark}.docx")


def path_from(folder: Path, workbook: Path) -> str:
    """The path of ``workbook`` for a link in a file in ``folder``: relative, with forward slashes."""
    try:
        return readable(Path(os.path.relpath(workbook, folder)).as_posix())
    except ValueError:  # on Windows, if they are on different drives
        return readable(workbook.name)


def source_date_epoch() -> str:
    """The environment variable SOURCE_DATE_EPOCH; empty if it is not set."""
    return os.environ.get("SOURCE_DATE_EPOCH", "")


def report_date(year: int, epoch: str | None = None) -> datetime.datetime:
    """The date for the properties of a file: SOURCE_DATE_EPOCH, or else the first day after the year of the report.

    The clock is never used, so that the same inputs give the same bytes. ``epoch`` replaces the environment variable.
    """
    epoch = source_date_epoch() if epoch is None else epoch
    if epoch.isdecimal() and len(epoch) <= 11:  # datetime accepts so many seconds
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC)
    return datetime.datetime(year + 1, 1, 1, tzinfo=datetime.UTC)


def deliver(folder: Path, files: Mapping[str, bytes], *, source: Path) -> Outcome[tuple[Path, ...]]:
    """Write all ``files`` (name → content) into ``folder``, or change nothing; a name may contain a subfolder.

    ``source`` is the workbook of the report, which must never be overwritten. Any failure is a problem.
    """
    targets = {folder / name: data for name, data in files.items()}
    try:
        obstacles = tuple(_obstacles(targets, source))
        new_folders = _new_folders(targets)
    except OSError as error:  # for example a path that is too long, or a folder without permission
        return Outcome(None, (os_problem(error, folder),))
    if obstacles:
        return Outcome(None, obstacles)
    temporary_files: list[Path] = []
    try:
        problem = _write_all(folder, targets, temporary_files)
    finally:
        for file in temporary_files:
            file.unlink(missing_ok=True)
    if problem is None:
        return Outcome(tuple(targets))
    for place in new_folders:
        with suppress(OSError):
            place.rmdir()
    return Outcome(None, (problem,))


def _new_folders(targets: Iterable[Path]) -> list[Path]:
    """The folders that have to be created, the innermost first."""
    folders: set[Path] = set()
    for folder in {target.parent for target in targets}:
        folders.update(itertools.takewhile(lambda place: not place.exists(), (folder, *folder.parents)))
    return sorted(folders, key=lambda place: -len(place.parts))


def _obstacles(targets: Mapping[Path, bytes], source: Path) -> Iterator[Diagnostic]:
    for target in targets:
        place = FileRef(file=readable(target))
        if target.is_dir():
            yield catalogue.FOLDER_IN_THE_WAY.at(place, target.name)
        elif target.exists() and source.exists() and target.samefile(source):
            yield catalogue.SOURCE_OVERWRITTEN.at(place, target.name)


def _write_all(folder: Path, targets: Mapping[Path, bytes], temporary_files: list[Path]) -> Diagnostic | None:
    """Write temporary files and then rename them: a rename needs no space on the disk and hardly ever fails.

    Every temporary file is added to ``temporary_files``; the caller removes those that remain.
    """
    place = folder
    new_files: dict[Path, Path] = {}
    backups: dict[Path, Path] = {}
    try:
        for target in targets:
            place = target.parent
            place.mkdir(parents=True, exist_ok=True)
            new_files[target] = _temporary_file(target, temporary_files)
        for place, data in targets.items():
            _fill(new_files[place], data)
        for place in targets:
            if place.exists():
                _assert_free(place)
                backups[place] = _temporary_file(place, temporary_files)
                shutil.copy2(place, backups[place])
        for place, file in new_files.items():
            file.replace(place)
    except BaseException as error:
        _restore(new_files, backups)
        if isinstance(error, OSError):
            return os_problem(error, place)
        raise
    return None


def find_leftovers(folder: Path) -> Iterator[Path]:
    """The temporary files of a killed run that are still in ``folder``."""
    return folder.glob(f"{_TEMPORARY}*.tmp")


def _temporary_file(target: Path, temporary_files: list[Path]) -> Path:
    """Create a temporary file in the folder of ``target``, because a file can be renamed only on the same disk."""
    handle, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=".tmp", dir=target.parent)
    temporary_files.append(Path(name))
    os.close(handle)
    return temporary_files[-1]


def _fill(file: Path, data: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    with suppress(OSError):  # Some shared disks have no permissions.
        file.chmod(0o644)  # mkstemp makes files private, but people share reports.


def _assert_free(target: Path) -> None:
    """Raise an error if another program (Word, WPS) has the file open: Windows then refuses to open it for writing."""
    with target.open("r+b"):
        pass


def _restore(new_files: Mapping[Path, Path], backups: Mapping[Path, Path]) -> None:
    """Undo the renames. A temporary file that still exists has not been renamed."""
    for target, file in new_files.items():
        if file.exists():
            continue
        with suppress(OSError):  # The caller reports the first failure.
            if target in backups:
                backups[target].replace(target)
            else:
                target.unlink(missing_ok=True)


def os_problem(error: OSError, place: Path) -> Diagnostic:
    """The problem of an error of the operating system while writing at ``place``."""
    kinds: Mapping[int | None, Kind] = {errno.ENOSPC: catalogue.DISK_FULL, errno.EDQUOT: catalogue.DISK_FULL}
    kind = kinds.get(error.errno)
    if kind is None:
        locked = isinstance(error, PermissionError) and os.path.isfile(place)  # noqa: PTH113 - Path.is_file may raise
        kind = catalogue.FILE_IN_USE if locked else catalogue.FOLDER_NOT_WRITABLE
    return kind.at(FileRef(file=readable(place)), readable(place.name or place))
