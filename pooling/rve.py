"""Robust variance estimation with method-of-moments weights (Hedges, Tipton & Johnson 2010).

The models of the R package robumeta (Fisher & Tipton 2015): correlated effects (CORR) and
hierarchical effects (HIER), with the small-sample corrections of Tipton 2015.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers
from pooling.blocks import blocks
from pooling.clusters import Clusters, clusters_of
from pooling.estimate import Refusal
from pooling.heterogeneity import PERCENT
from pooling.robust import Robust, Working, robust
from pooling.rows import usable
from pooling.tails import critical, two_sided


@dataclass(frozen=True, slots=True)
class RobustMeta:
    """Coefficients (p,) with robust tests; ``tau2`` between clusters, ``omega2`` within (HIER)."""

    b: Array
    se: Array
    t: Array
    df: Array
    p: Array
    ci_lb: Array
    ci_ub: Array
    tau2: float
    omega2: float | None
    I2: float | None
    robust: Robust


def correlated_effects(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], *, rho: float = 0.8, X: Array | None = None, small: bool = True
) -> RobustMeta | Refusal:
    """Fit effects ``y`` (k,) that share samples: weights 1/[k_j (mean v_j + tau2)].

    ``rho`` only enters tau2, and weakly. ``small`` applies CR2 and Satterthwaite; without it the
    standard errors are too small below about forty clusters.
    """
    rows = _sorted(y, v, cluster, X)
    if isinstance(rows, Refusal):
        return rows
    effects, variances, x, groups = rows
    mean_v, size = groups.sums(variances) / groups.sizes, groups.sizes.astype(float)
    w = groups.spread(1.0 / (size * mean_v))
    V, e = _fit(effects, x, w)
    xs = groups.sums(x)
    part = w / groups.spread(size)
    own, shared = (x * part[:, None]).T @ x, (xs * (1.0 / (size * size * mean_v))[:, None]).T @ xs
    expected = groups.m - np.trace(V @ own) - rho * np.trace(V @ (shared - own))
    scale = (1.0 / mean_v).sum() - np.trace(V @ ((xs * (1.0 / (size * mean_v) ** 2)[:, None]).T @ xs))
    q = float(w @ (e * e))
    tau2 = max(float((q - expected) / scale), 0.0)
    weights = groups.spread(1.0 / (size * (mean_v + tau2)))
    i2 = max(PERCENT * float(1.0 - expected / q), 0.0) if q > 0 else 0.0
    return _result(effects, x, weights, groups, tau2, None, i2, small=small)


def hierarchical_effects(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], *, X: Array | None = None, small: bool = True
) -> RobustMeta | Refusal:
    """Fit effects ``y`` (k,) nested in clusters without shared samples: weights 1/(v + tau2 + omega2)."""
    rows = _sorted(y, v, cluster, X)
    if isinstance(rows, Refusal):
        return rows
    effects, variances, x, groups = rows
    tau2, omega2 = hierarchical_components(effects, variances, x, groups)
    weights = 1.0 / (variances + tau2 + omega2)
    return _result(effects, x, weights, groups, tau2, omega2, None, small=small)


def hierarchical_components(y: Array, v: Array, x: Array, groups: Clusters) -> tuple[float, float]:
    """Return (tau2, omega2) from two quadratic forms of the residuals e: e'We and sum (1'e_j)^2."""
    w = 1.0 / v
    V, e = _fit(y, x, w)
    xs, wx = groups.sums(x), groups.sums(w[:, None] * x)
    sizes, whole = groups.sizes.astype(float), xs.T @ xs
    first = np.array([
        w.sum() - np.trace(V @ (wx.T @ wx)),
        w.sum() - np.trace(V @ ((x * (w * w)[:, None]).T @ x)),
        len(y) - x.shape[1],
    ])  # fmt: skip
    second = np.array([
        sizes @ sizes - 2 * np.trace(V @ (wx.T @ (sizes[:, None] * xs))) + np.trace(V @ whole @ V @ (wx.T @ wx)),
        sizes.sum() - 2 * np.trace(V @ (wx.T @ xs)) + np.trace(V @ whole @ V @ ((x * (w * w)[:, None]).T @ x)),
        v.sum() - np.trace(V @ whole),
    ])  # fmt: skip
    forms = np.array([w @ (e * e), (groups.sums(e) ** 2).sum()]) - np.array([first[2], second[2]])
    determinant = second[1] * first[0] - second[0] * first[1]
    omega2 = max(float((forms[1] * first[0] - forms[0] * second[0]) / determinant), 0.0) if determinant else 0.0
    return max(float((forms[0] - omega2 * first[1]) / first[0]), 0.0), omega2


def _sorted(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], X: Array | None
) -> tuple[Array, Array, Array, Clusters] | Refusal:
    design = np.ones((len(cluster), 1)) if X is None else np.asarray(X, dtype=float)
    rows = usable(y, v, design)
    if not len(rows.y):
        return Refusal("nothing_to_pool", "No row has a finite effect with a positive variance.")
    groups = clusters_of([cluster[i] for i in rows.positions])
    if groups.m <= design.shape[1]:
        return Refusal("too_few_clusters", f"{groups.m} clusters do not give {design.shape[1]} robust coefficients.")
    order = groups.order
    return rows.y[order], rows.v[order], design[rows.used][order], groups


def _fit(y: Array, x: Array, w: Array) -> tuple[Array, Array]:
    V = np.linalg.inv((x * w[:, None]).T @ x)
    return np.asarray(V), y - x @ (V @ ((x * w[:, None]).T @ y))


def _result(
    y: Array, x: Array, w: Array, groups: Clusters, tau2: float, omega2: float | None, i2: float | None, *, small: bool
) -> RobustMeta:
    V, e = _fit(y, x, w)
    b = V @ ((x * w[:, None]).T @ y)
    work = Working(b, x, blocks(groups, 1.0 / w, np.ones((len(y), 1)), np.zeros(1)), V, e, groups)
    found = robust(work, "CR2" if small else "CR1p")
    if small:
        return RobustMeta(
            b, found.se, found.tstat, found.df_satt, found.p_satt, found.ci_lb, found.ci_ub, tau2, omega2, i2, found
        )
    df = float(groups.m - x.shape[1])
    half = critical(0.95, df) * found.se
    p = two_sided(found.tstat, df)
    return RobustMeta(
        b, found.se, found.tstat, np.full(len(b), df), p, b - half, b + half, tau2, omega2, i2, found
    )  # fmt: skip
