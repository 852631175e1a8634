"""The whole way from workbook to document: a test changes one cell, and the document follows everywhere."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx_proof import assert_valid_docx
from program import ProgramRun, files, run_alone
from workbooks import SAMPLE, Change, add_row, cell, drop_rows, edited, put

from reportgen.diagnostics import CellRef, Outcome, Severity
from reportgen.documents.reading import dump
from reportgen.intake import form
from reportgen.numeric import plain
from reportgen.output.delivery import report_date
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources

GOLDEN = Path(__file__).parent / "golden" / "金花街道2024-应得正文.txt"
MISSED = ("绩效指标", "C10", "实际完成值")  # 86 of ≥90 in the sample
Make = Callable[..., Outcome[Report]]


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


@pytest.fixture
def make(pipeline: Pipeline, workplace: Path) -> Make:
    """Make the report of the sample with these changes; every .docx is valid, and no file is written."""

    def report_of(*changes: Change, year: int | None = None, strict: bool = False) -> Outcome[Report]:
        path = workplace / "2024.xlsx"
        path.write_bytes(edited(*changes))
        outcome = pipeline.report(path, year=year, strict=strict)
        assert files(workplace) == ["2024.xlsx"]
        if outcome.value is not None:
            assert_valid_docx(outcome.value.document)
        return outcome

    return report_of


def report(outcome: Outcome[Report]) -> Report:
    assert outcome.value is not None, [(problem.code, str(problem.place)) for problem in outcome.diagnostics]
    return outcome.value


def lines(outcome: Outcome[Report]) -> list[str]:
    return dump(report(outcome).document).splitlines()


def points(outcome: Outcome[Report]) -> dict[str, str]:
    card = report(outcome).scorecard
    return {"总分": plain(card.tree.score), **{part.name: plain(part.score) for part in card.tree.children}}


def errors(outcome: Outcome[Report]) -> list[tuple[str, str]]:
    """Return the code and sheet!cell of every error."""
    problems = [problem for problem in outcome.diagnostics if problem.code.startswith("E")]
    return [(p.code, p.place.address if isinstance(p.place, CellRef) else str(p.place)) for p in problems]


def changed_lines(outcome: Outcome[Report]) -> tuple[list[str], list[str]]:
    """Return the lines of the reference text that are missing now, and the lines that are new."""
    before, after = GOLDEN.read_text(encoding="utf-8").splitlines(), lines(outcome)
    return [line for line in before if line not in after], [line for line in after if line not in before]


# --- the reference document -------------------------------------------------------------------------------


def test_the_sample_gives_the_reference_text(make: Make) -> None:
    outcome = make()
    assert "\n".join(lines(outcome)) + "\n" == GOLDEN.read_text(encoding="utf-8")
    assert report(outcome).narrative.dump() == GOLDEN.read_text(encoding="utf-8")
    assert points(outcome) == {"总分": "98.5", "履职效能": "48.5", "管理效率": "50"}
    assert [problem for problem in outcome.diagnostics if problem.severity is not Severity.NOTE] == []


# --- one cell changed -------------------------------------------------------------------------------------


def test_the_missed_indicator_reached(make: Make) -> None:
    outcome = make((*MISSED, 92))
    assert points(outcome) == {"总分": "99.5", "履职效能": "49.5", "管理效率": "50"}
    removed, new = changed_lines(outcome)
    assert [line[:12] for line in removed] == [
        "正文 | 2024年，金",
        "正文 | 2024年金花",
        "四级 | （1）严重精神",
        "四级 | （2）部门预算",
    ]
    assert len(new) == 3
    assert "绩效自评结果为99.5分" in new[0]
    assert "得分49.5分，其中：部门整体绩效目标产出指标完成情况得分20分" in new[1]
    assert "绩效目标均已完成" in new[1]
    assert new[2].startswith("四级 | （1）部门预算资金支出率方面")
    assert not any("严重精神障碍" in line for line in lines(outcome))


def test_everything_reached_and_all_spent(make: Make) -> None:
    outcome = make((*MISSED, 92), ("预算执行", "年度平均执行率", "数值", 100))
    assert points(outcome) == {"总分": "100", "履职效能": "50", "管理效率": "50"}
    text = lines(outcome)
    assert any("绩效目标均已完成。履职效能总分50分，得分50分" in line for line in text)
    assert not any("存在问题" in line for line in text)
    assert not any(re.search("扣[0-9.]+分", line) for line in text)
    thirds = [line for line in text if line.startswith("三级 | ")]
    assert [int(line.removeprefix("三级 | ").partition(".")[0]) for line in thirds] == [*range(1, 5), *range(1, 8)]


OVERSPENT = [("三公经费", "合计", "实际支出数", 10.5)]
ROW = "“三公”经费控制情况"


def test_overspending_demands_its_reason(make: Make) -> None:
    claimed = ("E604", f"三公经费!{cell('三公经费', '合计', '变动原因')}")  # 从严控制
    assert errors(make(*OVERSPENT)) == [("E313", f"管理效率!{cell('管理效率', ROW, '扣分原因')}"), claimed]


def test_overspending_demands_a_reason_for_the_change_as_well(make: Make) -> None:
    reasons = [("三公经费", item, "变动原因", None) for item in ("合计", "公务用车运行维护费")]
    problems = errors(make(*OVERSPENT, *reasons))
    assert ("E313", f"管理效率!{cell('管理效率', ROW, '扣分原因')}") in problems
    assert all(place.startswith(("管理效率!", "三公经费!")) for _, place in problems)


def test_overspending_with_its_reason_is_told_as_it_is(make: Make) -> None:
    reasons = [
        ("管理效率", ROW, "扣分原因", "新增一次公务接待任务"),
        ("三公经费", "合计", "变动原因", "新增公务用车一台"),
    ]
    outcome = make(*OVERSPENT, *reasons, ("三公经费", "公务用车运行维护费", "变动原因", None))
    card = report(outcome).scorecard
    deductions = {leaf.name: leaf.lost for leaf in card.tree.leaves() if leaf.lost}
    assert deductions[ROW] > 0
    assert card.tree.score == 100 - sum(deductions.values())
    sentence = next(line for line in lines(outcome) if "经费年初预算安排" in line)
    assert "严控" not in sentence
    assert "9.63万元，实际使用为10.5万元，超出年初预算0.87万元" in sentence
    assert any("三公" in line and "扣" in line for line in lines(outcome))


def test_thrift_claimed_by_the_clerk_beside_overspending_is_an_error(make: Make) -> None:
    outcome = make(*OVERSPENT, ("管理效率", ROW, "扣分原因", "新增一次公务接待任务"))
    assert ("E604", f"三公经费!{cell('三公经费', '合计', '变动原因')}") in errors(outcome)


def test_the_year_follows_everywhere_but_in_the_clerks_own_words(make: Make) -> None:
    outcome = make(("基本信息", "单位简称", "内容", "银花街道"), ("基本信息", "附件序号", "内容", None))
    text = lines(outcome)
    assert text[0] == "附件 | 附件"
    assert any(line.startswith("正文 | 2024年，银花街道") for line in text)


def test_parts_that_are_not_there_leave_no_hole(make: Make) -> None:
    outcome = make(drop_rows("存在问题"))
    firsts = [line for line in lines(outcome) if line.startswith("一级 | ")]
    assert [line.partition("、")[0] for line in firsts] == ["一级 | 一", "一级 | 二"]
    assert "改进措施" in firsts[1]


def test_special_text_comes_through_unchanged(make: Make) -> None:
    special = "A & B < C “引号” 𠮷 😀 % if % <w:t>"
    text = "".join(lines(make(("基本信息", "自评总述", "内容", f"{special}。"))))
    assert special in text


# --- problems ---------------------------------------------------------------------------------------------


def test_problems_of_several_stages_come_in_one_run(make: Make) -> None:
    problems = errors(
        make(
            ("预算执行", "全年支出数", "数值", "12万"),
            ("绩效指标", "C01", "符号", "大于"),
            ("管理效率", "数据质量", "填报值", "若干"),
            ("基本信息", "区", "内容", None),
        )
    )
    assert ("E204", f"预算执行!{cell('预算执行', '全年支出数', '数值')}") in problems
    assert ("E210", f"绩效指标!{cell('绩效指标', 'C01', '符号')}") in problems
    assert ("E203", f"基本信息!{cell('基本信息', '区', '内容')}") in problems
    assert ("E320", f"管理效率!{cell('管理效率', '数据质量', '填报值')}") in problems


def test_a_percentage_that_is_not_clear_is_told_once(make: Make) -> None:
    place = cell("预算执行", "年度平均执行率", "数值")
    outcome = make(("预算执行", "年度平均执行率", "数值", 0.95))
    at_rate = [p.code for p in outcome.diagnostics if isinstance(p.place, CellRef) and p.place.cell == place]
    assert at_rate == ["W223"]


def test_a_number_that_cannot_be_read_is_not_missed_in_the_text(make: Make) -> None:
    outcome = make(("预算执行", "全年支出数", "数值", "12万"), ("基本信息", "主要荣誉", "内容", "全年支出12万元。"))
    codes = {p.code for p in outcome.diagnostics}
    assert "E204" in codes
    assert not codes & {"W623", "N663"}


def test_a_row_in_error_does_not_hide_the_problems_of_the_rows_beside_it(make: Make) -> None:
    problems = errors(make(("管理效率", "财务管理合规性", "扣分", "x"), ("管理效率", "数据质量", "填报值", "若干")))
    assert problems == [
        ("E204", f"管理效率!{cell('管理效率', '财务管理合规性', '扣分')}"),
        ("E320", f"管理效率!{cell('管理效率', '数据质量', '填报值')}"),
    ]


def test_a_reason_that_says_nothing_is_none(make: Make) -> None:
    row = "采购合同签订时效性"
    problems = errors(make(("管理效率", row, "填报值", 2), ("管理效率", row, "扣分原因", "无")))
    assert problems == [("E313", f"管理效率!{cell('管理效率', row, '扣分原因')}")]


def test_a_note_that_was_left_beside_a_loss_is_questioned(make: Make) -> None:
    row = "新增预算项目事前绩效评估"
    outcome = make(("管理效率", row, "填报值", "否"), ("管理效率", row, "扣分原因", "未开展事前评估"))
    problems = [(p.code, p.place.cell) for p in outcome.diagnostics if isinstance(p.place, CellRef)]
    assert ("W608", cell("管理效率", row, "情况说明")) in problems


@pytest.mark.parametrize(
    ("left", "code"),
    [
        ("【待填：参与率】", "E609"),
        ("{C99}", "E250"),
        ("{X02.完成率}", "E251"),
        ("{C01", "E252"),
        ("{{ 单位 }}", "E250"),
    ],
)
def test_what_is_left_in_the_text_is_an_error(make: Make, left: str, code: str) -> None:
    problems = errors(make(("基本信息", "自评总述", "内容", f"参与率达到{left}。")))
    assert (code, f"基本信息!{cell('基本信息', '自评总述', '内容')}") in problems


def test_a_reference_prints_the_figure_that_it_names(make: Make) -> None:
    text = "".join(lines(make(("基本信息", "自评总述", "内容", "参与率{C01}，“三公”经费{三公.支出}。"))))
    assert "参与率80%，“三公”经费3.8万元。" in text


def test_more_rows_than_anyone_reads(make: Make) -> None:
    rows = [add_row("存在问题", 序号=n, 内容=f"问题{n}。") for n in range(3, 1200)]
    assert errors(make(*rows)) == [("E229", "存在问题!A203")]


def test_a_year_without_rules(make: Make) -> None:
    outcome = make(("基本信息", "年度", "内容", 2031))
    assert [code for code, _ in errors(outcome)] == ["E401"]


def test_an_unknown_scheme_is_a_problem_at_its_cell(make: Make) -> None:
    outcome = make(("基本信息", "评分方案", "内容", "履职管里"))
    (problem,) = (one for one in outcome.diagnostics if one.code == "E423")
    assert isinstance(problem.place, CellRef)
    assert (problem.place.sheet, problem.place.label) == ("基本信息", "评分方案")
    assert "履职管理" in problem.message


@pytest.mark.parametrize("scheme", ["履职管理", "默认"])
def test_the_default_scheme_by_its_name_gives_the_same_text(make: Make, scheme: str) -> None:
    outcome = make(("基本信息", "评分方案", "内容", scheme))
    assert changed_lines(outcome) == ([], [])


def test_an_unknown_wording_set_is_a_problem_at_its_cell(make: Make) -> None:
    outcome = make(("基本信息", "文体", "内容", "荔弯型"))
    (problem,) = (one for one in outcome.diagnostics if one.code == "E543")
    assert isinstance(problem.place, CellRef)
    assert (problem.place.sheet, problem.place.label) == ("基本信息", "文体")
    assert "荔湾型" in problem.message


@pytest.mark.parametrize("name", ["荔湾型", "默认"])
def test_the_default_wording_set_by_its_names_gives_the_same_text(make: Make, name: str) -> None:
    assert changed_lines(make(("基本信息", "文体", "内容", name))) == ([], [])


def test_another_year_than_demanded(make: Make) -> None:
    assert errors(make(year=2023)) == [("E333", f"基本信息!{cell('基本信息', '年度', '内容')}")]
    assert errors(make(year=2024)) == []


def test_strict_stops_at_a_warning_and_not_at_a_note(make: Make) -> None:
    doubtful = ("绩效指标", "X01", "佐证材料", "工作总结")
    assert report(make(strict=True))
    assert report(make(doubtful))
    assert make(doubtful, strict=True).value is None


def beside(pipeline: Pipeline, workplace: Path, *changes: Change, last: str = "去年.xlsx") -> Outcome[Report]:
    """Make the report of the sample with ``last``: the sample of the year before, with these changes."""
    (workplace / "2024.xlsx").write_bytes(SAMPLE.read_bytes())
    (workplace / "去年.xlsx").write_bytes(edited(("基本信息", "年度", "内容", 2023), *changes))
    return pipeline.report(workplace / "2024.xlsx", last=workplace / last)


def test_prose_of_last_year(pipeline: Pipeline, workplace: Path) -> None:
    outcome = beside(pipeline, workplace, put("重点工作", "D7", "去年写的是另一件事。"))
    cells = {p.place.address for p in outcome.diagnostics if p.code == "W631" and isinstance(p.place, CellRef)}
    assert {"重点工作!D6", "重点工作!D11", "存在问题!B3"} <= cells
    assert "重点工作!D7" not in cells
    assert report(outcome).document == report(pipeline.report(SAMPLE)).document


def test_mistakes_of_last_year_are_not_told(pipeline: Pipeline, workplace: Path) -> None:
    outcome = beside(pipeline, workplace, ("预算执行", "全年支出数", "数值", "12万"))
    assert errors(outcome) == []
    assert report(outcome)


@pytest.mark.parametrize(
    ("last", "changes", "code"),
    [
        ("没有.xlsx", [], "E101"),
        ("去年.xlsx", [("基本信息", "年度", "内容", 2024)], "E333"),
        ("去年.xlsx", [("基本信息", "年度", "内容", None)], "E203"),
    ],
)
def test_a_last_year_that_cannot_be_compared(
    pipeline: Pipeline, workplace: Path, last: str, changes: list[Change], code: str
) -> None:
    outcome = beside(pipeline, workplace, *changes, last=last)
    assert outcome.value is None
    assert [problem_code for problem_code, _ in errors(outcome)] == [code]


@pytest.mark.parametrize("sheet", [sheet.name for sheet in form.SHEETS])
def test_a_sheet_emptied_is_a_problem_or_leaves_a_sound_document(make: Make, sheet: str) -> None:
    outcome = make(drop_rows(sheet))
    assert (outcome.value is None) == bool(errors(outcome))
    assert all(place.startswith((sheet, "rules")) for _, place in errors(outcome))


def test_one_pipeline_serves_many_workbooks(make: Make) -> None:
    first = report(make()).document
    assert report(make((*MISSED, 92))).document != first
    assert make(("预算执行", "全年支出数", "数值", "12万")).value is None
    assert report(make()).document == first


# --- the same inputs give the same bytes ------------------------------------------------------------------


def build(workplace: Path, name: str, **variables: str) -> tuple[ProgramRun, dict[str, str]]:
    """Build in an own process and folder; return the sha256 of each file by its name."""
    folder = workplace / name
    folder.mkdir()
    run = run_alone("build", SAMPLE, "--review", "-o", folder / "成品", cwd=folder, **variables)
    hashes = {Path(file).name: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files(folder)}
    return run, hashes


def test_two_processes_give_the_same_bytes(workplace: Path) -> None:
    one, first = build(workplace, "甲", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LANG="C", LC_ALL="C")
    two, second = build(workplace, "b", PYTHONHASHSEED="2", TZ="America/New_York", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    assert (one.code, two.code) == (0, 0)
    assert first == second
    assert list(first) == ["金花街道-审阅版.docx", "金花街道-自评表.xlsx", "金花街道-自评表说明.docx"]
    assert one.err == two.err


def properties(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("docProps/core.xml").decode()


@pytest.mark.parametrize(("epoch", "date"), [("1735689600", "2025-01-01T00:00:00Z"), ("0", "1970-01-01T00:00:00Z")])
def test_source_date_epoch_is_honoured(workplace: Path, epoch: str, date: str) -> None:
    run, _ = build(workplace, "甲", SOURCE_DATE_EPOCH=epoch)
    assert run.code == 0
    for file in (workplace / "甲" / "成品" / "2024").iterdir():
        assert properties(file.read_bytes()).count(date) == 2


@pytest.mark.parametrize("epoch", ["", "later", "-1", "9" * 40, "1.5"])
def test_an_epoch_that_is_none_is_ignored(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert report_date(2024) == datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def test_the_properties_name_no_machine_and_no_moment(make: Make) -> None:
    text = properties(report(make()).document)
    assert text.count("2025-01-01T00:00:00Z") == 2
    assert "2024年度广州市荔湾区人民政府金花街道办事处" in text
    assert "lastModifiedBy" not in text
