"""Unverified readings: what they add to an interval, and which to check first."""

import numpy as np
import pytest

from pooling import Method, pool
from pooling.estimate import Refusal
from pooling.sensitivity import Alternative, ExtractionInterval, expected_shifts, extraction_interval, uncertain
from tests.pooling.samples import studies


def test_verified_rows_add_nothing():
    y, v = studies(8, seed=1)
    found, plain = extraction_interval(uncertain(y, v, np.ones(8))), pool(y, v)
    assert (found.ci_lb, found.ci_ub) == pytest.approx((plain.ci_lb, plain.ci_ub), rel=1e-8)
    assert found.sd_reading == 0
    assert (found.uncertain, found.combinations) == (0, 1)


def test_one_doubtful_sign_is_a_mixture_of_two_pooled_results():
    y, v = studies(6, seed=2)
    rows = uncertain(y, v, [1, 1, 1, 1, 1, 0.9], [[]] * 5 + [[Alternative(-y[5], v[5], 1.0)]])
    found = extraction_interval(rows, method=Method(test="z"))
    flipped = y.copy()
    flipped[5] *= -1
    right, wrong = pool(y, v, test="z").b, pool(flipped, v, test="z").b
    assert found.b == pytest.approx(0.9 * right + 0.1 * wrong)
    assert found.sd_reading == pytest.approx(0.3 * abs(right - wrong))
    assert found.exact
    assert found.ci_ub - found.ci_lb > found.as_read_ub - found.as_read_lb


def test_a_wrong_reading_without_alternative_is_dropped():
    y, v = studies(5, seed=3)
    found = extraction_interval(uncertain(y, v, [0.5, 1, 1, 1, 1]))
    assert found.b == pytest.approx((pool(y, v).b + pool(y[1:], v[1:]).b) / 2)


def test_many_doubtful_rows_are_drawn_reproducibly():
    y, v = studies(14, seed=4)
    rows = uncertain(y, v, np.full(14, 0.9))
    one, other = (extraction_interval(rows, draws=60, seed=7) for _ in range(2))
    assert one == other
    assert not one.exact
    assert one.combinations == 60


def test_the_expected_shift_is_that_of_pooling_again_with_tau2_held():
    y, v = studies(7, seed=5)
    rows = uncertain(y, v, [0.8, *[1] * 6], [[Alternative(0.9, 0.02, 0.5)], *[[]] * 6])
    found = expected_shifts(rows)
    tau2 = pool(y, v).heterogeneity.tau2
    w = 1 / (v + tau2)
    base = w @ y / w.sum()
    moved = np.r_[0.9, y[1:]] @ np.r_[1 / (0.02 + tau2), w[1:]] / np.r_[1 / (0.02 + tau2), w[1:]].sum() - base
    dropped = w[1:] @ y[1:] / w[1:].sum() - base
    assert found.expected[0] == pytest.approx(0.1 * moved + 0.1 * dropped)
    assert found.absolute[0] == pytest.approx(0.1 * abs(moved) + 0.1 * abs(dropped))
    assert not found.expected[1:].any()
    assert found.order()[0] == 0


def test_impossible_probabilities_are_refused():
    with pytest.raises(ValueError, match="probability"):
        uncertain([0.1], [0.1], [1.2])
    with pytest.raises(ValueError, match="sum to more than 1"):
        uncertain([0.1], [0.1], [0.5], [[Alternative(0.1, 0.1, 0.7), Alternative(0.2, 0.1, 0.7)]])


def test_nothing_usable_is_a_refusal_or_no_shift():
    rows = uncertain([np.nan, 0.1], [0.1, 0.1], [0.5, 0.5])
    assert isinstance(extraction_interval(rows), Refusal)
    assert expected_shifts(uncertain([np.nan], [0.1], [0.5])).absolute.tolist() == [0]
    assert expected_shifts(uncertain([0.3], [0.1], [0.5])).expected.tolist() == [-0.15]


def test_rows_of_one_sample_are_averaged_in_each_combination():
    y, v = [0.1, 0.3, 0.5, 0.2], [0.01, 0.02, 0.01, 0.03]
    whole = extraction_interval(uncertain(y, v, [1, 1, 1, 0.5]), cluster=["a", "b", "c", "d"])
    plain = extraction_interval(uncertain(y, v, [1, 1, 1, 0.5]))
    assert (whole.b, whole.ci_lb, whole.ci_ub) == pytest.approx((plain.b, plain.ci_lb, plain.ci_ub))
    assert whole.notes == plain.notes
    pair = extraction_interval(uncertain([*y, 0.4], [*v, 0.03], [1, 1, 1, 1, 1]), cluster=["a", "b", "c", "d", "d"])
    assert isinstance(pair, ExtractionInterval)
    joined = pool([*y[:3], 0.3], [*v[:3], 0.8 * 0.03])  # two of variance .03 that correlate by .6
    assert pair.b == pytest.approx(joined.b)
    assert (pair.ci_lb, pair.ci_ub) == pytest.approx((joined.ci_lb, joined.ci_ub))


def test_where_nothing_may_be_right_nothing_is_pooled():
    assert isinstance(extraction_interval(uncertain([0.1, 0.2], [0.01, 0.01], [0, 0])), Refusal)
