"""One model in an orthonormal basis, so that every variance component costs O(k).

With ``X = Q R`` the restricted likelihood, its score and all moment estimators of tau2 depend on
X through Q only; a badly scaled moderator (a year) then loses no digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array

BLOCK = 32_768  # weights held at once: four such arrays of doubles fit a 1 MB cache
RANK_TOLERANCE = 1e-10  # a column whose orthogonal rest is smaller, relative to it, is redundant


@dataclass(frozen=True, slots=True)
class Basis:
    """Residuals ``e`` (k,) of least squares, variances ``v`` (k,), orthonormal ``q`` (k, p).

    ``qq`` (k, p*p) and ``qe`` (k, p) are row-wise products that turn weighted cross products
    into one matrix product; ``spread`` is the plain variance of the effects.
    """

    e: Array
    v: Array
    q: Array
    qq: Array
    qe: Array
    spread: float

    @property
    def k(self) -> int:
        """The number of rows."""
        return len(self.e)

    @property
    def p(self) -> int:
        """The number of coefficients."""
        return int(self.q.shape[1])


@dataclass(frozen=True, slots=True)
class Weighted:
    """Least squares at weights ``w`` (k,): ``s`` = (Q'WQ)^-1 (p, p), residuals ``r`` (k,), their weighted square."""

    w: Array
    s: Array
    r: Array
    rss: float


def basis(y: Array, v: Array, x: Array) -> Basis:
    """Return the orthonormal form of a model with effects (k,), variances (k,), design (k, p)."""
    q = np.linalg.qr(x)[0] if x.shape[1] > 1 else x / np.linalg.norm(x)
    e = y - q @ (q.T @ y)
    e -= q @ (q.T @ e)  # twice is enough: what is left of X in e is at the rounding level
    qq = (q[:, :, None] * q[:, None, :]).reshape(len(y), -1)
    return Basis(e, v, q, qq, q * e[:, None], float(y.var()))


def rank(x: Array) -> int:
    """Return the numerical rank of a design matrix, whatever the scale of its columns."""
    norms = np.linalg.norm(x, axis=0)
    if not len(x) or not norms.all():
        return int(np.linalg.matrix_rank(x)) if x.size else 0
    return int(np.linalg.matrix_rank(x / norms, tol=RANK_TOLERANCE * np.sqrt(x.shape[1])))


def products(model: Basis, w: Array) -> Array:
    """Return Q'WQ (p, p) for weights (k,)."""
    return np.asarray((w @ model.qq).reshape(model.p, model.p))


def weigh(model: Basis, w: Array) -> Weighted:
    """Return weighted least squares at weights (k,)."""
    s = inverse(products(model, w))
    r = model.e - model.q @ (s @ (w @ model.qe))
    return Weighted(w, s, r, float((w * r) @ r))


def trace(inverse: Array, middle: Array) -> Array:
    """Return tr(A^-1 M) for stacks (G, p, p)."""
    inner = solve_stack(inverse, middle)
    return inner[:, 0, 0] if model_of_one(inner) else np.asarray(np.trace(inner, axis1=1, axis2=2))


def model_of_one(stack: Array) -> bool:
    """Tell whether matrices are numbers: the common case, which needs no linear algebra."""
    return stack.shape[-2:] == (1, 1)


def inverse(a: Array) -> Array:
    """Return a^-1 of one matrix; a number is the common case, which needs no linear algebra."""
    return 1.0 / a if len(a) == 1 else np.asarray(np.linalg.inv(a))


def solve_stack(a: Array, b: Array) -> Array:
    """Return a^-1 b for stacks (G, p, p) and (G, p, m)."""
    return b / a if a.shape[-1] == 1 else np.asarray(np.linalg.solve(a, b))
