"""Breaks a title (标题) into lines where its words end (GB/T 9704-2012, 7.3.1: 回行时词意完整、长短适宜)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

_NO_LINE_STARTS_WITH = "，。、；：！？）》〉」』”’】〕…—"
_NO_LINE_ENDS_WITH = "（《〈「『“‘【〔"


def break_title(text: str, *, line_cells: int, break_after: Sequence[str]) -> tuple[str, ...]:
    """The lines of a title, joined they are ``text``.

    ``line_cells`` is the room of a line in Han characters; digits and Latin letters take half a cell. Lines
    break after the phrases ``break_after``; only a stretch without any that is too long for a line breaks
    elsewhere. Among the ways to do that, the one with the fewest lines and of those the most even one is taken.
    """
    room = 2 * line_cells
    if _width(text) <= room:
        return (text,)
    good = sorted({0, len(text), *_phrase_ends(text, break_after)})
    spare = [at for start, end in pairwise(good) if _width(text[start:end]) > room for at in _gaps(text, start, end)]
    marks = sorted([*good, *spare])
    # best[at]: the cost of the best lines up to there, as (half-cells too wide, breaks inside a phrase, lines,
    # sum of squared widths), and where the last of these lines starts.
    best: dict[int, tuple[tuple[int, int, int, int], int]] = {0: ((0, 0, 0, 0), 0)}
    for index, end in enumerate(marks[1:], start=1):
        choices = []
        for start in marks[:index]:
            wide, rough, lines, squares = best[start][0]
            width = _width(text[start:end])
            cost = (wide + max(0, width - room), rough + (end not in good), lines + 1, squares + width**2)
            choices.append((cost, start))
        best[end] = min(choices)
    cuts = [len(text)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return tuple(text[start:end] for start, end in pairwise(reversed(cuts)))


def _width(text: str) -> int:
    """In half-cells."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _phrase_ends(text: str, phrases: Sequence[str]) -> Iterator[int]:
    for phrase in phrases:
        at = text.find(phrase)
        while at >= 0:
            yield at + len(phrase)
            at = text.find(phrase, at + 1)


def _gaps(text: str, start: int, end: int) -> Iterator[int]:
    """Where a line may end at need: not inside a number or Latin word, nor against a mark that clings."""
    for at in range(start + 1, end):
        before, after = text[at - 1], text[at]
        inside_word = before.isascii() and after.isascii()
        if not inside_word and after not in _NO_LINE_STARTS_WITH and before not in _NO_LINE_ENDS_WITH:
            yield at
