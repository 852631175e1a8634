"""A copy of a clerk's workbook in which each problem stands as a comment (批注) and a fill at its cell.

The XML of the package is edited in place: a program that loads and saves workbooks would lose the stored results of
formulas, drop-downs of newer Excel versions and whatever else it does not know. Every part that bears no mark keeps
its content byte for byte. Marks of an earlier run are taken off first, so a copy can be checked and annotated again.
"""

from __future__ import annotations

import math
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, Place, Severity, readable
from reportgen.intake import form
from reportgen.intake.frames import MAX_COLUMNS, MAX_ROWS, a1, coordinates, sheet_parts, wanted_sheets
from reportgen.package import (
    DamagedError,
    Package,
    TooLargeError,
    open_package,
    parsed,
    read_file,
    target_part,
)

AUTHOR = "reportgen"
# Not the colours of Excel's own cell styles 差 and 适中, which may be the clerk's, nor the yellow of required cells.
COLOURS = {Severity.ERROR: "FFFFC1BD", Severity.WARNING: "FFFFC46B", Severity.NOTE: "FFCFE5FA"}

_SUMMARY, _HINT = "检查结果：", "怎么改："
_HEAD = re.compile(rf"(?:{'|'.join(Severity)}) [EWN]\d{{3}}[：（]|{_SUMMARY}")
_LONGEST_COMMENT = 32_000  # characters; a comment takes as many as a cell: 32767
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"  # ISO/IEC 29500-1
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_NO_RELATIONSHIPS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = "xl/styles.xml"

Position = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """The bytes of the copy; ``at_cells`` problems stand at their own cell, the others at the top of a sheet."""

    content: bytes
    at_cells: int
    elsewhere: tuple[Diagnostic, ...]


class _Remark(NamedTuple):
    """One problem as a comment says it."""

    severity: Severity
    head: str
    hint: str


def annotate(workbook: Path, problems: Iterable[Diagnostic]) -> Outcome[Annotation]:
    """Make the copy of a workbook file; of one that cannot be opened there is none, and the reason is a problem."""
    data = read_file(workbook)
    if data.value is None:
        return Outcome(None, data.diagnostics)
    return annotate_bytes(data.value, readable(workbook.name), problems)


def annotate_bytes(data: bytes, file: str, problems: Iterable[Diagnostic]) -> Outcome[Annotation]:
    """The same for the bytes of a workbook; ``file`` is its name in messages."""
    package = open_package(data, file)
    if package.value is None:
        return Outcome(None, package.diagnostics)
    try:
        return Outcome(_Copy(package.value, file).annotated(sorted(problems, key=_weight)))
    except TooLargeError:
        return Outcome(None, (catalogue.COPY_TOO_LARGE.at(FileRef(file=file)),))
    except DamagedError:
        return Outcome(None, (catalogue.COPY_NOT_MADE.at(FileRef(file=file)),))


def is_foreign(file: Path) -> bool:
    """Whether a file of this name is there that is no copy made here: such a one is never written over."""
    data = read_file(file)
    if data.value is None:
        return False
    package = open_package(data.value, file.name)
    try:
        return package.value is None or not _Copy(package.value, file.name).is_annotated()
    except (DamagedError, TooLargeError):
        return True


def _weight(problem: Diagnostic) -> int:
    return list(Severity).index(problem.severity)


# --- what is said and where -------------------------------------------------------------------------------


class _Copy:
    """The workbook while its marks are taken off and put on."""

    def __init__(self, package: Package, file: str) -> None:
        self.file = file
        self.parts = _Parts(package)
        workbook = self.parts.root(package.main)
        written = sheet_parts(package, workbook)
        if not written:
            raise DamagedError
        hidden = {
            n.get("name") for n in workbook.iterfind("{*}sheets/{*}sheet") if n.get("state", "visible") != "visible"
        }
        forms = wanted_sheets(written, [sheet.name for sheet in form.SHEETS])
        names = [name for name in written if name in forms.values()] or list(written)[:1]
        self.front = next((name for name in names if name not in hidden), names[0])
        self.names = {**{name: name for name in names}, **forms}  # a sheet may be named as in the form
        self.sheets = {name: _Sheet(self.parts, written[name]) for name in names}

    def is_annotated(self) -> bool:
        return any(sheet.comments.has_ours() for sheet in self.sheets.values())

    def annotated(self, problems: list[Diagnostic]) -> Annotation:
        styles = _Styles(self.parts)
        for sheet in self.sheets.values():
            sheet.clear(styles)
        remarks, elsewhere = self._placed(problems)
        summary = {self.front: self._summary(problems)}
        for name, sheet in self.sheets.items():
            sheet.annotate(remarks[name], styles, summary.get(name, ""))
        content = self.parts.package.copy(self.parts.changed())
        return Annotation(content=content, at_cells=len(problems) - len(elsewhere), elsewhere=tuple(elsewhere))

    def _home(self, place: Place | None) -> str:
        """The sheet that a place is in; none for a place outside, be it in another workbook (last year's)."""
        if isinstance(place, CellRef) and place.file == self.file:
            return self.names.get(place.sheet, "")
        return ""

    def _placed(self, problems: list[Diagnostic]) -> tuple[dict[str, dict[Position, list[_Remark]]], list[Diagnostic]]:
        """The remarks of each sheet by cell, and the problems that do not stand at a cell of their own."""
        remarks: dict[str, dict[Position, list[_Remark]]] = {name: {} for name in self.sheets}
        elsewhere = []
        for problem in problems:
            home = self._home(problem.place)
            sheet = self.sheets[home or self.front]
            position, where = sheet.top, ""
            cell = problem.place.cell if home and isinstance(problem.place, CellRef) else ""
            if cell and sheet.position(cell) not in sheet.threads:
                position = sheet.position(cell)
            else:
                elsewhere.append(problem)
                where = f"（{(cell or '整张表') if home else problem.place}）" if problem.place else ""
            head = f"{problem.severity} {problem.code}{where}：{problem.message}"
            hint = f"{_HINT}{problem.hint}" if problem.hint else ""
            remark = _Remark(problem.severity, _one_line(head), _one_line(hint))
            remarks[home or self.front].setdefault(position, []).append(remark)
        return remarks, elsewhere

    def _summary(self, problems: list[Diagnostic]) -> str:
        counts = Counter(problem.severity for problem in problems)
        found = "，".join(f"{counts[s]}个{s}" for s in Severity if counts[s]) or "没有发现问题"
        homes = Counter(self._home(problem.place) for problem in problems)
        where = "、".join(f"{name}{homes[name]}个" for name in self.sheets if homes[name])
        return _one_line(f"{_SUMMARY}{found}{f'（{where}）' if where else ''}。")


def _one_line(text: str) -> str:
    """Text that may stand in XML, and as one line: comments are taken off again line by line."""
    line = "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", line)  # else read as an escape (ECMA-376 22.9.2.19)


# --- parts ------------------------------------------------------------------------------------------------


class _Parts:
    """The parts that are looked at or edited: XML as trees, drawings as bytes, because VML need not be XML."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.drawings: dict[str, bytes] = {}
        self._roots: dict[str, etree._Element] = {}
        self._before: dict[str, bytes] = {}

    def root(self, name: str) -> etree._Element:
        if name not in self._roots:
            root = parsed(self.package.exact_part(name), to_edit=True)
            self._roots[name], self._before[name] = root, etree.tostring(root)
        return self._roots[name]

    def drawing(self, name: str) -> bytes:
        if name not in self.drawings:
            self.drawings[name] = self.package.exact_part(name)
        return self.drawings[name]

    def changed(self) -> dict[str, bytes]:
        """The content of every part that is no longer as it was."""
        content = dict(self.drawings)
        for name, root in self._roots.items():
            if etree.tostring(root) != self._before.get(name):
                content[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return content

    def add(self, name: str, root: etree._Element, content_type: str) -> None:
        """Add a part of XML under a new name."""
        self._roots[name] = root
        types = self.root(_CONTENT_TYPES)
        _child(types, "Override", PartName=f"/{name}", ContentType=content_type)

    def add_drawing(self, name: str, content: bytes) -> None:
        self.drawings[name] = content
        types = self.root(_CONTENT_TYPES)
        if not any(node.get("Extension", "").lower() == "vml" for node in types.iterfind("{*}Default")):
            content_type = "application/vnd.openxmlformats-officedocument.vmlDrawing"
            node = _child(types, "Default", Extension="vml", ContentType=content_type)
            types.insert(0, node)

    def fresh_name(self, pattern: str) -> str:
        """The first name of this pattern (``xl/comments{}.xml``) that no part has."""
        names = (pattern.format(number) for number in range(1, 100_000))
        return next(n for n in names if n not in self.package and n not in self._roots and n not in self.drawings)

    def related(self, source: str, kind: str) -> Iterator[tuple[str, str]]:
        """Id and part of each relationship of this kind that a part has."""
        relations = _relations(source)
        if relations not in self.package and relations not in self._roots:
            return
        for node in self.root(relations).iterfind("{*}Relationship"):
            if node.get("Type", "").endswith(f"/{kind}") and node.get("TargetMode") != "External":
                yield node.get("Id", ""), target_part(source, node.get("Target", ""))

    def relate(self, source: str, kind: str, target: str, *, strict: bool) -> str:
        """Add a relationship and return its id."""
        relations = _relations(source)
        if relations not in self.package and relations not in self._roots:
            self._roots[relations] = parsed(_NO_RELATIONSHIPS, to_edit=True)
        root = self.root(relations)
        taken = {node.get("Id") for node in root.iterfind("{*}Relationship")}
        fresh = next(i for i in (f"rId{n}" for n in range(1, len(taken) + 2)) if i not in taken)
        office = _OFFICE_STRICT if strict else _OFFICE
        target = posixpath.relpath(target, posixpath.dirname(source))
        _child(root, "Relationship", Id=fresh, Type=f"{office}/{kind}", Target=target)
        return fresh


def _relations(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """A new last child, in the namespace of its parent."""
    return etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name), attributes)


def _needed(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find(path)
    if found is None:
        raise DamagedError(path)
    return found


def _decimal(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,20})?", text):
        raise DamagedError(text)
    return float(text)


def _number(text: str | None) -> int:
    if text is None or not re.fullmatch("[0-9]{1,9}", text):
        raise DamagedError(text)
    return int(text)


# --- sheets -----------------------------------------------------------------------------------------------

# What stands behind legacyDrawing in a sheet (ECMA-376 18.3.1.99), be it a choice between versions of it.
_BEHIND_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
    "AlternateContent",
)


class _Sheet:
    """One sheet: its cells, its comments and the drawing that shows them."""

    def __init__(self, parts: _Parts, name: str) -> None:
        self.parts, self.name = parts, name
        self.root = parts.root(name)
        self.data = _needed(self.root, "{*}sheetData")
        self.comments = _Comments(self)
        self.threads = frozenset(self._threads())
        self.top = next((0, column) for column in range(2**14) if (0, column) not in self.threads)
        self._rows = dict(_numbered(self.data, "row"))
        self._merged = dict(self._merged_cells())
        self._columns = dict(self._formatted_columns())
        found = self.root.find("{*}sheetFormatPr")
        self._defaults = found if found is not None else etree.Element("sheetFormatPr")

    @property
    def strict(self) -> bool:
        return etree.QName(self.root).namespace == _MAIN_STRICT

    def position(self, cell: str) -> Position:
        """Where a remark on this cell stands: merged cells show what their first one has."""
        position = coordinates(cell)
        return self._merged.get(position, position)

    def clear(self, styles: _Styles) -> None:
        """Take off what an earlier run put on."""
        if styles.painted:
            for cell in self.data.iter("{*}c"):
                if _number(cell.get("s", "0")) in styles.painted:
                    cell.set("s", str(styles.without_fill(_number(cell.get("s")))))
        self.comments.clear()

    def annotate(self, remarks: Mapping[Position, list[_Remark]], styles: _Styles, summary: str) -> None:
        """Put on the remarks of each cell; ``summary`` opens the comment at the top."""
        for position in sorted({*remarks, *([self.top] if summary else [])}):
            found = remarks.get(position, [])
            if found:
                cell = self._cell(position)
                cell.set("s", str(styles.with_fill(_number(cell.get("s", "0")), found[0].severity)))
            self.comments.write(position, found, summary if position == self.top else "")
        self.comments.draw()

    def draw_in(self, drawing: str) -> None:
        """Show the shapes of a drawing in this sheet."""
        rel_id = self.parts.relate(self.name, "vmlDrawing", drawing, strict=self.strict)
        office = _OFFICE_STRICT if self.strict else _OFFICE
        node = etree.Element(
            etree.QName(etree.QName(self.root).namespace, "legacyDrawing"), {f"{{{office}}}id": rel_id}, {"r": office}
        )
        behind = (n for n in self.data.itersiblings("{*}*") if etree.QName(n).localname in _BEHIND_DRAWING)
        follower = next(behind, None)
        if follower is None:
            self.root.append(node)
        else:
            follower.addprevious(node)

    def _cell(self, position: Position) -> etree._Element:
        """The cell, made where it is not there."""
        row, column = self._row(position[0]), position[1]
        cells = list(_numbered(row, "c"))
        for number, cell in cells:
            if number == column:
                return cell
        style = self._inherited_style(row, column)
        made = _child(row, "c", r=a1(*position), **({"s": style} if style else {}))
        _put_in_order(made, column, cells)
        row.attrib.pop("spans", "")  # tells, for speed alone, which columns are filled
        return made

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            made = _child(self.data, "row", r=str(number + 1))
            _put_in_order(made, number, _numbered(self.data, "row"))
            self._rows[number] = made
        return self._rows[number]

    def _inherited_style(self, row: etree._Element, column: int) -> str:
        """The style that a cell that is not there shows: its row's, or else its column's."""
        if row.get("customFormat") in ("1", "true"):
            return row.get("s", "")
        return self._columns[column].get("style", "") if column in self._columns else ""

    def width(self, column: int) -> int:
        """The width of a column in pixels (ECMA-376 18.3.1.13, of digits 7 pixels wide)."""
        node = self._columns.get(column)
        if node is not None and node.get("hidden") in ("1", "true"):
            return 0
        characters = (node.get("width") if node is not None else None) or self._defaults.get("defaultColWidth")
        return round(_decimal(characters) * 7) if characters else 64

    def height(self, row: int) -> int:
        """The height of a row in pixels."""
        node = self._rows.get(row)
        if node is not None and node.get("hidden") in ("1", "true"):
            return 0
        points = (node.get("ht") if node is not None else None) or self._defaults.get("defaultRowHeight")
        return round(_decimal(points or "15") * 4 / 3)

    def _formatted_columns(self) -> Iterator[tuple[int, etree._Element]]:
        left = 2**14
        for node in self.root.iterfind("{*}cols/{*}col"):
            for column in range(_number(node.get("min")) - 1, min(_number(node.get("max")), 2**14)):
                yield column, node
                left -= 1
            if left < 0:
                raise DamagedError  # spans overlap

    def _merged_cells(self) -> Iterator[tuple[Position, Position]]:
        """Each cell that another one covers and that one, in the area where forms have cells."""
        left = MAX_ROWS * MAX_COLUMNS
        for node in self.root.iterfind("{*}mergeCells/{*}mergeCell"):
            first, _, last = node.get("ref", "").partition(":")
            (top, start), (bottom, end) = coordinates(first), coordinates(last or first)
            for row in range(top, min(bottom, MAX_ROWS - 1) + 1):
                for column in range(start, min(end, MAX_COLUMNS - 1) + 1):
                    yield (row, column), (top, start)
                    left -= 1
            if left < 0:
                raise DamagedError  # areas overlap

    def _threads(self) -> Iterator[Position]:
        """Cells with a conversation (threaded comments): Excel shows that in place of a comment."""
        for _, part in self.parts.related(self.name, "threadedComment"):
            for node in self.parts.root(part).iterfind("{*}threadedComment"):
                yield coordinates(node.get("ref", ""))


def _numbered(parent: etree._Element, kind: str) -> Iterator[tuple[int, etree._Element]]:
    """Rows or cells with their number from 0; one without a reference follows the one before it."""
    number = 0
    for node in parent.iterchildren(f"{{*}}{kind}"):
        at = node.get("r")
        if at is not None:
            number = coordinates(at)[1] if kind == "c" else _number(at) - 1
        yield number, node
        number += 1


def _put_in_order(made: etree._Element, number: int, others: Iterable[tuple[int, etree._Element]]) -> None:
    """Move a new row or cell before the first that follows it."""
    # That one has a reference of its own, for there was a gap before it: nothing without one counts on from here.
    follower = next((node for other, node in others if other > number), None)
    if follower is not None:
        follower.addprevious(made)


# --- comments ---------------------------------------------------------------------------------------------


class _Comments:
    """The comments of a sheet: those that are there, and ours among or inside them."""

    def __init__(self, sheet: _Sheet) -> None:
        self.sheet, self.parts = sheet, sheet.parts
        part = next((part for _, part in self.parts.related(sheet.name, "comments")), None)
        self.root = self.parts.root(part) if part else None
        self._at = {comment.get("ref", "").upper(): comment for comment in self._all()}
        self._gone: set[Position] = set()
        self._written: dict[Position, str] = {}  # the whole text of each comment that is ours or got ours

    def has_ours(self) -> bool:
        return any(_HEAD.match(line) for comment in self._at.values() for t in _texts(comment) for line in _lines(t))

    def clear(self) -> None:
        """Take our lines off; a comment of which nothing is left goes too."""
        for ref, comment in list(self._at.items()):
            ours = [text for text in _texts(comment) if any(_HEAD.match(line) for line in _lines(text))]
            if not ours:
                continue
            for text in list(_texts(comment)):
                _take_off(text)
            if not any((text.text or "").strip() for text in _texts(comment)):
                self._gone.add(coordinates(ref))
                _remove(self._at.pop(ref))

    def write(self, position: Position, remarks: Iterable[_Remark], summary: str) -> None:
        """Write remarks into the comment of a cell, behind what stands there."""
        comment = self._comment(position)
        text = _needed(comment, "{*}text")
        before = "".join(t.text or "" for t in _texts(comment))
        room = _LONGEST_COMMENT - len(before) - len(summary)
        lines = [(summary, True)] if summary else []
        remarks = list(remarks)
        for number, remark in enumerate(remarks):
            room -= len(remark.head) + len(remark.hint) + 2
            if room < 0:
                lines.append((f"{_SUMMARY}还有{len(remarks) - number}个问题写不下。", True))
                break
            lines += [(remark.head, True), *([(remark.hint, False)] if remark.hint else [])]
        for line, bold in lines:
            _add_run(text, f"\n{line}" if len(_texts(comment)) else line, bold=bold)
        self._written[position] = "".join(t.text or "" for t in _texts(comment))

    def draw(self) -> None:
        """Bring the boxes of the drawing in line with the comments."""
        if not self._written and not self._gone:
            return
        rel_ids = [self.sheet.root.find("{*}legacyDrawing")]
        wanted = {value for node in rel_ids if node is not None for value in node.attrib.values()}
        part = next((part for id_, part in self.parts.related(self.sheet.name, "vmlDrawing") if id_ in wanted), None)
        if part is None:
            part = self.parts.fresh_name("xl/drawings/vmlDrawing{}.vml")
            self.parts.add_drawing(part, _NO_SHAPES)
            self.sheet.draw_in(part)
        boxes = {position: _Box(self.sheet, text) for position, text in self._written.items()}
        self.parts.drawings[part] = _redrawn(self.parts.drawing(part), boxes, self._gone)

    def _all(self) -> Iterator[etree._Element]:
        return iter(()) if self.root is None else self.root.iterfind("{*}commentList/{*}comment")

    def _comment(self, position: Position) -> etree._Element:
        """The comment of a cell, a new one where there is none."""
        ref = a1(*position)
        root = self.root if self.root is not None else self._new_part()
        if ref in self._at:
            return self._at[ref]
        names = _needed(root, "{*}authors")
        authors = [node.text for node in names]
        if AUTHOR not in authors:
            _child(names, "author").text = AUTHOR
            authors.append(AUTHOR)
        made = _child(_needed(root, "{*}commentList"), "comment", ref=ref, authorId=str(authors.index(AUTHOR)))
        _child(made, "text")
        self._at[ref] = made
        return made

    def _new_part(self) -> etree._Element:
        main = _MAIN_STRICT if self.sheet.strict else _MAIN
        empty = f'<comments xmlns="{main}"><authors/><commentList/></comments>'
        self.root = parsed(empty.encode(), to_edit=True)
        part = self.parts.fresh_name("xl/comments{}.xml")
        self.parts.add(part, self.root, f"{_CONTENT_TYPE}.comments+xml")
        self.parts.relate(self.sheet.name, "comments", part, strict=self.sheet.strict)
        return self.root


def _texts(comment: etree._Element) -> list[etree._Element]:
    """The pieces of a comment's text, each with its own format."""
    return [*comment.iterfind("{*}text/{*}t"), *comment.iterfind("{*}text/{*}r/{*}t")]


def _lines(text: etree._Element) -> list[str]:
    return (text.text or "").replace("\r", "").split("\n")


def _take_off(text: etree._Element) -> None:
    """Take our lines off a piece of text, and the piece off the comment when nothing else is in it."""
    kept = [line for line in _lines(text) if not _HEAD.match(line) and not line.startswith(_HINT)]
    if len(kept) == len(_lines(text)):
        return
    text.text = "\n".join(kept)
    if not text.text.strip():
        run = text.getparent()
        _remove(run if run is not None and etree.QName(run).localname == "r" else text)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _add_run(text: etree._Element, content: str, *, bold: bool) -> None:
    """Add a piece behind the last one; a plain text becomes a piece first, because the two do not go together."""
    for plain in text.findall("{*}t"):
        run = etree.Element(etree.QName(etree.QName(text).namespace, "r"))
        plain.addprevious(run)
        run.append(plain)
    run = _child(text, "r")
    format_ = _child(run, "rPr")
    if bold:
        _child(format_, "b")
    for name, value in (("sz", "9"), ("color", "81"), ("rFont", "宋体"), ("charset", "134")):
        _child(format_, name, **{"indexed" if name == "color" else "val": value})
    piece = _child(run, "t")
    piece.text = content
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for phonetic in (*text.findall("{*}rPh"), *text.findall("{*}phoneticPr")):
        text.append(phonetic)  # these stand last


# --- the boxes of the comments ----------------------------------------------------------------------------

# VML is not always well-formed XML (Excel writes <br> into labels of buttons), so it is cut and joined as text.
_END_OF_SHAPE = re.compile(rb"(</(?:\w+:)?shape>)")
_START_OF_SHAPE = re.compile(rb"<(?:\w+:)?shape\s")
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)\s*((?:\d{1,7}\s*,\s*){3}\d{1,7})(?:\s*,\s*\d{1,7}){4}\s*")
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_NO_SHAPES = (
    f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'.encode()
)
_BOX_TYPE = (
    f'<v:shapetype {_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_CHARACTERS, _WIDE_CHARACTERS, _MANY_LINES = 28, 48, 16  # full-width ones in a line of a box
_EM, _LINE, _MARGIN = 12, 17, 18  # pixels, of 9-point type
_GAP = 10  # pixels
_MOST_STEPS = 500  # a box across more columns or rows than these lies across hidden ones


class _Box:
    """A box that shows the whole of a text: Excel neither grows nor scrolls it."""

    def __init__(self, sheet: _Sheet, text: str) -> None:
        self.sheet = sheet
        wide = _line_count(text, _CHARACTERS) > _MANY_LINES
        characters = _WIDE_CHARACTERS if wide else _CHARACTERS
        self.width = characters * _EM + _MARGIN
        self.height = _line_count(text, characters) * _LINE + _MARGIN

    def beside(self, position: Position) -> str:
        """The anchor of a new box, to the right of its cell."""
        row, column = position
        return self.anchor((column + 1, _GAP), (max(row - 1, 0), _GAP))

    def anchor(self, left: tuple[int, int], top: tuple[int, int]) -> str:
        """The anchor of a box from here on: column, pixels into it, row, pixels into it, the same for its end."""
        right = _reach(left, self.width, self.sheet.width)
        bottom = _reach(top, self.height, self.sheet.height)
        return ", ".join(str(number) for place in (left, top, right, bottom) for number in place)


def _reach(start: tuple[int, int], length: int, size: Callable[[int], int]) -> tuple[int, int]:
    """Where a stretch of pixels ends: the column or row, and the pixels into it."""
    index, rest = start[0], start[1] + length
    for _ in range(_MOST_STEPS):
        if rest < size(index):
            break
        rest -= size(index)
        index += 1
    return index, rest


def _line_count(text: str, characters: int) -> int:
    return sum(max(1, math.ceil(_ems(line) / characters)) for line in text.split("\n"))


def _ems(line: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in line)


def _redrawn(drawing: bytes, boxes: Mapping[Position, _Box], gone: Collection[Position]) -> bytes:
    """The drawing with these boxes, new where there were none, and without those that are ``gone``."""
    pieces = _END_OF_SHAPE.split(drawing)  # what ends with a shape, its end tag, …, what follows the last
    there = set()
    for index in range(0, len(pieces) - 1, 2):
        start = _last_start(pieces[index])
        shape = pieces[index][start:]
        position = _note_position(shape)
        if position is not None and position in boxes:
            pieces[index] = pieces[index][:start] + _resized(shape, boxes[position])
            there.add(position)
        elif position in gone:
            pieces[index], pieces[index + 1] = pieces[index][:start], b""
    body, end, rest = b"".join(pieces).rpartition(b"</xml>")
    if not end:
        raise DamagedError
    last = max((int(number) for number in re.findall(rb'id="_x0000_s([0-9]{1,6})"', body)), default=1024)
    fresh = sorted(boxes.keys() - there)
    shapes = "".join(_shape(last + n, position, boxes[position]) for n, position in enumerate(fresh, 1))
    if fresh and b'id="_x0000_t202"' not in body:
        shapes = _BOX_TYPE + shapes
    return body + shapes.encode() + end + rest


def _last_start(piece: bytes) -> int:
    starts = [match.start() for match in _START_OF_SHAPE.finditer(piece)]
    if not starts:
        raise DamagedError
    return starts[-1]


def _note_position(shape: bytes) -> Position | None:
    """The cell whose comment the shape shows, if it is a comment's."""
    row, column = (re.search(rb"<(?:\w+:)?%s>\s*([0-9]{1,7})\s*</" % name, shape) for name in (b"Row", b"Column"))
    if row is None or column is None or b'ObjectType="Note"' not in shape:
        return None
    return int(row[1]), int(column[1])


def _resized(shape: bytes, box: _Box) -> bytes:
    """The shape of a comment that got longer, where it was."""
    tag, end, rest = shape.partition(b">")
    for name, pixels in ((b"width", box.width), (b"height", box.height)):
        tag = re.sub(rb"(?<![\w-])%s:[^;'\"]*" % name, b"%s:%dpx" % (name, pixels), tag)
    return tag + end + re.sub(_ANCHOR, lambda m: m[1] + box.anchor(*_corner(m[2])).encode(), rest)


def _corner(anchor: bytes) -> tuple[tuple[int, int], tuple[int, int]]:
    column, right, row, down = (int(number) for number in anchor.split(b","))
    return (column, right), (row, down)


def _shape(number: int, position: Position, box: _Box) -> str:
    return (
        f'<v:shape {_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f'width:{box.width}px;height:{box.height}px;z-index:1;visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{box.beside(position)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{position[0]}</x:Row><x:Column>{position[1]}</x:Column></x:ClientData></v:shape>"
    )


# --- styles -----------------------------------------------------------------------------------------------

_NO_STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
    b'<fills count="0"/><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    b'<cellXfs count="0"/>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class _Styles:
    """The cell styles: for each that a marked cell had, one that differs by its fill alone.

    The colour that a cell had is kept as the background colour of the fill, which a solid fill does not show, so
    that it can be given back.
    """

    def __init__(self, parts: _Parts) -> None:
        if _STYLES not in parts.package:
            self._add_part(parts)
        root = parts.root(_STYLES)
        self._fills, self._styles = _needed(root, "{*}fills"), _needed(root, "{*}cellXfs")
        ours = {str(index) for index, fill in enumerate(self._fills) if _is_ours(fill)}
        self.painted = {index for index, style in enumerate(self._styles) if style.get("fillId") in ours}
        self._made: dict[tuple[int, Severity | None], int] = {}
        self._known: dict[tuple[bool, bytes], int] = {}
        for parent in (self._fills, self._styles):
            for index, node in enumerate(parent):
                self._known.setdefault((parent is self._fills, etree.tostring(node, with_tail=False)), index)

    def with_fill(self, style: int, severity: Severity) -> int:
        """The index of a style like this one with the fill of a severity."""
        if (style, severity) not in self._made:
            before = self._fill(style)
            shown = before.find("{*}patternFill[@patternType='solid']/{*}fgColor") if before is not None else None
            kept = _attributes(shown) if shown is not None else {"indexed": "64"}
            self._made[style, severity] = self._like(style, {"rgb": COLOURS[severity]}, kept)
        return self._made[style, severity]

    def without_fill(self, style: int) -> int:
        """The index of a style like this one, which has a fill of ours, with the fill that the cell had before."""
        if (style, None) not in self._made:
            fill = self._fill(style)
            kept = fill.find("{*}patternFill/{*}bgColor") if fill is not None else None
            colour = _attributes(kept) if kept is not None and kept.get("indexed") != "64" else None
            self._made[style, None] = self._like(style, colour, {"indexed": "64"})
        return self._made[style, None]

    def _fill(self, style: int) -> etree._Element | None:
        number = _number(self._styles[style].get("fillId", "0")) if style < len(self._styles) else 0
        return self._fills[number] if number < len(self._fills) else None

    def _like(self, style: int, colour: Mapping[str, str] | None, behind: Mapping[str, str]) -> int:
        """The index of a style that differs by its fill: solid in this colour, or none."""
        for number in range(len(self._fills), 2):  # the first two are what Excel says, whatever stands there
            _child(_child(self._fills, "fill"), "patternFill", patternType=("none", "gray125")[number])
        if not len(self._styles):
            _child(self._styles, "xf")  # what cells without a style have
        fill = 0
        if colour is not None:
            made = _child(self._fills, "fill")
            pattern = _child(made, "patternFill", patternType="solid")
            _child(pattern, "fgColor", **colour)
            _child(pattern, "bgColor", **behind)
            fill = self._kept(self._fills)
        like = deepcopy(self._styles[style if style < len(self._styles) else 0])
        like.set("fillId", str(fill))
        like.set("applyFill", "1")
        self._styles.append(like)
        return self._kept(self._styles)

    def _kept(self, parent: etree._Element) -> int:
        """The index of the last fill or style, or of an equal one before it, which makes the last one needless."""
        last = parent[-1]
        index = self._known.setdefault((parent is self._fills, etree.tostring(last)), len(parent) - 1)
        if index < len(parent) - 1:
            parent.remove(last)
        parent.set("count", str(len(parent)))
        return index

    @staticmethod
    def _add_part(parts: _Parts) -> None:
        parts.add(_STYLES, parsed(_NO_STYLES, to_edit=True), f"{_CONTENT_TYPE}.styles+xml")
        parts.relate("xl/workbook.xml", "styles", _STYLES, strict=False)


def _is_ours(fill: etree._Element) -> bool:
    colour = fill.find("{*}patternFill[@patternType='solid']/{*}fgColor")
    return colour is not None and colour.get("rgb", "") in COLOURS.values()


def _attributes(node: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in node.attrib.items()}
