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
from pooling.tails import normal_two_sided

COUNTED = 200  # rows up to which looking at every pair is quicker than sorting
EXACT = 500  # rows up to which p is exact: beyond it the normal distribution is off by less than .0005
TABLES = 8  # distributions kept: a review asks for the same number of rows again


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
    total = float(w.sum())
    deviate = (rows.y - float(w.dot(rows.y)) / total) / np.sqrt(rows.v - 1.0 / total)
    found = None if (rows.y == rows.y[0]).all() else kendall(deviate, rows.v)
    if found is None:
        return RankTest(math.nan, math.nan, (Note("no_ranks", "All effects or all variances are equal."),))
    return RankTest(*found, cautions(k))


def kendall(x: Array, y: Array) -> tuple[float, float] | None:
    """Return Kendall's tau with its two-sided p, ``None`` when all x or all y are equal.

    p is exact without ties up to 500 rows; else tau is tau-b and p normal with the variance for ties (Kendall 1970).
    """
    k, pairs = len(x), len(x) * (len(x) - 1) // 2
    alike, opposed = _counted(x, y) if k <= COUNTED else _sorted(x, y)
    if alike + opposed == pairs and k <= EXACT:
        return (alike - opposed) / pairs, min(1.0, 2.0 * float(_at_most(k)[min(alike, opposed)]))
    return _with_ties(alike - opposed, k, _occurrences(x), _occurrences(y))


def _counted(x: Array, y: Array) -> tuple[int, int]:
    """Return how many pairs are ordered alike and how many the other way, looking at each pair."""
    rises, climbs = x[:, None] < x, y[:, None] < y
    return int(np.count_nonzero(rises & climbs)), int(np.count_nonzero(rises & climbs.T))


def _sorted(x: Array, y: Array) -> tuple[int, int]:
    """Return the same from what merging sorted halves must put right (Knight 1966)."""
    k, order = len(x), np.lexsort((y, x))
    rank = np.unique(y[order], return_inverse=True)[1]
    opposed, half, at = 0, 1, np.arange(k)
    while half < k:
        pair, late = at // (2 * half), (at // half) % 2
        merged = np.argsort((pair * k + rank) * 2 + late, kind="stable")
        passed = np.concatenate([[0], np.cumsum(late[merged])])
        behind = passed[1:] - passed[pair * (2 * half)]  # of the later half, before each in the order of both
        opposed += int((behind * (1 - late[merged])).sum())
        half *= 2
    both = np.unique(np.stack([x, y]), axis=1, return_counts=True)[1].astype(float)
    ties = [float((n * (n - 1)).sum()) / 2 for n in (_occurrences(x), _occurrences(y), both)]
    return round(k * (k - 1) / 2 - ties[0] - ties[1] + ties[2]) - opposed, opposed


def _occurrences(x: Array) -> Array:
    return np.asarray(np.unique(x, return_counts=True)[1].astype(float))


def _with_ties(score: int, k: int, t: Array, u: Array) -> tuple[float, float] | None:
    """Return tau-b and p from how often each value of x and of y occurs."""
    pairs = k * (k - 1.0)
    (t2, t3), (u2, u3) = ((float((n * (n - 1)).sum()), float((n * (n - 1) * (n - 2)).sum())) for n in (t, u))
    if t2 == pairs or u2 == pairs:
        return None
    spread = sum(float((n * (n - 1) * (2 * n + 5)).sum()) for n in (t, u))
    variance = (pairs * (2 * k + 5) - spread) / 18 + t2 * u2 / (2 * pairs)
    variance += t3 * u3 / (9 * pairs * max(k - 2, 1))
    tau = 2.0 * score / math.sqrt((pairs - t2) * (pairs - u2))
    return tau, float(normal_two_sided(np.array(score / math.sqrt(variance))))


@lru_cache(maxsize=TABLES)
def _at_most(k: int) -> Array:
    """Return the chances of at most 0, 1, ... pairs ordered alike among k independent ranks, up to half of all."""
    half = k * (k - 1) // 4
    chance = np.ones(1)
    for n in range(2, k + 1):
        # a new rank is equally often before 0, 1, ..., n - 1 of the others: a running mean over n counts
        total = np.cumsum(np.concatenate([chance, np.zeros(min(n - 1, half + 1 - len(chance)))]))
        chance = total.copy()
        chance[n:] -= total[:-n]
        chance /= n
    return np.cumsum(chance)
