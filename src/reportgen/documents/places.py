"""Finds the cell that a word of the wording prints, and the answer that gives a score.

Nothing is listed here: a form is filled in with a different content in each cell, and each word is asked from which
cell its value comes. A new row of the form, and a new word, are thus known without an entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Any

from reportgen.diagnostics import CellRef, normal_name
from reportgen.forms.blank import Contents, form_workbook
from reportgen.forms.progress import FIRST_ROW, Value
from reportgen.intake import form
from reportgen.intake.form import CellKind, Column, Item, SheetForm
from reportgen.intake.frames import coordinates
from reportgen.intake.reading import parse_submission
from reportgen.output.delivery import report_date
from reportgen.scoring.rubric import Criterion, Rubric
from reportgen.scoring.rules import ENTRY, Verdict
from reportgen.scoring.score import score
from reportgen.writing.values import Value as PrintedValue
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.words import Word, WordType

_MOST_COUNT = 30  # of issues, when an answer is looked for
_MOST_WORDS = 8
_ITEM = "[]"


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of the form: its sheet, its column, and the name of its row where the form names the rows.

    ``fixed`` are cells that every row of its list has, such as the 层级 of an enumeration.
    """

    sheet: SheetForm
    column: Column
    row: str = ""
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def item(self) -> Item | None:
        """The item of its row."""
        return next((item for item in self.sheet.items if item.name == self.row), None)

    @property
    def kind(self) -> CellKind:
        """What the cell contains."""
        return self.column.kind_in_row(self.item)


@dataclass(frozen=True, slots=True)
class Atlas:
    """The places of words by their path, the words that always print the same text, and the types of all words."""

    places: Mapping[str, CellPlace]
    constants: Mapping[str, str]
    types: Mapping[str, WordType]


def atlas_of(rubric: Rubric, sections: Iterable[str] = ()) -> Atlas:
    """Ask every word of the vocabulary for its cell; ``sections`` are the 栏目 that a wording set prints by name."""
    sections = tuple(sections)
    words = vocabulary(rubric, sections)
    places: dict[str, CellPlace] = {}
    types: dict[str, WordType] = {}
    texts: list[dict[str, str]] = []
    for full in (False, True):
        contents = Contents(rows={sheet.name: list(_rows(sheet, rubric, sections, full=full)) for sheet in form.SHEETS})
        data = form_workbook(rubric, contents, created=report_date(rubric.year))
        submission = parse_submission(data, "").value
        if submission is None:
            continue
        scorecard = score(submission, rubric).value
        if scorecard is None:
            continue
        printed: dict[str, str] = {}
        for path, word, value in _walk(words, Facts(submission, scorecard), ""):
            types.setdefault(path, word.type)
            if not isinstance(value, PrintedValue) or value.basis:
                continue
            if not value.sources and value.number is None:
                printed[path] = value.text
            elif len(value.sources) == 1 and (place := _place(value.sources[0], contents, rubric)):
                named = place.sheet is not form.OTHERS or path.startswith(form.OTHERS.section.name)
                places.setdefault(path, place if named else replace(place, fixed=()))
        texts.append(printed)
    constants = {path: text for path, text in texts[0].items() if texts[-1].get(path) == text and _ITEM not in path}
    return Atlas(places, constants, types)


def row_names(sheet: SheetForm, rubric: Rubric) -> list[str]:
    """The names of the rows of a sheet whose rows are fixed, in the order of the form."""
    if sheet.items:
        return [item.name for item in sheet.items for _ in range(item.rows)]
    return [criterion.name for _, criterion in rubric.form_criteria()]


def _place(ref: CellRef, contents: Contents, rubric: Rubric) -> CellPlace | None:
    sheet = next((sheet for sheet in form.SHEETS if sheet.name == ref.sheet), None)
    if sheet is None or not ref.cell:
        return None
    row, at = coordinates(ref.cell)
    columns = [column for column in sheet.columns if not column.only_rolled_over]
    if at >= len(columns) or row < FIRST_ROW:
        return None
    if not sheet.room:
        return CellPlace(sheet, columns[at], row_names(sheet, rubric)[row - FIRST_ROW])
    cells = contents.rows[sheet.name][row - FIRST_ROW]
    kinds = {form.TASKS: form.TASKS.level.name, form.OTHERS: form.OTHERS.section.name}
    fixed = ((kinds[sheet], str(cells[kinds[sheet]])),) if kinds.get(sheet, "") in cells else ()
    return CellPlace(sheet, columns[at], "", fixed)


def _walk(words: Iterable[Word], facts: object, path: str) -> Iterator[tuple[str, Word, Any]]:
    for word in words:
        here = f"{path}.{word.name}" if path else word.name
        value: Any
        try:
            value = word.get(facts)
        except (StopIteration, AttributeError, KeyError, TypeError):  # The specimen lacks what this word is about.
            continue
        yield here, word, value
        if word.type is WordType.GROUP:
            yield from _walk(word.members.values(), value, here)
        elif word.type is WordType.LIST:
            for item in tuple(value):
                yield from _walk(word.members.values(), item, here + _ITEM)


# --- the specimen ----------------------------------------------------------------------------------------


def _rows(sheet: SheetForm, rubric: Rubric, sections: tuple[str, ...], *, full: bool) -> Iterator[dict[str, Value]]:
    if sheet is form.MANAGEMENT:
        for _, criterion in rubric.form_criteria():
            points = criterion.points if full else None
            answer = next(iter(answers(criterion, rubric, points)), "")
            texts: dict[str, Value] = {
                c.name: f"{criterion.name}{c.name}" for c in sheet.read_columns if c.kind.is_text
            }
            yield texts | {sheet.indicator.name: criterion.name} | ({sheet.value.name: answer} if answer != "" else {})
    elif sheet.items:
        for item in sheet.items:
            cells: dict[str, Value] = {c.name: _content(c, item, full=full) for c in sheet.read_columns}
            cells |= {c.name: item.unit for c in sheet.columns if c.kind is CellKind.UNIT}
            if item is form.BASICS.year:
                cells[form.BASICS.content.name] = rubric.year
            yield cells | {sheet.row_name: item.name}
    else:
        yield from _free_rows(sheet, rubric, sections, full=full)


def _free_rows(
    sheet: SheetForm, rubric: Rubric, sections: tuple[str, ...], *, full: bool
) -> Iterator[dict[str, Value]]:
    choices = next((c for c in sheet.columns if c.choices and sheet is not form.INDICATORS), None)
    words = choices.choices if choices else tuple(rubric.categories) if sheet is form.INDICATORS else ("", "")
    words = (*sections, form.OTHERS.section.name) if sheet is form.OTHERS else words
    for number, choice in enumerate(words, 1):
        cells = {c.name: _content(c, None, full=full, number=number) for c in sheet.read_columns}
        if choices:
            cells[choices.name] = choice
        if sheet is form.TASKS:
            cells[form.TASKS.number.name] = 1
        if sheet is form.OTHERS and choice:
            cells[form.OTHERS.section.name] = choice
        if sheet is form.INDICATORS:
            secondary = next(iter(rubric.categories[choice]), "数量")
            cells |= {form.INDICATORS.category.name: choice, form.INDICATORS.secondary.name: secondary}
            cells |= {form.INDICATORS.symbol.name: "≥", form.INDICATORS.method.name: ""}
            cells |= {form.INDICATORS.target.name: 10, form.INDICATORS.actual.name: 10 if full else 5}
            cells |= {form.INDICATORS.points.name: "", form.INDICATORS.deduction.name: ""}
        yield {name: value for name, value in cells.items() if value != ""}


def _content(column: Column, item: Item | None, *, full: bool, number: int = 1) -> Value:
    kind = column.kind_in_row(item)
    if column.choices:
        return column.choices[0]
    if kind in (CellKind.COUNT, CellKind.COUNTS, CellKind.NUMBER):
        return number
    if kind in (CellKind.MONEY, CellKind.MEASURE):
        return (20 if full else 10) if column.name == form.THREE_PUBLIC.budget.name else 15
    if kind is CellKind.PERCENTAGE:
        return Decimal("0.5") if full else 60
    return f"{item.name if item else ''}{column.name}{number}"


# --- answers ---------------------------------------------------------------------------------------------


def answers(criterion: Criterion, rubric: Rubric, points: Decimal | None) -> list[Value]:
    """The contents of 填报值 that give these points; without ``points`` those that lose some.

    A criterion that is judged by figures of the form has no such content.
    """
    rule = criterion.rule
    if rule.figures or ENTRY not in rule.inputs:
        return []
    words = rule.entry_form.words[:_MOST_WORDS]
    candidates: list[Value] = list(words)
    if rule.entry_form.several:
        names = words[2:]
        candidates += ["、".join(some) for size in range(len(names) - 1, 0, -1) for some in combinations(names, size)]
    if rule.entry_form.count:
        candidates += range(_MOST_COUNT)
    fitting: list[Value] = []
    for candidate in candidates:
        entry = Decimal(candidate) if isinstance(candidate, int) else candidate
        verdict = rule.judge(criterion.points, {ENTRY: entry}, rubric.rate_method)
        if isinstance(verdict, Verdict):
            fits = verdict.score < criterion.points if points is None else verdict.score == points
            fitting += [candidate] if fits else []
    return fitting


def is_answer(criterion: Criterion, rubric: Rubric, answer: Value) -> bool:
    """Whether the rule of a criterion accepts this content of 填报值."""
    rule = criterion.rule
    if rule.figures and answer not in rule.entry_form.words:
        return False
    entry = answer if isinstance(answer, str) else Decimal(answer)
    return isinstance(rule.judge(criterion.points, {ENTRY: entry}, rubric.rate_method), Verdict)


def criterion_named(rubric: Rubric, text: str) -> Criterion | None:
    """The 三级指标 that a text names, with or without 情况 at its end."""
    wanted = normal_name(text).removesuffix("情况")
    names = ((one, normal_name(one.name).removesuffix("情况")) for _, one in rubric.form_criteria())
    return next((one for one, name in names if name == wanted), None)
