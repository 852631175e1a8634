"""Sheets and shared texts written the way nearly every spreadsheet program writes them, read in one pass.

A part is read here only when every character of it is accounted for by the few shapes below; of any other the answer
is ``None``, and it is parsed in full. So this is a short cut and never another opinion.
"""

from __future__ import annotations

import re
from xml.parsers import expat
from xml.sax.saxutils import unescape

Cell = tuple[str, str, str, str, str, str]
"""Letters of the column, number of the row, style, type, formula and value, as written; empty where there is none."""

_LONGEST = 2**20  # bytes of a part; a parser refuses a single text of 10 MB
_DEEPEST = 200  # elements inside each other; a parser refuses 256

_DECLARATION = r'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")? ?\?>\s*)?'
_ATTRIBUTES = r'(?: [A-Za-z0-9:]++="[^<>"&]*+")*+ ?'
_ENTITY = "&(?:amp|lt|gt|quot|apos);"


def _text(content: bytes) -> str:
    """The characters of a part, none where it is too large, or no UTF-8, or holds what XML forbids."""
    try:
        text = content.decode() if len(content) <= _LONGEST else ""
    except UnicodeDecodeError:
        return ""
    return "" if "\ufffe" in text or "\uffff" in text else text


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
_SHEET_DATA = re.compile(rf"<sheetData>((?:{_ROW})*+)</sheetData>")
_FILLED_CELL = re.compile(
    r'<c r="([A-Z]++)([0-9]++)"(?: s="([0-9]++)")?+(?: t="([a-z]++)")?+>'
    r"(?:<f[^<>]*+>([^<]++)</f>)?+(?:<v>([^<]*+)</v>|<v/>)?+</c>"
)
_HEAD = re.compile(_DECLARATION + "<worksheet[ >]")
_DIMENSION = re.compile('<dimension ref="[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?"/>')
_CELLS_ELSEWHERE = re.compile(r"[<:](?:c|row|sheetData|dimension)[\s/>]")


def plain_cells(content: bytes) -> list[Cell] | None:
    """Every cell of a sheet that holds anything, in the order of the file."""
    text = _text(content)
    found = _SHEET_DATA.search(text)
    if found is None or not _HEAD.match(text):
        return None
    head, tail = text[: found.start()], text[found.end() :]
    if _CELLS_ELSEWHERE.search(_DIMENSION.sub("", head, count=1)) or _CELLS_ELSEWHERE.search(tail):
        return None
    rows = [row[: row.index(">")].rstrip("/") for row in found[1].split("<row ")[1:]]
    around = "".join((head, "<sheetData>", *(f"<row {row}/>" for row in rows), "</sheetData>", tail))
    return _FILLED_CELL.findall(found[1]) if _is_well_formed(around) else None


def _is_well_formed(text: str) -> bool:
    """Whether any parser would say so; what sets parsers at odds is not looked at."""
    if "<!" in text or text.count("<?") > text.startswith("<?") or text.count("</") > _DEEPEST:
        return False
    parser = expat.ParserCreate("utf-8", " ")  # the second one: a prefix without a namespace is an error
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        return False
    return True


# --- shared texts -----------------------------------------------------------------------------------------

_TEXTS = re.compile(rf"{_DECLARATION}<sst{_ATTRIBUTES}>(.*)</sst>\s*", re.DOTALL)
_PHONETIC = "<phoneticPr "  # how Chinese and Japanese Excel ends nearly every text
_ITEM = re.compile(rf'<si><t(?: xml:space="preserve")?>([^<]*+)</t>(?:{_PHONETIC}[^<>]*/>)?+</si>')
_STRANGE = re.compile(rf"\r|&(?!{_ENTITY[1:]})|_x")  # line ends, numbers of characters, escapes of Excel


def plain_texts(content: bytes) -> list[str] | None:
    """The shared texts, by index."""
    found = _TEXTS.fullmatch(_text(content))
    if found is None or _STRANGE.search(found[1]):
        return None
    texts = _ITEM.findall(found[1])
    if found[1].count("<") != 4 * len(texts) + found[1].count(_PHONETIC):  # something else stands between them
        return None
    return [unescaped(text) for text in texts]
