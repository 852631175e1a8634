"""One run over many workbooks: what has changed is made anew, delivered and noted, office by office."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from reportgen import __version__, catalogue
from reportgen.batch.closing import Closing, Conclusion
from reportgen.batch.districts import Noted
from reportgen.batch.engine import Crew, Engine, EngineError
from reportgen.batch.gathering import MANIFEST, Gathering, Source, gather
from reportgen.batch.job import Job, Made, Setup, make
from reportgen.batch.listing import LISTING
from reportgen.batch.lock import InUseError, sole_use
from reportgen.batch.manifest import Inputs, Manifest, Record, Span, read_line
from reportgen.batch.plan import (
    Item,
    Order,
    find_conflicts,
    listed,
    match_last_year,
    read_contents,
    settle_year,
    survey,
)
from reportgen.batch.result import BatchResult, Listener, Office, State, office_of
from reportgen.batch.templates import Templates
from reportgen.batch.yearfolder import StopError, YearFolder, year_folders
from reportgen.diagnostics import Diagnostic, FileRef, Severity, readable
from reportgen.district import file_names
from reportgen.output.delivery import names_for, os_problem

_PASSING = "89"  # hundreds of the codes of problems that may be gone the next time: the environment, the program
_TEMPLATES = ".reportgen-templates-"


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


class _Run:
    """The steps of one run."""

    def __init__(self, request: Request, templates: Templates, setup: Setup, crew: Crew, listener: Listener) -> None:
        self._request = request
        self._templates = templates
        self._setup = setup
        self._crew = crew
        self._listener = listener
        self._manifests: dict[str, Manifest] = {}
        for folder in year_folders(request.output):
            with suppress(OSError):  # one of another year that cannot be read tells us nothing
                self._manifests[folder.name] = Manifest(folder / MANIFEST)
        self._folder = YearFolder(request.output, request.by_district)  # of the year, once that is known
        self._manifest: Manifest | None = None  # likewise
        self._noted: list[Noted] = []
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
                problems += (*self._not_given(self._manifest), *self._not_compared(items))
                conclusion = self._closing(self._manifest, year).conclude(force=self._request.force)
                problems += conclusion.problems
            stopped = False
        except StopError as stop:
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
            files=tuple(self._folder.path / name for name in conclusion.files),
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

    def _keep_off_others(self, manifest: Manifest, items: Sequence[Item]) -> None:
        """What is about all offices must not go over a workbook that was handed in, nor over somebody else's file."""
        places = {(item.identity.city, item.identity.district) for item in items if item.identity}
        ours = [self._folder.path / MANIFEST, self._folder.path / LISTING]
        for where, name in self._folder.summary_names(places).items():
            ours += (self._folder.of(*where) / file for file in file_names(name, draft=self._request.draft))
        handed_in = {os.path.realpath(item.source.path) for item in items}
        for path in ours:
            place = FileRef(file=readable(path))
            if os.path.realpath(path) in handed_in:
                raise StopError(catalogue.SOURCE_OVERWRITTEN.at(place, path.name))
            if path.is_symlink() or (path.exists() and not manifest.is_ours):
                raise StopError(catalogue.NOT_OUR_FILE.at(place, path.name))

    def _last_year(self) -> list[Item]:
        """Last year's workbooks; where there are none, the comparison that was asked for cannot be made."""
        last = gather(self._request.last, self._request.output)
        missing = next((problem for problem in last.problems if problem.severity is Severity.ERROR), None)
        items = [] if missing else self._surveyed("读上一年", last.sources)
        named = (item for item in items if item.source.path in self._request.last)
        problem = missing or next((problem for item in named for problem in item.problems), None)
        if problem:
            raise StopError(problem)
        return items

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
                    link=self._folder.link(item.identity, item.source.path),
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
        if not record.settled or record.inputs != self._inputs(item) or not self._folder.is_intact(record.files):
            return False
        state = State.UNCHANGED if record.made else State.FAILED
        self._keep(item, span, record.renamed(item.source.name), state)
        return True

    def _take(self, item: Item, made: Made | None) -> None:
        """Deliver what a worker has made, and note it."""
        failure = self._failure(item, made)
        if made is None or failure:
            seconds = made.seconds if made else 0.0
            made = Made(identity=item.identity, problems=(failure,) if failure else (), seconds=seconds)
        elif made.files and item.identity:
            folder = self._folder.of_office(item.identity)
            delivered = self._folder.deliver(folder, made.files, source=item.source.path)
            if delivered.value is not None:
                self._note(item, made, delivered.value)
                return
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
            self._unnoted.append((item.order, office_of(record, state)))
            self._listener.step(failed=not files)
            return
        try:
            span = self._manifest.add(record, made.result if files else b"null")
        except OSError as error:
            raise StopError(os_problem(error, self._folder.path)) from error
        self._keep(item, span, record, state)

    def _keep(self, item: Item, span: Span, record: Record, state: State) -> None:
        record = replace(record, identity=item.identity)  # the same, kept once
        folder = os.path.dirname(item.source.file)  # noqa: PTH120 - a string
        self._noted.append(Noted(item.order, record.inputs.digest, span, folder, office_of(record, state)))
        self._listener.step(failed=state is State.FAILED)

    # --- what they say together ---

    def _closing(self, manifest: Manifest, year: int) -> Closing:
        return Closing(
            year=year,
            folder=self._folder,
            manifest=manifest,
            noted=sorted(self._noted, key=lambda noted: noted.order),
            crew=self._crew,
            setup=self._setup,
            templates=self._templates,
            listener=self._listener,
        )

    def _not_given(self, manifest: Manifest) -> Iterator[Diagnostic]:
        """The offices of which an earlier run made files that this one knows nothing of."""
        ours = {noted.span for noted in self._noted}
        given = {noted.office.identity for noted in self._noted}
        lines = (manifest.line(span) for span in manifest.spans().values() if span not in ours)
        records = (found[0] for line in lines if (found := read_line(line)))
        made = (record.identity for record in records if record.made)
        names = sorted({who.short_name for who in made if who and who not in given})
        if names:
            place = FileRef(file=readable(self._folder.path))
            yield catalogue.OFFICES_NOT_GIVEN.at(place, names=listed(names, "个单位"))

    def _not_compared(self, items: Sequence[Item]) -> Iterator[Diagnostic]:
        """The offices that have a report but, although last year's workbooks were given, no score of last year."""
        reasons: dict[str, list[str]] = {}
        alone = {item.identity for item in items if item.last is None}
        made = (noted.office for noted in self._noted if noted.office.made and self._request.last)
        for office in made:
            told = [p.found for p in office.problems if p.code == catalogue.LAST_YEAR_NOT_SCORED.code]
            for reason in ["没有上一年的填报表"] if office.identity in alone else told:
                reasons.setdefault(reason, []).append(office.name)
        for reason, names in reasons.items():
            place = FileRef(file=readable(self._request.last[0]))
            yield catalogue.LAST_YEAR_MISSING.at(place, reason, names=listed(sorted(names), "个单位"))

    def _stale(self, item: Item) -> Iterator[Diagnostic]:
        if item.identity and self._manifest:
            folder = self._folder.of_office(item.identity)
            names = names_for(item.identity.short_name, draft=self._request.draft)
            if all(problem.code != catalogue.SOURCE_OVERWRITTEN.code for problem in item.problems):
                yield from self._folder.stale(folder, (names.document, names.papers))

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
            link=self._folder.link(item.identity, item.source.path),
            options=self._request.options,
        )
