"""The command and the server: a real process, its end by force, backups, and what holds for every answer."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from program import SOURCE, Program
from running_site import PATIENCE, RunningSite
from sites import People
from workbooks import SAMPLE, cell

from reportgen.web import filing, settings
from reportgen.web.backup import BackupError, back_up, restore
from reportgen.web.folder import SiteFolder, database
from reportgen.web.guards import POLICY
from reportgen.web.models import Declaration, Version

WEB = SOURCE / "reportgen" / "web"
PAGES = sorted((SOURCE / "reportgen").rglob("*.html"))
PASSWORD = "一个好记的长密码"  # noqa: S105


# --- answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_a_script_or_style_in_it_or_anything_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<style|\bstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|https?://", text)


def test_nothing_that_is_sent_to_a_browser_names_another_host() -> None:
    for file in (*(WEB / "static").rglob("*.*"), *(SOURCE / "reportgen" / "editor" / "page").iterdir()):
        hosts = set(re.findall(r"https?://[^\s\"')]+", file.read_text(encoding="utf-8")))
        assert hosts <= {"http://www.w3.org/2000/svg"}, file


def test_every_answer_has_the_headers_that_protect_the_browser(people: People) -> None:
    for client, address in ((people.browser(None), "/login/"), (people.browser(people.bureau), "/board/")):
        answer = client.get(address)
        assert answer["Content-Security-Policy"] == POLICY
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cache-Control"] == "no-store"
    assert people.browser(None).get("/nothing/")["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OSError(errno.ENOSPC, "full"), 507, "磁盘满了"),
        (OperationalError("gone"), 503, "数据库暂时用不上"),
        (RuntimeError("秘密"), 500, "程序出错了"),
    ],
)
def test_an_error_of_the_machine_or_the_program_is_a_page(
    people: People, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    one = people.declaration(people.office)

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(SiteFolder, "store", fail)
    client = people.browser(people.office)
    client.raise_request_exception = False
    with SAMPLE.open("rb") as stream:
        answer = client.post(f"/declarations/{one.pk}/upload/", {"file": stream})
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert "Traceback" not in answer.content.decode()
    assert "秘密" not in answer.content.decode()
    assert not Version.objects.exists()


@pytest.mark.parametrize(("error", "status"), [(OperationalError("gone"), 503), (OSError(errno.ENOSPC, "full"), 507)])
def test_a_cell_that_could_not_be_noted_is_told_and_leaves_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    one = people.declaration(people.office)
    filing.receive(one, people.office, SAMPLE.name, SAMPLE.read_bytes())
    place = cell("预算执行", "全年支出数", "数值")
    seen = next(g.text(place) for g in filing.tables_of(one.versions.get()).grids if g.sheet == "预算执行")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(filing, "note", fail)  # the last thing in the transaction
    answer = people.browser(people.office).post(
        f"/declarations/{one.pk}/sheets/预算执行/mend/",
        {place: "1", f"old-{place}": seen},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, "没有" in answer.json()["error"]) == (status, True)
    assert one.versions.count() == 1
    assert Declaration.objects.get(pk=one.pk).latest == one.versions.get()


def test_a_result_that_could_not_be_stored_is_made_again_later(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[tuple[Any, ...]] = []

    class Clock:
        daemon = False

        def __init__(self, _: float, function: Any, arguments: Any) -> None:
            self.call = (function, arguments)

        def start(self) -> None:
            later.append(self.call)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("reportgen.web.work.threading.Timer", Clock)
    one = people.declaration(people.office)
    with monkeypatch.context() as trouble:
        trouble.setattr(filing, "_write", full)
        filing.receive(one, people.office, SAMPLE.name, SAMPLE.read_bytes())
    assert one.versions.get().examination.is_waiting
    ((function, (record, task, job, _)),) = later
    function(record, task, job, filing._write)
    assert one.versions.get().examination.is_ready


@pytest.mark.usefixtures("site")
def test_another_host_name_is_refused() -> None:
    answer = Client(SERVER_NAME="evil.example").get("/login/")
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.usefixtures("site")
def test_the_migrations_are_those_of_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# --- the folder -------------------------------------------------------------------------------------------


def test_a_stored_file_is_found_by_its_digest_and_a_damaged_one_is_not(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    digest = folder.store(b"content")
    assert folder.load(digest) == b"content"
    assert folder.store(b"content") == digest
    (folder.files / digest[:2] / digest).write_bytes(b"other")
    for bad in (digest, "0" * 64, "../../secret.key", ""):
        with pytest.raises(OSError, match=r".*"):
            folder.load(bad)


def test_the_key_of_a_site_is_its_own_and_private(tmp_path: Path) -> None:
    one, two = SiteFolder(tmp_path / "一"), SiteFolder(tmp_path / "二")
    one.prepare()
    two.prepare()
    assert len(one.secret()) > 40
    assert one.secret() != two.secret()
    assert one.key.stat().st_mode & 0o077 == 0
    key = one.secret()
    one.prepare()
    assert one.secret() == key


def test_a_database_address_gives_the_settings_of_postgresql(tmp_path: Path) -> None:
    made = database("postgresql://site:a%40b@db.local:5433/ji%20xiao", SiteFolder(tmp_path))
    wanted = {"NAME": "ji xiao", "USER": "site", "PASSWORD": "a@b", "HOST": "db.local", "PORT": "5433"}
    assert {name: made[name] for name in wanted} == wanted
    with pytest.raises(ValueError, match="postgresql"):
        database("mysql://db/x", SiteFolder(tmp_path))


# --- backup -----------------------------------------------------------------------------------------------


@pytest.fixture
def backup(people: People, tmp_path: Path) -> Path:
    filing.receive(people.declaration(people.office), people.office, SAMPLE.name, SAMPLE.read_bytes())
    target = tmp_path / "备份" / "一.zip"
    back_up(settings.SITE, target)
    return target


def test_a_backup_becomes_the_same_site_in_a_new_folder(backup: Path, tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "新 站点")
    assert restore(backup, folder.path) > 0
    assert folder.secret() == settings.SITE.secret()
    assert folder.key.stat().st_mode & 0o077 == 0
    assert folder.load(Version.objects.get().digest) == SAMPLE.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".restore")] == []


def test_a_backup_is_not_restored_over_files(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧" / "有.txt").write_text("有", encoding="utf-8")
    with pytest.raises(BackupError, match="已经有文件"):
        restore(backup, tmp_path / "旧")


@pytest.mark.parametrize(
    "name", ["../外.txt", "/etc/x", "files/../secret.key", "site.log", "templates/../../x", "C:\\x"]
)
def test_a_backup_with_strange_names_is_refused(backup: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(BackupError, match="不认得"):
        restore(backup, tmp_path / "新")
    assert not (tmp_path / "新").exists()


def test_a_damaged_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    digest = Version.objects.get().digest
    changed = tmp_path / "改.zip"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"other" if digest in name else source.read(name))
    with pytest.raises(BackupError, match="已经损坏"):
        restore(changed, tmp_path / "新")
    no_zip = tmp_path / "不是.zip"
    no_zip.write_bytes(b"no zip")
    with pytest.raises(BackupError, match="不是备份文件"):
        restore(no_zip, tmp_path / "新")
    assert not (tmp_path / "新").exists()


def test_the_command_packs_and_unpacks(backup: Path, program: Program, workplace: Path) -> None:
    assert program("serve", "新站点", "--restore", backup).code == 0
    run = program("serve", "新站点", "--backup", "二.zip")
    assert (run.code, "已经备份" in run.out) == (0, True)
    run = program("serve", "没有", "--backup", "三.zip")
    assert (run.code, "不是站点文件夹" in run.err) == (4, True)
    run = program("serve", "新站点", "--restore", "没有.zip")
    assert (run.code, "Traceback" in run.err) == (4, False)
    assert {path.name for path in workplace.iterdir()} == {"新站点", "二.zip"}


# --- the process ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [["--demo", "--lan"], ["--port", "0"], ["--backup", "a.zip", "--restore", "b.zip"]])
def test_options_that_do_not_go_together_are_refused(program: Program, workplace: Path, options: list[str]) -> None:
    assert program("serve", "站点", *options).code == 2
    assert list(workplace.iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a site that another process serves."""
    return tmp_path / "我区 2024"


def test_a_site_starts_with_a_link_for_the_administrator_and_survives_its_end_by_force(folder: Path) -> None:
    site = RunningSite(folder)
    try:
        link = re.search(r"http://localhost:\d+(/link/\S+)", site.said)
        assert link is not None, site.said
        site.ask("GET", link[1])
        assert site.post(link[1], password=PASSWORD, again=PASSWORD)[0] == 302
        site.ask("GET", "/board/")
        assert site.post("/years/", year="2024", deadline="")[0] == 302
        names = [f"第{n}街道" for n in range(3)]
        assert site.upload("/accounts/import/", ("单位简称\n" + "\n".join(names)).encode(), "list.csv") == 302
        board = site.ask("GET", "/board/")[2].decode()
        pages = re.findall(r'href="(/declarations/\d+/)"', board)
        assert len(pages) == 3
        for page in pages:
            assert site.upload(f"{page}upload/", SAMPLE.read_bytes()) == 302
    finally:
        site.process.kill()
        site.process.communicate()
    cookies = site.cookies
    site = RunningSite(folder)
    try:
        assert "/link/" not in site.said  # the administrator has a password now
        site.cookies = cookies  # the log-in lasts
        for page in pages:
            end = time.monotonic() + PATIENCE
            state: dict[str, object] = {}
            while state.get("progress") != "done" and time.monotonic() < end:
                state = json.loads(site.ask("GET", f"{page}progress/", accept="application/json")[2])
                time.sleep(0.2)
            assert (state["progress"], state["version"]) == ("done", 1)
            assert site.ask("GET", f"{page}versions/1/")[2] == SAMPLE.read_bytes()
        second = subprocess.run(
            [sys.executable, "-m", "reportgen", "serve", str(folder), "--port", str(site.port)],
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        assert second.returncode == 4
        assert "已经被占用" in second.stderr
    finally:
        said = site.stop()
    assert "网站已经停止" in said
    assert "Traceback" not in said


def test_a_site_for_the_intranet_needs_a_log_in(folder: Path) -> None:
    site = RunningSite(folder, "--lan")
    try:
        assert site.ask("GET", "/board/")[:2] == (302, "/login/?next=/board/")
        site.ask("GET", "/login/")
        assert site.post("/demo/", account="1")[0] == 404
        assert "直接进入" not in site.ask("GET", "/login/")[2].decode()
    finally:
        site.stop()


def test_a_demonstration_is_there_to_click(folder: Path) -> None:
    site = RunningSite(folder, "--demo")
    try:
        end, page = time.monotonic() + PATIENCE, ""
        while "已通过 " not in page or "已通过 0" in page:
            assert time.monotonic() < end, page
            time.sleep(0.5)
            login = site.ask("GET", "/login/")[2].decode()
            choice = re.search(r'<option value="(\d+)">财政部门', login)
            if choice and site.post("/demo/", account=choice[1])[0] == 302:
                page = site.ask("GET", "/board/")[2].decode()
        assert "示例一街道" in page
    finally:
        site.stop()
