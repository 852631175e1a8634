"""A crew keeps workers busy and goes on if one ends."""

from __future__ import annotations

import gc
import os
import signal
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import pytest

from reportgen.batch import engine
from reportgen.batch.engine import Crew, EngineError, LocalProcesses, Preparation, Task, usual_workers

DEADLY, ONCE = 3, 5


def remember_loading(folder: Path) -> None:
    """Write a file for each process that lists the content of the folder."""
    (folder.parent / f"loaded-{os.getpid()}").write_bytes((folder / "wording" / "默认.txt").read_bytes())


def local_processes(place: Path, workers: int, load: Callable[[Path], object] = str) -> LocalProcesses:
    folder = place / "folder"
    folder.mkdir()
    return LocalProcesses(Preparation(key="a", files={"wording/默认.txt": b"text"}, load=load), folder, workers)


@pytest.fixture
def processes(tmp_path: Path) -> LocalProcesses:
    return local_processes(tmp_path, 2)


def square(number: int) -> int:
    return number * number


def fall_at_some(job: tuple[int, str]) -> int:
    """End the process at one number always, and at another number the first time."""
    number, scratch = job
    flag = Path(scratch) / "fell"
    if number == DEADLY:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if number == ONCE and not flag.exists():
        flag.touch()
        os._exit(1)
    return number * number


def fall_while_sending(job: tuple[int, str]) -> int:
    """End the process in the middle of a result, the first time."""
    number, scratch = job
    flag = Path(scratch) / "fell"
    if number == ONCE and not flag.exists():
        flag.touch()
        queue: Any = next(thing for thing in gc.get_objects() if isinstance(thing, SimpleQueue))
        queue._wlock.acquire()
        os.write(queue._writer.fileno(), struct.pack("!i", 1000) + b"the beginning")
        os._exit(1)
    return number * number


@pytest.mark.skipif(os.name != "posix", reason="管道里一个结果的开头只在类 Unix 系统上这样写")
def test_a_worker_that_is_killed_while_it_sends_a_result(
    processes: LocalProcesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_LONG", 0.5)
    jobs = [(number, str(tmp_path)) for number in range(12)]
    with Crew(processes) as crew:
        results = {job[0]: result for job, result in crew.each(fall_while_sending, jobs)}
    assert results == {number: number * number for number in range(12)}


def test_every_job_is_done_once(processes: LocalProcesses) -> None:
    with Crew(processes) as crew:
        assert sorted(crew.each(square, range(50))) == [(n, n * n) for n in range(50)]


def test_a_worker_that_is_killed_costs_its_own_job_alone(processes: LocalProcesses, tmp_path: Path) -> None:
    jobs = [(number, str(tmp_path)) for number in range(12)]
    with Crew(processes) as crew:
        results = {job[0]: result for job, result in crew.each(fall_at_some, jobs)}
    assert results == {number: None if number == DEADLY else number * number for number in range(12)}


def test_workers_that_cannot_begin_are_an_error_and_no_endless_loop(tmp_path: Path) -> None:
    broken = local_processes(tmp_path, 1, load=len)  # type: ignore[arg-type] # a path has no length
    with Crew(broken) as crew, pytest.raises(EngineError):
        list(crew.each(square, range(3)))


def test_every_worker_is_prepared_with_the_files_of_the_run(tmp_path: Path) -> None:
    with Crew(local_processes(tmp_path, 2, load=remember_loading)) as crew:
        list(crew.each(square, range(8)))
    marks = list(tmp_path.glob("loaded-*"))
    assert marks
    assert {path.read_bytes() for path in marks} == {b"text"}


def test_files_of_a_preparation_are_written_once(tmp_path: Path) -> None:
    """New workers find the files as they were when the run began."""
    preparation = Preparation(key="a", files={"甲/乙.txt": b"text"}, load=str)
    preparation.write(tmp_path)
    (tmp_path / "甲" / "乙.txt").write_bytes(b"other")
    preparation.write(tmp_path)
    assert (tmp_path / "甲" / "乙.txt").read_bytes() == b"other"


def test_a_task_is_found_by_its_name() -> None:
    count: Task[[str], int] = Task("builtins:len")
    assert count("甲乙") == 2


@dataclass
class Threads:
    """An engine of threads that counts how many jobs run at once."""

    workers: int

    def start(self) -> Executor:
        return ThreadPoolExecutor(self.workers)

    def look_after(self) -> None:
        """Do nothing, as threads do not end."""


def test_no_more_jobs_are_read_than_workers_need() -> None:
    """A waiting job holds the bytes of its workbook, so memory must not grow with the number of offices."""
    read: list[int] = []
    gate = threading.Event()

    def jobs() -> Iterator[int]:
        for number in range(1000):
            read.append(number)
            if len(read) == 4:  # two for each of two workers
                gate.set()
            yield number

    def wait_for_all(number: int) -> int:
        assert gate.wait(30)
        return number

    with Crew(Threads(2)) as crew:
        results = crew.each(wait_for_all, jobs())
        next(results)
        assert len(read) <= 5
        assert len(list(results)) == 999


def test_jobs_that_failed_otherwise_are_lost_alone() -> None:
    def halve(number: int) -> int:
        return 10 // number

    with Crew(Threads(2)) as crew:
        assert dict(crew.each(halve, range(3))) == {0: None, 1: 10, 2: 5}


class _BreaksAtSubmit(Executor):
    """An executor that breaks when it gets a job, like a pool whose worker has ended before."""

    def submit(self, *_: object, **__: object) -> Future[object]:  # type: ignore[override]
        raise BrokenExecutor


@dataclass
class BreaksOnce:
    workers: int = 1
    started: int = 0

    def start(self) -> Executor:
        self.started += 1
        return _BreaksAtSubmit() if self.started == 1 else ThreadPoolExecutor(1)

    def look_after(self) -> None:
        """Do nothing."""


def test_an_executor_that_broke_between_jobs_is_replaced() -> None:
    engine = BreaksOnce()
    with Crew(engine) as crew:
        assert sorted(crew.each(square, range(5))) == [(n, n * n) for n in range(5)]
    assert engine.started == 2


def test_no_process_is_started_for_a_handful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert [usual_workers(offices) for offices in (1, 8, 22, 64, 10_000)] == [1, 1, 2, 8, 8]
