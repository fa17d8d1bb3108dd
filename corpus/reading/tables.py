"""Placeholder until geometry comes."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Table, Word
from corpus.reading.pdf import Rule


def tables(
    words: Sequence[Word], *, page: int, width: float, height: float, rules: Sequence[Rule]
) -> tuple[list[Table], list[Word]]:
    """The page's tables, and the words that are in none."""
    return [], list(words)
