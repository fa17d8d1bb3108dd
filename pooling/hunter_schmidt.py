"""Hunter-Schmidt pooling of raw correlations, bare bones and corrected for artefacts.

Source: Hunter & Schmidt 2004; Schmidt & Hunter 2015 (chapters in brackets below).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.tails import normal_quantile

CREDIBILITY = 0.80  # the interval that Hunter and Schmidt report


@dataclass(frozen=True, slots=True)
class BareBones:
    """Mean correlation and the variances of observed, error and true correlations.

    ``cv80_*`` bound the middle 80 % of true correlations; ``pct_var_e`` is the share of the
    observed variance, in percent, that sampling error explains (it may exceed 100).
    """

    k: int
    n: float
    rbar: float
    var_r: float
    var_e: float
    var_rho: float
    sd_rho: float
    cv80_lb: float
    cv80_ub: float
    pct_var_e: float


@dataclass(frozen=True, slots=True)
class Corrected:
    """Mean and variance of correlations corrected for artefacts.

    ``A`` (k,) are the attenuation factors, ``rc`` (k,) the corrected correlations, ``w`` (k,)
    their weights n A^2; empty for artefact distributions, where only means are known.
    """

    A: Array
    rc: Array
    w: Array
    rbar_obs: float
    rho_bar: float
    var_rc: float
    var_e: float
    var_rho: float
    cv80_lb: float
    cv80_ub: float


def _credible(mean: float, variance: float) -> tuple[float, float]:
    half = normal_quantile((1.0 + CREDIBILITY) / 2.0) * math.sqrt(max(variance, 0.0))
    return mean - half, mean + half


def bare_bones(r: Numbers, n: Numbers) -> BareBones:
    """Pool raw correlations ``r`` (k,) by sample size ``n`` (k,) without corrections (ch. 3).

    Sampling error: (1 - rbar^2)^2/(mean n - 1). Rows with a missing value or n < 2 are left out.
    """
    values, sizes = np.broadcast_arrays(vector(r), vector(n))
    good = np.isfinite(values) & np.isfinite(sizes) & (sizes >= 2) & (np.abs(values) <= 1)
    values, sizes = values[good], sizes[good]
    if not len(values):
        return BareBones(0, 0.0, *(math.nan,) * 8)
    total = float(sizes.sum())
    rbar = float(sizes @ values) / total
    var_r = float(sizes @ (values - rbar) ** 2) / total
    var_e = (1.0 - rbar**2) ** 2 / (total / len(values) - 1.0)
    var_rho = max(var_r - var_e, 0.0)
    share = 100.0 * var_e / var_r if var_r > 0 else math.inf
    return BareBones(
        len(values), total, rbar, var_r, var_e, var_rho, math.sqrt(var_rho), *_credible(rbar, var_rho), share
    )


def attenuation(rxx: Numbers = 1.0, ryy: Numbers = 1.0) -> Array:
    """Return the factor sqrt(rxx ryy) by which unreliable measures shrink a correlation."""
    return np.asarray(np.sqrt(vector(rxx) * vector(ryy)))


def individually_corrected(r: Numbers, n: Numbers, factor: Numbers) -> Corrected:
    """Pool correlations each divided by its own attenuation ``factor`` (k,) (ch. 3).

    Weights n A^2; sampling error (1 - rbar^2)^2/(n - 1)/A^2 from the mean observed correlation.
    Needs every row's artefacts; otherwise use :func:`artefact_distribution`.
    """
    values, sizes, a = np.broadcast_arrays(vector(r), vector(n), vector(factor))
    rc, w = values / a, sizes * a * a
    rbar = float(sizes @ values / sizes.sum())
    rho = float(w @ rc / w.sum())
    var_rc = float(w @ (rc - rho) ** 2 / w.sum())
    var_e = float(w @ ((1.0 - rbar**2) ** 2 / (sizes - 1.0) / (a * a)) / w.sum())
    var_rho = max(var_rc - var_e, 0.0)
    return Corrected(a, rc, w, rbar, rho, var_rc, var_e, var_rho, *_credible(rho, var_rho))


def unrestricted(r: Numbers, u: Numbers) -> Array:
    """Return correlations corrected for direct range restriction (Thorndike 1949, case II).

    ``u`` (k,) is the restricted over the unrestricted standard deviation of x.
    """
    values, wider = vector(r), 1.0 / vector(u)
    return np.asarray(values * wider / np.sqrt(1.0 + values**2 * (wider**2 - 1.0)))


def unrestricted_indirectly(r: Numbers, u: Numbers, rxx: Numbers, ryy: Numbers = 1.0) -> Array:
    """Return true-score correlations corrected for indirect range restriction (case IV).

    Hunter, Schmidt & Le 2006: correct both reliabilities of the restricted group, find the
    restriction of true scores u_T, then apply Thorndike's formula with 1/u_T. ``rxx`` is the
    reliability of x in the *unrestricted* group, ``ryy`` of y in the restricted one.
    """
    ux, reliability = vector(u), vector(rxx)
    ut = np.sqrt((ux**2 - (1.0 - reliability)) / reliability)
    restricted = 1.0 - (1.0 - reliability) / ux**2
    return unrestricted(vector(r) / np.sqrt(restricted * vector(ryy)), ut)


def artefact_distribution(r: Numbers, n: Numbers, rxx: Numbers, ryy: Numbers, u: Numbers = 1.0) -> Corrected:
    """Pool correlations corrected by the distributions of artefacts, not row by row (ch. 4).

    ``rxx``, ``ryy``, ``u`` are the values known from any rows, of any length. The multiplicative
    method of Callender & Osburn 1980 as in Hunter & Schmidt 2004 with direct range restriction;
    the artefacts are taken to be independent of each other and of the true correlation.
    """
    plain = bare_bones(r, n)
    a, b = np.sqrt(vector(rxx)), np.sqrt(vector(ryy))
    wide = 1.0 / vector(u)
    start = plain.rbar / (float(a.mean()) * float(b.mean()))
    c = 1.0 / (wide * np.sqrt(1.0 - start**2 * (1.0 - 1.0 / wide**2))) if (wide != 1.0).any() else np.ones_like(wide)
    parts = [np.asarray(x) for x in (a, b, c)]
    factor = math.prod(float(x.mean()) for x in parts)
    rho = plain.rbar / factor
    spread = sum(_variation(x) for x in parts)
    var_rho = max((plain.var_r - plain.var_e - rho**2 * factor**2 * spread) / factor**2, 0.0)
    empty = np.empty(0)
    return Corrected(
        np.array([factor]), empty, empty, plain.rbar, rho, plain.var_r, plain.var_e, var_rho, *_credible(rho, var_rho)
    )


def _variation(x: Array) -> float:
    return float(x.var(ddof=1) / x.mean() ** 2) if len(x) > 1 else 0.0
