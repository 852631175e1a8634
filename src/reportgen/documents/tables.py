"""The tables of a finished document as rows and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from reportgen.checks.quantities import narrow
from reportgen.documents.reading import Paragraph


class GridCell(NamedTuple):
    """The text of a cell, and the position of its first paragraph."""

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: its cells by column."""

    cells: dict[int, GridCell]

    def name(self, before: int) -> str:
        """The text of the last cell with words in front of a column."""
        names = [cell.text.strip() for column, cell in self.cells.items() if column < before and not _is_number(cell)]
        return names[-1] if names else ""

    def is_total(self, pattern: re.Pattern[str]) -> bool:
        """Whether the row is one that the pattern names, such as 合计."""
        return any(pattern.match(cell.text.replace(" ", "").strip()) for cell in self.cells.values())

    @property
    def text(self) -> str:
        """All cells as one text."""
        return " ".join(cell.text for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the headings of its columns, and the rows below them."""

    heads: dict[int, str]
    rows: tuple[GridRow, ...]


_NUMBER: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")


def cell_number(cell: GridCell | None) -> Decimal | None:
    """The number that a cell holds and nothing else."""
    written = narrow(cell.text).strip() if cell else ""
    return Decimal(written.replace(",", "")) if _NUMBER.fullmatch(written) else None


def _is_number(cell: GridCell) -> bool:
    return re.fullmatch(r"[\s\d.,%％≥≤=><-]*", cell.text) is not None


def grids(paragraphs: Sequence[Paragraph]) -> list[Grid]:
    """The tables in order; the first row with text gives the headings."""
    cells = ((at, one, one.cell) for at, one in enumerate(paragraphs) if one.cell is not None)
    found = []
    for _, group in groupby(sorted(cells, key=lambda item: (item[2].table, item[0])), key=lambda item: item[2].table):
        rows: dict[int, dict[int, GridCell]] = {}
        for at, one, place in group:
            row = rows.setdefault(place.row, {})
            before = row.get(place.column)
            row[place.column] = GridCell(before.position, before.text + one.text) if before else GridCell(at, one.text)
        ordered = [GridRow(row) for row in rows.values()]
        heads = {column: cell.text.strip() for column, cell in ordered[0].cells.items()}
        found.append(Grid(heads, tuple(ordered[1:])))
    return found
