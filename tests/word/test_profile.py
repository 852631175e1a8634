from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.diagnostics import FileRef, TextRef
from reportgen.resources import Resources
from reportgen.word.profile import PROFILE, load_profile, read_profile
from reportgen.writing.narrative import Level


@pytest.fixture(scope="module")
def text(shipped: Resources) -> str:
    path = shipped.find(PROFILE)
    assert path is not None
    return path.read_text(encoding="utf-8")


def codes_and_lines(text: str) -> list[tuple[str, str]]:
    """The code of each problem, and the line or the entry it is at."""
    found = []
    for problem in read_profile(text, file="公文.toml").diagnostics:
        place = problem.place
        assert isinstance(place, TextRef | FileRef)
        found.append((problem.code, place.excerpt.strip() if isinstance(place, TextRef) else place.item))
    return found


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


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("top = 37 ", "topp = 37 ", "E702", "topp = 37"),
        ("[title] ", "[titel] ", "E702", "[titel]"),
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
    found = codes_and_lines(text.replace(old, new, 1))
    assert any(c == code and p.startswith(place) for c, p in found), found


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
