"""The bundled example review, run as a review team would run it: ingest, recorded decisions, pool, report."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "corpus" / "example"
FOLDERS = ("corpus", "extractors", "models", "pooling", "reports", "review", "flows")
CODE_SUFFIXES = {".py", ".toml", ".html", ".css", ".skops", ".ini", ".mako"}
MARK = Path("store") / "demo.json"


def fingerprint() -> str:
    """SHA-256 over the example and the code that turns it into numbers: the same fingerprint gives the same report."""
    total = hashlib.sha256()
    for path in (*_files(EXAMPLE), *(p for folder in FOLDERS for p in _files(ROOT / folder, CODE_SUFFIXES))):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def state(folder: Path) -> str:
    """SHA-256 over what a person may have changed in the demo's folder: protocol, papers, reports."""
    total = hashlib.sha256()
    for path in (folder / "review.toml", *_files(folder / "papers"), *_files(folder / "reports")):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes() if path.is_file() else b"missing")
    return total.hexdigest()


def unchanged(folder: Path, generation: int) -> bool:
    """Whether the demo in this folder was made by this code from this example, and nothing was touched since."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    return bool(mark == {"fingerprint": fingerprint(), "state": state(folder), "generation": generation})


def remember(folder: Path, generation: int) -> None:
    """Leave the mark that `unchanged` compares with."""
    mark = {"fingerprint": fingerprint(), "state": state(folder), "generation": generation}
    (folder / MARK).write_text(json.dumps(mark), encoding="utf-8")


def lay_out(folder: Path) -> None:
    """Copy the example's protocol and papers into the folder; a person's own files there stay."""
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(EXAMPLE / "review.toml", folder / "review.toml")
    for paper in _files(EXAMPLE / "papers"):
        shutil.copyfile(paper, folder / "papers" / paper.name)


def recorded() -> list[str]:
    """The example author's decisions, a JSON object a line."""
    return (EXAMPLE / "decisions.jsonl").read_text(encoding="utf-8").splitlines()


def _files(folder: Path, suffixes: Iterable[str] = ()) -> list[Path]:
    wanted = set(suffixes)
    return sorted(
        p
        for p in folder.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts and (not wanted or p.suffix in wanted)
    )
