"""The declaration of the workbook (填报表): every sheet, column and named row, each in one place.

A sheet is a class. Its columns, and its rows where the form names them, are attributes in the order of the form. The
name of an attribute is also the field of the record that the reader makes: ``form.INDICATORS.actual.name`` is
实际完成值, and ``Indicator.actual`` is its value. The reader, the blank form, roll-over, the docs and the words of the
templates are derived from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property

PERCENT, MONEY_UNIT = "%", "万元"
MONEY_UNITS: Mapping[str, Decimal] = {  # Each unit is worth so many 万元.
    MONEY_UNIT: Decimal(1),
    "元": Decimal("1E-4"),
    "千元": Decimal("1E-1"),
    "亿元": Decimal("1E+4"),  # The exponent keeps the precision: 1.04亿元 becomes 1.04E+4, exact to 100万元.
}


class CellKind(Enum):
    """What a cell contains; this decides how it is read, formatted, checked and rolled over."""

    NAME = "a word or a short name"
    LABEL = "a short name that may be a number"
    UNIT = "a unit of measurement"
    ADVICE = "an explanation of the row for the clerk"
    PHRASE = "one line of text without punctuation at its end"
    STATEMENT = "one line of text that the report or a score depends on"
    REMARK = "one line of text about another cell"
    PROSE = "text of any length"
    PARAGRAPH = "one paragraph of a numbered list"
    PRIVATE = "a remark that the program never reads"
    COUNT = "a whole number"
    COUNTS = "whole numbers, such as 1、2"
    NUMBER = "a number"
    PERCENTAGE = "a percentage"
    MONEY = "an amount of money"
    MEASURE = "a number, or words in a row whose 符号 is 定性"
    ANSWER = "a number or words, as the rule of the row requires"
    ITEM = "what the item (项目) of the row declares"
    BESIDE = "what the item (项目) of the row declares beside its content"

    @property
    def is_text(self) -> bool:
        """Whether somebody writes this text and has to revise it a year later."""
        return self in _TEXTS


_TEXTS = {CellKind.PHRASE, CellKind.STATEMENT, CellKind.REMARK, CellKind.PROSE, CellKind.PARAGRAPH, CellKind.PRIVATE}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Something that the form asks for: a column of a sheet, or a row of a sheet that names its rows.

    ``required`` is the ★ of 填报说明. ``unit`` is the unit in which the program stores the value. ``field`` is the
    field of the record; it needs to be given only where it differs from the name of the attribute. ``printed_before``
    is a pattern of what the wording prints in front of the text, and clerks often type as well.
    """

    name: str
    _: KW_ONLY
    required: bool = False
    kind: CellKind = CellKind.NAME
    unit: str = ""
    hint: str = ""
    field: str = ""
    printed_before: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        if not self.field:
            object.__setattr__(self, "field", name)


@dataclass(frozen=True, slots=True, eq=False)
class Item(Question):
    """A named row (项目) of a sheet.

    The blank form has so many ``rows`` of it; where there are several, each line of each of them states one thing.
    ``beside`` is what the 备注 of the row states. An item that is ``new_each_year`` is not rolled over.
    """

    _: KW_ONLY
    rows: int = 1
    beside: Question | None = None
    new_each_year: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Breakdown:
    """A row and the rows of its parts (其中), which add up to it where all of them are filled in."""

    whole: Item
    parts: tuple[Item, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Column(Question):
    """A column of a sheet.

    ``choices`` is the closed list of its values; a column ``from_rules`` has words that the scheme declares. ``width``
    is its width in half-width characters.

    A column ``for_reference`` is filled in by the program and read by the clerk: a row that has no other content
    counts as blank. ``last_year_of`` is the column whose value of last year it shows; unless it is only for reference,
    the clerk fills it in where no workbook is rolled over. The content of a ``carried`` column is copied when last
    year's workbook is rolled over. ``names_row`` marks the column whose value names the
    row. The program puts the number in front of a text that is ``numbered``. ``unit_in`` is the column that states
    the unit of an amount. A filled row needs its cell of a column with ``unless`` except where each of these other
    columns has this content; the empty text stands for any content.
    """

    _: KW_ONLY
    choices: tuple[str, ...] = ()
    width: int = 12
    from_rules: bool = False
    for_reference: bool = False
    last_year_of: Column | None = None
    carried: bool = False
    names_row: bool = False
    numbered: bool = False
    unit_in: Column | None = None
    unless: tuple[tuple[Column, str], ...] = ()

    def kind_in_row(self, item: Item | None) -> CellKind:
        """What the cell of this column contains in the row of an item."""
        if self.kind is CellKind.BESIDE:
            return item.beside.kind if item and item.beside else CellKind.PRIVATE
        return item.kind if item and self.kind is CellKind.ITEM else self.kind

    def is_carried(self, item: Item | None) -> bool:
        """Whether roll-over copies the cell of this column in the row of an item."""
        fresh = item is not None and item.new_each_year
        return self.carried and not fresh and self.kind_in_row(item) not in (CellKind.PRIVATE, CellKind.MONEY)

    @property
    def only_rolled_over(self) -> bool:
        """Whether the form has this column only when last year's workbook is rolled over."""
        return self.for_reference and self.last_year_of is not None


class SheetForm:
    """One sheet of the form.

    ``room`` is the number of rows that the blank form leaves for the clerk; it is 0 where the rows are fixed. Fixed
    rows are the ``items`` of the sheet, or the criteria of the rules. A sheet is ``usual`` if most offices fill it in.
    """

    name: str
    purpose: str
    required = True
    usual = True
    room = 0
    breakdowns: tuple[Breakdown, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns in the order of the form."""
        return tuple(part for part in vars(type(self)).values() if isinstance(part, Column))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The named rows in the order of the form."""
        return tuple(part for part in vars(type(self)).values() if isinstance(part, Item))

    def depth(self, item: Item | None) -> int:
        """How many totals of the sheet an item is a part of, each inside the next."""
        whole = next((breakdown.whole for breakdown in self.breakdowns if item in breakdown.parts), None)
        return 1 + self.depth(whole) if whole else 0

    @cached_property
    def row_name(self) -> str:
        """The name of the column whose value names the row; empty where there is none."""
        return next((column.name for column in self.columns if column.names_row), "")

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """The names of the required columns: a row that has all of them is the header row."""
        return tuple(column.name for column in self.columns if column.required)

    @cached_property
    def read_columns(self) -> tuple[Column, ...]:
        """The columns that the clerk fills in and the program reads."""
        return tuple(c for c in self.columns if not c.for_reference and c.kind is not CellKind.PRIVATE)

    @cached_property
    def entry_columns(self) -> frozenset[str]:
        """The names of the columns that the clerk fills in."""
        return frozenset(column.name for column in self.columns if not column.for_reference)


class NumberedSheet(SheetForm):
    """A sheet whose rows are in the order of their 序号."""

    number: Column
    text: Column


QUALITATIVE = "定性"
FIRST_YEAR, LAST_YEAR = 2000, 2100
OVERVIEW, SUBITEM, ENUMERATION = "概述", "分项", "列举"
TOTAL_FORMULA = 'IF(COUNT({cells})=0,"",ROUND(SUM({cells}),6))'  # It stays blank as long as the parts are.

# Several sheets share these columns.
_NUMBER = Column("序号", required=True, kind=CellKind.COUNT, hint="1、2、3……，不重复", width=8, carried=True)
_ITEM = Column("项目", required=True, width=26, names_row=True)
_TEXT = Column("内容", required=True, kind=CellKind.PROSE, width=86, carried=True)
_INDICATOR = Column("三级指标", required=True, width=26, names_row=True)
_GROUP = Column("二级指标", width=12)
_CODE = Column("编号", width=7)
_POINTS = Column("分值", kind=CellKind.NUMBER, unit="分", width=6)
_DEDUCTION = Column("扣分", kind=CellKind.NUMBER, unit="分", hint="只用于人工计分", width=6)
_EVIDENCE = Column("佐证材料", kind=CellKind.STATEMENT, width=24, carried=True)
_TITLE = Column("标题", kind=CellKind.PHRASE, hint="可不填，句末不加标点", width=30, carried=True)
_PRIVATE = Column("备注", kind=CellKind.PRIVATE, hint="给自己看，程序不读", width=26)
_UNIT = Column("单位", required=True, kind=CellKind.UNIT, hint="金额可用 元、千元、万元、亿元；率只用 %", width=10)
_AMOUNT = Column("年初预算数", required=True, kind=CellKind.MONEY, hint=MONEY_UNIT, width=16)
_LAST_YEAR = "沿用上年填报表时才有，只供对照"
_OF_LAST_YEAR = "与上年比较才填；沿用上年填报表的自动带出"
_REASON = Column("变动原因", kind=CellKind.STATEMENT, numbered=True, hint="成文为“一是…；二是…”", width=56)
_SOME = "所用的文体写这些内容的才填"


def _amount(name: str, *, required: bool = False, hint: str = "") -> Item:
    return Item(name, required=required, kind=CellKind.MONEY, unit=MONEY_UNIT, hint=hint)


def _rate(name: str, *, hint: str = "") -> Item:
    return Item(name, kind=CellKind.PERCENTAGE, unit=PERCENT, hint=hint)


# “2024年我街道部门整体支出绩效目标是：” and its shorter forms, but not “以高质量发展为目标：” or “围绕总体目标：”.
_GOALS_ARE = (
    r"(?=[^。；\n]{0,70}?目标)(?:\d{4}年度?[，,]?)?(?!围绕|聚焦|按照|根据|对照|对标|紧扣|实现|完成|以)"
    r"(?:[^，,。；：:为\n]{0,30}(?:街道|办事处|街道办|部门|单位|镇|乡|政府))?本?(?:年度)?(?:部门)?(?:整体支出)?"
    r"(?:总体|年度|工作|整体|主要)?(?:绩效)?目标(?:(?:是|为|如下)?[：:]|是|为)\s*(?=\S)"
)


class _BasicsSheet(SheetForm):
    name = "基本信息"
    purpose = "单位、年度和总述"

    item = replace(_ITEM, width=18)
    content = replace(_TEXT, kind=CellKind.ITEM)
    advice = Column("填写说明", kind=CellKind.ADVICE, width=46, for_reference=True)

    year = Item("年度", required=True, kind=CellKind.COUNT, unit="年", hint="四位整数，如 2024")
    city = Item("市", required=True, hint="所属的地级市，如 广州市")
    district = Item("区", required=True, hint="所在的区、县或县级市，如 荔湾区、博罗县")
    full_name = Item(
        "单位全称", required=True, hint="如 广州市荔湾区人民政府金花街道办事处；镇、乡写到“…镇人民政府”“…乡人民政府”"
    )
    office = Item("单位名称", required=True, hint="如 金花街道办事处、某某镇人民政府", field="name")
    short_name = Item("单位简称", required=True, hint="如 金花街道；也用作文件名")
    self_reference = Item("自称", hint="文中怎样称呼自己，不填为“我部门”")
    attachment_number = Item(
        "附件序号",
        kind=CellKind.LABEL,
        hint="如 3，文首写作“附件3”；不填则写“附件”",
        printed_before=r"附件[\s：:]*",
    )
    rate_measured_by = Item("支出率测算单位", hint="不填的，按所在的区、县、市写“区财政部门”“县财政部门”“市财政部门”")
    goal_overview = Item(
        "目标总述",
        required=True,
        kind=CellKind.PROSE,
        hint="部门整体支出绩效目标的总述，以句号结尾",
        printed_before=_GOALS_ARE,
    )
    conclusion_overview = Item(
        "自评总述",
        required=True,
        kind=CellKind.PROSE,
        hint="自评结论的总述，接在“（年度）年，（单位简称）”之后，以句号结尾",
    )
    honours = Item("主要荣誉", kind=CellKind.PROSE, hint="没有可不填")
    wording_set = Item("文体", hint="说明的写法，不填为荔湾型；由主管部门指定")
    scheme = Item("评分方案", hint="不填为这一年度的默认方案；由主管部门指定")


class _GoalsSheet(NumberedSheet):
    name = "绩效目标"
    purpose = "年度目标，一行一条，成文为“一是…；二是…”"
    room = 15

    number = _NUMBER
    title = Column(
        "目标",
        required=True,
        kind=CellKind.PHRASE,
        numbered=True,
        hint="一句话，不写“一是”，句末不加标点",
        width=56,
        carried=True,
    )
    text = replace(_TEXT, required=False, kind=CellKind.STATEMENT, hint="目标之后的说明，可不填", width=80)


class _IndicatorsSheet(SheetForm):
    name = "绩效指标"
    purpose = "产出、效益指标的指标值和实际完成值"
    room = 30

    code = replace(_CODE, required=True, hint="不重复，如 C01、X03", carried=True)
    category = Column(
        "类别", required=True, from_rules=True, hint="按评分标准的类别，如 产出、效益", width=6, carried=True
    )
    secondary = replace(_GROUP, required=True, from_rules=True, hint="所在类别的二级指标", carried=True)
    indicator = replace(_INDICATOR, hint="指标名称", carried=True, field="name")
    symbol = Column("符号", required=True, choices=("≥", "≤", "=", ">", "<", QUALITATIVE), width=6, carried=True)
    target = Column(
        "年度指标值", required=True, kind=CellKind.MEASURE, hint="只填数字；定性指标填要求", width=11, carried=True
    )
    unit = Column(
        "计量单位",
        kind=CellKind.UNIT,
        hint="如 %、人次；定性指标可不填",
        width=9,
        carried=True,
        unless=((symbol, QUALITATIVE),),
    )
    actual = Column(
        "实际完成值",
        required=True,
        kind=CellKind.MEASURE,
        hint="只填数字；定性指标填 达成、部分达成0.8 或 未达成",
        width=11,
    )
    last_actual = Column(
        "上年实际完成值", kind=CellKind.MEASURE, hint=_LAST_YEAR, width=11, for_reference=True, last_year_of=actual
    )
    points = replace(_POINTS, hint="同一类别要么全填、要么全不填（不填则平均分）", carried=True)
    method = Column("计分方式", hint="不填为评分标准的默认方式", width=11, carried=True)
    deduction = _DEDUCTION
    reason = Column("未完成原因", kind=CellKind.STATEMENT, hint="失分的指标必填", width=26)
    evidence = replace(_EVIDENCE, hint="材料的名称；满意度写明样本或方法", width=22)
    remark = replace(_PRIVATE, kind=CellKind.REMARK, hint="实际完成值与指标值相差大的，写明原因", width=14)


class _TasksSheet(SheetForm):
    name = "重点工作"
    purpose = "重点工作完成情况；同一序号为同一项工作"
    room = 30

    number = replace(_NUMBER, hint="同一项工作的各行序号相同")
    level = Column(
        "层级",
        required=True,
        choices=(OVERVIEW, SUBITEM, ENUMERATION),
        hint="每个序号有且只有一行“概述”；列举接在概述后面，分项另起一段",
        width=8,
        carried=True,
    )
    title = replace(_TITLE, numbered=True, hint="不写“一是”“（1）”，句末不加标点", width=36)
    text = replace(_TEXT, hint="完整的句子；有标题的“概述”可不填", width=94, unless=((level, OVERVIEW), (title, "")))


class _BudgetSheet(SheetForm):
    name = "预算执行"
    purpose = "预算执行的数字；年度平均执行率和四个季度的累计支出数至少填一样"

    item = _ITEM
    amount = Column("数值", required=True, kind=CellKind.ITEM, width=18, unit_in=_UNIT)
    unit = _UNIT
    last_amount = Column(
        "上年数值",
        kind=CellKind.ITEM,
        hint=f"{_LAST_YEAR}；金额一律换算成万元",
        width=18,
        for_reference=True,
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
        return tuple(item for item in self.items if item.kind is CellKind.MONEY and item not in self.quarters)


class _ThreePublicSheet(SheetForm):
    name = "三公经费"
    purpose = "“三公”经费的年初预算和实际支出，单位万元；只填合计也可以"

    item = _ITEM
    budget = _AMOUNT
    actual = replace(_AMOUNT, name="实际支出数", field="actual")
    last_actual = Column("上年实际支出数", kind=CellKind.MONEY, hint=_OF_LAST_YEAR, width=16, last_year_of=actual)
    reason = _REASON
    remark = replace(_PRIVATE, width=18)

    total = _amount("合计", required=True, hint="填了分项的自动相加；只填合计的，直接在这里填数")
    travel = _amount("因公出国（境）费")
    vehicles_bought = _amount("公务用车购置费")
    vehicles_run = _amount("公务用车运行维护费")
    reception = _amount("公务接待费")

    breakdowns = (Breakdown(total, (travel, vehicles_bought, vehicles_run, reception)),)


class _ManagementSheet(SheetForm):
    name = "管理效率"
    purpose = "管理效率各项的填报值和说明"

    code = replace(_CODE, for_reference=True)
    group = replace(_GROUP, width=10, for_reference=True)
    indicator = replace(_INDICATOR, width=20)
    points = replace(_POINTS, width=6, for_reference=True)
    standard = Column("评分标准", kind=CellKind.PROSE, width=38, for_reference=True)
    value = Column("填报值", kind=CellKind.ANSWER, hint="是/否、数字或个数，按评分标准", width=14)
    last_value = Column(
        "上年填报值", kind=CellKind.ANSWER, hint=_LAST_YEAR, width=12, for_reference=True, last_year_of=value
    )
    deduction = replace(_DEDUCTION, hint="可不填；填了就与评分结果核对", width=6)
    reason = Column("扣分原因", kind=CellKind.STATEMENT, hint="失分的项目必填", width=20)
    note = Column("情况说明", kind=CellKind.PROSE, hint="写进说明的文字；不填则用通用的句子", width=38, carried=True)
    evidence = replace(_EVIDENCE, hint="证明完成情况的材料", width=20)
    remark = replace(_PRIVATE, width=12)


class _ProblemsSheet(NumberedSheet):
    name = "存在问题"
    purpose = "存在的主要问题，一行一条；没有可不填"
    required = False
    room = 15

    number = _NUMBER
    text = replace(_TEXT, kind=CellKind.PARAGRAPH, hint="完整的句子，不写“一是”“（一）”", width=130)


class _MeasuresSheet(NumberedSheet):
    name = "改进措施"
    purpose = "下一步改进措施，一行一条；没有可不填"
    required = False
    room = 15

    number = _NUMBER
    text = replace(_ProblemsSheet.text, width=118)
    answers = Column("对应问题", kind=CellKind.COUNTS, hint="存在问题的序号", width=12, carried=True)


def _text(name: str, hint: str = "", *, new_each_year: bool = False) -> Item:
    return Item(name, kind=CellKind.PROSE, hint=hint, new_each_year=new_each_year)


def _count(name: str, unit: str, hint: str = "") -> Item:
    return Item(name, kind=CellKind.COUNT, unit=unit, hint=hint, new_each_year=True)


class _ProfileSheet(SheetForm):
    name = "单位概况"
    purpose = f"选填：职能、机构、人员和自评工作；{_SOME}"
    required = False
    usual = False

    item = replace(_ITEM, width=22)
    content = replace(_TEXT, kind=CellKind.ITEM, width=96)
    remark = replace(
        _PRIVATE, kind=CellKind.BESIDE, hint="评价依据填文号，重点工作任务填金额（万元）；其他行给自己看", carried=True
    )

    duties = _text("主要职能", "按“三定”规定填写；分项的换行")
    departments = _count("内设机构数", "个")
    organisation = _text("机构说明", "内设机构、下属单位的名称和设置")
    positions = _count("编制数", "人", "核定的编制，填了分项的等于各项之和")
    civil_positions = _count("行政编制数", "人")
    public_positions = _count("事业编制数", "人")
    other_positions = _count("其他编制数", "人", "如工勤编制；没有的填 0")
    staff = _count("在职人数", "人", "年末实有的在编人员，填了分项的等于各项之和")
    civil_staff = _count("行政在职人数", "人")
    public_staff = _count("事业在职人数", "人")
    other_staff = _count("其他在职人数", "人", "如工勤人员；没有的填 0")
    extra_staff = _count("其他人员数", "人", "编外、聘用、劳务派遣等人员，不含在职人数")
    retired = _count("离退休人数", "人")
    plan = _text("年度总体工作", "年初确定的总体工作要求和思路", new_each_year=True)
    planned_tasks = Item(
        "年度重点工作任务",
        kind=CellKind.PROSE,
        hint="年初确定的任务，一行一项，不写序号；备注可填安排的金额（万元）",
        rows=8,
        beside=Question("金额", kind=CellKind.MONEY, unit=MONEY_UNIT),
    )
    goal_outcome = _text("总体目标完成情况", "年度总体目标完成得怎样", new_each_year=True)
    shortfall = _text("整体未完成原因", "总体目标没有全部完成的，写明原因", new_each_year=True)
    basis = Item(
        "评价依据",
        kind=CellKind.PROSE,
        hint="文件题名，一行一个，备注填文号",
        rows=6,
        beside=Question("文号", kind=CellKind.NAME),
    )
    working_group = _text("自评工作组", "自评工作小组的组成")
    evaluation = _text("自评组织情况", "自评是怎样组织和进行的")
    scope = _text("自评范围", "自评的资金、项目和时间范围")
    methods = _text("自评方法", "如比较法、因素分析法、公众评判法")
    report_date = Item("填报日期", kind=CellKind.REMARK, hint="如 2025年3月10日", new_each_year=True)
    filled_in_by = Item("填报人")
    reviewed_by = Item("审核人")
    head = Item("负责人")
    contact = Item("联系人", hint="与填报人不同的才填")
    telephone = Item("联系电话", kind=CellKind.LABEL)

    breakdowns = (
        Breakdown(positions, (civil_positions, public_positions, other_positions)),
        Breakdown(staff, (civil_staff, public_staff, other_staff)),
    )


class _FinancesSheet(SheetForm):
    name = "收支情况"
    purpose = f"选填：收入和支出，单位万元；{_SOME}"
    required = False
    usual = False

    item = replace(_ITEM, width=32)
    initial = replace(_AMOUNT, required=False, width=14, field="initial")
    adjusted = replace(initial, name=_BudgetSheet.adjusted.name, field="adjusted", hint="没有调整过的不填")
    final = replace(initial, name="决算数", field="final", required=True)
    last_final = replace(initial, name="上年决算数", field="last_final", hint=_OF_LAST_YEAR, last_year_of=final)
    reason = replace(_REASON, hint="与预算或上年相差大的，写明原因", width=42, numbered=False)
    remark = replace(_PRIVATE, width=16)

    income = _amount("收入合计", hint="本年收入，不含年初结转和结余；填了分项的等于各项之和")
    general_income = _amount("一般公共预算拨款收入")
    fund_income = _amount("政府性基金拨款收入")
    capital_income = _amount("国有资本经营预算拨款收入")
    superior_income = _amount("上级补助收入")
    business_income = _amount("事业收入", hint="含经营收入")
    other_income = _amount("其他收入")
    opening_balance = _amount("年初结转和结余")
    expenditure = _amount("支出合计", hint="本年支出；填了分项的等于各项之和")
    basic = _amount("基本支出")
    personnel = _amount("人员经费")
    running = _amount("公用经费")
    projects = _amount("项目支出")
    other_expenditure = _amount("其他支出", hint="基本支出、项目支出以外的支出；没有的填 0")
    from_fiscal_funds = _amount("财政拨款支出", hint="支出合计中用财政拨款安排的")
    from_other_funds = _amount("其他资金支出", hint="支出合计中用其他资金安排的；没有的填 0")

    figures = (initial, adjusted, final, last_final)
    breakdowns = (
        Breakdown(
            income, (general_income, fund_income, capital_income, superior_income, business_income, other_income)
        ),
        Breakdown(expenditure, (basic, projects, other_expenditure)),
        Breakdown(basic, (personnel, running)),
        Breakdown(expenditure, (from_fiscal_funds, from_other_funds)),
    )


class _OthersSheet(SheetForm):
    name = "其他情况"
    purpose = f"选填：其他表没有地方写的内容，按栏目写；{_SOME}"
    required = False
    usual = False
    room = 15

    section = Column("栏目", required=True, hint="这段话写在哪个栏目，用文体规定的名称", width=24, carried=True)
    title = _TITLE
    text = replace(_TEXT, hint="完整的句子", width=92)


BASICS = _BasicsSheet()
GOALS = _GoalsSheet()
INDICATORS = _IndicatorsSheet()
TASKS = _TasksSheet()
BUDGET = _BudgetSheet()
THREE_PUBLIC = _ThreePublicSheet()
MANAGEMENT = _ManagementSheet()
PROBLEMS = _ProblemsSheet()
MEASURES = _MeasuresSheet()
PROFILE = _ProfileSheet()
FINANCES = _FinancesSheet()
OTHERS = _OthersSheet()
SHEETS: tuple[SheetForm, ...] = (
    BASICS,
    GOALS,
    INDICATORS,
    TASKS,
    BUDGET,
    THREE_PUBLIC,
    MANAGEMENT,
    PROBLEMS,
    MEASURES,
    PROFILE,
    FINANCES,
    OTHERS,
)
OWN_SHEETS = ("填报进度", "填表说明", "选项", "上年文字")  # The blank form has these as well; nothing in them is read.
# Clerks often number more rows than they fill in, so a row with nothing else in it counts as blank.
NUMBERING = frozenset({GOALS.number.name, INDICATORS.code.name})
