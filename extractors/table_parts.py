"""A table's grids as frames: one for each header; repeated headers left out, rows of later pages put under theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.document import Cell, Grid
from extractors.table_cells import parse, parse_grid, with_point
from extractors.table_frames import Column, Entries, Frame, Row
from extractors.table_groups import looks_like_group
from extractors.table_headers import columns_of, header_end, header_starts, is_data, stub_width
from extractors.table_heads import continues, joined
from extractors.table_places import by_lines, direction
from extractors.table_repairs import closed_brackets, joined_columns, without_line_numbers
from extractors.table_roles import is_continued, is_title
from extractors.table_rows import rows_of
from extractors.table_sequences import is_sequence

Part = tuple[list[Entries], list[Entries]]  # header rows, body rows


OMITTED_DECIMALS = 2  # decimals of values whose points are omitted
_COUNTS = frozenset(("n", "ns", "k"))  # headings of columns of whole numbers


def with_points(rows: Sequence[Entries]) -> list[Entries]:
    """Rows whose numbers have the points that a note says are omitted: "34" is .34; numbers of columns stay whole."""
    counts = {c for row in rows for c, e in enumerate(row) if e.text.lower() in _COUNTS}
    return [
        row
        if is_sequence(row)
        else tuple(e if c == 0 or c in counts else with_point(e, OMITTED_DECIMALS) for c, e in enumerate(row))
        for row in rows
    ]


def frames_of(grids: Sequence[tuple[int, Grid]], *, points_omitted: bool = False) -> list[Frame]:
    """The frames of a table's grids (page, grid), pages in order."""
    frames: list[Frame] = []
    last: tuple[Part, int, int] | None = None
    for page, grid in grids:
        rows = [row for row in parse_grid(grid) if not is_continued(next((e.text for e in row if e.filled), ""))]
        if not rows:
            continue
        rows = without_line_numbers(rows)
        rows = with_points(rows) if points_omitted else rows
        stub = stub_width(rows)
        for part in _parts(rows, stub):
            if last and last[1] == stub:
                _widen(last[0], part)
            if last and last[1] == stub and _goes_on(last[0], part, stub):
                last[0][1].extend(part[1])
                frames[-1] = _frame(last[0], stub, last[2])
            else:
                last = (part, stub, page)
                frames.append(_frame(part, stub, page))
    return frames


def _parts(rows: list[Entries], stub: int) -> list[Part]:
    first = header_end(rows, stub)
    starts = [0, *header_starts(rows, stub, first), len(rows)]
    parts: list[Part] = []
    for begin, end in pairwise(starts):
        chunk = rows[begin:end]
        head = header_end(chunk, stub)
        if chunk[head:]:
            parts.append((chunk[:head], chunk[head:]))
    return parts


def _widen(before: Part, after: Part) -> None:
    """Fills up the rows of a triangle without any header to the width that it has on a later page."""
    missing = len(after[1][0]) - len(before[1][0])
    if missing > 0 and not before[0] and not after[0]:
        before[1][:] = [(*row, *[parse(Cell(""))] * missing) for row in before[1]]


def _goes_on(before: Part, after: Part, stub: int) -> bool:
    """Whether a part continues the one before: the same width, and no header or the same one over the values."""
    if len(before[1][0]) != len(after[1][0]):
        return False
    if not after[0]:
        return True
    return [_texts(row[stub:]) for row in after[0]] == [_texts(row[stub:]) for row in before[0]][-len(after[0]) :]


def _texts(row: Entries) -> list[str]:
    return [e.text.lower() for e in row]


def _without_body(header: list[Entries], stub: int) -> tuple[list[Entries], list[Entries]]:
    """Header lines, and those at their end that hold values: the first row of the body, joined to the header."""
    first = next((i for i, line in enumerate(header) if is_data(line, stub)), len(header))
    while first > 1 and _is_section(header[first - 1], stub):
        first -= 1
    return header[:first], header[first:]


def _is_section(line: Entries, stub: int) -> bool:
    """A last header line that only names a group in the middle: the first section of the body."""
    filled = [e for e in line if e.filled]
    alone = len(filled) == 1 and not any(e.filled for e in line[:stub])
    return alone and looks_like_group(filled[0].text) and not continues(filled[0].text)  # "online / groups" is a name


def _frame(part: Part, stub: int, page: int) -> Frame:
    angle = direction(part[1])
    header, joined_to_it = _without_body(
        [closed_brackets(line) for row in part[0] for line in by_lines(row, angle)], stub
    )
    lines, body = joined_columns(header, _untitled([*joined_to_it, *part[1]], stub, angle), stub)
    columns = columns_of(lines, body, stub, len(body[0]))
    title = joined([row[c].text for row in header for c in range(stub) if row[c].filled])
    rows = rows_of(body, stub, [column.name for column in columns])
    return Frame(tuple(_as_variable(c, rows) for c in columns), rows, title, page)


def _untitled(body: list[Entries], stub: int, angle: int) -> list[Entries]:
    """A body whose first label is not joined to the title of the labels ("Variable" over "Age")."""
    first = by_lines(body[0], angle)
    title = joined([e.text for e in first[0][:stub] if e.filled])
    alone = len(first) > 1 and title and is_title(title) and not any(e.filled for e in first[0][stub:])
    return [*first[1:], *body[1:]] if alone else body


def _as_variable(column: Column, rows: Sequence[Row]) -> Column:
    """A column headed like a statistic ("MIN") that a row's own label explains ("Mindfulness (MIN)") is a variable."""
    if column.role in ("variable", "blank") or not any(f"({column.name})" in row.label for row in rows):
        return column
    return replace(column, role="variable")
