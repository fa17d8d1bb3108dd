"""Inverses of small matrices, one or many: numpy's own cost more calls than the numbers are worth."""

from __future__ import annotations

import numpy as np

from pooling.arrays import Array


def inverse(a: Array) -> Array:
    """Return a^-1 of one matrix (p, p); one or two coefficients are the common case."""
    if len(a) == 1:
        return 1.0 / a
    if len(a) == 2:
        (first, second), (third, fourth) = a.tolist()
        determinant = first * fourth - second * third
        if determinant > 0:
            return np.asarray(np.array([[fourth, -second], [-third, first]]) / determinant)
    return np.asarray(np.linalg.inv(a))


def inverse_and_determinant(a: Array) -> tuple[Array, Array]:
    """Return inverses (m, p, p) and determinants (m,) of positive definite stacks (m, p, p)."""
    if a.shape[1] == 1:
        return 1.0 / a, a[:, 0, 0]
    if a.shape[1] > 2:
        return np.asarray(np.linalg.inv(a)), np.asarray(np.linalg.det(a))
    out = np.empty_like(a)
    determinant = a[:, 0, 0] * a[:, 1, 1] - a[:, 0, 1] * a[:, 1, 0]
    out[:, 0, 0], out[:, 1, 1] = a[:, 1, 1], a[:, 0, 0]
    out[:, 0, 1], out[:, 1, 0] = -a[:, 0, 1], -a[:, 1, 0]
    out /= determinant[:, None, None]
    return out, determinant


def trace_of_product(a: Array, b: Array) -> float:
    """Return tr(a b) of symmetric matrices (p, p)."""
    return float(a.ravel().dot(b.ravel()))
