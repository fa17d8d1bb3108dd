"""Rows of words inside one lane of the page, each with its kind: numbers, running text, captions, notes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.document import Word
from corpus.reading.atoms import Atom, atoms, is_decimal, is_number, kind_of
from corpus.reading.passages import FIGURE, NOTE, table_label
from corpus.reading.rows import base_of, segments

RowKind = Literal["number", "prose", "sparse", "caption", "figure", "note"]

PROSE_WORDS = 5  # alphabetic words in one piece before a line is running text
PROSE_WIDTH = 0.55  # of the lane; running text fills more
TOUCHING = 2  # numbers with decimals behind a label before it has run into columns of numbers
STARS = frozenset("*∗†‡")
PIECE_GAP = 0.85  # of the size; pieces of a row are further apart than words


@dataclass(frozen=True, slots=True)
class Row:
    """A row of words inside one lane of the page."""

    words: tuple[Word, ...]
    kind: RowKind
    base: float
    size: float
    x0: float
    x1: float
    pieces: int
    _atoms: list[tuple[Atom, ...]] = field(default_factory=list, compare=False, repr=False)  # once asked for

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The words by cells; most rows are running text and never asked."""
        if not self._atoms:
            self._atoms.append(tuple(atoms(self.words)))
        return self._atoms[0]

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def numbers(self) -> int:
        return sum(a.kind == "number" for a in self.atoms)


def lane_rows(all_rows: Sequence[Sequence[Word]], lane: tuple[float, float]) -> list[Row]:
    """The page's rows cut to a lane, each with its kind."""
    low, high = lane
    out: list[Row] = []
    for words in all_rows:
        inside = [w for w in words if low <= (w.box.x0 + w.box.x1) / 2 <= high]
        if inside:
            row = row_of(inside, high - low)
            if row.kind == "caption" and out and _runs_into(out[-1], row):
                row = replace(row, kind="prose")
            out.append(row)
    return out


def _runs_into(above: Row, row: Row) -> bool:
    """Whether a row that begins like a caption goes on with the sentence above it."""
    near = row.base - above.base < 2 * row.size and abs(row.size - above.size) < 0.08 * row.size
    return near and above.kind == "prose" and above.text.rstrip(')]"”’*0123456789')[-1:] not in tuple(".?!:")


def row_of(words: Sequence[Word], width: float) -> Row:
    """One row with its kind."""
    plain = [w for w in words if not w.superscript] or list(words)
    size = max(w.size for w in plain)
    pieces = segments(words, None, gap=PIECE_GAP)
    x0, x1 = words[0].box.x0, max(w.box.x1 for w in words)
    bases = sorted(base_of(w) for w in plain)
    kind = _kind(pieces, " ".join(w.text for w in words), width)
    return Row(tuple(words), kind, bases[len(bases) // 2], size, x0, x1, len(pieces))


def _kind(pieces: Sequence[Sequence[Word]], text: str, width: float) -> RowKind:
    if table_label(text):
        return "caption"
    if FIGURE.match(text):
        return "figure"
    if NOTE.match(text):
        return "note"
    plain = [[w for w in p if not w.superscript] or p for p in pieces]
    apart = [p for p in plain if all(is_number(w.text) or not any(c.isalpha() for c in w.text) for w in p)]
    decimals = sum(any(is_decimal(w.text) for w in p) for p in apart)
    whole = sum(any(is_number(w.text) for w in p) for p in apart)
    prose = any(_is_prose(p, width) for p in plain)
    if not prose and len(apart) < len(plain):
        ends = [_decimals_at_end(p) for p in plain if p not in apart]
        decimals += sum(k for k in ends if k >= TOUCHING)
    if decimals >= 2 or (not prose and (decimals >= 1 or whole >= 3)):
        return "number"
    if decimals and len(pieces) >= 2 and pieces[0][0].box.x1 < apart[-1][0].box.x0:
        return "number"
    return "prose" if prose else "sparse"


def _decimals_at_end(piece: Sequence[Word]) -> int:
    """Numbers with decimals at the end of a piece: a label runs into them where columns stand close."""
    ends = itertools.takewhile(lambda w: kind_of(w.text) != "text" or set(w.text) <= STARS, reversed(piece))
    return sum(is_decimal(w.text) for w in ends)


def _is_prose(piece: Sequence[Word], width: float) -> bool:
    alphabetic = sum(w.text[:1].isalpha() for w in piece)
    long = piece[-1].box.x1 - piece[0].box.x0 > PROSE_WIDTH * width
    return alphabetic >= PROSE_WORDS and alphabetic > 0.5 * len(piece) and long
