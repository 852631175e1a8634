from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportgen.diagnostics import FileRef, TextRef
from reportgen.resources import Resources
from reportgen.word.profile import PROFILE, load_profile, misnamed, profile_of, profiles, read_profile
from reportgen.writing.narrative import Level

OTHER = "word/天头34.58/公文.toml"


@pytest.fixture(scope="module")
def text(shipped: Resources) -> str:
    path = shipped.find(PROFILE)
    assert path is not None
    return path.read_text(encoding="utf-8")


def codes_and_lines(text: str) -> list[tuple[str, str]]:
    """The code of each problem with its line or entry."""
    problems = []
    for problem in read_profile(text, file="公文.toml").diagnostics:
        place = problem.place
        assert isinstance(place, TextRef | FileRef)
        problems.append((problem.code, place.excerpt.strip() if isinstance(place, TextRef) else place.item))
    return problems


def test_the_shipped_profile_is_the_page_of_the_standard(shipped: Resources) -> None:
    profile = load_profile(shipped).value
    assert profile is not None
    page = profile.page
    assert (page.width, page.height) == (11906, 16838)
    assert (page.top, page.bottom, page.left, page.right) == (2098, 1984, 1587, 1474)
    assert (page.header, page.footer, page.line_pitch, page.letter_spacing) == (851, 1417, 579, -5)
    assert (profile.title.line_cells, profile.title.break_after) == (20, ("人民政府", "办事处"))
    assert profile.page_number.form == "— {页码} —"
    assert profile.looks.keys() == set(Level)


def test_the_other_profile_differs_only_in_what_it_is_for(shipped: Resources) -> None:
    first, other = (load_profile(shipped, file).value for file in (PROFILE, OTHER))
    assert first is not None
    assert other is not None
    third = replace(first.styles.third, bold=True)
    page = replace(first.page, top=1960, bottom=1847, line_pitch=589)
    assert other == replace(first, page=page, styles=replace(first.styles, third=third))


def test_both_profiles_have_the_same_entries_in_the_same_order(shipped: Resources) -> None:
    files = [shipped.find(file) for file in (PROFILE, OTHER)]
    first, other = (list(entries(tomllib.loads(p.read_text(encoding="utf-8")))) for p in files if p is not None)
    assert first == other


def entries(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        yield prefix + key
        if isinstance(value, dict):
            yield from entries(value, f"{prefix}{key}.")


@pytest.mark.parametrize(
    ("layer", "of", "top"),
    [
        ("区/荔湾区", ("荔湾区", "金花街道"), 1960),
        ("区/荔湾区", ("越秀区", "金花街道"), 2098),
        ("单位/金花街道", ("荔湾区", "金花街道"), 1960),
        ("单位/金花街道", ("荔湾区", "逢源街道"), 2098),
        ("区/荔湾区", ("../区/荔湾区", ""), 2098),
        ("区/荔湾区", ("", "../区/荔湾区"), 2098),
    ],
)
def test_a_district_or_an_office_may_have_its_own(
    shipped: Resources, tmp_path: Path, layer: str, of: tuple[str, str], top: int
) -> None:
    copy_other(shipped, tmp_path / "word" / layer)
    resources = Resources((tmp_path, *shipped.roots))
    profile = load_profile(resources, profile_of(resources, *of)).value
    assert profile is not None
    assert profile.page.top == top


def test_an_office_goes_before_its_district(shipped: Resources, text: str, tmp_path: Path) -> None:
    copy_other(shipped, tmp_path / "word/区/荔湾区")
    (tmp_path / "word/单位/金花街道").mkdir(parents=True)
    (tmp_path / "word/单位/金花街道/公文.toml").write_text(text.replace("top = 37 ", "top = 40 "), encoding="utf-8")
    resources = Resources((tmp_path, *shipped.roots))
    assert profiles(resources) == (PROFILE, "word/单位/金花街道/公文.toml", "word/区/荔湾区/公文.toml")
    assert profile_of(resources, "荔湾区", "金花街道") == "word/单位/金花街道/公文.toml"


def copy_other(shipped: Resources, folder: Path) -> None:
    other = shipped.find(OTHER)
    assert other is not None
    folder.mkdir(parents=True)
    shutil.copy(other, folder)


@pytest.mark.parametrize(
    "name", ["公文.toml.txt", "公文.toml.toml", "公文 .toml", "公文．toml", "公文。toml", "公文.txt"]
)
@pytest.mark.parametrize("folder", ["word", "word/区/荔湾区"])
def test_a_file_named_almost_like_a_profile_is_told(shipped: Resources, tmp_path: Path, folder: str, name: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / name).write_text("x", encoding="utf-8")
    (problem,) = misnamed(Resources((tmp_path, *shipped.roots)))
    assert (problem.code, problem.place) == ("W709", FileRef(file=f"{folder}/{name}"))


def test_other_files_beside_the_profile_are_nobodys_business(shipped: Resources, tmp_path: Path) -> None:
    (tmp_path / "word").mkdir()
    for name in ("公文 - 副本.toml", "说明.txt", "~公文.toml", "公文旧.toml"):
        (tmp_path / "word" / name).write_text("x", encoding="utf-8")
    assert misnamed(Resources((tmp_path, *shipped.roots))) == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("top = 37 ", "topp = 37 ", "E702", "topp = 37"),
        ("[title] ", "[titel] ", "E702", "[titel]"),
        ("[styles.body] ", "[styles.body]\nbold = true #", "E702", "bold = true"),
        ("[styles.first] ", "[styles.first]\nempty_after = 1 #", "E702", "empty_after = 1"),
        ("left = 28 ", "# ", "E703", "[page]"),
        ("creator = ", "# ", "E703", "creator"),
        ("size = 22", "", "E703", "[styles.title]"),
        ("size = 22", 'size = "二号"', "E704", 'size = "二号"'),
        ("bold = false", "bold = 0", "E704", "bold = 0"),
        ("top = 37 ", "top = true ", "E704", "top = true"),
        ("line_cells = 20 ", "line_cells = [20] ", "E704", "line_cells = [20]"),
        ('["人民政府", "办事处"]', '["人民政府", 3]', "E704", "break_after ="),
        ("top = 37 ", "top = 3.7 ", "E705", "top = 3.7"),
        ("top = 37 ", "top = nan ", "E705", "top = nan"),
        ("top = 37 ", "top = 1e400 ", "E705", "top = 1e400"),
        ("line_pitch = 28.95 ", "line_pitch = 579 ", "E705", "line_pitch = 579"),
        ("size = 22", "size = 22.3", "E705", "size = 22.3"),
        ("line_cells = 20 ", "line_cells = 20.5 ", "E705", "line_cells = 20.5"),
        ("line_cells = 20 ", "line_cells = 21 ", "E705", "line_cells = 21"),
        ("size = 22", "size = 24", "E705", "line_cells = 20"),
        ('align = "left"', 'align = "靠左"', "E705", 'align = "靠左"'),
        ('"— {页码} —"', '"— 页码 —"', "E705", "form ="),
        ('"— {页码} —"', '"{页码}/{页码}"', "E705", "form ="),
        ('font_han = "黑体"', 'font_han = " "', "E705", 'font_han = " "'),
        ('font_han = "黑体"', 'font_han = "\\u0000"', "E705", "font_han ="),
        ('["人民政府", "办事处"]', '["人民政府", ""]', "E705", "break_after ="),
        ("top = 37 ", "top = 3,7 ", "E701", "top = 3,7"),
        ('creator = "部门整体支出绩效自评"', "creator = 部门整体支出绩效自评", "E701", "creator ="),
        ("top = 37 ", "top = 37 \ntop = 38 ", "E701", "top = 38"),
        ("top = 37 ", f"top = {'9' * 5000} ", "E701", ""),
    ],
)
def test_a_defect_is_told_with_its_place(text: str, old: str, new: str, code: str, place: str) -> None:
    assert old in text
    problems = codes_and_lines(text.replace(old, new, 1))
    assert any(c == code and p.startswith(place) for c, p in problems), problems


def test_the_shipped_profile_has_no_defect(text: str) -> None:
    assert codes_and_lines(text) == []


def test_all_defects_are_told_in_one_run(text: str) -> None:
    broken = (
        text.replace("top = 37 ", "topp = 37 ").replace("size = 22", "size = 99").replace("width = 210", "width = ''")
    )
    assert [code for code, _ in codes_and_lines(broken)] == ["E702", "E703", "E704", "E705"]


def test_a_defect_knows_its_line_and_column(text: str) -> None:
    (problem,) = read_profile(text.replace("size = 22", "  size = 99"), file="公文.toml").diagnostics
    place = problem.place
    assert isinstance(place, TextRef)
    assert (text.splitlines()[place.line - 1], place.column, place.file) == ("size = 22", 3, "公文.toml")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", "creator = '作者'".encode("gb18030")])
def test_a_profile_that_cannot_be_read_is_an_error(content: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "word").mkdir()
    if content is not None:
        (tmp_path / PROFILE).write_bytes(content)
    outcome = load_profile(Resources((tmp_path,)))
    assert outcome.value is None
    assert [problem.code for problem in outcome.diagnostics] == ["E701"]


def test_an_empty_profile_lacks_everything() -> None:
    outcome = read_profile("", file="公文.toml")
    assert {problem.code for problem in outcome.diagnostics} == {"E703"}
    assert len(outcome.diagnostics) > 50


def test_a_byte_order_mark_does_no_harm(text: str, tmp_path: Path) -> None:
    (tmp_path / "word").mkdir()
    (tmp_path / PROFILE).write_text(text, encoding="utf-8-sig")
    assert load_profile(Resources((tmp_path,))).ok
