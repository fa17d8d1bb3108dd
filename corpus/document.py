"""A paper as read: pages, running text and tables, each with its place on the page.

Coordinates are PDF points (1/72 inch) from the page's top left corner, as the page is shown to a reader.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import Literal

from corpus.quick import quickly_made

Section = Literal[
    "front", "abstract", "introduction", "method", "results", "discussion", "references", "appendix", "unknown"
]  # fmt: skip
PassageKind = Literal["text", "heading", "caption", "note", "footnote"]


@quickly_made
@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page; `page` counts physical pages from 1, the rest is in points."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0 to 1; 0 on different pages."""
        if self.page != other.page:
            return 0.0
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        both = width * height
        return both / (self.area + other.area - both)

    @property
    def area(self) -> float:
        return max(0.0, self.x1 - self.x0) * max(0.0, self.bottom - self.top)


def union(boxes: list[Box] | tuple[Box, ...]) -> Box:
    """The smallest box around boxes of one page (at least one)."""
    first = boxes[0]
    if len(boxes) == 1:
        return first
    x0, top, x1, bottom = first.x0, first.top, first.x1, first.bottom
    for box in boxes:
        if box.x0 < x0:
            x0 = box.x0
        if box.top < top:
            top = box.top
        if box.x1 > x1:
            x1 = box.x1
        if box.bottom > bottom:
            bottom = box.bottom
    return Box(first.page, x0, top, x1, bottom)


@quickly_made
@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank.

    `angle` is the reading direction in degrees, clockwise: 0, 90, 180 or 270. The marks say what the text layer
    hides: a glyph without Unicode, ink left of a number that no glyph explains, a minus without ink.
    `alternatives` are other readings of a damaged glyph, the likeliest first.

    Plain words of running text may stand together as one, with a blank between two: a page has hundreds, and few are
    ever asked for alone. `edges` then holds where each begins and ends, and `apart` gives them one by one.
    """

    text: str
    box: Box
    size: float = 10.0
    angle: int = 0
    superscript: bool = False
    bold: bool = False
    unmapped: bool = False
    ink_left: bool = False
    minus_without_ink: bool = False
    font: str = ""
    alternatives: tuple[str, ...] = ()
    edges: bytes = b""  # of doubles in points: x0 and x1 of each word

    @property
    def count(self) -> int:
        """How many words stand together here."""
        return self.text.count(" ") + 1

    def apart(self) -> tuple[Word, ...]:
        """The words that stand together here, each with its own place."""
        if not self.edges:
            return (self,)
        edges, box = array("d", self.edges), self.box
        places = zip(self.text.split(" "), edges[::2], edges[1::2], strict=True)
        return tuple(
            replace(self, text=text, box=Box(box.page, x0, box.top, x1, box.bottom), edges=b"")
            for text, x0, x1 in places
        )


@quickly_made
@dataclass(frozen=True, slots=True)
class Line:
    """Words of one baseline inside one column, in reading order."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of running text, its hyphenated words rejoined; it may go on in the next column or page.

    `starts[i]` is the offset in `text` at which `words[i]` begins. Both are empty on pages read without places.
    """

    text: str
    page: int
    kind: PassageKind = "text"
    section: Section = "unknown"
    words: tuple[Word, ...] = ()
    starts: tuple[int, ...] = ()

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that text[start:end] touches."""
        first, last = max(0, bisect_right(self.starts, start) - 1), bisect_left(self.starts, end)
        places: list[int] = []
        words: list[Word] = []
        for word, at in zip(self.words[first:last], self.starts[first:last], strict=True):
            for one in word.apart():
                places.append(at)
                words.append(one)
                at += len(one.text) + 1
        return tuple(words[max(0, bisect_right(places, start) - 1) : bisect_left(places, end)])

    def boxes_at(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line and page for text[start:end]; empty where the page was read without places."""
        rows: list[list[Box]] = []
        for word in self.words_at(start, end):
            last = rows[-1][-1] if rows else None
            if last and last.page == word.box.page and abs(last.top - word.box.top) < word.size:
                rows[-1].append(word.box)
            else:
                rows.append([word.box])
        return tuple(union(row) for row in rows)

    def page_at(self, start: int) -> int:
        """The page on which text[start] stands."""
        words = self.words_at(start, start + 1)
        return words[0].box.page if words else self.page


@quickly_made
@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table as printed; `stars` are its superscript marks ("**", "a", "†"), split from `text`."""

    text: str
    boxes: tuple[Box, ...] = ()
    stars: str = ""
    words: tuple[Word, ...] = ()


Grid = tuple[tuple[Cell, ...], ...]  # rows of equal length, header rows included, upright even where the page is not


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its rival readings, the likeliest first; which one holds is for `extractors` to choose."""

    page: int
    readings: tuple[Grid, ...]
    label: str = ""
    caption: str = ""
    note: str = ""
    box: Box | None = None
    caption_boxes: tuple[Box, ...] = ()
    note_boxes: tuple[Box, ...] = ()
    continues: bool = False  # goes on from the table before it (a matrix over two pages)

    @property
    def cells(self) -> Grid:
        return self.readings[0] if self.readings else ()


@dataclass(frozen=True, slots=True)
class Page:
    """One physical page, counted from 1; size in points as shown; `lines` only where places were read."""

    number: int
    width: float
    height: float
    text: str
    lines: tuple[Line, ...] = ()
    ocr: bool = False  # its words were read from a picture of the page


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as one parser read it. `digest` is the SHA-256 of the file's bytes in hexadecimal."""

    digest: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...]
    parser: str
    title: str = ""
    warnings: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()  # as the file lists them, where it does; PDFs only print them
    doi: str = ""  # as the file names its own, where it does
