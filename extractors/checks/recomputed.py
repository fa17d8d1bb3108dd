"""What a printed correlation implies, as intervals over everything that its rounded digits can stand for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from corpus.evidence import Printed, PValue
from pooling.correlation_tests import interval_of_r, p_of_r
from pooling.effect_sizes import FIELLER, KENDALL
from pooling.tails import critical

SMALLEST_N = 4  # below it Fisher's z and the t of r have no spread
LARGEST_R = 0.999999  # a rounded 1.00 stands for something below 1
SPECK = 1e-9  # room for the rounding of binary fractions
ONE_UNIT_MORE = 1.0  # half units that other software's last decimal may be off
PARAMETERS = 2  # of a straight line: r of n pairs has n - 2 degrees of freedom


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between two ends, both included."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high + SPECK and other.low <= self.high + SPECK


def sizes(r: Printed) -> Interval:
    """|r| before rounding: .25 is anything from .245 to .255."""
    low = 0.0 if r.low <= 0 <= r.high else min(abs(r.low), abs(r.high))
    return Interval(min(low, LARGEST_R), min(max(abs(r.low), abs(r.high)), LARGEST_R))


def of_printed(value: Printed) -> Interval:
    """Everything that a printed number can stand for."""
    return Interval(value.low, value.high)


def wider(value: Printed) -> Interval:
    """Everything that a printed limit can stand for where other software's last decimal may be one off."""
    room = ONE_UNIT_MORE * value.half_unit
    return Interval(value.low - room, value.high + room)


def p_interval(r: Printed, n: float) -> Interval:
    """The two-sided p of a zero correlation, over all r that print like this one (t of n - 2 degrees of freedom)."""
    size = sizes(r)
    low, high = (float(p) for p in p_of_r([size.high, size.low], [n, n]))
    return Interval(low, high)


def ci_intervals(r: Printed, n: float, level: float) -> tuple[Interval, Interval]:
    """Both limits of the confidence interval through Fisher's z, over all r that print like this one."""
    ends = [min(max(v, -LARGEST_R), LARGEST_R) for v in (r.low, r.high)]
    lows, highs = interval_of_r(ends, [n, n], level)
    return Interval(float(lows[0]), float(lows[1])), Interval(float(highs[0]), float(highs[1]))


def rank_intervals(r: Printed, n: float, level: float, statistic: str) -> list[tuple[Interval, Interval]]:
    """Both limits for a rank correlation by each variance of Fisher's z that software uses, over all r like this one.

    Spearman: (1 + r^2/2)/(n - 3) (Bonett & Wright 2000), 1.06/(n - 3) (Fieller et al. 1957), and Pearson's 1/(n - 3);
    Kendall: 0.437/(n - 4) (Fieller et al. 1957).
    """
    if statistic == "kendall":
        return [_limits(r, level, lambda _: KENDALL / (n - SMALLEST_N))]
    pairs = n - (SMALLEST_N - 1)
    return [
        _limits(r, level, lambda value: (1 + value * value / 2) / pairs),
        _limits(r, level, lambda _: FIELLER / pairs),
        _limits(r, level, lambda _: 1 / pairs),
    ]


def _limits(r: Printed, level: float, variance: Callable[[float], float]) -> tuple[Interval, Interval]:
    lows, highs = [], []
    for end in (r.low, r.high):
        half = critical(level, None) * math.sqrt(variance(end))
        lows.append(math.tanh(fisher(end) - half))
        highs.append(math.tanh(fisher(end) + half))
    return Interval(min(lows), max(lows)), Interval(min(highs), max(highs))


def of_p(p: PValue) -> Interval:
    """All p that a printed p allows: p < .05 is [0, .05]."""
    value = p.value
    if p.op in ("<", "<="):
        return Interval(0.0, value.high if p.op == "<=" else value.value)
    if p.op in (">", ">="):
        return Interval(value.value, 1.0)
    return Interval(max(0.0, value.low), min(1.0, value.high))


def fisher(value: float) -> float:
    """Fisher's z of a correlation kept below 1."""
    return math.atanh(min(max(value, -LARGEST_R), LARGEST_R))
