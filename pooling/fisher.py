"""Fisher's z: correlations on the scale on which they are pooled, and back."""

from __future__ import annotations

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.estimate import LeftOut

LOST_TO_MEANS = 3  # var z = 1/(n - 3): Fisher 1921, so that n must be 4 or more


def r_to_z(r: Numbers) -> Array:
    """Return atanh of correlations of any shape; not-a-number where ``|r| >= 1``."""
    values = np.asarray(r, dtype=float)
    inside = np.abs(values) < 1
    return np.asarray(np.where(inside, np.arctanh(np.where(inside, values, 0.0)), np.nan))


def z_to_r(z: Numbers) -> Array:
    """Return the correlations that belong to Fisher z values of any shape."""
    return np.asarray(np.tanh(np.asarray(z, dtype=float)))


def fisher_z(r: Numbers, n: Numbers) -> tuple[Array, Array]:
    """Return Fisher's z and its sampling variance, each of shape (k,).

    ``r`` (k,) are Pearson correlations, ``n`` (k,) the sizes of their samples;
    ``z = atanh r``, ``var z = 1/(n - 3)`` (Fisher 1921). ``z`` is not-a-number where ``|r| >= 1``,
    the variance where ``n <= 3``; :func:`pooling.pool` leaves out both and :func:`unusable` says
    why. Not for Spearman's, Kendall's or partial correlations, whose
    variances differ: see :mod:`pooling.effect_sizes`.
    """
    values, sizes = np.broadcast_arrays(vector(r), vector(n))
    large = (sizes > LOST_TO_MEANS) & np.isfinite(sizes)
    return r_to_z(values), 1.0 / np.where(large, sizes - LOST_TO_MEANS, np.nan)


def unusable(r: Numbers, n: Numbers) -> tuple[LeftOut, ...]:
    """Return the rows that Fisher's z cannot use, each with its reason."""
    values, sizes = np.broadcast_arrays(vector(r), vector(n))
    found = ((row, _problem(float(a), float(b))) for row, (a, b) in enumerate(zip(values, sizes, strict=True)))
    return tuple(LeftOut(row, *problem) for row, problem in found if problem)


def _problem(r: float, n: float) -> tuple[str, str] | None:
    if np.isnan(r) or np.isnan(n):
        return "missing", f"The correlation or the sample size is missing (r = {r:g}, n = {n:g})."
    if abs(r) > 1:
        return "impossible_r", f"A correlation lies in [-1, 1]; r = {r:g}."
    if abs(r) == 1:
        return "perfect_r", f"Fisher's z of r = {r:g} is infinite."
    if n <= LOST_TO_MEANS:
        return "small_n", f"Fisher's z needs n >= 4; n = {n:g}."
    return None if np.isfinite(n) else ("infinite_n", "The sample size is infinite.")
