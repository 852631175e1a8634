"""Finds the figure that a sentence speaks of and the claim that it makes about it: 超过85%, 未达到90%, 未发生….

Only sure readings count. A sentence says nothing sure about an indicator's actual value where it holds only a small
part of the name, where two indicators fit equally well, or where it speaks of a part of the year or of the office,
of a growth or of a plan.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from reportgen.checks.dossier import Dossier, figure_at, find_matches, place_at
from reportgen.diagnostics import CellRef
from reportgen.intake.form import BUDGET
from reportgen.numeric import plain
from reportgen.scoring.tree import CRITERION
from reportgen.writing.narrative import Block

_NOT = r"(?:没有|未能|没能|未曾|未|没|不)"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_COMPARISON_BEGINS = re.compile("[没未不超突高大多逾低少小至实达保稳均都在]")
_COMPARISON = re.compile(
    rf"""(?:(?P<le>{_NOT}(?:超过|超出|突破|高于|大于|多于)(?:了)?)
    |(?P<lt>{_NOT}(?:达到|达)|低于|不足|不到|未到|少于|小于)
    |(?P<ge>{_NOT}(?:低于|少于|小于)|至少有?|实现了?(?={_NUMBER}[%％])|达到了?|(?<![到表传抵])达|(?:保持|稳定|均|都)?在(?={_NUMBER}[万亿]?[%％]?\w{{0,3}}以上))
    |(?P<gt>超过了?|超出|突破了?|高于|大于|多于|逾|超(?=\d)))
    (?:年度指标值|指标值|目标值)?
    (?P<number>{_NUMBER})(?P<scale>[万亿]?)(?P<unit>[%％]?[^\W\d_]{{0,4}})""",
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "le": operator.le,
    "lt": operator.lt,
    "ge": operator.ge,
    "gt": operator.gt,
}
_HAS_OWN_CHECK = BUDGET.carry_over_rate.name  # claims.carry_over_claimed_too_low holds claims against it.
_SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NONE = re.compile(r"(?:未|没有|无|零)发生(?:过)?(?:任何|一起|1起)?(?P<what>[^，。；！？\n]{3,40})")
# With one of these words a sentence speaks of a growth, a plan, a part or another year, not of this year's value.
_ELSEWHERE = re.compile(
    r"增长|增加|下降|减少|降低|提升|提高|上升|缩短|同比|环比|节约|压减|超额|力争|争取|确保|要求|目标|计划|预计|应|需|拟|将"
    r"|规定|标准|原则|预期|其中|部分|个别|试点|有些|某|每|平均|季度|[上下]半年|月|上年|去年|往年|年初|指标|社区|小区|窗口|片区|老年|青年|儿童"
)
_ROUGHLY = re.compile(r"左右|上下|以下|以内|余|多(?!于)")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_DEGREES = re.compile(r"重特大|特别?重大|较大|特大|重大|一般|群体|责任|亡人")
_COUNT_WORDS = re.compile(r"(?:总|发生)?(?:人次数?|次数|数量|人数|户数|宗数|起数|件数|个数|场次|数)$")
_AFTER_NUMBER = re.compile(r"\d+(?:\.\d+)?[%％年]?")
_MUCH, _MOST = 60, 75  # shares of a name, in percent
_FEWEST_LETTERS = 4
_REACH = 80  # characters before a claim in which its subject is looked for
_SMALL_WORDS = re.compile(r"[的了“”‘’\s、（）()]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A figure that a sentence may speak of: the actual value of an indicator, or a rate that the rules judge."""

    name: str
    value: Decimal
    unit: str
    cells: frozenset[CellRef]  # those of the value and of its target
    evidence: bool  # whether 佐证材料 is filled in, or the program computed the figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A sentence that compares a subject with a number; ``start`` and ``number`` say where they begin in the block."""

    block: Block
    start: int
    number: int
    claim: str
    sentence: str
    subject: Subject
    holds: bool
    exact: bool  # whether the number is the value itself, as in 达80%

    @property
    def actual(self) -> str:
        """The value as people read it."""
        return plain(self.subject.value) + self.subject.unit


@lru_cache(maxsize=1)  # Two checks ask for the same dossier, one after the other.
def subjects(dossier: Dossier) -> tuple[Subject, ...]:
    """Every figure of the submission that sentences speak of by a name of its own."""
    gaps = dossier.scorecard.gaps  # The values of these cells are stand-ins.
    of_indicators = (
        Subject(
            name=i.name.value,
            value=i.actual.value,
            unit=i.unit.value if i.unit else "",
            cells=frozenset(entry.ref for entry in (i.actual, i.target) if entry),
            evidence=i.evidence is not None,
        )
        for i in dossier.submission.indicators
        if i.actual is not None and i.actual.ref not in gaps
    )
    of_figures = (
        Subject(
            name=figure.name,
            value=figure.value,
            unit=figure.unit,
            cells=frozenset() if figure.computed else frozenset(score.figure_sources),
            evidence=True,
        )
        for score in dossier.scorecard.tree.level(CRITERION)
        if (figure := score.figure) and figure.name != _HAS_OWN_CHECK and gaps.isdisjoint(score.figure_sources)
    )
    return (*of_indicators, *of_figures)


@lru_cache(maxsize=1)  # Two checks ask for the same dossier, one after the other.
def comparisons(dossier: Dossier) -> tuple[Comparison, ...]:
    """Every comparison whose subject is sure."""
    return tuple(_comparisons(dossier))


def _comparisons(dossier: Dossier) -> Iterator[Comparison]:
    every_subject, year = subjects(dossier), dossier.submission.year.value
    for block, start, sentence in dossier.all_sentences:
        levels = _levels(every_subject, block, start, sentence, year)
        for comparison in (*levels, *_absences(every_subject, block, start, sentence)):
            if place_at(block, comparison.start) not in dossier.plan_cells:
                yield comparison


def _levels(candidates: Iterable[Subject], block: Block, start: int, sentence: str, year: int) -> Iterator[Comparison]:
    begin = 0
    for match in find_matches(_COMPARISON, _COMPARISON_BEGINS, sentence) if _DIGIT.search(sentence) else ():
        stretch, begin = sentence[max(begin, match.start() - _REACH) : match.start()], match.end("number")
        of_other_years = set(_YEAR.findall(stretch)) - {str(year)}
        stretch, unit = _AFTER_NUMBER.split(stretch)[-1], match["unit"].replace("％", "%")
        subject = _subject_at(candidates, block, start + match.start("number")) or subject_in(candidates, stretch)
        if subject is None or of_other_years or not _of_this_year(stretch, subject) or not _fits(unit, subject.unit):
            continue
        kind = next(kind for kind in _HOLDS if match[kind])
        number = Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"]]
        yield Comparison(
            block=block,
            start=start + match.start(),
            number=start + match.start("number"),
            claim=sentence[match.start() : match.end("scale")] + subject.unit,
            sentence=sentence.strip(),
            subject=subject,
            holds=_HOLDS[kind](subject.value, number),
            exact=match[0].startswith("达") and "以上" not in unit,
        )


def _absences(candidates: Iterable[Subject], block: Block, start: int, sentence: str) -> Iterator[Comparison]:
    for match in _NONE.finditer(sentence) if "发生" in sentence else ():
        countable = [subject for subject in candidates if subject.unit != "%"]
        subject = subject_in(countable, match["what"], share=_MOST)
        if subject and set(_DEGREES.findall(match["what"])) <= set(_DEGREES.findall(subject.name)):
            yield Comparison(
                block=block,
                start=start + match.start(),
                number=start + match.start(),
                claim=match[0],
                sentence=sentence.strip(),
                subject=subject,
                holds=subject.value == 0,
                exact=True,
            )


def _subject_at(candidates: Iterable[Subject], block: Block, position: int) -> Subject | None:
    """The subject whose own cell a reference prints at this position."""
    figure = figure_at(block, position)
    sources = figure.sources if figure else ()
    return next((subject for subject in candidates if subject.cells.intersection(sources)), None)


def subject_in(candidates: Iterable[Subject], words: str, share: int = _MUCH) -> Subject | None:
    """The one subject of whose name at least ``share`` per cent stands in the words; ``None`` where two fit equally."""
    plain_words = _SMALL_WORDS.sub("", words)
    fits = [(len(piece), subject) for piece, subject in _subjects_and_pieces(candidates, plain_words, share)]
    fits = [(length, subject) for length, subject in fits if _tail_stands(subject, plain_words)]
    best = max((length for length, _ in fits), default=0)
    longest = [subject for length, subject in fits if length == best]
    return longest[0] if len(longest) == 1 else None


def subjects_in(candidates: Iterable[Subject], words: str) -> list[Subject]:
    """The subjects of whose names most stands in the words."""
    return [subject for _, subject in _subjects_and_pieces(candidates, _SMALL_WORDS.sub("", words), _MOST)]


def _subjects_and_pieces(candidates: Iterable[Subject], words: str, share: int) -> Iterator[tuple[str, Subject]]:
    """Each subject of whose name at least ``share`` per cent stands in the words, and the piece that stands there."""
    pieces = _pieces(words)
    for subject in candidates:
        if not pieces.isdisjoint(_pieces_of_name(subject.name)) and (piece := _common_piece(subject, words, share)):
            yield piece, subject


@lru_cache(maxsize=1024)
def _pieces_of_name(name: str) -> frozenset[str]:
    return _pieces(_stem(name))


def _pieces(words: str) -> frozenset[str]:
    """Every piece of ``_FEWEST_LETTERS`` characters."""
    return frozenset(words[at : at + _FEWEST_LETTERS] for at in range(len(words) - _FEWEST_LETTERS + 1))


def _tail_stands(subject: Subject, words: str) -> bool:
    """Whether the words also hold the kind of a rate, the last two characters of its name: 满意度, 覆盖率."""
    return subject.unit != "%" or _stem(subject.name)[-2:] in words


@lru_cache(maxsize=1024)  # Every sentence is searched for each name.
def _stem(name: str) -> str:
    """A name without the words for what is counted: 慰问困难党员群众 of 慰问困难党员群众人次."""
    short = _SMALL_WORDS.sub("", name)
    stem = _COUNT_WORDS.sub("", short)
    return stem if len(stem) >= _FEWEST_LETTERS else short


def _common_piece(subject: Subject, words: str, share: int = 0) -> str:
    """The longest piece of the subject's name in the words; ``""`` if it is less than ``share`` percent of the name."""
    stem, longest = _stem(subject.name), ""
    length = max(_FEWEST_LETTERS, -(-len(stem) * share // 100)) if share else 1
    for begin in range(len(stem)):
        while begin + length <= len(stem) and (piece := stem[begin : begin + length]) in words:
            longest, length = piece, length + 1
    return longest


def _of_this_year(stretch: str, subject: Subject) -> bool:
    """Whether the words before a claim are about the value of the whole office and year."""
    words = _SMALL_WORDS.sub("", stretch)
    piece = _common_piece(subject, words)
    return not _ELSEWHERE.search(words.replace(piece, "") if piece else words)


def _fits(words: str, unit: str) -> bool:
    """Whether the words after a number are the unit of the subject, and do not make the number a rough one."""
    if _ROUGHLY.search(words):
        return False
    return bool(unit) and (words.startswith(unit) or (unit == "人次" and words.startswith(("人", "次"))))
