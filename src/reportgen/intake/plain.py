"""Sheets and shared texts written the way nearly every spreadsheet program writes them, read in one pass.

A part is read here only when every character of it is accounted for by the few shapes below; of any other the answer
is ``None``, and it is parsed in full. So this is a short cut and never another opinion.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.parsers import expat
from xml.sax.saxutils import unescape

Cell = tuple[str, str, str, str, str, str]
"""Letters of the column, number of the row, style, type, formula and value, as written; empty where there is none."""

_LONGEST = 2**20  # bytes of a part; a parser refuses a single text of 10 MB
_DEEPEST = 200  # elements inside each other; a parser refuses 256

_DECLARATION = r'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")? ?\?>\s*)?'
_ATTRIBUTES = r'(?: [A-Za-z0-9:]++="[^<>"&]*+")*+ ?'
_ENTITY = "&(?:amp|lt|gt|quot|apos);"


def unescaped(text: str) -> str:
    """Text as it was meant, of which only named entities stand for others."""
    return unescape(text, {"&quot;": '"', "&apos;": "'"}) if "&" in text else text


# --- sheets -----------------------------------------------------------------------------------------------

# Text without what XML forbids, and without the > that “]]>” takes.
_WORDS = rf"(?:[^<>&\x00-\x1f]++|{_ENTITY})"
_CELL = (
    r'<c r="[A-Z]{1,3}+\2"(?: s="[0-9]{1,5}+")?+'  # \2: the number of its row
    r'(?: t="s"><v>(?:0|[1-9][0-9]{0,6}+)</v></c>'
    r'|(?: t="(?:n|b|e|str)")?+'
    rf'(?:/>|>(?:<f(?: aca="false")?+>{_WORDS}++</f>)?+(?:<v>{_WORDS}*+</v>|<v/>)?+</c>))'
)
_ROW = rf'<row r="([1-9][0-9]{{0,6}}+)"{_ATTRIBUTES}(?:/>|>(?:{_CELL})*+</row>)'
_SHEET_DATA = re.compile(rf"<sheetData>((?:{_ROW})*+)</sheetData>".encode())
_FILLED_CELL = re.compile(
    r'<c r="([A-Z]++)([0-9]++)"(?: s="([0-9]++)")?+(?: t="([a-z]++)")?+>'
    r"(?:<f[^<>]*+>([^<]++)</f>)?+(?:<v>([^<]*+)</v>|<v/>)?+</c>"
)
_HEAD = re.compile(f"{_DECLARATION}(<worksheet{_ATTRIBUTES}>)".encode())
_USUAL_END = 100_000  # bytes
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?"/>')
_CELLS_ELSEWHERE = tuple(re.compile(rb"%b(?:c|row|sheetData|dimension)[\s/>]" % start) for start in (b"<", b":"))


def plain_cells(content: bytes) -> list[Cell] | None:
    """Every cell of a sheet that holds anything, in the order of the file."""
    found = _SHEET_DATA.search(content) if len(content) <= _LONGEST else None
    head = _HEAD.match(content)
    if found is None or head is None:
        return None
    before, after = content[: found.start()], content[found.end() :]
    rows = [row[: row.index(b">")].rstrip(b"/") for row in found[1].split(b"<row ")[1:]]
    begun = b"".join((before, b"<sheetData>", *(b"<row %b/>" % row for row in rows), b"</sheetData></worksheet>"))
    ends_well = _ends_well if len(after) <= _USUAL_END else _ends_well.__wrapped__
    if _has_cells(_DIMENSION.sub(b"", before, count=1)) or not _is_well_formed(begun) or not ends_well(head[1], after):
        return None
    cells = _decoded(found[1])
    return None if cells is None else _FILLED_CELL.findall(cells)


@lru_cache(maxsize=32)  # of sheets of the same form, filled in with the same program, this is the same to the byte
def _ends_well(root: bytes, after: bytes) -> bool:
    """Whether what stands behind the cells, inside the root element, is well-formed and holds no more of them."""
    return not _has_cells(after) and _is_well_formed(root + after)


def _has_cells(content: bytes) -> bool:
    return any(cells.search(content) for cells in _CELLS_ELSEWHERE)


def _is_well_formed(content: bytes) -> bool:
    """Whether any parser would say so; what no spreadsheet program writes is not looked at."""
    if content.count(b"</") > _DEEPEST:
        return False
    parser = expat.ParserCreate("utf-8", " ")  # the second one: a prefix without a namespace is an error
    parser.CommentHandler = parser.ProcessingInstructionHandler = _refuse
    parser.StartCdataSectionHandler = parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return False
    return True


def _refuse(*found: object) -> None:
    raise ValueError(found)


def _decoded(content: bytes) -> str | None:
    """The characters, where XML allows them all; of control characters the patterns know."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in text or "\uffff" in text else text


# --- shared texts -----------------------------------------------------------------------------------------

_TEXTS = re.compile(rf"{_DECLARATION}<sst{_ATTRIBUTES}>(.*)</sst>\s*", re.DOTALL)
_PHONETIC = "<phoneticPr "  # how Chinese and Japanese Excel ends nearly every text
_ITEM = re.compile(rf'<si><t(?: xml:space="preserve")?>([^<]*+)</t>(?:{_PHONETIC}[^<>]*/>)?+</si>')
_OTHER_ENTITY = re.compile(f"&(?!{_ENTITY[1:]})")  # the number of a character


def plain_texts(content: bytes) -> list[str] | None:
    """The shared texts, by index."""
    found = _TEXTS.fullmatch(_decoded(content) or "") if len(content) <= _LONGEST else None
    if found is None or "\r" in found[1] or "_x" in found[1]:  # a line end, perhaps an escape of Excel
        return None
    texts = _ITEM.findall(found[1])
    if found[1].count("<") != 4 * len(texts) + found[1].count(_PHONETIC):  # something else stands between them
        return None
    if "&" not in found[1]:
        return texts
    return None if _OTHER_ENTITY.search(found[1]) else [unescaped(text) for text in texts]
