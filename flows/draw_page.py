"""A page with what was read on it: words, tables with their cells, candidates, flags."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from corpus.document import Box, Document, Page, Table, Word
from corpus.evidence import Candidate, Flag, Scored
from corpus.reading import pdf

Color = tuple[int, int, int]

SCALE = 2.0  # 144 dots per inch: six-point print can still be read
FONT = 12  # pixels
TAG_FONT = 9
LEGEND_WIDTH = 470
LINE = 16  # pixels from one line of the legend to the next
MARGIN = 10
LONGEST = 62  # characters of a line of the legend
TALLEST = 4000.0  # points; the picture of a page without a file picture stays below this
FACE = 0.78  # of the size; the face is wider than a typewriter's character
TINT = 46  # of 255; how much of a table's color covers its ground
PAPER: Color = (255, 255, 255)
INK: Color = (40, 40, 40)
WORDS: Color = (170, 170, 170)
DOUBT: Color = (255, 140, 0)
TABLES: Color = (30, 90, 200)
CAPTIONS: Color = (110, 60, 170)
CELLS: Color = (0, 140, 110)
FOUND: Color = (200, 0, 130)
OTHER: Color = (120, 120, 0)
HARD: Color = (220, 20, 20)
SOFT: Color = (240, 150, 0)
KINDS = (
    (WORDS, "word"), (DOUBT, "word in doubt: damaged glyph, ink without a sign"), (TABLES, "table"),
    (CAPTIONS, "its caption and note"), (CELLS, "cell with a value"), (FOUND, "candidate: correlation"),
    (OTHER, "candidate of another kind"), (HARD, "hard flag"), (SOFT, "soft flag"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One candidate of the page with the number that the legend explains."""

    number: int
    scored: Scored
    boxes: tuple[Box, ...]

    @property
    def candidate(self) -> Candidate:
        return self.scored.candidate


def draw_page(path: Path, document: Document, scored: Sequence[Scored], page: int) -> Image.Image:
    """The page's picture with everything that was read on it, beside it a legend."""
    shown = document.pages[page - 1]
    ground = _ground(path, shown)
    marks = marks_of(scored, page)
    overlay = Image.new("RGBA", ground.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(overlay)
    for table in document.tables:
        _table(pen, table, page)
    for word in words_of(document, page):
        _box(pen, word.box, DOUBT if _doubtful(word) else WORDS, width=2 if _doubtful(word) else 1)
    for mark in marks:
        _mark(pen, mark)
    drawn = Image.alpha_composite(ground.convert("RGBA"), overlay).convert("RGB")
    return _beside(drawn, list(_legend(document, shown, marks)))


def marks_of(scored: Sequence[Scored], page: int) -> list[Mark]:
    """The candidates with a place on the page, numbered from the top."""
    placed = []
    for one in scored:
        candidate = one.candidate
        own = [box for box in candidate.value_boxes if box.page == page]
        said = [box for quote in candidate.quotes[:1] for box in quote.boxes if box.page == page]
        if own or said:
            placed.append((tuple(own or said), one))
    placed.sort(key=lambda pair: (round(pair[0][0].top), pair[0][0].x0))
    return [Mark(number, one, boxes) for number, (boxes, one) in enumerate(placed, start=1)]


def words_of(document: Document, page: int) -> Iterator[Word]:
    """Every word of a page once, in running text and in tables."""
    seen: set[tuple[str, Box]] = set()
    lines = (word for line in document.pages[page - 1].lines for word in line.words)
    passages = (word for passage in document.passages for word in passage.words)
    cells = (
        w for table in document.tables for grid in table.readings for row in grid for cell in row for w in cell.words
    )
    for source in (lines, passages, cells):
        for word in (one for together in source for one in together.apart()):
            if word.box.page == page and (word.text, word.box) not in seen:
                seen.add((word.text, word.box))
                yield word


def _doubtful(word: Word) -> bool:
    return word.unmapped or word.ink_left or word.minus_without_ink


def _ground(path: Path, page: Page) -> Image.Image:
    """The page as its file shows it; of a file without pages, its words on paper where they were put."""
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if is_pdf:
        scale = min(SCALE, (pdf.MOST_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
        picture = Image.open(io.BytesIO(pdf.render(path, page.number, scale=scale))).convert("RGB")
        return picture.resize((round(page.width * SCALE), round(page.height * SCALE))) if scale < SCALE else picture
    size = (round(page.width * SCALE), round(min(page.height, TALLEST) * SCALE))
    paper = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(paper)
    for line in page.lines:
        for word in line.words:
            place = (word.box.x0 * SCALE, word.box.top * SCALE)
            pen.text(place, word.text, fill=INK, font=_font(round(word.size * SCALE * FACE)))
    return paper


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The face that the figures are set in: pillow's own has no minus sign. It is found without importing its owner."""
    owner = find_spec("matplotlib")
    for folder in owner.submodule_search_locations or () if owner else ():
        face = Path(folder, "mpl-data", "fonts", "ttf", "DejaVuSans.ttf")
        if face.is_file():
            return ImageFont.truetype(face, size)
    return ImageFont.load_default(size)  # pragma: no cover  (where figures cannot be made either)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x0 * SCALE, box.top * SCALE, max(box.x1, box.x0 + 1) * SCALE, max(box.bottom, box.top + 1) * SCALE


def _box(pen: ImageDraw.ImageDraw, box: Box, color: Color, *, width: int = 1, grow: float = 0.0) -> None:
    x0, top, x1, bottom = _edges(box)
    pen.rectangle((x0 - grow, top - grow, x1 + grow, bottom + grow), outline=(*color, 255), width=width)


def _table(pen: ImageDraw.ImageDraw, table: Table, page: int) -> None:
    for box in (*table.caption_boxes, *table.note_boxes):
        if box.page == page:
            _box(pen, box, CAPTIONS, width=2, grow=2)
    if table.box is not None and table.box.page == page:
        pen.rectangle(_edges(table.box), fill=(*TABLES, TINT))
        _box(pen, table.box, TABLES, width=3, grow=4)
        _tag(pen, table.box, table.label or "table", TABLES)
    for row in table.cells:
        for cell in row:
            boxes = [box for box in cell.boxes if box.page == page]
            if any(c.isdigit() for c in cell.text) and boxes:
                for box in boxes:
                    pen.rectangle(_edges(box), fill=(*CELLS, TINT))


def _mark(pen: ImageDraw.ImageDraw, mark: Mark) -> None:
    color = FOUND if mark.scored.kind == "correlation" else OTHER
    for box in mark.boxes:
        _box(pen, box, color, width=3, grow=2)
    if mark.candidate.flags:
        worst = HARD if any(f.severity == "hard" for f in mark.candidate.flags) else SOFT
        for box in mark.boxes:
            _box(pen, box, worst, width=2, grow=5)
    _tag(pen, mark.boxes[0], str(mark.number), color, beside=mark.candidate.where == "table")


def _tag(pen: ImageDraw.ImageDraw, box: Box, text: str, color: Color, *, beside: bool = False) -> None:
    """A small label above a box or, in tables that are not turned, at its left where rows are near."""
    x0, top, x1, bottom = _edges(box)
    font = _font(TAG_FONT)
    left, upper, right, lower = pen.textbbox((0, 0), text, font=font)
    width, height = right - left + 4, lower - upper + 4
    lying = bottom - top <= x1 - x0
    x, y = (x0 - width - 3, (top + bottom - height) / 2) if beside and lying else (x0, top - height - 3)
    x, y = max(0.0, x), max(0.0, y)
    pen.rectangle((x, y, x + width, y + height), fill=(*color, 220))
    pen.text((x + 2, y + 2 - upper), text, fill=(255, 255, 255, 255), font=font)


def _legend(document: Document, page: Page, marks: Sequence[Mark]) -> Iterator[tuple[Color, str]]:
    tables = [t for t in document.tables if t.page == page.number]
    yield INK, f"page {page.number} of {len(document.pages)}, {page.width:g} x {page.height:g} points"
    yield INK, document.parser
    yield from ((DOUBT, warning) for warning in document.warnings)
    yield INK, ""
    yield from KINDS
    yield INK, ""
    for table in tables:
        size = f"{len(table.cells)} x {len(table.cells[0]) if table.cells else 0}"
        yield TABLES, f"{table.label or 'table'}: {size}, {len(table.readings)} readings"
    for mark in marks:
        yield from _about(mark)


def _about(mark: Mark) -> Iterator[tuple[Color, str]]:
    c = mark.candidate
    color = FOUND if mark.scored.kind == "correlation" else OTHER
    kind = "" if mark.scored.kind == "correlation" else f"{mark.scored.kind} "
    yield color, f"{mark.number}  {kind}r = {c.r.text}{c.stars}  n = {c.n or '?'}  {c.x} x {c.y}"
    for flag in c.flags:
        yield from _flag(flag)


def _flag(flag: Flag) -> Iterator[tuple[Color, str]]:
    yield HARD if flag.severity == "hard" else SOFT, f"      {flag.code}: {flag.message}"


def _wrapped(lines: Iterable[tuple[Color, str]]) -> Iterator[tuple[Color, str]]:
    for color, text in lines:
        rest = text
        while len(rest) > LONGEST:
            cut = rest.rfind(" ", LONGEST // 2, LONGEST)
            cut = cut if cut > 0 else LONGEST
            yield color, rest[:cut]
            rest = "        " + rest[cut:].strip()
        yield color, rest


def _beside(picture: Image.Image, lines: list[tuple[Color, str]]) -> Image.Image:
    """The picture with the legend at its right, as tall as both need."""
    shown = list(_wrapped(lines))
    height = max(picture.height, 2 * MARGIN + LINE * len(shown))
    out = Image.new("RGB", (picture.width + LEGEND_WIDTH, height), PAPER)
    out.paste(picture, (0, 0))
    pen = ImageDraw.Draw(out)
    pen.line((picture.width, 0, picture.width, height), fill=WORDS)
    for i, (color, text) in enumerate(shown):
        place = (picture.width + MARGIN, MARGIN + LINE * i)
        if (color, text) in KINDS:
            pen.rectangle((place[0], place[1] + 2, place[0] + FONT, place[1] + 2 + FONT), outline=color, width=2)
            place = (place[0] + 2 * FONT, place[1])
        pen.text(place, text, fill=color, font=_font(FONT))
    return out
