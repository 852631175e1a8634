"""What the offices of a run say together: the checks across them, and the districts that they make up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reportgen.across.findings import between
from reportgen.batch.manifest import NOT_OURS, Manifest, Span, read_line
from reportgen.diagnostics import Diagnostic, as_json, from_json
from reportgen.intake.submission import Identity
from reportgen.results import District, Filing, Finding, OfficeResult, result_from_json

Where = tuple[str, str]  # city and district


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What a run comes to as a whole; ``files`` are paths from the folder of the manifest with their SHA-256."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """As it is noted in the manifest."""
        return {
            "findings": [[f.city, f.district, f.offices, as_json(f.problem)] for f in self.findings],
            "problems": [as_json(problem) for problem in self.problems],
            "files": dict(self.files),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Conclusion | None:
        """As :meth:`to_json` noted it; ``None`` for anything else."""
        try:
            return cls(
                findings=tuple(
                    Finding(city=city, district=district, offices=tuple(offices), problem=from_json(problem))
                    for city, district, offices, problem in data["findings"]
                ),
                problems=tuple(from_json(problem) for problem in data["problems"]),
                files=dict(data["files"]),
            )
        except NOT_OURS:
            return None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the manifest, the office that it is about, and the folder that its workbook lies in."""

    span: Span
    identity: Identity | None
    made: bool
    folder: str


def compared(manifest: Manifest, lines: Sequence[Line]) -> tuple[Finding, ...]:
    """The checks between districts, over all offices that have a report, which come in their order."""

    def results() -> Iterator[OfficeResult]:
        for line in lines:
            found = read_line(manifest.line(line.span)) if line.made else None
            result = _result(found[1]) if found else None
            if result:
                yield result

    return between(results)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDistrict:
    """A district as its lines stand in the manifest: whoever works on it reads them."""

    city: str
    name: str
    year: int
    lines: tuple[bytes, ...]
    findings: tuple[Finding, ...]

    def read(self) -> District:
        """What the lines say."""
        filings = tuple(filing for line in self.lines if (filing := _filing(line)))
        return District(city=self.city, name=self.name, year=self.year, filings=filings, findings=self.findings)


def districts(manifest: Manifest, lines: Sequence[Line], found: Sequence[Finding], year: int) -> Iterator[RawDistrict]:
    """Each district with all that was handed in from it; one at a time, so that memory holds no more."""
    told: dict[Where, list[Finding]] = defaultdict(list)
    for finding in found:
        told[finding.city, finding.district].append(finding)
    belonging = _districts_of(lines)
    ordered = sorted((where, at) for at, where in enumerate(belonging) if where)
    for where, group in groupby(ordered, key=lambda one: one[0]):
        city, name = where
        raw = tuple(manifest.line(lines[at].span) for _, at in group)
        yield RawDistrict(city=city, name=name, year=year, lines=raw, findings=tuple(told[where]))


def _districts_of(lines: Sequence[Line]) -> list[Where | None]:
    """City and district of each line; of a workbook that does not say it, what most others in its folder say.

    ``None`` where nothing tells.
    """
    stated = [(line.identity.city, line.identity.district) if line.identity else None for line in lines]
    in_folder: dict[str, Counter[Where]] = defaultdict(Counter)
    for line, where in zip(lines, stated, strict=True):
        if where:
            in_folder[line.folder][where] += 1
    everywhere = {where for where in stated if where}
    only = next(iter(everywhere)) if len(everywhere) == 1 else None
    return [where or _most(in_folder[line.folder]) or only for line, where in zip(lines, stated, strict=True)]


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


def _result(kept: Any) -> OfficeResult | None:
    try:
        return result_from_json(kept) if kept else None
    except NOT_OURS:
        return None
