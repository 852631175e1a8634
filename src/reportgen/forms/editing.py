"""Opens a workbook from a clerk with openpyxl, so that it can be marked and saved again.

openpyxl trusts its input, and silently drops what it does not support. It therefore reads a new package, which has
only the parts that openpyxl supports, each of them once and after it passed the guard. Everything that openpyxl would
lose becomes a note. openpyxl also drops the stored results of formulas, so each result replaces its formula, except in
the totals of our own form and its sheet 填报进度.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import openpyxl
from lxml import etree
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome
from reportgen.forms.blank import is_total
from reportgen.forms.progress import PROGRESS
from reportgen.intake.frames import MAX_COLUMNS, MAX_ROWS, a1, coordinates
from reportgen.package import (
    DamagedError,
    Package,
    TooLargeError,
    open_package,
    pack,
    relations_part,
    repack,
    target_part,
)

_DATE_IF_UNKNOWN = datetime.datetime(1980, 1, 1)  # the time of saving, for a workbook that does not state it
_MOST_SHARED_CHARACTERS = 20_000_000  # openpyxl copies a shared text into each of its cells
_MOST_PICTURE_BYTES = 64 * 2**20  # openpyxl reads a picture again for each of its places
_MOST_AREAS = 50_000  # in lists such as the cells of a drop-down list
_LONGEST_FORMULA = 8192  # characters, in Excel
_POINTS_PER_CHARACTER, _GAP = 6, 8  # points; 宋体 11 is the widest of the usual fonts
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")  # openpyxl drops other types, or unpacks them to write PNG

# The relationships that openpyxl follows → the names that their parts get in the new package.
_PART_NAMES: Mapping[str, str] = {
    "officeDocument": "xl/workbook.xml",
    "core-properties": "docProps/core.xml",
    "custom-properties": "docProps/custom.xml",
    "worksheet": "xl/worksheets/sheet{}.xml",
    "chartsheet": "xl/chartsheets/sheet{}.xml",
    "sharedStrings": "xl/sharedStrings.xml",
    "styles": "xl/styles.xml",
    "theme": "xl/theme/theme1.xml",
    "externalLink": "xl/externalLinks/externalLink{}.xml",
    "drawing": "xl/drawings/drawing{}.xml",
    "chart": "xl/charts/chart{}.xml",
    "image": "xl/media/image{}",
    "comments": "xl/comments{}.xml",
    "table": "xl/tables/table{}.xml",
}
# openpyxl follows the relationships of these parts.
_KINDS_WITH_PARTS = ("officeDocument", "worksheet", "chartsheet", "drawing", "externalLink")
_EXTERNAL_KINDS = ("hyperlink", "externalLinkPath")
_LOST_PARTS: Mapping[str, str] = {
    "ctrlProp": "表单控件",
    "control": "ActiveX 控件",
    "oleObject": "嵌入的对象",
    "package": "嵌入的对象",
    "threadedComment": "批注里的对话（只留下文字）",
    "slicer": "切片器",
    "timeline": "日程表",
    "pivotTable": "数据透视表（只留下数）",
    "queryTable": "外部数据查询",
    "connections": "外部数据连接",
    "xmlMaps": "XML 映射",
    "vbaProject": "宏",
    "cellImage": "单元格图片",
}
_LOST_ELEMENTS: Mapping[str, str] = {  # in sheets and drawings
    "sp": "形状",
    "cxnSp": "形状",
    "grpSp": "形状",
    "graphicFrame": "图表（样子可能有变）",
    "controls": "表单控件",
    "picture": "背景图片",
    "protectedRanges": "允许编辑区域",
}
_LOST_EXTENSIONS: Mapping[str, str] = {  # of Excel 2010 and later; openpyxl reads older elements of the same names
    "conditionalFormattings": "新版条件格式",
    "dataValidations": "新版下拉列表",
    "sparklineGroups": "迷你图",
}
_EXTENSION = "http://schemas.microsoft.com/office/"  # how the namespaces of such extensions begin
_CONTROL = re.compile(rb'ObjectType="(?!Note")')  # in the drawing of the comments, which need not be XML
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")  # ISO/IEC 29500-1
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableWorkbook:
    """A workbook open in openpyxl. ``notes`` name what it lost; ``saved_at`` is the time when the file was saved."""

    book: Workbook
    notes: tuple[Diagnostic, ...]
    saved_at: datetime.datetime

    def content(self) -> bytes:
        """The bytes of the workbook; the same workbook with the same changes gives the same bytes."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        boxes = [
            _position_right_of(sheet, *position)
            for sheet in self.book.worksheets
            for position, cell in sorted(sheet._cells.items())
            if cell.comment
        ]
        return repack(buffer.getvalue(), modified=self.saved_at, growing_rows=True, boxes=boxes)


def _position_right_of(sheet: Worksheet, row: int, column: int) -> tuple[float, float]:
    """The distance of the right side of a cell from the left and from the top of its sheet, in points."""
    height, width = sheet.sheet_format.defaultRowHeight or 15, sheet.sheet_format.defaultColWidth or 9
    top, left = height * (row - 1), width * column
    for number, line in sheet.row_dimensions.items():
        if number < row:
            top += (0 if line.hidden else line.height or height) - height
    for span in sheet.column_dimensions.values():
        covered = min(span.max or 0, column) - (span.min or 1) + 1
        left += max(covered, 0) * ((0 if span.hidden else span.width) - width)
    return left * _POINTS_PER_CHARACTER + _GAP, top


def open_to_edit(data: bytes, file: str) -> Outcome[EditableWorkbook]:
    """Open the bytes of a workbook; if it cannot be edited, the value is ``None`` and the reason is a problem."""
    package = open_package(data, file)
    if package.value is None:
        return Outcome(None, package.diagnostics)
    try:
        copy = _PackageCopy(package.value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # The notes report the same losses in Chinese.
            book = openpyxl.load_workbook(io.BytesIO(pack(copy.parts)))
        copy.restore_numbers(book)
        saved_at = copy.saved_at(book)
    except TooLargeError:
        return Outcome(None, (catalogue.COPY_TOO_LARGE.at(FileRef(file=file)),))
    except Exception:  # openpyxl raises all sorts of errors for unexpected parts
        return Outcome(None, (catalogue.COPY_NOT_MADE.at(FileRef(file=file)),))
    return Outcome(EditableWorkbook(book=book, notes=tuple(copy.notes(file, book)), saved_at=saved_at))


def type_into(workbook: EditableWorkbook, sheet: str, cells: Mapping[str, str]) -> None:
    """Write texts into cells of a sheet as somebody types them; ``DamagedError`` if a cell is hidden by a merged one.

    ``cells`` has the texts by place (``B7``). A plain number becomes a number, every other text stays one, even if it
    begins like a formula, and an empty text empties its cell.
    """
    page = workbook.book[sheet]
    for place, text in cells.items():
        cell = page[place]
        if not isinstance(cell, Cell):
            raise DamagedError(place)
        _type_into(cell, text)


_TYPED_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")


def _type_into(cell: Cell, text: str) -> None:
    text = ILLEGAL_CHARACTERS_RE.sub(" ", text).strip()
    if cell.is_date or "%" in cell.number_format:
        cell.number_format = "General"  # 95 would be shown as 9500%, and as a day of 1900
    if _TYPED_NUMBER.fullmatch(text):
        cell.value = float(text) if "." in text else int(text)
        return
    cell.value = text or None
    if text:
        cell.data_type = "s"


@dataclass(slots=True)
class _Inventory:
    """The contents of a sheet that openpyxl loses or changes.

    ``formulas`` are the cells whose stored result replaces the formula, ``numbers`` those with a number. The sheet
    填报进度 keeps its formulas, because nothing but they would follow what the clerk fills in next.
    """

    keeps_formulas: bool = False
    losses: dict[str, None] = field(default_factory=dict)  # a dictionary, because it keeps the order
    formulas: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    pictures: int = 0


class _PackageCopy:
    """The new package for openpyxl: the parts that it supports, checked and repaired."""

    def __init__(self, package: Package) -> None:
        self.parts: dict[str, bytes] = {}
        self._package = package
        self._names: dict[str, str] = {}  # part of the original, in lower case → part of the copy
        self._counts: Counter[str] = Counter()
        self._sheets: dict[str, _Inventory] = {}
        self._book = _Inventory()
        self._characters_left = _MOST_SHARED_CHARACTERS
        self._cells_left = MAX_ROWS * MAX_COLUMNS  # for merged cells and links
        self._picture_bytes_left = _MOST_PICTURE_BYTES
        workbook = package.root(package.main)
        self._titles = {_relation(node): node.get("name", "") for node in workbook.iterfind("{*}sheets/{*}sheet")}
        strings = [package.root(part) for _, part in package.related(package.main, "sharedStrings")]
        self._texts = [text for root in strings for text in root.iterfind("{*}si")]
        self._copy_related("", "", self._book)
        self.parts["[Content_Types].xml"] = _content_types(self.parts)

    # --- parts ---

    def _copy_related(self, source: str, name: str, inventory: _Inventory) -> None:
        """Copy the relationships of the part ``source``, ``name`` in the copy, and the parts that they lead to."""
        relations = relations_part(source)
        if relations not in self._package:
            return
        root = etree.Element(f"{{{_PACKAGE}/relationships}}Relationships")
        for node in self._package.root(relations).iterfind("{*}Relationship"):
            kind, target = node.get("Type", "").rpartition("/")[2], node.get("Target", "")
            mode = node.get("TargetMode", "Internal")
            if kind in _LOST_PARTS:
                inventory.losses[_LOST_PARTS[kind]] = None
            if mode == "Internal":
                target = self._copy_target(target_part(source, target), kind, node.get("Id", ""), inventory)
            if target and kind in (_EXTERNAL_KINDS if mode == "External" else _PART_NAMES):
                attributes = {"Type": f"{_OFFICE}/{kind}", "Target": target, "TargetMode": mode}
                tag = f"{{{_PACKAGE}/relationships}}Relationship"
                etree.SubElement(root, tag, {"Id": node.get("Id", ""), **attributes})
        self.parts[relations_part(name)] = etree.tostring(root, encoding="utf-8")

    def _copy_target(self, part: str, kind: str, rel_id: str, inventory: _Inventory) -> str:
        """Copy the part that a relationship leads to, and return its path; empty if openpyxl does not support it."""
        if part not in self._package:
            return ""
        if kind == "vmlDrawing" and _CONTROL.search(self._package.content(part)):
            inventory.losses[_LOST_PARTS["ctrlProp"]] = None
        if kind == "worksheet":
            title = self._titles.get(rel_id, "")
            inventory = self._sheets.setdefault(title, _Inventory(keeps_formulas=title == PROGRESS))
        return "/" + self._copy_part(part, kind, inventory) if kind in _PART_NAMES else ""

    def _copy_part(self, part: str, kind: str, inventory: _Inventory) -> str:
        """Copy a part and the parts that it leads to, and return its name in the copy."""
        if kind == "image" and part.lower() in self._names:
            return self._names[part.lower()]
        self._counts[kind] += 1
        name = _PART_NAMES[kind].format(self._counts[kind])
        if part.lower() in self._names or name in self.parts:
            raise DamagedError(part)  # openpyxl would read it once for each relationship
        self._names[part.lower()] = name
        if kind == "image":
            content = self._package.content(part)
            self.parts[name] = content if content.startswith(_PICTURES) else b""
            return name
        self.parts[name] = b""  # reserves the name
        root = self._package.root(part)
        self._prepare(root, kind, inventory)
        if kind in _KINDS_WITH_PARTS:
            self._copy_related(part, name, inventory)
        if kind == "drawing":
            self._count_pictures(root, name, inventory)
        self.parts[name] = _STRICT.sub(_TRANSITIONAL, etree.tostring(root, encoding="utf-8"))
        return name

    def _prepare(self, root: etree._Element, kind: str, inventory: _Inventory) -> None:
        """Refuse excessive contents, collect the losses, and remove what openpyxl cannot read."""
        _refuse_repetition(root)
        self._refuse_masses(root)
        if kind == "officeDocument":
            for node in root.findall("{*}pivotCaches"):
                root.remove(node)
        if kind == "worksheet":
            self._prepare_cells(root, inventory)
        if kind in ("worksheet", "drawing"):
            self._collect_losses(root, inventory)

    # --- excessive contents ---

    def _refuse_masses(self, root: etree._Element) -> None:
        """Refuse contents from which openpyxl would make too many cells or ranges."""
        for node in root.iter("{*}mergeCell", "{*}hyperlink", "{*}comment", "{*}table"):
            first, _, last = node.get("ref", "").partition(":")
            (top, left), (bottom, right) = coordinates(first), coordinates(last or first)
            self._cells_left -= (bottom - top + 1) * (right - left + 1) - 1
        areas = sum(node.get("sqref", "").count(" ") for node in root.iter("{*}*"))
        if self._cells_left < 0 or areas > _MOST_AREAS:
            raise DamagedError
        texts = [node.get("formatCode", "") for node in root.iter("{*}numFmt")]
        texts += [node.text or "" for node in root.iter("{*}definedName")]
        if any(len(text) > _LONGEST_FORMULA for text in texts):
            raise DamagedError

    def _count_pictures(self, root: etree._Element, name: str, inventory: _Inventory) -> None:
        relations = self.parts.get(relations_part(name), b"<none/>")
        targets = {node.get("Id"): node.get("Target", "")[1:] for node in etree.fromstring(relations)}
        for blip in root.iter("{*}blip"):
            self._picture_bytes_left -= len(self.parts.get(targets.get(_relation(blip), ""), b""))
        if self._picture_bytes_left < 0:
            raise TooLargeError
        inventory.pictures += sum(1 for _ in root.iter("{*}pic"))

    # --- losses ---

    def _collect_losses(self, root: etree._Element, inventory: _Inventory) -> None:
        for node in root.iter("{*}*"):
            tag = etree.QName(node)
            loss = _LOST_ELEMENTS.get(tag.localname)
            if (tag.namespace or "").startswith(_EXTENSION):
                loss = loss or _LOST_EXTENSIONS.get(tag.localname)
            if loss:
                inventory.losses[loss] = None

    def _prepare_cells(self, root: etree._Element, inventory: _Inventory) -> None:
        """Give every cell a reference, and replace its formula by the stored result."""
        number = -1
        for row in root.iterfind("{*}sheetData/{*}row"):
            column, number = -1, int(row.get("r", number + 2)) - 1
            for cell in row.iterfind("{*}c"):
                reference = cell.get("r")
                position = coordinates(reference) if reference else (number, column + 1)
                column = position[1]
                cell.set("r", a1(*position))
                self._prepare_cell(cell, inventory)

    def _prepare_cell(self, cell: etree._Element, inventory: _Inventory) -> None:
        kind, value, formula = cell.get("t", "n"), cell.findtext("{*}v") or "", cell.find("{*}f")
        text = cell.find("{*}is")
        if formula is not None:
            keeps = inventory.keeps_formulas or not (value or kind == "str")
            if formula.text and (keeps or is_total(formula.text)):
                if formula.get("t") == "shared":
                    formula.attrib.clear()  # openpyxl would write it for every cell that shares it
            else:
                cell.remove(formula)
                inventory.formulas.append(cell.get("r", ""))
        if kind == "n" and value:
            inventory.numbers[cell.get("r", "")] = float(value)
        if kind == "s" and value:
            text = self._texts[int(value)]
            self._characters_left -= sum(len(node.text or "") for node in text.iter("{*}t"))
            if self._characters_left < 0:
                raise TooLargeError
        if text is not None and text.find("{*}r/{*}rPr") is not None:
            inventory.losses["单元格里部分文字的格式"] = None

    # --- after loading ---

    def restore_numbers(self, book: Workbook) -> None:
        """Restore numbers with a date format, because openpyxl changes some and makes error values of large ones."""
        for sheet in book.worksheets:
            for reference, number in self._sheets[sheet.title].numbers.items():
                row, column = coordinates(reference)
                cell = sheet._cells[row + 1, column + 1]
                if cell.data_type in ("d", "e"):
                    cell.value = number

    def saved_at(self, book: Workbook) -> datetime.datetime:
        """The time when the workbook was saved; a time that openpyxl took from the clock is removed."""
        core = self.parts.get(_PART_NAMES["core-properties"], b"")
        if b"created" not in core:
            book.properties.created = _DATE_IF_UNKNOWN
        if b"creator" not in core:
            book.properties.creator = None
        saved = book.properties.modified if b"modified" in core else book.properties.created
        return saved or _DATE_IF_UNKNOWN

    def notes(self, file: str, book: Workbook) -> Iterator[Diagnostic]:
        """One note for the losses of the workbook, and up to two for each sheet."""
        if self._book.losses:
            yield catalogue.NOT_IN_COPY.at(FileRef(file=file), what="、".join(self._book.losses))
        for sheet in book.worksheets:
            inventory, place = self._sheets[sheet.title], CellRef(file=file, sheet=sheet.title)
            if len(sheet._images) < inventory.pictures:  # type: ignore[attr-defined]
                inventory.losses["图片"] = None
            if inventory.losses:
                yield catalogue.NOT_IN_COPY.at(place, what="、".join(inventory.losses))
            if inventory.formulas:
                yield catalogue.FORMULAS_GIVEN_WAY.at(place, cells="、".join(_as_ranges(inventory.formulas)))


def _relation(node: etree._Element) -> str:
    """The id of the relationship that an element refers to, in the transitional or the strict format."""
    names = (name for name in node.attrib if str(name).endswith(("}id", "}embed")))
    return str(next((node.attrib[name] for name in names), ""))


def _refuse_repetition(root: etree._Element) -> None:
    """Refuse a part that refers to another one twice, because openpyxl would read that twice."""
    names = [_relation(node) for node in root.iter("{*}sheet", "{*}externalReference", "{*}tablePart", "{*}chart")]
    if any(count > 1 for name, count in Counter(names).items() if name):
        raise DamagedError


def _content_types(parts: Collection[str]) -> bytes:
    """The content types of the two parts that openpyxl looks for by type: the workbook and the shared texts."""
    root = etree.Element(f"{{{_PACKAGE}/content-types}}Types")
    for kind, name in (("sheet.main", _PART_NAMES["officeDocument"]), ("sharedStrings", _PART_NAMES["sharedStrings"])):
        if name in parts:
            attributes = {"PartName": f"/{name}", "ContentType": f"{_SPREADSHEET}.{kind}+xml"}
            etree.SubElement(root, f"{{{_PACKAGE}/content-types}}Override", attributes)
    return etree.tostring(root, encoding="utf-8")


def _as_ranges(cells: Iterable[str]) -> Iterator[str]:
    """Join neighbouring cells of a row to ranges such as B3:D3."""
    first = last = ""
    for cell in cells:
        if last and coordinates(cell) == (coordinates(last)[0], coordinates(last)[1] + 1):
            last = cell
            continue
        if first:
            yield first if first == last else f"{first}:{last}"
        first = last = cell
    if first:
        yield first if first == last else f"{first}:{last}"
