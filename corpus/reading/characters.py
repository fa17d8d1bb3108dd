"""What a page's text layer gives: characters with their places, and the runs of one style and baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.quick import quickly_made
from corpus.reading.sight import Shown

REPLACEMENT = "\ufffd"
FEWEST_LETTERS = 2  # before the last character of a word, from which it is worth sparing those inside
_ASCII = [chr(code) for code in range(128)]
_LETTER = np.array([c.isalpha() for c in _ASCII] + [False])  # the last stands for all other characters
_CLOSING = np.array([c in ".,;:)" for c in _ASCII] + [False])


@dataclass(frozen=True, slots=True)
class Style:
    """What text objects of one look share."""

    angle: int
    size: float
    font: str
    bold: bool


@quickly_made
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


def words_of_letters(codes: Any, first: Any, last: Any) -> Any:
    """Which words, with these first and last characters, are of plain letters, one sign of punctuation behind aside."""
    low = np.minimum(codes, len(_ASCII))
    letters = _LETTER[low]
    before = np.append(0, np.cumsum(letters))
    plain = (before[last] - before[first] == last - first) & (last - first >= FEWEST_LETTERS)
    return plain & (letters | _CLOSING[low])[last]


def between(first: Any, last: Any, count: int) -> Any:
    """Whether each of so many characters stands between the first and the last of one of these words."""
    steps = np.zeros(count + 1, dtype=np.int32)
    steps[first + 1] += 1
    steps[last] -= 1
    return np.cumsum(steps[:count]) > 0


def spread(boxes: Any, first: Any, last: Any) -> None:
    """Puts the letters inside words evenly between the ends, whose boxes (left, top, right, bottom) are there."""
    number = last - first - 1
    word = np.repeat(np.arange(len(first)), number)
    at = np.arange(len(word)) - np.repeat(np.cumsum(number) - number, number)
    inner = first[word] + 1 + at
    left = boxes[first, 2]
    step = (boxes[last, 0] - left) / np.maximum(number, 1)
    boxes[inner, 0] = left[word] + step[word] * at
    boxes[inner, 2] = left[word] + step[word] * (at + 1)
    boxes[inner, 1], boxes[inner, 3] = boxes[first[word], 1], boxes[first[word], 3]


def extents(page: Shown, boxes: Any, run_of: Any, runs: list[Run]) -> tuple[Any, Any]:
    """Start and end of each character along its reading direction; a box is left, top, right, bottom in user space."""
    left, top, right, bottom = boxes.astype(float).T
    (x0, y0), (x1, y1) = page.shown(left, top), page.shown(right, bottom)
    if page.rotation in (1, 2):
        x0, x1 = x1, x0
    if page.rotation in (2, 3):
        y0, y1 = y1, y0
    if all(run.style.angle == 0 for run in runs):
        return x0, x1
    angle = np.array([run.style.angle for run in runs] + [0])[run_of]
    turned = [angle == 90, angle == 180, angle == 270]
    start = np.select(turned, [y0, page.width - x1, page.height - y1], x0)
    return start, np.select(turned, [y1, page.width - x0, page.height - y0], x1)
