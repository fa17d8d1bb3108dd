"""Cluster-robust standard errors with small-sample corrections, and tests that rest on them.

CR0 to CR3 as named by Pustejovsky & Tipton 2018 (Liang & Zeger 1986; Bell & McCaffrey 2002;
Tipton 2015), Satterthwaite degrees of freedom, and the HTZ Wald test (Tipton & Pustejovsky 2015).
The weights are the inverse of the working covariance M throughout.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Booleans, Integers
from pooling.blocks import Blocks, blocks
from pooling.clusters import Clusters, clusters_of
from pooling.estimate import Note
from pooling.linear import Linear
from pooling.method import known
from pooling.tails import critical, f_upper, two_sided

KINDS = ("CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3")
TOO_FEW_DF = 4.0  # below it a Satterthwaite test is not to be trusted (Tipton 2015)
AT_ONCE = 20_000  # multiplications that cost less than another round of calls
SINGULAR = 1e-10  # an eigenvalue this small, relative to the largest, is a direction X explains


@dataclass(frozen=True, slots=True)
class Working:
    """Weighted least squares on sorted rows: coefficients ``b``, design ``x``, covariance ``M``.

    ``S`` = (X'M^-1X)^-1, ``residuals`` = y - X b.
    """

    b: Array
    x: Array
    M: Blocks
    S: Array
    residuals: Array
    clusters: Clusters


@dataclass(frozen=True, slots=True)
class Robust:
    """Robust covariance ``vcov`` (p, p) with tests at Satterthwaite degrees of freedom, each (p,)."""

    kind: str
    b: Array
    vcov: Array
    se: Array
    tstat: Array
    df_satt: Array
    p_satt: Array
    ci_lb: Array
    ci_ub: Array
    m: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Wald:
    """A joint test of q contrasts by the Hotelling-T approximation (HTZ)."""

    Fstat: float
    df_num: int
    df_denom: float
    p: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What each cluster adds: scores (m, p), T = q'X (m, p, p) and D = q'Mq (m, p, p)."""

    scores: Array
    T: Array
    D: Array


def working_linear(fit: Linear, cluster: Sequence[Hashable]) -> Working:
    """Return a linear model without clusters as the working model of rows in ``cluster`` (k,)."""
    groups = clusters_of(cluster)
    order = groups.order
    M = blocks(groups, 1.0 / fit.w[order], np.ones((len(order), 1)), np.zeros(1))
    return Working(fit.b, fit.x[order], M, fit.unscaled, fit.residuals[order], groups)


def robust(work: Working, kind: str = "CR2", level: float = 0.95) -> Robust:
    """Return robust standard errors of a working model.

    CR2 (the default) is unbiased when the working model is right and close when it is not. Not
    for fewer clusters than about four degrees of freedom: a note then says so.
    """
    known(kind, KINDS, "Robust covariance")
    parts = influence(work, kind)
    vcov = parts.scores.T @ parts.scores * factor(work, kind)
    se = np.sqrt(np.diag(vcov))
    with np.errstate(divide="ignore", invalid="ignore"):
        tstat = work.b / se
    df = satterthwaite(parts, work.S)
    p = np.array([float(two_sided(np.array([t]), d)[0]) if d > 0 else math.nan for t, d in zip(tstat, df, strict=True)])
    half = np.array([critical(level, d) if d > 0 else math.nan for d in df]) * se
    few = np.flatnonzero(df < TOO_FEW_DF)
    notes = (
        (Note("few_df", f"Coefficient {few[0] + 1} has {df[few[0]]:.1f} < 4 degrees of freedom."),) if len(few) else ()
    )
    return Robust(kind, work.b, vcov, se, tstat, df, p, work.b - half, work.b + half, work.clusters.m, notes)


def factor(work: Working, kind: str) -> float:
    """Return the scalar correction of CR1, CR1p and CR1S."""
    m, (k, p) = work.clusters.m, work.x.shape
    corrections = {"CR1": m / max(m - 1, 1), "CR1p": m / max(m - p, 1)}
    corrections["CR1S"] = m * (k - 1) / (max(m - 1, 1) * (k - p))
    return float(corrections.get(kind, 1.0))


def influence(work: Working, kind: str) -> Influence:
    """Return every cluster's scores, clusters of equal size together."""
    m, p = work.clusters.m, work.x.shape[1]
    out = Influence(np.empty((m, p)), np.empty((m, p, p)), np.empty((m, p, p)))
    weighted = work.M.solve(work.x) @ work.S
    for which, rows, inside in together(work.clusters):
        x, q = work.x[rows] * inside[:, :, None], weighted[rows] * inside[:, :, None]
        M = dense(work.M, rows, inside)
        if kind in ("CR2", "CR3"):
            q = adjustment(kind, M, x, work.S).transpose(0, 2, 1) @ q
        qt = q.transpose(0, 2, 1)
        out.scores[which] = (qt @ work.residuals[rows][:, :, None])[:, :, 0]
        out.T[which] = qt @ x
        out.D[which] = qt @ M @ q
    return out


def together(clusters: Clusters) -> Iterator[tuple[Integers, Integers, Booleans]]:
    """Yield clusters of one size: their numbers (g,), sorted rows (g, n) and which rows are theirs.

    Few small clusters come all at once, the smaller ones filled up with rows that are not theirs.
    """
    largest = int(clusters.sizes.max())
    few = clusters.m * largest**3 <= AT_ONCE
    for size in [largest] if few else np.flatnonzero(np.bincount(clusters.sizes)):
        which = np.arange(clusters.m) if few else np.flatnonzero(clusters.sizes == size)
        at = np.arange(size)
        inside = at < clusters.sizes[which][:, None]
        yield which, clusters.starts[which][:, None] + at * inside, inside


def dense(M: Blocks, rows: Integers, inside: Booleans) -> Array:
    """Return M of clusters at ``rows`` (g, n) as (g, n, n); others than theirs have a variance only."""
    u = M.u[rows] * inside[:, :, None]
    out = (u * M.c) @ u.transpose(0, 2, 1)
    at = np.arange(rows.shape[1])
    out[:, at, at] += M.d[rows]
    return np.asarray(out)


def adjustment(kind: str, M: Array, x: Array, S: Array) -> Array:
    """Return the adjustment matrices (g, n, n) of CR2 or CR3."""
    explained = x @ S @ x.transpose(0, 2, 1)
    if kind == "CR3":
        return np.asarray(np.linalg.inv(np.eye(M.shape[1]) - explained @ np.linalg.inv(M)))
    lower = np.linalg.cholesky(M)
    upper = lower.transpose(0, 2, 1)
    values, vectors = np.linalg.eigh(upper @ (M - explained) @ lower)
    kept = values > SINGULAR * values.max(axis=1, keepdims=True)
    power = np.where(kept, 1.0 / np.sqrt(np.where(kept, values, 1.0)), 0.0)
    return np.asarray(lower @ ((vectors * power[:, None, :]) @ vectors.transpose(0, 2, 1)) @ upper)


def satterthwaite(parts: Influence, S: Array) -> Array:
    """Return degrees of freedom (p,) in O(m): the off-diagonal part of the variance has rank p."""
    out = np.empty(len(S))
    for i in range(len(S)):
        t, d = parts.T[:, i, :], parts.D[:, i, i]
        h = np.einsum("mp,pq,mq->m", t, S, t)
        inner = S @ (t.T @ t)
        square = float(((d - h) ** 2 - h**2).sum() + np.trace(inner @ inner))
        out[i] = (d - h).sum() ** 2 / square if square > 0 else math.nan
    return out


def wald_htz(work: Working, columns: Sequence[int]) -> Wald:
    """Test that the coefficients at ``columns`` are all zero, with CR2 and the HTZ approximation."""
    parts, C = influence(work, "CR2"), np.eye(work.x.shape[1])[list(columns)]
    beta = C @ work.b
    scores = parts.scores @ C.T
    q = len(beta)
    Q = float(beta @ np.linalg.solve(scores.T @ scores, beta))
    T, D = C @ parts.T, C @ parts.D @ C.T
    cross = -np.einsum("jap,pq,lbq->jlab", T, work.S, T)
    at = np.arange(work.clusters.m)
    cross[at, at] += D
    values, vectors = np.linalg.eigh(cross[at, at].sum(axis=0))
    root = (vectors / np.sqrt(values)) @ vectors.T
    cross = root @ cross @ root
    total = float((np.trace(cross, axis1=2, axis2=3) ** 2).sum() + np.einsum("jlab,jlba->", cross, cross))
    eta = q * (q + 1) / total
    stat = (eta - q + 1) / (eta * q) * Q
    return Wald(stat, q, eta - q + 1, f_upper(stat, q, eta - q + 1) if eta > q - 1 else math.nan)
