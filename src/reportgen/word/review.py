"""The review copy (审阅版) of a finished .docx: a Word comment at each figure says where the figure comes from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
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
from reportgen.writing.provenance import Figure, figures, places

_COMMENT_SIZE: Final = Pt(9)
_COMMENT_STYLES: Final = (  # name and id, as Word has them: python-docx refers to them in comments
    ("annotation text", "CommentText", WD_STYLE_TYPE.PARAGRAPH),
    ("annotation reference", "CommentReference", WD_STYLE_TYPE.CHARACTER),
)


def review_copy(document: bytes, narrative: Narrative, *, year: int, created: datetime) -> bytes:
    """The same .docx with the same text and looks, and a comment at each of its figures.

    ``document`` is what was rendered of ``narrative``, a report of ``year``; the comments are signed with the
    document's author and dated ``created``. The same arguments give the same bytes.
    """
    word = docx.Document(io.BytesIO(document))
    _add_styles(word)
    paragraphs = [paragraph for paragraph in word.paragraphs if paragraph.text]
    for figure in figures(narrative, year=year):
        paragraph, block = paragraphs[figure.paragraph - 1], narrative.blocks[figure.paragraph - 1]
        start, end = figure.start, figure.end
        if block.level is Level.TITLE:
            start, end = _below_breaks(paragraph, start), _below_breaks(paragraph, end)
        comment = word.add_comment(_cut_out(paragraph, start, end), _remark(figure), author=word.core_properties.author)
        oxml.date_comment(comment, created)
    buffer = io.BytesIO()
    word.save(buffer)
    return repack(buffer.getvalue())


def _remark(figure: Figure) -> str:
    first = figure.sources[0]
    row = f"（{first.label}）" if isinstance(first, CellRef) and first.label and len(figure.sources) == 1 else ""
    told = (("来源", places(figure.sources) + row), ("规则", figure.rule), ("依据", figure.basis))
    return "\n".join(f"{what}：{text}" for what, text in told if text)


def _add_styles(word: Document) -> None:
    """The styles of comments, small and without the indent of the body, where the style sheet has none."""
    known = {style.style_id for style in word.styles}
    for name, style_id, kind in _COMMENT_STYLES:
        if style_id not in known:
            style = word.styles.add_style(name, kind, builtin=True)
            style.style_id = style_id
            style.font.size = _COMMENT_SIZE
            if kind is WD_STYLE_TYPE.PARAGRAPH:
                style.paragraph_format.first_line_indent = Pt(0)
                style.paragraph_format.line_spacing = 1


def _below_breaks(title: Paragraph, place: int) -> int:
    """The place of a character of a title in its lines: the breaks between these are no characters of it."""
    for at, character in enumerate(title.text):
        if character == "\n" and at <= place:
            place += 1
    return place


def _cut_out(paragraph: Paragraph, start: int, end: int) -> list[Run]:
    """The runs that hold the characters from ``start`` to ``end`` and nothing else, after cutting runs there."""
    for place in (start, end):
        for run, begin, length in _placed(paragraph):
            if begin < place < begin + length:
                oxml.split_run(run, place - begin)
                break
    return [run for run, begin, length in _placed(paragraph) if length and start <= begin < end]


def _placed(paragraph: Paragraph) -> Iterator[tuple[Run, int, int]]:
    """Each run with the place of its first character and its length."""
    begin = 0
    for run in paragraph.runs:
        length = len(run.text)
        yield run, begin, length
        begin += length
