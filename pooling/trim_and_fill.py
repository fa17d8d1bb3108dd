"""Trim and fill: how many studies an asymmetric funnel lacks (Duval & Tweedie 2000)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers
from pooling.cautions import cautions
from pooling.estimate import Estimate, Note, Refusal
from pooling.linear import EXACT_FIT, fit_linear
from pooling.method import Method, known
from pooling.orthonormal import rank
from pooling.rows import usable
from pooling.univariate import pool

ESTIMATORS = ("L0", "R0", "Q0")
SIDES = ("auto", "left", "right")
MAX_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class TrimFill:
    """``k0`` studies are missing on ``side``; ``estimate`` pools with their mirror images.

    ``p_k0`` tests k0 = 0 (R0 only). The filled estimate is a sensitivity analysis, not a correction.
    """

    k0: int
    se_k0: float
    side: str
    p_k0: float | None
    estimate: Estimate
    filled_yi: Array
    filled_vi: Array
    notes: tuple[Note, ...]


def trim_and_fill(
    y: Numbers,
    v: Numbers,
    *,
    estimator: str = "L0",
    side: str = "auto",
    method: Method | None = None,
    threshold: float | None = None,
) -> TrimFill | Refusal:
    """Estimate missing studies of effects ``y`` (k,) with variances ``v`` (k,) and fill them in.

    ``side`` auto takes the side that a funnel regression points to. Not with heterogeneity: then
    asymmetry has other reasons (Peters et al. 2007). ``threshold`` stops the search for tau2 early
    in every refit, as other software does: to explain its results only.
    """
    known(estimator, ESTIMATORS, "Estimator of missing studies")
    known(side, SIDES, "Side of a funnel")
    how, rows = method or Method(), usable(y, v)
    k = len(rows.y)
    if k < 2:
        return Refusal("one_row", "Trim and fill needs two rows or more.")
    where = _side(rows.y, rows.v, how) if side == "auto" else side
    if isinstance(where, Refusal):
        return where
    sign = -1.0 if where == "right" else 1.0
    order = np.argsort(sign * rows.y, kind="stable")
    sorted_y, sorted_v = sign * rows.y[order], rows.v[order]
    trimmed = _trim(sorted_y, sorted_v, estimator, how, threshold)
    if isinstance(trimmed, Refusal):
        return trimmed
    k0, se, centre = trimmed
    filled = sign * (2.0 * centre - sorted_y[k - k0 :])
    both = np.concatenate([rows.y, filled]), np.concatenate([rows.v, sorted_v[k - k0 :]])
    found = _filled(*both, how, threshold if k0 else None)
    p = _p_r0(k0) if estimator == "R0" else None
    return TrimFill(k0, se, where, p, found, filled, sorted_v[k - k0 :], cautions(k, found.heterogeneity.I2))


def _filled(y: Array, v: Array, how: Method, threshold: float | None) -> Estimate:
    if threshold is None:
        return pool(y, v, method=how, intervals=False)
    stopped = fit_linear(y, v, np.ones((len(y), 1)), tau2=how.tau2, threshold=threshold)
    return pool(y, v, method=how, given=stopped.tau2, intervals=False)


def _side(y: Array, v: Array, how: Method) -> str | Refusal:
    x = np.column_stack([np.ones(len(y)), np.sqrt(v)])
    if rank(x) < 2 or len(y) < 2 + (how.tau2 != "EE"):
        return Refusal("no_side", "The side cannot be found: too few rows, or standard errors that do not vary.")
    return "right" if fit_linear(y, v, x, tau2=how.tau2).b[1] < 0 else "left"


def _p_r0(k0: int) -> float:
    return 1.0 - sum(0.5 ** (m + 2) for m in range(-1, k0))


def _trim(
    y: Array, v: Array, estimator: str, how: Method, threshold: float | None
) -> tuple[int, float, float] | Refusal:
    k, k0, before = len(y), 0, -1
    se = centre = math.nan
    for _ in range(MAX_ROUNDS):
        if k0 == before:
            return k0, se, centre
        before, kept = k0, k - k0
        if kept < 1:
            break
        fit = fit_linear(y[:kept], v[:kept], np.ones((kept, 1)), tau2=how.tau2, threshold=threshold)
        centre = float(fit.b[0])
        deviation = y - centre
        deviation[np.abs(deviation) <= EXACT_FIT * abs(centre)] = 0.0
        raw, se = _missing(deviation, estimator)
        if math.isnan(raw):
            return Refusal("no_solution", f"{estimator} has no solution for these effects.")
        k0 = max(0, int(np.rint(raw)))
    return Refusal("not_converged", "Trim and fill did not converge.")


def _missing(deviation: Array, estimator: str) -> tuple[float, float]:
    """Return the unrounded number of missing studies with its standard error."""
    k = len(deviation)
    if not deviation.any():
        return 0.0, math.sqrt(2.0) if estimator == "R0" else math.nan
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(deviation), kind="stable")] = np.arange(1, k + 1)
    if estimator == "R0":
        below = ranks[deviation < 0]
        if not len(below):
            return math.nan, math.nan
        k0 = k - below.max() - 1
        return float(k0), math.sqrt(2 * max(0.0, float(k0)) + 2)
    s = float(ranks[deviation > 0].sum())
    if estimator == "L0":
        k0 = (4 * s - k * (k + 1)) / (2 * k - 1)
        return k0, 4 * _root(_variance(k, k0)) / (2 * k - 1)
    inner = 2 * k**2 - 4 * s + 0.25
    if inner < 0:
        return math.nan, math.nan
    k0 = k - 0.5 - math.sqrt(inner)
    return k0, 2 * _root(_variance(k, k0)) / _root((k - 0.5) ** 2 - k0 * (2 * k - k0 - 1))


def _variance(k: int, k0: float) -> float:
    return (
        k * (k + 1) * (2 * k + 1) + 10 * k0**3 + 27 * k0**2 + 17 * k0 - 18 * k * k0**2 - 18 * k * k0 + 6 * k**2 * k0
    ) / 24


def _root(x: float) -> float:
    return math.sqrt(x) if x > 0 else math.nan
