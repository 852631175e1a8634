"""From the correct sample, single mistakes: each is reported with the right code at the right cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from mistakes import CHECKS, MISTAKES, READING, Mistake
from workbooks import edited

from reportgen.catalogue import KINDS
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

LEAST_REPORTED = 98  # per cent
# The name of a mistake → why it is not reported; any other miss fails.
MISSED: Mapping[str, str] = {
    "死亡一起，写“零死亡”": "“安全生产实现零死亡事件”的字序与指标名称不同，认不准说的是哪个指标",
}
UNCHANGED = Mistake(check=READING, name="样表", code="", at=())

Reported = set[tuple[str, str]]  # code and sheet!cell


class Desk:
    """Where workbooks are laid and looked through; one pipeline serves them all."""

    def __init__(self, shipped: Resources, folder: Path) -> None:
        self.shipped = shipped
        self.folder = folder
        self.pipeline = Pipeline(shipped)

    def reported(self, mistake: Mistake) -> Reported:
        workbook = self.lay("2024.xlsx", edited(*mistake.changes))
        last = None if mistake.last is None else self.lay("2023.xlsx", edited(*mistake.last))
        pipeline = Pipeline(self.reworded(mistake)) if mistake.wording else self.pipeline
        return {(problem.code, _address(problem)) for problem in pipeline.report(workbook, last=last).diagnostics}

    def lay(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def reworded(self, mistake: Mistake) -> Resources:
        """The shipped templates with some files of the wording changed."""
        templates = self.folder / mistake.name
        folder = templates / "wording" / "单位" / "金花街道"
        folder.mkdir(parents=True)
        for name, content in mistake.wording.items():
            (folder / name).write_text(content, encoding="utf-8")
        return Resources((templates, *self.shipped.roots))


def _address(problem: Diagnostic) -> str:
    return problem.place.address if isinstance(problem.place, CellRef) else ""


@pytest.fixture(scope="module")
def reports(shipped: Resources, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Reported]:
    """What is reported on each workbook, by the name of the mistake."""
    desk = Desk(shipped, tmp_path_factory.mktemp("填报 表"))
    return {mistake.name: desk.reported(mistake) for mistake in (UNCHANGED, *MISTAKES)}


def is_reported(mistake: Mistake, reported: Reported) -> bool:
    if not mistake.at:
        return any(code == mistake.code for code, _ in reported)
    return any((mistake.code, place) in reported for place in mistake.at)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_reported_where_it_is(mistake: Mistake, reports: Mapping[str, Reported]) -> None:
    """A mistake that is listed as missed is truly missed: the list is never longer than it must be."""
    assert is_reported(mistake, reports[mistake.name]) == (mistake.name not in MISSED)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_it_is_the_mistake_that_is_reported(mistake: Mistake, reports: Mapping[str, Reported]) -> None:
    """What is reported on the unchanged sample as well proves nothing."""
    assert not is_reported(mistake, reports[UNCHANGED.name])


def test_nearly_all_mistakes_are_reported(reports: Mapping[str, Reported]) -> None:
    reported = sum(is_reported(mistake, reports[mistake.name]) for mistake in MISTAKES)
    print(f"错误表：{reported}/{len(MISTAKES)}（{reported * 100 / len(MISTAKES):.1f}%）")  # noqa: T201  # the figure is wanted
    assert reported * 100 >= LEAST_REPORTED * len(MISTAKES)


def test_every_check_is_tried_several_times() -> None:
    assert len(MISTAKES) >= 130
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES)
    tried = Counter(mistake.check for mistake in MISTAKES)
    assert {CHECKS[check] for check in CHECKS if tried[check] < 2} == set()
    assert {mistake.code for mistake in MISTAKES} <= KINDS.keys()
    assert MISSED.keys() <= {mistake.name for mistake in MISTAKES}
