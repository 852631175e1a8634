"""Office files as zip packages: whatever library wrote one, its bytes depend on its parts alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # where readers that stream a package expect them
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_SHEETS = "xl/worksheets/"
_FIXED_HEIGHT = b' customHeight="1"'


def repack(data: bytes, *, modified: datetime | None = None, growing_rows: bool = False) -> bytes:
    """The package that XlsxWriter, openpyxl or python-docx wrote, without what tells one saving from another.

    ``modified`` (UTC) takes the place of the moment of saving, which openpyxl takes from the clock. With
    ``growing_rows`` the rows of a workbook keep their heights, but follow the text when a cell is edited: XlsxWriter
    calls every height the user's own (customHeight, ECMA-376 18.3.1.73), and such a row cuts what is typed.
    """
    parts = unpack(data)
    if modified is not None:
        moment = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        parts[_CORE] = _MODIFIED.sub(rb"\g<1>" + moment, parts[_CORE])
    if growing_rows:
        sheets = [name for name in parts if name.startswith(_SHEETS)]
        parts |= {name: parts[name].replace(_FIXED_HEIGHT, b"") for name in sheets}
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
