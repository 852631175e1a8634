"""What a worker process does with finished documents: it fills in the form from one, audits one, and makes PDFs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from reportgen.diagnostics import Diagnostic, Severity
from reportgen.documents.comments import commented_copy
from reportgen.documents.filling import FilledForm, form_of, next_form
from reportgen.documents.job import AuditJob, run_audit
from reportgen.documents.page import audit_section
from reportgen.output.pdf import find_libreoffice, to_pdf
from reportgen.scoring.rubric import load_rubric
from reportgen.web.jobs import (
    DocumentAuditJob,
    DocumentAuditResult,
    ExtractJob,
    ExtractResult,
    MadeFile,
    PdfJob,
)
from reportgen.web.tasks import templates

_PACKAGE = b"PK"  # how a .docx begins; no other document can take comments
_BEGINNING = 40  # characters of a paragraph


def extract(job: ExtractJob) -> ExtractResult:
    """Fill in the form of a year from the document of that year or of an earlier one, which is rolled over."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / job.name
        path.write_bytes(job.data)
        filled = form_of(path, templates())
    if filled.value is None:
        return ExtractResult(data=None, message=_message(filled.diagnostics))
    year = filled.value.names.year
    if year > job.year:
        return ExtractResult(data=None, message=f"这份说明是{year}年度的，填报的是{job.year}年度，用不上。")
    data, problems = (filled.value.data, ()) if year == job.year else _rolled_over(filled.value, job)
    message = _message((*filled.diagnostics, *problems))
    if data is None:
        return ExtractResult(data=None, message=message)
    rebuilding = filled.value.rebuilding
    incomplete = [
        (number, 100 * one.returned // one.characters, " ".join(one.text.split())[:_BEGINNING])
        for number, one in enumerate(rebuilding.paragraphs, 1)
        if one.returned < one.characters
    ]
    return ExtractResult(
        data=data,
        message=message,
        share=f"{rebuilding.share:.1f}",
        paragraphs=len(rebuilding.paragraphs),
        doubtful=filled.value.doubtful,
        incomplete=tuple(incomplete),
        listed=filled.value.extraction.listed,
    )


def _rolled_over(filled: FilledForm, job: ExtractJob) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """Return the form of the year of the job, by the same scheme if that year has it."""
    rubric = load_rubric(templates(), job.year, filled.rubric.scheme)
    if rubric.value is None:
        rubric = load_rubric(templates(), job.year)
    if rubric.value is None:
        return None, rubric.diagnostics
    rolled = next_form(filled, rubric.value, job.name)
    return rolled.value[1] if rolled.value else None, rolled.diagnostics


def _message(problems: Iterable[Diagnostic]) -> str:
    return "\n".join(f"{one.message}。{one.hint}。" if one.hint else f"{one.message}。" for one in problems)


def audit(job: DocumentAuditJob) -> DocumentAuditResult:
    """Audit a finished document, and compare it with a workbook if there is one."""
    with tempfile.TemporaryDirectory() as folder:
        path, workbook = Path(folder) / job.name, Path(folder) / f"填报表-{job.workbook_name}"
        path.write_bytes(job.data)
        if job.workbook is not None:
            workbook.write_bytes(job.workbook)
        roots = templates().roots
        result = run_audit(AuditJob(path=path, roots=roots, workbook=None if job.workbook is None else workbook))
    copy = MadeFile()
    if result.paragraphs and job.data.startswith(_PACKAGE):
        content = commented_copy(job.data, result.paragraphs, result.findings)
        copy = MadeFile(name=f"{path.stem}-批注.docx", data=content)
    counts = [sum(problem.severity is one for problem in result.everything) for one in Severity]
    return DocumentAuditResult(page=audit_section(result), errors=counts[0], warnings=counts[1], copy=copy)


def pdf(job: PdfJob) -> MadeFile:
    """Convert a document to PDF as ``reportgen build --pdf`` does."""
    program = find_libreoffice()
    if program.value is None:
        return MadeFile(message=_message(program.diagnostics))
    made = to_pdf(program.value, {job.name: job.document})
    name, data = next(iter((made.value or {}).items()), ("", None))
    return MadeFile(name=name, data=data, message=_message(made.diagnostics))
