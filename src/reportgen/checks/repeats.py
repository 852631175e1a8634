"""Checks for prose that was copied and not written anew, and for words that the text prints twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.dossier import HAN, SENTENCE, Dossier, Manuscript
from reportgen.checks.limits import LastYearLimits
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.submission import Entry, Submission

_ANY_YEAR = re.compile(r"(?:19|20)\d\d年?|二[〇○零]二[〇○零一二三四五六七八九]年?")

_BLANK = re.compile(r"\s")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_SENTENCE_END = re.compile(r"[。；！？\n]")
_ORDINAL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，|[（(]?[\d一二三四五六七八九十]{1,2}[）)、.．])"
)
_SHORTEST_SENTENCE = 15  # characters; set phrases are shorter
_SHORTEST_CLAUSE = 6
_CLAUSE = re.compile(r"[^，、：；。！？\n]+")
_MOST_CLAUSES_AGAIN = 4
_SHORTEST_AGAIN = 5  # Han characters; 不停步、不停步 may be meant
_LEAST_FAR = 10  # Han characters of what stands twice with something between
_MOST_WITH_A_CLAUSE = 8
_LONGEST_ALIKE = 300
_TWICE = re.compile(r"([\u4e00-\u9fff]{2,8}?)\1")
# 一件一件, and a noun that begins the next one as well: 志愿服务服务时长, 和平社区社区工作者, 区人民政府政府采购.
_MAY_STAND_TWICE = re.compile(
    r"一|(.)\1|(?:服务|社区|街道|政府|工程|项目|管理|工作|单位|中心|小区|企业|公司|学校|党员|居民|群众)$"
)
_CHARACTER_TWICE = re.compile(
    r"[%％][%％]|月月(?<=\d..)|年年(?<=\d..)(?=[，。；、我本全共各\d])|日日(?<=\d..)(?=[，。；、\d])|元元(?<=[\d万亿]..)|万万(?<=\d..)"
    r"|亿亿(?<=\d..)|([人次户家件项场名宗起处份台条栋个])\1(?<=\d..)(?=[，。；、）])|(?<![目有真])的的(?![确士])"
    r"|了了(?<!不..)(?![解结然之断却无若不])|在在(?<![存现实所旨内外好正潜自]..)|与与(?<![参赠授给]..)"
    r"|及及(?<![涉普惠以触顾波]..)(?![时格早第其])|并并(?<![合兼归吞]..)|由由(?<![理自缘事]..)|于于|被被|将将|为为(?![民企居群老])(?<![作成]..)"
    r"|是是(?![非否])|和和(?![美气睦平顺谐])(?<!暖..)|也也|以以(?![外及来上下])(?<![得予可加所足难]..)"
)
_BLOCK_NUMBER = re.compile(r"^(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|\d+\.|（\d+）)")
_DEDUCTION = re.compile(r"扣\d+(?:\.\d+)?分")
_MARKS = "，。；：、,.;: "
_LONGEST_REPETITION = 40
_SHORTEST_HEADING = 4

# The work grows with the square of the length, so only this many characters of a paragraph are compared.
_MOST_CHARACTERS = 1500


def prose_is_new(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a paragraph that is nearly the same in last year's workbook; one with new numbers is a new one."""
    if dossier.last_year is None:
        return
    prose = (entry for entry in dossier.prose if entry.ref not in dossier.descriptive_cells)
    for entry, same in same_paragraphs(prose, tuple(dossier.last_year.prose()), dossier.limits.last_year):
        yield catalogue.SAME_AS_LAST_YEAR.at(entry.ref, entry.value, other=same.ref.address)


def same_paragraphs(
    prose: Iterable[Entry[str]], last_year: Iterable[Entry[str]], limits: LastYearLimits
) -> Iterator[tuple[Entry[str], Entry[str]]]:
    """Each text of this year with a paragraph that is nearly the same in a text of last year, and that text."""
    before: dict[str, list[tuple[str, Entry[str]]]] = {}
    for entry in last_year:
        for _, words in _paragraphs(entry, limits):
            before.setdefault(_digits_of(words), []).append((words, entry))
    for entry in prose:
        for paragraph, words in _paragraphs(entry, limits):
            same = next((other for old, other in before.get(_digits_of(words), ()) if _alike(words, old, limits)), None)
            if same:
                yield Entry(paragraph, entry.ref), same
                break


def _paragraphs(entry: Entry[str], limits: LastYearLimits) -> Iterator[tuple[str, str]]:
    """Each paragraph that is long enough, and its words without years, blanks and usual phrases."""
    for paragraph in entry.value.split("\n"):
        words = _plain(paragraph, limits)
        if len(words) >= limits.shortest:
            yield paragraph, words


def _plain(text: str, limits: LastYearLimits) -> str:
    words = _BLANK.sub("", _ANY_YEAR.sub("", text))
    for phrase in limits.fixed:
        words = words.replace(phrase, "")
    return words.strip("，")


def _digits_of(words: str) -> str:
    return " ".join(re.findall(r"\d+(?:\.\d+)?", words))


def _alike(new: str, old: str, limits: LastYearLimits) -> bool:
    if new == old:
        return True
    least = float(limits.similarity) / 100
    shorter, longer = sorted((len(new), len(old)))
    if 2 * shorter < least * (shorter + longer):  # Their lengths allow no higher ratio.
        return False
    match = SequenceMatcher(None, new[:_MOST_CHARACTERS], old[:_MOST_CHARACTERS], autojunk=False)
    return match.quick_ratio() >= least and match.ratio() >= least


def nothing_stands_twice(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a sentence, goal, problem or measure that the workbook has twice, in one cell or in two."""
    limits, texts = dossier.limits.last_year, dossier.prose_by_purpose
    reported: set[CellRef] = set()
    items = _same_items(dossier.submission) if isinstance(dossier, Dossier) else ()
    again_in = (_same_clauses(entry) for entry in chain(*texts))
    for again in chain(items, *(_same_sentences(one, limits) for one in texts), *again_in):
        if again.ref not in reported:
            reported.add(again.ref)
            yield catalogue.STANDS_TWICE.at(again.ref, again.words, other=again.first.address)


class _Again(NamedTuple):
    """Words that stand at ``ref`` after they have stood at ``first``."""

    words: str
    ref: CellRef
    first: CellRef


def _same_items(submission: Submission) -> Iterator[_Again]:
    """Goals, tasks, problems and measures with the same words, however short."""
    lists = (
        [goal.title for goal in submission.goals],
        [goal.text for goal in submission.goals if goal.text],
        [task.title for task in submission.tasks if task.title],
        [problem.text for problem in submission.problems],
        [measure.text for measure in submission.measures],
    )
    for entries in lists:
        first: dict[str, CellRef] = {}
        for entry in entries:
            words = _BLANK.sub("", entry.value)
            if words in first:
                yield _Again(entry.value, entry.ref, first[words])
            first.setdefault(words, entry.ref)


def _same_sentences(entries: list[Entry[str]], limits: LastYearLimits) -> Iterator[_Again]:
    by_clause: dict[str, list[tuple[str, CellRef]]] = {}
    for entry in entries:
        for sentence, words in _sentences(entry, limits):
            clauses = [clause for clause in words.split("，") if len(clause) >= _SHORTEST_CLAUSE]
            # Two sentences that are nearly the same have a whole clause in common.
            before = dict.fromkeys(one for clause in clauses for one in by_clause.get(clause, ()))
            first = next((ref for other, ref in before if _repeats(words, other, limits)), None)
            if first:
                yield _Again(sentence, entry.ref, first)
            for clause in clauses:
                others = by_clause.setdefault(clause, [])
                if len(others) < _MOST_WITH_A_CLAUSE:
                    others.append((words, entry.ref))


def _same_clauses(entry: Entry[str]) -> Iterator[_Again]:
    """Clauses that a cell has twice in a row, one or a few together, or a long one twice in a sentence."""
    clauses = [(match[0], match.start(), match.end()) for match in _CLAUSE.finditer(entry.value)]
    last: dict[str, int] = {}
    for at, (words, start, _) in enumerate(clauses):
        first = last.get(words)
        last[words] = at
        if first is None:
            continue
        length = min(at - first, _MOST_CLAUSES_AGAIN + 1)
        following = clauses[at : at + length]
        same = [one for one, *_ in clauses[first : first + length]] == [one for one, *_ in following]
        if length <= _MOST_CLAUSES_AGAIN and same:
            row = entry.value[start : following[-1][2]]
            again = len(_HAN_CHARACTER.findall(row)) >= _SHORTEST_AGAIN
        else:
            row = words
            again = len(_HAN_CHARACTER.findall(words)) >= _LEAST_FAR
            again = again and not _SENTENCE_END.search(entry.value, clauses[first][1], start)
        if again:
            yield _Again(row, entry.ref, entry.ref)
            return


def _sentences(entry: Entry[str], limits: LastYearLimits) -> Iterator[tuple[str, str]]:
    """Each sentence that is long enough, and its words without number, years, blanks and usual phrases."""
    for sentence in SENTENCE.findall(entry.value):
        if len(sentence) >= _SHORTEST_SENTENCE:
            words = _plain(_ORDINAL.sub("", sentence, count=1), limits)
            if len(words) >= _SHORTEST_SENTENCE:
                yield sentence, words


def _repeats(words: str, other: str, limits: LastYearLimits) -> bool:
    """Whether one of two sentences is, clause by clause, in the other one, or nearly the same."""
    shorter, longer = sorted((words, other), key=len)
    if f"，{shorter}，" in f"，{longer}，":
        return True
    nearly = limits.shortest <= len(shorter) and len(longer) <= _LONGEST_ALIKE
    return nearly and _digits_of(words) == _digits_of(other) and _alike(words, other, limits)


def no_word_stands_twice(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a word, or a character that never stands twice, that is typed twice in a row (联合执法执法, 的的)."""
    for entry in dossier.prose:
        words = (match for match in _TWICE.finditer(entry.value) if not _MAY_STAND_TWICE.match(match[1]))
        for match in (*words, *_CHARACTER_TWICE.finditer(entry.value)):
            around = entry.value[max(0, match.start() - 8) : match.end() + 8]
            yield catalogue.WORD_TWICE.at(entry.ref, around, name=match[1] or match[0][0])


def nothing_is_printed_twice(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a clerk's text that begins with what is printed before it, or ends with what is printed behind it."""
    cells = {entry.ref for entry in dossier.submission.prose()}
    heading = ""
    for block in dossier.narrative.blocks:
        uses = [use for use in block.figures if use.number is None and use.sources and use.sources[0] in cells]
        starts = {use.start for use in uses}
        for use in uses:
            if use.end - use.start > 1:
                before, text, after = block.text[: use.start], block.text[use.start : use.end], block.text[use.end :]
                behind = use.end + len(after) - len(after.lstrip(_MARKS))
                words = _both(before, text) or _heading_again(heading, text) * (not use.start)
                words = words or ("" if behind in starts else _ending(text, after))  # The next text is asked itself.
                if words:
                    yield catalogue.PRINTED_TWICE.at(use.sources[0], words)
        heading = _BLOCK_NUMBER.sub("", block.text[: block.lead], count=1).rstrip(_MARKS) if block.lead else ""


def _both(before: str, text: str) -> str:
    """The words with which ``before`` ends and ``text`` begins."""
    longest = min(len(before), len(text), _LONGEST_REPETITION)
    return next((text[:n] for n in range(longest, 1, -1) if before.endswith(text[:n])), "")


def _ending(text: str, after: str) -> str:
    """The words with which ``text`` ends and ``after`` begins, whatever marks stand between them.

    A deduction counts anywhere in the text.
    """
    text, after = text.rstrip(_MARKS), after.lstrip(_MARKS)
    deduction = _DEDUCTION.match(after)
    if deduction and deduction[0] in text:
        return deduction[0]
    longest = min(len(after), len(text), _LONGEST_REPETITION)
    return next((after[:n] for n in range(longest, 2, -1) if text.endswith(after[:n])), "")


def _heading_again(heading: str, text: str) -> str:
    text = _BLOCK_NUMBER.sub("", text, count=1)
    return heading if len(heading) >= _SHORTEST_HEADING and text.startswith(heading) else ""
