"""The summary as a workbook, read back as a stranger's program reads it."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from districts import HOSTILE, OPTIONS, district, failed, finding, made, score, warning
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.results import District
from reportgen.summary.figures import figures
from reportgen.summary.sheets import workbook_of

CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
RICH = district(
    made("甲街道", score(产出="1.5"), score(2023, 产出=3), problems=[warning("甲街道")]),
    made("乙街道", score(结转率=2), score(2023)),
    made("丙镇", score(预决算="0.5", 支出率="0.5")),
    failed("丁街道", count=2),
    findings=[finding("甲街道", "乙街道")],
)


def read(told: District) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(figures(told, OPTIONS.bands), created=CREATED)))
    return {sheet.title: sheet for sheet in book.worksheets}


def rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """Below the title."""
    return [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_sheets_and_their_numbers() -> None:
    sheets = read(RICH)
    assert list(sheets) == ["得分排名", "二级指标", "扣分情况", "分数段", "上年比较", "有问题的单位", "相互核对"]
    assert rows(sheets["得分排名"]) == [
        ("名次", "单位", "总分", "效能（50分）", "管理（50分）", "扣分", "警告"),
        (1, "丙镇", 99, 50, 49, 1, 0),
        (2, "甲街道", 98.5, 48.5, 50, 1.5, 1),
        (3, "乙街道", 98, 50, 48, 2, 0),
        (None, "平均", 98.5, 49.5, 49, 1.5, None),
    ]
    assert rows(sheets["二级指标"])[1:] == [
        ("丙镇", 50, 19.5, 29.5, 99),
        ("甲街道", 48.5, 20, 30, 98.5),
        ("乙街道", 50, 18, 30, 98),
        ("平均分", 49.5, 19.17, 29.83, 98.5),
        ("得分率（%）", 99, 95.83, 99.44, None),
    ]
    assert rows(sheets["扣分情况"])[1:] == [
        ("结转率", "执行", 5, 1, 2, 86.67),
        ("产出", "完成", 30, 1, 1.5, 98.33),
        ("支出率", "执行", 15, 1, 0.5, 98.89),
        ("预决算", "公开", 30, 1, 0.5, 99.44),
    ]
    assert rows(sheets["分数段"])[1] == ("95分以上（含95分）", 3, 100)
    assert rows(sheets["上年比较"])[1:] == [
        ("甲街道", 97, 98.5, 1.5),
        ("乙街道", 100, 98, -2),
        ("平均", 98.5, 98.25, -0.25),
    ]
    assert [row[:6] for row in rows(sheets["有问题的单位"])[1:]] == [
        ("丁街道", "丁街道.xlsx", "没有生成", 2, 0, 0),
        ("甲街道", "甲街道.xlsx", "已生成", 0, 1, 0),
    ]
    assert rows(sheets["有问题的单位"])[1][6].splitlines() == [
        "E204 预算执行!B6：“12万”不是数字",
        "E204 预算执行!B7：“12万”不是数字",
    ]
    assert rows(sheets["相互核对"])[1][:2] == ("甲街道、乙街道", "W623")


def test_charts_stand_below_their_tables_and_draw_them_alone() -> None:
    sheets = read(RICH)
    drawn = {
        name: [(ref.cat.strRef or ref.cat.numRef).f + " " + ref.val.numRef.f for ref in chart.series]
        for name, sheet in sheets.items()
        for chart in sheet._charts  # type: ignore[attr-defined]
    }
    assert drawn == {
        "扣分情况": ["扣分情况!$A$3:$A$6 扣分情况!$E$3:$E$6"],
        "分数段": ["分数段!$A$3:$A$7 分数段!$B$3:$B$7"],
        "上年比较": ["上年比较!$A$3:$A$4 上年比较!$B$3:$B$4", "上年比较!$A$3:$A$4 上年比较!$C$3:$C$4"],
    }
    for name in drawn:
        (chart,) = sheets[name]._charts  # type: ignore[attr-defined]
        assert chart.anchor._from.row > sheets[name].max_row - 1


def test_sheets_of_a_district_without_last_year_losses_or_problems() -> None:
    sheets = read(district(made("甲街道", score()), made("乙街道", score())))
    assert "上年比较" not in sheets
    assert sheets["扣分情况"]["A3"].value == "没有扣分"
    assert sheets["有问题的单位"]["A3"].value == "没有问题"
    assert not sheets["扣分情况"]._charts  # type: ignore[attr-defined]


def test_sheets_of_a_district_in_which_nothing_was_made() -> None:
    sheets = read(district(failed("甲街道")))
    assert sheets["得分排名"]["A3"].value == "没有得分"
    assert rows(sheets["有问题的单位"])[1][0] == "甲街道"


def test_rules_on_trial_are_named() -> None:
    assert "试用" in read(district(made("甲街道", score(trial=True))))["得分排名"]["A1"].value


def test_a_sheet_is_set_up_for_print() -> None:
    for sheet in read(RICH).values():
        assert (sheet.page_setup.orientation, sheet.print_title_rows, sheet.freeze_panes) == (
            "landscape",
            "$1:$2",
            "A3",
        )


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_no_name_becomes_a_formula(name: str) -> None:
    told = district(
        made(name, score(产出=1), score(2023), problems=[warning(name)]),
        failed(f"{name}二", found=name),
        name=name,
        findings=[finding(name, "乙")],
    )
    for sheet in read(told).values():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "nsi", cell.coordinate
                assert cell.hyperlink is None
    ranked = read(told)["得分排名"]["B3"]
    assert name in str(ranked.value)
    assert ranked.quotePrefix or not name.startswith("=")


def test_the_same_bytes_again() -> None:
    found = figures(RICH, OPTIONS.bands)
    assert workbook_of(found, created=CREATED) == workbook_of(found, created=CREATED)
