"""The figures of a district against districts that were added up by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from districts import OPTIONS, district, failed, made, score

from reportgen.results import Filing
from reportgen.summary.figures import Figures, figures

BANDS = OPTIONS.bands


def figures_of(*filings: Filing) -> Figures:
    return figures(district(*filings), BANDS)


def seen(value: object) -> object:
    """The value, to be compared with numbers of any type."""
    return value


def points(*lost: str) -> list[Filing]:
    return [made(f"{chr(0x4E00 + turn)}街道", score(产出=one)) for turn, one in enumerate(lost)]


def test_equal_points_share_a_place_and_stay_in_the_order_of_names() -> None:
    found = figures_of(*points("2", "0", "1", "1.0", "1.00", "30"))
    assert seen([(one.place, one.office, one.score.points) for one in found.ranking]) == [
        (1, "\u4e01街道", 100),
        (2, "\u4e02街道", 99),
        (2, "\u4e03街道", 99),
        (2, "\u4e04街道", 99),
        (5, "\u4e00街道", 98),
        (6, "\u4e05街道", 70),
    ]
    assert found.with_points(Decimal(99)) == ("\u4e02街道", "\u4e03街道", "\u4e04街道")


@pytest.mark.parametrize(
    ("lost", "mean", "middle"),
    [
        (("0",), "100", "100"),
        (("0", "1", "5"), "98", "99"),
        (("0", "0.01"), "100.00", "100.00"),  # 99.995 goes up
        (("0", "0.03"), "99.99", "99.99"),  # 99.985
        (("0", "0", "0.01"), "100.00", "100"),  # 99.99666…
        (("1", "1", "0"), "99.33", "99"),
        (("0", "1", "2", "4"), "98.25", "98.5"),
    ],
)
def test_mean_and_median_are_rounded_half_up(lost: tuple[str, ...], mean: str, middle: str) -> None:
    found = figures_of(*points(*lost))
    assert (found.mean, found.middle) == (Decimal(mean), Decimal(middle))


def test_bands_hold_their_lower_bound() -> None:
    found = figures_of(*points("5", "5.01", "10", "10.01", "20", "20.01"), made("末街道", score(产出=30, 效益="10.01")))
    assert [(band.name, band.offices, band.share) for band in found.bands] == [
        ("95分以上（含95分）", 1, Decimal("14.29")),
        ("90分以上不足95分", 2, Decimal("28.57")),
        ("80分以上不足90分", 2, Decimal("28.57")),
        ("60分以上不足80分", 1, Decimal("14.29")),
        ("不足60分", 1, Decimal("14.29")),
    ]


def test_a_band_of_all_points_is_called_so() -> None:
    found = figures(district(*points("0", "0.5")), (Decimal(100), Decimal("59.5")))
    assert [(band.name, band.offices) for band in found.bands] == [
        ("100分", 1),
        ("59.5分以上不足100分", 1),
        ("不足59.5分", 0),
    ]


def test_averages_of_parts_and_groups() -> None:
    found = figures_of(made("甲", score(产出=1)), made("乙", score(支出率="0.5", 预决算=2)), made("丙", score()))
    assert seen([(one.name, one.full, one.mean, one.rate, one.lost) for one in found.parts]) == [
        ("效能", 50, Decimal("49.67"), Decimal("99.33"), True),
        ("管理", 50, Decimal("49.17"), Decimal("98.33"), True),
    ]
    assert seen([(one.name, one.mean, one.rate, one.lost) for one in found.groups]) == [
        ("完成", Decimal("49.67"), Decimal("99.33"), True),
        ("执行", Decimal("19.83"), Decimal("99.17"), True),
        ("公开", Decimal("29.33"), Decimal("97.78"), True),
    ]


def test_a_loss_too_small_for_the_rate_is_still_a_loss() -> None:
    found = figures_of(*points(*["0"] * 60, "0.01"))
    assert seen((found.groups[0].rate, found.groups[0].lost)) == (100, True)
    assert found.lost


def test_lost_items_by_points_then_offices_then_as_in_the_rules() -> None:
    found = figures_of(
        made("甲", score(产出="1", 支出率="1", 预决算="0.5", 结转率=2)),
        made("乙", score(支出率="1", 预决算="0.5", 产出=1)),
        made("丙", score(预决算="1")),
    )
    assert seen([(one.name, one.group, one.full, one.offices, one.lost, one.rate) for one in found.lost]) == [
        ("预决算", "公开", 30, 3, 2, Decimal("97.78")),
        ("产出", "完成", 30, 2, 2, Decimal("97.78")),
        ("支出率", "执行", 15, 2, 2, Decimal("95.56")),
        ("结转率", "执行", 5, 1, 2, Decimal("86.67")),
    ]


def test_comparison_with_the_year_before() -> None:
    before = 2023
    found = figures_of(
        made("升", score(产出=1), score(before, 产出=4)),
        made("降", score(产出=3), score(before)),
        made("平", score(效益=2), score(before, 产出=2)),
        made("新", score()),
        made("旧草稿", None, score(before)),
        failed("错"),
    )
    compared = found.comparison
    assert compared is not None
    assert seen([(one.office, one.before, one.now, one.change) for one in compared.offices]) == [
        ("升", 96, 99, 3),
        ("平", 98, 98, 0),
        ("降", 100, 97, -3),
    ]
    assert seen((compared.year, compared.mean_before, compared.mean_now, compared.other_full)) == (
        before,
        98,
        98,
        False,
    )
    assert [compared.count(test) for test in (lambda c: c > 0, lambda c: c < 0, lambda c: c == 0)] == [1, 1, 1]


def test_other_full_points_in_the_year_before() -> None:
    old = score(2023, full={"产出": 10, "预决算": 50})
    compared = figures_of(made("甲", score(), old)).comparison
    assert compared is not None
    assert compared.other_full


def test_an_office_of_an_earlier_year_is_not_compared() -> None:
    compared = figures_of(made("甲", score(), score(2023)), made("乙", score(), score(2021))).comparison
    assert compared is not None
    assert (compared.year, [one.office for one in compared.offices]) == (2023, ["甲"])


def test_without_last_year_there_is_no_comparison() -> None:
    assert figures_of(made("甲", score())).comparison is None
    assert figures_of(made("甲", None, score(2023))).comparison is None


def test_drafts_count_as_made_and_have_no_points() -> None:
    found = figures_of(made("甲", score(产出=1)), made("乙", None), failed("丙"))
    assert [one.office for one in found.ranking] == ["甲"]
    assert ([one.office for one in found.unscored], [one.office for one in found.failed]) == (["乙"], ["丙"])
    assert found.bands[0].share == 100


@pytest.mark.parametrize("filings", [[], [failed("甲")], [made("甲", None)]])
def test_nobody_has_points(filings: list[Filing]) -> None:
    found = figures_of(*filings)
    assert (found.mean, found.middle, found.ranking, found.groups, found.lost) == (None, None, (), (), ())
    assert seen([(band.offices, band.share) for band in found.bands]) == [(0, 0)] * 5


def test_rules_on_trial() -> None:
    assert figures_of(made("甲", score(trial=True))).trial
    assert not figures_of(made("甲", score())).trial
