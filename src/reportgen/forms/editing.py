"""Opens a workbook that somebody filled in with openpyxl, so that it can be marked and saved again.

openpyxl trusts what it reads, and drops without a word what it does not know. It is therefore given a package made
anew: the parts that it keeps, each of them once, after they passed the guard. What it would lose is looked for on the
way and told as notes. It also drops the stored results of formulas: they take the place of the formulas beforehand,
save of the totals of our own form.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import openpyxl
from lxml import etree
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome
from reportgen.forms.blank import is_total
from reportgen.intake.frames import MAX_COLUMNS, MAX_ROWS, a1, coordinates
from reportgen.package import DamagedError, Package, TooLargeError, open_package, pack, repack, target_part

_UNDATED = datetime.datetime(1980, 1, 1)  # for a workbook that does not say when it was saved
_MOST_SHARED_CHARACTERS = 20_000_000  # openpyxl writes a shared text into each of its cells
_MOST_PICTURE_BYTES = 64 * 2**20  # a picture is read again for each place where it is shown
_MOST_AREAS = 50_000  # in lists such as the cells of a drop-down
_LONGEST_FORMULA = 8192  # characters, in Excel
_POINTS_PER_CHARACTER, _GAP = 6, 8  # of 宋体 11, the widest of the usual fonts; points
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")  # the others openpyxl drops, or unpacks to write them as PNG

# What openpyxl follows, by the kind of relationship → what the part is called in the package that it is given.
_KEPT: Mapping[str, str] = {
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
_LEADING = ("officeDocument", "worksheet", "chartsheet", "drawing", "externalLink")  # to parts that openpyxl follows
_EXTERNAL = ("hyperlink", "externalLinkPath")
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
    "conditionalFormattings": "新版条件格式",
    "dataValidations": "新版下拉列表",
    "sparklineGroups": "迷你图",
}
_CONTROL = re.compile(rb'ObjectType="(?!Note")')  # in the drawing of comments, which need not be XML
_NEW = "http://schemas.microsoft.com/office/"  # names of what Excel 2010 and later brought; openpyxl reads none of it
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")  # ISO/IEC 29500-1
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableWorkbook:
    """The workbook as openpyxl has it; ``notes`` say what it lost on the way, ``saved`` when the file was saved."""

    book: Workbook
    notes: tuple[Diagnostic, ...]
    saved: datetime.datetime

    def content(self) -> bytes:
        """The workbook as a file; the same one, edited alike, gives the same bytes."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        boxes = [
            _beside(sheet, *position)
            for sheet in self.book.worksheets
            for position, cell in sorted(sheet._cells.items())
            if cell.comment
        ]
        return repack(buffer.getvalue(), modified=self.saved, growing_rows=True, boxes=boxes)


def _beside(sheet: Worksheet, row: int, column: int) -> tuple[float, float]:
    """Points from the left and from the top of a sheet to the right side of a cell."""
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
    """Open the bytes of a workbook; of one that cannot be edited there is none, and the reason is a problem."""
    package = open_package(data, file)
    if package.value is None:
        return Outcome(None, package.diagnostics)
    try:
        source = _Source(package.value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they tell what is dropped, which the notes do in Chinese
            book = openpyxl.load_workbook(io.BytesIO(pack(source.parts)))
        source.restore_numbers(book)
        saved = source.dated(book)
    except TooLargeError:
        return Outcome(None, (catalogue.COPY_TOO_LARGE.at(FileRef(file=file)),))
    except Exception:  # openpyxl raises whatever comes of a part that is not as it expects
        return Outcome(None, (catalogue.COPY_NOT_MADE.at(FileRef(file=file)),))
    return Outcome(EditableWorkbook(book=book, notes=tuple(source.notes(file, book)), saved=saved))


@dataclass(slots=True)
class _Facts:
    """What was seen in a sheet: what gets lost, cells with formulas that give way, numbers, how many pictures."""

    lost: dict[str, None] = field(default_factory=dict)  # in the order in which it was seen
    formulas: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    pictures: int = 0


class _Source:
    """The package that openpyxl is given, while it is made."""

    def __init__(self, package: Package) -> None:
        self.parts: dict[str, bytes] = {}
        self._package = package
        self._names: dict[str, str] = {}  # of the parts that were copied
        self._counts: Counter[str] = Counter()
        self._sheets: dict[str, _Facts] = {}
        self._book = _Facts()
        self._room = _MOST_SHARED_CHARACTERS
        self._cells = MAX_ROWS * MAX_COLUMNS  # that merged cells and links may cover
        self._pictures = _MOST_PICTURE_BYTES
        workbook = package.root(package.main)
        self._titles = {_relation(node): node.get("name", "") for node in workbook.iterfind("{*}sheets/{*}sheet")}
        strings = [package.root(part) for _, part in package.related(package.main, "sharedStrings")]
        self._texts = [text for root in strings for text in root.iterfind("{*}si")]
        self._follow("", "", self._book)
        self.parts["[Content_Types].xml"] = _content_types(self.parts)

    # --- parts ---

    def _follow(self, source: str, name: str, facts: _Facts) -> None:
        """Copy what the part ``source`` leads to; it is called ``name`` in the copy."""
        folder, base = posixpath.split(source)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self._package:
            return
        kept = etree.Element(f"{{{_PACKAGE}/relationships}}Relationships")
        for node in self._package.root(relations).iterfind("{*}Relationship"):
            kind, target = node.get("Type", "").rpartition("/")[2], node.get("Target", "")
            mode = node.get("TargetMode", "Internal")
            if kind in _LOST_PARTS:
                facts.lost[_LOST_PARTS[kind]] = None
            if mode == "Internal":
                target = self._led_to(target_part(source, target), kind, node.get("Id", ""), facts)
            if target and kind in (_EXTERNAL if mode == "External" else _KEPT):
                attributes = {"Type": f"{_OFFICE}/{kind}", "Target": target, "TargetMode": mode}
                tag = f"{{{_PACKAGE}/relationships}}Relationship"
                etree.SubElement(kept, tag, {"Id": node.get("Id", ""), **attributes})
        folder, base = posixpath.split(name)
        self.parts[posixpath.join(folder, "_rels", f"{base}.rels")] = etree.tostring(kept, encoding="utf-8")

    def _led_to(self, part: str, kind: str, rel_id: str, facts: _Facts) -> str:
        """Copy the part that a relationship leads to; where there is none, or none that is kept, nothing."""
        if part not in self._package:
            return ""
        if kind == "vmlDrawing" and _CONTROL.search(self._package.exact_part(part)):
            facts.lost[_LOST_PARTS["ctrlProp"]] = None
        if kind == "worksheet":
            facts = self._sheets.setdefault(self._titles.get(rel_id, ""), _Facts())
        return "/" + self._copied(part, kind, facts) if kind in _KEPT else ""

    def _copied(self, part: str, kind: str, facts: _Facts) -> str:
        """Copy a part and what it leads to, and return its name in the copy."""
        if kind == "image" and part.lower() in self._names:
            return self._names[part.lower()]
        self._counts[kind] += 1
        name = _KEPT[kind].format(self._counts[kind])
        if part.lower() in self._names or name in self.parts:
            raise DamagedError(part)  # openpyxl would read it again for each mention
        self._names[part.lower()] = name
        if kind == "image":
            content = self._package.exact_part(part)
            self.parts[name] = content if content.startswith(_PICTURES) else b""
            return name
        self.parts[name] = b""  # the name is taken
        root = self._package.root(part)
        self._look_at(root, kind, facts)
        if kind in _LEADING:
            self._follow(part, name, facts)
        if kind == "drawing":
            self._count_pictures(root, name, facts)
        self.parts[name] = _STRICT.sub(_USUAL, etree.tostring(root, encoding="utf-8"))
        return name

    def _look_at(self, root: etree._Element, kind: str, facts: _Facts) -> None:
        """Refuse what would be too much, note what gets lost, and take out what openpyxl stumbles over."""
        _refuse_repetition(root)
        self._refuse_masses(root)
        if kind == "officeDocument":
            for node in root.findall("{*}pivotCaches"):
                root.remove(node)
        if kind == "worksheet":
            self._look_at_cells(root, facts)
        if kind in ("worksheet", "drawing"):
            self._look_for_losses(root, facts)

    # --- what may be too much ---

    def _refuse_masses(self, root: etree._Element) -> None:
        """Refuse what openpyxl would make masses of cells or ranges of."""
        for node in root.iter("{*}mergeCell", "{*}hyperlink", "{*}comment", "{*}table"):
            first, _, last = node.get("ref", "").partition(":")
            (top, left), (bottom, right) = coordinates(first), coordinates(last or first)
            self._cells -= (bottom - top + 1) * (right - left + 1) - 1
        areas = sum(node.get("sqref", "").count(" ") for node in root.iter("{*}*"))
        if self._cells < 0 or areas > _MOST_AREAS:
            raise DamagedError
        texts = [node.get("formatCode", "") for node in root.iter("{*}numFmt")]
        texts += [node.text or "" for node in root.iter("{*}definedName")]
        if any(len(text) > _LONGEST_FORMULA for text in texts):
            raise DamagedError

    def _count_pictures(self, root: etree._Element, name: str, facts: _Facts) -> None:
        folder, base = posixpath.split(name)
        relations = self.parts.get(posixpath.join(folder, "_rels", f"{base}.rels"), b"<none/>")
        targets = {node.get("Id"): node.get("Target", "")[1:] for node in etree.fromstring(relations)}
        for blip in root.iter("{*}blip"):
            self._pictures -= len(self.parts.get(targets.get(_relation(blip), ""), b""))
        if self._pictures < 0:
            raise TooLargeError
        facts.pictures += sum(1 for _ in root.iter("{*}pic"))

    # --- what openpyxl loses ---

    def _look_for_losses(self, root: etree._Element, facts: _Facts) -> None:
        for node in root.iter("{*}*"):
            tag = etree.QName(node)
            what = _LOST_ELEMENTS.get(tag.localname)
            if what and what.startswith("新版") and not (tag.namespace or "").startswith(_NEW):
                continue  # the drop-downs that openpyxl knows have the same name
            if what:
                facts.lost[what] = None

    def _look_at_cells(self, root: etree._Element, facts: _Facts) -> None:
        """Give every cell its reference, and its stored result in place of a formula."""
        number = -1
        for row in root.iterfind("{*}sheetData/{*}row"):
            column, number = -1, int(row.get("r", number + 2)) - 1
            for cell in row.iterfind("{*}c"):
                reference = cell.get("r")
                position = coordinates(reference) if reference else (number, column + 1)
                column = position[1]
                cell.set("r", a1(*position))
                self._look_at_cell(cell, facts)

    def _look_at_cell(self, cell: etree._Element, facts: _Facts) -> None:
        kind, written, formula = cell.get("t", "n"), cell.findtext("{*}v") or "", cell.find("{*}f")
        text = cell.find("{*}is")
        if formula is not None:
            if formula.text and (is_total(formula.text) or not (written or kind == "str")):
                if formula.get("t") == "shared":
                    formula.attrib.clear()  # openpyxl would write it out for every cell that shares it
            else:
                cell.remove(formula)
                facts.formulas.append(cell.get("r", ""))
        if kind == "n" and written:
            facts.numbers[cell.get("r", "")] = float(written)
        if kind == "s" and written:
            text = self._texts[int(written)]
            self._room -= sum(len(node.text or "") for node in text.iter("{*}t"))
            if self._room < 0:
                raise TooLargeError
        if text is not None and text.find("{*}r/{*}rPr") is not None:
            facts.lost["单元格里部分文字的格式"] = None

    # --- after loading ---

    def restore_numbers(self, book: Workbook) -> None:
        """Put back the numbers that openpyxl took for dates: some come out altered, large ones as an error value."""
        for sheet in book.worksheets:
            for reference, number in self._sheets[sheet.title].numbers.items():
                row, column = coordinates(reference)
                cell = sheet._cells[row + 1, column + 1]
                if cell.data_type in ("d", "e"):
                    cell.value = number

    def dated(self, book: Workbook) -> datetime.datetime:
        """When the workbook was saved; openpyxl takes the present for what a file does not say."""
        core = self.parts.get(_KEPT["core-properties"], b"")
        if b"created" not in core:
            book.properties.created = _UNDATED
        if b"creator" not in core:
            book.properties.creator = None
        saved = book.properties.modified if b"modified" in core else book.properties.created
        return saved or _UNDATED

    def notes(self, file: str, book: Workbook) -> Iterator[Diagnostic]:
        """What gets lost, of the workbook and of each sheet."""
        if self._book.lost:
            yield catalogue.NOT_IN_COPY.at(FileRef(file=file), what="、".join(self._book.lost))
        for sheet in book.worksheets:
            facts, place = self._sheets[sheet.title], CellRef(file=file, sheet=sheet.title)
            if len(sheet._images) < facts.pictures:  # type: ignore[attr-defined]
                facts.lost["图片"] = None
            if facts.lost:
                yield catalogue.NOT_IN_COPY.at(place, what="、".join(facts.lost))
            if facts.formulas:
                yield catalogue.FORMULAS_GIVEN_WAY.at(place, cells="、".join(_together(facts.formulas)))


def _relation(node: etree._Element) -> str:
    """The relationship that an element names, in whatever variant of the format."""
    names = (name for name in node.attrib if str(name).endswith(("}id", "}embed")))
    return str(next((node.attrib[name] for name in names), ""))


def _refuse_repetition(root: etree._Element) -> None:
    """Refuse a part that names another one twice: openpyxl would read it twice."""
    names = [_relation(node) for node in root.iter("{*}sheet", "{*}externalReference", "{*}tablePart", "{*}chart")]
    if any(count > 1 for name, count in Counter(names).items() if name):
        raise DamagedError


def _content_types(parts: Collection[str]) -> bytes:
    """What openpyxl wants to know of the parts: which one is the workbook, and which holds the shared texts."""
    root = etree.Element(f"{{{_PACKAGE}/content-types}}Types")
    for kind, name in (("sheet.main", _KEPT["officeDocument"]), ("sharedStrings", _KEPT["sharedStrings"])):
        if name in parts:
            attributes = {"PartName": f"/{name}", "ContentType": f"{_SPREADSHEET}.{kind}+xml"}
            etree.SubElement(root, f"{{{_PACKAGE}/content-types}}Override", attributes)
    return etree.tostring(root, encoding="utf-8")


def _together(cells: Iterable[str]) -> Iterator[str]:
    """Cells of a row that follow each other as one range: B3:D3."""
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
