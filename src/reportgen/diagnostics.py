"""Problems (问题) as data: each says where something is wrong, what is wrong and how to mend it.

Every stage of the program returns an :class:`Outcome`; nothing that a user can cause is an exception.
The module :mod:`reportgen.catalogue` holds the kinds of problem.
"""

from __future__ import annotations

import os
import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

T = TypeVar("T")

TO_FILL_IN = "【待填："
_LONGEST_FOUND = 60  # characters of the content of a cell
_LONGEST_VALUE = 300  # characters of any other value in a message, such as a list of allowed words


class Severity(StrEnum):
    """How serious a problem is; the value is the word that users see."""

    ERROR = "错误"  # it prevents the report of the office
    WARNING = "警告"  # it prevents the report only under --strict
    NOTE = "提示"


_LETTERS = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.NOTE: "N"}


class CellRef(NamedTuple):
    """A cell of a workbook; ``cell`` is in A1 form, ``label`` names the row for the reader (全年支出数).

    It is a tuple, because a report makes a thousand of them and often looks them up in sets.
    """

    file: str
    sheet: str
    cell: str = ""
    label: str = ""

    def __str__(self) -> str:
        label = f"（{self.label}）" if self.label else ""
        return f"{self.file}「{self.sheet}」{self.cell}{label}"

    @property
    def address(self) -> str:
        """The short form ``sheet!cell``, which working papers use."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRef:
    """A place in a text file; ``line`` and ``column`` count from 1, ``excerpt`` is the whole line."""

    file: str
    line: int
    column: int = 1
    excerpt: str = ""
    width: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A file or folder as a whole, or a named item inside it (a rules row, a style).

    ``line`` is where the item begins, counted from 1; 0 where that is unknown.
    """

    file: str
    item: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}（{self.item}）" if self.item else where


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphRef:
    """A paragraph of a finished document; ``number`` counts from 1, ``page`` is known in a PDF only."""

    file: str
    number: int
    page: int | None = None

    def __str__(self) -> str:
        return f"{self.file} 第{self.number}段" + (f"（第{self.page}页）" if self.page else "")


Place = CellRef | TextRef | FileRef | ParagraphRef


def in_file(place: Place, file: str) -> Place:
    """Return the same place in a file of another name."""
    return place._replace(file=file) if isinstance(place, CellRef) else replace(place, file=file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One occurrence of a problem; it holds everything that is needed to print it or to write it into a file."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    found: str = ""
    hint: str = ""

    @property
    def shown_code(self) -> str:
        """The code as users see it: a draft makes notes of blank cells, so that E203 becomes N203."""
        return f"{_LETTERS[self.severity]}{self.code[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of problem, as the catalogue defines it and docs/problems.md explains it.

    ``message`` and ``hint`` are ``str.format`` templates from the catalogue; only the values in them come from users.
    ``why`` says what goes wrong without the check, ``wrong`` and ``right`` are an example before and after mending.
    ``blank`` marks problems of cells that are not yet filled in, which a draft allows.
    """

    code: str
    title: str
    message: str
    hint: str
    why: str
    wrong: str
    right: str
    blank: bool = False

    @property
    def severity(self) -> Severity:
        """The severity, which the letter of the code says: E, W or N."""
        return next(severity for severity, letter in _LETTERS.items() if letter == self.code[0])

    def at(self, place: Place | None, /, found: object = "", **values: object) -> Diagnostic:
        """Make the diagnostic for one occurrence at ``place``; ``found`` is the present content of the place."""
        content = shorten(_text(found))
        texts = {name: shorten(_text(value), _LONGEST_VALUE) for name, value in values.items()}
        return Diagnostic(
            code=self.code,
            severity=self.severity,
            message=_nested_quotes(self.message.format(found=content, **texts)),
            place=place,
            found=content,
            hint=_nested_quotes(self.hint.format(found=content, **texts)),
        )


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The result of a stage: a value, or ``None`` where errors prevent one, and all diagnostics."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is a value and no error."""
        return self.value is not None and not has_errors(self.diagnostics)


class _PlaceJson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place as JSON, without the excerpt of a wording line: a cell has a sheet, a text a line."""

    file: str
    shown: str
    sheet: str | UnsetType = UNSET
    cell: str | UnsetType | None = UNSET
    label: str | UnsetType | None = UNSET
    paragraph: int | UnsetType = UNSET
    page: int | UnsetType | None = UNSET
    line: int | UnsetType = UNSET
    column: int | UnsetType = UNSET
    item: str | UnsetType = UNSET

    @classmethod
    def of(cls, place: Place) -> _PlaceJson:
        file, shown = place.file, str(place)
        if isinstance(place, CellRef):
            return cls(file=file, shown=shown, sheet=place.sheet, cell=place.cell or None, label=place.label or None)
        if isinstance(place, TextRef):
            return cls(file=file, shown=shown, line=place.line, column=place.column)
        if isinstance(place, ParagraphRef):
            return cls(file=file, shown=shown, paragraph=place.number, page=place.page)
        return cls(file=file, shown=shown, item=place.item or UNSET)

    def place(self) -> Place:
        if self.sheet is not UNSET:
            return CellRef(file=self.file, sheet=self.sheet, cell=self.cell or "", label=self.label or "")
        if self.paragraph is not UNSET:
            return ParagraphRef(file=self.file, number=self.paragraph, page=self.page or None)
        if self.line is not UNSET:
            return TextRef(file=self.file, line=self.line, column=self.column or 1)
        return FileRef(file=self.file, item=self.item or "")


class ProblemJson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A problem as JSON: as programs are told it, and as the manifest of a batch keeps it."""

    code: str
    severity: Severity
    message: str
    place: _PlaceJson | None
    found: str | None
    hint: str

    @classmethod
    def of(cls, problem: Diagnostic) -> ProblemJson:
        """What is written of a problem."""
        place = _PlaceJson.of(problem.place) if problem.place else None
        found = problem.found or None
        return cls(problem.code, problem.severity, problem.message, place=place, found=found, hint=problem.hint)

    def problem(self) -> Diagnostic:
        """The problem that it was written of, without the excerpt of a wording line."""
        return Diagnostic(
            code=self.code,
            severity=self.severity,
            message=self.message,
            place=self.place.place() if self.place else None,
            found=self.found or "",
            hint=self.hint,
        )


def as_json(problem: Diagnostic) -> dict[str, Any]:
    """Return a problem as plain JSON values, for the option ``--json``."""
    values: dict[str, Any] = msgspec.to_builtins(ProblemJson.of(problem))
    return values


def blocking(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the problems that prevented a report: the errors, or without errors (--strict) the warnings."""
    problems = list(problems)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return errors or [problem for problem in problems if problem.severity is Severity.WARNING]


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of these problems is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def readable(path: str | os.PathLike[str]) -> str:
    """Return a path as text that can be encoded in UTF-8.

    On Linux a file from a zip of an older Chinese Windows can have a name in GBK bytes, which is no valid UTF-8.
    """
    raw = os.fsencode(path)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def to_fill_in(name: str) -> str:
    """Return the text that a draft prints for a missing text or figure."""
    return f"{TO_FILL_IN}{name}】"


def by_weight(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort problems for users: errors, then warnings, then notes; within each the order stays as it is."""
    return sorted(diagnostics, key=lambda d: list(Severity).index(d.severity))


def without_values(template: str) -> str:
    """Return a message or hint as the docs show it, with … in place of every value."""
    return "".join(text + ("…" if name is not None else "") for text, name, _, _ in string.Formatter().parse(template))


@lru_cache(maxsize=2048)  # every workbook has the same names of sheets, columns and rows
def normal_name(text: str) -> str:
    """Return a name in the form in which names are compared: NFKC without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def nearest(word: str, words: Iterable[str]) -> str:
    """Return “（是不是想写“…”？）” when one of ``words`` is close to ``word``, else ``""``."""
    close = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f"（是不是想写“{close[0]}”？）" if close else ""


def _text(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write integers of very many digits
        return "很长的数"


def shorten(text: str, limit: int = _LONGEST_FOUND) -> str:
    """Make a stranger's text fit for one line of a message: control characters become blanks, a long text is cut."""
    text = text.strip()
    line = "".join(c if c.isprintable() else " " for c in text[:limit]).strip()
    return line if len(text) <= limit else line[: limit - 1] + "…"


def _nested_quotes(text: str) -> str:
    """Make quotation marks inside quotation marks single, as Chinese requires: “‘三公’经费控制情况”."""
    depth, marks = 0, []
    for char in text:
        depth += (char == "“") - (char == "”")
        inner = depth > 1 if char == "“" else depth > 0
        marks.append({"“": "‘", "”": "’"}.get(char, char) if inner else char)
    return "".join(marks)
