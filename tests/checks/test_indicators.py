"""What a reviewer asks about the rows of 绩效指标: each check fires at its cell, and stays silent where it should.

The workbooks are the sample with a few cells changed, read as the program reads them.
"""

from __future__ import annotations

import pytest
from submissions import dossier
from workbooks import Change, Shown, add_row, cell, drop_column, edited

from reportgen.checks import check
from reportgen.diagnostics import CellRef
from reportgen.intake.reading import parse_submission
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.score import score
from reportgen.writing.narrative import Narrative

SHEET = "绩效指标"
TARGET, ACTUAL, SYMBOL, EVIDENCE, REMARK = "年度指标值", "实际完成值", "符号", "佐证材料", "备注"
CHECKED = {"W611", "W612", "W613", "W614", "W615", "W616"}


def change(row: str, **values: object) -> tuple[Change, ...]:
    """Cells of the row that has this 编号."""
    return tuple((SHEET, row, column, value) for column, value in values.items())


def renamed(row: str, name: str, **values: object) -> tuple[Change, ...]:
    return change(row, 三级指标=name, **values)


def problems_of(rules: Rubric, changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    """Code and cell of what the checks of the indicators say."""
    submission = parse_submission(edited(*changes), "2024.xlsx").value
    assert submission is not None
    scorecard = score(submission, rules).value
    assert scorecard is not None
    problems = check(dossier(submission, scorecard, Narrative(title="", blocks=())), sound=False)
    places = [(p.code, p.place) for p in problems if p.code in CHECKED]
    return [(code, place.cell) for code, place in places if isinstance(place, CellRef) and place.sheet == SHEET]


@pytest.mark.parametrize(
    ("changes", "code", "row", "column"),
    [
        (change("C02", 实际完成值=1512), "W611", "C02", ACTUAL),
        (change("C02", 实际完成值=601), "W611", "C02", ACTUAL),
        (change("C08", 年度指标值=180), "W611", "C08", ACTUAL),
        (change("C02", 实际完成值=1512, 备注="实际完成值、分值为示例值。"), "W611", "C02", ACTUAL),
        (change("C02", 实际完成值=1512, 备注=None), "W611", "C02", ACTUAL),
        (change("C02", 实际完成值=1512, 备注="无", 未完成原因="/"), "W611", "C02", ACTUAL),
        (change("C03", 实际完成值=14), "W611", "C03", ACTUAL),  # the reason for the loss is demanded by the scoring
        (change("X02", 年度指标值=2, 实际完成值=5), "W611", "X02", ACTUAL),
        (change("C01", 实际完成值=100), "W611", "C01", ACTUAL),
        (change("C05", 实际完成值=105), "W612", "C05", ACTUAL),
        (change("C09", 符号="≥"), "W612", "C09", TARGET),
        (change("C09", 符号="≥", 年度指标值=Shown(1, "0%")), "W612", "C09", TARGET),
        (change("C01", 年度指标值=110, 实际完成值=99, 未完成原因="一户外出"), "W612", "C01", TARGET),
        (change("X01", 佐证材料="工作总结"), "W613", "X01", EVIDENCE),
        (change("X03", 佐证材料=None), "W613", "X03", EVIDENCE),
        (change("X03", 佐证材料="人民满意的街道创建台账"), "W613", "X03", EVIDENCE),
        (renamed("C09", "服务对象满意度", 佐证材料="登记表"), "W613", "C09", EVIDENCE),
        (change("C09", 类别="满意度", 二级指标="服务对象", 佐证材料="登记表"), "W613", "C09", EVIDENCE),
        (change("C09", 二级指标="社会公众满意度", 佐证材料="登记表"), "W613", "C09", EVIDENCE),
        (change("X02", 符号="≥"), "W614", "X02", SYMBOL),
        (renamed("C03", "安全生产事故起数"), "W614", "C03", SYMBOL),
        (renamed("C01", "财政拨款结转结余率"), "W614", "C01", SYMBOL),
        (renamed("C07", "“三公”经费支出", 符号=">"), "W614", "C07", SYMBOL),
        (renamed("C01", "群众不满意率"), "W614", "C01", SYMBOL),
        (change("X03", 符号="≤"), "W614", "X03", SYMBOL),
        (change("C09", 符号="<="), "W614", "C09", SYMBOL),
        (renamed("C01", "部门预算执行率"), "W615", "C01", "二级指标"),
        (renamed("C01", "专项资金支付率"), "W615", "C01", "二级指标"),
        (renamed("C07", "拆除违法建设宗数"), "W616", "C07", "三级指标"),
        (renamed("X03", "基层党建 工作满意度"), "W616", "X03", "三级指标"),
    ],
)
def test_what_a_reviewer_asks_about(
    rules: Rubric, changes: tuple[Change, ...], code: str, row: str, column: str
) -> None:
    expected = (code, cell(SHEET, row, column))
    assert expected in problems_of(rules, changes)
    assert [problem for problem in problems_of(rules, changes) if problem[0] == code] == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        (),
        change("C02", 实际完成值=600),  # 20 % to the point
        change("C02", 实际完成值=1512, 备注="年中增加两次节日慰问，实际完成值为示例值"),
        change("C02", 实际完成值=1512, 备注="实际完成值为示例值；增加两次慰问"),
        change("C02", 实际完成值=1512, 未完成原因="增加两次慰问"),
        change("C03", 实际完成值=100, 未完成原因="两次演练因台风取消"),
        renamed("C03", "演练场次", 年度指标值=2, 实际完成值=3),
        change("X02", 实际完成值=1),  # target 0: no share to speak of
        renamed("X02", "信访积案件数", 年度指标值=10, 实际完成值=1),
        renamed("X02", "火灾起数", 符号="<", 年度指标值=5, 实际完成值=0),
        change("X02", 符号="定性", 年度指标值="不发生事故", 实际完成值="达成", 计量单位=None),
        renamed("C01", "辖区税收增长率", 年度指标值=100, 实际完成值=112),
        renamed("C01", "公用经费控制率", 符号="≤", 年度指标值=100, 实际完成值=104, 未完成原因="临时任务"),
        change("C09", 实际完成值=99.5, 未完成原因="一户外出"),
        change("X01", 佐证材料="第三方测评报告"),
        change("X01", 佐证材料="发放200份，收回198份"),
        change("X01", 佐证材料="满意度报告", 备注="电话回访300户"),
        change("X02", 符号="="),
        change("X02", 符号="<", 年度指标值=1),
        renamed("C05", "安全事故隐患整改率"),
        renamed("C01", "投诉办结率"),
        renamed("C03", "安全事故应急演练参与人次数"),
        renamed("C01", "“三公”经费压减率"),
        renamed("C01", "信访事项群众满意率"),
        renamed("X02", "服务对象不满意率"),
        renamed("X02", "任务未完成率"),
        renamed("C10", "部门预算执行率"),  # 时效 is right
        renamed("C01", "志愿服务参与率"),
        renamed("C01", "居民公约执行率"),
        renamed("C07", "拆除违法建设宗数（二期）"),
    ],
)
def test_what_nobody_has_to_ask_about(rules: Rubric, changes: tuple[Change, ...]) -> None:
    assert problems_of(rules, changes) == []


def test_a_form_without_the_columns_that_may_be_left_out(rules: Rubric) -> None:
    """The satisfaction rates are then asked about in the first cell of their rows."""
    changes = (drop_column(SHEET, EVIDENCE), drop_column(SHEET, REMARK))
    assert problems_of(rules, changes) == [("W613", cell(SHEET, row, "编号")) for row in ("X01", "X03")]


def test_a_row_of_its_own(rules: Rubric) -> None:
    """The checks look at every row, a new one at the end too."""
    row = {"编号": "X09", "类别": "效益", "二级指标": "社会效益", "三级指标": "火灾死亡人数", "符号": "≥"}
    changes = (add_row(SHEET, **row, 年度指标值=0, 计量单位="人", 实际完成值=0),)
    assert problems_of(rules, changes) == [("W614", "E16")]
