"""Shows the preview (预览) in the browser of this machine; it makes the page again whenever a file is saved.

Only this machine can connect. A request has to know the random path and has to name this host, so that another page
in the browser cannot read the report (DNS rebinding). No request reads from disk. After an error the last page stays.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any

import watchfiles

from reportgen.diagnostics import Diagnostic, has_errors
from reportgen.editor.preview_page import page_of, problem_list
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

_PULSE = 0.5  # seconds, after which a waiting loop looks for Ctrl-C
HOST = "127.0.0.1"
_HEARTBEAT = 15  # seconds; only writing to a browser shows that it has gone away
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"
_FILES = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
}
_SETTLE = 50  # milliseconds: programs save in several steps


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSubject:
    """The subject of a preview: the workbook, and a function that looks for the templates each time."""

    workbook: Path
    locate: Callable[[], Resources]
    year: int | None = None
    draft: bool = False
    last: Path | None = None
    wording_set: str = ""


class Live:
    """Shows a subject on a server until it is stopped.

    ``fault`` turns an error of the program into a problem, which the page shows: the preview goes on.
    """

    def __init__(self, subject: PreviewSubject, server: Server, fault: Callable[[Exception], Diagnostic]) -> None:
        self._subject = subject
        self._server = server
        self._fault = fault
        self._change = threading.Event()
        self._at_end = threading.Event()
        self._good: dict[str, Any] = {}

    def run(self) -> None:
        """Show the subject, and again after each change, until :meth:`stop`."""
        while not self._at_end.is_set():
            self._change.clear()
            watch = _Watch(self._subject, self._change)
            try:
                self.refresh()
                while not self._change.wait(_PULSE):  # a wait without limit would ignore Ctrl-C on Windows
                    pass
            finally:
                watch.stop()

    def stop(self) -> None:
        """End :meth:`run`."""
        self._at_end.set()
        self._change.set()

    def refresh(self) -> None:
        """Make the page again and publish it."""
        try:
            page, problems = self._page()
        except Exception as error:  # an error of the program is shown as a problem and must not end the preview
            page, problems = None, (self._fault(error),)
        if page is not None:
            self._good = page
        problem_state = {"problems": problem_list(problems), "blocked": page is None, "errors": has_errors(problems)}
        self._server.publish({**self._good, **problem_state})

    def _page(self) -> tuple[dict[str, Any] | None, tuple[Diagnostic, ...]]:
        subject = self._subject
        resources = subject.locate()
        report = Pipeline(resources).report(
            subject.workbook,
            year=subject.year,
            draft=subject.draft,
            last=subject.last,
            wording_set=subject.wording_set,
        )
        if report.value is None:
            return None, report.diagnostics
        return page_of(report.value.narrative, report.value.profile, draft=subject.draft), report.diagnostics


class _Watch:
    """Sets an event when a file of the subject is saved, made, renamed or removed.

    It watches folders and not files, because most programs save by replacing the old file with a new one.
    """

    def __init__(self, subject: PreviewSubject, change: threading.Event) -> None:
        self._stop = threading.Event()
        roots = [root for root in subject.locate().roots if root.is_dir()]
        books = [path for path in (subject.workbook, subject.last) if path is not None]
        beside = {path.absolute().parent for path in books} | {Path.cwd()}  # a templates folder may appear there
        names = {path.name for path in books} | {"templates"}
        self._threads = [
            self._started(roots, lambda path: not _is_left_over(path), change, recursive=True),
            self._started(
                [folder for folder in beside if folder.is_dir()],
                lambda path: Path(path).name in names,
                change,
                recursive=False,
            ),
        ]

    def _started(
        self, folders: Iterable[Path], of_ours: Callable[[str], bool], change: threading.Event, *, recursive: bool
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
                    change.set()
            except (OSError, RuntimeError):  # a folder was removed, so we look again for the existing ones
                self._stop.wait(_PULSE)
                change.set()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def _is_left_over(path: str) -> bool:
    """Return whether an editor made the file beside an open one (~$公文.docx, .公文.toml.swp)."""
    return Path(path).name.startswith((".", "~"))


# --- the server -------------------------------------------------------------------------------------------


class Server:
    """The server of the page and its state; ``publish`` sends a new state to every connected browser."""

    def __init__(self, port: int = 0) -> None:
        """Bind ``port`` (0 for any free one); ``OSError`` if it is in use."""
        self.token = secrets.token_urlsafe(16)
        self._state: Mapping[str, Any] = {}
        self._version = 0
        self._change = threading.Condition()
        self._at_end = False
        self._http = _Http((HOST, port), self)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """The port on which the server listens."""
        return int(self._http.server_address[1])

    @property
    def address(self) -> str:
        """The address to open in the browser."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def start(self) -> None:
        """Answer requests from now on, in another thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the server and the connections of waiting browsers."""
        with self._change:
            self._at_end = True
            self._change.notify_all()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def publish(self, state: Mapping[str, Any]) -> None:
        """Show ``state`` from now on."""
        with self._change:
            self._state = state
            self._version += 1
            self._change.notify_all()

    def state(self) -> Mapping[str, Any]:
        """Return the present state with its version."""
        with self._change:
            return {**self._state, "version": self._version}

    def newer_than(self, version: int) -> int | None:
        """Wait for a newer version; return the same version after a while without one, and ``None`` at the end."""
        with self._change:
            self._change.wait_for(lambda: self._at_end or self._version > version, timeout=_HEARTBEAT)
            return None if self._at_end else self._version


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # an open connection of a browser must not keep the program from ending

    def __init__(self, address: tuple[str, int], preview: Server) -> None:
        self.preview = preview
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing, as a closed tab of a browser raises an error here."""


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    server_version = "reportgen"
    sys_version = ""

    def do_GET(self) -> None:
        preview = self.server.preview
        hosts = {f"{name}:{preview.port}" for name in (HOST, "localhost")}
        root = f"/{preview.token}/"
        if self.headers.get("Host", "") not in hosts or not self.path.startswith(root):
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")
            return
        name = self.path.removeprefix(root)
        if name in _FILES:
            file, kind = _FILES[name]
            self._answer(HTTPStatus.OK, resources.files(__package__).joinpath("page", file).read_bytes(), kind)
        elif name == "state":
            self._answer(HTTPStatus.OK, json.dumps(preview.state()).encode(), "application/json")
        elif name == "events":
            self._events(preview)
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self._head(kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _head(self, kind: str) -> None:
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")

    def _events(self, preview: Server) -> None:
        """Server-sent events (HTML Standard, 9.2): the version, whenever there is a new one."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self._head("text/event-stream")
        self.end_headers()
        last = 0
        while (version := preview.newer_than(last)) is not None:
            self.wfile.write(f"data: {version}\n\n".encode())
            self.wfile.flush()
            last = version

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives it
        """Print nothing, as a user does not want to read of requests."""
