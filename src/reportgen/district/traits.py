"""What of one office's text is laid beside the others' (特征): worked out where its report is made, and small."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import islice

from reportgen.checks.limits import Limits
from reportgen.district.results import Mention, Passage, Quotation
from reportgen.intake.submission import Submission

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CLAUSE = re.compile(r"[^，。；：！？]+[，。；：！？]?")
_OWN = "□"  # in place of the office's own names, and of numbers: a copy is one whatever was filled in anew
_LONGEST = 2_000  # characters of a paragraph that are looked at
_OPENING = 30  # characters that tell the reader which paragraph it is

_HAN = "\u4e00-\u9fff"
_DOCUMENT_NUMBER = rf"[{_HAN}]{{1,30}}\s*[〔\[【（(]\s*(?:19|20)\d\d\s*[〕\]】）)]\s*第?\s*\d{{1,5}}\s*号"
_TITLE = r"《(?P<title>(?:[^《》]|《[^《》]{1,100}》){4,100})》"  # a notice may name what it hands on
_SHORT_TITLE = r"(?:[^（()）《》]{0,10}简称[《“][^《》“”]{1,30}[》”])?[^（()）《》]{0,30}?"  # （以下简称《办法》，…
_QUOTATIONS = (
    re.compile(rf"{_TITLE}\s*[（(]{_SHORT_TITLE}(?P<number>{_DOCUMENT_NUMBER})"),
    re.compile(rf"(?P<number>{_DOCUMENT_NUMBER})(?:文件?)?\s*{_TITLE}"),
)
_BRACKETS = str.maketrans("[【（(]】）)", "〔〔〔〔〕〕〕〕")
# What stands before the sender's sign: 我街道认真落实荔府办〔2024〕5号, 市财政局荔财〔2024〕5号. What is left is a sign
# and no part of an office, as in 财政局办公室〔2024〕5号.
_BEFORE_SIGN = re.compile(
    r"^.*(?:根据|依据|按照|依照|遵照|对照|参照|比照|遵循|遵守|围绕|对标|结合|通过|依托|贯彻|落实|执行|学习|传达|推进|响应|印发|转发"
    r"|下发|制发|发布|颁布|公布|出台|制定|修订|关于|文件|通知|精神|要求|规定|办法|方案|意见|政府|办公室|办公厅|委员会|财政部|财政厅"
    r"|局|[据按照依见和与及以的了在由])(?=(?!办公|办事|党).{2})"
)
_KIND = re.compile(r"街道|镇|乡(?!村(?![民委])|镇|土(?!地)|亲|贤|愁|音)")
_NAME = re.compile(r"\w+$")
_LONGEST_NAME = 12  # characters before 街道, 镇 or 乡
_MOST_MENTIONS = 300  # of an office; hardly one has a tenth
_NOBODY = ("本", "我", "该")  # 我街道〔2024〕5号: everybody may have one
_NO_NAME = ("本", "我", "全", "各", "该", "的")  # 我街道 is nobody else
_ONE = r"\w{0,12}?(?:街道|[镇乡])(?:办事处|人民政府)?"
_LIST = re.compile(rf"{_ONE}(?:(?:、|以及|会同|联合|[与和同跟及]){_ONE})+")
_OURSELVES = ("本街道", "我街道", "本镇", "我镇", "本乡", "我乡")


def passages(submission: Submission, limits: Limits, usual: Collection[str]) -> Iterator[Passage]:
    """The paragraphs long enough to be compared; ``usual`` are clauses of the wording, which anybody may have."""
    office = submission.office
    names = sorted({name.value for name in (office.full_name, office.name, office.short_name)}, key=len, reverse=True)
    for entry in submission.prose():
        if entry.ref in submission.gaps:
            continue
        for paragraph in entry.value[: 10 * _LONGEST].split("\n"):
            words = _words_to_compare(paragraph[:_LONGEST], names, limits.last_year.fixed, usual)
            if len(words) >= limits.across.shortest:
                yield Passage(opening=paragraph[:_OPENING], words=words, ref=entry.ref)


def _words_to_compare(paragraph: str, names: Collection[str], fixed: Collection[str], usual: Collection[str]) -> str:
    """The words of a paragraph without what others may well have too, and without what a copy would change."""
    words = "".join(paragraph.split())
    if usual:
        words = "".join(clause for clause in _CLAUSE.findall(words) if clause.strip("，。；：！？") not in usual)
    for phrase in fixed:
        words = words.replace(phrase, "")
    for name in names:
        words = words.replace(name, _OWN)
    return _NUMBER.sub(_OWN, words)


def quotations(submission: Submission) -> Iterator[Quotation]:
    """The documents that are quoted with number and title, each title once."""
    quoted_titles: set[tuple[str, str]] = set()
    for entry in submission.prose():
        text = entry.value[: 10 * _LONGEST]
        if "号" not in text or "《" not in text:
            continue
        for match in (match for pattern in _QUOTATIONS for match in pattern.finditer(text)):
            number, name = _plain_number(match["number"]), plain_title(match["title"])
            if (number, name) not in quoted_titles and not number.startswith(_NOBODY):
                quoted_titles.add((number, name))
                yield Quotation(number=number, title=match["title"], ref=entry.ref)


def _plain_number(number: str) -> str:
    """A document number as numbers are compared: 荔府办〔2024〕5号."""
    sign, bracket, rest = "".join(number.split()).translate(_BRACKETS).partition("〔")
    return _BEFORE_SIGN.sub("", sign) + bracket + rest.replace("第", "")


def plain_title(title: str) -> str:
    """A title as titles are compared: no blanks, marks or kinds of width."""
    normal = unicodedata.normalize("NFKC", title)
    return "".join(c for c in normal if not c.isspace() and unicodedata.category(c)[0] != "P")


def mentions(submission: Submission) -> Iterator[Mention]:
    """Words that may end in the name of an office other than this one, each once a cell.

    The office's own name may be the end of another's, unless nothing stands before it.
    """
    return islice(_mentions(submission), _MOST_MENTIONS)


def _mentions(submission: Submission) -> Iterator[Mention]:
    office = submission.office
    own = (office.short_name.value, office.name.value.removesuffix("办事处").removesuffix("人民政府"))
    for entry in submission.prose():
        text = _without_ourselves(entry.value[: 10 * _LONGEST], own, office.full_name.value)
        names = (_name(text, match) for match in _KIND.finditer(text))
        for words in dict.fromkeys(words for words in names if words and words not in own):
            yield Mention(words=words, ref=entry.ref)


def _without_ourselves(text: str, own: Collection[str], full_name: str) -> str:
    """The text without the office's full name, and without lists that it stands in itself: they did that together."""
    ours = (*own, *_OURSELVES)
    return _LIST.sub(
        lambda match: "、" if any(name in match[0] for name in ours) else match[0], text.replace(full_name, "、")
    )


def _name(text: str, kind: re.Match[str]) -> str:
    """The word that ends in this 街道, 镇 or 乡, as far as it may be a name; empty where it is none."""
    start = max(0, kind.start() - _LONGEST_NAME)
    before = _NAME.search(text, start, kind.start())
    return before[0] + kind[0] if before and not before[0].endswith(_NO_NAME) else ""
