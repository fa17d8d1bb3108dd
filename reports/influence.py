"""Which samples decide an estimate: Baujat's plot and the panel of influence measures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from pooling.influence import Baujat, InfluenceTable, baujat, influence
from pooling.linear import Linear, fit_linear
from reports.analysis import Analysis, Row, averages
from reports.figures import BLUE, FAINT, GREY, INK, ORANGE, printable, style
from reports.numbers import number
from reports.plots import SMALL, Plot, chart, dress, plain_ticks

FEWEST = 3
NAMED = 5  # points that bear their study's name: those furthest out
CLOSE = 0.05  # of the height: lines of type that would touch
HALF = 0.5  # of the width: beyond it names stand on the left of their point
PANELS = (("rstudent", "Deleted residual"), ("dffits", "DFFITS"), ("cook_d", "Cook’s distance"),
          ("cov_r", "Covariance ratio"), ("tau2_del", "τ² without"), ("QE_del", "Q without"), ("hat", "Leverage"),
          ("weight_pct", "Weight, %"))  # fmt: skip
PANEL_WIDTH, PANEL_HEIGHT = 7.4, 6.0
ROOM = {"left": 0.07, "right": 0.99, "top": 0.965, "bottom": 0.075, "hspace": 0.32, "wspace": 0.16}  # of the figure
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
    at = np.arange(1, len(flagged) + 1)
    step = math.ceil(len(at) / MOST_NUMBERS)
    with style():
        figure = Figure(figsize=(PANEL_WIDTH, PANEL_HEIGHT))
        places = figure.subplots(4, 2, sharex=True, gridspec_kw=ROOM).flat
        for axes, (_, name), values in zip(places, PANELS, columns, strict=True):
            dress(axes)
            axes.plot(at, values, color=FAINT, lw=0.8, zorder=1)
            axes.scatter(at[~flagged], values[~flagged], s=12, c=BLUE, zorder=3)
            axes.scatter(at[flagged], values[flagged], s=20, c=ORANGE, marker="D", zorder=4)
            axes.set_title(name, fontsize=SMALL, loc="left", color=INK)
            axes.set_xticks(at[::step])
            plain_ticks(axes)
        figure.supxlabel("Sample, numbered as in the table", fontsize=SMALL)
    return figure
