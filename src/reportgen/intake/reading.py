"""Makes the submission (街道数据) from a workbook: one method for each sheet, all problems in one run."""

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
from reportgen.intake.form import CellKind, Column, Item, NumberedSheet, SheetForm
from reportgen.intake.frames import Workbook, parse_workbook, read_workbook
from reportgen.intake.submission import (
    BasisDocument,
    Budget,
    Entry,
    Expense,
    FinanceItem,
    Finances,
    Goal,
    Identity,
    Indicator,
    KeyTask,
    ManagementEntry,
    NumberedParagraph,
    Office,
    OfficeProfile,
    OtherText,
    PlannedTask,
    Submission,
    TaskText,
    ThreePublic,
    identity,
)
from reportgen.intake.table import Row, read_rows, suggest_similar
from reportgen.numeric import as_printed, parse_quantity, plain, round_half_up

# Words and signs that mark a target. “达到80%” and “约80%” are results, although they are badly written.
_COMPARING = re.compile(
    r"^(?:[≥≤≧≦⩾⩽><]=?|=|不低于|不少于|不小于|不高于|不超过|不大于|不多于|(?:大于|小于)(?:等于)?|高于|低于|超过|至少)+"
    r"|及?以[上下内]$"
)
# Marks of copies, and words with which people vary the name of a sheet: 存在的问题, 改进措施表, 存在问题 (2).
_NAME_MARKS = re.compile(r"[(（]\d{1,2}[)）]|副本|复件|copy|sheet|的|主要|下一步|表|[-_·.“”\"'‘’]|^\d{1,2}、?")
_KEPT = re.compile(r"上年|去年|往年|\d{4}|旧|备份|草稿|示例|样|模板|参考|历史")
_MANY_COLUMNS = 4
_OUTCOMES = ("达成", "部分达成", "未达成")  # results of a qualitative indicator (定性); its target may be the same word
_ITEM_OF_LIST = re.compile("[一二三四五六七八九十]+是")
_NUMBER_BEHIND = re.compile(r"(?<=[^（(])[（(]([^（）()]{1,60}号)[）)]\Z")
_MONEY_PLACES = 4  # of an amount in 万元: 1元
_MOST_ROWS = 200  # in one sheet; no report has so many items, and the numbers of 一是… end at 999
_SHEET_NAMES = tuple(sheet.name for sheet in form.SHEETS)


def read_submission(path: Path) -> Outcome[Submission]:
    """Read a workbook file.

    Single wrong cells are problems, and the submission has a stand-in or lacks the row, so that later stages can report
    more problems in the same run. It is ``None`` only when something that every stage needs is missing.
    """
    return _interpret(read_workbook(path, _SHEET_NAMES))


def parse_submission(data: bytes, file: str) -> Outcome[Submission]:
    """Read the bytes of a workbook like :func:`read_submission`; ``file`` is its name in messages."""
    return _interpret(parse_workbook(data, file, _SHEET_NAMES))


def parse_identity(data: bytes, file: str) -> Identity | None:
    """Read only who handed in the workbook; ``None`` where :func:`parse_submission` reports errors."""
    workbook = parse_workbook(data, file, (form.BASICS.name,)).value
    if workbook is None:
        return None
    reader = _Reader(workbook)
    basics = reader.basics()
    office, year = reader.office(basics), reader.year(basics)
    return identity(year, office, reader.gaps) if year else None


def interpret(workbook: Workbook) -> Outcome[Submission]:
    """Make the submission of a workbook that is already open."""
    return _interpret(Outcome(workbook))


def _interpret(workbook: Outcome[Workbook]) -> Outcome[Submission]:
    if workbook.value is None:
        return Outcome(None, workbook.diagnostics)
    reader = _Reader(workbook.value)
    submission = reader.submission()
    return Outcome(submission, (*workbook.diagnostics, *reader.problems))


class _Reader:
    """Collects the problems of one workbook while its sheets are read."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.problems: list[Diagnostic] = []
        self.gaps: set[CellRef] = set()

    def submission(self) -> Submission | None:
        if not self.workbook.sheets:
            place = FileRef(file=self.workbook.file)
            sheets = "、".join(self.workbook.others) or "（没有能读的工作表）"
            self.problems.append(catalogue.NOT_THE_FORM.at(place, found=sheets))
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
        profile = self.profile()
        finances = self.finances()
        other_sections = self.other_sections()
        self.report_unread_sheets()
        if year is None:  # No rules can be chosen without a year.
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
            profile=profile,
            finances=finances,
            other_sections=other_sections,
            no_problems=no_problems,
            **basics,
        )

    def report_unread_sheets(self) -> None:
        """Report the sheets that are not read although their names or their headings are those of the form."""
        for name in self.workbook.others:
            sheet = None if name in form.OWN_SHEETS else self.similar_sheet(name)
            if sheet is not None:
                place = CellRef(file=self.workbook.file, sheet=name)
                self.problems.append(catalogue.SHEET_NOT_READ.at(place, name, wanted=sheet.name))

    def similar_sheet(self, name: str) -> SheetForm | None:
        """The sheet of the form that a sheet of another name was meant to be.

        A copy that says to be old, or has its year, is kept beside the present sheet on purpose.
        """
        core = _NAME_MARKS.sub("", normal_name(name).lower())
        usual = [sheet for sheet in form.SHEETS if sheet.usual]
        missing = [sheet for sheet in usual if sheet.name not in self.workbook.sheets]
        if not missing and _KEPT.search(name):
            return None
        for sheet in form.SHEETS:
            if core == sheet.name or (sheet in missing and sheet.name in core):
                return None if sheet in missing and sheet.required else sheet
        titles = [{normal_name(text) for text in row} for row in self.workbook.first_texts(name)]
        for sheet in missing or usual:
            columns = {column.name for column in sheet.read_columns}
            same = [len(row & columns) for row in titles if row.issuperset(sheet.required_columns)]
            if same and _alike(same[0], core, sheet):
                return None if sheet in missing and sheet.required else sheet
        return None

    # --- stand-ins for missing values ---

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
                self.problems.append(
                    catalogue.MISSING_SHEET.at(place, sheet=name, similar=suggest_similar(name, others))
                )
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
        """The rows of a sheet of fixed items (项目); a required item that is missing is a problem.

        ``None`` when the sheet or its header row is missing.
        """
        rows = self.item_rows(sheet_form)
        if rows is None:
            return None
        items = {item: same[0] for item, same in rows.items()}
        for item in sheet_form.items:
            if item.required and item not in items:
                self.problems.append(catalogue.MISSING_ITEM.at(self.sheet_ref(sheet_form), item=item.name))
        return items

    def item_rows(self, sheet_form: SheetForm) -> dict[Item, list[Row]] | None:
        """The rows of each item; only an item of which the form has several rows may have more than one."""
        names = {normal_name(item.name): item for item in sheet_form.items}
        items: dict[Item, list[Row]] = {}
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
            elif item in items and item.rows == 1:
                first = items[item][0].ref(sheet_form.row_name).cell
                self.problems.append(catalogue.DUPLICATE_ITEM.at(name.ref, found=item.name, first=first))
            else:
                items.setdefault(item, []).append(row.labelled(item.name))
        return items

    def numbered_rows(self, sheet_form: NumberedSheet) -> list[tuple[Entry[int] | None, Row]]:
        """The rows of a sheet in the order of their 序号, which is ``None`` where it is wrong or a duplicate."""
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

    def report_duplicate(self, ref: CellRef, number: object, first: CellRef) -> None:
        self.problems.append(catalogue.DUPLICATE_NUMBER.at(ref, found=number, first=first.cell))

    def cells(self, row: Row, *columns: Column) -> dict[str, Any]:
        """The content of these columns by field; a required text that is missing has a stand-in."""
        return {c.field: self.text(row, c) if c.required else read_cell(row, c) for c in columns}

    def text(self, row: Row, column: Column) -> Entry[str]:
        entry: Entry[str] | None = read_cell(row, column, required=True)
        return entry or self.text_gap(column.name, row.ref(column.name))

    def basics(self) -> dict[str, Any]:
        """The content of the sheet 基本信息, by field."""
        rows = self.items(form.BASICS) or {}
        return {item.field: self.content(item, rows.get(item)) for item in form.BASICS.items}

    def content(self, item: Item, row: Row | None) -> Entry[Any] | None:
        column = form.BASICS.content
        entry: Entry[Any] | None = read_cell(row, column, item, required=item.required) if row else None
        if entry and item.printed_before:
            entry = self.without_repetition(entry, item)
        if entry or not item.required or item is form.BASICS.year:
            return entry
        return self.text_gap(item.name, row.ref(column.name) if row else self.sheet_ref(form.BASICS))

    def without_repetition(self, entry: Entry[str], item: Item) -> Entry[str] | None:
        """The text without what the wording prints in front of it, such as 附件 in front of the number 3."""
        match = re.match(item.printed_before, entry.value)
        if not match or not match[0]:
            return entry
        self.problems.append(catalogue.LEFT_OUT.at(entry.ref, found=match[0]))
        rest = entry.value[match.end() :].strip()
        if item.kind is CellKind.LABEL:
            rest = rest.rstrip("：:")
        return Entry(rest, entry.ref) if rest or item.required else None

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
        """单位全称 has to end in 单位名称, which begins with 单位简称; else the report may name two offices."""
        if self.gaps & {full_name.ref, name.ref, short_name.ref}:
            return
        full, middle, short = (normal_name(entry.value) for entry in (full_name, name, short_name))
        if not (full.endswith(middle) and middle.startswith(short)):
            values = {"name": name.value, "full": full_name.value, "short": short_name.value}
            odd = full_name if middle.startswith(short) else name
            self.problems.append(catalogue.NAMES_DISAGREE.at(odd.ref, odd.value, **values))

    def goals(self) -> tuple[Goal, ...]:
        sheet = form.GOALS
        goals = []
        for number, row in self.numbered_rows(sheet):
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
            name = normal_name(code.value).upper() if code else ""  # references such as {c01} ignore the case
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
        secondary = self.text(row, sheet.secondary)
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

    def measure(self, row: Row, symbol: Entry[str]) -> dict[str, Any]:
        """Unit, target and actual value by field; a qualitative indicator (定性) has texts and no numbers."""
        sheet = form.INDICATORS
        quantitative = symbol.value != form.QUALITATIVE and symbol.ref not in self.gaps
        unit = self.text(row, sheet.unit) if quantitative else read_cell(row, sheet.unit)
        get_target = row.text if quantitative else row.remark
        target_text = get_target(sheet.target.name, required=True)
        actual_text = row.text(sheet.actual.name, required=True)
        if target_text and actual_text and self.repeats_target(actual_text, target_text):
            actual_text = None
        target = actual = None
        if quantitative:
            number_unit = unit.value if unit.ref not in self.gaps else None
            target = row.number(sheet.target.name, number_unit, negative=True) if target_text else None
            actual = row.number(sheet.actual.name, number_unit, negative=True) if actual_text else None
            target, actual = self.fill_measure_gaps(row, symbol.value, target, actual)
        return {
            "unit": unit,
            "target": target,
            "target_text": target_text or self.text_gap(sheet.target.name, row.ref(sheet.target.name)),
            "actual": actual,
            "actual_text": actual_text or self.text_gap(sheet.actual.name, row.ref(sheet.actual.name)),
        }

    def fill_measure_gaps(
        self, row: Row, symbol: str, target: Entry[Decimal] | None, actual: Entry[Decimal] | None
    ) -> tuple[Entry[Decimal], Entry[Decimal]]:
        """Target and actual value; the stand-in of a missing one is a number with which the target is met."""
        margin = {">": Decimal(1), "<": Decimal(-1)}.get(symbol, Decimal(0))
        if target is None:
            stand_in = actual.value - margin if actual else Decimal(0)
            target = self.number_gap(row.ref(form.INDICATORS.target.name), stand_in)
        return target, actual or self.number_gap(row.ref(form.INDICATORS.actual.name), target.value + margin)

    def repeats_target(self, actual: Entry[str], target: Entry[str]) -> bool:
        """Whether the clerk copied the target (“≥80%”, “80%以上”) instead of a result; this is a problem."""
        if not _repeats(actual.value, target.value):
            return False
        self.problems.append(catalogue.ACTUAL_REPEATS_TARGET.at(actual.ref, actual.value))
        return True

    def tasks(self) -> tuple[KeyTask, ...]:
        """Group the rows by 序号: a task has one 概述, and any number of 列举 and 分项 in the order of the sheet."""
        sheet = form.TASKS
        overviews: dict[int, tuple[Entry[int], TaskText]] = {}
        details: dict[int, list[tuple[str, Entry[int], TaskText]]] = {}
        for row in self.rows(sheet) or ():
            number, level = read_cell(row, sheet.number), read_cell(row, sheet.level, required=True)
            title = read_cell(row, sheet.title)
            has_heading = title is not None and level is not None and level.value == form.OVERVIEW
            # An overview with a title needs no text of its own.
            text = read_cell(row, sheet.text) if has_heading else self.text(row, sheet.text)
            if not (number and level):
                continue
            # The number comes before the title, or else before the text, which may go on with a list of its own.
            if title is None and text and (level.value == form.ENUMERATION or not _ITEM_OF_LIST.match(text.value)):
                row.without_own_number(text)
            point = TaskText(title=title, text=text)
            if level.value != form.OVERVIEW:
                details.setdefault(number.value, []).append((level.value, number, point))
            elif number.value in overviews:
                self.report_duplicate(number.ref, number.value, overviews[number.value][0].ref)
            else:
                overviews[number.value] = (number, point)
        self.report_missing_overviews(overviews.keys(), details)
        if not overviews:
            ref = self.sheet_ref(sheet)
            overviews[1] = Entry(1, ref), TaskText(title=self.text_gap(sheet.name, ref), text=None)
        return tuple(
            KeyTask(
                number=overviews[key][0],
                title=overviews[key][1].title,
                text=overviews[key][1].text,
                enumeration=tuple(p for level, _, p in details.get(key, ()) if level == form.ENUMERATION),
                subitems=tuple(p for level, _, p in details.get(key, ()) if level == form.SUBITEM),
            )
            for key in sorted(overviews)
        )

    def report_missing_overviews(
        self, tasks: Iterable[int], details: dict[int, list[tuple[str, Entry[int], TaskText]]]
    ) -> None:
        for key in sorted(details.keys() - set(tasks)):
            level, number, _ = details[key][0]
            self.problems.append(catalogue.NO_OVERVIEW.at(number.ref, found=key, level=level))

    def budget(self) -> Budget:
        sheet, amount = form.BUDGET, form.BUDGET.amount
        rows = self.items(sheet)
        figures = {item: read_cell(row, amount, item) for item, row in (rows or {}).items()}
        if not all(figures.get(item) for item in sheet.quarters) and not figures.get(sheet.execution_rate):
            rate = figures[sheet.execution_rate] = self.number_gap(self.sheet_ref(sheet), Decimal(100))
            present = {item for item, row in (rows or {}).items() if row.cell(amount.name)}
            if rows is not None and sheet.execution_rate not in present and not present.issuperset(sheet.quarters):
                self.problems.append(catalogue.NO_EXECUTION_RATE.at(rate.ref))
        return Budget(tuple(figures.get(item) for item in sheet.items))

    def three_public(self) -> ThreePublic:
        """A part with two blank amounts is left out; a part with one blank amount is a problem."""
        sheet = form.THREE_PUBLIC
        rows = self.items(sheet) or {}
        amounts = (sheet.budget.name, sheet.actual.name)
        expenses = {
            item: self.expense(item, row) for item, row in rows.items() if item.required or any(map(row.cell, amounts))
        }
        reasons = tuple(reason for row in rows.values() if (reason := read_cell(row, sheet.reason)))
        total = expenses.pop(sheet.total, None)
        if total is None:
            gap = self.number_gap(self.sheet_ref(sheet), Decimal(0))
            total = Expense(name=sheet.total.name, budget=gap, actual=gap)
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
        last_actual = read_cell(row, sheet.last_actual, item)
        ref = row.ref(sheet.reason.name)
        return Expense(name=item.name, budget=budget, actual=actual, last_actual=last_actual, reason_ref=ref)

    def check_total(self, total: Expense, parts: tuple[Expense, ...]) -> None:
        if self.gaps & {entry.ref for expense in (total, *parts) for entry in (expense.budget, expense.actual)}:
            return
        for column, whole, values in (
            (form.THREE_PUBLIC.budget.name, total.budget, [part.budget.value for part in parts]),
            (form.THREE_PUBLIC.actual.name, total.actual, [part.actual.value for part in parts]),
        ):
            # Quotients are stored with 15 digits, so that their sum differs in the last ones.
            if round_half_up(sum(values, Decimal(0)), _MONEY_PLACES) != round_half_up(whole.value, _MONEY_PLACES):
                self.problems.append(
                    catalogue.TOTAL_DIFFERS.at(
                        whole.ref,
                        found=plain(as_printed(whole.value)),
                        column=column,
                        sum=plain(as_printed(sum(values, Decimal(0)))),
                        terms="＋".join(plain(as_printed(value)) for value in values),
                    )
                )

    def management(self) -> tuple[ManagementEntry, ...]:
        sheet = form.MANAGEMENT
        first: dict[str, CellRef] = {}
        entries: list[ManagementEntry] = []
        for row in self.rows(sheet) or ():
            name: Entry[str] | None = read_cell(row, sheet.indicator, required=True)
            if name and normal_name(name.value) in first:
                first_cell = first[normal_name(name.value)].cell
                self.problems.append(catalogue.DUPLICATE_ITEM.at(name.ref, found=name.value, first=first_cell))
                name = None
            elif name:
                first[normal_name(name.value)] = name.ref
            row = row.labelled(name.value if name else "")  # noqa: PLW2901
            cells = self.cells(row, *_others(sheet, sheet.indicator))
            if name:
                entries.append(ManagementEntry(indicator=name, **cells, cells=_optional_cells(row, sheet)))
        return tuple(entries)

    def numbered_paragraphs(self, sheet: NumberedSheet) -> Iterator[tuple[NumberedParagraph | None, Row]]:
        """Each row of a sheet of numbered paragraphs, with its paragraph or ``None`` where it has none."""
        for number, row in self.numbered_rows(sheet):
            text = read_cell(row, sheet.text)
            if text is None and row.cell(sheet.text.name) is None:
                text = self.text_gap(sheet.text.name, row.ref(sheet.text.name))
            cells = self.cells(row, *_others(sheet, sheet.number, sheet.text))
            yield NumberedParagraph(number=number, text=text, **cells) if number and text else None, row

    def shortcomings(self) -> tuple[tuple[NumberedParagraph, ...], Entry[str] | None]:
        """The problems that the office reports, and the cell that says instead that there are none."""
        lines = list(self.numbered_paragraphs(form.PROBLEMS))
        denials = (row.denial(form.PROBLEMS.text.name) for item, row in lines if item is None)
        return tuple(item for item, _ in lines if item), next((entry for entry in denials if entry), None)

    def measures(self) -> tuple[NumberedParagraph, ...]:
        return tuple(item for item, _ in self.numbered_paragraphs(form.MEASURES) if item)

    def profile(self) -> OfficeProfile:
        sheet = form.PROFILE
        rows = self.item_rows(sheet) or {}
        entries = (read_cell(rows[item][0], sheet.content, item) if item in rows else None for item in sheet.items)
        tasks = ((text, row) for row in rows.get(sheet.planned_tasks, ()) for text in self.lines(row))
        basis = ((title, row) for row in rows.get(sheet.basis, ()) for title in self.lines(row))
        return OfficeProfile(
            entries=tuple(None if item.rows > 1 else entry for item, entry in zip(sheet.items, entries, strict=True)),
            planned_tasks=tuple(
                PlannedTask(text=text, amount=read_beside(row, sheet.planned_tasks)) for text, row in tasks
            ),
            basis=tuple(self.basis_document(title, read_beside(row, sheet.basis)) for title, row in basis),
        )

    def lines(self, row: Row) -> Iterator[Entry[str]]:
        """Each line of the 内容 of a row of 单位概况 that may state several things."""
        entry = row.prose(form.PROFILE.content.name)
        for line in entry.value.split("\n") if entry else ():
            text = row.without_own_number(Entry(line, entry.ref)) if entry else None
            if text:
                yield text

    def basis_document(self, title: Entry[str], number: Entry[str] | None) -> BasisDocument:
        """A document; its number may stand in brackets behind its title."""
        text = title.value.rstrip("；;。")
        match = _NUMBER_BEHIND.search(text)
        if number is None and match:
            title, number = Entry(text[: match.start()], title.ref), Entry(match[1], title.ref)
        return BasisDocument(title=title, number=number)

    def finances(self) -> Finances:
        sheet = form.FINANCES
        rows = self.items(sheet) or {}
        return Finances(tuple(self.finance_item(item, rows[item]) if item in rows else None for item in sheet.items))

    def finance_item(self, item: Item, row: Row) -> FinanceItem | None:
        sheet = form.FINANCES
        cells = {column.field: read_cell(row, column, item) for column in (*sheet.figures, sheet.reason)}
        return FinanceItem(**cells) if any(cells.values()) else None

    def other_sections(self) -> tuple[OtherText, ...]:
        sheet = form.OTHERS
        cells = [self.cells(row, *sheet.read_columns) for row in self.rows(sheet) or ()]
        return tuple(OtherText(**fields) for fields in cells)


# Only these getters can report a blank cell as a problem.
_TEXT_GETTERS: Mapping[CellKind, Callable[..., Any]] = {
    **dict.fromkeys((CellKind.NAME, CellKind.LABEL, CellKind.PHRASE), Row.text),
    CellKind.UNIT: Row.unit,
    CellKind.PROSE: Row.prose,
    CellKind.REMARK: Row.remark,
}
_OTHER_GETTERS: Mapping[CellKind, Callable[..., Any]] = {
    CellKind.STATEMENT: Row.statement,
    CellKind.PARAGRAPH: Row.paragraph,
    CellKind.COUNTS: Row.numbers,
    **dict.fromkeys((CellKind.MEASURE, CellKind.ANSWER, CellKind.ITEM), Row.value),
}


def read_cell(row: Row, column: Column, item: Item | None = None, *, required: bool = False) -> Any:
    """Read a cell as the kind of content that its column declares, or its ``item`` where the column leaves that open.

    The entry is ``None`` for a blank cell and after a problem. A cell of several numbers gives a tuple of them.
    """
    name, kind, unit = column.name, column.kind_in_row(item), item.unit if item else column.unit
    if column.from_rules:
        return row.term(name, required=required)
    if column.choices:
        return row.choice(name, column.choices, required=required)
    if get := _TEXT_GETTERS.get(kind):
        entry = get(row, name, required=required)
    elif get := _OTHER_GETTERS.get(kind):
        entry = get(row, name)
    elif kind is CellKind.COUNT:
        entry = row.whole(name, unit, required=item is None or item.required)
    elif column.unit_in:
        entry = (row.percentage if kind is CellKind.PERCENTAGE else row.money)(name, column.unit_in.name)
    else:
        entry = row.number(name, unit, required=required)
    return row.without_own_number(entry) if column.numbered else entry


def read_beside(row: Row, item: Item) -> Any:
    """Read what the 备注 of a row states, as its ``item`` declares."""
    column = form.PROFILE.remark.name
    if item.beside is None:
        return None
    if item.beside.kind is CellKind.MONEY:
        return row.number(column, item.beside.unit)
    return row.text(column)


def _alike(columns: int, name: str, sheet: SheetForm) -> bool:
    """Whether so many equal headings make a sheet that one: 序号 and 内容 alone do not, unless the names are alike."""
    words = {sheet.name[at : at + 2] for at in range(len(sheet.name) - 1)}
    return columns >= _MANY_COLUMNS or any(word in name for word in words)


def _others(sheet: SheetForm, *columns: Column) -> Iterator[Column]:
    """The columns that the program reads, except ``columns``."""
    return (column for column in sheet.read_columns if column not in columns)


def _optional_cells(row: Row, sheet: SheetForm) -> tuple[tuple[str, CellRef], ...]:
    """The columns that may be blank and their cells, for problems that a later stage has with a blank one."""
    return tuple((column.name, row.ref(column.name)) for column in sheet.read_columns if not column.required)


def _repeats(actual: str, target: str) -> bool:
    """Whether the words are those of the target, or its number with a comparison; a number alone is a result."""
    actual, target = normal_name(actual), normal_name(target)
    if not _COMPARING.search(actual):
        return actual == target and parse_quantity(actual) is None and not actual.startswith(_OUTCOMES)
    actual_number, target_number = (parse_quantity(_COMPARING.sub("", text)) for text in (actual, target))
    if actual_number is None or target_number is None:
        return actual == target
    return actual_number.value == target_number.value
