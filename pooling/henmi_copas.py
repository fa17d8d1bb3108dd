"""An interval that publication bias disturbs little (Henmi & Copas 2010).

Centred on the fixed-effect mean, which trusts large studies, with a width that admits tau2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy import special

from pooling.arrays import Array, Numbers
from pooling.estimate import Refusal
from pooling.roots import root
from pooling.rows import usable

FARTHEST = 10.0  # standard deviations: the normal tail beyond is 1e-23
WIDEST = 2.5  # times the normal quantile; the solution lies below it or is searched farther
LEAST = 1e-300  # in place of a chance that is too small for a number
_NODES, _WEIGHTS = leggauss(100)


@dataclass(frozen=True, slots=True)
class HenmiCopas:
    """Estimate, standard error and interval; ``tau2`` is DerSimonian and Laird's."""

    b: float
    se: float
    ci_lb: float
    ci_ub: float
    tau2: float


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and variance of Q given the standardised mean R = r, with W_j = sum w^j / sum w."""

    k: int
    tau2: float
    w1: float
    w2: float
    v3: float
    v4: float
    square: float
    vr: float

    def mean(self, r: Array) -> Array:
        """Return E[Q | R = r]."""
        bend = r * r / self.vr**2 - 1 / self.vr
        return np.asarray(self.k - 1 + self.tau2 * (self.w1 - self.w2) + self.tau2**2 * bend * self.v3)

    def variance(self, r: Array) -> Array:
        """Return Var[Q | R = r]."""
        t, bend = self.tau2, r * r / self.vr**2 - 1 / self.vr
        flat = 2 * (self.k - 1) + 4 * t * (self.w1 - self.w2) + 2 * t**2 * self.square
        last = 2 * t**4 * (1 / self.vr**2 - 2 * r * r / self.vr**3) * self.v3**2
        return np.asarray(flat + 4 * t**2 * bend * self.v3 + 4 * t**3 * bend * self.v4 + last)


def henmi_copas(y: Numbers, v: Numbers, level: float = 0.95) -> HenmiCopas | Refusal:
    """Return Henmi and Copas' interval of effects ``y`` (k,) with variances ``v`` (k,)."""
    rows = usable(y, v)
    k = len(rows.y)
    if k < 2:
        return Refusal("one_row", "The interval needs two rows or more.")
    w = 1.0 / rows.v
    w1 = float(w.sum())
    w2, w3, w4 = (float((w**j).sum()) / w1 for j in (2, 3, 4))
    b = float(w @ rows.y) / w1
    q = float(w @ (rows.y - b) ** 2)
    # with equal weights w1 - w2 is k - 1 weights; with two rows of any weights it is positive
    tau2 = max(0.0, (q - (k - 1)) / (w1 - w2))
    vr = 1 + tau2 * w2
    moments = Moments(k, tau2, w1, w2, w3 - w2**2, w4 - 2 * w2 * w3 + w2**3, w1 * w2 - 2 * w3 + w2**2, vr)
    se = math.sqrt(vr / w1)
    half = _quantile(moments, (1 - level) / 2) * math.sqrt(vr) * se
    return HenmiCopas(b, se, b - half, b + half, tau2)


def _quantile(moments: Moments, tail: float) -> float:
    def miss(log_x: float) -> float:
        return math.log(max(_beyond(moments, math.exp(log_x)), LEAST) / tail)  # nearly straight in ln x

    high = math.log(WIDEST)
    low = high - 1.0
    while miss(low) < 0:
        low, high = low - 1.0, low
    while miss(high) > 0:
        low, high = high, high + 1.0
    return math.exp(root(miss, low, high, least=1e-14))


def _beyond(moments: Moments, x: float) -> float:
    """Return P(R > x sqrt(V_R estimated from Q)) for a standardised threshold ``x``."""
    half = (max(FARTHEST, x + 1) - x) / 2
    r = x + half * (1 + _NODES)
    at = r * math.sqrt(moments.vr)
    mean, variance = moments.mean(at), moments.variance(at)
    f = (moments.w1 / moments.w2 - 1) * ((r / x) ** 2 - 1) + moments.k - 1
    chance = special.gammainc(mean**2 / variance, np.maximum(f, 0) * mean / variance)
    return float(half * _WEIGHTS @ (chance * np.exp(-r * r / 2)) / math.sqrt(2 * math.pi))
