"""p-curve: do significant results look as those of true effects do (Simonsohn, Nelson & Simmons 2014, 2015)?

Under no effect, significant p-values are even below .05; under an effect small ones are more common. Full
curve: p < .05; half curve: p < .025, which modest p-hacking cannot reach.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from pooling.arrays import Array, Numbers
from pooling.cautions import cautions
from pooling.estimate import Note, Refusal
from pooling.roots import root
from pooling.rows import usable
from pooling.tails import normal_quantile

ALPHA, HALF = 0.05, 0.025
LOW_POWER = 1 / 3  # what the flatness test compares with: studies too small to learn from
LEAST_POWER, MOST_POWER = 0.051, 0.99  # where the search for the power ends, as in the authors' application
EDGE = 2.2e-16  # conditional p-values are kept inside (0, 1), where quantiles are finite
POWER_LEVEL = 0.90  # of the interval of the power
PRESENT, BOTH = 0.05, 0.10  # one half curve below the first, or full and half below the second
FEW = 5  # significant results, below which the tests say next to nothing


@dataclass(frozen=True, slots=True)
class CurveTest:
    """Share of small p-values by the binomial, Stouffer's z and one-sided p of the full and the half curve."""

    binomial: float
    z_full: float
    p_full: float
    z_half: float | None
    p_half: float | None


@dataclass(frozen=True, slots=True)
class PCurve:
    """``skew`` tests evidential value, ``flat`` that it is absent; ``power`` of the significant studies."""

    significant: int
    below_half: int
    skew: CurveTest
    flat: CurveTest
    power: float
    power_lb: float
    power_ub: float
    present: bool
    absent: bool
    notes: tuple[Note, ...]


def p_curve(y: Numbers, v: Numbers) -> PCurve | Refusal:
    """Return the p-curve of effects ``y`` (k,) with variances ``v`` (k,), tested by two-sided z = y/sqrt(v).

    One effect a study, the one its authors tested against zero, chosen before looking. Not with few
    significant results, not when effects were tested otherwise, and never for the size of an effect when
    studies differ (McShane, Boeckenholt & Hansen 2016): then selection models.
    """
    rows = usable(y, v)
    z = np.abs(rows.y) / np.sqrt(rows.v)
    z = z[z > critical_z(ALPHA)]
    if not len(z):
        return Refusal("nothing_significant", "No result has p < .05: a p-curve has nothing to look at.")
    small = z[z > critical_z(HALF)]
    none, low = _curve_test(z, small, 0.0, rising=True), _curve_test(z, small, shift(LOW_POWER), rising=False)
    spread = normal_quantile((1 + POWER_LEVEL) / 2)
    power, low_end, high_end = (_power(z, target) for target in (0.0, spread, -spread))
    present = _below(none.p_half, PRESENT) or (_below(none.p_half, BOTH) and none.p_full < BOTH)
    absent = low.p_full < PRESENT or (_below(low.p_half, BOTH) and low.binomial < BOTH)
    notes = _notes(len(rows.y), len(z))
    return PCurve(len(z), len(small), none, low, power, low_end, high_end, present, absent, notes)


def critical_z(alpha: float) -> float:
    """Return the z that is just significant, two-sided."""
    return normal_quantile(1 - alpha / 2)


def beyond(z: float, delta: float) -> float:
    """Return P(\\|Z\\| > z) for Z with mean ``delta``: the power when z is critical."""
    return float(special.ndtr(delta - z) + special.ndtr(-delta - z))


def shift(power: float, alpha: float = ALPHA) -> float:
    """Return the mean of Z that gives a two-sided test this power."""
    crit = critical_z(alpha)
    return root(lambda delta: beyond(crit, delta) - power, 0.0, crit + 10.0)


def conditional(z: Array, delta: float, alpha: float) -> Array:
    """Return P(a p-value above the one seen, given significance at ``alpha``) when Z has mean ``delta``."""
    power = beyond(critical_z(alpha), delta)
    above = special.ndtr(delta - z) + special.ndtr(-delta - z)
    return np.asarray(np.clip(1.0 - above / power, EDGE, 1.0 - EDGE))


def stouffer(chances: Array) -> float:
    """Return the sum of normal quantiles over the root of their number."""
    return float(special.ndtri(chances).sum() / math.sqrt(len(chances)))


def _curve_test(z: Array, small: Array, delta: float, *, rising: bool) -> CurveTest:
    """Test right skew (``rising``) under no effect, or flatness under low power."""
    share = beyond(critical_z(HALF), delta) / beyond(critical_z(ALPHA), delta)
    n, seen = len(z), len(small)
    binomial = _at_least(seen, n, share) if rising else _at_least(n - seen, n, 1.0 - share)
    sign = -1.0 if rising else 1.0
    full = sign * stouffer(conditional(z, delta, ALPHA))
    half = sign * stouffer(conditional(small, delta, HALF)) if seen else None
    return CurveTest(
        binomial, full, float(special.ndtr(full)), half, None if half is None else float(special.ndtr(half))
    )


def _at_least(seen: int, n: int, share: float) -> float:
    """Return P(X >= seen) of a binomial."""
    return float(special.betainc(seen, n - seen + 1, share)) if seen > 0 else 1.0


def _power(z: Array, target: float) -> float:
    """Return the power under which Stouffer's z of the conditional p-values is ``target``."""

    def miss(power: float) -> float:
        return stouffer(conditional(z, shift(power), ALPHA)) - target

    return _crossing(miss, LEAST_POWER, MOST_POWER)


def _crossing(miss: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function is zero, or the end beyond which it would be."""
    if miss(low) <= 0:
        return low
    return high if miss(high) >= 0 else root(miss, low, high)


def _below(p: float | None, level: float) -> bool:
    return p is not None and p < level


def _notes(k: int, significant: int) -> tuple[Note, ...]:
    if significant >= FEW:
        return cautions(k)
    return (*cautions(k), Note("few_significant", f"{significant} significant results: a p-curve of fewer than {FEW}."))
