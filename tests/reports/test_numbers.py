import math

import pytest

from reports.numbers import coefficient, count, degrees, interval, number, p_clause, p_value, percent, signed, things


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.31, ".31"), (-0.05, "−.05"), (1.0, "1.00"), (-1.0, "−1.00"), (-0.001, ".00"), (0.0, ".00"), (-0.0, ".00"),
        (0.996, "1.00"), (None, "–"), (math.nan, "–"),
    ],
)  # fmt: skip
def test_a_coefficient_has_no_leading_zero_and_a_real_minus(value, text):
    assert coefficient(value) == text


def test_a_number_that_may_exceed_one_keeps_its_zero():
    assert [number(x) for x in (0.5, -1.2, -0.001, 1234.5)] == ["0.50", "−1.20", "0.00", "1,234.50"]
    assert [number(x) for x in (math.inf, -math.inf)] == ["∞", "−∞"]


@pytest.mark.parametrize(
    ("value", "cell", "clause"),
    [
        (0.034, ".034", "p = .034"), (0.0004, "< .001", "p < .001"), (0.001, ".001", "p = .001"),
        (1.0, "> .999", "p > .999"), (0.0, "< .001", "p < .001"), (math.nan, "–", "p = –"),
    ],
)  # fmt: skip
def test_a_p_is_exact_to_three_decimals_and_never_zero(value, cell, clause):
    assert p_value(value) == cell
    assert p_clause(value) == clause


def test_intervals_counts_and_changes_read_well():
    assert interval(-0.123, 0.314) == "[−.12, .31]"
    assert interval(None, 0.3) == interval(math.nan, 0.3) == "–"
    assert [signed(x) for x in (0.04, -0.12, 0.001, -0.001, None)] == ["+.04", "−.12", ".00", ".00", "–"]
    assert (count(1204), count(None)) == ("1,204", "–")
    assert (percent(34.21), percent(None)) == ("34.2%", "–")
    assert [degrees(x) for x in (13.0, 7.25, None)] == ["13", "7.2", "–"]
    assert (things(1, "study", "studies"), things(12, "study", "studies"), things(2, "effect")) == (
        "1 study",
        "12 studies",
        "2 effects",
    )
