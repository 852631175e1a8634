"""The lexicon (词表): every word that wording may use, with its unit and an example from the sample workbook."""

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

_LONGEST_EXAMPLE = 24  # characters
_TAIL = 8  # the example of a filter shows so many characters at the end of a text, which the filter changes
_LOOP = {"index": 1, "first": True, "last": False}  # ``loop`` exists only inside a template; this is its first round


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word by its full name; ``listed`` when it stands in a list and a loop has to go through that first."""

    path: str
    word: Word
    in_list: bool
    value: object  # of the sample: a Value as wording prints it, an ordinal, a flag, a group, a list; None for blank

    @property
    def example(self) -> str:
        """The value as people read it; empty if the sample has none."""
        if self.word.type is WordType.LIST:
            return f"{sum(1 for _ in self.value)}条" if isinstance(self.value, Iterable) else "0条"
        if self.word.type is WordType.FLAG:
            return "是" if self.value else "否"
        if not isinstance(self.value, Value | int):
            return ""
        text = str(self.value).replace("\n", "")
        return text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1]}…"


def terms(rubric: Rubric) -> tuple[Term, ...]:
    """Return every word of the vocabulary for these rules, a group before its members."""
    facts = _facts(rubric)
    all_terms = _all_terms(vocabulary(rubric), facts)
    return (*(_with_references(term, facts) if facts else term for term in all_terms), *_loop_terms())


def summary_terms() -> tuple[Term, ...]:
    """Return every word of the summary's vocabulary, with the values of an invented district."""
    facts = specimen_facts()
    return (*_all_terms(summary_vocabulary(), facts), *_loop_terms())


def _all_terms(words: Iterable[Word], facts: object) -> Iterator[Term]:
    for word in words:
        value = draw(word, facts, _Uncounted()) if facts else None
        yield from _terms(word, value, "", in_list=False)


def _loop_terms() -> Iterator[Term]:
    yield Term(path="loop", word=LOOP, in_list=False, value=None)
    for name, word in LOOP.members.items():
        yield Term(path=f"loop.{name}", word=word, in_list=False, value=_LOOP[name])


def filter_example(one: Filter, candidates: Iterable[Term]) -> str:
    """Return how a filter is written and what it does with the sample: ``{{ 得分.总分|分 }}：98.5 → 98.5分``.

    The word is outside lists, and the filter changes its value: a number with the same unit, or a text. We take the
    longest value. The result is empty if the sample has none.
    """
    fitting = [
        t for t in candidates if not t.in_list and t.word.type is one.takes and t.value is not None and _shows(one, t)
    ]
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


def _with_references(term: Term, facts: Facts) -> Term:
    """Return the term with its references filled in, as wording prints it: {C08} would be no good example."""
    if not isinstance(term.value, Value):
        return term
    return replace(term, value=term.value.with_text(facts.references.fill_in(term.value.text)))


def _facts(rubric: Rubric) -> Facts | None:
    """Return the facts of the sample workbook of the year of the rules; without a sample, those of a specimen."""
    submission = read_submission(sample_data() / f"{rubric.year}.xlsx").value
    scorecard = score(submission, rubric).value if submission else None
    if submission is None or scorecard is None:
        first = next(iter(specimens(rubric)), None)
        return Facts(first.submission, first.scorecard) if first else None
    return Facts(submission, scorecard)


class _Uncounted:
    """A counter without a limit, as the vocabulary itself limits the number of words."""

    def count_loop(self, items: int) -> None:
        """Do nothing."""


def _terms(word: Word, value: object, prefix: str, *, in_list: bool) -> Iterator[Term]:
    path = prefix + word.name
    yield Term(path=path, word=word, in_list=in_list, value=value)
    inside = in_list or word.type is WordType.LIST
    for member in word.members.values():
        yield from _terms(member, _first(member, _holders(word, value)), f"{path}.", in_list=inside)


def _holders(word: Word, value: object) -> Iterable[WordGroup]:
    """Return the groups that may have a value for a member: the group itself, or each item of the list."""
    if isinstance(value, WordGroup):
        return (value,)
    return value if word.type is WordType.LIST and isinstance(value, Iterable) else ()


def _first(member: Word, holders: Iterable[WordGroup]) -> object:
    """Return the first value of a member that is not blank."""
    values = [holder.draw(member.name) for holder in holders]
    return next((value for value in values if value), values[0] if values else None)
