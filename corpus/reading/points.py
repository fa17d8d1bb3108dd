"""Tables that say "Decimal points are omitted": their words with the points, for finding columns of decimals."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Word
from corpus.reading.atoms import is_decimal

OMITTED = re.compile(
    r"\bdecimals?(?:\s+points?)?\s+(?:(?:are|were|is|have|been|has)\s+)*(?:omitted|left out|not shown|dropped)",
    re.IGNORECASE,
)
TWO_DIGITS = re.compile(r"(?P<sign>[-−–]?)(?P<digits>\d\d)(?P<marks>[*∗†a-e]*)")
LED_BY_ZERO = re.compile(r"[-−–]?0\d[*∗†a-e]*")
LEAST_LED = 2  # rows with such a number
LEAST_COUNTED = 2  # numbers in a row that rise by one before they number the columns


def omits_points(row: Sequence[Word]) -> bool:
    """Whether a line says that decimal points are omitted."""
    return bool(OMITTED.search(" ".join(w.text for w in row)))


def lacks_points(rows: Sequence[Sequence[Word]]) -> bool:
    """Whether a page has a table without decimal points: it says so, or several rows have numbers like "07" and "−01".

    A matrix over two pages says so under its last part only.
    """
    if any(map(omits_points, rows)):
        return True
    led = sum(any(LED_BY_ZERO.fullmatch(w.text) for w in row) for row in rows)
    return led >= LEAST_LED and not any(is_decimal(w.text) for row in rows for w in row if "." in w.text)


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
