"""The figures of a district against districts that were added up by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from districts import OPTIONS, PEERS, district, failed, gap, made, score

from reportgen.district.figures import Figures, YearComparison, figures
from reportgen.district.results import Filing

BANDS = OPTIONS.bands


def figures_of(*filings: Filing) -> Figures:
    return figures(district(*filings), BANDS, peers=PEERS)


def seen(value: object) -> object:
    """The value, to be compared with numbers of any type."""
    return value


def points(*lost: str) -> list[Filing]:
    return [made(f"{chr(0x4E00 + turn)}街道", score(产出=one)) for turn, one in enumerate(lost)]


def test_equal_points_share_a_place_and_stay_in_the_order_of_names() -> None:
    found = figures_of(*points("2", "0", "1", "1.0", "1.00", "30"))
    assert seen([(one.place, one.office, one.score.tree.score) for one in found.ranking]) == [
        (1, "\u4e01街道", 100),
        (2, "\u4e02街道", 99),
        (2, "\u4e03街道", 99),
        (2, "\u4e04街道", 99),
        (5, "\u4e00街道", 98),
        (6, "\u4e05街道", 70),
    ]
    assert found.with_total(Decimal(99)) == ("\u4e02街道", "\u4e03街道", "\u4e04街道")


@pytest.mark.parametrize(
    ("lost", "mean", "middle"),
    [
        (("0",), "100", "100"),
        (("0", "1", "5"), "98", "99"),
        (("0", "0.01"), "99.995", "99.995"),  # neither 100 nor 99.99
        (("0", "0.03"), "99.99", "99.99"),  # 99.985 goes up
        (("0", "0", "0.01"), "99.9967", "100"),
        (("0",) * 249 + ("0.01",), "99.99996", "100"),
        (("1",) * 249 + ("1.01",), "98.99996", "99"),  # likewise where nobody has full points
        (("1", "1", "0"), "99.33", "99"),
        (("0", "1", "2", "4"), "98.25", "98.5"),
    ],
)
def test_mean_and_median_are_rounded_half_up_and_never_to_the_highest_or_lowest(
    lost: tuple[str, ...], mean: str, middle: str
) -> None:
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
    found = figures(district(*points("0", "0.5")), (Decimal(100), Decimal("59.5")), peers=PEERS)
    assert [(band.name, band.offices) for band in found.bands] == [
        ("100分", 1),
        ("59.5分以上不足100分", 1),
        ("不足59.5分", 0),
    ]


def test_averages_of_parts_and_groups() -> None:
    found = figures_of(made("甲", score(产出=1)), made("乙", score(支出率="0.5", 预决算=2)), made("丙", score()))
    assert seen([(one.name, one.points, one.mean, one.rate, one.lost) for one in found.parts]) == [
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
    assert (found.groups[0].rate, found.groups[0].mean, found.groups[0].lost) == (
        Decimal("99.9997"),
        Decimal("49.9998"),
        True,
    )
    assert [item.rate for item in found.lost] == [Decimal("99.9995")]


def test_lost_items_by_points_then_offices_then_as_in_the_rules() -> None:
    found = figures_of(
        made("甲", score(产出="1", 支出率="1", 预决算="0.5", 结转率=2)),
        made("乙", score(支出率="1", 预决算="0.5", 产出=1)),
        made("丙", score(预决算="1")),
    )
    assert seen([(one.name, one.group, one.points, one.offices, one.lost, one.rate) for one in found.lost]) == [
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
    assert seen((compared.year, compared.mean_before, compared.mean_now, compared.other_points)) == (
        before,
        98,
        98,
        False,
    )
    assert [compared.count(test) for test in (lambda c: c > 0, lambda c: c < 0, lambda c: c == 0)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("before", "now", "told", "slight", "uneven"),
    [
        (("0", "0", "1"), ("0.01", "0", "1"), ("99.67", "99.66", "-0.0033"), True, True),
        (("0", "0", "0"), ("0", "0", "0.01"), ("100", "99.9967", "-0.0033"), True, False),
        (("0", "0", "1"), ("0", "0", "1"), ("99.67", "99.67", "0"), False, False),
        (("0", "1", "1"), ("1", "1", "0"), ("99.33", "99.33", "0"), False, False),
        (("2", "2"), ("1.99", "1.98"), ("98", "98.015", "0.02"), False, True),
        (("2", "1.99"), ("1.99", "1.98"), ("98.005", "98.015", "0.01"), False, False),
        (("0", "0", "1"), ("0", "0", "2"), ("99.67", "99.33", "-0.33"), False, True),
        (("0", "2"), ("0", "1"), ("99", "99.5", "0.5"), False, False),
    ],
)
def test_the_change_of_the_mean_is_that_of_the_exact_means(
    before: tuple[str, ...], now: tuple[str, ...], told: tuple[str, str, str], slight: bool, uneven: bool
) -> None:
    pairs = zip(before, now, strict=True)
    filings = (made(f"{n}街道", score(产出=new), score(2023, 产出=old)) for n, (old, new) in enumerate(pairs))
    compared = figures_of(*filings).comparison
    assert compared is not None
    assert (compared.mean_before, compared.mean_now, compared.change) == tuple(map(Decimal, told))
    assert (compared.slight, compared.uneven) == (slight, uneven)


def changed(*changes: str) -> YearComparison:
    """Offices whose points have changed so."""
    pairs = ((score(产出=f"{10 - Decimal(change)}"), score(2023, 产出=10)) for change in changes)
    compared = figures_of(*(made(f"{n}街道", now, before) for n, (now, before) in enumerate(pairs))).comparison
    assert compared is not None
    return compared


def test_a_picture_of_many_offices_shows_those_that_changed_most() -> None:
    compared = changed(*(str(n) for n in range(-15, 10)), *["0.5"] * 5, "0.25", "0.25")
    assert (len(compared.offices), len(compared.drawn)) == (32, 29)  # without the two of 0.25, and 0
    assert [one.change for one in compared.drawn] == sorted((one.change for one in compared.drawn), reverse=True)
    assert compared.caption == "总分变化最大的29个单位与上年比较"


def test_a_picture_of_few_offices_shows_all() -> None:
    compared = changed(*["0"] * 30)
    assert (compared.drawn, compared.caption) == (compared.offices, "各单位总分与上年比较")


def test_a_picture_of_many_offices_that_changed_alike_says_that_there_are_more() -> None:
    compared = changed(*["1", "-1"] * 20)
    assert len(compared.drawn) == 30
    assert compared.caption == "30个单位总分与上年比较（另有10个单位变化相同）"


@pytest.mark.parametrize(
    ("most", "shown", "alike"), [(1, 1, 0), (2, 2, 0), (3, 2, 0), (4, 2, 0), (5, 5, 0), (30, 5, 0)]
)
def test_the_foremost_items_never_part_equals(most: int, shown: int, alike: int) -> None:
    found = figures_of(made("甲", score(产出=5, 效益=3, 支出率=1, 结转率=1, 预决算=1)))
    assert (len(found.foremost_lost(most)), found.lost_alike(most)) == (shown, alike)


def test_of_items_that_are_all_equal_some_are_shown_and_the_others_counted() -> None:
    found = figures_of(made("甲", score(产出=1, 效益=1, 支出率=1, 结转率=1, 预决算=1)))
    assert (len(found.foremost_lost(2)), found.lost_alike(2)) == (2, 3)


@pytest.mark.parametrize(("offices", "compared"), [(1, False), (5, False), (6, True)])
def test_numbers_are_compared_where_enough_offices_have_them(offices: int, compared: bool) -> None:
    found = figures_of(*(made(f"{n}街道", score()) for n in range(offices)), failed("错"))
    assert found.numbers_compared is compared


def test_other_points_points_in_the_year_before() -> None:
    old = score(2023, full={"产出": 10, "预决算": 50})
    compared = figures_of(made("甲", score(), old)).comparison
    assert compared is not None
    assert compared.other_points


def test_an_office_of_an_earlier_year_is_not_compared() -> None:
    compared = figures_of(made("甲", score(), score(2023)), made("乙", score(), score(2021))).comparison
    assert compared is not None
    assert (compared.year, [one.office for one in compared.offices]) == (2023, ["甲"])


def test_without_last_year_there_is_no_comparison() -> None:
    assert figures_of(made("甲", score())).comparison is None
    assert figures_of(made("甲", None, score(2023))).comparison is None


def test_drafts_count_as_made_and_have_no_points() -> None:
    found = figures_of(
        made("甲", score(产出=1)), made("乙", None), made("丁", score(产出=1), problems=[gap("丁")]), failed("丙")
    )
    assert [one.office for one in found.ranking] == ["甲", "丁"]
    assert [one.office for one in found.unfinished] == ["乙", "丁"]
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
