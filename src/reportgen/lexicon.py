"""The lexicon (词表): everything that wording may say, each word with its unit and an example of the sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportgen.intake.reading import read_submission
from reportgen.resources import sample_data
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.score import score
from reportgen.specimens import specimens
from reportgen.writing.grammar import LOOP
from reportgen.writing.values import Value
from reportgen.writing.vocabulary import Facts, Record, Word, WordType, draw, vocabulary

_LONGEST_EXAMPLE = 24  # characters of a text
_EXAMPLES = {"index": "1", "first": "是", "last": "否"}  # of ``loop``, which is there inside a template only


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word by its full name; ``listed`` when it stands in a list and a loop has to go through that first."""

    path: str
    word: Word
    listed: bool
    example: str


def terms(rubric: Rubric) -> tuple[Term, ...]:
    """Every word of the vocabulary under these rules, a group before its members."""
    facts = _facts(rubric)
    words = vocabulary(rubric)
    found = (term for word in words for term in _terms(word, draw(word, facts, _Uncounted()), "", listed=False))
    return (*found, *_terms(LOOP, None, "", listed=False))


def _facts(rubric: Rubric) -> Facts:
    """The sample workbook under its own year's rules; for the rules of another year a specimen."""
    read = read_submission(sample_data() / f"{rubric.year}.xlsx").value
    scored = score(read, rubric).value if read else None
    if read is None or scored is None:
        first = specimens(rubric)[0]
        return Facts(first.submission, first.scorecard)
    return Facts(read, scored)


class _Uncounted:
    """A tally for a walk that is bounded by the vocabulary itself."""

    def loop(self, items: int) -> None:
        """Nothing to stop."""


def _terms(word: Word, value: object, prefix: str, *, listed: bool) -> Iterator[Term]:
    path = prefix + word.name
    yield Term(path=path, word=word, listed=listed, example=_example(word, value))
    inside = listed or word.type is WordType.LIST
    for member in word.members.values():
        yield from _terms(member, _first(member, _holders(word, value)), f"{path}.", listed=inside)


def _holders(word: Word, value: object) -> Iterable[Record]:
    """What a member may be drawn from: the group itself, or each item of the list."""
    if isinstance(value, Record):
        return (value,)
    return value if word.type is WordType.LIST and isinstance(value, Iterable) else ()


def _first(member: Word, holders: Iterable[Record]) -> object:
    """The member's first value that says something."""
    drawn = [holder.draw(member.name) for holder in holders]
    return next((value for value in drawn if value), drawn[0] if drawn else None)


def _example(word: Word, value: object) -> str:
    if word.name in _EXAMPLES and word.type in (WordType.FLAG, WordType.ORDINAL) and value is None:
        return _EXAMPLES[word.name]
    if word.type is WordType.LIST:
        return f"{sum(1 for _ in value)}条" if isinstance(value, Iterable) else "0条"
    if word.type is WordType.FLAG:
        return "是" if value else "否"
    if not isinstance(value, Value):
        return ""
    text = value.text.replace("\n", "")
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1]}…"
