"""Where tables stand: rows of separate numbers, with what belongs to them above and below."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.reading.atoms import Atom, core, is_decimal, is_number
from corpus.reading.lanes import PROSE_WORDS, Row
from corpus.reading.passages import table_label
from corpus.reading.sight import Rule

FULL_HEADER = 3  # headings in one row; a lone line centred below them is a heading of rows
DENSE = 0.74  # of a row that its words fill; headings fill less
JUMP = 5.0  # of the size; rows further apart belong to different tables
TALLEST_GAP = 16.0  # of the size; between a caption and its rows there may be turned headings
CAPTION_ROWS = 16  # rows between a label and the first row of numbers
CAPTION_PITCH = 1.5  # of the size; lines of a caption stand closer
NOTE_ROWS = 16
NOTE_PITCH = 1.9  # of the size; lines of a note stand closer
LABEL_INDENT = 5.0  # of the size; the label of a first row without numbers stands no further in
HEADER_GAP = 3.2  # of the size; a header stands closer to its table
SAMPLES_FIRST = re.compile(r"(?:[A-Z]\w*\s+(?:\w+\s+){0,2})?\(?[nN]\s*=\s*\d")  # "Study 1 n = 800, Study 2 ..."


@dataclass(frozen=True, slots=True)
class Region:
    """A table's rows in one lane: caption, header, body, note; `lane` is its extent from left to right."""

    caption: tuple[Row, ...]
    header: tuple[Row, ...]
    body: tuple[Row, ...]
    note: tuple[Row, ...]
    label: str
    lane: tuple[float, float]

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.caption + self.header + self.body + self.note

    @property
    def top(self) -> float:
        return min(row.base - row.size for row in self.rows)  # a caption may stand below

    @property
    def bottom(self) -> float:
        return max(row.base for row in self.rows)


def regions(rows: Sequence[Row], lane: tuple[float, float], rules: Sequence[Rule]) -> list[Region]:
    """Every table of a lane from top to bottom."""
    out: list[Region] = []
    floor = 0
    for first, last in _runs(rows):
        if first < floor:
            continue
        region, end = _region(rows, first, last, floor=floor, lane=lane, rules=rules)
        if region:
            out.append(region)
            floor = end
    return out


def _runs(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """First and last index of rows of numbers that stand together."""
    out: list[list[int]] = []
    start = True
    left = 0.0  # where the numbers of the current run begin
    for i, row in enumerate(rows):
        if out and not start and row.base - rows[i - 1].base > JUMP * row.size:
            start = True
        if row.kind == "number":
            here = min(a.x0 for a in row.atoms if a.kind == "number") if row.numbers else row.x0
            if start:
                out.append([i, i])
                left = here
            out[-1][1] = i
            left = min(left, here)
            start = False
        elif row.kind in ("caption", "figure", "note") or (row.kind == "prose" and not start and row.x1 > left):
            start = True
    return [(a, b) for a, b in out]


def _region(
    rows: Sequence[Row], first: int, last: int, *, floor: int, lane: tuple[float, float], rules: Sequence[Rule]
) -> tuple[Region | None, int]:
    label_at = _label_row(rows, first, floor)
    while first < last and _counts(rows[first]):
        first += 1
    top, header = _header(rows, first, label_at, floor, rules)
    first, header = _label_rows_first(rows, first, last, header)
    body_end = _label_tail(rows, first, last, rules)
    note = _note(rows, body_end)
    body = tuple(rows[first : body_end + 1])
    caption = tuple(rows[label_at:top]) if label_at is not None else ()
    remark = tuple(rows[body_end + 1 : note])
    if label_at is None:
        label_at, below = _label_below(rows, note)
        caption = tuple(rows[note:below])
        note = below
    region = Region(caption, header, body, remark, _label(rows, label_at), lane)
    if not _plausible(region, rows, note):
        return None, last + 1
    return region, note


def _label(rows: Sequence[Row], at: int | None) -> str:
    return table_label(rows[at].text) if at is not None else ""


def _label_row(rows: Sequence[Row], first: int, floor: int) -> int | None:
    """The row that bears the table's label, above its first row of numbers."""
    for i in range(first - 1, max(floor, first - CAPTION_ROWS) - 1, -1):
        if rows[i].kind == "caption":
            return i
        if rows[i].kind in ("figure", "note"):
            return None
        if rows[i + 1].base - rows[i].base > TALLEST_GAP * rows[i].size:
            return None
    return None


def _label_below(rows: Sequence[Row], at: int) -> tuple[int | None, int]:
    """A caption that stands under its table: none where numbers follow it, which would be its own."""
    if at >= len(rows) or rows[at].kind != "caption" or rows[at].base - rows[at - 1].base > JUMP * rows[at].size:
        return None, at
    end = at + 1
    while end < len(rows) and rows[end].base - rows[end - 1].base < CAPTION_PITCH * rows[at].size and end - at < 4:
        end += 1
    ahead = rows[end : end + CAPTION_ROWS]
    prose = next((k for k, row in enumerate(ahead) if row.kind == "prose"), len(ahead))
    own = any(row.kind == "number" for row in ahead[:prose])
    return (None, at) if own or any(r.kind == "number" for r in rows[at + 1 : end]) else (at, end)


def _header(
    rows: Sequence[Row], first: int, label_at: int | None, floor: int, rules: Sequence[Rule]
) -> tuple[int, tuple[Row, ...]]:
    """Index of the first header row, and the header rows."""
    if label_at is None:
        start = first
        while start > floor and first - start < 6:
            above = rows[start - 1]
            apart = rows[start].base - above.base > HEADER_GAP * above.size
            if (above.kind != "sparse" and not _counts(above)) or apart or _ends_paragraph(rows, start - 1):
                break
            start -= 1
        return start, tuple(rows[start:first])
    start = label_at + 1
    while start < first and _goes_on(rows, label_at, start, first):
        start += 1
    ruled = _after_rule(rows, label_at, first, rules)
    if ruled is not None and not any(_heads_columns(row, rows, label_at, first) for row in rows[label_at + 1 : ruled]):
        start = ruled
    return start, tuple(rows[start:first])


def _ends_paragraph(rows: Sequence[Row], at: int) -> bool:
    """Whether a row is the last line of running text: it goes on at the same size from the line above."""
    row, above = rows[at], rows[at - 1] if at > 0 else None
    if above is None or above.kind != "prose" or row.pieces > 1 or abs(row.size - above.size) > 0.08 * row.size:
        return False
    return row.base - above.base < CAPTION_PITCH * row.size and row.text.rstrip()[-1:] in tuple(".?!:")


def _heads_columns(row: Row, rows: Sequence[Row], label_at: int, first: int) -> bool:
    """Whether a row stands over columns of numbers as headings do, rather than being part of a caption."""
    if row.kind == "prose" or _dense(row):
        return False
    if row.pieces > 1:
        return True
    left = min((a.x0 for a in rows[first].atoms if a.kind != "text"), default=row.x0)
    centred = abs((row.x0 + row.x1) - (rows[label_at].x0 + rows[label_at].x1)) < 4 * row.size
    return row.x0 > left - 3 * row.size and row.x0 > rows[label_at].x0 + 3 * row.size and not centred


def _counts(row: Row) -> bool:
    """Whether a row only counts the columns: 1, 2, 3 ..."""
    numbers = [core(w.text) for w in row.words if not w.superscript and is_number(w.text)]
    if len(numbers) < 2 or not all(n.isdigit() and len(n) < 3 for n in numbers):
        return False
    steps = {int(b) - int(a) for a, b in itertools.pairwise(numbers)}
    return steps == {1}


def _label_rows_first(
    rows: Sequence[Row], first: int, last: int, header: tuple[Row, ...]
) -> tuple[int, tuple[Row, ...]]:
    """Rows with a label alone between the headings and the first numbers belong to the body."""
    left = min((a.x0 for row in rows[first : last + 1] for a in row.atoms if a.kind == "number"), default=0.0)
    edge = min((r.x0 for r in rows[first : last + 1] if r.kind == "number" and r.atoms[0].kind == "text"), default=left)
    outer = edge + max(r.x1 for r in rows[first : last + 1])  # twice the middle of the whole table
    keep = len(header)
    while keep > 0:
        row = header[keep - 1]
        label = row.pieces == 1 and row.x0 < left - row.size and row.x0 <= edge + LABEL_INDENT * row.size
        dashes = row.atoms[0].kind == "text" and row.atoms[0].x0 < left and all(a.kind == "dash" for a in row.atoms[1:])
        over = any(w.box.x0 > left for r in header[: keep - 1] for w in r.words)
        ones = row.atoms[0].kind == "text" and row.atoms[0].x0 < left and all(_closes(a, left) for a in row.atoms[1:])
        dashes = dashes or (ones and over)
        middle = (left + max(r.x1 for r in rows[first : last + 1])) / 2  # of the columns of numbers
        centred = row.pieces == 1 and abs((row.x0 + row.x1) / 2 - middle) < (middle - left) / 2
        centred = centred or (row.pieces == 1 and abs(row.x0 + row.x1 - outer) < 2 * row.size)
        label = label or (centred and keep > 1 and header[keep - 2].pieces >= FULL_HEADER and row.x0 > edge + row.size)
        if not (over and label) and not (dashes and len(row.atoms) > 1):
            break
        keep -= 1
    return first - (len(header) - keep), header[:keep]


def _dense(row: Row) -> bool:
    """Whether a row is a sentence with uneven gaps, as scans and stretched lines have, rather than headings apart."""
    alphabetic = sum(w.text[:1].isalpha() for w in row.words)
    inked = sum(w.box.x1 - w.box.x0 for w in row.words)
    return alphabetic >= PROSE_WORDS + 1 and inked >= DENSE * (row.x1 - row.x0)


def _after_rule(rows: Sequence[Row], label_at: int, first: int, rules: Sequence[Rule]) -> int | None:
    """The first row below the rule that opens the table; None where no rule tells."""
    x0, x1 = min(r.x0 for r in rows[label_at : first + 1]), max(r.x1 for r in rows[first : first + 1])
    for rule in sorted(rules, key=lambda r: r.top):
        if rule.x1 - rule.x0 < 0.5 * (x1 - x0) or rule.x1 < x0 or rule.x0 > x1:
            continue
        if rows[label_at].base < rule.top < rows[first].base - 0.8 * rows[first].size:
            below = next(i for i in range(label_at + 1, first + 1) if rows[i].base > rule.top)
            if below < first:
                return below
            return None
    return None


def _goes_on(rows: Sequence[Row], label_at: int, at: int, first: int) -> bool:
    """Whether a row under a label still belongs to the caption."""
    row, label = rows[at], rows[label_at]
    if row.kind == "prose":
        return True
    if _heads_columns(row, rows, label_at, first):
        return False
    if at == label_at + 1 and len(label.words) <= 3:
        return True  # the title under a bare label
    near = row.base - rows[at - 1].base < NOTE_PITCH * row.size
    same_edge = abs(row.x0 - rows[at - 1].x0) < 1.5 * row.size
    filled = rows[at - 1].x1 - rows[at - 1].x0 > 0.6 * (max(r.x1 for r in rows[at - 1 : first + 1]) - row.x0)
    return near and same_edge and filled


def _label_tail(rows: Sequence[Row], first: int, last: int, rules: Sequence[Rule]) -> int:
    """The last row of the body: a triangle's last variable may have a label and no number."""
    numbers = [a for r in rows[first : last + 1] for a in r.atoms if a.kind == "number"]
    decimals = [a for a in numbers if any(is_decimal(w.text) for w in a.words)]
    left = min((a.x0 for a in decimals or numbers), default=0.0)
    end = last
    while end + 1 < len(rows) and end - last < 3:
        row = rows[end + 1]
        step = row.base - rows[end].base
        dashes = row.atoms[0].x0 < left and any(a.kind == "dash" or _closes(a, left) for a in row.atoms)
        label = row.pieces == 1 or row.x1 <= left
        if row.kind != "sparse" or step > 2.4 * row.size or not (label or dashes):
            break
        if not dashes and (row.x1 > left or row.size < 0.93 * rows[last].size or row.x0 > left):
            break
        if row.words[0].superscript or any(
            rows[end].base < r.top < row.base - 0.5 * row.size for r in rules if r.x1 - r.x0 > 40
        ):
            break
        end += 1
    return end


def _closes(atom: Atom, left: float) -> bool:
    """Whether an atom is the 1 that ends the diagonal, in the last row of an upper triangle."""
    return atom.x0 >= left and atom.text.strip("()") == "1"


def _note(rows: Sequence[Row], body_end: int) -> int:
    """Index after the last row of the note under a table."""
    at = body_end + 1
    above = rows[body_end]
    while at < len(rows) and at - body_end <= NOTE_ROWS:
        row = rows[at]
        step = row.base - above.base
        if row.kind in ("caption", "figure"):
            break
        opens = row.kind == "note" or row.words[0].superscript
        if at == body_end + 1:
            if not (opens or _like_note(row, above)) or step > HEADER_GAP * 1.6 * row.size:
                break
        elif step > NOTE_PITCH * row.size:
            break
        elif len(row.text) == 1 and row.size < above.size:
            at += 1  # the raised letter of the next line's remark, alone at the end of a line
            continue
        elif not opens and abs(row.size - above.size) > 0.12 * row.size:
            break
        above = row
        at += 1
    return at


def _like_note(row: Row, above: Row) -> bool:
    text = row.text.lstrip("() ")
    return (
        row.size < 0.93 * above.size
        or text[:1] in "*†‡"
        or text[:4].lower() in ("n = ", "n=")
        or text.startswith("All ")
        or bool(SAMPLES_FIRST.match(text))
    )


def _plausible(region: Region, rows: Sequence[Row], end: int) -> bool:
    body = [r for r in region.body if r.kind == "number"]
    decimals = sum(is_decimal(w.text) for r in body for w in r.words)
    if region.label:
        goes_on = any("(cont" in r.text.lower() for r in region.caption)
        counted = (
            any(_counts(row) for row in region.header) and "correl" in " ".join(r.text for r in region.caption).lower()
        )
        return decimals >= (1 if goes_on or counted else 2)
    if end < len(rows) and any(r.kind == "figure" for r in rows[end : end + 4]):
        return False
    wide = sum(r.numbers >= 2 for r in body)
    return (
        len(body) >= 3
        and decimals >= 4
        and wide >= 0.6 * len(body)
        and bool(region.header or body[0].atoms[0].kind == "text")
    )
