"""The folders that a run writes into.

Only one run at a time may use the output folder, as two would overwrite each other's manifest. The folder of a year
has a place for each office and each district.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from reportgen import catalogue
from reportgen.batch.manifest import MANIFEST
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, readable
from reportgen.district import NOTE
from reportgen.intake.submission import Identity
from reportgen.output.delivery import as_windows_compares, deliver, find_leftovers, os_problem, path_from, safe_name

_HOPELESS = (catalogue.DISK_FULL.code, catalogue.FOLDER_NOT_WRITABLE.code)  # the next office would fail in the same way
_MOST_BYTES = 200 * 2**20  # the limit of a finished file; the summary of a thousand offices has 1 MB

_LOCK = ".reportgen-batch.lock"
_IN_USE_ERRORS = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_TEMPLATES = ".reportgen-templates-"


class StopError(Exception):
    """The run cannot go on: every further office would fail in the same way."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.code)
        self.problem = problem


# --- the output folder ------------------------------------------------------------------------------------


class InUseError(Exception):
    """Another run is writing into the folder."""


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Lock the folder for this process; the system unlocks it when the process ends, however that happens.

    Raises ``InUseError`` if another run has it, ``StopError`` if the lock is a link to another file, and ``OSError`` if
    nothing can be written into the folder.
    """
    path = folder / _LOCK
    with _open_lock(path) as file:
        try:
            if hasattr(os, "fchmod"):
                with suppress(OSError):
                    os.fchmod(file.fileno(), 0o666)  # another user may need the lock after us
            _take(file.fileno())
            if not os.path.samestat(os.fstat(file.fileno()), path.stat()):  # the run before has just removed the file
                raise InUseError
        except OSError as error:
            if error.errno in _IN_USE_ERRORS:
                raise InUseError from error  # any other error means that the disk has no locks, so we go on
        try:
            yield
        finally:
            with suppress(OSError):  # Windows cannot remove an open file, so an empty hidden file stays
                path.unlink()


def _open_lock(path: Path) -> BinaryIO:
    if path.is_symlink():  # Windows cannot open a file in a way that follows no link.
        raise StopError(catalogue.NOT_OUR_FILE.at(FileRef(file=readable(path)), path.name))
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666), "r+b")


def _take(file: int) -> None:
    """Lock a file, with the module that this system has for it."""
    if os.name == "nt":
        msvcrt = importlib.import_module("msvcrt")
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl = importlib.import_module("fcntl")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def folder_for_templates(output: Path) -> Iterator[Path]:
    """Make an empty folder for the templates, so that files of a killed run are never used; remove it at the end."""
    for leftover in output.glob(f"{_TEMPLATES}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_TEMPLATES, dir=output))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- the folder of a year ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearFolder:
    """The folder ``path`` of one year, which holds the files themselves or a folder for each district."""

    path: Path
    by_district: bool
    _of: dict[str, Path] = field(default_factory=dict, repr=False)  # a cache: an office asks several times

    def of(self, city: str, district: str) -> Path:
        """Return the folder for the files of a district and of its offices."""
        if not self.by_district:
            return self.path
        whole = f"{city}{district}"
        if whole not in self._of:
            self._of[whole] = self.path / safe_name(whole)
        return self._of[whole]

    def of_office(self, who: Identity) -> Path:
        """Return the folder for the files of an office."""
        return self.of(who.city, who.district)

    def link(self, who: Identity | None, workbook: Path) -> str:
        """Return the path to a workbook from the folder with the files of its office."""
        return path_from(self.of_office(who) if who else self.path, workbook)

    def summary_names(self, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return the beginning of the file names of each district: its name, after its city if two have one name."""
        prefixes: set[tuple[Path, str]] = set()
        names: dict[tuple[str, str], str] = {}
        often = Counter(as_windows_compares(safe_name(district)) for _, district in places)
        for city, district in sorted(places):
            alone = self.by_district or often[as_windows_compares(safe_name(district))] == 1
            plain, folder = safe_name(district if alone else f"{city}{district}"), self.of(city, district)
            name, number = plain, 2
            while (folder, as_windows_compares(name)) in prefixes:
                name, number = f"{plain}（{number}）", number + 1
            prefixes.add((folder, as_windows_compares(name)))
            names[city, district] = name
        return names

    def note_names(self, offices: Iterable[tuple[str, str, str]]) -> list[str]:
        """Return the file name of the note to each office (city, district and name); equal names get a number."""
        often: Counter[tuple[Path, str]] = Counter()
        names = []
        for city, district, office in offices:
            name = safe_name(office)
            key = (self.of(city, district), as_windows_compares(name))
            often[key] += 1
            names.append(f"{name}（{often[key]}）{NOTE}" if often[key] > 1 else f"{name}{NOTE}")
        return names

    def clear(self, offices: Collection[Identity]) -> None:
        """Make the folder and remove incomplete files that a killed run has left in it."""
        try:
            self.path.mkdir(exist_ok=True)
            for folder in {self.path, *map(self.of_office, offices)}:
                for rubbish in find_leftovers(folder):
                    rubbish.unlink(missing_ok=True)
        except OSError as error:
            raise StopError(os_problem(error, self.path)) from error

    def deliver(
        self, folder: Path, files: Mapping[str, bytes], *, source: Path | None = None
    ) -> Outcome[dict[str, str]]:
        """Write all files or none; return their paths from the folder of the year with their SHA-256.

        ``source`` is the workbook from which they were made. Raises :class:`StopError` if other files could not be
        written either.
        """
        delivery = deliver(folder, files, source=source or self.path / MANIFEST)
        for problem in delivery.diagnostics:
            if problem.code in _HOPELESS:
                raise StopError(problem)
        if delivery.value is None:
            return Outcome(None, delivery.diagnostics)
        names = (path.relative_to(self.path).as_posix() for path in delivery.value)
        return Outcome(dict(zip(names, map(sha256, files.values()), strict=True)))

    def remove(self, name: str, digest: str) -> bool:
        """Remove a finished file that nobody has changed; return whether it is gone."""
        with suppress(OSError):
            if self.is_intact({name: digest}):
                (self.path / name).unlink()
        return not (self.path / name).exists()

    @staticmethod
    def stale(folder: Path, names: Iterable[str]) -> Iterator[Diagnostic]:
        """Yield a warning if files of an earlier run are there that this run could not make."""
        leftovers = [name for name in names if (folder / name).exists()]
        if leftovers:
            yield catalogue.STALE_FILES.at(FileRef(file=readable(folder)), "、".join(leftovers))

    def is_intact(self, files: Mapping[str, str]) -> bool:
        """Return whether the files are there unchanged; the names come from a manifest and may be of any kind."""
        with suppress(OSError):
            return all(sha256(self._read(name)) == digest for name, digest in files.items())
        return False

    def _read(self, name: str) -> bytes:
        """Return the content of a finished file; ``OSError`` for a path outside the folder."""
        path = self.path / name
        if ".." in path.parts or not path.is_relative_to(self.path) or not path.is_file():
            raise FileNotFoundError(name)
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)


def year_folders(output: Path) -> Iterator[Path]:
    """Yield the existing folders of all years."""
    with suppress(OSError):
        yield from sorted(folder for folder in output.iterdir() if folder.name.isdecimal() and folder.is_dir())


def sha256(content: bytes) -> str:
    """Return the SHA-256 of a finished file."""
    return hashlib.sha256(content).hexdigest()
