"""Cochran's Q, I2 and H2 with their intervals."""

from __future__ import annotations

import math

from pooling.basis import Basis
from pooling.estimate import Heterogeneity
from pooling.profile import Bounds, q_profile
from pooling.quadratic import residual_form
from pooling.tails import chi2_upper
from pooling.tau2 import Tau2

PERCENT = 100.0


def typical_variance(model: Basis) -> float:
    """Return the typical sampling variance (k - p) / tr P at tau2 = 0 (Higgins & Thompson 2002)."""
    return (model.k - model.p) / residual_form(model, 1.0 / model.v)[1]


def i2(tau2: float, typical: float) -> float:
    """Return I2 in percent; tau2 without bound gives 100."""
    return PERCENT if math.isinf(tau2) else PERCENT * tau2 / (typical + tau2)


def h2(tau2: float, typical: float) -> float:
    """Return H2, the total over the sampling variance."""
    return tau2 / typical + 1.0


def heterogeneity(model: Basis, found: Tau2, name: str, level: float, *, interval: bool = True) -> Heterogeneity:
    """Return tau2, I2, H2 and Q of a model; for EE, I2 and H2 come from Q itself."""
    df = model.k - model.p
    if df <= 0:
        return Heterogeneity(0.0, None, 0.0, 1.0, 0.0, max(df, 0), 1.0)
    q, trace = residual_form(model, 1.0 / model.v)
    typical = df / trace
    if name == "EE":
        share = (PERCENT * max(0.0, 1.0 - df / q) if q > 0 else 0.0), q / df
    else:
        share = i2(found.value, typical), h2(found.value, typical)
    bounds = _bounds(q_profile(model, level), typical) if interval else (None,) * 6
    return Heterogeneity(found.value, found.se, *share, q, df, chi2_upper(q, df), *bounds)


def _bounds(tau2: Bounds, typical: float) -> tuple[float, ...]:
    ends = (tau2.lb, tau2.ub)
    return (*ends, *(i2(end, typical) for end in ends), *(h2(end, typical) for end in ends))
