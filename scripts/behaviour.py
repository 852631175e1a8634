"""Writes down what the program does for its users, as a folder of text files, to be held against another version's.

``python scripts/behaviour.py FOLDER`` in the checkout of one version, again in that of another, and ``diff -r`` of
the two folders shows what has changed for a user: problems, scores, sentences, and what stands in the files that are
made. It is for work that is to change nothing; a test says what is right, this says what is.

The same version always gives the same folder. Nothing in it tells of the clock, of paths, of this machine, except
whether matplotlib and its fonts are there, without which summaries have no pictures. Every checkout runs its own
program, from its own ``src/``, on its own samples and the cases of its own tests.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import combinations, islice
from pathlib import Path
from typing import Any, ParamSpec

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

# Everything of the program and of its tests that is used here: the one place to mend when modules move.
from correct_prose import SENTENCES
from correct_workbooks import correct_workbook
from file_contents import lines_of, style_lines
from many_offices import BREAKAGES, Breakage, offices
from mistakes import MISTAKES, Mistake
from submissions import reference
from variations import MANAGEMENT_ROWS, VARIATIONS, all_met, library, lose, narrative, note, rubric
from workbooks import Change, add_row, drop_rows, edited, written

from reportgen.catalogue import KINDS
from reportgen.cli import main as program
from reportgen.diagnostics import Diagnostic, Outcome
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources

ROOT = Path(__file__).resolve().parents[1]
SEEDS = range(40)
DISTRICT, SAMPLE = "示例区2024", "2024.xlsx"
_OFFICES_NEXT_YEAR = 6  # of the sample district, as they might hand in for 2025

_UNSAFE = re.compile(r'[<>:"/\\|?*\s]')
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_LOG = re.compile(r"reportgen-[^/\s.]{8}\.log")
_PROGRESS = re.compile(r"：\d+/\d+.*每秒 [\d.]+ 份，还要 .*")
_CELL = re.compile(r"(\w+![A-Z]+)\d+ = ")
_UNSTEADY = re.compile(r'(?:校验值|用时（秒）)"$')
_KEPT_VARIABLES = re.compile(r"PATH|HOME|LD_.*|PYTHON.*|TMPDIR|TEMP|TMP|SYSTEM.*|COMSPEC|VIRTUAL_ENV|TZ", re.I)

Lines = Iterator[str]
P = ParamSpec("P")


class Record:
    """The folder that is written, a file for every entry; an entry that fails is written down as well."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch
        self.files = 0

    def write(self, name: str, made: Callable[P, Iterable[str]], *given: P.args, **named: P.kwargs) -> None:
        """The lines that ``made`` gives, without what is of this machine; ``name`` may lead into a subfolder."""
        lines: list[str] = []
        try:
            lines.extend(made(*given, **named))
        except (Exception, SystemExit) as error:  # this entry is one thing that is seen; the others count as well
            lines.append(f"异常：{type(error).__name__}")
        path = self._folder.joinpath(*(_UNSAFE.sub("_", part) for part in name.split("/")))
        path = path.with_name(f"{path.name}.txt")
        if path.exists():
            raise SystemExit(f"有两项都叫“{name}”")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{self._plain(line)}\n" for line in lines), encoding="utf-8", newline="\n")
        self.files += 1

    def _plain(self, line: str) -> str:
        for folder, shown in ((self._scratch, "〈工作〉"), (self._scratch.resolve(), "〈工作〉"), (ROOT, "〈仓库〉")):
            line = line.replace(str(folder), shown)
        return _LOG.sub("〈日志〉", _HASH.sub("〈散列〉", line))


# --- what a user is told ----------------------------------------------------------------------------------


def problem_lines(problems: Iterable[Diagnostic]) -> Lines:
    """Every problem in order: code, weight and place, what stands there, the message, the advice."""
    for problem in problems:
        yield f"{problem.code} {problem.severity} | {problem.place or ''} | {problem.found}"
        yield f"    {problem.message}"
        yield f"    怎么改：{problem.hint}"


def short_lines(problems: Iterable[Diagnostic]) -> Lines:
    """Code, weight and place alone."""
    for problem in problems:
        yield f"{problem.code} {problem.severity} | {problem.place or ''}"


def outcome_lines(outcome: Outcome[Report]) -> Lines:
    """The problems of a workbook, and the score where a report was made."""
    yield from problem_lines(outcome.diagnostics)
    yield "没有说明" if outcome.value is None else f"总分 {number(outcome.value.scorecard.tree.score)}"


def score_lines(report: Report) -> Lines:
    """Every score, with its rule."""
    card = report.scorecard
    yield f"总分 {number(card.tree.score)}/{number(card.tree.points)}，待填 {len(card.gaps)} 处"
    for part in card.tree.children:
        yield f"{part.name} {number(part.score)}/{number(part.points)}"
        for group in part.children:
            yield f"  {group.name} {number(group.score)}/{number(group.points)}"
    for leaf in card.tree.leaves():
        yield f"    {leaf.name} {number(leaf.score)}/{number(leaf.points)} {leaf.rule}"


def number(value: object) -> str:
    """A decimal figure without superfluous noughts."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ran(*arguments: object) -> Lines:
    """A command as its user sees it: exit code, both streams; JSON in order of keys, without durations."""
    yield f"$ reportgen {' '.join(map(str, arguments))}"
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True) for _ in range(2))
    code: object = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            program([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
    yield f"退出码 {code}"
    for name, stream in (("标准输出", out), ("标准错误", err)):
        stream.seek(0)
        text = stream.read()
        lines = json_lines(text) if text.startswith("{") else text.splitlines()
        yield from (f"{name} | {line}" for line in lines if not _PROGRESS.search(line))


def json_lines(text: str) -> list[str]:
    """A JSON value over several lines."""
    return json.dumps(_timeless(json.loads(text)), ensure_ascii=False, indent=1, sort_keys=True).splitlines()


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(inner) for key, inner in value.items() if key != "seconds"}
    return [_timeless(inner) for inner in value] if isinstance(value, list) else value


def file_lines(path: Path) -> Lines:
    """What stands in a file that was made."""
    if path.suffix == ".jsonl":
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from json_lines(line)
    elif path.name == "清单.xlsx":
        yield from _steady(lines_of(path.name, path.read_bytes()))
    elif path.exists():
        yield from lines_of(path.name, path.read_bytes())
    else:
        yield "没有这个文件"


def _steady(lines: Iterable[str]) -> Lines:
    """The list of a batch without what its columns of durations and hashes hold."""
    columns: set[str] = set()
    for line in lines:
        cell = _CELL.match(line)
        if cell and _UNSTEADY.search(line) and cell[1] not in columns:
            columns.add(cell[1])
        elif cell and cell[1] in columns:
            line = f"{cell[0]}〈每次不同〉"  # noqa: PLW2901 - the line as it is to be written down
        yield line


def files_in(folder: Path) -> list[Path]:
    """Every file under a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


# --- the entries ------------------------------------------------------------------------------------------


class Desk:
    """One pipeline for all workbooks, which are laid into the working folder one after the other."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.resources = Resources((ROOT / "templates",))
        self.pipeline = Pipeline(self.resources)

    def report(self, content: bytes, *, draft: bool = False) -> Outcome[Report]:
        """What comes of the workbook with these bytes."""
        return self.pipeline.report(_laid(SAMPLE, content), draft=draft)

    def mistakes(self) -> None:
        """The table of mistakes, and what breaks a whole file."""
        for mistake in MISTAKES:
            self.record.write(f"错误/{mistake.check:02} {mistake.name}", self._mistake, mistake)
        _, office = next(islice(offices(6), 5, None))
        for breakage in BREAKAGES:
            self.record.write(f"坏文件/{breakage.name}", self._broken, breakage, office)

    def _mistake(self, mistake: Mistake) -> Lines:
        last = None if mistake.last is None else _laid("2023.xlsx", edited(*mistake.last))
        with _reworded(self.pipeline, mistake.wording, self.resources) as pipeline:
            yield from outcome_lines(pipeline.report(_laid(SAMPLE, edited(*mistake.changes)), last=last))

    def _broken(self, breakage: Breakage, office: bytes) -> Lines:
        yield from outcome_lines(self.report(breakage.apply(office)))

    def right_ones(self) -> None:
        """Correct workbooks of many kinds, and sentences that are right."""
        for seed in SEEDS:
            self.record.write(f"正确的填报表/{seed:03}", self._right_one, seed)
        self.record.write("正确的句子", self._sentences)

    def _right_one(self, seed: int) -> Lines:
        workbook = correct_workbook(seed)
        yield workbook.name
        outcome = self.report(written(workbook.book))
        yield from outcome_lines(outcome)
        if outcome.value is not None:
            yield from score_lines(outcome.value)
            yield from outcome.value.narrative.dump().splitlines()

    def _sentences(self) -> Lines:
        before = set(short_lines(self.report(edited()).diagnostics))
        for sentence in SENTENCES:
            yield sentence
            found = short_lines(
                self.report(edited(add_row("重点工作", 序号=1, 层级="分项", 内容=sentence))).diagnostics
            )
            yield from (f"    {line}" for line in found if line not in before)

    def variations(self) -> None:
        """The reference submission with one thing changed, and with points lost in one row or in two."""
        rules = rubric(self.resources)
        wording = library(self.resources, rules).wording("荔湾区", "金花街道").value
        if wording is None:
            raise SystemExit("措辞有错，先运行 reportgen wording check")

        def varied(name: str) -> Lines:
            outcome = self.pipeline.make(Outcome(VARIATIONS[name]))
            yield from short_lines(outcome.diagnostics)
            if outcome.value is not None:
                yield from score_lines(outcome.value)
            yield from narrative(VARIATIONS[name], rules, wording).dump().splitlines()

        def lost(first: str) -> Lines:
            usual = set(narrative(reference(), rules, wording).dump().splitlines())
            cases = {first: note(lose(all_met(reference()), first), first, f"{first}的情况说明")}
            cases |= {
                f"{first}、{second}": lose(lose(reference(), first), second)
                for second in (pair[1] for pair in combinations(MANAGEMENT_ROWS, 2) if pair[0] == first)
            }
            for name, submission in cases.items():
                yield f"# {name}"
                text = narrative(submission, rules, wording).dump().splitlines()
                yield from (line for line in text if line not in usual)

        for name in VARIATIONS:
            self.record.write(f"措辞/{name}", varied, name)
        for row in MANAGEMENT_ROWS:
            self.record.write(f"扣分/{row}", lost, row)

    def drafts(self) -> None:
        """Drafts with gaps: what is noted, and the whole text."""
        for name, changes in DRAFTS.items():
            self.record.write(f"草稿/{name}", self._draft, changes)

    def _draft(self, changes: Iterable[Change]) -> Lines:
        outcome = self.report(edited(*changes), draft=True)
        yield from problem_lines(outcome.diagnostics)
        if outcome.value is not None:
            yield from score_lines(outcome.value)
            yield from lines_of("草稿.docx", outcome.value.document)


DRAFTS: Mapping[str, tuple[Change, ...]] = {
    "没有缺的": (),
    "目标总述、单位全称": (("基本信息", "目标总述", "内容", None), ("基本信息", "单位全称", "内容", None)),
    "单位名称": (("基本信息", "单位名称", "内容", None),),
    "实际完成值": (("绩效指标", "C03", "实际完成值", None),),
    "计量单位": (("绩效指标", "C06", "计量单位", None),),
    "三公支出": (("三公经费", "合计", "实际支出数", None),),
    "填报值": (("管理效率", "数据质量", "填报值", None),),
    "填报值和情况说明": tuple(
        ("管理效率", row, column, None)
        for row in ("绩效管理制度建设", "绩效管理制度执行")
        for column in ("填报值", "情况说明")
    ),
    "执行率": (("预算执行", "年度平均执行率", "数值", None),),
    "几乎没有填": tuple(drop_rows(sheet) for sheet in ("绩效目标", "绩效指标", "管理效率", "预算执行", "重点工作")),
    "另有错误": (("预算执行", "年初预算数", "数值", "约1亿"), ("基本信息", "目标总述", "内容", None)),
}


def _laid(name: str, content: bytes) -> Path:
    path = Path(name)
    path.write_bytes(content)
    return path


@contextmanager
def _reworded(usual: Pipeline, wording: Mapping[str, str], resources: Resources) -> Iterator[Pipeline]:
    """A pipeline with some files of the wording changed."""
    if not wording:
        yield usual
        return
    templates = Path("改过的措辞")
    folder = templates / "wording" / "默认"
    folder.mkdir(parents=True)
    for name, content in wording.items():
        (folder / name).write_text(content, encoding="utf-8")
    try:
        yield Pipeline(Resources((templates, *resources.roots)))
    finally:
        shutil.rmtree(templates)


# --- commands ---------------------------------------------------------------------------------------------


def commands(record: Record) -> None:
    """What the commands say and make; run in the working folder, which holds the samples."""
    for name, arguments in COMMANDS.items():
        record.write(f"命令/{name}", ran, *arguments)
    record.write("命令/解释", lambda: (line for code in KINDS for line in ran("explain", code)))
    record.write("命令/用法", lambda: (line for words in HELP for line in ran(*words.split(), "--help")))
    _diff(record)
    _sample(record)
    _forms(record)
    _district(record)


HELP = (
    *("", "new", "build", "check", "batch", "explain", "init", "doctor"),
    *("wording", "wording preview", "wording list", "wording words", "wording check", "wording diff"),
    *("rules", "rules list", "rules show", "rules check"),
)

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "版本": ("--version",),
    "检查": ("check", SAMPLE),
    "检查 JSON": ("check", SAMPLE, "--json"),
    "检查 别的年度": ("check", SAMPLE, "--year", "2025"),
    "检查 与自己比": ("check", SAMPLE, "--last", SAMPLE),
    "检查 没有这个文件": ("check", "没有.xlsx"),
    "检查 副本名不对": ("check", SAMPLE, "--annotate", "副本.xls"),
    "检查 副本是原件": ("check", SAMPLE, "--annotate", SAMPLE),
    "生成 严格": ("build", SAMPLE, "--strict", "-o", "严格"),
    "生成 没有模板文件夹": ("build", SAMPLE, "--templates", "没有"),
    "生成 年度不对": ("build", SAMPLE, "--year", "今年"),
    "没有这个命令": ("biuld", SAMPLE),
    "没有这个选项": ("build", SAMPLE, "--out", "a", "--json"),
    "没有这个编号": ("explain", "E999"),
    "解释 JSON": ("explain", "E204", "--json"),
    "评分标准 列出": ("rules", "list"),
    "评分标准 2024": ("rules", "show", "2024"),
    "评分标准 2025": ("rules", "show", "2025"),
    "评分标准 2024 JSON": ("rules", "show", "2024", "--json"),
    "评分标准 检查": ("rules", "check"),
    "措辞 列出": ("wording", "list"),
    "措辞 列出 单位": ("wording", "list", "--office", "金花街道", "--district", "荔湾区"),
    "措辞 列出 汇总": ("wording", "list", "--summary"),
    "措辞 词": ("wording", "words"),
    "措辞 词 汇总": ("wording", "words", "--summary"),
    "措辞 词 查": ("wording", "words", "预算", "--json"),
    "措辞 检查": ("wording", "check"),
    "措辞 检查 JSON": ("wording", "check", "--json"),
    "初始化": ("init", "新的"),
    "初始化 第二次": ("init", "新的", "--json"),
}


def _diff(record: Record) -> None:
    """An older wording that ended one section otherwise."""
    shutil.copytree(ROOT / "templates", "旧版")
    section = Path("旧版", "wording", "默认", "20-自评结论.txt")
    section.write_text(section.read_text(encoding="utf-8") + "\n正文 | 这一句后来删去了。\n", encoding="utf-8")
    record.write("命令/措辞 比较", ran, "wording", "diff", "旧版", "--html", "比较.html")
    record.write("命令/措辞 比较 网页", file_lines, Path("比较.html"))


def _sample(record: Record) -> None:
    """The sample office: all that can be made of it, and of a copy with mistakes."""
    record.write("示例/生成", ran, "build", SAMPLE, "--review", "--json")
    record.write("示例/生成 屏幕", ran, "build", SAMPLE, "--review", "-o", "又一次")
    _contents(record, "示例/成品", Path("output"))
    made = next(Path("output").rglob("*自评表说明.docx"), Path("没有"))
    record.write("示例/样式", lambda: style_lines(made.read_bytes()))
    record.write("示例/批注 没有错", ran, "check", SAMPLE, "--annotate", "批注/没有错.xlsx")
    mistakes: tuple[Change, ...] = (
        ("预算执行", "全年支出数", "数值", "12万"),
        ("绩效指标", "C03", "实际完成值", None),
        ("重点工作", "1", "内容", "比上年增长99%。。"),
        drop_rows("改进措施"),
    )
    _laid("有错.xlsx", edited(*mistakes))
    record.write("示例/批注 有错", ran, "check", "有错.xlsx", "--annotate", "批注/有错.xlsx")
    record.write("示例/批注 有错 JSON", ran, "check", "有错.xlsx", "--json")
    record.write("示例/有错 生成", ran, "build", "有错.xlsx", "-o", "不该有")
    shutil.copy(Path(DISTRICT, "示例一街道.xlsx"), "有样子.xlsx")
    record.write("示例/批注 原有样式", ran, "check", "有样子.xlsx", "--annotate", "批注/原有样式.xlsx")
    _contents(record, "示例/批注副本", Path("批注"))
    _laid("缺.xlsx", edited(("基本信息", "目标总述", "内容", None), ("绩效指标", "C03", "实际完成值", None)))
    record.write("示例/草稿", ran, "build", "缺.xlsx", "--draft", "--review", "-o", "草稿")
    record.write("示例/草稿 JSON", ran, "check", "缺.xlsx", "--draft", "--json")
    _contents(record, "示例/草稿成品", Path("草稿"))


def _forms(record: Record) -> None:
    """Forms to be filled in: blank ones, and one rolled over; and what the program says of them."""
    record.write("新表/2024", ran, "new", "新表/2024.xlsx")
    record.write("新表/2025", ran, "new", "新表/2025.xlsx", "--json")
    record.write("新表/2025 沿用", ran, "new", "新表/沿用2025.xlsx", "--from", SAMPLE)
    record.write("新表/2025 沿用 JSON", ran, "new", "新表/又2025.xlsx", "--from", "有错.xlsx", "--json")
    record.write("新表/已有", ran, "new", "新表/2024.xlsx")
    record.write("新表/没有这一年", ran, "new", "新表/2042.xlsx")
    record.write("新表/没有年度", ran, "new", "新表/填报表.xlsx")
    _contents(record, "新表/文件", Path("新表"))
    record.write("新表/检查 空白", ran, "check", "新表/2024.xlsx")
    record.write("新表/检查 沿用", ran, "check", "新表/沿用2025.xlsx", "--last", SAMPLE)
    record.write("新表/空白 草稿", ran, "build", "新表/2024.xlsx", "--draft", "-o", "空白草稿")
    _contents(record, "新表/空白草稿", Path("空白草稿"))


def _district(record: Record) -> None:
    """The sample district: a first run, one in which nothing has changed, a strict one, and the year after."""
    record.write("区/第一次", ran, "batch", DISTRICT, "-o", "区", "-j", 1, "--json")
    record.write("区/第二次", ran, "batch", DISTRICT, "-o", "区", "-j", 1)
    _contents(record, "区/成品", Path("区"))
    record.write("区/严格", ran, "batch", DISTRICT, "-o", "区严格", "-j", 1, "--strict")
    record.write("区/没有填报表", ran, "batch", "旧版", "-o", "区空")
    folder = Path("示例区2025")
    folder.mkdir()
    for path in files_in(Path(DISTRICT))[-_OFFICES_NEXT_YEAR:]:
        shutil.copy(path, folder / path.name)
        _next_year(folder / path.name)
    record.write("区/下一年", ran, "batch", folder, "--last", DISTRICT, "-o", "区", "-j", 1, "--by-district")
    _contents(record, "区/下一年成品", Path("区", "2025"))


def _next_year(path: Path) -> None:
    """The same workbook, handed in for 2025."""
    book = openpyxl.load_workbook(path)
    sheet = book["基本信息"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == 2024:
                sheet[cell.coordinate] = 2025
    book.save(path)


def _contents(record: Record, name: str, folder: Path) -> None:
    """Every file that was made in a folder, and the list of them."""
    made = files_in(folder)
    record.write(f"{name}/清单", lambda: [path.relative_to(folder).as_posix() for path in made])
    for path in made:
        record.write(f"{name}/{path.relative_to(folder).as_posix()}", file_lines, path)


# --- running it -------------------------------------------------------------------------------------------


def write_down(folder: Path) -> int:
    """Everything, into an empty folder; the number of files."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        record = Record(folder, scratch)
        with _alone_in(scratch / "绩效 自评"):
            desk = Desk(record)
            desk.mistakes()
            desk.right_ones()
            desk.variations()
            desk.drafts()
            shutil.copy(ROOT / "data" / SAMPLE, SAMPLE)
            shutil.copytree(ROOT / "data" / DISTRICT, DISTRICT)
            commands(record)
        return record.files


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Work in this folder, with nothing of the user's own environment that could make a difference."""
    before, variables, temporary = Path.cwd(), dict(os.environ), tempfile.tempdir
    folder.mkdir()
    os.chdir(folder)
    tempfile.tempdir = str(folder.parent)
    for name in variables:
        if not _KEPT_VARIABLES.fullmatch(name):
            del os.environ[name]
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.update(variables)
        tempfile.tempdir = temporary


def main() -> None:
    """Write the folder that is named on the command line."""
    parser = argparse.ArgumentParser(description="把程序现在的表现写成一个文件夹的文本，供两个版本比较（diff -r）。")
    parser.add_argument("folder", type=Path, metavar="文件夹", help="写在这里；要是新的或空的")
    folder = parser.parse_args().folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        parser.error(f"“{folder}”不是空的文件夹")
    print(f"写好 {write_down(folder)} 个文件。")  # noqa: T201 - what came of it


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
