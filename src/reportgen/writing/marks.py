"""Marks (记号) inside rendered text: they say on which line words were written, and which words are a value.

Marks are control characters. No workbook and no wording file can hold one, because XML forbids them (XML 1.0, 2.2)
and the loader of wording files refuses them.
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
_ONE_ORIGIN = re.compile(f"{ORIGIN.pattern}(?![\\s{_ORIGIN}])")  # nearly every line begins so and is not changed
_EDGE = f"(?:\\s|{_ORIGIN}\\d+:\\d+{_ORIGIN_END})+"
_LEADING, _TRAILING = re.compile(rf"\A{_EDGE}"), re.compile(rf"{_EDGE}\Z")


def origin(file: int, line: int) -> str:
    """Return the mark for text that stands on ``line`` of the wording file with the index ``file``."""
    return f"{_ORIGIN}{file}:{line}{_ORIGIN_END}"


def value(index: int, text: str) -> str:
    """Mark a text as that of the value with this index; a line break inside the text ends the paragraph."""
    start = f"{_VALUE}{index}{_VALUE_TEXT}"
    if "\n" in text:
        text = text.replace("\n", f"{_VALUE_END}{PARAGRAPH_BREAK}{start}")
    return f"{start}{text}{_VALUE_END}"


def trimmed(text: str) -> str:
    """Strip white space at both ends, that around the marks of lines too; marks before the first word stay."""
    leading = None if _ONE_ORIGIN.match(text) else _LEADING.match(text)
    if leading:
        text = "".join(mark[0] for mark in ORIGIN.finditer(leading[0])) + text[leading.end() :]
    return _TRAILING.sub("", text) if text[-1:].isspace() or text.endswith(_ORIGIN_END) else text
