"""Opens a workbook from a stranger as DataFrames: bounded, nothing evaluated, every cell with its place.

pandas (calamine engine) reads the values. calamine hides error values, formulas that were never calculated and number
formats, and stumbles over habits of other programs. So one pass over the filled rows of each wanted sheet, with lxml,
notes what calamine hides and mends what it stumbles over, and a small package of these rows alone is what it reads.
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Self

import pandas as pd
from lxml import etree
from python_calamine import CalamineError

from reportgen import catalogue
from reportgen.diagnostics import CellRef, FileRef, Outcome, normal_name, readable
from reportgen.package import DamagedError, Package, TooLargeError, not_read, open_package, pack, read_file

MAX_ROWS = 2000  # a value below this row or right of this column would make a reader fill a huge rectangle
MAX_COLUMNS = 100
_MANY_DIGITS = 10  # more than the number of any shared text has
_MAX_SHARED_CHARACTERS = 20_000_000  # one long shared text, named by many cells, is copied for each of them

# Invisible characters that pasted text brings along; they would part a name from its equal, and those that
# turn the writing direction would show a number other than the one that is there.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DAYS_1904 = 1462  # between the two date systems (ECMA-376 18.17.4.1)
_DAY_0 = datetime.datetime(1899, 12, 30)
_END_OF_DAYS = 2_900_000  # in the year 9839


# --- what a cell of a frame may be, beside text, numbers, logical values, dates, times and None for a blank ---


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value of Excel, such as #N/A or #DIV/0!."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula without a stored result, with its equals sign."""

    formula: str


class ShownNumber(float):
    """A number that its format shows with a fixed number of decimals, ``places``."""

    __slots__ = ("places",)

    def __new__(cls, value: float, places: int | None = None) -> Self:
        """Make the number; ``places`` is ``None`` where the format fixes no number of decimals."""
        number = super().__new__(cls, value)
        number.places = places
        return number

    places: int | None


class Percent(ShownNumber):
    """A number that its format shows as a percentage: 0.95 is shown as 95%."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: index 1, 2, … and columns A, B, … of the frame are the coordinates of its cells.

    Hidden rows, columns and sheets are those that nobody sees in a spreadsheet program.
    """

    file: str
    name: str
    frame: pd.DataFrame
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()  # from 0, as the columns are
    hidden_columns: frozenset[int] = frozenset()

    def ref(self, row: int, column: int, label: str = "") -> CellRef:
        """The place of a cell; row and column from 0."""
        return CellRef(self.file, self.name, a1(row, column), label)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that were asked for, by the name they were asked for, and the names of all the others.

    ``first_texts`` gives the texts in the first rows of one of the others.
    """

    file: str
    sheets: dict[str, Sheet]
    others: tuple[str, ...]
    first_texts: Callable[[str], list[list[str]]] = lambda _: []


# --- places -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def a1(row: int, column: int) -> str:
    """(6, 1) → ``B7``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


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


_ANY = pd.Series(dtype=object).dtype  # pandas would look up what ``object`` means for every column
_COLUMNS = pd.Index([a1(0, column)[:-1] for column in range(MAX_COLUMNS)])


def _row_number(row: etree._Element) -> int:
    """The number of a row from 0."""
    number = row.get("r", "")
    if not re.fullmatch("[0-9]{1,7}", number):
        raise DamagedError(number)
    return max(int(number), 1) - 1


# --- the workbook -----------------------------------------------------------------------------------------


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


def workbook_of(file: str, tables: Mapping[str, list[list[object]]]) -> Workbook:
    """A workbook that stands in no file: by sheet, its rows of values as a frame holds them."""
    frames = {name: pd.DataFrame(rows, dtype=object) for name, rows in tables.items()}
    sheets = {name: Sheet(file, name, _labelled(frame.to_numpy())) for name, frame in frames.items()}
    return Workbook(file=file, sheets=sheets, others=())


def sheet_parts(package: Package, workbook: etree._Element) -> dict[str, str]:
    """Name of each worksheet as written → name of its part."""
    parts = dict(package.related(package.main, "worksheet"))
    sheets: dict[str, str] = {}
    for node in workbook.iterfind("{*}sheets/{*}sheet"):
        rel_id = next((value for name, value in node.attrib.items() if str(name).endswith("}id")), "")
        if rel_id in parts:
            sheets.setdefault(str(node.get("name", "")), parts[str(rel_id)])
    return sheets


def wanted_sheets(written: Collection[str], wanted: Collection[str]) -> dict[str, str]:
    """Wanted name → the name as written in the workbook, the first where two differ only by width or blanks."""
    names = {normal_name(name): name for name in wanted}
    sheets: dict[str, str] = {}
    for sheet in written:
        name = names.get(normal_name(sheet))
        if name:
            sheets.setdefault(name, sheet)
    return sheets


def _read(package: Package, file: str, wanted: Collection[str]) -> Outcome[Workbook]:
    root = package.root(package.main)
    parts = sheet_parts(package, root)
    names = wanted_sheets(parts, wanted)
    texts = _SharedTexts(package)
    formats = _formats(package, root)
    clean_sheets = {name: _clean_sheet(package, parts[written], texts, formats) for name, written in names.items()}
    texts.refuse_flood(sum(sheet.shared for sheet in clean_sheets.values()))
    hidden = {str(node.get("name")) for node in root.iterfind("{*}sheets/{*}sheet") if node.get("state") in _HIDDEN}
    sheets = {
        name: Sheet(file, names[name], frame, names[name] in hidden, *map(frozenset, clean_sheets[name].hidden))
        for name, frame in _frames(clean_sheets, texts).items()
    }
    problems = [
        catalogue.CELL_TOO_FAR.at(sheets[name].ref(*sheet.far), rows=MAX_ROWS, column=_COLUMNS[-1])
        for name, sheet in clean_sheets.items()
        if sheet.far
    ]
    others = tuple(name for name in parts if name not in names.values())
    workbook = Workbook(file, sheets, others, lambda name: _first_texts(package, parts[name], texts))
    return Outcome(workbook, tuple(problems))


_FIRST_ROWS = 10


def _first_texts(package: Package, part: str, texts: _SharedTexts) -> list[list[str]]:
    rows = package.first_lines(part, "{*}row", _FIRST_ROWS)
    return [[_shown_text(cell, texts) for cell in row.iterchildren("{*}c")] for row in rows]


def _shown_text(cell: etree._Element, texts: _SharedTexts) -> str:
    kind, (_, written) = cell.get("t", "n"), _stored(cell)
    if kind != "s":
        return written
    return texts.texts[int(written)] if texts.holds(written) else ""


class _SharedTexts:
    """The texts that cells of all sheets share; ``xml`` is their part without how words are read aloud."""

    def __init__(self, package: Package) -> None:
        part = package.first(package.main, "sharedStrings")
        self.xml = package.root(part) if part else etree.Element("sst")
        _strip_phonetics(self.xml)
        self.count = int(_COUNT_TEXTS(self.xml))

    @cached_property
    def texts(self) -> list[str]:
        """Every text; few workbooks need them here, since calamine reads them itself."""
        return [_joined(node) for node in self.xml.iterchildren("{*}si")]

    def check(self, index: str) -> None:
        """Refuse a cell that shows a text which is not there."""
        if not self.holds(index):
            raise DamagedError(index)

    def holds(self, index: str) -> bool:
        """Whether there is a text of this number."""
        return index.isdecimal() and len(index) < _MANY_DIGITS and int(index) < self.count

    def shown(self, cell: etree._Element) -> str:
        """The text that stands in a mended cell, or for what stands there."""
        written = cell[0].text or ""
        return self.texts[int(written)] if cell.get("t") == "s" else written

    def refuse_flood(self, cells: int) -> None:
        """Refuse a file in which so many cells, each with its own copy of a shared text, would flood the memory."""
        characters = sum(len(node.text or "") for node in self.xml.iter("{*}t"))
        if cells * characters > _MAX_SHARED_CHARACTERS and cells * max(map(len, self.texts)) > _MAX_SHARED_CHARACTERS:
            raise TooLargeError


def _strip_phonetics(root: etree._Element) -> None:
    """Chinese and Japanese words may have their reading beside them (rPh), which is no text."""
    etree.strip_elements(root, "{*}rPh", with_tail=False)


def _joined(item: etree._Element) -> str:
    """The text of an item, which may be in several runs."""
    return "".join(str(text) for text in item.itertext("{*}t", with_tail=False))


# --- number formats ---------------------------------------------------------------------------------------

_Mark = Callable[[Any], object]
"""What makes of a value that calamine reads the value that the frame holds."""

_MAX_FORMAT_CODE = 255  # characters, in Excel
# Decimals of the formats that are built in (ECMA-376 18.8.30); 9 and 10 are percentages.
_PERCENT_IDS = {9: 0, 10: 2}
_PLACES_IDS = {**dict.fromkeys((1, 3, 5, 6, 37, 38, 41, 42), 0), **dict.fromkeys((2, 4, 7, 8, 39, 40, 43, 44), 2)}
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # from 27 on: of the Chinese versions
# Quoted and escaped characters, room for a character, fill characters; colours, conditions and locales.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[(?![hms]+\])[^\]]*\]', re.DOTALL | re.IGNORECASE)
_CONDITION = re.compile(r"\[[<>=]")
# A number without an exponent, a fraction, or a comma at its end, which would show only its thousands.
_PLACES = re.compile(r"[^0#?.,e/@]*[0#?,]*(?<!,)(?:\.(?P<places>[0#?]*))?[^0#?.,e/@]*")


def _formats(package: Package, workbook: etree._Element) -> dict[str, _Mark]:
    """Index of each cell style whose format changes how a number is meant or shown → what it makes of a number."""
    part = package.first(package.main, "styles")
    if not part:
        return {}
    properties = workbook.find("{*}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    date = partial(_date, day_0=_DAY_0 + datetime.timedelta(days=_DAYS_1904 if from_1904 else 0))
    root = package.root(part)
    marks: dict[str | None, _Mark | None] = {str(n): partial(Percent, places=p) for n, p in _PERCENT_IDS.items()}
    marks |= {str(number): partial(ShownNumber, places=places) for number, places in _PLACES_IDS.items()}
    marks |= {str(number): date for number in _DATE_IDS}
    for node in root.iterfind("{*}numFmts/{*}numFmt"):
        marks[node.get("numFmtId")] = _mark(node.get("formatCode", "")[:_MAX_FORMAT_CODE], date)
    styles = (marks.get(node.get("numFmtId")) for node in root.iterfind("{*}cellXfs/{*}xf"))
    return {str(index): mark for index, mark in enumerate(styles) if mark}


def _mark(code: str, date: _Mark) -> _Mark | None:
    """What the format makes of a number."""
    signs = _LITERAL.sub("", code).lower()
    shown = None if _CONDITION.search(code) else _PLACES.fullmatch(signs.partition(";")[0])
    places = None if shown is None or not re.search("[0#?]", shown[0]) else len(shown["places"] or "")
    if "%" in signs:
        return partial(Percent, places=places)
    if re.search("[ymdhs]", signs):
        return date
    return None if places is None else partial(ShownNumber, places=places)


def _date(value: float, day_0: datetime.datetime) -> object:
    """The date of a serial number; the number itself where Excel would show no date either."""
    if not 0 <= value < _END_OF_DAYS:
        return value
    moment = day_0 + datetime.timedelta(days=value)
    return moment.time() if value < 1 else moment


def _iso_date(text: str) -> object:
    """The date that a Strict file stores as text (ISO/IEC 29500-1 18.18.11)."""
    try:
        return datetime.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


# --- sheets -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _CleanSheet:
    """The cells of one sheet as calamine is to read them: a root with nothing but sheetData.

    ``marks`` go by row and column from 0; ``far`` is a text beyond the limits; ``shared`` counts shared texts;
    ``hidden`` are rows and columns.
    """

    xml: etree._Element
    marks: dict[tuple[int, int], _Mark | None] = field(default_factory=dict)
    far: tuple[int, int] | None = None
    shared: int = 0
    hidden: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))


_HIDDEN = ("hidden", "veryHidden")
_TRUE = ("1", "true")
_NO_HEIGHT = ("0", "0.0")


_Search = Callable[[etree._Element], Any]
_ROW, _CELL = "*/*[local-name()='row']", "*[local-name()='c']"
_ROWS_WITHOUT_NUMBER: _Search = etree.XPath(f"{_ROW}[not(@r)]")
_ROWS_WITH_HEIGHT: _Search = etree.XPath(f"{_ROW}[@hidden or @ht]")
_CELLS_WITHOUT_PLACE: _Search = etree.XPath(f"{_ROW}/{_CELL}[not(@r)]")
_FILLED_CELLS: _Search = etree.XPath(f"{_ROW}/{_CELL}[*]")
_COUNT_TEXTS: _Search = etree.XPath("count(*[local-name()='si'])")


def _clean_sheet(package: Package, part: str, texts: _SharedTexts, formats: Mapping[str, _Mark]) -> _CleanSheet:
    sheet = _CleanSheet(package.root_without_blanks(part, "{*}row", "{*}c"))
    for child in sheet.xml:
        if child.tag.endswith("}cols"):
            sheet.hidden[1].update(_hidden_columns(child))
        if not child.tag.endswith("sheetData"):
            sheet.xml.remove(child)
    _complete_places(sheet.xml)
    sheet.hidden[0].update(_row_number(row) for row in _ROWS_WITH_HEIGHT(sheet.xml) if _is_hidden(row))
    for cell in _FILLED_CELLS(sheet.xml):
        position = coordinates(cell.get("r"))
        mark = _mend(cell, texts, formats)
        if position[0] < MAX_ROWS and position[1] < MAX_COLUMNS:
            sheet.marks[position] = mark  # where a cell stands twice, the last one counts
            sheet.shared += cell.get("t") == "s"
            continue
        if _text(texts.shown(cell)):
            sheet.far = sheet.far or position
        cell.getparent().remove(cell)
    return sheet


def _complete_places(sheet: etree._Element) -> None:
    """Give its place to every row and cell of which the file does not say it: behind the one before."""
    for row in _ROWS_WITHOUT_NUMBER(sheet):
        before = row.getprevious()
        row.set("r", str(1 if before is None else _row_number(before) + 2))
    for cell in _CELLS_WITHOUT_PLACE(sheet):
        before = cell.getprevious()
        column = 0 if before is None else coordinates(before.get("r"))[1] + 1
        cell.set("r", a1(_row_number(cell.getparent()), column))


def _is_hidden(row: etree._Element) -> bool:
    return row.get("hidden") in _TRUE or row.get("ht") in _NO_HEIGHT


def _hidden_columns(columns: etree._Element) -> Iterator[int]:
    for node in columns:
        if node.get("hidden") in _TRUE or node.get("width") in _NO_HEIGHT:
            first, last = (node.get(name, "") for name in ("min", "max"))
            if re.fullmatch("[0-9]{1,5}", first) and re.fullmatch("[0-9]{1,5}", last):
                yield from range(int(first) - 1, min(int(last), MAX_COLUMNS))


def _mend(cell: etree._Element, texts: _SharedTexts, formats: Mapping[str, _Mark]) -> _Mark | None:
    """Give a cell a type and a value that calamine reads as they are meant, and tell what is to be made of that."""
    kind, (formula, written) = cell.get("t", "n"), _stored(cell)
    if kind == "s" and written:
        texts.check(written)
        mark = None
    else:
        kind, written, mark = _meaning(kind, formula, written, formats.get(cell.get("s", "0")))
    if kind != "s" or len(cell) > 1:
        cell.set("t", kind)
        for child in cell:
            cell.remove(child)
        etree.SubElement(cell, "v").text = written
    return mark


def _meaning(kind: str, formula: str | None, written: str, shown_as: _Mark | None) -> tuple[str, str, _Mark | None]:
    """Type and value that stand for those of a cell, and what is then to be made of the value."""
    if kind in ("str", "inlineStr"):
        return "str", written, None
    written = written.strip()
    if kind == "e":
        return "str", written or "#错误", CellError
    if not written:
        return ("str", "", None) if formula is None else ("str", "=" + (formula or "…"), Uncalculated)
    if kind == "n":
        # A number that is none is one larger than Excel can hold.
        return ("n", written, shown_as) if _is_finite(written) else ("str", written, None)
    if kind == "b":
        return "b", str(int(written in ("1", "true"))), None
    if kind == "d":
        return "str", written, _iso_date
    raise DamagedError(kind)


def _stored(cell: etree._Element) -> tuple[str | None, str]:
    """The formula of a cell, if it has one, and its value as it is written."""
    formula, written = None, ""
    for child in cell:
        name = child.tag.rpartition("}")[2]
        if name == "v":
            written = child.text or ""
        elif name == "f":
            formula = child.text or ""
        elif name == "is":
            _strip_phonetics(child)
            written = _joined(child)
    return formula, written


def _is_finite(number: str) -> bool:
    try:
        return math.isfinite(float(number))
    except ValueError:
        raise DamagedError(number) from None


def _frames(clean_sheets: Mapping[str, _CleanSheet], texts: _SharedTexts) -> dict[str, pd.DataFrame]:
    """The frame of each sheet, by the name it was asked for."""
    if not clean_sheets:
        return {}
    package = _package({name: sheet.xml for name, sheet in clean_sheets.items()}, texts)
    try:
        frames = pd.read_excel(package, sheet_name=None, header=None, dtype=_ANY, na_filter=False, engine="calamine")
    except (CalamineError, ValueError, OverflowError) as error:
        raise DamagedError from error
    return {name: _completed(frames[name], sheet.marks) for name, sheet in clean_sheets.items()}


def _completed(frame: pd.DataFrame, marks: Mapping[tuple[int, int], _Mark | None]) -> pd.DataFrame:
    """The frame with what calamine hid, with ``None`` for a blank, and without invisible characters."""
    values = frame.to_numpy(copy=True)
    values.flat[:] = [_text(value) if isinstance(value, str) else value for value in values.flat]
    for position, mark in marks.items():
        if mark:
            values[position] = mark(values[position])
    return _labelled(values)


def _labelled(values: Any) -> pd.DataFrame:
    """The frame of these values with coordinates for labels."""
    height, width = values.shape
    return pd.DataFrame(values, index=pd.RangeIndex(1, height + 1), columns=_COLUMNS[:width], dtype=_ANY)


def _text(value: str) -> str | None:
    text = value if value.isprintable() else _INVISIBLE.sub("", value)
    return text if text and not text.isspace() else None


# --- the package that calamine reads ----------------------------------------------------------------------

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _package(sheets: Mapping[str, etree._Element], texts: _SharedTexts) -> io.BytesIO:
    """A workbook of these sheets; without styles, so that every number comes as a number."""
    workbook = etree.Element("workbook", nsmap={"r": _OFFICE})
    names = etree.SubElement(workbook, "sheets")
    parts = {}
    for number, (name, xml) in enumerate(sheets.items(), 1):
        etree.SubElement(names, "sheet", {"name": name, "sheetId": str(number), f"{{{_OFFICE}}}id": f"rId{number}"})
        parts[f"worksheets/sheet{number}.xml"] = xml
    roots = {
        "_rels/.rels": _relationships("officeDocument", ["xl/workbook.xml"]),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": _relationships("worksheet", parts),
        "xl/sharedStrings.xml": texts.xml,
        **{f"xl/{name}": xml for name, xml in parts.items()},
    }
    contents = {name: etree.tostring(root, encoding="utf-8") for name, root in roots.items()}
    return io.BytesIO(pack(contents, compressed=False))


def _relationships(kind: str, targets: Iterable[str]) -> etree._Element:
    root = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS})  # type: ignore[dict-item]
    for number, target in enumerate(targets, 1):
        attributes = {"Id": f"rId{number}", "Type": f"{_OFFICE}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship", attributes)
    return root
