"""Rows of a matrix that a reader or a typesetter moved: the same run of values one place later in the next row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.evidence import Candidate, Flag
from extractors.checks.stars import Flags, evidence_of

LEAST = 4  # values in a run that two rows hardly share by chance
LAG = 1  # columns by which a row slips


def shifted(candidates: Sequence[Candidate]) -> Flags:
    """`shifted_row`: a row whose values are those of another row of its table, each one column on."""
    rows: dict[tuple[object, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, c in enumerate(candidates):
        square = c.where == "table" and c.kind == "correlation" and evidence_of(c, "layout_square")
        if square and c.row:
            rows[(c.table, c.page, c.group, c.statistic)][c.row].append(i)
    flags: Flags = defaultdict(list)
    for table in rows.values():
        long = [row for row in table.values() if len(row) >= LEAST + LAG]
        for a in long:
            for b in long:
                if a is not b and (run := _run(candidates, a, b)) >= LEAST:
                    text = f"{run} values of this row stand in another row one column earlier: one may have slipped."
                    for i in b[LAG : LAG + run]:
                        flags[i].append(Flag("shifted_row", "soft", text, (("equal", float(run)),)))
    return flags


def _run(candidates: Sequence[Candidate], a: Sequence[int], b: Sequence[int]) -> int:
    """How many values row b begins with, its first one left out, that are the first ones of row a."""
    run = 0
    for i, j in zip(a, b[LAG:], strict=False):
        if candidates[i].r.text != candidates[j].r.text:
            break
        run += 1
    return run
