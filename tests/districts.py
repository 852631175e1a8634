"""Small districts made by hand: offices with points that a reader of a test can add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, Severity
from reportgen.district.results import District, Filing, Finding, OfficeNumber, OfficeResult, ScoreResult, StatedReason
from reportgen.district.words import PictureLook, SummaryOptions, TableLook
from reportgen.scoring.tree import Node

YEAR = 2024
PEERS = Decimal(5)  # as shipped: more than so many offices must have a number before it is compared
# 一级 → 二级 → 三级指标 → full points; 100 in all.
RULES: Mapping[str, Mapping[str, Mapping[str, int]]] = {
    "效能": {"完成": {"产出": 30, "效益": 20}},
    "管理": {"执行": {"支出率": 15, "结转率": 5}, "公开": {"预决算": 30}},
}
OPTIONS = SummaryOptions(
    bands=(Decimal(95), Decimal(90), Decimal(80), Decimal(60)),
    most_items=3,
    table=TableLook(font_han="宋体", font_latin="Times New Roman", size=Decimal("10.5"), head_han="黑体"),
    picture=PictureLook(width=Decimal(150), height=Decimal(80), caption_han="黑体", caption_size=Decimal(12)),
)


def score(
    year: int = YEAR, *, trial: bool = False, full: Mapping[str, int] | None = None, **lost: str | int
) -> ScoreResult:
    """A score; ``lost`` gives the points lost by 三级指标, ``full`` other full points."""

    def criterion(name: str, whole: int) -> Node:
        points = Decimal((full or {}).get(name, whole))
        return Node(name=name, points=points, score=points - Decimal(lost.get(name, 0)))

    parts = (
        Node.over(
            part,
            tuple(
                Node.over(group, tuple(criterion(*one) for one in criteria.items()))
                for group, criteria in groups.items()
            ),
        )
        for part, groups in RULES.items()
    )
    return ScoreResult(year=year, trial=trial, tree=Node.over("评分标准", tuple(parts)))


def with_reasons(points: ScoreResult, **reasons: str) -> ScoreResult:
    """The score with the reasons that the office gave, by 三级指标."""
    lost = {leaf.name: leaf.lost for leaf in points.tree.leaves()}
    told = tuple(StatedReason(criterion=name, lost=lost[name], text=text) for name, text in reasons.items())
    return replace(points, reasons=told)


def with_report(
    name: str, points: ScoreResult | None, before: ScoreResult | None = None, *, problems: Iterable[Diagnostic] = ()
) -> Filing:
    """An office with a report; without points it is a draft without a score."""
    result = OfficeResult(
        city="示例市",
        district="示例区",
        full_name=f"示例市示例区人民政府{name}办事处",
        name=f"{name}办事处",
        short_name=name,
        score=points,
        before=before,
        quantities=(OfficeNumber(name="全年支出数", value=Decimal(100), unit="万元", ref=_budget(name, 6)),),
        passages=(),
        quotations=(),
        mentions=(),
    )
    return Filing(office=name, workbook=f"{name}.xlsx", result=result, problems=tuple(problems))


def _budget(name: str, row: int) -> CellRef:
    return CellRef(file=f"{name}.xlsx", sheet="预算执行", cell=f"B{row}")


def without_report(name: str, *, found: str = "12万", count: int = 1) -> Filing:
    """An office without a report, with so many errors."""
    problems = tuple(catalogue.NOT_A_NUMBER.at(_budget(name, row), found) for row in range(6, 6 + count))
    return Filing(office=name, workbook=f"{name}.xlsx", result=None, problems=problems)


def warning(name: str) -> Diagnostic:
    """A warning about an office."""
    place = CellRef(file=f"{name}.xlsx", sheet="重点工作", cell="D7", label="内容")
    return catalogue.NUMBER_WITHOUT_SOURCE.at(place, "共12处", number="12处", instead="")


def gap(name: str) -> Diagnostic:
    """The note of a draft about a cell that is not filled in."""
    problem = catalogue.BLANK.at(_budget(name, 20), cell="“内容”")
    return replace(problem, severity=Severity.NOTE)


def finding(*offices: str) -> Finding:
    """A problem that only a comparison with other offices shows."""
    return Finding(city="示例市", district="示例区", offices=offices, problem=warning(offices[0]))


def district(*filings: Filing, name: str = "示例区", findings: Iterable[Finding] = ()) -> District:
    """A district with these filings."""
    return District(city="示例市", name=name, year=YEAR, filings=filings, findings=tuple(findings))


HOSTILE = {
    "formula": "=1+1",
    "markup": "<r>x</r>&amp;",
    "long": "极长街道" * 75,
    "emoji": "🏠街道👩‍👩‍👧",
    "math": r"$\frac{街$道",
    "wording": "{{ 年度 }}{% if",
    "path": "../x",
}
