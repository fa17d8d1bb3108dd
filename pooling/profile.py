"""Solving Q(tau2) = c, where Q is the weighted residual sum of squares at that tau2.

Q falls monotonically (Viechtbauer 2007), so there is one root; 1/Q is nearly straight in tau2,
so Newton on it needs few steps. Paule-Mandel, empirical Bayes and the Q-profile interval are
all such roots.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pooling.basis import Basis, weigh
from pooling.likelihood import MAX_STEPS, RELATIVE, ROUNDING
from pooling.tails import chi2_quantile


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval of tau2; ``empty`` when even tau2 = 0 leaves too little spread."""

    lb: float
    ub: float
    empty: bool = False


def q_and_slope(model: Basis, tau2: float) -> tuple[float, float]:
    """Return Q and its derivative at one tau2."""
    at = weigh(model, 1.0 / (model.v + tau2))
    wr = at.w * at.r
    return at.rss, -float(wr @ wr)


def solve_q(model: Basis, target: float) -> tuple[float, int]:
    """Return (tau2, steps) with Q(tau2) = ``target``, 0 where Q(0) is already below it."""
    at, low, high = 0.0, 0.0, math.inf
    noise = ROUNDING * float(model.v.min())
    for step in range(MAX_STEPS):
        q, slope = q_and_slope(model, at)
        if q <= target and at == 0.0:
            return 0.0, step
        low, high = (at, high) if q > target else (low, at)
        guess = at + (q / target - 1.0) * q / -slope
        if abs(guess - at) <= RELATIVE * at + noise:
            return max(guess, 0.0), step
        fallback = 0.5 * (low + high) if math.isfinite(high) else 2.0 * low
        at = guess if low < guess < high else fallback
    return at, MAX_STEPS


def q_profile(model: Basis, level: float) -> Bounds:
    """Return the Q-profile interval of tau2 at coverage ``level`` (Viechtbauer 2007)."""
    df = model.k - model.p
    alpha = 1.0 - level
    smallest = chi2_quantile(alpha / 2.0, df)
    if q_and_slope(model, 0.0)[0] < smallest:
        return Bounds(0.0, 0.0, empty=True)
    return Bounds(solve_q(model, chi2_quantile(1.0 - alpha / 2.0, df))[0], solve_q(model, smallest)[0])
