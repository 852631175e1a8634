"""The arithmetic of a finished document: changes, rates and sums that its own figures contradict.

A figure counts as right as soon as others of its sentence, else of its paragraph, give it; it is reported only where
figures for both sides are there and none gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from reportgen.checks.quantities import MONEY, PERCENT, POINTS, POINTS_OF_PERCENT, narrow
from reportgen.checks.subjects import pairs_of
from reportgen.documents.finished import Span
from reportgen.documents.statements import BASES, OF_IT, Sense, Statement, Statements, specific
from reportgen.documents.tables import Grid, GridRow, cell_number
from reportgen.numeric import plain, round_half_up


class Miscalculation(NamedTuple):
    """Figures that do not agree: the arithmetic, what the text states, and where; the doubtful one first."""

    arithmetic: str
    stated: str
    spans: tuple[Span, ...]
    sure: bool = True


class _SentenceFigures(NamedTuple):
    """A sentence with its statements, and all those of its paragraph."""

    words: str
    begin: int
    here: tuple[Statement, ...]
    paragraph: tuple[Statement, ...]
    above: tuple[Statement, ...]  # those of the paragraph before

    def between(self, one: Statement, other: Statement) -> str:
        """The words between two figures."""
        return self.words[one.end - self.begin : other.start - self.begin]


def miscalculations(statements: Statements) -> Iterator[Miscalculation]:
    """Changes, rates and sums that do not fit the figures beside them."""
    every = statements.by_paragraph
    incomes = [one for one in statements.prose if _YEARS_INCOME.search(one.lead) and one.dimension == MONEY]
    for words, begin, here in statements.sentences:
        at = here[0].position
        if here[0].cell:
            continue
        passage = _SentenceFigures(words, begin, here, every[at], every[at - 1] if at else ())
        yield from _changes(passage)
        yield from _rates(passage, incomes)
        yield from _rests(passage)
        yield from _parts(passage)
    for at, some in enumerate(every):
        if some and not some[0].cell:
            yield from _totals(some)
            yield from _equations(some, every[at - 1] if at else ())
    yield from _against_aims(statements)
    yield from _changes_of_tables(statements)
    for grid in statements.tables:
        yield from _columns_add_up(grid)
        yield from _rows_agree(grid)


_YEARS_INCOME: Final = re.compile("(?:总收入|收入(?:合计|总计|总额)|全年预算数?|调整后?预算数?)(?:为)?$")


def _spots(*some: Statement) -> tuple[Span, ...]:
    return tuple(one.span for one in some)


def _is_rate(actual: Decimal, stated: Statement) -> bool:
    """Whether a rate is right at the places that are printed, or was cut off there."""
    return abs(actual - stated.value) < (stated.value * 0 + 1).scaleb(-stated.places) or bool(stated.quantity.roughly)


def _percent(value: Decimal, stated: Statement) -> str:
    return plain(round_half_up(value, max(2, stated.places)))


# --- changes ------------------------------------------------------------------------------------------------


def _changes(passage: _SentenceFigures) -> Iterator[Miscalculation]:
    """比年初预算减少3.5万元，下降28.2%."""
    for one in passage.here:
        if one.role is Sense.CHANGE and not one.quantity.roughly and one.dimension != POINTS:
            yield from _rate_of_change(passage, one) if one.dimension == PERCENT else _difference(passage, one)


def _base_of(passage: _SentenceFigures, change: Statement) -> Sense | None:
    """What a change is measured against; without a word for it 节约 tells of a budget, others of the base before."""
    if change.base:
        return change.base
    before = [one for one in passage.here if one.start < change.start and one.role is not Sense.CHANGE]
    roles = [one.role for one in before[-2:]]
    if change.name in _OF_BUDGET and any(one.role is Sense.BUDGET and one.dimension == MONEY for one in before):
        return Sense.BUDGET
    pair = {Sense.ACTUAL, Sense.NONE, Sense.RATE}
    return next((role for role in roles if role in BASES and len(roles) == 2 and set(roles) - {role} <= pair), None)


_OF_BUDGET: Final = ("节约", "节省", "节支", "结余", "超支", "压减", "压缩", "少用")


def _pairs(
    passage: _SentenceFigures, change: Statement, base: Sense, dimension: str | None
) -> list[tuple[Statement, Statement]]:
    """The figures that a change may lie between, from its sentence, else from its paragraph: what is, what was."""
    for some in (passage.here, (*passage.here, *passage.paragraph), (*passage.above, *passage.paragraph)):
        pool = [
            one
            for one in some
            if one is not change and one.role is not Sense.CHANGE and not one.quantity.roughly
            and (one.dimension == dimension if dimension else one.is_amount)
        ]  # fmt: skip
        bases = [one for one in pool if one.role is base]
        present = [one for one in pool if one.role not in BASES and one.role is not Sense.INCOME]
        present = present or [one for one in pool if one.role is not base and one.role is not Sense.AIM]
        pairs = [(one, other) for one in present for other in bases if one.dimension == other.dimension]
        if pairs:
            return pairs
    return []


def _nearest(pairs: Sequence[tuple[Statement, Statement]], change: Statement) -> tuple[Statement, Statement]:
    """The pair that stands nearest before a change and speaks of one thing."""
    return min(
        pairs,
        key=lambda pair: (
            not pair[0].is_like(pair[1]),
            *(one.position != change.position or one.start > change.start for one in pair),
            *(abs(one.start - change.start) for one in pair),
        ),
    )


def _difference(passage: _SentenceFigures, change: Statement) -> Iterator[Miscalculation]:
    base = _base_of(passage, change)
    if base is None:
        return
    dimension = PERCENT if change.dimension == POINTS_OF_PERCENT else change.dimension
    pairs = _pairs(passage, change, base, dimension)
    step = change.quantity.step / 2
    if not pairs or any(abs((one.value - other.value) * change.sign - change.value) < step for one, other in pairs):
        return
    one, other = _nearest(pairs, change)
    if not _may_be_compared(passage, one, other, change):
        return
    scale = one.scale if change.dimension == POINTS_OF_PERCENT else change.scale
    shown = f"{plain(one.value / scale)}−{plain(other.value / scale)}={plain((one.value - other.value) / scale)}"
    sure = one.sentence == other.sentence == change.sentence and one.position == other.position
    yield Miscalculation(shown, f"{change.name}{change.shown}", _spots(change, one, other), sure=sure)


def _may_be_compared(passage: _SentenceFigures, one: Statement, other: Statement, change: Statement) -> bool:
    """Whether two figures are of the thing that a change is of: of one sentence, or of one name."""
    between = passage.between(max(one, other, key=lambda some: some.start), change)
    if change.thing in change.lead and not (change.is_same(one) or change.is_same(other)) and specific(change.thing):
        return False
    if one.position == other.position == change.position and one.sentence == other.sentence == change.sentence:
        return one.is_like(other) and not _REASON.search(between)
    same = one.is_like(other) if one.position == other.position else one.is_same(other)
    return same and change.is_like(one)


_REASON: Final = re.compile("原因|其中|由于|因")


def _is_change_of_amount(one: Statement) -> bool:
    return one.role is Sense.CHANGE and one.dimension not in (PERCENT, POINTS_OF_PERCENT, POINTS)


def _rate_of_change(passage: _SentenceFigures, change: Statement) -> Iterator[Miscalculation]:
    """下降5% beside the two amounts, or beside the amount of the change and one of them."""
    base = _base_of(passage, change)
    amounts = [one for one in passage.here if one.start < change.start and _is_change_of_amount(one)]
    by = amounts[-1] if amounts and not re.search("[。；]", passage.between(amounts[-1], change)) else None
    if (
        by is not None
        and by.sign != change.sign
        and by.base is change.base
        and len(passage.between(by, change)) <= _CLOSE
    ):
        yield Miscalculation(f"前面为{by.name}{by.shown}", f"{change.name}{change.shown}%", _spots(change, by))
        return
    base = (
        base
        or (by and _base_of(passage, by))
        or (Sense.LAST if any(one.role is Sense.LAST for one in passage.here) else None)
    )
    if base is None:
        return
    pairs = [pair for pair in _pairs(passage, change, base, by.dimension if by else None) if pair[1].value]
    rates = [((one.value - other.value) * 100 / other.value * change.sign, one, other) for one, other in pairs]
    if by is not None:
        fit = [
            one
            for one in passage.here
            if one.dimension == by.dimension and one is not by and one.role is not Sense.CHANGE
        ]
        before = [one.value - by.value * by.sign for one in fit if one.role not in BASES]
        wholes = [one.value for one in fit if one.role is base] + [value for value in before if value > 0]
        if any(_is_rate(by.value * 100 / whole, change) for whole in wholes if whole):
            return
        if wholes and not rates and by.sentence == change.sentence:
            shown = f"{by.shown}÷{plain(wholes[-1] / by.scale)}={_percent(by.value * 100 / wholes[-1], change)}%"
            yield Miscalculation(shown, f"{change.name}{change.shown}%", _spots(change, by))
            return
    if not rates or any(_is_rate(rate, change) for rate, _, _ in rates):
        return
    one, other = _nearest([(one, other) for _, one, other in rates], change)
    if not _may_be_compared(passage, one, other, change):
        return
    rate = (one.value - other.value) * 100 / other.value
    more, less = (one, other) if rate >= 0 else (other, one)
    way = "多" if rate > 0 else "少"
    shown = f"（{more.in_unit_of(other)}−{less.in_unit_of(other)}）÷{other.shown}={_percent(abs(rate), change)}%"
    shown = shown if rate * change.sign > 0 else f"{shown}（{way}）"
    sure = one.sentence == other.sentence == change.sentence
    yield Miscalculation(shown, f"{change.name}{change.shown}%", _spots(change, one, other), sure=sure)


_CLOSE: Final = 12  # characters between 减少5.8万元 and 下降14.5%


def _changes_of_tables(statements: Statements) -> Iterator[Miscalculation]:
    """“三公”经费比上年下降14.5% below a table whose rows have both years."""
    rows = [row for row in statements.rows if any(one.role is Sense.ACTUAL for one in row)]
    for _, _, here in statements.sentences:
        at = here[0].position
        if here[0].cell or any(one.is_amount for one in statements.by_paragraph[at]):
            continue
        for change in here:
            if (
                change.role is not Sense.CHANGE
                or change.base not in (Sense.LAST, Sense.BUDGET)
                or change.quantity.roughly
            ):
                continue
            pairs = [
                (one, base)
                for row in rows if 0 < at - row[0].position < _NEAR_TABLE
                for one in row if one.role is Sense.ACTUAL for base in row if base.role is change.base and base.value
            ]  # fmt: skip
            rates = [(one.value - base.value) * 100 / base.value * change.sign for one, base in pairs]
            wholes = [pair for pair in pairs if re.search("合 *计|总 *计", pair[0].thing)]
            if change.dimension == PERCENT and len(wholes) == 1 and not any(_is_rate(rate, change) for rate in rates):
                one, base = wholes[0]
                rate = (one.value - base.value) * 100 / base.value
                shown = f"（{one.shown}−{base.shown}）÷{base.shown}={_percent(rate, change)}%"
                yield Miscalculation(shown, f"{change.name}{change.shown}%", _spots(change, one, base))


_NEAR_TABLE: Final = 40  # paragraphs, cells among them


# --- rates --------------------------------------------------------------------------------------------------


class _Rate(NamedTuple):
    """A kind of rate: its name, and the roles of the figures that it divides."""

    name: re.Pattern[str]
    part: tuple[Sense, ...]
    whole: tuple[Sense, ...]
    money: bool = False  # Only amounts of money give it, and those of the paragraph may.


_RATES: Final = (
    _Rate(re.compile("(?:完成|达标|达成|实现|完工|竣工)(?:率|度|比例)$"), (Sense.ACTUAL, Sense.NONE), (Sense.AIM,)),
    _Rate(re.compile("(?:执行|支出|支付)(?:率|进度|比例)$"), (Sense.ACTUAL,), (Sense.BUDGET, Sense.INCOME), money=True),
    _Rate(re.compile("控制率$"), (Sense.ACTUAL, Sense.NONE), (Sense.BUDGET,)),
    _Rate(re.compile("(?:到位|下达|拨付)率$"), (Sense.INCOME, Sense.ACTUAL), (Sense.BUDGET,)),
)  # fmt: skip
_OF_A_PART: Final = re.compile(
    "采购|专项|项目|转移支付|基金|季度|月|上半年|上年|去年|一般公共|人员|公用|三公|序时|目标|不低于|不少于"
)
_SAVING: Final = re.compile("(?:节约|节支|压减|压缩|节省)率$")
_OF_THE_REST: Final = re.compile("(?:结转|结余)(?:结余)?率$")
_OF_WHICH: Final = re.compile("其中|实有|在用|实际")
_USED: Final = re.compile("(?:利用|使用|控制|在用)率$")
_IN_TIME: Final = re.compile("按[时期]|及时|一次")
_PUBLISHED: Final = ("收回", "回收")


def _rates(passage: _SentenceFigures, incomes: Sequence[Statement]) -> Iterator[Miscalculation]:
    """支出率为96%, 办结率为98%, 完成目标的95% beside the two figures that give them."""
    for one in passage.here:
        if one.role is not Sense.RATE or one.dimension != PERCENT or one.quantity.roughly or one.plan:
            continue
        if one.name in ("占", OF_IT) and one.base is not None:
            yield from _shares(passage, one)
            continue
        kind = next((kind for kind in _RATES if kind.name.search(one.name)), None)
        if _SAVING.search(one.name):
            yield from _ratio(one, *_saved(passage, one))
        elif _OF_THE_REST.search(one.name):
            yield from _rest_rate(passage, one, incomes)
        elif kind is None:
            yield from _part_by_name(passage, one)
        else:
            yield from _by_kind(passage, one, kind)


def _by_kind(passage: _SentenceFigures, rate: Statement, kind: _Rate) -> Iterator[Miscalculation]:
    before = tuple(one for one in passage.here if one.start < rate.start)
    scopes = (
        [before, passage.here]
        if not kind.money or _OF_A_PART.search(rate.name)
        else [before, passage.here, _without_items(passage, rate)]
    )
    for some in scopes:
        pool = [
            one
            for one in some
            if one.is_amount and (not kind.money or one.dimension == MONEY) and not one.quantity.roughly
        ]
        parts = [one for one in pool if one.role in kind.part]
        wholes = [one for one in pool if one.role in kind.whole and one.value]
        if not wholes and some is before and len(pool) == 2:  # 绩效指标共20个，已完成18个，完成率为90%
            wholes, parts = pool[:1], pool[1:] if pool[1].role is Sense.ACTUAL and pool[0].value else []
        pairs = [
            (part, whole)
            for part in parts
            for whole in wholes
            if part.dimension == whole.dimension and part is not whole
        ]
        if not pairs:
            continue
        if any(_is_rate(part.value * 100 / whole.value, rate) for part, whole in pairs):
            return
        part, whole = (
            max(pairs, key=lambda pair: (pair[0].value, pair[1].value)) if kind.money else _nearest(pairs, rate)
        )
        actual = part.value * 100 / whole.value
        if not kind.money or 50 < actual < 150:
            yield _wrong_ratio(rate, part, whole, sure=len(pairs) == 1)
        return
    if not kind.money:
        yield from _part_by_name(passage, rate)


def _without_items(passage: _SentenceFigures, rate: Statement) -> tuple[Statement, ...]:
    """The figures of the sentences that speak of the whole budget: what is said of 三公经费 has rates of its own."""
    return tuple(one for one in passage.paragraph if one.sentence == rate.sentence or "三公" not in one.thing)


def _wrong_ratio(rate: Statement, part: Statement, whole: Statement, *, sure: bool = True) -> Miscalculation:
    shown = f"{part.in_unit_of(whole)}÷{whole.shown}={_percent(part.value * 100 / whole.value, rate)}%"
    name = "" if rate.name in ("占", OF_IT) else rate.name
    return Miscalculation(shown, f"{name}{rate.shown}%", _spots(rate, part, whole), sure=sure)


def _shares(passage: _SentenceFigures, share: Statement) -> Iterator[Miscalculation]:
    """支出13.68万元，占预算14.4万元的95%; 其中甲6120.5万元，占89.45%; 完成目标的110.24%."""
    before = [one for one in passage.here if one.start < share.start and one.is_amount and not one.quantity.roughly]
    if not before:
        return
    if share.name == OF_IT:
        whole, parts = before[-1], [one for one in before[:-1] if one.dimension == before[-1].dimension][-1:]
        wholes = [whole]
    elif share.base in BASES:
        parts = [one for one in before if one.role not in BASES][-1:]
        wholes = [one for one in passage.here if one.role is share.base and one.is_amount]
    else:
        subject = specific(share.lead.partition("占")[0])
        if len(subject) > 1 and not any(subject in one.lead for one in before[-1:]):
            return  # 上半年支出占全年支出的50%: the part is no figure of the sentence.
        parts = before[-1:]
        near = [one for one in passage.paragraph if one.start < parts[0].start and one.is_amount]
        wholes = [one for one in (*passage.above, *near) if one.value >= parts[0].value and one.role is not Sense.LAST]
    pairs = [(part, whole) for part in parts for whole in wholes if part.dimension == whole.dimension and whole.value]
    if not pairs or any(_is_rate(part.value * 100 / whole.value, share) for part, whole in pairs):
        return
    part, whole = pairs[-1]
    named = share.base in BASES or share.name == OF_IT
    if named or (whole.position == share.position and len(passage.between(part, share)) <= _CLOSE):
        yield _wrong_ratio(share, part, whole, sure=len(pairs) == 1)


def _saved(passage: _SentenceFigures, rate: Statement) -> tuple[list[Decimal], list[Statement]]:
    """What was saved of a budget: stated, or the budget less what was spent."""
    before = [one for one in passage.here if one.start < rate.start and one.dimension == MONEY]
    budgets = [one for one in before if one.role in (Sense.BUDGET, Sense.AIM)][-1:]
    saved = [one.value for one in before if one.role is Sense.CHANGE and one.sign < 0]
    spent = [budget.value - one.value for one in before if one.role is Sense.ACTUAL for budget in budgets]
    return saved or spent, budgets


def _ratio(rate: Statement, parts: Sequence[Decimal], wholes: Sequence[Statement]) -> Iterator[Miscalculation]:
    pairs = [(part, whole) for part in parts for whole in wholes if whole.value]
    if pairs and not any(_is_rate(part * 100 / whole.value, rate) for part, whole in pairs):
        part, whole = pairs[-1]
        shown = f"{plain(part / whole.scale)}÷{whole.shown}={_percent(part * 100 / whole.value, rate)}%"
        yield Miscalculation(shown, f"{rate.name}{rate.shown}%", _spots(rate, whole))


def _rest_rate(passage: _SentenceFigures, rate: Statement, incomes: Sequence[Statement]) -> Iterator[Miscalculation]:
    """年末结转和结余136.85万元，结转结余率为2%, with the whole in the paragraph or the income of the year before it."""
    money = [one for one in passage.paragraph if one.dimension == MONEY and one.start < rate.start]
    rests = [one for one in money if re.search("结[转余]", one.lead)]
    wholes = [one for one in money if one.role in (Sense.BUDGET, Sense.INCOME) and one not in rests]
    wholes = wholes or [one for one in incomes if rests and one.scale == rests[-1].scale]
    if rests and wholes:
        yield from _ratio(rate, [rests[-1].value], wholes)


def _part_by_name(passage: _SentenceFigures, rate: Statement) -> Iterator[Miscalculation]:
    """抽查500人，满意485人，满意度为97%: the word of the rate stands beside the smaller figure."""
    stem = re.sub(r"(?:率|度|比例|比重|占比)$", "", rate.name)[-2:]
    here = [one for one in passage.here if one.start < rate.start and one.is_amount]
    if stem == "完成":
        yield from _part_of_the_only_pair(passage, rate)
        return
    if _IN_TIME.search(rate.name):
        return
    for part in reversed(here):
        names = (stem, *_PUBLISHED) if stem in _PUBLISHED else (stem,)
        named = any(name in part.lead or part.behind.startswith(name) for name in names)
        of_which = part is here[-1] and _OF_WHICH.search(part.lead) and _USED.search(rate.name)
        if not (named or of_which) or part.quantity.roughly:
            continue
        alike = [one for one in here if one is not part and one.dimension == part.dimension and one.value]
        wholes = [one for one in alike if one.value >= part.value and one.role is not Sense.AIM]
        if wholes and not any(_is_rate(part.value * 100 / one.value, rate) for one in wholes):
            yield _wrong_ratio(rate, part, wholes[-1], sure=len(wholes) == 1)
        return
    yield from _part_of_the_only_pair(passage, rate)


_NOT_OF_THE_PAIR: Final = re.compile(
    "满意|知晓|及时|按[时期]|合格|增长|下降|利用|就业|成活|控制|降低|提[高升]|户厕|普及"
)
_WHOLE_BEFORE: Final = re.compile("共|总|应|计划|目标|任务|辖区|全部|预算|年度")


def _part_of_the_only_pair(passage: _SentenceFigures, rate: Statement) -> Iterator[Miscalculation]:
    """覆盖率为100%，检查机构11家，辖区共有12家: a sentence with one rate and two figures, one of which is the whole."""
    amounts = [one for one in passage.here if one.is_amount and not one.quantity.roughly]
    rates = [one for one in passage.here if one.dimension == PERCENT]
    if len(amounts) != 2 or len(rates) != 1 or _NOT_OF_THE_PAIR.search(rate.name) or not rate.name.endswith("率"):
        return
    wholes = [one for one in amounts if _WHOLE_BEFORE.search(one.lead)]
    part = next((one for one in amounts if one not in wholes), None)
    if part is None or len(wholes) != 1 or wholes[0].dimension != part.dimension or not wholes[0].value:
        return
    if part.thing != wholes[0].thing and not part.is_same(wholes[0]):
        return
    if not _is_rate(part.value * 100 / wholes[0].value, rate):
        yield _wrong_ratio(rate, part, wholes[0], sure=False)


# --- parts --------------------------------------------------------------------------------------------------

_REST: Final = re.compile(
    r"(?:剩余|剩下|余下|缺额|空缺|尚有|还有|仍有|另有|其余|缺口|尚未[^，。；\d]{0,6}|[只还仅]?差|少"
    r"|[有尚]?(?:未|没有)(?:完成|达标|办结|整改|实现|达到|建成|开工)[^，。；\d]{0,4})(?:的|了|为)?$"
)
_REST_BEHIND: Final = re.compile(
    r"^[^，。；\d]{0,6}(?:(?:没有|未能?|尚未|不)(?:按[时期]|如期|及时)?(?:完成|达标|达到|办结|整改|建成|实现|合格|签订)|逾期|超期)"
)
_DIGITS: Final = "0123456789."
_DONE: Final = re.compile(
    "完成|按[时期]|办结|整改|建成|达标|实现|化解|解决|处理|处置|答复|发放|改造|验收|满意|收回|合格"
)


def _rests(passage: _SentenceFigures) -> Iterator[Miscalculation]:
    """绩效指标8个，完成7个，未完成1个: what is left is the whole less what was done."""
    for rest in passage.here:
        if rest.role is Sense.CHANGE or not rest.is_amount or rest.quantity.roughly:
            continue
        if not (_REST.search(rest.lead) or _REST_BEHIND.match(rest.behind)):
            continue
        alike = [
            one for one in passage.here
            if one is not rest and one.is_amount and one.words.lstrip(_DIGITS) == rest.words.lstrip(_DIGITS)
        ]  # fmt: skip
        before = [one for one in alike if one.start < rest.start][-2:]
        before = before if len(before) > 1 else alike[:2]
        done = [one for one in before if _DONE.search(one.lead) or _DONE.match(one.behind) or one.role is Sense.ACTUAL]
        if len(before) < 2 or not done:
            continue
        if any(one.value - other.value == rest.value for one in before for other in before):
            continue
        whole, part = max(before, key=lambda one: one.value), done[-1]
        if whole is not part and rest.value < whole.value:
            shown = f"{whole.shown}−{part.shown}={plain(whole.value - part.value)}"
            yield Miscalculation(shown, rest.shown, _spots(rest, whole, part))


_PARTS_BEGIN: Final = re.compile(
    r"其中|主要用于|中用于|用于：|包括|分别[是为用]|按[^，。；]{1,10}(?:分|看|划分|分类)，|构成|组成"
)
_SOME: Final = re.compile("等(?!级|次)|主要(?!用于)|重点|部分")
_NEARLY: Final = Decimal("0.8")  # of the whole; parts that make less are only some of them
_MOST_PLACES: Final = 20


def _parts(passage: _SentenceFigures) -> Iterator[Miscalculation]:
    """预算24万元，决算20万元。其中甲预算18万元、决算16万元，乙预算6万元、决算4万元."""
    for place in islice(_PARTS_BEGIN.finditer(passage.words), _MOST_PLACES):
        at = passage.begin + place.start()
        inside = [one for one in passage.here if one.start > at and _is_part(one)]
        shallow = [one for one in inside if not _in_brackets(passage.words[place.end() : one.start - passage.begin])]
        inside = shallow or inside
        wholes = [one for one in passage.paragraph if one.end <= at and one.dimension == MONEY and one.is_amount]
        if not wholes and place[0].startswith("按"):
            wholes = [one for one in passage.above if one.dimension == MONEY and one.is_amount]
        roles = {one.role for one in inside}
        for role in (Sense.BUDGET, Sense.ACTUAL) if {Sense.BUDGET, Sense.ACTUAL} <= roles else (None,):
            parts = [one for one in inside if role in (None, one.role)]
            yield from _sum_of(
                passage.words[place.start() :], parts, [one for one in wholes if role in (None, one.role)]
            )


def _is_part(one: Statement) -> bool:
    return one.dimension == MONEY and one.is_amount and one.role is not Sense.LAST and "其中" not in one.lead[2:]


def _in_brackets(words: str) -> bool:
    return words.count("（") > words.count("）")


def _sum_of(words: str, parts: Sequence[Statement], wholes: Sequence[Statement]) -> Iterator[Miscalculation]:
    total = sum((one.value for one in parts), Decimal(0))
    if (
        len(parts) < 2
        or not wholes
        or any(one.value == total for one in wholes)
        or any(one.quantity.roughly for one in parts)
    ):
        return
    whole = min(wholes, key=lambda one: abs(one.value - total))
    if (
        total > whole.value * 2 - whole.value * _NEARLY
        or total < whole.value * _NEARLY
        or (total < whole.value and _SOME.search(words))
    ):
        return
    shown = f"{'+'.join(one.in_unit_of(whole) for one in parts)}={plain(total / whole.scale)}"
    yield Miscalculation(shown, whole.shown, _spots(whole, *parts), sure=whole is wholes[-1])


class _Equation(NamedTuple):
    """Amounts that make another one: the names of the terms with their signs, and that of the result."""

    terms: tuple[tuple[int, re.Pattern[str]], ...]
    result: re.Pattern[str]


def _equation(result: str, *terms: str) -> _Equation:
    signs = tuple((-1 if term[0] == "−" else 1, re.compile(term.lstrip("−"))) for term in terms)
    return _Equation(signs, re.compile(result))


# What is added up in such documents, by the words before each amount. One line is all that a new one needs.
_REST_NAME: Final = "(?:年末|年终|当年)?(?:结转|结余|滚存)"
_EQUATIONS: Final = (
    _equation(
        "(?:总|全年|实际|合计)支出|支出(?:合计|总计|决算|总额)|合计|共计", "基本支出[为共]?$", "项目支出[为共]?$"
    ),
    _equation("基本支出|合计", "人员(?:经费|支出)(?:为|支出)?$", "公用(?:经费|支出)(?:为|支出)?$"),
    _equation("收入(?:合计|总计)|总收入", "(?:年初|上年)结转(?:结余|资金)*$", "(?:本年|当年)收入$"),
    _equation("合计|(?:全年|调整后?的?)预算", "[年当]初预算(?:数|安排|为)*$", "(?:追加|调增|调整增加)(?:预算|指标)?$"),
    _equation(_REST_NAME, "(?:总|全年|本年|当年)收入为?$", "−(?:^|[总年]|实际)支出[为共]?$"),
    _equation(_REST_NAME, "收入(?:合计|总计|总额|决算数?)为?$", "−支出(?:合计|总计|总额|决算数?)为?$"),
    _equation("编制合计|合计编制", "(?:机关|行政)编制$", "事业编制$"),
    _equation("合计|共有?", "(?:机关|行政)(?:人员|在职)?$", "事业(?:人员|在职)?$"),
    _equation("共[有设][^，。；]{0,14}(?:机构|单位)|机构合计", "内设(?:机构|科室)$", "(?:事业|下属)单位$"),
)


_TOTAL: Final = re.compile("(?P<name>[\u4e00-\u9fff]{2})?(?:合计|共计|总计|小计|总数)(?:为|达|共|是)?$")


def _totals(here: Sequence[Statement]) -> Iterator[Miscalculation]:
    """编制45名……编制62名……编制合计107名: the figures of that name before it make the total."""
    for at, whole in enumerate(here):
        match = _TOTAL.search(whole.lead) if whole.is_amount else None
        if match is None or not match["name"]:
            continue
        parts = [
            one
            for one in here[:at]
            if one.dimension == whole.dimension and one.lead.endswith(match["name"]) and one.role is not Sense.LAST
        ]
        total = sum((one.value for one in parts), Decimal(0))
        if len(parts) > 1 and all(one.value != total for one in here):
            shown = f"{'+'.join(one.in_unit_of(whole) for one in parts)}={plain(total / whole.scale)}"
            yield Miscalculation(shown, whole.shown, _spots(whole, *parts), sure=False)


def _equations(here: Sequence[Statement], above: Sequence[Statement]) -> Iterator[Miscalculation]:
    for equation in _EQUATIONS:
        terms = [
            [
                one
                for one in here
                if (pattern.search(one.label) or pattern.search(one.lead)) and not equation.result.search(one.label)
            ]
            for _, pattern in equation.terms
        ]
        if any(len(some) != 1 for some in terms):
            continue
        parts = [some[0] for some in terms]
        if (
            len({one.dimension for one in parts}) > 1
            or len(set(parts)) < len(parts)
            or any(one.role is Sense.LAST for one in parts)
        ):
            continue
        total = sum((sign * one.value for (sign, _), one in zip(equation.terms, parts, strict=True)), Decimal(0))
        alike = [one for one in (*above, *here) if one not in parts and one.dimension == parts[0].dimension]
        results = [
            one
            for one in alike
            if equation.result.search(one.name if one.role is Sense.CHANGE else one.label)
            and one.role is not Sense.LAST
        ]
        if results and all(one.value != total for one in (*above, *here)):
            whole = results[-1]
            terms_shown = "".join(
                f"{'−' if sign < 0 else '+'}{one.in_unit_of(whole)}"
                for (sign, _), one in zip(equation.terms, parts, strict=True)
            )
            shown = f"{terms_shown.lstrip('+')}={plain(total / whole.scale)}"
            yield Miscalculation(shown, whole.shown, _spots(whole, *parts), sure=False)


# --- against a target that stands elsewhere -----------------------------------------------------------------

_COMPLETION: Final = re.compile("完成率$")
_SAME_THING: Final = 0.6


def aims_elsewhere(statements: Statements, one: Statement) -> list[Statement]:
    """The targets of the same thing in goals and in tables, for a figure whose sentence has none."""
    own = pairs_of(one.thing)
    if len(own) < 2:
        return []
    aims = [other for other in statements.prose if (other.role is Sense.AIM or other.plan) and other.is_amount]
    aims += [other for row in statements.rows for other in row if other.role is Sense.AIM]
    found = []
    for aim in aims:
        named = pairs_of(aim.thing)
        common = len(own & named)
        if (
            aim.position != one.position
            and aim.quantity.unit == one.quantity.unit
            and common >= 2
            and common >= _SAME_THING * min(len(own), len(named))
        ):
            found.append(aim)
    return found


def _against_aims(statements: Statements) -> Iterator[Miscalculation]:
    """比目标少184人次，完成率为94.74% beside the row of that indicator, or its goal."""
    for _, _, here in statements.sentences:
        own = [one for one in here if one.role is Sense.AIM]
        told = [
            one
            for one in here
            if (one.base is Sense.AIM and (_is_change_of_amount(one) or one.name == "占"))
            or (one.role is Sense.RATE and _COMPLETION.search(one.name))
        ]
        if own or not told:
            continue
        for one in told:
            done = [
                other
                for other in here
                if other.start < one.start and other.is_amount and other.role in (Sense.ACTUAL, Sense.NONE)
            ]
            subject = done[-1] if done else one
            pairs = (
                [(aim, subject) for aim in aims_elsewhere(statements, subject)] if done else _rows_of(statements, one)
            )
            pairs = [(aim, actual) for aim, actual in pairs if aim.value and aim.dimension == actual.dimension]
            if one.role is Sense.CHANGE:
                right = any(
                    abs((actual.value - aim.value) * one.sign - one.value) < one.quantity.step / 2
                    for aim, actual in pairs
                )
                shown = [
                    f"{actual.shown}−{aim.in_unit_of(actual)}={plain((actual.value - aim.value) / actual.scale)}"
                    for aim, actual in pairs
                ]
            else:
                right = any(_is_rate(actual.value * 100 / aim.value, one) for aim, actual in pairs)
                shown = [
                    f"{actual.shown}÷{aim.in_unit_of(actual)}={_percent(actual.value * 100 / aim.value, one)}%"
                    for aim, actual in pairs
                ]
            if pairs and not right:
                aim, actual = pairs[0]
                unit = "%" if one.dimension == PERCENT else ""
                yield Miscalculation(shown[0], f"{one.name}{one.shown}{unit}", _spots(one, actual, aim), sure=False)


def _rows_of(statements: Statements, one: Statement) -> list[tuple[Statement, Statement]]:
    """The targets with what was done of the rows that a sentence names."""
    own = pairs_of(one.thing)
    pairs = []
    for row in statements.rows:
        aims = [other for other in row if other.role is Sense.AIM]
        done = [other for other in row if other.role is Sense.ACTUAL]
        named = pairs_of(row[0].thing)
        if aims and done and len(own & named) >= max(2, _SAME_THING * min(len(own), len(named))):
            pairs.append((aims[0], done[0]))
    return pairs


# --- tables -----------------------------------------------------------------------------------------------

_TOTAL_NAME: Final = re.compile("合 *计$|总 *计$|小 *计$")
_PART_ROW: Final = re.compile("^其中")


def _number(row: GridRow, column: int) -> Decimal | None:
    return cell_number(row.cells.get(column))


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
        simple = len(totals) == 1 and not any(_PART_ROW.match(name) for name in names) and len(best) == 1
        if not fits and not (simple and len(columns) <= 2):
            continue
        for column in columns:
            if _sum_fits(grid, rows, at, column) is False:
                yield _wrong_sum(grid, rows, at, column)
    for at, name in enumerate(names):
        if _PART_ROW.match(name) and at:
            yield from _parts_of_row(grid, names, at, columns)


def _readings(names: Sequence[str], totals: Sequence[int], at: int) -> Iterator[list[int]]:
    """The rows that a row 合计 may sum up: those below or above it, up to the next one, without those of 其中."""
    following = next((other for other in totals if other > at), len(names))
    before = max((other for other in totals if other < at), default=-1)
    for rows in (list(range(at + 1, following)), list(range(before + 1, at))):
        if len(rows) < 2:
            continue
        first = next((place for place, row in enumerate(rows) if _PART_ROW.match(names[row])), None)
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


def _stated(row: GridRow, column: int) -> Decimal | None:
    cell = row.cells.get(column)
    return cell_number(cell._replace(text=narrow(cell.text).strip().removesuffix("%"))) if cell else None


def _row_fits(row: GridRow, column: int, one: int, base: int, *, is_rate: bool) -> bool | None:
    first, second, stated = _number(row, one), _number(row, base), _stated(row, column)
    if first is None or second is None or stated is None:
        return None
    if not is_rate:
        return first - second == stated
    if not second:
        return None
    step = Decimal(1).scaleb(int(stated.as_tuple().exponent))
    return any(abs(rate - stated) < step for rate in (first * 100 / second, (first - second) * 100 / second))


def _wrong_row(grid: Grid, row: GridRow, column: int, one: int, base: int, *, is_rate: bool) -> Miscalculation:
    first, second = _number(row, one) or Decimal(0), _number(row, base) or Decimal(1)
    written = row.cells[column].text.strip()
    shown = (
        f"{plain(first)}÷{plain(second)}={plain(round_half_up(first * 100 / second, 2))}%"
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
