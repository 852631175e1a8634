"""References in a clerk's sentences: what they print, what they rest on, and what leads nowhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from submissions import change_budget, ref, reference
from variations import narrative, scored

from reportgen.intake.submission import Entry, Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.references import References
from reportgen.writing.wording import Wording

CELL = ref("基本信息", "B13")


def with_sentence(text: str, submission: Submission | None = None) -> Submission:
    return replace(submission or reference(), conclusion_overview=Entry(text, CELL))


def filled_in(rules: Rubric, text: str, submission: Submission | None = None) -> str:
    submission = with_sentence(text, submission)
    return References(submission, scored(submission, rules)).fill_in(text)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("{C05}", "80%"),
        ("{C04}", "1968人次"),
        ("{C04.实际完成值}", "1968人次"),
        ("{C04.指标值}", "1900人次"),
        ("{C04.完成率}", "103.58%"),  # 1968 ÷ 1900
        ("{C04.分值}", "3分"),
        ("{C04.得分}", "3分"),
        ("{C08.扣分}", "1分"),
        ("{X02}", "达成"),
        ("{三公.预算}", "9.63万元"),
        ("{三公.支出}", "3.8万元"),
        ("{预算.年度平均执行率}", "95%"),
        ("｛C05｝", "80%"),
        ("{ c05 }", "80%"),
        ("{C04。指标值}", "1900人次"),
        ("{Ｃ０５}", "80%"),
    ],
)
def test_a_reference_stands_for_its_figure(rules: Rubric, reference: str, expected: str) -> None:
    assert filled_in(rules, f"达到{reference}，") == f"达到{expected}，"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("参与率{C05}。", []),
        ("没有引用。", []),
        ("{C99}、{C05}、{三公.预算数}。", ["E250", "E250"]),
        ("{C05.实际}", ["E250"]),
        ("{X02.完成率}", ["E251"]),  # 定性
        ("{X01.完成率}", ["E251"]),  # the target is 0
        ("{C05", ["E252"]),
        ("C05}", ["E252"]),
        ("{}", ["E252"]),
        ("{{C05}}", ["E252"]),
        ("{% for x in y %}", ["E250"]),
        ("{C05.__class__}", ["E250"]),
    ],
)
def test_what_leads_nowhere_is_told_at_its_cell(rules: Rubric, text: str, codes: list[str]) -> None:
    submission = with_sentence(text)
    problems = list(References(submission, scored(submission, rules)).problems())
    assert [(problem.code, problem.place) for problem in problems] == [(code, CELL) for code in codes]


def test_a_blank_budget_figure_cannot_be_referred_to(rules: Rubric) -> None:
    submission = with_sentence("{预算.年初预算数}", change_budget(reference(), initial=None))
    assert [p.code for p in References(submission, scored(submission, rules)).problems()] == ["E251"]


def test_every_text_of_a_submission_is_looked_at(rules: Rubric) -> None:
    """A sentence that is not printed is checked too, such as the reason beside a target that was met."""
    submission = reference()
    met = replace(submission.indicators[0], reason=Entry("见{C99}", CELL))
    submission = replace(submission, indicators=(met, *submission.indicators[1:]))
    assert [p.place for p in References(submission, scored(submission, rules)).problems()] == [CELL]


def test_a_figure_keeps_its_cells_inside_the_sentence(rules: Rubric, wording: Wording) -> None:
    submission = with_sentence("参与率达到{C05}，人次达到{C04.指标值}。")
    blocks = [b for b in narrative(submission, rules, wording).blocks if "参与率达到80%" in b.text]
    assert len(blocks) == 1
    uses = [f for f in blocks[0].figures if CELL in f.sources or f.name in ("实际完成值", "年度指标值")]
    indicators = {i.code.value: i for i in submission.indicators}
    assert indicators["C05"].actual is not None
    assert indicators["C04"].target is not None
    assert [(f.name, f.sources, f.number) for f in uses] == [
        ("自评总述", (CELL,), None),
        ("实际完成值", (indicators["C05"].actual.ref,), Decimal(80)),
        ("年度指标值", (indicators["C04"].target.ref,), Decimal(1900)),
    ]
    outer, *inner = uses
    assert [blocks[0].text[f.start : f.end] for f in inner] == ["80%", "1900人次"]
    assert all(outer.start <= f.start and f.end <= outer.end for f in inner)


def test_what_a_reference_prints_is_not_looked_through_again(rules: Rubric, wording: Wording) -> None:
    submission = reference()
    x02 = next(i for i in submission.indicators if i.code.value == "X02")
    looping = replace(
        x02, name=Entry("{X02}", x02.name.ref), target_text=Entry("{X02.指标值}{C05}", x02.target_text.ref)
    )
    indicators = tuple(looping if i is x02 else i for i in submission.indicators)
    submission = with_sentence("要求是{X02.指标值}。", replace(submission, indicators=indicators))
    assert "要求是{X02.指标值}{C05}。" in narrative(submission, rules, wording).dump()
