"""One run over many workbooks: what has changed is made anew, delivered and noted, office by office."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from reportgen import __version__, catalogue
from reportgen.batch.conclusion import Conclusion, Line, compared, districts
from reportgen.batch.engine import Crew, Engine, EngineError
from reportgen.batch.gathering import MANIFEST, Gathering, Source, gather
from reportgen.batch.job import Job, Made, Setup, Summarised, SummaryJob, make, summarise
from reportgen.batch.listing import LISTING, listing
from reportgen.batch.lock import InUseError, sole_use
from reportgen.batch.manifest import Inputs, Manifest, Record, Span, read_line
from reportgen.batch.plan import (
    Item,
    Order,
    as_windows_compares,
    find_conflicts,
    match_last_year,
    read_contents,
    settle_year,
    survey,
)
from reportgen.batch.templates import Templates
from reportgen.dates import report_date
from reportgen.delivery import deliver, left_behind, names_for, os_problem, path_from, safe_name
from reportgen.diagnostics import Diagnostic, FileRef, Severity, has_errors, readable
from reportgen.intake.submission import Identity
from reportgen.results import Finding
from reportgen.summary import file_names

_STOPPING = (catalogue.DISK_FULL.code, catalogue.FOLDER_NOT_WRITABLE.code)  # the next office would fare no better
_PASSING = "89"  # hundreds of the codes of problems that may be gone the next time: the environment, the program
_TEMPLATES = ".reportgen-templates-"
_MOST_NAMED = 5  # offices in one message
_MOST_BYTES = 200 * 2**20  # of a finished file; the summary of a thousand offices has one


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for: the workbooks, last year's workbooks, and where and how the reports are to be made."""

    places: tuple[Path, ...]
    output: Path
    last: tuple[Path, ...] = ()
    year: int | None = None
    by_district: bool = False
    strict: bool = False
    draft: bool = False
    pdf: bool = False
    force: bool = False

    @property
    def options(self) -> str:
        """Those that change what is made, for comparing with an earlier run."""
        chosen = {"strict": self.strict, "draft": self.draft, "pdf": self.pdf}
        return " ".join(name for name, wanted in chosen.items() if wanted)


class State(StrEnum):
    """What became of an office."""

    MADE = "已生成"
    UNCHANGED = "没有变化"
    FAILED = "没有生成"


class Counts(NamedTuple):
    """How many problems there are of each weight."""

    errors: int = 0
    warnings: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office in the result of a run.

    Problems are kept where it failed; of others only how many there are, and that its name had to be changed.
    """

    workbook: str
    identity: Identity | None
    state: State
    total: str
    parts: Mapping[str, str]
    counts: Counts
    problems: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """单位简称, or what the workbook is called where that could not be read."""
        return self.identity.short_name if self.identity else self.workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What a run came to, offices in their order; ``stopped`` where it did not get through.

    ``files`` are those that are about all offices.
    """

    year: int | None = None
    offices: tuple[Office, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: tuple[Path, ...] = ()
    stopped: bool = False


class Listener(Protocol):
    """Is told how far a run has got."""

    def begin(self, stage: str, total: int) -> None:
        """A stage of so many steps begins."""

    def step(self, *, failed: bool = False) -> None:
        """One step of it is done."""

    def keep(self, crash: str) -> FileRef | None:
        """Keep the traceback of a fault of the program; says where."""


class Start(Protocol):
    """Chooses the engine of a run, for so many offices; ``folder`` is free for it and goes when the run ends."""

    def __call__(self, setup: Setup, templates: Templates, folder: Path, offices: int) -> Engine:
        """The engine; nothing is started yet."""


def run(request: Request, templates: Templates, epoch: str, start: Start, listener: Listener) -> BatchResult:
    """Make the reports of all workbooks; ``epoch`` is SOURCE_DATE_EPOCH or empty.

    Whatever stops it, ``KeyboardInterrupt`` included, no file and no line of the manifest is left half written.
    """
    gathering = gather(request.places, request.output)
    if not gathering.sources:
        return BatchResult(problems=gathering.problems)
    setup = _setup(request, templates, epoch)
    output = request.output
    with ExitStack() as held:
        try:
            output.mkdir(parents=True, exist_ok=True)
            held.enter_context(sole_use(output))
        except InUseError:
            return BatchResult(
                problems=(catalogue.BATCH_UNDER_WAY.at(FileRef(file=readable(output)), output),), stopped=True
            )
        except OSError as error:
            return BatchResult(problems=(os_problem(error, output),), stopped=True)
        try:
            folder = held.enter_context(_folder_for_templates(output))
        except OSError as error:
            return BatchResult(problems=(os_problem(error, output),), stopped=True)
        crew = held.enter_context(Crew(start(setup, templates, folder, len(gathering.sources))))
        going = _Run(request, templates, setup, crew, listener)
        held.callback(going.close)
        return going.through(gathering)


@contextmanager
def _folder_for_templates(output: Path) -> Iterator[Path]:
    """A fresh one: what a run that was killed has left, or anybody else has put there, is never taken for ours."""
    for left in output.glob(f"{_TEMPLATES}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_TEMPLATES, dir=output))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _setup(request: Request, templates: Templates, epoch: str) -> Setup:
    options = {"strict": request.strict, "draft": request.draft, "pdf": request.pdf}
    key = hashlib.sha256(json.dumps([templates.digest, epoch, options, __version__]).encode()).hexdigest()
    return Setup(epoch=epoch, key=key, **options)


class _StopError(Exception):
    """The run cannot go on: no office would fare any better."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Noted:
    """A line of the manifest that is of this run; ``order`` is where its office stands."""

    order: Order
    inputs: str  # their digest
    line: Line
    office: Office


class _Run:
    """The steps of one run."""

    def __init__(self, request: Request, templates: Templates, setup: Setup, crew: Crew, listener: Listener) -> None:
        self._request = request
        self._templates = templates
        self._setup = setup
        self._crew = crew
        self._listener = listener
        self._manifests: dict[str, Manifest] = {}
        for folder in _year_folders(request.output):
            with suppress(OSError):  # one of another year that cannot be read tells us nothing
                self._manifests[folder.name] = Manifest(folder / MANIFEST)
        self._folder = request.output  # of the year, once that is known
        self._manifest: Manifest | None = None  # likewise
        self._noted: list[_Noted] = []
        self._unnoted: list[tuple[Order, Office]] = []  # while no workbook has said which year it is of

    def close(self) -> None:
        """Let go of the manifests."""
        for manifest in self._manifests.values():
            manifest.close()

    def through(self, gathering: Gathering) -> BatchResult:
        """From the first look at each workbook to the summaries."""
        problems = list(gathering.problems)
        year: int | None = None
        conclusion = Conclusion(files={})
        stopped = True
        try:
            items = self._surveyed("读单位", gathering.sources)
            year = settle_year(items, self._request.year)
            if year is not None:
                problems += self._prepare(items, year)
            self._make_all(items)
            if self._manifest is not None and year is not None:
                problems += self._not_given(self._manifest)
                conclusion = self._conclude(self._manifest, year)
                problems += conclusion.problems
            stopped = False
        except _StopError as stop:
            problems.append(stop.problem)
        except EngineError as error:
            problems.append(catalogue.NO_WORKERS.at(None, error))
        except OSError as error:  # wherever the disk of the output folder failed us
            problems.append(os_problem(error, self._request.output))
        done = [*((noted.order, noted.office) for noted in self._noted), *self._unnoted]
        offices = sorted(done, key=lambda pair: pair[0])
        return BatchResult(
            year=year,
            offices=tuple(office for _, office in offices),
            findings=conclusion.findings,
            problems=tuple(problems),
            files=tuple(self._folder / name for name in conclusion.files),
            stopped=stopped,
        )

    # --- before anything is made ---

    def _surveyed(self, stage: str, sources: Sequence[Source]) -> list[Item]:
        self._listener.begin(stage, len(sources))
        return survey(sources, self._known, self._crew, self._listener.step)

    def _known(self, sha256: str) -> Record | None:
        """What is known of a workbook; whose it is does not change while its content and we are the same."""
        if self._request.force:
            return None
        spans = ((manifest, manifest.span(sha256)) for manifest in self._manifests.values())
        lines = (read_line(manifest.line(span)) for manifest, span in spans if span)
        records = (found[0] for found in lines if found and found[0].inputs.program == __version__)
        return next((record for record in records if record.identity or record.settled), None)

    def _prepare(self, items: list[Item], year: int) -> list[Diagnostic]:
        """What can be told, and put in order, before the first report is made."""
        self._folder = self._request.output / str(year)
        if str(year) not in self._manifests:
            self._manifests[str(year)] = Manifest(self._folder / MANIFEST)
        self._manifest = self._manifests[str(year)]
        problems = []
        if self._request.last:
            problems += match_last_year(items, self._last_year(), year)
        find_conflicts(items, self._folder_of, draft=self._request.draft)
        self._keep_off_others(self._manifest, items)
        try:
            self._folder.mkdir(exist_ok=True)
            for folder in {self._folder, *(self._folder_of(item.identity) for item in items if item.identity)}:
                for rubbish in left_behind(folder):
                    rubbish.unlink(missing_ok=True)
        except OSError as error:
            raise _StopError(os_problem(error, self._folder)) from error
        return problems

    def _keep_off_others(self, manifest: Manifest, items: Sequence[Item]) -> None:
        """What is about all offices must not go over a workbook that was handed in, nor over somebody else's file."""
        places = {(item.identity.city, item.identity.district) for item in items if item.identity}
        ours = [self._folder / MANIFEST, self._folder / LISTING]
        for where, name in self._summary_names(places).items():
            ours += (self._district_folder(*where) / file for file in file_names(name, draft=self._request.draft))
        handed_in = {os.path.realpath(item.source.path) for item in items}
        for path in ours:
            place = FileRef(file=readable(path))
            if os.path.realpath(path) in handed_in:
                raise _StopError(catalogue.SOURCE_OVERWRITTEN.at(place, path.name))
            if path.is_symlink() or (path.exists() and not manifest.is_ours):
                raise _StopError(catalogue.NOT_OUR_FILE.at(place, path.name))

    def _last_year(self) -> list[Item]:
        """Last year's workbooks; where there are none, the comparison that was asked for cannot be made."""
        last = gather(self._request.last, self._request.output)
        missing = next((problem for problem in last.problems if problem.severity is Severity.ERROR), None)
        items = [] if missing else self._surveyed("读上一年", last.sources)
        named = (item for item in items if item.source.path in self._request.last)
        problem = missing or next((problem for item in named for problem in item.problems), None)
        if problem:
            raise _StopError(problem)
        return items

    def _folder_of(self, who: Identity) -> Path:
        return self._district_folder(who.city, who.district)

    def _district_folder(self, city: str, district: str) -> Path:
        return self._folder / safe_name(f"{city}{district}") if self._request.by_district else self._folder

    # --- the reports ---

    def _make_all(self, items: Sequence[Item]) -> None:
        self._listener.begin("生成", len(items))
        for job, made in self._crew.each(make, self._jobs(items)):
            self._take(items[job.number], made)

    def _jobs(self, items: Sequence[Item]) -> Iterator[Job]:
        """The workbooks whose reports have to be made; of the others it is noted at once why they have not."""
        for number, item in enumerate(items):
            if item.problems:
                self._note(item, Made(identity=item.identity, problems=item.problems), {})
            elif self._request.force or not self._reused(item):
                data, sha256, problems = read_contents(item.source)
                last, last_sha256, _ = read_contents(item.last.source) if item.last else (None, "", ())
                changed = item.last if item.last and last_sha256 != item.last.sha256 else item
                if sha256 != item.sha256 or changed is not item:
                    item.problems = problems or (catalogue.WORKBOOK_CHANGED.at(changed.place, changed.source.name),)
                    self._note(item, Made(identity=item.identity, problems=item.problems), {})
                    continue
                yield Job(
                    setup=self._setup.key,
                    number=number,
                    name=item.source.name,
                    data=data,
                    link=self._link(item),
                    last=last,
                    last_name=item.last.source.name if item.last else "",
                )

    def _reused(self, item: Item) -> bool:
        """Whether the files of the office are there and would come out the same; if so, its line is kept."""
        manifest = self._manifest
        span = manifest.span(item.sha256) if manifest else None
        found = read_line(manifest.line(span)) if manifest and span else None
        if not manifest or not span or found is None:
            return False
        record, _ = found
        if not record.settled or record.inputs != self._inputs(item) or not self._intact(record.files):
            return False
        state = State.UNCHANGED if record.made else State.FAILED
        self._keep(item, span, record.renamed(item.source.name), state)
        return True

    def _intact(self, files: Mapping[str, str]) -> bool:
        """Whether the files are there as they were written; names from a manifest may be anybody's."""
        try:
            return all(_sha256(_read_ours(self._folder, name)) == known for name, known in files.items())
        except OSError:
            return False

    def _take(self, item: Item, made: Made | None) -> None:
        """Deliver what a worker has made, and note it."""
        failure = self._failure(item, made)
        if made is None or failure:
            seconds = made.seconds if made else 0.0
            made = Made(identity=item.identity, problems=(failure,) if failure else (), seconds=seconds)
        elif made.files and item.identity:
            delivered = deliver(self._folder_of(item.identity), made.files, source=item.source.path)
            if delivered.value is not None:
                names = (path.relative_to(self._folder).as_posix() for path in delivered.value)
                hashes = map(_sha256, made.files.values())
                self._note(item, made, dict(zip(names, hashes, strict=True)))
                return
            self._stop_if_hopeless(delivered.diagnostics)
            made = replace(made, problems=(*made.problems, *delivered.diagnostics))
        self._note(item, made, {})

    def _failure(self, item: Item, made: Made | None) -> Diagnostic | None:
        """Why nothing that a worker gave back, or did not, may be delivered."""
        name = item.source.name
        if made is None:
            return catalogue.WORKER_LOST.at(item.place, name)
        if made.crash:
            return catalogue.PROGRAM_FAULT.at(self._listener.keep(made.crash))
        if made.files and made.identity is None:
            return catalogue.OFFICE_UNKNOWN.at(item.place, name)
        if made.files and made.identity != item.identity:
            return catalogue.WORKBOOK_CHANGED.at(item.place, name)
        return None

    def _stop_if_hopeless(self, problems: Sequence[Diagnostic]) -> None:
        hopeless = next((problem for problem in problems if problem.code in _STOPPING), None)
        if hopeless:
            raise _StopError(hopeless)

    def _note(self, item: Item, made: Made, files: Mapping[str, str]) -> None:
        """Add a line to the manifest; a failed office is told of files of an earlier run that still lie there."""
        problems = made.problems if files else (*made.problems, *self._stale(item))
        record = Record(
            workbook=item.source.name,
            identity=item.identity,
            inputs=self._inputs(item),
            settled=bool(files) or not (item.problems or any(problem.code[1] in _PASSING for problem in problems)),
            total=made.total if files else "",
            parts=made.parts if files else {},
            problems=problems,
            files=files,
            seconds=made.seconds,
        )
        state = State.MADE if files else State.FAILED
        if self._manifest is None:
            self._unnoted.append((item.order, _office(record, state)))
            self._listener.step(failed=not files)
            return
        try:
            span = self._manifest.add(record, made.result if files else "null")
        except OSError as error:
            raise _StopError(os_problem(error, self._folder)) from error
        self._keep(item, span, record, state)

    def _keep(self, item: Item, span: Span, record: Record, state: State) -> None:
        record = replace(record, identity=item.identity)  # the same, kept once
        line = Line(span, item.identity, record.made, os.path.dirname(item.source.file))  # noqa: PTH120 - a string
        self._noted.append(_Noted(item.order, record.inputs.digest, line, _office(record, state)))
        self._listener.step(failed=state is State.FAILED)

    # --- what they say together ---

    def _conclude(self, manifest: Manifest, year: int) -> Conclusion:
        """Compare the offices, make the summaries, and leave a manifest of this run alone, in order."""
        ordered = sorted(self._noted, key=lambda noted: noted.order)
        state = self._state(ordered)
        before = Conclusion.from_json(manifest.whole_run) if manifest.whole_run.get("state") == state else None
        if before and self._intact(before.files) and not self._request.force:
            if manifest.grew:  # by offices that failed again
                self._rewrite(manifest, ordered, state, before)
            return before
        found = compared(manifest, [noted.line for noted in ordered])
        conclusion = self._summarised(manifest, ordered, found, year)
        conclusion = self._listed(manifest, ordered, conclusion, year)
        self._rewrite(manifest, ordered, "" if has_errors(conclusion.problems) else state, conclusion)
        return conclusion

    def _rewrite(self, manifest: Manifest, ordered: Sequence[_Noted], state: str, conclusion: Conclusion) -> None:
        try:
            manifest.rewrite((noted.line.span for noted in ordered), {"state": state, **conclusion.to_json()})
        except OSError as error:
            raise _StopError(os_problem(error, self._folder)) from error

    def _summarised(
        self, manifest: Manifest, ordered: Sequence[_Noted], found: Sequence[Finding], year: int
    ) -> Conclusion:
        lines = [noted.line for noted in ordered]
        places = {(line.identity.city, line.identity.district) for line in lines if line.identity}
        names = self._summary_names(places)
        files: dict[str, str] = {}
        problems: list[Diagnostic] = []
        told: list[Finding] = []
        self._listener.begin("汇总", len(names))

        def jobs() -> Iterator[SummaryJob]:
            for district in districts(manifest, lines, found, year):
                yield SummaryJob(setup=self._setup.key, name=names[district.city, district.name], district=district)

        for job, made in self._crew.each(summarise, jobs()):
            written, said = self._take_summary(job, made)
            files |= written
            problems += (problem for problem in said if problem not in problems)
            told += made.findings if made else ()
            self._listener.step(failed=not written)
        return Conclusion(
            findings=tuple(sorted(told, key=Finding.order)),
            problems=tuple(problems),
            files=dict(sorted(files.items())),
        )

    def _summary_names(self, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """What the files of each district begin with: the district, and the city too where others are called so."""
        taken: set[tuple[Path, str]] = set()
        names: dict[tuple[str, str], str] = {}
        often = Counter(as_windows_compares(safe_name(district)) for _, district in places)
        for city, district in sorted(places):
            alone = self._request.by_district or often[as_windows_compares(safe_name(district))] == 1
            plain, folder = safe_name(district if alone else f"{city}{district}"), self._district_folder(city, district)
            name, number = plain, 2
            while (folder, as_windows_compares(name)) in taken:
                name, number = f"{plain}（{number}）", number + 1
            taken.add((folder, as_windows_compares(name)))
            names[city, district] = name
        return names

    def _listed(self, manifest: Manifest, ordered: Sequence[_Noted], conclusion: Conclusion, year: int) -> Conclusion:
        """The same with 清单.xlsx beside the summaries."""
        lines = (read_line(manifest.line(noted.line.span)) for noted in ordered)
        content = listing((found[0] for found in lines if found), year, created=report_date(year, self._setup.epoch))
        delivered = deliver(self._folder, {LISTING: content}, source=self._folder / MANIFEST)
        if delivered.value is None:
            self._stop_if_hopeless(delivered.diagnostics)
            return replace(conclusion, problems=(*conclusion.problems, *delivered.diagnostics))
        return replace(conclusion, files={LISTING: _sha256(content), **conclusion.files})

    def _take_summary(self, job: SummaryJob, made: Summarised | None) -> tuple[dict[str, str], Sequence[Diagnostic]]:
        """Deliver the files of a district; their paths with SHA-256, and what is to be told."""
        if made is None:
            return {}, (catalogue.WORKER_LOST.at(None, f"{job.district.name}汇总"),)
        if made.crash:
            return {}, (catalogue.PROGRAM_FAULT.at(self._listener.keep(made.crash)),)
        if not made.files:
            return {}, made.problems
        folder = self._district_folder(job.district.city, job.district.name)
        delivered = deliver(folder, made.files, source=self._folder / MANIFEST)
        if delivered.value is None:
            self._stop_if_hopeless(delivered.diagnostics)
            return {}, (*made.problems, *delivered.diagnostics)
        names = (path.relative_to(self._folder).as_posix() for path in delivered.value)
        return dict(zip(names, map(_sha256, made.files.values()), strict=True)), made.problems

    def _state(self, ordered: Sequence[_Noted]) -> str:
        """SHA-256 of all that was handed in, of what came of it, and of what the summaries are made with."""
        told = [[noted.inputs, noted.line.made] for noted in ordered]
        charts = importlib.util.find_spec("matplotlib") is not None  # without loading it
        return _sha256(json.dumps([told, self._templates.digest, charts, __version__]).encode())

    def _not_given(self, manifest: Manifest) -> Iterator[Diagnostic]:
        """The offices of which an earlier run made files that this one knows nothing of."""
        ours = {noted.line.span for noted in self._noted}
        given = {noted.office.identity for noted in self._noted}
        lines = (manifest.line(span) for span in manifest.spans().values() if span not in ours)
        records = (found[0] for line in lines if (found := read_line(line)))
        made = (record.identity for record in records if record.made)
        names = sorted({who.short_name for who in made if who and who not in given})
        if names:
            shown = "、".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")
            yield catalogue.OFFICES_NOT_GIVEN.at(FileRef(file=readable(self._folder)), shown, count=len(names))

    def _stale(self, item: Item) -> Iterator[Diagnostic]:
        if item.identity and self._manifest:
            folder = self._folder_of(item.identity)
            names = names_for(item.identity.short_name, draft=self._request.draft)
            there = [name for name in (names.document, names.papers) if (folder / name).exists()]
            if there and all(problem.code != catalogue.SOURCE_OVERWRITTEN.code for problem in item.problems):
                yield catalogue.STALE_FILES.at(FileRef(file=readable(folder)), "、".join(there))

    def _inputs(self, item: Item) -> Inputs:
        who = item.identity
        year, district, office = (who.year, who.district, who.short_name) if who else (0, "", "")
        made_with = self._templates.digests(year, district, office)
        return Inputs(
            workbook=item.sha256,
            last=item.last.sha256 if item.last else None,
            rules=made_with.rules,
            wording=made_with.wording,
            layout=made_with.layout,
            checks=made_with.checks,
            program=__version__,
            epoch=self._setup.epoch,
            link=self._link(item),
            options=self._request.options,
        )

    def _link(self, item: Item) -> str:
        return path_from(self._folder_of(item.identity) if item.identity else self._folder, item.source.path)


def _year_folders(output: Path) -> list[Path]:
    try:
        return sorted(folder for folder in output.iterdir() if folder.name.isdecimal() and folder.is_dir())
    except OSError:
        return []


def _office(record: Record, state: State) -> Office:
    return Office(
        workbook=record.workbook,
        identity=record.identity,
        state=state,
        total=record.total,
        parts=record.parts,
        counts=Counts(*(sum(problem.severity is one for problem in record.problems) for one in Severity)),
        problems=tuple(p for p in record.problems if state is State.FAILED or p.code == catalogue.NAME_MADE_SAFE.code),
    )


def _read_ours(folder: Path, name: str) -> bytes:
    """A finished file; ``OSError`` for what cannot be one."""
    path = folder / name
    if ".." in path.parts or not path.is_relative_to(folder) or not path.is_file():
        raise FileNotFoundError(name)
    with path.open("rb") as stream:
        return stream.read(_MOST_BYTES)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
