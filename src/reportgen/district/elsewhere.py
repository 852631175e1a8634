"""Finds what a district shares with other districts (别区的): identical paragraphs and quoted documents.

We go through the stream of all results twice and keep little of it: which paragraphs stand in several districts, and
under which titles each document is quoted in a city. The part for one district is put together in its turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby, islice
from typing import NamedTuple

from reportgen.diagnostics import CellRef
from reportgen.district.results import Key, OfficeResult, Quotation, plain_title

MOST_PLACES = 5  # a message names at most so many
_MOST_DISTRICTS = MOST_PLACES + 1  # places of so many districts are kept: each district leaves out its own
_MOST_TITLES = 100  # at most so many titles of one document are kept
_TABLE = 1 << 26  # bits; 40 000 offices have about two million paragraphs

Where = tuple[str, str]  # city and district
Results = Callable[[], Iterable[OfficeResult]]


class OfficeCell(NamedTuple):
    """A cell of an office, by the names that a message to another office needs."""

    city: str
    district: str
    office: str
    address: str

    @classmethod
    def of(cls, key: Key, ref: CellRef) -> OfficeCell:
        """Return the cell ``ref`` of the office ``key``."""
        return cls(*key, ref.address)

    def name_in(self, city: str, district: str) -> str:
        """Return office and cell as a reader in this district needs them: without the reader's own city or district."""
        return f"{self.office_name_in(city, district)}{self.address}"

    def office_name_in(self, city: str, district: str) -> str:
        """Return the office in the same way, without the cell."""
        far = self.city if self.city != city else ""
        return f"{far}{self.district if far or self.district != district else ''}{self.office}"


@dataclass(slots=True)
class Title:
    """A title of a quoted document: how it was first written, where, and how many offices use it."""

    text: str
    place: OfficeCell
    count: int = 1


Titles = dict[str, Title]  # by :func:`plain_title`


@dataclass(frozen=True, slots=True)
class Spread:
    """The other places of a paragraph: the first ones, and the number of all."""

    places: tuple[OfficeCell, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What the checks of one district need to know of other districts.

    ``copies`` holds the paragraphs of the district that other districts have too, by :func:`mark`. ``titles`` holds
    the titles in the whole city of each document that the district quotes and that has more than one title.
    """

    copies: Mapping[int, Spread] = field(default_factory=dict)
    titles: Mapping[str, Titles] = field(default_factory=dict)


def mark(words: str) -> int:
    """Return a number for a text; among millions of texts no two will have the same."""
    return int.from_bytes(blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def count_title(titles: Titles, quotation: Quotation, key: Key) -> None:
    """Count one more office that quotes a document under this title."""
    name = plain_title(quotation.title)
    if name in titles:
        titles[name].count += 1
    elif len(titles) < _MOST_TITLES:
        titles[name] = Title(quotation.title, OfficeCell.of(key, quotation.ref))


def same_document(name: str, other: str) -> bool:
    """Return whether two plain titles may belong to one document: one of them may be shortened."""
    return name in other or other in name


class Everywhere:
    """The offices of all districts; each call of ``results`` begins their stream again, district by district."""

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
        """Return what the offices of a district share with other districts."""
        return Elsewhere(copies=self._shared_paragraphs.of(where), titles=self._documents.of(where))


def _districts(results: Iterable[OfficeResult]) -> Iterator[tuple[Where, Iterator[OfficeResult]]]:
    return groupby(results, key=lambda result: result.key[:2])


class _Repeats:
    """A filter that says whether a mark was added more than once; two marks with the same bit are rare mistakes."""

    def __init__(self) -> None:
        self._once, self._twice = bytearray(_TABLE // 8), bytearray(_TABLE // 8)
        self.any = False

    def add(self, marks: Iterable[int]) -> None:
        """Add the different marks of one more district."""
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
    """The occurrences of a paragraph: their number in each district, and the first places in the first districts."""

    counts: dict[Where, int] = field(default_factory=dict)
    places: list[OfficeCell] = field(default_factory=list)

    def add(self, where: Where, place: OfficeCell) -> None:
        """Add one more place."""
        count = self.counts[where] = self.counts.get(where, 0) + 1
        if count <= MOST_PLACES and len(self.counts) <= _MOST_DISTRICTS:
            self.places.append(place)

    def beside(self, where: Where) -> Spread:
        """Return the places outside this district."""
        far = (place for place in self.places if place[:2] != where)
        return Spread(tuple(islice(far, MOST_PLACES)), sum(self.counts.values()) - self.counts[where])


class _SharedParagraphs:
    """The paragraphs that stand in several districts word for word."""

    def __init__(self) -> None:
        self._occurrences: dict[int, _Occurrences] = defaultdict(_Occurrences)
        self._marks: dict[Where, list[int]] = defaultdict(list)

    def add(self, where: Where, offices: Iterable[OfficeResult], repeats: _Repeats) -> None:
        """Add the repeated paragraphs of one more district."""
        for result in offices:
            for passage in result.passages:
                one = mark(passage.words)
                if one in repeats:
                    self._occurrences[one].add(where, OfficeCell.of(result.key, passage.ref))

    def finish(self) -> None:
        """Remove the paragraphs of a single district, which were kept because two marks have the same bit."""
        self._occurrences = {
            one: occurrences for one, occurrences in self._occurrences.items() if len(occurrences.counts) > 1
        }
        for one, occurrences in self._occurrences.items():
            for where in occurrences.counts:
                self._marks[where].append(one)

    def of(self, where: Where) -> dict[int, Spread]:
        """Return the shared paragraphs of one district with their places in others."""
        return {one: self._occurrences[one].beside(where) for one in self._marks.get(where, ())}


class _Documents:
    """The titles of quoted documents for each city, as two cities may use the same document number (文号)."""

    def __init__(self) -> None:
        self._titles: dict[tuple[str, str], Titles] = defaultdict(dict)  # by city and number
        self._numbers: dict[Where, set[str]] = defaultdict(set)

    def add(self, where: Where, result: OfficeResult) -> None:
        """Add the quotations of one more office."""
        city, _ = where
        for quotation in result.quotations:
            count_title(self._titles[city, quotation.number], quotation, result.key)
            self._numbers[where].add(quotation.number)

    def of(self, where: Where) -> dict[str, Titles]:
        """Return the titles of each document that the district quotes and that has different titles in the city."""
        city, _ = where
        by_number = {number: self._titles[city, number] for number in sorted(self._numbers.get(where, ()))}
        return {number: titles for number, titles in by_number.items() if _differ(titles)}


def _differ(titles: Iterable[str]) -> bool:
    first, *others = titles
    return not all(same_document(first, other) for other in others)
