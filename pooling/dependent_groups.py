"""Groups compared where samples give several effects, perhaps in more than one group."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.blocks import blocks
from pooling.clusters import clusters_of
from pooling.dependent import MODELS, applied, pool_dependent
from pooling.estimate import Estimate, Note
from pooling.joint import joint_test
from pooling.method import Method
from pooling.robust import TOO_FEW_DF, Wald, Working
from pooling.rows import usable
from pooling.subgroups import Subgroups, single_rows, subgroups

FEWEST_SAMPLES = 2  # of a group: one sample says nothing about how samples differ
FEWEST_GROUPS = 2


def dependent_subgroups(
    y: Numbers,
    v: Numbers,
    labels: Sequence[str | None],
    cluster: Sequence[Hashable],
    *,
    method: Method | None = None,
) -> Subgroups:
    """Pool effects ``y`` (k,) with variances ``v`` (k,) of samples ``cluster`` (k,) within each of ``labels`` (k,).

    Each group has variances of its own (the subgroup correlated effects model of Pustejovsky &
    Tipton 2022). The test between groups is robust (HTZ with CR2), so that a sample may give
    effects to several groups. Where no sample repeats, and by a method without a model of
    dependence, this is :func:`pooling.subgroups`.
    """
    how = method or Method()
    plain = subgroups(y, v, labels, method=how)
    known = np.array([label is not None for label in labels])
    effects = np.where(known, vector(y), np.nan)
    rows = usable(effects, v)
    if applied(how, [cluster[i] for i in rows.positions]) not in MODELS:
        return plain
    names = np.array(["" if label is None else label for label in labels], dtype=object)
    parts = tuple(
        pool_dependent(np.where(names == level, effects, np.nan), v, cluster, method=how) for level in plain.levels
    )
    test, notes = _tested(effects, vector(v), names, cluster, plain.levels, parts, how)
    told = (*single_rows(plain.levels, parts), *notes)
    if test is None:
        return replace(plain, estimates=parts, Q_between=None, df=0, pval=None, notes=told)
    return replace(
        plain, estimates=parts, Q_between=None, F_between=test.Fstat, df=test.df_num, df2=test.df_denom, pval=test.p,
        notes=told,
    )  # fmt: skip


def _tested(
    y: Array,
    v: Array,
    names: Array,
    cluster: Sequence[Hashable],
    levels: Sequence[str],
    parts: Sequence[Estimate],
    how: Method,
) -> tuple[Wald | None, list[Note]]:
    """The test between the groups that have samples enough, and what a reader must know of it."""
    samples = {level: len({cluster[i] for i in part.rows}) for level, part in zip(levels, parts, strict=True)}
    tested = [level for level in levels if samples[level] >= FEWEST_SAMPLES]
    notes = [Note("not_tested", f"Not in the test of groups, for it has one sample only: {level}.") for level in levels
             if level not in tested]  # fmt: skip
    if len(tested) < FEWEST_GROUPS:
        return None, notes
    use = np.flatnonzero(np.isin(names, tested) & np.isfinite(y))
    spreads = {level: _components(part) for level, part in zip(levels, parts, strict=True)}
    sigma2 = np.array([spreads[names[i]] for i in use])
    x = np.column_stack([np.ones(len(use)), *(names[use] == level for level in tested[1:])]).astype(float)
    rho = how.rho if how.dependence == "CHE" else 0.0
    work = _working(y[use], v[use], x, [cluster[int(i)] for i in use], sigma2, rho)
    test, doubts = joint_test(work, range(1, len(tested)))
    return test, [*notes, *doubts, *(_few(test) if test else ())]


def _few(test: Wald) -> Iterator[Note]:
    if not test.df_denom >= TOO_FEW_DF:
        told = f"{test.df_denom:.1f} degrees of freedom, below {TOO_FEW_DF:g}"
        yield Note("few_df_between", f"The test between groups has {told}: its p is not to be trusted.")


def _components(part: Estimate) -> tuple[float, float]:
    return part.sigma2 or (part.heterogeneity.tau2, 0.0)


def _working(y: Array, v: Array, x: Array, cluster: Sequence[Hashable], sigma2: Array, rho: float) -> Working:
    """Generalised least squares with variances (k, 2) of each row's own group."""
    groups = clusters_of(cluster)
    order = groups.order
    y, v, x, sigma2 = y[order], v[order], x[order], sigma2[order]
    u = np.column_stack([np.sqrt(sigma2[:, 0]), np.sqrt(v)])
    M = blocks(groups, (1.0 - rho) * v + sigma2[:, 1], u, np.array([1.0, rho]))
    solved = M.solve(np.column_stack([x, y]))
    S = np.linalg.inv(x.T @ solved[:, :-1])
    b = S @ (x.T @ solved[:, -1])
    return Working(b, x, M, np.asarray(S), y - x @ b, groups)
