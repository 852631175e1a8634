"""Writes the working papers (工作底稿) of a report: a workbook with the sheets 自评表, 数据来源 and 检查结果."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from reportgen.diagnostics import CellRef, Diagnostic, Place, by_weight
from reportgen.intake.form import MANAGEMENT
from reportgen.intake.submission import Submission
from reportgen.numeric import plain
from reportgen.package import escape_rich_text
from reportgen.scoring.scorecard import (
    NOT_FILLED_IN,
    Score,
    Scorecard,
    input_texts,
    lost_reason,
    measure_texts,
    points_of,
)
from reportgen.spreadsheet import HEAD_ROWS, CellValue, TableBook, TableColumn, write_value
from reportgen.writing.narrative import Narrative
from reportgen.writing.provenance import PrintedFigure, figures, places

_LONGEST_VALUE = 40  # characters; of a longer text only the part around the figure is shown
_MOST_VALUES = 8  # of several cells in one row
_AROUND = 15  # characters before and after the figure
_LINE_HEIGHT = 13  # points


@dataclass(frozen=True, slots=True)
class PaperForm:
    """The layout of a sheet of the working papers.

    The cells of the column ``linked`` are links into the clerk's workbook. In the first ``grouped`` columns equal
    neighbours are merged, as is usual in printed tables. A sheet that is ``signed`` ends with a line for signatures.
    """

    name: str
    columns: tuple[TableColumn, ...]
    linked: int = 0
    grouped: int = 0
    signed: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a sheet; ``total`` marks sums, ``link`` is the cell of the clerk's workbook that the row refers to."""

    cells: tuple[CellValue, ...]
    total: bool = False
    link: CellRef | None = None


def working_papers(
    submission: Submission,
    scorecard: Scorecard,
    narrative: Narrative,
    problems: Iterable[Diagnostic],
    *,
    workbook: str,
    created: datetime.datetime,
) -> bytes:
    """Make the workbook, ready to print on A4 landscape; the same arguments give the same bytes.

    In a draft, 待填 replaces missing values and the points that depend on them. ``workbook`` is the path of the clerk's
    workbook from the folder of the working papers, with forward slashes, for hyperlinks. ``problems`` are all problems
    of the run.
    """
    office = f"{submission.year.value}年度{submission.office.full_name.value}"
    title = f"{office}部门整体支出绩效自评表{'（试用评分标准）' if scorecard.draft else ''}"
    figure_rows = list(_figure_rows(figures(narrative, rules=scorecard.file), _values(submission)))
    problem_rows = [_problem_row(problem) for problem in by_weight(problems)] or [_NO_PROBLEM]
    book, target = TableBook(created=created, line_height=_LINE_HEIGHT), _link_target(workbook)
    _add(book, _SCORES, title, list(_score_rows(scorecard)), target)
    _add(book, _FIGURES, f"{office}部门整体支出绩效自评表说明数据来源", figure_rows, target)
    _add(book, _PROBLEMS, f"{office}填报表检查结果", problem_rows, target)
    return book.content()


# --- 自评表 ------------------------------------------------------------------------------------------------

_SCORES = PaperForm(
    "自评表",
    (
        TableColumn("一级指标", 9),
        TableColumn("二级指标", 9),
        TableColumn("三级指标", 18, prose=True),
        TableColumn(MANAGEMENT.standard.name, 34, prose=True),
        TableColumn("指标", 24, prose=True),
        TableColumn("符号", 6),
        TableColumn("年度指标值", 11),
        TableColumn("实际完成值", 12),
        TableColumn("分值（分）", 8),
        TableColumn("得分（分）", 8),
        TableColumn("扣分（分）", 8),
        TableColumn("扣分原因", 24, prose=True),
        TableColumn("佐证材料", 22, prose=True),
    ),
    grouped=4,
    signed=True,
)
_SIGNERS = "填表人：{gap}审核人：{gap}负责人：{gap}日期：　　　　年　　月　　日".format(gap="　" * 12)


def _score_rows(scorecard: Scorecard) -> Iterator[PaperRow]:
    for part in scorecard.tree.children:
        for group in part.children:
            for score in group.children:
                for leaf in score.leaves():
                    names = (part.name, group.name, score.name, score.standard)
                    yield _leaf_row(names, leaf, scorecard.gaps)
                if score.children:
                    yield _total((part.name, group.name, f"{score.name}小计"), score)
            yield _total((part.name, group.name, f"{group.name}小计"), group)
        yield _total((part.name, "", f"{part.name}合计"), part)
    yield _total(("总分", "", ""), scorecard.tree)
    if scorecard.grade:
        grade = NOT_FILLED_IN if scorecard.tree.missing else scorecard.grade
        yield PaperRow(("等级", "", "", "", "", "", "", "", "", grade, "", "", ""), total=True)


def _leaf_row(names: tuple[str, str, str, str], leaf: Score, gaps: frozenset[CellRef]) -> PaperRow:
    indicator = leaf.indicator
    if indicator is not None:
        target, actual = measure_texts(indicator, gaps)
        measures = (f"{indicator.code.value} {leaf.name}", indicator.symbol.value, target, actual)
    else:
        measures = input_texts(leaf.inputs, gaps)
    points = points_of(leaf)
    evidence = leaf.evidence.value if leaf.evidence else ""
    return PaperRow((*names, *measures, *points, lost_reason(leaf), evidence))


def _total(names: tuple[str, str, str], score: Score) -> PaperRow:
    return PaperRow((*names, "", "", "", "", "", *points_of(score), "", ""), total=True)


# --- 数据来源 ----------------------------------------------------------------------------------------------

_FIGURES = PaperForm(
    "数据来源",
    (
        TableColumn("序号", 5),
        TableColumn("段落", 5),
        TableColumn("所在部分", 14, prose=True),
        TableColumn("句子", 40, prose=True),
        TableColumn("数字", 10),
        TableColumn("名称", 18, prose=True),
        TableColumn("来源", 19, prose=True),
        TableColumn("其余来源", 20, prose=True),
        TableColumn("原值", 22, prose=True),
        TableColumn("规则", 28, prose=True),
        TableColumn("依据条款", 26, prose=True),
    ),
    linked=6,
)


def _figure_rows(uses: Iterable[PrintedFigure], values: Mapping[str, object]) -> Iterator[PaperRow]:
    for number, figure in enumerate(uses, 1):
        cells = [source for source in figure.sources if isinstance(source, CellRef)]
        contents = _contents([_value(values.get(cell.address), figure) for cell in cells])
        numbers = (Decimal(number), Decimal(figure.paragraph))
        context = (figure.part, figure.sentence, figure.text, figure.name)
        first = _first_range(figure.sources)
        sources = (places(figure.sources[:first]), places(figure.sources[first:]))
        cell_texts = (*numbers, *context, *sources, contents, figure.rule, figure.basis)
        yield PaperRow(cell_texts, link=cells[0] if cells else None)


def _first_range(sources: Sequence[Place]) -> int:
    """How many of the sources make one range, such as 绩效指标!F3:F15."""
    counts = range(2, len(sources) + 1)
    return next((count - 1 for count in counts if re.search("[、；]", places(sources[:count]))), len(sources))


def _values(submission: Submission) -> dict[str, object]:
    """The value of each cell by its address; a number rather than the text of the same cell."""
    values: dict[str, object] = {}
    for entry in submission.entries():
        if entry.ref not in submission.gaps:  # The value of a gap is a stand-in, not the content of a cell.
            values.setdefault(entry.ref.address, entry.value)
    return values


def _contents(texts: Sequence[str]) -> str:
    """The contents of cells in one line; of many cells only the first, because nobody reads a hundred numbers."""
    if len(texts) <= _MOST_VALUES:
        return "、".join(texts)
    return f"{'、'.join(texts[:_MOST_VALUES])}……（共{len(texts)}个单元格）"


def _value(value: object, figure: PrintedFigure) -> str:
    """The content of a cell; of a long text, the words around the figure."""
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

_PROBLEMS = PaperForm(
    "检查结果",
    (
        TableColumn("程度", 6),
        TableColumn("编号", 8),
        TableColumn("位置", 24, prose=True),
        TableColumn("行名", 24, prose=True),
        TableColumn("消息", 56, prose=True),
        TableColumn("现在的内容", 26, prose=True),
        TableColumn("怎么改", 56, prose=True),
    ),
    linked=2,
)
_NO_PROBLEM = PaperRow(("", "", "", "", "没有问题", "", ""))


def _problem_row(problem: Diagnostic) -> PaperRow:
    place = problem.place
    where = (place.address, place.label) if isinstance(place, CellRef) else (str(place or ""), "")
    cells = (problem.severity, problem.shown_code, *where, problem.message, problem.found, problem.hint)
    return PaperRow(cells, link=place if isinstance(place, CellRef) else None)


# --- sheets and links -------------------------------------------------------------------------------------

_LONGEST_LINK, _LONGEST_ANCHOR = 1900, 2079  # UTF-16 units of a path and of a place in it; Excel allows 2080 each
_ESCAPED = {ord(char): f"%{ord(char):02x}" for char in '%"# <>[]^`{}'}


def _add(book: TableBook, form: PaperForm, title: str, rows: Sequence[PaperRow], target: str) -> None:
    """Write a sheet; ``target`` is the path for its links, or empty if there are none."""
    totals = {number for number, row in enumerate(rows) if row.total}
    sheet = book.add(form.name, title, form.columns, [row.cells for row in rows], totals=totals)
    for number, row in enumerate(rows, HEAD_ROWS):
        place = _anchor(row.link) if target and row.link else ""
        if place and _utf16_length(place) <= _LONGEST_ANCHOR:
            text = escape_rich_text(str(row.cells[form.linked]))
            sheet.write_url(number, form.linked, f"external:{target}#{place}", book.link, text)
    if form.signed:
        book.write_below(sheet, HEAD_ROWS + len(rows), len(form.columns), _SIGNERS)
    for column in range(form.grouped):
        look = book.look(form.columns[column])
        for first, last in _runs(rows, column):
            sheet.merge_range(first, column, last, column, "", look.text)
            write_value(sheet, first, column, rows[first - HEAD_ROWS].cells[column], look)


def _runs(rows: Sequence[PaperRow], column: int) -> Iterator[tuple[int, int]]:
    """The first and the last row of each group of equal neighbours."""
    for names, run in groupby(enumerate(rows, HEAD_ROWS), key=lambda at: at[1].cells[: column + 1]):
        first, *others = (number for number, _ in run)
        if others and names[-1]:
            yield first, others[-1]


def _anchor(cell: CellRef) -> str:
    sheet = cell.sheet.replace("'", "''")
    return f"'{sheet}'!{cell.cell or 'A1'}"


def _link_target(workbook: str) -> str:
    """The path in the form that Excel needs in a link; empty if it is too long.

    The path is escaped here, because XlsxWriter does not escape a path that seems to be escaped already.
    """
    target = workbook.translate(_ESCAPED)
    return target if _utf16_length(target) <= _LONGEST_LINK else ""


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
