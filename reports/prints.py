"""Figures for print, made once a version is there: they take longer than its numbers, and nothing waits for them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.drawings import PAGE, forest_title, kept
from reports.figures import printed
from reports.forest import forest
from reports.gallery import figures_of
from reports.inputs import Inputs
from reports.version import not_printed


def forests_for_print(inputs: Inputs, data: Mapping[str, Any], folder: Path) -> list[Path]:
    """PDF and PNG of every forest plot beside its SVG; what is there, or in the version before, is not drawn."""
    made: list[Path] = []
    for analysis in inputs.analyses:
        stem, drawn = f"forest-{analysis.question.id}", None
        for path in not_printed(folder, stem):
            before = kept(analysis, path.name, data, folder)
            if before is not None:
                shutil.copyfile(before, path)
            else:
                drawn = drawn or forest(analysis, page=PAGE)
                printed(drawn, path, title=forest_title(analysis))
            made.append(path)
    return made


def figures_for_print(inputs: Inputs, data: Mapping[str, Any], folder: Path) -> list[Path]:
    """PDF and PNG of every figure of a version, in its folder; what is there already is not drawn again."""
    made = forests_for_print(inputs, data, folder)
    for _, stem, plot in figures_of(inputs, data):
        paths = not_printed(folder, stem)
        if paths:
            drawn = plot.draw()
            for path in paths:
                printed(drawn, path, title=plot.title)
        made += paths
    return made
