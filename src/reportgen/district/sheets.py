"""The summary as a workbook: tables ready to print, and charts that Excel and WPS draw themselves from their cells."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from reportgen.diagnostics import Severity, blocking
from reportgen.district.charts import INK, SHADE
from reportgen.district.figures import FULL, MOST_BARS, Figures, counted, is_gap
from reportgen.district.results import Filing
from reportgen.district.words import in_short
from reportgen.numeric import plain
from reportgen.scoring.tree import GROUP
from reportgen.spreadsheet import inert, print_on_a4, text_lines

_CREATOR = "reportgen"
_HEAD_ROWS = 2  # the title and the headings
_LINE_HEIGHT, _PADDING, _TALLEST = 14, 4, 409  # points; a row cannot be higher in Excel
_TITLE_HEIGHT = 30  # points
_PAGE_HEIGHT = 490  # points between the margins of an A4 page on its side
_CHINESE = {"name": "宋体", "size": 9, "bold": False}
_HIGHEST_CHART = 550  # pixels, what fits on a page below the title
_FEW = 10  # offices; Excel gives an axis up to there fractions of one
_GREY = {"bold": True, "bg_color": "#EDEDED"}

Cell = str | int | Decimal


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading, how wide it is (in half-width characters), whether it holds prose."""

    name: str
    width: int
    prose: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell looks that holds text, and one that holds a number."""

    text: Format
    number: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A sheet as it was written: how wide its table is, and how high down to the end of it."""

    sheet: Worksheet
    rows: Sequence[Sequence[Cell]]
    end: int  # the first row below the table
    pixels: int
    points: float


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
        grid = {**font, "border": 1, "text_wrap": True, "align": "center"}
        text = {**grid, "quote_prefix": True}  # what begins with = stays text when somebody edits it
        self.book = book
        self._subject = subject
        self._title = book.add_format({**font, "font_name": "黑体", "font_size": 16, "align": "center"})
        self._head = book.add_format({**text, **_GREY})
        self._plain = _Look(book.add_format(text), book.add_format(grid))
        self._prose = _Look(book.add_format({**text, "align": "left"}), self._plain.number)
        self._total = _Look(book.add_format({**text, **_GREY}), book.add_format({**grid, **_GREY}))
        self.not_full = book.add_format({"font_color": "#9C0006", "bg_color": "#FDE9E7"})

    def write(
        self, name: str, title: str, columns: Sequence[_Column], rows: Sequence[Sequence[Cell]], *, totals: int = 0
    ) -> _Sheet:
        """A sheet: its title, headings and rows, of which the last ``totals`` stand out; set up for print."""
        sheet = self.book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), inert(f"{self._subject}{title}"), self._title)
        heights = [_TITLE_HEIGHT, _height([column.name for column in columns], columns)]
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(1, number, inert(column.name), self._head)
        for number, row in enumerate(rows, _HEAD_ROWS):
            total = number >= _HEAD_ROWS + len(rows) - totals
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                look = self._total if total else self._prose if column.prose else self._plain
                _put(sheet, number, place, value, look)
            heights.append(_height(row, columns))
        for number, height in enumerate(heights):
            sheet.set_row(number, height)
        _set_up_print(sheet)
        return _Sheet(
            sheet=sheet,
            rows=rows,
            end=_HEAD_ROWS + len(rows),
            pixels=sum(_pixels(column.width) for column in columns),
            points=sum(heights),
        )


def _put(sheet: Worksheet, row: int, column: int, value: Cell, look: _Look) -> None:
    if not isinstance(value, str):
        sheet.write_number(row, column, float(value), look.number)
    elif value:
        sheet.write_string(row, column, inert(value), look.text)
    else:
        sheet.write_blank(row, column, None, look.text)


def _height(row: Sequence[Cell], columns: Sequence[_Column]) -> float:
    lines = max(text_lines(str(value), column.width) for value, column in zip(row, columns, strict=True))
    return min(_TALLEST, _LINE_HEIGHT * lines + _PADDING)


def _pixels(width: int) -> int:
    """A column's width on the screen: 7 pixels a character and 5 of margins (ECMA-376-1, 18.3.1.13)."""
    return 7 * width + 5


def _set_up_print(sheet: Worksheet) -> None:
    print_on_a4(sheet)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(_HEAD_ROWS, 0)


# --- the sheets: one that has no rows is left out ---------------------------------------------------------


def _ranking(sheets: _Sheets, figures: Figures) -> None:
    if figures.mean is None:
        return
    parts = [_Column(f"{part.name}\n（{plain(part.points)}分）", 14) for part in figures.parts]
    warnings = {filing.office: counted(filing.problems)[Severity.WARNING] for filing in figures.made}
    rows: list[list[Cell]] = [
        [
            ranked.place,
            ranked.office,
            ranked.score.tree.score,
            *(part.score for part in ranked.score.tree.children),
            ranked.score.tree.lost,
            warnings[ranked.office],
        ]
        for ranked in figures.ranking
    ]
    points = figures.ranking[0].score.tree.points
    rows.append(["", "平均", figures.mean, *(part.mean for part in figures.parts), points - figures.mean, ""])
    columns = [_Column("名次", 6), _OFFICE, _Column("总分", 9), *parts, _Column("扣分", 9), _Column("警告", 8)]
    title = f"部门整体支出绩效自评得分排名{'（试用评分标准）' if figures.trial else ''}"
    sheets.write("得分排名", title, columns, rows, totals=1)


def _groups(sheets: _Sheets, figures: Figures) -> None:
    if figures.mean is None:
        return
    groups = [_Column(f"{group.name}\n（{plain(group.points)}分）", 11) for group in figures.groups]
    rows: list[list[Cell]] = [
        [ranked.office, *(group.score for group in ranked.score.tree.level(GROUP)), ranked.score.tree.score]
        for ranked in figures.ranking
    ]
    rows.append(["平均分", *(group.mean for group in figures.groups), figures.mean])
    rows.append(["得分率（%）", *(group.rate for group in figures.groups), ""])
    columns = [_OFFICE, *groups, _Column("总分", 9)]
    written = sheets.write("二级指标", "各单位二级指标得分", columns, rows, totals=2)
    for number, group in enumerate(figures.groups, 1):
        last = _HEAD_ROWS + len(figures.ranking) - 1
        not_full = {"type": "cell", "criteria": "<", "value": float(group.points), "format": sheets.not_full}
        written.sheet.conditional_format(_HEAD_ROWS, number, last, number, not_full)


def _lost(sheets: _Sheets, figures: Figures) -> None:
    if not figures.lost:
        return
    columns = [
        _Column("三级指标", 42, prose=True),
        *(_Column("二级指标", 16), _Column("分值", 10), _Column("扣分单位数", 13)),
        *(_Column("扣分合计", 13), _Column("得分率（%）", 13)),
    ]
    rows: list[list[Cell]] = [
        [item.name, item.group, item.points, item.offices, item.lost, item.rate] for item in figures.lost
    ]
    written = sheets.write("扣分情况", "三级指标扣分情况", columns, rows)
    shown = len(figures.foremost_lost(MOST_BARS))
    title = "扣分的三级指标" if shown == len(rows) else "扣分较多的三级指标"
    chart = _chart(sheets.book, title, "扣分（分）")
    _series(chart, written, [(0, shown)], 4, name="扣分合计", labels=True)
    _insert(written, chart, shown)


def _bands(sheets: _Sheets, figures: Figures) -> None:
    if not figures.ranking:
        return
    columns = [_Column("分数段", 40), _Column("单位数", 20), _Column("比例（%）", 20)]
    rows: list[list[Cell]] = [[band.name, band.offices, band.share] for band in figures.bands]
    written = sheets.write("分数段", "得分分布", columns, rows)
    whole = max(band.offices for band in figures.bands) <= _FEW
    chart = _chart(sheets.book, "各分数段单位数", "单位数（个）", **({"major_unit": 1} if whole else {}))
    _series(chart, written, [(0, len(rows))], 1, name="单位数", labels=True)
    _insert(written, chart, len(rows))


def _problems(sheets: _Sheets, figures: Figures) -> None:
    """The one sheet that is always there, as a workbook has to have one."""
    columns = [_Column("单位", 14), _Column("填报表", 20, prose=True), _Column("结果", 10)]
    columns += [_Column("错误", 6), _Column("警告", 6), _Column("提示", 6), _Column("主要问题", 56, prose=True)]
    unfinished = {filing.workbook for filing in figures.unfinished}
    listed = {*unfinished, *(filing.workbook for filing in figures.warned)}
    told = (*figures.failed, *(filing for filing in figures.made if filing.workbook in listed))
    rows = [_problem_row(filing, unfinished=filing.workbook in unfinished) for filing in told]
    nothing: list[Cell] = ["没有", *[""] * (len(columns) - 1)]
    sheets.write("有问题的单位", "填报问题", columns, rows or [nothing])


def _problem_row(filing: Filing, *, unfinished: bool) -> list[Cell]:
    counts = counted(filing.problems)
    weights = (counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.NOTE])
    result = "没有生成" if filing.result is None else "没有填完" if unfinished else "已生成"
    told = [*filter(is_gap, filing.problems), *blocking(filing.problems)]
    return [filing.office, filing.workbook, result, *weights, "\n".join(map(in_short, told))]


def _findings(sheets: _Sheets, figures: Figures) -> None:
    if not figures.findings:
        return
    columns = [_Column("单位", 14), _Column("编号", 7), _Column("位置", 22, prose=True)]
    columns += [
        _Column("问题", 34, prose=True),
        _Column("现在的内容", 17, prose=True),
        _Column("怎么改", 24, prose=True),
    ]
    rows = []
    for finding in figures.findings:
        problem = finding.problem
        where = str(problem.place or "")
        rows.append(["、".join(finding.offices), problem.code, where, problem.message, problem.found, problem.hint])
    sheets.write("相互核对", "各单位之间核对发现的问题", columns, rows)


def _comparison(sheets: _Sheets, figures: Figures) -> None:
    compared = figures.comparison
    if compared is None:
        return
    years = [_Column(f"{year}年度", 20) for year in (compared.year, figures.year)]
    columns = [_Column("单位", 40), *years, _Column("增减", 20)]
    rows: list[list[Cell]] = [[one.office, one.before, one.now, one.change] for one in compared.offices]
    rows.append(["平均", compared.mean_before, compared.mean_now, compared.change])
    title = f"总分与上年比较{'（两年评分标准的分值不同）' if compared.other_points else ''}"
    written = sheets.write("上年比较", title, columns, rows, totals=1)
    if len(compared.offices) == 1:
        return
    chart = _chart(sheets.book, compared.caption, "总分（分）", min=compared.start, max=FULL)
    drawn = compared.drawn
    shown = _runs([place for place, one in enumerate(compared.offices) if one in drawn])
    _series(chart, written, shown, 1, name=f"{compared.year}年度", colour=SHADE)
    _series(chart, written, shown, 2, name=f"{figures.year}年度")
    chart.set_legend({"position": "bottom", "font": _CHINESE})
    _insert(written, chart, 2 * len(drawn))


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Rows that follow each other, as the first and how many: those that rose most, and those that fell most."""
    breaks = [at for at in range(1, len(places)) if places[at] != places[at - 1] + 1]
    bounds = [0, *breaks, len(places)]
    return [(places[start], end - start) for start, end in pairwise(bounds)]


_WRITERS: tuple[Callable[[_Sheets, Figures], None], ...] = (
    *(_ranking, _groups, _lost, _bands),
    *(_comparison, _problems, _findings),
)


# --- charts -----------------------------------------------------------------------------------------------


def _chart(book: Workbook, title: str, unit: str, **axis: int) -> Chart:
    """Bars, the first at the top, the axis of their numbers below them; ``axis`` is more about that."""
    chart = book.add_chart({"type": "bar"})
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 14, "bold": False}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"name": unit, "name_font": _CHINESE, "num_font": _CHINESE, "min": 0, **axis})
    chart.set_y_axis({"num_font": _CHINESE, "interval_unit": 1, "reverse": True, "crossing": "max"})
    return chart


def _series(
    chart: Chart,
    written: _Sheet,
    runs: Sequence[tuple[int, int]],
    column: int,
    *,
    name: str,
    colour: str = INK,
    labels: bool = False,
) -> None:
    """The cells of a column in some rows of the table; their names stand in its first column.

    XlsxWriter looks for what several runs hold in vain, and takes names for numbers then: it is given what they hold.
    """
    rows = [row for start, count in runs for row in written.rows[start : start + count]]
    chart.add_series(
        {
            "name": name,
            "categories": _cells(written.sheet, runs, 0),
            "categories_data": [str(row[0]) for row in rows],
            "values": _cells(written.sheet, runs, column),
            "values_data": [float(row[column]) for row in rows],
            "fill": {"color": colour},
            "gap": 60,
            **({"data_labels": {"value": True, "font": _CHINESE}} if labels else {}),
        }
    )


def _cells(sheet: Worksheet, runs: Sequence[tuple[int, int]], column: int) -> str:
    """Several runs are written in brackets, as Excel does."""
    ranges = [
        f"{sheet.name}!{xl_range_abs(_HEAD_ROWS + start, column, _HEAD_ROWS + start + count - 1, column)}"
        for start, count in runs
    ]
    return f"={ranges[0]}" if len(ranges) == 1 else f"=({','.join(ranges)})"


def _insert(written: _Sheet, chart: Chart, bars: int) -> None:
    """Put a chart below its table, as wide as this; on a page of its own where it would be cut in two."""
    height = min(_HIGHEST_CHART, 140 + 24 * max(bars, 4))
    chart.set_size({"width": written.pixels, "height": height})
    written.sheet.insert_chart(written.end + 1, 0, chart)
    if written.points + height * 0.75 + _LINE_HEIGHT > _PAGE_HEIGHT:
        written.sheet.set_print_scale(100)  # Excel heeds no page break when it fits sheets to pages
        written.sheet.set_h_pagebreaks([written.end])
        if written.points <= _PAGE_HEIGHT:
            written.sheet.repeat_rows(0)  # the page of the chart has no need of headings
