"""Regression tests of funnel asymmetry, and the estimates that extrapolate from them.

Sources: Egger et al. 1997 (lm, sei), Sterne & Egger 2005 (the family), Peters et al. 2006 (ninv),
Stanley & Doucouliagos 2014 (PET-PEESE).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.cautions import cautions
from pooling.estimate import Note, Refusal
from pooling.heterogeneity import PERCENT
from pooling.linear import least_squares
from pooling.method import Method, known
from pooling.moderators import regress
from pooling.orthonormal import rank
from pooling.rows import usable
from pooling.tails import critical, two_sided

PREDICTORS = ("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")
MODELS = ("rma", "lm")
WITH_LIMIT = frozenset({"sei", "vi", "ninv", "sqrtninv"})  # predictors that vanish in an infinite study


@dataclass(frozen=True, slots=True)
class FunnelTest:
    """A test that effects grow with imprecision; ``est`` is the effect of an infinite study."""

    model: str
    predictor: str
    stat: float
    pval: float
    dfs: int | None
    est: float | None
    ci_lb: float | None
    ci_ub: float | None
    coef: Array
    se: Array
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weighted least squares with a multiplicative error: coefficients, se and p, each (p,)."""

    coef: Array
    se: Array
    p: Array
    df: int


def funnel_test(
    y: Numbers,
    v: Numbers,
    n: Numbers | None = None,
    *,
    model: str = "rma",
    predictor: str = "sei",
    tau2: str = "REML",
    level: float = 0.95,
) -> FunnelTest | Refusal:
    """Regress effects ``y`` (k,) on a measure of imprecision.

    ``model``: ``rma`` a random-effects meta-regression with a normal test, ``lm`` weighted least
    squares with t. ``predictor``: sei, vi, ni, ninv = 1/n, sqrtni, sqrtninv; those of n need
    ``n`` (k,). For correlations sei and n say nearly the same. Asymmetry is not publication bias.
    """
    known(model, MODELS, "Model of a funnel test")
    known(predictor, PREDICTORS, "Predictor of a funnel test")
    sizes = np.full(vector(y).shape, np.nan) if n is None else vector(n)
    rows = usable(y, v, *([sizes] if predictor not in ("sei", "vi") else []))
    x = np.column_stack([np.ones(len(rows.y)), imprecision(predictor, rows.v, sizes[rows.used])])
    if len(rows.y) == 0 or rank(x) < x.shape[1]:
        return Refusal("not_full_rank", f"The predictor {predictor} does not vary: nothing can be regressed on it.")
    if model == "rma":
        return _mixed(rows.y, rows.v, x, predictor, tau2, level)
    return _least_squares(rows.y, rows.v, x, predictor, level)


def imprecision(predictor: str, v: Array, n: Array) -> Array:
    """Return the predictor (k,) by its name."""
    values = {"sei": np.sqrt(v), "vi": v, "ni": n, "ninv": 1.0 / n, "sqrtni": np.sqrt(n), "sqrtninv": 1.0 / np.sqrt(n)}
    return values[predictor]


def _mixed(y: Array, v: Array, x: Array, predictor: str, tau2: str, level: float) -> FunnelTest | Refusal:
    found = regress(y, v, x, method=Method(measure="GEN", tau2=tau2, test="z", level=level))
    if isinstance(found, Refusal):
        return found
    est, lb, ub = _limit(predictor, float(found.b[0]), float(found.ci_lb[0]), float(found.ci_ub[0]))
    notes = cautions(len(y), found.heterogeneity.I2)
    return FunnelTest(
        "rma", predictor, float(found.stat[1]), float(found.pval[1]), None, est, lb, ub, found.b, found.se, notes
    )


def _limit(predictor: str, b: float, lb: float, ub: float) -> tuple[float | None, float | None, float | None]:
    return (b, lb, ub) if predictor in WITH_LIMIT else (None, None, None)


def _least_squares(y: Array, v: Array, x: Array, predictor: str, level: float) -> FunnelTest:
    found = weighted_regression(y, v, x)
    half = critical(level, found.df) * float(found.se[0]) if found.df > 0 else math.nan
    b = float(found.coef[0])
    est, lb, ub = _limit(predictor, b, b - half, b + half)
    with np.errstate(divide="ignore", invalid="ignore"):
        stat = float((found.coef / found.se)[1])
    notes = cautions(len(y), i2_of(y, v))
    return FunnelTest("lm", predictor, stat, float(found.p[1]), found.df, est, lb, ub, found.coef, found.se, notes)


def weighted_regression(y: Array, v: Array, x: Array) -> Weighted:
    """Return least squares with weights 1/v and an estimated scale; not-a-number without df."""
    solved, df = least_squares(y, 1.0 / v, x), len(y) - x.shape[1]
    if df <= 0:
        no = np.full(x.shape[1], np.nan)
        return Weighted(solved.b, no, no, 0)
    se = np.sqrt(np.diag(solved.s) * solved.rss / df)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Weighted(solved.b, se, two_sided(solved.b / se, df), df)


def i2_of(y: Array, v: Array) -> float:
    """Return I2 in percent from Q alone."""
    w = 1.0 / v
    q, df = float(w @ (y - (w @ y) / w.sum()) ** 2), len(y) - 1
    return PERCENT * max(0.0, 1.0 - df / q) if q > 0 else 0.0


def pet(y: Numbers, v: Numbers) -> Weighted | Refusal:
    """Regress effects on standard errors; the intercept is the effect of an infinite study.

    Biased when the true effect is not zero: then PEESE. A predictor that does not vary is
    dropped. Both fail with strong heterogeneity or few small studies (Stanley 2017).
    """
    return _extrapolated(y, v, "sei")


def peese(y: Numbers, v: Numbers) -> Weighted | Refusal:
    """Regress effects on sampling variances; the intercept is the effect of an infinite study."""
    return _extrapolated(y, v, "vi")


def _extrapolated(y: Numbers, v: Numbers, predictor: str) -> Weighted | Refusal:
    rows = usable(y, v)
    if not len(rows.y):
        return Refusal("nothing_to_pool", "No row has a finite effect with a positive variance.")
    x = np.column_stack([np.ones(len(rows.y)), imprecision(predictor, rows.v, rows.v)])
    return weighted_regression(rows.y, rows.v, x if rank(x) == 2 else x[:, :1])


@dataclass(frozen=True, slots=True)
class PetPeese:
    """The conditional estimator: ``used`` is PET when its intercept is not significant, else PEESE."""

    used: str
    est: float
    se: float
    pval: float
    notes: tuple[Note, ...]


def pet_peese(y: Numbers, v: Numbers, alpha: float = 0.10) -> PetPeese | Refusal:
    """Return PET's estimate, or PEESE's when PET's one-sided test at ``alpha``/2 finds an effect."""
    first, second, rows = pet(y, v), peese(y, v), usable(y, v)
    if isinstance(first, Refusal) or isinstance(second, Refusal):
        return Refusal("nothing_to_pool", "No row has a finite effect with a positive variance.")
    name, chosen = ("PEESE", second) if first.p[0] < alpha else ("PET", first)
    notes = cautions(len(rows.y), i2_of(rows.y, rows.v))
    return PetPeese(name, float(chosen.coef[0]), float(chosen.se[0]), float(chosen.p[0]), notes)
