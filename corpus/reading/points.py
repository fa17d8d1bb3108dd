"""Tables that say "Decimal points are omitted": their words with the points, for finding columns of decimals."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Word

OMITTED = re.compile(
    r"\bdecimals?(?:\s+points?)?\s+(?:(?:are|were|is|have|been|has)\s+)*(?:omitted|left out|not shown|dropped)",
    re.IGNORECASE,
)
TWO_DIGITS = re.compile(r"(?P<sign>[-−–]?)(?P<digits>\d\d)(?P<marks>[*∗†a-e]*)")
LEAST_COUNTED = 2  # numbers in a row that rise by one before they number the columns


def omits_points(row: Sequence[Word]) -> bool:
    """Whether a line says that decimal points are omitted."""
    return bool(OMITTED.search(" ".join(w.text for w in row)))


def pointed(rows: Sequence[Sequence[Word]]) -> tuple[list[list[Word]], dict[int, Word]]:
    """Rows in which numbers of two digits have a point, and for each changed word's identity the word as printed."""
    out: list[list[Word]] = []
    printed: dict[int, Word] = {}
    for row in rows:
        made = list(row)
        if not _counts_up(row):
            for k, word in enumerate(row):
                found = TWO_DIGITS.fullmatch(word.text)
                if found and not word.superscript:
                    made[k] = replace(word, text=f"{found['sign']}.{found['digits']}{found['marks']}")
                    printed[id(made[k])] = word
        out.append(made)
    return out, printed


def _counts_up(row: Sequence[Word]) -> bool:
    """Whether a row numbers the columns: 8 9 10 11."""
    numbers = [int(t) for w in row if (t := w.text.strip(".()")).isdecimal()]
    return len(numbers) >= LEAST_COUNTED and all(b - a == 1 for a, b in itertools.pairwise(numbers))
