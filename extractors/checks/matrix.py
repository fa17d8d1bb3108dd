"""A correlation matrix is symmetric, positive semidefinite, and every triple of its values is possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from corpus.evidence import Candidate, Flag
from extractors.checks.recomputed import SPECK
from extractors.checks.stars import Flags, evidence_of
from pooling.arrays import Array
from pooling.matrices import from_pairs

LEAST_VARIABLES = 3  # two variables have no triple
FEW = 3  # cells that may each be the wrong one and are all named
DUPLICATED = 4  # equal values in a row from which two rows are taken for copies
SAME_SCALE = ("pearson", "spearman", "kendall", "point_biserial", "unknown")


def mirrored(candidate: Candidate) -> list[Flag]:
    """`mirror_conflict`: the pair's value in the other triangle differs by more than rounding."""
    other = evidence_of(candidate, "mirror_value")
    if other is None or abs(other - candidate.r.value) <= 2 * candidate.r.half_unit + SPECK:
        return []
    text = f"The matrix prints {candidate.r.text} on one side of its diagonal and {other:g} on the other."
    return [Flag("mirror_conflict", "hard", text, (("r", candidate.r.value), ("other", other)))]


def blocks(candidates: Sequence[Candidate]) -> list[dict[frozenset[str], int]]:
    """The matrices among the candidates: pair of names -> position, one sample and coefficient each."""
    found: dict[tuple[str, str, str], dict[frozenset[str], int]] = defaultdict(dict)
    for i, c in enumerate(candidates):
        square = c.where == "table" and c.kind == "correlation" and evidence_of(c, "layout_square")
        if square and c.x != c.y and c.statistic in (*SAME_SCALE, "latent"):
            statistic = "pearson" if c.statistic == "point_biserial" else c.statistic
            found[(c.table, c.group, statistic)].setdefault(frozenset((c.x, c.y)), i)
    return [block for block in found.values() if len(block) >= LEAST_VARIABLES]


def _full(block: Mapping[frozenset[str], int], candidates: Sequence[Candidate]) -> tuple[list[str], Array]:
    names = sorted({name for pair in block for name in pair})
    index = {name: k for k, name in enumerate(names)}
    pairs = [tuple(sorted(index[name] for name in pair)) for pair in block]
    values = [candidates[i].r.value for i in block.values()]
    return names, from_pairs(values, [(a, b) for a, b in pairs], len(names))


def definite(candidates: Sequence[Candidate]) -> Flags:
    """`impossible_triple` and `not_positive_semidefinite`, on the cells that can be the wrong one."""
    flags: Flags = defaultdict(list)
    for block in blocks(candidates):
        names, matrix = _full(block, candidates)
        half = max(candidates[i].r.half_unit for i in block.values())
        if any(abs(candidates[i].r.value) > 1 for i in block.values()):
            continue
        bad = _bad_triples(matrix, half)
        if bad:
            worst = max(bad.values())
            culprits, code = [cell for cell, k in bad.items() if k == worst], "impossible_triple"
        elif not np.isnan(matrix).any() and np.linalg.eigvalsh(matrix)[0] < -half * (len(names) - 1):
            culprits, code = _culprits(matrix, half), "not_positive_semidefinite"
        else:
            continue
        _name(flags, block, names, culprits, code, candidates)
    return flags


def _name(
    flags: Flags,
    block: Mapping[frozenset[str], int],
    names: Sequence[str],
    culprits: Sequence[tuple[int, int]],
    code: str,
    candidates: Sequence[Candidate],
) -> None:
    """Flag the cells that can be wrong: hard where they are few, soft on every cell where none stands out."""
    if 0 < len(culprits) <= FEW:
        for a, b in culprits:
            i = block[frozenset((names[a], names[b]))]
            text = f"{names[a]} x {names[b]} = {candidates[i].r.text} cannot stand beside the matrix's other values."
            flags[i].append(Flag(code, "hard", text, (("r", candidates[i].r.value),)))
        return
    for i in block.values():
        text = "The values of this matrix cannot all be correlations of one sample."
        flags[i].append(Flag(code, "soft", text, (("r", candidates[i].r.value),)))


def _bad_triples(matrix: Array, half: float) -> dict[tuple[int, int], int]:
    """How many impossible triples each cell stands in: r_ab must lie in r_ac r_bc ± sqrt((1 - r_ac²)(1 - r_bc²))."""
    size = len(matrix)
    found: dict[tuple[int, int], int] = defaultdict(int)
    for a in range(size):
        for b in range(a + 1, size):
            for c in range(b + 1, size):
                r = matrix[[a, a, b], [b, c, c]]
                if np.isnan(r).any():
                    continue
                determinant = 1 + 2 * r.prod() - (r**2).sum()
                room = 2 * half * (np.abs(r).sum() + np.abs(r[0] * r[1]) + np.abs(r[0] * r[2]) + np.abs(r[1] * r[2]))
                if determinant < -room - 3 * half**2:
                    for cell in ((a, b), (a, c), (b, c)):
                        found[cell] += 1
    return dict(found)


def _culprits(matrix: Array, half: float) -> list[tuple[int, int]]:
    """Cells that alone explain an impossible matrix: the others allow a value, and the printed one is not allowed."""
    size = len(matrix)
    found = []
    for a in range(size):
        for b in range(a + 1, size):
            rest = [k for k in range(size) if k not in (a, b)]
            inner = matrix[np.ix_(rest, rest)]
            if np.linalg.eigvalsh(inner)[0] <= 0:
                continue
            left, right = np.linalg.solve(inner, matrix[rest][:, [a, b]]).T
            free_a, free_b = 1 - matrix[rest, a] @ left, 1 - matrix[rest, b] @ right
            if free_a <= 0 or free_b <= 0:
                continue
            middle, room = float(matrix[rest, a] @ right), float(np.sqrt(free_a * free_b))
            if abs(matrix[a, b] - middle) > room + half:
                found.append((a, b))
    return found


def duplicated(candidates: Sequence[Candidate]) -> Flags:
    """`duplicated_row`: two variables whose values with all others are the same."""
    flags: Flags = defaultdict(list)
    for block in blocks(candidates):
        names, matrix = _full(block, candidates)
        for a in range(len(names)):
            for b in range(a + 1, len(names)):
                both = [k for k in range(len(names)) if k not in (a, b) and not np.isnan(matrix[[a, b], k]).any()]
                if len(both) >= DUPLICATED and np.array_equal(matrix[a, both], matrix[b, both]):
                    for i in (block[frozenset((names[v], names[k]))] for v in (a, b) for k in both):
                        text = f"{names[a]} and {names[b]} have the same values throughout: one row may be a copy."
                        flags[i].append(Flag("duplicated_row", "soft", text, (("equal", float(len(both))),)))
    return flags
