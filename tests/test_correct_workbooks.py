"""Correct workbooks of many kinds: not one false error, and hardly a false warning."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from correct_prose import SENTENCES
from correct_workbooks import CorrectWorkbook, correct_workbook
from workbooks import SAMPLE, add_row, edited, written

from reportgen.diagnostics import Diagnostic, Severity
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

COUNT = 200
MOST_FALSELY_WARNED = 2  # per cent of the workbooks

Found = tuple[Diagnostic, ...]


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


@pytest.fixture(scope="module")
def workbooks() -> tuple[CorrectWorkbook, ...]:
    return tuple(correct_workbook(seed) for seed in range(COUNT))


@pytest.fixture(scope="module")
def found(
    pipeline: Pipeline, workbooks: tuple[CorrectWorkbook, ...], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Found]:
    """Everything that is reported on each workbook, by its name."""
    path = tmp_path_factory.mktemp("各 街道") / "2024.xlsx"
    reported = {}
    for workbook in workbooks:
        path.write_bytes(written(workbook.book))
        reported[workbook.name] = pipeline.report(path).diagnostics
    return reported


def of(problems: Found, severity: Severity) -> list[str]:
    return [f"{problem.code} {problem.place}" for problem in problems if problem.severity is severity]


def test_a_correct_workbook_has_no_error(found: Mapping[str, Found]) -> None:
    errors = {name: of(problems, Severity.ERROR) for name, problems in found.items()}
    assert {name: codes for name, codes in errors.items() if codes} == {}


def test_hardly_one_is_warned_for_nothing(workbooks: tuple[CorrectWorkbook, ...], found: Mapping[str, Found]) -> None:
    """A note of the checks (N6…) counts like a warning; the others tell what the program did."""
    false: dict[str, list[str]] = {}
    for workbook in workbooks:
        problems = [p for p in found[workbook.name] if p.severity is not Severity.NOTE or p.code.startswith("N6")]
        undeserved = [f"{p.code} {p.place}" for p in problems if p.code not in workbook.deserved]
        if undeserved:
            false[workbook.name] = undeserved
    print(f"正确的填报表：{len(found)} 份，误报警告 {len(false)} 份（{len(false) * 100 / COUNT:.1f}%）")  # noqa: T201  # the figure is wanted
    assert len(found) == COUNT
    assert len(false) * 100 < MOST_FALSELY_WARNED * COUNT, false


def test_a_warning_that_is_deserved_is_given(
    workbooks: tuple[CorrectWorkbook, ...], found: Mapping[str, Found]
) -> None:
    absent = {
        workbook.name: workbook.deserved - {problem.code for problem in found[workbook.name]} for workbook in workbooks
    }
    assert {name: codes for name, codes in absent.items() if codes} == {}
    assert any(workbook.deserved for workbook in workbooks)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_right_sentence_is_let_be(sentence: str, pipeline: Pipeline, tmp_path: Path) -> None:
    workbook = tmp_path / "2024.xlsx"
    workbook.write_bytes(edited(add_row("重点工作", 序号=1, 层级="分项", 内容=sentence)))
    before = {(problem.code, problem.found) for problem in pipeline.report(SAMPLE).diagnostics}
    found = [
        problem for problem in pipeline.report(workbook).diagnostics if (problem.code, problem.found) not in before
    ]
    assert found == []


def test_the_workbooks_differ_and_come_again_the_same(workbooks: tuple[CorrectWorkbook, ...]) -> None:
    assert len({written(workbook.book) for workbook in workbooks}) == COUNT
    assert written(correct_workbook(7).book) == written(workbooks[7].book)
