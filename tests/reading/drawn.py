"""Pages drawn for the tests of reading: running text and tables whose every cell is known."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from corpus.document import Document, Table
from corpus.reading.limits import Limits
from corpus.reading.reader import parse

FONT = "Times-Roman"
WIDTH, HEIGHT = 612.0, 792.0
PROSE = (
    "The participants were asked how often they had looked for help in the past year and with whom they had spoken"
    " about it before they came to the clinic. Most of them had tried more than one way, and few were content with what"
    " they had found. We therefore asked in a second step what kept them from asking again. The answers were sorted by"
    " two coders"
    " who did not know the aims of the study, and where they did not agree a third one decided. "
)
NAMES = ("Age", "Depressive symptoms", "Help seeking", "Empowerment", "Self-esteem", "Social support", "Loneliness")


@dataclass(frozen=True)
class Drawn:
    """A table to be drawn: labels, headings, rows of cells ("" where nothing is printed; "*" at the end is raised)."""

    labels: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: Sequence[str] = ("Table 1", "Correlations Among the Variables of the Study")
    note: Sequence[str] = ("Note. N = 214.", "* p < .05. ** p < .01.")
    spans: Sequence[tuple[str, int, int]] = ()
    x: float = 72.0
    top: float = 100.0
    size: float = 10.0
    label_width: float = 140.0
    column: float = 40.0
    leading: float = 14.0
    rules: bool = True
    raised: bool = True
    align: str = "decimal"
    stub: str = "Variable"
    sections: dict[int, str] = field(default_factory=dict)
    wrap: dict[int, tuple[str, ...]] = field(default_factory=dict)
    numbers_on: str = "first"


def matrix(count: int = 5, *, lower: bool = True, diagonal: str = "—") -> Drawn:
    """A triangle of correlations among the first variables, numbered."""
    labels = [f"{k + 1}. {NAMES[k]}" for k in range(count)]
    rows = [[_cell(i, k, lower=lower, diagonal=diagonal) for k in range(count)] for i in range(count)]
    return Drawn(labels, [str(k + 1) for k in range(count)], rows)


def _cell(i: int, k: int, *, lower: bool, diagonal: str) -> str:
    if i == k:
        return diagonal
    if (k < i) != lower:
        return ""
    low, high = min(i, k), max(i, k)
    value = (7 * low + 11 * high) % 89 + 5
    return (
        ("−" if (low + high) % 3 == 0 else "") + f".{value:02d}" + ("**" if value > 40 else "*" if value > 20 else "")
    )


class Sheet:
    """A page under the pen, with coordinates from the top left."""

    def __init__(self, canvas: Canvas, height: float = HEIGHT) -> None:
        self.canvas, self.height = canvas, height

    def text(self, x: float, y: float, words: str, *, size: float = 10.0, font: str = FONT) -> float:
        """Draws words with their baseline at y and gives where they end."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, words)
        return float(x + stringWidth(words, font, size))

    def rule(self, x0: float, x1: float, y: float) -> None:
        """A thin line."""
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def prose(
        self, x: float, y: float, width: float, lines: int, *, size: float = 10.0, leading: float = 12.0
    ) -> float:
        """Lines of running text set to a width; gives the baseline after the last."""
        words, at = (PROSE * 40).split(), 0
        for _ in range(lines):
            line: list[str] = []
            while stringWidth(" ".join([*line, words[at]]), FONT, size) <= width:
                line.append(words[at])
                at += 1
            slack = (width - stringWidth("".join(line), FONT, size)) / (len(line) - 1)
            pen = x
            for word in line:
                self.text(pen, y, word, size=size)
                pen += stringWidth(word, FONT, size) + slack
            y += leading
        return y

    def value(self, x: float, y: float, cell: str, drawn: Drawn) -> None:
        """A cell's value at its column, with raised stars."""
        bare = cell.rstrip("*")
        stars = cell[len(bare) :]
        size = drawn.size
        if drawn.align == "decimal" and "." in bare:
            x -= stringWidth(bare.split(".")[0].split("[")[0].split("(")[0], FONT, size)
        elif drawn.align == "centre" or "." not in bare:
            x -= stringWidth(bare, FONT, size) / 2 - 4
        end = self.text(x, y, bare, size=size)
        if stars:
            self.text(end, y - (0.35 * size if drawn.raised else 0), stars, size=0.65 * size if drawn.raised else size)

    def table(self, drawn: Drawn) -> float:
        """Draws a table; gives the baseline after it."""
        y, size, step = drawn.top, drawn.size, drawn.leading
        right = drawn.x + drawn.label_width + drawn.column * len(drawn.heads)
        for line in drawn.caption:
            self.text(drawn.x, y, line, size=size)
            y += step
        places = [drawn.x + drawn.label_width + drawn.column * k for k in range(len(drawn.heads))]
        if drawn.rules:
            self.rule(drawn.x, right, y - 0.7 * size)
        y += 0.4 * size
        for words, first, last in drawn.spans:
            middle = (places[first] + places[last]) / 2 + 4
            self.text(middle - stringWidth(words, FONT, size) / 2, y, words, size=size)
            if drawn.rules:
                self.rule(places[first] - 6, places[last] + 16, y + 0.35 * size)
        y += step if drawn.spans else 0
        self.text(drawn.x, y, drawn.stub, size=size)
        for place, head in zip(places, drawn.heads, strict=True):
            self.text(place + 4 - stringWidth(head, FONT, size) / 2, y, head, size=size)
        if drawn.rules:
            self.rule(drawn.x, right, y + 0.45 * size)
        y += 1.4 * step
        y = self._body(drawn, places, y)
        if drawn.rules:
            self.rule(drawn.x, right, y - step + 0.45 * size)
        y += 0.3 * step
        for line in drawn.note:
            self.text(drawn.x, y, line, size=0.9 * size)
            y += 0.85 * step
        return y

    def _body(self, drawn: Drawn, places: Sequence[float], y: float) -> float:
        for k, (label, row) in enumerate(zip(drawn.labels, drawn.rows, strict=True)):
            if k in drawn.sections:
                self.text(drawn.x, y, drawn.sections[k], size=drawn.size)
                y += drawn.leading
            lines = drawn.wrap.get(k, (label,))
            at = {"first": 0, "last": len(lines) - 1, "middle": (len(lines) - 1) / 2}[drawn.numbers_on]
            close = 0.82 * drawn.leading
            for n, line in enumerate(lines):
                self.text(drawn.x + (8 if n else 0), y + n * close, line, size=drawn.size)
            for place, cell in zip(places, row, strict=True):
                if cell:
                    self.value(place, y + at * close, cell, drawn)
            y += drawn.leading + (len(lines) - 1) * close
        return y


def document(path: Path, *pages: Callable[[Sheet], object], size: tuple[float, float] = (WIDTH, HEIGHT)) -> Document:
    """Draws pages into a file and reads it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for draw in pages:
        draw(Sheet(canvas, size[1]))
        canvas.showPage()
    canvas.save()
    path.write_bytes(out.getvalue())
    return parse(path, limits=Limits())


def shown(table: Table) -> list[list[str]]:
    """The likeliest reading as text, stars behind their number."""
    return [[cell.text + cell.stars for cell in row] for row in table.cells]


def expected(drawn: Drawn) -> list[list[str]]:
    """The body that a reader should give: labels and cells."""
    out = []
    for k, (label, row) in enumerate(zip(drawn.labels, drawn.rows, strict=True)):
        if k in drawn.sections:
            out.append([drawn.sections[k], *[""] * len(row)])
        out.append([" ".join(drawn.wrap.get(k, (label,))), *row])
    return out


def moved(drawn: Drawn, **changes: object) -> Drawn:
    """The same table with other settings."""
    return replace(drawn, **changes)  # type: ignore[arg-type]
