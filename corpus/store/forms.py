"""Several files of one paper: whose facts count, whose places are shown, and where they disagree.

JATS and HTML have exact cells and characters, a PDF has the pages that people look at. So the facts are those of the
marked-up file, page and boxes those of the PDF, and a difference in a number is a flag that nobody can miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from corpus.evidence import Candidate, Flag, Quote, Scored
from corpus.identity import normal
from corpus.store.codec import decode
from corpus.store.records import FILES_DISAGREE

MARKUP = ("jats", "html")  # how the parsers of marked-up files are called
Seen = Row[Any]  # a sighting with the parser of its file


def is_markup(parser: str) -> bool:
    """Whether this parser reads files without pages of their own."""
    return parser.startswith(MARKUP)


def ranked(seen: Iterable[Seen]) -> list[Seen]:
    """A candidate's sightings, the one whose facts count first: live, marked up, newest."""
    return sorted(seen, key=lambda row: (row.vanished, not is_markup(row.parser), -row.paper))


def place_of(seen: Sequence[Seen]) -> Seen:
    """Of ranked sightings the one whose page a person looks at."""
    if len(seen) == 1:
        return seen[0]
    paged = (row for row in seen if not row.vanished and not is_markup(row.parser))
    return next(paged, seen[0]) if is_markup(seen[0].parser) else seen[0]


def exact_tables(seen: Iterable[Seen]) -> set[tuple[int, str]]:
    """The tables, by report and label, whose cells a marked-up file gives."""
    return {
        (row.report, normal(row.place))
        for row in seen
        if row.place and not row.vanished and is_markup(row.parser)
    }  # fmt: skip


def is_superseded(seen: Sequence[Seen], tables: set[tuple[int, str]]) -> bool:
    """Whether only a PDF shows this result of a table whose exact cells are known: misread, or of a blank cell."""
    live = [row for row in seen if not row.vanished]
    if not live or any(is_markup(row.parser) for row in live):
        return False
    return any((row.report, normal(row.place)) in tables for row in live)


def together(seen: Sequence[Seen]) -> Scored:
    """The candidate of ranked sightings: facts of the first, places of the PDF, quotes of both, what disagrees."""
    first = decode(Scored, seen[0].content)
    others = [(row, decode(Scored, row.content).candidate) for row in seen[1:] if not row.vanished]
    if not others:
        return first
    candidate = first.candidate
    place = place_of(seen)
    if place is not seen[0]:
        candidate = _placed(candidate, next(other for row, other in others if row is place))
    flags = [flag for _, other in others for flag in _disagreements(first.candidate, other)]
    return replace(first, candidate=replace(candidate, flags=(*candidate.flags, *dict.fromkeys(flags))))


def _placed(exact: Candidate, paged: Candidate) -> Candidate:
    """The exact facts with the page's place; what is quoted from the marked-up file has no place on any page."""
    fields = {name: _without_place(quote) for name, quote in exact.fields}
    fields |= {name: quote for name, quote in paged.fields if name != "n" or paged.n == exact.n}
    return replace(
        exact,
        page=paged.page,
        quotes=(*paged.quotes, *map(_without_place, exact.quotes)),
        value_boxes=paged.value_boxes,
        fields=tuple(fields.items()),
    )


def _without_place(quote: Quote) -> Quote:
    return replace(quote, boxes=())


def _disagreements(first: Candidate, other: Candidate) -> Iterator[Flag]:
    unit = first.r.half_unit + other.r.half_unit
    if first.r.value * other.r.value < 0 or abs(first.r.value - other.r.value) > unit:
        numbers = (("r", first.r.value), ("other", other.r.value))
        said = f"another file of the paper shows {other.r.text} on page {other.page}, not {first.r.text}"
        yield Flag(FILES_DISAGREE[0], "hard", said, numbers)
    if None not in (first.n, other.n) and first.n != other.n:
        numbers = (("n", float(first.n or 0)), ("other", float(other.n or 0)))
        said = f"n = {first.n} here, {other.n} by another file of the paper"
        yield Flag(FILES_DISAGREE[1], "hard", said, numbers)


def by_candidate(rows: Iterable[Seen]) -> Mapping[int, list[Seen]]:
    """Sightings under the number of their candidate, ranked."""
    found: dict[int, list[Seen]] = {}
    for row in rows:
        found.setdefault(row.candidate, []).append(row)
    return {number: ranked(seen) if len(seen) > 1 else seen for number, seen in found.items()}
