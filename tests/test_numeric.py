"""Numbers: reading them as people write them, rounding, and writing them in official habit."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.numeric import (
    Quantity,
    as_printed,
    chinese_numeral,
    from_float,
    parse_quantity,
    plain,
    round_half_up,
    round_points,
)

AMOUNTS = st.decimals(-(10**12), 10**12, places=6)


# --- reading ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12", "12", ""),
        ("1,234.50", "1234.50", ""),
        ("１，２３４．５０", "1234.50", ""),
        ("1,234,567", "1234567", ""),
        ("９５％", "95", "%"),
        ("95 %", "95", "%"),
        ("9.63万元", "9.63", "万元"),
        (" 9.63　万 元\n", "9.63", "万元"),
        ("12万", "12", "万"),
        ("-5", "-5", ""),
        ("－5", "-5", ""),
        ("\N{MINUS SIGN}5", "-5", ""),
        ("+0.5", "0.5", ""),
        (".5", "0.5", ""),
        ("007", "7", ""),
        ("11020.87平方米", "11020.87", "平方米"),
    ],
)
def test_a_number_with_its_unit(text: str, value: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "约80",
        "≥90",
        "1e5",
        "1.2.3",
        "1,23",
        "1234,567",
        "0,123",
        ",5",
        "--5",
        "１２３a4",
        "٣",
        "1٣",
        "二十",
        "十",
        "1/2",
        "①",
        "3²",
        "10⁵",
        "3-5",
        "80~90",
        "nan",
        "NaN",
        "inf",
        "Infinity",
        "0x10",
        "1_000",
        "86 92",
        "9 5",
        "12\n13",
        "１ ２",
        "12 345",
        "9. 63",
        "1, 234",
        "9" * 41,
        "½",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert parse_quantity(text) is None


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    quantity = parse_quantity(text)

    assert quantity is None or (quantity.value.is_finite() and not any(c.isdecimal() for c in quantity.unit))


@given(AMOUNTS)
def test_what_is_written_plainly_is_read_back(value: Decimal) -> None:
    assert parse_quantity(plain(value)) == Quantity(value, "")
    assert parse_quantity(f"{value:,f}万元") == Quantity(value, "万元")


# --- printing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("9.66666666666667", None, "9.67"),
        ("9.66666666666667", 1, "9.7"),
        ("9.66666666666667", 0, "10"),
        ("9.66666666666667", 4, "9.6667"),
        ("2018.6453", None, "2018.6453"),
        ("2018.64531", None, "2018.65"),
        ("3.8", 2, "3.8"),
        ("3.80", None, "3.8"),
        ("-9.66666666666667", None, "-9.67"),
        ("1.005", 2, "1.01"),
        ("14", None, "14"),
        ("14", 2, "14"),
        ("1E+4", None, "10000"),
        ("0", 0, "0"),
        ("0.3", 0, "0.3"),
        ("0.00004567", None, "0.000046"),
        ("0.0000000001", None, "0.0000000001"),
    ],
)
def test_a_number_is_printed_with_the_decimals_of_its_cell(value: str, places: int | None, printed: str) -> None:
    assert plain(as_printed(Decimal(value), places)) == printed


@given(AMOUNTS, st.none() | st.integers(0, 6))
def test_a_printed_number_is_near_and_prints_as_itself(value: Decimal, places: int | None) -> None:
    printed = as_printed(value, places)

    assert abs(printed - value) <= Decimal("0.5").scaleb(-(2 if places is None else places))
    assert as_printed(printed, places) == printed
    assert (printed == 0) == (value == 0)


# --- spreadsheet floats -----------------------------------------------------------------------------------


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_float_is_the_number_that_was_typed(value: Decimal) -> None:
    assert from_float(float(value)) == value


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (9.630000000000001, "9.63"),
        (0.1 + 0.2, "0.3"),
        (9.63 - 5.83 - 3.8, "0"),
        (-1e-17, "0"),
        (2024, "2024"),
        (0.00001, "0.00001"),
    ],
)
def test_binary_noise_is_dropped(stored: float, typed: str) -> None:
    assert from_float(stored) == Decimal(typed)


def test_what_is_not_finite_stays_so() -> None:
    assert not from_float(math.nan).is_finite()
    assert not from_float(-math.inf).is_finite()


# --- rounding ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1.005", 2, "1.01"),
        ("9.4949", 2, "9.49"),
        ("5", 2, "5.00"),
    ],
)
def test_halves_go_up(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


@given(AMOUNTS, st.integers(0, 5))
def test_rounding_is_to_the_nearest_and_a_half_goes_away_from_zero(value: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    rounded = round_half_up(value, places)

    assert rounded % unit == 0
    assert abs(rounded - value) <= unit / 2
    if abs(rounded - value) == unit / 2:
        assert abs(rounded) > abs(value)
    assert round_half_up(rounded, places) == rounded


@given(AMOUNTS)
def test_points_have_two_places(value: Decimal) -> None:
    assert round_points(value) == round_half_up(value, 2)
    assert round_points(value).as_tuple().exponent == -2


# --- writing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("98.50", "98.5"),
        ("100.00", "100"),
        ("100", "100"),
        ("1E+2", "100"),
        ("-0.00", "0"),
        ("-0.50", "-0.5"),
        ("0", "0"),
        ("11020.87", "11020.87"),
        ("1E-5", "0.00001"),
    ],
)
def test_official_habit(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(AMOUNTS)
def test_nothing_but_digits_a_point_and_a_sign(value: Decimal) -> None:
    text = plain(value)

    assert Decimal(text) == value
    assert set(text) <= set("0123456789.-")
    assert not ("." in text and text[-1] in "0.")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (220, "二百二十"),
        (999, "九百九十九"),
    ],
)
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese_numeral(number) == text


def test_every_chinese_numeral_reads_back() -> None:
    digits = {digit: value for value, digit in enumerate("零一二三四五六七八九")}

    def value(text: str) -> int:
        total = last = 0
        for sign in text:
            if sign in "十百":
                total += (last or 1) * (10 if sign == "十" else 100)
                last = 0
            else:
                last = digits[sign]
        return total + last

    assert [value(chinese_numeral(number)) for number in range(1, 1000)] == list(range(1, 1000))


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_no_numeral_beyond_the_range(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_numeral(number)
