"""The folder of a site: its database, its key, and its files, each under the digest of its content."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """The places in the folder of a site."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.path / "site.sqlite3"

    @property
    def files(self) -> Path:
        """The stored files."""
        return self.path / "files"

    @property
    def key(self) -> Path:
        """The secret key, with which sessions are signed."""
        return self.path / "secret.key"

    @property
    def log(self) -> Path:
        """The log of faults."""
        return self.path / "site.log"

    def prepare(self) -> None:
        """Create the folder and its key, if they are not there yet."""
        self.files.mkdir(parents=True, exist_ok=True)
        if not self.key.exists():
            self.key.touch(mode=0o600)
            self.key.write_text(secrets.token_urlsafe(50), encoding="ascii")

    def secret(self) -> str:
        """Return the secret key; empty if there is none yet."""
        with suppress(OSError):
            return self.key.read_text(encoding="ascii").strip()
        return ""

    # --- files ---

    def store(self, content: bytes) -> str:
        """Store a file and return its digest; after this returned, the file survives the end of the process."""
        digest = hashlib.sha256(content).hexdigest()
        target = self._place(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
        return digest

    def load(self, digest: str) -> bytes:
        """Return a stored file; ``OSError`` if it is not there or damaged."""
        content = self._place(digest).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise OSError(f"{digest} is damaged")
        return content

    def _place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise FileNotFoundError(digest)
        return self.files / digest[:2] / digest


def database(url: str, site: SiteFolder) -> dict[str, Any]:
    """Return the settings of the database: that of a PostgreSQL address, or SQLite in the folder."""
    if url:
        parts = urlsplit(url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise ValueError("DATABASE_URL has to begin with postgresql://")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(site.database),
        "OPTIONS": {
            "timeout": 20,  # seconds that a writer waits for another one
            "transaction_mode": "IMMEDIATE",  # two writers then wait for each other, and none of them fails
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }
