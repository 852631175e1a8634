"""How far a run has got: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from reportgen.cli.console import complain, keep_log
from reportgen.diagnostics import FileRef

if TYPE_CHECKING:
    from rich.progress import TaskID

_EVERY = 5.0  # seconds between two lines


class Watch(Protocol):
    """What a run tells its progress to; to be used as a context."""

    def begin(self, stage: str, total: int) -> None:
        """A stage of so many steps begins."""

    def step(self, *, failed: bool = False) -> None:
        """One step of it is done."""

    def keep(self, crash: str) -> FileRef | None:
        """Keep a traceback; says where."""

    def __enter__(self) -> Watch:
        """Begin to show."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop showing."""


def watch(*, quiet: bool) -> Watch:
    """A bar where stderr is a terminal, lines where it is not, nothing where it is to be ``quiet``."""
    if quiet:
        return _Silence()
    return _Bar() if sys.stderr is not None and sys.stderr.isatty() else _Lines()


class _Silence:
    """Shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Nothing to show."""

    def step(self, *, failed: bool = False) -> None:
        """Nothing to show."""

    def keep(self, crash: str) -> FileRef | None:
        """In a file for whoever mends the program."""
        return keep_log(crash)

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class _Lines(_Silence):
    """A line every few seconds, and one at the end of a stage that took longer than that."""

    def __init__(self) -> None:
        self._stage = ""
        self._total = self._done = self._failed = 0
        self._start = self._said = 0.0

    def begin(self, stage: str, total: int) -> None:
        """Begin to count."""
        self._stage, self._total, self._done, self._failed = stage, total, 0, 0
        self._start = self._said = time.monotonic()

    def step(self, *, failed: bool = False) -> None:
        """Count, and speak when it is time."""
        self._done += 1
        self._failed += failed
        now = time.monotonic()
        long_enough = now - self._start >= _EVERY
        if now - self._said >= _EVERY or (self._done == self._total and long_enough):
            self._said = now
            complain(self._line(now - self._start))

    def _line(self, seconds: float) -> str:
        rate = self._done / seconds
        left = (self._total - self._done) / rate
        failed = f"，没有生成 {self._failed} 份" if self._failed else ""
        return f"{self._stage}：{self._done}/{self._total}{failed}，每秒 {rate:.1f} 份，还要 {_duration(left)}"


class _Bar(_Silence):
    """A bar with what is done, what failed, the rate and the time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}  {task.fields[told]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None
        self._failed = 0

    def __enter__(self) -> Watch:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, stage: str, total: int) -> None:
        """A fresh bar in place of the one before."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._failed = 0
        self._task = self._progress.add_task(stage, total=total, told="")

    def step(self, *, failed: bool = False) -> None:
        """Move on."""
        if self._task is None:
            return
        self._failed += failed
        bar = self._progress.tasks[0]
        failures = f"没有生成 {self._failed} 份  " if self._failed else ""
        rate = f"每秒 {bar.speed:.1f} 份  " if bar.speed else ""
        left = f"还要 {_duration(bar.time_remaining)}" if bar.time_remaining else ""
        self._progress.update(self._task, advance=1, told=f"{failures}{rate}{left}")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
