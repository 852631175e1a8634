"""The pages about accounts: log-in, one-time links, passwords, and the offices that a bureau imports from a list."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reportgen.batch.job import Job
from reportgen.web import pool
from reportgen.web.access import account_of, accounts_for
from reportgen.web.filing import note
from reportgen.web.models import Account, LoginFailure, OneTimeLink, Role, SiteOffice

LINK_DAYS = 7
_WINDOW = datetime.timedelta(minutes=15)
_MOST_FAILURES_OF_A_NAME, _MOST_FAILURES_OF_AN_ADDRESS = 10, 50  # in the window
_LOOPBACK = ("127.0.0.1", "::1")


# --- log-in -----------------------------------------------------------------------------------------------


class LoginForm(forms.Form):
    """What somebody types to log in."""

    name = forms.CharField(label="账号", max_length=150)
    password = forms.CharField(label="密码", max_length=128, widget=forms.PasswordInput)


@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Show the page to log in, or log in."""
    form = LoginForm(request.POST or None)
    target = request.POST.get("next") or request.GET.get("next") or ""
    problem = ""
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"].strip()
        if _is_throttled(name, _address(request)):
            problem = "登录失败太多次了。请过十五分钟再试，或者请财政部门重新发一次登录链接。"
        else:
            account = authenticate(request, username=name, password=form.cleaned_data["password"])
            if isinstance(account, Account):
                login(request, account)
                is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
                return redirect(target if target and is_ours else "home")
            LoginFailure.objects.create(name=name[:150], address=_address(request))
            problem = "账号或密码不对。"
    people = _demo_accounts() if _is_demo(request) else ()
    context = {"form": form, "problem": problem, "next": target, "people": people}
    return render(request, "web/login.html", context, status=403 if problem else 200)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))[:60]


def _is_throttled(name: str, address: str) -> bool:
    since = timezone.now() - _WINDOW
    LoginFailure.objects.filter(at__lt=since).delete()
    of_name = LoginFailure.objects.filter(name=name[:150]).count()
    of_address = LoginFailure.objects.filter(address=address).count()
    return of_name >= _MOST_FAILURES_OF_A_NAME or of_address >= _MOST_FAILURES_OF_AN_ADDRESS


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    return redirect("login")


def _is_demo(request: HttpRequest) -> bool:
    return bool(settings.DEMO) and _address(request) in _LOOPBACK


def _demo_accounts() -> Iterable[Account]:
    return Account.objects.order_by("role", "pk")


@require_POST
def log_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Log in without a password, in a demonstration on this machine and nowhere else."""
    if not _is_demo(request):
        raise Http404
    account = get_object_or_404(Account, pk=_number(request.POST.get("account")))
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


# --- one-time links and passwords -------------------------------------------------------------------------


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(label="新密码", max_length=128, widget=forms.PasswordInput)
    again = forms.CharField(label="再输一遍", max_length=128, widget=forms.PasswordInput)

    def clean_password(self) -> str:
        """Refuse a password that is easy to guess."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password

    def clean(self) -> dict[str, object]:
        """Refuse two different passwords."""
        values = super().clean() or {}
        if "password" in values and values.get("password") != values.get("again"):
            raise ValidationError("两遍输入的密码不一样。")
        return values


def make_link(account: Account, days: int = LINK_DAYS) -> str:
    """Make a one-time link for an account and return its path; earlier unused links of the account end."""
    token = secrets.token_urlsafe(24)
    now = timezone.now()
    with transaction.atomic():
        OneTimeLink.objects.filter(account=account, used_at=None).delete()
        expires_at = now + datetime.timedelta(days=days)
        OneTimeLink.objects.create(account=account, digest=_digest(token), expires_at=expires_at)
    return reverse("link", args=[token])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@require_http_methods(["GET", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let the holder of a one-time link set a password, and log in."""
    valid = OneTimeLink.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=timezone.now())
    link = valid.select_related("account").first()
    if link is None:
        return render(request, "web/link_ended.html", status=410)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not valid.filter(pk=link.pk).update(used_at=timezone.now()):
                return render(request, "web/link_ended.html", status=410)
            link.account.set_password(form.cleaned_data["password"])
            link.account.save(update_fields=["password"])
            note(link.account.name, "设置密码")
        login(request, link.account, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("home")
    return render(request, "web/set_password.html", {"form": form, "account": link.account})


@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Let somebody who is logged in change the password."""
    account = account_of(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account.set_password(form.cleaned_data["password"])
        account.save(update_fields=["password"])
        update_session_auth_hash(request, account)
        note(account.name, "修改密码")
        messages.success(request, "密码已经改好。")
        return redirect("home")
    return render(request, "web/set_password.html", {"form": form, "account": account})


# --- the accounts of a site -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FreshLink:
    """A link that is shown once."""

    account: Account
    address: str


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts."""
    return _accounts_page(request)


def _accounts_page(request: HttpRequest, fresh: Iterable[FreshLink] = ()) -> HttpResponse:
    everybody = accounts_for(account_of(request)).select_related("office")
    people = [account for account in everybody if account.role != Role.OFFICE]
    offices = [account for account in everybody if account.role == Role.OFFICE]
    roles = [role for role in Role if role != Role.OFFICE]
    context = {"people": people, "offices": offices, "fresh": list(fresh), "days": LINK_DAYS, "roles": roles}
    return render(request, "web/accounts.html", context)


@require_POST
def import_offices(request: HttpRequest) -> HttpResponse:
    """Take the offices of a list, and make an account for each new one."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "请选择名单文件。")
        return redirect("accounts")
    job = Job(setup="", number=0, name=str(file.name), data=file.read())
    try:
        roster = pool.do(pool.ROSTER, job)
    except (pool.WorkLostError, TimeoutError):
        messages.error(request, "服务器忙，名单没有导入，请再试一次。")
        return redirect("accounts")
    for problem in roster.problems:
        messages.error(request, f"{problem.place or ''} {problem.message}。{problem.hint}")
    new = 0
    with transaction.atomic():
        for office in roster.offices:
            new += add_office(office.district, office.names)
        if new:
            note(account_of(request).name, "导入名单", f"{new} 个单位")
    if roster.offices:
        messages.success(request, f"名单上 {len(roster.offices)} 个单位，新加了 {new} 个。")
    return redirect("accounts")


def add_office(district: str, names: tuple[str, ...]) -> bool:
    """Add an office with its account, unless it is there; return whether it is new."""
    office, is_new = SiteOffice.objects.get_or_create(
        district=district[:100], name=names[0][:150], defaults={"names": list(names)}
    )
    if is_new:
        name = office.name
        if Account.objects.filter(name=name).exists():
            name = f"{district}{name}"[:140]
        if Account.objects.filter(name=name).exists():
            name = f"{name}{office.pk}"
        account = Account(name=name, role=Role.OFFICE, office=office)
        account.set_unusable_password()
        account.save()
    return is_new


class NewAccountForm(forms.Form):
    """An account of somebody who is no office."""

    name = forms.CharField(label="账号", max_length=150)
    role = forms.ChoiceField(label="身份", choices=[(r.value, r.label) for r in Role if r != Role.OFFICE])

    def clean_name(self) -> str:
        """Refuse a name that there is."""
        name = str(self.cleaned_data["name"]).strip()
        if Account.objects.filter(name=name).exists():
            raise ValidationError(f"已经有账号“{name}”。")
        return name


@require_POST
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account for a colleague, with its link."""
    form = NewAccountForm(request.POST)
    if not form.is_valid():
        for problem in form.errors.values():
            messages.error(request, " ".join(map(str, problem)))
        return redirect("accounts")
    account = Account(name=form.cleaned_data["name"], role=form.cleaned_data["role"])
    account.set_unusable_password()
    account.save()
    note(account_of(request).name, "新建账号", account.name)
    return _accounts_page(request, [_fresh_link(request, account)])


@require_POST
def new_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new link for an account, and show it once."""
    account = get_object_or_404(accounts_for(account_of(request)), pk=pk)
    note(account_of(request).name, "发登录链接", account.name)
    return _accounts_page(request, [_fresh_link(request, account)])


@require_POST
def links_for_all(request: HttpRequest) -> HttpResponse:
    """Make a link for each office that has no password yet, and show them once."""
    everybody = accounts_for(account_of(request)).filter(role=Role.OFFICE)
    fresh = [_fresh_link(request, account) for account in everybody if not account.has_usable_password()]
    if not fresh:
        messages.info(request, "每个单位都设好密码了，不用再发。个别单位忘了密码的，在它那一行发。")
        return redirect("accounts")
    note(account_of(request).name, "发登录链接", f"{len(fresh)} 个单位")
    return _accounts_page(request, fresh)


def _fresh_link(request: HttpRequest, account: Account) -> FreshLink:
    return FreshLink(account, request.build_absolute_uri(make_link(account)))
