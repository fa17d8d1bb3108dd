"""Small evidence for tests of the store: candidates with places, documents without pages."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from corpus.document import Box, Document, Page
from corpus.evidence import Candidate, Printed, Quote, SampleSize, Scored

ROW_HEIGHT = 12.0
COLUMN_WIDTH = 40.0


def digest(name: str) -> str:
    """A digest as of a file with this content."""
    return sha256(name.encode()).hexdigest()


def document(name: str, title: str = "") -> Document:
    """A document of one page under this name's digest."""
    return Document(digest(name), (Page(1, 612, 792, ""),), (), (), "test.v1", title=title)


def value(text: str) -> Printed:
    """`.31` as printed."""
    return Printed(text, float(text.replace("−", "-")), len(text.partition(".")[2]))


def candidate(
    r: str = ".31", x: str = "CES-D", y: str = "Group use", row: int = 0, col: int = 0, **given: Any
) -> Candidate:
    """A cell of a matrix on page 1: its value's box stands at this row and column."""
    page = given.pop("page", 1)
    left, top = 100 + col * COLUMN_WIDTH, 200 + row * ROW_HEIGHT
    box = Box(page, left, top, left + 14, top + 8)
    quote = Quote(given.pop("digest", digest("berg2019")), f"{x} {r} {y}", (Box(page, 60, top, left + 14, top + 8),))
    values: dict[str, Any] = {
        "rule": "matrices.v1", "kind": "correlation", "statistic": "pearson", "r": value(r), "page": page,
        "where": "table", "quotes": (quote,), "value_boxes": (box,), "x": x, "y": y, "n": 212, "n_source": "table_note",
        "table": "Table 1",
    }  # fmt: skip
    return Candidate(**(values | given))


def scored(*candidates: Candidate, probability: float = 0.9) -> list[Scored]:
    """Candidates of the kind that their rule says."""
    return [Scored(item, item.kind, probability, "test.v1") for item in candidates]


def sample(n: int, group: str = "") -> SampleSize:
    """A sample size that a sentence states."""
    return SampleSize(n, "analysed", 1, Quote(digest("berg2019"), f"N = {n}", ()), "sample_sizes.v1", group)


def shifted(item: Candidate, points: float) -> Candidate:
    """The candidate with every box moved to the right and down."""

    def move(box: Box) -> Box:
        return Box(box.page, box.x0 + points, box.top + points, box.x1 + points, box.bottom + points)

    quotes = tuple(replace(quote, boxes=tuple(map(move, quote.boxes))) for quote in item.quotes)
    return replace(item, quotes=quotes, value_boxes=tuple(map(move, item.value_boxes)))
