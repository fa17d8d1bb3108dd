"""The profile likelihood of tau2, restricted or not: value, score, slope, in O(k) each.

Sources: Harville 1977; Raudenbush 2009 for the random-effects model. Up to constants
``l(t) = -1/2 [sum ln(v+t) + ln|X'WX| (REML only) + y'Py]`` with ``W = diag 1/(v+t)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling.arrays import Array
from pooling.basis import BLOCK, Basis, weigh
from pooling.estimate import Search
from pooling.inverses import inverse, inverse_and_determinant, trace_of_product

GRID_STEP = 0.35  # in ln(tau2 + min v); the score turns on the scale of 1 there
RELATIVE = 1e-8  # Newton stops after a step this small, relative to tau2: its square, the next error, is rounding
ROUNDING = 4 * np.finfo(float).eps  # of the smallest variance: what the score itself cannot resolve
MAX_STEPS = 200
LN_2PI = math.log(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Maximum:
    """The global maximum of a profile likelihood of tau2."""

    tau2: float
    search: Search


def log_likelihood(model: Basis, tau2: float, *, restricted: bool) -> float:
    """Return the (restricted) log-likelihood at one tau2."""
    total = model.v + tau2
    at = weigh(model, 1.0 / total)
    ll = float(np.log(total).sum()) + at.rss
    if restricted:
        ll -= math.log(at.s[0, 0]) if model.p == 1 else float(np.linalg.slogdet(at.s)[1])
    return -0.5 * (ll + (model.k - model.p * restricted) * LN_2PI)


def table(model: Basis, e: Array) -> Array:
    """Return the columns (k, 2 + p + p*p) whose weighted sums hold the likelihood: 1, qq', qe, e^2 of residuals ``e``.

    The square of a residual about other coefficients is expanded from them: exact to rounding when ``e`` are the
    residuals at a tau2 nearby, and good enough to bracket a root when they are not.
    """
    return np.column_stack([np.ones(model.k), model.qq, model.q * e[:, None], e * e])


def scoring_steps(model: Basis, tau2: Array, *, restricted: bool) -> Array:
    """Return the score over half the sum of squared weights at tau2 (G,): where it is zero, nearly a straight line.

    All tau2 share one pass over the rows, in blocks that stay in the cache.
    """
    p, (first, second) = model.p, _weighted_sums(model, tau2)
    if p == 1:
        return np.asarray(_score_of_one_column(first.T, second.T, restricted=restricted) / second[:, 0])
    square, pull = 1 + p * p, first[:, 1 + p * p : -1]
    s = inverse_and_determinant(first[:, 1:square].reshape(-1, p, p))[0]
    a2 = second[:, 1:square].reshape(-1, p, p)
    b = (s @ pull[:, :, None])[:, :, 0]
    bent = (a2 @ b[:, :, None])[:, :, 0]
    value = second[:, -1] + (b * (bent - 2.0 * second[:, square:-1])).sum(axis=1) - first[:, 0]
    if restricted:
        value += (s * a2).sum(axis=(1, 2))
    return np.asarray(value / second[:, 0])


def _weighted_sums(model: Basis, tau2: Array) -> tuple[Array, Array]:
    """Return sums (G, columns) of w and of w^2 times the columns of the table."""
    rows, columns = max(256, BLOCK // len(tau2)), table(model, model.e)
    first, second = (np.zeros((len(tau2), columns.shape[1])) for _ in range(2))
    for start in range(0, model.k, rows):
        w = 1.0 / (model.v[start : start + rows] + tau2[:, None])
        first += w @ columns[start : start + rows]
        w *= w
        second += w @ columns[start : start + rows]
    return first, second


def power_sums(v: Array, tau2: float, columns: Array) -> Array:
    """Return sums (3, columns) of w, w^2, w^3 times the columns of a table at one tau2."""
    powers = np.empty((3, len(v)))
    np.divide(1.0, v + tau2, out=powers[0])
    np.multiply(powers[0], powers[0], out=powers[1])
    np.multiply(powers[1], powers[0], out=powers[2])
    return powers @ columns


def score_and_slope(
    model: Basis, tau2: float, *, restricted: bool, columns: Array | None = None
) -> tuple[float, float]:
    """Return first and second derivatives of the log-likelihood at one tau2.

    ``columns`` is the table of residuals at a tau2 nearby; without it that of ``tau2`` itself.
    """
    if columns is None:
        columns = table(model, weigh(model, 1.0 / (model.v + tau2)).r)
    sums, p = power_sums(model.v, tau2, columns), model.p
    if p == 1:
        return _of_one_column(sums, restricted=restricted)
    a, c = sums[:, 1 : 1 + p * p].reshape(3, p, p), sums[:, 1 + p * p : -1]
    s = inverse(a[0])
    b = s @ c[0]
    bent = a @ b
    square = sums[:, -1] + (bent - 2.0 * c) @ b
    pull = c[1] - bent[1]
    score = float(square[1] - sums[0, 0])
    slope = float(0.5 * sums[1, 0] - square[2] + pull.dot(s @ pull))
    if restricted:
        inner = s @ a[1]
        score += float(inner.trace())
        slope += 0.5 * trace_of_product(inner, inner.T) - trace_of_product(s, a[2])
    return 0.5 * score, slope


def _of_one_column(sums: Array, *, restricted: bool) -> tuple[float, float]:
    first, second, (_, a3, c3, d3) = sums.tolist()
    (_, a1, c1, _), (n2, a2, c2, _) = first, second
    b, inner = c1 / a1, a2 / a1
    pull = c2 - a2 * b
    slope = 0.5 * n2 - (d3 + b * (a3 * b - 2.0 * c3)) + pull * pull / a1
    slope += 0.5 * inner * inner - a3 / a1 if restricted else 0.0
    return 0.5 * _score_of_one_column(first, second, restricted=restricted), slope


def _score_of_one_column(first: Any, second: Any, *, restricted: bool) -> Any:
    """Return twice the score from sums of w and w^2 times 1, q^2, qe and e^2."""
    (n, a1, c1, _), (_, a2, c2, d2) = first, second
    b = c1 / a1
    score = d2 + b * (a2 * b - 2.0 * c2) - n
    return score + a2 / a1 if restricted else score


def upper_bound(model: Basis, df: int) -> float:
    """Return a tau2 above which the score is negative, whatever the data.

    From ``y'PPy <= SS / (min v + t)^2`` and ``tr P >= df / (max v + t)``.
    """
    low, high = float(model.v.min()), float(model.v.max())
    s2 = float(model.e.dot(model.e)) / df
    return max((s2 + math.sqrt(s2 * s2 + 4.0 * s2 * (high - low))) / 2.0 - low, 0.0)


def grid(model: Basis, top: float) -> Array:
    """Return tau2 from 0 to ``top``, even in ln(tau2 + min v)."""
    low = float(model.v.min())
    width = math.log1p(top / low)
    count = max(1, math.ceil(width / GRID_STEP))
    return np.asarray(low * np.expm1(np.arange(count + 1) * (width / count)))


def maximise(model: Basis, *, restricted: bool) -> Maximum:
    """Return the global maximum over tau2 >= 0: every bracket of a log grid, each by Newton."""
    df = model.k - model.p * restricted
    points = grid(model, upper_bound(model, df) * (1.0 + 1e-9))
    steps = scoring_steps(model, points, restricted=restricted).tolist()
    at = points.tolist()
    roots = [(0.0, 0, 0.0)] if steps[0] <= 0 else []
    for i in range(len(at) - 1):
        if steps[i] > 0 >= steps[i + 1]:
            middle = at[i] + (at[i + 1] - at[i]) * steps[i] / (steps[i] - steps[i + 1])
            roots.append(climb(model, at[i], middle, at[i + 1], restricted=restricted))
    roots = roots or [(at[-1], 0, 0.0)]
    best = roots[0]
    if len(roots) > 1:
        best = max(roots, key=lambda one: log_likelihood(model, one[0], restricted=restricted))
    tau2, count, score = best
    return Maximum(tau2, Search(count, score, tau2 == 0.0, len(roots) > 1, tuple(one[0] for one in roots)))


def climb(model: Basis, low: float, at: float, high: float, *, restricted: bool) -> tuple[float, int, float]:
    """Return (tau2, steps, score) of the maximum between a positive and a negative score, starting from ``at``."""
    score, noise = 0.0, ROUNDING * float(model.v.min())
    columns = table(model, weigh(model, 1.0 / (model.v + at)).r)
    for step in range(1, MAX_STEPS + 1):
        score, slope = score_and_slope(model, at, restricted=restricted, columns=columns)
        low, high = (at, high) if score > 0 else (low, at)
        guess = at - score / slope if slope < 0 else math.nan
        if abs(guess - at) <= RELATIVE * at + noise or high - low <= RELATIVE * at:
            return (guess if low <= guess <= high else at), step, score
        at = guess if low < guess < high else 0.5 * (low + high)
    return at, MAX_STEPS, score
