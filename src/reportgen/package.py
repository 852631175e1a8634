"""Office files (.xlsx, .docx) as packages of parts: reads packages from strangers within limits, and packs our own.

The room that reads a part interprets its content. Parts are found by following relationships, beginning with
``_rels/.rels`` (ECMA-376-2 6.5.3), because programs differ in the folders and names that they use.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from itertools import count, islice, takewhile
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import unquote
from xml.sax.saxutils import escape

from lxml import etree

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome, nearest, readable

MAX_FILE_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 32 * 2**20  # of all parts that the program reads; it does not read pictures
MAX_PARTS = 2000
_MAX_MARKUP = 500_000  # tags and attributes; each takes a parser about 200 bytes
_LARGE_PART = 500_000  # bytes; parsing a whole part takes about ten times as much memory
_CHUNK = 2**16  # bytes that are parsed at once, after their markup is counted

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_UTF_16 = {  # The first two bytes of a part tell its encoding (XML 1.0 appendix F).
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


class DamagedError(Exception):
    """The file is not a valid package."""


class TooLargeError(Exception):
    """The file would take more time or memory than any honest one."""


def read_file(path: Path) -> Outcome[bytes]:
    """The bytes of a file; of a file over the limit only one byte more than the limit."""
    place = FileRef(file=readable(path.name))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Outcome(None, (catalogue.FILE_UNREADABLE.at(place, found=path),))
        with path.open("rb") as stream:
            return Outcome(stream.read(min(status.st_size, MAX_FILE_BYTES) + 1))
    except FileNotFoundError:
        return Outcome(None, (catalogue.FILE_NOT_FOUND.at(place, found=path, nearest=_like(path)),))
    except OSError:
        return Outcome(None, (catalogue.FILE_UNREADABLE.at(place, found=path),))


def _like(path: Path) -> str:
    """Offer the file of the same kind in the folder whose name is nearest."""
    try:
        names = [readable(other.name) for other in islice(path.parent.iterdir(), MAX_PARTS)]
    except OSError:
        return ""
    return nearest(path.name, sorted(name for name in names if name.endswith(path.suffix)))


def open_package(data: bytes, file: str) -> Outcome[Package]:
    """Open the bytes of an .xlsx file; ``file`` is its name in messages."""
    place = FileRef(file=file)
    if len(data) > MAX_FILE_BYTES:
        return Outcome(None, (catalogue.FILE_TOO_LARGE.at(place, limit=MAX_FILE_BYTES // 2**20),))
    wrong_kind = _recognise(data)
    if wrong_kind:
        return Outcome(None, (wrong_kind.at(place),))
    try:
        package = Package(data)
        wrong_kind = package.wrong_kind()
    except (DamagedError, TooLargeError) as error:
        return Outcome(None, (not_read(error, place),))
    return Outcome(None, (wrong_kind.at(place),)) if wrong_kind else Outcome(package)


def not_read(error: DamagedError | TooLargeError, place: FileRef) -> Diagnostic:
    """The problem of a file whose reading ended in an error."""
    if isinstance(error, TooLargeError):
        return catalogue.FILE_UNPACKS_TOO_LARGE.at(place, limit=MAX_UNPACKED_BYTES // 2**20)
    return catalogue.FILE_DAMAGED.at(place)


# --- the kind of file -----------------------------------------------------------------------------------


def _recognise(data: bytes) -> Kind | None:
    """The problem of a file whose content is not a package; ``None`` for a package."""
    if not data.strip(b"\0"):
        return catalogue.FILE_DAMAGED  # empty, or an interrupted download
    if data.startswith(_OLE):
        return _recognise_ole(data)
    if data.startswith(b"PK"):
        return None
    return catalogue.FILE_TEXT if _is_text(data[:4096]) else catalogue.FILE_NOT_EXCEL


def _recognise_ole(data: bytes) -> Kind:
    """The problem of a compound file, by the names of its streams ([MS-CFB] 2.6.1)."""
    names = data.upper()  # It changes only ASCII letters; programs write the names in capitals too.
    for stream, kind in (
        ("EncryptedPackage", catalogue.FILE_PASSWORD),
        ("WordDocument", catalogue.FILE_WORD),
        ("Workbook", catalogue.FILE_OLD_XLS),
        ("Book", catalogue.FILE_OLD_XLS),
    ):
        if f"{stream}\0".upper().encode("utf-16-le") in names:
            return kind
    return catalogue.FILE_NOT_EXCEL


def _is_text(head: bytes) -> bool:
    if head.startswith((b"%PDF", b"{\\rtf")):
        return False
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    for encoding in ("utf-8", "gb18030"):
        try:
            # An incremental decoder accepts an incomplete character at the end, where the file was cut.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return all(c.isprintable() or c in "\r\n\t\ufeff\u3000\u00a0" for c in text)
    return False


# --- packages from strangers ---------------------------------------------------------------------------------


class Package:
    """A zip package. Parts are unpacked on demand; the limits hold for all parts together.

    Part names are compared without case (ECMA-376-2 6.2.2.3), and some programs write them with backslashes.
    """

    def __init__(self, data: bytes) -> None:
        with _damage_as_error():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self._archive.infolist()
        if len(infos) > MAX_PARTS:
            raise TooLargeError
        self._infos = {_part_key(info.filename): info for info in infos}
        self._bytes_left = MAX_UNPACKED_BYTES
        self._markup_left = _MAX_MARKUP
        self._relationships: dict[str, list[etree._Element]] = {}

    @cached_property
    def main(self) -> str:
        """The name of the main part (the workbook); empty if there is none."""
        return self.first("", "officeDocument")

    def related(self, source: str, kind: str) -> Iterator[tuple[str, str]]:
        """Id and target of each relationship of this kind that a part has; ``""`` is the package itself."""
        if source not in self._relationships:
            self._relationships[source] = self._read_relationships(source)
        for node in self._relationships[source]:
            # The strict format has other namespaces for the same kinds (ISO/IEC 29500-1), so only the last word counts.
            if node.get("Type", "").endswith(f"/{kind}") and node.get("TargetMode") != "External":
                yield node.get("Id", ""), target_part(source, node.get("Target", ""))

    def _read_relationships(self, source: str) -> list[etree._Element]:
        relations = relations_part(source)
        return self.root(relations).findall("{*}Relationship") if relations in self else []

    def first(self, source: str, kind: str) -> str:
        """The first existing target of a relationship of this kind; empty if there is none."""
        return next((part for _, part in self.related(source, kind) if part in self), "")

    def wrong_kind(self) -> Kind | None:
        """The problem of a package that is not a readable .xlsx; ``None`` for one that is."""
        if any(info.flag_bits & 1 for info in self._infos.values()):
            return catalogue.FILE_PASSWORD
        names = {posixpath.basename(name) for name in ([self.main] if self.main else self._infos)}
        if names & {"workbook.bin", "content.xml"}:
            return catalogue.FILE_OTHER_SPREADSHEET
        if not self.main:
            if "workbook.xml" in names:
                raise DamagedError("nothing leads to the workbook")
            return catalogue.FILE_WORD if "document.xml" in names else catalogue.FILE_NOT_EXCEL
        kinds = {"document": catalogue.FILE_WORD, "workbook": None, "": None}  # A part without a tag is damaged.
        return kinds.get(self._first_tag(self.main), catalogue.FILE_NOT_EXCEL)

    def __contains__(self, name: str) -> bool:
        return _part_key(name) in self._infos

    def root(self, name: str) -> etree._Element:
        """The root element of a part."""
        return parse_xml(self.content(name))

    def root_without_blanks(self, name: str, line: str, cell: str) -> etree._Element:
        """The root element of a part that has lines of cells; blank cells are removed from a large part.

        In many workbooks most cells only have a format. They must not take memory, nor count as markup.
        """
        content = self._unpacked(name)
        if len(content) <= _LARGE_PART:
            self._take_markup(_markup(content))
            return parse_xml(content)
        parser = etree.XMLPullParser(("end",), tag=line, **_PARSER_OPTIONS)
        blanks: list[etree._Element] = []
        with _bad_xml_as_error():
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                self._take_markup(_markup(chunk))
                parser.feed(chunk)
                for _, node in parser.read_events():
                    element = cast(etree._Element, node)
                    self._remove(blanks)  # A line can be removed only after the end of the next one.
                    self._remove(child for child in element.findall(cell) if not len(child))
                    blanks = [] if len(element) else [element]
            return parser.close()

    def _remove(self, blanks: Iterable[etree._Element]) -> None:
        """Remove blanks, except before a neighbour without a reference, which takes its place from them."""
        for blank in blanks:
            after = blank.getnext()
            if after is None or after.get("r"):
                self._markup_left += 1 + len(blank.attrib)
                cast(etree._Element, blank.getparent()).remove(blank)

    def content(self, name: str) -> bytes:
        """The bytes of a part; XML is converted to UTF-8."""
        content = self._unpacked(name)
        self._take_markup(_markup(content))
        return content

    def _unpacked(self, name: str) -> bytes:
        info = self._infos.get(_part_key(name))
        if info is None:
            raise DamagedError(name)
        self._bytes_left -= _with_known_method(info).file_size
        if self._bytes_left < 0:
            raise TooLargeError
        with _damage_as_error():
            content = self._archive.read(info)  # It stops at the declared size and checks the checksum.
            if content[:2] in _UTF_16:
                content = content.decode(_UTF_16[content[:2]]).encode()
        if b"<!DOCTYPE" in content:
            raise DamagedError(name)  # No Office program writes one, and its entities could multiply.
        return content

    def _first_tag(self, name: str) -> str:
        """The name of the root element; reads only the beginning of the part."""
        for node in self._beginning(name, "start"):
            return etree.QName(node).localname
        return ""

    def first_lines(self, name: str, line: str, count: int) -> list[etree._Element]:
        """The first lines of a part that nobody needs whole: at most ``count``, and none where it is damaged."""
        if name not in self:
            return []
        try:
            return list(islice(self._beginning(name, "end", line), count))
        except (DamagedError, TooLargeError):
            return []

    def _beginning(self, name: str, event: Literal["start", "end"], tag: str | None = None) -> Iterator[etree._Element]:
        """The elements of which the beginning of a part has the start or the end."""
        parser = etree.XMLPullParser((event,), tag=tag, resolve_entities=False, no_network=True, load_dtd=False)
        with _damage_as_error(), self._archive.open(_with_known_method(self._infos[_part_key(name)])) as part:
            beginning = part.read(_CHUNK)
        with suppress(etree.XMLSyntaxError):  # The element may come before the damage.
            parser.feed(beginning)
        return (cast(etree._Element, node) for _, node in parser.read_events())

    def _take_markup(self, count: int) -> None:
        self._markup_left -= count
        if self._markup_left < 0:
            raise TooLargeError


def _part_key(name: str) -> str:
    """The form of a part name in which names are compared."""
    return unquote(name.replace("\\", "/")).lstrip("/").lower()


def relations_part(source: str) -> str:
    """The name of the part that has the relationships of the part ``source``."""
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_part(source: str, target: str) -> str:
    """The name of the part that a relationship of the part ``source`` leads to."""
    path = posixpath.join("/", posixpath.dirname(source), target.replace("\\", "/"))
    return unquote(posixpath.normpath(path)).lstrip("/")


def _with_known_method(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedError(info.filename)  # No other method is allowed (ECMA-376-2 annex B).
    return info


def _markup(content: bytes) -> int:
    """A count that is at least the number of tags and attributes."""
    return content.count(b"<") + content.count(b"=")


@contextmanager
def _damage_as_error() -> Iterator[None]:
    """Raise one error for all errors that zipfile has for damaged or forged packages."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise DamagedError from error


@contextmanager
def _bad_xml_as_error() -> Iterator[None]:
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise DamagedError from error


# Parts are always converted to UTF-8, because another encoding could hide markup from the count.
_PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "encoding": "utf-8",
}
_READER = etree.XMLParser(**_PARSER_OPTIONS)


def parse_xml(content: bytes) -> etree._Element:
    """Parse the bytes of an XML part in UTF-8, and return its root element."""
    with _bad_xml_as_error():
        return etree.fromstring(content, _READER)


# --- our own packages -------------------------------------------------------------------------------------

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # Programs that stream a package expect these first.
_CORE = "docProps/core.xml"
_NO_PROPERTIES = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_SHEETS = "xl/worksheets/"
_COMMENT_BOXES = "xl/drawings/commentsDrawing{}.vml"  # openpyxl numbers them like this
_BOX = re.compile(rb"margin-left:59\.25pt;margin-top:1\.5pt")
_FIXED_HEIGHT = re.compile(rb'(<row [^>]*) customHeight="1"')


def repack(
    data: bytes,
    *,
    modified: datetime | None = None,
    growing_rows: bool = False,
    boxes: Iterable[tuple[float, float]] = (),
) -> bytes:
    """Make a package of XlsxWriter, openpyxl or python-docx reproducible: the same contents give the same bytes.

    ``modified`` (UTC) replaces the time of saving, which openpyxl takes from the clock. With ``growing_rows`` the
    rows of a workbook grow with their text when somebody edits a cell: XlsxWriter marks every height as fixed
    (customHeight, ECMA-376 18.3.1.73), and a fixed row hides long text. ``boxes`` are the positions of comments (points
    from the left and from the top), by sheet and row: openpyxl puts all of them at the top, far from their cells.
    """
    parts = unpack(data)
    if modified is not None:
        moment = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        parts[_CORE] = _MODIFIED.sub(rb"\g<1>" + moment, parts[_CORE])
    if growing_rows:
        sheets = [name for name in parts if name.startswith(_SHEETS)]
        parts |= {name: _FIXED_HEIGHT.sub(rb"\1", parts[name]) for name in sheets}
    places = [b"margin-left:%.2fpt;margin-top:%.2fpt" % place for place in boxes][::-1]
    if places:
        drawings = takewhile(parts.__contains__, map(_COMMENT_BOXES.format, count(1)))
        parts |= {name: _BOX.sub(lambda _: places.pop(), parts[name]) for name in drawings}
    return pack(parts)


def with_properties(data: bytes) -> bytes:
    """Give a .docx that has lost its docProps/core.xml an empty one; Word opens it without, python-docx does not."""
    parts = unpack(data)
    return data if _CORE in parts else pack({**parts, _CORE: _NO_PROPERTIES}, compressed=False)


def escape_rich_text(text: str) -> str:
    """Escape a text that XlsxWriter would take for a rich string and write without escaping it."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text


def pack(parts: Mapping[str, bytes], *, compressed: bool = True) -> bytes:
    """Zip ``parts`` (name → content) in a fixed order, with fixed dates and attributes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda name: (name not in _FIRST, name)):
            entry = zipfile.ZipInfo(name)  # Its date is 1980-01-01, the earliest possible one.
            entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            entry.create_system = 0  # By default it depends on the operating system.
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Unpack a package that this program wrote itself; there is no limit as for one from a stranger."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
