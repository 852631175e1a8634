"""The command ``batch``, which takes many workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand
from reportgen.cli.console import (
    DATA,
    DONE,
    FAULT,
    PARTLY,
    complain,
    exit_code,
    list_problems,
    print_json,
    say,
    say_table,
    show_progress,
)
from reportgen.diagnostics import CellRef, as_json, blocking, has_errors

if TYPE_CHECKING:
    from reportgen.batch.result import BatchResult, OfficeOutcome
    from reportgen.batch.run import Start

_MOST_SCORES = 200  # rows of scores on the screen; of more offices only the first and the last are shown
_FIRST_AND_LAST = 10  # rows of each
_MOST_FINDINGS = 30
_MOST_NOTES = 5  # names of files on the screen


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("places", metavar="文件夹或填报表…", nargs=-1, required=True, type=options.WorkbookPath())
@options.output
@options.year
@click.option(
    "--last",
    metavar="上一年的文件夹",
    type=click.Path(path_type=Path, readable=False),
    help="上一年的填报表所在的文件夹：指出没有改的文字，汇总里与上一年比。",
)
@click.option(
    "--offices",
    "roster",
    metavar="名单.xlsx",
    type=options.WorkbookPath(),
    help="应报单位的名单：指出应报未报的单位。",
)
@click.option("--notes", is_flag=True, help="给每个有问题的单位另写一份退回意见（.docx）。")
@click.option("--by-district", is_flag=True, help="各区的成品分放在各自的文件夹里；不同的区有同名单位时用。")
@options.templates
@options.strict
@options.draft
@options.pdf
@click.option("--force", is_flag=True, help="没有变化的也重做。")
@click.option("-j", "--jobs", metavar="个数", type=int, help="用几个进程，默认按核数和份数。")
@click.option(
    "--engine",
    metavar="processes|dask",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    help="在哪里做：本机的进程（默认），或 dask 集群。",
)
@click.option("--scheduler", metavar="地址", help="dask 调度器的地址。")
@options.json
def batch(
    *,
    places: tuple[Path, ...],
    output: Path,
    year: int | None,
    last: Path | None,
    roster: Path | None,
    templates: Path | None,
    jobs: int | None,
    engine: str,
    scheduler: str | None,
    notes: bool,
    by_district: bool,
    strict: bool,
    draft: bool,
    pdf: bool,
    force: bool,
    as_json: bool,
) -> int:
    """一次做许多单位：文件夹里（连同下面的文件夹）全部填报表的说明和工作底稿，另有清单和汇总。

    没有变化的不重做；中途停下，再运行一次就接着做。一份有错误，不影响别的。
    """
    from reportgen.batch.job import TemplateFiles
    from reportgen.batch.result import BatchResult
    from reportgen.batch.run import Request, run
    from reportgen.output.delivery import source_date_epoch
    from reportgen.output.pdf import find_libreoffice

    request = Request(
        places=places,
        output=output,
        last=(last,) if last else (),
        roster=roster,
        year=year,
        by_district=by_district,
        strict=strict,
        draft=draft,
        pdf=pdf,
        notes=notes,
        force=force,
    )
    if year is not None and not 2000 <= year <= 2100:
        raise click.UsageError("--year 要在 2000 到 2100 之间")
    workers = _engine(engine, scheduler, jobs)
    problems = find_libreoffice().diagnostics if pdf and not scheduler else ()
    if problems:  # the user should learn this before the work begins, not after it
        result = BatchResult(problems=problems, stopped=True)
        return _finish(result, as_json=as_json)
    template_files = TemplateFiles.read(options.locate(templates))
    with show_progress(quiet=as_json) as listener:
        result = run(request, template_files, source_date_epoch(), workers, listener)
    return _finish(result, as_json=as_json)


def _finish(result: BatchResult, *, as_json: bool) -> int:
    code = code_of(result)
    if as_json:
        _print_json(result, code)
    else:
        _show(result)
    return code


def _engine(name: str, scheduler: str | None, jobs: int | None) -> Start:
    """Return a function that starts the engine; only the run knows how many offices there are, so it calls it."""
    from reportgen.batch.engine import MOST_WORKERS, LocalProcesses, usual_workers

    if jobs is not None and not 1 <= jobs <= MOST_WORKERS:
        raise click.UsageError(f"--jobs 要是 1 到 {MOST_WORKERS} 的整数")
    if (name == "dask") != bool(scheduler):
        raise click.UsageError("--engine dask 和 --scheduler 要一起写")
    if not scheduler:
        return lambda preparation, folder, offices: LocalProcesses(preparation, folder, jobs or usual_workers(offices))
    if jobs is not None:
        raise click.UsageError("用 --engine dask 的，工作进程由集群定，不写 --jobs")
    options.check_dask()
    from reportgen.batch.cluster import Cluster

    return lambda preparation, folder, offices: Cluster(preparation, scheduler)  # noqa: ARG005 - it needs neither


def code_of(result: BatchResult) -> int:
    """The exit code of a run."""
    failed = [office for office in result.offices if not office.has_report]
    if exit_code(result.problems) == FAULT:
        return FAULT
    if result.stopped and has_errors(result.problems):
        return exit_code(result.problems)  # what stopped the run counts, not the offices that failed before
    if not result.stopped and len(failed) < len(result.offices) and has_errors(result.problems):
        return PARTLY  # there are reports of offices, but files about all offices are missing
    if result.stopped or not failed or len(failed) == len(result.offices):
        problems = (*result.problems, *(problem for office in failed for problem in office.problems))
        return exit_code(problems) or (DATA if failed else DONE)
    return FAULT if exit_code(problem for office in failed for problem in office.problems) == FAULT else PARTLY


def _show(result: BatchResult) -> None:
    without_report = [office for office in result.offices if not office.has_report]
    with_report = [office for office in result.offices if office.has_report]
    name_changes = (p for office in with_report for p in office.problems if p.code == catalogue.NAME_MADE_SAFE.code)
    findings = [finding.problem for finding in result.findings]
    list_problems(
        (
            *(problem for office in without_report for problem in blocking(office.problems)),
            *findings[:_MOST_FINDINGS],
            *result.problems,
            *name_changes,
        )
    )
    if without_report:
        say(f"没有生成的 {len(without_report)} 份：")
        say_table([("单位", "填报表", "错误", "第一个错误"), *map(_failure, without_report)])
        say()
    if with_report:
        schemes = sorted({office.scheme for office in with_report})
        for scheme in schemes:  # Points of different schemes are not comparable.
            offices = [office for office in with_report if office.scheme == scheme]
            name = f"{scheme or '默认'}方案，" if len(schemes) > 1 else ""
            say(f"得分（{name}{len(offices)} 个单位）：")
            say_table(_scores(offices))
            say()
    missing = [office for office in result.expected if not office.handed_in]
    if missing:
        say(f"应报未报（{len(missing)} 个单位）：")
        say_table([("单位", "区"), *((office.name, office.district) for office in missing)])
        say()
    if len(findings) > _MOST_FINDINGS:
        say(f"各单位之间核对发现 {len(findings)} 处问题，上面只列了 {_MOST_FINDINGS} 处，全部在汇总里。")
    say(_conclusion(result))
    notes = result.notes
    for file in result.files:
        if file not in notes:
            say(f"  {file}")
    if notes:
        names = "、".join(file.name for file in notes[:_MOST_NOTES])
        say(f"退回意见 {len(notes)} 份：{names}{'等' if len(notes) > _MOST_NOTES else ''}")
    if result.stopped:
        complain("没有做完。改好上面的问题，再运行一次，从停下的地方接着做。")


def _failure(office: OfficeOutcome) -> tuple[str, ...]:
    problems = blocking(office.problems)
    first = problems[0]
    place = f"{first.place.address}：" if isinstance(first.place, CellRef) else ""
    return office.name, office.workbook, str(len(problems)), f"{first.code}  {place}{first.message}"


def _scores(offices: Sequence[OfficeOutcome]) -> list[tuple[str, ...]]:
    """Return the rows of scores, the best office first; of very many offices only the first and the last."""
    parts = list(next((office.parts for office in offices if office.parts), {}))
    with_district = len({office.identity.district for office in offices if office.identity}) > 1
    grade = ("等级",) if any(office.grade for office in offices) else ()
    head = ("单位", *(("区",) if with_district else ()), "总分", *grade, *parts, "警告", "")
    rows = [
        _score(office, parts, with_district=with_district, with_grade=bool(grade))
        for office in sorted(offices, key=_points, reverse=True)
    ]
    if len(rows) > _MOST_SCORES:
        rows = [*rows[:_FIRST_AND_LAST], ("…", *[""] * (len(head) - 1)), *rows[-_FIRST_AND_LAST:]]
    return [head, *rows]


def _score(office: OfficeOutcome, parts: Sequence[str], *, with_district: bool, with_grade: bool) -> tuple[str, ...]:
    district = (office.identity.district if office.identity else "",) if with_district else ()
    points = (office.parts.get(name, "") for name in parts)
    warnings = str(office.counts.warnings)
    grade = (office.grade,) if with_grade else ()
    return (office.name, *district, office.total or "待定", *grade, *points, warnings, office.state)


def _points(office: OfficeOutcome) -> Decimal:
    return Decimal(office.total or -1)


def _conclusion(result: BatchResult) -> str:
    from reportgen.batch.result import State

    counts = {state: sum(office.state is state for office in result.offices) for state in State}
    summary = "，".join(f"{state} {count} 份" for state, count in counts.items() if count)
    year = f"{result.year}年度" if result.year else ""
    missing = sum(not office.handed_in for office in result.expected)
    roster = (
        f"应报 {len(result.expected)} 个单位，{f'未报 {missing} 个' if missing else '都报了'}。"
        if result.expected
        else ""
    )
    return f"{year}共 {len(result.offices)} 份：{summary}。{roster}" if summary else "一份也没有做。"


def _print_json(result: BatchResult, code: int) -> None:
    rows: list[dict[str, Any]] = [
        {
            "office": office.identity.short_name if office.identity else None,
            "district": office.identity.district if office.identity else None,
            "workbook": office.workbook,
            "state": office.state.name.lower(),
            "scheme": office.scheme or None,
            "total": office.total or None,
            "grade": office.grade or None,
            "parts": [{"name": name, "points": points} for name, points in office.parts.items()],
            "errors": office.counts.errors,
            "warnings": office.counts.warnings,
            "notes": office.counts.notes,
            "problems": [as_json(problem) for problem in office.problems],
        }
        for office in result.offices
    ]
    findings = [
        {"district": finding.district, "offices": list(finding.offices), "problem": as_json(finding.problem)}
        for finding in result.findings
    ]
    files = [str(path) for path in result.files]
    expected = [
        {"office": office.name, "district": office.district or None, "handed_in": office.handed_in}
        for office in result.expected
    ]
    more = {"offices": rows, "expected": expected, "findings": findings, "files": files, "stopped": result.stopped}
    print_json("batch", code, result.problems, year=result.year, **more)
