"""The commands. The only module that prints or sets an exit code.

Heavy imports stand inside the commands: ``--help`` loads neither pandas nor python-docx.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import __version__, catalogue
from reportgen.diagnostics import CellRef, Diagnostic, Kind, Severity, TextRef, has_errors, nearest
from reportgen.numeric import plain

if TYPE_CHECKING:
    from reportgen.pipeline import Report
    from reportgen.resources import Resources
    from reportgen.scoring.rubric import Rubric

DONE, DATA, USAGE, ENVIRONMENT, FAULT = 0, 1, 2, 4, 70
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_PROGRAM = "reportgen"


# --- click in Chinese ------------------------------------------------------------------------------------


class _ChineseFormatter(click.HelpFormatter):
    """Headings with a full-width colon; columns that line up although a Han character is two cells wide."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *_: object, **__: object) -> None:
        lines = list(rows)
        widest = max(_width(term) for term, _ in lines)
        for term, text in lines:
            self.write(f"{'':>{self.current_indent}}{term}{' ' * (widest - _width(term) + 2)}{text}\n")


class _ChineseContext(click.Context):
    formatter_class = _ChineseFormatter


class _ChineseCommand(click.Command):
    """A command whose help speaks Chinese; click's own words are English."""

    context_class = _ChineseContext

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option


class _ChineseGroup(_ChineseCommand, click.Group):
    """A group of commands, likewise."""

    command_class = _ChineseCommand
    group_class = type

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _ChineseCommand.format_options(self, ctx, formatter)
        commands = [(name, self.commands[name].get_short_help_str(60)) for name in self.list_commands(ctx)]
        with formatter.section("命令"):
            formatter.write_dl(commands)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of work, not of the alphabet


_SETTINGS: dict[str, Any] = {"options_metavar": "[选项]", "context_settings": {"max_content_width": 100}}


def _usage_message(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        close = f"（是不是想写 {error.possibilities[0]}？）" if error.possibilities else ""
        return f"没有选项 {error.option_name}{close}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"缺少 {name}"
    if isinstance(error, click.BadParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"{name} 的内容不对：{error.message}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少内容，或者多了内容"
    if error.message.startswith("No such command"):
        name = error.message.removeprefix("No such command").strip(" '\".")
        return f"没有命令 {name}{nearest(name, cli.commands)}"
    return "命令写得不对"


# --- the commands ----------------------------------------------------------------------------------------


@click.group(
    cls=_ChineseGroup,
    invoke_without_command=True,
    subcommand_metavar="命令 …",
    **_SETTINGS,
)
@click.version_option(__version__, message="%(version)s", help="显示版本号。")
@click.pass_context
def cli(context: click.Context) -> None:
    """由填报表（Excel）生成《部门整体支出绩效自评表说明》（Word）。

    最常用的一条：reportgen build 2024.xlsx
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


_workbook = click.argument("workbook", metavar="填报表.xlsx", type=click.Path(path_type=Path))
_year = click.option("--year", metavar="年度", type=int, help="要求填报表是这一年度的，不是就报错。")
_templates = click.option(
    "--templates", metavar="文件夹", type=click.Path(path_type=Path), help="用这个文件夹里的评分标准、措辞和版式。"
)
_strict = click.option("--strict", is_flag=True, help="有警告也不生成。")
_json = click.option("--json", "as_json", is_flag=True, help="在标准输出上给出机器可读的结果（JSON）。")


@cli.command(cls=_ChineseCommand, **_SETTINGS)
@_workbook
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=Path("output"),
    help="成品放在这个文件夹的“年度”子文件夹里，默认 output。",
)
@_year
@_templates
@_strict
@_json
def build(
    workbook: Path, output: Path, year: int | None, templates: Path | None, *, strict: bool, as_json: bool
) -> int:
    """由一份填报表生成说明（.docx）和自评表（.xlsx）。"""
    from reportgen.delivery import deliver, report_names
    from reportgen.pipeline import Pipeline
    from reportgen.workpapers import score_workbook

    made = Pipeline(_resources(templates)).report(workbook, year=year, strict=strict)
    problems = list(made.diagnostics)
    written: tuple[Path, ...] = ()
    if made.value is not None:
        report = made.value
        names, notes = report_names(report.submission)
        contents = (report.document, score_workbook(report.submission, report.scorecard, created=report.date))
        folder = output / str(report.submission.year.value)
        delivered = deliver(folder, dict(zip(names, contents, strict=True)))
        problems += (*notes, *delivered.diagnostics)
        written = delivered.value or ()
    return _finish("build", workbook, made.value, problems, written, as_json=as_json)


@cli.command(cls=_ChineseCommand, **_SETTINGS)
@_workbook
@_year
@_templates
@_strict
@_json
def check(workbook: Path, year: int | None, templates: Path | None, *, strict: bool, as_json: bool) -> int:
    """只检查填报表，列出全部问题，什么也不写。"""
    from reportgen.pipeline import Pipeline

    made = Pipeline(_resources(templates)).report(workbook, year=year, strict=strict)
    return _finish("check", workbook, made.value, made.diagnostics, (), as_json=as_json)


@cli.command(cls=_ChineseCommand, **_SETTINGS)
@click.argument("code", metavar="问题编号")
@_json
def explain(code: str, *, as_json: bool) -> int:
    """解释一个问题编号，如 E204。"""
    kind = _kind(code)
    if kind is None:
        raise click.UsageError(f"没有问题编号 {code}，编号见 docs/problems.md")
    if as_json:
        _print_json({"command": "explain", "exit_code": DONE, "problem": _kind_json(kind)})
    else:
        _say(f"{kind.severity} {kind.code}  {kind.title}\n")
        _say(f"为什么：{kind.why}\n怎么改：{_plain_hint(kind)}\n错的：{kind.wrong}\n对的：{kind.right}")
    return DONE


@cli.group(cls=_ChineseGroup, subcommand_metavar="命令 …", **_SETTINGS)
def rules() -> None:
    """评分标准：列出、查看、检查。"""


@rules.command("list", cls=_ChineseCommand, **_SETTINGS)
@_templates
@_json
def list_rules(templates: Path | None, *, as_json: bool) -> int:
    """列出有哪些年度的评分标准。"""
    from reportgen.scoring.rubric import load_rubric, rubric_years

    resources = _resources(templates)
    rubrics = [load_rubric(resources, year) for year in rubric_years(resources)]
    problems = [problem for rubric in rubrics for problem in rubric.diagnostics]
    if as_json:
        items = [{"year": r.year, "title": r.title, "draft": r.draft} for o in rubrics if (r := o.value)]
        _print_json({"command": "rules list", "exit_code": _exit_code(problems), "rules": items, **_problems(problems)})
        return _exit_code(problems)
    for outcome in rubrics:
        if outcome.value:
            draft = "（试用评分标准）" if outcome.value.draft else ""
            _say(f"{outcome.value.year}  {outcome.value.title}{draft}")
    _report(problems)
    return _exit_code(problems)


@rules.command("show", cls=_ChineseCommand, **_SETTINGS)
@click.argument("year", metavar="年度", type=int)
@_templates
@_json
def show_rules(year: int, templates: Path | None, *, as_json: bool) -> int:
    """逐项显示一个年度的评分标准和依据。"""
    from reportgen.scoring.rubric import load_rubric

    loaded = load_rubric(_resources(templates), year)
    code = _exit_code(loaded.diagnostics)
    rows = _rubric_rows(loaded.value) if loaded.value else []
    if as_json:
        _print_json({"command": "rules show", "exit_code": code, "rows": rows, **_problems(loaded.diagnostics)})
        return code
    for row in rows:
        verified = "" if row["verified"] else "（未核实）"
        _say(f"{row['part']}·{row['group']}·{row['name']}  {row['points']}分{verified}")
        _say(f"    标准：{row['standard']}\n    依据：{row['source']}")
    _report(loaded.diagnostics)
    return code


@rules.command("check", cls=_ChineseCommand, **_SETTINGS)
@click.argument("year", metavar="[年度]", type=int, required=False)
@_templates
@_json
def check_rules(year: int | None, templates: Path | None, *, as_json: bool) -> int:
    """检查评分标准文件，并逐个试算其中的案例。"""
    from reportgen.scoring.cases import run_cases
    from reportgen.scoring.rubric import load_rubric, rubric_years

    resources = _resources(templates)
    problems: list[Diagnostic] = []
    lines = []
    for wanted in (year,) if year is not None else rubric_years(resources):
        loaded = load_rubric(resources, wanted)
        problems += loaded.diagnostics
        if loaded.value:
            run = run_cases(loaded.value)
            problems += run.diagnostics
            lines.append(f"{wanted}：案例 {len(loaded.value.cases)} 个，不符 {len(run.diagnostics)} 个")
    code = _exit_code(problems)
    if as_json:
        _print_json({"command": "rules check", "exit_code": code, **_problems(problems)})
        return code
    for line in lines:
        _say(line)
    _report(problems)
    return code


def _resources(templates: Path | None) -> Resources:
    from reportgen.resources import Resources

    if templates is not None and not templates.is_dir():
        raise click.UsageError(f"--templates 的文件夹“{templates}”不存在")
    return Resources.locate(templates)


def _rubric_rows(rubric: Rubric) -> list[dict[str, Any]]:
    return [
        {
            "part": part.name,
            "group": group.name,
            "name": row.name,
            "points": plain(row.full),
            "standard": row.standard,
            "source": row.source,
            "verified": row.verified,
        }
        for part in rubric.parts
        for group in part.groups
        for row in group.rows
    ]


def _kind(code: str) -> Kind | None:
    wanted = code.strip().upper()
    return next((k for k in catalogue.KINDS.values() if wanted in (k.code, k.code[1:])), None)


def _plain_hint(kind: Kind) -> str:
    """The hint without the values of an occurrence."""

    class _Blank(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "…"

    return kind.hint.format_map(_Blank())


# --- results ---------------------------------------------------------------------------------------------


def _exit_code(problems: Iterable[Diagnostic]) -> int:
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if not errors:
        return DONE
    return ENVIRONMENT if all(p.code.startswith("E8") for p in errors) else DATA


def _finish(
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
    code = _exit_code(problems) or (DONE if report else DATA)  # --strict: warnings alone can leave no report
    if as_json:
        result = {
            "command": command,
            "exit_code": code,
            "workbook": str(workbook),
            "office": report.submission.office.short_name.value if report else None,
            "year": report.submission.year.value if report else None,
            "score": _score_json(report) if report else None,
            "files": [str(path) for path in written],
        }
        _print_json({**result, **_problems(problems)})
        return code
    _report(problems)
    if report is not None and not has_errors(problems):
        _summary(report, written)
    else:
        _complain("没有生成任何文件。" if command == "build" else "请改好上面的错误。")
    return code


def _summary(report: Report, written: Iterable[Path]) -> None:
    card = report.scorecard
    draft = "（试用评分标准）" if card.draft else ""
    _say(f"{report.submission.office.short_name.value}  {card.year}年度  总分 {plain(card.points)}分{draft}")
    for part in card.parts:
        _say(f"  {part.name}  {plain(part.points)}分（共{plain(part.full)}分）")
        single = len(part.groups) == 1
        for item in part.groups[0].items if single else part.groups:
            _say(f"    {item.name}  {plain(item.points)}分（共{plain(item.full)}分）")
    lost = [leaf for leaf in card.leaves() if leaf.lost]
    _say(f"扣分 {len(lost)} 处：" if lost else "没有扣分。")
    for leaf in lost:
        _say(f"  {leaf.name}：{leaf.rule}")
    files = [str(path) for path in written]
    if files:
        _say("已写好：")
        for file in files:
            _say(f"  {file}")


def _score_json(report: Report) -> dict[str, Any]:
    card = report.scorecard
    return {
        "total": plain(card.points),
        "full": plain(card.full),
        "draft": card.draft,
        "completion": card.completion,
        "parts": [
            {
                "name": part.name,
                "points": plain(part.points),
                "full": plain(part.full),
                "groups": [
                    {"name": group.name, "points": plain(group.points), "full": plain(group.full)}
                    for group in part.groups
                ],
            }
            for part in card.parts
        ],
        "items": [
            {"name": s.name, "points": plain(s.points), "full": plain(s.full), "rule": s.rule, "source": s.source}
            for s in card.leaves()
        ],
    }


def _problems(problems: Iterable[Diagnostic]) -> dict[str, Any]:
    return {"problems": [_problem_json(problem) for problem in problems]}


def _problem_json(problem: Diagnostic) -> dict[str, Any]:
    place = problem.place
    found: dict[str, Any] = {"file": place.file, "shown": str(place)} if place else {}
    if isinstance(place, CellRef):
        found |= {"sheet": place.sheet, "cell": place.cell or None, "label": place.label or None}
    elif isinstance(place, TextRef):
        found |= {"line": place.line, "column": place.column}
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "place": found or None,
        "found": problem.found or None,
        "hint": problem.hint,
    }


def _kind_json(kind: Kind) -> dict[str, str]:
    return {
        "code": kind.code,
        "severity": kind.severity.value,
        "title": kind.title,
        "why": kind.why,
        "hint": _plain_hint(kind),
        "wrong": kind.wrong,
        "right": kind.right,
    }


# --- talking ---------------------------------------------------------------------------------------------


def _say(text: str) -> None:
    """A result, on stdout."""
    click.echo(text)


def _complain(text: str) -> None:
    """Talk, on stderr."""
    click.echo(text, err=True)


def _print_json(result: dict[str, Any]) -> None:
    _say(json.dumps({"program": _PROGRAM, "version": __version__, **result}, ensure_ascii=False, indent=2))


def _report(problems: Iterable[Diagnostic]) -> None:
    """Every problem on stderr: errors first, then warnings, then notes; in each the order in which they were found."""
    ordered = sorted(problems, key=lambda p: list(Severity).index(p.severity))
    if not ordered:
        return
    from rich.console import Console
    from rich.text import Text

    # soft_wrap: a problem keeps its lines when the output goes to a file or a narrow window.
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for problem in ordered:
        head = Text(f"{problem.severity} {problem.code}", style=f"bold {_COLOURS[problem.severity]}")
        console.print(head.append(f"  {problem.message}", style="default not bold"))
        for line in _detail(problem):
            console.print(Text(line))
        console.print()
    counts = {s: sum(p.severity is s for p in ordered) for s in Severity}
    console.print(Text("，".join(f"{count} 个{severity}" for severity, count in counts.items() if count) + "。"))


def _detail(problem: Diagnostic) -> Iterable[str]:
    place = problem.place
    if place is not None:
        yield f"  --> {place}"
    if isinstance(place, TextRef) and place.excerpt:
        start = place.column - 1
        before, word = place.excerpt[:start], place.excerpt[start : start + place.width]
        yield f"   | {place.excerpt}"
        yield f"   | {' ' * _width(before)}{'^' * max(1, _width(word))}"
    if problem.found and problem.found not in problem.message:
        yield f"   = 现在的内容：{problem.found}"
    if problem.hint:
        yield f"   = 怎么改：{problem.hint}"


def _width(text: str) -> int:
    """How many cells of a terminal a text takes: wide and full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# --- the entry point -------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit with its code; nothing that happens shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK console cannot show every character of a workbook
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        result = cli.main(arguments, prog_name=_PROGRAM, standalone_mode=False)
    except click.UsageError as error:
        message = error.message if _is_chinese(error.message) else _usage_message(error)
        path = error.ctx.command_path if error.ctx else _PROGRAM
        _complain(f"{message}\n用法见：{path} --help")
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        _complain("已中断，没有写完的文件不会留下。")
        return 130
    except BrokenPipeError:
        return DONE  # whoever read our output has read enough
    except Exception as error:  # the last wall: a bug is logged, never shown as a traceback
        _report([catalogue.PROGRAM_FAULT.at(None, log=_log(error))])
        return FAULT
    return result if isinstance(result, int) else DONE


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def _log(error: Exception) -> str:
    """Keep the traceback in a file for whoever mends the program."""
    path = Path(tempfile.gettempdir()) / time.strftime(f"{_PROGRAM}-%Y%m%d-%H%M%S.log")
    handler = logging.FileHandler(path, encoding="utf-8")
    logger = logging.getLogger(_PROGRAM)
    logger.propagate = False
    logger.addHandler(handler)
    logger.error("reportgen %s, Python %s", __version__, sys.version, exc_info=error)
    handler.close()
    return str(path)


if __name__ == "__main__":
    main()
