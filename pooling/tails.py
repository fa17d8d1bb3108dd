"""Tail probabilities and quantiles, exact far out, through scipy.special only."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from pooling.arrays import Array

LN2 = math.log(2.0)
TINY = 1e-290  # below it a probability loses digits, so its logarithm is computed directly


def normal_quantile(p: float) -> float:
    """Return the standard normal quantile."""
    return float(special.ndtri(p))


def normal_two_sided(z: Array) -> Array:
    """Return two-sided normal p-values."""
    return np.asarray(2.0 * special.ndtr(-np.abs(z)))


def t_two_sided(t: Array, df: float) -> Array:
    """Return two-sided p-values of Student's t, through the incomplete beta function."""
    with np.errstate(over="ignore", invalid="ignore"):
        square = np.square(t)
        near, far = square / (df + square), df / (df + square)
    tails = np.where(square > df, special.betainc(df / 2, 0.5, far), special.betaincc(0.5, df / 2, near))
    return np.where(np.isinf(square), 0.0, tails)


def critical(level: float, df: float | None) -> float:
    """Return the two-sided critical value at coverage ``level``: normal, or t with ``df``."""
    if df is None:
        return -normal_quantile((1.0 - level) / 2.0)
    share = float(special.betaincinv(0.5, df / 2.0, level))
    rest = float(special.betaincinv(df / 2.0, 0.5, 1.0 - level))
    return math.sqrt(df * share / rest)


def two_sided(stat: Array, df: float | None) -> Array:
    """Return two-sided p-values; normal when ``df`` is None."""
    return normal_two_sided(stat) if df is None else t_two_sided(stat, df)


def log_two_sided(stat: float, df: float | None) -> float:
    """Return ln p of a two-sided test, finite even where p underflows."""
    size = abs(stat)
    if df is None:
        return float(special.log_ndtr(-size)) + LN2
    p = float(t_two_sided(np.array([size]), df)[0])
    if p > TINY or math.isinf(size) or math.isnan(size):
        return math.log(p) if p > 0 else -math.inf if p == 0 else math.nan
    # leading term of the t tail: x^(df/2) / (df/2 B(df/2, 1/2)), x = df/(df + t^2)
    return (df / 2) * math.log(df / (df + size * size)) - math.log(df / 2) - float(special.betaln(df / 2, 0.5))


def chi2_upper(q: float, df: float) -> float:
    """Return the upper tail of chi-squared; 1 without degrees of freedom."""
    return float(special.gammaincc(df / 2.0, max(q, 0.0) / 2.0)) if df > 0 else 1.0


def chi2_quantile(p: float, df: float) -> float:
    """Return the chi-squared quantile of lower tail ``p``."""
    return 2.0 * float(special.gammaincinv(df / 2.0, p))


def f_upper(f: float, df1: float, df2: float) -> float:
    """Return the upper tail of Snedecor's F."""
    if not math.isfinite(f):
        return 0.0 if f > 0 else math.nan
    return float(special.betainc(df2 / 2.0, df1 / 2.0, df2 / (df2 + df1 * f)))
