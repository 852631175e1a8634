"""Templates from strangers, in the program itself: whatever stands in them, it ends in a problem, soon and small.

The files that the checks of wording refuse one by one are in ``writing/test_grammar.py``; here are those that
show only in the whole program, and the dearest of the others. Work is measured as processor time, in plain runs:
a busy machine makes both longer.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from program import SOURCE, start

ROOT = SOURCE.parent
TEMPLATES = ROOT / "templates"
SAMPLE = ROOT / "data" / "2024.xlsx"
MOST_RUNS = 8  # plain runs, of half a second each on the machine of docs/performance.md
MOST_MEGABYTES = 256
SECTION, LIMITS, RULES, PROFILE = (
    "wording/默认/10-绩效目标.txt",
    "checks/核对.toml",
    "rules/2024.toml",
    "word/公文.toml",
)
SETTINGS = (PROFILE, RULES, LIMITS)
FAULT = {PROFILE: "E701", LIMITS: "E701", RULES: "E403"}
TOO_LARGE = {PROFILE: "E701", LIMITS: "E701", RULES: "E402"}
UNKNOWN = {PROFILE: "E702", LIMITS: "E702", RULES: "E404"}
LOOP, END = "{% for 甲 in 绩效指标 %}", "{% endfor %}"

# The system's own count of a child's memory starts with what its parent had, so the child looks for itself.
MEASURED = """
import atexit
from pathlib import Path
from tempfile import TemporaryDirectory
from reportgen.cli import main
atexit.register(lambda: Path("status").write_bytes(Path("/proc/self/status").read_bytes()))
main()
"""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="这个系统不在 /proc 里说一个进程用了多少内存"
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run left behind and what it took."""

    code: int
    codes: frozenset[str]
    seconds: float  # of the processor
    megabytes: float  # at its peak


Make = Callable[[Path], None]


def run(folder: Path, *command: object) -> Spent:
    answer = folder / "shown.json"
    with answer.open("wb") as stdout:
        child = start([*command, "--json"], cwd=folder, code=MEASURED, stdout=stdout.fileno(), stderr=stdout.fileno())
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    peak = re.search(r"VmHWM:\s+(\d+) kB", (folder / "status").read_text())
    assert peak is not None
    problems = json.loads(answer.read_bytes())["problems"]
    return Spent(
        child.returncode,
        frozenset(problem["code"] for problem in problems),
        usage.ru_utime + usage.ru_stime,
        int(peak[1]) / 1024,
    )


def plain_run() -> float:
    """Seconds of a run with the shipped templates."""
    with TemporaryDirectory() as folder:
        spent = run(Path(folder), "check", SAMPLE)
    assert spent.code == 0
    return spent.seconds


usual = cache(plain_run)


def assert_bounded(spent: Spent, most_runs: int = MOST_RUNS) -> None:
    assert spent.megabytes < MOST_MEGABYTES
    if spent.seconds >= most_runs * usual():
        assert spent.seconds < most_runs * plain_run(), "and the machine is no busier than it was"


def path_in(folder: Path, relative: str) -> Path:
    path = folder / "templates" / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def files(contents: dict[str, str]) -> Make:
    def make(folder: Path) -> None:
        for relative, text in contents.items():
            path_in(folder, relative).write_text(text, encoding="utf-8")

    return make


def sparse(relative: str) -> Make:
    """Ten gigabytes that take no room on the disk."""

    def make(folder: Path) -> None:
        with path_in(folder, relative).open("wb") as stream:
            stream.truncate(10 << 30)

    return make


def before(relative: str, text: str) -> Make:
    return files({relative: f"{text}\n{(TEMPLATES / relative).read_text(encoding='utf-8')}"})


def behind(relative: str, text: str) -> Make:
    return files({relative: f"{(TEMPLATES / relative).read_text(encoding='utf-8')}\n{text}"})


def in_rules(old: str, new: str) -> Make:
    text = (TEMPLATES / RULES).read_text(encoding="utf-8")
    assert old in text
    return files({RULES: text.replace(old, new)})


HOSTILE: dict[str, tuple[Make, str]] = {
    "a section of ten gigabytes": (sparse(SECTION), "E521"),
    "a style sheet of ten gigabytes": (sparse("word/公文.docx"), "E706"),
    **{f"ten gigabytes of {file}": (sparse(file), TOO_LARGE[file]) for file in SETTINGS},
    **{f"many tables in {f}": (behind(f, "".join(f"[k{n}]\n" for n in range(20_000))), UNKNOWN[f]) for f in SETTINGS},
    **{f"a deep table in {f}": (behind(f, "[" + ".".join("a" * 20_000) + "]"), UNKNOWN[f]) for f in SETTINGS},
    **{f"brackets in {f}": (before(f, "x = " + "[" * 100_000), FAULT[f]) for f in SETTINGS},
    **{f"braces in {f}": (before(f, "x = " + "{a=" * 5_000), FAULT[f]) for f in SETTINGS},
    **{f"blanks in {f}": (before(f, (" " * 20_000 + "\n") * 10 + "x"), FAULT[f]) for f in SETTINGS},
    **{f"an absurd exponent in {f}": (before(f, "x = 1e99999999999999999999"), FAULT[f]) for f in SETTINGS},
    **{f"a huge number in {f}": (before(f, "x = 1e999999999"), UNKNOWN[f]) for f in SETTINGS},
    "a huge number of points": (in_rules("points = 3\n", "points = 1e999999999\n"), "E407"),
    "a hexadecimal number of points": (in_rules("points = 3\n", f"points = 0x{'f' * 5000}\n"), "E407"),
    "thousands of sections": (files({f"wording/默认/{n}-节.txt": "文字" for n in range(5_000)}), "E711"),
    "thousands of fragments": (files({f"wording/默认/片{n}.txt": "字" * 10_000 for n in range(2_000)}), "E711"),
    "a gigabyte in one word": (files({SECTION: '{{ "a"*10**9 }}'}), "E509"),
    "a huge range": (files({SECTION: "{% for x in range(10**9) %}{{ x }}{% endfor %}"}), "E509"),
    "out of the folder": (files({SECTION: "{% include '../../../shown.json' %}"}), "E515"),
    "attributes of Python": (files({SECTION: "{{ 单位.__class__.__mro__ }}"}), "E501"),
    "recursion": (files({SECTION: "{% include '甲.txt' %}", "wording/默认/甲.txt": "{% include '甲.txt' %}"}), "E509"),
    "braces": (files({SECTION: "{{" * 16_000}), "E513"),
    "braces in many files": (files({f"wording/默认/{n}-节.txt": "{%" * 4_900 for n in range(100, 140)}), "E513"),
    "comments": (files({SECTION: "{#" * 16_000}), "E513"),
    "raw": (files({SECTION: "{% raw " * 4_500}), "E513"),
    "nested tags": (files({SECTION: "{% if 试用 %}" * 500 + "{% endif %}" * 500}), "E509"),
    "includes that multiply": (
        files({SECTION: "{% include '甲.txt' %}" * 900}
              | {f"wording/默认/{a}.txt": f"{{% include '{b}.txt' %}}" * 900 for a, b in ("甲乙", "乙丙", "丙丁")}
              | {"wording/默认/丁.txt": "{{年度}}" * 900}),
        "E516",
    ),
    "loops in loops": (files({SECTION: (LOOP * 3 + "字" * 2_000 + END * 3) * 4}), "E516"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_templates_end_in_a_problem(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    make(tmp_path)
    spent = run(tmp_path, "check", SAMPLE)
    assert (spent.code, code in spent.codes) == (1, True), spent.codes
    assert_bounded(spent)


DEAREST = (
    "thousands of sections",
    "a gigabyte in one word",
    "braces in many files",
    "nested tags",
    "includes that multiply",
    "loops in loops",
)


@pytest.mark.parametrize("name", DEAREST)
def test_build_is_bounded_as_check_is(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    make(tmp_path)
    spent = run(tmp_path, "build", SAMPLE)
    assert (spent.code, code in spent.codes) == (1, True), spent.codes
    assert_bounded(spent)


@pytest.mark.parametrize("name", DEAREST)
def test_wording_check_is_bounded_as_check_is(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    make(tmp_path)
    spent = run(tmp_path, "wording", "check", "--year", 2024)
    assert (spent.code, code in spent.codes) == (1, True), spent.codes
    assert_bounded(spent, 2 * MOST_RUNS)  # it goes through every set and scheme


@pytest.mark.parametrize("name", DEAREST)
def test_the_preview_is_bounded_as_check_is(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    make(tmp_path)
    arguments = ["wording", "preview", SAMPLE, "--no-browser"]
    with start(arguments, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, code=MEASURED) as child:
        assert child.stdout is not None
        address = child.stdout.readline().decode().strip().removeprefix("预览：")
        report = ""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while code not in report:  # the server waits for the first page as browsers do, by its events
            with direct.open(f"{address}events") as events:
                events.readline()
            with direct.open(f"{address}state") as state:
                report = json.load(state).get("problems", "")
        child.send_signal(signal.SIGINT)
        child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    peak = re.search(r"VmHWM:\s+(\d+) kB", (tmp_path / "status").read_text())
    assert peak is not None
    assert_bounded(Spent(0, frozenset(), usage.ru_utime + usage.ru_stime, int(peak[1]) / 1024))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="这个系统没有命名管道")
@pytest.mark.parametrize("relative", [SECTION, "word/公文.docx", *SETTINGS])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, relative: str) -> None:
    os.mkfifo(path_in(tmp_path, relative))
    other = path_in(tmp_path, f"{relative[:-4]}副本{relative[-4:]}")
    other.symlink_to("/dev/zero")
    assert run(tmp_path, "check", SAMPLE).code == 0


def test_a_link_brings_no_file_from_elsewhere(tmp_path: Path) -> None:
    secret = tmp_path / "别处.txt"
    secret.write_text("{{ 不许读 }}", encoding="utf-8")
    path_in(tmp_path, SECTION).symlink_to(secret)
    assert run(tmp_path, "check", SAMPLE).code == 0
