"""Shares with exact bounds: Clopper and Pearson's interval, and how large a sample without a fault has to be.

Clopper and Pearson (1934), Biometrika 26, 404-413. The size of a sample that finds at least one of so many faults in a
finite stock follows from the hypergeometric distribution; no approximation is used, so that small stocks are right too.
Where what was counted comes in clusters, whole clusters are drawn anew: Davison and Hinkley (1997), Bootstrap Methods
and their Application, section 3.8.
"""

from __future__ import annotations

from collections.abc import Sequence

LEVEL = 0.95
RESAMPLES = 2000  # of clusters; the interval's ends then move by less than their second decimal
SEED = 20260101  # the same counts give the same interval


def exact_interval(hits: int, total: int, level: float = LEVEL) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share; the whole range where nothing was looked at."""
    if not total:
        return 0.0, 1.0
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(hits, total - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, total - hits, 1 - tail)) if hits < total else 1.0
    return low, high


def clustered_interval(hits: Sequence[int], totals: Sequence[int], level: float = LEVEL) -> tuple[float, float]:
    """The percentile interval of a share whose cases come in clusters, as results come in papers.

    `hits` and `totals` (k,) are counts a cluster. With fewer than two clusters, or none of their cases wrong or none
    right, there is nothing to draw from: the exact interval over clusters is given, which is wider.
    """
    import numpy as np

    found, counts = np.asarray(hits, float), np.asarray(totals, float)
    found, counts = found[counts > 0], counts[counts > 0]
    if len(counts) < 2 or found.sum() in (0.0, counts.sum()):
        all_right = bool(len(counts)) and found.sum() == counts.sum()
        return exact_interval(len(counts) if all_right else 0, len(counts), level)
    drawn = np.random.default_rng(SEED).integers(0, len(counts), (RESAMPLES, len(counts)))
    shares = found[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def sample_needed(stock: int, risk: float, level: float = LEVEL) -> int:
    """How many of a stock have to be drawn and found right, to say at this level that no more than `risk` is wrong.

    With D wrong ones, the fewest that are too many, a sample of n shows none of them with probability
    C(stock - D, n) / C(stock, n); the smallest n for which that is at most 1 - level. All of a stock that is so small
    that one wrong is too many and cannot be found otherwise.
    """
    wrong = int(risk * stock) + 1
    unseen, size = 1.0, 0
    while size < stock and unseen > 1 - level:
        unseen *= max(stock - wrong - size, 0) / (stock - size)
        size += 1
    return size
