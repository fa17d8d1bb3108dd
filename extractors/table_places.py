"""Where cells stand along and across a table's rows, upright even on a table printed lying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Box, Cell, Word
from extractors.table_cells import Entry, parse
from extractors.table_frames import Entries

NEW_LINE = 0.6  # of a word's size: words further apart across the reading direction stand on two lines


def _along(box: Box, angle: int) -> tuple[float, float]:
    """A box's extent in the reading direction."""
    if angle == 90:
        return box.top, box.bottom
    if angle == 270:
        return -box.bottom, -box.top
    return box.x0, box.x1


def _across(word: Word) -> float:
    """How far down a word stands, as an upright reader sees it."""
    if word.angle == 90:
        return -(word.box.x0 + word.box.x1) / 2
    if word.angle == 270:
        return (word.box.x0 + word.box.x1) / 2
    return (word.box.top + word.box.bottom) / 2


def extent(cells: Sequence[Cell]) -> tuple[float, float] | None:
    """From where to where cells reach in the reading direction; None for cells without places."""
    ends = [_along(w.box, w.angle) for cell in cells for w in cell.words]
    ends = ends or [_along(box, 0) for cell in cells for box in cell.boxes]
    return (min(a for a, _ in ends), max(b for _, b in ends)) if ends else None


def _line_cell(words: Sequence[Word]) -> Cell:
    return Cell(" ".join(w.text for w in words), tuple(w.box for w in words), "", tuple(words))


def _levels(row: Entries) -> list[float]:
    """The lines that a row's words stand on, from the top."""
    levels: list[float] = []
    for word in sorted((w for e in row for w in e.cell.words if not w.superscript), key=_across):
        if not levels or _across(word) - levels[-1] > NEW_LINE * word.size:
            levels.append(_across(word))
    return levels


def direction(rows: Sequence[Entries]) -> int:
    """The reading direction of most words of a body."""
    angles = Counter(w.angle for row in rows for e in row for w in e.cell.words)
    return angles.most_common(1)[0][0] if angles else 0


def by_lines(row: Entries, angle: int) -> list[Entries]:
    """A header row as one row a line: a spanning head apart from the name of the column in its middle.

    Headings set upright over a body of another direction (`angle`) have no lines of their own.
    """
    if any(w.angle != angle for e in row for w in e.cell.words):
        return [row]
    levels = _levels(row)
    stacked = any(len(_levels((e,))) > 1 for e in row)
    if not stacked or any(e.filled and not e.cell.words for e in row):
        return [row]
    lines: list[Entries] = []
    for k in range(len(levels)):
        cells = [[w for w in e.cell.words if _nearest(levels, w) == k] for e in row]
        lines.append(
            tuple(parse(_line_cell(words)) if words else replace(parse(Cell("")), cell=Cell("")) for words in cells)
        )
    return lines


def _nearest(levels: Sequence[float], word: Word) -> int:
    return min(range(len(levels)), key=lambda k: abs(levels[k] - _across(word)))


def centres(entries: Sequence[Entry]) -> float | None:
    """The middle of entries in the reading direction."""
    reach = extent([e.cell for e in entries])
    return (reach[0] + reach[1]) / 2 if reach else None
