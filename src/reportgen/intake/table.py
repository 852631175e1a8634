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
from reportgen.intake.form import MONEY_UNITS, TOTAL, TOTAL_FORMULA, SheetForm
from reportgen.intake.frames import CellError, Percent, Sheet, Uncalculated, coordinates
from reportgen.intake.submission import Entry
from reportgen.numeric import from_float, parse_quantity, plain, round_half_up

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
_LARGEST = Decimal(10) ** 12  # no figure of a street office comes near; keeps arithmetic and messages bounded
_ERROR_TEXT = re.compile(r"#(?:DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|N/A|SPILL!|CALC!)")
_NUMBERS, _MOMENTS = (int, float), (datetime.date, datetime.time)  # asked of every cell: int | float is made each time
_RANGE = re.compile(r"([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})")
_SYMBOLS = str.maketrans("≧≦⩾⩽", "≥≤≥≤")
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Row(NamedTuple):
    """One filled row of a table: its values as the frame holds them, and the place of each column in it."""

    sheet: Sheet
    at: int
    values: list[object]
    columns: dict[str, int]
    problems: list[Diagnostic]
    label: str = ""

    def labelled(self, label: str) -> Row:
        """The same row, called ``label`` in messages."""
        return self._replace(label=label)

    def cell(self, column: str) -> Entry[object] | None:
        """What stands under ``column``; ``None`` where that is blank or the sheet lacks the column."""
        index = self.columns.get(column)
        if index is None or self.values[index] is None:
            return None
        return Entry(self.values[index], self.sheet.ref(self.at, index, self.label or column))

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
        text = cell.value if cell else None
        return Entry(text.strip(), self.ref(column)) if isinstance(text, str) and _says_nothing(text) else None

    def numbers(self, column: str) -> tuple[int, ...]:
        """The whole numbers in a cell that lists some: 1、2."""
        cell = self.cell(column)
        text = unicodedata.normalize("NFKC", _as_text(cell.value)) if cell and not _unreadable(cell.value) else ""
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

    def _one_line(self, cell: Entry[object] | None, limit: int = _MAX_TEXT) -> Entry[str] | None:
        entry = self._lines(cell, limit) if cell else None
        return Entry(entry.value.replace("\n", ""), entry.ref) if entry and "\n" in entry.value else entry

    def _lines(self, cell: Entry[object], limit: int = _MAX_TEXT) -> Entry[str] | None:
        text = _as_text(cell.value)
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
        if abs(value) >= _LARGEST:
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
            return self.number(column, "%" if isinstance(cell.value, Percent) else "", negative=True)
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

    def _sound(self, column: str, *, required: bool) -> Entry[object] | None:
        """The cell, unless nothing can be read there: an error value always is a problem, a blank where required."""
        cell = self.cell(column)
        if cell is None:
            if required:
                self.problems.append(catalogue.BLANK.at(self.ref(column), column=column))
        elif isinstance(cell.value, Uncalculated):
            self.problems.append(catalogue.NEVER_CALCULATED.at(cell.ref, found=cell.value.formula))
        elif isinstance(cell.value, CellError):
            self.problems.append(catalogue.ERROR_VALUE.at(cell.ref, found=cell.value.text))
        elif isinstance(cell.value, str) and "#" in cell.value and _ERROR_TEXT.fullmatch(cell.value.strip()):
            # pasted as a value
            self.problems.append(catalogue.ERROR_VALUE.at(cell.ref, found=cell.value))
        else:
            return cell
        return None

    def _undated(self, column: str, *, required: bool) -> Entry[object] | None:
        cell = self._sound(column, required=required)
        if cell and isinstance(cell.value, _MOMENTS):
            self.problems.append(catalogue.UNWANTED_DATE.at(cell.ref, found=_as_text(cell.value)))
            return None
        return cell

    def _value(self, cell: Entry[object], unit: str | None) -> Decimal | None:
        if isinstance(cell.value, _NUMBERS) and not isinstance(cell.value, bool):
            return self._typed_number(cell, from_float(cell.value), unit)
        return self._written_number(cell, _as_text(cell.value), unit)

    def _typed_number(self, cell: Entry[object], value: Decimal, unit: str | None) -> Decimal | None:
        if isinstance(cell.value, Percent):
            if unit in ("%", None):
                return value * 100
            shown = plain(value * 100) + "%"
            self.problems.append(catalogue.WRONG_UNIT.at(cell.ref, found=shown, wanted=unit or "不带单位的数字"))
            return None
        if unit == "%" and 0 < abs(value) <= 1:
            self._ask_percent(cell, value)
        return value

    def _written_number(self, cell: Entry[object], text: str, unit: str | None) -> Decimal | None:
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

    def _ask_percent(self, cell: Entry[object], value: Decimal) -> None:
        self.problems.append(
            catalogue.UNCLEAR_PERCENT.at(cell.ref, found=plain(value), small=plain(value), large=plain(value * 100))
        )


def _unreadable(value: object) -> bool:
    return isinstance(value, CellError | Uncalculated)


def _says_nothing(text: str) -> bool:
    return text.strip().strip("。.") in _NOTHING


def read_rows(sheet: Sheet, form: SheetForm, problems: list[Diagnostic]) -> list[Row] | None:
    """The filled rows below the header row; ``None`` and problems when there is no header row.

    A row counts as filled when a column that the office enters is: neither what stands beside the table nor what was
    filled in ahead for reading is looked at.
    """
    lines = sheet.frame.to_numpy().tolist()
    titles = [[_title(value) for value in line] for line in lines[:_HEADER_ROWS]]
    header = _header(titles, form)
    if header is None:
        _report_missing_columns(sheet, titles, form, problems)
        return None
    columns = _columns(sheet, header, titles[header], form, problems)
    entered = {name: index for name, index in columns.items() if name in form.entered_columns}
    rows: list[Row] = []
    only_numbered: list[Row] = []
    for at, values in enumerate(lines[header + 1 :], header + 1):
        filled = {name for name, index in entered.items() if values[index] is not None}
        if filled:
            kept = only_numbered if filled <= _NUMBERING else rows
            kept.append(Row(sheet, at, _with_sums(values, columns, form, lines), columns, problems))
    _note_only_numbered(only_numbered, problems)
    return rows


def _with_sums(
    values: list[object], columns: dict[str, int], form: SheetForm, lines: list[list[object]]
) -> list[object]:
    """The values of a row; those of a 合计 row with the sums that its formulas have no result for."""
    if not form.row_name or _title(values[columns[form.row_name]]) != TOTAL:
        return values
    return [_sum(value, lines) if isinstance(value, Uncalculated) else value for value in values]


def _sum(total: Uncalculated, lines: list[list[object]]) -> object:
    """What the formula of our own form gives; any other one is left as it is, as is one that adds up no numbers."""
    match = _RANGE.search(total.formula)
    if match is None or total.formula != "=" + TOTAL_FORMULA.format(cells=match[0]):
        return total
    (top, left), (bottom, right) = map(coordinates, match.groups())
    parts = [value for line in lines[top : bottom + 1] for value in line[left : right + 1]]
    if any(_unreadable(part) or isinstance(part, _MOMENTS) for part in parts):
        return total
    # Text is passed over, as SUM does.
    numbers = [from_float(part) for part in parts if isinstance(part, _NUMBERS) and not isinstance(part, bool)]
    return float(round_half_up(sum(numbers, Decimal(0)), 6)) if numbers else None


def _note_only_numbered(rows: list[Row], problems: list[Diagnostic]) -> None:
    if rows:
        column = next(name for name in rows[0].columns if name in _NUMBERING)
        problems.append(catalogue.ROWS_ONLY_NUMBERED.at(rows[0].ref(column), column=column, count=len(rows)))


def _title(value: object) -> str:
    """What may be the name of a column; an error value or a formula without a result is none."""
    return "" if value is None or _unreadable(value) else normal_name(_as_text(value))


def _header(titles: list[list[str]], form: SheetForm) -> int | None:
    """The number of the row that holds the names of all required columns."""
    wanted = {normal_name(name) for name in form.required_columns}
    return next((at for at, names in enumerate(titles) if wanted <= set(names)), None)


def _report_missing_columns(sheet: Sheet, titles: list[list[str]], form: SheetForm, problems: list[Diagnostic]) -> None:
    """Name the columns that the likeliest header row lacks."""
    known = {normal_name(column.name) for column in form.columns}
    best = max(range(len(titles)), key=lambda at: len(known & set(titles[at])), default=0)
    present = titles[best] if titles and known & set(titles[best]) else []
    ref = sheet.ref(best, 0, "表头") if present else CellRef(file=sheet.file, sheet=sheet.name)
    others = [name for name in present if name and name not in known]
    for column in form.required_columns:
        if normal_name(column) not in present:
            problems.append(catalogue.MISSING_COLUMN.at(ref, column=column, similar=similar(column, others)))


def _columns(
    sheet: Sheet, header: int, titles: list[str], form: SheetForm, problems: list[Diagnostic]
) -> dict[str, int]:
    """Name of each column of the form → its place in a row."""
    known = {normal_name(column.name): column.name for column in form.columns}
    columns: dict[str, int] = {}
    for index, name in enumerate(titles):
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


def _as_text(value: object) -> str:
    """A value as the spreadsheet program shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, _NUMBERS):
        number = from_float(value)
        return plain(number * 100) + "%" if isinstance(value, Percent) else plain(number)
    if isinstance(value, datetime.date):
        day = f"{value.year}年{value.month}月{value.day}日"
        timed = isinstance(value, datetime.datetime) and value.time() != datetime.time()
        return f"{day} {value:%H:%M}" if timed else day
    return str(value)
