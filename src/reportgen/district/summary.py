"""Makes the two files of a district from its figures and wording, and the notes that go back to its offices."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

from reportgen.checks.limits import load_limits
from reportgen.diagnostics import Outcome, has_errors
from reportgen.district import file_names
from reportgen.district.exhibits import Charts, charts, exhibits
from reportgen.district.figures import figures
from reportgen.district.notes import NOTES, note_of, note_text, note_vocabulary
from reportgen.district.results import District
from reportgen.district.sheets import workbook_of
from reportgen.district.words import (
    SummaryOptions,
    load_options,
    summary_text,
    vocabulary,
)
from reportgen.resources import Resources
from reportgen.word.profile import profile_of
from reportgen.word.render import ExhibitLook, StyleSheet, load_styles, render
from reportgen.writing.source import SUMMARY
from reportgen.writing.wording import WordingLibrary


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
