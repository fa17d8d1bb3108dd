"""Words to rows of one baseline, gutters between text columns, and segments inside them."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from operator import attrgetter, itemgetter
from statistics import median

import numpy as np

from corpus.document import Box, Word
from corpus.reading.words import DESCENT

SAME_ROW = 0.38  # of the size; two columns of text may stand a little apart and still share a row
INTERLOCK = 0.62  # of the size; lines of one column never stand so close
REACH = 0.8  # of the host's size; how far a superscript may stand above its host's baseline
USUAL_LIFT = 0.35  # of the host's size
BIN = 2.0  # points; the grid on which gutters are looked for
MOST_BINS = 3600  # the widest page that PDF allows (14,400 points) has twice as many
GUTTER_WIDTH = 7.0  # points; narrower is a word gap that rows share by chance
GUTTER_DROP = 0.72  # of the coverage beside it; rows of full width may cross a gutter
GUTTER_ROWS = 7  # rows of text on both sides before a gap counts as a gutter
WORDS_OF_TEXT = 3  # alphabetic words that make a side of a row text
BESIDE = (30, 16)  # points; text ends no further left of the strip, as lines may be short, and begins no further right
TANGLE = 1.0  # points; letters may overlap as much, words never do
WIDE_GAP = 2.2  # of the size; more than any justified line has between two words
NARROW_GAP = 0.6  # of the size; at the gutter so much is enough
_LEFT, _ENDS = attrgetter("box.x0"), attrgetter("box.x0", "box.x1")


@dataclass(frozen=True, slots=True)
class Gutter:
    """The blank strip between two columns of text."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def base_of(word: Word) -> float:
    """The baseline of a word in its upright frame."""
    return word.box.bottom - DESCENT * word.size


def rows(words: Sequence[Word]) -> list[list[Word]]:
    """Upright words by baseline from top to bottom, each row from left to right, superscripts in their host's row."""
    plain = [(word.box.bottom - DESCENT * word.size, word) for word in words if not word.superscript]
    plain.sort(key=itemgetter(0))
    out: list[list[Word]] = []
    row: list[Word] = []
    level = size = 0.0  # of the row's first word
    for base, word in plain:
        if row and base - level <= SAME_ROW * (size if size < word.size else word.size):
            row.append(word)
        else:
            row, level, size = [word], base, word.size
            out.append(row)
    out = _interlocked(out)
    if len(plain) < len(words):
        bases = [median(map(base_of, row)) for row in out]
        for word in words:
            if word.superscript:
                _attach(word, out, bases)
    for row in out:
        row.sort(key=_LEFT)
    return out


def _interlocked(out: list[list[Word]]) -> list[list[Word]]:
    """Rows that stand closer than lines can, with no word over another, are one row set on uneven baselines."""
    merged: list[list[Word]] = []
    for row in out:
        last = merged[-1] if merged else None
        if last is not None:
            near = base_of(row[0]) - base_of(last[0]) < INTERLOCK * min(row[0].size, last[0].size)
            if near and not any(a.box.x0 < b.box.x1 and b.box.x0 < a.box.x1 for a in row for b in last):
                last.extend(row)
                continue
        merged.append(row)
    return merged


def tangled(found: Iterable[Sequence[Word]]) -> bool:
    """Whether something stands between words that were put together: the page prints it later or earlier."""
    return any(b.box.x0 < a.box.x1 - TANGLE and (a.edges or b.edges) for row in found for a, b in pairwise(row))


def _attach(word: Word, out: list[list[Word]], bases: list[float]) -> None:
    """Puts a superscript into the row of the word that it stands beside and above."""
    base = base_of(word)
    best: tuple[float, int] | None = None
    first = bisect_left(bases, base - word.size)
    for i in range(first, min(first + 5, len(out))):
        for host in out[i]:
            beside = min(abs(word.box.x0 - host.box.x1), abs(host.box.x0 - word.box.x1))
            if host.edges and host.box.x0 < word.box.x0 < host.box.x1:
                beside = 0.0  # between words that stand together
            lift = base_of(host) - base
            if beside < host.size and 0 <= lift < REACH * host.size:
                distance = beside + abs(lift - USUAL_LIFT * host.size)
                if best is None or distance < best[0]:
                    best = (distance, i)
    if best is None and out:
        nearest = min(range(len(out)), key=lambda i: abs(bases[i] - base))
        out[nearest].append(word)
    elif best is not None:
        out[best[1]].append(word)
    else:
        out.append([word])
        bases.append(base)


def gutter(all_rows: Sequence[Sequence[Word]], width: float) -> Gutter | None:
    """The gutter of a page set in two columns; None where it is not."""
    cover = _coverage(all_rows, width)
    bins, most = len(cover), max(cover, default=0)
    best: tuple[int, Gutter] | None = None
    k, last = int(0.28 * bins), int(0.72 * bins)
    reach = int(50 / BIN)
    while k < last:
        if cover[k] > GUTTER_DROP * most:
            k += 1
            continue
        beside = sorted(cover[max(0, k - reach) : k + reach])
        typical = beside[int(0.7 * len(beside))]
        end = k
        while end < last and cover[end] <= GUTTER_DROP * typical and cover[end] <= cover[k] + 2:
            end += 1
        if (end - k) * BIN >= GUTTER_WIDTH:
            found = Gutter(k * BIN, end * BIN)
            score = _columns_of_text(all_rows, found)
            if score >= GUTTER_ROWS and (best is None or score > best[0]):
                best = (score, found)
        k = max(end, k + 1)
    return best[1] if best else None


def _coverage(all_rows: Sequence[Sequence[Word]], width: float) -> list[int]:
    """How many words stand over each strip of a page."""
    bins = min(int(width / BIN), MOST_BINS) + 2
    places = map(_ENDS, (w for row in all_rows for w in row if not w.edges))
    alone = np.fromiter(chain.from_iterable(places), dtype=float).reshape(-1, 2)
    together = np.frombuffer(b"".join(w.edges for row in all_rows for w in row)).reshape(-1, 2)
    strips = np.clip((np.concatenate((alone, together)) / BIN).astype(int), 0, bins - 1)
    steps = np.bincount(strips[:, 0], minlength=bins + 1)
    steps = steps - np.bincount(np.maximum(strips[:, 1], strips[:, 0]) + 1, minlength=bins + 1)
    cover: list[int] = np.cumsum(steps[:bins]).tolist()
    return cover


def _columns_of_text(all_rows: Sequence[Sequence[Word]], found: Gutter) -> int:
    """How many rows have running text that ends at the strip on its left or begins at it on its right."""
    left = right = 0
    middle = found.middle
    for row in all_rows:
        before, after = _sides(row, middle)
        left += bool(before) and found.x0 - before[-1].box.x1 < BESIDE[0] and _is_text(before)
        right += bool(after) and after[0].box.x0 - found.x1 < BESIDE[1] and _is_text(after)
    return min(left, right) if max(left, right) < 3 * GUTTER_ROWS else max(min(left, right), max(left, right) // 3)


def _sides(row: Sequence[Word], middle: float) -> tuple[list[Word], list[Word]]:
    """A row's words on both sides of a place; none where one stands over it."""
    before: list[Word] = []
    after: list[Word] = []
    for word in row:
        box = word.box
        if box.x1 <= middle:
            before.append(word)
        elif box.x0 >= middle:
            after.append(word)
        else:
            edges = array("d", word.edges) or (box.x0, box.x1)
            if any(a < middle < b for a, b in zip(edges[::2], edges[1::2], strict=True)):
                return [], []
            for one in word.apart():
                (before if one.box.x1 <= middle else after).append(one)
    return before, after


def _is_text(words: Sequence[Word]) -> bool:
    if sum(w.count if w.edges else w.text[:1].isalpha() for w in words) < WORDS_OF_TEXT:
        return False
    return all(b.box.x0 - a.box.x1 < WIDE_GAP * a.size for a, b in pairwise(words))


def segments(row: Sequence[Word], cut: Gutter | None, *, gap: float = WIDE_GAP) -> list[list[Word]]:
    """A row cut at wide gaps and at the gutter."""
    out: list[list[Word]] = []
    middle = cut.middle if cut is not None else math.inf
    last: Word | None = None
    for word in row:
        if last is None:
            out.append([word])
        else:
            end, start = last.box.x1, word.box.x0
            space = start - end
            size = word.size if word.size > last.size else last.size
            if space > gap * size or (end <= middle <= start and space > NARROW_GAP * word.size):
                out.append([word])
            else:
                out[-1].append(word)
        last = word
    return out


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's words of one direction, upright: rows, gutter, and for each upright word the page's own."""

    number: int
    angle: int
    page_width: float
    page_height: float
    rows: list[list[Word]]
    cut: Gutter | None
    origin: dict[int, Word]
    counted: tuple[Word, ...] = ()
    hopeful: bool = True  # there may be a table

    @property
    def width(self) -> float:
        """From left to right as the text is read."""
        return self.page_height if self.angle in (90, 270) else self.page_width

    @property
    def height(self) -> float:
        """From top to bottom as the text is read."""
        return self.page_width if self.angle in (90, 270) else self.page_height


def upright(word: Word, width: float, height: float) -> Word:
    """The word in its own upright frame, angle 0, as if the page had been turned."""
    box = word.box
    match word.angle:
        case 90:
            turned = Box(box.page, box.top, width - box.x1, box.bottom, width - box.x0)
        case 180:
            turned = Box(box.page, width - box.x1, height - box.bottom, width - box.x0, height - box.top)
        case 270:
            turned = Box(box.page, height - box.bottom, box.x0, height - box.top, box.x1)
        case _:
            return word
    return replace(word, box=turned)
