"""The sample district: 22 invented offices, as their workbooks come in on one day in January.

What each of them loses stands in ``PLANS``; figures and prose are thrown by dice with a fixed seed. Nineteen are right
and three are broken, each as clerks break them. A few things are wrong that no office can see by itself
(``_PLANTED`` and the outlier): they are there for the checks across offices.
"""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import xlwt
from office_data import Figure, Plan, Record, Sheets, contents, filled_in
from office_prose import Measured

from reportgen.forms.blank import form_workbook
from reportgen.intake import form
from reportgen.scoring.rubric import Rubric

FOLDER = "示例区2024"
REMARK = "示例：单位、数字和文字都是虚构的，不是真实数据"
_SEED = "示例区2024·11"  # one of many under which hardly two paragraphs look alike by chance
_SAVED = datetime.datetime(2025, 1, 15, tzinfo=datetime.UTC)

DEMOLITIONS = Measured(
    name="拆除违法建设宗数",
    secondary="数量",
    symbol="≥",
    unit="宗",
    targets=("40", "50", "60", "75"),
    evidence="违法建设治理台账、拆除前后照片",
    missed="部分违法建设涉及诉讼，待裁定后拆除",
)
_SHARED = (
    DEMOLITIONS,
    Measured(
        name="生活垃圾分类居民参与率",
        secondary="质量",
        symbol="≥",
        unit="%",
        targets=("85", "90", "92"),
        evidence="分类督导记录、抽查汇总表",
        most=6,
        missed="城中村出租屋人员流动大，宣传引导未能及时跟上",
    ),
    Measured(
        name="年度民生实事按期办结率",
        secondary="时效",
        symbol="≥",
        unit="%",
        targets=("90", "95"),
        evidence="民生实事督办台账",
        most=4,
        missed="一个社区服务站的消防改造验收推迟",
    ),
    Measured(
        name="居民总体满意度",
        secondary="满意度",
        symbol="≥",
        unit="%",
        targets=("85", "88", "90"),
        evidence="区统计机构电话调查（样本400份）",
        most=9,
        missed="受道路施工影响，居民对出行的评价偏低",
    ),
)


def _plan(short_name: str, missed: int, spent: int, *lost: str) -> Plan:
    return Plan(
        short_name=short_name,
        missed=missed,
        spent=spent,
        lost=frozenset(lost),
        budget=(6000, 22000),
        shared=_SHARED,
    )


# Short name, indicators missed, share of the budget spent, rows of 管理效率 that lose points.
PLANS = (
    _plan("示例一街道", 0, 100),
    _plan("示例二街道", 0, 98),
    _plan("示例三街道", 1, 97),
    _plan("示例四街道", 0, 95, "采购意向公开合规性"),
    _plan("示例五街道", 1, 98, "数据质量"),
    _plan("示例六街道", 2, 91, "采购合同签订时效性"),
    _plan("示例七街道", 0, 97, "绩效信息公开情况"),
    _plan("示例八街道", 1, 95),
    _plan("示例九街道", 0, 98, "固定资产利用率"),
    _plan("示例十街道", 2, 88, "经济成本控制情况"),
    _plan("示例十一街道", 1, 97),
    _plan("示例十二街道", 0, 100, "合同备案时效性"),
    _plan("示例十三街道", 3, 83, "绩效管理制度执行", "资产管理合规性"),
    _plan("示例十四街道", 0, 95, "“三公”经费控制情况"),
    _plan("示例十五街道", 1, 93, "财务管理合规性"),
    _plan("示例十六街道", 0, 98, "采购意向公开合规性"),
    _plan("示例十七街道", 0, 93),
    _plan("示例十八街道", 1, 97, "资产盘点情况", "采购意向公开合规性"),
    _plan("示例十九镇", 0, 98, "采购活动合规性"),
    _plan("示例二十镇", 1, 95),
    _plan("示例二十一镇", 1, 91, "预决算公开合规性"),
    _plan("示例二十二镇", 0, 97),
)
# How files are named when they come in; the others by the office alone.
_FILE_NAMES = {
    "示例七街道": "2024年 示例七街道（终稿）.xlsx",
    "示例十五街道": "示例十五街道 - 副本.xlsx",
    "示例二十一镇": "20250114示例二十一镇(修改后).xlsx",
}

_WITHOUT_PROBLEMS = "示例一街道"  # full points, and nothing to own up to

# --- what no office can see by itself ---------------------------------------------------------------------

OUTLIER = "示例八街道"  # ten times as many demolitions as anybody else, and a target to match
COPIED = (  # one wrote it, the other changed the name of a place
    "推行“一格一员、一楼一长、一户一档”，把流动人口、独居老人、困境儿童等重点人群的信息登记到楼栋。"
    "网格员每日巡查、每周小结，遇有水电气异常、门窗久闭等情况及时上门，{place}片区的邻里互助队已成为老人身边的“安全哨”。"
)
_PLANTED: Mapping[str, tuple[str, str]] = {  # by office: 标题 and 内容 of one more paragraph of 重点工作
    "示例三街道": ("做细网格服务", COPIED.replace("{place}", "水塔")),
    "示例十七街道": ("织密服务网格", COPIED.replace("{place}", "北闸")),
    "示例四街道": (
        "落实治理要求",
        "按照《示例市基层治理年度工作要点》（示府办〔2024〕12号）的部署，梳理权责清单，规范社区协助事项。",
    ),
    "示例九街道": (
        "提升精细化水平",
        "对照《示例市城市精细化管理实施方案》（示府办〔2024〕12号），逐条细化任务，由城管办牵头推进。",
    ),
    "示例五街道": (
        "整治餐饮油烟",
        "针对示例十二街道辖区内餐饮店较为集中的特点，分批约谈经营者，督促安装和清洗油烟净化设施，楼上居民的意见明显减少。",
    ),
}


def _plant(sheets: Sheets, title: str, text: str) -> None:
    """One more paragraph below the last key task."""
    tasks = sheets["重点工作"]
    level = tasks[-1]["层级"] if tasks[-1]["层级"] != form.OVERVIEW else form.SUBITEM
    tasks.append({"序号": tasks[-1]["序号"], "层级": level, "标题": title, "内容": text})


# --- what clerks break ------------------------------------------------------------------------------------


def _unit_in_the_number(sheets: Sheets) -> None:
    """The unit typed along with a rounded number."""
    _row(sheets, "预算执行", "项目", "公用经费支出数")["数值"] = "12万"


def _not_filled_in(sheets: Sheets) -> None:
    """An indicator without its actual value, and one that missed its target without a reason."""
    missed = _row(sheets, "绩效指标", "三级指标", _missed(sheets))
    missed["未完成原因"] = None
    other = next(row for row in sheets["绩效指标"] if row is not missed and isinstance(row["实际完成值"], Figure))
    other["实际完成值"] = None


def _missed(sheets: Sheets) -> str:
    return next(str(row["三级指标"]) for row in sheets["绩效指标"] if "未完成原因" in row)


def _row(sheets: Sheets, sheet: str, column: str, name: str) -> Record:
    return next(row for row in sheets[sheet] if row[column] == name)


_SPOILT: Mapping[str, Callable[[Sheets], None]] = {
    "示例十六街道": _unit_in_the_number,
    "示例二十镇": _not_filled_in,
}
OLD_FORMAT = "示例十一街道"  # filled in with an old program, and the .xls renamed


def old_format(sheets: Sheets) -> bytes:
    """The same content as an .xls file."""
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("填表说明").write(0, 0, REMARK)
    for sheet in form.SHEETS:
        page = book.add_sheet(sheet.name)
        names = [column.name for column in sheet.columns if not column.only_rolled_over]
        for at, name in enumerate(names):
            page.write(0, at, name)
        for number, row in enumerate(contents(sheets, "").rows[sheet.name], 1):
            for column, value in row.items():
                page.write(number, names.index(column), float(value) if isinstance(value, Decimal) else value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# --- the folder -------------------------------------------------------------------------------------------


def district_files(rubric: Rubric) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every workbook of the folder."""
    for plan in PLANS:
        name = plan.short_name
        sheets = filled_in(_of_its_own(plan), random.Random(f"{_SEED}{name}")).sheets  # noqa: S311 - nothing secret
        if name == _WITHOUT_PROBLEMS:
            del sheets["存在问题"], sheets["改进措施"]
        if name in _PLANTED:
            _plant(sheets, *_PLANTED[name])
        if name in _SPOILT:
            _SPOILT[name](sheets)
        data = (
            old_format(sheets)
            if name == OLD_FORMAT
            else form_workbook(rubric, contents(sheets, REMARK), created=_SAVED)
        )
        yield _FILE_NAMES.get(name, f"{name}.xlsx"), data


def _of_its_own(plan: Plan) -> Plan:
    """The plan, with a target of its own where the office is the outlier."""
    if plan.short_name != OUTLIER:
        return plan
    return replace(plan, shared=(replace(DEMOLITIONS, targets=("600",), missed=""), *plan.shared[1:]))
