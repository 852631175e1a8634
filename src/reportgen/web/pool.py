"""Gives work to the processes of the batch engine, in another thread, so that no request works itself."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from reportgen.batch.engine import Crew, Engine, EngineError, LocalProcesses, Preparation, Task, usual_workers
from reportgen.batch.job import Job, Roster, TemplateFiles
from reportgen.output.delivery import source_date_epoch
from reportgen.resources import Resources
from reportgen.web.jobs import (
    EditionJob,
    EditionResult,
    ExamineJob,
    ExamineResult,
    FormJob,
    FormResult,
    GridJob,
    GridResult,
    MendJob,
    MendResult,
)

A = TypeVar("A")
R = TypeVar("R")

EXAMINE: Task[[ExamineJob], ExamineResult] = Task("reportgen.web.tasks:examine")
FORM: Task[[FormJob], FormResult] = Task("reportgen.web.tasks:form_of_year")
GRID: Task[[GridJob], GridResult] = Task("reportgen.web.tasks:grids_of")
MEND: Task[[MendJob], MendResult] = Task("reportgen.web.tasks:mend")
ROSTER: Task[[Job], Roster] = Task("reportgen.batch.roster:read_roster")
PROVE: Task[[EditionJob], EditionResult] = Task("reportgen.web.proofs:prove")
_PREPARE: Task[[str, Path], None] = Task("reportgen.web.tasks:prepare_worker")
_SOON, _LATER, _END = 0, 1, 2  # somebody waits for the first; the last one ends the thread
_PATIENCE = 30.0  # seconds that a request waits for its own work
_EACH_WORKER_SERVES = 8  # offices, as the engine counts them
_log = logging.getLogger("reportgen.web")


class WorkLostError(Exception):
    """The work ended its worker process, or the processes cannot be started."""


class Workers(Protocol):
    """Does the work of the site."""

    def submit(self, task: Task[[A], R], argument: A, *, soon: bool = False) -> Future[R]:
        """Take the work; ``soon`` puts it before all work that nobody waits for."""

    def renew(self) -> None:
        """Do all work that comes from now on with the templates that are now in force."""


@dataclass(frozen=True, slots=True, order=True)
class _Call:
    """Work that waits for its turn; the number keeps the order."""

    urgency: int
    number: int
    task: Task[[Any], Any] = field(compare=False)
    argument: Any = field(compare=False, repr=False)


def do_call(call: _Call) -> tuple[object]:
    """Do the work, in a worker process; the result is wrapped, as the engine gives ``None`` for work that is lost."""
    return (call.task(call.argument),)


class Pool:
    """Worker processes that are started at once and replaced when they end; ``make_engine`` reads the templates."""

    def __init__(self, make_engine: Callable[[], Engine]) -> None:
        self._make_engine = make_engine
        self._engine = make_engine()
        self._calls: queue.PriorityQueue[_Call] = queue.PriorityQueue()
        self._futures: dict[int, Future[Any]] = {}
        self._numbers = itertools.count()
        self._at_end = False
        self._thread = threading.Thread(target=self._work, name="workers")

    def start(self) -> None:
        """Start the processes, so that the first upload does not wait for them."""
        self._thread.start()
        self.submit(Task("reportgen.web.tasks:wake"), 0)

    def stop(self) -> None:
        """End the processes after the work that they have begun; the database remembers what has to be done again."""
        self._at_end = True
        self._calls.put(_Call(_END, next(self._numbers), Task(""), None))
        self._thread.join()

    def submit(self, task: Task[[A], R], argument: A, *, soon: bool = False) -> Future[R]:
        """Take the work."""
        future: Future[R] = Future()
        call = _Call(_SOON if soon else _LATER, next(self._numbers), task, argument)
        self._futures[call.number] = future
        self._calls.put(call)
        return future

    def renew(self) -> None:
        """Replace the processes by ones with the present templates, after the work that they have."""
        self._engine = self._make_engine()
        self.submit(Task("reportgen.web.tasks:wake"), 0, soon=True)

    def _work(self) -> None:
        while not self._at_end:
            engine = self._engine
            with Crew(engine) as crew:
                while engine is self._engine and not self._at_end:
                    self._work_with(crew, engine)

    def _work_with(self, crew: Crew, engine: Engine) -> None:
        try:
            for call, result in crew.each(do_call, self._waiting(self._calls.get(), engine)):
                self._finish(call, result)
        except EngineError as error:
            _log.error("workers: %s", error)
            for number in list(self._futures):
                self._futures.pop(number).set_exception(WorkLostError(str(error)))

    def _waiting(self, first: _Call, engine: Engine) -> Iterator[_Call]:
        """Yield all the work that is there and is for this engine; more than the first may have come meanwhile."""
        call: _Call | None = first
        while call is not None and call.urgency != _END and not self._at_end:
            yield call
            try:
                call = self._calls.get_nowait() if engine is self._engine else None
            except queue.Empty:
                call = None

    def _finish(self, call: _Call, result: tuple[object] | None) -> None:
        future = self._futures.pop(call.number, None)
        if future is None:
            return
        if result is None:
            future.set_exception(WorkLostError(call.task.name))
        else:
            future.set_result(result[0])


def local_pool(site: Path, folder: Path, offices: int) -> Pool:
    """Return a pool of processes on this machine; ``folder`` is an empty folder for their templates."""

    def engine() -> Engine:
        files = TemplateFiles.read(Resources.locate(working_folder=site))
        place = folder / files.digest
        place.mkdir(exist_ok=True)
        load: Callable[[Path], object] = partial(_PREPARE, source_date_epoch())
        preparation = Preparation(key=files.digest, files=files.files, load=load)
        return LocalProcesses(preparation, place, usual_workers(max(offices, 2 * _EACH_WORKER_SERVES)))

    return Pool(engine)


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
