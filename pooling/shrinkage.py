"""Best linear unbiased predictions of each study's own true effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.linear import Linear


@dataclass(frozen=True, slots=True)
class Blup:
    """Predicted true effects (k,) with standard errors and intervals."""

    pred: Array
    se: Array
    pi_lb: Array
    pi_ub: Array


def blup(fit: Linear) -> Blup:
    """Return each study's effect drawn toward the model (Raudenbush & Bryk 1985).

    ``pred = l y + (1 - l) X b`` with ``l = tau2/(tau2 + v)``. Not a better reading of a study:
    an estimate that borrows from all the others.
    """
    share = fit.tau2.value / (fit.tau2.value + fit.v)
    pred = share * fit.y + (1.0 - share) * (fit.x @ fit.b)
    mean = np.einsum("kp,pq,kq->k", fit.x, fit.vb, fit.x)
    se = np.sqrt(share * fit.v + (1.0 - share) ** 2 * mean)
    return Blup(pred, se, pred - fit.crit * se, pred + fit.crit * se)
