"""The command ``audit``, which takes finished documents."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand, year_typed
from reportgen.cli.console import (
    DATA,
    DONE,
    PARTLY,
    exit_code,
    list_problems,
    print_json,
    say,
    say_table,
    show_progress,
)
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Severity, as_json, has_errors

if TYPE_CHECKING:
    from reportgen.documents.audit import AuditFinding
    from reportgen.documents.job import AuditJob, AuditResult
    from reportgen.documents.reading import Paragraph

_COPY = "-批注.docx"
_FEW = 8  # documents; with fewer, starting a process takes longer than it saves

_file = click.Path(path_type=Path, readable=False)


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("places", metavar="成文.docx|成文.pdf|文件夹…", nargs=-1, required=True, type=_file)
@click.option("--workbook", metavar="填报表.xlsx", type=options.WorkbookPath(), help="与本单位的填报表逐数核对。")
@click.option("--last", metavar="去年的成文", type=_file, help="与上一年的成文比，指出没有改的段落。")
@click.option("--year", metavar="年度", callback=year_typed, help="要求成文是这一年度的；成文没有写年度的，用它。")
@click.option("--review", metavar="副本.docx", type=_file, help="另写一份副本，在每个问题的句子旁加批注；原文件不改。")
@click.option("--html", "page", metavar="文件.html", type=_file, help="另写成一个网页，可以打印、发给别人。")
@click.option("--accept", is_flag=True, help="把列出的问题记进成文旁边的已核文件，写上理由后不再提醒。")
@options.templates
@options.strict
@click.option("-j", "--jobs", metavar="个数", type=int, help="用几个进程，默认按核数和份数。")
@options.json
def audit(
    *,
    places: tuple[Path, ...],
    workbook: Path | None,
    last: Path | None,
    year: int | None,
    review: Path | None,
    page: Path | None,
    templates: Path | None,
    jobs: int | None,
    accept: bool,
    strict: bool,
    as_json: bool,
) -> int:
    """核对已经写好的说明（Word 或者 PDF，谁写的都行）：得分、金额、前后、序号、年度、名称和文字。"""
    from reportgen.documents.job import AuditJob

    files = list(_documents(places))
    single = {"--workbook": workbook, "--last": last, "--review": review}
    _refuse_options(files, review, page, [name for name, given in single.items() if given])
    roots = options.locate(templates).roots
    work = [AuditJob(path=path, roots=roots, year=year, workbook=workbook, last=last) for path in files]
    results = _run(work, jobs, quiet=as_json)
    results.sort(key=lambda one: (*(-one.counts[severity] for severity in Severity), str(one.path)))
    problems: list[Diagnostic] = []
    written: list[Path] = []
    for outcome in _written(results, review, page, accept=accept):
        problems += outcome.diagnostics
        written += outcome.value or ()
    code = _code(results, problems, strict=strict)
    if as_json:
        documents = [_as_json(result) for result in results]
        print_json("audit", code, problems, documents=documents, files=[str(path) for path in written])
        return code
    _show(results, problems)
    if written:
        say("已写好：")
        for path in written:
            say(f"  {path}")
    return code


def _documents(places: Sequence[Path]) -> Iterator[Path]:
    """The documents of the places in order: files as they are, and the Word and PDF files of folders."""
    seen: set[str] = set()
    for place in places:
        inside = sorted(_in_folder(place)) if os.path.isdir(place) else [place]  # noqa: PTH112 - Path.is_dir can raise
        if not inside:
            raise click.UsageError(f"文件夹“{place}”里没有 Word 或者 PDF 文件")
        for path in inside:
            key = os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - resolve would follow links
            if key not in seen:
                seen.add(key)
                yield path


def _in_folder(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for name in names:
            if (
                name.lower().endswith(options.DOCUMENT_ENDINGS)
                and not name.startswith(("~$", "."))
                and not name.endswith(_COPY)
            ):
                yield Path(root) / name


def _refuse_options(files: Sequence[Path], review: Path | None, page: Path | None, one_only: Sequence[str]) -> None:
    if one_only and len(files) != 1:
        raise click.UsageError(f"{'、'.join(one_only)} 一次只能核对一份成文")
    if page is not None and page.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"--html 的文件“{page}”要以 .html 结尾")
    if review is None:
        return
    if review.suffix.lower() != ".docx" or files[0].suffix.lower() != ".docx":
        raise click.UsageError("--review 只能给 .docx 加批注，副本也要以 .docx 结尾")
    with suppress(OSError):  # one of the two files does not exist
        if review.samefile(files[0]):
            raise click.UsageError(f"--review 的副本不能就是要核对的“{files[0]}”，请另起一个名字")


def _run(work: Sequence[AuditJob], jobs: int | None, *, quiet: bool) -> list[AuditResult]:
    from reportgen.batch.engine import MOST_WORKERS, Crew, LocalProcesses, Preparation, Task, usual_workers
    from reportgen.documents.job import AuditResult, prepare, run_audit

    if jobs is not None and not 1 <= jobs <= MOST_WORKERS:
        raise click.UsageError(f"--jobs 要是 1 到 {MOST_WORKERS} 的整数")
    workers = jobs or usual_workers(len(work))
    if len(work) < _FEW or workers == 1:
        return [run_audit(job) for job in work]
    task: Task[[AuditJob], AuditResult] = Task("reportgen.documents.job:run_audit")
    results = []
    with tempfile.TemporaryDirectory(prefix="reportgen-audit-") as folder, show_progress(quiet=quiet) as display:
        display.begin("核对", len(work))
        engine = LocalProcesses(Preparation(key="audit", files={}, load=prepare), Path(folder), workers)
        with Crew(engine) as crew:
            for job, result in crew.each(task, work):
                lost = catalogue.WORKER_LOST.at(FileRef(file=str(job.path)))
                results.append(result or AuditResult(path=job.path, problems=(lost,)))
                display.step(failed=result is None)
    return results


# --- files ------------------------------------------------------------------------------------------------


def _written(
    results: Sequence[AuditResult], review: Path | None, page: Path | None, *, accept: bool
) -> Iterator[Outcome[tuple[Path, ...]]]:
    from reportgen.documents.accepted import accepted_path, with_findings
    from reportgen.documents.page import MAKER, audit_page
    from reportgen.output.delivery import deliver
    from reportgen.output.webpage import foreign_file

    if review is not None and results[0].paragraphs:
        copy = _commented(results[0].path, results[0].paragraphs, results[0].findings)
        yield deliver(review.parent, {review.name: copy}, source=results[0].path)
    if page is not None:
        if name := foreign_file(page, MAKER):
            yield Outcome(None, (catalogue.TARGET_EXISTS.at(FileRef(file=str(page.with_name(name))), name),))
        else:
            yield deliver(page.parent, audit_page(page.name, results), source=results[0].path)
    for result in results if accept else ():
        if result.findings:
            path = accepted_path(result.path)
            content = with_findings(result.path, result.findings).encode()
            yield deliver(path.parent, {path.name: content}, source=result.path)


def _commented(path: Path, paragraphs: Sequence[Paragraph], findings: Sequence[AuditFinding]) -> bytes:
    from reportgen.documents.comments import commented_copy

    return commented_copy(path.read_bytes(), paragraphs, findings)


# --- the result -------------------------------------------------------------------------------------------


def _code(results: Sequence[AuditResult], problems: Sequence[Diagnostic], *, strict: bool) -> int:
    from reportgen.documents.job import is_failure

    failed = [result for result in results if is_failure(result)]
    if has_errors(problems):
        return exit_code(problems)
    if failed:
        code = exit_code([one for result in failed for one in result.problems])
        return code if len(failed) == len(results) else PARTLY
    every = [problem for result in results for problem in result.everything]
    warned = strict and any(problem.severity is Severity.WARNING for problem in every)
    return DATA if warned else exit_code(every) or DONE


def _show(results: Sequence[AuditResult], problems: Sequence[Diagnostic]) -> None:
    if len(results) == 1:
        (result,) = results
        list_problems([*result.everything, *problems])
        if result.paragraphs:
            office = f"{result.office}  {result.year}年度  " if result.office else f"{result.year}年度  "
            say(f"{office}核对了 {len(result.paragraphs)} 段，{_summary(result)}")
        return
    list_problems([*(problem for result in results for problem in result.problems), *problems])
    rows = [("文件", "单位", *(severity.value for severity in Severity))]
    for result in results:
        counts = [str(result.counts[severity]) for severity in Severity]
        rows.append((result.path.name, result.office, *(counts if result.paragraphs else ("没有核对", "", ""))))
    say_table(rows)
    say(f"共 {len(results)} 份，核对了 {sum(bool(result.paragraphs) for result in results)} 份。")


def _summary(result: AuditResult) -> str:
    found = "，".join(f"{count} 个{severity}" for severity, count in result.counts.items() if count)
    accepted = f"（另有 {result.accepted} 个以前已核）" if result.accepted else ""
    return f"{found or '没有发现问题'}{accepted}。"


def _as_json(result: AuditResult) -> dict[str, Any]:
    from reportgen.documents.page import where

    findings = [
        {
            "group": finding.group.value,
            **as_json(finding.problem),
            "places": [
                {"shown": where(result.paragraphs[at]), "text": result.paragraphs[at].text[start:end]}
                for at, start, end in finding.spans
            ],
        }
        for finding in result.findings
    ]
    return {
        "file": str(result.path),
        "office": result.office or None,
        "year": result.year,
        "audited": bool(result.paragraphs),
        "accepted": result.accepted,
        "findings": findings,
        "problems": [as_json(problem) for problem in result.problems],
    }
