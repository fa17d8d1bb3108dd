"""The bundled example review, laid out in a folder of its own, and the mark that says nothing changed since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

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
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    return bool(mark == mark_of(folder, generation))


def remember(folder: Path, generation: int) -> None:
    """Leave the mark that `unchanged` compares with."""
    (folder / MARK).write_text(json.dumps(mark_of(folder, generation)), encoding="utf-8")


def lay_out(folder: Path) -> None:
    """Copy the example's protocol and papers into the folder; other files there stay."""
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(EXAMPLE / "review.toml", folder / "review.toml")
    for paper in files_of(("papers",), EXAMPLE):
        shutil.copyfile(paper, folder / "papers" / paper.name)


def recorded() -> list[str]:
    """The example author's decisions, a JSON object a line."""
    return (EXAMPLE / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
