"""Proofreads (校读) all wording: checks every layer and every branch, then tries the wording out on specimens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen import catalogue
from reportgen.checks import check, form, slips
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import Limits, load_limits
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Place, Severity, TextRef
from reportgen.district.proofreading import SummaryProof, TextCheck, proofread_summary
from reportgen.editor.specimens import Specimen, cases_without_specimen, hand_over, specimens
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, rubric_years
from reportgen.writing.composition import write
from reportgen.writing.narrative import Narrative
from reportgen.writing.source import DEFAULT_LAYER, DISTRICTS, OFFICES, Layers, look_alikes
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import Wording, WordingLibrary

_EVERYWHERE = FileRef(file="wording", item=DEFAULT_LAYER)  # a problem here is a problem of every layer
_LAYERS = "默认、区/区名、单位/单位简称"
_OF_FORM = (
    form.punctuation_is_full_width,
    form.sentences_are_whole,
    form.paragraphs_end,
    slips.words_are_right,
    form.placeholders_left,
    form.markup_left,
    form.title_fits,
)
_MEND = "样例的数没有错，是措辞没有照着数说：检查改过、去掉的各节"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The result of proofreading: years, districts and offices with own wording, numbers of files and specimens.

    ``summary`` is the result for the wording of the summary. ``problems`` holds every problem once.
    """

    years: tuple[int, ...]
    districts: tuple[str, ...]
    offices: tuple[str, ...]
    files: int
    specimens: int
    summary: SummaryProof
    problems: tuple[Diagnostic, ...]


def proofread(resources: Resources, year: int | None = None) -> Proof:
    """Check the wording of reports with the rules of every year, or of ``year`` alone, and that of the summary."""
    layers = Layers(resources)
    problems = _ProblemsByPlace()
    problems.add(_names(layers))
    never: list[dict[Place | None, Diagnostic]] = []
    limits = load_limits(resources)
    problems.add(limits.diagnostics)
    years = (year,) if year else rubric_years(resources)
    most_specimens = 0
    sound: Specimen | None = None
    for one in years:
        rubric = load_rubric(resources, one)
        problems.add(rubric.diagnostics)
        if rubric.value is None:
            continue
        problems.never = {}
        never.append(problems.never)
        samples = specimens(rubric.value)
        most_specimens = max(most_specimens, len(samples))
        sound = sound or next(iter(samples), None)
        problems.add(
            catalogue.SPECIMEN_LEFT_OUT.at(FileRef(file=rubric.value.file, item=name), name, year=one)
            for name in cases_without_specimen(samples)
        )
        for district, office, wording in _wordings(resources, layers, rubric.value, problems):
            if limits.value is not None:
                near = district or office
                here = (hand_over(sample, district, office) for sample in samples if not (near and sample.heavy))
                problems.add(_try_out(wording, here, limits.value, layer=office or district or DEFAULT_LAYER))
    summary = proofread_summary(resources, _form(sound, limits.value) if sound and limits.value else None)
    problems.add(summary.problems)
    return Proof(
        years=tuple(years),
        districts=layers.names(DISTRICTS),
        offices=layers.names(OFFICES),
        files=layers.count(),
        specimens=most_specimens,
        summary=summary,
        problems=tuple(sorted((*problems.by_place.values(), *_in_all_years(never)), key=_position)),
    )


def _form(sound: Specimen, limits: Limits) -> TextCheck:
    """Return the checks of form for the text of a summary.

    They need a whole dossier, so they get the data of ``sound``, an office without problems.
    """

    def look_through(narrative: Narrative) -> Iterator[Diagnostic]:
        parts = (sound.submission, sound.scorecard)
        dossier = Dossier(submission=parts[0], scorecard=parts[1], narrative=narrative, limits=limits)
        return (problem for run in _OF_FORM for problem in run(dossier))

    return look_through


def _position(problem: Diagnostic) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if isinstance(place, TextRef) else (str(place), 0, 0)


def _in_all_years(never: Sequence[Mapping[Place | None, Diagnostic]]) -> Iterator[Diagnostic]:
    """Yield the problems of words that the rules of no year fill."""
    if never:
        yield from (problem for place, problem in never[0].items() if all(place in others for others in never))


class _ProblemsByPlace:
    """Keeps every problem once, as layers share files and specimens share sentences."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[str, Place | None], Diagnostic] = {}
        self.never: dict[Place | None, Diagnostic] = {}  # words that the rules of the present year never fill

    def add(self, problems: Iterable[Diagnostic]) -> None:
        for problem in problems:
            if problem.code == catalogue.WORDING_NEVER_FILLED.code:
                self.never[problem.place] = problem
            elif (problem.code, _EVERYWHERE) not in self.by_place:
                self.by_place.setdefault((problem.code, problem.place), problem)


def _names(layers: Layers) -> Iterator[Diagnostic]:
    for stray in layers.strays():
        yield catalogue.WORDING_IGNORED.at(FileRef(file=f"wording/{stray}"), stray, layers=_LAYERS)
    for kind in (DISTRICTS, OFFICES):
        for name, other in look_alikes(layers.names(kind)):
            yield catalogue.WORDING_LOOK_ALIKE.at(FileRef(file=f"wording/{kind}/{name}"), name, other=f"{kind}/{other}")


def _wordings(
    resources: Resources, layers: Layers, rubric: Rubric, problems: _ProblemsByPlace
) -> Iterator[tuple[str, str, Wording]]:
    """Yield every wording that some office may get, once, with a district and an office that get it.

    The folder of an office does not say in which district the office is. An office and a district are combined if one
    of them has fragments, which the sections of the other may include. Without fragments it is enough to check each
    alone.
    """
    library = WordingLibrary(resources, vocabulary(rubric), advise=True)
    districts, offices = layers.names(DISTRICTS), layers.names(OFFICES)
    alone = (("", ""), *((district, "") for district in districts), *(("", office) for office in offices))
    with_fragments = {
        (kind, name)
        for kind, names in ((DISTRICTS, districts), (OFFICES, offices))
        for name in names
        if layers.has_fragments(kind, name)
    }
    together = (
        (district, office)
        for office in offices
        for district in districts
        if (DISTRICTS, district) in with_fragments or (OFFICES, office) in with_fragments
    )
    ids: set[int] = set()
    for district, office in (*alone, *together):
        wording_of_layers = library.wording(district, office)
        if id(wording_of_layers) in ids:  # the library keeps one for each set of files
            continue
        ids.add(id(wording_of_layers))
        problems.add(wording_of_layers.diagnostics)
        if wording_of_layers.value is not None:
            yield district, office, wording_of_layers.value


def _try_out(wording: Wording, samples: Iterable[Specimen], limits: Limits, *, layer: str) -> Iterator[Diagnostic]:
    """Yield the problems in the text of every specimen that the wording has caused."""
    for specimen in samples:
        narrative = write(specimen.submission, specimen.scorecard, wording)
        problems = list(narrative.diagnostics)
        if narrative.value is not None:
            dossier = Dossier(
                submission=specimen.submission,
                scorecard=specimen.scorecard,
                narrative=narrative.value,
                limits=limits,
            )
            problems += check(dossier)
        for problem in problems:
            with_specimen = replace(problem, message=f"{problem.message}（样例：{specimen.name}）")
            if not isinstance(problem.place, CellRef):
                yield with_specimen
            elif problem.severity is Severity.ERROR:  # the data of a specimen are right, so the wording is wrong
                yield replace(with_specimen, place=FileRef(file="wording", item=layer), hint=_MEND)
