"""汇总.toml: the shipped file loads, and every problem in a file is reported with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.diagnostics import FileRef, TextRef
from reportgen.district.words import FILE, load_options
from reportgen.resources import Resources


@pytest.fixture
def text(shipped: Resources) -> str:
    path = shipped.find(FILE)
    assert path is not None
    return path.read_text(encoding="utf-8")


def problems_in(folder: Path, text: str) -> list[tuple[str, str]]:
    """The code of each problem with its line or entry."""
    (folder / "summary").mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    problems = []
    for problem in load_options(Resources((folder,))).diagnostics:
        place = problem.place
        assert isinstance(place, TextRef | FileRef)
        problems.append(
            (problem.code, place.excerpt.split("=")[0].strip() if isinstance(place, TextRef) else place.item)
        )
    return problems


def test_the_shipped_settings(shipped: Resources) -> None:
    options = load_options(shipped).value
    assert options is not None
    assert options.bands == tuple(map(Decimal, (95, 90, 80, 60)))
    assert (options.most_items, int(options.picture.width), int(options.picture.height)) == (10, 150, 80)
    assert (options.table.size, options.picture.caption_size) == (Decimal("10.5"), Decimal(12))


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (("[95, 90, 80, 60]", "95"), "E704", "bands"),
        (("[95, 90, 80, 60]", '["95"]'), "E704", "bands"),
        (("[95, 90, 80, 60]", "[true, false]"), "E704", "bands"),
        (("[95, 90, 80, 60]", "[[95]]"), "E704", "bands"),
        (("[95, 90, 80, 60]", "[]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[60, 80]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[90, 90]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[90, 0]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[101, 90]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[nan]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[inf, 90]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[94.999]"), "E705", "bands"),
        (("[95, 90, 80, 60]", f"[{', '.join(str(n) for n in range(99, 78, -1))}]"), "E705", "bands"),
        (("[95, 90, 80, 60]", "[95, 90"), "E701", "most_items"),
        (("most_items = 10 ", "most_items = 0 "), "E705", "most_items"),
        (("most_items = 10 ", "most_items = 31 "), "E705", "most_items"),
        (("most_items = 10 ", "most_items = 2.5 "), "E705", "most_items"),
        (("most_items = 10 ", 'most_items = "十" '), "E704", "most_items"),
        (("most_items = 10 ", ""), "E703", "most_items"),
        (("most_items = 10 ", "most_item = 10 "), "E702", "most_item"),
        (('font_han = "宋体"', "font_han = 1"), "E704", "font_han"),
        (('font_han = "宋体"', 'font_han = ""'), "E705", "font_han"),
        (('font_latin = "Times New Roman"', f'font_latin = "{"x" * 32}"'), "E705", "font_latin"),
        (('head_han = "黑体"', ""), "E703", "[table]"),
        (("size = 10.5", "size = 10.3"), "E705", "size"),
        (("size = 10.5", "size = 60"), "E705", "size"),
        (("width = 150", "width = 99"), "E705", "width"),
        (("width = 150", "width = 251"), "E705", "width"),
        (("height = 80", "height = 49"), "E705", "height"),
        (("height = 80", "height = 300"), "E705", "height"),
        (("height = 80", "height = nan"), "E705", "height"),
        (('caption_han = "黑体"', "caption_han = true"), "E704", "caption_han"),
        (("caption_size = 12", "caption_size = 4"), "E705", "caption_size"),
        (("[picture]", "[pictures]"), "E703", "picture.width"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    text: str, tmp_path: Path, change: tuple[str, str], code: str, place: str
) -> None:
    assert change[0] in text
    problems = problems_in(tmp_path, text.replace(*change, 1))
    assert any(c == code and p.startswith(place) for c, p in problems), problems


def test_everything_wrong_is_told_at_once(text: str, tmp_path: Path) -> None:
    wrong = (
        text.replace("[95, 90, 80, 60]", "[]").replace("width = 150", "width = 0").replace("height = 80", "hight = 80")
    )
    assert sorted(code for code, _ in problems_in(tmp_path, wrong)) == ["E702", "E703", "E705", "E705"]


def test_there_is_none(tmp_path: Path) -> None:
    assert [problem.code for problem in load_options(Resources((tmp_path,))).diagnostics] == ["E701"]
