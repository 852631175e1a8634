"""Works out the figures of a district (汇总的数): ranking, bands, lost points, 二级指标, comparison with last year.

Points are exact sums. Means, rates and changes are worked out exactly and rounded at the end, see
:func:`round_figure`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import TypeVar

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, Severity, normal_name
from reportgen.district.results import District, Filing, Finding, OfficeResult, ScoreResult
from reportgen.numeric import plain, round_half_up
from reportgen.scoring.tree import CRITERION, GROUP, PART, Node

MOST_BARS = 30  # a picture shows at most so many offices or items
FULL = 100  # the full points of any rules
_PLACES = (2, 4, 6, 8, 10)  # decimal places of a figure; we use more than 2 only if 2 would mislead
_SLIGHT = Decimal("0.005")  # a smaller change is 0 in 2 places
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An office in the ranking; offices of the same points share a place (名次)."""

    place: int
    office: str
    score: ScoreResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBand:
    """A band of points (分数段) and how many offices are in it."""

    name: str
    offices: int
    share: Decimal  # of all offices with points, in %


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """The average points of the offices at a 一级 or 二级指标; ``rate`` (得分率) is in %."""

    name: str
    points: Decimal
    mean: Decimal
    rate: Decimal
    lost: bool  # whether any office lost points, however few


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonReason:
    """A reason for lost points, and the offices that gave it in the same words."""

    text: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCriterion:
    """A 三级指标 at which points were lost (扣分): the number of these offices, and the points of all together.

    ``reasons`` are those that the offices gave, the one that explains most points first.
    """

    name: str
    group: str
    points: Decimal
    offices: int
    lost: Decimal
    rate: Decimal  # 得分率 of all offices, in %
    reasons: tuple[CommonReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeChange:
    """The points of an office in both years; ``change`` is positive if it has more points now."""

    office: str
    before: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        """The points now minus the points of the year before."""
        return self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class YearComparison:
    """The offices that have points in both years; ``other_points`` says that the rules of the years differ in points.

    The year before is the same for all: an office with points of an earlier year only is not compared. ``change`` is
    the difference of the exact means; the difference of the rounded means may be 0.01 more or less.
    """

    year: int  # the year before
    offices: tuple[OfficeChange, ...]  # sorted by change, the largest rise first
    mean_before: Decimal
    mean_now: Decimal
    change: Decimal
    other_points: bool

    @property
    def slight(self) -> bool:
        """Whether the mean has changed so little that 2 places do not show it."""
        return 0 < abs(self.change) < _SLIGHT

    @property
    def uneven(self) -> bool:
        """Whether the printed means do not differ by the printed change, because all three are rounded."""
        return self.mean_now - self.mean_before != self.change

    @property
    def offices_in_picture(self) -> tuple[OfficeChange, ...]:
        """The offices that a picture shows, in the order of all; of many offices those that changed most."""
        by_change = sorted(self.offices, key=lambda one: -abs(one.change))
        foremost_offices = foremost(by_change, MOST_BARS, lambda one: abs(one.change))
        return tuple(one for one in self.offices if one in foremost_offices)

    @property
    def start(self) -> int:
        """The first value of the axis of points in a picture: a little below the lowest points."""
        lowest = int(min(min(one.before, one.now) for one in self.offices_in_picture))
        return max(0, lowest - 5 - lowest % 5)

    @property
    def caption(self) -> str:
        """The caption of the picture of these offices."""
        offices, others = self.offices_in_picture, len(self.offices) - len(self.offices_in_picture)
        if not others:
            return "各单位总分与上年比较"
        if len({abs(one.change) for one in self.offices}) == 1:
            return f"{len(offices)}个单位总分与上年比较（另有{others}个单位变化相同）"
        return f"总分变化最大的{len(offices)}个单位与上年比较"

    def count(self, test: Callable[[Decimal], bool]) -> int:
        """Return how many offices have a change that passes the test."""
        return sum(test(one.change) for one in self.offices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of a district; ``mean`` and ``middle`` are ``None`` if no office has points.

    Where offices follow several schemes (方案), their points are not comparable: then ``schemes`` has the figures of
    the offices of each, and there is no ranking, no mean and no lost points of all together.
    """

    city: str
    district: str
    year: int
    filings: tuple[Filing, ...]
    findings: tuple[Finding, ...]
    draft: bool
    numbers_compared: bool  # whether there were enough offices to compare their numbers
    ranking: tuple[Ranked, ...]
    parts: tuple[Average, ...]
    groups: tuple[Average, ...]
    bands: tuple[ScoreBand, ...]
    lost: tuple[LostCriterion, ...]
    comparison: YearComparison | None
    expected: int = 0  # offices that had to hand in; 0 if nobody has told
    missing: tuple[str, ...] = ()  # those that did not
    schemes: tuple[Figures, ...] = ()

    @property
    def scheme(self) -> str:
        """The scheme of all offices with points; rules need not name theirs."""
        return next((ranked.score.scheme for ranked in self.ranking), "") or "默认方案"

    @property
    def grades(self) -> tuple[tuple[str, int], ...]:
        """Each grade (等级) that an office has, the best first, and the number of these offices."""
        return tuple(Counter(ranked.score.grade for ranked in self.ranking if ranked.score.grade).items())

    @property
    def without_report(self) -> tuple[Filing, ...]:
        """The workbooks without a report."""
        return tuple(filing for filing in self.filings if filing.result is None)

    @property
    def with_report(self) -> tuple[Filing, ...]:
        """The workbooks with a report."""
        return tuple(filing for filing in self.filings if filing.result is not None)

    @property
    def with_warnings(self) -> tuple[Filing, ...]:
        """The workbooks with a report and with a warning."""
        return tuple(filing for filing in self.with_report if count_by_severity(filing.problems)[Severity.WARNING])

    @property
    def with_gaps(self) -> tuple[Filing, ...]:
        """The workbooks of drafts in which some cells are not filled in yet."""
        without_score = {filing.workbook for filing in self.without_score}
        return tuple(f for f in self.with_report if f.workbook in without_score or any(map(is_gap, f.problems)))

    @property
    def without_score(self) -> tuple[Filing, ...]:
        """The workbooks of drafts without a score yet (得分待定)."""
        return tuple(filing for filing in self.filings if filing.result is not None and filing.result.score is None)

    def foremost_lost(self, most: int) -> tuple[LostCriterion, ...]:
        """Return the ``most`` 三级指标 at which most points were lost; see :func:`foremost` for ties."""
        return foremost(self.lost, most, lambda item: item.lost)

    def lost_alike(self, most: int) -> int:
        """Return how many others lost as many points as the last of the foremost; 0 unless these are all equal."""
        first = self.foremost_lost(most)
        return sum(item.lost == first[-1].lost for item in self.lost[len(first) :]) if first else 0

    @property
    def most_lost(self) -> tuple[LostCriterion, ...]:
        """The 三级指标 at which most points were lost; none if it was the same at all of them."""
        return _highest(self.lost, lambda item: item.lost)

    @property
    def most_common(self) -> tuple[LostCriterion, ...]:
        """The 三级指标 at which most offices lost points; none if it was the same number at all of them."""
        return _highest(self.lost, lambda item: Decimal(item.offices))

    @property
    def lost_in_all(self) -> Decimal:
        """The points that all offices lost together."""
        return sum((item.lost for item in self.lost), Decimal(0))

    def findings_in(self, filing: Filing) -> tuple[Diagnostic, ...]:
        """Return the problems between offices that stand in the workbook of this office."""
        return tuple(finding.problem for finding in self.findings if finding.offices[0] == filing.office)

    def counts(self, filing: Filing) -> Counter[Severity]:
        """Count the problems of an office by severity, with those between offices that stand in its workbook."""
        return count_by_severity((*filing.problems, *self.findings_in(filing)))

    @property
    def trial(self) -> bool:
        """Whether the rules are on trial (试用)."""
        return any(ranked.score.trial for ranked in self.ranking)

    @property
    def unverified(self) -> tuple[str, ...]:
        """The rules that took points off although nobody has verified them, each once."""
        return tuple(dict.fromkeys(name for ranked in self.ranking for name in ranked.score.unverified))

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """The total points (总分) of every office, the highest first."""
        return tuple(ranked.score.tree.score for ranked in self.ranking)

    @property
    def mean(self) -> Decimal | None:
        """The mean of the totals (平均分)."""
        return mean(self.totals) if self.ranking else None

    @property
    def middle(self) -> Decimal | None:
        """The median of the totals (中位数)."""
        totals = self.totals
        return round_figure(median(totals), totals[0], totals[-1]) if totals else None

    def with_total(self, total: Decimal) -> tuple[str, ...]:
        """Return the offices that have this total."""
        return tuple(ranked.office for ranked in self.ranking if ranked.score.tree.score == total)


def figures(district: District, bands: Sequence[Decimal], *, peers: Decimal, draft: bool = False) -> Figures:
    """Work out the figures of a summary; ``bands`` are lower bounds, the highest first.

    Numbers of offices are compared if more than ``peers`` offices have them.
    """
    whole = _figures(district, bands, peers=peers, draft=draft)
    names = sorted({ranked.score.scheme for ranked in whole.ranking})
    if len(names) < 2:
        return whole
    parts = (replace(district, filings=_of_scheme(district.filings, name), findings=()) for name in names)
    schemes = tuple(_figures(part, bands, peers=peers, draft=draft) for part in parts)
    nothing = _figures(replace(district, filings=()), bands, peers=peers)
    return replace(
        nothing,
        filings=whole.filings,
        findings=whole.findings,
        draft=draft,
        schemes=schemes,
        numbers_compared=whole.numbers_compared,
    )


def _of_scheme(filings: Iterable[Filing], name: str) -> tuple[Filing, ...]:
    scored = ((filing, filing.result.score) for filing in filings if filing.result)
    return tuple(filing for filing, score in scored if score and score.scheme == name)


def _figures(district: District, bands: Sequence[Decimal], *, peers: Decimal, draft: bool = False) -> Figures:
    """Work out the figures of offices with one scheme."""
    scores = [(filing.office, filing.result.score) for filing in district.filings if filing.result]
    scored = [(office, score) for office, score in scores if score is not None]
    ranking = _ranking(scored)
    trees = [score.tree for _, score in scored]
    return Figures(
        city=district.city,
        district=district.name,
        year=district.year,
        filings=district.filings,
        findings=district.findings,
        draft=draft,
        numbers_compared=_shared_most([filing.result for filing in district.filings if filing.result]) > peers,
        ranking=ranking,
        parts=_averages(trees, PART),
        groups=_averages(trees, GROUP),
        bands=_bands([tree.score for tree in trees], bands),
        lost=_lost_criteria(trees, _common_reasons(scored)),
        comparison=_comparison([filing.result for filing in district.filings if filing.result]),
        expected=district.expected,
        missing=district.missing,
    )


def round_figure(value: Decimal, *others: Decimal) -> Decimal:
    """Round a figure to 2 places, or to more if it would become equal to one of ``others`` (99.996 is not 100)."""
    candidates = (round_half_up(value, places) for places in _PLACES)
    return next((one for one in candidates if all((one == other) == (value == other) for other in others)), value)


def mean(values: Sequence[Decimal], *others: Decimal) -> Decimal:
    """Return the rounded mean; it equals the highest or the lowest value only if all values are the same."""
    return round_figure(_exact_mean(values), min(values), max(values), *others)


def _exact_mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _rate(points: Decimal, full: Decimal) -> Decimal:
    return round_figure(points * 100 / full, Decimal(0), Decimal(100)) if full else Decimal(100)


def foremost(items: Sequence[T], most: int, worth: Callable[[T], Decimal]) -> tuple[T, ...]:
    """Return the first ``most`` items without separating equal ones.

    Items equal to the first one left out are left out too, unless nothing would remain.
    """
    if len(items) <= most:
        return tuple(items)
    cutoff = worth(items[most])
    return tuple(item for item in items[:most] if worth(item) != cutoff) or tuple(items[:most])


def _highest(items: Sequence[LostCriterion], worth: Callable[[LostCriterion], Decimal]) -> tuple[LostCriterion, ...]:
    """Return the items with the highest worth, in their order; none if all have the same."""
    highest = max(map(worth, items), default=None)
    chosen = tuple(item for item in items if worth(item) == highest)
    return chosen if len(chosen) < len(items) else ()


def shared_places(values: Iterable[Decimal]) -> int:
    """Return the decimal places that all figures of a column share: those of the longest, but not more than 2."""
    return min(2, max(map(_places_of, values), default=0))


def in_column(value: Decimal, places: int) -> str:
    """Write a figure of a column with these decimal places, or with more if it has more (99.99996 is not 100.00)."""
    return f"{value:.{max(places, _places_of(value))}f}"


def signed(change: Decimal, places: int) -> str:
    """Return a change with its sign and with the decimals of its column: +1.50, -0.25, 0.00."""
    return f"{'+' if change > 0 else ''}{in_column(change, places)}"


def _places_of(value: Decimal) -> int:
    return len(plain(value).partition(".")[2])


def is_gap(problem: Diagnostic) -> bool:
    """Return whether the problem is a cell that is not filled in yet, which a draft may have."""
    return problem.severity is Severity.NOTE and problem.code in _BLANKS


_BLANKS = frozenset(code for code, kind in catalogue.KINDS.items() if kind.blank)


def _shared_most(results: Sequence[OfficeResult]) -> int:
    """Return how many offices have the number that most offices have."""
    having = Counter(
        name
        for result in results
        for name in {(normal_name(quantity.name), normal_name(quantity.unit)) for quantity in result.quantities}
    )
    return max(having.values(), default=0)


def _ranking(scores: Iterable[tuple[str, ScoreResult]]) -> tuple[Ranked, ...]:
    ordered = sorted(scores, key=lambda one: -one[1].tree.score)  # equal ones stay in the order of names
    places: dict[Decimal, int] = {}
    for number, (_, score) in enumerate(ordered, 1):
        places.setdefault(score.tree.score, number)
    return tuple(Ranked(place=places[score.tree.score], office=office, score=score) for office, score in ordered)


def _by_name(trees: Sequence[Node], depth: int) -> Iterator[tuple[tuple[Node, ...], tuple[Node, ...]]]:
    """Yield each indicator with those above it, and the same indicator of every office that has it."""
    columns: dict[tuple[str, ...], list[tuple[Node, ...]]] = {}
    for tree in trees:
        for path in tree.paths(depth):
            columns.setdefault(tuple(node.name for node in path), []).append(path)
    return ((paths[0], tuple(path[-1] for path in paths)) for paths in columns.values())


def _averages(trees: Sequence[Node], level: int) -> tuple[Average, ...]:
    """Return the average of each indicator."""
    averages = []
    for path, column in _by_name(trees, level):
        total = Node.over(path[-1].name, column)
        average = mean([one.score for one in column])
        rate = _rate(total.score, total.points)
        averages.append(Average(name=total.name, points=column[0].points, mean=average, rate=rate, lost=total.lost > 0))
    return tuple(averages)


def _bands(points: Sequence[Decimal], bounds: Sequence[Decimal]) -> tuple[ScoreBand, ...]:
    tops = (None, *bounds)
    names = [
        _highest_band(low) if high is None else f"{plain(low)}分以上不足{plain(high)}分"
        for high, low in zip(tops, bounds, strict=False)
    ]
    names.append(f"不足{plain(bounds[-1])}分")
    counts = Counter(next((place for place, low in enumerate(bounds) if one >= low), len(bounds)) for one in points)
    total = Decimal(len(points))
    return tuple(
        ScoreBand(name=name, offices=counts[place], share=_rate(Decimal(counts[place]), total) if total else Decimal(0))
        for place, name in enumerate(names)
    )


def _highest_band(low: Decimal) -> str:
    return f"{plain(low)}分以上（含{plain(low)}分）" if low < FULL else f"{plain(low)}分"


def _common_reasons(scores: Iterable[tuple[str, ScoreResult]]) -> dict[str, tuple[CommonReason, ...]]:
    """Return the reasons for lost points by 三级指标, the one that explains most points first."""
    offices: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    points: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for office, score in scores:
        for reason in score.reasons:
            offices[reason.criterion][reason.text].append(office)
            points[reason.criterion, reason.text] += reason.lost
    return {
        criterion: tuple(
            CommonReason(text=text, offices=tuple(dict.fromkeys(by_text[text])))
            for text in sorted(by_text, key=lambda text: -points[criterion, text])
        )
        for criterion, by_text in offices.items()
    }


def _lost_criteria(trees: Sequence[Node], reasons: Mapping[str, tuple[CommonReason, ...]]) -> tuple[LostCriterion, ...]:
    """Return the 三级指标 at which points were lost, the largest loss first."""
    totals = [(path[-2].name, column, Node.over(path[-1].name, column)) for path, column in _by_name(trees, CRITERION)]
    lost = (
        LostCriterion(
            name=total.name,
            group=group,
            points=column[0].points,
            offices=sum(criterion.lost > 0 for criterion in column),
            lost=total.lost,
            rate=_rate(total.score, total.points),
            reasons=reasons.get(total.name, ()),
        )
        for group, column, total in totals
        if total.lost > 0
    )
    return tuple(sorted(lost, key=lambda criterion: (-criterion.lost, -criterion.offices)))


def _comparison(results: Sequence[OfficeResult]) -> YearComparison | None:
    pairs = [(r.short_name, r.before, r.score) for r in results]
    pairs_of_scores = [
        (office, before, now)
        for office, before, now in pairs
        if before is not None and now is not None and before.scheme == now.scheme
    ]
    if not pairs_of_scores:
        return None
    year = max(before.year for _, before, _ in pairs_of_scores)
    both = [(office, before, now) for office, before, now in pairs_of_scores if before.year == year]
    offices = tuple(
        OfficeChange(office=office, before=before.tree.score, now=now.tree.score) for office, before, now in both
    )
    before, now, change = _means([one.before for one in offices], [one.now for one in offices])
    return YearComparison(
        year=year,
        offices=tuple(sorted(offices, key=lambda one: -one.change)),
        mean_before=before,
        mean_now=now,
        change=change,
        other_points=any(_group_points(before) != _group_points(now) for _, before, now in both),
    )


def _group_points(score: ScoreResult) -> dict[str, Decimal]:
    return {group.name: group.points for group in score.tree.level(GROUP)}


def _means(before: Sequence[Decimal], now: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Return both means and their difference; if 2 places show a difference, the printed means differ too."""
    change = round_figure(_exact_mean(now) - _exact_mean(before), Decimal(0))
    apart = abs(change) >= _SLIGHT
    old, new = ((round_half_up(_exact_mean(values), 2),) if apart else () for values in (before, now))
    return mean(before, *new), mean(now, *old), change


def count_by_severity(problems: Iterable[Diagnostic]) -> Counter[Severity]:
    """Count the problems of each severity."""
    return Counter(problem.severity for problem in problems)
