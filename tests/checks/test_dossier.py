"""``find_matches`` skips to the character that a match begins with, and gives the matches of ``finditer``."""

from __future__ import annotations

import random
import re

import pytest

from reportgen.checks import claims, form, scores
from reportgen.checks.dossier import find_matches

WORDS = (
    *(
        "未发生",
        "没有发现",
        "问题",
        "100%",
        "100.0％",
        "零事故",
        "百分之百",
        "实现",
        "全覆盖",
        "达到",
        "达",
        "超过",
        "超",
    ),
    *("不低于", "85%", "12", "1万", "亿", "在", "以上", "，", "。", "到", "至少有", "保持", "未达到", "不足", "低于"),
    *(
        "年度目标",
        "指标值",
        "比",
        "预算",
        "多",
        "少",
        "超额完成",
        "控制在",
        "没有超过",
        "高于",
        "距",
        "差距",
        "尚未",
        "完成",
    ),
    *("【待填】", "（请填）", "None", "XX", "20XX", "×月", "某某", "___", "???", "nan", "x", "万元", "汉字"),
)
PATTERNS = (
    (scores._SLOGAN, scores._SLOGAN_BEGINS),
    (claims._STANDING, claims._STANDING_BEGINS),
    (form._LEFT_OVER, form._LEFT_OVER_BEGINS),
)


@pytest.mark.parametrize(("pattern", "begins"), PATTERNS, ids=("absolute", "standing", "left over"))
def test_it_finds_what_finditer_finds(pattern: re.Pattern[str], begins: re.Pattern[str]) -> None:
    dice = random.Random(0)  # noqa: S311 - no secrets
    texts = ["".join(dice.choices(WORDS, k=dice.randint(1, 12))) for _ in range(5000)]
    spans = [[match.span() for match in pattern.finditer(text)] for text in texts]
    assert sum(map(len, spans)) > 500
    assert [[match.span() for match in find_matches(pattern, begins, text)] for text in texts] == spans
