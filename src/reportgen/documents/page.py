"""Makes the web page of an audit, which has no scripts and prints well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from reportgen.diagnostics import Severity
from reportgen.documents.audit import AuditFinding, Group
from reportgen.documents.finished import Span
from reportgen.documents.job import AuditResult
from reportgen.documents.reading import Paragraph
from reportgen.output.webpage import page_files

MAKER: Final = "reportgen audit"
_CLASSES: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_AROUND: Final = 60  # characters of a long sentence beside the words that are marked


def audit_page(name: str, results: Sequence[AuditResult]) -> dict[str, bytes]:
    """Return the files of the page of this name; several documents begin with a table.

    The same results give the same bytes.
    """
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return page_files(name, maker=MAKER, title="成文核对", style=style, body="".join(_body(results)))


def _body(results: Sequence[AuditResult]) -> Iterator[str]:
    if len(results) > 1:
        yield _table(results)
    yield from map(audit_section, results)


def audit_section(result: AuditResult) -> str:
    """The part of a page about one document, with classes and no styles of its own."""
    return f'<section class="document">\n{"".join(_document(result))}</section>\n'


def _table(results: Sequence[AuditResult]) -> str:
    heads = ("文件", "单位", *(severity.value for severity in Severity))
    head = "".join(f"<th>{name}</th>" for name in heads)
    rows = []
    for result in results:
        counts = "".join(f'<td class="number">{result.counts[severity]}</td>' for severity in Severity)
        counts = counts if result.paragraphs else f'<td colspan="{len(Severity)}">没有核对</td>'
        rows.append(f"<tr><td>{_text(result.path.name)}</td><td>{_text(result.office)}</td>{counts}</tr>\n")
    return f"<table>\n<tr>{head}</tr>\n{''.join(rows)}</table>\n"


def _document(result: AuditResult) -> Iterator[str]:
    year = f"，{result.year}年度" if result.year else ""
    office = f"：{result.office}{year}" if result.office else year.replace("，", "：")
    yield f"<h2>{_text(result.path.name + office)}</h2>\n"
    for problem in result.problems:
        yield f'<p class="message">{_text(f"{problem.severity} {problem.shown_code}　{problem.message}")}</p>\n'
    if not result.paragraphs:
        return
    found = "，".join(f"{count} 个{severity}" for severity, count in result.counts.items() if count) or "没有发现问题"
    accepted = f"；另有 {result.accepted} 个以前已核" if result.accepted else ""
    yield f"<p>{found}{accepted}。</p>\n"
    for group in Group:
        findings = [finding for finding in result.findings if finding.group is group]
        if findings:
            yield f"<h3>{group.value}</h3>\n<ol>\n"
            yield from (_finding(finding, result.paragraphs) for finding in findings)
            yield "</ol>\n"


def _finding(finding: AuditFinding, paragraphs: Sequence[Paragraph]) -> str:
    problem = finding.problem
    code = f'<span class="code">{problem.severity} {problem.shown_code}</span>'
    lines = [f'<p class="message">{code} {_text(problem.message)}</p>']
    for span in dict.fromkeys(finding.spans[:4]):
        if span[1] < span[2]:
            lines.append(
                f'<p class="place">{where(paragraphs[span[0]])}</p><p class="quote">{_quote(paragraphs, span)}</p>'
            )
    if problem.hint:
        lines.append(f"<p>怎么改：{_text(problem.hint)}</p>")
    return f'<li class="{_CLASSES[problem.severity]}">{"".join(lines)}</li>\n'


def where(paragraph: Paragraph) -> str:
    """The place of a paragraph for people: 第12段（第3页）, and its row in a table."""
    page = f"（第{paragraph.page}页）" if paragraph.page else ""
    row = f"，表{paragraph.cell.table}第{paragraph.cell.row}行" if paragraph.cell else ""
    return f"第{paragraph.number}段{row}{page}"


def _quote(paragraphs: Sequence[Paragraph], span: Span) -> str:
    """The sentence with its words marked; a long one is cut at both ends."""
    whole = paragraphs[span[0]].text
    start, end = span[1], min(span[2], len(whole))
    first = max(whole.rfind(mark, 0, start) for mark in "。；！？\n") + 1
    last = min(
        (at + 1 for mark in "。；！？\n" if (at := whole.find(mark, max(start, end - 1))) >= 0), default=len(whole)
    )
    first, last = max(first, start - _AROUND), min(last, end + _AROUND)
    before, words, after = whole[first:start], whole[start:end], whole[end:last]
    return f"{_text(before)}<mark>{_text(words)}</mark>{_text(after)}"


def _text(text: str) -> str:
    """Text of strangers without control characters, some of which turn the direction of writing round."""
    return escape("".join(char if char.isprintable() or char == "\u3000" else " " for char in text))
