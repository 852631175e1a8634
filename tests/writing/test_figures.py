"""Every value in the text knows its cells, and every paragraph the line that wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from submissions import INDICATOR_COLUMNS, budget_cell, indicator_cell
from variations import VARIATIONS, MakeWording, narrative

from reportgen.diagnostics import CellRef
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import Entry
from reportgen.numeric import plain
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Block, FigureUse
from reportgen.writing.wording import Wording

TEMPLATES = Path(__file__).parents[2] / "templates"
WITHOUT_CELL = {"完成情况", "二级指标", "三级指标", "支出率测算单位", "满分线", "自称"}
UNITS = re.compile("(分|万元|%|人次|个|起)$")


def entries(value: object) -> Iterator[Entry[object]]:
    """Yield every entry inside a submission."""
    if isinstance(value, Entry):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from entries(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from entries(getattr(value, field.name))


def figure_text(block: Block, figure: FigureUse) -> str:
    return block.text[figure.start : figure.end]


def shows(text: str, typed: object) -> bool:
    """Whether a value prints what was typed: a number, perhaps with a unit, or a paragraph, perhaps with a stop."""
    if isinstance(typed, Decimal):
        return UNITS.sub("", text) == plain(typed)
    # A reason becomes one clause: 原因是 stands in front, and a stop inside it is a semicolon.
    return text.removesuffix("。").removeprefix("原因是").replace("；", "。") in str(typed).replace("；", "。")


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_figure_that_stands_as_typed_is_what_its_cell_holds(rules: Rubric, wording: Wording, name: str) -> None:
    submission = VARIATIONS[name]
    cells: dict[CellRef, list[object]] = {}
    for entry in entries(submission):
        cells.setdefault(entry.ref, []).append(entry.value)
    as_typed = 0
    for block in narrative(submission, rules, wording).blocks:
        for figure in block.figures:
            assert figure.sources or figure.name in WITHOUT_CELL or figure.rule
            if figure.rule or not figure.sources:
                continue
            (source,) = figure.sources
            assert any(shows(figure_text(block, figure), typed) for typed in cells[source])
            as_typed += 1
    assert as_typed >= 15


@pytest.mark.parametrize("name", VARIATIONS)
def test_figures_follow_each_other(rules: Rubric, wording: Wording, name: str) -> None:
    for block in narrative(VARIATIONS[name], rules, wording).blocks:
        ends = [0, *(figure.end for figure in block.figures)]
        assert all(0 <= end <= f.start < f.end <= len(block.text) for end, f in zip(ends, block.figures, strict=False))


@pytest.mark.parametrize("name", VARIATIONS)
def test_every_digit_comes_from_a_cell_or_is_a_counted_number(rules: Rubric, wording: Wording, name: str) -> None:
    """The shipped wording has no digits of its own."""
    for block in narrative(VARIATIONS[name], rules, wording).blocks:
        covered = {position for figure in block.figures for position in range(figure.start, figure.end)}
        number = re.match(r"\d+\.|（\d+）", block.text)
        start = number.end() if number and 0 not in covered else 0
        loose = [match[0] for match in re.finditer(r"\d+", block.text[start:]) if match.start() + start not in covered]
        assert loose == [], block.text


def sources(name: str, text: str, figure: str, rules: Rubric, wording: Wording) -> set[str]:
    """Return the cells of the figures with this name in the paragraphs that hold ``text``."""
    blocks = [b for b in narrative(VARIATIONS[name], rules, wording).blocks if text in b.text]
    places = [source for block in blocks for f in block.figures if f.name == figure for source in f.sources]
    return {source.address for source in places}


def test_figures_rest_on_the_right_cells(rules: Rubric, wording: Wording) -> None:
    def behind(name: str, text: str, figure: str) -> set[str]:
        return sources(name, text, figure, rules, wording)

    plainly = "没有情况说明"
    missed = {f"绩效指标!{indicator_cell(10, column)}" for column in ("年度指标值", "实际完成值")}
    rate = f"预算执行!{budget_cell('execution_rate')}"
    assert behind(plainly, "自评表说明", "年度") == {"基本信息!B3"}
    assert behind(plainly, "未达到90%", "年度指标值") == {f"绩效指标!{indicator_cell(10, '年度指标值')}"}
    assert behind(plainly, "未达到90%", "扣分") == missed
    assert behind(plainly, "执行率为95%", "年度平均执行率") == {rate}
    assert behind(plainly, "执行率为95%", "扣分") == {rate}
    assert behind(plainly, "较年初预算减少", "年初预算数") == {"三公经费!B3"}
    assert behind(plainly, "未达到90%", "未完成原因") == {f"绩效指标!{indicator_cell(10, '未完成原因')}"}
    assert behind(plainly, "较年初预算减少", "节约") == {"三公经费!B3", "三公经费!C3"}
    assert behind("三公经费超支", "超出年初预算", "超支") == {"三公经费!B3", "三公经费!C3"}
    quarters = {f"预算执行!{budget_cell(item.field)}" for item in BUDGET.quarters}
    assert quarters <= behind("执行率由季度算得", "执行率为87.5%", "年度平均执行率")
    total = behind(plainly, "自评结果为98.5分", "总分")
    assert missed | {rate, "三公经费!C3"} <= total
    actual = INDICATOR_COLUMNS.index("实际完成值")
    assert sum(address.startswith(f"绩效指标!{'ABCDEFGHIJKLMN'[actual]}") for address in total) == 12


def test_figures_survive_numbering_and_line_breaks_in_cells(make_wording: MakeWording, rules: Rubric) -> None:
    text = "【标题】标题\n\n# 章\n\n## 部分{{ 年度 }}\n\n####- 前{{ 目标总述 }}后{{ 得分.总分|分 }}"
    wording = make_wording({"10-节.txt": text}).value
    assert wording is not None
    blocks = narrative(VARIATIONS["格子里分段"], rules, wording).blocks
    assert [(block.text, [(figure_text(block, f), f.name) for f in block.figures]) for block in blocks[2:]] == [
        ("（一）部分2024", [("2024", "年度")]),
        ("（1）前坚持高质量发展目标。", [("坚持高质量发展目标。", "目标总述")]),
        ("全力以赴抓好重点工作。后98.5分", [("全力以赴抓好重点工作。", "目标总述"), ("98.5分", "总分")]),
    ]
    assert blocks[-1].figures[0].sources == (CellRef(file="2024.xlsx", sheet="基本信息", cell="B12"),)


# --- origins ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VARIATIONS)
def test_every_paragraph_knows_the_line_that_wrote_it(rules: Rubric, wording: Wording, name: str) -> None:
    before = None
    for block in narrative(VARIATIONS[name], rules, wording).blocks:
        line = (TEMPLATES / block.origin.file).read_text(encoding="utf-8").split("\n")[block.origin.line - 1]
        assert block.origin.excerpt == line
        own = [part for part in re.split(r"\{[{%].*?[}%]\}", re.sub("^ *#+-? *|^【..】", "", line)) if part.strip()]
        continued = block.origin == before  # by a line break in a cell
        assert continued or not own or any(part.strip() in block.text for part in own), (block.text, line)
        before = block.origin


ORIGINS: tuple[tuple[dict[str, str], list[tuple[str, str, int]]], ...] = (
    ({"10-节.txt": "甲\n\n\n乙\n丙\n\n丁"}, [("甲", "10", 1), ("乙丙", "10", 4), ("丁", "10", 7)]),
    ({"10-节.txt": "甲\r\n\r\n{{ 年度 }}\r\n"}, [("甲", "10", 1), ("2024", "10", 3)]),
    (
        {"10-节.txt": "甲\n{% if 试用 %}\n\n乙\n\n{% endif %}\n丙{% if 试用 %}丁{% endif %}\n\n戊"},
        [("甲丙", "10", 1), ("戊", "10", 9)],
    ),
    (
        {"10-节.txt": "\n{% if 试用 %}甲{% endif %}乙\n\n  {% if not 试用 %}{{ 年度 }}{% endif %}"},
        [("乙", "10", 2), ("2024", "10", 4)],
    ),
    ({"10-节.txt": "{# 多行\n说明 #}\n甲{# 说明 #}\n\n{# 说明 #}乙"}, [("甲", "10", 3), ("乙", "10", 5)]),
    (
        {"10-节.txt": "甲\n\n{% if not 试用\n   or 全部达标 %}\n乙\n{% endif %}\n丙"},
        [("甲", "10", 1), ("乙丙", "10", 5)],
    ),
    (
        {"10-节.txt": "# 章\n{% for 项 in 存在问题 %}\n\n##- {{ 项.内容 }}\n\n{% endfor %}\n文"},
        [("一、章", "10", 1), ("（一）绩效评价流程不清晰。", "10", 4), ("文", "10", 7)],
    ),
    (
        {"10-节.txt": "{% for 项 in 存在问题 %}\n\n# 章\n    {{ 项.内容 }}\n\n{% endfor %}文"},
        [("一、章绩效评价流程不清晰。", "10", 3), ("文", "10", 6)],
    ),
    (
        {
            "10-节.txt": "甲\n\n{% include '丙.txt' %}\n\n# {% include '丁.txt' %}，尾\n文",
            "丙.txt": "\n丙一\n\n丙二\n",
            "丁.txt": "丁",
        },
        [("甲", "10", 1), ("丙一", "丙", 2), ("丙二", "丙", 4), ("一、丁，尾", "10", 5), ("文", "10", 6)],
    ),
    ({"10-节.txt": "甲\n{% include '丙.txt' %}\n乙", "丙.txt": "丙\n"}, [("甲丙乙", "10", 1)]),
    (
        {"10-节.txt": "甲{% include '丙.txt' %}乙", "丙.txt": "\n\n丙\n\n\n"},
        [("甲", "10", 1), ("丙乙", "丙", 3)],
    ),
    ({"10-甲.txt": "甲", "9-乙.txt": "乙", "20-丙.txt": "\n丙"}, [("乙", "9-", 1), ("甲", "10", 1), ("丙", "20", 2)]),
)  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), ORIGINS)
def test_origin(
    make_wording: MakeWording, rules: Rubric, files: dict[str, str], expected: list[tuple[str, str, int]]
) -> None:
    wording = make_wording({"00-标题.txt": "【标题】标题", **files}).value
    assert wording is not None
    blocks = narrative(VARIATIONS["没有情况说明"], rules, wording).blocks[1:]
    prefix = len("wording/默认/")
    origins = [(block.text, block.origin.file[prefix:], block.origin.line) for block in blocks]
    assert [(text, line) for text, _, line in origins] == [(text, line) for text, _, line in expected]
    assert all(file.startswith(start) for (_, file, _), (_, start, _) in zip(origins, expected, strict=True))
