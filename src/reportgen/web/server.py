"""Serves the site of a folder until it is stopped; it applies migrations first and takes up unfinished work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection
from waitress.server import create_server

from reportgen import catalogue
from reportgen.batch.engine import Task
from reportgen.batch.folders import folder_for_templates, sole_use
from reportgen.batch.job import Job
from reportgen.diagnostics import Outcome
from reportgen.intake.submission import Identity
from reportgen.resources import sample_data
from reportgen.web import collecting, filing, finished, pool, publishing
from reportgen.web.accounts import add_office, make_link
from reportgen.web.models import Account, Declaration, Examination, FilingYear, Role, SiteOffice
from reportgen.web.postgresql import place

ADMINISTRATOR, DEMO_BUREAU, DEMO_EDITOR = "管理员", "示例区财政局", "示例区文字员"
_FIRST_DAYS = 1  # days for which the first link of the administrator is valid
_THREADS = 8
_IDENTIFY: Task[[Job], Identity | None] = Task("reportgen.batch.worker:identify")
_LEFT_OPEN = 6  # offices of a demonstration that have not handed in
_PULSE = 0.3  # seconds


def prepare() -> Outcome[str]:
    """Bring the database to the present form; return the path of a link if nobody of the bureau has a password yet."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = " ".join(str(error).split())
        return Outcome(None, (catalogue.DATABASE_AWAY.at(place(settings.DATABASES["default"]), reason),))
    call_command("migrate", verbosity=0, interactive=False)
    if settings.DEMO or any(one.has_usable_password() for one in Account.objects.filter(role=Role.BUREAU)):
        return Outcome("")
    account = Account.objects.filter(role=Role.BUREAU).first()
    return Outcome(make_link(account or new_account(ADMINISTRATOR, Role.BUREAU, is_staff=True), days=_FIRST_DAYS))


def new_account(name: str, role: Role, *, is_staff: bool = False) -> Account:
    """Make an account without a password."""
    account = Account(name=name, role=role, is_staff=is_staff)
    account.set_unusable_password()
    account.save()
    return account


@contextmanager
def working() -> Iterator[None]:
    """Keep the worker processes while the site is served, and take up what an earlier process did not finish."""
    site = settings.SITE.path
    with sole_use(site), folder_for_templates(site) as folder:
        workers = pool.pool_of(site, folder, SiteOffice.objects.count())
        workers.start()
        pool.use(workers)
        try:
            publishing.resume()
            filing.resume()
            finished.resume()
            collecting.resume()
            yield
        finally:
            workers.stop()


class SiteServer:
    """The server; ``OSError`` if the port is in use."""

    def __init__(self, host: str, port: int) -> None:
        proxy: dict[str, Any] = {}
        if settings.BEHIND_HTTPS:
            headers = {"x-forwarded-for", "x-forwarded-proto"}
            proxy = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": headers}
        self._server = create_server(
            get_wsgi_application(),
            host=host,
            port=port,
            threads=_THREADS,
            ident="",
            max_request_body_size=settings.MOST_UPLOAD_BYTES + 2**21,
            clear_untrusted_proxy_headers=True,
            **proxy,
        )

    def run(self) -> None:
        """Answer requests until :meth:`stop` or Ctrl-C."""
        self._server.run()

    def stop(self) -> None:
        """Answer no more requests."""
        self._server.close()


# --- the demonstration ------------------------------------------------------------------------------------


def start_demo() -> None:
    """Fill an empty site with the sample district, in another thread; most offices have handed in."""
    if not SiteOffice.objects.exists():
        threading.Thread(target=_fill_demo, name="demo", daemon=True).start()


def _fill_demo() -> None:
    bureau = new_account(DEMO_BUREAU, Role.BUREAU)
    new_account(DEMO_EDITOR, Role.EDITOR)
    books = sorted((sample_data() / "示例区2024").glob("*.xlsx"))
    jobs = [Job(setup="", number=n, name=book.name, data=book.read_bytes()) for n, book in enumerate(books)]
    for job, future in [(job, pool.workers().submit(_IDENTIFY, job)) for job in jobs]:
        who = future.result()
        if who and add_office(who.district, (who.short_name, who.full_name)):
            FilingYear.objects.get_or_create(year=who.year)
            office = SiteOffice.objects.get(district=who.district, name=who.short_name)
            declaration = filing.declaration_of(office, who.year)
            filing.receive(declaration, office.accounts.get(), job.name, job.data)
    while Examination.objects.filter(progress=Examination.Progress.WAITING).exists():
        time.sleep(_PULSE)
    ready = [one for one in Declaration.objects.all() if one.latest and one.latest.examination.is_ready]
    for number, one in enumerate(ready[:-_LEFT_OPEN]):
        filing.hand_in(one, one.office.accounts.get())
        if number % 2:
            filing.accept(one, bureau)
    close_old_connections()
