"""Interpreting a table: which blocks it holds, and which of its rival readings is the most consistent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from corpus.document import Grid, Table
from extractors.table_context import Context, Finding
from extractors.table_decoys import (
    is_about_loadings,
    is_list_of_correlations,
    is_rectangle_of_correlations,
    is_reliability_of_raters,
    is_review,
    is_square_of_correlations,
    says_correlation,
)
from extractors.table_frames import Column, Frame, Row
from extractors.table_groups import tokens, without_n
from extractors.table_parts import frames_of
from extractors.table_rectangles import (
    grouped,
    lists,
    rectangle,
    reliabilities,
    row_of_r,
    value_columns,
)
from extractors.table_squares import Square, findings_of, holds_together, square_of

MOST_RIVALS = 12  # combinations of readings that are tried for a table over several pages
PENALTY_OF_IMPOSSIBLE = 5.0  # |r| > 1: hardly ever printed, mostly a cell read wrongly
PENALTY_OF_NAMELESS = 1.0
PENALTY_OF_REPEATED_PAIR = 1.5
PENALTY_OF_STARS = 1.0
PENALTY_OF_MIRROR = 2.0


def rotated(grid: Grid, *, clockwise: bool) -> Grid:
    """A grid turned by a quarter, for readings that left a table lying."""
    if clockwise:
        return tuple(tuple(row[c] for row in reversed(grid)) for c in range(len(grid[0])))
    return tuple(tuple(row[c] for row in grid) for c in range(len(grid[0]) - 1, -1, -1))


def _number_names(frames: Sequence[Frame]) -> dict[int, str]:
    """Names of numbered variables over all parts of a table."""
    return {r.number: r.label for f in frames for r in f.rows if r.number is not None and r.label}


def _column_sets(frame: Frame) -> list[tuple[str, list[Column]]]:
    """Columns apart by spanning head where the same names or numbers come again under each."""
    variables = [c for c in frame.columns if c.role == "variable"]
    names = Counter((c.name.lower(), c.number) for c in variables)
    if not names or max(names.values()) < 2:
        return [("", list(frame.columns))]
    sets: dict[str, list[Column]] = {}
    for c in variables:
        sets.setdefault(" ".join(c.spans), []).append(c)
    return list(sets.items())


def _row_sets(frame: Frame) -> list[tuple[str, list[Row]]]:
    """Rows apart by section where the same labels come again under each; one set else."""
    rows = [r for r in frame.rows if r.role in ("variable", "r")]
    labels = Counter(tokens(r.label) for r in rows if not r.heading)
    if not labels or max(labels.values()) < 2 or len({r.section for r in rows if not r.heading}) < 2:
        return [("", rows)]
    sets: dict[str, list[Row]] = {}
    for r in rows:
        if not r.heading or tokens(r.label) in labels:
            sets.setdefault(r.section, []).append(r)
    return list(sets.items())


def _squares(frame: Frame, context: Context, names: Mapping[int, str]) -> Iterator[tuple[Square, list[Finding]]]:
    """Every square of a frame with its findings, columns and rows of several groups apart."""
    for (span, columns), (section, rows) in product(_column_sets(frame), _row_sets(frame)):
        square = square_of(columns, _without_extras(rows), context, names)
        if square is None or not holds_together(square, context):
            continue
        one_sided = not (square.on("lower") and square.on("upper"))
        shaped = square.matched >= 3 and one_sided
        if not is_square_of_correlations(context, columns, rows, frame.title, shaped=shaped):
            continue
        group = " ".join(without_n(t) for t in (span, section) if t and not says_correlation(t))
        found = findings_of(square, context, frame.page)
        if is_about_loadings(context):
            found = [f for f in found if _is_variable_of(square, f)]
        yield square, [grouped(f, f.group or group, (span, section), context) for f in found]


def _is_variable_of(square: Square, finding: Finding) -> bool:
    """Whether a finding's row is one of the columns' variables, as in factor correlations under loadings."""
    columns = {p.b for p in (*square.places, *square.diagonal)}
    return any(p.row is finding.row and p.a in columns for p in (*square.places, *square.diagonal))


def _without_extras(rows: Sequence[Row]) -> list[Row]:
    """Rows without those that bear no number among numbered ones: other statistics under the matrix."""
    numbered = sum(r.number is not None for r in rows)
    return [r for r in rows if r.number is not None] if numbered > len(rows) / 2 else list(rows)


def _blocks(frame: Frame, context: Context, names: Mapping[int, str]) -> list[Finding]:
    """The findings of one frame: squares, else columns of r, else a rectangle."""
    rows = [r for r in frame.rows if r.role in ("variable", "r")]
    if is_review(rows):
        return []
    found = [f for _, part in _squares(frame, context, names) for f in part]
    if not found and any(c.role == "r" for c in frame.columns) and is_list_of_correlations(context, frame.columns):
        found = lists(frame, rows, context)
    if not found:
        found = row_of_r(frame, frame.rows, context)
    if not found:
        columns = value_columns(frame.columns, [r for r in rows if not r.heading])
        of_r = is_rectangle_of_correlations(context, columns, rows, all_columns=frame.columns)
        if columns and of_r and not is_about_loadings(context):
            found = rectangle(frame, columns, rows, context)
    return found + reliabilities(frame, rows, icc=is_reliability_of_raters(context))


def interpret(grids: Sequence[tuple[int, Grid]], context: Context) -> list[Finding]:
    """Every correlation and reliability of a table, its pages put together."""
    frames = frames_of(grids, points_omitted=context.points_omitted)
    names = _number_names(frames)
    found: list[Finding] = []
    seen: set[tuple[object, ...]] = set()
    for frame in frames:
        for finding in _blocks(frame, context, names):
            entry = finding.entry
            pair = frozenset((finding.x, finding.y))
            key = (pair, finding.group, finding.kind, finding.statistic, entry.text, entry.cell.boxes)
            if key not in seen and finding.x:
                seen.add(key)
                found.append(finding)
    return _once_over_pages(found)


def _once_over_pages(found: Sequence[Finding]) -> list[Finding]:
    """Findings, a pair that a full matrix repeats on a later page once, with the later place as its mirror."""
    out: list[Finding] = []
    first: dict[tuple[object, ...], int] = {}
    for finding in found:
        pair = frozenset((finding.x, finding.y))
        key = (pair, finding.group, finding.kind, finding.statistic, _value(finding), finding.entry.stars)
        at = first.setdefault(key, len(out))
        again = at < len(out) and out[at].page < finding.page
        if again and finding.layout == "square" and finding.kind == "correlation":
            out[at] = replace(out[at], mirror=out[at].mirror or finding.entry)
        else:
            out.append(finding)
    return out


def _value(finding: Finding) -> float:
    return finding.entry.value.value if finding.entry.value else 0.0


def consistency(found: Sequence[Finding]) -> float:
    """How well the findings of one reading agree with each other; higher is better."""
    correlations = [f for f in found if f.kind == "correlation"]
    score = float(len(found))
    score -= PENALTY_OF_IMPOSSIBLE * sum(abs(_value(f)) > 1 for f in correlations)
    score -= PENALTY_OF_NAMELESS * sum(not _named(name) for f in correlations for name in (f.x, f.y))
    pairs = Counter((frozenset((f.x, f.y)), f.group, f.statistic) for f in correlations)
    score -= PENALTY_OF_REPEATED_PAIR * sum(k - 1 for k in pairs.values())
    score -= PENALTY_OF_STARS * star_conflicts(correlations)
    score -= PENALTY_OF_MIRROR * sum(_mirror_conflict(f) for f in correlations)
    return score - _indefiniteness(correlations)


def _named(name: str) -> bool:
    return bool(re.search(r"[^\W\d]", name))


def _nameless(found: Sequence[Finding]) -> bool:
    """Whether most findings lack a variable's name, or there are none: the table may be lying."""
    return sum(_named(f.x) and _named(f.y or f.x) for f in found) <= len(found) / 2


def _mirror_conflict(finding: Finding) -> bool:
    mirror = finding.mirror.value if finding.mirror else None
    return mirror is not None and abs(mirror.value - _value(finding)) > 10.0**-mirror.decimals


def star_conflicts(found: Sequence[Finding]) -> int:
    """How many values have more stars than a larger |r| of their group: pairs of one n are meant."""
    conflicts = 0
    for group in {f.group for f in found}:
        marked = [(_stars(f), abs(_value(f))) for f in found if f.group == group and f.n_source not in ("cell", "row")]
        most = {k: max(size for stars, size in marked if stars == k) for k, _ in marked}
        conflicts += sum(any(k < stars and size < most[k] for k in most) for stars, size in marked)
    return conflicts


def _stars(finding: Finding) -> int:
    return finding.entry.stars.count("*")


def _indefiniteness(found: Sequence[Finding]) -> float:
    """How far the squares are from positive semidefinite, per variable; 0 for those that can be correlations."""
    worst = 0.0
    for group in {f.group for f in found if f.layout == "square"}:
        cells = [f for f in found if f.group == group and f.layout == "square" and abs(_value(f)) <= 1]
        names = sorted({name for f in cells for name in (f.x, f.y)})
        if len(names) < 3 or len(cells) < len(names) * (len(names) - 1) / 2:
            continue
        matrix = np.eye(len(names))
        for f in cells:
            i, j = names.index(f.x), names.index(f.y)
            matrix[i, j] = matrix[j, i] = _value(f)
        worst += max(0.0, -float(np.linalg.eigvalsh(matrix)[0]) - 0.005 * len(names))
    return worst


def best_reading(tables: Sequence[Table], context: Context) -> tuple[list[Finding], int]:
    """The findings of the most consistent reading, and how many rival readings were weighed."""
    choices = [[(t.page, grid) for grid in t.readings if grid] for t in tables]
    combined = [list(grids) for grids in product(*choices)][:MOST_RIVALS] if all(choices) else []
    rivals = [interpret(grids, context) for grids in combined]
    lying = all(_nameless(found) for found in rivals)
    if combined and lying and says_correlation(context.text):
        for clockwise in (True, False):
            turned = [(page, rotated(grid, clockwise=clockwise)) for page, grid in combined[0]]
            found = interpret(turned, context)
            if consistency(found) >= len(found):  # a wrong turn contradicts itself
                rivals.append(found)
    if not rivals:
        return [], 0
    best = max(range(len(rivals)), key=lambda i: (consistency(rivals[i]), -i))
    return rivals[best], len(rivals)
