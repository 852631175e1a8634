"""What one report leaves behind for comparing offices with each other (评分结果的摘要): plain data, no documents.

The district summary and the checks across documents read this and nothing else of an office. It goes into the
manifest of a batch as JSON, so that an office whose workbook has not changed need not be worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import Submission
from reportgen.scoring.scorecard import Scorecard
from reportgen.scoring.tree import CRITERION, Node

# Amounts that are of one size in offices of one size; what is left over or owned may be anything.
_COMPARED_AMOUNTS = (BUDGET.initial, BUDGET.adjusted, BUDGET.spent, BUDGET.running_budget, BUDGET.running_spent)
Key = tuple[str, str, str]  # city, district and office: what tells it from all others, and where it stands among them


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """The points of one office in one year; ``trial`` when the rules of that year are on trial (试用)."""

    year: int
    trial: bool
    tree: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNumber:
    """A number that other offices have as well: the actual value of an indicator, or an amount of the budget."""

    name: str
    value: Decimal
    unit: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph that the office typed; ``words`` are what of it is compared with others."""

    opening: str
    words: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """An official document that the office quotes by number (荔府办〔2024〕5号) and title."""

    number: str
    title: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of the office that may end in the name of another office."""

    words: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeResult:
    """One office in one year; ``score`` is ``None`` for a draft in which points rest on what is not filled in yet.

    ``before`` is the score of the year before, where its workbook was given.
    """

    city: str
    district: str
    full_name: str
    name: str
    short_name: str
    score: ScoreResult | None
    before: ScoreResult | None
    quantities: tuple[OfficeNumber, ...]
    passages: tuple[Passage, ...]
    quotations: tuple[Quotation, ...]
    mentions: tuple[Mention, ...]

    @property
    def key(self) -> Key:
        """City, district and office."""
        return self.city, self.district, self.short_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A workbook that was handed in (报送), and what came of it.

    ``office`` is the 单位简称, or what the workbook is called where that could not be read. ``result`` is ``None``
    where no report was made; ``problems`` are all those of its run.
    """

    office: str
    workbook: str
    result: OfficeResult | None
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem that shows only beside other offices.

    ``offices`` are those that it concerns, its own first: by their 单位简称, those of other districts with the name of
    their district, and of another city with that too.
    """

    city: str
    district: str
    offices: tuple[str, ...]
    problem: Diagnostic

    def order(self) -> tuple[str, str, str, tuple[str, ...]]:
        """Where it stands among others: by city, district, kind and offices."""
        return self.city, self.district, self.problem.code, self.offices


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """All that was handed in from one district (区) for one year, in the order of the offices' names."""

    city: str
    name: str
    year: int
    filings: tuple[Filing, ...]
    findings: tuple[Finding, ...]


# --- made of a report ---------------------------------------------------------------------------------------


def office_result(
    submission: Submission,
    scorecard: Scorecard,
    *,
    before: Scorecard | None = None,
    passages: Iterable[Passage] = (),
    quotations: Iterable[Quotation] = (),
    mentions: Iterable[Mention] = (),
) -> OfficeResult:
    """The result of a finished report; ``before`` is the scorecard of the year before."""
    office = submission.office
    return OfficeResult(
        city=normal_name(office.city.value),
        district=normal_name(office.district.value),
        full_name=office.full_name.value,
        name=office.name.value,
        short_name=office.short_name.value,
        score=_score(scorecard),
        before=_score(before) if before else None,
        quantities=tuple(_quantities(submission)),
        passages=tuple(passages),
        quotations=tuple(quotations),
        mentions=tuple(mentions),
    )


def _score(card: Scorecard) -> ScoreResult | None:
    if card.tree.missing:
        return None
    return ScoreResult(year=card.year, trial=card.draft, tree=card.tree.outline(CRITERION))


def _quantities(submission: Submission) -> Iterator[OfficeNumber]:
    """Without what stands in for a gap of a draft."""
    for indicator in submission.indicators:
        if indicator.actual and indicator.unit and indicator.actual.ref not in submission.gaps:
            actual, unit = indicator.actual, indicator.unit.value
            yield OfficeNumber(name=indicator.name.value, value=actual.value, unit=unit, ref=actual.ref)
    for item, entry in submission.budget.entries(*_COMPARED_AMOUNTS):
        if entry.ref not in submission.gaps:
            yield OfficeNumber(name=item.name, value=entry.value, unit=item.unit, ref=entry.ref)


# --- as JSON ------------------------------------------------------------------------------------------------

_DECODER = msgspec.json.Decoder(OfficeResult)


def result_to_json(result: OfficeResult) -> bytes:
    """The result as JSON; numbers are texts, as no binary fraction is exact."""
    return msgspec.json.encode(result)


def result_from_json(data: bytes | msgspec.Raw) -> OfficeResult:
    """The result that :func:`result_to_json` was given; ``msgspec.DecodeError`` for what it never wrote."""
    return _DECODER.decode(data)
