"""Header rows: where they end, which of them span several columns, and what each column is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from corpus.document import Cell
from extractors.table_cells import Entry
from extractors.table_frames import Column, Entries
from extractors.table_groups import looks_like_group
from extractors.table_places import centres, extent
from extractors.table_roles import only_number, role_of, split_number
from extractors.table_sequences import is_sequence, orders

MOST_SHARE_OF_TEXT = 0.2  # of a label column's filled cells may look like numbers (names such as "1984")
WRAPPED_SHARE = 0.6  # a header row that fills this share of its columns continues names rather than spanning them
MOST_HEADS_OF_NUMBERS = 2  # different heads over numbered columns; more are the variables' names
SAME_MIDDLE = 1.5  # points by which the lines of one name may be off each other
NEAR_MIDDLE = 0.5  # columns by which a head may stand off the middle of what it spans
LEFT_IS_RARER = 0.3  # columns' worth: heads are centred far more often than set left
UNCOVERED = 0.15  # columns' worth of a column at the left that no head spans
_CORRELATED = re.compile(r"correlat|pearson|spearman|kendall|zero-order", re.IGNORECASE)
_SYMBOL = re.compile(
    r"^(?P<name>.*[^\W\d].*)\s+(?P<symbol>rs?|ρ|p|b|B|β|SE|SD|M|n|N|t|F|d|z|Z|α|R2|R²|95% CI)$", re.DOTALL
)
_GOES_ON = re.compile(r"(?:\b(?:of|and|the|for|with|to|in|on|by|or|from|a|an|at|as|vs\.?)|[-/&(,])$", re.IGNORECASE)
_CONTINUES = re.compile(r"^[a-z(&/)]")


def joined(parts: Sequence[str]) -> str:
    """A heading put together from its lines; a word broken at a hyphen is rejoined."""
    text = ""
    for part in parts:
        hyphen = text.endswith(("-", "\u2010", "\u00ad")) and part[:1].islower()
        text = text[:-1] + part if hyphen else f"{text} {part}".strip()
    return text


def goes_on(text: str) -> bool:
    """Whether a label cannot end here: a function word, a hyphen or an open bracket at its end."""
    return bool(_GOES_ON.search(text)) or text.count("(") > text.count(")")


def continues(text: str) -> bool:
    """Whether a label goes on from the line above: it starts in lower case or with a bracket."""
    return bool(_CONTINUES.match(text))


def is_data(row: Entries, stub: int) -> bool:
    """Whether a row belongs to the body: at least one value or placeholder, and no more words than those."""
    cells = row[stub:]
    values = sum(e.decimal or e.kind in ("dash", "interval", "p") or e.whole is not None for e in cells)
    words = sum(e.kind == "text" for e in cells)
    return values > 0 and not is_sequence(row) and values >= words


def stub_width(rows: Sequence[Entries]) -> int:
    """How many columns at the left hold labels."""
    width = 0
    body = [row for row in rows if is_data(row, 1)]
    for c in range(len(rows[0]) - 1 if rows else 0):
        filled = [row[c] for row in body if row[c].filled]
        numeric = sum(e.numeric or e.kind == "dash" for e in filled)
        if c == 0 and _counts_up(filled):
            width = 1
        elif filled and numeric <= len(filled) * MOST_SHARE_OF_TEXT:
            width = c + 1
        else:
            break
    return max(width, 0 if body and _unlabelled(body) else 1)


def _counts_up(entries: Sequence[Entry]) -> bool:
    numbers = [e.whole for e in entries]
    known = [n for n in numbers if n is not None]
    return bool(known) and len(known) == len(numbers) and all(b - a == 1 or b == 1 for a, b in pairwise(known))


def _unlabelled(body: Sequence[Entries]) -> bool:
    """A body whose first column holds values already in most rows."""
    return sum(row[0].decimal or row[0].kind == "dash" for row in body) > len(body) / 2


def header_end(rows: Sequence[Entries], stub: int) -> int:
    """How many rows at the top are header; a last one with a label only belongs to the body."""
    end = next((i for i, row in enumerate(rows) if is_data(row, stub)), 0)
    while (
        end > 0
        and not any(e.filled for e in rows[end - 1][stub:])
        and (end == 1 or any(e.filled for e in rows[end - 2][stub:]))
    ):
        label = joined([e.text for e in rows[end - 1][:stub] if e.filled])
        if end > 1 and role_of(label) != "variable":
            break
        end -= 1
    while end > 1 and not any(e.filled for e in rows[end - 1][stub:]):
        end -= 1
    return end


def _middles(header: Sequence[Entries], body: Sequence[Entries], width: int) -> list[float]:
    """The middle of every column, by its values or its last heading; by count where nothing has a place."""
    found: list[float | None] = []
    for c in range(width):
        values = [row[c] for row in body if row[c].filled] or [row[c] for row in header[-1:] if row[c].filled]
        found.append(centres(values))
    known = [m for m in found if m is not None]
    rising = len(known) == width and all(a < b for a, b in pairwise(known))
    return known if rising else [float(c) for c in range(width)]


def columns_of(header: Sequence[Entries], body: Sequence[Entries], stub: int, width: int) -> tuple[Column, ...]:
    """Every column right of the stub with its name, number, spanning heads and role."""
    filled = [any(row[c].filled for row in body) for c in range(width)]
    middles = _middles(header, body, width)
    numbers = next((row for row in reversed(header) if is_sequence(row)), None)
    names = [row for row in header if row is not numbers]
    spanning, wrapped = _split_rows(names, stub, width, numbered=numbers is not None)
    parts = [[row[c].text for row in wrapped if row[c].filled] for c in range(width)]
    leaves = [joined(p) for p in parts]
    if numbers is not None:
        leaves = [leaf or numbers[c].text for c, leaf in enumerate(leaves)]
    spans: list[list[str]] = [[] for _ in range(width)]
    for row in spanning:
        for c, text in _spread(row, leaves, stub, width, filled=filled, middles=middles).items():
            spans[c].append(text)
    for c, (leaf, symbol) in _with_symbols(leaves[stub:], stub).items():
        spans[c].append(leaf)
        leaves[c] = symbol
    return tuple(
        _column(c, leaves[c], tuple(spans[c]), header, numbers, middles)
        for c in range(stub, width)
        if leaves[c] or spans[c] or filled[c]
    )


def _with_symbols(leaves: Sequence[str], stub: int) -> dict[int, tuple[str, str]]:
    """Columns whose names end in a statistic's symbol ("LPFS r", "LPFS b"), where several do and one is r."""
    found = {stub + i: m.groups() for i, leaf in enumerate(leaves) if (m := _SYMBOL.match(leaf))}
    r = any(role_of(symbol) == "r" for _, symbol in found.values())
    return {c: (name, symbol) for c, (name, symbol) in found.items()} if r and len(found) > 1 else {}


def _column(
    c: int,
    leaf: str,
    spans: tuple[str, ...],
    header: Sequence[Entries],
    numbers: Entries | None,
    middles: Sequence[float],
) -> Column:
    number = orders(numbers, middles).get(c) if numbers is not None else None
    alone = number if numbers is not None and number is not None and leaf == numbers[c].text else only_number(leaf)
    if number is None and alone is None and role_of(leaf) == "variable":
        number, leaf = split_number(leaf)
    number = number if number is not None else alone
    name = "" if alone is not None else leaf
    cells: tuple[Cell, ...] = tuple(row[c].cell for row in header if row[c].filled)
    role = "variable" if number is not None and (numbers is not None or not name) else role_of(name)
    return Column(c, name, number, tuple(dict.fromkeys(s for s in spans if s != name)), role, cells)


def _split_rows(
    names: Sequence[Entries], stub: int, width: int, *, numbered: bool
) -> tuple[list[Entries], list[Entries]]:
    """Header rows that span several columns, and those that hold the columns' own names."""
    spanning: list[Entries] = []
    wrapped: list[Entries] = []
    for i in range(len(names) - 1, -1, -1):
        below = wrapped[0] if wrapped else None
        top = not spanning
        if (below is None and not _covers_numbers(names[i], stub, width, numbered=numbered)) or (
            below is not None and top and not _spans(names[i], below, names[i + 1 :], stub, width)
        ):
            wrapped.insert(0, names[i])
        else:
            spanning.insert(0, names[i])
    return spanning, wrapped


def _covers_numbers(row: Entries, stub: int, width: int, *, numbered: bool) -> bool:
    """A head over columns that are only numbered, such as "Correlations" over 1 2 3."""
    texts = {row[c].text for c in range(stub, width) if row[c].filled}
    headings = all(role_of(t) == "variable" or _CORRELATED.search(t) for t in texts)
    return numbered and 0 < len(texts) <= MOST_HEADS_OF_NUMBERS and headings


def _spans(row: Entries, below: Entries, lower: Sequence[Entries], stub: int, width: int) -> bool:
    """Whether a header row spans columns rather than beginning the names that the rows under it end."""
    heads = [c for c in range(stub, width) if row[c].filled]
    leaves = [c for c in range(stub, width) if any(r[c].filled for r in lower)]
    if not heads:
        return False
    if any(row[a].text == row[b].text and below[a].text != below[b].text for a, b in pairwise(heads)):
        return not any(continues(below[c].text) for c in heads if below[c].filled)
    if all(_first_line(row[c], below[c]) for c in heads) and not _repeats([below[c].text for c in leaves]):
        return False
    if any(looks_like_group(row[c].text) or _CORRELATED.search(row[c].text) for c in heads):
        return len(heads) < len(leaves)
    if any(continues(below[c].text) or goes_on(row[c].text) for c in heads if below[c].filled):
        return False
    if len(heads) >= WRAPPED_SHARE * len(leaves):
        return False
    return all(_wide_apart(heads, c, leaves) for c in heads) or _repeats(
        [joined([r[c].text for r in lower]) for c in leaves]
    )


def _first_line(head: Entry, below: Entry) -> bool:
    """Whether a head is the first line of one column's name: one that could be a group's only over a small letter."""
    if _CORRELATED.search(head.text) or (looks_like_group(head.text) and not continues(below.text)):
        return False
    return _above_a_word(head, below)


def _above_a_word(head: Entry, below: Entry) -> bool:
    """Whether a head stands over the middle or the left edge of one word, as the first line of a name does."""
    upper, lower = extent([head.cell]), extent([below.cell])
    if upper is None or lower is None or role_of(below.text) != "variable" or not below.text[:1].isalpha():
        return False
    return abs(sum(upper) - sum(lower)) / 2 < SAME_MIDDLE or abs(upper[0] - lower[0]) < SAME_MIDDLE


def _wide_apart(heads: Sequence[int], c: int, leaves: Sequence[int]) -> bool:
    """A head with another column's name free on at least one side."""
    return any(n in leaves and n not in heads for n in (c - 1, c + 1))


def _repeats(leaves: Sequence[str]) -> bool:
    return bool(leaves) and len(set(leaves)) <= len(leaves) / 2


def _spread(
    row: Entries, leaves: Sequence[str], stub: int, width: int, *, filled: Sequence[bool], middles: Sequence[float]
) -> dict[int, str]:
    """Which columns each spanning head of a row covers."""
    every = [c for c in range(stub, width) if row[c].filled]
    under = [c for c in range(stub, width) if leaves[c] or filled[c]]
    heads = [c for i, c in enumerate(every) if i == 0 or row[c].text != row[every[i - 1]].text]
    repeated = len(heads) < len(every)
    if not under or not every or (repeated and (len(heads) == 1 or set(under) <= set(every))):
        return {c: row[c].text for c in every}  # a reading that repeats a head over its columns has said it all
    if len(heads) == 1:
        open_ = [c for c in under if role_of(leaves[c]) in ("variable", "blank", "r", "p", "ci", "n")] or under
        first, last = _run_around(_position(row[heads[0]], heads[0], middles), heads[0], open_, middles)
        return {c: row[heads[0]].text for c in under if first <= c <= last}
    runs = _periodic(heads, under, leaves) or _balanced(row, heads, under, middles)
    return {c: row[h].text for h, run in zip(heads, runs, strict=True) for c in run}


def _position(entry: Entry, index: int, middles: Sequence[float]) -> float:
    """Where a head's middle stands; its column's middle where it has no place there."""
    middle = centres([entry])
    pitch = abs(middles[-1] - middles[0])
    inside = middle is not None and middles[0] - pitch <= middle <= middles[-1] + pitch
    return middle if middle is not None and inside and pitch > len(middles) else middles[index]


def _pitch(under: Sequence[int], middles: Sequence[float]) -> float:
    """The usual distance from one column to the next."""
    return (middles[under[-1]] - middles[under[0]]) / max(1, len(under) - 1) or 1.0


def _run_around(place: float, head: int, under: Sequence[int], middles: Sequence[float]) -> tuple[int, int]:
    """The longest run of columns in whose middle a head stands, or at whose left end."""
    pitch = _pitch(under, middles)
    best = (head, head)
    for i, first in enumerate(under):
        for last in under[i:]:
            off = abs((middles[first] + middles[last]) / 2 - place) / pitch
            if (off <= NEAR_MIDDLE or first == head) and first <= head <= last and last - first > best[1] - best[0]:
                best = (first, last)
    return best


def _periodic(heads: Sequence[int], under: Sequence[int], leaves: Sequence[str]) -> list[list[int]] | None:
    """Equal runs where the columns' names repeat as often as there are heads."""
    k = len(heads)
    for start in range(len(under)):
        rest = under[start:]
        size, odd = divmod(len(rest), k)
        if size < 1 or odd:
            continue
        runs = [list(rest[i * size : (i + 1) * size]) for i in range(k)]
        names = [tuple(leaves[c].lower() for c in run) for run in runs]
        inside = all(run[0] <= head <= run[-1] for run, head in zip(runs, heads, strict=True))
        if inside and len(set(names)) == 1 and any(names[0]):
            return runs
    return None


def _balanced(row: Entries, heads: Sequence[int], under: Sequence[int], middles: Sequence[float]) -> list[list[int]]:
    """Runs side by side such that heads stand in the middle of them, or all at their left ends."""
    if len(heads) > len(under):
        return [[h] for h in heads]
    pitch = _pitch(under, middles)
    places = [_position(row[h], h, middles) for h in heads]

    def off_middle(first: int, last: int, head: int) -> float:
        return abs((middles[under[first]] + middles[under[last]]) / 2 - places[head]) / pitch

    def off_left(first: int, _: int, head: int) -> float:
        return abs(middles[under[first]] - places[head]) / pitch

    most = sum(c < heads[0] for c in under)
    centred, left = (_cheapest(cost, len(under), len(heads), most) for cost in (off_middle, off_left))
    cuts = centred[1] if centred[0] <= left[0] + LEFT_IS_RARER else left[1]
    return [list(under[a:b]) for a, b in pairwise(cuts)]


def _cheapest(cost: Callable[[int, int, int], float], columns: int, heads: int, most: int) -> tuple[float, list[int]]:
    """The cuts of columns into one run a head that cost least; up to `most` columns at the left may stay uncovered."""
    best: dict[int, tuple[float, list[int]]] = {b: (UNCOVERED * b, [b]) for b in range(min(most, columns - heads) + 1)}
    for head in range(heads):
        ends = range(head + 1, columns + 1) if head < heads - 1 else [columns]
        best = {
            end: min(
                (before + cost(begin, end - 1, head), [*cuts, end])
                for begin, (before, cuts) in best.items()
                if begin < end
            )
            for end in ends
            if any(begin < end for begin in best)
        }
    return best[columns]


def header_starts(rows: Sequence[Entries], stub: int, first: int) -> list[int]:
    """Where a new header begins inside a body that starts at `first`: numbers or words where values stood before."""
    return [
        i for i in range(first + 1, len(rows)) if _only_header(rows[i], stub) and not _only_header(rows[i - 1], stub)
    ]


def _only_header(row: Entries, stub: int) -> bool:
    """A row that can only be a header: a sequence of numbers, or several words and no value."""
    words = sum(e.kind == "text" for e in row[stub:])
    values = any(e.decimal or e.kind in ("dash", "interval", "p") for e in row[stub:])
    return is_sequence(row) or (words >= 2 and not values)
