"""What a workbook (填报表) holds: sheets, columns and named rows, declared once.

The reader, the blank form and the docs are all made from these tables. ``required`` is the ★ of 填报说明.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet; ``choices`` is a closed list."""

    name: str
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A named row of a sheet that lists fixed 项目; ``unit`` is the unit the program keeps its value in."""

    name: str
    required: bool = False
    unit: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """One sheet."""

    name: str
    purpose: str
    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()
    required: bool = True

    @property
    def required_columns(self) -> tuple[str, ...]:
        """The names that make a row of the sheet its header row."""
        return tuple(c.name for c in self.columns if c.required)

    def choices(self, column: str) -> tuple[str, ...]:
        """The closed list of a column."""
        return next(c.choices for c in self.columns if c.name == column)


OUTPUT, BENEFIT = "产出", "效益"
SECONDARY = {
    OUTPUT: ("数量", "质量", "时效", "成本"),
    BENEFIT: ("经济效益", "社会效益", "生态效益", "可持续影响", "满意度"),
}
QUALITATIVE = "定性"
OVERVIEW, POINT, LISTED = "概述", "分项", "列举"
QUARTERS = ("一季度末累计支出数", "二季度末累计支出数", "三季度末累计支出数", "四季度末累计支出数")
TOTAL = "合计"

BASICS = SheetForm(
    name="基本信息",
    purpose="单位、年度和总述",
    columns=(
        Column(name="项目", required=True),
        Column(name="内容", required=True),
        Column(name="填写说明"),
    ),
    items=(
        Item(name="年度", required=True, unit="年", hint="四位整数，如 2024"),
        Item(name="市", required=True, hint="如 广州市"),
        Item(name="区", required=True, hint="如 荔湾区"),
        Item(name="单位全称", required=True, hint="如 广州市荔湾区人民政府金花街道办事处"),
        Item(name="单位名称", required=True, hint="如 金花街道办事处"),
        Item(name="单位简称", required=True, hint="如 金花街道；也用作文件名"),
        Item(name="自称", hint="文中怎样称呼自己，不填为“我部门”"),
        Item(name="附件序号", hint="如 3，文首写作“附件3”；不填则写“附件”"),
        Item(name="支出率测算单位", hint="不填为“区财政部门”"),
        Item(name="目标总述", required=True, hint="部门整体支出绩效目标的总述，以句号结尾"),
        Item(name="自评总述", required=True, hint="自评结论的总述，接在“2024年，金花街道”之后"),
        Item(name="主要荣誉", hint="没有可不填"),
    ),
)

GOALS = SheetForm(
    name="绩效目标",
    purpose="年度目标，一行一条，成文为“一是…；二是…”",
    columns=(
        Column(name="序号", required=True),
        Column(name="目标", required=True, hint="一句话，不写“一是”，句末不加标点"),
        Column(name="内容", hint="目标之后的说明，可不填"),
    ),
)

INDICATORS = SheetForm(
    name="绩效指标",
    purpose="产出、效益指标的指标值和实际完成值",
    columns=(
        Column(name="编号", required=True, hint="不重复，如 C01、X03"),
        Column(name="类别", required=True, choices=(OUTPUT, BENEFIT)),
        Column(name="二级指标", required=True, choices=(*SECONDARY[OUTPUT], *SECONDARY[BENEFIT])),
        Column(name="三级指标", required=True, hint="指标名称"),
        Column(name="符号", required=True, choices=("≥", "≤", "=", ">", "<", QUALITATIVE)),
        Column(name="年度指标值", required=True, hint="只填数字；定性指标填要求"),
        Column(name="计量单位", hint="如 %、人次；定性指标可不填"),
        Column(name="实际完成值", required=True, hint="只填数字；定性指标填 达成、部分达成0.8 或 未达成"),
        Column(name="分值", hint="同一类别要么全填、要么全不填（不填则平均分）"),
        Column(name="计分方式", hint="不填为评分标准的默认方式"),
        Column(name="扣分", hint="只用于人工计分"),
        Column(name="未完成原因", hint="丢分的指标必填"),
        Column(name="佐证材料", hint="材料的名称；满意度写明样本或方法"),
        Column(name="备注", hint="实际完成值与指标值相差大的，写明原因"),
    ),
)

TASKS = SheetForm(
    name="重点工作",
    purpose="重点工作完成情况；同一序号为同一项工作",
    columns=(
        Column(name="序号", required=True, hint="同一项工作的各行序号相同"),
        Column(name="层级", required=True, choices=(OVERVIEW, POINT, LISTED)),
        Column(name="标题"),
        Column(name="内容", required=True),
    ),
)

BUDGET = SheetForm(
    name="预算执行",
    purpose="预算执行的数字；年度平均执行率和四个季度的累计支出数至少填一样",
    columns=(
        Column(name="项目", required=True),
        Column(name="数值", required=True),
        Column(name="单位", required=True),
        Column(name="备注"),
    ),
    items=(
        Item(name="年度平均执行率", unit="%", hint="财政部门测算的数"),
        Item(name="年初预算数", unit="万元"),
        Item(name="调整预算数", unit="万元"),
        Item(name="全年支出数", unit="万元"),
        *(Item(name=name, unit="万元") for name in QUARTERS),
        Item(name="结转结余资金", unit="万元", hint="一般等于调整预算数减全年支出数"),
        Item(name="结转结余率", unit="%", hint="结转结余资金÷调整预算数；填了上面两个数，可不填"),
        Item(name="公用经费预算数", unit="万元"),
        Item(name="公用经费支出数", unit="万元"),
        Item(name="固定资产总额", unit="万元"),
        Item(name="在用固定资产", unit="万元"),
    ),
)

THREE_PUBLIC = SheetForm(
    name="三公经费",
    purpose="“三公”经费的年初预算和实际支出，单位万元；只填合计也可以",
    columns=(
        Column(name="项目", required=True),
        Column(name="年初预算数", required=True, hint="万元"),
        Column(name="实际支出数", required=True, hint="万元"),
        Column(name="变动原因", hint="成文为“一是…；二是…”"),
        Column(name="备注"),
    ),
    items=(
        Item(name=TOTAL, required=True, unit="万元"),
        Item(name="因公出国（境）费", unit="万元"),
        Item(name="公务用车购置费", unit="万元"),
        Item(name="公务用车运行维护费", unit="万元"),
        Item(name="公务接待费", unit="万元"),
    ),
)

MANAGEMENT = SheetForm(
    name="管理效率",
    purpose="管理效率各项的填报值和说明",
    columns=(
        Column(name="三级指标", required=True),
        Column(name="填报值", hint="是/否、数字或个数，按评分标准"),
        Column(name="扣分", hint="可不填；填了就与评分结果核对"),
        Column(name="扣分原因", hint="丢分的项目必填"),
        Column(name="情况说明", hint="写进说明的文字；不填则用通用的句子"),
        Column(name="佐证材料"),
        Column(name="备注"),
        # Reading columns, filled in from the rules for whoever fills in the form.
        Column(name="编号"),
        Column(name="二级指标"),
        Column(name="分值"),
        Column(name="评分标准"),
    ),
)

PROBLEMS = SheetForm(
    name="存在问题",
    purpose="存在的主要问题，一行一条；没有可不填",
    columns=(Column(name="序号", required=True), Column(name="内容", required=True)),
    required=False,
)

MEASURES = SheetForm(
    name="改进措施",
    purpose="下一步改进措施，一行一条；没有可不填",
    columns=(
        Column(name="序号", required=True),
        Column(name="内容", required=True),
        Column(name="对应问题", hint="存在问题的序号"),
    ),
    required=False,
)

SHEETS = (BASICS, GOALS, INDICATORS, TASKS, BUDGET, THREE_PUBLIC, MANAGEMENT, PROBLEMS, MEASURES)
