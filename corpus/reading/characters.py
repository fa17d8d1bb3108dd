"""What a page's text layer gives: characters with their places, and the runs of one style and baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

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


def words_of_letters(codes: Any, inked: Any) -> tuple[Any, Any]:
    """First and last character of each word of plain letters, one sign of punctuation behind them left aside."""
    first = np.flatnonzero(inked & ~np.append(False, inked[:-1]))
    last = np.flatnonzero(inked & ~np.append(inked[1:], False))
    low = np.minimum(codes, len(_ASCII))
    letters = _LETTER[low]
    before = np.append(0, np.cumsum(letters))
    plain = (before[last] - before[first] == last - first) & (last - first >= FEWEST_LETTERS)
    plain &= (letters | _CLOSING[low])[last]
    return first[plain], last[plain]


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
