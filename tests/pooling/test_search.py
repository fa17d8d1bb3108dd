"""Climbing within bounds."""

import numpy as np
import pytest

from pooling.search import climb, curvature, gradient


def hill(x):
    """A maximum of 3 at (1, 2), with curvatures 2, 8 and 2 across."""
    a, b = x[0] - 1, x[1] - 2
    return 3 - a * a - 4 * b * b - 2 * a * b


LOWER, UPPER = np.array([-5.0, -5.0]), np.array([5.0, 5.0])


def test_an_inner_maximum_is_found_to_the_last_digits():
    found = climb(hill, np.array([-4.0, 4.0]), LOWER, UPPER)
    assert found.at == pytest.approx([1, 2], abs=1e-9)
    assert found.value == pytest.approx(3)


def test_a_maximum_beyond_a_bound_is_found_on_it():
    # with b held at 1 the best a is 2
    found = climb(hill, np.array([0.0, 0.0]), LOWER, np.array([5.0, 1.0]))
    assert found.at == pytest.approx([2, 1], abs=1e-8)
    found = climb(hill, np.array([4.0, 4.0]), np.array([-5.0, 2.5]), UPPER)
    assert found.at == pytest.approx([0.5, 2.5], abs=1e-8)


@pytest.mark.parametrize("at", [(0.3, 0.7), (-5.0, 0.7), (5.0, 0.7), (0.3, 5.0)])
def test_the_gradient_is_central_inside_and_one_sided_at_bounds(at):
    a, b = at[0] - 1, at[1] - 2
    want = [-2 * a - 2 * b, -8 * b - 2 * a]
    assert gradient(hill, np.array(at), LOWER, UPPER) == pytest.approx(want, rel=1e-6, abs=1e-6)


def test_the_curvature_is_that_of_the_hill_whatever_is_held():
    at = np.array([0.4, 1.1])
    assert curvature(hill, at, np.array([0, 1])) == pytest.approx(np.array([[-2, -2], [-2, -8]]), rel=1e-5)
    assert curvature(hill, at, np.array([1])) == pytest.approx(np.array([[-8]]), rel=1e-5)


def test_a_cliff_does_not_stop_the_climb():
    def cliff(x):
        return -np.inf if x[0] < 0 else -((x[0] - 0.5) ** 2)

    assert climb(cliff, np.array([3.0]), np.array([-np.inf]), np.array([np.inf])).at == pytest.approx([0.5], abs=1e-7)
