"""Tables that compare two groups by means and SDs, or give standardised weights for one outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Cell, Document, Grid, Table
from corpus.evidence import Candidate, Printed, Quote
from extractors.numbers import MINUS, printed
from extractors.phrases import name
from extractors.table_groups import n_of_table
from extractors.table_outcomes import outcome

RULE = "compared.v1"
BOTH = 2
LEAST_ROWS = 2  # rows of one shape that make a column what it is
LONGEST_LABEL = 60  # characters; more is a note that runs through the table
MOST_HEAD = 4  # lines
LARGEST_BETA = 1.0
_SD = re.compile(r"\bS\.?D\.?s?\b|standard deviations?", re.IGNORECASE)
_SE = re.compile(r"\bS\.?E\.?\b|standard errors?|\bB\b|\bCI\b|odds")
_MEAN_SD = re.compile(rf"^(?P<m>(?:{MINUS}\s?)?\d*\.\d+)\s*[(±]\s*(?P<sd>\d*\.\d+)\s*\)?$")
_DECIMAL = re.compile(rf"^(?:{MINUS}\s?)?\d*\.\d+$")
_N = re.compile(r"[(\[,]?\s*\b[nN]\s*=\s*(?P<n>\d[\d,]*)\s*[)\]]?")
_BETA = re.compile(r"^(?:standardi[sz]ed\s+)?(?:β|beta|b\*)(?:\s+(?:weights?|coefficients?))?$", re.IGNORECASE)
_STEP = re.compile(r"\b(?:step|model|block)\b|^(?:R|F|Δ|constant|intercept|n$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """A column, or two beside each other, with a group's means and SDs."""

    name: str
    n: Printed | None
    mean: int
    sd: int | None  # a column of its own


def compared(document: Document) -> Iterator[Candidate]:
    """Convertible results of all tables, from the likeliest reading of each."""
    for table in document.tables:
        words = f"{table.caption} {table.note} " + " ".join(c.text for row in table.cells[:MOST_HEAD] for c in row)
        if _SD.search(words) and not _SE.search(words):
            yield from _contrasts(table, document.digest)
        elif re.search(r"β|[Bb]eta\b|b\*", words):
            yield from _weights(table, document.digest)


def _label(text: str) -> str:
    """A row's name as printed, brackets kept; empty where it is no name."""
    return re.sub(r"\s+", " ", text).strip(" .,:;*") if name(text) else ""


def _head(grid: Grid) -> int:
    """How many lines stand above the first line with two numbers."""
    for number, row in enumerate(grid[: MOST_HEAD + 1]):
        if sum(bool(_DECIMAL.match(c.text) or _MEAN_SD.match(c.text)) for c in row[1:]) >= BOTH:
            return number
    return 0


def _heading(grid: Grid, head: int, column: int, *, lines: int | None = None) -> str:
    """The words over a column, those of a wider heading to its left included."""
    found = []
    for row in grid[: head if lines is None else lines]:
        left = next((row[k].text for k in range(column, 0, -1) if row[k].text.strip()), "")
        found.append(left if row is not grid[head - 1] or lines is not None else row[column].text)
    return " ".join(part for part in found if part).strip()


def _groups(grid: Grid, head: int) -> list[Group]:
    body, width = grid[head:], len(grid[0])
    joined = [k for k in range(1, width) if sum(bool(_MEAN_SD.match(row[k].text)) for row in body) >= LEAST_ROWS]
    if joined:
        return [_group(_heading(grid, head, k), k, None) for k in joined]
    last = [cell.text.strip() for cell in grid[head - 1]]
    pairs = [
        k for k in range(1, width - 1) if re.fullmatch(r"M|Mean", last[k]) and re.fullmatch(r"S\.?D\.?", last[k + 1])
    ]
    return [_group(_heading(grid, head, k, lines=head - 1), k, k + 1) for k in pairs]


def _group(heading: str, mean: int, sd: int | None) -> Group:
    match = _N.search(heading)
    bare = re.sub(r"\bM(?:ean)?s?\b|\bS\.?D\.?\b|[()±]", " ", _N.sub(" ", heading))
    return Group(name(bare), printed(match["n"]) if match else None, mean, sd)


def _contrasts(table: Table, digest: str) -> Iterator[Candidate]:
    """One candidate a row of a table with the means of two groups whose sizes are told."""
    grid = table.cells
    head = _head(grid)
    groups = _groups(grid, head) if head else []
    if len(groups) != BOTH or not all(g.n and g.name for g in groups) or groups[0].name == groups[1].name:
        return
    for row in grid[head:]:
        label, numbers = _label(row[0].text), [found for group in groups if (found := _mean_sd(row, group))]
        if not label or len(label) > LONGEST_LABEL or len(numbers) < BOTH:
            continue
        source = [
            (f"{part}{place}", value)
            for place, (group, found) in enumerate(zip(groups, numbers, strict=True), start=1)
            for part, value in (("m", found[0]), ("sd", found[1]), ("n", group.n))
            if value is not None
        ]
        n = sum(int(value.value) for part, value in source if part in ("n1", "n2"))
        pair = (f"{groups[0].name} vs {groups[1].name}", label)
        yield _candidate(table, digest, row, row[groups[0].mean], pair, "means", dict(source), n)


def _mean_sd(row: Sequence[Cell], group: Group) -> tuple[Printed, Printed] | None:
    text = row[group.mean].text.strip()
    if group.sd is None:
        match = _MEAN_SD.match(text)
        return (printed(match["m"]), printed(match["sd"])) if match else None
    other = row[group.sd].text.strip().strip("()")
    return (printed(text), printed(other)) if _DECIMAL.match(text) and _DECIMAL.match(other) else None


def _weights(table: Table, digest: str) -> Iterator[Candidate]:
    """One candidate a predictor of a table with one column of standardised weights, for the outcome of its caption."""
    grid = table.cells
    head = _head(grid)
    columns = [k for k in range(1, len(grid[0])) if _BETA.match(grid[head - 1][k].text.strip())] if head else []
    rows = [row for row in grid[head:] if row[0].text.strip()]
    other = outcome(table.caption, [row[0].text for row in rows]) if len(columns) == 1 else ""
    if not other or len(other) > LONGEST_LABEL:
        return
    n = n_of_table(table.caption, table.note)
    for row in rows:
        label, cell = _label(row[0].text), row[columns[0]]
        if label and not _STEP.search(row[0].text) and _DECIMAL.match(cell.text.strip()):
            value = printed(cell.text)
            if abs(value.value) <= LARGEST_BETA and len(label) <= LONGEST_LABEL:
                yield _candidate(table, digest, row, cell, (label, other), "peterson_brown", {"beta": value}, n)


def _candidate(
    table: Table, digest: str, row: Sequence[Cell], cell: Cell, pair: tuple[str, str], formula: str,
    source: dict[str, Printed], n: int | None,
) -> Candidate:  # fmt: skip
    text = " | ".join(f"{c.text}{c.stars}" for c in row if c.text)
    boxes = tuple(box for c in (cell, *row) for box in c.boxes)
    return Candidate(
        rule=RULE,
        kind="convertible",
        statistic="unknown",
        r=next(iter(source.values())),
        page=cell.boxes[0].page if cell.boxes else table.page,
        where="table",
        quotes=(Quote(digest, text, boxes),),
        value_boxes=cell.boxes,
        x=pair[0],
        y=pair[1],
        n=n,
        n_source="table_note" if n else "none",
        stars=cell.stars,
        table=table.label,
        row=row[0].text,
        evidence=(("several_predictors", float(formula == "peterson_brown")),),
        formula=formula,
        source=tuple(source.items()),
    )
