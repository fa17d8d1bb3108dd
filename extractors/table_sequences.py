"""Rows that number the variables of a matrix: 1 2 3, (1) (2) (3), A B C."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.document import Cell, Word
from extractors.table_frames import Entries
from extractors.table_places import extent
from extractors.table_roles import only_letter, only_number

IN_STEP = 0.7  # share of neighbouring numbers that rise by one
CLEARLY_NEARER = 2.0  # points
LEAST_LETTERS = 3  # A and B alone can be names
_SEVERAL = re.compile(r"^(?:[(\[]?\d{1,2}[)\].]?\s+)+[(\[]?\d{1,2}[)\].]?$")


def orders(row: Entries, middles: Sequence[float] = ()) -> dict[int, int]:
    """The number of each cell that is nothing but one, by column; letters where the row has no numbers.

    A cell with several numbers ("1 2", where a column without values was left out) has the one over the middle of its
    column, or without places the one next to its neighbour's.
    """
    found = {c: n for c, e in enumerate(row) if c and (n := only_number(e.text)) is not None}
    if not found:
        return _letters(row)
    for c, e in enumerate(row):
        if c and _SEVERAL.match(e.text):
            inside = [int(n) for n in re.findall(r"\d+", e.text)]
            after = min((k for k in found if k > c), default=None)
            words = [w for w in e.cell.words if only_number(w.text) is not None]
            if middles and len(words) == len(inside):
                off = sorted((abs(_middle(w) - middles[c]), k) for k, w in enumerate(words))
                if off[1][0] - off[0][0] > CLEARLY_NEARER:
                    found[c] = inside[off[0][1]]
                    continue
            found[c] = inside[-1] if after is not None and found[after] == inside[-1] + 1 else inside[0]
    return dict(sorted(found.items()))


def _middle(word: Word) -> float:
    reach = extent([Cell(word.text, (word.box,), "", (word,))])
    return (reach[0] + reach[1]) / 2 if reach else 0.0


def _letters(row: Entries) -> dict[int, int]:
    """The letters of a row that follow each other, by column; on later pages they need not begin with A."""
    best: dict[int, int] = {}
    run: dict[int, int] = {}
    for c in range(1, len(row)):
        rank = only_letter(row[c].text)
        if rank is None:
            continue
        run = {**run, c: rank} if run and rank == list(run.values())[-1] + 1 else {c: rank}
        best = run if len(run) > len(best) else best
    return best if len(best) >= LEAST_LETTERS else {}


def is_sequence(row: Entries) -> bool:
    """Whether a row holds the numbers of variables."""
    if any(e.decimal for e in row):
        return False
    numbers = list(orders(row).values())
    return len(numbers) > 1 and sum(b - a == 1 for a, b in pairwise(numbers)) >= (len(numbers) - 1) * IN_STEP
