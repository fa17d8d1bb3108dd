"""What JATS and HTML share: text in and between elements, and a made-up page on which every word has a place.

The file has no pages; its words are laid out on made-up ones, so that quotes and values have places that stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.document import Box, Cell, Document, Grid, Line, Page, Passage, PassageKind, Section, Table, Word, union
from corpus.errors import LimitExceeded, NoText
from corpus.reading.formulas import math, tex
from corpus.reading.limits import Limits
from corpus.reading.passages import section_of
from corpus.reading.plain import ADVANCE, LEADING, MARGIN, PAGE_WIDTH, SIZE
from corpus.reading.runs import LINE, UNKNOWN, Piece, Run, content, name, picture, pieces, plain, words_of
from corpus.reading.spans import Slot, readings, row_words

PAGE_HEIGHT = 792.0  # US letter in points, as the plain reader's width
RAISED_SIZE = 7.0  # of a superscript on the made-up page
DEEPEST = 200  # elements inside each other; real papers stay under 40
MOST_ELEMENTS = 2_000_000
BETWEEN_COLUMNS = 2 * ADVANCE
NARROWEST = 30.0  # points of a table's column
# What a reference looks like that the style sheet raises: "12", "12,13", "a", "*".
REFERENCE = re.compile(r"^(?:\d{1,3}(?:[,–-]\s?\d{1,3})*|[a-z]|[*†‡§¶#]+)$")
BEFORE_REFERENCE = "([{,;:-–—/"  # a link closed up to one of these stands on the line
MOST_SIGN = 5  # characters of the text of a picture that stands for a sign
PRINTED = "made-up places"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which elements of a language mean what."""

    raised: frozenset[str]
    lowered: frozenset[str]
    bold: frozenset[str]
    breaks: frozenset[str]
    skipped: frozenset[str]
    blocks: frozenset[str]
    references: frozenset[str]  # links that a style sheet may raise
    pictures: frozenset[str]


def check_size(root: Any, file: str, *, limits: Limits) -> None:
    """Refuses trees that are deeper or larger than a paper is."""
    stack = [(root, 1)]
    elements = characters = 0
    while stack:
        element, depth = stack.pop()
        elements += 1
        characters += len(element.text or "") + len(element.tail or "")
        if depth > DEEPEST:
            raise LimitExceeded(f"{file} nests elements deeper than {DEEPEST}; no paper does, save it again.")
        if elements > MOST_ELEMENTS or characters > limits.characters:
            raise LimitExceeded(
                f"{file} has more than {MOST_ELEMENTS} elements or {limits.characters} characters; split it."
            )
        stack += [(child, depth + 1) for child in element]


def inline(element: Any, dialect: Dialect, *, raised: bool = False, bold: bool = False) -> Iterator[Run | Any]:
    """The runs of an element in order; a block inside it comes as the element itself."""
    before = ""
    for part in content(element):
        if isinstance(part, str):
            yield Run(part, raised, bold)
            before = part[-1:]
            continue
        for run in _child(part, dialect, before, raised=raised, bold=bold):
            yield run
            before = run.text[-1:] if isinstance(run, Run) and run.text else before


def _child(part: Any, dialect: Dialect, before: str, *, raised: bool, bold: bool) -> Iterator[Run | Any]:
    kind = name(part)
    if kind in dialect.breaks:
        yield Run(LINE)
    elif kind == "math":
        yield from math(part, raised=raised)
    elif kind == "tex-math":
        yield from tex(words_of(part))
    elif kind in ("alternatives", "inline-formula", "disp-formula") and (chosen := _chosen(part)) is not None:
        yield from _child(chosen, dialect, before, raised=raised, bold=bold)
    elif kind in dialect.pictures:
        yield from _picture(part, before)
    elif hidden(part, dialect):
        return
    elif kind in dialect.blocks:
        yield part
    else:
        up = raised or kind in dialect.raised or (kind in dialect.references and _refers(part, before))
        yield from inline(part, dialect, raised=up and kind not in dialect.lowered, bold=bold or kind in dialect.bold)
        if kind == "label":
            yield Run(" ")


def _chosen(element: Any) -> Any:
    """Of one formula in several languages the one that says most."""
    found = {name(child): child for child in element.iter() if name(child) in ("math", "tex-math")}
    return found.get("math", found.get("tex-math"))


def _refers(element: Any, before: str) -> bool:
    """Whether a link closed up to a word or number is a raised note or reference number."""
    kind = element.get("ref-type", "")
    if kind in ("fig", "table", "sec", "disp-formula", "supplementary-material") or not before:
        return False
    return not before.isspace() and before not in BEFORE_REFERENCE and bool(REFERENCE.match(words_of(element).strip()))


def _picture(element: Any, before: str) -> Iterator[Run]:
    alternative = element.get("alt") or next((c.text for c in element if name(c) == "alt-text"), None)
    says = alternative is not None and 0 < len(alternative) <= MOST_SIGN
    if says or name(element) == "inline-graphic":
        yield picture(alternative)
    elif before and not before.isspace() and alternative is None:
        yield Run(UNKNOWN)


def hidden(element: Any, dialect: Dialect) -> bool:
    """Whether an element is not for readers."""
    if name(element) in dialect.skipped or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", element.get("style", "")))


def runs_of(element: Any, dialect: Dialect) -> list[Run]:
    """All text of an element as runs, that of blocks inside it on lines of their own."""
    out: list[Run] = []
    for part in inline(element, dialect):
        if isinstance(part, Run):
            out.append(part)
        else:
            inner = runs_of(part, dialect)
            out += [*([Run(LINE)] if any(r.text.strip() for r in out) else []), *inner]
    return out


@dataclass(slots=True)
class Place:
    """Headings above the text that comes next: the section that counts, from the outermost that is known."""

    levels: list[tuple[int, Section]] = field(default_factory=list)
    before: Section = "unknown"  # the section until a heading says one

    def enter(self, level: int, title: str, *, kind: str = "") -> None:
        """A heading of this level ends those of its level and below."""
        self.levels = [(at, section) for at, section in self.levels if at < level]
        said = section_of(title) if title else "unknown"
        said = said if said != "unknown" else _kind(kind)
        self.before = self.before if said == "unknown" else "unknown"
        self.levels.append((level, said))

    @property
    def section(self) -> Section:
        """The outermost known section; unknown where no heading says one."""
        return next((section for _, section in self.levels if section != "unknown"), self.before)


def _kind(sort: str) -> Section:
    return section_of(sort.split("|")[-1]) if sort != "intro" else "introduction"


class Writer:
    """Puts passages and tables on made-up pages, in order."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.tables: list[Table] = []
        self.warnings: list[str] = []
        self._rows: list[list[Word]] = [[]]
        self._page, self._x, self._top = 1, MARGIN, MARGIN

    def passage(
        self, runs: Iterable[Run], *, kind: PassageKind = "text", section: Section = "unknown"
    ) -> Passage | None:
        """A paragraph after what stands already; none where it has no words."""
        parts = pieces(Run(" ") if run.text == LINE else run for run in runs)
        if not parts:
            return None
        words = [self._put(piece) for piece in parts]
        starts, offset = [], 0
        for piece in parts:
            offset += 0 if piece.attached or not offset else 1
            starts.append(offset)
            offset += len(piece.text)
        self._line()
        made = Passage(plain(parts), words[0].box.page, kind, section, tuple(words), tuple(starts))
        self.passages.append(made)
        return made

    def table(
        self, slots: Sequence[Sequence[Slot | None]], *, label: str = "", caption: Sequence[Run] = (),
        note: Sequence[Run] = (), section: Section = "unknown",
    ) -> None:  # fmt: skip
        """A table with its caption above and its note below; nothing where it has no cells."""
        above = self.passage(caption, kind="caption", section=section)
        grids = readings(slots, self._grid(slots))
        below = self.passage(note, kind="note", section=section)
        words = [word for row in grids[0] for cell in row for word in cell.words] if grids else []
        if not words:
            return
        page = words[0].box.page
        self.tables.append(
            Table(
                page=page,
                readings=grids,
                label=label,
                caption=above.text if above else "",
                note=below.text if below else "",
                box=union([w.box for w in words if w.box.page == page]),
                caption_boxes=above.boxes_at(0, len(above.text)) if above else (),
                note_boxes=below.boxes_at(0, len(below.text)) if below else (),
            )
        )

    def document(
        self, digest: str, *, parser: str, title: str, file: str, authors: tuple[str, ...] = (), doi: str = ""
    ) -> Document:  # fmt: skip
        """All that was put, as a document."""
        if not any(self._rows):
            raise NoText(f"{file} has no running text and no table; save the full text, not the page of the abstract.")
        passages = tuple(self.passages)
        warnings = tuple(self.warnings)
        return Document(digest, self._pages(), passages, tuple(self.tables), parser, title, warnings, authors, doi)

    def _put(self, piece: Piece) -> Word:
        width = ADVANCE * len(piece.text)
        if piece.attached:
            self._x -= ADVANCE
        elif self._x > MARGIN and self._x + width > PAGE_WIDTH - MARGIN:
            self._line()
        word = self._word(piece, self._x)
        self._x += width + ADVANCE
        return word

    def _word(self, piece: Piece, x: float) -> Word:
        size = RAISED_SIZE if piece.raised else SIZE
        box = Box(self._page, x, self._top, x + ADVANCE * len(piece.text), self._top + size)
        word = Word(piece.text, box, size, superscript=piece.raised, bold=piece.bold, unmapped=UNKNOWN in piece.text)
        self._rows[-1].append(word)
        return word

    def _line(self) -> None:
        self._x, self._top = MARGIN, self._top + LEADING
        if self._top > PAGE_HEIGHT - MARGIN - SIZE:
            self._page, self._top = self._page + 1, MARGIN
        if self._rows[-1]:
            self._rows.append([])

    def _grid(self, slots: Sequence[Sequence[Slot | None]]) -> Grid:
        """The slots as cells, each word in the middle of the columns that its cell spans."""
        edges = _edges(slots)
        out: list[tuple[Cell, ...]] = []
        made: dict[int, Cell] = {}
        for r, row in enumerate(slots):
            cells: list[Cell] = []
            for c, slot in enumerate(row):
                if slot is None or not (slot.shown(r, c)):
                    cells.append(Cell(""))
                    continue
                if id(slot) not in made:
                    made[id(slot)] = self._cell(slot, edges)
                cells.append(made[id(slot)])
            out.append(tuple(cells))
            self._line()
        return tuple(out)

    def _cell(self, slot: Slot, edges: Sequence[float]) -> Cell:
        parts = slot.pieces
        width = row_words(parts)
        left, right = edges[slot.column], edges[min(slot.column + slot.columns, len(edges) - 1)]
        x = left if slot.columns == 1 else max(left, (left + right - width) / 2)
        words = []
        for i, piece in enumerate(parts):
            x += 0 if piece.attached or not i else ADVANCE
            words.append(self._word(piece, x))
            x = words[-1].box.x1
        return Cell(slot.text, tuple(w.box for w in words), slot.marks, tuple(words))

    def _pages(self) -> tuple[Page, ...]:
        rows = [Line(tuple(row), union([w.box for w in row])) for row in self._rows if row]
        pages = []
        for number in range(1, self._page + 1):
            lines = tuple(line for line in rows if line.box.page == number)
            if not lines and number == self._page > 1:
                break
            width = max([PAGE_WIDTH, *(line.box.x1 + MARGIN for line in lines)])
            pages.append(Page(number, width, PAGE_HEIGHT, "\n".join(line.text for line in lines), lines))
        return tuple(pages)


def _edges(slots: Sequence[Sequence[Slot | None]]) -> list[float]:
    """Where each column begins, and where the last one ends."""
    count = len(slots[0]) if slots else 0
    widths = [NARROWEST] * count
    for row in slots:
        for c, slot in enumerate(row):
            if slot is not None and slot.columns == 1:
                widths[c] = max(widths[c], row_words(slot.pieces) + BETWEEN_COLUMNS)
    edges = [MARGIN]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def bolded(runs: Iterable[Run]) -> list[Run]:
    """Runs in bold, as a heading is set."""
    return [replace(run, bold=True) for run in runs]
