"""A finished document beside the workbook of its office, or beside the document of the year before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from reportgen import catalogue
from reportgen.checks import claims, repeats, scores
from reportgen.checks.dossier import Dossier
from reportgen.checks.subjects import pairs_of, subject_index
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.documents.agreement import Contradiction
from reportgen.documents.finished import FinishedText, Span, place_of
from reportgen.documents.points import FULL_MARKS, Points, PointsKind, bare_name, points_in
from reportgen.documents.statements import Sense, statements_of
from reportgen.intake.submission import Entry, Submission
from reportgen.numeric import plain
from reportgen.scoring.scorecard import Score, Scorecard
from reportgen.scoring.tree import CRITERION, GROUP, PART
from reportgen.writing.narrative import Block

# These compare a text with data, whoever wrote the text.
DATA_CHECKS: Final[tuple[Callable[[Dossier], Iterator[Diagnostic]], ...]] = (
    scores.full_marks_agree,
    scores.thrift_claimed_when_overspent,
    scores.completion_claimed_beside_losses,
    scores.absolutes_agree,
    scores.something_happened,
    claims.claims_agree,
    claims.standings_agree,
    claims.carry_over_claimed_wrong,
    claims.numbers_have_a_source,
)


@dataclass(frozen=True, kw_only=True, eq=False)  # Caches of checks use it as a key, by identity.
class ComparedText(Dossier):
    """The data of a workbook with the text of a foreign document in place of the text that the program writes."""

    text: FinishedText

    @cached_property
    def prose(self) -> tuple[Entry[str], ...]:
        """The paragraphs of the document."""
        return self.text.prose

    @cached_property
    def passages(self) -> tuple[Block, ...]:
        """The paragraphs of the document; the cells of the workbook are not asked here."""
        return self.narrative.blocks

    @cached_property
    def plan_cells(self) -> frozenset[CellRef]:
        """The paragraphs that say what is to be done."""
        return self.text.plan_cells

    @cached_property
    def report_cells(self) -> frozenset[CellRef]:
        """The paragraphs that say what was done."""
        return self.text.report_cells


def data_problems(text: FinishedText, submission: Submission, scorecard: Scorecard) -> Iterator[Diagnostic]:
    """What the checks of text against data say of the document; the places are those of its paragraphs."""
    dossier = ComparedText(
        submission=submission, scorecard=scorecard, narrative=text.narrative, limits=text.limits, text=text
    )
    for check in DATA_CHECKS:
        yield from check(dossier)


def differences(text: FinishedText, submission: Submission, scorecard: Scorecard) -> Iterator[Contradiction]:
    """Scores and amounts that are others than in the workbook, and what the document leaves out."""
    every = [points for at, one in enumerate(text.paragraphs) if one.cell is None for points in points_in(one.text, at)]
    if not scorecard.gaps:
        yield from _scores(every, scorecard)
    yield from _three_public(text, submission)
    yield from _left_out(text, every, submission, scorecard)


def _scores(every: list[Points], scorecard: Scorecard) -> Iterator[Contradiction]:
    tree = scorecard.tree
    for one in every:
        if one.kind is PointsKind.TOTAL and one.value != tree.score and tree.points == FULL_MARKS:
            yield _differs("总分", one, f"{plain(tree.score)}分")
    nodes = [node for depth in (PART, GROUP, CRITERION) for node in tree.level(depth)]
    for one in every:
        node = next((node for node in nodes if one.name and _is_name(one.name, node.name)), None)
        stated = {PointsKind.GOT: "score", PointsKind.WORTH: "points"}.get(one.kind)
        wanted = getattr(node, stated) if node and stated else None
        if node and wanted is not None and one.value != wanted:
            yield _differs(f"{node.name}”的“{one.kind}", one, f"{plain(wanted)}分")
    losses = {leaf.lost for leaf in tree.leaves()} | {node.lost for node in nodes} | {tree.lost}
    for one in every:
        if one.kind is PointsKind.LOST and one.value not in losses:
            named = [
                leaf for leaf in tree.leaves() if leaf.lost and one.name and pairs_of(one.name) & pairs_of(leaf.name)
            ]
            entered = f"扣{plain(named[0].lost)}分" if len(named) == 1 else "没有这样的扣分"
            yield _differs(f"{one.name or '此处'}”的“扣分", one, entered)


def _is_name(written: str, name: str) -> bool:
    core = re.sub("分析$", "", bare_name(name))
    return written in (name, core) or (len(core) > 1 and written.startswith(core) and len(written) <= len(name) + 4)


def _differs(name: str, one: Points, entered: str) -> Contradiction:
    values = {"name": name, "stated": f"{one.shown}分", "entered": entered}
    return Contradiction(catalogue.DIFFERS_FROM_WORKBOOK, values, ((one.position, one.start, one.end),))


def _three_public(text: FinishedText, submission: Submission) -> Iterator[Contradiction]:
    total = submission.three_public.total
    wanted = (
        (Sense.BUDGET, "三公经费”的“年初预算", total.budget),
        (Sense.ACTUAL, "三公经费”的“实际支出", total.actual),
    )
    every = statements_of(text).by_paragraph
    for at, paragraph in enumerate(text.paragraphs):
        begin = paragraph.text.find("三公")
        if begin < 0 or paragraph.cell is not None:
            continue
        for role, name, entry in wanted:
            one = next((one for one in every[at] if one.start > begin and one.role is role and one.scale), None)
            if (
                one
                and one.scale == 10_000
                and entry.ref not in submission.gaps
                and not one.quantity.is_number(entry.value * 10_000)
            ):
                values = {"name": name, "stated": one.words, "entered": f"{plain(entry.value)}万元"}
                yield Contradiction(catalogue.DIFFERS_FROM_WORKBOOK, values, ((at, one.start, one.end),))
        return


_SHARE: Final = 0.5


def _left_out(
    text: FinishedText, every: list[Points], submission: Submission, scorecard: Scorecard
) -> Iterator[Contradiction]:
    """Losses that no deduction of the document fits, and indicators that it never names."""
    dossier = ComparedText(
        submission=submission, scorecard=scorecard, narrative=text.narrative, limits=text.limits, text=text
    )
    index = subject_index(dossier)
    end: tuple[Span, ...] = ((len(text.paragraphs) - 1, 0, 0),)
    losses = [one for one in every if one.kind is PointsKind.LOST]
    for leaf in scorecard.tree.leaves():
        if leaf.lost and not any(one.value == leaf.lost and _tells_of(text, one, leaf) for one in losses):
            values = {"name": leaf.name, "what": f"扣{plain(leaf.lost)}分"}
            yield Contradiction(catalogue.NOT_IN_DOCUMENT, values, end)
    named: set[int] = set()
    left_out: list[str] = []
    for _, _, sentence in text.sentences:
        named.update(id(one.subject) for one in index.named(sentence) if one.likely)
    whole = text.whole_text.replace("“", "").replace("”", "")
    for subject in index.subjects:
        if subject.is_indicator and id(subject) not in named and subject.name not in whole:
            left_out.append(subject.name)
    if left_out:
        what = f"等{len(left_out)}项指标" if len(left_out) > 1 else "这一指标"
        yield Contradiction(catalogue.NOT_IN_DOCUMENT, {"name": "、".join(left_out), "what": what}, end)


def _tells_of(text: FinishedText, one: Points, leaf: Score) -> bool:
    """Whether the sentence of a deduction, or the heading above it, speaks of a row or an indicator."""
    words = text.paragraphs[one.position].text
    start = max(words.rfind(mark, 0, one.start) for mark in "。；") + 1
    said = pairs_of(words[start : one.end]) or pairs_of(words)
    own = pairs_of(leaf.name)
    return bool(own) and len(own & (said | pairs_of(words[:40]))) >= max(1, round(len(own) * _SHARE))


# --- the document of the year before ----------------------------------------------------------------------


def copies(text: FinishedText, last: FinishedText) -> Iterator[Contradiction]:
    """Paragraphs that are nearly the same as a year ago, and dates of last year that were left in."""
    for entry, other in repeats.same_paragraphs(text.prose, last.prose, text.limits.last_year):
        at = text.by_place[entry.ref]
        paragraph = text.paragraphs[at]
        if place_of(text.file, paragraph) in text.plan_cells and len(paragraph.text) < _LONG_PLAN:
            continue
        yield Contradiction(
            catalogue.SAME_AS_LAST_DOCUMENT,
            {"other": str(other.ref.sheet), "words": entry.value[:40]},
            ((at, 0, len(paragraph.text)),),
        )


_LONG_PLAN: Final = 60
