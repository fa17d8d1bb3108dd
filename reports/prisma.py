"""The PRISMA 2020 flow of reports, counted from the record: what was found, left out with its reason, and pooled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from reports.figures import INK, SKY, printable, style, width, wrap
from reports.inputs import Inputs
from reports.numbers import count, things
from reports.plots import Plot

WIDE, BOX, SIDE = 7.4, 3.3, 3.3  # inches: the figure, the boxes of the flow, those beside it
LINE, PAD, GAP, MARGIN = 0.16, 0.1, 0.28, 0.1
LEAST = 0.64  # of a box: the name of its stage stands upright beside it
STAGE = 0.3  # of the bar that names a stage
ROUND = "round,pad=0,rounding_size=0.04"
ARROW = {"arrowstyle": "-|>", "color": INK, "lw": 0.8, "shrinkA": 0, "shrinkB": 0}
MOST_REASONS = 12  # named; what is rarer is told together


@dataclass(frozen=True, slots=True)
class Step:
    """A box of the flow, and what leaves the flow there."""

    stage: str
    text: str
    amount: int
    left: str = ""
    reasons: tuple[tuple[str, int], ...] = ()


def prisma(inputs: Inputs) -> Plot | None:
    """The flow of a new review; nothing before there is a report."""
    if not inputs.codings.reports:
        return None
    steps = flow(inputs)
    table = [(step.text, count(step.amount)) for step in steps]
    table += [(f"{step.left}: {reason}", count(amount)) for step in steps for reason, amount in step.reasons]
    first, last = steps[0].amount, steps[-1].amount
    alt = f"PRISMA 2020 flow: {things(first, 'report')} identified, {count(last)} with results in the analyses. "
    alt += "The same numbers stand in the table below."
    return Plot("prisma", "PRISMA 2020 flow of reports", alt, ("Step", "Reports"), tuple(table), lambda: _draw(steps))


def flow(inputs: Inputs) -> list[Step]:
    """Identification, screening and inclusion, in counts of reports."""
    reports = inputs.codings.reports
    labels = {criterion.id: criterion.label for criterion in inputs.protocol.eligibility.exclude}
    excluded = [report for report in reports if report.eligibility == "exclude"]
    eligible = [report for report in reports if report.eligibility != "exclude"]
    waiting = [report for report in eligible if report.state == "waiting"]
    assessed = [report for report in eligible if report.state != "waiting"]
    pooled = {effect.report for analysis in inputs.analyses for effect in analysis.effects}
    included = [report for report in assessed if report.id in pooled]
    without = [report for report in assessed if report.id not in pooled]
    why = [_why(report.state, report.reason) for report in without]
    studies = things(
        len({effect.study for analysis in inputs.analyses for effect in analysis.effects}), "study", "studies"
    )
    return [
        Step("Identification", "Reports in the record", len(reports)),
        Step("Screening", "Reports screened", len(reports), "Excluded",
             _counted([labels.get(report.exclusion, report.exclusion or "no reason given") for report in excluded])),
        Step("Screening", "Reports sought for retrieval", len(eligible), "Waiting (not retrieved)",
             _counted([report.reason or "no reason given" for report in waiting])),
        Step("Screening", "Reports assessed", len(assessed), "Without a pooled result", _counted(why)),
        Step("Included", f"Reports with pooled results ({studies})", len(included)),
    ]  # fmt: skip


def _why(state: str, reason: str) -> str:
    if state == "no usable result":
        return reason or "no usable result"
    return "no final state yet" if state == "open" else "coded, nothing pooled"


def _counted(reasons: Sequence[str]) -> tuple[tuple[str, int], ...]:
    found = Counter(reasons).most_common()
    rest = sum(amount for _, amount in found[MOST_REASONS:])
    return (*found[:MOST_REASONS], *([("other reasons", rest)] if rest else []))


def _draw(steps: Sequence[Step]) -> Figure:
    left = MARGIN + STAGE + 0.12
    texts = [(wrap(f"{step.text} (n = {count(step.amount)})", BOX - 2 * PAD), _beside(step)) for step in steps]
    heights = [max(LEAST, max(len(own), len(beside)) * LINE + 2 * PAD) for own, beside in texts]
    total = sum(heights) + GAP * (len(steps) - 1) + 2 * MARGIN
    with style():
        figure = Figure(figsize=(WIDE, total))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDE), ylim=(total, 0))
        axes.set_axis_off()
        tops: list[float] = []
        y = MARGIN
        for (own, beside), height in zip(texts, heights, strict=True):
            _box(axes, left, y, BOX, height, own)
            if beside:
                _box(axes, WIDE - MARGIN - SIDE, y, SIDE, height, beside)
                _arrow(axes, (left + BOX, y + height / 2), (WIDE - MARGIN - SIDE, y + height / 2))
            if tops:
                _arrow(axes, (left + BOX / 2, y - GAP), (left + BOX / 2, y))
            tops.append(y)
            y += height + GAP
        _stages(axes, steps, tops, heights)
    return figure


def _beside(step: Step) -> list[str]:
    if not step.reasons:
        return []
    total = sum(amount for _, amount in step.reasons)
    lines = [f"{step.left} (n = {count(total)}):"]
    for reason, amount in step.reasons:
        first, *more = wrap(f"{printable(reason)} (n = {count(amount)})", SIDE - 2 * PAD - width("– "))
        lines += [f"– {first}", *(f"   {line}" for line in more)]
    return lines


def _box(axes: Axes, x: float, y: float, wide: float, high: float, lines: Sequence[str]) -> None:
    axes.add_patch(FancyBboxPatch((x, y), wide, high, boxstyle=ROUND, fc="white", ec=INK, lw=0.8))
    first = y + (high - LINE * (len(lines) - 1)) / 2
    for i, line in enumerate(lines):
        axes.text(x + PAD, first + i * LINE, line, va="center_baseline", color=INK)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", xy=end, xytext=start, arrowprops=ARROW)


def _stages(axes: Axes, steps: Sequence[Step], tops: Sequence[float], heights: Sequence[float]) -> None:
    """A bar beside the boxes of each stage."""
    for stage in dict.fromkeys(step.stage for step in steps):
        own = [i for i, step in enumerate(steps) if step.stage == stage]
        top, bottom = tops[own[0]], tops[own[-1]] + heights[own[-1]]
        axes.add_patch(FancyBboxPatch((MARGIN, top), STAGE, bottom - top, boxstyle=ROUND, fc=SKY, ec=INK, lw=0.6))
        small = bottom - top < width(stage) + PAD
        axes.text(MARGIN + STAGE / 2, (top + bottom) / 2, stage, rotation=90, ha="center", va="center", color=INK,
                  fontsize=5.5 if small else None)  # fmt: skip
