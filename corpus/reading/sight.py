"""A page as it is shown, and which parts of it are looked at: places around words, and what touches them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.document import Word

ALONG = 3.0  # of the size; what the checks look at beside a number ends nearer than this
ACROSS = 1.0  # of the size; and above and below it
CELL = 4.0  # points; the grid on which things and places are compared


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal (or, as shown, vertical) line on the page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class Shown:
    """A page's size in points as shown, its quarter turns, and its bounds in user space: left, bottom, right, top."""

    number: int
    width: float
    height: float
    rotation: int
    bounds: tuple[float, float, float, float]

    def shown(self, x: Any, y: Any) -> tuple[Any, Any]:
        """User-space coordinates, or arrays of them, as seen on the page, from its top left corner."""
        left, bottom, right, top = self.bounds
        match self.rotation:
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case 3:
                return top - y, right - x
            case _:
                return x - left, top - y

    def shown_box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A user-space rectangle as (x0, top, x1, bottom) on the shown page."""
        xa, ya = self.shown(left, bottom)
        xb, yb = self.shown(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def shown_boxes(self, rectangles: Any) -> Any:
        """User-space rectangles, one row each, as (x0, top, x1, bottom) on the shown page."""
        xa, ya = self.shown(rectangles[:, 0], rectangles[:, 1])
        xb, yb = self.shown(rectangles[:, 2], rectangles[:, 3])
        return np.column_stack((np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb)))


def around(words: Sequence[Word]) -> Any:
    """The places (x0, top, x1, bottom in points) that hold these words and what stands near them, one row a word."""
    boxes = np.array([(w.box.x0, w.box.top, w.box.x1, w.box.bottom) for w in words]).reshape(-1, 4)
    upright = np.array([w.angle in (0, 180) for w in words], dtype=bool)
    size = np.array([w.size for w in words])
    size = np.where(upright, np.maximum(size, boxes[:, 3] - boxes[:, 1]), size)
    across, down = np.where(upright, ALONG, ACROSS) * size, np.where(upright, ACROSS, ALONG) * size
    return boxes + np.column_stack((-across, -down, across, down))


def moved(rectangles: Any, matrix: Any) -> Any:
    """The rectangles around rectangles (left, bottom, right, top, one row each) that a matrix of three rows moves."""
    corners = rectangles[:, [[0, 1], [2, 1], [0, 3], [2, 3]]] @ matrix[:2, :2] + matrix[2, :2]
    return np.concatenate((corners.min(axis=1), corners.max(axis=1)), axis=1)


def touching(page: Shown, boxes: Any, places: Any) -> Any:
    """Whether each box (x0, top, x1, bottom) touches one of the places on a page, or may."""
    wide, high = int(page.width / CELL) + 1, int(page.height / CELL) + 1
    seen = np.zeros((high + 1, wide + 1), dtype=np.int32)
    for x0, top, x1, bottom in _cells(places, wide, high).tolist():
        seen[top + 1 : bottom + 1, x0 + 1 : x1 + 1] = 1
    total = seen.cumsum(axis=0).cumsum(axis=1)
    x0, top, x1, bottom = _cells(boxes, wide, high).T
    inside: Any = total[bottom, x1] - total[top, x1] - total[bottom, x0] + total[top, x0]
    return inside > 0


def _cells(boxes: Any, wide: int, high: int) -> Any:
    """The first cell and the one after the last, across and down, that each box reaches; at least one."""
    most = np.array((wide - 1, high - 1))
    first = np.clip(np.floor(boxes[:, :2] / CELL), 0, most).astype(int)
    last = np.clip(np.floor(boxes[:, 2:] / CELL), first, most).astype(int)
    return np.concatenate((first, last + 1), axis=1)
