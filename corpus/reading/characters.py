"""What a page's text layer gives: characters with their places, and the runs of one style and baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Style:
    """What text objects of one look share."""

    angle: int
    size: float
    font: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Text objects of one style on one baseline, which is in their own upright frame."""

    style: Style
    base: float


@dataclass(frozen=True, slots=True)
class Chars:
    """A page's characters in the file's order: text, extent along the reading direction, and the run each belongs to.

    `text[i]` is one character, U+FFFE where a hyphen breaks a word. A blank that pdfium made up has run -1. `start` and
    `end` are in the run's upright frame.
    """

    text: str
    start: Any
    end: Any
    run: Any
    runs: list[Run]
    unmapped: frozenset[int] = frozenset()
    invisible: bool = False
