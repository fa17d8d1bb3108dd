"""The pooled effect without each sample, with all effects that it gives."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Numbers, vector
from pooling.dependence import codes_of
from pooling.dependent import pool_dependent
from pooling.estimate import Estimate
from pooling.method import Method

MOST = 300  # samples that are left out one by one: beyond it one of them decides nothing, and each costs a fit


@dataclass(frozen=True, slots=True)
class WithoutSample:
    """The estimate without one ``cluster``, and how far it lies from the whole (``shift``, in effects)."""

    cluster: Hashable
    estimate: Estimate
    shift: float


def leave_out_samples(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], *, method: Method | None = None
) -> tuple[WithoutSample, ...]:
    """Pool effects ``y`` (k,) with variances ``v`` (k,) without each of the samples ``cluster`` (k,) in turn.

    The order is that of first appearance. Leaving out single effects of a sample would hide how
    much rests on it. Nothing is returned for one sample, which leaves nothing behind, and for
    more than ``MOST``.
    """
    how, effects = method or Method(), vector(y)
    codes, names = codes_of(cluster)
    if not 2 <= len(names) <= MOST:
        return ()
    whole = pool_dependent(effects, v, cluster, method=how).b
    found = []
    for code, name in enumerate(names):
        rest = pool_dependent(np.where(codes == code, np.nan, effects), v, cluster, method=how)
        found.append(WithoutSample(name, rest, rest.b - whole))
    return tuple(found)
