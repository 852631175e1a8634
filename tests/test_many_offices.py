"""Invented offices by the thousand are different, right, and the same again; what breaks them is reported as said."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from itertools import islice
from pathlib import Path, PurePosixPath

import openpyxl
import pytest
from filled_forms import form_of, rubric
from many_offices import BREAKAGES, IN_A_DISTRICT, BlankForm, Breakage, chinese, offices
from office_data import Plan, contents, filled_in, with_losses
from sample_district import REMARK

from reportgen.diagnostics import CellRef, Severity
from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Submission
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

COUNT = 6 * IN_A_DISTRICT
_LONG = 30  # characters


@pytest.fixture(scope="module")
def workbooks() -> tuple[tuple[str, bytes], ...]:
    return tuple(offices(COUNT))


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


def submission_of(data: bytes) -> Submission:
    parsed = parse_submission(data, "2024.xlsx")
    assert parsed.value is not None
    return parsed.value


def test_every_office_builds(workbooks: tuple[tuple[str, bytes], ...], pipeline: Pipeline, tmp_path: Path) -> None:
    warned = 0
    for number, (path, data) in enumerate(workbooks):
        workbook = tmp_path / f"{number}.xlsx"
        workbook.write_bytes(data)
        outcome = pipeline.report(workbook)
        assert outcome.value is not None, (path, outcome.diagnostics)
        warned += any(problem.severity is Severity.WARNING for problem in outcome.diagnostics)
    assert warned < COUNT / 5


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(workbooks: tuple[tuple[str, bytes], ...]) -> None:
    assert tuple(offices(30)) == workbooks[:30]  # fewer offices are the first of more
    assert not set(offices(30, seed="另一批")) & set(workbooks)


def test_names_are_their_own_within_a_district_and_safe_as_paths(workbooks: tuple[tuple[str, bytes], ...]) -> None:
    assert len({path for path, _ in workbooks}) == COUNT
    for path, data in workbooks:
        district, name = PurePosixPath(path).parts
        office = submission_of(data).office
        assert (office.district.value, f"{office.short_name.value}.xlsx") == (district, name)
        assert re.fullmatch(r"示例[一二三四五六七八九十]+区", district)
        assert re.fullmatch(r"示例..(?:街道|镇|乡)\.xlsx", name)
    assert set(Counter(PurePosixPath(path).parent for path, _ in workbooks).values()) == {IN_A_DISTRICT}


def test_figures_and_prose_are_their_own(workbooks: tuple[tuple[str, bytes], ...]) -> None:
    submissions = [submission_of(data) for _, data in workbooks]
    assert len({submission.budget for submission in submissions}) == COUNT
    counts: Counter[str] = Counter()
    for submission in submissions:
        parts = {part for entry in submission.prose() for part in entry.value.split("\n") if len(part) >= _LONG}
        assert len(parts) >= 8
        counts.update(parts)
    again = sum(count - 1 for count in counts.values())
    assert again < len(counts) / 50


def test_the_form_is_filled_in_as_the_program_itself_does() -> None:
    """Only how rows are laid out differs: what is read is the same, cell by cell."""
    plan = Plan(short_name="示例甲子街道")
    filled = filled_in(with_losses(plan, random.Random(1)), random.Random(1))  # noqa: S311 - nothing secret
    filling = contents(filled.sheets, REMARK)
    quick = BlankForm(rubric(2024)).typed_into(filling)
    assert submission_of(quick) == submission_of(form_of(2024, filling))
    sheets = openpyxl.load_workbook(io.BytesIO(quick))
    assert sheets["绩效指标"].data_validations.count > 5  # still the form, drop-downs and all


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (110, "一百一十"), (455, "四百五十五"), (1001, "一千零一")],
)
def test_districts_are_counted_in_chinese(number: int, text: str) -> None:
    assert chinese(number) == text


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.name)
def test_what_is_broken_is_reported_with_its_place(breakage: Breakage, pipeline: Pipeline, tmp_path: Path) -> None:
    workbook = tmp_path / "2024.xlsx"
    for _, data in islice(offices(30), 5, 30, 12):
        workbook.write_bytes(breakage.apply(data))
        outcome = pipeline.report(workbook)
        assert outcome.value is None
        errors = [problem for problem in outcome.diagnostics if problem.severity is Severity.ERROR]
        places = [problem.place.address if isinstance(problem.place, CellRef) else "" for problem in errors]
        assert [(problem.code, place) for problem, place in zip(errors, places, strict=True)] == [
            (breakage.code, breakage.place)
        ]


def test_every_breakage_is_another() -> None:
    assert len(BREAKAGES) >= 10
    assert len({breakage.code for breakage in BREAKAGES}) == len(BREAKAGES)
