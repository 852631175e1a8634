"""A sheet as a table: finds the header row, and turns cells into typed entries or into problems.

Every getter answers with an :class:`Entry`, or with ``None`` after it has put a problem into ``problems``
(or when an optional cell is blank).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, nearest, normal_name
from reportgen.intake.form import MONEY_UNITS, SheetForm
from reportgen.intake.submission import Entry
from reportgen.intake.workbook import Cell, Flaw, Sheet
from reportgen.numeric import LARGEST, from_float, parse_quantity, plain

_HEADER_ROWS = 10
# What XML 1.0 cannot hold (2.2 Char): such a character would make the Word file unreadable.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# No unit: words of estimate, and letters that stand for digits (1OO).
_VAGUE = re.compile(r"[OoIl万亿千百十多余几来.,，、~～\-—+/*()（）]*|.*(?:以上|以下|左右|上下|不到|以内)")
_PERCENT_UNITS = ("百分比", "百分数", "百分率")
_NUMBERING = {"序号", "编号"}  # often filled in ahead for more rows than are needed
_NOTHING = {"无", "暂无", "没有", "/", "／", "-", "—", "——", "不适用"}
_OWN_NUMBER = re.compile(
    r"[一二三四五六七八九十]+是(?!否)|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d{1,2}[、．.）)](?!\d)"
)
_MAX_NAME = 500  # characters of a name, a heading, one goal
_MAX_TEXT = 32_767  # characters that a cell of Excel can hold
_ERROR_TEXT = re.compile(r"#(?:DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|N/A|SPILL!|CALC!)")
_NUMBERS, _MOMENTS = (int, float), (datetime.date, datetime.time)  # asked of every cell: int | float is made each time
_SYMBOLS = str.maketrans("≧≦⩾⩽", "≥≤≥≤")
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Row(NamedTuple):
    """One filled row of a table."""

    sheet: Sheet
    at: int
    columns: dict[str, int]
    problems: list[Diagnostic]
    label: str = ""

    def labelled(self, label: str) -> Row:
        """The same row, called ``label`` in messages."""
        return Row(self.sheet, self.at, self.columns, self.problems, label)

    def cell(self, column: str) -> Cell | None:
        """The cell under ``column``; ``None`` where it is blank or the sheet lacks the column."""
        index = self.columns.get(column)
        return None if index is None else self.sheet.cell(self.at, index, self.label or column)

    def ref(self, column: str) -> CellRef:
        """Where ``column`` of this row is, or the row's first cell when the sheet lacks the column."""
        index = self.columns[column] if column in self.columns else min(self.columns.values())
        return self.sheet.ref(self.at, index, self.label or column)

    def text(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A name or short text, on one line; a date there is what Excel made of 3-1."""
        return self._one_line(self._undated(column, required=required), _MAX_NAME)

    def remark(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """Free text on one line, which may be a date."""
        return self._one_line(self._sound(column, required=required))

    def prose(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """Prose as typed; a line break inside the cell ends a paragraph and is kept as one newline."""
        cell = self._sound(column, required=required)
        entry = self._lines(cell) if cell else None
        return entry if required else self.unless_nothing(entry)

    def listed(self, column: str) -> Entry[str] | None:
        """A required paragraph of a numbered list; a row that says 无 is passed over with a note."""
        return self.unnumbered(self.unless_nothing(self.prose(column, required=True)))

    def stated(self, column: str) -> Entry[str] | None:
        """Free text on one line that the report or a score rests on; 无 and the like are as good as blank."""
        return self.unless_nothing(self.remark(column))

    def denial(self, column: str) -> Entry[str] | None:
        """A cell that says 无 or the like instead of what belongs there."""
        cell = self.cell(column)
        said = cell.value if cell else None
        return Entry(said.strip(), self.ref(column)) if isinstance(said, str) and _says_nothing(said) else None

    def numbers(self, column: str) -> tuple[int, ...]:
        """The whole numbers in a cell that lists some: 1、2."""
        cell = self.cell(column)
        text = unicodedata.normalize("NFKC", _as_text(cell.value)) if cell and cell.value is not None else ""
        return tuple(int(digits) for digits in re.findall(r"[0-9]{1,4}", text))

    def unless_nothing(self, entry: Entry[str] | None) -> Entry[str] | None:
        """The entry, unless it says 无 or the like."""
        if entry is None or not _says_nothing(entry.value):
            return entry
        self.problems.append(catalogue.NOTHING_STATED.at(entry.ref, found=entry.value))
        return None

    def unnumbered(self, entry: Entry[str] | None) -> Entry[str] | None:
        """The entry, unless it starts with a number of its own: numbers are counted, never typed."""
        if entry is None or not _OWN_NUMBER.match(entry.value):
            return entry
        self.problems.append(catalogue.OWN_NUMBER.at(entry.ref, found=entry.value))
        return None

    def _one_line(self, cell: Cell | None, limit: int = _MAX_TEXT) -> Entry[str] | None:
        entry = self._lines(cell, limit) if cell else None
        return Entry(entry.value.replace("\n", ""), entry.ref) if entry and "\n" in entry.value else entry

    def _lines(self, cell: Cell, limit: int = _MAX_TEXT) -> Entry[str] | None:
        text = cell.value if isinstance(cell.value, str) else _as_text(cell.value, percent=cell.percent_format)
        if len(text) > limit:
            self.problems.append(catalogue.TEXT_TOO_LONG.at(cell.ref, found=text, count=len(text), limit=limit))
            return None
        if text.isprintable():
            return Entry(text.strip(), cell.ref)
        if _FORBIDDEN.search(text):
            self.problems.append(catalogue.FORBIDDEN_CHARACTER.at(cell.ref, found=text))
            return None
        lines = (line.strip() for line in _LINE_BREAK.split(text))
        return Entry("\n".join(line for line in lines if line), cell.ref)

    def choice(self, column: str, choices: tuple[str, ...], *, required: bool = True) -> Entry[str] | None:
        """One of a closed list; forms that differ only by width or an end 指标 are accepted."""
        entry = self.text(column, required=required)
        if entry is None:
            return None
        if entry.value in choices:
            return entry
        name = normal_name(entry.value).translate(_SYMBOLS).replace(">=", "≥").replace("<=", "≤").removesuffix("指标")
        for choice in choices:
            if normal_name(choice) == name:
                return Entry(choice, entry.ref)
        self.problems.append(
            catalogue.NOT_A_CHOICE.at(
                entry.ref, found=entry.value, choices="、".join(choices), nearest=nearest(name, choices)
            )
        )
        return None

    def unit(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A unit as it is printed: every way to write per cent is %."""
        entry = self.text(column, required=required)
        if entry is None:
            return None
        name = normal_name(entry.value)
        return Entry("%", entry.ref) if name == "%" or name in _PERCENT_UNITS else entry

    def number(
        self, column: str, unit: str | None = "", *, required: bool = False, negative: bool = False
    ) -> Entry[Decimal] | None:
        """A number in ``unit`` (``None`` when the unit is not known: any is let pass); 95 is 95 %."""
        cell = self._undated(column, required=required)
        if cell is None:
            return None
        value = self._value(cell, unit if unit is None else normal_name(unit))
        if value is None:
            return None
        if abs(value) >= LARGEST:
            self.problems.append(catalogue.NUMBER_TOO_LARGE.at(cell.ref, found=_as_text(cell.value)))
            return None
        if value < 0 and not negative:
            self.problems.append(catalogue.NEGATIVE.at(cell.ref, found=_as_text(cell.value)))
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
        """Whatever stands there: a number where the cell holds a number (95 where it shows 95%), else text."""
        cell = self._undated(column, required=False)
        if cell is None:
            return None
        if isinstance(cell.value, bool):  # what Excel makes of a ticked box
            return Entry("是" if cell.value else "否", cell.ref)
        if isinstance(cell.value, _NUMBERS):
            return self.number(column, "%" if cell.percent_format else "", negative=True)
        return self._one_line(cell, _MAX_NAME)

    def money(self, column: str, unit_column: str) -> Entry[Decimal] | None:
        """An amount in the unit that ``unit_column`` names, kept in 万元; blank when the amount is blank."""
        unit = self._stated_unit(column, unit_column, tuple(MONEY_UNITS))
        entry = self.number(column, unit)
        return Entry(entry.value * MONEY_UNITS[unit], entry.ref) if entry and unit else None

    def percentage(self, column: str, unit_column: str) -> Entry[Decimal] | None:
        """A rate whose unit column must say %."""
        unit = self._stated_unit(column, unit_column, ("%",))
        entry = self.number(column, unit)
        return entry if unit else None

    def _stated_unit(self, column: str, unit_column: str, allowed: tuple[str, ...]) -> str | None:
        if self.cell(column) is None:
            return None
        unit = self.unit(unit_column, required=True)
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
        if cell is None:
            if required:
                self.problems.append(catalogue.BLANK.at(self.ref(column), column=column))
        elif cell.flaw is Flaw.NEVER_CALCULATED:
            self.problems.append(catalogue.NEVER_CALCULATED.at(cell.ref, found=cell.shown))
        elif cell.flaw is Flaw.ERROR_VALUE:
            self.problems.append(catalogue.ERROR_VALUE.at(cell.ref, found=cell.shown))
        elif isinstance(cell.value, str) and "#" in cell.value and _ERROR_TEXT.fullmatch(cell.value.strip()):
            # pasted as a value
            self.problems.append(catalogue.ERROR_VALUE.at(cell.ref, found=cell.value))
        else:
            return cell
        return None

    def _undated(self, column: str, *, required: bool) -> Cell | None:
        cell = self._sound(column, required=required)
        if cell and isinstance(cell.value, _MOMENTS):
            self.problems.append(catalogue.UNWANTED_DATE.at(cell.ref, found=_as_text(cell.value)))
            return None
        return cell

    def _value(self, cell: Cell, unit: str | None) -> Decimal | None:
        if isinstance(cell.value, _NUMBERS) and not isinstance(cell.value, bool):
            value = from_float(cell.value)
            if value.is_finite():
                return self._typed_number(cell, value, unit)
        return self._written_number(cell, _as_text(cell.value), unit)

    def _typed_number(self, cell: Cell, value: Decimal, unit: str | None) -> Decimal | None:
        if cell.percent_format:
            if unit in ("%", None):
                return value * 100
            shown = plain(value * 100) + "%"
            self.problems.append(catalogue.WRONG_UNIT.at(cell.ref, found=shown, wanted=unit or "不带单位的数字"))
            return None
        if unit == "%" and 0 < abs(value) <= 1:
            self._ask_percent(cell, value)
        return value

    def _written_number(self, cell: Cell, text: str, unit: str | None) -> Decimal | None:
        quantity = parse_quantity(text)
        if quantity is None or (quantity.unit not in ("", unit) and _VAGUE.fullmatch(quantity.unit)):
            self.problems.append(catalogue.NOT_A_NUMBER.at(cell.ref, found=text))
            return None
        if unit is not None and quantity.unit not in ("", unit):
            self.problems.append(catalogue.WRONG_UNIT.at(cell.ref, found=text, wanted=unit or "不带单位的数字"))
            return None
        if unit == "%" and not quantity.unit and 0 < abs(quantity.value) <= 1:
            self._ask_percent(cell, quantity.value)
        return quantity.value

    def _ask_percent(self, cell: Cell, value: Decimal) -> None:
        self.problems.append(
            catalogue.UNCLEAR_PERCENT.at(cell.ref, found=plain(value), small=plain(value), large=plain(value * 100))
        )


def _says_nothing(text: str) -> bool:
    return text.strip().strip("。.") in _NOTHING


def read_rows(sheet: Sheet, form: SheetForm, problems: list[Diagnostic]) -> list[Row] | None:
    """The filled rows below the header row; ``None`` and problems when there is no header row.

    A row counts as filled when a column that the office enters is: neither what stands beside the table nor what was
    filled in ahead for reading is looked at.
    """
    header = _header(sheet, form)
    if header is None:
        _report_missing_columns(sheet, form, problems)
        return None
    columns = _columns(sheet, header, form, problems)
    wanted = form.entered_columns
    entered = {name: index for name, index in columns.items() if name in wanted}
    rows: list[Row] = []
    only_numbered: list[Row] = []
    for index in range(header + 1, sheet.height):
        filled = sheet.filled(index, entered)
        if filled:
            kept = only_numbered if filled <= _NUMBERING else rows
            kept.append(Row(sheet, index, columns, problems))
    _note_only_numbered(only_numbered, problems)
    return rows


def _note_only_numbered(rows: list[Row], problems: list[Diagnostic]) -> None:
    if rows:
        column = next(name for name in rows[0].columns if name in _NUMBERING)
        problems.append(catalogue.ROWS_ONLY_NUMBERED.at(rows[0].ref(column), column=column, count=len(rows)))


def _names(sheet: Sheet, row: int) -> list[str]:
    values = (sheet.value(row, column) for column in range(len(sheet.values[row])))
    return ["" if value is None else normal_name(_as_text(value)) for value in values]


def _header(sheet: Sheet, form: SheetForm) -> int | None:
    wanted = {normal_name(name) for name in form.required_columns}
    rows = range(min(_HEADER_ROWS, len(sheet.values)))
    return next((row for row in rows if wanted <= set(_names(sheet, row))), None)


def _report_missing_columns(sheet: Sheet, form: SheetForm, problems: list[Diagnostic]) -> None:
    """Name the columns that the likeliest header row lacks."""
    known = {normal_name(column.name) for column in form.columns}
    rows = [_names(sheet, row) for row in range(min(_HEADER_ROWS, len(sheet.values)))]
    best = max(range(len(rows)), key=lambda row: len(known & set(rows[row])), default=0)
    present = rows[best] if rows and known & set(rows[best]) else []
    ref = sheet.ref(best, 0, "表头") if present else CellRef(file=sheet.file, sheet=sheet.name)
    others = [name for name in present if name and name not in known]
    for column in form.required_columns:
        if normal_name(column) not in present:
            problems.append(catalogue.MISSING_COLUMN.at(ref, column=column, similar=similar(column, others)))


def _columns(sheet: Sheet, header: int, form: SheetForm, problems: list[Diagnostic]) -> dict[str, int]:
    known = {normal_name(column.name): column.name for column in form.columns}
    columns: dict[str, int] = {}
    for index, name in enumerate(_names(sheet, header)):
        if name in known and known[name] in columns:
            problems.append(catalogue.DUPLICATE_COLUMN.at(sheet.ref(header, index), found=known[name]))
        elif name in known:
            columns[known[name]] = index
        elif name:
            ref = sheet.ref(header, index)
            problems.append(catalogue.UNKNOWN_COLUMN.at(ref, found=name, nearest=nearest(name, known)))
    return columns


def similar(wanted: str, found: list[str]) -> str:
    """“，有一个“…”，是不是它？” when one of the names ``found`` is close to the one that is missing."""
    close = get_close_matches(wanted, found, n=1, cutoff=0.5)
    return f"；有一个“{close[0]}”，是不是它？" if close else ""


def _as_text(value: object, *, percent: bool = False) -> str:
    """A value as the spreadsheet program shows it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, _NUMBERS):
        number = from_float(value)
        if not number.is_finite():
            return str(value)
        return plain(number * 100) + "%" if percent else plain(number)
    if isinstance(value, datetime.date):
        day = f"{value.year}年{value.month}月{value.day}日"
        timed = isinstance(value, datetime.datetime) and value.time() != datetime.time()
        return f"{day} {value:%H:%M}" if timed else day
    return str(value)
