"""A real dask cluster on this machine: the scheduler and the workers are processes without a common folder."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from handed_in import hand_in, office
from program import SOURCE, Program, files, run_alone, start
from running_site import RunningSite

pytest.importorskip("distributed", reason="没有装 distributed（extra cluster）")

from reportgen.batch.cluster import Cluster
from reportgen.batch.engine import Crew, EngineError, Preparation

OFFICES = [f"示例{first}{second}街道" for first in "甲乙丙" for second in "一二三四五六七八"]


@dataclass(slots=True)
class Machines:
    """A scheduler, its workers, and the folder of each worker."""

    address: str
    workers: list[subprocess.Popen[bytes]]
    folder: Path


def spawn(folder: Path, module: str, *arguments: str, code: str = "") -> subprocess.Popen[bytes]:
    folder.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment = {**clean, "PYTHONPATH": str(SOURCE), "TMPDIR": str(folder), "DASK_LOGGING__DISTRIBUTED": "error"}
    command = [sys.executable, *(("-c", code) if code else ("-m", module)), *arguments]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def wait_until(happened: Callable[[], bool]) -> None:
    for _ in range(1200):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it never happened")


@pytest.fixture
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("machines")
    card = folder / "scheduler.json"
    scheduler = spawn(
        folder / "scheduler",
        "distributed.cli.dask_scheduler",
        *("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(card)),
    )
    workers: list[subprocess.Popen[bytes]] = []
    try:
        wait_until(lambda: card.exists() and card.stat().st_size > 0)
        address = json.loads(card.read_text())["address"]
        workers += (worker(folder / name, address) for name in ("one", "two"))
        yield Machines(address, workers, folder)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def worker(folder: Path, address: str, code: str = "") -> subprocess.Popen[bytes]:
    arguments = (address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
    return spawn(folder, "distributed.cli.dask_worker", *arguments, code=code)


def test_the_files_are_those_of_local_processes(program: Program, workplace: Path, machines: Machines) -> None:
    own = workplace / "templates" / "wording" / "单位" / OFFICES[0] / "25-其他.txt"
    own.parent.mkdir(parents=True)  # the workers do not have this folder
    own.write_text("## 其他\n\n{{ 单位.简称 }}没有其他需要说明的情况。\n", encoding="utf-8")
    district = hand_in(workplace / "区", **{name: office(name) for name in OFFICES[:6]}, 坏=b"no workbook")
    far = program("batch", district, "-o", "远", "--engine", "dask", "--scheduler", machines.address, "--json")
    near = program("batch", district, "-o", "近", "--json")
    assert (far.code, near.code) == (3, 3)
    reports = [name for name in files(workplace / "远") if not name.endswith((".jsonl", "清单.xlsx"))]
    assert len(reports) >= 12
    assert {name: (workplace / "远" / name).read_bytes() for name in reports} == {
        name: (workplace / "近" / name).read_bytes() for name in reports
    }


def test_a_worker_that_dies_is_survived(workplace: Path, machines: Machines) -> None:
    district = hand_in(workplace / "区", **{name: office(name) for name in OFFICES})
    running = start(("batch", str(district), "--engine", "dask", "--scheduler", machines.address), cwd=workplace)
    manifest = workplace / "output" / "2024" / "清单.jsonl"
    wait_until(lambda: manifest.exists() and manifest.read_bytes().count(b"\n") >= 3)
    machines.workers[0].send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0, (out + err).decode()
    assert len([name for name in files(workplace / "output") if name.endswith("说明.docx")]) == len(OFFICES)


def test_a_scheduler_that_is_not_there(program: Program, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.batch.cluster._SECONDS_TO_CONNECT", 1)
    district = hand_in(workplace / "区", 一=office(OFFICES[0]))
    ran = program("batch", district, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", "--json")
    assert (ran.code, ran.codes) == (4, ["E872"])


def test_a_worker_of_another_version_is_refused(machines: Machines) -> None:
    code = "import reportgen; reportgen.__version__ = '9.9'; from distributed.cli.dask_worker import main; main()"
    for process in machines.workers:
        process.kill()
        process.wait()
    machines.workers.append(worker(machines.folder / "three", machines.address, code))
    preparation = Preparation(key="a", files={}, load=str)
    with Crew(Cluster(preparation, machines.address)) as crew, pytest.raises(EngineError, match=r"9\.9"):
        list(crew.each(abs, [1]))


@pytest.mark.parametrize(
    "arguments", ["--engine dask", "--scheduler tcp://127.0.0.1:1", "--engine dask --scheduler tcp://127.0.0.1:1 -j 2"]
)
def test_options_that_belong_together(program: Program, workplace: Path, arguments: str) -> None:
    assert program("batch", workplace, *arguments.split()).code == 2


def test_the_site_works_on_the_cluster(machines: Machines, tmp_path: Path) -> None:
    site = RunningSite(tmp_path / "站点", "--demo", "--scheduler", machines.address)
    try:
        board = b""

        def somebody_is_ready() -> bool:
            nonlocal board
            login = site.ask("GET", "/login/")[2].decode()
            bureau = re.search(r'<option value="(\d+)">财政部门', login)
            if bureau and site.post("/demo/", account=bureau[1])[0] == 302:
                board = site.ask("GET", "/board/2024/")[2]
            return "已通过".encode() in board and "已通过 0".encode() not in board

        wait_until(somebody_is_ready)
        site.post("/board/2024/collect/")

        def is_collected() -> bool:
            return "全部成品（zip）".encode() in site.ask("GET", "/board/2024/")[2]

        wait_until(is_collected)
        assert site.ask("GET", "/board/2024/collect/zip/")[2].startswith(b"PK")
    finally:
        said = site.stop()
    assert "Traceback" not in said


def test_a_site_without_its_cluster_does_not_start(workplace: Path) -> None:
    code = (
        "from reportgen.batch import cluster; cluster._SECONDS_TO_CONNECT = 1; from reportgen.cli import main; main()"
    )
    ran = run_alone("serve", "站点", "--scheduler", "tcp://127.0.0.1:9", cwd=workplace, code=code)
    assert (ran.code, "E872" in ran.err, "Traceback" in ran.err) == (4, True, False), ran.err
