"""The kit for machines without a network: installed from its wheels alone, and complete for every system."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from make_offline import TARGETS, build_wheel, pack, resolve

PARTS = Path(__file__).parents[1] / "scripts" / "offline"
HERE = f"linux-{sys.version_info.major}.{sys.version_info.minor}"
pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(tool) is None for tool in ("build", "hatchling", "pip")),
    reason="没有安装 build、hatchling、pip",
)


def reach_an_index(folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--retries",
        "0",
        "-d",
        str(folder),
        "et-xmlfile",
    ]
    if subprocess.run(command, check=False, capture_output=True, timeout=60).returncode:
        pytest.skip("pip 连不上软件包索引")


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if HERE not in TARGETS or platform.machine() != "x86_64" or os.name != "posix":
        pytest.skip("离线包没有这种电脑的部分")
    folder = tmp_path_factory.mktemp("kit") / "离线 包"
    reach_an_index(folder.parent)
    pack(folder, [TARGETS[HERE]])
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with our Python and without a network: every connection to an index fails."""
    for name, program in ((HERE.replace("linux-", "python"), sys.executable), ("dirname", shutil.which("dirname"))):
        (tmp_path / name).symlink_to(program or "")
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return {"PATH": str(tmp_path), "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8", **nowhere}


def lines_until(process: subprocess.Popen[str], wanted: str) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if wanted in line:
            return
    raise AssertionError(process.wait())


def test_the_kit_installs_without_a_network_and_starts_the_site(kit: Path, machine: dict[str, str]) -> None:
    subprocess.run([shutil.which("sha256sum") or "", "-c", "--quiet", "SHA256SUMS"], cwd=kit, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["/bin/sh", "开始.sh", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=kit, env=machine, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, process_group=0
    )
    try:
        said = "".join(lines_until(process, "Ctrl-C"))
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("GET", "/login/")
            answer = connection.getresponse()
            assert (answer.status, "登录" in answer.read().decode()) == (200, True)
    finally:
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C in a terminal does
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said + rest
    assert "Traceback" not in said + rest
    assert (kit / "站点" / "site.sqlite3").exists()


def test_a_damaged_kit_is_not_installed(kit: Path, machine: dict[str, str], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(kit, copy, ignore=shutil.ignore_patterns("环境", "站点"))
    wheel = next((copy / "wheels").glob("click-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1])
    ran = subprocess.run(
        [sys.executable, "start.py"], cwd=copy, env=machine, check=False, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 1
    assert wheel.name in ran.stderr
    assert not (copy / "环境").exists()


def test_the_windows_part_is_complete(tmp_path: Path) -> None:
    """The wheels of one Python are looked up here; the script looks up those of every one."""
    reach_an_index(tmp_path)
    packages = resolve(build_wheel(tmp_path), TARGETS["windows-3.13"])
    assert {"django", "waitress", "pandas", "pypdfium2", "tzdata"} <= {one.partition("==")[0] for one in packages}


def test_what_cmd_reads_is_ascii() -> None:
    assert (PARTS / "开始.cmd").read_text(encoding="utf-8").isascii()
