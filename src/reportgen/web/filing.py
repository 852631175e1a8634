"""What happens to a declaration: versions come in and are examined, cells are mended, it is handed in and accepted.

Every change of the database here is one transaction, and a file is stored before the record that names it.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import PurePath

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reportgen.catalogue import KINDS
from reportgen.diagnostics import CellRef, Diagnostic, ProblemJson, Severity, by_weight
from reportgen.numeric import plain
from reportgen.output.delivery import safe_name
from reportgen.package import open_package
from reportgen.web import pool, work
from reportgen.web.jobs import (
    CellEdits,
    ExamineJob,
    ExamineResult,
    FormJob,
    GridJob,
    GridResult,
    MendJob,
)
from reportgen.web.models import (
    Account,
    Declaration,
    DeclarationStep,
    Event,
    Examination,
    FilingYear,
    SiteOffice,
    Version,
    VersionOrigin,
)

_MOST_GRIDS = 60  # workbooks whose tables stay in memory
_LONGEST_CELL = 32_767  # characters, in Excel
_TRIES = 3
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")  # what becomes one in the workbook
ONLY_TO_READ = (
    "这份填报表里有网页存不下来的内容，在这里只能看。请下载，用 Excel 或 WPS 另存为一份新的 .xlsx，改好再上传。"
)


class RefusedError(Exception):
    """What somebody wants to do cannot be done; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else has changed in the meantime: its content now, and what was to be written."""

    place: str
    theirs: str
    ours: str
    by: str


# --- records ----------------------------------------------------------------------------------------------


def declaration_of(office: SiteOffice, year: int) -> Declaration:
    """Return the declaration of an office for a year, which is created at its first use."""
    declaration, _ = Declaration.objects.select_related("office", "latest__examination").get_or_create(
        office=office, year=year
    )
    return declaration


def other_years(declaration: Declaration) -> list[Declaration]:
    """Return the declarations of the office for the other years that are open, the newest first."""
    years = set(FilingYear.objects.exclude(year=declaration.year).values_list("year", flat=True))
    others = declaration.office.declarations.filter(year__in=years).order_by("-year")
    missing = years - {one.year for one in others}
    if missing:
        new = [Declaration(office=declaration.office, year=year) for year in missing]
        Declaration.objects.bulk_create(new, ignore_conflicts=True)
    return list(others.all())


def note(who: str, what: str, detail: str = "", declaration: Declaration | None = None) -> None:
    """Write an entry into the log."""
    Event.objects.create(who=who, what=what, detail=detail, declaration=declaration)


def _locked(declaration: Declaration) -> Declaration:
    """Read a declaration again inside a transaction, so that no other request changes it meanwhile."""
    return Declaration.objects.select_for_update(of=("self",)).select_related("office", "latest").get(pk=declaration.pk)


def problems_of(examination: Examination) -> list[Diagnostic]:
    """Return the problems of an examination, the most serious ones first."""
    return by_weight(one.problem() for one in msgspec.convert(examination.problems, tuple[ProblemJson, ...]))


# --- versions ---------------------------------------------------------------------------------------------


def receive(declaration: Declaration, account: Account, file_name: str, content: bytes) -> Version:
    """Take an uploaded workbook as the newest version; ``RefusedError`` if it is none or may not come now."""
    name = workbook_name(file_name)
    if not content:
        raise RefusedError("这个文件是空的，请重新选择。")
    package = open_package(content, name)
    if package.value is None:
        reasons = "；".join(f"{problem.message}。{problem.hint}" for problem in package.diagnostics)
        raise RefusedError(f"没有收下“{name}”：{reasons}。")
    digest = settings.SITE.store(content)
    return _add(declaration, account.name, _NewVersion(VersionOrigin.UPLOAD, name, digest))


def receive_extracted(declaration: Declaration, who: str, content: bytes, remark: str, *, based_on: int) -> Version:
    """Take a workbook that was filled in from a document; ``RefusedError`` if another version has come since."""
    name = form_name(declaration)
    digest = settings.SITE.store(content)
    change = _NewVersion(VersionOrigin.EXTRACTED, name, digest, remark=remark, based_on=based_on)
    try:
        return _add(declaration, who, change)
    except _StaleError:
        raise RefusedError("提取的时候，填报表有了新的一版，提取的结果没有用上。要用的，请再传一次。") from None


def workbook_name(name: str) -> str:
    """Return a safe name of a workbook, from what a browser says."""
    return safe_file_name(name, (".xlsx", ".xlsm"))


def safe_file_name(name: str, endings: Sequence[str]) -> str:
    """Return a name that is safe for a file, from what a browser says; without a right ending it gets the first one."""
    last = PurePath(name.replace("\\", "/")).name
    stem, suffix = PurePath(last).stem, PurePath(last).suffix.lower()
    return f"{safe_name(stem)}{suffix if suffix in endings else endings[0]}"


def begin(declaration: Declaration, account: Account) -> Version:
    """Make the form of the year as the first version, so that it can be filled in in the browser."""
    name = form_name(declaration)
    change = _NewVersion(VersionOrigin.FORM, name, settings.SITE.store(form_of(declaration)), based_on=0)
    try:
        return _add(declaration, account.name, change)
    except _StaleError:
        raise RefusedError("已经有填报表了。") from None


def form_name(declaration: Declaration) -> str:
    """Return the name of the file of the form."""
    return workbook_name(f"{declaration.office.name}{declaration.year}.xlsx")


def form_of(declaration: Declaration) -> bytes:
    """Make the form for an office, filled from its workbook of last year where the site has one."""
    last = last_year_of(declaration)
    job = FormJob(
        year=declaration.year,
        last=settings.SITE.load(last.digest) if last else None,
        last_name=last.file_name if last else "",
        district=declaration.office.district,
        office=declaration.office.name,
    )
    made = pool.do(pool.FORM, job)
    if made.data is None:
        raise RefusedError("；".join(problem.message for problem in made.problems) + "。")
    return made.data


def last_year_of(declaration: Declaration) -> Version | None:
    """Return the newest workbook of the office for the year before."""
    last = Version.objects.filter(declaration__office_id=declaration.office_id, declaration__year=declaration.year - 1)
    return last.exclude(digest="").first()


def content_of(version: Version) -> bytes:
    """Return the workbook of a version; ``OSError`` if it is lost, or if what was typed could not be written."""
    if not version.digest and version.examination.progress == Examination.Progress.FAILED:
        raise FileNotFoundError(str(version))
    base, edits = _base_of(version)
    data: bytes = settings.SITE.load(base.digest)
    return pool.do(pool.MEND, MendJob(data=data, name=version.file_name, edits=edits)) if edits else data


def _base_of(version: Version) -> tuple[Version, tuple[CellEdits, ...]]:
    """Return the newest version up to this one that has a file, and what has been typed into it since."""
    edits: list[CellEdits] = []
    if version.digest:
        return version, ()
    older = Version.objects.filter(declaration_id=version.declaration_id, number__lte=version.number)
    for one in older.exclude(digest="", examination__progress=Examination.Progress.FAILED):
        if one.digest:
            return one, tuple(reversed(edits))
        edits.append(CellEdits(**one.edits))
    raise FileNotFoundError(str(version))


@dataclass(frozen=True, slots=True)
class _NewVersion:
    """A new version; ``based_on`` is the number that has to be the newest one still, or else nothing is added."""

    origin: VersionOrigin
    name: str
    digest: str = ""
    edits: Mapping[str, object] = field(default_factory=dict)
    remark: str = ""
    based_on: int | None = None


def _add(declaration: Declaration, who: str, change: _NewVersion) -> Version:
    with transaction.atomic():
        locked = _locked(declaration)
        if not locked.is_open:
            raise RefusedError("已经提交，不能再改。要改的，先撤回。")
        newest = locked.latest.number if locked.latest else 0
        if change.based_on is not None and newest != change.based_on:
            raise _StaleError
        version = Version.objects.create(
            declaration=locked,
            number=newest + 1,
            digest=change.digest,
            edits=change.edits,
            file_name=change.name,
            origin=change.origin,
            remark=change.remark,
            made_by=who,
        )
        Examination.objects.create(version=version)
        locked.latest = version
        locked.save(update_fields=["latest"])
        note(who, change.origin.label, f"第{version.number}版 {change.name} {change.remark}".strip(), locked)
        transaction.on_commit(partial(_examine, version.pk))
    return version


class _StaleError(Exception):
    """A newer version has come in meanwhile."""


# --- examinations -----------------------------------------------------------------------------------------


def _examine(version: int) -> None:
    """Let the workers examine a version."""
    record = Examination.objects.select_related("version__declaration__office").get(version=version)
    work.begin(record, pool.EXAMINE, partial(_job_of, record.version), _write)


def _job_of(version: Version) -> ExamineJob:
    declaration = version.declaration
    last = last_year_of(declaration)
    base, edits = _base_of(version)
    return ExamineJob(
        data=settings.SITE.load(base.digest),
        name=version.file_name,
        year=declaration.year,
        names=tuple(declaration.office.names or [declaration.office.name]),
        district=declaration.office.district,
        last=settings.SITE.load(last.digest) if last else None,
        last_name=last.file_name if last else "",
        edits=edits,
    )


def resume() -> int:
    """Begin all examinations again that an earlier process did not finish; return their number."""
    waiting = Examination.objects.filter(progress=Examination.Progress.WAITING).order_by("pk")
    versions = list(waiting.values_list("version_id", flat=True))
    for version in versions:
        _examine(version)
    return len(versions)


def examine_again(year: int, what: str) -> None:
    """Examine the newest versions of a year again, because the templates have changed; ``what`` is for the log."""
    declarations = list(Declaration.objects.filter(year=year, latest__isnull=False).order_by("pk"))
    versions = [one.latest_id for one in declarations if one.latest_id is not None]
    with transaction.atomic():
        Examination.objects.filter(version__in=versions).update(progress=Examination.Progress.WAITING)
        Event.objects.bulk_create(
            Event(who="网站", what="重新检查", detail=what, declaration=one) for one in declarations
        )
    _grids.clear()
    for version in versions:
        _examine(version)


def _write(examination: int, result: ExamineResult) -> None:
    counts = [sum(problem.severity is one for problem in result.problems) for one in Severity]
    errors = [problem for problem in result.problems if problem.severity is Severity.ERROR]
    names = [name for name, _ in result.files]
    digests = [settings.SITE.store(content) for _, content in result.files]
    preview = settings.SITE.store(result.preview) if result.preview else ""
    mended = settings.SITE.store(result.mended) if result.mended is not None else ""
    with transaction.atomic():
        version = Version.objects.filter(examination=examination)
        if mended:
            version.update(digest=mended)
        Examination.objects.filter(pk=examination).update(
            progress=Examination.Progress.DONE,
            obstacle=result.obstacle,
            errors=counts[0],
            warnings=counts[1],
            only_blank=bool(errors) and all(KINDS[problem.code].blank for problem in errors),
            scheme=result.scheme,
            grade=result.grade,
            total=result.total,
            parts=dict(result.parts),
            tree=[[line.level, line.name, line.points, line.score, line.provisional] for line in result.tree],
            problems=[msgspec.to_builtins(ProblemJson.of(problem)) for problem in result.problems],
            document=digests[0] if digests else "",
            document_name=names[0] if names else "",
            papers=digests[1] if digests else "",
            papers_name=names[1] if names else "",
            preview=preview,
        )
    if result.tables is not None:
        _keep(version.values_list("pk", flat=True).get(), result.tables)


def preview_of(examination: Examination) -> Mapping[str, object]:
    """Return the preview of a version: title, paragraphs, look, and the texts around the number of a page."""
    page: Mapping[str, object] = json.loads(settings.SITE.load(examination.preview))
    return page


# --- mending ----------------------------------------------------------------------------------------------

_grids: OrderedDict[int, GridResult] = OrderedDict()  # by the key of the version


def tables_of(version: Version) -> GridResult:
    """Return the sheets of a version as tables."""
    tables = _grids.get(version.pk)
    if tables is None:
        base, edits = _base_of(version)
        job = GridJob(data=settings.SITE.load(base.digest), name=version.file_name, year=version.declaration.year)
        tables = pool.do(pool.GRID, job)
        for one in edits:
            tables = tables.mended(one)
        _keep(version.pk, tables)
    return tables


def _keep(version: int, tables: GridResult) -> None:
    _grids[version] = tables
    while len(_grids) > _MOST_GRIDS:
        _grids.popitem(last=False)


def mend(
    declaration: Declaration, account: Account, sheet: str, cells: Mapping[str, tuple[str, str]]
) -> tuple[Version | None, tuple[Conflict, ...]]:
    """Note what somebody typed as the newest version; ``cells`` has what was seen and what is new, by place.

    A worker writes it into the workbook before it examines that version, so that nobody waits for it. Cells that have
    another content by now are not written but returned as conflicts, and then nothing is written.
    """
    cleaned = {place: (_clean(old), _clean(new)) for place, (old, new) in cells.items()}
    changes = {place: (old, new) for place, (old, new) in cleaned.items() if new != old}
    if any(len(new) > _LONGEST_CELL for _, new in changes.values()):
        raise RefusedError(f"一个单元格最多 {_LONGEST_CELL} 个字。")
    for _ in range(_TRIES):
        newest = Declaration.objects.select_related("office", "latest__declaration").get(pk=declaration.pk)
        if newest.latest is None:
            raise RefusedError("还没有填报表。")
        if not newest.is_open:
            raise RefusedError("已经提交，不能再改。要改的，先撤回。")
        try:
            return _mend(newest.latest, account, sheet, changes)
        except _StaleError:
            continue
    raise RefusedError("别人也在改这份填报表，请再保存一次。")


def _mend(
    version: Version, account: Account, sheet: str, changes: Mapping[str, tuple[str, str]]
) -> tuple[Version | None, tuple[Conflict, ...]]:
    tables = tables_of(version)
    grid = next((grid for grid in tables.grids if grid.sheet == sheet), None)
    if grid is None:
        raise RefusedError(f"填报表里没有“{sheet}”，请下载来改。")
    if tables.can_only_be_read:
        raise RefusedError(ONLY_TO_READ)
    present = {place: grid.text(place) for place in changes}
    if None in present.values():
        raise RefusedError("有的单元格不能改，请刷新页面。")
    conflicts = tuple(
        Conflict(place, str(present[place]), new, version.made_by)
        for place, (old, new) in changes.items()
        if _clean(str(present[place])) not in (old, new)
    )
    if conflicts:
        return None, conflicts
    texts = {place: new for place, (_, new) in changes.items() if _clean(str(present[place])) != new}
    if not texts:
        return version, ()
    change = _NewVersion(
        VersionOrigin.MENDED,
        version.file_name,
        edits={"sheet": grid.written, "cells": texts},
        remark=f"{sheet} {_listed(list(texts))}",
        based_on=version.number,
    )
    mended = _add(version.declaration, account.name, change)
    _grids.setdefault(mended.pk, tables.mended(CellEdits(sheet=grid.written, cells=texts)))
    return mended, ()


def _clean(text: str) -> str:
    """Return a text as it is compared: without carriage returns and blanks around it, a number as it is shown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return plain(Decimal(text)) if _NUMBER.fullmatch(text) else text


def _listed(places: Sequence[str]) -> str:
    return "、".join(places[:5]) + (f"等 {len(places)} 个单元格" if len(places) > 5 else "")


# --- handing in -------------------------------------------------------------------------------------------


def hand_in(declaration: Declaration, account: Account) -> None:
    """Hand in the newest version."""
    with transaction.atomic():
        locked = _locked(declaration)
        if not locked.is_open:
            raise RefusedError("已经提交过了。")
        examination = Examination.objects.filter(version=locked.latest).first() if locked.latest else None
        if examination is None or not examination.is_ready:
            raise RefusedError("现在还不能提交：要先改好全部错误。")
        locked.step = DeclarationStep.HANDED_IN
        locked.handed_in_at = timezone.now()
        locked.note = ""
        locked.save(update_fields=["step", "handed_in_at", "note"])
        number = locked.latest.number if locked.latest else 0
        note(account.name, "提交", f"第{number}版", locked)


def take_back(declaration: Declaration, account: Account) -> None:
    """Take back what is handed in, until it is accepted."""
    _after_hand_in(declaration, account, "撤回", DeclarationStep.OPEN)


def send_back(declaration: Declaration, account: Account, text: str) -> None:
    """Return to the office what it handed in, or what was accepted, with a note (退回意见)."""
    if not text:
        raise RefusedError("请写明退回的意见，单位才知道改什么。")
    steps = (DeclarationStep.HANDED_IN, DeclarationStep.ACCEPTED)
    with transaction.atomic():
        locked = _locked(declaration)
        if locked.step not in steps:
            raise RefusedError("只有已经提交的才能退回。")
        locked.step, locked.note = DeclarationStep.RETURNED, text
        locked.save(update_fields=["step", "note"])
        note(account.name, "退回", text, locked)


def accept(declaration: Declaration, account: Account) -> None:
    """Accept what is handed in (通过)."""
    _after_hand_in(declaration, account, "通过", DeclarationStep.ACCEPTED)


def _after_hand_in(declaration: Declaration, account: Account, what: str, step: DeclarationStep) -> None:
    with transaction.atomic():
        locked = _locked(declaration)
        if locked.step != DeclarationStep.HANDED_IN:
            raise RefusedError(f"只有已经提交、还没有通过的才能{what}。")
        locked.step = step
        locked.save(update_fields=["step"])
        note(account.name, what, f"第{locked.latest.number}版" if locked.latest else "", locked)


def cell_problems(examination: Examination, written: str) -> dict[str, list[Diagnostic]]:
    """Return the problems in a sheet by cell; those of the sheet as a whole are under the empty place."""
    by_cell: dict[str, list[Diagnostic]] = {}
    for problem in problems_of(examination):
        if isinstance(problem.place, CellRef) and problem.place.sheet == written:
            by_cell.setdefault(problem.place.cell, []).append(problem)
    return by_cell
