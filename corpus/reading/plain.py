"""Plain text and plain rows as documents: one made-up page on which every word, and so every quote, has a place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.document import Box, Cell, Document, Line, Page, Passage, PassageKind, Table, Word, union

PARSER = "plain.v1"
PAGE_WIDTH = 612.0  # US letter in points; the page is made up, its size only has to be believable
MARGIN = 54.0
LEADING = 14.0  # from one baseline to the next
SIZE = 10.0
ADVANCE = 5.0  # width of a character at that size, as of a typewriter
COLUMN = 90.0  # width of a table's column

UNKNOWN = "\ufffd"  # stands for a glyph that has no Unicode
BREAK = re.compile(r"(?<=[a-z])-\n(?=[a-z])")  # a word broken at the end of a line
PARAGRAPHS = re.compile(r"\n[ \t]*\n")
WORD = re.compile(r"\S+")
STARRED = re.compile(r"^(?P<value>.*[\d)])\s*(?P<stars>[*†‡§]+|[⁎∗]+)$")
STARS = str.maketrans("⁎∗", "**")


@dataclass(slots=True)
class Pen:
    """Where the next word is put: left to right, then on the next line."""

    x: float = MARGIN
    top: float = MARGIN

    def put(self, text: str) -> Word:
        """A word at the pen, which then moves on."""
        width = ADVANCE * len(text)
        if self.x > MARGIN and self.x + width > PAGE_WIDTH - MARGIN:
            self.newline()
        box = Box(1, self.x, self.top, self.x + width, self.top + SIZE)
        self.x += width + ADVANCE
        return Word(text, box, size=SIZE, unmapped=UNKNOWN in text)

    def newline(self) -> None:
        """Move to the start of the next line."""
        self.x, self.top = MARGIN, self.top + LEADING


def _passage(text: str, pen: Pen, *, kind: PassageKind = "text") -> Passage:
    found = list(WORD.finditer(text))
    words = tuple(pen.put(match.group()) for match in found)
    pen.newline()
    return Passage(text, 1, kind=kind, words=words, starts=tuple(match.start() for match in found))


def _page(words: Iterable[Word], text: str, bottom: float) -> Page:
    rows: dict[float, list[Word]] = {}
    for word in words:
        rows.setdefault(word.box.top, []).append(word)
    lines = tuple(Line(tuple(row), union([word.box for word in row])) for row in rows.values())
    return Page(1, PAGE_WIDTH, bottom + MARGIN, text, lines)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def from_text(text: str) -> Document:
    """A one-page document of running text; an empty line starts a paragraph, words broken by a hyphen are rejoined."""
    pen = Pen()
    flowing = BREAK.sub("", text.replace("\r\n", "\n"))
    paragraphs = [part.replace("\n", " ").strip() for part in PARAGRAPHS.split(flowing)]
    passages = tuple(_passage(part, pen) for part in paragraphs if part)
    words = [word for passage in passages for word in passage.words]
    return Document(_digest(text), (_page(words, text, pen.top),), passages, (), PARSER)


def _cell(text: str, column: int, top: float) -> Cell:
    starred = STARRED.match(text)
    value, stars = (starred["value"], starred["stars"].translate(STARS)) if starred else (text, "")
    if not text:
        return Cell("")
    left = MARGIN + COLUMN * column
    box = Box(1, left, top, left + ADVANCE * len(text), top + SIZE)
    return Cell(value, (box,), stars, (Word(text, box, size=SIZE),))


def from_table(rows: Sequence[Sequence[str]], *, caption: str = "", note: str = "") -> Document:
    """A document of one table; short rows are filled up with empty cells."""
    pen = Pen()
    above = (_passage(caption, pen, kind="caption"),) if caption else ()
    width = max((len(row) for row in rows), default=0)
    grid: list[tuple[Cell, ...]] = []
    for row in rows:
        full = [*row, *[""] * (width - len(row))]
        grid.append(tuple(_cell(text.strip(), column, pen.top) for column, text in enumerate(full)))
        pen.newline()
    below = (_passage(note, pen, kind="note"),) if note else ()
    cells = [word for line in grid for cell in line for word in cell.words]
    words = [*(w for p in above for w in p.words), *cells, *(w for p in below for w in p.words)]
    label = re.match(r"Table\s+[A-Z]?\d+[A-Za-z]?", caption)
    table = Table(
        page=1,
        readings=(tuple(grid),),
        label=label.group() if label else "",
        caption=caption,
        note=note,
        box=union([word.box for word in cells]) if cells else None,
        caption_boxes=above[0].boxes_at(0, len(caption)) if above else (),
        note_boxes=below[0].boxes_at(0, len(note)) if below else (),
    )
    text = "\n".join([caption, *("\t".join(row) for row in rows), note])
    return Document(_digest(text), (_page(words, text, pen.top),), above + below, (table,), PARSER)
