"""What the results of many offices say against each other (相互核对): copies, quotations, names, sizes.

The results come as a stream, in the order of the offices, and twice over: the first time it is noted what may be of
interest at all, so that the second time only little has to be kept. The work grows with the number of paragraphs,
whatever they say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, pairwise

from reportgen import catalogue
from reportgen.across.traits import plain_title
from reportgen.checks.limits import AcrossLimits
from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.numeric import plain, round_half_up
from reportgen.results import Finding, OfficeResult, Passage, Quantity

_MOST_COMPARED = 4  # paragraphs that one hash leads to: a piece that everybody has leads nowhere
_MOST_NAMED = 5  # offices in one message
_MOST_TITLES = 6  # titles of one document that are kept
_TABLE = 1 << 26  # bits: 40 000 offices have some eight million hashes
_LONG_NAME = 4  # characters by which an office of another district is known: 金花街道
_TOGETHER = re.compile(r"[与和同跟及、]$|联合$|会同$|借鉴$|学习$|考察$|对口$|毗邻$|相邻$|原$")
Key = tuple[str, str, str]
Results = Callable[[], Iterable[OfficeResult]]


def findings(results: Results, limits: AcrossLimits) -> tuple[Finding, ...]:
    """Everything that is to be told, by city and district; ``results`` begins the stream anew at each call."""
    seen = _First()
    for _, offices in groupby(results(), key=lambda result: (result.city, result.district)):
        seen.district(offices, limits)
    copies, found = _Copies(seen.repeated, limits), list(seen.found)
    for result in results():
        copies.look_at(result)
        found += _names(result, seen.names)
    found += copies.found()
    found += _titles(seen.documents)
    return tuple(sorted(found, key=lambda one: (one.city, one.district, one.problem.code, one.offices)))


class _First:
    """What the first time through tells: who there is, which hashes come again, which numbers stand out."""

    def __init__(self) -> None:
        self.names = _Names()
        self.repeated = _Repeated()
        self.documents: dict[str, _Document] = defaultdict(_Document)
        self.found: list[Finding] = []

    def district(self, offices: Iterable[OfficeResult], limits: AcrossLimits) -> None:
        """The offices of one district; only their numbers are kept until it is through."""
        quantities: list[tuple[Key, Quantity]] = []
        for result in offices:
            self.names.add(result)
            quantities += ((result.key, quantity) for quantity in result.quantities)
            for passage in result.passages:
                self.repeated.add(passage.sketch)
            for quotation in result.quotations:
                self.documents[quotation.number].add(quotation.title, result.key, quotation.ref)
        self.found += _outliers(quantities, limits)


def _finding(key: Key, others: Iterable[str], problem: Diagnostic) -> Finding:
    city, district, office = key
    return Finding(city=city, district=district, offices=(office, *others), problem=problem)


def _listed(names: Iterable[str], count: int, unit: str) -> str:
    shown = list(names)[:_MOST_NAMED]
    return "、".join(shown) + (f"等 {count} {unit}" if count > len(shown) else "")


# --- numbers ----------------------------------------------------------------------------------------------


def _outliers(quantities: Iterable[tuple[Key, Quantity]], limits: AcrossLimits) -> Iterator[Finding]:
    """A number so many times, or such a part, of the median of the others of the district."""
    alike: dict[tuple[str, str], list[tuple[Key, Quantity]]] = defaultdict(list)
    for key, quantity in quantities:
        alike[normal_name(quantity.name), normal_name(quantity.unit)].append((key, quantity))
    for having in alike.values():
        if len(having) <= limits.peers:
            continue
        ordered = sorted(quantity.value for _, quantity in having)
        for key, quantity in having:
            usual = _median_without(ordered, quantity.value)
            large, small = sorted((quantity.value, usual), reverse=True)
            if small > 0 and large >= small * limits.times:
                times = plain(round_half_up(large / small, 1))
                problem = catalogue.OUTLIER.at(
                    quantity.ref,
                    f"{plain(quantity.value)}{quantity.unit}",
                    name=quantity.name,
                    usual=f"{plain(usual)}{quantity.unit}",
                    relation=f"是它的 {times} 倍" if quantity.value > usual else f"只有它的 {times} 分之一",
                    peers=len(having) - 1,
                )
                yield _finding(key, (), problem)


def _median_without(ordered: Sequence[Decimal], value: Decimal) -> Decimal:
    """The median of the others; quick, as all of them are in order."""
    count, at = len(ordered) - 1, bisect_left(ordered, value)
    low, high = (place + (place >= at) for place in ((count - 1) // 2, count // 2))
    return (ordered[low] + ordered[high]) / 2


# --- documents --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Document:
    """A document number: under which titles it is quoted, how often, and where first."""

    titles: dict[str, _Title] = field(default_factory=dict)  # by the title as titles are compared

    def add(self, title: str, key: Key, ref: CellRef) -> None:
        """One more quotation."""
        plain_one = plain_title(title)
        if plain_one in self.titles:
            self.titles[plain_one].count += 1
        elif len(self.titles) < _MOST_TITLES:
            self.titles[plain_one] = _Title(title, key, ref)


@dataclass(slots=True)
class _Title:
    """One title of a document: as it was written first, by whom, and how often in all."""

    text: str
    key: Key
    ref: CellRef
    count: int = 1


def _titles(documents: Mapping[str, _Document]) -> Iterator[Finding]:
    """A number quoted with titles of which none is part of the other; told where the title is the rarest."""
    for number, document in documents.items():
        usual_name, usual = max(document.titles.items(), key=lambda item: item[1].count)
        for name, title in document.titles.items():
            if name not in usual_name and usual_name not in name:
                where = f"{usual.key[2]}{usual.ref.address}" + (f"等 {usual.count} 处" if usual.count > 1 else "")
                values = {"number": number, "other": usual.text, "where": where}
                others = (usual.key[2],) if usual.key != title.key else ()
                yield _finding(title.key, others, catalogue.TITLES_DIFFER.at(title.ref, title.text, **values))


# --- names ------------------------------------------------------------------------------------------------


class _Names:
    """The short names (单位简称) of the run: by district, and those that only one office of the run has."""

    def __init__(self) -> None:
        self._near: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._anywhere: Counter[str] = Counter()

    def add(self, result: OfficeResult) -> None:
        """One more office."""
        self._near[result.city, result.district].add(result.short_name)
        self._anywhere[result.short_name] += 1

    def at_the_end_of(self, words: str, result: OfficeResult) -> str:
        """The longest name of an office, of the same district or the only one so called, that the words end in."""
        near = self._near[result.city, result.district]
        for start in range(len(words) - 1):
            name = words[start:]
            if name in near or (len(name) >= _LONG_NAME and self._anywhere[name] == 1):
                return name
        return ""


def _names(result: OfficeResult, names: _Names) -> Iterator[Finding]:
    """Another office's name in the words of this one, unless they say that the two did something together."""
    found: dict[CellRef, dict[str, str]] = {}
    for mention in result.mentions:
        name = names.at_the_end_of(mention.words, result)
        if name and name != result.short_name and not _TOGETHER.search(mention.words.removesuffix(name)):
            found.setdefault(mention.ref, {})[name] = mention.words
    for ref, named in found.items():
        told = "、".join(list(named)[:_MOST_NAMED])
        problem = catalogue.NAMES_ANOTHER_OFFICE.at(ref, next(iter(named.values())), name=told, own=result.short_name)
        yield _finding(result.key, named, problem)


# --- copies -----------------------------------------------------------------------------------------------


class _Repeated:
    """Tells of a hash whether it was, nearly surely, added more than once; two bits for each hash, however many."""

    def __init__(self) -> None:
        self._once, self._again = bytearray(_TABLE // 8), bytearray(_TABLE // 8)

    def add(self, sketch: Iterable[int]) -> None:
        """The hashes of one paragraph."""
        for value in sketch:
            place, bit = value % _TABLE >> 3, 1 << (value & 7)
            if self._once[place] & bit:
                self._again[place] |= bit
            else:
                self._once[place] |= bit

    def __contains__(self, value: int) -> bool:
        return bool(self._again[value % _TABLE >> 3] & (1 << (value & 7)))


@dataclass(slots=True)
class _Original:
    """The first paragraph of its kind, and those of other offices that are nearly the same."""

    key: Key
    passage: Passage
    copies: list[_Copy] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A paragraph that is nearly the same as an earlier one; ``similarity`` in %."""

    key: Key
    ref: CellRef
    similarity: Decimal


class _Copies:
    """Finds paragraphs of different offices that are nearly the same."""

    def __init__(self, repeated: _Repeated, limits: AcrossLimits) -> None:
        self._repeated = repeated
        self._limits = limits
        self._by_hash: dict[int, list[_Original]] = defaultdict(list)
        self._originals: list[_Original] = []

    def look_at(self, result: OfficeResult) -> None:
        """The paragraphs of one office, after those of the offices before it."""
        for passage in result.passages:
            hashes = [value for value in passage.sketch if value in self._repeated]
            if hashes:
                self._place(passage, result.key, hashes)

    def _place(self, passage: Passage, key: Key, hashes: Iterable[int]) -> None:
        candidates = {id(one): one for value in hashes for one in self._by_hash.get(value, ()) if one.key != key}
        pairs = _pairs(passage.words)
        alike = ((_similarity(pairs, _pairs(one.passage.words)), one) for one in candidates.values())
        best, original = max(alike, key=lambda found: found[0], default=(Decimal(0), None))
        if original is not None and best >= self._limits.similarity:
            original.copies.append(_Copy(key, passage.ref, best))
            return
        fresh = _Original(key, passage)
        self._originals.append(fresh)
        for value in hashes:
            if len(self._by_hash[value]) < _MOST_COMPARED:
                self._by_hash[value].append(fresh)

    def found(self) -> Iterator[Finding]:
        """One finding for each paragraph that others have as well, in every district that has it."""
        for original in self._originals:
            if original.copies:
                yield from self._told(original)

    def _told(self, original: _Original) -> Iterator[Finding]:
        places = [(f"{c.key[2]}{c.ref.address}（{plain(c.similarity)}%）") for c in original.copies]
        others = _listed(places, len(places), "处")
        problem = catalogue.COPIED_PASSAGE.at(original.passage.ref, original.passage.opening, others=others)
        offices: dict[tuple[str, str], dict[str, None]] = {}
        for city, district, office in (original.key, *(copy.key for copy in original.copies)):
            offices.setdefault((city, district), {})[office] = None
        for (city, district), names in offices.items():
            yield Finding(city=city, district=district, offices=tuple(names), problem=problem)


def _pairs(words: str) -> Counter[str]:
    """Neighbouring characters, with how often they stand together."""
    return Counter(map("".join, pairwise(words)))


def _similarity(some: Counter[str], others: Counter[str]) -> Decimal:
    """How many of their pairs two texts share, in % (Dice, Measures of the amount of ecologic association, 1945)."""
    total = some.total() + others.total()
    return round_half_up(Decimal(200 * (some & others).total()) / total, 0) if total else Decimal(0)
