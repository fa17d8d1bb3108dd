"""The bundled example review, laid out in a folder of its own, and the mark that says nothing changed since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from corpus.errors import StookError
from flows.fingerprints import PRODUCT, ROOT, digest_of, files_of

EXAMPLE = ROOT / "corpus" / "example"
MARK = Path("store") / "demo.json"
TOUCHED = ("review.toml", "papers", "reports")  # what a person may have changed in the demo's folder


def mark_of(folder: Path, generation: int) -> dict[str, Any]:
    """All that the demo's numbers rest on: code and example, the folder's files, the record's counter."""
    return {
        "code": digest_of(files_of(PRODUCT)),
        "folder": digest_of(files_of(TOUCHED, folder), folder),
        "generation": generation,
    }


def unchanged(folder: Path, generation: int) -> bool:
    """Whether the demo in this folder was made by this code from this example, and nothing was touched since."""
    return _mark_in(folder) == mark_of(folder, generation)


def remember(folder: Path, generation: int) -> None:
    """Leave the mark that `unchanged` compares with."""
    (folder / MARK).write_text(json.dumps(mark_of(folder, generation)), encoding="utf-8")


def lay_out(folder: Path) -> None:
    """Copy the example's protocol and papers into the folder.

    Files that a person changed there stay as they are; a review of somebody's own is refused.
    """
    mark = _mark_in(folder)
    if not mark and (folder / "review.toml").exists() and not _is_example(folder):
        raise StookError(f"{folder} holds a review of its own; run `stook demo` with the name of a new folder.")
    untouched = bool(mark) and mark.get("folder") == mark_of(folder, 0)["folder"]
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    for source in files_of(("review.toml", "papers"), EXAMPLE):
        target = folder / source.relative_to(EXAMPLE)
        if untouched or not target.exists():
            shutil.copyfile(source, target)


def _is_example(folder: Path) -> bool:
    """Whether the protocol is the example's, as after a first run that was interrupted."""
    return (folder / "review.toml").read_bytes() == (EXAMPLE / "review.toml").read_bytes()


def _mark_in(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / MARK).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def recorded() -> list[str]:
    """The example author's decisions, a JSON object a line."""
    return (EXAMPLE / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
