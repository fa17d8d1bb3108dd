"""Fisher scoring with an absolute stopping rule: what other software reports, not what is best.

Kept to explain a difference to a published result: metafor stops its search for tau2 when a step
is below 1e-5, however small tau2 itself is.
"""

from __future__ import annotations

import numpy as np

from pooling.basis import Basis
from pooling.likelihood import score_and_slope
from pooling.quadratic import quadratic, trace_of_square

MAX_STEPS = 500


def scoring(model: Basis, threshold: float, *, restricted: bool) -> float:
    """Return tau2 after Fisher scoring from Hedges' estimate until a step is below ``threshold``."""
    at = max(quadratic(model, np.ones(model.k)).expectation_root(), 0.0)
    for _ in range(MAX_STEPS):
        score = score_and_slope(model, at, restricted=restricted)[0]
        w = 1.0 / (model.v + at)
        move = 2.0 * score / (trace_of_square(model, w) if restricted else float(w @ w))
        while at + move < 0.0:
            move /= 2.0
        at += move
        if abs(move) <= threshold:
            break
    return at
