"""The pages of one declaration: the office fills in and hands in, the bureau reads, returns and accepts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from django.conf import settings
from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.intake.form import SHEETS
from reportgen.output.pdf import find_libreoffice
from reportgen.web import filing, finished
from reportgen.web.access import account_of, declarations_for, offices_for, versions_for, wants_json
from reportgen.web.filing import RefusedError
from reportgen.web.models import (
    Declaration,
    Examination,
    ExtraKind,
    FilingYear,
    Role,
    Version,
    Work,
    is_late,
)
from reportgen.web.pool import WorkLostError

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {".xlsx": _XLSX, ".docx": _DOCX, ".pdf": "application/pdf"}
_PLACE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,4}")
_NARROWEST, _BROAD, _MOST_LINES = 24, 60, 12  # half-width characters and lines of a field
_MOST_VERSIONS, _MOST_EVENTS = 30, 50  # on the page; older versions can still be fetched by their address


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where the work is."""
    account = account_of(request)
    if account.role == Role.BUREAU:
        return redirect("board")
    if account.role == Role.EDITOR:
        return redirect("templates")
    year = FilingYear.objects.aggregate(newest=Max("year"))["newest"]
    office = offices_for(account).first()
    if office is None or year is None:
        return render(request, "web/nothing_yet.html")
    return redirect("declaration", filing.declaration_of(office, year).pk)


def _declaration(request: HttpRequest, pk: int) -> Declaration:
    return get_object_or_404(declarations_for(account_of(request)), pk=pk)


@require_GET
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a declaration: what to do next, its problems, scores, files, versions and log."""
    account, one = account_of(request), _declaration(request, pk)
    year = FilingYear.objects.filter(year=one.year).first()
    examination = one.latest.examination if one.latest else None
    problems = filing.problems_of(examination) if examination else []
    mine = account.role == Role.OFFICE
    context = {
        "one": one,
        "examination": examination,
        "is_waiting": _is_waiting(one),
        "has_failed": examination is not None and examination.progress == Examination.Progress.FAILED,
        "groups": _by_sheet(problems),
        "deadline": year.deadline if year else None,
        "is_late": is_late(year.deadline if year else None, one.stage, timezone.localdate()),
        "versions": one.versions.all()[:_MOST_VERSIONS],
        "events": one.events.all()[:_MOST_EVENTS],
        "is_mine": mine,
        "can_change": mine and one.is_open,
        "can_upload": one.is_open,
        "sheets": [sheet.name for sheet in SHEETS],
        "has_last_year": filing.last_year_of(one) is not None,
        "other_years": filing.other_years(one) if mine else [],
        "scores": [line for line in examination.tree if line[0] <= 2] if examination else [],
        "extraction": one.extractions.select_related("version").first(),
        "extras": _extras(one.latest) if one.latest else [],
        "documents": ",".join(finished.ENDINGS),
    }
    return render(request, "web/declaration.html", context)


def _is_waiting(one: Declaration) -> bool:
    """Whether some work for a declaration is not done yet, after which its page has more to show."""
    waiting = Work.Progress.WAITING
    if one.latest and (one.latest.examination.is_waiting or one.latest.extras.filter(progress=waiting).exists()):
        return True
    return one.extractions.filter(progress=waiting).exists()


def _extras(version: Version) -> list[dict[str, object]]:
    """The further forms of a document, made or not; without LibreOffice a PDF is refused at once."""
    made = {extra.kind: extra for extra in version.extras.all()}
    lacks = find_libreoffice().value is None
    return [
        {"kind": kind, "extra": made.get(kind), "is_impossible": kind == ExtraKind.PDF and lacks} for kind in ExtraKind
    ]


def _by_sheet(problems: list[Diagnostic]) -> list[tuple[str, str, list[Diagnostic]]]:
    """Group problems: the title of the group, the name of the sheet in the form (or nothing), the problems."""
    names = {normal_name(sheet.name): sheet.name for sheet in SHEETS}
    groups: dict[str, list[Diagnostic]] = {}
    for problem in problems:
        title = problem.place.sheet if isinstance(problem.place, CellRef) else "整份填报表"
        groups.setdefault(title, []).append(problem)
    return [(title, names.get(normal_name(title), ""), group) for title, group in groups.items()]


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far the examination of the newest version is; with ``sheet`` also the problems in its cells."""
    one = _declaration(request, pk)
    version = one.latest
    if version is None:
        return JsonResponse({"version": 0, "progress": "none", "stage": one.stage.value, "waiting": _is_waiting(one)})
    examination = version.examination
    answer: dict[str, object] = {
        "version": version.number,
        "waiting": _is_waiting(one),
        "progress": examination.progress,
        "stage": one.stage.value,
        "errors": examination.errors,
        "warnings": examination.warnings,
        "score": _score(examination),
    }
    sheet = request.GET.get("sheet", "")
    if sheet and examination.progress == Examination.Progress.DONE:
        by_cell = filing.cell_problems(examination, sheet)
        answer["cells"] = {
            place: {"level": group[0].code[0], "text": "\n".join(map(_sentence, group))}
            for place, group in by_cell.items()
        }
    return JsonResponse(answer)


def _score(examination: Examination) -> str:
    """Return the total for people, such as 93.5 分（暂计）."""
    if not examination.tree:
        return ""
    return f"{examination.tree[0][3]} 分{'（暂计）' if examination.is_provisional else ''}"


def _sentence(problem: Diagnostic) -> str:
    return f"{problem.severity} {problem.shown_code}　{problem.message}" + (
        f"。怎么改：{problem.hint}" if problem.hint else ""
    )


# --- changes ----------------------------------------------------------------------------------------------


def attempt(request: HttpRequest, change: Callable[[], str]) -> bool:
    """Make a change, and tell its success, which it returns in words, or why it was not made."""
    try:
        success = change()
    except RefusedError as error:
        messages.error(request, str(error))
        return False
    except (WorkLostError, TimeoutError):
        messages.error(request, "服务器忙，这一步没有做成。请再试一次；一直这样的，请告诉管理员。")
        return False
    messages.success(request, success)
    return True


def _try(request: HttpRequest, change: Callable[[], object], success: str) -> bool:
    def words() -> str:
        change()
        return success

    return attempt(request, words)


def uploaded(request: HttpRequest) -> tuple[str, bytes]:
    """Return the name and the content of the file of a form; ``RefusedError`` if there is none or it is too large."""
    file = request.FILES.get("file")
    if file is None:
        raise RefusedError("请先选择文件。")
    if (file.size or 0) > settings.MOST_UPLOAD_BYTES:
        raise RefusedError(f"文件不能超过 {settings.MOST_UPLOAD_BYTES // 2**20} MB。")
    return str(file.name), file.read()


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an uploaded workbook, or a finished document from which the form is filled in."""
    one, account = _declaration(request, pk), account_of(request)

    def receive() -> str:
        name, content = uploaded(request)
        if finished.is_document(name):
            finished.extract(one, account, name, content)
            return "收到了，正在由它提取填报表。"
        filing.receive(one, account, name, content)
        return "收到了，正在检查。"

    attempt(request, receive)
    return redirect("declaration", pk)


@require_GET
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the form of the year, filled from last year's workbook where there is one."""
    one = _declaration(request, pk)
    try:
        content = filing.form_of(one)
    except RefusedError as error:
        messages.error(request, str(error))
    except (WorkLostError, TimeoutError):
        messages.error(request, "服务器忙，请再试一次。")
    else:
        return attachment(content, filing.form_name(one))
    return redirect("declaration", pk)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the form the first version, and open its first sheet."""
    one = _declaration(request, pk)
    if _try(
        request, lambda: filing.begin(one, account_of(request)), "已经新建，可以开始填了。每改一个单元格都会保存。"
    ):
        return redirect("sheet", pk, SHEETS[0].name)
    return redirect("declaration", pk)


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in."""
    one = _declaration(request, pk)
    _try(request, lambda: filing.hand_in(one, account_of(request)), "已经提交。财政部门通过以前，都可以撤回。")
    return redirect("declaration", pk)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back."""
    one = _declaration(request, pk)
    _try(request, lambda: filing.take_back(one, account_of(request)), "已经撤回，可以改了。改好以后要再提交。")
    return redirect("declaration", pk)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return with a note."""
    one, text = _declaration(request, pk), request.POST.get("note", "").strip()
    _try(request, lambda: filing.send_back(one, account_of(request), text), "已经退回。")
    return redirect("declaration", pk)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept."""
    one = _declaration(request, pk)
    _try(request, lambda: filing.accept(one, account_of(request)), "已经通过。")
    return redirect("declaration", pk)


# --- files ------------------------------------------------------------------------------------------------


def _version(request: HttpRequest, pk: int, number: int) -> Version:
    return get_object_or_404(versions_for(account_of(request)), declaration_id=pk, number=number)


def attachment(content: bytes, name: str) -> HttpResponse:
    """Return a file for download."""
    kind = _TYPES.get(PurePath(name).suffix, "application/octet-stream")
    header = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": header})


@require_GET
def workbook(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send the workbook of a version; what was typed a moment ago is written into it first."""
    version = _version(request, pk, number)
    try:
        return attachment(filing.content_of(version), version.file_name)
    except FileNotFoundError:
        raise Http404 from None
    except (WorkLostError, TimeoutError):
        messages.error(request, "服务器忙，请再试一次。")
        return redirect("declaration", pk)


@require_GET
def result(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Send a file that the examination of a version made: its ``document`` (说明) or ``papers`` (自评表)."""
    examination = _version(request, pk, number).examination
    digest, name = getattr(examination, kind), getattr(examination, f"{kind}_name")
    if not digest:
        raise Http404
    return attachment(settings.SITE.load(digest), name)


@require_GET
def extra(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Send the document of a version as PDF, or its review copy."""
    file = get_object_or_404(_version(request, pk, number).extras.exclude(digest=""), kind=kind)
    return attachment(settings.SITE.load(file.digest), file.file_name)


@require_POST
def make_extra(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Let the document of a version be made as PDF, or its review copy."""
    version = _version(request, pk, number)
    if kind not in ExtraKind.values:
        raise Http404
    made = ExtraKind(kind)
    _try(request, lambda: finished.make_extra(version, made, account_of(request)), f"正在做{made.label}。")
    return redirect("declaration", pk)


@require_GET
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the pages of the document, with the origin of every figure."""
    version = _version(request, pk, number)
    if not version.examination.preview:
        raise Http404
    page = filing.preview_of(version.examination)
    address = reverse("preview-look", args=[pk, number])
    caption = f"{version.declaration.office.name} {version.declaration.year}年度，第 {number} 版"
    context = {"page": page, "look": address, "back": reverse("declaration", args=[pk]), "caption": caption}
    return render(request, "web/preview.html", context)


@require_GET
def preview_look(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send the style sheet of a preview."""
    examination = _version(request, pk, number).examination
    if not examination.preview:
        raise Http404
    return HttpResponse(str(filing.preview_of(examination)["look"]), content_type="text/css; charset=utf-8")


# --- filling in -------------------------------------------------------------------------------------------


@require_GET
def sheet(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show a sheet of the newest workbook as a table."""
    one = _declaration(request, pk)
    if one.latest is None or name not in {sheet.name for sheet in SHEETS}:
        raise Http404
    return _sheet_page(request, one, name)


def _sheet_page(
    request: HttpRequest, one: Declaration, name: str, conflicts: tuple[filing.Conflict, ...] = (), status: int = 200
) -> HttpResponse:
    version = one.latest
    if version is None:
        raise Http404
    try:
        tables = filing.tables_of(version)
    except (WorkLostError, TimeoutError):
        messages.error(request, "服务器忙，这张表暂时打不开，请再试一次。")
        return redirect("declaration", one.pk)
    grid = next((grid for grid in tables.grids if grid.sheet == name), None)
    examination = version.examination
    by_cell = filing.cell_problems(examination, grid.written if grid else name)
    by_place = {conflict.place: conflict for conflict in conflicts}
    rows = []
    for number, row in enumerate(grid.rows if grid else (), 1):
        cells = []
        for cell, column in zip(row, grid.columns if grid else (), strict=True):
            group = by_cell.get(cell.place, [])
            conflict = by_place.get(cell.place)
            cells.append(
                {
                    "cell": cell,
                    "column": column,
                    "text": conflict.ours if conflict else cell.text,
                    "conflict": conflict,
                    "lines": _lines(conflict.ours if conflict else cell.text, column.width),
                    "level": group[0].code[0] if group else "",
                    "problems": [_sentence(problem) for problem in group],
                    "remarks": cell.remark.split("\n") if cell.remark else [],
                }
            )
        rows.append((number, cells))
    here = by_cell.get("", [])
    tabs = [(other.name, sum(_is_on(problem, other.name) for problem in examination.problems)) for other in SHEETS]
    is_mine = account_of(request).role == Role.OFFICE
    context = {
        "one": one,
        "version": version,
        "grid": grid,
        "rows": rows,
        "tabs": tabs,
        "name": name,
        "problems": [_sentence(problem) for problem in (*tables.problems, *here)],
        "only_to_read": filing.ONLY_TO_READ if tables.can_only_be_read else "",
        "losses": tables.losses,
        "is_required": any(sheet.required for sheet in SHEETS if sheet.name == name),
        "score": _score(examination),
        "is_waiting": examination.progress == Examination.Progress.WAITING,
        "can_change": is_mine and one.is_open and grid is not None and not tables.can_only_be_read,
        "conflicts": conflicts,
    }
    return render(request, "web/sheet.html", context, status=status)


def _lines(text: str, width: int) -> int:
    """Return the height of a field in lines, so that a text can be read in it as a whole, as long as it is not huge."""
    lines = sum(1 + 2 * len(line) // max(width, _NARROWEST) for line in text.split("\n"))
    return max(2 if width >= _BROAD else 1, min(lines, _MOST_LINES))


def _is_on(problem: dict[str, dict[str, str]], sheet: str) -> bool:
    """Whether a stored problem is an error or a warning in a sheet."""
    place = problem.get("place") or {}
    return str(problem["code"])[0] != "N" and normal_name(place.get("sheet", "")) == normal_name(sheet)


@require_POST
def mend(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Write the cells of a sheet that somebody changed; fields are named by place, and old-place has what was seen."""
    one = _declaration(request, pk)
    if one.latest is None or name not in {sheet.name for sheet in SHEETS}:
        raise Http404
    cells = {
        place: (request.POST.get(f"old-{place}", ""), request.POST[place])
        for place in request.POST
        if _PLACE.fullmatch(place)
    }
    try:
        if filing.tables_of(one.latest).losses and "losses" not in request.POST:
            raise RefusedError("这份填报表里有保存以后会变的内容，请先在页面上勾选“知道了”，再保存。")
        version, conflicts = filing.mend(one, account_of(request), name, cells)
    except RefusedError as error:
        return _mend_refused(request, one, name, str(error), 409)
    except (WorkLostError, TimeoutError):
        return _mend_refused(request, one, name, "服务器忙，没有保存，请再试一次。", 503)
    if wants_json(request):
        if version is None:
            shown = [{"place": c.place, "theirs": c.theirs, "ours": c.ours, "by": c.by} for c in conflicts]
            return JsonResponse({"conflicts": shown}, status=409)
        return JsonResponse({"version": version.number})
    one = _declaration(request, pk)
    if conflicts:
        return _sheet_page(request, one, name, conflicts, status=409)
    messages.success(request, "已经保存。")
    return redirect(reverse("sheet", args=[pk, name]))


def _mend_refused(request: HttpRequest, one: Declaration, name: str, text: str, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": text}, status=status)
    messages.error(request, text)
    return redirect("sheet", one.pk, name)
