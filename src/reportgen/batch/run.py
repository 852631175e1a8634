"""One run over many workbooks: reports whose inputs have changed are made, written and entered into the manifest."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from reportgen import __version__, catalogue
from reportgen.batch.closing import Closing, Conclusion, OfficeLine
from reportgen.batch.engine import Crew, Engine, EngineError, Preparation, Task
from reportgen.batch.folders import InUseError, StopError, YearFolder, folder_for_templates, sole_use, year_folders
from reportgen.batch.job import ExpectedOffice, Job, JobResult, Roster, Setup, TemplateFiles
from reportgen.batch.listing import LISTING
from reportgen.batch.manifest import MANIFEST, Inputs, Manifest, OfficeRecord, Span, office_result, read_line
from reportgen.batch.plan import (
    Gathering,
    OfficePlan,
    Order,
    WorkbookFile,
    compare_with_roster,
    find_conflicts,
    gather,
    list_names,
    match_last_year,
    read_contents,
    settle_year,
    survey,
)
from reportgen.batch.result import BatchResult, Listener, OfficeOutcome, State, office_of, with_findings
from reportgen.diagnostics import Diagnostic, FileRef, Severity, has_errors, readable
from reportgen.district import file_names
from reportgen.output.delivery import names_for, os_problem
from reportgen.output.pdf import pdf_name
from reportgen.package import read_file

_PASSING = "89"  # problems with 8xx and 9xx (environment, program) may be gone in the next run
_PREPARE: Task[[Setup, Path], None] = Task("reportgen.batch.worker:prepare")
_ROSTER: Task[[Job], Roster] = Task("reportgen.batch.roster:read_roster")
_MAKE: Task[[Job], JobResult] = Task("reportgen.batch.worker:make")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The request of the user: the workbooks, last year's workbooks, the output folder, and the options."""

    places: tuple[Path, ...]
    output: Path
    last: tuple[Path, ...] = ()
    roster: Path | None = None  # the list of the offices that have to hand in
    year: int | None = None
    by_district: bool = False
    strict: bool = False
    draft: bool = False
    pdf: bool = False
    notes: bool = False  # write a note to each office that has something to mend
    force: bool = False

    @property
    def options(self) -> str:
        """The options on which the files of an office depend, for comparison with an earlier run."""
        options = {"strict": self.strict, "draft": self.draft, "pdf": self.pdf}
        return " ".join(name for name, is_on in options.items() if is_on)


class Start(Protocol):
    """Chooses the engine of a run for so many offices; the engine may use ``folder``, which the run removes."""

    def __call__(self, preparation: Preparation, folder: Path, offices: int) -> Engine:
        """Return the engine, which has not started any worker yet."""


def run(request: Request, templates: TemplateFiles, epoch: str, start: Start, listener: Listener) -> BatchResult:
    """Make the reports of all workbooks; ``epoch`` is SOURCE_DATE_EPOCH or empty.

    Whatever stops the run, even ``KeyboardInterrupt``, every file and every line of the manifest is complete.
    """
    gathering = gather(request.places, request.output)
    if not gathering.sources:
        return BatchResult(problems=gathering.problems)
    setup = _setup(request, templates, epoch)
    output = request.output
    with ExitStack() as stack:
        try:
            output.mkdir(parents=True, exist_ok=True)
            stack.enter_context(sole_use(output))
        except InUseError:
            return BatchResult(
                problems=(catalogue.BATCH_UNDER_WAY.at(FileRef(file=readable(output)), output),), stopped=True
            )
        except StopError as stop:
            return BatchResult(problems=(stop.problem,), stopped=True)
        except OSError as error:
            return BatchResult(problems=(os_problem(error, output),), stopped=True)
        try:
            folder = stack.enter_context(folder_for_templates(output))
        except OSError as error:
            return BatchResult(problems=(os_problem(error, output),), stopped=True)
        preparation = Preparation(key=setup.key, files=templates.files, load=partial(_PREPARE, setup))
        crew = stack.enter_context(Crew(start(preparation, folder, len(gathering.sources))))
        whole = _Run(request, templates, setup, crew, listener)
        stack.callback(whole.close)
        return whole.complete(gathering)


def _setup(request: Request, templates: TemplateFiles, epoch: str) -> Setup:
    options = {"strict": request.strict, "draft": request.draft, "pdf": request.pdf}
    key = hashlib.sha256(json.dumps([templates.digest, epoch, options, __version__]).encode()).hexdigest()
    return Setup(epoch=epoch, key=key, **options)


class _Run:
    """The steps of one run."""

    def __init__(
        self, request: Request, templates: TemplateFiles, setup: Setup, crew: Crew, listener: Listener
    ) -> None:
        self._request = request
        self._templates = templates
        self._setup = setup
        self._crew = crew
        self._listener = listener
        self._manifests: dict[str, Manifest] = {}
        for folder in year_folders(request.output):
            with suppress(OSError):  # we can do without the manifest of another year
                self._manifests[folder.name] = Manifest(folder / MANIFEST)
        self._folder = YearFolder(request.output, request.by_district)  # replaced when the year is known
        self._manifest: Manifest | None = None  # set when the year is known
        self._lines: list[OfficeLine] = []
        self._expected: tuple[ExpectedOffice, ...] = ()  # the offices of the list of those that have to hand in
        self._without_year: list[tuple[Order, OfficeOutcome]] = []  # the offices if no workbook states its year

    def close(self) -> None:
        """Close the manifests."""
        for manifest in self._manifests.values():
            manifest.close()

    def complete(self, gathering: Gathering) -> BatchResult:
        """Do all steps, from identifying each workbook to the summaries."""
        problems = list(gathering.problems)
        roster = self._roster()
        if has_errors(roster.problems):  # nothing has been written yet
            return BatchResult(problems=(*problems, *roster.problems), stopped=True)
        problems += roster.problems
        year: int | None = None
        conclusion = Conclusion(files={})
        stopped = True
        try:
            items = self._survey("读单位", gathering.sources)
            if self._request.roster:
                place = FileRef(file=readable(self._request.roster.name))
                self._expected, differences = compare_with_roster(items, roster.offices, place)
                problems += differences
            year = settle_year(items, self._request.year)
            if year is not None:
                problems += self._prepare(items, year)
            self._make_all(items)
            if self._manifest is not None and year is not None:
                problems += (*self._not_given(self._manifest), *self._not_compared(items))
                conclusion = self._closing(self._manifest, year).conclude(force=self._request.force)
                problems += conclusion.problems
            stopped = False
        except StopError as stop:
            problems.append(stop.problem)
        except EngineError as error:
            problems.append(catalogue.NO_WORKERS.at(None, error))
        except OSError as error:  # the disk of the output folder may fail at any step
            problems.append(os_problem(error, self._request.output))
        pairs = [*((line.order, line.office) for line in self._lines), *self._without_year]
        offices = sorted(pairs, key=lambda pair: pair[0])
        return BatchResult(
            year=year,
            offices=tuple(with_findings((office for _, office in offices), conclusion.findings)),
            findings=conclusion.findings,
            problems=tuple(problems),
            files=tuple(self._folder.path / name for name in conclusion.files),
            expected=self._expected,
            stopped=stopped,
        )

    # --- before the first report ---

    def _roster(self) -> Roster:
        """Return the list of the offices that have to hand in; an empty one if the user gave none."""
        path = self._request.roster
        if path is None:
            return Roster(offices=())
        data = read_file(path)
        if data.value is None:
            return Roster(offices=(), problems=data.diagnostics)
        job = Job(setup="", number=0, name=readable(path.name), data=data.value)
        result = next((roster for _, roster in self._crew.each(_ROSTER, [job])), None)
        return result or Roster(offices=(), problems=(catalogue.WORKER_LOST.at(FileRef(file=job.name), job.name),))

    def _survey(self, stage: str, sources: Sequence[WorkbookFile]) -> list[OfficePlan]:
        self._listener.begin(stage, len(sources))
        return survey(sources, self._record, self._crew, self._listener.step)

    def _record(self, sha256: str) -> OfficeRecord | None:
        """Return an earlier record of a workbook: the same content and version of the program give the same office."""
        if self._request.force:
            return None
        spans = ((manifest, manifest.span(sha256)) for manifest in self._manifests.values())
        lines = (read_line(manifest.line(span)) for manifest, span in spans if span)
        records = (pair[0] for pair in lines if pair and pair[0].inputs.program == __version__)
        return next((record for record in records if record.identity or record.is_final), None)

    def _prepare(self, items: list[OfficePlan], year: int) -> list[Diagnostic]:
        """Check and prepare everything before the first report; return the problems."""
        self._folder = YearFolder(self._request.output / str(year), self._request.by_district)
        if str(year) not in self._manifests:
            self._manifests[str(year)] = Manifest(self._folder.path / MANIFEST)
        self._manifest = self._manifests[str(year)]
        problems = []
        if self._request.last:
            problems += match_last_year(items, self._last_year(), year)
        find_conflicts(items, self._folder.of_office, draft=self._request.draft)
        self._keep_off_others(self._manifest, items)
        self._folder.clear({item.identity for item in items if item.identity})
        return problems

    def _keep_off_others(self, manifest: Manifest, items: Sequence[OfficePlan]) -> None:
        """Stop the run if a file about all offices would replace a workbook or somebody else's file."""
        places = {(item.identity.city, item.identity.district) for item in items if item.identity}
        ours = [self._folder.path / MANIFEST, self._folder.path / LISTING]
        for where, name in self._folder.summary_names(places).items():
            ours += (self._folder.of(*where) / file for file in file_names(name, draft=self._request.draft))
        workbooks = {os.path.realpath(item.source.path) for item in items}
        for path in ours:
            place = FileRef(file=readable(path))
            if os.path.realpath(path) in workbooks:
                raise StopError(catalogue.SOURCE_OVERWRITTEN.at(place, path.name))
            if path.is_symlink() or (path.exists() and not manifest.is_ours):
                raise StopError(catalogue.NOT_OUR_FILE.at(place, path.name))

    def _last_year(self) -> list[OfficePlan]:
        """Return last year's workbooks; stop the run if there are none, as the user asks for a comparison."""
        last = gather(self._request.last, self._request.output)
        error = next((problem for problem in last.problems if problem.severity is Severity.ERROR), None)
        items = [] if error else self._survey("读上一年", last.sources)
        files = (item for item in items if item.source.path in self._request.last)
        problem = error or next((problem for item in files for problem in item.problems), None)
        if problem:
            raise StopError(problem)
        return items

    # --- the reports ---

    def _make_all(self, items: Sequence[OfficePlan]) -> None:
        self._listener.begin("生成", len(items))
        for job, result in self._crew.each(_MAKE, self._jobs(items)):
            self._take(items[job.number], result)

    def _jobs(self, items: Sequence[OfficePlan]) -> Iterator[Job]:
        """The workbooks whose reports have to be made; the other ones are entered into the manifest at once."""
        for number, item in enumerate(items):
            if item.problems:
                self._enter(item, JobResult(identity=item.identity, problems=item.problems), {})
            elif self._request.force or not self._reused(item):
                data, sha256, problems = read_contents(item.source)
                last, last_sha256, _ = read_contents(item.last.source) if item.last else (None, "", ())
                changed = item.last if item.last and last_sha256 != item.last.sha256 else item
                if sha256 != item.sha256 or changed is not item:
                    item.problems = problems or (catalogue.WORKBOOK_CHANGED.at(changed.place, changed.source.name),)
                    self._enter(item, JobResult(identity=item.identity, problems=item.problems), {})
                    continue
                yield Job(
                    setup=self._setup.key,
                    number=number,
                    name=item.source.name,
                    data=data,
                    link=self._folder.link(item.identity, item.source.path),
                    last=last,
                    last_name=item.last.source.name if item.last else "",
                )

    def _reused(self, item: OfficePlan) -> bool:
        """Keep the line of the office if its inputs and files are unchanged; return whether they are."""
        manifest = self._manifest
        span = manifest.span(item.sha256) if manifest else None
        pair = read_line(manifest.line(span)) if manifest and span else None
        if not manifest or not span or pair is None:
            return False
        record, result = pair
        if not record.is_final or record.inputs != self._inputs(item) or not self._folder.is_intact(record.files):
            return False
        if record.has_report and office_result(result) is None:
            return False  # The summary would leave out the office.
        state = State.UNCHANGED if record.has_report else State.FAILED
        self._keep(item, span, record.with_workbook(item.source.name), state)
        return True

    def _take(self, item: OfficePlan, result: JobResult | None) -> None:
        """Write the files that a worker has made, and enter the office into the manifest."""
        failure = self._failure(item, result)
        if result is None or failure:
            seconds = result.seconds if result else 0.0
            result = JobResult(identity=item.identity, problems=(failure,) if failure else (), seconds=seconds)
        elif result.files and item.identity:
            folder = self._folder.of_office(item.identity)
            delivery = self._folder.deliver(folder, result.files, source=item.source.path)
            if delivery.value is not None:
                self._enter(item, result, delivery.value)
                return
            result = replace(result, problems=(*result.problems, *delivery.diagnostics))
        self._enter(item, result, {})

    def _failure(self, item: OfficePlan, result: JobResult | None) -> Diagnostic | None:
        """Return the reason why the result of a worker, or a missing result, gives no files."""
        name = item.source.name
        if result is None:
            return catalogue.WORKER_LOST.at(item.place, name)
        if result.crash:
            return catalogue.PROGRAM_FAULT.at(self._listener.keep(result.crash))
        if result.files and result.identity is None:
            return catalogue.OFFICE_UNKNOWN.at(item.place, name)
        if result.files and result.identity != item.identity:
            return catalogue.WORKBOOK_CHANGED.at(item.place, name)
        names = names_for(item.identity.short_name, draft=self._request.draft) if item.identity else ()
        if strangers := result.files.keys() - {*names, *(pdf_name(one) for one in names)}:
            return catalogue.STRANGE_FILES.at(item.place, min(strangers))
        return None

    def _enter(self, item: OfficePlan, result: JobResult, files: Mapping[str, str]) -> None:
        """Add a line to the manifest; for a failed office, warn of files of an earlier run."""
        problems = result.problems if files else (*result.problems, *self._stale(item))
        record = OfficeRecord(
            workbook=item.source.name,
            identity=item.identity,
            inputs=self._inputs(item),
            is_final=bool(files) or not (item.problems or any(problem.code[1] in _PASSING for problem in problems)),
            total=result.total if files else "",
            parts=result.parts if files else {},
            scheme=result.scheme if files else "",
            grade=result.grade if files else "",
            problems=problems,
            files=files,
            seconds=result.seconds,
        )
        state = State.GENERATED if files else State.FAILED
        if self._manifest is None:
            self._without_year.append((item.order, office_of(record, state)))
            self._listener.step(failed=not files)
            return
        try:
            span = self._manifest.add(record, result.result if files else b"null")
        except OSError as error:
            raise StopError(os_problem(error, self._folder.path)) from error
        self._keep(item, span, record, state)

    def _keep(self, item: OfficePlan, span: Span, record: OfficeRecord, state: State) -> None:
        record = replace(record, identity=item.identity)  # an equal object that is in memory already
        folder = os.path.dirname(item.source.file)  # noqa: PTH120 - a string
        self._lines.append(OfficeLine(item.order, record.inputs.digest, span, folder, office_of(record, state)))
        self._listener.step(failed=state is State.FAILED)

    # --- after the last report ---

    def _closing(self, manifest: Manifest, year: int) -> Closing:
        return Closing(
            year=year,
            folder=self._folder,
            manifest=manifest,
            lines=sorted(self._lines, key=lambda line: line.order),
            crew=self._crew,
            setup=self._setup,
            templates=self._templates,
            expected=self._expected,
            notes=self._request.notes,
            listener=self._listener,
        )

    def _not_given(self, manifest: Manifest) -> Iterator[Diagnostic]:
        """Report the offices that have files of an earlier run but no workbook in this run."""
        ours = {line.span for line in self._lines}
        offices = {line.office.identity for line in self._lines}
        lines = (manifest.line(span) for span in manifest.spans().values() if span not in ours)
        records = (pair[0] for line in lines if (pair := read_line(line)))
        with_report = (record.identity for record in records if record.has_report)
        names = sorted({who.short_name for who in with_report if who and who not in offices})
        if names:
            place = FileRef(file=readable(self._folder.path))
            yield catalogue.OFFICES_NOT_GIVEN.at(place, names=list_names(names, "个单位"))

    def _not_compared(self, items: Sequence[OfficePlan]) -> Iterator[Diagnostic]:
        """Report the offices with a report and without a score of last year, if the run has last year's workbooks."""
        reasons: dict[str, list[str]] = {}
        alone = {item.identity for item in items if item.last is None}
        offices = (line.office for line in self._lines if line.office.has_report and self._request.last)
        for office in offices:
            reasons_given = [p.found for p in office.problems if p.code == catalogue.LAST_YEAR_NOT_SCORED.code]
            for reason in ["没有上一年的填报表"] if office.identity in alone else reasons_given:
                reasons.setdefault(reason, []).append(office.name)
        for reason, names in reasons.items():
            place = FileRef(file=readable(self._request.last[0]))
            yield catalogue.LAST_YEAR_MISSING.at(place, reason, names=list_names(sorted(names), "个单位"))

    def _stale(self, item: OfficePlan) -> Iterator[Diagnostic]:
        if item.identity and self._manifest:
            folder = self._folder.of_office(item.identity)
            names = names_for(item.identity.short_name, draft=self._request.draft)
            if all(problem.code != catalogue.SOURCE_OVERWRITTEN.code for problem in item.problems):
                yield from self._folder.stale(folder, (names.document, names.papers))

    def _inputs(self, item: OfficePlan) -> Inputs:
        who = item.identity
        year, district, office = (who.year, who.district, who.short_name) if who else (0, "", "")
        digests = self._templates.digests(year, district, office)
        last = item.last.identity if item.last else None
        return Inputs(
            workbook=item.sha256,
            last=item.last.sha256 if item.last else None,
            last_rules=self._templates.digests(last.year, district, office).rules if last else None,
            rules=digests.rules,
            wording=digests.wording,
            layout=digests.layout,
            checks=digests.checks,
            program=__version__,
            epoch=self._setup.epoch,
            link=self._folder.link(item.identity, item.source.path),
            options=self._request.options,
        )
