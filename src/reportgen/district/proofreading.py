"""Proofreads (校读) the wording of the summary: checks every layer, then tries it out on specimens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef
from reportgen.district.exhibits import exhibits
from reportgen.district.figures import LostCriterion, ScoreBand, YearComparison, figures
from reportgen.district.notes import NOTES, note_of, note_text, note_vocabulary
from reportgen.district.options import FILE, SummaryOptions, load_options
from reportgen.district.specimens import SPECIMEN_PEERS, DistrictSpecimen, district_specimens
from reportgen.district.words import DistrictFacts, summary_text, vocabulary
from reportgen.resources import Resources
from reportgen.writing.narrative import Narrative, Picture
from reportgen.writing.source import DISTRICTS, OFFICES, SUMMARY, Layers, look_alikes
from reportgen.writing.wording import Wording, WordingLibrary

LAYERS = "默认、区/区名"  # there is no summary of an office
_SETTINGS, _NOTES = FILE.removeprefix(f"{SUMMARY}/"), NOTES.removeprefix(f"{SUMMARY}/")
_MOST_NOTES = 12  # of one specimen; the largest one has hundreds of equal offices

_SAMPLE_BANDS = (Decimal(95), Decimal(90), Decimal(80), Decimal(60))
_SAMPLE_ITEMS = 10

TextCheck = Callable[[Narrative], Iterable[Diagnostic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryProof:
    """The result of proofreading: the districts with own wording, the number of files and specimens, the problems."""

    districts: tuple[str, ...]
    files: int
    specimens: int
    problems: tuple[Diagnostic, ...]


def proofread_summary(resources: Resources, look_through: TextCheck | None = None) -> SummaryProof:
    """Check settings and wording; ``look_through`` checks the text of each specimen."""
    layers = Layers(resources, SUMMARY)
    options = load_options(resources)
    problems = [*options.diagnostics, *_names(layers)]
    samples = district_specimens()
    districts = layers.names(DISTRICTS)
    library = WordingLibrary(resources, vocabulary(), area=SUMMARY, advise=True)
    for district in ("", *districts):
        wording = library.wording(district, "")
        problems += wording.diagnostics
        samples_here = district_specimens(district) if district else samples
        if wording.value and options.value:
            problems += _try_out(wording.value, samples_here, options.value, look_through)
    problems += _notes(resources, samples, look_through)
    once = {(problem.code, problem.place): problem for problem in reversed(problems)}
    different = tuple(reversed(once.values()))
    files = layers.count() + Layers(resources, NOTES).count()
    return SummaryProof(districts=districts, files=files, specimens=len(samples), problems=different)


def _notes(
    resources: Resources, samples: Sequence[DistrictSpecimen], look_through: TextCheck | None
) -> Iterator[Diagnostic]:
    """Check the wording of the notes to offices, and try it out on those of all specimens."""
    library = WordingLibrary(resources, note_vocabulary(), area=NOTES, advise=True)
    notes = [
        (specimen.name, note)
        for specimen in samples
        for filing in specimen.district.filings[:_MOST_NOTES]
        if (note := note_of(filing, specimen.district.findings, specimen.district.year))
    ]
    layers = Layers(resources, NOTES)
    for stray in (*layers.strays(), *(f"{OFFICES}/{name}" for name in layers.names(OFFICES))):
        yield catalogue.WORDING_IGNORED.at(FileRef(file=f"{NOTES}/{stray}"), stray, layers=LAYERS)
    for district in ("", *layers.names(DISTRICTS)):
        wording = library.wording(district, "")
        yield from wording.diagnostics
        for specimen, note in notes if wording.value else ():
            text = note_text(note, wording.value) if wording.value else None
            problems = list(text.diagnostics) if text else []
            if text and text.value and look_through:
                blocks = tuple(block for block in text.value.blocks if block.exhibit is None)
                problems += look_through(replace(text.value, blocks=blocks))
            for problem in problems:
                if not isinstance(problem.place, CellRef):
                    yield replace(problem, message=f"{problem.message}（退回意见，样例：{specimen}）")


def _names(layers: Layers) -> Iterator[Diagnostic]:
    strays = (stray for stray in layers.strays() if stray not in (_SETTINGS, _NOTES))
    offices = (f"{OFFICES}/{name}" for name in layers.names(OFFICES))
    for stray in (*strays, *offices):
        yield catalogue.WORDING_IGNORED.at(FileRef(file=f"{SUMMARY}/{stray}"), stray, layers=LAYERS)
    for name, other in look_alikes(layers.names(DISTRICTS)):
        place = FileRef(file=f"{SUMMARY}/{DISTRICTS}/{name}")
        yield catalogue.WORDING_LOOK_ALIKE.at(place, name, other=f"{DISTRICTS}/{other}")


def _try_out(
    wording: Wording, samples: Sequence[DistrictSpecimen], options: SummaryOptions, look_through: TextCheck | None
) -> Iterator[Diagnostic]:
    for specimen in samples:
        specimen_figures = figures(specimen.district, options.bands, peers=SPECIMEN_PEERS, draft=specimen.draft)
        pictures = _EmptyPictures(options.picture.width, options.picture.height) if specimen.pictures else None
        specimen_exhibits = exhibits(specimen_figures, pictures, options.most_items)
        narrative = summary_text(specimen_figures, specimen_exhibits, wording, options)
        problems = list(narrative.diagnostics)
        if narrative.value is not None and look_through:
            blocks = tuple(block for block in narrative.value.blocks if block.exhibit is None)
            problems += look_through(replace(narrative.value, blocks=blocks))
        for problem in problems:
            if not isinstance(problem.place, CellRef):
                yield replace(problem, message=f"{problem.message}（样例：{specimen.name}）")


def specimen_facts() -> DistrictFacts:
    """Return the facts of an invented district, from which the words of a summary get their examples."""
    specimen_figures = figures(district_specimens()[0].district, _SAMPLE_BANDS, peers=SPECIMEN_PEERS)
    size = Decimal(1)
    specimen_exhibits = exhibits(specimen_figures, _EmptyPictures(size, size), _SAMPLE_ITEMS)
    return DistrictFacts(figures=specimen_figures, exhibits=specimen_exhibits, most_items=_SAMPLE_ITEMS)


class _EmptyPictures:
    """Makes empty pictures with a caption and a size, as proofreading looks at the text only."""

    def __init__(self, width: Decimal, height: Decimal) -> None:
        self._size = width, height

    def distribution(self, caption: str, bands: Sequence[ScoreBand]) -> Picture:  # noqa: ARG002 - as Charts
        """See :meth:`Charts.distribution`."""
        return self._picture(caption, *self._size)

    def lost(self, caption: str, items: Sequence[LostCriterion]) -> Picture:  # noqa: ARG002 - likewise
        """See :meth:`Charts.lost`."""
        return self._picture(caption, *self._size)

    def comparison(self, caption: str, comparison: YearComparison, year: int) -> Picture:  # noqa: ARG002 - likewise
        """See :meth:`Charts.comparison`."""
        return self._picture(caption, *self._size)

    @staticmethod
    def _picture(caption: str, width: Decimal, height: Decimal) -> Picture:
        return Picture(caption=caption, png=b"", width=width, height=height, alt_text="")
