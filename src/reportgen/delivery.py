"""Puts finished files where they belong: safe names, all files of an office or none, never half of one."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome
from reportgen.intake.submission import Submission

_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # what Windows keeps for devices
_LONGEST_NAME = 60


def safe_name(name: str) -> str:
    """A name fit for a file on any system: no separators, no names that Windows forbids, bounded."""
    cleaned = _FORBIDDEN_IN_NAMES.sub("_", name)[:_LONGEST_NAME].strip(". ")
    return f"_{cleaned}" if not cleaned or _RESERVED_NAMES.fullmatch(cleaned) else cleaned


def report_names(submission: Submission) -> tuple[tuple[str, str], tuple[Diagnostic, ...]]:
    """The names of the .docx and the .xlsx of an office; a note when its name had to be changed."""
    short_name = submission.office.short_name
    name = safe_name(short_name.value)
    notes = () if name == short_name.value else (catalogue.NAME_MADE_SAFE.at(short_name.ref, name),)
    return (f"{name}-自评表说明.docx", f"{name}-自评表.xlsx"), notes


def deliver(folder: Path, files: Mapping[str, bytes]) -> Outcome[tuple[Path, ...]]:
    """Write all ``files`` into ``folder``, or leave everything there as it was."""
    targets = {folder / name: data for name, data in files.items()}
    written: dict[Path, Path] = {}
    place = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for place, data in targets.items():
            written[place] = _write_aside(place, data)
        for place in targets:
            _assert_free(place)
        _put_in_place(written)
    except OSError as error:
        return Outcome(None, (_os_problem(error, place),))
    finally:
        for aside in written.values():
            aside.unlink(missing_ok=True)
    return Outcome(tuple(targets))


def _write_aside(target: Path, data: bytes) -> Path:
    """A temporary file beside ``target``, so that putting it in place is one rename on one disk."""
    handle, name = tempfile.mkstemp(prefix=".reportgen-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)  # mkstemp makes private files; reports are to be shared
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _assert_free(target: Path) -> None:
    """Raise when another program (Word, WPS) holds the file: on Windows it cannot then be opened for writing."""
    if target.exists():
        with target.open("r+b"):
            pass


def _put_in_place(written: Mapping[Path, Path]) -> None:
    before = {target: target.read_bytes() if target.exists() else None for target in written}
    done: list[Path] = []
    try:
        for target, aside in written.items():
            aside.replace(target)
            done.append(target)
    except OSError:
        for target in done:
            old = before[target]
            target.unlink() if old is None else target.write_bytes(old)
        raise


def _os_problem(error: OSError, place: Path) -> Diagnostic:
    kinds: Mapping[int | None, Kind] = {errno.ENOSPC: catalogue.DISK_FULL, errno.EDQUOT: catalogue.DISK_FULL}
    kind = kinds.get(error.errno)
    if kind is None:
        locked = isinstance(error, PermissionError) and place.is_file()
        kind = catalogue.FILE_IN_USE if locked else catalogue.FOLDER_NOT_WRITABLE
    return kind.at(FileRef(file=str(place)), place.name)
