"""Which rows decide a result: residuals, influence, leave-one-out.

Sources: Viechtbauer & Cheung 2010 (influence in meta-analysis, the cut-offs are theirs);
Baujat et al. 2002.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from pooling.arrays import Array, Booleans, Numbers, vector
from pooling.basis import basis
from pooling.deletion import Deleted, delete_each, none_left
from pooling.estimate import Estimate, Refusal
from pooling.heterogeneity import PERCENT, typical_variance
from pooling.linear import Linear
from pooling.method import Method
from pooling.tails import critical, two_sided
from pooling.univariate import pool

COOK_QUANTILE = 0.5  # a Cook's distance beyond the median of chi-squared moves b out of its middle half
DFBETAS_LIMIT = 1.0
TIMES = 3.0  # how many times its mean a leverage, or its scale a DFFITS, may be


@dataclass(frozen=True, slots=True)
class Residuals:
    """Residuals (k,) with standard errors and standardised values."""

    resid: Array
    se: Array
    z: Array


@dataclass(frozen=True, slots=True)
class InfluenceTable:
    """What leaving out each row does, each (k,): see the module's sources; ``dfbs`` is (k, p)."""

    rstudent: Array
    dffits: Array
    cook_d: Array
    cov_r: Array
    tau2_del: Array
    QE_del: Array
    hat: Array
    weight_pct: Array
    is_infl: Booleans
    dfbs: Array


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """Pooled results without each row, each (k,)."""

    estimate: Array
    se: Array
    zval: Array
    pval: Array
    ci_lb: Array
    ci_ub: Array
    Q: Array
    Qp: Array
    tau2: Array
    I2: Array
    H2: Array


@dataclass(frozen=True, slots=True)
class Baujat:
    """Each row's share of Q (``x``) and its influence on the estimate (``y``), each (k,)."""

    x: Array
    y: Array


def hat(fit: Linear) -> Array:
    """Return leverages (k,)."""
    return np.asarray(fit.w * np.einsum("kp,pq,kq->k", fit.x, fit.unscaled, fit.x))


def rstandard(fit: Linear) -> Residuals:
    """Return residuals standardised by their own standard error."""
    variance = fit.v + fit.tau2.value - np.einsum("kp,pq,kq->k", fit.x, fit.unscaled, fit.x)
    se = np.sqrt(np.maximum(variance, 0.0))
    return _residuals(fit.residuals, se)


def rstudent(fit: Linear, without: Deleted | None = None) -> Residuals:
    """Return deleted residuals: each row against the model of the others."""
    d = without or delete_each(fit)
    variance = d.s2w * (fit.v + d.tau2) + np.einsum("kp,kpq,kq->k", fit.x, d.vb, fit.x)
    return _residuals(fit.y - np.einsum("kp,kp->k", fit.x, d.b), np.sqrt(variance))


def _residuals(resid: Array, se: Array) -> Residuals:
    with np.errstate(divide="ignore", invalid="ignore"):
        return Residuals(resid, se, resid / se)


def influence(fit: Linear, without: Deleted | None = None) -> InfluenceTable | Refusal:
    """Return the influence of each row on a fitted model; refuses a single row."""
    if none_left(fit):
        return Refusal("one_row", "Leaving a row out leaves nothing to estimate.")
    d = without or delete_each(fit)
    k, p = fit.x.shape
    shift, leverage = fit.b - d.b, hat(fit)
    with np.errstate(divide="ignore", invalid="ignore"):
        dffits = np.einsum("kp,kp->k", fit.x, shift) / np.sqrt(d.s2w * leverage * (d.tau2 + fit.v))
        cook = np.einsum("kp,pq,kq->k", shift, np.linalg.pinv(fit.vb, hermitian=True), shift)
        cov_r = np.linalg.det(d.vb) / np.linalg.det(fit.vb)
    dfbs = shift / np.sqrt(d.s2w[:, None] * np.array([_variances(fit, float(t)) for t in d.tau2]))
    cook_p = special.gammainc(p / 2, np.nan_to_num(cook) / 2)
    wide = np.abs(dffits) > TIMES * np.sqrt(p / (k - p))
    is_infl = wide | (cook_p > COOK_QUANTILE) | (leverage > TIMES * p / k) | (np.abs(dfbs) > DFBETAS_LIMIT).any(axis=1)
    weight = PERCENT * fit.w / fit.w.sum()
    return InfluenceTable(
        rstudent(fit, d).z, dffits, cook, cov_r, d.tau2, d.QE, leverage, weight, is_infl, dfbs
    )  # fmt: skip


def _variances(fit: Linear, tau2: float) -> Array:
    if np.isnan(tau2):
        return np.full(fit.x.shape[1], np.nan)
    w = 1.0 / (fit.v + tau2)
    return np.asarray(np.diag(np.linalg.inv((fit.x * w[:, None]).T @ fit.x)))


def leave_one_out(fit: Linear, without: Deleted | None = None) -> LeaveOneOut | Refusal:
    """Return the pooled effect without each row (models with a mean only)."""
    if none_left(fit):
        return Refusal("one_row", "Leaving a row out leaves nothing to estimate.")
    d = without or delete_each(fit)
    df = fit.model.k - 1 - fit.model.p
    b, se = d.b[:, 0], np.sqrt(d.vb[:, 0, 0])
    ddf = float(df) if fit.ddf is not None and df > 0 else None
    crit = critical(fit.level, ddf)
    typical = _typical_without(fit) if df > 0 else np.ones(fit.model.k)
    if fit.tau2_method == "EE":
        i2 = PERCENT * np.maximum(0.0, 1.0 - df / np.maximum(d.QE, 1e-300)) if df > 0 else np.zeros(fit.model.k)
        h2 = d.QE / df if df > 0 else np.ones(fit.model.k)
    else:
        i2, h2 = PERCENT * d.tau2 / (typical + d.tau2), d.tau2 / typical + 1.0
    stat = b / se
    qp = special.gammaincc(df / 2, d.QE / 2) if df > 0 else np.ones(fit.model.k)
    return LeaveOneOut(
        b, se, stat, two_sided(stat, ddf), b - crit * se, b + crit * se, d.QE, np.asarray(qp), d.tau2, i2, h2
    )  # fmt: skip


def _typical_without(fit: Linear) -> Array:
    k = fit.model.k
    if fit.x.shape[1] > 1:
        keep = [np.arange(k) != i for i in range(k)]
        models = [basis(fit.y[use], fit.v[use], fit.x[use]) for use in keep]
        return np.array([typical_variance(m) for m in models])
    w = 1.0 / fit.v
    one, two = w.sum() - w, (w * w).sum() - w * w
    return np.asarray((k - 2) / (one - two / one))


def baujat(fit: Linear, without: Deleted | None = None) -> Baujat:
    """Return the coordinates of Baujat's plot."""
    d = without or delete_each(fit)
    moved = np.einsum("kp,kp->k", fit.x, fit.b - d.b) ** 2
    return Baujat(fit.residuals**2 * fit.w, moved / np.einsum("kp,kpq,kq->k", fit.x, d.vb, fit.x))


def leave_out_clusters(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], *, method: Method | None = None
) -> dict[Hashable, Estimate]:
    """Return the pooled estimate without each cluster, by its name."""
    names = list(dict.fromkeys(cluster))
    effects = vector(y)
    masks = {name: np.array([one == name for one in cluster]) for name in names}
    return {name: pool(np.where(mask, np.nan, effects), v, method=method) for name, mask in masks.items()}
