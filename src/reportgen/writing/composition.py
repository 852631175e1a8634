"""From rendered sections to the numbered blocks of the narrative.

Markup of the rendered text: ``# `` to ``#### `` at a line's start are headings 一级 to 四级, ``##- `` and the like
numbered items of that level that look like body text, 【附件】 and 【标题】 the head of the document. A blank line
parts paragraphs; a heading ends with its line unless the next line is indented. Numbers are counted here, after
headings whose part is empty have vanished.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportgen import catalogue
from reportgen.diagnostics import FileRef, Outcome, TextRef
from reportgen.intake.submission import Submission
from reportgen.numeric import chinese_numeral
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing import marks
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative
from reportgen.writing.source import DEFAULT_LAYER, REPORT
from reportgen.writing.values import Value
from reportgen.writing.vocabulary import Facts
from reportgen.writing.wording import Rendered, Wording


def write(submission: Submission, scorecard: Scorecard, wording: Wording) -> Outcome[Narrative]:
    """Word a scored submission."""
    facts = Facts(submission, scorecard)
    rendered = wording.render(facts)
    problems = (*facts.references.problems(), *rendered.diagnostics)
    if rendered.value is None:
        return Outcome(None, problems)
    blocks = compose(rendered.value)
    title = title_of(blocks, REPORT)
    if title.value is None:
        return Outcome(None, (*problems, *title.diagnostics))
    return Outcome(Narrative(title=title.value, blocks=blocks), problems)


def title_of(blocks: Iterable[Block], area: str) -> Outcome[str]:
    """The one title of a text; ``area`` is where its wording lies."""
    titles = [block for block in blocks if block.level is Level.TITLE]
    if len(titles) == 1:
        return Outcome(titles[0].text)
    if not titles:
        return Outcome(None, (catalogue.NO_TITLE.at(FileRef(file=f"{area}/{DEFAULT_LAYER}")),))
    return Outcome(None, tuple(catalogue.SECOND_TITLE.at(block.origin) for block in titles[1:]))


def compose(rendered: Rendered) -> tuple[Block, ...]:
    """The numbered blocks of a rendered text."""
    drafts = [draft for paragraph in _paragraphs(rendered.text) for draft in _drafts(paragraph, rendered)]
    return tuple(_numbered(_without_empty_headings(drafts)))


_MARKUP = re.compile(r"(?P<hashes>#{1,4})(?P<item>-?) *|【(?P<head>附件|标题)】")
_HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_INDENT = (" ", "\t", "\u3000")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The lines of a paragraph, without markup but with their marks."""

    level: Level
    item: bool
    lines: list[str]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A paragraph before numbering; ``item`` marks a numbered paragraph that is a plain sentence."""

    level: Level
    item: bool
    text: str
    lines: tuple[tuple[int, TextRef], ...]
    values: list[tuple[int, int, Value]]  # start, end, what stands there

    @property
    def lead(self) -> int:
        """How much of the text looks like a heading: up to the first full stop."""
        if self.item or self.level not in _HEADINGS:
            return 0
        stop = self.text.find("。")
        return len(self.text) if stop < 0 else stop + 1

    @property
    def bare(self) -> bool:
        """A heading that says nothing by itself."""
        return self.level in _HEADINGS and not self.item and not self.text.endswith(("。", "！", "？", "；"))


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """Lines joined without anything between them."""
    paragraph: _Paragraph | None = None
    for line in text.replace(marks.BLANK_LINE, f"\n{marks.BLANK_LINE}\n").split("\n"):
        origin = marks.ORIGIN.search(line)
        if origin is None:
            if paragraph and line == marks.BLANK_LINE:
                yield paragraph
                paragraph = None
            continue
        plain = line[: origin.start()] + line[origin.end() :]
        markup = _MARKUP.match(plain)
        start = marks.trimmed(origin[0] + (plain[markup.end() :] if markup else plain))
        if paragraph and not markup and (paragraph.level is Level.BODY or plain.startswith(_INDENT)):
            paragraph.lines.append(start)
            continue
        if paragraph:
            yield paragraph
        paragraph = _Paragraph(*_level(markup), [start])
    if paragraph:
        yield paragraph


def _level(markup: re.Match[str] | None) -> tuple[Level, bool]:
    if markup is None:
        return Level.BODY, False
    if markup["head"]:
        return Level(markup["head"]), False
    return _HEADINGS[len(markup["hashes"]) - 1], bool(markup["item"])


def _drafts(paragraph: _Paragraph, rendered: Rendered) -> Iterator[_Draft]:
    """The paragraph, and one more of body text for each line break in a value."""
    level, item = paragraph.level, paragraph.item
    last: TextRef | None = None
    for piece in "".join(paragraph.lines).split(marks.PARAGRAPH_BREAK):
        text, lines, values = _read_marks(piece, rendered)
        if last and (not lines or lines[0][0]):
            lines.insert(0, (0, last))
        last = lines[-1][1]
        if text:
            yield _Draft(level, item, text, tuple(lines), values)
            level, item = Level.BODY, False


_Lines = list[tuple[int, TextRef]]
_Values = list[tuple[int, int, Value]]


def _read_marks(piece: str, rendered: Rendered) -> tuple[str, _Lines, _Values]:
    """The plain text of a piece, where each wording line begins in it and where each value stands."""
    lines: _Lines = []
    found: _Values = []
    open_values: list[tuple[int, Value]] = []
    split = marks.TOKEN.split(piece)  # text, then for each mark its three groups and the text behind it
    parts = [split[0]]
    length = len(split[0])
    for index, file, line, text in zip(split[1::4], split[2::4], split[3::4], split[4::4], strict=True):
        if index:
            open_values.append((length, rendered.values[int(index)]))
        elif file:
            lines.append((length, rendered.lines[int(file)][int(line) - 1]))
        else:
            start, value = open_values.pop()
            if length > start:
                found.append((start, length, value))
        parts.append(text)
        length += len(text)
    found.sort(key=lambda use: (use[0], -use[1]))  # a reference after the sentence that it stands in
    return "".join(parts), lines, found


def _without_empty_headings(drafts: Sequence[_Draft]) -> list[_Draft]:
    kept: list[_Draft] = []
    for draft in reversed(drafts):
        below = kept[-1] if kept else None
        if not draft.bare or (below is not None and _rank(below) > _rank(draft)):
            kept.append(draft)
    return kept[::-1]


def _rank(draft: _Draft) -> int:
    return _HEADINGS.index(draft.level) if draft.level in _HEADINGS else len(_HEADINGS)


def _numbered(drafts: Iterable[_Draft]) -> Iterator[Block]:
    counts = [0] * len(_HEADINGS)
    for draft in drafts:
        number = ""
        if draft.level in _HEADINGS:
            rank = _rank(draft)
            counts[rank] += 1
            counts[rank + 1 :] = [0] * (len(_HEADINGS) - rank - 1)
            number = _NUMBERS[rank](counts[rank])
        shift = len(number)
        yield Block(
            level=draft.level,
            text=number + draft.text,
            lead=draft.lead and draft.lead + shift,
            origin=draft.lines[0][1],
            lines=tuple((start + shift, line) for start, line in draft.lines),
            figures=tuple(_use(value, start + shift, end + shift) for start, end, value in draft.values),
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
