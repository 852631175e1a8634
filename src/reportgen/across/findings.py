"""What the results of many offices say against each other (相互核对): copies, quotations, names, sizes.

Inside a district everything is compared; that is done where its summary is made, so districts are done side by side.
Between districts one stream of all results is looked at twice, and little is kept of it: which document numbers are
quoted, and which paragraphs come again word by word. The work grows with the number of paragraphs, whatever they say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from zlib import crc32

from reportgen import catalogue
from reportgen.across.traits import plain_title
from reportgen.checks.limits import AcrossLimits
from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.numeric import plain, round_half_up
from reportgen.results import Finding, OfficeResult, Passage, Quantity

_MOST_COMPARED = 4  # paragraphs that one hash leads to: a piece that everybody has leads nowhere
_LEAST_SHARED = 2  # hashes: nearly the same paragraphs share most of theirs, others now and then one
_MOST_NAMED = 5  # offices in one message
_MOST_TITLES = 6  # titles of one document that are kept
_TABLE = 1 << 26  # bits: 40 000 offices have some two million paragraphs
_TOGETHER = re.compile(r"[与和同跟及、]$|联合$|会同$|借鉴$|学习$|考察$|对口$|毗邻$|相邻$|原$")
Key = tuple[str, str, str]
Results = Callable[[], Iterable[OfficeResult]]


def within(results: Sequence[OfficeResult], limits: AcrossLimits) -> tuple[Finding, ...]:
    """What is to be told of the offices of one district, in their order."""
    quantities = [(result.key, quantity) for result in results for quantity in result.quantities]
    names = {result.short_name for result in results}
    copies = _Copies(limits)
    for result in results:
        copies.look_at(result)
    named = (finding for result in results for finding in _names(result, names))
    return _sorted((*copies.found(), *named, *_outliers(quantities, limits)))


def between(results: Results) -> tuple[Finding, ...]:
    """What is to be told across districts; ``results`` begins the stream of all offices anew at each call."""
    repeated, documents = _Repeated(), defaultdict[str, _Document](_Document)
    for result in results():
        for quotation in result.quotations:
            documents[quotation.number].add(quotation.title, result.key, quotation.ref)
        for passage in result.passages:
            repeated.add(passage.words)
    copies = _SameWords(repeated)
    if repeated.any:
        for result in results():
            copies.look_at(result)
    return _sorted((*copies.found(), *_titles(documents)))


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=Finding.order))


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


def _names(result: OfficeResult, names: set[str]) -> Iterator[Finding]:
    """Another office's name in the words of this one, unless they say that the two did something together."""
    found: dict[CellRef, dict[str, str]] = {}
    for mention in result.mentions:
        name = _at_the_end(mention.words, names)
        if name and name != result.short_name and not _TOGETHER.search(mention.words.removesuffix(name)):
            found.setdefault(mention.ref, {})[name] = mention.words
    for ref, named in found.items():
        told = "、".join(list(named)[:_MOST_NAMED])
        problem = catalogue.NAMES_ANOTHER_OFFICE.at(ref, next(iter(named.values())), name=told, own=result.short_name)
        yield _finding(result.key, named, problem)


def _at_the_end(words: str, names: set[str]) -> str:
    """The longest of the names that the words end in: 示例十二街道, not 十二街道."""
    return next((words[start:] for start in range(len(words) - 1) if words[start:] in names), "")


# --- copies -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Original:
    """The first paragraph of its kind, and those of other offices that are the same or nearly."""

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
    """Finds paragraphs of different offices of a district that are nearly the same."""

    def __init__(self, limits: AcrossLimits) -> None:
        self._limits = limits
        self._by_hash: dict[int, list[_Original]] = defaultdict(list)
        self._originals: list[_Original] = []

    def look_at(self, result: OfficeResult) -> None:
        """The paragraphs of one office, after those of the offices before it."""
        for passage in result.passages:
            pairs = _pairs(passage.words)
            candidates = (one for one in self._candidates(passage) if one.key != result.key)
            alike = ((_similarity(pairs, _pairs(one.passage.words)), one) for one in candidates)
            best, original = max(alike, key=lambda found: found[0], default=(Decimal(0), None))
            if original is not None and best >= self._limits.similarity:
                original.copies.append(_Copy(result.key, passage.ref, best))
            else:
                self._keep(_Original(result.key, passage))

    def _candidates(self, passage: Passage) -> list[_Original]:
        """The earlier paragraphs that share enough hashes with this one."""
        shared: Counter[int] = Counter()
        known: dict[int, _Original] = {}
        for value in passage.sketch:
            for one in self._by_hash.get(value, ()):
                shared[id(one)] += 1
                known[id(one)] = one
        least = min(_LEAST_SHARED, len(passage.sketch))
        return [one for number, one in known.items() if shared[number] >= least]

    def _keep(self, fresh: _Original) -> None:
        self._originals.append(fresh)
        for value in fresh.passage.sketch:
            if len(self._by_hash[value]) < _MOST_COMPARED:
                self._by_hash[value].append(fresh)

    def found(self) -> Iterator[Finding]:
        """One finding for each paragraph that others have as well."""
        return (finding for one in self._originals if one.copies for finding in _told(one))


class _Repeated:
    """Tells of a text whether it was, nearly surely, added more than once; two bits for each, however many."""

    def __init__(self) -> None:
        self._once, self._again = bytearray(_TABLE // 8), bytearray(_TABLE // 8)
        self.any = False

    def add(self, words: str) -> None:
        """One more text."""
        place, bit = self._place(words)
        if self._once[place] & bit:
            self._again[place] |= bit
            self.any = True
        else:
            self._once[place] |= bit

    def __contains__(self, words: str) -> bool:
        place, bit = self._place(words)
        return bool(self._again[place] & bit)

    @staticmethod
    def _place(words: str) -> tuple[int, int]:
        value = crc32(words.encode("utf-8", "surrogatepass"))
        return value % _TABLE >> 3, 1 << (value & 7)


class _SameWords:
    """Finds paragraphs that are word by word the same in several districts."""

    def __init__(self, repeated: _Repeated) -> None:
        self._repeated = repeated
        self._originals: dict[str, _Original] = {}

    def look_at(self, result: OfficeResult) -> None:
        """The paragraphs of one office, after those of the offices before it."""
        for passage in result.passages:
            if passage.words in self._repeated:
                fresh = _Original(result.key, passage)
                original = self._originals.setdefault(passage.words, fresh)
                if original is not fresh and original.key != result.key:
                    original.copies.append(_Copy(result.key, passage.ref, Decimal(100)))

    def found(self) -> Iterator[Finding]:
        """Those that more than one district has; inside a district it is told there."""
        for one in self._originals.values():
            if any(copy.key[:2] != one.key[:2] for copy in one.copies):
                yield from _told(one)


def _told(original: _Original) -> Iterator[Finding]:
    """One finding in every district that has the paragraph."""
    places = (f"{copy.key[2]}{copy.ref.address}（{plain(copy.similarity)}%）" for copy in original.copies[:_MOST_NAMED])
    others = _listed(places, len(original.copies), "处")
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
