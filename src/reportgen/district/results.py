"""What one report leaves behind for comparing offices with each other (评分结果的摘要): plain data, no documents.

The district summary and the checks across documents read this and nothing else of an office. It goes into the
manifest of a batch as JSON, so that an office whose workbook has not changed need not be worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import Submission
from reportgen.scoring.scorecard import Scorecard

# Amounts that are of one size in offices of one size; what is left over or owned may be anything.
_COMPARED_AMOUNTS = (BUDGET.initial, BUDGET.adjusted, BUDGET.spent, BUDGET.running_budget, BUDGET.running_spent)
Key = tuple[str, str, str]  # city, district and office: what tells it from all others, and where it stands among them


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """The points of one 三级指标."""

    name: str
    full: Decimal
    points: Decimal

    @property
    def lost(self) -> Decimal:
        """Points lost (扣分)."""
        return self.full - self.points


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """A 二级指标 with its 三级指标."""

    name: str
    items: tuple[ItemResult, ...]

    @property
    def full(self) -> Decimal:
        """分值."""
        return sum((item.full for item in self.items), Decimal(0))

    @property
    def points(self) -> Decimal:
        """得分."""
        return sum((item.points for item in self.items), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """A 一级指标 with its 二级指标."""

    name: str
    groups: tuple[GroupResult, ...]

    @property
    def full(self) -> Decimal:
        """分值."""
        return sum((group.full for group in self.groups), Decimal(0))

    @property
    def points(self) -> Decimal:
        """得分."""
        return sum((group.points for group in self.groups), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """The points of one office in one year; ``trial`` when the rules of that year are on trial (试用)."""

    year: int
    trial: bool
    parts: tuple[PartResult, ...]

    @property
    def full(self) -> Decimal:
        """分值, 100."""
        return sum((part.full for part in self.parts), Decimal(0))

    @property
    def points(self) -> Decimal:
        """总分."""
        return sum((part.points for part in self.parts), Decimal(0))

    def groups(self) -> Iterator[GroupResult]:
        """Every 二级指标, in the order of the rules."""
        return (group for part in self.parts for group in part.groups)

    def items(self) -> Iterator[ItemResult]:
        """Every 三级指标, in the order of the rules."""
        return (item for group in self.groups() for item in group.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
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
    quantities: tuple[Quantity, ...]
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
    if card.missing:
        return None
    parts = (
        PartResult(
            name=part.name,
            groups=tuple(
                GroupResult(
                    name=group.name,
                    items=tuple(ItemResult(name=i.name, full=i.full, points=i.points) for i in group.items),
                )
                for group in part.groups
            ),
        )
        for part in card.parts
    )
    return ScoreResult(year=card.year, trial=card.draft, parts=tuple(parts))


def _quantities(submission: Submission) -> Iterator[Quantity]:
    """Without what stands in for a gap of a draft."""
    for indicator in submission.indicators:
        if indicator.actual and indicator.unit and indicator.actual.ref not in submission.gaps:
            actual, unit = indicator.actual, indicator.unit.value
            yield Quantity(name=indicator.name.value, value=actual.value, unit=unit, ref=actual.ref)
    for item, entry in submission.budget.entries(*_COMPARED_AMOUNTS):
        if entry.ref not in submission.gaps:
            yield Quantity(name=item.name, value=entry.value, unit=item.unit, ref=entry.ref)


# --- as JSON ------------------------------------------------------------------------------------------------


def result_to_json(result: OfficeResult) -> dict[str, Any]:
    """The result as plain JSON values; numbers are texts, as no binary fraction is exact."""
    return {
        "city": result.city,
        "district": result.district,
        "full_name": result.full_name,
        "name": result.name,
        "short_name": result.short_name,
        "score": _score_to_json(result.score),
        "before": _score_to_json(result.before),
        "quantities": [[q.name, str(q.value), q.unit, *_ref_to_json(q.ref)] for q in result.quantities],
        "passages": [[p.opening, p.words, *_ref_to_json(p.ref)] for p in result.passages],
        "quotations": [[q.number, q.title, *_ref_to_json(q.ref)] for q in result.quotations],
        "mentions": [[m.words, *_ref_to_json(m.ref)] for m in result.mentions],
        "file": _file(result),
    }


def result_from_json(data: dict[str, Any]) -> OfficeResult:
    """The result that :func:`result_to_json` was given.

    ``LookupError``, ``TypeError``, ``ValueError`` or ``ArithmeticError`` for what it never wrote.
    """
    file = data["file"]
    return OfficeResult(
        city=data["city"],
        district=data["district"],
        full_name=data["full_name"],
        name=data["name"],
        short_name=data["short_name"],
        score=_score_from_json(data["score"]),
        before=_score_from_json(data["before"]),
        quantities=tuple(
            Quantity(name=name, value=Decimal(value), unit=unit, ref=_ref(file, *ref))
            for name, value, unit, *ref in data["quantities"]
        ),
        passages=tuple(
            Passage(opening=opening, words=words, ref=_ref(file, *ref)) for opening, words, *ref in data["passages"]
        ),
        quotations=tuple(
            Quotation(number=number, title=title, ref=_ref(file, *ref)) for number, title, *ref in data["quotations"]
        ),
        mentions=tuple(Mention(words=words, ref=_ref(file, *ref)) for words, *ref in data["mentions"]),
    )


def _file(result: OfficeResult) -> str:
    """The workbook that every place of the result is in."""
    kept: tuple[Quantity | Passage | Quotation | Mention, ...]
    kept = (*result.quantities, *result.passages, *result.quotations, *result.mentions)
    return next((one.ref.file for one in kept), "")


def _ref_to_json(ref: CellRef) -> tuple[str, str, str]:
    return ref.sheet, ref.cell, ref.label


def _ref(file: str, sheet: str, cell: str, label: str) -> CellRef:
    return CellRef(file=file, sheet=sheet, cell=cell, label=label)


def _score_to_json(score: ScoreResult | None) -> list[Any] | None:
    if score is None:
        return None
    parts = [[part.name, [_group_to_json(group) for group in part.groups]] for part in score.parts]
    return [score.year, score.trial, parts]


def _group_to_json(group: GroupResult) -> list[Any]:
    return [group.name, [[item.name, str(item.full), str(item.points)] for item in group.items]]


def _score_from_json(data: list[Any] | None) -> ScoreResult | None:
    if data is None:
        return None
    year, trial, parts = data
    return ScoreResult(
        year=year,
        trial=trial,
        parts=tuple(
            PartResult(
                name=part,
                groups=tuple(
                    GroupResult(
                        name=group,
                        items=tuple(
                            ItemResult(name=name, full=Decimal(full), points=Decimal(points))
                            for name, full, points in items
                        ),
                    )
                    for group, items in groups
                ),
            )
            for part, groups in parts
        ),
    )
