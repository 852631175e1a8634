"""Prepares this process for the site of a folder; only after that may the other modules of the site be imported."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

import django

from reportgen.web.folder import SiteFolder

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - the second is for --lan alone


def configure(folder: Path, *, lan: bool = False, demo: bool = False, scheduler: str = "") -> None:
    """Create the folder, if it is not there yet, and let Django load the settings of the site."""
    SiteFolder(folder).prepare()
    os.environ["REPORTGEN_SITE"] = str(folder.resolve())
    os.environ["REPORTGEN_DEMO"] = "1" if demo and not lan else "0"
    os.environ["REPORTGEN_SCHEDULER"] = scheduler
    if lan and "REPORTGEN_HOSTS" not in os.environ:
        os.environ["REPORTGEN_HOSTS"] = ",".join(["localhost", LOOPBACK, *lan_hosts()])
    os.environ["DJANGO_SETTINGS_MODULE"] = "reportgen.web.settings"
    django.setup()


def lan_hosts() -> list[str]:
    """Return the addresses and names by which others on the intranet reach this machine, the usual one first."""
    hosts: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # Nothing is sent: the system only chooses the address that it would use.
        hosts.append(str(probe.getsockname()[0]))
    name = socket.gethostname()
    with suppress(OSError):
        hosts += socket.gethostbyname_ex(name)[2]
    hosts.append(name.lower())
    return [host for host in dict.fromkeys(hosts) if host not in (LOOPBACK, "localhost", EVERYWHERE)]
