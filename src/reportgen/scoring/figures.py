"""Figures (数据) of the form that rules judge: as filled in there, or worked out from others.

Each function takes the numbers of the form by name and returns a figure or a fault; it reads nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import Kind
from reportgen.intake.form import BUDGET, FINANCES, MONEY_UNIT, PERCENT, PROFILE, THREE_PUBLIC

EXECUTION_RATE = BUDGET.execution_rate.name
CARRY_OVER_RATE = BUDGET.carry_over_rate.name
ASSET_USE_RATE = "固定资产利用率"
THREE_PUBLIC_BUDGET = f"{THREE_PUBLIC.name}{THREE_PUBLIC.budget.name}"
THREE_PUBLIC_SPENT = f"{THREE_PUBLIC.name}{THREE_PUBLIC.actual.name}"
THREE_PUBLIC_LAST = f"{THREE_PUBLIC.name}{THREE_PUBLIC.last_actual.name}"
STAFF_RATE = "供养人员控制率"
THREE_PUBLIC_CHANGE = f"{THREE_PUBLIC.name}变动率"
ADJUSTMENT_RATE = "预算调整率"
CARRY_OVER_CHANGE = "结转结余变动率"
STAFF, POSITIONS = PROFILE.staff.name, PROFILE.positions.name
OPENING_BALANCE = FINANCES.opening_balance.name
_INITIAL, _ADJUSTED, _CARRIED_OVER = BUDGET.initial.name, BUDGET.adjusted.name, BUDGET.carried_over.name
_ASSETS, _ASSETS_IN_USE = BUDGET.fixed_assets.name, BUDGET.fixed_assets_in_use.name
_QUARTERS = tuple(item.name for item in BUDGET.quarters)
_OR_INITIAL = f"{_ADJUSTED}（没有调整的填{_INITIAL}）"

Items = Mapping[str, Decimal]
"""The numbers of the form by name, of 三公经费 only those of 合计; a blank cell has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The reason (评不了的原因) why nothing can be worked out, before the caller adds the place.

    ``about`` names the item of the form (填报值, 结转结余率) at fault; the message shows ``found`` and ``values``.
    """

    kind: Kind
    about: str = ""
    found: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateMethod:
    """How to work out and check the execution rate: ``[execution_rate]`` of the rules file.

    ``progress`` is the share of the budget that is due at the end of each quarter (序时进度, %). ``tolerance`` is the
    largest difference, in percentage points, between the rate in the form and that of the quarters without a warning.
    A rate below ``explain_below`` % needs an explanation. ``source`` and ``verified`` belong to the computation from
    quarters.
    """

    progress: tuple[Decimal, ...]
    tolerance: Decimal
    explain_below: Decimal
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureValue:
    """A figure, unrounded: the items of the form that it rests on, and whether the program computed it from them."""

    name: str
    value: Decimal
    items: tuple[str, ...]
    computed: bool = False

    @property
    def unit(self) -> str:
        """The unit that is printed behind the value."""
        return FIGURES[self.name].unit


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKind:
    """A figure that a rules file may name: its unit, its sheet, and how to work it out from which items.

    ``item_unit`` is the unit of those items that are no figures themselves.
    """

    unit: str
    sheet: str
    items: tuple[str, ...]
    item_unit: str = MONEY_UNIT
    work_out: Callable[[Items, RateMethod], FigureValue | Fault]


def quarter_rate(items: Items, method: RateMethod) -> FigureValue | Fault:
    """The mean of min(1, 累计支出率 ÷ 序时进度) over the four quarters, in percent, unrounded."""
    budget_name = _budget_name(items)
    if budget_name is None or any(name not in items for name in _QUARTERS):
        needs = f"{EXECUTION_RATE}，或者四个季度末的累计支出数和{_OR_INITIAL}"
        return _missing(EXECUTION_RATE, BUDGET.name, needs)
    budget = items[budget_name]
    if budget == 0:
        return _not_computable(EXECUTION_RATE, BUDGET.name, budget_name)
    shares = [
        min(Decimal(1), items[name] * 100 / (budget * due))
        for name, due in zip(_QUARTERS, method.progress, strict=True)
    ]
    value = sum(shares, Decimal(0)) * 100 / len(shares)
    return FigureValue(name=EXECUTION_RATE, value=value, items=(budget_name, *_QUARTERS), computed=True)


def _execution_rate(items: Items, method: RateMethod) -> FigureValue | Fault:
    if EXECUTION_RATE in items:
        return FigureValue(name=EXECUTION_RATE, value=items[EXECUTION_RATE], items=(EXECUTION_RATE,))
    return quarter_rate(items, method)


def _carry_over_rate(items: Items, _: RateMethod) -> FigureValue | Fault:
    if CARRY_OVER_RATE in items:
        return FigureValue(name=CARRY_OVER_RATE, value=items[CARRY_OVER_RATE], items=(CARRY_OVER_RATE,))
    needs = f"{CARRY_OVER_RATE}，或者{_CARRIED_OVER}和{_OR_INITIAL}"
    return _percentage(items, CARRY_OVER_RATE, _CARRIED_OVER, _budget_name(items) or _ADJUSTED, needs=needs)


def _asset_use_rate(items: Items, _: RateMethod) -> FigureValue | Fault:
    return _percentage(items, ASSET_USE_RATE, _ASSETS_IN_USE, _ASSETS)


def _staff_rate(items: Items, _: RateMethod) -> FigureValue | Fault:
    return _percentage(items, STAFF_RATE, STAFF, POSITIONS, sheet=PROFILE.name)


def _adjustment_rate(items: Items, _: RateMethod) -> FigureValue | Fault:
    """How much of the budget was adjusted in the year, up or down; nothing where 调整预算数 is blank."""
    if _INITIAL in items and _ADJUSTED not in items:
        return FigureValue(name=ADJUSTMENT_RATE, value=Decimal(0), items=(_INITIAL,), computed=True)
    change = _change(items, ADJUSTMENT_RATE, _ADJUSTED, _INITIAL, BUDGET.name)
    return replace(change, value=abs(change.value)) if isinstance(change, FigureValue) else change


def _three_public_change(items: Items, _: RateMethod) -> FigureValue | Fault:
    return _change(items, THREE_PUBLIC_CHANGE, THREE_PUBLIC_SPENT, THREE_PUBLIC_LAST, THREE_PUBLIC.name)


def _carry_over_change(items: Items, _: RateMethod) -> FigureValue | Fault:
    return _change(items, CARRY_OVER_CHANGE, _CARRIED_OVER, OPENING_BALANCE, FINANCES.name)


def _change(items: Items, name: str, now: str, before: str, sheet: str) -> FigureValue | Fault:
    """The change against ``before`` in percent; 0 where there was nothing and still is nothing."""
    if now in items and items.get(before) == items[now] == 0:
        return FigureValue(name=name, value=Decimal(0), items=(now, before), computed=True)
    share = _percentage(items, name, now, before, sheet=sheet)
    return replace(share, value=share.value - 100) if isinstance(share, FigureValue) else share


def _percentage(
    items: Items, name: str, part: str, whole: str, *, needs: str = "", sheet: str = BUDGET.name
) -> FigureValue | Fault:
    if part not in items or whole not in items:
        return _missing(name, sheet, needs or f"{part}和{whole}")
    if items[whole] == 0:
        return _not_computable(name, sheet, whole)
    value = items[part] * 100 / items[whole]
    return FigureValue(name=name, value=value, items=(part, whole), computed=True)


def _budget_name(items: Items) -> str | None:
    """The name of the budget that counts: 调整预算数 where it is filled in, else 年初预算数."""
    return next((name for name in (_ADJUSTED, _INITIAL) if name in items), None)


def _missing(name: str, sheet: str, needs: str) -> Fault:
    values = {"figure": name, "sheet": sheet, "wanted": needs}
    return Fault(kind=catalogue.FIGURE_MISSING, about=name, values=values)


def _not_computable(name: str, sheet: str, divisor: str) -> Fault:
    values = {"figure": name, "sheet": sheet, "divisor": divisor}
    return Fault(kind=catalogue.FIGURE_NOT_COMPUTABLE, about=divisor, values=values)


def _amount(name: str, sheet: str) -> FigureKind:
    def work_out(items: Items, _: RateMethod) -> FigureValue | Fault:
        if name in items:
            return FigureValue(name=name, value=items[name], items=(name,))
        return _missing(name, sheet, name)

    return FigureKind(unit=MONEY_UNIT, sheet=sheet, items=(name,), work_out=work_out)


FIGURES: Mapping[str, FigureKind] = {
    EXECUTION_RATE: FigureKind(
        unit=PERCENT,
        sheet=BUDGET.name,
        items=(EXECUTION_RATE, _INITIAL, _ADJUSTED, *_QUARTERS),
        work_out=_execution_rate,
    ),
    CARRY_OVER_RATE: FigureKind(
        unit=PERCENT,
        sheet=BUDGET.name,
        items=(CARRY_OVER_RATE, _CARRIED_OVER, _INITIAL, _ADJUSTED),
        work_out=_carry_over_rate,
    ),
    ASSET_USE_RATE: FigureKind(
        unit=PERCENT, sheet=BUDGET.name, items=(_ASSETS_IN_USE, _ASSETS), work_out=_asset_use_rate
    ),
    ADJUSTMENT_RATE: FigureKind(
        unit=PERCENT, sheet=BUDGET.name, items=(_INITIAL, _ADJUSTED), work_out=_adjustment_rate
    ),
    CARRY_OVER_CHANGE: FigureKind(
        unit=PERCENT, sheet=FINANCES.name, items=(_CARRIED_OVER, OPENING_BALANCE), work_out=_carry_over_change
    ),
    STAFF_RATE: FigureKind(
        unit=PERCENT, sheet=PROFILE.name, items=(STAFF, POSITIONS), item_unit=PROFILE.staff.unit, work_out=_staff_rate
    ),
    THREE_PUBLIC_CHANGE: FigureKind(
        unit=PERCENT,
        sheet=THREE_PUBLIC.name,
        items=(THREE_PUBLIC_SPENT, THREE_PUBLIC_LAST),
        work_out=_three_public_change,
    ),
    BUDGET.running_budget.name: _amount(BUDGET.running_budget.name, BUDGET.name),
    BUDGET.running_spent.name: _amount(BUDGET.running_spent.name, BUDGET.name),
    THREE_PUBLIC_BUDGET: _amount(THREE_PUBLIC_BUDGET, THREE_PUBLIC.name),
    THREE_PUBLIC_SPENT: _amount(THREE_PUBLIC_SPENT, THREE_PUBLIC.name),
}
