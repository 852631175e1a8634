"""Ends a run when every office is done: checks across offices, summaries, 清单.xlsx, and the final manifest."""

from __future__ import annotations

import importlib.util
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import msgspec

from reportgen import __version__, catalogue
from reportgen.batch.engine import Crew, Task
from reportgen.batch.folders import StopError, YearFolder, sha256
from reportgen.batch.job import DistrictLines, ExpectedOffice, Setup, SummaryJob, SummaryResult, TemplateFiles
from reportgen.batch.listing import LISTING, Listing
from reportgen.batch.manifest import NOT_OURS, Manifest, OfficeRecord, Span, read_filing, read_line
from reportgen.batch.plan import Order
from reportgen.batch.result import Listener, OfficeOutcome, findings_by_office, key_of
from reportgen.diagnostics import Diagnostic, Outcome, ProblemJson, has_errors, normal_name
from reportgen.district import file_names
from reportgen.district.elsewhere import Everywhere, Where
from reportgen.district.results import Finding, OfficeResult
from reportgen.output.delivery import os_problem, report_date

_SUMMARISE: Task[[SummaryJob], SummaryResult] = Task("reportgen.batch.worker:summarise")


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """A line of the manifest that this run keeps."""

    order: Order  # sorts the line among the others
    inputs: str  # the digest of the inputs
    span: Span
    folder: str  # the folder of its workbook
    office: OfficeOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """The result of a run as a whole; ``files`` are paths from the folder of the manifest with their SHA-256."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str]

    def to_json(self, state: str) -> bytes:
        """Return the line of the manifest; ``state`` is the digest of everything that the conclusion depends on."""
        findings = (_FindingJson(f.city, f.district, f.offices, ProblemJson.of(f.problem)) for f in self.findings)
        problems = tuple(ProblemJson.of(problem) for problem in self.problems)
        return msgspec.json.encode(_RunJson(state=state, findings=tuple(findings), problems=problems, files=self.files))

    @classmethod
    def from_json(cls, data: bytes, state: str | None = None) -> Conclusion | None:
        """Return the conclusion from a line of :meth:`to_json` with this state (or any); ``None`` for other data."""
        try:
            run = _DECODER.decode(data)
        except NOT_OURS:
            return None
        if state is not None and run.state != state:
            return None
        return cls(
            findings=tuple(
                Finding(city=one.city, district=one.district, offices=one.offices, problem=one.problem.problem())
                for one in run.findings
            ),
            problems=tuple(problem.problem() for problem in run.problems),
            files=run.files,
        )


class _FindingJson(msgspec.Struct, frozen=True, array_like=True):
    city: str
    district: str
    offices: tuple[str, ...]
    problem: ProblemJson


class _RunJson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The line of the manifest about a run as a whole."""

    state: str
    findings: tuple[_FindingJson, ...]
    problems: tuple[ProblemJson, ...]
    files: Mapping[str, str]


_DECODER = msgspec.json.Decoder(_RunJson)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The last steps of a run; ``lines`` holds the lines of its offices in their order."""

    year: int
    folder: YearFolder
    manifest: Manifest
    lines: Sequence[OfficeLine]
    crew: Crew
    setup: Setup
    templates: TemplateFiles
    expected: tuple[ExpectedOffice, ...]
    notes: bool
    listener: Listener

    def conclude(self, *, force: bool) -> Conclusion:
        """Compare the offices, write the files about all of them, and rewrite the manifest with this run's lines only.

        If nothing has changed since the last complete run, its conclusion is returned, unless ``force`` is true.
        """
        state = self._state()
        last = Conclusion.from_json(self.manifest.whole_run, state)
        if last and self.folder.is_intact(last.files) and not force:
            if self.manifest.grew:  # offices that failed again have added lines
                self._rewrite(state, last)
            return last
        conclusion = self._conclusion()
        if self.notes:
            conclusion = replace(conclusion, problems=(*conclusion.problems, *self._old_notes(conclusion.files)))
        self._rewrite("" if has_errors(conclusion.problems) else state, conclusion)
        return conclusion

    def _state(self) -> str:
        """Return the SHA-256 of everything that the summaries depend on."""
        offices = [[line.inputs, line.office.has_report] for line in self.lines]
        charts = importlib.util.find_spec("matplotlib") is not None  # find_spec does not load it
        return sha256(
            msgspec.json.encode([offices, self.templates.digest, charts, self.expected, self.notes, __version__])
        )

    def _conclusion(self) -> Conclusion:
        """Write the summaries and 清单.xlsx."""
        with Listing(self.year, created=report_date(self.year, self.setup.epoch)) as listing:
            conclusion = self._summaries(listing)
            delivery = self.folder.deliver(self.folder.path, {LISTING: listing.content()})
        return replace(
            conclusion,
            problems=(*conclusion.problems, *delivery.diagnostics),
            files={**(delivery.value or {}), **conclusion.files},
        )

    def _old_notes(self, files: Mapping[str, str]) -> Iterator[Diagnostic]:
        """Remove the earlier notes of offices that have nothing to mend now; warn of those that somebody has changed.

        Offices without a workbook in this run keep theirs.
        """
        last = Conclusion.from_json(self.manifest.whole_run)
        digests = last.files if last else {}
        for where, name in zip(_districts_of(self.lines), self._note_names(), strict=True):
            path = self.folder.of(*(where or ("", ""))) / name
            whole = path.relative_to(self.folder.path).as_posix()
            if whole not in files and path.exists() and not self.folder.remove(whole, digests.get(whole, "")):
                yield from self.folder.stale(path.parent, (name,))

    def _summaries(self, listing: Listing) -> Conclusion:
        """Have the workers make the summaries, and put every office into the listing with what they find."""
        everywhere = Everywhere(lambda: _results(self.manifest, self.lines))
        identities = (line.office.identity for line in self.lines)
        names = self.folder.summary_names({(who.city, who.district) for who in identities if who})
        notes = self._note_names() if self.notes else []
        files: dict[str, str] = {}
        problems: list[Diagnostic] = []
        findings: list[Finding] = []
        self.listener.begin("汇总", len(names))

        def jobs() -> Iterator[SummaryJob]:
            for district, places in _districts(self.manifest, self.lines, everywhere, self.year):
                here = tuple(office for office in self.expected if normal_name(office.district) == district.name)
                yield SummaryJob(
                    setup=self.setup.key,
                    name=names[district.city, district.name],
                    district=replace(district, expected=here),
                    notes=tuple(notes[place] for place in places) if self.notes else (),
                )

        for job, result in self.crew.each(_SUMMARISE, jobs()):
            delivery = self._deliver(job, result)
            files |= delivery.value or {}
            problems += (problem for problem in delivery.diagnostics if problem not in problems)
            findings += result.findings if result else ()
            self.listener.step(failed=not delivery.value)
        by_office = findings_by_office(findings)
        listing.put(
            replace(one, problems=(*one.problems, *by_office.get(key_of(one.identity), ()))) for one in self._records()
        )
        listing.put_missing(office for office in self.expected if not office.handed_in)
        return Conclusion(
            findings=tuple(sorted(findings, key=Finding.order)),
            problems=tuple(problems),
            files=dict(sorted(files.items())),
        )

    def _deliver(self, job: SummaryJob, result: SummaryResult | None) -> Outcome[dict[str, str]]:
        """Write the files of a district, or report that files of an earlier run are still there."""
        folder = self.folder.of(job.district.city, job.district.name)
        if result and result.files and not self._strangers(job, result):
            delivery = self.folder.deliver(folder, result.files)
            return replace(delivery, diagnostics=(*result.problems, *delivery.diagnostics))
        old = self.folder.stale(folder, file_names(job.name, draft=self.setup.draft))
        return Outcome(None, (*self._failure(job, result), *old))

    def _failure(self, job: SummaryJob, result: SummaryResult | None) -> tuple[Diagnostic, ...]:
        """Return the reason why a district has no files."""
        if result is None:
            return (catalogue.WORKER_LOST.at(None, f"{job.district.name}汇总"),)
        if result.crash:
            return (catalogue.PROGRAM_FAULT.at(self.listener.keep(result.crash)),)
        if strangers := self._strangers(job, result):
            return (catalogue.STRANGE_FILES.at(None, min(strangers)),)
        return result.problems

    def _strangers(self, job: SummaryJob, result: SummaryResult) -> set[str]:
        """Return the names that no summary of this district has; a worker may be a machine that we do not know."""
        return result.files.keys() - {*file_names(job.name, draft=self.setup.draft), *job.notes}

    def _note_names(self) -> list[str]:
        """Return the file name of the note to each office, whether it gets one or not."""
        wheres = _districts_of(self.lines)
        stems = (one.office.name if one.office.identity else Path(one.office.workbook).stem for one in self.lines)
        return self.folder.note_names((*(where or ("", "")), stem) for where, stem in zip(wheres, stems, strict=True))

    def _records(self) -> Iterator[OfficeRecord]:
        lines = (read_line(self.manifest.line(line.span)) for line in self.lines)
        return (pair[0] for pair in lines if pair)

    def _rewrite(self, state: str, conclusion: Conclusion) -> None:
        try:
            self.manifest.rewrite((line.span for line in self.lines), conclusion.to_json(state))
        except OSError as error:
            raise StopError(os_problem(error, self.folder.path)) from error


# --- the districts ----------------------------------------------------------------------------------------


def _districts(
    manifest: Manifest, office_lines: Sequence[OfficeLine], everywhere: Everywhere, year: int
) -> Iterator[tuple[DistrictLines, tuple[int, ...]]]:
    """Yield each district with the lines of its offices and their places, so that memory holds one at a time."""
    places = _districts_of(office_lines)
    ordered = sorted((where, at) for at, where in enumerate(places) if where)
    for where, group in groupby(ordered, key=lambda one: one[0]):
        city, name = where
        at = tuple(place for _, place in group)
        lines = tuple(manifest.line(office_lines[place].span) for place in at)
        yield DistrictLines(city=city, name=name, year=year, lines=lines, elsewhere=everywhere.beside(where)), at


def _results(manifest: Manifest, office_lines: Iterable[OfficeLine]) -> Iterator[OfficeResult]:
    """Yield the results of the offices that have a report."""
    for one in office_lines:
        filing = read_filing(manifest.line(one.span)) if one.office.has_report else None
        if filing and filing.result:
            yield filing.result


def _districts_of(office_lines: Sequence[OfficeLine]) -> list[Where | None]:
    """Return city and district of each office; a workbook without them gets those of most workbooks in its folder.

    If none in its folder has them, it gets those of the only district of the run, or ``None``.
    """
    identities = (one.office.identity for one in office_lines)
    own_places = [(who.city, who.district) if who else None for who in identities]
    in_folder: dict[str, Counter[Where]] = defaultdict(Counter)
    for one, where in zip(office_lines, own_places, strict=True):
        if where:
            in_folder[one.folder][where] += 1
    everywhere = {where for where in own_places if where}
    only = next(iter(everywhere)) if len(everywhere) == 1 else None
    return [where or _most(in_folder[one.folder]) or only for one, where in zip(office_lines, own_places, strict=True)]


def _most(counts: Counter[Where]) -> Where | None:
    return max(sorted(counts), key=lambda where: counts[where]) if counts else None
