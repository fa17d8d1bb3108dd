"""The figures of a version: drawn where something changed, taken over from the version before where nothing did."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports.analysis import Analysis
from reports.figures import svg
from reports.forest import forest

PAGE = "report.html"
RECORD = "analysis.json"


def forest_of(analysis: Analysis, data: Mapping[str, Any], folder: Path) -> str:
    """Write the forest plot of a question into a version's folder and return it; `reports.prints` makes PDF and PNG."""
    stem = f"forest-{analysis.question.id}"
    text = kept_text(analysis, stem, data, folder) or svg(forest(analysis, page=PAGE), title=forest_title(analysis))
    (folder / f"{stem}.svg").write_text(text, encoding="utf-8", newline="\n")
    return text


def forest_title(analysis: Analysis) -> str:
    """What a forest plot is called in its own file."""
    return f"Forest plot: {analysis.question.label}"


def kept_text(analysis: Analysis, stem: str, data: Mapping[str, Any], folder: Path) -> str:
    """The SVG of the version before, when it would be drawn again line by line; "" otherwise."""
    found = kept(analysis, f"{stem}.svg", data, folder)
    return found.read_text(encoding="utf-8") if found else ""


def kept(analysis: Analysis, name: str, data: Mapping[str, Any], folder: Path) -> Path | None:
    """The file of this name of the version before, when it would be drawn again line by line."""
    before = folder.parent / str(data.get("previous") or "")
    same = (before / RECORD).is_file() and _marks(before).get(analysis.question.id) == _mark(analysis, data)
    return before / name if same and (before / name).is_file() else None


def _mark(analysis: Analysis, data: Mapping[str, Any]) -> tuple[object, ...]:
    return (analysis.digest, data["code"], data["drawing"])


def _marks(folder: Path) -> dict[str, tuple[object, ...]]:
    """What each figure of a version rests on, by question; nothing for a version that does not say it."""
    return dict(_read(folder / RECORD, (folder / RECORD).stat().st_mtime_ns))


@lru_cache(maxsize=1)  # all figures of a version ask for the same one; the time tells a file written anew
def _read(path: Path, _changed: int) -> tuple[tuple[str, tuple[object, ...]], ...]:
    return tuple(_entries(json.loads(path.read_text(encoding="utf-8"))))


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[object, ...]]]:
    for question in data["questions"]:
        yield question["id"], (question["digest"], data.get("code"), data.get("drawing"))
