"""Estimates one under the other: without each sample, as samples came in by year, and over analysis versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from pooling import pool_dependent
from reports.analysis import Analysis, Row
from reports.figures import BLUE, FAINT, GREY, INK, RULE, printable, style, width, write
from reports.numbers import coefficient, interval, p_value, things
from reports.plots import Plot

WIDE, LINE, HEAD, AXIS = 7.4, 0.19, 0.34, 0.4  # inches
NAMES = (1.2, 2.6)  # the least and the most that names take
NUMBERS = 1.75  # for the estimate and its interval
EDGE = 0.02  # of r, beyond the widest interval
STEPS = (0.05, 0.1, 0.2, 0.5)
MOST_TICKS = 7
LONGEST = 46  # letters of a name that is cut beyond
FEWEST = 3
WAYS = ("CHE", "multilevel")


@dataclass(frozen=True, slots=True)
class Rung:
    """One estimate with its interval, as correlations."""

    label: str
    r: float
    low: float
    high: float
    pval: float | None
    k: int


def leave_one_out(analysis: Analysis, record: Mapping[str, Any]) -> Plot | None:
    """The estimate without each sample, in the order of its move; `record` is the question's part of analysis.json."""
    found = [one for one in record["leave_one_out"] if one["r"] is not None]
    if len(found) < FEWEST:
        return None
    ordered = sorted(found, key=lambda one: -one["r"])
    rungs = [
        Rung(", ".join(part for part in (one["label"], one["group"]) if part), one["r"], one["r_ci_lb"], one["r_ci_ub"],
             one["pval"], one["k"])
        for one in ordered
    ]  # fmt: skip
    alt = f"The estimate without each of {len(rungs)} samples: from {_span(rungs)}; with all it is "
    alt += f"{coefficient(analysis.estimate.r)}."
    return _plot("leave-one-out", f"Leave-one-out: {analysis.question.label}", alt, rungs, analysis, "Without")


def cumulative(analysis: Analysis) -> Plot | None:
    """The estimate as samples came in, by year of publication; samples without a year come last."""
    years = {effect.id: effect.year for effect in analysis.effects}
    samples: dict[tuple[str, str], list[Row]] = {}
    for row in analysis.rows:
        samples.setdefault(row.cluster, []).append(row)
    if len(samples) < FEWEST or not any(years.values()):
        return None
    ordered = sorted(samples.values(), key=lambda rows: (years[rows[0].effects[0]] or 9999, rows[0].label))
    rungs = [_pooled([row for rows in ordered[: i + 1] for row in rows], analysis) for i in range(len(ordered))]
    alt = f"The estimate as {len(rungs)} samples came in by year: from {coefficient(rungs[0].r)} with the first to "
    alt += f"{coefficient(rungs[-1].r)} with all. Intervals are not corrected for looking many times."
    return _plot("cumulative", f"Cumulative by year: {analysis.question.label}", alt, rungs, analysis, "Adding")


def _pooled(rows: Sequence[Row], analysis: Analysis) -> Rung:
    found = pool_dependent([r.y for r in rows], [r.v for r in rows], [r.cluster for r in rows], method=analysis.method)
    assert found.r is not None
    assert found.r_ci_lb is not None
    assert found.r_ci_ub is not None
    name = ", ".join(part for part in (rows[-1].label, rows[-1].group) if part)
    return Rung(f"+ {name}", found.r, found.r_ci_lb, found.r_ci_ub, found.pval, found.k)


def over_versions(label: str, history: Iterable[Mapping[str, Any]]) -> Plot | None:
    """How the estimate of a question moved over the analysis versions that moved it, the oldest first."""
    rungs = [
        Rung(f"{one['version']}, {one['at'][:10]}", one["r"], one["r_ci_lb"], one["r_ci_ub"], one["pval"], one["k"])
        for one in history
    ]
    if len(rungs) < 2:
        return None
    alt = (
        f"The estimate over {things(len(rungs), 'analysis version')} that moved it: from {coefficient(rungs[0].r)} to "
    )
    alt += f"{coefficient(rungs[-1].r)}."
    return _plot("versions", f"Over analysis versions: {label}", alt, rungs, None, "Analysis")


def _span(rungs: Sequence[Rung]) -> str:
    low, high = (choose(rung.r for rung in rungs) for choose in (min, max))
    return f"{coefficient(low)} to {coefficient(high)}"


def _plot(name: str, title: str, alt: str, rungs: Sequence[Rung], analysis: Analysis | None, head: str) -> Plot:
    table = tuple(
        (one.label, str(one.k), coefficient(one.r), interval(one.low, one.high), p_value(one.pval)) for one in rungs
    )
    whole = None if analysis is None else analysis.estimate.r
    return Plot(name, title, alt, (head, "k", "r", "CI", "p"), table, lambda: _draw(rungs, head, whole))


def _draw(rungs: Sequence[Rung], head: str, whole: float | None) -> Figure:
    names = [_short(one.label) for one in rungs]
    left = min(max([NAMES[0], *(width(name) for name in names)]), NAMES[1]) + 0.2
    low = min([0.0, *(one.low for one in rungs)]) - EDGE
    high = max([0.0, *(one.high for one in rungs)]) + EDGE
    height = HEAD + LINE * len(rungs) + AXIS
    with style():
        figure = Figure(figsize=(WIDE, height))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDE), ylim=(height, 0))
        axes.set_axis_off()

        def x(r: float) -> float:
            return left + 0.15 + (r - low) / (high - low) * (WIDE - NUMBERS - left - 0.3)

        bottom = HEAD + LINE * len(rungs)
        _frame(axes, x, (low, high), bottom, head)
        if whole is not None:
            axes.plot([x(whole)] * 2, [HEAD, bottom], color=RULE, lw=0.8, ls=(0, (3, 2)), zorder=1)
        at = [HEAD + LINE * (i + 0.5) for i in range(len(rungs))]
        axes.hlines(at, [x(one.low) for one in rungs], [x(one.high) for one in rungs], color=INK, lw=0.8, zorder=3)
        axes.plot([x(one.r) for one in rungs], at, ls="", marker="s", ms=4, color=BLUE, zorder=4)
        for y, one, name in zip(at, rungs, names, strict=True):
            write(axes, 0.08, y, name, va="center_baseline", color=INK)
            told = f"{coefficient(one.r)} {interval(one.low, one.high)}"
            write(axes, WIDE - 0.08, y, told, ha="right", va="center_baseline", color=INK)
    return figure


def _frame(axes: Any, x: Any, ends: tuple[float, float], bottom: float, head: str) -> None:
    look = {"va": "center_baseline", "weight": "bold", "color": INK}
    axes.text(0.08, HEAD / 2, head, **look)
    axes.text(WIDE - 0.08, HEAD / 2, "r [CI]", ha="right", **look)
    axes.plot([0.08, WIDE - 0.08], [HEAD - 0.04] * 2, color=INK, lw=0.8)
    axes.plot([x(ends[0]), x(ends[1])], [bottom, bottom], color=INK, lw=0.8)
    for tick in _ticks(*ends):
        axes.plot(
            [x(tick)] * 2,
            [HEAD - 0.04, bottom],
            color=RULE if tick == 0 else FAINT,
            lw=0.8 if tick == 0 else 0.3,
            zorder=0,
        )
        axes.plot([x(tick)] * 2, [bottom, bottom + 0.035], color=INK, lw=0.8)
        axes.text(
            x(tick), bottom + 0.13, coefficient(tick) if tick else "0", ha="center", va="center_baseline", color=GREY
        )


def _ticks(low: float, high: float) -> list[float]:
    found: list[float] = []
    for step in STEPS:
        last = round(1 / step)
        found = [round(i * step, 2) for i in range(-last, last + 1) if low <= i * step <= high]
        if len(found) <= MOST_TICKS:
            break
    return found


def _short(label: str) -> str:
    text = printable(label)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
