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


def everywhere(said: str) -> Submission:
    """Text in every cell that reaches the report, at the start of what is printed and within it."""
    submission = note(reasons(VARIATIONS["达标仍扣分"], f"{said}尾", f"头{said}尾"), "数据质量", f"{said}尾")
    entry = Entry(f"{said}尾", ref("基本信息", "B13"))
    indicators = tuple(i if i.reason is None else replace(i, reason=entry) for i in submission.indicators)
    inner = points(4, (f"{said}尾", f"头{said}尾"), (None, f"{said}尾"))
    office = replace(submission.office, name=entry, rate_measured_by=entry)
    return replace(
        submission,
        office=office,
        indicators=indicators,
        goal_overview=entry,
        conclusion_overview=entry,
        honours=entry,
        goals=goals((f"{said}尾", f"{said}尾"), (f"头{said}尾", None)),
        tasks=(task(3, f"{said}尾", f"头{said}尾", listed=inner, parts=inner), task(9, None, f"{said}尾")),
        problems=listed("存在问题", f"{said}尾", f"头{said}尾"),
        measures=listed("改进措施", f"{said}尾"),
    )


@pytest.mark.parametrize("said", LOOKS_LIKE_MORE)
def test_text_changes_nothing_but_itself(rules: Rubric, wording: Wording, said: str) -> None:
    found = narrative(everywhere(said), rules, wording).blocks
    plain = narrative(everywhere(PLAIN), rules, wording).blocks
    assert [(b.level, b.text.replace(said, PLAIN)) for b in found] == [(b.level, b.text) for b in plain]
    assert sum(said in block.text for block in found) > 12


@pytest.mark.parametrize("said", LOOKS_LIKE_MORE)
def test_a_line_within_a_cell_changes_nothing_but_itself(rules: Rubric, wording: Wording, said: str) -> None:
    found = narrative(everywhere(f"首行\n{said}\n末"), rules, wording).blocks
    plain = narrative(everywhere(f"首行\n{PLAIN}\n末"), rules, wording).blocks
    assert [(b.level, b.text.replace(said, PLAIN)) for b in found] == [(b.level, b.text) for b in plain]
    assert sum(block.text == said for block in found) > 10
