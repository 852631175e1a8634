"""The shipped schemes: they load, and every case beside the rules holds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rubrics import TEMPLATES, rubric_2024

from reportgen.scoring.figures import FIGURES, FigureValue
from reportgen.scoring.rubric import Rubric, RuleCase, load_rubric, rubric_schemes, run_case, run_cases
from reportgen.scoring.rules import ENTRY, KINDS, Rule
from reportgen.scoring.tree import GROUP

CASES = rubric_2024().cases


SCHEMES = rubric_schemes(TEMPLATES)
RUBRICS = [rubric for one in SCHEMES if (rubric := load_rubric(TEMPLATES, *one).value)]


def test_three_schemes_of_2024_are_shipped_and_the_other_two_are_examples() -> None:
    status = {rubric.scheme: rubric.status for rubric in RUBRICS if rubric.year == 2024}
    assert status == {"履职管理": "official", "投入过程产出效果": "example", "决策管理绩效": "example"}


@pytest.mark.parametrize(("year", "scheme"), SCHEMES)
def test_every_shipped_scheme_loads_and_its_cases_hold(year: int, scheme: str) -> None:
    rubric = load_rubric(TEMPLATES, year, scheme)
    assert rubric.diagnostics == ()
    assert rubric.value is not None
    assert run_cases(rubric.value).diagnostics == ()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case_of_2024(case: RuleCase) -> None:
    assert run_case(rubric_2024(), case) is None


def test_every_rule_kind_and_every_figure_is_used_in_a_shipped_scheme() -> None:
    rules = [one.rule for rubric in RUBRICS for _, _, one in rubric.criteria()]
    rules += [method.rule for rubric in RUBRICS for method in rubric.methods]
    assert {rule.kind.name for rule in rules} == set(KINDS)
    assert {name for rule in rules for name in rule.figures} == set(FIGURES)


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.file)
def test_every_bound_of_the_bands_has_a_case_on_it_and_on_either_side(rubric: Rubric) -> None:
    for _, _, criterion in rubric.criteria():
        cases = [case for case in rubric.cases if case.rule == criterion.name and case.score is not None]
        values = [value for case in cases if (value := _figure(case, criterion.rule, rubric)) is not None]
        for band in criterion.rule.parameters.get("bands", ()):
            for bound in (band.range.low, band.range.high):
                if bound.is_finite():
                    assert bound in values, criterion.name
                    below = bound == 0 or any(bound - Decimal("0.01") <= value < bound for value in values)
                    assert below, criterion.name  # no figure with a bound of 0 is below it
                    assert any(bound < value <= bound + Decimal("0.01") for value in values)


def _figure(case: RuleCase, rule: Rule, rubric: Rubric) -> Decimal | None:
    """The figure that a case gives to the bands, or its 填报值; nothing for 不涉及."""
    figures = list(rule.work_out(case.form, rubric.rate_method).values())
    figure = figures[0] if figures else case.form.get(ENTRY)
    value = figure.value if isinstance(figure, FigureValue) else figure
    return value if isinstance(value, Decimal) else None


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
