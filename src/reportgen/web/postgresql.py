"""The PostgreSQL database of a site: whether this machine can use it, and its dump (pg_dump) and restoration."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef
from reportgen.web.folder import SiteFolder, database

_VARIABLES = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}


class DumpError(Exception):
    """A database cannot be dumped or restored; the message says why, in Chinese."""


def address() -> str:
    """The address of the database from the environment; empty for SQLite in the folder of the site."""
    return os.environ.get("DATABASE_URL", "")


def place(settings: Mapping[str, Any]) -> FileRef:
    """The place of a database for a message, without the password."""
    host = ":".join(filter(None, (settings.get("HOST", ""), settings.get("PORT", ""))))
    return FileRef(file=f"postgresql://{host}/{settings['NAME']}" if host else str(settings["NAME"]))


def problems(site: SiteFolder) -> tuple[Diagnostic, ...]:
    """Return why the site cannot use the database of the environment, before Django is asked to."""
    try:
        settings = database(address(), site)
    except ValueError:
        return (catalogue.DATABASE_ADDRESS.at(FileRef(file="DATABASE_URL")),)
    if address() and importlib.util.find_spec("psycopg") is None:
        return (catalogue.NO_POSTGRES_PACKAGE.at(place(settings)),)
    return ()


def dump(target: Path) -> None:
    """Write the database into a file, as it is at one moment."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def restore_dump(source: Path) -> None:
    """Fill an empty database from a file; nothing changes if that fails, as where there are tables already."""
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *options, f"--dbname={_settings()['NAME']}", str(source))


def _settings() -> dict[str, Any]:
    return database(address(), SiteFolder(Path()))


def _run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password is not among its arguments, which others can see."""
    program = shutil.which(name)
    # Windows looks in the working folder first, where a stranger's program may lie.
    if program is None or not Path(program).is_absolute() or Path(program).parent.samefile(Path.cwd()):
        raise DumpError(f"没有找到 {name}。请安装 PostgreSQL 的客户端程序，版本不低于服务器的")
    settings = _settings()
    connection = {variable: settings[key] for variable, key in _VARIABLES.items() if settings[key]}
    ran = subprocess.run(  # noqa: S603 - a program of the PATH with our own arguments
        [program, "--no-password", *arguments],
        env={**os.environ, **connection},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    if ran.returncode:
        reasons = [line for line in ran.stderr.splitlines() if "error" in line.lower()] or ran.stderr.splitlines()
        raise DumpError(f"{name} 没有做成：{'；'.join(reasons[:2])}")
