"""What "not significant" says where no number is printed: |r| lies below the critical value at n."""

from __future__ import annotations

import math
from collections.abc import Iterator

from corpus.evidence import Candidate, Flag
from extractors.checks.intervals import USUAL_LEVEL
from extractors.checks.recomputed import PARAMETERS, SMALLEST_N
from pooling.tails import critical

BOUNDS = "bounds"


def critical_r(n: int, level: float = USUAL_LEVEL) -> float:
    """The smallest |r| that is significant with n people, two-sided: t/sqrt(t² + n - 2)."""
    df = n - PARAMETERS
    t = critical(level, float(df))
    return t / math.sqrt(t * t + df)


def silent(candidate: Candidate) -> Iterator[Flag]:
    """`told_without_number`: the bounds of r where its n is known, else only that nothing is printed."""
    if candidate.formula != BOUNDS:
        return
    n = candidate.n
    if n is None or n < SMALLEST_N:
        yield Flag("told_without_number", "soft", "Not significant in words; no number and no n are printed.")
        return
    bound = critical_r(n)
    text = f"Not significant in words; with n = {n} that means |r| < {bound:.3f} (two-sided p > .05)."
    yield Flag("told_without_number", "soft", text, (("low", -bound), ("high", bound), ("n", float(n))))
