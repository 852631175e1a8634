"""The working papers have right sums, safe text and working links, and are ready to print."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import SAMPLE, edited

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Place, Severity, TextRef
from reportgen.output.workpapers import working_papers
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources

HEADERS = [
    *("一级指标", "二级指标", "三级指标", "评分标准", "指标", "符号", "年度指标值", "实际完成值"),
    *("分值（分）", "得分（分）", "扣分（分）", "扣分原因", "佐证材料"),
]
MISSED = "C10"  # the indicator of the sample that loses a point
POINTS = slice(8, 11)  # 分值 得分 扣分
HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "=cmd|'/c calc'!A1", "\t=1+1", "#REF!", "1/2", "TRUE"]


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


@pytest.fixture(scope="module")
def sample(pipeline: Pipeline) -> Report:
    return reported(pipeline, SAMPLE)


def reported(pipeline: Pipeline, path: Path) -> Report:
    report = pipeline.report(path).value
    assert report is not None
    return report


def papers_of(report: Report, *problems: Diagnostic, workbook: str = "../../data/2024.xlsx") -> bytes:
    parts = (report.submission, report.scorecard, report.narrative)
    return working_papers(*parts, problems, workbook=workbook, created=report.date)


def sheets(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def opened(report: Report) -> Worksheet:
    workbook = sheets(papers_of(report))
    assert workbook.sheetnames == ["自评表", "数据来源", "检查结果"]
    return workbook["自评表"]


def rows(sheet: Worksheet) -> list[list[object]]:
    """The rows below the headings, with merged cells filled in."""
    merged = {
        (row, column): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    width = sheet.max_column
    return [
        [merged.get((row, column), sheet.cell(row, column).value) for column in range(1, width + 1)]
        for row in range(3, sheet.max_row + 1)
        if not str(sheet.cell(row, 1).value).startswith("填表人：")
    ]


def number(value: object) -> Decimal:
    assert isinstance(value, int | float)
    return Decimal(str(value))


def is_total(row: list[object]) -> bool:
    return str(row[2] or "").endswith(("小计", "合计")) or row[0] == "总分"


# --- sums -------------------------------------------------------------------------------------------------


def check_sums(sheet: Worksheet) -> None:
    """Add every sub-total up again from the single rows alone."""
    lines = rows(sheet)
    single = [row for row in lines if not is_total(row)]
    totals = [row for row in lines if is_total(row)]
    for row in lines:
        full, points, lost = map(number, row[POINTS])
        assert full - points == lost
    for total in totals:
        parts = [row for row in single if belongs(row, total)]
        assert parts
        for column in range(*POINTS.indices(11)):
            assert number(total[column]) == sum((number(row[column]) for row in parts), Decimal(0)), (total[:3], column)


def belongs(row: list[object], total: list[object]) -> bool:
    """Whether a row is a part of this sub-total."""
    if total[0] == "总分":
        return True
    name = re.sub("(小计|合计)$", "", str(total[2]))
    return name == row[0] or (row[0] == total[0] and name in (row[1], row[2]))


def test_sub_totals_of_the_sample(sample: Report) -> None:
    sheet = opened(sample)
    check_sums(sheet)
    by_name = {row[2] or row[0]: row[POINTS] for row in rows(sheet) if is_total(row)}
    assert by_name["总分"] == [100, 98.5, 1.5]
    assert by_name["履职效能合计"] == [50, 48.5, 1.5]
    assert by_name["管理效率合计"] == [50, 50, 0]


def test_sub_totals_with_shared_points_and_losses_everywhere(pipeline: Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "2024.xlsx"
    indicators = [
        row[0].value for row in openpyxl.load_workbook(SAMPLE)["绩效指标"].iter_rows(min_row=3) if row[0].value
    ]
    path.write_bytes(
        edited(
            *(("绩效指标", str(code), "分值", None) for code in indicators),
            ("管理效率", "数据质量", "填报值", 1),
            ("管理效率", "数据质量", "扣分原因", "一处不一致"),
            ("管理效率", "绩效管理制度执行", "填报值", "绩效目标管理、绩效运行监控、绩效自评"),
            ("管理效率", "绩效管理制度执行", "扣分原因", "结果应用没有做到"),
        )
    )
    sheet = opened(reported(pipeline, path))
    check_sums(sheet)
    cell_texts = {shown_as(sheet, row, 9) for row in range(3, sheet.max_row)}
    assert any("." in text for text in cell_texts), "points shared among indicators have decimals"


def shown_as(sheet: Worksheet, row: int, column: int) -> str:
    """A number as Excel shows it in the format General, which rounds it to the width of the column."""
    cell = sheet.cell(row, column)
    assert cell.number_format == "General"
    text = str(number(cell.value))
    assert len(text) < sheet.column_dimensions[get_column_letter(column)].width
    return text


def test_points_are_shown_as_they_are(sample: Report) -> None:
    sheet = opened(sample)
    cell_texts = [shown_as(sheet, row, column) for row in range(3, sheet.max_row) for column in (9, 10, 11)]
    assert {"100", "98.5", "1.5"} <= set(cell_texts)


# --- what it tells ----------------------------------------------------------------------------------------


def test_headings_and_title(sample: Report) -> None:
    sheet = opened(sample)
    assert [cell.value for cell in sheet[2]][: len(HEADERS)] == HEADERS
    assert sheet["A1"].value == "2024年度广州市荔湾区人民政府金花街道办事处部门整体支出绩效自评表"


def test_trial_rules_are_named_above_the_scores(sample: Report) -> None:
    trial = replace(sample, scorecard=replace(sample.scorecard, draft=True))
    assert str(opened(trial)["A1"].value).endswith("（试用评分标准）")


def test_the_grade_stands_below_the_total_where_the_scheme_has_grades(sample: Report) -> None:
    def last_lines(report: Report) -> list[tuple[object, object]]:
        return [(row[0], row[9]) for row in rows(opened(report)) if row[0] in ("总分", "等级")]

    assert [name for name, _ in last_lines(sample)] == ["总分"]
    graded = replace(sample, scorecard=replace(sample.scorecard, grade="优"))
    assert last_lines(graded)[1:] == [("等级", "优")]


def test_every_score_has_its_row(sample: Report) -> None:
    lines = [row for row in rows(opened(sample)) if not is_total(row)]
    leaves = list(sample.scorecard.tree.leaves())
    assert [number(row[9]) for row in lines] == [leaf.score for leaf in leaves]
    for row, leaf in zip(lines, leaves, strict=True):
        assert leaf.name in str(row[2]) + str(row[4])
        reason = leaf.reason.value if leaf.reason else leaf.rule  # a rate is its own reason
        assert (row[11] or "") == (reason if leaf.lost else "")
        assert (row[12] or None) == (leaf.evidence.value if leaf.evidence else None)


def test_target_and_actual_stand_with_their_units(sample: Report) -> None:
    missed = next(row for row in rows(opened(sample)) if "严重精神障碍" in str(row[4]))
    assert missed[5:11] == ["≥", "90%", "86%", 1, 0, 1]


def test_each_row_has_the_standard_and_one_answer_with_its_unit(sample: Report) -> None:
    by_name = {row[2]: row[3:8] for row in rows(opened(sample))}
    assert str(by_name["数据质量"][0]).startswith("资产报表与账面、实物不一致的，每处扣0.5分，扣完为止")
    assert by_name["数据质量"][1:] == [None, None, None, "0处"]
    assert by_name["资产盘点情况"][1:] == [None, None, None, "是"]
    assert by_name["固定资产利用率"][1:] == [
        "固定资产利用率（在用固定资产2522万元、固定资产总额2600万元）",
        None,
        None,
        "97%",
    ]
    assert by_name["部门整体绩效目标产出指标完成情况"][0] == "各产出指标得分之和。"


def test_it_ends_with_a_line_for_signatures(sample: Report) -> None:
    sheet = opened(sample)
    text = str(sheet.cell(sheet.max_row, 1).value)
    assert all(f"{who}：" in text for who in ("填表人", "审核人", "负责人", "日期"))


def test_many_sources_stand_in_ranges(sample: Report) -> None:
    lines = list(sheets(papers_of(sample))["数据来源"].iter_rows(min_row=3, values_only=True))
    total = next(row for row in lines if row[5] == "总分")
    assert total[6] == "绩效指标!F3:F15"
    assert str(total[7]).startswith("绩效指标!H3:H15；预算执行")
    assert re.search(r"、1800……（共\d+个单元格）$", str(total[8]))


def test_a_draft_shows_no_points_that_rest_on_a_gap(pipeline: Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "2024.xlsx"
    path.write_bytes(edited(("绩效指标", "C03", "实际完成值", None), ("管理效率", "数据质量", "填报值", None)))
    report = pipeline.report(path, draft=True).value
    assert report is not None
    lines = rows(opened(report))
    by_name = {row[2] or row[0]: row for row in lines}
    gap = next(row for row in lines if str(row[4]).startswith("C03"))
    assert gap[6:11] == ["2个", "待填", 2, "待填", "待填"]
    assert by_name["数据质量"][7] == "待填"
    for name in ("部门整体绩效目标产出指标完成情况小计", "履职效能合计", "资产管理小计", "管理效率合计", "总分"):
        assert by_name[name][9:11] == ["待填", "待填"]
    for name in ("部门整体绩效目标效益指标完成情况小计", "采购管理小计"):
        assert by_name[name][10] == 0


# --- text from strangers ----------------------------------------------------------------------------------

REPEATED = [
    ("绩效指标", MISSED, "三级指标"),
    ("绩效指标", MISSED, "未完成原因"),
    ("绩效指标", MISSED, "佐证材料"),
    ("基本信息", "单位全称", "内容"),
    ("管理效率", "资产盘点情况", "佐证材料"),
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_never_becomes_a_formula(pipeline: Pipeline, tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "2024.xlsx"
    path.write_bytes(edited(*((*where, f"{hostile}{number}") for number, where in enumerate(REPEATED))))
    report = reported(pipeline, path)
    assert_text_only(papers_of(report))
    texts = [str(cell.value) for row in opened(report).iter_rows() for cell in row]
    assert all(any(f"{hostile.strip()}{number}" in text for text in texts) for number in range(len(REPEATED)))


def test_text_of_qualitative_indicators_never_becomes_a_formula(pipeline: Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "2024.xlsx"
    qualitative = {"符号": "定性", "年度指标值": "=HYPERLINK(1)", "实际完成值": "达成"}
    path.write_bytes(edited(*(("绩效指标", "X02", column, value) for column, value in qualitative.items())))
    assert_text_only(papers_of(reported(pipeline, path)))


def assert_text_only(data: bytes) -> None:
    """No cell is a formula, by openpyxl and by the XML itself, and text stays text when somebody edits the cell."""
    for sheet in sheets(data):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "inlineStr", "n"), cell.coordinate
                if isinstance(cell.value, str):
                    assert cell.quotePrefix, cell.coordinate
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = "".join(package.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3))
    assert not re.search(r"<f[ >/]|t=\"(str|e|b)\"", xml)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_problems_never_become_a_formula(sample: Report, hostile: str) -> None:
    place = CellRef(file=hostile, sheet=hostile, cell="B7", label=hostile)
    problem = catalogue.NAME_MADE_SAFE.at(place, hostile, name=hostile)
    assert_text_only(papers_of(sample, problem, workbook=hostile))


RICH = ["<r>粗</r>", "<r><t>1</t></r>", "<r><rPr><b/></rPr></t></r>"]  # what XlsxWriter takes for text of its own


@pytest.mark.parametrize("text", ["A & B < C “引号” 𠮷 😀", "_x0041_", "两行\n文字", "]]>", "长" * 32000, *RICH])
def test_text_comes_through_unchanged(pipeline: Pipeline, tmp_path: Path, text: str) -> None:
    path = tmp_path / "2024.xlsx"
    path.write_bytes(edited(("绩效指标", MISSED, "佐证材料", text)))
    report = reported(pipeline, path)
    evidence = next(leaf.evidence for leaf in report.scorecard.tree.leaves() if leaf.indicator and leaf.lost)
    assert evidence is not None
    assert evidence.value in [row[12] for row in rows(opened(report))]


# --- print ------------------------------------------------------------------------------------------------


def test_rows_are_as_high_as_their_text(pipeline: Pipeline, sample: Report, tmp_path: Path) -> None:
    path = tmp_path / "2024.xlsx"
    path.write_bytes(edited(("绩效指标", MISSED, "未完成原因", "长" * 5000)))
    usual, long = opened(sample), opened(reported(pipeline, path))
    row = next(n for n in range(3, usual.max_row + 1) if "严重精神障碍" in str(usual.cell(n, 5).value))
    for number in range(3, usual.max_row):
        lines = max(lines_of(usual, number, column) for column in range(1, 14))
        assert (usual.row_dimensions[number].height or 0) >= lines * 12.5
    assert (long.row_dimensions[row].height or 0) == pytest.approx(409, abs=1)  # Excel knows no higher row


def lines_of(sheet: Worksheet, row: int, column: int) -> int:
    """Lines that a cell's text takes in its column, half-width cells counted."""
    value = sheet.cell(row, column).value
    cells = sum(1 if c.isascii() else 2 for c in str(value or ""))
    return -(-cells // int(sheet.column_dimensions[get_column_letter(column)].width))


def test_page(sample: Report) -> None:
    for sheet in sheets(papers_of(sample)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what a file need not say
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.freeze_panes == "A3"


# --- links ------------------------------------------------------------------------------------------------


def links(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """Cell → the file and the place in it that a click leads to, the file as Excel and LibreOffice read it."""
    return {
        cell.coordinate: (unquote(str(cell.hyperlink.target)).replace("\\", "/"), str(cell.hyperlink.location))
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }


PATHS = ["2024.xlsx", "../../填 报/2024.xlsx", "甲#乙/20%20.xlsx", "[1]{2}^`<>/'“\".xlsx", "%.xlsx"]


@pytest.mark.parametrize("path", PATHS)
def test_every_link_leads_to_a_cell_of_the_clerks_workbook(sample: Report, path: str) -> None:
    clerks = openpyxl.load_workbook(SAMPLE)
    targets = links(sheets(papers_of(sample, workbook=path))["数据来源"])
    assert len(targets) > 30
    for target, location in targets.values():
        assert target == path
        sheet, cell = location.replace("'", "").split("!")
        assert clerks[sheet][cell].value is not None


def test_a_path_too_long_for_a_link_leaves_plain_text(sample: Report) -> None:
    sheet = sheets(papers_of(sample, workbook="长" * 3000 + ".xlsx"))["数据来源"]
    assert links(sheet) == {}
    assert sheet["G3"].value == "基本信息!B10"


# --- 检查结果 ---------------------------------------------------------------------------------------------

PLACES: list[tuple[Place | None, list[str | None]]] = [
    (CellRef(file="2024.xlsx", sheet="预算执行", cell="B6", label="全年支出数"), ["预算执行!B6", "全年支出数"]),
    (CellRef(file="2024.xlsx", sheet="预算执行", label="全年支出数"), ["预算执行", "全年支出数"]),
    (CellRef(file="2024.xlsx", sheet="它's", cell="B6"), ["它's!B6", None]),
    (TextRef(file="wording/默认/10-绩效目标.txt", line=3), ["wording/默认/10-绩效目标.txt:3:1", None]),
    (FileRef(file="rules/2024.toml", item="数据质量"), ["rules/2024.toml（数据质量）", None]),
    (None, [None, None]),
]


def test_problems_stand_as_they_are_printed(sample: Report) -> None:
    problems = [
        Diagnostic(code=code, severity=severity, message=f"消息{n}", place=place, found="12万" if n else "", hint="改")
        for n, (place, _) in enumerate(PLACES)
        for code, severity in (("N1", Severity.NOTE), ("E1", Severity.ERROR), ("W1", Severity.WARNING))
    ]
    sheet = sheets(papers_of(sample, *problems))["检查结果"]
    targets = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
    weights = ["错误", "警告", "提示"]
    assert [row[0] for row in targets] == sorted((p.severity.value for p in problems), key=weights.index)
    for place, cell_texts in PLACES:
        for problem in (p for p in problems if p.place == place):
            row = [problem.severity, problem.code, *cell_texts, problem.message, problem.found or None, problem.hint]
            assert row in targets
    places = [location for _, location in links(sheet).values()]
    assert sorted(places) == sorted(["'预算执行'!B6", "'预算执行'!A1", "'它''s'!B6"] * 3)


def test_no_problem_is_said_so(sample: Report) -> None:
    sheet = sheets(papers_of(sample))["检查结果"]
    assert [cell.value for cell in sheet[3] if cell.value] == ["没有问题"]
    assert sheet.max_row == 3


# --- bytes ------------------------------------------------------------------------------------------------


def test_bytes_do_not_depend_on_the_clock(sample: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    now = papers_of(sample)

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Later:
            return cls(2099, 1, 1, tzinfo=tz)

    monkeypatch.setattr(datetime, "datetime", Later)
    assert papers_of(sample) == now


def differing_parts(one: bytes, two: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(one)) as first, zipfile.ZipFile(io.BytesIO(two)) as second:
        yield from (name for name in first.namelist() if first.read(name) != second.read(name))


def test_only_the_properties_tell_the_date(sample: Report) -> None:
    later = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
    parts = (sample.submission, sample.scorecard, sample.narrative)
    other = working_papers(*parts, (), workbook="../../data/2024.xlsx", created=later)
    assert list(differing_parts(papers_of(sample), other)) == ["docProps/core.xml"]


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="没有安装 LibreOffice")
def test_libreoffice_opens_it_and_finds_what_the_links_lead_to(sample: Report, tmp_path: Path) -> None:
    folder = tmp_path / "成 品"
    folder.mkdir()
    (folder / "自评表.xlsx").write_bytes(papers_of(sample, workbook="../填 报#1.xlsx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "fods", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "自评表.xlsx")], check=True, capture_output=True, timeout=120)
    text = (folder / "自评表.fods").read_text(encoding="utf-8")
    assert {"100", "98.5", "1.5"} <= set(re.findall('office:value="([^"]*)"', text))
    assert {unquote(link) for link in re.findall('xlink:href="([^"#]*)#', text)} == {"../填 报#1.xlsx"}


def test_a_rounded_figure_is_traced_to_the_exact_number(pipeline: Pipeline, tmp_path: Path) -> None:
    path = tmp_path / SAMPLE.name
    path.write_bytes(edited(("三公经费", "合计", "实际支出数", 11 / 3), ("绩效指标", "C08", "实际完成值", 5902 / 3)))
    papers = sheets(papers_of(reported(pipeline, path)))
    figures = {str(row[4]): row for row in rows(papers["数据来源"])}
    assert figures["3.67"][8:10] == ["3.66666666666667", "照填报表，四舍五入"]
    assert figures["9.63"][8:10] == ["9.63", "照填报表"]
    measures = [row[7] for row in rows(papers["自评表"])]
    assert "1967.33人次" in measures
    assert "3.67万元" in measures
