"""Checks for prose that was copied and not written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from reportgen import catalogue
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import LastYearLimits
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.submission import Entry

_ANY_YEAR = re.compile(r"(?:19|20)\d\d年?|二[〇○零]二[〇○零一二三四五六七八九]年?")

# The work grows with the square of the length, so only this many characters of a paragraph are compared.
_MOST_CHARACTERS = 1500


def prose_is_new(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a paragraph that is nearly the same in last year's workbook; one with new numbers is a new one."""
    if dossier.last_year is None:
        return
    limits = dossier.limits.last_year
    before: dict[str, list[tuple[str, CellRef]]] = {}
    for entry in dossier.last_year.prose():
        for _, words in _paragraphs(entry, limits):
            before.setdefault(_digits_of(words), []).append((words, entry.ref))
    for entry in dossier.submission.prose():
        for paragraph, words in _paragraphs(entry, limits):
            same = next((ref for old, ref in before.get(_digits_of(words), ()) if _alike(words, old, limits)), None)
            if same:
                yield catalogue.SAME_AS_LAST_YEAR.at(entry.ref, paragraph, other=same.address)
                break


def _paragraphs(entry: Entry[str], limits: LastYearLimits) -> Iterator[tuple[str, str]]:
    """Each paragraph that is long enough, and its words without years, blanks and usual phrases."""
    for paragraph in entry.value.split("\n"):
        words = re.sub(r"\s", "", _ANY_YEAR.sub("", paragraph))
        for phrase in limits.fixed:
            words = words.replace(phrase, "")
        if len(words) >= limits.shortest:
            yield paragraph, words


def _digits_of(words: str) -> str:
    return " ".join(re.findall(r"\d+(?:\.\d+)?", words))


def _alike(new: str, old: str, limits: LastYearLimits) -> bool:
    if new == old:
        return True
    least = float(limits.similarity) / 100
    shorter, longer = sorted((len(new), len(old)))
    if 2 * shorter < least * (shorter + longer):  # Their lengths allow no higher ratio.
        return False
    match = SequenceMatcher(None, new[:_MOST_CHARACTERS], old[:_MOST_CHARACTERS], autojunk=False)
    return match.quick_ratio() >= least and match.ratio() >= least
