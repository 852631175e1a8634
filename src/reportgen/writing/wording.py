"""Wording (措辞): the sections for an office, checked, compiled once a run and rendered with bounded work.

Wording comes from strangers. Only the constructs of :mod:`grammar` and the words of :mod:`vocabulary` exist for
it; Jinja2's own filters, tests and globals do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from jinja2 import StrictUndefined, Template, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.loaders import FunctionLoader
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome
from reportgen.resources import Resources
from reportgen.writing import marks
from reportgen.writing.grammar import Checker
from reportgen.writing.source import Source, layered_files, read_sources
from reportgen.writing.vocabulary import FILTERS, Facts, Value, Word, WordingError, draw

MAX_SECTION_CHARACTERS = 200_000
MAX_SECTION_VALUES = 20_000
_LEDGER = "_ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The text of one section with its :mod:`marks`, and the values that it printed by index."""

    source: Source
    text: str
    values: tuple[Value, ...]


class WordingLibrary:
    """All wording of a run; each set of files is checked and compiled once."""

    def __init__(self, resources: Resources, words: tuple[Word, ...]) -> None:
        self._resources = resources
        self._words = {word.name: word for word in words}
        self._made: dict[tuple[Path, ...], Outcome[Wording]] = {}

    def wording(self, district: str, office: str) -> Outcome[Wording]:
        """The wording for an office (单位简称) in a district (区)."""
        files = layered_files(self._resources, district, office)
        key = tuple(path for _, path in files.values())
        if key not in self._made:
            self._made[key] = self._make(files)
        return self._made[key]

    def _make(self, files: Mapping[str, tuple[str, Path]]) -> Outcome[Wording]:
        problems: list[Diagnostic] = []
        sources = read_sources(files, problems)
        environment = _environment(sources)
        checker = Checker(environment, self._words, sources, problems)
        sections = sorted((source for source in sources.values() if source.is_section), key=lambda s: s.order)
        for source in sections:
            checker.check(source)
        if not sections and not problems:
            problems.append(catalogue.NO_WORDING.at(FileRef(file="wording/默认")))
        if problems:
            return Outcome(None, tuple(problems))
        compiled = tuple((source, environment.get_template(source.name)) for source in sections)
        return Outcome(Wording(compiled, self._words, sources))


class Wording:
    """The compiled sections for one set of wording files, in order."""

    def __init__(
        self, sections: tuple[tuple[Source, Template], ...], words: Mapping[str, Word], sources: Mapping[str, Source]
    ) -> None:
        self._sections = sections
        self._words = words
        self._sources = sources

    def render(self, facts: Facts) -> Outcome[tuple[Rendered, ...]]:
        """Render every section; one that fails is a problem and the others are rendered all the same."""
        context = {name: draw(word, facts) for name, word in self._words.items()}
        rendered: list[Rendered] = []
        problems: list[Diagnostic] = []
        for source, template in self._sections:
            ledger = _Ledger()
            try:
                text = template.render({**context, _LEDGER: ledger})
            except WordingError as error:
                problems.append(self._problem(source, error, error.kind, error.values))
            except UndefinedError as error:  # the check before rendering finds these; never trust one wall alone
                problems.append(self._problem(source, error, catalogue.UNKNOWN_WORD, {"word": "…", "nearest": ""}))
            except SecurityError as error:
                problems.append(self._problem(source, error, catalogue.WORDING_FORBIDDEN, {"what": "这种写法"}))
            else:
                rendered.append(Rendered(source=source, text=text, values=tuple(ledger.values)))
        return Outcome(tuple(rendered), tuple(problems))

    def _problem(self, section: Source, error: Exception, kind: Kind, values: Mapping[str, object]) -> Diagnostic:
        """Place a mistake that showed while rendering at the innermost wording line of the traceback."""
        source, line = section, 1
        for name, number in _frames(error.__traceback__):
            if name in self._sources:
                source, line = self._sources[name], number
        return kind.at(source.place(line, str(values.get("word", ""))), **values)


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


class _Ledger:
    """What one section printed: the values by index, and how much."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._characters = 0

    def enter(self, value: Value) -> str:
        self.count(value.text)
        self.values.append(value)
        return marks.value(len(self.values) - 1, value.text)

    def count(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_SECTION_CHARACTERS or len(self.values) > MAX_SECTION_VALUES:
            raise WordingError(catalogue.WORDING_TOO_MUCH)


@pass_context
def _finalize(context: Context, value: object) -> str:
    """Print only what wording may print: values of the vocabulary, and text written in the file itself."""
    ledger: _Ledger = context[_LEDGER]
    if isinstance(value, Value):
        return ledger.enter(value)
    if isinstance(value, str):
        ledger.count(value)
        return value
    raise WordingError(catalogue.WORDING_PRINTS_NOTHING)


_INLINE_TAG_AT_LINE_END = re.compile(r"^(?P<line>(?!\s*(?:\{%[^\n]*?%\}\s*)+$)[^\n]*%\})$", re.MULTILINE)


class _Lines(Extension):
    """Keeps lines apart, and marks each that starts with text or a value, so that a paragraph knows its origin.

    ``trim_blocks`` lets a line of tags alone leave nothing; at the end of a line of text it would glue that line
    to the next, so a guard stands between.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja2's
        return _INLINE_TAG_AT_LINE_END.sub(rf"\g<line>{marks.GUARD}", source)

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        at_line_start = True
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", _marked(token.value, token.lineno, at_line_start=at_line_start))
                at_line_start = token.value.endswith("\n")
                continue
            if token.type == "variable_begin":
                if at_line_start:
                    yield Token(token.lineno, "data", marks.origin(token.lineno))
                at_line_start = False
            yield token


def _marked(text: str, line: int, *, at_line_start: bool) -> str:
    first, *rest = text.split("\n")
    lines = [marks.origin(line) + first if at_line_start and first.strip() else first]
    lines += [marks.origin(line + n) + t if t.strip() else t for n, t in enumerate(rest, 1)]
    return "\n".join(lines)


def _environment(sources: Mapping[str, Source]) -> ImmutableSandboxedEnvironment:
    """A sandbox that knows our words and filters and nothing of Jinja2's own."""

    def load(name: str) -> tuple[str, str, None] | None:
        source = sources.get(name)
        return (source.text, name, None) if source else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_Lines],
        autoescape=False,  # the output is no HTML: the Word stage inserts it as text nodes
        cache_size=-1,
        auto_reload=False,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update({f.name: f.apply for f in FILTERS})
    return environment
