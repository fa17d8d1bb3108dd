"""Coefficients of agreement, held against published worked examples."""

import math

import pytest

from pooling import agreement
from pooling.agreement import gwet_ac1, icc, kappa, krippendorff, largest_difference, percent, with_interval


def units(*columns: str) -> list[dict[str, str]]:
    """Units from one line a coder; `*` is a missing judgement."""
    return [{f"coder{i}": value for i, value in enumerate(row) if value != "*"} for row in zip(*columns, strict=True)]


# Krippendorff (2011), example C: four observers, twelve units, missing data
OBSERVERS = units(
    "1 2 3 3 2 1 4 1 2 * * *".replace(" ", ""),
    "1 2 3 3 2 2 4 1 2 5 * 3".replace(" ", ""),
    "* 3 3 3 2 3 4 2 2 5 1 *".replace(" ", ""),
    "1 2 3 3 2 4 4 1 2 5 1 *".replace(" ", ""),
)


def test_krippendorffs_alpha_is_that_of_his_example_with_missing_data() -> None:
    assert krippendorff(OBSERVERS) == pytest.approx(0.743, abs=0.0005)
    assert krippendorff(OBSERVERS, interval=True) == pytest.approx(0.849, abs=0.0005)


def test_kappa_is_that_of_cohens_table() -> None:
    # 2 x 2 table of 50 proposals: both yes 20, both no 15, only A 5, only B 10: observed .7, by chance .5
    table = [{"a": a, "b": b} for a, b, count in (("y", "y", 20), ("n", "n", 15), ("y", "n", 5), ("n", "y", 10))
             for _ in range(count)]  # fmt: skip
    assert percent(table) == pytest.approx(0.7)
    assert kappa(table) == pytest.approx(0.4)


def test_ac1_stays_high_where_one_category_is_rare_and_kappa_does_not() -> None:
    # Gwet (2008): 118 agree on +, 2 on -, 5 only the first +: 125 units
    table = [{"a": a, "b": b} for a, b, count in (("+", "+", 118), ("-", "+", 2), ("+", "-", 5), ("-", "-", 0))
             for _ in range(count)]  # fmt: skip
    assert kappa(table) == pytest.approx(-0.0234, abs=0.0005)
    assert gwet_ac1(table) == pytest.approx(0.9408, abs=0.0005)


def test_icc_is_that_of_shrout_and_fleiss() -> None:
    # McGraw and Wong's ICC(A,1) of judges 1 and 4 in Shrout and Fleiss (1979), table 2, by their mean squares
    first, fourth = (9, 6, 8, 7, 10, 6), (8, 2, 6, 6, 9, 7)
    found = icc([{"1": a, "4": b} for a, b in zip(first, fourth, strict=True)])
    rows = [(a + b) / 2 for a, b in zip(first, fourth, strict=True)]
    grand = sum(rows) / 6
    between = 2 * sum((row - grand) ** 2 for row in rows) / 5
    judges = 6 * sum((m - grand) ** 2 for m in (sum(first) / 6, sum(fourth) / 6))
    total = sum((x - grand) ** 2 for x in (*first, *fourth))
    error = (total - between * 5 - judges) / 5
    assert found == pytest.approx((between - error) / (between + error + 2 * (judges - error) / 6))


def test_equal_numbers_agree_wholly_and_the_largest_difference_is_named() -> None:
    same = [{"a": 0.1, "b": 0.1}, {"a": 0.4, "b": 0.4}, {"a": -0.2, "b": -0.2}]
    assert icc(same) == pytest.approx(1.0)
    assert largest_difference(same) == 0.0
    assert largest_difference([*same, {"a": 0.31, "b": -0.31}, {"a": 1.0}]) == pytest.approx(0.62)


@pytest.mark.parametrize("coefficient", [percent, kappa, gwet_ac1, krippendorff, icc, largest_difference])
def test_what_nobody_judged_twice_has_no_agreement(coefficient) -> None:  # type: ignore[no-untyped-def]
    assert math.isnan(coefficient([]))
    assert math.isnan(coefficient([{"a": 1.0}]))


def test_one_category_only_has_no_chance_correction() -> None:
    alike = [{"a": "y", "b": "y"}] * 5
    assert percent(alike) == 1.0
    assert all(math.isnan(f(alike)) for f in (kappa, gwet_ac1, krippendorff))


def test_the_interval_holds_the_value_and_is_the_same_every_time() -> None:
    found = with_interval("alpha", krippendorff, OBSERVERS)
    assert found.low < found.value < found.high
    assert found == with_interval("alpha", krippendorff, OBSERVERS)
    assert found.units == 11


def test_a_coefficient_that_is_not_defined_has_no_interval() -> None:
    assert math.isnan(with_interval("kappa", kappa, []).low)
    assert agreement.with_interval("kappa", kappa, []).units == 0
