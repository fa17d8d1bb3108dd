"""Effect sizes other than Fisher's z: value and sampling variance, each of shape (k,).

Each function returns ``(y, v)``, not-a-number where a formula has no meaning.
They are kept apart because they estimate different things: a partial correlation or a
correlation with a cut variable is never pooled with a plain one by accident.
"""

from __future__ import annotations

import numpy as np

from pooling.arrays import Array, Booleans, Numbers, vector
from pooling.hypergeometric import hyp2f1
from pooling.method import known

VARIANCES = ("LS", "AV", "UB")
PARTIAL_VARIANCES = ("fisher", "one_more")
SPEARMAN_VARIANCES = ("bonett_wright", "fieller")
FIELLER = 1.06  # Fieller, Hartley & Pearson 1957: var z of Spearman's rho is 1.06/(n - 3)
KENDALL = 0.437  # the same source: var z of Kendall's tau is 0.437/(n - 4)
SMALLEST_FOR_UCOR = 5  # the exact estimator needs n > 4

Effects = tuple[Array, Array]


def _pair(good: Booleans, y: Array, v: Array) -> Effects:
    return np.where(good, y, np.nan), np.where(good, v, np.nan)


def cor(r: Numbers, n: Numbers, *, variance: str = "LS") -> Effects:
    """Return raw correlations with the variance (1 - rho^2)^2/(n - 1).

    ``LS`` puts each row's own r for rho; ``AV`` the n-weighted mean of all rows (Hunter &
    Schmidt 2004), which does not favour rows that chance made large. Not for |r| near 1, where
    the distribution is skewed: pool Fisher's z.
    """
    known(variance, VARIANCES[:2], "Variance of a correlation")
    values, sizes = np.broadcast_arrays(vector(r), vector(n))
    good = (np.abs(values) <= 1) & (sizes > 1)
    centre = values if variance == "LS" else np.average(values[good], weights=sizes[good]) if good.any() else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        v = np.where(sizes > 1, (1.0 - np.square(centre)) ** 2 / (sizes - 1.0), np.nan)
    return np.where(np.abs(values) <= 1, values, np.nan), v


def ucor(r: Numbers, n: Numbers, *, variance: str = "LS") -> Effects:
    """Return the exactly unbiased correlation of Olkin & Pratt 1958 (n > 4).

    ``y = r 2F1(1/2, 1/2; (n-2)/2; 1-r^2)``. ``LS``: (1 - y^2)^2/(n - 1); ``UB``: their unbiased
    variance, which can be negative for small n.
    """
    known(variance, ("LS", "UB"), "Variance of an unbiased correlation")
    values, sizes = np.broadcast_arrays(vector(r), vector(n))
    good = (np.abs(values) <= 1) & (sizes >= SMALLEST_FOR_UCOR)
    a, m = np.where(good, values, 0.0), np.where(good, sizes, SMALLEST_FOR_UCOR)
    rest = 1.0 - a * a
    y = a * hyp2f1(0.5, (m - 2.0) / 2.0, a * a)
    if variance == "LS":
        return _pair(good, y, (1.0 - y * y) ** 2 / (m - 1.0))
    square = 1.0 - (m - 3.0) * rest * hyp2f1(1.0, m / 2.0, a * a) / (m - 2.0)
    return _pair(good, y, y * y - square)


def pcor(t: Numbers, n: Numbers, predictors: Numbers) -> Effects:
    """Return partial correlations from t tests of regressions with ``predictors`` in all.

    ``r = t/sqrt(t^2 + n - m - 1)``, variance (1 - r^2)^2/(n - m - 1) (Aloe & Becker 2012); m
    counts the focal predictor too. Estimates depend on what was controlled for.
    """
    values, df = np.broadcast_arrays(vector(t), vector(n) - vector(predictors) - 1.0)
    good = df > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        r = values / np.sqrt(np.square(values) + df)
        return _pair(good, r, np.square(1.0 - r * r) / df)


def zpcor(t: Numbers, n: Numbers, predictors: Numbers, *, variance: str = "fisher") -> Effects:
    """Return Fisher's z of partial correlations from t tests of regressions.

    Variance 1/(n - m - 2) with m predictors in all (Fisher 1924: n - 3 less the m - 1 controls);
    ``one_more`` gives the 1/(n - m - 1) of older software.
    """
    known(variance, PARTIAL_VARIANCES, "Variance of a partial z")
    r, _ = pcor(t, n, predictors)
    df = np.broadcast_to(vector(n) - vector(predictors) - (2.0 if variance == "fisher" else 1.0), r.shape)
    good = (df > 0) & (np.abs(r) < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _pair(good, np.arctanh(r), 1.0 / df)


def spcor(t: Numbers, n: Numbers, predictors: Numbers, r2: Numbers) -> Effects:
    """Return semipartial correlations from t tests and R^2 of regressions (Aloe & Becker 2012)."""
    values, df = np.broadcast_arrays(vector(t), vector(n) - vector(predictors) - 1.0)
    full = vector(r2)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = values * np.sqrt(1.0 - full) / np.sqrt(df)
        without = full - r * r
        v = (full**2 - 2.0 * full + without + 1.0 - without**2) / vector(n)
        return _pair((df > 0) & (full <= 1), r, v)


def spearman_z(rho: Numbers, n: Numbers, *, variance: str = "bonett_wright") -> Effects:
    """Return Fisher's z of Spearman's rho with its own variance.

    (1 + rho^2/2)/(n - 3) (Bonett & Wright 2000), or 1.06/(n - 3) (``fieller``). Not to be pooled
    with Pearson's r unless the protocol says so.
    """
    known(variance, SPEARMAN_VARIANCES, "Variance of Spearman's z")
    values, sizes = np.broadcast_arrays(vector(rho), vector(n))
    good = (np.abs(values) < 1) & (sizes > 3)
    a = np.where(good, values, 0.0)
    factor = 1.0 + a * a / 2.0 if variance == "bonett_wright" else np.full_like(a, FIELLER)
    return _pair(good, np.arctanh(a), factor / np.where(good, sizes - 3.0, 1.0))


def kendall_z(tau: Numbers, n: Numbers) -> Effects:
    """Return Fisher's z of Kendall's tau with variance 0.437/(n - 4) (Fieller et al. 1957)."""
    values, sizes = np.broadcast_arrays(vector(tau), vector(n))
    good = (np.abs(values) < 1) & (sizes > 4)
    return _pair(good, np.arctanh(np.where(good, values, 0.0)), KENDALL / np.where(good, sizes - 4.0, 1.0))
