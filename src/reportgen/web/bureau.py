"""The pages of the bureau about all offices: board, deadline, reminders, ranking, and the files of a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reportgen.resources import Resources
from reportgen.scoring.rubric import rubric_years
from reportgen.web import collecting
from reportgen.web.access import account_of, collections_for, declarations_for, offices_for
from reportgen.web.filing import note
from reportgen.web.models import Collection, Declaration, DeclarationStep, FilingYear, Stage, Work, is_late

_OFFICES_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An office on the board."""

    one: Declaration
    stage: Stage
    is_late: bool


def _rows(request: HttpRequest, year: FilingYear) -> list[BoardRow]:
    """Return all offices with their declaration of the year, which is created where there is none."""
    account = account_of(request)
    without = offices_for(account).exclude(declarations__year=year.year)
    new = [Declaration(office=office, year=year.year) for office in without]
    Declaration.objects.bulk_create(new, ignore_conflicts=True)
    declarations = declarations_for(account).filter(year=year.year)
    declarations = declarations.defer(*(f"latest__examination__{name}" for name in ("problems", "tree", "parts")))
    today = timezone.localdate()
    return [BoardRow(one, one.stage, is_late(year.deadline, one.stage, today)) for one in declarations]


@require_GET
def board(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show how far every office is."""
    newest = FilingYear.objects.aggregate(newest=Max("year"))["newest"]
    if newest is None:
        return render(request, "web/first_year.html", {"form": YearForm(), "years": _years_with_rules()})
    this = get_object_or_404(FilingYear, year=year or newest)
    rows = _rows(request, this)
    counts = Counter(row.stage for row in rows)
    wanted = request.GET.get("stage", "")
    search = request.GET.get("name", "").strip()
    shown = [row for row in rows if wanted in ("", row.stage, "逾期" if row.is_late else None)]
    shown = [row for row in shown if search in row.one.office.name or search in row.one.office.district]
    context = {
        "this": this,
        "years": FilingYear.objects.all(),
        "page": Paginator(shown, _OFFICES_ON_A_PAGE).get_page(request.GET.get("page")),
        "counts": [(stage, counts[stage]) for stage in Stage],
        "late": sum(row.is_late for row in rows),
        "total": len(rows),
        "wanted": wanted,
        "search": search,
        "form": YearForm(initial={"year": this.year, "deadline": this.deadline}),
        "collection": collections_for(account_of(request)).filter(year=this.year).first(),
        "waiting": Work.Progress.WAITING,
    }
    return render(request, "web/board.html", context)


def _years_with_rules() -> list[int]:
    return sorted(rubric_years(Resources.locate(working_folder=settings.SITE.path)), reverse=True)


class YearForm(forms.Form):
    """A year and its last day."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    deadline = forms.DateField(
        label="填报期限", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_POST
def set_year(request: HttpRequest) -> HttpResponse:
    """Open a year, or change its deadline."""
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写年度（四位整数）和期限（如 2025-03-31）。")
        return redirect("board")
    year = form.cleaned_data["year"]
    if year not in _years_with_rules():
        messages.error(request, f"还没有 {year} 年度的评分标准，不能开始填报。")
        return redirect("board")
    deadline = form.cleaned_data["deadline"]
    FilingYear.objects.update_or_create(year=year, defaults={"deadline": deadline})
    note(account_of(request).name, "设置年度", f"{year} 期限 {deadline or '不限'}")
    messages.success(request, f"{year}年度的设置已经保存。")
    return redirect("board-year", year)


@require_GET
def reminders(request: HttpRequest, year: int) -> HttpResponse:
    """List the offices that have not handed in, as a text to copy."""
    this = get_object_or_404(FilingYear, year=year)
    rows = [row for row in _rows(request, this) if row.stage not in (Stage.HANDED_IN, Stage.ACCEPTED)]
    return render(request, "web/reminders.html", {"this": this, "rows": rows, "text": _reminder(this, rows)})


def _reminder(year: FilingYear, rows: Sequence[BoardRow]) -> str:
    if not rows:
        return ""
    today = timezone.localdate()
    names = "、".join(row.one.office.name for row in rows)
    until = f"填报期限为{year.deadline.year}年{year.deadline.month}月{year.deadline.day}日，" if year.deadline else ""
    return (
        f"{year.year}年度部门整体支出绩效自评填报：{until}截至{today.year}年{today.month}月{today.day}日，"
        f"以下{len(rows)}个单位尚未提交：{names}。请抓紧填报。"
    )


@require_POST
def collect(request: HttpRequest, year: int) -> HttpResponse:
    """Make the files of all offices that have handed in."""
    get_object_or_404(FilingYear, year=year)
    steps = (DeclarationStep.HANDED_IN, DeclarationStep.ACCEPTED)
    if not declarations_for(account_of(request)).filter(year=year, step__in=steps).exists():
        messages.error(request, "还没有单位提交，没有可以汇总的。")
    elif Collection.objects.filter(year=year, progress=Work.Progress.WAITING).exists():
        messages.info(request, "正在汇总，请稍候。")
    else:
        collecting.start(year)
        note(account_of(request).name, "汇总", str(year))
        messages.success(request, "开始汇总了，做好以后在这里下载。")
    return redirect("board-year", year)


@require_GET
def collected(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    """Send a file about all offices: ``zip`` for everything, or the number of one."""
    collection = get_object_or_404(collections_for(account_of(request)), year=year, progress=Work.Progress.DONE)
    folder = collecting.folder_of(year)
    if kind == "zip":
        path, name = folder / collecting.ARCHIVE, f"{year}年度{collecting.ARCHIVE}"
    elif kind.isdecimal() and int(kind) < len(collection.files):
        name, relative = collection.files[int(kind)]
        path = folder / relative
    else:
        raise Http404
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
