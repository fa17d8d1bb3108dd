"""Which samples decide an estimate: Baujat's plot and the panel of influence measures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from pooling.influence import Baujat, InfluenceTable, baujat, influence
from pooling.linear import Linear, fit_linear
from reports.analysis import Analysis, Row, averages
from reports.figures import BLUE, FAINT, GREY, INK, ORANGE, printable, style, write
from reports.numbers import MINUS, number
from reports.plots import SMALL, Plot, chart

FEWEST = 3
NAMED = 5  # points that bear their study's name: those furthest out
CLOSE = 0.05  # of the height: lines of type that would touch
HALF = 0.5  # of the width: beyond it names stand on the left of their point
PANELS = (("rstudent", "Deleted residual"), ("dffits", "DFFITS"), ("cook_d", "Cook’s distance"),
          ("cov_r", "Covariance ratio"), ("tau2_del", "τ² without"), ("QE_del", "Q without"), ("hat", "Leverage"),
          ("weight_pct", "Weight, %"))  # fmt: skip
PANEL_WIDTH, PANEL_HEIGHT, ROWS = 7.4, 6.0, 4
FOOT = 0.25  # inches for the words below all panels
ROOM = (0.5, 0.22, 0.1, 0.25)  # inches to the left of a panel, below, to its right, above
INSET, DASH = 0.08, 0.035  # inches from the axes to the first point, and of a tick
MOST_TICKS = 4
MOST_NUMBERS = 12  # of rows under a panel; beyond it every second, third, ... bears its number


def baujat_plot(analysis: Analysis) -> Plot | None:
    """Each sample's share of the heterogeneity and its pull on the estimate."""
    rows = averages(analysis)
    if len(rows) < FEWEST:
        return None
    found = baujat(_fit(analysis, rows))
    table = tuple(
        (row.label, number(float(x), 2), number(float(y), 3)) for row, x, y in zip(rows, found.x, found.y, strict=True)
    )
    far = rows[int(np.nanargmax(np.hypot(_scaled(found.x), _scaled(found.y))))]
    alt = f"Baujat plot of {len(rows)} samples: share of Q against influence on the estimate; "
    alt += f"{far.label} lies furthest out."
    head = ("Study", "Share of Q", "Influence")
    return Plot(
        "baujat", f"Baujat plot: {analysis.question.label}", alt, head, table, lambda: _draw_baujat(rows, found)
    )


def influence_panel(analysis: Analysis) -> Plot | None:
    """Eight measures of what each sample does to the model."""
    rows = averages(analysis)
    if len(rows) < FEWEST:
        return None
    found = influence(_fit(analysis, rows))
    if not isinstance(found, InfluenceTable):
        return None
    columns = [np.asarray(getattr(found, name), dtype=float) for name, _ in PANELS]
    table = tuple(
        (f"{i + 1}. {row.label}", *(number(float(column[i]), 3) for column in columns)) for i, row in enumerate(rows)
    )
    marked = [row.label for row, flagged in zip(rows, found.is_infl, strict=True) if flagged]
    told = f"marked as influential: {', '.join(marked)}" if marked else "none is marked as influential"
    alt = f"Influence of {len(rows)} samples on the estimate, {len(PANELS)} measures; {told}."
    head = ("Study", *(name for _, name in PANELS))
    title = f"Influence: {analysis.question.label}"
    return Plot("influence", title, alt, head, table, lambda: _draw_panel(columns, np.asarray(found.is_infl)))


def _fit(analysis: Analysis, rows: Sequence[Row]) -> Linear:
    y, v = np.array([row.y for row in rows]), np.array([row.v for row in rows])
    how = analysis.method
    return fit_linear(y, v, np.ones((len(y), 1)), tau2=how.tau2, test=how.test, level=how.level)


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    top = float(np.nanmax(np.abs(values)))
    return np.asarray(np.nan_to_num(values) / (top or 1.0))


def _draw_baujat(rows: Sequence[Row], found: Baujat) -> Figure:
    far = np.hypot(_scaled(found.x), _scaled(found.y))
    with chart() as (figure, axes):
        axes.scatter(found.x, found.y, s=20, c=BLUE, edgecolors="white", linewidths=0.5, zorder=3)
        high, named = float(np.nanmax(found.y)) or 1.0, list[float]()
        for i in np.argsort(-far)[:NAMED]:
            x, y = float(found.x[i]), float(found.y[i])
            if any(abs(y - other) < CLOSE * high for other in named):
                continue  # its name would cover another one; the table has it
            named.append(y)
            left = x > HALF * float(np.nanmax(found.x))
            axes.annotate(
                printable(rows[int(i)].label), (x, y), xytext=(-5 if left else 5, 3), fontsize=SMALL,
                textcoords="offset points", ha="right" if left else "left", color=GREY,
            )  # fmt: skip
        axes.set_xlabel("Share of Q")
        axes.set_ylabel("Influence on the estimate")
        axes.margins(0.08)
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
    return figure


def _draw_panel(columns: Sequence[NDArray[np.float64]], flagged: NDArray[np.bool_]) -> Figure:
    """Eight small charts on one canvas in inches, which is drawn far faster than eight pairs of axes."""
    with style():
        figure = Figure(figsize=(PANEL_WIDTH, PANEL_HEIGHT))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, PANEL_WIDTH), ylim=(0, PANEL_HEIGHT))
        axes.set_axis_off()
        for place, ((_, name), values) in enumerate(zip(PANELS, columns, strict=True)):
            row, column = divmod(place, 2)
            wide, high = PANEL_WIDTH / 2, (PANEL_HEIGHT - FOOT) / ROWS
            box = (
                column * wide + ROOM[0],
                PANEL_HEIGHT - (row + 1) * high + ROOM[1],
                wide - sum(ROOM[::2]),
                high - sum(ROOM[1::2]),
            )
            _panel(axes, box, values, flagged)
            write(axes, box[0], box[1] + box[3] + 0.07, name, fontsize=SMALL, color=INK)
        write(axes, PANEL_WIDTH / 2, 0.1, "Sample, numbered as in the table", fontsize=SMALL, ha="center", color=INK)
    return figure


def _panel(
    axes: Axes, box: tuple[float, float, float, float], values: NDArray[np.float64], flagged: NDArray[np.bool_]
) -> None:
    """One measure over the samples; `box` is its left, bottom, width and height."""
    left, bottom, wide, high = box
    ticks = MaxNLocator(MOST_TICKS).tick_values(float(np.nanmin(values)), float(np.nanmax(values)))
    low, top = float(ticks[0]), float(ticks[-1])
    at = left + INSET + (wide - 2 * INSET) * np.arange(len(values)) / max(len(values) - 1, 1)
    y = bottom + high * (values - low) / (top - low)
    axes.plot(at, y, color=FAINT, lw=0.8, zorder=1)
    axes.scatter(at[~flagged], y[~flagged], s=12, c=BLUE, zorder=3)
    axes.scatter(at[flagged], y[flagged], s=20, c=ORANGE, marker="D", zorder=4)
    axes.plot([left, left, left + wide], [bottom + high, bottom, bottom], color=INK, lw=0.8)
    for tick in ticks:
        height = bottom + high * (tick - low) / (top - low)
        axes.plot([left - DASH, left], [height] * 2, color=INK, lw=0.8)
        write(axes, left - 2 * DASH, height, _round(tick), ha="right", va="center_baseline", fontsize=SMALL, color=INK)
    for i in range(0, len(values), math.ceil(len(values) / MOST_NUMBERS)):
        axes.plot([at[i]] * 2, [bottom - DASH, bottom], color=INK, lw=0.8)
        write(axes, at[i], bottom - 2 * DASH, str(i + 1), ha="center", va="top", fontsize=SMALL, color=INK)


def _round(value: float) -> str:
    return f"{round(value, 6):g}".replace("-", MINUS)
