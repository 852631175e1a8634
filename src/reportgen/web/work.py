"""Gives work to the pool for a record that waits for its result, and writes the result when it is there."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, close_old_connections, connection

from reportgen.batch.engine import Task
from reportgen.web import pool
from reportgen.web.models import Work

A = TypeVar("A")
R = TypeVar("R")
_PAUSE = 60.0  # seconds
_log = logging.getLogger("reportgen.web")


def begin(record: Work, task: Task[[A], R], job: Callable[[], A], write: Callable[[int, R], None]) -> None:
    """Begin the work of a record; ``write`` gets its key and the result. A file that the ``job`` needs may be lost."""
    try:
        argument = job()
    except OSError:
        _fail(record)
    else:
        pool.workers().submit(task, argument).add_done_callback(partial(_finish, record, task, job, write))


def _finish(
    record: Work, task: Task[[A], R], job: Callable[[], A], write: Callable[[int, R], None], future: Future[R]
) -> None:
    """Write the result, in a thread of the workers; while the disk is full or the database away, try again later."""
    try:
        if not connection.in_atomic_block:
            close_old_connections()
        write(record.pk, future.result())
    except (OSError, DatabaseError):
        _log.exception("%s %s is tried again", type(record).__name__, record.pk)
        again = threading.Timer(_PAUSE, begin, (record, task, job, write))
        again.daemon = True
        again.start()
    except Exception:
        _fail(record)


def _fail(record: Work) -> None:
    _log.exception("%s %s", type(record).__name__, record.pk)
    type(record)._default_manager.filter(pk=record.pk).update(progress=Work.Progress.FAILED)
