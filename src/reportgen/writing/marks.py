"""Marks inside rendered text: they carry where a line was written and which value a stretch of text is.

They are control characters that XML forbids (XML 1.0, 2.2), so no workbook value and no wording file can
hold one: intake and the wording loader refuse them.
"""

from __future__ import annotations

import re

_ORIGIN, _ORIGIN_END = "\x01", "\x02"
_VALUE, _VALUE_TEXT, _VALUE_END = "\x03", "\x04", "\x05"
PARAGRAPH_BREAK = "\x06"
GUARD = "\x07"

RESERVED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
ORIGIN = re.compile(f"{_ORIGIN}(\\d+){_ORIGIN_END}")
TOKEN = re.compile(f"{_VALUE}(\\d+){_VALUE_TEXT}|({_VALUE_END})")


def origin(line: int) -> str:
    """The line of the wording file that the following text stands on."""
    return f"{_ORIGIN}{line}{_ORIGIN_END}"


def value(index: int, text: str) -> str:
    """The text of the value with this index; a line break inside it ends the paragraph."""
    opened, closed = f"{_VALUE}{index}{_VALUE_TEXT}", _VALUE_END
    return opened + text.replace("\n", closed + PARAGRAPH_BREAK + opened) + closed
