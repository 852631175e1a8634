"""Serves the preview to the browser of this machine, and to nobody else.

Only the loopback interface is bound; a request has to know the random path and must name this host itself, so that
no other page that is open in the browser can read the report (DNS rebinding). Nothing is read from disk by request.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

HOST = "127.0.0.1"
_HEARTBEAT = 15  # seconds; a browser that has gone away is noticed when it is written to
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"
_FILES = {
    "": ("preview_page.html", "text/html"),
    "page.css": ("preview_page.css", "text/css"),
    "page.js": ("preview_page.js", "text/javascript"),
}


class Server:
    """The page and its state; ``publish`` shows another state to every browser that looks on."""

    def __init__(self, port: int = 0) -> None:
        """Bind ``port`` (0 for any that is free); ``OSError`` when it is taken."""
        self.token = secrets.token_urlsafe(16)
        self._state: Mapping[str, Any] = {}
        self._version = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._http = _Http((HOST, port), self)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """The port that is bound."""
        return int(self._http.server_address[1])

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def start(self) -> None:
        """Begin to answer, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more; browsers that wait are let go."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def publish(self, state: Mapping[str, Any]) -> None:
        """Show ``state`` from now on."""
        with self._changed:
            self._state = state
            self._version += 1
            self._changed.notify_all()

    def state(self) -> Mapping[str, Any]:
        """What is shown now, with its version."""
        with self._changed:
            return {**self._state, "version": self._version}

    def newer_than(self, version: int) -> int | None:
        """Wait for a version above ``version``; the same one when nothing came for a while, ``None`` at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._version > version, timeout=_HEARTBEAT)
            return None if self._stopped else self._version


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a browser that does not let go must not keep the program from ending

    def __init__(self, address: tuple[str, int], preview: Server) -> None:
        self.preview = preview
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closed its tab is no fault of ours and nothing to talk about."""


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
            self._answer(HTTPStatus.OK, resources.files(__package__).joinpath(file).read_bytes(), kind)
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
        told = 0
        while (version := preview.newer_than(told)) is not None:
            self.wfile.write(f"data: {version}\n\n".encode())
            self.wfile.flush()
            told = version

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives it
        """Requests are nothing that a user wants to read."""
