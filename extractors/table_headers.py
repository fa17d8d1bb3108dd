"""Header rows: where they end, which of them span several columns, and what each column is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.document import Cell
from extractors.table_cells import Entry
from extractors.table_frames import Column, Entries
from extractors.table_groups import tokens
from extractors.table_heads import CORRELATED, Header, joined, spanning
from extractors.table_places import centres, extent
from extractors.table_roles import only_number, role_of, split_number
from extractors.table_sequences import is_sequence, orders
from extractors.table_spans import Under, spread_over

MOST_SHARE_OF_TEXT = 0.2  # of a label column's filled cells may look like numbers (names such as "1984")
MOST_HEADS_OF_NUMBERS = 2  # different heads over numbered columns; more are the variables' names
_SYMBOL = re.compile(
    r"^(?P<name>.*[^\W\d].*)\s+(?P<symbol>rs?|ρ|p|b|B|β|SE|SD|M|n|N|t|F|d|z|Z|α|R2|R²|95% CI)$", re.DOTALL
)


_WITH_BRACKETS = re.compile(
    r"^(?P<name>.*[^\W\d].*?)[,;:]?\s+(?P<symbol>(?:r|rs|rho|ρ)\s?[(\[](?:95\s?%\s?CI|[pP](?:[\s-]?values?)?)[)\]])$",
    re.DOTALL,
)


def is_data(row: Entries, stub: int) -> bool:
    """Whether a row belongs to the body: at least one value or placeholder, and no more words than those."""
    cells = row[stub:]
    values = sum(e.decimal or e.kind in ("dash", "interval", "p") or e.whole is not None for e in cells)
    words = sum(e.kind == "text" for e in cells)
    return values > 0 and not is_sequence(row) and values >= words


def stub_width(rows: Sequence[Entries]) -> int:
    """How many columns at the left hold labels."""
    width = 0
    body = [row for row in rows if is_data(row, 1)]
    for c in range(len(rows[0]) - 1 if rows else 0):
        filled = [row[c] for row in body if row[c].filled]
        numeric = sum(e.numeric or e.kind == "dash" for e in filled)
        if c == 0 and _counts_up(filled):
            width = 1
        elif filled and numeric <= len(filled) * MOST_SHARE_OF_TEXT:
            width = c + 1
        else:
            break
    return max(width, 0 if body and _unlabelled(body) else 1)


def _counts_up(entries: Sequence[Entry]) -> bool:
    numbers = [e.whole for e in entries]
    known = [n for n in numbers if n is not None]
    return bool(known) and len(known) == len(numbers) and all(b - a == 1 or b == 1 for a, b in pairwise(known))


def _unlabelled(body: Sequence[Entries]) -> bool:
    """A body whose first column holds values already in most rows."""
    return sum(row[0].decimal or row[0].kind == "dash" for row in body) > len(body) / 2


def header_end(rows: Sequence[Entries], stub: int) -> int:
    """How many rows at the top are header; a last one with a label only belongs to the body."""
    end = next((i for i, row in enumerate(rows) if is_data(row, stub)), 0)
    while (
        end > 0
        and not any(e.filled for e in rows[end - 1][stub:])
        and (end == 1 or any(e.filled for e in rows[end - 2][stub:]))
    ):
        label = joined([e.text for e in rows[end - 1][:stub] if e.filled])
        if end > 1 and role_of(label) != "variable":
            break
        end -= 1
    while end > 1 and not any(e.filled for e in rows[end - 1][stub:]):
        end -= 1
    return end


def _middles(header: Sequence[Entries], body: Sequence[Entries], width: int) -> list[float]:
    """The middle of every column, by its values or its last heading; by count where nothing has a place."""
    found: list[float | None] = []
    for c in range(width):
        values = [row[c] for row in body if row[c].filled] or [row[c] for row in header[-1:] if row[c].filled]
        found.append(centres(values))
    known = [m for m in found if m is not None]
    rising = len(known) == width and all(a < b for a, b in pairwise(known))
    return known if rising else [float(c) for c in range(width)]


def columns_of(header: Sequence[Entries], body: Sequence[Entries], stub: int, width: int) -> tuple[Column, ...]:
    """Every column right of the stub with its name, number, spanning heads and role."""
    filled = [any(row[c].filled for row in body) for c in range(width)]
    middles = _middles(header, body, width)
    numbers = next((row for row in reversed(header) if is_sequence(row)), None)
    names = [row for row in header if row is not numbers]
    lines = Header(names, stub, width, middles, _labels(body, stub))
    above, wrapped, unsure = _split_rows(lines, numbered=numbers is not None)
    parts = [[row[c].text for row in wrapped if row[c].filled] for c in range(width)]
    leaves = [joined(p) for p in parts]
    if numbers is not None:
        leaves = [leaf or numbers[c].text for c, leaf in enumerate(leaves)]
    spans: list[list[str]] = [[] for _ in range(width)]
    for row in above:
        spread = spread_over(row, Under(leaves, stub, filled, middles, _edges(header, body, width)))
        unsure |= spread.unsure
        for c, text in spread.heads.items():
            spans[c].append(text)
    for c, (leaf, symbol) in _with_symbols(leaves[stub:], stub).items():
        spans[c].append(leaf)
        leaves[c] = symbol
    return tuple(
        replace(_column(c, leaves[c], tuple(spans[c]), header, numbers, middles), unsure=c in unsure)
        for c in range(stub, width)
        if leaves[c] or spans[c] or filled[c]
    )


def _labels(body: Sequence[Entries], stub: int) -> frozenset[tuple[str, ...]]:
    """What the rows are called, without their numbers."""
    texts = (joined([e.text for e in row[:stub] if e.filled]) for row in body)
    return frozenset(tokens(split_number(text)[1]) for text in texts if text)


def _edges(header: Sequence[Entries], body: Sequence[Entries], width: int) -> list[tuple[float, float] | None]:
    """From where to where each column's values and its last heading reach."""
    return [extent([row[c].cell for row in (*header[-1:], *body) if row[c].filled]) for c in range(width)]


def _with_symbols(leaves: Sequence[str], stub: int) -> dict[int, tuple[str, str]]:
    """Columns whose names end in a statistic's symbol ("LPFS r", "LPFS b"), where several do and one is r.

    "Pain, r (95% CI)" is told by its brackets, alone too.
    """
    bracketed = {
        stub + i: (m["name"], m["symbol"]) for i, leaf in enumerate(leaves) if (m := _WITH_BRACKETS.match(leaf))
    }
    if bracketed:
        return bracketed
    # "Test-retest r" and "Cronbach α" are known as a whole: no variable stands before their symbol
    named = ((stub + i, leaf) for i, leaf in enumerate(leaves) if role_of(leaf) == "variable")
    found = {c: (m["name"], m["symbol"]) for c, leaf in named if (m := _SYMBOL.match(leaf))}
    r = any(role_of(symbol) == "r" for _, symbol in found.values())
    return found if r and len(found) > 1 else {}


def _column(
    c: int,
    leaf: str,
    spans: tuple[str, ...],
    header: Sequence[Entries],
    numbers: Entries | None,
    middles: Sequence[float],
) -> Column:
    number = orders(numbers, middles).get(c) if numbers is not None else None
    alone = number if numbers is not None and number is not None and leaf == numbers[c].text else only_number(leaf)
    if number is None and alone is None and role_of(leaf) == "variable":
        number, leaf = split_number(leaf)
    number = number if number is not None else alone
    name = "" if alone is not None else leaf
    cells: tuple[Cell, ...] = tuple(row[c].cell for row in header if row[c].filled)
    role = "variable" if number is not None and (numbers is not None or not name) else role_of(name)
    return Column(c, name, number, tuple(dict.fromkeys(s for s in spans if s != name)), role, cells)


def _split_rows(lines: Header, *, numbered: bool) -> tuple[list[Entries], list[Entries], set[int]]:
    """Header rows that span several columns, those that hold the columns' own names, and columns left in doubt."""
    names, stub, width = lines.names, lines.stub, lines.width
    above: list[Entries] = []
    wrapped: list[Entries] = []
    unsure: set[int] = set()
    for i in range(len(names) - 1, -1, -1):
        if not wrapped:
            spans = _covers_numbers(names[i], stub, width, numbered=numbered)
        elif above:
            spans = True
        else:
            verdict = spanning(lines, i)
            spans = verdict.spans
            unsure |= set(range(stub, width)) if verdict.doubtful else set()
        (above if spans else wrapped).insert(0, names[i])
    return above, wrapped, unsure


def _covers_numbers(row: Entries, stub: int, width: int, *, numbered: bool) -> bool:
    """A head over columns that are only numbered, such as "Correlations" over 1 2 3."""
    texts = {row[c].text for c in range(stub, width) if row[c].filled}
    headings = all(role_of(t) == "variable" or CORRELATED.search(t) for t in texts)
    return numbered and 0 < len(texts) <= MOST_HEADS_OF_NUMBERS and headings


def header_starts(rows: Sequence[Entries], stub: int, first: int) -> list[int]:
    """Where a new header begins inside a body that starts at `first`: numbers or words where values stood before."""
    return [
        i for i in range(first + 1, len(rows)) if _only_header(rows[i], stub) and not _only_header(rows[i - 1], stub)
    ]


def _only_header(row: Entries, stub: int) -> bool:
    """A row that can only be a header: a sequence of numbers, or several words and no value."""
    words = sum(e.kind == "text" for e in row[stub:])
    values = any(e.decimal or e.kind in ("dash", "interval", "p") for e in row[stub:])
    return is_sequence(row) or (words >= 2 and not values)
