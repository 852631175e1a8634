"""Who sees what: the one place that decides it.

``ADDRESSES`` has every address of the site by its name in urls.py, or by its namespace, with the roles that may use it;
an address that is not in the table is refused to everybody. The functions below give the records that an account may
see, and every view takes its records from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from reportgen.web.models import (
    ADMINISTRATOR,
    Account,
    Collection,
    Declaration,
    DocumentAudit,
    FileEdition,
    Role,
    SiteOffice,
    Version,
)

OFFICE, BUREAU, EDITOR = frozenset({Role.OFFICE}), frozenset({Role.BUREAU}), frozenset({Role.EDITOR})
ALL = OFFICE | BUREAU | EDITOR
ADMINISTRATORS = frozenset({ADMINISTRATOR})  # those of the bureau who manage the site
OPEN = None  # also without log-in

ADDRESSES: Mapping[str, frozenset[str] | None] = {
    # accounts
    "login": OPEN,
    "demo": OPEN,  # the view refuses it anywhere but in a demonstration on this machine
    "link": OPEN,  # the token is the permission
    "logout": ALL,
    "password": ALL,
    "home": ALL,
    # the declaration of an office
    "declaration": OFFICE | BUREAU,
    "progress": OFFICE | BUREAU,
    "sheet": OFFICE | BUREAU,
    "workbook": OFFICE | BUREAU,
    "document": OFFICE | BUREAU,
    "papers": OFFICE | BUREAU,
    "extra": OFFICE | BUREAU,
    "make-extra": OFFICE | BUREAU,
    "preview": OFFICE | BUREAU,
    "preview-look": OFFICE | BUREAU,
    "upload": OFFICE | BUREAU,
    "form": OFFICE,
    "begin": OFFICE,
    "mend": OFFICE,
    "hand-in": OFFICE,
    "take-back": OFFICE,
    "return": BUREAU,
    "accept": BUREAU,
    # finished documents
    "audits": OFFICE | BUREAU,
    "new-audit": OFFICE | BUREAU,
    "audit": OFFICE | BUREAU,
    "audit-copy": OFFICE | BUREAU,
    # all offices
    "board": BUREAU,
    "board-year": BUREAU,
    "year": BUREAU,
    "ranking": BUREAU,
    "reminders": BUREAU,
    "collect": BUREAU,
    "collected": BUREAU,
    "accounts": BUREAU,
    "import": BUREAU,
    "new-account": BUREAU,
    "new-link": BUREAU,
    "links": BUREAU,
    "admin": ADMINISTRATORS,  # every address of Django's administration
    # wording, rules and layout; a bureau sees the rules alone
    "templates": EDITOR | BUREAU,
    "new-template": EDITOR | BUREAU,
    "template": EDITOR | BUREAU,
    "save-template": EDITOR | BUREAU,
    "edition": EDITOR | BUREAU,
    "edition-progress": EDITOR | BUREAU,
    "edition-preview": EDITOR | BUREAU,
    "edition-look": EDITOR | BUREAU,
    "publish": EDITOR | BUREAU,
}
_AREAS = {Role.EDITOR: ("wording", "word", "rules"), Role.BUREAU: ("rules",)}  # of the templates, by who edits them


def account_of(request: HttpRequest) -> Account:
    """Return the account that is logged in; the address of the request has to need one."""
    user = request.user
    if not isinstance(user, Account):
        raise Http404
    return user


def offices_for(account: Account) -> QuerySet[SiteOffice]:
    """Return the offices whose data an account may see."""
    if account.role == Role.BUREAU:
        return SiteOffice.objects.all()
    if account.role == Role.OFFICE and account.office_id is not None:
        return SiteOffice.objects.filter(pk=account.office_id)
    return SiteOffice.objects.none()


def declarations_for(account: Account) -> QuerySet[Declaration]:
    """Return the declarations that an account may see."""
    return Declaration.objects.filter(office__in=offices_for(account)).select_related(
        "office", "latest", "latest__examination"
    )


def versions_for(account: Account) -> QuerySet[Version]:
    """Return the versions of workbooks that an account may see."""
    return Version.objects.filter(declaration__in=declarations_for(account)).select_related(
        "declaration", "declaration__office", "examination"
    )


def audits_for(account: Account) -> QuerySet[DocumentAudit]:
    """Return the audits that an account may see: an office its own, the bureau those that the bureau made."""
    if account.role not in (Role.OFFICE, Role.BUREAU):
        return DocumentAudit.objects.none()
    return DocumentAudit.objects.filter(office=account.office).select_related("compared__declaration__office")


def accounts_for(account: Account) -> QuerySet[Account]:
    """Return the accounts that an account may manage."""
    return Account.objects.all() if account.role == Role.BUREAU else Account.objects.none()


def collections_for(account: Account) -> QuerySet[Collection]:
    """Return the files about all offices that an account may see."""
    return Collection.objects.all() if account.role == Role.BUREAU else Collection.objects.none()


def may_edit(account: Account, path: str) -> bool:
    """Whether an account may see and change the template file of this path."""
    return path.startswith(tuple(f"{area}/" for area in _AREAS.get(Role(account.role), ())))


def editions_for(account: Account) -> QuerySet[FileEdition]:
    """Return the editions of template files that an account may see."""
    wanted = Q(pk__in=())
    for area in _AREAS.get(Role(account.role), ()):
        wanted |= Q(path__startswith=f"{area}/")
    return FileEdition.objects.filter(wanted)


class AccessMiddleware:
    """Refuses an address to everybody whom the table does not name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        """Let the view answer, or refuse."""
        match = request.resolver_match
        name = (match.namespace or match.url_name if match else None) or ""
        if name not in ADDRESSES:
            raise Http404
        roles = ADDRESSES[name]
        if roles is OPEN:
            return None
        user = request.user
        if isinstance(user, AnonymousUser):
            if wants_json(request):
                return JsonResponse({"login": True}, status=401)
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if not roles & user.powers:
            raise Http404
        return None


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of our pages asks, which shows the answer itself."""
    return request.headers.get("Accept", "") == "application/json"
