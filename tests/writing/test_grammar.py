"""Checks of wording files without data: mistakes and their places, unusual but right files, hostile files."""

from __future__ import annotations

import pytest
from jinja2 import Environment, TemplateSyntaxError
from variations import VARIATIONS, MakeWording, facts

from reportgen.diagnostics import Diagnostic, FileRef, TextRef
from reportgen.scoring.rubric import Rubric

SECTION = "10-节.txt"
FRAGMENTS = {"扣分.txt": "扣分", "次序.txt": "{{ loop.index|汉字数 }}"}
Places = list[tuple[str, int, int]]

MISTAKES: tuple[tuple[str, Places], ...] = (
    # words
    ("{{ 得份.总分 }}", [("E501", 1, 4)]),
    ("分数{{ 单位.简成 }}分数", [("E501", 1, 9)]),
    ("{{ 单位.简称 }}{{ 单位.简成 }}", [("E501", 1, 18)]),  # not the earlier 单位
    ("简称{{ 单位.简 }}", [("E501", 1, 9)]),  # not the 简 of the text before it
    ("{{ 指标值 }}", [("E501", 1, 4)]),
    ("{{ 目标.标题 }}", [("E501", 1, 4)]),
    ("{{ loop.index }}", [("E501", 1, 4)]),
    ("{% for 目标 in 绩效目标 if loop.first %}文字{% endfor %}", [("E501", 1, 22)]),
    ('{% for 目标 in 绩效目标 %}{% include "次序.txt" %}{% endfor %}', [("E501", 1, 4)]),  # Jinja2 keeps it back
    (
        "{% if 试用 %}{{ 甲 }}{% elif 全部达标 %}{{ 乙 }}{% else %}{{ 丙 }}{% endif %}",
        [("E501", 1, c) for c in (15, 37, 54)],
    ),
    # filters
    ("{{ 得分.总分|分数 }}", [("E502", 1, 10)]),
    ("{{ 得分.总分|round }}", [("E502", 1, 10)]),
    ('{{ 主要荣誉|default("") }}', [("E502", 1, 9)]),
    ("{{ 单位.简称|万元 }}", [("E503", 1, 10)]),
    ("{{ 得分.总分|去句号 }}", [("E503", 1, 10)]),
    ("{{ 得分.总分|万元 }}{{ 得分.总分|分 }}", [("E535", 1, 10)]),
    ("{{ 得分.总分|汉字数 }}", [("E503", 1, 10)]),
    ("{% for 指标 in 绩效指标 %}{{ 指标.指标值|百分比 }}{% endfor %}", [("E503", 1, 31)]),
    # the wrong kind of word
    ("{{ 绩效目标 }}", [("E504", 1, 4)]),
    ("{{ 单位 }}", [("E504", 1, 4)]),
    ("{{ 全部达标 }}", [("E504", 1, 4)]),
    ("{% for 目标 in 绩效目标 %}{{ 目标 }}{% endfor %}", [("E504", 1, 24)]),
    ("{{ 主要荣誉 }}", [("E505", 1, 4)]),
    ("{{ 主要荣誉|去句号 }}", [("E505", 1, 4)]),
    ("{{ 预算.调整预算数|万元 }}", [("E505", 1, 7)]),
    ("{% if 主要荣誉 %}有{% else %}{{ 主要荣誉 }}{% endif %}", [("E505", 1, 28)]),
    ("{% if 主要荣誉 or 全部达标 %}{{ 主要荣誉 }}{% endif %}", [("E505", 1, 25)]),
    ("{% if not 主要荣誉 and 全部达标 %}{{ 主要荣誉 }}{% endif %}", [("E505", 1, 30)]),
    ("{% for 目标 in 绩效目标 %}{{ 目标.内容 }}{% endfor %}", [("E505", 1, 27)]),
    (
        "{% for 甲 in 绩效目标 %}{% if 甲.内容 %}\n"
        "{% for 甲 in 绩效目标 %}{{ 甲.内容 }}{% endfor %}{% endif %}{% endfor %}",
        [("E505", 2, 25)],
    ),
    ("{% for 字 in 单位.简称 %}{{ 字 }}{% endfor %}", [("E506", 1, 16)]),
    ("{% for 目标 in 得分 %}文字{% endfor %}", [("E506", 1, 14)]),
    ("{% if 得分.总分 %}文字{% endif %}", [("E507", 1, 10)]),
    ("{% if 单位.简称 %}文字{% endif %}", [("E507", 1, 10)]),
    ("{% if 单位 %}文字{% endif %}", [("E507", 1, 7)]),
    ("{{ 绩效目标.标题 }}", [("E508", 1, 9)]),
    ("{{ 年度.数 }}", [("E508", 1, 7)]),
    # what wording may not do
    ("{% if 得分.总分 > 90 %}文字{% endif %}", [("E509", 1, 7)]),
    ("{% if 主要荣誉|去句号 %}文字{% endif %}", [("E509", 1, 7)]),
    ("{% if 主要荣誉 is defined %}文字{% endif %}", [("E509", 1, 7)]),
    ("{{ 得分.总分 * 2 }}", [("E509", 1, 4)]),
    ("{{ 得分.总分 - 1 - 1 }}", [("E509", 1, 4)]),
    ("{{ -得分.总分 }}", [("E509", 1, 4)]),
    ("{{ not 全部达标 }}", [("E509", 1, 4)]),
    ('{{ 年度 ~ "年" }}', [("E509", 1, 4)]),
    ("{{ 5 }}", [("E509", 1, 4)]),
    ("{{ true }}", [("E509", 1, 4)]),
    ("{{ range(3) }}", [("E509", 1, 4)]),
    ('{{ 单位["简称"] }}', [("E509", 1, 4)]),
    ('{{ "好" if 全部达标 }}', [("E509", 1, 4)]),
    ('{{ ("好" if 全部达标 else "差")|去句号 }}', [("E509", 1, 5)]),
    ("{{ 得分.总分|分(2) }}", [("E509", 1, 4)]),
    ("{% set 甲 = 1 %}文字", [("E509", 1, 4)]),
    ("{% macro 甲() %}文字{% endmacro %}", [("E509", 1, 4)]),
    ('{% extends "10-节.txt" %}', [("E509", 1, 4)]),
    ("{% block 甲 %}文字{% endblock %}", [("E509", 1, 4)]),
    ("{% raw %}文字{% endraw %}", [("E509", 1, 4)]),
    ("{% for loop in 绩效目标 %}文字{% endfor %}", [("E509", 1, 8)]),
    ("{% for 甲, 乙 in 绩效目标 %}文字{% endfor %}", [("E509", 1, 8)]),
    ("{% for 目标 in 绩效目标 recursive %}文字{% endfor %}", [("E509", 1, 4)]),
    # braces, and characters between them
    ("｛｛ 年度 ｝｝", [("E510", 1, 1)]),
    ("一个{花括号", [("E510", 1, 3)]),
    ("年度 }}", [("E510", 1, 4)]),
    ('{{ "有}号" }}', [("E510", 1, 6)]),
    ("{{ 得分.总分｜分 }}", [("E511", 1, 9)]),
    ("{{ 得分。总分 }}", [("E511", 1, 6)]),
    ("{{ “年度” }}", [("E511", 1, 4)]),
    ("{{ 年度，}}{{ 年度？ }}", [("E511", 1, 6), ("E511", 1, 14)]),
    ('{{ "\\x03" }}', [("E523", 1, 4)]),
    # tags
    ("{% 如果 全部达标 %}文字", [("E512", 1, 4)]),
    ("{% if 试用 %}文字{% end if %}{% endif %}", [("E512", 1, 17)]),
    ("{% iff 全部达标 %}文字", [("E512", 1, 4)]),
    ("{{ 年度", [("E513", 1, 1)]),
    ("{{ 年度 }", [("E513", 1, 1)]),
    ("{{ 年度 和 {{ 单位.简称 }}", [("E513", 1, 1)]),
    ("{{ 年度\n\n{{ 得份 }}", [("E513", 1, 1), ("E501", 3, 4)]),
    ("{% if 全部达标 }文字{% endif %}", [("E513", 1, 1)]),
    ("{% if 全部达标 }}文字{% else %}{{ 得份 }}{% endif %}", [("E513", 1, 1), ("E501", 1, 29)]),
    ("{# 说明", [("E513", 1, 1)]),
    ("{% if 全部达标 %}文字", [("E513", 1, 4)]),
    ("{% for 目标 in 绩效目标 %}文字", [("E513", 1, 4)]),
    ("{% for 目标 in 绩效目标 %}{% if 目标.内容 %}文字{% endfor %}", [("E513", 1, 24)]),
    # nothing is reported that only follows from the tag that is wrong
    ("{% if 主要荣誉 %}{{ 主要荣誉 }}", [("E513", 1, 4)]),
    ("{% if 主要荣誉 ％}{{ 主要荣誉 }}{% endif %}", [("E513", 1, 1)]),
    ("{% for 目标 in 绩效目标 %}{{ 目标.标题 }}{{ loop.index }}", [("E513", 1, 4)]),
    ('{% for 目标 in 绩效目标 %}{% include "次序.txt" %}', [("E513", 1, 4)]),
    ("{% for 目标 in 绩效目标 %}{{ 目际.标题 }}", [("E513", 1, 4), ("E501", 1, 24)]),
    ("{{ 单位 简称 }}", [("E514", 1, 7)]),
    ("{{ }}", [("E514", 1, 4)]),
    ("{% %}", [("E514", 1, 1)]),
    ("{{ 单位. }}", [("E514", 1, 8)]),
    ("{{ '年度 }}", [("E514", 1, 4)]),
    ("{{ (年度 }}", [("E514", 1, 8)]),
    ("{% if %}文字{% endif %}", [("E514", 1, 7)]),
    ("{% if 全部达标 = 1 %}{{ 得份 }}{% endif %}", [("E514", 1, 12), ("E501", 1, 21)]),
    ("{% for 目标 绩效目标 %}{{ 目标.标题 }}{% endfor %}", [("E514", 1, 11)]),
    ("{% if 试用 %}文字{% else if 全部达标 %}文字{% endif %}", [("E514", 1, 22)]),
    ("{% if 试用 %}文字{% endif; %}", [("E514", 1, 22)]),
    ("文字{% endif %}", [("E518", 1, 6)]),
    ("{% if 试用 %}{%-  endif。 %}", [("E511", 1, 22)]),
    ("{%- endfor。", [("E513", 1, 1)]),
    ("{% raw\n%}文字", [("E513", 1, 1)]),
    ("{% else %}文字", [("E518", 1, 4)]),
    ("{% if 试用 %}甲{% else %}乙{% else %}丙{% endif %}", [("E518", 1, 27)]),
    ("{% for 目标 in 绩效目标 %}{% elif 试用 %}{% endfor %}", [("E518", 1, 24)]),
    # files
    ('{% include "没有.txt" %}', [("E515", 1, 13)]),
    ("{% include 扣分.txt %}", [("E515", 1, 12)]),
    ("{% include 单位.简称 %}", [("E515", 1, 12)]),
    ('{% include "../10-节.txt" %}', [("E515", 1, 13)]),
    ('{% include "10-节.txt" %}', [("E509", 1, 4)]),
    ('{% include "扣分.txt" ignore missing %}', [("E509", 1, 4)]),
    ('{% include "扣分.txt" without context %}', [("E509", 1, 4)]),
    # headings
    ("＃ 标题", [("E526", 1, 1)]),
    ("文字\n\n  ##### 五级", [("E526", 3, 3)]),
    # several at once, and places in later lines
    ("第一行\n\n    {{ 得份 }}和{{ 年读 }}\n{{ 单位 }}", [("E501", 3, 8), ("E501", 3, 17), ("E504", 4, 4)]),
    ("{#\n两行\n#}{{ 得份 }}", [("E501", 3, 6)]),
    ("文字\n\n{%- if 试用 -%}\n\n  {{ 得份 }}{% endif %}", [("E501", 5, 6)]),
    ("𠮷{{ 得份 }}", [("E501", 1, 5)]),
    ("\ufeff甲\r\n{{ 得份 }}\r\n", [("E501", 2, 4)]),
)


def places(problems: tuple[Diagnostic, ...]) -> Places:
    """Return code, line and column of each problem; line and column are 0 for a file as a whole."""
    assert all(isinstance(problem.place, TextRef | FileRef) for problem in problems)
    return [
        (p.code, p.place.line, p.place.column) if isinstance(p.place, TextRef) else (p.code, 0, 0) for p in problems
    ]


@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_mistake(make_wording: MakeWording, text: str, expected: Places) -> None:
    outcome = make_wording({SECTION: text, **FRAGMENTS})
    assert outcome.value is None
    assert places(outcome.diagnostics) == expected
    for place, problem_text in ((p.place, p.found) for p in outcome.diagnostics):
        assert isinstance(place, TextRef)
        assert place.excerpt[place.column - 1 :][: place.width] == problem_text or not problem_text


def tokens(text: str) -> set[tuple[int, int]]:
    """Return the line and column of each token of Jinja2's lexer; none where it cannot read the text."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    begins, offset = set(), 0
    try:
        for _, _, token in Environment().lex(plain):  # noqa: S701 - nothing is rendered
            offset = plain.index(token, offset)
            begins.add((plain.count("\n", 0, offset) + 1, offset - plain.rfind("\n", 0, offset)))
            offset += len(token)
    except TemplateSyntaxError:
        return set()
    return begins


# Braces and heading marks stand in the wording's own text, a file's name inside its quotation marks, raw in its tag.
_INSIDE_A_TOKEN = {"E510", "E515", "E526"}
LEXED = [(text, expected) for text, expected in MISTAKES if tokens(text) and "raw" not in text]


def test_most_mistakes_can_be_lexed() -> None:
    assert len(LEXED) > 80


@pytest.mark.parametrize(("text", "expected"), LEXED, ids=[text for text, _ in LEXED])
def test_columns_are_those_of_the_lexer(text: str, expected: Places) -> None:
    assert {(line, column) for code, line, column in expected if code not in _INSIDE_A_TOKEN} <= tokens(text)


def test_place_carries_the_line_and_the_width_of_the_word(make_wording: MakeWording) -> None:
    (problem,) = make_wording({SECTION: "第一行\n得份{{ 得份.总分 }}。"}).diagnostics
    assert problem.place == TextRef(
        file=f"wording/默认/{SECTION}", line=2, column=6, excerpt="得份{{ 得份.总分 }}。", width=2
    )


def test_a_mistake_in_a_fragment_is_reported_once_with_who_includes_it(make_wording: MakeWording) -> None:
    files = {SECTION: '文字\n{% include "甲.txt" %}{% include "甲.txt" %}', "甲.txt": "{{ 得份 }}"}
    (problem,) = make_wording(files).diagnostics
    assert problem.place == TextRef(file="wording/默认/甲.txt", line=1, column=4, excerpt="{{ 得份 }}", width=2)
    assert f"{SECTION}:2:4" in problem.message


def test_all_files_are_reported_in_one_run(make_wording: MakeWording) -> None:
    outcome = make_wording({"10-甲.txt": "{{ 得份 }}", "20-乙.txt": "{% if 试用 %}", "30-丙.txt": b"\xd5\xe3"})
    assert sorted((p.code, str(p.place)) for p in outcome.diagnostics) == [
        ("E501", "wording/默认/10-甲.txt:1:4"),
        ("E513", "wording/默认/20-乙.txt:1:4"),
        ("E522", "wording/默认/30-丙.txt:1:1"),
    ]


RIGHT = (
    "{{年度}}",
    "{{   年度   }}",
    "{{ 得分 . 总分 | 分 }}",
    "{{ (得分.总分)|分 }}",
    "{{- 年度 -}}",
    "文字 {%- if 试用 -%} 文字 {%- endif -%} 文字",
    "{%+ if 试用 +%}文字{%+ endif +%}",
    "{# 说明 {{ 得份 }} {% if %} #}文字",
    "{#\n多行的\n说明\n#}\n文字",
    "{% if 全部达标\n   and 主要荣誉 %}\n{{ 主要荣誉 }}\n{% endif %}",
    "{% if not 主要荣誉 %}没有{% else %}{{ 主要荣誉 }}{% endif %}",
    "{% if not (not 主要荣誉) %}{{ 主要荣誉 }}{% endif %}",
    "{% if 主要荣誉 and not 试用 %}{{ 主要荣誉|去句号 }}{% endif %}",
    "{% if not 主要荣誉 or 试用 %}文字{% else %}{{ 主要荣誉 }}{% endif %}",
    "{% if 试用 %}甲{% elif 主要荣誉 %}{{ 主要荣誉 }}{% else %}丙{% endif %}",
    "{% if 主要荣誉 and (试用 or 全部达标) %}{{ 主要荣誉 }}{% endif %}",
    "{% if 绩效目标 %}有目标{% endif %}",
    '{{ 主要荣誉 if 主要荣誉 else "没有荣誉" }}',
    '{{ "甲" if 试用 else "乙" if 全部达标 else "丙" }}',
    '{{ "文字" }}',
    "{{ \"单引号'在里面\" }}{{ '双引号\"在里面' }}",
    "{{ 单位.简称|去句号|成句 }}",
    "{% for 目标 in 绩效目标 if 目标.内容 %}{{ 目标.标题 }}{% else %}没有{% endfor %}",
    "{% for 绩效目标 in 绩效目标 %}{{ 绩效目标.标题 }}{% endfor %}",
    "{% for 单位 in 绩效目标 %}{{ 单位.标题 }}{% endfor %}{{ 单位.简称 }}",
    "{% for a in 重点工作 %}{% for b in a.分项 %}{% for c in 绩效目标 %}\n"
    "{{ loop.index }}{% endfor %}{% endfor %}{% endfor %}",
    "{% for 目标 in 绩效目标 %}{{ loop.index }}{{ '，' if not loop.last else '。' }}{% endfor %}",
    "{% for 目标 in 绩效目标 %}{% if 目标.内容 %}{% include '内容.txt' %}{% endif %}{% endfor %}",
    '{% include "空.txt" %}文字',
    "# 一级\n## 二级\n### 三级\n#### 四级\n####- 条目",
    "文字 # 不在行首 ##### 也不是",
    # as much as is allowed
    "{% if " + "not " * 97 + "试用 %}文字{% endif %}",
    "{% if " + "试用 and " * 49 + "试用 %}文字{% endif %}",
    "{{ " + "(" * 10 + "年度" + ")" * 10 + " }}",
    "{{ 单位.简称" + "|去句号" * 45 + " }}",
    "{% if 试用 %}" * 20 + "文字" + "{% endif %}" * 20,
    "{% if 试用 %}" + "{% elif 试用 %}文字" * 40 + "{% endif %}",
    "百分号 % 和井号 #，竖线 |，反斜杠 \\，尖括号 < >，& 号",
    "😀𠮷：生僻字和表情",
    "\ufeff文字\r\n\r\n{{ 年度 }}\r\n",
    "文字\r{{ 年度 }}",
)


@pytest.mark.parametrize("text", RIGHT)
def test_right_but_unusual(make_wording: MakeWording, rules: Rubric, text: str) -> None:
    used = {name: "{{ 目标.内容 }}" if name == "内容.txt" else "" for name in ("内容.txt", "空.txt") if name in text}
    outcome = make_wording({SECTION: text, **used})
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    rendering = outcome.value.render(facts(VARIATIONS["都填了"], rules))
    assert rendering.diagnostics == ()


LOOP, END = "{% for 甲 in 绩效指标 %}", "{% endfor %}"
HOSTILE: dict[str, tuple[dict[str, str], set[str]]] = {
    "attributes of Python": ({SECTION: "{{ 单位.__class__.__mro__ }}{{ ''.__class__ }}"}, {"E501", "E509"}),
    "attributes of a value": ({SECTION: "{{ 年度.text }}{{ 得分.总分.number }}"}, {"E508"}),
    "huge string": ({SECTION: '{{ "a"*10**9 }}'}, {"E509"}),
    "huge number": ({SECTION: "{{ 10**10**10 }}"}, {"E509"}),
    "huge range": ({SECTION: "{% for x in range(10**9) %}{{ x }}{% endfor %}"}, {"E509"}),
    "huge list": ({SECTION: "{% set x = [1]*10**9 %}"}, {"E509"}),
    "format": ({SECTION: "{{ '%s' % 年度 }}{{ '{0.__class__}'.format(年度) }}{{ 年度|format }}"}, {"E502", "E509"}),
    "brackets": ({SECTION: "{{ " + "(" * 3000 + "年度" + ")" * 3000 + " }}"}, {"E509"}),
    "not not": ({SECTION: "{% if " + "not " * 3000 + "全部达标 %}{% endif %}"}, {"E509"}),
    "dots": ({SECTION: "{{ 单位" + ".简称" * 3000 + " }}"}, {"E509"}),
    "filters": ({SECTION: "{{ 单位.简称" + "|去句号" * 3000 + " }}"}, {"E509"}),
    "nested ifs": ({SECTION: "{% if 试用 %}" * 500 + "{% endif %}" * 500}, {"E509"}),
    "branches": ({SECTION: "{% if 试用 %}" + "{% elif 试用 %}甲" * 900 + "{% endif %}"}, {"E509"}),
    "open braces": ({SECTION: "{{" * 16000}, {"E513"}),
    "open tags": ({SECTION: "{%" * 16000}, {"E513"}),
    "open tags in many files": ({f"{n}-节.txt": "{%" * 4900 for n in range(10, 40)}, {"E513", "E516"}),
    "quotes": ({SECTION: '{{ "' * 5000}, {"E513"}),
    "unknown tags": ({SECTION: "{% x %}" * 3000}, {"E512"}),
    "unknown words": ({SECTION: "{{x}}" * 5000}, {"E501"}),
    "recursion": ({SECTION: "{% include '甲.txt' %}", "甲.txt": "{% include '甲.txt' %}"}, {"E509"}),
    "recursion of two": (
        {SECTION: "{% include '甲.txt' %}", "甲.txt": "{% include '乙.txt' %}", "乙.txt": "{% include '甲.txt' %}"},
        {"E509"},
    ),
    "includes that multiply": (
        {
            SECTION: "{% include '甲.txt' %}" * 900,
            "甲.txt": "{% include '乙.txt' %}" * 900,
            "乙.txt": "{% include '丙.txt' %}" * 900,
            "丙.txt": "{{年度}}" * 900,
        },
        {"E516"},
    ),
    "deep includes": (
        {f"{n}.txt": f"{{% include '{n + 1}.txt' %}}" for n in range(9)}
        | {SECTION: "{% include '0.txt' %}", "9.txt": ""},
        {"E509"},
    ),
    "very many words": ({f"{n}-节.txt": "{{年度}}" * 1500 for n in range(10, 14)}, {"E516"}),
    "very many files": ({f"{n}-节.txt": "文字" * 5000 for n in range(10, 30)}, {"E516"}),
    "ten loops in each other": ({SECTION: LOOP * 10 + "文字" + END * 10}, {"E509"}),
    "three loops in each other, over and over": ({SECTION: (LOOP * 3 + END * 3) * 4}, {"E516"}),
    "three loops in each other with much text": ({SECTION: LOOP * 3 + "字" * 9000 + END * 3}, {"E516"}),
    "macro that calls itself": ({SECTION: "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"}, {"E509"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_wording_ends_in_a_problem(make_wording: MakeWording, rules: Rubric, name: str) -> None:
    files, codes = HOSTILE[name]
    outcome = make_wording(files)
    problems = outcome.diagnostics
    if outcome.value is not None:
        rendering = outcome.value.render(facts(VARIATIONS["没有情况说明"], rules))
        assert rendering.value is None
        problems = rendering.diagnostics
    assert {problem.code for problem in problems} == codes
    assert len(problems) <= 120


@pytest.mark.parametrize(
    ("files", "file", "line"),
    [
        ({SECTION: f"文字\n\n{LOOP * 2}\n{'字' * 3000}{END * 2}"}, SECTION, 3),
        ({SECTION: "文字\n{% include '甲.txt' %}", "甲.txt": f"\n\n{LOOP * 3}{END * 3}\n" * 4}, "甲.txt", 9),
    ],
)
def test_what_is_too_much_while_rendering_has_its_line(
    make_wording: MakeWording, rules: Rubric, files: dict[str, str], file: str, line: int
) -> None:
    outcome = make_wording(files)
    assert outcome.value is not None
    (problem,) = outcome.value.render(facts(VARIATIONS["没有情况说明"], rules)).diagnostics
    assert problem.code == "E516"
    assert isinstance(problem.place, TextRef)
    assert (problem.place.file, problem.place.line) == (f"wording/默认/{file}", line)
