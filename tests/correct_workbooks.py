"""Correct workbooks of many kinds: other offices, other figures, other prose, unusual but right ways to fill a form.

``correct_workbook(7)`` always gives the same workbook. Everything in it is true of it: the figures add up, what the
text says is what the tables say, every lost point has its reason. Where it deserves a warning all the same,
``deserved`` names the codes; any other warning is a false alarm.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

import correct_prose as prose
from correct_prose import Measured, Theme
from variations import COUNTED_ROWS, FIGURE_ROWS, STATED_ROWS, THREE_PUBLIC_ROW
from workbooks import Book, Formula, Grid, Shown

YEAR = 2024
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_OUTPUT_KINDS = {"数量", "质量", "时效", "成本"}
_EXEMPT_ROWS = ("新增预算项目事前绩效评估", "资产收益上缴的及时性")
_COUNTERS = {"采购活动合规性": "次", "采购合同签订时效性": "份", "合同备案时效性": "份", "数据质量": "处"}
_COMPUTED_ROWS = (*FIGURE_ROWS, THREE_PUBLIC_ROW)
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "基本信息": ("项目", "内容", "填写说明"),
    "绩效目标": ("序号", "目标", "内容"),
    "绩效指标": (
        *("编号", "类别", "二级指标", "三级指标", "符号", "年度指标值", "计量单位"),
        *("实际完成值", "分值", "计分方式", "扣分", "未完成原因", "佐证材料", "备注"),
    ),
    "重点工作": ("序号", "层级", "标题", "内容"),
    "预算执行": ("项目", "数值", "单位", "备注"),
    "三公经费": ("项目", "年初预算数", "实际支出数", "变动原因"),
    "管理效率": ("三级指标", "填报值", "扣分", "扣分原因", "情况说明", "佐证材料"),
    "存在问题": ("序号", "内容"),
    "改进措施": ("序号", "内容", "对应问题"),
}

Record = dict[str, object]
Sheets = dict[str, list[Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectWorkbook:
    """One variation: what is special about it, its sheets, and the warnings that it deserves."""

    name: str
    book: Book
    deserved: frozenset[str]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A workbook in the making: the figures that the prose may quote, and what came about on the way."""

    dice: random.Random
    sheets: Sheets = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # what stands for {own}, {short} … in prose
    traits: list[str] = field(default_factory=list)
    deserved: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    lossless: bool = True
    rural: bool = False

    def chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def trait(self, percent: int, name: str) -> bool:
        """Whether this workbook has a trait, which then goes into its name."""
        has = self.chance(percent)
        if has:
            self.traits.append(name)
        return has

    def worded(self, text: str, **more: str) -> str:
        for name, value in {**self.names, **more}.items():
            text = text.replace("{" + name + "}", value)
        return text

    def amount(self, low: int, high: int, places: int = 2) -> Decimal:
        """A sum between the two, in steps of the last place."""
        scale = int(10**places)
        return Decimal(self.dice.randrange(low * scale, high * scale)) / Decimal(scale)


def correct_workbook(seed: int) -> CorrectWorkbook:
    draft = _Draft(dice=random.Random(seed))  # noqa: S311  # reproducible variety, nothing secret
    _office(draft)
    _indicators_and_tasks(draft)
    _budget(draft)
    _three_public(draft)
    _management(draft)
    _goals(draft)
    _problems_and_measures(draft)
    book = _laid_out(draft)
    name = "、".join((f"{seed:03}", draft.names["short"], *draft.traits))
    return CorrectWorkbook(name=name, book=book, deserved=frozenset(draft.deserved))


# --- the office -------------------------------------------------------------------------------------------


def _office(draft: _Draft) -> None:
    dice = draft.dice
    kind = dice.choice(("街道", "街道", "镇", "乡"))
    region = dice.choice(("区", "县")) if kind != "街道" else "区"
    stem = "示例" + dice.choice(("临江", "青云", "北岭", "东湖", "南桥", "西苑", "金沙", "石门", "永安", "长乐"))
    draft.rural = kind != "街道"
    short = stem + kind
    name = f"{short}办事处" if kind == "街道" else f"{short}人民政府"
    full = f"示例市示例{region}人民政府{name}" if kind == "街道" else f"示例市示例{region}{name}"
    own = dice.choice(("我部门", f"我{kind}", f"本{kind}", "我单位", "本单位"))
    draft.names = {
        "own": own,
        "short": short,
        "committee": "党工委" if kind == "街道" else "党委",
        "party": "街道党工委、办事处" if kind == "街道" else f"{kind}党委、{kind}政府",
        "above": f"{region}委、{region}政府",
        "place": f"示例{region}",
        "year": str(YEAR),
        "last": str(YEAR - 1),
        "next": str(YEAR + 1),
    }
    basics: Record = {
        "年度": dice.choice((YEAR, str(YEAR), f"{YEAR}年", str(YEAR).translate(_WIDE))),
        "市": "示例市",
        "区": f"示例{region}",
        "单位全称": full,
        "单位名称": name,
        "单位简称": short,
    }
    if own != "我部门" or draft.chance(50):
        basics["自称"] = own
    if draft.chance(60):
        basics["附件序号"] = dice.choice((1, 2, 3, "4"))
    if region == "县" or draft.chance(40):
        basics["支出率测算单位"] = dice.choice((f"{region}财政部门", f"示例{region}财政局"))
    basics["目标总述"] = draft.worded(dice.choice(prose.AIMS))
    basics["自评总述"] = draft.worded(dice.choice(prose.SUMMARIES))
    if draft.trait(40, "有荣誉"):
        basics["主要荣誉"] = draft.worded(dice.choice(prose.HONOURS))
    draft.sheets["基本信息"] = [{"项目": item, "内容": value} for item, value in basics.items()]


def _goals(draft: _Draft) -> None:
    count = draft.dice.randint(1, len(prose.GOALS))
    draft.traits.append(f"{count}个目标")
    chosen = draft.dice.sample(prose.GOALS, count)
    draft.sheets["绩效目标"] = [{"序号": n, "目标": goal, "内容": more} for n, (goal, more) in enumerate(chosen, 1)]


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
    themes = dice.sample(prose.THEMES, dice.randint(3, 6)) + ([prose.RURAL] if draft.rural else [])
    dice.shuffle(themes)
    flawless = draft.trait(25, "指标全部达标")
    missed_at_most = 0 if flawless else 2
    rows: dict[str, list[Record]] = {"产出": [], "效益": []}
    tasks: list[Record] = []
    for number, theme in enumerate(themes, 1):
        results = []
        for measured in dice.sample(theme.indicators, dice.randint(1, len(theme.indicators))):
            missing = bool(missed_at_most and measured.missed and draft.chance(30))
            missed_at_most -= missing
            results.append(_result(draft, measured, rows, missing=missing))
        tasks += _task(draft, theme, number, results)
    for measured in prose.BENEFITS if not rows["效益"] or draft.chance(40) else ():
        _result(draft, measured, rows, missing=False)
    if not rows["产出"]:
        _result(draft, prose.THEMES[0].indicators[0], rows, missing=False)
    for category in rows.values():
        _share_points(draft, category)
    draft.sheets["绩效指标"] = rows["产出"] + rows["效益"]
    draft.sheets["重点工作"] = tasks


def _result(draft: _Draft, measured: Measured, rows: dict[str, list[Record]], *, missing: bool) -> _Result:
    category = "产出" if measured.secondary in _OUTPUT_KINDS else "效益"
    code = ("C" if category == "产出" else "X") + f"{len(rows[category]) + 1:02}"
    target = Decimal(draft.dice.choice(measured.targets)) if measured.targets else None
    actual = None if target is None else _actual(draft, measured, target, missing=missing)
    row: Record = {
        "编号": code,
        "类别": category,
        "二级指标": measured.secondary,
        "三级指标": measured.name,
        "符号": _symbol(draft, measured.symbol),
        "年度指标值": measured.wording if target is None else _Figure(target, measured.unit),
        "计量单位": measured.unit or None,
        "实际完成值": "达成" if actual is None else _Figure(actual, measured.unit),
        "佐证材料": measured.evidence,
    }
    if missing:
        draft.lossless = False
        draft.traits.append(f"{code}没有达标")
        row["未完成原因"] = measured.missed
        if actual is None:
            row["实际完成值"] = draft.dice.choice(("部分达成0.8", "部分达成（80%）", "未达成"))
        elif draft.chance(30):
            row["计分方式"] = "按比例计分"
        elif draft.chance(20):
            row |= {"计分方式": "人工计分", "扣分": 0.5}
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
    row["实际完成值"] = _Figure(actual, str(row["计量单位"]))
    return actual


def _symbol(draft: _Draft, symbol: str) -> str:
    """A symbol as keyboards give it."""
    typed = {"≥": ("≥", "≥", ">=", "≧"), "≤": ("≤", "≤", "<="), "=": ("=", "＝"), ">": (">", "＞"), "<": ("<", "＜")}
    return draft.dice.choice(typed.get(symbol, (symbol,)))


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
    opening = draft.worded(dice.choice(theme.openings))
    if draft.trait(1, "写了表里没有的金额"):
        opening += f"投入{draft.amount(11, 99, 1)}万元用于设施维护。"
        draft.deserved.add("W623")
    rows: list[Record] = [
        {"序号": number, "层级": "概述", "标题": dice.choice((*theme.titles, None)), "内容": opening + said}
    ]
    if rows[0]["标题"] is not None and draft.chance(10) and not said:
        rows[0]["内容"] = None
    level = dice.choice(("列举", "分项"))
    details = dice.sample(theme.details, dice.randint(0, len(theme.details)))
    for title, text in details:
        more = "\n{own}还将总结经验，形成长效机制。" if draft.chance(20) else ""
        heading = dice.choice((title, title, None))
        rows.append({"序号": number, "层级": level, "标题": heading, "内容": draft.worded(text + more)})
    return rows


# --- money ------------------------------------------------------------------------------------------------


def _budget(draft: _Draft) -> None:
    dice = draft.dice
    initial = draft.amount(1500, 24000, dice.choice((0, 2)))
    adjusted = (initial * dice.randint(94, 112) / 100).quantize(Decimal("0.01")) if draft.chance(75) else None
    whole = adjusted or initial
    share = dice.choice((100, 98, 97, 95, 93, 91, 88, 83)) if not draft.trait(4, "执行率很低") else 74
    spent = (whole * share / 100).quantize(Decimal("0.01"))
    paces = [min(Decimal(100), Decimal(share + dice.choice((-3, -2, -1, 0, 0)))) for _ in range(3)]
    quarters = [(whole * pace * n / 400).quantize(Decimal("0.01")) for n, pace in enumerate(paces, 1)] + [spent]
    progress = [min(Decimal(100), q * 400 / (whole * n)) for n, q in enumerate(quarters, 1)]
    rate = (sum(progress, Decimal(0)) / 4).quantize(Decimal("0.01"))
    items: dict[str, Decimal | None] = {"年初预算数": initial, "调整预算数": adjusted, "全年支出数": spent}
    by_quarters = draft.trait(25, "只填季度数")
    if not by_quarters:
        items = {"年度平均执行率": rate, **items}
    if by_quarters or draft.chance(60):
        names = ("一季度末累计支出数", "二季度末累计支出数", "三季度末累计支出数", "四季度末累计支出数")
        items |= dict(zip(names, quarters, strict=True))
    _carry_over(draft, items, whole, spent)
    _running_costs(draft, items)
    if rate < 90:
        draft.problems.append(prose.RATE_PROBLEM)
    if rate < 100:
        draft.lossless = False
    if rate < 80:
        draft.deserved.add("W619")
    draft.sheets["预算执行"] = [_money_row(draft, item, value) for item, value in items.items()]


def _carry_over(draft: _Draft, items: dict[str, Decimal | None], whole: Decimal, spent: Decimal) -> None:
    left = whole - spent
    rate = (left * 100 / whole).quantize(Decimal("0.01"))
    which = draft.dice.choice(("资金", "率", "都"))
    if which != "率":
        items["结转结余资金"] = left
    if which != "资金":
        items["结转结余率"] = rate
    if left * 100 > whole * 10:
        draft.traits.append("结转结余偏高")
        _lose(draft, "财政拨款结转结余率", None, "部分工程尾款未到支付节点", "财政拨款结转结余率偏高，资金沉淀较多。")


def _running_costs(draft: _Draft, items: dict[str, Decimal | None]) -> None:
    budget = draft.amount(80, 600)
    over = draft.trait(5, "公用经费超支")
    share = 104 if over else draft.dice.choice((100, 99, 96, 92, 90))
    items["公用经费预算数"] = budget
    items["公用经费支出数"] = (budget * share / 100).quantize(Decimal("0.01"))
    draft.names |= {"running_budget": f"{budget}", "running_spent": f"{items['公用经费支出数']}"}
    if over:
        problem = "经济成本控制不够严格，公用经费超出预算。"
        _lose(draft, "经济成本控制情况", None, "办公楼电路改造，维修费用增加", problem)
    assets = draft.amount(300, 6000)
    idle = draft.trait(8, "固定资产利用率偏低")
    items["固定资产总额"] = assets
    items["在用固定资产"] = (assets * (84 if idle else draft.dice.choice((100, 98, 95, 92))) / 100).quantize(
        Decimal("0.01")
    )
    if idle:
        problem = "固定资产利用率不高，闲置资产的调剂、处置不够及时。"
        _lose(draft, "固定资产利用率", None, "旧办公楼腾空后尚未办理处置手续", problem)


def _money_row(draft: _Draft, item: str, value: Decimal | None) -> Record:
    unit = "%" if item.endswith("率") else draft.dice.choice(("万元",) * 6 + ("元", "千元"))
    scale = {"元": 10000, "千元": 10}.get(unit, 1)
    remark = "财政部门测算" if item == "年度平均执行率" else None
    number = None if value is None else _Figure(value * scale, unit)
    return {"项目": item, "数值": number, "单位": unit if number else None, "备注": remark}


def _three_public(draft: _Draft) -> None:
    dice = draft.dice
    parts = {
        "公务用车运行维护费": draft.amount(2, 12),
        "公务接待费": dice.choice((Decimal(0), draft.amount(1, 3))),
        "因公出国（境）费": Decimal(0),
    }
    share = dice.choice((100, 98, 90, 80, 75))
    nothing = draft.trait(4, "没有三公经费")
    over, much_less = draft.trait(6, "三公超支"), draft.trait(15, "三公减少一半")
    if over:
        share = 103
    elif much_less:
        share = 48
    if nothing:
        parts = dict.fromkeys(parts, Decimal(0))
        over = much_less = False
    spent = {name: (value * share / 100).quantize(Decimal("0.01")) for name, value in parts.items()}
    rows: list[Record] = [{"项目": "合计", **_pair(sum(parts.values()), sum(spent.values()))}]
    if draft.trait(60, "填三公分项"):
        rows += [{"项目": name, **_pair(parts[name], spent[name])} for name in parts]
    reasons = list(prose.OVERSPENT if over else prose.SAVED)
    if over or much_less or draft.chance(50):
        rows[0]["变动原因"] = draft.worded(dice.choice(reasons))
        if len(rows) > 1 and draft.chance(40) and not over:
            rows[1]["变动原因"] = "新能源车辆能耗较低"
    if over and sum(spent.values()) > sum(parts.values()):
        problem = "“三公”经费控制不严，实际支出超出年初预算。"
        _lose(draft, THREE_PUBLIC_ROW, None, "公务用车老化，维修费用增加", problem)
    draft.sheets["三公经费"] = rows


def _pair(budget: Decimal | int, spent: Decimal | int) -> Record:
    return {"年初预算数": _Figure(Decimal(budget), "万元"), "实际支出数": _Figure(Decimal(spent), "万元")}


# --- 管理效率, 存在问题, 改进措施 ---------------------------------------------------------------------------


def _lose(draft: _Draft, row: str, entry: object, reason: str, problem: str) -> None:
    draft.lossless = False
    losses = draft.sheets.setdefault("扣分", [])
    losses.append({"三级指标": row, "填报值": entry, "扣分原因": reason})
    draft.problems.append(problem)


def _management(draft: _Draft) -> None:
    dice = draft.dice
    for name, (entry, reason, problem) in prose.LOSSES.items():
        if draft.chance(5):
            draft.traits.append(f"{name}扣分")
            _lose(draft, name, entry, reason, problem)
    lost = {str(row["三级指标"]): row for row in draft.sheets.pop("扣分", [])}
    rows: list[Record] = []
    for name in (*STATED_ROWS, *COUNTED_ROWS, *_COMPUTED_ROWS):
        row: Record = {"三级指标": name, "填报值": _entry(draft, name), "佐证材料": f"{name.strip('“”')}相关材料"}
        if name in lost:
            row |= lost[name]
            if draft.chance(30):
                row["情况说明"] = f"{row['扣分原因']}，将尽快整改。"
        elif name in prose.NOTES and draft.chance(70):
            row["情况说明"] = draft.worded(dice.choice(prose.NOTES[name]))
        rows.append(row)
    if draft.chance(30):
        dice.shuffle(rows)
        draft.traits.append("管理效率换了行序")
    draft.sheets["管理效率"] = rows


def _entry(draft: _Draft, name: str) -> object:
    if name in _COMPUTED_ROWS:
        return None
    if name in COUNTED_ROWS:
        return draft.dice.choice((0, 0, "0", "0" + _COUNTERS.get(name, "个")))
    if name in _EXEMPT_ROWS and draft.chance(20):
        return "不涉及"
    return draft.dice.choice(("是", "是", True))


def _problems_and_measures(draft: _Draft) -> None:
    dice = draft.dice
    problems = list(draft.problems)
    if problems or not draft.lossless or draft.chance(50):
        problems += dice.sample(prose.PROBLEMS, dice.randint(0 if problems else 1, 2))
    if not problems:
        draft.traits.append("没有存在问题")
        return
    draft.sheets["存在问题"] = [{"序号": n, "内容": draft.worded(text)} for n, text in enumerate(problems, 1)]
    assigned = draft.chance(70)
    measures = [_measure(draft, problem) for problem in problems]
    draft.sheets["改进措施"] = [
        {"序号": n, "内容": draft.worded(text), "对应问题": n if assigned else None}
        for n, text in enumerate(measures, 1)
    ]


def _measure(draft: _Draft, problem: str) -> str:
    promised = [promise for word, promise in prose.PROMISES.items() if word in problem]
    return promised[0] if promised and draft.chance(70) else draft.dice.choice(prose.MEASURES)


# --- laying it out: unusual but right ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number of a cell, before it is decided how it is typed."""

    value: Decimal
    unit: str


def _plain(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _as_percentage(figure: _Figure) -> object:
    if figure.unit != "%":
        return _plain(figure.value)
    return Shown(_plain(figure.value / 100), "0.00%")


_TYPED: Sequence[Callable[[_Figure], object]] = (
    lambda figure: _plain(figure.value),
    lambda figure: f"{figure.value.normalize():f}",
    lambda figure: f"{figure.value.normalize():f}".translate(_WIDE),
    lambda figure: f"{figure.value:,f}",
    lambda figure: f"{figure.value.normalize():f}{figure.unit}",
    lambda figure: f" {figure.value.normalize():f} ",
    lambda figure: Formula("1*1", _plain(figure.value)),
    _as_percentage,
)


def _typed(draft: _Draft, value: object, odd: int) -> object:
    if not isinstance(value, _Figure):
        return _plain(value) if isinstance(value, Decimal) else value
    if value.unit == "%" and 0 < value.value <= 1:
        return f"{value.value.normalize():f}%"  # a bare 0.5 would rightly be asked about
    typing = draft.dice.choice(_TYPED[1:]) if draft.chance(odd) else _TYPED[0]
    return typing(value)


def _laid_out(draft: _Draft) -> Book:
    dice = draft.dice
    odd = dice.choice((0, 10, 50, 100))  # how much of the figures is typed in an unusual way
    if odd:
        draft.traits.append(f"数字写法特别{odd}%")
    book: Book = {}
    for sheet, columns in _HEADERS.items():
        if sheet in draft.sheets:
            used = [column for column in columns if column in _kept(draft, sheet, columns)]
            rows = draft.sheets[sheet]
            grid: Grid = [list(used), *([_typed(draft, row.get(column), odd) for column in used] for row in rows)]
            book[sheet] = grid
    for change, percent, name in _LAYOUTS:
        if draft.trait(percent, name):
            change(draft, book)
    return book


def _kept(draft: _Draft, sheet: str, columns: Sequence[str]) -> set[str]:
    """All columns, or now and then only those that something stands in."""
    if draft.chance(80):
        return set(columns)
    always = {"基本信息": {"项目", "内容"}, "预算执行": {"项目", "数值", "单位"}, "重点工作": {"内容"}}.get(
        sheet, set()
    )
    return always | {column for column in columns for row in draft.sheets[sheet] if row.get(column) is not None}


def _titles(draft: _Draft, book: Book) -> None:
    for sheet, grid in book.items():
        titles: Grid = [[f"{draft.names['short']}{YEAR}年度{sheet}"], [None, "填表时间：2025年1月"]]
        grid[:0] = titles[: draft.dice.randint(1, 2)]


def _other_order(_: _Draft, book: Book) -> None:
    for sheet in ("绩效指标", "管理效率", "预算执行"):
        book[sheet][:] = [row[::-1] for row in _padded(book[sheet])]


def _padded(grid: Grid) -> Grid:
    width = max(map(len, grid))
    return [[*row, *[None] * (width - len(row))] for row in grid]


def _own_columns(_: _Draft, book: Book) -> None:
    for sheet in ("绩效指标", "预算执行"):
        grid = _padded(book[sheet])
        header = next(n for n, row in enumerate(grid) if sum(value is not None for value in row) > 2)
        book[sheet][:] = [[*row, "经办人" if n == header else None] for n, row in enumerate(grid)]


def _own_sheets(_: _Draft, book: Book) -> None:
    book["填表说明"] = [["先填基本信息"]]
    book["Sheet1"] = [[1, 2], ["草稿", 3]]


def _blank_rows(draft: _Draft, book: Book) -> None:
    for sheet in ("绩效指标", "重点工作", "绩效目标"):
        book[sheet].insert(len(book[sheet]) - draft.dice.randint(0, 1), [])


def _spaced_names(_: _Draft, book: Book) -> None:
    renamed = {" ".join(("绩效", "指标")) if name == "绩效指标" else name: grid for name, grid in book.items()}
    book.clear()
    book.update(renamed)


def _spaced_prose(_: _Draft, book: Book) -> None:
    """Line breaks and blanks at the ends of prose cells, as pasted text has them."""
    grid = book["重点工作"]
    for row in grid:
        row[:] = [f"{value}\n" if isinstance(value, str) and value.endswith("。") else value for value in row]


def _spare_numbers(_: _Draft, book: Book) -> None:
    book["绩效目标"] += [[20], [21]]


_LAYOUTS: Sequence[tuple[Callable[[_Draft, Book], None], int, str]] = (
    (_other_order, 15, "列序颠倒"),
    (_own_columns, 15, "自己加的列"),
    (_own_sheets, 30, "自己加的表"),
    (_blank_rows, 15, "有空行"),
    (_spare_numbers, 8, "多编的序号"),
    (_titles, 30, "表头上有标题行"),
    (_spaced_prose, 15, "文末有换行"),
    (_spaced_names, 8, "表名里有空格"),
)
