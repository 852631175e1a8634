"""What a workbook (填报表) holds: sheets, columns and named rows, declared once.

The reader, the blank form and the docs are all made from these tables. ``required`` is the ★ of 填报说明.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Holds(Enum):
    """What is filled in under a column; the blank form takes its number format and its checks from it."""

    NAME = "a word or a short name"
    PROSE = "text that may go into the report"
    COUNT = "a whole number"
    NUMBER = "a number"
    MONEY = "an amount"
    VALUE = "a number or words, as the row asks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet; ``choices`` is a closed list, ``width`` counts half-width characters.

    A ``reading`` column is filled in ahead for whoever fills in the form: a row that holds nothing else counts as
    blank. ``last_year_of`` names the column whose content of last year it shows. What is ``carried`` is taken over
    when last year's workbook is rolled over.
    """

    name: str
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    holds: Holds = Holds.NAME
    width: int = 12
    reading: bool = False
    last_year_of: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A named row of a sheet that lists fixed 项目; ``unit`` is the unit the program keeps its value in.

    ``holds`` says what its 内容 is.
    """

    name: str
    required: bool = False
    unit: str = ""
    hint: str = ""
    holds: Holds = Holds.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """One sheet: with ``room`` for so many rows in the blank form, or without room where the rows are fixed.

    Fixed rows are the ``items``, or those of the rules. ``row_name`` is the column that tells the rows apart.
    """

    name: str
    purpose: str
    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()
    required: bool = True
    room: int = 0
    row_name: str = ""

    @property
    def required_columns(self) -> tuple[str, ...]:
        """The names that make a row of the sheet its header row."""
        return tuple(c.name for c in self.columns if c.required)

    def choices(self, column: str) -> tuple[str, ...]:
        """The closed list of a column."""
        return next(c.choices for c in self.columns if c.name == column)

    @property
    def entered_columns(self) -> frozenset[str]:
        """The names of the columns that are filled in by the office."""
        return frozenset(c.name for c in self.columns if not c.reading)


OUTPUT, BENEFIT = "产出", "效益"
SECONDARY = {
    OUTPUT: ("数量", "质量", "时效", "成本"),
    BENEFIT: ("经济效益", "社会效益", "生态效益", "可持续影响", "满意度"),
}
QUALITATIVE = "定性"
OVERVIEW, POINT, LISTED = "概述", "分项", "列举"
QUARTERS = ("一季度末累计支出数", "二季度末累计支出数", "三季度末累计支出数", "四季度末累计支出数")
TOTAL = "合计"
TOTAL_FORMULA = 'IF(COUNT({cells})=0,"",ROUND(SUM({cells}),6))'  # of the parts; blank while none is given
YEAR = "年度"
MONEY_UNITS: Mapping[str, Decimal] = {  # → 万元
    "万元": Decimal(1),
    "元": Decimal("1E-4"),
    "千元": Decimal("1E-1"),
    "亿元": Decimal("1E+4"),  # 1.04亿元 becomes 1.04E+4, which is known to the nearest 100万元 and says so
}
PERCENT = "%"

BASICS = SheetForm(
    name="基本信息",
    purpose="单位、年度和总述",
    columns=(
        Column(name="项目", required=True, width=18),
        Column(name="内容", required=True, holds=Holds.VALUE, width=86, carried=True),
        Column(name="填写说明", width=46, reading=True),
    ),
    items=(
        Item(name=YEAR, required=True, unit="年", hint="四位整数，如 2024", holds=Holds.COUNT),
        Item(name="市", required=True, hint="如 广州市"),
        Item(name="区", required=True, hint="如 荔湾区"),
        Item(name="单位全称", required=True, hint="如 广州市荔湾区人民政府金花街道办事处"),
        Item(name="单位名称", required=True, hint="如 金花街道办事处"),
        Item(name="单位简称", required=True, hint="如 金花街道；也用作文件名"),
        Item(name="自称", hint="文中怎样称呼自己，不填为“我部门”"),
        Item(name="附件序号", hint="如 3，文首写作“附件3”；不填则写“附件”", holds=Holds.VALUE),
        Item(name="支出率测算单位", hint="不填为“区财政部门”"),
        Item(name="目标总述", required=True, hint="部门整体支出绩效目标的总述，以句号结尾", holds=Holds.PROSE),
        Item(
            name="自评总述",
            required=True,
            hint="自评结论的总述，接在“（年度）年，（单位简称）”之后，以句号结尾",
            holds=Holds.PROSE,
        ),
        Item(name="主要荣誉", hint="没有可不填", holds=Holds.PROSE),
    ),
    row_name="项目",
)

GOALS = SheetForm(
    name="绩效目标",
    purpose="年度目标，一行一条，成文为“一是…；二是…”",
    columns=(
        Column(name="序号", required=True, hint="1、2、3……，不重复", holds=Holds.COUNT, width=8, carried=True),
        Column(
            name="目标",
            required=True,
            hint="一句话，不写“一是”，句末不加标点",
            holds=Holds.PROSE,
            width=56,
            carried=True,
        ),
        Column(name="内容", hint="目标之后的说明，可不填", holds=Holds.PROSE, width=80, carried=True),
    ),
    room=15,
)

INDICATORS = SheetForm(
    name="绩效指标",
    purpose="产出、效益指标的指标值和实际完成值",
    columns=(
        Column(name="编号", required=True, hint="不重复，如 C01、X03", width=8, carried=True),
        Column(name="类别", required=True, choices=(OUTPUT, BENEFIT), width=8, carried=True),
        Column(
            name="二级指标",
            required=True,
            choices=(*SECONDARY[OUTPUT], *SECONDARY[BENEFIT]),
            width=12,
            carried=True,
        ),
        Column(name="三级指标", required=True, hint="指标名称", width=28, carried=True),
        Column(name="符号", required=True, choices=("≥", "≤", "=", ">", "<", QUALITATIVE), width=7, carried=True),
        Column(
            name="年度指标值",
            required=True,
            hint="只填数字；定性指标填要求",
            holds=Holds.VALUE,
            width=12,
            carried=True,
        ),
        Column(name="计量单位", hint="如 %、人次；定性指标可不填", width=10, carried=True),
        Column(
            name="实际完成值",
            required=True,
            hint="只填数字；定性指标填 达成、部分达成0.8 或 未达成",
            holds=Holds.VALUE,
            width=12,
        ),
        Column(
            name="上年实际完成值",
            hint="沿用上年填报表时才有，只供对照",
            holds=Holds.VALUE,
            width=12,
            reading=True,
            last_year_of="实际完成值",
        ),
        Column(
            name="分值",
            hint="同一类别要么全填、要么全不填（不填则平均分）",
            holds=Holds.NUMBER,
            width=7,
            carried=True,
        ),
        Column(name="计分方式", hint="不填为评分标准的默认方式", width=13, carried=True),
        Column(name="扣分", hint="只用于人工计分", holds=Holds.NUMBER, width=7),
        Column(name="未完成原因", hint="丢分的指标必填", holds=Holds.PROSE, width=26),
        Column(name="佐证材料", hint="材料的名称；满意度写明样本或方法", holds=Holds.PROSE, width=24, carried=True),
        Column(name="备注", hint="实际完成值与指标值相差大的，写明原因", holds=Holds.PROSE, width=16),
    ),
    room=40,
    row_name="三级指标",
)

TASKS = SheetForm(
    name="重点工作",
    purpose="重点工作完成情况；同一序号为同一项工作",
    columns=(
        Column(name="序号", required=True, hint="同一项工作的各行序号相同", holds=Holds.COUNT, width=8, carried=True),
        Column(
            name="层级",
            required=True,
            choices=(OVERVIEW, POINT, LISTED),
            hint="每个序号有且只有一行“概述”；列举接在概述后面，分项另起一段",
            width=8,
            carried=True,
        ),
        Column(name="标题", hint="不写“一是”“（1）”，句末不加标点", holds=Holds.PROSE, width=36, carried=True),
        Column(
            name="内容",
            required=True,
            hint="完整的句子；有标题的“概述”可不填",
            holds=Holds.PROSE,
            width=94,
            carried=True,
        ),
    ),
    room=40,
)

BUDGET = SheetForm(
    name="预算执行",
    purpose="预算执行的数字；年度平均执行率和四个季度的累计支出数至少填一样",
    columns=(
        Column(name="项目", required=True, width=26),
        Column(name="数值", required=True, holds=Holds.MONEY, width=18),
        Column(name="单位", required=True, hint="金额可用 元、千元、万元、亿元；率只用 %", width=10),
        Column(
            name="上年数值",
            hint="沿用上年填报表时才有，只供对照；金额一律换算成万元",
            holds=Holds.MONEY,
            width=18,
            reading=True,
            last_year_of="数值",
        ),
        Column(name="备注", hint="给自己看，程序不读", holds=Holds.PROSE, width=50),
    ),
    items=(
        Item(name="年度平均执行率", unit=PERCENT, hint="财政部门测算的数，95% 填 95"),
        Item(name="年初预算数", unit="万元", hint="年初批复的预算"),
        Item(name="调整预算数", unit="万元", hint="没有调整过的不填"),
        Item(name="全年支出数", unit="万元"),
        *(Item(name=name, unit="万元", hint="从1月1日起累计") for name in QUARTERS),
        Item(name="结转结余资金", unit="万元", hint="一般等于调整预算数减全年支出数"),
        Item(name="结转结余率", unit=PERCENT, hint="结转结余资金÷调整预算数；填了上面两个数，可不填"),
        Item(name="公用经费预算数", unit="万元"),
        Item(name="公用经费支出数", unit="万元"),
        Item(name="固定资产总额", unit="万元"),
        Item(name="在用固定资产", unit="万元"),
    ),
    row_name="项目",
)

THREE_PUBLIC = SheetForm(
    name="三公经费",
    purpose="“三公”经费的年初预算和实际支出，单位万元；只填合计也可以",
    columns=(
        Column(name="项目", required=True, width=26),
        Column(name="年初预算数", required=True, hint="万元", holds=Holds.MONEY, width=16),
        Column(name="实际支出数", required=True, hint="万元", holds=Holds.MONEY, width=16),
        Column(
            name="上年实际支出数",
            hint="沿用上年填报表时才有，只供对照",
            holds=Holds.MONEY,
            width=16,
            reading=True,
            last_year_of="实际支出数",
        ),
        Column(name="变动原因", hint="成文为“一是…；二是…”", holds=Holds.PROSE, width=56),
        Column(name="备注", hint="给自己看，程序不读", holds=Holds.PROSE, width=26),
    ),
    items=(
        Item(
            name=TOTAL,
            required=True,
            unit="万元",
            hint="填了分项的自动相加；只填合计的，直接在这里填数",
        ),
        Item(name="因公出国（境）费", unit="万元"),
        Item(name="公务用车购置费", unit="万元"),
        Item(name="公务用车运行维护费", unit="万元"),
        Item(name="公务接待费", unit="万元"),
    ),
    row_name="项目",
)

MANAGEMENT = SheetForm(
    name="管理效率",
    purpose="管理效率各项的填报值和说明",
    columns=(
        Column(name="编号", width=8, reading=True),
        Column(name="二级指标", width=10, reading=True),
        Column(name="三级指标", required=True, width=22),
        Column(name="分值", holds=Holds.NUMBER, width=6, reading=True),
        Column(name="评分标准", holds=Holds.PROSE, width=40, reading=True),
        Column(name="填报值", hint="是/否、数字或个数，按评分标准", holds=Holds.VALUE, width=16),
        Column(
            name="上年填报值",
            hint="沿用上年填报表时才有，只供对照",
            holds=Holds.VALUE,
            width=14,
            reading=True,
            last_year_of="填报值",
        ),
        Column(name="扣分", hint="可不填；填了就与评分结果核对", holds=Holds.NUMBER, width=6),
        Column(name="扣分原因", hint="丢分的项目必填", holds=Holds.PROSE, width=22),
        Column(
            name="情况说明",
            hint="写进说明的文字；不填则用通用的句子",
            holds=Holds.PROSE,
            width=44,
            carried=True,
        ),
        Column(name="佐证材料", hint="证明完成情况的材料", holds=Holds.PROSE, width=24, carried=True),
        Column(name="备注", hint="给自己看，程序不读", holds=Holds.PROSE, width=14),
    ),
    row_name="三级指标",
)

PROBLEMS = SheetForm(
    name="存在问题",
    purpose="存在的主要问题，一行一条；没有可不填",
    columns=(
        Column(name="序号", required=True, hint="1、2、3……，不重复", holds=Holds.COUNT, width=8, carried=True),
        Column(
            name="内容",
            required=True,
            hint="完整的句子，不写“一是”“（一）”",
            holds=Holds.PROSE,
            width=130,
            carried=True,
        ),
    ),
    required=False,
    room=15,
)

MEASURES = SheetForm(
    name="改进措施",
    purpose="下一步改进措施，一行一条；没有可不填",
    columns=(
        Column(name="序号", required=True, hint="1、2、3……，不重复", holds=Holds.COUNT, width=8, carried=True),
        Column(
            name="内容",
            required=True,
            hint="完整的句子，不写“一是”“（一）”",
            holds=Holds.PROSE,
            width=118,
            carried=True,
        ),
        Column(name="对应问题", hint="存在问题的序号", holds=Holds.COUNT, width=12, carried=True),
    ),
    required=False,
    room=15,
)

SHEETS = (BASICS, GOALS, INDICATORS, TASKS, BUDGET, THREE_PUBLIC, MANAGEMENT, PROBLEMS, MEASURES)
