"""Which columns a spanning head covers: by the reader's repetition, by equal runs, by the places of the heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.table_cells import Entry
from extractors.table_frames import Entries
from extractors.table_heads import CORRELATED, SAME_EDGE, same_names
from extractors.table_places import centres, extent
from extractors.table_roles import role_of

NEAR_MIDDLE = 0.5  # columns by which a head may stand off the middle of what it spans
LEFT_IS_RARER = 0.3  # columns' worth: heads are centred far more often than set left or right
UNCOVERED = 0.15  # columns' worth of a column at the left that no head spans
CLEAR = 0.3  # columns' worth a head by which the runs taken must fit, and fit better than any others
_OPEN = ("variable", "blank", "r", "p", "ci", "n")  # roles of columns that a lone head spans; not means


@dataclass(frozen=True, slots=True)
class Under:
    """What stands under a spanning line: the columns' names, which hold values, and where they stand."""

    leaves: Sequence[str]
    stub: int
    filled: Sequence[bool]
    middles: Sequence[float]
    edges: Sequence[tuple[float, float] | None]

    @property
    def columns(self) -> list[int]:
        return [c for c in range(self.stub, len(self.leaves)) if self.leaves[c] or self.filled[c]]

    @property
    def open(self) -> list[int]:
        return [c for c in self.columns if role_of(self.leaves[c]) in _OPEN] or self.columns


@dataclass(frozen=True, slots=True)
class Spread:
    """The head over each column, and the columns for which another head fits as well."""

    heads: dict[int, str]
    unsure: frozenset[int] = frozenset()


def spread_over(row: Entries, under: Under) -> Spread:
    """Which columns each spanning head of a row covers."""
    every = [c for c in range(under.stub, len(under.leaves)) if row[c].filled]
    columns = under.columns
    heads = [c for i, c in enumerate(every) if i == 0 or row[c].text != row[every[i - 1]].text]
    repeated = len(heads) < len(every)
    if not columns or not every or (repeated and set(columns) <= set(every)):
        return Spread({c: row[c].text for c in every})  # a reading that repeats a head over its columns has said it all
    if len(heads) == 1:
        return _alone(row, every, under)
    periodic = _periodic(heads, columns, under.leaves)
    if periodic is not None:
        return Spread({c: row[h].text for h, run in zip(heads, periodic, strict=True) for c in run})
    runs, clear = _balanced(row, heads, columns, under.middles)
    covered = {c: row[h].text for h, run in zip(heads, runs, strict=True) for c in run}
    clear = clear and all(covered.get(c, row[c].text) == row[c].text for c in every)
    return Spread(covered, frozenset() if clear else frozenset(columns))


def _alone(row: Entries, every: Sequence[int], under: Under) -> Spread:
    """The columns under the only head of a line."""
    open_, head = under.open, every[0]
    text = row[head].text
    if len(every) > 1:
        beyond = bool(CORRELATED.search(text)) and _off(row[head], every, under) > NEAR_MIDDLE / 2
        over = [c for c in open_ if c not in every] if beyond else []
        return Spread(dict.fromkeys(sorted([*every, *over]), text))
    place = _position(row[head], head, under.middles)
    runs = _runs_around(row[head], place, head, under)
    first, last = max(runs, key=lambda run: run[1] - run[0], default=(head, head))
    covered = {c: text for c in under.columns if first <= c <= last}
    lengths = {run for run in runs if run[1] > run[0]}
    doubtful = len(lengths) > 1 and not CORRELATED.search(text) and not set(open_) <= set(covered)
    return Spread(covered, frozenset(under.columns) if doubtful else frozenset())


def _off(head: Entry, every: Sequence[int], under: Under) -> float:
    """How many columns' worth a head stands off the middle of the columns that its text covers."""
    middle = (under.middles[every[0]] + under.middles[every[-1]]) / 2
    return abs(_position(head, every[0], under.middles) - middle) / _pitch(under.columns, under.middles)


def _position(entry: Entry, index: int, middles: Sequence[float]) -> float:
    """Where a head's middle stands; its column's middle where it has no place there."""
    middle = centres([entry])
    pitch = abs(middles[-1] - middles[0])
    inside = middle is not None and middles[0] - pitch <= middle <= middles[-1] + pitch
    return middle if middle is not None and inside and pitch > len(middles) else middles[index]


def _pitch(columns: Sequence[int], middles: Sequence[float]) -> float:
    """The usual distance from one column to the next."""
    return (middles[columns[-1]] - middles[columns[0]]) / max(1, len(columns) - 1) or 1.0


def _runs_around(head: Entry, place: float, at: int, under: Under) -> list[tuple[int, int]]:
    """The longest run in whose middle a head stands, and those at whose left or right end it is set."""
    open_, middles = under.open, under.middles
    pitch = _pitch(open_, middles)
    around = [(a, b) for i, a in enumerate(open_) for b in open_[i:] if a <= at <= b]
    centred = [run for run in around if abs((middles[run[0]] + middles[run[1]]) / 2 - place) / pitch <= NEAR_MIDDLE]
    found = [max(centred, key=lambda run: run[1] - run[0])] if centred else []
    reach, own = extent([head.cell]), under.edges[at]
    at_left = reach is None or own is None or abs(reach[0] - own[0]) < SAME_EDGE
    at_right = reach is not None and own is not None and abs(reach[1] - own[1]) < SAME_EDGE
    if at_left and not at_right:
        found += [max((run for run in around if run[0] == at), default=(at, at))]
    if at_right and not at_left:
        found += [min((run for run in around if run[1] == at), default=(at, at))]
    return found


def _periodic(heads: Sequence[int], columns: Sequence[int], leaves: Sequence[str]) -> list[list[int]] | None:
    """Equal runs where the columns' names repeat as often as there are heads."""
    k = len(heads)
    for start in range(len(columns)):
        rest = columns[start:]
        size, odd = divmod(len(rest), k)
        if size < 1 or odd:
            continue
        runs = [list(rest[i * size : (i + 1) * size]) for i in range(k)]
        names = [[leaves[c] for c in run] for run in runs]
        inside = all(run[0] <= head <= run[-1] for run, head in zip(runs, heads, strict=True))
        if inside and all(same_names(names[0], other) for other in names) and any(names[0]):
            return runs
    return None


def _balanced(
    row: Entries, heads: Sequence[int], columns: Sequence[int], middles: Sequence[float]
) -> tuple[list[list[int]], bool]:
    """Runs side by side such that heads stand in their middles, or all at their left or right ends, and if clearly."""
    if len(heads) > len(columns):
        return [[h] for h in heads], False
    pitch = _pitch(columns, middles)
    places = [_position(row[h], h, middles) for h in heads]

    def off_middle(first: int, last: int, head: int) -> float:
        return abs((middles[columns[first]] + middles[columns[last]]) / 2 - places[head]) / pitch

    def off_left(first: int, _: int, head: int) -> float:
        return abs(middles[columns[first]] - places[head]) / pitch

    def off_right(_: int, last: int, head: int) -> float:
        return abs(middles[columns[last]] - places[head]) / pitch

    most = sum(c < heads[0] for c in columns)
    fits = [(*_cheapest(off_middle, len(columns), len(heads), most), 0.0)]
    fits += [(*_cheapest(cost, len(columns), len(heads), most), LEFT_IS_RARER) for cost in (off_left, off_right)]
    ranked = sorted((cost + rarer, cuts) for cost, cuts, rarer in fits)
    cost, cuts = ranked[0]
    rival = min((other for other, theirs in ranked if theirs != cuts), default=float("inf"))
    clear = cost <= CLEAR * len(heads) and rival - cost >= CLEAR
    return [list(columns[a:b]) for a, b in pairwise(cuts)], clear


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
