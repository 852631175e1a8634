"""Makes the copy of an audited document with a Word comment at the sentence of each finding."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import docx
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.run import Run

from reportgen.documents.audit import AuditFinding
from reportgen.documents.finished import Span
from reportgen.documents.reading import Paragraph, numbered_elements
from reportgen.package import repack
from reportgen.word import oxml
from reportgen.word.review import add_comment_styles

_AUTHOR: Final = "核对"
_UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)


def commented_copy(document: bytes, paragraphs: Sequence[Paragraph], findings: Iterable[AuditFinding]) -> bytes:
    """Return the .docx with comments; the text, the looks and the changes of others stay as they are.

    The date of the comments is that of the last change of the document, so that the same arguments give the same bytes.
    """
    word = docx.Document(io.BytesIO(document))
    add_comment_styles(word)
    elements = numbered_elements(word)
    properties = word.core_properties
    date = properties.modified or properties.created or _UNDATED
    for finding in findings:
        span = finding.spans[0]
        paragraph = paragraphs[span[0]]
        runs = [
            Run(element, word.paragraphs[0] if word.paragraphs else word)  # type: ignore[arg-type] # only its part counts
            for number in range(paragraph.number, paragraph.number + paragraph.lines)
            for element, _ in _inside(elements.get(number), paragraph, span)
        ]
        if not runs:
            continue
        comment = word.add_comment([runs[0], runs[-1]], _remark(finding), author=_AUTHOR, initials="核")
        oxml.date_comment(comment, date)
    buffer = io.BytesIO()
    word.save(buffer)
    return repack(buffer.getvalue())


def _inside(element: BaseOxmlElement | None, paragraph: Paragraph, span: Span) -> list[tuple[BaseOxmlElement, str]]:
    """The runs of a paragraph that hold the words of a span; all runs where that is not certain."""
    if element is None:
        return []
    runs = list(oxml.runs_of(element))
    if paragraph.lines > 1:
        return runs
    start, end = span[1] - len(paragraph.marker), span[2] - len(paragraph.marker)
    found, at = [], 0
    for run, text in runs:
        if at < max(end, start + 1) and at + len(text) > start:
            found.append((run, text))
        at += len(text)
    return found or runs


def _remark(finding: AuditFinding) -> str:
    problem = finding.problem
    hint = f"\n怎么改：{problem.hint}" if problem.hint else ""
    return f"{problem.severity} {problem.shown_code}\u3000{problem.message}{hint}"
