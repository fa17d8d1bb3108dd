"""Selection models: studies are seen with a chance that depends on their p-value.

The likelihood of an observed effect is its density times the weight of its p-value, divided by
the mean weight over all effects it might have had (Hedges 1992; Vevea & Hedges 1995).
Weights: ``stepfun`` one constant an interval of p (``(0.025,)`` is the three-parameter model),
``beta`` p^(d1-1) (1-p)^(d2-1) (Citkowicz & Vevea 2017), ``negexp`` exp(-d p) (Preston et al. 2004).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers
from pooling.cautions import cautions
from pooling.estimate import Note, Refusal
from pooling.linear import LN_2PI, fit_linear
from pooling.method import known
from pooling.rows import usable
from pooling.search import Peak, climb, curvature
from pooling.selection_weights import TYPES, Weights, weights_of
from pooling.tails import chi2_upper, critical, normal_two_sided

ALTERNATIVES = ("greater", "less")
STARTS = (1.0, 0.3, 0.03, 3.0)  # times the plain estimate of tau2, from each of which a search starts
AT_BOUND = 1e-6  # a parameter this close to its bound, relative to it, lies on it


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection model: effect, variance between studies and weights, each with standard errors.

    ``delta`` holds the parameters of the weight function; for ``stepfun`` the first is 1 by
    definition. ``LRT`` compares with no selection. Standard errors hold parameters fixed that lie
    on a bound (a note says so); that of tau2 = 0 is the one without selection.
    """

    type: str
    steps: tuple[float, ...]
    alternative: str
    b: float
    se: float
    zval: float
    pval: float
    ci_lb: float
    ci_ub: float
    tau2: float
    se_tau2: float | None
    delta: Array
    se_delta: Array
    LRT: float
    LRTp: float
    LRTdf: int
    ll: float
    ptable_k: tuple[int, ...]
    notes: tuple[Note, ...]


def selection_model(
    y: Numbers,
    v: Numbers,
    *,
    type: str = "stepfun",  # noqa: A002 - the name that the literature and other software use
    steps: Sequence[float] = (0.025,),
    alternative: str = "greater",
    tau2: str = "ML",
    level: float = 0.95,
) -> Selection | Refusal:
    """Fit a selection model to effects ``y`` (k,) with variances ``v`` (k,) by maximum likelihood.

    p-values are one-sided in the direction of ``alternative``; ``tau2`` is ML or EE (none).
    Refuses fewer rows than parameters and, but for the first, steps without a p-value. Needs
    many studies: with fewer than about thirty the weights are hardly identified.
    """
    known(type, TYPES, "Weight function")
    known(alternative, ALTERNATIVES, "Alternative")
    known(tau2, ("ML", "EE"), "Base of a selection model")
    rows = usable(y, v)
    weights = weights_of(type, tuple(steps), rows.y, rows.v, alternative)
    free = 1 + (tau2 == "ML") + weights.free
    if len(rows.y) < free:
        return Refusal("too_few_rows", f"{free} parameters need as many rows; there are {len(rows.y)}.")
    if 0 in weights.counts[1:]:
        return Refusal("empty_step", f"An interval of p-values holds none: {weights.counts}.")
    return _fit(rows.y, rows.v, weights, tau2, level)


def _fit(y: Array, v: Array, weights: Weights, base: str, level: float) -> Selection:
    plain = fit_linear(y, v, np.ones((len(y), 1)), tau2=base)
    with_tau2 = base == "ML"
    scale = _scale(y, v)

    def value(theta: Array) -> float:
        spread = v + (theta[1] * scale**2 if with_tau2 else 0.0)
        return _log_likelihood(y, spread, theta[0] * scale, weights, theta[1 + with_tau2 :])

    lower = np.concatenate([[-np.inf], [0.0] * with_tau2, weights.lower])
    upper = np.concatenate([[np.inf], [np.inf] * with_tau2, weights.upper])
    with np.errstate(all="ignore"):  # a search may look where there is no likelihood
        best = _best(value, _starts(plain.b[0], plain.tau2.value, scale, weights, with_tau2=with_tau2), lower, upper)
        bounds = (lower, upper)
        return _result(y, best, value, bounds, scale, weights, plain.fit.ll, with_tau2=with_tau2, level=level)


def _scale(y: Array, v: Array) -> float:
    return float(np.sqrt(np.median(v) + y.var()))


def _starts(b: float, tau2: float, scale: float, weights: Weights, *, with_tau2: bool) -> list[Array]:
    out = []
    for factor in STARTS if with_tau2 else (1.0,):
        for start in weights.starts:
            variance = [max(tau2, 0.01 * scale**2) * factor / scale**2] * with_tau2
            out.append(np.concatenate([[b / scale], variance, start]))
    return out


def _best(value: Callable[[Array], float], starts: list[Array], lower: Array, upper: Array) -> Peak:
    ranked = sorted(starts, key=lambda start: -value(start))[: len(STARTS)]
    return max((climb(value, start, lower, upper) for start in ranked), key=lambda peak: peak.value)


def _log_likelihood(y: Array, total: Array, mean: float, weights: Weights, delta: Array) -> float:
    area = weights.mean_weight(mean, np.sqrt(total), delta)
    each = weights.log_weight(delta) - np.log(area) - 0.5 * (np.log(total) + (y - mean) ** 2 / total)
    out = float(each.sum()) - 0.5 * LN_2PI * len(y)
    return out if math.isfinite(out) else -math.inf


def _result(
    y: Array, best: Peak, value: Callable[[Array], float], bounds: tuple[Array, Array], scale: float, weights: Weights,
    plain_ll: float, *, with_tau2: bool, level: float,
) -> Selection:  # fmt: skip
    theta = best.at
    inside = free_parameters(theta, *bounds)
    se = _standard_errors(value, theta, inside)
    if with_tau2 and np.isnan(se[1]):
        se[1] = math.sqrt(2.0 / float((1.0 / weights.se**4).sum())) / scale**2
    b, b_se = float(theta[0]) * scale, float(se[0]) * scale
    z, half = b / b_se, critical(level, None) * b_se
    lrt = max(2.0 * (best.value - plain_ll), 0.0)
    fixed = np.ones(len(weights.fixed))
    return Selection(
        weights.type, weights.steps, weights.alternative, b, b_se, z, float(normal_two_sided(np.array([z]))[0]),
        b - half, b + half, float(theta[1]) * scale**2 if with_tau2 else 0.0,
        float(se[1]) * scale**2 if with_tau2 else None, np.concatenate([fixed, theta[1 + with_tau2 :]]),
        np.concatenate([fixed * np.nan, se[1 + with_tau2 :]]), lrt, chi2_upper(lrt, weights.free), weights.free,
        best.value, weights.counts, _notes(len(y), inside),
    )  # fmt: skip


def _standard_errors(value: Callable[[Array], float], theta: Array, inside: Array) -> Array:
    """Return those of inner parameters with the others held, of the others from all together."""
    with np.errstate(invalid="ignore"):
        se = np.sqrt(np.diag(_covariance(value, theta, np.ones(len(theta), dtype=bool))))
        if inside.any():
            se[inside] = np.sqrt(np.diag(_covariance(value, theta, inside)))
    return se


def free_parameters(theta: Array, lower: Array, upper: Array) -> Array:
    """Tell which parameters lie inside their bounds."""
    gap = AT_BOUND * np.maximum(1.0, np.abs(theta))
    return np.asarray((theta > lower + gap * (lower > -np.inf)) & (theta < upper - gap))


def _covariance(value: Callable[[Array], float], theta: Array, inside: Array) -> Array:
    hessian = -curvature(value, theta, np.flatnonzero(inside))
    if not np.isfinite(hessian).all():
        return np.full_like(hessian, np.nan)
    values, vectors = np.linalg.eigh(hessian)
    if not (values > 0).all():
        return np.full_like(hessian, np.nan)
    return np.asarray((vectors / values) @ vectors.T)


def _notes(k: int, inside: Array) -> tuple[Note, ...]:
    bound = (
        () if inside.all() else (Note("at_bound", "A parameter lies on its bound: read standard errors with care."),)
    )
    return cautions(k) + bound
