"""Marks inside rendered text: where a line was written, which value a stretch of text is, where a blank line stood.

They are control characters that XML forbids (XML 1.0, 2.2), so no workbook value and no wording file can
hold one: intake and the wording loader refuse them.
"""

from __future__ import annotations

import re

_ORIGIN, _ORIGIN_END = "\x01", "\x02"
_VALUE, _VALUE_TEXT, _VALUE_END = "\x03", "\x04", "\x05"
PARAGRAPH_BREAK = "\x06"
BLANK_LINE = "\x07"

RESERVED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
ORIGIN = re.compile(f"{_ORIGIN}(?P<file>\\d+):(?P<line>\\d+){_ORIGIN_END}")
TOKEN = re.compile(f"{_VALUE}(?P<value>\\d+){_VALUE_TEXT}|{_VALUE_END}|{ORIGIN.pattern}")
_ONE_ORIGIN = re.compile(f"{ORIGIN.pattern}(?![\\s{_ORIGIN}])")  # nearly every line begins so, and stays as it is
_EDGE = f"(?:\\s|{_ORIGIN}\\d+:\\d+{_ORIGIN_END})+"
_LEADING, _TRAILING = re.compile(rf"\A{_EDGE}"), re.compile(rf"{_EDGE}\Z")


def origin(file: int, line: int) -> str:
    """The wording file, by its index, and the line that the following text was written on."""
    return f"{_ORIGIN}{file}:{line}{_ORIGIN_END}"


def value(index: int, text: str) -> str:
    """The text of the value with this index; a line break inside it ends the paragraph."""
    opened = f"{_VALUE}{index}{_VALUE_TEXT}"
    if "\n" in text:
        text = text.replace("\n", f"{_VALUE_END}{PARAGRAPH_BREAK}{opened}")
    return f"{opened}{text}{_VALUE_END}"


def trimmed(text: str) -> str:
    """Without white space at the ends, as if the origins were not there; those before the first word stay."""
    leading = None if _ONE_ORIGIN.match(text) else _LEADING.match(text)
    if leading:
        text = "".join(mark[0] for mark in ORIGIN.finditer(leading[0])) + text[leading.end() :]
    return _TRAILING.sub("", text) if text[-1:].isspace() or text.endswith(_ORIGIN_END) else text
