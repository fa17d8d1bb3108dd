"""All figures of a version beside the forest plots: drawn, written as SVG, and ready for the page."""

from __future__ import annotations

import json
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

RECORD = "analysis.json"
OVER_VERSIONS = "versions"  # the figure that every version adds a line to
MOST_VERSIONS = 40  # that the figure of versions shows: the newest


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on the page: its plot, its file and its SVG."""

    plot: Plot
    file: str
    drawing: Markup


def gallery(inputs: Inputs, data: Mapping[str, Any], folder: Path) -> dict[str, list[Shown]]:
    """Write the figures of each question into a version's folder; by question, "" for those of the whole review."""
    shown: dict[str, list[Shown]] = {}
    for analysis, stem, plot in figures_of(inputs, data, folder):
        name = analysis.question.id if analysis else ""
        text = kept_text(analysis, stem, data, folder) if analysis and plot.name != OVER_VERSIONS else ""
        shown.setdefault(name, []).append(_written(plot, stem, text or svg(plot.draw(), title=plot.title), folder))
    return shown


def figures_of(inputs: Inputs, data: Mapping[str, Any], folder: Path) -> Iterator[tuple[Analysis | None, str, Plot]]:
    """Every figure beside the forest plots: its analysis, None where it is the whole review's, its stem, the figure."""
    records = {question["id"]: question for question in data["questions"]}
    earlier = [*_earlier(data, folder), data]
    for analysis in inputs.analyses:
        name = analysis.question.id
        moved = over_versions(name, analysis.question.label, earlier)
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


def _earlier(data: Mapping[str, Any], folder: Path) -> list[Mapping[str, Any]]:
    """The versions before, the oldest first; one that cannot be read is no reason to have no report."""
    names = sorted(path.parent.name for path in folder.parent.glob(f"*/{RECORD}") if path.parent.name.isdecimal())
    found: list[Mapping[str, Any]] = []
    for name in [name for name in names if name != data["version"]][-MOST_VERSIONS:]:
        try:
            found.append(json.loads((folder.parent / name / RECORD).read_text(encoding="utf-8")))
        except ValueError:
            continue
    return found
