"""How far an estimate rests on what nobody has verified: printed beside it, never as it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pooling import Alternative, Refusal, extraction_interval, uncertain, z_to_r
from reports.analysis import Analysis
from reports.digest import digest_of, plain
from reports.waiting import SIGN_LOST, Waiting

DRAWS = 300  # random combinations of what may be right: bounds are steady to the second decimal


def sensitivity(
    analysis: Analysis, waiting: Sequence[Waiting], *, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The interval over all that might be right, as JSON; `known` is an earlier answer, which holds for equal input.

    Verified rows are certain. An unverified one counts with its probability, with the other sign where the sign is in
    doubt, or not at all. Several results of one sample are averaged in each combination.
    """
    if not waiting:
        return {}
    key = digest_of([analysis.digest, DRAWS, list(waiting)])
    if known and known.get("key") == key:
        return dict(known)
    y = [*(row.y for row in analysis.rows), *(item.z for item in waiting)]
    v = [*(row.v for row in analysis.rows), *(item.v for item in waiting)]
    right = [*(1.0 for _ in analysis.rows), *(item.probability for item in waiting)]
    clusters = [*(row.cluster for row in analysis.rows), *(item.cluster for item in waiting)]
    others = [*(() for _ in analysis.rows), *(_others(item) for item in waiting)]
    found = extraction_interval(uncertain(y, v, right, others), method=analysis.method, draws=DRAWS, cluster=clusters)
    if isinstance(found, Refusal):
        return {"key": key, "results": len(waiting), "refused": found.reason}
    r, low, high = (float(x) for x in z_to_r([found.b, found.ci_lb, found.ci_ub]))
    numbers = {name: getattr(found, name) for name in ("b", "ci_lb", "ci_ub", "sd_reading", "combinations", "exact")}
    ends: dict[str, Any] = plain({**numbers, "r": r, "r_ci_lb": low, "r_ci_ub": high})
    return {"key": key, "results": len(waiting), **ends}


def _others(item: Waiting) -> tuple[Alternative, ...]:
    return (Alternative(-item.z, item.v, SIGN_LOST),) if item.sign_in_doubt else ()
