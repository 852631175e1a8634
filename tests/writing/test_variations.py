"""The text for the sample and for a dozen changes of its data, compared with golden files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from submissions import MISSED, change_indicator, reference
from variations import (
    MANAGEMENT_ROWS,
    VARIATIONS,
    Golden,
    all_met,
    expenses,
    in_place,
    library,
    lose,
    narrative,
    note,
    reasons,
    scored,
)

from reportgen.intake.reading import read_submission
from reportgen.intake.submission import Submission
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Block, Level
from reportgen.writing.wording import Wording

ROOT = Path(__file__).parents[2]
SLIPS = re.compile(r"[。，；：、！？][。，；：、]|（）|方面方面|扣0分")
BODY = (Level.BODY, Level.THIRD, Level.FOURTH)


def test_sample_is_the_reference_text(rules: Rubric, shipped: Resources) -> None:
    """This golden file is the published text, so ``--update-golden`` never rewrites it."""
    sample = read_submission(ROOT / "data" / "2024.xlsx").value
    assert sample is not None
    expected = (ROOT / "tests" / "golden" / "金花街道2024-应得正文.txt").read_text(encoding="utf-8")
    office = sample.office
    own = library(shipped, rules).wording(office.district.value, office.short_name.value).value
    assert own is not None
    assert narrative(sample, rules, own).dump() == expected


@pytest.mark.parametrize("name", VARIATIONS)
def test_variation(golden: Golden, rules: Rubric, wording: Wording, name: str) -> None:
    golden(f"措辞/{name}.txt", narrative(VARIATIONS[name], rules, wording).dump())
    assert_sound(VARIATIONS[name], rules, wording)


def assert_sound(submission: Submission, rules: Rubric, wording: Wording) -> None:
    """The punctuation has no slip, and the text explains every lost point exactly once."""
    card, blocks = scored(submission, rules), narrative(submission, rules, wording).blocks
    for block in blocks:
        assert not SLIPS.search(block.text), block.text
        assert block.level not in BODY or ends_well(block), block.text
    explained = [(f.rule, block.text[f.start : f.end]) for block in blocks for f in block.figures if f.name == "扣分"]
    assert Counter(rule for rule, _ in explained) == Counter(leaf.rule for leaf in card.tree.leaves() if leaf.lost)
    assert sum(Decimal(shown.removesuffix("分")) for _, shown in explained) == card.tree.lost


def ends_well(block: Block) -> bool:
    """A sentence ends with its mark; a heading that is only a title has none."""
    return block.text.endswith(("。", "！", "…", "：")) != (block.lead == len(block.text) and "。" not in block.text)


@pytest.mark.parametrize("first", MANAGEMENT_ROWS)
def test_losses_in_any_two_rows_are_told_well(rules: Rubric, wording: Wording, first: str) -> None:
    for pair in (pair for pair in combinations(MANAGEMENT_ROWS, 2) if pair[0] == first):
        submission = reference()
        for row in pair:
            submission = lose(submission, row)
        assert_sound(submission, rules, wording)


@pytest.mark.parametrize("row", MANAGEMENT_ROWS)
def test_a_loss_is_told_beside_what_the_clerk_wrote(rules: Rubric, wording: Wording, row: str) -> None:
    note_text = f"{row}的情况说明"
    submission = note(lose(all_met(reference()), row), row, note_text)
    assert_sound(submission, rules, wording)
    text = narrative(submission, rules, wording).dump()
    assert f"正文 | {note_text}。\n" in text
    assert re.search(rf"正文 \| {row.removesuffix('情况')}[^|]*{row}的原因，扣", text)


def test_thrift_is_claimed_up_to_the_budget_and_not_beyond(rules: Rubric, wording: Wording) -> None:
    def text(submission: Submission) -> str:
        return narrative(submission, rules, wording).dump()

    within = VARIATIONS["没有情况说明"]
    over = reasons(VARIATIONS["三公经费超支"], "车辆大修")
    assert "“三公”经费年初预算安排9.63万元，实际支出3.8万元，较年初预算减少5.83万元，" in text(within)
    assert "超出" not in text(within)
    assert "超出年初预算0.87万元，原因是车辆大修。" in text(over)
    assert "减少" not in text(over)


@pytest.mark.parametrize("blank", ["budget", "actual"])
def test_nothing_is_claimed_of_expenses_that_are_still_blank(rules: Rubric, wording: Wording, blank: str) -> None:
    submission = reference()
    ref = getattr(submission.three_public.total, blank).ref
    submission = expenses(submission, "0" if blank == "budget" else "9.63", "0" if blank == "actual" else "3.8")
    text = narrative(replace(submission, gaps=frozenset({ref})), rules, wording).dump()
    (sentence,) = [line for line in text.splitlines() if "“三公”经费年初" in line]
    assert "【待填：" in sentence
    assert not re.search("减少|超出|持平|未发生|未安排|严", sentence)


@pytest.mark.parametrize(
    ("district", "bureau"),
    [
        ("荔湾区", "区财政部门"),
        ("示例县", "县财政部门"),
        ("示例市", "市财政部门"),
        ("示例旗", "旗财政部门"),
        ("示例新城", "财政部门"),
    ],
)
def test_the_finance_bureau_is_that_of_the_place(rules: Rubric, wording: Wording, district: str, bureau: str) -> None:
    text = narrative(in_place(reference(), district, "示例镇"), rules, wording).dump()
    assert f"方面，经{bureau}测算，" in text


REASONS = {
    "材料未按时提交": "原因是材料未按时提交",
    "因材料未按时提交。": "因材料未按时提交",
    "由于人手不足；": "由于人手不足",
    "因为停业": "因为停业",
    "系因停业": "系因停业",
    "主要是停业": "主要是停业",
    "主要由于停业": "主要由于停业",
    "主要系统故障": "原因是主要系统故障",
    "原因是停业": "原因是停业",
    "主要原因：停业": "原因是停业",
    "原因: 停业": "原因是停业",
    "因素较多": "原因是因素较多",
    "因地制宜调整方案": "原因是因地制宜调整方案",
    "受台风影响": "原因是受台风影响",
    "鉴于政策调整": "鉴于政策调整",
    "部分患者迁出。已登记。": "原因是部分患者迁出；已登记",
}


@pytest.mark.parametrize("typed", REASONS)
def test_a_reason_reads_well_however_it_begins(rules: Rubric, wording: Wording, typed: str) -> None:
    text = narrative(change_indicator(reference(), MISSED, reason=typed), rules, wording).dump()
    assert f"实际完成88%，未达到90%，{REASONS[typed]}，扣1分。" in text


def test_a_missed_target_that_is_met_after_all_leaves_no_hole(rules: Rubric, wording: Wording) -> None:
    def items(name: str) -> list[str]:
        blocks = narrative(VARIATIONS[name], rules, wording).blocks
        return [block.text[:3] for block in blocks if block.level is Level.FOURTH]

    assert items("没有情况说明") == ["（1）", "（2）"]
    assert items("达标后重新编号") == ["（1）"]
    assert items("全部达标") == []
    assert "存在问题" not in narrative(VARIATIONS["全部达标"], rules, wording).dump().partition("存在的主要问题")[0]


def test_parts_that_nobody_filled_in_vanish(rules: Rubric, wording: Wording) -> None:
    blocks = narrative(VARIATIONS["可选的都没填"], rules, wording).blocks
    assert [block.text for block in blocks if block.level is Level.FIRST] == ["一、绩效自评情况"]
    assert blocks[0].text == "附件"
