"""How a problem is told: with its code and cell to who mends it, in whole words in a 公文."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.form import SHEETS

_ADDRESS = re.compile(f"({'|'.join(sheet.name for sheet in SHEETS)})!([A-Z]{{1,3}}[0-9]+)")
_QUOTED = re.compile("(“[^”]*”|《[^》]*》)")
_HAN = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BLANK = re.compile(f"(?<=[{_HAN}]) | (?=[{_HAN}])")


def named(names: Sequence[str], most: int, counted_as: str) -> str:
    """The names, of many the first with their number: 甲、乙等6个单位."""
    shown = "、".join(names[:most])
    return shown + (f"等{len(names)}{counted_as}" if len(names) > most else "")


def in_short(problem: Diagnostic) -> str:
    """A problem in one line of a workbook: its code, where it is, and what."""
    place = problem.place
    where = f"{place.address}：" if isinstance(place, CellRef) else ""
    return f"{problem.code} {where}{problem.message}"


def in_words(problem: Diagnostic, offices: Mapping[str, str]) -> str:
    """A problem as a 公文 tells it; ``offices`` says whose each workbook is, where the reader has to be told."""
    return f"{_where(problem, offices)}{official(problem.message)}"


def _where(problem: Diagnostic, offices: Mapping[str, str]) -> str:
    place = problem.place
    if not isinstance(place, CellRef):
        return ""
    cell = f"{place.cell}单元格" if place.cell else ""
    label = f"（{place.label}）" if place.label else ""
    return f"{offices.get(place.file, '')}“{place.sheet}”表{cell}{label}："


def official(message: str) -> str:
    """A message without the addresses and the blanks that are no Chinese; what it quotes stays as it is."""
    pieces = _QUOTED.split(message)
    return "".join(piece if number % 2 else _plain(piece) for number, piece in enumerate(pieces))


def _plain(text: str) -> str:
    return _BLANK.sub("", _ADDRESS.sub("“\\1”表\\2单元格", text))
