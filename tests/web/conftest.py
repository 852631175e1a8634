"""Fixtures of the tests of the site."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings
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
    if (settings.SITE.path / "templates").exists():  # an earlier test has published something
        shutil.rmtree(settings.SITE.path / "templates")
        tasks.prepare("", TEMPLATES)
    filing._grids.clear()
    FilingYear.objects.create(year=2024)
    workers = InThisProcess()
    pool.use(workers)
    return workers


@pytest.fixture
def people(site: InThisProcess) -> People:  # noqa: ARG001 - it makes the database
    return People()
