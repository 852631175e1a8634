"""The limits of the checks (核对的界限): the numbers and words of ``checks/核对.toml``, loaded strictly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reportgen.diagnostics import Outcome
from reportgen.resources import Resources
from reportgen.settings import load_settings, number

LIMITS = "checks/核对.toml"

_SETTINGS = {
    "indicators.deviation": number("偏差多少要说明", "%", "1", "1000", "1"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Percentages are on the scale 20 = 20 %."""

    deviation: Decimal  # of an indicator's actual value from its target, beyond which it wants an explanation


def load_limits(resources: Resources) -> Outcome[Limits]:
    """Read the nearest 核对.toml; every problem in it is found in one run."""
    settings = load_settings(resources, LIMITS, _SETTINGS)
    if settings.value is None:
        return Outcome(None, settings.diagnostics)
    values = settings.value.values
    return Outcome(Limits(deviation=Decimal(values["indicators.deviation"])))
