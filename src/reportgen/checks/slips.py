"""Slips (错字): words of the bureau's own list, and texts that are one slip away from an official word.

A slip is one character typed for another of the same sound or a similar shape, one character too many or too few, or
two neighbours exchanged.  Such a text is reported only where no reading of it in common words makes sense.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.dossier import Dossier, place_at
from reportgen.diagnostics import Diagnostic

_FOLDER = Path(__file__).with_name("spelling")
# Between words these characters stand alone in right texts, so that a slip cannot be told from them.
_SINGLE = frozenset(
    "的了是在和有不为也就与及或以将对把被从到由向于按经用其该本各每某两一二三四五六七八九十百千万个名次人年月日时"
    "区市省县镇乡街村社处所局院校站队组科股室所户家岁元亿多少上下中内外前后新老旧大小高低好再又更最均都已未并而且但使让给"
    "请等者性化率度员级类型式制部办会党委事我他她它们这那此何几并能可应须要会需只仅还即则若如因故虽既所之至自同共"
)

# What stands before these is often the name of a place, and a name may look like anything.
_PLACE = re.compile("[\u4e00-\u9fff]?(?:社区|村|路|街|巷|涌|桥|小区|片区|公园|市场|公司|学校|小学|中学|医院|大厦|广场)")


class Slip(NamedTuple):
    """What stands at ``start`` in a text, and the word that it should be."""

    start: int
    wrong: str
    right: str


def words_are_right(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report the slips of each paragraph, each once, unless it is part of a phrase that the bureau calls right."""
    words = dossier.limits.words
    for block in dossier.passages:
        reported = set()
        for slip in slips_in(block.text, words.slips, words.not_slips):
            if slip.wrong not in reported:
                reported.add(slip.wrong)
                yield catalogue.SLIP.at(place_at(block, slip.start), slip.wrong, right=slip.right)


@lru_cache(maxsize=4096)  # An editor checks again and again what did not change, and offices share the wording.
def slips_in(text: str, listed: tuple[str, ...], not_slips: tuple[str, ...]) -> tuple[Slip, ...]:
    """The slips of a text in their order: those of the bureau's list, then those beside an official word."""
    rights, pattern = _own_list(listed, not_slips)
    matches = [(match.start(), match.end(), match[0]) for match in pattern.finditer(text)]
    slips = [Slip(start, wrong, rights[wrong]) for start, _, wrong in matches if wrong in rights]
    for slip in lexicon().slips(text):
        end = slip.start + len(slip.wrong)
        if not any(start < end and slip.start < stop for start, stop, _ in matches):
            slips.append(slip)
    return tuple(sorted(slips))


@lru_cache(maxsize=8)  # Every office of a district has the same limits.
def _own_list(listed: tuple[str, ...], not_slips: tuple[str, ...]) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The right word for each slip of the list, and a pattern of the slips and of phrases that look like them."""
    rights = {wrong: right for wrong, _, right in (slip.partition("→") for slip in listed)}
    # A right phrase comes first, because where it matches the slip inside it does not.
    phrases = (*sorted(not_slips, key=len, reverse=True), *rights)
    return rights, re.compile("|".join(map(re.escape, phrases)) or r"(?!)")


# --- the words --------------------------------------------------------------------------------------------


def _lines(name: str) -> list[str]:
    return [line for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def official_words() -> frozenset[str]:
    """The words of official_words.txt."""
    return frozenset(word for line in _lines("official_words.txt") for word in line.split())


def other_words() -> frozenset[str]:
    """The words of other_words.txt: they are right, but nothing is held against them."""
    return frozenset(word for line in _lines("other_words.txt") for word in line.split())


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped words, read once a process."""
    return Lexicon(official_words(), other_words())


@lru_cache(maxsize=1)
def _common_words() -> tuple[str, Mapping[str, tuple[str, str]]]:
    """The characters that stand alone; for the first one of a word the second ones of words of two, and longer rests."""
    alone, *lines = _lines("common_words.txt")
    words = {}
    for line in lines:
        head, two, *three = line.split(" ")
        words[head] = (two, " ".join(three))
    return alone, words


@lru_cache(maxsize=1)
def _wrong_pairs() -> Mapping[str, tuple[str, str]]:
    """For the first character of wrong forms of words of two the second ones, and the right one of each form."""
    return {first: (seconds, rights) for first, seconds, rights in map(str.split, _lines("wrong_pairs.txt"))}


@lru_cache(maxsize=1)
def _confusions() -> tuple[Mapping[str, frozenset[str]], Mapping[str, str]]:
    """The sounds of each character, without tone and as southern speakers mix them, and the characters like it."""
    sounds = defaultdict(set)
    for line in _lines("sounds.txt"):
        sound, _, characters = line.partition(" ")
        folded = re.sub(r"^([zcs])h", r"\1", re.sub("ng$", "n", sound))
        folded = re.sub("^n", "l", folded)
        for character in characters:
            sounds[character].add(folded)
    shapes: dict[str, str] = defaultdict(str)
    for line in _lines("similar_shapes.txt"):
        for group in line.split():
            for character in group:
                shapes[character] += group
    return {character: frozenset(found) for character, found in sounds.items()}, dict(shapes)


def confused(right: str, wrong: str) -> bool:
    """Whether one character is typed for another, because they sound or look alike."""
    sounds, shapes = _confusions()
    return wrong in shapes.get(right, "") or not sounds.get(right, frozenset()).isdisjoint(sounds.get(wrong, ()))


@dataclass(slots=True)
class _Pair:
    """The words that two neighbouring characters in a text may belong to, with one slip elsewhere in the word."""

    before: dict[str, list[str]] = field(default_factory=dict)  # by the character two places before: A?CD
    after: dict[str, list[str]] = field(default_factory=dict)  # by the character after the next: AB?D, AB?DE
    threes: list[tuple[str, int]] = field(default_factory=list)  # words of three, and the place of the pair in them


class Lexicon:
    """Official words, found in a text by those characters of them that are right."""

    def __init__(self, official: frozenset[str], others: frozenset[str]) -> None:
        self._official = official
        self._words = official | others
        self._lengths = sorted({len(word) for word in self._words})
        self._forms: dict[str, list[tuple[str, str]]] = {}  # misshapen words and the right ones, by the first three
        self._triples: dict[str, list[tuple[str, int]]] = {}  # words, and the place of the three in them
        self._pairs: dict[str, _Pair] = {}
        for word in sorted(official):
            self._index(word)

    def _index(self, word: str) -> None:
        length = len(word)
        if length == 3:
            self._pair(word[:2]).threes.append((word, 0))
            self._pair(word[1:]).threes.append((word, 1))
        if length > 3:
            self._triples.setdefault(word[:3], []).append((word, 0))
            self._triples.setdefault(word[-3:], []).append((word, length - 3))
        if length in (4, 5):
            self._pair(word[:2]).after.setdefault(word[3], []).append(word)
        if length == 4:
            self._pair(word[2:]).before.setdefault(word[0], []).append(word)
        for form in _misshapen(word):
            if form not in self._words:
                self._forms.setdefault(form[:3], []).append((form, word))

    def _pair(self, characters: str) -> _Pair:
        return self._pairs.setdefault(characters, _Pair())

    def slips(self, text: str) -> list[Slip]:
        """The slips of a text in their order, of which no two overlap."""
        slips: list[Slip] = []
        end = 0
        for slip in sorted(set(self._candidates(text)), key=lambda slip: (slip.start, -len(slip.wrong))):
            if slip.start >= end and self._is_no_word(text, slip):
                slips.append(slip)
                end = slip.start + len(slip.wrong)
        return slips

    def _candidates(self, text: str) -> Iterator[Slip]:
        triples, pairs, forms, wrong_pairs = self._triples, self._pairs, self._forms, _wrong_pairs()
        for at in range(len(text) - 1):
            three = text[at : at + 3]
            if three in triples:
                for word, place in triples[three]:
                    yield from self._substituted(text, at - place, word)
            if three in forms:
                yield from (Slip(at, form, word) for form, word in forms[three] if text.startswith(form, at))
            if three[0] in wrong_pairs and three[1] in wrong_pairs[three[0]][0]:
                yield self._wrong_pair(at, three[:2])
            pair = pairs.get(three[:2])
            if pair is None:
                continue
            for word in pair.after.get(text[at + 3 : at + 4], ()):
                yield from self._substituted(text, at, word)
            for word in pair.before.get(text[at - 2], ()) if at > 1 else ():
                yield from self._substituted(text, at - 2, word)
            for word, place in pair.threes:
                yield from self._substituted(text, at - place, word)

    def _substituted(self, text: str, start: int, word: str) -> Iterator[Slip]:
        """The slip of one character for another that begins at a place, if there is one."""
        window = text[start : start + len(word)] if start >= 0 else ""
        if window == word or len(window) < len(word) or window in self._words:
            return
        differing = [(right, wrong) for right, wrong in zip(word, window, strict=True) if right != wrong]
        if len(differing) == 1 and confused(*differing[0]):
            yield Slip(start, window, word)

    def _wrong_pair(self, at: int, wrong: str) -> Slip:
        seconds, rights = _wrong_pairs()[wrong[0]]
        right = rights[seconds.index(wrong[1])]
        words = (wrong[::-1],) if right == "－" else (right + wrong[1], wrong[0] + right)
        return Slip(at, wrong, next(word for word in words if word in self._official))

    def _is_no_word(self, text: str, slip: Slip) -> bool:
        """Whether no common words make sense of a slip where it stands."""
        end = slip.start + len(slip.wrong)
        if len(slip.wrong) == 2:
            return not (self._belongs(text, slip.start) or _PLACE.match(text, end) or self._reads(text, slip.start, end))
        alone = _common_words()[0] if len(slip.wrong) < len(slip.right) == 4 else _SINGLE
        return not self._reads(text, slip.start, end, alone)

    def _belongs(self, text: str, start: int) -> bool:
        """Whether one of two characters belongs to a word with those before or behind them."""
        for at in range(max(0, start - 2), start + 2):
            if any(stop > start and (at, stop) != (start, start + 2) for stop in self._ends(text, at)):
                return True
        return False

    def _reads(self, text: str, start: int, end: int, alone: Container[str] = _SINGLE) -> bool:
        """Whether words that may begin before and end behind it can be read from one place of a text to another."""
        reached = {start}
        for before in range(max(0, start - self._lengths[-1] + 1), start):
            reached.update(stop for stop in self._ends(text, before) if stop > start)
        while reached:
            at = min(reached)
            if at >= end:
                return True
            reached.remove(at)
            reached.update(self._ends(text, at))
            if text[at] in alone:
                reached.add(at + 1)
        return False

    def _ends(self, text: str, at: int) -> Iterator[int]:
        """Where the words of two and more characters end that begin at a place."""
        two, three = _common_words()[1].get(text[at], ("", ""))
        rest = text[at + 1 : at + 3]
        if rest and rest[0] in two:
            yield at + 2
        if len(rest) == 2 and rest in three.split(" "):
            yield at + 3
        for length in self._lengths:
            if text[at : at + length] in self._words and at + length <= len(text):
                yield at + length


def _misshapen(word: str) -> set[str]:
    """A word with two neighbours exchanged, with one character doubled, or without one in its middle."""
    length = len(word)
    forms = {word[: at + 1] + word[at:] for at in range(length)}
    if length > 2:
        forms |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(length - 1)}
    if length > 3:
        forms |= {word[:at] + word[at + 1 :] for at in range(1, length - 1)}
    return forms - {word}
