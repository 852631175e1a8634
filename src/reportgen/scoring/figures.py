"""Figures (数据) that rules take from the sheets 预算执行 and 三公经费: as given there, or worked out from others.

Everything here is pure: numbers by the name that the form gives them go in, a number or a fault comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import Kind
from reportgen.intake.form import BUDGET, MONEY_UNIT, PERCENT, THREE_PUBLIC

EXECUTION_RATE = BUDGET.execution_rate.name
CARRY_OVER_RATE = BUDGET.carry_over_rate.name
ASSET_USE_RATE = "固定资产利用率"
THREE_PUBLIC_BUDGET = f"{THREE_PUBLIC.name}{THREE_PUBLIC.budget.name}"
THREE_PUBLIC_SPENT = f"{THREE_PUBLIC.name}{THREE_PUBLIC.actual.name}"
_INITIAL, _ADJUSTED, _LEFT = BUDGET.initial.name, BUDGET.adjusted.name, BUDGET.carried_over.name
_ASSETS, _ASSETS_IN_USE = BUDGET.fixed_assets.name, BUDGET.fixed_assets_in_use.name
_QUARTERS = tuple(item.name for item in BUDGET.quarters)
_OR_INITIAL = f"{_ADJUSTED}（没有调整的填{_INITIAL}）"

Items = Mapping[str, Decimal]
"""The filled-in numbers of both sheets by name; a blank one is absent. 三公经费 has its 合计 only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why something cannot be worked out or is ill-defined; its place is for the caller to know.

    ``about`` names the item of the form (填报值, 结转结余率) that is at fault.
    """

    kind: Kind
    about: str = ""
    found: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateMethod:
    """How the execution rate is judged (rules file, ``[execution_rate]``).

    ``progress`` is the share of the budget due at the end of each quarter (序时进度, %); ``tolerance`` the
    difference in percentage points between the given and the computed rate that needs no warning;
    a rate below ``explain_below`` % wants an explanation. ``source`` and ``verified`` are those of the
    computation from quarters.
    """

    progress: tuple[Decimal, ...]
    tolerance: Decimal
    explain_below: Decimal
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureValue:
    """A figure, unrounded: the items that it rests on, and whether it was computed or stands as given."""

    name: str
    value: Decimal
    used: tuple[str, ...]
    computed: bool = False

    @property
    def unit(self) -> str:
        """As it is printed behind the value."""
        return FIGURES[self.name].unit


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKind:
    """A figure that a rules file may name: its unit, the sheet it comes from and how to get it."""

    unit: str
    sheet: str
    items: tuple[str, ...]  # everything that it can be worked out from
    work_out: Callable[[Items, RateMethod], FigureValue | Fault]


def quarter_rate(items: Items, method: RateMethod) -> FigureValue | Fault:
    """The mean of min(1, 累计支出率 ÷ 序时进度) over the four quarters, in percent, unrounded."""
    budget_name = _budget_name(items)
    if budget_name is None or any(name not in items for name in _QUARTERS):
        wanted = f"{EXECUTION_RATE}，或者四个季度末的累计支出数和{_OR_INITIAL}"
        return _missing(EXECUTION_RATE, BUDGET.name, wanted)
    budget = items[budget_name]
    if budget == 0:
        return _not_computable(EXECUTION_RATE, BUDGET.name, budget_name)
    reached = [
        min(Decimal(1), items[name] * 100 / (budget * due))
        for name, due in zip(_QUARTERS, method.progress, strict=True)
    ]
    value = sum(reached, Decimal(0)) * 100 / len(reached)
    return FigureValue(name=EXECUTION_RATE, value=value, used=(budget_name, *_QUARTERS), computed=True)


def _execution_rate(items: Items, method: RateMethod) -> FigureValue | Fault:
    if EXECUTION_RATE in items:
        return FigureValue(name=EXECUTION_RATE, value=items[EXECUTION_RATE], used=(EXECUTION_RATE,))
    return quarter_rate(items, method)


def _carry_over_rate(items: Items, _: RateMethod) -> FigureValue | Fault:
    if CARRY_OVER_RATE in items:
        return FigureValue(name=CARRY_OVER_RATE, value=items[CARRY_OVER_RATE], used=(CARRY_OVER_RATE,))
    wanted = f"{CARRY_OVER_RATE}，或者{_LEFT}和{_OR_INITIAL}"
    return _percentage(items, CARRY_OVER_RATE, _LEFT, _budget_name(items) or _ADJUSTED, wanted)


def _asset_use_rate(items: Items, _: RateMethod) -> FigureValue | Fault:
    return _percentage(items, ASSET_USE_RATE, _ASSETS_IN_USE, _ASSETS, f"{_ASSETS_IN_USE}和{_ASSETS}")


def _percentage(items: Items, name: str, part: str, whole: str, wanted: str) -> FigureValue | Fault:
    if part not in items or whole not in items:
        return _missing(name, BUDGET.name, wanted)
    if items[whole] == 0:
        return _not_computable(name, BUDGET.name, whole)
    value = items[part] * 100 / items[whole]
    return FigureValue(name=name, value=value, used=(part, whole), computed=True)


def _budget_name(items: Items) -> str | None:
    """The budget as last approved: adjusted where there was an adjustment."""
    return next((name for name in (_ADJUSTED, _INITIAL) if name in items), None)


def _missing(name: str, sheet: str, wanted: str) -> Fault:
    values = {"figure": name, "sheet": sheet, "wanted": wanted}
    return Fault(kind=catalogue.FIGURE_MISSING, about=name, values=values)


def _not_computable(name: str, sheet: str, divisor: str) -> Fault:
    values = {"figure": name, "sheet": sheet, "divisor": divisor}
    return Fault(kind=catalogue.FIGURE_NOT_COMPUTABLE, about=divisor, values=values)


def _as_given(name: str, sheet: str) -> FigureKind:
    def work_out(items: Items, _: RateMethod) -> FigureValue | Fault:
        if name in items:
            return FigureValue(name=name, value=items[name], used=(name,))
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
        items=(CARRY_OVER_RATE, _LEFT, _INITIAL, _ADJUSTED),
        work_out=_carry_over_rate,
    ),
    ASSET_USE_RATE: FigureKind(
        unit=PERCENT, sheet=BUDGET.name, items=(_ASSETS_IN_USE, _ASSETS), work_out=_asset_use_rate
    ),
    BUDGET.running_budget.name: _as_given(BUDGET.running_budget.name, BUDGET.name),
    BUDGET.running_spent.name: _as_given(BUDGET.running_spent.name, BUDGET.name),
    THREE_PUBLIC_BUDGET: _as_given(THREE_PUBLIC_BUDGET, THREE_PUBLIC.name),
    THREE_PUBLIC_SPENT: _as_given(THREE_PUBLIC_SPENT, THREE_PUBLIC.name),
}
