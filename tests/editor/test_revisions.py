"""Templates out of a real git repository, and everything that may be wrong with one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reportgen.editor import editions
from reportgen.editor.editions import NotComparableError, unpack_revision

GIT = shutil.which("git")
pytestmark = pytest.mark.skipif(GIT is None, reason="这台电脑上没有 git")
SECTION = "templates/wording/默认/20-自评结论.txt"


def git(folder: Path, *arguments: str, **settings: str) -> None:
    own = {"user.name": "甲", "user.email": "a@example.org", "commit.gpgsign": "false", **settings}
    given = [part for name, value in own.items() for part in ("-c", f"{name}={value}")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    alone = {**clean, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run([GIT or "", *given, *arguments], cwd=folder, env=alone, check=True, capture_output=True)


def commit(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "改")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits, the first under the tag 初稿; the folder is called in Chinese, with a blank."""
    folder = tmp_path / "仓 库"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, {SECTION: "甲。\r\n", "templates/rules/2024.toml": "a = 1\n", "别的/秘密.txt": "不要"})
    git(folder, "tag", "初稿")
    commit(folder, {SECTION: "乙。", "templates/wording/区/荔湾区/25-节.txt": "丙。"})
    return folder


def codes(revision: str, folder: Path, into: Path) -> list[str]:
    """What is wrong with unpacking a revision."""
    try:
        unpack_revision(revision, folder, into)
    except NotComparableError as error:
        return [problem.code for problem in error.args]
    return []


def taken(revision: str, folder: Path, tmp_path: Path) -> tuple[list[str], dict[str, bytes]]:
    into = tmp_path / "into"
    into.mkdir()
    problems = codes(revision, folder, into)
    return problems, {p.relative_to(into).as_posix(): p.read_bytes() for p in into.rglob("*") if p.is_file()}


def test_a_tag_gives_the_templates_of_its_time(repository: Path, tmp_path: Path) -> None:
    problems, files = taken("初稿", repository, tmp_path)
    assert problems == []
    assert files == {"wording/默认/20-自评结论.txt": "甲。\r\n".encode(), "rules/2024.toml": b"a = 1\n"}


@pytest.mark.parametrize("revision", ["HEAD", "HEAD~0", "HEAD^{commit}", "@"])
def test_the_last_commit(repository: Path, tmp_path: Path, revision: str) -> None:
    _, files = taken(revision, repository, tmp_path)
    assert files["wording/默认/20-自评结论.txt"].decode() == "乙。"
    assert files["wording/区/荔湾区/25-节.txt"].decode() == "丙。"


def test_a_folder_inside_the_repository_has_templates_of_its_own(repository: Path, tmp_path: Path) -> None:
    commit(repository, {f"街道/金花/{SECTION}": "丁。"})
    _, files = taken("HEAD", repository / "街道" / "金花", tmp_path)
    assert files == {"wording/默认/20-自评结论.txt": "丁。".encode()}


def test_the_templates_folder_may_be_the_repository(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, {"wording/默认/10-节.txt": "甲。"})
    assert taken("HEAD", tmp_path, tmp_path)[1] == {"wording/默认/10-节.txt": "甲。".encode()}


def test_templates_that_are_gone_now(repository: Path, tmp_path: Path) -> None:
    shutil.rmtree(repository / "templates")
    assert "wording/默认/20-自评结论.txt" in taken("HEAD", repository, tmp_path)[1]


OPTIONS = ("-h", "--all", "--output=x", "-c")


@pytest.mark.parametrize(
    "revision", ["HAED", "HEAD~9", "", " ", *OPTIONS, "HEAD\0", "HEAD:templates", "..", "HEAD..", "0" * 40]
)
def test_a_revision_that_is_none(repository: Path, tmp_path: Path, revision: str) -> None:
    problems, files = taken(revision, repository, tmp_path)
    assert (problems, files) == (["E847"], {})
    assert not (repository / "x").exists()


def test_no_templates_in_the_revision(repository: Path, tmp_path: Path) -> None:
    git(repository, "rm", "-rq", "templates/wording")
    git(repository, "commit", "-qm", "删")
    assert taken("HEAD", repository, tmp_path)[0] == ["E848"]
    elsewhere = repository / "别的"
    assert codes("HEAD", elsewhere, tmp_path / "into") == ["E848"]


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    folder = tmp_path / "甲"
    folder.mkdir()
    assert taken("HEAD", folder, tmp_path)[0] == ["E846"]


def test_no_git(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert taken("HEAD", repository, tmp_path)[0] == ["E845"]


def test_a_git_in_the_working_folder_is_not_run(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = repository / "git"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    program.chmod(0o755)
    monkeypatch.chdir(repository)
    for path in (str(repository), ".", ""):
        monkeypatch.setenv("PATH", path)
        assert codes("HEAD", repository, tmp_path / "into") == ["E845"]
    assert not (tmp_path / "ran").exists()


def test_nothing_of_the_repository_is_run(repository: Path, tmp_path: Path) -> None:
    """Filters, a file monitor, hooks and a pager: the settings and attributes of a stranger's repository."""
    trap = repository / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\ncat\n")
    trap.chmod(0o755)
    commit(repository, {".gitattributes": "*.txt filter=trap export-subst\n", SECTION: "$Format:%H$"})
    for name in ("core.fsmonitor", "core.pager", "filter.trap.smudge", "filter.trap.clean", "core.sshCommand"):
        git(repository, "config", name, str(trap))
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(trap, hook)
    (tmp_path / "ran").unlink(missing_ok=True)
    problems, files = taken("HEAD", repository, tmp_path)
    assert problems == []
    assert files["wording/默认/20-自评结论.txt"] == b"$Format:%H$"
    assert not (tmp_path / "ran").exists()


def test_links_and_strange_names_stay_behind(repository: Path, tmp_path: Path) -> None:
    (repository / "templates/wording/默认/30-链接.txt").symlink_to("/etc/passwd")
    commit(repository, {"templates/wording/默认/a\\b.txt": "甲", "templates/wording/默认/40-节.docx": "乙"})
    _, files = taken("HEAD", repository, tmp_path)
    assert [name for name in files if "默认" in name] == ["wording/默认/20-自评结论.txt"]


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 2), ("MAX_BYTES", 400)])
def test_templates_beyond_all_measure(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    commit(repository, {"templates/rules/2025.toml": f"a = '{'长' * 200}'"})
    monkeypatch.setattr(editions, limit, value)
    problems, files = taken("HEAD", repository, tmp_path)
    assert (problems, files) == (["E849"], {})


def test_a_git_that_does_not_answer_is_stopped(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(editions, "SECONDS", 0.2)
    assert taken("HEAD", repository, tmp_path)[0] == ["E846"]


def test_an_object_that_is_missing(repository: Path, tmp_path: Path) -> None:
    asked = subprocess.run(
        [GIT or "", "rev-parse", f"HEAD:{SECTION}"], cwd=repository, capture_output=True, check=True, text=True
    ).stdout.strip()
    (repository / ".git" / "objects" / asked[:2] / asked[2:]).unlink()
    assert taken("HEAD", repository, tmp_path)[0] == ["E849"]
