"""Every address of the site, asked for by everybody."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver, reverse
from sites import People
from workbooks import SAMPLE

from reportgen.web import access, filing, finished
from reportgen.web.models import Examination, FileEdition

NOBODY, OFFICE, OTHER, BUREAU, EDITOR = "nobody", "office", "other", "bureau", "editor"
ADMINISTRATOR = "administrator"  # an account of the bureau
ANY_ONE_IN = {OFFICE, OTHER, BUREAU, EDITOR, ADMINISTRATOR}
EVERYBODY = {NOBODY, *ANY_ONE_IN}
BUREAUS = {BUREAU, ADMINISTRATOR}
OURS = {OFFICE, *BUREAUS}
SECTION = "wording/默认/20-自评结论.txt"


@dataclass(frozen=True)
class Address:
    """How an address is asked for, and who gets an answer; everybody else is refused."""

    method: str
    who: set[str]
    arguments: str = ""  # one: the declaration of the office; version: its version; audit: its audit; edition: one
    more: tuple[object, ...] = ()


TABLE = {
    "home": Address("get", ANY_ONE_IN),
    "login": Address("get", EVERYBODY),
    "demo": Address("post", set()),
    "logout": Address("post", ANY_ONE_IN),
    "link": Address("get", set(), more=("no-such-token",)),
    "password": Address("get", ANY_ONE_IN),
    "declaration": Address("get", OURS, "one"),
    "progress": Address("get", OURS, "one"),
    "form": Address("get", {OFFICE}, "one"),
    "begin": Address("post", {OFFICE}, "one"),
    "upload": Address("post", OURS, "one"),
    "hand-in": Address("post", {OFFICE}, "one"),
    "take-back": Address("post", {OFFICE}, "one"),
    "return": Address("post", BUREAUS, "one"),
    "accept": Address("post", BUREAUS, "one"),
    "sheet": Address("get", OURS, "one", ("预算执行",)),
    "mend": Address("post", {OFFICE}, "one", ("预算执行",)),
    "workbook": Address("get", OURS, "version"),
    "document": Address("get", OURS, "version"),
    "papers": Address("get", OURS, "version"),
    "extra": Address("get", set(), "version", ("review",)),  # there is none yet
    "make-extra": Address("post", OURS, "version", ("review",)),
    "preview": Address("get", OURS, "version"),
    "preview-look": Address("get", OURS, "version"),
    "audits": Address("get", OURS | {OTHER}),
    "new-audit": Address("post", OURS | {OTHER}),
    "audit": Address("get", {OFFICE}, "audit"),
    "audit-copy": Address("get", {OFFICE}, "audit"),
    "board": Address("get", BUREAUS),
    "board-year": Address("get", BUREAUS, more=(2024,)),
    "ranking": Address("get", BUREAUS, more=(2024,)),
    "reminders": Address("get", BUREAUS, more=(2024,)),
    "collect": Address("post", BUREAUS, more=(2024,)),
    "collected": Address("get", set(), more=(2024, "zip")),  # there is none yet
    "year": Address("post", BUREAUS),
    "accounts": Address("get", BUREAUS),
    "import": Address("post", BUREAUS),
    "new-account": Address("post", BUREAUS),
    "links": Address("post", BUREAUS),
    "new-link": Address("post", BUREAUS, more=(1,)),
    "templates": Address("get", {*BUREAUS, EDITOR}),
    "new-template": Address("get", {*BUREAUS, EDITOR}),
    "template": Address("get", {EDITOR}, more=(SECTION,)),
    "save-template": Address("post", {EDITOR}, more=(SECTION,)),
    "edition": Address("get", {EDITOR}, "edition"),
    "edition-progress": Address("get", {EDITOR}, "edition"),
    "publish": Address("post", {EDITOR}, "edition"),
    "edition-preview": Address("get", {EDITOR}, "edition", (0,)),
    "edition-look": Address("get", {EDITOR}, "edition", (0,)),
    "admin": Address("get", {ADMINISTRATOR}),
}


def edition(who: str) -> int:
    """An edition whose check is done."""
    page = json.dumps({"title": "", "paragraphs": "", "look": "", "number": ["", ""], "draft": ""}).encode()
    made = FileEdition.objects.create(
        path=SECTION,
        number=1,
        digest=settings.SITE.store(b""),
        made_by=who,
        progress="done",
        previews=[["样例", settings.SITE.store(page)]],
    )
    return made.pk


def test_every_address_is_in_both_tables() -> None:
    patterns = get_resolver().url_patterns
    names = [one.namespace if isinstance(one, URLResolver) else one.name for one in patterns]
    assert len(names) == len(set(names))
    assert set(names) == TABLE.keys() == access.ADDRESSES.keys()


@pytest.mark.parametrize("name", TABLE)
def test_only_those_whom_the_table_names_get_an_answer(people: People, name: str) -> None:
    row = TABLE[name]
    one, audits = people.declaration(people.office), [0]
    if row.arguments == "version":
        filing.receive(one, people.office, SAMPLE.name, SAMPLE.read_bytes())
    elif row.arguments == "one":
        filing.begin(one, people.office)
    elif row.arguments == "audit":
        filing.receive(one, people.office, SAMPLE.name, SAMPLE.read_bytes())
        content = settings.SITE.load(Examination.objects.get().document)
        audits = [finished.audit(people.office, "说明.docx", content, None).pk]
    accounts = {OFFICE: people.office, OTHER: people.other, BUREAU: people.bureau, EDITOR: people.editor}
    accounts[ADMINISTRATOR] = people.administrator
    draft = edition(people.editor.name) if row.arguments == "edition" else 0
    numbers = {"": [], "one": [one.pk], "version": [one.pk, 1], "audit": audits, "edition": [draft]}[row.arguments]
    more = [people.other.pk if name == "new-link" else argument for argument in row.more]
    address = reverse("admin:index" if name == "admin" else name, args=[*numbers, *more])
    for who in (*sorted(EVERYBODY - row.who), *sorted(row.who)):
        browser = people.browser(accounts.get(who))
        answer = browser.post(address) if row.method == "post" else browser.get(address)
        to_login = answer.status_code == 302 and answer["Location"].startswith("/login/?next=")
        refused = to_login or answer.status_code in (401, 404, 410)
        assert refused is (who not in row.who), (who, answer.status_code, answer.headers.get("Location"))
        assert answer.status_code < 500


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.arguments])
def test_a_bureau_gets_404_for_what_there_is_not(people: People, name: str) -> None:
    row = TABLE[name]
    numbers = [999, 1] if row.arguments == "version" else [999]
    for account in (people.bureau, people.office, people.editor):
        browser = people.browser(account)
        address = reverse(name, args=[*numbers, *row.more])
        answer = browser.post(address) if row.method == "post" else browser.get(address)
        assert answer.status_code == 404


def test_an_address_that_is_not_in_the_table_is_refused(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {name: roles for name, roles in access.ADDRESSES.items() if name != "board"}
    monkeypatch.setattr(access, "ADDRESSES", table)
    assert people.browser(people.bureau).get("/board/").status_code == 404


def test_a_script_whose_log_in_has_ended_is_told_so(people: People) -> None:
    one = people.declaration(people.office)
    answer = people.browser(None).get(f"/declarations/{one.pk}/progress/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json() == {"login": True}


def test_an_account_that_is_closed_sees_nothing(people: People) -> None:
    browser = people.browser(people.office)
    people.office.is_active = False
    people.office.save()
    assert browser.get("/").status_code == 302
    assert browser.get("/")["Location"].startswith("/login/")
