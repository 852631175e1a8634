"""What a worker process does for the people who edit templates: it checks a file, writes specimens, and compares.

This module imports everything that a report needs; the server never imports it, but names the task in it.
"""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from html import escape
from pathlib import Path, PurePosixPath

from reportgen.diagnostics import Diagnostic, Severity, has_errors
from reportgen.editor.editions import compare_wording, diff_body
from reportgen.editor.preview_page import page_of, problem_list
from reportgen.editor.proofreading import proofread
from reportgen.editor.specimens import hand_over, specimens, unfinished
from reportgen.intake.submission import Submission
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, check_rubrics, load_rubric, newest_year, rubric_schemes
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Scorecard
from reportgen.web.jobs import EditionJob, EditionResult
from reportgen.web.tasks import as_json
from reportgen.word.profile import load_profile, misnamed, profile_of
from reportgen.word.render import load_styles
from reportgen.writing.composition import write
from reportgen.writing.source import DISTRICTS, OFFICES, REPORT, WordingSet, WordingSets, set_folders, set_of
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import WordingLibrary

_OLD, _NEW = "正在用的", "这一版"
_TAGS = {"+": "ins", "-": "del"}


def prove(job: EditionJob) -> EditionResult:
    """Check a template file; this never raises."""
    try:
        with tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True) as room:
            return _prove(job, Path(room))
    except Exception:
        return EditionResult(crash=traceback.format_exc())


def _prove(job: EditionJob, room: Path) -> EditionResult:
    for name, content in ((_OLD, job.before), (_NEW, job.content)):
        _write(room / name, job.templates, job.path, content)
    resources = Resources((room / _NEW,))
    problems = tuple(_problems(job, resources))
    return EditionResult(
        errors=sum(problem.severity is Severity.ERROR for problem in problems),
        warnings=sum(problem.severity is Severity.WARNING for problem in problems),
        problems=problem_list(problems),
        changes=_lines_that_change(job) if has_errors(problems) else _changes(job, room),
        previews=tuple(_previews(job.path, resources)),
    )


def _write(folder: Path, templates: Mapping[str, bytes], path: str, content: bytes | None) -> None:
    """Write a templates folder in which one file has another content, or is not there."""
    files = {name: data for name, data in templates.items() if name != path}
    if content is not None:
        files[path] = content
    for name, data in files.items():
        target = folder.joinpath(*PurePosixPath(name).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


# --- problems ---------------------------------------------------------------------------------------------


def _problems(job: EditionJob, resources: Resources) -> Iterator[Diagnostic]:
    """Yield the problems of the commands ``wording check`` and ``rules check``, or those of a layout."""
    area, _, name = job.path.partition("/")
    if area == "rules":
        checked = check_rubrics(resources, int(name[:4]))
        yield from checked.diagnostics
        if job.thorough and not has_errors(checked.diagnostics):
            yield from proofread(resources, int(name[:4])).problems
    elif area == REPORT:
        yield from proofread(resources, None if job.thorough else newest_year(resources), set_of(name)).problems
    else:
        profile = load_profile(resources, job.path)
        yield from (*profile.diagnostics, *misnamed(resources))
        if profile.value is not None:
            yield from load_styles(resources, job.path).diagnostics


# --- what changes -----------------------------------------------------------------------------------------


def _changes(job: EditionJob, room: Path) -> str:
    """Return the sentences that change, as ``wording diff`` shows them; of rules and layouts the lines."""
    area, _, name = job.path.partition("/")
    if area != REPORT:
        return _lines_that_change(job)
    compared = compare_wording(
        _OLD,
        _NEW,
        working_folder=room,
        workbook=None,
        year=newest_year(Resources((room / _NEW,))),
        scope=_scope(job.path),
        wording_set=set_of(name),
    )
    return diff_body(compared.value) if compared.value else _lines_that_change(job)


def _scope(path: str) -> tuple[str, str] | None:
    """Return the district and the office whose layer a file is in; ``None`` for a file of all offices."""
    _, kind, name, *_ = (*path.split("/"), "")
    return (name, "") if kind == DISTRICTS else ("", name) if kind == OFFICES else None


def _lines_that_change(job: EditionJob) -> str:
    before, after = ((text or b"").decode("utf-8-sig", "replace").splitlines() for text in (job.before, job.content))
    lines = list(unified_diff(before, after, lineterm="", n=1))[2:]
    if not lines:
        return "<p>与正在用的一样。</p>"
    return "".join(_line(line) for line in lines)


def _line(line: str) -> str:
    """Return a line of a comparison, in which a line that begins with @@ says where the next ones are."""
    if line.startswith("@@"):
        return f'<p class="sort">第 {line.partition("+")[2].partition(",")[0].rstrip(" @")} 行起</p>'
    tag, text = _TAGS.get(line[:1]), escape(line[1:]) or "&nbsp;"
    return f'<p class="text"><{tag}>{text}</{tag}></p>' if tag else f'<p class="text">{text}</p>'


# --- previews ---------------------------------------------------------------------------------------------


def _previews(path: str, resources: Resources) -> Iterator[tuple[str, bytes]]:
    """Yield the specimens, and a draft, as the offices of the layer of the file would get them."""
    rubric, chosen = _example(path, resources)
    if rubric is None or chosen is None:
        return
    scope = _scope(path) or ("", "")
    library = WordingLibrary(resources, vocabulary(rubric, chosen.sections))
    wording = library.wording(*scope, chosen.folder).value
    profile = load_profile(resources, profile_of(resources, *scope)).value
    if wording is None or profile is None:
        return

    def page(submission: Submission, scorecard: Scorecard, *, draft: bool = False) -> bytes:
        narrative = write(submission, scorecard, wording, chosen).value
        return as_json(page_of(narrative, profile, draft=draft)) if narrative else b""

    for specimen in specimens(rubric):
        own = hand_over(specimen, *scope)
        if not own.heavy and (preview := page(own.submission, own.scorecard)):
            yield specimen.name, preview
    form = unfinished(rubric).value
    scorecard = score(form, rubric).value if form else None
    if form and scorecard and (preview := page(form, scorecard, draft=True)):
        yield "草稿，还没有填完", preview


def _example(path: str, resources: Resources) -> tuple[Rubric | None, WordingSet | None]:
    """Return the rules and the wording set with which a file is shown."""
    area, _, name = path.partition("/")
    sets = [one for folder in set_folders(resources) if (one := WordingSets(resources).read(folder).value)]
    schemes = rubric_schemes(resources, newest_year(resources))
    if area == "rules":
        schemes = ((int(name[:4]), name.removesuffix(".toml")[5:]),)
    elif area == REPORT:
        sets = [one for one in sets if one.folder == set_of(name)]
    for scheme in schemes:
        rubric = load_rubric(resources, *scheme).value
        chosen = next((one for one in sets if rubric and one.serves(rubric.scheme)), None)
        if chosen is not None:
            return rubric, chosen
    return None, None
