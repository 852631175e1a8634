"""What a report costs, stage by stage, and beside it docxtpl filling the same text from a template of its own.

Run ``python benchmarks/bench.py``. Exit code 1 when one of :data:`LIMITS` is exceeded: what reading to finished .docx
may cost beside docxtpl's rendering alone, what it may cost with the working papers, and what ``reportgen build`` may
cost as a whole process beside the same command of version 0.1.0, which is taken from git and run in turn with it.

Two docxtpl templates fill the same text over the same style sheet, with ready-made values: one does what our wording
does (the same sentences, conditions and loops, so that it serves any office), the other is the finished text of this
office with a tag for each value. The first is the one that is judged against.
"""

from __future__ import annotations

import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import docx
from docxtpl_peer import fill, template_of, values_of

from reportgen.checks import CHECKS, claims
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import Limits, load_limits
from reportgen.documents.reading import dump
from reportgen.intake.reading import read_submission
from reportgen.output.workpapers import working_papers
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources, sample_data
from reportgen.scoring.score import score
from reportgen.word.render import STYLE_SHEET, load_styles, render
from reportgen.word.styles import LEAD_STYLES, PARAGRAPH_STYLES
from reportgen.writing.composition import write
from reportgen.writing.narrative import Level, Narrative
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.wording import WordingLibrary

ROUNDS, STARTS = 40, 9
OURS, WITH_PAPERS, THEIRS = "读表到 .docx 全程", "全程加工作底稿", "docxtpl 填模板"
CLAIMS = "核对文中的说法"
BUILD, BUILD_BEFORE = "reportgen build（整个进程）", "0.1.0 的 reportgen build（整个进程）"
VERSION_0_1_0 = "28f35db"
_ROOT = Path(__file__).resolve().parents[1]
_TEMPLATES = _ROOT / "templates"
_RESOURCES = Resources((_TEMPLATES,))
_WORKBOOK = sample_data() / "2024.xlsx"

# --- the docxtpl template for this office alone ----------------------------------------------------------


def tags_template(narrative: Narrative) -> tuple[bytes, dict[str, str]]:
    """The template for this office alone: the finished text, a tag where a value stands; and the values."""
    document = docx.Document(str(_TEMPLATES / STYLE_SHEET))
    values: dict[str, str] = {}
    for block in narrative.blocks:
        text, position = "", 0
        for figure in block.figures:
            if figure.start < position:
                continue  # a reference inside a clerk's sentence: the sentence is one value
            name = f"v{len(values)}"
            values[name] = block.text[figure.start : figure.end]
            text += f"{block.text[position : figure.start]}{{{{ {name} }}}}"
            position = figure.end
        is_body = block.level in LEAD_STYLES and block.lead != len(block.text)
        document.add_paragraph(
            text + block.text[position:], style=PARAGRAPH_STYLES[Level.BODY if is_body else block.level]
        )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue(), values


# --- measuring --------------------------------------------------------------------------------------------


def _stages() -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured; everything that a run loads once (rules, limits, wording, styles) is loaded here."""
    pipeline = Pipeline(_RESOURCES)
    report = _report(pipeline)
    sheet = load_styles(_RESOURCES).value
    if sheet is None:
        raise SystemExit("样式文件有错")
    limits = load_limits(_RESOURCES).value
    if limits is None:
        raise SystemExit("核对的界限有错")
    words = vocabulary(report.rubric)
    library = WordingLibrary(_RESOURCES, words)
    office = report.submission.office
    wording = library.wording(office.district.value, office.short_name.value).value
    if wording is None:
        raise SystemExit("措辞有错")
    peer = (template_of(_TEMPLATES, office), values_of(words, Facts(report.submission, report.scorecard)))
    tags = tags_template(report.narrative)
    if not dump(fill(*peer)) == dump(fill(*tags)) == dump(report.document):
        raise SystemExit("docxtpl 填出来的文字与本程序的不同，不能比较")
    yield "读表", lambda: read_submission(_WORKBOOK)
    yield "评分", lambda: score(report.submission, report.rubric)
    yield "成文", lambda: write(report.submission, report.scorecard, wording)
    yield "排版", lambda: render(report.narrative, sheet, created=report.date)
    yield CLAIMS, lambda: _check_claims(report, limits)
    yield OURS, lambda: pipeline.report(_WORKBOOK)
    yield "工作底稿.xlsx", lambda: _papers(report)
    yield WITH_PAPERS, lambda: _papers(_report(pipeline))
    yield THEIRS, lambda: fill(*peer)
    yield "docxtpl 填只有标签的模板", lambda: fill(*tags)


def _report(pipeline: Pipeline) -> Report:
    report = pipeline.report(_WORKBOOK).value
    if report is None:
        raise SystemExit("样例生成不了，先运行 reportgen check")
    return report


def _check_claims(report: Report, limits: Limits) -> int:
    """All checks of claims, of a dossier of their own, so that nothing is read before."""
    dossier = Dossier(
        submission=report.submission, scorecard=report.scorecard, narrative=report.narrative, limits=limits
    )
    return sum(1 for check in CHECKS if check.__module__ == claims.__name__ for _ in check(dossier))


def _papers(report: Report) -> bytes:
    parts = (report.submission, report.scorecard, report.narrative)
    return working_papers(*parts, (), workbook=_WORKBOOK.name, created=report.date)


def _medians(
    subjects: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Median milliseconds; the subjects take turns, so that a slow moment of the machine hits all of them alike.

    Time of the processor by default: what other programs take meanwhile does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for round_number in range(rounds + 2):
        for name, run in subjects.items():
            gc.collect()  # nobody pays for another's rubbish
            gc.disable()
            start = clock()
            run()
            elapsed = clock() - start
            gc.enable()
            if round_number >= 2:  # the first ones warm up
                times[name].append(elapsed * 1000)
    return {name: statistics.median(measured) for name, measured in times.items()}


def _start(*arguments: str, source: Path = _ROOT, folder: Path = _ROOT) -> Callable[[], object]:
    """A process with the program of the checkout ``source``, run in ``folder``."""
    environment = {**os.environ, "PYTHONPATH": str(source / "src")}
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)  # noqa: S603 - us


def _processes(scratch: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Whole processes; the old version is one of them where its commit can be had."""
    yield "python -c pass（整个进程）", _start("-c", "pass")
    yield "reportgen --help（整个进程）", _start("-c", _MAIN, "--help")
    build = ("-c", _MAIN, "build", str(_WORKBOOK), "-o")
    yield BUILD, _start(*build, str(scratch / "now"), folder=scratch)
    if _check_out(scratch / "0.1.0"):
        yield BUILD_BEFORE, _start(*build, str(scratch / "then"), source=scratch / "0.1.0", folder=scratch)


_MAIN = "from reportgen.cli import main; main()"


def _check_out(folder: Path) -> bool:
    """Put version 0.1.0 into ``folder``; ``False`` where this checkout does not know the commit."""
    command = ["git", "-C", str(_ROOT), "worktree", "add", "--detach", str(folder), VERSION_0_1_0]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - git


def main() -> int:
    """Measure, print, judge."""
    costs = _medians(dict(_stages()), ROUNDS)
    with tempfile.TemporaryDirectory() as scratch:
        starts = _medians(dict(_processes(Path(scratch))), STARTS, time.perf_counter)
    subprocess.run(["git", "-C", str(_ROOT), "worktree", "prune"], check=False)  # noqa: S603, S607 - git
    print(f"样例 {_WORKBOOK.name}，各 {ROUNDS} 次轮流测，取处理器时间的中位数；不含 import。整个进程的是实际用时。\n")
    print(f"| 项目 | 毫秒 | 与“{THEIRS}”之比 |\n|---|---:|---:|")
    for name, cost in costs.items():
        print(f"| {name} | {cost:.1f} | {cost / costs[THEIRS]:.2f} |")
    for name, cost in starts.items():
        print(f"| {name} | {cost:.0f} | — |")
    print()
    kept = [_judge(limit, {**costs, **starts}) for limit in LIMITS]
    print(_HONESTLY)
    return 0 if all(kept) else 1


# --- judging ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What something may cost at most, in times of what it is held against, and what it is meant to cost."""

    subject: str
    against: str
    most: float
    target: float


LIMITS = (
    Limit(subject=CLAIMS, against=THEIRS, most=0.15, target=0.15),
    Limit(subject=OURS, against=THEIRS, most=0.6, target=0.6),
    Limit(subject=WITH_PAPERS, against=THEIRS, most=1, target=0.8),
    Limit(subject=BUILD, against=BUILD_BEFORE, most=2, target=2),
)


def _judge(limit: Limit, costs: Mapping[str, float]) -> bool:
    if limit.against not in costs:
        print(f"没有测“{limit.against}”：这里取不到提交 {VERSION_0_1_0}。")
        return True
    ratio = costs[limit.subject] / costs[limit.against]
    kept, reached = ratio <= limit.most, ratio <= limit.target
    print(
        f"{limit.subject}是{limit.against}的 {ratio:.2f}，{'没有超过' if kept else '超过了'}上限 {limit.most:.2f}，"
        f"{'达到了' if reached else '没有达到'}目标 {limit.target:.2f}。"
    )
    return kept


_HONESTLY = f"""
各数里有什么：
- “{OURS}”：打开 .xlsx，读出并核对每个单元格，评分，成文，检查，排版，打包。
  规则、核对的界限、措辞和样式一次运行只载入、编译一次，不在其内。
- “{CLAIMS}”：上一项的一部分，读出文中的说法，与数据逐句对照。
- “{WITH_PAPERS}”：“{OURS}”，再由它的结果做出 自评表.xlsx（工作底稿）。
- “{THEIRS}”：打开模板，填好，存到内存。值是事先备好的文字，不读表、不评分、不检查。
  模板由同一套措辞文件转成，句子、判断、循环都相同，换一个单位也能用。
  docxtpl 每次都要重新编译模板，它就是这样工作的，所以编译在其内。
- “docxtpl 填只有标签的模板”：模板是这个单位的成文，只把值换成标签，没有判断和循环，换一个单位就不能用。
- 三者的样式文件相同，文字逐段相同（先核对，后测）。测每一次之前先回收内存，测的时候不回收。"""

if __name__ == "__main__":
    sys.exit(main())
