"""Tests and intervals of a single correlation."""

from __future__ import annotations

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.fisher import fisher_z, z_to_r
from pooling.tails import critical, t_two_sided


def t_of_r(r: Numbers, n: Numbers) -> Array:
    """Return t = r sqrt((n - 2)/(1 - r^2)), each of shape (k,)."""
    values, df = vector(r), vector(n) - 2.0
    with np.errstate(divide="ignore"):
        return np.asarray(values * np.sqrt(df / ((1.0 - values) * (1.0 + values))))


def p_of_r(r: Numbers, n: Numbers) -> Array:
    """Return the two-sided p-value of a zero correlation."""
    t, df = np.broadcast_arrays(t_of_r(r, n), vector(n) - 2.0)
    return np.array([float(t_two_sided(np.array([a]), float(b))[0]) for a, b in zip(t, df, strict=True)])


def interval_of_r(r: Numbers, n: Numbers, level: float = 0.95) -> tuple[Array, Array]:
    """Return the confidence limits of correlations through Fisher's z."""
    z, v = fisher_z(r, n)
    half = critical(level, None) * np.sqrt(v)
    return z_to_r(z - half), z_to_r(z + half)
