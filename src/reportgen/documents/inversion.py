"""Turns wording round: the fixed words of a paragraph anchor, and what stands between them is the value of a word.

A paragraph of a wording file becomes a :class:`Pattern`. Conditions become alternatives, loops become repetitions. Of
all ways to read a text the one with the most fixed words counts. Each position of a text is tried once for each part
of a pattern, so that the work grows with the product of both lengths and is bounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from jinja2 import nodes

from reportgen.diagnostics import Diagnostic
from reportgen.numeric import chinese_numeral
from reportgen.writing.narrative import Level
from reportgen.writing.source import WordingFile
from reportgen.writing.syntax import parse

ITEM = "[]"  # stands behind the path of a list in the paths of the words of its items
_WEIGHT = 1_000  # A fixed character counts more than all turns of loops, of which fewer are better.
_MOST_STEPS = 60_000  # of one paragraph against one pattern
_DEEPEST = 600  # steps into a pattern, loops included
_LONGEST = 6_000  # characters of a paragraph that is compared with wording
_GAP, _MONEY = "略", "金额"  # filters of the patterns of single sentences
_AMOUNT = re.compile(r"(\d[\d,，]{0,15}(?:\.\d{1,6})?)(亿元|千元|万元|元)")
_ENDS = "。！？!?…：:"
_CLOSING = "”’）》】"
_PUNCTUATION = "，。；：、！？（）《》【】.…"  # It says little about which reading is right.
_NUMBER = re.compile(r"-?\d[\d,，]{0,15}(?:\.\d{1,6})?")
_ORDINALS = {chinese_numeral(n): n for n in range(1, 100)}
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}(?=是)")
_WIDE = dict(zip(",;:()!?", "，；：（）！？", strict=True))
_DROPPED = re.compile(r"[\s“”‘’\"'「」『』\u200b\ufeff]")
_HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_MARKUP = re.compile(r"(?P<hashes>#{1,4})(?P<item>-?)[ \t]*|【(?P<head>[^】]{1,4})】")


# --- texts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without blanks and quotation marks and with full-width punctuation, and where its characters stood."""

    text: str
    places: tuple[int, ...]
    source: str

    def original(self, start: int, end: int) -> str:
        """The characters of the source from ``start`` to ``end``, with what was dropped between and around them."""
        if start >= end:
            return ""
        first, last = self.places[start], self.places[end - 1] + 1
        while last < len(self.source) and self.source[last] in "”’\"'":
            last += 1
        while first and self.source[first - 1] in "“‘":
            first -= 1
        return self.source[first:last].strip()


def plain_text(source: str) -> Plain:
    """Return the form of a text in which texts are compared."""
    characters, places = [], []
    for place, character in enumerate(source):
        if _DROPPED.match(character):
            continue
        narrow = unicodedata.normalize("NFKC", character)
        narrow = narrow if len(narrow) == 1 else character
        characters.append(_WIDE.get(narrow, narrow))
        places.append(place)
    return Plain("".join(characters), tuple(places), source)


def _ordinals(text: str) -> dict[int, int]:
    """Where an enumeration 一是…二是… has its numbers, each with its length; a number outside of one counts not."""
    places: dict[int, int] = {}
    chain: list[tuple[int, int]] = []
    for match in _ORDINAL.finditer(text):
        number = _ORDINALS.get(match[0], 0)
        before = text[match.start() - 1 : match.start()]
        if before and before not in "。；，：、！？":
            continue
        if number == 1:
            places |= dict(chain) if len(chain) > 1 else {}
            chain = [(match.start(), len(match[0]))]
        elif number == len(chain) + 1:
            chain.append((match.start(), len(match[0])))
    return places | (dict(chain) if len(chain) > 1 else {})


# --- patterns --------------------------------------------------------------------------------------------


class _Fixed(NamedTuple):
    text: str


class _Slot(NamedTuple):
    path: str
    filter: str


class _Ordinal(NamedTuple):
    pass


class _Choice(NamedTuple):
    branches: tuple[tuple[tuple[tuple[str, bool], ...], tuple[_Part, ...]], ...]  # what is true in each, and its parts


class _Repetition(NamedTuple):
    path: str
    parts: tuple[_Part, ...]
    once: bool = False


_Part = _Fixed | _Slot | _Ordinal | _Choice | _Repetition


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One paragraph of the wording.

    ``lists`` are the lists in whose loops it stands, the outermost first. ``home`` is the heading of fixed words above
    it. ``depth`` is its level below that heading, 0 for body text. ``needed`` are words that every such text has.
    """

    level: Level
    parts: tuple[_Part, ...]
    lists: tuple[str, ...] = ()
    conditions: tuple[tuple[str, bool], ...] = ()
    home: str = ""
    depth: int = 0
    needed: tuple[str, ...] = ()

    @property
    def fixed_text(self) -> str | None:
        """Its text if it has only fixed words."""
        if all(isinstance(part, _Fixed) for part in self.parts):
            return "".join(part.text for part in self.parts if isinstance(part, _Fixed))
        return None

    def paths(self) -> Iterator[str]:
        """The paths of its words."""
        return _paths(self.parts)


class Capture(NamedTuple):
    """A value read from a text: the path of its word, the turn of each loop on the way to it, and the characters."""

    path: str
    turns: tuple[int, ...]
    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pattern reads from a text: values, conditions that hold, and the number of fixed characters."""

    pattern: Pattern
    fixed: int
    captures: tuple[Capture, ...]
    conditions: tuple[tuple[str, bool, tuple[int, ...]], ...]


def _paths(parts: Iterable[_Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, _Slot):
            yield part.path
        elif isinstance(part, _Choice):
            for _, inner in part.branches:
                yield from _paths(inner)
        elif isinstance(part, _Repetition):
            yield part.path + ITEM
            yield from _paths(part.parts)


# --- from wording to patterns ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _WordingScope:
    variables: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    conditions: tuple[tuple[str, bool], ...] = ()
    files: tuple[str, ...] = ()
    alone: bool | None = None  # whether the innermost loop has one item only


class _Draft(NamedTuple):
    """A paragraph of the wording before its heading is looked for."""

    markup: re.Match[str] | None
    parts: list[_Part]
    scope: _WordingScope


def patterns_of(files: Mapping[str, WordingFile], known: Mapping[str, str]) -> tuple[Pattern, ...]:
    """Return the paragraphs of the wording files; words with a ``known`` text count as fixed."""
    walk = _Walk(files, known)
    sections = sorted((f for f in files.values() if f.is_section and not f.empty), key=lambda file: file.order)
    for section in sections:
        walk.file(section, _WordingScope())
    return tuple(_with_homes(walk.drafts))


def fixed(text: str) -> _Part:
    """A part of a pattern: words that every text has."""
    return _Fixed(plain_text(text).text)


def choice(texts: Iterable[str]) -> _Part:
    """A part of a pattern: one of these texts."""
    return _Choice(tuple(((), (fixed(text),)) for text in texts))


def slot(path: str, unit: str) -> _Part:
    """A part of a pattern: a number in this unit."""
    return _Slot(path, unit)


def gap() -> _Part:
    """A part of a pattern: any text without digits, or none."""
    return _Choice((((), ()), ((), (_Slot("", _GAP),))))


def _with_homes(drafts: Iterable[_Draft]) -> Iterator[Pattern]:
    headings: list[tuple[int, str]] = []
    for draft in drafts:
        markup = draft.markup
        rank = len(markup["hashes"]) if markup and markup["hashes"] else 0
        head = Level(markup["head"]) if markup and markup["head"] in set(Level) else Level.BODY
        level = _HEADINGS[rank - 1] if rank else head
        pattern = Pattern(
            level=level,
            parts=tuple(draft.parts),
            lists=draft.scope.lists,
            conditions=draft.scope.conditions,
            needed=tuple(_needed(draft.parts)),
        )
        if rank:
            headings = [one for one in headings if one[0] < rank]
        above, home = headings[-1] if headings else (0, "")
        yield replace(pattern, home=home, depth=rank - above if rank else 0)
        is_item = bool(markup and markup["item"])
        if rank and not is_item and not draft.scope.lists:
            headings.append((rank, pattern.fixed_text or "".join(_needed(draft.parts))))


def _needed(parts: Iterable[_Part]) -> Iterator[str]:
    return (part.text for part in parts if isinstance(part, _Fixed))


class _Walk:
    """Walks over the syntax trees and collects the paragraphs."""

    def __init__(self, files: Mapping[str, WordingFile], known: Mapping[str, str]) -> None:
        self.files, self.known = files, known
        self.drafts: list[_Draft] = []
        self.markup: re.Match[str] | None = None
        self.parts: list[_Part] = []
        self.scope = _WordingScope()

    def file(self, file: WordingFile, scope: _WordingScope) -> None:
        problems: list[Diagnostic] = []
        tree = parse(file, problems)
        if tree is not None:
            self.scope = scope
            self.body(tree.body, scope)
            self.flush()

    def flush(self) -> None:
        if self.parts:
            self.drafts.append(_Draft(self.markup, _merged(self.parts), self.scope))
        self.markup, self.parts = None, []

    def body(self, body: Sequence[nodes.Node], scope: _WordingScope) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    if isinstance(part, nodes.TemplateData):
                        self.data(part.data, scope)
                    else:
                        self.add(_printed(part, scope, self.known), scope)
            elif isinstance(node, nodes.If):
                self.condition(node, scope)
            elif isinstance(node, nodes.For):
                self.loop(node, scope)
            elif isinstance(node, nodes.Include):
                self.include(node, scope)

    def add(self, parts: Iterable[_Part], scope: _WordingScope) -> None:
        parts = [part for part in parts if part != _Fixed("")]
        if parts and not self.parts:
            self.scope = scope
        self.parts += parts

    def data(self, data: str, scope: _WordingScope) -> None:
        lines = data.split("\n")
        for number, line in enumerate(lines):
            if not line.strip():
                if 0 < number < len(lines) - 1:
                    self.flush()
                continue
            markup = _MARKUP.match(line.lstrip()) if number or not self.parts else None
            if markup:
                self.flush()
                self.markup, self.scope = markup, scope
            words = line.lstrip()[markup.end() :] if markup else line
            self.add([_Fixed(plain_text(words).text)], scope)

    def inline(self, body: Sequence[nodes.Node], scope: _WordingScope) -> tuple[_Part, ...] | None:
        """The parts of a branch or a loop; ``None`` where it has paragraphs of its own."""
        inner = _Walk(self.files, self.known)
        inner.parts.append(_Fixed("\0"))  # so that the words of the branch go on with the paragraph
        inner.body(body, scope)
        if inner.drafts or inner.markup:
            return None
        return tuple(_merged(inner.parts[1:]))

    def condition(self, node: nodes.If, scope: _WordingScope) -> None:
        branches: list[tuple[tuple[tuple[str, bool], ...], Sequence[nodes.Node]]] = []
        before: tuple[tuple[str, bool], ...] = ()
        for branch in (node, *node.elif_):
            holds = _holds(branch.test, scope)
            if holds is False:
                continue
            branches.append(((*before, *_truths(branch.test, scope, outcome=True)), branch.body))
            before = (*before, *_truths(branch.test, scope, outcome=False))
            if holds:
                break
        else:
            branches.append((before, node.else_))
        inner = [(truths, self.inline(body, scope)) for truths, body in branches]
        if all(parts is not None for _, parts in inner):
            choice = _Choice(tuple((truths, parts or ()) for truths, parts in inner))
            self.add([choice] if any(parts for _, parts in choice.branches) else [], scope)
            return
        for truths, body in branches:
            self.body(body, replace(scope, conditions=(*scope.conditions, *truths)))
            self.flush()

    def loop(self, node: nodes.For, scope: _WordingScope) -> None:
        path = _path(node.iter, scope)
        name = node.target.name if isinstance(node.target, nodes.Name) else ""
        variables = {**scope.variables, name: path + ITEM}
        one, many = (
            self.inline(node.body, replace(scope, variables=variables, alone=alone)) for alone in (True, False)
        )
        if one is not None and many is not None:
            other = self.inline(node.else_, scope) or ()
            several, single = _Repetition(path, many), _Repetition(path, one, once=True)
            self.add([_Choice((((), (several,)), ((), other), *([((), (single,))] if one != many else [])))], scope)
            return
        self.flush()
        self.body(node.body, replace(scope, variables=variables, lists=(*scope.lists, path)))
        self.flush()
        self.body(node.else_, scope)

    def include(self, node: nodes.Include, scope: _WordingScope) -> None:
        name = node.template.value if isinstance(node.template, nodes.Const) else ""
        file = self.files.get(name)
        if file is None or name in scope.files:
            return
        tree = parse(file, [])
        if tree is not None:
            self.body(tree.body, replace(scope, files=(*scope.files, name)))


def _merged(parts: Iterable[_Part]) -> list[_Part]:
    merged: list[_Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, _Fixed) and isinstance(last, _Fixed):
            merged[-1] = _Fixed(last.text + part.text)
        else:
            merged.append(part)
    return merged


def _printed(node: nodes.Node, scope: _WordingScope, known: Mapping[str, str]) -> list[_Part]:
    if isinstance(node, nodes.Const):
        return [_Fixed(plain_text(str(node.value)).text)]
    if isinstance(node, nodes.CondExpr):
        first, second = (_printed(n, scope, known) if n else [] for n in (node.expr1, node.expr2))
        holds = _holds(node.test, scope)
        return [_Choice((((), tuple(first)), ((), tuple(second))))] if holds is None else first if holds else second
    name = node.name if isinstance(node, nodes.Filter) else ""
    word = node.node if isinstance(node, nodes.Filter) and node.node else node
    path = _path(word, scope)
    if path.startswith("loop."):
        return [_Ordinal()]
    if path in known:
        return [_Fixed(plain_text(known[path]).text)]
    return [_Slot(path, name)]


def _path(node: nodes.Node, scope: _WordingScope) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node, scope)}.{node.attr}"
    return scope.variables.get(node.name, node.name) if isinstance(node, nodes.Name) else ""


def _holds(test: nodes.Node, scope: _WordingScope) -> bool | None:
    """Whether a condition about the turn of a loop holds; ``None`` where that depends on the turn or on words."""
    if isinstance(test, nodes.Not):
        inner = _holds(test.node, scope)
        return None if inner is None else not inner
    if isinstance(test, nodes.And | nodes.Or):
        left, right = _holds(test.left, scope), _holds(test.right, scope)
        decisive = isinstance(test, nodes.Or)
        if _is_end_of_loop(test.left) and _is_end_of_loop(test.right) and scope.alone is False:
            return decisive if _negates(test) else None if decisive else False
        return decisive if decisive in (left, right) else None if None in (left, right) else not decisive
    return True if scope.alone and _path(test, scope) in ("loop.first", "loop.last") else None


def _is_end_of_loop(test: nodes.Node) -> bool:
    word = test.node if isinstance(test, nodes.Not) else test
    return _path(word, _WordingScope()) in ("loop.first", "loop.last")


def _negates(test: nodes.BinExpr) -> bool:
    """Whether both sides of a condition are negated: with several items, no turn is the first and the last."""
    return isinstance(test.left, nodes.Not) and isinstance(test.right, nodes.Not)


def _truths(test: nodes.Node, scope: _WordingScope, *, outcome: bool) -> tuple[tuple[str, bool], ...]:
    """The words of a condition that are surely true or false when it comes out so."""
    if isinstance(test, nodes.Not):
        return _truths(test.node, scope, outcome=not outcome)
    if isinstance(test, nodes.And if outcome else nodes.Or):
        return (*_truths(test.left, scope, outcome=outcome), *_truths(test.right, scope, outcome=outcome))
    path = _path(test, scope)
    return ((path, outcome),) if path and not path.startswith("loop.") else ()


# --- matching --------------------------------------------------------------------------------------------


class _MatchStep(NamedTuple):
    """One step of a compiled pattern; ``targets`` are the steps that may come next, the preferred one first."""

    kind: str
    targets: tuple[int, ...]
    text: str = ""
    filter: str = ""
    truths: tuple[tuple[tuple[str, bool], ...], ...] = ()


_UNITS = {"百分比": "%"}  # of the filters that print a number; the name of any other is its unit
_TEXT_FILTERS = ("", "成句", "去句号", "接原因", "汉字数", _GAP)


class Matcher:
    """Reads texts by one pattern."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.steps: list[_MatchStep] = [_MatchStep("end", ())]
        self.start = self._compile(pattern.parts, 0)
        self.firsts: dict[int, tuple[str, ...] | None] = {}

    def _add(self, step: _MatchStep) -> int:
        self.steps.append(step)
        return len(self.steps) - 1

    def _compile(self, parts: Sequence[_Part], after: int) -> int:
        for part in reversed(parts):
            if isinstance(part, _Fixed):
                after = self._add(_MatchStep("fixed", (after,), part.text)) if part.text else after
            elif isinstance(part, _Slot):
                after = self._slot(part, after)
            elif isinstance(part, _Ordinal):
                after = self._add(_MatchStep("ordinal", (after,)))
            elif isinstance(part, _Choice):
                targets = tuple(self._compile(inner, after) for _, inner in part.branches)
                after = self._add(_MatchStep("choice", targets, truths=tuple(truths for truths, _ in part.branches)))
            else:
                leave = self._add(_MatchStep("leave", (after,), part.path))
                again = self._add(_MatchStep("end", ()))
                turn = self._add(_MatchStep("turn", (self._compile(part.parts, again),), part.path))
                self.steps[again] = _MatchStep("choice", (leave,) if part.once else (turn, leave), truths=((), ()))
                after = turn
        return after

    def _slot(self, part: _Slot, after: int) -> int:
        if part.filter == _MONEY:
            return self._add(_MatchStep("amount", (after,), part.path, part.filter))
        unit = "" if part.filter in _TEXT_FILTERS else _UNITS.get(part.filter, part.filter)
        if unit:
            after = self._add(_MatchStep("fixed", (after,), unit))
        return self._add(_MatchStep("number" if unit else "text", (after,), part.path, part.filter))

    def read(self, plain: Plain) -> Reading | None:
        """Read a whole text; ``None`` where the pattern does not fit, or finding out would take too long."""
        if len(plain.text) > _LONGEST or not all(words in plain.text for words in self.pattern.needed):
            return None
        search = _PatternSearch(self, plain.text)
        try:
            fixed = search.best(self.start, 0, 0)
        except _TooLongError:
            return None
        return self._reading(search, plain, 0, fixed) if fixed is not None else None

    def find(self, plain: Plain) -> Reading | None:
        """Read a text that may have other words before and behind; the first place counts."""
        words = self.first(self.start) or ()
        if len(plain.text) > _LONGEST or not any(word in plain.text for word in words if word):
            return None
        search = _PatternSearch(self, plain.text, open_end=True)
        try:
            for start in search.places(words, 0):
                result = search.best(self.start, start, 0)
                if result is not None:
                    return self._reading(search, plain, start, result)
        except _TooLongError:
            pass
        return None

    def _reading(self, search: _PatternSearch, plain: Plain, start: int, fixed: int) -> Reading:
        captures: list[Capture] = []
        conditions: list[tuple[str, bool, tuple[int, ...]]] = []
        turns: dict[str, int] = {}
        loops: list[str] = []
        at, pos = self.start, start
        while self.steps[at].kind != "end":
            step = self.steps[at]
            after, end = search.choices[at, pos]
            here = tuple(turns[path] for path in loops)
            if step.kind == "turn":
                if step.text not in loops:
                    loops.append(step.text)
                turns[step.text] = turns.get(step.text, -1) + 1
            elif step.kind == "leave":
                loops.remove(step.text)
            elif step.kind in ("text", "number", "amount"):
                unit = _UNITS.get(step.filter, step.filter) if step.kind == "number" else ""
                text = plain.original(pos, end)
                if step.filter == "接原因":
                    text = text.removeprefix("原因是")  # the filter puts these words in front
                captures.append(Capture(step.text, here, text, unit))
            elif step.kind == "choice":
                truths = step.truths[step.targets.index(after)]
                conditions += [(path, outcome, here) for path, outcome in truths]
            at, pos = after, end
        return Reading(self.pattern, -(-fixed // _WEIGHT), tuple(captures), tuple(conditions))

    def first(self, at: int) -> tuple[str, ...] | None:
        """The fixed words with which the text behind a step may begin; ``None`` where it may begin with anything."""
        if at not in self.firsts:
            self.firsts[at] = None  # A loop that comes back to itself may begin with anything.
            self.firsts[at] = self._first(at)
        return self.firsts[at]

    def _first(self, at: int) -> tuple[str, ...] | None:
        step = self.steps[at]
        if step.kind == "fixed":
            return (step.text,)
        if step.kind in ("number", "amount"):
            return tuple("0123456789")
        if step.kind == "choice":
            words: list[str] = []
            for target in step.targets:
                inner = self.first(target)
                if inner is None:
                    return None
                words += inner
            return tuple(dict.fromkeys(words))
        return self.first(step.targets[0]) if step.kind in ("turn", "leave") else None


class _TooLongError(Exception):
    """A text asks for too many steps."""


class _PatternSearch:
    """The search for the best reading of one text; each step at each position is tried once."""

    def __init__(self, matcher: Matcher, text: str, *, open_end: bool = False) -> None:
        self.matcher, self.steps, self.text, self.open_end = matcher, matcher.steps, text, open_end
        self.memory: dict[tuple[int, int], int | None] = {}
        self.choices: dict[tuple[int, int], tuple[int, int]] = {}
        self.ordinals = _ordinals(text)
        self.count = 0

    def best(self, at: int, pos: int, depth: int) -> int | None:
        """The most fixed characters from this step and position to the end; ``None`` where there is no way."""
        key = (at, pos)
        if key in self.memory:
            return self.memory[key]
        self.count += 1
        if self.count > _MOST_STEPS or depth > _DEEPEST:
            raise _TooLongError
        self.memory[key] = None  # A loop that reads nothing leads nowhere.
        step = self.steps[at]
        if step.kind == "end":
            result = 0 if pos == len(self.text) or self.open_end else None
        else:
            result = None
            for after, end, gain in self.ways(step, pos):
                rest = self.best(after, end, depth + 1)
                if rest is not None and (result is None or rest + gain > result):
                    result = rest + gain
                    self.choices[key] = (after, end)
        self.memory[key] = result
        return result

    def ways(self, step: _MatchStep, pos: int) -> Iterator[tuple[int, int, int]]:
        """The next step, where it begins and what is gained, for each way in which a step can read on."""
        if step.kind in ("choice", "turn", "leave"):
            for target in step.targets:
                yield target, pos, -(step.kind == "turn")
        elif step.kind == "text":
            for end in self.ends(step, pos):
                yield step.targets[0], end, 0
        else:
            length, gain = self.fixed(step, pos)
            if length:
                yield step.targets[0], pos + length, gain

    def fixed(self, step: _MatchStep, pos: int) -> tuple[int, int]:
        """How many characters a step reads that has only one way to do so, and what is gained; 0 if it does not fit."""
        if step.kind == "fixed":
            fits = self.text.startswith(step.text, pos)
            words = sum(character not in _PUNCTUATION for character in step.text)
            return (len(step.text), _WEIGHT * words) if fits else (0, 0)
        if step.kind == "ordinal":
            return self.ordinals.get(pos, 0), _WEIGHT
        match = (_AMOUNT if step.kind == "amount" else _NUMBER).match(self.text, pos)
        return (match.end() - pos if match else 0), _WEIGHT

    def ends(self, step: _MatchStep, pos: int) -> Iterator[int]:
        """Where the text of a word may end, the nearest place first."""
        text, words = self.text, self.matcher.first(step.targets[0])
        places = range(pos + 1, len(text) + 1) if words is None else self.places(words, pos + 1)
        for end in places:
            self.count += 1
            if self.count > _MOST_STEPS:
                raise _TooLongError
            last = text[end - 1]
            if step.filter == _GAP and last.isdigit():
                return
            if step.filter == "成句":
                stop = text[pos:end].rstrip(_CLOSING)[-1:]
                if stop and stop in _ENDS:
                    yield end
            elif step.filter not in ("去句号", "接原因") or last not in "。；，、：":
                yield end

    def places(self, words: Iterable[str], start: int) -> list[int]:
        places = set()
        for word in words:
            at = self.text.find(word, start)
            while at >= 0:
                places.add(at)
                at = self.text.find(word, at + 1)
        return sorted(places)
