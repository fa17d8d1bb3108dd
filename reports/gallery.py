"""All figures of a version beside the forest plots: drawn, written as SVG, and ready for the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.analysis import Analysis
from reports.bubble import bubbles
from reports.drawings import PAGE, kept_text
from reports.figures import inline, svg
from reports.funnel import funnel
from reports.influence import baujat_plot, influence_panel
from reports.inputs import Inputs
from reports.ladder import cumulative, leave_one_out, over_versions
from reports.orchard import orchard
from reports.plots import Plot
from reports.prisma import prisma


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on the page: its plot, its file and its SVG."""

    plot: Plot
    file: str
    drawing: Markup


def gallery(inputs: Inputs, data: Mapping[str, Any], folder: Path) -> dict[str, list[Shown]]:
    """Write the figures of each question into a version's folder; by question, "" for those of the whole review."""
    shown: dict[str, list[Shown]] = {}
    for analysis, stem, plot in figures_of(inputs, data):
        name = analysis.question.id if analysis else ""
        text = kept_text(analysis, stem, data, folder) if analysis else ""
        shown.setdefault(name, []).append(_written(plot, stem, text or svg(plot.draw(), title=plot.title), folder))
    return shown


def figures_of(inputs: Inputs, data: Mapping[str, Any]) -> Iterator[tuple[Analysis | None, str, Plot]]:
    """Every figure beside the forest plots: its analysis, None where it is the whole review's, its stem, the figure."""
    records = {question["id"]: question for question in data["questions"]}
    for analysis in inputs.analyses:
        name = analysis.question.id
        moved = over_versions(analysis.question.label, data["history"].get(name, ()))
        for plot in (*plots(analysis, inputs, records[name]), *([moved] if moved else [])):
            yield analysis, f"{plot.name}-{name}", plot
    flow = prisma(inputs)
    if flow:
        yield None, flow.name, flow


def plots(analysis: Analysis, inputs: Inputs, record: Mapping[str, Any]) -> Iterator[Plot]:
    """Every figure that the analysis has enough rows for."""
    made = (
        funnel(analysis), orchard(analysis), leave_one_out(analysis, record), cumulative(analysis),
        baujat_plot(analysis), influence_panel(analysis),
    )  # fmt: skip
    yield from (plot for plot in made if plot is not None)
    yield from bubbles(analysis, inputs.protocol)


def _written(plot: Plot, stem: str, text: str, folder: Path) -> Shown:
    (folder / f"{stem}.svg").write_text(text, encoding="utf-8", newline="\n")
    drawing = Markup(inline(text, page=PAGE, prefix=stem))  # noqa: S704 - an SVG of our own making, escaped there
    return Shown(plot, f"{stem}.svg", drawing)
