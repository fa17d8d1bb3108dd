"""Rows to lines in reading order: two columns, line numbers, running heads, side banners."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from corpus.document import Box, Line, Word, union
from corpus.reading.rows import Gutter, base_of, gutter, rows, segments

MARGIN = 0.12  # of the page's height: where running heads and page numbers stand
REPEATS = 3  # pages that bear the same line in their margin before it is a running head
LINE_NUMBERS = 8  # numbers in a row at the margin before they count lines
EDGE_LINES = 3  # lines of a page's top and bottom that may be running heads


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
    return Line(tuple(words), union([w.box for w in words]))


def sheet(words: Sequence[Word], *, number: int, width: float, height: float, cut: Gutter | None = None) -> Sheet:
    """A page's upright words as lines in reading order."""
    kept, counted = without_line_numbers(words, width)
    all_rows = rows(kept)
    cut = cut or gutter(all_rows, width)
    pieces = [piece for row in all_rows for piece in segments(row, cut)]
    laid = _in_order(pieces, cut)
    apart = (line_of(counted),) if counted else ()
    return Sheet(number, height, tuple(laid), apart)


def _in_order(pieces: list[list[Word]], cut: Gutter | None) -> list[Laid]:
    if cut is None:
        return [Laid(line_of(piece), 0, True) for piece in pieces]
    out: list[Laid] = []
    left: list[Laid] = []
    right: list[Laid] = []
    for piece in sorted(pieces, key=lambda p: median(base_of(w) for w in p)):
        line = line_of(piece)
        if any(w.box.x0 < cut.middle - 1 and w.box.x1 > cut.middle + 1 for w in piece) or (
            line.box.x0 < cut.x0 and line.box.x1 > cut.x1
        ):
            out += left + right
            left, right = [], []
            out.append(Laid(line, 0, True))
        elif line.box.x0 >= cut.middle - 2:
            right.append(Laid(line, 1, False))
        else:
            left.append(Laid(line, 0, False))
    return out + left + right


def without_line_numbers(words: Sequence[Word], width: float) -> tuple[list[Word], list[Word]]:
    """Words without the numbers that count a manuscript's lines, and those numbers."""
    margin = 0.17 * width
    found = [w for w in words if w.text.isdigit() and (w.box.x1 < margin or w.box.x0 > width - margin / 2)]
    if len(found) < LINE_NUMBERS:
        return list(words), []
    found.sort(key=base_of)
    values = [int(w.text) for w in found]
    steps = Counter(b - a for a, b in zip(values, values[1:], strict=False))
    step, times = steps.most_common(1)[0]
    if step not in (1, 5) or times < 0.8 * (len(found) - 1):
        return list(words), []
    outer = max(w.box.x1 for w in found)
    if sum(1 for w in words if not w.text.isdigit() and w.box.x0 < outer) > 2:
        return list(words), []
    ids = {id(w) for w in found}
    return [w for w in words if id(w) not in ids], found


def without_running_heads(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Sheets without the lines that repeat in the margins of many pages and without bare page numbers."""
    seen: Counter[str] = Counter()
    for one in sheets:
        seen.update({_key(laid.line) for laid in _edges(one)})
    needed = min(REPEATS, max(2, len(sheets) // 2))
    out: list[Sheet] = []
    for one in sheets:
        heads = {id(x) for x in _edges(one) if seen[_key(x.line)] >= needed and len(sheets) > 1 or _page_number(x.line)}
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
    return bool(re.fullmatch(r"(page\s+)?[-–—]?\s*\d{1,5}\s*[-–—]?(\s+of\s+\d+)?|[ivxl]{1,6}", line.text.strip(), re.IGNORECASE))


def whole_box(lines: Sequence[Line]) -> Box:
    """The box around lines of one page."""
    return union([line.box for line in lines])
