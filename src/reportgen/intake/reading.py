"""From workbook to submission: one function a sheet, every problem of the workbook in one run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, nearest, normal_name, to_fill_in
from reportgen.intake import form
from reportgen.intake.form import Column, Holds, Item, NumberedSheet, SheetForm
from reportgen.intake.submission import (
    Budget,
    Entry,
    Expense,
    Goal,
    Identity,
    Indicator,
    KeyTask,
    Listed,
    ManagementEntry,
    Office,
    Submission,
    ThreePublic,
    WorkPoint,
    identity,
)
from reportgen.intake.table import Row, read_rows, similar
from reportgen.intake.workbook import Workbook, parse_workbook, read_workbook
from reportgen.numeric import parse_quantity, plain

# How one writes that a value is a target. “达到80%” and “约80%” are results, if badly written.
_COMPARING = re.compile(
    r"^(?:[≥≤≧≦⩾⩽><]=?|=|不低于|不少于|不小于|不高于|不超过|不大于|不多于|(?:大于|小于)(?:等于)?|高于|低于|超过|至少)+"
    r"|及?以[上下内]$"
)
_OUTCOMES = ("达成", "部分达成", "未达成")  # of 定性 indicators: results, though a target may be the same word
_MOST_ROWS = 200  # of one sheet; no 说明 has so many items, and 一是… is counted up to 999
_SHEET_NAMES = tuple(sheet.name for sheet in form.SHEETS)


def read_submission(path: Path) -> Outcome[Submission]:
    """Read a workbook file.

    The submission is there, perhaps without some rows, even when single cells are wrong, so that later stages
    can look for more problems in the same run; it is ``None`` when something that every stage needs is missing.
    """
    return _understood(read_workbook(path, _SHEET_NAMES))


def parse_submission(data: bytes, file: str) -> Outcome[Submission]:
    """The same for the bytes of a workbook."""
    return _understood(parse_workbook(data, file, _SHEET_NAMES))


def parse_identity(data: bytes, file: str) -> Identity | None:
    """Who handed in a workbook, from one sheet of it; ``None`` where :func:`parse_submission` has errors to tell."""
    opened = parse_workbook(data, file, (form.BASICS.name,)).value
    if opened is None:
        return None
    reader = _Reader(opened)
    basics = reader.basics()
    office, year = reader.office(basics), reader.year(basics)
    return identity(year, office, reader.gaps) if year else None


def understand(workbook: Workbook) -> Outcome[Submission]:
    """The same for a workbook that is already open."""
    return _understood(Outcome(workbook))


def _understood(opened: Outcome[Workbook]) -> Outcome[Submission]:
    if opened.value is None:
        return Outcome(None, opened.diagnostics)
    reader = _Reader(opened.value)
    submission = reader.submission()
    return Outcome(submission, (*opened.diagnostics, *reader.problems))


class _Reader:
    """Collects the problems of one workbook while its sheets are read."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.problems: list[Diagnostic] = []
        self.gaps: set[CellRef] = set()

    def submission(self) -> Submission | None:
        if not self.workbook.sheets:
            place = FileRef(file=self.workbook.file)
            self.problems.append(catalogue.NOT_THE_FORM.at(place, found="、".join(self.workbook.others)))
            return None
        basics = self.basics()
        office, year = self.office(basics), self.year(basics)
        goals = self.goals()
        indicators = self.indicators()
        tasks = self.tasks()
        budget = self.budget()
        three_public = self.three_public()
        management = self.management()
        problems, no_problems = self.shortcomings()
        measures = self.measures()
        if year is None:  # without it there are no rules to go by
            return None
        return Submission(
            file=self.workbook.file,
            year=year,
            office=office,
            goals=goals,
            indicators=indicators,
            tasks=tasks,
            budget=budget,
            three_public=three_public,
            management=management,
            problems=problems,
            measures=measures,
            gaps=frozenset(self.gaps),
            no_problems=no_problems,
            **basics,
        )

    # --- what stands for what is missing ---

    def text_gap(self, name: str, ref: CellRef) -> Entry[str]:
        self.gaps.add(ref)
        return Entry(to_fill_in(name), ref)

    def number_gap(self, ref: CellRef, stand_in: Decimal) -> Entry[Decimal]:
        self.gaps.add(ref)
        return Entry(stand_in, ref)

    def sheet_ref(self, sheet_form: SheetForm) -> CellRef:
        return CellRef(file=self.workbook.file, sheet=sheet_form.name)

    # --- sheets ---

    def rows(self, sheet_form: SheetForm) -> list[Row] | None:
        """The filled rows of a sheet; ``None`` when the sheet or its header row is missing."""
        name = sheet_form.name
        sheet = self.workbook.sheets.get(name)
        if sheet is None:
            if sheet_form.required:
                place = FileRef(file=self.workbook.file)
                others = list(self.workbook.others)
                self.problems.append(catalogue.MISSING_SHEET.at(place, sheet=name, similar=similar(name, others)))
            return None
        rows = read_rows(sheet, sheet_form, self.problems)
        if rows and len(rows) > _MOST_ROWS:
            ref = rows[_MOST_ROWS].ref(sheet_form.columns[0].name)
            self.problems.append(catalogue.TOO_MANY_ROWS.at(ref, len(rows), limit=_MOST_ROWS))
            rows = rows[:_MOST_ROWS]
        if rows == [] and sheet_form.required and not sheet_form.items:
            self.problems.append(catalogue.EMPTY_SHEET.at(self.sheet_ref(sheet_form), sheet=name))
            self.gaps.add(self.sheet_ref(sheet_form))
        return rows

    def items(self, sheet_form: SheetForm) -> dict[Item, Row] | None:
        """The rows of a sheet of fixed 项目; required ones that are missing are problems.

        ``None`` when the sheet or its header row is missing.
        """
        names = {normal_name(item.name): item for item in sheet_form.items}
        items: dict[Item, Row] = {}
        rows = self.rows(sheet_form)
        if rows is None:
            return None
        for row in rows:
            name = row.text(sheet_form.row_name, required=True)
            if name is None:
                continue
            item = names.get(normal_name(name.value))
            if item is None:
                closest = nearest(name.value, (item.name for item in sheet_form.items))
                self.problems.append(catalogue.UNKNOWN_ITEM.at(name.ref, found=name.value, nearest=closest))
            elif item in items:
                first = items[item].ref(sheet_form.row_name).cell
                self.problems.append(catalogue.DUPLICATE_ITEM.at(name.ref, found=item.name, first=first))
            else:
                items[item] = row.labelled(item.name)
        for item in sheet_form.items:
            if item.required and item not in items:
                self.problems.append(catalogue.MISSING_ITEM.at(self.sheet_ref(sheet_form), item=item.name))
        return items

    def numbered(self, sheet_form: NumberedSheet) -> list[tuple[Entry[int] | None, Row]]:
        """The rows of a sheet in the order of their 序号; ``None`` for one that is wrong or repeated."""
        first: dict[int, CellRef] = {}
        rows: list[tuple[Entry[int] | None, Row]] = []
        for row in self.rows(sheet_form) or ():
            number = read_cell(row, sheet_form.number)
            if number and number.value in first:
                self.report_duplicate(number.ref, number.value, first[number.value])
                number = None
            elif number:
                first[number.value] = number.ref
            rows.append((number, row))
        return sorted(rows, key=lambda pair: pair[0].value if pair[0] else 0)

    def report_duplicate(self, ref: CellRef, found: object, first: CellRef) -> None:
        self.problems.append(catalogue.DUPLICATE_NUMBER.at(ref, found=found, first=first.cell))

    def cells(self, row: Row, *columns: Column) -> dict[str, Any]:
        """What stands in these columns of a row, by field; a text that must be there has a stand-in."""
        return {c.field: self.text(row, c) if c.required else read_cell(row, c) for c in columns}

    def text(self, row: Row, column: Column) -> Entry[str]:
        entry: Entry[str] | None = read_cell(row, column, required=True)
        return entry or self.text_gap(column.name, row.ref(column.name))

    def basics(self) -> dict[str, Any]:
        """What 基本信息 says, by field."""
        rows = self.items(form.BASICS) or {}
        return {item.field: self.content(item, rows.get(item)) for item in form.BASICS.items}

    def content(self, item: Item, row: Row | None) -> Entry[Any] | None:
        column = form.BASICS.content
        entry: Entry[Any] | None = read_cell(row, column, item, required=item.required) if row else None
        if entry or not item.required or item is form.BASICS.year:
            return entry
        return self.text_gap(item.name, row.ref(column.name) if row else self.sheet_ref(form.BASICS))

    def year(self, basics: dict[str, Any]) -> Entry[int] | None:
        year: Entry[int] | None = basics.pop(form.BASICS.year.field)
        if year and not form.FIRST_YEAR <= year.value <= form.LAST_YEAR:
            self.problems.append(catalogue.NOT_A_YEAR.at(year.ref, found=year.value))
            return None
        return year

    def office(self, basics: dict[str, Any]) -> Office:
        office = Office(**{field.name: basics.pop(field.name) for field in fields(Office)})
        self.compare_names(office.full_name, office.name, office.short_name)
        return office

    def compare_names(self, full_name: Entry[str], name: Entry[str], short_name: Entry[str]) -> None:
        """单位全称 ends in 单位名称, which begins with 单位简称; else two offices may stand in one report."""
        if self.gaps & {full_name.ref, name.ref, short_name.ref}:
            return
        full, middle, short = (normal_name(entry.value) for entry in (full_name, name, short_name))
        if not (full.endswith(middle) and middle.startswith(short)):
            values = {"full": full_name.value, "short": short_name.value}
            self.problems.append(catalogue.NAMES_DISAGREE.at(name.ref, name.value, **values))

    def goals(self) -> tuple[Goal, ...]:
        sheet = form.GOALS
        goals = []
        for number, row in self.numbered(sheet):
            cells = self.cells(row, *_others(sheet, sheet.number))
            if number:
                goals.append(Goal(number=number, **cells))
        if not goals:
            ref = self.sheet_ref(sheet)
            goals.append(Goal(number=Entry(1, ref), title=self.text_gap(sheet.name, ref), text=None))
        return tuple(goals)

    def indicators(self) -> tuple[Indicator, ...]:
        first: dict[str, CellRef] = {}
        indicators: list[Indicator] = []
        for row in self.rows(form.INDICATORS) or ():
            code: Entry[str] | None = read_cell(row, form.INDICATORS.code, required=True)
            name = normal_name(code.value).upper() if code else ""  # a reference {c01} finds C01
            if code and name in first:
                self.report_duplicate(code.ref, code.value, first[name])
                code = None
            elif code:
                first[name] = code.ref
            indicators.append(self.indicator(code, row))
        return tuple(indicators)

    def indicator(self, code: Entry[str] | None, row: Row) -> Indicator:
        sheet = form.INDICATORS
        code = code or self.text_gap(sheet.code.name, row.ref(sheet.code.name))
        name = self.text(row, sheet.indicator)
        row = row.labelled("" if name.ref in self.gaps else name.value)
        category = self.text(row, sheet.category)
        secondary = self.secondary(row, category)
        symbol = self.text(row, sheet.symbol)
        others = _others(sheet, sheet.code, sheet.indicator, sheet.category, sheet.secondary, sheet.symbol)
        measures = self.measure(row, symbol)
        cells = self.cells(row, *(column for column in others if column.field not in measures))
        if cells[sheet.points.field] is None and row.cell(sheet.points.name):
            self.gaps.add(row.ref(sheet.points.name))
        return Indicator(
            code=code,
            category=category,
            secondary=secondary,
            name=name,
            symbol=symbol,
            **measures,
            **cells,
            cells=_optional_cells(row, sheet),
        )

    def secondary(self, row: Row, category: Entry[str]) -> Entry[str]:
        """The 二级指标, which has to be one of its 类别 where that is known."""
        secondary = self.text(row, form.INDICATORS.secondary)
        choices = form.SECONDARY.get(category.value, ())
        if choices and secondary.ref not in self.gaps and secondary.value not in choices:
            values = {"found": secondary.value, "choices": "、".join(choices), "nearest": ""}
            self.problems.append(catalogue.NOT_A_CHOICE.at(secondary.ref, **values))
        return secondary

    def measure(self, row: Row, symbol: Entry[str]) -> dict[str, Any]:
        """Unit, target and actual value, by field: numbers with their texts, or the texts alone of a 定性 one."""
        sheet = form.INDICATORS
        quantitative = symbol.value != form.QUALITATIVE and symbol.ref not in self.gaps
        unit = self.text(row, sheet.unit) if quantitative else read_cell(row, sheet.unit)
        get_target = row.text if quantitative else row.remark
        target_text = get_target(sheet.target.name, required=True)
        actual_text = row.text(sheet.actual.name, required=True)
        if target_text and actual_text and self.is_copied(target_text, actual_text):
            actual_text = None
        target = actual = None
        if quantitative:
            number_unit = unit.value if unit.ref not in self.gaps else None
            target = row.number(sheet.target.name, number_unit, negative=True) if target_text else None
            actual = row.number(sheet.actual.name, number_unit, negative=True) if actual_text else None
            target, actual = self.both_numbers(row, symbol.value, target, actual)
        return {
            "unit": unit,
            "target": target,
            "target_text": target_text or self.text_gap(sheet.target.name, row.ref(sheet.target.name)),
            "actual": actual,
            "actual_text": actual_text or self.text_gap(sheet.actual.name, row.ref(sheet.actual.name)),
        }

    def both_numbers(
        self, row: Row, symbol: str, target: Entry[Decimal] | None, actual: Entry[Decimal] | None
    ) -> tuple[Entry[Decimal], Entry[Decimal]]:
        """Target and actual value; for one that is missing a number by which the target is reached."""
        beyond = {">": Decimal(1), "<": Decimal(-1)}.get(symbol, Decimal(0))
        if target is None:
            stand_in = actual.value - beyond if actual else Decimal(0)
            target = self.number_gap(row.ref(form.INDICATORS.target.name), stand_in)
        return target, actual or self.number_gap(row.ref(form.INDICATORS.actual.name), target.value + beyond)

    def is_copied(self, target: Entry[str], actual: Entry[str]) -> bool:
        """Whether the target was put down again (“≥80%”, “80%以上”) where the result belongs; if so, a problem."""
        if not _repeats(actual.value, target.value):
            return False
        self.problems.append(catalogue.ACTUAL_REPEATS_TARGET.at(actual.ref, actual.value))
        return True

    def tasks(self) -> tuple[KeyTask, ...]:
        """Group the rows of each 序号: exactly one 概述, any number of 列举 and 分项 in sheet order."""
        sheet = form.TASKS
        overviews: dict[int, tuple[Entry[int], WorkPoint]] = {}
        details: dict[int, list[tuple[str, Entry[int], WorkPoint]]] = {}
        for row in self.rows(sheet) or ():
            number, level = read_cell(row, sheet.number), read_cell(row, sheet.level, required=True)
            title = read_cell(row, sheet.title)
            headed = title is not None and level is not None and level.value == form.OVERVIEW
            # A title alone may head its 列举.
            text = read_cell(row, sheet.text) if headed else self.text(row, sheet.text)
            if not (number and level):
                continue
            point = WorkPoint(title=title, text=text)
            if level.value != form.OVERVIEW:
                details.setdefault(number.value, []).append((level.value, number, point))
            elif number.value in overviews:
                self.report_duplicate(number.ref, number.value, overviews[number.value][0].ref)
            else:
                overviews[number.value] = (number, point)
        self.report_headless(overviews.keys(), details)
        if not overviews:
            ref = self.sheet_ref(sheet)
            overviews[1] = Entry(1, ref), WorkPoint(title=self.text_gap(sheet.name, ref), text=None)
        return tuple(
            KeyTask(
                number=overviews[key][0],
                title=overviews[key][1].title,
                text=overviews[key][1].text,
                listed=tuple(p for level, _, p in details.get(key, ()) if level == form.LISTED),
                points=tuple(p for level, _, p in details.get(key, ()) if level == form.POINT),
            )
            for key in sorted(overviews)
        )

    def report_headless(
        self, known: Iterable[int], details: dict[int, list[tuple[str, Entry[int], WorkPoint]]]
    ) -> None:
        for key in sorted(details.keys() - set(known)):
            level, number, _ = details[key][0]
            self.problems.append(catalogue.NO_OVERVIEW.at(number.ref, found=key, level=level))

    def budget(self) -> Budget:
        sheet, amount = form.BUDGET, form.BUDGET.amount
        rows = self.items(sheet)
        figures = {item: read_cell(row, amount, item) for item, row in (rows or {}).items()}
        if not all(figures.get(item) for item in sheet.quarters) and not figures.get(sheet.execution_rate):
            rate = figures[sheet.execution_rate] = self.number_gap(self.sheet_ref(sheet), Decimal(100))
            filled = {item for item, row in (rows or {}).items() if row.cell(amount.name)}
            if rows is not None and sheet.execution_rate not in filled and not filled.issuperset(sheet.quarters):
                self.problems.append(catalogue.NO_EXECUTION_RATE.at(rate.ref))
        return Budget(tuple(figures.get(item) for item in sheet.items))

    def three_public(self) -> ThreePublic:
        """A part whose two amounts are blank is not there; one that is only half filled in is a problem."""
        sheet = form.THREE_PUBLIC
        rows = self.items(sheet) or {}
        amounts = (sheet.budget.name, sheet.actual.name)
        expenses = {
            item: self.expense(item, row) for item, row in rows.items() if item.required or any(map(row.cell, amounts))
        }
        reasons = tuple(reason for row in rows.values() if (reason := read_cell(row, sheet.reason)))
        total = expenses.pop(sheet.total, None)
        if total is None:
            missing = self.number_gap(self.sheet_ref(sheet), Decimal(0))
            total = Expense(name=sheet.total.name, budget=missing, actual=missing)
        parts = tuple(expenses.values())
        if parts:
            self.check_total(total, parts)
        return ThreePublic(total=total, parts=parts, reasons=reasons)

    def expense(self, item: Item, row: Row) -> Expense:
        sheet = form.THREE_PUBLIC
        budget, actual = (
            read_cell(row, column, item, required=True) or self.number_gap(row.ref(column.name), Decimal(0))
            for column in (sheet.budget, sheet.actual)
        )
        return Expense(name=item.name, budget=budget, actual=actual, reason_ref=row.ref(sheet.reason.name))

    def check_total(self, total: Expense, parts: tuple[Expense, ...]) -> None:
        if self.gaps & {entry.ref for expense in (total, *parts) for entry in (expense.budget, expense.actual)}:
            return
        for column, whole, values in (
            (form.THREE_PUBLIC.budget.name, total.budget, [part.budget.value for part in parts]),
            (form.THREE_PUBLIC.actual.name, total.actual, [part.actual.value for part in parts]),
        ):
            if sum(values) != whole.value:
                self.problems.append(
                    catalogue.TOTAL_DIFFERS.at(
                        whole.ref,
                        found=plain(whole.value),
                        column=column,
                        sum=plain(sum(values, start=type(whole.value)(0))),
                        terms="＋".join(plain(value) for value in values),
                    )
                )

    def management(self) -> tuple[ManagementEntry, ...]:
        sheet = form.MANAGEMENT
        first: dict[str, CellRef] = {}
        entries: list[ManagementEntry] = []
        for row in self.rows(sheet) or ():
            name: Entry[str] | None = read_cell(row, sheet.indicator, required=True)
            if name and normal_name(name.value) in first:
                repeated = first[normal_name(name.value)].cell
                self.problems.append(catalogue.DUPLICATE_ITEM.at(name.ref, found=name.value, first=repeated))
                name = None
            elif name:
                first[normal_name(name.value)] = name.ref
            row = row.labelled(name.value if name else "")  # noqa: PLW2901
            cells = self.cells(row, *_others(sheet, sheet.indicator))
            if name:
                entries.append(ManagementEntry(indicator=name, **cells, cells=_optional_cells(row, sheet)))
        return tuple(entries)

    def listed(self, sheet: NumberedSheet) -> Iterator[tuple[Listed | None, Row]]:
        """The items of a sheet of numbered paragraphs with their rows; ``None`` for a row that holds none."""
        for number, row in self.numbered(sheet):
            text = read_cell(row, sheet.text)
            if text is None and row.cell(sheet.text.name) is None:
                text = self.text_gap(sheet.text.name, row.ref(sheet.text.name))
            cells = self.cells(row, *_others(sheet, sheet.number, sheet.text))
            yield Listed(number=number, text=text, **cells) if number and text else None, row

    def shortcomings(self) -> tuple[tuple[Listed, ...], Entry[str] | None]:
        """The problems, and the cell that says that there are none."""
        lines = list(self.listed(form.PROBLEMS))
        denials = (row.denial(form.PROBLEMS.text.name) for item, row in lines if item is None)
        return tuple(item for item, _ in lines if item), next((entry for entry in denials if entry), None)

    def measures(self) -> tuple[Listed, ...]:
        return tuple(item for item, _ in self.listed(form.MEASURES) if item)


_MAY_BE_DEMANDED: Mapping[Holds, Callable[..., Any]] = {
    **dict.fromkeys((Holds.NAME, Holds.LABEL, Holds.PHRASE), Row.text),
    Holds.UNIT: Row.unit,
    Holds.PROSE: Row.prose,
    Holds.REMARK: Row.remark,
}
_GETTERS: Mapping[Holds, Callable[..., Any]] = {
    Holds.STATEMENT: Row.stated,
    Holds.PARAGRAPH: Row.listed,
    Holds.COUNTS: Row.numbers,
    **dict.fromkeys((Holds.MEASURE, Holds.ANSWER, Holds.ITEM), Row.value),
}


def read_cell(row: Row, column: Column, item: Item | None = None, *, required: bool = False) -> Any:
    """The entry in a cell, as what its column or, where that leaves it to the row, its ``item`` holds.

    ``None`` where there is none; the numbers of a cell that lists some are a tuple.
    """
    name, holds, unit = column.name, column.held(item), item.unit if item else column.unit
    if column.choices:
        return row.choice(name, column.choices, required=required)
    if get := _MAY_BE_DEMANDED.get(holds):
        entry = get(row, name, required=required)
    elif get := _GETTERS.get(holds):
        entry = get(row, name)
    elif holds is Holds.COUNT:
        entry = row.whole(name, unit)
    elif column.unit_in:
        entry = (row.percentage if holds is Holds.PERCENTAGE else row.money)(name, column.unit_in.name)
    else:
        entry = row.number(name, unit, required=required)
    return row.unnumbered(entry) if column.counted else entry


def _others(sheet: SheetForm, *columns: Column) -> Iterator[Column]:
    """The columns that are read, without these."""
    return (column for column in sheet.read_columns if column not in columns)


def _optional_cells(row: Row, sheet: SheetForm) -> tuple[tuple[str, CellRef], ...]:
    """Where the columns are that may be blank, for problems with a cell that is."""
    return tuple((column.name, row.ref(column.name)) for column in sheet.read_columns if not column.required)


def _repeats(actual: str, target: str) -> bool:
    """The same words as the target, or its number with a sign of comparison; the number alone is a result."""
    written, wanted = normal_name(actual), normal_name(target)
    if not _COMPARING.search(written):
        return written == wanted and parse_quantity(written) is None and not written.startswith(_OUTCOMES)
    number, target_number = (parse_quantity(_COMPARING.sub("", text)) for text in (written, wanted))
    if number is None or target_number is None:
        return written == wanted
    return number.value == target_number.value
