"""The site on a real PostgreSQL server, which this module makes and starts."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import ProgramRun, run_alone
from running_site import PATIENCE, RunningSite
from workbooks import SAMPLE

from reportgen.web.folder import SiteFolder

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
PASSWORD = "一个好记的长密码"  # noqa: S105
PROGRAM = "from reportgen.cli import main; main()"
pytestmark = pytest.mark.skipif(
    PROGRAMS is None or not (PROGRAMS / "initdb").exists(), reason="没有安装 PostgreSQL 服务器"
)


def as_server(*command: object) -> None:
    """Run a program of the server, which refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    arguments = [str(part) for part in command]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, user=user, timeout=PATIENCE, cwd="/")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server."""
    assert PROGRAMS is not None
    folder = Path(tempfile.mkdtemp(prefix="reportgen-pg-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    as_server(PROGRAMS / "initdb", "-D", data, "-U", "site", "--auth=trust", "--encoding=UTF8", "--locale=C")
    options = f"-p {port} -h 127.0.0.1 -k {folder}"
    as_server(PROGRAMS / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield f"postgresql://site@127.0.0.1:{port}"
    finally:
        as_server(PROGRAMS / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def create(server: str, name: str) -> str:
    """Create an empty database and return its address."""
    assert PROGRAMS is not None
    as_server(PROGRAMS / "createdb", f"--maintenance-db={server}/postgres", name)
    return f"{server}/{name}"


def serve(*arguments: object, cwd: Path, code: str = PROGRAM, **variables: str) -> ProgramRun:
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    return run_alone("serve", *arguments, cwd=cwd, code=code, PATH=path, **variables)


def set_password(site: RunningSite) -> None:
    link = re.search(r"http://localhost:\d+(/link/\S+)", site.said)
    assert link is not None, site.said
    site.ask("GET", link[1])
    assert site.post(link[1], password=PASSWORD, again=PASSWORD)[0] == 302


def test_a_backup_becomes_the_same_site_in_another_database(server: str, tmp_path: Path) -> None:
    address, another = create(server, "first"), create(server, "second")
    one, two, packed = tmp_path / "甲", tmp_path / "乙", tmp_path / "一.zip"
    site = RunningSite(one, DATABASE_URL=address)
    set_password(site)
    site.stop()
    digest = SiteFolder(one).store(b"a workbook")
    backup = serve(one, "--backup", packed, cwd=tmp_path, DATABASE_URL=address)
    assert (backup.code, "1 个文件" in backup.out + backup.err) == (0, True), backup.err
    for database, word in ((address, "pg_restore"), ("", "DATABASE_URL")):  # the first has its tables already
        refused = serve(two, "--restore", packed, cwd=tmp_path, DATABASE_URL=database)
        assert (refused.code, word in refused.err, two.exists()) == (4, True, False), refused.err
    restored = serve(two, "--restore", packed, cwd=tmp_path, DATABASE_URL=another)
    assert restored.code == 0, restored.err
    assert SiteFolder(two).load(digest) == b"a workbook"
    assert not (two / "database.dump").exists()
    site = RunningSite(two, DATABASE_URL=another)
    try:
        site.ask("GET", "/login/")
        assert site.post("/login/", name="管理员", password=PASSWORD)[:2] == (302, "/")
    finally:
        site.stop()


def test_a_database_that_is_away_or_wrong_is_told(workplace: Path) -> None:
    without = (
        "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n: n != 'psycopg' and find(n) or None"
    )
    for url, code, expected in (
        ("postgresql://site:geheim@127.0.0.1:1/reports", PROGRAM, "E882"),
        ("mysql://db/x", PROGRAM, "E880"),
        ("postgresql://site:geheim@127.0.0.1:1/reports", f"{without}; {PROGRAM}", "E881"),
    ):
        ran = serve("站点", cwd=workplace, code=code, DATABASE_URL=url)
        assert (ran.code, expected in ran.err) == (4, True), ran.err
        assert "geheim" not in ran.err
        assert "Traceback" not in ran.err


def test_the_site_works_on_postgresql(server: str, tmp_path: Path) -> None:
    site = RunningSite(tmp_path / "站点", DATABASE_URL=create(server, "reports"))
    try:
        set_password(site)
        site.ask("GET", "/board/")
        assert site.post("/years/", year="2024", deadline="2025-03-31")[0] == 302
        assert site.upload("/accounts/import/", "区,单位简称\n荔湾区,金花街道\n".encode(), "list.csv") == 302
        page = re.findall(r'href="(/declarations/\d+/)"', site.ask("GET", "/board/")[2].decode())[0]
        assert site.upload(f"{page}upload/", SAMPLE.read_bytes()) == 302
        end, state = time.monotonic() + PATIENCE, {"progress": "waiting"}
        while state["progress"] == "waiting" and time.monotonic() < end:
            time.sleep(0.2)
            state = json.loads(site.ask("GET", f"{page}progress/", accept="application/json")[2])
        assert (state["progress"], state["stage"]) == ("done", "可提交")
        assert site.ask("GET", f"{page}versions/1/document/")[2].startswith(b"PK")
        assert site.ask("GET", f"{page}sheets/%E9%A2%84%E7%AE%97%E6%89%A7%E8%A1%8C/")[0] == 200
    finally:
        said = site.stop()
    assert "Traceback" not in said
    assert not (tmp_path / "站点" / "site.sqlite3").exists()
