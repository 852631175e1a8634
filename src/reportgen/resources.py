"""Where templates/ and data/ are.

Roots are searched in a fixed order: ``--templates DIR`` when given, else ``templates/`` in the working
folder, then the shipped ones (inside the installed package, or the checkout's own). A file in an earlier root
hides the file of the same relative path in a later one.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_MOST_BYTES = 256 * 1024  # of a file of settings or rules; the largest shipped one has a tenth
AREAS = ("rules", "wording", "word", "checks", "summary")  # what makes a folder named templates one of ours


def _shipped(name: str) -> Path:
    """The folder as the wheel carries it, or as it stands in a checkout (editable install)."""
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name


@dataclass(frozen=True, slots=True)
class Resources:
    """The template roots, nearest first."""

    roots: tuple[Path, ...]

    @classmethod
    def locate(cls, templates: Path | None = None, working_folder: Path | None = None) -> Resources:
        """Settle the search path once for a run."""
        if templates is not None:
            return cls((templates, _shipped("templates")))
        local = (working_folder or Path.cwd()) / "templates"
        roots = [local] if cls.holds_templates(local) else []
        shipped = _shipped("templates")
        if not roots or roots[0].resolve() != shipped.resolve():
            roots.append(shipped)
        return cls(tuple(roots))

    @staticmethod
    def holds_templates(folder: Path) -> bool:
        """Whether a folder has any of the areas of a templates folder."""
        return any(os.path.isdir(folder / area) for area in AREAS)

    @property
    def shipped(self) -> Path:
        """The root that comes with the program: the last one."""
        return self.roots[-1]

    def find(self, relative: str) -> Path | None:
        """The nearest file of this relative path, or ``None``."""
        return next((path for root in self.roots if os.path.isfile(path := root / relative)), None)

    @staticmethod
    def read(path: Path) -> str:
        """The text of a settings or rules file; ``OSError`` also for one that is larger than any honest one."""
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise OSError(errno.EFBIG, f"文件太大，超过 {_MOST_BYTES // 1024} KB")
        return data.decode("utf-8-sig")

    def files(self, folder: str, suffix: str | None = None) -> dict[str, Path]:
        """Every file (or those with the suffix) in ``folder`` over all roots, by name: the nearest wins; sorted."""
        found: dict[str, Path] = {}
        for root in reversed(self.roots):
            listed = (path for path in self._listing(root / folder) if suffix in (None, path.suffix.lower()))
            found.update({path.name: path for path in listed if os.path.isfile(path)})
        return dict(sorted(found.items()))

    def folders(self, folder: str) -> set[str]:
        """The names of the folders in ``folder`` over all roots."""
        listed = (root / folder for root in self.roots)
        return {path.name for place in listed for path in self._listing(place) if os.path.isdir(path)}

    def names(self, folder: str) -> set[str]:
        """The names of whatever stands in ``folder`` over all roots."""
        return {path.name for root in self.roots for path in self._listing(root / folder)}

    @staticmethod
    def _listing(folder: Path) -> Iterator[Path]:
        """What stands in the folder, without what editors and systems leave there (~$公文.docx, ._10-标题.txt)."""
        try:
            names = sorted(os.listdir(folder))
        except OSError:  # not there, no folder, or not to be read: then nothing stands in it for us
            return
        home = os.path.realpath(folder)
        for name in names:
            # A link must not bring a file from elsewhere into a report: templates come from strangers.
            inside = os.path.dirname(os.path.realpath(folder / name)) == home
            if inside and not name.startswith((".", "~")):
                yield folder / name


def starting_files() -> dict[str, Path]:
    """What an editor starts from, by where it is to stand: all templates, and the sample workbook."""
    templates = _shipped("templates")
    found = (path for path in sorted(templates.rglob("*")) if path.is_file() and not path.name.startswith((".", "~")))
    copies = {f"templates/{path.relative_to(templates).as_posix()}": path for path in found}
    return copies | {path.name: path for path in sorted(sample_data().glob("*.xlsx"))}


def sample_data() -> Path:
    """The shipped sample folder (data/)."""
    return _shipped("data")
