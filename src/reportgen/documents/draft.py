"""The rows of the form while a document fills them in, and what follows when all of the document has been read.

Answers follow from the points that the document states, and categories of indicators from the points that they lost.
What follows is never certain, so that its cells are marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from reportgen.documents.places import CellPlace, answers
from reportgen.documents.sentences import sentences, stated_indicators
from reportgen.documents.title import Names
from reportgen.forms.progress import Value
from reportgen.intake import form
from reportgen.intake.form import Column, NumberedSheet, SheetForm
from reportgen.numeric import parse_quantity
from reportgen.scoring.rubric import Criterion, Rubric
from reportgen.scoring.rules import NOT_CONCERNED, manual
from reportgen.scoring.score import equal_shares
from reportgen.scoring.tree import Tree

_HONOURS = re.compile(r"[^。]{0,60}(?:荣获|获评|获得|被评为|评为|授予|表彰|入选|称号|获.{0,20}奖)")


@dataclass(slots=True)
class FilledRow:
    """A row of the form that the document fills in: cells by column, and for marked columns why and whether to ask."""

    cells: dict[str, Value] = field(default_factory=dict)
    remarks: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def put(self, column: str, value: Value, sentence: str = "", *, sure: bool = True) -> None:
        """Fill in a cell; ``sentence`` becomes its comment, and it is coloured unless it is ``sure``."""
        if sentence or not sure:
            self.remarks[column] = (sentence, not sure)
        self.cells[column] = value

    def doubt(self, column: str, why: str) -> None:
        """Colour a cell for another reason."""
        before = self.remarks.get(column, ("", False))[0]
        self.remarks[column] = (f"{before}\n{why}".strip() if why not in before else before, True)


class FormDraft:
    """The rows of the form and the facts that a document states about points.

    ``stated`` are scores by the name of their indicator, ``losses`` the 三级指标 that lost points. ``notes`` are the
    paragraphs of each 二级指标 of 管理效率, and whether the wording has them. ``truths`` are the conditions of the
    wording that hold, with the sentence that says so. ``indicators`` are the rows of 绩效指标 and the points they lost.
    """

    def __init__(self, rubric: Rubric, names: Names) -> None:
        self.rubric, self.names = rubric, names
        self.free: dict[str, list[FilledRow]] = {sheet.name: [] for sheet in form.SHEETS if sheet.room}
        self.fixed_rows: dict[tuple[str, str], FilledRow] = {}
        self.stated: dict[str, Decimal] = {}
        self.losses: list[tuple[Criterion, Decimal, str]] = []
        self.notes: dict[str, list[tuple[str, bool]]] = {}
        self.truths: dict[str, str] = {}
        self.indicators: list[tuple[FilledRow, Decimal | None]] = []
        self.current: FilledRow | None = None

    def row(self, place: CellPlace) -> FilledRow:
        """The row of a cell whose row is fixed."""
        return self.named_row(place.sheet, place.row)

    def named_row(self, sheet: SheetForm, name: str) -> FilledRow:
        """The row of this name; it is made when it is first asked for."""
        row = self.fixed_rows.setdefault((sheet.name, name), FilledRow())
        row.cells[sheet.row_name] = name
        return row

    def number(self, place: CellPlace, text: str, sentence: str, *, sure: bool, comment: bool = True) -> None:
        """Fill in a number; a second one for the same cell makes both uncertain."""
        quantity = parse_quantity(text)
        if quantity is None:
            return
        value, unit = quantity.value, quantity.unit
        if place.sheet is not form.BUDGET and unit in form.MONEY_UNITS and unit != form.MONEY_UNIT:
            value, sure = value * form.MONEY_UNITS[unit], False
        row, column = self.row(place), place.column.name
        before = row.cells.get(column)
        if before is not None:
            if before != value:
                row.doubt(column, f"文中另有一处：{sentence}")
            return
        row.put(column, value, sentence if comment or not sure else "", sure=sure)
        if place.sheet is form.BUDGET and unit in form.MONEY_UNITS and unit != form.MONEY_UNIT:
            row.cells[form.BUDGET.unit.name] = unit

    def new_row(self, sheet: SheetForm, place: CellPlace | None) -> FilledRow:
        """Add a row to a sheet whose rows are free, with its number."""
        row, rows = FilledRow(), self.free[sheet.name]
        fixed = dict(place.fixed) if place else {}
        if isinstance(sheet, NumberedSheet) or sheet is form.TASKS:
            last = rows[-1].cells.get(form.TASKS.number.name, 0) if rows else 0
            is_detail = fixed.get(form.TASKS.level.name, form.OVERVIEW) != form.OVERVIEW
            row.cells[form.TASKS.number.name] = max(1, int(last)) if is_detail else int(last) + 1
        row.cells |= fixed
        section = form.OTHERS.section.name
        if sheet is form.OTHERS and section not in row.cells and rows:
            row.cells[section] = rows[-1].cells.get(section, "")
        rows.append(row)
        self.current = row
        return row

    # --- what follows ---

    def finish(self) -> None:
        """Add what follows from all that the document states."""
        self._office()
        self._overview()
        self._management()
        self._spending()
        self._propose()
        self._classify()

    def _office(self) -> None:
        basics = form.BASICS
        names = self.names
        for item, text in (
            (basics.city, names.city),
            (basics.district, names.district),
            (basics.full_name, names.full),
            (basics.office, names.name),
            (basics.short_name, names.short),
        ):
            if text:
                row = self.named_row(basics, item.name)
                row.cells.setdefault(basics.content.name, text)

    def _overview(self) -> None:
        """Part the honours from the overview, with which they stand in one paragraph."""
        basics, column = form.BASICS, form.BASICS.content.name
        row, honours = (self.named_row(basics, item.name) for item in (basics.conclusion_overview, basics.honours))
        text = f"{row.cells.get(column, '')}{honours.cells.get(column, '')}"
        if not text:
            return
        parts = list(sentences(text))
        first = next((n for n, part in enumerate(parts) if n and _HONOURS.match(part)), len(parts))
        row.cells[column] = "".join(parts[:first]).strip()
        if first < len(parts):
            honours.cells[column] = "".join(parts[first:]).strip()
        else:
            honours.cells.pop(column, None)

    def _management(self) -> None:
        sheet = form.MANAGEMENT
        lost = {criterion.name: (points, text) for criterion, points, text in self.losses}
        for group, criterion in self.rubric.form_criteria():
            row = self.named_row(sheet, criterion.name)
            word = re.sub(r"\W", "", criterion.name)  # as the vocabulary names it
            key = f"{group.name}.{word}"
            if sheet.value.name in row.cells:
                if criterion.name in lost:
                    row.put(sheet.deduction.name, *lost[criterion.name])
            elif criterion.name in lost:
                points, text = lost[criterion.name]
                row.put(sheet.deduction.name, points, text)
                fitting = answers(criterion, self.rubric, criterion.points - points)
                if fitting:
                    row.put(sheet.value.name, fitting[0], f"由扣分推出：{text}", sure=False)
            elif f"{key}.不涉及" in self.truths:
                row.put(sheet.value.name, NOT_CONCERNED, self.truths[f"{key}.不涉及"])
            else:
                self._full_marks(group, criterion, row, key)
        for group_name, paragraphs in self.notes.items():
            self._write_notes(group_name, paragraphs)

    def _full_marks(self, group: Tree, criterion: Criterion, row: FilledRow, key: str) -> None:
        """Fill in the answer that gives all points, where the document says so or the points of its group follow."""
        fitting = [a for a in answers(criterion, self.rubric, criterion.points) if a != NOT_CONCERNED]
        column = form.MANAGEMENT.value.name
        if not fitting:
            return
        if f"{key}.满分" in self.truths:
            row.put(column, fitting[0], self.truths[f"{key}.满分"])
            return
        score = self.stated.get(group.name)
        lost = sum((points for c, points, _ in self.losses if c in group.children), Decimal(0))
        if score is not None and score + lost == group.points:
            row.put(column, fitting[0], f"由得分推出：文中“{group.name}”得{score}分", sure=False)

    def _write_notes(self, group_name: str, paragraphs: Sequence[tuple[str, bool]]) -> None:
        """The paragraphs of a group become its notes, unless the wording says all of them by itself."""
        sheet = form.MANAGEMENT
        criteria = [one for group, one in self.rubric.form_criteria() if group.name == group_name]
        rows = [self.named_row(sheet, one.name) for one in criteria]
        pairs = zip(criteria, rows, strict=True)
        answered = all(sheet.value.name in row.cells or not answers(one, self.rubric, None) for one, row in pairs)
        judged = all(not one.rule.figures for one in criteria)
        if not rows or (all(is_wording for _, is_wording in paragraphs) and answered and judged):
            return
        texts = [text for text, _ in paragraphs]
        texts = [*texts[: len(rows) - 1], *(["\n".join(texts[len(rows) - 1 :])] if len(texts) >= len(rows) else [])]
        for row, text in zip(rows, texts, strict=False):
            row.put(sheet.note.name, text, "原文没有写明是哪一项的，按先后放在这里", sure=len(rows) == 1)

    def _spending(self) -> None:
        """All points for a rate of spending mean that everything was spent."""
        for _, _, criterion in self.rubric.criteria():
            figures = criterion.rule.figures
            if figures != (form.BUDGET.execution_rate.name,) or criterion.name not in self.stated:
                continue
            row = self.named_row(form.BUDGET, form.BUDGET.execution_rate.name)
            full = self.stated[criterion.name] == criterion.points
            if full and form.BUDGET.amount.name not in row.cells:
                row.put(form.BUDGET.amount.name, 100, f"由得分推出：文中“{criterion.name}”得满分", sure=False)

    def _propose(self) -> None:
        """Propose the indicators that the key tasks state."""
        sheet = form.INDICATORS
        names = {str(row.cells.get(sheet.indicator.name, "")) for row, _ in self.indicators}
        reached = {
            (str(row.cells.get(sheet.actual.name)), row.cells.get(sheet.unit.name)) for row, _ in self.indicators
        }
        if any(sheet.actual.name in row.cells and not points for row, points in self.indicators):
            return  # The wording states every indicator.
        for task in list(self.free[form.TASKS.name]):
            for stated in stated_indicators(str(task.cells.get(form.TASKS.text.name, ""))):
                if (
                    stated.name in names
                    or (stated.value, stated.unit) in reached
                    or len(self.free[sheet.name]) >= MOST_INDICATORS
                ):
                    continue
                names.add(stated.name)
                row = self.new_row(sheet, None)
                value = Decimal(stated.value)
                for column, content in (
                    (sheet.indicator, stated.name),
                    (sheet.symbol, stated.symbol),
                    (sheet.target, value),
                    (sheet.actual, value),
                    (sheet.unit, stated.unit),
                ):
                    row.put(column.name, content, f"由这句话拟出，请核对：{stated.sentence}", sure=False)
                self.indicators.append((row, None))

    def _classify(self) -> None:
        """Give every indicator its category, so that the lost points add up to the scores that the document states."""
        sheet = form.INDICATORS
        sums = {one.category: one for _, _, one in self.rubric.criteria() if one.category}
        categories = self._categories(sums)
        for row, points in self.indicators:
            name, unit = str(row.cells.get(sheet.indicator.name, "")), str(row.cells.get(sheet.unit.name, ""))
            secondary = _secondary_of(name, unit)
            fitting = [category for category in sums if secondary in self.rubric.categories[category]]
            category = categories.get(id(row)) or (fitting or list(sums))[0]
            category = str(row.cells.get(sheet.category.name, category))
            known = self.rubric.categories[category]
            why = "按名称和得分拟的，请核对"
            if sheet.category.name not in row.cells:
                row.put(sheet.category.name, category, why, sure=False)
            if sheet.secondary.name not in row.cells:
                likely = secondary if secondary in known or not known else known[0]
                row.put(sheet.secondary.name, likely, why, sure=False)
            if points:
                method = next((m.name for m in self.rubric.methods if m.rule.kind is manual), "")
                row.put(sheet.method.name, method, "扣分照原文，请核对计分方式", sure=False)
                row.put(sheet.deduction.name, points)
        self._share_points(sums)
        order = list(sums)
        rows = self.free[sheet.name]
        rows.sort(key=lambda row: order.index(str(row.cells[sheet.category.name])))
        counts: Counter[int] = Counter()
        for row in rows:
            at = order.index(str(row.cells[sheet.category.name]))
            counts[at] += 1
            row.cells = {sheet.code.name: f"{_CODE_LETTERS[at % len(_CODE_LETTERS)]}{counts[at]:02}", **row.cells}

    def _categories(self, sums: Mapping[str, Criterion]) -> dict[int, str]:
        """The category of each row that lost points, where the scores of the categories tell."""
        left = [(row, points) for row, points in self.indicators if points]
        categories: dict[int, str] = {}
        for category, criterion in sums.items():
            score = self.stated.get(criterion.name)
            subset = _subset([points for _, points in left], criterion.points - score) if score is not None else None
            if subset is None:
                return {}
            categories |= {id(left[n][0]): category for n in subset}
            left = [one for n, one in enumerate(left) if n not in subset]
        return categories

    def _share_points(self, sums: Mapping[str, Criterion]) -> None:
        """State the points of the indicators of a category where an equal share is less than what one has lost."""
        sheet = form.INDICATORS
        for category, criterion in sums.items():
            rows = [(row, points) for row, points in self.indicators if row.cells[sheet.category.name] == category]
            losses = [points or Decimal(0) for _, points in rows]
            if not rows or max(losses) <= criterion.points / len(rows) or sum(losses) > criterion.points:
                continue
            others = [row for row, points in rows if not points]
            rest = criterion.points - sum(losses)
            shares = iter(equal_shares(rest, len(others)) if others else ())
            for number, (row, points) in enumerate(rows):
                share = (points or next(shares)) + (rest if not others and number == 0 else 0)
                row.put(sheet.points.name, share, "原文没有写分值，暂这样分，请核对", sure=False)


MOST_INDICATORS = 60


def put_measure(row: FilledRow, column: Column, text: str) -> None:
    """Fill in a target or an actual value, whose unit has a column of its own."""
    quantity = parse_quantity(text)
    if quantity is None:
        row.put(column.name, text)
        return
    row.put(column.name, quantity.value)
    if quantity.unit:
        row.cells.setdefault(form.INDICATORS.unit.name, quantity.unit)


def _secondary_of(name: str, unit: str) -> str:
    """A likely 二级指标 of an indicator; somebody has to confirm it."""
    usual = "质量" if unit == "%" else "数量"
    return next((secondary for pattern, secondary in _SECONDARY if pattern.search(name)), usual)


_SECONDARY = tuple(
    (re.compile(pattern), secondary)
    for pattern, secondary in (
        ("满意", "满意度"),
        ("收入|产值|投资额|税|增加值|营业|引进", "经济效益"),
        ("水质|空气|覆盖度|植被|绿化率|污染|生态", "生态效益"),
        ("及时|按时|时限|时间|按期", "时效"),
        ("成本|单价", "成本"),
        ("事件|事故|死亡|伤亡|安全感|知晓|就业", "社会效益"),
    )
)
_CODE_LETTERS = "CXABDEF"
_MOST_LOSSES = 12


def _subset(numbers: Sequence[Decimal], total: Decimal) -> set[int] | None:
    """The positions of numbers that add up to a total; ``None`` where none do."""
    for size in range(len(numbers) + 1) if len(numbers) <= _MOST_LOSSES else ():
        for some in combinations(range(len(numbers)), size):
            if sum((numbers[n] for n in some), Decimal(0)) == total:
                return set(some)
    return None
