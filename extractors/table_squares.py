"""Square matrices: columns that stand for rows, triangles, the diagonal, two groups above and below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.evidence import NSource, Statistic
from extractors.table_beside import beside, exact_p, with_beside
from extractors.table_cells import Entry, with_point
from extractors.table_context import Context, Finding
from extractors.table_frames import Column, Row
from extractors.table_groups import Side, n_of_group
from extractors.table_legends import statistic_of
from extractors.table_names import expanded, match_columns

LAYOUT = "square"
SAME = 0.8  # share of pairs printed twice that must agree before both triangles are one sample's
OPPOSITE: dict[Side, Side] = {"lower": "upper", "upper": "lower"}
MATCHED = 0.6  # share of the columns that must stand for rows
MOST_STATISTICS = 4  # columns of means and the like before a matrix that lost its header
LEAST_ONES = 3  # on a diagonal before it tells the columns of a matrix without headings
LOWEST_ALPHA = 0.0  # a reliability is positive
_CONTENT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ci", re.compile(r"confidence|\bCIs?\b|interval", re.IGNORECASE)),
    ("p", re.compile(r"^p$|\bp[\s-]?values?|significance|probabilit|\bps\b", re.IGNORECASE)),
    ("n", re.compile(r"^[nN]s?$|sample sizes?|number of|pairwise n", re.IGNORECASE)),
    ("other", re.compile(r"covarian|htmt|heterotrait|standard errors?|\bSEs?\b|squared|shared varian|r2|distance"
                         r"|difference|regression|beta|effect size|bayes", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One filled cell of a square: which two variables, which side of the diagonal."""

    a: float  # the row's variable
    b: float  # the column's
    entry: Entry
    row: Row
    column: Column

    @property
    def side(self) -> Side:
        return "lower" if self.a > self.b else "upper"

    @property
    def pair(self) -> frozenset[float]:
        return frozenset((self.a, self.b))


@dataclass(frozen=True, slots=True)
class Square:
    """A block whose columns stand for its rows. `names` holds each variable's full name."""

    places: tuple[Place, ...]
    diagonal: tuple[Place, ...]
    names: Mapping[float, str]
    matched: int  # columns that stand for rows
    by_number: bool

    def on(self, side: Side) -> list[Place]:
        return [p for p in self.places if p.side == side and p.entry.decimal and not p.entry.parenthesised]


def square_of(
    columns: Sequence[Column], rows: Sequence[Row], context: Context,
              names: Mapping[int, str]) -> Square | None:  # fmt: skip
    """The square that these columns and rows form; None where the columns do not stand for rows.

    `names` are the variables' names by number that other parts of the table gave.
    """
    variables = [c for c in columns if c.role == "variable" or c.name in context.abbreviations]
    if sum(c.number is not None for c in variables) > 1:
        return _by_number([c for c in variables if c.number is not None], rows, context, names)
    named = [c for c in variables if c.name]
    if named:
        return _by_name(named, rows, context)
    blank = [c for c in columns if c.role == "blank" and not c.spans]
    return _by_order(blank, rows, context, names) if blank and not variables else None


def _collect(columns: Mapping[int, float], rows: Sequence[tuple[float, Row]], by_index: Mapping[int, Column],
             names: Mapping[float, str], *, matched: int, by_number: bool) -> Square:  # fmt: skip
    places: list[Place] = []
    diagonal: list[Place] = []
    for a, row in rows:
        for index, b in columns.items():
            place = Place(a, b, row.entries[index], row, by_index[index])
            if place.entry.filled:
                (diagonal if a == b else places).append(place)
    decimals = _usual_decimals(places)
    places = [replace(p, entry=with_point(p.entry, decimals)) for p in places]
    return Square(tuple(places), tuple(diagonal), names, matched, by_number)


def _usual_decimals(places: Sequence[Place]) -> int:
    """How many decimals the values of a matrix have, where they are printed without a leading zero; else 0."""
    values = [p.entry.value for p in places if p.entry.coefficient and p.entry.value is not None]
    bare = [v.decimals for v in values if not re.search(r"\d\D", v.text)]
    return Counter(bare).most_common(1)[0][0] if len(bare) > len(places) / 2 else 0


def _by_number(
    columns: Sequence[Column], rows: Sequence[Row], context: Context, names: Mapping[int, str]
) -> Square | None:
    """Columns 1, 2, 3 stand for the rows of these numbers, or for rows in their order where these bear no numbers."""
    numbered = [(float(r.number), r) for r in rows if r.number is not None]
    if not numbered:
        numbered = _counted(columns, rows, context)
    labels: dict[float, str] = {float(k): v for k, v in {**context.numbered, **names}.items()}
    labels |= {number: row.label for number, row in numbered if row.label}
    for c in columns:
        if c.number is not None:
            labels.setdefault(float(c.number), c.name or str(c.number))
    for number, _ in numbered:
        labels.setdefault(number, f"{number:g}")
    targets = {c.index: float(c.number) for c in columns if c.number is not None}
    known = {number for number, _ in numbered} | {float(k) for k in (*context.numbered, *names)}
    matched = len(known & set(targets.values()))
    if not numbered:
        return None
    return _collect(targets, numbered, {c.index: c for c in columns}, labels, matched=matched, by_number=True)


def _counted(columns: Sequence[Column], rows: Sequence[Row], context: Context) -> list[tuple[float, Row]]:
    """Rows numbered by their order such that values keep to one side of the diagonal, where one order does so."""
    data = [r for r in rows if not r.heading and r.role in ("variable", "r")]
    first = next((i for i, r in enumerate(rows) if not r.heading), 0)
    led = [rows[first - 1], *data] if first > 0 and rows[first - 1].heading else data
    options = [(1, data), (1, led), (2, data)]
    known = len(context.numbered)
    scored = [(_fit(columns, [(float(i + start), r) for i, r in enumerate(chosen)], known or len(columns)), -k)
              for k, (start, chosen) in enumerate(options)]  # fmt: skip
    _, best = max(scored)
    start, chosen = options[-best]
    return [(float(i + start), r) for i, r in enumerate(chosen)]


def _fit(columns: Sequence[Column], numbered: Sequence[tuple[float, Row]], variables: int) -> float:
    """How well an order fits: values on one side only, nothing but placeholders and ones on the diagonal."""
    lower = upper = bad = 0
    for a, row in numbered:
        for c in columns:
            entry, b = row.entries[c.index], float(c.number or 0)
            if entry.coefficient and a != b and entry.value is not None and abs(entry.value.value) < 1:
                lower, upper = lower + (a > b), upper + (a < b)
            elif (
                (entry.kind == "dash" and a != b)
                or (entry.value is not None and entry.value.value == 1 and a != b)
                or (a == b and entry.decimal and not _one(entry))
            ):
                bad += 1
    return -(min(lower, upper) + bad) - 0.1 * max(variables - len(numbered), len(numbered) - variables - 1, 0)


def _by_name(columns: Sequence[Column], rows: Sequence[Row], context: Context) -> Square | None:
    """Columns that name rows; one that names none (the first row was left out) keeps its own name and place."""
    found = match_columns(columns, rows, context.abbreviations)
    if not found:
        return None
    targets: dict[int, float] = {}
    names: dict[float, str] = {float(i): row.label for i, row in enumerate(rows)}
    for k, column in enumerate(columns):
        if column.index in found:
            targets[column.index] = float(found[column.index])
        else:
            later = next((found[c.index] for c in columns[k:] if c.index in found), None)
            place = float(later) - 0.5 if later is not None else max(found.values()) + 0.5
            targets[column.index] = place - 0.01 * (len(columns) - k)
            names[targets[column.index]] = column.name
    held = [(float(i), row) for i, row in enumerate(rows)]
    return _collect(targets, held, {c.index: c for c in columns}, names, matched=len(found), by_number=False)


def _by_order(
    columns: Sequence[Column], rows: Sequence[Row], context: Context, names: Mapping[int, str]
) -> Square | None:
    """A triangle without any header: the n-th column stands for the n-th row, after columns of means."""
    data = [r for r in rows if not r.heading]
    for first in range(min(MOST_STATISTICS, len(columns) - 1) + 1):
        counted = [replace(c, number=k) for k, c in enumerate(columns[first:], 1)]
        missing = len(data) - len(counted)
        if -1 <= missing <= 1 and len(counted) > 1:
            square = _by_number(counted, rows, context, names)
            fits = _fit(counted, _counted(counted, rows, context), len(counted)) == 0
            if square is not None and (fits or _by_ones(square) or (agreement(square) or 0.0) >= SAME):
                return square
    return None


def _by_ones(square: Square) -> bool:
    """Whether a diagonal of ones alone shows which column stands for which row, whatever the two sides hold."""
    ones = [p for p in square.diagonal if _one(p.entry)]
    elsewhere = sum(_one(p.entry) for p in square.places)
    return len(ones) >= LEAST_ONES and len(ones) == len(square.diagonal) and not elsewhere


def _one(entry: Entry) -> bool:
    return entry.value is not None and entry.value.value == 1


def agreement(square: Square) -> float | None:
    """Share of the pairs printed on both sides that are equal; None where no pair is printed twice."""
    lower = {p.pair: p.entry.value for p in square.on("lower")}
    twice = [(lower[p.pair], p.entry.value) for p in square.on("upper") if p.pair in lower]
    equal = sum(
        a is not None and b is not None and abs(a.value - b.value) < a.half_unit + b.half_unit for a, b in twice
    )
    return equal / len(twice) if twice else None


def holds_together(square: Square, context: Context) -> bool:
    """Whether the block is a square indeed: enough columns stand for rows, and the diagonal holds no correlation."""
    columns = {p.column.index for p in (*square.places, *square.diagonal)}
    if not columns or square.matched < max(1, MATCHED * len(columns)) or not (square.on("lower") or square.on("upper")):
        return False
    values = [p.entry for p in square.diagonal if p.entry.decimal and not _one(p.entry) and not p.entry.parenthesised]
    explained = context.diagonal or len(context.sides) > 1 or any(_content(p) for p in context.sides.values())
    both = bool(square.on("lower")) and bool(square.on("upper")) and not explained
    share = agreement(square)
    odd = any(e.stars or (e.value is not None and e.value.value < LOWEST_ALPHA) for e in values)
    return not (odd or (values and both and (share is None or share < SAME)))


def _content(phrase: str) -> str:
    return next((kind for kind, pattern in _CONTENT if pattern.search(phrase)), "")


def _contents(square: Square, context: Context) -> dict[Side, str]:
    """What each side holds other than correlations: in the words of caption or note, or p values by their look."""
    said: dict[Side, str] = {side: _content(context.sides.get(side, "")) for side in ("lower", "upper")}
    for side, other in OPPOSITE.items():
        if not said[side] and not said[other] and _looks_like_p(square, side, other):
            said[side] = "p"
    return said


def _looks_like_p(square: Square, side: Side, other: Side) -> bool:
    """Whether a side's values are all positive and without stars, some of them "<.001", as the other side's are not."""
    own = [p.entry for p in square.places if p.side == side]
    rest = [p.entry for p in square.places if p.side == other]
    if not any(e.p is not None and e.p.op == "<" for e in own) or any(e.kind == "p" for e in rest):
        return False
    values = [e for e in own if e.value is not None]
    return all(not e.stars and e.value is not None and 0 <= e.value.value <= 1 and "-" not in e.text for e in values)


def _coefficient(phrase: str) -> Statistic | None:
    """The coefficient that a side's phrase names: its "correlations" has been left off."""
    return statistic_of(f"{phrase} correlations") if phrase else None


def _group_name(phrase: str) -> str:
    return re.sub(r"[’']s?$", "", phrase)


def _finding(place: Place, square: Square, context: Context, page: int) -> Finding:
    x, y = (expanded(square.names[k], context.abbreviations) for k in (place.a, place.b))
    finding = Finding(x, y, place.entry, place.row, place.column, page, LAYOUT)
    return with_beside(finding, beside(place.entry, place.row, place.column, context))


def findings_of(square: Square, context: Context, page: int) -> list[Finding]:
    """Every correlation of a square, once a pair and group, and what stands on its diagonal."""
    share = agreement(square)
    phrases = context.sides
    contents = _contents(square, context)
    symmetric = share is not None and share >= SAME
    found: list[Finding] = []
    for side in ("lower", "upper"):
        other = OPPOSITE[side]
        if contents[side] or (symmetric and side == "upper"):
            continue
        opposite = {p.pair: p for p in square.places if p.side == other}
        for place in square.on(side):
            finding = _finding(place, square, context, page)
            twin = opposite.get(place.pair)
            if twin is not None and (symmetric or contents[other]):
                finding = _with_twin(finding, twin.entry, contents[other], symmetric=symmetric)
            elif share is not None and not symmetric and not contents[other]:
                finding = _of_side(finding, side, context)
            elif phrases.get(side):
                finding = replace(finding, statistic=_coefficient(phrases[side]))
            found.append(finding)
    if symmetric:
        found += _alone(square, context, page)
    return found + _on_diagonal(square, context, page)


def _alone(square: Square, context: Context, page: int) -> list[Finding]:
    """Pairs of a full matrix that stand above the diagonal only."""
    lower = {p.pair for p in square.on("lower")}
    return [_finding(p, square, context, page) for p in square.on("upper") if p.pair not in lower]


def _with_twin(finding: Finding, twin: Entry, content: str, *, symmetric: bool) -> Finding:
    """A finding with what the other triangle says about its pair: the same value again, its p, interval or n."""
    if symmetric:
        return replace(finding, mirror=twin)
    beside_cells = (*finding.beside, (content, twin))
    if content == "p" and finding.p is None:
        return replace(finding, p=exact_p(twin), beside=beside_cells)
    if content == "ci" and finding.ci is None:
        return replace(finding, ci=twin.interval, beside=beside_cells)
    if content == "n" and twin.whole is not None:
        return replace(finding, n=twin.whole, n_source="cell", beside=beside_cells)
    return finding


def _of_side(finding: Finding, side: Side, context: Context) -> Finding:
    """A finding of one of two groups or coefficients that share a matrix."""
    phrase = context.sides.get(side, "")
    statistic = _coefficient(phrase)
    if statistic is not None:
        return replace(finding, statistic=statistic)
    if not phrase and any(_coefficient(p) or _content(p) for p in context.sides.values()):
        return finding  # the other side holds another quantity of the same sample
    group = _group_name(phrase) or ("below the diagonal" if side == "lower" else "above the diagonal")
    n = n_of_group(group, context.texts)
    source: NSource = "group" if n is not None else "none"
    return replace(finding, group=group, n=n, n_source=source) if finding.n is None else replace(finding, group=group)


def _on_diagonal(square: Square, context: Context, page: int) -> list[Finding]:
    """Reliabilities on the diagonal: where a note says so, or numbers in brackets by custom."""
    if context.diagonal == "ave":
        return []
    values = [p for p in square.diagonal if p.entry.decimal and not _one(p.entry)]
    said = context.diagonal in ("alpha", "omega")
    return [
        Finding(expanded(square.names[p.a], context.abbreviations), "", p.entry, p.row, p.column, page, LAYOUT,
                kind="reliability", coefficient=context.diagonal or "alpha")
        for p in values
        if (said or p.entry.parenthesised) and p.entry.value is not None and 0 < p.entry.value.value < 1
    ]  # fmt: skip
