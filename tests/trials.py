"""Trials (试卷): right workbooks of invented offices, and single changes to them that are right or wrong.

Each file below ``trials/`` holds one office: its sheets as rows (``""`` is a blank cell), then ``[[错]]``, mistakes as
clerks make them, and ``[[对]]``, right texts that a careless check would report. A change replaces whole cells
(``改``) or adds a sentence to the text of cells (``加``), by their addresses. ``类`` is the group in which the result
is counted, ``格`` the cell, or the cells, at which a mistake has to be reported.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import msgspec
from openpyxl.utils.cell import coordinate_to_tuple
from workbooks import Book, put, written

from reportgen.diagnostics import CellRef, Severity
from reportgen.pipeline import Pipeline

FOLDER = Path(__file__).parent / "trials"

# Notes which tell that the program has put right what was typed.
PUT_RIGHT = {"N239"}

Report = Counter[tuple[Severity, str, str]]  # severity, code, address


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One change to the workbook of an office; ``cells`` is empty for a right text."""

    office: str
    group: str
    name: str
    cells: frozenset[str]
    changes: Mapping[str, str | int | float]
    additions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office of the trials with its right workbook."""

    name: str
    book: Book
    trials: tuple[Trial, ...]

    def changed(self, trial: Trial) -> bytes:
        """The workbook after the change."""
        book = deepcopy(self.book)
        for place, value in self._values(trial).items():
            sheet, address = place.split("!")
            change = put(sheet, address, None if value == "" else value)
            assert callable(change)
            change(book)
        return written(book)

    def _values(self, trial: Trial) -> Mapping[str, str | int | float]:
        """The new content of each cell that the change touches."""
        added = {
            place: f"{text_at(self.book, *place.split('!'))}{sentence}" for place, sentence in trial.additions.items()
        }
        return {**trial.changes, **added}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a change brought that the right workbook does not bring."""

    trial: Trial
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    places: frozenset[str]

    @property
    def caught(self) -> bool:
        """Whether anything is reported, wherever; or put right, and told."""
        return bool(self.places)

    @property
    def at_its_cell(self) -> bool:
        """Whether it is reported where it is."""
        return not self.trial.cells.isdisjoint(self.places)


def text_at(book: Book, sheet: str, address: str) -> object:
    """The content of a cell; ``""`` for a blank one."""
    row, column = coordinate_to_tuple(address)
    values = book[sheet][row - 1] if row <= len(book[sheet]) else []
    value = values[column - 1] if column <= len(values) else None
    return "" if value is None else value


def offices(folder: Path) -> Iterator[Office]:
    """The offices of a folder, by the names of their files."""
    for path in sorted(folder.glob("*.toml")):
        content = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _OfficeToml)
        book: Book = {
            sheet: [[None if value == "" else value for value in row] for row in rows]
            for sheet, rows in content.sheets.items()
        }
        changes = (*content.mistakes, *content.right_texts)
        yield Office(name=path.stem, book=book, trials=tuple(_trial(path.stem, change) for change in changes))


class _ChangeToml(msgspec.Struct):
    group: str = msgspec.field(name="类")
    name: str = msgspec.field(name="名")
    cells: str | list[str] = msgspec.field(name="格", default_factory=list)
    changes: dict[str, str | int | float] = msgspec.field(name="改", default_factory=dict)
    additions: dict[str, str] = msgspec.field(name="加", default_factory=dict)


class _OfficeToml(msgspec.Struct):
    sheets: dict[str, list[list[object]]] = msgspec.field(name="表")
    mistakes: list[_ChangeToml] = msgspec.field(name="错", default_factory=list)
    right_texts: list[_ChangeToml] = msgspec.field(name="对", default_factory=list)


def _trial(office: str, change: _ChangeToml) -> Trial:
    cells = [change.cells] if isinstance(change.cells, str) else change.cells
    return Trial(
        office=office,
        group=change.group,
        name=change.name,
        cells=frozenset(cells),
        changes=change.changes,
        additions=change.additions,
    )


def run(office: Office, pipeline: Pipeline, folder: Path) -> tuple[Report, list[Result]]:
    """What is reported on the right workbook, and what each change brings beyond that."""
    path = folder / "2024.xlsx"

    def report(content: bytes) -> Report:
        path.write_bytes(content)
        problems = pipeline.report(path).diagnostics
        return Counter(
            (p.severity, p.code, p.place.address if isinstance(p.place, CellRef) else str(p.place)) for p in problems
        )

    before = report(written(office.book))
    results = []
    for trial in office.trials:
        new = [
            entry
            for entry in (report(office.changed(trial)) - before)
            if entry[0] is not Severity.NOTE or entry[1] in PUT_RIGHT
        ]
        results.append(
            Result(
                trial=trial,
                errors=tuple(f"{code} {place}" for severity, code, place in new if severity is Severity.ERROR),
                warnings=tuple(f"{code} {place}" for severity, code, place in new if severity is Severity.WARNING),
                places=frozenset(place for _, _, place in new),
            )
        )
    return before, results
