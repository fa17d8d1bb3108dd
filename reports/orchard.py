"""The orchard plot: every result as a mark by precision, the estimate and both its intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pooling import Estimate
from reports.analysis import Analysis, Row
from reports.figures import BLUE, INK, ORANGE, width, wrap
from reports.numbers import coefficient, interval, percent, things
from reports.plots import SMALL, Plot, areas, chart, correlations, zero_line

BAND = 0.62  # of the room between two levels that marks are spread over
GOLDEN = 0.6180339887  # multiples of it fill a band evenly, and the same way each time
TRACK, GAP = 0.9, 0.9  # inches a level, and for the axis
MOST_NAME, BESIDE = 1.6, 0.24  # inches of a name before it wraps, and beside it
FEWEST = 2


def orchard(analysis: Analysis) -> Plot | None:
    """The whole and, where there are subgroups, each of them."""
    if analysis.estimate.k < FEWEST:
        return None
    tracks: list[tuple[str, Sequence[Row], Estimate]] = [("All", analysis.rows, analysis.estimate)]
    if analysis.subgroups:
        tracks += [(level, analysis.of_level(level), analysis.subgroups[level]) for level in analysis.subgroups.levels]
    table = tuple(
        (name, str(found.k), coefficient(found.r), interval(found.r_ci_lb, found.r_ci_ub),
         interval(*(found.r_predicted or (None, None))))
        for name, _, found in tracks
    )  # fmt: skip
    alt = f"Orchard plot of {things(analysis.estimate.k, 'result')}, larger where more precise: r = "
    alt += f"{coefficient(analysis.estimate.r)} {interval(analysis.estimate.r_ci_lb, analysis.estimate.r_ci_ub)}"
    alt += f"; with {things(len(tracks) - 1, 'subgroup')}." if len(tracks) > 1 else "."
    level = percent(100 * analysis.method.level, 0)
    title = f"Orchard plot: {analysis.question.label}"
    return Plot("orchard", title, alt, ("Group", "k", "r", f"{level} CI", f"{level} PI"), table, lambda: _draw(tracks))


def _draw(tracks: Sequence[tuple[str, Sequence[Row], Estimate]]) -> Figure:
    names = ["\n".join(wrap(f"{name} (k = {found.k})", MOST_NAME, size=SMALL)) for name, _, found in tracks]
    left = max(width(line, SMALL) for name in names for line in name.split("\n")) + BESIDE
    with chart(height=TRACK * len(tracks) + GAP, left=left) as (figure, axes):
        for place, (_, rows, found) in enumerate(tracks):
            _track(axes, place, rows, found)
        axes.set_yticks(range(len(tracks)), names)
        axes.set_ylim(len(tracks) - 0.45, -0.55)
        zero_line(axes)
        correlations(axes)
        axes.tick_params(axis="y", length=0, labelsize=SMALL)
        axes.spines["left"].set_visible(False)
    return figure


def _track(axes: Axes, place: int, rows: Sequence[Row], found: Estimate) -> None:
    spread = [place + BAND * ((i * GOLDEN) % 1.0 - 0.5) for i in range(len(rows))]
    sizes = areas([1.0 / math.sqrt(row.v) for row in rows])
    axes.scatter([row.y for row in rows], spread, s=sizes, c=BLUE, alpha=0.35, linewidths=0, zorder=2)
    if found.predicted is not None:
        axes.plot(found.predicted, [place, place], color=ORANGE, lw=1.2, zorder=3)
    axes.plot([found.ci_lb, found.ci_ub], [place, place], color=INK, lw=3.2, solid_capstyle="butt", zorder=4)
    axes.plot([found.b], [place], marker="o", ms=5.5, mfc="white", mec=INK, mew=1.2, zorder=5)
