"""The data about one office that the comparison of offices uses (评分结果的摘要): plain data, no documents.

The district summary and the checks across offices read only this. It goes into the manifest of a batch as JSON, so
that an office with an unchanged workbook need not be worked out again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

import msgspec

from reportgen.checks.limits import Limits
from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import Submission
from reportgen.scoring.scorecard import Scorecard
from reportgen.scoring.tree import CRITERION, Node

# These amounts are similar in offices of a similar size; 结转结余 and fixed assets may be of any size.
_COMPARED_AMOUNTS = (BUDGET.initial, BUDGET.adjusted, BUDGET.spent, BUDGET.running_budget, BUDGET.running_spent)
Key = tuple[str, str, str]  # city, district and office, which identify an office and sort it


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReason:
    """A reason for lost points (扣分原因, 未完成原因) as the office typed it, and the 三级指标 that lost them."""

    criterion: str
    lost: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """The points of one office in one year; ``trial`` says that the rules of that year are on trial (试用).

    Points of another ``scheme`` (方案) are not to be compared with these. ``grade`` is the word for the total (等级).
    ``unverified`` names the rules that took points off although nobody has verified them: rows or methods of the file.
    ``reasons`` are those that the office gave for the points that it lost.
    """

    year: int
    trial: bool
    tree: Node
    unverified: tuple[str, ...] = ()
    reasons: tuple[StatedReason, ...] = ()
    scheme: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNumber:
    """A number that other offices have too: the actual value of an indicator, or an amount of the budget."""

    name: str
    value: Decimal
    unit: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph that the office typed; ``words`` is the part that is compared with others."""

    opening: str
    words: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """An official document that the office quotes by number (荔府办〔2024〕5号) and title."""

    number: str
    title: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of the office that may end in the name of another office."""

    words: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeResult:
    """One office in one year; ``score`` is ``None`` for a draft in which a cell that gives points is not filled in.

    ``before`` is the score of the year before, if the batch has its workbook.
    """

    city: str
    district: str
    full_name: str
    name: str
    short_name: str
    score: ScoreResult | None
    before: ScoreResult | None
    quantities: tuple[OfficeNumber, ...]
    passages: tuple[Passage, ...]
    quotations: tuple[Quotation, ...]
    mentions: tuple[Mention, ...]

    @property
    def key(self) -> Key:
        """City, district and office."""
        return self.city, self.district, self.short_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A workbook that an office handed in (报送), and its result.

    ``office`` is the 单位简称, or the name of the workbook if that could not be read. ``result`` is ``None`` if there
    is no report. ``problems`` holds all problems of the workbook.
    """

    office: str
    workbook: str
    result: OfficeResult | None
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem that only a comparison with other offices shows.

    ``offices`` holds the offices that it concerns by their 单位简称, the own one first; an office of another district
    or city has their names before its own.
    """

    city: str
    district: str
    offices: tuple[str, ...]
    problem: Diagnostic

    def order(self) -> tuple[str, str, str, tuple[str, ...]]:
        """Return the key for sorting: city, district, kind and offices."""
        return self.city, self.district, self.problem.code, self.offices


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """All workbooks of one district (区) for one year, in the order of the offices' names.

    ``expected`` is the number of offices that had to hand in, 0 if nobody has told; ``missing`` are those that did not.
    """

    city: str
    name: str
    year: int
    filings: tuple[Filing, ...]
    findings: tuple[Finding, ...]
    expected: int = 0
    missing: tuple[str, ...] = ()


# --- from a report ------------------------------------------------------------------------------------------


def office_result(
    submission: Submission,
    scorecard: Scorecard,
    *,
    before: Scorecard | None = None,
    passages: Iterable[Passage] = (),
    quotations: Iterable[Quotation] = (),
    mentions: Iterable[Mention] = (),
) -> OfficeResult:
    """Return the result of a finished report; ``before`` is the scorecard of the year before."""
    office = submission.office
    return OfficeResult(
        city=normal_name(office.city.value),
        district=normal_name(office.district.value),
        full_name=office.full_name.value,
        name=office.name.value,
        short_name=office.short_name.value,
        score=_score(scorecard),
        before=_score(before) if before else None,
        quantities=tuple(_quantities(submission)),
        passages=tuple(passages),
        quotations=tuple(quotations),
        mentions=tuple(mentions),
    )


def _score(card: Scorecard) -> ScoreResult | None:
    if card.tree.missing:
        return None
    unverified = dict.fromkeys(leaf.clause for leaf in card.tree.leaves() if leaf.lost and not leaf.verified)
    return ScoreResult(
        year=card.year,
        trial=card.draft,
        tree=card.tree.outline(CRITERION),
        unverified=tuple(unverified),
        reasons=tuple(_stated_reasons(card)),
        scheme=card.scheme,
        grade=card.grade,
    )


def _stated_reasons(card: Scorecard) -> Iterator[StatedReason]:
    """Yield the reasons for lost points; a sum such as 产出指标完成情况 has those of the indicators under it."""
    for criterion in card.tree.level(CRITERION):
        for leaf in criterion.leaves():
            text = "".join(leaf.reason.value.split()) if leaf.lost and leaf.reason else ""
            if text and not _NOT_FOR_QUOTATION.search(text):
                yield StatedReason(
                    criterion=criterion.name, lost=leaf.lost, text=text[:_LONGEST_REASON].rstrip("。；，")
                )


def _quantities(submission: Submission) -> Iterator[OfficeNumber]:
    """Yield the numbers of an office without the placeholders in the gaps of a draft."""
    for indicator in submission.indicators:
        if indicator.actual and indicator.unit and indicator.actual.ref not in submission.gaps:
            actual, unit = indicator.actual, indicator.unit.value
            yield OfficeNumber(name=indicator.name.value, value=actual.value, unit=unit, ref=actual.ref)
    for item, entry in submission.budget.entries(*_COMPARED_AMOUNTS):
        if entry.ref not in submission.gaps:
            yield OfficeNumber(name=item.name, value=entry.value, unit=item.unit, ref=entry.ref)


# --- from the texts of an office -----------------------------------------------------------------------------

_LONGEST_REASON = 300  # the limit for what the manifest keeps of a reason
_NOT_FOR_QUOTATION = re.compile(r"[{}【】]")  # a reference to a figure, or the mark of a gap in a draft
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CLAUSE = re.compile(r"[^，。；：！？]+[，。；：！？]?")
_OWN = "□"  # replaces the office's own names and all numbers, as somebody who copies changes these
_LONGEST = 2_000  # only so many characters of a paragraph are compared
_OPENING = 30  # the first characters, by which a reader recognises the paragraph

_HAN = "\u4e00-\u9fff"
_DOCUMENT_NUMBER = rf"[{_HAN}]{{1,30}}\s*[〔\[【（(]\s*(?:19|20)\d\d\s*[〕\]】）)]\s*第?\s*\d{{1,5}}\s*号"
_TITLE = r"《(?P<title>(?:[^《》]|《[^《》]{1,100}》){4,100})》"  # 《关于印发《…》的通知》 contains a title
_SHORT_TITLE = r"(?:[^（()）《》]{0,10}简称[《“][^《》“”]{1,30}[》”])?[^（()）《》]{0,30}?"  # （以下简称《办法》，…
_QUOTATIONS = (
    re.compile(rf"{_TITLE}\s*[（(]{_SHORT_TITLE}(?P<number>{_DOCUMENT_NUMBER})"),
    re.compile(rf"(?P<number>{_DOCUMENT_NUMBER})(?:文件?)?\s*{_TITLE}"),
)
_BRACKETS = str.maketrans("[【（(]】）)", "〔〔〔〔〕〕〕〕")
# This matches the words before the sign (发文机关代字) of a document number, as in 我街道认真落实荔府办〔2024〕5号 and
# 市财政局荔财〔2024〕5号. What follows must be a sign and not a part of an office, as in 财政局办公室〔2024〕5号.
_BEFORE_SIGN = re.compile(
    r"^.*(?:根据|依据|按照|依照|遵照|对照|参照|比照|遵循|遵守|围绕|对标|结合|通过|依托|贯彻|落实|执行|学习|传达|推进|响应|印发|转发"
    r"|下发|制发|发布|颁布|公布|出台|制定|修订|关于|文件|通知|精神|要求|规定|办法|方案|意见|政府|办公室|办公厅|委员会|财政部|财政厅"
    r"|局|[据按照依见和与及以的了在由])(?=(?!办公|办事|党).{2})"
)
_KIND = re.compile(r"街道|镇|乡(?!村(?![民委])|镇|土(?!地)|亲|贤|愁|音)")
_NAME = re.compile(r"\w+$")
_LONGEST_NAME = 12  # characters before 街道, 镇 or 乡
_MOST_MENTIONS = 300  # the limit for one office; hardly any office has 30
_NOBODY = ("本", "我", "该")  # 我街道〔2024〕5号 says nothing about whose document it is
_NO_NAME = ("本", "我", "全", "各", "该", "的")  # 我街道 is not the name of another office
_ONE = r"\w{0,12}?(?:街道|[镇乡])(?:办事处|人民政府)?"
_LIST = re.compile(rf"{_ONE}(?:(?:、|以及|会同|联合|[与和同跟及]){_ONE})+")
_OURSELVES = ("本街道", "我街道", "本镇", "我镇", "本乡", "我乡")


def passages(submission: Submission, limits: Limits, usual: Collection[str]) -> Iterator[Passage]:
    """Yield the paragraphs that are long enough to compare; ``usual`` holds clauses of our wording, which all share."""
    office = submission.office
    names = sorted({name.value for name in (office.full_name, office.name, office.short_name)}, key=len, reverse=True)
    descriptions = {entry.ref for entry in submission.descriptions()}
    for entry in submission.prose():
        if entry.ref in submission.gaps or entry.ref in descriptions:
            continue
        for paragraph in entry.value[: 10 * _LONGEST].split("\n"):
            words = _words_to_compare(paragraph[:_LONGEST], names, limits.last_year.fixed, usual)
            if len(words) >= limits.across.shortest:
                yield Passage(opening=paragraph[:_OPENING], words=words, ref=entry.ref)


def _words_to_compare(paragraph: str, names: Collection[str], fixed: Collection[str], usual: Collection[str]) -> str:
    """Return a paragraph without the phrases that everybody uses; own names and numbers are replaced."""
    words = "".join(paragraph.split())
    if usual:
        words = "".join(clause for clause in _CLAUSE.findall(words) if clause.strip("，。；：！？") not in usual)
    for phrase in fixed:
        words = words.replace(phrase, "")
    for name in names:
        words = words.replace(name, _OWN)
    return _NUMBER.sub(_OWN, words)


def quotations(submission: Submission) -> Iterator[Quotation]:
    """Yield the documents that are quoted with number and title, each title once."""
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
    """Return a document number in the form for comparison: 荔府办〔2024〕5号."""
    sign, bracket, rest = "".join(number.split()).translate(_BRACKETS).partition("〔")
    return _BEFORE_SIGN.sub("", sign) + bracket + rest.replace("第", "")


def plain_title(title: str) -> str:
    """Return a title in the form for comparison: no blanks, no punctuation, one width of characters."""
    normal = unicodedata.normalize("NFKC", title)
    return "".join(c for c in normal if not c.isspace() and unicodedata.category(c)[0] != "P")


def mentions(submission: Submission) -> Iterator[Mention]:
    """Yield words that may end in the name of another office, each once for a cell.

    The own name of the office counts only with other characters before it: it may be the end of a longer name.
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
    """Return the text without the office's full name and without lists of offices that contain its own name."""
    ours = (*own, *_OURSELVES)
    return _LIST.sub(
        lambda match: "、" if any(name in match[0] for name in ours) else match[0], text.replace(full_name, "、")
    )


def _name(text: str, kind: re.Match[str]) -> str:
    """Return the possible name that ends in this 街道, 镇 or 乡; empty if it cannot be a name."""
    start = max(0, kind.start() - _LONGEST_NAME)
    before = _NAME.search(text, start, kind.start())
    return before[0] + kind[0] if before and not before[0].endswith(_NO_NAME) else ""


# --- as JSON ------------------------------------------------------------------------------------------------

_DECODER = msgspec.json.Decoder(OfficeResult)


def result_to_json(result: OfficeResult) -> bytes:
    """Return the result as JSON, with numbers as texts: binary fractions would not be exact."""
    return msgspec.json.encode(result)


def result_from_json(data: bytes | msgspec.Raw) -> OfficeResult:
    """Return the result from the JSON of :func:`result_to_json`; other data raise ``msgspec.DecodeError``."""
    return _DECODER.decode(data)
