"""What all workbooks that we write have in common: text that stays text, lines that it takes, how they print."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


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


def print_on_a4(sheet: Worksheet, *, landscape: bool = True) -> None:
    """As wide as the page, over as many pages as it takes, numbered."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4 (ECMA-376 18.3.1.63)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.set_footer("&C&10第 &P 页，共 &N 页")
