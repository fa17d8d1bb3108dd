"""Meta-regression: effects that differ with what the studies are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers
from pooling.basis import basis
from pooling.estimate import FitStatistics, Heterogeneity, LeftOut, Note, Refusal, Search
from pooling.heterogeneity import PERCENT
from pooling.linear import Linear, fit_linear
from pooling.method import Method
from pooling.orthonormal import rank
from pooling.rows import usable
from pooling.tails import chi2_upper, f_upper
from pooling.tau2 import estimate_tau2

FEW_A_COEFFICIENT = 10  # Higgins & Thompson 2004: fewer rows a coefficient are read with caution


@dataclass(frozen=True, slots=True)
class Omnibus:
    """A joint test of coefficients: chi-squared with ``df``, or F with ``df`` and ``df2``."""

    QM: float
    QMp: float
    df: int
    df2: float | None


@dataclass(frozen=True, slots=True)
class Predictions:
    """Predicted effects at rows of a design with confidence and prediction intervals, each (m,)."""

    pred: Array
    se: Array
    ci_lb: Array
    ci_ub: Array
    pi_lb: Array | None
    pi_ub: Array | None


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """A likelihood ratio test of nested models fitted by maximum likelihood."""

    LRT: float
    p: float
    df: int


@dataclass(frozen=True, slots=True)
class Regression:
    """Coefficients (p,) by name with covariance ``vb`` (p, p), tests, intervals and fit.

    ``R2`` is the share of tau2, in percent, that the moderators explain (Raudenbush 1994), for
    EE the adjusted R2 of weighted least squares, 0 when there is nothing to explain; ``vif``
    one value a coefficient but the intercept. ``model`` holds everything that predictions and diagnostics need.
    """

    names: tuple[str, ...]
    b: Array
    se: Array
    stat: Array
    ddf: float | None
    pval: Array
    ci_lb: Array
    ci_ub: Array
    vb: Array
    omnibus: Omnibus | None
    R2: float | None
    vif: Array
    heterogeneity: Heterogeneity
    fit: FitStatistics
    s2w: float
    search: Search
    model: Linear
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Note, ...] = ()

    def predict(self, X: Array) -> Predictions:
        """Predict effects at the rows of a design (m, p)."""
        return predict(self.model, X)


def regress(
    y: Numbers, v: Numbers, X: Array, *, names: Sequence[str] | None = None, method: Method | None = None
) -> Regression | Refusal:
    """Regress effects ``y`` (k,) with variances ``v`` (k,) on a design ``X`` (k, p).

    The design holds its own intercept, a column of ones, when one is wanted. Rows with a missing
    moderator are left out. Model: mixed-effects meta-regression (Raudenbush 2009; Berkey et al.
    1995), test as in ``method`` (default adhoc: Knapp & Hartung 2003, never narrower than Wald).
    Associations between studies are not effects within them. Refuses fewer rows than
    coefficients and a design without full rank.
    """
    how = method or Method()
    design = np.asarray(X, dtype=float)
    rows = usable(y, v, design)
    used = design[rows.used]
    labels = tuple(names) if names is not None else tuple(f"x{i}" for i in range(design.shape[1]))
    needed = design.shape[1] + (how.tau2 != "EE")
    if len(rows.y) < needed:
        return Refusal("too_few_rows", f"{needed} parameters need as many rows; {len(rows.y)} are usable.")
    if rank(used) < design.shape[1]:
        return Refusal("not_full_rank", "The design is not of full rank: a moderator is constant or repeats others.")
    fit = fit_linear(rows.y, rows.v, used, tau2=how.tau2, test=how.test, level=how.level)
    return _regression(fit, labels, rows.left_out)


def _regression(fit: Linear, names: tuple[str, ...], left_out: tuple[LeftOut, ...]) -> Regression:
    slopes = slope_positions(fit.x)
    return Regression(
        names=names, b=fit.b, se=fit.se, stat=fit.stat, ddf=fit.ddf, pval=fit.pval, ci_lb=fit.ci_lb, ci_ub=fit.ci_ub,
        vb=fit.vb, omnibus=omnibus(fit, slopes) if slopes else None, R2=explained(fit), vif=inflation(fit, slopes),
        heterogeneity=fit.heterogeneity, fit=fit.fit, s2w=fit.s2w, search=fit.tau2.search, model=fit,
        left_out=left_out, notes=_notes(fit),
    )  # fmt: skip


def _notes(fit: Linear) -> tuple[Note, ...]:
    k, slopes = fit.model.k, len(slope_positions(fit.x))
    if slopes and k < FEW_A_COEFFICIENT * slopes:
        return (Note("few_rows", f"{k} rows for {slopes} moderator coefficients: fewer than 10 each."),)
    return ()


def has_intercept(x: Array) -> bool:
    """Tell whether a design has a column of ones."""
    return bool((x == 1.0).all(axis=0).any())


def slope_positions(x: Array) -> list[int]:
    """Return the columns that are not the intercept."""
    constant = (x == 1.0).all(axis=0)
    first = int(np.flatnonzero(constant)[0]) if constant.any() else -1
    return [i for i in range(x.shape[1]) if i != first]


def omnibus(fit: Linear, columns: list[int]) -> Omnibus:
    """Test that the coefficients at ``columns`` are all zero."""
    b, s = fit.b[columns], fit.unscaled[np.ix_(columns, columns)]
    q, df = float(b @ np.linalg.solve(s, b)), len(columns)
    q = q / fit.s2w if fit.s2w > 0 else math.inf
    if fit.ddf is None:
        return Omnibus(q, chi2_upper(q, df), df, None)
    return Omnibus(q / df, f_upper(q / df, df, fit.ddf), df, fit.ddf)


def explained(fit: Linear) -> float | None:
    """Return R2 in percent against the model with an intercept only; ``None`` without one."""
    if not has_intercept(fit.x):
        return None
    ones = np.ones((fit.model.k, 1))
    if fit.tau2_method == "EE":
        before, after = fit_linear(fit.y, fit.v, ones, tau2="EE").heterogeneity, fit.heterogeneity
        if before.QE <= 0 or after.QE_df <= 0:
            return 0.0
        return max(0.0, PERCENT * (1.0 - (after.QE / after.QE_df) / (before.QE / before.QE_df)))
    null = estimate_tau2(basis(fit.y, fit.v, ones), fit.tau2_method).value
    return max(0.0, PERCENT * (null - fit.tau2.value) / null) if null > 0 else 0.0


def inflation(fit: Linear, columns: list[int]) -> Array:
    """Return variance inflation factors of the coefficients at ``columns``."""
    if not columns:
        return np.empty(0)
    vb = fit.unscaled[np.ix_(columns, columns)]
    se = np.sqrt(np.diag(vb))
    return np.asarray(np.diag(np.linalg.inv(vb / se[:, None] / se[None, :])))


def predict(fit: Linear, X: Array) -> Predictions:
    """Predict effects at the rows of a design (m, p)."""
    rows = np.atleast_2d(np.asarray(X, dtype=float))
    pred = rows @ fit.b
    variance = np.einsum("mp,pq,mq->m", rows, fit.vb, rows)
    half, wide = fit.crit * np.sqrt(variance), fit.crit * np.sqrt(variance + fit.tau2.value)
    equal = fit.tau2_method == "EE"
    pi = (None, None) if equal else (pred - wide, pred + wide)
    return Predictions(pred, np.sqrt(variance), pred - half, pred + half, *pi)


def likelihood_ratio(y: Array, v: Array, X: Array, null: Array) -> LikelihoodRatio:
    """Compare the design ``X`` (k, p) with a nested one ``null`` (k, q) by maximum likelihood."""
    large, small = (fit_linear(y, v, x, tau2="ML") for x in (X, null))
    df = X.shape[1] - null.shape[1]
    statistic = max(2.0 * (large.fit.ll - small.fit.ll), 0.0)
    return LikelihoodRatio(statistic, chi2_upper(statistic, df), df)


def holm(pvalues: Numbers) -> Array:
    """Return p-values adjusted for several tests by Holm 1979, in the order given."""
    p = np.asarray(pvalues, dtype=float)
    order = np.argsort(p, kind="stable")
    adjusted = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1.0)
    out = np.empty_like(p)
    out[order] = adjusted
    return out
