"""Single mistakes as clerks make them: each a change to the correct sample, and what must be reported where.

The table is written from what a reviewer would object to, not from what the program finds; ``CHECKS`` numbers the
kinds of objection. A place is one cell (``绩效指标!H7``), or several where the figures that disagree stand in several
cells and either is a fair place to point at; none where the fault is in the templates.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbooks import (
    Book,
    Change,
    Error,
    Formula,
    Shown,
    add_column,
    add_row,
    add_sheet,
    cell,
    clear_sheet,
    drop_column,
    drop_row,
    drop_rows,
    drop_sheet,
    put,
    rename_column,
    rename_sheet,
)

READING = 0  # what goes wrong before anything can be compared: no number, no such item, a broken formula

CHECKS: Mapping[int, str] = {
    READING: "读表和填报值",
    1: "分值合计",
    2: "得分、扣分在范围内",
    3: "扣分在文中有交代",
    4: "达标与扣分相符",
    5: "扣分、低执行率有原因",
    6: "满分有佐证",
    7: "定量指标的符号、指标值、单位",
    8: "实际完成值",
    9: "偏差过大要说明",
    10: "百分数不超过100",
    11: "满意度有样本、有方法",
    12: "符号的方向",
    13: "执行率不是数量指标",
    14: "编号、名称不重复",
    15: "分项与合计",
    16: "填的率与算的率",
    17: "执行率过低过高",
    18: "三公、公用经费超支和变动",
    19: "结转结余率与文字",
    20: "元和万元",
    21: "没有全部完成却说全部完成",
    22: "比较的话与数据相符",
    23: "文中的数在表里",
    24: "绝对的话有佐证",
    25: "扣分、问题、措施对得上",
    26: "文中的年份",
    27: "别的单位、别类单位",
    28: "单位的几种名称",
    29: "自称一致",
    30: "不照抄上年",
    40: "同样的文字不写两遍",
    31: "文中的序号",
    32: "括号、空格",
    33: "残句、重复标点、错字",
    34: "必有的内容",
    35: "没有换掉的内容",
    36: "标题的长度",
    38: "程序写过的字不再写",
    39: "填了的都读到",
    41: "不可能的日期",
    42: "个数、分项与合计",
    43: "文号和引号",
    44: "没有写定的内容",
}

BASICS, GOALS, INDICATORS, TASKS = "基本信息", "绩效目标", "绩效指标", "重点工作"
BUDGET, THREE_PUBLIC, MANAGEMENT = "预算执行", "三公经费", "管理效率"
PROBLEMS, MEASURES = "存在问题", "改进措施"
LAST_YEAR: tuple[Change, ...] = ((BASICS, "年度", "内容", 2023),)
RATE_REASON: Change = (
    PROBLEMS,
    "2",
    "内容",
    "受项目招标推迟影响，预算执行率偏低，对项目绩效事前评估、事中监控及绩效结果的运用还有待加强。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake: which check it is for, how the clerk made it, and the code and place of the report.

    ``wording`` are files of the wording that somebody changed; ``last`` is what last year's workbook had otherwise.
    """

    check: int
    name: str
    code: str
    at: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    wording: Mapping[str, str] = field(default_factory=dict)
    last: tuple[Change, ...] | None = None


Spot = tuple[str, str, str]  # sheet, row, column of the sample


def _mistake(check: int, name: str, code: str, at: str | Spot | list[str | Spot], *changes: Change) -> Mistake:
    spots = at if isinstance(at, list) else [at]
    return Mistake(check=check, name=name, code=code, at=tuple(_address(spot) for spot in spots), changes=changes)


def _typo(check: int, name: str, code: str, spot: Spot, value: object, *others: Change) -> Mistake:
    """A wrong value in a cell, reported at this cell."""
    return _mistake(check, name, code, spot, *others, (*spot, value))


def _sentence(check: int, name: str, code: str, spot: Spot, sentence: str, *others: Change) -> Mistake:
    """A sentence added to a cell, and reported at this cell."""
    return _mistake(check, name, code, spot, *others, _adding(spot, sentence))


def _adding(spot: Spot, sentence: str) -> Change:
    """Add a sentence to the text of a cell of the sample."""
    sheet, row, column = spot

    def change(book: Book) -> None:
        grid = book[sheet]
        header = next(values for values in grid if column in values)
        at = header.index(column)
        row_values = next(values for values in grid if row in (str(value) for value in values))
        row_values.extend([None] * (at + 1 - len(row_values)))
        row_values[at] = f"{row_values[at] or ''}{sentence}"

    return change


def _address(spot: str | Spot) -> str:
    return spot if isinstance(spot, str) else f"{spot[0]}!{cell(*spot)}"


def _blank_column(sheet: str, column: str, value: object = None) -> Change:
    """Every cell below the header emptied, or filled with the same value."""

    def change(book: Book) -> None:
        grid = book[sheet]
        head = next(n for n, values in enumerate(grid) if column in values)
        at = grid[head].index(column)
        for values in grid[head + 1 :]:
            values.extend([None] * (at + 1 - len(values)))
            values[at] = value

    return change


def _above_header(sheet: str, values: list[object]) -> Change:
    """A row of content that stands above the header row."""

    def change(book: Book) -> None:
        book[sheet].insert(0, values)

    return change


def _indicator(name: str, target: str, unit: str, actual: float, secondary: str = "数量") -> Change:
    """C11, an output indicator; C08 gives it its half a point, so that the points still add up."""
    adding = add_row(
        INDICATORS,
        编号="C11",
        类别="产出",
        二级指标=secondary,
        三级指标=name,
        符号=target[0],
        年度指标值=int(target[1:]),
        计量单位=unit,
        实际完成值=actual,
        分值=0.5,
        佐证材料="工作台账",
    )

    def change(book: Book) -> None:
        adding(book)  # type: ignore[operator]  # add_row gives a function, never a tuple
        header = next(values for values in book[INDICATORS] if "分值" in values)
        lender = next(values for values in book[INDICATORS] if "C08" in values)
        lender[header.index("分值")] = 2

    return change


def _shift_right(sheet: str, row: str, column: str) -> Change:
    """A cell inserted, and the rest of the row pushed one to the right."""

    def change(book: Book) -> None:
        grid = book[sheet]
        at = next(values for values in grid if column in values).index(column)
        next(values for values in grid if row in (str(value) for value in values)).insert(at, None)

    return change


def _all_full(*others: Change) -> tuple[Change, ...]:
    """Every target met and all of the budget spent: 100 points."""
    return (
        (INDICATORS, "C10", "实际完成值", 95),
        (INDICATORS, "C10", "未完成原因", None),
        (BUDGET, "年度平均执行率", "数值", 100),
        (BUDGET, "全年支出数", "数值", 10400),
        (BUDGET, "一季度末累计支出数", "数值", 2600),
        (BUDGET, "二季度末累计支出数", "数值", 5200),
        (BUDGET, "三季度末累计支出数", "数值", 7800),
        (BUDGET, "四季度末累计支出数", "数值", 10400),
        (BUDGET, "结转结余资金", "数值", 0),
        (BUDGET, "结转结余率", "数值", 0),
        *others,
    )


# --- places that come up often ----------------------------------------------------------------------------

PARTY = (TASKS, "加强党的领导和建设，筑牢社区发展阵地", "内容")
SAFETY = (TASKS, "维护社会大局安全稳定，营造安全稳定发展环境方面", "内容")
FRONT = (TASKS, "推动“门前三包”落实", "内容")
WASTE = (TASKS, "提升建筑废弃物管理水平", "内容")
BUILDING = (TASKS, "加强违法建设治理", "内容")
HELP = (TASKS, "帮扶辖区困难群体次数达{C08}", "内容")
BIRTH = (TASKS, "优生优育服务覆盖率达{C09}", "内容")
SURVEY = (TASKS, "居民对民生服务的满意度超过{X03.指标值}", "内容")
AIMS = (BASICS, "目标总述", "内容")
SUMMARY = (BASICS, "自评总述", "内容")
HONOURS = (BASICS, "主要荣誉", "内容")
PLANNING = (MANAGEMENT, "新增预算项目事前绩效评估", "情况说明")
CARRY_OVER = (MANAGEMENT, "财政拨款结转结余率", "情况说明")
FINANCE = (MANAGEMENT, "财务管理合规性", "情况说明")
DISCLOSURE = (MANAGEMENT, "预决算公开合规性", "情况说明")
SYSTEM = (MANAGEMENT, "绩效管理制度建设", "情况说明")
PURCHASING = (MANAGEMENT, "采购意向公开合规性", "情况说明")
ASSETS = (MANAGEMENT, "资产配置合规性", "情况说明")
COST = (MANAGEMENT, "经济成本控制情况", "情况说明")
THRIFT = (THREE_PUBLIC, "合计", "变动原因")
CARS = (THREE_PUBLIC, "公务用车运行维护费", "变动原因")


def _actual(code: str) -> Spot:
    return (INDICATORS, code, "实际完成值")


def _target(code: str) -> Spot:
    return (INDICATORS, code, "年度指标值")


def _reason(code: str) -> Spot:
    return (INDICATORS, code, "未完成原因")


def _sum(item: str) -> Spot:
    return (BUDGET, item, "数值")


def _entry(row: str) -> Spot:
    return (MANAGEMENT, row, "填报值")


def _why(row: str) -> Spot:
    return (MANAGEMENT, row, "扣分原因")


# --- the table --------------------------------------------------------------------------------------------

_IN_READING = (
    _typo(0, "金额写成“12万”", "E204", _sum("全年支出数"), "12万"),
    _typo(0, "金额写成“九千余”", "E204", _sum("全年支出数"), "九千余"),
    _typo(0, "实际完成值写“约80%”", "E204", _actual("C01"), "约80%"),
    _typo(0, "实际完成值写“已完成”", "E204", _actual("C03"), "已完成"),
    _typo(0, "实际完成值写“95.6%左右”", "E204", _actual("X01"), "95.6%左右"),
    _typo(0, "指标值写“≥500”", "E204", _target("C02"), "≥500"),
    _typo(0, "指标值写成范围“150-200”", "E204", _target("C04"), "150-200"),
    _typo(0, "把数字里的0打成字母O", "E204", _sum("年初预算数"), "1OOOO"),
    _typo(0, "小数点打成顿号", "E204", (THREE_PUBLIC, "合计", "实际支出数"), "3、8"),
    _typo(0, "千位逗号打错位置", "E204", _sum("调整预算数"), "1,04,00"),
    _typo(0, "公式除以零", "E205", _sum("结转结余率"), Error("#DIV/0!")),
    _typo(0, "引用的表被删，公式成了 #REF!", "E205", _actual("C07"), Error("#REF!")),
    _typo(0, "把公式错误当文字粘贴过来", "E205", _actual("C02"), "#N/A"),
    _typo(0, "系统导出后没有打开过，公式没有结果", "E206", _sum("四季度末累计支出数"), Formula("B6")),
    _typo(0, "三公经费写“元”", "E207", (THREE_PUBLIC, "合计", "年初预算数"), "96300元"),
    _typo(0, "计量单位是人次，实际完成值写“512人”", "E207", _actual("C02"), "512人"),
    _typo(0, "执行率的单位写成万元", "E207", (BUDGET, "年度平均执行率", "单位"), "万元"),
    _typo(0, "人次设成了百分比格式", "E207", _actual("C02"), Shown(5.12, "0%")),
    _mistake(
        0,
        "复制了一行“年初预算数”忘了改名",
        "E209",
        "预算执行!A17",
        add_row(BUDGET, 项目="年初预算数", 数值=1, 单位="万元"),
    ),
    _typo(0, "类别写“过程”", "E210", (INDICATORS, "C01", "类别"), "过程"),
    _typo(0, "二级指标与类别不配：产出写满意度", "E210", (INDICATORS, "C01", "二级指标"), "满意度"),
    _typo(0, "层级写“总述”", "E210", (TASKS, PARTY[1], "层级"), "总述"),
    _typo(0, "打 1/2，Excel 变成了日期", "E212", (INDICATORS, "C10", "分值"), datetime.datetime(2024, 1, 2)),
    _typo(0, "编号打 3-1，Excel 变成了日期", "E212", (INDICATORS, "C03", "编号"), datetime.datetime(2024, 3, 1)),
    _typo(0, "序号写 1.5", "E213", (GOALS, "2", "序号"), 1.5),
    _typo(0, "扣分填成负数", "E214", (MANAGEMENT, "财务管理合规性", "扣分"), -0.5),
    _typo(0, "支出填成负数", "E214", _sum("全年支出数"), -9880),
    _typo(0, "从业务系统复制来控制字符", "E215", FINANCE, "财务管理\x07合法合规。"),
    _mistake(
        0,
        "多了一列同名的“实际完成值”",
        "E216",
        "绩效指标!O2",
        add_column(INDICATORS, "实际完成值", 80),
    ),
    _typo(0, "年度写两位数", "E221", (BASICS, "年度", "内容"), 24),
    _mistake(0, "很远的格子里误粘了字", "E222", "基本信息!A3001", put(BASICS, "A3001", "误粘")),
    _typo(0, "执行率 0.95 没有设百分比格式", "W223", _sum("年度平均执行率"), 0.95),
    _typo(0, "覆盖率填 1 表示100%", "W223", _actual("C09"), 1, (*_reason("C09"), "数据尚在核对")),
    _typo(0, "结转结余率填 0.05", "W223", _sum("结转结余率"), 0.05),
    _mistake(
        0,
        "列名“佐证材料”打错一个字",
        "N224",
        "绩效指标!M2",
        rename_column(INDICATORS, "佐证材料", "佐证材枓"),
    ),
    _typo(0, "项目“调整预算数”打成“调正预算数”", "W225", (BUDGET, "调整预算数", "项目"), "调正预算数"),
    _mistake(0, "内容填到了别的表，序号还在", "N226", "绩效目标!A7", put(GOALS, "A7", 5)),
    _typo(0, "把账号粘进了支出数", "E227", _sum("全年支出数"), 440103199001010011),
    _typo(0, "整段总结贴进单位简称", "E228", (BASICS, "单位简称", "内容"), "金花街道" * 150),
    _typo(0, "主要荣誉写“无”", "N230", HONOURS, "无"),
    _typo(0, "目标自己写了“一是”", "E231", (GOALS, "1", "目标"), "一是加强招商引资"),
    _typo(0, "问题自己写了“1、”", "E231", (PROBLEMS, "1", "内容"), "1、绩效管理意识有待加强。"),
    _typo(0, "计分方式打错字", "E306", (INDICATORS, "C10", "计分方式"), "按比列计分"),
    _typo(
        0,
        "定性指标写“基本完成”",
        "E308",
        _actual("C03"),
        "基本完成",
        (INDICATORS, "C03", "符号", "定性"),
        (*_target("C03"), "建成党建阵地"),
    ),
    _typo(
        0,
        "部分达成的系数太低",
        "E309",
        _actual("C03"),
        "部分达成0.3",
        (INDICATORS, "C03", "符号", "定性"),
        (*_target("C03"), "建成党建阵地"),
    ),
    _mistake(
        0,
        "人工计分没有填扣分",
        "E310",
        (INDICATORS, "C10", "扣分"),
        (INDICATORS, "C10", "计分方式", "人工计分"),
    ),
    _typo(0, "扣分与按规则算的不一致", "E312", (INDICATORS, "C10", "扣分"), 0.5),
    _typo(0, "填报值漏填", "E318", _entry("资产盘点情况"), None),
    _typo(0, "是否打成“√”", "E319", _entry("采购内控制度建设"), "√"),
    _typo(0, "数目写“无”", "E320", _entry("财务管理合规性"), "无"),
    _typo(0, "数目写“若干”", "E320", _entry("数据质量"), "若干"),
    _typo(0, "要素名称写错", "E321", _entry("绩效信息公开情况"), "目标公开、自评"),
    _typo(
        0,
        "填报值与预算执行表不一致",
        "W326",
        _entry("财政拨款结转结余率"),
        "8%",
    ),
    _typo(0, "执行率与季度数相差很远", "W325", _sum("年度平均执行率"), 98.5),
    _mistake(
        0,
        "类别列合并了单元格，只有第一行有字",
        "E203",
        (INDICATORS, "C02", "类别"),
        *((INDICATORS, f"C{n:02}", "类别", None) for n in range(2, 11)),
    ),
    _mistake(
        0,
        "一行插入了空格子，整行右移一列",
        "E210",
        (INDICATORS, "C04", "符号"),
        _shift_right(INDICATORS, "C04", "三级指标"),
    ),
)

_LOST_COLUMNS = (
    _mistake(39, "列名“佐证材料”被清空", "W234", "绩效指标!M2", rename_column(INDICATORS, "佐证材料", None)),
    _mistake(39, "列名“分值”被清空", "W234", "绩效指标!I2", rename_column(INDICATORS, "分值", None)),
    _mistake(39, "目标的“内容”列名被清空", "W234", "绩效目标!C2", rename_column(GOALS, "内容", None)),
    _mistake(39, "“三级指标”列名被清空", "E202", "绩效指标!A2", rename_column(INDICATORS, "三级指标", None)),
    _mistake(39, "工作表叫“存在的问题”", "W237", "存在的问题", rename_sheet(PROBLEMS, "存在的问题")),
    _mistake(39, "工作表叫“改进措施表”", "W237", "改进措施表", rename_sheet(MEASURES, "改进措施表")),
    _mistake(
        39,
        "新问题写在“存在问题 (2)”里",
        "W237",
        "存在问题 (2)",
        add_sheet("存在问题 (2)", [["序号", "内容"], [1, "某项工作有待加强。"]]),
    ),
    _mistake(
        39, "年初预算数排到了表头上面", "W236", "预算执行!A1", _above_header(BUDGET, ["年初预算数", 10000, "万元"])
    ),
    _mistake(39, "表格右边写了备忘", "N235", "存在问题!F4", put(PROBLEMS, "F4", "待与财政所核对")),
    _typo(39, "对应问题写成“全部”", "W240", (MEASURES, "1", "对应问题"), "全部"),
    _typo(38, "附件序号写“附件3”", "N239", (BASICS, "附件序号", "内容"), "附件3"),
    _typo(38, "目标总述自己写了“绩效目标是：”", "N239", AIMS, "2024年绩效目标是：推动高质量发展，增进民生福祉。"),
    _sentence(38, "主要荣誉末尾又写自评结果", "W680", HONOURS, "部门整体支出绩效自评结果为98.5分。"),
    _typo(
        38,
        "列举的内容重复标题",
        "W680",
        FRONT,
        "推动“门前三包”落实。创新开展“一码一铺”工作，动员责任主体履行责任义务。",
    ),
    _typo(38, "情况说明重复“得分”的标题", "W680", PLANNING, "预算编制方面得分3分。新增预算项目已进行事前绩效评估。"),
    _mistake(
        38,
        "扣分原因写了“扣0.5分”",
        "W680",
        _why("财务管理合规性"),
        (*_entry("财务管理合规性"), 1),
        (*_why("财务管理合规性"), "一笔报销的附件不全，扣0.5分。"),
        (PROBLEMS, "1", "内容", "财务管理合规性有待加强，报销附件不全。"),
    ),
    _typo(38, "问题自己写了①", "E231", (PROBLEMS, "1", "内容"), "①绩效管理意识有待加强。"),
    _typo(38, "措施自己写了“第一，”", "E231", (MEASURES, "1", "内容"), "第一，加强绩效业务学习及培训。"),
    _typo(0, "两个数挤在一格", "E233", _sum("全年支出数"), "9880 10400"),
    _typo(0, "数字断成两行", "E233", _sum("全年支出数"), "98\n80"),
    _typo(0, "数字中间有空格", "E233", _actual("C01"), "8 0"),
)

_IN_SCORES = (
    _mistake(1, "C01 分值多打 1 分", "E302", (INDICATORS, "C10", "分值"), (INDICATORS, "C01", "分值", 3)),
    _mistake(1, "分值数字打颠倒 2.5→5.2", "E302", (INDICATORS, "C10", "分值"), (INDICATORS, "C08", "分值", 5.2)),
    _mistake(1, "效益指标分值少 1 分", "E302", (INDICATORS, "X03", "分值"), (INDICATORS, "X01", "分值", 6)),
    _mistake(1, "删了一个指标，分值没有重分", "E302", "绩效指标!I11", drop_row(INDICATORS, "C03")),
    _mistake(
        1,
        "加了一个指标，分值没有重分",
        "E302",
        "绩效指标!I16",
        add_row(
            INDICATORS,
            编号="C11",
            类别="产出",
            二级指标="数量",
            三级指标="开展普法宣传场次",
            符号="≥",
            年度指标值=6,
            计量单位="场",
            实际完成值=6,
            分值=1,
        ),
    ),
    _typo(1, "分值只填了一部分", "E301", (INDICATORS, "C03", "分值"), None),
    _typo(2, "分值填 0", "E303", (INDICATORS, "C01", "分值"), 0),
    _typo(2, "分值填三位小数", "E303", (INDICATORS, "C01", "分值"), 1.333),
    _typo(2, "分值比整类还大", "E303", (INDICATORS, "X01", "分值"), 25),
    _typo(
        2,
        "扣分比分值大",
        "E311",
        (INDICATORS, "C10", "扣分"),
        3,
        (INDICATORS, "C10", "计分方式", "人工计分"),
    ),
    Mistake(
        check=3,
        name="措辞删了履职效能的“存在问题”，指标扣分没有交代",
        code="E603",
        at=tuple(_address(spot) for spot in (_target("C10"), _actual("C10"))),
        wording={"35-履职效能存在问题.txt": "### 存在问题\n"},
    ),
    Mistake(
        check=3,
        name="措辞删了履职效能的“存在问题”，支出率扣分没有交代",
        code="E603",
        at=(_address(_sum("年度平均执行率")),),
        wording={"35-履职效能存在问题.txt": "### 存在问题\n"},
    ),
    Mistake(
        check=3,
        name="扣分说明的措辞漏了“扣……分”",
        code="E603",
        at=(_address(_entry("财务管理合规性")),),
        changes=((*_entry("财务管理合规性"), 1), (*_why("财务管理合规性"), "审计发现一笔往来款没有及时清理")),
        wording={"扣分说明.txt": "{{ 项.名称 }}方面，有扣分。\n"},
    ),
    _typo(
        4,
        "没有达标，人工计分填扣 0 分",
        "E327",
        (INDICATORS, "C10", "扣分"),
        0,
        (INDICATORS, "C10", "计分方式", "人工计分"),
    ),
    _mistake(
        4,
        "不高于的指标超了，人工计分填扣 0 分",
        "E327",
        (INDICATORS, "X02", "扣分"),
        (INDICATORS, "X02", "计分方式", "人工计分"),
        (*_actual("X02"), 1),
        (INDICATORS, "X02", "扣分", 0),
        (*_reason("X02"), "发生一起意外"),
    ),
    _mistake(
        4,
        "达标了却扣分",
        "E328",
        (INDICATORS, "C01", "扣分"),
        (INDICATORS, "C01", "计分方式", "人工计分"),
        (INDICATORS, "C01", "扣分", 1),
        (*_reason("C01"), "台账不够规范"),
    ),
    _mistake(
        4,
        "改正了实际完成值，忘了去掉扣分",
        "E328",
        (INDICATORS, "C10", "扣分"),
        (INDICATORS, "C10", "计分方式", "人工计分"),
        (*_actual("C10"), 92),
        (INDICATORS, "C10", "扣分", 1),
    ),
    _typo(5, "删掉了未完成原因", "E313", _reason("C10"), None),
    _typo(5, "未完成原因写“无”", "E313", _reason("C10"), "无"),
    _typo(5, "未完成原因写一条横线", "E313", _reason("C10"), "——"),
    _mistake(5, "实际完成值没有达标，没写原因", "E313", _reason("C02"), (*_actual("C02"), 480)),
    _mistake(5, "数字打颠倒，88.2 成了 82.8", "E313", _reason("X03"), (*_actual("X03"), 82.8)),
    _mistake(5, "“等于”的指标差一点，没写原因", "E313", _reason("C05"), (*_actual("C05"), 99.5)),
    _mistake(5, "管理效率填“否”，没写原因", "E313", _why("资产盘点情况"), (*_entry("资产盘点情况"), "否")),
    _mistake(5, "逾期合同2份，没写原因", "E313", _why("采购合同签订时效性"), (*_entry("采购合同签订时效性"), 2)),
    _mistake(
        5,
        "三公超支，没写扣分原因",
        "E313",
        _why("“三公”经费控制情况"),
        (THREE_PUBLIC, "合计", "实际支出数", 9.8),
    ),
    _mistake(5, "执行率 85%，存在问题没有说明", "W315", _sum("年度平均执行率"), (*_sum("年度平均执行率"), 85)),
    _mistake(
        5,
        "季度执行率 88%，存在问题整表没填",
        "W315",
        _sum("年度平均执行率"),
        (*_sum("年度平均执行率"), 88),
        drop_sheet(PROBLEMS),
        drop_sheet(MEASURES),
    ),
    _mistake(
        6,
        "满分，佐证材料全空",
        "W329",
        INDICATORS,
        *_all_full(_blank_column(INDICATORS, "佐证材料"), _blank_column(MANAGEMENT, "佐证材料")),
    ),
    _mistake(
        6,
        "满分，佐证材料两列都删了",
        "W329",
        INDICATORS,
        *_all_full(drop_column(INDICATORS, "佐证材料"), drop_column(MANAGEMENT, "佐证材料")),
    ),
    _mistake(
        6,
        "满分，佐证材料全写“无”",
        "W329",
        INDICATORS,
        *_all_full(_blank_column(INDICATORS, "佐证材料", "无"), _blank_column(MANAGEMENT, "佐证材料", "无")),
    ),
)

_IN_INDICATORS = (
    _typo(7, "漏填符号", "E203", (INDICATORS, "C02", "符号"), None),
    _typo(7, "漏填指标值", "E203", _target("C03"), None),
    _typo(7, "漏填计量单位", "E203", (INDICATORS, "C06", "计量单位"), None),
    _typo(7, "符号写“大于等于”", "E210", (INDICATORS, "C04", "符号"), "大于等于"),
    _typo(7, "符号打成书名号加等号", "E210", (INDICATORS, "C04", "符号"), "》="),
    _typo(7, "符号格里连数写“≥80”", "E210", (INDICATORS, "C01", "符号"), "≥80"),
    _typo(8, "实际完成值空着", "E203", _actual("C04"), None),
    _typo(8, "实际完成值只有一个空格", "E203", _actual("C08"), " "),
    _typo(8, "实际完成值抄指标值“≥80%”", "E610", _actual("C01"), "≥80%"),
    _typo(8, "实际完成值写“80%以上”", "E610", _actual("C01"), "80%以上"),
    _typo(8, "实际完成值写“≥500人次”", "E610", _actual("C02"), "≥500人次"),
    _typo(8, "实际完成值写“不低于95%”", "E610", _actual("X01"), "不低于95%"),
    _typo(8, "实际完成值写“85%及以上”", "E610", _actual("X03"), "85%及以上"),
    _typo(8, "实际完成值全角“≥８５％”", "E610", _actual("X03"), "≥８５％"),
    _typo(8, "实际完成值打成“>=150”", "E610", _actual("C04"), ">=150"),
    _typo(8, "实际完成值写“超过60宗”", "E610", _actual("C06"), "超过60宗"),
    _typo(9, "参与率 99%，比指标值高两成多", "W611", _actual("C01"), 99),
    _typo(9, "超额六成没有说明", "W611", _actual("C02"), 800),
    _typo(9, "多打一个零：690宗", "W611", _actual("C06"), 690),
    _typo(9, "丢了小数点：1102087", "W611", _actual("C07"), 1102087),
    _typo(9, "粘贴多了一位：19680", "W611", _actual("C08"), 19680),
    _mistake(9, "指标值定得太低", "W611", [_actual("C04"), _target("C04")], (*_target("C04"), 15)),
    _typo(9, "备注只写了“示例值”", "W611", _actual("C03"), 5, (INDICATORS, "C03", "备注", "示例值")),
    _typo(10, "满意度 105.6%", "W612", _actual("X01"), 105.6),
    _typo(10, "满意度打成 188.2", "W612", _actual("X03"), 188.2),
    _typo(10, "参与率 102%", "W612", _actual("C01"), 102),
    _mistake(
        10,
        "指标值写“≥100%”",
        "W612",
        [_target("C05"), (INDICATORS, "C05", "符号"), _actual("C05")],
        (INDICATORS, "C05", "符号", "≥"),
    ),
    _typo(
        10,
        "覆盖率 110%，还写了原因",
        "W612",
        _actual("C09"),
        110,
        (*_reason("C09"), "流动人口增加，服务人数超过户籍人数"),
    ),
    _typo(11, "满意度没有佐证", "W613", (INDICATORS, "X01", "佐证材料"), None),
    _typo(11, "满意度佐证只写“相关材料”", "W613", (INDICATORS, "X03", "佐证材料"), "相关材料"),
    _typo(11, "满意度佐证写“工作总结”", "W613", (INDICATORS, "X01", "佐证材料"), "年度工作总结"),
    _typo(11, "满意度佐证写“有”", "W613", (INDICATORS, "X03", "佐证材料"), "有"),
    _typo(12, "死亡事件选了 ≥", "W614", (INDICATORS, "X02", "符号"), "≥"),
    _mistake(
        12,
        "事故起数选了 ≥",
        "W614",
        "绩效指标!E16",
        _indicator("一般生产安全事故起数", "≥2", "起", 2),
    ),
    _mistake(
        12,
        "结转结余选了 ≥",
        "W614",
        "绩效指标!E16",
        _indicator("年末财政拨款结转结余资金", "≥500", "万元", 520),
    ),
    _mistake(
        12,
        "三公经费支出选了 ≥",
        "W614",
        "绩效指标!E16",
        _indicator("“三公”经费支出", "≥3", "万元", 3.2, "成本"),
    ),
    _mistake(
        12,
        "火灾死亡人数选了 >",
        "W614",
        (INDICATORS, "X02", "符号"),
        (INDICATORS, "X02", "三级指标", "火灾死亡人数"),
        (INDICATORS, "X02", "符号", ">"),
        (*_reason("X02"), "没有发生火灾"),
    ),
    _mistake(
        13,
        "预算执行率放在数量指标",
        "W615",
        (INDICATORS, "C01", "二级指标"),
        (INDICATORS, "C01", "三级指标", "部门预算执行率"),
    ),
    _mistake(
        13,
        "支出率放在数量指标",
        "W615",
        (INDICATORS, "C01", "二级指标"),
        (INDICATORS, "C01", "三级指标", "专项资金支出率"),
    ),
    _mistake(13, "资金支付率放在数量指标", "W615", "绩效指标!C16", _indicator("项目资金支付率", "≥90", "%", 92)),
    _mistake(13, "支出进度放在数量指标", "W615", "绩效指标!C16", _indicator("年度财政资金支出进度", "≥90", "%", 92)),
    _typo(14, "复制上一行，编号没有改", "E208", (INDICATORS, "C02", "编号"), "C01"),
    _typo(14, "编号一个全角一个半角", "E208", (INDICATORS, "C05", "编号"), "Ｃ０１"),
    _typo(14, "编号末尾多一个空格", "E208", (INDICATORS, "X03", "编号"), "X01 "),
    _typo(14, "绩效目标序号重复", "E208", (GOALS, "3", "序号"), 2),
    _mistake(14, "重点工作同一序号两行概述", "E208", (TASKS, SAFETY[1], "序号"), (TASKS, SAFETY[1], "序号", 1)),
    _typo(14, "三级指标名称重复", "W616", (INDICATORS, "C07", "三级指标"), "拆除违法建设宗数"),
    _typo(14, "名称重复，中间多一个空格", "W616", (INDICATORS, "X03", "三级指标"), "基层党建工作 满意度"),
)

_PARTS = (
    (THREE_PUBLIC, "公务用车运行维护费", "年初预算数", 8.0),
    (THREE_PUBLIC, "公务用车运行维护费", "实际支出数", 3.5),
)

_IN_BUDGET = (
    _mistake(
        15,
        "三公各分项加起来多 0.1",
        "E220",
        (THREE_PUBLIC, "合计", "年初预算数"),
        *_PARTS,
        add_row(THREE_PUBLIC, 项目="公务接待费", 年初预算数=1.73, 实际支出数=0.3),
    ),
    _mistake(
        15,
        "三公改了分项没有改合计",
        "E220",
        (THREE_PUBLIC, "合计", "实际支出数"),
        *_PARTS,
        add_row(THREE_PUBLIC, 项目="公务接待费", 年初预算数=1.63, 实际支出数=0.5),
    ),
    _typo(15, "结转结余资金少 70", "E617", _sum("结转结余资金"), 450),
    _mistake(
        15,
        "支出数打颠倒 9880→9808",
        "E617",
        [_sum("全年支出数"), _sum("四季度末累计支出数"), _sum("结转结余资金")],
        (*_sum("全年支出数"), 9808),
    ),
    _mistake(
        15,
        "四季度累计与全年支出不等",
        "E617",
        [_sum("四季度末累计支出数"), _sum("全年支出数")],
        (*_sum("四季度末累计支出数"), 9800),
    ),
    _typo(15, "三季度累计打颠倒，比二季度少", "E637", _sum("三季度末累计支出数"), 4749),
    _typo(15, "各季度填成当季数", "E637", _sum("二季度末累计支出数"), 2390),
    _typo(15, "在用固定资产比总额多", "E637", _sum("在用固定资产"), 2652),
    _typo(16, "结转结余率填 8%，算得 5%", "E618", _sum("结转结余率"), 8),
    _typo(16, "结转结余率多舍了一位：5.2%", "E618", _sum("结转结余率"), 5.2),
    _typo(16, "结转结余率还是去年的 3.4%", "E618", _sum("结转结余率"), "3.4%"),
    _typo(16, "结转结余率百分比格式填错", "E618", _sum("结转结余率"), Shown(0.06, "0%")),
    _typo(17, "执行率 75%", "W619", _sum("年度平均执行率"), 75, RATE_REASON),
    _typo(17, "执行率打成 9.5%", "W619", _sum("年度平均执行率"), 9.5, RATE_REASON),
    _typo(17, "执行率 125%", "W619", _sum("年度平均执行率"), 125),
    _mistake(
        18,
        "三公超支，变动原因还写“从严控制”",
        "E604",
        THRIFT,
        (THREE_PUBLIC, "合计", "实际支出数", 9.8),
        (*_why("“三公”经费控制情况"), "年中新增公务用车维修支出"),
    ),
    _mistake(
        18,
        "公用经费超支，情况说明还写“没有超预算”",
        "E604",
        COST,
        (*_sum("公用经费支出数"), 320.5),
        (*_why("经济成本控制情况"), "年中增加办公用房维修支出"),
    ),
    _mistake(
        18,
        "三公超支，总述写“严格控制三公经费”",
        "E604",
        SUMMARY,
        (THREE_PUBLIC, "合计", "实际支出数", 9.8),
        (*_why("“三公”经费控制情况"), "年中新增公务用车维修支出"),
        (*THRIFT, "年中新增公务用车维修支出"),
        _adding(SUMMARY, "严格控制“三公”经费支出。"),
    ),
    _mistake(
        18,
        "三公降了六成，变动原因全删",
        "W620",
        [THRIFT, (THREE_PUBLIC, "合计", "实际支出数")],
        (*THRIFT, None),
        (*CARS, None),
    ),
    _mistake(
        18,
        "三公支出填 0，没有变动原因",
        "W620",
        [THRIFT, (THREE_PUBLIC, "合计", "实际支出数")],
        (THREE_PUBLIC, "合计", "实际支出数", 0),
        (*THRIFT, None),
        (*CARS, None),
    ),
    _mistake(
        18,
        "三公变动原因写“无”",
        "W620",
        [THRIFT, (THREE_PUBLIC, "合计", "实际支出数")],
        (*THRIFT, "无"),
        (*CARS, None),
    ),
    _mistake(
        19,
        "结转结余率 12%，情况说明写“小于10%”",
        "E605",
        CARRY_OVER,
        (*_sum("结转结余资金"), 1248),
        (*_sum("全年支出数"), 9152),
        (*_sum("四季度末累计支出数"), 9152),
        (*_sum("结转结余率"), 12),
        (*_why("财政拨款结转结余率"), "部分工程尾款未到支付节点"),
        (*CARRY_OVER, "财政拨款结转结余率小于10%。"),
    ),
    _typo(19, "结转结余率 5%，写“控制在3%以内”", "E605", CARRY_OVER, "加快支付进度，结转结余率控制在3%以内。"),
    _typo(19, "结转结余率 5%，写“低于5%”", "E605", CARRY_OVER, "全年财政拨款结转结余率低于5%。"),
    _mistake(
        20,
        "全年支出按元填",
        "W621",
        _sum("全年支出数"),
        (*_sum("全年支出数"), 98800000),
    ),
    _typo(20, "年初预算按元填", "W621", _sum("年初预算数"), 100000000),
    _typo(20, "公用经费预算按元填", "W621", _sum("公用经费预算数"), 3105000),
    _typo(20, "三公预算按元填", "W621", (THREE_PUBLIC, "合计", "年初预算数"), 96300),
    _mistake(
        20,
        "固定资产两项都按元填",
        "W621",
        [_sum("固定资产总额"), _sum("在用固定资产")],
        (*_sum("固定资产总额"), 26000000),
        (*_sum("在用固定资产"), 25220000),
    ),
    _typo(20, "调整预算按亿元填", "W621", _sum("调整预算数"), 1.04),
    _typo(20, "万元的数把单位选成元", "W621", _sum("全年支出数"), 9880, (BUDGET, "全年支出数", "单位", "元")),
)

_IN_CLAIMS = (
    _sentence(21, "总述写“各项绩效目标均已完成”", "E606", SUMMARY, "各项绩效目标均已完成。"),
    _sentence(21, "荣誉后面写“圆满完成各项任务”", "E606", HONOURS, "圆满完成年度各项任务。"),
    _sentence(21, "党建一段写“全部完成年度绩效指标”", "E606", PARTY, "年度绩效指标全部完成。"),
    _sentence(21, "制度一段写“各项指标全面完成”", "E606", SYSTEM, "年度各项指标全面完成。"),
    _sentence(21, "“均已”和“完成”之间隔了字", "E606", SUMMARY, "各项绩效目标均已如期完成。"),
    _sentence(21, "写“绩效指标全部达标”", "E606", SAFETY, "年度绩效指标全部达标。"),
    _typo(
        22,
        "满意度正好 85%，写“超过85%”",
        "E622",
        SURVEY,
        "居民对民生服务的满意度超过85%，得到了居民的认可。",
        (*_actual("X03"), 85),
    ),
    _mistake(
        22,
        "标题引用“超过{X03.指标值}”，实际正好相等",
        "E622",
        (TASKS, SURVEY[1], "标题"),
        (*_actual("X03"), 85),
    ),
    _typo(22, "写“超过{C04}”，数不会超过它自己", "E622", SAFETY, "参与消防安全演练及安全教育培训的人次数超过{C04}。"),
    _typo(
        22,
        "发生一起死亡事件，还写“未发生”",
        "E622",
        SAFETY,
        "全年未发生安全生产死亡事件。",
        (*_actual("X02"), 1),
        (*_reason("X02"), "辖区企业发生一起意外"),
    ),
    _typo(
        22,
        "覆盖率 98%，还写“达到100%”",
        "E622",
        BIRTH,
        "积极推广优生优育服务，优生优育服务覆盖率达到100%。",
        (*_actual("C09"), 98),
        (*_reason("C09"), "部分对象外出，未能上门服务"),
    ),
    _typo(
        22,
        "慰问 480 人次，还写“不低于500人次”",
        "E622",
        PARTY,
        "积极走访慰问，慰问困难党员群众人次不低于500人次。",
        (*_actual("C02"), 480),
        (*_reason("C02"), "部分慰问对象已迁出"),
    ),
    _typo(
        22,
        "满意度 94%，还写“达95%以上”",
        "E622",
        PARTY,
        "基层党建工作满意度达95%以上。",
        (*_actual("X01"), 94),
        (*_reason("X01"), "问卷样本结构变化"),
    ),
    _typo(
        22,
        "发放率 92% 已达标，问题里还写“不达90%”",
        "E622",
        (PROBLEMS, "1", "内容"),
        "严重精神障碍患者监护及救治财政补助发放率不达90%，资金发放流程有待优化。",
        (*_actual("C10"), 92),
        (*_reason("C10"), None),
    ),
    _typo(23, "文中宗数打颠倒：96宗", "W623", BUILDING, "按要求推进年度治违任务，共拆除违法建设96宗。"),
    _typo(23, "面积打颠倒：11028.70", "W623", BUILDING, "按要求推进年度治违任务，拆除违法建设面积11028.70平方米。"),
    _sentence(23, "参与率打错：71%", "W623", PARTY, "社区党员教育培训参与率为71%。"),
    _sentence(23, "人次多打一位", "W623", HELP, "全年共帮扶困难群体19680人次。"),
    _sentence(23, "金额与表里不同", "W623", COST, "公用经费支出278.92万元。"),
    _sentence(23, "问题里的数还是去年的", "W623", (PROBLEMS, "1", "内容"), "全年支出只有8760万元。"),
    _typo(
        24,
        "排查率100%，没有佐证",
        "W624",
        SAFETY,
        "安全生产和消防隐患排查率达100%。",
        (INDICATORS, "C05", "佐证材料", None),
    ),
    _typo(
        24,
        "未发生死亡事件，没有佐证",
        "W624",
        SAFETY,
        "全年未发生安全生产死亡事件。",
        (INDICATORS, "X02", "佐证材料", None),
    ),
    _typo(
        24,
        "优生优育服务全覆盖，没有佐证",
        "W624",
        BIRTH,
        "积极推广优生优育服务，实现优生优育服务全覆盖。",
        (INDICATORS, "C09", "佐证材料", None),
    ),
    _typo(
        24,
        "合规率100%，没有佐证",
        "W624",
        (MANAGEMENT, "采购活动合规性", "情况说明"),
        "全年采购活动合规率100%，文件归档齐全。",
    ),
    _mistake(
        25,
        "逾期合同扣分，存在问题没有提采购",
        "W625",
        [_entry("采购合同签订时效性"), _why("采购合同签订时效性"), (MANAGEMENT, "采购合同签订时效性", "三级指标")],
        (*_entry("采购合同签订时效性"), 2),
        (*_why("采购合同签订时效性"), "两份合同因供应商更名延期签订"),
        drop_sheet(PROBLEMS),
        drop_sheet(MEASURES),
    ),
    _mistake(
        25,
        "资产没有盘点扣分，存在问题没有提资产",
        "W625",
        [_entry("资产盘点情况"), _why("资产盘点情况"), (MANAGEMENT, "资产盘点情况", "三级指标")],
        (*_entry("资产盘点情况"), "否"),
        (*_why("资产盘点情况"), "资产管理员岗位调整，年内没有盘点"),
    ),
    _mistake(
        25, "第二个问题没有措施", "W626", [(PROBLEMS, "2", "内容"), (PROBLEMS, "2", "序号")], drop_row(MEASURES, "3")
    ),
    _mistake(
        25,
        "措施的对应问题全填 1",
        "W626",
        [(PROBLEMS, "2", "内容"), (PROBLEMS, "2", "序号")],
        (MEASURES, "3", "对应问题", 1),
    ),
    _mistake(25, "改进措施整表删掉", "W626", [(PROBLEMS, "1", "内容"), (PROBLEMS, "1", "序号")], drop_sheet(MEASURES)),
    _typo(25, "有扣分，存在问题写“暂无”", "W627", (PROBLEMS, "1", "内容"), "暂无", drop_row(PROBLEMS, "2")),
    _typo(25, "有扣分，存在问题写“无。”", "W627", (PROBLEMS, "1", "内容"), "无。", drop_row(PROBLEMS, "2")),
    _typo(
        25,
        "有扣分，存在问题写“暂无明显问题”",
        "W627",
        (PROBLEMS, "1", "内容"),
        "暂无明显问题。",
        drop_row(PROBLEMS, "2"),
    ),
)

_IN_COPIES = (
    _sentence(26, "总述里留着去年的年份", "W628", SUMMARY, "2023年各项工作稳步推进。"),
    _typo(26, "分项里“2023年我部门”", "W628", HELP, "2023年我部门积极对接辖区内的困难群体，开展了多次帮扶活动。"),
    _sentence(26, "截至日期是去年的", "W628", BUILDING, "截至2023年12月31日，年度治违任务已完成。"),
    _sentence(26, "目标总述里留着前年的年份", "W628", AIMS, "高质量完成2022年各项目标任务。"),
    _typo(26, "变动原因里“2023年报废汽车”", "W628", CARS, "2023年报废汽车两台，公车运行维护费减少"),
    _sentence(26, "年份打错成明年", "W628", FINANCE, "2025年开展内部控制自查，资金支付手续完整。"),
    _sentence(27, "制度名称是别的街道的", "E629", PURCHASING, "严格执行《沙面街道办事处政府采购工作内部管理制度》。"),
    _sentence(27, "情况说明里是别的街道办事处", "E629", SYSTEM, "龙津街道办事处成立绩效管理工作领导小组。"),
    _sentence(27, "重点工作抄了别的街道", "E629", FRONT, "西村街道组织志愿者开展门前三包宣传。"),
    _sentence(27, "抄了乡的文字“本乡”", "E629", SUMMARY, "本乡各项事业健康发展。"),
    _sentence(27, "抄了镇的文字“我镇”", "E629", PARTY, "我镇坚持党建引领基层治理。"),
    _sentence(27, "抄了“镇人民政府”", "E629", FINANCE, "镇人民政府财务制度健全。"),
    _sentence(27, "抄了别的乡政府的名称", "E629", ASSETS, "示例乡人民政府资产账实相符。"),
    _typo(
        28,
        "单位简称还是别的街道",
        "W232",
        (BASICS, "单位名称", "内容"),
        "金花街道办事处",
        (BASICS, "单位简称", "内容", "西关街道"),
    ),
    _mistake(
        28,
        "单位全称还是别的街道",
        "W232",
        (BASICS, "单位全称", "内容"),
        (BASICS, "单位全称", "内容", "广州市荔湾区人民政府沙面街道办事处"),
    ),
    _typo(28, "单位名称漏了“道”", "W232", (BASICS, "单位名称", "内容"), "金花街办事处"),
    _sentence(27, "总述里留着邻区的区委", "W655", SUMMARY, "在越秀区委、区政府领导下，各项工作取得实效。"),
    _sentence(27, "在邻区的网站公开", "W655", FINANCE, "财务信息在海珠区政府门户网站公开。"),
    _sentence(27, "句中是别的街道", "W655", PARTY, "提升沙面街道辖区党员的归属感。"),
    _sentence(27, "上级写成县", "W655", SYSTEM, "按照县财政局要求开展绩效自评。"),
    _sentence(27, "本单位的名称错一个字", "E656", SUMMARY, "全花街道各项事业健康发展。"),
    _sentence(27, "制度名称里的字颠倒", "E656", PURCHASING, "严格执行《花金街道办事处采购制度》。"),
    _sentence(27, "本区的名称错一个字", "E656", FINANCE, "荔弯区财政局批复预算。"),
    _typo(27, "全称缺区", "W657", (BASICS, "单位全称", "内容"), "广州市人民政府金花街道办事处"),
    _typo(27, "全称是别的区", "W657", (BASICS, "单位全称", "内容"), "广州市越秀区人民政府金花街道办事处"),
    _sentence(28, "文中的全称缺区", "W639", SYSTEM, "广州市人民政府金花街道办事处成立工作小组。"),
    _sentence(28, "文中写“金花街道办”", "W639", SYSTEM, "金花街道办成立绩效管理工作小组。"),
    _sentence(28, "文中写“金花街办事处”", "W639", FINANCE, "金花街办事处财务人员持证上岗。"),
    _sentence(28, "文中写“金花办事处”", "W639", BUILDING, "金花办事处联合城管部门开展巡查。"),
    _sentence(29, "后面改称“我街道”", "N630", SURVEY, "我街道将继续改进服务。"),
    _sentence(29, "后面改称“本单位”", "N630", SURVEY, "本单位将继续改进服务。"),
    _sentence(29, "措施里改称“我办”", "N630", (MEASURES, "1", "内容"), "我办将定期组织培训。"),
    _sentence(40, "同一句在一格里写两遍", "W658", PARTY, "深入开展主题教育，不断提高党员素质。" * 2),
    _sentence(40, "词语连写两遍", "W659", PARTY, "开展联合执法执法。"),
    Mistake(
        check=30,
        name="列举照抄去年",
        code="W631",
        at=(_address(WASTE),),
        last=LAST_YEAR,
    ),
    Mistake(
        check=30,
        name="只改了年份",
        code="W631",
        at=(_address(HELP),),
        changes=(
            (*HELP, "2024年我部门积极对接辖区内的困难群体，通过财政资金支持，开展了多次帮扶活动，帮扶及时到位。"),
        ),
        last=(
            *LAST_YEAR,
            (*HELP, "2023年我部门积极对接辖区内的困难群体，通过财政资金支持，开展了多次帮扶活动，帮扶及时到位。"),
        ),
    ),
    Mistake(
        check=30,
        name="只改了空格",
        code="W631",
        at=(_address((PROBLEMS, "1", "内容")),),
        changes=(
            (PROBLEMS, "1", "内容", "部分科室对绩效评价的流程不够清楚， 项目执行前后衔接不够紧密，责任意识有待加强。"),
        ),
        last=(
            *LAST_YEAR,
            (PROBLEMS, "1", "内容", "部分科室对绩效评价的流程不够清楚，项目执行前后衔接不够紧密，责任意识有待加强。"),
        ),
    ),
)

_IN_FORM = (
    _typo(31, "正文自己数“一是、三是”", "E632", FRONT, "一是签订责任书；三是评选红黑榜，动员责任主体切实履行义务。"),
    _typo(31, "正文自己数，两个“二是”", "E632", WASTE, "一是加强巡查；二是加密清运；二是严查乱倒，确保及时整治。"),
    _typo(31, "正文自己编号 1、3", "E632", SYSTEM, "1.制定绩效管理办法。\n3.明确各科室的职责分工。"),
    _typo(31, "正文（一）之后是（三）", "E632", FINANCE, "（一）财务制度健全。\n（三）资金支付手续完整。"),
    _sentence(32, "半角括号", "W633", PLANNING, "项目位于老旧小区(隆庆小区)，已按程序报批。"),
    _sentence(32, "文号用方括号", "W633", FINANCE, "执行荔财〔2024〕和荔府[2024]5号文件要求。"),
    _sentence(32, "数字两边有空格", "W633", BUILDING, "全年拆除违法建设 69 宗。"),
    _sentence(32, "一个括号全角一个半角", "W633", BIRTH, "落实奖励（扶助)政策。"),
    _typo(33, "漏字“公开准、合法合规”", "W634", DISCLOSURE, "预决算公开准、合法合规，并已按规定公开绩效信息。"),
    _sentence(33, "两个句号", "W634", FINANCE, "资金支付手续完整。。"),
    _sentence(33, "逗号句号连用", "W634", SYSTEM, "绩效结果与预算安排挂钩，。"),
    _typo(33, "句子没有写完", "W634", PURCHASING, "部门政府采购合法合规，已制定内部管理制度，采购工作均已按规定"),
    _sentence(33, "顿号重复", "W634", ASSETS, "资产采购、、验收、入账手续完整。"),
    _sentence(33, "“作为”写成“做为”", "W635", SYSTEM, "绩效结果做为预算安排的依据。"),
    _sentence(33, "“管理效率”漏字成“管理率”", "W635", ASSETS, "资产管理率进一步提高。"),
    _typo(33, "“营造”写成“菅造”", "W635", (GOALS, "2", "内容"), "加快转变政府职能，菅造良好的营商环境"),
    _sentence(33, "“截至”写成“截止”", "W635", BUILDING, "截止2024年12月底，年度任务已完成。"),
    _mistake(34, "缺“三公经费”表", "E201", "", drop_sheet(THREE_PUBLIC)),
    _mistake(34, "工作表改名叫“预算”", "E201", "", rename_sheet(BUDGET, "预算")),
    _mistake(34, "列名“数值”改成“金额”", "E202", f"{BUDGET}!A2", rename_column(BUDGET, "数值", "金额")),
    _mistake(34, "基本信息删了“单位全称”一行", "E211", BASICS, drop_row(BASICS, "单位全称")),
    _typo(34, "自评总述空着", "E203", SUMMARY, None),
    _typo(34, "单位简称空着", "E203", (BASICS, "单位简称", "内容"), None),
    _mistake(34, "绩效目标只有表头", "E217", GOALS, drop_rows(GOALS)),
    _mistake(34, "重点工作整表清空", "E202", TASKS, clear_sheet(TASKS)),
    _mistake(
        34, "删了概述，分项没有了头", "E218", f"{TASKS}!A10", drop_row(TASKS, "保障和改善民生，不断增进民生福祉方面")
    ),
    _mistake(34, "管理效率删了一行", "E316", MANAGEMENT, drop_row(MANAGEMENT, "数据质量")),
    _typo(34, "管理效率的名称打错", "E317", (MANAGEMENT, "资产盘点情况", "三级指标"), "资产盘点情況"),
    _mistake(
        34, "执行率和季度数都没有", "E219", BUDGET, (*_sum("年度平均执行率"), None), (*_sum("二季度末累计支出数"), None)
    ),
    _mistake(
        34, "结转结余率和资金都没有填", "E323", BUDGET, (*_sum("结转结余率"), None), (*_sum("结转结余资金"), None)
    ),
    _mistake(
        34, "没有一个效益指标", "E304", INDICATORS, *(drop_row(INDICATORS, code) for code in ("X01", "X02", "X03"))
    ),
    Mistake(
        check=34,
        name="措辞清空了“下一步改进措施”",
        code="W640",
        at=(_address((MEASURES, "1", "内容")),),
        wording={"60-下一步改进措施.txt": ""},
    ),
    _sentence(35, "引用的编号没有", "E250", PARTY, "另有{C99}名党员参加轮训。"),
    _sentence(35, "引用里的名称打错", "E250", PARTY, "年度目标是{C01.目标值}。"),
    _sentence(35, "引用少了一半花括号", "E252", FRONT, "参与率达{C01。"),
    _sentence(35, "引用目标是0的完成率", "E251", SAFETY, "完成率{X02.完成率}。"),
    _sentence(35, "留下【待填】", "E609", PARTY, "组织主题党日活动【待填：场数】。"),
    _sentence(35, "留下 XX 街道", "E609", FINANCE, "XX街道财务制度健全。"),
    _sentence(35, "留下 ×× 万元", "E609", WASTE, "投入××万元用于清运。"),
    _sentence(35, "系统导出的 None", "E609", ASSETS, "资产收益None万元。"),
    _sentence(35, "系统导出的 nan", "E609", HONOURS, "全年获表彰nan次。"),
    _sentence(35, "复制来模板的花括号", "E252", SYSTEM, "由{{ 单位.简称 }}负责实施。"),
    _typo(
        36,
        "单位全称格里贴了整段话",
        "W607",
        (BASICS, "单位全称", "内容"),
        "广州市荔湾区人民政府" + "金花街道办事处及其下属事业单位" * 5 + "金花街道办事处",
    ),
    _typo(
        36,
        "单位全称把旧称、地址都写上",
        "W607",
        (BASICS, "单位全称", "内容"),
        "广州市荔湾区人民政府原金花街道办事处（地址：广州市荔湾区某某路某某号某某大院某某楼，"
        "含社区服务中心、综合保障中心、综治中心等下属单位）金花街道办事处",
    ),
)

# What other hands do: the same checks, tried again in ways that the checks were not written by.
_IN_OTHER_WAYS = (
    _typo(0, "金额写成“约9880万元”", "E204", _sum("全年支出数"), "约9880万元"),
    _typo(0, "实际完成值前面打了大于号", "E204", _actual("C07"), ">11020.87"),
    _typo(0, "实际完成值写“两个”", "E204", _actual("C03"), "两个"),
    _typo(0, "填报值写“是的”", "E319", _entry("采购内控制度建设"), "是的"),
    _typo(0, "数目写成“1处2个”", "E320", _entry("数据质量"), "1处2个"),
    _typo(0, "附件序号以外，年度写成文字“二〇二四年”", "E204", (BASICS, "年度", "内容"), "二〇二四年"),
    _mistake(1, "分值合计差 0.01", "E302", (INDICATORS, "C10", "分值"), (INDICATORS, "C09", "分值", 2.49)),
    _mistake(5, "超支的公用经费没写原因", "E313", _why("经济成本控制情况"), (*_sum("公用经费支出数"), 340)),
    _mistake(5, "固定资产闲置扣分没写原因", "E313", _why("固定资产利用率"), (*_sum("在用固定资产"), 2100)),
    _typo(8, "实际完成值写“大于等于80%”", "E610", _actual("C01"), "大于等于80%"),
    _typo(8, "实际完成值写“95%（含）以上”", "E610", _actual("X01"), "95%（含）以上"),
    _typo(8, "实际完成值写“1800人次以上”", "E610", _actual("C08"), "1800人次以上"),
    _typo(8, "实际完成值写“≤0起”", "E610", _actual("X02"), "≤0起"),
    _typo(9, "次数是去年累计的三倍", "W611", _actual("C04"), 450),
    _typo(10, "发放率 860%，丢了小数点", "W612", _actual("C10"), 860),
    _typo(11, "满意度佐证写“领导评价”", "W613", (INDICATORS, "X01", "佐证材料"), "领导评价意见"),
    _mistake(
        12,
        "投诉件数选了 ≥",
        "W614",
        "绩效指标!E16",
        _indicator("城管类群众投诉件数", "≥80", "件", 82),
    ),
    _mistake(
        12,
        "满意度选了 ≤",
        "W614",
        (INDICATORS, "X03", "符号"),
        (INDICATORS, "X03", "符号", "≤"),
        (*_reason("X03"), "问卷样本结构变化"),
    ),
    _typo(14, "编号复制后只改了大小写", "E208", (INDICATORS, "C02", "编号"), "c01"),
    _typo(16, "结转结余率按年初预算算成 5.9%", "E618", _sum("结转结余率"), 5.9),
    _typo(20, "三公预算按分填", "W621", (THREE_PUBLIC, "合计", "年初预算数"), 9630000),
    _typo(20, "一季度支出按元填", "W621", _sum("一季度末累计支出数"), 24180000),
    _sentence(21, "写“各项目标任务圆满收官”", "E606", SUMMARY, "全年各项目标任务圆满收官。"),
    _sentence(21, "写“100%完成年度绩效目标”", "E606", SUMMARY, "100%完成年度绩效目标。"),
    _sentence(21, "写“各项指标均达到预期目标”", "E606", PARTY, "各项绩效指标均达到预期目标。"),
    _typo(
        22,
        "人次 512，写“突破600人次”",
        "E622",
        PARTY,
        "慰问困难党员群众人次突破600人次。",
    ),
    _typo(
        22,
        "排查率 99%，写“实现100%”",
        "E622",
        SAFETY,
        "安全生产和消防隐患排查率实现100%。",
        (*_actual("C05"), 99),
        (*_reason("C05"), "个别场所停业，未能入内检查"),
    ),
    _typo(
        22,
        "死亡一起，写“零死亡”",
        "E622",
        SAFETY,
        "安全生产实现零死亡事件。",
        (*_actual("X02"), 1),
        (*_reason("X02"), "辖区企业发生一起意外"),
    ),
    _typo(23, "年度执行率与表里不同：96%", "W623", FINANCE, "部门预算年度执行率96%，支付手续完整。"),
    _sentence(23, "三公支出与表里不同：3.6万元", "W623", COST, "“三公”经费支出3.6万元。"),
    _sentence(23, "总结里的宗数打错：96宗", "W623", SUMMARY, "全年拆除违法建设96宗。"),
    _sentence(24, "没有佐证的“零投诉”", "W624", (MANAGEMENT, "采购活动合规性", "情况说明"), "政府采购实现零投诉。"),
    _sentence(
        25,
        "改了问题，措施没有对应",
        "W626",
        (PROBLEMS, "2", "内容"),
        "固定资产台账不够完整。",
        (MEASURES, "3", "对应问题", 5),
    ),
    _typo(
        25,
        "有扣分，存在问题写“没有突出问题”",
        "W627",
        (PROBLEMS, "1", "内容"),
        "本年度没有突出问题。",
        drop_row(PROBLEMS, "2"),
    ),
    _sentence(26, "写“今年（2023年）”", "W628", PARTY, "今年（2023年）以来党员队伍稳定。"),
    _sentence(26, "写“2023年底”", "W628", WASTE, "2023年底完成清运任务。"),
    _sentence(26, "写“二〇二三年”", "W628", SAFETY, "二〇二三年安全形势平稳。"),
    _sentence(26, "写“2023全年”", "W628", FINANCE, "2023全年支付手续完整。"),
    _sentence(26, "去年的执行率", "W628", BUILDING, "2023年度任务完成率为95%。"),
    _sentence(27, "荣誉是别的街道的", "E629", HONOURS, "逢源街道获评示范街道。"),
    _sentence(27, "抄了别的镇的文字", "E629", SYSTEM, "太和镇人民政府制定绩效管理办法。"),
    _sentence(27, "抄了“我乡党委”", "E629", PARTY, "我乡党委定期研究党建工作。"),
    _typo(28, "单位简称少了“街道”", "W232", (BASICS, "单位名称", "内容"), "金花办事处"),
    _sentence(29, "问题里改称“我单位”", "N630", (PROBLEMS, "1", "内容"), "我单位绩效管理意识不强。"),
    _typo(31, "分项自己编号（1）（2）（4）", "E632", HELP, "帮扶措施有：（1）生活救助；（2）教育资助；（4）医疗救助。"),
    _sentence(31, "带圈的序号跳了", "E632", WASTE, "流程为：①宣传②收集④清运。"),
    _sentence(31, "第一步之后是第三步", "E632", SYSTEM, "第一步摸清底数，第三步挂账销号。"),
    _sentence(32, "汉字之间有空格", "W633", SYSTEM, "健全绩效 管理制度。"),
    _sentence(32, "全角数字", "W633", SURVEY, "走访居民户数以台账为准，联系电话见第１页。"),
    _sentence(32, "文号用方头括号", "W633", SYSTEM, "按照穗财绩【2024】6号文件执行。"),
    _sentence(32, "汉字之间用了半角逗号", "W633", SURVEY, "居民认可度高,参与度高。"),
    _sentence(32, "百分数前有空格", "W633", SURVEY, "满意度为 88.2%。"),
    _sentence(33, "括号只有一半", "W634", BIRTH, "落实奖励（扶助政策。"),
    _sentence(33, "句子断在“以及”", "W634", FINANCE, "资金审批、支付、核算以及。"),
    _typo(33, "句子断在“形成”", "W634", FINANCE, "加强内部控制，规范资金支付，形成"),
    _typo(33, "以逗号收尾", "W634", SYSTEM, "绩效管理制度健全，"),
    _sentence(33, "“为了”只有半句", "W634", WASTE, "为了提高清运的效率。"),
    _sentence(40, "“入户”打了两遍", "W659", SURVEY, "组织社工入户入户发放问卷。"),
    _sentence(33, "百分号前没有数", "W634", SURVEY, "问卷回收率为%。"),
    _sentence(33, "“账户”写成“帐户”", "W635", FINANCE, "银行帐户管理规范。"),
    _sentence(33, "“部署”写成“布署”", "W635", PARTY, "认真落实工作布署。"),
    _sentence(33, "“既”“即”不分", "W635", SURVEY, "既使问卷不多，也逐份核对。"),
    _sentence(33, "“隐患”写成“隐换”", "W635", PARTY, "安全隐换排查到位。"),
    _sentence(33, "“党风廉政建设”漏字", "W635", PARTY, "加强党风廉建设。"),
    _sentence(33, "“政府采购”颠倒", "W635", PARTY, "规范政采府购行为。"),
    _mistake(34, "缺“绩效目标”表", "E201", "", drop_sheet(GOALS)),
    _typo(34, "重点工作的内容漏填", "E203", HELP, None),
    _typo(34, "三公合计漏填支出", "E203", (THREE_PUBLIC, "合计", "实际支出数"), None),
    _sentence(35, "留下“（待补充）”", "E609", HELP, "帮扶情况（待补充）。"),
    _sentence(35, "留下下划线空格", "E609", BUILDING, "全年出动____人次。"),
    _sentence(35, "留下“某某”", "E609", SYSTEM, "由某某科室负责实施。"),
    _sentence(41, "2月30日", "W651", PARTY, "2月30日召开民主生活会。"),
    _sentence(41, "13月", "W651", WASTE, "13月完成清运任务。"),
    _sentence(41, "年份五位", "W651", SAFETY, "20244年安全形势平稳。"),
    _sentence(41, "年份两位", "W651", SYSTEM, "24年健全绩效管理制度。"),
    _sentence(41, "先完工后开工", "W651", PLANNING, "项目5月开工，3月竣工。"),
    _sentence(41, "第五季度", "W651", FINANCE, "第五季度开展内部控制自查。"),
    _sentence(41, "值守到了前一天", "W651", SAFETY, "10月8日至10月3日安排专人值守。"),
    _typo(
        41, "措施说的还是报告年度", "W651", (MEASURES, "1", "内容"), "健全预算执行通报制度，力争2024年执行率有所提高。"
    ),
    _sentence(42, "三个方面只写了两个", "W652", SYSTEM, "从三个方面加强管理：一是健全制度；二是明确分工。"),
    _sentence(42, "两个部门写了三个", "W652", FINANCE, "与财政、审计、人社2个部门建立联系机制。"),
    _sentence(42, "“三早”写了四个", "W652", SAFETY, "做到早发现、早报告、早处置、早整改“三早”。"),
    _sentence(42, "三级写了两级", "W652", PARTY, "完善“街道—社区”三级党建网络。"),
    _sentence(43, "文号多了“第”", "W653", SYSTEM, "按照穗财绩〔2024〕第6号文件执行。"),
    _sentence(43, "文号补了零", "W653", FINANCE, "按照穗财绩〔2024〕006号文件执行。"),
    _sentence(43, "文号是将来的", "W653", PURCHASING, "按照穗财采〔2032〕6号文件执行。"),
    _sentence(43, "半角引号", "W633", PARTY, '开展"双报到"活动。'),
    _sentence(43, "引号前后颠倒", "W634", PARTY, "开展”双报到“活动。"),
    _sentence(43, "书名号套书名号", "W633", ASSETS, "落实《关于印发《资产管理办法》的通知》。"),
    _sentence(44, "留下问号", "W654", PARTY, "组织党员学习？次。"),
    _sentence(44, "留下星号", "W654", SAFETY, "出动***人次开展巡查。"),
    _sentence(44, "留下给同事的话", "W654", FINANCE, "资金支付手续完整（请财务科核实）。"),
    _sentence(44, "等人报数", "W654", WASTE, "清运车辆（待各科室报数）已登记。"),
    _typo(44, "整格写“同上”", "W654", ASSETS, "同上"),
)

MISTAKES: tuple[Mistake, ...] = (
    *_IN_READING,
    *_LOST_COLUMNS,
    *_IN_SCORES,
    *_IN_INDICATORS,
    *_IN_BUDGET,
    *_IN_CLAIMS,
    *_IN_COPIES,
    *_IN_FORM,
    *_IN_OTHER_WAYS,
)
