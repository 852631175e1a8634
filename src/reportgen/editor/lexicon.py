"""The lexicon (词表): everything that wording may say, each word with its unit and an example of the sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reportgen.district.proofreading import specimen_facts
from reportgen.district.words import vocabulary as summary_vocabulary
from reportgen.editor.specimens import specimens
from reportgen.intake.reading import read_submission
from reportgen.resources import sample_data
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.score import score
from reportgen.writing.grammar import LOOP
from reportgen.writing.values import Value
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.words import Filter, Word, WordGroup, WordType, draw

_LONGEST_EXAMPLE = 24  # characters of a text
_TAIL = 8  # characters of a text that a filter ends otherwise
_LOOP = {"index": 1, "first": True, "last": False}  # ``loop`` is there inside a template only: its first round


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word by its full name; ``listed`` when it stands in a list and a loop has to go through that first."""

    path: str
    word: Word
    listed: bool
    value: object  # of the sample: a Value as wording prints it, an ordinal, a flag, a group, a list; None for blank

    @property
    def example(self) -> str:
        """The value as people read it; empty where the sample has none."""
        if self.word.type is WordType.LIST:
            return f"{sum(1 for _ in self.value)}条" if isinstance(self.value, Iterable) else "0条"
        if self.word.type is WordType.FLAG:
            return "是" if self.value else "否"
        if not isinstance(self.value, Value | int):
            return ""
        text = str(self.value).replace("\n", "")
        return text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1]}…"


def terms(rubric: Rubric) -> tuple[Term, ...]:
    """Every word of the vocabulary under these rules, a group before its members."""
    facts = _facts(rubric)
    found = _all_terms(vocabulary(rubric), facts)
    return (*(_printed(term, facts) if facts else term for term in found), *_loop_terms())


def summary_terms() -> tuple[Term, ...]:
    """Every word of the summary's vocabulary, with the values of an invented district."""
    facts = specimen_facts()
    return (*_all_terms(summary_vocabulary(), facts), *_loop_terms())


def _all_terms(words: Iterable[Word], facts: object) -> Iterator[Term]:
    for word in words:
        value = draw(word, facts, _Uncounted()) if facts else None
        yield from _terms(word, value, "", listed=False)


def _loop_terms() -> Iterator[Term]:
    yield Term(path="loop", word=LOOP, listed=False, value=None)
    for name, word in LOOP.members.items():
        yield Term(path=f"loop.{name}", word=word, listed=False, value=_LOOP[name])


def filter_example(one: Filter, known: Iterable[Term]) -> str:
    """How a filter is written and what it makes of the sample, ``{{ 得分.总分|分 }}：98.5 → 98.5分``.

    The word stands alone and shows the filter at work: a number of its unit, a text that it changes; the longest shows
    most. Empty where the sample has none.
    """
    fitting = [t for t in known if not t.listed and t.word.type is one.takes and t.value is not None and _shows(one, t)]
    if not fitting:
        return ""
    term = max(fitting, key=lambda each: len(str(each.value)))
    return f"{{{{ {term.path}|{one.name} }}}}：{_tail(term.value)} → {_tail(one.apply(term.value))}"


def _shows(one: Filter, term: Term) -> bool:
    before, after = str(term.value), str(one.apply(term.value))
    return after == before + term.word.unit if one.takes is WordType.NUMBER else after != before


def _tail(value: object) -> str:
    text = str(value).replace("\n", "")
    return text if len(text) <= _TAIL else f"…{text[-_TAIL:]}"


def _printed(term: Term, facts: Facts) -> Term:
    """The term with its references filled in, as wording prints it: a clerk's {C08} is no example of a sentence."""
    if not isinstance(term.value, Value):
        return term
    return replace(term, value=term.value.with_text(facts.references.fill_in(term.value.text)))


def _facts(rubric: Rubric) -> Facts | None:
    """The sample workbook under its own year's rules; for the rules of another year a specimen."""
    read = read_submission(sample_data() / f"{rubric.year}.xlsx").value
    scored = score(read, rubric).value if read else None
    if read is None or scored is None:
        first = next(iter(specimens(rubric)), None)
        return Facts(first.submission, first.scorecard) if first else None
    return Facts(read, scored)


class _Uncounted:
    """A counter for a walk that is bounded by the vocabulary itself."""

    def count_loop(self, items: int) -> None:
        """Nothing to stop."""


def _terms(word: Word, value: object, prefix: str, *, listed: bool) -> Iterator[Term]:
    path = prefix + word.name
    yield Term(path=path, word=word, listed=listed, value=value)
    inside = listed or word.type is WordType.LIST
    for member in word.members.values():
        yield from _terms(member, _first(member, _holders(word, value)), f"{path}.", listed=inside)


def _holders(word: Word, value: object) -> Iterable[WordGroup]:
    """What a member may be drawn from: the group itself, or each item of the list."""
    if isinstance(value, WordGroup):
        return (value,)
    return value if word.type is WordType.LIST and isinstance(value, Iterable) else ()


def _first(member: Word, holders: Iterable[WordGroup]) -> object:
    """The member's first value that says something."""
    drawn = [holder.draw(member.name) for holder in holders]
    return next((value for value in drawn if value), drawn[0] if drawn else None)
