"""Writes the summary as a workbook: tables ready to print, and charts that Excel and WPS draw from the cells."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import quote_sheetname, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from reportgen.diagnostics import Severity, blocking
from reportgen.district.exhibits import INK, SHADE
from reportgen.district.figures import FULL, MOST_BARS, Figures, is_gap, shared_places
from reportgen.district.results import Filing
from reportgen.district.words import in_short
from reportgen.numeric import plain
from reportgen.scoring.tree import GROUP
from reportgen.spreadsheet import HEAD_ROWS, TITLE_HEIGHT, CellValue, TableBook, TableColumn

_LINE_HEIGHT = 14  # points
_PAGE_HEIGHT = 490  # points between the margins of an A4 page in landscape
_CHINESE = {"name": "宋体", "size": 9, "bold": False}
_GRID = "#E3E3E3"  # so light that it does not disturb the numbers before it
_WHITE = {"color": "#FFFFFF"}
_HIGHEST_CHART = 550  # pixels, which fit on a page below the title
_LONGEST_NAME = 31  # characters of the name of a sheet
_FEW = 10  # offices; an axis up to this number would show fractions in Excel


@dataclass(frozen=True, slots=True, kw_only=True)
class _TableSheet:
    """A sheet with one table: its rows, and its width in pixels and height in points for placing a chart."""

    sheet: Worksheet
    rows: Sequence[Sequence[CellValue]]
    end: int  # the first row below the table
    pixels: int
    points: float


_OFFICE = TableColumn("单位", 20)
_PLACE = "名次"  # the column of numbers that are no figures


def workbook_of(figures: Figures, *, created: datetime.datetime) -> bytes:
    """Return the workbook; the same arguments give the same bytes."""
    sheets = _SummaryBook(f"{figures.city}{figures.district}{figures.year}年度", created)
    for one in figures.schemes:
        sheets.scheme = one.scheme
        for write in _OF_POINTS:
            write(sheets, one)
    sheets.scheme = ""
    for write in (*_OF_POINTS, *_OF_FILINGS):
        write(sheets, figures)
    return sheets.content()


class _SummaryBook(TableBook):
    """Writes one sheet after the other; ``subject`` opens the title of each.

    The sheets of one ``scheme`` of several have its name behind their own.
    """

    scheme = ""

    def __init__(self, subject: str, created: datetime.datetime) -> None:
        super().__init__(created=created, line_height=_LINE_HEIGHT)
        self._subject = subject
        self.below_full = self.book.add_format({"font_color": "#9C0006", "bg_color": "#FDE9E7"})

    def write(
        self,
        name: str,
        title: str,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[CellValue]],
        *,
        totals: int = 0,
    ) -> _TableSheet:
        """Write a sheet; its last ``totals`` rows are set in bold. The numbers of a column share their decimals."""
        columns = [_with_places(column, [row[at] for row in rows]) for at, column in enumerate(columns)]
        last = range(len(rows) - totals, len(rows))
        scheme = f"（{self.scheme}）" if self.scheme else ""
        short = f"{name}{scheme}"[:_LONGEST_NAME]
        sheet = self.add(short, f"{self._subject}{title}{scheme}", columns, rows, totals=last)
        heights = [self.height(row, columns) for row in ([column.name for column in columns], *rows)]
        return _TableSheet(
            sheet=sheet,
            rows=rows,
            end=HEAD_ROWS + len(rows),
            pixels=sum(_pixels(column.width) for column in columns),
            points=TITLE_HEIGHT + sum(heights),
        )


def _with_places(column: TableColumn, cells: Sequence[CellValue]) -> TableColumn:
    figures = [Decimal(value) for value in cells if not isinstance(value, str)]
    return replace(column, places=shared_places(figures)) if figures and column.name != _PLACE else column


def _pixels(width: int) -> int:
    """Return the width of a column in pixels: 7 for a character and 5 for margins (ECMA-376-1, 18.3.1.13)."""
    return 7 * width + 5


# --- the sheets; a sheet without rows is left out ---------------------------------------------------------


def _ranking(sheets: _SummaryBook, figures: Figures) -> None:
    if figures.mean is None:
        return
    parts = [TableColumn(f"{part.name}\n（{plain(part.points)}分）", 14) for part in figures.parts]
    warnings = {filing.office: figures.counts(filing)[Severity.WARNING] for filing in figures.with_report}
    rows: list[list[CellValue]] = [
        [
            ranked.place,
            ranked.office,
            ranked.score.tree.score,
            *(part.score for part in ranked.score.tree.children),
            ranked.score.tree.lost,
            *([ranked.score.grade] if figures.grades else []),
            warnings[ranked.office],
        ]
        for ranked in figures.ranking
    ]
    points = figures.ranking[0].score.tree.points
    rows.append(
        [
            "",
            "平均",
            figures.mean,
            *(part.mean for part in figures.parts),
            points - figures.mean,
            *([""] if figures.grades else []),
            "",
        ]
    )
    columns = [
        TableColumn(_PLACE, 6),
        _OFFICE,
        TableColumn("总分", 9),
        *parts,
        TableColumn("扣分", 9),
        *([TableColumn("等级", 7)] if figures.grades else []),
        TableColumn("警告", 8),
    ]
    title = f"部门整体支出绩效自评得分排名{'（试用评分标准）' if figures.trial else ''}"
    sheets.write("得分排名", title, columns, rows, totals=1)


def _groups(sheets: _SummaryBook, figures: Figures) -> None:
    if figures.mean is None:
        return
    groups = [TableColumn(f"{group.name}\n（{plain(group.points)}分）", 11) for group in figures.groups]
    rows: list[list[CellValue]] = [
        [ranked.office, *(group.score for group in ranked.score.tree.level(GROUP)), ranked.score.tree.score]
        for ranked in figures.ranking
    ]
    rows.append(["平均分", *(group.mean for group in figures.groups), figures.mean])
    rows.append(["得分率（%）", *(group.rate for group in figures.groups), ""])
    columns = [_OFFICE, *groups, TableColumn("总分", 9)]
    table = sheets.write("二级指标", "各单位二级指标得分", columns, rows, totals=2)
    for number, group in enumerate(figures.groups, 1):
        last = HEAD_ROWS + len(figures.ranking) - 1
        below_full = {"type": "cell", "criteria": "<", "value": float(group.points), "format": sheets.below_full}
        table.sheet.conditional_format(HEAD_ROWS, number, last, number, below_full)


def _lost(sheets: _SummaryBook, figures: Figures) -> None:
    if not figures.lost:
        return
    columns = [
        TableColumn("三级指标", 42, prose=True),
        *(TableColumn("二级指标", 16), TableColumn("分值", 10), TableColumn("扣分单位数", 13)),
        *(TableColumn("扣分合计", 13), TableColumn("得分率（%）", 13)),
    ]
    rows: list[list[CellValue]] = [
        [item.name, item.group, item.points, item.offices, item.lost, item.rate] for item in figures.lost
    ]
    table = sheets.write("扣分情况", "三级指标扣分情况", columns, rows)
    bars = len(figures.foremost_lost(MOST_BARS))
    title = "扣分的三级指标" if bars == len(rows) else "扣分较多的三级指标"
    chart = _chart(sheets.book, title, "扣分（分）")
    decimals = shared_places(item.lost for item in figures.lost)
    _series(chart, table, [(0, bars)], 4, name="扣分合计", label=f"0.{'0' * decimals}" if decimals else "0")
    _insert(table, chart, bars)


def _bands(sheets: _SummaryBook, figures: Figures) -> None:
    if not figures.ranking:
        return
    columns = [TableColumn("分数段", 40), TableColumn("单位数", 20), TableColumn("比例（%）", 20)]
    rows: list[list[CellValue]] = [[band.name, band.offices, band.share] for band in figures.bands]
    table = sheets.write("分数段", "得分分布", columns, rows)
    whole = max(band.offices for band in figures.bands) <= _FEW
    chart = _chart(sheets.book, "各分数段单位数", "单位数（个）", **({"major_unit": 1} if whole else {}))
    _series(chart, table, [(0, len(rows))], 1, name="单位数", label="0")
    _insert(table, chart, len(rows))


def _problems(sheets: _SummaryBook, figures: Figures) -> None:
    """Write the sheet of problems, which is always there, as a workbook needs at least one sheet."""
    columns = [TableColumn("单位", 14), TableColumn("填报表", 20, prose=True), TableColumn("结果", 10)]
    columns += [
        TableColumn("错误", 6),
        TableColumn("警告", 6),
        TableColumn("提示", 6),
        TableColumn("主要问题", 56, prose=True),
    ]
    with_gaps = {filing.workbook for filing in figures.with_gaps}
    filings = (
        *figures.without_report,
        *(f for f in figures.with_report if f.workbook in with_gaps or figures.counts(f)[Severity.WARNING]),
    )
    rows: list[list[CellValue]] = [[office, "", "没有报送", "", "", "", ""] for office in figures.missing]
    rows += [_problem_row(figures, filing, with_gaps=filing.workbook in with_gaps) for filing in filings]
    nothing: list[CellValue] = ["没有", *[""] * (len(columns) - 1)]
    sheets.write("有问题的单位", "填报问题", columns, rows or [nothing])


def _problem_row(figures: Figures, filing: Filing, *, with_gaps: bool) -> list[CellValue]:
    counts = figures.counts(filing)
    weights = (counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.NOTE])
    result = "没有生成" if filing.result is None else "没有填完" if with_gaps else "已生成"
    problems = [*filter(is_gap, filing.problems), *blocking(filing.problems), *figures.findings_in(filing)]
    return [filing.office, filing.workbook, result, *weights, "\n".join(map(in_short, problems))]


def _findings(sheets: _SummaryBook, figures: Figures) -> None:
    if not figures.findings:
        return
    columns = [TableColumn("单位", 16, prose=True), TableColumn("编号", 7), TableColumn("位置", 22, prose=True)]
    columns += [
        TableColumn("问题", 34, prose=True),
        TableColumn("现在的内容", 17, prose=True),
        TableColumn("怎么改", 24, prose=True),
    ]
    rows = []
    for finding in figures.findings:
        problem = finding.problem
        where = str(problem.place or "")
        rows.append(["、".join(finding.offices), problem.code, where, problem.message, problem.found, problem.hint])
    sheets.write("相互核对", "各单位之间核对发现的问题", columns, rows)


def _comparison(sheets: _SummaryBook, figures: Figures) -> None:
    comparison = figures.comparison
    if comparison is None:
        return
    years = [TableColumn(f"{year}年度", 20) for year in (comparison.year, figures.year)]
    columns = [TableColumn("单位", 40), *years, TableColumn("增减", 20)]
    rows: list[list[CellValue]] = [[one.office, one.before, one.now, one.change] for one in comparison.offices]
    rows.append(["平均", comparison.mean_before, comparison.mean_now, comparison.change])
    title = f"总分与上年比较{'（两年评分标准的分值不同）' if comparison.other_points else ''}"
    table = sheets.write("上年比较", title, columns, rows, totals=1)
    if len(comparison.offices) == 1:
        return
    chart = _chart(sheets.book, comparison.caption, "总分（分）", min=comparison.start, max=FULL)
    offices = comparison.offices_in_picture
    runs = _runs([place for place, one in enumerate(comparison.offices) if one in offices])
    _series(chart, table, runs, 1, name=f"{comparison.year}年度", colour=SHADE)
    _series(chart, table, runs, 2, name=f"{figures.year}年度")
    chart.set_legend({"position": "bottom", "font": _CHINESE})
    _insert(table, chart, 2 * len(offices))


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return groups of neighbouring rows as (first, number): the largest rises, and the largest falls."""
    breaks = [at for at in range(1, len(places)) if places[at] != places[at - 1] + 1]
    bounds = [0, *breaks, len(places)]
    return [(places[start], end - start) for start, end in pairwise(bounds)]


_Writer = Callable[[_SummaryBook, Figures], None]
_OF_POINTS: tuple[_Writer, ...] = (_ranking, _groups, _lost, _bands, _comparison)
_OF_FILINGS: tuple[_Writer, ...] = (_problems, _findings)


# --- charts -----------------------------------------------------------------------------------------------


def _chart(book: Workbook, title: str, unit: str, **axis: int) -> Chart:
    """Make a chart of bars, the first at the top; ``axis`` holds more settings of the axis of numbers."""
    chart = book.add_chart({"type": "bar"})
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 14, "bold": False}})
    chart.set_legend({"none": True})
    grid = {"visible": True, "line": {"color": _GRID, "width": 0.5}}
    chart.set_x_axis(
        {"name": unit, "name_font": _CHINESE, "num_font": _CHINESE, "min": 0, "major_gridlines": grid, **axis}
    )
    chart.set_y_axis({"num_font": _CHINESE, "interval_unit": 1, "reverse": True, "crossing": "max"})
    return chart


def _series(
    chart: Chart,
    table: _TableSheet,
    runs: Sequence[tuple[int, int]],
    column: int,
    *,
    name: str,
    colour: str = INK,
    label: str = "",
) -> None:
    """Add the cells of a column as a series; the names are in the first column of the table.

    ``label`` is the format of the numbers behind the bars; without it there are none.

    XlsxWriter cannot read the cells of several ranges and would take names for numbers, so we pass their values too.
    """
    rows = [row for start, count in runs for row in table.rows[start : start + count]]
    chart.add_series(
        {
            "name": name,
            "categories": _cells(table.sheet, runs, 0),
            "categories_data": [str(row[0]) for row in rows],
            "values": _cells(table.sheet, runs, column),
            "values_data": [float(row[column]) for row in rows],
            "fill": {"color": colour},
            "gap": 60,
            **(
                {"data_labels": {"value": True, "font": _CHINESE, "num_format": label, "fill": _WHITE}} if label else {}
            ),
        }
    )


def _cells(sheet: Worksheet, runs: Sequence[tuple[int, int]], column: int) -> str:
    """Return the formula of the ranges; several ranges stand in brackets, as in Excel."""
    name = quote_sheetname(sheet.name)
    ranges = [
        f"{name}!{xl_range_abs(HEAD_ROWS + start, column, HEAD_ROWS + start + count - 1, column)}"
        for start, count in runs
    ]
    return f"={ranges[0]}" if len(ranges) == 1 else f"=({','.join(ranges)})"


def _insert(table: _TableSheet, chart: Chart, bars: int) -> None:
    """Put a chart below its table and as wide as it, or on a page of its own if it does not fit below."""
    height = min(_HIGHEST_CHART, 140 + 24 * max(bars, 4))
    chart.set_size({"width": table.pixels, "height": height})
    table.sheet.insert_chart(table.end + 1, 0, chart)
    if table.points + height * 0.75 + _LINE_HEIGHT > _PAGE_HEIGHT:
        table.sheet.set_print_scale(100)  # Excel ignores page breaks if it fits a sheet to the page
        table.sheet.set_h_pagebreaks([table.end])
        if table.points <= _PAGE_HEIGHT:
            table.sheet.repeat_rows(0)  # the page of the chart needs no headings of columns
