"""From rendered sections to the numbered blocks of the narrative.

Markup of the rendered text: ``# `` to ``#### `` at a line's start are headings 一级 to 四级, ``##- `` and the like
numbered items of that level that look like body text, 【附件】 and 【标题】 the head of the document. A blank line
parts paragraphs; a heading ends with its line unless the next line is indented. Numbers are counted here, after
headings whose part is empty have vanished.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportgen import catalogue
from reportgen.diagnostics import FileRef, Outcome, TextRef
from reportgen.intake.submission import Submission
from reportgen.numeric import chinese_numeral
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing import marks
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative
from reportgen.writing.vocabulary import Facts, Value
from reportgen.writing.wording import Rendered, Wording


def write(submission: Submission, scorecard: Scorecard, wording: Wording) -> Outcome[Narrative]:
    """Word a scored submission."""
    rendered = wording.render(Facts(submission, scorecard))
    if rendered.value is None or rendered.diagnostics:
        return Outcome(None, rendered.diagnostics)
    blocks = compose(rendered.value)
    title = next((block.text for block in blocks if block.level is Level.TITLE), None)
    if title is None:
        return Outcome(None, (catalogue.NO_TITLE.at(FileRef(file="wording/默认")),))
    return Outcome(Narrative(title=title, blocks=blocks))


def compose(sections: Iterable[Rendered]) -> tuple[Block, ...]:
    """The numbered blocks of the rendered sections."""
    drafts = [draft for section in sections for draft in _drafts(section)]
    return tuple(_numbered(_without_empty_headings(drafts)))


_MARKUP = re.compile(r"(?P<hashes>#{1,4})(?P<item>-?) *|【(?P<head>附件|标题)】")
_HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_INDENT = (" ", "\t", "\u3000")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A paragraph before numbering; ``item`` marks a numbered paragraph that is a plain sentence."""

    level: Level
    item: bool
    text: str
    origin: TextRef
    figures: tuple[FigureUse, ...]

    @property
    def lead(self) -> int:
        """How much of the text looks like a heading: up to the first full stop."""
        if self.item or self.level is Level.BODY:
            return 0
        stop = self.text.find("。")
        return len(self.text) if stop < 0 else stop + 1

    @property
    def bare(self) -> bool:
        """A heading that says nothing by itself."""
        return self.level in _HEADINGS and not self.item and not self.text.endswith(("。", "！", "？", "；"))


def _drafts(section: Rendered) -> Iterator[_Draft]:
    for paragraph in _paragraphs(section.text):
        origin = marks.ORIGIN.search(paragraph)
        place = section.source.place(int(origin[1]) if origin else 1)
        marked = marks.ORIGIN.sub("", paragraph)
        markup = _MARKUP.match(marked)
        level, item = _level(markup)
        for piece in marked[markup.end() if markup else 0 :].split(marks.PARAGRAPH_BREAK):
            text, figures = _read_marks(piece, section.values)
            if text:
                yield _Draft(level=level, item=item, text=text, origin=place, figures=figures)
                level, item = Level.BODY, False


def _level(markup: re.Match[str] | None) -> tuple[Level, bool]:
    if markup is None:
        return Level.BODY, False
    if markup["head"]:
        return Level(markup["head"]), False
    return _HEADINGS[len(markup["hashes"]) - 1], bool(markup["item"])


def _paragraphs(text: str) -> Iterator[str]:
    """Lines joined without anything between them; marks stay inside."""
    lines: list[str] = []
    for raw in text.replace(marks.GUARD, "").split("\n"):
        line = marks.ORIGIN.sub("", raw)
        opens = _MARKUP.match(line) is not None
        continues = bool(lines) and not opens and (line.startswith(_INDENT) or not _is_heading(lines[0]))
        if lines and (not line.strip() or not continues):
            yield "".join(lines)
            lines = []
        if line.strip():
            origin = marks.ORIGIN.match(raw)
            lines.append((origin[0] if origin else "") + line.strip())
    if lines:
        yield "".join(lines)


def _is_heading(line: str) -> bool:
    return _MARKUP.match(marks.ORIGIN.sub("", line)) is not None


def _read_marks(piece: str, values: Sequence[Value]) -> tuple[str, tuple[FigureUse, ...]]:
    """The plain text of a piece, and where each value stands in it."""
    text, figures, start = "", [], 0
    current: Value | None = None
    position = 0
    for mark in marks.TOKEN.finditer(piece):
        text += piece[position : mark.start()]
        position = mark.end()
        if mark[1]:
            current, start = values[int(mark[1])], len(text)
        elif current is not None and len(text) > start:
            figures.append(_use(current, start, len(text)))
    return text + piece[position:], tuple(figures)


def _use(value: Value, start: int, end: int) -> FigureUse:
    return FigureUse(start=start, end=end, name=value.name, sources=value.sources, rule=value.rule, basis=value.basis)


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
            origin=draft.origin,
            figures=tuple(replace(f, start=f.start + shift, end=f.end + shift) for f in draft.figures),
        )


# GB/T 9704-2012 7.3.3: 结构层次序数依次用“一、”“（一）”“1.”“（1）”.
_NUMBERS = (
    lambda n: f"{chinese_numeral(n)}、",
    lambda n: f"（{chinese_numeral(n)}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
)
