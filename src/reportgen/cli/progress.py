"""Shows how far a run has got: a bar on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from reportgen.cli.console import complain, keep_log
from reportgen.diagnostics import FileRef

if TYPE_CHECKING:
    from rich.progress import TaskID

_INTERVAL = 5.0  # seconds between two lines


class ProgressDisplay(Protocol):
    """Receives the progress of a run and shows it between ``__enter__`` and ``__exit__``."""

    def begin(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""

    def step(self, *, failed: bool = False) -> None:
        """Count one step of the stage."""

    def keep(self, crash: str) -> FileRef | None:
        """Write a traceback into a file and return the file."""

    def __enter__(self) -> ProgressDisplay:
        """Begin to show."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop showing."""


def show_progress(*, quiet: bool) -> ProgressDisplay:
    """Return a bar where stderr is a terminal, lines where it is not, and a display of nothing where ``quiet``."""
    if quiet:
        return _NoDisplay()
    return _BarDisplay() if sys.stderr is not None and sys.stderr.isatty() else _LineDisplay()


class _NoDisplay:
    """Shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Show nothing."""

    def step(self, *, failed: bool = False) -> None:
        """Show nothing."""

    def keep(self, crash: str) -> FileRef | None:
        """Write a traceback into a file for the people who mend the program."""
        return keep_log(crash)

    def __enter__(self) -> ProgressDisplay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class _LineDisplay(_NoDisplay):
    """Prints a line every few seconds, and one at the end of a stage that took longer than that."""

    def __init__(self) -> None:
        self._stage = ""
        self._total = self._steps = self._failures = 0
        self._start = self._last_line = 0.0

    def begin(self, stage: str, total: int) -> None:
        """Begin to count the steps of a stage."""
        self._stage, self._total, self._steps, self._failures = stage, total, 0, 0
        self._start = self._last_line = time.monotonic()

    def step(self, *, failed: bool = False) -> None:
        """Count a step, and print a line when the interval is over."""
        self._steps += 1
        self._failures += failed
        now = time.monotonic()
        long_stage = now - self._start >= _INTERVAL
        if now - self._last_line >= _INTERVAL or (self._steps == self._total and long_stage):
            self._last_line = now
            complain(self._line(now - self._start))

    def _line(self, seconds: float) -> str:
        rate = self._steps / seconds
        left = (self._total - self._steps) / rate
        failed = f"，没有生成 {self._failures} 份" if self._failures else ""
        return f"{self._stage}：{self._steps}/{self._total}{failed}，每秒 {rate:.1f} 份，还要 {_duration(left)}"


class _BarDisplay(_NoDisplay):
    """Shows a bar with the steps so far, the failures, the rate and the time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}  {task.fields[details]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None
        self._failures = 0

    def __enter__(self) -> ProgressDisplay:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, stage: str, total: int) -> None:
        """Replace the bar of the stage before by a new one."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._failures = 0
        self._task = self._progress.add_task(stage, total=total, details="")

    def step(self, *, failed: bool = False) -> None:
        """Move the bar one step on."""
        if self._task is None:
            return
        self._failures += failed
        bar = self._progress.tasks[0]
        failures = f"没有生成 {self._failures} 份  " if self._failures else ""
        rate = f"每秒 {bar.speed:.1f} 份  " if bar.speed else ""
        left = f"还要 {_duration(bar.time_remaining)}" if bar.time_remaining else ""
        self._progress.update(self._task, advance=1, details=f"{failures}{rate}{left}")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
