"""All files of an office or none, never half of one, whatever the disk does."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import files

from reportgen.diagnostics import FileRef, Outcome
from reportgen.output.delivery import deliver, path_from, safe_name

NEW = {"甲-自评表说明.docx": b"new document", "甲-自评表.xlsx": b"new sheet"}
OLD = {name: b"old " + data for name, data in NEW.items()}
Failure = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "成 品" / "2024"


def deliver_to(folder: Path, contents: dict[str, bytes]) -> Outcome[tuple[Path, ...]]:
    return deliver(folder, contents, source=folder / "没有.xlsx")


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder)}


def codes(outcome: Outcome[Any]) -> list[str]:
    return [problem.code for problem in outcome.diagnostics]


# --- when all goes well -----------------------------------------------------------------------------------


def test_new_files(folder: Path) -> None:
    outcome = deliver_to(folder, NEW)
    assert outcome.value == tuple(folder / name for name in NEW)
    assert contents(folder) == NEW
    assert outcome.diagnostics == ()


def test_files_replace_older_ones_and_leave_others_alone(folder: Path) -> None:
    deliver_to(folder, OLD | {"别的.txt": b"kept"})
    deliver_to(folder, NEW)
    assert contents(folder) == NEW | {"别的.txt": b"kept"}


@pytest.mark.skipif(os.name != "posix", reason="文件权限是 POSIX 的")
def test_files_can_be_read_by_others(folder: Path) -> None:
    deliver_to(folder, NEW)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o644}


# --- when it does not -------------------------------------------------------------------------------------


def failing(what: str, number: int, error: OSError | type[BaseException]) -> Failure:
    """``what`` fails at its ``number``-th call (from 1)."""

    def arrange(monkeypatch: pytest.MonkeyPatch) -> None:
        calls = iter(range(1, 100))
        owner: Any = {"fsync": os, "mkstemp": tempfile, "replace": Path, "mkdir": Path, "copy2": shutil}[what]
        real = getattr(owner, what)

        def call(*arguments: Any, **options: Any) -> Any:
            if next(calls) == number:
                raise error
            return real(*arguments, **options)

        monkeypatch.setattr(owner, what, call)

    return arrange


class _FullDisk:
    """A file that fails after some bytes."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        self._file.write(data[:3])
        raise OSError(errno.ENOSPC, "full")


def writing_fails(number: int) -> Failure:
    """The ``number``-th temporary file finds the disk full in the middle of writing."""

    def arrange(monkeypatch: pytest.MonkeyPatch) -> None:
        calls = iter(range(1, 100))
        real = Path.open

        def open_file(path: Path, mode: str = "r", **options: Any) -> Any:
            file = real(path, mode, **options)
            return _FullDisk(file) if mode == "wb" and next(calls) == number else file

        monkeypatch.setattr(Path, "open", open_file)

    return arrange


def locked(name: str) -> Failure:
    """Word has this file open: on Windows nobody else may then open it for writing."""

    def arrange(monkeypatch: pytest.MonkeyPatch) -> None:
        real = Path.open

        def open_file(path: Path, mode: str = "r", **options: Any) -> Any:
            if path.name == name and "+" in mode:
                raise PermissionError(errno.EACCES, "locked")
            return real(path, mode, **options)

        monkeypatch.setattr(Path, "open", open_file)

    return arrange


def full() -> OSError:
    return OSError(errno.ENOSPC, "full")


def denied() -> OSError:
    return PermissionError(errno.EACCES, "denied")


FAILURES = {
    "no temporary file": (failing("mkstemp", 1, denied()), "E802"),
    "no second temporary file": (failing("mkstemp", 2, full()), "E803"),
    "no room in the middle of the first": (writing_fails(1), "E803"),
    "no room in the middle of the second": (writing_fails(2), "E803"),
    "no room at the flush of the first": (failing("fsync", 1, full()), "E803"),
    "no room at the flush of the second": (failing("fsync", 2, OSError(errno.EDQUOT, "quota")), "E803"),
    "device gone": (failing("fsync", 2, OSError(errno.EIO, "io")), "E802"),
    "no room for a copy of the old one": (failing("copy2", 2, full()), "E803"),
    "first rename refused": (failing("replace", 1, denied()), "E801"),
    "second rename refused": (failing("replace", 2, denied()), "E801"),
    "second rename finds the disk full": (failing("replace", 2, full()), "E803"),
    "first file open in Word": (locked("甲-自评表说明.docx"), "E801"),
    "second file open in Word": (locked("甲-自评表.xlsx"), "E801"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_leaves_older_files_as_they_were(folder: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    deliver_to(folder, OLD)
    arrange, code = FAILURES[case]
    arrange(monkeypatch)
    outcome = deliver_to(folder, NEW)
    assert (outcome.value, codes(outcome)) == (None, [code])
    assert contents(folder) == OLD


ON_NEW_GROUND = [case for case in FAILURES if "Word" not in case and "copy" not in case]


@pytest.mark.parametrize("case", ON_NEW_GROUND)
def test_a_failure_leaves_nothing_at_all_on_new_ground(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    arrange, _ = FAILURES[case]
    arrange(monkeypatch)
    assert deliver_to(folder, NEW).value is None
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing("mkdir", 1, OSError(errno.EROFS, "read-only"))(monkeypatch)
    outcome = deliver_to(folder, NEW)
    assert codes(outcome) == ["E802"]
    assert outcome.diagnostics[0].place == FileRef(file=str(folder))
    assert list(tmp_path.iterdir()) == []


def test_the_problem_names_the_file_that_failed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver_to(folder, OLD)
    failing("replace", 2, denied())(monkeypatch)
    assert deliver_to(folder, NEW).diagnostics[0].place == FileRef(file=str(folder / "甲-自评表.xlsx"))


@pytest.mark.parametrize("number", [1, 2])
def test_an_interruption_leaves_older_files_as_they_were(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    deliver_to(folder, OLD)
    failing("replace", number, KeyboardInterrupt)(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        deliver_to(folder, NEW)
    assert contents(folder) == OLD


def test_a_restored_file_is_the_old_one_to_the_minute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver_to(folder, OLD)
    first = folder / "甲-自评表说明.docx"
    os.utime(first, (1_700_000_000, 1_700_000_000))
    failing("replace", 2, denied())(monkeypatch)
    deliver_to(folder, NEW)
    assert first.stat().st_mtime == 1_700_000_000


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="Windows 的文件夹没有这样的权限")
def test_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    me = os.geteuid()
    os.seteuid(me or 65534)  # root may write anywhere, nobody may not
    outcome = deliver_to(tmp_path / "成品", NEW)
    os.seteuid(me)
    tmp_path.chmod(0o700)
    assert codes(outcome) == ["E802"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full")
def test_folder_that_is_a_device() -> None:
    assert codes(deliver_to(Path("/dev/full/成品"), NEW)) == ["E802"]


def test_folder_that_may_not_be_looked_into(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise denied()

    monkeypatch.setattr(Path, "is_dir", refuse)
    assert codes(deliver_to(folder, NEW)) == ["E802"]


def test_every_file_in_the_way_is_named(folder: Path) -> None:
    for name in NEW:
        (folder / name).mkdir(parents=True)
    assert codes(deliver_to(folder, NEW)) == ["E806", "E806"]
    assert files(folder) == []


def test_the_source_is_not_written_over_by_any_path(folder: Path) -> None:
    deliver_to(folder, OLD)
    link = folder.parent / "链接.xlsx"
    link.symlink_to(folder / "甲-自评表.xlsx")
    outcome = deliver(folder, NEW, source=link)
    assert codes(outcome) == ["E805"]
    assert contents(folder) == OLD


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["金花街道", "金花 街道（一）", "A街道", "𠮷田街道", "=cmd"])
def test_a_sound_name_stays(name: str) -> None:
    assert safe_name(name) == name


def odd_names() -> Iterator[str]:
    yield from (
        "",
        ".",
        "..",
        " ",
        "...",
        "con",
        "Con",
        "NUL.txt",
        "com1",
        "COM¹",
        "lpt9.a.b",
        "a/b",
        "..\\..\\x",
        "C:",
    )
    yield from ("\u202e倒写", "零\u200b宽", "换\n行", "街" * 300, "😀" * 300, "x" * 300, "尾点.", " 前后 ", "\ud800")


def assert_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe.strip(". ")
    assert safe
    assert safe.isprintable()
    assert not re.search(r'[<>:"/\\|?*]', safe)
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", safe)
    assert len(safe.encode()) <= 151
    assert safe_name(safe) == safe


@pytest.mark.parametrize("name", list(odd_names()), ids=ascii)
def test_an_odd_name_becomes_a_safe_one(name: str) -> None:
    assert_safe(name)


@given(st.text())
def test_any_name_becomes_a_safe_one(name: str) -> None:
    assert_safe(name)


# --- links ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "workbook", "link"),
    [
        ("output/2024", "填 报.xlsx", "../../填 报.xlsx"),
        ("output/2024", "output/2024/填报.xlsx", "填报.xlsx"),
        ("/a/成品", "/a/b/../填报.xlsx", "../填报.xlsx"),
    ],
)
def test_path_from_a_folder_to_the_workbook(folder: str, workbook: str, link: str) -> None:
    assert path_from(Path(folder), Path(workbook)) == link


def test_no_relative_path_leads_to_another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    def other_drive(*_: object) -> str:
        raise ValueError

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert path_from(Path("output"), Path("D/填报.xlsx")) == "填报.xlsx"
