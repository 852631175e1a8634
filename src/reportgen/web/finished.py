"""Finished documents on the site: forms that are filled in from one, audits, and PDF and review copies of a version."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from reportgen.web import pool, work
from reportgen.web.filing import (
    RefusedError,
    last_year_of,
    note,
    receive_extracted,
    safe_file_name,
)
from reportgen.web.jobs import (
    DocumentAuditJob,
    DocumentAuditResult,
    ExtractJob,
    ExtractResult,
    MadeFile,
    PdfJob,
    ReviewJob,
)
from reportgen.web.models import (
    Account,
    Declaration,
    DocumentAudit,
    ExtraFile,
    ExtraKind,
    FormExtraction,
    Version,
    Work,
)

ENDINGS = (".docx", ".pdf", ".doc", ".wps")


def is_document(name: str) -> bool:
    """Whether a file is a finished document by its name."""
    return PurePath(name).suffix.lower() in ENDINGS


def _stored(name: str, content: bytes) -> tuple[str, str]:
    """Store a document; return its safe name and its digest."""
    if not is_document(name):
        raise RefusedError("请选择写好的说明：.docx 或 .pdf 文件。")
    if not content:
        raise RefusedError("这个文件是空的，请重新选择。")
    return safe_file_name(name, ENDINGS), settings.SITE.store(content)


def resume() -> int:
    """Begin the work again that an earlier process did not finish; return how much."""
    waiting = {"progress": Work.Progress.WAITING}
    extractions = FormExtraction.objects.filter(**waiting).select_related("declaration")
    extras = ExtraFile.objects.filter(**waiting).select_related("version__declaration", "version__examination")
    audits = DocumentAudit.objects.filter(**waiting).select_related("compared")
    for extraction in extractions:
        _extract(extraction)
    for extra in extras:
        _make(extra)
    for audit in audits:
        _audit(audit)
    return len(extractions) + len(extras) + len(audits)


# --- the form of a document -------------------------------------------------------------------------------


def extract(declaration: Declaration, account: Account, name: str, content: bytes) -> FormExtraction:
    """Begin to fill in the form of a declaration from a finished document (提取)."""
    if not declaration.is_open:
        raise RefusedError("已经提交，不能再改。要改的，先撤回。")
    if declaration.extractions.filter(progress=Work.Progress.WAITING).exists():
        raise RefusedError("上一份说明还在提取，请稍候。")
    file_name, digest = _stored(name, content)
    with transaction.atomic():
        record = FormExtraction.objects.create(
            declaration=declaration,
            digest=digest,
            file_name=file_name,
            based_on=declaration.latest.number if declaration.latest else 0,
            made_by=account.name,
        )
        note(account.name, "上传说明，提取", file_name, declaration)
        transaction.on_commit(partial(_extract, record))
    return record


def _extract(record: FormExtraction) -> None:
    def job() -> ExtractJob:
        data = settings.SITE.load(record.digest)
        return ExtractJob(data=data, name=record.file_name, year=record.declaration.year)

    work.begin(record, pool.EXTRACT, job, _write_extraction)


def _write_extraction(key: int, result: ExtractResult) -> None:
    record = FormExtraction.objects.select_related("declaration").get(pk=key)
    message, version = result.message, None
    with transaction.atomic():
        if result.data is not None:
            remark = f"由 {record.file_name} 提取"
            try:
                version = receive_extracted(
                    record.declaration, record.made_by, result.data, remark, based_on=record.based_on
                )
            except RefusedError as error:
                message = str(error)
        FormExtraction.objects.filter(pk=key).update(
            progress=Work.Progress.DONE,
            version=version,
            message=message,
            share=result.share,
            paragraphs=result.paragraphs,
            doubtful=result.doubtful,
            incomplete=result.incomplete,
            listed=result.listed,
        )


# --- further forms of the document of a version -----------------------------------------------------------


def make_extra(version: Version, kind: ExtraKind, account: Account) -> None:
    """Begin to make the document of a version as PDF, or its review copy."""
    if not version.examination.document:
        raise RefusedError("这一版还有错误，没有说明。")
    with transaction.atomic():
        extra, is_new = ExtraFile.objects.get_or_create(version=version, kind=kind)
        if not is_new and (extra.is_waiting or extra.digest):
            return
        ExtraFile.objects.filter(pk=extra.pk).update(progress=Work.Progress.WAITING, message="")
        note(account.name, f"做{kind.label}", f"第{version.number}版", version.declaration)
        transaction.on_commit(partial(_make, extra))


def _make(extra: ExtraFile) -> None:
    if extra.kind == ExtraKind.PDF:
        work.begin(extra, pool.PDF, partial(_pdf_job, extra.version), _write_extra)
    else:
        work.begin(extra, pool.REVIEW, partial(_review_job, extra.version), _write_extra)


def _pdf_job(version: Version) -> PdfJob:
    examination = version.examination
    return PdfJob(document=settings.SITE.load(examination.document), name=examination.document_name)


def _review_job(version: Version) -> ReviewJob:
    last = last_year_of(version.declaration)
    return ReviewJob(
        data=settings.SITE.load(version.digest),
        name=version.file_name,
        last=settings.SITE.load(last.digest) if last else None,
        last_name=last.file_name if last else "",
    )


def _write_extra(key: int, result: MadeFile) -> None:
    ExtraFile.objects.filter(pk=key).update(
        progress=Work.Progress.DONE,
        digest=settings.SITE.store(result.data) if result.data is not None else "",
        file_name=result.name,
        message=result.message,
    )


# --- audits -----------------------------------------------------------------------------------------------


def audit(account: Account, name: str, content: bytes, compared: Version | None) -> DocumentAudit:
    """Begin to audit a finished document, which may be compared with the workbook of an office."""
    file_name, digest = _stored(name, content)
    with transaction.atomic():
        record = DocumentAudit.objects.create(
            office=account.office, compared=compared, digest=digest, file_name=file_name, made_by=account.name
        )
        note(account.name, "审核说明", file_name)
        transaction.on_commit(partial(_audit, record))
    return record


def _audit(record: DocumentAudit) -> None:
    def job() -> DocumentAuditJob:
        compared = record.compared
        return DocumentAuditJob(
            data=settings.SITE.load(record.digest),
            name=record.file_name,
            workbook=settings.SITE.load(compared.digest) if compared else None,
            workbook_name=compared.file_name if compared else "",
        )

    work.begin(record, pool.AUDIT, job, _write_audit)


def _write_audit(key: int, result: DocumentAuditResult) -> None:
    copy = result.copy
    DocumentAudit.objects.filter(pk=key).update(
        progress=Work.Progress.DONE,
        errors=result.errors,
        warnings=result.warnings,
        page=settings.SITE.store(result.page.encode()),
        copy=settings.SITE.store(copy.data) if copy.data is not None else "",
        copy_name=copy.name,
    )
