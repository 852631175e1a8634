"""The server of the preview: who may read the page, and when a browser hears of a new version."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from reportgen.editor.preview import Server


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


def ask(server: Server, path: str, *, method: str = "GET", host: str = "") -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, path, headers={"Host": host or f"127.0.0.1:{server.port}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, dict(answer.headers)


@pytest.mark.parametrize(
    ("name", "kind"), [("", "text/html"), ("page.css", "text/css"), ("page.js", "text/javascript")]
)
def test_the_page_and_its_parts(server: Server, name: str, kind: str) -> None:
    status, body, headers = ask(server, f"/{server.token}/{name}")
    assert (status, headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert body
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_state_is_the_newest(server: Server) -> None:
    server.publish({"problems": "甲"})
    server.publish({"problems": "乙"})
    assert json.loads(ask(server, f"/{server.token}/state")[1]) == {"problems": "乙", "version": 2}


@pytest.mark.parametrize("path", ["/", "/state", "/wrong/state", "//", "/../../etc/passwd"])
def test_without_the_token_there_is_nothing(server: Server, path: str) -> None:
    assert ask(server, path)[0] == 404


@pytest.mark.parametrize("name", ["server.py", "../server.py", "%2e%2e/server.py", "events/x"])
def test_nothing_else_is_served(server: Server, name: str) -> None:
    assert ask(server, f"/{server.token}/{name}")[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1"])
def test_another_host_name_is_refused(server: Server, host: str) -> None:
    """The name of another site may point to this machine (DNS rebinding)."""
    assert ask(server, f"/{server.token}/state", host=host)[0] == 404


def test_localhost_is_this_host(server: Server) -> None:
    assert ask(server, f"/{server.token}/state", host=f"localhost:{server.port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(server: Server, method: str) -> None:
    assert ask(server, f"/{server.token}/state", method=method)[0] == 501


def test_events_tell_each_version(server: Server) -> None:
    server.publish({})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", f"/{server.token}/events", headers={"Host": f"127.0.0.1:{server.port}"})
    answer = connection.getresponse()
    assert answer.readline() == b"data: 1\n"
    answer.readline()
    server.publish({})
    assert answer.readline() == b"data: 2\n"
    answer.close()
    connection.close()


def test_a_port_that_is_taken(server: Server) -> None:
    with pytest.raises(OSError, match=r"."):
        Server(server.port)
