"""The command line as people and other programs see it."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from program import SOURCE, Program, files, run_alone, start
from workbooks import SAMPLE, cell, drop_row, edited

from reportgen import __version__, pipeline
from reportgen.catalogue import KINDS
from reportgen.cli import cli

DOCX, XLSX = "output/2024/金花街道-自评表说明.docx", "output/2024/金花街道-自评表.xlsx"
BROKEN = ("预算执行", "全年支出数", "数值", "12万")
ESC = "\x1b"


@pytest.fixture
def sample(workplace: Path) -> Path:
    path = workplace / "2024.xlsx"
    path.write_bytes(SAMPLE.read_bytes())
    return path


@pytest.fixture
def broken(workplace: Path) -> Path:
    path = workplace / "2024.xlsx"
    path.write_bytes(edited(BROKEN))
    return path


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, *path, name)


# --- exit codes and what is written -----------------------------------------------------------------------


def test_build_writes_both_files_and_says_so(program: Program, workplace: Path, sample: Path) -> None:
    outcome = program("build", sample.name)
    assert outcome.code == 0
    assert files(workplace) == ["2024.xlsx", XLSX, DOCX]
    assert [line.strip() for line in outcome.out.splitlines()[-2:]] == [str(Path(DOCX)), str(Path(XLSX))]
    for text in ("总分 98.5分", "履职效能  48.5分（共50分）", "管理效率  50分（共50分）", "扣分 2 处"):
        assert text in outcome.out


def test_check_writes_nothing(program: Program, workplace: Path, sample: Path) -> None:
    assert program("check", sample.name).code == 0
    assert files(workplace) == ["2024.xlsx"]


def test_problems_in_the_data(program: Program, workplace: Path, broken: Path) -> None:
    for command in ("build", "check"):
        assert program(command, broken.name).code == 1
    assert files(workplace) == ["2024.xlsx"]


def test_earlier_files_stay_when_the_workbook_is_broken(program: Program, workplace: Path, sample: Path) -> None:
    program("build", sample.name)
    before = {name: (workplace / name).read_bytes() for name in (DOCX, XLSX)}
    sample.write_bytes(edited(BROKEN))
    assert program("build", sample.name).code == 1
    assert {name: (workplace / name).read_bytes() for name in before} == before


# --- check --annotate -------------------------------------------------------------------------------------


def test_problems_are_written_into_a_copy(program: Program, workplace: Path, broken: Path) -> None:
    before = broken.read_bytes()
    outcome = program("check", broken.name, "--annotate", "批注/副 本.xlsx", "--json")
    assert (outcome.code, outcome.result["files"]) == (1, [str(Path("批注/副 本.xlsx"))])
    assert files(workplace) == ["2024.xlsx", "批注/副 本.xlsx"]
    assert broken.read_bytes() == before
    assert program("check", "批注/副 本.xlsx", "--json").codes == outcome.codes


def test_a_copy_is_told_on_the_screen_with_what_has_no_cell(program: Program, workplace: Path) -> None:
    (workplace / "2024.xlsx").write_bytes(edited(BROKEN, drop_row("三公经费", "合计")))
    plain = program("check", "2024.xlsx")
    outcome = program("check", "2024.xlsx", "--annotate", "副本.xlsx")
    assert (outcome.code, outcome.err) == (plain.code, plain.err)
    more = outcome.out.removeprefix(plain.out)
    assert "副本.xlsx" in more
    assert "E211" in more
    assert "E204" not in more


def test_a_copy_of_a_workbook_without_errors(program: Program, workplace: Path, sample: Path) -> None:
    plain = program("check", sample.name)
    outcome = program("check", sample.name, "--annotate", "副本.xlsx")
    assert outcome.code == 0
    assert outcome.out.startswith(plain.out)
    assert files(workplace) == ["2024.xlsx", "副本.xlsx"]


def test_the_same_command_again_replaces_its_copy(program: Program, workplace: Path, broken: Path) -> None:
    assert program("check", broken.name, "--annotate", "副本.xlsx").code == 1
    first = (workplace / "副本.xlsx").read_bytes()
    broken.write_bytes(SAMPLE.read_bytes())
    assert program("check", broken.name, "--annotate", "副本.xlsx").code == 0
    assert (workplace / "副本.xlsx").read_bytes() != first


@pytest.mark.parametrize("link", ["same", "hard", "soft"])
def test_a_copy_never_replaces_the_workbook(program: Program, workplace: Path, broken: Path, link: str) -> None:
    name = broken.name if link == "same" else "副本.xlsx"
    if link == "hard":
        (workplace / name).hardlink_to(broken)
    elif link == "soft":
        (workplace / name).symlink_to(broken)
    before = broken.read_bytes()
    outcome = program("check", broken.name, "--annotate", name, "--json")
    assert (outcome.code, outcome.codes) == (2, ["E902"])
    assert broken.read_bytes() == before


def test_a_copy_never_replaces_last_years_workbook(program: Program, workplace: Path, sample: Path) -> None:
    assert program("check", sample.name, "--annotate", "2023.xlsx").code == 0  # a copy, else replaced without a word
    before = (workplace / "2023.xlsx").read_bytes()
    assert program("check", sample.name, "--last", "2023.xlsx", "--annotate", "2023.xlsx").code == 2
    assert (workplace / "2023.xlsx").read_bytes() == before


@pytest.mark.parametrize("name", ["副本", "副本.xls", "副本.docx", "文件夹/"])
def test_a_copy_is_an_xlsx(program: Program, workplace: Path, broken: Path, name: str) -> None:
    assert program("check", broken.name, "--annotate", name).code == 2
    assert files(workplace) == ["2024.xlsx"]


@pytest.mark.parametrize("there", [SAMPLE.read_bytes(), b"x", b""], ids=["a form", "no workbook", "empty"])
def test_a_copy_replaces_no_file_of_others(program: Program, workplace: Path, sample: Path, there: bytes) -> None:
    (workplace / "2023.xlsx").write_bytes(there)
    outcome = program("check", sample.name, "--annotate", "2023.xlsx", "--json")
    assert (outcome.code, outcome.codes[-1], outcome.result["files"]) == (4, "E822", [])
    assert (workplace / "2023.xlsx").read_bytes() == there


@pytest.mark.parametrize(
    ("output", "code"), [("占了名字/副本.xlsx", "E802"), ("副本.xlsx", "E806"), (f"{'长' * 300}.xlsx", "E802")]
)
def test_a_copy_that_cannot_be_written(program: Program, workplace: Path, sample: Path, output: str, code: str) -> None:
    (workplace / "占了名字").write_bytes(b"")
    (workplace / "副本.xlsx").mkdir()
    outcome = program("check", sample.name, "--annotate", output, "--json")
    assert (outcome.code, outcome.codes[-1], outcome.result["files"]) == (4, code, [])
    assert files(workplace) == ["2024.xlsx", "占了名字"]


def test_what_cannot_be_opened_has_no_copy(program: Program, workplace: Path) -> None:
    (workplace / "2024.xlsx").write_bytes(SAMPLE.read_bytes()[:9000])
    outcome = program("check", "2024.xlsx", "--annotate", "副本.xlsx", "--json")
    assert (outcome.code, outcome.codes, outcome.result["files"]) == (1, ["E105"], [])
    assert files(workplace) == ["2024.xlsx"]


# --- strict and year --------------------------------------------------------------------------------------


def test_strict_lets_warnings_block(program: Program, workplace: Path) -> None:
    warned = edited(("预算执行", "年度平均执行率", "数值", 0.95))
    (workplace / "2024.xlsx").write_bytes(warned)
    assert program("build", "2024.xlsx", "--strict", "--json").codes[0].startswith("W")
    assert program("build", "2024.xlsx", "--strict").code == 1
    assert files(workplace) == ["2024.xlsx"]
    assert program("build", "2024.xlsx").code == 0


def test_notes_alone_do_not_block_a_strict_build(program: Program, workplace: Path) -> None:
    (workplace / "2024.xlsx").write_bytes(edited(("基本信息", "附件序号", "内容", "附件3")))
    outcome = program("build", "2024.xlsx", "--strict", "--json")
    assert outcome.code == 0
    assert {code[0] for code in outcome.codes} == {"N"}


@pytest.mark.parametrize("command", ["build", "check"])
def test_prose_of_last_year_is_told(program: Program, workplace: Path, sample: Path, command: str) -> None:
    (workplace / "2023 年.xlsx").write_bytes(edited(("基本信息", "年度", "内容", 2023)))
    outcome = program(command, sample.name, "--last", "2023 年.xlsx", "--json")
    assert outcome.code == 0
    assert "W631" in outcome.codes
    assert "W631" not in program(command, sample.name, "--json").codes


def test_another_year_is_demanded(program: Program, workplace: Path, sample: Path) -> None:
    outcome = program("build", sample.name, "--year", "2023", "--json")
    assert outcome.code == 1
    place = next(problem["place"] for problem in outcome.result["problems"] if problem["code"] == "E333")
    assert place["sheet"] == "基本信息"
    assert place["cell"] == cell("基本信息", "年度", "内容")
    assert files(workplace) == ["2024.xlsx"]


@pytest.mark.parametrize("output", ["占了名字", "占了名字/里面"])
def test_output_that_cannot_be_written(program: Program, workplace: Path, sample: Path, output: str) -> None:
    (workplace / "占了名字").write_bytes(b"")
    outcome = program("build", sample.name, "-o", output, "--json")
    assert (outcome.code, outcome.codes[-1], outcome.result["files"]) == (4, "E802", [])
    assert files(workplace) == ["2024.xlsx", "占了名字"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("2024.xlsx", "-o", "长" * 300), 4), (("长" * 300,), 1), (("2024.xlsx", "--templates", "长" * 300), 2)],
    ids=["output", "workbook", "templates"],
)
def test_a_path_that_is_too_long(program: Program, sample: Path, arguments: tuple[str, ...], code: int) -> None:
    assert program("build", *arguments).code == code
    assert files(sample.parent) == [sample.name]


def test_a_folder_with_the_name_of_a_result(program: Program, workplace: Path, sample: Path) -> None:
    (workplace / XLSX).mkdir(parents=True)
    outcome = program("build", sample.name, "--json")
    assert (outcome.code, outcome.codes[-1]) == (4, "E806")
    assert files(workplace) == ["2024.xlsx"]


def test_a_result_never_replaces_the_workbook_that_it_is_made_from(program: Program, workplace: Path) -> None:
    workbook = workplace / XLSX
    workbook.parent.mkdir(parents=True)
    workbook.write_bytes(SAMPLE.read_bytes())
    outcome = program("build", XLSX, "--json")
    assert (outcome.code, outcome.codes[-1]) == (4, "E805")
    assert files(workplace) == [XLSX]
    assert workbook.read_bytes() == SAMPLE.read_bytes()


def test_a_bug_is_logged_and_not_shown(
    program: Program, workplace: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(pipeline.Pipeline, "report", fail)
    outcome = program("build", sample.name)
    assert outcome.code == 70
    assert "E901" in outcome.err
    assert not re.search("Traceback|RuntimeError|boom", outcome.out + outcome.err)
    log = next(Path(tempfile.gettempdir()).glob("reportgen-*.log"))
    assert str(log) in outcome.err
    assert "RuntimeError: boom" in log.read_text(encoding="utf-8")
    assert files(workplace) == ["2024.xlsx"]
    assert program("build", sample.name, "--json").codes == ["E901"]


def test_a_bug_where_no_log_can_be_kept(program: Program, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(pipeline.Pipeline, "report", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(sample / "nowhere"))
    outcome = program("build", sample.name)
    assert (outcome.code, "E901" in outcome.err, "Traceback" in outcome.err) == (70, True, False)


def test_interrupted(program: Program, workplace: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    outcome = program("build", sample.name)
    assert outcome.code == 130
    assert "Traceback" not in outcome.err
    assert files(workplace) == ["2024.xlsx"]


def test_a_reader_that_goes_away(workplace: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    running = start(("rules", "show", "2024"), cwd=workplace, stdout=writer)
    os.close(writer)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (141, b"")


# --- the command line written wrongly ---------------------------------------------------------------------

WRONG = [
    "bulid 2024.xlsx",
    "build",
    "build 2024.xlsx 2025.xlsx",
    "build a b c",
    "build --jsn 2024.xlsx",
    "build -x 2024.xlsx",
    "build -ox -z 2024.xlsx",
    "build --json=1 2024.xlsx",
    "build --strict=yes 2024.xlsx",
    "build 2024.xlsx -o",
    "build 2024.xlsx --output",
    "build 2024.xlsx --year",
    "build 2024.xlsx --year abc",
    "build 2024.xlsx --year 24",
    "build 2024.xlsx --year 2024.0",
    "build 2024.xlsx --year ٢٠٢٤",
    "build 2024.xlsx --templates 没有这个文件夹",
    "build 2024.xlsx --help=1",
    "--verson",
    "--version=1",
    "-q",
    "batch",
    "batch . -j 0",
    "batch . -j x",
    "batch . --engine x",
    "batch . --engine dask",
    "batch . --port 1",
    "check",
    "check 2024.xlsx -o output",
    "new",
    "new 2025.xls",
    "new 2025",
    "new 填报表.xlsx",
    "new 2024-2025.xlsx",
    "new 202512.xlsx",
    "new 2025.xlsx --year 25",
    "new 2025.xlsx --from",
    "new con.xlsx --year 2025",
    "new 2025.xlsx 2026.xlsx",
    "rules lst",
    "rules list 2024",
    "rules show 2024 2025",
    "rules show --year abc",
    "rules show abc",
    "rules check abc",
    "rules check 2024 x",
    "explain",
    "explain E204 E205",
    "explain E999",
    "explain ''",
]


@pytest.mark.parametrize("line", WRONG)
def test_wrong_command_line(program: Program, workplace: Path, line: str) -> None:
    arguments = [word.strip("'") for word in line.split()]
    outcome = program(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("错误 E902  ")
    assert foreign_words(outcome.err) - set(re.findall("[A-Za-z]+", line)) == set()
    assert files(workplace) == []


def test_wrong_command_line_as_json(program: Program) -> None:
    outcome = program("build", "--json")
    assert (outcome.code, outcome.codes, outcome.result["exit_code"], outcome.err) == (2, ["E902"], 2, "")


@pytest.mark.parametrize("path", list(commands(cli)), ids=" ".join)
def test_help_is_chinese(program: Program, path: tuple[str, ...]) -> None:
    outcome = program(*path, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("用法：reportgen ")
    assert foreign_words(outcome.out) == set()


@pytest.mark.parametrize("path", [(), ("rules",)], ids=["reportgen", "rules"])
def test_a_group_without_a_command_shows_its_help(program: Program, path: tuple[str, ...]) -> None:
    assert program(*path) == program(*path, "--help")


def test_version(program: Program) -> None:
    assert program("--version").out == f"{__version__}\n"


def foreign_words(text: str) -> set[str]:
    """Return the Latin words of a text, without names that belong to the program."""
    names = {
        "reportgen",
        "Excel",
        "Word",
        "PDF",
        "LibreOffice",
        "docx",
        "zip",
        "xlsx",
        "JSON",
        "output",
        "help",
        "version",
        "md",
        "docs",
        "problems",
        "dask",
        "processes",
    }
    for path in commands(cli):
        names.update(path)
    for option in itertools.chain.from_iterable(command.params for command in all_commands(cli)):
        names.update(word for name in option.opts for word in name.strip("-").split("-"))
    return {word for word in re.findall("[A-Za-z]+", text) if word not in names and not re.fullmatch("[EWN]", word)}


def all_commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from all_commands(inner)


# --- problems on the screen -------------------------------------------------------------------------------


def test_problem_in_a_cell(program: Program, broken: Path) -> None:
    outcome = program("check", broken.name)
    assert outcome.out == ""
    problem = outcome.err.split("\n\n")[-2].splitlines()
    assert re.fullmatch(r"错误 E204  \S.*", problem[0])
    assert problem[1] == f"  --> 2024.xlsx「预算执行」{cell(*BROKEN[:3])}（全年支出数）"
    assert problem[2] == "   = 现在的内容：12万"
    assert re.fullmatch(r"   = 怎么改：\S.*", problem[3])
    assert len(problem) == 4


@pytest.mark.parametrize("before", ["", "总分得分为", "A得\u3000分\t“？”😀"])
def test_problem_in_a_text_has_its_caret_under_the_word(program: Program, sample: Path, before: str) -> None:
    templates = sample.parent / "我的模板"
    wording = templates / "wording" / "默认" / "20-自评结论.txt"
    wording.parent.mkdir(parents=True)
    wording.write_text(f"## 自评结论\n\n{before}{{{{ 得份.总分 }}}}。\n", encoding="utf-8")
    outcome = program("check", sample.name, "--templates", templates)
    assert outcome.code == 1
    head, place, line, carets, *_ = outcome.err.split("\n\n")[-2].splitlines()
    assert head.startswith("错误 E501  ")
    assert place == f"  --> wording/默认/20-自评结论.txt:3:{len(before) + 4}"
    excerpt, marks = line.removeprefix("   | "), carets.removeprefix("   | ")
    start, end = width(excerpt[: excerpt.index("得份")]), width(excerpt[: excerpt.index("得份") + 2])
    assert marks == " " * start + "^" * (end - start)


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_errors_come_last_nearest_to_the_prompt(program: Program, workplace: Path) -> None:
    path = workplace / "2024.xlsx"
    path.write_bytes(
        edited(
            BROKEN,
            ("预算执行", "年度平均执行率", "数值", 0.95),
            ("预算执行", "结转结余率", "数值", "多"),
            ("基本信息", "附件序号", "内容", "附件3"),
        )
    )
    letters = "".join(re.findall(r"^(?:错误|警告|提示) ([EWN])\d{3}  ", program("check", path.name).err, re.MULTILINE))
    assert letters == "".join(sorted(letters, key="NWE".index))
    assert set(letters) == set("EWN")


def test_many_problems_are_grouped_by_sheet_and_an_advice_that_repeats_stands_once(
    program: Program, workplace: Path
) -> None:
    assert files(workplace) == []
    assert program("new", "2025.xlsx").code == 0
    outcome = program("check", "2025.xlsx")
    errors = outcome.err[outcome.err.index("── 2025.xlsx「") :]
    sheets = re.findall(r"^── 2025\.xlsx「(.+)」：\d+ 个错误 ──$", errors, re.MULTILINE)
    assert len(set(sheets)) == len(sheets) > 3
    advice = re.findall(r"怎么改：(.+)$", errors, re.MULTILINE)
    assert len(set(advice)) == len(advice)
    assert errors.index("怎么改：填写内容") > errors.index(f"「{sheets[-1]}」")


def test_alike_problems_of_a_few_share_their_advice(program: Program, workplace: Path) -> None:
    blank = [("基本信息", item, "内容", None) for item in ("市", "区")]
    (workplace / "2024.xlsx").write_bytes(edited(*blank))
    assert program("check", "2024.xlsx").err.split("\n\n")[-2].splitlines()[::2] == [
        "错误 E203  “市”未填写",
        "错误 E203  “区”未填写",
        "   = 怎么改：填写内容；数字确为零的，填 0；整行不需要的，清空这一行",
    ]


def test_what_a_draft_leaves_blank_is_no_error(program: Program, workplace: Path) -> None:
    (workplace / "2024.xlsx").write_bytes(edited(("基本信息", "市", "内容", None)))
    assert "提示 N203  “市”未填写" in program("build", "2024.xlsx", "--draft").err.splitlines()
    assert program("explain", "N203").out == program("explain", "E203").out


def test_a_complete_draft_is_said_to_be_complete(program: Program, workplace: Path, sample: Path) -> None:
    outcome = program("build", sample.name, "--draft")
    assert outcome.out.splitlines()[0].endswith("总分 98.5分（草稿，已经填完）")
    with zipfile.ZipFile(workplace / "output/2024/金花街道-自评表说明（草稿）.docx") as package:
        headers = "".join(package.read(name).decode() for name in package.namelist() if "header" in name)
    assert "草稿" in headers
    assert "填完" not in headers


@pytest.mark.parametrize("command", [("build", "2024"), ("check", "2024"), ("new", "2025.xlsx", "--from", "2024")])
def test_the_ending_of_a_workbook_may_be_left_out(program: Program, sample: Path, command: tuple[str, ...]) -> None:
    assert program(*command).code == 0
    Path(sample.parent / "2025.xlsx").unlink(missing_ok=True)
    missing = program(*(word.replace("2024", "2023") for word in command))
    assert missing.code == 1
    assert "“.xlsx”可以不写" in missing.err


def test_init_lists_every_folder(program: Program, workplace: Path) -> None:
    outcome = program("init", "我的")
    folders = {path.name for path in (workplace / "我的" / "templates").iterdir()}
    assert {name for name in folders if f"{Path('我的/templates') / name}  " in outcome.out} == folders


def test_results_and_talk_are_kept_apart(program: Program, sample: Path) -> None:
    sample.write_bytes(edited(("基本信息", "附件序号", "内容", "附件3")))
    outcome = program("build", sample.name)
    assert not re.search("^(错误|警告|提示) ", outcome.out, re.MULTILINE)
    assert re.search("^提示 N", outcome.err, re.MULTILINE)
    assert "总分" not in outcome.err


@pytest.mark.parametrize("text", [f"{ESC}[31m红{ESC}[0m", "\x9b31m红", "假的\u202e倒写", "两\u2028行"])
def test_nothing_in_a_cell_or_a_name_reaches_the_terminal_as_a_command(
    program: Program, workplace: Path, text: str
) -> None:
    encoded = text.replace(ESC, "_x001B_")  # as a workbook can hold it (ECMA-376 22.9.2.19)
    path = workplace / f"{text}.xlsx"
    for change in [
        ("基本信息", "单位简称", "内容", f"金花{encoded}"),
        ("预算执行", "全年支出数", "数值", f"1{encoded}"),
        ("绩效指标", "C10", "三级指标", f"发放率{encoded}"),
        ("绩效指标", "C10", "实际完成值", f"不知{encoded}"),
    ]:
        path.write_bytes(edited(change))
        for command in ("build", "check"):
            outcome = program(command, path.name)
            unwanted = {c for c in outcome.out + outcome.err if not c.isprintable()} - {"\n"}
            assert unwanted == set()


def test_a_cell_cannot_forge_a_line(program: Program, workplace: Path) -> None:
    path = workplace / "2024.xlsx"
    path.write_bytes(edited(("预算执行", "全年支出数", "数值", "1\n错误 E999  假的")))
    assert not re.search("^错误 E999", program("check", path.name).err, re.MULTILINE)


# --- terminals and consoles -------------------------------------------------------------------------------


def test_off_a_terminal_nothing_is_coloured(workplace: Path, broken: Path) -> None:
    outcome = run_alone("check", broken.name, cwd=workplace)
    assert outcome.code == 1
    assert ESC not in outcome.out + outcome.err


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="这个系统没有伪终端")
@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_on_a_terminal_no_color_is_honoured(
    workplace: Path, broken: Path, variables: dict[str, str], coloured: bool
) -> None:
    ours, theirs = os.openpty()
    running = start(
        ("check", broken.name), cwd=workplace, variables={"TERM": "xterm-256color", **variables}, stderr=theirs
    )
    running.communicate(timeout=60)
    os.close(theirs)
    output = os.read(ours, 65536).decode()
    os.close(ours)
    assert "E204" in output
    assert (ESC in output) is coloured


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_a_console_that_cannot_show_every_character(workplace: Path, encoding: str) -> None:
    path = workplace / "2024.xlsx"
    path.write_bytes(edited(("预算执行", "全年支出数", "数值", "😀𠮷é")))
    outcome = run_alone("check", path.name, cwd=workplace, PYTHONIOENCODING=encoding)
    assert outcome.code == 1
    assert "E204" in outcome.err
    assert "Traceback" not in outcome.err
    outcome = run_alone("check", path.name, "--json", cwd=workplace, PYTHONIOENCODING=encoding)
    assert outcome.result["problems"][0]["found"] == "😀𠮷é"


def test_a_console_that_cannot_show_the_name_of_the_office(workplace: Path) -> None:
    path = workplace / "2024.xlsx"
    path.write_bytes(edited(("基本信息", "单位简称", "内容", "😀街道")))
    outcome = run_alone("check", path.name, cwd=workplace, PYTHONIOENCODING="gbk")
    assert (outcome.code, "98.5" in outcome.out) == (0, True)


HEAVY = "pandas numpy docx xlsxwriter openpyxl PIL jinja2 lxml rich python_calamine"
MAIN_THEN_HEAVY = (  # The program, and then a line of those libraries that it has loaded.
    "import sys\n"
    "from reportgen.cli import main\n"
    "try:\n    main()\n"
    f"finally:\n    print(*sorted(set({HEAVY!r}.split()) & set(sys.modules)), file=sys.stderr)\n"
)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("build", "--help"), ("--version",), ("explain", "E204")], ids=" ".join
)
def test_quick_answers_import_nothing_heavy(workplace: Path, arguments: tuple[str, ...]) -> None:
    outcome = run_alone(*arguments, cwd=workplace, code=MAIN_THEN_HEAVY)
    assert (outcome.code, outcome.err) == (0, "\n")


@pytest.mark.parametrize(
    ("arguments", "libraries"),
    [
        (("build",), {"pandas", "docx", "xlsxwriter", "jinja2"}),
        (("check", "--annotate", "副本.xlsx"), {"pandas", "openpyxl", "jinja2"}),
    ],
    ids=["build", "check --annotate"],
)
def test_libraries_do_what_they_are_made_for(
    workplace: Path, sample: Path, arguments: tuple[str, ...], libraries: set[str]
) -> None:
    """What a report goes through on its way; a workbook that nobody wants mended is not opened by openpyxl."""
    command, *options = arguments
    loaded = set(
        run_alone(command, sample.name, *options, cwd=workplace, code=MAIN_THEN_HEAVY).err.splitlines()[-1].split()
    )
    assert libraries <= loaded
    assert ("openpyxl" in loaded) == ("openpyxl" in libraries)


def test_python_m_reportgen_is_the_same_program(workplace: Path, sample: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "reportgen", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        return subprocess.run(command, cwd=workplace, env=environment, capture_output=True, timeout=60, check=False)

    assert run("--help").stdout.decode() == run_alone("--help", cwd=workplace).out
    assert run("check", sample.name).returncode == 0
    assert run("nothing").returncode == 2


# --- where things are -------------------------------------------------------------------------------------


def test_from_another_folder_with_absolute_and_relative_paths(program: Program, workplace: Path, sample: Path) -> None:
    elsewhere = workplace / "别 处"
    elsewhere.mkdir()
    os.chdir(elsewhere)
    assert program("build", sample, "-o", "成 品").code == 0
    assert program("build", f"../{sample.name}", "-o", workplace / "绝对").code == 0
    reports = [name for name in files(workplace) if name != "2024.xlsx"]
    assert [Path(name).parent.as_posix() for name in reports] == ["别 处/成 品/2024"] * 2 + ["绝对/2024"] * 2


def test_a_second_run_replaces_the_first(program: Program, workplace: Path, sample: Path) -> None:
    program("build", sample.name)
    first = (workplace / DOCX).read_bytes()
    sample.write_bytes(edited(("基本信息", "自评总述", "内容", "全面推动各项事业健康发展。")))
    assert program("build", sample.name).code == 0
    assert (workplace / DOCX).read_bytes() != first
    assert files(workplace) == ["2024.xlsx", XLSX, DOCX]


@pytest.mark.parametrize(
    "name",
    ["../../x", "/etc/x", "..", ".", "a/b", "a\\b", "CON", "nul.txt", "C:x", "x" * 200, "街" * 200, "=cmd|'/c calc'!A1",
     "😀街道", "a\tb", "~$金花", "-o", "金花*?<>|\""],
)  # fmt: skip
def test_a_name_never_leads_out_of_the_folder(program: Program, workplace: Path, name: str) -> None:
    (workplace / "2024.xlsx").write_bytes(edited(("基本信息", "单位简称", "内容", name)))
    outcome = program("build", "2024.xlsx", "--json")
    paths = [Path(path) for path in outcome.result["files"]]
    assert outcome.code == 0
    assert {path.parent for path in paths} == {Path("output/2024")}
    assert files(workplace) == sorted(["2024.xlsx", *(path.as_posix() for path in paths)])
    for path in paths:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202e]', path.name)
        assert len(path.name.encode()) <= 200
    name_unchanged = paths[0].name == f"{name}-自评表说明.docx"
    assert ("N804" in outcome.codes) is not name_unchanged


# --- other commands ---------------------------------------------------------------------------------------


def test_every_kind_of_problem_is_explained(program: Program) -> None:
    for code in KINDS:
        outcome = program("explain", code)
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out.startswith(f"{KINDS[code].severity} {code}  {KINDS[code].title}\n")


@pytest.mark.parametrize("typed", ["E204", "e204", "204", " E204 "])
def test_explain_takes_a_code_as_people_type_it(program: Program, typed: str) -> None:
    assert program("explain", typed).out == program("explain", "E204").out


def test_rules_of_a_year_that_is_not_there(program: Program) -> None:
    outcome = program("rules", "show", "1999", "--json")
    assert (outcome.code, outcome.result["rows"], len(outcome.codes)) == (1, [], 1)


def test_rules_show_every_row(program: Program) -> None:
    rows = program("rules", "show", "2024", "--json").result["rows"]
    assert len(rows) == 24
    output = program("rules", "show", "2024").out
    assert all(row["name"] in output and row["source"] in output for row in rows)


def test_rules_check_runs_the_cases(program: Program) -> None:
    assert program("rules", "check").code == 0
    assert program("rules", "check", "2024", "--json").result["problems"] == []


# --- --json: one schema, as docs/命令行.md states it ------------------------------------------------------

PAGE = Path(__file__).parents[1] / "docs" / "命令行.md"
TYPES = {"文字": str, "整数": int, "小数": float, "真假": bool, "空": type(None)}


def schema() -> dict[str, tuple[set[type], set[str]]]:
    """Read from the table of the page which types each key may have and which commands give it."""
    section = PAGE.read_text(encoding="utf-8").partition("## `--json`")[2]
    rows = re.findall(r"^\| `(\S+)` \| (\S+) \| (.+?) \|", section, re.MULTILINE)
    return {path: ({TYPES[t] for t in types.split("或")}, set(having.split("、"))) for path, types, having in rows}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path, value


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("build", "2024.xlsx"), 0),
        (("build", "bad.xlsx"), 1),
        (("build", "nowhere.xlsx"), 1),
        (("build", "2024.xlsx", "--year", "2023"), 1),
        (("build", "2024.xlsx", "-o", "2024.xlsx"), 4),
        (("check", "2024.xlsx"), 0),
        (("check", "bad.xlsx"), 1),
        (("check", "2024.xlsx", "--templates", "我的模板"), 1),
        (("new", "2025.xlsx"), 0),
        (("new", "2025.xlsx", "--from", "2024.xlsx"), 0),
        (("new", "2025.xlsx", "--from", "nowhere.xlsx"), 1),
        (("new", "2024.xlsx"), 4),
        (("new", "1999.xlsx", "--year", "1999"), 1),
        (("batch", "2024.xlsx"), 0),
        (("batch", "2024.xlsx", "bad.xlsx"), 1),
        (("batch", "bad.xlsx"), 1),
        (("batch", "没有"), 1),
        (("batch", "2024.xlsx", "-o", "2024.xlsx"), 4),
        (("explain", "E204"), 0),
        (("rules", "list"), 0),
        (("rules", "show", "2024"), 0),
        (("rules", "show", "1999"), 1),
        (("rules", "check"), 0),
        (("doctor",), 0),
        (("doctor", "-o", "2024.xlsx"), 4),
        (("init", "新文件夹"), 0),
        (("init", "2024.xlsx"), 4),
        (("wording", "list"), 0),
        (("wording", "list", "--office", "金花街道"), 0),
        (("wording", "list", "--summary"), 0),
        (("wording", "words"), 0),
        (("wording", "words", "--summary"), 0),
        (("wording", "words", "--year", "1999"), 1),
        (("wording", "check"), 0),
        (("wording", "check", "--templates", "我的模板"), 1),
        (("wording", "diff", "我的模板"), 1),
        (("wording", "diff", "旧措辞", "--workbook", "2024.xlsx", "--html", "变化.html"), 0),
        (("wording", "diff", "旧措辞", "--html", "2024.html"), 0),
        (("wording", "diff", "没有"), 4),
        (("build",), 2),
        (("explain", "E999"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_json_is_as_the_page_says(program: Program, sample: Path, arguments: tuple[str, ...], code: int) -> None:
    (sample.parent / "bad.xlsx").write_bytes(edited(BROKEN))
    wording = sample.parent / "我的模板" / "wording" / "默认" / "20-自评结论.txt"
    wording.parent.mkdir(parents=True)
    wording.write_text("## 自评结论\n\n{{ 得份.总分 }}\n", encoding="utf-8")
    old = sample.parent / "旧措辞" / "wording" / "默认"
    old.mkdir(parents=True)
    (old / "25-预算.txt").write_text("## 预算\n\n{{ 年度 }}年收支平衡。\n", encoding="utf-8")
    (old / "07-说明.txt").write_text("## 说明\n\n{{ 单位.简称 }}。", encoding="utf-8")
    outcome = program(*arguments, "--json")
    command = outcome.result["command"] or ""
    fields = schema()
    for path, value in leaves(outcome.result):
        types, having = fields[path]
        assert type(value) in types, path
        assert having & {"全部", command}, path
    keys = {re.split(r"[.\[]", path)[0] for path, (_, having) in fields.items() if having & {"全部", command}}
    assert keys <= outcome.result.keys()
    assert (outcome.code, outcome.result["exit_code"], outcome.err) == (code, code, "")


# --- the world around it ----------------------------------------------------------------------------------

POSIX = pytest.mark.skipif(os.name != "posix", reason="这样的文件夹、设备和编码只有类 Unix 系统才有")
FROM_NOWHERE = "import os, sys; os.rmdir(os.getcwd()); from reportgen.cli import main; main()"


@POSIX
@pytest.mark.parametrize("command", ["build", "check", "batch"])
def test_the_working_folder_has_been_removed(workplace: Path, sample: Path, command: str) -> None:
    gone = workplace / "没有了"
    gone.mkdir()
    outcome = run_alone(command, sample, cwd=gone, code=FROM_NOWHERE)
    assert outcome.code == 4
    assert "E808" in outcome.err


@POSIX
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_nothing_more_can_be_written_to_the_output(workplace: Path, sample: Path, options: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(("check", sample.name, *options), cwd=workplace, stdout=full.fileno())
        _, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert "E807" in err.decode()
    assert "Traceback" not in err.decode()


@POSIX
def test_a_locale_without_chinese_changes_nothing(workplace: Path, sample: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    outcome = run_alone("build", sample.name, "-o", "成品", cwd=workplace, **plain)
    assert outcome.code == 0
    assert "总分 98.5分" in outcome.out
    assert (workplace / "成品" / "2024" / Path(DOCX).name).exists()


@POSIX
def test_file_names_in_another_encoding_are_told_and_not_read(program: Program, workplace: Path, sample: Path) -> None:
    folder = workplace / "templates" / "wording" / "默认"
    folder.mkdir(parents=True)
    (Path(os.fsdecode(bytes(folder) + b"/16-\xd3\xe0.txt"))).write_text("多出来的话。\n", encoding="utf-8")
    assert program("build", sample.name).code == 0
    checked = program("wording", "check", "--json")
    assert checked.codes == ["W530"]
