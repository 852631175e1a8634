"""Trials (试卷): right workbooks of invented offices, and single changes to them that are right or wrong.

Each file of ``trials/`` holds one office: its sheets as rows (``""`` is a blank cell), then ``[[错]]``, mistakes as
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

from openpyxl.utils.cell import coordinate_to_tuple
from workbooks import Book, put, written

from reportgen.diagnostics import CellRef, Severity
from reportgen.pipeline import Pipeline

FOLDER = Path(__file__).parent / "trials"

Report = Counter[tuple[Severity, str, str]]  # severity, code, address


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One change to the workbook of an office; ``cells`` is empty for a right text."""

    office: str
    group: str
    name: str
    cells: frozenset[str]
    changes: Mapping[str, object]
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
        for place, value in trial.changes.items():
            sheet, address = place.split("!")
            put(sheet, address, None if value == "" else value)(book)
        for place, sentence in trial.additions.items():
            sheet, address = place.split("!")
            before = text_at(book, sheet, address)
            put(sheet, address, f"{before}{sentence}")(book)
        return written(book)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a change brought that the right workbook does not bring."""

    trial: Trial
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    places: frozenset[str]

    @property
    def caught(self) -> bool:
        """Whether anything is reported, wherever."""
        return bool(self.errors or self.warnings)

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


def offices(folder: Path = FOLDER) -> Iterator[Office]:
    """The offices of a folder, by the names of their files."""
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        book: Book = {
            sheet: [[None if value == "" else value for value in row] for row in rows]
            for sheet, rows in content["表"].items()
        }
        yield Office(name=path.stem, book=book, trials=tuple(_trials(path.stem, content)))


def _trials(office: str, content: Mapping[str, list[dict[str, object]]]) -> Iterator[Trial]:
    for kind in ("错", "对"):
        for entry in content.get(kind, []):
            cells = entry.get("格", [])
            yield Trial(
                office=office,
                group=str(entry["类"]),
                name=str(entry["名"]),
                cells=frozenset([cells] if isinstance(cells, str) else cells),  # type: ignore[arg-type]
                changes=entry.get("改", {}),  # type: ignore[arg-type]
                additions=entry.get("加", {}),  # type: ignore[arg-type]
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
        new = [entry for entry in (report(office.changed(trial)) - before) if entry[0] is not Severity.NOTE]
        results.append(
            Result(
                trial=trial,
                errors=tuple(f"{code} {place}" for severity, code, place in new if severity is Severity.ERROR),
                warnings=tuple(f"{code} {place}" for severity, code, place in new if severity is Severity.WARNING),
                places=frozenset(place for _, _, place in new),
            )
        )
    return before, results
