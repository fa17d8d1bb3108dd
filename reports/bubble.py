"""The bubble plot: effects over a numeric moderator, with the line of the meta-regression and its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from corpus.protocol import Characteristic, Protocol
from pooling import DependentRegression, Refusal, regress_dependent
from pooling.tails import critical
from reports.analysis import Analysis, Row
from reports.figures import BLUE, INK, SKY
from reports.numbers import coefficient, number, p_clause, things
from reports.plots import Plot, areas, chart, correlations, plain_ticks, zero_line

FEWEST = 4  # rows that a line with an intercept leaves something to learn of
GRID = 60  # points of the line


@dataclass(frozen=True, slots=True)
class Line:
    """A regression on one moderator: coefficients and covariance, degrees of freedom and p of the slope."""

    b: NDArray[np.float64]
    vb: NDArray[np.float64]
    ddf: float | None
    pval: float


def bubbles(analysis: Analysis, protocol: Protocol) -> Iterator[Plot]:
    """One plot for each numeric moderator that varies."""
    for name, characteristic in protocol.characteristics.items():
        if characteristic.moderator and characteristic.type == "number":
            made = _bubble(analysis, name, characteristic)
            if made is not None:
                yield made


def _bubble(analysis: Analysis, name: str, characteristic: Characteristic) -> Plot | None:
    coded = {effect.id: effect.characteristics.get(name) for effect in analysis.effects}
    pairs = [(row, float(x)) for row in analysis.rows if isinstance(x := coded[row.effects[0]], int | float)]
    if len(pairs) < FEWEST or len({x for _, x in pairs}) < 2:
        return None
    rows, x = [row for row, _ in pairs], np.array([value for _, value in pairs])
    line = _line(analysis, rows, x)
    label = characteristic.label + (f" ({characteristic.unit})" if characteristic.unit else "")
    table = tuple(
        (row.label, row.detail or row.group or "all", number(value, 2), coefficient(row.r), number(row.weight, 1))
        for row, value in pairs
    )
    alt = f"{things(len(rows), 'result')} over {label}, larger where they weigh more; "
    alt += f"slope of z {number(float(line.b[1]), 4)}, {p_clause(line.pval)}." if line else "no line can be fitted."
    head, title = ("Study", "Sample", label, "r", "Weight, %"), f"{label}: {analysis.question.label}"
    return Plot(f"bubble-{name}", title, alt, head, table, lambda: _draw(analysis, rows, x, line, label))


def _line(analysis: Analysis, rows: Sequence[Row], x: NDArray[np.float64]) -> Line | None:
    design = np.column_stack([np.ones(len(x)), x])
    y, v, clusters = [row.y for row in rows], [row.v for row in rows], [row.cluster for row in rows]
    found = regress_dependent(y, v, clusters, design, names=("intrcpt", "x"), method=analysis.method)
    if isinstance(found, Refusal):
        return None
    df = float(found.ddf[1]) if isinstance(found, DependentRegression) else found.ddf
    return Line(found.b, found.vb, df, float(found.pval[1]))


def _draw(analysis: Analysis, rows: Sequence[Row], x: NDArray[np.float64], line: Line | None, label: str) -> Figure:
    with chart() as (figure, axes):
        axes.scatter(
            x, [row.y for row in rows], s=areas([row.weight for row in rows]), c=BLUE, alpha=0.5, lw=0, zorder=3
        )
        if line is not None:
            at = np.linspace(float(x.min()), float(x.max()), GRID)
            grid = np.column_stack([np.ones(GRID), at])
            middle = grid @ line.b
            half = critical(analysis.method.level, line.ddf) * np.sqrt(np.einsum("gp,pq,gq->g", grid, line.vb, grid))
            low, high = axes.get_ylim()
            axes.fill_between(at, middle - half, middle + half, color=SKY, alpha=0.5, lw=0, zorder=1)
            axes.plot(at, middle, color=INK, lw=1.2, zorder=2)
            axes.set_ylim(min(low, float(middle.min())) - 0.02, max(high, float(middle.max())) + 0.02)
        zero_line(axes, vertical=False)
        axes.set_xlabel(label)
        plain_ticks(axes, "x")
        correlations(axes, which="y")
    return figure
