"""The points (分) that a finished document states: what a part is worth, what it got and lost, and how they add up.

A part is a section with its heading, an item of a sentence, or a row of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from reportgen.checks.counts import count_of
from reportgen.checks.form import number_of
from reportgen.checks.quantities import narrow
from reportgen.documents.finished import FinishedText
from reportgen.documents.reading import Paragraph
from reportgen.documents.tables import Grid, GridRow, grids
from reportgen.numeric import plain
from reportgen.writing.narrative import Level

FULL_MARKS: Final = Decimal(100)


class PointsKind(StrEnum):
    """What a number of points says."""

    TOTAL = "总分"  # of the whole report
    WORTH = "分值"
    GOT = "得分"
    LOST = "扣分"


class Points(NamedTuple):
    """A number of points in a paragraph, what it says, and the words that say of what."""

    position: int
    start: int
    end: int
    kind: PointsKind
    value: Decimal
    name: str

    @property
    def shown(self) -> str:
        """The number as texts print it."""
        return plain(self.value)


@dataclass(slots=True)
class Section:
    """A heading with the paragraphs below it; ``worth`` and ``got`` are what it states of itself."""

    position: int
    name: str
    rank: int
    parent: Section | None = None
    worth: Points | None = None
    got: Points | None = None
    losses: list[Points] = field(default_factory=list)
    listed: list[Points] = field(default_factory=list)  # the items of a sentence that is nothing but a list of points
    children: list[Section] = field(default_factory=list)
    is_item: bool = False  # of a sentence; why it lost points may stand with the section

    def all_losses(self) -> list[Points]:
        """The losses in it and in what is below it; one beside its score (自评49分，扣1分) may be told again below."""
        beside = [loss for loss in self.losses if self.got and loss.position == self.got.position]
        rest = [loss for loss in self.losses if loss not in beside]
        rest += [loss for child in self.children for loss in child.all_losses()]
        return rest if beside and _total(beside) == _total(rest) else [*beside, *rest]

    def is_under_problems(self) -> bool:
        """Whether it belongs to a part of the document that tells of problems or measures once more."""
        top = self
        while top.parent and top.parent.parent:
            top = top.parent
        return _REPEATED_PART.search(top.name) is not None


class WrongPoints(NamedTuple):
    """Points that do not agree: the arithmetic, and the points that it is about, the doubtful one first."""

    arithmetic: str
    stated: str
    points: tuple[Points, ...]
    sure: bool = True


_NUMBER: Final = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3})?) ?分(?![钟之数类析解级项期成])")
_SPELLED_NUMBER: Final = re.compile(
    r"(?<![一二三四五六七八九十百零点两几成第])([一二三四五六七八九十百]{1,5}(?:点[零一二三四五六七八九]{1,2})?)分"
    r"(?![钟之数值类析解级项期成别工管一二三四五六七八九十])"
)
_MAY_HOLD_POINTS: Final = re.compile(r"[\d一二三四五六七八九十百] ?分")
_MOST_POINTS: Final = 120  # of one paragraph; the work grows with their square
_LARGEST_PART: Final = 40  # A satisfaction of more points is the result of a survey.
_LOST: Final = re.compile(r"(?:扣|失|丢)(?:除|减|掉|了|分|共|计|去|合)*(?:为|：|:)? ?$")
_WORTH: Final = re.compile(r"(?:满分|总分值?|分值|标准分|权分|权重|应得)(?:为|是|：|:|共)? ?$")
_TOTAL: Final = re.compile(
    r"(?:自评(?:综合|总|最终)?(?:结果|得分|总得分|总分|分数|分值|评分)|总得分|综合得分|最终得分|综合评分|绩效评分|自评总?分)"
    r"(?:为|是|：|:|共计?|合计|达)? ?$|(?:整体(?:支出)?|年度|部门|综合|经|^)(?:绩效)?自评得 ?$"
    r"|整体(?:支出)?绩效得分(?:为|是)? ?$|(?:自评|评价)(?:结果|得分)?(?:综合|总)(?:得分|评分|分)(?:为|是)? ?$"
)
_GOT: Final = re.compile(r"(?:得|得分|评分|自评|实得|计)(?:为|是|：|:|了|共)? ?$")
_WHOLE_SCORE: Final = re.compile("自评(?:总分|综合得分)(?:为|是)? ?$")
_OWN_SCORE: Final = re.compile(r"(?:自评|得分|自评得分|自评分)(?:为|是|：|:)? ?$")
_NAME_BEFORE: Final = re.compile("(?<!得分)(?<!自评)(?<!扣分)[\u4e00-\u9fff]（$")  # 管理效率（40分）
_GOT_BEHIND: Final = re.compile(r"\s?[）)]?[，,、；]?\s?(?:本项|该项|实际|自评|实|共)?得(?:分)?")
_CONDITION: Final = re.compile("每|如|若|则|扣至|至多|最多|上限|扣完")
_OF_OTHERS: Final = re.compile(
    r"测评|考核|排名|检查|竞赛|信用|考试|平均|上年|去年|每|如|则|以上的?，|以下|不足|百分制|扣至|至多|最多|上限|加分|奖励|标准"
)
_BREAKS: Final = re.compile(r"[，。；、：:（）()\s]|其中|包括")
_NAME_NOISE: Final = re.compile(
    r"^(?:其中|包括|一是|二是|三是|四是|五是|\d{4}年度?|[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,2}[.．、]?)+"
    r"|(?:实际|自评|完成情况|部分|方面|情况|合计|共|本项|该项|指标)+$|^(?:本项|该项|此项)$"
)
_REPEATED_PART: Final = re.compile("问题|改进|措施|打算|建议|不足|下一步")
_RANKS: Final = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_FEW_CHARACTERS: Final = 12


def points_in(text: str, position: int) -> list[Points]:
    """The points that a paragraph states, in order."""
    if not _MAY_HOLD_POINTS.search(text):
        return []
    words = narrow(text)
    found: list[Points] = []
    for start, end, value in sorted((*_arabic(words), *_spelled(text)))[:_MOST_POINTS]:
        before = words[max(0, start - 24) : start]
        clause = re.split("[，。；、]", before)[-1]
        others = _CONDITION if _LOST.search(before) else _OF_OTHERS
        if others.search(clause) or ("满意" in clause and value > _LARGEST_PART):
            continue
        kind = _kind(before, words, start, end, found)
        name = _name(words, start, found[-1].end if found else 0)
        if not name and kind is PointsKind.GOT and found and found[-1].kind is PointsKind.WORTH:
            name = found[-1].name if start < found[-1].end + _FEW_CHARACTERS else ""  # 甲30分得28分
        found.append(Points(position, start, end, kind, value, name))
    return found


def _arabic(words: str) -> Iterator[tuple[int, int, Decimal]]:
    return ((match.start(), match.end(), Decimal(match[1])) for match in _NUMBER.finditer(words))


def _spelled(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """九十六分 and 四十七点五分."""
    for match in _SPELLED_NUMBER.finditer(text):
        whole, _, decimals = match[1].partition("点")
        value = number_of(whole) if whole else 0
        if value:
            tenths = "".join(str("零一二三四五六七八九".find(digit)) for digit in decimals)
            yield match.start(), match.end(), Decimal(f"{value}.{tenths}") if tenths else Decimal(value)


def _kind(before: str, words: str, start: int, end: int, found: Sequence[Points]) -> PointsKind:
    last = found[-1] if found and found[-1].end > start - _FEW_CHARACTERS else None
    after_worth = last is not None and last.kind is PointsKind.WORTH
    choices = (
        (PointsKind.LOST, _LOST.search(before)),
        (PointsKind.WORTH, _TOTAL.search(before) and _GOT_BEHIND.match(words, end)),
        (PointsKind.TOTAL, _WHOLE_SCORE.search(before)),
        (PointsKind.WORTH, _WORTH.search(before)),
        (PointsKind.TOTAL, last is not None and _is_full(last) and _OWN_SCORE.search(before)),
        (PointsKind.GOT, after_worth and _OWN_SCORE.search(before)),
        (PointsKind.TOTAL, _TOTAL.search(before)),
        (PointsKind.WORTH, words[end : end + 1] == "）" and _NAME_BEFORE.search(before)),
        (PointsKind.GOT, _GOT.search(before)),
        (PointsKind.WORTH, _GOT_BEHIND.match(words, end)),
    )
    return next((kind for kind, holds in choices if holds), PointsKind.GOT)


def _is_full(one: Points) -> bool:
    """Whether the points before are the full marks of the whole report: 满分100分，自评93.5分."""
    return one.kind is PointsKind.WORTH and one.value == FULL_MARKS


def _name(words: str, start: int, after: int) -> str:
    """The words of the clause that say of what the points are; ``""`` where the heading says it."""
    before = words[max(after, start - 60) : start]
    for pattern in (_LOST, _TOTAL, _WORTH, _GOT):
        before = pattern.sub("", before)
    clause = _BREAKS.split(before.rstrip("（(：:，"))[-1]
    return bare_name(clause)


def bare_name(name: str) -> str:
    """A name without the words that any part may have: 完成情况, 方面, its number."""
    return _NAME_NOISE.sub("", _NAME_NOISE.sub("", name))


# --- sections ---------------------------------------------------------------------------------------------


def sections(text: FinishedText) -> Section:
    """The sections of a document below a root, each with the points that it states of itself."""
    root = Section(-1, "", -1)
    stack = [root]
    fresh = False  # Whether nothing but the heading of the open section has been read.
    for position, paragraph in enumerate(text.paragraphs):
        if paragraph.cell is not None:
            continue
        points = points_in(paragraph.text, position)
        if paragraph.level in _RANKS:
            rank = _RANKS.index(paragraph.level)
            while stack[-1].rank >= rank:
                stack.pop()
            section = Section(position, _heading_name(paragraph), rank, stack[-1])
            stack[-1].children.append(section)
            stack.append(section)
            fresh = True
        section = stack[-1]
        pairs = _pairs(points)
        if len(pairs) > 1 and not any(one.kind is PointsKind.TOTAL for one in points):
            points = _put_items(section, paragraph, points, pairs, fresh=fresh)
        items = _listed(paragraph.text, points)
        if items and section.position == position and items[0].start < paragraph.lead + 1 and section.parent:
            section.parent.listed = section.parent.listed or items  # 1.甲得3分；2.乙得4分…… in one paragraph
            points = [one for one in points if one not in items]
        else:
            section.listed = section.listed or items
        section.losses += [one for one in points if one.kind is PointsKind.LOST and not _is_sum(paragraph.text, one)]
        has_pair = [one.kind for one in points[:2]] == [PointsKind.WORTH, PointsKind.GOT]
        if section is not root and section.got is None and (fresh or has_pair):
            summed = [
                one
                for one in points
                if one.kind is PointsKind.GOT and _SUMMED.search(paragraph.text[max(0, one.start - 12) : one.start])
            ]
            _state(
                section,
                [one for one in points if one.kind is PointsKind.WORTH][:1] + summed[:1]
                if summed and position == section.position
                else points,
            )
        fresh = fresh and paragraph.level in _RANKS
    return root


def _pairs(points: Sequence[Points]) -> list[tuple[Points, Points]]:
    """What an item is worth with what it got right behind: 预算编制3分，得3分."""
    return [
        (worth, got)
        for worth, got in pairwise(points)
        if (worth.kind, got.kind) == (PointsKind.WORTH, PointsKind.GOT) and got.start < worth.end + _FEW_CHARACTERS
    ]


def _put_items(
    section: Section,
    paragraph: Paragraph,
    points: Sequence[Points],
    pairs: Sequence[tuple[Points, Points]],
    *,
    fresh: bool,
) -> list[Points]:
    """Make sections of the items of a paragraph, each with its deductions; the points of the section itself are left.

    Where the paragraph begins with its first item (1.预算编制3分，得3分；预算执行4分，得4分), the others stand beside.
    """
    first = pairs[0][0]
    begins = (
        section.position == first.position and paragraph.text.find(first.name) <= len(paragraph.marker) + _FEW_MARKS
    )
    is_own = begins or (fresh and (not first.name or first.name in section.name or section.name in first.name))
    of_which = "其中" in paragraph.text[pairs[0][1].end : pairs[1][0].start]
    parent = section.parent if begins and not of_which and section.parent else section
    items = pairs[1:] if is_own else pairs
    rest = [one for one in points if one.start < items[0][0].start]
    made = [
        Section(first.position, worth.name, section.rank + 1, parent, worth, got, is_item=True) for worth, got in items
    ]
    for one in points:
        before = [
            (item, got.value < worth.value)
            for item, (worth, got) in zip(made, items, strict=True)
            if got.end <= one.start
        ]
        if one.kind is PointsKind.LOST and before:
            item = next((item for item, lost in reversed(before) if lost), before[-1][0])
            item.losses.append(one)
    parent.children += made
    return rest


_FEW_MARKS: Final = 4
_SUM_OF_LOSSES: Final = re.compile("(?:合计|共计?|总共|累计)(?:被?扣|失)(?:除|减|掉|了|分)*$")


def _is_sum(text: str, one: Points) -> bool:
    """Whether a deduction sums up others: 三项合计扣2.5分."""
    return _SUM_OF_LOSSES.search(text[max(0, one.start - 8) : one.start]) is not None


_INLINE_ITEM: Final = re.compile(
    r"(?:^|[；。）])(?P<number>\d)[.、][^；。\d]{2,16}得(?:分)?(?P<score>\d{1,2}(?:\.\d+)?)(?=分)"
)


def _listed(text: str, points: Sequence[Points]) -> list[Points]:
    """The items of the first sentence that lists parts with their points and nothing else."""
    numbered = [match for match in _INLINE_ITEM.finditer(text) if match["score"]]
    if [int(match["number"]) for match in numbered] == list(range(1, len(numbered) + 1)) and len(
        numbered
    ) >= _LEAST_LIST:
        ends = {match.end("score") for match in numbered}
        return [one for one in points if one.end - 1 in ends and one.kind is PointsKind.GOT]
    for sentence in re.finditer(r"[^。；\n]+", text):
        here = [one for one in points if sentence.start() <= one.start < sentence.end()]
        items = [one for one in here if one.kind is PointsKind.GOT and len(one.name) > 1]
        if len(items) >= _LEAST_LIST and not re.search("其中|（", sentence[0]):
            last = items[-1]
            whole = "合计" in text[max(0, last.start - 4) : last.start]
            return items[:-1] if whole else items if len(items) == len(here) else []
    return []


def _state(section: Section, points: Sequence[Points]) -> None:
    """Take the points that a section states of itself: the first pair in its heading or in its first paragraph."""
    for place, one in enumerate(points):
        if one.kind is PointsKind.WORTH and section.worth is None and place == 0:
            section.worth = one
        elif one.kind is PointsKind.GOT:
            section.got = one
            behind = points[place + 1] if len(points) > place + 1 else None
            if (
                behind
                and behind.kind is PointsKind.WORTH
                and section.worth is None
                and behind.start < one.end + _FEW_CHARACTERS
            ):
                section.worth = behind  # 得17分（满分20分）
            return
        elif one.kind is PointsKind.TOTAL:
            return


def _heading_name(paragraph: Paragraph) -> str:
    lead = paragraph.text[: paragraph.lead] or paragraph.text[:20]
    return _NAME_NOISE.sub("", re.split("[（(，。：:]", lead.strip().lstrip("（("))[0].split("）")[-1])


# --- adding up --------------------------------------------------------------------------------------------


def mistakes(text: FinishedText) -> Iterator[WrongPoints]:
    """Points that do not add up, or are stated twice with two values."""
    every = [
        one
        for at, paragraph in enumerate(text.paragraphs)
        if paragraph.cell is None
        for one in points_in(paragraph.text, at)
    ]
    root = sections(text)
    tables = [table for grid in grids(text.paragraphs) if (table := _score_table(grid))]
    total = next((one for one in every if one.kind is PointsKind.TOTAL), None)
    yield from _totals_agree(every)
    yield from _bonus_adds_up(text)
    yield from _lost_beside_total(text, every)
    bonus = _BONUS.search(text.whole_text)
    base = Decimal(bonus["base"]) if bonus else None
    yield from _sentences_add_up(text, every)
    yield from _summed_up(text, every)
    yield from _within_worth(text, every)
    yield from _sections_add_up(root)
    yield from _whole_adds_up(root, total)
    for table in tables:
        yield from table.mistakes(total)
    yield from _losses_fit(root)
    yield from _losses_make_the_rest(root, total._replace(value=base) if total and base is not None else total, tables)
    yield from _named_twice(root, every, tables)


def _lost_beside_total(text: FinishedText, every: Sequence[Points]) -> Iterator[WrongPoints]:
    """自评得分96.1分，……共扣3.9分."""
    totals = {one.position: one for one in every if one.kind is PointsKind.TOTAL and one.value <= FULL_MARKS}
    for one in every:
        total = totals.get(one.position)
        if total and one.kind is PointsKind.LOST and _is_sum(text.paragraphs[one.position].text, one):
            lost = FULL_MARKS - total.value
            if lost != one.value and "。" not in text.paragraphs[one.position].text[total.end : one.start]:
                yield WrongPoints(f"100−{total.shown}={plain(lost)}", f"文中扣分{one.shown}", (one, total))


_BONUS: Final = re.compile(
    r"基本(?:得)?分(?P<base>\d{1,3}(?:\.\d+)?)分，(?:另)?加分?(?P<more>\d{1,2}(?:\.\d+)?)分，(?:最终|合计|总)[^，。；\d]{0,6}(?P<whole>\d{1,3}(?:\.\d+)?)分"
)


def _bonus_adds_up(text: FinishedText) -> Iterator[WrongPoints]:
    """基本得分93分，加分2分，总得分95分."""
    for position, paragraph in enumerate(text.paragraphs):
        for match in _BONUS.finditer(paragraph.text) if "加" in paragraph.text else ():
            base, more, whole = (Decimal(match[name]) for name in ("base", "more", "whole"))
            if base + more != whole:
                point = Points(position, match.start("whole"), match.end("whole"), PointsKind.TOTAL, whole, "")
                yield WrongPoints(
                    f"{plain(base)}+{plain(more)}={plain(base + more)}", f"文中为{plain(whole)}", (point,)
                )


def _totals_agree(every: Sequence[Points]) -> Iterator[WrongPoints]:
    totals = [one for one in every if one.kind is PointsKind.TOTAL]
    for other in totals[1:]:
        if other.value != totals[0].value:
            yield WrongPoints(f"前文总分为{totals[0].shown}分", f"此处为{other.shown}分", (other, totals[0]))


def _sum(points: Iterable[Points]) -> str:
    return "+".join(one.shown for one in points)


def _total(points: Iterable[Points]) -> Decimal:
    return sum((one.value for one in points), Decimal(0))


def _sentences_add_up(text: FinishedText, every: Sequence[Points]) -> Iterator[WrongPoints]:
    """得分48.5分，其中：甲得19分，乙得29.5分."""
    for at, whole in enumerate(every):
        if whole.kind not in (PointsKind.GOT, PointsKind.TOTAL, PointsKind.LOST, PointsKind.WORTH):
            continue
        words = text.paragraphs[whole.position].text
        parts: list[Points] = []
        end = whole.end
        for one in every[at + 1 :]:
            if one.position != whole.position or _ends_list(words, whole, end, one, is_first=not parts):
                break
            passed = words[whole.end : one.start]
            if not passed.startswith("（") and passed.count("（") > passed.count("）"):
                continue  # It is part of a part.
            wanted = PointsKind.GOT if whole.kind is PointsKind.TOTAL else whole.kind
            if one.kind is wanted and one.name:
                parts.append(one)
            elif one.kind is wanted or (one.kind is PointsKind.LOST and parts):
                break
            end = one.end
        if len(parts) > 1 and _total(parts) != whole.value:
            yield WrongPoints(f"{_sum(parts)}={plain(_total(parts))}", f"文中为{whole.shown}", (whole, *parts))


_SUMMED: Final = re.compile(
    r"(?:(?P<count>[两二三四五六七八九十])项)?(?:得分|扣分)?(?:合计|共计|总计|小计|总共|累计|相加|共)"
    r"被?(?:扣|失|得|自评)?(?:除|减|掉|了|分)*(?:为|：)? ?$"
)


def _summed_up(text: FinishedText, every: Sequence[Points]) -> Iterator[WrongPoints]:
    """甲扣0.5分；乙扣1.5分。两项合计扣2分: those of its kind before it in the paragraph make the sum."""
    for at, whole in enumerate(every):
        words = text.paragraphs[whole.position].text
        summed = _SUMMED.search(words[max(0, whole.start - 12) : whole.start])
        if summed is None:
            continue
        parts: list[Points] = []
        for one in reversed(every[:at]):
            lead = words[max(0, one.start - 8) : one.start]
            if one.position != whole.position or _SUMMED.search(lead) or one.kind is PointsKind.TOTAL:
                break
            if one.kind is whole.kind or (whole.kind is PointsKind.TOTAL and one.kind is PointsKind.GOT):
                parts.insert(0, one)
        if summed["count"]:
            parts = parts[-count_of(summed["count"]) :]
        begin = max(words.rfind(mark, 0, whole.start) for mark in "。\n") + 1
        fits = any(_total(some) == whole.value for some in (parts, [one for one in parts if one.start >= begin]))
        if len(parts) > 1 and not fits and _total(parts) < whole.value * 2:
            yield WrongPoints(f"{_sum(parts)}={plain(_total(parts))}", f"文中为{whole.shown}", (whole, *parts))


def _within_worth(text: FinishedText, every: Sequence[Points]) -> Iterator[WrongPoints]:
    """其中甲得19.6分（满分20分），乙得74.5分（满分80分）: what they are worth together, and none gets more."""
    for at, one in enumerate(every[:-1]):
        worth = every[at + 1]
        between = text.paragraphs[one.position].text[one.end : worth.start]
        pairs = worth.kind is PointsKind.WORTH and one.kind is PointsKind.GOT and worth.position == one.position
        if pairs and between.startswith("（") and worth.value < one.value:
            yield WrongPoints(f"满分{worth.shown}分", f"得分为{one.shown}分，超过满分", (one, worth))
    by_paragraph: dict[int, list[Points]] = {}
    for at, one in enumerate(every):
        before = every[at - 1] if at else one
        if one.kind is PointsKind.WORTH and before.kind is PointsKind.GOT and before.position == one.position:
            between = text.paragraphs[one.position].text[before.end : one.start]
            by_paragraph.setdefault(one.position, []).extend([one] if between.startswith("（") else [])
    for position, some in by_paragraph.items():
        is_whole = any(one.kind is PointsKind.TOTAL and one.position == position for one in every)
        if is_whole and len(some) > 1 and _total(some) != FULL_MARKS and abs(_total(some) - FULL_MARKS) <= _SLIP:
            yield WrongPoints(f"满分{_sum(some)}={plain(_total(some))}", "总分应为100分", tuple(some))


_SLIP: Final = 20  # Parts that are worth far less than 100 together are some of them.


def _ends_list(words: str, whole: Points, end: int, one: Points, *, is_first: bool) -> bool:
    """Whether the next points are no part of ``whole`` any more; ``end`` is where the last part ended."""
    between, passed = words[end : one.start], words[whole.end : one.start]
    if re.search("[。；]" if is_first else "。", between) and not (is_first and between.startswith("。其中")):
        return True
    if passed.startswith("（"):
        return "）" in passed
    return is_first and not re.search("其中|包括|分别|：", passed)


def _sections_add_up(section: Section) -> Iterator[WrongPoints]:
    """The points of a section against those of the sections below it."""
    for child in section.children:
        yield from _sections_add_up(child)
    yield from _listed_parts(section)
    below = section.children
    got = [child.got for child in below if child.got]
    worth = [child.worth for child in below if child.worth]
    is_whole = len(got) == len(below) or (
        section.worth is not None and len(worth) == len(got) and _total(worth) == section.worth.value
    )
    if section.got and len(got) > 1 and is_whole and _total(got) != section.got.value:
        yield WrongPoints(f"{_sum(got)}={plain(_total(got))}", f"文中为{section.got.shown}", (section.got, *got))
    if section.worth and len(worth) == len(below) > 1 and _total(worth) != section.worth.value:
        stated = f"文中分值为{section.worth.shown}"
        yield WrongPoints(f"分值{_sum(worth)}={plain(_total(worth))}", stated, (section.worth, *worth))
    if section.got and section.worth and section.got.value > section.worth.value:
        yield WrongPoints(
            f"分值为{section.worth.shown}分", f"得分为{section.got.shown}分，超过分值", (section.got, section.worth)
        )


def _listed_parts(section: Section) -> Iterator[WrongPoints]:
    """管理效率总分50分，得分49分。预算编制3分，预算执行4分……: the items of the next sentence make the score."""
    if section.got is None:
        return
    items = [one for one in section.listed if one.start != section.got.start or one.position != section.got.position]
    if len(items) >= _LEAST_LIST and _total(items) != section.got.value:
        yield WrongPoints(f"{_sum(items)}={plain(_total(items))}", f"文中为{section.got.shown}", (section.got, *items))


_LEAST_LIST: Final = 3


def _whole_adds_up(root: Section, total: Points | None) -> Iterator[WrongPoints]:
    """The parts of the report against its total, where the parts are worth 100 together."""
    for group in _groups(root):
        got = [one.got for one in group if one.got]
        worth = [one.worth for one in group if one.worth and one.got]
        is_whole = len(worth) == len(got) > 1 and _total(worth) == FULL_MARKS
        if total and is_whole and _total(got) != total.value:
            yield WrongPoints(f"{_sum(got)}={plain(_total(got))}", f"文中总分为{total.shown}", (total, *got))
            return
        if is_whole:
            return


def _groups(section: Section) -> Iterator[list[Section]]:
    """Sections that stand beside each other, from the top down."""
    yield section.children
    for child in section.children:
        yield from _groups(child)


def _wholes(losses: Sequence[Points]) -> list[Points]:
    """The losses without those that are parts of one: 扣2.66分。……扣1.66分；……扣1分, or below 扣3分的原因：."""
    kept: list[Points] = []
    skip: set[int] = set()
    for at, one in enumerate(losses):
        if at in skip:
            continue
        rest = [
            place
            for place in range(at + 1, len(losses))
            if losses[place].position == one.position or (not one.name and losses[place].position > one.position)
        ]
        for end in range(2, len(rest) + 1):
            if sum((losses[place].value for place in rest[:end]), Decimal(0)) == one.value:
                skip |= set(rest[:end])
                break
        kept.append(one)
    return kept


def _losses_fit(section: Section) -> Iterator[WrongPoints]:
    """What a section lost against the deductions that it tells of."""
    below = [child for child in section.children if child.worth and child.got]
    for child in section.children:
        yield from _losses_fit(child)
    if section.worth is None or section.got is None or below:
        return
    losses = _wholes(section.all_losses())
    lost = section.worth.value - section.got.value
    told = _total(losses)
    if losses and lost >= 0 and told != lost and not _equals_some(losses, lost):
        stated = f"文中扣分{_sum(losses)}{f'={plain(told)}' if len(losses) > 1 else ''}"
        arithmetic = f"{section.worth.shown}−{section.got.shown}={plain(lost)}"
        yield WrongPoints(arithmetic, stated, (section.got, *losses), sure=told > lost)
    if not losses and lost > 0 and not section.is_item:
        yield WrongPoints(
            f"{section.worth.shown}−{section.got.shown}={plain(lost)}",
            "文中没有写明扣分及原因",
            (section.got,),
            sure=False,
        )


def _equals_some(losses: Sequence[Points], lost: Decimal) -> bool:
    """Whether the losses make this sum once each is counted only once."""
    return _total({(one.value, one.name): one for one in losses}.values()) == lost


def _losses_make_the_rest(root: Section, total: Points | None, tables: Sequence[ScoreTable]) -> Iterator[WrongPoints]:
    """100 less all deductions against the total."""
    if total is None or total.value > FULL_MARKS:
        return
    lost = FULL_MARKS - total.value
    every = root.all_losses()
    again = [one for top in _all_sections(root) if top.is_under_problems() for one in top.losses]
    told = [one for one in every if one not in again]
    values = [one.value for one in told]
    for one in again:  # Most deductions there were told before.
        if one.value in values:
            values.remove(one.value)
        elif one.value != _total(told):
            told.append(one)
    deducted = [one for top in _all_sections(root) if re.search("扣分|失分", top.name) for one in top.all_losses()]
    in_one = [[one for one in every if one.position == at] for at in dict.fromkeys(one.position for one in every)]
    lists = [some for some in in_one if len(some) > 1]
    readings = [_wholes(some) for some in (told, every, deducted, *lists) if some]
    if any(table.lost == lost for table in tables) and all(_total(reading) < lost for reading in readings):
        return  # The table tells the rest.
    if not readings or any(_total(reading) == lost or _equals_some(reading, lost) for reading in readings):
        return
    losses = readings[0]
    told_sum = _total(losses)
    arithmetic = f"100−{'−'.join(one.shown for one in losses)}={plain(FULL_MARKS - told_sum)}"
    if losses:
        yield WrongPoints(arithmetic, f"文中总分为{total.shown}", (total, *losses), sure=told_sum > lost)


def _all_sections(section: Section) -> Iterator[Section]:
    for child in section.children:
        yield child
        yield from _all_sections(child)


def _named_twice(root: Section, every: Sequence[Points], tables: Sequence[ScoreTable]) -> Iterator[WrongPoints]:
    """The points of one part in two places."""
    first: dict[tuple[str, PointsKind], Points] = {}
    stated = [
        replaced
        for section in _all_sections(root)
        for one in (section.worth, section.got)
        if one and (replaced := one._replace(name=section.name))
    ]
    rows = [one for table in tables for one in table.points]
    named = [one for one in every if one.kind in (PointsKind.GOT, PointsKind.WORTH, PointsKind.LOST)]
    grouped = {one.name for table in tables for one in table.groups}
    for one in (*rows, *stated, *named):
        if len(one.name) < 3 and one.name not in grouped:
            continue
        before = first.setdefault((one.name, one.kind), one)
        places = before[:3] != one[:3]
        if (
            places
            and before.value != one.value
            and not (one.kind is PointsKind.LOST and before.position == one.position)
        ):
            yield WrongPoints(
                f"“{one.name}”的{one.kind}前文为{before.shown}分", f"此处为{one.shown}分", (one, before), sure=False
            )


# --- tables -----------------------------------------------------------------------------------------------

_WORTH_HEAD: Final = re.compile(r"^(?:分值|满分|权重|标准分|总分值?|分数|应得分)(?:（分）|\(分\))?$")
_GOT_HEAD: Final = re.compile(r"^(?:自评)?(?:实际)?(?:得分|自评分|实得分|评分)(?:（分）|\(分\))?$")
_LOST_HEAD: Final = re.compile(r"^(?:扣分|失分|扣减分)(?:（分）|值)?$")
_TOTAL_ROW: Final = re.compile("^(?:合 *计|总 *计|总分|总得分|得分合计)$")
_ROW_NUMBER: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """A table with columns for what rows are worth, got and lost."""

    rows: tuple[tuple[str, dict[PointsKind, Points]], ...]
    whole: dict[PointsKind, Points]
    groups: tuple[Points, ...] = ()  # the sums of rows that the first column puts together
    remarks: tuple[WrongPoints, ...] = ()  # rows whose own words tell of another loss

    @property
    def points(self) -> list[Points]:
        """The points of all rows but the last sum; what a row lost follows from the two others."""
        every = [one for _, row in self.rows for one in row.values()]
        every += self.groups
        for name, row in self.rows:
            worth, got = row.get(PointsKind.WORTH), row.get(PointsKind.GOT)
            if worth and got and PointsKind.LOST not in row and worth.value > got.value:
                every.append(got._replace(kind=PointsKind.LOST, value=worth.value - got.value, name=name))
        return every

    @property
    def lost(self) -> Decimal:
        """What all rows lost together, where the table says it."""
        losses = [row[PointsKind.LOST] for _, row in self.rows if PointsKind.LOST in row]
        if losses:
            return _total(losses)
        pairs = [(row.get(PointsKind.WORTH), row.get(PointsKind.GOT)) for _, row in self.rows]
        return sum((worth.value - got.value for worth, got in pairs if worth and got), Decimal(0))

    def mistakes(self, total: Points | None) -> Iterator[WrongPoints]:
        """What does not add up in the table, or against the total of the document."""
        yield from self.remarks
        for kind in (PointsKind.WORTH, PointsKind.GOT, PointsKind.LOST):
            parts = [row[kind] for _, row in self.rows if kind in row]
            whole = self.whole.get(kind)
            if whole and len(parts) > 1 and _total(parts) != whole.value:
                yield WrongPoints(
                    f"表中{kind}{_sum(parts)}={plain(_total(parts))}", f"合计行为{whole.shown}", (whole, *parts)
                )
        for name, row in (*self.rows, ("合计", self.whole)):
            worth, got, lost = (row.get(kind) for kind in (PointsKind.WORTH, PointsKind.GOT, PointsKind.LOST))
            if worth and got and got.value > worth.value:
                yield WrongPoints(f"“{name}”分值{worth.shown}分", f"得分{got.shown}分，超过分值", (got, worth))
            if worth and got and lost and worth.value - got.value != lost.value:
                arithmetic = f"“{name}”{worth.shown}−{got.shown}={plain(worth.value - got.value)}"
                yield WrongPoints(arithmetic, f"扣分栏为{lost.shown}", (lost, worth, got))
        worth_sum = _total(row[PointsKind.WORTH] for _, row in self.rows if PointsKind.WORTH in row)
        every = [row[PointsKind.GOT] for _, row in self.rows if PointsKind.GOT in row]
        whole = self.whole.get(PointsKind.GOT)
        if total and every and worth_sum == FULL_MARKS and _total(every) != total.value:
            yield WrongPoints(
                f"表中得分{_sum(every)}={plain(_total(every))}", f"文中总分为{total.shown}", (total, *every)
            )
        elif total and whole and whole.value != total.value and worth_sum == FULL_MARKS:
            yield WrongPoints(f"表中合计得分{whole.shown}", f"文中总分为{total.shown}", (total, whole))


def _score_table(grid: Grid) -> ScoreTable | None:
    heads = {
        kind: [column for column, head in grid.heads.items() if pattern.match(head.replace(" ", ""))]
        for kind, pattern in (
            (PointsKind.WORTH, _WORTH_HEAD),
            (PointsKind.GOT, _GOT_HEAD),
            (PointsKind.LOST, _LOST_HEAD),
        )
    }
    columns = {kind: found[-1] for kind, found in heads.items() if found}
    if PointsKind.GOT not in columns and PointsKind.LOST not in columns:
        return None
    rows: list[tuple[str, dict[PointsKind, Points]]] = []
    remarks: list[WrongPoints] = []
    whole: dict[PointsKind, Points] = {}
    for row in grid.rows:
        name = row.name(before=min(columns.values()))
        cells = {kind: row.cells.get(column) for kind, column in columns.items()}
        points = {
            kind: Points(cell.position, 0, len(cell.text), kind, Decimal(match[0]), name)
            for kind, cell in cells.items()
            if cell and (match := _ROW_NUMBER.fullmatch(narrow(cell.text).strip().removesuffix("分").removesuffix("%")))
        }
        if row.is_total(_TOTAL_ROW):
            whole = points
        elif points and "小计" not in name:
            rows.append((name, points))
            remarks += _remarks(row, columns, points)
    return ScoreTable(tuple(rows), whole, tuple(_groups_of_rows(grid, columns)), tuple(remarks))


def _remarks(
    row: GridRow, columns: Mapping[PointsKind, int], points: Mapping[PointsKind, Points]
) -> Iterator[WrongPoints]:
    """A row of 7 points that got 6 beside the remark 扣2分."""
    worth, got = points.get(PointsKind.WORTH), points.get(PointsKind.GOT)
    if worth is None or got is None:
        return
    told = [
        one
        for column, cell in row.cells.items() if column not in columns.values()
        for one in points_in(cell.text, cell.position) if one.kind is PointsKind.LOST
    ]  # fmt: skip
    if told and _total(told) != worth.value - got.value and told[0].value != worth.value - got.value:
        arithmetic = f"{worth.shown}−{got.shown}={plain(worth.value - got.value)}"
        yield WrongPoints(arithmetic, f"该行写扣{_sum(told)}", (got, *told))


def _groups_of_rows(grid: Grid, columns: Mapping[PointsKind, int]) -> Iterator[Points]:
    """What the rows got together that one cell of the first column spans: 过程 over three rows."""
    column = columns.get(PointsKind.GOT)
    first = min(grid.heads, default=0)
    groups: dict[str, list[tuple[int, Decimal]]] = {}
    name = ""
    for row in grid.rows:
        label = row.cells.get(first)
        name = label.text.strip() if label and label.text.strip() else name
        cell = row.cells.get(column) if column is not None else None
        written = narrow(cell.text).strip() if cell else ""
        if cell and _ROW_NUMBER.fullmatch(written) and not row.is_total(_TOTAL_ROW):
            groups.setdefault(name, []).append((cell.position, Decimal(written)))
    for name, cells in groups.items():
        if len(cells) > 1 and not _ROW_NUMBER.fullmatch(name):
            total = sum((value for _, value in cells), Decimal(0))
            yield Points(cells[0][0], 0, 0, PointsKind.GOT, total, bare_name(name))
