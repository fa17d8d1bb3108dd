"""Columns of a table from where its numbers stand: clusters of extents, split where a row has two numbers in one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from corpus.reading.atoms import Atom

SHARE_TEXT = 0.2  # of the rows with numbers; a column of text has words in at least so many
NEAR = 0.9  # of the size; a heading this near to a column belongs to it


@dataclass(slots=True)
class Column:
    """A column's extent and the anchors of its numbers."""

    x0: float
    x1: float
    numeric: bool
    atoms: list[tuple[int, Atom]] = field(default_factory=list)  # row index, atom

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def anchor(self) -> float:
        return median(a.anchor for _, a in self.atoms) if self.atoms else self.centre


def columns(rows: Sequence[Sequence[Atom]], *, by_anchor: bool = False) -> list[Column]:
    """Columns of the body rows' atoms from left to right."""
    numbers = [(i, a) for i, row in enumerate(rows) for a in row if a.kind in ("number", "dash")]
    found = [part for group in _components(numbers, by_anchor=by_anchor) for part in _split(group)]
    found = [c for c in found if c.atoms]
    found = found if by_anchor else _rejoined(found)
    texts = [(i, a) for i, row in enumerate(rows) for a in row if a.kind == "text" and not _inside(a, found)]
    lead = _text_columns(texts, found, len(rows))
    return sorted([*found, *lead], key=lambda c: c.centre)


def _rejoined(cols: Sequence[Column]) -> list[Column]:
    """Columns with those put together that no row fills both, where a mark ends under the raised stars of values."""
    out: list[Column] = []
    for column in sorted(cols, key=lambda c: c.x0):
        last = out[-1] if out else None
        if last is not None and column.x0 < _with_stars(last) - 0.3 and not _rows(last) & _rows(column):
            out[-1] = _column([*last.atoms, *column.atoms], numeric=True)
        else:
            out.append(column)
    return out


def _with_stars(column: Column) -> float:
    """Where a column ends on the right, raised stars included."""
    return max(w.box.x1 for _, a in column.atoms for w in a.words)


def _rows(column: Column) -> set[int]:
    return {i for i, _ in column.atoms}


def _column(atoms: Sequence[tuple[int, Atom]], *, numeric: bool) -> Column:
    return Column(min(a.x0 for _, a in atoms), max(a.x1 for _, a in atoms), numeric=numeric, atoms=list(atoms))


def _components(numbers: list[tuple[int, Atom]], *, by_anchor: bool) -> list[list[tuple[int, Atom]]]:
    """Atoms whose extents (or anchors) overlap, directly or through others."""
    if by_anchor:
        return _anchor_groups(numbers)
    groups: list[list[tuple[int, Atom]]] = []
    right = float("-inf")
    for item in sorted(numbers, key=lambda item: item[1].x0):
        if groups and item[1].x0 < right - 0.3:
            groups[-1].append(item)
            right = max(right, item[1].x1)
        else:
            groups.append([item])
            right = item[1].x1
    return groups


def _anchor_groups(numbers: list[tuple[int, Atom]]) -> list[list[tuple[int, Atom]]]:
    groups: list[list[tuple[int, Atom]]] = []
    for item in sorted(numbers, key=lambda item: item[1].anchor):
        size = item[1].words[0].size
        if groups and item[1].anchor - groups[-1][-1][1].anchor < 0.7 * size:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _split(group: list[tuple[int, Atom]]) -> list[Column]:
    """A component cut where one row has two atoms in it."""
    rows = [i for i, _ in group]
    if len(set(rows)) == len(rows) or len(group) < 2:
        return [_column(group, numeric=True)]
    ordered = sorted(group, key=lambda item: item[1].centre)
    gaps = [(b[1].centre - a[1].centre, k) for k, (a, b) in enumerate(itertools.pairwise(ordered), 1)]
    best = max(gaps, key=lambda gap: (_separates(ordered, gap[1]), gap[0]))
    cut = best[1]
    if not _separates(ordered, cut):
        return [_column(group, numeric=True)]
    return _split(ordered[:cut]) + _split(ordered[cut:])


def _separates(ordered: Sequence[tuple[int, Atom]], cut: int) -> int:
    """How many rows have atoms on both sides of the cut."""
    return len({i for i, _ in ordered[:cut]} & {i for i, _ in ordered[cut:]})


def _inside(atom: Atom, found: Sequence[Column]) -> bool:
    """Whether a text atom stands in a column of numbers ("ns", "Ref.")."""
    return any(c.x0 - 1 <= atom.centre <= c.x1 + 1 and atom.x1 - atom.x0 < 2.2 * (c.x1 - c.x0) + 4 for c in found)


def _text_columns(texts: list[tuple[int, Atom]], found: Sequence[Column], rows: int) -> list[Column]:
    """Columns of words, apart from the columns of numbers; what is too rare joins its neighbour on the left."""
    groups: list[list[tuple[int, Atom]]] = []
    right = float("-inf")
    edges = sorted(c.x0 for c in found)
    for item in sorted(texts, key=lambda item: item[1].x0):
        between = bool(groups) and any(groups[-1][0][1].x0 < e <= item[1].x0 for e in edges)
        if groups and not between and (item[1].x0 < right or len({i for i, _ in groups[-1]}) < SHARE_TEXT * rows):
            groups[-1].append(item)
        else:
            groups.append([item])
            right = float("-inf")
        right = max(right, item[1].x1)
    out: list[Column] = []
    for group in groups:
        rare = len({i for i, _ in group}) < max(2, SHARE_TEXT * rows)
        apart = bool(out) and any(out[-1].x0 < e <= group[0][1].x0 for e in edges)
        if out and rare and not apart:
            merged = _column([*out[-1].atoms, *group], numeric=False)
            out[-1] = merged
        else:
            out.append(_column(group, numeric=False))
    return out


def nearest(cols: Sequence[Column], atom: Atom) -> int:
    """Index of the column that an atom stands in: most overlap, then least distance."""

    def key(k: int) -> tuple[float, float]:
        c = cols[k]
        overlap = min(c.x1, atom.x1) - max(c.x0, atom.x0)
        return (-max(0.0, overlap), abs(c.centre - atom.centre) if overlap > 0 else max(c.x0 - atom.x1, atom.x0 - c.x1))

    return min(range(len(cols)), key=key)


def spanned(cols: Sequence[Column], atom: Atom) -> list[int]:
    """Indexes of the columns over which a heading spreads: those whose middle it covers."""
    over = [k for k, c in enumerate(cols) if atom.x0 - 2 <= c.centre <= atom.x1 + 2]
    return over if len(over) > 1 else []
