"""Intervals of tau2, and of I2 and H2 with it: Q-profile, profile likelihood, Wald."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Numbers
from pooling.basis import Basis, basis
from pooling.estimate import Refusal
from pooling.heterogeneity import h2, i2, typical_variance
from pooling.likelihood import log_likelihood, upper_bound
from pooling.method import known
from pooling.profile import q_profile
from pooling.roots import root
from pooling.rows import usable
from pooling.tails import chi2_quantile, critical
from pooling.tau2 import estimate_tau2

KINDS = ("QP", "PL", "Wald")


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its bounds."""

    est: float
    lb: float
    ub: float


@dataclass(frozen=True, slots=True)
class Tau2Interval:
    """Intervals of tau2, tau, I2 (percent) and H2.

    ``lb_sign`` and ``ub_sign`` are "<" when no tau2 fits: all studies agree better than chance.
    """

    tau2: Interval
    tau: Interval
    I2: Interval
    H2: Interval
    lb_sign: str = ""
    ub_sign: str = ""


def tau2_interval(
    y: Numbers, v: Numbers, *, kind: str = "QP", tau2: str = "REML", level: float = 0.95
) -> Tau2Interval | Refusal:
    """Return an interval of tau2 of effects ``y`` (k,) with variances ``v`` (k,).

    ``QP``: Q-profile (Viechtbauer 2007), exact under normal effects. ``PL``: profile likelihood
    (Hardy & Thompson 1996) of ML or REML. ``Wald``: symmetric, only for comparison; it is poor
    near zero. Refuses a single row.
    """
    known(kind, KINDS, "Interval of tau2")
    rows = usable(y, v)
    if len(rows.y) < 2:
        return Refusal("one_row", "An interval of tau2 needs two rows or more.")
    model = basis(rows.y, rows.v, np.ones((len(rows.y), 1)))
    found = estimate_tau2(model, tau2)
    if kind == "QP":
        ends = q_profile(model, level)
        return _intervals(model, found.value, ends.lb, ends.ub, "<" if ends.empty else "")
    if kind == "PL":
        return _intervals(
            model, found.value, *likelihood_bounds(model, found.value, restricted=tau2 == "REML", level=level)
        )
    half = critical(level, None) * (found.se or 0.0)
    return _intervals(model, found.value, max(found.value - half, 0.0), found.value + half)


def _intervals(model: Basis, est: float, lb: float, ub: float, sign: str = "") -> Tau2Interval:
    typical = typical_variance(model)
    three = (est, lb, ub)
    return Tau2Interval(
        Interval(*three),
        Interval(*(math.sqrt(x) for x in three)),
        Interval(*(i2(x, typical) for x in three)),
        Interval(*(h2(x, typical) for x in three)),
        sign,
        sign,
    )


def likelihood_bounds(model: Basis, best: float, *, restricted: bool, level: float) -> tuple[float, float]:
    """Return where the profile likelihood has dropped by half the chi-squared quantile."""
    target = log_likelihood(model, best, restricted=restricted) - chi2_quantile(level, 1) / 2.0

    def above(tau2: float) -> float:
        return log_likelihood(model, tau2, restricted=restricted) - target

    lower = 0.0 if above(0.0) >= 0 else root(above, 0.0, best)
    high = max(upper_bound(model, max(model.k - model.p, 1)), float(model.v.min()), best) * 2.0
    while above(high) > 0:
        high *= 4.0
    return lower, root(above, best, high)
