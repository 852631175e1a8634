"""docs/评分标准说明 and the form keep up with the code: every kind, parameter and figure; examples that hold."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from rubrics import SMALL, rubric_2024

from reportgen.intake.form import BUDGET, FINANCES, PROFILE
from reportgen.scoring.figures import FIGURES, THREE_PUBLIC_BUDGET, THREE_PUBLIC_LAST, THREE_PUBLIC_SPENT
from reportgen.scoring.rubric import RuleCase, parse_rubric, run_case
from reportgen.scoring.rules import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "评分标准说明.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
RULES = [example for example in EXAMPLES if example.startswith("rule = ")]
CASES = [example for example in EXAMPLES if example.startswith("[[case]]")]


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_and_parameter_is_explained(kind: str) -> None:
    assert f"`{kind}`" in PAGE
    assert all(f"{key} = " in PAGE or f"`{key}`" in PAGE for key in KINDS[kind].parameters)


def test_figures_rest_on_rows_that_the_form_has() -> None:
    rows = {row.name for sheet in (BUDGET, PROFILE, FINANCES) for row in sheet.items}
    rows |= {THREE_PUBLIC_BUDGET, THREE_PUBLIC_SPENT, THREE_PUBLIC_LAST}
    assert {item for figure in FIGURES.values() for item in figure.items} <= rows


def test_every_figure_is_explained() -> None:
    assert all(name in PAGE for name in FIGURES)


@pytest.mark.parametrize("example", RULES)
def test_a_rule_example_can_stand_in_a_rules_file(example: str) -> None:
    raw = tomllib.loads(example, parse_float=Decimal)
    text = SMALL.replace('rule = "yes_no"', example.replace('part = "资金管理"', 'part = "日常"'), 1)
    if raw["rule"] in ("bonus", "veto"):  # They have no points, and the case of a veto says what it voids.
        text = text.replace('points = 10\nstandard = "是否"', 'points = 0\nstandard = "是否"')
        text = text.replace('given = { "填报值" = "是" }', 'given = { "填报值" = "是" }\nvoids = true')
        text = text if raw["rule"] == "veto" else text.replace("voids = true\n", "")
    wrong = {"E404", "E405", "E407", "E408", "E409", "E412", "E413", "E414", "E415"}
    assert raw["rule"] in KINDS
    assert not {problem.code for problem in parse_rubric(text, "rules/2030.toml", 2030).diagnostics} & wrong


@pytest.mark.parametrize("example", CASES)
def test_a_case_example_is_a_case_of_2024(example: str) -> None:
    (raw,) = tomllib.loads(example, parse_float=Decimal)["case"]
    numbers = {name: Decimal(value) if isinstance(value, int) else value for name, value in raw["given"].items()}
    case = RuleCase(
        name=raw["name"],
        rule=raw["row"],
        form=numbers,
        points=Decimal(raw["full"]) if "full" in raw else None,
        score=Decimal(raw["points"]) if "points" in raw else None,
        error=raw.get("error"),
    )
    assert run_case(rubric_2024(), case) is None


def test_the_page_has_examples() -> None:
    assert len(RULES) == 12
    assert len(CASES) == 3
