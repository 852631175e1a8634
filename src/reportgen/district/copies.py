"""Finds paragraphs that offices of one district have copied from each other (照抄).

A piece (小片) is four characters in a row. We compare two paragraphs only if they share rare pieces, which few
paragraphs of the district have. All pieces are sorted by how rare they are, and a paragraph is looked up only by its
rarest pieces. If two paragraphs are similar enough, one of these rarest pieces must be common to both: so many pieces
cannot all be different (S. Chaudhuri and others, A primitive operator for similarity joins, 2006). So a phrase that
half of the district uses hides no copy, and a paragraph without a copy costs almost nothing. The bounds below limit
the work for one paragraph; beyond them a copy may be missed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from math import ceil
from operator import add
from zlib import crc32

from reportgen.diagnostics import CellRef
from reportgen.district.results import Key, OfficeResult, Passage
from reportgen.numeric import percent_half_up

_PIECE = 4  # characters
_COUNTERS = 1 << 22  # bytes; two pieces with the same counter only seem more common than they are
_MOST = 255  # the highest count that a byte can hold
_MOST_PIECES = 64  # a paragraph is looked up by at most so many pieces
_MOST_LED_TO = 8  # paragraphs per piece: a piece that more paragraphs have does not tell them apart
_MOST_COMPARED = 4  # a paragraph is compared with at most so many others: those that share most of its rare pieces


@dataclass(slots=True, eq=False)
class Original:
    """The first paragraph (原文) with its words in the district, and its copies in other offices.

    ``first`` is the paragraph of which this one is a copy itself, if any: a third paragraph may be similar to the
    second and not to the first. ``wordings`` holds the words of the copies, and its own unless it is a copy, with
    their similarity in %.
    """

    key: Key
    passage: Passage
    first: Original | None = None
    copies: list[Copy] = field(default_factory=list)
    wordings: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copy:
    """A paragraph that is nearly the same as an earlier one; ``similarity`` in %."""

    key: Key
    ref: CellRef
    similarity: Decimal


def originals(results: Sequence[OfficeResult], least: Decimal) -> list[Original]:
    """Return all different paragraphs with their copies in other offices; ``least`` is the least similarity in %."""
    index = _Index({passage.words for result in results for passage in result.passages}, least)
    paragraphs: list[Original] = []
    by_words: dict[str, Original] = {}  # by the words of a copy, or its own
    for result in results:
        for passage in result.passages:
            words = passage.words
            if words not in by_words:
                paragraph = Original(result.key, passage)
                by_words[words] = index.add(paragraph)
                paragraphs.append(paragraph)
            original = by_words[words]
            if original.key != result.key:  # an office may repeat its own paragraph
                original.copies.append(Copy(result.key, passage.ref, original.wordings[words]))
    return paragraphs


class _Index:
    """An index that finds a similar paragraph among those added before; ``texts`` are all that will be added."""

    def __init__(self, texts: Iterable[str], least: Decimal) -> None:
        self._least = least
        # Two similar texts share at least this part of their pairs of characters. A pair that they do not share may be
        # in three pieces of four characters.
        pairs = least / (200 - least)
        self._most_different = min(Decimal(1), (_PIECE - 1) * (1 - pairs))
        self._counts = bytearray(_COUNTERS)
        self._by_piece: dict[int, list[Original]] = defaultdict(list)
        for text in texts:
            self._count(text)

    def add(self, paragraph: Original) -> Original:
        """Add a paragraph; return the original of which it is a copy, or the paragraph itself."""
        rare = self._rare(paragraph.passage.words)
        similarity, original = self._nearest(paragraph, rare)
        original.wordings[paragraph.passage.words] = similarity
        if original is not paragraph:
            paragraph.first = original
        for piece, _ in rare:
            if len(self._by_piece[piece]) < _MOST_LED_TO:
                self._by_piece[piece].append(paragraph)
        return original

    def _nearest(self, paragraph: Original, rare: Iterable[tuple[int, int]]) -> tuple[Decimal, Original]:
        """Return the most similar paragraph of another office with the similarity; originals go before copies."""
        candidates = self._candidates(paragraph, rare)
        pairs = _pairs(paragraph.passage.words) if candidates else set()
        firsts = dict.fromkeys(one.first or one for one in candidates)
        for among in (firsts, (one for one in candidates if one.first)):
            others = (one for one in among if one.key != paragraph.key)
            alike = ((_similarity(pairs, _pairs(one.passage.words)), one) for one in others)
            best, original = max(alike, key=lambda pair: pair[0], default=(0, paragraph))
            if best >= self._least:
                return Decimal(best), original
        return Decimal(100), paragraph

    def _candidates(self, paragraph: Original, rare: Iterable[tuple[int, int]]) -> list[Original]:
        """Return the paragraphs that share most pieces with this one; a rare piece counts more."""
        weights: dict[Original, int] = defaultdict(int)
        for piece, count in rare:
            weight = _MOST // count
            for one in self._by_piece.get(piece, ()):
                weights[one] += weight
        ordered = sorted(weights, key=weights.__getitem__, reverse=True)
        may_be = (one for one in ordered if one.key != paragraph.key and self._lengths_fit(one, paragraph))
        return list(islice(may_be, _MOST_COMPARED))

    def _lengths_fit(self, one: Original, other: Original) -> bool:
        """Return whether two texts of these lengths can be similar enough."""
        some, others = len(one.passage.words), len(other.passage.words)
        return percent_half_up(2 * min(some, others), some + others) >= self._least

    def _count(self, text: str) -> None:
        counts = self._counts
        for piece in _pieces(text):
            place = piece % _COUNTERS
            if counts[place] < _MOST:
                counts[place] += 1

    def _rare(self, text: str) -> list[tuple[int, int]]:
        """Return the rarest pieces of a text, each with its count; pieces that no other text has are left out."""
        counts, pieces = self._counts, _pieces(text)
        common = [(count, piece) for piece in pieces if (count := counts[piece % _COUNTERS]) > 1]
        # The pieces that no other text has come first in the order of rareness and take up a part of the prefix.
        unique = len(pieces) - len(common)
        prefix = max(0, ceil(self._most_different * len(pieces)) + 1 - unique)
        return [(piece, count) for count, piece in sorted(common)[:prefix]][:_MOST_PIECES]


def _pieces(text: str) -> set[int]:
    """Return every four characters in a row as numbers, which are the same on every machine."""
    data, size = text.encode("utf-32-le", "surrogatepass"), 4 * _PIECE
    return {crc32(data[start : start + size]) for start in range(0, max(len(data) - size, 0) + 1, 4)}


def _pairs(words: str) -> set[str]:
    """Return the pairs of neighbouring characters; the second occurrence of a pair counts as another pair."""
    pairs = list(map(add, words, words[1:]))
    different = set(pairs)
    if len(different) < len(pairs):
        again = (item for item in Counter(pairs).items() if item[1] > 1)
        different.update(f"{pair}{turn}" for pair, count in again for turn in range(1, count))
    return different


def _similarity(some: set[str], others: set[str]) -> int:
    """Return how many pairs two texts share in % (L. R. Dice, Measures of the amount of ecologic association, 1945)."""
    total = len(some) + len(others)
    return percent_half_up(2 * len(some & others), total) if total else 0
