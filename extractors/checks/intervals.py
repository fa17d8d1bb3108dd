"""The printed confidence interval against r, against n, and against the printed p."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.evidence import Flag, Printed, PValue
from extractors.checks.recomputed import (
    SMALLEST_N,
    Interval,
    ci_intervals,
    fisher,
    of_p,
    of_printed,
    rank_intervals,
    wider,
)

SIGNIFICANT = 0.05
USUAL_LEVEL = 0.95
TILT = 0.03  # of Fisher's z: an interval this far off the middle is no Fisher interval (bootstrap, or a misprint)
RANKS = ("spearman", "kendall")


def intervals(
    r: Printed, ci: tuple[Printed, Printed], *, n: int | None, level: float, p: PValue | None, statistic: str
) -> Iterator[Flag]:
    """`ci_excludes_r`, `ci_mismatch` (with n), `ci_off_centre` (without), `ci_against_p`."""
    low, high = ci
    numbers = (("r", r.value), ("ci_low", low.value), ("ci_high", high.value))
    shown = f"[{low.text}, {high.text}]"
    if r.high < low.low or r.low > high.high:
        yield Flag("ci_excludes_r", "hard", f"r = {r.text} lies outside its own interval {shown}.", numbers)
        return
    known = _expected(r, n, level, statistic)
    if known:
        if not any(wider(low).meets(lower) and wider(high).meets(upper) for lower, upper in known):
            lower, upper = known[0]
            text = f"{shown} is not the interval of r = {r.text} with n = {n} ({lower.low:.3f} to {upper.high:.3f})."
            yield Flag(
                "ci_mismatch", "soft", text, (*numbers, ("n", float(n or 0)), ("low", lower.low), ("high", upper.high))
            )
    elif _off_centre(r, low, high):
        yield Flag("ci_off_centre", "soft", f"{shown} is not centred on r = {r.text} on Fisher's scale.", numbers)
    if p is not None and abs(level - USUAL_LEVEL) < 1e-9 and _against(low, high, of_p(p)):
        yield Flag(
            "ci_against_p", "soft", f"{shown} and p {p.op} {p.value.text} decide differently about zero.", numbers
        )


def _expected(r: Printed, n: int | None, level: float, statistic: str) -> list[tuple[Interval, Interval]]:
    """The limits that software gives for such a coefficient, the usual first; none where n or a formula is missing."""
    if n is None or abs(r.value) >= 1:
        return []
    if statistic in ("pearson", "point_biserial") and n >= SMALLEST_N:
        return [ci_intervals(r, n, level)]
    return rank_intervals(r, n, level, statistic) if statistic in RANKS and n > SMALLEST_N else []


def _off_centre(r: Printed, low: Printed, high: Printed) -> bool:
    """Whether the interval's middle on Fisher's scale misses everything that r can stand for."""
    middle = Interval(
        (fisher(low.low) + fisher(high.low)) / 2 - TILT, (fisher(low.high) + fisher(high.high)) / 2 + TILT
    )
    return not middle.meets(Interval(fisher(r.low), fisher(r.high)))


def _against(low: Printed, high: Printed, p: Interval) -> bool:
    """An interval clearly without zero beside a p clearly above .05, or the other way round."""
    without_zero = of_printed(low).low > 0 or of_printed(high).high < 0
    around_zero = of_printed(low).high < 0 < of_printed(high).low
    return (without_zero and p.low > SIGNIFICANT) or (around_zero and p.high < SIGNIFICANT)
