"""Wording files as they stand on disk: found by layer, read with care, each knowing its places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, TextRef
from reportgen.resources import Resources
from reportgen.writing import marks

MAX_FILE_BYTES = 32 * 1024
MAX_FILES = 1_000  # for one office, all layers together; the shipped layer has some 20
REPORT, SUMMARY = "wording", "summary"  # where the wording of the reports lies, and that of the district summaries
DEFAULT_LAYER = "默认"
_BACKUPS = ("~", ".bak", ".tmp", ".swp")  # what editors leave behind; people know that it does not count
DISTRICTS, OFFICES = "区", "单位"
_OTHER_LAYERS = (DISTRICTS, OFFICES)  # farthest first
_SECTION_NAME = re.compile(r"(\d+)-.+\.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One wording file. A name ``NN-名称.txt`` makes it a section, any other a fragment for ``include``.

    ``area`` is the folder of the templates that its layer lies in.
    """

    name: str
    area: str
    layer: str  # 单位/金花街道, 区/荔湾区 or 默认
    text: str

    @property
    def empty(self) -> bool:
        """Whether it holds nothing, and so removes what a farther layer has under its name."""
        return not self.text.strip()

    @property
    def is_section(self) -> bool:
        """Whether its name makes it a section."""
        return _SECTION_NAME.fullmatch(self.name) is not None

    @property
    def order(self) -> tuple[int, str]:
        """Where the section stands in the text."""
        return int(self.name.partition("-")[0]), self.name

    @property
    def shown(self) -> str:
        """The file as problems and origins name it."""
        return f"{self.area}/{self.layer}/{self.name}"

    def lines(self) -> tuple[TextRef, ...]:
        """The place of each line, in order."""
        texts = enumerate(self.text.split("\n"), 1)
        return tuple(TextRef(file=self.shown, line=n, excerpt=text, width=max(1, len(text))) for n, text in texts)

    def at(self, offset: int, width: int = 1) -> TextRef:
        """The place of ``width`` characters from ``offset``, counted from the start of the text."""
        start = self.text.rfind("\n", 0, offset) + 1
        excerpt = self.text[start:].partition("\n")[0]
        line = self.text.count("\n", 0, offset) + 1
        return TextRef(file=self.shown, line=line, column=offset - start + 1, excerpt=excerpt, width=max(1, width))


class Origin(StrEnum):
    """Where a wording file comes from; the value is the word that users see."""

    SHIPPED = "自带"
    COPY = "与自带的相同"
    CHANGED = "改过"
    ADDED = "新加"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one wording file stands to an office: where the nearest one lies, and which farther layers it hides."""

    name: str
    layer: str
    path: Path
    origin: Origin
    empty: bool
    hides: tuple[str, ...]

    @property
    def is_section(self) -> bool:
        """Whether its name makes it a section; else it is a fragment."""
        return _SECTION_NAME.fullmatch(self.name) is not None

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Sections as they follow each other in the text, then fragments by name."""
        return (not self.is_section, int(self.name.partition("-")[0]) if self.is_section else 0, self.name)


class Layers:
    """The wording files by layer, as they stood when the run began: each folder is listed once.

    ``area`` is the folder of the templates that they lie in: the reports and the district summary have one each.
    """

    def __init__(self, resources: Resources, area: str = REPORT) -> None:
        self.area = area
        self._resources = resources
        self._folders = {kind: resources.folders(f"{area}/{kind}") for kind in _OTHER_LAYERS}
        self._listed: dict[str, dict[str, Path]] = {}

    def files(self, district: str, office: str) -> dict[str, tuple[str, Path]]:
        """File name → (layer, path), the nearest layer's: 单位 > 区 > 默认.

        Layer folders are found by listing them: a name that comes from a workbook opens no path of its own.
        """
        layers = self._layers(district, office)
        return {name: (layer, path) for layer in layers for name, path in self._files(layer).items()}

    def standings(self, district: str, office: str) -> list[Standing]:
        """Every wording file that bears on an office, in the order of the text: sections, then fragments."""
        layers = self._layers(district, office)
        by_name: dict[str, list[tuple[str, Path]]] = {}
        for layer in reversed(layers):
            for name, path in self._files(layer).items():
                by_name.setdefault(name, []).append((layer, path))
        found = (self._standing(name, *places) for name, places in by_name.items())
        return sorted(found, key=lambda standing: standing.rank)

    def _standing(self, name: str, nearest: tuple[str, Path], *hidden: tuple[str, Path]) -> Standing:
        layer, path = nearest
        shipped = self._resources.shipped / self.area / layer / name
        return Standing(
            name=name,
            layer=layer,
            path=path,
            origin=_origin(path, shipped),
            empty=_blank(path),
            hides=tuple(other for other, _ in hidden),
        )

    def _layers(self, district: str, office: str) -> list[str]:
        """The layers of an office that are there, farthest first."""
        near = ((kind, name) for kind, name in zip(_OTHER_LAYERS, (district, office), strict=True))
        return [DEFAULT_LAYER, *(f"{kind}/{name}" for kind, name in near if name in self._folders[kind])]

    def names(self, kind: str) -> tuple[str, ...]:
        """The districts (区) or offices (单位) that have wording of their own."""
        return tuple(sorted(self._folders[kind]))

    def has_fragments(self, kind: str, name: str) -> bool:
        """Whether the layer has files that are no sections and are there to be included."""
        return any(not _SECTION_NAME.fullmatch(file) for file in self._files(f"{kind}/{name}"))

    def count(self) -> int:
        """How many wording files there are in all layers."""
        layers = (DEFAULT_LAYER, *(f"{kind}/{name}" for kind in _OTHER_LAYERS for name in self.names(kind)))
        return sum(len(self._files(layer)) for layer in layers)

    def strays(self) -> Iterator[str]:
        """What stands among the wording files and is never read, below wording/."""
        layers = [DEFAULT_LAYER, *(f"{kind}/{name}" for kind in _OTHER_LAYERS for name in self.names(kind))]
        known = {DEFAULT_LAYER, *_OTHER_LAYERS, *layers}
        for folder in ("", *_OTHER_LAYERS, *layers):
            files = self._files(folder) if folder in layers else {}
            for name in sorted(self._resources.names(f"{self.area}/{folder}")):
                path = f"{folder}/{name}".lstrip("/")
                if path not in known and name not in files and not name.endswith(_BACKUPS):
                    yield path

    def _files(self, layer: str) -> dict[str, Path]:
        if layer not in self._listed:
            self._listed[layer] = self._resources.files(f"{self.area}/{layer}", ".txt")
        return self._listed[layer]


def read_sources(
    files: Mapping[str, tuple[str, Path]], problems: list[Diagnostic], area: str = REPORT
) -> dict[str, Source]:
    """Read the files; one that cannot be read is a problem and is left out, and so are all where they are too many."""
    if len(files) > MAX_FILES:
        layer, _ = next(iter(files.values()))
        problems.append(
            catalogue.WORDING_TOO_MANY_FILES.at(FileRef(file=f"{area}/{layer}"), len(files), limit=MAX_FILES)
        )
        return {}
    read = (_read(name, area, layer, path, problems) for name, (layer, path) in files.items())
    return {source.name: source for source in read if source}


def look_alikes(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that a reader takes for one: full-width and half-width, kinds of dashes, blanks, capitals.

    The later of two comes first in its pair.
    """
    first: dict[str, str] = {}
    pairs = []
    for name in names:
        other = first.setdefault(_skeleton(name), name)
        if other != name:
            pairs.append((name, other))
    return pairs


def _skeleton(name: str) -> str:
    plain = re.sub(r"(\.txt)+$", ".txt", unicodedata.normalize("NFKC", name).casefold())
    return "".join("-" if unicodedata.category(c) == "Pd" or c in "−ー" else c for c in plain if not _unseen(c))


def _unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cf", "Mn")


def _read(name: str, area: str, layer: str, path: Path, problems: list[Diagnostic]) -> Source | None:
    place = FileRef(file=f"{area}/{layer}/{name}")
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_FILE_BYTES else None
    except OSError:
        problems.append(catalogue.WORDING_UNREADABLE.at(place))
        return None
    if data is None:
        problems.append(catalogue.WORDING_TOO_LARGE.at(place, limit=MAX_FILE_BYTES // 1024))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(catalogue.WORDING_NOT_UTF8.at(_at_byte(place.file, data, error.start)))
        return None
    source = Source(name=name, area=area, layer=layer, text=text.replace("\r\n", "\n").replace("\r", "\n"))
    stray = marks.RESERVED.search(source.text)
    if stray:
        problems.append(catalogue.WORDING_CONTROL_CHARACTER.at(source.at(stray.start())))
        return None
    return source


def _origin(path: Path, shipped: Path) -> Origin:
    if path == shipped:
        return Origin.SHIPPED
    try:
        same = path.stat().st_size == shipped.stat().st_size and path.read_bytes() == shipped.read_bytes()
    except OSError:  # no such file comes with the program, or one cannot be read
        return Origin.CHANGED if shipped.is_file() else Origin.ADDED
    return Origin.COPY if same else Origin.CHANGED


def _blank(path: Path) -> bool:
    """Whether a file holds nothing and so removes its name from the text; a large one surely holds something."""
    try:
        return path.stat().st_size <= MAX_FILE_BYTES and not path.read_text("utf-8-sig", "replace").strip()
    except OSError:
        return False


def _at_byte(file: str, data: bytes, offset: int) -> TextRef:
    """The place of the first byte that is no UTF-8; the line is shown as Windows would read it (GBK)."""
    start = data.rfind(b"\n", 0, offset) + 1
    before = data[start:offset].decode("utf-8-sig")
    rest = data[offset:].partition(b"\n")[0].decode("gb18030", errors="replace").rstrip("\r")
    line = data.count(b"\n", 0, offset) + 1
    return TextRef(file=file, line=line, column=len(before) + 1, excerpt=before + rest)
