"""Rows to lines in reading order: two columns, line numbers, running heads, side banners."""

from __future__ import annotations

import itertools
import math
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Line, Word, union
from corpus.quick import quickly_made
from corpus.reading.rows import Gutter, base_of, segments

MARGIN = 0.12  # of the page's height: where running heads and page numbers stand
REPEATS = 3  # pages that bear the same line in their margin before it is a running head
LINE_NUMBERS = 8  # numbers in a row at the margin before they count lines
SAME_EDGE = 1.5  # points; numbers set in line end, or begin, no further from each other
LOCAL_ROWS = 5  # rows that keep a strip blank before they are a block in columns of its own
LOCAL_WIDTH = 6.0  # points
WIDE_PIECE = 1.1  # of the size; a gap that may be such a strip
OVER = 2.0  # points; a line that reaches further over the middle of the gutter crosses it
EDGE_LINES = 3  # lines of a page's top and bottom that may be running heads


@quickly_made
@dataclass(frozen=True, slots=True)
class Laid:
    """A line with the text column that it stands in: 0 full width or left, 1 right."""

    line: Line
    column: int
    full: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's running text in reading order, and what was set apart from it."""

    number: int
    height: float
    lines: tuple[Laid, ...]
    apart: tuple[Line, ...] = ()


def line_of(words: Sequence[Word]) -> Line:
    """Words of one baseline as a line with its box."""
    if len(words) == 1:
        return Line(tuple(words), words[0].box)
    return Line(tuple(words), union([w.box for w in words]))


def sheet(
    all_rows: Sequence[list[Word]], *, number: int, height: float, cut: Gutter | None, counted: Sequence[Word] = ()
) -> Sheet:
    """A page's upright rows as lines in reading order; `counted` are the line numbers that were taken out."""
    apart = (line_of(counted),) if counted else ()
    return Sheet(number, height, tuple(_in_order(all_rows, cut)), apart)


def _in_order(all_rows: Sequence[list[Word]], cut: Gutter | None) -> list[Laid]:
    """Lines in the order in which a person reads them: full width ends the columns above it, left before right."""
    out: list[Laid] = []
    left: list[Laid] = []
    right: list[Laid] = []
    current: Gutter | None = None
    middle = cut.middle if cut is not None else math.inf
    for row, local in _with_local_gutters(all_rows, cut):
        if local is not current:
            out += left + right
            left, right, current = [], [], local
        if local is not None:
            for piece in segments(row, local, gap=WIDE_PIECE):
                one = _laid(piece, local.middle)
                (right if piece[0].box.x0 >= local.middle else left).append(one)
            continue
        for piece in segments(row, cut):
            one = _laid(piece, middle)
            if one.full:
                out += left + right
                left, right = [], []
                out.append(one)
            else:
                (right if one.column else left).append(one)
    return out + left + right


def _laid(piece: Sequence[Word], middle: float) -> Laid:
    """A line of the columns on both sides of a gutter's middle, which is infinite where there is none."""
    line = line_of(piece)
    if middle == math.inf:
        return Laid(line, 0, full=True)
    if line.box.x0 >= middle - OVER:
        return Laid(line, 1, full=False)
    return Laid(line, 0, full=line.box.x1 > middle + OVER)


def _with_local_gutters(all_rows: Sequence[list[Word]], cut: Gutter | None) -> list[tuple[list[Word], Gutter | None]]:
    """Rows with the gutter of their own block, where a block's columns are not those of the page."""
    out: list[tuple[list[Word], Gutter | None]] = []
    i = 0
    while i < len(all_rows):
        found, end = _local(all_rows, i, cut)
        if found and end - i >= LOCAL_ROWS:
            out += [(row, found) for row in all_rows[i:end]]
            i = end
        else:
            out.append((all_rows[i], None))
            i += 1
    return out


def _local(all_rows: Sequence[list[Word]], start: int, cut: Gutter | None) -> tuple[Gutter | None, int]:
    """A strip that stays blank from this row on, and the index after the last row that keeps it."""
    best: tuple[Gutter | None, int] = (None, start)
    row = all_rows[start]
    for a, b in itertools.pairwise(row):
        gap = b.box.x0 - a.box.x1
        if gap < WIDE_PIECE * a.size or gap < WIDE_PIECE * b.size:
            continue
        low, high, end, both = a.box.x1, b.box.x0, start + 1, 1
        if cut and low - 2 <= cut.middle <= high + 2:
            continue
        while end < len(all_rows):
            edges = _blank(all_rows[end], low, high)
            if edges is None:
                break
            both += edges[2]
            low, high, end = edges[0], edges[1], end + 1
        if both >= LOCAL_ROWS and end > best[1]:
            best = (Gutter(low, high), end)
    return best


def _blank(row: Sequence[Word], low: float, high: float) -> tuple[float, float, bool] | None:
    """The part of a strip that a row leaves blank, and whether it has words on both sides; None where too little is."""
    middle = (low + high) / 2
    before: float | None = None
    after: float | None = None
    for word in row:
        box = word.box
        edges = array("d", word.edges) if word.edges and box.x0 < middle < box.x1 else (box.x0, box.x1)
        for x0, x1 in zip(edges[::2], edges[1::2], strict=True):
            if (x0 + x1) / 2 < middle:
                before = x1 if before is None else max(before, x1)
            else:
                after = x0 if after is None else min(after, x0)
    new_low, new_high = max(low, before or low), min(high, after or high)
    if new_high - new_low < LOCAL_WIDTH:
        return None
    return new_low, new_high, before is not None and after is not None


def without_line_numbers(words: Sequence[Word], width: float) -> tuple[list[Word], list[Word]]:
    """Words without the numbers that count a manuscript's lines, and those numbers."""
    margin = 0.17 * width
    digits = [w for w in words if w.text.isdigit() and (w.box.x1 < margin or w.box.x0 > width - margin / 2)]
    found = _on_one_edge(digits)
    if len(found) < LINE_NUMBERS:
        return list(words), []
    found.sort(key=base_of)
    values = [int(w.text) for w in found]
    steps = Counter(b - a for a, b in itertools.pairwise(values))
    step, times = steps.most_common(1)[0]
    if step not in (1, 5) or times < 0.8 * (len(found) - 1):
        return list(words), []
    outer = max(w.box.x1 for w in found)
    ids = {id(w) for w in found}
    if sum(1 for w in words if id(w) not in ids and w.box.x0 < outer) > 2:
        return list(words), []
    return [w for w in words if id(w) not in ids], found


def _on_one_edge(numbers: Sequence[Word]) -> list[Word]:
    """Of numbers in a margin the most that end at one place, or begin at one: the numbers of lines are set in line."""
    best: list[Word] = []
    for edge in (0, 1):
        ordered = sorted(numbers, key=lambda w: w.box.x1 if edge else w.box.x0)
        places = [w.box.x1 if edge else w.box.x0 for w in ordered]
        for first, place in enumerate(places):
            end = bisect_right(places, place + SAME_EDGE)
            best = ordered[first:end] if end - first > len(best) else best
    return best


def without_running_heads(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Sheets without the lines that repeat in the margins of many pages and without bare page numbers."""
    seen: Counter[str] = Counter()
    for one in sheets:
        seen.update({_key(laid.line) for laid in _edges(one)})
    needed = min(REPEATS, max(2, len(sheets) // 2))
    out: list[Sheet] = []
    for one in sheets:
        heads = {
            id(x) for x in _edges(one) if (seen[_key(x.line)] >= needed and len(sheets) > 1) or _page_number(x.line)
        }
        lines = tuple(x for x in one.lines if id(x) not in heads)
        apart = one.apart + tuple(x.line for x in one.lines if id(x) in heads)
        out.append(Sheet(one.number, one.height, lines, apart))
    return out


def _edges(one: Sheet) -> list[Laid]:
    ordered = sorted(one.lines, key=lambda x: x.line.box.top)
    top = [x for x in ordered[: 2 * EDGE_LINES] if x.line.box.bottom < MARGIN * one.height]
    foot = [x for x in ordered[-2 * EDGE_LINES :] if x.line.box.top > (1 - MARGIN) * one.height]
    return top + foot


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower()).strip()


def _page_number(line: Line) -> bool:
    return bool(
        re.fullmatch(r"(page\s+)?[-–—]?\s*\d{1,5}\s*[-–—]?(\s+of\s+\d+)?|[ivxl]{1,6}", line.text.strip(), re.IGNORECASE)
    )
