"""Keeps the preview true to the files: whatever is saved, the page is made anew; after an error the last one stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import watchfiles

from reportgen.diagnostics import Diagnostic, has_errors
from reportgen.editor.preview_page import draft_line, look, page_number, paragraphs, problem_list
from reportgen.editor.preview_server import Server
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

_PULSE = 0.5  # seconds
_SETTLE = 50  # milliseconds: programs save in several steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is looked at: the workbook, and where the templates are, found anew each time."""

    workbook: Path
    locate: Callable[[], Resources]
    year: int | None = None
    draft: bool = False
    last: Path | None = None


class Live:
    """Shows a subject on a server until it is stopped.

    ``fault`` turns a bug into the problem that is shown: the watch goes on, whatever happens.
    """

    def __init__(self, subject: Subject, server: Server, fault: Callable[[Exception], Diagnostic]) -> None:
        self._subject = subject
        self._server = server
        self._fault = fault
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._good: dict[str, Any] = {}

    def run(self) -> None:
        """Show the subject, and again after each change, until :meth:`stop`."""
        while not self._stopped.is_set():
            self._changed.clear()
            watch = _Watch(self._subject, self._changed)
            try:
                self.refresh()
                while not self._changed.wait(_PULSE):  # a bare wait keeps Ctrl-C waiting on Windows
                    pass
            finally:
                watch.stop()

    def stop(self) -> None:
        """End :meth:`run`."""
        self._stopped.set()
        self._changed.set()

    def refresh(self) -> None:
        """Make the page anew and publish it."""
        try:
            made, problems = self._made()
        except Exception as error:  # a bug must not end the watch: its problem is shown like any other
            made, problems = None, (self._fault(error),)
        if made is not None:
            self._good = made
        listed = {"problems": problem_list(problems), "blocked": made is None, "errors": has_errors(problems)}
        self._server.publish({**self._good, **listed})

    def _made(self) -> tuple[dict[str, Any] | None, tuple[Diagnostic, ...]]:
        subject = self._subject
        resources = subject.locate()
        report = Pipeline(resources).report(subject.workbook, year=subject.year, draft=subject.draft, last=subject.last)
        if report.value is None:
            return None, report.diagnostics
        profile = report.value.profile
        before, after = page_number(profile)
        made = {
            "title": report.value.narrative.title,
            "paragraphs": paragraphs(report.value.narrative, profile),
            "look": look(profile),
            "number": [before, after],
            "draft": draft_line(draft=subject.draft),
        }
        return made, report.diagnostics


class _Watch:
    """Sets an event when a file of the subject is saved, made, renamed or removed.

    Folders are watched, not files: most programs save by putting a new file in the place of the old one.
    """

    def __init__(self, subject: Subject, changed: threading.Event) -> None:
        self._stop = threading.Event()
        roots = [root for root in subject.locate().roots if root.is_dir()]
        books = [path for path in (subject.workbook, subject.last) if path is not None]
        beside = {path.absolute().parent for path in books} | {Path.cwd()}  # where a templates folder may appear
        names = {path.name for path in books} | {"templates"}
        self._threads = [
            self._started(roots, lambda path: not _is_left_over(path), changed, recursive=True),
            self._started(
                [folder for folder in beside if folder.is_dir()],
                lambda path: Path(path).name in names,
                changed,
                recursive=False,
            ),
        ]

    def _started(
        self, folders: Iterable[Path], of_ours: Callable[[str], bool], changed: threading.Event, *, recursive: bool
    ) -> threading.Thread:
        def watch() -> None:
            changes = watchfiles.watch(
                *folders,
                watch_filter=lambda _, path: of_ours(path),
                debounce=_SETTLE * 4,
                step=_SETTLE,
                stop_event=self._stop,
                recursive=recursive,
                raise_interrupt=False,
            )
            try:
                for _ in changes:
                    changed.set()
            except (OSError, RuntimeError):  # a folder went away: look again which are there
                self._stop.wait(_PULSE)
                changed.set()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def _is_left_over(path: str) -> bool:
    """What editors leave beside a file while it is open (~$公文.docx, .公文.toml.swp)."""
    return Path(path).name.startswith((".", "~"))
