"""A thousand offices, a hundred of them with one of ten errors: each error is reported with its place."""

from __future__ import annotations

import json
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from many_offices import BREAKAGES, offices
from program import Program, files

COUNT, EACH = 1000, 10
WAYS = BREAKAGES[:10]
IN_A_BATCH = {"E401": "E124"}  # a batch reports a year without rules as another year than that of the others


@pytest.fixture
def handed_in(workplace: Path) -> dict[str, tuple[str, str]]:
    """The workbooks in their folders, with code and place of the problem of each broken one."""
    broken: dict[str, tuple[str, str]] = {}
    for number, (name, data) in enumerate(offices(COUNT)):
        path = workplace / "全市" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if number < len(WAYS) * EACH:
            way = WAYS[number % len(WAYS)]
            broken[name] = (IN_A_BATCH.get(way.code, way.code), way.place)
            path.write_bytes(way.apply(data))
        else:
            path.write_bytes(data)
    return broken


def test_a_thousand_offices(program: Program, workplace: Path, handed_in: dict[str, tuple[str, str]]) -> None:
    ran = program("batch", "全市", "--by-district", "-j", str(min(4, os.cpu_count() or 1)), "--json")
    assert ran.code == 3
    states = Counter(row["state"] for row in ran.result["offices"])
    assert states == {"generated": COUNT - len(handed_in), "failed": len(handed_in)}
    codes = {
        row["workbook"]: {(p["code"], _address(p)) for p in row["problems"] if p["severity"] == "错误"}
        for row in ran.result["offices"]
        if row["state"] == "failed"
    }
    assert codes == {name: {expected} for name, expected in handed_in.items()}
    names = files(workplace / "output" / "2024")
    assert sum(name.endswith("-自评表说明.docx") for name in names) == COUNT - len(handed_in)
    assert sum(name.endswith("-自评表.xlsx") for name in names) == COUNT - len(handed_in)
    others = {Path(name).name for name in names if "-自评表" not in name}
    assert {name for name in others if not name.endswith(("-汇总.docx", "-汇总.xlsx"))} == {"清单.jsonl", "清单.xlsx"}
    lines = (workplace / "output" / "2024" / "清单.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == COUNT + 1
    for name in json.loads(lines[-1])["run"]["files"]:
        assert zipfile.ZipFile(workplace / "output" / "2024" / name).testzip() is None


def _address(problem: dict[str, dict[str, str] | None]) -> str:
    place = problem["place"] or {}
    sheet, cell = place.get("sheet"), place.get("cell")
    return f"{sheet}!{cell}" if sheet and cell else ""
