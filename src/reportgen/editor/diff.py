"""Which sentences differ between two texts of the same data, made with two versions of the wording.

Sentences end at 。！？；, and a heading is a sentence of its own. They are matched by what they say, whatever their
number: a section that is put in before them changes （二） to （三）, which is a renumbering and no change of each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import product
from typing import cast

from reportgen.writing.narrative import Block, Level, Narrative

INSERTED, DELETED, REWORDED, RENUMBERED = "新增", "删去", "改写", "序号"  # what became of a sentence, for users
KEPT, REMOVED, ADDED = "kept", "removed", "added"  # stretches of a sentence
_ALIKE = 0.6  # the ratio from which a sentence counts as a rewriting; difflib takes words for alike from there
_MOST_PAIRS = 200_000  # that are looked at; only a text that repeats itself, or a wholly new one, has more
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]+[”’）》」』】]*|[^。！？；]+")
_WORD = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.DOTALL)  # a figure is one word, a Han character another
_LEVELS = list(Level)
_NUMBERED = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_DIGITS = "零一二三四五六七八九十百千"
_ORDINAL = re.compile(f"[{_DIGITS}]+是")  # 一是……；二是……
_NUMBER = re.compile(rf"(?:[{_DIGITS}]+、|（[{_DIGITS}\d]+）|\d+\.)(?:[{_DIGITS}]+是)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence or heading. ``text`` is without its number (“（一）”, “1.一是”), which stands in ``number``.

    ``pattern`` is the text with the name of the value for each figure and text of the workbook: what the wording
    says whatever the data. ``path`` holds the headings above it, the farthest first. ``form`` says what the sentence
    begins (二级标题, 二级序号, 正文) and is empty where it continues a paragraph. ``file`` and ``line`` say where the
    wording has it.
    """

    number: str
    text: str
    pattern: str
    path: tuple[str, ...]
    form: str
    file: str
    line: int

    @property
    def shown(self) -> str:
        """The sentence as it stands in the finished text."""
        return self.number + self.text


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence that differs: ``old`` or ``new`` is ``None`` where there is none.

    The sentences are those of the first of the ``cases`` (names) that show the change; ``times`` counts it over all.
    """

    sort: str
    old: Sentence | None
    new: Sentence | None
    cases: tuple[str, ...] = ()
    times: int = 0

    @property
    def sentence(self) -> Sentence:
        """The new sentence, or the old one where there is no new one."""
        return cast(Sentence, self.new or self.old)

    @property
    def pieces(self) -> Iterator[tuple[str, str]]:
        """The sentence cut up: what was kept, removed and added, in the order of reading; before it a new form."""
        old, new = self.old, self.new
        if old is None or new is None:
            yield ADDED if new else REMOVED, self.sentence.shown
            return
        another_form = old.form != new.form and (old.text == new.text or (old.form and new.form))
        lines = (f"{s.form} | {s.shown}" if another_form and s.form else s.shown for s in (old, new))
        before, after = map(_WORD.findall, lines)
        i = j = 0
        for a, b, size in _matches(before, after):
            if size == 1 == len(before[a]) and a and b and a + 1 < len(before) and b + 1 < len(after):
                continue  # a lone character between two changes tells a reader nothing
            stretches = ((REMOVED, before[i:a]), (ADDED, after[j:b]), (KEPT, before[a : a + size]))
            yield from ((piece, "".join(words)) for piece, words in stretches if words)
            i, j = a + size, b + size

    @property
    def identity(self) -> object:
        """What makes a change the same as another one: the wording, whatever the figures in it."""
        return self.sort, *(s and (s.pattern, s.file) for s in (self.old, self.new))


def changes(texts: Mapping[str, tuple[Narrative, Narrative]]) -> tuple[Change, ...]:
    """Return what differs between the old and the new text of each case (by name), each distinct change once."""
    distinct: dict[object, Change] = {}
    for name, (old, new) in texts.items():
        for change in _compare(list(sentences(old)), list(sentences(new))):
            first = distinct.get(change.identity, change)
            cases = tuple(dict.fromkeys((*first.cases, name)))
            distinct[change.identity] = replace(first, cases=cases, times=first.times + 1)
    return tuple(distinct.values())


# --- a text as sentences ----------------------------------------------------------------------------------


def sentences(narrative: Narrative) -> Iterator[Sentence]:
    """Yield the sentences of a text, in order."""
    path: dict[Level, str] = {}
    for block in narrative.blocks:
        numbered = block.level in _NUMBERED
        rank = _LEVELS.index(block.level)
        path = {level: heading for level, heading in path.items() if _LEVELS.index(level) < rank}
        for match in _SENTENCE.finditer(block.text):
            start, end = match.span()
            number = (_NUMBER if numbered and not start else _ORDINAL).match(block.text, start, end)
            begin = number.end() if number else start
            origin = block.line_at(begin)
            kind = "" if not numbered else "标题" if block.lead else "序号"
            yield Sentence(
                number=block.text[start:begin],
                text=block.text[begin:end],
                pattern=_pattern(block, begin, end),
                path=tuple(path.values()),
                form="" if start else f"{block.level}{kind}",
                file=origin.file,
                line=origin.line,
            )
            if block.lead:
                path[block.level] = block.text[: block.lead]


def _pattern(block: Block, start: int, end: int) -> str:
    """Return ``text[start:end]`` with the names of the values in their place; one inside another is part of it."""
    parts: list[str] = []
    for use in block.figures:
        if start < use.end and use.start < end:
            parts += (block.text[start : max(start, use.start)], f"{{{use.name}}}")
            start = min(use.end, end)
    return "".join((*parts, block.text[start:end]))


# --- one text against another -----------------------------------------------------------------------------


def _compare(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Change]:
    """Yield every difference between two texts, in the order of reading."""
    blocks = _matches([s.text for s in old], [s.text for s in new])
    starts = [(0, 0), *((a + size, b + size) for a, b, size in blocks)]
    gaps = [(old[i:a], new[j:b]) for (i, j), (a, b, _) in zip(starts, blocks, strict=False)]
    work = sum(_pairs(*("".join(s.pattern for s in side) for side in gap)) + len(gap[0]) * len(gap[1]) for gap in gaps)
    for gap, (a, b, size) in zip(gaps, blocks, strict=True):
        yield from _rewritings(*gap, search=work <= _MOST_PAIRS)
        for k in range(size):
            before, after = old[a + k], new[b + k]
            # The first one may begin a paragraph, or no longer, by what was put in or taken out before it.
            another_form = before.form != after.form and (k or (before.form and after.form))
            if another_form or bool(before.number) != bool(after.number):
                yield Change(REWORDED, before, after)
            elif before.number != after.number:
                yield Change(RENUMBERED, before, after)


def _rewritings(old: Sequence[Sentence], new: Sequence[Sentence], *, search: bool = True) -> Iterator[Change]:
    """Yield the changes between two sentences that stayed: the pair that is most alike, what precedes and follows it.

    Alike is what the wording says, so that a pair does not hang on the data; without ``search`` nothing is alike.
    """
    pairs = product(enumerate(old), enumerate(new)) if search else ()
    ratios = {(i, j): _ratio(before.pattern, after.pattern) for (i, before), (j, after) in pairs}
    i, j = max(ratios, key=lambda pair: ratios[pair], default=(0, 0))
    if ratios.get((i, j), 0) < _ALIKE:
        yield from (Change(DELETED, sentence, None) for sentence in old)
        yield from (Change(INSERTED, None, sentence) for sentence in new)
        return
    yield from _rewritings(old[:i], new[:j])
    yield Change(REWORDED, old[i], new[j])
    yield from _rewritings(old[i + 1 :], new[j + 1 :])


@lru_cache(maxsize=_MOST_PAIRS)
def _ratio(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def _matches(before: Sequence[str], after: Sequence[str]) -> list[Match]:
    """Return where both run alike, and an empty match at the end; no other one where it would take too long."""
    if _pairs(before, after) > _MOST_PAIRS:
        return [Match(len(before), len(after), 0)]
    return SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()


def _pairs(before: Iterable[str], after: Iterable[str]) -> int:
    """Count the pairs of equal items, which are what difflib looks at."""
    times = Counter(after)
    return sum(times[item] for item in before)
