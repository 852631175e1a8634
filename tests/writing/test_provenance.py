"""What counts as a figure, and where each figure comes from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from reference import ORIGIN, block, narrative

from reportgen.diagnostics import CellRef, FileRef, Place, TextRef
from reportgen.writing.narrative import Block, FigureUse, Level
from reportgen.writing.provenance import PrintedFigure, figures, places


def figures_of(*blocks: Block) -> tuple[PrintedFigure, ...]:
    return figures(narrative(*blocks), rules="rules/2024.toml")


def cell(address: str, sheet: str = "甲", label: str = "") -> CellRef:
    return CellRef(file="2024.xlsx", sheet=sheet, cell=address, label=label)


def use(start: int, end: int, *sources: CellRef, name: str = "名", number: int | None = None) -> FigureUse:
    value = Decimal(number) if number is not None else None
    return FigureUse(start=start, end=end, name=name, sources=sources, number=value)


TEXTS = {
    "投入14万元，拆除11020.87平方米。": ["14", "11020.87"],
    "穗财〔2025〕5号": ["2025", "5"],
    "达95%，达９５％，涨3‰": ["95%", "９５％", "3‰"],
    "1,968人次，1，968项，1.2.3版": ["1,968", "1", "968", "1.2.3"],
    "2024年1月2日至3日，3-5个，第1、2、3项": ["2024", "1", "2", "3", "3", "5", "1", "2", "3"],
    "（1）文字": ["1"],
    "1.文字。末尾2.": ["1", "2"],
    "达到【待填：C03的实际完成值】3个": ["3"],
    "一是二是，十二个，②": [],
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_every_run_of_digits_is_a_figure(text: str, expected: list[str]) -> None:
    assert [figure.text for figure in figures_of(block(Level.BODY, text))] == expected
    for figure in figures_of(block(Level.BODY, text)):
        assert text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    ("level", "text", "expected"),
    [
        (Level.THIRD, "1.2024年的工作", ["2024"]),
        (Level.THIRD, "12.5个社区", ["5"]),
        (Level.FOURTH, "（3）3岁以下", ["3"]),
        (Level.SECOND, "（一）2个", ["2"]),
        (Level.TITLE, "2024年度说明", ["2024"]),
        (Level.ATTACHMENT, "附件3", ["3"]),
    ],
)
def test_the_paragraphs_own_number_is_none(level: Level, text: str, expected: list[str]) -> None:
    assert [figure.text for figure in figures_of(block(level, text))] == expected


def test_paragraph_part_and_sentence() -> None:
    all_figures = figures_of(
        block(Level.ATTACHMENT, "附件3"),
        block(Level.FIRST, "一、情况", 4),
        block(Level.BODY, "没有数。共1个；“有2个。”另有3个"),
        block(Level.SECOND, "（一）分析4", 6),
        block(Level.SECOND, "（二）不是标题5。"),
    )
    assert [(f.paragraph, f.part, f.sentence, f.text) for f in all_figures] == [
        (1, "附件", "附件3", "3"),
        (3, "一、情况", "共1个；", "1"),
        (3, "一、情况", "“有2个。”", "2"),
        (3, "一、情况", "另有3个", "3"),
        (4, "（一）分析4", "（一）分析4", "4"),
        (5, "（一）分析4", "（二）不是标题5。", "5"),
    ]


def test_a_figure_comes_from_the_innermost_value_or_its_cell_or_the_wording() -> None:
    text = "第0条，慰问520人次，投入14万元，另9项"
    prose, quoted = cell("D3", label="内容"), cell("H4", label="慰问人次")
    body = replace(
        block(Level.BODY, text),
        figures=(use(4, 18, prose, name="内容"), use(6, 11, quoted, name="实际完成值", number=520)),
    )
    origins = [(f.text, f.name, f.sources, f.rule, f.before) for f in figures_of(body)]
    assert origins == [
        ("0", "措辞里的数字", (ORIGIN,), "", ""),
        ("520", "实际完成值（慰问人次）", (quoted,), "照填报表", ""),
        ("14", "内容", (prose,), "照填报表", "慰问520人次，投入"),
        ("9", "措辞里的数字", (ORIGIN,), "", ""),
    ]


def test_a_figure_without_a_cell_comes_from_the_rules_of_the_year() -> None:
    body = replace(block(Level.BODY, "不超过10%"), figures=(use(3, 6, name="满分线", number=10),))
    assert [figure.sources for figure in figures_of(body)] == [(FileRef(file="rules/2024.toml"),)]


def test_digits_of_several_values_come_from_all_of_them() -> None:
    body = replace(
        block(Level.BODY, "共2024120"), figures=(use(1, 5, cell("B1"), name="甲"), use(5, 7, cell("B2"), name="乙"))
    )
    (figure,) = figures_of(body)
    assert (figure.text, figure.name, figure.sources) == ("2024120", "甲；乙", (cell("B1"), cell("B2")))


PLACES: list[tuple[list[Place], str]] = [
    ([cell("B3")], "甲!B3"),
    ([cell("F3"), cell("F4"), cell("F5"), cell("H3"), cell("H5")], "甲!F3:F5、H3、H5"),
    ([cell("F3"), cell("B3", "乙"), cell("B4", "乙")], "甲!F3；乙!B3:B4"),
    ([cell("", "乙", "固定资产利用率"), cell("B3", "乙")], "乙（固定资产利用率）；乙!B3"),
    ([cell("Z9"), cell("AA10")], "甲!Z9、AA10"),
    ([TextRef(file="wording/默认/甲.txt", line=7)], "wording/默认/甲.txt:7"),
    ([FileRef(file="rules/2024.toml")], "rules/2024.toml"),
    ([], ""),
]


@pytest.mark.parametrize(("sources", "expected"), PLACES)
def test_places_in_one_line(sources: list[Place], expected: str) -> None:
    assert places(sources) == expected


def test_cells_stand_sheet_by_sheet_and_column_by_column() -> None:
    mixed = (cell("B3", "乙"), cell("H3"), cell("AA2"), cell("F10"), cell("F9"), cell("B2", "乙"), cell("H3"))
    body = replace(block(Level.BODY, "5"), figures=(use(0, 1, *mixed, number=5),))
    (figure,) = figures_of(body)
    assert places(figure.sources) == "乙!B2:B3；甲!F9:F10、H3、AA2"
