"""The folders that a run writes into.

The output folder belongs to one run at a time: two would write over each other's manifest. In the folder of a year,
each office and each district has its place.
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

from reportgen import catalogue
from reportgen.batch.manifest import MANIFEST
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, readable
from reportgen.intake.submission import Identity
from reportgen.output.delivery import as_windows_compares, deliver, find_leftovers, os_problem, path_from, safe_name

_HOPELESS = (catalogue.DISK_FULL.code, catalogue.FOLDER_NOT_WRITABLE.code)  # the next office would fail in the same way
_MOST_BYTES = 200 * 2**20  # of a finished file; the summary of a thousand offices has one

_LOCK = ".reportgen-batch.lock"
_HELD = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_TEMPLATES = ".reportgen-templates-"


class StopError(Exception):
    """The run cannot go on: every further office would fail in the same way."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.code)
        self.problem = problem


# --- the output folder ------------------------------------------------------------------------------------


class InUseError(Exception):
    """Another batch is writing into the folder."""


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the system frees it when the process ends, however that happens.

    ``OSError`` where nothing can be written into the folder.
    """
    path = folder / _LOCK
    with path.open("a+b") as file:
        try:
            with suppress(OSError):
                path.chmod(0o666)  # another user of the folder may need the lock after us
            _take(file.fileno())
            if not os.path.samestat(os.fstat(file.fileno()), path.stat()):  # its last holder has just removed it
                raise InUseError
        except OSError as error:
            if error.errno in _HELD:
                raise InUseError from error  # another error means a disk without locks, which keeps nobody out
        try:
            yield
        finally:
            with suppress(OSError):  # Windows cannot remove an open file: it stays, empty and hidden
                path.unlink()


def _take(file: int) -> None:
    """Each system has its own module for locks and lacks the other one."""
    if os.name == "nt":
        msvcrt = importlib.import_module("msvcrt")
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl = importlib.import_module("fcntl")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def folder_for_templates(output: Path) -> Iterator[Path]:
    """An empty folder: what a killed run left, or somebody put there, is never taken for the templates of this run."""
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
    """``path`` with everything of one year in it, or with a folder for each district in it."""

    path: Path
    by_district: bool
    _of: dict[str, Path] = field(default_factory=dict, repr=False)  # called several times for an office

    def of(self, city: str, district: str) -> Path:
        """Where the files of a district and of its offices belong."""
        if not self.by_district:
            return self.path
        whole = f"{city}{district}"
        if whole not in self._of:
            self._of[whole] = self.path / safe_name(whole)
        return self._of[whole]

    def of_office(self, who: Identity) -> Path:
        """Where the files of an office belong."""
        return self.of(who.city, who.district)

    def link(self, who: Identity | None, workbook: Path) -> str:
        """The path to a workbook from the files of its office."""
        return path_from(self.of_office(who) if who else self.path, workbook)

    def summary_names(self, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The beginning of the names of each district's files: the district, after its city where two have one name."""
        taken: set[tuple[Path, str]] = set()
        names: dict[tuple[str, str], str] = {}
        often = Counter(as_windows_compares(safe_name(district)) for _, district in places)
        for city, district in sorted(places):
            alone = self.by_district or often[as_windows_compares(safe_name(district))] == 1
            plain, folder = safe_name(district if alone else f"{city}{district}"), self.of(city, district)
            name, number = plain, 2
            while (folder, as_windows_compares(name)) in taken:
                name, number = f"{plain}（{number}）", number + 1
            taken.add((folder, as_windows_compares(name)))
            names[city, district] = name
        return names

    def clear(self, offices: Collection[Identity]) -> None:
        """Make the folder, and remove half-written files that a killed run has left in it."""
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
        """Write all files or none; gives their paths from here with their SHA-256.

        ``source`` is the workbook that they were made from; :class:`StopError` where no other could be written either.
        """
        delivered = deliver(folder, files, source=source or self.path / MANIFEST)
        for problem in delivered.diagnostics:
            if problem.code in _HOPELESS:
                raise StopError(problem)
        if delivered.value is None:
            return Outcome(None, delivered.diagnostics)
        names = (path.relative_to(self.path).as_posix() for path in delivered.value)
        return Outcome(dict(zip(names, map(sha256, files.values()), strict=True)))

    @staticmethod
    def stale(folder: Path, names: Iterable[str]) -> Iterator[Diagnostic]:
        """A warning where files of an earlier run still lie there that this one could not make."""
        leftovers = [name for name in names if (folder / name).exists()]
        if leftovers:
            yield catalogue.STALE_FILES.at(FileRef(file=readable(folder)), "、".join(leftovers))

    def is_intact(self, files: Mapping[str, str]) -> bool:
        """Whether the files are there unchanged; a manifest may hold any names, those of other files too."""
        with suppress(OSError):
            return all(sha256(self._read(name)) == digest for name, digest in files.items())
        return False

    def _read(self, name: str) -> bytes:
        """The content of a finished file; ``OSError`` for a name that cannot be one."""
        path = self.path / name
        if ".." in path.parts or not path.is_relative_to(self.path) or not path.is_file():
            raise FileNotFoundError(name)
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)


def year_folders(output: Path) -> Iterator[Path]:
    """The existing folders of all years."""
    with suppress(OSError):
        yield from sorted(folder for folder in output.iterdir() if folder.name.isdecimal() and folder.is_dir())


def sha256(content: bytes) -> str:
    """The digest of a finished file."""
    return hashlib.sha256(content).hexdigest()
