"""The optional sheets 单位概况, 收支情况 and 其他情况, and the optional rows 文体 and 评分方案."""

from __future__ import annotations

from decimal import Decimal

import pytest
from optional_sheets import DUTIES, EVALUATION, FACTS, FINANCES, OTHERS, PROFILE, finance, other, profile, several
from workbooks import SAMPLE, Change, add_row, add_sheet, cell, drop_row, drop_sheet, edited, rename_sheet

from reportgen.diagnostics import CellRef
from reportgen.intake import form
from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Submission


def read(*changes: Change) -> Submission:
    outcome = parse_submission(edited(*changes), SAMPLE.name)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


def reported(*changes: Change) -> list[tuple[str, str]]:
    """Code and cell of every problem."""
    problems = parse_submission(edited(*changes), SAMPLE.name).diagnostics
    places = [(p.code, p.place) for p in problems]
    return [(code, place.cell or place.sheet if isinstance(place, CellRef) else "") for code, place in places]


def test_every_fact_is_read_with_its_cell() -> None:
    submission = read(*FACTS)
    profile_read, sheet = submission.profile, form.PROFILE
    values = {item.name: entry.value for item in sheet.items if (entry := profile_read[item])}
    assert values == {
        "主要职能": DUTIES,
        "内设机构数": 6,
        "编制数": 45,
        "行政编制数": 30,
        "事业编制数": 15,
        "其他编制数": 0,
        "在职人数": 43,
        "年度总体工作": "推进城市更新，办好民生实事。",
        "自评组织情况": values["自评组织情况"],
        "填报日期": "2025年3月10日",
        "联系电话": "020-12345678",
    }
    positions = profile_read[sheet.positions]
    assert positions is not None
    assert positions.ref.cell == cell(PROFILE, "编制数", "内容")


def test_an_item_of_several_rows_has_one_entry_a_line() -> None:
    tasks = read(*FACTS).profile.planned_tasks
    assert [(task.text.value, task.amount and task.amount.value) for task in tasks] == [
        ("建设示范社区", 120),
        ("整治河道", None),
        ("办好民生微实事", None),
        ("完成征兵任务", None),
    ]


def test_the_number_of_a_document_stands_beside_its_title_or_behind_it() -> None:
    documents = read(*FACTS).profile.basis
    assert [(one.title.value, one.number and one.number.value) for one in documents] == [
        ("《关于开展2024年度部门整体支出绩效自评工作的通知》", "示财绩〔2025〕1号"),
        ("关于印发自评工作方案的通知", "示财绩〔2025〕2号"),
        ("本部门年初批复的绩效目标", None),
    ]


def test_a_blank_amount_is_no_nought() -> None:
    finances = read(*FACTS).finances
    other_income, staff = finances[form.FINANCES.other_income], finances[form.FINANCES.personnel]
    assert other_income is not None
    assert staff is not None
    assert other_income.initial is not None
    assert other_income.initial.value == 0
    assert other_income.last_final is None
    assert [staff[column] and staff[column].value for column in form.FINANCES.figures] == [  # type: ignore[union-attr]
        None,
        None,
        Decimal("3781.78"),
        None,
    ]
    assert finances[form.FINANCES.superior_income] is None


def test_the_texts_of_other_sections_keep_their_order() -> None:
    sections = read(*FACTS).other_sections
    assert [(one.section.value, one.title and one.title.value) for one in sections] == [
        ("其他需要说明的问题", None),
        ("经费保障", "工资福利支出"),
        ("其他需要说明的问题", None),
    ]


def test_wording_set_and_scheme_are_read_from_their_rows() -> None:
    office = read(("基本信息", "文体", "内容", "基本情况型"), ("基本信息", "评分方案", "内容", "投入过程")).office
    assert office.wording_set is not None
    assert office.scheme is not None
    assert (office.wording_set.value, office.scheme.value) == ("基本情况型", "投入过程")


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (drop_sheet(PROFILE), drop_sheet(FINANCES), drop_sheet(OTHERS)),
        (drop_row("基本信息", "文体"), drop_row("基本信息", "评分方案")),
    ],
)
def test_a_workbook_without_them_is_right_and_has_no_facts(changes: tuple[Change, ...]) -> None:
    submission = read(*changes)
    assert [entry for entry in submission.profile.entries if entry] == []
    assert [row for row in submission.finances.rows if row] == []
    assert submission.other_sections == ()
    assert (submission.office.wording_set, submission.office.scheme) == (None, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (profile("编制数", "四十五"), [("E204", cell(PROFILE, "编制数", "内容"))]),
        (profile("编制数", 45.5), [("E213", cell(PROFILE, "编制数", "内容"))]),
        (profile("编制数", -1), [("E214", cell(PROFILE, "编制数", "内容"))]),
        (profile("编制数", "45%"), [("E207", cell(PROFILE, "编制数", "内容"))]),
        (profile("年度重点工作任务", "建设示范社区", "很多"), [("E204", cell(PROFILE, "年度重点工作任务", "备注"))]),
        (profile("年度重点工作任务", "1.建设示范社区"), [("E231", cell(PROFILE, "年度重点工作任务", "内容"))]),
        (finance("支出合计", "100元"), [("E207", cell(FINANCES, "支出合计", "年初预算数"))]),
        (
            (add_row(PROFILE, 项目="编制总数", 内容=45),),
            [("W225", f"A{len(form.PROFILE.items) + 2 + 12 + 1}")],
        ),
        (
            (*profile("编制数", 45), add_row(PROFILE, 项目="编制数", 内容=45)),
            [("E209", f"A{len(form.PROFILE.items) + 2 + 12 + 1}")],
        ),
        ((add_row(OTHERS, 栏目="经费保障"),), [("E203", "C3")]),
        ((add_row(OTHERS, 内容="人员经费按规定标准发放。"),), [("E203", "A3")]),
    ],
)
def test_a_wrong_cell_is_a_problem_at_its_place(changes: tuple[Change, ...], expected: list[tuple[str, str]]) -> None:
    assert reported(*changes) == expected


def test_a_private_remark_is_not_read() -> None:
    assert reported(*profile("编制数", 45, "见编制文件")) == []


def test_more_rows_than_the_form_has_are_read_too() -> None:
    rows = tuple(add_row(PROFILE, 项目="评价依据", 内容=f"文件{n}") for n in range(9))
    assert len(read(*rows).profile.basis) == 9


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (rename_sheet(FINANCES, "收支情况表"), [("W237", "收支情况表")]),
        (add_sheet("单位概况 (2)", [["项目", "内容"]]), [("W237", "单位概况 (2)")]),
    ],
)
def test_an_optional_sheet_under_another_name_is_a_warning(change: Change, expected: list[tuple[str, str]]) -> None:
    assert reported(change) == expected


def test_a_table_of_the_clerks_own_is_no_such_sheet() -> None:
    own = add_sheet("决算", [["项目", "年初预算数", "调整预算数", "决算数", "上年决算数"], ["基本支出", 1, 1, 1, 1]])
    assert reported(drop_sheet(FINANCES), own, add_sheet("本街道其他情况说明", [["甲"]])) == []


def test_the_texts_of_the_sheets_are_prose_and_the_descriptions_apart() -> None:
    submission = read(*FACTS, other("附注", None, "另见附表。"))
    texts = [entry.value for entry in submission.prose()]
    assert {DUTIES, "建设示范社区", "示范社区建设增加支出", "另见附表。"} <= set(texts)
    descriptions = [entry.value for entry in submission.descriptions()]
    assert {DUTIES, EVALUATION} <= set(descriptions)
    assert set(descriptions).isdisjoint({"建设示范社区", "示范社区建设增加支出", "另见附表。"})


def test_several_lines_of_one_cell_are_several_documents() -> None:
    change = several("评价依据", ("《甲办法》（示府〔2024〕1号）\n《乙办法》", None))
    documents = read(change).profile.basis
    assert [(one.title.value, one.number and one.number.value) for one in documents] == [
        ("《甲办法》", "示府〔2024〕1号"),
        ("《乙办法》", None),
    ]
