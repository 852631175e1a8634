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
_DEEPEST = 8  # folders inside folders: 省、市、区 and the office itself need four
_MOST_NAMED = 3  # files in one message
_PAPERS, _DOCUMENT = "-自评表.xlsx", "-自评表说明.docx"


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook of the run: where it lies, and what it is called in messages."""

    path: Path
    name: str


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
    found: dict[Path, tuple[Path, Path]] = {}  # the real path → the path as named, and from where it was found
    problems: list[Diagnostic] = []
    passed_over: list[Path] = []
    for place in places:
        if not _is_folder(place):
            found.setdefault(_real(place), (place, place.parent))
            continue
        files = list(_files(place, _real(output), _DEEPEST))
        workbooks = [path for path in files if path.suffix.lower() in _SPREADSHEETS]
        found |= {_real(path): (path, place) for path in workbooks if _real(path) not in found}
        passed_over += (path for path in files if path.suffix.lower() not in _SPREADSHEETS)
        if not workbooks:
            problems.append(catalogue.NO_WORKBOOKS.at(FileRef(file=str(place)), place.name or place))
    if passed_over:
        shown = "、".join(path.name for path in passed_over[:_MOST_NAMED])
        more = "等" if len(passed_over) > _MOST_NAMED else ""
        folder = FileRef(file=str(passed_over[0].parent))
        problems.append(catalogue.FILES_PASSED_OVER.at(folder, readable(f"{shown}{more}"), count=len(passed_over)))
    return Gathering(_named(sorted(found.values())), tuple(problems))


def _named(found: Sequence[tuple[Path, Path]]) -> tuple[Source, ...]:
    """Each by its path from where it was found, or by its whole path where that would name two of them."""
    short = [path.relative_to(place).as_posix() for path, place in found]
    often = Counter(short)
    return tuple(
        Source(path, readable(name if often[name] == 1 else path.as_posix()))
        for (path, _), name in zip(found, short, strict=True)
    )


def _files(folder: Path, output: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # not to be read: nothing in it can be handed in
        return
    names = {entry.name for entry in entries}
    if MANIFEST in names or _real(folder) == output:
        return
    for entry in entries:
        if entry.name.startswith((".", "~$", "._")) or _is_working_papers(entry.name, names):
            continue
        if entry.is_dir(follow_symlinks=False):  # a link may lead back to where we came from
            if depth:
                yield from _files(folder / entry.name, output, depth - 1)
        else:
            yield folder / entry.name


def _is_working_papers(name: str, beside: set[str]) -> bool:
    return name.endswith(_PAPERS) and f"{name.removesuffix(_PAPERS)}{_DOCUMENT}" in beside


def _is_folder(place: Path) -> bool:
    return os.path.isdir(place)  # noqa: PTH112 - this one never raises


def _real(place: Path) -> Path:
    return Path(os.path.realpath(place))
