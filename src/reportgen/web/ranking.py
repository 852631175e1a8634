"""The page that ranks the offices of a year, with the figures of the summary (汇总) and charts drawn as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from reportgen.district.exhibits import Bars, comparison_bars, distribution_bars, length_of, lost_bars
from reportgen.district.figures import Figures, Ranked, figures, shared_places, signed
from reportgen.district.results import District, Filing, OfficeResult, ScoreResult
from reportgen.district.words import load_options
from reportgen.numeric import plain
from reportgen.resources import Resources
from reportgen.scoring.tree import Node
from reportgen.web.access import account_of, collections_for, declarations_for
from reportgen.web.models import Declaration, DeclarationStep, FilingYear, SiteOffice

_BANDS = (Decimal(95), Decimal(90), Decimal(80), Decimal(60))  # where the settings of the summary have an error
_MOST_ITEMS = 10
_WIDTH, _LINE, _BAR, _LETTER, _GAP = 720, 26, 15, 14, 8  # of a chart, in units of the SVG
_MOST_FOR_NAMES, _MOST_FOR_ENDS = 270, 150


@dataclass(frozen=True, slots=True)
class RankingRow:
    """An office in the ranking, with the score of each part, and its points and change against last year."""

    ranked: Ranked
    one: Declaration
    total: str
    parts: tuple[str, ...]
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class RankingTable:
    """The ranking of the offices of one scheme (评分方案), as points of different schemes cannot be compared."""

    figures: Figures
    parts: tuple[str, ...]
    average: str
    means: tuple[str, str]  # of last year and of this year, for the offices with points in both
    rows: tuple[RankingRow, ...]
    charts: tuple[SvgChart, ...]


@require_GET
def ranking(request: HttpRequest, year: int) -> HttpResponse:
    """Rank the offices that have handed in by their scores, within each scheme."""
    this = get_object_or_404(FilingYear, year=year)
    account = account_of(request)
    handed_in = declarations_for(account).filter(
        year=year, step__in=(DeclarationStep.HANDED_IN, DeclarationStep.ACCEPTED)
    )
    scored = handed_in.exclude(latest__examination__total="").defer("latest__examination__problems")
    last = declarations_for(account).filter(year=year - 1).exclude(latest__examination__total="")
    before = {one.office_id: _score(one) for one in last.defer("latest__examination__problems")}
    often = Counter(one.office.name for one in scored)
    named = {_label(one.office, often): one for one in scored}
    filings = tuple(_filing(name, one, before.get(one.office_id)) for name, one in named.items())
    options = load_options(Resources.locate(working_folder=settings.SITE.path)).value
    district = District(city="", name="", year=year, filings=filings, findings=())
    whole = figures(district, options.bands if options else _BANDS, peers=Decimal(0))
    most = options.most_items if options else _MOST_ITEMS
    context = {
        "this": this,
        "tables": [_table(one, named, most) for one in whole.schemes or (whole,) if one.ranking],
        "collection": collections_for(account).filter(year=year).first(),
    }
    return render(request, "web/ranking.html", context)


def _label(office: SiteOffice, often: Counter[str]) -> str:
    return office.name if often[office.name] == 1 else f"{office.district}{office.name}"


def _filing(name: str, one: Declaration, before: ScoreResult | None) -> Filing:
    result = OfficeResult(
        city="",
        district=one.office.district,
        full_name=name,
        name=name,
        short_name=name,
        score=_score(one),
        before=before,
        quantities=(),
        passages=(),
        quotations=(),
        mentions=(),
    )
    return Filing(office=name, workbook="", result=result, problems=())


def _score(one: Declaration) -> ScoreResult | None:
    if one.latest is None:
        return None
    examination = one.latest.examination
    (tree,) = _nodes(examination.tree)
    return ScoreResult(year=one.year, trial=False, tree=tree, scheme=examination.scheme, grade=examination.grade)


def _nodes(lines: Sequence[list[Any]], level: int = 0) -> tuple[Node, ...]:
    """Return the nodes of a level from the lines of a stored tree, each with those that follow it a level below."""
    starts = [at for at, line in enumerate(lines) if line[0] == level]
    return tuple(
        Node(
            name=lines[start][1],
            points=Decimal(lines[start][2]),
            score=Decimal(lines[start][3]),
            children=_nodes(lines[start + 1 : end], level + 1),
        )
        for start, end in pairwise([*starts, len(lines)])
    )


def _table(of_scheme: Figures, named: dict[str, Declaration], most: int) -> RankingTable:
    comparison = of_scheme.comparison
    changes = {one.office: one for one in comparison.offices} if comparison else {}
    places = shared_places(one.change for one in changes.values())
    rows = []
    for ranked in of_scheme.ranking:
        tree, change = ranked.score.tree, changes.get(ranked.office)
        rows.append(
            RankingRow(
                ranked=ranked,
                one=named[ranked.office],
                total=plain(tree.score),
                parts=tuple(plain(part.score) for part in tree.children),
                before=plain(change.before) if change else "",
                change=signed(change.change, places) if change else "",
            )
        )
    return RankingTable(
        figures=of_scheme,
        parts=tuple(f"{part.name}（{plain(part.points)}分）" for part in of_scheme.parts),
        average=plain(of_scheme.mean or Decimal(0)),
        means=(plain(comparison.mean_before), plain(comparison.mean_now)) if comparison else ("", ""),
        rows=tuple(rows),
        charts=tuple(_charts(of_scheme, most)),
    )


# --- charts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SvgBar:
    """A bar of a chart; ``series`` is 0 for the only or the earlier year, 1 for the later one."""

    y: int
    width: int
    series: int


@dataclass(frozen=True, slots=True)
class SvgRow:
    """A row of a chart: its name, its bars, and the text behind the longest of them."""

    name: str
    short: str
    y: int
    bars: tuple[SvgBar, ...]
    end: str
    end_x: int


@dataclass(frozen=True, slots=True)
class SvgChart:
    """A chart of bars, laid out; the template draws it."""

    caption: str
    bars: Bars
    left: int
    height: int
    rows: tuple[SvgRow, ...]
    width: int = _WIDTH
    bar: int = _BAR


def _charts(of_scheme: Figures, most: int) -> Iterator[SvgChart]:
    yield _chart("各分数段单位数", distribution_bars(of_scheme.bands))
    if of_scheme.lost:
        yield _chart("扣分较多的三级指标", lost_bars(of_scheme.foremost_lost(most)))
    if of_scheme.comparison:
        yield _chart(of_scheme.comparison.caption, comparison_bars(of_scheme.comparison, of_scheme.year))


def _chart(caption: str, bars: Bars) -> SvgChart:
    names = [_cut(name, _MOST_FOR_NAMES) for name in bars.names]
    left = max(map(_room, names)) + _GAP
    room = _WIDTH - left - min(max(map(_room, bars.ends)) + _GAP, _MOST_FOR_ENDS)
    most = max(float(value) for _, _, values in bars.bars for value in values) - bars.start
    scale = room / most if most > 0 else 0
    series = [values for _, _, values in bars.bars]
    each = _LINE + _BAR * (len(series) - 1)
    rows = []
    for at, (name, short, end) in enumerate(zip(bars.names, names, bars.ends, strict=True)):
        lengths = [round((float(values[at]) - bars.start) * scale) for values in series]
        top = at * each + (_LINE - _BAR) // 2
        drawn = tuple(SvgBar(top + number * _BAR, length, number) for number, length in enumerate(lengths))
        middle = top + _BAR * len(series) // 2
        rows.append(SvgRow(name, short, middle, drawn, end, left + max(lengths) + _GAP // 2))
    return SvgChart(caption, bars, left, len(rows) * each, tuple(rows))


def _room(label: str) -> int:
    return round(length_of(label) * _LETTER)


def _cut(name: str, room: int) -> str:
    """Return a name that fits; the whole one stands in the title of its row."""
    short = name
    while _room(short) > room:
        short = f"{short.removesuffix('…')[:-1]}…"
    return short
