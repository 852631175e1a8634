"""The worked examples of docs/措辞编写说明.md do what the page says."""

from __future__ import annotations

import re
from pathlib import Path

from variations import VARIATIONS, library, narrative

from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric

PAGE = Path(__file__).parents[2] / "docs" / "措辞编写说明.md"
EXAMPLE = re.compile(
    r"`templates/(?P<file>wording/[^`]+\.txt)` (?:现在是|的内容是|的内容是空的)：\n\n```\n(?P<text>.*?)```", re.DOTALL
)


def test_the_three_examples(tmp_path: Path, shipped: Resources, rules: Rubric) -> None:
    examples = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) == 3
    for file, text in examples:
        path = tmp_path / file
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")

    def dump(district: str, office: str) -> str:
        made = library(Resources((tmp_path, *shipped.roots)), rules).wording(district, office)
        assert made.diagnostics == ()
        assert made.value is not None
        return narrative(VARIATIONS["没有情况说明"], rules, made.value).dump()

    own, neighbour, elsewhere = dump("荔湾区", "金花街道"), dump("荔湾区", "别的街道"), dump("别的区", "别的街道")
    for text in (own, neighbour, elsewhere):
        assert "经自评，部门整体支出绩效得分为98.5分。" in text
        assert "部门整体支出绩效自评结果为" not in text
    added = "二级 | （三）预算规模\n正文 | 2024年年初预算11500万元，全年支出11400万元。\n二级 | （四）履职效能分析\n"
    assert added in own
    assert added in neighbour
    assert "预算规模" not in elsewhere
    assert "下一步改进措施" not in own
    assert "一级 | 三、下一步改进措施\n" in neighbour
    assert "一级 | 三、下一步改进措施\n" in elsewhere
