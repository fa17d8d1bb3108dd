"""A figure with its words and its numbers: what every chart beside the forest plot is made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from reports.figures import FONT_SIZE, INK, RULE, style
from reports.numbers import coefficient

WIDTH, HEIGHT = 5.2, 3.6  # inches: a column and a half of a journal page
LEFT, BOTTOM, EDGE = 0.62, 0.45, 0.12  # inches for what stands beside and below the axes, and where nothing does
SMALL = FONT_SIZE - 1
ROUND_R = (-0.99, -0.95, -0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0.0,
           0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)  # fmt: skip
MOST_TICKS = 8
LARGEST, LEAST = 70.0, 9.0  # areas of marks in square points, of the heaviest row and the least


@dataclass(frozen=True, slots=True)
class Plot:
    """`name` is that of its file, `alt` says what it shows, `head` and `rows` are the same as a table."""

    name: str
    title: str
    alt: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    draw: Callable[[], Figure]


@contextmanager
def chart(
    *, width: float = WIDTH, height: float = HEIGHT, left: float = LEFT, right: float = EDGE
) -> Iterator[tuple[Figure, Axes]]:
    """A figure with one pair of axes in the style of the house; `left` and `right` are inches beside the axes."""
    with style():
        figure = Figure(figsize=(width, height))
        room = (left / width, BOTTOM / height, 1 - (left + right) / width, 1 - (BOTTOM + EDGE) / height)
        axes = figure.add_axes(room)
        dress(axes)
        yield figure, axes


def dress(axes: Axes) -> None:
    """Two thin axes, small type, nothing that is not data."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set(color=INK, linewidth=0.8)
    axes.tick_params(labelsize=SMALL, color=INK, width=0.8, length=3)
    axes.xaxis.label.set_fontsize(SMALL)
    axes.yaxis.label.set_fontsize(SMALL)


def correlations(axes: Axes, *, which: str = "x", label: str = "Correlation r") -> None:
    """Let an axis of Fisher's z show round correlations where they lie."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    low, high = sorted(axes.get_xlim() if which == "x" else axes.get_ylim())
    inside = [r for r in ROUND_R if low <= math.atanh(r) <= high]
    while len(inside) > MOST_TICKS:
        inside = [r for i, r in enumerate(inside) if (i - inside.index(min(inside, key=abs))) % 2 == 0]
    axis.set_ticks(
        [math.atanh(r) for r in inside], labels=[coefficient(r, 1 + (abs(r) > 0.9)) if r else "0" for r in inside]
    )
    axis.set_label_text(label)


def plain_ticks(axes: Axes, which: str = "y") -> None:
    """Numbers of an axis with a real minus."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace("-", "\u2212")))


def areas(weights: Sequence[float]) -> list[float]:
    """Areas of marks by weight; a weight below nothing, as models of dependence may give, is drawn smallest."""
    top = max([*weights, 0.0]) or 1.0
    return [LEAST + (LARGEST - LEAST) * max(weight, 0.0) / top for weight in weights]


def zero_line(axes: Axes, *, vertical: bool = True) -> None:
    """The line of no effect."""
    (axes.axvline if vertical else axes.axhline)(0.0, color=RULE, lw=0.8, zorder=1)
