"""What a workbook (填报表) holds: each sheet, column and row, said once.

A sheet is a class; its columns, and its rows where the form names them, are attributes in the order in which they
stand. The attribute's name is the field of the record that reading gives, so ``form.INDICATORS.actual.name`` is
实际完成值 and ``Indicator.actual`` its value. The reader, the blank form, roll-over, the docs and the words of the
wording follow from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property

PERCENT, MONEY_UNIT = "%", "万元"
MONEY_UNITS: Mapping[str, Decimal] = {  # → 万元
    MONEY_UNIT: Decimal(1),
    "元": Decimal("1E-4"),
    "千元": Decimal("1E-1"),
    "亿元": Decimal("1E+4"),  # 1.04亿元 becomes 1.04E+4, which is known to the nearest 100万元 and says so
}


class Holds(Enum):
    """What is filled in: reading, the cell's format, its check and roll-over go by it."""

    NAME = "a word or a short name"
    LABEL = "a short name that may be a number"
    UNIT = "a unit of measurement"
    ADVICE = "what the row asks for, there to be read"
    PHRASE = "one line of text without a mark at its end"
    STATEMENT = "one line of text that the report or a score rests on"
    REMARK = "one line of text about another cell"
    PROSE = "text of any length"
    PARAGRAPH = "one paragraph of a numbered list"
    PRIVATE = "a remark that is never read"
    COUNT = "a whole number"
    COUNTS = "whole numbers, such as 1、2"
    NUMBER = "a number"
    PERCENTAGE = "a number of per cent"
    MONEY = "an amount"
    MEASURE = "a number, or words in a row that says 定性"
    ANSWER = "a number or words, as the rule of the row asks"
    ITEM = "what the item of the row holds"

    @property
    def is_text(self) -> bool:
        """Whether it is text that somebody composes and looks through again a year later."""
        return self in _TEXTS


_TEXTS = {Holds.PHRASE, Holds.STATEMENT, Holds.REMARK, Holds.PROSE, Holds.PARAGRAPH, Holds.PRIVATE}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What the form asks for: a column of a sheet, or a row of one that names its rows.

    ``required`` is the ★ of 填报说明. ``unit`` is the unit in which the program keeps the value. ``field`` is the
    field of the record, where it has another name than the attribute.
    """

    name: str
    _: KW_ONLY
    required: bool = False
    holds: Holds = Holds.NAME
    unit: str = ""
    hint: str = ""
    field: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        if not self.field:
            object.__setattr__(self, "field", name)


@dataclass(frozen=True, slots=True, eq=False)
class Item(Question):
    """A row (项目) that a sheet names."""


@dataclass(frozen=True, slots=True, eq=False)
class Column(Question):
    """A column; ``choices`` is a closed list, ``width`` counts half-width characters.

    A ``reading`` column is filled in ahead for whoever fills in the form: a row that holds nothing else counts as
    blank. ``last_year_of`` is the column whose content of last year it shows. What is ``carried`` is taken over when
    last year's workbook is rolled over. ``names_row`` marks the column that tells the rows apart. A text that is
    ``counted`` is given its number by the program. An amount may have its unit in a column beside it, ``unit_in``.
    """

    _: KW_ONLY
    choices: tuple[str, ...] = ()
    width: int = 12
    reading: bool = False
    last_year_of: Column | None = None
    carried: bool = False
    names_row: bool = False
    counted: bool = False
    unit_in: Column | None = None

    def held(self, item: Item | None) -> Holds:
        """What a cell of the column holds in the row of an item."""
        return item.holds if item and self.holds is Holds.ITEM else self.holds


class SheetForm:
    """One sheet: with ``room`` for so many rows in the blank form, or without room where the rows are fixed.

    Fixed rows are the ``items``, or those of the rules.
    """

    name: str
    purpose: str
    required = True
    room = 0

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns in their order."""
        return tuple(part for part in vars(type(self)).values() if isinstance(part, Column))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The named rows in their order."""
        return tuple(part for part in vars(type(self)).values() if isinstance(part, Item))

    @cached_property
    def row_name(self) -> str:
        """The name of the column that tells the rows apart; empty where none does."""
        return next((column.name for column in self.columns if column.names_row), "")

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """The names that make a row of the sheet its header row."""
        return tuple(column.name for column in self.columns if column.required)

    @cached_property
    def read_columns(self) -> tuple[Column, ...]:
        """The columns that the office fills in and the program reads."""
        return tuple(c for c in self.columns if not c.reading and c.holds is not Holds.PRIVATE)

    @cached_property
    def entered_columns(self) -> frozenset[str]:
        """The names of the columns that are filled in by the office."""
        return frozenset(column.name for column in self.columns if not column.reading)


class NumberedSheet(SheetForm):
    """A sheet of items that go by their number."""

    number: Column
    text: Column


OUTPUT, BENEFIT = "产出", "效益"
SECONDARY = {
    OUTPUT: ("数量", "质量", "时效", "成本"),
    BENEFIT: ("经济效益", "社会效益", "生态效益", "可持续影响", "满意度"),
}
QUALITATIVE = "定性"
FIRST_YEAR, LAST_YEAR = 2000, 2100
OVERVIEW, POINT, LISTED = "概述", "分项", "列举"

# Columns that several sheets have in the same words.
_NUMBER = Column("序号", required=True, holds=Holds.COUNT, hint="1、2、3……，不重复", width=8, carried=True)
_ITEM = Column("项目", required=True, width=26, names_row=True)
_TEXT = Column("内容", required=True, holds=Holds.PROSE, width=86, carried=True)
_INDICATOR = Column("三级指标", required=True, width=28, names_row=True)
_GROUP = Column("二级指标", width=12)
_CODE = Column("编号", width=8)
_POINTS = Column("分值", holds=Holds.NUMBER, unit="分", width=7)
_DEDUCTION = Column("扣分", holds=Holds.NUMBER, unit="分", hint="只用于人工计分", width=7)
_EVIDENCE = Column("佐证材料", holds=Holds.STATEMENT, width=24, carried=True)
_PRIVATE = Column("备注", holds=Holds.PRIVATE, hint="给自己看，程序不读", width=26)
_UNIT = Column("单位", required=True, holds=Holds.UNIT, hint="金额可用 元、千元、万元、亿元；率只用 %", width=10)
_AMOUNT = Column("年初预算数", required=True, holds=Holds.MONEY, hint=MONEY_UNIT, width=16)
_LAST_YEAR = "沿用上年填报表时才有，只供对照"


def _amount(name: str, *, required: bool = False, hint: str = "") -> Item:
    return Item(name, required=required, holds=Holds.MONEY, unit=MONEY_UNIT, hint=hint)


def _rate(name: str, *, hint: str = "") -> Item:
    return Item(name, holds=Holds.PERCENTAGE, unit=PERCENT, hint=hint)


class _Basics(SheetForm):
    name = "基本信息"
    purpose = "单位、年度和总述"

    item = replace(_ITEM, width=18)
    content = replace(_TEXT, holds=Holds.ITEM)
    advice = Column("填写说明", holds=Holds.ADVICE, width=46, reading=True)

    year = Item("年度", required=True, holds=Holds.COUNT, unit="年", hint="四位整数，如 2024")
    city = Item("市", required=True, hint="如 广州市")
    district = Item("区", required=True, hint="如 荔湾区")
    full_name = Item("单位全称", required=True, hint="如 广州市荔湾区人民政府金花街道办事处")
    office = Item("单位名称", required=True, hint="如 金花街道办事处", field="name")
    short_name = Item("单位简称", required=True, hint="如 金花街道；也用作文件名")
    self_reference = Item("自称", hint="文中怎样称呼自己，不填为“我部门”")
    attachment_number = Item("附件序号", holds=Holds.LABEL, hint="如 3，文首写作“附件3”；不填则写“附件”")
    rate_measured_by = Item("支出率测算单位", hint="不填为“区财政部门”")
    goal_overview = Item("目标总述", required=True, holds=Holds.PROSE, hint="部门整体支出绩效目标的总述，以句号结尾")
    conclusion_overview = Item(
        "自评总述",
        required=True,
        holds=Holds.PROSE,
        hint="自评结论的总述，接在“（年度）年，（单位简称）”之后，以句号结尾",
    )
    honours = Item("主要荣誉", holds=Holds.PROSE, hint="没有可不填")


class _Goals(NumberedSheet):
    name = "绩效目标"
    purpose = "年度目标，一行一条，成文为“一是…；二是…”"
    room = 15

    number = _NUMBER
    title = Column(
        "目标",
        required=True,
        holds=Holds.PHRASE,
        counted=True,
        hint="一句话，不写“一是”，句末不加标点",
        width=56,
        carried=True,
    )
    text = replace(_TEXT, required=False, holds=Holds.STATEMENT, hint="目标之后的说明，可不填", width=80)


class _Indicators(SheetForm):
    name = "绩效指标"
    purpose = "产出、效益指标的指标值和实际完成值"
    room = 40

    code = replace(_CODE, required=True, hint="不重复，如 C01、X03", carried=True)
    category = Column("类别", required=True, choices=(OUTPUT, BENEFIT), width=8, carried=True)
    secondary = replace(_GROUP, required=True, choices=(*SECONDARY[OUTPUT], *SECONDARY[BENEFIT]), carried=True)
    indicator = replace(_INDICATOR, hint="指标名称", carried=True, field="name")
    symbol = Column("符号", required=True, choices=("≥", "≤", "=", ">", "<", QUALITATIVE), width=7, carried=True)
    target = Column(
        "年度指标值", required=True, holds=Holds.MEASURE, hint="只填数字；定性指标填要求", width=12, carried=True
    )
    unit = Column("计量单位", holds=Holds.UNIT, hint="如 %、人次；定性指标可不填", width=10, carried=True)
    actual = Column(
        "实际完成值",
        required=True,
        holds=Holds.MEASURE,
        hint="只填数字；定性指标填 达成、部分达成0.8 或 未达成",
        width=12,
    )
    last_actual = Column(
        "上年实际完成值", holds=Holds.MEASURE, hint=_LAST_YEAR, width=12, reading=True, last_year_of=actual
    )
    points = replace(_POINTS, hint="同一类别要么全填、要么全不填（不填则平均分）", carried=True)
    method = Column("计分方式", hint="不填为评分标准的默认方式", width=13, carried=True)
    deduction = _DEDUCTION
    reason = Column("未完成原因", holds=Holds.STATEMENT, hint="丢分的指标必填", width=26)
    evidence = replace(_EVIDENCE, hint="材料的名称；满意度写明样本或方法")
    remark = replace(_PRIVATE, holds=Holds.REMARK, hint="实际完成值与指标值相差大的，写明原因", width=16)


class _Tasks(SheetForm):
    name = "重点工作"
    purpose = "重点工作完成情况；同一序号为同一项工作"
    room = 40

    number = replace(_NUMBER, hint="同一项工作的各行序号相同")
    level = Column(
        "层级",
        required=True,
        choices=(OVERVIEW, POINT, LISTED),
        hint="每个序号有且只有一行“概述”；列举接在概述后面，分项另起一段",
        width=8,
        carried=True,
    )
    title = Column(
        "标题", holds=Holds.PHRASE, counted=True, hint="不写“一是”“（1）”，句末不加标点", width=36, carried=True
    )
    text = replace(_TEXT, hint="完整的句子；有标题的“概述”可不填", width=94)


class _Budget(SheetForm):
    name = "预算执行"
    purpose = "预算执行的数字；年度平均执行率和四个季度的累计支出数至少填一样"

    item = _ITEM
    amount = Column("数值", required=True, holds=Holds.ITEM, width=18, unit_in=_UNIT)
    unit = _UNIT
    last_amount = Column(
        "上年数值",
        holds=Holds.ITEM,
        hint=f"{_LAST_YEAR}；金额一律换算成万元",
        width=18,
        reading=True,
        last_year_of=amount,
    )
    remark = replace(_PRIVATE, width=50)

    execution_rate = _rate("年度平均执行率", hint="财政部门测算的数，95% 填 95")
    initial = _amount(_AMOUNT.name, hint="年初批复的预算")
    adjusted = _amount("调整预算数", hint="没有调整过的不填")
    spent = _amount("全年支出数")
    spent_by_march = _amount("一季度末累计支出数", hint="从1月1日起累计")
    spent_by_june = _amount("二季度末累计支出数", hint="从1月1日起累计")
    spent_by_september = _amount("三季度末累计支出数", hint="从1月1日起累计")
    spent_by_december = _amount("四季度末累计支出数", hint="从1月1日起累计")
    carried_over = _amount("结转结余资金", hint="一般等于调整预算数减全年支出数")
    carry_over_rate = _rate("结转结余率", hint="结转结余资金÷调整预算数；填了上面两个数，可不填")
    running_budget = _amount("公用经费预算数")
    running_spent = _amount("公用经费支出数")
    fixed_assets = _amount("固定资产总额")
    fixed_assets_in_use = _amount("在用固定资产")

    quarters = (spent_by_march, spent_by_june, spent_by_september, spent_by_december)

    @cached_property
    def amounts(self) -> tuple[Item, ...]:
        """The amounts of the whole year."""
        return tuple(item for item in self.items if item.holds is Holds.MONEY and item not in self.quarters)


class _ThreePublic(SheetForm):
    name = "三公经费"
    purpose = "“三公”经费的年初预算和实际支出，单位万元；只填合计也可以"

    item = _ITEM
    budget = _AMOUNT
    actual = replace(_AMOUNT, name="实际支出数", field="actual")
    last_actual = Column(
        "上年实际支出数", holds=Holds.MONEY, hint=_LAST_YEAR, width=16, reading=True, last_year_of=actual
    )
    reason = Column("变动原因", holds=Holds.STATEMENT, counted=True, hint="成文为“一是…；二是…”", width=56)
    remark = _PRIVATE

    total = _amount("合计", required=True, hint="填了分项的自动相加；只填合计的，直接在这里填数")
    travel = _amount("因公出国（境）费")
    vehicles_bought = _amount("公务用车购置费")
    vehicles_run = _amount("公务用车运行维护费")
    reception = _amount("公务接待费")


class _Management(SheetForm):
    name = "管理效率"
    purpose = "管理效率各项的填报值和说明"

    code = replace(_CODE, reading=True)
    group = replace(_GROUP, width=10, reading=True)
    indicator = replace(_INDICATOR, width=22)
    points = replace(_POINTS, width=6, reading=True)
    standard = Column("评分标准", holds=Holds.PROSE, width=40, reading=True)
    value = Column("填报值", holds=Holds.ANSWER, hint="是/否、数字或个数，按评分标准", width=16)
    last_value = Column("上年填报值", holds=Holds.ANSWER, hint=_LAST_YEAR, width=14, reading=True, last_year_of=value)
    deduction = replace(_DEDUCTION, hint="可不填；填了就与评分结果核对", width=6)
    reason = Column("扣分原因", holds=Holds.STATEMENT, hint="丢分的项目必填", width=22)
    note = Column("情况说明", holds=Holds.PROSE, hint="写进说明的文字；不填则用通用的句子", width=44, carried=True)
    evidence = replace(_EVIDENCE, hint="证明完成情况的材料")
    remark = replace(_PRIVATE, width=14)


class _Problems(NumberedSheet):
    name = "存在问题"
    purpose = "存在的主要问题，一行一条；没有可不填"
    required = False
    room = 15

    number = _NUMBER
    text = replace(_TEXT, holds=Holds.PARAGRAPH, hint="完整的句子，不写“一是”“（一）”", width=130)


class _Measures(NumberedSheet):
    name = "改进措施"
    purpose = "下一步改进措施，一行一条；没有可不填"
    required = False
    room = 15

    number = _NUMBER
    text = replace(_Problems.text, width=118)
    answers = Column("对应问题", holds=Holds.COUNTS, hint="存在问题的序号", width=12, carried=True)


BASICS = _Basics()
GOALS = _Goals()
INDICATORS = _Indicators()
TASKS = _Tasks()
BUDGET = _Budget()
THREE_PUBLIC = _ThreePublic()
MANAGEMENT = _Management()
PROBLEMS = _Problems()
MEASURES = _Measures()
SHEETS: tuple[SheetForm, ...] = (BASICS, GOALS, INDICATORS, TASKS, BUDGET, THREE_PUBLIC, MANAGEMENT, PROBLEMS, MEASURES)
NUMBERING = frozenset({GOALS.number.name, INDICATORS.code.name})  # often filled in ahead for more rows than are needed
