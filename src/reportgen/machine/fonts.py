"""The fonts of this machine, and the fonts that may replace those of an official document (公文)."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import struct
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reportgen.diagnostics import normal_name

_SECONDS = 30  # fc-list reads every font file if it has no cache
_WINDOWS_FONTS = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
_MAC_FOLDERS = (  # only Word uses the last one
    "/System/Library/Fonts",
    "/System/Library/AssetsV2",
    "/Library/Fonts",
    "~/Library/Fonts",
    "/Applications/Microsoft Word.app/Contents/Resources/DFonts",
)
_MOST_FILES = 5_000
_FAMILY_NAMES = (1, 16)  # name identifiers of the name table (OpenType, “name”)
_MAC_CHINESE = 25


@dataclass(frozen=True, slots=True)
class Typeface:
    """A typeface (字体的种类): the marks in the names of its fonts, and its fonts, the best first.

    Each font is a tuple of all its names, Chinese and English.
    """

    name: str
    marks: tuple[str, ...]
    fonts: tuple[tuple[str, ...], ...]


_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "思源宋体", "思源宋体 CN")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "思源黑体", "思源黑体 CN")
TYPEFACES = (  # 仿宋 and 小标宋 stand before 宋体, as their names contain 宋 too
    Typeface(
        "仿宋",
        ("仿宋", "fangsong"),
        (
            ("仿宋_GB2312", "FangSong_GB2312"),
            ("仿宋", "FangSong"),
            ("华文仿宋", "STFangsong"),
            ("方正仿宋简体", "FZFangSong-Z02S"),
            ("方正仿宋_GBK", "FZFangSong-Z02"),
            ("FandolFang", "FandolFang R"),
        ),
    ),
    Typeface(
        "小标宋",
        ("小标宋", "xiaobiaosong"),
        (
            ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
            ("方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
            ("华文中宋", "STZhongsong"),
            _SERIF,
            ("宋体", "SimSun"),
        ),
    ),
    Typeface(
        "楷体",
        ("楷", "kai"),
        (
            ("楷体_GB2312", "KaiTi_GB2312"),
            ("楷体", "KaiTi"),
            ("华文楷体", "STKaiti"),
            ("方正楷体简体", "FZKai-Z03S"),
            ("方正楷体_GBK", "FZKai-Z03"),
            ("FandolKai", "FandolKai R"),
            ("AR PL UKai CN",),
            ("霞鹜文楷", "LXGW WenKai"),
        ),
    ),
    Typeface(
        "黑体",
        ("黑", "hei"),
        (
            ("黑体", "SimHei"),
            ("华文黑体", "STHeiti"),
            ("方正黑体简体", "FZHei-B01S"),
            ("方正黑体_GBK", "FZHei-B01"),
            _SANS,
            ("FandolHei", "FandolHei R"),
            ("文泉驿正黑", "WenQuanYi Zen Hei"),
        ),
    ),
    Typeface(
        "宋体",
        ("宋", "song", "simsun"),
        (
            ("宋体", "SimSun"),
            ("新宋体", "NSimSun"),
            ("华文宋体", "STSong"),
            ("宋体-简", "Songti SC"),
            ("方正书宋简体", "FZShuSong-Z01S"),
            _SERIF,
            ("FandolSong", "FandolSong R"),
            ("AR PL UMing CN",),
        ),
    ),
    Typeface(
        "Times",
        ("times",),
        (("Times New Roman",), ("Liberation Serif",), ("Tinos",), ("Nimbus Roman",), ("TeX Gyre Termes",)),
    ),
)


def is_installed(font: str, installed: frozenset[str]) -> bool:
    """Return whether a font is installed under any of its names; ``installed`` is from :func:`installed_fonts`."""
    same = next((names for face in TYPEFACES for names in face.fonts if font in names), (font,))
    return any(_key(name) in installed for name in same)


def stand_in(font: str, installed: frozenset[str]) -> str | None:
    """Return the first name of the best installed font of the same typeface; ``None`` if there is none."""
    others = (names for names in _same_typeface(font) if font not in names)
    return next((names[0] for names in others if any(_key(other) in installed for other in names)), None)


def stand_ins(font: str) -> tuple[str, ...]:
    """Return the names of all fonts of the same typeface, the best first, installed or not."""
    return tuple(name for names in _same_typeface(font) for name in names)


def _same_typeface(font: str) -> tuple[tuple[str, ...], ...]:
    name = _key(font)
    faces = (face for face in TYPEFACES if any(mark in name for mark in face.marks))
    face = next(faces, None)
    return face.fonts if face else ()


def installed_fonts() -> frozenset[str] | None:
    """Return the normalised family names of all fonts of this machine; ``None`` if they cannot be listed."""
    lists = {"Windows": _windows_fonts, "Darwin": _mac_fonts}
    names = frozenset(map(_key, lists.get(platform.system(), _listed_fonts)()))
    return names or None


def _key(name: str) -> str:
    return normal_name(name).casefold()


# --- the three systems ------------------------------------------------------------------------------------


def _listed_fonts() -> Iterable[str]:
    program = shutil.which("fc-list")
    if program is None:
        return ()
    command = [program, "--format=%{family}\n"]
    try:
        listing = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - no part of it is a user's
    except (OSError, subprocess.SubprocessError):
        return ()
    return listing.stdout.decode(errors="replace").replace("\n", ",").split(",")


def _windows_fonts() -> Iterator[str]:
    """Read the fonts of the machine and of the user; “宋体 & 新宋体 (TrueType)” are two fonts in one file."""
    winreg = importlib.import_module("winreg")  # other systems have none, and its stubs are empty there
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        with suppress(OSError), winreg.OpenKey(root, _WINDOWS_FONTS) as key:  # a user without fonts has no key
            for number in range(_MOST_FILES):
                title = str(winreg.EnumValue(key, number)[0])  # it raises an error after the last font
                yield from title.rpartition(" (")[0].split(" & ")


def _mac_fonts() -> Iterator[str]:
    folders = (Path(folder).expanduser() for folder in _MAC_FOLDERS)
    paths = (Path(place, name) for folder in folders for place, _, names in os.walk(folder) for name in names)
    fonts = (path for path in paths if path.suffix.lower() in (".ttf", ".ttc", ".otf", ".otc"))
    for path, _ in zip(fonts, range(_MOST_FILES), strict=False):
        yield from family_names(path)


# --- names in a font file ---------------------------------------------------------------------------------


def family_names(path: Path) -> set[str]:
    """Return every family name in a font file or collection, in all languages; none if it cannot be read."""
    names: set[str] = set()
    with suppress(OSError, struct.error), path.open("rb") as file:
        for start in _font_offsets(file):
            names |= _names_at(file, start)
    return names


def _font_offsets(file: BinaryIO) -> tuple[int, ...]:
    kind, _, count = struct.unpack(">4sII", file.read(12))
    if kind != b"ttcf":
        return (0,)
    count = min(count, 64)
    return struct.unpack(f">{count}I", file.read(4 * count))


def _names_at(file: BinaryIO, start: int) -> set[str]:
    file.seek(start + 4)
    (tables,) = struct.unpack(">H6x", file.read(8))
    for _ in range(tables):
        tag, offset, length = struct.unpack(">4s4xII", file.read(16))
        if tag == b"name":
            file.seek(offset)
            return set(_family_names(file.read(min(length, 1 << 18))))
    return set()


def _family_names(table: bytes) -> Iterator[str]:
    count, texts = struct.unpack_from(">2xHH", table)
    for number in range(count):
        system, encoding, identifier, length, offset = struct.unpack_from(">HH2xHHH", table, 6 + 12 * number)
        if identifier in _FAMILY_NAMES:
            raw = table[texts + offset : texts + offset + length]
            chinese = "gb2312" if encoding == _MAC_CHINESE else "mac_roman"
            yield raw.decode(chinese if system == 1 else "utf-16-be", errors="replace")
