"""What one paper may cost before it is given up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one paper: `memory` in bytes, `pixels` of a page picture."""

    seconds: float = 60.0  # the slowest real thesis needs a sixth of it
    cpu_seconds: float = 45.0
    memory: int = 2 * 1024**3
    pages: int = 3000
    characters: int = 6_000_000
    pixels: int = 40_000_000
