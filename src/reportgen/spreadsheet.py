"""What the workbooks that we write have in common: text that stays text, and how many lines it takes."""

from __future__ import annotations

from xml.sax.saxutils import escape


def inert(text: str) -> str:
    """Text as XlsxWriter takes it: it passes what looks like a rich string of its own on unescaped."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text


def text_lines(text: str, width: int) -> int:
    """Lines that a text wraps to in a column: no program fits row heights when it only opens a file.

    In GB 18030 a Chinese character takes 2 bytes, as it takes 2 half widths.
    """
    return sum(max(1, -(-len(line.encode("gb18030")) // (width - 1))) for line in text.split("\n"))
