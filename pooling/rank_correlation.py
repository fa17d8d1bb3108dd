"""Begg's rank test of funnel asymmetry (Begg & Mazumdar 1994)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Numbers
from pooling.cautions import cautions
from pooling.estimate import Note, Refusal
from pooling.rows import usable


@dataclass(frozen=True, slots=True)
class RankTest:
    """Kendall's tau between standardised effects and variances; exact p without ties."""

    tau: float
    pval: float
    notes: tuple[Note, ...]


def rank_test(y: Numbers, v: Numbers) -> RankTest | Refusal:
    """Correlate standardised deviates of effects ``y`` (k,) with their variances ``v`` (k,).

    Low power below 25 rows. Refuses fewer than two rows.
    """
    rows = usable(y, v)
    k = len(rows.y)
    if k < 2:
        return Refusal("too_few_rows", "A rank correlation needs two rows or more.")
    w = 1.0 / rows.v
    deviate = (rows.y - (w @ rows.y) / w.sum()) / np.sqrt(rows.v - 1.0 / w.sum())
    deviate = np.zeros(k) if not np.ptp(rows.y) else deviate
    if not np.ptp(deviate) or not np.ptp(rows.v):
        return RankTest(math.nan, math.nan, (Note("no_ranks", "All effects or all variances are equal."),))
    from scipy.stats import kendalltau  # imported late: scipy.stats takes half a second

    tied = len(np.unique(deviate)) < k or len(np.unique(rows.v)) < k
    found = kendalltau(deviate, rows.v, method="asymptotic" if tied else "exact")
    return RankTest(float(found.statistic), float(found.pvalue), cautions(k))
