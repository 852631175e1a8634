"""Which sentences differ between two texts of the same data, made with two versions of the wording.

Sentences end at 。！？；, a heading is a sentence of its own. They are matched by what they say, whatever their number:
a part that was put in before them changes （二） to （三）, which is told as renumbering and not as a change of each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher
from enum import StrEnum
from itertools import chain, count
from typing import cast

from reportgen.diagnostics import TextRef, shorten
from reportgen.writing.narrative import Block, Level, Narrative

KEPT, REMOVED, ADDED = "kept", "removed", "added"  # stretches of a sentence
_ALIKE = 0.6  # from which a sentence counts as the old one reworded; difflib takes words for alike from there
_MOST_EQUALS = 1_000_000  # pairs of equal items that are looked at; only a text of nothing but repetition has more
_MOST_GUESSES = 40_000  # pairs of sentences of which it is asked whether one is the other reworded
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]+[”’）》」』】]*|[^。！？；]+")
_ORDINAL = re.compile(r"[一二三四五六七八九十百]+是")  # 一是……；二是……
_WORD = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.DOTALL)  # a figure is one word, a Han character another
_NUMBER = {
    Level.FIRST: re.compile(r"[^、]+、"),
    Level.SECOND: re.compile(r"（[^）]+）"),
    Level.THIRD: re.compile(r"\d+\."),
    Level.FOURTH: re.compile(r"（\d+）"),
}


class Sort(StrEnum):
    """What became of a sentence; the value is the word that users see."""

    ADDED = "新增"
    REMOVED = "删去"
    REWORDED = "改写"
    MOVED = "移动"
    RECAST = "改层次"  # a heading of another level, or no heading any more
    PARTED = "分段"  # begins a paragraph, or no longer does
    RENUMBERED = "序号"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence or heading. ``text`` is without its number (“（一）”, “1.一是”), which stands in ``number``.

    ``pattern`` is the text with the name of the value for each figure and text of the workbook: what the wording
    says whatever the data. ``path`` holds the headings above it, the farthest first.
    """

    number: str
    text: str
    pattern: str
    path: tuple[str, ...]
    form: str  # 二级标题, 二级序号, 正文, 标题, 附件
    opens: bool  # begins its paragraph
    origin: TextRef  # the line of the wording that it begins on

    @property
    def shown(self) -> str:
        """The sentence as it stands in the finished text."""
        return self.number + self.text

    @property
    def section(self) -> str:
        """The name of the wording file, without its layer and its number."""
        return re.sub(r"^\d+-", "", self.origin.file.rpartition("/")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One sentence that differs: ``old`` or ``new`` is ``None`` where there is none.

    The sentences are those of the first of the ``cases`` (names) that show the change; ``times`` counts it over all.
    ``along`` counts the sentences that moved together with this one, in its place.
    """

    sort: Sort
    old: Sentence | None
    new: Sentence | None
    along: int = 0
    cases: tuple[str, ...] = ()
    times: int = 1

    @property
    def sentence(self) -> Sentence:
        """The new sentence, or the old one where there is no new one."""
        return cast(Sentence, self.new or self.old)

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """The sentence cut up: what was kept, removed and added, in the order of reading."""
        if self.old is None or self.new is None:
            return ((ADDED if self.new else REMOVED, self.sentence.shown),)
        if bool(self.old.number) != bool(self.new.number):
            pieces = _pieces(self.old.shown, self.new.shown)
        else:
            pieces = chain([(KEPT, self.new.number)], _pieces(self.old.text, self.new.text))
        return tuple(piece for piece in pieces if piece[1])

    @property
    def note(self) -> str:
        """What the words alone do not show, for users; often empty."""
        if self.old is None or self.new is None:
            return ""
        if self.sort is Sort.PARTED:
            return "另起一段" if self.new.opens else "接在上一句后面，不再另起一段"
        return "" if self.old.form == self.new.form else f"{self.old.form}改为{self.new.form}"

    @property
    def renumbering(self) -> str:
        """Both numbers and the beginning of the sentence, for users."""
        return f"{shorten(self.old.shown, 20)} → {self.new.number}" if self.old and self.new else ""

    @property
    def origins(self) -> str:
        """Where both sentences were written, for users: file:line, the old one first."""
        places = (f"{s.origin.file}:{s.origin.line}" for s in (self.old, self.new) if s)
        return " → ".join(dict.fromkeys(places))

    def seen_in(self, cases: Sequence[str]) -> str:
        """In which of these cases the change shows, for users; of a single one there is nothing to tell."""
        if len(cases) == 1:
            return ""
        times = f"，共 {self.times} 处" if self.times > len(self.cases) else ""
        without = [name for name in cases if name not in self.cases]
        if not without:
            return f"在 {len(cases)} 个样例中都是这样{times}"
        few, these = ("；没有的是", without) if len(without) < len(self.cases) else ("", self.cases)
        named = "、".join(f"“{name}”" for name in these)
        return f"在 {len(cases)} 个样例中的 {len(self.cases)} 个{times}{few}：{named}"

    def identity(self, *, by_pattern: bool) -> object:
        """What makes a change the same as another one; its line varies with where the paragraph begins."""
        sides = (self.old, self.new)
        words = [s and (s.pattern if by_pattern else s.shown, s.form, s.origin.file) for s in sides]
        numbers = [s.number for s in sides if s and self.sort is Sort.RENUMBERED]
        return self.sort, self.note, *words, *numbers


def changes(texts: Mapping[str, tuple[Narrative, Narrative]], told: Iterable[Change] = ()) -> tuple[Change, ...]:
    """What differs between the old and the new text of each case (by name), each distinct change once.

    Over several cases two changes are one when the same wording changes in the same way, whatever the figures
    in it; with a single case every sentence is told as it stands. What was ``told`` elsewhere is left out.
    """
    uses: dict[object, list[tuple[str, Change]]] = defaultdict(list)
    for name, (old, new) in texts.items():
        for change in _compare(sentences(old), sentences(new)):
            uses[change.identity(by_pattern=len(texts) > 1)].append((name, change))
    merged = (
        replace(same[0][1], cases=tuple(dict.fromkeys(name for name, _ in same)), times=len(same))
        for same in uses.values()
    )
    elsewhere = {change.identity(by_pattern=True) for change in told}
    return tuple(sorted((c for c in merged if c.identity(by_pattern=True) not in elsewhere), key=_place))


def _place(change: Change) -> tuple[bool, int, int]:
    """Sections stand in the order of the numbers of their files; the head of the text has no path."""
    origin = change.sentence.origin
    number = re.search(r"/(\d+)-[^/]*$", origin.file)
    return number is None, int(number[1]) if number else 0, origin.line


# --- a text as sentences ----------------------------------------------------------------------------------


def sentences(narrative: Narrative) -> tuple[Sentence, ...]:
    """The sentences of a text, in order."""
    ranks = list(_NUMBER)
    path: dict[Level, str] = {}
    found: list[Sentence] = []
    for block in narrative.blocks:
        if block.level in _NUMBER:
            path = {level: title for level, title in path.items() if ranks.index(level) < ranks.index(block.level)}
        found += _of_block(block, tuple(path.values()))
        if block.lead:
            path[block.level] = block.text[: block.lead]
    return tuple(found)


def _of_block(block: Block, path: tuple[str, ...]) -> Iterator[Sentence]:
    number = _NUMBER[block.level].match(block.text) if block.level in _NUMBER else None
    for index, match in enumerate(_SENTENCE.finditer(block.text, number.end() if number else 0)):
        first, end = match.span()
        ordinal = _ORDINAL.match(block.text, first, end)
        begin = ordinal.end() if ordinal and ordinal.end() < end else first
        form = str(block.level)
        if block.level in _NUMBER:
            form = f"{form}标题" if first < block.lead else str(Level.BODY) if index else f"{form}序号"
        yield Sentence(
            number=block.text[first if index else 0 : begin],
            text=block.text[begin:end],
            pattern=_pattern(block, begin, end),
            path=(*path, block.text[: block.lead]) if index and block.lead else path,
            form=form,
            opens=index == 0,
            origin=block.line_at(begin),
        )


def _pattern(block: Block, start: int, end: int) -> str:
    """``text[start:end]`` with the names of the values in place of them; a value inside another is part of it."""
    parts: list[str] = []
    for use in block.figures:
        if start < use.end and use.start < end:
            parts += (block.text[start : max(start, use.start)], f"{{{use.name}}}")
            start = min(use.end, end)
    return "".join((*parts, block.text[start:end]))


# --- one text against another -----------------------------------------------------------------------------


def _compare(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Change]:
    """Every difference between two texts, in the order of reading."""
    matches = _matches([s.text for s in old], [s.text for s in new])
    same = {m.a + k: m.b + k for m in matches for k in range(m.size)}
    elsewhere: dict[str, list[int]] = defaultdict(list)
    for j in sorted(set(range(len(new))) - set(same.values()), reverse=True):
        elsewhere[new[j].text].append(j)
    moved = {i: elsewhere[s.text].pop() for i, s in enumerate(old) if i not in same and elsewhere[s.text]}
    arrived = set(moved.values())
    matched = dict(same)
    i = j = guesses = 0
    for match in matches:  # what was reworded stands between the same two sentences on both sides
        lefts = [k for k in range(i, match.a) if k not in moved]
        rights = [k for k in range(j, match.b) if k not in arrived]
        guesses += len(lefts) * len(rights)
        matched |= _alike(old, new, lefts, rights) if guesses <= _MOST_GUESSES else {}
        i, j = match.a + match.size, match.b + match.size
    come = arrived | set(matched.values())
    found = [(float(j), Change(sort=Sort.ADDED, old=None, new=s)) for j, s in enumerate(new) if j not in come]
    last = -1  # the place in the new text of the sentence before
    for i, sentence in enumerate(old):
        if i in matched:
            last = matched[i]
            sorts = [Sort.REWORDED] if i not in same else _slight(sentence, new[last], matched.get(i - 1) == last - 1)
            found += ((last, Change(sort=sort, old=sentence, new=new[last])) for sort in sorts)
        elif i not in moved:  # it is told after the sentence that it followed
            found.append((last + 0.5, Change(sort=Sort.REMOVED, old=sentence, new=None)))
        elif moved.get(i - 1) != moved[i] - 1:  # the first of those that moved together
            along = next(n for n in count() if moved.get(i + n + 1) != moved[i] + n + 1)
            found.append((moved[i], Change(sort=Sort.MOVED, old=sentence, new=new[moved[i]], along=along)))
    return [change for _, change in sorted(found, key=lambda entry: entry[0])]


def _matches(before: Sequence[str], after: Sequence[str]) -> list[Match]:
    """Where both run alike, and an empty match at the end."""
    if _too_repetitive(before, after):
        return [Match(len(before), len(after), 0)]
    return SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()


def _too_repetitive(before: Iterable[str], after: Iterable[str]) -> bool:
    times = Counter(after)
    return sum(times[item] for item in before) > _MOST_EQUALS


def _slight(old: Sentence, new: Sentence, follows: bool) -> Iterator[Sort]:
    """What became of a sentence that says the same; ``follows`` the one before as it did."""
    if old.form != new.form:
        yield Sort.RECAST
    elif bool(old.number) != bool(new.number):
        yield Sort.REWORDED
    elif old.number != new.number:
        yield Sort.RENUMBERED
    if old.opens != new.opens and old.form == new.form and follows:
        yield Sort.PARTED


def _alike(
    old: Sequence[Sentence], new: Sequence[Sentence], lefts: Sequence[int], rights: Sequence[int]
) -> dict[int, int]:
    """The pairs that are much alike, the likeliest first, as far as both texts keep to one order.

    Alike is what the wording says, so that it does not hang on the data whether two are a pair; what another section
    says is never this sentence reworded.
    """
    chosen: dict[int, int] = {}
    if _too_repetitive("".join(old[i].pattern for i in lefts), "".join(new[j].pattern for j in rights)):
        return chosen
    pairs: list[tuple[float, int, int]] = []
    for j in rights:
        matcher = SequenceMatcher(None, "", new[j].pattern, autojunk=False)
        for i in lefts:
            matcher.set_seq1(old[i].pattern)
            if old[i].section == new[j].section and matcher.quick_ratio() >= _ALIKE:
                pairs.append((matcher.ratio(), i, j))
    for ratio, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair)):
        if ratio >= _ALIKE and all((i - a) * (j - b) > 0 for a, b in chosen.items()):
            chosen[i] = j
    return chosen


def _pieces(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What was kept, removed and added; a lone character kept between two changes goes with them."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    gone = come = ""
    i = j = 0
    for a, b, size in _matches(before, after):
        gone, come = gone + "".join(before[i:a]), come + "".join(after[j:b])
        i, j = a + size, b + size
        kept = "".join(before[a:i])
        if len(kept) == 1 and a and b and i < len(before) and j < len(after):
            gone, come = gone + kept, come + kept
        else:
            yield from ((REMOVED, gone), (ADDED, come), (KEPT, kept))
            gone = come = ""
