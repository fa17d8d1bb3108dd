"""Pooling one effect a study: the random-effects model without moderators."""

from __future__ import annotations

import math

import numpy as np

from pooling.arrays import Numbers, vector
from pooling.estimate import Estimate, Heterogeneity, LeftOut, Note, Search
from pooling.fisher import fisher_z, unusable
from pooling.linear import Linear, fit_linear
from pooling.method import R_MEASURES, Z_MEASURES, Method
from pooling.rows import Rows, usable
from pooling.tails import critical, log_two_sided
from pooling.tau2 import Tau2

FEWEST_FOR_HTS = 3  # Student's t with k - 2 degrees of freedom
FEW = 5  # below it tau2 and the prediction interval are barely estimated


def pool(
    y: Numbers,
    v: Numbers,
    *,
    tau2: str = "REML",
    test: str = "adhoc",
    level: float = 0.95,
    measure: str = "ZCOR",
    prediction: str = "HTS",
    weights: Numbers | None = None,
    method: Method | None = None,
    left_out: tuple[LeftOut, ...] = (),
    given: Tau2 | None = None,
    intervals: bool = True,
) -> Estimate:
    """Pool effects ``y`` (k,) with sampling variances ``v`` (k,) in a random-effects model.

    ``tau2`` names the estimator, ``test`` the test (default Knapp-Hartung never narrower than
    Wald), ``measure`` the scale: ZCOR effects are reported as correlations by tanh. ``weights``
    (k,) are those of GENQ. ``method`` replaces the five names at once; ``left_out`` holds
    reasons already known for rows that are not-a-number; ``given`` fixes tau2; without
    ``intervals`` tau2, I2 and H2 have none, which saves time. Rows that cannot be pooled are left
    out and listed. Model: Hedges & Vevea 1998; Hedges & Olkin 1985 for correlations. Not for
    several effects of one sample: see :func:`pooling.aggregate`.
    """
    how = method or Method(measure, tau2, test, level, prediction=prediction)
    extra = () if weights is None else (vector(weights),)
    rows = usable(y, v, *extra, known=left_out)
    if len(rows.y) == 0:
        return _nothing(how, rows)
    chosen = None if weights is None else vector(weights)[rows.used]
    fit = fit_linear(
        rows.y, rows.v, np.ones((len(rows.y), 1)), tau2=how.tau2, test=how.test, level=how.level,
        weights=chosen, interval=intervals and len(rows.y) > 1, given=given,
    )  # fmt: skip
    return _estimate(fit, how, rows)


def pool_correlations(r: Numbers, n: Numbers, *, method: Method | None = None) -> Estimate:
    """Pool Pearson correlations ``r`` (k,) of samples of size ``n`` (k,) through Fisher's z."""
    y, v = fisher_z(r, n)
    return pool(y, v, method=method or Method(), left_out=unusable(r, n))


def _estimate(fit: Linear, how: Method, rows: Rows) -> Estimate:
    b, se, lb, ub = float(fit.b[0]), float(fit.se[0]), float(fit.ci_lb[0]), float(fit.ci_ub[0])
    spread, w = math.sqrt(se * se + fit.tau2.value), fit.w
    pi = None if how.tau2 == "EE" else fit.crit * spread
    hts = critical(how.level, fit.model.k - 2.0) * spread if fit.model.k >= FEWEST_FOR_HTS else None
    ends = {
        "b": b, "ci_lb": lb, "ci_ub": ub,
        "pi_lb": None if pi is None else b - pi, "pi_ub": None if pi is None else b + pi,
        "pi_hts_lb": None if hts is None else b - hts, "pi_hts_ub": None if hts is None else b + hts,
    }  # fmt: skip
    r = {name: back(end, how.measure) for name, end in ends.items()}
    return Estimate(
        k=fit.model.k, b=b, se=se, stat=float(fit.stat[0]), ddf=fit.ddf, pval=float(fit.pval[0]),
        log_pval=log_two_sided(float(fit.stat[0]), fit.ddf), ci_lb=lb, ci_ub=ub,
        pi_lb=ends["pi_lb"], pi_ub=ends["pi_ub"], pi_hts_lb=ends["pi_hts_lb"], pi_hts_ub=ends["pi_hts_ub"],
        r=r["b"], r_ci_lb=r["ci_lb"], r_ci_ub=r["ci_ub"], r_pi_lb=r["pi_lb"], r_pi_ub=r["pi_ub"],
        r_pi_hts_lb=r["pi_hts_lb"], r_pi_hts_ub=r["pi_hts_ub"],
        heterogeneity=fit.heterogeneity, s2w=fit.s2w, fit=fit.fit, search=fit.tau2.search, weights=100.0 * w / w.sum(),
        rows=rows.positions, measure=how.measure, tau2_method=how.tau2, test=fit.test, level=how.level,
        prediction=how.prediction, left_out=rows.left_out, notes=_notes(fit, how),
    )  # fmt: skip


def back(value: float | None, measure: str) -> float | None:
    """Return an effect as a correlation; ``None`` when its measure is not one."""
    if value is None or not (measure in Z_MEASURES or measure in R_MEASURES):
        return None
    return math.tanh(value) if measure in Z_MEASURES else value


def _notes(fit: Linear, how: Method) -> tuple[Note, ...]:
    k, notes = fit.model.k, []
    if k == 1:
        notes.append(Note("one_row", "One row: its own effect with a normal interval; nothing is pooled."))
    elif k < FEW:
        notes.append(Note("few_rows", f"{k} rows: tau2 and every interval that rests on it are barely estimated."))
    if k > 1 and not np.ptp(fit.y):
        notes.append(Note("equal_effects", "All effects are equal; a Knapp-Hartung interval would have no width."))
    if fit.tau2.search.multimodal:
        notes.append(Note("multimodal", "The likelihood of tau2 has several maxima; the highest was taken."))
    if not fit.tau2.converged:
        notes.append(Note("not_converged", f"{how.tau2} did not converge; choose another estimator of tau2."))
    return tuple(notes)


def _nothing(how: Method, rows: Rows) -> Estimate:
    no = math.nan
    note = Note("nothing_to_pool", "No row has a finite effect with a positive variance: there is nothing to pool.")
    return Estimate(
        k=0, b=no, se=no, stat=no, ddf=None, pval=no, log_pval=no, ci_lb=no, ci_ub=no, pi_lb=None, pi_ub=None,
        pi_hts_lb=None, pi_hts_ub=None, r=None, r_ci_lb=None, r_ci_ub=None, r_pi_lb=None, r_pi_ub=None,
        r_pi_hts_lb=None, r_pi_hts_ub=None, heterogeneity=Heterogeneity(no, None, no, no, no, 0, no), s2w=no, fit=None,
        search=Search(), weights=np.empty(0), rows=(), measure=how.measure, tau2_method=how.tau2, test=how.test,
        level=how.level, prediction=how.prediction, left_out=rows.left_out, notes=(note,),
    )  # fmt: skip
