"""Whether effects differ with what studies are: each moderator of the protocol by itself, in the analysis' model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.protocol import Characteristic, Protocol
from pooling import DependentRegression, Refusal, regress_dependent
from pooling.moderators import Regression, holm
from reports.analysis import Analysis, Row
from reports.levels import in_order, told

INTERCEPT = "intrcpt"  # metafor's name for it


@dataclass(frozen=True, slots=True)
class Term:
    """One coefficient: a slope, or the difference of a level from the first one, on Fisher's z."""

    name: str
    b: float
    se: float
    df: float | None
    pval: float
    ci_lb: float
    ci_ub: float


@dataclass(frozen=True, slots=True)
class Moderator:
    """A moderator's test: F with `df` and `df2`, or chi-squared without `df2`; `p_holm` is corrected for all tested.

    `problem` says why there is none; `missing` counts rows without a value; `lone` are levels of one sample, left out.
    """

    name: str
    label: str
    k: int = 0
    missing: int = 0
    reference: str = ""
    statistic: float | None = None
    df: int = 0
    df2: float | None = None
    pval: float | None = None
    p_holm: float | None = None
    R2: float | None = None
    terms: tuple[Term, ...] = ()
    problem: str = ""
    lone: tuple[str, ...] = ()


def moderators(analysis: Analysis, protocol: Protocol) -> tuple[Moderator, ...]:
    """One regression a moderator; nothing where nothing is pooled. What differs between studies is no cause."""
    if analysis.estimate.k < 2:
        return ()
    asked = [(name, one) for name, one in protocol.characteristics.items() if one.moderator and one.type != "text"]
    found = [_moderator(analysis, name, one) for name, one in asked]
    tested = [one.pval for one in found if one.pval is not None]
    corrected = iter(holm(tested).tolist())
    return tuple(one if one.pval is None else replace(one, p_holm=float(next(corrected))) for one in found)


def _moderator(analysis: Analysis, name: str, characteristic: Characteristic) -> Moderator:
    values = [_value(analysis, row, name, characteristic) for row in analysis.rows]
    missing, lone = sum(value is None for value in values), _lone(analysis.rows, values)
    known = [(row, value) for row, value in zip(analysis.rows, values, strict=True) if value is not None]
    kept = [(row, value) for row, value in known if value not in lone]
    base = Moderator(name, characteristic.label, len(kept), missing, lone=lone)
    names, reference, made = _design([value for _, value in kept], characteristic)
    if not names:
        return replace(base, problem="it does not vary")
    rows = [row for row, _ in kept]
    found = regress_dependent(
        [row.y for row in rows], [row.v for row in rows], [row.cluster for row in rows], made,
        names=(INTERCEPT, *names), method=analysis.method,
    )  # fmt: skip
    if isinstance(found, Refusal):
        return replace(base, reference=reference, problem=found.reason[:1].lower() + found.reason[1:].rstrip("."))
    return _tested(replace(base, reference=reference), found)


def _lone(rows: Sequence[Row], values: Sequence[float | str | None]) -> tuple[str, ...]:
    """Levels of one sample: how samples of theirs differ cannot be known, so they are not compared."""
    samples: dict[str, set[tuple[str, str]]] = {}
    for row, value in zip(rows, values, strict=True):
        if isinstance(value, str):
            samples.setdefault(value, set()).add(row.cluster)
    return tuple(level for level, found in samples.items() if len(found) == 1)


def _value(analysis: Analysis, row: Row, name: str, characteristic: Characteristic) -> float | str | None:
    """The coded value of a row: a number as it is, everything else as a level; None where there is none or several."""
    found = {effect.id: effect.characteristics for effect in analysis.effects if effect.id in row.effects}
    if characteristic.type == "number" and not characteristic.bins:
        numbers = {coded.get(name) for coded in found.values()}
        value = numbers.pop() if len(numbers) == 1 else None
        return float(value) if isinstance(value, int | float) else None
    labels = {told(coded, name, characteristic)[0] for coded in found.values()}
    return (labels.pop() or None) if len(labels) == 1 else None


def _design(
    values: Sequence[float | str], characteristic: Characteristic
) -> tuple[list[str], str, NDArray[np.float64]]:
    """The coefficients' names, the level that others are compared with, and the design with its intercept."""
    ones = np.ones(len(values))
    if all(isinstance(value, float) for value in values):
        varies = len(set(values)) > 1
        return ([characteristic.label] if varies else []), "", np.column_stack([ones, np.array(values, dtype=float)])
    levels = in_order({str(value) for value in values}, characteristic)
    columns = [[float(value == level) for value in values] for level in levels[1:]]
    return list(levels[1:]), levels[0] if levels else "", np.column_stack([ones, *columns])


def _tested(base: Moderator, found: Regression | DependentRegression) -> Moderator:
    dfs = found.ddf.tolist() if isinstance(found, DependentRegression) else [found.ddf] * len(found.names)
    columns = (found.b, found.se, found.pval, found.ci_lb, found.ci_ub)
    terms = tuple(
        Term(name, float(b), float(se), df, float(p), float(low), float(high))
        for name, df, b, se, p, low, high in zip(found.names, dfs, *columns, strict=True)
    )[1:]
    made = replace(base, R2=found.R2, terms=terms)
    if isinstance(found, DependentRegression):
        wald = found.omnibus
        if wald is None:
            return replace(made, problem="too few samples")
        return replace(made, statistic=wald.Fstat, df=wald.df_num, df2=wald.df_denom, pval=wald.p)
    test = found.omnibus
    assert test is not None
    return replace(made, statistic=test.QM, df=test.df, df2=test.df2, pval=test.QMp)
