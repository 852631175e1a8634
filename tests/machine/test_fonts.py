"""The list of installed fonts, and the fonts that replace a missing one."""

from __future__ import annotations

import platform
import shutil
import struct
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from reportgen.machine import fonts
from reportgen.machine.fonts import family_names, installed_fonts, is_installed, stand_in

needs_fontconfig = pytest.mark.skipif(shutil.which("fc-list") is None, reason="没有 fc-list")


def have(*names: str) -> frozenset[str]:
    return frozenset(fonts._key(name) for name in names)


@pytest.mark.parametrize(
    ("font", "there"),
    [
        ("仿宋_GB2312", "FangSong_GB2312"),  # on an English Windows
        ("黑体", "SimHei"),
        ("宋体", "SIMSUN"),
        ("Times New Roman", "Times New Roman"),
        ("我们自己的字体", "我们自己的字体"),
    ],
)
def test_a_font_is_known_by_any_of_its_names(font: str, there: str) -> None:
    assert is_installed(font, have(there, "Arial"))
    assert not is_installed(font, have("Arial"))


@pytest.mark.parametrize(
    ("font", "there", "expected"),
    [
        ("仿宋_GB2312", ("SimSun", "STFangsong", "FangSong"), "仿宋"),  # the nearest first
        ("仿宋_GB2312", ("SimSun", "SimHei"), None),  # 宋体 is no 仿宋
        ("楷体_GB2312", ("KaiTi",), "楷体"),
        ("方正小标宋简体", ("SimSun", "STZhongsong"), "华文中宋"),
        ("华光标题宋", ("SimSun",), "宋体"),  # one that the table does not name
        ("黑体", ("Source Han Sans CN",), "Noto Sans CJK SC"),  # one font of many names
        ("Times New Roman", ("Liberation Serif",), "Liberation Serif"),
        ("Arial", ("Liberation Serif", "SimSun"), None),
        ("黑体", ("SimHei",), None),  # it does not stand in for itself
    ],
)
def test_the_best_font_of_the_same_typeface_stands_in(font: str, there: tuple[str, ...], expected: str | None) -> None:
    assert stand_in(font, have(*there)) == expected


# --- the three systems ------------------------------------------------------------------------------------


@needs_fontconfig
def test_linux_tells_what_fontconfig_lists() -> None:
    listing = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True, timeout=60)  # noqa: S607 # on the PATH, see above
    families = {name.replace("\\", "") for line in listing.stdout.splitlines() for name in line.split(",")}
    installed = installed_fonts()
    assert installed is not None
    assert families
    assert have(*families) <= installed


@pytest.mark.parametrize("program", [None, "/没有/这个程序", sys.executable])
def test_a_list_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch, program: str | None) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(shutil, "which", lambda _: program)
    assert installed_fonts() is None


def test_windows_tells_the_fonts_of_the_machine_and_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    hives = {1: ["宋体 & 新宋体 (TrueType)", "SimHei (TrueType)"], 2: ["方正小标宋简体 (TrueType)"]}
    registry(monkeypatch, hives)
    assert installed_fonts() == have("宋体", "新宋体", "SimHei", "方正小标宋简体")


def test_a_user_of_windows_without_fonts_of_his_own(monkeypatch: pytest.MonkeyPatch) -> None:
    registry(monkeypatch, {1: ["SimHei (TrueType)"]})
    assert installed_fonts() == have("SimHei")


def registry(monkeypatch: pytest.MonkeyPatch, hives: dict[int, list[str]]) -> None:
    class Key:
        def __init__(self, root: int) -> None:
            self.values = hives[root]

        def __enter__(self) -> Key:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def open_key(root: int, _: str) -> Key:
        if root not in hives:
            raise FileNotFoundError
        return Key(root)

    def value(key: Key, number: int) -> tuple[Any, ...]:
        if number >= len(key.values):
            raise OSError
        return key.values[number], "font.ttf", 1

    module = types.ModuleType("winreg")
    vars(module).update(HKEY_LOCAL_MACHINE=1, HKEY_CURRENT_USER=2, OpenKey=open_key, EnumValue=value)
    monkeypatch.setitem(sys.modules, "winreg", module)
    monkeypatch.setattr(platform, "system", lambda: "Windows")


def test_a_mac_tells_what_the_files_call_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Library" / "Fonts" / "里面"
    folder.mkdir(parents=True)
    (folder / "a.TTF").write_bytes(font_file("方正小标宋简体"))
    (folder / "坏的.ttc").write_bytes(b"ttcf\0\1\0\0\xff\xff\xff\xff")
    (folder / "说明.txt").write_bytes(font_file("不是字体"))
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(fonts, "_MAC_FOLDERS", ("/没有", "~/Library/Fonts"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert installed_fonts() == have("方正小标宋简体")


# --- names in a font file ---------------------------------------------------------------------------------


def font_file(family: str) -> bytes:
    """A font that has only a name table with one name for Windows."""
    text = family.encode("utf-16-be")
    table = struct.pack(">HHH", 0, 1, 18) + struct.pack(">HHHHHH", 3, 1, 2052, 1, len(text), 0) + text
    return struct.pack(">4sHHHH", b"\0\1\0\0", 1, 0, 0, 0) + struct.pack(">4sIII", b"name", 0, 28, len(table)) + table


@needs_fontconfig
def test_names_are_those_that_fontconfig_reads() -> None:
    listing = subprocess.run(["fc-list", "--format=%{file}\t%{family}\n"], capture_output=True, check=True, timeout=60)  # noqa: S607 # on the PATH, see above
    rows = [line.split("\t") for line in listing.stdout.decode().splitlines()]
    read = [(file, family.split(",")[0]) for file, family in rows if file.endswith((".ttf", ".ttc", ".otf"))]
    assert read
    assert [(file, family) for file, family in read if family not in family_names(Path(file))] == []


@pytest.mark.parametrize("length", range(0, len(font_file("仿宋")), 5))
def test_a_broken_file_has_no_names_and_raises_nothing(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(font_file("仿宋")[:length])
    assert "仿宋" not in family_names(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert family_names(tmp_path / "a.ttf") == set()
    assert family_names(tmp_path) == set()
