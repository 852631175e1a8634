"""The pages on which an office or the bureau audits a finished document (审核写好的说明)."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from reportgen.web import finished
from reportgen.web.access import account_of, audits_for, declarations_for
from reportgen.web.models import Declaration, DocumentAudit, Version
from reportgen.web.office import attachment, attempt, uploaded

_MOST_AUDITS = 50  # on the page; an older one can still be opened by its address


@require_GET
def audits(request: HttpRequest) -> HttpResponse:
    """List the audits, and take a document; ``with`` names the declaration whose workbook it is compared with."""
    account = account_of(request)
    chosen = request.GET.get("with", "")
    context = {
        "audits": audits_for(account)[:_MOST_AUDITS],
        "compared": _comparable(request).filter(pk=chosen).first() if chosen.isdecimal() else None,
        "own": [] if account.office is None else _comparable(request).order_by("-year"),
        "documents": ",".join(finished.ENDINGS),
    }
    return render(request, "web/audits.html", context)


def _comparable(request: HttpRequest) -> QuerySet[Declaration]:
    """The declarations that have a workbook to compare a document with."""
    return declarations_for(account_of(request)).exclude(Q(latest=None) | Q(latest__digest=""))


@require_POST
def new_audit(request: HttpRequest) -> HttpResponse:
    """Take a document and begin its audit."""
    chosen, records = request.POST.get("with", ""), []
    compared: Version | None = None
    if chosen.isdecimal():
        compared = get_object_or_404(_comparable(request), pk=chosen).latest

    def begin() -> str:
        records.append(finished.audit(account_of(request), *uploaded(request), compared))
        return "收到了，正在核对。"

    if attempt(request, begin):
        return redirect("audit", records[0].pk)
    return redirect("audits")


def _audit(request: HttpRequest, pk: int) -> DocumentAudit:
    return get_object_or_404(audits_for(account_of(request)), pk=pk)


@require_GET
def audit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the findings, once they are there."""
    one = _audit(request, pk)
    page = settings.SITE.load(one.page).decode() if one.page else ""
    return render(request, "web/audit.html", {"one": one, "page": page})


@require_GET
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the copy of the document with a comment at each finding."""
    one = _audit(request, pk)
    if not one.copy:
        raise Http404
    return attachment(settings.SITE.load(one.copy), one.copy_name)
