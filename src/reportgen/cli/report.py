"""The commands ``build`` and ``check``, which take one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand
from reportgen.cli.console import finish, say
from reportgen.diagnostics import Diagnostic, FileRef, Outcome

if TYPE_CHECKING:
    from reportgen.forms.annotation import Annotation
    from reportgen.pipeline import Report


@click.command(cls=ChineseCommand, **SETTINGS)
@options.workbook
@options.output
@options.year
@options.last
@options.wording_set
@options.templates
@options.strict
@options.draft
@options.pdf
@click.option("--review", is_flag=True, help="另做一份审阅版（.docx），每个数字旁有批注，写明出处。")
@options.json
def build(
    workbook: Path,
    output: Path,
    year: int | None,
    last: Path | None,
    templates: Path | None,
    *,
    wording_set: str,
    strict: bool,
    draft: bool,
    pdf: bool,
    review: bool,
    as_json: bool,
) -> int:
    """由一份填报表生成说明（.docx）和工作底稿（.xlsx：自评表、数据来源、检查结果）。"""
    from reportgen.output.delivery import deliver, path_from, report_names
    from reportgen.output.pdf import find_libreoffice, to_pdf

    libreoffice: Outcome[Path] = find_libreoffice() if pdf else Outcome(None)
    if libreoffice.diagnostics:
        return finish("build", workbook, None, libreoffice.diagnostics, (), as_json=as_json)
    outcome = _report(templates, wording_set, workbook, year=year, strict=strict, draft=draft, last=last)
    problems = list(outcome.diagnostics)
    paths: tuple[Path, ...] = ()
    if outcome.value is not None:
        report = outcome.value
        names, notes = report_names(report.submission, draft=draft)
        pdfs = to_pdf(libreoffice.value, {names.document: report.document}) if libreoffice.value else Outcome({})
        problems += (*notes, *pdfs.diagnostics)
        if pdfs.ok:
            folder = output / str(report.submission.year.value)
            files = {
                names.document: report.document,
                names.papers: _working_papers(report, problems, path_from(folder, workbook)),
                **({names.review: _review_copy(report)} if review else {}),
                **(pdfs.value or {}),
            }
            delivery = deliver(folder, files, source=workbook)
            problems += delivery.diagnostics
            paths = delivery.value or ()
    return finish("build", workbook, outcome.value, problems, paths, as_json=as_json)


def _working_papers(report: Report, problems: Iterable[Diagnostic], workbook: str) -> bytes:
    from reportgen.output.workpapers import working_papers

    parts = (report.submission, report.scorecard, report.narrative)
    return working_papers(*parts, problems, workbook=workbook, created=report.date)


def _review_copy(report: Report) -> bytes:
    from reportgen.word.review import review_copy

    return review_copy(report.document, report.narrative, rules=report.scorecard.file, created=report.date)


@click.command(cls=ChineseCommand, **SETTINGS)
@options.workbook
@options.year
@options.last
@options.wording_set
@options.templates
@options.strict
@options.draft
@click.option(
    "--annotate",
    "copy",
    metavar="副本.xlsx",
    type=click.Path(path_type=Path, readable=False),
    help="另写一份副本，把每个问题批注在它的单元格上；填报表本身不改。",
)
@options.json
def check(
    workbook: Path,
    year: int | None,
    last: Path | None,
    templates: Path | None,
    *,
    wording_set: str,
    strict: bool,
    draft: bool,
    copy: Path | None,
    as_json: bool,
) -> int:
    """只检查填报表，列出全部问题；加了 --annotate 才写一份副本。"""
    if copy is not None:
        _refuse_as_copy(copy, workbook, last)
    outcome = _report(templates, wording_set, workbook, year=year, strict=strict, draft=draft, last=last)
    problems = list(outcome.diagnostics)
    annotation: Outcome[Annotation] = _write_copy(copy, workbook, problems) if copy is not None else Outcome(None)
    problems += [problem for problem in annotation.diagnostics if problem not in problems]
    files = (copy,) if copy is not None and annotation.value is not None else ()
    code = finish("check", workbook, outcome.value, problems, files, as_json=as_json)
    if annotation.value is not None and not as_json:
        _say_places(annotation.value)
    return code


def _report(
    templates: Path | None,
    wording_set: str,
    workbook: Path,
    *,
    year: int | None,
    strict: bool,
    draft: bool,
    last: Path | None,
) -> Outcome[Report]:
    """Make the report of a workbook with the templates and the wording set that the command line names."""
    from reportgen.pipeline import Pipeline

    resources = options.locate(templates)
    folder = options.set_folder(resources, wording_set)
    return Pipeline(resources).report(workbook, year=year, strict=strict, draft=draft, last=last, wording_set=folder)


def _refuse_as_copy(copy: Path, workbook: Path, last: Path | None) -> None:
    if copy.suffix.lower() != ".xlsx":
        raise click.UsageError(f"--annotate 的副本“{copy}”要以 .xlsx 结尾")
    for input_file in (workbook, last) if last else (workbook,):
        with suppress(OSError):  # one of the two files does not exist
            if copy.samefile(input_file):
                raise click.UsageError(f"--annotate 的副本不能就是要读的“{input_file}”，请另起一个名字")


def _write_copy(copy: Path, workbook: Path, problems: Sequence[Diagnostic]) -> Outcome[Annotation]:
    """Write the annotated copy (批注副本) and return what it holds, ``None`` where it was not written."""
    from reportgen.forms.annotation import annotate, is_foreign
    from reportgen.output.delivery import deliver

    if is_foreign(copy):
        return Outcome(None, (catalogue.NOT_AN_OLD_COPY.at(FileRef(file=str(copy)), copy.name),))
    annotation = annotate(workbook, problems)
    if annotation.value is None:
        return annotation
    delivery = deliver(copy.parent, {copy.name: annotation.value.content}, source=workbook)
    return annotation if delivery.value is not None else Outcome(None, delivery.diagnostics)


def _say_places(annotation: Annotation) -> None:
    elsewhere = annotation.elsewhere
    say(f"副本里批注了 {annotation.at_cells + len(elsewhere)} 个问题，{annotation.at_cells} 个在各自的单元格上。")
    if elsewhere:
        say(f"{len(elsewhere)} 个没有自己的单元格，写在工作表左上角的批注里：")
    for problem in elsewhere:
        say(f"  {problem.severity} {problem.code}  {problem.place or ''}")
