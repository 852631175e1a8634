"""What an invented office fills in: figures that add up, and prose that says what the figures say.

``filled_in(plan, dice)`` gives the rows of every sheet. A plan settles who the office is and which points it loses;
the dice settle the rest, so that the same plan and seed always give the same office. Everything in it is true of it:
what the text says is what the tables say, and every lost point has its reason. Where it deserves a warning all the
same, ``deserved`` names the codes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal

import office_prose as prose
from office_prose import Measured, Theme, Topic

from reportgen.forms.blank import Contents
from reportgen.forms.progress import Value
from reportgen.intake import form

YEAR = 2024
# The rows of 管理效率, by what decides their points.
STATED_ROWS = (
    *("新增预算项目事前绩效评估", "预决算公开合规性", "绩效信息公开情况", "绩效管理制度建设", "绩效管理制度执行"),
    *("采购内控制度建设", "采购政策效能", "资产配置合规性", "资产收益上缴的及时性", "资产盘点情况"),
)
COUNTED_ROWS: Mapping[str, str] = {  # and what is counted
    "财务管理合规性": "个",
    "采购意向公开合规性": "个",
    "采购活动合规性": "次",
    "采购合同签订时效性": "份",
    "合同备案时效性": "份",
    "数据质量": "处",
    "资产管理合规性": "个",
}
CARRY_OVER, ASSETS_IN_USE = "财政拨款结转结余率", "固定资产利用率"
RUNNING_COSTS, THREE_PUBLIC = "经济成本控制情况", "“三公”经费控制情况"
COMPUTED_ROWS = (CARRY_OVER, ASSETS_IN_USE, RUNNING_COSTS, THREE_PUBLIC)
_EXEMPT_ROWS = ("新增预算项目事前绩效评估", "资产收益上缴的及时性")
_SHARES_SPENT = (100, 98, 97, 95, 93, 91, 88, 83)  # of a budget, in percent

Record = dict[str, object]
Sheets = dict[str, list[Record]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a cell with its unit, before it is settled how it is typed."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is settled of an office before the dice are thrown.

    ``missed`` counts the indicators that miss their targets, ``spent`` is the share of the budget in percent, ``lost``
    names rows of 管理效率 that lose points. ``budget`` is the range of the budget in 万元. ``shared`` are indicators
    that every office of the district has.
    """

    short_name: str
    district: str = "示例区"
    city: str = "示例市"
    missed: int = 0
    spent: int = 98
    lost: frozenset[str] = frozenset()
    budget: tuple[int, int] = (1500, 24000)
    shared: tuple[Measured, ...] = ()

    @property
    def kind(self) -> str:
        """街道, 镇 or 乡."""
        return next(kind for kind in ("街道", "镇", "乡") if self.short_name.endswith(kind))

    @property
    def region(self) -> str:
        """区 or 县."""
        return self.district[-1]


def with_losses(plan: Plan, dice: random.Random) -> Plan:
    """The plan with points lost by lot: many offices lose a few, hardly one loses none."""
    rows = {ASSETS_IN_USE: 8, RUNNING_COSTS: 5, THREE_PUBLIC: 6, **dict.fromkeys(prose.LOSSES, 5)}
    return replace(
        plan,
        missed=dice.choice((0, 0, 0, 1, 1, 1, 2, 2)),
        spent=dice.choice(_SHARES_SPENT) if dice.randrange(100) >= 4 else 74,
        lost=frozenset(row for row, percent in rows.items() if dice.randrange(100) < percent),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What an office filled in, what is special about it, and the warnings that it deserves."""

    sheets: Sheets
    traits: tuple[str, ...]
    deserved: frozenset[str]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A workbook in the making: the figures that the prose may quote, and what came about on the way."""

    plan: Plan
    dice: random.Random
    sheets: Sheets = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # what stands for {own}, {short} … in prose
    traits: list[str] = field(default_factory=list)
    deserved: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    shortfalls: list[tuple[str, str]] = field(default_factory=list)  # other losses, each with its measure
    lossless: bool = True
    said: set[str] = field(default_factory=set)  # an office writes no sentence twice

    def chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def trait(self, percent: int, name: str) -> bool:
        """Whether this workbook has a trait, which is then remembered."""
        has = self.chance(percent)
        if has:
            self.traits.append(name)
        return has

    def loses(self, row: str) -> bool:
        """Whether the plan lets this row of 管理效率 lose points."""
        if row in self.plan.lost:
            self.traits.append(f"{row}扣分")
        return row in self.plan.lost

    def worded(self, text: str, **more: str) -> str:
        if "{field" in text:
            fields = self.dice.sample(prose.FIELDS, 3)
            more |= dict(zip(("field", "field2", "field3"), fields, strict=True))
        for name, value in {**self.names, **more}.items() if "{" in text else ():
            text = text.replace("{" + name + "}", value)
        return text

    def one_of_each(self, slots: Sequence[Sequence[str]], **more: str) -> str:
        """A text of one piece of each pool."""
        return self.worded("".join(self.unsaid(pool) for pool in slots), **more)

    def unsaid(self, pool: Sequence[str]) -> str:
        """A piece of a pool; one that the office has not written yet, if there is any."""
        piece = self.dice.choice(pool)
        if piece in self.said:
            piece = next((other for other in pool if other not in self.said), piece)
        self.said.add(piece)
        return piece

    def line(self, line: str) -> str:
        """A sentence of one line, by itself or with what stands before or behind it; nothing for a line again."""
        dressing, again = self.dice.randrange(4), line in self.said
        self.said.add(line)
        if dressing in (1, 3):
            line = f"{self.unsaid(prose.WAYS)}，{line}"
        if dressing in (2, 3):
            line = f"{line}，{self.unsaid(prose.RESULTS)}"
        return "" if again else self.worded(line + "。")

    def paragraph(self, topic: Topic, most: int = 3) -> str:
        lines = self.dice.sample(topic.lines, self.dice.randint(2, most))
        return "".join(self.line(line) for line in lines)

    def amount(self, low: int, high: int, places: int = 2) -> Decimal:
        """A sum between the two, in steps of the last place."""
        scale = int(10**places)
        return Decimal(self.dice.randrange(low * scale, high * scale)) / Decimal(scale)


def filled_in(plan: Plan, dice: random.Random) -> Filled:
    """What the office of this plan fills in; figures are :class:`Figure`, everything else is as it is typed."""
    draft = _Draft(plan=plan, dice=dice)
    _office(draft)
    _indicators_and_tasks(draft)
    _budget(draft)
    _three_public(draft)
    _management(draft)
    _goals(draft)
    _problems_and_measures(draft)
    return Filled(sheets=draft.sheets, traits=tuple(draft.traits), deserved=frozenset(draft.deserved))


def contents(sheets: Sheets, remark: str) -> Contents:
    """The rows as the form takes them: plain numbers, nothing where nothing was filled in."""
    rows = {
        sheet.name: tuple(
            {column: _value(value) for column, value in row.items() if value is not None}
            for row in sheets.get(sheet.name, ())
        )
        for sheet in form.SHEETS
    }
    return Contents(rows=rows, remark=remark)


def _value(value: object) -> Value:
    if isinstance(value, Figure):
        return value.value
    if isinstance(value, int | Decimal):
        return value
    return str(value)


# --- the office -------------------------------------------------------------------------------------------


def _office(draft: _Draft) -> None:
    dice, plan = draft.dice, draft.plan
    kind, region, short = plan.kind, plan.region, plan.short_name
    name = f"{short}办事处" if kind == "街道" else f"{short}人民政府"
    own = dice.choice(("我部门", f"我{kind}", f"本{kind}", "我单位", "本单位"))
    draft.names = {
        "own": own,
        "short": short,
        "committee": "党工委" if kind == "街道" else "党委",
        "party": "街道党工委、办事处" if kind == "街道" else f"{kind}党委、{kind}政府",
        "above": f"{region}委、{region}政府",
        "place": plan.district,
        "year": str(YEAR),
        "last": str(YEAR - 1),
        "next": str(YEAR + 1),
        **_places(dice),
    }
    basics: Record = {
        "年度": YEAR,
        "市": plan.city,
        "区": plan.district,
        "单位全称": f"{plan.city}{plan.district}{'人民政府' if kind == '街道' else ''}{name}",
        "单位名称": name,
        "单位简称": short,
    }
    if own != "我部门" or draft.chance(50):
        basics["自称"] = own
    if draft.chance(60):
        basics["附件序号"] = dice.choice((1, 2, 3, "4"))
    if region == "县" or draft.chance(40):
        basics["支出率测算单位"] = dice.choice((f"{region}财政部门", f"{plan.district}财政局"))
    basics["目标总述"] = draft.one_of_each(prose.AIMS)
    basics["自评总述"] = draft.one_of_each(prose.SUMMARIES)
    if draft.trait(40, "有荣誉"):
        honours = dice.sample(prose.HONOURS, dice.randint(1, 3))
        basics["主要荣誉"] = "".join(draft.worded(honour) for honour in honours)
    draft.sheets["基本信息"] = [{"项目": item, "内容": value} for item, value in basics.items()]


def _places(dice: random.Random) -> dict[str, str]:
    """The names of an office's own communities, roads and so on."""
    stems = dice.sample(prose.STEMS, len(prose.PLACES))
    kinds = zip(stems, prose.PLACES.items(), strict=True)
    return {place: stem + dice.choice(ends) for stem, (place, ends) in kinds}


def _goals(draft: _Draft) -> None:
    count = draft.dice.randint(3, 8) if draft.chance(90) else draft.dice.choice((1, 2, len(prose.GOALS)))
    draft.traits.append(f"{count}个目标")
    chosen = draft.dice.sample(prose.GOALS, count)
    draft.sheets["绩效目标"] = [
        {"序号": n, "目标": goal, "内容": draft.worded(draft.dice.choice(more)) if draft.chance(80) else None}
        for n, (goal, more) in enumerate(chosen, 1)
    ]


# --- indicators and what the key tasks say of them --------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """An indicator of this office."""

    measured: Measured
    code: str
    target: Decimal | None
    actual: Decimal | None
    missed: bool
    exceeded: bool

    def sentence(self, draft: _Draft) -> str:
        """What the key task says of it: its figures typed out, or by reference."""
        choices = list(self.measured.said) + (list(self.measured.above) if self.exceeded else [])
        if self.missed:
            choices = ["{name}为{actual}，未达到年度目标。"] if self.actual is not None else []
        if not choices:
            return ""
        referring = draft.chance(40)
        unit = self.measured.unit
        target = f"{{{self.code}.指标值}}" if referring else f"{self.target}{unit}"
        actual = f"{{{self.code}}}" if referring else f"{self.actual}{unit}"
        return draft.worded(draft.dice.choice(choices), name=self.measured.name, target=target, actual=actual)


def _indicators_and_tasks(draft: _Draft) -> None:
    dice = draft.dice
    themes = dice.sample(prose.THEMES, dice.randint(3, 5)) + ([prose.RURAL] if draft.plan.kind != "街道" else [])
    dice.shuffle(themes)
    chosen = [(theme, dice.sample(theme.indicators, dice.randint(1, len(theme.indicators)))) for theme in themes]
    measured = [*draft.plan.shared, *(one for _, several in chosen for one in several)]
    may_miss = [one for one in measured if one.missed]
    missing = dice.sample(may_miss, min(draft.plan.missed, len(may_miss)))
    if not missing:
        draft.traits.append("指标全部达标")
    rows: dict[str, list[Record]] = {"产出": [], "效益": []}
    for one in draft.plan.shared:
        _result(draft, one, rows, missing=one in missing)
    tasks: list[Record] = []
    for number, (theme, several) in enumerate(chosen, 1):
        results = [_result(draft, one, rows, missing=one in missing) for one in several]
        tasks += _task(draft, theme, number, results)
    for one in prose.BENEFITS if not rows["效益"] or draft.chance(40) else ():
        _result(draft, one, rows, missing=False)
    if not rows["产出"]:
        _result(draft, prose.THEMES[0].indicators[0], rows, missing=False)
    for category in rows.values():
        _share_points(draft, category)
    draft.sheets["绩效指标"] = rows["产出"] + rows["效益"]
    draft.sheets["重点工作"] = tasks


def _result(draft: _Draft, measured: Measured, rows: dict[str, list[Record]], *, missing: bool) -> _Result:
    category = "产出" if measured.secondary in ("数量", "质量", "时效", "成本") else "效益"
    code = ("C" if category == "产出" else "X") + f"{len(rows[category]) + 1:02}"
    target = Decimal(draft.dice.choice(measured.targets)) if measured.targets else None
    actual = None if target is None else _actual(draft, measured, target, missing=missing)
    row: Record = {
        "编号": code,
        "类别": category,
        "二级指标": measured.secondary,
        "三级指标": measured.name,
        "符号": measured.symbol,
        "年度指标值": measured.wording if target is None else Figure(target, measured.unit),
        "计量单位": measured.unit or None,
        "实际完成值": "达成" if actual is None else Figure(actual, measured.unit),
        "佐证材料": measured.evidence,
    }
    if missing:
        draft.lossless = False
        draft.traits.append(f"{code}没有达标")
        row["未完成原因"] = measured.missed
        draft.shortfalls.append(
            (f"{measured.name}没有达到年度目标。", f"逐月调度，下一年度补上{measured.name}的差距。")
        )
        if actual is None:
            row["实际完成值"] = draft.dice.choice(("部分达成0.8", "部分达成（80%）", "未达成"))
        elif draft.chance(30):
            row["计分方式"] = "按比例计分"
        elif draft.chance(20):
            row |= {"计分方式": "人工计分", "扣分": Decimal("0.5")}
    elif target and measured.symbol == "≥" and measured.unit != "%":
        actual = _far_beyond(draft, row, target) or actual
    rows[category].append(row)
    return _Result(
        measured=measured,
        code=code,
        target=target,
        actual=actual,
        missed=missing,
        exceeded=target is not None and actual is not None and actual > target,
    )


def _far_beyond(draft: _Draft, row: Record, target: Decimal) -> Decimal | None:
    """Now and then much more than the target, said why, or not: then the clerk is asked."""
    if draft.trait(3, "超额说明了原因"):
        row["备注"] = "年初按最低任务量确定指标值，年中上级追加任务"
    elif draft.trait(1, "超额没有说明原因"):
        draft.deserved.add("W611")
    else:
        return None
    actual = _stepped(target * Decimal("1.45"), str(row["计量单位"]))
    row["实际完成值"] = Figure(actual, str(row["计量单位"]))
    return actual


def _actual(draft: _Draft, measured: Measured, target: Decimal, *, missing: bool) -> Decimal:
    if measured.symbol == "=" or (measured.symbol == "≤" and target == 0):
        return target
    if measured.symbol in ("≤", "<"):
        share = 108 if missing else draft.dice.choice((82, 90, 96))
        actual = _stepped(target * share / 100, measured.unit)
        return actual if missing == (actual > target) else target + missing - Decimal("0.4") * (measured.symbol == "<")
    share = draft.dice.randint(88, 97) if missing else 100 + draft.dice.randint(0, measured.most)
    actual = _stepped(target * share / 100, measured.unit)
    if not missing and measured.symbol == ">" and actual <= target:
        return target + 1
    return actual


def _stepped(value: Decimal, unit: str) -> Decimal:
    """Down to what people count in: whole persons, tenths of a per cent, hundredths of a square metre."""
    step = {"%": "0.1", "亿元": "0.1", "万元": "0.1", "平方米": "0.01"}.get(unit, "1")
    return value.quantize(Decimal(step), rounding=ROUND_FLOOR).normalize() + 0


def _share_points(draft: _Draft, rows: list[Record]) -> None:
    """20 points over these indicators in halves; or the column left blank, and the program shares them."""
    if draft.chance(30) and not any("扣分" in row for row in rows):
        return
    each = max(Decimal(20 * 2 // len(rows)) / 2, Decimal("0.5"))
    for row in rows:
        row["分值"] = each
    rows[0]["分值"] = 20 - each * (len(rows) - 1)


def _task(draft: _Draft, theme: Theme, number: int, results: Sequence[_Result]) -> list[Record]:
    dice = draft.dice
    said = "".join(result.sentence(draft) for result in results)
    topics = dice.sample(theme.details, dice.randint(1, min(5, len(theme.details))))
    opening = draft.worded(dice.choice(theme.openings)) + draft.line(dice.choice(topics.pop().lines))
    if draft.trait(1, "写了表里没有的金额"):
        opening += f"投入{draft.amount(11, 99, 1)}万元用于设施维护。"
        draft.deserved.add("N663")
    rows: list[Record] = [
        {"序号": number, "层级": "概述", "标题": dice.choice((*theme.titles, None)), "内容": opening + said}
    ]
    if rows[0]["标题"] is not None and draft.chance(10) and not said:
        rows[0]["内容"] = None
    level = dice.choice(("列举", "分项"))
    for topic in topics:
        text = draft.paragraph(topic)
        if draft.chance(15):
            text = f"{text}\n{draft.line(dice.choice(topic.lines))}".strip()
        heading = dice.choice((topic.title, topic.title, None))
        rows.append({"序号": number, "层级": level, "标题": heading, "内容": text})
    return rows


# --- money ------------------------------------------------------------------------------------------------


def _budget(draft: _Draft) -> None:
    dice, share = draft.dice, draft.plan.spent
    initial = draft.amount(*draft.plan.budget, dice.choice((0, 2)))
    adjusted = (initial * dice.randint(94, 112) / 100).quantize(Decimal("0.01")) if draft.chance(75) else None
    whole = adjusted or initial
    spent = (whole * share / 100).quantize(Decimal("0.01"))
    lags = (0,) if share == 100 else (-3, -2, -1, 0, 0)
    paces = [Decimal(share + dice.choice(lags)) for _ in range(3)]
    quarters = [(whole * pace * n / 400).quantize(Decimal("0.01")) for n, pace in enumerate(paces, 1)] + [spent]
    progress = [min(Decimal(100), q * 400 / (whole * n)) for n, q in enumerate(quarters, 1)]
    rate = (sum(progress, Decimal(0)) / 4).quantize(Decimal("0.01"))
    items: dict[str, Decimal] = {"年初预算数": initial}
    if adjusted:
        items["调整预算数"] = adjusted
    items["全年支出数"] = spent
    by_quarters = draft.trait(25, "只填季度数")
    if not by_quarters:
        items = {"年度平均执行率": rate, **items}
    if by_quarters or draft.chance(60):
        items |= {item.name: spent for item, spent in zip(form.BUDGET.quarters, quarters, strict=True)}
    _carry_over(draft, items, whole, spent)
    _running_costs(draft, items)
    if rate < 90:
        draft.problems.append(prose.RATE_PROBLEM)
    if rate < 100:
        draft.lossless = False
        if rate >= 90:
            draft.shortfalls.append((f"年度平均执行率为{rate.normalize():f}%。", "按月通报支出进度，加快支付。"))
    if rate < 80:
        draft.traits.append("执行率很低")
        draft.deserved.add("W619")
    draft.sheets["预算执行"] = [_money_row(item, value) for item, value in items.items()]


def _carry_over(draft: _Draft, items: dict[str, Decimal], whole: Decimal, spent: Decimal) -> None:
    left = whole - spent
    rate = (left * 100 / whole).quantize(Decimal("0.01"))
    which = draft.dice.choice(("资金", "率", "都"))
    if which != "率":
        items["结转结余资金"] = left
    if which != "资金":
        items["结转结余率"] = rate
    if left * 100 > whole * 10:
        draft.traits.append("结转结余偏高")
        _lose(draft, CARRY_OVER, None, "部分工程尾款未到支付节点", "财政拨款结转结余率偏高，资金沉淀较多。")


def _running_costs(draft: _Draft, items: dict[str, Decimal]) -> None:
    budget = draft.amount(80, 600)
    over = draft.loses(RUNNING_COSTS)
    share = 104 if over else draft.dice.choice((100, 99, 96, 92, 90))
    items["公用经费预算数"] = budget
    items["公用经费支出数"] = (budget * share / 100).quantize(Decimal("0.01"))
    draft.names |= {"running_budget": f"{budget}", "running_spent": f"{items['公用经费支出数']}"}
    if over:
        problem = "经济成本控制不够严格，公用经费超出预算。"
        _lose(draft, RUNNING_COSTS, None, "办公楼电路改造，维修费用增加", problem)
    assets = draft.amount(300, 6000)
    idle = draft.loses(ASSETS_IN_USE)
    items["固定资产总额"] = assets
    items["在用固定资产"] = (assets * (84 if idle else draft.dice.choice((100, 98, 95, 92))) / 100).quantize(
        Decimal("0.01")
    )
    if idle:
        problem = "固定资产利用率不高，闲置资产的调剂、处置不够及时。"
        _lose(draft, ASSETS_IN_USE, None, "旧办公楼腾空后尚未办理处置手续", problem)


def _money_row(item: str, value: Decimal) -> Record:
    unit = "%" if item.endswith("率") else "万元"
    remark = "财政部门测算" if item == "年度平均执行率" else None
    return {"项目": item, "数值": Figure(value, unit), "单位": unit, "备注": remark}


def _three_public(draft: _Draft) -> None:
    dice = draft.dice
    parts = {
        "公务用车运行维护费": draft.amount(2, 12),
        "公务接待费": dice.choice((Decimal(0), draft.amount(1, 3))),
        "因公出国（境）费": Decimal(0),
    }
    share = dice.choice((100, 98, 90, 80, 75))
    over, much_less = draft.loses(THREE_PUBLIC), draft.trait(15, "三公减少一半")
    if over:
        share = 103
    elif draft.trait(4, "没有三公经费"):
        parts = dict.fromkeys(parts, Decimal(0))
        much_less = False
    elif much_less:
        share = 48
    spent = {name: (value * share / 100).quantize(Decimal("0.01")) for name, value in parts.items()}
    rows: list[Record] = [{"项目": "合计", **_pair(sum(parts.values()), sum(spent.values()))}]
    if draft.trait(60, "填三公分项"):
        rows += [{"项目": name, **_pair(parts[name], spent[name])} for name in parts]
    reasons = list(prose.OVERSPENT if over else prose.SAVED)
    if over or much_less or draft.chance(50):
        rows[0]["变动原因"] = draft.worded(dice.choice(reasons))
        if len(rows) > 1 and draft.chance(40) and not over:
            rows[1]["变动原因"] = "新能源车辆能耗较低"
    if over:
        problem = "“三公”经费控制不严，实际支出超出年初预算。"
        _lose(draft, THREE_PUBLIC, None, "公务用车老化，维修费用增加", problem)
    draft.sheets["三公经费"] = rows


def _pair(budget: Decimal | int, spent: Decimal | int) -> Record:
    return {"年初预算数": Figure(Decimal(budget), "万元"), "实际支出数": Figure(Decimal(spent), "万元")}


# --- 管理效率, 存在问题, 改进措施 ---------------------------------------------------------------------------


def _lose(draft: _Draft, row: str, entry: object, reason: str, problem: str) -> None:
    draft.lossless = False
    losses = draft.sheets.setdefault("扣分", [])
    losses.append({"三级指标": row, "填报值": entry, "扣分原因": reason})
    draft.problems.append(problem)


def _management(draft: _Draft) -> None:
    for name, (entry, reason, problem) in prose.LOSSES.items():
        if draft.loses(name):
            _lose(draft, name, entry, reason, problem)
    lost = {str(row["三级指标"]): row for row in draft.sheets.pop("扣分", [])}
    rows: list[Record] = []
    for name in (*STATED_ROWS, *COUNTED_ROWS, *COMPUTED_ROWS):
        row: Record = {
            "三级指标": name,
            "填报值": _entry(draft, name),
            "佐证材料": f"{name.replace('“', '').replace('”', '')}相关材料",
        }
        if name in lost:
            row |= lost[name]
            if draft.chance(30):
                row["情况说明"] = f"{row['扣分原因']}，将尽快整改。"
        elif name in prose.NOTES and draft.chance(70):
            row["情况说明"] = _note(draft, prose.NOTES[name])
        rows.append(row)
    draft.sheets["管理效率"] = rows


def _note(draft: _Draft, choices: Sequence[str]) -> str:
    """What stands in the pool, every paragraph of it followed by who saw to it."""
    note = draft.worded(draft.dice.choice(choices))
    return "\n".join(paragraph + _seen_to(draft) for paragraph in note.split("\n"))


def _seen_to(draft: _Draft) -> str:
    count = draft.dice.choice((1, 2, 2, 2))
    whos, acts, results = (draft.dice.sample(pool, count) for pool in prose.NOTE_ENDS)
    sentences = (f"{who}{does}，{result}。" for who, does, result in zip(whos, acts, results, strict=True))
    unsaid = [sentence for sentence in sentences if sentence not in draft.said]
    draft.said.update(unsaid)
    return "".join(unsaid)


def _entry(draft: _Draft, name: str) -> object:
    if name in COMPUTED_ROWS:
        return None
    if name in COUNTED_ROWS:
        return draft.dice.choice((0, 0, "0", "0" + COUNTED_ROWS[name]))
    if name in _EXEMPT_ROWS and draft.chance(20):
        return "不涉及"
    return "是"


def _problems_and_measures(draft: _Draft) -> None:
    dice = draft.dice
    problems = list(draft.problems)
    if problems or not draft.lossless or draft.chance(50):
        problems += dice.sample(prose.PROBLEMS, dice.randint(0 if problems else 1, 2))
    if not problems:
        draft.traits.append("没有存在问题")
        return
    told = [_with_cause(draft, problem) for problem in problems]
    told += [problem for problem, _ in draft.shortfalls]
    draft.sheets["存在问题"] = [{"序号": n, "内容": draft.worded(text)} for n, text in enumerate(told, 1)]
    assigned = draft.chance(70)
    measures = [_measure(draft, problem) for problem in problems] + [measure for _, measure in draft.shortfalls]
    draft.sheets["改进措施"] = [
        {"序号": n, "内容": draft.worded(text), "对应问题": n if assigned else None}
        for n, text in enumerate(measures, 1)
    ]


def _with_cause(draft: _Draft, problem: str) -> str:
    if draft.chance(15):
        return problem
    return f"{problem.removesuffix('。')}，{draft.unsaid(prose.CAUSES)}；{draft.unsaid(prose.EFFECTS)}。"


def _measure(draft: _Draft, problem: str) -> str:
    promised = [promise for word, promise in prose.PROMISES.items() if word in problem]
    if promised and draft.chance(70):
        return promised[0]
    step = draft.unsaid(prose.STEPS) if draft.chance(90) else ""
    return draft.one_of_each((*prose.MEASURES, ("。",), (step,)))
