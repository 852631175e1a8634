"""Checks on the form of the finished text."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen import catalogue
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import Diagnostic
from reportgen.writing.narrative import Level

_LONGEST_TITLE = 80  # characters: four lines of 20 at 二号; more is a whole paragraph in the wrong cell


def title_fits(dossier: Dossier) -> Iterator[Diagnostic]:
    """A title that no page has room for."""
    for block in dossier.narrative.blocks:
        if block.level is Level.TITLE and len(block.text) > _LONGEST_TITLE:
            from_cells = [figure for figure in block.figures if figure.sources]
            longest = max(from_cells, key=lambda figure: figure.end - figure.start, default=None)
            place = longest.sources[0] if longest else block.origin
            values = {"length": str(len(block.text)), "limit": str(_LONGEST_TITLE)}
            yield catalogue.TITLE_TOO_LONG.at(place, block.text, **values)
