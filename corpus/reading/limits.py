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
    pictures: int = 60  # looks that OCR may take at pages: two or three a page of an article
    picture_seconds: float = 30.0  # the slowest page of small print needs a third of it on one core
    ocr_seconds: float = (
        300.0  # five times what all those looks take on one core; the paper's own clock stands meanwhile
    )
