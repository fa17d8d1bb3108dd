"""Dash-shaped ink in a grey picture: beside a number, or inside the box of one glyph.

All lengths are in units of the digits' height H, so that they hold for every size of print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from corpus.reading.pdf import OpenPage

DARK = 150  # of 255; grey text and anti-aliased edges are still ink
WINDOW = 2.4  # H; ink that runs out of this to the left is a rule or a leader
ABOVE, BELOW = 1.3, 0.45  # H around the digits' bottom
WIDTH = (0.28, 1.45)  # H; a longer bar is a placeholder
THICK = 0.30  # H
ASPECT = 2.6  # width over height
CENTRE = (0.17, 0.80)  # H above the digits' bottom
RIGHT = (-0.90, 0.15)  # H from the number's left edge
FILL = 0.70
STACK = 0.65  # H; another bar this near above or below makes it an equals or plus-minus sign
RANGE_GAP = 0.22  # H; a dash this near to a number or word on its left is a range or a hyphen
INKED = 0.5  # of a glyph's columns that must have ink


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns boxes of the shown page into the upright frame of text with an angle."""

    angle: int
    width: float
    height: float

    @classmethod
    def of(cls, page: OpenPage, angle: int) -> Frame:
        """The frame of a page for text with this angle."""
        return cls(angle, page.width, page.height)

    def box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom in the upright frame."""
        x0, top, x1, bottom = box
        match self.angle:
            case 90:
                return top, self.width - x1, bottom, self.width - x0
            case 180:
                return self.width - x1, self.height - bottom, self.width - x0, self.height - top
            case 270:
                return self.height - bottom, x0, self.height - top, x1
            case _:
                return box


@dataclass(frozen=True, slots=True)
class Dash:
    """A dash-shaped piece of ink, in points of the upright frame."""

    x0: float
    x1: float


def _crop(image: Any, scale: float, x0: float, top: float, x1: float, bottom: float) -> Any:
    rows, cols = image.shape
    a, b = max(0, round(top * scale)), min(rows, round(bottom * scale) + 1)
    c, d = max(0, round(x0 * scale)), min(cols, round(x1 * scale) + 1)
    return image[a:b, c:d] < DARK if b > a and d > c else np.zeros((0, 0), dtype=bool)


def inked(image: Any, scale: float, box: tuple[float, float, float, float]) -> bool:
    """Whether a glyph's own box has ink over its width."""
    ink = _crop(image, scale, box[0], box[1] - 0.6, box[2], box[3] + 0.6)
    return bool(ink.size) and float(ink.any(axis=0).mean()) >= INKED


def minus(image: Any, scale: float, *, x0: float, bottom: float, height: float) -> Dash | None:
    """The dash that stands left of a number with its left edge at x0, if there is one."""
    near = _crop(image, scale, x0 + RIGHT[0] * height, bottom - 0.85 * height, x0 - 0.1, bottom - 0.12 * height)
    if not near.any():
        return None
    left = x0 - WINDOW * height
    ink = _crop(image, scale, left, bottom - ABOVE * height, x0 + RIGHT[1] * height, bottom + BELOW * height)
    labels, _ = ndimage.label(ink, structure=np.ones((3, 3), dtype=int))
    pieces = ndimage.find_objects(labels)
    unit = height * scale
    origin = max(0, round(left * scale))
    level = (bottom - max(0.0, bottom - ABOVE * height)) * scale
    bars = [k for k, piece in enumerate(pieces) if _is_dash(labels, piece, k + 1, unit, level)]
    edge = x0 * scale - origin
    for k in reversed(bars):
        piece = pieces[k]
        right = piece[1].stop
        if piece[1].start == 0 or not RIGHT[0] * unit <= right - edge <= RIGHT[1] * unit:
            continue
        if any(j != k and _stacked(pieces[j], piece, unit) for j in range(len(pieces))):
            continue
        if any(j != k and _between(pieces[j], piece, edge, unit) for j in range(len(pieces))):
            continue
        return Dash((origin + piece[1].start) / scale, (origin + right) / scale)
    return None


def _is_dash(labels: Any, piece: Any, number: int, unit: float, level: float) -> bool:
    rows, cols = piece
    high, wide = rows.stop - rows.start, cols.stop - cols.start
    if not WIDTH[0] * unit <= wide <= WIDTH[1] * unit or high > max(THICK * unit, 2.0) or wide < ASPECT * high:
        return False
    above = level - (rows.start + rows.stop) / 2
    if not CENTRE[0] * unit <= above <= CENTRE[1] * unit:
        return False
    return float((labels[piece] == number).mean()) >= FILL


def _stacked(other: Any, bar: Any, unit: float) -> bool:
    """Whether another piece of ink stands right above or below a bar, over most of its width."""
    overlap = min(other[1].stop, bar[1].stop) - max(other[1].start, bar[1].start)
    if overlap < 0.5 * (bar[1].stop - bar[1].start):
        return False
    gap = max(other[0].start - bar[0].stop, bar[0].start - other[0].stop)
    return bool(gap <= STACK * unit)


def _between(other: Any, bar: Any, edge: float, unit: float) -> bool:
    """Whether ink other than a speck stands between a bar and the number."""
    tall = other[0].stop - other[0].start > 0.2 * unit
    return bool(tall and other[1].start >= bar[1].stop - 1 and other[1].stop <= edge - 0.02 * unit)


def is_range(ink: Dash, left: float, text: str, height: float) -> bool:
    """Whether a dash ties a number to the word on its left rather than being its minus."""
    gap = ink.x0 - left
    return gap < RANGE_GAP * height and text[-1:] not in "=<>([,;:/≤≥"


def glyph(image: Any, scale: float, box: tuple[float, float, float, float], *, base: float, size: float) -> str:
    """What the ink in a glyph's box shows: minus, equals, less, greater, star, or empty where it is none of these."""
    ink = _crop(image, scale, box[0] - 0.2, box[1] - 0.3, box[2] + 0.2, box[3] + 0.3)
    if not ink.any():
        return ""
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink = ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    high, wide = ink.shape
    centre = (base - (box[1] + box[3]) / 2) / size
    if wide >= 2.2 * high and high <= 0.16 * size * scale + 1 and 0.1 < centre < 0.55:
        return "−" if wide <= 1.1 * size * scale else ""
    if _two_bars(ink):
        return "=" if 0.05 < centre < 0.55 else ""
    wedge = _wedge(ink)
    if wedge and 0.1 < centre < 0.5:
        return wedge
    small = max(high, wide) < 0.6 * size * scale and 0.7 < wide / high < 1.45
    return "*" if small and centre > 0.4 and 0.25 < float(ink.mean()) < 0.85 else ""


def _two_bars(ink: Any) -> bool:
    full = ink.mean(axis=1) > 0.8
    empty = ~ink.any(axis=1)
    runs = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(int), [0]))) == 1)
    return len(runs) == 2 and bool(empty.any()) and bool(full[0] or full[1]) and bool(full[-1] or full[-2])


def _wedge(ink: Any) -> str:
    """ "<" or ">" where the ink opens steadily to one side and has two arms."""
    high, wide = ink.shape
    if high < 4 or wide < 4 or not 0.6 < wide / high < 1.8:
        return ""
    third = max(1, wide // 4)

    def spread(part: Any) -> float:
        rows = np.flatnonzero(part.any(axis=1))
        return float(rows[-1] - rows[0] + 1) / high if len(rows) else 0.0

    left, right = spread(ink[:, :third]), spread(ink[:, -third:])
    middle = ink[high // 3 : high - high // 3]
    open_right, open_left = not middle[:, -third:].any(), not middle[:, :third].any()
    if left < 0.6 and right > 0.8 and open_right:
        return "<"
    if right < 0.6 and left > 0.8 and open_left:
        return ">"
    return ""
