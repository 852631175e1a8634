"""Gives work to the processes of the batch engine, each in a thread of its own, so that no request works itself."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.conf import settings

from reportgen.batch.engine import Crew, Engine, EngineError, LocalProcesses, Preparation, Task, usual_workers
from reportgen.batch.job import Job, Roster, TemplateFiles
from reportgen.output.delivery import source_date_epoch
from reportgen.resources import Resources
from reportgen.web.jobs import (
    DocumentAuditJob,
    DocumentAuditResult,
    EditionJob,
    EditionResult,
    ExamineJob,
    ExamineResult,
    ExtractJob,
    ExtractResult,
    FormJob,
    FormResult,
    GridJob,
    GridResult,
    MadeFile,
    MendJob,
    PdfJob,
    ReviewJob,
)

A = TypeVar("A")
R = TypeVar("R")

EXAMINE: Task[[ExamineJob], ExamineResult] = Task("reportgen.web.tasks:examine")
FORM: Task[[FormJob], FormResult] = Task("reportgen.web.tasks:form_of_year")
GRID: Task[[GridJob], GridResult] = Task("reportgen.web.tasks:grids_of")
MEND: Task[[MendJob], bytes] = Task("reportgen.web.tasks:mend")
REVIEW: Task[[ReviewJob], MadeFile] = Task("reportgen.web.tasks:review")
PDF: Task[[PdfJob], MadeFile] = Task("reportgen.web.document_tasks:pdf")
EXTRACT: Task[[ExtractJob], ExtractResult] = Task("reportgen.web.document_tasks:extract")
AUDIT: Task[[DocumentAuditJob], DocumentAuditResult] = Task("reportgen.web.document_tasks:audit")
ROSTER: Task[[Job], Roster] = Task("reportgen.batch.roster:read_roster")
PROVE: Task[[EditionJob], EditionResult] = Task("reportgen.web.proofs:prove")
_WARM_UP: Task[[int], None] = Task("reportgen.web.tasks:warm_up")
_PREPARE: Task[[str, Path], None] = Task("reportgen.web.tasks:prepare")
_PREPARE_HERE: Task[[str, Path], None] = Task("reportgen.web.tasks:prepare_worker")
_SOON, _LATER, _END = 0, 1, 2  # somebody waits for the first; the last one ends a thread
_PATIENCE = 30.0  # seconds that a request waits for its own work
_PULSE = 0.2  # seconds
_EACH_WORKER_SERVES = 8  # offices, as the engine counts them
_log = logging.getLogger("reportgen.web")


class WorkLostError(Exception):
    """The work failed: it has a fault, it ended its worker process, or the process cannot be started."""


class Workers(Protocol):
    """Does the work of the site."""

    def submit(self, task: Task[[A], R], argument: A, *, soon: bool = False) -> Future[R]:
        """Take the work; ``soon`` puts it before all work that nobody waits for."""

    def renew(self) -> None:
        """Do all work that begins from now on with the templates that are now in force."""


@dataclass(frozen=True, slots=True, order=True)
class _Call:
    """Work that waits for its turn; the number keeps the order."""

    urgency: int
    number: int
    task: Task[[Any], Any] = field(compare=False)
    argument: Any = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Done:
    """The result of work, or the traceback of its fault."""

    result: Any
    fault: str = ""


def do_call(call: _Call) -> _Done:
    """Do the work, in a worker process."""
    try:
        return _Done(call.task(call.argument))
    except Exception:
        return _Done(None, traceback.format_exc())


class Pool:
    """Worker processes, each with a thread that hands it one call after the other and replaces it when it ends.

    A thread takes what is most urgent, so that long work keeps nobody waiting as long as one process is free.
    ``make_engines`` reads the templates in force; it returns one engine for each thread, always as many.
    """

    def __init__(self, make_engines: Callable[[], Sequence[Engine]]) -> None:
        self._make_engines = make_engines
        self._engines = make_engines()
        self._calls: queue.PriorityQueue[_Call] = queue.PriorityQueue()
        self._futures: dict[int, Future[Any]] = {}
        self._numbers = itertools.count()
        self._at_end = False
        self._turn = threading.Lock()  # one process at a time warms up, so that the others answer
        self._threads = [
            threading.Thread(target=self._work, args=(number,), name="worker") for number in range(len(self._engines))
        ]

    def start(self) -> None:
        """Start the processes one after the other; they load at once what the first upload needs."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the processes after the work that they have begun; the database remembers what has to be done again."""
        self._at_end = True
        for _ in self._threads:
            self._calls.put(_Call(_END, next(self._numbers), Task(""), None))
        for thread in self._threads:
            thread.join()

    def submit(self, task: Task[[A], R], argument: A, *, soon: bool = False) -> Future[R]:
        """Take the work."""
        future: Future[R] = Future()
        call = _Call(_SOON if soon else _LATER, next(self._numbers), task, argument)
        self._futures[call.number] = future
        self._calls.put(call)
        return future

    def renew(self) -> None:
        """Do all calls that begin from now on with the templates that are now in force."""
        self._engines = self._make_engines()

    def _work(self, number: int) -> None:
        """Work with one engine after the other; the call that came after a renewal waits for the new one."""
        call: _Call | None = None
        while not self._at_end:
            call = self._work_with(self._engines[number], number, call)

    def _work_with(self, engine: Engine, number: int, call: _Call | None) -> _Call | None:
        """Warm the process up when it is its turn, and do calls before and after that, until the engine is replaced."""
        is_warm = False
        with Crew(engine) as crew:
            while not self._at_end:
                if call is not None:
                    self._do(crew, call)
                if not is_warm and self._turn.acquire(blocking=False):
                    self._do(crew, _Call(_SOON, next(self._numbers), _WARM_UP, 0))
                    self._turn.release()
                    is_warm = True
                try:
                    call = self._calls.get(timeout=None if is_warm else _PULSE)
                except queue.Empty:
                    call = None
                if engine is not self._engines[number]:
                    return call
        return None

    def _do(self, crew: Crew, call: _Call) -> None:
        try:
            for _, done in crew.each(do_call, [call]):
                self._finish(call, done)
        except EngineError as error:
            self._finish(call, _Done(None, str(error)))

    def _finish(self, call: _Call, done: _Done | None) -> None:
        future = self._futures.pop(call.number, None)
        if done is None or done.fault:
            fault = done.fault if done else f"{call.task.name} ended its process"
            if future is None:
                _log.error("workers: %s", fault)
            else:
                future.set_exception(WorkLostError(fault))
        elif future is not None:
            future.set_result(done.result)


def pool_of(site: Path, folder: Path, offices: int) -> Pool:
    """Return the pool of the site; ``folder`` is an empty one for templates. ``EngineError`` if a cluster is away."""
    served = max(offices, 2 * _EACH_WORKER_SERVES)
    count = _cluster_workers(site) if settings.SCHEDULER else usual_workers(served)

    def engines() -> list[Engine]:
        preparation = _preparation(site)
        place = folder / preparation.key
        place.mkdir(exist_ok=True)
        preparation.write(place)
        return [engine(preparation, place, 1) for _ in range(count)]

    return Pool(engines)


def _preparation(site: Path) -> Preparation:
    files = TemplateFiles.read(Resources.locate(working_folder=site))
    load: Callable[[Path], object] = partial(_PREPARE if settings.SCHEDULER else _PREPARE_HERE, source_date_epoch())
    return Preparation(key=files.digest, files=files.files, load=load)


def _cluster_workers(site: Path) -> int:
    """Return how many workers the cluster has; whoever starts the site learns at once that there is none."""
    cluster = engine(_preparation(site), site, 1)
    cluster.start().shutdown()
    return cluster.workers


def engine(preparation: Preparation, folder: Path, offices: int) -> Engine:
    """Return where the work is done: in processes of this machine, or in the cluster of the settings."""
    if settings.SCHEDULER:
        from reportgen.batch.cluster import Cluster  # noqa: PLC0415 - it needs an extra, and is slow to load

        return Cluster(preparation, settings.SCHEDULER)
    return LocalProcesses(preparation, folder, usual_workers(offices))


_workers: list[Workers] = []


def use(workers: Workers) -> None:
    """Let the site give its work to these workers from now on."""
    _workers[:] = [workers]


def workers() -> Workers:
    """Return the workers of the site."""
    return _workers[0]


def do(task: Task[[A], R], argument: A) -> R:
    """Do work for which somebody waits; ``WorkLostError`` or ``TimeoutError`` if it does not end well."""
    return workers().submit(task, argument, soon=True).result(timeout=_PATIENCE)
