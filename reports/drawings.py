"""The figures of a version: drawn where something changed, taken over from the version before where nothing did."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports.analysis import Analysis
from reports.figures import save
from reports.forest import forest

PAGE = "report.html"
ENDINGS = ("svg", "pdf", "png")
RECORD = "analysis.json"


def forest_of(analysis: Analysis, data: Mapping[str, Any], folder: Path) -> str:
    """Write the forest plot of a question into a version's folder, as SVG, PDF and PNG; return the SVG."""
    stem = f"forest-{analysis.question.id}"
    if kept := _kept(analysis, stem, data, folder):
        for path in kept:
            shutil.copyfile(path, folder / path.name)
        return (folder / f"{stem}.svg").read_text(encoding="utf-8")
    return save(forest(analysis, page=PAGE), folder / stem, title=f"Forest plot: {analysis.question.label}")


def kept_text(analysis: Analysis, stem: str, data: Mapping[str, Any], folder: Path) -> str:
    """The SVG of the version before, when it would be drawn again line by line; "" otherwise."""
    kept = _kept(analysis, stem, data, folder, endings=("svg",))
    return kept[0].read_text(encoding="utf-8") if kept else ""


def _kept(
    analysis: Analysis, stem: str, data: Mapping[str, Any], folder: Path, *, endings: Sequence[str] = ENDINGS
) -> list[Path]:
    """The files of the version before, when they would be drawn again line by line."""
    before = folder.parent / str(data.get("previous") or "")
    same = (before / RECORD).is_file() and _marks(before).get(analysis.question.id) == _mark(analysis, data)
    files = [before / f"{stem}.{ending}" for ending in endings]
    return files if same and all(path.is_file() for path in files) else []


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
