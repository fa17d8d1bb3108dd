"""The test of excess significance: more significant results than the studies had power for.

Ioannidis & Trikalinos 2007. With heterogeneity each study's power takes tau2 into account.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from pooling.arrays import Array, Numbers
from pooling.cautions import cautions
from pooling.estimate import Note, Refusal
from pooling.linear import fit_linear
from pooling.method import known
from pooling.rows import usable
from pooling.tails import chi2_upper, normal_quantile

TESTS = ("auto", "exact", "chi2")
COMBINATIONS = 10**6  # auto is exact up to so many ways to have O or more significant results


@dataclass(frozen=True, slots=True)
class Excess:
    """``O`` observed and ``E`` expected significant results, one-sided p of O > E."""

    O: int
    E: float
    OEratio: float
    theta: float
    X2: float | None
    pval: float
    test: str
    power: Array
    notes: tuple[Note, ...]


def excess_significance(
    y: Numbers,
    v: Numbers,
    *,
    tau2: str = "REML",
    alpha: float = 0.05,
    test: str = "auto",
) -> Excess | Refusal:
    """Compare significant results of effects ``y`` (k,) with the power of their studies.

    ``tau2`` EE takes one common effect. ``exact`` is the Poisson-binomial tail, ``chi2`` its
    normal approximation. Not when effects were not each tested against zero by their authors.
    """
    known(test, TESTS, "Test of excess significance")
    rows = usable(y, v)
    k = len(rows.y)
    if not k:
        return Refusal("nothing_to_pool", "No row has a finite effect with a positive variance.")
    fit = fit_linear(rows.y, rows.v, np.ones((k, 1)), tau2=tau2)
    theta, crit, se = float(fit.b[0]), normal_quantile(1 - alpha / 2), np.sqrt(rows.v)
    sd = np.sqrt(rows.v + fit.tau2.value)
    power = special.ndtr((theta - crit * se) / sd) + special.ndtr((-theta - crit * se) / sd)
    seen, expected = int((np.abs(rows.y) >= crit * se).sum()), float(power.sum())
    ways = sum(math.comb(k, j) for j in range(seen, k + 1))
    name = ("exact" if ways <= COMBINATIONS else "chi2") if test == "auto" else test
    x2, pval = (None, upper_tail(power, seen)) if name == "exact" else _chi2(seen, expected, k)
    return Excess(seen, expected, seen / expected, theta, x2, pval, name, power, cautions(k, fit.heterogeneity.I2))


def upper_tail(power: Array, seen: int) -> float:
    """Return P(at least ``seen`` successes) of independent trials with probabilities ``power`` (k,)."""
    chance = np.zeros(len(power) + 1)
    chance[0] = 1.0
    for p in power:
        chance[1:] = chance[1:] * (1 - p) + chance[:-1] * p
        chance[0] *= 1 - p
    return min(1.0, float(chance[seen:].sum()))


def _chi2(seen: int, expected: float, k: int) -> tuple[float, float]:
    gap, rest = (seen - expected) ** 2, k - expected
    if gap == 0.0:
        return 0.0, 0.5  # every study has all power or none, and did as it had to
    x2 = gap / expected + gap / rest if expected > 0 and rest > 0 else math.inf
    half = chi2_upper(x2, 1) / 2
    return x2, half if seen > expected else 1 - half
