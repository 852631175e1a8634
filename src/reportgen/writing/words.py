"""What a word of the wording language is, how it is drawn from facts, and the filters that print it.

Which words there are is the business of a vocabulary: that of a report, or that of a district summary.
"""

from __future__ import annotations

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
    """A mistake in a wording file that showed while it was rendered; carries the problem to report."""

    def __init__(self, kind: Kind, **values: object) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.values = values


class WordType(StrEnum):
    """What a word is; the value is what the wording editor reads."""

    TEXT = "文字"
    NUMBER = "数"
    ORDINAL = "次序"
    FLAG = "是否"
    GROUP = "一组词"
    LIST = "清单"
    EXHIBIT = "图表"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word: a value, a group of words, or a list whose items are groups of words.

    ``get`` draws the value from the facts that the enclosing group stands for.
    """

    name: str
    type: WordType
    meaning: str
    get: Callable[[Any], Any]
    optional: bool = False  # may be blank: wording has to ask before it prints
    unit: str = ""  # of a number
    never: bool = False  # no data can fill it, or make it true, under these rules
    members: Mapping[str, Word] = field(default_factory=dict)  # the words of the group, or of each item of the list


class Drawn(Protocol):
    """What words are drawn from, whatever it is: what its texts may refer to, and the cells that are gaps."""

    @property
    def references(self) -> References | None:
        """What the texts may refer to; ``None`` where they are no clerk's."""

    @property
    def gaps(self) -> frozenset[CellRef]:
        """The cells whose values are stand-ins."""


def text_word(name: str, meaning: str, get: Callable[[Any], Any], *, optional: bool = False) -> Word:
    """A word that prints a text."""
    return Word(name=name, type=WordType.TEXT, meaning=meaning, get=get, optional=optional)


def number_word(name: str, unit: str, meaning: str, get: Callable[[Any], Any], *, optional: bool = False) -> Word:
    """A word that prints a number, in ``unit``."""
    return Word(name=name, type=WordType.NUMBER, meaning=meaning, get=get, optional=optional, unit=unit)


def flag_word(name: str, meaning: str, get: Callable[[Any], bool]) -> Word:
    """A word that answers a question."""
    return Word(name=name, type=WordType.FLAG, meaning=meaning, get=get)


def group_word(name: str, meaning: str, get: Callable[[Any], Any], *words: Word) -> Word:
    """A word that holds other words."""
    return Word(name=name, type=WordType.GROUP, meaning=meaning, get=get, members={word.name: word for word in words})


def list_word(name: str, meaning: str, get: Callable[[Any], Iterable[Any]], *words: Word) -> Word:
    """A word that holds items, each of which holds words."""
    return Word(name=name, type=WordType.LIST, meaning=meaning, get=get, members={word.name: word for word in words})


class Tally(Protocol):
    """Counts what rendering does, and stops it when it is too much."""

    def loop(self, items: int) -> None:
        """Count a loop over so many items."""


class Record:
    """A group of words as templates see it: each is drawn from the facts when it is asked for."""

    __slots__ = ("_facts", "_tally", "_words")

    def __init__(self, words: Mapping[str, Word], facts: object, tally: Tally) -> None:
        self._words = words
        self._facts = facts
        self._tally = tally

    def draw(self, name: str) -> object:
        """The value of the word of this name; ``KeyError`` when there is none."""
        return draw(self._words[name], self._facts, self._tally)


class WordList:
    """A list of groups of words as templates see it."""

    __slots__ = ("_items", "_tally", "_words")

    def __init__(self, words: Mapping[str, Word], items: Sequence[object], tally: Tally) -> None:
        self._words = words
        self._items = items
        self._tally = tally

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Record]:
        self._tally.loop(len(self._items))
        return iter([Record(self._words, item, self._tally) for item in self._items])


def draw(word: Word, facts: object, tally: Tally) -> object:
    """The value of a word: a Value, ``None``, a bool, a Record or a WordList."""
    value = word.get(facts)
    if word.type is WordType.GROUP:
        return Record(word.members, value, tally)
    if word.type is WordType.LIST:
        return WordList(word.members, tuple(value), tally)
    return value


# --- filters ---------------------------------------------------------------------------------------------

_END_MARKS = "。！？!?；;，,、：:. \u3000"
_SENTENCE_ENDS = ("。", "！", "？", "!", "?", "…", "：", ":")
_CLOSING = "”’）》】"


def _with_unit(unit: str) -> Callable[[object], Value]:
    def filtered(value: object) -> Value:
        known = _value(value)
        if known.number is None:
            raise WordingError(catalogue.WORDING_PRINTS_NOTHING)
        return known.reworded(plain(known.number) + unit)

    return filtered


def _ordinal(value: object) -> str:
    """1 → 一: for 一是…；二是…."""
    if not isinstance(value, int):
        raise WordingError(catalogue.WORDING_PRINTS_NOTHING)
    return chinese_numeral(value)


def _open_ended(value: object) -> Value:
    """A clerk's sentence without its end mark, so that the template's own punctuation follows."""
    known = _value(value)
    return known.reworded(known.text.rstrip(_END_MARKS))


def _sentence(value: object) -> Value:
    """A clerk's text that ends as a sentence does; a full stop is added, or put for a comma, where it does not."""
    known = _value(value)
    if known.text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS):
        return known
    return known.reworded(known.text.rstrip(_END_MARKS) + "。")


def _value(value: object) -> Value:
    if not isinstance(value, Value):
        raise WordingError(catalogue.WORDING_PRINTS_NOTHING)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter of the wording language: what it takes and what it does."""

    name: str
    takes: WordType
    meaning: str
    apply: Callable[[object], object]
    unit: str = ""  # that it prints behind a number


FILTERS = (
    Filter(name="分", takes=WordType.NUMBER, meaning="分数，如 98.5分", apply=_with_unit("分"), unit="分"),
    Filter(name="万元", takes=WordType.NUMBER, meaning="金额，如 9.63万元", apply=_with_unit("万元"), unit="万元"),
    Filter(name="百分比", takes=WordType.NUMBER, meaning="百分数，如 95%", apply=_with_unit("%"), unit="%"),
    Filter(name="汉字数", takes=WordType.ORDINAL, meaning="一、二、三……，如 loop.index|汉字数", apply=_ordinal),
    Filter(name="去句号", takes=WordType.TEXT, meaning="去掉末尾的标点，后面由措辞自己接", apply=_open_ended),
    Filter(name="成句", takes=WordType.TEXT, meaning="末尾没有句号的补上句号", apply=_sentence),
)
