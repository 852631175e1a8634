"""How the text of wording files becomes numbered paragraphs: markup, continuation, empty headings, level jumps."""

from __future__ import annotations

import pytest
from variations import VARIATIONS, MakeWording, facts, narrative, scored

from reportgen.scoring.rubric import Rubric
from reportgen.writing.composition import compose, write

SECTION = "10-节.txt"

# The wording, and “level|characters that look like a heading|text” of each paragraph.
CASES: dict[str, tuple[str, list[str]]] = {
    "a heading without words": ("#\n\n文", ["正文|0|文"]),
    "an item without words": ("##-\n\n文", ["正文|0|文"]),
    "a heading of which nothing is printed": ("# {% if 主要荣誉 %}荣誉{% endif %}\n\n文", ["正文|0|文"]),
    "four levels": (
        "# 一\n## 二\n### 三\n#### 四\n文",
        ["一级|3|一、一", "二级|4|（一）二", "三级|3|1.三", "四级|4|（1）四", "正文|0|文"],
    ),
    "numbers start again below a new heading": (
        "# 甲\n## 乙\n文\n## 丙\n文\n# 丁\n## 戊\n文",
        [
            *("一级|3|一、甲", "二级|4|（一）乙", "正文|0|文", "二级|4|（二）丙", "正文|0|文"),
            *("一级|3|二、丁", "二级|4|（一）戊", "正文|0|文"),
        ],
    ),
    "a level may be jumped": (
        "# 甲\n### 乙\n文\n### 丙\n文",
        ["一级|3|一、甲", "三级|3|1.乙", "正文|0|文", "三级|3|2.丙", "正文|0|文"],
    ),
    "a blank after the sign is not needed": ("#甲\n文", ["一级|3|一、甲", "正文|0|文"]),
    "text right below a heading is a paragraph": ("# 甲\n乙\n丙", ["一级|3|一、甲", "正文|0|乙丙"]),
    "an indented line goes on with the heading": (
        "# 甲\n  乙\n\t丙\n\u3000丁\n戊",
        ["一级|6|一、甲乙丙丁", "正文|0|戊"],
    ),
    "a heading that runs on into its text": ("### 标题。正文。再写。", ["三级|5|1.标题。正文。再写。"]),
    "items look like text": ("# 章\n##- 甲。\n##- 乙。", ["一级|3|一、章", "二级|0|（一）甲。", "二级|0|（二）乙。"]),
    "items may go on": ("####- 甲\n    乙。\n文", ["四级|0|（1）甲乙。", "正文|0|文"]),
    "lines are joined without anything between": ("甲\n乙  \n  丙", ["正文|0|甲乙丙"]),
    "blank lines part paragraphs": ("甲\n\n乙\n \t\n\n\n丙", ["正文|0|甲", "正文|0|乙", "正文|0|丙"]),
    "tags alone on their lines part nothing": (
        "甲\n{% if not 试用 %}\n乙\n{% else %}\n丙\n{% endif %}\n  {# 说明 #}\n  {% for 项 in 存在问题 %}\n"
        "丁\n{% endfor %}\n戊",
        ["正文|0|甲乙丁戊"],
    ),
    "blank lines inside an if part only when they are written": (
        "甲\n{% if 试用 %}\n\n乙\n\n{% endif %}\n丙",
        ["正文|0|甲丙"],
    ),
    "a tag at the end of a line does not glue a heading to its text": (
        "# 甲{% if 试用 %}乙{% endif %}\n文\n\n# 丙{# 说明 #}\n文\n\n# 丁{% if 试用 %}\n戊{% endif %}\n文",
        ["一级|3|一、甲", "正文|0|文", "一级|3|二、丙", "正文|0|文", "一级|3|三、丁", "正文|0|文"],
    ),
    "minus takes the white space away": (
        "# 甲\n{%- if not 试用 %}乙{% endif -%}\n\n丙\n文",
        ["一级|5|一、甲乙丙", "正文|0|文"],
    ),
    "an empty heading vanishes": ("# 甲\n# 乙\n文", ["一级|3|一、乙", "正文|0|文"]),
    "an empty chain vanishes": ("# 甲\n## 乙\n### 丙\n\n# 丁\n文\n## 戊", ["一级|3|一、丁", "正文|0|文"]),
    "a heading goes with its text": ("# 甲\n## 乙\n## 丙\n文", ["一级|3|一、甲", "二级|4|（一）丙", "正文|0|文"]),
    "a heading that is a sentence stays": ("# 甲\n### 得分3分。", ["一级|3|一、甲", "三级|7|1.得分3分。"]),
    "text that no data fills leaves nothing": (
        "# 甲\n\n{% if 试用 %}\n文\n{% endif %}\n\n乙",
        ["一级|3|一、甲", "正文|0|乙"],
    ),
    "the head of the document": ("【附件】附件3\n文", ["附件|0|附件3", "正文|0|文"]),
    "signs inside a line are text": ("甲# 乙\n丙【标题】", ["正文|0|甲# 乙丙【标题】"]),
    "a constant may open a heading": ("{{ '# ' if not 试用 else '' }}甲\n文", ["一级|3|一、甲", "正文|0|文"]),
    "more than ten": (
        "\n".join(f"# 甲{n}\n文" for n in "abcdefghijkl"),
        [p for n, c in zip("一二三四五六七八九", "abcdefghi", strict=True) for p in (f"一级|4|{n}、甲{c}", "正文|0|文")]
        + ["一级|4|十、甲j", "正文|0|文", "一级|5|十一、甲k", "正文|0|文", "一级|5|十二、甲l", "正文|0|文"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_paragraphs(make_wording: MakeWording, rules: Rubric, name: str) -> None:
    text, expected = CASES[name]
    wording = make_wording({"00-标题.txt": "【标题】题", SECTION: text}).value
    assert wording is not None
    blocks = narrative(VARIATIONS["没有情况说明"], rules, wording).blocks
    assert [f"{block.level}|{block.lead}|{block.text}" for block in blocks[1:]] == expected


def test_sections_do_not_run_into_each_other(make_wording: MakeWording, rules: Rubric) -> None:
    wording = make_wording(
        {"00-标题.txt": "【标题】题", "10-甲.txt": "甲", "20-乙.txt": "乙", "30-丙.txt": "    丙"}
    ).value
    assert wording is not None
    assert [b.text for b in narrative(VARIATIONS["没有情况说明"], rules, wording).blocks] == ["题", "甲", "乙", "丙"]


def test_a_report_without_a_title_is_none(make_wording: MakeWording, rules: Rubric) -> None:
    wording = make_wording({SECTION: "文"}).value
    assert wording is not None
    submission = VARIATIONS["没有情况说明"]
    outcome = write(submission, scored(submission, rules), wording)
    assert outcome.value is None
    assert [problem.code for problem in outcome.diagnostics] == ["E525"]


def test_a_report_with_two_titles_is_none(make_wording: MakeWording, rules: Rubric) -> None:
    wording = make_wording({"00-标题.txt": "【标题】题", SECTION: "文\n\n【标题】又一题"}).value
    assert wording is not None
    submission = VARIATIONS["没有情况说明"]
    outcome = write(submission, scored(submission, rules), wording)
    assert outcome.value is None
    assert [(problem.code, str(problem.place)) for problem in outcome.diagnostics] == [
        ("E536", f"wording/默认/{SECTION}:3:1")
    ]


def test_composing_is_repeatable(make_wording: MakeWording, rules: Rubric) -> None:
    wording = make_wording({"00-标题.txt": "【标题】{{ 年度 }}"}).value
    assert wording is not None
    marked_text = wording.render(facts(VARIATIONS["没有情况说明"], rules)).value
    assert marked_text is not None
    assert compose(marked_text) == compose(marked_text)
