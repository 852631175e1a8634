"""What is wrong in a finished document (核对成文): the checks of words, and those of its own figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from reportgen import catalogue
from reportgen.checks import counts, dates, form, names, repeats, slips
from reportgen.checks.dossier import Manuscript
from reportgen.checks.names import is_place
from reportgen.checks.slips import official_words
from reportgen.diagnostics import CellRef, Diagnostic, Kind, ParagraphRef, TextRef
from reportgen.documents import agreement, arithmetic, points, structure
from reportgen.documents.comparison import copies, data_problems, differences
from reportgen.documents.finished import FinishedText, Span
from reportgen.documents.statements import statements_of
from reportgen.intake.submission import Submission
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing.narrative import Level


class Group(StrEnum):
    """The groups of findings, in the order of a report."""

    SUMS = "得分和金额"
    AGREEMENT = "前后一致"
    STRUCTURE = "结构和序号"
    NAMES = "年度、名称和文号"
    WORDS = "文字"
    WORKBOOK = "与填报表核对"
    LAST = "与上年核对"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """Something wrong, with all places that it is about; the first one is that of the problem."""

    group: Group
    problem: Diagnostic
    spans: tuple[Span, ...]


_OF_WORDS: Final[tuple[tuple[Group, Callable[[Manuscript], Iterator[Diagnostic]]], ...]] = (
    (Group.NAMES, form.document_numbers_are_right),
    (Group.WORDS, dates.dates_can_be),
    (Group.WORDS, form.punctuation_is_full_width),
    (Group.WORDS, form.sentences_are_whole),
    (Group.WORDS, form.cells_are_whole),
    (Group.WORDS, form.paragraphs_end),
    (Group.WORDS, form.nothing_is_unsettled),
    (Group.WORDS, form.placeholders_left),
    (Group.WORDS, slips.words_are_right),
    (Group.WORDS, repeats.no_word_stands_twice),
    (Group.WORDS, repeats.nothing_stands_twice),
)


_OF_PLAIN_WORDS: Final[tuple[tuple[Group, Callable[[Manuscript], Iterator[Diagnostic]]], ...]] = (
    (Group.STRUCTURE, form.typed_numbers_follow),
    (Group.STRUCTURE, counts.counts_add_up),
    (Group.NAMES, dates.years_are_the_reports),
    (Group.NAMES, names.offices_are_this_one),
)


def audit(text: FinishedText) -> tuple[AuditFinding, ...]:
    """Everything that is wrong in a document, by group and in the order of its paragraphs."""
    plain, origins = text.plain()
    of_words = [_placed(text, group, one) for group, check in _OF_WORDS for one in check(text)]
    of_plain = [_placed(plain, group, one) for group, check in _OF_PLAIN_WORDS for one in check(plain)]
    in_plain = [*_of_figures(plain), *_of_structure(plain), *(one for one in of_plain if one)]
    findings = [*(_as_written(one, text, origins) for one in in_plain), *_together(one for one in of_words if one)]
    findings = [one for one in findings if text.office.district.value or one.problem.code not in _NEED_DISTRICT]
    return tuple(sorted(findings, key=lambda one: (list(Group).index(one.group), one.spans[0])))


# Without its own district an office cannot be told from others.
_NEED_DISTRICT: Final = (catalogue.OTHER_PLACE.code, catalogue.OTHER_OFFICE.code)


def _as_written(
    finding: AuditFinding, text: FinishedText, origins: Sequence[tuple[int, Sequence[int]]]
) -> AuditFinding:
    """A finding of the plain text with its places in the text as it was written."""
    spans = []
    for at, start, end in finding.spans:
        position, stood = origins[at]
        first = stood[start] if start < len(stood) else len(text.paragraphs[position].text)
        spans.append((position, first, stood[end - 1] + 1 if start < end <= len(stood) else first))
    problem = replace(finding.problem, place=ref_of(text, spans[0][0]))
    return replace(finding, problem=problem, spans=tuple(spans))


def _together(findings: Iterable[AuditFinding]) -> Iterator[AuditFinding]:
    """The findings, with the half-width marks and stray blanks of the whole document as one: how many, and where."""
    slips: dict[str, list[AuditFinding]] = {}
    for finding in findings:
        if finding.problem.code == catalogue.PUNCTUATION_WIDTH.code:
            slips.setdefault(finding.problem.message.rpartition("”")[2], []).append(finding)
        else:
            yield finding
    every = [finding for some in slips.values() for finding in some]
    if every:
        told = "；".join(f"{some[0].problem.message}{_times(len(some))}" for some in slips.values())
        spans = tuple(span for finding in every for span in finding.spans)
        yield replace(every[0], problem=replace(every[0].problem, message=told), spans=spans)


def _times(count: int) -> str:
    return f"，共{count}处" if count > 1 else ""


def compare(text: FinishedText, submission: Submission, scorecard: Scorecard) -> tuple[AuditFinding, ...]:
    """What differs from the workbook of the office, and what the document leaves out of it."""
    of_data = (_placed(text, Group.WORKBOOK, one) for one in data_problems(text, submission, scorecard))
    found = [one for one in of_data if one]
    found += (
        _finding(text, Group.WORKBOOK, one.kind, one.spans, **one.values)
        for one in differences(text, submission, scorecard)
    )
    return tuple(found)


def compare_with_last(text: FinishedText, last: FinishedText) -> tuple[AuditFinding, ...]:
    """What was copied from the document of the year before."""
    return tuple(_finding(text, Group.LAST, one.kind, one.spans, **one.values) for one in copies(text, last))


def _of_figures(text: FinishedText) -> Iterator[AuditFinding]:
    for mistake in points.mistakes(text):
        kind = catalogue.POINTS_DO_NOT_ADD_UP if mistake.sure else catalogue.POINTS_DOUBTFUL
        spans = tuple((one.position, one.start, one.end) for one in mistake.points)
        values = {"arithmetic": mistake.arithmetic, "stated": mistake.stated}
        yield _finding(text, Group.SUMS, kind, spans, **values)
    statements = statements_of(text)
    for wrong in arithmetic.miscalculations(statements):
        kind = catalogue.ARITHMETIC_WRONG if wrong.sure else catalogue.ARITHMETIC_DOUBTFUL
        values = {"arithmetic": wrong.arithmetic, "stated": wrong.stated}
        yield _finding(text, Group.SUMS, kind, wrong.spans, **values)
    for one in agreement.contradictions(statements):
        yield _finding(text, Group.AGREEMENT, one.kind, one.spans, **one.values)


def _of_structure(text: FinishedText) -> Iterator[AuditFinding]:
    for fault in structure.number_faults(text):
        kind = catalogue.NUMBER_OUT_OF_ORDER
        yield _finding(text, Group.STRUCTURE, kind, fault.spans, words=fault.words, before=fault.before)
    for listed in (*structure.list_faults(text), *structure.long_list_faults(text), *structure.announced_faults(text)):
        values = {"told": f"称有{listed.told}个", "counted": f"实际列出{listed.listed}个"}
        mend = f"补列遗漏的，或者改为{listed.listed}个"
        position, start, end = listed.span
        found = text.paragraphs[position].text[start:end]
        problem = catalogue.COUNT_DISAGREES.at(ref_of(text, position), found, **values, mend=mend)
        yield AuditFinding(group=Group.STRUCTURE, problem=problem, spans=(listed.span,))
    for position, start, end in names_of_own_mistyped(text):
        name = text.paragraphs[position].text[start:end]
        own = text.office.short_name.value
        yield _finding(text, Group.NAMES, catalogue.OWN_NAME_MISTYPED, ((position, start, end),), name=name, own=own)
    for span, year in years_far_ahead(text):
        values = {"year": year, "report_year": str(text.year)}
        yield _finding(text, Group.NAMES, catalogue.OTHER_YEAR_IN_PROSE, (span,), **values)
    for span, character in characters_twice(text):
        yield _finding(text, Group.WORDS, catalogue.WORD_TWICE, (span,), name=character)
    for (position, start, end), before in structure.repeated_headings(text):
        place = f"第{text.paragraphs[before].number}段"
        kind = catalogue.STANDS_TWICE
        yield _finding(text, Group.STRUCTURE, kind, ((position, start, end), (before, 0, 0)), other=place)
    last = len(text.paragraphs) - 1
    for part in structure.missing_parts(text):
        yield _finding(text, Group.STRUCTURE, catalogue.PART_NOT_WRITTEN, ((last, 0, 0),), part=part)


def _finding(text: FinishedText, group: Group, kind: Kind, spans: tuple[Span, ...], **values: str) -> AuditFinding:
    """A finding whose place is that of its first words."""
    position, start, end = spans[0]
    problem = kind.at(ref_of(text, position), sentence_at(text, spans[0]) if start < end else "", **values)
    return AuditFinding(group=group, problem=problem, spans=spans)


def sentence_at(text: FinishedText, span: Span) -> str:
    """The sentence in which words stand."""
    position, start, end = span
    whole = text.paragraphs[position].text
    first = max(whole.rfind(mark, 0, start) for mark in "。；！？\n") + 1
    last = min((at for mark in "。；！？\n" if (at := whole.find(mark, max(start, end - 1))) >= 0), default=len(whole))
    return whole[first : last + 1].strip()


_POINTS_OF_PARTS: Final = re.compile("分[，。]?其中")


def _placed(text: FinishedText, group: Group, problem: Diagnostic) -> AuditFinding | None:
    """A problem of a check of words at its paragraph; ``None`` where a foreign document may be like that."""
    place = replace(problem.place, column=1) if isinstance(problem.place, TextRef) else problem.place
    at = text.by_place.get(place)
    if at is None or (problem.message.endswith(_OF_SENTENCES) and not text.needs_full_stop(at)):
        return None
    if text.paragraphs[at].page and text.paragraphs[at].cell:
        return None  # A PDF has no cells, only words near each other, so that these may have been cut or joined.
    if problem.message.endswith(_OF_LINES) and text.paragraphs[at].level is Level.BODY and not text.needs_full_stop(at):
        return None
    if problem.code == catalogue.COUNT_DISAGREES.code and _POINTS_OF_PARTS.search(problem.found):
        return None  # The points of a sentence are added up with those of its section.
    other = _OTHER_PARAGRAPH.search(problem.message)
    second = text.by_place.get(CellRef(text.file, other[1])) if other else None
    spans = (_span(text, at, problem.found), *(() if second is None else (_span(text, second, problem.found),)))
    return AuditFinding(group=group, problem=replace(problem, place=ref_of(text, at)), spans=spans)


_ANY_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)年(?!\d)")
_FAR_AHEAD: Final = 2  # years; plans reach farther, reports do not
_PLANS: Final = re.compile("规划|远景|目标|到20|力争|计划|预计|建成|[—–-]20")
_CHARACTER_TWICE: Final = re.compile(
    r"([\u4e00-\u9fff])([\u4e00-\u9fff])\2(?=[，。；、）]|$)|([\u4e00-\u9fff])\3([\u4e00-\u9fff])(?=[，。；、）]|$)"
)


def years_far_ahead(text: FinishedText) -> Iterator[tuple[Span, str]]:
    """2033年末 in a report of 2023: a slip where the sentence speaks of no plan."""
    for position, paragraph in enumerate(text.paragraphs):
        for match in _ANY_YEAR.finditer(paragraph.text) if "20" in paragraph.text else ():
            span = (position, match.start(), match.end())
            if int(match[1]) > text.year + _FAR_AHEAD and not _PLANS.search(sentence_at(text, span)):
                yield span, match[1]


def characters_twice(text: FinishedText) -> Iterator[tuple[Span, str]]:
    """不及时时 and 不及及时 at the end of a clause: a word of the official list with one of its characters doubled."""
    words = official_words()
    for position, paragraph in enumerate(text.paragraphs):
        for match in _CHARACTER_TWICE.finditer(paragraph.text):
            word = match[1] + match[2] if match[1] else match[3] + match[4]
            doubled = (match[2] or match[3]) * 2
            joined = paragraph.text[max(0, match.start() - 1) : match.start() + 1]  # 控制 of 控制制度
            is_one_word = match[1] or joined not in words
            if word in words and doubled not in words and word[0] != word[1] and is_one_word:
                yield (position, match.start(), match.end()), match[2] or match[3]


_BEFORE_NAME: Final = r"(?:^|(?<=[，。；：“（、.）年度月末由经对将把在了\s])|(?<=[市区县府]))"


def names_of_own_mistyped(text: FinishedText) -> Iterator[Span]:
    """Names one character or the kind away from the own one (青柞街道 for 青柞镇), which no gazetteer has either."""
    short = text.office.short_name.value
    kind = next((kind for kind in ("街道", "镇", "乡") if short.endswith(kind)), "")
    stem = short.removesuffix(kind)
    if len(stem) < 2 or not kind:
        return
    pattern = re.compile(rf"{_BEFORE_NAME}([\u4e00-\u9fff]{{{len(stem)}}}){kind}")
    other_kind = re.compile(rf"{_BEFORE_NAME}{stem}(?:街道|镇|乡)(?<!{kind})(?!道)")
    for position, paragraph in enumerate(text.paragraphs):
        for match in pattern.finditer(paragraph.text):
            differ = sum(one != other for one, other in zip(match[1], stem, strict=True))
            if differ == 1 and not is_place(match[0]):
                yield position, match.start(), match.end()
        for match in other_kind.finditer(paragraph.text):
            yield position, match.start(), match.end()


_OF_SENTENCES: Final = ("末尾没有标点", "中间有几个空格")  # A cover and a signature may do without.
_OF_LINES: Final = ("之间有空格",)
_OTHER_PARAGRAPH: Final = re.compile(r"“(第\d+段)”")


def ref_of(text: FinishedText, position: int) -> ParagraphRef:
    """The place of a paragraph as users see it."""
    one = text.paragraphs[position]
    return ParagraphRef(file=text.file, number=one.number, page=one.page)


def _span(text: FinishedText, position: int, words: str) -> Span:
    """Where the words stand in a paragraph; the whole paragraph where that is not certain."""
    whole = text.paragraphs[position].text
    words = words.removesuffix("…").strip()
    start = whole.find(words) if words else -1
    return (position, start, start + len(words)) if start >= 0 else (position, 0, len(whole))
