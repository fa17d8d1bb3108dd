"""Which rows can be pooled, and why the others cannot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Booleans, Numbers, vector
from pooling.estimate import LeftOut


@dataclass(frozen=True, slots=True)
class Rows:
    """Effects ``y`` and variances ``v`` that are finite, with their positions in the input."""

    y: Array
    v: Array
    used: Booleans
    left_out: tuple[LeftOut, ...]

    @property
    def positions(self) -> tuple[int, ...]:
        """The input positions of the rows kept."""
        return tuple(np.flatnonzero(self.used).tolist())


def usable(y: Numbers, v: Numbers, *others: Array, known: tuple[LeftOut, ...] = ()) -> Rows:
    """Keep rows with a finite effect, a finite positive variance and finite ``others`` (k, ...).

    ``known`` are reasons already found for rows; they replace the plain ones given here.
    """
    effects, variances = vector(y), vector(v)
    if effects.shape != variances.shape:
        effects, variances = np.broadcast_arrays(effects, variances)
    good = np.isfinite(effects) & np.isfinite(variances) & (variances > 0)
    for other in others:
        good &= np.isfinite(other).all(axis=tuple(range(1, other.ndim)))
    if good.all():
        return Rows(effects, variances, good, ())
    reasons = {item.row: item for item in known}
    left = (reasons.get(int(i)) or _reason(int(i), effects[i], variances[i]) for i in np.flatnonzero(~good))
    return Rows(effects[good], variances[good], good, tuple(left))


def _reason(row: int, y: float, v: float) -> LeftOut:
    if not np.isfinite(y):
        return LeftOut(row, "no_effect", f"The effect is missing or infinite ({y:g}).")
    if not np.isfinite(v):
        return LeftOut(row, "no_variance", f"The sampling variance is missing or infinite ({v:g}).")
    if v <= 0:
        return LeftOut(row, "bad_variance", f"The sampling variance must be positive; it is {v:g}.")
    return LeftOut(row, "no_moderator", "A moderator is missing.")
