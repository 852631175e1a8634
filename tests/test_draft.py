"""A draft: what is not yet filled in is printed as a highlighted 【待填：…】, and nothing that rests on it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx_proof import assert_valid_docx
from program import Program
from workbooks import Change, cell, drop_rows, edited

from reportgen.diagnostics import Outcome, Severity
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources

Make = Callable[..., Outcome[Report]]
GAP = re.compile("【待填：[^】]*】")


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


@pytest.fixture
def make(pipeline: Pipeline, tmp_path: Path) -> Make:
    def make_report(*changes: Change, draft: bool = True) -> Outcome[Report]:
        path = tmp_path / "2024.xlsx"
        path.write_bytes(edited(*changes))
        return pipeline.report(path, draft=draft)

    return make_report


def text(outcome: Outcome[Report]) -> str:
    assert outcome.value is not None, outcome.diagnostics
    assert_valid_docx(outcome.value.document)
    return "\n".join(p.text for p in docx.Document(io.BytesIO(outcome.value.document)).paragraphs)


GAPS = [
    ("目标总述", ("基本信息", "目标总述", "内容", None), {"目标总述"}),
    ("单位名称", ("基本信息", "单位名称", "内容", None), {"单位名称"}),
    ("指标实际值", ("绩效指标", "C03", "实际完成值", None), {"总分", "履职效能", "完成情况"}),
    ("定性以外的单位", ("绩效指标", "C06", "计量单位", None), {"计量单位"}),
    ("三公支出", ("三公经费", "合计", "实际支出数", None), {"总分", "管理效率"}),
    ("填报值", ("管理效率", "数据质量", "填报值", None), {"总分", "管理效率"}),
]


@pytest.mark.parametrize(("change", "names"), [gap[1:] for gap in GAPS], ids=[gap[0] for gap in GAPS])
def test_a_gap_blocks_a_report_and_is_left_open_in_a_draft(make: Make, change: Change, names: set[str]) -> None:
    assert make(change, draft=False).value is None
    outcome = make(change)
    gaps = {gap[4:-1] for gap in GAP.findall(text(outcome))}
    assert {name for name in names if not any(name in gap for gap in gaps)} == set()
    assert not any(p.severity is Severity.ERROR for p in outcome.diagnostics)


def test_every_gap_is_noted_at_its_cell(make: Make) -> None:
    sheet, row, column, _ = change = ("基本信息", "目标总述", "内容", None)
    notes = [p for p in make(change).diagnostics if p.code == "E203"]
    assert [(p.severity, str(getattr(p.place, "cell", ""))) for p in notes] == [
        (Severity.NOTE, cell(sheet, row, column))
    ]


def test_no_figure_that_rests_on_a_gap_is_printed(make: Make) -> None:
    """Without the actual value of C03 nobody knows the score."""
    report_text = text(make(("绩效指标", "C03", "实际完成值", None)))
    assert not re.search(r"98\.5|49\.5|48\.5", report_text)
    assert "党组织党建阵地【待填：建设“两新”党组织党建阵地数量的实际完成值】" in report_text  # a reference to it


def test_a_draft_does_not_praise_what_is_not_answered(make: Make) -> None:
    """The usual sentences say that all is well; beside a row that is not filled in nobody knows."""
    rows = ("绩效管理制度建设", "绩效管理制度执行")
    blank = [("管理效率", row, column, None) for row in rows for column in ("填报值", "情况说明")]
    assert "【待填：绩效管理的情况说明】" in text(make(*blank))


def test_a_gap_is_highlighted_and_nothing_else_is(make: Make) -> None:
    outcome = make(("基本信息", "目标总述", "内容", None), ("基本信息", "单位全称", "内容", None))
    assert outcome.value is not None
    document = docx.Document(io.BytesIO(outcome.value.document))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    highlights = [run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]
    assert len(highlights) >= 2
    assert all(GAP.fullmatch(mark) for mark in highlights)
    assert not any("【待填" in run.text for run in runs if run.font.highlight_color is None)


def test_every_page_says_that_it_is_a_draft(make: Make) -> None:
    outcome = make()
    assert outcome.value is not None
    section = docx.Document(io.BytesIO(outcome.value.document)).sections[0]
    assert all("草稿" in header.paragraphs[0].text for header in (section.header, section.even_page_header))


def test_what_is_wrong_blocks_a_draft_as_well(make: Make) -> None:
    for change in (
        ("预算执行", "年初预算数", "数值", "约1亿"),
        ("绩效指标", "C01", "符号", "大于"),
        ("基本信息", "自评总述", "内容", "达到{C99}。"),
    ):
        assert make(change).value is None


def test_a_form_with_next_to_nothing_in_it(make: Make) -> None:
    outcome = make(
        drop_rows("绩效目标"),
        drop_rows("绩效指标"),
        drop_rows("管理效率"),
        drop_rows("预算执行"),
        drop_rows("重点工作"),
    )
    assert "【待填：绩效目标】" in text(outcome)
    assert "【待填：总分】" in text(outcome)


def test_the_program_names_a_draft_one(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("2024.xlsx").write_bytes(edited(("基本信息", "目标总述", "内容", None)))
    run = program("build", "2024.xlsx", "--draft", "--json")
    assert run.code == 0
    names = [Path(file).name for file in run.result["files"]]
    assert names == ["金花街道-自评表说明（草稿）.docx", "金花街道-自评表（草稿）.xlsx"]
    assert run.result["to_fill_in"] == 1
