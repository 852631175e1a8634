"""The summary as a workbook: tables ready to print, and charts that Excel and WPS draw themselves from their cells."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportgen.diagnostics import Severity
from reportgen.numeric import plain
from reportgen.results import Filing
from reportgen.spreadsheet import inert, print_on_a4, text_lines
from reportgen.summary.exhibits import blocking, told
from reportgen.summary.figures import Figures, counted

_CREATOR = "reportgen"
_HEAD_ROWS = 2  # the title and the headings
_LINE_HEIGHT, _PADDING, _TALLEST = 14, 4, 409  # points; a row cannot be higher in Excel
_INK, _SHADE = "#1F4E79", "#9DB8D2"
_MOST_BARS = 30  # offices or items in a chart
_CHINESE = {"name": "宋体", "size": 10}

Cell = str | int | Decimal


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading, how wide it is (in half-width characters), whether it holds prose."""

    name: str
    width: int
    prose: bool = False


_OFFICE = _Column("单位", 20)


def workbook_of(figures: Figures, *, created: datetime.datetime) -> bytes:
    """The workbook; the same arguments give the same bytes."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"author": _CREATOR, "created": created})
        sheets = _Sheets(book, f"{figures.city}{figures.district}{figures.year}年度")
        for write in _WRITERS:
            write(sheets, figures)
    return buffer.getvalue()


class _Sheets:
    """Writes one sheet after the other, all in one style."""

    def __init__(self, book: Workbook, subject: str) -> None:
        font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        grid = {**font, "border": 1, "text_wrap": True, "quote_prefix": True}
        self.book = book
        self._subject = subject
        self._title = book.add_format({**font, "font_name": "黑体", "font_size": 16, "align": "center"})
        self._head = book.add_format({**grid, "bold": True, "bg_color": "#EDEDED", "align": "center"})
        self._plain = book.add_format({**grid, "align": "center"})
        self._prose = book.add_format({**grid, "align": "left"})
        self._total = book.add_format({**grid, "bold": True, "bg_color": "#EDEDED", "align": "center"})

    def write(
        self,
        name: str,
        title: str,
        columns: Sequence[_Column],
        rows: Sequence[Sequence[Cell]],
        *,
        totals: int = 0,
        empty: str = "没有",
    ) -> Worksheet:
        """A sheet: its title, headings and rows, of which the last ``totals`` stand out; set up for print."""
        sheet = self.book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), inert(f"{self._subject}{title}"), self._title)
        sheet.set_row(0, 30)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(1, number, inert(column.name), self._head)
        sheet.set_row(1, _height([column.name for column in columns], columns))
        for number, row in enumerate(rows or [[empty, *[""] * (len(columns) - 1)]], _HEAD_ROWS):
            look = self._total if number >= _HEAD_ROWS + len(rows) - totals > _HEAD_ROWS else None
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                _put(sheet, number, place, value, look or (self._prose if column.prose else self._plain))
            sheet.set_row(number, _height(row, columns))
        _set_up_print(sheet)
        return sheet


def _put(sheet: Worksheet, row: int, column: int, value: Cell, look: Format) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, inert(value), look) if value else sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, float(value), look)


def _height(row: Sequence[Cell], columns: Sequence[_Column]) -> float:
    lines = max(text_lines(str(value), column.width) for value, column in zip(row, columns, strict=True))
    return min(_TALLEST, _LINE_HEIGHT * lines + _PADDING)


def _set_up_print(sheet: Worksheet) -> None:
    print_on_a4(sheet)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(_HEAD_ROWS, 0)


# --- the sheets -------------------------------------------------------------------------------------------


def _ranking(sheets: _Sheets, figures: Figures) -> None:
    parts = [_Column(f"{part.name}（{plain(part.full)}分）", 14) for part in figures.parts]
    rows: list[list[Cell]] = [
        [
            ranked.place,
            ranked.office,
            ranked.score.points,
            *(part.points for part in ranked.score.parts),
            ranked.score.full - ranked.score.points,
            _warnings(figures, ranked.office),
        ]
        for ranked in figures.ranking
    ]
    if figures.mean is not None:
        full = figures.ranking[0].score.full
        rows.append(["", "平均", figures.mean, *(part.mean for part in figures.parts), full - figures.mean, ""])
    columns = [_Column("名次", 6), _OFFICE, _Column("总分", 9), *parts, _Column("扣分", 9), _Column("警告", 8)]
    title = f"部门整体支出绩效自评得分排名{'（试用评分标准）' if figures.trial else ''}"
    sheets.write("得分排名", title, columns, rows, totals=1, empty="没有得分")


def _warnings(figures: Figures, office: str) -> int:
    found = next(filing for filing in figures.filings if filing.office == office and filing.result)
    return counted(found.problems)[Severity.WARNING]


def _groups(sheets: _Sheets, figures: Figures) -> None:
    groups = [_Column(f"{group.name}（{plain(group.full)}分）", 11) for group in figures.groups]
    columns = [_OFFICE, *groups, _Column("总分", 9)]
    rows: list[list[Cell]] = [
        [ranked.office, *(group.points for group in ranked.score.groups()), ranked.score.points]
        for ranked in figures.ranking
    ]
    if figures.mean is not None:
        rows.append(["平均分", *(group.mean for group in figures.groups), figures.mean])
        rows.append(["得分率（%）", *(group.rate for group in figures.groups), ""])
    sheet = sheets.write("二级指标", "各单位二级指标得分", columns, rows, totals=2, empty="没有得分")
    for number, group in enumerate(figures.groups, 1):  # what is not full stands out
        last = _HEAD_ROWS + len(figures.ranking) - 1
        lost = {"type": "cell", "criteria": "<", "value": float(group.full), "format": _lost_look(sheets.book)}
        sheet.conditional_format(_HEAD_ROWS, number, last, number, lost)


def _lost_look(book: Workbook) -> Format:
    return book.add_format({"font_color": "#9C0006", "bg_color": "#FDE9E7"})


def _lost(sheets: _Sheets, figures: Figures) -> None:
    columns = [
        _Column("三级指标", 40, prose=True),
        *(_Column("二级指标", 14), _Column("分值", 8), _Column("扣分单位数", 12)),
        *(_Column("扣分合计", 12), _Column("得分率（%）", 12)),
    ]
    rows: list[list[Cell]] = [
        [item.name, item.group, item.full, item.offices, item.lost, item.rate] for item in figures.lost
    ]
    sheet = sheets.write("扣分情况", "三级指标扣分情况", columns, rows, empty="没有扣分")
    if rows:
        count = min(len(rows), _MOST_BARS)
        chart = _chart(sheets.book, "bar", "各三级指标扣分合计", "扣分（分）")
        _series(chart, sheet, count, 4, name="扣分合计", labels=True)
        chart.set_y_axis({"reverse": True, "num_font": _CHINESE})
        chart.set_size({"width": 900, "height": 160 + 26 * count})
        sheet.insert_chart(_HEAD_ROWS + len(rows) + 1, 0, chart)


def _bands(sheets: _Sheets, figures: Figures) -> None:
    columns = [_Column("分数段", 30), _Column("单位数", 12), _Column("比例（%）", 12)]
    rows: list[list[Cell]] = [[band.name, band.offices, band.share] for band in figures.bands]
    sheet = sheets.write("分数段", "得分分布", columns, rows)
    chart = _chart(sheets.book, "column", "各分数段单位数", "单位数（个）")
    _series(chart, sheet, len(rows), 1, name="单位数", labels=True)
    chart.set_size({"width": 760, "height": 380})
    sheet.insert_chart(_HEAD_ROWS + len(rows) + 1, 0, chart)


def _problems(sheets: _Sheets, figures: Figures) -> None:
    columns = [_OFFICE, _Column("填报表", 28, prose=True), _Column("结果", 12)]
    columns += [_Column("错误", 7), _Column("警告", 7), _Column("提示", 7), _Column("主要问题", 80, prose=True)]
    rows = [_problem_row(filing) for filing in (*figures.failed, *_with_warnings(figures))]
    sheets.write("有问题的单位", "填报问题", columns, rows, empty="没有问题")


def _with_warnings(figures: Figures) -> list[Filing]:
    return [f for f in figures.filings if f.result is not None and counted(f.problems)[Severity.WARNING]]


def _problem_row(filing: Filing) -> list[Cell]:
    counts = counted(filing.problems)
    weights = (counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.NOTE])
    result = "没有生成" if filing.result is None else "已生成"
    return [filing.office, filing.workbook, result, *weights, "\n".join(map(told, blocking(filing.problems)))]


def _findings(sheets: _Sheets, figures: Figures) -> None:
    columns = [_OFFICE, _Column("编号", 8), _Column("位置", 34, prose=True), _Column("问题", 60, prose=True)]
    columns += [_Column("现在的内容", 30, prose=True), _Column("怎么改", 44, prose=True)]
    rows = []
    for finding in figures.findings:
        problem = finding.problem
        where = str(problem.place or "")
        rows.append(["、".join(finding.offices), problem.code, where, problem.message, problem.found, problem.hint])
    sheets.write("相互核对", "各单位之间核对发现的问题", columns, rows, empty="没有发现问题")


def _comparison(sheets: _Sheets, figures: Figures) -> None:
    compared = figures.comparison
    if compared is None:
        return
    years = [_Column(f"{year}年度", 12) for year in (compared.year, figures.year)]
    columns = [_OFFICE, *years, _Column("增减", 10)]
    rows: list[list[Cell]] = [[one.office, one.before, one.now, one.change] for one in compared.offices]
    change = compared.mean_now - compared.mean_before
    rows.append(["平均", compared.mean_before, compared.mean_now, change])
    title = f"总分与上年比较{'（两年评分标准的分值不同）' if compared.other_full else ''}"
    sheet = sheets.write("上年比较", title, columns, rows, totals=1)
    count = min(len(compared.offices), _MOST_BARS)
    chart = _chart(sheets.book, "column", "各单位总分与上年比较", "总分（分）")
    _series(chart, sheet, count, 1, name=f"{compared.year}年度", colour=_SHADE)
    _series(chart, sheet, count, 2, name=f"{figures.year}年度")
    chart.set_legend({"position": "bottom", "font": _CHINESE})
    chart.set_size({"width": 960, "height": 420})
    sheet.insert_chart(_HEAD_ROWS + len(rows) + 1, 0, chart)


_WRITERS: tuple[Callable[[_Sheets, Figures], None], ...] = (
    *(_ranking, _groups, _lost, _bands),
    *(_comparison, _problems, _findings),
)


# --- charts -----------------------------------------------------------------------------------------------


def _chart(book: Workbook, kind: str, title: str, unit: str) -> Chart:
    chart = book.add_chart({"type": kind})
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 14, "bold": False}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": _CHINESE, **({"name": unit, "name_font": _CHINESE} if kind == "bar" else {})})
    chart.set_y_axis({"num_font": _CHINESE, **({"name": unit, "name_font": _CHINESE} if kind != "bar" else {})})
    return chart


def _series(
    chart: Chart, sheet: Worksheet, rows: int, column: int, *, name: str, colour: str = _INK, labels: bool = False
) -> None:
    last = _HEAD_ROWS + rows - 1
    chart.add_series(
        {
            "name": name,
            "categories": [sheet.name, _HEAD_ROWS, 0, last, 0],
            "values": [sheet.name, _HEAD_ROWS, column, last, column],
            "fill": {"color": colour},
            "gap": 60,
            **({"data_labels": {"value": True, "font": _CHINESE}} if labels else {}),
        }
    )
