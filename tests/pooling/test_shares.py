"""Exact shares, held against sums over the distributions themselves."""

from __future__ import annotations

from math import comb

import pytest

from pooling.shares import exact_interval, sample_needed


def test_the_interval_leaves_half_of_the_rest_on_each_side() -> None:
    low, high = exact_interval(3, 20)
    at_least = sum(comb(20, k) * low**k * (1 - low) ** (20 - k) for k in range(3, 21))
    at_most = sum(comb(20, k) * high**k * (1 - high) ** (20 - k) for k in range(4))
    assert at_least == pytest.approx(0.025)
    assert at_most == pytest.approx(0.025)
    assert exact_interval(0, 0) == (0.0, 1.0)
    assert exact_interval(0, 10)[0] == 0.0
    assert exact_interval(10, 10)[1] == 1.0


@pytest.mark.parametrize(("stock", "risk"), [(1, 0.01), (20, 0.01), (50, 0.05), (200, 0.01), (1000, 0.02)])
def test_a_sample_is_just_large_enough_to_show_one_of_the_fewest_that_are_too_many(stock: int, risk: float) -> None:
    size, wrong = sample_needed(stock, risk), int(risk * stock) + 1

    def unseen(n: int) -> float:
        return comb(stock - wrong, n) / comb(stock, n)

    assert unseen(size) <= 0.05 + 1e-12
    assert unseen(size - 1) > 0.05


def test_of_a_small_stock_nearly_all_is_looked_at() -> None:
    assert sample_needed(10, 0.01) == 10
    assert sample_needed(60, 0.01) == 57
    assert sample_needed(0, 0.01) == 0
