"""``build`` and ``check``: one workbook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand
from reportgen.cli.console import finish
from reportgen.diagnostics import Diagnostic, Outcome

if TYPE_CHECKING:
    from reportgen.pipeline import Report


@click.command(cls=ChineseCommand, **SETTINGS)
@options.workbook
@options.output
@options.year
@options.last
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
    strict: bool,
    draft: bool,
    pdf: bool,
    review: bool,
    as_json: bool,
) -> int:
    """由一份填报表生成说明（.docx）和工作底稿（.xlsx：自评表、数据来源、检查结果）。"""
    from reportgen.delivery import deliver, path_from, report_names
    from reportgen.pdf import find_libreoffice, to_pdf
    from reportgen.pipeline import Pipeline

    libreoffice: Outcome[Path] = find_libreoffice() if pdf else Outcome(None)
    if libreoffice.diagnostics:
        return finish("build", workbook, None, libreoffice.diagnostics, (), as_json=as_json)
    made = Pipeline(options.locate(templates)).report(workbook, year=year, strict=strict, draft=draft, last=last)
    problems = list(made.diagnostics)
    written: tuple[Path, ...] = ()
    if made.value is not None:
        report = made.value
        names, notes = report_names(report.submission, draft=draft)
        printed = to_pdf(libreoffice.value, {names.document: report.document}) if libreoffice.value else Outcome({})
        problems += (*notes, *printed.diagnostics)
        if printed.ok:
            folder = output / str(report.submission.year.value)
            files = {
                names.document: report.document,
                names.papers: _working_papers(report, problems, path_from(folder, workbook)),
                **({names.review: _review_copy(report)} if review else {}),
                **(printed.value or {}),
            }
            delivered = deliver(folder, files, source=workbook)
            problems += delivered.diagnostics
            written = delivered.value or ()
    return finish("build", workbook, made.value, problems, written, as_json=as_json)


def _working_papers(report: Report, problems: Iterable[Diagnostic], workbook: str) -> bytes:
    from reportgen.workpapers import working_papers

    parts = (report.submission, report.scorecard, report.narrative)
    return working_papers(*parts, problems, workbook=workbook, created=report.date)


def _review_copy(report: Report) -> bytes:
    from reportgen.word.review import review_copy

    return review_copy(report.document, report.narrative, year=report.scorecard.year, created=report.date)


@click.command(cls=ChineseCommand, **SETTINGS)
@options.workbook
@options.year
@options.last
@options.templates
@options.strict
@options.draft
@options.json
def check(
    workbook: Path,
    year: int | None,
    last: Path | None,
    templates: Path | None,
    *,
    strict: bool,
    draft: bool,
    as_json: bool,
) -> int:
    """只检查填报表，列出全部问题，什么也不写。"""
    from reportgen.pipeline import Pipeline

    made = Pipeline(options.locate(templates)).report(workbook, year=year, strict=strict, draft=draft, last=last)
    return finish("check", workbook, made.value, made.diagnostics, (), as_json=as_json)
