"""Which versions computed the numbers."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

SHORT = 16  # hexadecimal digits: enough to tell any two versions of the code apart
NAMES = ("stook", "numpy", "scipy")  # what estimates depend on


DRAWING = (
    "figures.py", "forest.py", "drawings.py", "numbers.py", "anchors.py", "methods.py", "levels.py", "plots.py",
    "funnel.py", "influence.py", "ladder.py", "orchard.py", "bubble.py", "gallery.py",
)  # fmt: skip


@cache
def drawing() -> str:
    """A digest over all that makes figures apart from numbers: with other code or another matplotlib they differ."""
    total = hashlib.sha256(_version("matplotlib").encode())
    for name in DRAWING:
        total.update((Path(__file__).parent / name).read_bytes())
    return total.hexdigest()[:SHORT]


@cache
def software() -> tuple[tuple[str, str], ...]:
    """Names and versions of what estimates depend on."""
    return (*((name, _version(name)) for name in NAMES), ("python", platform.python_version()))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unreleased"  # run from a folder of sources
