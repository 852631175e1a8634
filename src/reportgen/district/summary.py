"""Makes the two files of a district from its figures and wording, with the tables and pictures (图表) of the text."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol, TypedDict

from reportgen.checks.limits import load_limits
from reportgen.diagnostics import Outcome, blocking, has_errors
from reportgen.district import file_names
from reportgen.district.charts import Charts, charts
from reportgen.district.figures import (
    Figures,
    LostCriterion,
    ScoreBand,
    YearComparison,
    figures,
    in_column,
    shared_places,
    signed,
)
from reportgen.district.notes import NOTES, note_of, note_text, note_vocabulary
from reportgen.district.results import District, Filing
from reportgen.district.sheets import workbook_of
from reportgen.district.words import (
    MOST_NAMED,
    SummaryOptions,
    in_words,
    list_names,
    load_options,
    scheme_prefix,
    summary_text,
    vocabulary,
)
from reportgen.numeric import plain
from reportgen.resources import Resources
from reportgen.scoring.tree import GROUP
from reportgen.word.profile import profile_of
from reportgen.word.render import ExhibitLook, StyleSheet, load_styles, render
from reportgen.writing.narrative import Exhibit, Picture, Table
from reportgen.writing.source import SUMMARY
from reportgen.writing.wording import WordingLibrary

_MOST_IN_CELL = 3  # a cell names at most so many offices
_Row = Sequence[str | Decimal]
_SHORT_LINE = 3  # characters in a line of the heading of a narrow column


class Summaries:
    """Makes summaries; it loads templates at their first use and keeps them.

    ``date_of`` gives the date of a report of a year; ``draft`` says that the reports are drafts.
    """

    def __init__(
        self, resources: Resources, date_of: Callable[[int], datetime.datetime], *, draft: bool = False
    ) -> None:
        self._resources = resources
        self._draft = draft
        self._date_of = date_of
        self._options = load_options(resources)
        limits = load_limits(resources).value  # without them no report is made, and nothing is compared
        self._peers = limits.across.peers if limits else Decimal(0)
        self._library = WordingLibrary(resources, vocabulary(), area=SUMMARY)
        self._note_library = WordingLibrary(resources, note_vocabulary(), area=NOTES)
        self._styles: dict[str, Outcome[StyleSheet]] = {}
        self._charts: Outcome[Charts] | None = None

    def make(self, district: District, name: str) -> Outcome[dict[str, bytes]]:
        """Return the files, whose names begin with ``name``, or the problems if the templates have an error."""
        options, wording = self._options, self._library.wording(district.name, "")
        if options.value is None or wording.value is None:
            return Outcome(None, (*options.diagnostics, *wording.diagnostics))
        styles = self._style_sheet(district.name, options.value)
        pictures = self._pictures(options.value)
        problems = [*wording.diagnostics, *styles.diagnostics]
        if styles.value is None:
            return Outcome(None, tuple(problems))
        district_figures = figures(district, options.value.bands, peers=self._peers, draft=self._draft)
        district_exhibits = exhibits(district_figures, pictures.value, options.value.most_items)
        narrative = summary_text(district_figures, district_exhibits, wording.value, options.value)
        problems += (*pictures.diagnostics, *narrative.diagnostics)
        if narrative.value is None or has_errors(problems):
            return Outcome(None, tuple(problems))
        created = self._date_of(district.year)
        workbook, document = file_names(name, draft=self._draft)
        files = {
            workbook: workbook_of(district_figures, created=created),
            document: render(narrative.value, styles.value, created=created),
        }
        return Outcome(files, tuple(problems))

    def notes(self, district: District, names: Sequence[str]) -> Outcome[dict[str, bytes]]:
        """Return the note of each office of the district that has something to mend, or problems of the templates.

        ``names`` holds the file names of the notes, one for each filing.
        """
        options, wording = self._options, self._note_library.wording(district.name, "")
        if options.value is None or wording.value is None:
            return Outcome(None, (*options.diagnostics, *wording.diagnostics))
        styles = self._style_sheet(district.name, options.value)
        problems = [*wording.diagnostics, *styles.diagnostics]
        files: dict[str, bytes] = {}
        for filing, name in zip(district.filings, names, strict=True):
            note = note_of(filing, district.findings, district.year)
            if note is None or styles.value is None:
                continue
            text = note_text(note, wording.value)
            problems += (problem for problem in text.diagnostics if problem not in problems)
            if text.value:
                files[name] = render(text.value, styles.value, created=self._date_of(district.year))
        return Outcome(None if has_errors(problems) else files, tuple(problems))

    def _style_sheet(self, district: str, options: SummaryOptions) -> Outcome[StyleSheet]:
        profile = profile_of(self._resources, district, "")
        if profile not in self._styles:
            look = ExhibitLook(
                font_han=options.table.font_han,
                font_latin=options.table.font_latin,
                size=options.table.size,
                head_han=options.table.head_han,
                caption_han=options.picture.caption_han,
                caption_size=options.picture.caption_size,
            )
            self._styles[profile] = load_styles(self._resources, profile, draft=self._draft, exhibits=look)
        return self._styles[profile]

    def _pictures(self, options: SummaryOptions) -> Outcome[Charts]:
        if self._charts is None:
            self._charts = charts(options.picture.width, options.picture.height)
        return self._charts


# --- tables and pictures ----------------------------------------------------------------------------------


class Draughtsman(Protocol):
    """Draws the pictures with their captions."""

    def distribution(self, caption: str, bands: Sequence[ScoreBand]) -> Picture:
        """Draw how many offices are in each band."""

    def lost(self, caption: str, items: Sequence[LostCriterion]) -> Picture:
        """Draw the points that were lost at each 三级指标."""

    def comparison(self, caption: str, comparison: YearComparison, year: int) -> Picture:
        """Draw the points of both years."""


def exhibits(figures: Figures, charts: Draughtsman | None, most_items: int) -> dict[str, Exhibit]:
    """Return the tables and pictures that have content, by their words; without ``charts`` there are no pictures."""
    of_all = [*_tables(figures), *(_pictures(figures, charts, most_items) if charts else ())]
    return dict([*of_all, *(item for one in figures.schemes for item in _of_scheme(one))])


def _of_scheme(figures: Figures) -> Iterator[tuple[str, Exhibit]]:
    """Yield the tables about the points of one scheme of several."""
    for word, table in _tables(figures):
        if word in _POINTS:
            caption = f"{table.caption}（{figures.scheme}）"
            yield scheme_prefix(figures) + word, replace(table, caption=caption)


_POINTS = ("表.得分排名", "表.二级指标", "表.扣分情况", "表.上年比较")


def _pictures(figures: Figures, charts: Draughtsman, most_items: int) -> Iterator[tuple[str, Exhibit]]:
    if figures.ranking:
        yield "图.得分分布", charts.distribution("各分数段单位数", figures.bands)
    if figures.lost:
        foremost, alike = figures.foremost_lost(most_items), figures.lost_alike(most_items)
        caption = "扣分的三级指标" if len(foremost) == len(figures.lost) else "扣分较多的三级指标"
        yield "图.扣分情况", charts.lost(caption + (f"（另有{alike}项扣分相同）" if alike else ""), foremost)
    if figures.comparison and len(figures.comparison.offices) > 1:
        yield "图.上年比较", charts.comparison(figures.comparison.caption, figures.comparison, figures.year)


def _tables(figures: Figures) -> Iterator[tuple[str, Table]]:
    if figures.ranking:
        yield "表.得分排名", _ranking(figures)
        yield "表.二级指标", _groups(figures)
    if figures.lost:
        yield "表.扣分情况", _lost(figures)
    if figures.without_report:
        yield "表.没有生成", _failures(figures.without_report)
    if len(figures.missing) > MOST_NAMED:  # a sentence names fewer
        yield "表.应报未报", _missing(figures.missing)
    if figures.findings:
        yield "表.相互核对", _findings(figures)
    if figures.comparison:
        yield "表.上年比较", _comparison(figures)


def _ranking(figures: Figures) -> Table:
    parts = [f"{part.name}\n（{plain(part.points)}分）" for part in figures.parts]
    rows: list[_Row] = [
        (
            str(ranked.place),
            ranked.office,
            ranked.score.tree.score,
            *(part.score for part in ranked.score.tree.children),
            ranked.score.tree.lost,
            *((ranked.score.grade,) if figures.grades else ()),
        )
        for ranked in figures.ranking
    ]
    grade, room = (("等级",), (5,)) if figures.grades else ((), ())
    return Table(
        caption="各单位得分排名",
        head=("名次", "单位", "总分", *parts, "扣分", *grade),
        widths=(4, 12, 6, *(9 for _ in parts), 6, *room),
        **_with_figures(rows),
    )


def _groups(figures: Figures) -> Table:
    offices: list[_Row] = [
        (ranked.office, *(group.score for group in ranked.score.tree.level(GROUP)), ranked.score.tree.score)
        for ranked in figures.ranking
    ]
    means: _Row = ("平均分", *(group.mean for group in figures.groups), figures.mean or Decimal(0))
    rates: _Row = ("得分率（%）", *(group.rate for group in figures.groups), "")
    heads = (f"{in_lines(group.name, _SHORT_LINE)}\n（{plain(group.points)}）" for group in figures.groups)
    return Table(
        caption="各单位二级指标得分",
        head=("单位", *heads, "总分"),
        widths=(11, *(6 for _ in figures.groups), 6),
        **_with_figures([*offices, means, rates]),
    )


def _lost(figures: Figures) -> Table:
    rows = [(item.name, item.group, item.points, Decimal(item.offices), item.lost, item.rate) for item in figures.lost]
    return Table(
        caption="三级指标扣分情况",
        head=("三级指标", "二级指标", "分值", "扣分\n单位数", "扣分合计", "得分率\n（%）"),
        widths=(20, 8, 5, 7, 7, 8),
        left=frozenset({0}),
        **_with_figures(rows),
    )


class _Body(TypedDict):
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int]


def _with_figures(rows: Sequence[_Row]) -> _Body:
    """Return the rows as texts, in which the numbers of a column share their decimals, and the columns with numbers."""
    columns = [[value for value in column if isinstance(value, Decimal)] for column in zip(*rows, strict=True)]
    places = [shared_places(column) for column in columns]
    texts = (
        tuple(
            value if isinstance(value, str) else in_column(value, digits)
            for value, digits in zip(row, places, strict=True)
        )
        for row in rows
    )
    return _Body(rows=tuple(texts), figures=frozenset(at for at, column in enumerate(columns) if column))


def in_lines(text: str, longest: int) -> str:
    """Break a heading into lines of about the same length; ``longest`` is the most characters in a line."""
    lines = -(-len(text) // longest)
    length = -(-len(text) // lines)
    return "\n".join(text[start : start + length] for start in range(0, len(text), length))


def _failures(filings: Iterable[Filing]) -> Table:
    rows = []
    for filing in filings:
        errors = blocking(filing.problems)
        more = f"（另有{len(errors) - 1}处）" if len(errors) > 1 else ""
        rows.append((filing.office, filing.workbook, in_words(errors[0], {}) + more if errors else ""))
    return Table(
        caption="没有生成说明的单位",
        head=("单位", "填报表", "原因"),
        widths=(10, 14, 34),
        rows=tuple(rows),
        left=frozenset({1, 2}),
    )


def _missing(offices: Iterable[str]) -> Table:
    return Table(
        caption="应报未报的单位",
        head=("序号", "单位"),
        widths=(8, 44),
        rows=tuple((str(number), office) for number, office in enumerate(offices, 1)),
        left=frozenset({1}),
    )


def _findings(figures: Figures) -> Table:
    offices = {filing.workbook: filing.office for filing in figures.filings}
    rows = (
        (list_names(finding.offices, _MOST_IN_CELL, "个单位"), in_words(finding.problem, offices))
        for finding in figures.findings
    )
    return Table(
        caption="各单位之间核对发现的问题",
        head=("单位", "问题"),
        widths=(14, 44),
        rows=tuple(rows),
        left=frozenset({0, 1}),
    )


def _comparison(figures: Figures) -> Table:
    comparison = figures.comparison
    assert comparison is not None  # noqa: S101 - the caller has checked it
    places = shared_places(one.change for one in comparison.offices)
    table = _with_figures([(one.office, one.before, one.now, one.change) for one in comparison.offices])
    rows = [(*row[:-1], signed(one.change, places)) for row, one in zip(table["rows"], comparison.offices, strict=True)]
    return Table(
        caption="各单位总分与上年比较",
        head=("单位", f"{comparison.year}年度", f"{figures.year}年度", "增减"),
        widths=(14, 8, 8, 8),
        rows=tuple(rows),
        figures=table["figures"],
    )
