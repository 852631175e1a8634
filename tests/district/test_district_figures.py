"""The figures of small districts, compared with sums made by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from districts import OPTIONS, PEERS, district, gap, score, with_reasons, with_report, without_report

from reportgen.district.figures import Figures, YearComparison, figures, in_column, mean, shared_places
from reportgen.district.results import Filing

BANDS = OPTIONS.bands


def figures_of(*filings: Filing) -> Figures:
    return figures(district(*filings), BANDS, peers=PEERS)


def plain_numbers(value: object) -> object:
    """The value with numbers that can be compared with numbers of any type."""
    return value


def points(*lost: str) -> list[Filing]:
    return [with_report(f"{chr(0x4E00 + turn)}街道", score(产出=one)) for turn, one in enumerate(lost)]


def test_equal_points_share_a_place_and_stay_in_the_order_of_names() -> None:
    result = figures_of(*points("2", "0", "1", "1.0", "1.00", "30"))
    assert plain_numbers([(one.place, one.office, one.score.tree.score) for one in result.ranking]) == [
        (1, "\u4e01街道", 100),
        (2, "\u4e02街道", 99),
        (2, "\u4e03街道", 99),
        (2, "\u4e04街道", 99),
        (5, "\u4e00街道", 98),
        (6, "\u4e05街道", 70),
    ]
    assert result.with_total(Decimal(99)) == ("\u4e02街道", "\u4e03街道", "\u4e04街道")


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
    result = figures_of(*points(*lost))
    assert (result.mean, result.middle) == (Decimal(mean), Decimal(middle))


def test_bands_hold_their_lower_bound() -> None:
    result = figures_of(
        *points("5", "5.01", "10", "10.01", "20", "20.01"), with_report("末街道", score(产出=30, 效益="10.01"))
    )
    assert [(band.name, band.offices, band.share) for band in result.bands] == [
        ("95分以上（含95分）", 1, Decimal("14.29")),
        ("90分以上不足95分", 2, Decimal("28.57")),
        ("80分以上不足90分", 2, Decimal("28.57")),
        ("60分以上不足80分", 1, Decimal("14.29")),
        ("不足60分", 1, Decimal("14.29")),
    ]


def test_a_band_of_all_points_is_called_so() -> None:
    result = figures(district(*points("0", "0.5")), (Decimal(100), Decimal("59.5")), peers=PEERS)
    assert [(band.name, band.offices) for band in result.bands] == [
        ("100分", 1),
        ("59.5分以上不足100分", 1),
        ("不足59.5分", 0),
    ]


def test_averages_of_parts_and_groups() -> None:
    result = figures_of(
        with_report("甲", score(产出=1)), with_report("乙", score(支出率="0.5", 预决算=2)), with_report("丙", score())
    )
    assert plain_numbers([(one.name, one.points, one.mean, one.rate, one.lost) for one in result.parts]) == [
        ("效能", 50, Decimal("49.67"), Decimal("99.33"), True),
        ("管理", 50, Decimal("49.17"), Decimal("98.33"), True),
    ]
    assert plain_numbers([(one.name, one.mean, one.rate, one.lost) for one in result.groups]) == [
        ("完成", Decimal("49.67"), Decimal("99.33"), True),
        ("执行", Decimal("19.83"), Decimal("99.17"), True),
        ("公开", Decimal("29.33"), Decimal("97.78"), True),
    ]


def test_an_office_with_other_indicators_breaks_nothing() -> None:
    """A manifest is a file that somebody may have changed: each indicator is averaged over the offices that have it."""
    other = score()
    tree = replace(other.tree, children=other.tree.children[:1])
    result = figures_of(*points("0", "2"), with_report("丁街道", replace(other, tree=tree)))
    assert [part.mean for part in result.parts] == [
        mean([Decimal(50), Decimal(48), Decimal(50)]),
        mean([Decimal(50), Decimal(50)]),
    ]


def test_a_loss_too_small_for_the_rate_is_still_a_loss() -> None:
    result = figures_of(*points(*["0"] * 60, "0.01"))
    assert (result.groups[0].rate, result.groups[0].mean, result.groups[0].lost) == (
        Decimal("99.9997"),
        Decimal("49.9998"),
        True,
    )
    assert [item.rate for item in result.lost] == [Decimal("99.9995")]


def test_lost_items_by_points_then_offices_then_as_in_the_rules() -> None:
    result = figures_of(
        with_report("甲", score(产出="1", 支出率="1", 预决算="0.5", 结转率=2)),
        with_report("乙", score(支出率="1", 预决算="0.5", 产出=1)),
        with_report("丙", score(预决算="1")),
    )
    assert plain_numbers(
        [(one.name, one.group, one.points, one.offices, one.lost, one.rate) for one in result.lost]
    ) == [
        ("预决算", "公开", 30, 3, 2, Decimal("97.78")),
        ("产出", "完成", 30, 2, 2, Decimal("97.78")),
        ("支出率", "执行", 15, 2, 2, Decimal("95.56")),
        ("结转率", "执行", 5, 1, 2, Decimal("86.67")),
    ]


def test_comparison_with_the_year_before() -> None:
    before = 2023
    result = figures_of(
        with_report("升", score(产出=1), score(before, 产出=4)),
        with_report("降", score(产出=3), score(before)),
        with_report("平", score(效益=2), score(before, 产出=2)),
        with_report("新", score()),
        with_report("旧草稿", None, score(before)),
        without_report("错"),
    )
    comparison = result.comparison
    assert comparison is not None
    assert plain_numbers([(one.office, one.before, one.now, one.change) for one in comparison.offices]) == [
        ("升", 96, 99, 3),
        ("平", 98, 98, 0),
        ("降", 100, 97, -3),
    ]
    assert plain_numbers((comparison.year, comparison.mean_before, comparison.mean_now, comparison.other_points)) == (
        before,
        98,
        98,
        False,
    )
    assert [comparison.count(test) for test in (lambda c: c > 0, lambda c: c < 0, lambda c: c == 0)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("before", "now", "text", "slight", "uneven"),
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
    before: tuple[str, ...], now: tuple[str, ...], text: tuple[str, str, str], slight: bool, uneven: bool
) -> None:
    pairs = zip(before, now, strict=True)
    filings = (with_report(f"{n}街道", score(产出=new), score(2023, 产出=old)) for n, (old, new) in enumerate(pairs))
    comparison = figures_of(*filings).comparison
    assert comparison is not None
    assert (comparison.mean_before, comparison.mean_now, comparison.change) == tuple(map(Decimal, text))
    assert (comparison.slight, comparison.uneven) == (slight, uneven)


def comparison_of(*changes: str) -> YearComparison:
    """The comparison of offices whose points have changed by these numbers."""
    pairs = ((score(产出=f"{10 - Decimal(change)}"), score(2023, 产出=10)) for change in changes)
    comparison = figures_of(*(with_report(f"{n}街道", now, before) for n, (now, before) in enumerate(pairs))).comparison
    assert comparison is not None
    return comparison


def test_a_picture_of_many_offices_shows_those_that_changed_most() -> None:
    comparison = comparison_of(*(str(n) for n in range(-15, 10)), *["0.5"] * 5, "0.25", "0.25")
    assert (len(comparison.offices), len(comparison.offices_in_picture)) == (32, 29)  # without the two of 0.25, and 0
    assert [one.change for one in comparison.offices_in_picture] == sorted(
        (one.change for one in comparison.offices_in_picture), reverse=True
    )
    assert comparison.caption == "总分变化最大的29个单位与上年比较"


def test_a_picture_of_few_offices_shows_all() -> None:
    comparison = comparison_of(*["0"] * 30)
    assert (comparison.offices_in_picture, comparison.caption) == (comparison.offices, "各单位总分与上年比较")


def test_a_picture_of_many_offices_that_changed_alike_says_that_there_are_more() -> None:
    comparison = comparison_of(*["1", "-1"] * 20)
    assert len(comparison.offices_in_picture) == 30
    assert comparison.caption == "30个单位总分与上年比较（另有10个单位变化相同）"


@pytest.mark.parametrize(
    ("most", "length", "alike"), [(1, 1, 0), (2, 2, 0), (3, 2, 0), (4, 2, 0), (5, 5, 0), (30, 5, 0)]
)
def test_the_foremost_items_never_part_equals(most: int, length: int, alike: int) -> None:
    result = figures_of(with_report("甲", score(产出=5, 效益=3, 支出率=1, 结转率=1, 预决算=1)))
    assert (len(result.foremost_lost(most)), result.lost_alike(most)) == (length, alike)


def test_of_items_that_are_all_equal_some_are_shown_and_the_others_counted() -> None:
    result = figures_of(with_report("甲", score(产出=1, 效益=1, 支出率=1, 结转率=1, 预决算=1)))
    assert (len(result.foremost_lost(2)), result.lost_alike(2)) == (2, 3)


@pytest.mark.parametrize(("offices", "is_compared"), [(1, False), (5, False), (6, True)])
def test_numbers_are_compared_where_enough_offices_have_them(offices: int, is_compared: bool) -> None:
    result = figures_of(*(with_report(f"{n}街道", score()) for n in range(offices)), without_report("错"))
    assert result.numbers_compared is is_compared


def test_other_points_points_in_the_year_before() -> None:
    old = score(2023, full={"产出": 10, "预决算": 50})
    comparison = figures_of(with_report("甲", score(), old)).comparison
    assert comparison is not None
    assert comparison.other_points


def test_an_office_of_an_earlier_year_is_not_compared() -> None:
    comparison = figures_of(with_report("甲", score(), score(2023)), with_report("乙", score(), score(2021))).comparison
    assert comparison is not None
    assert (comparison.year, [one.office for one in comparison.offices]) == (2023, ["甲"])


def test_without_last_year_there_is_no_comparison() -> None:
    assert figures_of(with_report("甲", score())).comparison is None
    assert figures_of(with_report("甲", None, score(2023))).comparison is None


def test_drafts_count_as_made_and_have_no_points() -> None:
    result = figures_of(
        with_report("甲", score(产出=1)),
        with_report("乙", None),
        with_report("丁", score(产出=1), problems=[gap("丁")]),
        without_report("丙"),
    )
    assert [one.office for one in result.ranking] == ["甲", "丁"]
    assert [one.office for one in result.with_gaps] == ["乙", "丁"]
    assert ([one.office for one in result.without_score], [one.office for one in result.without_report]) == (
        ["乙"],
        ["丙"],
    )
    assert result.bands[0].share == 100


@pytest.mark.parametrize("filings", [[], [without_report("甲")], [with_report("甲", None)]])
def test_nobody_has_points(filings: list[Filing]) -> None:
    result = figures_of(*filings)
    assert (result.mean, result.middle, result.ranking, result.groups, result.lost) == (None, None, (), (), ())
    assert plain_numbers([(band.offices, band.share) for band in result.bands]) == [(0, 0)] * 5


def test_rules_on_trial() -> None:
    assert figures_of(with_report("甲", score(trial=True))).trial
    assert not figures_of(with_report("甲", score())).trial


# --- reasons for lost points --------------------------------------------------------------------------------


def test_the_same_reason_of_several_offices_is_told_once_and_the_heaviest_first() -> None:
    case = district(
        with_report("甲街道", with_reasons(score(产出=1), 产出="工期推迟")),
        with_report("乙街道", with_reasons(score(产出=5, 支出率=1), 产出="雨季停工", 支出率="尾款未付")),
        with_report("丙镇", with_reasons(score(产出=2), 产出="工期推迟")),
    )
    result = figures(case, OPTIONS.bands, peers=PEERS)
    assert {item.name: [(reason.text, reason.offices) for reason in item.reasons] for item in result.lost} == {
        "产出": [("雨季停工", ("乙街道",)), ("工期推迟", ("甲街道", "丙镇"))],
        "支出率": [("尾款未付", ("乙街道",))],
    }
    assert [item.name for item in result.most_lost] == [item.name for item in result.most_common] == ["产出"]
    assert result.lost_in_all == 9


def test_nothing_is_foremost_where_all_are_alike() -> None:
    result = figures(district(with_report("甲街道", score(产出=1, 效益=1))), OPTIONS.bands, peers=PEERS)
    assert (result.most_lost, result.most_common) == ((), ())


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (("97.17", "98.5", "100"), ["97.17", "98.50", "100.00"]),
        (("50", "49.5"), ["50.0", "49.5"]),
        (("3", "4"), ["3", "4"]),
        (("99.99996", "100"), ["99.99996", "100.00"]),
        (("1E+2", "0"), ["100", "0"]),
    ],
)
def test_figures_of_a_column_share_their_decimals(values: tuple[str, ...], texts: list[str]) -> None:
    column = [Decimal(value) for value in values]
    assert [in_column(value, shared_places(column)) for value in column] == texts
