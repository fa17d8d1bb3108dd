"""The n that a printed interval and an exact p imply, against an n that was linked from elsewhere in the paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from corpus.evidence import Candidate, Flag, Printed, PValue, Severity
from extractors.checks.p_values import T_DISTRIBUTED
from extractors.checks.recomputed import SMALLEST_N, Interval, fisher, of_p, p_interval, wider
from pooling.tails import critical

LARGEST_N = 2**24  # people: no study has more, and a bisection ends there
LEAST_SIZE = 0.02  # |r| below which a p says next to nothing about n
GROSS = 1.5  # factor on n: people whose pair is missing rarely are a third of a sample
ROOM = 0.02  # share of n by which other software's last decimal may move what is implied


def by_interval(ci: tuple[Printed, Printed], level: float) -> Interval | None:
    """n = 3 + (2 z / width)² over all limits that print like these; None where they do not part."""
    low, high = (wider(limit) for limit in ci)
    widths = [fisher(high.low) - fisher(low.high), fisher(high.high) - fisher(low.low)]
    if widths[0] <= 0:
        return None
    spread = 2 * critical(level, None)
    return Interval(*(SMALLEST_N - 1 + (spread / width) ** 2 for width in reversed(widths)))


def by_p(r: Printed, p: PValue) -> Interval | None:
    """All n at which r has the printed two-sided p or half of it; None where p is no exact one."""
    allowed = of_p(p)
    if p.op != "=" or min(abs(r.low), abs(r.high)) < LEAST_SIZE or r.low * r.high <= 0 or allowed.low <= 0:
        return None
    smallest = _first(lambda n: p_interval(r, n).low / 2 <= allowed.high)
    largest = _first(lambda n: p_interval(r, n).high < allowed.low)
    return Interval(smallest, largest) if smallest <= largest else None


def _first(holds: Callable[[float], bool]) -> float:
    """The smallest n from which on something holds."""
    low, high = SMALLEST_N, LARGEST_N
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return float(low)


def implied_n(candidate: Candidate) -> Iterator[Flag]:
    """`n_not_implied`: hard where interval and p agree on an n that is far from the linked one, soft else."""
    n, exact = candidate.n, candidate.p
    if n is None or candidate.statistic not in T_DISTRIBUTED or abs(candidate.r.value) >= 1:
        return
    told = [
        by_interval(candidate.ci, candidate.ci_level) if candidate.ci and candidate.statistic != "spearman" else None,
        by_p(candidate.r, exact) if exact else None,
    ]
    known = [found for found in told if found is not None]
    wrong = [found for found in known if not _within(n, found)]
    if not wrong:
        return
    both = len(wrong) == len(told) and wrong[0].meets(wrong[1])
    low, high = max(found.low for found in wrong), min(found.high for found in wrong)
    ends = Interval(low, high) if both else wrong[0]
    severity: Severity = "hard" if both and not ends.low / GROSS <= n <= ends.high * GROSS else "soft"
    text = f"n = {n} was linked to r = {candidate.r.text}, but its interval or p implies n = {_shown(ends)}."
    yield Flag("n_not_implied", severity, text, (("n", float(n)), ("low", ends.low), ("high", ends.high)))


def _within(n: int, found: Interval) -> bool:
    return found.low * (1 - ROOM) - 1 <= n <= found.high * (1 + ROOM) + 1


def _shown(ends: Interval) -> str:
    low, high = math.ceil(ends.low), math.floor(ends.high)
    return f"{low} to {high}" if high < LARGEST_N else f"{low} or more"
