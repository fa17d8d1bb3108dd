"""The profile likelihood of tau2, restricted or not: value, score, slope, in O(k) each.

Sources: Harville 1977; Raudenbush 2009 for the random-effects model. Up to constants
``l(t) = -1/2 [sum ln(v+t) + ln|X'WX| (REML only) + y'Py]`` with ``W = diag 1/(v+t)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.basis import BLOCK, Basis, products, solve_stack, trace, weigh
from pooling.estimate import Search

GRID_STEP = 0.35  # in ln(tau2 + min v); the score turns on the scale of 1 there
RELATIVE = 1e-8  # Newton stops after a step this small, relative to tau2: its square, the next error, is rounding
ROUNDING = 4 * np.finfo(float).eps  # of the smallest variance: what the score itself cannot resolve
MAX_STEPS = 200
LN_2PI = math.log(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Maximum:
    """The global maximum of a profile likelihood of tau2."""

    tau2: float
    ll: float
    search: Search


def log_likelihood(model: Basis, tau2: float, *, restricted: bool) -> float:
    """Return the (restricted) log-likelihood at one tau2."""
    total = model.v + tau2
    at = weigh(model, 1.0 / total)
    ll = float(np.log(total).sum()) + at.rss
    if restricted:
        ll -= float(np.log(at.s[0, 0]) if model.p == 1 else np.linalg.slogdet(at.s)[1])
    return -0.5 * (ll + (model.k - model.p * restricted) * LN_2PI)


def scores(model: Basis, tau2: Array, *, restricted: bool) -> Array:
    """Return the derivative of the log-likelihood at tau2 (G,).

    All tau2 share one pass over the rows, in blocks that stay in the cache. The square of the
    residuals is expanded, which is exact enough to bracket a root; Newton does not use it.
    """
    p, rows = model.p, max(256, BLOCK // len(tau2))
    table = np.column_stack([np.ones(model.k), model.qq, model.qe, model.e**2])
    first, second = (np.zeros((len(tau2), table.shape[1])) for _ in range(2))
    for start in range(0, model.k, rows):
        part = slice(start, start + rows)
        w = 1.0 / (model.v[part] + tau2[:, None])
        first += w @ table[part]
        second += (w * w) @ table[part]
    a1, a2 = (sums[:, 1 : 1 + p * p].reshape(-1, p, p) for sums in (first, second))
    b = solve_stack(a1, first[:, 1 + p * p : -1, None])[:, :, 0]
    square = second[:, -1] - 2.0 * np.einsum("gp,gp->g", b, second[:, 1 + p * p : -1])
    value = square + np.einsum("gp,gpq,gq->g", b, a2, b) - first[:, 0]
    return np.asarray(0.5 * (value + trace(a1, a2)) if restricted else 0.5 * value)


def score_and_slope(model: Basis, tau2: float, *, restricted: bool) -> tuple[float, float]:
    """Return first and second derivatives of the log-likelihood at one tau2."""
    at = weigh(model, 1.0 / (model.v + tau2))
    w2, wr = at.w * at.w, at.w * at.r
    g = (at.w * wr) @ model.q
    score = float(wr @ wr) - float(at.w.sum())
    slope = 0.5 * float(w2.sum()) - float((at.w * wr) @ wr) + float(g @ at.s @ g)
    if restricted:
        a2, a3 = products(model, w2), products(model, w2 * at.w)
        inner = at.s @ a2
        score += float(inner.trace())
        slope += 0.5 * float((inner @ inner).trace()) - float((at.s @ a3).trace())
    return 0.5 * score, slope


def upper_bound(model: Basis, df: int) -> float:
    """Return a tau2 above which the score is negative, whatever the data.

    From ``y'PPy <= SS / (min v + t)^2`` and ``tr P >= df / (max v + t)``.
    """
    low, spread = float(model.v.min()), float(np.ptp(model.v))
    s2 = float(model.e @ model.e) / df
    return max((s2 + math.sqrt(s2 * s2 + 4.0 * s2 * spread)) / 2.0 - low, 0.0)


def grid(model: Basis, top: float) -> Array:
    """Return tau2 from 0 to ``top``, even in ln(tau2 + min v)."""
    low = float(model.v.min())
    count = max(2, math.ceil(math.log1p(top / low) / GRID_STEP) + 1)
    return np.concatenate([[0.0], low * np.expm1(np.linspace(0.0, math.log1p(top / low), count)[1:])])


def maximise(model: Basis, *, restricted: bool) -> Maximum:
    """Return the global maximum over tau2 >= 0: every bracket of a log grid, each by Newton."""
    df = model.k - model.p * restricted
    points = grid(model, upper_bound(model, df) * (1.0 + 1e-9))
    values = scores(model, points, restricted=restricted)
    roots = [(0.0, 0, float(values[0]))] if values[0] <= 0 else []
    tops = np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0))
    share = values[tops] / (values[tops] - values[tops + 1])  # of the way to where the chord is zero
    brackets = zip(
        points[tops], points[tops] + share * (points[tops + 1] - points[tops]), points[tops + 1], strict=True
    )
    roots += [climb(model, *map(float, bracket), restricted=restricted) for bracket in brackets]
    roots = roots or [(float(points[-1]), 0, float(values[-1]))]
    found = [(log_likelihood(model, t, restricted=restricted), t, steps, score) for t, steps, score in roots]
    ll, tau2, steps, score = max(found)
    modes = tuple(t for t, _, _ in roots)
    return Maximum(tau2, ll, Search(steps, score, tau2 == 0.0, len(modes) > 1, modes))


def climb(model: Basis, low: float, at: float, high: float, *, restricted: bool) -> tuple[float, int, float]:
    """Return (tau2, steps, score) of the maximum between a positive and a negative score, starting from ``at``."""
    score, noise = 0.0, ROUNDING * float(model.v.min())
    for step in range(1, MAX_STEPS + 1):
        score, slope = score_and_slope(model, at, restricted=restricted)
        low, high = (at, high) if score > 0 else (low, at)
        guess = at - score / slope if slope < 0 else math.nan
        if abs(guess - at) <= RELATIVE * at + noise or high - low <= RELATIVE * at:
            return (guess if low <= guess <= high else at), step, score
        at = guess if low < guess < high else 0.5 * (low + high)
    return at, MAX_STEPS, score
