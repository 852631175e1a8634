"""A site for tests, in a folder of its own, whose work is done in this process, so that a test sees its result at once.

A test module imports this module before any module of the site, because Django has to know the folder first.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from reportgen.web.start import configure

_FOLDER = Path(tempfile.mkdtemp(prefix="reportgen-site-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
configure(_FOLDER)  # before any module of the site is imported

from django.test import Client  # noqa: E402

from reportgen.batch.engine import Preparation  # noqa: E402
from reportgen.batch.job import TemplateFiles  # noqa: E402
from reportgen.resources import Resources  # noqa: E402
from reportgen.web import filing, tasks  # noqa: E402
from reportgen.web.accounts import add_office  # noqa: E402
from reportgen.web.models import Account, Declaration, Role  # noqa: E402
from reportgen.web.pool import WorkLostError  # noqa: E402

TEMPLATES = Path(__file__).parents[1] / "templates"


class InThisProcess:
    """Does work at once; ``asleep`` lets it wait for ever, as in a process that is killed."""

    asleep = False

    def submit(self, task: Any, argument: Any, *, soon: bool = False) -> Future[Any]:
        future: Future[Any] = Future()
        if soon or not self.asleep:
            try:
                future.set_result(task(argument))
            except Exception as error:
                future.set_exception(WorkLostError(str(error)))
        return future

    def renew(self) -> None:
        """Take the templates that are now in force, as a new process does."""
        files = TemplateFiles.read(Resources.locate(working_folder=_FOLDER))
        place = Path(tempfile.mkdtemp(dir=_FOLDER, prefix=".templates-"))
        Preparation(key=files.digest, files=files.files, load=lambda _: None).write(place)
        tasks.prepare("", place)


class People:
    """The accounts of a small site, each with a browser that is logged in."""

    def __init__(self) -> None:
        self.bureau = self.account("财政局", Role.BUREAU)
        self.administrator = self.account("管理员", Role.BUREAU)
        Account.objects.filter(pk=self.administrator.pk).update(is_staff=True)
        self.administrator.is_staff = True
        self.editor = self.account("文字员", Role.EDITOR)
        self.office = self.office_account("荔湾区", "金花街道")
        self.other = self.office_account("荔湾区", "南源街道")

    def account(self, name: str, role: Role) -> Account:
        account = Account(name=name, role=role)
        account.set_unusable_password()
        account.save()
        return account

    def office_account(self, district: str, name: str) -> Account:
        assert add_office(district, (name,))
        return Account.objects.get(office__name=name)

    def browser(self, account: Account | None) -> Client:
        client = Client(SERVER_NAME="localhost")
        if account is not None:
            client.force_login(account)
        return client

    def declaration(self, account: Account, year: int = 2024) -> Declaration:
        assert account.office is not None
        return filing.declaration_of(account.office, year)
