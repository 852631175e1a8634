"""Slips (错字): words of the bureau's own list, and texts that are one slip away from an official word.

A slip is one character typed for another of the same sound or a similar shape, one character too many or too few, or
two neighbours exchanged.  Such a text is reported only where no common words make sense of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.dossier import Manuscript, place_at
from reportgen.checks.subjects import stem
from reportgen.diagnostics import Diagnostic

_FOLDER = Path(__file__).with_name("spelling")
# In right texts these characters stand alone between words, so that a slip cannot be told from them.
ALONE = frozenset(
    "的了是在和有不为也就与及或以将对把被从到由向于按经用其该本各每某两一二三四五六七八九十百千万个名次人年月日时"
    "区市省县镇乡街村社处所局院校站队组科股室所户家岁元亿多少上下中内外前后新老旧大小高低好再又更最均都已未并而且但使让给"
    "请等者性化率度员级类型式制部办会党委我事他她它们这那此何几并能可应须要会需只仅还即则若如因故虽既所之至自同共"
)
# The same beside a word that begins or ends with them: 脚踏实地地, 两国国防.
_ALONE_BESIDE_ITSELF = frozenset(
    "的了一二三四五六七八九十百千万国市区镇乡村县省会不在作地里分实约面大人年月日个次过等要高填评类款型"
)
_NUMERALS = frozenset("一二三四五六七八九十百千万两零")
# How often two characters that belong to no word may meet by chance and yet be a slip, in a million million words.
_CHANCE_OF_SOUND = 100_000
_CHANCE_OF_LIKENESS = 20_000
_CHANCE_EXCHANGED = 200_000
_CHANCE_BESIDE_LONE = 20_000  # Three strays are most often a name.
# A measure behind a number, and a word before one: 2辆, 约3成.
_COUNTED = re.compile(r"[\d每几两各一二三四五六七八九十百千万亿][件辆份处宗户名座场次条家台套分]")
_ABOUT = re.compile(r"[约近达共超逾计值仅增减]\d")
# Two characters that belong to two words, of which one ends or begins so freely that no list has it: 执行率比, 须报.
_FREE = re.compile(
    "[未需须拟将仅各较逐再先共].|[率额数值费款项户级证期员年车账][比达超约共增减降升付收存向须领逐发换改查设建管停对]"
)
_TWICE = re.compile("([\u4e00-\u9fff])(?=\\1)")
# What stands before these is often the name of a place, and a name may look like anything.
_PLACE = re.compile("[\u4e00-\u9fff]?(?:社区|村|路|街|巷|涌|桥|小区|片区|公园|市场|公司|学校|小学|中学|医院|大厦|广场)")


class Slip(NamedTuple):
    """What stands at ``start`` in a text, and the word that it should be."""

    start: int
    wrong: str
    right: str

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.wrong)


def words_are_right(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report the slips of each paragraph, each once, unless one is part of a phrase that the bureau calls right."""
    words, office = dossier.limits.words, dossier.office
    own_names = [entry.value for entry in (office.city, office.district, office.full_name, office.short_name)]
    whole = dossier.whole_text
    names = [name for name in _names(dossier) if _is_half_written(name, whole)]
    for block in dossier.passages:
        reported = set()
        slips = [
            slip
            for slip in slips_in(block.text, words.slips, words.not_slips)
            if not _DOCUMENT_NUMBER.match(block.text, slip.start) and not _is_in_a_name(block.text, slip, own_names)
        ]
        of_names = (
            slip for slip in _slips_of_names(block.text, names) if not any(_overlap(slip, one) for one in slips)
        )
        for slip in (*slips, *of_names):
            if slip.wrong not in reported:
                reported.add(slip.wrong)
                yield catalogue.SLIP.at(place_at(block, slip.start), slip.wrong, right=slip.right)


@lru_cache(maxsize=4096)  # An editor checks again and again what did not change, and offices share the wording.
def slips_in(text: str, listed: tuple[str, ...], not_slips: tuple[str, ...]) -> tuple[Slip, ...]:
    """The slips of a text in their order: those of the bureau's list, then those beside an official word."""
    rights, pattern = _own_list(listed, not_slips)
    matches = [Slip(match.start(), match[0], rights.get(match[0], "")) for match in pattern.finditer(text)]
    others = (slip for slip in lexicon().slips(text) if not any(_overlap(slip, match) for match in matches))
    return tuple(sorted((*(match for match in matches if match.right), *others)))


_DOCUMENT_NUMBER = re.compile("[\u4e00-\u9fff]{2,8}〔")


_DISTRICT_OF_A_CITY = re.compile("市[\u4e00-\u9fff]{1,3}?[区县]")  # 平沙市海澄区


def _is_in_a_name(text: str, slip: Slip, names: Sequence[str]) -> bool:
    """Whether the slip is part of a name of the office or of a place above it."""
    if any(match.start() <= slip.start < match.end() for match in _DISTRICT_OF_A_CITY.finditer(text)):
        return True
    return any(
        text.startswith(name, slip.start - at)
        for name in names
        for at in range(len(name))
        if name.startswith(slip.wrong, at)
    )


def _names(text: Manuscript) -> Sequence[str]:
    """The names of the workbook's own rows, without the words for what is counted."""
    return tuple(name for name in dict.fromkeys(map(stem, text.row_names)) if len(name) >= _LEAST_OF_NAME)


_LEAST_OF_NAME = 5


def _is_half_written(name: str, text: str) -> bool:
    """Whether half of a name stands somewhere in a text without the other half."""
    half = len(name) // 2
    return text.count(name[:half]) + text.count(name[half:]) > 2 * text.count(name)


def _slips_of_names(text: str, names: Sequence[str]) -> Iterator[Slip]:
    """Names of which one character is typed wrong, with the neighbour that shows it: 隐惠 for 隐患整改率."""
    for name in names:
        half = len(name) // 2
        for part, offset in ((name[:half], 0), (name[half:], half)):
            at = text.find(part)
            while at >= 0:
                start = at - offset
                window = text[start : start + len(name)] if start >= 0 else ""
                places = [place for place, one in enumerate(window) if one != name[place]]
                if (
                    len(window) == len(name)
                    and len(places) == 1
                    and lexicon().is_slip_at(text, start + places[0], name[places[0]])
                ):
                    first = max(0, min(places[0], len(name) - 2))
                    yield Slip(start + first, window[first : first + 2], name[first : first + 2])
                at = text.find(part, at + 1)


def _overlap(one: Slip, other: Slip) -> bool:
    return one.start < other.end and other.start < one.end


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


@lru_cache(maxsize=1)
def official_words() -> frozenset[str]:
    """The words of official_words.txt."""
    return frozenset(word for line in _lines("official_words.txt") for word in line.split())


def _other_words() -> frozenset[str]:
    """The words of other_words.txt: they are right, but nothing is held against them."""
    return frozenset(word for line in _lines("other_words.txt") for word in line.split())


def _pairs(name: str, mark: str) -> Iterator[tuple[str, str]]:
    for wrong, _, right in (pair.partition(mark) for line in _lines(name) for pair in line.split()):
        yield wrong, right


_SILENT: frozenset[str] = frozenset()


class Sounds:
    """Which characters are typed for each other, because they sound or look alike."""

    def __init__(self) -> None:
        self._exact: dict[str, frozenset[str]] = {}
        self._near: dict[str, frozenset[str]] = {}
        self._shapes: dict[str, str] = defaultdict(str)
        for line in _lines("sounds.txt"):
            sound, _, characters = line.partition(" ")
            # In the south zh and z, n and l, -ng and -n sound alike.
            near = re.sub("^n", "l", re.sub("^([zcs])h", r"\1", re.sub("ng$", "n", sound)))
            for heard, by_character in ((frozenset((sound,)), self._exact), (frozenset((near,)), self._near)):
                for character in characters:  # They share one set, because most have one sound.
                    before = by_character.setdefault(character, heard)
                    if before is not heard:
                        by_character[character] = before | heard
        for line in (*_lines("similar_shapes.txt"), *_lines("variants.txt")):
            for group in line.split():
                for character in group:
                    self._shapes[character] += group

    def same(self, right: str, wrong: str) -> bool:
        """Whether a common character is typed for one of its sound, or any for one of its shape."""
        heard = self._exact.get(wrong, _SILENT) & self._exact.get(right, _SILENT)
        return (bool(heard) and _is_common(wrong)) or wrong in self._shapes.get(right, "")

    def similar(self, right: str, wrong: str) -> bool:
        """Whether a character is typed for one that sounds nearly like it, or for one of its shape."""
        heard = self._near.get(wrong, _SILENT) & self._near.get(right, _SILENT)
        return bool(heard) or wrong in self._shapes.get(right, "")


class _Head(NamedTuple):
    """What common words begin with one character."""

    ends: int  # how often the character ends what is no common word, in a million words
    begins: int  # how often it begins such
    longer: str  # the rests of words of three and four, with blanks around each


class _CommonWords(dict[str, _Head]):
    """What common words begin with each character; a line of the file is read when its character is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = {line[0]: line for line in _lines("common_words.txt")}

    def __missing__(self, character: str) -> _Head:
        _, ends, begins, _, *longer = self._lines.get(character, "- 0 0 -").split(" ", 4)
        head = _Head(int(ends), int(begins), f" {longer[0]} " if longer else "")
        self[character] = head
        return head

    def seconds(self, character: str) -> str:
        """The characters that make a word of two with this one."""
        return self._lines.get(character, "- 0 0 -").split(" ", 4)[3]


class _Seconds(dict[str, str]):
    """The characters that make a right word of two with each character."""

    def __init__(self, common: _CommonWords, words: Collection[str], wrong: Collection[str]) -> None:
        super().__init__()
        self._common = common
        self._more: dict[str, str] = defaultdict(str)
        self._never: dict[str, str] = defaultdict(str)
        for added, pairs in ((self._more, words), (self._never, wrong)):
            for pair in pairs:
                if len(pair) == 2:
                    added[pair[0]] += pair[1]

    def __missing__(self, character: str) -> str:
        never = self._never.get(character, "")
        common = (one for one in self._common.seconds(character) if one not in never)
        self[character] = "".join(common) + self._more.get(character, "")
        return self[character]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped words, read once a process."""
    return Lexicon()


class Lexicon:
    """Official words, found in a text by what is right of them, and the common words that make sense of a text."""

    def __init__(self) -> None:
        self._sounds = Sounds()
        self._official = official_words()
        self._words = self._official | _other_words()
        self._wrong = dict(_pairs("wrong_words.txt", "→"))
        self._wrong_by_two: dict[str, list[str]] = defaultdict(list)
        for wrong in self._wrong:
            self._wrong_by_two[wrong[:2]].append(wrong)
        self._variants: dict[str, str] = defaultdict(str)
        for pair in (pair for line in _lines("variants.txt") for pair in line.split()):
            if not _is_listed(pair[0]):
                self._variants[pair[0]] += pair[1]
        self._heads = _CommonWords()
        self._seconds_of = _Seconds(self._heads, self._words, self._wrong)
        self._by_two: dict[str, list[str]] = defaultdict(list)  # words of more than two, by the first two
        self._gaps: dict[str, list[tuple[str, int]]] = defaultdict(list)  # words and the place of the gap, by A?CD
        # The neighbours of a gap: both, where it is not at an end of its word, or the two before it or behind it.
        self._inner: set[str] = set()
        self._before: set[str] = set()
        self._behind: set[str] = set()
        self._seconds: dict[str, str] = defaultdict(str)
        self._firsts: dict[str, str] = defaultdict(str)
        for word in sorted(self._words):
            if len(word) > 2:
                self._by_two[word[:2]].append(word)
        for word in sorted(self._official):
            self._index(word)

    def _index(self, word: str) -> None:
        if len(word) == 2:
            self._seconds[word[0]] += word[1]
            self._firsts[word[1]] += word[0]
            return
        for at in range(len(word)):
            start = max(0, min(at - 2, len(word) - 4))
            self._gaps[word[start:at] + "?" + word[at + 1 : start + 4]].append((word, at))
            if 0 < at < len(word) - 1:
                self._inner.add(word[at - 1] + word[at + 1])
        self._before.add(word[-3:-1])
        self._behind.add(word[1:3])

    def slips(self, text: str) -> list[Slip]:
        """The slips of a text in their order, of which no two overlap."""
        seconds = self._seconds_of
        joined = [second in those for second, those in zip(text[1:], map(seconds.__getitem__, text), strict=False)]
        joined.append(False)
        strays = [
            at
            for at, character in enumerate(text)
            if not joined[at] and not joined[at - 1] and "\u4e00" <= character <= "\u9fff"
        ]
        lone = [at for at in strays if text[at] not in ALONE]
        found = chain(
            self._listed(text, strays),
            self._variant(text, strays),
            self._doubled(text),
            self._mistyped(text, strays, set(lone)),
            self._exchanged(text, lone),
            self._shortened(text, lone),
            self._wrong_pairs(text, strays),
        )
        slips: list[Slip] = []
        for slip in sorted(set(found), key=lambda slip: (slip.start, -len(slip.wrong))):
            if not slips or slip.start >= slips[-1].end:
                slips.append(slip)
        return slips

    def is_slip_at(self, text: str, at: int, right: str) -> bool:
        """Whether the character there is typed for another: it sounds or looks like it, or makes no word here."""
        if not _is_han(text[at]) or not _is_han(right) or text[at] in _NUMERALS:
            return False
        alone = not any(self._is_word(text[start : start + 2]) for start in (at - 1, at) if start >= 0)
        return self._sounds.similar(right, text[at]) or (alone and text[at] not in ALONE)

    def has_words(self, text: str) -> bool:
        """Whether any two neighbours make a word, so that a text is hardly a name."""
        return any(self._is_word(text[at : at + 2]) for at in range(len(text) - 1))

    def _listed(self, text: str, strays: Sequence[int]) -> Iterator[Slip]:
        """The wrong words, of which no character belongs to a right word that goes beyond them."""
        for at in strays:
            for wrong in self._wrong_by_two.get(text[at : at + 2], ()):
                end = at + len(wrong)
                if text.startswith(wrong, at) and not self._goes_beyond(text, at, end):
                    yield Slip(at, wrong, self._wrong[wrong])

    def _variant(self, text: str, strays: Sequence[int]) -> Iterator[Slip]:
        """A rare character that looks like one which makes a word with its neighbour; names have rare ones."""
        for at in strays:
            for right in self._variants.get(text[at], ""):
                for start in (at - 1, at):
                    pair = text[max(0, start) : start + 2]
                    word = pair.replace(text[at], right)
                    if start >= 0 and len(pair) == 2 and self._is_word(word) and not _PLACE.match(text, start + 2):
                        yield Slip(start, pair, word)

    def _goes_beyond(self, text: str, start: int, end: int) -> bool:
        """Whether a word that begins or ends outside a piece of text has a part of it."""
        return any(
            stop > start and (at < start or stop > end)
            for at in range(max(0, start - 3), end)
            for stop in self._ends(text, at)
        )

    def _mistyped(self, text: str, strays: Sequence[int], lone: Collection[int]) -> Iterator[Slip]:
        """Official words of three and more with a stray character for one that sounds or looks like it.

        Where the next stray stands outside the word, the two are most often a name: 执行荔财〔2024〕2号.
        """
        for at in strays:
            for word, place in self._around(text, at, at + 1):
                if (place == 0 and at - 1 in lone) or (place == len(word) - 1 and at + 1 in lone):
                    continue
                if self._sounds.similar(word[place], text[at]):
                    # So much of a long word is right that a stray cannot stand alone in it: 廉洁自率.
                    sure = len(word) > 3 and place > 0 and self._sounds.same(word[place], text[at])
                    alone = ALONE - {text[at]} if sure else ALONE
                    yield from self._checked(text, at - place, word, word[:place] + text[at] + word[place + 1 :], alone)

    def _exchanged(self, text: str, strays: Sequence[int]) -> Iterator[Slip]:
        """Official words of three and more with two neighbours in the wrong order."""
        for first in sorted({max(0, at - shift) for at in strays for shift in (0, 1)}):
            pair = text[first : first + 2]
            for word, place in self._around(text, first, first + 2, pair[0]):
                if word[place : place + 2] == pair[::-1]:
                    yield from self._checked(text, first - place, word, word[:place] + pair + word[place + 2 :])

    def _shortened(self, text: str, strays: Sequence[int]) -> Iterator[Slip]:
        """Official words without a character in their middle; one of four often reads as another word: 乱搭建."""
        for gap in sorted({at + shift for at in strays for shift in (0, 1)}):
            for word, place in self._around(text, gap, gap):
                if len(word) > 4 and 0 < place < len(word) - 1:
                    yield from self._checked(text, gap - place, word, word[:place] + word[place + 1 :])

    def _around(self, text: str, start: int, end: int, inside: str = "") -> Sequence[tuple[str, int]]:
        """The words, and a place in them, that agree with what stands before and behind that place in a text.

        ``inside`` is what stands between ``start`` and ``end`` and belongs behind that place.
        """
        before, behind = text[max(0, start - 3) : start], inside + text[end : end + 3]
        keys: list[str] = []
        if before[-2:] in self._before:
            keys += (before[-2:] + "?", before + "?")
        if behind[:2] in self._behind:
            keys += ("?" + behind[:2], "?" + behind[:3])
        if before[-1:] + behind[:1] in self._inner:
            keys += [f"{before[-left:]}?{behind[:right]}" for left, right in ((1, 1), (1, 2), (2, 1))]
        return [one for key in keys if key in self._gaps for one in self._gaps[key]] if keys else ()

    def _doubled(self, text: str) -> Iterator[Slip]:
        """Official words in which one character is typed twice."""
        for match in _TWICE.finditer(text):
            first = match.start()
            before = text[max(0, first - 2) : first]
            if text.startswith("社区", first + 1) and _is_han(before[-1:]) and before not in self._words:
                continue  # 北社社区
            for start in (first, first - 1):
                word = text[start : first + 1] + text[first + 2 : start + 3] if start >= 0 else ""
                if word in self._official and f"{word[0] * 2}{word[1] * 2}" not in text[max(0, start - 1) : start + 4]:
                    yield from self._checked(text, start, word, text[start : start + 3], _ALONE_BESIDE_ITSELF)
            for word, place in self._around(text, first, first + 2):
                if word[place] == text[first]:
                    wrong = word[: place + 1] + word[place:]
                    yield from self._checked(text, first - place, word, wrong, _ALONE_BESIDE_ITSELF)

    def _checked(self, text: str, start: int, right: str, wrong: str, alone: frozenset[str] = ALONE) -> Iterator[Slip]:
        """The slip, if it stands in the text and nothing makes sense of it."""
        if start >= 0 and text.startswith(wrong, start) and wrong not in self._words and wrong != right:
            slip = Slip(start, wrong, right)
            if not self._reads(text, slip, alone):
                yield slip

    def _wrong_pairs(self, text: str, strays: Sequence[int]) -> Iterator[Slip]:
        """Two stray neighbours, of which a slip made an official word of two."""
        uncounted = {at for at in strays if not _COUNTED.match(text, at - 1)}
        lone = {at for at in uncounted if text[at] not in ALONE and text[at] not in "点段线"}
        for at in sorted(uncounted):
            if at + 1 not in uncounted or _ABOUT.match(text, at + 1) or _FREE.match(text, at):
                continue
            first, second = text[at], text[at + 1]
            chance = self._heads[first].ends * self._heads[second].begins
            beside_lone = at - 1 in lone or at + 2 in lone
            if chance > (_CHANCE_BESIDE_LONE if beside_lone else _CHANCE_EXCHANGED):
                continue
            right = self._right_pair(first, second, chance)
            if right:
                slip = Slip(at, first + second, right)
                if not (self._belongs(text, at) or _PLACE.match(text, at + 2) or self._reads(text, slip)):
                    yield slip

    def _right_pair(self, first: str, second: str, chance: int) -> str:
        """The official word that two characters are meant for, or nothing where they meet by chance."""
        if second + first in self._official:
            return second + first
        alikes = [(_CHANCE_OF_SOUND, self._sounds.same)]
        if _is_common(first) and _is_common(second):
            alikes.append((_CHANCE_OF_LIKENESS, self._sounds.similar))
        for limit, alike in alikes:
            if chance <= limit:
                for other in self._seconds.get(first, ""):
                    if alike(other, second):
                        return first + other
                for other in self._firsts.get(second, ""):
                    if alike(other, first):
                        return other + second
        return ""

    def _belongs(self, text: str, start: int) -> bool:
        """Whether one of two characters belongs to a word with those before or behind them."""
        return any(
            stop > start and (at, stop) != (start, start + 2)
            for at in range(max(0, start - 3), start + 2)
            for stop in self._ends(text, at)
        )

    def _reads(self, text: str, slip: Slip, alone: frozenset[str] = ALONE) -> bool:
        """Whether words, of which the first may begin before a slip and the last end behind it, make sense of it."""
        reached = {slip.start}
        for before in range(max(0, slip.start - 6), slip.start):
            reached.update(stop for stop in self._ends(text, before) if stop > slip.start)
        while reached:
            at = min(reached)
            if at >= slip.end:
                return True
            reached.remove(at)
            reached.update(self._ends(text, at))
            if text[at] in alone:
                reached.add(at + 1)
        return False

    def _is_word(self, pair: str) -> bool:
        return len(pair) == 2 and pair[1] in self._seconds_of[pair[0]]

    def _ends(self, text: str, at: int) -> Iterator[int]:
        """Where the words of two and more characters end that begin at a place."""
        two = text[at : at + 2]
        if self._is_word(two):
            yield at + 2
        longer = self._heads[two[0]].longer
        for length in (2, 3):
            rest = text[at + 1 : at + 1 + length]
            if len(rest) == length and f" {rest} " in longer:
                yield at + 1 + length
        for word in self._by_two.get(two, ()):
            if text.startswith(word, at):
                yield at + len(word)


def _is_common(character: str) -> bool:
    """Whether a character is one of the 3 755 of GB 2312, level 1, which an input method offers first."""
    return b"\xb0" <= character.encode("gb2312", "replace")[:1] < b"\xd8"


def _is_listed(character: str) -> bool:
    """Whether GB 2312 has a character: without it, one is a variant of another or stands in names alone."""
    return character.encode("gb2312", "ignore") != b""


def _is_han(character: str) -> bool:
    return character != "" and "\u4e00" <= character <= "\u9fff"
