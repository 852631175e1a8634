"""What the commands say: results on stdout, problems and talk on stderr, one JSON object for programs."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    by_weight,
    has_errors,
    without_values,
)
from reportgen.numeric import plain

if TYPE_CHECKING:
    from reportgen.pipeline import Report
    from reportgen.scoring.tree import Node

PROGRAM = "reportgen"
DONE, DATA, USAGE, PARTLY, ENVIRONMENT, FAULT = 0, 1, 2, 3, 4, 70
INTERRUPTED, NOT_READ = 130, 141  # as shells number Ctrl-C and a reader that went away
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def exit_code(problems: Iterable[Diagnostic]) -> int:
    """What the command exits with, by its problems."""
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if not errors:
        return DONE
    known = {catalogue.WRONG_COMMAND.code: USAGE, catalogue.PROGRAM_FAULT.code: FAULT}
    codes = {known.get(p.code, ENVIRONMENT if p.code.startswith("E8") else DATA) for p in errors}
    return codes.pop() if len(codes) == 1 else DATA


def finish(
    command: str,
    workbook: Path,
    report: Report | None,
    problems: Iterable[Diagnostic],
    written: Iterable[Path],
    *,
    as_json: bool,
) -> int:
    """Tell what was made and what is wrong, in one form for success and failure."""
    problems, written = list(problems), list(written)
    code = exit_code(problems) or (DONE if report else DATA)  # --strict: warnings alone can leave no report
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
            files=[str(path) for path in written],
        )
        return code
    list_problems(problems)
    if report is not None and not has_errors(problems):
        _summary(report, written)
        return code
    advice = "请改好上面的错误。" if has_errors(problems) else "用了 --strict，有警告也不生成。"
    complain(f"没有生成任何文件。{advice}" if command == "build" else advice)
    _say_written(written)
    return code


def _summary(report: Report, written: Iterable[Path]) -> None:
    card, office = report.scorecard, report.submission.office.short_name.value
    trial = trial_words(card.draft)
    if card.gaps:
        say(f"{office}  {card.year}年度  草稿，还有 {len(card.gaps)} 处待填，得分待定{trial}")
        _say_written(written)
        return
    say(f"{office}  {card.year}年度  总分 {plain(card.tree.score)}分{trial}")
    for part in card.tree.children:
        say(f"  {part.name}  {plain(part.score)}分（共{plain(part.points)}分）")
        single = len(part.children) == 1
        for below in part.children[0].children if single else part.children:
            say(f"    {below.name}  {plain(below.score)}分（共{plain(below.points)}分）")
    lost = [leaf for leaf in card.tree.leaves() if leaf.lost]
    say(f"扣分 {len(lost)} 处：" if lost else "没有扣分。")
    for leaf in lost:
        say(f"  {leaf.name}：{leaf.rule}")
    _say_written(written)


def _say_written(written: Iterable[Path]) -> None:
    files = [str(path) for path in written]
    if files:
        say("已写好：")
        for file in files:
            say(f"  {file}")


def _score_json(report: Report) -> dict[str, Any]:
    card = report.scorecard
    return {
        "total": plain(card.tree.score),
        "full": plain(card.tree.points),
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
    """A kind of problem as ``explain --json`` shows it."""
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


# --- bugs -------------------------------------------------------------------------------------------------


def fault(error: Exception) -> Diagnostic:
    """A bug as a problem: its traceback is kept in a file, never shown."""
    return catalogue.PROGRAM_FAULT.at(keep_log("".join(traceback.format_exception(error))))


def keep_log(crash: str) -> FileRef | None:
    """Keep a traceback in a file for whoever mends the program; ``None`` where that cannot be done either."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix=f"{PROGRAM}-", suffix=".log", encoding="utf-8", errors="replace", delete=False
        ) as log:
            log.write(f"reportgen {__version__}, Python {sys.version}\n{crash}")
    except OSError:
        return None
    return FileRef(file=log.name)


# --- talking ---------------------------------------------------------------------------------------------


def trial_words(draft: bool) -> str:
    """What is said beside everything that rests on a scheme on trial."""
    return "（试用评分标准）" if draft else ""


def say(text: str = "") -> None:
    """A line of results, on stdout."""
    click.echo(harmless(text))


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows in columns, as wide as terminals show Chinese; the last column is not filled up."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def complain(text: str) -> None:
    """A line of talk, on stderr."""
    click.echo(harmless(text), err=True)


def harmless(text: str) -> str:
    """One line as it may go to a terminal: names and cells of strangers can hold escape sequences and line breaks."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)


def print_json(command: str | None, code: int, problems: Iterable[Diagnostic] = (), **more: object) -> None:
    """The result as one object; docs/命令行.md states its keys."""
    head = {"program": PROGRAM, "version": __version__, "command": command, "exit_code": code}
    result = {**head, **more, "problems": [as_json(problem) for problem in problems]}
    # A GBK console cannot show every character of a workbook; JSON can say them all in ASCII.
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(result, ensure_ascii=not utf8, indent=2))


def list_problems(problems: Iterable[Diagnostic]) -> None:
    """Every problem on stderr, the weightiest first."""
    ordered = by_weight(problems)
    if not ordered:
        return
    counts = {s: sum(p.severity is s for p in ordered) for s in Severity}
    total = "，".join(f"{count} 个{severity}" for severity, count in counts.items() if count) + "。"
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:  # the lines that say which package is missing must not need it
        for problem in ordered:
            for line in (f"{problem.severity} {problem.code}  {problem.message}", *_detail(problem), ""):
                complain(line)
        complain(total)
        return
    # soft_wrap: a problem keeps its lines when the output goes to a file or a narrow window.
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for problem in ordered:
        head = Text(f"{problem.severity} {problem.code}", style=_COLOURS[problem.severity])
        console.print(head.append(f"  {harmless(problem.message)}", style="default"))
        for line in _detail(problem):
            console.print(Text(harmless(line)))
        console.print()
    console.print(Text(total))


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
    if problem.hint:
        yield f"   = 怎么改：{problem.hint}"
