"""Tables of markup as dense grids: spans spread out, stacked lines as rows of their own, stars with their numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.document import Cell, Grid
from corpus.errors import LimitExceeded
from corpus.reading.passages import NOTE
from corpus.reading.plain import ADVANCE
from corpus.reading.runs import MARK, Piece, Run, lines, name, pieces, split_marks, text_of

# A legend of stars without the word "Note".
LEGEND = re.compile(r"^\W{0,3}(?:[a-e]|[*†‡§]+)?\s*[pP]\s*[<=≤]|\b[pP]\s*[<≤]\s*0?\.\d+")
MOST_COLUMNS = 400  # the widest real table has 60
MOST_CELLS = 200_000
LONGEST_COUNT = 6  # digits of a span; more is an attack
STACK = 2  # lines in every cell of a row before the row is taken for several
BARE_NUMBER = re.compile(r"^[-−–]?\s?\d*[.·,]?\d+\W*$|^[-−–—]?$")
VALUE = re.compile(r"\d[.·,]\d|(?<!\w)[.·]\d|^\W*\d+\W*$")  # what holds for one column only

Content = Callable[[Any], list[Run]]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A cell with the corner where it begins and what it spans."""

    pieces: tuple[Piece, ...]
    text: str
    marks: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    head: bool = False
    stack: tuple[tuple[Run, ...], ...] = ()

    def shown(self, row: int, column: int) -> bool:
        """Whether the cell's text is repeated here: heads hold for all that they span, values for one place."""
        if row == self.row and column == self.column:
            return True
        return self.head or not VALUE.search(self.text)


@dataclass(frozen=True, slots=True)
class Given:
    """A cell as the markup gives it; `column` where it says so."""

    runs: tuple[Run, ...]
    rows: int = 1
    columns: int = 1
    head: bool = False
    column: int | None = None


def row_words(parts: Sequence[Piece]) -> float:
    """How wide pieces are on a made-up page."""
    gaps = sum(not piece.attached for piece in parts[1:])
    return ADVANCE * (sum(len(piece.text) for piece in parts) + gaps)


def slots(table: Any, content: Content, *, file: str) -> list[list[Slot | None]]:
    """The table's dense grid; empty where it has no cells."""
    placed: list[list[Slot | None]] = []
    for group in _groups(table, content):
        placed += _spread(group, len(placed), file)
    width = max((len(row) for row in placed), default=0)
    if width * len(placed) > MOST_CELLS:
        raise LimitExceeded(f"{file} has a table of {len(placed)} x {width} cells, more than {MOST_CELLS}; split it.")
    dense = [[*row, *[None] * (width - len(row))] for row in placed]
    return _unstacked(_without_empty(_headings_once(dense)))


def notes_inside(table: Any, content: Content) -> list[Run]:
    """Takes notes that stand in the last rows out of a table: one cell a row, in its foot or with a note's words."""
    out: list[list[Run]] = []
    for row in reversed([e for e in table.iter() if name(e) in ("tr", "row")]):
        said = [runs for cell in row if isinstance(cell.tag, str) and text_of(runs := content(cell))]
        text = text_of(said[0]) if len(said) == 1 else ""
        above = row.getparent()
        if said and not (text and (name(above) == "tfoot" or NOTE.match(text) or LEGEND.search(text))):
            break
        out += said
        above.remove(row)
    return [run for runs in reversed(out) for run in [*runs, Run(" ")]]


def _groups(table: Any, content: Content) -> Iterator[list[list[Given]]]:
    """Head, body and foot, each as its rows: a span ends where its group does."""
    if any(name(child) == "tgroup" for child in table):
        for part in table:
            if name(part) == "tgroup":
                yield from _cals(part, content)
        return
    loose: list[list[Given]] = []
    for part in table:
        if name(part) == "tr":
            loose.append(_row(part, content, head=False))
        elif name(part) in ("thead", "tbody", "tfoot"):
            yield loose
            loose = []
            yield [_row(row, content, head=name(part) == "thead") for row in part if name(row) == "tr"]
    yield loose


def _row(row: Any, content: Content, *, head: bool) -> list[Given]:
    return [
        Given(tuple(content(cell)), _count(cell, "rowspan"), _count(cell, "colspan"), head or name(cell) == "th")
        for cell in row
        if name(cell) in ("td", "th")
    ]


def _count(cell: Any, attribute: str) -> int:
    """A span; what is no number counts as one, and zero means "to the end"."""
    given = (cell.get(attribute) or "1").strip()
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST_COUNT else 1
    return min(number, MOST_CELLS) if attribute == "rowspan" else min(max(number, 1), MOST_COLUMNS)


def _cals(group: Any, content: Content) -> Iterator[list[list[Given]]]:
    """A group of the exchange table model, in which columns have names."""
    names = [c.get("colname") or str(i + 1) for i, c in enumerate(c for c in group if name(c) == "colspec")]
    at = {column: i for i, column in enumerate(names)}
    for part in group:
        if name(part) in ("thead", "tbody", "tfoot"):
            yield [_cals_row(row, at, content, head=name(part) == "thead") for row in part if name(row) == "row"]


def _cals_row(row: Any, at: dict[str, int], content: Content, *, head: bool) -> list[Given]:
    out = []
    for entry in row:
        if name(entry) != "entry":
            continue
        first = at.get(entry.get("namest") or entry.get("colname") or "")
        last = at.get(entry.get("nameend") or "")
        columns = last - first + 1 if first is not None and last is not None and last >= first else 1
        more = entry.get("morerows") or "0"
        rows = int(more) + 1 if more.isascii() and more.isdigit() and len(more) <= LONGEST_COUNT else 1
        out.append(Given(tuple(content(entry)), rows, columns, head, first))
    return out


def _spread(group: list[list[Given]], offset: int, file: str) -> list[list[Slot | None]]:
    taken: dict[tuple[int, int], Slot] = {}
    for r, row in enumerate(group):
        c = 0
        for given in row:
            c = c if given.column is None else max(c, given.column)
            while (r, c) in taken:
                c += 1
            rows = len(group) - r if given.rows == 0 else min(given.rows, len(group) - r)
            slot = _slot(given, offset + r, c, rows)
            if len(taken) + rows * given.columns > MOST_CELLS or c + given.columns > MOST_COLUMNS:
                raise LimitExceeded(
                    f"{file} has a table of more than {MOST_COLUMNS} columns or {MOST_CELLS} cells; split it."
                )
            for i in range(rows):
                for j in range(given.columns):
                    taken.setdefault((r + i, c + j), slot)
            c += given.columns
    width = max((c for _, c in taken), default=-1) + 1
    return [[taken.get((r, c)) for c in range(width)] for r in range(len(group))]


def _slot(given: Given, row: int, column: int, rows: int) -> Slot:
    stack = tuple(tuple(line) for line in lines(given.runs))
    parts = tuple(pieces(Run(" ") if run.text == "\n" else run for run in given.runs))
    text, marks = split_marks(parts)
    return Slot(parts, text, marks, row, column, rows, given.columns, given.head, stack)


def _headings_once(dense: list[list[Slot | None]]) -> list[list[Slot | None]]:
    """A cell over the whole width is a heading between rows: it stands in the first column."""
    for r, row in enumerate(dense):
        filled = {id(slot): slot for slot in row if slot is not None and slot.text}
        if len(filled) == 1 and len(row) > 1:
            (only,) = filled.values()
            if only.columns == len(row) and only.row == r:
                dense[r] = [replace(only, column=0, columns=1, head=False), *[None] * (len(row) - 1)]
    return dense


def _without_empty(dense: list[list[Slot | None]]) -> list[list[Slot | None]]:
    """Without rows that say nothing and without spacers: columns in which no cell stands alone."""
    rows = [[slot if slot is not None and (slot.text or slot.marks) else None for slot in row] for row in dense]
    rows = [row for row in rows if any(row)]
    keep = {c for row in rows for c, slot in enumerate(row) if slot is not None and slot.columns == 1}
    for row in rows:
        for slot in row:
            if slot is not None and not keep.intersection(range(slot.column, slot.column + slot.columns)):
                keep.add(slot.column)
    return _moved([[row[c] for c in sorted(keep)] for row in rows])


def _moved(dense: list[list[Slot | None]]) -> list[list[Slot | None]]:
    """Slots with the corners and spans that they have in this grid."""
    places: dict[int, list[tuple[int, int]]] = {}
    known: dict[int, Slot] = {}
    for r, row in enumerate(dense):
        for c, slot in enumerate(row):
            if slot is not None:
                places.setdefault(id(slot), []).append((r, c))
                known[id(slot)] = slot
    new: dict[int, Slot] = {}
    for key, at in places.items():
        top, left = min(r for r, _ in at), min(c for _, c in at)
        rows, columns = max(r for r, _ in at) - top + 1, max(c for _, c in at) - left + 1
        new[key] = replace(known[key], row=top, column=left, rows=rows, columns=columns)
    return [[new[id(slot)] if slot is not None else None for slot in row] for row in dense]


def _unstacked(dense: list[list[Slot | None]]) -> list[list[Slot | None]]:
    """Rows whose cells all hold the same number of lines, label included, as that many rows."""
    out: list[list[Slot | None]] = []
    for row in dense:
        count = _stacked(row)
        if count < STACK:
            out.append(row)
            continue
        out.extend([_line(slot, k) if slot is not None else None for slot in row] for k in range(count))
    return _moved(out) if len(out) > len(dense) else out


def _stacked(row: Sequence[Slot | None]) -> int:
    """How many rows a row's cells hold; 1 where it is an ordinary one."""
    filled = [slot for slot in row if slot is not None and slot.text]
    counts = {len(slot.stack) for slot in filled}
    alone = all(slot.rows == slot.columns == 1 and not slot.head for slot in filled)
    if len(counts) != 1 or len(filled) < STACK or not alone:
        return 1
    values = [[split_marks(pieces(line))[0] for line in slot.stack] for slot in filled[1:]]
    bare = all(BARE_NUMBER.match(text) for column in values for text in column)
    return counts.pop() if bare and any(any(column) for column in values) else 1


def _line(slot: Slot, k: int) -> Slot | None:
    runs = slot.stack[k] if k < len(slot.stack) else ()
    parts = tuple(pieces(runs))
    text, marks = split_marks(parts)
    return replace(slot, pieces=parts, text=text, marks=marks, stack=(runs,)) if text or marks else None


def readings(dense: Sequence[Sequence[Slot | None]], grid: Grid) -> tuple[Grid, ...]:
    """The grid with columns of stars put to their numbers; beside it the one in which nothing is repeated."""
    if not grid or not any(cell.text for row in grid for cell in row):
        return ()
    once = tuple(
        tuple(cell if slot is not None and (slot.row, slot.column) == (r, c) else Cell("")
              for c, (slot, cell) in enumerate(zip(row, cells, strict=True)))
        for r, (row, cells) in enumerate(zip(dense, grid, strict=True))
    )  # fmt: skip
    first, second = _with_stars(grid), _with_stars(once)
    return (first,) if first == second else (first, second)


def _with_stars(grid: Grid) -> Grid:
    """A column that holds nothing but stars belongs to the numbers left of it."""
    width = len(grid[0])
    for c in range(width - 1, 0, -1):
        if _only_stars(grid, c):
            grid = tuple((*row[: c - 1], _joined(row[c - 1], row[c]), *row[c + 1 :]) for row in grid)
    return grid


def _only_stars(grid: Grid, c: int) -> bool:
    own = [row[c] for row in grid if row[c].text != row[c - 1].text or MARK.match(row[c].text)]
    filled = [cell for cell in own if cell.text or cell.stars]
    return bool(filled) and all(MARK.match(cell.text or cell.stars) for cell in filled)


def _joined(left: Cell, right: Cell) -> Cell:
    mark = right.text if MARK.match(right.text) else right.stars if not right.text else ""
    if not mark or not left.text:
        return left
    return replace(left, stars=left.stars + mark, boxes=left.boxes + right.boxes, words=left.words + right.words)
