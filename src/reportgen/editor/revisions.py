"""Templates as they stood in an earlier revision of the git repository that the working folder is in.

Nothing of the repository is run: files are listed and read from its objects, and no filter, hook, pager or remote
that its settings name takes part. git itself refuses a repository that belongs to somebody else.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, cast

from reportgen import catalogue
from reportgen.diagnostics import FileRef, Outcome

MAX_FILES = 5_000
MAX_BYTES = 20 * 2**20  # of all templates together; honest ones have some 300 KB
SECONDS = 30
_AREAS = {"wording": ".txt", "rules": ".toml"}  # what is compared, and what gives it words and data
_LISTED = re.compile(rb"100(?:644|755) blob ([0-9a-f]{40,64}) +(\d+|BAD)\t(.+)", re.DOTALL)
_COMMIT = re.compile(rb"[0-9a-f]{40,64}\s*")
_FOLDER = "templates"
_SETTINGS = (
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),  # a folder that came with a workbook may be a repository by its looks
)


def templates_of(revision: str, working_folder: Path, into: Path) -> Outcome[Path]:
    """Write the wording and the rules of a revision into the empty folder ``into``, which then is a templates folder.

    They are looked for where the templates of the working folder stand in the repository.
    """
    git = _find_git(working_folder)
    if git is None:
        return Outcome(None, (catalogue.GIT_MISSING.at(None, revision),))
    local = working_folder / _FOLDER
    repository = _Repository(git, local if local.is_dir() else working_folder)
    prefix = repository.ask("rev-parse", "--show-prefix")
    if prefix is None:
        return Outcome(None, (catalogue.NOT_A_REPOSITORY.at(FileRef(file=str(working_folder)), revision),))
    # A name that begins with - would be an option; git names no revision so.
    named = None if revision.startswith("-") or "\0" in revision else f"{revision}^{{commit}}"
    commit = named and repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", named)
    if not commit or not _COMMIT.fullmatch(commit):
        return Outcome(None, (catalogue.REVISION_UNKNOWN.at(None, revision),))
    place = os.fsdecode(prefix).rstrip("\r\n")
    place = place if local.is_dir() else f"{place}{_FOLDER}/"
    return _written(repository, revision, f"{commit.decode().strip()}:{place.rstrip('/')}", into)


def _find_git(working_folder: Path) -> Path | None:
    """The git of the PATH, but never one that lies in the working folder: it may have come with somebody's workbook."""
    name = "git.exe" if platform.system() == "Windows" else "git"
    here = os.path.realpath(working_folder)
    for folder in map(Path, os.get_exec_path()):
        program = folder / name
        if folder.is_absolute() and os.path.realpath(folder) != here and os.access(program, os.X_OK):
            return program
    return None


class _Repository:
    """The repository around a folder, asked through git."""

    def __init__(self, git: Path, folder: Path) -> None:
        self._git = git
        self._folder = folder

    def ask(self, *arguments: str, about: bytes = b"", limit: int = 2**20) -> bytes | None:
        """What git answers; ``None`` when it refuses, takes too long or answers with more than ``limit`` bytes."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        closed = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}  # reaches no remote
        with tempfile.TemporaryFile() as questions:
            questions.write(about)
            questions.seek(0)
            try:
                running = subprocess.Popen(  # noqa: S603 - the program is that of the PATH, the arguments are our own
                    [str(self._git), *_SETTINGS, *arguments],
                    cwd=self._folder,
                    env={**own, **closed},
                    stdin=questions,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError:
                return None
            with running, cast(IO[bytes], running.stdout) as said:
                alarm = threading.Timer(SECONDS, running.kill)
                alarm.start()
                try:
                    answer = said.read(limit + 1)
                    if len(answer) > limit:
                        running.kill()
                finally:
                    code = _ended(running)
                    alarm.cancel()
        return answer if code == 0 and len(answer) <= limit else None


def _ended(running: subprocess.Popen[bytes]) -> int:
    """The exit code, once there is nothing more to read."""
    try:
        return running.wait(SECONDS)
    except BaseException:
        running.kill()
        raise


class _Listed(NamedTuple):
    name: bytes  # of the object
    size: int
    path: PurePosixPath


def _written(repository: _Repository, revision: str, tree: str, into: Path) -> Outcome[Path]:
    place = FileRef(file=revision)
    if repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", tree) is None:
        return Outcome(None, (catalogue.NO_TEMPLATES_THERE.at(place, revision),))
    listing = repository.ask("ls-tree", "-r", "-z", "-l", "--full-tree", tree, *_AREAS)
    files = tuple(_listed((listing or b"").split(b"\0")))
    if listing is not None and not any(file.path.parts[0] == "wording" for file in files):
        return Outcome(None, (catalogue.NO_TEMPLATES_THERE.at(place, revision),))
    bounded = len(files) <= MAX_FILES and sum(file.size for file in files) <= MAX_BYTES
    contents = _contents(repository, files) if listing is not None and bounded else None
    if contents is None:
        return Outcome(None, (catalogue.REVISION_NOT_READ.at(place, revision),))
    try:
        for file, content in zip(files, contents, strict=True):
            target = into / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError:
        return Outcome(None, (catalogue.REVISION_NOT_READ.at(place, revision),))
    return Outcome(into)


def _contents(repository: _Repository, files: Sequence[_Listed]) -> list[bytes] | None:
    """What the files hold, in order; ``cat-file`` gives it as it is stored and runs no filter on it."""
    names = b"".join(file.name + b"\n" for file in files)
    answer = repository.ask("cat-file", "--batch", about=names, limit=2 * MAX_BYTES)
    contents: list[bytes] = []
    position = 0
    for file in files:
        head = b"%s blob %d\n" % (file.name, file.size)
        if answer is None or not answer.startswith(head, position):
            return None  # an object is missing: a clone in part, or a damaged one
        position += len(head)
        contents.append(answer[position : position + file.size])
        position += file.size + 1
    return contents


def _listed(entries: Sequence[bytes]) -> Iterator[_Listed]:
    """The plain files of the areas; a link or a repository inside the repository is none."""
    for entry in entries:
        match = _LISTED.fullmatch(entry)
        if match is None:
            continue
        path = PurePosixPath(match[3].decode("utf-8", errors="replace"))
        if _AREAS.get(path.parts[0]) == path.suffix.lower() and _is_plain(path):
            # An object that is missing has no size: it must not look as if the file had been removed.
            yield _Listed(match[1], int(match[2]) if match[2].isdigit() else MAX_BYTES + 1, path)


def _is_plain(path: PurePosixPath) -> bool:
    """Whether the path stays where it is put, on any system."""
    return not any(part in ("..", ".") or set(part) & set('\\:*?"<>|\ufffd') for part in path.parts)
