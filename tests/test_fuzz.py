"""Damaged workbooks and templates: whatever stands in them, the result is a report or problems, never an exception.

Each case is made from its number alone, so that a failure can be repeated. ``pytest tests/test_fuzz.py --fuzz 20000``
runs at length.
"""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from workbooks import SAMPLE, Book, edited, sample_book, written, zipped

from reportgen.diagnostics import Diagnostic, Outcome
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources

ODD_TEXTS = (
    *("", " ", "0", "-0", "１２", "1e400", "NaN", "=1/0", "#N/A", "%", "100%", "９５％", "1,2,3", "2月30日"),
    *("\u3000", "【", "》《", "{C01}", "{{ 年度 }}", "{%", "#- ", "一是", "（一）", "①", "附件附件", "2024年"),
    *("我街道", "扣0.5分", "百分之一百二十", "亿元", "\ufeff", "\u202e", "\u200b", "𠮷", "é", "😀", "\t\n\r"),
    *("a" * 3000, "零" * 3000, "9" * 400, "（" * 300, "“" * 301, "其中" * 200),
)
ODD_VALUES: tuple[object, ...] = (None, 0, -1, 1, 0.1 + 0.2, 1e308, -1e-308, 10**15, True, 29 / 3, *ODD_TEXTS)
MARKUP = (
    *(b"<", b">", b"/", b'"', b"&", b"\0", b"<c>", b"</row>", b"<v>", b'r="XFD1048576"', b't="s"', b't="e"'),
    *(b"&#x1;", b"\xff"),
)
TAGS = (
    *("{{ ", " }}", "{% if ", " %}", "{% endif %}", "{% else %}", "{% for 甲 in 绩效指标 %}", "{% endfor %}"),
    *("{#", "#}", "{", "}", "％", "|", "|汉字数", "年度", "单位.简称", "得分", "loop.index", "not ", " and "),
    *('"', "(", ")", "[", "0", "#", "##- ", "【标题】", "\n\n", "    ", "\ufeff", "\x00", "\t", "= ", "[[", "]]"),
    *('"""', "true", "1e99", "-1", "\\", "年年"),
)


@pytest.fixture(scope="session")
def cases(request: pytest.FixtureRequest) -> int:
    """How many cases each kind of damage has."""
    return int(request.config.getoption("--fuzz"))


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


def odd_cells(chance: random.Random) -> bytes:
    """The sample with a few cells of odd content, with rows and columns moved or lost."""
    book = deepcopy(sample_book())
    for _ in range(chance.randint(1, 6)):
        grid = book[chance.choice(list(book))]
        row = chance.choice(grid) if grid else []
        change = chance.randrange(8)
        if change == 0 and grid:
            grid.remove(row)
        elif change == 1:
            grid.insert(chance.randint(0, len(grid)), list(row))
        elif change == 2 and row:
            del row[chance.randrange(len(row))]
        elif change == 3:
            chance.shuffle(grid)
        elif row:
            row[chance.randrange(len(row))] = chance.choice(ODD_VALUES)
    return _package(book)


def _package(book: Book) -> bytes:
    try:
        return written(book)
    except ValueError:  # a text that no XML can hold is no case
        return edited()


def damaged_package(chance: random.Random) -> bytes:
    """The sample with bytes of its parts changed, or with whole parts lost or exchanged."""
    with zipfile.ZipFile(io.BytesIO(edited())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(chance.randint(1, 3)):
        name, change = chance.choice(sorted(parts)), chance.randrange(6)
        data = parts[name]
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 8, 60, 900))
        if change == 0 and len(parts) > 1:
            del parts[name]
        elif change == 1:
            parts[name] = parts[chance.choice(sorted(parts))]
        elif change == 2:
            parts[name] = data[:at] + data[at + length :]
        elif change == 3:
            parts[name] = data[:at] + data[at : at + length] * chance.randint(2, 4) + data[at + length :]
        else:
            parts[name] = data[:at] + chance.choice(MARKUP) + data[at + length :]
    return zipped(parts)


def cut_file(chance: random.Random) -> bytes:
    """The bytes of the sample file itself, cut off or with some of them changed."""
    data = bytearray(SAMPLE.read_bytes())
    if chance.random() < 0.3:
        return bytes(data[: chance.randrange(len(data))])
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def damaged_text(text: str, chance: random.Random) -> str:
    """A text with a few pieces lost, doubled, exchanged, or put in."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(text) + 1), chance.choice((1, 1, 2, 5, 20, 80))
        piece = text[at : at + length]
        other = chance.choice((chance.choice(TAGS), chance.choice(TAGS), "", piece * 2, piece[::-1]))
        text = text[:at] + other + (text[at:] if other in TAGS and chance.random() < 0.5 else text[at + length :])
    return text


def assert_result(outcome: Outcome[Report]) -> None:
    assert outcome.value is not None or outcome.diagnostics
    assert all(isinstance(problem, Diagnostic) and str(problem.place) for problem in outcome.diagnostics)


@pytest.mark.parametrize("damage", [odd_cells, damaged_package, cut_file], ids=lambda damage: str(damage.__name__))
def test_damaged_workbooks(
    damage: Callable[[random.Random], bytes], pipeline: Pipeline, cases: int, tmp_path: Path
) -> None:
    path = tmp_path / "2024.xlsx"
    for seed in range(cases):
        path.write_bytes(damage(random.Random(seed)))  # noqa: S311 - no secret
        try:
            assert_result(pipeline.report(path))
        except Exception as error:
            raise AssertionError(f"{damage.__name__}, case {seed}") from error


def test_damaged_templates(shipped: Resources, cases: int, tmp_path: Path) -> None:
    root = shipped.roots[0]
    names = [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*"))
        if path.suffix in (".txt", ".toml") and "summary" not in path.parts
    ]
    for seed in range(cases):
        chance = random.Random(seed)  # noqa: S311 - no secret
        folder = tmp_path / str(seed)
        for name in chance.sample(names, chance.choice((1, 1, 1, 2, 3))):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = damaged_text((root / name).read_text(encoding="utf-8"), chance)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            assert_result(Pipeline(Resources((folder, root))).report(SAMPLE))
        except Exception as error:
            raise AssertionError(f"damaged templates, case {seed}") from error
        shutil.rmtree(folder)
