"""What a word of the wording language is, how its value is drawn from facts, and the filters that print it.

The vocabulary of a report and that of a district summary say which words there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Kind
from reportgen.numeric import chinese_numeral, plain
from reportgen.writing.references import References
from reportgen.writing.values import Value


class WordingError(Exception):
    """A mistake in a wording file that appears only in rendering; it carries the kind of problem to report."""

    def __init__(self, kind: Kind, **values: object) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.values = values


class WordType(StrEnum):
    """The type of a word; the value is the name that people who edit wording read."""

    TEXT = "文字"
    NUMBER = "数"
    ORDINAL = "次序"
    FLAG = "是否"
    GROUP = "一组词"
    LIST = "清单"
    EXHIBIT = "图表"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word (词): a value, a group of words, or a list whose items are groups of words.

    ``get`` takes the facts of the group that holds the word and returns its value.
    """

    name: str
    type: WordType
    meaning: str
    get: Callable[[Any], Any]
    optional: bool = False  # it may be blank, so wording has to ask before it prints it
    unit: str = ""  # of a number
    never: bool = False  # under these rules it is always blank, or always false
    members: Mapping[str, Word] = field(default_factory=dict)  # the words of the group, or of each item of the list


class WordFacts(Protocol):
    """The facts of a report or a summary, from which the values of words are drawn."""

    @property
    def references(self) -> References | None:
        """What a clerk's texts may refer to; ``None`` where no text is a clerk's."""

    @property
    def gaps(self) -> frozenset[CellRef]:
        """The cells that are blank in a draft; their values are only stand-ins."""


def text_word(name: str, meaning: str, get: Callable[[Any], Any], *, optional: bool = False) -> Word:
    """Make a word that prints a text."""
    return Word(name=name, type=WordType.TEXT, meaning=meaning, get=get, optional=optional)


def number_word(name: str, unit: str, meaning: str, get: Callable[[Any], Any], *, optional: bool = False) -> Word:
    """Make a word that prints a number in ``unit``."""
    return Word(name=name, type=WordType.NUMBER, meaning=meaning, get=get, optional=optional, unit=unit)


def flag_word(name: str, meaning: str, get: Callable[[Any], bool]) -> Word:
    """Make a word that answers a question with yes or no."""
    return Word(name=name, type=WordType.FLAG, meaning=meaning, get=get)


def group_word(name: str, meaning: str, get: Callable[[Any], Any], *words: Word) -> Word:
    """Make a word that holds other words."""
    return Word(name=name, type=WordType.GROUP, meaning=meaning, get=get, members={word.name: word for word in words})


def list_word(name: str, meaning: str, get: Callable[[Any], Iterable[Any]], *words: Word) -> Word:
    """Make a word that holds a list of items, each of which holds words."""
    return Word(name=name, type=WordType.LIST, meaning=meaning, get=get, members={word.name: word for word in words})


class LoopCounter(Protocol):
    """Counts the loops of a rendering and stops it when there are too many."""

    def count_loop(self, items: int) -> None:
        """Count a loop over so many items."""


class WordGroup:
    """A group of words as templates see it; the value of a word is drawn only when a template asks for it."""

    __slots__ = ("_counter", "_facts", "_words")

    def __init__(self, words: Mapping[str, Word], facts: object, counter: LoopCounter) -> None:
        self._words = words
        self._facts = facts
        self._counter = counter

    def draw(self, name: str) -> object:
        """Return the value of the word of this name; ``KeyError`` when there is none."""
        return draw(self._words[name], self._facts, self._counter)


class WordList:
    """A list of groups of words as templates see it."""

    __slots__ = ("_counter", "_items", "_words")

    def __init__(self, words: Mapping[str, Word], items: Sequence[object], counter: LoopCounter) -> None:
        self._words = words
        self._items = items
        self._counter = counter

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[WordGroup]:
        self._counter.count_loop(len(self._items))
        return iter([WordGroup(self._words, item, self._counter) for item in self._items])


def draw(word: Word, facts: object, counter: LoopCounter) -> object:
    """Return the value of a word: a Value, ``None``, a bool, a WordGroup or a WordList."""
    value = word.get(facts)
    if word.type is WordType.GROUP:
        return WordGroup(word.members, value, counter)
    if word.type is WordType.LIST:
        return WordList(word.members, tuple(value), counter)
    return value


# --- filters ---------------------------------------------------------------------------------------------

_END_MARKS = "。！？!?；;，,、：:. \u3000"
_SENTENCE_ENDS = ("。", "！", "？", "!", "?", "…", "：", ":")
_CLOSING = "”’）》】"


def _with_unit(unit: str) -> Callable[[object], Value]:
    def apply(value: object) -> Value:
        number_value = _as_value(value)
        if number_value.number is None:
            raise WordingError(catalogue.WORDING_PRINTS_NOTHING)
        return number_value.with_text(plain(number_value.number) + unit)

    return apply


def _ordinal(value: object) -> str:
    """Turn 1 into 一, for sentences such as 一是…；二是…."""
    if not isinstance(value, int):
        raise WordingError(catalogue.WORDING_PRINTS_NOTHING)
    return chinese_numeral(value)


def _open_ended(value: object) -> Value:
    """Remove the punctuation at the end of a clerk's sentence, because the template puts its own there."""
    text_value = _as_value(value)
    return text_value.with_text(text_value.text.rstrip(_END_MARKS))


def _sentence(value: object) -> Value:
    """Make a clerk's text end as a sentence: a full stop is added, or replaces a comma."""
    text_value = _as_value(value)
    if text_value.text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS):
        return text_value
    return text_value.with_text(text_value.text.rstrip(_END_MARKS) + "。")


# A reason that opens with one of these words reads well behind a comma; 因素 and 因地制宜 only look like them.
_GIVES_REASON = re.compile(
    r"(?:[主重]要)?(?:原因(?:是|为|在于)|(?:是|系)?(?:由于|因为|因(?!素|果关系|此|而|[地时]制宜|势利导|材施教|[人城]施策)))"
    r"|主要(?:是|为|系(?![统列]))|鉴于"
)
_CAPTION = re.compile(r"(?:[主重]要)?原因\s*[:：]\s*")
_INNER_STOP = re.compile(r"。(?![”’）》])")


def _as_reason(value: object) -> Value:
    """Make a clerk's text a clause that gives the reason: 原因是 stands in front, unless the text says so itself."""
    text_value = _open_ended(value)
    text = _INNER_STOP.sub("；", _CAPTION.sub("", text_value.text, count=1))
    return text_value.with_text(text if _GIVES_REASON.match(text) else f"原因是{text}")


def _as_value(value: object) -> Value:
    if not isinstance(value, Value):
        raise WordingError(catalogue.WORDING_PRINTS_NOTHING)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter (格式) of the wording language: ``takes`` is the type of word behind which it may stand."""

    name: str
    takes: WordType
    meaning: str
    apply: Callable[[object], object]
    unit: str = ""  # the unit that it prints behind a number


FILTERS = (
    Filter(name="分", takes=WordType.NUMBER, meaning="分数，如 98.5分", apply=_with_unit("分"), unit="分"),
    Filter(name="万元", takes=WordType.NUMBER, meaning="金额，如 9.63万元", apply=_with_unit("万元"), unit="万元"),
    Filter(name="百分比", takes=WordType.NUMBER, meaning="百分数，如 95%", apply=_with_unit("%"), unit="%"),
    Filter(name="汉字数", takes=WordType.ORDINAL, meaning="一、二、三……，如 loop.index|汉字数", apply=_ordinal),
    Filter(name="去句号", takes=WordType.TEXT, meaning="去掉末尾的标点，后面由措辞自己接", apply=_open_ended),
    Filter(
        name="接原因",
        takes=WordType.TEXT,
        meaning="接在逗号后面说明原因：前面加“原因是”，文字自己以“因”“由于”“主要是”等开头的不加；末尾的标点去掉",
        apply=_as_reason,
    ),
    Filter(name="成句", takes=WordType.TEXT, meaning="末尾没有句号的补上句号", apply=_sentence),
)
