"""Turns rendered sections into the numbered blocks of the narrative.

The rendered text has this markup at the start of lines: ``# `` to ``#### `` make headings from 一级 to 四级; ``#- ``
to ``####- `` make numbered items of these levels, which look like body text; 【附件】, 【标题】, 【封面】 and 【日期】
make the head of the document, 【落款】 its end. A blank line ends a paragraph. A heading ends with its line unless the
next line is indented. Headings whose part is empty are removed first, so that the numbers have no gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, TextRef
from reportgen.intake.submission import Submission
from reportgen.numeric import chinese_numeral, plain
from reportgen.scoring.scorecard import (
    NOT_FILLED_IN,
    Score,
    Scorecard,
    input_texts,
    lost_reason,
    measure_texts,
    points_of,
)
from reportgen.scoring.tree import CRITERION, PART
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative, Table
from reportgen.writing.source import ATTACHMENT, COVER, DEFAULT_LAYER, REPORT, REPORT_PAGE, WordingSet
from reportgen.writing.values import BLANK_LINE, LINE_MARK, MARK, PARAGRAPH_BREAK, Value, trim
from reportgen.writing.vocabulary import Facts, own_opening
from reportgen.writing.wording import MarkedText, Wording


def write(
    submission: Submission, scorecard: Scorecard, wording: Wording, wording_set: WordingSet | None = None
) -> Outcome[Narrative]:
    """Word a scored submission as a narrative (成文) of a set; without a set it is that of a 说明 with an 附件 mark."""
    facts = Facts(submission, scorecard, wording_set.self_reference) if wording_set else Facts(submission, scorecard)
    marked_text = wording.render(facts)
    problems = (*facts.references.problems(), *marked_text.diagnostics)
    if marked_text.value is None:
        return Outcome(None, problems)
    blocks = compose(marked_text.value)
    title = title_of(blocks, REPORT)
    if title.value is None:
        return Outcome(None, (*problems, *title.diagnostics))
    problems += tuple(_opening_left_out(submission, blocks))
    if wording_set is None:
        return Outcome(Narrative(title=title.value, blocks=blocks), problems)
    problems += tuple(_other_first_page(blocks, wording_set))
    annex = _score_table(submission, scorecard) if wording_set.annex else None
    return Outcome(Narrative(title=title.value, blocks=blocks, annex=annex), problems)


_PAGE_LEVELS = {ATTACHMENT: Level.ATTACHMENT, COVER: Level.COVER, REPORT_PAGE: Level.SIGNATURE}


def _other_first_page(blocks: Sequence[Block], wording_set: WordingSet) -> Iterator[Diagnostic]:
    """Report the mark of a first page that the set does not have, or else that its own mark is missing."""
    values = {"name": wording_set.title}
    by_level = {block.level: block for block in reversed(blocks)}
    own = _PAGE_LEVELS[wording_set.first_page]
    excluded = {Level.ATTACHMENT, Level.COVER} - {own}
    for level in (level for level in excluded if level in by_level):
        place = by_level[level].origin
        yield catalogue.WORDING_FIRST_PAGE.at(place, wording_set.first_page, difference=f"中却有【{level}】", **values)
    if own not in by_level:
        place = by_level[Level.TITLE].origin
        yield catalogue.WORDING_FIRST_PAGE.at(place, wording_set.first_page, difference=f"中没有【{own}】", **values)


def _opening_left_out(submission: Submission, blocks: Iterable[Block]) -> Iterator[Diagnostic]:
    """Note that the wording left out the year or the office, because 自评总述 begins with them."""
    overview = submission.conclusion_overview
    if opening := own_opening(submission):
        uses = ((block, use) for block in blocks for use in block.figures if use.sources == (overview.ref,))
        block, use = next(uses, (None, None))
        if block and use and submission.office.short_name.value not in block.text[: use.start]:
            yield catalogue.LEFT_OUT.at(overview.ref, opening)


def title_of(blocks: Iterable[Block], area: str) -> Outcome[str]:
    """Return the title of a text, which must have exactly one; ``area`` is the folder of its wording."""
    titles = [block for block in blocks if block.level is Level.TITLE]
    if len(titles) == 1:
        return Outcome(titles[0].text)
    if not titles:
        return Outcome(None, (catalogue.NO_TITLE.at(FileRef(file=f"{area}/{DEFAULT_LAYER}")),))
    return Outcome(None, tuple(catalogue.SECOND_TITLE.at(block.origin) for block in titles[1:]))


def compose(marked_text: MarkedText) -> tuple[Block, ...]:
    """Return the numbered blocks of a rendered text."""
    paragraphs = _marked_paragraphs(marked_text.text)
    blocks = [block for paragraph in paragraphs for block in _unnumbered_blocks(paragraph, marked_text)]
    return tuple(_numbered(_without_empty_headings(blocks)))


_MARKUP = re.compile(r"(?P<hashes>#{1,4})(?P<item>-?) *|【(?P<head>附件|标题|封面|日期|落款)】")
_HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_INDENT = (" ", "\t", "\u3000")


@dataclass(frozen=True, slots=True)
class _MarkedParagraph:
    """A paragraph whose lines still have their marks, but no markup; ``item`` makes it a numbered item."""

    level: Level
    item: bool
    lines: list[str]


@dataclass(frozen=True, slots=True)
class _UnnumberedBlock:
    """A block without its number; ``item`` makes it a numbered item, which looks like body text."""

    level: Level
    item: bool
    text: str
    lines: tuple[tuple[int, TextRef], ...]
    values: list[tuple[int, int, Value]]  # start, end and the value that stands there

    @property
    def lead(self) -> int:
        """The number of characters that look like a heading: those up to the first full stop."""
        if self.item or self.level not in _HEADINGS:
            return 0
        stop = self.text.find("。")
        return len(self.text) if stop < 0 else stop + 1

    @property
    def needs_content(self) -> bool:
        """Whether it is a heading that has no meaning without paragraphs below it."""
        return self.level in _HEADINGS and not self.item and not self.text.endswith(("。", "！", "？", "；"))


def _marked_paragraphs(text: str) -> Iterator[_MarkedParagraph]:
    paragraph: _MarkedParagraph | None = None
    for line in text.replace(BLANK_LINE, f"\n{BLANK_LINE}\n").split("\n"):
        origin = LINE_MARK.search(line)
        if origin is None:
            if paragraph and line == BLANK_LINE:
                yield paragraph
                paragraph = None
            continue
        plain = line[: origin.start()] + line[origin.end() :]
        markup = _MARKUP.match(plain)
        start = trim(origin[0] + (plain[markup.end() :] if markup else plain))
        if paragraph and not markup and (paragraph.level is Level.BODY or plain.startswith(_INDENT)):
            paragraph.lines.append(start)
            continue
        if paragraph:
            yield paragraph
        paragraph = _MarkedParagraph(*_level(markup), [start])
    if paragraph:
        yield paragraph


def _level(markup: re.Match[str] | None) -> tuple[Level, bool]:
    if markup is None:
        return Level.BODY, False
    if markup["head"]:
        return Level(markup["head"]), False
    return _HEADINGS[len(markup["hashes"]) - 1], bool(markup["item"])


def _unnumbered_blocks(paragraph: _MarkedParagraph, marked_text: MarkedText) -> Iterator[_UnnumberedBlock]:
    """Yield the paragraph, and one more block of body text for each line break in a value."""
    level, item = paragraph.level, paragraph.item
    last: TextRef | None = None
    for piece in "".join(paragraph.lines).split(PARAGRAPH_BREAK):
        text, lines, values = _read_marks(piece, marked_text)
        if last and (not lines or lines[0][0]):
            lines.insert(0, (0, last))
        if not lines:
            continue  # The heading has no words, or none that are printed.
        last = lines[-1][1]
        if text:
            yield _UnnumberedBlock(level, item, text, tuple(lines), values)
            level, item = Level.BODY, False


_Lines = list[tuple[int, TextRef]]
_Values = list[tuple[int, int, Value]]


def _read_marks(piece: str, marked_text: MarkedText) -> tuple[str, _Lines, _Values]:
    """Return the text of a piece without marks, where each wording line begins in it, and where each value stands."""
    lines: _Lines = []
    values: _Values = []
    open_values: list[tuple[int, Value]] = []
    fields = MARK.split(piece)  # a text, then for each mark its three groups and the text behind it
    parts = [fields[0]]
    length = len(fields[0])
    for index, file, line, text in zip(fields[1::4], fields[2::4], fields[3::4], fields[4::4], strict=True):
        if index:
            open_values.append((length, marked_text.values[int(index)]))
        elif file:
            lines.append((length, marked_text.lines[int(file)][int(line) - 1]))
        else:
            start, value = open_values.pop()
            if length > start:
                values.append((start, length, value))
        parts.append(text)
        length += len(text)
    values.sort(key=lambda value: (value[0], -value[1]))  # a sentence comes before the references inside it
    return "".join(parts), lines, values


def _without_empty_headings(blocks: Sequence[_UnnumberedBlock]) -> list[_UnnumberedBlock]:
    backwards: list[_UnnumberedBlock] = []
    for block in reversed(blocks):
        below = backwards[-1] if backwards else None
        if not block.needs_content or (below is not None and _rank(below) > _rank(block)):
            backwards.append(block)
    return backwards[::-1]


def _rank(block: _UnnumberedBlock) -> int:
    if block.level is Level.SIGNATURE:
        return -1  # It ends the text and is no content of the heading above it.
    return _HEADINGS.index(block.level) if block.level in _HEADINGS else len(_HEADINGS)


def _numbered(blocks: Iterable[_UnnumberedBlock]) -> Iterator[Block]:
    counts = [0] * len(_HEADINGS)
    for block in blocks:
        number = ""
        if block.level in _HEADINGS:
            rank = _rank(block)
            counts[rank] += 1
            counts[rank + 1 :] = [0] * (len(_HEADINGS) - rank - 1)
            number = _NUMBERS[rank](counts[rank])
        shift = len(number)
        yield Block(
            level=block.level,
            text=number + block.text,
            lead=block.lead and block.lead + shift,
            origin=block.lines[0][1],
            lines=tuple((start + shift, line) for start, line in block.lines),
            figures=tuple(_use(value, start + shift, end + shift) for start, end, value in block.values),
        )


def _use(value: Value, start: int, end: int) -> FigureUse:
    return FigureUse(start, end, value.name, value.sources, value.number, value.rule, value.basis)


# GB/T 9704-2012 7.3.3: 结构层次序数依次用“一、”“（一）”“1.”“（1）”.
_NUMBERS = (
    lambda n: f"{chinese_numeral(n)}、",
    lambda n: f"（{chinese_numeral(n)}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
)


# --- the annex ----------------------------------------------------------------------------------------------

_HEAD = ("一级指标", "二级指标", "三级指标", "指标", "年度指标值", "实际完成值", "分值", "得分", "扣分原因")
_WIDTHS = (7, 8, 13, 15, 9, 10, 5, 5, 20)  # in characters
_PROSE = frozenset({2, 3, 8})
_FIGURES = frozenset({6, 7})
_GROUPED = 3


def _score_table(submission: Submission, scorecard: Scorecard) -> Table:
    """The 自评表 of an office as a table: a row for each 三级指标 or 绩效指标, sub-totals, and the total."""
    office = submission.office.full_name.value
    trial = "（试用评分标准）" if scorecard.draft else ""
    return Table(
        caption=f"{submission.year.value}年度{office}部门整体支出绩效自评表{trial}",
        head=_HEAD,
        widths=_WIDTHS,
        rows=tuple(_rows(scorecard)),
        left=_PROSE,
        figures=_FIGURES,
        grouped=_GROUPED,
    )


def _rows(scorecard: Scorecard) -> Iterator[tuple[str, ...]]:
    for part in scorecard.tree.children:
        for group, criterion in part.paths(CRITERION - PART):
            for leaf in criterion.leaves():
                points = (_text(one) for one in points_of(leaf)[:2])
                yield (
                    part.name,
                    group.name,
                    criterion.name,
                    *_judged(leaf, scorecard.gaps),
                    *points,
                    lost_reason(leaf),
                )
        yield _total(f"{part.name}合计", part)
    yield _total("总分", scorecard.tree)
    if scorecard.grade:
        grade = NOT_FILLED_IN if scorecard.tree.missing else scorecard.grade
        yield ("等级", "", "", "", "", "", "", grade, "")


def _judged(leaf: Score, gaps: frozenset[CellRef]) -> tuple[str, str, str]:
    """What a row judges: the indicator with its target and actual value, or the figure of the form."""
    if leaf.indicator is not None:
        target, actual = measure_texts(leaf.indicator, gaps)
        symbol = leaf.indicator.symbol.value
        return (leaf.name, f"{symbol}{target}" if leaf.indicator.quantitative else target, actual)
    name, _, _, actual = input_texts(leaf.inputs, gaps)
    return (name, "", actual)


def _total(name: str, score: Score) -> tuple[str, ...]:
    points = (_text(one) for one in points_of(score)[:2])
    return (name, "", "", "", "", "", *points, "")


def _text(value: str | Decimal) -> str:
    return plain(value) if isinstance(value, Decimal) else value
