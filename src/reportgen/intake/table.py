"""Reads a sheet as a table: finds its header row, and makes typed entries or problems of its cells.

Every getter of a row returns an :class:`Entry`. It returns ``None`` for a blank optional cell, and after it has added a
problem to ``problems``.
"""

from __future__ import annotations

import datetime
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, nearest, normal_name, shorten
from reportgen.intake.form import (
    BASICS,
    BUDGET,
    MONEY_UNIT,
    MONEY_UNITS,
    NUMBERING,
    THREE_PUBLIC,
    TOTAL_FORMULA,
    Column,
    SheetForm,
)
from reportgen.intake.frames import CellError, Percent, Sheet, ShownNumber, Uncalculated, a1, coordinates
from reportgen.intake.submission import Entry
from reportgen.numeric import LARGEST, as_printed, from_float, has_split_digits, parse_quantity, plain, round_half_up

_HEADER_ROWS = 10
# Characters that XML 1.0 does not allow (2.2 Char); they would make the Word file unreadable.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# These are no units: words of estimate, and letters that were typed instead of digits (1OO).
_VAGUE = re.compile(r"[OoIl万亿千百十多余几来.,，、~～\-—+/*()（）]*|.*(?:以上|以下|左右|上下|不到|以内)")
_ALSO = {"人": "名"}  # another word for a unit
_PERCENT_UNITS = ("百分比", "百分数", "百分率")
_NOT_A_NUMBER = catalogue.NOT_A_NUMBER.code
# The row of such a column says what is asked for; the name of the column says nothing.
_COLUMNS_OF_ITEMS = (BASICS.content.name, BUDGET.amount.name)
_NOTHING = {"无", "暂无", "没有", "/", "／", "-", "—", "——", "不适用"}
_OWN_NUMBER = re.compile(  # 一、二级指标 and 三、四季度 begin with words, and so does 第一书记.
    r"[一二三四五六七八九十]+是(?!否)|[（(][一二三四五六七八九十\d]+[）)](?!、?[（(])|[一二三四五六七八九十]+[、.．](?![一二三四五六七八九十])"
    r"|\d{1,2}[、．.）)](?!\d)|第[一二三四五六七八九十]+(?:[，,、：:]|是(?!否))"
    r"|[\u2460-\u249b\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
_MOST_LETTERS = 5  # of columns in one message
_MAX_LABEL = 20  # characters of a row's name in a message
_MAX_NAME = 500  # characters of a name, a heading, one goal
_MAX_TEXT = 32_767  # characters that a cell of Excel can hold
_ERROR_TEXT = re.compile(r"#(?:DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|N/A|SPILL!|CALC!)")
# Tuples, because ``int | float`` would be built again for every cell.
_NUMBERS, _MOMENTS = (int, float), (datetime.date, datetime.time)
_RANGE = re.compile(r"([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})")
_SYMBOLS = str.maketrans("≧≦⩾⩽", "≥≤≥≤")
_LEAST_RATE_PLACES = 2
_CONVERTED_PLACES = 2  # with which a text prints an amount that was entered in another unit than 万元
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Row(NamedTuple):
    """One row of a table that has content: the values of the frame, and the position of each column in them."""

    sheet: Sheet
    at: int
    values: list[object]
    columns: dict[str, int]
    problems: list[Diagnostic]
    label: str = ""

    def labelled(self, label: str) -> Row:
        """The same row with the name that messages use for it."""
        return self._replace(label=label)

    def cell(self, column: str) -> Entry[object] | None:
        """The value in ``column``; ``None`` if the cell is blank or the sheet lacks the column."""
        index = self.columns.get(column)
        if index is None or self.values[index] is None:
            return None
        return Entry(self.values[index], self.sheet.ref(self.at, index, self.label or column))

    def ref(self, column: str) -> CellRef:
        """The place of ``column`` in this row, or of the first cell if the sheet lacks the column."""
        index = self.columns[column] if column in self.columns else min(self.columns.values())
        return self.sheet.ref(self.at, index, self.label or column)

    def text(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A name or a short text on one line; a date is a problem, because Excel makes one of a text such as 3-1."""
        return self._one_line(self._cell_without_date(column, required=required), _MAX_NAME)

    def remark(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A text on one line; a date is accepted."""
        return self._one_line(self._readable_cell(column, required=required))

    def prose(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A text of several lines; a line break inside the cell ends a paragraph and becomes one newline."""
        cell = self._readable_cell(column, required=required)
        entry = self._lines(cell) if cell else None
        return entry if required else self._drop_if_nothing(entry)

    def paragraph(self, column: str) -> Entry[str] | None:
        """A required paragraph of a numbered list; a row that says 无 is ignored with a note."""
        return self.without_own_number(self._drop_if_nothing(self.prose(column, required=True)))

    def statement(self, column: str) -> Entry[str] | None:
        """A text on one line that the report or a score depends on; 无 and similar words count as blank."""
        return self._drop_if_nothing(self.remark(column))

    def denial(self, column: str) -> Entry[str] | None:
        """The text of a cell that says 无 or something similar instead of its proper content."""
        cell = self.cell(column)
        text = cell.value if cell else None
        return Entry(text.strip(), self.ref(column)) if isinstance(text, str) and _says_nothing(text) else None

    def numbers(self, column: str) -> tuple[int, ...]:
        """The whole numbers in a cell such as 1、2."""
        cell = self.cell(column)
        text = unicodedata.normalize("NFKC", _as_text(cell.value)) if cell and not _is_unreadable(cell.value) else ""
        numbers = tuple(int(digits) for digits in re.findall(r"[0-9]{1,4}", text))
        if cell and text and not numbers and not _says_nothing(text):
            self.problems.append(catalogue.NUMBERS_NOT_STATED.at(cell.ref, found=text))
        return numbers

    def _drop_if_nothing(self, entry: Entry[str] | None) -> Entry[str] | None:
        """The entry, unless it says 无 or something similar."""
        if entry is None or not _says_nothing(entry.value):
            return entry
        self.problems.append(catalogue.NOTHING_STATED.at(entry.ref, found=entry.value))
        return None

    def without_own_number(self, entry: Entry[str] | None) -> Entry[str] | None:
        """The entry, unless its text begins with a number: the program adds the numbers itself."""
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
        """One value of a closed list; full-width characters and 指标 at the end make no difference."""
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

    def term(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A name that the rules of the year declare, without blanks and without 指标 at its end."""
        entry = self.text(column, required=required)
        name = normal_name(entry.value).removesuffix("指标") if entry else ""
        return Entry(name, entry.ref) if entry and name else entry

    def unit(self, column: str, *, required: bool = False) -> Entry[str] | None:
        """A unit of measurement; every way to write per cent becomes %."""
        entry = self.text(column, required=required)
        if entry is None:
            return None
        name = normal_name(entry.value)
        return Entry("%", entry.ref) if name == "%" or name in _PERCENT_UNITS else entry

    def number(
        self, column: str, unit: str | None = "", *, required: bool = False, negative: bool = False
    ) -> Entry[Decimal] | None:
        """A number in ``unit``; ``None`` accepts any unit. In percentages 95 is 95 %."""
        cell = self._cell_without_date(column, required=required)
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
        return Entry(value, cell.ref, cell.value.places if isinstance(cell.value, ShownNumber) else None)

    def whole(self, column: str, unit: str = "", *, required: bool = True) -> Entry[int] | None:
        """A whole number."""
        count = len(self.problems)
        entry = self.number(column, unit, required=required)
        if entry is None:
            # The usual hint speaks of units and of ≥, which nobody writes into a number of a row.
            name = self.label if column in _COLUMNS_OF_ITEMS else column
            self.problems[count:] = [
                replace(problem, hint=f"{name}只填阿拉伯数字，如 1、2、3") if problem.code == _NOT_A_NUMBER else problem
                for problem in self.problems[count:]
            ]
            return None
        if entry.value != entry.value.to_integral_value():
            self.problems.append(catalogue.NOT_WHOLE.at(entry.ref, found=plain(entry.value)))
            return None
        return Entry(int(entry.value), entry.ref)

    def value(self, column: str) -> Entry[str] | Entry[Decimal] | None:
        """The content of the cell: a number (95 if the cell shows 95%), or else a text on one line."""
        cell = self._cell_without_date(column, required=False)
        if cell is None:
            return None
        if isinstance(cell.value, bool):  # Excel stores a ticked box as TRUE.
            return Entry("是" if cell.value else "否", cell.ref)
        if isinstance(cell.value, _NUMBERS):
            return self.number(column, "%" if isinstance(cell.value, Percent) else "", negative=True)
        return self._one_line(cell, _MAX_NAME)

    def money(self, column: str, unit_column: str) -> Entry[Decimal] | None:
        """An amount in 万元; ``unit_column`` states the unit in which it was entered."""
        unit = self._unit_beside(column, unit_column, tuple(MONEY_UNITS))
        entry = self.number(column, unit)
        if entry is None or unit is None:
            return None
        places = entry.places if unit == MONEY_UNIT else _CONVERTED_PLACES
        return Entry(entry.value * MONEY_UNITS[unit], entry.ref, places)

    def percentage(self, column: str, unit_column: str) -> Entry[Decimal] | None:
        """A rate; ``unit_column`` has to say %."""
        unit = self._unit_beside(column, unit_column, ("%",))
        entry = self.number(column, unit)
        if entry is None or unit is None:
            return None
        # Rates are scored, so a text never prints one coarser than its score shows.
        return entry if entry.places is None else entry._replace(places=max(entry.places, _LEAST_RATE_PLACES))

    def _unit_beside(self, column: str, unit_column: str, allowed: tuple[str, ...]) -> str | None:
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

    def _readable_cell(self, column: str, *, required: bool) -> Entry[object] | None:
        """The cell, unless it has no readable value: error values are problems, and so is a blank if ``required``."""
        cell = self.cell(column)
        if cell is None:
            if required:
                self.problems.append(catalogue.BLANK.at(self.ref(column), cell=self._named(column)))
        elif isinstance(cell.value, Uncalculated):
            self.problems.append(catalogue.NEVER_CALCULATED.at(cell.ref, found=cell.value.formula))
        elif isinstance(cell.value, CellError):
            self.problems.append(catalogue.ERROR_VALUE.at(cell.ref, found=cell.value.text))
        elif isinstance(cell.value, str) and "#" in cell.value and _ERROR_TEXT.fullmatch(cell.value.strip()):
            # Somebody pasted the error as a text.
            self.problems.append(catalogue.ERROR_VALUE.at(cell.ref, found=cell.value))
        else:
            return cell
        return None

    def _named(self, column: str) -> str:
        """The words for a cell in a message: “市”, or 第7行（慰问困难党员群众人次）的“实际完成值”."""
        if self.label and column in _COLUMNS_OF_ITEMS:
            return f"“{self.label}”"
        row = self.ref(column).cell.lstrip(string.ascii_uppercase)
        label = f"（{shorten(self.label, _MAX_LABEL)}）" if self.label else ""
        return f"第{row}行{label}的“{column}”"

    def _cell_without_date(self, column: str, *, required: bool) -> Entry[object] | None:
        cell = self._readable_cell(column, required=required)
        if cell and isinstance(cell.value, _MOMENTS):
            self.problems.append(catalogue.UNWANTED_DATE.at(cell.ref, found=_as_text(cell.value)))
            return None
        return cell

    def _value(self, cell: Entry[object], unit: str | None) -> Decimal | None:
        if isinstance(cell.value, _NUMBERS) and not isinstance(cell.value, bool):
            return self._number_of_cell(cell, from_float(cell.value), unit)
        return self._number_of_text(cell, _as_text(cell.value), unit)

    def _number_of_cell(self, cell: Entry[object], value: Decimal, unit: str | None) -> Decimal | None:
        if isinstance(cell.value, Percent):
            if unit in ("%", None):
                return value * 100
            text = plain(value * 100) + "%"
            self.problems.append(catalogue.WRONG_UNIT.at(cell.ref, found=text, wanted=unit or "不带单位的数字"))
            return None
        if unit == "%" and 0 < abs(value) <= 1:
            self._report_unclear_percent(cell, value)
        return value

    def _number_of_text(self, cell: Entry[object], text: str, unit: str | None) -> Decimal | None:
        quantity = parse_quantity(text)
        if quantity is None and has_split_digits(text):
            self.problems.append(catalogue.SPLIT_NUMBER.at(cell.ref, found=text))
            return None
        if quantity is None or (quantity.unit not in ("", unit) and _VAGUE.fullmatch(quantity.unit)):
            self.problems.append(catalogue.NOT_A_NUMBER.at(cell.ref, found=text))
            return None
        if unit is not None and quantity.unit not in ("", unit, _ALSO.get(unit)):
            self.problems.append(catalogue.WRONG_UNIT.at(cell.ref, found=text, wanted=unit or "不带单位的数字"))
            return None
        if unit == "%" and not quantity.unit and 0 < abs(quantity.value) <= 1:
            self._report_unclear_percent(cell, quantity.value)
        return quantity.value

    def _report_unclear_percent(self, cell: Entry[object], value: Decimal) -> None:
        self.problems.append(
            catalogue.UNCLEAR_PERCENT.at(cell.ref, found=plain(value), small=plain(value), large=plain(value * 100))
        )


def _is_unreadable(value: object) -> bool:
    return isinstance(value, CellError | Uncalculated)


def _says_nothing(text: str) -> bool:
    return text.strip().strip("。.") in _NOTHING


def read_rows(sheet: Sheet, form: SheetForm, problems: list[Diagnostic]) -> list[Row] | None:
    """The rows with content below the header row; ``None`` and problems if there is no header row.

    Only the columns that the clerk fills in count as content: cells beside the table and columns for reference do not.
    """
    lines = sheet.frame.to_numpy().tolist()
    header = _header(lines, form)
    if header is None:
        _report_missing_columns(sheet, lines, form, problems)
        return None
    columns = _columns(sheet, header, lines, form, problems)
    entry_columns = {name: index for name, index in columns.items() if name in form.entry_columns}
    rows: list[Row] = []
    number_rows: list[Row] = []  # rows that have a number and nothing else
    for at, values in enumerate(lines[header + 1 :], header + 1):
        content = {name for name, index in entry_columns.items() if values[index] is not None}
        if content:
            target = number_rows if content <= NUMBERING else rows
            target.append(Row(sheet, at, _with_sums(values, columns, form, lines), columns, problems))
    problems += _unread(sheet, lines, header, columns, form)
    problems += _hidden(sheet, rows, columns, form)
    if number_rows:
        column = next(name for name in columns if name in NUMBERING)
        ref = number_rows[0].ref(column)
        problems.append(catalogue.ROWS_ONLY_NUMBERED.at(ref, column=column, count=len(number_rows)))
    return rows


def _unread(
    sheet: Sheet, lines: list[list[object]], header: int, columns: dict[str, int], form: SheetForm
) -> Iterator[Diagnostic]:
    """Report what a clerk typed where no column is read: above the header row, and under a blank heading."""
    for at in range(header):
        if _is_like_an_entry(lines[at], columns, form):
            yield catalogue.ROW_ABOVE_HEADER.at(sheet.ref(at, 0), _as_text(lines[at][0]))
    lacking = [column for column in form.read_columns if column.name not in columns]
    beside: list[tuple[int, int]] = []  # first row with content, and column
    for index, heading in enumerate(lines[header]):
        below = () if _title(heading) else range(header + 1, len(lines))
        first = next((at for at in below if lines[at][index] is not None), None)
        if first is None:
            continue
        if lacking and index <= max(columns.values()) + 1:
            ref, values = sheet.ref(header, index, "表头"), {"column": _letter(index), "first": a1(first, index)}
            missing = "”“".join(column.name for column in _at_this_place(index, columns, lacking, form))
            yield catalogue.COLUMN_WITHOUT_HEADING.at(ref, _as_text(lines[first][index]), **values, missing=missing)
        else:
            beside.append((first, index))
    if beside:
        letters = "、".join(_letter(index) for _, index in beside[:_MOST_LETTERS])
        more = f"等{len(beside)}" if len(beside) > _MOST_LETTERS else ""
        place = sheet.ref(*beside[0])
        yield catalogue.CELLS_BESIDE_TABLE.at(place, _as_text(lines[beside[0][0]][beside[0][1]]), column=letters + more)


def _letter(column: int) -> str:
    return a1(0, column)[:-1]


def _is_like_an_entry(line: list[object], columns: dict[str, int], form: SheetForm) -> bool:
    """Whether a row has all that a row of this sheet needs, and the name of an item or a number where these belong."""
    needed = [line[columns[name]] for name in form.required_columns]
    if len(needed) < 2 or any(value is None for value in needed):
        return False
    names = {normal_name(item.name) for item in form.items}
    return _title(line[columns[form.row_name]]) in names if names else any(isinstance(v, _NUMBERS) for v in needed)


def _at_this_place(index: int, columns: dict[str, int], lacking: list[Column], form: SheetForm) -> list[Column]:
    """The missing column that the form has behind the one to the left, or else every missing one."""
    left = next((name for name, at in columns.items() if at == index - 1), "")
    names = [column.name for column in form.columns]
    behind = names[names.index(left) + 1 :][:1] if left else []
    return [column for column in lacking if column.name in behind] or lacking


def _hidden(sheet: Sheet, rows: list[Row], columns: dict[str, int], form: SheetForm) -> Iterator[Diagnostic]:
    """Note what is read although nobody sees it."""
    if not rows or not (sheet.hidden or sheet.hidden_rows or sheet.hidden_columns):
        return
    hidden_rows = [row.at for row in rows if row.at in sheet.hidden_rows]
    read = sorted(columns[column.name] for column in form.read_columns if column.name in columns)
    filled = (at for at in read if at in sheet.hidden_columns)
    hidden_columns = [at for at in filled if any(row.values[at] is not None for row in rows)]
    parts = [f"第{_ranges(hidden_rows)}行"] if hidden_rows else []
    parts += [f"{'、'.join(map(_letter, hidden_columns))}列"] if hidden_columns else []
    if sheet.hidden:
        parts = ["整张表"]
    if parts:
        place = sheet.ref((hidden_rows or [rows[0].at])[0], (hidden_columns or read)[0])
        yield catalogue.HIDDEN_CELLS_READ.at(place, what="，".join(parts))


def _ranges(rows: list[int]) -> str:
    """Rows from 0 as a clerk counts them: 3—5、9."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return "、".join(str(run[0] + 1) if len(run) == 1 else f"{run[0] + 1}—{run[-1] + 1}" for run in runs)


def _with_sums(
    values: list[object], columns: dict[str, int], form: SheetForm, lines: list[list[object]]
) -> list[object]:
    """The values of a row; in the row 合计, formulas of our own form that have no result are calculated."""
    if not form.row_name or _title(values[columns[form.row_name]]) != THREE_PUBLIC.total.name:
        return values
    return [_sum(value, lines) if isinstance(value, Uncalculated) else value for value in values]


def _sum(total: Uncalculated, lines: list[list[object]]) -> object:
    """The result of a formula of our own form; any other formula, and one over unreadable cells, stays as it is."""
    match = _RANGE.search(total.formula)
    if match is None or total.formula != "=" + TOTAL_FORMULA.format(cells=match[0]):
        return total
    (top, left), (bottom, right) = map(coordinates, match.groups())
    parts = [value for line in lines[top : bottom + 1] for value in line[left : right + 1]]
    if any(_is_unreadable(part) or isinstance(part, _MOMENTS) for part in parts):
        return total
    # SUM ignores text, and so does this.
    numbers = [from_float(part) for part in parts if isinstance(part, _NUMBERS) and not isinstance(part, bool)]
    return float(round_half_up(sum(numbers, Decimal(0)), 6)) if numbers else None


def _title(value: object) -> str:
    """The name that a cell may give to its column; empty for a blank, an error value and a formula without a result."""
    return "" if value is None or _is_unreadable(value) else normal_name(_as_text(value))


def _header(lines: list[list[object]], form: SheetForm) -> int | None:
    """The number of the first row that has the names of all required columns."""
    required = {normal_name(name) for name in form.required_columns}
    return next((at for at, line in enumerate(lines[:_HEADER_ROWS]) if required <= set(map(_title, line))), None)


def _report_missing_columns(
    sheet: Sheet, lines: list[list[object]], form: SheetForm, problems: list[Diagnostic]
) -> None:
    """Report the columns that are missing in the row that is most like a header row."""
    titles = [[_title(value) for value in line] for line in lines[:_HEADER_ROWS]]
    form_names = {normal_name(column.name) for column in form.columns}
    best = max(range(len(titles)), key=lambda at: len(form_names & set(titles[at])), default=0)
    present = titles[best] if titles and form_names & set(titles[best]) else []
    ref = sheet.ref(best, 0, "表头") if present else CellRef(file=sheet.file, sheet=sheet.name)
    others = [name for name in present if name and name not in form_names]
    for column in form.required_columns:
        if normal_name(column) not in present:
            problems.append(catalogue.MISSING_COLUMN.at(ref, column=column, similar=suggest_similar(column, others)))


def _columns(
    sheet: Sheet, header: int, lines: list[list[object]], form: SheetForm, problems: list[Diagnostic]
) -> dict[str, int]:
    """The position of each column of the form in a row, by name."""
    form_names = {normal_name(column.name): column.name for column in form.columns}
    columns: dict[str, int] = {}
    for index, name in enumerate(map(_title, lines[header])):
        if name in form_names and form_names[name] in columns:
            problems.append(catalogue.DUPLICATE_COLUMN.at(sheet.ref(header, index), found=form_names[name]))
        elif name in form_names:
            columns[form_names[name]] = index
        elif name:
            ref = sheet.ref(header, index)
            problems.append(catalogue.UNKNOWN_COLUMN.at(ref, found=name, nearest=nearest(name, form_names)))
    return columns


def suggest_similar(name: str, others: list[str]) -> str:
    """A question whether one of ``others`` is the missing ``name``, for a message; empty if none is close."""
    close = get_close_matches(name, others, n=1, cutoff=0.5)
    return f"；有一个“{close[0]}”，是不是它？" if close else ""


def _as_text(value: object) -> str:
    """A value as the spreadsheet program shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, _NUMBERS):
        number, places = from_float(value), value.places if isinstance(value, ShownNumber) else None
        if isinstance(value, Percent):
            return plain(as_printed(number * 100, places)) + "%"
        return plain(as_printed(number, places))
    if isinstance(value, datetime.date):
        day = f"{value.year}年{value.month}月{value.day}日"
        has_time = isinstance(value, datetime.datetime) and value.time() != datetime.time()
        return f"{day} {value:%H:%M}" if has_time else day
    return str(value)


def shown(value: object) -> str:
    """What a spreadsheet program shows of a value of a frame; empty for a blank."""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, Uncalculated):
        return "" if value.formula.startswith(f"={TOTAL_FORMULA.partition('{')[0]}") else value.formula
    return "" if value is None else _as_text(value)


def header_of(sheet: Sheet, form: SheetForm) -> tuple[int, dict[str, int]] | None:
    """The number of the header row of a sheet and the position of each column of the form; ``None`` without one."""
    lines = sheet.frame.to_numpy().tolist()
    header = _header(lines, form)
    return None if header is None else (header, _columns(sheet, header, lines, form, []))
