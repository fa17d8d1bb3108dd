"""Profile likelihood intervals of the variances of a multilevel model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.multilevel import Multilevel
from pooling.roots import root
from pooling.tails import chi2_quantile
from pooling.three_level import Sample, climb

ENDS = 1e-10  # relative accuracy of a bound
WIDEST = 1e8  # times the largest variance in sight: beyond it a bound is infinite


@dataclass(frozen=True, slots=True)
class ComponentInterval:
    """A variance with its bounds."""

    est: float
    lb: float
    ub: float


def component_intervals(model: Multilevel, level: float = 0.95) -> tuple[ComponentInterval, ComponentInterval]:
    """Return profile likelihood intervals of the variances between and within clusters.

    The other variance is fitted anew at every value. With one effect a cluster the profile is
    flat and the bounds are those of the sum.
    """
    first, second = (_interval(model, which, level) for which in range(2))
    return first, second


def _interval(model: Multilevel, which: int, level: float) -> ComponentInterval:
    data, best = model.sample, model.sigma2
    target = model.ll - chi2_quantile(level, 1) / 2.0
    near = [best]

    def above(value: float) -> float:
        start = near[0].copy()
        start[which] = value
        found = climb(data, start, fixed=which)
        near[0] = found.sigma2
        return found.ll - target

    est = float(best[which])
    lower = 0.0 if est == 0.0 or above(0.0) >= 0 else root(above, 0.0, est, relative=ENDS, least=ENDS * est)
    near[0] = best
    high = 2.0 * est + _scale(data, best)
    top = high * WIDEST
    while above(high) > 0:
        high *= 4.0
        if high > top:
            return ComponentInterval(est, lower, np.inf)
    return ComponentInterval(est, lower, root(above, est, high, relative=ENDS, least=ENDS * high))


def _scale(data: Sample, best: Array) -> float:
    return max(float(best.sum()), float(np.median(data.v)))
