"""The structure of a finished document: the numbers of its headings, and the parts that every report has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from reportgen.checks.counts import count_of
from reportgen.checks.form import number_of
from reportgen.documents.finished import FinishedText, Span
from reportgen.documents.points import FULL_MARKS, PointsKind, points_in
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
_SHORTEST_HEADING: Final = 4


def repeated_headings(text: FinishedText) -> Iterator[tuple[Span, int]]:
    """Headings of the widest level, their numbers aside, that stand twice, each with the position of the first."""
    known: dict[str, int] = {}
    for position, one in enumerate(text.paragraphs):
        words = one.text[len(one.marker) :].strip()
        if one.level is Level.FIRST and one.lead == len(one.text) and len(words) >= _SHORTEST_HEADING:
            if words in known:
                yield (position, 0, len(one.text)), known[words]
            known.setdefault(words, position)


_OF_LISTS: Final = 3  # the first kind that lists within a part have
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
            if paragraph.lead == len(paragraph.text) > 0:  # Below a heading without a number lists begin again.
                stack = [one for one in stack if one[0] < _OF_LISTS]
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


# --- what a sentence lists --------------------------------------------------------------------------------

_COUNTED: Final = re.compile(
    r"(?P<count>十[一二三]?|[二两三四五六七八九]|\d{1,2})(?:[个项类种件大]|(?=步骤))(?P<kind>内设机构|[\u4e00-\u9fff]{2,3})"
)
_ROW: Final = re.compile(r"(?P<items>[^，。；：\n]*)$")
_QUOTED: Final = re.compile(r"“(?P<items>[^“”，。；]{4,60})”$")
_FOLLOWED: Final = re.compile(
    r"(?P<count>\d{1,2}|[二两三四五六七八九十]{1,3})个，?(?:分别[是为]|即|：)(?P<items>[^，。；：（）\n]{6,300})[。；]"
)
_HOLDS: Final = re.compile(
    r"(?:内设机构?|下设|设有?|设置|包括|按照?|通过|经过|围绕|聚焦|紧扣|为)(?P<items>[^，。；：\n]{4,200})$"
)
_UNITS_OF_OFFICE: Final = (
    "机构",
    "办公室",
    "科室",
    "部门",
    "股室",
    "中心",
    "内设机构",
    "事业单位",
    "步骤",
    "环节",
    "程序",
    "目标",
)
_LONGEST_ITEM: Final = 16
_AND: Final = re.compile("[和与及]")


class ListFault(NamedTuple):
    """A row of names whose number a sentence gives wrong."""

    span: Span
    told: int
    listed: int


def list_faults(text: FinishedText) -> Iterator[ListFault]:
    """内设甲办公室、乙办公室、丙办公室4个机构 and 甲制度、乙制度、丙制度四项制度."""
    for position, paragraph in enumerate(text.paragraphs):
        for match in _COUNTED.finditer(paragraph.text) if "、" in paragraph.text else ():
            row = _QUOTED.search(paragraph.text[: match.start()]) or _ROW.search(paragraph.text[: match.start()])
            words = row["items"] if row else ""
            if "、" not in words or words.endswith(("等", "第", "近", "约", "余", "各", "共", "其他", "另外")):
                continue
            items = words.split("、")
            head = match["kind"][:2]
            if not all(item.endswith(head) for item in items[1:]) and not (row and row[0].endswith("”")):
                holds = _HOLDS.search(words)
                if holds is None or not match["kind"].startswith(_UNITS_OF_OFFICE):
                    continue
                items = holds["items"].split("、")
            told = count_of(match["count"])
            joined = sum(len(_AND.findall(item)) for item in items[-1:])
            long = max(map(len, items[1:]), default=0) > _LONGEST_ITEM
            if len(items) > 1 and not long and all(items) and not len(items) <= told <= len(items) + joined:
                start = match.start() - len("、".join(items))
                yield ListFault((position, max(0, start), match.end()), told, len(items))


def long_list_faults(text: FinishedText) -> Iterator[ListFault]:
    """内设机构7个，分别是甲办公室、乙办公室……: all items end alike, so that an 和 in one makes no two of it."""
    for position, paragraph in enumerate(text.paragraphs):
        for match in _FOLLOWED.finditer(paragraph.text) if "、" in paragraph.text else ():
            items = match["items"].split("、")
            told = count_of(match["count"])
            if len(items) > 2 and len({item[-2:] for item in items}) == 1 and len(items) != told:
                yield ListFault((position, match.start(), match.end()), told, len(items))


_ANNOUNCED: Final = re.compile(
    r"(?P<count>\d{1,2}|[二两三四五六七八九十]{1,3})[个项条点大](?:主要|重点|具体|突出)?(?:方面|问题|任务|工作|措施|职责|职能|内容|原因|目标)[：:]$"
)


def announced_faults(text: FinishedText) -> Iterator[ListFault]:
    """包括以下六个方面： before numbered paragraphs that are more or fewer."""
    for position, paragraph in enumerate(text.paragraphs):
        match = _ANNOUNCED.search(paragraph.text.rstrip()) if paragraph.cell is None else None
        if match is None or position + 1 >= len(text.paragraphs):
            continue
        kind, number = _number(text.paragraphs[position + 1].text.lstrip(" \u3000\t"))
        count = 0
        for following in text.paragraphs[position + 1 :]:
            this, value = _number(following.text.lstrip(" \u3000\t"))
            if this == kind and value == count + 1:
                count = value
            elif this <= kind and this >= 0:
                break
        told = count_of(match["count"])
        if kind >= 0 and number == 1 and count > 1 and count != told:
            yield ListFault((position, match.start(), match.end()), told, count)


# --- parts ------------------------------------------------------------------------------------------------

_PARTS: Final = (
    (
        "存在的问题",
        re.compile(
            r"存在.{0,8}(?:问题|不足)|未能?(?:全部)?完成.{0,4}原因|原因分析|主要问题|问题(?:和|及|与)|不足之处|问题："
        ),
    ),
    (
        "改进措施",
        re.compile(
            r"改进(?!型|人居|作风)|整改(?:措施|意见|方向|计划)|下一?步|打算|努力方向|(?:工作|相关|有关|意见和?)建议|建议："
        ),
    ),
)
_CONCLUSION: Final = re.compile(r"自评(?:结果|得分|总分|结论|等级|等次)|总得分|评价结果|综合得分|得分")


def missing_parts(text: FinishedText) -> Iterator[str]:
    """The parts that a report of any make has and this document has not."""
    whole = text.whole_text
    every = [points for at, one in enumerate(text.paragraphs) for points in points_in(one.text, at)]
    is_perfect = any(points.kind is PointsKind.TOTAL and points.value == FULL_MARKS for points in every)
    for name, pattern in _PARTS[1:] if is_perfect else _PARTS:
        if not pattern.search(whole):
            yield name
    if not any(points.kind is PointsKind.TOTAL for points in every) and not _CONCLUSION.search(whole):
        yield "自评得分"
    if not any(one.level is Level.TITLE for one in text.paragraphs):
        yield "标题"
