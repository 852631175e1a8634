"""The summary as a workbook, read back with openpyxl."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import openpyxl
import pytest
from districts import HOSTILE, OPTIONS, PEERS, district, finding, gap, score, warning, with_report, without_report
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.district.figures import figures
from reportgen.district.results import District
from reportgen.district.sheets import workbook_of

CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
RICH = district(
    with_report("甲街道", score(产出="1.5"), score(2023, 产出=3), problems=[warning("甲街道")]),
    with_report("乙街道", score(结转率=2), score(2023)),
    with_report("丙镇", score(预决算="0.5", 支出率="0.5")),
    without_report("丁街道", count=2),
    findings=[finding("甲街道", "乙街道")],
)


def read(case: District) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(figures(case, OPTIONS.bands, peers=PEERS), created=CREATED)))
    return {sheet.title: sheet for sheet in book.worksheets}


def rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """The rows below the title."""
    return [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_sheets_and_their_numbers() -> None:
    sheets = read(RICH)
    assert list(sheets) == ["得分排名", "二级指标", "扣分情况", "分数段", "上年比较", "有问题的单位", "相互核对"]
    assert rows(sheets["得分排名"]) == [
        ("名次", "单位", "总分", "效能\n（50分）", "管理\n（50分）", "扣分", "警告"),
        (1, "丙镇", 99, 50, 49, 1, 0),
        (2, "甲街道", 98.5, 48.5, 50, 1.5, 2),
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
        ("甲街道", "甲街道.xlsx", "已生成", 0, 2, 0),
    ]
    assert rows(sheets["有问题的单位"])[1][6].splitlines() == [
        "E204 预算执行!B6：“12万”不是数字",
        "E204 预算执行!B7：“12万”不是数字",
    ]
    assert rows(sheets["相互核对"])[1][:2] == ("甲街道、乙街道", "W623")


def test_the_numbers_of_a_column_share_their_decimals() -> None:
    sheets = read(RICH)
    formats = {
        name: {cell.number_format for cell in sheets[sheet][column][2:] if cell.value is not None}
        for name, sheet, column in (
            ("总分", "得分排名", "C"),
            ("名次", "得分排名", "A"),
            ("警告", "得分排名", "G"),
            ("公开", "二级指标", "D"),
            ("扣分合计", "扣分情况", "E"),
            ("扣分单位数", "扣分情况", "D"),
        )
    }
    more = "#" * 8
    assert formats == {
        "总分": {f"?0.0{more}"},
        "名次": {"General"},
        "警告": {"0"},
        "公开": {f"?0.00{more}"},
        "扣分合计": {f"0.0{more}"},
        "扣分单位数": {"0"},
    }


def test_a_problem_between_offices_counts_where_it_stands() -> None:
    case = district(
        with_report("甲街道", score()), with_report("乙街道", score()), findings=[finding("甲街道", "乙街道")]
    )
    sheets = read(case)
    assert [row[-1] for row in rows(sheets["得分排名"])[1:3]] == [1, 0]
    assert [(row[0], row[4], str(row[6])[:4]) for row in rows(sheets["有问题的单位"])[1:]] == [("甲街道", 1, "W623")]


def test_charts_stand_below_their_tables_and_draw_them_alone() -> None:
    sheets = read(RICH)
    charts_of = {
        name: [(ref.cat.strRef or ref.cat.numRef).f + " " + ref.val.numRef.f for ref in chart.series]
        for name, sheet in sheets.items()
        for chart in sheet._charts  # type: ignore[attr-defined]
    }
    assert list(charts_of) == ["扣分情况", "分数段", "上年比较"]
    assert charts_of == {
        "扣分情况": ["扣分情况!$A$3:$A$6 扣分情况!$E$3:$E$6"],
        "分数段": ["分数段!$A$3:$A$7 分数段!$B$3:$B$7"],
        "上年比较": ["上年比较!$A$3:$A$4 上年比较!$B$3:$B$4", "上年比较!$A$3:$A$4 上年比较!$C$3:$C$4"],
    }
    for name in charts_of:
        (chart,) = sheets[name]._charts  # type: ignore[attr-defined]
        assert chart.anchor._from.row > sheets[name].max_row - 1


def test_a_sheet_without_content_is_left_out() -> None:
    sheets = read(district(with_report("甲街道", score()), with_report("乙街道", score())))
    assert list(sheets) == ["得分排名", "二级指标", "分数段", "有问题的单位"]
    assert sheets["有问题的单位"]["A3"].value == "没有"


@pytest.mark.parametrize("case", [district(without_report("甲街道")), district(with_report("甲街道", None))])
def test_a_district_without_points_has_the_sheet_of_problems_alone(case: District) -> None:
    sheets = read(case)
    assert list(sheets) == ["有问题的单位"]
    assert rows(sheets["有问题的单位"])[1][0] == "甲街道"


def test_what_is_not_filled_in_is_told_beside_the_draft() -> None:
    row = rows(read(district(with_report("甲街道", score(), problems=[gap("甲街道")])))["有问题的单位"])[1]
    assert row == ("甲街道", "甲街道.xlsx", "没有填完", 0, 0, 1, "N203 预算执行!B20：“内容”未填写")


def test_text_alone_is_marked_as_text() -> None:
    for sheet in read(RICH).values():
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.value is not None:
                    assert bool(cell.quotePrefix) == isinstance(cell.value, str), cell.coordinate


def test_sheets_are_no_wider_than_a_page_at_their_full_size() -> None:
    for name, sheet in read(RICH).items():
        width = sum(one.width * (1 + (one.max or 0) - (one.min or 0)) for one in sheet.column_dimensions.values())
        assert width <= 125, name


def test_a_chart_is_as_wide_as_its_table_and_never_cut_by_a_page() -> None:
    case = district(*(with_report(f"{n}街道", score(产出=1, 预决算=1), score(2023, 效益=n)) for n in range(1, 20)))
    for name in ("扣分情况", "分数段", "上年比较"):
        sheet = read(case)[name]
        (chart,) = sheet._charts  # type: ignore[attr-defined]
        edge = chart.anchor.to
        assert (edge.col, edge.colOff) <= (sheet.max_column, 0), name
        breaks = [page.id for page in sheet.row_breaks.brk]
        assert breaks == ([sheet.max_row] if name == "上年比较" else []), name
        assert bool(sheet.page_setup.fitToHeight == 0) == (name != "上年比较"), name


def test_rules_on_trial_are_named() -> None:
    assert "试用" in read(district(with_report("甲街道", score(trial=True))))["得分排名"]["A1"].value


def test_a_sheet_is_set_up_for_print() -> None:
    for sheet in read(RICH).values():
        assert (sheet.page_setup.orientation, sheet.print_title_rows, sheet.freeze_panes) == (
            "landscape",
            "$1:$2",
            "A3",
        )


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_no_name_becomes_a_formula(name: str) -> None:
    case = district(
        with_report(name, score(产出=1), score(2023), problems=[warning(name)]),
        without_report(f"{name}二", found=name),
        name=name,
        findings=[finding(name, "乙")],
    )
    for sheet in read(case).values():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "nsi", cell.coordinate
                assert cell.hyperlink is None
    ranked = read(case)["得分排名"]["B3"]
    assert name in str(ranked.value)
    assert ranked.quotePrefix or not name.startswith("=")


def test_the_same_bytes_again() -> None:
    district_figures = figures(RICH, OPTIONS.bands, peers=PEERS)
    assert workbook_of(district_figures, created=CREATED) == workbook_of(district_figures, created=CREATED)


def test_the_chart_of_many_offices_shows_those_that_changed_most() -> None:
    case = district(
        *(with_report(f"{n:02}街道", score(产出=n % 30), score(2023, 产出=15)) for n in range(30)),
        *(with_report(f"平{n}街道", score(), score(2023)) for n in range(10)),
    )
    comparison = figures(case, OPTIONS.bands, peers=PEERS).comparison
    assert comparison is not None
    sheet = read(case)["上年比较"]
    (chart,) = sheet._charts  # type: ignore[attr-defined]
    charts_of = re.findall(r"\$A\$(\d+):\$A\$(\d+)", chart.series[0].cat.strRef.f)
    offices = [sheet.cell(row, 1).value for first, last in charts_of for row in range(int(first), int(last) + 1)]
    assert offices == [one.office for one in comparison.offices_in_picture]
    assert len(charts_of) == 2
    assert len(offices) == 29
