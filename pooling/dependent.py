"""One pooled effect from effects of which several may come from one sample."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.basis import basis
from pooling.dependence import aggregate
from pooling.estimate import Estimate, FitStatistics, Heterogeneity, LeftOut, Note, Refusal, Search
from pooling.heterogeneity import h2, i2, typical_variance
from pooling.method import Method
from pooling.multilevel import Multilevel, multilevel
from pooling.robust import TOO_FEW_DF, Robust, robust
from pooling.rows import usable
from pooling.tails import critical, log_two_sided
from pooling.univariate import FEWEST_FOR_HTS, back, pool

RHOS = (0.0, 0.2, 0.4, 0.6, 0.8)  # the correlations a sensitivity table shows
MODELS = ("multilevel", "CHE")  # of effects within samples
LIKELIHOODS = ("REML", "ML")  # estimators that know two variances
FEWEST_TO_POOL = 2  # with fewer rows no model of dependence is worth a word
OWN_TEST = "adhoc"  # of the plain model, by default: a method with another test asked for it


def applied(how: Method, cluster: Sequence[Hashable]) -> str:
    """Return what is done about the ``cluster`` (k,) of usable rows: the method's choice where the data allow it.

    With one effect a cluster there is nothing to do; one cluster alone says nothing about others, and only the
    likelihood knows two variances, so both average first.
    """
    m = len(set(cluster))
    if how.dependence == "independent" or m == len(cluster):
        return "independent"
    if how.dependence in MODELS and (m == 1 or how.tau2 not in LIKELIHOODS):
        return "aggregate"
    return how.dependence


def pool_dependent(
    y: Numbers,
    v: Numbers,
    cluster: Sequence[Hashable],
    *,
    method: Method | None = None,
    left_out: tuple[LeftOut, ...] = (),
) -> Estimate:
    """Pool effects ``y`` (k,) with variances ``v`` (k,) from samples named by ``cluster`` (k,).

    ``method.dependence`` decides: ``independent`` ignores the clusters; ``aggregate`` averages
    each cluster at correlation ``rho`` and pools the averages; ``multilevel`` is the three-level
    model and ``CHE``, the default, the same with sampling errors correlated by ``rho``, both with
    CR2 standard errors and Satterthwaite degrees of freedom (Pustejovsky & Tipton 2022). With one
    effect a cluster every choice is the plain model, and a note says so.
    """
    how = method or Method()
    rows = usable(y, v, known=left_out)
    groups = [cluster[i] for i in rows.positions]
    way = applied(how, groups)
    if way == "independent":
        return _plain(pool(y, v, method=how, left_out=left_out), how)
    if way == "aggregate":
        return _aggregated(y, v, cluster, how, rows.left_out)
    found = multilevel(y, v, cluster, rho=how.rho if way == "CHE" else 0.0, method=how.tau2, level=how.level)
    assert not isinstance(found, Refusal)  # two clusters and more rows than clusters identify a mean
    return _estimate(found, robust(found.work, "CR2", how.level), how, rows.left_out)


def _plain(found: Estimate, how: Method) -> Estimate:
    if how.dependence == "independent" or found.k < FEWEST_TO_POOL:
        return found
    alone = Note("one_effect_a_cluster", "Every sample gives one effect: the plain random-effects model is used.")
    return replace(found, notes=(*found.notes, alone))


def _aggregated(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], how: Method, left_out: tuple[LeftOut, ...]
) -> Estimate:
    made = aggregate(y, v, cluster, rho=how.rho)
    found = pool(made.y, made.v, method=how)
    averaged = int((made.sizes > 1).sum())
    note = Note(
        "aggregated",
        f"{averaged} of {len(made.y)} samples gave several effects, averaged at a correlation of {how.rho}.",
    )
    notes = (*found.notes, note, *averaged_first(how, len(made.y)))
    return replace(found, dependence="aggregate", clusters=len(made.y), left_out=left_out, notes=notes)


def averaged_first(how: Method, m: int) -> tuple[Note, ...]:
    """Return why effects of a sample are averaged although the method names a model of them; nothing otherwise."""
    if how.dependence not in MODELS:
        return ()
    if how.tau2 not in LIKELIHOODS:
        text = f"{how.tau2} is no estimator of the {how.dependence} model: effects of one sample are averaged first."
        return (Note("no_such_estimator", text),)
    if m == 1:
        text = "All effects are of one sample: they are averaged, and how samples differ is not known."
        return (Note("one_cluster", text),)
    return ()


def _estimate(found: Multilevel, errors: Robust, how: Method, left_out: tuple[LeftOut, ...]) -> Estimate:
    b, se, df = float(found.b[0]), float(errors.se[0]), float(errors.df_satt[0])
    total = float(found.sigma2.sum())
    spread, crit = math.sqrt(se**2 + total), critical(how.level, df)
    m = errors.m
    hts = critical(how.level, m - 2.0) * spread if m >= FEWEST_FOR_HTS else None
    ends = {
        "b": b, "ci_lb": float(errors.ci_lb[0]), "ci_ub": float(errors.ci_ub[0]), "pi_lb": b - crit * spread,
        "pi_ub": b + crit * spread, "pi_hts_lb": None if hts is None else b - hts,
        "pi_hts_ub": None if hts is None else b + hts,
    }  # fmt: skip
    r = {name: back(end, how.measure) for name, end in ends.items()}
    return Estimate(
        k=found.k, b=b, se=se, stat=float(errors.tstat[0]), ddf=df, pval=float(errors.p_satt[0]),
        log_pval=log_two_sided(float(errors.tstat[0]), df), ci_lb=float(errors.ci_lb[0]), ci_ub=float(errors.ci_ub[0]),
        pi_lb=ends["pi_lb"], pi_ub=ends["pi_ub"], pi_hts_lb=ends["pi_hts_lb"], pi_hts_ub=ends["pi_hts_ub"],
        r=r["b"], r_ci_lb=r["ci_lb"], r_ci_ub=r["ci_ub"], r_pi_lb=r["pi_lb"], r_pi_ub=r["pi_ub"],
        r_pi_hts_lb=r["pi_hts_lb"], r_pi_hts_ub=r["pi_hts_ub"], heterogeneity=_spread(found), s2w=1.0, fit=_fit(found),
        search=Search(found.iterations), weights=row_weights(found), rows=found.rows, measure=how.measure,
        tau2_method=how.tau2, test="CR2", level=how.level, prediction=how.prediction, dependence=how.dependence,
        left_out=left_out, clusters=m, sigma2=(float(found.sigma2[0]), float(found.sigma2[1])),
        notes=(*found.notes, *_doubts(df, how), *_components(found)),
    )  # fmt: skip


def _doubts(df: float, how: Method) -> Iterator[Note]:
    if not df >= TOO_FEW_DF:
        told = f"{df:.1f} degrees of freedom, below {TOO_FEW_DF:g}: neither p nor the interval is to be trusted."
        yield Note("few_df", told)
    if how.test != OWN_TEST:
        told = f"Test {how.test} is one of the plain model; here CR2 with Satterthwaite's degrees of freedom is used."
        yield Note("other_test", told)


def _spread(found: Multilevel) -> Heterogeneity:
    """Return total heterogeneity; I2 against the typical sampling variance of rows."""
    data, total = found.sample, float(found.sigma2.sum())
    model = basis(data.e, data.v, data.q)
    typical = typical_variance(model)
    return Heterogeneity(total, None, i2(total, typical), h2(total, typical), found.QE, found.k - found.p, found.QEp)


def _fit(found: Multilevel) -> FitStatistics:
    return FitStatistics(found.ll, -2 * found.ll, found.AIC, found.BIC, math.nan)


def _components(found: Multilevel) -> tuple[Note, ...]:
    between, within = (float(x) for x in found.sigma2)
    return (Note("components", f"Variance between samples {between:.4g}, within samples {within:.4g}."),)


def row_weights(found: Multilevel) -> Array:
    """Return each row's weight in the mean, in percent, in the order of the rows used."""
    work = found.work
    ones = work.M.solve(np.ones((found.k, 1)))[:, 0]
    return work.clusters.unsort(100.0 * ones / ones.sum())


@dataclass(frozen=True, slots=True)
class RhoTable:
    """The pooled effect for each assumed correlation ``rho`` of effects of one sample, each (g,)."""

    rho: Array
    b: Array
    se: Array
    ci_lb: Array
    ci_ub: Array
    tau2: Array


def rho_table(
    y: Numbers, v: Numbers, cluster: Sequence[Hashable], *, rhos: Numbers = RHOS, method: Method | None = None
) -> RhoTable:
    """Return the estimate over assumed correlations, to show how little or much it rests on them."""
    how = method or Method()
    values = vector(rhos)
    found = [pool_dependent(y, v, cluster, method=replace(how, rho=float(rho))) for rho in values]
    columns = [[f.b, f.se, f.ci_lb, f.ci_ub, f.heterogeneity.tau2] for f in found]
    return RhoTable(values, *(np.array(column) for column in zip(*columns, strict=True)))
