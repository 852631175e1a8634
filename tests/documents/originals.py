"""Documents as other people make them: the published original of the reference document, and plain .docx files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

ORIGINAL = Path(__file__).parent / "金花街道2024-原文.txt"
_HEADING = re.compile(r"#+ *")
_STARTS = re.compile(r"附件|2024 年度|[一二三]、|[(（]?[一二三四]?\d?[)）]|\d\. ?")


def original_paragraphs() -> list[str]:
    """The paragraphs of the published text; a paragraph that a page break cut in two is whole again."""
    paragraphs: list[str] = []
    for line in ORIGINAL.read_text(encoding="utf-8").splitlines():
        text = _HEADING.sub("", line).strip()
        if not text:
            continue
        goes_on = (
            paragraphs
            and paragraphs[-1][-1] not in "。：:；"
            and not _STARTS.match(text)
            and not _is_short(paragraphs[-1])
        )
        if goes_on:
            paragraphs[-1] += text
        else:
            paragraphs.append(text)
    return paragraphs


def _is_short(text: str) -> bool:
    is_heading = text.startswith(("2024 年度", "一、", "### ")) or (text.startswith("(") and len(text) < 20)
    return is_heading or (len(text) < 14 and "三公" not in text)


def docx_of(paragraphs: Iterable[str], *, title: Sequence[str] = (), indent: bool = True) -> bytes:
    """A plain document: centred title lines, then paragraphs indented by two characters."""
    document = docx.Document()
    font = document.styles["Normal"].font
    font.name, font.size = "Noto Serif CJK SC", Pt(16)
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Serif CJK SC")
    for line in title:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).font.size = Pt(22)
    for text in paragraphs:
        paragraph = document.add_paragraph(text)
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(32)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def original_docx() -> bytes:
    """The published text as a Word document."""
    attachment, title, *rest = original_paragraphs()
    document = docx.Document(io.BytesIO(docx_of(rest, title=[title])))
    first = document.paragraphs[0].insert_paragraph_before(attachment)
    first.alignment = WD_ALIGN_PARAGRAPH.LEFT
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
