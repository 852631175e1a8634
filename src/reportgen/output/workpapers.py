"""The working papers (工作底稿) of a report: the workbook …-自评表.xlsx with 自评表, 数据来源 and 检查结果."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal

from reportgen.diagnostics import CellRef, Diagnostic, by_weight
from reportgen.intake.submission import Entry, Submission
from reportgen.numeric import plain
from reportgen.output.workpapers_book import Column, Form, Row, Table, book_of
from reportgen.scoring.scorecard import Input, Score, Scorecard
from reportgen.writing.narrative import Narrative
from reportgen.writing.provenance import PrintedFigure, figures, places

_TO_FILL_IN = "待填"
_LONGEST_VALUE = 40  # characters of a cell's text; of a longer one the working papers show where the figure stands
_AROUND = 15  # characters before and after that figure


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
    office = f"{submission.year.value}年度{submission.office.full_name.value}"
    title = f"{office}部门整体支出绩效自评表{'（试用评分标准）' if scorecard.draft else ''}"
    traced = _figure_rows(figures(narrative, year=scorecard.year), _values(submission))
    found = [_problem_row(problem) for problem in by_weight(problems)] or [_NO_PROBLEM]
    tables = (
        Table(_SCORES, title, list(_score_rows(scorecard))),
        Table(_FIGURES, f"{office}部门整体支出绩效自评表说明数据来源", list(traced)),
        Table(_PROBLEMS, f"{office}填报表检查结果", found),
    )
    return book_of(tables, workbook=workbook, created=created)


# --- 自评表 ------------------------------------------------------------------------------------------------

_SCORES = Form(
    "自评表",
    (
        Column("一级指标", 10),
        Column("二级指标", 10),
        Column("三级指标", 22, prose=True),
        Column("指标", 30, prose=True),
        Column("符号", 6),
        Column("年度指标值", 12),
        Column("实际完成值", 12),
        Column("分值", 7),
        Column("得分", 7),
        Column("扣分", 7),
        Column("扣分原因", 30, prose=True),
        Column("佐证材料", 26, prose=True),
    ),
    grouped=3,
)


def _score_rows(scorecard: Scorecard) -> Iterator[Row]:
    for part in scorecard.tree.children:
        for group in part.children:
            for score in group.children:
                for leaf in score.leaves():
                    yield _leaf_row((part.name, group.name, score.name), leaf, scorecard.gaps)
                if score.children:
                    yield _total((part.name, group.name, f"{score.name}小计"), score)
            yield _total((part.name, group.name, f"{group.name}小计"), group)
        yield _total((part.name, "", f"{part.name}合计"), part)
    yield _total(("总分", "", ""), scorecard.tree)


def _leaf_row(names: tuple[str, str, str], leaf: Score, gaps: Container[CellRef]) -> Row:
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
    points = _points(leaf)
    reason = (leaf.reason.value if leaf.reason else leaf.rule) if leaf.lost and _TO_FILL_IN not in points else ""
    evidence = leaf.evidence.value if leaf.evidence else ""
    return Row((*names, *measured, *points, reason, evidence))


def _measured(entry: Entry[Decimal] | Entry[str], unit: Entry[str] | None, gaps: Container[CellRef]) -> str:
    """A target or an actual value with its unit, or the text of a qualitative one."""
    if entry.ref in gaps:
        return _TO_FILL_IN
    return plain(entry.value) + (unit.value if unit else "") if isinstance(entry.value, Decimal) else entry.value


def _shown(given: Input, gaps: Container[CellRef]) -> str:
    if given.ref in gaps:
        return _TO_FILL_IN
    return plain(given.value) + given.unit if isinstance(given.value, Decimal) else given.value


def _total(names: tuple[str, str, str], score: Score) -> Row:
    return Row((*names, "", "", "", "", *_points(score), "", ""), total=True)


def _points(score: Score) -> tuple[str | Decimal, ...]:
    """分值, 得分 and 扣分; what rests on a gap of a draft is not known."""
    if score.missing:
        return score.points, _TO_FILL_IN, _TO_FILL_IN
    return score.points, score.score, score.lost


# --- 数据来源 ----------------------------------------------------------------------------------------------

_FIGURES = Form(
    "数据来源",
    (
        Column("序号", 5),
        Column("段落", 5),
        Column("所在部分", 14, prose=True),
        Column("句子", 40, prose=True),
        Column("数字", 10),
        Column("名称", 18, prose=True),
        Column("来源", 18, prose=True),
        Column("其余来源", 18, prose=True),
        Column("原值", 20, prose=True),
        Column("规则", 26, prose=True),
        Column("依据条款", 26, prose=True),
    ),
    linked=6,
)


def _figure_rows(traced: Iterable[PrintedFigure], values: Mapping[str, object]) -> Iterator[Row]:
    for number, figure in enumerate(traced, 1):
        first, *others = figure.sources
        cells = [source for source in figure.sources if isinstance(source, CellRef)]
        stands = "、".join(_value(values.get(cell.address), figure) for cell in cells)
        numbers = (Decimal(number), Decimal(figure.paragraph))
        printed = (figure.part, figure.sentence, figure.text, figure.name)
        source = (places((first,)), places(others), stands, figure.rule, figure.basis)
        yield Row((*numbers, *printed, *source), link=cells[0] if cells else None)


def _values(submission: Submission) -> dict[str, object]:
    """What stands in each cell, by its address; of a cell that was read as a number and as typed, the number."""
    values: dict[str, object] = {}
    for entry in submission.entries():
        if entry.ref not in submission.gaps:  # a stand-in stands in no cell
            values.setdefault(entry.ref.address, entry.value)
    return values


def _value(value: object, figure: PrintedFigure) -> str:
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

_PROBLEMS = Form(
    "检查结果",
    (
        Column("程度", 6),
        Column("编号", 8),
        Column("位置", 24, prose=True),
        Column("行名", 24, prose=True),
        Column("消息", 56, prose=True),
        Column("现在的内容", 26, prose=True),
        Column("怎么改", 56, prose=True),
    ),
    linked=2,
)
_NO_PROBLEM = Row(("", "", "", "", "没有问题", "", ""))


def _problem_row(problem: Diagnostic) -> Row:
    place = problem.place
    where = (place.address, place.label) if isinstance(place, CellRef) else (str(place or ""), "")
    cells = (problem.severity, problem.code, *where, problem.message, problem.found, problem.hint)
    return Row(cells, link=place if isinstance(place, CellRef) else None)
