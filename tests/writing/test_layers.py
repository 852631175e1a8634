"""Which wording file holds for which office, and how files are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from variations import VARIATIONS, library, narrative

from reportgen.diagnostics import Diagnostic, FileRef, TextRef
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.writing.source import MAX_FILE_BYTES
from reportgen.writing.wording import Wording

DEFAULT, DISTRICT, OFFICE = "默认", "区/荔湾区", "单位/金花街道"
TITLE = {f"{DEFAULT}/00-标题.txt": "【标题】题"}


def fill(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below ``root``/wording."""
    for name, content in files.items():
        path = root / "wording" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def texts(rules: Rubric, *roots: Path, district: str = "荔湾区", office: str = "金花街道") -> list[str]:
    """Return the paragraphs below the title."""
    outcome = library(Resources(roots), rules).wording(district, office)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return [block.text for block in narrative(VARIATIONS["没有情况说明"], rules, outcome.value).blocks[1:]]


def problems(rules: Rubric, root: Path) -> tuple[Wording | None, tuple[Diagnostic, ...]]:
    outcome = library(Resources((root,)), rules).wording("荔湾区", "金花街道")
    return outcome.value, outcome.diagnostics


def test_nearest_layer_wins_by_file_name(tmp_path: Path, rules: Rubric) -> None:
    files = {f"{DEFAULT}/{n}-节.txt": f"默认{n}" for n in (10, 20, 30)}
    files |= {f"{DISTRICT}/{n}-节.txt": f"区{n}" for n in (20, 30)}
    files |= {f"{OFFICE}/30-节.txt": "单位30"}
    root = fill(tmp_path, TITLE | files)
    assert texts(rules, root) == ["默认10", "区20", "单位30"]
    assert texts(rules, root, office="别的街道") == ["默认10", "区20", "区30"]
    assert texts(rules, root, district="别的区") == ["默认10", "默认20", "单位30"]
    assert texts(rules, root, district="", office="") == ["默认10", "默认20", "默认30"]


def test_working_folder_wins_within_a_layer_and_not_over_a_nearer_one(tmp_path: Path, rules: Rubric) -> None:
    shipped = fill(tmp_path / "shipped", TITLE | {f"{DEFAULT}/10-节.txt": "原10", f"{OFFICE}/20-节.txt": "原单位20"})
    work = fill(tmp_path / "work", {f"{DEFAULT}/10-节.txt": "改10", f"{DEFAULT}/20-节.txt": "改20"})
    assert texts(rules, work, shipped) == ["改10", "原单位20"]
    assert texts(rules, work, shipped, office="别的街道") == ["改10", "改20"]


def test_an_empty_file_removes_a_section_and_a_new_name_adds_one(tmp_path: Path, rules: Rubric) -> None:
    files = {f"{DEFAULT}/10-甲.txt": "甲", f"{DEFAULT}/20-乙.txt": "乙"}
    files |= {f"{OFFICE}/10-甲.txt": " \r\n\n", f"{OFFICE}/15-丙.txt": "丙", f"{DISTRICT}/20-乙.txt": ""}
    root = fill(tmp_path, TITLE | files)
    assert texts(rules, root) == ["丙"]
    assert texts(rules, root, office="别的街道") == ["甲"]


def test_an_office_may_have_a_fragment_of_its_own(tmp_path: Path, rules: Rubric) -> None:
    files = {
        f"{DEFAULT}/10-节.txt": "前\n{% include '词.txt' %}\n后",
        f"{DEFAULT}/词.txt": "甲",
        f"{OFFICE}/词.txt": "乙",
    }
    root = fill(tmp_path, TITLE | files)
    assert texts(rules, root) == ["前乙后"]
    assert texts(rules, root, office="别的街道") == ["前甲后"]


def test_sections_stand_in_the_order_of_their_numbers(tmp_path: Path, rules: Rubric) -> None:
    names = ("100-节", "9-节", "10-乙", "10-甲", "010-丙")
    root = fill(tmp_path, TITLE | {f"{DEFAULT}/{name}.txt": name for name in names})
    assert texts(rules, root) == ["9-节", "010-丙", "10-乙", "10-甲", "100-节"]


@pytest.mark.parametrize(
    "text", ["甲\n\n乙", "\ufeff甲\r\n\r\n乙\r\n", "甲\r\r乙", "\n\n甲  \n \t \n\u3000\u3000乙\n\n"]
)
def test_byte_order_marks_line_ends_and_blanks_do_not_matter(tmp_path: Path, rules: Rubric, text: str) -> None:
    root = fill(tmp_path, TITLE | {f"{DEFAULT}/10-节.txt": text})
    assert texts(rules, root) == ["甲", "乙"]


@pytest.mark.parametrize(
    "office",
    ["../../机密", "..", ".", "", "CON", "金花街道/", "/etc", "C:\\", "金花街道\0", "~", "默认", "单位/金花街道"],
)
def test_a_name_opens_no_folder_but_its_own(tmp_path: Path, rules: Rubric, office: str) -> None:
    root = fill(tmp_path / "templates", TITLE | {f"{DEFAULT}/10-节.txt": "默认", f"{OFFICE}/10-节.txt": "单位"})
    fill(tmp_path, {"../机密/10-节.txt": "机密"})
    assert texts(rules, root, district=office, office=office) == ["默认"]


def test_other_files_are_left_alone(tmp_path: Path, rules: Rubric) -> None:
    extra: dict[str, str | bytes] = {
        f"{DEFAULT}/{name}": b"\xff" for name in ("10-节.txt~", "10-节.docx", "~$10-节.doc", ".10-节.txt.swp")
    }
    root = fill(tmp_path, extra | TITLE | {f"{DEFAULT}/10-节.txt": "甲", f"{DEFAULT}/子/20-节.txt": "乙"})
    assert texts(rules, root) == ["甲"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("甲\n".encode() + "乙".encode("gbk"), ("E522", 2, 1)),
        ("甲".encode("utf-16"), ("E522", 1, 1)),
        ("甲\n乙\x01".encode(), ("E523", 2, 2)),
        ("甲\n{{ 年度 }}\x00".encode(), ("E523", 2, 9)),
    ],
)
def test_a_file_that_is_no_text(tmp_path: Path, rules: Rubric, content: bytes, expected: tuple[str, int, int]) -> None:
    wording, (problem,) = problems(rules, fill(tmp_path, TITLE | {f"{DEFAULT}/10-节.txt": content}))
    assert wording is None
    assert isinstance(problem.place, TextRef)
    assert (problem.code, problem.place.line, problem.place.column) == expected


def test_a_file_that_is_too_large(tmp_path: Path, rules: Rubric) -> None:
    just = fill(tmp_path / "just", TITLE | {f"{DEFAULT}/10-节.txt": "x" * MAX_FILE_BYTES})
    over = fill(tmp_path / "over", TITLE | {f"{DEFAULT}/10-节.txt": "x" * (MAX_FILE_BYTES + 1)})
    assert problems(rules, just)[1] == ()
    wording, (problem,) = problems(rules, over)
    assert wording is None
    assert (problem.code, problem.place) == ("E521", FileRef(file=f"wording/{DEFAULT}/10-节.txt"))


def test_a_file_that_nobody_uses_is_a_warning(tmp_path: Path, rules: Rubric) -> None:
    files = {f"{DEFAULT}/10-节.txt": "甲", f"{DEFAULT}/20乙.txt": "{{ 乙", f"{OFFICE}/空.txt": ""}
    wording, (problem,) = problems(rules, fill(tmp_path, TITLE | files))
    assert wording is not None
    assert (problem.code, problem.place) == ("W527", FileRef(file=f"wording/{DEFAULT}/20乙.txt"))


def test_no_wording_at_all(tmp_path: Path, rules: Rubric) -> None:
    assert [p.code for p in problems(rules, tmp_path)[1]] == ["E524"]
    assert [p.code for p in problems(rules, fill(tmp_path, {f"{DEFAULT}/10-节.txt": ""}))[1]] == ["E524"]


def test_each_set_of_files_is_compiled_once(tmp_path: Path, rules: Rubric) -> None:
    shelf = library(Resources((fill(tmp_path, TITLE | {f"{OFFICE}/10-节.txt": "甲"}),)), rules)
    assert shelf.wording("荔湾区", "甲街道") is shelf.wording("荔湾区", "乙街道")
    assert shelf.wording("荔湾区", "金花街道") is not shelf.wording("荔湾区", "乙街道")


@pytest.mark.parametrize(
    "copy",
    [
        "20-自评结论 - 副本.txt",
        "20-自评结论 - 副本 (2).txt",
        "20-自评结论副本.txt",
        "20-自评结论 (1).txt",
        "20-自评结论（2）.txt",
        "20-自评结论 - Copy.txt",
        "20-自评结论_备份.txt",
        "20-自评结论（旧）.txt",
        "20-自评结论.bak.txt",
    ],
)
def test_a_kept_copy_adds_its_section_again_and_is_a_warning(tmp_path: Path, rules: Rubric, copy: str) -> None:
    section = "## 自评结论\n\n文。"
    root = fill(tmp_path, {**TITLE, f"{DEFAULT}/20-自评结论.txt": section, f"{OFFICE}/{copy}": section})
    wording, (problem,) = problems(rules, root)
    assert wording is not None
    assert (problem.code, problem.place) == ("W541", FileRef(file=f"wording/{OFFICE}/{copy}"))


@pytest.mark.parametrize(
    "files",
    [
        {f"{DEFAULT}/20-自评结论 - 副本.txt": "## 自评结论\n\n文。"},  # the only one that there is
        {f"{DEFAULT}/20-自评结论.txt": "甲", f"{DEFAULT}/20-自评结论 - 副本.txt": ""},
        {f"{DEFAULT}/20-自评结论.txt": "甲", f"{DEFAULT}/21-自评结论（续）.txt": "乙"},
        {f"{DEFAULT}/20-甲.txt": "## 甲\n\n文。", f"{DEFAULT}/30-乙.txt": "### 甲\n\n文。"},
        {f"{DEFAULT}/20-甲.txt": "##- 甲。", f"{DEFAULT}/30-乙.txt": "##- 甲。"},
        {f"{DEFAULT}/20-甲.txt": "## {{ 年度 }}\n\n文。", f"{DEFAULT}/30-乙.txt": "## {{ 年度 }}\n\n文。"},
        {f"{DEFAULT}/20-甲.txt": "## 甲\n\n文。", f"{OFFICE}/20-甲.txt": "## 甲\n\n另文。"},
    ],
)
def test_other_sections_are_no_copies(tmp_path: Path, rules: Rubric, files: dict[str, str]) -> None:
    assert problems(rules, fill(tmp_path, TITLE | files))[1] == ()


def test_the_same_heading_in_two_files_is_a_warning(tmp_path: Path, rules: Rubric) -> None:
    files = {f"{DEFAULT}/20-甲.txt": "## 自评结论\n\n文。", f"{DEFAULT}/21-乙.txt": "文。\n\n##  自评结论\n文。"}
    _, (problem,) = problems(rules, fill(tmp_path, TITLE | files))
    assert problem.code == "W542"
    assert isinstance(problem.place, TextRef)
    assert (problem.place.file, problem.place.line) == (f"wording/{DEFAULT}/21-乙.txt", 3)
    assert f"wording/{DEFAULT}/20-甲.txt:1" in problem.message
