"""What stands beside a coefficient in its cell, under it, or in columns of its own: p, interval, n."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.evidence import NSource, Printed, PValue
from extractors.table_cells import Entry
from extractors.table_context import Context, Finding
from extractors.table_frames import Column, Row
from extractors.table_groups import SMALLEST_SAMPLE
from extractors.table_legends import at_most
from extractors.table_roles import Role

_P_IN_HEADING = re.compile(r"\(\s*(?:p|sig\.?)\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beside:
    """The attributes found, and the cells that they were found in."""

    p: PValue | None = None
    ci: tuple[Printed, Printed] | None = None
    n: int | None = None
    n_source: NSource = "none"
    cells: tuple[tuple[str, Entry], ...] = field(default=())


def exact_p(entry: Entry) -> PValue | None:
    """The p of a cell: with its relation, or a bare number; ".000" says less than the unit of its last decimal."""
    if entry.p is not None:
        return entry.p
    value = entry.value
    if value is None or entry.kind != "number" or not 0 <= value.value <= 1 or value.decimals == 0:
        return None
    return at_most(round(10.0**-value.decimals, value.decimals)) if value.value == 0 else PValue("=", value)


def _count(entry: Entry) -> int | None:
    n = entry.whole
    return n if n is not None and n >= SMALLEST_SAMPLE else None


def _take(found: Beside, role: Role, entry: Entry, source: NSource) -> Beside:
    """The attributes with one more cell taken in, where it says anything new."""
    if role == "p" and found.p is None and exact_p(entry):
        return replace(found, p=exact_p(entry), cells=(*found.cells, ("p", entry)))
    if role == "ci" and found.ci is None and entry.interval:
        return replace(found, ci=entry.interval, cells=(*found.cells, ("ci", entry)))
    if role == "n" and found.n is None and _count(entry):
        return replace(found, n=_count(entry), n_source=source, cells=(*found.cells, ("n", entry)))
    return found


def _bounds(row: Row, columns: Sequence[Column]) -> tuple[Printed, Printed] | None:
    """An interval whose ends stand in two columns, lower limit and upper limit."""
    ends = [row.entries[c.index].value for c in columns if c.role == "ci"]
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0].value <= ends[1].value:
        return ends[0], ends[1]
    return None


def beside(entry: Entry, row: Row, column: Column, context: Context, *, columns: Sequence[Column] = ()) -> Beside:
    """What stands with a coefficient: in its cell, on the lines under it, in the `columns` that belong to it."""
    found = Beside(p=entry.p, ci=entry.interval)
    if entry.n is not None and entry.n >= SMALLEST_SAMPLE:
        found = replace(found, n=entry.n, n_source="cell")
    if entry.bracket is not None and (context.brackets == "p" or _P_IN_HEADING.search(f"{column.name} {row.label}")):
        found = replace(found, p=exact_p(replace(entry, value=entry.bracket, p=None)))
    for role, line in row.lines:
        found = _take(found, role, line[column.index], "cell")
        if role == "other" and context.brackets == "p":
            found = _take(found, "p", line[column.index], "cell")
    for other in columns:
        found = _take(found, other.role, row.entries[other.index], "row")
    if found.ci is None and columns:
        found = replace(found, ci=_bounds(row, columns))
    return found


def with_beside(finding: Finding, found: Beside) -> Finding:
    """A finding with these attributes; an n of its own replaces the table's."""
    own = {"n": found.n, "n_source": found.n_source} if found.n is not None else {}
    return replace(finding, p=found.p, ci=found.ci, beside=found.cells, **own)  # type: ignore[arg-type]
