"""The .xlsx file of a stranger as a package of parts: recognised by content, unpacked within limits.

What a cell holds is the business of :mod:`reportgen.intake.workbook`.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from lxml import etree

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome, readable

MAX_FILE_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 32 * 2**20  # of the parts that are read; pictures are not
MAX_COPIED_BYTES = 200 * 2**20  # of all parts, pictures too, when the package is written again
MAX_PARTS = 2000
_MAX_MARKUP = 500_000  # tags and attributes: each costs a parser some 200 bytes
_LARGE_PART = 500_000  # bytes

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
REL_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",  # Strict (ISO/IEC 29500-1)
)
# Cells and rows that only carry a format; before one without a reference of its own they count for its place.
# The entry of a part in a zip: signature, flags, lengths of its name and of what stands behind it (APPNOTE 4.3.7).
_ENTRY = struct.Struct("<4s2xH18x2H")
_NAME_IS_UTF_8 = 0x800
_ORDINARY_FLAGS = 0x80E  # that, how hard it was compressed, and whether sizes stand behind the content as well

_ATTRIBUTES = rb'(?: [A-Za-z0-9:]+="[^<>"&]*")* ?'
_BLANK_CELL = re.compile(
    rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"' + _ATTRIBUTES + rb'(?:/>|></c>)(?=\s*<(?:c r="[A-Z]|/row>))'
)
_BLANK_ROW = re.compile(
    rb'<row r="[0-9]{1,7}"' + _ATTRIBUTES + rb'(?:/>|>\s*</row>)(?=\s*<(?:row r="[0-9]|/sheetData>))'
)


class DamagedError(Exception):
    """The file is not a workbook that a program may read."""


class TooLargeError(Exception):
    """Reading on would take more time or memory than any honest workbook does."""


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
    except (DamagedError, TooLargeError) as error:
        return Outcome(None, (not_read(error, place),))
    wrong_kind = package.wrong_kind()
    return Outcome(None, (wrong_kind.at(place),)) if wrong_kind else Outcome(package)


def not_read(error: DamagedError | TooLargeError, place: FileRef) -> Diagnostic:
    """The problem of a workbook that turned out not to be readable."""
    if isinstance(error, TooLargeError):
        return catalogue.FILE_UNPACKS_TOO_LARGE.at(place, limit=MAX_UNPACKED_BYTES // 2**20)
    return catalogue.FILE_DAMAGED.at(place)


# --- which kind of file -----------------------------------------------------------------------------------


def _recognise(data: bytes) -> Kind | None:
    """What the file really is, by its content, where that is no .xlsx."""
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


# --- the package ------------------------------------------------------------------------------------------


class Package:
    """The zip package: parts are unpacked one by one, on demand, within a budget for the whole file.

    Part names are compared without case (ECMA-376-2 6.2.2.3); some programs write them with backslashes.
    """

    def __init__(self, data: bytes) -> None:
        with _refusing_damage():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self._archive.infolist()
        self._data = data
        self._ends = _ends(infos, self._archive.start_dir)
        if len(infos) > MAX_PARTS:
            raise TooLargeError
        self._infos = {info.filename.replace("\\", "/").lower(): info for info in infos}
        self._bytes_left = MAX_UNPACKED_BYTES
        self._markup_left = _MAX_MARKUP
        self._uncounted: list[bytes] = []  # parts of which every byte was taken for markup

    def wrong_kind(self) -> Kind | None:
        """What the package is, where it is no .xlsx that can be read."""
        if any(info.flag_bits & 1 for info in self._infos.values()):
            return catalogue.FILE_PASSWORD
        if "xl/workbook.xml" in self._infos:
            return None
        if "word/document.xml" in self._infos:
            return catalogue.FILE_WORD
        if "xl/workbook.bin" in self._infos or "content.xml" in self._infos:
            return catalogue.FILE_OTHER_SPREADSHEET
        return catalogue.FILE_NOT_EXCEL

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._infos

    def part(self, name: str, default: bytes | None = None) -> bytes:
        """The content of an XML part, a large one without blank formatted cells: often they are most of it."""
        if name not in self and default is not None:
            return default
        content = self._unpacked(name)
        if len(content) > _LARGE_PART:
            content = without_blanks(content)
        self._uncounted.append(content)
        return self._within_bounds(content, len(content))  # no part has more markup than bytes

    def exact_part(self, name: str) -> bytes:
        """The content of a part as it is, for a part that is to be written again."""
        content = self._unpacked(name)
        return self._within_bounds(content, _markup(content))

    def copy(self, changed: Mapping[str, bytes]) -> bytes:
        """The package written again with these parts changed or new; the content of all others stays as it is."""
        if sum(info.file_size for info in self._infos.values()) > MAX_COPIED_BYTES:
            raise TooLargeError
        fresh = {name.lower(): (name, content) for name, content in changed.items()}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as target:
            for key, info in self._infos.items():
                if key in fresh:
                    target.writestr(_entry(info.filename), fresh.pop(key)[1])
                elif not info.is_dir():
                    source, entry = _readable(info), _entry(info.filename)
                    with _refusing_damage(), self._archive.open(source) as old, target.open(entry, "w") as new:
                        shutil.copyfileobj(old, new)
            for name, content in fresh.values():
                target.writestr(_entry(name), content)
        return buffer.getvalue()

    def _unpacked(self, name: str) -> bytes:
        info = self._infos.get(name.lower())
        if info is None:
            raise DamagedError(name)
        self._bytes_left -= _readable(info).file_size
        if self._bytes_left < 0:
            raise TooLargeError
        with _refusing_damage():
            content = self._ordinary(info)
            if content is None:
                content = self._archive.read(info)  # stops at the declared size and compares the checksum
        if b"<!DOCTYPE" in content:
            raise DamagedError(name)  # no spreadsheet program writes one; it could define what multiplies
        return content

    def _ordinary(self, info: zipfile.ZipInfo) -> bytes | None:
        """The content of an entry that is all that it should be; any other is for :mod:`zipfile` to judge."""
        start, end = info.header_offset, self._ends.get(info.header_offset, 0)
        if not 0 <= start < end - _ENTRY.size or info.flag_bits & ~_ORDINARY_FLAGS:
            return None
        signature, flags, name_length, extra_length = _ENTRY.unpack_from(self._data, start)
        name = self._data[start + _ENTRY.size : start + _ENTRY.size + name_length]
        begin = start + _ENTRY.size + name_length + extra_length
        if signature != b"PK\3\4" or begin + info.compress_size > end:
            return None
        if name.decode("utf-8" if flags & _NAME_IS_UTF_8 else "cp437") != info.orig_filename:
            return None
        content: bytes | None = self._data[begin : begin + info.compress_size]
        if info.compress_type == zipfile.ZIP_DEFLATED:
            content = _inflated(self._data[begin : begin + info.compress_size], info.file_size)
        if content is None or len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            return None
        return content

    def _within_bounds(self, content: bytes, markup: int) -> bytes:
        self._markup_left -= markup
        if self._markup_left < 0:  # only then is it worth counting; blank cells do not count
            self._markup_left += sum(len(part) - _markup(without_blanks(part)) for part in self._uncounted)
            self._uncounted.clear()
        if self._markup_left < 0:
            raise TooLargeError
        return content


def _ends(infos: Sequence[zipfile.ZipInfo], directory: int) -> dict[int, int]:
    """Where each entry begins → where the next one does; nothing where two begin at one place."""
    starts = sorted(info.header_offset for info in infos)
    return dict(pairwise((*starts, directory))) if len(set(starts)) == len(starts) else {}


def _inflated(deflated: bytes, size: int) -> bytes | None:
    """What was compressed, when that is ``size`` bytes and nothing stands behind them."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflate.decompress(deflated, size + 1)
    except zlib.error:
        return None
    return content if inflate.eof and not inflate.unused_data else None


def _readable(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedError(info.filename)  # no other method is allowed (ECMA-376-2 annex B)
    return info


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that depends on its name alone, not on the clock or the system."""
    entry = zipfile.ZipInfo(name.replace("\\", "/"))  # dated 1980-01-01, the earliest that a zip can hold
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0  # else it tells Windows and Unix apart
    return entry


def without_blanks(content: bytes) -> bytes:
    """A part without the cells and rows that only carry a format: in most workbooks they are half of all cells."""
    return _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", content))


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


# Part names and text are UTF-8 in every workbook; another declared encoding could hide markup from the count.
_READER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, encoding="utf-8"
)


# For a part that is written again: what is in it stays in it.
_EDITOR = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False, encoding="utf-8")


def parsed(content: bytes, *, to_edit: bool = False) -> etree._Element:
    """The root element of a part."""
    try:
        return etree.fromstring(content, _EDITOR if to_edit else _READER)
    except etree.XMLSyntaxError as error:
        raise DamagedError from error


def sheet_parts(workbook: etree._Element, relationships: etree._Element) -> dict[str, str]:
    """Name of each worksheet as written → name of its part."""
    targets = {node.get("Id", ""): node.get("Target", "") for node in relationships.iterchildren("{*}Relationship")}
    found: dict[str, str] = {}
    for node in (sheet for sheets in workbook.iterchildren("{*}sheets") for sheet in sheets.iterchildren("{*}sheet")):
        target = next((targets.get(node.get(rel_id, "")) for rel_id in REL_IDS if rel_id in node.attrib), None)
        part = "" if target is None else target_part("xl/workbook.xml", target)
        if part.startswith("xl/worksheets/"):
            found.setdefault(node.get("name", ""), part)
    return found


def target_part(source: str, target: str) -> str:
    """The name of the part that a relationship of the part ``source`` leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
