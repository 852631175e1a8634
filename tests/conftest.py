"""Fixtures for tests of several stages."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from program import Program
from variations import Golden, MakeWording, library, rubric

from reportgen.diagnostics import Outcome
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.word.render import StyleSheet, load_styles
from reportgen.writing.wording import Wording

# The same examples in every run, and no deadline: a busy machine makes no test fail.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

# A shell starts what runs in the background with Ctrl+C ignored; the programs that the tests stop by it would not stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

_GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="把 tests/golden/ 里的文字改成程序现在写的；改后要逐行看过"
    )
    parser.addoption("--fuzz", default="150", help="每一种损坏试多少份，默认 150；想多试就给大的数")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with the file of this name in golden/, or writes the file if --update-golden is given."""

    def compare(name: str, text: str) -> None:
        path = _GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def shipped() -> Resources:
    """The templates of this checkout, whatever the working folder."""
    return Resources((Path(__file__).parents[1] / "templates",))


@pytest.fixture(scope="session")
def sheet(shipped: Resources) -> StyleSheet:
    """The shipped style sheet, loaded once."""
    loaded = load_styles(shipped)
    assert loaded.value is not None
    return loaded.value


@pytest.fixture(scope="session")
def rules(shipped: Resources) -> Rubric:
    """The shipped rules of 2024, loaded once."""
    return rubric(shipped)


@pytest.fixture(scope="session")
def wording(shipped: Resources, rules: Rubric) -> Wording:
    """The shipped wording that every office has which has none of its own, compiled once."""
    made = library(shipped, rules).wording("荔湾区", "")
    assert made.diagnostics == ()
    assert made.value is not None
    return made.value


@pytest.fixture
def make_wording(tmp_path: Path, rules: Rubric) -> MakeWording:
    """Makes the wording of a folder that holds only these files, by name, all in the layer 默认."""

    def make(files: Mapping[str, str | bytes]) -> Outcome[Wording]:
        folder = tmp_path / "wording" / "默认"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return library(Resources((tmp_path,)), rules).wording("荔湾区", "金花街道")

    return make


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; Chinese and a blank in its path, as on most desks."""
    folder = tmp_path / "绩效 自评"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # a log of the program lands beside it
    return folder


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    """The program, run in this process."""
    return Program(capsys)
