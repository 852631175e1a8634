"""Problems as data: places, kinds, and the catalogue as a whole."""

from __future__ import annotations

import re
import string
from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen import catalogue
from reportgen.diagnostics import (
    CellRef,
    FileRef,
    Kind,
    Outcome,
    Place,
    ProblemJson,
    Severity,
    TextRef,
    as_json,
    has_errors,
    nearest,
    shorten,
    without_values,
)

KINDS = {name: kind for name, kind in vars(catalogue).items() if isinstance(kind, Kind)}
CELL = CellRef(file="2024.xlsx", sheet="预算执行", cell="B7", label="全年支出数")


def kind(code: str = "E999", message: str = "“{found}”不对", hint: str = "改成 {wanted}") -> Kind:
    return Kind(code=code, title="", message=message, hint=hint, why="", wrong="", right="")


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


# --- the catalogue ----------------------------------------------------------------------------------------


def test_numbers_are_unique_over_all_letters() -> None:
    assert [number for number, times in Counter(k.code[1:] for k in KINDS.values()).items() if times > 1] == []


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_complete(name: str) -> None:
    entry = KINDS[name]

    assert re.fullmatch("[EWN][1-9][0-9]{2}", entry.code)
    assert all((entry.title, entry.message, entry.hint, entry.why, entry.wrong, entry.right))
    assert all(field.isidentifier() for field in fields(entry.message) | fields(entry.hint))


def test_the_hundreds_follow_the_stages() -> None:
    """Section 1 holds the hundreds of the file, 2 of the cells, and so on, in the order of the pages."""
    hundreds = [entry.code[1] for entry in KINDS.values()]

    assert all(before <= after for before, after in pairwise(hundreds))


# --- one occurrence ---------------------------------------------------------------------------------------


def test_an_occurrence_carries_its_place_and_values() -> None:
    problem = kind().at(CELL, found="12万", wanted="12")

    assert (problem.code, problem.severity, problem.place) == ("E999", Severity.ERROR, CELL)
    assert (problem.message, problem.found, problem.hint) == ("“12万”不对", "12万", "改成 12")


@pytest.mark.parametrize(("letter", "severity"), [("E", Severity.ERROR), ("W", Severity.WARNING), ("N", Severity.NOTE)])
def test_the_letter_tells_the_severity(letter: str, severity: Severity) -> None:
    assert kind(f"{letter}123").severity is severity


@pytest.mark.parametrize("typed", ["{found}", "{wanted.__class__}", "{", "}", "{0}", "%s"])
def test_a_users_braces_are_never_read_as_a_template(typed: str) -> None:
    assert kind().at(CELL, found=typed, wanted=typed).hint == f"改成 {typed}"


@given(st.text(), st.text(max_size=2000))
def test_any_values_make_a_message_of_bounded_length(content: str, value: str) -> None:
    problem = kind().at(CELL, found=content, wanted=value)

    assert problem.found == shorten(content)
    assert len(problem.message) + len(problem.hint) < 400


def test_quotation_marks_inside_quotation_marks_are_single() -> None:
    assert kind().at(CELL, found="“三公”经费", wanted="").message == "“‘三公’经费”不对"


@given(st.text())
def test_what_is_shown_fits_one_line(text: str) -> None:
    short = shorten(text)

    assert len(short) <= 60
    assert short == "" or short.isprintable()


def test_what_is_cut_says_so() -> None:
    assert shorten("长" * 60) == "长" * 60
    assert shorten("长" * 61) == "长" * 59 + "…"
    assert shorten("  甲\n乙\x07 ") == "甲 乙"


# --- places and outcomes ----------------------------------------------------------------------------------


def test_places_as_a_reader_sees_them() -> None:
    assert str(CELL) == "2024.xlsx「预算执行」B7（全年支出数）"
    assert str(CellRef(file="2024.xlsx", sheet="预算执行")) == "2024.xlsx「预算执行」"
    assert str(TextRef(file="10-绩效目标.txt", line=3, column=7)) == "10-绩效目标.txt:3:7"
    assert str(FileRef(file="2024.toml", item="数据质量")) == "2024.toml（数据质量）"
    assert str(FileRef(file="2024.toml")) == "2024.toml"


def test_the_short_address_of_a_cell() -> None:
    assert CELL.address == "预算执行!B7"
    assert CellRef(file="2024.xlsx", sheet="预算执行").address == "预算执行"


def test_only_errors_block() -> None:
    error, warning = kind("E999", "", "").at(None), kind("W999", "", "").at(None)

    assert Outcome(1, (warning,)).ok
    assert not Outcome(1, (warning, error)).ok
    assert not Outcome(None).ok
    assert has_errors([warning, error])
    assert not has_errors([warning])


def test_the_nearest_name_is_given_only_when_sure() -> None:
    assert "得分" in nearest("得份", ["得分", "单位"])
    assert nearest("甲", ["得分", "单位"]) == ""


def test_a_message_for_the_docs() -> None:
    assert without_values("“{found}”应是 {wanted}") == "“…”应是 …"


# --- as JSON ----------------------------------------------------------------------------------------------

PLACES: list[tuple[Place | None, dict[str, object] | None]] = [
    (CELL, {"file": "2024.xlsx", "shown": str(CELL), "sheet": "预算执行", "cell": "B7", "label": "全年支出数"}),
    (CellRef(file="a", sheet="b"), {"file": "a", "shown": "a「b」", "sheet": "b", "cell": None, "label": None}),
    (TextRef(file="a", line=3, column=5), {"file": "a", "shown": "a:3:5", "line": 3, "column": 5}),
    (FileRef(file="a", item="行"), {"file": "a", "shown": "a（行）", "item": "行"}),
    (FileRef(file="a"), {"file": "a", "shown": "a"}),
    (None, None),
]


@pytest.mark.parametrize(("place", "shown"), PLACES, ids=[str(place) for place, _ in PLACES])
def test_a_problem_is_the_same_after_json(place: Place | None, shown: dict[str, object] | None) -> None:
    problem = kind().at(place, "12万", wanted="12")
    assert as_json(problem) == {
        "code": "E999",
        "severity": "错误",
        "message": "“12万”不对",
        "place": shown,
        "found": "12万",
        "hint": "改成 12",
    }
    data = msgspec.json.encode(ProblemJson.of(problem))
    assert msgspec.json.decode(data, type=ProblemJson).problem() == problem


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"错误"', '"严重"'),
        ('"code"', '"number"'),
        ('"B7"', "7"),
        ('"hint":"改成 12"', '"hint":null'),
        ('"found"', '"more":1,"found"'),
        ('"shown"', '"leaf":1,"shown"'),
    ],
)
def test_a_problem_that_we_never_wrote_is_refused(old: str, new: str) -> None:
    data = msgspec.json.encode(ProblemJson.of(kind().at(CELL, "12万", wanted="12"))).decode()
    assert old in data
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(data.replace(old, new), type=ProblemJson)
