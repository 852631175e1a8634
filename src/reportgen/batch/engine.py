"""Does jobs in any ``concurrent.futures.Executor``, keeps it busy, and replaces it if it breaks.

This module knows nothing about the jobs: it takes any task, and a call that prepares workers.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pkgutil
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Generic, ParamSpec, Protocol, TypeVar

J = TypeVar("J")
P = ParamSpec("P")
R = TypeVar("R")

_LONG = 30.0  # after so many seconds without a finished job we ask the engine whether it still works
_BROKEN = (BrokenExecutor, CancelledError)  # these errors come from the executor, not from the job
_AHEAD = 2  # so many jobs are given to each worker, so that no worker is ever idle
_TRIES = 2  # a job that fails so often alone in a new executor is the one that ends workers
MOST_WORKERS = 61  # Windows cannot wait for more processes at once
_WORTH_A_WORKER = 8  # offices; with fewer, starting one more process takes longer than it saves


class EngineError(Exception):
    """There is no worker; the message says why, in Chinese."""


class Engine(Protocol):
    """Starts executors whose workers are prepared."""

    @property
    def workers(self) -> int:
        """The number of jobs that run at once."""

    def start(self) -> Executor:
        """Start a new executor."""

    def look_after(self) -> None:
        """Raise ``EngineError`` if no job will ever end; a crew calls this when no job has ended for a while."""


@dataclass(frozen=True, slots=True)
class Task(Generic[P, R]):
    """A function by its name (“package.module:function”); only a worker that calls it loads its module."""

    name: str

    def __call__(self, *arguments: P.args, **keywords: P.kwargs) -> R:
        """Call the function."""
        function: Callable[P, R] = pkgutil.resolve_name(self.name)
        return function(*arguments, **keywords)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What a worker needs before its first job: ``files`` in a folder of its machine, and ``load``, called with it.

    ``key`` distinguishes it from the preparations of other runs on the same workers.
    """

    key: str
    files: Mapping[str, bytes] = field(repr=False)  # by their paths in the folder, with forward slashes
    load: Callable[[Path], object]  # it has to be picklable

    def write(self, folder: Path) -> None:
        """Put the files into the folder, unless they are there already."""
        if any(folder.iterdir()):
            return
        for name, content in self.files.items():
            path = folder.joinpath(*PurePosixPath(name).parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@dataclass(slots=True)
class LocalProcesses:
    """Processes on this machine; every system starts them with spawn, so that they inherit nothing by chance.

    ``folder`` is an empty folder for the files of the preparation.
    """

    preparation: Preparation
    folder: Path
    workers: int
    _executor: ProcessPoolExecutor | None = field(default=None, repr=False)

    def start(self) -> Executor:
        """Start a new executor with all of its processes."""
        self.preparation.write(self.folder)
        self._executor = executor = ProcessPoolExecutor(
            self.workers,
            multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self.preparation.load, self.folder),
        )
        with _interrupts_ignored():  # Ctrl-C reaches every process of a terminal, but only the parent has to react
            for _ in range(self.workers):  # each job starts one more process while none is idle
                executor.submit(_nothing)
        return executor

    def look_after(self) -> None:
        """Break the executor if a process was killed while it sent a result.

        A process that ends at any other time breaks its executor at once. At that time the executor waits for the rest
        of the result for ever, and the other processes for their turn to send; it gives up when all who could send
        have gone, itself included, for which it has no method.
        """
        if self._executor is None:
            return
        alive = [process for process in (self._executor._processes or {}).values() if process.is_alive()]
        if len(alive) >= self.workers:
            return
        for process in alive:
            process.kill()
        self._executor._result_queue._writer.close()  # type: ignore[attr-defined]


def usual_workers(offices: int) -> int:
    """Return the number of processes that is fastest for so many offices on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, MOST_WORKERS, offices // _WORTH_A_WORKER))


def _begin(load: Callable[[Path], object], folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    load(folder)


def _end_with_parent() -> None:
    """End this worker when its parent is killed, because its queue of jobs would never close."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _nothing() -> None:
    """Do nothing, as the first job of each process."""


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C for a while, so that processes started meanwhile ignore it from the beginning.

    Only the main thread can ignore it. Any other thread blocks it, and its processes inherit that; Windows has no such.
    """
    if threading.current_thread() is not threading.main_thread():
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Crew:
    """Does jobs on an engine; it takes only as many at once as keep the workers busy, so that memory stays flat."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._executor: Executor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for the jobs that run, as each is short, and cancel those that have not begun."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def each(self, task: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[J, R | None]]:
        """Yield every job with its result as it ends; the result is ``None`` if the job ended its worker each time."""
        queue = iter(jobs)
        active: dict[Future[R], J] = {}
        suspects: list[J] = []
        while True:
            while not suspects and len(active) < self._engine.workers * _AHEAD:
                job = next(queue, None)
                if job is None:
                    break
                try:
                    active[self._current_executor().submit(task, job)] = job
                except _BROKEN:
                    suspects.append(job)
            if not active and not suspects:
                return
            futures, _ = wait(active, timeout=_LONG, return_when=FIRST_COMPLETED)
            if active and not futures:
                self._engine.look_after()
            for future in futures:
                job = active.pop(future)
                error = CancelledError() if future.cancelled() else future.exception()
                if isinstance(error, _BROKEN):
                    suspects.append(job)
                else:
                    yield job, None if error else future.result()
            if suspects:
                suspects += active.values()
                active.clear()
                self._replace()
                yield from self._one_by_one(task, suspects)
                suspects.clear()

    def _one_by_one(self, task: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[J, R | None]]:
        """Do the jobs that ran when a worker ended one by one, as any of them may be the cause."""
        for job in jobs:
            result = None
            for _ in range(_TRIES):
                try:
                    result = self._result(self._sound_executor().submit(task, job))
                    break
                except _BROKEN:
                    self._replace()
            yield job, result

    def _result(self, future: Future[R]) -> R:
        while not wait([future], timeout=_LONG).done:
            self._engine.look_after()
        return future.result()

    def _sound_executor(self) -> Executor:
        """Return an executor whose workers have started; ``EngineError`` if they cannot, as then no job is to blame."""
        if self._executor is None:
            try:
                self._current_executor().submit(_nothing).result()
            except _BROKEN as error:
                raise EngineError("工作进程一开始就结束了") from error
        return self._current_executor()

    def _current_executor(self) -> Executor:
        if self._executor is None:
            self._executor = self._engine.start()
        return self._executor

    def _replace(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None
