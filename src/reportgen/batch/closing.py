"""The end of a run, once every office is done: the checks across them, the summaries, 清单.xlsx, and the manifest."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any

from reportgen import __version__, catalogue
from reportgen.batch.engine import Crew, Task
from reportgen.batch.folders import StopError, YearFolder, sha256
from reportgen.batch.job import DistrictLines, Setup, SummaryJob, SummaryResult, Templates
from reportgen.batch.listing import LISTING, Listing
from reportgen.batch.manifest import NOT_OURS, Manifest, Record, Span, read_filing, read_line
from reportgen.batch.plan import Order
from reportgen.batch.result import Listener, Office
from reportgen.diagnostics import Diagnostic, Outcome, as_json, from_json, has_errors
from reportgen.district import file_names
from reportgen.district.elsewhere import Everywhere, Where
from reportgen.district.results import Finding, OfficeResult
from reportgen.output.dates import report_date
from reportgen.output.delivery import os_problem

_SUMMARISE: Task[[SummaryJob], SummaryResult] = Task("reportgen.batch.worker:summarise")


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the manifest that is of this run."""

    order: Order  # where its office stands
    inputs: str  # their digest
    span: Span
    folder: str  # where its workbook lies
    office: Office


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a run ends with; ``noted`` are its offices in their order."""

    year: int
    folder: YearFolder
    manifest: Manifest
    noted: Sequence[Noted]
    crew: Crew
    setup: Setup
    templates: Templates
    listener: Listener

    def conclude(self, *, force: bool) -> Conclusion:
        """Compare the offices, make what is about all of them, and leave a manifest of this run alone, in order.

        Where nothing has changed since the last run that got here, what that one came to holds, unless ``force``.
        """
        state, before = self._state(), self.manifest.whole_run
        earlier = Conclusion.from_json(before) if before.get("state") == state else None
        if earlier and self.folder.is_intact(earlier.files) and not force:
            if self.manifest.grew:  # by offices that failed again
                self._rewrite(state, earlier)
            return earlier
        conclusion = self._made()
        self._rewrite("" if has_errors(conclusion.problems) else state, conclusion)
        return conclusion

    def _state(self) -> str:
        """SHA-256 of all that was handed in, of what came of it, and of what the summaries are made with."""
        told = [[noted.inputs, noted.office.made] for noted in self.noted]
        charts = importlib.util.find_spec("matplotlib") is not None  # without loading it
        return sha256(json.dumps([told, self.templates.digest, charts, __version__]).encode())

    def _made(self) -> Conclusion:
        """The summaries, and 清单.xlsx beside them."""
        with Listing(self.year, created=report_date(self.year, self.setup.epoch)) as listing:
            conclusion = self._summarised(listing)
            delivered = self.folder.deliver(self.folder.path, {LISTING: listing.finished()})
        return replace(
            conclusion,
            problems=(*conclusion.problems, *delivered.diagnostics),
            files={**(delivered.value or {}), **conclusion.files},
        )

    def _summarised(self, listing: Listing) -> Conclusion:
        """The summaries; while the workers make them, every office is put into the listing."""
        everywhere = Everywhere(lambda: _results(self.manifest, self.noted))
        identities = (noted.office.identity for noted in self.noted)
        names = self.folder.summary_names({(who.city, who.district) for who in identities if who})
        records = self._records()
        files: dict[str, str] = {}
        problems: list[Diagnostic] = []
        findings: list[Finding] = []
        self.listener.begin("汇总", len(names))

        def jobs() -> Iterator[SummaryJob]:
            for district in _districts(self.manifest, self.noted, everywhere, self.year):
                listing.put(islice(records, len(district.lines)))
                yield SummaryJob(setup=self.setup.key, name=names[district.city, district.name], district=district)
            listing.put(records)

        for job, made in self.crew.each(_SUMMARISE, jobs()):
            delivered = self._delivered(job, made)
            files |= delivered.value or {}
            problems += (problem for problem in delivered.diagnostics if problem not in problems)
            findings += made.findings if made else ()
            self.listener.step(failed=not delivered.value)
        return Conclusion(
            findings=tuple(sorted(findings, key=Finding.order)),
            problems=tuple(problems),
            files=dict(sorted(files.items())),
        )

    def _delivered(self, job: SummaryJob, made: SummaryResult | None) -> Outcome[dict[str, str]]:
        """Put the files of a district in place; where there are none, tell of those of before that lie there still."""
        folder = self.folder.of(job.district.city, job.district.name)
        if made and made.files:
            delivered = self.folder.deliver(folder, made.files)
            return replace(delivered, diagnostics=(*made.problems, *delivered.diagnostics))
        old = self.folder.stale(folder, file_names(job.name, draft=self.setup.draft))
        return Outcome(None, (*self._not_made(job, made), *old))

    def _not_made(self, job: SummaryJob, made: SummaryResult | None) -> tuple[Diagnostic, ...]:
        """Why a district has no files."""
        if made is None:
            return (catalogue.WORKER_LOST.at(None, f"{job.district.name}汇总"),)
        if made.crash:
            return (catalogue.PROGRAM_FAULT.at(self.listener.keep(made.crash)),)
        return made.problems

    def _records(self) -> Iterator[Record]:
        lines = (read_line(self.manifest.line(noted.span)) for noted in self.noted)
        return (found[0] for found in lines if found)

    def _rewrite(self, state: str, conclusion: Conclusion) -> None:
        try:
            self.manifest.rewrite((noted.span for noted in self.noted), {"state": state, **conclusion.to_json()})
        except OSError as error:
            raise StopError(os_problem(error, self.folder.path)) from error


# --- the districts ----------------------------------------------------------------------------------------


def _districts(
    manifest: Manifest, noted: Sequence[Noted], everywhere: Everywhere, year: int
) -> Iterator[DistrictLines]:
    """Each district with all that was handed in from it; one at a time, so that memory holds no more."""
    belonging = _districts_of(noted)
    ordered = sorted((where, at) for at, where in enumerate(belonging) if where)
    for where, group in groupby(ordered, key=lambda one: one[0]):
        city, name = where
        lines = tuple(manifest.line(noted[at].span) for _, at in group)
        yield DistrictLines(city=city, name=name, year=year, lines=lines, elsewhere=everywhere.beside(where))


def _results(manifest: Manifest, noted: Iterable[Noted]) -> Iterator[OfficeResult]:
    """What there is to compare of the offices that have a report."""
    for one in noted:
        filing = read_filing(manifest.line(one.span)) if one.office.made else None
        if filing and filing.result:
            yield filing.result


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
