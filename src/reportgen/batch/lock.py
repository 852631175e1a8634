"""One batch at a time for an output folder: two would write over each other's manifest."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
from collections.abc import Iterator
from pathlib import Path

_NAME = ".reportgen-batch.lock"
_HELD = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


class InUseError(Exception):
    """Another batch is writing into the folder."""


@contextlib.contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Hold the folder for this process, which also lets go of it by ending, however it ends.

    ``OSError`` where nothing can be written into the folder.
    """
    path = folder / _NAME
    with path.open("a+b") as file:
        try:
            with contextlib.suppress(OSError):
                path.chmod(0o666)  # whoever shares the folder may have to take it after us
            _take(file.fileno())
            if not os.path.samestat(os.fstat(file.fileno()), path.stat()):  # whoever held it has just removed it
                raise InUseError
        except OSError as error:
            if error.errno in _HELD:
                raise InUseError from error  # else the disk knows no locks: then nobody can be kept out
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows lets nobody remove an open file: it is empty and hidden
                path.unlink()


def _take(file: int) -> None:
    """Each system has a module of its own for this, and none of the other's."""
    if os.name == "nt":
        msvcrt = importlib.import_module("msvcrt")
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl = importlib.import_module("fcntl")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
