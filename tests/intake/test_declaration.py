"""The form is declared in one module, and the records have a field for every column and item."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import pytest

import reportgen
from reportgen.intake import form
from reportgen.intake.form import CellKind, SheetForm
from reportgen.intake.submission import (
    Expense,
    FinanceItem,
    Goal,
    Indicator,
    KeyTask,
    ManagementEntry,
    NumberedParagraph,
    Office,
    OtherText,
    Submission,
    TaskText,
    ThreePublic,
)

SOURCE = Path(reportgen.__file__).parent
DECLARATION = "intake/form"
SPEAKS_OF_IT = "catalogue"  # messages, hints and examples
NAMES = {question.name for sheet in form.SHEETS for question in (*sheet.columns, *sheet.items)} | {
    sheet.name for sheet in form.SHEETS
}
# Where a word is the name of another thing → module → the words.
OTHER_THINGS: Mapping[str, Mapping[str, str]] = {
    "a word of the templates, and what they print": {
        "writing/vocabulary": "二级指标 三级指标 内容 分值 单位 扣分 数值 标题",
        "writing/references": "分值 扣分",
        "writing/values": "分值 扣分",
        "checks/scores": "扣分",
        "district/words": "二级指标 三级指标 分值 区 单位 市 年度 扣分 评分方案",
    },
    "a column of 自评表, 清单, 汇总 or a list on the screen": {
        "output/workpapers": "二级指标 三级指标 佐证材料 实际完成值 年度指标值 序号 扣分原因 符号 编号",
        "writing/composition": "二级指标 三级指标 分值 实际完成值 年度指标值 扣分原因",
        "documents/page": "单位",
        "cli/audit": "单位 年度",
        "web/bureau": "年度",
        "web/models": "内容 区 单位 单位简称 年度",
        "web/migrations/0001_initial": "区 单位简称 年度",
        "web/migrations/0002_finished_documents": "内容 单位 年度",
        "batch/listing": "区 单位 编号 评分标准",
        "district/notes": "单位 年度 序号",
        "cli/batch": "区 单位",
        "district/sheets": "二级指标 三级指标 分值 单位 扣分 编号",
        "district/exhibits": "二级指标 三级指标 分值 单位 序号 扣分",
    },
    "what stands for an argument in the help": {
        "cli/new": "年度 文体",
        "cli/options": "年度 文体",
        "cli/wording": "区 单位简称 年度 文体",
        "cli/chinese": "内容",
    },
    "a folder of templates, or of samples": {
        "resources": "文体",
        "batch/job": "区 单位",
        "writing/source": "区 单位",
        "word/profile": "区 单位",
        "machine/doctor": "区 单位",
    },
    "the rules file and its tables": {
        "scoring/rubric": "二级指标 三级指标 计分方式",
        "machine/doctor": "评分标准",
        "cli/new": "评分标准",
        "web/wording": "评分标准",
    },
    "the rules of an invented district": {"district/proofreading": "管理效率 结转结余率 预算执行"},
    "a part of a paragraph": {"writing/narrative": "标题", "editor/diff": "序号 标题"},
    "a word of the finished documents of anybody, and a part of them": {
        "documents/statements": "目标",
        "documents/extraction": "扣分 扣分原因 标题",
        "documents/filling": "序号",
        "documents/finished": "标题",
        "documents/points": "分值 合计 扣分",
        "documents/structure": "改进措施 标题 目标",
    },
    "a word of anybody's sentences": {
        "checks/claims": "目标",
        "checks/form": "内容",
        "checks/scores": "公用经费 项目",
        "checks/names": "区 市",
        "scoring/scorecard": "预算执行",
    },
}


def literals(path: Path) -> Iterator[str]:
    """Every text constant of a module, without docstrings and parts of longer texts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    pieces = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def test_a_name_of_the_form_stands_in_its_declaration_alone() -> None:
    expected = {
        (module, name)
        for modules in OTHER_THINGS.values()
        for module, names in modules.items()
        for name in names.split()
    }
    uses = {
        (module, text)
        for path in sorted(SOURCE.rglob("*.py"))
        if (module := path.relative_to(SOURCE).with_suffix("").as_posix()) not in (DECLARATION, SPEAKS_OF_IT)
        for text in literals(path)
        if text in NAMES
    }
    assert uses - expected == set(), "say form.….name instead, or why it is the name of another thing"
    assert expected - uses == set(), "no longer needed"


def test_the_declaration_says_each_name_once() -> None:
    counts = Counter(text for text in literals(SOURCE / f"{DECLARATION}.py") if text in NAMES)
    assert counts == dict.fromkeys(NAMES, 1)


@pytest.mark.parametrize("sheet", form.SHEETS, ids=lambda sheet: sheet.name)
def test_names_and_fields_of_a_sheet_differ(sheet: SheetForm) -> None:
    for questions in (sheet.columns, sheet.items):
        assert len({question.name for question in questions}) == len(questions)
        assert len({question.field for question in questions}) == len(questions)


@pytest.mark.parametrize(
    ("sheet", "records"),
    [
        (form.GOALS, (Goal,)),
        (form.INDICATORS, (Indicator,)),
        (form.TASKS, (TaskText, KeyTask)),
        (form.THREE_PUBLIC, (Expense, ThreePublic)),
        (form.MANAGEMENT, (ManagementEntry,)),
        (form.PROBLEMS, (NumberedParagraph,)),
        (form.MEASURES, (NumberedParagraph,)),
        (form.FINANCES, (FinanceItem,)),
        (form.OTHERS, (OtherText,)),
    ],
    ids=lambda value: value.name if isinstance(value, SheetForm) else "",
)
def test_every_column_that_is_read_has_a_field(sheet: SheetForm, records: tuple[type, ...]) -> None:
    names = {field.name for record in records for field in fields(record)}
    told_by_its_place = {
        form.TASKS.level,
        form.THREE_PUBLIC.item,
        form.THREE_PUBLIC.reason,
        form.FINANCES.item,
    }
    assert [c.field for c in sheet.read_columns if c not in told_by_its_place and c.field not in names] == []


def test_every_row_of_the_first_sheet_has_a_field() -> None:
    names = [field.name for record in (Office, Submission) for field in fields(record)]
    assert [item.field for item in form.BASICS.items if names.count(item.field) != 1] == []


def test_last_year_is_shown_as_this_year_is_filled_in() -> None:
    columns = [column for sheet in form.SHEETS for column in sheet.columns if column.last_year_of]
    assert [column.name for column in columns] == [
        "上年实际完成值",
        "上年数值",
        "上年实际支出数",
        "上年填报值",
        "上年决算数",
    ]
    for column in columns:
        assert column.last_year_of is not None
        assert (column.name, column.kind) == (f"上年{column.last_year_of.name}", column.last_year_of.kind)
        assert column.for_reference is (column not in (form.THREE_PUBLIC.last_actual, form.FINANCES.last_final))


def test_amounts_and_rates_have_a_unit() -> None:
    units = {CellKind.MONEY: form.MONEY_UNIT, CellKind.PERCENTAGE: form.PERCENT}
    for sheet in (form.BUDGET, form.THREE_PUBLIC, form.FINANCES):
        assert {item.name for item in sheet.items if item.unit != units[item.kind]} == set()
