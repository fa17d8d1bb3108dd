"""What a golden number ought to be, by arithmetic that loses nothing: fractions, long decimals, tight integrals.

Nothing here shares code with ``pooling``; it settles who is right where the two differ.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import integrate, optimize, stats

DIGITS = 60  # of the decimals, and of a tau2 that goes on being a fraction
Matrix = list[list[Fraction]]


@dataclass(frozen=True)
class Fit:
    """Weighted least squares in fractions: coefficients, (X'WX)^-1, residual sum, tr P and tr PP."""

    b: list[Fraction]
    s: Matrix
    rss: Fraction
    p: Fraction
    pp: Fraction


def inverse(a: Matrix) -> Matrix:
    """Return the inverse by elimination."""
    n = len(a)
    rows = [[*row, *(Fraction(i == j) for j in range(n))] for i, row in enumerate(a)]
    for i in range(n):
        pivot = next(j for j in range(i, n) if rows[j][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for j in range(n):
            if j != i:
                rows[j] = [x - rows[j][i] * y for x, y in zip(rows[j], rows[i], strict=True)]
    return [row[n:] for row in rows]


def product(a: Matrix, b: Matrix) -> Matrix:
    """Return the product of two matrices."""
    return [
        [sum((x * y for x, y in zip(row, col, strict=True)), Fraction()) for col in zip(*b, strict=True)] for row in a
    ]


def squares(x: Matrix, w: Sequence[Fraction]) -> Matrix:
    """Return X'WX."""
    weighted = [[one * value for value in row] for one, row in zip(w, x, strict=True)]
    return product([list(column) for column in zip(*x, strict=True)], weighted)


def fit(y: Sequence[float], v: Sequence[float], design: Sequence[Sequence[float]], tau2: Fraction = Fraction()) -> Fit:
    """Fit effects on a design with weights 1/(v + tau2)."""
    effects, x = [Fraction(one) for one in y], [[Fraction(one) for one in row] for row in design]
    w = [1 / (Fraction(one) + tau2) for one in v]
    s = inverse(squares(x, w))
    xy = product([list(column) for column in zip(*x, strict=True)], [[a * b] for a, b in zip(w, effects, strict=True)])
    b = [row[0] for row in product(s, xy)]
    left = [one - sum(c * z for c, z in zip(b, row, strict=True)) for one, row in zip(effects, x, strict=True)]
    second, third = (product(s, squares(x, [one**power for one in w])) for power in (2, 3))
    return Fit(
        b, s, sum((one * gap * gap for one, gap in zip(w, left, strict=True)), Fraction()),
        sum(w, Fraction()) - trace(second), sum((one * one for one in w), Fraction()) - 2 * trace(third)
        + trace(product(second, second)),
    )  # fmt: skip


def trace(a: Matrix) -> Fraction:
    """Return the sum of the diagonal."""
    return sum((row[i] for i, row in enumerate(a)), Fraction())


def der_simonian_laird(plain: Fit, df: int) -> Fraction:
    """Return DL's tau2 from the fit at tau2 = 0, cut to DIGITS decimals."""
    value = max(Fraction(), (plain.rss - df) / plain.p)
    return Fraction(int(value * 10**DIGITS), 10**DIGITS)


def hypergeometric(a: float, c: float, x: Decimal) -> Decimal:
    """Return 2F1(a, a; c; x) with 0 <= x < 1 by its series."""
    with localcontext() as context:
        context.prec = DIGITS
        term = total = Decimal(1)
        upper, lower, j = Decimal(a), Decimal(c), 0
        while term > Decimal(10) ** -30:
            term *= (upper + j) ** 2 * x / ((lower + j) * (j + 1))
            total += term
            j += 1
        return total


def ucor(r: float, n: float) -> tuple[float, float, float]:
    """Return the unbiased correlation with its two sampling variances."""
    x = 1 - Decimal(r) ** 2
    y = Decimal(r) * hypergeometric(0.5, (n - 2) / 2, x)
    ub = y * y - 1 + Decimal(n - 3) / Decimal(n - 2) * x * hypergeometric(1.0, n / 2, x)
    return float(y), float((1 - y * y) ** 2 / Decimal(n - 1)), float(ub)


def tight(f: Callable[[float], float], low: float, high: float, points: Sequence[float] = ()) -> float:
    """Return an integral in pieces between the given points."""
    ends = [low, *sorted(point for point in points if low < point < high), high]
    parts = [integrate.quad(f, a, b, epsabs=1e-15, epsrel=1e-13, limit=500)[0] for a, b in itertools.pairwise(ends)]
    return float(math.fsum(parts))


def tetrachoric(a: float, b: float, c: float, d: float) -> float:
    """Return the correlation at which the quadrant holds a/n, integrating over one variable."""
    n = a + b + c + d
    h, k = stats.norm.ppf((a + b) / n), stats.norm.ppf((a + c) / n)

    def miss(rho: float) -> float:
        rest = math.sqrt(1 - rho * rho)
        below = tight(
            lambda x: stats.norm.pdf(x) * stats.norm.cdf((k - rho * x) / rest), -12.0, h, [k / rho if rho else 0]
        )
        return below - a / n

    return float(optimize.brentq(miss, -0.999, 0.999, xtol=1e-14, rtol=1e-14))


def power(theta: float, tau: float, se: float, crit: float) -> float:
    """Return the chance of a significant result when the true effect is normal."""

    def chance(x: float) -> float:
        return float(stats.norm.sf((crit * se - x) / se) + stats.norm.cdf((-crit * se - x) / se))

    if tau == 0.0:
        return chance(theta)
    edges = [m * se + s * crit * se for m in (-8, -2, 0, 2, 8) for s in (-1, 1)]
    low, high = theta - 10 * tau, theta + 10 * tau
    return tight(lambda x: chance(x) * float(stats.norm.pdf(x, theta, tau)), low, high, [theta, *edges])


def henmi_copas(y: Any, v: Any) -> tuple[float, float]:
    """Return the limits of Henmi and Copas' interval, from their equations."""
    w = 1 / np.asarray(v)
    k, w1 = len(w), float(w.sum())
    w2, w3, w4 = (float((w**j).sum()) / w1 for j in (2, 3, 4))
    b = float(w @ y) / w1
    t = max(0.0, (float(w @ (y - b) ** 2) - (k - 1)) / (w1 - w2))
    vr = 1 + t * w2

    def moments(r: float) -> tuple[float, float]:
        bend = r * r / vr**2 - 1 / vr
        eq = k - 1 + t * (w1 - w2) + t**2 * bend * (w3 - w2**2)
        vq = 2 * (k - 1) + 4 * t * (w1 - w2) + 2 * t**2 * (w1 * w2 - 2 * w3 + w2**2) + 4 * t**2 * bend * (w3 - w2**2)
        vq += (
            4 * t**3 * bend * (w4 - 2 * w2 * w3 + w2**3)
            + 2 * t**4 * (1 / vr**2 - 2 * r * r / vr**3) * (w3 - w2**2) ** 2
        )
        return eq, vq

    def inside(r: float, x: float) -> float:
        eq, vq = moments(math.sqrt(vr) * r)
        f = (w1 / w2 - 1) * ((r / x) ** 2 - 1) + k - 1
        return float(stats.gamma.cdf(f, eq * eq / vq, scale=vq / eq) * stats.norm.pdf(r))

    def miss(x: float) -> float:
        return tight(lambda r: inside(r, x), x, 12.0, [x + 1, x + 3]) - 0.025

    x = float(optimize.brentq(miss, 1e-3, 6.0, xtol=1e-13))
    half = vr * x / math.sqrt(w1)
    return b - half, b + half


def beta_selection(y: Any, v: Any, mean: float, tau2: float, shapes: Sequence[float]) -> float:
    """Return the log-likelihood of a beta selection model, p-values kept in [1e-5, 1 - 1e-5]."""
    a, b = shapes
    kink = float(stats.norm.isf(1e-5))

    def weight(x: float, se: float) -> float:
        p = min(max(float(stats.norm.sf(x / se)), 1e-5), 1 - 1e-5)
        return float(p ** (a - 1) * (1 - p) ** (b - 1))

    def one(effect: float, variance: float) -> float:
        se, sd = math.sqrt(variance), math.sqrt(variance + tau2)
        edges = [mean, *(m * se for m in (-kink, -2, 0, 2, kink))]

        def seen(x: float) -> float:
            return weight(x, se) * float(stats.norm.pdf(x, mean, sd))

        area = tight(seen, mean - 12 * sd, mean + 12 * sd, edges)
        return math.log(weight(effect, se)) + float(stats.norm.logpdf(effect, mean, sd)) - math.log(area)

    return math.fsum(one(*pair) for pair in zip(y, v, strict=True))


def restricted_likelihood(y: Any, v: Any, tau2: float) -> float:
    """Return the restricted log-likelihood of a mean, up to a constant, from DIGITS digits."""
    with localcontext() as context:
        context.prec = DIGITS
        w = [1 / (Decimal(one) + Decimal(tau2)) for one in v]
        total = sum(w, Decimal())
        mean = sum((a * Decimal(b) for a, b in zip(w, y, strict=True)), Decimal()) / total
        rss = sum((a * (Decimal(b) - mean) ** 2 for a, b in zip(w, y, strict=True)), Decimal())
        return float((sum((one.ln() for one in w), Decimal()) - total.ln() - rss) / 2)
