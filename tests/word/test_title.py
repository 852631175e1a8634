from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.word.layout import break_title

PHRASES = ("人民政府", "办事处")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        pytest.param("部门整体支出绩效自评表说明", ["部门整体支出绩效自评表说明"], id="a title that fits is one line"),
        pytest.param("字" * 20, ["字" * 20], id="20 characters fit"),
        pytest.param("2024年度" + "字" * 16, ["2024年度" + "字" * 16], id="four digits take two cells"),
        pytest.param(
            "2024年度广州市荔湾区人民政府金花街道办事处部门整体支出绩效自评表说明",
            ["2024年度广州市荔湾区人民政府", "金花街道办事处部门整体支出绩效自评表说明"],
            id="broken after a phrase",
        ),
        pytest.param(
            "2024年度广州市荔湾区人民政府华林寺街道办事处部门整体支出绩效自评表说明",
            ["2024年度广州市荔湾区人民政府", "华林寺街道办事处", "部门整体支出绩效自评表说明"],
            id="broken at two phrases where one leaves too much",
        ),
        pytest.param("字" * 21, ["字" * 10, "字" * 11], id="no phrase: broken in even lines"),
        pytest.param("甲" * 19 + "，乙丙丁", ["甲" * 11, "甲" * 8 + "，乙丙丁"], id="no line starts with a comma"),
        pytest.param("Annual" * 8, ["Annual" * 8], id="a Latin word is never cut"),
    ],
)
def test_a_title_is_broken_where_its_words_end(title: str, lines: list[str]) -> None:
    assert list(break_title(title, line_cells=20, break_after=PHRASES)) == lines


@given(st.lists(st.sampled_from(["人民政府", "办事处", "街道", "2024", "（", "）", "，", "A", "自评"]), max_size=40))
def test_nothing_is_lost_and_no_line_of_han_is_too_long(pieces: list[str]) -> None:
    title = "".join(pieces)
    lines = break_title(title, line_cells=20, break_after=PHRASES)
    assert "".join(lines) == title
    assert all(lines) or not title
    if not any(mark in title for mark in "（），A2"):
        assert max(map(len, lines)) <= 20
