"""From a district to its two files: figures in the words of the wording, tables and pictures where these want them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.checks.limits import load_limits
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, has_errors
from reportgen.district import file_names
from reportgen.district.charts import Charts, charts
from reportgen.district.exhibits import exhibits
from reportgen.district.figures import Figures, figures
from reportgen.district.options import SummaryOptions, load_options
from reportgen.district.results import District
from reportgen.district.sheets import workbook_of
from reportgen.district.words import DistrictFacts, vocabulary
from reportgen.resources import Resources
from reportgen.word.exhibits import ExhibitLook
from reportgen.word.profile import profile_of
from reportgen.word.render import StyleSheet, load_styles, render
from reportgen.writing.composition import compose, title_of
from reportgen.writing.narrative import Block, Exhibit, Level, Narrative
from reportgen.writing.source import SUMMARY
from reportgen.writing.wording import MarkedText, Wording, WordingLibrary


class Summaries:
    """Makes summaries, perhaps of drafts; templates are loaded at their first use and kept."""

    def __init__(self, resources: Resources, dated: Callable[[int], datetime.datetime], *, draft: bool = False) -> None:
        self._resources = resources
        self._draft = draft
        self._dated = dated
        self._options = load_options(resources)
        limits = load_limits(resources).value  # without them no report is made, and nothing is compared
        self._peers = limits.across.peers if limits else Decimal(0)
        self._library = WordingLibrary(resources, vocabulary(), area=SUMMARY)
        self._styles: dict[str, Outcome[StyleSheet]] = {}
        self._charts: Outcome[Charts] | None = None

    def make(self, district: District, name: str) -> Outcome[dict[str, bytes]]:
        """The files, whose names begin with ``name``; none where the templates have an error."""
        options, wording = self._options, self._library.wording(district.name, "")
        if options.value is None or wording.value is None:
            return Outcome(None, (*options.diagnostics, *wording.diagnostics))
        styles = self._style_sheet(district.name, options.value)
        drawn = self._drawn(options.value)
        problems = [*wording.diagnostics, *styles.diagnostics]
        if styles.value is None:
            return Outcome(None, tuple(problems))
        found = figures(district, options.value.bands, peers=self._peers, draft=self._draft)
        shown = exhibits(found, drawn.value, options.value.most_items)
        written = summary_text(found, shown, wording.value, options.value)
        problems += (*drawn.diagnostics, *written.diagnostics)
        if written.value is None or has_errors(problems):
            return Outcome(None, tuple(problems))
        created = self._dated(district.year)
        workbook, document = file_names(name, draft=self._draft)
        files = {
            workbook: workbook_of(found, created=created),
            document: render(written.value, styles.value, created=created),
        }
        return Outcome(files, tuple(problems))

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

    def _drawn(self, options: SummaryOptions) -> Outcome[Charts]:
        if self._charts is None:
            self._charts = charts(options.picture.width, options.picture.height)
        return self._charts


# --- the text ---------------------------------------------------------------------------------------------


def summary_text(
    found: Figures, shown: Mapping[str, Exhibit], wording: Wording, options: SummaryOptions
) -> Outcome[Narrative]:
    """Word the figures, and put tables and pictures where the wording wants them."""
    rendered = wording.render(DistrictFacts(figures=found, exhibits=shown, most_items=options.most_items))
    if rendered.value is None:
        return Outcome(None, rendered.diagnostics)
    problems = list(rendered.diagnostics)
    composed = compose(rendered.value)
    problems += _vanished(rendered.value, composed, shown)
    blocks = tuple(_with_exhibits(composed, shown, problems))
    title = title_of(blocks, SUMMARY)
    problems += title.diagnostics
    if title.value is None or has_errors(problems):
        return Outcome(None, tuple(problems))
    return Outcome(Narrative(title=title.value, blocks=blocks), tuple(problems))


def _vanished(rendered: MarkedText, blocks: Sequence[Block], shown: Mapping[str, Exhibit]) -> Iterator[Diagnostic]:
    """The exhibits that were printed as a heading with nothing below it, which vanishes and takes them along."""
    kept = {use.rule for block in blocks for use in block.figures}
    for rule in dict.fromkeys(value.rule for value in rendered.values):
        if rule in shown and rule not in kept:
            yield catalogue.EXHIBIT_NOT_ALONE.at(FileRef(file=SUMMARY, item=rule), rule)


def _with_exhibits(
    blocks: Sequence[Block], shown: Mapping[str, Exhibit], problems: list[Diagnostic]
) -> Iterator[Block]:
    """Captions are numbered as they come, tables and pictures apart (表1, 图1)."""
    counts: Counter[str] = Counter()
    for block in blocks:
        use = next((use for use in block.figures if use.rule in shown), None)
        if use is None:
            yield block
            continue
        exhibit = shown[use.rule]
        if block.text != exhibit.caption or block.level is not Level.BODY:
            problems.append(catalogue.EXHIBIT_NOT_ALONE.at(block.line_at(use.start), use.rule))
            continue
        counts[use.name] += 1
        yield replace(block, text=f"{use.name}{counts[use.name]}\u3000{exhibit.caption}", exhibit=exhibit)
