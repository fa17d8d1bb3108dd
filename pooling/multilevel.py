"""Effects that come several to a sample: the three-level model and the CHE working model."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers
from pooling.clusters import clusters_of
from pooling.estimate import LeftOut, Note, Refusal
from pooling.linear import fit_linear
from pooling.moderators import slope_positions
from pooling.orthonormal import rank
from pooling.robust import Working
from pooling.rows import Rows, usable
from pooling.tails import chi2_upper, critical, f_upper, two_sided
from pooling.three_level import Components, Sample, maximise_components, sample, state

FEW_CLUSTERS = 4  # below it a variance between clusters is hardly a variance


@dataclass(frozen=True, slots=True)
class Multilevel:
    """A multilevel model.

    ``sigma2`` holds the variances between clusters and within them (of rows), ``b`` (p,) with
    covariance ``vb`` the coefficients, ``QM`` tests all slopes (or the mean when there are none),
    ``pi_*`` predicts the effect of a new row in a new cluster (models with a mean only).
    Model-based standard errors trust ``rho``; :func:`pooling.robust.robust` does not.
    """

    k: int
    p: int
    b: Array
    se: Array
    stat: Array
    ddf: float | None
    pval: Array
    ci_lb: Array
    ci_ub: Array
    vb: Array
    sigma2: Array
    s_nlevels: tuple[int, int]
    QE: float
    QEp: float
    QM: float
    QMp: float
    QM_df: int
    ll: float
    AIC: float
    BIC: float
    pi_lb: float | None
    pi_ub: float | None
    rho: float
    iterations: int
    work: Working
    sample: Sample
    rows: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...]


def multilevel(
    y: Numbers,
    v: Numbers,
    cluster: Sequence[Hashable],
    *,
    X: Array | None = None,
    rho: float = 0.0,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> Multilevel | Refusal:
    """Fit effects ``y`` (k,) with variances ``v`` (k,) nested in ``cluster`` (k,).

    ``rho`` is the correlation of sampling errors within a cluster: 0 gives the three-level model
    (Konstantopoulos 2011; Cheung 2014), above 0 the correlated and hierarchical effects model
    (Pustejovsky & Tipton 2022). ``X`` (k, p) is a design with its own intercept. ``test`` is z,
    or t with clusters minus coefficients degrees of freedom. One effect a cluster leaves the two
    variances unidentified: the model falls back to one variance and a note says so.
    """
    design = np.ones((len(cluster), 1)) if X is None else np.asarray(X, dtype=float)
    rows = usable(y, v, design)
    used = design[rows.used]
    if len(rows.y) <= used.shape[1] or rank(used) < used.shape[1]:
        return Refusal("not_estimable", f"{len(rows.y)} usable rows do not identify {used.shape[1]} coefficients.")
    groups = clusters_of(cluster if rows.used.all() else [cluster[i] for i in rows.positions])
    order = groups.order
    data = sample(rows.y[order], rows.v[order], used[order], groups, rho, restricted=method == "REML")
    return _model(rows, used, data, components(data, rows, used, method), test, level)


def components(data: Sample, rows: Rows, x: Array, method: str) -> Components:
    """Return the variances; with one effect a cluster, that of the simpler model."""
    if data.clusters.sizes.max() > 1:
        return maximise_components(data)
    plain = fit_linear(rows.y, rows.v, x, tau2=method)
    sigma2 = np.array([plain.tau2.value, 0.0])
    return Components(sigma2, plain.fit.ll, plain.tau2.search.iterations, multimodal=False, converged=True)


def working(rows: Rows, x: Array, data: Sample, sigma2: Array) -> Working:
    """Return generalised least squares in the design's own scale."""
    order = data.clusters.order
    y, sx = rows.y[order], x[order]
    at = state(data, sigma2)
    to_x = np.linalg.solve(data.q.T @ sx, np.eye(x.shape[1]))  # x = q R
    S = to_x @ at.S @ to_x.T
    b = S @ (sx.T @ at.M.solve(y[:, None])[:, 0])
    b = b + S @ (sx.T @ at.M.solve((y - sx @ b)[:, None])[:, 0])
    return Working(b, sx, at.M, np.asarray(S), y - sx @ b, data.clusters)


def _model(rows: Rows, x: Array, data: Sample, found: Components, test: str, level: float) -> Multilevel:
    work = working(rows, x, data, found.sigma2)
    b, (k, p) = work.b, x.shape
    m = data.clusters.m
    ddf = float(m - p) if test == "t" and m > p else None
    se, crit = np.sqrt(np.diag(work.S)), critical(level, ddf)
    stat = b / se
    slopes = slope_positions(x) or [0]
    qm = float(b[slopes] @ np.linalg.solve(work.S[np.ix_(slopes, slopes)], b[slopes])) / (len(slopes) if ddf else 1)
    qmp = f_upper(qm, len(slopes), ddf) if ddf else chi2_upper(qm, len(slopes))
    qe = residual_q(data)
    count, n = p + 2, k - p * data.restricted
    spread = crit * math.sqrt(float(work.S[0, 0] + found.sigma2.sum()))
    alone = p == 1
    return Multilevel(
        k, p, b, se, stat, ddf, two_sided(stat, ddf), b - crit * se, b + crit * se, work.S, found.sigma2, (m, k),
        qe, chi2_upper(qe, k - p), qm, qmp, len(slopes), found.ll, -2 * found.ll + 2 * count,
        -2 * found.ll + count * math.log(n), float(b[0]) - spread if alone else None,
        float(b[0]) + spread if alone else None, data.rho, found.iterations, work, data, rows.positions, rows.left_out,
        _notes(data, found),
    )  # fmt: skip


def residual_q(data: Sample) -> float:
    """Return Q of the residuals at variances of zero, sampling covariances included."""
    at = state(data, np.zeros(2))
    return float(data.e @ at.a)


def _notes(data: Sample, found: Components) -> tuple[Note, ...]:
    notes, groups = [], data.clusters
    if groups.sizes.max() == 1:
        notes.append(
            Note("one_effect_a_cluster", "One effect a cluster: one variance was fitted; its split is arbitrary.")
        )
    if groups.m < FEW_CLUSTERS:
        notes.append(Note("few_clusters", f"{groups.m} clusters: the variance between them is hardly estimated."))
    if found.multimodal:
        notes.append(Note("multimodal", "The likelihood has several maxima; the highest found was taken."))
    if not found.converged:
        notes.append(Note("not_converged", "The search for the variances did not converge."))
    return tuple(notes)
