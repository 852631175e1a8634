"""Before anything is written: who handed in each workbook, of which year the run is, and who gets in whose way."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from reportgen import catalogue
from reportgen.batch.engine import Crew
from reportgen.batch.gathering import Source
from reportgen.batch.job import Job, identify
from reportgen.batch.manifest import Record
from reportgen.diagnostics import Diagnostic, FileRef, normal_name
from reportgen.intake.submission import Identity
from reportgen.output.delivery import as_windows_compares, names_for, safe_name
from reportgen.package import read_file

Order = tuple[bool, str, str, str, str]

_MOST_NAMED = 5  # workbooks or offices in one message


@dataclass(slots=True, kw_only=True)
class Item:
    """A workbook of the run, and what is known of it before its report is made.

    ``problems`` keep its report from being made. ``last`` is the workbook of the year before.
    """

    source: Source
    sha256: str = ""
    identity: Identity | None = None
    last: Item | None = None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def place(self) -> FileRef:
        """The workbook as the place of a problem."""
        return FileRef(file=self.source.name)

    @property
    def order(self) -> Order:
        """By city, district and office; workbooks that do not say whose they are stand last."""
        who = self.identity
        names = (who.city, who.district, who.short_name) if who else ("", "", "")
        return (who is None, *names, self.source.name)


def read_contents(source: Source) -> tuple[bytes, str, tuple[Diagnostic, ...]]:
    """The bytes of a workbook and their SHA-256, or why it cannot be read."""
    read = read_file(source.path)
    if read.value is None:
        return b"", "", tuple(replace(problem, place=FileRef(file=source.name)) for problem in read.diagnostics)
    return read.value, hashlib.sha256(read.value).hexdigest(), ()


def survey(
    sources: Sequence[Source], known: Callable[[str], Record | None], crew: Crew, step: Callable[[], None]
) -> list[Item]:
    """Read who handed in each workbook; ``known`` is what an earlier run noted of one with this SHA-256."""
    items = [Item(source=source) for source in sources]

    def unknown() -> Iterator[Job]:
        for number, item in enumerate(items):
            data, item.sha256, item.problems = read_contents(item.source)
            record = known(item.sha256)
            if record or item.problems:
                item.identity = record.identity if record else None
                step()
            else:
                yield Job(setup="", number=number, name=item.source.name, data=data)

    for job, identity in crew.each(identify, unknown()):
        items[job.number].identity = identity
        step()
    return items


def settle_year(items: Sequence[Item], wanted: int | None) -> int | None:
    """The year of the run: the one asked for, or that of most workbooks; those of another year get a problem.

    ``None`` where no workbook says its year.
    """
    years = Counter(item.identity.year for item in items if item.identity)
    if not years and wanted is None:
        return None
    year = wanted or max(years, key=lambda one: (years[one], one))
    for item in items:
        if item.identity and item.identity.year != year:
            item.problems += (catalogue.OTHER_YEAR_IN_BATCH.at(item.place, item.identity.year, year=year),)
    return year


def match_last_year(items: Iterable[Item], last: Sequence[Item], year: int) -> list[Diagnostic]:
    """Give each office its workbook of an earlier year; what is of no use is told."""
    problems = []
    by_office: dict[Hashable, Item] = {}
    for item in sorted(last, key=lambda one: -one.identity.year if one.identity else 0):  # the latest counts
        who = item.identity
        if who is None or who.year >= year:
            problems.append(catalogue.LAST_YEAR_OF_NO_USE.at(item.place, item.source.name, year=year))
        elif (other := by_office.setdefault(_office(who), item)) is not item:
            problems.append(catalogue.LAST_YEAR_TWICE.at(item.place, item.source.name, other=other.source.name))
    for item in items:
        item.last = by_office.get(_office(item.identity)) if item.identity else None
    return problems


def find_conflicts(items: Sequence[Item], folder: Callable[[Identity], Path], *, draft: bool) -> None:
    """Two workbooks of one office, two offices that would write one file, a file that is itself a workbook here."""
    known = [(item, item.identity) for item in items if item.identity and not item.problems]
    for shared in _shared((item, key) for item, who in known for key in (_office(who), _full_name(who))):
        for item in shared:
            others = _named(other for other in shared if other is not item)
            item.problems = item.problems or (catalogue.OFFICE_TWICE.at(item.place, _short_name(item), others=others),)
    for shared in _shared((item, (folder(who), as_windows_compares(safe_name(who.short_name)))) for item, who in known):
        for item in shared:
            others, name = _named(other for other in shared if other is not item), _short_name(item)
            clash = catalogue.FILES_COLLIDE.at(item.place, name, others=others, name=safe_name(name))
            item.problems = item.problems or (clash,)
    workbooks = {os.path.realpath(item.source.file) for item in items}
    real = lru_cache(maxsize=1024)(os.path.realpath)
    for item, who in known:
        for name in names_for(who.short_name, draft=draft):
            if os.path.join(real(folder(who)), name) in workbooks:  # noqa: PTH118 - thrice an office
                item.problems += (catalogue.SOURCE_OVERWRITTEN.at(item.place, name),)


def _shared(keyed: Iterable[tuple[Item, Hashable]]) -> Iterator[list[Item]]:
    """The items that have a key in common with others."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item, key in keyed:
        groups[key].append(item)
    return (items for items in groups.values() if len(items) > 1)


def _office(who: Identity) -> Hashable:
    return tuple(normal_name(name) for name in (who.city, who.district, who.short_name))


def _full_name(who: Identity) -> Hashable:
    """城关镇人民政府 by itself tells nobody apart."""
    return tuple(normal_name(name) for name in (who.city, who.district, f"全称{who.full_name}"))


def _short_name(item: Item) -> str:
    return item.identity.short_name if item.identity else ""


def _named(items: Iterable[Item]) -> str:
    return listed([item.source.name for item in items], "份")


def listed(names: Sequence[str], counted_as: str) -> str:
    """The names as a message holds them, of many the first with their number."""
    return "、".join(names[:_MOST_NAMED]) + (f"等 {len(names)} {counted_as}" if len(names) > _MOST_NAMED else "")
