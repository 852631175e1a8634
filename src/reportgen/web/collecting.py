"""Makes the files of all offices of a year (汇总): the same run as ``reportgen batch``, over what is handed in."""

from __future__ import annotations

import logging
import shutil
import threading
import zipfile
from collections import Counter
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import close_old_connections

from reportgen.batch.job import TemplateFiles
from reportgen.batch.result import BatchResult
from reportgen.batch.run import Request, run
from reportgen.diagnostics import FileRef, ProblemJson
from reportgen.intake.form import BASICS
from reportgen.output.delivery import names_for, safe_name, source_date_epoch
from reportgen.resources import Resources
from reportgen.web import pool
from reportgen.web.filing import content_of
from reportgen.web.models import Collection, Declaration, DeclarationStep, Examination, SiteOffice

ARCHIVE = "全部成品.zip"
_log = logging.getLogger("reportgen.web")
_turn = threading.Lock()  # two runs at once would only be slower


class _Quiet:
    """Follows a run and shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Note nothing."""

    def step(self, *, failed: bool = False) -> None:
        """Note nothing."""

    def keep(self, crash: str) -> FileRef | None:
        """Write a fault of the program into the log."""
        _log.error("batch: %s", crash)
        return FileRef(file=settings.SITE.log.name)


def folder_of(year: int) -> Path:
    """Return the folder of the files of a year."""
    place: Path = settings.SITE.path / "collections" / str(year)
    return place


def start(year: int) -> None:
    """Begin a run in another thread; the record says when it has ended."""
    Collection.objects.update_or_create(
        year=year, defaults={"progress": Examination.Progress.WAITING, "files": [], "findings": [], "problems": []}
    )
    threading.Thread(target=_work, args=(year,), name=f"collection {year}", daemon=True).start()


def resume() -> int:
    """Begin again the runs that an earlier process did not finish; return their number."""
    years = Collection.objects.filter(progress=Examination.Progress.WAITING).values_list("year", flat=True)
    for year in list(years):
        start(year)
    return len(years)


def _work(year: int) -> None:
    try:
        with _turn:
            collect(year)
    except Exception:
        _log.exception("collection of %s", year)
        Collection.objects.filter(year=year).update(progress=Examination.Progress.FAILED)
    finally:
        close_old_connections()


def collect(year: int) -> None:
    """Make the files of a year from the workbooks that are handed in or accepted."""
    folder = folder_of(year)
    workbooks = _write_workbooks(folder / "填报表", year)
    last = _write_workbooks(folder / "上年填报表", year - 1, names=set(workbooks))
    roster = folder / "应报单位.csv"
    roster.write_text(_roster(), encoding="utf-8")
    offices = SiteOffice.objects.filter(declarations__pk__in=workbooks)
    districts = set(offices.values_list("district", flat=True))
    request = Request(
        places=(folder / "填报表",),
        output=folder / "成品",
        last=(folder / "上年填报表",) if last else (),
        roster=roster,
        year=year,
        by_district=len(districts) > 1,
    )
    templates = TemplateFiles.read(Resources.locate(working_folder=settings.SITE.path))
    result = run(request, templates, source_date_epoch(), pool.engine, _Quiet())
    _pack(folder, result)
    Collection.objects.filter(year=year).update(
        progress=Examination.Progress.DONE,
        offices=sum(office.has_report for office in result.offices),
        files=[[file.name, file.relative_to(folder).as_posix()] for file in result.files],
        findings=[
            [list(finding.offices), msgspec.to_builtins(ProblemJson.of(finding.problem))] for finding in result.findings
        ],
        problems=[msgspec.to_builtins(ProblemJson.of(problem)) for problem in result.problems],
    )


def _write_workbooks(folder: Path, year: int, names: set[int] | None = None) -> list[int]:
    """Write the workbooks of a year, each under the name of its office; return the declarations."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    declarations = Declaration.objects.filter(year=year, latest__isnull=False).select_related("office", "latest")
    if names is None:
        declarations = declarations.filter(step__in=(DeclarationStep.HANDED_IN, DeclarationStep.ACCEPTED))
    else:
        declarations = declarations.filter(office__declarations__pk__in=names)
    often = Counter(one.office.name for one in declarations)
    for one in declarations:
        if one.latest is not None:
            name = one.office.name if often[one.office.name] == 1 else f"{one.office.district}{one.office.name}"
            (folder / f"{safe_name(name)}.xlsx").write_bytes(content_of(one.latest))
    return [one.pk for one in declarations]


def _roster() -> str:
    lines = [f"{BASICS.short_name.name},{BASICS.district.name}"]
    lines += [f"{office.name},{office.district}" for office in SiteOffice.objects.all()]
    return "\n".join(lines)


def _pack(folder: Path, result: BatchResult) -> None:
    """Pack the files of this run, and no others that an earlier run may have left."""
    wanted = {file.name for file in result.files}
    for office in result.offices:
        if office.has_report and office.identity:
            wanted |= set(names_for(office.identity.short_name))
    new = folder / f"{ARCHIVE}.new"
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("成品", "填报表"):
            for path in sorted((folder / part).rglob("*")):
                if path.is_file() and (part != "成品" or path.name in wanted):
                    archive.write(path, path.relative_to(folder).as_posix())
    new.replace(folder / ARCHIVE)
