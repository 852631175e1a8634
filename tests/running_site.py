"""The site in a process of its own, as people start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from program import SOURCE

PATIENCE = 60  # seconds


class RunningSite:
    """A site in a process of its own, and a browser of the simplest kind."""

    def __init__(self, folder: Path, *options: str, **variables: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "reportgen", "serve", str(folder), "--port", str(self.port), *options]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
        environment = {name: text for name, text in environment.items() if not name.startswith(("REPORTGEN", "DJANGO"))}
        environment |= variables
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.cookies: dict[str, str] = {}
        self.said = ""
        assert self.process.stdout is not None
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, self.said
            self.said += line

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", accept: str = ""
    ) -> tuple[int, str, bytes]:
        """Ask for an address: the status, where it leads, and the content."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items()), "Accept": accept}
        if kind:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        for name, text in answer.getheaders():
            if name == "Set-Cookie":
                cookie, _, value = text.partition(";")[0].partition("=")
                self.cookies[cookie] = value
        connection.close()
        return answer.status, answer.getheader("Location") or "", content

    def post(self, path: str, **fields: str) -> tuple[int, str, bytes]:
        return self.ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, data: bytes, name: str = "2024.xlsx") -> int:
        mark = "part-of-a-form"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        return self.ask(
            "POST", path, head + data + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
        )[0]

    def stop(self) -> str:
        """End the site as Ctrl-C does, and return what it said."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, rest
        return self.said + rest
