"""Row labels that wrap: which lines go on in which row, and which are headings of their own."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Word
from corpus.reading.lanes import Row

TIGHTER = 0.93  # of the distance to the next row; lines of one label stand closer than rows do
EVEN = 1.06  # distances that differ by less are the same
INDENT = 0.4  # of the size; a hanging indent is at least this
HANGING = 4.0  # of the size; what stands further in than a hanging indent is a heading set in the middle
LINES = 5  # lines of a label beside the one with its numbers
OPEN_END = frozenset(
    [
        "and",
        "or",
        "of",
        "with",
        "to",
        "for",
        "the",
        "a",
        "in",
        "on",
        "by",
        "from",
        "at",
        "as",
        "×",
        "x",
        "&",
        "/",
        "-",
        ",",
        "+",
    ]
)

Placed = Sequence[Sequence[Sequence[Word]]]


def wrapped(rows: Sequence[Row], placed: Placed, bare: Sequence[bool]) -> dict[int, int]:
    """For each row without numbers that is a line of another row's label: the index of that row."""
    out: dict[int, int] = {}
    for first, last in _bare_runs(bare):
        cut = _cut(rows, first, last)
        above, below = first - 1, last + 1
        if above >= 0 and _belongs_above(rows, placed, first, cut, last):
            out |= dict.fromkeys(range(first, cut + 1), above)
            first = cut + 1
        if below < len(rows) and first <= last:
            start = _belongs_below(rows, placed, first, last)
            out |= dict.fromkeys(range(start, last + 1), below)
    return out


def _bare_runs(bare: Sequence[bool]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for i, empty in enumerate(bare):
        if empty and out and out[-1][1] == i - 1:
            out[-1] = (out[-1][0], i)
        elif empty:
            out.append((i, i))
    return out


def _cut(rows: Sequence[Row], first: int, last: int) -> int:
    """The last row of the part that stands with the row above: the run is cut at its first wide step."""
    base = _step(rows, first)
    for i in range(first + 1, last + 1):
        if _step(rows, i) > EVEN * base:
            return i - 1
    return last


def _step(rows: Sequence[Row], i: int) -> float:
    return rows[i].base - rows[i - 1].base if 0 < i < len(rows) else 1e9


def _belongs_above(rows: Sequence[Row], placed: Placed, first: int, cut: int, last: int) -> bool:
    """Whether the lines first..cut go on with the label of the row above them."""
    if cut - first >= LINES or _step(rows, first) > 2 * rows[first].size:
        return False
    host, line = _label(placed, first - 1), _label(placed, first)
    if not host or not line or _opens_row(line):
        return False
    up, down = _step(rows, first), _step(rows, cut + 1)
    low = line[0].text[:1].islower() or line[0].text[:1] in "(&[" or host[-1].text.lower() in OPEN_END or _hyphen(host)
    if low and up <= EVEN * down:
        return True
    indent = (line[0].box.x0 - host[0].box.x0) / rows[first].size
    set_in = INDENT < indent < HANGING
    following = _label(placed, cut + 1) if cut + 1 < len(rows) else ()
    back = not following or line[0].box.x0 > following[0].box.x0 + INDENT * rows[first].size
    if set_in and back and up <= EVEN * down:
        return True
    return up < TIGHTER * down and (cut < last or cut + 1 >= len(rows) or not _heads(rows, placed, first, cut))


def _heads(rows: Sequence[Row], placed: Placed, first: int, cut: int) -> bool:
    """Whether a line is a heading of the rows below rather than the end of a label: it stands out to the left."""
    line, following = _label(placed, first), _label(placed, cut + 1)
    if not line or not following:
        return False
    return line[0].box.x0 < following[0].box.x0 - INDENT * rows[first].size


def _belongs_below(rows: Sequence[Row], placed: Placed, first: int, last: int) -> int:
    """Index of the first line that opens the label of the row below the run; past the end where none does."""
    host = _label(placed, last + 1)
    line = _label(placed, last)
    if not line or _step(rows, last + 1) > 2 * rows[last].size:
        return last + 1
    goes_on = bool(host) and (host[0].text[:1].islower() or host[0].text[:1] in "(&[") and not _opens_row(host)
    open_end = line[-1].text.lower() in OPEN_END or _hyphen(line)
    if host and not goes_on and not open_end:
        return last + 1
    start = last
    while start > first and _step(rows, start) <= EVEN * _step(rows, last + 1) and last - start < LINES:
        start -= 1
    return start


def _label(placed: Placed, i: int) -> Sequence[Word]:
    """A row's label; not the number that stands before it in a column of its own."""
    filled = [words for words in placed[i] if words] if 0 <= i < len(placed) else []
    counted = len(filled) > 1 and len(filled[0]) == 1 and filled[0][0].text.strip(".()").isdigit()
    worded = counted and any(c.isalpha() for c in filled[1][0].text)
    return (filled[1] if worded else filled[0]) if filled else ()


def _opens_row(words: Sequence[Word]) -> bool:
    """Whether a label begins with its number: "3." or "(3)"."""
    text = words[0].text
    return (text[:1].isdigit() and text.rstrip(".)").isdigit()) or (text[:1] == "(" and text.strip("().").isdigit())


def _hyphen(words: Sequence[Word]) -> bool:
    return words[-1].text[-1:] in "-‐–" and len(words[-1].text) > 1
