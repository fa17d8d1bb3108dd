"""The estimators of the variance between studies, tau2, and their standard errors.

Each takes a model in its orthonormal basis and costs O(k). Names and truncation at zero as in
metafor. Sources: DL DerSimonian & Laird 1986; HE Hedges 1983; HS Hunter & Schmidt 1990, HSk its
k/(k - p) correction (Brannick et al. 2019); SJ Sidik & Jonkman 2005; ML and REML Hardy &
Thompson 1996, Viechtbauer 2005; EB Morris 1983; PM Paule & Mandel 1982, PMM with the median of
chi-squared as its target (Viechtbauer 2021); DLIT and SJIT iterate DL and SJ (DLIT as
in metafor, with DL's own formula at the new weights, which is not consistent: for comparison only); GENQ DerSimonian &
Kacker 2007, Jackson et al. 2014.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from pooling.arrays import Array
from pooling.basis import Basis
from pooling.estimate import Search
from pooling.likelihood import maximise
from pooling.method import TAU2, known
from pooling.profile import solve_q
from pooling.quadratic import Quadratic, quadratic, trace_of_square
from pooling.roots import root
from pooling.scoring import scoring
from pooling.tails import chi2_quantile

FIXED_POINT_STEPS = 10_000
FIXED_POINT_TOLERANCE = 1e-14  # relative; SJIT converges linearly
NEGLIGIBLE = 1e-8  # times the smallest variance: on its way to zero tau2 no longer matters
LEAST_STEP = 1e-14  # absolute: where the way to zero ends, as in metafor at its strictest


@dataclass(frozen=True, slots=True)
class Tau2:
    """An estimate of tau2 with its standard error and how it was found."""

    value: float
    se: float | None
    search: Search = field(default_factory=Search)
    converged: bool = True


def estimate_tau2(model: Basis, name: str, weights: Array | None = None, *, threshold: float | None = None) -> Tau2:
    """Return tau2 by the estimator ``name``; ``weights`` (k,) are those of GENQ.

    ``threshold`` stops ML and REML early as other software does: to explain its results only.
    """
    known(name, TAU2, "Estimator of tau2")
    if name == "EE":
        return Tau2(0.0, None)
    if model.k <= model.p:
        return Tau2(0.0, None)
    if name == "GENQ":
        if weights is None:
            raise ValueError("GENQ needs weights: pass one positive weight a row.")
        return _from_expectation(quadratic(model, weights))
    if threshold is not None and name in ("ML", "REML"):
        value = scoring(model, threshold, restricted=name == "REML")
        return Tau2(value, _information_se(model, value, restricted=name == "REML"))
    return _ESTIMATORS[name](model)


def _from_expectation(moments: Quadratic) -> Tau2:
    value = max(moments.expectation_root(), 0.0)
    return Tau2(value, moments.sd(value) / moments.p)


def _der_simonian_laird(model: Basis) -> Tau2:
    exactly = float(model.k - model.p)  # what tr PV is at these weights
    return _from_expectation(replace(quadratic(model, 1.0 / model.v), pv=exactly))


def _hedges(model: Basis) -> Tau2:
    return _from_expectation(quadratic(model, np.ones(model.k)))


def _hunter_schmidt(model: Basis) -> Tau2:
    moments = quadratic(model, 1.0 / model.v)
    value = max((moments.rss - model.k) / moments.a, 0.0)
    return Tau2(value, moments.sd(value) / moments.a)


def _hunter_schmidt_k(model: Basis) -> Tau2:
    moments, inflate = quadratic(model, 1.0 / model.v), model.k / (model.k - model.p)
    value = max((inflate * moments.rss - model.k) / moments.a, 0.0)
    return Tau2(value, inflate * moments.sd(value) / moments.a)


def _sidik_jonkman(model: Basis, start: float) -> Tau2:
    if start == 0.0:
        return Tau2(0.0, 0.0)
    moments, df = quadratic(model, 1.0 / (model.v + start)), model.k - model.p
    value = start * moments.rss / df
    return Tau2(value, start * moments.sd(value) / df)


def _likelihood(model: Basis, *, restricted: bool) -> Tau2:
    top = maximise(model, restricted=restricted)
    return Tau2(top.tau2, _information_se(model, top.tau2, restricted=restricted), top.search)


def _information_se(model: Basis, tau2: float, *, restricted: bool) -> float:
    w = 1.0 / (model.v + tau2)
    return math.sqrt(2.0 / (trace_of_square(model, w) if restricted else float(w.dot(w))))


def _ml(model: Basis) -> Tau2:
    return _likelihood(model, restricted=False)


def _reml(model: Basis) -> Tau2:
    return _likelihood(model, restricted=True)


def _root(model: Basis, target: float) -> Tau2:
    value, steps = solve_q(model, target)
    total = float(np.sum(1.0 / (model.v + value)))
    se = model.k * math.sqrt(2.0 / (model.k - model.p)) / total
    return Tau2(value, se, Search(steps, boundary=value == 0.0))


def _paule_mandel(model: Basis) -> Tau2:
    return _root(model, model.k - model.p)


def _paule_mandel_median(model: Basis) -> Tau2:
    return _root(model, chi2_quantile(0.5, model.k - model.p))


def _fixed_point(step: Callable[[float], Tau2], start: float, nothing: float) -> Tau2:
    at = Tau2(start, None)
    for count in range(1, FIXED_POINT_STEPS + 1):
        new = step(at.value)
        moved = abs(new.value - at.value)
        vanishing = new.value < nothing and moved <= LEAST_STEP
        if vanishing or moved <= FIXED_POINT_TOLERANCE * max(at.value, new.value):
            return Tau2(new.value, new.se, Search(count, boundary=new.value == 0.0))
        at = new
    return Tau2(at.value, at.se, Search(FIXED_POINT_STEPS), converged=False)


def _der_simonian_laird_iterated(model: Basis) -> Tau2:
    df = model.k - model.p

    def moved(value: float) -> float:
        moments = quadratic(model, 1.0 / (model.v + value))
        return (moments.rss - df) / moments.p - value

    value, high = 0.0, moved(0.0)
    if high > 0:
        # the iteration swings around its fixed point, so the point is found as a root
        while moved(high) > 0:
            high *= 2.0
        value = root(moved, 0.0, high)
    at = quadratic(model, 1.0 / (model.v + value))
    se = math.sqrt(2 * df + 4 * value * at.p + 2 * value**2 * at.pp) / at.p
    return Tau2(value, se, Search(boundary=value == 0.0))


def _sidik_jonkman_iterated(model: Basis) -> Tau2:
    nothing = NEGLIGIBLE * float(model.v.min())
    found = _fixed_point(lambda value: _sidik_jonkman(model, value), model.spread, nothing)
    return Tau2(found.value, _root(model, model.k - model.p).se, found.search, found.converged)


_ESTIMATORS: dict[str, Callable[[Basis], Tau2]] = {
    "DL": _der_simonian_laird,
    "HE": _hedges,
    "HS": _hunter_schmidt,
    "HSk": _hunter_schmidt_k,
    "SJ": lambda model: _sidik_jonkman(model, model.spread),
    "ML": _ml,
    "REML": _reml,
    "EB": _paule_mandel,
    "PM": _paule_mandel,
    "PMM": _paule_mandel_median,
    "DLIT": _der_simonian_laird_iterated,
    "SJIT": _sidik_jonkman_iterated,
}
