"""The funnel plot: effects by precision, contours of significance about zero, and what trim and fill would add."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from pooling import Refusal
from pooling.tails import critical
from pooling.trim_and_fill import TrimFill, trim_and_fill
from reports.analysis import Analysis, Row, averages
from reports.anchors import anchor_of
from reports.figures import BLUE, GREY, INK, ORANGE
from reports.numbers import coefficient, number, things
from reports.plots import SMALL, Plot, chart, correlations, plain_ticks

FEWEST = 3  # rows that have a shape
LEVELS = ((0.90, "#ececec"), (0.95, "#d5d5d5"), (0.99, "#bdbdbd"))  # inside each, p is above .10, .05, .01
ROOM = 1.08  # beyond the least precise row
LEGEND = 0.85  # inches
READABLE = 10  # below it asymmetry is chance


def funnel(analysis: Analysis) -> Plot | None:
    """The funnel of an analysis; samples with several results are points by their averages."""
    rows = averages(analysis)
    if len(rows) < FEWEST:
        return None
    found = trim_and_fill([row.y for row in rows], [row.v for row in rows], method=analysis.method)
    added = None if isinstance(found, Refusal) or not found.k0 else found
    points = [(row.label, row.y, math.sqrt(row.v), "observed") for row in rows]
    points += [("–", y, se, "added by trim and fill") for y, se in _added(added)]
    table = tuple((name, coefficient(math.tanh(y)), number(y, 3), number(se, 3), kind) for name, y, se, kind in points)
    return Plot(
        "funnel", f"Funnel plot: {analysis.question.label}", _alt(analysis, rows, added),
        ("Study", "r", "z", "SE", "Point"), table, lambda: _draw(analysis, rows, added),
    )  # fmt: skip


def _added(found: TrimFill | None) -> list[tuple[float, float]]:
    """The mirror images, which follow the rows that are there."""
    if found is None:
        return []
    y, v = np.asarray(found.filled_yi)[-found.k0 :], np.asarray(found.filled_vi)[-found.k0 :]
    return [(float(a), math.sqrt(float(b))) for a, b in zip(y, v, strict=True)]


def _alt(analysis: Analysis, rows: Sequence[Row], added: TrimFill | None) -> str:
    text = (
        f"Funnel plot of {things(len(rows), 'sample')} about r = {coefficient(analysis.estimate.r)}, standard errors "
    )
    text += f"from {number(min(row.v for row in rows) ** 0.5, 2)} to {number(max(row.v for row in rows) ** 0.5, 2)}; "
    if added is None:
        text += "trim and fill adds nothing"
    else:
        filled = f"r = {coefficient(added.estimate.r)} with them, a sensitivity analysis"
        text += f"trim and fill adds {things(added.k0, 'sample')} on the {added.side} ({filled})"
    few = f". With fewer than {READABLE} samples its shape is chance" if len(rows) < READABLE else ""
    return f"{text}{few}."


def _draw(analysis: Analysis, rows: Sequence[Row], added: TrimFill | None) -> Figure:
    lowest = max([math.sqrt(row.v) for row in rows] + [se for _, se in _added(added)]) * ROOM
    with chart(right=LEGEND) as (figure, axes):
        for level, shade in reversed(LEVELS):
            half = critical(level, None) * lowest
            axes.fill([-half, 0.0, half], [lowest, 0.0, lowest], color=shade, lw=0, zorder=0, label=f"p > {_p(level)}")
        b, half = analysis.estimate.b, critical(0.95, None) * lowest
        axes.plot([b, b], [0, lowest], color=INK, lw=0.8, zorder=2)
        axes.plot([b - half, b, b + half], [lowest, 0, lowest], color=INK, lw=0.6, ls=(0, (3, 2)), zorder=2)
        effects = {effect.id: effect for effect in analysis.effects}
        places = ([row.y for row in rows], [math.sqrt(row.v) for row in rows])
        marks = axes.scatter(*places, s=22, c=BLUE, edgecolors="white", linewidths=0.5, zorder=4)
        marks.set_urls([f"report.html#{anchor_of(effects[row.effects[0]])}" for row in rows])
        if added is not None:
            ys, ses = zip(*_added(added), strict=True)
            axes.scatter(ys, ses, s=22, facecolors="white", edgecolors=ORANGE, linewidths=1.0, zorder=3, label="added")
        reach = max(abs(b - half), abs(b + half), *(abs(row.y) for row in rows))
        axes.set_xlim(min(-half, b - half, *(row.y for row in rows)), max(half, b + half, reach if b > 0 else half))
        axes.set_ylim(lowest, 0)
        axes.set_ylabel("Standard error of z")
        plain_ticks(axes)
        correlations(axes)
        axes.legend(fontsize=SMALL, frameon=False, labelcolor=GREY, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


def _p(level: float) -> str:
    return coefficient(1 - level, 2)
