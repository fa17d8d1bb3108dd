"""Effects of one sample: averaged with their correlation taken into account."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Integers, Numbers, vector
from pooling.estimate import LeftOut
from pooling.method import known
from pooling.rows import usable

AVERAGES = ("gls", "equal")


@dataclass(frozen=True, slots=True)
class Aggregated:
    """One effect a cluster: ``y`` and ``v`` (m,), the cluster names and how many rows each had."""

    y: Array
    v: Array
    cluster: tuple[Hashable, ...]
    sizes: Integers
    left_out: tuple[LeftOut, ...] = ()


def codes_of(cluster: Sequence[Hashable]) -> tuple[Integers, tuple[Hashable, ...]]:
    """Return the number of each row's cluster and the names, in order of first appearance."""
    names: dict[Hashable, int] = {}
    codes = np.array([names.setdefault(name, len(names)) for name in cluster], dtype=np.int64)
    return codes, tuple(names)


def aggregate(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], *, rho: float = 0.6, average: str = "gls"
) -> Aggregated:
    """Average effects ``y`` (k,) with variances ``v`` (k,) within each ``cluster`` (k,).

    Effects of one cluster are taken to correlate by ``rho``: V_ij = rho sqrt(v_i v_j). ``gls``
    weights by V^-1, the most precise average and the default of metafor's ``aggregate``;
    ``equal`` takes the plain mean (Borenstein et al. 2009, ch. 24), which is steadier when
    variances differ much and ``rho`` is a guess. Order of clusters: first appearance. Not for
    samples that only share a laboratory: those need the multilevel model.
    """
    known(average, AVERAGES, "Average")
    if not 0.0 <= rho < 1.0:
        raise ValueError(f"The correlation rho of effects of one sample must lie in [0, 1); it is {rho}.")
    rows = usable(y, v)
    codes, names = codes_of([cluster[i] for i in rows.positions])
    sizes = np.bincount(codes, minlength=len(names))
    mean = _equal if average == "equal" else _gls
    effects, variances = mean(rows.y, rows.v, codes, sizes, rho)
    return Aggregated(effects, variances, names, sizes, rows.left_out)


def _equal(y: Array, v: Array, codes: Integers, sizes: Integers, rho: float) -> tuple[Array, Array]:
    root = np.bincount(codes, np.sqrt(v), len(sizes))
    total = (1.0 - rho) * np.bincount(codes, v, len(sizes)) + rho * root**2
    return np.bincount(codes, y, len(sizes)) / sizes, total / sizes**2


def _gls(y: Array, v: Array, codes: Integers, sizes: Integers, rho: float) -> tuple[Array, Array]:
    # V = D [(1 - rho) I + rho 11'] D with D = diag sqrt v; its inverse by Sherman and Morrison
    u, m = 1.0 / np.sqrt(v), len(sizes)
    shared = rho / (1.0 + (sizes - 1.0) * rho)
    su, suy = np.bincount(codes, u, m), np.bincount(codes, u * y, m)
    precision = (np.bincount(codes, u * u, m) - shared * su * su) / (1.0 - rho)
    return (np.bincount(codes, u * u * y, m) - shared * su * suy) / (1.0 - rho) / precision, 1.0 / precision


def design_effect(sizes: Numbers, rho: float) -> Array:
    """Return the factor 1 + (m - 1) rho by which m correlated effects carry less than m."""
    return np.asarray(1.0 + (vector(sizes) - 1.0) * rho)
