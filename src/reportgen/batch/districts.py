"""The districts that the offices of a run make up, as they stand in the manifest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from reportgen.batch.manifest import NOT_OURS, Manifest, Span, read_line
from reportgen.batch.plan import Order
from reportgen.batch.result import Office
from reportgen.district.elsewhere import Elsewhere, Everywhere, Where
from reportgen.district.results import Filing, OfficeResult, result_from_json


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the manifest that is of this run."""

    order: Order  # where its office stands
    inputs: str  # their digest
    span: Span
    folder: str  # where its workbook lies
    office: Office


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDistrict:
    """A district as its lines stand in the manifest: whoever works on it reads them.

    ``elsewhere`` is what it has to know of the other districts.
    """

    city: str
    name: str
    year: int
    lines: tuple[bytes, ...]
    elsewhere: Elsewhere

    def filings(self) -> tuple[Filing, ...]:
        """What the lines say."""
        return tuple(filing for line in self.lines if (filing := _filing(line)))


def districts(manifest: Manifest, noted: Sequence[Noted], everywhere: Everywhere, year: int) -> Iterator[RawDistrict]:
    """Each district with all that was handed in from it; one at a time, so that memory holds no more."""
    belonging = _districts_of(noted)
    ordered = sorted((where, at) for at, where in enumerate(belonging) if where)
    for where, group in groupby(ordered, key=lambda one: one[0]):
        city, name = where
        raw = tuple(manifest.line(noted[at].span) for _, at in group)
        yield RawDistrict(city=city, name=name, year=year, lines=raw, elsewhere=everywhere.beside(where))


def results(manifest: Manifest, noted: Iterable[Noted]) -> Iterator[OfficeResult]:
    """What there is to compare of the offices that have a report."""
    for one in noted:
        found = read_line(manifest.line(one.span)) if one.office.made else None
        if found and (result := _result(found[1])):
            yield result


def _districts_of(noted: Sequence[Noted]) -> list[Where | None]:
    """City and district of each office; of a workbook that does not say it, what most others in its folder say.

    ``None`` where nothing tells.
    """
    identities = (one.office.identity for one in noted)
    stated = [(who.city, who.district) if who else None for who in identities]
    in_folder: dict[str, Counter[Where]] = defaultdict(Counter)
    for one, where in zip(noted, stated, strict=True):
        if where:
            in_folder[one.folder][where] += 1
    everywhere = {where for where in stated if where}
    only = next(iter(everywhere)) if len(everywhere) == 1 else None
    return [where or _most(in_folder[one.folder]) or only for one, where in zip(noted, stated, strict=True)]


def _most(counts: Counter[Where]) -> Where | None:
    return max(sorted(counts), key=lambda where: counts[where]) if counts else None


def _filing(line: bytes) -> Filing | None:
    found = read_line(line)
    if found is None:
        return None
    record, kept = found
    name = record.identity.short_name if record.identity else record.workbook
    result = _result(kept) if record.made else None
    return Filing(office=name, workbook=record.workbook, result=result, problems=record.problems)


def _result(kept: msgspec.Raw) -> OfficeResult | None:
    try:
        return result_from_json(kept)
    except NOT_OURS:
        return None
