"""Checks that no sentence of the finished text claims what the figures contradict, whoever wrote the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reportgen import catalogue
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, Kind, TextRef
from reportgen.numeric import plain
from reportgen.writing.narrative import Block, Narrative

_SENTENCE = re.compile(r"[^。；！？]+")
_THRIFT = re.compile(r"严控|从严控制|严格控制|(?:没有|未|不)超(?!过预算的)")
_OWNS_UP = re.compile(r"(?<![未不])超出|(?<!没有)(?<![未不])超支|(?<!没有)(?<![未不])超过")
_CARRY_OVER = re.compile(
    r"(?:结余结转|结转结余)率[^。；]{0,30}?(小于|低于|不足|不超过|未超过|控制在)(\d+(?:\.\d+)?)[%％]"
)
_STRICTLY = ("小于", "低于", "不足")
_PLACEHOLDER = re.compile(r"【待填[^】]*】")
_ALL_DONE = re.compile(r"(?:均已|全部|全面|圆满)完成")
_GOALS = re.compile(r"绩效目标|绩效指标|各项(?:指标|目标|任务)|年度目标")


def thrift_claimed_when_overspent(dossier: Dossier) -> Iterator[Diagnostic]:
    """严控 or 没有超 beside an overspending of 三公经费 or 公用经费, unless the sentence owns up to it."""
    budget, total = dossier.submission.budget, dossier.submission.three_public.total
    overspent = {"三公": total.actual.value > total.budget.value}
    if budget.running_budget and budget.running_spent:
        overspent["公用经费"] = budget.running_spent.value > budget.running_budget.value
    for subject in (name for name, over in overspent.items() if over):
        for block, start, sentence in _sentences(dossier.narrative):
            claim = _THRIFT.search(sentence)
            if subject in sentence and claim and not _OWNS_UP.search(sentence):
                yield _problem(
                    catalogue.THRIFT_CONTRADICTED,
                    block,
                    start + claim.start(),
                    sentence,
                    claim=claim[0],
                    subject=subject,
                )


def carry_over_claimed_too_low(dossier: Dossier) -> Iterator[Diagnostic]:
    """结转结余率小于10% beside a rate that is not."""
    rates = [s.measure for s in dossier.scorecard.scores() if s.measure and s.measure.name == "结转结余率"]
    for block, start, sentence in _sentences(dossier.narrative) if rates else ():
        claim = _CARRY_OVER.search(sentence)
        if claim and not _holds(claim, rates[0].value):
            yield _problem(
                catalogue.CARRY_OVER_CONTRADICTED, block, start + claim.start(2), sentence, rate=plain(rates[0].value)
            )


def _holds(claim: re.Match[str], rate: Decimal) -> bool:
    limit = Decimal(claim[2])
    return rate < limit if claim[1] in _STRICTLY else rate <= limit


def completion_claimed_beside_losses(dossier: Dossier) -> Iterator[Diagnostic]:
    """均已完成, 全部完成 or 圆满完成 of the goals beside an indicator that missed its target or lost points."""
    missed = [leaf for leaf in dossier.scorecard.leaves() if leaf.indicator and (leaf.lost or not leaf.met)]
    for block, start, sentence in _sentences(dossier.narrative) if missed else ():
        claim = _ALL_DONE.search(sentence)
        if claim and _GOALS.search(sentence):
            names = "、".join(leaf.name for leaf in missed)
            yield _problem(
                catalogue.COMPLETION_CONTRADICTED, block, start + claim.start(), sentence, claim=claim[0], names=names
            )


def note_left_beside_a_loss(dossier: Dossier) -> Iterator[Diagnostic]:
    """A 情况说明 beside a row of 管理效率 that lost points: it may still say that all is well."""
    for score in dossier.scorecard.scores():
        if score.lost and score.note:
            values = {"name": score.name, "lost": plain(score.lost)}
            yield catalogue.NOTE_BESIDE_LOSS.at(score.note.ref, score.note.value, **values)


def placeholders_left(dossier: Dossier) -> Iterator[Diagnostic]:
    """What was to be replaced before it was handed in: 【待填】."""
    for block in dossier.narrative.blocks:
        ours = [f for f in block.figures if f.number is not None or not dossier.scorecard.gaps.isdisjoint(f.sources)]
        for match in _PLACEHOLDER.finditer(block.text):
            if any(f.start <= match.start() < f.end for f in ours):
                continue  # the gap itself is reported
            yield catalogue.LEFT_OVER.at(_written_at(block, match.start()), match[0])


def _sentences(narrative: Narrative) -> Iterator[tuple[Block, int, str]]:
    for block in narrative.blocks:
        for match in _SENTENCE.finditer(block.text):
            yield block, match.start(), match[0]


def _problem(kind: Kind, block: Block, position: int, sentence: str, **values: str) -> Diagnostic:
    return kind.at(_written_at(block, position), sentence.strip(), **values)


def _written_at(block: Block, position: int) -> CellRef | TextRef:
    """The cell whose text stands at this position, or else the line of the wording file."""
    cells = (f.sources[0] for f in block.figures if f.sources and f.start <= position < f.end)
    return next(cells, None) or block.origin
