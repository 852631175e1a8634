"""Makes the review copy (审阅版) of a finished .docx: a comment at each figure says where the figure comes from."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reportgen.diagnostics import CellRef
from reportgen.package import repack
from reportgen.word import oxml
from reportgen.writing.narrative import Level, Narrative
from reportgen.writing.provenance import PrintedFigure, figures, places

_COMMENT_SIZE: Final = Pt(9)
_COMMENT_STYLES: Final = (  # python-docx refers to the names and ids that Word gives them
    ("annotation text", "CommentText", WD_STYLE_TYPE.PARAGRAPH),
    ("annotation reference", "CommentReference", WD_STYLE_TYPE.CHARACTER),
)


def review_copy(document: bytes, narrative: Narrative, *, rules: str, created: datetime) -> bytes:
    """Return the .docx with the same text and looks, and with a comment at each of its figures.

    ``document`` is the .docx of ``narrative``, scored by ``rules``. The author of the comments is the author of
    the document, their date is ``created``. The same arguments give the same bytes.
    """
    word = docx.Document(io.BytesIO(document))
    add_comment_styles(word)
    paragraphs = [paragraph for paragraph in word.paragraphs if paragraph.text]
    author = word.core_properties.author
    for number, group in groupby(figures(narrative, rules=rules), key=lambda figure: figure.paragraph):
        paragraph, level = paragraphs[number - 1], narrative.blocks[number - 1].level
        spans = {figure: _span(figure, paragraph.text if level is Level.TITLE else "") for figure in group}
        _cut(paragraph, {place for span in spans.values() for place in span})
        runs = list(_runs_of(paragraph))
        for figure, (start, end) in spans.items():
            inside = [run for run, begin, length in runs if length and start <= begin < end]
            comment = word.add_comment(inside, _remark(figure), author=author)
            oxml.date_comment(comment, created)
    buffer = io.BytesIO()
    word.save(buffer)
    return repack(buffer.getvalue())


def _remark(figure: PrintedFigure) -> str:
    first = figure.sources[0]
    row = f"（{first.label}）" if isinstance(first, CellRef) and first.label and len(figure.sources) == 1 else ""
    lines = (("来源", places(figure.sources) + row), ("规则", figure.rule), ("依据", figure.basis))
    return "\n".join(f"{label}：{text}" for label, text in lines if text)


def add_comment_styles(word: Document) -> None:
    """Add the styles of comments if the style sheet has none: small letters without the indent of the body."""
    present = {style.style_id for style in word.styles}
    for name, style_id, kind in _COMMENT_STYLES:
        if style_id not in present:
            style = word.styles.add_style(name, kind, builtin=True)
            style.style_id = style_id
            style.font.size = _COMMENT_SIZE
            if kind is WD_STYLE_TYPE.PARAGRAPH:
                oxml.set_first_line(style.paragraph_format, 0, 0)
                style.paragraph_format.line_spacing = 1


def _span(figure: PrintedFigure, title: str) -> tuple[int, int]:
    """Return start and end of a figure in its paragraph; the positions of a figure do not count breaks of a title."""
    start, end = figure.start, figure.end
    for at, character in enumerate(title):
        if character == "\n":
            start, end = start + (at <= start), end + (at < end)
    return start, end


def _cut(paragraph: Paragraph, places: Collection[int]) -> None:
    """Split runs so that a run begins at each of the places."""
    for run, begin, length in list(_runs_of(paragraph)):
        for at in sorted(places, reverse=True):
            if begin < at < begin + length:
                oxml.split_run(run, at - begin)


def _runs_of(paragraph: Paragraph) -> Iterator[tuple[Run, int, int]]:
    """Yield each run with the place of its first character and its length."""
    begin = 0
    for run in paragraph.runs:
        length = len(run.text)
        yield run, begin, length
        begin += length
