"""Text from a workbook is only text, whatever it looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest
from submissions import ref
from variations import VARIATIONS, goals, listed, narrative, note, points, reasons, task

from reportgen.intake.submission import Entry, Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.wording import Wording

PLAIN = "普通文字"
LOOKS_LIKE_MORE = (
    "# 标题",
    "##- 条目",
    "####",
    "【标题】",
    "【附件】",
    "{{ 年度 }}",
    "{% for 目标 in 绩效目标 %}",
    "{% endif %}",
    "{# 说明 #}",
    "{{ 单位.__class__ }}",
    "}}",
    "%}",
    "｛｛年度｝｝",
    "A & B < C",
    "<w:p/>",
    "&lt;",
    "%s %(a)s {0}",
    "\\n\\x01",
    "😀",
    "𠮷",
    "１.（一）一、",
)


def everywhere(text: str) -> Submission:
    """Put a text into every cell that the report prints, at the start of the cell and in the middle."""
    submission = note(reasons(VARIATIONS["达标仍扣分"], f"{text}尾", f"头{text}尾"), "数据质量", f"{text}尾")
    entry = Entry(f"{text}尾", ref("基本信息", "B13"))
    indicators = tuple(i if i.reason is None else replace(i, reason=entry) for i in submission.indicators)
    inner = points(4, (f"{text}尾", f"头{text}尾"), (None, f"{text}尾"))
    office = replace(submission.office, name=entry, rate_measured_by=entry)
    return replace(
        submission,
        office=office,
        indicators=indicators,
        goal_overview=entry,
        conclusion_overview=entry,
        honours=entry,
        goals=goals((f"{text}尾", f"{text}尾"), (f"头{text}尾", None)),
        tasks=(task(3, f"{text}尾", f"头{text}尾", listed=inner, parts=inner), task(9, None, f"{text}尾")),
        problems=listed("存在问题", f"{text}尾", f"头{text}尾"),
        measures=listed("改进措施", f"{text}尾"),
    )


@pytest.mark.parametrize("text", LOOKS_LIKE_MORE)
def test_text_changes_nothing_but_itself(rules: Rubric, wording: Wording, text: str) -> None:
    blocks = narrative(everywhere(text), rules, wording).blocks
    plain = narrative(everywhere(PLAIN), rules, wording).blocks
    assert [(b.level, b.text.replace(text, PLAIN)) for b in blocks] == [(b.level, b.text) for b in plain]
    assert sum(text in block.text for block in blocks) > 12


@pytest.mark.parametrize("text", LOOKS_LIKE_MORE)
def test_a_line_within_a_cell_changes_nothing_but_itself(rules: Rubric, wording: Wording, text: str) -> None:
    blocks = narrative(everywhere(f"首行\n{text}\n末"), rules, wording).blocks
    plain = narrative(everywhere(f"首行\n{PLAIN}\n末"), rules, wording).blocks
    assert [(b.level, b.text.replace(text, PLAIN)) for b in blocks] == [(b.level, b.text) for b in plain]
    assert sum(block.text == text for block in blocks) > 10
