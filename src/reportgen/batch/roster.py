"""Reads the list of the offices that have to hand in (名单): the first sheet of a workbook, or a text file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from reportgen import catalogue
from reportgen.batch.job import ExpectedOffice, Job, Roster
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Place, TextRef, has_errors, normal_name
from reportgen.intake.form import BASICS
from reportgen.intake.frames import CellError, Uncalculated, parse_workbook

_NAMES = tuple(item.name for item in (BASICS.short_name, BASICS.office, BASICS.full_name))
_DISTRICT = BASICS.district.name
_HEADER_ROWS = 10
_TEXTS = (".csv", ".txt")


@dataclass(frozen=True, slots=True)
class _RosterTable:
    """The cells of the list, and the place of a cell by row and column from 0."""

    rows: Sequence[Sequence[object]]
    place: Callable[[int, int], Place]


def read_roster(job: Job) -> Roster:
    """Return the offices of the list, or the problems that prevent reading it; the job has the bytes of the list."""
    problems: list[Diagnostic] = []
    is_text = PurePath(job.name).suffix.lower() in _TEXTS
    table = _text(job, problems) if is_text else _first_sheet(job, problems)
    offices = tuple(_offices(table, problems, plain=is_text)) if table else ()
    if not offices and not problems:
        problems.append(catalogue.ROSTER_EMPTY.at(FileRef(file=job.name)))
    return Roster(offices=() if has_errors(problems) else offices, problems=tuple(problems))


def _first_sheet(job: Job, problems: list[Diagnostic]) -> _RosterTable | None:
    names = parse_workbook(job.data, job.name, ())
    first = names.value.others[:1] if names.value else ()
    workbook = parse_workbook(job.data, job.name, first) if first else names
    problems += workbook.diagnostics
    sheet = next(iter(workbook.value.sheets.values()), None) if workbook.value else None
    return _RosterTable(sheet.frame.to_numpy().tolist(), sheet.ref) if sheet else None


def _text(job: Job, problems: list[Diagnostic]) -> _RosterTable | None:
    """Read a text file in UTF-8 or GBK, in which commas or tabs separate the columns."""
    try:
        text = job.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = job.data.decode("gb18030", errors="replace")
    lines = text.replace("，", ",").replace("\t", ",").splitlines()
    try:
        rows = [next(csv.reader([line]), []) for line in lines]
    except csv.Error:
        problems.append(catalogue.FILE_DAMAGED.at(FileRef(file=job.name)))
        return None
    cells = [[cell.strip() or None for cell in row] for row in rows]
    return _RosterTable(cells, lambda row, _: TextRef(file=job.name, line=row + 1, excerpt=lines[row]))


def _offices(table: _RosterTable, problems: list[Diagnostic], *, plain: bool) -> Iterator[ExpectedOffice]:
    """Yield the offices below the headings; a ``plain`` text without headings has one name on each line."""
    heads = [[_title(value) for value in row] for row in table.rows[:_HEADER_ROWS]]
    header = next((at for at, titles in enumerate(heads) if set(titles) & set(_NAMES)), None)
    if header is None and not (plain and all(len(row) <= 1 for row in table.rows)):
        problems.append(catalogue.ROSTER_WITHOUT_COLUMN.at(table.place(0, 0) if table.rows else None))
        return
    titles = heads[header] if header is not None else _NAMES[:1]
    columns = {name: titles.index(name) for name in (*_NAMES, _DISTRICT) if name in titles}
    first_places: dict[tuple[str, str], Place] = {}
    start = 0 if header is None else header + 1
    for at, row in enumerate(table.rows[start:], start):
        texts = {name: _cell(table, at, row, index, problems) for name, index in columns.items()}
        names = tuple(text for name, text in texts.items() if text and name != _DISTRICT)
        district = texts.get(_DISTRICT) or ""
        place = table.place(at, next(iter(columns.values())))
        if not names:
            if district and None not in texts.values():
                column = next(iter(columns))
                problems.append(catalogue.BLANK.at(place, cell=f"第{at + 1}行的“{column}”"))
            continue
        keys = [(normal_name(district), normal_name(name)) for name in names]
        earlier = next((first_places[key] for key in keys if key in first_places), None)
        if earlier is not None:
            first = earlier.cell if isinstance(earlier, CellRef) else f"第{getattr(earlier, 'line', '')}行"
            problems.append(catalogue.OFFICE_LISTED_TWICE.at(place, names[0], first=first))
            continue
        first_places |= dict.fromkeys(keys, place)
        yield ExpectedOffice(district=district, names=names)


def _title(value: object) -> str:
    return normal_name(value) if isinstance(value, str) else ""


def _cell(table: _RosterTable, at: int, row: Sequence[object], index: int, problems: list[Diagnostic]) -> str | None:
    """Return the text of a cell, or ``None`` if Excel has no value for it."""
    value = row[index] if index < len(row) else None
    if isinstance(value, CellError):
        problems.append(catalogue.ERROR_VALUE.at(table.place(at, index), found=value.text))
        return None
    if isinstance(value, Uncalculated):
        problems.append(catalogue.NEVER_CALCULATED.at(table.place(at, index), found=value.formula))
        return None
    return "" if value is None else " ".join(str(value).split())
