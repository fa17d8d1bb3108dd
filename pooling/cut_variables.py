"""Correlations with a variable of two values: point-biserial, biserial, phi, tetrachoric."""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy import special

from pooling.arrays import Array, Numbers, vector
from pooling.effect_sizes import Effects
from pooling.roots import root

NODES, NODE_WEIGHTS = leggauss(64)  # enough for 1e-13 on the arcsine of |rho| < .9999
LARGEST_TETRACHORIC = 0.9999  # beyond it the likelihood is flat
SQRT_2PI = math.sqrt(2.0 * math.pi)


def _density(x: Array) -> Array:
    return np.asarray(np.exp(-x * x / 2.0) / SQRT_2PI)


def rpb(m1: Numbers, m2: Numbers, sd1: Numbers, sd2: Numbers, n1: Numbers, n2: Numbers) -> Effects:
    """Return point-biserial correlations of two groups' means, each argument of shape (k,).

    ``r = d/sqrt(d^2 + h)``, h = m/n1 + m/n2, m = n1 + n2 - 2; the variance is that of fixed group
    sizes (Jacobs & Viechtbauer 2017). Its largest value is below 1 when groups differ in size.
    """
    a, b = vector(n1), vector(n2)
    df = a + b - 2.0
    pooled = np.sqrt(((a - 1.0) * vector(sd1) ** 2 + (b - 1.0) * vector(sd2) ** 2) / df)
    d, h = (vector(m1) - vector(m2)) / pooled, df / a + df / b
    return d / np.sqrt(d * d + h), h**2 / (h + d * d) ** 3 * (1.0 / a + 1.0 / b + d * d / (2.0 * (a + b)))


def rbis(m1: Numbers, m2: Numbers, sd1: Numbers, sd2: Numbers, n1: Numbers, n2: Numbers) -> Effects:
    """Return biserial correlations: the groups are a cut normal variable (Soper 1914).

    Not for groups that are natural (sex) or chosen at the extremes. May exceed 1 by chance.
    """
    a, b = vector(n1), vector(n2)
    p, q = a / (a + b), b / (a + b)
    x = special.ndtri(p)
    f = _density(x)
    r = np.sqrt(p * q) / f * rpb(m1, m2, sd1, sd2, n1, n2)[0]
    inside = np.clip(r, -1.0, 1.0)
    spread = p * q / f**2 - (1.5 + (1.0 + p * x / f) * (1.0 - q * x / f)) * inside**2 + inside**4
    return r, spread / (a + b - 1.0)


def phi(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Effects:
    """Return phi of two-by-two tables [[a, b], [c, d]], each of shape (k,).

    The variance is that of a multinomial table, where neither margin was fixed (Yule 1912;
    Bonett & Price 2007). |phi| reaches 1 only when the margins are alike.
    """
    n1, n2 = vector(a) + vector(b), vector(c) + vector(d)
    m1, n = vector(a) + vector(c), n1 + n2
    r = (vector(a) * vector(d) - vector(b) * vector(c)) / np.sqrt(n1 * n2 * m1 * (n - m1))
    rows, columns = _imbalance(n1 / n), _imbalance(m1 / n)
    spread = 1.0 - r**2 + r * (1.0 + r**2 / 2.0) * rows * columns - 0.75 * r**2 * (rows**2 + columns**2)
    return r, spread / n


def _imbalance(p: Array) -> Array:
    return np.asarray((2.0 * p - 1.0) / np.sqrt(p * (1.0 - p)))


def both_below(h: float, k: float, rho: float) -> float:
    """Return P(X < h, Y < k) of standard normals with correlation ``rho``.

    Sheppard's single integral over the arcsine of rho, by Gauss-Legendre.
    """
    top = math.asin(rho)
    angle = top * (NODES + 1.0) / 2.0
    inner = np.exp(-(h * h + k * k - 2.0 * h * k * np.sin(angle)) / (2.0 * np.cos(angle) ** 2))
    return float(special.ndtr(h) * special.ndtr(k) + (NODE_WEIGHTS @ inner) * top / 2.0 / (2.0 * math.pi))


def rtet(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Effects:
    """Return tetrachoric correlations of two-by-two tables: both variables are cut normals.

    Estimate and variance as in Pearson 1900; not-a-number for a table with an empty margin.
    Not for natural categories.
    """
    cells = np.stack(np.broadcast_arrays(vector(a), vector(b), vector(c), vector(d)), axis=1)
    found = np.array([_tetrachoric(*(float(x) for x in row)) for row in cells])
    return found[:, 0], found[:, 1]


def _tetrachoric(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n = a + b + c + d
    if not n > 0 or min(a + b, c + d, a + c, b + d) <= 0:
        return math.nan, math.nan
    h, k = float(special.ndtri((a + b) / n)), float(special.ndtri((a + c) / n))

    def miss(rho: float) -> float:
        return both_below(h, k, rho) - a / n

    if miss(-LARGEST_TETRACHORIC) >= 0 or miss(LARGEST_TETRACHORIC) <= 0:
        return math.nan, math.nan
    rho = root(miss, -LARGEST_TETRACHORIC, LARGEST_TETRACHORIC, least=1e-15)
    rest = math.sqrt(1.0 - rho * rho)
    height = math.exp(-(h * h + k * k - 2 * rho * h * k) / (2 * rest * rest)) / (2 * math.pi * rest)
    f1 = float(special.ndtr((h - rho * k) / rest)) - 0.5
    f2 = float(special.ndtr((k - rho * h) / rest)) - 0.5
    spread = (a + d) * (b + c) / 4 + f2**2 * (a + b) * (c + d) + f1**2 * (a + c) * (b + d)
    spread += 2 * f1 * f2 * (a * d - b * c) - f1 * (a * b - c * d) - f2 * (a * c - b * d)
    return rho, spread / (n**3 * height**2)
