"""The hypergeometric function 2F1(a, a; c; z) where its power series is slow: z near 1, small c."""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy import special

from pooling.arrays import Array

SERIES_FROM = 30.0  # from this c on, sixty-four terms of the power series reach 1e-17 even at z = 1
TERMS = 200
PANELS = 52  # halvings toward the right end, where the integrand may turn within 2^-52
_NODES, _WEIGHTS = leggauss(16)


def _rule() -> tuple[Array, Array]:
    """Return nodes and weights on (0, pi/2) as distances from pi/2, refined toward it."""
    ends = math.pi / 2 * np.concatenate([0.5 ** np.arange(PANELS), [0.0]])
    low, high = ends[1:, None], ends[:-1, None]
    half = (high - low) / 2.0
    return (low + half * (1.0 + _NODES)).ravel(), (half * _WEIGHTS).ravel()


_DISTANCE, _MEASURE = _rule()


def hyp2f1(a: float, c: Array, rest: Array) -> Array:
    """Return 2F1(a, a; c; 1 - rest) of shape (k,) for a = 1/2 or 1, c > 1 and 0 <= rest <= 1.

    Power series for large c, else Euler's integral in t = sin^2; both reach about 1e-14. The
    general routines lose up to half their digits for z near 1, where small correlations lie.
    """
    out = np.empty_like(rest)
    large = c >= SERIES_FROM
    out[large] = _series(a, c[large], 1.0 - rest[large])
    pairs = zip(np.flatnonzero(~large), c[~large], rest[~large], strict=True)
    for i, one, r2 in pairs:
        out[i] = _integral(a, float(one), float(r2))
    return out


def _series(a: float, c: Array, z: Array) -> Array:
    term, total = np.ones_like(z), np.ones_like(z)
    for j in range(TERMS):
        term = term * (a + j) ** 2 / ((c + j) * (1.0 + j)) * z
        total += term
        if not len(term) or float(term.max()) < np.finfo(float).eps / 4:
            break
    return total


def _integral(a: float, c: float, rest: float) -> float:
    cos, sin = np.sin(_DISTANCE), np.cos(_DISTANCE)
    values = sin ** (2 * a - 1) * cos ** (2 * (c - a) - 1) * (cos * cos + rest * sin * sin) ** -a
    return 2.0 * float(_MEASURE @ values) / float(special.beta(a, c - a))
