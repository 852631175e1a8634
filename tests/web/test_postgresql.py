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
from running_site import PATIENCE, RunningSite
from workbooks import SAMPLE

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
PASSWORD = "一个好记的长密码"  # noqa: S105
pytestmark = pytest.mark.skipif(
    PROGRAMS is None or not (PROGRAMS / "initdb").exists(), reason="没有安装 PostgreSQL 服务器"
)


def as_server(*command: object) -> None:
    """Run a program of the server, which refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    arguments = [str(part) for part in command]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, user=user, timeout=PATIENCE, cwd="/")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of an empty database."""
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
        as_server(PROGRAMS / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "site", "reports")
        yield f"postgresql://site@127.0.0.1:{port}/reports"
    finally:
        as_server(PROGRAMS / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_site_works_on_postgresql(address: str, tmp_path: Path) -> None:
    site = RunningSite(tmp_path / "站点", DATABASE_URL=address)
    try:
        link = re.search(r"http://localhost:\d+(/link/\S+)", site.said)
        assert link is not None, site.said
        site.ask("GET", link[1])
        assert site.post(link[1], password=PASSWORD, again=PASSWORD)[0] == 302
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
