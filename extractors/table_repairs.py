"""Grids set right before they are read: a column torn in two joined again, a manuscript's line numbers left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.document import Cell
from extractors.table_cells import Entry, parse
from extractors.table_frames import Entries
from extractors.table_places import centres

_COUNT = re.compile(r"^\d{1,4}(?:\s\d{1,4})*$")
LEAST_LINES = 3  # line numbers in a row before they are taken for line numbers
LEAST_NAMED = 2  # named columns before one without a name can be a torn one


def without_line_numbers(rows: Sequence[Entries]) -> list[Entries]:
    """Rows without a first column that counts every line, header and all."""
    counted = [
        [int(n) for n in row[0].text.split()] if _COUNT.match(row[0].text) else None for row in rows if row[0].filled
    ]
    known = [n for numbers in counted if numbers for n in numbers]
    counting = (
        None not in counted and len(known) >= LEAST_LINES and all(a < b <= a + LEAST_LINES for a, b in pairwise(known))
    )
    labels = [row[1] for row in rows if len(row) > 1 and row[1].filled]
    worded = bool(labels) and sum(e.kind == "text" for e in labels) > len(labels) / 2
    headed = bool(known) and rows[0][0].filled and (known[0] > 1 or any(e.kind == "text" for e in rows[0][1:]))
    return [row[1:] for row in rows] if counting and worded and headed else list(rows)


def joined_columns(
    header: Sequence[Entries], body: Sequence[Entries], stub: int
) -> tuple[list[Entries], list[Entries]]:
    """Header and body with every nameless column put into the neighbour whose cells it never meets."""
    head, rows = list(header), list(body)
    c = stub
    while rows and c < len(rows[0]):
        named = [k for k in range(stub, len(rows[0])) if _named(head, k)]
        host = _host(c, head, rows, stub) if c not in named and len(named) >= LEAST_NAMED else None
        if host is None:
            c += 1
            continue
        head, rows = ([_merged(row, c, host) for row in part] for part in (head, rows))
    return head, rows


def _named(header: Sequence[Entries], c: int) -> bool:
    """Whether a column has a heading of its own, more than a spanning head that it shares with a neighbour."""
    if header and header[-1][c].filled:
        return True
    around = [k for k in (c - 1, c + 1) if 0 <= k < len(header[0])] if header else []
    return any(row[c].filled and all(row[k].text != row[c].text for k in around) for row in header)


def _host(c: int, header: Sequence[Entries], rows: Sequence[Entries], stub: int) -> int | None:
    """The neighbour that a nameless column belongs to: in no row do both hold values of their own."""
    fits = [
        k
        for k in (c + 1, c - 1)
        if stub <= k < len(rows[0])
        and _named(header, k)
        and all(_goes_with(row[c], row[k]) for row in rows if row[c].filled and row[k].filled)
    ]
    if len(fits) <= 1:
        return fits[0] if fits else None
    here = centres([row[c] for row in rows if row[c].filled])
    places = {k: centres([row[k] for row in header if row[k].filled][-1:]) for k in fits}
    if here is None or any(place is None for place in places.values()):
        return fits[0]
    return min(fits, key=lambda k: abs((places[k] or 0.0) - here))


def _merged(row: Entries, c: int, host: int) -> Entries:
    entry: Entry = row[c] if row[c].filled else row[host]
    if row[c].filled and row[host].filled:
        entry = _together(row[c], row[host])
    return tuple(entry if k == host else e for k, e in enumerate(row) if k != c)


def _beside(entry: Entry) -> bool:
    """A value that only stands beside another: in brackets, an interval, a p."""
    return entry.parenthesised or entry.kind in ("interval", "p")


def _goes_with(a: Entry, b: Entry) -> bool:
    """Whether two cells of a row can be one: a bare number and what stands in brackets behind it."""
    return (a.decimal and not _beside(a) and _beside(b)) or (b.decimal and not _beside(b) and _beside(a))


def _together(a: Entry, b: Entry) -> Entry:
    """One entry of a number and what stands beside it."""
    number, more = (b, a) if _beside(a) else (a, b)
    bracket = more.value if more.parenthesised and more.kind == "number" else number.bracket
    return replace(number, p=number.p or more.p, interval=number.interval or more.interval, bracket=bracket)


def closed_brackets(row: Entries) -> Entries:
    """A header row with a bracket that was torn over two cells closed again: "Women (n" and "= 717)"."""
    cells = list(row)
    for c in range(len(cells) - 1):
        left, right = cells[c], cells[c + 1]
        if left.text.count("(") > left.text.count(")") and right.text.count(")") > right.text.count("("):
            both = Cell(
                f"{left.text} {right.text}",
                left.cell.boxes + right.cell.boxes,
                left.cell.stars,
                left.cell.words + right.cell.words,
            )
            cells[c], cells[c + 1] = parse(both), parse(Cell(""))
    return tuple(cells)
