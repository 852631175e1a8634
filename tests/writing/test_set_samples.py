"""The sample office of each wording set, from its workbook to its text, and the same office under another scheme."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import make_samples
import pytest
from docx.enum.section import WD_ORIENT
from docx_proof import assert_valid_docx
from variations import Golden
from workbooks import SAMPLE

from reportgen.diagnostics import Outcome, Severity
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import SET_SAMPLES, Resources
from reportgen.writing.source import WordingSets

SETS = tuple(make_samples.SETS)


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


def report(outcome: Outcome[Report]) -> Report:
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


@pytest.mark.parametrize("name", SETS)
def test_the_text_of_a_sample_office(pipeline: Pipeline, golden: Golden, name: str) -> None:
    outcome = pipeline.report(SAMPLE.parent / SET_SAMPLES / f"{name}.xlsx")
    assert [p for p in outcome.diagnostics if p.severity is not Severity.NOTE] == []
    golden(f"文体/{name}.txt", report(outcome).narrative.dump())


def test_the_annex_is_the_score_table(pipeline: Pipeline, golden: Golden) -> None:
    narrative = report(pipeline.report(SAMPLE.parent / SET_SAMPLES / "基本情况型.xlsx")).narrative
    assert narrative.annex is not None
    rows = (narrative.annex.head, *narrative.annex.rows)
    golden("文体/基本情况型-附表.txt", "".join("｜".join(row) + "\n" for row in rows))


@pytest.mark.parametrize("name", SETS)
def test_the_document_of_a_sample_office(pipeline: Pipeline, shipped: Resources, name: str) -> None:
    document = report(pipeline.report(SAMPLE.parent / SET_SAMPLES / f"{name}.xlsx")).document
    assert_valid_docx(document)
    word = docx.Document(io.BytesIO(document))
    chosen = WordingSets(shipped).read(name).value
    assert chosen is not None
    orientations = [section.orientation for section in word.sections]
    assert orientations == [WD_ORIENT.PORTRAIT, *([WD_ORIENT.LANDSCAPE] if chosen.annex else [])]
    assert len(word.tables) == chosen.annex


def under_another_scheme(data: Mapping[str, Any], scheme: str) -> dict[str, Any]:
    """The same office with the answers to the questions of another scheme."""
    other = make_samples.plain_data(make_samples.SETS["报告型"])
    indicators = [
        {**row, **({"类别": "满意度", "二级指标": "社会公众满意度"} if row["二级指标"] == "满意度" else {})}
        for row in data["绩效指标"]
    ]
    basics = {**data["基本信息"], "评分方案": scheme}
    return {**data, "基本信息": basics, "绩效指标": indicators, "管理效率": other["管理效率"]}


def test_the_same_office_under_another_scheme(pipeline: Pipeline, golden: Golden, tmp_path: Path) -> None:
    """No wording file is touched: the words walk whatever levels the scheme has."""
    data = make_samples.plain_data(make_samples.SETS["基本情况型"])
    workbook = tmp_path / "青溪乡.xlsx"
    workbook.write_bytes(make_samples.set_sample(under_another_scheme(data, "投入过程产出效果")))
    outcome = pipeline.report(workbook)
    assert {p.code for p in outcome.diagnostics if p.severity is Severity.ERROR} == set()
    golden("文体/基本情况型-投入过程产出效果.txt", report(outcome).narrative.dump())


@pytest.mark.parametrize("name", ["荔湾型", "默认"])
def test_a_set_of_one_scheme_serves_no_other(pipeline: Pipeline, name: str) -> None:
    path = SAMPLE.parent / SET_SAMPLES / "报告型.xlsx"
    (problem,) = (p for p in pipeline.report(path, wording_set=name).diagnostics if p.code == "E544")
    assert "基本情况型、报告型" in problem.hint


def test_no_office_stands_in_the_wording_of_a_set(shipped: Resources) -> None:
    names = [make_samples.plain_data(file)["基本信息"] for file in make_samples.SETS.values()]
    words = {value for name in names for key, value in name.items() if key.startswith("单位") or key in ("市", "区")}
    for folder in SETS:
        for path in (shipped.roots[0] / "wording" / folder).iterdir():
            text = path.read_text(encoding="utf-8")
            assert not any(word in text for word in (*words, "金花", "荔湾区", "广州")), path


@pytest.mark.parametrize("name", SETS)
def test_what_the_form_holds_is_said(pipeline: Pipeline, name: str) -> None:
    """Every text and amount of the optional sheets that the sample office filled in stands in its report."""
    report_ = report(pipeline.report(SAMPLE.parent / SET_SAMPLES / f"{name}.xlsx"))
    printed = {ref for block in report_.narrative.blocks for use in block.figures for ref in use.sources}
    submission = report_.submission
    asked = [entry for entry in submission.profile.entries if entry]
    asked += [task.text for task in submission.profile.planned_tasks]
    asked += [other.text for other in submission.other_sections]
    finals = [row.final for row in submission.finances.rows if row and row.final and row.final.value]
    left_out = [entry.ref.label for entry in (*asked, *finals) if entry.ref not in printed]
    assert len(left_out) <= (len(asked) + len(finals)) / 10, left_out
