"""Meta-regression where samples give several effects."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pooling.arrays import Array, Numbers
from pooling.dependent import MODELS, applied
from pooling.estimate import LeftOut, Note, Refusal
from pooling.joint import joint_test, unsupported
from pooling.method import Method
from pooling.moderators import Regression, regress, slope_positions
from pooling.multilevel import Multilevel, multilevel
from pooling.orthonormal import rank
from pooling.robust import TOO_FEW_DF, Robust, Wald, robust
from pooling.rows import usable


@dataclass(frozen=True, slots=True)
class DependentRegression:
    """Coefficients (p,) by name with robust covariance ``vb`` (p, p), tests at Satterthwaite ``ddf`` (p,).

    ``omnibus`` is the HTZ test of all slopes (``None`` without one), ``sigma2`` the variances left
    between and within samples, ``R2`` the share of their sum, in percent, that the moderators
    explain; ``model`` is the working model.
    """

    names: tuple[str, ...]
    b: Array
    se: Array
    stat: Array
    ddf: Array
    pval: Array
    ci_lb: Array
    ci_ub: Array
    vb: Array
    omnibus: Wald | None
    R2: float | None
    sigma2: tuple[float, float]
    k: int
    clusters: int
    dependence: str
    rho: float
    model: Multilevel
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Note, ...] = ()


def regress_dependent(
    y: Numbers,
    v: Numbers,
    cluster: Sequence[Hashable],
    X: Array,
    *,
    names: Sequence[str] | None = None,
    method: Method | None = None,
) -> DependentRegression | Regression | Refusal:
    """Regress effects ``y`` (k,) with variances ``v`` (k,) of samples ``cluster`` (k,) on a design ``X`` (k, p).

    The working model is the method's (by default CHE) with CR2 standard errors, Satterthwaite
    degrees of freedom and an HTZ test of all slopes (Pustejovsky & Tipton 2022). With one effect a
    sample it is :func:`pooling.regress`. Refuses a method that averages samples: a moderator may
    differ within one. Refuses a design without full rank and fewer samples than coefficients.
    """
    how, design = method or Method(), np.asarray(X, dtype=float)
    labels = tuple(names) if names is not None else tuple(f"x{i}" for i in range(design.shape[1]))
    rows = usable(y, v, design)
    groups = [cluster[i] for i in rows.positions]
    way = applied(how, groups)
    if way == "independent":
        return regress(y, v, design, names=labels, method=how)
    if problem := _problem(design[rows.used], len(set(groups)), way, how):
        return problem
    fit = {"rho": how.rho if way == "CHE" else 0.0, "level": how.level, "method": how.tau2}
    found = multilevel(y, v, cluster, X=design, **fit)  # type: ignore[arg-type]
    assert not isinstance(found, Refusal)  # rank and rows were looked at
    used = np.where(rows.used, np.asarray(y, dtype=float), np.nan)
    null = multilevel(used, v, cluster, **fit)  # type: ignore[arg-type]
    errors, slopes = _supported(robust(found.work, "CR2", how.level), found), slope_positions(design[rows.used])
    omnibus, doubts = joint_test(found.work, slopes) if slopes else (None, ())
    notes = (*found.notes, *_few(labels, errors), *doubts, *_apart(labels, design[rows.used], groups))
    return DependentRegression(
        names=labels, b=errors.b, se=errors.se, stat=errors.tstat, ddf=errors.df_satt, pval=errors.p_satt,
        ci_lb=errors.ci_lb, ci_ub=errors.ci_ub, vb=errors.vcov, omnibus=omnibus, R2=_explained(null, found),
        sigma2=(float(found.sigma2[0]), float(found.sigma2[1])), k=found.k, clusters=errors.m, dependence=way,
        rho=found.rho, model=found, left_out=rows.left_out, notes=notes,
    )  # fmt: skip


def _supported(errors: Robust, found: Multilevel) -> Robust:
    """A coefficient that rests on one sample has no robust error, and so no test and no interval."""
    alone = unsupported(found.work, errors)
    if not alone.any():
        return errors

    def told(values: Array) -> Array:
        return np.where(alone, np.nan, values)

    return replace(
        errors, se=told(errors.se), tstat=told(errors.tstat), df_satt=told(errors.df_satt), p_satt=told(errors.p_satt),
        ci_lb=told(errors.ci_lb), ci_ub=told(errors.ci_ub),
    )  # fmt: skip


def _problem(used: Array, m: int, way: str, how: Method) -> Refusal | None:
    p = used.shape[1]
    if way not in MODELS:
        said = f"{how.tau2} cannot model several effects of one sample with moderators; use REML or ML, and CHE."
        return Refusal("averaged", said if how.dependence in MODELS else f"{way} is no model of moderators; use CHE.")
    if m <= p:
        return Refusal("too_few_samples", f"{p} coefficients need more samples; {m} are usable.")
    if rank(used) < p:
        return Refusal("not_full_rank", "The design is not of full rank: a moderator is constant or repeats others.")
    return None


def _few(names: Sequence[str], errors: Robust) -> Iterator[Note]:
    dfs = zip(names, errors.df_satt, strict=True)
    few = [f"{name} ({df:.1f})" if df > 0 else f"{name} (one sample)" for name, df in dfs if not df >= TOO_FEW_DF]
    if few:
        told = f"below {TOO_FEW_DF:g} degrees of freedom, not to be trusted: {', '.join(few)}."
        yield Note("few_df", f"Coefficients with tests {told}")


def _apart(names: Sequence[str], x: Array, groups: Sequence[Hashable]) -> Iterator[Note]:
    """Indicators that set a single sample apart: how it might have come out otherwise is not in their errors."""
    for name, column in zip(names, x.T, strict=True):
        values = np.unique(column)
        if len(values) != 2:  # a slope, or the intercept
            continue
        sides = [{groups[int(i)] for i in np.flatnonzero(column == value)} for value in values]
        if min(len(side) for side in sides) == 1:
            told = "sets one sample apart: its error does not know how samples differ, and its p is too small."
            yield Note("one_sample", f"{name} {told}")


def _explained(null: Multilevel | Refusal, found: Multilevel) -> float | None:
    if isinstance(null, Refusal):
        return None
    before, after = float(null.sigma2.sum()), float(found.sigma2.sum())
    return max(0.0, 100.0 * (before - after) / before) if before > 0 else 0.0
