"""Orthonormal columns by Gram and Schmidt, each column twice.

"Twice is enough" (Giraud, Langou, Rozloznik & van den Eshof 2005): columns of full numerical rank come out
orthogonal to rounding, as from Householder's reflections, in a few products a column.
"""

from __future__ import annotations

import math

import numpy as np

from pooling.arrays import Array

RANK_TOLERANCE = 1e-10  # a column whose orthogonal rest is smaller, relative to it, is redundant


def orthonormal(x: Array) -> tuple[Array, Array]:
    """Return orthonormal ``q`` (k, p) and upper triangular ``r`` (p, p) with x = q r, for full rank."""
    rows, r = np.zeros((x.shape[1], len(x))), np.zeros((x.shape[1], x.shape[1]))
    for j in range(x.shape[1]):
        rest, share, size = _rest(rows[:j], x[:, j])
        rows[j], r[:j, j], r[j, j] = rest / size, share, size
    return rows.T, r


def rank(x: Array) -> int:
    """Return the numerical rank of a design matrix, whatever the scale of its columns."""
    rows, found = np.empty((x.shape[1], len(x))), 0
    for column in x.T:
        size = math.sqrt(column.dot(column))
        if not size:
            continue
        rest, _, left = _rest(rows[:found], column / size)
        if left > RANK_TOLERANCE:
            rows[found] = rest / left
            found += 1
    return found


def _rest(rows: Array, column: Array) -> tuple[Array, Array, float]:
    """Return what is left of a column beside orthonormal ``rows`` (j, k), their shares in it (j,), and its length."""
    share = rows @ column
    rest = column - share @ rows
    more = rows @ rest
    rest = rest - more @ rows
    return rest, share + more, math.sqrt(rest.dot(rest))
