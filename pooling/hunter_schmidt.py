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
    their weights n A^2.
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
    rbar = math.fsum(sizes * values) / total
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


@dataclass(frozen=True, slots=True)
class ArtefactDistribution:
    """Mean true correlation and its variance from distributions of artefacts.

    ``CAFAA`` is the compound attenuation factor, ``rho`` the mean corrected correlation with
    credibility interval ``cv_*`` and confidence interval of the mean observed one ``ci_*``
    (Whitener 1990), ``var_art`` the observed variance that artefacts explain, ``var_res`` what
    neither they nor sampling error explain; ``pct_*`` are percentages of ``var_r``.
    """

    rbar: float
    var_r: float
    var_e: float
    CAFAA: float
    rho: float
    var_art: float
    var_res: float
    var_rho: float
    pct_e: float
    pct_all: float
    ci_lb: float
    ci_ub: float
    cv_lb: float
    cv_ub: float


def artefact_distribution(
    r: Numbers, n: Numbers, rxx: Numbers = 1.0, ryy: Numbers = 1.0, u: Numbers = 1.0, *, level: float = 0.95,
    indirect: bool = False,
) -> ArtefactDistribution:  # fmt: skip
    """Pool correlations corrected by the distributions of artefacts, not row by row (ch. 4).

    ``rxx``, ``ryy`` (reliabilities) and ``u`` (restricted over unrestricted standard deviation)
    are the values known from any rows, of any length. The multiplicative
    method: rho = rbar/(mean a mean b mean c) with a = sqrt rxx, b = sqrt ryy,
    c = sqrt((1 - u^2) rbar^2 + u^2); artefacts are taken to be independent of each other and of
    the true correlation. With ``indirect`` restriction ``rxx`` is that of the unrestricted group, a and c follow
    from every pair of ``rxx`` and ``u``, and c is of true scores (case IV, Hunter, Schmidt & Le 2006).
    Sampling error is summed row by row, (1 - rbar^2)^2/(n - 1).
    """
    plain = bare_bones(r, n)
    factors = _factors(plain.rbar, vector(rxx), vector(ryy), vector(u), indirect=indirect)
    compound = math.prod(float(x.mean()) for x in factors)
    rho, var_e = plain.rbar / compound, _summed_error(vector(r), vector(n), plain.rbar)
    var_art = plain.rbar**2 * sum(float(x.var() / x.mean() ** 2) for x in factors)
    var_res = max(plain.var_r - var_e - var_art, 0.0)
    var_rho = var_res / compound**2
    se = math.sqrt((1.0 - plain.rbar**2) ** 2 / (plain.n - plain.k) + max(plain.var_r - var_e, 0.0) / plain.k)
    half = normal_quantile((1.0 + level) / 2.0) * se
    share = 100.0 / plain.var_r if plain.var_r > 0 else math.inf
    return ArtefactDistribution(
        plain.rbar, plain.var_r, var_e, compound, rho, var_art, var_res, var_rho, share * var_e,
        share * (var_e + var_art), plain.rbar - half, plain.rbar + half, *_credible(rho, var_rho),
    )  # fmt: skip


def _factors(rbar: float, rxx: Array, ryy: Array, u: Array, *, indirect: bool) -> tuple[Array, Array, Array]:
    """Return what reliability in x, reliability in y and restriction multiply a correlation by."""
    if not indirect:
        return np.sqrt(rxx), np.sqrt(ryy), restriction(u, rbar)
    reliability, narrow = (pair.ravel() for pair in np.meshgrid(rxx, u**2))
    possible = narrow > 1.0 - reliability
    if not possible.any():
        raise ValueError("Restriction cannot exceed the share of error: u squared must be above 1 - rxx somewhere.")
    reliability, narrow = reliability[possible], narrow[possible]
    a, b = np.sqrt(1.0 - (1.0 - reliability) / narrow), np.sqrt(ryy)
    true = np.sqrt((narrow - (1.0 - reliability)) / reliability)
    return a, b, restriction(true, rbar / float(a.mean() * b.mean()))


def restriction(u: Array, rbar: float) -> Array:
    """Return the factor c by which direct range restriction ``u`` (k,) shrinks a correlation."""
    return np.asarray(np.sqrt((1.0 - u**2) * rbar**2 + u**2))


def _summed_error(r: Array, n: Array, rbar: float) -> float:
    good = np.isfinite(r) & np.isfinite(n) & (n >= 2)
    return float(n[good] @ ((1.0 - rbar**2) ** 2 / (n[good] - 1.0)) / n[good].sum())
