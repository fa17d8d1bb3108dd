"""Estimates over subsets of the rows: cumulative, and graphs of all or many subsets (GOSH)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Booleans, Numbers
from pooling.estimate import Estimate, Refusal
from pooling.linear import fit_linear
from pooling.method import Method
from pooling.rows import usable
from pooling.univariate import pool

ALL_UP_TO = 12  # 4,095 subsets; beyond it they are sampled
DEFAULT_SAMPLE = 4_096


@dataclass(frozen=True, slots=True)
class Gosh:
    """Subsets ``incl`` (g, k) with their number of rows and results, each (g,)."""

    incl: Booleans
    k: Array
    estimate: Array
    tau2: Array
    I2: Array
    H2: Array
    QE: Array
    sampled: bool


def cumulative(
    y: Numbers, v: Numbers, order: Sequence[int] | None = None, *, method: Method | None = None
) -> tuple[Estimate, ...]:
    """Pool the first row, the first two, ... in ``order`` (of year, precision, ingestion date).

    Intervals are not corrected for looking many times: not for deciding when to stop. tau2 has none here.
    """
    effects, variances = np.broadcast_arrays(np.asarray(y, dtype=float), np.asarray(v, dtype=float))
    at = np.arange(len(effects)) if order is None else np.asarray(order)
    parts = (at[: i + 1] for i in range(len(at)))
    return tuple(pool(effects[part], variances[part], method=method, intervals=False) for part in parts)


def gosh(
    y: Numbers, v: Numbers, *, method: Method | None = None, subsets: int = DEFAULT_SAMPLE, seed: int = 0
) -> Gosh | Refusal:
    """Pool every subset of the rows, or a random sample of them (Olkin, Dahabreh & Trikalinos 2012).

    All subsets up to twelve rows, by size; beyond that ``subsets`` distinct ones, each of a size
    drawn evenly. Two clouds of points show two kinds of studies.
    """
    how = method or Method(test="z")
    rows = usable(y, v)
    k = len(rows.y)
    if k < 2:
        return Refusal("one_row", "Subsets need two rows or more.")
    incl = all_subsets(k) if k <= ALL_UP_TO else sampled_subsets(k, subsets, seed)
    out = np.empty((len(incl), 5))
    for i, use in enumerate(incl):
        ones = np.ones((int(use.sum()), 1))
        fit = fit_linear(rows.y[use], rows.v[use], ones, tau2=how.tau2)
        h = fit.heterogeneity
        out[i] = fit.b[0], h.tau2, h.I2, h.H2, h.QE
    b, tau2, i2, h2, q = out.T
    return Gosh(incl, incl.sum(axis=1), b, tau2, i2, h2, q, k > ALL_UP_TO)


def all_subsets(k: int) -> Booleans:
    """Return the 2^k - 1 subsets of k rows, smaller ones first."""
    bits = (np.arange(1, 1 << k)[:, None] >> np.arange(k)) & 1
    return np.asarray(bits[np.argsort(bits.sum(axis=1), kind="stable")] == 1)


def sampled_subsets(k: int, count: int, seed: int) -> Booleans:
    """Return distinct random subsets, their sizes drawn evenly from 1 to k."""
    rng = np.random.default_rng(seed)
    ranks = rng.random((count, k)).argsort(axis=1)
    return np.unique(ranks < rng.integers(1, k + 1, count)[:, None], axis=0)
