"""Digests over code and files: what was made by the same code from the same files need not be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
READING = ("corpus/document.py", "corpus/evidence.py", "corpus/reading", "extractors", "models")
POOLING = ("pooling", "corpus/characteristics.py", "corpus/effects.py", "corpus/offers.py", "reports/analysis.py")
PRODUCT = ("corpus", "extractors", "models", "pooling", "reports", "review", "flows")
SHORT = 16  # hexadecimal digits: enough to tell any two versions of the code apart


@cache
def rules() -> str:
    """Version of all that turns a file into candidates: a paper is read again when any of it changes."""
    return f"reading-{digest_of(files_of(READING))[:SHORT]}"


@cache
def statistics() -> str:
    """Version of all that turns decisions into numbers: a corrected formula asks for a new analysis."""
    return digest_of(files_of(POOLING))[:SHORT]


def files_of(names: Iterable[str], root: Path = ROOT) -> list[Path]:
    """The files of these folders below `root`, without what Python leaves behind."""
    found = []
    for name in names:
        path = root / name
        found += (
            [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        )
    return sorted(found)


def digest_of(files: Iterable[Path], root: Path = ROOT) -> str:
    """SHA-256 over the names and bytes of files."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.relative_to(root).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
