"""What a printed correlation implies, as intervals over everything that its rounded digits can stand for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from corpus.evidence import Printed, PValue
from pooling.correlation_tests import interval_of_r, p_of_r

SMALLEST_N = 4  # below it Fisher's z and the t of r have no spread
LARGEST_R = 0.999999  # a rounded 1.00 stands for something below 1
SPECK = 1e-9  # room for the rounding of binary fractions
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
