"""The words and the references for 单位概况, 收支情况, 其他情况 and for last year's amounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from optional_sheets import FACTS, PUBLIC, finance, other, profile
from variations import scored
from workbooks import SAMPLE, Change, edited

from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Entry, Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.references import References
from reportgen.writing.values import Value
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.words import Word

HEADLINE = "其他需要说明的问题"


def office(*changes: Change) -> Submission:
    submission = parse_submission(edited(*changes), SAMPLE.name).value
    assert submission is not None
    return submission


def drawn(path: str, submission: Submission, rules: Rubric) -> object:
    """The value of a word; of a list, the values of its words for each item."""
    words = {word.name: word for word in vocabulary(rules, (HEADLINE,))}
    value: object = Facts(submission, scored(submission, rules))
    word: Word | None = None
    for name in path.split("."):
        word = words[name]
        value, words = word.get(value), dict(word.members)
    if word and word.type == "清单":
        return [[shown(one.get(item)) for one in word.members.values()] for item in value]  # type: ignore[attr-defined]
    return shown(value)


def shown(value: object) -> object:
    return value.text if isinstance(value, Value) else value


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("概况.编制数", "45"),
        ("概况.其他编制数", None),
        ("概况.离退休人数", None),
        ("概况.填报日期", "2025年3月10日"),
        ("概况.联系电话", "020-12345678"),
        ("概况.自评方法", None),
        (
            "概况.年度重点工作任务",
            [["建设示范社区", "120"], ["整治河道", None], ["办好民生微实事", None], ["完成征兵任务", None]],
        ),
        (
            "概况.评价依据",
            [
                ["《关于开展2024年度部门整体支出绩效自评工作的通知》", "示财绩〔2025〕1号"],
                ["《关于印发自评工作方案的通知》", "示财绩〔2025〕2号"],
                ["本部门年初批复的绩效目标", None],
            ],
        ),
        ("收支.支出合计.年初预算数", "10000"),
        ("收支.支出合计.决算数", "9880"),
        ("收支.支出合计.上年决算数", "9500"),
        ("收支.支出合计.比上年增加", "380"),
        ("收支.支出合计.比上年减少", None),
        ("收支.支出合计.比上年增减率", "4"),
        ("收支.支出合计.与上年持平", False),
        ("收支.基本支出.比上年增加", None),
        ("收支.基本支出.比上年增减率", None),
        ("收支.基本支出.与上年持平", True),
        ("收支.其他支出.比上年增减率", None),
        ("收支.项目支出.变动原因", "示范社区建设增加支出"),
        ("收支.人员经费.上年决算数", None),
        ("收支.人员经费.比上年增加", None),
        ("收支.上级补助收入.决算数", None),
        ("收支.上级补助收入.与上年持平", False),
        ("收支.上级补助收入.变动原因", None),
        ("三公.上年支出", "5.2"),
        ("三公.比上年减少", "1.4"),
        ("三公.比上年增加", None),
        ("三公.比上年增减率", "26.92"),  # 1.4 ÷ 5.2
        ("其他情况", [["经费保障", True, "工资福利支出", "人员经费按规定标准发放。"]]),
        (f"栏目.{HEADLINE}", [[None, "无其他需要说明的问题。"], [None, "资料齐全。"]]),
    ],
)
def test_a_word_draws_its_fact(rules: Rubric, path: str, expected: object) -> None:
    assert drawn(path, office(*FACTS), rules) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("概况.编制数", None),
        ("概况.评价依据", []),
        ("收支.支出合计.决算数", None),
        ("三公.上年支出", None),
        ("三公.比上年减少", None),
        ("三公.与上年持平", False),
        ("其他情况", []),
        (f"栏目.{HEADLINE}", []),
    ],
)
def test_without_the_sheets_every_word_is_blank(rules: Rubric, path: str, expected: object) -> None:
    assert drawn(path, office(), rules) == expected


def test_the_texts_of_one_section_stand_together_under_its_first(rules: Rubric) -> None:
    submission = office(other("甲", None, "一。"), other("乙", None, "二。"), other("甲", None, "三。"))
    rows = drawn("其他情况", submission, rules)
    assert rows == [["甲", True, None, "一。"], ["甲", False, None, "三。"], ["乙", True, None, "二。"]]


def test_a_vocabulary_without_named_sections_has_no_group_for_them(rules: Rubric) -> None:
    assert "栏目" not in {word.name for word in vocabulary(rules)}


def test_what_is_still_to_be_filled_in_is_not_compared_with_last_year(rules: Rubric) -> None:
    submission = office((PUBLIC, "合计", "上年实际支出数", 5.2), (PUBLIC, "合计", "实际支出数", None))
    assert drawn("三公.比上年减少", submission, rules) is None


def test_last_year_without_spending_has_no_percentage(rules: Rubric) -> None:
    submission = office(*finance("支出合计", None, None, 12, 0))
    assert drawn("收支.支出合计.比上年增加", submission, rules) == "12"
    assert drawn("收支.支出合计.比上年增减率", submission, rules) is None


CELL = office().conclusion_overview.ref


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("{概况.编制数}", "45人"),
        ("{概况.内设机构数}", "6个"),
        ("{概况.填报日期}", "2025年3月10日"),
        ("{收支.支出合计}", "9880万元"),
        ("{收支.支出合计.年初预算数}", "10000万元"),
        ("{收支.支出合计.比上年增加}", "380万元"),
        ("{收支.支出合计.比上年增减率}", "4%"),
        ("{三公.上年支出}", "5.2万元"),
        ("{三公.比上年减少}", "1.4万元"),
        ("{三公.比上年增减率}", "26.92%"),
        ("{三公.公务接待费.预算}", "5.83万元"),
    ],
)
def test_a_sentence_refers_to_a_fact(rules: Rubric, reference: str, expected: str) -> None:
    submission = office(*FACTS, (PUBLIC, "公务接待费", "年初预算数", 5.83), (PUBLIC, "公务接待费", "实际支出数", 0))
    assert References(submission, scored(submission, rules)).fill_in(reference) == expected


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("{概况.编制}", "E250"),
        ("{概况.主要职能}", "E250"),  # a text of any length is no figure
        ("{概况.离退休人数}", "E251"),
        ("{收支.支出总计}", "E250"),
        ("{收支.上级补助收入}", "E251"),
        ("{收支.支出合计.比上年减少}", "E251"),
    ],
)
def test_a_reference_to_no_fact_is_an_error(rules: Rubric, reference: str, code: str) -> None:
    submission = replace(office(*FACTS), conclusion_overview=Entry(f"支出{reference}。", CELL))
    problems = References(submission, scored(submission, rules)).problems()
    assert [(p.code, p.place) for p in problems] == [(code, CELL)]


def test_references_in_the_new_sheets_are_checked_too(rules: Rubric) -> None:
    submission = office(*profile("自评组织情况", "编制{概况.编制数}。"), other("甲", None, "见{C99}。"))
    problems = References(submission, scored(submission, rules)).problems()
    assert [p.code for p in problems] == ["E251", "E250"]


def test_the_change_is_that_of_the_printed_amounts(rules: Rubric) -> None:
    submission = office(*finance("支出合计", None, None, Decimal("9.66666666"), Decimal("9.333333333")))
    assert drawn("收支.支出合计.比上年增加", submission, rules) == "0.34"
