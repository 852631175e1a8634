"""Office files (.xlsx, .docx) as packages of parts: a stranger's one is unpacked within limits, ours are packed.

What a part says is the business of the room that reads it. Parts are found by following relationships, from
``_rels/.rels`` on (ECMA-376-2 6.5.3), because programs differ in where they put them and what they call them.
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
from itertools import count, takewhile
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from lxml import etree

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome, readable

MAX_FILE_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 32 * 2**20  # of the parts that are read; pictures are not
MAX_PARTS = 2000
_MAX_MARKUP = 500_000  # tags and attributes: each costs a parser some 200 bytes
_LARGE_PART = 500_000  # bytes; parsed whole it takes some ten times as much memory
_CHUNK = 2**16  # bytes that are parsed before it is looked again how much markup they held

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_UTF_16 = {  # the first two bytes of a part → its encoding: a mark, or the start of a tag (XML 1.0 appendix F)
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


class DamagedError(Exception):
    """The file is not a package that a program may read."""


class TooLargeError(Exception):
    """Reading on would take more time or memory than any honest file does."""


def read_file(path: Path) -> Outcome[bytes]:
    """The bytes of a file, at most one more than may be opened."""
    place = FileRef(file=readable(path.name))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Outcome(None, (catalogue.FILE_UNREADABLE.at(place, found=path),))
        with path.open("rb") as stream:
            return Outcome(stream.read(min(status.st_size, MAX_FILE_BYTES) + 1))
    except FileNotFoundError:
        return Outcome(None, (catalogue.FILE_NOT_FOUND.at(place, found=path),))
    except OSError:
        return Outcome(None, (catalogue.FILE_UNREADABLE.at(place, found=path),))


def open_package(data: bytes, file: str) -> Outcome[Package]:
    """The package of an .xlsx file; ``file`` is its name in messages."""
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
    """The problem of a file that turned out not to be readable."""
    if isinstance(error, TooLargeError):
        return catalogue.FILE_UNPACKS_TOO_LARGE.at(place, limit=MAX_UNPACKED_BYTES // 2**20)
    return catalogue.FILE_DAMAGED.at(place)


# --- which kind of file -----------------------------------------------------------------------------------


def _recognise(data: bytes) -> Kind | None:
    """What the file really is, by its content, where that is no package."""
    if not data.strip(b"\0"):
        return catalogue.FILE_DAMAGED  # empty, or a download of which only the length arrived
    if data.startswith(_OLE):
        return _other_ole(data)
    if data.startswith(b"PK"):
        return None
    return catalogue.FILE_TEXT if _is_text(data[:4096]) else catalogue.FILE_NOT_EXCEL


def _other_ole(data: bytes) -> Kind:
    """By the streams named in the directory of the compound file ([MS-CFB] 2.6.1)."""
    for stream, kind in (
        ("EncryptedPackage", catalogue.FILE_PASSWORD),
        ("WordDocument", catalogue.FILE_WORD),
        ("Workbook", catalogue.FILE_OLD_XLS),
        ("Book", catalogue.FILE_OLD_XLS),
    ):
        if f"{stream}\0".encode("utf-16-le") in data:
            return kind
    return catalogue.FILE_NOT_EXCEL


def _is_text(head: bytes) -> bool:
    if head.startswith((b"%PDF", b"{\\rtf")):
        return False
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    for encoding in ("utf-8", "gb18030"):
        try:
            # The cut at 4096 bytes may halve a character: an incremental decoder waits for the rest.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return all(c.isprintable() or c in "\r\n\t\ufeff\u3000\u00a0" for c in text)
    return False


# --- a stranger's package ---------------------------------------------------------------------------------


class Package:
    """The zip package: parts are unpacked one by one, on demand, within a budget for the whole file.

    Part names are compared without case (ECMA-376-2 6.2.2.3); some programs write them with backslashes.
    """

    def __init__(self, data: bytes) -> None:
        with _refusing_damage():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self._archive.infolist()
        if len(infos) > MAX_PARTS:
            raise TooLargeError
        self._infos = {_key(info.filename): info for info in infos}
        self._bytes_left = MAX_UNPACKED_BYTES
        self._markup_left = _MAX_MARKUP

    @cached_property
    def main(self) -> str:
        """The name of the part with which reading begins (the workbook); empty where there is none."""
        return self.first("", "officeDocument")

    def related(self, source: str, kind: str) -> Iterator[tuple[str, str]]:
        """Id and part of each relationship of this kind that a part has; the package itself is the part ``""``."""
        folder, name = posixpath.split(source)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return
        for node in self.root(relations).iterfind("{*}Relationship"):
            # Strict files name the same kinds in another space (ISO/IEC 29500-1): the last word tells.
            if node.get("Type", "").endswith(f"/{kind}") and node.get("TargetMode") != "External":
                yield node.get("Id", ""), target_part(source, node.get("Target", ""))

    def first(self, source: str, kind: str) -> str:
        """The first part that is there of those that a part has such a relationship to; empty where there is none."""
        return next((part for _, part in self.related(source, kind) if part in self), "")

    def wrong_kind(self) -> Kind | None:
        """What the package is, where it is no .xlsx that can be read."""
        if any(info.flag_bits & 1 for info in self._infos.values()):
            return catalogue.FILE_PASSWORD
        names = {posixpath.basename(name) for name in ([self.main] if self.main else self._infos)}
        if names & {"workbook.bin", "content.xml"}:
            return catalogue.FILE_OTHER_SPREADSHEET
        if not self.main:
            if "workbook.xml" in names:
                raise DamagedError("nothing leads to the workbook")
            return catalogue.FILE_WORD if "document.xml" in names else catalogue.FILE_NOT_EXCEL
        kinds = {"document": catalogue.FILE_WORD, "workbook": None, "": None}  # one without a tag is damaged
        return kinds.get(self._first_tag(self.main), catalogue.FILE_NOT_EXCEL)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._infos

    def root(self, name: str) -> etree._Element:
        """The root element of a part."""
        return parsed(self.exact_part(name))

    def root_without_blanks(self, name: str, line: str, cell: str) -> etree._Element:
        """The root element of a part of lines of cells; a large one without the cells that hold nothing.

        In many workbooks most cells carry only a format; masses of them neither take memory nor count as markup.
        """
        content = self._unpacked(name)
        if len(content) <= _LARGE_PART:
            self._take_markup(_markup(content))
            return parsed(content)
        parser = etree.XMLPullParser(("end",), tag=line, **_SAFELY)
        blanks: list[etree._Element] = []
        with _refusing_bad_xml():
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                self._take_markup(_markup(chunk))
                parser.feed(chunk)
                for _, node in parser.read_events():
                    element = cast(etree._Element, node)
                    self._take_out(blanks)  # a line may go only when the next one has ended
                    self._take_out(child for child in element.findall(cell) if not len(child))
                    blanks = [] if len(element) else [element]
            return parser.close()

    def _take_out(self, blanks: Iterable[etree._Element]) -> None:
        for blank in blanks:
            self._markup_left += 1 + len(blank.attrib)
            cast(etree._Element, blank.getparent()).remove(blank)

    def exact_part(self, name: str) -> bytes:
        """The content of a part of XML, in UTF-8."""
        content = self._unpacked(name)
        self._take_markup(_markup(content))
        return content

    def _unpacked(self, name: str) -> bytes:
        info = self._infos.get(_key(name))
        if info is None:
            raise DamagedError(name)
        self._bytes_left -= _readable(info).file_size
        if self._bytes_left < 0:
            raise TooLargeError
        with _refusing_damage():
            content = self._archive.read(info)  # stops at the declared size and compares the checksum
            if content[:2] in _UTF_16:
                content = content.decode(_UTF_16[content[:2]]).encode()
        if b"<!DOCTYPE" in content:
            raise DamagedError(name)  # no Office program writes one; it could define what multiplies
        return content

    def _first_tag(self, name: str) -> str:
        """The name of the root element, from the beginning of a part that may be long."""
        parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, load_dtd=False)
        with _refusing_damage(), self._archive.open(_readable(self._infos[_key(name)])) as part:
            beginning = part.read(_CHUNK)
        with suppress(etree.XMLSyntaxError):  # the tag may stand before the damage
            parser.feed(beginning)
        for _, node in parser.read_events():
            return etree.QName(cast(etree._Element, node)).localname
        return ""

    def _take_markup(self, count: int) -> None:
        self._markup_left -= count
        if self._markup_left < 0:
            raise TooLargeError


def _key(name: str) -> str:
    """The name of a part as names are compared."""
    return unquote(name.replace("\\", "/")).lstrip("/").lower()


def target_part(source: str, target: str) -> str:
    """The name of the part that a relationship of the part ``source`` leads to."""
    path = posixpath.join("/", posixpath.dirname(source), target.replace("\\", "/"))
    return unquote(posixpath.normpath(path)).lstrip("/")


def _readable(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedError(info.filename)  # no other method is allowed (ECMA-376-2 annex B)
    return info


def _markup(content: bytes) -> int:
    """No fewer than the tags and attributes in it."""
    return content.count(b"<") + content.count(b"=")


@contextmanager
def _refusing_damage() -> Iterator[None]:
    """Turn what zipfile raises on a damaged or forged package into one exception."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise DamagedError from error


@contextmanager
def _refusing_bad_xml() -> Iterator[None]:
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise DamagedError from error


# Parts arrive here in UTF-8, whatever they declare: another encoding could hide markup from the count.
_SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "encoding": "utf-8",
}
_READER = etree.XMLParser(**_SAFELY)


def parsed(content: bytes) -> etree._Element:
    """The root element of a part in UTF-8."""
    with _refusing_bad_xml():
        return etree.fromstring(content, _READER)


# --- our own packages -------------------------------------------------------------------------------------

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # where readers that stream a package expect them
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_SHEETS = "xl/worksheets/"
_COMMENT_BOXES = "xl/drawings/commentsDrawing{}.vml"  # as openpyxl numbers them
_BOX = re.compile(rb"margin-left:59\.25pt;margin-top:1\.5pt")
_FIXED_HEIGHT = re.compile(rb'(<row [^>]*) customHeight="1"')


def repack(
    data: bytes,
    *,
    modified: datetime | None = None,
    growing_rows: bool = False,
    boxes: Iterable[tuple[float, float]] = (),
) -> bytes:
    """The package that XlsxWriter, openpyxl or python-docx wrote, without what tells one saving from another.

    ``modified`` (UTC) takes the place of the moment of saving, which openpyxl takes from the clock. With
    ``growing_rows`` the rows of a workbook keep their heights, but follow the text when a cell is edited: XlsxWriter
    calls every height the user's own (customHeight, ECMA-376 18.3.1.73), and such a row cuts what is typed. ``boxes``
    are the places (points from the left and from the top) of the comments, sheet by sheet and row by row: openpyxl
    puts all of them at the top, where a program that takes places at their word shows them far from their cells.
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


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Zip ``parts`` (name in the package → content) in one fixed order, with fixed dates and attributes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda name: (name not in _FIRST, name)):
            entry = zipfile.ZipInfo(name)  # dated 1980-01-01, the earliest that a zip can hold
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else it tells Windows and Unix apart
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a package that this program wrote itself: nothing here bounds the size of a stranger's."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
