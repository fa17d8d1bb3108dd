"""The mean correlation over studies, which is not the tanh of the mean z when studies differ."""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.polynomial.legendre import leggauss

from pooling.arrays import Array

_NODES, _WEIGHTS = leggauss(400)
SPAN = 8.0  # standard deviations on each side; what is left out is below 1e-15
NARROW = 0.6  # below this tau Gauss-Hermite of 60 nodes is exact to rounding
_HERMITE, _HERMITE_WEIGHTS = hermegauss(60)


def marginal_r(z: float, tau2: float) -> float:
    """Return the mean of tanh over a normal distribution with mean ``z`` and variance ``tau2``.

    The average correlation of the studies (Law 1995; Hafdahl 2009); with ``tau2 = 0`` it is
    tanh z. Report it beside, not instead of, tanh of the pooled z.
    """
    tau = math.sqrt(max(tau2, 0.0))
    if tau == 0.0:
        return math.tanh(z)
    if tau < NARROW:
        return float(_HERMITE_WEIGHTS @ np.tanh(z + tau * _HERMITE) / _HERMITE_WEIGHTS.sum())
    at: Array = SPAN * _NODES
    return float(SPAN * _WEIGHTS @ (np.tanh(z + tau * at) * np.exp(-at * at / 2.0)) / math.sqrt(2.0 * math.pi))
