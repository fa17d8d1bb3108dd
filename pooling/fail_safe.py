"""Fail-safe numbers: how many null studies would undo a result.

Reported because readers ask; they say little about bias (Becker 2005).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Numbers
from pooling.estimate import Refusal
from pooling.method import known
from pooling.rows import usable
from pooling.tails import normal_quantile, normal_two_sided

KINDS = ("Rosenthal", "Orwin", "Rosenberg")
NEARLY_WHOLE = 1e-9  # a number this close to a whole one is that one, computed with rounding


@dataclass(frozen=True, slots=True)
class FailSafe:
    """``fsnum`` studies; ``meanes`` the mean they dilute to ``target``; ``pval`` before dilution."""

    kind: str
    fsnum: int
    meanes: float | None
    target: float | None
    pval: float | None


def fail_safe(
    y: Numbers, v: Numbers, *, kind: str = "Rosenthal", alpha: float = 0.05, target: float | None = None,
    weighted: bool = False,
) -> FailSafe | Refusal:  # fmt: skip
    """Return a fail-safe number of effects ``y`` (k,) with variances ``v`` (k,).

    Rosenthal 1979: null studies until the summed z is not significant (one-sided ``alpha``).
    Orwin 1983: until the (``weighted``) mean is ``target``, half of it by default. Rosenberg
    2005: until the weighted mean is not significant (two-sided).
    """
    known(kind, KINDS, "Fail-safe number")
    rows = usable(y, v)
    k = len(rows.y)
    if not k:
        return Refusal("nothing_to_pool", "No row has a finite effect with a positive variance.")
    w = 1.0 / rows.v
    if kind == "Rosenthal":
        z = abs(float((rows.y / np.sqrt(rows.v)).sum()) / math.sqrt(k))
        number = k * (z / normal_quantile(1 - alpha)) ** 2 - k
        return FailSafe(kind, _whole(number), None, None, float(normal_two_sided(np.array([z]))[0]) / 2)
    mean = float(w @ rows.y / w.sum()) if weighted or kind == "Rosenberg" else float(rows.y.mean())
    if kind == "Rosenberg":
        z = mean * math.sqrt(w.sum())
        number = k * (z / normal_quantile(1 - alpha / 2)) ** 2 - k
        return FailSafe(kind, _whole(number), mean, None, float(normal_two_sided(np.array([z]))[0]))
    goal = mean / 2 if target is None else math.copysign(target, mean)
    return FailSafe(kind, _whole(k * (mean - goal) / goal) if goal else 0, mean, goal, None)


def _whole(number: float) -> int:
    return max(0, math.ceil(number - NEARLY_WHOLE * max(1.0, abs(number))))
