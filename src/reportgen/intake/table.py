"""A sheet as a table: finds the header row, and turns cells into typed entries or into problems.

Every getter answers with an :class:`Entry`, or with ``None`` after it has put a problem into ``problems``
(or when an optional cell is blank).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, nearest
from reportgen.intake.form import SheetForm
from reportgen.intake.submission import Entry
from reportgen.intake.workbook import Cell, Flaw, Sheet, normal_name
from reportgen.numeric import from_float, parse_quantity, plain

_HEADER_ROWS = 10
# What XML 1.0 cannot hold (2.2 Char): such a character would make the Word file unreadable.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_A_UNIT = re.compile(r"[万亿千百十多余约左右以上下近几来.,，、~～\-—+/*()（）]*")
_MONEY = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10000)}


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row of a table."""

    sheet: Sheet
    index: int
    columns: dict[str, int]
    problems: list[Diagnostic]
    label: str = ""

    def labelled(self, label: str) -> Row:
        """The same row, called ``label`` in messages."""
        return Row(self.sheet, self.index, self.columns, self.problems, label)

    def cell(self, column: str) -> Cell:
        """The cell under ``column``; a cell past the sheet's edge when the sheet lacks the column."""
        return self.sheet.cell(self.index, self.columns.get(column, 10_000), self.label or column)

    def ref(self, column: str) -> CellRef:
        """Where ``column`` of this row is, or the row's first cell when the sheet lacks the column."""
        index = self.columns.get(column, min(self.columns.values()))
        return self.sheet.cell(self.index, index, self.label or column).ref

    def text(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A name or short text, on one line."""
        entry = self.prose(column, required=required)
        return entry and Entry("".join(entry.value.split("\n")), entry.ref)

    def prose(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """Prose as typed; a line break inside the cell ends a paragraph and is kept as one newline."""
        cell = self._sound(column, required=required)
        if cell is None:
            return None
        text = _as_text(cell.value)
        if _FORBIDDEN.search(text):
            self.problems.append(catalogue.FORBIDDEN_CHARACTER.at(cell.ref, found=text))
            return None
        lines = (line.strip() for line in re.split(r"\r\n|\r|\n", text))
        return Entry("\n".join(line for line in lines if line), cell.ref)

    def choice(self, column: str, choices: tuple[str, ...], *, required: bool = True) -> Entry[str] | None:
        """One of a closed list; forms that differ only by width or an end 指标 are accepted."""
        entry = self.text(column, required=required)
        if entry is None:
            return None
        name = normal_name(entry.value).replace(">=", "≥").replace("<=", "≤").removesuffix("指标")
        for choice in choices:
            if normal_name(choice) == name:
                return Entry(choice, entry.ref)
        self.problems.append(
            catalogue.NOT_A_CHOICE.at(
                entry.ref, found=entry.value, choices="、".join(choices), nearest=nearest(name, choices)
            )
        )
        return None

    def number(
        self, column: str, unit: str = "", *, required: bool = False, negative: bool = False
    ) -> Entry[Decimal] | None:
        """A number in ``unit``; a percentage comes on the scale 95 = 95 %."""
        cell = self._sound(column, required=required)
        if cell is None:
            return None
        value = self._value(cell, normal_name(unit))
        if value is None:
            return None
        if value < 0 and not negative:
            self.problems.append(catalogue.NEGATIVE.at(cell.ref, found=cell.value))
            return None
        return Entry(value, cell.ref)

    def whole(self, column: str, unit: str = "") -> Entry[int] | None:
        """A required whole number."""
        entry = self.number(column, unit, required=True)
        if entry is None:
            return None
        if entry.value != entry.value.to_integral_value():
            self.problems.append(catalogue.NOT_WHOLE.at(entry.ref, found=plain(entry.value)))
            return None
        return Entry(int(entry.value), entry.ref)

    def value(self, column: str) -> Entry[str] | Entry[Decimal] | None:
        """Whatever stands there: a number where the cell holds a number, else text."""
        cell = self.cell(column)
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            return self.number(column, "%" if cell.percent_format else "", negative=True)
        return self.text(column)

    def money(self, column: str, unit_column: str) -> Entry[Decimal] | None:
        """An amount in the unit that ``unit_column`` names, kept in 万元; blank when the amount is blank."""
        unit = self._unit(column, unit_column, tuple(_MONEY))
        entry = self.number(column, unit or "")
        return Entry(entry.value * _MONEY[unit], entry.ref) if entry and unit else None

    def percentage(self, column: str, unit_column: str) -> Entry[Decimal] | None:
        """A rate whose unit column must say %."""
        unit = self._unit(column, unit_column, ("%",))
        return self.number(column, "%") if unit else None

    def _unit(self, column: str, unit_column: str, allowed: tuple[str, ...]) -> str | None:
        cell = self.cell(column)
        if cell.value is None and cell.flaw is None:
            return None
        unit = self.text(unit_column, required=True)
        if unit is None:
            return None
        name = normal_name(unit.value)
        if name in allowed:
            return name
        self.problems.append(catalogue.WRONG_UNIT.at(unit.ref, found=unit.value, wanted="、".join(allowed)))
        return None

    def _sound(self, column: str, *, required: bool) -> Cell | None:
        """The cell, unless it is blank or flawed; a flaw is always a problem, blankness only when required."""
        cell = self.cell(column)
        if cell.flaw is Flaw.ERROR_VALUE:
            self.problems.append(catalogue.ERROR_VALUE.at(cell.ref, found=cell.shown))
        elif cell.flaw is Flaw.NEVER_CALCULATED:
            self.problems.append(catalogue.NEVER_CALCULATED.at(cell.ref, found=cell.shown))
        elif cell.value is not None:
            return cell
        elif required:
            self.problems.append(catalogue.BLANK.at(self.ref(column), column=column))
        return None

    def _value(self, cell: Cell, unit: str) -> Decimal | None:
        raw = cell.value
        if isinstance(raw, datetime.date | datetime.time):
            self.problems.append(catalogue.DATE_FOR_NUMBER.at(cell.ref, found=raw))
            return None
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return self._typed_number(cell, from_float(raw), unit)
        return self._written_number(cell, str(raw), unit)

    def _typed_number(self, cell: Cell, value: Decimal, unit: str) -> Decimal | None:
        if cell.percent_format:
            if unit == "%":
                return value * 100
            shown = plain(value * 100) + "%"
            self.problems.append(catalogue.WRONG_UNIT.at(cell.ref, found=shown, wanted=unit or "不带单位的数字"))
            return None
        if unit == "%" and 0 < abs(value) <= 1:
            self._ask_percent(cell, value)
        return value

    def _written_number(self, cell: Cell, text: str, unit: str) -> Decimal | None:
        quantity = parse_quantity(text)
        if quantity is None or (quantity.unit != unit and _NOT_A_UNIT.fullmatch(quantity.unit) and quantity.unit):
            self.problems.append(catalogue.NOT_A_NUMBER.at(cell.ref, found=text))
            return None
        if quantity.unit not in ("", unit):
            self.problems.append(catalogue.WRONG_UNIT.at(cell.ref, found=text, wanted=unit or "不带单位的数字"))
            return None
        if unit == "%" and not quantity.unit and 0 < abs(quantity.value) <= 1:
            self._ask_percent(cell, quantity.value)
        return quantity.value

    def _ask_percent(self, cell: Cell, value: Decimal) -> None:
        self.problems.append(
            catalogue.UNCLEAR_PERCENT.at(cell.ref, found=plain(value), small=plain(value), large=plain(value * 100))
        )


def read_rows(sheet: Sheet, form: SheetForm, problems: list[Diagnostic]) -> Iterator[Row]:
    """The filled rows below the header row; nothing but problems when there is no header row."""
    header = _header(sheet, form)
    if header is None:
        _report_missing_columns(sheet, form, problems)
        return
    columns = _columns(sheet, header, form, problems)
    for index in range(header + 1, len(sheet.values)):
        if not sheet.is_blank(index):
            yield Row(sheet, index, columns, problems)


def _names(sheet: Sheet, row: int) -> list[str]:
    return [normal_name(str(value)) for value in sheet.values[row]]


def _header(sheet: Sheet, form: SheetForm) -> int | None:
    wanted = {normal_name(name) for name in form.required_columns}
    rows = range(min(_HEADER_ROWS, len(sheet.values)))
    return next((row for row in rows if wanted <= set(_names(sheet, row))), None)


def _report_missing_columns(sheet: Sheet, form: SheetForm, problems: list[Diagnostic]) -> None:
    """Name the columns that the likeliest header row lacks."""
    wanted = {normal_name(name): name for name in form.required_columns}
    rows = range(min(_HEADER_ROWS, len(sheet.values)))
    best = max(rows, key=lambda row: len(wanted.keys() & set(_names(sheet, row))), default=0)
    present = set(_names(sheet, best)) if rows else set()
    whole_sheet = CellRef(file=sheet.file, sheet=sheet.name)
    ref = sheet.cell(best, 0, "表头").ref if wanted.keys() & present else whole_sheet
    for name, column in wanted.items():
        if name not in present:
            problems.append(catalogue.MISSING_COLUMN.at(ref, column=column))


def _columns(sheet: Sheet, header: int, form: SheetForm, problems: list[Diagnostic]) -> dict[str, int]:
    known = {normal_name(column.name): column.name for column in form.columns}
    columns: dict[str, int] = {}
    for index, name in enumerate(_names(sheet, header)):
        ref = sheet.cell(header, index).ref
        if name in known and known[name] in columns:
            problems.append(catalogue.DUPLICATE_COLUMN.at(ref, found=known[name]))
        elif name in known:
            columns[known[name]] = index
        elif name:
            problems.append(catalogue.UNKNOWN_COLUMN.at(ref, found=name, nearest=nearest(name, known)))
    return columns


def _as_text(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return plain(from_float(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
