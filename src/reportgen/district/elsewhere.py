"""What the offices of one district share with those of others (别区的): copies word by word, and quoted documents.

A stream of all results is looked at twice and little is kept of it: which paragraphs come again in another district,
and under which titles each document is quoted in a city. What a district is told of this is made when it is its turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby, islice
from typing import NamedTuple

from reportgen.diagnostics import CellRef
from reportgen.district.results import Key, OfficeResult, Quotation
from reportgen.district.traits import plain_title

MOST_PLACES = 5  # that a message names
_MOST_DISTRICTS = MOST_PLACES + 1  # of which places are kept: without its own, enough are left for each
_MOST_TITLES = 100  # of one document; nobody needs to be told of more
_TABLE = 1 << 26  # bits: 40 000 offices have some two million paragraphs

Where = tuple[str, str]  # city and district
Results = Callable[[], Iterable[OfficeResult]]


class OfficeCell(NamedTuple):
    """A cell of an office, as others are told of it."""

    city: str
    district: str
    office: str
    address: str

    @classmethod
    def of(cls, key: Key, ref: CellRef) -> OfficeCell:
        """The place of a cell of the office."""
        return cls(*key, ref.address)

    def name_in(self, city: str, district: str) -> str:
        """As it is called in a district: without the names that it shares with the reader."""
        return f"{self.office_name_in(city, district)}{self.address}"

    def office_name_in(self, city: str, district: str) -> str:
        """The office, likewise."""
        far = self.city if self.city != city else ""
        return f"{far}{self.district if far or self.district != district else ''}{self.office}"


@dataclass(slots=True)
class Title:
    """A title that a document is quoted under: as it was written first, where, and by how many offices."""

    text: str
    place: OfficeCell
    count: int = 1


Titles = dict[str, Title]  # by the titles as they are compared


@dataclass(frozen=True, slots=True)
class Spread:
    """Where else a paragraph stands: the first places, and how many there are."""

    places: tuple[OfficeCell, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What one district has to know of the others.

    ``copies`` are those of its paragraphs that other districts have as well, by :func:`mark`. ``titles`` are those of
    the whole city, its own among them, of the documents that it quotes and not everybody under one title.
    """

    copies: Mapping[int, Spread] = field(default_factory=dict)
    titles: Mapping[str, Titles] = field(default_factory=dict)


def mark(words: str) -> int:
    """A number that stands for a text: among millions, no two with the same one are to be expected."""
    return int.from_bytes(blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def count_title(titles: Titles, quotation: Quotation, key: Key) -> None:
    """One more office that quotes a document."""
    name = plain_title(quotation.title)
    if name in titles:
        titles[name].count += 1
    elif len(titles) < _MOST_TITLES:
        titles[name] = Title(quotation.title, OfficeCell.of(key, quotation.ref))


def same_document(name: str, other: str) -> bool:
    """Whether two titles as they are compared may be of one document: one may have been cut short."""
    return name in other or other in name


class Everywhere:
    """All offices beside each other; ``results`` begins their stream anew at each call, district by district."""

    def __init__(self, results: Results) -> None:
        self._documents = _Documents()
        repeats = _Repeats()
        for where, offices in _districts(results()):
            marks: set[int] = set()
            for result in offices:
                marks.update(mark(passage.words) for passage in result.passages)
                self._documents.add(where, result)
            repeats.add(marks)
        self._shared_paragraphs = _SharedParagraphs()
        if repeats.any:
            for where, offices in _districts(results()):
                self._shared_paragraphs.add(where, offices, repeats)
        self._shared_paragraphs.finish()

    def beside(self, where: Where) -> Elsewhere:
        """What the offices of a district share with others."""
        return Elsewhere(copies=self._shared_paragraphs.of(where), titles=self._documents.of(where))


def _districts(results: Iterable[OfficeResult]) -> Iterator[tuple[Where, Iterator[OfficeResult]]]:
    return groupby(results, key=lambda result: result.key[:2])


class _Repeats:
    """Tells of a mark whether it was, nearly surely, added more than once; two bits for each, however many."""

    def __init__(self) -> None:
        self._once, self._twice = bytearray(_TABLE // 8), bytearray(_TABLE // 8)
        self.any = False

    def add(self, marks: Iterable[int]) -> None:
        """The different marks of one more district."""
        for one in marks:
            place, bit = one % _TABLE >> 3, 1 << (one & 7)
            if self._once[place] & bit:
                self._twice[place] |= bit
                self.any = True
            else:
                self._once[place] |= bit

    def __contains__(self, one: int) -> bool:
        return bool(self._twice[one % _TABLE >> 3] & 1 << (one & 7))


@dataclass(slots=True)
class _Occurrences:
    """How often each district has a paragraph, and the first places in the first districts."""

    counts: dict[Where, int] = field(default_factory=dict)
    places: list[OfficeCell] = field(default_factory=list)

    def add(self, where: Where, place: OfficeCell) -> None:
        """One more place."""
        count = self.counts[where] = self.counts.get(where, 0) + 1
        if count <= MOST_PLACES and len(self.counts) <= _MOST_DISTRICTS:
            self.places.append(place)

    def beside(self, where: Where) -> Spread:
        """All that is not of this district."""
        far = (place for place in self.places if place[:2] != where)
        return Spread(tuple(islice(far, MOST_PLACES)), sum(self.counts.values()) - self.counts[where])


class _SharedParagraphs:
    """The paragraphs that several districts have word by word."""

    def __init__(self) -> None:
        self._occurrences: dict[int, _Occurrences] = defaultdict(_Occurrences)
        self._marks: dict[Where, list[int]] = defaultdict(list)

    def add(self, where: Where, offices: Iterable[OfficeResult], repeats: _Repeats) -> None:
        """What of the offices of one more district comes again."""
        for result in offices:
            for passage in result.passages:
                one = mark(passage.words)
                if one in repeats:
                    self._occurrences[one].add(where, OfficeCell.of(result.key, passage.ref))

    def finish(self) -> None:
        """Forget what one district alone has: a bit may stand for two marks."""
        self._occurrences = {
            one: occurrences for one, occurrences in self._occurrences.items() if len(occurrences.counts) > 1
        }
        for one, occurrences in self._occurrences.items():
            for where in occurrences.counts:
                self._marks[where].append(one)

    def of(self, where: Where) -> dict[int, Spread]:
        """Those of one district, with where else they stand."""
        return {one: self._occurrences[one].beside(where) for one in self._marks.get(where, ())}


class _Documents:
    """The titles that documents are quoted under, city by city: two cities may give two documents one number."""

    def __init__(self) -> None:
        self._titles: dict[tuple[str, str], Titles] = defaultdict(dict)  # by city and number
        self._numbers: dict[Where, set[str]] = defaultdict(set)

    def add(self, where: Where, result: OfficeResult) -> None:
        """What one more office quotes."""
        city, _ = where
        for quotation in result.quotations:
            count_title(self._titles[city, quotation.number], quotation, result.key)
            self._numbers[where].add(quotation.number)

    def of(self, where: Where) -> dict[str, Titles]:
        """The documents that a district quotes, as far as the city does not agree on their titles."""
        city, _ = where
        by_number = {number: self._titles[city, number] for number in sorted(self._numbers.get(where, ()))}
        return {number: titles for number, titles in by_number.items() if _differ(titles)}


def _differ(titles: Iterable[str]) -> bool:
    first, *others = titles
    return not all(same_document(first, other) for other in others)
