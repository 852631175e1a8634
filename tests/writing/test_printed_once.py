"""What the program prints beside the words of a clerk is printed once, and numbers have the decimals of their cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbooks import SAMPLE, Change, Shown, edited

from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

OVERVIEW = ("基本信息", "自评总述", "内容")
GOALS = ("基本信息", "目标总述", "内容")
ATTACHMENT = ("基本信息", "附件序号", "内容")
SPENT = ("三公经费", "合计", "实际支出数")
RATE = ("预算执行", "年度平均执行率", "数值")
WORK = "坚持以人民为中心，全面推动各项工作。"


@pytest.fixture(scope="module")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


class Report:
    """The text of the edited sample, and the codes of what is reported beyond the sample's own."""

    def __init__(self, pipeline: Pipeline, folder: Path, *changes: Change) -> None:
        path = folder / SAMPLE.name
        path.write_bytes(edited(*changes))
        outcome = pipeline.report(path)
        assert outcome.value is not None, outcome.diagnostics
        self.blocks = [block.text for block in outcome.value.narrative.blocks]
        self.codes = {problem.code for problem in outcome.diagnostics}

    def holding(self, words: str) -> str:
        return next(text for text in self.blocks if words in text)


# --- the overview of the results --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (WORK, f"2024年，金花街道{WORK}"),
        (f"我街道{WORK}", f"2024年，我街道{WORK}"),
        (f"本部门{WORK}", f"2024年，本部门{WORK}"),
        (f"金花街道{WORK}", f"2024年，金花街道{WORK}"),
        (f"金花街道办事处{WORK}", f"2024年，金花街道办事处{WORK}"),
        (f"荔湾区金花街道{WORK}", f"2024年，荔湾区金花街道{WORK}"),
        (f"中共金花街道工作委员会{WORK}", f"2024年，中共金花街道工作委员会{WORK}"),
        (f"金花街党工委{WORK}", f"2024年，金花街党工委{WORK}"),
        (f"2024年，{WORK}", f"2024年，{WORK}"),
        (f"2024年，我街道{WORK}", f"2024年，我街道{WORK}"),
        (f"2024年度，我街道{WORK}", f"2024年度，我街道{WORK}"),
        (f"二〇二四年，我街道{WORK}", f"二〇二四年，我街道{WORK}"),
        (f"今年以来，我街道{WORK}", f"今年以来，我街道{WORK}"),
        (f"在区委的坚强领导下，我街道{WORK}", f"2024年，在区委的坚强领导下，我街道{WORK}"),
        (f"在区委的坚强领导下，{WORK}", f"2024年，金花街道在区委的坚强领导下，{WORK}"),
        (f"坚持党建引领，与我街道实际相结合，{WORK}", f"2024年，金花街道坚持党建引领，与我街道实际相结合，{WORK}"),
        (f"我区重点工作{WORK}", f"2024年，金花街道我区重点工作{WORK}"),
    ],
)
def test_an_overview_names_year_and_office_once(pipeline: Pipeline, tmp_path: Path, typed: str, printed: str) -> None:
    report = Report(pipeline, tmp_path, (*OVERVIEW, typed))
    assert report.holding("部门整体支出绩效自评结果为").startswith(printed)
    assert ("N239" in report.codes) is not report.holding("自评结果为").startswith("2024年，金花街道" + typed[:4])
    assert "W680" not in report.codes


# --- what the program leaves out --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "printed", "left_out"),
    [
        ("3", "附件3", False),
        (3, "附件3", False),
        ("附件3", "附件3", True),
        ("附件 3", "附件3", True),
        ("附件：3", "附件3", True),
        ("附件3：", "附件3", True),
        ("附件", "附件", True),
        ("3-1", "附件3-1", False),
    ],
)
def test_the_word_before_the_number_of_the_attachment(
    pipeline: Pipeline, tmp_path: Path, typed: object, printed: str, left_out: bool
) -> None:
    report = Report(pipeline, tmp_path, (*ATTACHMENT, typed))
    assert report.blocks[0] == printed
    assert ("N239" in report.codes) is left_out


@pytest.mark.parametrize(
    ("lead", "left_out"),
    [
        ("绩效目标是：", True),
        ("2024年，我街道部门整体支出绩效目标为：", True),
        ("2024年度广州市荔湾区人民政府金花街道办事处部门整体支出绩效目标是：", True),
        ("本年度总体目标：", True),
        ("目标是", True),
        ("以高质量发展为目标：", False),
        ("围绕街道总体目标：", False),
        ("实现年度目标：", False),
        ("坚持目标导向，", False),
        ("目标明确，", False),
        ("", False),
    ],
)
def test_the_words_before_the_goals(pipeline: Pipeline, tmp_path: Path, lead: str, left_out: bool) -> None:
    report = Report(pipeline, tmp_path, (*GOALS, lead + WORK))
    own = "2024年广州市荔湾区人民政府金花街道办事处部门整体支出绩效目标是："
    assert report.holding(WORK).startswith(own + ("" if left_out else lead) + WORK)
    assert ("N239" in report.codes) is left_out


# --- words that are printed twice in a row ----------------------------------------------------------------

TITLED = ("重点工作", "推动“门前三包”落实", "内容")
NOTE = ("管理效率", "新增预算项目事前绩效评估", "情况说明")
HONOURS = ("基本信息", "主要荣誉", "内容")


@pytest.mark.parametrize(
    ("change", "twice"),
    [
        ((*TITLED, "推动“门前三包”落实。动员责任主体切实履行责任义务。"), True),
        ((*TITLED, "推动“门前三包”落实工作，动员责任主体切实履行责任义务。"), False),
        ((*NOTE, "预算编制方面得分3分。新增预算项目已评估。"), True),
        ((*NOTE, "1.预算编制方面得分3分。新增预算项目已评估。"), True),
        ((*NOTE, "预算编制方面，新增预算项目已评估。"), False),
        ((*HONOURS, "部门整体支出绩效自评结果为98.5分。"), True),
        ((*HONOURS, "绩效自评工作获区级通报表扬。"), False),
    ],
)
def test_words_printed_twice_in_a_row(pipeline: Pipeline, tmp_path: Path, change: Change, twice: bool) -> None:
    assert ("W680" in Report(pipeline, tmp_path, change).codes) is twice


@pytest.mark.parametrize(
    ("ending", "twice"),
    [("，扣0.5分。", True), ("扣0.5分", True), ("扣0.5分，已经补齐", True), ("。", False), ("", False)],
)
def test_a_reason_that_tells_the_deduction(pipeline: Pipeline, tmp_path: Path, ending: str, twice: bool) -> None:
    row = ("管理效率", "财务管理合规性")
    changes: list[Change] = [(*row, "填报值", 1), (*row, "扣分原因", f"一笔报销的附件不全{ending}")]
    assert ("W680" in Report(pipeline, tmp_path, *changes).codes) is twice


# --- decimals ---------------------------------------------------------------------------------------------

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (3.8, "3.8"),
        (11 / 3, "3.67"),
        ("3.66666666666667", "3.67"),
        (3.6667, "3.6667"),
        (3.66667, "3.67"),
        (Shown(11 / 3, "General"), "3.67"),
        (Shown(11 / 3, "G/通用格式"), "3.67"),
        (Shown(11 / 3, "@"), "3.67"),
        (Shown(11 / 3, "0"), "4"),
        (Shown(11 / 3, "0.0"), "3.7"),
        (Shown(11 / 3, "0.00"), "3.67"),
        (Shown(11 / 3, "#,##0.000"), "3.667"),
        (Shown(11 / 3, "#,##0.00##"), "3.6667"),
        (Shown(11 / 3, ACCOUNTING), "3.67"),
        (Shown(11 / 3, '0.0"万元"'), "3.7"),
        (Shown(11 / 3, "[红色]0.0;[红色]-0.0"), "3.7"),
        (Shown(11 / 3, "¥#,##0.0"), "3.7"),
        (Shown(11 / 3, "[>=100]0;0.000"), "3.67"),  # The places depend on the number.
        (Shown(11 / 3, "0.0,"), "3.67"),  # It shows thousands.
        (Shown(11 / 3, "0.0E+00"), "3.67"),
        (Shown(11 / 3, "# ?/?"), "3.67"),
        (Shown(3.8, "0.00"), "3.8"),
        (Shown(0.3, "0"), "0.3"),  # It is not nothing.
        (Shown(9.62, "0"), "9.62"),  # Below the budget of 9.63, which “10” would not show.
    ],
)
def test_an_amount_has_the_decimals_of_its_cell(
    pipeline: Pipeline, tmp_path: Path, value: object, printed: str
) -> None:
    report = Report(pipeline, tmp_path, (*SPENT, value), (*OVERVIEW, f"{WORK[:-1]}，支出{{三公.支出}}。"))
    assert f"实际使用为{printed}万元。" in report.holding("严控“三公”")
    assert f"支出{printed}万元" in report.holding(WORK[:-1])


@pytest.mark.parametrize(
    ("value", "printed", "deduction"),
    [
        (95, "95%", "0.5"),
        (94.6153846153846, "94.62%", "0.54"),
        ("94.6153846153846%", "94.62%", "0.54"),
        (Shown(0.946153846153846, "0.0%"), "94.62%", "0.54"),
        (Shown(0.946153846153846, "0%"), "94.62%", "0.54"),
        (Shown(0.946153846153846, "0.000%"), "94.615%", "0.54"),
        (94.615, "94.615%", "0.54"),
    ],
)
def test_a_rate_is_the_same_everywhere(
    pipeline: Pipeline, tmp_path: Path, value: object, printed: str, deduction: str
) -> None:
    quoting = (*OVERVIEW, f"{WORK[:-1]}，执行率为{{预算.年度平均执行率}}。")
    report = Report(pipeline, tmp_path, (*RATE, value), quoting)
    assert f"年度平均执行率只有{printed}，扣{deduction}分。" in report.holding("支出率方面")
    assert f"执行率为{printed}" in report.holding(WORK[:-1])


def test_an_amount_in_another_unit_has_two_decimals(pipeline: Pipeline, tmp_path: Path) -> None:
    spent = ("预算执行", "公用经费支出数")
    quoting = (*OVERVIEW, f"{WORK[:-1]}，公用经费支出{{预算.公用经费支出数}}。")
    report = Report(pipeline, tmp_path, (*spent, "数值", 2987216.5), (*spent, "单位", "元"), quoting)
    assert "公用经费支出298.72万元" in report.holding(WORK[:-1])


def test_a_missed_target_never_looks_met(pipeline: Pipeline, tmp_path: Path) -> None:
    actual = ("绩效指标", "C10", "实际完成值")
    quoting = (*OVERVIEW, f"{WORK[:-1]}，发放率为{{C10}}。")
    report = Report(pipeline, tmp_path, (*actual, Shown(0.89996, "0%")), quoting)
    assert "发放率为89.996%" in report.holding(WORK[:-1])
