"""The templates of a run as they stood when it began: every worker gets the same, whatever is edited meanwhile."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from reportgen.resources import AREAS, Resources

_MOST_BYTES = 21 * 2**20  # of a file: a larger one is refused by whoever would read it, so it need not travel whole
_DEEPEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDigests:
    """What an office's report was made with, as SHA-256 of the files that bear on it."""

    rules: str
    wording: str
    layout: str
    checks: str


@dataclass(frozen=True)
class Templates:
    """Relative path (“wording/默认/10-绩效目标.txt”) → content, over all roots: the nearest root's file wins."""

    files: Mapping[str, bytes]

    @classmethod
    def read(cls, resources: Resources) -> Templates:
        """Take everything that the roots hold."""
        found = {file: path for area in AREAS for file, path in _below(resources, area, _DEEPEST)}
        return cls({file: content for file, path in sorted(found.items()) if (content := _content(path)) is not None})

    @classmethod
    def unpacked(cls, packed: bytes) -> Templates:
        """What :attr:`packed` was made of."""
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    @cached_property
    def packed(self) -> bytes:
        """All of it as one piece of bytes, for a worker that shares no disk with us."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, content in self.files.items():
                archive.writestr(zipfile.ZipInfo(file), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def write(self, folder: Path) -> None:
        """Put all of it into a folder."""
        for file, content in self.files.items():
            path = folder.joinpath(*PurePosixPath(file).parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all of it."""
        return _digest(self._hashes, self._hashes)

    def digests(self, year: int, district: str, office: str) -> TemplateDigests:
        """What bears on the report of an office (单位简称) in a district (区)."""
        near = (f"区/{district}/", f"单位/{office}/")
        layers = tuple(f"wording/{layer}" for layer in ("默认/", *near))
        layout = ("word/公文.docx", "word/公文.toml", *(f"word/{layer}" for layer in near))
        return TemplateDigests(
            rules=self._of(f"rules/{year}.toml"),
            wording=self._of(*layers),
            layout=self._of(*layout),
            checks=self._of("checks/"),
        )

    def _of(self, *beginnings: str) -> str:
        if beginnings not in self._known:
            self._known[beginnings] = _digest(self._hashes, (f for f in self._hashes if f.startswith(beginnings)))
        return self._known[beginnings]

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {file: hashlib.sha256(content).hexdigest() for file, content in self.files.items()}

    @cached_property
    def _known(self) -> dict[tuple[str, ...], str]:
        return {}


def _digest(hashes: Mapping[str, str], files: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{file}\0{hashes[file]}\n" for file in files).encode()).hexdigest()


def _below(resources: Resources, folder: str, depth: int) -> Iterable[tuple[str, Path]]:
    for name, path in resources.files(folder).items():
        yield f"{folder}/{name}", path
    for name in sorted(resources.folders(folder)) if depth else ():
        yield from _below(resources, f"{folder}/{name}", depth - 1)


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError:  # as good as not there; whoever needs it says so
        return None
