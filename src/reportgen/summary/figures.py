"""The figures of a district (区级汇总的数): ranking, bands, lost points, 二级指标, the year before.

Points are exact sums; means and rates are rounded half up to 2 places where they are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from reportgen.diagnostics import Diagnostic, Severity
from reportgen.numeric import plain, round_half_up
from reportgen.results import District, Filing, Finding, GroupResult, ItemResult, OfficeResult, PartResult, ScoreResult

_FULL = 100  # points, of any rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An office in the ranking; offices of the same points share a place (名次)."""

    place: int
    office: str
    score: ScoreResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band of points (分数段) and how many offices are in it."""

    name: str
    offices: int
    share: Decimal  # of all offices with points, in %


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """What the offices got on the average of a 一级 or 二级指标; ``rate`` (得分率) in %."""

    name: str
    full: Decimal
    mean: Decimal
    rate: Decimal
    lost: bool  # whether any office lost points, however few


@dataclass(frozen=True, slots=True, kw_only=True)
class LostItem:
    """A 三级指标 at which points were lost: by how many offices, and how many together."""

    name: str
    group: str
    full: Decimal
    offices: int
    lost: Decimal
    rate: Decimal  # 得分率 of all offices, in %


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An office in both years; ``change`` is positive where it has more points now."""

    office: str
    before: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        """Points more than in the year before."""
        return self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The offices that have points in both years; ``other_full`` where the years do not give the same points.

    The year before is one for all: an office whose points are of an earlier one is not compared.
    """

    year: int  # the year before
    offices: tuple[Compared, ...]
    mean_before: Decimal
    mean_now: Decimal
    other_full: bool

    def count(self, test: Callable[[Decimal], bool]) -> int:
        """How many offices have a change that passes the test."""
        return sum(test(one.change) for one in self.offices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of a district; ``mean`` and the like are ``None`` where no office has points."""

    city: str
    district: str
    year: int
    filings: tuple[Filing, ...]
    findings: tuple[Finding, ...]
    ranking: tuple[Ranked, ...]
    parts: tuple[Average, ...]
    groups: tuple[Average, ...]
    bands: tuple[Band, ...]
    lost: tuple[LostItem, ...]
    comparison: Comparison | None

    @property
    def failed(self) -> tuple[Filing, ...]:
        """The workbooks of which no report was made."""
        return tuple(filing for filing in self.filings if filing.result is None)

    @property
    def unscored(self) -> tuple[Filing, ...]:
        """The drafts whose points are not known yet."""
        return tuple(filing for filing in self.filings if filing.result is not None and filing.result.score is None)

    @property
    def trial(self) -> bool:
        """Whether the rules are on trial (试用)."""
        return any(ranked.score.trial for ranked in self.ranking)

    @property
    def points(self) -> tuple[Decimal, ...]:
        """The points of every office, the highest first."""
        return tuple(ranked.score.points for ranked in self.ranking)

    @property
    def mean(self) -> Decimal | None:
        """平均分."""
        return mean(self.points) if self.ranking else None

    @property
    def middle(self) -> Decimal | None:
        """中位数."""
        return round_half_up(median(self.points), 2) if self.ranking else None

    def with_points(self, points: Decimal) -> tuple[str, ...]:
        """The offices that have these points."""
        return tuple(ranked.office for ranked in self.ranking if ranked.score.points == points)


def figures(district: District, bands: Sequence[Decimal]) -> Figures:
    """Everything that the summary tells."""
    scores = [(filing.office, filing.result.score) for filing in district.filings if filing.result]
    known = [(office, score) for office, score in scores if score is not None]
    ranking = _ranking(known)
    all_scores = [score for _, score in known]
    return Figures(
        city=district.city,
        district=district.name,
        year=district.year,
        filings=district.filings,
        findings=district.findings,
        ranking=ranking,
        parts=_averages([score.parts for score in all_scores]),
        groups=_averages([tuple(score.groups()) for score in all_scores]),
        bands=_bands([score.points for score in all_scores], bands),
        lost=_lost(all_scores),
        comparison=_comparison([filing.result for filing in district.filings if filing.result]),
    )


def mean(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean to 2 places."""
    return round_half_up(sum(values, Decimal(0)) / len(values), 2)


def _rate(points: Decimal, full: Decimal) -> Decimal:
    return round_half_up(points * 100 / full, 2) if full else Decimal(100)


def _ranking(scores: Iterable[tuple[str, ScoreResult]]) -> tuple[Ranked, ...]:
    ordered = sorted(scores, key=lambda one: -one[1].points)  # a stable sort: equal ones stay in the order of names
    places: dict[Decimal, int] = {}
    for number, (_, score) in enumerate(ordered, 1):
        places.setdefault(score.points, number)
    return tuple(Ranked(place=places[score.points], office=office, score=score) for office, score in ordered)


def _averages(rows: Sequence[Sequence[PartResult | GroupResult]]) -> tuple[Average, ...]:
    """The mean of each column; offices of one year have the same columns, as the rules are the same."""
    found = []
    for column in zip(*rows, strict=True):
        points = sum((one.points for one in column), Decimal(0))
        full = sum((one.full for one in column), Decimal(0))
        average = round_half_up(points / len(column), 2)
        rate = _rate(points, full)
        found.append(Average(name=column[0].name, full=column[0].full, mean=average, rate=rate, lost=points < full))
    return tuple(found)


def _bands(points: Sequence[Decimal], bounds: Sequence[Decimal]) -> tuple[Band, ...]:
    tops = (None, *bounds)
    names = [
        _highest_band(low) if high is None else f"{plain(low)}分以上不足{plain(high)}分"
        for high, low in zip(tops, bounds, strict=False)
    ]
    names.append(f"不足{plain(bounds[-1])}分")
    counts = Counter(next((place for place, low in enumerate(bounds) if one >= low), len(bounds)) for one in points)
    total = Decimal(len(points))
    return tuple(
        Band(name=name, offices=counts[place], share=_rate(Decimal(counts[place]), total) if total else Decimal(0))
        for place, name in enumerate(names)
    )


def _highest_band(low: Decimal) -> str:
    return f"{plain(low)}分以上（含{plain(low)}分）" if low < _FULL else f"{plain(low)}分"


def _lost(scores: Sequence[ScoreResult]) -> tuple[LostItem, ...]:
    """The 三级指标 at which points were lost, those first that cost most."""
    columns: dict[tuple[str, str], list[ItemResult]] = {}
    for score in scores:
        for group in score.groups():
            for item in group.items:
                columns.setdefault((group.name, item.name), []).append(item)
    found = [
        LostItem(
            name=name,
            group=group,
            full=items[0].full,
            offices=sum(item.lost > 0 for item in items),
            lost=sum((item.lost for item in items), Decimal(0)),
            rate=_rate(sum((i.points for i in items), Decimal(0)), sum((i.full for i in items), Decimal(0))),
        )
        for (group, name), items in columns.items()
    ]
    return tuple(sorted((item for item in found if item.lost), key=lambda item: (-item.lost, -item.offices)))


def _comparison(results: Sequence[OfficeResult]) -> Comparison | None:
    pairs = [(r.short_name, r.before, r.score) for r in results]
    known = [(office, before, now) for office, before, now in pairs if before is not None and now is not None]
    if not known:
        return None
    year = max(before.year for _, before, _ in known)
    both = [(office, before, now) for office, before, now in known if before.year == year]
    offices = tuple(Compared(office=office, before=before.points, now=now.points) for office, before, now in both)
    fulls = [
        ({g.name: g.full for g in before.groups()}, {g.name: g.full for g in now.groups()}) for _, before, now in both
    ]
    return Comparison(
        year=year,
        offices=tuple(sorted(offices, key=lambda one: -one.change)),
        mean_before=mean([one.before for one in offices]),
        mean_now=mean([one.now for one in offices]),
        other_full=any(old != new for old, new in fulls),
    )


def counted(problems: Iterable[Diagnostic]) -> Counter[Severity]:
    """How many problems there are of each weight."""
    return Counter(problem.severity for problem in problems)
