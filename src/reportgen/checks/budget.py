"""Checks on amounts and counts: sums, rates, changes, impossible amounts, and amounts in 元 in place of 万元."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from reportgen import catalogue
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import BudgetLimits
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.form import BUDGET, FINANCES, MONEY_UNIT, PROFILE, THREE_PUBLIC, Item
from reportgen.intake.submission import Budget, Entry, Expense, Submission
from reportgen.numeric import plain, round_half_up
from reportgen.scoring.scorecard import RATE_WORDS

_FINEST = -2  # Amounts in 万元 rarely have more than 2 decimal places.
_LEAST_EXPENSE = Decimal("0.001")  # A smaller amount of 三公经费, in 万元, is a slip: it is less than 10元.
_ASSETS_TO_BUDGET = 100  # Fixed assets of more yearly budgets than this are a slip.
_ROOM = 10  # The factor by which amounts that belong together may differ apart from the unit.

Amount = tuple[str, Entry[Decimal]]
"""An amount by the name that the form gives it."""


# --- sums -------------------------------------------------------------------------------------------------


def budget_adds_up(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report amounts that break 四季度末累计支出数 = 全年支出数 or 全年支出数＋结转结余资金 = 预算数.

    A sum above the budget is an error, and so is an amount that the others prove wrong. A sum below the budget may be
    right, because money that was taken back at the end of the year was neither spent nor carried over.
    """
    budget = dossier.submission.budget
    wrong = _wrong_amount(budget, dossier.limits.budget.rate_tolerance)
    both = _amounts(budget, BUDGET.spent, BUDGET.spent_by_december)
    if len(both) == 2 and not _same(*map(_value, both)):
        amount = wrong if wrong and wrong[1] is both[0][1] else both[1]
        yield _does_not_add_up(amount, f"{'、'.join(map(_in_words, both))}应当相等")
        if amount is wrong:
            return
    yield from _remainder(budget, wrong)


def _remainder(budget: Budget, wrong: Amount | None) -> Iterator[Diagnostic]:
    whole, spent, rest = _whole(budget), budget[BUDGET.spent], budget[BUDGET.carried_over]
    if whole is None or spent is None or rest is None or _adds_up(whole[1].value, spent.value, rest.value):
        return
    name, total = whole
    over = spent.value + rest.value - total.value
    if wrong is None and over > 0 and name == BUDGET.adjusted.name:
        wrong = (BUDGET.carried_over.name, rest)
    amounts = "，".join(map(_in_words, (whole, *_amounts(budget, BUDGET.spent, BUDGET.carried_over))))
    if wrong:
        yield _does_not_add_up(wrong, f"{amounts}，后两项相加{'多' if over > 0 else '少'}了{plain(abs(over))}万元")
    else:
        yield catalogue.BUDGET_REMAINDER.at(rest.ref, plain(rest.value), amounts=amounts, difference=plain(abs(over)))


def _does_not_add_up(wrong: Amount, why: str) -> Diagnostic:
    return catalogue.BUDGET_DOES_NOT_ADD_UP.at(wrong[1].ref, plain(wrong[1].value), name=wrong[0], why=why)


def _wrong_amount(budget: Budget, tolerance: Decimal) -> Amount | None:
    """The amount that makes the sum wrong, because all the others and the rate agree; ``None`` where none is sure."""
    whole, spent, rest = _whole(budget), budget[BUDGET.spent], budget[BUDGET.carried_over]
    rate, by_quarter = budget[BUDGET.carry_over_rate], budget[BUDGET.spent_by_december]
    if whole is None or spent is None or rest is None or _adds_up(whole[1].value, spent.value, rest.value):
        return None
    total = whole[1].value
    if by_quarter and _adds_up(total, by_quarter.value, rest.value):
        return BUDGET.spent.name, spent
    if rate is None or _near(rest.value, total, rate.value, tolerance):
        return None
    if _near(rest.value, spent.value + rest.value, rate.value, tolerance):
        return whole
    return (BUDGET.carried_over.name, rest) if _near(total - spent.value, total, rate.value, tolerance) else None


def _adds_up(total: Decimal, *parts: Decimal) -> bool:
    return abs(total - sum(parts, Decimal(0))) <= sum((_half_step(value) for value in (total, *parts)), Decimal(0))


def _same(one: Decimal, other: Decimal) -> bool:
    """Whether both are the same amount, perhaps rounded in one of the two places."""
    return abs(one - other) <= max(_half_step(one), _half_step(other))


def _half_step(value: Decimal) -> Decimal:
    """The most by which rounding can change an amount: half a unit of its last place."""
    last = value.as_tuple().exponent
    return Decimal(5).scaleb(max(last, _FINEST) - 1) if isinstance(last, int) else Decimal(0)


# --- the parts of an amount or of a count -----------------------------------------------------------------


def parts_add_up(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a total that its parts do not add up to: amounts of 收支情况, people of 单位概况, 三公经费 of last year.

    Parts that are left blank may explain a total above their sum, but never one below it. One part alone is an example.
    """
    for unit, whole, parts in _breakdowns(dossier.submission):
        stated = [(name, entry) for name, entry in parts if entry]
        total = whole[1]
        if total is None or not stated:
            continue
        values = [entry.value for _, entry in stated]
        over = sum(values, Decimal(0)) - total.value
        if abs(over) <= (_rounding(total.value, values) if unit == MONEY_UNIT else 0):
            continue
        facts = {
            "name": whole[0],
            "sum": f"{plain(sum(values, Decimal(0)))}{unit}",
            "terms": "＋".join(f"{name}{plain(entry.value)}（{entry.ref.cell}）" for name, entry in stated),
            "difference": f"{'多' if over > 0 else '少'}{plain(abs(over))}{unit}",
        }
        text = f"{plain(total.value)}{unit}"
        blank = "、".join(name for name, entry in parts if entry is None)
        if over > 0 or not blank:
            yield catalogue.PARTS_DIFFER.at(total.ref, text, **facts)
        elif len(stated) > 1:
            yield catalogue.PARTS_INCOMPLETE.at(total.ref, text, **facts, blank=blank)


def _rounding(total: Decimal, parts: Sequence[Decimal]) -> Decimal:
    """The most by which rounding can part a total from its parts; beside decimals, a whole number of 万元 is exact."""
    decimals = any(value != value.to_integral_value() for value in (total, *parts))
    rounded = (part for part in parts if part and (not decimals or part != part.to_integral_value()))
    return sum((_half_step(value) for value in (total, *rounded)), Decimal(0))


_Figure = tuple[str, Entry[Decimal] | None]
_Sum = tuple[str, _Figure, list[_Figure]]  # the unit, the total, and its parts


def _breakdowns(submission: Submission) -> Iterator[_Sum]:
    finances, profile, public = submission.finances, submission.profile, submission.three_public
    for breakdown in FINANCES.breakdowns if any(finances.rows) else ():
        for column in FINANCES.figures:
            figures = ((item, finances[item]) for item in (breakdown.whole, *breakdown.parts))
            cells: list[_Figure] = [(item.name, row[column] if row else None) for item, row in figures]
            yield MONEY_UNIT, (f"{cells[0][0]}的{column.name}", cells[0][1]), cells[1:]
    for breakdown in PROFILE.breakdowns:
        people = [(item.name, _as_decimal(profile[item])) for item in (breakdown.whole, *breakdown.parts)]
        yield breakdown.whole.unit, people[0], people[1:]
    expenses = {expense.name: expense.last_actual for expense in public.parts}
    if any(expenses.values()):
        name = f"{THREE_PUBLIC.name}{THREE_PUBLIC.last_actual.name}"
        # A part that this year lacks may have been spent on last year, so it counts as blank.
        parts = [(item.name, expenses.get(item.name)) for item in THREE_PUBLIC.breakdowns[0].parts]
        yield MONEY_UNIT, (name, public.total.last_actual), parts


def _as_decimal(entry: Entry[str] | Entry[int] | None) -> Entry[Decimal] | None:
    return Entry(Decimal(entry.value), entry.ref) if entry and isinstance(entry.value, int) else None


def finances_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report an amount of 收支情况 that differs from the same one in 预算执行, whichever funds that counts."""
    finances, budget = dossier.submission.finances, dossier.submission.budget
    for column, items in (
        (FINANCES.initial, (BUDGET.initial,)),
        (FINANCES.adjusted, (BUDGET.adjusted,)),
        (FINANCES.final, (BUDGET.spent,)),
    ):
        rows = (finances[item] for item in (FINANCES.expenditure, FINANCES.from_fiscal_funds))
        amounts = [row[column] for row in rows if row and row[column]]
        yield from _disagreement(f"{FINANCES.expenditure.name}的{column.name}", amounts, _amounts(budget, *items))
    running = finances[FINANCES.running]
    if running:
        plans = [entry for entry in (running.initial, running.adjusted) if entry]
        name = f"{FINANCES.name}的{FINANCES.running.name}"
        yield from _disagreement(name, plans, _amounts(budget, BUDGET.running_budget))
        yield from _disagreement(name, [running.final], _amounts(budget, BUDGET.running_spent))


def _disagreement(
    name: str, amounts: Sequence[Entry[Decimal] | None], others: Sequence[Amount]
) -> Iterator[Diagnostic]:
    """The first amount, if none of them is the same as the other."""
    stated = [entry for entry in amounts if entry]
    for other, amount in others if stated else ():
        if not any(_same(entry.value, amount.value) for entry in stated):
            values = {"name": name, "other": other, "amount": plain(amount.value), "cell": amount.ref.cell}
            yield catalogue.FINANCES_DISAGREE.at(stated[0].ref, plain(stated[0].value), **values)


def last_year_agrees(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a figure of last year that last year's workbook has otherwise."""
    if dossier.last_year is None:
        return
    submission, before = dossier.submission, dossier.last_year
    pairs: list[tuple[str, Entry[Decimal] | None, Entry[Decimal] | None]] = []
    for item in FINANCES.items:
        row, row_before = submission.finances[item], before.finances[item]
        if row and row_before:
            pairs.append((f"{item.name}的{FINANCES.last_final.name}", row.last_final, row_before.final))
    earlier = {e.name: e.actual for e in (before.three_public.total, *before.three_public.parts)}
    for expense in (submission.three_public.total, *submission.three_public.parts):
        name = f"{THREE_PUBLIC.name}{expense.name}的{THREE_PUBLIC.last_actual.name}"
        pairs.append((name, expense.last_actual, earlier.get(expense.name)))
    for name, stated, amount in pairs:
        if stated and amount and amount.ref not in before.gaps and not _same(stated.value, amount.value):
            values = {"name": name, "amount": plain(amount.value), "cell": amount.ref.address}
            yield catalogue.LAST_YEAR_DIFFERS.at(stated.ref, plain(stated.value), **values)


# --- rates ------------------------------------------------------------------------------------------------


def carry_over_rate_agrees(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a 结转结余率 that differs from the amounts beside it, unless budget_adds_up reports one of these."""
    budget, tolerance = dossier.submission.budget, dossier.limits.budget.rate_tolerance
    whole, rest, rate = _whole(budget), budget[BUDGET.carried_over], budget[BUDGET.carry_over_rate]
    if whole is None or rest is None or rate is None or whole[1].value == 0:
        return
    name, total = whole
    if _wrong_amount(budget, tolerance) is None and not _near(rest.value, total.value, rate.value, tolerance):
        values = {
            "left": plain(rest.value),
            "whole": name,
            "total": plain(total.value),
            "computed": plain(round_half_up(rest.value * 100 / total.value, 2)),
        }
        yield catalogue.CARRY_OVER_RATE_WRONG.at(rate.ref, plain(rate.value), **values)


def _near(part: Decimal, whole: Decimal, rate: Decimal, tolerance: Decimal) -> bool:
    return whole > 0 and abs(part * 100 / whole - rate) <= tolerance


def rates_usual(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a rate of execution that is far too low or too high: of the yearly mean, the whole year, or 公用经费."""
    budget, limits = dossier.submission.budget, dossier.limits.budget
    low, high = limits.rate_low, limits.rate_high
    rate, whole = budget[BUDGET.execution_rate], _whole(budget)
    if rate and rate.ref in dossier.submission.gaps:
        rate = None
    texts = [problem.text.value for problem in dossier.submission.problems]
    if rate and rate.value < low and not any(word in text for text in texts for word in RATE_WORDS):
        pass  # Scoring asks for the reason of this very rate.
    elif rate and not low <= rate.value <= high:
        yield _unusual_rate(rate.ref, BUDGET.execution_rate.name, rate.value, dossier)
    elif whole:
        for spent in _amounts(budget, BUDGET.spent):
            yield from _unusual_share(spent, whole, dossier)
    running = _amounts(budget, BUDGET.running_budget, BUDGET.running_spent)
    if len(running) == 2:
        yield from _unusual_share(running[1], running[0], dossier)


def _unusual_share(part: Amount, whole: Amount, dossier: Dossier) -> Iterator[Diagnostic]:
    limits, (name, spent) = dossier.limits.budget, part
    if whole[1].value == 0 or _differ_by_a_unit(spent.value, whole[1].value, limits.slip):
        return
    rate = spent.value * 100 / whole[1].value
    if not limits.rate_low <= rate <= limits.rate_high:
        yield _unusual_rate(spent.ref, f"{name}占{whole[0]}的比率", rate, dossier)


def _unusual_rate(place: CellRef, name: str, rate: Decimal, dossier: Dossier) -> Diagnostic:
    low, high = dossier.limits.budget.rate_low, dossier.limits.budget.rate_high
    values = {"name": name, "direction": f"低于{plain(low)}%" if rate < low else f"高于{plain(high)}%"}
    return catalogue.RATE_UNUSUAL.at(place, plain(round_half_up(rate, 2)), **values)


def three_public_change_explained(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a large change of 三公经费 where no row has a 变动原因."""
    limits = dossier.limits.budget
    if dossier.submission.three_public.reasons:
        return
    for expense in _expenses(dossier):
        change = expense.actual.value - expense.budget.value
        large = abs(change) * 100 > limits.three_public_change * expense.budget.value
        if large and abs(change) > limits.three_public_least:
            values = {
                "name": expense.name,
                "budget": plain(expense.budget.value),
                "actual": plain(expense.actual.value),
                "change": f"{'增加' if change > 0 else '减少'}{plain(abs(change))}万元",
                "limit": plain(limits.three_public_change),
            }
            yield catalogue.CHANGE_UNEXPLAINED.at(expense.reason_ref or expense.actual.ref, **values)
            return  # One reason may explain all changes.


# --- impossible figures -----------------------------------------------------------------------------------


def figures_possible(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a part above its whole, a rate of a part above 100 %, and a running total that falls."""
    for (name, part), (whole_name, whole) in _parts_and_wholes(dossier):
        if part.value > whole.value:
            values = {"name": name, "why": f"大于{whole_name}{plain(whole.value)}万元"}
            yield catalogue.IMPOSSIBLE_FIGURE.at(part.ref, f"{plain(part.value)}万元", **values)
    rate = dossier.submission.budget[BUDGET.carry_over_rate]
    if rate and rate.value > 100:
        values = {"name": BUDGET.carry_over_rate.name, "why": "大于100%"}
        yield catalogue.IMPOSSIBLE_FIGURE.at(rate.ref, f"{plain(rate.value)}%", **values)
    yield from _falling_totals(dossier.submission.budget)


def _parts_and_wholes(dossier: Dossier) -> Iterator[tuple[Amount, Amount]]:
    budget, public = dossier.submission.budget, dossier.submission.three_public.total
    largest = max(_amounts(budget, BUDGET.initial, BUDGET.adjusted), key=_value, default=None)
    assets = _amounts(budget, BUDGET.fixed_assets_in_use, BUDGET.fixed_assets)
    if len(assets) == 2:
        yield assets[0], assets[1]
    for year in _amounts(budget, BUDGET.spent):
        yield (f"{THREE_PUBLIC.name}{THREE_PUBLIC.actual.name}", public.actual), year
        yield from ((part, year) for part in _amounts(budget, BUDGET.running_spent))
    if largest:
        yield (f"{THREE_PUBLIC.name}{THREE_PUBLIC.budget.name}", public.budget), largest
        yield from ((part, largest) for part in _amounts(budget, BUDGET.running_budget))


def _falling_totals(budget: Budget) -> Iterator[Diagnostic]:
    """A running total (累计) below an earlier one; the wrong one of the two is the one farther from even spending."""
    totals = [(n, amount) for n, item in enumerate(BUDGET.quarters, 1) for amount in _amounts(budget, item)]
    for (n, (_, earlier)), (m, (_, later)) in pairwise(totals):
        if later.value >= earlier.value:
            continue
        spent = budget[BUDGET.spent]
        year = spent.value if spent else max(_value(amount) for _, amount in totals)
        off_earlier, off_later = abs(earlier.value - year * n / 4), abs(later.value - year * m / 4)
        wrong, at = (earlier, n) if off_earlier > off_later else (later, m)
        both = "，".join(map(_in_words, _amounts(budget, BUDGET.quarters[n - 1], BUDGET.quarters[m - 1])))
        values = {"name": BUDGET.quarters[at - 1].name, "why": f"累计数不会越来越小，{both}"}
        yield catalogue.IMPOSSIBLE_FIGURE.at(wrong.ref, f"{plain(wrong.value)}万元", **values)


# --- 元 in place of 万元 -------------------------------------------------------------------------------------


def amounts_in_one_unit(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report an amount some 10 000 times as large as those that belong to it, or the ten-thousandth part of them."""
    budget, limits = dossier.submission.budget, dossier.limits.budget
    year = _year_amounts(budget)
    yield from _slips_of_the_year(year, limits)
    typical = sorted(year, key=_value)[len(year) // 2][1].value if year else None
    running = _amounts(budget, BUDGET.running_budget, BUDGET.running_spent)
    yield from _slip_of_two(running, limits.slip, ceiling=typical)
    assets = _amounts(budget, BUDGET.fixed_assets, BUDGET.fixed_assets_in_use)
    ceiling = typical and typical * _ASSETS_TO_BUDGET
    if typical and ceiling and assets and min(map(_value, assets)) > ceiling:
        yield _too_large(assets[0], f"全年的预算和支出只有{plain(typical)}万元上下")
    else:
        yield from _slip_of_two(assets, limits.slip, ceiling=ceiling)
    yield from _slip_of_the_rest(budget, limits.slip)
    for expense in _expenses(dossier):
        yield from _slip_of_an_expense(expense, limits.slip)


def _slips_of_the_year(amounts: Sequence[Amount], limits: BudgetLimits) -> Iterator[Diagnostic]:
    """A slip in an amount of the year or of its quarters, which differs so from most of the others."""
    if amounts and min(map(_value, amounts)) > limits.largest:
        yield _too_large(amounts[0], f"一个街道、镇一年的预算不会超过{plain(limits.largest)}万元")
    if len(amounts) == 2:
        yield from _slip_of_two(amounts, limits.slip, ceiling=limits.largest)
        return
    for amount in amounts:
        far = [other for other in amounts if _differ_by_a_unit(amount[1].value, other[1].value, limits.slip)]
        if len(far) * 2 > len(amounts) - 1:
            yield _slip(amount, far[0])


def _slip_of_the_rest(budget: Budget, slip: Decimal) -> Iterator[Diagnostic]:
    """A slip in 结转结余资金, which may be any small part of a budget: only an exact multiple of the rest is a slip."""
    whole, spent, rest = _whole(budget), budget[BUDGET.spent], budget[BUDGET.carried_over]
    if whole and spent and rest and rest.value and whole[1].value > spent.value:
        difference = whole[1].value - spent.value
        if any(_same(rest.value, value) for value in (difference * slip, difference / slip)):
            name = f"{whole[0]}减{BUDGET.spent.name}"
            yield _slip((BUDGET.carried_over.name, rest), (name, Entry(difference, whole[1].ref)))


def _slip_of_two(amounts: Sequence[Amount], slip: Decimal, *, ceiling: Decimal | None) -> Iterator[Diagnostic]:
    """A slip in one of two amounts that belong together: in the larger one if it is above the ceiling."""
    if len(amounts) == 2 and _differ_by_a_unit(amounts[0][1].value, amounts[1][1].value, slip):
        small, large = sorted(amounts, key=_value)
        yield _slip(large, small) if ceiling is None or large[1].value > ceiling else _slip(small, large)


def _slip_of_an_expense(expense: Expense, slip: Decimal) -> Iterator[Diagnostic]:
    """A slip in one row of 三公经费: spending far above its budget is one, a small sum may be all that was spent."""
    budget = (f"{expense.name}{THREE_PUBLIC.budget.name}", expense.budget)
    actual = (f"{expense.name}{THREE_PUBLIC.actual.name}", expense.actual)
    if not _differ_by_a_unit(budget[1].value, actual[1].value, slip):
        return
    if actual[1].value > budget[1].value:
        yield _slip(budget, actual) if budget[1].value < _LEAST_EXPENSE else _slip(actual, budget)
    elif actual[1].value < _LEAST_EXPENSE:
        yield _slip(actual, budget)
    elif budget[1].value >= actual[1].value * slip:
        yield _slip(budget, actual)


def _differ_by_a_unit(one: Decimal, other: Decimal, slip: Decimal) -> bool:
    small, large = sorted((one, other))
    return small > 0 and large * _ROOM >= small * slip


def _too_large(wrong: Amount, why: str) -> Diagnostic:
    return catalogue.UNIT_SLIP.at(wrong[1].ref, f"{plain(wrong[1].value)}万元", name=wrong[0], why=why)


def _slip(wrong: Amount, other: Amount) -> Diagnostic:
    small, large = sorted((wrong, other), key=_value)
    times = plain(round_half_up(large[1].value / small[1].value, 0))
    beside = _in_words(other)
    why = f"是{beside}的{times}倍" if large is wrong else f"只有{beside}的{times}分之一"
    return catalogue.UNIT_SLIP.at(wrong[1].ref, f"{plain(wrong[1].value)}万元", name=wrong[0], why=why)


# --- amounts ----------------------------------------------------------------------------------------------


def _whole(budget: Budget) -> Amount | None:
    """The budget as last approved: adjusted where there was an adjustment."""
    return next(iter(_amounts(budget, BUDGET.adjusted, BUDGET.initial)), None)


def _year_amounts(budget: Budget) -> list[Amount]:
    """Budget and spending of the year and its quarters, as far as they are filled in and not 0."""
    amounts = _amounts(budget, BUDGET.adjusted, BUDGET.initial, BUDGET.spent, *BUDGET.quarters)
    return [amount for amount in amounts if amount[1].value]


def _expenses(dossier: Dossier) -> list[Expense]:
    """The total of 三公经费 and its parts, as far as neither amount is a gap."""
    public, gaps = dossier.submission.three_public, dossier.submission.gaps
    return [e for e in (public.total, *public.parts) if gaps.isdisjoint((e.budget.ref, e.actual.ref))]


def _amounts(budget: Budget, *items: Item) -> list[Amount]:
    """Those of the items that are filled in."""
    return [(item.name, entry) for item, entry in budget.entries(*items)]


def _in_words(amount: Amount) -> str:
    return f"{amount[0]}{plain(amount[1].value)}万元"


def _value(amount: Amount) -> Decimal:
    return amount[1].value
