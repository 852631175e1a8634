"""The commands. The only module that prints or sets an exit code.

Heavy imports stand inside the commands: ``--help`` loads neither pandas nor python-docx.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import traceback
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import __version__, catalogue
from reportgen.diagnostics import (
    CellRef,
    Diagnostic,
    FileRef,
    Kind,
    Severity,
    TextRef,
    has_errors,
    nearest,
    without_values,
)
from reportgen.numeric import plain

if TYPE_CHECKING:
    from reportgen.pipeline import Report
    from reportgen.resources import Resources
    from reportgen.scoring.rubric import Rubric

DONE, DATA, USAGE, ENVIRONMENT, FAULT = 0, 1, 2, 4, 70
INTERRUPTED, NOT_READ = 130, 141  # as shells number Ctrl-C and a reader that went away
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
    """A command whose help and complaints are Chinese; click's own words are English."""

    context_class = _ChineseContext
    allow_extra_args = True  # so that the complaint about them is ours

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser leaves it out
            raise
        if rest and not isinstance(self, click.Group):
            raise click.UsageError(f"多写了 {'、'.join(rest)}；名称里有空格的，前后加英文引号", ctx)
        return rest

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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            raise click.UsageError(f"没有命令 {args[0]}{nearest(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


_SETTINGS: dict[str, Any] = {"options_metavar": "[选项]", "context_settings": {"max_content_width": 100}}
_GROUP_SETTINGS: dict[str, Any] = {**_SETTINGS, "invoke_without_command": True, "subcommand_metavar": "命令 …"}


def _year_typed(context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    if value is not None and not re.fullmatch("[0-9]{4}", value):
        raise click.UsageError(f"年度要填四位整数，如 2024；“{value}”不是", context)
    return None if value is None else int(value)


def _usage_message(error: click.UsageError) -> str:
    """What is wrong with the command line; none of click's English is passed on."""
    options = {name: param for param in error.ctx.command.params for name in param.opts} if error.ctx else {}
    if isinstance(error, click.NoSuchOption):
        known = (name for name in options if name.startswith("-"))
        return f"没有选项 {error.option_name}{nearest(error.option_name, known)}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {error.param.make_metavar(error.ctx) if error.param and error.ctx else '内容'}"
    if isinstance(error, click.BadOptionUsage):
        option = options.get(error.option_name)
        surplus = isinstance(option, click.Option) and option.is_flag
        return f"选项 {error.option_name} 后面{'不能写内容' if surplus else '缺少内容'}"
    return error.message if _is_chinese(error.message) else "命令写得不对"


# --- the commands ----------------------------------------------------------------------------------------


@click.group(
    cls=_ChineseGroup,
    **_GROUP_SETTINGS,
)
@click.version_option(__version__, message="%(version)s", help="显示版本号。")
@click.pass_context
def cli(context: click.Context) -> None:
    """由填报表（Excel）生成《部门整体支出绩效自评表说明》（Word）。

    最常用的一条：reportgen build 2024.xlsx
    """
    _help_when_bare(context)


def _help_when_bare(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


_workbook = click.argument("workbook", metavar="填报表.xlsx", type=click.Path(path_type=Path, readable=False))
_year = click.option("--year", metavar="年度", callback=_year_typed, help="要求填报表是这一年度的，不是就报错。")
_templates = click.option(
    "--templates",
    metavar="文件夹",
    type=click.Path(path_type=Path, readable=False),
    help="用这个文件夹里的评分标准、措辞和版式。",
)
_strict = click.option("--strict", is_flag=True, help="有警告也不生成。")
_json = click.option("--json", "as_json", is_flag=True, help="在标准输出上给出机器可读的结果（JSON）。")


@cli.command(cls=_ChineseCommand, **_SETTINGS)
@_workbook
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path, readable=False),
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
        delivered = deliver(folder, dict(zip(names, contents, strict=True)), source=workbook)
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
        _print_json("explain", DONE, problem=_kind_json(kind))
    else:
        _say(f"{kind.severity} {kind.code}  {kind.title}")
        _say()
        for label, text in _explanation(kind):
            _say(f"{label}：{text}")
    return DONE


@cli.group(cls=_ChineseGroup, **_GROUP_SETTINGS)
@click.pass_context
def rules(context: click.Context) -> None:
    """评分标准：列出、查看、检查。"""
    _help_when_bare(context)


_rules_year = click.argument("typed", metavar="[年度]", callback=_year_typed, required=False)
_rules_year_option = click.option("--year", metavar="年度", callback=_year_typed, help="同直接写年度。")


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
        _print_json("rules list", _exit_code(problems), problems, rules=items)
        return _exit_code(problems)
    for outcome in rubrics:
        if outcome.value:
            draft = "（试用评分标准）" if outcome.value.draft else ""
            _say(f"{outcome.value.year}  {outcome.value.title}{draft}")
    _report(problems)
    return _exit_code(problems)


@rules.command("show", cls=_ChineseCommand, **_SETTINGS)
@_rules_year
@_rules_year_option
@_templates
@_json
def show_rules(typed: int | None, year: int | None, templates: Path | None, *, as_json: bool) -> int:
    """逐项显示一个年度的评分标准和依据；不写年度的，显示最新的一年。"""
    from reportgen.scoring.rubric import load_rubric, rubric_years

    resources = _resources(templates)
    loaded = load_rubric(resources, typed or year or max(rubric_years(resources), default=0))
    code = _exit_code(loaded.diagnostics)
    rows = _rubric_rows(loaded.value) if loaded.value else []
    if as_json:
        _print_json("rules show", code, loaded.diagnostics, rows=rows)
        return code
    for row in rows:
        verified = "" if row["verified"] else "（未核实）"
        _say(f"{row['part']}·{row['group']}·{row['name']}  {row['points']}分{verified}")
        _say(f"    标准：{row['standard']}")
        _say(f"    依据：{row['source']}")
    _report(loaded.diagnostics)
    return code


@rules.command("check", cls=_ChineseCommand, **_SETTINGS)
@_rules_year
@_rules_year_option
@_templates
@_json
def check_rules(typed: int | None, year: int | None, templates: Path | None, *, as_json: bool) -> int:
    """检查评分标准文件，并逐个试算其中的案例。"""
    from reportgen.scoring.cases import run_cases
    from reportgen.scoring.rubric import load_rubric, rubric_years

    resources = _resources(templates)
    problems: list[Diagnostic] = []
    lines = []
    year = typed or year
    for wanted in (year,) if year else rubric_years(resources):
        loaded = load_rubric(resources, wanted)
        problems += loaded.diagnostics
        if loaded.value:
            run = run_cases(loaded.value)
            problems += run.diagnostics
            failed = sum(p.severity is Severity.ERROR for p in run.diagnostics)
            lines.append(f"{wanted}：案例 {len(loaded.value.cases)} 个，不符 {failed} 个")
    code = _exit_code(problems)
    if as_json:
        _print_json("rules check", code, problems)
        return code
    for line in lines:
        _say(line)
    _report(problems)
    return code


def _resources(templates: Path | None) -> Resources:
    from reportgen.resources import Resources

    if templates is not None and not os.path.isdir(templates):  # noqa: PTH112 - this one never raises
        raise click.UsageError(f"--templates 的文件夹“{templates}”不存在")
    resources = Resources.locate(templates)
    if templates is not None and not resources.holds_templates(templates):
        raise click.UsageError(f"--templates 的文件夹“{templates}”里没有 rules、wording、word 中的任何一个")
    return resources


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


def _explanation(kind: Kind) -> Iterable[tuple[str, str]]:
    yield "消息", without_values(kind.message)
    yield "为什么", kind.why
    yield "怎么改", without_values(kind.hint)
    yield "错的", kind.wrong
    yield "对的", kind.right


# --- results ---------------------------------------------------------------------------------------------


def _exit_code(problems: Iterable[Diagnostic]) -> int:
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if not errors:
        return DONE
    known = {catalogue.WRONG_COMMAND.code: USAGE, catalogue.PROGRAM_FAULT.code: FAULT}
    codes = {known.get(p.code, ENVIRONMENT if p.code.startswith("E8") else DATA) for p in errors}
    return codes.pop() if len(codes) == 1 else DATA


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
        _print_json(
            command,
            code,
            problems,
            workbook=str(workbook),
            office=report.submission.office.short_name.value if report else None,
            year=report.submission.year.value if report else None,
            score=_score_json(report) if report else None,
            files=[str(path) for path in written],
        )
        return code
    _report(problems)
    if report is not None and not has_errors(problems):
        _summary(report, written)
        return code
    advice = "请改好上面的错误。" if has_errors(problems) else "用了 --strict，有警告也不生成。"
    _complain(f"没有生成任何文件。{advice}" if command == "build" else advice)
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
        "message": without_values(kind.message),
        "hint": without_values(kind.hint),
        "wrong": kind.wrong,
        "right": kind.right,
    }


# --- talking ---------------------------------------------------------------------------------------------


def _say(text: str = "") -> None:
    """A line of results, on stdout."""
    click.echo(_harmless(text))


def _complain(text: str) -> None:
    """A line of talk, on stderr."""
    click.echo(_harmless(text), err=True)


def _harmless(text: str) -> str:
    """One line as it may go to a terminal: names and cells of strangers can hold escape sequences and line breaks."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)


def _print_json(command: str | None, code: int, problems: Iterable[Diagnostic] = (), **more: object) -> None:
    """The result as one object; docs/命令行.md states its keys."""
    head = {"program": _PROGRAM, "version": __version__, "command": command, "exit_code": code}
    result = {**head, **more, "problems": [_problem_json(problem) for problem in problems]}
    # A GBK console cannot show every character of a workbook; JSON can say them all in ASCII.
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(result, ensure_ascii=not utf8, indent=2))


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
        head = Text(f"{problem.severity} {problem.code}", style=_COLOURS[problem.severity])
        console.print(head.append(f"  {_harmless(problem.message)}", style="default"))
        for line in _detail(problem):
            console.print(Text(_harmless(line)))
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
    in_cell = isinstance(place, CellRef) and place.cell
    if problem.found and (in_cell or problem.found not in problem.message):
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
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = _run(arguments)
    except SystemExit:  # click's answer to a broken pipe, after it has silenced both streams
        code = NOT_READ
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        result = cli.main(arguments, prog_name=_PROGRAM, standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else _PROGRAM
        problem = catalogue.WRONG_COMMAND.at(None, _usage_message(error), command=command)
        return _give_up(problem, arguments)
    except (click.Abort, KeyboardInterrupt):
        _complain("已中断，没有写完的文件不会留下。")
        return INTERRUPTED
    except Exception as error:  # the last wall: a bug is logged, never shown as a traceback
        return _give_up(catalogue.PROGRAM_FAULT.at(_log(error)), arguments)
    return result if isinstance(result, int) else DONE


def _give_up(problem: Diagnostic, arguments: list[str]) -> int:
    """Answer for a run that came to no result, in the form that was asked for."""
    code = _exit_code([problem])
    if "--json" in arguments:
        _print_json(None, code, [problem])
    else:
        _report([problem])
    return code


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def _log(error: Exception) -> FileRef | None:
    """Keep the traceback in a file for whoever mends the program; ``None`` where that cannot be done either."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix=f"{_PROGRAM}-", suffix=".log", encoding="utf-8", errors="replace", delete=False
        ) as log:
            log.write(f"reportgen {__version__}, Python {sys.version}\n")
            log.writelines(traceback.format_exception(error))
    except OSError:
        return None
    return FileRef(file=log.name)


if __name__ == "__main__":
    main()
