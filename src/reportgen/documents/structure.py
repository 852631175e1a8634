"""The structure of a finished document: the numbers of its headings, and the parts that every report has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from reportgen.checks.form import number_of
from reportgen.documents.finished import FinishedText, Span
from reportgen.documents.points import PointsKind, points_in
from reportgen.writing.narrative import Level

_CHINESE: Final = "[一二三四五六七八九十百零]{1,5}"
# The kinds of numbers, the widest one first; documents may leave kinds out.
_KINDS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第({_CHINESE})部分",
        rf"({_CHINESE}) ?[、.．]",
        rf"[（(] ?({_CHINESE}) ?[）)]",
        r"(\d{1,2}) ?[.．、](?!\d)",
        r"[（(] ?(\d{1,2}) ?[）)]",
        r"(\d{1,2})[）)]",
        r"([①②③④⑤⑥⑦⑧⑨⑩])",
        rf"第({_CHINESE})，",
        rf"({_CHINESE})是",
    )
)
_YEAR_BEHIND: Final = re.compile(r"\d{1,2}[.．、](?=(?:19|20)\d\d年)")


class NumberFault(NamedTuple):
    """A number that does not follow: its words, those of the number before it, and where they stand."""

    words: str
    before: str
    spans: tuple[Span, ...]


def number_faults(text: FinishedText) -> Iterator[NumberFault]:
    """Numbers of paragraphs with a gap, a repeat or a wrong beginning, each list counted for itself."""
    stack: list[tuple[int, int, int]] = []  # kind, last number, position
    for position, paragraph in enumerate(text.paragraphs):
        if paragraph.cell is not None:
            continue
        content = paragraph.text.lstrip(" \u3000\t")
        kind, number = _number(content)
        if kind < 0:
            continue
        while stack and stack[-1][0] > kind:
            stack.pop()
        if stack and stack[-1][0] == kind:
            last, before = stack[-1][1], stack[-1][2]
            stack[-1] = (kind, number, position)
            if number != last + 1:
                yield _fault(text, position, before)
        else:
            before = stack[-1][2] if stack else -1
            stack.append((kind, number, position))
            if number != 1:
                yield _fault(text, position, before)


def _number(content: str) -> tuple[int, int]:
    """The kind and the value of the number with which a paragraph begins; (-1, 0) for none."""
    for kind, pattern in enumerate(_KINDS):
        match = pattern.match(content)
        if match:
            return kind, number_of(match[1])
    match = _YEAR_BEHIND.match(content)
    return (3, int(re.sub(r"\D", "", match[0]))) if match else (-1, 0)


def _fault(text: FinishedText, position: int, before: int) -> NumberFault:
    words = text.paragraphs[position].text.strip()[:16]
    earlier = text.paragraphs[before].text.strip()[:12] if before >= 0 else "开头"
    spans: tuple[Span, ...] = ((position, 0, len(text.paragraphs[position].text[:16])),)
    if before >= 0:
        spans = (*spans, (before, 0, len(text.paragraphs[before].text[:16])))
    return NumberFault(words, earlier, spans)


# --- parts ------------------------------------------------------------------------------------------------

_PARTS: Final = (
    ("存在的问题", re.compile(r"存在.{0,8}(?:问题|不足)|主要问题|问题(?:和|及|与)|不足之处|问题：")),
    ("改进措施", re.compile(r"改进|整改|下一步|下步|打算|努力方向|工作建议|相关建议|意见建议|改善")),
)
_CONCLUSION: Final = re.compile(r"自评(?:结果|得分|总分|结论|等级|等次)|总得分|评价结果|综合得分|得分")


def missing_parts(text: FinishedText) -> Iterator[str]:
    """The parts that a report of any make has and this document has not."""
    whole = text.whole_text
    headings = "\n".join(one.text[: one.lead or 40] for one in text.paragraphs)
    for name, pattern in _PARTS:
        if not pattern.search(headings) and not pattern.search(whole):
            yield name
        elif (
            name == "改进措施"
            and not pattern.search(headings)
            and not re.search("(?:改进|整改)(?:措施|意见|方向)|下一步", whole)
        ):
            yield name
    has_total = any(
        points.kind is PointsKind.TOTAL for at, one in enumerate(text.paragraphs) for points in points_in(one.text, at)
    )
    if not has_total and not _CONCLUSION.search(whole):
        yield "自评得分"
    if not any(one.level is Level.TITLE for one in text.paragraphs):
        yield "标题"
