"""Numbers: only this module rounds, and only this module turns numbers into official Chinese text and back.

Money and points are ``Decimal``. Everywhere in the program a percentage of 95 means 95 %.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)(?P<unit>\D*)"
)
_SPLIT_DIGITS = re.compile(r"[\d.,]\s+[\d.,]")
LARGEST = Decimal(10) ** 12  # no budget of a street office comes near; keeps arithmetic and messages bounded
_DIGITS = "零一二三四五六七八九"
_NOUGHT = 1e-9
_MAX_LENGTH = 40  # of the text of a number; this bounds the work of parsing
_SETTLED = Decimal("1E-15")
_MOST_TYPED_PLACES = 4  # more are the result of a formula, or were copied from one
_USUAL_PLACES = 2
_ROUNDING_DIGITS = 400  # the largest float of a spreadsheet has 309 digits


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a person wrote it: its value and the unit behind it, ``""`` where there is none."""

    value: Decimal
    unit: str


def parse_quantity(text: str) -> Quantity | None:
    """Read ``"1,234.50"``, ``"９５％"`` or ``"9.63 万元"``; ``None`` when the text is no such number.

    Digits with a blank or a line break between them are none: 86 92 may be two numbers, and 9 5 a slip.
    """
    if any(unicodedata.category(char) == "No" for char in text):  # such as ² and ①; NFKC would turn 3² into 32
        return None
    if has_split_digits(text):
        return None
    compact = "".join(unicodedata.normalize("NFKC", text).split()).replace("\N{MINUS SIGN}", "-")
    match = _NUMBER.fullmatch(compact) if len(compact) <= _MAX_LENGTH else None
    if match is None:
        return None
    return Quantity(Decimal(match["sign"] + match["digits"].replace(",", "")), match["unit"])


def has_split_digits(text: str) -> bool:
    """Whether a blank or a line break parts the digits of a text."""
    return len(text.split()) > 1 and _SPLIT_DIGITS.search(unicodedata.normalize("NFKC", text)) is not None


def from_float(value: float) -> Decimal:
    """Turn a float of a spreadsheet into the number that the person typed.

    Excel and WPS keep and show 15 significant digits, so the 16th and later digits are binary noise
    (9.63 is stored as 9.630000000000001). The small rest of a formula whose true result is 0 is noise too
    (9.63-5.83-3.8 gives 8.9E-16). ``nan`` and ``inf`` stay what they are; the caller has to ask ``is_finite``.
    """
    return Decimal(0) if abs(value) < _NOUGHT else Decimal(f"{value:.15g}")


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round 四舍五入 to ``places`` decimals; the program rounds only here and in :func:`percent_half_up`.

    A ``Decimal`` quotient has only 28 digits, so an exact half may arrive as …4999…98. The number is therefore first
    rounded to many more places than any figure in a report has.
    """
    with localcontext(prec=_ROUNDING_DIGITS):
        settled = value.quantize(_SETTLED, rounding=ROUND_HALF_UP)
        return settled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent_half_up(part: int, whole: int) -> int:
    """Return the share of a part in whole percent 四舍五入; whole numbers are faster where there are very many."""
    return (200 * part + whole) // (2 * whole)


def as_printed(value: Decimal, places: int | None = None) -> Decimal:
    """Return the number that a text prints for ``value``; scores always use the exact one.

    ``places`` is the number of decimals that the cell shows. Where its format fixes none, up to 4 decimals are printed
    as they were typed, and longer numbers, such as 29/3, with 2. A number other than 0 is never printed as 0.
    """
    decimals = _decimals(value)
    if decimals <= (_MOST_TYPED_PLACES if places is None else places):
        return value
    candidates = (round_half_up(value, p) for p in (_USUAL_PLACES if places is None else places, 2, 4, 6))
    return next((number for number in candidates if number), value)


def _decimals(value: Decimal) -> int:
    """The number of decimals without trailing zeros."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def round_points(value: Decimal) -> Decimal:
    """Round the points (分) of one indicator to 2 places."""
    return round_half_up(value, 2)


def plain(value: Decimal) -> str:
    """Write a number as official texts do: no trailing zeros, no exponent, no thousands mark (98.5, 100, 11020.87)."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def chinese_numeral(number: int) -> str:
    """Write a number from 1 to 999 in Chinese: 1 → 一, 12 → 十二, 20 → 二十, 101 → 一百零一."""
    if not 1 <= number <= 999:
        raise ValueError(f"no Chinese ordinal for {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else _DIGITS[tens] + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
