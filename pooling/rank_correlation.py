"""Begg's rank test of funnel asymmetry (Begg & Mazumdar 1994)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pooling.arrays import Array, Numbers
from pooling.cautions import cautions
from pooling.estimate import Note, Refusal
from pooling.rows import usable

SMALL = 60  # rows up to which pairs are counted here


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
    return RankTest(*kendall(deviate, rows.v), cautions(k))


def kendall(x: Array, y: Array) -> tuple[float, float]:
    """Return Kendall's tau with its two-sided p: exact without ties, else by the normal approximation."""
    k = len(x)
    if k <= SMALL and (concordance := _concordance(x, y)) is not None:
        below = min(concordance, k * (k - 1) // 2 - concordance)
        return 4.0 * concordance / (k * (k - 1)) - 1.0, min(1.0, 2.0 * float(_at_most(k)[below]))
    from scipy.stats import kendalltau  # imported late: scipy.stats takes half a second

    tied = len(np.unique(x)) < k or len(np.unique(y)) < k
    found = kendalltau(x, y, method="asymptotic" if tied else "exact")
    return float(found.statistic), float(found.pvalue)


def _concordance(x: Array, y: Array) -> int | None:
    """Return how many pairs are ordered alike; ``None`` with ties."""
    ordered = (x[:, None] - x) * (y[:, None] - y)
    alike = int(np.count_nonzero(ordered > 0)) // 2
    return alike if 2 * alike + int(np.count_nonzero(ordered < 0)) == len(x) * (len(x) - 1) else None


@lru_cache(maxsize=SMALL)
def _at_most(k: int) -> Array:
    """Return the chances of at most 0, 1, ... pairs ordered alike among k independent ranks."""
    chance = np.ones(1)
    for n in range(2, k + 1):
        chance = np.convolve(chance, np.full(n, 1.0 / n))
    return np.cumsum(chance)
