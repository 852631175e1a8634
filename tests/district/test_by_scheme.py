"""Offices of several schemes in one district: grouped by scheme, never ranked across schemes."""

from __future__ import annotations

import datetime
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from districts import district, score, with_report
from test_text import text_of, words  # noqa: F401 - a fixture

from reportgen.district.figures import Figures, figures
from reportgen.district.results import Filing, OfficeResult, ScoreResult, result_from_json, result_to_json
from reportgen.district.sheets import workbook_of
from reportgen.writing.wording import Wording

BOUNDS = (Decimal(90), Decimal(60))
CREATED = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)


def of_scheme(name: str, points: ScoreResult, scheme: str, grade: str = "") -> Filing:
    return with_report(name, replace(points, scheme=scheme, grade=grade))


OFFICES = (
    of_scheme("甲街道", score(产出=1), "方案一"),
    of_scheme("乙街道", score(产出=5), "方案一"),
    of_scheme("丙街道", score(产出=2), "方案二", "优"),
    of_scheme("丁街道", score(), "方案二", "优"),
)


def worked_out(*filings: Filing) -> Figures:
    return figures(district(*filings), BOUNDS, peers=Decimal(4))


def test_offices_of_several_schemes_are_not_ranked_together() -> None:
    whole = worked_out(*OFFICES)
    assert (whole.ranking, whole.mean, whole.lost, whole.parts, whole.comparison) == ((), None, (), (), None)
    assert len(whole.filings) == len(OFFICES)
    ranked = {one.scheme: [office.office for office in one.ranking] for one in whole.schemes}
    assert ranked == {"方案一": ["甲街道", "乙街道"], "方案二": ["丁街道", "丙街道"]}
    assert [one.ranking[0].place for one in whole.schemes] == [1, 1]


def test_offices_of_one_scheme_are_ranked_as_before() -> None:
    whole = worked_out(*OFFICES[:2])
    assert whole.schemes == ()
    assert [office.office for office in whole.ranking] == ["甲街道", "乙街道"]


def test_grades_are_counted() -> None:
    assert worked_out(*OFFICES[2:]).grades == (("优", 2),)
    assert worked_out(*OFFICES[:2]).grades == ()


def test_the_text_speaks_of_each_scheme_alone(words: Wording) -> None:  # noqa: F811 - the fixture
    text = text_of(district(*OFFICES), words)
    first, second = text.partition("（二）方案二")[::2]
    assert "甲街道" in first
    assert "丙街道" not in first.partition("各评分方案得分情况")[2]
    assert "甲街道" not in second
    assert "从等级看，优2个。" in second
    assert "得分只在同一方案内统计" in text
    assert "指标得分情况" not in text


def test_the_advice_goes_by_scheme(words: Wording) -> None:  # noqa: F811 - the fixture
    case = district(of_scheme("戊街道", score(产出=1, 支出率=1), "方案一"), *OFFICES)
    advice = text_of(case, words).partition("工作建议")[2]
    of_first, of_second = (
        "\n".join(line for line in advice.splitlines() if f"“{n}”" in line) for n in ("方案一", "方案二")
    )
    assert "以产出（占这一方案全部扣分的87.5%）为重点" in of_first
    assert "产出有3个单位扣分，超过半数" in of_first
    assert "督促采用“方案二”方案、有扣分的单位" in of_second


def test_the_text_of_one_scheme_says_nothing_of_schemes(words: Wording) -> None:  # noqa: F811 - the fixture
    assert "方案" not in text_of(district(*OFFICES[:2]), words)


def test_each_scheme_has_sheets_of_its_own() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(worked_out(*OFFICES), created=CREATED)))
    assert [name for name in book.sheetnames if name.startswith("得分排名")] == [
        *("得分排名（方案一）", "得分排名（方案二）"),
    ]
    cells = {cell.value for row in book["得分排名（方案一）"].iter_rows() for cell in row}
    assert {"甲街道", "乙街道"} <= cells
    assert not {"丙街道", "丁街道"} & cells
    assert "有问题的单位" in book.sheetnames


@pytest.mark.parametrize("scheme", ["方案一", ""])
def test_the_scheme_and_the_grade_are_kept(scheme: str) -> None:
    result = of_scheme("甲街道", score(产出=1), scheme, "良").result
    assert isinstance(result, OfficeResult)
    assert result_from_json(result_to_json(result)) == result


def test_last_year_under_another_scheme_is_no_comparison() -> None:
    now, before = score(产出=1), score(产出=2)
    filing = with_report("甲街道", replace(now, scheme="方案二"), before=replace(before, scheme="方案一", year=2023))
    assert worked_out(filing).comparison is None
