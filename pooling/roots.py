"""The root of a continuous function between two points where its sign differs (Brent 1973).

Kept here because importing scipy.optimize costs more time than most analyses.
"""

from __future__ import annotations

import math
from collections.abc import Callable

MAX_STEPS = 300
EPSILON = 2.2e-16  # the spacing of doubles next to 1


def root(f: Callable[[float], float], low: float, high: float, *, relative: float = 4e-16, least: float = 0.0) -> float:
    """Return x in [low, high] with f(x) = 0, to ``relative`` of x plus ``least``.

    Inverse quadratic steps while they shrink the bracket, bisection otherwise. Raises ValueError
    when f has the same sign at both ends.
    """
    a, fa, b, fb = low, f(low), high, f(high)
    if fa * fb > 0:
        raise ValueError(f"f has the same sign at {low} and {high}: {fa}, {fb}.")
    c, fc, step, before = a, fa, b - a, b - a
    for _ in range(MAX_STEPS):
        if abs(fc) < abs(fb):
            a, b, c, fa, fb, fc = b, c, b, fb, fc, fb
        tolerance = (relative + 2 * EPSILON) * abs(b) / 2 + least / 2
        middle = (c - b) / 2
        if abs(middle) <= tolerance or fb == 0.0:
            return b
        step, before = _step(a, fa, b, fb, c, fc, middle, tolerance, step, before)
        a, fa = b, fb
        b += step if abs(step) > tolerance else (tolerance if middle > 0 else -tolerance)
        fb = f(b)
        if (fb > 0) == (fc > 0):
            c, fc, step, before = a, fa, b - a, b - a
    return b


def climbing_root(f: Callable[[float], float], start: float, *, relative: float) -> float:
    """Return x > 0 with f(x) = 0 of a rising, nearly straight f, from ``start`` > 0, to ``relative`` of x.

    Secant steps, halved or doubled where they would leave what the signs seen so far allow.
    """
    low, high = 0.0, math.inf
    before, here = (0.0, math.nan), (start, f(start))
    for _ in range(MAX_STEPS):
        (x0, f0), (x, value) = before, here
        low, high = (low, x) if value > 0 else (x, high)
        slope = (value - f0) / (x - x0) if f0 == f0 else 1.0  # nearly straight: its slope is near 1 to begin with
        guess = x - value / slope if slope > 0 else math.nan
        if abs(guess - x) <= relative * x:
            return guess
        if not low < guess < high:
            guess = 2.0 * x if math.isinf(high) else 0.5 * (low + high)
        before, here = here, (guess, f(guess))
    return here[0]


def _step(
    a: float, fa: float, b: float, fb: float, c: float, fc: float, middle: float, tolerance: float, step: float,
    before: float,
) -> tuple[float, float]:  # fmt: skip
    """Return the next step and the last one: interpolated if that is short enough, else half."""
    if abs(before) < tolerance or abs(fa) <= abs(fb):
        return middle, middle
    s = fb / fa
    if a == c:
        p, q = 2 * middle * s, 1 - s
    else:
        r, t = fb / fc, fa / fc
        p, q = s * (2 * middle * t * (t - r) - (b - a) * (r - 1)), (t - 1) * (r - 1) * (s - 1)
    q = -q if p > 0 else q
    p = abs(p)
    if 2 * p < min(3 * middle * q - abs(tolerance * q), abs(before * q)):
        return p / q, step
    return middle, middle
