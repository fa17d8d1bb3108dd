"""Measurement error bounds a correlation: |r| <= sqrt(reliability of x times reliability of y)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from corpus.evidence import Candidate, Flag
from extractors.checks.recomputed import sizes
from extractors.checks.stars import Flags


def reliability_bound(candidates: Sequence[Candidate]) -> Flags:
    """`above_reliability_bound`: soft, as alphas are lower bounds and differ between samples (Spearman 1904)."""
    known: dict[tuple[str, str, str], float] = {}
    for c in candidates:
        if c.kind == "reliability" and c.coefficient in ("alpha", "omega") and 0 < c.r.value <= 1:
            known.setdefault((c.table, c.group, c.x), min(1.0, c.r.high))
    flags: Flags = defaultdict(list)
    for i, c in enumerate(candidates):
        x, y = (known.get((c.table, c.group, name)) for name in (c.x, c.y))
        if c.kind == "correlation" and x is not None and y is not None and sizes(c.r).low > math.sqrt(x * y):
            text = (
                f"|{c.r.text}| is above sqrt({x:.2f} x {y:.2f}) = {math.sqrt(x * y):.2f}, what its reliabilities allow."
            )
            flags[i].append(
                Flag("above_reliability_bound", "soft", text, (("r", c.r.value), ("bound", math.sqrt(x * y))))
            )
    return flags
