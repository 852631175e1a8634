"""Fixtures of the tests of the site."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from sites import TEMPLATES, InThisProcess, People

from reportgen.web import filing, pool, tasks
from reportgen.web.models import FilingYear


@pytest.fixture(scope="session")
def _database() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    tasks.prepare("", TEMPLATES)


@pytest.fixture
def site(_database: None) -> InThisProcess:
    """An empty site for 2024; its workers."""
    call_command("flush", verbosity=0, interactive=False)
    filing._grids.clear()
    FilingYear.objects.create(year=2024)
    workers = InThisProcess()
    pool.use(workers)
    return workers


@pytest.fixture
def people(site: InThisProcess) -> People:  # noqa: ARG001 - it makes the database
    return People()
