"""The search path of the templates: its order, and what counts as one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.resources import Resources, sample_data


def put(root: Path, *names: str) -> Path:
    """A folder with these files, each holding the folder's name."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(root.name, encoding="utf-8")
    return root


def test_the_order_is_option_then_shipped(tmp_path: Path) -> None:
    put(tmp_path / "templates", "rules/2024.toml")

    near, far = Resources.locate(templates=tmp_path / "区模板", working_folder=tmp_path).roots

    assert near == tmp_path / "区模板"
    assert (far / "rules" / "2024.toml").is_file()


def test_the_order_is_working_folder_then_shipped(tmp_path: Path) -> None:
    put(tmp_path / "templates", "wording/默认/x.txt")

    assert Resources.locate(working_folder=tmp_path).roots[0] == tmp_path / "templates"
    assert len(Resources.locate(working_folder=tmp_path).roots) == 2


def test_a_folder_that_only_has_the_name_is_not_taken(tmp_path: Path) -> None:
    """Many a web project has a templates/ of its own."""
    put(tmp_path / "templates", "index.html")

    assert len(Resources.locate(working_folder=tmp_path).roots) == 1


def test_the_checkout_itself_is_searched_once() -> None:
    checkout = Path(__file__).parents[1]

    assert len(Resources.locate(working_folder=checkout).roots) == 1


def test_the_working_folder_of_the_process_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "templates", "word/公文.toml")
    monkeypatch.chdir(tmp_path)

    assert Resources.locate().roots[0] == tmp_path / "templates"


def test_the_nearest_file_wins_and_others_show_through(tmp_path: Path) -> None:
    near = put(tmp_path / "near", "a/1.txt")
    far = put(tmp_path / "far", "a/1.txt", "a/2.txt")
    resources = Resources((near, far))

    assert resources.find("a/1.txt") == near / "a/1.txt"
    assert resources.find("a/2.txt") == far / "a/2.txt"
    assert resources.find("a/3.txt") is None
    assert resources.find("a") is None
    assert list(resources.files("a", ".txt").items()) == [("1.txt", near / "a/1.txt"), ("2.txt", far / "a/2.txt")]


def test_leftovers_of_editors_and_other_kinds_are_not_listed(tmp_path: Path) -> None:
    root = put(
        tmp_path, "a/1.txt", "a/2.TXT", "a/.hidden.txt", "a/._1.txt", "a/~$1.txt", "a/1.txt~", "a/1.docx", "a/b.txt/x"
    )
    resources = Resources((root,))

    assert list(resources.files("a", ".txt")) == ["1.txt", "2.TXT"]
    assert resources.files("nowhere", ".txt") == {}


def test_folders_of_all_roots(tmp_path: Path) -> None:
    near = put(tmp_path / "near", "区/荔湾区/x", "区/.git/x", "区/file")
    far = put(tmp_path / "far", "区/越秀区/x")

    assert Resources((near, far)).folders("区") == {"荔湾区", "越秀区"}
    assert Resources((near, far)).folders("单位") == set()


def test_the_sample_is_shipped() -> None:
    assert (sample_data() / "2024.xlsx").is_file()


def test_a_link_brings_nothing_from_elsewhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("root", encoding="utf-8")
    folder = tmp_path / "templates" / "wording"
    folder.mkdir(parents=True)
    (folder / "10-甲.txt").symlink_to(secret)
    (folder / "20-乙.txt").write_text("乙", encoding="utf-8")

    assert list(Resources((tmp_path / "templates",)).files("wording", ".txt")) == ["20-乙.txt"]
