"""Finding roots without a library."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling.roots import root


@pytest.mark.parametrize(
    ("f", "low", "high", "want"),
    [
        (lambda x: x * x - 2, 0, 2, math.sqrt(2)),
        (math.cos, 1, 2, math.pi / 2),
        (lambda x: math.tanh(50 * (x - 0.3)), 0, 10, 0.3),
        (lambda x: x**9, -1, 2, 0.0),
        (lambda x: x - 1, 1, 5, 1.0),
        (lambda x: 1 / x - 1e6, 1e-12, 1, 1e-6),
    ],
)
def test_roots_of_easy_and_hard_functions_are_found(f, low, high, want):
    assert root(f, low, high) == pytest.approx(want, rel=1e-12, abs=1e-3 if want == 0 else 0)


def test_a_function_without_a_change_of_sign_is_refused():
    with pytest.raises(ValueError, match="same sign"):
        root(lambda x: x * x + 1, -1, 1)


@settings(max_examples=60, deadline=None)
@given(st.floats(-0.99, 0.99), st.floats(0.1, 20))
def test_a_monotone_function_is_solved_anywhere(where, steep):
    assert root(lambda x: math.expm1(steep * (x - where)), -1, 1) == pytest.approx(where, abs=1e-12)
