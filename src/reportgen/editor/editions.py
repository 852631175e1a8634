"""Two editions (两版) of the templates: found, rendered over the same data, and what changes in each layer.

Only the wording is compared. Rules give it its words and its data, and both sides use those of the new edition:
otherwise a change of a rule would look like a change of a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Severity, TextRef
from reportgen.editor.changes import Case, Changes, changes
from reportgen.editor.revisions import MAX_FILES, templates_of
from reportgen.editor.specimens import Specimen, specimens
from reportgen.intake.reading import read_submission
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, rubric_years
from reportgen.scoring.score import score
from reportgen.writing.composition import write
from reportgen.writing.narrative import Narrative
from reportgen.writing.source import DEFAULT_LAYER, DISTRICTS, MAX_FILE_BYTES, OFFICES, Layers
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import WordingLibrary

_LAYERS = (DEFAULT_LAYER, DISTRICTS, OFFICES)
_DEEPEST = 2  # folders below a wording folder: 区/荔湾区


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of the templates; ``prefix`` goes before the name of a file of it where the other has one too."""

    prefix: str
    resources: Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerChanges:
    """What changes for the offices of a layer (默认, 区/荔湾区, 单位/金花街道)."""

    layer: str
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changes from one edition to the other: the layers with changes, and which were looked at.

    ``cases`` are the names of the data that both were rendered with, scored by the rules of ``year``.
    """

    year: int
    draft: bool
    cases: tuple[str, ...]
    compared: tuple[str, ...]
    layers: tuple[LayerChanges, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose wording: a district (区), an office (单位简称), or neither; empty where it does not matter."""

    district: str = ""
    office: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of its own, the farther first."""
        named = ((DISTRICTS, self.district), (OFFICES, self.office))
        return tuple(f"{kind}/{name}" for kind, name in named if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What both editions are rendered with: one workbook or the built-in cases (样例)."""

    rubric: Rubric
    cases: tuple[Specimen, ...]
    office: Place | None = None  # of the workbook


# --- finding an edition -----------------------------------------------------------------------------------


def find_edition(name: str, working_folder: Path, into: Path) -> Outcome[Edition]:
    """The edition that a folder or a git revision of this name holds; ``into`` is an empty folder to unpack it in."""
    folder = working_folder / name
    if not os.path.isdir(folder):  # noqa: PTH112 - this one never raises
        return _of_revision(name, working_folder, into)
    try:
        root = _root(folder, into)
    except OSError:  # no room to copy to
        return Outcome(None, (catalogue.REVISION_NOT_READ.at(FileRef(file=name), name),))
    if root is None:
        return Outcome(None, (catalogue.NO_TEMPLATES_THERE.at(FileRef(file=name), name),))
    return Outcome(Edition(prefix=f"{name.rstrip('/')}/", resources=Resources.locate(root)))


def edition_in_use(working_folder: Path) -> Edition:
    """The templates that a report would be made with now."""
    return Edition(prefix="", resources=Resources.locate(working_folder=working_folder))


def _of_revision(name: str, working_folder: Path, into: Path) -> Outcome[Edition]:
    taken = templates_of(name, working_folder, into)
    if taken.value is None:
        return Outcome(None, taken.diagnostics)
    resources = Resources.locate(taken.value)
    local = working_folder / "templates"
    if Resources.holds_templates(local) and len(Resources.locate(working_folder=working_folder).roots) == 1:
        # These templates are the shipped ones: an earlier state of them must not be filled up with today's.
        resources = Resources((taken.value,))
    return Outcome(Edition(prefix=f"{name}:", resources=resources))


def _root(folder: Path, into: Path) -> Path | None:
    """The templates folder that is meant, with its wording inside."""
    for root in (folder, folder / "templates"):
        if (root / "wording").is_dir():
            return root
    absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - a folder named by .. has its name, not that of its target
    if absolute.name == "wording":
        return absolute.parent
    if any((folder / layer).is_dir() for layer in _LAYERS):
        _copy(folder, into / "wording")
        return into
    return None


def _copy(wording: Path, into: Path) -> None:
    """A wording folder under a name of its own (措辞备份), brought to where wording is looked for."""
    for source in islice(_texts(wording), MAX_FILES):
        target = into / source.relative_to(wording)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_content(source))


def _texts(wording: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(wording):  # follows no links
        depth = len(Path(parent).relative_to(wording).parts)
        folders[:] = sorted(folders) if depth < _DEEPEST else []
        files = (Path(parent, name) for name in sorted(names) if name.lower().endswith(".txt"))
        yield from (file for file in files if file.is_file() and not file.is_symlink())


def _content(file: Path) -> bytes:
    """The file, or as much of a huge one as shows that it is too large; nothing of one that cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError:
        return b""


# --- data -------------------------------------------------------------------------------------------------


def built_in_cases(new: Edition, year: int | None) -> Outcome[Data]:
    """The built-in cases by the rules of a year, the newest when none is asked for."""
    rubric = load_rubric(new.resources, year or max(rubric_years(new.resources), default=0))
    if rubric.value is None:
        return Outcome(None, rubric.diagnostics)
    return Outcome(Data(rubric=rubric.value, cases=specimens(rubric.value)))


def one_workbook(workbook: Path, new: Edition, year: int | None) -> Outcome[Data]:
    """The data of one workbook, which must be free of errors: a text is only worth comparing when it is right."""
    read = read_submission(workbook)
    problems = _errors(read.diagnostics)
    if read.value is None or problems:
        return Outcome(None, problems)
    submission = read.value
    if year is not None and submission.year.value != year:
        problem = catalogue.OTHER_YEAR.at(submission.year.ref, submission.year.value, wanted=year)
        return Outcome(None, (problem,))
    rubric = load_rubric(new.resources, submission.year.value)
    if rubric.value is None:
        return Outcome(None, rubric.diagnostics)
    scored = score(submission, rubric.value)
    problems = _errors(scored.diagnostics)
    if scored.value is None or problems:
        return Outcome(None, problems)
    case = Specimen(name=workbook.name, submission=submission, scorecard=scored.value)
    office = submission.office
    place = Place(district=office.district.value, office=office.short_name.value)
    return Outcome(Data(rubric=rubric.value, cases=(case,), office=place))


# --- comparing --------------------------------------------------------------------------------------------


def compare_editions(old: Edition, new: Edition, data: Data, place: Place | None = None) -> Outcome[Comparison]:
    """What changes for the offices of ``place``; without one for that of the workbook, or else in every layer.

    Wording of which a text cannot be made is an error, on either side. What changes in a district's or an office's
    text just as it does in the default one is told once, with 默认.
    """
    place = place or data.office
    sides = tuple(_Side(edition, data.rubric) for edition in (old, new))
    places = [place] if place else [Place(), *_layers_concerned(sides)]
    found: list[LayerChanges] = []
    problems: dict[Diagnostic, None] = {}
    default = Changes()
    for one in places:
        texts = [side.texts(one, data.cases) for side in sides]
        problems |= dict.fromkeys(problem for text in texts for problem in text.diagnostics)
        if problems:
            continue
        both = zip(data.cases, *(text.value or () for text in texts), strict=True)
        differing = changes([Case(name=case.name, old=before, new=after) for case, before, after in both])
        if one == Place():
            default = differing
        else:
            differing = differing.without(default)
        if differing:
            found.append(LayerChanges(layer=_shown(one, sides), changes=differing))
    if problems:
        return Outcome(None, tuple(problems))
    return Outcome(
        Comparison(
            year=data.rubric.year,
            draft=data.rubric.draft,
            cases=tuple(case.name for case in data.cases),
            compared=tuple(_shown(one, sides) for one in places),
            layers=tuple(found),
        )
    )


class _Side:
    """One edition, ready to be rendered."""

    def __init__(self, edition: Edition, rubric: Rubric) -> None:
        self._edition = edition
        self._library = WordingLibrary(edition.resources, vocabulary(rubric))
        self._layers = Layers(edition.resources)

    def places(self) -> set[Place]:
        """Every district and every office that has wording of its own."""
        districts = {Place(district=name) for name in self._layers.names(DISTRICTS)}
        return districts | {Place(office=name) for name in self._layers.names(OFFICES)}

    def own(self, place: Place) -> dict[str, bytes]:
        """The files of the layer itself: name → content."""
        layers = place.layers or (DEFAULT_LAYER,)
        files = self._layers.files(place.district, place.office)
        return {name: _content(path) for name, (layer, path) in files.items() if layer in layers}

    def texts(self, place: Place, cases: Iterable[Specimen]) -> Outcome[tuple[Narrative, ...]]:
        """The text of every case; only errors are told, and with them there are no texts."""
        wording = self._library.wording(place.district, place.office)
        problems = list(_errors(wording.diagnostics))
        texts: list[Narrative] = []
        for case in cases if wording.value else ():
            written = (
                write(case.submission, case.scorecard, wording.value) if wording.value else Outcome[Narrative](None)
            )
            problems += _errors(written.diagnostics)
            texts += [written.value] if written.value else []
        named = tuple(self._named(problem) for problem in problems)
        return Outcome(None if named else tuple(texts), named)

    def _named(self, problem: Diagnostic) -> Diagnostic:
        """The problem with the edition in its place: both have files of the same names."""
        place = problem.place
        if isinstance(place, TextRef | FileRef):
            return replace(problem, place=replace(place, file=f"{self._edition.prefix}{place.file}"))
        return problem


def _layers_concerned(sides: Sequence[_Side]) -> list[Place]:
    """The layers whose files differ, or which make use of a default file that does."""
    default = [side.own(Place()) for side in sides]
    differing = {name for name in default[0].keys() | default[1].keys() if default[0].get(name) != default[1].get(name)}

    def concerned(place: Place) -> bool:
        before, after = (side.own(place) for side in sides)
        texts = (content.decode(errors="replace") for content in after.values())
        return before != after or any(name in text for text in texts for name in differing)

    places = set().union(*(side.places() for side in sides))
    return sorted((place for place in places if concerned(place)), key=lambda place: place.layers)


def _shown(place: Place, sides: Sequence[_Side]) -> str:
    """The layers that the wording comes from, as their folders are called."""
    there = set().union(*(side.places() for side in sides))
    own = (layer for layer in place.layers if any(layer in one.layers for one in there))
    return " + ".join(own) or DEFAULT_LAYER


def _errors(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
