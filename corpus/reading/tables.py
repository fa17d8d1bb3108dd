"""The tables of a page: every direction of text, every lane, with captions, notes and rival readings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.document import Box, Cell, Grid, Passage, PassageKind, Table, Word, union
from corpus.reading.atoms import is_decimal
from corpus.reading.grids import cell as of_words
from corpus.reading.grids import grid
from corpus.reading.lanes import PIECE_GAP, Row, lane_rows
from corpus.reading.passages import joined, table_label
from corpus.reading.points import lacks_points, pointed
from corpus.reading.regions import Region, regions
from corpus.reading.rows import Gutter, Layout, segments
from corpus.reading.sight import Rule

FEWEST_DECIMALS = 3  # numbers with decimals before a direction of text can hold a table
FEWEST_ROWS = 2  # rows with such a number that stands apart
POINT = re.compile(r"[.,·]\d")
TALLEST_HEAD = 16.0  # of the size; a heading that runs up is no longer
TWO_NUMBERS = re.compile(r"\.\d+[*]*\s+[-−–]?\d?\.\d")
BESIDE_ROWS = 12  # rows between the captions below two tables beside each other
TIGHT_CELLS = 0.2  # of the size; the reading in which brackets stand in a column of their own


@dataclass(frozen=True, slots=True)
class Found:
    """A table with its caption and note as passages."""

    table: Table
    passages: tuple[Passage, ...]


def tables(layout: Layout, words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Found], frozenset[int]]:
    """The tables among a page's words of one direction, and the identities of the words that are in them.

    `words` are the page's words in all directions.
    """
    all_rows, restored = pointed(layout.rows) if lacks_points(layout.rows) else (layout.rows, {})
    if not (restored or hopeful(all_rows)):
        return [], frozenset()
    out: list[Found] = []
    taken: set[int] = set()
    angle, width, height = layout.angle, layout.page_width, layout.page_height
    lines = [r for r in (turn(rule, angle, width, height) for rule in rules) if r.x1 - r.x0 > r.bottom - r.top]
    others = [w for w in words if w.angle != angle] if angle == 0 else []
    for region in find(all_rows, layout.cut, layout.width, lines):
        over = _over_columns(region, others)
        origin = layout.origin | {id(w): w for w in over} | {k: layout.origin[id(w)] for k, w in restored.items()}
        found = table(region, origin, layout.number, rules=lines, turned=over)
        if found:
            out.append(found)
            taken |= {id(restored.get(id(w), w)) for row in region.rows for w in row.words}
    return out, frozenset(taken)


def hopeful(all_rows: Sequence[Sequence[Word]]) -> bool:
    """Whether rows may hold a table: two of them have a number with decimals that stands apart, or a caption is there.

    Cheaper than looking for tables on every page; words that stand together are enough to tell.
    """
    if lacks_points(all_rows):
        return True
    decimals = apart = 0
    for row in all_rows:
        right = float("-inf")
        alone = False
        for word in row:
            if POINT.search(word.text) and is_decimal(word.text):
                decimals += 1
                alone = alone or word.box.x0 - right > PIECE_GAP * word.size
            right = word.box.x1
        apart += alone
    if decimals >= FEWEST_DECIMALS and apart >= FEWEST_ROWS:
        return True
    return decimals > 0 and apart > 0 and any(table_label(" ".join(w.text for w in row)) for row in all_rows)


def _over_columns(region: Region, others: Sequence[Word]) -> list[Word]:
    """Words that run up or down over a table's columns: headings turned for want of room."""
    numbers = [a for row in region.body for a in row.atoms if a.kind != "text"]
    if not numbers or not others:
        return []
    size = region.body[0].size
    left, right = min(a.x0 for a in numbers) - 2 * size, max(a.x1 for a in numbers) + 2 * size
    low = region.body[0].base
    high = region.caption[-1].base - size if region.caption else low - TALLEST_HEAD * size
    return [w for w in others if left < (w.box.x0 + w.box.x1) / 2 < right and w.box.top >= high and w.box.bottom <= low]


def turn(rule: Rule, angle: int, width: float, height: float) -> Rule:
    """A rule in the upright frame of text with this angle."""
    if angle == 90:
        return Rule(rule.top, width - rule.x1, rule.bottom, width - rule.x0)
    if angle == 270:
        return Rule(height - rule.bottom, rule.x0, height - rule.top, rule.x1)
    return rule


def find(all_rows: Sequence[Sequence[Word]], cut: Gutter | None, width: float, rules: Sequence[Rule]) -> list[Region]:
    """Regions of tables among upright rows, each in the lane that fits it."""
    cut = cut or _between_captions(all_rows)
    extents = lanes(cut, width)
    if cut is None:
        return regions(lane_rows(all_rows, extents[0]), extents[0], rules)
    sides = [lane_rows(all_rows, lane) for lane in extents[1:]]
    whole = _whole_rows(all_rows, cut, extents[0], sides)
    found = [
        list(regions(_blocked(side, all_rows, cut), lane, rules)) for side, lane in zip(sides, extents[1:], strict=True)
    ]
    full = [r for r in regions(whole, extents[0], rules) if _holds(r, cut, found) and not _interrupted(r, found)]
    beside = [r for side in found for r in side if not any(_share_rows(r, f) for f in full)]
    return sorted(full + beside, key=lambda r: r.top)


def lanes(cut: Gutter | None, width: float) -> list[tuple[float, float]]:
    """The extents that a table may have: the page, the left column, the right column."""
    if cut is None:
        return [(0.0, width)]
    return [(0.0, width), (0.0, cut.middle), (cut.middle, width)]


def _between_captions(all_rows: Sequence[Sequence[Word]]) -> Gutter | None:
    """The strip between two tables side by side on a page without running text: two captions open beside each other.

    Captions below tables of different heights open in different rows; nothing between these crosses the strip.
    """
    labelled = [
        (at, piece)
        for at, words in enumerate(all_rows)
        for piece in segments(words, None)
        if table_label(" ".join(w.text for w in piece))
    ]
    for (above, one), (below, other) in itertools.combinations(labelled, 2):
        right = max(one[0].box.x0, other[0].box.x0)
        left = min(one, other, key=lambda piece: piece[0].box.x0)
        if below - above <= BESIDE_ROWS and left[-1].box.x1 < right - left[0].size:
            between = [w for words in all_rows[above : below + 1] for w in words]
            if not any(w.box.x0 < right - 1 < w.box.x1 for w in between):
                return Gutter(right - 4, right - 1)
    return None


def _crosses(words: Sequence[Word], cut: Gutter) -> bool:
    ordered = sorted(words, key=lambda w: w.box.x0)
    if any(w.box.x0 < cut.middle - 1 and w.box.x1 > cut.middle + 1 for w in ordered):
        return True
    return any(
        a.box.x1 <= cut.middle <= b.box.x0 and b.box.x0 - a.box.x1 < 0.5 * a.size
        for a, b in itertools.pairwise(ordered)
    )


def _whole_rows(
    all_rows: Sequence[Sequence[Word]], cut: Gutter, lane: tuple[float, float], sides: list[list[Row]]
) -> list[Row]:
    """Rows over the whole page; a row with running text in one of the columns is running text."""
    prose = {id(w) for side in sides for row in side if row.kind == "prose" for w in row.words}
    out: list[Row] = []
    for row in lane_rows(all_rows, lane):
        beside = any(id(w) in prose for w in row.words) and not _crosses(row.words, cut)
        out.append(replace(row, kind="prose") if beside else row)
    return out


def _blocked(side: list[Row], all_rows: Sequence[Sequence[Word]], cut: Gutter) -> list[Row]:
    """A column's rows; one that goes on over the gutter is no row of this column."""
    crossing = {id(w) for words in all_rows if _crosses(words, cut) for w in words}
    return [replace(row, kind="prose") if any(id(w) in crossing for w in row.words) else row for row in side]


def _holds(region: Region, cut: Gutter, sides: list[list[Region]]) -> bool:
    """Whether a region over the whole page is one table and not two beside each other or one beside text."""
    labelled = [any(r.label and _share_rows(r, region) for r in side) for side in sides]
    if all(labelled):
        return False
    core = region.header + region.body
    if any(_crosses(row.words, cut) for row in core):
        return True
    both = sum(any(a.x1 < cut.middle for a in r.atoms) and any(a.x0 > cut.middle for a in r.atoms) for r in region.body)
    beyond = [a for r in region.body for a in r.atoms if a.x0 > cut.middle]
    unnamed = both >= FEWEST_ROWS and all(a.kind != "text" for a in beyond)  # the last columns of a triangle
    return both >= 0.5 * len(region.body) or unnamed


def _interrupted(region: Region, sides: list[list[Region]]) -> bool:
    """Whether one column alone holds more rows of the same table: text of the other column breaks the whole one."""
    return any(len(r.body) > len(region.body) for side in sides for r in side if _share_rows(r, region))


def _share_rows(a: Region, b: Region) -> bool:
    return a.top < b.bottom and b.top < a.bottom


def table(
    region: Region, origin: dict[int, Word], page: int, *, rules: Sequence[Rule] = (), turned: Sequence[Word] = ()
) -> Found | None:
    """A region as a table with its rival readings; None where no columns can be found."""
    readings: list[Grid] = []
    for by_anchor, gap in ((False, None), (True, None), (False, TIGHT_CELLS)):
        if by_anchor and readings and not _crowded(readings[0]):
            continue  # columns by extent left no cell with two numbers: decimal points cannot do better
        reading = _original(grid(region, rules=rules, turned=turned, by_anchor=by_anchor, cell_gap=gap), origin)
        if reading and all(_texts(reading) != _texts(other) for other in readings):
            readings.append(reading)
    if not readings:
        return None
    caption = _passage(region.caption, origin, kind="caption")
    note = _passage(region.note, origin, kind="note")
    core = union([origin[id(w)].box for row in region.header + region.body for w in row.words])
    title, remark = (caption.text if caption else ""), (note.text if note else "")
    goes_on = "continue" in title.lower() or "(cont" in title.lower()
    over, under = _row_boxes(region.caption, origin), _row_boxes(region.note, origin)
    made = Table(page, tuple(readings), region.label, title, remark, core, over, under, goes_on)
    return Found(made, tuple(p for p in (caption, note) if p))


def _crowded(reading: Grid) -> bool:
    """Whether some cell has two numbers side by side: two columns may have run together."""
    return any(TWO_NUMBERS.search(cell.text) for row in reading for cell in row)


def _texts(reading: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(c.text for c in row) for row in reading)


def _original(reading: Grid, origin: dict[int, Word]) -> Grid:
    """The grid with the page's own words in place of upright ones."""
    return tuple(tuple(_cell(c, origin) for c in row) for row in reading)


def _cell(cell: Cell, origin: dict[int, Word]) -> Cell:
    words = tuple(origin[id(w)] for w in cell.words)
    if any(w.text != printed.text for w, printed in zip(cell.words, words, strict=True)):
        cell = of_words(words)  # found with points that the page does not print
    return replace(cell, words=words, boxes=tuple(w.box for w in words)) if words else cell


def _passage(lines: Sequence[Row], origin: dict[int, Word], *, kind: PassageKind) -> Passage | None:
    if not lines:
        return None
    words = [origin[id(w)] for row in lines for w in row.words]
    ends, total = set(), 0
    for row in lines:
        total += len(row.words)
        ends.add(total - 1)
    return joined(words, line_ends=ends, kind=kind)


def _row_boxes(lines: Sequence[Row], origin: dict[int, Word]) -> tuple[Box, ...]:
    return tuple(union([origin[id(w)].box for w in row.words]) for row in lines)
