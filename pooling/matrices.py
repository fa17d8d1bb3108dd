"""Correlations of one sample depend on each other: their covariance."""

from __future__ import annotations

import numpy as np

from pooling.arrays import Array, Numbers, vector


def olkin_siotani(R: Array, n: float, pairs: list[tuple[int, int]]) -> Array:
    """Return the large-sample covariance (m, m) of the correlations at ``pairs`` of ``R`` (p, p).

    Olkin & Siotani 1976, divided by n - 1; for Fisher's z divide row and column by 1 - r^2.
    ``R`` should be the pooled or the sample's matrix; entries that no pair needs may be anything
    but those linking two pairs must be known.
    """
    i, j = np.array(pairs, dtype=np.int64).T
    a, b, c, d = i[:, None], j[:, None], i[None, :], j[None, :]
    one, two = R[a, b], R[c, d]
    ac, ad, bc, bd = R[a, c], R[a, d], R[b, c], R[b, d]
    cov = 0.5 * one * two * (ac**2 + ad**2 + bc**2 + bd**2) + ac * bd + ad * bc
    cov -= one * (ac * ad + bc * bd) + two * (ac * bc + ad * bd)
    return np.asarray(cov / (n - 1.0))


def from_pairs(r: Numbers, pairs: list[tuple[int, int]], size: int) -> Array:
    """Return the symmetric matrix (size, size) with ``r`` at ``pairs``; not-a-number elsewhere."""
    R = np.full((size, size), np.nan)
    np.fill_diagonal(R, 1.0)
    for value, (i, j) in zip(vector(r), pairs, strict=True):
        R[i, j] = R[j, i] = value
    return R


def z_covariance(cov: Array, r: Numbers) -> Array:
    """Return the covariance of Fisher's z from that of the correlations ``r`` (m,)."""
    slope = 1.0 / (1.0 - vector(r) ** 2)
    return np.asarray(cov * slope[:, None] * slope[None, :])


def is_positive_definite(R: Array) -> bool:
    """Tell whether a symmetric matrix is positive definite."""
    try:
        np.linalg.cholesky(R)
    except np.linalg.LinAlgError:
        return False
    return True
