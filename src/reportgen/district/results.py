"""The data about one office that the comparison of offices uses (评分结果的摘要): plain data, no documents.

The district summary and the checks across offices read only this. It goes into the manifest of a batch as JSON, so
that an office with an unchanged workbook need not be worked out again.
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

# These amounts are similar in offices of a similar size; 结转结余 and fixed assets may be of any size.
_COMPARED_AMOUNTS = (BUDGET.initial, BUDGET.adjusted, BUDGET.spent, BUDGET.running_budget, BUDGET.running_spent)
Key = tuple[str, str, str]  # city, district and office, which identify an office and sort it


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """The points of one office in one year; ``trial`` says that the rules of that year are on trial (试用)."""

    year: int
    trial: bool
    tree: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNumber:
    """A number that other offices have too: the actual value of an indicator, or an amount of the budget."""

    name: str
    value: Decimal
    unit: str
    ref: CellRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph that the office typed; ``words`` is the part that is compared with others."""

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
    """One office in one year; ``score`` is ``None`` for a draft in which a cell that gives points is not filled in.

    ``before`` is the score of the year before, if the batch has its workbook.
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
    """A workbook that an office handed in (报送), and its result.

    ``office`` is the 单位简称, or the name of the workbook if that could not be read. ``result`` is ``None`` if there
    is no report. ``problems`` holds all problems of the workbook.
    """

    office: str
    workbook: str
    result: OfficeResult | None
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem that only a comparison with other offices shows.

    ``offices`` holds the offices that it concerns by their 单位简称, the own one first; an office of another district
    or city has their names before its own.
    """

    city: str
    district: str
    offices: tuple[str, ...]
    problem: Diagnostic

    def order(self) -> tuple[str, str, str, tuple[str, ...]]:
        """Return the key for sorting: city, district, kind and offices."""
        return self.city, self.district, self.problem.code, self.offices


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """All workbooks of one district (区) for one year, in the order of the offices' names."""

    city: str
    name: str
    year: int
    filings: tuple[Filing, ...]
    findings: tuple[Finding, ...]


# --- from a report ------------------------------------------------------------------------------------------


def office_result(
    submission: Submission,
    scorecard: Scorecard,
    *,
    before: Scorecard | None = None,
    passages: Iterable[Passage] = (),
    quotations: Iterable[Quotation] = (),
    mentions: Iterable[Mention] = (),
) -> OfficeResult:
    """Return the result of a finished report; ``before`` is the scorecard of the year before."""
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
    return ScoreResult(year=card.year, trial=card.draft, tree=card.tree.bare(CRITERION))


def _quantities(submission: Submission) -> Iterator[OfficeNumber]:
    """Yield the numbers of an office without the placeholders in the gaps of a draft."""
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
    """Return the result as JSON, with numbers as texts: binary fractions would not be exact."""
    return msgspec.json.encode(result)


def result_from_json(data: bytes | msgspec.Raw) -> OfficeResult:
    """Return the result from the JSON of :func:`result_to_json`; other data raise ``msgspec.DecodeError``."""
    return _DECODER.decode(data)
