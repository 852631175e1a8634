"""Packs the parts of an Office file into a zip whose bytes depend on the parts alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
_FIRST = ("[Content_Types].xml", "_rels/.rels")  # where readers that stream a package expect them
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Zip ``parts`` (name in the package → content) in one fixed order, with fixed dates and attributes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda name: (name not in _FIRST, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else it tells Windows and Unix apart
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


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
