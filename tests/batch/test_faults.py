"""A run that is killed or interrupted, or that cannot write: no file is incomplete, and the next run goes on."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from handed_in import hand_in, office
from program import Program, files, start

from reportgen import catalogue
from reportgen.batch.folders import sole_use
from reportgen.batch.manifest import MANIFEST
from reportgen.batch.result import BatchResult, Counts, OfficeOutcome, State
from reportgen.cli.batch import code_of
from reportgen.output import delivery

POSIX = pytest.mark.skipif(os.name != "posix", reason="信号和挂载只有类 Unix 系统才有")
MANY, FEW = 40, 8  # with many offices a run is not finished when a test interrupts it


@pytest.fixture(scope="module")
def offices() -> dict[str, bytes]:
    """Forty offices."""
    names = [f"示例{first}{second}街道" for first in "甲乙丙丁" for second in "一二三四五六七八九十"]
    return {f"{number:02}": office(name) for number, name in enumerate(names)}


@pytest.fixture
def district(workplace: Path, offices: dict[str, bytes]) -> Path:
    return hand_in(workplace / "示例区", **offices)


@pytest.fixture
def small_district(workplace: Path, offices: dict[str, bytes]) -> Path:
    return hand_in(workplace / "示例区", **dict(list(offices.items())[:FEW]))


TEMPLATES = Path(__file__).parents[2] / "templates"


def lines(output: Path) -> int:
    path = output / "2024" / MANIFEST
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_until(happened: Callable[[], bool]) -> None:
    for _ in range(6000):
        if happened():
            return
        time.sleep(0.01)  # a longer sleep might last until the run is finished
    raise AssertionError("it never happened")


def begin(district: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A batch in another process that has done a part of its work."""
    running = start(("batch", str(district), "-j", "2", *arguments), cwd=district.parent)
    wait_until(lambda: lines(district.parent / "output") >= 3 or running.poll() is not None)
    return running


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_alive(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def assert_whole(output: Path) -> None:
    """Every file with its final name is complete."""
    for path in output.rglob("*"):
        if path.suffix in (".docx", ".xlsx"):
            assert zipfile.ZipFile(path).testzip() is None


def go_on(program: Program, district: Path) -> dict[str, int]:
    """Run again in this process; return how many reports were made and how many were there already."""
    ran = program("batch", district, "--json")
    assert ran.code == 0, ran.err
    states = [row["state"] for row in ran.result["offices"]]
    assert len(states) == len(list(district.iterdir()))
    left = [name for name in files(district.parent / "output") if name.startswith(".") or "/." in name]
    assert left == []
    return {state: states.count(state) for state in states}


@POSIX
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="要从 /proc 看子进程")
def test_a_killed_parent_leaves_whole_files_no_workers_and_a_run_that_goes_on(program: Program, district: Path) -> None:
    running = begin(district)
    workers = children(running.pid)
    assert workers
    running.kill()
    running.communicate()
    wait_until(lambda: not any(map(is_alive, workers)))
    assert_whole(district.parent / "output")
    count = go_on(program, district)
    assert count["unchanged"] >= 3
    assert count["generated"] >= 1


@POSIX
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="要从 /proc 看子进程")
def test_killed_workers_cost_nothing(program: Program, district: Path) -> None:
    running = begin(district)
    for worker in children(running.pid):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0, (out + err).decode()
    assert go_on(program, district) == {"unchanged": MANY}


@POSIX
def test_ctrl_c_is_answered_and_the_next_run_goes_on(program: Program, district: Path) -> None:
    running = begin(district)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert_whole(district.parent / "output")
    assert go_on(program, district)["unchanged"] >= 3


def test_a_line_that_was_half_written_is_written_again(program: Program, small_district: Path) -> None:
    program("batch", small_district)
    path = small_district.parent / "output" / "2024" / MANIFEST
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])  # as after a power failure
    count = go_on(program, small_district)
    assert count["generated"] >= 1
    assert count["unchanged"] >= 1
    again = path.read_bytes()
    assert again.count(b"\n") == whole.count(b"\n")
    assert again.endswith(b"\n")


def mount(place: Path, options: str) -> bool:
    """Mount a disk in memory if this system and this user can do that."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return os.name == "posix" and subprocess.run(command, capture_output=True, check=False).returncode == 0


def size_beside_templates(kilobytes: int) -> str:
    """The size of a disk in memory that takes up the templates of a run, and so much more."""
    templates = (path.stat().st_size for path in TEMPLATES.rglob("*") if path.is_file())
    return f"size={sum(-(-size // 4096) * 4 for size in templates) + kilobytes}k"


@pytest.fixture
def disk(workplace: Path) -> Iterator[Path]:
    """A folder on which a test may mount something."""
    place = workplace / "小盘"
    place.mkdir()
    yield place
    if place.is_mount():
        subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607 - wherever the system has it


def test_a_full_disk_stops_the_run_and_room_lets_it_go_on(program: Program, district: Path, disk: Path) -> None:
    if not mount(disk, size_beside_templates(100)):  # room for a few offices
        pytest.skip("这里不能挂载一个小盘（要管理员权限）")
    ran = program("batch", district, "-o", disk, "--json")
    assert ran.code == 4
    assert ran.codes == ["E803"]
    assert ran.result["stopped"]
    assert_whole(disk)
    offices = {row["office"] for row in ran.result["offices"] if row["state"] == "generated"}
    assert 0 < len(offices) < MANY
    assert mount(disk, "remount,size=40m")
    again = program("batch", district, "-o", disk, "--json")
    assert again.code == 0
    assert {row["office"] for row in again.result["offices"] if row["state"] == "unchanged"} >= offices


def test_a_disk_that_is_full_from_the_start(program: Program, district: Path, disk: Path) -> None:
    if not mount(disk, "size=40k"):  # not even room for the templates
        pytest.skip("这里不能挂载一个小盘（要管理员权限）")
    ran = program("batch", district, "-o", disk, "--json")
    assert (ran.code, ran.codes, ran.result["offices"]) == (4, ["E803"], [])


def test_no_room_anywhere(program: Program, small_district: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same test without a mounted disk: the disk is full for the fourth office."""
    filled: list[Path] = []
    fill = delivery._fill

    def fill_up(aside: Path, data: bytes) -> None:
        filled.append(aside)
        if len(filled) > 7:
            raise OSError(errno.ENOSPC, "No space left on device")
        fill(aside, data)

    with monkeypatch.context() as full:
        full.setattr(delivery, "_fill", fill_up)
        ran = program("batch", small_district, "--json")
    assert (ran.code, ran.codes) == (4, ["E803"])
    assert [row["state"] for row in ran.result["offices"]] == ["generated"] * 3
    assert len([name for name in files(small_district.parent / "output") if name.endswith(".docx")]) == 3
    count = go_on(program, small_district)
    assert (count["unchanged"], count["generated"]) == (3, FEW - 3)


def test_an_output_folder_that_cannot_be_written(program: Program, workplace: Path, district: Path) -> None:
    (workplace / "output").write_text("a file where the folder should be")
    ran = program("batch", district, "--json")
    assert (ran.code, ran.codes) == (4, ["E802"])
    assert ran.result["offices"] == []


def test_a_read_only_output_folder(program: Program, district: Path, disk: Path) -> None:
    if not mount(disk, "ro"):
        disk.chmod(0o500)
        if os.access(disk, os.W_OK):
            pytest.skip("这里的用户什么都能写，也不能挂载只读的盘")
    ran = program("batch", district, "-o", disk, "--json")
    assert (ran.code, ran.codes) == (4, ["E802"])


def test_a_report_that_word_holds_open_fails_alone(
    program: Program, small_district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("batch", small_district)
    assert_free = delivery._assert_free

    def hold(target: Path) -> None:
        if target.name.startswith("示例甲一街道"):
            raise PermissionError(errno.EACCES, "Permission denied")
        assert_free(target)

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_assert_free", hold)
        ran = program("batch", small_district, "--force", "--json")
    assert ran.code == 3
    failures = [row for row in ran.result["offices"] if row["state"] == "failed"]
    assert [[problem["code"] for problem in row["problems"] if problem["severity"] == "错误"] for row in failures] == [
        ["E801"]
    ]
    assert go_on(program, small_district)["generated"] == 1  # a file that another program had open is tried again


def test_one_batch_at_a_time(program: Program, workplace: Path, district: Path) -> None:
    (workplace / "output").mkdir()
    with sole_use(workplace / "output"):
        ran = program("batch", district, "--json")
    assert (ran.code, ran.codes) == (4, ["E870"])
    assert files(workplace / "output") == []


def test_a_fault_of_the_program_in_a_worker_is_logged_and_fails_alone(workplace: Path) -> None:
    """An error of the program with one workbook: the others are made, and no traceback reaches the screen."""
    hand_in(workplace / "区", 一=office("示例一街道"), 二=office("示例二街道"))
    sabotage = workplace / "sabotage"
    sabotage.mkdir()
    (sabotage / "sitecustomize.py").write_text(
        "import reportgen.batch.worker as w\n"
        "real = w.Worker.make\n"
        "def make(self, job):\n"
        "    if job.name.startswith('一'): raise ZeroDivisionError('planted')\n"
        "    return real(self, job)\n"
        "w.Worker.make = make\n",
        encoding="utf-8",
    )
    source = Path(delivery.__file__).parents[2]
    path = os.pathsep.join((str(sabotage), str(source)))
    running = start(("batch", "区", "--json"), cwd=workplace, variables={"PYTHONPATH": path, "TMPDIR": str(workplace)})
    out, err = running.communicate(timeout=120)
    assert running.returncode == 70
    assert b"Traceback" not in out + err
    assert b"E901" in out
    log = next(workplace.glob("reportgen-*.log"))
    assert "planted" in log.read_text(encoding="utf-8")
    assert "示例二街道-自评表.xlsx" in files(workplace / "output" / "2024")


@POSIX
def test_ctrl_c_while_workers_start_shows_no_traceback(workplace: Path) -> None:
    hand_in(workplace / "区", **{f"{n}": office(f"示例{n}街道") for n in "甲乙丙丁"})
    for wait in (0.1, 0.25, 0.4, 0.55, 0.7, 0.9):
        running = start(("batch", "区", "-j", "2"), cwd=workplace, own_group=True)
        time.sleep(wait)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=60)
        if running.returncode == 130:  # not while Python itself was still starting
            assert b"Traceback" not in err, (wait, err.decode())


@pytest.mark.parametrize("kilobytes", [10, 60, 110, 200, 340])
def test_a_disk_that_fills_up_at_any_moment(program: Program, district: Path, disk: Path, kilobytes: int) -> None:
    if not mount(disk, size_beside_templates(kilobytes)):
        pytest.skip("这里不能挂载一个小盘（要管理员权限）")
    ran = program("batch", district, "-o", disk, "--json")
    assert (ran.code, ran.codes) == (4, ["E803"])
    assert_whole(disk)


@POSIX
def test_a_lock_that_is_a_link_is_not_followed(program: Program, small_district: Path) -> None:
    output, theirs = small_district.parent / "output", small_district.parent / "别人的.txt"
    output.mkdir()
    theirs.write_text("别人的", encoding="utf-8")
    theirs.chmod(0o600)
    (output / ".reportgen-batch.lock").symlink_to(theirs)
    ran = program("batch", small_district, "--json")
    assert ran.codes == ["E877"]
    assert theirs.stat().st_mode & 0o777 == 0o600
    assert theirs.read_text(encoding="utf-8") == "别人的"


def test_a_full_disk_counts_for_more_than_an_office_in_error() -> None:
    failed = OfficeOutcome(
        workbook="甲.xlsx",
        identity=None,
        state=State.FAILED,
        total="",
        parts={},
        counts=Counts(errors=1),
        problems=(catalogue.BLANK.at(None, cell="“市”"),),
    )
    full = catalogue.DISK_FULL.at(None, "output")
    assert code_of(BatchResult(offices=(failed,), problems=(full,), stopped=True)) == 4
