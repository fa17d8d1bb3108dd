"""A random-effects linear model: coefficients, tests and intervals at one tau2.

Used by pooling (a column of ones) and by meta-regression alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.basis import Basis, basis
from pooling.estimate import FitStatistics, Heterogeneity
from pooling.heterogeneity import heterogeneity
from pooling.inverses import inverse
from pooling.orthonormal import orthonormal
from pooling.tails import critical, two_sided
from pooling.tau2 import Tau2, estimate_tau2

LN_2PI = math.log(2 * math.pi)
EXACT_FIT = 8 * np.finfo(float).eps  # residuals this small, relative to the effects, are rounding


@dataclass(frozen=True, slots=True)
class Linear:
    """Coefficients ``b`` (p,) with covariance ``vb`` (p, p), tests and intervals.

    ``s2w`` is the Knapp-Hartung factor that ``vb`` holds and ``unscaled`` does not; ``crit`` the critical value.
    """

    y: Array
    v: Array
    x: Array
    model: Basis
    tau2: Tau2
    b: Array
    vb: Array
    unscaled: Array
    se: Array
    stat: Array
    ddf: float | None
    pval: Array
    ci_lb: Array
    ci_ub: Array
    crit: float
    s2w: float
    rss: float
    residuals: Array
    heterogeneity: Heterogeneity
    fit: FitStatistics
    tau2_method: str
    test: str
    level: float

    @property
    def w(self) -> Array:
        """The weights 1/(v + tau2)."""
        return np.asarray(1.0 / (self.v + self.tau2.value))


@dataclass(frozen=True, slots=True)
class Solved:
    """Weighted least squares: coefficients, (X'WX)^-1, residuals and their weighted sum of squares."""

    b: Array
    s: Array
    residuals: Array
    rss: float
    log_det: float


def least_squares(y: Array, w: Array, x: Array) -> Solved:
    """Solve weighted least squares by QR of the scaled design."""
    if x.shape[1] == 1:
        return _one_column(y, w, x[:, 0])
    root = np.sqrt(w)
    q, r = orthonormal(x * root[:, None])
    back = inverse(r)
    b = back @ (q.T @ (root * y))
    residuals = y - x @ b
    b = b + back @ (q.T @ (root * residuals))  # one step of refinement
    residuals = y - x @ b
    b, residuals = without_rounding(y, x, b, residuals)
    log_det = 2.0 * sum(math.log(size) for size in r.diagonal())
    return Solved(b, back @ back.T, residuals, float((w * residuals).dot(residuals)), log_det)


def _one_column(y: Array, w: Array, x: Array) -> Solved:
    wx = w * x
    gram = float(wx @ x)
    b = float(wx @ y) / gram
    b += float(wx @ (y - b * x)) / gram
    found, residuals = without_rounding(y, x[:, None], np.array([b]), y - b * x)
    return Solved(found, np.array([[1.0 / gram]]), residuals, float(w @ (residuals * residuals)), math.log(gram))


def without_rounding(y: Array, x: Array, b: Array, residuals: Array) -> tuple[Array, Array]:
    """Return an exact fit as one: residuals and slopes at the rounding level become zero."""
    largest = EXACT_FIT * float(np.abs(y).max())
    if len(y) <= x.shape[1] or float(np.abs(residuals).max()) > largest:
        return b, residuals
    return np.where(np.abs(b) * np.abs(x).max(axis=0) <= largest, 0.0, b), np.zeros_like(y)


def fit_linear(
    y: Array,
    v: Array,
    x: Array,
    *,
    tau2: str = "REML",
    test: str = "z",
    level: float = 0.95,
    weights: Array | None = None,
    interval: bool = False,
    given: Tau2 | None = None,
    coefficient_weights: Array | None = None,
    threshold: float | None = None,
) -> Linear:
    """Fit y = X b + u + e with var u = tau2 and var e = v.

    ``y`` and ``v`` are (k,), ``x`` is (k, p) of full rank with k >= p. ``given`` fixes tau2;
    ``weights`` (k,) are those of GENQ; ``coefficient_weights`` (k,) replace 1/(v + tau2) in the
    coefficients, whose covariance is then the sandwich of both; ``threshold`` as in :func:`pooling.tau2.estimate_tau2`.
    ``interval`` asks for Q-profile bounds. Tests: z; t with k - p df; knha (Knapp & Hartung
    2003); adhoc, the same with a factor of at least 1 (IntHout et al. 2014, Jackson et al. 2017).
    """
    model = basis(y, v, x)
    found = given or estimate_tau2(model, tau2, weights, threshold=threshold)
    solved = least_squares(y, 1.0 / (v + found.value), x)
    if coefficient_weights is not None:
        solved = reweighted(solved, y, v + found.value, x, coefficient_weights)
    df = model.k - model.p
    name = test if df > 0 else "z"
    s2w = _inflation(solved.rss / df if df > 0 else 1.0, name)
    vb, ddf = s2w * solved.s, None if name == "z" else float(df)
    se, crit = np.sqrt(np.diag(vb)), critical(level, ddf)
    stat = np.divide(solved.b, se, out=np.copysign(np.inf, solved.b), where=se > 0)
    return Linear(
        y=y, v=v, x=x, model=model, tau2=found, b=solved.b, vb=vb, unscaled=solved.s, se=se, stat=stat, ddf=ddf,
        pval=two_sided(stat, ddf), ci_lb=solved.b - crit * se, ci_ub=solved.b + crit * se, crit=crit, s2w=s2w,
        rss=solved.rss, residuals=solved.residuals,
        heterogeneity=heterogeneity(model, found, tau2, level, interval=interval),
        fit=fit_statistics(model, found.value, solved, tau2), tau2_method=tau2, test=name, level=level,
    )  # fmt: skip


def reweighted(best: Solved, y: Array, total: Array, x: Array, weights: Array) -> Solved:
    """Return coefficients at other weights than 1/total, with their covariance."""
    other = least_squares(y, weights, x)
    bread = other.s @ (x * weights[:, None]).T
    rss = float((other.residuals**2 / total).sum())
    return Solved(other.b, (bread * total) @ bread.T, other.residuals, rss, best.log_det)


def _inflation(s2w: float, test: str) -> float:
    if test == "knha":
        return s2w
    return max(1.0, s2w) if test == "adhoc" else 1.0


def fit_statistics(model: Basis, tau2: float, solved: Solved, name: str) -> FitStatistics:
    """Return the log-likelihood (restricted for REML) with deviance and information criteria."""
    restricted = name == "REML"
    k, p = model.k, model.p
    total = float(np.log(model.v + tau2).sum()) + solved.rss
    n = k - p * restricted
    if restricted:
        total += solved.log_det - model.log_det
    ll = -0.5 * (n * LN_2PI + total)
    saturated = 0.0 if restricted else -0.5 * (k * LN_2PI + float(np.log(model.v).sum()))
    count = p + (name != "EE")
    size = max(n, count + 2)
    return FitStatistics(
        ll, -2.0 * (ll - saturated), -2.0 * ll + 2.0 * count, -2.0 * ll + count * (math.log(n) if n else -math.inf),
        -2.0 * ll + 2.0 * count * size / (size - count - 1.0),
    )  # fmt: skip
