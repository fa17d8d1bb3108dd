"""One model in an orthonormal basis, so that every variance component costs O(k).

With ``X = Q R`` the restricted likelihood, its score and all moment estimators of tau2 depend on
X through Q only; a badly scaled moderator (a year) then loses no digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.inverses import inverse
from pooling.orthonormal import orthonormal

BLOCK = 32_768  # weights held at once: four such arrays of doubles fit a 1 MB cache


@dataclass(frozen=True, slots=True)
class Basis:
    """Residuals ``e`` (k,) of least squares, variances ``v`` (k,), orthonormal ``q`` (k, p).

    ``qq`` (k, p*p) and ``qe`` (k, p) are row-wise products that turn weighted cross products
    into one matrix product; ``spread`` is the plain variance of the effects, ``log_det`` is ln det X'X.
    """

    e: Array
    v: Array
    q: Array
    qq: Array
    qe: Array
    spread: float
    log_det: float
    k: int
    p: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """Least squares at weights ``w`` (k,): ``s`` = (Q'WQ)^-1 (p, p), residuals ``r`` (k,), their weighted square."""

    w: Array
    s: Array
    r: Array
    rss: float


def basis(y: Array, v: Array, x: Array) -> Basis:
    """Return the orthonormal form of a model with effects (k,), variances (k,), design (k, p)."""
    q, r = orthonormal(x)
    e = y - q @ (q.T @ y)
    e -= q @ (q.T @ e)  # twice is enough: what is left of X in e is at the rounding level
    qq = (q[:, :, None] * q[:, None, :]).reshape(len(y), -1)
    centred = y - float(y.sum()) / max(len(y), 1)
    log_det = 2.0 * sum(math.log(size) for size in r.diagonal())
    spread = float(centred.dot(centred)) / max(len(y), 1)
    return Basis(e, v, q, qq, q * e[:, None], spread, log_det, *x.shape)


def products(model: Basis, w: Array) -> Array:
    """Return Q'WQ (p, p) for weights (k,)."""
    return np.asarray((w @ model.qq).reshape(model.p, model.p))


def weigh(model: Basis, w: Array) -> Weighted:
    """Return weighted least squares at weights (k,)."""
    s = inverse(products(model, w))
    r = model.e - model.q @ (s @ (w @ model.qe))
    return Weighted(w, s, r, float((w * r).dot(r)))
