"""Problems as data: where something is wrong, what it is and how to mend it.

Every stage of the program returns an :class:`Outcome`; nothing that a user can cause is an exception.
The kinds of problem stand in :mod:`reportgen.catalogue`.
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
_LONGEST_FOUND = 60  # characters of what a stranger typed
_LONGEST_VALUE = 300  # characters of anything else in a message, such as a list of what is allowed


class Severity(StrEnum):
    """How much a problem weighs; the value is the word that users see."""

    ERROR = "错误"  # blocks the report of that office
    WARNING = "警告"  # the report is made, the problem is listed
    NOTE = "提示"


class CellRef(NamedTuple):
    """A cell of a workbook; ``cell`` is in A1 form, ``label`` names the row for the reader (全年支出数).

    A tuple, because a report makes a thousand of them and looks them up in sets all the time.
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
        """``sheet!cell``, the short form for working papers."""
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
    """A file or folder as a whole, or a named item inside it (a rules row, a style)."""

    file: str
    item: str = ""

    def __str__(self) -> str:
        return f"{self.file}（{self.item}）" if self.item else self.file


Place = CellRef | TextRef | FileRef


def in_file(place: Place, file: str) -> Place:
    """The same place in a file of another name."""
    return place._replace(file=file) if isinstance(place, CellRef) else replace(place, file=file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One occurrence of a problem, complete in itself: it can be printed, serialised or laid in a sheet."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    found: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of problem, as the catalogue and the generated docs page show it.

    ``message`` and ``hint`` are ``str.format`` templates of our own; only the values come from users.
    ``why`` says what goes wrong without the check, ``wrong`` and ``right`` are an example and its mend.
    ``blank`` marks what is only not yet filled in, which a draft lets pass.
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
        """Read off the letter of the code: E, W or N."""
        return {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTE}[self.code[0]]

    def at(self, place: Place | None, /, found: object = "", **values: object) -> Diagnostic:
        """Make the diagnostic for one occurrence at ``place``; ``found`` is what stands there now."""
        shown = shorten(_written(found))
        words = {name: shorten(_written(value), _LONGEST_VALUE) for name, value in values.items()}
        return Diagnostic(
            code=self.code,
            severity=self.severity,
            message=_nested_quotes(self.message.format(found=shown, **words)),
            place=place,
            found=shown,
            hint=_nested_quotes(self.hint.format(found=shown, **words)),
        )


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a stage hands on: a value, or ``None`` where errors left nothing to hand on, and all diagnostics."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the report may go on: a value is there and nothing is an error."""
        return self.value is not None and not has_errors(self.diagnostics)


class _PlaceJson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place as JSON, without the excerpt of a wording line: a cell has a sheet, a text a line."""

    file: str
    shown: str
    sheet: str | UnsetType = UNSET
    cell: str | UnsetType | None = UNSET
    label: str | UnsetType | None = UNSET
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
        return cls(file=file, shown=shown, item=place.item or UNSET)

    def place(self) -> Place:
        if self.sheet is not UNSET:
            return CellRef(file=self.file, sheet=self.sheet, cell=self.cell or "", label=self.label or "")
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
    """A problem as plain JSON values."""
    values: dict[str, Any] = msgspec.to_builtins(ProblemJson.of(problem))
    return values


def blocking(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What kept a report from being made: its errors, or where there are none (--strict) its warnings."""
    known = list(problems)
    errors = [problem for problem in known if problem.severity is Severity.ERROR]
    return errors or [problem for problem in known if problem.severity is Severity.WARNING]


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of these blocks the report."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def readable(path: str | os.PathLike[str]) -> str:
    """A path as it can be written down, with forward slashes as they stand.

    A name that a zip file from an older Windows left on Linux is GBK, which no text file of ours can hold as it is.
    """
    raw = os.fsencode(path)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def to_fill_in(name: str) -> str:
    """What stands in a draft for a text or a figure that is missing."""
    return f"{TO_FILL_IN}{name}】"


def by_weight(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """As users read them: errors first, then warnings, then notes; in each the order in which they were found."""
    return sorted(diagnostics, key=lambda d: list(Severity).index(d.severity))


def without_values(template: str) -> str:
    """A message or hint as the docs show it: … in place of every value."""
    return "".join(text + ("…" if name is not None else "") for text, name, _, _ in string.Formatter().parse(template))


@lru_cache(maxsize=2048)  # the same sheet, column and item names come again with every workbook
def normal_name(text: str) -> str:
    """A name as names are compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def nearest(word: str, words: Iterable[str]) -> str:
    """“（是不是想写“…”？）” when one of ``words`` is close to ``word``, else nothing: only sure hints are given."""
    close = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f"（是不是想写“{close[0]}”？）" if close else ""


def _written(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python writes out
        return "很长的数"


def shorten(text: str, limit: int = _LONGEST_FOUND) -> str:
    """Text from a stranger, fit for one line of a message: control characters shown as blanks, length bounded."""
    text = text.strip()
    line = "".join(c if c.isprintable() else " " for c in text[:limit]).strip()
    return line if len(text) <= limit else line[: limit - 1] + "…"


def _nested_quotes(text: str) -> str:
    """Quotation marks inside quotation marks are single ones: “‘三公’经费控制情况”."""
    depth, marks = 0, []
    for char in text:
        depth += (char == "“") - (char == "”")
        inner = depth > 1 if char == "“" else depth > 0
        marks.append({"“": "‘", "”": "’"}.get(char, char) if inner else char)
    return "".join(marks)
