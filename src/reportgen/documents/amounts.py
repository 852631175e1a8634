"""The arithmetic of a finished document: changes, rates and sums that its own figures contradict.

A change or a rate counts as right as soon as two figures of its paragraph give it; it is reported only where figures
for both sides are there and none gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from reportgen.checks.quantities import MONEY, PERCENT, POINTS, TextQuantity, narrow, quantities, unit_of
from reportgen.checks.subjects import pairs_of
from reportgen.documents.finished import FinishedText, Span, place_of
from reportgen.documents.tables import Grid, GridRow, grids
from reportgen.numeric import plain, round_half_up


class AmountRole(NamedTuple):
    """What a figure is beside others: the word for it, and a pattern of the words before it."""

    name: str
    pattern: re.Pattern[str]


BUDGET: Final = AmountRole(
    "预算", re.compile(r"预算(?!拨款|收入|执行|资金|单位|绩效|调整率)|安排|核定|批复|下达|年初数")
)
LAST: Final = AmountRole("上年", re.compile("上年|去年|上一?年度?"))
AIM: Final = AmountRole(
    "目标",
    re.compile(
        r"目标|指标值|计划(?!生育)|任务|不少于|不低于|不超过|不高于|≥|≤|应(?=达|完成)|控制在|控制(?:标准|数|线)"
    ),
)
ACTUAL: Final = AmountRole("实际", re.compile("支出|决算|使用|花费|开支|发生|实际|完成|支付|执行"))
INCOME: Final = AmountRole("收入", re.compile("收入"))
_ROLES: Final = (LAST, AIM, BUDGET, ACTUAL, INCOME)


class Amount(NamedTuple):
    """A figure of a paragraph with the words before it in its clause."""

    position: int
    start: int
    end: int
    quantity: TextQuantity
    label: str
    words: str
    behind: str = ""  # what follows it: 350座的目标

    @property
    def value(self) -> Decimal:
        """The figure in units of its dimension."""
        return self.quantity.value

    @property
    def role(self) -> AmountRole | None:
        """What the words before it say that it is."""
        if _AIM_BEHIND.match(self.behind):
            return AIM
        return next((role for role in _ROLES if role.pattern.search(self.label)), None)

    @property
    def number(self) -> Decimal:
        """The figure as the text prints it, without its unit: 1.2 of 1.2万元."""
        match = _NUMBER.search(narrow(self.words))
        return Decimal(match[0].replace(",", "")) if match else self.value

    @property
    def scale(self) -> Decimal:
        """How many of its dimension the unit of the text holds."""
        return round_half_up(self.value / self.number, 9) if self.number else Decimal(1)

    @property
    def shown(self) -> str:
        """The same number as a text."""
        return plain(self.number)


_AIM_BEHIND: Final = re.compile("(?:以上|以内)?的(?:年度|年初|预期|控制)?(?:目标|指标|任务|计划)")
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Miscalculation(NamedTuple):
    """Figures that do not agree: the arithmetic, what the text states, and where; the doubtful one first."""

    arithmetic: str
    stated: str
    spans: tuple[Span, ...]
    sure: bool = True


_CLAUSE_BEGIN: Final = re.compile(r"[，。；：、（(]")
_SENTENCE: Final = re.compile(r"[^。；\n]+")
_DIMENSIONLESS: Final = "百分点"


def amounts_of(text: FinishedText) -> list[list[Amount]]:
    """The figures of each paragraph."""
    return [_amounts(one.text, at) for at, one in enumerate(text.paragraphs)]


_MOST_PLACES: Final = 20
_MOST_AMOUNTS: Final = 120  # of one paragraph; the work grows with their square


def _amounts(text: str, position: int) -> list[Amount]:
    if not re.search(r"\d", text):
        return []
    found: list[Amount] = []
    for sentence in _SENTENCE.finditer(text):
        for one in quantities(sentence[0]):
            if one.spelled:
                continue
            start, end = sentence.start() + one.start, sentence.start() + one.end
            begin = max(found[-1].end if found and found[-1].end > sentence.start() else sentence.start(), start - 30)
            label = text[begin:start]
            cut = [match.end() for match in _CLAUSE_BEGIN.finditer(label)]
            # In 节约 the word 约 makes no rough number.
            quantity = replace(one, roughly="") if text.endswith("节约", 0, start) else one
            label, behind = label[cut[-1] if cut else 0 :], text[end : end + 8]
            found.append(Amount(position, start, end, quantity, label, text[start:end], behind))
            if len(found) == _MOST_AMOUNTS:
                return found
    return found


def miscalculations(text: FinishedText) -> Iterator[Miscalculation]:
    """Changes, rates and sums that do not fit the figures beside them."""
    tables = grids(text.paragraphs)
    every = amounts_of(text)
    for at, paragraph in enumerate(text.paragraphs):
        if paragraph.cell is None and every[at]:
            words = narrow(paragraph.text)
            yield from _changes(words, every[at])
            yield from _rates(words, every[at])
            yield from _from_to(words, every[at])
            yield from _bare_rates(words, every[at])
            yield from _shares_of_parts(words, every[at])
            yield from _of_whole(words, every[at])
            yield from _named_sums(words, every[at])
            yield from _added(words, every[at])
            yield from _used_for(words, every[at])
            yield from _basic_and_projects(every[at], every[at - 1] if at else ())
            yield from _parts_by_role(words, every[at])
            yield from _parts_by_source(words, every[at], every[at - 1] if at else ())
            yield from _rest(words, every[at])
            yield from _done_and_not(words, every[at])
    yield from _against_aims(text, every, tables)
    for grid in tables:
        yield from _columns_add_up(grid)
        yield from _rows_agree(grid)


def _spots(*some: Amount) -> tuple[Span, ...]:
    return tuple((one.position, one.start, one.end) for one in some)


# --- changes ----------------------------------------------------------------------------------------------

_NUM: Final = r"\d{1,12}(?:\.\d{1,6})?"
_UNIT: Final = r"(?:万元|亿元|元|人次|场次|家次|户次|个百分点|[\u4e00-\u9fff])"
_UP: Final = ("增加", "增长", "上升", "提高", "增多", "多", "超支", "超出", "高", "增")
_CHANGE: Final = re.compile(
    rf"(?:(?:比|较|与|同)(?P<base>比(?=增|减|下|上|提|降)|上年度?|去年|上一年度?|年初预算数?|预算数?|年初|目标值?|计划数?|指标值?|任务数?|(?:19|20)\d\d年度?)"
    rf"(?:决算数?|支出数?|同期|实际)?(?:相比)?(?:的?(?P<given>{_NUM})(?P<given_unit>{_UNIT})(?:相比)?)?，?)?"
    rf"(?P<way>增加|增长|上升|提高|增多|减少|下降|降低|压减|压缩|节约|节省|结余|超支|超出|[多少高低])了?(?P<value>{_NUM})(?P<unit>{_UNIT})"
)
_BASE_ROLES: Final = (
    ("比", LAST),
    ("上", LAST),
    ("去", LAST),
    ("年初预算", BUDGET),
    ("预算", BUDGET),
    ("目标", AIM),
    ("计划", AIM),
)
_OF_BUDGET: Final = ("节约", "节省", "结余", "超支", "超出")
_RATE_BEHIND: Final = re.compile(
    rf"^，?(?P<way>增长|上升|增加|提高|增幅|下降|减少|降低|降幅|压减|节约率|节约)(?:为|达|了)?(?P<rate>{_NUM})%"
)


def _changes(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """比年初预算减少3.5万元，下降28.2%."""
    for match in islice(_CHANGE.finditer(words), _MOST_AMOUNTS):
        base_word, way = match["base"] or "", match["way"]
        begin = max(words.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        roles = [one.role for one in amounts if begin <= one.start < match.start()]
        if not base_word and way not in _OF_BUDGET and roles[-2:] != [BUDGET, ACTUAL]:
            continue
        change = next((one for one in amounts if one.start == match.start("value")), None)
        if change is None or change.quantity.roughly or change.quantity.unit.dimension in (PERCENT, _DIMENSIONLESS):
            continue
        yield from _change(words, amounts, match, change)


def _change(
    words: str,
    amounts: Sequence[Amount],
    match: re.Match[str],
    change: Amount,
) -> Iterator[Miscalculation]:
    base_word = match["base"] or ""
    role = next((role for word, role in _BASE_ROLES if base_word.startswith(word)), None if base_word else BUDGET)
    given = next((one for one in amounts if match["given"] and one.start == match.start("given")), None)
    sign = 1 if match["way"] in _UP else -1
    changes = {other.start("value") for other in _CHANGE.finditer(words)}
    others = [
        one
        for one in amounts
        if one is not change
        and one.quantity.unit.dimension == change.quantity.unit.dimension
        and not one.quantity.roughly
        and one.start not in changes
    ]
    bases = [given] if given else [one for one in others if role and one.role is role]
    if not bases and match["way"] in _OF_BUDGET:
        bases = [one for one in others if one.role is AIM]
    present = [one for one in others if one not in bases and one.role is not role and one.role is not AIM]
    before = [one for one in present if one.start < match.start()]
    if not bases or not present:
        return
    pairs = [(one, base) for one in present for base in bases]
    right = [(one, base) for one, base in pairs if (one.value - base.value) * sign == change.value]
    close = [pair for pair in right if pair[0] in before] or right
    if not right:
        one = before[-1] if before else present[0]
        base = min(bases, key=lambda other: (other.start > match.start(), abs(other.start - one.start)))
        if base.role is BUDGET and not given and len(bases) > 1 and _topic(one) and _topic(one) != _topic(base):
            return
        difference = plain((one.value - base.value) / change.scale)
        arithmetic = f"{_in(one, change)}−{_in(base, change)}={difference}"
        stated = f"{match['way']}{change.shown}"
        yield Miscalculation(
            arithmetic, stated, _spots(change, one, base), sure=bool(given) or not match["base"] or bool(before)
        )
        return
    one, base = close[0]
    rate = _RATE_BEHIND.match(words[match.end() :])
    if rate and base.value:
        shown = f"{_in(one, change)}−{_in(base, change)}={plain((one.value - base.value) / change.scale)}"
        stated_rate = Decimal(rate["rate"])
        actual = abs(change.value) * 100 / base.value
        start = match.end() + rate.start("rate")
        spot = (change.position, start, match.end() + rate.end())
        grows = rate["way"] in ("增长", "上升", "增加", "提高", "增幅")
        if rate["way"] != "节约率" and grows != (sign > 0):
            yield Miscalculation(
                shown,
                f"{rate['way']}{rate['rate']}%",
                (spot, *_spots(change, base)),
            )
        elif not _is_rate(actual, stated_rate, rate["rate"]):
            yield Miscalculation(
                f"{change.shown}÷{_in(base, change)}={_percent(actual, rate['rate'])}%",
                f"{rate['way']}{rate['rate']}%",
                (spot, *_spots(change, base)),
            )


def _topic(one: Amount) -> str:
    return re.sub("年初|预算|决算|支出|实际|安排|[为是]", "", one.label)


def _in(one: Amount, other: Amount) -> str:
    """A figure in the unit of another one."""
    return plain(one.value / other.scale)


def _places(written: str) -> int:
    return len(written.partition(".")[2])


def _is_rate(actual: Decimal, stated: Decimal, written: str) -> bool:
    """Whether a rate is right at the places that are printed, or was cut off there."""
    step = Decimal(1).scaleb(-_places(written))
    return abs(actual - stated) < step


def _percent(value: Decimal, written: str) -> str:
    return plain(round_half_up(value, max(2, _places(written))))


_FROM_TO: Final = re.compile(
    rf"(?:由|从)[^，。；\d]{{0,8}}(?P<old>{_NUM})(?P<unit>%|{_UNIT})[^，。；\d]{{0,6}}?(?:下降|降低|减少|降|减|增加|增长|上升|提高|升|增)"
    rf"[^，。；\d]{{0,3}}(?:到|至|为)[^，。；\d]{{0,4}}(?P<new>{_NUM})(?P=unit)"
)
_POINTS_OF_PERCENT: Final = re.compile(rf"(?P<value>{_NUM})个百分点")
_CHANGE_RATE: Final = re.compile(rf"(?P<way>增长|上升|增加|提高|下降|减少|降低)了?(?P<rate>{_NUM})%")


def _from_to(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """比上年下降12.5%，由48起降到42起."""
    for sentence in _SENTENCE.finditer(words):
        match = _FROM_TO.search(sentence[0])
        rates = list(_CHANGE_RATE.finditer(sentence[0])) if match else []
        points = _POINTS_OF_PERCENT.search(sentence[0]) if match else None
        if match and points and match["unit"] == "%":
            difference = abs(Decimal(match["new"]) - Decimal(match["old"]))
            if difference != Decimal(points["value"]):
                start = sentence.start() + points.start()
                place = ((amounts[0].position, start, start + len(points[0])),)
                larger, smaller = sorted((Decimal(match["new"]), Decimal(match["old"])), reverse=True)
                shown = f"{plain(larger)}−{plain(smaller)}={plain(difference)}"
                yield Miscalculation(shown, f"{points['value']}个百分点", place)
            continue
        if match is None or len(rates) != 1 or unit_of(match["unit"]).dimension == PERCENT:
            continue
        old, new, rate = Decimal(match["old"]), Decimal(match["new"]), rates[0]
        if not old:
            continue
        actual = (new - old) * 100 / old
        grows = rate["way"] in ("增长", "上升", "增加", "提高")
        if not _is_rate(actual if grows else -actual, Decimal(rate["rate"]), rate["rate"]):
            at = sentence.start()
            shown = (
                f"（{plain(max(old, new))}−{plain(min(old, new))}）÷{plain(old)}={_percent(abs(actual), rate['rate'])}%"
            )
            position = amounts[0].position
            spans = ((position, at + rate.start(), at + rate.end()), (position, at + match.start(), at + match.end()))
            yield Miscalculation(shown, f"{rate['way']}{rate['rate']}%", spans)


# --- rates ------------------------------------------------------------------------------------------------

_RATE: Final = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{0,14}}?(?:率|满意度|进度))(?:为|达到?|是|：|仅为?|只有|约为?)?(?P<rate>{_NUM})%"
)
_SPENDING: Final = re.compile(r"(?:支出|执行|支付)(?:率|进度)$")

_SAVING: Final = re.compile(r"(?:节约|节支|压减)率$")
_PART_OF_IT: Final = re.compile(
    "采购|专项|项目|转移支付|基金|季度|月|上半年|上年|去年|一般公共|人员|公用|三公|序时|目标|不低于|不少于"
)


def _rates(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """支出率为96%, 办结率为98% beside the two figures that give them."""
    for match in islice(_RATE.finditer(words), _MOST_AMOUNTS):
        begin = max(words.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        name = match["name"]
        if re.search(r"(?:目标|指标值|不低于|不少于)[^，]{0,6}$", name) or re.match(
            "以上|以内|的?目标", words[match.end() :]
        ):
            continue
        if _SPENDING.search(name):
            if not _PART_OF_IT.search(name):
                yield from _spending(_outside_others(words, amounts, match), match)
        elif name == "控制率":
            inside = [one for one in amounts if begin <= one.start < match.start()]
            yield from _spending(inside, match)
        elif _SAVING.search(name):
            yield from _saving(amounts, match)
        else:
            yield from _share(amounts, match, begin)


def _outside_others(words: str, amounts: Sequence[Amount], match: re.Match[str]) -> list[Amount]:
    """The figures of the sentences that speak of the whole budget: what is said of 三公经费 has rates of its own."""
    others = [one.span() for one in _SENTENCE.finditer(words) if "三公" in one[0]]
    return [
        one
        for one in amounts
        if not any(start <= one.start < end and not start <= match.start() < end for start, end in others)
    ]


def _spending(amounts: Sequence[Amount], match: re.Match[str]) -> Iterator[Miscalculation]:
    money = [one for one in amounts if one.quantity.unit.dimension == MONEY and not one.quantity.roughly]
    whole = [one for one in money if (one.role is BUDGET or one.role is INCOME) and one.value > 0]
    spent = [one for one in money if one.role is ACTUAL]
    if not whole or not spent:
        return
    rate = Decimal(match["rate"])
    pairs = [(one, base) for one in spent for base in whole]
    if any(_is_rate(one.value * 100 / base.value, rate, match["rate"]) for one, base in pairs):
        return
    one = max(spent, key=lambda other: other.value)
    base = max(whole, key=lambda other: other.value)
    actual = one.value * 100 / base.value
    if Decimal(50) < actual < Decimal(150):
        yield Miscalculation(
            f"{_in(one, base)}÷{base.shown}={_percent(actual, match['rate'])}%",
            f"{match['name'].strip()}{match['rate']}%",
            ((one.position, match.start(), match.end()), *_spots(one, base)),
            sure=len(pairs) == 1,
        )


def _saving(amounts: Sequence[Amount], match: re.Match[str]) -> Iterator[Miscalculation]:
    money = [one for one in amounts if one.quantity.unit.dimension == MONEY and one.start < match.start()]
    saved = [one for one in money if re.search("节约|节省|压减", one.label)]
    whole = [one for one in money if one.role is BUDGET]
    spent = [one for one in money if one.role is ACTUAL]
    if not whole or not whole[-1].value or not (saved or spent):
        return
    if not saved:
        rest = whole[-1].value - spent[-1].value
        if not _is_rate(rest * 100 / whole[-1].value, Decimal(match["rate"]), match["rate"]):
            shown = f"（{whole[-1].shown}−{_in(spent[-1], whole[-1])}）÷{whole[-1].shown}"
            stated = f"{match['name']}{match['rate']}%"
            spans = ((spent[-1].position, match.start(), match.end()), *_spots(spent[-1], whole[-1]))
            yield Miscalculation(f"{shown}={_percent(rest * 100 / whole[-1].value, match['rate'])}%", stated, spans)
        return
    actual = saved[-1].value * 100 / whole[-1].value
    if not _is_rate(actual, Decimal(match["rate"]), match["rate"]):
        yield Miscalculation(
            f"{_in(saved[-1], whole[-1])}÷{whole[-1].shown}={_percent(actual, match['rate'])}%",
            f"{match['name']}{match['rate']}%",
            ((saved[-1].position, match.start(), match.end()), *_spots(saved[-1], whole[-1])),
        )


_OF_WHICH_RATE: Final = re.compile("(?:利用|使用|控制|在用)率$")


def _share(amounts: Sequence[Amount], match: re.Match[str], begin: int) -> Iterator[Miscalculation]:
    """抽查500人，满意485人，满意度为97%: the word of the rate stands beside the smaller figure."""
    stem = match["name"].removesuffix("率").removesuffix("度")[-2:]
    here = [one for one in amounts if begin <= one.start < match.start() and one.quantity.unit.dimension != PERCENT]
    for part in here:
        stem = "收回" if stem == "回收" and "收回" in part.label else stem
        of_which = part is here[-1] and re.search("其中|实有|在用", part.label) and _OF_WHICH_RATE.search(match["name"])
        if (stem not in part.label and not of_which) or part.quantity.roughly or stem in ("完成",):
            continue
        wholes = [
            one
            for one in here
            if one is not part
            and one.quantity.unit.dimension == part.quantity.unit.dimension
            and one.value >= part.value
            and one.role is not AIM
        ]
        if not wholes or re.search("按[时期]|及时|一次", match["name"]):
            continue
        rate = Decimal(match["rate"])
        if not any(_is_rate(part.value * 100 / one.value, rate, match["rate"]) for one in wholes if one.value):
            whole = wholes[-1]
            actual = part.value * 100 / whole.value
            yield Miscalculation(
                f"{part.shown}÷{whole.shown}={_percent(actual, match['rate'])}%",
                f"{match['name']}{match['rate']}%",
                ((part.position, match.start(), match.end()), *_spots(part, whole)),
                sure=len(wholes) == 1,
            )
        return


# --- parts ------------------------------------------------------------------------------------------------


def _parts_by_role(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """预算24万元，决算20万元。其中甲预算18万元、决算16万元，乙预算6万元、决算4万元."""
    for place in islice(re.finditer("其中", words), _MOST_PLACES):
        end = words.find("。", place.end())
        inside = [one for one in amounts if place.end() <= one.start < (end if end >= 0 else len(words))]
        for role in (BUDGET, ACTUAL):
            parts = [one for one in inside if one.role is role and one.quantity.unit.dimension == MONEY]
            if len(parts) < 2 or len({one.role for one in inside}) < 2 or "等" in words[place.end() : end]:
                continue
            wholes = [
                one
                for one in amounts
                if one.end <= place.start() and one.role is role and one.quantity.unit.dimension == MONEY
            ]
            total = sum((one.value for one in parts), Decimal(0))
            if wholes and all(one.value != total for one in wholes):
                whole = wholes[-1]
                yield Miscalculation(
                    f"{'+'.join(_in(one, whole) for one in parts)}={plain(total / whole.scale)}",
                    whole.shown,
                    _spots(whole, *parts),
                )


_BY_SOURCE: Final = re.compile("按[^，。；]{1,10}(?:分|看|划分|分类)，")


def _parts_by_source(words: str, amounts: Sequence[Amount], above: Sequence[Amount]) -> Iterator[Miscalculation]:
    """按资金来源分，一般公共预算拨款6950万元，其他资金290万元: they make a sum that was named before."""
    for place in _BY_SOURCE.finditer(words):
        end = words.find("。", place.end())
        parts = [
            one
            for one in amounts
            if place.end() <= one.start < (end if end >= 0 else len(words)) and one.quantity.unit.dimension == MONEY
        ]
        before = [one for one in amounts if one.end <= place.start() and one.quantity.unit.dimension == MONEY]
        before = before or [one for one in above if one.quantity.unit.dimension == MONEY]
        total = sum((one.value for one in parts), Decimal(0))
        if len(parts) < 2 or not before or any(one.value == total for one in before):
            continue
        whole = max(before, key=lambda one: one.value)
        if abs(whole.value - total) * 5 <= whole.value:
            yield Miscalculation(
                f"{'+'.join(_in(one, whole) for one in parts)}={plain(total / whole.scale)}",
                whole.shown,
                _spots(whole, *parts),
                sure=False,
            )


_OF_TOTAL: Final = re.compile(rf"，(?:约)?占(?:比|全部|总[^，；。\d]{{0,6}})?(?:为|的)?(?P<rate>{_NUM})%")


def _shares_of_parts(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """其中：甲6120.5万元，占89.45%；乙722万元，占10.55%: the parts make the whole, and each share is right."""
    for place in islice(re.finditer("其中：?", words), _MOST_PLACES):
        end = words.find("。", place.end())
        inside = [one for one in amounts if place.end() <= one.start < (end if end >= 0 else len(words))]
        parts = [one for one in inside if one.quantity.unit.dimension == MONEY and _OF_TOTAL.match(words, one.end)]
        wholes = [one for one in amounts if one.end <= place.start() and one.quantity.unit.dimension == MONEY]
        if len(parts) < 2 or not wholes or not wholes[0].value:
            continue
        whole, total = wholes[0], sum((one.value for one in parts), Decimal(0))
        if total != whole.value:
            shown = f"{'+'.join(_in(one, whole) for one in parts)}={plain(total / whole.scale)}"
            yield Miscalculation(shown, whole.shown, _spots(whole, *parts))
            continue
        for one in parts:
            match = _OF_TOTAL.match(words, one.end)
            if match and not _is_rate(one.value * 100 / whole.value, Decimal(match["rate"]), match["rate"]):
                shown = f"{_in(one, whole)}÷{whole.shown}={_percent(one.value * 100 / whole.value, match['rate'])}%"
                spot = (one.position, match.start("rate"), match.end())
                yield Miscalculation(shown, f"{match['rate']}%", (spot, *_spots(one, whole)))


_PART_OF: Final = re.compile(
    rf"占[^，。；\d]{{0,10}}(?P<whole>{_NUM})(?P<unit>{_UNIT})[^，。；\d]{{0,8}}的(?P<rate>{_NUM})%"
)


def _of_whole(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """支出13.68万元，占预算14.4万元的95%."""
    for match in islice(_PART_OF.finditer(words), _MOST_AMOUNTS):
        whole = next((one for one in amounts if one.start == match.start("whole")), None)
        before = [one for one in amounts if one.end <= match.start()]
        if whole is None or not before or not whole.value:
            continue
        part = before[-1]
        same = part.quantity.unit.dimension == whole.quantity.unit.dimension
        if same and not _is_rate(part.value * 100 / whole.value, Decimal(match["rate"]), match["rate"]):
            shown = f"{_in(part, whole)}÷{whole.shown}={_percent(part.value * 100 / whole.value, match['rate'])}%"
            spot = (part.position, match.start("rate"), match.end())
            yield Miscalculation(shown, f"{match['rate']}%", (spot, *_spots(part, whole)))


_NAMED_SUM: Final = re.compile(r"(?P<name>[\u4e00-\u9fff]{2})合计(?:为|共)?(?P<value>\d{1,6})(?P<unit>[人名个])")
_OFFICES: Final = re.compile(r"共(?:有|设)[^，。；\d]{0,14}(?:机构|单位)(?P<value>\d{1,3})(?P<unit>个)")


def _named_sums(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """机关编制45名……事业编制62名……编制合计107名, and 机构7个……单位5个……共有机构12个."""
    for pattern in (_NAMED_SUM, _OFFICES):
        for match in islice(pattern.finditer(words), _MOST_PLACES):
            whole = next((one for one in amounts if one.start == match.start("value")), None)
            name = match["name"] if pattern is _NAMED_SUM else ""
            pair = [one for one in amounts if one.end < match.start()][-2:]
            if len(pair) == 2 and words[pair[0].end] == "、" and whole:
                if sum(one.value for one in pair) == whole.value:
                    continue
                name = ""
            parts = [
                one
                for one in amounts
                if whole
                and one.end < match.start()
                and one.quantity.unit.dimension == whole.quantity.unit.dimension
                and (name in one.label if name else re.search("机构|单位", one.label))
            ] or (pair if whole and len(pair) == 2 and words[pair[0].end] == "、" else [])
            total = sum((one.value for one in parts), Decimal(0))
            if whole and len(parts) == 2 and total != whole.value:
                shown = f"{'+'.join(one.shown for one in parts)}={plain(total)}"
                yield Miscalculation(shown, whole.shown, _spots(whole, *parts), sure=False)


_USED_FOR: Final = re.compile("(?:主要用于|用于|包括)：")


def _used_for(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """项目支出2037.5万元。主要用于：甲850万元，乙760万元，丙427.5万元: nearly the whole sum, but not quite."""
    for place in islice(_USED_FOR.finditer(words), _MOST_PLACES):
        end = words.find("。", place.end())
        stop = end if end >= 0 else len(words)
        parts = [one for one in amounts if place.end() <= one.start < stop and one.quantity.unit.dimension == MONEY]
        wholes = [one for one in amounts if one.end <= place.start() and one.quantity.unit.dimension == MONEY]
        if len(parts) < 3 or not wholes or "等" in words[place.end() : stop]:
            continue
        total, whole = sum((one.value for one in parts), Decimal(0)), wholes[-1]
        if total != whole.value and abs(total - whole.value) * 10 <= whole.value:
            shown = f"{'+'.join(_in(one, whole) for one in parts)}={plain(total / whole.scale)}"
            yield Miscalculation(shown, whole.shown, _spots(whole, *parts), sure=False)


_ADDED: Final = re.compile(
    rf"年初预算[^，。；\d]{{0,4}}(?P<first>{_NUM})万元[^。；\d]{{0,10}}追加[^，。；\d]{{0,6}}(?P<more>{_NUM})万元[^。；\d]{{0,4}}(?:合计|全年预算|调整)"
    rf"[^，。；\d]{{0,8}}(?P<whole>{_NUM})万元"
)


def _added(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """年初预算1680万元，追加预算220万元，全年预算合计1900万元."""
    for match in _ADDED.finditer(words):
        first, more, whole = (Decimal(match[name]) for name in ("first", "more", "whole"))
        if first + more != whole:
            spans = ((amounts[0].position, match.start("whole"), match.end("whole")),)
            shown = f"{plain(first)}+{plain(more)}={plain(first + more)}"
            yield Miscalculation(shown, plain(whole), spans)


_WHOLE_SPENDING: Final = re.compile("(?:总|全年|实际|合计)支出|支出(?:合计|总计|决算)")


def _basic_and_projects(amounts: Sequence[Amount], above: Sequence[Amount]) -> Iterator[Miscalculation]:
    """基本支出1860万元……项目支出1000万元 against 全年支出 in the same paragraph or the one above."""
    basic = [one for one in amounts if one.label.strip("，。 ").endswith("基本支出")]
    projects = [one for one in amounts if one.label.strip("，。 ").endswith("项目支出")]
    wholes = [
        one
        for one in (*above, *amounts)
        if one.quantity.unit.dimension == MONEY
        and re.search("(?:总|全年|实际|合计)支出|支出(?:合计|总计|决算)", one.label)
    ]
    if len(basic) != 1 or len(projects) != 1 or not wholes:
        return
    total = basic[0].value + projects[0].value
    if all(one.value != total for one in (*above, *amounts)):
        whole = wholes[-1]
        shown = f"{_in(basic[0], whole)}+{_in(projects[0], whole)}={plain(total / whole.scale)}"
        yield Miscalculation(shown, whole.shown, _spots(whole, basic[0], projects[0]), sure=False)


_BARE_RATE: Final = re.compile(
    rf"，(?:(?:比|较)(?P<base>年初预算|预算|上年|去年)数?)?(?P<way>增长|上升|增加|提高|下降|减少|降低|压减|节约)了?(?P<rate>{_NUM})%"
)


def _bare_rates(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """预算11万元，支出9.9万元，比预算减少10%: a rate right behind the two amounts that give it."""
    for match in islice(_BARE_RATE.finditer(words), _MOST_AMOUNTS):
        begin = max(words.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        here = [one for one in amounts if begin <= one.start and one.end <= match.start()][-2:]
        wanted = LAST if (match["base"] or "").startswith(("上", "去")) else BUDGET
        if [one.role for one in here] != [wanted, ACTUAL] or words[here[1].end : match.start()].strip():
            continue
        base, one = here
        if base.quantity.unit.dimension != MONEY or not base.value:
            continue
        change = (one.value - base.value) * 100 / base.value
        grows = match["way"] in ("增长", "上升", "增加", "提高")
        if not _is_rate(change if grows else -change, Decimal(match["rate"]), match["rate"]):
            larger, smaller = sorted((one, base), key=lambda other: -other.value)
            shown = f"（{_in(larger, base)}−{_in(smaller, base)}）÷{base.shown}={_percent(abs(change), match['rate'])}%"
            way = "多" if change > 0 else "少"
            spot = (one.position, match.start("way"), match.end())
            yield Miscalculation(f"{shown}（{way}）", f"{match['way']}{match['rate']}%", (spot, *_spots(one, base)))


def _rest(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """收入合计3420.6万元……支出合计3390.2万元，年末结转30.4万元."""
    money = [one for one in amounts if one.quantity.unit.dimension == MONEY]
    rest = [one for one in money if re.search("(?:年末|年终)(?:结转|结余|滚存)", one.label)]
    if len(rest) == 1 and "收入" in words and "支出决算" in words:
        finals = [one for one in money if "决算" in one.label and one.role is not LAST]
        fits = any(abs(a.value - b.value) == rest[0].value for a in finals for b in finals)
        if len(finals) == 2 and not fits:
            left = plain((finals[0].value - finals[1].value) / rest[0].scale)
            shown = f"{_in(finals[0], rest[0])}−{_in(finals[1], rest[0])}={left}"
            yield Miscalculation(shown, rest[0].shown, _spots(rest[0], *finals), sure=False)
    income = [one for one in money if re.search("收入(?:合计|总计|总额)", one.label)]
    spent = [one for one in money if re.search("支出(?:合计|总计|总额)", one.label)]
    if len(rest) == len(income) == len(spent) == 1 and "年初结转" not in words and "上年结转" not in words:
        difference = income[0].value - spent[0].value
        if difference != rest[0].value:
            left = plain(difference / rest[0].scale)
            shown = f"{_in(income[0], rest[0])}−{_in(spent[0], rest[0])}={left}"
            yield Miscalculation(shown, rest[0].shown, _spots(rest[0], income[0], spent[0]))


_DONE_AND_NOT: Final = re.compile(
    r"(?P<whole>\d{1,4})(?P<unit>[个项条])[^。；\d]{0,6}，(?:其中)?[^，。；\d]{0,6}(?:完成|达标|实现)[^，。；\d]{0,4}(?P<done>\d{1,4})(?P=unit)"
    r"[^，。；\d]{0,4}[，、][^，。；\d]{0,4}(?:未|没有)[^，。；\d]{1,6}(?P<left>\d{1,4})(?P=unit)"
)


def _done_and_not(words: str, amounts: Sequence[Amount]) -> Iterator[Miscalculation]:
    """绩效指标8个，完成7个，未完成1个."""
    for match in islice(_DONE_AND_NOT.finditer(words), _MOST_AMOUNTS):
        whole, done, left = (int(match[name]) for name in ("whole", "done", "left"))
        if done + left != whole:
            yield Miscalculation(
                f"{done}+{left}={done + left}", str(whole), ((amounts[0].position, match.start(), match.end()),)
            )


# --- against a target that stands elsewhere -----------------------------------------------------------------

_BELOW_AIM: Final = re.compile(
    rf"比(?:年度|年初|绩效)?(?:目标|计划|指标|任务)[值数]?(?P<way>[少多低高])(?P<value>{_NUM})"
)
_COMPLETION: Final = re.compile(rf"完成率(?:为|达到?|是)?(?P<rate>{_NUM})%")
_LIKE: Final = 0.45


class _AimAndActual(NamedTuple):
    """A target and what was done, in one row of a table or one sentence, and the words there."""

    aim: Amount
    actual: Amount
    pairs: frozenset[str]


def _against_aims(
    text: FinishedText, every: Sequence[Sequence[Amount]], tables: Sequence[Grid]
) -> Iterator[Miscalculation]:
    """比目标少184人次，完成率为94.74% beside the row of that indicator."""
    stated = [
        (at, paragraph.text)
        for at, paragraph in enumerate(text.paragraphs)
        if paragraph.cell is None and ("完成率" in paragraph.text or _BELOW_AIM.search(paragraph.text))
    ]
    known = list(_aims(text, every, tables)) if stated else []
    for at, words in stated:
        for sentence in _SENTENCE.finditer(narrow(words)):
            rate, below = _COMPLETION.search(sentence[0]), _BELOW_AIM.search(sentence[0])
            inside = [one for one in every[at] if sentence.start() <= one.start < sentence.end()]
            finished = [one for one in inside if one.role is not AIM and one.quantity.unit.dimension not in _NO_AMOUNT]
            alike = [one for one in known if (rate or below) and _shares(sentence[0], one)]
            both = [one for one in alike if one.aim is not one.actual]
            if below and both:
                yield from _completion(at, sentence, rate, both[0].actual, [both[0].aim]) if rate else ()
                yield from _difference(at, sentence, below, both)
            elif below and finished:
                yield from _from_aim(at, sentence, below, finished, known)
            if rate and finished and not (below and both):
                dimension = finished[-1].quantity.unit.dimension
                own = [one for one in inside if one.role is AIM and one.quantity.unit.dimension == dimension]
                aims = own or [one.aim for one in alike if one.aim.quantity.unit.dimension == dimension]
                yield from _completion(at, sentence, rate, finished[-1], aims)


def _from_aim(
    at: int, sentence: re.Match[str], below: re.Match[str], finished: Sequence[Amount], known: Sequence[_AimAndActual]
) -> Iterator[Miscalculation]:
    """完工23户，比目标少5户 where a goal of the document names the same thing."""
    done = [one for one in finished if one.start < sentence.start() + below.start()]
    if not done:
        return
    one = done[-1]
    said = pairs_of(one.label)
    aims = [
        other.aim
        for other in known
        if other.aim.quantity.unit.dimension == one.quantity.unit.dimension
        and other.aim.position != one.position
        and len(said & pairs_of(other.aim.label)) >= min(3, len(pairs_of(other.aim.label)))
        and said & pairs_of(other.aim.label)
    ]
    grows = below["way"] in "多高"
    value = Decimal(below["value"])
    aims = [aim for aim in aims if aim.scale == one.scale]
    if aims and all((one.number - aim.number if grows else aim.number - one.number) != value for aim in aims):
        aim = aims[0]
        spot = (at, sentence.start() + below.start(), sentence.start() + below.end())
        shown = f"{one.shown}−{aim.shown}={plain(one.number - aim.number)}"
        yield Miscalculation(shown, f"{below['way']}{below['value']}", (spot, *_spots(one, aim)), sure=False)


_NO_AMOUNT: Final = (PERCENT, POINTS)


def _completion(
    at: int, sentence: re.Match[str], rate: re.Match[str], done: Amount, aims: Sequence[Amount]
) -> Iterator[Miscalculation]:
    aims = [one for one in aims if one.value]
    right = any(_is_rate(done.value * 100 / one.value, Decimal(rate["rate"]), rate["rate"]) for one in aims)
    if aims and not right:
        actual = done.value * 100 / aims[0].value
        spot = (at, sentence.start() + rate.start(), sentence.start() + rate.end())
        yield Miscalculation(
            f"{done.shown}÷{_in(aims[0], done)}={_percent(actual, rate['rate'])}%",
            f"完成率{rate['rate']}%",
            (spot, *_spots(done, aims[0])),
            sure=False,
        )


def _difference(
    at: int, sentence: re.Match[str], below: re.Match[str], found: Sequence[_AimAndActual]
) -> Iterator[Miscalculation]:
    value = Decimal(below["value"])
    if found and all(abs(one.aim.number - one.actual.number) != value for one in found):
        one = found[0]
        larger, smaller = sorted((one.aim, one.actual), key=lambda amount: -amount.value)
        spot = (at, sentence.start() + below.start(), sentence.start() + below.end())
        difference = plain(larger.number - smaller.number)
        yield Miscalculation(
            f"{larger.shown}−{smaller.shown}={difference}",
            f"{below['way']}{below['value']}",
            (spot, *_spots(larger, smaller)),
            sure=False,
        )


def _shares(words: str, one: _AimAndActual) -> bool:
    said = pairs_of(words)
    return bool(one.pairs) and len(said & one.pairs) >= max(3, _LIKE * min(len(said), len(one.pairs)) / 2)


def _aims(text: FinishedText, every: Sequence[Sequence[Amount]], tables: Sequence[Grid]) -> Iterator[_AimAndActual]:
    """Targets with what was done: rows of tables, and targets alone that a sentence states."""
    for grid in tables:
        for row in grid.rows:
            amounts = [amount for cell in row.cells.values() for amount in every[cell.position]]
            aims = [one for one in amounts if one.role is AIM]
            for aim in aims[:1]:
                done = [
                    one
                    for one in amounts
                    if one.role is not AIM
                    and one.position != aim.position
                    and one.quantity.unit.dimension == aim.quantity.unit.dimension
                ]
                if done:
                    yield _AimAndActual(aim, done[0], frozenset(pairs_of(row.text)))
    for at, found in enumerate(every):
        if text.paragraphs[at].cell is None:
            is_plan = place_of(text.file, text.paragraphs[at]) in text.plan_cells
            aims = [one for one in found if one.role is AIM or is_plan]
            yield from (_AimAndActual(one, one, frozenset(pairs_of(one.label))) for one in aims)


# --- tables -----------------------------------------------------------------------------------------------

_TOTAL_NAME: Final = re.compile("合 *计$|总 *计$|小 *计$")
_OF_WHICH: Final = re.compile("^其中")
_CELL_NUMBER: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")


def _number(row: GridRow, column: int) -> Decimal | None:
    cell = row.cells.get(column)
    written = narrow(cell.text).strip() if cell else ""
    return Decimal(written.replace(",", "")) if _CELL_NUMBER.fullmatch(written) else None


def _columns_add_up(grid: Grid) -> Iterator[Miscalculation]:
    """Rows 合计 against the rows below or above them."""
    names = [row.name(before=10_000).replace(" ", "") for row in grid.rows]
    totals = [at for at, name in enumerate(names) if _TOTAL_NAME.search(name)]
    columns = [
        column
        for column, head in grid.heads.items()
        if sum(_number(row, column) is not None for row in grid.rows) > 2
        and not re.search("序号|编号|率|%|比例|得分|扣分|分值|满分|权重", head)
    ]
    for at in totals:
        best: list[tuple[int, list[int]]] = []
        for rows in _readings(names, totals, at):
            fits = sum(_sum_fits(grid, rows, at, column) is True for column in columns)
            best.append((fits, rows))
        best.sort(key=lambda one: -one[0])
        if not best:
            continue
        fits, rows = best[0]
        simple = len(totals) == 1 and not any(_OF_WHICH.match(name) for name in names) and len(best) == 1
        if not fits and not (simple and len(columns) <= 2):
            continue
        for column in columns:
            if _sum_fits(grid, rows, at, column) is False:
                yield _wrong_sum(grid, rows, at, column)
    for at, name in enumerate(names):
        if _OF_WHICH.match(name) and at:
            yield from _parts_of_row(grid, names, at, columns)


def _readings(names: Sequence[str], totals: Sequence[int], at: int) -> Iterator[list[int]]:
    """The rows that a row 合计 may sum up: those below or above it, up to the next one, without those of 其中."""
    following = next((other for other in totals if other > at), len(names))
    before = max((other for other in totals if other < at), default=-1)
    for rows in (list(range(at + 1, following)), list(range(before + 1, at))):
        if len(rows) < 2:
            continue
        first = next((place for place, row in enumerate(rows) if _OF_WHICH.match(names[row])), None)
        if first is None:
            yield rows
        else:
            for count in range(1, len(rows) - first + 1):
                yield [*rows[:first], *rows[first + count :]]


def _sum_fits(grid: Grid, rows: Sequence[int], at: int, column: int) -> bool | None:
    """Whether the rows make the total in a column; ``None`` where a number is missing."""
    total = _number(grid.rows[at], column)
    parts = [_number(grid.rows[row], column) for row in rows]
    if total is None or sum(part is not None for part in parts) < 2:
        return None
    return sum((part for part in parts if part is not None), Decimal(0)) == total


def _wrong_sum(grid: Grid, rows: Sequence[int], at: int, column: int) -> Miscalculation:
    parts = [(part, row) for row in rows if (part := _number(grid.rows[row], column)) is not None]
    total = _number(grid.rows[at], column) or Decimal(0)
    shown = "+".join(plain(part) for part, _ in parts)
    summed = sum((part for part, _ in parts), Decimal(0))
    cells = [grid.rows[row].cells[column] for row in (at, *(row for _, row in parts))]
    return Miscalculation(
        f"表中“{grid.heads[column]}”{shown}={plain(summed)}",
        f"“{grid.rows[at].name(before=10_000)}”{plain(total)}",
        tuple((cell.position, 0, len(cell.text)) for cell in cells),
    )


def _parts_of_row(grid: Grid, names: Sequence[str], at: int, columns: Sequence[int]) -> Iterator[Miscalculation]:
    """A row with 其中 and those after it against the row above."""
    for count in (2, 3, 4):
        rows = list(range(at, min(at + count, len(names))))
        if any(_TOTAL_NAME.search(names[row]) for row in rows):
            return
        fits = [_sum_fits(grid, rows, at - 1, column) for column in columns]
        if fits.count(True) > fits.count(False) > 0:
            yield from (
                _wrong_sum(grid, rows, at - 1, column)
                for column, fit in zip(columns, fits, strict=True)
                if fit is False
            )
            return


_MOST_COLUMNS: Final = 8


def _rows_agree(grid: Grid) -> Iterator[Miscalculation]:
    """Columns such as 执行率 and 增减 that most rows compute from the same two columns."""
    numbers = [
        column
        for column in list(grid.heads)[:_MOST_COLUMNS]
        if any(_number(row, column) is not None for row in grid.rows)
    ]
    for column, head in list(grid.heads.items())[:_MOST_COLUMNS]:
        is_rate = re.search("率|%|比例|幅度", head) is not None
        if not is_rate and not re.search("增减|差额|结余|变动|增加|减少", head):
            continue
        best: tuple[int, int, int, list[bool | None]] = (0, 0, 0, [])
        for one in numbers:
            for base in numbers:
                if one != base and column not in (one, base):
                    fits = [_row_fits(row, column, one, base, is_rate=is_rate) for row in grid.rows]
                    best = max(best, (fits.count(True), one, base, fits), key=lambda item: item[0])
        right, one, base, fits = best
        if right >= 2 and right > fits.count(False):
            for row, fit in zip(grid.rows, fits, strict=True):
                if fit is False:
                    yield _wrong_row(grid, row, column, one, base, is_rate=is_rate)


def _written(row: GridRow, column: int) -> str:
    cell = row.cells.get(column)
    return narrow(cell.text).strip().removesuffix("%") if cell else ""


def _row_fits(row: GridRow, column: int, one: int, base: int, *, is_rate: bool) -> bool | None:
    first, second, written = _number(row, one), _number(row, base), _written(row, column)
    if first is None or second is None or not _CELL_NUMBER.fullmatch(written):
        return None
    stated = Decimal(written.replace(",", ""))
    if not is_rate:
        return first - second == stated
    if not second:
        return None
    return any(_is_rate(actual, stated, written) for actual in (first * 100 / second, (first - second) * 100 / second))


def _wrong_row(grid: Grid, row: GridRow, column: int, one: int, base: int, *, is_rate: bool) -> Miscalculation:
    first, second = _number(row, one) or Decimal(0), _number(row, base) or Decimal(1)
    written = _written(row, column)
    shown = (
        f"{plain(first)}÷{plain(second)}={_percent(first * 100 / second, written)}%"
        if is_rate
        else f"{plain(first)}−{plain(second)}={plain(first - second)}"
    )
    cells = [row.cells[place] for place in (column, one, base)]
    return Miscalculation(
        f"表中“{row.name(before=10_000)}”{shown}",
        f"“{grid.heads[column]}”{written}",
        tuple((cell.position, 0, len(cell.text)) for cell in cells),
        sure=False,
    )
