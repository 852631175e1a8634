"""The end of a run, once every office is done: the checks across them, the summaries, 清单.xlsx, and the manifest."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import msgspec

from reportgen import __version__, catalogue
from reportgen.batch.districts import Noted, districts, results
from reportgen.batch.engine import Crew
from reportgen.batch.job import Setup, Summarised, SummaryJob, summarise
from reportgen.batch.listing import LISTING, Listing
from reportgen.batch.manifest import NOT_OURS, Manifest, Record, read_line
from reportgen.batch.result import Listener
from reportgen.batch.templates import Templates
from reportgen.batch.yearfolder import StopError, YearFolder, sha256
from reportgen.diagnostics import Diagnostic, Outcome, ProblemJson, has_errors
from reportgen.district import file_names
from reportgen.district.elsewhere import Everywhere
from reportgen.district.results import Finding
from reportgen.output.dates import report_date
from reportgen.output.delivery import os_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What a run comes to as a whole; ``files`` are paths from the folder of the manifest with their SHA-256."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str]

    def to_json(self, state: str) -> bytes:
        """As it is noted in the manifest, with the state that it follows from."""
        findings = (_FindingJson(f.city, f.district, f.offices, ProblemJson.of(f.problem)) for f in self.findings)
        problems = tuple(ProblemJson.of(problem) for problem in self.problems)
        return msgspec.json.encode(_RunJson(state=state, findings=tuple(findings), problems=problems, files=self.files))

    @classmethod
    def from_json(cls, data: bytes, state: str) -> Conclusion | None:
        """What :meth:`to_json` noted with this state; ``None`` for anything else."""
        try:
            noted = _DECODER.decode(data)
        except NOT_OURS:
            return None
        if noted.state != state:
            return None
        return cls(
            findings=tuple(
                Finding(city=one.city, district=one.district, offices=one.offices, problem=one.problem.problem())
                for one in noted.findings
            ),
            problems=tuple(problem.problem() for problem in noted.problems),
            files=noted.files,
        )


class _FindingJson(msgspec.Struct, frozen=True, array_like=True):
    city: str
    district: str
    offices: tuple[str, ...]
    problem: ProblemJson


class _RunJson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is noted of a run as a whole."""

    state: str
    findings: tuple[_FindingJson, ...]
    problems: tuple[ProblemJson, ...]
    files: Mapping[str, str]


_DECODER = msgspec.json.Decoder(_RunJson)


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
        state = self._state()
        earlier = Conclusion.from_json(self.manifest.whole_run, state)
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
        return sha256(msgspec.json.encode([told, self.templates.digest, charts, __version__]))

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
        everywhere = Everywhere(lambda: results(self.manifest, self.noted))
        identities = (noted.office.identity for noted in self.noted)
        names = self.folder.summary_names({(who.city, who.district) for who in identities if who})
        records = self._records()
        files: dict[str, str] = {}
        problems: list[Diagnostic] = []
        findings: list[Finding] = []
        self.listener.begin("汇总", len(names))

        def jobs() -> Iterator[SummaryJob]:
            for district in districts(self.manifest, self.noted, everywhere, self.year):
                listing.put(islice(records, len(district.lines)))
                yield SummaryJob(setup=self.setup.key, name=names[district.city, district.name], district=district)
            listing.put(records)

        for job, made in self.crew.each(summarise, jobs()):
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

    def _delivered(self, job: SummaryJob, made: Summarised | None) -> Outcome[dict[str, str]]:
        """Put the files of a district in place; where there are none, tell of those of before that lie there still."""
        folder = self.folder.of(job.district.city, job.district.name)
        if made and made.files:
            delivered = self.folder.deliver(folder, made.files)
            return replace(delivered, diagnostics=(*made.problems, *delivered.diagnostics))
        old = self.folder.stale(folder, file_names(job.name, draft=self.setup.draft))
        return Outcome(None, (*self._not_made(job, made), *old))

    def _not_made(self, job: SummaryJob, made: Summarised | None) -> tuple[Diagnostic, ...]:
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
            self.manifest.rewrite((noted.span for noted in self.noted), conclusion.to_json(state))
        except OSError as error:
            raise StopError(os_problem(error, self.folder.path)) from error
