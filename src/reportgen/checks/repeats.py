"""Checks for prose that was copied and not written anew, and for words that the text prints twice in a row."""

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

_BLOCK_NUMBER = re.compile(r"^(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|\d+\.|（\d+）)")
_DEDUCTION = re.compile(r"扣\d+(?:\.\d+)?分")
_MARKS = "，。；：、,.;: "
_LONGEST_REPETITION = 40
_SHORTEST_HEADING = 4

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


def nothing_is_printed_twice(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a clerk's text that begins with what is printed before it, or ends with what is printed behind it."""
    cells = {entry.ref for entry in dossier.submission.prose()}
    heading = ""
    for block in dossier.narrative.blocks:
        uses = [use for use in block.figures if use.number is None and use.sources and use.sources[0] in cells]
        starts = {use.start for use in uses}
        for use in uses:
            if use.end - use.start > 1:
                before, text, after = block.text[: use.start], block.text[use.start : use.end], block.text[use.end :]
                behind = use.end + len(after) - len(after.lstrip(_MARKS))
                words = _both(before, text) or _heading_again(heading, text) * (not use.start)
                words = words or ("" if behind in starts else _ending(text, after))  # The next text is asked itself.
                if words:
                    yield catalogue.PRINTED_TWICE.at(use.sources[0], words)
        heading = _BLOCK_NUMBER.sub("", block.text[: block.lead], count=1).rstrip(_MARKS) if block.lead else ""


def _both(before: str, text: str) -> str:
    """The words with which ``before`` ends and ``text`` begins."""
    longest = min(len(before), len(text), _LONGEST_REPETITION)
    return next((text[:n] for n in range(longest, 1, -1) if before.endswith(text[:n])), "")


def _ending(text: str, after: str) -> str:
    """The words with which ``text`` ends and ``after`` begins, whatever marks stand between them.

    A deduction counts anywhere in the text.
    """
    text, after = text.rstrip(_MARKS), after.lstrip(_MARKS)
    deduction = _DEDUCTION.match(after)
    if deduction and deduction[0] in text:
        return deduction[0]
    longest = min(len(after), len(text), _LONGEST_REPETITION)
    return next((after[:n] for n in range(longest, 2, -1) if text.endswith(after[:n])), "")


def _heading_again(heading: str, text: str) -> str:
    text = _BLOCK_NUMBER.sub("", text, count=1)
    return heading if len(heading) >= _SHORTEST_HEADING and text.startswith(heading) else ""
