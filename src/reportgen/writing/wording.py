"""Wording (措辞): checks the sections for an office, compiles them once a run and renders them with bounded work.

Wording comes from strangers. It may use only the constructs of :mod:`grammar` and the words of :mod:`vocabulary`;
Jinja2's own filters, tests and globals are removed.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
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
from reportgen.writing.grammar import Checker
from reportgen.writing.references import References
from reportgen.writing.source import (
    DEFAULT_LAYER,
    REPORT,
    Layers,
    WordingFile,
    backup_copies,
    equal_headings,
    look_alikes,
    read_wording_files,
)
from reportgen.writing.syntax import with_marks
from reportgen.writing.values import BLANK_LINE, Value, value_mark
from reportgen.writing.words import FILTERS, Word, WordFacts, WordGroup, WordingError, draw

MAX_CHARACTERS = 200_000  # of a whole report with its marks; a real report has about 10 000
MAX_LOOP_STEPS = 5_000
_RENDERING = "_rendering"  # the name under which _print finds the state of the rendering
_TAGS = re.compile(r"\{[%#].*?[%#]\}|^#+-? *", re.MULTILINE)
_CLAUSE_ENDS = re.compile("[，。；：！？\n]")
_LONG_CLAUSE = 6  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """The rendered text of a report with its :mod:`marks`, and what the numbers in the marks refer to.

    A mark names a value by its index in ``values``, and a line by the index of its file in ``lines`` and its number.
    """

    text: str
    values: tuple[Value, ...]
    lines: tuple[tuple[TextRef, ...], ...]


class WordingLibrary:
    """All wording of a run: each set of files is checked once, each file is compiled once.

    ``area`` is the folder of the templates where the wording lies. With ``advise`` the :class:`Checker` also reports
    what is allowed but unwise.
    """

    def __init__(
        self, resources: Resources, words: tuple[Word, ...], *, area: str = REPORT, advise: bool = False
    ) -> None:
        self._advise = advise
        self._code_cache = _CodeCache()
        self._resources = resources
        self._area = area
        self._layers: dict[str, Layers] = {}  # by wording set
        self._words = {word.name: word for word in words}
        self._wordings: dict[tuple[Path, ...], Outcome[Wording]] = {}

    def wording(self, district: str, office: str, wording_set: str = DEFAULT_LAYER) -> Outcome[Wording]:
        """Return the wording of a set for an office (单位简称) in a district (区)."""
        if wording_set not in self._layers:
            self._layers[wording_set] = Layers(self._resources, self._area, wording_set)
        paths = self._layers[wording_set].files(district, office)
        key = tuple(path for _, path in paths.values())
        if key not in self._wordings:
            self._wordings[key] = self._load(paths, wording_set)
        return self._wordings[key]

    def _load(self, paths: Mapping[str, tuple[str, Path]], wording_set: str) -> Outcome[Wording]:
        problems: list[Diagnostic] = []
        files = read_wording_files(paths, problems, self._area)
        checker = Checker(self._words, files, problems, advise=self._advise)
        sections = sorted(
            (file for file in files.values() if file.is_section and not file.empty), key=lambda file: file.order
        )
        for section in sections:
            checker.check(section)
        problems += _look_alike_files(files)
        problems += _doubled_sections(files, sections)
        if not sections and not problems:
            problems.append(catalogue.NO_WORDING.at(FileRef(file=f"{self._area}/{wording_set}")))
        if has_errors(problems):
            return Outcome(None, tuple(problems))
        used = {name: file for name, file in files.items() if name in checker.files_used}
        unused = (file for name, file in files.items() if name not in used and not file.empty)
        problems += [catalogue.WORDING_UNUSED.at(FileRef(file=file.display_name), file.name) for file in unused]
        return Outcome(Wording(sections, self._words, used, self._code_cache), tuple(problems))


def _look_alike_files(files: Mapping[str, WordingFile]) -> Iterator[Diagnostic]:
    for name, other in look_alikes(files):
        place = FileRef(file=files[name].display_name)
        yield catalogue.WORDING_LOOK_ALIKE.at(place, name, other=files[other].display_name)


def _doubled_sections(files: Mapping[str, WordingFile], sections: Iterable[WordingFile]) -> Iterator[Diagnostic]:
    """Report the copies of a section that somebody kept beside it, and other sections with the same heading."""
    copies = {name: original for name, original in backup_copies(files) if not files[name].empty}
    for name, original in copies.items():
        yield catalogue.WORDING_COPY.at(FileRef(file=files[name].display_name), name, other=original)
    for place, other in equal_headings(section for section in sections if section.name not in copies):
        yield catalogue.SAME_HEADING.at(place, place.excerpt.lstrip("# "), other=f"{other.file}:{other.line}")


class Wording:
    """The compiled sections for one set of wording files, in order; the :class:`Checker` has passed these files."""

    def __init__(
        self,
        sections: list[WordingFile],
        words: Mapping[str, Word],
        files: Mapping[str, WordingFile],
        code_cache: _CodeCache,
    ) -> None:
        environment = _Sandbox(files, code_cache)
        self._templates = tuple(environment.get_template(section.name) for section in sections)
        self._words = words
        self._lines = {file.name: file.lines() for file in files.values()}
        self._clauses: frozenset[str] | None = None

    @property
    def files(self) -> frozenset[str]:
        """The names of its files, as users read them in problems."""
        return frozenset(lines[0].file for lines in self._lines.values())

    @property
    def clauses(self) -> frozenset[str]:
        """The parts of sentences that hold no values, so that every office's text may have them."""
        if self._clauses is None:
            texts = ("\n".join(line.excerpt for line in lines) for lines in self._lines.values())
            parts = (part.strip() for text in texts for part in _CLAUSE_ENDS.split(_TAGS.sub("，", text)))
            self._clauses = frozenset(part for part in parts if len(part) >= _LONG_CLAUSE and "{" not in part)
        return self._clauses

    def render(self, facts: WordFacts) -> Outcome[MarkedText]:
        """Render every section; a section that fails is a problem and does not stop the others."""
        rendering = _Rendering(facts.references, facts.gaps)
        context = {name: draw(word, facts, rendering) for name, word in self._words.items()}
        context[_RENDERING] = rendering
        pieces: list[str] = []
        problems: list[Diagnostic] = []
        for template in self._templates:
            try:
                pieces += _pieces(template, context, rendering)
            except WordingError as error:
                problems.append(error.kind.at(self._place(template, error)))
            except (UndefinedError, SecurityError) as error:  # the Checker refuses these; this is the second guard
                problems.append(catalogue.WORDING_PRINTS_NOTHING.at(self._place(template, error)))
            pieces.append(BLANK_LINE)
        lines = tuple(self._lines.values())
        marked_text = MarkedText(text="".join(pieces), values=tuple(rendering.values), lines=lines)
        return Outcome(None if problems else marked_text, tuple(problems))

    def _place(self, template: Template, error: Exception) -> TextRef:
        """Return the wording line of a mistake that appeared in rendering: the innermost one of the traceback."""
        name, line = template.name or "", 1
        for file, number in _frames(error.__traceback__):
            if file in self._lines:
                name, line = file, number
        return self._lines[name][line - 1]


def _pieces(template: Template, context: dict[str, Any], rendering: _Rendering) -> Iterator[str]:
    stream = cast(Generator[str, None, None], template.generate(context))
    for piece in stream:
        rendering.characters += len(piece)
        if rendering.characters > MAX_CHARACTERS:
            # The error is raised inside the template, so that its traceback holds the line that printed too much.
            stream.throw(WordingError(catalogue.WORDING_TOO_MUCH))
        yield piece


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


class _Rendering:
    """The state of rendering one report: the values that were printed, in order, and the work so far."""

    __slots__ = ("_gaps", "_references", "_steps", "characters", "values")

    def __init__(self, references: References | None, gaps: frozenset[CellRef]) -> None:
        self._references = references
        self._gaps = gaps
        self.values: list[Value] = []
        self.characters = 0
        self._steps = 0

    def mark(self, value: Value) -> str:
        """Record a value and return its text with marks; a reference in a text becomes a value inside that value."""
        if value.number is not None:
            return self._mark_figure(value)
        self.values.append(value)
        index = len(self.values) - 1
        pieces = self._references.pieces(value.text) if self._references else (value.text,)
        return value_mark(index, "".join(p if isinstance(p, str) else self._mark_figure(p) for p in pieces))

    def _mark_figure(self, value: Value) -> str:
        self.values.append(value)
        return value_mark(len(self.values) - 1, self._figure_text(value))

    def _figure_text(self, value: Value) -> str:
        """Return the figure; where it rests on a gap, 【待填：…】, because the value of a gap is only a stand-in."""
        if not self._gaps or value.number is None or self._gaps.isdisjoint(value.sources):
            return value.text
        label = value.sources[0].label if len(value.sources) == 1 else ""
        return to_fill_in(f"{label}的{value.name}" if label not in ("", value.name) else value.name)

    def count_loop(self, items: int) -> None:
        """Count a loop over so many items; raise an error when the report has looped too much."""
        self._steps += items
        if self._steps > MAX_LOOP_STEPS:
            raise WordingError(catalogue.WORDING_TOO_MUCH)


@pass_context
def _print(context: Context, value: object) -> str:
    """Print only values of the vocabulary, ordinals, and texts that stand in the file itself."""
    if isinstance(value, Value):
        rendering: _Rendering = context[_RENDERING]
        return rendering.mark(value)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    raise WordingError(catalogue.WORDING_PRINTS_NOTHING)


class _CodeCache(BytecodeCache):
    """Compiled templates by name and text, in memory, because most offices share most files."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja2 the code of a text."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a text that Jinja2 has compiled."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox with the words and filters of wording and none of Jinja2's own."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, files: Mapping[str, WordingFile], code_cache: _CodeCache) -> None:
        texts = {name: with_marks(file.text.rstrip(), index) for index, (name, file) in enumerate(files.items())}
        super().__init__(
            loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
            undefined=StrictUndefined,
            finalize=_print,
            autoescape=False,  # the text goes into a .docx as text, not into HTML
            cache_size=-1,
            auto_reload=False,
            bytecode_cache=code_cache,
        )
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update({f.name: f.apply for f in FILTERS})

    def getattr(self, obj: object, attribute: str) -> object:
        """Return a word of a group; of other objects, such as ``loop``, what the sandbox allows."""
        return obj.draw(attribute) if isinstance(obj, WordGroup) else super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:  # noqa: ARG002 - Jinja2's
        """Refuse to compute; wording only words what scoring computed."""
        raise SecurityError(operator)
