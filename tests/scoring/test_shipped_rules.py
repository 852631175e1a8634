"""The shipped schemes: they load, and every case beside the rules holds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rubrics import TEMPLATES, rubric_2024

from reportgen.scoring.rubric import RuleCase, load_rubric, rubric_years, run_case, run_cases
from reportgen.scoring.rules import KINDS
from reportgen.scoring.tree import GROUP

CASES = rubric_2024().cases


@pytest.mark.parametrize("year", rubric_years(TEMPLATES))
def test_every_shipped_year_loads_and_its_cases_hold(year: int) -> None:
    rubric = load_rubric(TEMPLATES, year)
    assert rubric.diagnostics == ()
    assert rubric.value is not None
    assert run_cases(rubric.value).diagnostics == ()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case_of_2024(case: RuleCase) -> None:
    assert run_case(rubric_2024(), case) is None


def test_every_rule_kind_is_used_in_2024() -> None:
    kinds = {criterion.rule.kind.name for _, _, criterion in rubric_2024().criteria()} | {
        m.rule.kind.name for m in rubric_2024().methods
    }
    assert kinds == set(KINDS)


def test_every_bound_of_the_bands_has_a_case_on_it_and_on_either_side() -> None:
    for _, _, criterion in rubric_2024().criteria():
        for band in criterion.rule.parameters.get("bands", ()):
            values = [_figure(case) for case in CASES if case.rule == criterion.name and case.score is not None]
            for bound in (band.range.low, band.range.high):
                if bound.is_finite():
                    assert bound in values
                    assert any(bound - Decimal("0.01") <= value < bound for value in values)
                    assert any(bound < value <= bound + Decimal("0.01") for value in values)


def _figure(case: RuleCase) -> Decimal:
    """The figure of a case that states it as a percentage (in 100 in use of 100, or as the rate itself)."""
    figure = case.form.get("结转结余率", case.form.get("在用固定资产", Decimal(-1)))
    assert isinstance(figure, Decimal)
    return figure


def test_second_level_points_are_those_of_the_reference_document() -> None:
    points = {group.name: group.points for group in rubric_2024().tree.level(GROUP)}
    expected = {
        "整体效能": 50,
        "预算编制": 3,
        "预算执行": 4,
        "信息公开": 4,
        "绩效管理": 15,
        "采购管理": 10,
        "资产管理": 10,
        "运行成本": 4,
    }
    assert points == expected


def test_rows_for_the_form_are_those_of_management_in_order() -> None:
    rows = [(group.name, criterion.id, criterion.name) for group, criterion in rubric_2024().form_criteria()]
    assert len(rows) == 21
    assert rows[0] == ("预算编制", "2.1.1", "新增预算项目事前绩效评估")
    assert rows[-1] == ("运行成本", "2.7.2", "“三公”经费控制情况")


def test_methods_offered_to_the_clerk() -> None:
    assert rubric_2024().method_names == ("达标得满分", "按比例计分", "人工计分")
    assert rubric_2024().default_method.name == "达标得满分"


def test_year_without_file_names_the_years_there_are() -> None:
    (problem,) = load_rubric(TEMPLATES, 2042).diagnostics
    assert problem.code == "E401"
    assert "2024" in problem.message
