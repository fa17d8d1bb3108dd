"""Pooling by groups, with a test of the difference between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.estimate import Estimate, LeftOut, Note
from pooling.linear import fit_linear
from pooling.method import Method
from pooling.rows import usable
from pooling.tails import chi2_upper
from pooling.tau2 import Tau2
from pooling.univariate import pool


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Estimates by group and the test between them.

    ``Q_between`` with ``df`` and ``pval`` is a chi-squared test of equal groups (Borenstein et
    al. 2009, ch. 19); with common tau2 it is the omnibus test of a meta-regression on the groups
    and ``tau2`` their common variance. ``None`` when fewer than two groups hold an estimate. Where
    samples give several effects, ``F_between`` with ``df`` and ``df2`` takes the place of Q.
    """

    levels: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    Q_between: float | None
    df: int
    pval: float | None
    common_tau2: bool
    tau2: float | None
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...] = ()
    F_between: float | None = None
    df2: float | None = None

    def __getitem__(self, level: str) -> Estimate:
        """Return the estimate of one group."""
        return self.estimates[self.levels.index(level)]


def subgroups(
    y: Numbers, v: Numbers, labels: Sequence[str | None], *, method: Method | None = None, common_tau2: bool = False
) -> Subgroups:
    """Pool effects ``y`` (k,) with variances ``v`` (k,) within each of the ``labels`` (k,).

    By default each group has its own tau2; ``common_tau2`` pools one over all groups, which is
    safer when groups are small. A row without a label is left out. Not a test of a cause:
    groups are compared between studies.
    """
    how = method or Method()
    names = np.array(["" if label is None else str(label) for label in labels], dtype=object)
    known = tuple(LeftOut(i, "no_group", "The row has no group.") for i, label in enumerate(labels) if label is None)
    effects = vector(y).copy()
    effects[[item.row for item in known]] = np.nan
    rows = usable(effects, v, known=known)
    levels = tuple(sorted({str(name) for name in names[rows.used]}))
    if common_tau2 and len(levels) > 1:
        return _common(effects, vector(v), names, levels, how, rows.left_out)
    parts = [_pool_level(effects, vector(v), names == level, how) for level in levels]
    q, df, pval = between_groups([(part.b, part.se) for part in parts])
    return Subgroups(
        levels,
        tuple(parts),
        q,
        df,
        pval,
        common_tau2=False,
        tau2=None,
        left_out=rows.left_out,
        notes=single_rows(levels, parts),
    )


def _pool_level(y: Array, v: Array, mask: Array, how: Method) -> Estimate:
    return pool(np.where(mask, y, np.nan), v, method=how)


def between_groups(found: list[tuple[float, float]]) -> tuple[float | None, int, float | None]:
    """Return Q, its degrees of freedom and p of the difference between (estimate, se) pairs."""
    df = len(found) - 1
    if df < 1 or any(se <= 0 for _, se in found):
        return None, max(df, 0), None
    b, se = np.array(found).T
    w = 1.0 / se**2
    q = float(w @ (b - (w @ b) / w.sum()) ** 2)
    return q, df, chi2_upper(q, df)


def _common(
    y: Array, v: Array, names: Array, levels: tuple[str, ...], how: Method, left_out: tuple[LeftOut, ...]
) -> Subgroups:
    rows = usable(y, v)
    x = (names[rows.used][:, None] == np.array(levels, dtype=object)[None, :]).astype(float)
    fit = fit_linear(rows.y, rows.v, x, tau2=how.tau2, test="z", level=how.level)
    parts = [_with_tau2(y, v, names == level, how, fit.tau2.value) for level in levels]
    q, df, pval = between_groups([(float(b), float(se)) for b, se in zip(fit.b, fit.se, strict=True)])
    return Subgroups(
        levels,
        tuple(parts),
        q,
        df,
        pval,
        common_tau2=True,
        tau2=fit.tau2.value,
        left_out=left_out,
        notes=single_rows(levels, parts),
    )


def _with_tau2(y: Array, v: Array, mask: Array, how: Method, tau2: float) -> Estimate:
    return pool(np.where(mask, y, np.nan), v, method=how, given=Tau2(tau2, None))


def single_rows(levels: Sequence[str], parts: Sequence[Estimate]) -> tuple[Note, ...]:
    """Return a note that names the groups of one row."""
    single = [level for level, part in zip(levels, parts, strict=True) if part.k == 1]
    return (Note("single_row_groups", f"Groups of one row: {', '.join(single)}."),) if single else ()
