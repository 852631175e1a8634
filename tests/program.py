"""Runs reportgen as its users do, in the process of the tests or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reportgen.cli import main

SOURCE = Path(__file__).parents[1] / "src"


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """The exit code and the output of a run."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, Any]:
        """The output of --json."""
        result: dict[str, Any] = json.loads(self.out)
        return result

    @property
    def codes(self) -> list[str]:
        """The codes of the problems in the output of --json."""
        return [problem["code"] for problem in self.result["problems"]]


class Program:
    """Runs the program inside this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> ProgramRun:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        assert isinstance(end.value.code, int)
        return ProgramRun(end.value.code, out, err)


def run_alone(
    *arguments: object, cwd: Path, code: str = "from reportgen.cli import main; main()", **variables: str
) -> ProgramRun:
    """Run the program in a new process: ``code`` with ``arguments`` and these environment variables."""
    process = start(arguments, cwd=cwd, code=code, variables=variables)
    out, err = process.communicate(timeout=60)
    return ProgramRun(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))


def start(
    arguments: Sequence[object],
    *,
    cwd: Path,
    code: str = "from reportgen.cli import main; main()",
    variables: Mapping[str, str] | None = None,
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    own_group: bool = False,
) -> subprocess.Popen[bytes]:
    """Start the program like :func:`run_alone` without waiting; ``own_group`` gives it a process group."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "SOURCE_"))}
    environment = {**clean, "PYTHONPATH": str(SOURCE), **(variables or {})}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdout=stdout,
        stderr=stderr,
        stdin=subprocess.DEVNULL,
        start_new_session=own_group,
    )


def files(folder: Path) -> list[str]:
    """Every file under ``folder``, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
