"""Wording sets (文体) and files on disk: looked up by layer, read within limits.

A set is a folder of wording with a file ``set.toml``. A workbook may call it by its folder or by its title. A wording
file can say where a character of it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Place, TextRef, has_errors, nearest, normal_name
from reportgen.intake.form import SHEETS
from reportgen.resources import Resources
from reportgen.settings import load_settings, setting, text, texts

MAX_FILE_BYTES = 32 * 1024
MAX_FILES = 1_000  # for one office, in all layers; the shipped layer has about 20
REPORT, SUMMARY = "wording", "summary"  # the folders with the wording of reports and of district summaries
DEFAULT_LAYER = "默认"
_BACKUPS = ("~", ".bak", ".tmp", ".swp")  # editors leave such files behind, and people know that they do not count
SET_FILE = "set.toml"  # a folder with this file is a wording set (文体)
DISTRICTS, OFFICES = "区", "单位"
LAYER_KINDS = (DISTRICTS, OFFICES)  # in this order: the later one overrides the earlier one
# XML 1.0 (2.2) forbids these characters, so no workbook holds one; the marks of a text are made of them.
RESERVED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# As Windows, WPS and people name copies: “ - 副本”, “ (1)”, “ - Copy (2)”, “_备份”, “.bak”.
_BACKUP_MARK = re.compile(
    r"(?:\s{0,3}[-_—－.]?\s{0,3}[(（]?(?:副本|复件|备份|旧版?|原版?|copy|backup|bak|old|[(（]\d{1,3}[)）])[)）]?)+$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^#{1,2}(?![#-])[^\n{}]+$", re.MULTILINE)
_SECTION_NAME = re.compile(r"(\d+)-.+\.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingFile:
    """One wording file (措辞文件). The name ``NN-名称.txt`` makes it a section, any other a fragment for ``include``.

    ``area`` is the folder of the templates in which its layer lies.
    """

    name: str
    area: str
    layer: str  # such as 默认, 报告型, 区/荔湾区 or 单位/金花街道/报告型
    text: str

    @property
    def empty(self) -> bool:
        """Whether it holds nothing; it then removes the file of the same name in a farther layer."""
        return not self.text.strip()

    @property
    def is_section(self) -> bool:
        """Whether its name makes it a section."""
        return _is_section_name(self.name)

    @property
    def order(self) -> tuple[int, str]:
        """The key that sorts the sections of a text."""
        return _section_number(self.name), self.name

    @property
    def display_name(self) -> str:
        """The name that users read in problems."""
        return f"{self.area}/{self.layer}/{self.name}"

    def lines(self) -> tuple[TextRef, ...]:
        """Return the place of each line, in order."""
        texts = enumerate(self.text.split("\n"), 1)
        file = self.display_name
        return tuple(TextRef(file=file, line=n, excerpt=text, width=max(1, len(text))) for n, text in texts)

    def at(self, offset: int, width: int = 1) -> TextRef:
        """Return the place of ``width`` characters from ``offset``, which counts from the start of the text."""
        start = self.text.rfind("\n", 0, offset) + 1
        excerpt = self.text[start:].partition("\n")[0]
        line = self.text.count("\n", 0, offset) + 1
        column = offset - start + 1
        return TextRef(file=self.display_name, line=line, column=column, excerpt=excerpt, width=max(1, width))


class Origin(StrEnum):
    """Where a wording file comes from; the value is the word that users see."""

    SHIPPED = "自带"
    COPY = "与自带的相同"
    CHANGED = "改过"
    ADDED = "新加"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveFile:
    """The wording file that an office uses under one name, and the farther layers whose file it replaces."""

    name: str
    layer: str
    path: Path
    origin: Origin
    empty: bool
    hides: tuple[str, ...]

    @property
    def is_section(self) -> bool:
        """Whether its name makes it a section; else it is a fragment."""
        return _is_section_name(self.name)

    @property
    def order(self) -> tuple[bool, int, str]:
        """The key that sorts sections as they follow each other in the text, then fragments by name."""
        return (not self.is_section, _section_number(self.name) if self.is_section else 0, self.name)


class Layers:
    """The wording files by layer (层). Each folder is listed once, so that a change during a run has no effect.

    ``area`` is the folder of the templates in which they lie; reports and district summaries have one each. The
    bottom layer is the folder of a wording set. Of a 区 or 单位, the files directly in its folder belong to 默认, those
    in a folder below it to the set of that name.
    """

    def __init__(self, resources: Resources, area: str = REPORT, wording_set: str = DEFAULT_LAYER) -> None:
        self.area = area
        self.wording_set = wording_set
        self._resources = resources
        self._folders = {kind: self._own_folders(kind) for kind in LAYER_KINDS}
        self._paths: dict[str, dict[str, Path]] = {}  # by layer, then by file name

    def files(self, district: str, office: str) -> dict[str, tuple[str, Path]]:
        """Map each file name to the layer and path of the nearest file: 单位 > 区 > 文体.

        The folder of a layer is looked up in a listing, so that a name from a workbook is never opened as a path.
        """
        layers = self._layers(district, office)
        return {name: (layer, path) for layer in layers for name, path in self._files(layer).items()}

    def effective_files(self, district: str, office: str) -> list[EffectiveFile]:
        """Return every wording file that an office uses: sections in the order of the text, then fragments."""
        layers = self._layers(district, office)
        by_name: dict[str, list[tuple[str, Path]]] = {}
        for layer in reversed(layers):
            for name, path in self._files(layer).items():
                by_name.setdefault(name, []).append((layer, path))
        files = (self._effective_file(name, *places) for name, places in by_name.items())
        return sorted(files, key=lambda file: file.order)

    def _effective_file(self, name: str, nearest: tuple[str, Path], *farther: tuple[str, Path]) -> EffectiveFile:
        layer, path = nearest
        shipped = self._resources.shipped / self.area / layer / name
        return EffectiveFile(
            name=name,
            layer=layer,
            path=path,
            origin=_origin(path, shipped),
            empty=_blank(path),
            hides=tuple(other for other, _ in farther),
        )

    def _own_folders(self, kind: str) -> set[str]:
        """Return the names of the districts or offices that have a folder for this set."""
        names = self._resources.folders(f"{self.area}/{kind}")
        if self.wording_set == DEFAULT_LAYER:
            return names
        return {name for name in names if self.wording_set in self._resources.folders(f"{self.area}/{kind}/{name}")}

    def _layer(self, kind: str, name: str) -> str:
        return f"{kind}/{name}" if self.wording_set == DEFAULT_LAYER else f"{kind}/{name}/{self.wording_set}"

    def _layers(self, district: str, office: str) -> list[str]:
        """Return the layers of an office that exist, the farthest first."""
        own = zip(LAYER_KINDS, (district, office), strict=True)
        return [self.wording_set, *(self._layer(kind, name) for kind, name in own if name in self._folders[kind])]

    def all_layers(self) -> list[str]:
        """Return the folders of all layers of the set, below the area."""
        own = (self._layer(kind, name) for kind in LAYER_KINDS for name in self.names(kind))
        return [self.wording_set, *own]

    def names(self, kind: str) -> tuple[str, ...]:
        """Return the names of the districts (区) or offices (单位) that have their own wording."""
        return tuple(sorted(self._folders[kind]))

    def has_fragments(self, kind: str, name: str) -> bool:
        """Whether the layer has fragments, which only other files include."""
        return any(not _is_section_name(file) for file in self._files(self._layer(kind, name)))

    def count(self) -> int:
        """Count the wording files of all layers."""
        return sum(len(self._files(layer)) for layer in self.all_layers())

    def strays(self, *others: Layers) -> Iterator[str]:
        """Yield the paths, below the area, of files and folders that the program never reads.

        ``others`` are the layers of the other sets of the same area.
        """
        files = {layer: one.file_names(layer) for one in (self, *others) for layer in one.all_layers()}
        read = {f"{layer}/{SET_FILE}" for layer in (one.wording_set for one in (self, *others))}
        whole = {*LAYER_KINDS, *files, *(layer.rpartition("/")[0] for layer in files)}
        for folder in ("", *LAYER_KINDS, *sorted({*files, *(one for one in whole if "/" in one)})):
            for name in sorted(self._resources.names(f"{self.area}/{folder}")):
                path = f"{folder}/{name}".lstrip("/")
                if path not in whole | read and name not in files.get(folder, ()) and not name.endswith(_BACKUPS):
                    yield path

    def file_names(self, layer: str) -> frozenset[str]:
        """Return the names of the files of a layer."""
        return frozenset(self._files(layer))

    def holds_sections(self, folder: str) -> str:
        """Return the name of the first section in a folder below the area, empty if it holds none."""
        files = self._resources.files(f"{self.area}/{folder}", ".txt")
        return next((name for name in files if _is_section_name(name)), "")

    def _files(self, layer: str) -> dict[str, Path]:
        if layer not in self._paths:
            self._paths[layer] = self._resources.files(f"{self.area}/{layer}", ".txt")
        return self._paths[layer]


def set_of(path: str) -> str:
    """Return the wording set to which a file belongs, by its path below the folder of the wording."""
    first, *rest = path.split("/")
    if first not in LAYER_KINDS:
        return first
    return rest[1] if len(rest) > 2 else DEFAULT_LAYER


def _is_section_name(name: str) -> bool:
    return _SECTION_NAME.fullmatch(name) is not None


def _section_number(name: str) -> int:
    return int(name.partition("-")[0])


# --- sets -------------------------------------------------------------------------------------------------

ATTACHMENT, COVER, REPORT_PAGE = "附件", "封面", "报告"
_FIRST_PAGES = (ATTACHMENT, COVER, REPORT_PAGE)
_SHEETS = tuple(sheet.name for sheet in SHEETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingSet:
    """What ``set.toml`` says about one set; ``folder`` is its folder below ``wording``.

    It serves the ``schemes`` of these names, or every scheme where there are none. ``first_page`` is 附件, 封面 or
    报告. ``sections`` are the 栏目 of 其他情况 that it prints by their names, ``required`` the headings of every text.
    ``annex`` adds the 自评表 as a table behind it.
    """

    title: str = text("文体的名称", 20)
    description: str = text("文体的说明", 100)
    schemes: tuple[str, ...] = texts("能用的评分方案", 30)
    first_page: str = setting(
        "首页", "、".join(_FIRST_PAGES) + " 之一", lambda value: isinstance(value, str), _FIRST_PAGES.__contains__
    )
    annex: bool = setting("是否附自评表", "true 或 false", lambda value: isinstance(value, bool), lambda _: True)
    self_reference: str = text("没有填自称时的自称", 10)
    sheets: tuple[str, ...] = texts("用到的表", 10, "|".join(_SHEETS))
    sections: tuple[str, ...] = texts("按名称写的栏目", 20)
    required: tuple[str, ...] = texts("必有的标题", 40)
    folder: str = DEFAULT_LAYER

    def serves(self, scheme: str) -> bool:
        """Whether the set may be used under the scheme of this name."""
        return not self.schemes or scheme in self.schemes


class WordingSets:
    """The sets of the templates; each ``set.toml`` is read at its first use and kept."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._sets: dict[str, Outcome[WordingSet]] = {}

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders of all sets, 默认 first."""
        return set_folders(self._resources)

    def read(self, folder: str) -> Outcome[WordingSet]:
        """Read what the set in this folder says about itself."""
        if folder not in self._sets:
            loaded = load_settings(self._resources, f"{REPORT}/{folder}/{SET_FILE}", WordingSet)
            self._sets[folder] = replace(loaded, value=loaded.value and replace(loaded.value, folder=folder))
        return self._sets[folder]

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        """The folder of each set by its title, of those that can be read."""
        titles: dict[str, str] = {}
        for folder in self.folders:
            if one := self.read(folder).value:
                titles.setdefault(one.title, folder)
        return titles

    @property
    def names(self) -> tuple[str, ...]:
        """The titles of the sets that can be read, by which people call them."""
        return tuple(self._titles)

    def folder(self, name: str) -> str | None:
        """Return the folder of the set with this title or folder, 默认 for no name, ``None`` if there is none."""
        if not name:
            return DEFAULT_LAYER
        names = {**{folder: folder for folder in self.folders}, **self._titles}
        return next((folder for other, folder in names.items() if normal_name(other) == normal_name(name)), None)

    def serving(self, scheme: str) -> tuple[str, ...]:
        """Return the titles of the sets that serve a scheme."""
        sets = (self.read(folder).value for folder in self.folders)
        return tuple(one.title for one in sets if one and one.serves(scheme))

    def unknown(self, name: str, place: Place | None) -> Diagnostic:
        """Return the problem that there is no set of this name."""
        values = {"nearest": nearest(name, self.names), "wanted": "、".join(self.names)}
        return catalogue.WORDING_SET_UNKNOWN.at(place, name, **values)

    def problems(self, schemes: Iterable[str]) -> Iterator[Diagnostic]:
        """Yield what is wrong with the sets themselves; ``schemes`` are the names of all schemes of the rules."""
        names = tuple(dict.fromkeys(scheme for scheme in schemes if scheme))
        owners: dict[str, str] = {folder: folder for folder in self.folders}
        for folder in self.folders:
            loaded = self.read(folder)
            yield from loaded.diagnostics
            if loaded.value is None or has_errors(loaded.diagnostics):
                continue
            title = loaded.value.title
            if title in LAYER_KINDS:
                yield catalogue.WORDING_SET_NAME.at(self._line(folder, title), title, reason="这是措辞的层")
            elif owners.setdefault(title, folder) != folder:
                reason = f"文件夹 {owners[title]} 的文体已用"
                yield catalogue.WORDING_SET_NAME.at(self._line(folder, title), title, reason=reason)
            for scheme in loaded.value.schemes:
                if scheme not in names:
                    values = {"nearest": nearest(scheme, names), "wanted": "、".join(names) or "（没有）"}
                    place = self._line(folder, scheme)
                    yield catalogue.WORDING_SET_SCHEME_MISSING.at(place, scheme, **values)

    def _line(self, folder: str, word: str) -> TextRef | FileRef:
        """Return the first line of a ``set.toml`` that has this text between quotation marks."""
        file = f"{REPORT}/{folder}/{SET_FILE}"
        path = self._resources.find(file)
        lines = self._resources.read(path).splitlines() if path else []
        for number, line in enumerate(lines, 1):
            if (start := line.find(f'"{word}"')) >= 0:
                return TextRef(file=file, line=number, column=start + 2, excerpt=line, width=len(word))
        return FileRef(file=file, item=word)


def set_folders(resources: Resources) -> tuple[str, ...]:
    """Return the folders of all wording sets: those with a ``set.toml``, 默认 first."""
    folders = resources.folders(REPORT) - {*LAYER_KINDS, DEFAULT_LAYER}
    own = sorted(folder for folder in folders if resources.find(f"{REPORT}/{folder}/{SET_FILE}"))
    return (DEFAULT_LAYER, *own)


# --- reading ----------------------------------------------------------------------------------------------


def read_wording_files(
    paths: Mapping[str, tuple[str, Path]], problems: list[Diagnostic], area: str = REPORT
) -> dict[str, WordingFile]:
    """Read the files at ``paths``, which :meth:`Layers.files` gave, and return them by name.

    A file that cannot be read is a problem and is left out. Where there are too many files, no file is read.
    """
    if len(paths) > MAX_FILES:
        layer, _ = next(iter(paths.values()))
        problems.append(
            catalogue.WORDING_TOO_MANY_FILES.at(FileRef(file=f"{area}/{layer}"), len(paths), limit=MAX_FILES)
        )
        return {}
    files = (_read(name, area, layer, path, problems) for name, (layer, path) in paths.items())
    return {file.name: file for file in files if file}


def look_alikes(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of names that people easily confuse: they differ in width, kind of dash, blanks or capitals.

    The later of the two names comes first in its pair.
    """
    first: dict[str, str] = {}
    pairs = []
    for name in names:
        other = first.setdefault(_skeleton(name), name)
        if other != name:
            pairs.append((name, other))
    return pairs


def backup_copies(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the sections that somebody seems to have copied and kept, each with the section that it is a copy of."""
    sections = {name for name in names if _is_section_name(name)}
    originals = ((name, _BACKUP_MARK.sub("", name.removesuffix(".txt")) + ".txt") for name in sorted(sections))
    return [(name, original) for name, original in originals if name != original and original in sections]


def equal_headings(files: Iterable[WordingFile]) -> Iterator[tuple[TextRef, TextRef]]:
    """Yield the places of headings of 一级 and 二级 that an earlier file has as well, each with the earlier place."""
    first: dict[str, TextRef] = {}
    for file in files:
        for match in _HEADING.finditer(file.text):
            place = file.at(match.start(), len(match[0]))
            other = first.setdefault(match[0].replace(" ", ""), place)
            if other.file != place.file:
                yield place, other


def _skeleton(name: str) -> str:
    plain = re.sub(r"(\.txt)+$", ".txt", unicodedata.normalize("NFKC", name).casefold())
    return "".join("-" if unicodedata.category(c) == "Pd" or c in "−ー" else c for c in plain if not _invisible(c))


def _invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cf", "Mn")


def _read(name: str, area: str, layer: str, path: Path, problems: list[Diagnostic]) -> WordingFile | None:
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
    file = WordingFile(name=name, area=area, layer=layer, text=text.replace("\r\n", "\n").replace("\r", "\n"))
    control_character = RESERVED.search(file.text)
    if control_character:
        problems.append(catalogue.WORDING_CONTROL_CHARACTER.at(file.at(control_character.start())))
        return None
    return file


def _origin(path: Path, shipped: Path) -> Origin:
    if path == shipped:
        return Origin.SHIPPED
    try:
        same = path.stat().st_size == shipped.stat().st_size and path.read_bytes() == shipped.read_bytes()
    except OSError:  # the program ships no such file, or one of the two cannot be read
        return Origin.CHANGED if shipped.is_file() else Origin.ADDED
    return Origin.COPY if same else Origin.CHANGED


def _blank(path: Path) -> bool:
    """Whether a file holds nothing and so removes the text of its name; a large file is not read to learn that."""
    try:
        return path.stat().st_size <= MAX_FILE_BYTES and not path.read_text("utf-8-sig", "replace").strip()
    except OSError:
        return False


def _at_byte(file: str, data: bytes, offset: int) -> TextRef:
    """Return the place of the first byte that is not UTF-8.

    The rest of the line is decoded as GBK, because such files are mostly written by Chinese editions of Windows.
    """
    start = data.rfind(b"\n", 0, offset) + 1
    before = data[start:offset].decode("utf-8-sig")
    rest = data[offset:].partition(b"\n")[0].decode("gb18030", errors="replace").rstrip("\r")
    line = data.count(b"\n", 0, offset) + 1
    return TextRef(file=file, line=line, column=len(before) + 1, excerpt=before + rest)
