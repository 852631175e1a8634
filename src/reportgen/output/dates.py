"""The date that finished files carry. Never the clock: the same inputs give the same bytes."""

from __future__ import annotations

import datetime
import os


def epoch_set() -> str:
    """SOURCE_DATE_EPOCH of the environment, or nothing."""
    return os.environ.get("SOURCE_DATE_EPOCH", "")


def report_date(year: int, epoch: str | None = None) -> datetime.datetime:
    """The date in the file properties: SOURCE_DATE_EPOCH, or else the day after the report year ends.

    ``epoch`` stands for the variable of the environment.
    """
    epoch = epoch_set() if epoch is None else epoch
    if epoch.isdecimal() and len(epoch) <= 11:  # a number of seconds that datetime can hold
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC)
    return datetime.datetime(year + 1, 1, 1, tzinfo=datetime.UTC)
