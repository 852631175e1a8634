"""Proofreads (校读) all wording: checks every set, layer and branch, then tries the wording out on specimens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportgen import catalogue
from reportgen.checks import check, form, slips
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import Limits, load_limits
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Place, Severity, TextRef
from reportgen.district.proofreading import SummaryProof, TextCheck, proofread_summary
from reportgen.editor.specimens import Specimen, cases_without_specimen, hand_over, specimens
from reportgen.resources import Resources
from reportgen.scoring.rubric import load_rubric, rubric_schemes
from reportgen.writing.composition import write
from reportgen.writing.narrative import Narrative
from reportgen.writing.source import (
    DEFAULT_LAYER,
    DISTRICTS,
    OFFICES,
    REPORT,
    Layers,
    WordingSet,
    WordingSets,
    look_alikes,
)
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import Wording, WordingLibrary

_EVERYWHERE = FileRef(file="wording", item=DEFAULT_LAYER)  # a problem here is a problem of every layer
_LAYERS = "默认、其他文体、区/区名、单位/单位简称"
_MISPLACED = "某个区、某个单位的，移到 区/区名、单位/单位简称；属于其他文体的，放在该文体的文件夹中，并有 set.toml"
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
    """The result of proofreading: years, sets, districts and offices with own wording, numbers of files and specimens.

    ``summary`` is the result for the wording of the summary. ``problems`` holds every problem once.
    """

    years: tuple[int, ...]
    sets: tuple[str, ...]
    districts: tuple[str, ...]
    offices: tuple[str, ...]
    files: int
    specimens: int
    summary: SummaryProof
    problems: tuple[Diagnostic, ...]


def proofread(resources: Resources, year: int | None = None, wording_set: str = "") -> Proof:
    """Check the wording of reports and that of the summary.

    Every set is checked under the schemes that it declares, of every year or of ``year`` alone. ``wording_set`` is the
    folder of the only set that is checked.
    """
    sets = WordingSets(resources)
    folders = (wording_set,) if wording_set else sets.folders
    all_layers = {folder: Layers(resources, REPORT, folder) for folder in sets.folders}
    problems = _ProblemsByPlace()
    problems.add(_names(list(all_layers.values())))
    limits = load_limits(resources)
    problems.add(limits.diagnostics)
    rubrics = [load_rubric(resources, *one) for one in rubric_schemes(resources)]
    problems.add(sets.problems(rubric.value.scheme for rubric in rubrics if rubric.value))
    years: dict[int, None] = {}
    most_specimens = 0
    sound: Specimen | None = None
    if year is not None:
        rubrics = [load_rubric(resources, *one) for one in rubric_schemes(resources, year) or ((year, ""),)]
    for rubric in rubrics:
        problems.add(rubric.diagnostics)
        if rubric.value is None:
            continue
        years[rubric.value.year] = None
        scheme = rubric.value.scheme
        serving = [one for folder in folders if (one := sets.read(folder).value) and one.serves(scheme)]
        if not serving:
            continue
        samples = specimens(rubric.value)
        most_specimens = max(most_specimens, len(samples))
        sound = sound or next(iter(samples), None)
        problems.add(
            catalogue.SPECIMEN_LEFT_OUT.at(FileRef(file=rubric.value.file, item=name), name, year=rubric.value.year)
            for name in cases_without_specimen(samples)
        )
        for one in serving:
            problems.begin(one.folder)
            library = WordingLibrary(resources, vocabulary(rubric.value, one.sections), advise=True)
            for district, office, wording in _wordings(library, all_layers[one.folder], problems):
                if limits.value is not None:
                    near = district or office
                    here = (hand_over(sample, district, office) for sample in samples if not (near and sample.heavy))
                    layer = office or district or one.folder
                    problems.add(_try_out(wording, one, here, limits.value, layer=layer))
    summary = proofread_summary(resources, _form(sound, limits.value) if sound and limits.value else None)
    problems.add(summary.problems)
    checked = [all_layers[folder] for folder in folders]
    return Proof(
        years=tuple(sorted(years)),
        sets=tuple(one.title for folder in folders if (one := sets.read(folder).value)),
        districts=tuple(sorted({name for layers in checked for name in layers.names(DISTRICTS)})),
        offices=tuple(sorted({name for layers in checked for name in layers.names(OFFICES)})),
        files=sum(layers.count() for layers in checked),
        specimens=most_specimens,
        summary=summary,
        problems=tuple(sorted((*problems.by_place.values(), *problems.never_filled()), key=_position)),
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


class _ProblemsByPlace:
    """Keeps every problem once, as layers share files and specimens share sentences."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[str, Place | None], Diagnostic] = {}
        self._never: dict[str, list[dict[Place | None, Diagnostic]]] = {}  # by set, for each scheme
        self._set = ""

    def begin(self, wording_set: str) -> None:
        """Begin with a set under one more scheme."""
        self._set = wording_set
        self._never.setdefault(wording_set, []).append({})

    def add(self, problems: Iterable[Diagnostic]) -> None:
        for problem in problems:
            if problem.code == catalogue.WORDING_NEVER_FILLED.code:
                self._never[self._set][-1][problem.place] = problem
            elif (problem.code, _EVERYWHERE) not in self.by_place:
                self.by_place.setdefault((problem.code, problem.place), problem)

    def never_filled(self) -> Iterator[Diagnostic]:
        """Yield the problems of words that no scheme of their set ever fills."""
        for first, *others in self._never.values():
            yield from (problem for place, problem in first.items() if all(place in other for other in others))


def _names(all_layers: Sequence[Layers]) -> Iterator[Diagnostic]:
    first, *others = all_layers
    for stray in first.strays(*others):
        if section := first.holds_sections(stray):
            place = FileRef(file=f"{REPORT}/{stray}/{section}")
            yield catalogue.WORDING_WITHOUT_SET.at(place, section, folder=stray, advice=_MISPLACED)
        else:
            yield catalogue.WORDING_IGNORED.at(FileRef(file=f"{REPORT}/{stray}"), stray, layers=_LAYERS)
    for kind in (DISTRICTS, OFFICES):
        for name, other in look_alikes(first.names(kind)):
            yield catalogue.WORDING_LOOK_ALIKE.at(FileRef(file=f"wording/{kind}/{name}"), name, other=f"{kind}/{other}")


def _wordings(
    library: WordingLibrary, layers: Layers, problems: _ProblemsByPlace
) -> Iterator[tuple[str, str, Wording]]:
    """Yield every wording of a set that some office may get, once, with a district and an office that get it.

    The folder of an office does not say in which district the office is. An office and a district are combined if one
    of them has fragments, which the sections of the other may include. Without fragments it is enough to check each
    alone.
    """
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
        wording_of_layers = library.wording(district, office, layers.wording_set)
        if id(wording_of_layers) in ids:  # the library keeps one for each set of files
            continue
        ids.add(id(wording_of_layers))
        problems.add(wording_of_layers.diagnostics)
        if wording_of_layers.value is not None:
            yield district, office, wording_of_layers.value


def _try_out(
    wording: Wording, wording_set: WordingSet, samples: Iterable[Specimen], limits: Limits, *, layer: str
) -> Iterator[Diagnostic]:
    """Yield the problems in the text of every specimen that the wording has caused."""
    for specimen in samples:
        narrative = write(specimen.submission, specimen.scorecard, wording, wording_set)
        problems = list(narrative.diagnostics)
        if narrative.value is not None:
            dossier = Dossier(
                submission=specimen.submission,
                scorecard=specimen.scorecard,
                narrative=narrative.value,
                limits=limits,
                required=wording_set.required,
                sections=wording_set.sections,
            )
            problems += check(dossier)
        for problem in problems:
            with_specimen = replace(problem, message=f"{problem.message}（样例：{specimen.name}）")
            if not isinstance(problem.place, CellRef):
                yield with_specimen
            elif problem.severity is Severity.ERROR:  # the data of a specimen are right, so the wording is wrong
                yield replace(with_specimen, place=FileRef(file="wording", item=layer), hint=_MEND)
