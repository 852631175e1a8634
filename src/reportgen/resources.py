"""Finds the files of templates/ and data/.

The folders with templates are called roots and have a fixed order: first the folder of ``--templates``, or else
``templates/`` in the working folder; then the templates that come with the program, inside the installed package or
in its checkout. A file in an earlier root hides the file with the same relative path in a later root.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_MOST_BYTES = 256 * 1024  # of a file of settings or rules; the largest shipped one has a tenth of that
AREAS = ("rules", "wording", "word", "checks", "summary")  # a folder with one of these is a templates folder


def _shipped(name: str) -> Path:
    """Return the folder inside the installed package, or that of the checkout for an editable install."""
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name


@dataclass(frozen=True, slots=True)
class Resources:
    """The template roots, nearest first."""

    roots: tuple[Path, ...]

    @classmethod
    def locate(cls, templates: Path | None = None, working_folder: Path | None = None) -> Resources:
        """Find the roots; a run does this once, so that they stay the same for the whole run."""
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
        """Whether a folder has at least one area of a templates folder."""
        return any(os.path.isdir(folder / area) for area in AREAS)

    @property
    def shipped(self) -> Path:
        """The root that comes with the program: the last one."""
        return self.roots[-1]

    def find(self, relative: str) -> Path | None:
        """Return the file with this relative path in the first root that has one, or ``None``."""
        return next((path for root in self.roots if os.path.isfile(path := root / relative)), None)

    @staticmethod
    def read(path: Path) -> str:
        """Return the text of a settings or rules file; a file that is too large raises ``OSError`` too."""
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise OSError(errno.EFBIG, f"文件太大，超过 {_MOST_BYTES // 1024} KB")
        return data.decode("utf-8-sig")

    def files(self, folder: str, suffix: str | None = None) -> dict[str, Path]:
        """Return the files in ``folder`` of all roots (those with the suffix), sorted by name; the first root wins."""
        files: dict[str, Path] = {}
        for root in reversed(self.roots):
            paths = (path for path in self._contents(root / folder) if suffix in (None, path.suffix.lower()))
            files.update({path.name: path for path in paths if _is_text(path.name) and os.path.isfile(path)})
        return dict(sorted(files.items()))

    def folders(self, folder: str) -> set[str]:
        """Return the names of the folders in ``folder`` of all roots."""
        paths = (path for root in self.roots for path in self._contents(root / folder))
        return {path.name for path in paths if _is_text(path.name) and os.path.isdir(path)}

    def names(self, folder: str) -> set[str]:
        """Return the names of all files and folders in ``folder`` of all roots, with “�” for what is not UTF-8."""
        paths = (path for root in self.roots for path in self._contents(root / folder))
        return {os.fsencode(path.name).decode(errors="replace") for path in paths}

    @staticmethod
    def _contents(folder: Path) -> Iterator[Path]:
        """Yield the files and folders, without those that editors and systems leave (~$公文.docx, ._10-标题.txt)."""
        try:
            names = sorted(os.listdir(folder))
        except OSError:  # it does not exist, is no folder or cannot be read; each counts as an empty folder
            return
        real_folder = os.path.realpath(folder)
        for name in names:
            # Templates come from strangers, and a link must not bring any other file of this machine into a report.
            inside = os.path.dirname(os.path.realpath(folder / name)) == real_folder
            if inside and not name.startswith((".", "~")):
                yield folder / name


def _is_text(name: str) -> bool:
    """Whether a file name can be written in UTF-8; a name of other bytes is that of no template."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


SET_SAMPLES = "文体"  # the folder below data/ with a sample workbook of each wording set


def starting_files(wording_set: str = "") -> dict[str, Path]:
    """Return the files with which an editor starts, all templates and a sample workbook, by their relative path.

    The sample is that of the wording set in the folder of this name, if there is one.
    """
    templates = _shipped("templates")
    files = (path for path in sorted(templates.rglob("*")) if path.is_file() and not path.name.startswith((".", "~")))
    copies = {f"templates/{path.relative_to(templates).as_posix()}": path for path in files}
    samples = {path.name: path for path in sorted(sample_data().glob("*.xlsx"))}
    own = sample_data() / SET_SAMPLES / f"{wording_set}.xlsx"
    return copies | (dict.fromkeys(samples, own) if own.is_file() else samples)


def sample_data() -> Path:
    """Return the folder data/, which holds the sample workbook."""
    return _shipped("data")
