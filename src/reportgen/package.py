"""Packs the parts of an Office file into a zip whose bytes depend on the parts alone."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # where readers that stream a package expect them
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class Packed:
    """A part that is compressed already: one that is the same in every package of a run is compressed once."""

    content: bytes
    crc: int
    deflated: bytes


def packed(content: bytes) -> Packed:
    """Compress a part."""
    deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(content, zlib.crc32(content), deflate.compress(content) + deflate.flush())


def pack(parts: Mapping[str, bytes | Packed]) -> bytes:
    """Zip ``parts`` (name in the package → content) in one fixed order, with fixed dates and attributes.

    What :mod:`zipfile` would write, byte for byte (a test compares them); it does not take what is compressed already.
    """
    entries: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(parts, key=lambda name: (name not in _FIRST, name)):
        content = parts[name]
        part = content if isinstance(content, Packed) else packed(content)
        fields = _entry_fields(name, part)
        entries += (b"PK\3\4", fields, name.encode(), part.deflated)
        directory += (b"PK\1\2", _VERSION, fields, struct.pack("<3H2L", 0, 0, 0, _ATTRIBUTES, offset), name.encode())
        offset += 4 + len(fields) + len(name.encode()) + len(part.deflated)
    size, count = sum(map(len, directory)), len(parts)
    end = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, count, count, size, offset, 0)
    return b"".join((*entries, *directory, end))


_VERSION = struct.pack("<H", 20)  # made by version 2.0, and for no system: zipfile would tell Windows and Unix apart
_ATTRIBUTES = 0o600 << 16  # as zipfile has them
_DATE = (1 << 5) | 1  # 1980-01-01, the earliest that a zip can hold
_NAME_IS_UTF_8 = 0x800


def _entry_fields(name: str, part: Packed) -> bytes:
    """What the entry of a part and the directory both say (APPNOTE 4.3.7 and 4.3.12)."""
    flags = 0 if name.isascii() else _NAME_IS_UTF_8
    sizes = (part.crc, len(part.deflated), len(part.content), len(name.encode()), 0)
    return struct.pack("<5H3L2H", 20, flags, zipfile.ZIP_DEFLATED, 0, _DATE, *sizes)


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a package that this program made itself: nothing here bounds the size of a stranger's."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(data: bytes, *, modified: datetime | None = None) -> bytes:
    """The same package, for instance a workbook as openpyxl saved it, with what tells one saving from another gone.

    ``modified`` (UTC) takes the place of the moment at which openpyxl saved it, which it takes from the clock.
    """
    parts = unpack(data)
    if modified is not None:
        moment = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        parts[_CORE] = _MODIFIED.sub(rb"\g<1>" + moment, parts[_CORE])
    return pack(parts)
