"""A batch on the screen: its progress, and the tables at the end."""

from __future__ import annotations

import io
import sys
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from reportgen.batch.result import BatchResult, Counts, OfficeOutcome, State
from reportgen.catalogue import NOT_A_NUMBER
from reportgen.cli import console
from reportgen.cli.batch import _show
from reportgen.diagnostics import CellRef
from reportgen.intake.submission import Identity


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the progress display, which the tests move."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_off_a_terminal_a_line_now_and_then(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with console.show_progress(quiet=False) as watch:
        watch.begin("生成", 10)
        for number in range(10):
            clock[0] += 1
            watch.step(failed=number == 2)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "生成：5/10，没有生成 1 份，每秒 1.0 份，还要 5 秒",
        "生成：10/10，没有生成 1 份，每秒 1.0 份，还要 0 秒",
    ]


def test_a_run_that_is_soon_over_says_nothing_on_the_way(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with console.show_progress(quiet=False) as watch:
        watch.begin("生成", 3)
        for _ in range(3):
            clock[0] += 1
            watch.step()
    assert capsys.readouterr().err == ""


def test_json_has_no_talk_beside_it(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with console.show_progress(quiet=True) as watch:
        watch.begin("生成", 2)
        clock[0] += 100
        watch.step()
    assert capsys.readouterr() == ("", "")


class Terminal(io.StringIO):
    """A terminal instead of a file."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with console.show_progress(quiet=False) as watch:
        watch.begin("读单位", 2)
        watch.step()
        watch.begin("生成", 4)
        watch.step(failed=True)
        watch.step()
    assert "2/4" in terminal.getvalue()
    assert "没有生成 1 份" in terminal.getvalue()


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 秒"), (59.6, "1 分 0 秒"), (3725, "1 小时 2 分")])
def test_durations(seconds: float, text: str) -> None:
    assert console._duration(seconds) == text


def with_report(number: int, total: str, district: str = "示例区") -> OfficeOutcome:
    name = f"示例{number:03}街道"
    who = Identity(year=2024, city="示例市", district=district, full_name=name, short_name=name)
    parts = {"履职效能": str(Decimal(total) - 50), "管理效率": "50"}
    return OfficeOutcome(
        workbook=f"{name}.xlsx",
        identity=who,
        state=State.GENERATED,
        total=total,
        parts=parts,
        counts=Counts(warnings=2),
    )


def without_report() -> OfficeOutcome:
    problem = NOT_A_NUMBER.at(CellRef(file="坏.xlsx", sheet="预算执行", cell="B6"), "12万")
    return OfficeOutcome(
        workbook="坏.xlsx",
        identity=None,
        state=State.FAILED,
        total="",
        parts={},
        counts=Counts(errors=1),
        problems=(problem,),
    )


def test_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    _show(
        BatchResult(
            year=2024,
            offices=(
                with_report(1, "98.5"),
                without_report(),
                with_report(2, "100", "示例乙区"),
                with_report(3, "9.5"),
            ),
        )
    )
    out, err = capsys.readouterr()
    assert err.startswith("错误 E204  ")
    rows = [line.split() for line in out.splitlines()]
    assert rows[0] == ["没有生成的", "1", "份："]
    assert rows[2][:4] == ["坏.xlsx", "坏.xlsx", "1", "E204"]
    assert rows[2][4].startswith("预算执行!B6：")
    assert [row[:3] for row in rows[5:9]] == [
        ["单位", "区", "总分"],
        ["示例002街道", "示例乙区", "100"],
        ["示例001街道", "示例区", "98.5"],
        ["示例003街道", "示例区", "9.5"],
    ]
    assert rows[-1] == ["2024年度共", "4", "份：已生成", "3", "份，没有生成", "1", "份。"]


def test_each_scheme_has_a_table_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """An office with more points under another scheme does not stand above one with fewer."""
    other = replace(with_report(2, "100"), scheme="方案乙", parts={"投入": "100"}, grade="优")
    one = replace(with_report(1, "60"), scheme="方案甲")
    _show(BatchResult(year=2024, offices=(other, one)))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[:2] for row in rows if row and row[0].startswith(("得分", "示例"))] == [
        ["得分（方案乙方案，1", "个单位）："],
        ["示例002街道", "100"],
        ["得分（方案甲方案，1", "个单位）："],
        ["示例001街道", "60"],
    ]
    assert rows[1] == ["单位", "总分", "等级", "投入", "警告"]


def test_of_very_many_offices_the_first_and_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    _show(BatchResult(year=2024, offices=tuple(with_report(number, f"{number / 10 + 60}") for number in range(300))))
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()[2:23]] == [
        *(f"示例{number:03}街道" for number in range(299, 289, -1)),
        "…",
        *(f"示例{number:03}街道" for number in range(9, -1, -1)),
    ]
