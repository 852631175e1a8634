"""The steps of docs/改措辞.md, each done exactly as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from program import Program

PAGE = (Path(__file__).parents[2] / "docs" / "改措辞.md").read_text(encoding="utf-8")
CHANGE = re.compile(r"打开 `([^`]+)`，把第 (\d+) 行的\n\n```\n(.*?)\n```\n\n改成\n\n```\n(.*?)\n```", re.DOTALL)
NEW = re.compile(r"新建 `([^`]+\.txt)`，内容是\n\n```\n(.*?)```", re.DOTALL)
EMPTY = re.compile(r"新建一个空文件 `([^`]+)`")
COMMANDS = re.compile(r"^(?:reportgen|cd) .*$", re.MULTILINE)
SEEN = re.compile(r"^> (.+)$", re.MULTILINE)


def test_the_page_has_the_steps() -> None:
    assert [len(pattern.findall(PAGE)) for pattern in (CHANGE, NEW, EMPTY)] == [3, 1, 1]


def test_the_steps(program: Program, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (command.split() for command in COMMANDS.findall(PAGE)):
        if command[0] == "cd":
            monkeypatch.chdir(workplace / command[1])
            change_the_wording()
        elif command[2] != "preview":  # its own tests start it: it does not end by itself
            ran = program(*command[1:])
            assert ran.code == 0, (command, ran.err)
            if command[1:3] == ["wording", "check"]:
                assert "没有问题" in ran.out
    paragraphs = texts(Path("output/2024/金花街道-自评表说明.docx"))
    assert [line for line in SEEN.findall(PAGE) if not any(line in text for text in paragraphs)] == []
    assert not any("下一步改进措施" in text for text in paragraphs)
    assert paragraphs.index("（三）预算规模") < paragraphs.index("（四）履职效能分析")


def test_other_offices_keep_what_they_had(program: Program, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program("init", "我的措辞")
    monkeypatch.chdir(workplace / "我的措辞")
    change_the_wording()
    rows = program("wording", "list", "--office", "别的街道", "--district", "别的区", "--json").result["sections"]
    names = {row["name"]: row["removed"] for row in rows}
    assert "25-预算规模.txt" not in names
    assert names["60-下一步改进措施.txt"] is False


def change_the_wording() -> None:
    for file, line, old, new in CHANGE.findall(PAGE):
        lines = Path(file).read_text(encoding="utf-8").split("\n")
        there = [number for number, text in enumerate(lines, 1) if old in text]
        assert there == [int(line)]
        lines[there[0] - 1] = lines[there[0] - 1].replace(old, new)
        Path(file).write_text("\n".join(lines), encoding="utf-8")
    for file, text in [*NEW.findall(PAGE), *((file, "") for file in EMPTY.findall(PAGE))]:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(text, encoding="utf-8")


def texts(document: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(document)).paragraphs]
