"""Log-in, one-time links, passwords, and the list of offices."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from sites import People

from reportgen.web.accounts import make_link
from reportgen.web.models import Account, LoginFailure, OneTimeLink, Role, SiteOffice

PASSWORD = "一个好记的长密码"  # noqa: S105


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def set_password(account: Account, password: str = PASSWORD) -> None:
    account.set_password(password)
    account.save()


def log_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> int:
    return client.post("/login/", {"name": name, "password": password, **more}).status_code


def test_somebody_logs_in_with_name_and_password_and_out_again(people: People) -> None:
    set_password(people.office)
    client = browser()
    assert log_in(client, "金花街道") == 302
    assert client.get("/", follow=True).status_code == 200
    client.post("/logout/")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("name", "password"), [("金花街道", "错"), ("没有这个单位", PASSWORD), ("财政局", "")])
def test_a_wrong_name_or_password_does_not_log_in(people: People, name: str, password: str) -> None:
    set_password(people.office)
    client = browser()
    answer = client.post("/login/", {"name": name, "password": password})
    assert answer.status_code != 302
    assert client.get("/").status_code == 302


@pytest.mark.usefixtures("people")
def test_an_account_without_a_password_cannot_log_in() -> None:
    assert log_in(browser(), "金花街道", "!") == 403


def test_after_ten_failures_even_the_right_password_has_to_wait(people: People) -> None:
    set_password(people.office)
    set_password(people.other)
    for _ in range(10):
        assert log_in(browser(), "金花街道", "错") == 403
    assert log_in(browser(), "金花街道") == 403
    assert log_in(browser(), "南源街道") == 302
    LoginFailure.objects.update(at=timezone.now() - datetime.timedelta(minutes=16))
    assert log_in(browser(), "金花街道") == 302


def test_fifty_failures_close_an_address_for_every_name(people: People) -> None:
    set_password(people.office)
    LoginFailure.objects.bulk_create(LoginFailure(name=f"甲{n}", address="127.0.0.1") for n in range(50))
    assert log_in(browser(), "金花街道") == 403


@pytest.mark.parametrize(
    ("target", "expected"), [("/accounts/", "/accounts/"), ("https://example.com/", "/"), ("//example.com", "/")]
)
def test_after_log_in_a_page_of_this_site_opens_and_no_other(people: People, target: str, expected: str) -> None:
    set_password(people.bureau)
    answer = browser().post("/login/", {"name": "财政局", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == expected


def test_a_link_sets_a_password_once(people: People) -> None:
    address = make_link(people.office)
    client = browser()
    assert "金花街道" in client.get(address).content.decode()
    assert client.post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get("/", follow=True).status_code == 200
    assert log_in(browser(), "金花街道") == 302
    for answer in (
        browser().get(address),
        browser().post(address, {"password": "另一个密码啊", "again": "另一个密码啊"}),
    ):
        assert answer.status_code == 410
    assert log_in(browser(), "金花街道") == 302


def test_a_link_ends_after_its_days_and_when_a_newer_one_is_made(people: People) -> None:
    first, second = make_link(people.office), make_link(people.office)
    assert browser().get(first).status_code == 410
    assert browser().get(second).status_code == 200
    OneTimeLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert browser().get(second).status_code == 410


def test_the_database_does_not_hold_the_token_of_a_link(people: People) -> None:
    token = make_link(people.office).split("/")[2]
    assert token not in str(OneTimeLink.objects.values())


@pytest.mark.parametrize(
    ("password", "again"),
    [("短", "短"), ("12345678901", "12345678901"), ("password", "password"), (PASSWORD, "另一个")],
)
def test_a_weak_password_or_two_different_ones_are_refused(people: People, password: str, again: str) -> None:
    address = make_link(people.office)
    answer = browser().post(address, {"password": password, "again": again})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert browser().get(address).status_code == 200


def test_somebody_changes_the_own_password_and_stays_logged_in(people: People) -> None:
    client = people.browser(people.office)
    assert client.post("/password/", {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get("/", follow=True).status_code == 200
    assert log_in(browser(), "金花街道") == 302


# --- the bureau -------------------------------------------------------------------------------------------


def shown_links(page: str) -> dict[str, str]:
    return dict(re.findall(r"<tr><td>([^<]+)</td><td><code>http://localhost(/link/[^<]+)</code>", page))


def import_list(people: People, content: str, name: str = "名单.csv") -> str:
    file = SimpleUploadedFile(name, content.encode())
    answer = people.browser(people.bureau).post("/accounts/import/", {"file": file}, follow=True)
    return answer.content.decode()


def test_a_list_of_offices_becomes_offices_with_accounts(people: People) -> None:
    text = import_list(
        people, "区,单位简称,单位全称\n荔湾区,金花街道,\n荔湾区,西村街道,广州市荔湾区人民政府西村街道办事处\n"
    )
    assert "2 个单位，新加了 1 个" in text
    office = SiteOffice.objects.get(name="西村街道")
    assert office.names == ["西村街道", "广州市荔湾区人民政府西村街道办事处"]
    account = office.accounts.get()
    assert (account.name, account.role, account.has_usable_password()) == ("西村街道", Role.OFFICE, False)


def test_two_offices_of_one_name_get_different_accounts(people: People) -> None:
    import_list(people, "区,单位简称\n甲区,新城街道\n乙区,新城街道\n")
    assert set(Account.objects.filter(office__name="新城街道").values_list("name", flat=True)) == {
        "新城街道",
        "乙区新城街道",
    }


@pytest.mark.parametrize("content", ["甲,乙\n丙,丁\n", "", "区,单位简称\n甲区,同名街道\n甲区,同名街道\n"])
def test_a_list_with_a_mistake_changes_nothing_and_says_why(people: People, content: str) -> None:
    before = SiteOffice.objects.count()
    assert "message error" in import_list(people, content or "\n")
    assert SiteOffice.objects.count() == before


def test_a_file_that_is_no_list_is_refused(people: People) -> None:
    assert "message error" in import_list(people, "这不是工作簿", "名单.xlsx")


def test_the_bureau_sends_links_to_all_who_have_no_password(people: People) -> None:
    set_password(people.other)
    page = people.browser(people.bureau).post("/accounts/links/").content.decode()
    links = shown_links(page)
    assert links.keys() == {"金花街道"}
    assert browser().get(links["金花街道"]).status_code == 200


def test_the_bureau_sends_a_new_link_to_somebody_who_forgot(people: People) -> None:
    set_password(people.other)
    page = people.browser(people.bureau).post(f"/accounts/{people.other.pk}/link/").content.decode()
    assert shown_links(page).keys() == {"南源街道"}


def test_the_bureau_makes_an_account_for_a_colleague(people: People) -> None:
    client = people.browser(people.bureau)
    page = client.post("/accounts/new/", {"name": "小李", "role": "bureau"}).content.decode()
    assert shown_links(page).keys() == {"小李"}
    assert Account.objects.get(name="小李").role == Role.BUREAU
    for wrong in (
        {"name": "小李", "role": "bureau"},
        {"name": "小王", "role": "office"},
        {"name": "", "role": "bureau"},
    ):
        assert "message error" in client.post("/accounts/new/", wrong, follow=True).content.decode()
    assert not Account.objects.filter(name="小王").exists()


# --- the demonstration ------------------------------------------------------------------------------------


def test_only_a_demonstration_on_this_machine_lets_people_in_without_a_password(people: People) -> None:
    choice = {"account": str(people.office.pk)}
    assert browser().post("/demo/", choice).status_code == 404
    with override_settings(DEMO=True):
        assert browser().post("/demo/", choice, REMOTE_ADDR="192.168.1.7").status_code == 404
        assert "直接进入" not in browser().get("/login/", REMOTE_ADDR="192.168.1.7").content.decode()
        client = browser()
        assert "直接进入" in client.get("/login/").content.decode()
        assert client.post("/demo/", choice).status_code == 302
        assert client.get("/", follow=True).status_code == 200
        assert browser().post("/demo/", {"account": "x"}).status_code == 404


def test_a_form_of_another_site_is_refused(people: People) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(people.bureau)
    answer = client.post("/accounts/new/", {"name": "小李", "role": "bureau"})
    assert answer.status_code == 403
    assert "页面过期了" in answer.content.decode()
    assert not Account.objects.filter(name="小李").exists()
