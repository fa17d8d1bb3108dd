"""p-uniform*: pooling when significant results were more likely to be published (van Aert & van Assen 2018).

Each effect is taken given that it is, or is not, significant in the expected direction: however many
non-significant studies are missing, those that are there still follow a truncated normal. The chance of
publication may take any two values, so nothing needs to be estimated about it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from pooling.arrays import Array, Booleans, Numbers
from pooling.cautions import cautions
from pooling.estimate import Note, Refusal
from pooling.linear import LN_2PI
from pooling.method import known
from pooling.roots import root
from pooling.rows import usable
from pooling.search import Peak, climb
from pooling.tails import chi2_quantile, chi2_upper, normal_quantile

SIDES = ("right", "left")
ONE_SIDED = 0.025  # primary studies test two-sided at .05
FARTHEST = 10.0  # a mean or a tau this many times the spread of the effects is without bound
FEW = 5  # results of one kind, below which their truncated distribution says little
STARTS = (
    (0.0, 1.0),
    (-1.0, 1.0),
    (0.0, 0.05),
    (-0.5, 3.0),
)  # mean in spreads from the plain one, variance in spreads squared


@dataclass(frozen=True, slots=True)
class PUniform:
    """Estimate and tau2 by maximum likelihood with profile intervals.

    ``L0`` and ``pval`` test an effect of zero, ``L_het`` and ``pval_het`` a tau2 of zero (halved, at its bound).
    """

    b: float
    ci_lb: float
    ci_ub: float
    L0: float
    pval: float
    tau2: float
    tau2_lb: float
    tau2_ub: float
    L_het: float
    pval_het: float
    ll: float
    significant: int
    k: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Truncated:
    """Effects (k,) with variances, the value just significant, and which are; in units of their spread."""

    y: Array
    v: Array
    cut: Array
    significant: Booleans

    def ll(self, theta: Array) -> float:
        """Return the log-likelihood at (mean, tau2)."""
        if theta[1] < 0:
            return -math.inf
        total = self.v + theta[1]
        sd = np.sqrt(total)
        direction = np.where(self.significant, 1.0, -1.0)
        kept = special.log_ndtr(direction * (theta[0] - self.cut) / sd)
        value = -0.5 * (LN_2PI + np.log(total) + (self.y - theta[0]) ** 2 / total) - kept
        return float(value.sum())

    def best(self) -> Peak:
        """Return the highest maximum from several starts."""
        lower, upper = np.array([-FARTHEST, 0.0]), np.array([FARTHEST, FARTHEST**2])
        middle = float(np.average(self.y, weights=1.0 / self.v))
        starts = (np.clip(np.array([middle + shift, spread]), lower, upper) for shift, spread in STARTS)
        return max((climb(self.ll, start, lower, upper) for start in starts), key=lambda peak: peak.value)

    def profile(self, which: int, value: float, start: Array) -> float:
        """Return the height with parameter ``which`` fixed and the other fitted anew."""

        def other(free: Array) -> float:
            theta = np.empty(2)
            theta[which], theta[1 - which] = value, free[0]
            return self.ll(theta)

        low, high = ((0.0, FARTHEST**2), (-FARTHEST, FARTHEST))[which]
        return climb(other, start[1 - which : 2 - which], np.array([low]), np.array([high])).value


def p_uniform_star(
    y: Numbers, v: Numbers, *, side: str = "right", one_sided: float = ONE_SIDED, level: float = 0.95
) -> PUniform | Refusal:
    """Pool effects ``y`` (k,) with variances ``v`` (k,) given their significance towards ``side``.

    Independent effects, each tested by its study; selection by significance at ``one_sided`` and by nothing
    else. Refuses rows without a significant result. Not to be read where results hardly significant pull the
    estimate far below zero (a note says so), nor as a correction when studies differ for known reasons.
    """
    known(side, SIDES, "Side of significance")
    rows = usable(y, v)
    if len(rows.y) < 2:
        return Refusal("one_row", "p-uniform* needs two rows or more.")
    sign = 1.0 if side == "right" else -1.0
    scale = math.sqrt(float(np.median(rows.v)) + float(rows.y.var()))
    cut = normal_quantile(1 - one_sided) * np.sqrt(rows.v) / scale
    data = Truncated(sign * rows.y / scale, rows.v / scale**2, cut, sign * rows.y / scale > cut)
    if not data.significant.any():
        return Refusal("nothing_significant", f"No effect is significant towards the {side}.")
    return _result(data, data.best(), sign, scale, level)


def _result(data: Truncated, top: Peak, sign: float, scale: float, level: float) -> PUniform:
    drop = chi2_quantile(level, 1) / 2
    ends = [sign * end * scale for end in (_end(data, top, 0, way, drop) for way in (-1.0, 1.0))]
    spread = [end * scale**2 for end in (_end(data, top, 1, way, drop) for way in (-1.0, 1.0))]
    l0, l_het = (max(0.0, 2.0 * (top.value - data.profile(which, 0.0, top.at))) for which in (0, 1))
    k = len(data.y)
    return PUniform(
        b=sign * float(top.at[0]) * scale, ci_lb=min(ends), ci_ub=max(ends), L0=l0, pval=chi2_upper(l0, 1),
        tau2=float(top.at[1]) * scale**2, tau2_lb=spread[0], tau2_ub=spread[1], L_het=l_het,
        pval_het=chi2_upper(l_het, 1) / 2, ll=top.value - k * math.log(scale),
        significant=int(data.significant.sum()), k=k, notes=_notes(data, top),
    )  # fmt: skip


def _end(data: Truncated, top: Peak, which: int, way: float, drop: float) -> float:
    """Return where the profile likelihood has dropped, or the end of the search; -inf or inf there for a mean."""
    best = float(top.at[which])
    last = (way * FARTHEST, 0.0 if way < 0 else FARTHEST**2)[which]

    def above(value: float) -> float:
        return data.profile(which, value, top.at) - top.value + drop

    if best == last or above(last) >= 0:
        return last if which == 1 and way < 0 else way * math.inf
    return root(above, *sorted((best, last)), relative=1e-9, least=1e-11)


def _notes(data: Truncated, top: Peak) -> tuple[Note, ...]:
    notes = list(cautions(len(data.y)))
    few = min(int(data.significant.sum()), int((~data.significant).sum()))
    if few < FEW:
        notes.append(Note("few_of_a_kind", f"{few} significant or not significant results: fewer than {FEW}."))
    if abs(top.at[0]) >= FARTHEST or top.at[1] >= FARTHEST**2:
        notes.append(Note("at_bound", "The likelihood has no maximum within reach: the estimate must not be read."))
    return tuple(notes)
