"""Other statistics as correlations, each with the name, the assumption and the source of its formula.

A converted value is pooled only after a person accepted the named conversion.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from pooling.arrays import Array, Numbers, vector
from pooling.method import known

PETERSON_BROWN_LIFT = 0.05  # their regression of r on beta over 1,504 pairs; for beta >= 0 only
PETERSON_BROWN_RANGE = 0.5  # the sample they fitted: |beta| <= .5
EQUAL_GROUPS = 4.0  # (n1 + n2)^2/(n1 n2) when n1 = n2


@dataclass(frozen=True, slots=True)
class Formula:
    """One conversion: its name, what it assumes, where it is from."""

    id: str
    assumption: str
    source: str


FORMULAS = (
    Formula("t", "t of a single predictor or of two groups; exact", "Rosenthal 1994, eq. 16-23"),
    Formula("F1", "F with one numerator degree of freedom; the sign is given", "Rosenthal 1994, eq. 16-24"),
    Formula("chi2_1", "chi-squared of a two-by-two table; the sign is given", "Rosenthal 1994, eq. 16-25"),
    Formula("d", "two groups; point-biserial r", "Borenstein et al. 2009, ch. 7"),
    Formula(
        "means",
        "means and SDs of two groups, d with their pooled SD; point-biserial r",
        "Borenstein et al. 2009, ch. 4",
    ),
    Formula("or", "both variables are cut logistic; equal groups", "Hasselblad & Hedges 1995; Borenstein et al. 2009"),
    Formula("p", "exact two-sided p of a correlation; the sign is given", "Rosenthal & Rubin 2003"),
    Formula("beta", "standardised weight of the only predictor, which is r; never one of several", "definition"),
    Formula("peterson_brown", "standardised beta within .5, imputed by regression", "Peterson & Brown 2005"),
    Formula("spearman", "bivariate normal variables", "Pearson 1907"),
    Formula("kendall", "bivariate normal variables", "Greiner 1909"),
)
FORMULA_IDS = tuple(formula.id for formula in FORMULAS)


@dataclass(frozen=True, slots=True)
class Converted:
    """A correlation (k,) with the formula that gave it."""

    r: Array
    formula: Formula


def formula(name: str) -> Formula:
    """Return a conversion's description by its name."""
    return FORMULAS[FORMULA_IDS.index(known(name, FORMULA_IDS, "Conversion"))]


def t_to_r(t: Numbers, df: Numbers) -> Array:
    """Return r = t/sqrt(t^2 + df), each of shape (k,)."""
    values = vector(t)
    return np.asarray(values / np.sqrt(values * values + vector(df)))


def f1_to_r(f: Numbers, df2: Numbers, sign: Numbers = 1.0) -> Array:
    """Return r = sign sqrt(F/(F + df2)); F has one numerator degree of freedom and no sign."""
    return np.asarray(np.sign(vector(sign)) * np.sqrt(vector(f) / (vector(f) + vector(df2))))


def chi2_to_r(chi2: Numbers, n: Numbers, sign: Numbers = 1.0) -> Array:
    """Return phi = sign sqrt(chi2/n) of a two-by-two table."""
    return np.asarray(np.sign(vector(sign)) * np.sqrt(vector(chi2) / vector(n)))


def d_to_r(d: Numbers, n1: Numbers | None = None, n2: Numbers | None = None) -> Array:
    """Return r = d/sqrt(d^2 + a) with a = (n1 + n2)^2/(n1 n2), or 4 when sizes are not given."""
    values = vector(d)
    return np.asarray(values / np.sqrt(values * values + group_factor(n1, n2)))


def group_factor(n1: Numbers | None, n2: Numbers | None) -> Array:
    """Return a = (n1 + n2)^2/(n1 n2)."""
    if n1 is None or n2 is None:
        return np.array([EQUAL_GROUPS])
    return np.asarray((vector(n1) + vector(n2)) ** 2 / (vector(n1) * vector(n2)))


def d_variance(d: Numbers, n1: Numbers, n2: Numbers) -> Array:
    """Return the large-sample variance of Cohen's d (Hedges & Olkin 1985)."""
    total = vector(n1) + vector(n2)
    return np.asarray(total / (vector(n1) * vector(n2)) + vector(d) ** 2 / (2.0 * total))


def d_to_r_variance(d: Numbers, n1: Numbers, n2: Numbers) -> Array:
    """Return the variance of r converted from d, a^2 var d/(d^2 + a)^3."""
    a = group_factor(n1, n2)
    return np.asarray(a**2 * d_variance(d, n1, n2) / (vector(d) ** 2 + a) ** 3)


def means_to_d(m1: Numbers, sd1: Numbers, n1: Numbers, m2: Numbers, sd2: Numbers, n2: Numbers) -> Array:
    """Return d = (m1 - m2)/s with the pooled s^2 = ((n1 - 1) s1^2 + (n2 - 1) s2^2)/(n1 + n2 - 2)."""
    first, second = vector(n1) - 1.0, vector(n2) - 1.0
    pooled = (first * np.square(vector(sd1)) + second * np.square(vector(sd2))) / (first + second)
    return np.asarray((vector(m1) - vector(m2)) / np.sqrt(pooled))


def means_to_r(m1: Numbers, sd1: Numbers, n1: Numbers, m2: Numbers, sd2: Numbers, n2: Numbers) -> Array:
    """Return the point-biserial r of two groups from their means, standard deviations and sizes."""
    return d_to_r(means_to_d(m1, sd1, n1, m2, sd2, n2), n1, n2)


def or_to_d(odds_ratio: Numbers) -> Array:
    """Return d = ln(OR) sqrt(3)/pi (Hasselblad & Hedges 1995)."""
    return np.asarray(np.log(vector(odds_ratio)) * math.sqrt(3.0) / math.pi)


def or_to_r(odds_ratio: Numbers, n1: Numbers | None = None, n2: Numbers | None = None) -> Array:
    """Return r from an odds ratio through d."""
    return d_to_r(or_to_d(odds_ratio), n1, n2)


def t_of_p(p: Numbers, df: Numbers, sign: Numbers = 1.0) -> Array:
    """Return the t whose two-sided p-value is ``p``."""
    half = vector(df) / 2.0
    share = special.betaincinv(half, 0.5, vector(p))
    rest = special.betainccinv(0.5, half, vector(p))
    return np.asarray(np.sign(vector(sign)) * np.sqrt(vector(df) * rest / share))


def p_to_r(p: Numbers, n: Numbers, sign: Numbers = 1.0) -> Array:
    """Return r from an exact two-sided p-value; never from "p < .05"."""
    df = vector(n) - 2.0
    return t_to_r(t_of_p(p, df, sign), df)


def beta_to_r(beta: Numbers, *, formula: str) -> Array:
    """Return r imputed from standardised regression weights: off unless the formula is named.

    ``peterson_brown``: r = beta + .05 for beta >= 0, beta otherwise; not-a-number beyond |.5|.
    Meta-analysts disagree whether to do this at all (Roth et al. 2018): report results without.
    """
    known(formula, ("peterson_brown",), "Conversion of beta")
    values = vector(beta)
    lifted = values + PETERSON_BROWN_LIFT * (values >= 0)
    return np.asarray(np.where(np.abs(values) <= PETERSON_BROWN_RANGE, lifted, np.nan))


def spearman_to_r(rho: Numbers) -> Array:
    """Return Pearson's r = 2 sin(pi rho/6) of bivariate normal variables."""
    return np.asarray(2.0 * np.sin(math.pi * vector(rho) / 6.0))


def kendall_to_r(tau: Numbers) -> Array:
    """Return Pearson's r = sin(pi tau/2) of bivariate normal variables."""
    return np.asarray(np.sin(math.pi * vector(tau) / 2.0))


_BY_NAME: dict[str, Callable[..., Array]] = {
    "t": t_to_r,
    "F1": f1_to_r,
    "chi2_1": chi2_to_r,
    "d": d_to_r,
    "means": means_to_r,
    "or": or_to_r,
    "p": p_to_r,
    "beta": vector,
    "peterson_brown": lambda beta: beta_to_r(beta, formula="peterson_brown"),
    "spearman": spearman_to_r,
    "kendall": kendall_to_r,
}


def convert(name: str, *values: Numbers) -> Converted:
    """Convert by a formula's name, with its arguments in order, and keep the provenance."""
    found = formula(name)
    return Converted(_BY_NAME[name](*values), found)
