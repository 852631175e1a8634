"""``build`` and ``check``: one workbook."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand
from reportgen.cli.console import finish
from reportgen.diagnostics import Outcome


@click.command(cls=ChineseCommand, **SETTINGS)
@options.workbook
@options.output
@options.year
@options.last
@options.templates
@options.strict
@options.draft
@options.pdf
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
    as_json: bool,
) -> int:
    """由一份填报表生成说明（.docx）和自评表（.xlsx）。"""
    from reportgen.delivery import deliver, report_names
    from reportgen.pdf import find_libreoffice, to_pdf
    from reportgen.pipeline import Pipeline
    from reportgen.workpapers import score_workbook

    libreoffice: Outcome[Path] = find_libreoffice() if pdf else Outcome(None)
    if libreoffice.diagnostics:
        return finish("build", workbook, None, libreoffice.diagnostics, (), as_json=as_json)
    made = Pipeline(options.locate(templates)).report(workbook, year=year, strict=strict, draft=draft, last=last)
    problems = list(made.diagnostics)
    written: tuple[Path, ...] = ()
    if made.value is not None:
        report = made.value
        names, notes = report_names(report.submission, draft=draft)
        contents = (report.document, score_workbook(report.submission, report.scorecard, created=report.date))
        files = dict(zip(names, contents, strict=True))
        printed = to_pdf(libreoffice.value, {names[0]: report.document}) if libreoffice.value else Outcome({})
        problems += (*notes, *printed.diagnostics)
        if printed.ok:
            folder = output / str(report.submission.year.value)
            delivered = deliver(folder, files | (printed.value or {}), source=workbook)
            problems += delivered.diagnostics
            written = delivered.value or ()
    return finish("build", workbook, made.value, problems, written, as_json=as_json)


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
