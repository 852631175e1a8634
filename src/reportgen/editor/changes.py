"""Which sentences differ between two texts of the same data, made with two versions of the wording.

Narratives in, changes out; nothing is read or printed here. Sentences end at 。！？；, a heading is a sentence of its
own. They are matched by what they say, whatever their number: a part that was put in before them changes （二） to
（三）, which is told as renumbering and not as a change of each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import cast

from reportgen.diagnostics import TextRef, shorten
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative

ALIKE = 0.3  # share of common letter pairs from which a sentence counts as the old one reworded
_MOST_EQUALS = 1_000_000  # pairs of equal words or sentences that are looked at
_MOST_GUESSES = 40_000  # pairs of sentences looked at between two that match
_LONGEST_RENUMBERED = 20  # characters of a sentence that only got another number
_MOST_RENUMBERED = 6  # are named, the others counted
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]+[”’）》」』】]*|[^。！？；]+")
_ORDINAL = re.compile(r"[一二三四五六七八九十百]+是")  # 一是……；二是……
_NUMBER = {
    Level.FIRST: re.compile(r"[^、]+、"),
    Level.SECOND: re.compile(r"（[^）]+）"),
    Level.THIRD: re.compile(r"\d+\."),
    Level.FOURTH: re.compile(r"（\d+）"),
}
_WORD = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.DOTALL)  # a figure is one word, a Han character another


class Piece(StrEnum):
    """What became of a stretch of a sentence."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Sort(StrEnum):
    """What became of a sentence; the value is the word that users see."""

    ADDED = "新增"
    REMOVED = "删去"
    REWORDED = "改写"
    MOVED = "移动"
    RECAST = "改层次"  # a heading of another level, or no heading any more
    PARTED = "分段"  # begins a paragraph, or no longer does


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
    def pieces(self) -> tuple[tuple[Piece, str], ...]:
        """The sentence cut up: what was kept, removed and added, in the order of reading."""
        if self.old is None or self.new is None:
            return ((Piece.ADDED if self.new else Piece.REMOVED, self.sentence.shown),)
        if bool(self.old.number) != bool(self.new.number):
            return _pieces(self.old.shown, self.new.shown)
        head = ((Piece.KEPT, self.new.number),) if self.new.number else ()
        return (*head, *_pieces(self.old.text, self.new.text))

    @property
    def note(self) -> str:
        """What the words alone do not show, for users; often empty."""
        if self.old is None or self.new is None:
            return ""
        if self.sort is Sort.PARTED:
            return "另起一段" if self.new.opens else "接在上一句后面，不再另起一段"
        return "" if self.old.form == self.new.form else f"{self.old.form}改为{self.new.form}"

    def told_in(self, cases: Sequence[str]) -> str:
        """In which of these cases the change shows, for users; of a single one there is nothing to tell."""
        if len(cases) == 1:
            return ""
        times = f"，共 {self.times} 处" if self.times > len(self.cases) else ""
        without = [name for name in cases if name not in self.cases]
        if not without:
            return f"在 {len(cases)} 个样例中都是这样{times}"
        some = f"在 {len(cases)} 个样例中的 {len(self.cases)} 个{times}"
        if len(without) < len(self.cases):
            return f"{some}；没有的是：{_quoted(without)}"
        return f"{some}：{_quoted(self.cases)}"

    @property
    def together(self) -> str:
        """How many more moved with it, for users."""
        return f"（连同后面 {self.along} 句）" if self.along else ""

    @property
    def origins(self) -> str:
        """Where both sentences were written, for users: file:line, the old one first."""
        places = (f"{s.origin.file}:{s.origin.line}" for s in (self.old, self.new) if s)
        return " → ".join(dict.fromkeys(places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbering:
    """A sentence of which nothing but its number changed."""

    old: Sentence
    new: Sentence

    @property
    def shown(self) -> str:
        """Both numbers and the beginning of the sentence, for users."""
        return f"{shorten(self.old.shown, _LONGEST_RENUMBERED)} → {self.new.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One set of data and its two texts; the name is told beside what changes in it."""

    name: str
    old: Narrative
    new: Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Every distinct change over all cases, in the order of the text, and what was only renumbered."""

    found: tuple[Change, ...] = ()
    renumbered: tuple[Renumbering, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.found or self.renumbered)

    @property
    def renumbering(self) -> str:
        """What was only renumbered, in one sentence for users; empty when nothing was."""
        if not self.renumbered:
            return ""
        some = "、".join(one.shown for one in self.renumbered[:_MOST_RENUMBERED])
        more = "等" if len(self.renumbered) > _MOST_RENUMBERED else ""
        return f"只是序号变了的 {len(self.renumbered)} 处：{some}{more}。"

    def without(self, told: Changes) -> Changes:
        """What is not told elsewhere: there the same wording changed in the same way."""
        known = {_identity(change, whatever_the_data=True) for change in told.found}
        found = tuple(c for c in self.found if _identity(c, whatever_the_data=True) not in known)
        numbers = {_numbers(r, whatever_the_data=True) for r in told.renumbered}
        renumbered = tuple(r for r in self.renumbered if _numbers(r, whatever_the_data=True) not in numbers)
        return Changes(found=found, renumbered=renumbered)


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def changes(cases: Sequence[Case]) -> Changes:
    """What differs, each distinct change once.

    Over several cases two changes are one when the same wording changes in the same way, whatever the figures
    in it; with a single case every sentence is told as it stands.
    """
    found: dict[object, list[tuple[str, Change]]] = defaultdict(list)
    renumbered: dict[object, Renumbering] = {}
    several = len(cases) > 1
    for case in cases:
        for change in compare(sentences(case.old), sentences(case.new)):
            if isinstance(change, Renumbering):
                renumbered.setdefault(_numbers(change, whatever_the_data=several), change)
            else:
                found[_identity(change, whatever_the_data=several)].append((case.name, change))
    merged = (
        replace(uses[0][1], cases=tuple(dict.fromkeys(name for name, _ in uses)), times=len(uses))
        for uses in found.values()
    )
    return Changes(found=tuple(sorted(merged, key=_place)), renumbered=tuple(renumbered.values()))


def _identity(change: Change, *, whatever_the_data: bool) -> object:
    """What makes a change the same as another one."""

    def face(sentence: Sentence | None) -> object:
        if sentence is None:
            return None
        text = sentence.pattern if whatever_the_data else sentence.shown
        return text, sentence.form, sentence.origin.file  # its line varies with where the paragraph begins

    return change.sort, change.note, face(change.old), face(change.new)


def _numbers(change: Renumbering, *, whatever_the_data: bool) -> object:
    """What makes a renumbering the same as another one."""
    text = change.new.pattern if whatever_the_data else change.new.text
    return change.old.number, change.new.number, text, change.new.origin.file


def _place(change: Change) -> tuple[bool, int, int]:
    """Sections stand in the order of the numbers of their files; the head of the text has no path."""
    origin = change.sentence.origin
    number = re.search(r"/(\d+)-[^/]*$", origin.file)
    return number is None, int(number[1]) if number else 0, origin.line


# --- a text as sentences ----------------------------------------------------------------------------------


def sentences(narrative: Narrative) -> tuple[Sentence, ...]:
    """The sentences of a text, in order."""
    path: list[tuple[Level, str]] = []
    found: list[Sentence] = []
    for block in narrative.blocks:
        if block.level in _NUMBER:
            path = [(level, title) for level, title in path if _ranks_above(level, block.level)]
        found += _of_block(block, tuple(title for _, title in path))
        if block.lead:
            path.append((block.level, block.text[: block.lead]))
    return tuple(found)


def _ranks_above(level: Level, other: Level) -> bool:
    order = tuple(_NUMBER)
    return order.index(level) < order.index(other)


def _of_block(block: Block, path: tuple[str, ...]) -> Iterator[Sentence]:
    numbered = _NUMBER[block.level].match(block.text) if block.level in _NUMBER else None
    start = numbered.end() if numbered else 0
    lead = block.text[: block.lead]
    for index, match in enumerate(_SENTENCE.finditer(block.text, start)):
        first, end = match.span()
        ordinal = _ORDINAL.match(block.text, first, end)
        begin = ordinal.end() if ordinal and ordinal.end() < end else first
        yield Sentence(
            number=block.text[0 if index == 0 else first : begin],
            text=block.text[begin:end],
            pattern=_pattern(block, begin, end),
            path=path if index == 0 or not lead else (*path, lead),
            form=_form(block, index, first),
            opens=index == 0,
            origin=block.line_at(begin),
        )


def _form(block: Block, index: int, start: int) -> str:
    if block.level not in _NUMBER:
        return str(block.level)
    if start < block.lead:
        return f"{block.level}标题"
    return f"{block.level}序号" if index == 0 else str(Level.BODY)


def _pattern(block: Block, start: int, end: int) -> str:
    """``text[start:end]`` with the names of the values in place of them; a value inside another is part of it."""
    parts: list[str] = []
    position = start
    for use in _outermost(block.figures):
        if use.end <= position or use.start >= end:
            continue
        parts += (block.text[position : max(position, use.start)], f"{{{use.name}}}")
        position = min(use.end, end)
    return "".join((*parts, block.text[position:end]))


def _outermost(figures: Iterable[FigureUse]) -> Iterator[FigureUse]:
    end = 0
    for use in figures:
        if use.start >= end:
            yield use
            end = use.end


# --- one text against another -----------------------------------------------------------------------------


def compare(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Change | Renumbering]:
    """Every difference between two texts, in the order of reading."""
    partner = _same(old, new)
    moved = _moved(old, new, partner)
    guesses = _reworded(old, new, partner, moved)
    matched = {**partner, **guesses}
    left, come = set(range(len(old))) - matched.keys() - moved.keys(), {*matched.values(), *moved.values()}
    found: list[tuple[float, Change | Renumbering]] = []
    for i, j in partner.items():
        found += ((j, change) for change in _slight(old, new, i, j, matched))
    found += ((moved[i], change) for i, change in _moves(old, new, moved))
    found += ((j, Change(sort=Sort.REWORDED, old=old[i], new=new[j])) for i, j in guesses.items())
    found += ((j, Change(sort=Sort.ADDED, old=None, new=s)) for j, s in enumerate(new) if j not in come)
    before = -1
    for i, sentence in enumerate(old):
        before = matched.get(i, before)
        if i in left:  # a sentence that went stands after the one that it followed
            found.append((before + 0.5, Change(sort=Sort.REMOVED, old=sentence, new=None)))
    return [change for _, change in sorted(found, key=lambda entry: entry[0])]


def _same(old: Sequence[Sentence], new: Sequence[Sentence]) -> dict[int, int]:
    """Index of an old sentence → of the new one that says the same, in the same order."""
    blocks = _matching([s.text for s in old], [s.text for s in new])
    return {i + k: j + k for i, j, size in blocks for k in range(size)}


def _matching(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where both run alike: start, start and length. The same beginnings and ends cost nothing.

    What lies between them is compared unless it is all repetition, which no honest text is and which would take
    for ever.
    """
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    tail = next((n for n in range(shorter - start) if before[-1 - n] != after[-1 - n]), shorter - start)
    inner_before, inner_after = before[start : len(before) - tail], after[start : len(after) - tail]
    times = Counter(inner_after)
    inner: list[tuple[int, int, int]] = []
    if sum(times[text] for text in inner_before) <= _MOST_EQUALS:
        matcher = SequenceMatcher(None, inner_before, inner_after, autojunk=False)
        inner = [(start + m.a, start + m.b, m.size) for m in matcher.get_matching_blocks() if m.size]
    return [(0, 0, start), *inner, (len(before) - tail, len(after) - tail, tail)]


def _moved(old: Sequence[Sentence], new: Sequence[Sentence], partner: dict[int, int]) -> dict[int, int]:
    """The same for what stands elsewhere now."""
    taken = set(partner.values())
    free: dict[str, list[int]] = defaultdict(list)
    for j in range(len(new) - 1, -1, -1):
        if j not in taken:
            free[new[j].text].append(j)
    return {i: free[s.text].pop() for i, s in enumerate(old) if i not in partner and free.get(s.text)}


def _moves(old: Sequence[Sentence], new: Sequence[Sentence], moved: dict[int, int]) -> Iterator[tuple[int, Change]]:
    """One change for all that moved together, by the old index of the first of them."""
    for i, j in moved.items():
        if moved.get(i - 1) == j - 1:
            continue
        along = 0
        while moved.get(i + along + 1) == j + along + 1:
            along += 1
        yield i, Change(sort=Sort.MOVED, old=old[i], new=new[j], along=along)


def _slight(
    old: Sequence[Sentence], new: Sequence[Sentence], i: int, j: int, matched: dict[int, int]
) -> Iterator[Change | Renumbering]:
    """What differs between two sentences that say the same."""
    before, after = old[i], new[j]
    if before.form != after.form:
        yield Change(sort=Sort.RECAST, old=before, new=after)
    elif bool(before.number) != bool(after.number):
        yield Change(sort=Sort.REWORDED, old=before, new=after)
    elif before.number != after.number:
        yield Renumbering(old=before, new=after)
    if before.opens != after.opens and before.form == after.form and matched.get(i - 1) == j - 1:
        yield Change(sort=Sort.PARTED, old=before, new=after)


def _reworded(
    old: Sequence[Sentence], new: Sequence[Sentence], partner: dict[int, int], moved: dict[int, int]
) -> dict[int, int]:
    """What stands between the same two sentences on both sides and is much alike, in the same order."""
    found: dict[int, int] = {}
    last_i = last_j = -1
    arrived = set(moved.values())
    for i, j in (*sorted(partner.items()), (len(old), len(new))):
        left = [k for k in range(last_i + 1, i) if k not in moved]
        right = [k for k in range(last_j + 1, j) if k not in arrived]
        if left and right and len(left) * len(right) <= _MOST_GUESSES:
            chosen = _best_pairs([old[k] for k in left], [new[k] for k in right])
            found |= {left[a]: right[b] for a, b in chosen}
        last_i, last_j = i, j
    return found


def _best_pairs(left: Sequence[Sentence], right: Sequence[Sentence]) -> list[tuple[int, int]]:
    """The pairs in order whose likeness adds up to most; what another section says is never this one reworded.

    Alike is what the wording says, so that it does not hang on the data whether two are a pair.
    """
    lefts, rights = ([(_section(s), _letter_pairs(s.pattern)) for s in side] for side in (left, right))
    alike = [[_likeness(mine, other) if at == there else 0.0 for there, other in rights] for at, mine in lefts]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for a in range(len(left) - 1, -1, -1):
        for b in range(len(right) - 1, -1, -1):
            together = alike[a][b] + best[a + 1][b + 1] if alike[a][b] >= ALIKE else 0.0
            best[a][b] = max(together, best[a + 1][b], best[a][b + 1])
    chosen: list[tuple[int, int]] = []
    a = b = 0
    while a < len(left) and b < len(right):
        if best[a][b] == best[a + 1][b]:
            a += 1
        elif best[a][b] == best[a][b + 1]:
            b += 1
        else:
            chosen.append((a, b))
            a, b = a + 1, b + 1
    return chosen


def _section(sentence: Sentence) -> str:
    """The name of the wording file, without its layer and its number."""
    return re.sub(r"^\d+-", "", sentence.origin.file.rpartition("/")[2])


def _letter_pairs(text: str) -> Counter[str]:
    return Counter(text[n : n + 2] for n in range(len(text) - 1)) or Counter({text: 1})


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient: 1 for the same letter pairs, 0 for none in common."""
    return 2 * (one & other).total() / (one.total() + other.total())


def _pieces(old: str, new: str) -> tuple[tuple[Piece, str], ...]:
    """What was kept, removed and added; a lone character kept between two changes goes with them."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    steps: list[tuple[str, str, str]] = []  # kept, removed, added
    gone = come = ""
    i = j = 0
    for i_kept, j_kept, size in _matching(before, after):
        gone += "".join(before[i:i_kept])
        come += "".join(after[j:j_kept])
        i, j = i_kept + size, j_kept + size
        kept = "".join(before[i_kept:i])
        inside = i_kept > 0 < j_kept and i < len(before) and j < len(after)
        if len(kept) == 1 and inside and (gone or come):
            gone, come = gone + kept, come + kept
        elif kept:
            steps.append((kept, gone, come))
            gone = come = ""
    steps.append(("", gone, come))
    named = ((Piece.REMOVED, 1), (Piece.ADDED, 2), (Piece.KEPT, 0))
    return tuple((piece, step[n]) for step in steps for piece, n in named if step[n])
