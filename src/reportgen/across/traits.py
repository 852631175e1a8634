"""What of one office's text is laid beside the others' (特征): worked out where its report is made, and small.

A paragraph is known by the least hashes of its pieces: two paragraphs that are nearly the same share most of their
pieces, and so, nearly surely, one of their least hashes (A. Broder, On the resemblance and containment of documents,
1997).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from heapq import nsmallest
from zlib import crc32

from reportgen.checks.limits import Limits
from reportgen.diagnostics import CellRef
from reportgen.intake.submission import Submission
from reportgen.results import Mention, Passage, Quotation

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CLAUSE = re.compile(r"[^，。；：！？]+[，。；：！？]?")
_OWN = "□"  # in place of the office's own names, and of numbers: a copy is one whatever was filled in anew
_PIECE = 4  # characters
_LEAST = 6  # hashes of a paragraph
_LONGEST = 2_000  # characters of a paragraph that are looked at
_OPENING = 30  # characters that tell the reader which paragraph it is

_HAN = "\u4e00-\u9fff"
_NUMBERED = rf"[{_HAN}]{{1,12}}[〔\[【（(](?:19|20)\d\d[〕\]】）)]第?\d{{1,5}}号"
_TITLE = r"《(?P<title>[^《》]{4,100})》"
_QUOTATIONS = (
    re.compile(rf"{_TITLE}[（(](?P<number>{_NUMBERED})"),
    re.compile(rf"(?P<number>{_NUMBERED})(?:文件?)?[，、]?{_TITLE}"),
)
_BRACKETS = str.maketrans("[【（(]】）)", "〔〔〔〔〕〕〕〕")
# Not to be mistaken for a part of the sender's name: 根据荔财〔2024〕5号.
_BEFORE_NUMBER = re.compile(r"^(?:根据|依据|按照|依照|贯彻|落实|执行|印发|转发|参照|结合|见|和|与|及|以|的)+")
_OFFICE_NAME = re.compile(rf"[{_HAN}]{{2,12}}(?:街道|[镇乡])")
_NO_NAME = ("本", "我", "全", "各", "该", "的")  # 我街道 is nobody else


def passages(submission: Submission, limits: Limits, usual: Collection[str]) -> Iterator[Passage]:
    """The paragraphs long enough to be compared; ``usual`` are clauses of the wording, which anybody may have."""
    office = submission.office
    names = sorted({name.value for name in (office.full_name, office.name, office.short_name)}, key=len, reverse=True)
    for entry in submission.prose():
        if entry.ref in submission.gaps:
            continue
        for paragraph in entry.value[: 10 * _LONGEST].split("\n"):
            words = _compared(paragraph[:_LONGEST], names, limits.last_year.fixed, usual)
            if len(words) >= limits.across.shortest:
                yield Passage(opening=paragraph[:_OPENING], words=words, sketch=sketch(words), ref=entry.ref)


def _compared(paragraph: str, names: Collection[str], fixed: Collection[str], usual: Collection[str]) -> str:
    """The words of a paragraph without what others may well have too, and without what a copy would change."""
    words = "".join(paragraph.split())
    if usual:
        words = "".join(clause for clause in _CLAUSE.findall(words) if clause.strip("，。；：！？") not in usual)
    for phrase in fixed:
        words = words.replace(phrase, "")
    for name in names:
        words = words.replace(name, _OWN)
    return _NUMBER.sub(_OWN, words)


def sketch(words: str) -> tuple[int, ...]:
    """The least hashes of the pieces of a text."""
    data = words.encode("utf-32-le", "surrogatepass")
    size = 4 * _PIECE
    hashes = {crc32(data[start : start + size]) for start in range(0, max(len(data) - size, 0) + 1, 4)}
    return tuple(nsmallest(_LEAST, hashes))


def quotations(submission: Submission) -> Iterator[Quotation]:
    """The documents that are quoted with number and title."""
    for entry in submission.prose():
        text = entry.value[: 10 * _LONGEST]
        if "号" not in text or "《" not in text:
            continue
        for match in (match for pattern in _QUOTATIONS for match in pattern.finditer(text)):
            number = _BEFORE_NUMBER.sub("", match["number"].translate(_BRACKETS)).replace("第", "")
            yield Quotation(number=number, title=match["title"], ref=entry.ref)


def plain_title(title: str) -> str:
    """A title as titles are compared: no blanks, marks or kinds of width."""
    normal = unicodedata.normalize("NFKC", title)
    return "".join(c for c in normal if not c.isspace() and unicodedata.category(c)[0] != "P")


def mentions(submission: Submission) -> Iterator[Mention]:
    """Words that may end in the name of an office other than this one, each once a cell."""
    office = submission.office
    own = (office.short_name.value, office.name.value.removesuffix("办事处"))
    seen: set[tuple[CellRef, str]] = set()
    for entry in submission.prose():
        for match in _OFFICE_NAME.finditer(entry.value[: 10 * _LONGEST]):
            words = match[0]
            stem = re.sub(r"(?:街道|[镇乡])$", "", words)
            if not words.endswith(own) and not stem.endswith(_NO_NAME) and (entry.ref, words) not in seen:
                seen.add((entry.ref, words))
                yield Mention(words=words, ref=entry.ref)
