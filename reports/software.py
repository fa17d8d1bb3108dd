"""Which versions computed the numbers."""

from __future__ import annotations

import platform
from functools import cache
from importlib import metadata

NAMES = ("stook", "numpy", "scipy")  # what estimates depend on


@cache
def software() -> tuple[tuple[str, str], ...]:
    """Names and versions of what estimates depend on."""
    return (*((name, _version(name)) for name in NAMES), ("python", platform.python_version()))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unreleased"  # run from a folder of sources
