"""核对.toml: the shipped one loads, and what is wrong in one is told with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.checks.limits import LIMITS, load_limits
from reportgen.diagnostics import FileRef, TextRef
from reportgen.resources import Resources


@pytest.fixture
def text(shipped: Resources) -> str:
    path = shipped.find(LIMITS)
    assert path is not None
    return path.read_text(encoding="utf-8")


def load_problems(folder: Path, text: str) -> list[tuple[str, str]]:
    """The code of each problem, and the line or the entry it is at."""
    (folder / "checks").mkdir()
    (folder / LIMITS).write_text(text, encoding="utf-8")
    problems = []
    for problem in load_limits(Resources((folder,))).diagnostics:
        place = problem.place
        assert isinstance(place, TextRef | FileRef)
        problems.append(
            (problem.code, place.excerpt.split("=")[0].strip() if isinstance(place, TextRef) else place.item)
        )
    return problems


def test_the_shipped_limits_are_those_of_the_design(shipped: Resources) -> None:
    limits = load_limits(shipped).value
    assert limits is not None
    assert limits.indicators.deviation == 20
    assert (limits.budget.rate_low, limits.budget.rate_high) == (Decimal(80), Decimal(120))
    assert (limits.budget.rate_tolerance, limits.budget.three_public_change) == (Decimal("0.1"), Decimal(30))
    assert limits.budget.slip == 10000
    assert {"死亡", "事故", "结转", "三公"} <= set(limits.indicators.lower_is_better)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (("deviation = 20", "deviation = 0"), "E705", "deviation"),
        (("deviation = 20", 'deviation = "20"'), "E704", "deviation"),
        (("rate_tolerance = 0.1", "rate_tolerence = 0.1"), "E702", "rate_tolerence"),
        (("slip = 10000", ""), "E703", "[budget]"),
        (('survey = ["问卷", ', 'survey = ["", '), "E705", "survey"),
        (('survey = ["问卷", ', "survey = [3, "), "E704", "survey"),
        (('survey = ["问卷", ', "survey = [问卷, "), "E701", "survey"),
        (("做为→作为", "做为"), "E705", "slips"),
        (("similarity = 95", "similarity = 101"), "E705", "similarity"),
        (("offices = []", 'offices = ["金花"]'), "E705", "offices"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    text: str, tmp_path: Path, change: tuple[str, str], code: str, place: str
) -> None:
    assert change[0] in text
    problems = load_problems(tmp_path, text.replace(*change, 1))
    assert any(c == code and p.startswith(place) for c, p in problems), problems


def test_a_list_may_be_empty(text: str, tmp_path: Path) -> None:
    start = text.index("may_exceed_100 = ")
    line = text[start : text.index("\n", start)]
    assert load_problems(tmp_path, text.replace(line, "may_exceed_100 = []")) == []


def test_no_slip_is_found_in_what_is_right(shipped: Resources) -> None:
    limits = load_limits(shipped).value
    assert limits is not None
    slips = [slip.partition("→")[::2] for slip in limits.words.slips]
    assert len({wrong for wrong, _ in slips}) == len(slips) >= 20
    assert [(wrong, right) for wrong, _ in slips for _, right in slips if wrong in right] == []
    assert [right for right in limits.words.not_slips if not any(wrong in right for wrong, _ in slips)] == []


def test_a_list_is_told_as_it_stands_in_the_file(text: str, tmp_path: Path) -> None:
    wrong = text.replace('survey = ["问卷", ', 'survey = [3.50, true, [1, 2], {a = 1}, "问卷", ', 1)
    (tmp_path / "checks").mkdir()
    (tmp_path / LIMITS).write_text(wrong, encoding="utf-8")
    (problem,) = load_limits(Resources((tmp_path,))).diagnostics
    assert problem.found.startswith("[3.50, true, …, …, 问卷, ")
    assert isinstance(problem.place, TextRef)
    assert problem.place.file == LIMITS, "named as rules and wording are"
