"""The outline of a finished document: paragraphs without their numbers, and the parts that headings lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from reportgen.documents.inversion import ITEM, Plain, plain_text
from reportgen.documents.reading import Paragraph
from reportgen.intake import form
from reportgen.word.oxml import TablePlace
from reportgen.writing.narrative import Level

_RANKS = {Level.FIRST: 1, Level.SECOND: 2, Level.THIRD: 3, Level.FOURTH: 4}
_NUMBER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]、?|\d{1,2}\s?[.．、](?!\d)"
    r"|\d{1,2}\.(?=20\d\d年)|[（(]\d{1,2}[）)]、?|\d{1,2}[)）]|[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮])\s*"
)
LONGEST_HEADING = 40

# What headings are called that no wording has, and the word of the wording whose place they have.
_CALLED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), path)
    for pattern, path in (
        (r"扣分|失分|未完成(?:情况|原因|指标)|偏离", f"扣分指标{ITEM}"),
        (
            r"(?:目标|指标|任务|工作).{0,6}(?:完成|实现|达成|开展|落实)|履职|产出|效益|效果|主要做法|工作成效",
            f"重点工作{ITEM}",
        ),
        (r"重点工作|主要工作|主要成效|工作亮点", f"重点工作{ITEM}"),
        (r"问题.{0,8}(?:措施|打算|建议|改进|整改)", f"存在问题{ITEM}"),
        (r"改进|下一步|措施|整改|打算|努力方向|建议|工作计划", f"改进措施{ITEM}"),
        (r"问题|不足|短板|困难", f"存在问题{ITEM}"),
        (r"绩效目标|总体目标|年度目标", form.BASICS.goal_overview.name),
        (r"(?:自评|评价|总体|综合).{0,4}(?:结论|评价|结果|得分|情况)$|自评得分", form.BASICS.conclusion_overview.name),
        (r"荣誉|获奖|表彰", form.BASICS.honours.name),
        (r"职能|职责", "概况.主要职能"),
        (r"自评工作|自评组织|组织实施|评价工作|工作开展", "概况.自评组织情况"),
        (r"(?:单位|部门|街道|机构|人员).{0,4}(?:概况|简介|设置|构成|情况)$|^基本情况|编制", "概况.机构说明"),
    )
)


class OutlinedParagraph(NamedTuple):
    """A paragraph of the document: rank of its heading or number (0 for body text), text without its number."""

    order: int
    level: Level
    rank: int
    number: str
    text: str
    plain: Plain
    source: str
    cell: TablePlace | None = None


def outlined(paragraphs: Iterable[Paragraph]) -> list[OutlinedParagraph]:
    """The paragraphs with their numbers taken off."""
    sections = []
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text.strip()
        number = _NUMBER.match(text)
        rank = _RANKS.get(paragraph.level, 0)
        if number and not rank and paragraph.level is Level.BODY:
            rank = _rank_of_number(number[0].strip())
        is_head = paragraph.level in (Level.TITLE, Level.ATTACHMENT)
        body = text[number.end() :] if number and rank and not is_head else text
        label = number[0].strip() if number and rank and not is_head else ""
        section = OutlinedParagraph(index, paragraph.level, rank, label, body, plain_text(body), text, paragraph.cell)
        sections.append(section if paragraph.cell is None else section._replace(rank=0, level=Level.BODY, text=text))
    return sections


def _rank_of_number(number: str) -> int:
    if re.match("[（(][一二三四五六七八九十]", number):
        return 2
    if re.match("[一二三四五六七八九十]", number):
        return 1
    return 3 if re.match(r"\d{1,2}\s?[.．、]", number) else 4 if re.match(r"[（(]\d|\d{1,2}[)）]", number) else 5


def path_called(heading: str) -> str:
    """The word of the wording in whose place a heading of other words puts its text."""
    return next((path for pattern, path in _CALLED if pattern.search(heading)), "")


_ITEM_NUMBERS = (
    re.compile(r"(?<![^。；，：、\s])(一|二|三|四|五|六|七|八|九|十|十[一二三四五])是"),
    re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫])"),
    re.compile(r"(?<![^。；：\s])[（(]([一二三四五六七八九十]|\d{1,2})[）)]"),
    re.compile(r"(?<![^。；：\s])第([一二三四五六七八九十])，"),
    re.compile(r"(?<![^。；：\s])(\d{1,2})[.．、](?!\d)"),
)
_FIRST_NUMBERS = ("一", "①", "1")


def enumeration(text: str) -> tuple[str, list[str]]:
    """Part a text with 一是…二是…, ①…②… and the like into what stands before, and its items."""
    for pattern in _ITEM_NUMBERS:
        numbers = list(pattern.finditer(text))
        if len(numbers) > 1 and numbers[0][1] in _FIRST_NUMBERS:
            ends = [*(match.start() for match in numbers[1:]), len(text)]
            items = [text[match.end() : end].strip() for match, end in zip(numbers, ends, strict=True)]
            return text[: numbers[0].start()].strip(), items
    return text.strip(), []


def title_of_task(section: OutlinedParagraph) -> tuple[str, str]:
    """The title of a task and the text behind it."""
    title, stop, rest = section.text.partition("。")
    if len(title) > LONGEST_HEADING:
        return "", section.text
    return (title.strip("：: "), rest.strip()) if stop or len(section.text) <= LONGEST_HEADING else ("", section.text)
