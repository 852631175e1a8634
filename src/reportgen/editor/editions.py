"""Two editions (两版) of the templates: found in folders or in git, rendered over the same data, compared.

Only the wording is compared. Rules give it its words and its data, and both sides use those of the new edition:
otherwise a change of a rule would look like a change of a sentence. Nothing of a git repository is run: files are
listed and read from its objects, and no filter, hook, pager or remote that its settings name takes part.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice, product
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, TypeVar, cast

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Severity, TextRef
from reportgen.editor.diff import Change, changes
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

A = TypeVar("A")
T = TypeVar("T")
MAX_FILES = 5_000
MAX_BYTES = 20 * 2**20  # of all templates together; honest ones have some 300 KB
SECONDS = 30  # for one answer of git
_FOLDER = "templates"
_AREAS = {"wording": ".txt", "rules": ".toml"}  # what is compared, and what gives it words and data
_LISTED = re.compile(rb"100(?:644|755) blob ([0-9a-f]{40,64})\t(.+)", re.DOTALL)
_GIT_OPTIONS = (
    *("--no-pager", "--no-optional-locks", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),  # a folder that came with a workbook may be a repository by its looks
)
_NO_REMOTE = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


class Scope(NamedTuple):
    """Whose wording: a district's (区), an office's (单位简称), or everybody's; empty where it does not matter."""

    district: str = ""
    office: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of its own, the farther first."""
        return tuple(f"{kind}/{name}" for kind, name in zip((DISTRICTS, OFFICES), self, strict=True) if name)


class WordingDiff(NamedTuple):
    """What changes from one edition to the other: by layer (默认, 区/荔湾区), and which layers were looked at.

    ``cases`` are the names of the data that both were rendered with, scored by the rules of ``year``.
    """

    year: int
    draft: bool
    cases: tuple[str, ...]
    compared: tuple[str, ...]
    layers: dict[str, tuple[Change, ...]]


class NotComparableError(Exception):
    """Why nothing can be compared."""

    def __init__(self, *problems: Diagnostic) -> None:
        super().__init__(*problems)
        self.problems = problems


def _sound(outcome: Outcome[T]) -> T:
    """Its value, which a single error spoils: a text is only worth comparing when it is right."""
    errors = [problem for problem in outcome.diagnostics if problem.severity is Severity.ERROR]
    if outcome.value is None or errors:
        raise NotComparableError(*errors)
    return outcome.value


def _each(make: Callable[[A], T], arguments: Iterable[A]) -> list[T]:
    """What is made of each; what is wrong with any of them is told in one run."""
    values: list[T] = []
    problems: dict[Diagnostic, None] = {}
    for argument in arguments:
        try:
            values.append(make(argument))
        except NotComparableError as refusal:
            problems |= dict.fromkeys(refusal.problems)
    if problems:
        raise NotComparableError(*problems)
    return values


def compare_wording(
    old: str, new: str | None, *, working_folder: Path, workbook: Path | None, year: int | None, scope: Scope | None
) -> Outcome[WordingDiff]:
    """Compare the editions of these names; without ``new`` with the templates in use.

    The data are those of ``workbook``, or else the built-in cases (样例). What changes is told for the offices of
    ``scope``; without one for that of the workbook, or else in every layer. What changes there just as it does in
    the default layer is told once, with 默认.
    """
    with tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True) as room:
        try:
            editions = _each(lambda name: _find(name, working_folder, Path(tempfile.mkdtemp(dir=room))), (old, new))
            rules = editions[1][1]
            rubric, cases = _one_workbook(workbook, rules, year) if workbook else _built_in_cases(rules, year)
            if workbook and not scope:
                office = cases[0].submission.office
                scope = Scope(office.district.value, office.short_name.value)
            sides = [_Side(*edition, rubric) for edition in editions]
            scopes = [scope] if scope else [Scope(), *_concerned(*sides)]
            texts = iter(_each(lambda pair: pair[1].texts(pair[0], cases), product(scopes, sides)))
        except NotComparableError as refusal:
            return Outcome(None, refusal.problems)
        shown = [_shown(one, sides) for one in scopes]
    names = tuple(case.name for case in cases)
    layers: dict[str, tuple[Change, ...]] = {}
    for one, layer, before, after in zip(scopes, shown, texts, texts, strict=True):
        default = layers[DEFAULT_LAYER] if one.layers and not scope else ()
        layers[layer] = changes(dict(zip(names, zip(before, after, strict=True), strict=True)), told=default)
    differing = {layer: found for layer, found in layers.items() if found}
    return Outcome(WordingDiff(rubric.year, rubric.draft, names, tuple(shown), differing))


# --- finding an edition -----------------------------------------------------------------------------------


def _find(name: str | None, working_folder: Path, into: Path) -> tuple[str, Resources]:
    """What goes before the names of its files, and the templates, which may be unpacked ``into`` an empty folder."""
    in_use = Resources.locate(working_folder=working_folder)
    if name is None:
        return "", in_use
    folder = working_folder / name
    if not os.path.isdir(folder):  # noqa: PTH112 - this one never raises
        unpack_revision(name, working_folder, into)
        # Where ours are the shipped ones, an earlier state of them must not be filled up with today's.
        shipped = Resources.holds_templates(working_folder / _FOLDER) and len(in_use.roots) == 1
        return f"{name}:", Resources((into,)) if shipped else Resources.locate(into)
    try:
        root = _root(folder, into)
    except OSError:  # no room to copy to
        raise NotComparableError(catalogue.REVISION_NOT_READ.at(FileRef(file=name), name)) from None
    if root is None:
        raise NotComparableError(catalogue.NO_TEMPLATES_THERE.at(FileRef(file=name), name))
    return f"{name.rstrip('/')}/", Resources.locate(root)


def _root(folder: Path, into: Path) -> Path | None:
    """The templates folder that is meant; a wording folder under a name of its own (措辞备份) is copied."""
    for root in (folder, folder / _FOLDER):
        if (root / "wording").is_dir():
            return root
    absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - a folder named by .. has its name, not that of its target
    if absolute.name == "wording":
        return absolute.parent
    if not any((folder / layer).is_dir() for layer in (DEFAULT_LAYER, DISTRICTS, OFFICES)):
        return None
    files = (file for file in chain(folder.glob("*/*"), folder.glob("*/*/*")) if file.suffix.lower() == ".txt")
    for source in islice((file for file in files if file.is_file() and not file.is_symlink()), MAX_FILES):
        _put(into / "wording" / source.relative_to(folder), _content(source))
    return into


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _content(file: Path) -> bytes:
    """The file, or as much of a huge one as shows that it is too large; nothing of one that cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError:
        return b""


# --- git --------------------------------------------------------------------------------------------------


def unpack_revision(revision: str, working_folder: Path, into: Path) -> None:
    """Write the wording and the rules of a revision into the empty folder ``into``, which then is a templates folder.

    They are looked for where the templates of the working folder stand in the repository.
    """
    git = _find_git(working_folder)
    if git is None:
        raise NotComparableError(catalogue.GIT_MISSING.at(None, revision))
    place = FileRef(file=revision)
    unknown = catalogue.REVISION_UNKNOWN.at(None, revision)
    no_templates = catalogue.NO_TEMPLATES_THERE.at(place, revision)
    not_read = catalogue.REVISION_NOT_READ.at(place, revision)
    local = working_folder / _FOLDER
    ask = partial(_ask, git, local if local.is_dir() else working_folder)
    no_repository = catalogue.NOT_A_REPOSITORY.at(FileRef(file=str(working_folder)), revision)
    inside = os.fsdecode(ask("rev-parse", "--show-prefix", otherwise=no_repository)).rstrip("\r\n")
    if revision.startswith("-") or "\0" in revision:  # an option; git names no revision so
        raise NotComparableError(unknown)
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    commit = ask(*verify, f"{revision}^{{commit}}", otherwise=unknown).decode().strip()
    tree = f"{commit}:{inside if local.is_dir() else inside + _FOLDER}".rstrip("/")
    ask(*verify, tree, otherwise=no_templates)
    listing = ask("ls-tree", "-r", "-z", "--full-tree", tree, *_AREAS, otherwise=not_read)
    objects = {path: name for entry in listing.split(b"\0") for path, name in _listed(entry)}
    if not any(path.parts[0] == "wording" for path in objects):
        raise NotComparableError(no_templates)
    room = MAX_BYTES if len(objects) <= MAX_FILES else -1
    contents: dict[PurePosixPath, bytes] = {}
    for path, name in objects.items():  # as they are stored, through no filter
        contents[path] = ask("cat-file", "blob", name, limit=room, otherwise=not_read)
        room -= len(contents[path])
    try:
        for path, content in contents.items():
            _put(into / path, content)
    except OSError:
        raise NotComparableError(not_read) from None


def _find_git(working_folder: Path) -> Path | None:
    """The git of the PATH, but never one that lies in the working folder: it may have come with somebody's workbook."""
    name = "git.exe" if platform.system() == "Windows" else "git"
    here = os.path.realpath(working_folder)
    folders = (Path(folder) for folder in os.get_exec_path())
    safe = (folder / name for folder in folders if folder.is_absolute() and os.path.realpath(folder) != here)
    return next((program for program in safe if os.access(program, os.X_OK)), None)


def _ask(git: Path, folder: Path, *arguments: str, otherwise: Diagnostic, limit: int = 2**20) -> bytes:
    """What git answers; ``otherwise`` when it refuses, takes too long or answers with more than ``limit`` bytes."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        running = subprocess.Popen(  # noqa: S603 - the program is that of the PATH, the arguments are our own
            [str(git), *_GIT_OPTIONS, *arguments],
            cwd=folder,
            env=own | _NO_REMOTE,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        raise NotComparableError(otherwise) from None
    with running:
        alarm = threading.Timer(SECONDS, running.kill)
        alarm.start()
        try:
            answer = cast(IO[bytes], running.stdout).read(max(limit, 0) + 1)
            if len(answer) > limit or running.wait() != 0:
                raise NotComparableError(otherwise)
        finally:
            running.kill()
            alarm.cancel()
    return answer


def _listed(entry: bytes) -> Iterator[tuple[PurePosixPath, str]]:
    """A plain file of the areas and its object; a link or a repository inside the repository is none."""
    if match := _LISTED.fullmatch(entry):
        path = PurePosixPath(match[2].decode("utf-8", errors="replace"))
        stays = not any(part in ("..", ".") or set(part) & set('\\:*?"<>|\ufffd') for part in path.parts)
        if stays and _AREAS.get(path.parts[0]) == path.suffix.lower():
            yield path, match[1].decode()


# --- data and texts ---------------------------------------------------------------------------------------


def _built_in_cases(rules: Resources, year: int | None) -> tuple[Rubric, Sequence[Specimen]]:
    rubric = _sound(load_rubric(rules, year or max(rubric_years(rules), default=0)))
    return rubric, specimens(rubric)


def _one_workbook(workbook: Path, rules: Resources, year: int | None) -> tuple[Rubric, Sequence[Specimen]]:
    submission = _sound(read_submission(workbook))
    if year is not None and submission.year.value != year:
        raise NotComparableError(catalogue.OTHER_YEAR.at(submission.year.ref, submission.year.value, wanted=year))
    rubric = _sound(load_rubric(rules, submission.year.value))
    scorecard = _sound(score(submission, rubric))
    return rubric, [Specimen(name=workbook.name, submission=submission, scorecard=scorecard)]


class _Side:
    """One edition, ready to be rendered."""

    def __init__(self, prefix: str, resources: Resources, rubric: Rubric) -> None:
        self._prefix = prefix
        self._library = WordingLibrary(resources, vocabulary(rubric))
        self._layers = Layers(resources)
        self.scopes = {Scope(name) for name in self._layers.names(DISTRICTS)}
        self.scopes |= {Scope(office=name) for name in self._layers.names(OFFICES)}

    def own(self, scope: Scope) -> dict[str, bytes]:
        """The files of the layer itself: name → content."""
        layers = scope.layers or (DEFAULT_LAYER,)
        files = self._layers.files(*scope)
        return {name: _content(path) for name, (layer, path) in files.items() if layer in layers}

    def texts(self, scope: Scope, cases: Iterable[Specimen]) -> list[Narrative]:
        """The text of every case; a problem names the edition, for both have files of the same names."""
        try:
            wording = _sound(self._library.wording(*scope))
            return _each(lambda case: _sound(write(case.submission, case.scorecard, wording)), cases)
        except NotComparableError as refusal:
            raise NotComparableError(*map(self._named, refusal.problems)) from None

    def _named(self, problem: Diagnostic) -> Diagnostic:
        place = problem.place
        if isinstance(place, TextRef | FileRef):
            return replace(problem, place=replace(place, file=f"{self._prefix}{place.file}"))
        return problem


def _concerned(old: _Side, new: _Side) -> list[Scope]:
    """Who has wording that differs, or that makes use of a default file that does."""
    default = {name for name, _ in old.own(Scope()).items() ^ new.own(Scope()).items()}

    def concerned(scope: Scope) -> bool:
        after = new.own(scope)
        texts = [content.decode(errors="replace") for content in after.values()]
        return old.own(scope) != after or any(name in text for text in texts for name in default)

    return sorted(filter(concerned, old.scopes | new.scopes), key=lambda scope: scope.layers)


def _shown(scope: Scope, sides: Iterable[_Side]) -> str:
    """The layers that the wording comes from, as their folders are called."""
    there = {layer for side in sides for one in side.scopes for layer in one.layers}
    return " + ".join(layer for layer in scope.layers if layer in there) or DEFAULT_LAYER
