"""A result that waits for a person, as it would count if it were right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.numbers import coefficient, interval, things

LOST_TO_MEANS = 3  # the variance of Fisher's z is 1/(n - 3)
COMMON_SPREAD = 0.02  # tau2 before anything was pooled: studies that differ by about .14, as is common
FIRST = 1.0  # a first result moves an estimate from nothing to something: further than any second one
SIGN_LOST = 0.5  # where the sign is in doubt, half of what is wrong is a wrong sign


@dataclass(frozen=True, slots=True)
class Waiting:
    """An undecided result in the direction of its question; `probability` is its chance of being right as it is.

    `sign_in_doubt`: a check has said that a minus may be lost or false.
    """

    id: str
    report: str
    question: str
    cluster: tuple[str, str]
    r: float
    n: int
    probability: float
    sign_in_doubt: bool = False

    @property
    def z(self) -> float:
        """Fisher's z."""
        return math.atanh(self.r)

    @property
    def v(self) -> float:
        """The sampling variance of z."""
        return 1.0 / (self.n - LOST_TO_MEANS)

    def states(self) -> list[tuple[float, float]]:
        """What it may be, with the probability: as read, or with the other sign. What is left is no result."""
        wrong = (1.0 - self.probability) * SIGN_LOST
        return [(self.z, self.probability), *([(-self.z, wrong)] if self.sign_in_doubt else [])]


@dataclass(frozen=True, slots=True)
class Known:
    """The verified effects of a question: z and variance of each, by sample."""

    samples: Mapping[tuple[str, str], Sequence[tuple[float, float]]]
    tau2: float = COMMON_SPREAD
    rho: float = 0.6

    def weighed(self, cluster: tuple[str, str], more: Sequence[tuple[float, float]] = ()) -> tuple[float, float]:
        """A sample's weight, and its weight times its mean z, with more effects in it."""
        own = [*self.samples.get(cluster, ()), *more]
        if not own:
            return 0.0, 0.0
        m, mean = len(own), sum(z for z, _ in own) / len(own)
        roots = sum(math.sqrt(v) for _, v in own)
        variance = ((1.0 - self.rho) * sum(v for _, v in own) + self.rho * roots**2) / m**2
        weight = 1.0 / (variance + self.tau2)
        return weight, weight * mean


def moves(known: Known, waiting: Iterable[Waiting]) -> dict[str, float]:
    """How far deciding on each result is expected to move the estimate on Fisher's z, with tau2 held: one step."""
    parts = [known.weighed(cluster) for cluster in known.samples]
    weight, total = sum(part[0] for part in parts), sum(part[1] for part in parts)
    return {item.id: _move(known, item, weight, total) for item in waiting}


def _move(known: Known, item: Waiting, weight: float, total: float) -> float:
    if weight <= 0:
        return FIRST * item.probability
    before = known.weighed(item.cluster)
    far = 0.0
    for z, chance in item.states():
        after = known.weighed(item.cluster, [(z, item.v)])
        mean = (total - before[1] + after[1]) / (weight - before[0] + after[0])
        far += chance * abs(mean - total / weight)
    return far


def sentence(found: Mapping[str, Any]) -> str:
    """The interval over what waits in words, from its JSON; nothing where nothing waits."""
    if not found or "refused" in found:
        return ""
    ends = interval(found["r_ci_lb"], found["r_ci_ub"])
    return (
        f"With {things(found['results'], 'unverified result')} that would count, each as likely right as its reading: "
        f"r = {coefficient(found['r'])} {ends}; a sensitivity analysis, not an estimate."
    )
