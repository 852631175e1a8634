"""Plans a run before it writes anything: its workbooks, their offices and year, and conflicts between offices."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from reportgen import catalogue
from reportgen.batch.engine import Crew, Task
from reportgen.batch.job import ExpectedOffice, Job
from reportgen.batch.manifest import MANIFEST, OfficeRecord, is_manifest
from reportgen.diagnostics import Diagnostic, FileRef, normal_name, readable
from reportgen.intake.submission import Identity
from reportgen.output.delivery import as_windows_compares, names_for, safe_name
from reportgen.package import read_file

Order = tuple[bool, str, str, str, str]

_IDENTIFY: Task[[Job], Identity | None] = Task("reportgen.batch.worker:identify")
_MOST_NAMED = 5  # a message names at most so many workbooks or offices
# People send all of these as workbooks; a kind that we cannot read has to become a problem.
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
_DEEPEST = 20  # levels of folders; 省、市、区 and the office need four
_MOST_FILES_NAMED = 3  # a message names at most so many files
_ENDINGS = ("办事处", "人民政府")  # of a 单位名称, after the 单位简称
_ABOVE = re.compile("人民政府|[省市区县旗]")  # what stands before the office in its full name
_PAPERS = (("-自评表.xlsx", "-自评表说明.docx"), ("-自评表（草稿）.xlsx", "-自评表说明（草稿）.docx"))


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """A workbook of the run: the file, and its name in messages."""

    file: str  # a Path takes ten times the memory, and there may be ten thousand
    name: str

    @property
    def path(self) -> Path:
        """The file as a path."""
        return Path(self.file)


@dataclass(frozen=True, slots=True)
class Gathering:
    """The workbooks of a run, each once, in the order of their paths, and problems with folders and other files."""

    sources: tuple[WorkbookFile, ...]
    problems: tuple[Diagnostic, ...]


@dataclass(slots=True, kw_only=True)
class OfficePlan:
    """A workbook of the run and what is known about it before its report is made.

    An office with ``problems`` gets no report. ``last`` is its workbook of the year before.
    """

    source: WorkbookFile
    sha256: str = ""
    identity: Identity | None = None
    last: OfficePlan | None = None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def place(self) -> FileRef:
        """The workbook as the place of a problem."""
        return FileRef(file=self.source.name)

    @property
    def order(self) -> Order:
        """The key for sorting by city, district and office; workbooks without an office come last."""
        who = self.identity
        names = (who.city, who.district, who.short_name) if who else ("", "", "")
        return (who is None, *names, self.source.name)


# --- the workbooks ----------------------------------------------------------------------------------------


def gather(places: Iterable[Path], output: Path) -> Gathering:
    """Find every workbook among these files and in these folders, with all folders below them.

    These are left out: ``output`` and every other folder with a manifest of ours, working papers beside their report,
    the file that Excel keeps beside an open workbook, and hidden files.
    """
    skipped_folders: list[Path] = []
    workbooks: dict[Path, tuple[Path, Path]] = {}  # by the real path: the path as given, and the folder it is under
    problems: list[Diagnostic] = []
    other_files: list[Path] = []
    for place in places:
        if not _is_folder(place):
            workbooks.setdefault(_real(place), (place, place.parent))
            continue
        own = None if _real(place).is_relative_to(_real(output)) else _real(output)
        files = list(_files(place, own, _DEEPEST, skipped_folders))
        spreadsheets = [path for path in files if path.suffix.lower() in _SPREADSHEETS]
        workbooks |= {_real(path): (path, place) for path in spreadsheets if _real(path) not in workbooks}
        other_files += (path for path in files if path.suffix.lower() not in _SPREADSHEETS)
        if not spreadsheets:
            problems.append(catalogue.NO_WORKBOOKS.at(FileRef(file=readable(place)), readable(place.name or place)))
    for folder in skipped_folders:
        problems.append(catalogue.FOLDER_SKIPPED.at(FileRef(file=readable(folder)), readable(folder.name)))
    if other_files:
        names = "、".join(readable(path.name) for path in other_files[:_MOST_FILES_NAMED])
        more = "等" if len(other_files) > _MOST_FILES_NAMED else ""
        first = FileRef(file=readable(other_files[0].parent))
        problems.append(catalogue.FILES_PASSED_OVER.at(first, f"{names}{more}", count=len(other_files)))
    return Gathering(_sources(sorted(workbooks.values())), tuple(problems))


def _sources(workbooks: Sequence[tuple[Path, Path]]) -> tuple[WorkbookFile, ...]:
    """Name each workbook by its path from the folder it is under, or by its whole path if two would have one name."""
    short = [path.relative_to(place).as_posix() for path, place in workbooks]
    often = Counter(short)
    return tuple(
        WorkbookFile(str(path), readable(name if often[name] == 1 else path.as_posix()))
        for (path, _), name in zip(workbooks, short, strict=True)
    )


def _files(folder: Path, output: Path | None, depth: int, skipped_folders: list[Path]) -> Iterator[Path]:
    """Yield the files in a folder and below it; folders that cannot be listed are added to ``skipped_folders``."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        skipped_folders.append(folder)
        return
    names = {entry.name for entry in entries}
    if _real(folder) == output or (MANIFEST in names and is_manifest(folder / MANIFEST)):
        return
    for entry in entries:
        if entry.name.startswith((".", "~$", "._")) or _is_working_papers(entry.name, names):
            continue
        if entry.is_dir(follow_symlinks=False):  # links could lead around in a circle
            if depth:
                yield from _files(folder / entry.name, output, depth - 1, skipped_folders)
            else:
                skipped_folders.append(folder / entry.name)
        else:
            yield folder / entry.name


def _is_working_papers(name: str, beside: set[str]) -> bool:
    return any(
        name.endswith(papers) and f"{name.removesuffix(papers)}{document}" in beside for papers, document in _PAPERS
    )


def _is_folder(place: Path) -> bool:
    return os.path.isdir(place)  # noqa: PTH112 - Path.is_dir can raise an error


def _real(place: Path) -> Path:
    return Path(os.path.realpath(place))


# --- the offices ------------------------------------------------------------------------------------------


def read_contents(source: WorkbookFile) -> tuple[bytes, str, tuple[Diagnostic, ...]]:
    """Return the bytes of a workbook and their SHA-256, or the problems that prevent reading it."""
    contents = read_file(source.path)
    if contents.value is None:
        return b"", "", tuple(replace(problem, place=FileRef(file=source.name)) for problem in contents.diagnostics)
    return contents.value, hashlib.sha256(contents.value).hexdigest(), ()


def survey(
    sources: Sequence[WorkbookFile],
    record_of: Callable[[str], OfficeRecord | None],
    crew: Crew,
    step: Callable[[], None],
) -> list[OfficePlan]:
    """Read who handed in each workbook; ``record_of`` gives the record of an earlier run for a SHA-256."""
    items = [OfficePlan(source=source) for source in sources]

    def unknown() -> Iterator[Job]:
        for number, item in enumerate(items):
            data, item.sha256, item.problems = read_contents(item.source)
            record = record_of(item.sha256)
            if record or item.problems:
                item.identity = record.identity if record else None
                step()
            else:
                yield Job(setup="", number=number, name=item.source.name, data=data)

    for job, identity in crew.each(_IDENTIFY, unknown()):
        items[job.number].identity = identity
        step()
    return items


def settle_year(items: Sequence[OfficePlan], requested_year: int | None) -> int | None:
    """Return the year of the run: the requested one, or that of most workbooks; the others get a problem.

    The result is ``None`` if no year is requested and no workbook states its year.
    """
    years = Counter(item.identity.year for item in items if item.identity)
    if not years and requested_year is None:
        return None
    year = requested_year or max(years, key=lambda one: (years[one], one))
    for item in items:
        if item.identity and item.identity.year != year:
            item.problems += (catalogue.OTHER_YEAR_IN_BATCH.at(item.place, item.identity.year, year=year),)
    return year


def match_last_year(items: Iterable[OfficePlan], last: Sequence[OfficePlan], year: int) -> list[Diagnostic]:
    """Give each office its workbook of an earlier year; return a problem for each workbook of no use."""
    problems = []
    by_office: dict[Hashable, OfficePlan] = {}
    for item in sorted(last, key=lambda one: -one.identity.year if one.identity else 0):  # the latest year first
        who = item.identity
        if who is None or who.year >= year:
            problems.append(catalogue.LAST_YEAR_OF_NO_USE.at(item.place, item.source.name, year=year))
        elif (other := by_office.setdefault(_office(who), item)) is not item:
            problems.append(catalogue.LAST_YEAR_TWICE.at(item.place, item.source.name, other=other.source.name))
    for item in items:
        item.last = by_office.get(_office(item.identity)) if item.identity else None
    return problems


def compare_with_roster(
    items: Sequence[OfficePlan], roster: Sequence[ExpectedOffice], place: FileRef
) -> tuple[tuple[ExpectedOffice, ...], list[Diagnostic]]:
    """Return the offices of the list with their district and whether they handed in, and the problems.

    A workbook that does not say whose it is counts for the office whose name is in its file name.
    """
    by_name: dict[str, list[OfficePlan]] = defaultdict(list)
    for item in items:
        for name in _names(item.identity) if item.identity else ():
            by_name[name].append(item)
    files = [normal_name(Path(item.source.name).stem) for item in items if item.identity is None]
    districts = {item.identity.district for item in items if item.identity}
    only = next(iter(districts)) if len(districts) == 1 else ""
    offices, listed = [], set()
    for office in roster:
        names = [normal_name(name) for name in office.names]
        matches = [item for name in names for item in by_name.get(name, ()) if _in_district(item, office.district)]
        listed |= {id(item) for item in matches}
        who = matches[0].identity if matches else None
        handed_in = bool(matches) or any(name in file for name in names for file in files)
        offices.append(replace(office, district=who.district if who else office.district or only, handed_in=handed_in))
    problems = []
    missing = [office.name for office in offices if not office.handed_in]
    if missing:
        problems.append(catalogue.OFFICES_MISSING.at(place, names=list_names(missing, "个单位")))
    others = sorted({_short_name(item) for item in items if item.identity and id(item) not in listed})
    if others:
        problems.append(catalogue.OFFICE_NOT_LISTED.at(place, names=list_names(others, "个单位")))
    return tuple(offices), problems


def _names(who: Identity) -> set[str]:
    """Return the names that a list may have for an office: 金花街道, 金花街道办事处, and the full name."""
    short, full = normal_name(who.short_name), normal_name(who.full_name)
    return {short, full, *(short + ending for ending in _ENDINGS), *(full[m.end() :] for m in _ABOVE.finditer(full))}


def _in_district(item: OfficePlan, district: str) -> bool:
    """Whether the office is in the district of the list, which may have its city before it or be blank."""
    who = item.identity
    return who is not None and (not district or normal_name(district).endswith(normal_name(who.district)))


def find_conflicts(items: Sequence[OfficePlan], folder: Callable[[Identity], Path], *, draft: bool) -> None:
    """Add problems to workbooks of the same office, to offices with the same files, and to files over a workbook."""
    offices = [(item, item.identity) for item in items if item.identity and not item.problems]
    for group in _groups_in_common((item, key) for item, who in offices for key in (_office(who), _full_name(who))):
        for item in group:
            others = _list_sources(other for other in group if other is not item)
            item.problems = item.problems or (catalogue.OFFICE_TWICE.at(item.place, _short_name(item), others=others),)
    for group in _groups_in_common(
        (item, (folder(who), as_windows_compares(safe_name(who.short_name)))) for item, who in offices
    ):
        for item in group:
            others, name = _list_sources(other for other in group if other is not item), _short_name(item)
            clash = catalogue.FILES_COLLIDE.at(item.place, name, others=others, name=safe_name(name))
            item.problems = item.problems or (clash,)
    workbooks = {os.path.realpath(item.source.file) for item in items}
    real = lru_cache(maxsize=1024)(os.path.realpath)
    for item, who in offices:
        for name in names_for(who.short_name, draft=draft):
            if os.path.join(real(folder(who)), name) in workbooks:  # noqa: PTH118 - a Path would be slower
                item.problems += (catalogue.SOURCE_OVERWRITTEN.at(item.place, name),)


def _groups_in_common(pairs: Iterable[tuple[OfficePlan, Hashable]]) -> Iterator[list[OfficePlan]]:
    """Return the groups of items that have a key in common."""
    groups: dict[Hashable, list[OfficePlan]] = defaultdict(list)
    for item, key in pairs:
        groups[key].append(item)
    return (items for items in groups.values() if len(items) > 1)


def _office(who: Identity) -> Hashable:
    return tuple(normal_name(name) for name in (who.city, who.district, who.short_name))


def _full_name(who: Identity) -> Hashable:
    """Return the full name with city and district, as many offices are called 城关镇人民政府."""
    return tuple(normal_name(name) for name in (who.city, who.district, f"全称{who.full_name}"))


def _short_name(item: OfficePlan) -> str:
    return item.identity.short_name if item.identity else ""


def _list_sources(items: Iterable[OfficePlan]) -> str:
    return list_names([item.source.name for item in items], "份")


def list_names(names: Sequence[str], counted_as: str) -> str:
    """List the names for a message; of many names the first ones and the number."""
    return "、".join(names[:_MOST_NAMED]) + (f"等 {len(names)} {counted_as}" if len(names) > _MOST_NAMED else "")
