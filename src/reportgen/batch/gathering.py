"""Finds the workbooks of a run: what lies in the folders that were named, and the files that were named."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, readable

MANIFEST = "清单.jsonl"
# What people send as a workbook; what cannot be read among it is told as such, not passed over.
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
_DEEPEST = 20  # folders inside folders: 省、市、区 and the office itself need four
_MOST_NAMED = 3  # files in one message
_PAPERS = (("-自评表.xlsx", "-自评表说明.docx"), ("-自评表（草稿）.xlsx", "-自评表说明（草稿）.docx"))
_OURS = (b'{"sha256":', b'{"run":')
_BEGINNING = 16  # bytes


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook of the run: the file, and what it is called in messages."""

    file: str  # a Path takes ten times the room, and there may be ten thousand
    name: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.file)


@dataclass(frozen=True, slots=True)
class Gathering:
    """The workbooks of a run, each once, by their paths, and what is to be said about the rest."""

    sources: tuple[Source, ...]
    problems: tuple[Diagnostic, ...]


def gather(places: Iterable[Path], output: Path) -> Gathering:
    """Every workbook in these folders, and in folders below them, and these files.

    ``output`` and every other folder that a batch has written into are left out, and so are working papers beside
    their report, what Excel leaves beside an open workbook, and hidden files.
    """
    skipped: list[Path] = []
    found: dict[Path, tuple[Path, Path]] = {}  # the real path → the path as named, and from where it was found
    problems: list[Diagnostic] = []
    passed_over: list[Path] = []
    for place in places:
        if not _is_folder(place):
            found.setdefault(_real(place), (place, place.parent))
            continue
        own = None if _real(place).is_relative_to(_real(output)) else _real(output)
        files = list(_files(place, own, _DEEPEST, skipped))
        workbooks = [path for path in files if path.suffix.lower() in _SPREADSHEETS]
        found |= {_real(path): (path, place) for path in workbooks if _real(path) not in found}
        passed_over += (path for path in files if path.suffix.lower() not in _SPREADSHEETS)
        if not workbooks:
            problems.append(catalogue.NO_WORKBOOKS.at(FileRef(file=readable(place)), readable(place.name or place)))
    for folder in skipped:
        problems.append(catalogue.FOLDER_SKIPPED.at(FileRef(file=readable(folder)), readable(folder.name)))
    if passed_over:
        shown = "、".join(readable(path.name) for path in passed_over[:_MOST_NAMED])
        more = "等" if len(passed_over) > _MOST_NAMED else ""
        first = FileRef(file=readable(passed_over[0].parent))
        problems.append(catalogue.FILES_PASSED_OVER.at(first, f"{shown}{more}", count=len(passed_over)))
    return Gathering(_named(sorted(found.values())), tuple(problems))


def _named(found: Sequence[tuple[Path, Path]]) -> tuple[Source, ...]:
    """Each by its path from where it was found, or by its whole path where that would name two of them."""
    short = [path.relative_to(place).as_posix() for path, place in found]
    often = Counter(short)
    return tuple(
        Source(str(path), readable(name if often[name] == 1 else path.as_posix()))
        for (path, _), name in zip(found, short, strict=True)
    )


def _files(folder: Path, output: Path | None, depth: int, skipped: list[Path]) -> Iterator[Path]:
    """The files in a folder and below it; folders that cannot be looked into are put into ``skipped``."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        skipped.append(folder)
        return
    names = {entry.name for entry in entries}
    if _real(folder) == output or (MANIFEST in names and is_manifest(folder / MANIFEST)):
        return
    for entry in entries:
        if entry.name.startswith((".", "~$", "._")) or _is_working_papers(entry.name, names):
            continue
        if entry.is_dir(follow_symlinks=False):  # a link may lead back to where we came from
            if depth:
                yield from _files(folder / entry.name, output, depth - 1, skipped)
            else:
                skipped.append(folder / entry.name)
        else:
            yield folder / entry.name


def is_manifest(path: Path) -> bool:
    """Whether a file begins as a manifest of ours does."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(_BEGINNING).startswith(_OURS)
    except OSError:
        return False


def _is_working_papers(name: str, beside: set[str]) -> bool:
    return any(
        name.endswith(papers) and f"{name.removesuffix(papers)}{document}" in beside for papers, document in _PAPERS
    )


def _is_folder(place: Path) -> bool:
    return os.path.isdir(place)  # noqa: PTH112 - this one never raises


def _real(place: Path) -> Path:
    return Path(os.path.realpath(place))
