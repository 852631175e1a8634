"""Reads the wording of the summary proof (校读) without anybody's data: every layer, then tried out on specimens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef
from reportgen.district.exhibits import exhibits
from reportgen.district.figures import LostCriterion, ScoreBand, YearComparison, figures
from reportgen.district.options import FILE, SummaryOptions, load_options
from reportgen.district.specimens import SPECIMEN_PEERS, DistrictSpecimen, district_specimens
from reportgen.district.words import DistrictFacts, summary_text, vocabulary
from reportgen.resources import Resources
from reportgen.writing.narrative import Narrative, Picture
from reportgen.writing.source import DISTRICTS, OFFICES, SUMMARY, Layers, look_alikes
from reportgen.writing.wording import Wording, WordingLibrary

LAYERS = "默认、区/区名"  # an office has no summary
_SETTINGS = FILE.removeprefix(f"{SUMMARY}/")

_SAMPLE_BANDS = (Decimal(95), Decimal(90), Decimal(80), Decimal(60))
_SAMPLE_ITEMS = 10

TextCheck = Callable[[Narrative], Iterable[Diagnostic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryProof:
    """What was read: the districts with wording of their own, how many files and specimens; and what was found."""

    districts: tuple[str, ...]
    files: int
    specimens: int
    problems: tuple[Diagnostic, ...]


def proofread_summary(resources: Resources, look_through: TextCheck | None = None) -> SummaryProof:
    """Check settings and wording; ``look_through`` says what is wrong with a text that was tried out."""
    layers = Layers(resources, SUMMARY)
    options = load_options(resources)
    problems = [*options.diagnostics, *_names(layers)]
    samples = district_specimens()
    districts = layers.names(DISTRICTS)
    library = WordingLibrary(resources, vocabulary(), area=SUMMARY, advise=True)
    for district in ("", *districts):
        wording = library.wording(district, "")
        problems += wording.diagnostics
        if wording.value and options.value:
            named = district_specimens(district) if district else samples
            problems += _tried_out(wording.value, named, options.value, look_through)
    once = {(problem.code, problem.place): problem for problem in reversed(problems)}
    kept = tuple(reversed(once.values()))
    return SummaryProof(districts=districts, files=layers.count(), specimens=len(samples), problems=kept)


def _names(layers: Layers) -> Iterator[Diagnostic]:
    strays = (stray for stray in layers.strays() if stray != _SETTINGS)
    offices = (f"{OFFICES}/{name}" for name in layers.names(OFFICES))
    for stray in (*strays, *offices):
        yield catalogue.WORDING_IGNORED.at(FileRef(file=f"{SUMMARY}/{stray}"), stray, layers=LAYERS)
    for name, other in look_alikes(layers.names(DISTRICTS)):
        place = FileRef(file=f"{SUMMARY}/{DISTRICTS}/{name}")
        yield catalogue.WORDING_LOOK_ALIKE.at(place, name, other=f"{DISTRICTS}/{other}")


def _tried_out(
    wording: Wording, samples: Sequence[DistrictSpecimen], options: SummaryOptions, look_through: TextCheck | None
) -> Iterator[Diagnostic]:
    for specimen in samples:
        found = figures(specimen.district, options.bands, peers=SPECIMEN_PEERS, draft=specimen.draft)
        drawing = _Undrawn(options.picture.width, options.picture.height) if specimen.pictures else None
        shown = exhibits(found, drawing, options.most_items)
        written = summary_text(found, shown, wording, options)
        problems = list(written.diagnostics)
        if written.value is not None and look_through:
            blocks = tuple(block for block in written.value.blocks if block.exhibit is None)
            problems += look_through(replace(written.value, blocks=blocks))
        for problem in problems:
            if not isinstance(problem.place, CellRef):
                yield replace(problem, message=f"{problem.message}（样例：{specimen.name}）")


def specimen_facts() -> DistrictFacts:
    """What the words of the summary are drawn from for an invented district, as examples of what they say."""
    found = figures(district_specimens()[0].district, _SAMPLE_BANDS, peers=SPECIMEN_PEERS)
    size = Decimal(1)
    shown = exhibits(found, _Undrawn(size, size), _SAMPLE_ITEMS)
    return DistrictFacts(figures=found, exhibits=shown, most_items=_SAMPLE_ITEMS)


class _Undrawn:
    """In place of pictures: they have a caption and a size, which is all that the text is about."""

    def __init__(self, width: Decimal, height: Decimal) -> None:
        self._size = width, height

    def distribution(self, caption: str, bands: Sequence[ScoreBand]) -> Picture:  # noqa: ARG002 - as Charts
        """See :meth:`Charts.distribution`."""
        return self._picture(caption, *self._size)

    def lost(self, caption: str, items: Sequence[LostCriterion]) -> Picture:  # noqa: ARG002 - likewise
        """See :meth:`Charts.lost`."""
        return self._picture(caption, *self._size)

    def comparison(self, caption: str, compared: YearComparison, year: int) -> Picture:  # noqa: ARG002 - likewise
        """See :meth:`Charts.comparison`."""
        return self._picture(caption, *self._size)

    @staticmethod
    def _picture(caption: str, width: Decimal, height: Decimal) -> Picture:
        return Picture(caption=caption, png=b"", width=width, height=height, description="")
