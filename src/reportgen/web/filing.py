"""What happens to a declaration: versions come in and are examined, cells are mended, it is handed in and accepted.

Every change of the database here is one transaction, and a file is stored before the record that names it.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

import msgspec
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from reportgen.catalogue import KINDS
from reportgen.diagnostics import CellRef, Diagnostic, ProblemJson, Severity, by_weight
from reportgen.output.delivery import safe_name
from reportgen.package import open_package
from reportgen.web import pool
from reportgen.web.jobs import ExamineJob, ExamineResult, FormGrid, FormJob, GridJob, GridResult, MendJob
from reportgen.web.models import (
    Account,
    Declaration,
    DeclarationStep,
    Event,
    Examination,
    SiteOffice,
    Version,
    VersionOrigin,
)

_MOST_GRIDS = 60  # workbooks whose tables stay in memory
_LONGEST_CELL = 32_767  # characters, in Excel
_TRIES = 3
ONLY_TO_READ = (
    "这份填报表里有网页存不下来的内容，在这里只能看。请下载，用 Excel 或 WPS 另存为一份新的 .xlsx，改好再上传。"
)
_log = logging.getLogger("reportgen.web")


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
    name = file_name_of(file_name)
    if not content:
        raise RefusedError("这个文件是空的，请重新选择。")
    package = open_package(content, name)
    if package.value is None:
        reasons = "；".join(f"{problem.message}。{problem.hint}" for problem in package.diagnostics)
        raise RefusedError(f"没有收下“{name}”：{reasons}。")
    digest = settings.SITE.store(content)
    return _add(declaration, account, _NewVersion(VersionOrigin.UPLOAD, name, digest))


def file_name_of(name: str) -> str:
    """Return a name that is safe for a file, from what a browser says."""
    last = PurePath(name.replace("\\", "/")).name
    stem, suffix = PurePath(last).stem, PurePath(last).suffix.lower()
    return f"{safe_name(stem)}{suffix if suffix in ('.xlsx', '.xlsm') else '.xlsx'}"


def begin(declaration: Declaration, account: Account) -> Version:
    """Make the form of the year as the first version, so that it can be filled in in the browser."""
    name = form_name(declaration)
    change = _NewVersion(VersionOrigin.FORM, name, settings.SITE.store(form_of(declaration)), based_on=0)
    try:
        return _add(declaration, account, change)
    except _StaleError:
        raise RefusedError("已经有填报表了。") from None


def form_name(declaration: Declaration) -> str:
    """Return the name of the file of the form."""
    return file_name_of(f"{declaration.office.name}{declaration.year}.xlsx")


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
    last = Declaration.objects.filter(office_id=declaration.office_id, year=declaration.year - 1)
    found = last.select_related("latest").first()
    return found.latest if found else None


@dataclass(frozen=True, slots=True)
class _NewVersion:
    """A new version; ``based_on`` is the number that has to be the newest one still, or else nothing is added."""

    origin: VersionOrigin
    name: str
    digest: str
    remark: str = ""
    based_on: int | None = None


def _add(declaration: Declaration, account: Account, change: _NewVersion) -> Version:
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
            file_name=change.name,
            origin=change.origin,
            remark=change.remark,
            made_by=account.name,
        )
        Examination.objects.create(version=version)
        locked.latest = version
        locked.save(update_fields=["latest"])
        note(account.name, change.origin.label, f"第{version.number}版 {change.name} {change.remark}".strip(), locked)
        transaction.on_commit(partial(start_examination, version.pk))
    return version


class _StaleError(Exception):
    """A newer version has come in meanwhile."""


# --- examinations -----------------------------------------------------------------------------------------


def start_examination(version: int) -> None:
    """Let the workers examine a version; the result is written when it is there."""
    record = Version.objects.select_related("declaration__office").get(pk=version)
    office = record.declaration.office
    last = last_year_of(record.declaration)
    try:
        job = ExamineJob(
            data=settings.SITE.load(record.digest),
            name=record.file_name,
            year=record.declaration.year,
            names=tuple(office.names or [office.name]),
            district=office.district,
            last=settings.SITE.load(last.digest) if last else None,
            last_name=last.file_name if last else "",
        )
    except OSError as error:
        _log.error("version %s: %s", version, error)
        _failed(version)
        return
    pool.workers().submit(pool.EXAMINE, job).add_done_callback(partial(_write_result, version))


def resume() -> int:
    """Start all examinations that an earlier process did not finish; return their number."""
    waiting = Examination.objects.filter(progress=Examination.Progress.WAITING).order_by("pk")
    versions = list(waiting.values_list("version_id", flat=True))
    for version in versions:
        start_examination(version)
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
        start_examination(version)


def _write_result(version: int, future: Future[ExamineResult]) -> None:
    """Write a result into the database; this runs in the thread of the workers."""
    try:
        if not connection.in_atomic_block:
            close_old_connections()
        result = future.result()
        if result.crash:
            _log.error("version %s: %s", version, result.crash)
            _failed(version)
        else:
            _write(version, result)
    except Exception:
        _log.exception("version %s", version)
        _failed(version)


def _failed(version: int) -> None:
    Examination.objects.filter(version_id=version).update(progress=Examination.Progress.FAILED)


def _write(version: int, result: ExamineResult) -> None:
    counts = [sum(problem.severity is one for problem in result.problems) for one in Severity]
    errors = [problem for problem in result.problems if problem.severity is Severity.ERROR]
    names = [name for name, _ in result.files]
    digests = [settings.SITE.store(content) for _, content in result.files]
    Examination.objects.filter(version_id=version).update(
        progress=Examination.Progress.DONE,
        obstacle=result.obstacle,
        errors=counts[0],
        warnings=counts[1],
        only_blank=bool(errors) and all(KINDS[problem.code].blank for problem in errors),
        total=result.total,
        parts=dict(result.parts),
        tree=[[line.level, line.name, line.points, line.score, line.provisional] for line in result.tree],
        problems=[msgspec.to_builtins(ProblemJson.of(problem)) for problem in result.problems],
        document=digests[0] if digests else "",
        document_name=names[0] if names else "",
        papers=digests[1] if digests else "",
        papers_name=names[1] if names else "",
        preview=settings.SITE.store(result.preview) if result.preview else "",
    )


def preview_of(examination: Examination) -> Mapping[str, object]:
    """Return the preview of a version: title, paragraphs, look, and the texts around the number of a page."""
    page: Mapping[str, object] = json.loads(settings.SITE.load(examination.preview))
    return page


# --- mending ----------------------------------------------------------------------------------------------

_grids: OrderedDict[tuple[str, str, int], GridResult] = OrderedDict()


def tables_of(version: Version) -> GridResult:
    """Return the sheets of a version as tables."""
    key = version.digest, version.file_name, version.declaration.year
    tables = _grids.get(key)
    if tables is None:
        job = GridJob(data=settings.SITE.load(version.digest), name=version.file_name, year=key[2])
        tables = pool.do(pool.GRID, job)
        _keep(key, tables)
    return tables


def _keep(key: tuple[str, str, int], tables: GridResult) -> None:
    _grids[key] = tables
    while len(_grids) > _MOST_GRIDS:
        _grids.popitem(last=False)


def table_of(version: Version, sheet: str) -> FormGrid | None:
    """Return one sheet of a version as a table; ``None`` if the workbook lacks it."""
    return next((grid for grid in tables_of(version).grids if grid.sheet == sheet), None)


def mend(
    declaration: Declaration, account: Account, sheet: str, cells: Mapping[str, tuple[str, str]]
) -> tuple[Version | None, tuple[Conflict, ...]]:
    """Write cells into the newest workbook; ``cells`` has the content that somebody saw and the new one, by place.

    Cells that have another content by now are not written but returned as conflicts, and then nothing is written.
    """
    changes = {place: (_clean(old), _clean(new)) for place, (old, new) in cells.items() if _clean(new) != _clean(old)}
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
    grid = table_of(version, sheet)
    if grid is None:
        raise RefusedError(f"填报表里没有“{sheet}”，请下载来改。")
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
    year = version.declaration.year
    data = settings.SITE.load(version.digest)
    job = MendJob(data=data, name=version.file_name, year=year, sheet=grid.written, cells=texts)
    mended = pool.do(pool.MEND, job)
    if mended.data is None:
        raise RefusedError(ONLY_TO_READ)
    digest = settings.SITE.store(mended.data)
    _keep((digest, version.file_name, year), mended.tables)
    change = _NewVersion(
        VersionOrigin.MENDED,
        version.file_name,
        digest,
        remark=f"{sheet} {_listed(list(texts))}",
        based_on=version.number,
    )
    return _add(version.declaration, account, change), ()


def _clean(text: str) -> str:
    """Return a text as it is compared: without the carriage returns of a browser and blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


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
