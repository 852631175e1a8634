"""Packs a site into one file while it runs (备份), and unpacks it into a new folder (恢复)."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

from reportgen.web import postgresql
from reportgen.web.folder import SiteFolder

_DATABASE, _DUMP, _KEY = "site.sqlite3", "database.dump", "secret.key"
_MEMBER = re.compile(r"site\.sqlite3|database\.dump|secret\.key|files/[0-9a-f]{2}/(?P<digest>[0-9a-f]{64})")
_TEMPLATE = re.compile(r"templates/[^\\:]+")


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why, in Chinese."""


def back_up(site: SiteFolder, target: Path) -> int:
    """Write the database and the files of a site into a zip file; return the number of files.

    The database is copied first: every file that it names was stored before, and no stored file ever changes.
    """
    needed = site.key if postgresql.address() else site.database
    if not needed.is_file():
        raise BackupError(f"“{site.path}”不是站点文件夹：里面没有 {needed.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".backup-", suffix=".zip", dir=target.parent)
    os.close(handle)
    new = Path(name)
    try:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
            copy = _copy_of_database(site, Path(folder))
            archive.write(copy, copy.name)
            archive.write(site.key, _KEY)
            files = [path for path in sorted(site.files.glob("*/*")) if not path.name.startswith(".")]
            templates = [path for path in sorted((site.path / "templates").rglob("*")) if path.is_file()]
            for path in (*files, *templates):
                archive.write(path, path.relative_to(site.path).as_posix())
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return len(files)


def _copy_of_database(site: SiteFolder, folder: Path) -> Path:
    """Copy the database, as it is at one moment, into a folder; return the copy."""
    if postgresql.address():
        copy = folder / _DUMP
        postgresql.dump(copy)
        return copy
    copy = folder / _DATABASE
    with closing(sqlite3.connect(site.database)) as source, closing(sqlite3.connect(copy)) as destination:
        source.backup(destination)
    return copy


def restore(archive_file: Path, folder: Path) -> int:
    """Unpack a backup into a folder that is empty or not there yet; return the number of files.

    Everything is checked before the folder appears: the names, the digest of every file, and the database. That of
    PostgreSQL has to be empty, and is filled last.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"“{folder}”里已经有文件，请恢复到一个新的文件夹")
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".restore-", dir=folder.parent))
    try:
        with zipfile.ZipFile(archive_file) as archive:
            count = sum(_extract(archive, info, new) for info in archive.infolist())
        if (new / _DUMP).is_file():
            _fill_database(new / _DUMP)
        else:
            _check_database(new / _DATABASE)
        if folder.exists():
            folder.rmdir()
        new.replace(folder)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise BackupError(f"“{archive_file.name}”不是备份文件，或者已经损坏") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return count


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> bool:
    """Unpack one file of a backup; return whether it is a stored file."""
    match = _MEMBER.fullmatch(info.filename)
    parts = info.filename.split("/")
    is_template = bool(_TEMPLATE.fullmatch(info.filename)) and not {"", ".", ".."} & set(parts)
    if not (match or is_template):
        raise BackupError(f"备份里有不认得的文件“{info.filename}”，没有恢复")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(info) as source, target.open("wb") as stream:
        while block := source.read(2**20):
            digest.update(block)
            stream.write(block)
    if match and match["digest"] and digest.hexdigest() != match["digest"]:
        raise BackupError(f"备份里的“{info.filename}”已经损坏，没有恢复")
    if info.filename == _KEY:
        target.chmod(0o600)
    return bool(match and match["digest"])


def _fill_database(dump: Path) -> None:
    if not postgresql.address():
        raise BackupError("这份备份的数据库是 PostgreSQL 的：先新建一个空的数据库，把 DATABASE_URL 设成它的地址")
    postgresql.restore_dump(dump)
    dump.unlink()


def _check_database(path: Path) -> None:
    if not path.is_file():
        raise BackupError("这不是站点的备份：里面没有数据库")
    if postgresql.address():
        raise BackupError("这份备份的数据库是 SQLite 的：恢复的时候不要设 DATABASE_URL")
    try:
        with closing(sqlite3.connect(path)) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupError("备份里的数据库已经损坏，没有恢复") from error
    if verdict != "ok":
        raise BackupError("备份里的数据库已经损坏，没有恢复")
