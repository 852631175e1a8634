"""Opens a workbook from a stranger: bounded, nothing evaluated, every cell with its place and its flaws.

pandas (calamine engine) reads the values. It shows an Excel error value and a formula that was never calculated
as blank cells and hides number formats, so one look at each sheet's XML finds those cells beforehand.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import etree
from python_calamine import CalamineError, XmlError, ZipError

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Kind, Outcome

MAX_FILE_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 100 * 2**20
MAX_PARTS = 2000
MAX_ROWS = 2000  # a value below this row, or right of column ZZ, would make readers fill a huge rectangle

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PERCENT_FORMAT_IDS = {"9", "10"}  # 0% and 0.00%, built in (ECMA-376 18.8.30)


class _DamagedError(Exception):
    """The package lacks a part that it names."""


_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # zipfile: an unknown compression method
    etree.XMLSyntaxError,
    CalamineError,
    XmlError,
    ZipError,
    _DamagedError,
)


class Flaw(Enum):
    """What a blank-looking cell really is."""

    ERROR_VALUE = "excel error value"
    NEVER_CALCULATED = "formula without a stored result"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``value`` is str, int, float, bool, a date or time, or ``None`` for blank."""

    value: object
    ref: CellRef
    flaw: Flaw | None
    shown: str
    percent_format: bool


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the XML of a sheet tells beyond the values; keys are (row, column) from 0."""

    flaws: dict[tuple[int, int], tuple[Flaw, str]]
    percents: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: values by row and column from 0."""

    file: str
    name: str
    values: list[list[object]]
    marks: _Marks

    def cell(self, row: int, column: int, label: str = "") -> Cell:
        """The cell at ``row`` and ``column`` from 0; blank beyond the used area."""
        line = self.values[row] if row < len(self.values) else []
        value = line[column] if column < len(line) else ""
        flaw, shown = self.marks.flaws.get((row, column), (None, ""))
        blank = isinstance(value, str) and not value.strip()
        return Cell(
            None if blank else value,
            CellRef(file=self.file, sheet=self.name, cell=a1(row, column), label=label),
            flaw,
            shown or str(value),
            (row, column) in self.marks.percents,
        )

    def is_blank(self, row: int) -> bool:
        """Whether nothing at all stands in this row."""
        if any(r == row for r, _ in self.marks.flaws):
            return False
        return all(isinstance(v, str) and not v.strip() for v in self.values[row])


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that were asked for, by the name they were asked for."""

    file: str
    sheets: dict[str, Sheet]


def normal_name(text: str) -> str:
    """A name as it is compared: NFKC, no white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


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
    place = FileRef(file=path.name)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return Outcome(None, (catalogue.FILE_TOO_LARGE.at(place, limit=MAX_FILE_BYTES // 2**20),))
        data = path.read_bytes()
    except FileNotFoundError:
        return Outcome(None, (catalogue.FILE_NOT_FOUND.at(place, found=path),))
    except OSError:
        return Outcome(None, (catalogue.FILE_UNREADABLE.at(place, found=path),))
    return parse_workbook(data, path.name, wanted)


def parse_workbook(data: bytes, file: str, wanted: Collection[str]) -> Outcome[Workbook]:
    """The same for the bytes of a workbook; ``file`` is its name in messages."""
    wrong_kind = _recognise(data)
    if wrong_kind:
        return Outcome(None, (wrong_kind.at(FileRef(file=file)),))
    try:
        parts = _unpack(data)
        if isinstance(parts, Kind):
            return Outcome(None, (parts.at(FileRef(file=file), limit=MAX_UNPACKED_BYTES // 2**20),))
        names = _sheet_parts(parts, {normal_name(name): name for name in wanted})
        percent_styles = _percent_styles(parts)
        marks, problems = _scan_sheets(parts, names, percent_styles, file)
        if problems:
            return Outcome(None, tuple(problems))
        frames = pd.read_excel(
            io.BytesIO(data),
            sheet_name=[sheet for sheet, _ in names.values()],
            engine="calamine",
            header=None,
            dtype=object,
            na_filter=False,
        )
    except _DAMAGE:
        return Outcome(None, (catalogue.FILE_DAMAGED.at(FileRef(file=file)),))
    sheets = {
        name: Sheet(file, sheet, frames[sheet].to_numpy().tolist(), marks[sheet]) for name, (sheet, _) in names.items()
    }
    return Outcome(Workbook(file, sheets))


def _recognise(data: bytes) -> Kind | None:
    """What the file really is, by its content, where that is no .xlsx."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return catalogue.FILE_PASSWORD
        if "WordDocument".encode("utf-16-le") in data:
            return catalogue.FILE_WORD
        return catalogue.FILE_OLD_XLS
    if data.startswith(b"PK"):
        return None
    return catalogue.FILE_TEXT if _is_text(data[:4096]) else catalogue.FILE_NOT_EXCEL


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head or head.startswith(b"%PDF"):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # The cut at 4096 bytes may halve a character: an incremental decoder waits for the rest.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return all(c.isprintable() or c in "\r\n\t\ufeff" for c in text)
    return False


def _unpack(data: bytes) -> dict[str, bytes] | Kind:
    """The XML parts of the package. zipfile stops at each part's declared size and checks its CRC."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        infos = package.infolist()
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
            return catalogue.FILE_UNPACKS_TOO_LARGE
        names = {info.filename for info in infos}
        if "xl/workbook.xml" not in names:
            return _other_package(names)
        if any(info.flag_bits & 1 for info in infos):
            return catalogue.FILE_PASSWORD
        return {info.filename: package.read(info) for info in infos if info.filename.startswith("xl/")}


def _other_package(names: set[str]) -> Kind:
    if "word/document.xml" in names:
        return catalogue.FILE_WORD
    if "xl/workbook.bin" in names or "content.xml" in names:
        return catalogue.FILE_OTHER_SPREADSHEET
    return catalogue.FILE_NOT_EXCEL


def _xml(parts: dict[str, bytes], name: str) -> etree._Element:
    if name not in parts:
        raise _DamagedError(name)
    # No entity is expanded and nothing is fetched: the file comes from a stranger.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(parts[name], parser)


def _sheet_parts(parts: dict[str, bytes], wanted: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Wanted name → (name as written in the workbook, name of its part)."""
    relations = {
        node.get("Id", ""): posixpath.normpath(posixpath.join("/xl", node.get("Target", ""))).lstrip("/")
        for node in _xml(parts, "xl/_rels/workbook.xml.rels")
    }
    found: dict[str, tuple[str, str]] = {}
    for node in _xml(parts, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
        written = node.get("name", "")
        name = wanted.get(normal_name(written))
        part = relations.get(node.get(_REL_ID) or node.get(_STRICT_REL_ID) or "", "")
        if name and name not in found and part.startswith("xl/worksheets/"):
            found[name] = (written, part)
    return found


def _percent_styles(parts: dict[str, bytes]) -> set[str]:
    """Indexes of the cell styles whose number format shows a percentage."""
    if "xl/styles.xml" not in parts:
        return set()
    root = _xml(parts, "xl/styles.xml")
    formats = _PERCENT_FORMAT_IDS | {
        node.get("numFmtId", "") for node in root.iterfind("{*}numFmts/{*}numFmt") if "%" in node.get("formatCode", "")
    }
    styles = root.iterfind("{*}cellXfs/{*}xf")
    return {str(index) for index, node in enumerate(styles) if node.get("numFmtId") in formats}


def _scan_sheets(
    parts: dict[str, bytes], names: dict[str, tuple[str, str]], percent_styles: set[str], file: str
) -> tuple[dict[str, _Marks], list[Diagnostic]]:
    marks: dict[str, _Marks] = {}
    problems: list[Diagnostic] = []
    for sheet, part in names.values():
        root = _xml(parts, part)
        namespace = {"m": etree.QName(root).namespace or ""}
        far = _select(root, _FAR_CELLS, namespace)
        if far:
            row, column = _position(far[0])
            ref = CellRef(file=file, sheet=sheet, cell=a1(row, column))
            problems.append(catalogue.CELL_TOO_FAR.at(ref, rows=MAX_ROWS))
        marks[sheet] = _Marks(_flaws(root, namespace), _percent_cells(root, namespace, percent_styles))
    return marks, problems


_FAR_CELLS = (
    f"m:sheetData/m:row[@r > {MAX_ROWS}]/m:c[m:v or m:is]"
    " | m:sheetData/m:row/m:c[string-length(translate(@r, '0123456789', '')) > 2][m:v or m:is]"
)
_ERROR_CELLS = "m:sheetData/m:row/m:c[@t = 'e']"
# A formula whose result is the empty string is stored as t="str": that cell is blank, not uncalculated.
_UNCALCULATED_CELLS = "m:sheetData/m:row/m:c[m:f][not(@t = 'str')][not(m:v != '')]"


def _select(root: etree._Element, path: str, namespace: dict[str, str]) -> list[etree._Element]:
    result: Any = root.xpath(path, namespaces=namespace)
    return list(result)


def _flaws(root: etree._Element, namespace: dict[str, str]) -> dict[tuple[int, int], tuple[Flaw, str]]:
    found = {}
    for node in _select(root, _UNCALCULATED_CELLS, namespace):
        found[_position(node)] = (Flaw.NEVER_CALCULATED, "=" + (node.findtext("{*}f") or "…"))
    for node in _select(root, _ERROR_CELLS, namespace):
        found[_position(node)] = (Flaw.ERROR_VALUE, node.findtext("{*}v") or "#错误")
    return found


def _percent_cells(
    root: etree._Element, namespace: dict[str, str], percent_styles: set[str]
) -> frozenset[tuple[int, int]]:
    cells = _select(root, "m:sheetData/m:row/m:c[@s][m:v]", namespace) if percent_styles else []
    return frozenset(_position(node) for node in cells if node.get("s") in percent_styles)


def _position(cell: etree._Element) -> tuple[int, int]:
    """(row, column) from 0, by the reference or, where a writer left it out, by the place among the siblings."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell.get("r", ""))
    if match is None:
        row = cell.getparent()
        before = sum(1 for _ in row.itersiblings(preceding=True)) if row is not None else 0
        return before, sum(1 for _ in cell.itersiblings(preceding=True))
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
