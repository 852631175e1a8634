"""Paragraphs of different offices of one district that are nearly the same (照抄).

Two paragraphs are compared only where they share rare pieces: those that few paragraphs of the district have. All
pieces of all paragraphs stand in one order, the rarest first, and each paragraph is looked up by the first of its own
alone. Where two have enough in common, the first piece that both have is among them: no other can come before it in
more places than they differ in (S. Chaudhuri and others, A primitive operator for similarity joins, 2006). What half
the district says in the same words therefore hides no copy, and a paragraph that is nobody's copy leads nowhere. That
holds as far as the bounds below reach, which keep the work for a paragraph small whatever the others say.
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
_COUNTERS = 1 << 22  # bytes in which pieces are counted: two that share one are only thought more common than they are
_MOST = 255  # that a byte counts to
_MOST_PIECES = 64  # of one paragraph that it is looked up by
_MOST_LED_TO = 8  # paragraphs by one piece: where more have it, it tells none of them from the others
_MOST_COMPARED = 4  # paragraphs with one: those that share the most, and the rarest, of its pieces


@dataclass(slots=True, eq=False)
class Original:
    """A paragraph as it was first found in the district, and those of other offices that are the same or nearly.

    ``first`` is the paragraph that this one is a copy of itself, if any: a third may be like the second alone.
    ``wordings`` are the words of the copies, and its own unless it is a copy, with how much they are like it, in %.
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
    """All different paragraphs, with the copies of each: those of others that are at least so much like it, in %."""
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
            if original.key != result.key:  # what an office says twice itself is no copy
                original.copies.append(Copy(result.key, passage.ref, original.wordings[words]))
    return paragraphs


class _Index:
    """Finds what is nearly the same as a text among those added before; ``texts`` are all that will be added."""

    def __init__(self, texts: Iterable[str], least: Decimal) -> None:
        self._least = least
        # A text like another has this part of the other's pairs of characters, however long the other is; a pair that
        # it has not may be in three pieces of four characters.
        pairs = least / (200 - least)
        self._most_different = min(Decimal(1), (_PIECE - 1) * (1 - pairs))
        self._counts = bytearray(_COUNTERS)
        self._by_piece: dict[int, list[Original]] = defaultdict(list)
        for text in texts:
            self._count(text)

    def add(self, paragraph: Original) -> Original:
        """What the paragraph is a copy of, which may be itself, now that it can be found as well."""
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
        """The most similar paragraph of another office; one that is a copy itself only where no other will do."""
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
        """Those that share most with the paragraph: the fewer have a piece, the more it tells."""
        weights: dict[Original, int] = defaultdict(int)
        for piece, count in rare:
            weight = _MOST // count
            for one in self._by_piece.get(piece, ()):
                weights[one] += weight
        ordered = sorted(weights, key=weights.__getitem__, reverse=True)
        may_be = (one for one in ordered if one.key != paragraph.key and self._lengths_fit(one, paragraph))
        return list(islice(may_be, _MOST_COMPARED))

    def _lengths_fit(self, one: Original, other: Original) -> bool:
        """Whether the longer one leaves room for them to be alike."""
        some, others = len(one.passage.words), len(other.passage.words)
        return percent_half_up(2 * min(some, others), some + others) >= self._least

    def _count(self, text: str) -> None:
        counts = self._counts
        for piece in _pieces(text):
            place = piece % _COUNTERS
            if counts[place] < _MOST:
                counts[place] += 1

    def _rare(self, text: str) -> list[tuple[int, int]]:
        """The rarest of its pieces with how many texts have them, without those that no other text has."""
        counts, pieces = self._counts, _pieces(text)
        common = [(count, piece) for piece in pieces if (count := counts[piece % _COUNTERS]) > 1]
        first = (
            ceil(self._most_different * len(pieces)) + 1 - (len(pieces) - len(common))
        )  # those of its own come before
        return [(piece, count) for count, piece in sorted(common)[: max(0, first)]][:_MOST_PIECES]


def _pieces(text: str) -> set[int]:
    """Every four characters that stand together, as numbers that are the same on every machine."""
    data, size = text.encode("utf-32-le", "surrogatepass"), 4 * _PIECE
    return {crc32(data[start : start + size]) for start in range(0, max(len(data) - size, 0) + 1, 4)}


def _pairs(words: str) -> set[str]:
    """Neighbouring characters; those that stand together once more are one more."""
    pairs = list(map(add, words, words[1:]))
    different = set(pairs)
    if len(different) < len(pairs):
        again = (item for item in Counter(pairs).items() if item[1] > 1)
        different.update(f"{pair}{turn}" for pair, count in again for turn in range(1, count))
    return different


def _similarity(some: set[str], others: set[str]) -> int:
    """How many of their pairs two texts share, in % (Dice, Measures of the amount of ecologic association, 1945)."""
    total = len(some) + len(others)
    return percent_half_up(2 * len(some & others), total) if total else 0
