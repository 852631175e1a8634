"""The numbers that clerks type into their sentences, and where each of them comes from."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from functools import cached_property

from reportgen import catalogue
from reportgen.checks.comparisons import comparisons
from reportgen.checks.dossier import Dossier, blank_out, figure_at, place_at
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import Indicator, Submission
from reportgen.numeric import round_half_up
from reportgen.scoring.tree import CRITERION
from reportgen.writing.narrative import Block

_HAN = "\u4e00-\u9fff"
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_NUMBER = re.compile(rf"(?<![\dA-Za-z.])(?P<number>{_DIGITS.pattern})(?P<scale>[万亿]?)(?P<unit>[%％]|[{_HAN}]{{0,4}})")
_QUOTATION = re.compile(r"《[^》]{0,200}》|“[^”]{0,200}”|\{[^{}]{0,100}\}")
# These patterns match digits that state no figure of the office; no match goes on from one sentence to the next.
# A pattern matches only where a run of digits begins, so that ``re`` tries a run of thousands once. The look behind
# comes after the first character, because ``re`` skips to a character but not to a look behind.
_N = r"\d(?<!\d\d)\d{0,11}"
_UP_TO_31 = r"\d(?<!\d\d)\d?"
_TO = r"[—–\-~～至到]"
_OTHER_DIGITS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?=[〔\[【（(\d])(?:[〔\[【（(]\d{4}[〕\]】）)](?:第?\d{1,6}号)?|[〔\[【（(]?\d{4}年第\d{1,6}号)",
        rf"(?<!\d)(?:19|20)\d\d(?:(?:年度?)?{_TO}(?:19|20)?\d\d年?|[./\-]\d{{1,2}}(?:[./\-]\d{{1,2}})?(?!\d))",
        r"(?<!\d)(?:19|20)\d\d年(?:度|底|初|末)?",
        rf"{_UP_TO_31}(?:{_TO}\d{{1,2}}|、\d{{1,2}}){{0,11}}(?:月份?|日)(?!均)|{_UP_TO_31}(?:[:：]\d{{2}}|时|点)(?!\d)",
        rf"(?:第|附件|附表|表|图|目标|任务|事项|问题|原因){_N}(?!\.?\d*[%％])|前{_N}名?|{_N}(?:{_TO}\d{{1,3}})?周?岁",
        rf"{_N}(?:\.\d{{1,4}})?(?:{_TO}\d{{1,4}})?个?(?:小时|分钟|秒|天|工作日|自然日|日|月|季度|年|周|摄氏度|℃)(?!人)",
        rf"每[^，。；\d]{{0,8}}\d{{0,3}}[^，。；\d]{{0,4}}{_N}(?:{_TO}\d{{1,4}})?[次回场]",
        rf"(?<![A-Za-z\-])[A-Za-z][A-Za-z\-]{{0,20}}\d{{1,12}}(?:\.\d{{1,4}})?|{_N}[A-Za-z](?![A-Za-z])",
        rf"{_N}(?:[+×＋xX*]\d{{1,4}}){{0,8}}[+×＋xX*][\dNnX]|{_N}[:：]\d{{1,4}}",
        r"(?<!\d)(?:1\d{4}|9\d{4}|1[12]\d)(?=[^\d，。；]{0,8}(?:热线|平台|电话|报警|工单|急救|诉求|专线))",
        r"(?=\d)(?<!\d)(?:0\d{2,3}-?\d{7,8}|1\d{10}|\d{1,2}[·•]\d{1,2})(?!\d)",
        rf"{_N}(?:号|级|等奖|届|版|周年)|{_N}[个项大种类条]?(?:方面|环节|原则|维度|步骤|要素|阶段|板块|体系|机制|抓手)",
        r"(?=[（(.．\d])(?:^|(?<=[。；：，\s]))[（(]?\d{1,2}(?:[）)、]|[.．](?!\d))",
        r"(?=[01])(?<![\d.])(?:100(?:\.0+)?[%％]|0(?![\d.]))",  # claims.absolute_claims_proved checks these.
    )
)
_WIDE_DIGIT = re.compile("[０-９]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_MOST_IN_MESSAGE = 5
_ROUGHLY_BEFORE = re.compile(r"(?:近|约|大约|将近|接近|逾|超|超过了?|突破了?|不少于|不低于|至少)$")
_ROUGHLY_AFTER = re.compile(r"余|多(?!于)|左右|上下|以上")


def numbers_have_a_source(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report the numbers that a clerk typed into a cell of prose and that are no value of the workbook."""
    values = _Values(dossier)
    others = (one for one in comparisons(dossier) if not (one.exact and one.holds))
    comparison_places = {(one.block.text, one.number) for one in others}
    cells = {entry.ref for entry in dossier.submission.prose()}
    for block in dossier.narrative.blocks:
        matches_by_cell: dict[CellRef, list[re.Match[str]]] = {}
        for place, match in _typed_numbers(block, cells):
            if (block.text, match.start()) not in comparison_places and not values.has(match, block.text):
                matches_by_cell.setdefault(place, []).append(match)
        for place, matches in matches_by_cell.items():
            start = matches[0].start()
            texts = (m["number"] + m["scale"] + m["unit"][:1] for m in matches[:_MOST_IN_MESSAGE])
            around = block.text[max(0, start - 12) : start + 24]
            yield catalogue.NUMBER_WITHOUT_SOURCE.at(place, around, number="”“".join(dict.fromkeys(texts)))


def _typed_numbers(block: Block, cells: Container[CellRef]) -> Iterator[tuple[CellRef, re.Match[str]]]:
    """The numbers that clerks typed into their sentences, each after its cell."""
    prose = [use for use in block.figures if use.sources and use.sources[0] in cells]
    digits = {digit.start() for use in prose for digit in _DIGIT.finditer(block.text, use.start, use.end)}
    positions = [position for position in sorted(digits) if _prose_cell_at(block, position, cells)]
    for match in _NUMBER.finditer(_figures_only(block.text, positions)) if positions else ():
        place = _prose_cell_at(block, match.start(), cells)
        if place:
            yield place, match


def _prose_cell_at(block: Block, position: int, cells: Container[CellRef]) -> CellRef | None:
    """The prose cell whose clerk typed the character at this position; ``None`` for a reference or the wording."""
    place = None if figure_at(block, position) else place_at(block, position)
    return place if isinstance(place, CellRef) and place in cells else None


def _figures_only(text: str, digits: Iterable[int]) -> str:
    """The text with blanks for digits that state no figure, in those sentences that hold one of ``digits``."""
    text, end = blank_out(_narrow(text), _QUOTATION), 0
    for digit in digits:
        if digit >= end:
            start, end = text.rfind("。", 0, digit) + 1, (text.find("。", digit) + 1) or len(text)
            text = text[:start] + blank_out(text[start:end], *_OTHER_DIGITS) + text[end:]
    return text


def numbers(dossier: Dossier) -> frozenset[Decimal]:
    """Every number that the workbook holds outside its prose, with differences and ratios of those that form a pair."""
    submission = dossier.submission
    values = set(_amounts(submission))
    for indicator in submission.indicators:
        values |= set(_of_indicator(indicator))
    for entry in submission.management:
        if entry.value is not None:
            value = entry.value.value
            values |= {value} if isinstance(value, Decimal) else set(_in_text(value))
        values |= set(_in_text(entry.evidence.value)) if entry.evidence else set()
    tree = dossier.scorecard.tree
    for score in tree.level(CRITERION):
        values |= {score.points, score.score, score.lost}
        if score.figure:
            values |= {score.figure.value, *((score.full_line,) if score.full_line else ())}
    return frozenset(values | {tree.score, tree.points})


def _amounts(submission: Submission) -> Iterator[Decimal]:
    budget, public = submission.budget, submission.three_public
    yield from (entry.value for _, entry in budget.entries())
    for expense in (public.total, *public.parts):
        yield from _pair(expense.budget.value, expense.actual.value)
    for pair in (
        (BUDGET.initial, BUDGET.spent),
        (BUDGET.adjusted, BUDGET.spent),
        (BUDGET.initial, BUDGET.adjusted),
        (BUDGET.running_budget, BUDGET.running_spent),
    ):
        values = [entry.value for _, entry in budget.entries(*pair)]
        if len(values) == len(pair):
            yield from _pair(*values)


def _of_indicator(indicator: Indicator) -> Iterator[Decimal]:
    if indicator.target and indicator.actual:
        yield from _pair(indicator.target.value, indicator.actual.value)
    words = (indicator.name, indicator.target_text, indicator.actual_text, indicator.evidence, indicator.remark)
    for entry in words:
        yield from _in_text(entry.value) if entry else ()


def _pair(aim: Decimal, actual: Decimal) -> Iterator[Decimal]:
    """Two values, their difference, and one as a percentage of the other."""
    yield from (aim, actual, abs(actual - aim))
    if aim:
        yield from (actual / aim * 100, abs(actual - aim) / aim * 100)


def _in_text(text: str) -> Iterator[Decimal]:
    if not _DIGIT.search(text):
        return iter(())
    return (Decimal(match[0].replace(",", "")) for match in _DIGITS.finditer(_narrow(text)[:2000]))


def _narrow(text: str) -> str:
    """The text with full-width digits, points, commas and per cent signs made half-width."""
    if _WIDE_DIGIT.search(text):
        text = text.translate(_WIDE_DIGITS)
    return text.replace("．", ".").replace("％", "%").replace("，", ",")


class _Values:
    """The values of the workbook, in the forms in which a sentence may quote them: in 元 or 万, rounded, or roughly."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._by_places: dict[tuple[Decimal, int], frozenset[Decimal]] = {}

    @cached_property
    def _values(self) -> frozenset[Decimal]:
        return numbers(self._dossier)

    def has(self, match: re.Match[str], text: str) -> bool:
        number, unit = Decimal(match["number"].replace(",", "")), match["unit"]
        money = unit.startswith("元")
        factor = Decimal(_SCALES[match["scale"]]) / (_SCALES["万"] if money else 1)  # The workbook has money in 万元.
        readings = {number, number * factor}
        places = len(match["number"].partition(".")[2])
        if readings & self._values:
            return True
        if (places or (match["scale"] and not money)) and number in self._as_rounded(factor, min(places, 6)):
            return True
        before = text[max(0, match.start() - 4) : match.start()]
        if _ROUGHLY_BEFORE.search(before) or _ROUGHLY_AFTER.search(unit):
            return any(abs(value - other) * 10 <= value for value in self._values for other in readings)
        return False

    def _as_rounded(self, factor: Decimal, places: int) -> frozenset[Decimal]:
        key = (factor, places)
        if key not in self._by_places:
            self._by_places[key] = frozenset(round_half_up(value / factor, places) for value in self._values)
        return self._by_places[key]
