"""Opens a workbook from a stranger: bounded, nothing evaluated, every cell with its place and its flaws.

pandas (calamine engine) reads the values. It shows an Excel error value and a formula that was never calculated
as blank cells and hides number formats, so each sheet's XML is looked through beforehand. pandas is then handed a
package made anew from the parts that were looked through, so nothing else of the file is ever interpreted.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree
from python_calamine import CalamineError

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, normal_name, readable
from reportgen.intake.package import (
    DamagedError,
    Package,
    TooLargeError,
    not_read,
    open_package,
    parsed,
    read_file,
    sheet_parts,
    without_blanks,
)
from reportgen.intake.plain import Cell as PlainCell
from reportgen.intake.plain import plain_cells, plain_texts, unescaped

MAX_ROWS = 2000  # a value below this row or right of this column would make readers fill a huge rectangle
MAX_COLUMNS = 100
_MAX_SHARED_CHARACTERS = 20_000_000  # one long shared text, named by many cells, is copied for each of them

# Invisible characters that pasted text brings along; they would part a name from its equal, and those that
# turn the writing direction would show a number other than the one that is there.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DAYS_1904 = 1462  # between the two date systems (ECMA-376 18.17.4.1)
_DAY_0 = datetime.datetime(1899, 12, 30)
_END_OF_DAYS = 2_900_000  # in the year 9839


class Flaw(Enum):
    """What a blank-looking cell really is."""

    ERROR_VALUE = "excel error value"
    NEVER_CALCULATED = "formula without a stored result"


class Cell(NamedTuple):
    """One filled cell: ``value`` is str, int, float, bool, a date or time; ``None`` where there is a ``flaw``."""

    value: object
    ref: CellRef
    flaw: Flaw | None
    shown: str
    percent_format: bool


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the XML of a sheet tells beyond the values; keys are (row, column) from 0."""

    flaws: dict[tuple[int, int], tuple[Flaw, str]] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    dates: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: values by row and column from 0, ``None`` where a cell is blank or flawed."""

    file: str
    name: str
    values: list[list[object]]
    marks: _Marks

    @property
    def height(self) -> int:
        """How many rows, from the first to the last that holds anything."""
        return max(len(self.values), 1 + max((row for row, _ in self.marks.flaws), default=-1))

    def ref(self, row: int, column: int, label: str = "") -> CellRef:
        """The place of a cell."""
        return CellRef(self.file, self.name, a1(row, column), label)

    def value(self, row: int, column: int) -> object:
        """The value at ``row`` and ``column`` from 0; ``None`` beyond the used area."""
        line = self.values[row] if row < len(self.values) else ()
        return line[column] if column < len(line) else None

    def filled(self, row: int, columns: Mapping[str, int]) -> set[str]:
        """The names of the columns under which anything stands in this row, be it an error value."""
        line, flaws = self.values[row] if row < len(self.values) else (), self.marks.flaws
        return {
            name
            for name, column in columns.items()
            if (column < len(line) and line[column] is not None) or (row, column) in flaws
        }

    def cell(self, row: int, column: int, label: str = "") -> Cell | None:
        """The cell, or ``None`` where it is blank."""
        line, marks = self.values[row] if row < len(self.values) else (), self.marks
        value = line[column] if column < len(line) else None
        if marks.flaws and (row, column) in marks.flaws:
            flaw, shown = marks.flaws[row, column]
            return Cell(value, self.ref(row, column, label), flaw, shown, percent_format=False)
        if value is None:
            return None
        ref = CellRef(self.file, self.name, a1(row, column), label)
        return Cell(value, ref, None, "", (row, column) in marks.percents)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that were asked for, by the name they were asked for, and the names of all the others."""

    file: str
    sheets: dict[str, Sheet]
    others: tuple[str, ...]


def made_workbook(file: str, tables: Mapping[str, list[list[object]]]) -> Workbook:
    """A workbook that stands in no file: by sheet, its rows of values as a file would hold them."""
    sheets = {name: Sheet(file=file, name=name, values=rows, marks=_Marks()) for name, rows in tables.items()}
    return Workbook(file=file, sheets=sheets, others=())


@lru_cache(maxsize=8192)
def a1(row: int, column: int) -> str:
    """(6, 1) → ``B7``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read_workbook(path: Path, wanted: Collection[str]) -> Outcome[Workbook]:
    """Read the sheets named in ``wanted`` (others are ignored, missing ones are left out)."""
    data = read_file(path)
    if data.value is None:
        return Outcome(None, data.diagnostics)
    return parse_workbook(data.value, readable(path.name), wanted)


def parse_workbook(data: bytes, file: str, wanted: Collection[str]) -> Outcome[Workbook]:
    """The same for the bytes of a workbook; ``file`` is its name in messages."""
    package = open_package(data, file)
    if package.value is None:
        return Outcome(None, package.diagnostics)
    try:
        return _read(package.value, file, wanted)
    except (DamagedError, TooLargeError) as error:
        return Outcome(None, (not_read(error, FileRef(file=file)),))


def _read(package: Package, file: str, wanted: Collection[str]) -> Outcome[Workbook]:
    root = parsed(package.part("xl/workbook.xml"))
    written = sheet_parts(root, parsed(package.part("xl/_rels/workbook.xml.rels")))
    found = wanted_sheets(written, wanted)
    formats = _formats(package.part("xl/styles.xml", b"<styleSheet/>"))
    day_0 = _DAY_0 + datetime.timedelta(days=_DAYS_1904 if _counts_from_1904(root) else 0)
    scans, shared_texts = _scans(package, {name: written[sheet] for name, sheet in found.items()}, formats)
    unread = {name: scan.unread for name, scan in scans.items() if scan.unread is not None}
    values = _values(unread, shared_texts) if unread or not scans else {}
    sheets: dict[str, Sheet] = {}
    problems: list[Diagnostic] = []
    for name, scan in scans.items():
        rows = scan.values if scan.unread is None else _clean(values[name])
        sheets[name] = Sheet(file, found[name], _dated(rows, scan.marks, day_0), scan.marks)
        if scan.far:
            ref = sheets[name].ref(*scan.far)
            problems.append(catalogue.CELL_TOO_FAR.at(ref, rows=MAX_ROWS, column=_LAST_COLUMN))
    others = tuple(name for name in written if name not in found.values())
    return Outcome(Workbook(file, sheets, others), tuple(problems))


def _scans(package: Package, parts: Mapping[str, str], formats: _Formats) -> tuple[dict[str, _Scan], bytes]:
    """What is seen in the part of each sheet, and the part of their shared texts."""
    contents: dict[str, bytes] = {}
    scans: dict[str, _Scan | None] = {}
    plain: dict[str, list[PlainCell]] = {}
    for name, part in parts.items():
        contents[name] = package.part(part)
        cells = plain_cells(contents[name])
        scans[name] = _scan(contents[name], formats) if cells is None else None
        plain[name] = cells or []
    shared_texts = package.part("xl/sharedStrings.xml", b"")
    texts = _clean_texts(shared_texts)
    made = {
        name: scan or _scan_plain(plain[name], texts, formats) or _scan(contents[name], formats)
        for name, scan in scans.items()
    }
    _refuse_flood(shared_texts, sum(scan.shared_cells for scan in made.values()))
    return made, shared_texts


def wanted_sheets(written: Collection[str], wanted: Collection[str]) -> dict[str, str]:
    """Wanted name → the name as written in the workbook, the first where two differ only by width or blanks."""
    names = {normal_name(name): name for name in wanted}
    found: dict[str, str] = {}
    for sheet in written:
        name = names.get(normal_name(sheet))
        if name:
            found.setdefault(name, sheet)
    return found


def _counts_from_1904(workbook: etree._Element) -> bool:
    properties = workbook.find("{*}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


# --- number formats ---------------------------------------------------------------------------------------

_MAX_FORMAT_CODE = 255  # characters, in Excel
_PERCENT_IDS = {9, 10}  # 0% and 0.00%, built in (ECMA-376 18.8.30)
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # from 27 on: of the Chinese versions
# Quoted and escaped characters, room for a character, fill characters; colours, conditions and locales.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[(?![hms]+\])[^\]]*\]', re.DOTALL | re.IGNORECASE)
_USUAL_STYLES = 50_000  # bytes


@dataclass(frozen=True, slots=True)
class _Formats:
    """Indexes of the cell styles whose number format shows a percentage, a date or a time."""

    percents: frozenset[str]
    dates: frozenset[str]


def _formats(styles: bytes) -> _Formats:
    return _same_formats(styles) if len(styles) <= _USUAL_STYLES else _read_formats(styles)


def _read_formats(styles: bytes) -> _Formats:
    root = parsed(styles)
    codes = {node.get("numFmtId"): node.get("formatCode", "") for node in root.iterfind("{*}numFmts/{*}numFmt")}
    kinds = {str(id_): "%" for id_ in _PERCENT_IDS} | {str(id_): "date" for id_ in _DATE_IDS}
    kinds |= {str(id_): _kind_of_format(code) for id_, code in codes.items()}
    looks = [kinds.get(node.get("numFmtId", "")) for node in root.iterfind("{*}cellXfs/{*}xf")]
    return _Formats(
        frozenset(str(index) for index, kind in enumerate(looks) if kind == "%"),
        frozenset(str(index) for index, kind in enumerate(looks) if kind == "date"),
    )


# The offices of a district fill in the same form, mostly with the same program: these parts are the same to the byte.
_same_formats = lru_cache(maxsize=16)(_read_formats)


def _kind_of_format(code: str) -> str:
    signs = _LITERAL.sub("", code[:_MAX_FORMAT_CODE]).lower()
    if "%" in signs:
        return "%"
    return "date" if re.search("[ymdhs]", signs) else ""


# --- sheets -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Scan:
    """What was seen in one sheet; ``unread`` is the XML of one whose values pandas has yet to read."""

    formats: _Formats
    marks: _Marks = field(default_factory=_Marks)
    values: list[list[object]] = field(default_factory=list)
    unread: bytes | None = None
    far: tuple[int, int] | None = None
    shared_cells: int = 0

    def mark(self, at: tuple[int, int], kind: str, style: str, formula: str | None, written: str) -> Flaw | None:
        """Note what the value will not tell about a filled cell that is no text."""
        if kind == "e":
            self.marks.flaws[at] = Flaw.ERROR_VALUE, written or "#错误"
            return Flaw.ERROR_VALUE
        if formula is not None and not written:
            self.marks.flaws[at] = Flaw.NEVER_CALCULATED, "=" + (formula or "…")
            return Flaw.NEVER_CALCULATED
        if style in self.formats.percents:
            self.marks.percents.add(at)
        elif style in self.formats.dates:
            self.marks.dates.add(at)
        return None


def _scan_plain(cells: Iterable[PlainCell], texts: Sequence[str | None] | None, formats: _Formats) -> _Scan | None:
    """What is seen in plain cells, values and all; ``None`` where one of them is for others to judge."""
    try:
        return None if texts is None else _read_plain(cells, texts, formats)
    except (LookupError, ValueError):
        return None


def _read_plain(cells: Iterable[PlainCell], texts: Sequence[str | None], formats: _Formats) -> _Scan:
    scan = _Scan(formats)
    line, last = [], ""
    for letters, number, style, kind, formula, written in cells:
        if number != last:
            line, last = _new_line(scan.values, int(number)), number
        column = _COLUMNS[letters]
        if column < len(line):
            raise ValueError("cells not in order")
        if column > len(line):
            line.extend([None] * (column - len(line)))
        if kind == "s":
            scan.shared_cells += 1
            line.append(texts[int(written)])
            continue
        line.append(_plain_value(kind, written))
        if kind != "str":
            scan.mark(
                (int(number) - 1, column),
                kind,
                style or "0",
                unescaped(formula) if formula else None,
                unescaped(written),
            )
    return scan


def _new_line(lines: list[list[object]], number: int) -> list[object]:
    """The line of this number, which comes behind those that are there."""
    if not len(lines) < number <= MAX_ROWS:
        raise ValueError("rows too far down, or not in order")
    lines.extend([] for _ in range(number - len(lines)))
    return lines[-1]


def _plain_value(kind: str, written: str) -> object:
    """The value of a cell that is no shared text; what is not sure to be read alike elsewhere is an error."""
    if kind == "str" and "_x" not in written:  # else it may be an escape of Excel
        return _text(unescaped(written))
    if kind == "b":
        return _BOOLEANS[written]
    if kind == "e" and written:
        return None
    if kind in ("", "n"):
        return _number(written) if written else None
    raise ValueError(written)


def _number(written: str) -> float:
    if not _NUMBER.fullmatch(written):
        raise ValueError(written)
    return float(written)


def _scan(content: bytes, formats: _Formats) -> _Scan:
    """Look at every cell, in whatever namespace and depth: calamine goes by local names alone."""
    content = without_blanks(content)
    root = parsed(content)
    scan = _Scan(formats, unread=content)
    hidden = []
    row = column = next_row = 0
    for node in root.iter("{*}row", "{*}c"):
        at = node.get("r")
        if node.tag.endswith("row"):
            row = _row_number(at) if at else next_row
            next_row, column = row + 1, 0
            continue
        position = coordinates(at) if at else (row, column)
        column = position[1] + 1
        if not len(node):
            continue
        if position[0] >= MAX_ROWS or position[1] >= MAX_COLUMNS:
            scan.far = scan.far or position
            hidden.append(node)
            continue
        kind = node.get("t", "n")
        if kind == "s":
            scan.shared_cells += 1
        # A text has nothing to mark; a formula whose result is the empty string is stored as str.
        elif kind not in _TEXT_KINDS:
            formula, written = node.find("{*}f"), node.findtext("{*}v") or ""
            said = None if formula is None else formula.text or ""
            if scan.mark(position, kind, node.get("s", "0"), said, written) is Flaw.ERROR_VALUE:
                hidden.append(node)  # calamine knows only some error values and gives up at the others
    for node in hidden:
        node[:] = []
    if hidden:
        scan.unread = etree.tostring(root)
    return scan


@lru_cache(maxsize=MAX_ROWS)
def _row_number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,7}", text):
        raise DamagedError(text)
    return max(int(text), 1) - 1


@lru_cache(maxsize=8192)
def coordinates(reference: str) -> tuple[int, int]:
    """``B7`` → (6, 1)."""
    match = re.fullmatch(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})", reference)
    if match is None:
        raise DamagedError(reference)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


_TEXT_KINDS = ("inlineStr", "str")
_BOOLEANS = {"0": False, "1": True}
_NUMBER = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]{1,20})?(?:E[+-]?[0-9]{1,2})?")
_COLUMNS = {a1(0, column)[:-1]: column for column in range(MAX_COLUMNS)}
_LAST_COLUMN = a1(0, MAX_COLUMNS - 1)[:-1]


def _refuse_flood(shared_texts: bytes, shared_cells: int) -> None:
    """Refuse a file whose cells, each with its own copy of its shared text, would flood the memory."""
    if shared_cells * len(shared_texts) <= _MAX_SHARED_CHARACTERS:
        return
    longest = max(
        (len("".join(map(str, node.itertext()))) for node in parsed(shared_texts).iterfind("{*}si")), default=0
    )
    if shared_cells * longest > _MAX_SHARED_CHARACTERS:
        raise TooLargeError


def _values(sheets: Mapping[str, bytes], shared_texts: bytes) -> dict[str, list[list[object]]]:
    """The cell values of each sheet, row by row.

    pandas opens the package with calamine; the rows are taken as calamine gives them. ``read_excel`` would parse
    each sheet into a frame of guessed columns first, which costs three times as much and is of no use here.
    """
    import pandas as pd

    try:
        with pd.ExcelFile(_repacked(list(sheets.values()), shared_texts), engine="calamine") as workbook:
            book: Any = workbook.book  # calamine's own; the stubs of pandas know openpyxl's alone
            return {name: book.get_sheet_by_index(n).to_python(skip_empty_area=False) for n, name in enumerate(sheets)}
    except (CalamineError, ValueError, OverflowError) as error:
        raise DamagedError from error


def _clean(values: list[list[object]]) -> list[list[object]]:
    """The values with blanks as ``None``, without invisible characters."""
    return [[_text(value) if isinstance(value, str) else value for value in row] for row in values]


def _clean_texts(shared_texts: bytes) -> list[str | None] | None:
    """The shared texts like that, where they are plain."""
    texts = plain_texts(shared_texts) if shared_texts else []
    return None if texts is None else [_text(text) for text in texts]


def _dated(rows: list[list[object]], marks: _Marks, day_0: datetime.datetime) -> list[list[object]]:
    """The values with the dates that number formats make."""
    for row, column in marks.dates:
        if row < len(rows) and column < len(rows[row]):  # a blank cell may lie beyond the used area
            rows[row][column] = _date(rows[row][column], day_0)
    return rows


def _text(value: str) -> str | None:
    text = value if value.isprintable() else _INVISIBLE.sub("", value)
    return text if text and not text.isspace() else None


def _date(value: object, day_0: datetime.datetime) -> object:
    """The date of a serial number; the number itself where Excel would show no date either."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _END_OF_DAYS:
        return value
    moment = day_0 + datetime.timedelta(days=value)
    return moment.time() if value < 1 else moment


def _repacked(sheets: list[bytes], shared_texts: bytes) -> io.BytesIO:
    """A package of these sheets alone, named 0, 1, …; without styles, so that every number comes as a number."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{relationships}"><Relationship Id="r" Type="{office}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(len(sheets)))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relationships}">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(len(sheets))
        )
        + "</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": content for n, content in enumerate(sheets)},
    }
    if shared_texts:
        parts["xl/sharedStrings.xml"] = shared_texts
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer
