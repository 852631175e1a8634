"""Two editions (两版) of the templates, out of folders or of git, rendered over the same data and compared.

Only the wording is compared. Rules give it its words and its data, and both sides use those of the new edition:
otherwise a change of a rule would look like a change of a sentence. Nothing of a git repository is run: files are
listed and read from its objects, and no filter, hook, pager or remote that its settings name takes part.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from itertools import product
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, NamedTuple, TypeVar, cast

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Severity, TextRef, in_file, shorten
from reportgen.editor.diff import ADDED, KEPT, REMOVED, RENUMBERED, Change, changes
from reportgen.editor.specimens import Specimen, specimens
from reportgen.intake.reading import read_submission
from reportgen.output.webpage import page_files
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, load_rubric_of, rubric_schemes, rubric_years
from reportgen.scoring.score import score
from reportgen.writing.composition import write
from reportgen.writing.narrative import Narrative
from reportgen.writing.source import DISTRICTS, OFFICES, REPORT, Layers, WordingSet, WordingSets, set_folders
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import WordingLibrary

A = TypeVar("A")
T = TypeVar("T")
Scope = tuple[str, str]  # whose wording: a district (区) and an office (单位简称), empty where it does not matter
MAX_FILES = 1_000  # far more than an honest revision has
MAX_BYTES = 20 * 2**20  # of all templates together, and of one answer of git; honest templates have some 300 KB
SECONDS = 30  # for one answer of git
_SAFE = r'/[^./\\:*?"<>|\0-\x1f\ufffd][^/\\:*?"<>|\0-\x1f\ufffd]*'  # a name that every system can write
# Mode, object and size as ls-tree lists a plain file; git writes BAD for the size of an object that it has not.
_LISTED = re.compile(
    rf"100(?:644|755) blob (\w+) +(\d+|BAD)\t(wording(?:{_SAFE})+\.(?:txt|toml)|rules(?:{_SAFE})+\.toml)", re.I
)
_GIT_OPTIONS = (
    *("--no-pager", "--no-optional-locks", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),  # a folder that came with a workbook may be a repository by its looks
)
_NO_REMOTE = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


class WordingDiff(NamedTuple):
    """What changes from one edition to the other, by layer (默认, 区/荔湾区), empty where nothing does.

    ``cases`` are the names of the data that both were rendered with, scored by the rules of ``year``.
    """

    old: str
    new: str
    year: int
    draft: bool
    cases: tuple[str, ...]
    layers: dict[str, tuple[Change, ...]]
    one_sided: tuple[str, ...] = ()


class _Edition(NamedTuple):
    """One edition; ``prefix`` goes before the names of its files, for both editions have files of the same names."""

    prefix: str
    layers: Layers
    library: WordingLibrary


class _ComparedSet(NamedTuple):
    """One wording set (文体), and the data with which it is compared."""

    wording_set: WordingSet
    rubric: Rubric
    cases: Sequence[Specimen]


class NotComparableError(Exception):
    """Why nothing can be compared; the arguments are the problems."""


def compare_wording(
    old: str,
    new: str | None,
    *,
    working_folder: Path,
    workbook: Path | None,
    year: int | None,
    scope: Scope | None,
    wording_set: str = "",
) -> Outcome[WordingDiff]:
    """Compare the editions of these names; without ``new`` with the templates in use.

    The data are those of ``workbook``, or else the built-in cases (样例). Compared is the set ``wording_set``, or that
    of the workbook, or else every set that both editions have; of each the office of ``scope``, or that of the
    workbook, or else every layer. What changes in the bottom layer of a set too is reported there alone.
    """
    with tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True) as room:
        try:
            places = _each(lambda name: _find(name, working_folder, Path(tempfile.mkdtemp(dir=room))), (old, new))
            folders = [set(set_folders(root)) for _, root in places]
            subjects = _subjects(workbook, places[1][1], year, wording_set, folders[0] & folders[1])
            if workbook and not scope:
                office = subjects[0].cases[0].submission.office
                scope = (office.district.value, office.short_name.value)
            compared = _each(lambda subject: _compared_layers(subject, places, scope), subjects)
        except NotComparableError as refusal:
            return Outcome(None, refusal.args)
    layers: dict[str, tuple[Change, ...]] = {}
    for one in compared:
        for layer, layer_changes in one.items():
            layers.setdefault(layer, layer_changes)
    first = subjects[0]
    one_sided = () if workbook or wording_set else tuple(sorted(folders[0] ^ folders[1]))
    case_names = tuple(case.name for case in first.cases)
    names = (old, new or "正在用的")
    return Outcome(WordingDiff(*names, first.rubric.year, first.rubric.draft, case_names, layers, one_sided))


def _compared_layers(
    subject: _ComparedSet, places: Sequence[tuple[str, Resources]], scope: Scope | None
) -> dict[str, tuple[Change, ...]]:
    """Return what changes in each layer of a set."""
    chosen = subject.wording_set
    words, folder = vocabulary(subject.rubric, chosen.sections), chosen.folder
    editions = [
        _Edition(prefix, Layers(root, wording_set=folder), WordingLibrary(root, words)) for prefix, root in places
    ]
    kinds = (DISTRICTS, OFFICES)
    names = {(kind, name) for kind in kinds for edition in editions for name in edition.layers.names(kind)}
    everybody = [("", ""), *((name, "") if kind == DISTRICTS else ("", name) for kind, name in sorted(names))]
    scopes = [scope] if scope else everybody
    differences = _each(lambda one: _changes(one, editions, subject), scopes)
    bottom = set() if scope else {change.identity for change in differences[0]}
    layers: dict[str, tuple[Change, ...]] = {}
    for one, every in zip(scopes, differences, strict=True):
        used = {layer for edition in editions for layer, _ in edition.layers.files(*one).values()} - {folder}
        own = tuple(change for change in every if change.identity not in bottom)
        layers.setdefault(" + ".join(sorted(used)) or folder, own if used else every)
    return layers


def _sound(outcome: Outcome[T], prefix: str = "") -> T:
    """Return the value, which a single error spoils; the places of errors in templates get the ``prefix``."""
    errors = [problem for problem in outcome.diagnostics if problem.severity is Severity.ERROR]
    if outcome.value is None or errors:
        raise NotComparableError(*(_prefixed(problem, prefix) for problem in errors))
    return outcome.value


def _prefixed(problem: Diagnostic, prefix: str) -> Diagnostic:
    place = problem.place
    if isinstance(place, TextRef | FileRef):
        return replace(problem, place=in_file(place, f"{prefix}{place.file}"))
    return problem


def _each(make: Callable[[A], T], arguments: Iterable[A]) -> list[T]:
    """Apply ``make`` to each of the arguments; the problems of all of them are raised together."""
    values: list[T] = []
    problems: dict[Diagnostic, None] = {}
    for argument in arguments:
        try:
            values.append(make(argument))
        except NotComparableError as refusal:
            problems |= dict.fromkeys(refusal.args)
    if problems:
        raise NotComparableError(*problems)
    return values


# --- data and texts ---------------------------------------------------------------------------------------


def _subjects(
    workbook: Path | None, rules: Resources, year: int | None, wording_set: str, folders: Collection[str]
) -> list[_ComparedSet]:
    """Return the sets to compare: that of the workbook with its data, or else ``folders`` with the built-in cases."""
    sets = WordingSets(rules)
    if workbook is None:
        year = year or max(rubric_years(rules), default=0)
        names = [name for _, name in rubric_schemes(rules, year)] or [""]
        rubrics = [_sound(load_rubric(rules, year, name)) for name in names]
        cases: dict[str, Sequence[Specimen]] = {}
        chosen = (wording_set,) if wording_set else tuple(folder for folder in sets.folders if folder in folders)
        compared = []
        for one in (_sound(sets.read(folder)) for folder in chosen):
            first = next((rubric for rubric in rubrics if one.serves(rubric.scheme)), None)
            if first:
                if first.file not in cases:
                    cases[first.file] = specimens(first)
                compared.append(_ComparedSet(one, first, cases[first.file]))
        if not compared:
            raise NotComparableError(catalogue.NO_WORDING.at(FileRef(file=f"{REPORT}/{wording_set}")))
        return compared
    submission = _sound(read_submission(workbook))
    if year is not None and submission.year.value != year:
        raise NotComparableError(catalogue.OTHER_YEAR.at(submission.year.ref, submission.year.value, wanted=year))
    rubric = _sound(load_rubric_of(rules, submission))
    scorecard = _sound(score(submission, rubric))
    entry = submission.office.wording_set
    name = wording_set or (entry.value if entry else "")
    folder = sets.folder(name)
    if folder is None:
        raise NotComparableError(sets.unknown(name, entry.ref if entry else None))
    case = Specimen(name=workbook.name, submission=submission, scorecard=scorecard)
    return [_ComparedSet(_sound(sets.read(folder)), rubric, [case])]


def _changes(scope: Scope, editions: Sequence[_Edition], subject: _ComparedSet) -> tuple[Change, ...]:
    """Return what differs between the texts that an office gets from the two editions."""

    def text(pair: tuple[Specimen, _Edition]) -> Narrative:
        case, edition = pair
        wording = _sound(edition.library.wording(*scope, subject.wording_set.folder), edition.prefix)
        return _sound(write(case.submission, case.scorecard, wording, subject.wording_set), edition.prefix)

    texts = iter(_each(text, product(subject.cases, editions)))
    return changes({case.name: (next(texts), next(texts)) for case in subject.cases})


# --- finding an edition -----------------------------------------------------------------------------------


def _find(name: str | None, working_folder: Path, into: Path) -> tuple[str, Resources]:
    """Return what goes before the names of its files, and the templates; a revision is unpacked ``into`` a folder."""
    in_use = Resources.locate(working_folder=working_folder)
    if name is None:
        return "", in_use
    folder = Path(os.path.abspath(working_folder / name))  # noqa: PTH100 - where .. leads, no link is followed
    if not os.path.isdir(folder):  # noqa: PTH112 - this one never raises
        unpack_revision(name, working_folder, into)
        # Where the templates in use are the shipped ones, an earlier state of them gets nothing from today's.
        shipped = in_use.roots == (working_folder / "templates",)
        return f"{name}:", Resources((into,)) if shipped else Resources.locate(into)
    roots = (folder, folder / "templates", *([folder.parent] if folder.name == "wording" else []))
    root = next((root for root in roots if os.path.isdir(root / "wording")), None)  # noqa: PTH112
    if root is None:
        raise NotComparableError(catalogue.NO_TEMPLATES_THERE.at(FileRef(file=name), name))
    return f"{name.rstrip('/')}/", Resources.locate(root)


def unpack_revision(revision: str, working_folder: Path, into: Path) -> None:
    """Write the wording and the rules of a git revision into the folder ``into``, which then is a templates folder.

    They are looked for where the templates of the working folder stand in the repository.
    """
    git = shutil.which("git")
    # A git that lies in the working folder may have come with somebody's workbook.
    if git is None or not Path(git).is_absolute() or Path(git).parent.samefile(working_folder):
        raise NotComparableError(catalogue.GIT_MISSING.at(None, revision))
    no_repository = catalogue.NOT_A_REPOSITORY.at(FileRef(file=str(working_folder)), revision)
    unknown = catalogue.REVISION_UNKNOWN.at(None, revision)
    no_templates = catalogue.NO_TEMPLATES_THERE.at(FileRef(file=revision), revision)
    not_read = catalogue.REVISION_NOT_READ.at(FileRef(file=revision), revision)
    local = working_folder / "templates"
    inside = local.is_dir()
    ask = partial(_ask, git, local if inside else working_folder)
    ask("rev-parse", "--show-toplevel", otherwise=no_repository)
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    commit = ask(*verify, f"{revision}^{{commit}}", otherwise=unknown).decode().strip()
    tree = ask(*verify, f"{commit}:./{'' if inside else 'templates'}", otherwise=no_templates).decode().strip()
    listing = ask("ls-tree", "-r", "-l", "-z", "--full-tree", tree, "wording", "rules", otherwise=not_read)
    entries = map(_LISTED.fullmatch, listing.decode(errors="replace").split("\0"))
    files = [entry.groups() for entry in entries if entry]
    if not any(path.startswith("wording") for _, _, path in files):
        raise NotComparableError(no_templates)
    if len(files) > MAX_FILES or sum(int(size) for _, size, _ in files if size.isdigit()) > MAX_BYTES:
        raise NotComparableError(not_read)
    try:
        for blob, _, path in files:
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            (into / path).write_bytes(ask("cat-file", "blob", blob, otherwise=not_read))  # as stored, through no filter
    except OSError:
        raise NotComparableError(not_read) from None


def _ask(git: str, folder: Path, *arguments: str, otherwise: Diagnostic) -> bytes:
    """Return the answer of git; ``otherwise`` is raised when it refuses, takes too long or answers with too much."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _NO_REMOTE
    try:
        running = Popen(  # noqa: S603 - the program is that of the PATH, the arguments are our own
            [git, *_GIT_OPTIONS, *arguments], cwd=folder, env=own, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
        )
    except (OSError, ValueError):  # it does not start, or the name of the revision has a null in it
        raise NotComparableError(otherwise) from None
    alarm = threading.Timer(SECONDS, running.kill)
    alarm.daemon = True  # Ctrl-C does not wait for it
    alarm.start()
    with running:
        answer = cast(IO[bytes], running.stdout).read(MAX_BYTES + 1)
        if len(answer) > MAX_BYTES:
            running.kill()
    alarm.cancel()
    if running.returncode:
        raise NotComparableError(otherwise)
    return answer


# --- for people: lines, and one web page ---------------------------------------------------------------------

MAKER = "reportgen wording diff"
_TAGS = {KEPT: "{}", REMOVED: "<del>{}</del>", ADDED: "<ins>{}</ins>"}


def lines(diff: WordingDiff) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    """Yield each line with its kind, which is its class in the page, and its pieces."""
    trial = "（试用评分标准）" if diff.draft else ""
    used = diff.cases[0] if len(diff.cases) == 1 else f" {len(diff.cases)} 个样例"
    yield "head", [(KEPT, f"从“{diff.old}”到“{diff.new}”，{diff.year}年度{trial}，用{used}比较。")]
    yield "head", [(KEPT, f"比较了：{'、'.join(diff.layers)}。")]
    if diff.one_sided:
        yield "head", [(KEPT, f"只有一版有、没有比较的文体：{'、'.join(diff.one_sided)}。")]
    if not any(diff.layers.values()):
        yield "head", [(KEPT, "成文没有变化。")]
    for layer, layer_changes in diff.layers.items():
        numbers = [shorten(c.sentence.shown, 20) for c in layer_changes if c.sort == RENUMBERED]
        count = len(layer_changes) - len(numbers)
        if layer_changes:
            yield "layer", [(KEPT, f"{layer}：{f'{count} 处变化' if count else '只有序号变了'}")]
        for change in layer_changes:
            if change.sort != RENUMBERED:
                yield "sort", [(KEPT, f"{change.sort}  {' › '.join(change.sentence.path)}".rstrip())]
                yield "text", change.pieces
                yield from (("where", [(KEPT, text)]) for text in _whereabouts(change, len(diff.cases)))
        if numbers:
            yield "numbers", [(KEPT, f"只是序号变了的 {len(numbers)} 处，如 {'、'.join(numbers[:3])}。")]


def _whereabouts(change: Change, count: int) -> Iterator[str]:
    """Yield where both sentences were written, the old one first, and in how many of the cases the change shows."""
    yield " → ".join(dict.fromkeys(f"{s.file}:{s.line}" for s in (change.old, change.new) if s))
    times = f"，共 {change.times} 处" if change.times > len(change.cases) else ""
    if len(change.cases) < count:
        yield f"在 {count} 个样例中的 {len(change.cases)} 个{times}：{'、'.join(change.cases)}"
    elif count > 1 or times:
        yield f"在 {count} 个样例中都是这样{times}"


def diff_page(name: str, diff: WordingDiff) -> dict[str, bytes]:
    """Return the files of the page of this name. The same changes give the same bytes."""
    style = Path(__file__).with_name("page") / "diff.css"
    text = style.read_text(encoding="utf-8")
    return page_files(name, maker=MAKER, title="措辞的变化", style=text, body=diff_body(diff))


def diff_body(diff: WordingDiff) -> str:
    """Return the paragraphs of the page."""
    body: list[str] = []
    for kind, pieces in lines(diff):
        text = "".join(_TAGS[piece].format(escape(_printable(text))) for piece, text in pieces)
        body.append(f"<h2>{text}</h2>\n" if kind == "layer" else f'<p class="{kind}">{text}</p>\n')
    return "".join(body)


def _printable(text: str) -> str:
    """Return text of strangers without control characters, some of which turn the direction of writing round."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)
