"""A table's grids as frames: one for each header, repeated headers left out, rows on the next page put under their header."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Grid
from extractors.table_cells import parse_grid
from extractors.table_frames import Entries, Frame
from extractors.table_headers import columns_of, header_end, header_starts, joined, stub_width
from extractors.table_places import by_lines
from extractors.table_repairs import joined_columns, without_line_numbers
from extractors.table_roles import is_continued
from extractors.table_rows import rows_of

Part = tuple[list[Entries], list[Entries]]  # header rows, body rows


def frames_of(grids: Sequence[tuple[int, Grid]]) -> list[Frame]:
    """The frames of a table's grids (page, grid), pages in order."""
    frames: list[Frame] = []
    last: tuple[Part, int, int] | None = None
    for page, grid in grids:
        rows = [row for row in parse_grid(grid) if not is_continued(next((e.text for e in row if e.filled), ""))]
        if not rows:
            continue
        rows = without_line_numbers(rows)
        stub = stub_width(rows)
        for part in _parts(rows, stub):
            if last and _goes_on(last[0], part) and last[1] == stub:
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
    for begin, end in zip(starts, starts[1:], strict=False):
        chunk = rows[begin:end]
        head = header_end(chunk, stub)
        if chunk[head:]:
            parts.append((chunk[:head], chunk[head:]))
    return parts


def _goes_on(before: Part, after: Part) -> bool:
    """Whether a part continues the one before: the same width, and no header or the same one."""
    if len(before[1][0]) != len(after[1][0]):
        return False
    if not after[0]:
        return True
    return [_texts(row) for row in after[0]] == [_texts(row) for row in before[0]][-len(after[0]) :]


def _texts(row: Entries) -> list[str]:
    return [e.text.lower() for e in row]


def _frame(part: Part, stub: int, page: int) -> Frame:
    lines, body = joined_columns([line for row in part[0] for line in by_lines(row)], part[1], stub)
    columns = columns_of(lines, body, stub, len(body[0]))
    title = joined([row[c].text for row in part[0] for c in range(stub) if row[c].filled])
    rows = rows_of(body, stub, [column.name for column in columns])
    return Frame(columns, rows, title, page)
