"""A valid submission equal to the reference document, and ways to change one thing in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import load_limits
from reportgen.diagnostics import CellRef
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import (
    Budget,
    Entry,
    Expense,
    Goal,
    Indicator,
    KeyTask,
    ManagementEntry,
    NumberedParagraph,
    Office,
    Submission,
    TaskText,
    ThreePublic,
)
from reportgen.resources import Resources
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing.narrative import Narrative
from reportgen.writing.source import WordingSets

FILE = "2024.xlsx"
T = TypeVar("T")

INDICATOR_COLUMNS = (
    "编号",
    "类别",
    "二级指标",
    "三级指标",
    "符号",
    "年度指标值",
    "计量单位",
    "实际完成值",
    "分值",
    "计分方式",
    "扣分",
    "未完成原因",
    "佐证材料",
    "备注",
)
MANAGEMENT_COLUMNS = ("三级指标", "填报值", "扣分", "扣分原因", "情况说明", "佐证材料")
BUDGET_ROWS = tuple(item.field for item in BUDGET.items)
MISSED = "C08"

_INDICATORS = (
    "C01 产出 数量 慰问困难党员群众人次 ≥ 500 人次 520 3",
    "C02 产出 数量 “两新”党组织党建阵地数 ≥ 2 个 2 3",
    "C03 产出 数量 参与消防安全演练及安全教育培训人次 ≥ 150 人次 160 3",
    "C04 产出 数量 帮扶辖区困难群体人次 ≥ 1900 人次 1968 3",
    "C05 产出 质量 社区党员教育培训参与率 ≥ 80 % 80 3",
    "C06 产出 质量 安全生产和消防隐患排查率 = 100 % 100 2",
    "C07 产出 质量 优生优育服务覆盖率 = 100 % 100 2",
    "C08 产出 时效 严重精神障碍患者监护及救治财政补助发放率 ≥ 90 % 88 1",
    "X01 效益 社会效益 安全生产死亡事件 = 0 起 0 6",
    "X02 效益 可持续影响 基层治理长效机制 定性 建立机制 - 达成 5",
    "X03 效益 满意度 基层党建工作满意度 ≥ 95 % 95 5",
    "X04 效益 满意度 居民对民生服务的满意度 ≥ 85 % 86 4",
)
_MANAGEMENT: dict[str, str | int | None] = {
    "新增预算项目事前绩效评估": "是",
    "财政拨款结转结余率": None,
    "财务管理合规性": 0,
    "预决算公开合规性": "是",
    "绩效信息公开情况": "是",
    "绩效管理制度建设": "是",
    "绩效管理制度执行": "是",
    "采购意向公开合规性": 0,
    "采购内控制度建设": "是",
    "采购活动合规性": 0,
    "采购合同签订时效性": 0,
    "合同备案时效性": 0,
    "采购政策效能": "是",
    "资产配置合规性": "是",
    "资产收益上缴的及时性": "是",
    "资产盘点情况": "是",
    "数据质量": 0,
    "资产管理合规性": 0,
    "固定资产利用率": None,
    "经济成本控制情况": None,
    "“三公”经费控制情况": None,
}


def ref(sheet: str, cell: str) -> CellRef:
    return CellRef(file=FILE, sheet=sheet, cell=cell)


def text(value: str, sheet: str, cell: str) -> Entry[str]:
    return Entry(value, ref(sheet, cell))


def number(value: str | int, sheet: str, cell: str) -> Entry[Decimal]:
    return Entry(Decimal(value), ref(sheet, cell))


def _letter(columns: tuple[str, ...], column: str) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[columns.index(column)]


def indicator_cell(row: int, column: str) -> str:
    return f"{_letter(INDICATOR_COLUMNS, column)}{row}"


def _indicator(line: str, row: int) -> Indicator:
    code, category, secondary, name, symbol, target, unit, actual, points = line.split()
    quantitative = symbol != "定性"

    def at(column: str) -> str:
        return indicator_cell(row, column)

    sheet = "绩效指标"
    return Indicator(
        code=text(code, sheet, at("编号")),
        category=text(category, sheet, at("类别")),
        secondary=text(secondary, sheet, at("二级指标")),
        name=text(name, sheet, at("三级指标")),
        symbol=text(symbol, sheet, at("符号")),
        target=number(target, sheet, at("年度指标值")) if quantitative else None,
        target_text=text(target, sheet, at("年度指标值")),
        unit=text(unit, sheet, at("计量单位")) if quantitative else None,
        actual=number(actual, sheet, at("实际完成值")) if quantitative else None,
        actual_text=text(actual, sheet, at("实际完成值")),
        points=number(points, sheet, at("分值")),
        method=None,
        deduction=None,
        reason=text("部分患者未按时提交申领材料", sheet, at("未完成原因")) if code == MISSED else None,
        evidence=text(f"{name}统计表", sheet, at("佐证材料")),
        remark=None,
        cells=tuple((column, ref(sheet, at(column))) for column in INDICATOR_COLUMNS),
    )


def management_cell(name: str, column: str) -> str:
    return f"{_letter(MANAGEMENT_COLUMNS, column)}{list(_MANAGEMENT).index(name) + 3}"


def management_entry(name: str, value: str | int | None, row: int) -> ManagementEntry:
    sheet, cell = "管理效率", f"B{row}"
    entry: Entry[str] | Entry[Decimal] | None = None
    if value is not None:
        entry = text(value, sheet, cell) if isinstance(value, str) else number(value, sheet, cell)
    return ManagementEntry(
        indicator=text(name, sheet, f"A{row}"),
        value=entry,
        deduction=None,
        reason=None,
        note=None,
        evidence=None,
        cells=tuple((c, ref(sheet, f"{_letter(MANAGEMENT_COLUMNS, c)}{row}")) for c in MANAGEMENT_COLUMNS),
    )


def budget_cell(field: str) -> str:
    return f"B{BUDGET_ROWS.index(field) + 3}"


def _money(value: str | int, field: str) -> Entry[Decimal]:
    return number(value, "预算执行", budget_cell(field))


_BUDGET = {
    "execution_rate": 95,
    "initial": 11500,
    "adjusted": 12000,
    "spent": 11400,
    "carried_over": 600,
    "carry_over_rate": 5,
    "running_budget": 300,
    "running_spent": 280,
    "fixed_assets": 2000,
    "fixed_assets_in_use": 1900,
}


def _budget() -> Budget:
    return Budget(tuple(_money(_BUDGET[row], row) if row in _BUDGET else None for row in BUDGET_ROWS))


def _office() -> Office:
    def basic(value: str, row: int) -> Entry[str]:
        return text(value, "基本信息", f"B{row}")

    return Office(
        city=basic("广州市", 4),
        district=basic("荔湾区", 5),
        full_name=basic("广州市荔湾区人民政府金花街道办事处", 6),
        name=basic("金花街道办事处", 7),
        short_name=basic("金花街道", 8),
        self_reference=None,
        attachment_number=basic("3", 10),
        rate_measured_by=None,
        wording_set=None,
        scheme=None,
    )


def reference() -> Submission:
    """产出 19 of 20 (C08 missed, 1 point), 效益 20, 支出率 95 % → 9.5, 管理效率 50: 98.5 in all."""
    return Submission(
        file=FILE,
        year=Entry(2024, ref("基本信息", "B3")),
        office=_office(),
        goal_overview=text("坚持高质量发展目标。", "基本信息", "B12"),
        conclusion_overview=text("全面推动各项事业健康发展。", "基本信息", "B13"),
        honours=None,
        goals=(
            Goal(
                number=Entry(1, ref("绩效目标", "A3")),
                title=text("加强招商引资", "绩效目标", "B3"),
                text=text("搭建与各类行业协会合作平台", "绩效目标", "C3"),
            ),
        ),
        indicators=tuple(_indicator(line, row) for row, line in enumerate(_INDICATORS, start=3)),
        tasks=(
            KeyTask(
                number=Entry(1, ref("重点工作", "A3")),
                title=text("加强党的领导和建设", "重点工作", "C3"),
                text=text("积极开展社区党员教育培训。", "重点工作", "D3"),
                enumeration=(TaskText(title=None, text=text("慰问困难党员群众。", "重点工作", "D4")),),
                subitems=(),
            ),
        ),
        budget=_budget(),
        three_public=ThreePublic(
            total=Expense(name="合计", budget=number("9.63", "三公经费", "B3"), actual=number("3.8", "三公经费", "C3")),
            parts=(),
            reasons=(text("2024年报废汽车两台，导致公车运行维护费减少", "三公经费", "D3"),),
        ),
        management=tuple(
            management_entry(name, value, row) for row, (name, value) in enumerate(_MANAGEMENT.items(), start=3)
        ),
        problems=(
            NumberedParagraph(
                number=Entry(1, ref("存在问题", "A3")), text=text("绩效评价流程不清晰。", "存在问题", "B3")
            ),
        ),
        measures=(
            NumberedParagraph(
                number=Entry(1, ref("改进措施", "A3")), text=text("加强绩效业务学习及培训。", "改进措施", "B3")
            ),
        ),
    )


def change_indicator(submission: Submission, code: str, **values: object) -> Submission:
    """Replace cells of one indicator; ``None`` blanks a cell, a number or text is put into it.

    ``actual`` and ``target`` change the text of their cell as well.
    """
    changed = tuple(_changed(i, **values) if i.code.value == code else i for i in submission.indicators)
    return replace(submission, indicators=changed)


_COLUMN_OF = {
    "name": "三级指标",
    "unit": "计量单位",
    "category": "类别",
    "secondary": "二级指标",
    "symbol": "符号",
    "target": "年度指标值",
    "target_text": "年度指标值",
    "actual": "实际完成值",
    "actual_text": "实际完成值",
    "points": "分值",
    "method": "计分方式",
    "deduction": "扣分",
    "reason": "未完成原因",
    "evidence": "佐证材料",
}


def _changed(indicator: Indicator, **values: object) -> Indicator:
    fields: dict[str, Any] = {}
    for field, value in values.items():
        place = indicator.cell(_COLUMN_OF[field])
        fields[field] = None if value is None else Entry(_plain(value), place)
        if field in ("actual", "target") and value is not None:
            fields[f"{field}_text"] = Entry(str(value), place)
    return replace(indicator, **fields)


def change_management(submission: Submission, name: str, **values: object) -> Submission:
    """Replace 填报值 (``value``), 扣分, 扣分原因 … of one row of 管理效率."""
    columns = {"value": "填报值", "deduction": "扣分", "reason": "扣分原因", "evidence": "佐证材料"}

    def changed(entry: ManagementEntry) -> ManagementEntry:
        fields: dict[str, Any] = {
            field: None if value is None else Entry(_plain(value), entry.cell(columns[field]))
            for field, value in values.items()
        }
        return replace(entry, **fields)

    rows = tuple(changed(e) if e.indicator.value == name else e for e in submission.management)
    return replace(submission, management=rows)


def change_budget(submission: Submission, **values: str | int | None) -> Submission:
    """Replace numbers of 预算执行; ``quarters`` is a text of four numbers."""
    if "quarters" in values:
        quarters = str(values.pop("quarters")).split()
        values |= dict(zip((item.field for item in BUDGET.quarters), quarters, strict=True))
    figures = dict(zip(BUDGET_ROWS, submission.budget.figures, strict=True))
    for field, value in values.items():
        assert field in figures, field
        figures[field] = None if value is None else _money(value, field)
    return replace(submission, budget=Budget(tuple(figures.values())))


def change_three_public(submission: Submission, *, actual: str, reasons: bool) -> Submission:
    """Replace the 合计 spent, and drop the reasons when ``reasons`` is false."""
    public = submission.three_public
    total = replace(public.total, actual=Entry(Decimal(actual), public.total.actual.ref))
    return replace(submission, three_public=replace(public, total=total, reasons=public.reasons if reasons else ()))


def _plain(value: object) -> object:
    return Decimal(value) if isinstance(value, int) else value


def dossier(submission: Submission, scorecard: Scorecard, narrative: Narrative) -> Dossier:
    """The input of the checks, with the shipped limits and the headings of the default wording set."""
    limits = load_limits(Resources.locate()).value
    usual = WordingSets(Resources.locate()).read("默认").value
    assert limits is not None
    assert usual is not None
    return Dossier(
        submission=submission, scorecard=scorecard, narrative=narrative, limits=limits, required=usual.required
    )
