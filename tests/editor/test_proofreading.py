"""Proofreading wording: problems in every layer and branch, and problems that only a finished text shows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from program import Program

from reportgen.diagnostics import FileRef, TextRef
from reportgen.editor.proofreading import proofread
from reportgen.resources import Resources, starting_files

Places = list[tuple[str, str, int]]
DEFAULT = "默认"


@pytest.fixture
def templates(shipped: Resources, tmp_path: Path) -> Path:
    """A copy of the shipped templates, which the tests change."""
    return Path(shutil.copytree(shipped.roots[0], tmp_path / "templates"))


def change(templates: Path, name: str, old: str, new: str) -> None:
    path = templates / "wording" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def put(templates: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = templates / "wording" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def places_of(templates: Path, year: int | None = 2024) -> Places:
    """Code, file and line of every problem of the default set; line 0 stands for a whole file."""
    places: Places = []
    for problem in proofread(Resources((templates,)), year, DEFAULT).problems:
        place = problem.place
        assert isinstance(place, TextRef | FileRef)
        file = place.file.removeprefix("wording/")
        places.append((problem.code, file, place.line if isinstance(place, TextRef) else 0))
    return sorted(places)


def test_the_shipped_wording_is_silent_in_every_year(shipped: Resources) -> None:
    proof = proofread(shipped)
    assert proof.problems == ()
    assert proof.years == (2024, 2025)
    assert proof.files == len(list((shipped.roots[0] / "wording").rglob("*.txt")))


SLIPS: Mapping[str, tuple[str, str, str, Places]] = {
    "no full stop": ("20-自评结论.txt", "|分 }}。", "|分 }}", [("W634", "20-自评结论.txt", 7)]),
    "doubled full stop": ("43-信息公开.txt", "内容完整。", "内容完整。。", [("W634", "43-信息公开.txt", 8)]),
    "doubled mark beside a value": (
        "20-自评结论.txt",
        "{{ 自评总述|成句 }}",
        "{{ 自评总述|成句 }}，",
        [("W634", "20-自评结论.txt", 3)],
    ),
    "half-width mark": (
        "43-信息公开.txt",
        "内容完整。",
        "内容完整.",
        [("W633", "43-信息公开.txt", 8)],
    ),
    "half-width brackets": ("44-绩效管理.txt", "明确职责", "(明确)职责", [("W633", "44-绩效管理.txt", 8)]),
    "blank before a figure": ("20-自评结论.txt", "自评结果为", "自评结果为 ", [("W633", "20-自评结论.txt", 7)]),
    "empty quotation marks": ("43-信息公开.txt", "公开内容完整。", "见“”。", [("W634", "43-信息公开.txt", 8)]),
    "mark that opens a paragraph": ("20-自评结论.txt", "{{ 年度 }}年，", "，", [("W634", "20-自评结论.txt", 3)]),
    "sentence that breaks off": ("43-信息公开.txt", "公开内容完整。", "公开内容和。", [("W634", "43-信息公开.txt", 8)]),
    "left-over": ("43-信息公开.txt", "公开内容完整。", "【此处填写】。", [("E609", "43-信息公开.txt", 8)]),
    "claim beside losses": ("30-履职效能.txt", "{{ 完成情况 }}", "均已完成", [("E606", "30-履职效能.txt", 3)]),
    "deduction not told": ("扣分说明.txt", "扣{{ 项.扣分|分 }}", "扣了分", [("E603", "wording", 0)]),
    "figure typed": (
        "47-运行成本.txt",
        "未超预算。",
        "未超预算14万元。",
        [("W532", "47-运行成本.txt", 8), ("W661", "47-运行成本.txt", 8)],
    ),
    "year typed": (
        "20-自评结论.txt",
        "{{ 年度 }}年",
        "2023年",
        [("W532", "20-自评结论.txt", 3), ("W628", "20-自评结论.txt", 3)],
    ),
    "two blanks": ("43-信息公开.txt", "公开内容完整", "公开  内容完整", [("W633", "43-信息公开.txt", 8)]),
    "heading mark in mid-text": ("43-信息公开.txt", "公开内容完整。", "# 公开内容。", [("E609", "43-信息公开.txt", 8)]),
    "mark after an opening quotation mark": (
        "43-信息公开.txt",
        "公开内容完整。",
        "“，完整”。",
        [("W634", "43-信息公开.txt", 8)],
    ),
    "sentence that nobody ends": (
        "60-下一步改进措施.txt",
        "{{ 措施.内容|成句 }}",
        "{{ 措施.内容 }}",
        [("W634", "60-下一步改进措施.txt", 4)],
    ),
    "phrase that ends twice": (
        "扣分说明.txt",
        "{{ 项.扣分原因|去句号 }}",
        "{{ 项.扣分原因 }}",
        [("W634", "扣分说明.txt", 9)],
    ),
    "heading that jumps": ("10-绩效目标.txt", "## 部门", "#### 部门", [("E632", "10-绩效目标.txt", 1)]),
    "word that is never filled": (
        "45-采购管理.txt",
        "采购管理.采购活动合规性.满分 ",
        "采购管理.采购活动合规性.满分线 ",
        [("W531", "45-采购管理.txt", 26)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_the_shipped_wording(templates: Path, name: str) -> None:
    file, old, new, expected = SLIPS[name]
    change(templates, f"{DEFAULT}/{file}", old, new)
    in_default = [(code, at if at == "wording" else f"{DEFAULT}/{at}", line) for code, at, line in expected]
    assert places_of(templates) == in_default


def test_every_layer_is_read(templates: Path) -> None:
    put(templates, {"区/荔湾区/20-自评结论.txt": "## 自评结论\n\n{{ 得份 }}\n"})
    put(templates, {"单位/金花街道/60-下一步改进措施.txt": "# 下一步改进措施\n\n好{{ 年度\n"})
    assert places_of(templates) == [
        ("E501", "区/荔湾区/20-自评结论.txt", 3),
        ("E513", "单位/金花街道/60-下一步改进措施.txt", 3),
    ]


def test_an_office_is_tried_out_in_each_district(templates: Path) -> None:
    """Only one district has the fragment that the office includes."""
    put(templates, {"区/荔湾区/规模.txt": "预算规模适当。\n", "单位/金花街道/25-规模.txt": '{% include "规模.txt" %}'})
    assert ("E515", "单位/金花街道/25-规模.txt", 1) in places_of(templates)


def test_an_office_may_name_itself_and_its_district(templates: Path) -> None:
    put(templates, {"单位/金花街道/25-特色.txt": "## 特色工作\n\n金花街道办事处开展了特色工作。\n"})
    assert places_of(templates) == []


def test_a_removed_section_that_tells_the_losses(templates: Path) -> None:
    put(templates, {"单位/金花街道/35-履职效能存在问题.txt": ""})
    (problem,) = proofread(Resources((templates,)), 2024).problems
    assert (problem.code, problem.place) == ("E603", FileRef(file="wording", item="金花街道"))


def test_names_that_look_alike(templates: Path) -> None:
    section = "## 另一节\n\n文字。\n"
    put(templates, {f"{DEFAULT}/２0-自评结论.txt": section, "区/荔湾区/20－自评结论.txt": section})
    put(
        templates,
        {"区/荔湾区/25-规模.txt": section, "区/荔灣区/25-规模.txt": section, "区/荔湾区 /25-规模.txt": section},
    )
    assert [(code, file) for code, file, _ in places_of(templates) if code == "W529"] == [
        ("W529", "区/荔湾区 "),
        ("W529", "区/荔湾区/20－自评结论.txt"),
        ("W529", f"{DEFAULT}/２0-自评结论.txt"),
    ]


def test_files_that_nobody_reads(templates: Path) -> None:
    put(
        templates,
        {"荔湾区/20-自评结论.txt": "", f"{DEFAULT}/30-履职.docx": b"", "区/说明.txt": "", "单位/甲/乙/丙.txt": ""},
    )
    assert [(code, file) for code, file, _ in places_of(templates)] == [
        ("E546", "荔湾区/20-自评结论.txt"),
        ("W530", "区/说明.txt"),
        ("W530", "单位/甲/乙"),
        ("W530", f"{DEFAULT}/30-履职.docx"),
    ]


RIGHT = (
    "（见附件）",
    "工作平稳推进……",
    "他们说：“很好。”",
    "{{ 年度 }}年共有C类项目（见附件）。",
    "## 小节\n\n一是加强管理；二是落实责任。",
    "{% if 试用 %}本年度试用。{% endif %}",
)


@pytest.mark.parametrize("text", RIGHT)
def test_right_wording_is_silent(templates: Path, text: str) -> None:
    put(templates, {f"{DEFAULT}/25-另一节.txt": text})
    assert places_of(templates) == []


def test_an_advice_is_for_the_editor_not_for_the_clerk(templates: Path, program: Program) -> None:
    change(templates, f"{DEFAULT}/47-运行成本.txt", "未超预算。", "未超预算100%。")
    assert "W532" in program("wording", "check", "--templates", templates, "--json").codes
    sample = starting_files()["2024.xlsx"]
    assert "W532" not in program("check", sample, "--templates", templates, "--json").codes


def test_rules_that_do_not_load_are_a_problem_and_hide_no_other(templates: Path) -> None:
    (templates / "rules" / "2025.toml").write_text("year = 2025\n", encoding="utf-8")
    change(templates, f"{DEFAULT}/43-信息公开.txt", "内容完整。", "内容完整。。")
    problems = proofread(Resources((templates,))).problems
    assert {problem.code for problem in problems} > {"W634"}


# --- the command ------------------------------------------------------------------------------------------


def test_silence_says_what_was_read(program: Program) -> None:
    ran = program("wording", "check")
    assert (ran.code, ran.err) == (0, "")
    assert "没有问题" in ran.out


def test_command_tells_everything_in_one_run(program: Program, templates: Path) -> None:
    change(templates, f"{DEFAULT}/20-自评结论.txt", "得分.总分", "得份.总分")
    change(templates, f"{DEFAULT}/43-信息公开.txt", "预决算已", "预决算｝已")
    ran = program("wording", "check", "--templates", templates, "--json")
    assert ran.code == ran.result["exit_code"] == 1
    assert [(p["code"], p["place"]["line"], p["place"]["column"]) for p in ran.result["problems"]] == [
        ("E501", 7, 17),
        ("E510", 8, 4),
    ]


def test_line_and_caret_are_shown(program: Program, templates: Path) -> None:
    change(templates, f"{DEFAULT}/20-自评结论.txt", "得分.总分", "得份.总分")
    lines = program("wording", "check", "--templates", templates).err.splitlines()
    assert "  --> wording/默认/20-自评结论.txt:7:17" in lines
    line = next(line for line in lines if "得份" in line and line.startswith("   |"))
    caret = lines[lines.index(line) + 1]
    assert caret.index("^") == 5 + 2 * len("部门整体支出绩效自评结果为") + len("{{ ")


def test_a_year_without_rules(program: Program) -> None:
    assert program("wording", "check", "--year", "1999", "--json").codes == ["E401"]
