"""What a batch costs: offices a second, stage by stage, memory, an unchanged run; docxtpl beside it in the same run.

Run ``python benchmarks/scale.py`` (some ten minutes), or with ``--sizes 22,176`` for a first look. The offices are
generated, each with prose and figures of its own. Exit code 1 where a limit is broken.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from docxtpl_peer import fill, template_of, values_of

from reportgen.documents.reading import dump
from reportgen.intake.reading import parse_submission
from reportgen.output.workpapers import working_papers
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources
from reportgen.scoring.score import score
from reportgen.word.render import load_styles, render
from reportgen.writing.composition import write
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.wording import WordingLibrary

sys.path.append(str(Path(__file__).resolve().parents[1] / "scripts"))

from many_offices import offices

SIZES = (22, 176, 2_000, 10_000)
T = TypeVar("T")
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_MOST_ALONE = 2_000  # offices that one process is measured with: more take long and tell nothing new
_PAIRED, _PAIRS = 660, 5  # offices, and runs with one and two processes in turn: a machine's speed changes by the hour
_POLL = 0.05  # seconds between two looks at the memory of a run


# --- stage by stage ---------------------------------------------------------------------------------------

STAGES = ("读表", "评分", "成文", "排版", "核对等", "说明.docx 全程", "工作底稿", "全程", "docxtpl")
STAGED = 176  # offices whose stages are timed one by one


def stage_costs(count: int) -> dict[str, float]:
    """Mean milliseconds an office of each stage, over so many different offices, in this process."""
    bench = _Stages()
    for number, (name, data) in enumerate(offices(count)):
        bench.office(name, data)
        if number == 0:
            bench.forget()  # the first one has loaded the templates
    costs = {stage: statistics.mean(bench.times[stage]) for stage in STAGES if bench.times[stage]}
    parts = sum(costs[stage] for stage in ("读表", "评分", "成文", "排版"))
    return {stage: costs.get(stage, costs["说明.docx 全程"] - parts) for stage in STAGES}


class _Stages:
    """Times each stage of one office after the other, and docxtpl filling the same texts."""

    def __init__(self) -> None:
        self._resources = Resources((_TEMPLATES,))
        self._pipeline = Pipeline(self._resources)
        self._styles = load_styles(self._resources).value
        self._libraries: dict[int, WordingLibrary] = {}
        self.times: dict[str, list[float]] = {}
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.times = {stage: [] for stage in STAGES}

    def office(self, name: str, data: bytes) -> None:
        """One office."""
        start = time.perf_counter()
        report = self._pipeline.make(parse_submission(data, name)).value
        self._add("说明.docx 全程", start)
        if report is None or self._styles is None:
            raise SystemExit(f"{name} 生成不了")
        papers = (report.submission, report.scorecard, report.narrative)
        self._time("工作底稿", lambda: working_papers(*papers, (), workbook=name, created=report.date))
        self._add("全程", start)
        self._time("读表", lambda: parse_submission(data, name))
        self._time("评分", lambda: score(report.submission, report.rubric))
        words = vocabulary(report.rubric)
        library = self._libraries.setdefault(report.rubric.year, WordingLibrary(self._resources, words))
        office, styles = report.submission.office, self._styles
        wording = library.wording(office.district.value, office.short_name.value).value
        if wording is None:
            raise SystemExit("措辞有错")
        self._time("成文", lambda: write(report.submission, report.scorecard, wording))
        self._time("排版", lambda: render(report.narrative, styles, created=report.date))
        values = values_of(words, Facts(report.submission, report.scorecard))
        template = template_of(_TEMPLATES, office)
        filled = self._time("docxtpl", lambda: fill(template, values))
        if _words(filled) != _words(report.document):
            raise SystemExit(f"{name}：docxtpl 填出来的文字与本程序的不同，不能比较")

    def _time(self, stage: str, run: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = run()
        self._add(stage, start)
        return result

    def _add(self, stage: str, start: float) -> None:
        self.times[stage].append((time.perf_counter() - start) * 1000)


def _words(document: bytes) -> str:
    """The text alone, without what docxtpl cannot do.

    Where a cell has several paragraphs it breaks the line; a heading whose part is empty it prints all the same.
    """
    text = "".join(re.sub(r"^\S+ \| ", "", line) for line in dump(document).splitlines())
    return re.sub(r"\d\.存在问题(?=（)|二、存在的主要问题(?=三、|$)|三、下一步改进措施$", "", text)


def staged(processes: int, count: int) -> dict[str, float]:
    """The same while so many processes do it at once; the mean over them."""
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        costs = list(pool.map(stage_costs, [count] * processes))
    return {stage: statistics.mean(cost[stage] for cost in costs) for stage in STAGES}


# --- whole runs -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of the program: seconds, and peak memory in MB of the parent and of its largest worker."""

    seconds: float
    parent: float
    worker: float


def batch(folder: Path, output: Path, jobs: int, *options: str) -> Ran:
    """``reportgen batch`` as a process of its own."""
    command = [sys.executable, "-m", "reportgen", "batch", str(folder), "-o", str(output), "-j", str(jobs)]
    command += ["--by-district"]
    peaks: dict[int, float] = {}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        program = subprocess.Popen([*command, *options], stdout=printed, stderr=printed)  # noqa: S603 - ourselves
        while program.poll() is None:
            for process in (program.pid, *_children(program.pid)):
                peaks[process] = max(_peak(process), peaks.get(process, 0.0))
            time.sleep(_POLL)
        seconds = time.perf_counter() - start
        if program.returncode:
            printed.seek(0)
            raise SystemExit(f"批量没有做成（退出码 {program.returncode}）\n{printed.read()[-3000:].decode()}")
    parent = peaks.pop(program.pid)
    return Ran(seconds, parent, max(peaks.values(), default=0.0))


def _children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _peak(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def hand_in(folder: Path, count: int) -> None:
    """So many different workbooks, in folders of their districts."""
    for name, data in offices(count):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


# --- the table --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What must hold, and what is aimed at."""

    name: str
    value: float
    most: float
    target: float | None = None

    @property
    def line(self) -> str:
        """As a row of the table."""
        target = "" if self.target is None else f"{self.target:.2f}"
        kept = "是" if self.value <= self.most else "**否**"
        return f"| {self.name} | {self.value:.2f} | {self.most:.2f} | {target} | {kept} |"


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    stages = {processes: staged(processes, min(STAGED, max(sizes))) for processes in (1, 2)}
    print("| 每个单位（毫秒） | 1 个进程 | 2 个进程 | 与 docxtpl 之比 |\n|---|---:|---:|---:|")
    for stage in STAGES:
        alone, both = stages[1][stage], stages[2][stage]
        print(f"| {stage} | {alone:.1f} | {both:.1f} | {alone / stages[1]['docxtpl']:.2f} |")
    print("")
    runs = dict(_runs(sizes))
    return _judge(stages[1], runs, sizes, _two_to_one(min(_PAIRED, max(sizes))))


def _runs(sizes: Sequence[int]) -> Iterator[tuple[tuple[int, str], Ran]]:
    """Whole runs of each size, in a folder that goes afterwards; each row is printed as it is known."""
    print("| 单位数 | 进程 | 秒 | 每秒单位数 | 父进程内存 MB | 工作进程内存 MB |\n|---:|---|---:|---:|---:|---:|")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="reportgen-bench-") as name:
            folder = Path(name) / "填报表"
            hand_in(folder, size)
            alone = (("1", 1, "一"),) if size <= _MOST_ALONE else ()
            for label, jobs, output in (*alone, ("2", 2, "二"), ("2，没有变化", 2, "二")):
                ran = batch(folder, Path(name) / output, jobs)
                memory = f"{ran.parent:.0f} | {ran.worker:.0f}" if ran.worker else f"{ran.parent:.0f} | —"
                print(f"| {size} | {label} | {ran.seconds:.1f} | {size / ran.seconds:.1f} | {memory} |", flush=True)
                yield (size, label), ran


def _two_to_one(count: int) -> Limit:
    """How long two processes take, where one takes 1: the middle one of several pairs of runs.

    Cores slow each other down, more or less by the hour: it is divided by what two computations that have nothing to
    do with each other lose in the same minutes.
    """
    ours, machine = [], []
    print(f"\n{count} 个单位，轮流用 1 个和 2 个进程做（秒，比值）；两个不相干的计算同时做比先后做（理想是 0.50）：")
    with tempfile.TemporaryDirectory(prefix="reportgen-bench-") as name:
        folder = Path(name) / "填报表"
        hand_in(folder, count)
        for turn in range(_PAIRS):
            alone, both = (batch(folder, Path(name) / f"{turn}-{jobs}", jobs).seconds for jobs in (1, 2))
            ours.append(both / alone)
            machine.append(_machine())
            print(f"{alone:.1f}、{both:.1f}，{ours[-1]:.2f}；{machine[-1]:.2f}", flush=True)
    middle, lost = statistics.median(ours), statistics.median(machine) / 0.5
    name = f"2 个进程的用时 ÷ 1 个进程（{count} 个单位，{_PAIRS} 对的中位数 {middle:.2f} ÷ 机器自己慢的 {lost:.2f} 倍）"
    return Limit(name=name, value=middle / lost, most=1 / 1.7)


def _machine() -> float:
    """What part of the time of two computations one after the other the machine takes for both at once."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_compute, range(2)))  # the processes are there
        start = time.perf_counter()
        for _ in range(_PAIRS):
            pool.submit(_compute, 0).result()
        middle = time.perf_counter()
        for _ in range(_PAIRS):
            list(pool.map(_compute, range(2)))
        return (time.perf_counter() - middle) / (2 * (middle - start))


def _compute(_: int) -> int:
    return sum(number * number % 7 for number in range(10_000_000))


def _judge(
    stages: Mapping[str, float], runs: Mapping[tuple[int, str], Ran], sizes: Sequence[int], two_to_one: Limit
) -> int:
    """The limits of docs/performance.md, as far as these sizes can tell."""
    peer, largest = stages["docxtpl"], max(sizes)
    limits = [
        Limit(name="说明.docx 全程 ÷ docxtpl", value=stages["说明.docx 全程"] / peer, most=0.6),
        Limit(name="说明和底稿全程 ÷ docxtpl", value=stages["全程"] / peer, most=1, target=0.8),
        two_to_one,
        Limit(
            name=f"没有变化的用时 ÷ 全做（{largest} 个单位）",
            value=runs[largest, "2，没有变化"].seconds / runs[largest, "2"].seconds,
            most=1 / 20,
        ),
    ]
    if 176 in sizes and largest > 176:
        limits += [
            Limit(
                name=f"每个单位的用时，{largest} 个 ÷ 176 个（除去启动）",
                value=_each(runs, largest, sizes) / _each(runs, 176, sizes),
                most=1.10,
            ),
            Limit(
                name=f"工作进程的内存，{largest} 个 ÷ 176 个",
                value=runs[largest, "2"].worker / runs[176, "2"].worker,
                most=1.10,
            ),
            Limit(
                name=f"父进程的内存，{largest} 个 − 176 个，每个单位 KB",
                value=(runs[largest, "2"].parent - runs[176, "2"].parent) * 1024 / (largest - 176),
                most=10,
            ),
        ]
    print("\n| 要求 | 测得 | 上限 | 目标 | 达到 |\n|---|---:|---:|---:|---|")
    print("\n".join(limit.line for limit in limits))
    return 0 if all(limit.value <= limit.most for limit in limits) else 1


def _each(runs: Mapping[tuple[int, str], Ran], size: int, sizes: Sequence[int]) -> float:
    """Seconds an office, without what a run costs however few there are."""
    least = min(sizes)
    start = runs[least, "2"].seconds
    return (runs[size, "2"].seconds - start) / (size - least)


if __name__ == "__main__":
    sys.exit(main())
