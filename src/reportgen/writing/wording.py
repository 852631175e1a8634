"""Wording (措辞): the sections for an office, checked, compiled once a run and rendered with bounded work.

Wording comes from strangers. Only the constructs of :mod:`grammar` and the words of :mod:`vocabulary` exist for
it; Jinja2's own filters, tests and globals do not.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any, cast

from jinja2 import BytecodeCache, StrictUndefined, Template, UndefinedError, pass_context
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.loaders import FunctionLoader
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, TextRef, has_errors, to_fill_in
from reportgen.resources import Resources
from reportgen.writing import marks
from reportgen.writing.grammar import Checker
from reportgen.writing.references import References
from reportgen.writing.source import REPORT, Layers, Source, look_alikes, read_sources
from reportgen.writing.syntax import marked
from reportgen.writing.values import Value
from reportgen.writing.words import FILTERS, Drawn, Record, Word, WordingError, draw

MAX_CHARACTERS = 200_000  # of a whole report, marks included; an honest one has some 10 000
MAX_LOOP_STEPS = 5_000
_TALLY = "_tally"
_TAGS = re.compile(r"\{[%#].*?[%#]\}|^#+-? *", re.MULTILINE)
_CLAUSE_ENDS = re.compile("[，。；：！？\n]")
_LONG_CLAUSE = 6  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The text of a report with its :mod:`marks`; ``values`` by index, ``lines`` by index of the file."""

    text: str
    values: tuple[Value, ...]
    lines: tuple[tuple[TextRef, ...], ...]


class WordingLibrary:
    """All wording of a run; each set of files is checked once, each file compiled once.

    ``area`` is the folder of the templates where it lies. ``advise`` asks for the problems of :class:`Checker` that
    only an editor can do something about.
    """

    def __init__(
        self, resources: Resources, words: tuple[Word, ...], *, area: str = REPORT, advise: bool = False
    ) -> None:
        self._advise = advise
        self._compiled = _Compiled()
        self._layers = Layers(resources, area)
        self._words = {word.name: word for word in words}
        self._made: dict[tuple[Path, ...], Outcome[Wording]] = {}

    def wording(self, district: str, office: str) -> Outcome[Wording]:
        """The wording for an office (单位简称) in a district (区)."""
        files = self._layers.files(district, office)
        key = tuple(path for _, path in files.values())
        if key not in self._made:
            self._made[key] = self._make(files)
        return self._made[key]

    def _make(self, files: Mapping[str, tuple[str, Path]]) -> Outcome[Wording]:
        problems: list[Diagnostic] = []
        sources = read_sources(files, problems, self._layers.area)
        checker = Checker(self._words, sources, problems, advise=self._advise)
        filled = (source for source in sources.values() if source.is_section and not source.empty)
        sections = sorted(filled, key=lambda source: source.order)
        for source in sections:
            checker.check(source)
        problems += _look_alike_files(sources)
        if not sections and not problems:
            problems.append(catalogue.NO_WORDING.at(FileRef(file=f"{self._layers.area}/默认")))
        if has_errors(problems):
            return Outcome(None, tuple(problems))
        used = {name: source for name, source in sources.items() if name in checker.files_used}
        unused = (source for name, source in sources.items() if name not in used and not source.empty)
        problems += [catalogue.WORDING_UNUSED.at(FileRef(file=source.shown), source.name) for source in unused]
        return Outcome(Wording(sections, self._words, used, self._compiled), tuple(problems))


def _look_alike_files(sources: Mapping[str, Source]) -> Iterator[Diagnostic]:
    for name, other in look_alikes(sources):
        yield catalogue.WORDING_LOOK_ALIKE.at(FileRef(file=sources[name].shown), name, other=sources[other].shown)


class Wording:
    """The compiled sections for one set of wording files, in order; the files are known to be free of mistakes."""

    def __init__(
        self, sections: list[Source], words: Mapping[str, Word], sources: Mapping[str, Source], compiled: _Compiled
    ) -> None:
        environment = _Sandbox(sources, compiled)
        self._templates = tuple(environment.get_template(section.name) for section in sections)
        self._words = words
        self._lines = {source.name: source.lines() for source in sources.values()}
        self._clauses: frozenset[str] | None = None

    @property
    def files(self) -> frozenset[str]:
        """The files that it is made of, as problems name them."""
        return frozenset(lines[0].file for lines in self._lines.values())

    @property
    def clauses(self) -> frozenset[str]:
        """The parts of sentences that stand in the files as they are, without values: anybody's text may have them."""
        if self._clauses is None:
            texts = ("\n".join(line.excerpt for line in lines) for lines in self._lines.values())
            parts = (part.strip() for text in texts for part in _CLAUSE_ENDS.split(_TAGS.sub("，", text)))
            self._clauses = frozenset(part for part in parts if len(part) >= _LONG_CLAUSE and "{" not in part)
        return self._clauses

    def render(self, facts: Drawn) -> Outcome[Rendered]:
        """Render every section; one that fails is a problem and the others are rendered all the same."""
        tally = _Tally(facts.references, facts.gaps)
        context = {name: draw(word, facts, tally) for name, word in self._words.items()}
        context[_TALLY] = tally
        pieces: list[str] = []
        problems: list[Diagnostic] = []
        for template in self._templates:
            try:
                pieces += _counted(template, context, tally)
            except WordingError as error:
                problems.append(error.kind.at(self._place(template, error)))
            except (UndefinedError, SecurityError) as error:  # the check finds these; never trust one wall alone
                problems.append(catalogue.WORDING_PRINTS_NOTHING.at(self._place(template, error)))
            pieces.append(marks.BLANK_LINE)
        rendered = Rendered(text="".join(pieces), values=tuple(tally.values), lines=tuple(self._lines.values()))
        return Outcome(None if problems else rendered, tuple(problems))

    def _place(self, template: Template, error: Exception) -> TextRef:
        """Where a mistake showed while rendering: the innermost wording line of the traceback."""
        name, line = template.name or "", 1
        for file, number in _frames(error.__traceback__):
            if file in self._lines:
                name, line = file, number
        return self._lines[name][line - 1]


def _counted(template: Template, context: dict[str, Any], tally: _Tally) -> Iterator[str]:
    stream = cast(Generator[str, None, None], template.generate(context))
    for piece in stream:
        tally.characters += len(piece)
        if tally.characters > MAX_CHARACTERS:
            stream.throw(WordingError(catalogue.WORDING_TOO_MUCH))  # so that it is known which line printed it
        yield piece


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


class _Tally:
    """What one report printed so far: the values by index, and how much work it took."""

    __slots__ = ("_gaps", "_references", "_steps", "characters", "values")

    def __init__(self, references: References | None, gaps: frozenset[CellRef]) -> None:
        self._references = references
        self._gaps = gaps
        self.values: list[Value] = []
        self.characters = 0
        self._steps = 0

    def enter(self, value: Value) -> str:
        """Note a value and give its text with marks; what it refers to is a value inside it."""
        self.values.append(value)
        index = len(self.values) - 1
        if value.number is None:
            pieces = self._references.pieces(value.text) if self._references else (value.text,)
            return marks.value(index, "".join(p if isinstance(p, str) else self._enter_figure(p) for p in pieces))
        return marks.value(index, self._figure(value))

    def _enter_figure(self, value: Value) -> str:
        self.values.append(value)
        return marks.value(len(self.values) - 1, self._figure(value))

    def _figure(self, value: Value) -> str:
        """The figure, unless it rests on a gap: a stand-in is never printed."""
        if not self._gaps or value.number is None or self._gaps.isdisjoint(value.sources):
            return value.text
        label = value.sources[0].label if len(value.sources) == 1 else ""
        return to_fill_in(f"{label}的{value.name}" if label not in ("", value.name) else value.name)

    def loop(self, items: int) -> None:
        """Count a loop over so many items."""
        self._steps += items
        if self._steps > MAX_LOOP_STEPS:
            raise WordingError(catalogue.WORDING_TOO_MUCH)


@pass_context
def _finalize(context: Context, value: object) -> str:
    """Print only what wording may print: values of the vocabulary, ordinals, and text written in the file itself."""
    if isinstance(value, Value):
        tally: _Tally = context[_TALLY]
        return tally.enter(value)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    raise WordingError(catalogue.WORDING_PRINTS_NOTHING)


class _Compiled(BytecodeCache):
    """Compiled templates by name and text, in memory: most layers share most files."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja2 asks for the code of a text."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja2 has compiled a text."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox that knows our words and filters and nothing of Jinja2's own."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, sources: Mapping[str, Source], compiled: _Compiled) -> None:
        texts = {name: marked(source.text.rstrip(), index) for index, (name, source) in enumerate(sources.items())}
        super().__init__(
            loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
            undefined=StrictUndefined,
            finalize=_finalize,
            autoescape=False,  # the output is no HTML: the Word stage inserts it as text nodes
            cache_size=-1,
            auto_reload=False,
            bytecode_cache=compiled,
        )
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update({f.name: f.apply for f in FILTERS})

    def getattr(self, obj: object, attribute: str) -> object:
        """A word of a group; of anything else what the sandbox lets through (``loop.last``)."""
        return obj.draw(attribute) if isinstance(obj, Record) else super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:  # noqa: ARG002 - Jinja2's
        """Nothing is computed in wording."""
        raise SecurityError(operator)
