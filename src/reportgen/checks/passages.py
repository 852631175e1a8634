"""What the checks of words read: the finished text, the prose cells behind it, and whose words stand where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reportgen.diagnostics import CellRef, TextRef
from reportgen.intake.submission import Entry, Submission
from reportgen.writing.narrative import Block, FigureUse, Level

Sentence = tuple[Block, int, str]
"""A block with the start and the words of one of its sentences."""

_SENTENCE = re.compile(r"[^。；！？\n]+")


def reported(submission: Submission) -> Iterator[Entry[str]]:
    """Every prose cell that tells what was done."""
    yield submission.conclusion_overview
    yield from _given(submission.honours)
    for task in submission.tasks:
        yield from _given(task.title, task.text)
        for point in (*task.enumeration, *task.subitems):
            yield from _given(point.title, point.text)
    yield from _given(*(row.note for row in submission.management))


def planned(submission: Submission) -> Iterator[Entry[str]]:
    """Every prose cell that tells what is to be done: goals and measures claim nothing yet."""
    yield submission.goal_overview
    yield from _given(*(text for goal in submission.goals for text in (goal.title, goal.text)))
    yield from (measure.text for measure in submission.measures)


def _given(*entries: Entry[str] | None) -> Iterator[Entry[str]]:
    return (entry for entry in entries if entry is not None)


def alone(entry: Entry[str]) -> Block:
    """A cell that is not printed, as a paragraph of its own."""
    use = FigureUse(start=0, end=len(entry.value), name="", sources=(entry.ref,))
    return Block(
        level=Level.BODY, text=entry.value, lead=0, origin=TextRef(file=entry.ref.file, line=1), figures=(use,)
    )


def sentences(blocks: Iterable[Block]) -> Iterator[Sentence]:
    """The sentences of each block, in order."""
    for block in blocks:
        for match in _SENTENCE.finditer(block.text):
            yield block, match.start(), match[0]


def found(pattern: re.Pattern[str], begins: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What ``finditer`` finds, where every match begins with the one character that ``begins`` matches.

    re runs along to such a character several times as fast as it tries a pattern that begins with a choice.
    """
    end = 0
    for begin in begins.finditer(text):
        match = pattern.match(text, begin.start()) if begin.start() >= end else None
        if match:
            yield match
            end = match.end()


def written_at(block: Block, position: int) -> CellRef | TextRef:
    """The cell whose text stands at this position, or else the line of the wording file."""
    cells = (f.sources[0] for f in block.figures if f.sources and f.start <= position < f.end)
    return next(cells, None) or block.line_at(position)


def figure_at(block: Block, position: int) -> FigureUse | None:
    """The figure, typed once in its own cell, that is printed at this position; ``None`` in a sentence's own words."""
    return next((f for f in block.figures if f.number is not None and f.start <= position < f.end), None)


def blanked(text: str, *patterns: re.Pattern[str]) -> str:
    """The text with everything that the patterns match made blank, every character at its place."""
    for pattern in patterns:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text
