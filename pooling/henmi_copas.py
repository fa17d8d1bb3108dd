"""An interval that publication bias disturbs little (Henmi & Copas 2010).

Centred on the fixed-effect mean, which trusts large studies, with a width that admits tau2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy import special

from pooling.arrays import Numbers
from pooling.estimate import Refusal
from pooling.roots import climbing_root
from pooling.rows import usable

FARTHEST = 10.0  # standard deviations: the normal tail beyond is 1e-23
LEAST = 1e-300  # in place of a chance that is too small for a number
NEAR = 1e-9  # of the solution: a step this short leaves an error that is rounding
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
    """Mean and variance of Q given the mean R = r standardised by V_R, each a line in r^2: (level, slope)."""

    k: int
    ratio: float
    mean: tuple[float, float]
    variance: tuple[float, float]


def moments_of(k: int, t: float, w1: float, w2: float, w3: float, w4: float) -> Moments:
    """Return the moments at tau2 = ``t`` with W_j = sum w^j / sum w (appendix of the source)."""
    vr, v3, v4 = 1 + t * w2, w3 - w2**2, w4 - 2 * w2 * w3 + w2**3
    flat = 2 * (k - 1) + 4 * t * (w1 - w2) + 2 * t**2 * (w1 * w2 - 2 * w3 + w2**2)
    bend, last = 4 * t**2 * v3 + 4 * t**3 * v4, 2 * t**4 * v3**2 / vr**2
    mean = (k - 1 + t * (w1 - w2) - t**2 * v3 / vr, t**2 * v3 / vr)
    return Moments(k, w1 / w2, mean, (flat - bend / vr + last, bend / vr - 2 * last))


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
    moments = moments_of(k, tau2, w1, w2, w3, w4)
    se = math.sqrt(vr / w1)
    half = _quantile(moments, (1 - level) / 2, math.sqrt(vr)) * math.sqrt(vr) * se
    return HenmiCopas(b, se, b - half, b + half, tau2)


def _quantile(moments: Moments, tail: float, spread: float) -> float:
    wanted = -float(special.ndtri(tail))

    def miss(x: float) -> float:
        return -float(special.ndtri(max(_beyond(moments, x / spread), LEAST))) - wanted  # nearly x itself

    return climbing_root(miss, wanted, relative=NEAR) / spread


def _beyond(moments: Moments, x: float) -> float:
    """Return P(R > x sqrt(V_R estimated from Q)) for a standardised threshold ``x``."""
    half = (max(FARTHEST, x + 1) - x) / 2
    r = x + half + half * _NODES
    square = r * r
    mean = moments.mean[0] + moments.mean[1] * square
    scale = mean / (moments.variance[0] + moments.variance[1] * square)
    bend = (moments.ratio - 1) / (x * x)
    f = bend * square + (moments.k - moments.ratio)  # k - 1 and more, for r is x and more
    chance = special.gammainc(mean * scale, f * scale)
    return half / math.sqrt(2 * math.pi) * float((_WEIGHTS * chance).dot(np.exp(-0.5 * square)))
