"""The output of commands: results on stdout, problems and other messages on stderr, or one JSON object on stdout."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import click

from reportgen import __version__, catalogue
from reportgen.cli.chinese import width
from reportgen.diagnostics import (
    CellRef,
    Diagnostic,
    FileRef,
    Kind,
    Severity,
    TextRef,
    as_json,
    has_errors,
    without_values,
)
from reportgen.numeric import plain

if TYPE_CHECKING:
    from rich.progress import TaskID

    from reportgen.pipeline import Report
    from reportgen.scoring.tree import Node

PROGRAM = "reportgen"
DONE, DATA, USAGE, PARTLY, ENVIRONMENT, FAULT = 0, 1, 2, 3, 4, 70
INTERRUPTED, NOT_READ = 130, 141  # shells use these numbers for Ctrl-C and for a pipe whose reader is gone
_MANY = 8  # more problems than these are grouped by sheet
_INTERVAL = 5.0  # seconds between two lines of progress
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def exit_code(problems: Iterable[Diagnostic]) -> int:
    """Return the exit code of a command with these problems."""
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if not errors:
        return DONE
    special_codes = {catalogue.WRONG_COMMAND.code: USAGE, catalogue.PROGRAM_FAULT.code: FAULT}
    codes = {special_codes.get(p.code, ENVIRONMENT if p.code.startswith("E8") else DATA) for p in errors}
    return codes.pop() if len(codes) == 1 else DATA


def finish(
    command: str,
    workbook: Path,
    report: Report | None,
    problems: Iterable[Diagnostic],
    paths: Iterable[Path],
    *,
    as_json: bool,
) -> int:
    """Print the report and the problems of ``build`` or ``check`` and return the exit code.

    The JSON has the same keys whether there is a report or not.
    """
    problems, files = list(problems), [str(path) for path in paths]
    code = exit_code(problems) or (DONE if report else DATA)  # under --strict warnings alone can prevent the report
    if as_json:
        print_json(
            command,
            code,
            problems,
            workbook=str(workbook),
            office=report.submission.office.short_name.value if report else None,
            year=report.submission.year.value if report else None,
            score=_score_json(report) if report and not report.scorecard.tree.missing else None,
            to_fill_in=len(report.scorecard.gaps) if report else None,
            files=files,
        )
        return code
    list_problems(problems)
    if report is not None and not has_errors(problems):
        _summary(report, files)
        return code
    advice = "请改好上面的错误。" if has_errors(problems) else "用了 --strict，有警告也不生成。"
    complain(f"没有生成任何文件。{advice}" if command == "build" else advice)
    _say_files(files)
    return code


def _summary(report: Report, files: Sequence[str]) -> None:
    card, office = report.scorecard, report.submission.office.short_name.value
    trial = trial_words(card.draft) + ("（草稿，已经填完）" if report.draft and not card.gaps else "")
    if card.gaps:
        say(f"{office}  {card.year}年度  草稿，还有 {len(card.gaps)} 处待填，得分待定{trial}")
        _say_files(files)
        return
    grade = f"，等级为{card.grade}" if card.grade else ""
    say(f"{office}  {card.year}年度  总分 {plain(card.tree.score)}分{grade}{trial}")
    for part in card.tree.children:
        say(f"  {part.name}  {plain(part.score)}分（共{plain(part.points)}分）")
        single = len(part.children) == 1
        for below in part.children[0].children if single else part.children:
            say(f"    {below.name}  {plain(below.score)}分（共{plain(below.points)}分）")
    losses = [leaf for leaf in card.tree.leaves() if leaf.lost]
    say(f"扣分 {len(losses)} 处：" if losses else "没有扣分。")
    for leaf in losses:
        say(f"  {leaf.name}：{leaf.rule}")
    _say_files(files)


def _say_files(files: Sequence[str]) -> None:
    if files:
        say("已写好：")
        for file in files:
            say(f"  {file}")


def _score_json(report: Report) -> dict[str, Any]:
    card = report.scorecard
    return {
        "total": plain(card.tree.score),
        "full": plain(card.tree.points),
        "grade": card.grade,
        "draft": card.draft,
        "completion": card.completion,
        "parts": [
            {**_points_json(part), "groups": [_points_json(group) for group in part.children]}
            for part in card.tree.children
        ],
        "items": [{**_points_json(leaf), "rule": leaf.rule, "source": leaf.source} for leaf in card.tree.leaves()],
    }


def _points_json(node: Node) -> dict[str, str]:
    return {"name": node.name, "points": plain(node.score), "full": plain(node.points)}


def kind_json(kind: Kind) -> dict[str, str]:
    """Return a kind of problem as ``explain --json`` shows it."""
    return {
        "code": kind.code,
        "severity": kind.severity.value,
        "title": kind.title,
        "why": kind.why,
        "message": without_values(kind.message),
        "hint": without_values(kind.hint),
        "wrong": kind.wrong,
        "right": kind.right,
    }


# --- what fails around the program --------------------------------------------------------------------------


def lost_output(error: OSError) -> Diagnostic | None:
    """Return the problem of an output stream that takes no more text, and write no more to it."""
    lost = False
    for name in ("stdout", "stderr") if error.filename is None else ():
        try:
            print(file=getattr(sys, name), flush=True)
        except OSError:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - it stays until the end
            lost = True
    return catalogue.OUTPUT_LOST.at(None) if lost else None


def lost_folder() -> Diagnostic | None:
    """Return the problem of a working folder that somebody removed while the program stood in it."""
    try:
        Path.cwd()
    except OSError:
        return catalogue.WORKING_FOLDER_GONE.at(None)
    return None


# --- bugs -------------------------------------------------------------------------------------------------


def fault(error: Exception) -> Diagnostic:
    """Turn a bug into a problem; the traceback goes into a file and is never shown."""
    return catalogue.PROGRAM_FAULT.at(keep_log("".join(traceback.format_exception(error))))


def keep_log(crash: str) -> FileRef | None:
    """Write a traceback into a file for the people who mend the program; ``None`` where that fails too."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix=f"{PROGRAM}-", suffix=".log", encoding="utf-8", errors="replace", delete=False
        ) as log:
            log.write(f"reportgen {__version__}, Python {sys.version}\n{crash}")
    except OSError:
        return None
    return FileRef(file=log.name)


# --- printing --------------------------------------------------------------------------------------------


def trial_words(draft: bool) -> str:
    """Return the note that stands beside every result of a scoring scheme on trial (试用)."""
    return "（试用评分标准）" if draft else ""


def say(text: str = "") -> None:
    """Print a line of results on stdout."""
    click.echo(harmless(text))


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns, as wide as a terminal shows Chinese."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (column - width(cell)) for cell, column in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def complain(text: str) -> None:
    """Print a message that is no result, on stderr."""
    click.echo(harmless(text), err=True)


def harmless(text: str) -> str:
    """Replace what a terminal would obey: names and cells of strangers can hold escape sequences and line breaks."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)


def print_json(command: str | None, code: int, problems: Iterable[Diagnostic] = (), **more: object) -> None:
    """Print a result as one JSON object; docs/命令行.md lists its keys."""
    head = {"program": PROGRAM, "version": __version__, "command": command, "exit_code": code}
    result = {**head, **more, "problems": [as_json(problem) for problem in problems]}
    # A GBK console cannot show every character of a workbook, but JSON can write them all in ASCII.
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(result, ensure_ascii=not utf8, indent=2))


def list_problems(problems: Iterable[Diagnostic]) -> None:
    """Print every problem on stderr: the errors last, as they stand nearest to the prompt then."""
    problems = list(problems)
    if not problems:
        return
    counts = {severity: sum(problem.severity is severity for problem in problems) for severity in Severity}
    total = "，".join(f"{count} 个{severity}" for severity, count in counts.items() if count) + "。"
    lines = [*_lines(problems), (None, total)]
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:  # ``doctor`` has to report missing packages, so it must run without this one
        for _, line in lines:
            complain(line)
        return
    # With soft_wrap rich breaks no lines, so a problem looks the same in a file and in a narrow window.
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for severity, line in lines:
        text = Text(harmless(line))
        if severity is not None:
            text.stylize(_COLOURS[severity], 0, line.index("  "))
        console.print(text)


_Line = tuple[Severity | None, str]  # the severity is that of a line with the code of a problem, which has a colour


def _lines(problems: Sequence[Diagnostic]) -> Iterator[_Line]:
    """Yield the lines of all problems; many are grouped by sheet, and an advice that repeats stands once."""
    for severity in reversed(Severity):
        group = [problem for problem in problems if problem.severity is severity]
        sheets = _grouped(group, _sheet) if len(problems) > _MANY else {"": group}
        often = Counter(hint for sheet in sheets.values() for hint in {problem.hint for problem in sheet})
        for name, in_sheet in sheets.items():
            if name:
                yield None, f"── {name}：{len(in_sheet)} 个{severity} ──"
            for hint, alike in _grouped(in_sheet, lambda problem: problem.hint).items():
                for problem in alike:
                    yield severity, f"{severity} {problem.shown_code}  {problem.message}"
                    yield from ((None, line) for line in _detail(problem))
                if hint and often[hint] == 1:
                    yield None, f"   = 怎么改：{hint}"
                yield None, ""
        repeated = [hint for hint, count in often.items() if hint and count > 1]
        for hint in repeated:
            codes = dict.fromkeys(problem.shown_code for problem in group if problem.hint == hint)
            yield None, f"{'、'.join(codes)} 怎么改：{hint}"
        if repeated:
            yield None, ""


def _sheet(problem: Diagnostic) -> str:
    """Return the sheet of a problem, or its file if that is no workbook."""
    place = problem.place
    if place is None:
        return "其他"
    return f"{place.file}「{place.sheet}」" if isinstance(place, CellRef) else place.file


def _grouped(problems: Iterable[Diagnostic], key: Callable[[Diagnostic], str]) -> dict[str, list[Diagnostic]]:
    """Group problems in the order in which the groups begin."""
    groups: dict[str, list[Diagnostic]] = {}
    for problem in problems:
        groups.setdefault(key(problem), []).append(problem)
    return groups


def _detail(problem: Diagnostic) -> Iterable[str]:
    place = problem.place
    if place is not None:
        yield f"  --> {place}"
    if isinstance(place, TextRef) and place.excerpt:
        start = place.column - 1
        before, word = place.excerpt[:start], place.excerpt[start : start + place.width]
        yield f"   | {place.excerpt}"
        yield f"   | {' ' * width(before)}{'^' * max(1, width(word))}"
    in_cell = isinstance(place, CellRef) and place.cell
    if problem.found and (in_cell or problem.found not in problem.message):
        yield f"   = 现在的内容：{problem.found}"


# --- progress: a bar on a terminal, elsewhere a line every few seconds ---------------------------------------


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
