"""The working papers (工作底稿) of a report: the workbook …-自评表.xlsx with 自评表, 数据来源 and 检查结果.

Everything that is text is written as text, whatever it begins with: what a stranger typed must never become a
formula, neither now nor when somebody edits the cell.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportgen.diagnostics import CellRef, Diagnostic, by_weight
from reportgen.intake.submission import Entry, Submission
from reportgen.numeric import plain
from reportgen.scoring.scorecard import Input, Score, Scorecard, ScorePart
from reportgen.spreadsheet import inert, text_lines
from reportgen.writing.narrative import Narrative
from reportgen.writing.provenance import Figure, figures, places

_CREATOR = "reportgen"
_TO_FILL_IN = "待填"
_LINE_HEIGHT, _PADDING = 13, 4  # points, for 10-point text
_TALLEST_ROW = 409  # points; a row cannot be higher in Excel
_LONGEST_LINK = 1900  # characters of a path: Excel allows a link 2080
_LONGEST_VALUE = 40  # characters of a cell's text; of a longer one the working papers show where the figure stands
_AROUND = 15  # characters before and after that figure


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a sheet: its heading, how wide it is (in half-width characters), and whether it is read as prose."""

    name: str
    width: int
    prose: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a sheet looks like; ``linked`` is the column whose cells lead to the clerk's workbook."""

    name: str
    columns: tuple[_Column, ...]
    linked: int | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet; ``total`` for sub-totals, ``link`` is the cell of the clerk's workbook that it leads to."""

    cells: tuple[str | Decimal, ...]
    total: bool = False
    link: CellRef | None = None


@dataclass(frozen=True, slots=True)
class _Papers:
    """The workbook that is made, its formats (made once each), and the clerk's workbook as links name it."""

    book: Workbook
    title: Format
    heading: Format
    centred: Format
    prose: Format
    total: Format
    link: Format
    target: str


def working_papers(
    submission: Submission,
    scorecard: Scorecard,
    narrative: Narrative,
    problems: Iterable[Diagnostic],
    *,
    workbook: str,
    created: datetime.datetime,
) -> bytes:
    """The workbook, ready to print on A4 landscape; the same arguments give the same bytes.

    In a draft 待填 stands for what is missing and for the points that rest on it.

    ``workbook`` is the path of the clerk's workbook from the folder of the working papers, with forward slashes:
    the places in it are hyperlinks. ``problems`` are all those of the run.
    """
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": _CREATOR, "created": created})
    papers = _papers(book, workbook)
    office = f"{submission.year.value}年度{submission.office.full_name.value}"
    scores = list(_score_rows(scorecard))
    title = f"{office}部门整体支出绩效自评表{'（试用评分标准）' if scorecard.draft else ''}"
    _merge_repeats(_write(papers, _SCORES, title, scores), scores, papers)
    traced = list(_figure_rows(figures(narrative, year=scorecard.year), _values(submission)))
    _write(papers, _FIGURES, f"{office}部门整体支出绩效自评表说明数据来源", traced)
    found = [_problem_row(problem) for problem in by_weight(problems)] or [_NO_PROBLEM]
    _write(papers, _PROBLEMS, f"{office}填报表检查结果", found)
    book.close()
    return buffer.getvalue()


# --- 自评表 ------------------------------------------------------------------------------------------------

_SCORES = _Sheet(
    "自评表",
    (
        _Column("一级指标", 10),
        _Column("二级指标", 10),
        _Column("三级指标", 22, prose=True),
        _Column("指标", 30, prose=True),
        _Column("符号", 6),
        _Column("年度指标值", 12),
        _Column("实际完成值", 12),
        _Column("分值", 7),
        _Column("得分", 7),
        _Column("扣分", 7),
        _Column("扣分原因", 30, prose=True),
        _Column("佐证材料", 26, prose=True),
    ),
)


def _score_rows(scorecard: Scorecard) -> Iterator[_Row]:
    gaps = scorecard.gaps
    for part in scorecard.parts:
        yield from _part_rows(part, gaps)
    yield _total(("总分", "", ""), list(scorecard.scores()), gaps)


def _part_rows(part: ScorePart, gaps: Container[CellRef]) -> Iterator[_Row]:
    for group in part.groups:
        for score in group.items:
            for leaf in score.leaves():
                yield _leaf_row((part.name, group.name, score.name), leaf, gaps)
            if score.parts:
                yield _total((part.name, group.name, f"{score.name}小计"), [score], gaps)
        yield _total((part.name, group.name, f"{group.name}小计"), group.items, gaps)
    yield _total((part.name, "", f"{part.name}合计"), [score for group in part.groups for score in group.items], gaps)


def _leaf_row(names: tuple[str, str, str], leaf: Score, gaps: Container[CellRef]) -> _Row:
    indicator = leaf.indicator
    if indicator is not None:
        target, actual = (
            _measured(number or typed, indicator.unit, gaps)
            for number, typed in (
                (indicator.target, indicator.target_text),
                (indicator.actual, indicator.actual_text),
            )
        )
        measured = (f"{indicator.code.value} {leaf.name}", indicator.symbol.value, target, actual)
    else:
        inputs = "；".join(f"{given.label}：{_shown(given, gaps)}" for given in leaf.inputs)
        measured = (inputs, "", "", _shown(leaf.inputs[0], gaps) if leaf.inputs else "")
    points = _points([leaf], gaps)
    reason = (leaf.reason.value if leaf.reason else leaf.rule) if leaf.lost and _TO_FILL_IN not in points else ""
    evidence = leaf.evidence.value if leaf.evidence else ""
    return _Row((*names, *measured, *points, reason, evidence))


def _measured(entry: Entry[Decimal] | Entry[str], unit: Entry[str] | None, gaps: Container[CellRef]) -> str:
    """A target or an actual value with its unit, or the text of a qualitative one."""
    if entry.ref in gaps:
        return _TO_FILL_IN
    return plain(entry.value) + (unit.value if unit else "") if isinstance(entry.value, Decimal) else entry.value


def _shown(given: Input, gaps: Container[CellRef]) -> str:
    if given.ref in gaps:
        return _TO_FILL_IN
    return plain(given.value) + given.unit if isinstance(given.value, Decimal) else given.value


def _total(names: tuple[str, str, str], scores: Sequence[Score], gaps: Container[CellRef]) -> _Row:
    return _Row((*names, "", "", "", "", *_points(scores, gaps), "", ""), total=True)


def _points(scores: Sequence[Score], gaps: Container[CellRef]) -> tuple[str | Decimal, ...]:
    """分值, 得分 and 扣分 of these scores together; what rests on a gap of a draft is not known."""
    full = sum((score.full for score in scores), Decimal(0))
    if any(given.ref in gaps for score in scores for leaf in score.leaves() for given in leaf.inputs):
        return full, _TO_FILL_IN, _TO_FILL_IN
    points = sum((score.points for score in scores), Decimal(0))
    return full, points, full - points


def _merge_repeats(sheet: Worksheet, rows: Sequence[_Row], papers: _Papers) -> None:
    """Merge equal neighbours in 一级, 二级 and 三级, as the printed tables have them."""
    for column in range(3):
        for names, run in groupby(enumerate(rows, _FIRST_ROW), key=lambda at: at[1].cells[: column + 1]):
            numbers = [row for row, _ in run]
            if len(numbers) > 1 and names[-1]:
                look = papers.prose if _SCORES.columns[column].prose else papers.centred
                sheet.merge_range(numbers[0], column, numbers[-1], column, "", look)
                _put(sheet, numbers[0], column, names[-1], look)


# --- 数据来源 ----------------------------------------------------------------------------------------------

_FIGURES = _Sheet(
    "数据来源",
    (
        _Column("序号", 5),
        _Column("段落", 5),
        _Column("所在部分", 14, prose=True),
        _Column("句子", 40, prose=True),
        _Column("数字", 10),
        _Column("名称", 18, prose=True),
        _Column("来源", 18, prose=True),
        _Column("其余来源", 18, prose=True),
        _Column("原值", 20, prose=True),
        _Column("规则", 26, prose=True),
        _Column("依据条款", 26, prose=True),
    ),
    linked=6,
)


def _figure_rows(traced: Iterable[Figure], values: Mapping[str, object]) -> Iterator[_Row]:
    for number, figure in enumerate(traced, 1):
        first, *others = figure.sources
        cells = [source for source in figure.sources if isinstance(source, CellRef)]
        stands = "、".join(_value(values.get(cell.address), figure) for cell in cells)
        numbers = (Decimal(number), Decimal(figure.paragraph))
        printed = (figure.part, figure.sentence, figure.text, figure.name)
        source = (places((first,)), places(others), stands, figure.rule, figure.basis)
        yield _Row((*numbers, *printed, *source), link=cells[0] if cells else None)


def _values(submission: Submission) -> dict[str, object]:
    """What stands in each cell, by its address; of a cell that was read as a number and as typed, the number."""
    values: dict[str, object] = {}
    for entry in submission.entries():
        if entry.ref not in submission.gaps:  # a stand-in stands in no cell
            values.setdefault(entry.ref.address, entry.value)
    return values


def _value(value: object, figure: Figure) -> str:
    """What stands in a cell; of a long text the words around the figure."""
    if value is None:
        return "没有填"
    if isinstance(value, Decimal):
        return plain(value)
    text = str(value)
    if len(text) <= _LONGEST_VALUE:
        return text
    before = figure.before[-_AROUND:]
    at = max(text.find(before + figure.text), 0)
    start, end = max(at + len(before) - _AROUND, 0), at + len(before) + len(figure.text) + _AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


# --- 检查结果 ----------------------------------------------------------------------------------------------

_PROBLEMS = _Sheet(
    "检查结果",
    (
        _Column("程度", 6),
        _Column("编号", 8),
        _Column("位置", 24, prose=True),
        _Column("行名", 24, prose=True),
        _Column("消息", 56, prose=True),
        _Column("现在的内容", 26, prose=True),
        _Column("怎么改", 56, prose=True),
    ),
    linked=2,
)
_NO_PROBLEM = _Row(("", "", "", "", "没有问题", "", ""))


def _problem_row(problem: Diagnostic) -> _Row:
    place = problem.place
    where = (place.address, place.label) if isinstance(place, CellRef) else (str(place or ""), "")
    cells = (problem.severity, problem.code, *where, problem.message, problem.found, problem.hint)
    return _Row(cells, link=place if isinstance(place, CellRef) else None)


# --- writing ----------------------------------------------------------------------------------------------

_FIRST_ROW = 2  # below the title and the headings
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_GRID = {**_FONT, "border": 1, "text_wrap": True, "quote_prefix": True}
_SHADE = {"bold": True, "bg_color": "#EDEDED"}


def _papers(book: Workbook, workbook: str) -> _Papers:
    title = {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter", "quote_prefix": True}
    return _Papers(
        book=book,
        title=book.add_format(title),
        heading=book.add_format({**_GRID, **_SHADE, "align": "center"}),
        centred=book.add_format({**_GRID, "align": "center"}),
        prose=book.add_format({**_GRID, "align": "left"}),
        total=book.add_format({**_GRID, **_SHADE, "align": "center"}),
        link=book.add_format({**_GRID, "align": "left", "font_color": "#0563C1", "underline": 1}),
        target=_link_target(workbook),
    )


def _write(papers: _Papers, form: _Sheet, title: str, rows: Sequence[_Row]) -> Worksheet:
    """A sheet with its title, headings and rows, set up for print."""
    sheet = papers.book.add_worksheet(form.name)
    sheet.merge_range(0, 0, 0, len(form.columns) - 1, "", papers.title)
    _put(sheet, 0, 0, title, papers.title)
    sheet.set_row(0, 30)
    for number, column in enumerate(form.columns):
        sheet.set_column(number, number, column.width)
        _put(sheet, 1, number, column.name, papers.heading)
    usual = [papers.prose if column.prose else papers.centred for column in form.columns]
    for number, row in enumerate(rows, _FIRST_ROW):
        for column_number, (value, look) in enumerate(zip(row.cells, usual, strict=True)):
            _put(sheet, number, column_number, value, papers.total if row.total else look)
        if form.linked is not None and row.link is not None and papers.target:
            text = inert(str(row.cells[form.linked]))
            sheet.write_url(number, form.linked, papers.target + _anchor(row.link), papers.link, text)
        sheet.set_row(number, _height(row, form.columns))
    _set_up_print(sheet)
    return sheet


def _put(sheet: Worksheet, row: int, column: int, value: str | Decimal, look: Format) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), look)
    elif value:
        sheet.write_string(row, column, inert(value), look)
    else:
        sheet.write_blank(row, column, None, look)


_ESCAPED = {ord(char): f"%{ord(char):02x}" for char in '%"# <>[]^`{}'}


def _link_target(workbook: str) -> str:
    """The path as Excel escapes it in a link, or nothing where it is too long for one.

    XlsxWriter would not escape a “#”, nor anything in a path that holds “%20”.
    """
    target = workbook.translate(_ESCAPED)
    return f"external:{target}" if len(target) <= _LONGEST_LINK else ""


def _anchor(cell: CellRef) -> str:
    sheet = cell.sheet.replace("'", "''")
    return f"#'{sheet}'!{cell.cell or 'A1'}"


def _height(row: _Row, columns: Sequence[_Column]) -> float:
    """Points for the fullest cell."""
    filled = ((str(value), column.width) for value, column in zip(row.cells, columns, strict=True) if value)
    lines = max(text_lines(text, width) for text, width in filled)
    return min(_TALLEST_ROW, _LINE_HEIGHT * lines + _PADDING)


def _set_up_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4 (ECMA-376 18.3.1.63)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(_FIRST_ROW, 0)
