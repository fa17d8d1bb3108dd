"""Pages in two columns with the fonts that every PDF viewer brings along, none embedded, set by ReportLab.

Older publishing systems made such files. Greek letters come from the Symbol font, a minus is a hyphen or an en dash,
because the standard encoding has no other. Streams are not compressed: the same bytes whatever zlib is installed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from synthetic.grids import Cell, Numbered
from synthetic.prose import Block
from synthetic.specs import PaperSpec
from synthetic.typesetting import SPANS

LAYOUT = "standard_fonts"
MARGIN, GUTTER, HEAD = 54.0, 18.0, 216.0  # points; HEAD is the height of title and abstract on the first page
GREEK = re.compile("[α-ω]")  # letters of the Symbol font
TAGS = ("i", "super", "sub")
BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=9.8, leading=12.4, alignment=TA_JUSTIFY, firstLineIndent=10
)
FLUSH = ParagraphStyle("flush", parent=BODY, firstLineIndent=0)
SMALL = ParagraphStyle("small", parent=FLUSH, fontSize=8.2, leading=9.8, leftIndent=10, firstLineIndent=-10)
NOTE = ParagraphStyle("note", parent=FLUSH, fontSize=7, leading=8.5)
CELL = ParagraphStyle("cell", parent=FLUSH, fontSize=7, leading=8.2, alignment=0)
CENTRED = ParagraphStyle("centred", parent=FLUSH, alignment=TA_CENTER)
TITLE = ParagraphStyle("title", parent=CENTRED, fontName="Helvetica-Bold", fontSize=15, leading=18, spaceAfter=8)
HEADINGS = {
    "h1": ParagraphStyle("h1", fontName="Helvetica-Bold", fontSize=9.6, leading=12, spaceBefore=9, spaceAfter=4),
    "h2": ParagraphStyle("h2", fontName="Helvetica-Oblique", fontSize=9, leading=11, spaceBefore=6, spaceAfter=3),
}
NUMBERS_WIDTH = 21.0  # points of a column of numbers


def pages(
    spec: PaperSpec, mark: str, abstract: Sequence[Block], body: Sequence[Block], tables: Sequence[Numbered]
) -> bytes:
    """The PDF of a paper; `mark` stands at the foot of every page."""
    file = io.BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        invariant=1,
        pageCompression=0,
        title=spec.head["title"],
        author=", ".join(spec.head["authors"]),
    )
    document.addPageTemplates(_templates(spec, mark))
    calls = {t.spec.key: t for t in tables}
    story: list[Any] = [*_head(spec, abstract), NextPageTemplate("later"), FrameBreak()]
    for block in body:
        story += _flow(block, calls)
    document.build(story)
    return file.getvalue()


def _templates(spec: PaperSpec, mark: str) -> list[PageTemplate]:
    width, height = A4
    column = (width - 2 * MARGIN - GUTTER) / 2
    tops = {"first": height - MARGIN - HEAD, "later": height - MARGIN}

    def columns(top: float) -> list[Frame]:
        return [Frame(x, MARGIN, column, top - MARGIN, 0, 6, 0, 6) for x in (MARGIN, MARGIN + column + GUTTER)]

    def furniture(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 6.5)
        canvas.drawCentredString(width / 2, MARGIN - 16, mark)
        canvas.setFont("Times-Italic", 8)
        head = spec.head
        canvas.drawString(MARGIN, height - MARGIN + 8, f"{head['journal']}, {head['volume']} ({head['year']})")
        canvas.drawRightString(width - MARGIN, height - MARGIN + 8, str(head["first"] + document.page - 1))

    title = Frame(MARGIN, tops["first"], width - 2 * MARGIN, HEAD, 0, 6, 0, 6)
    return [
        PageTemplate("first", [title, *columns(tops["first"])], onPage=furniture),
        PageTemplate("later", columns(tops["later"]), onPage=furniture),
    ]


def _head(spec: PaperSpec, abstract: Sequence[Block]) -> list[Any]:
    head = spec.head
    return [
        Spacer(0, 14),
        Paragraph(markup(head["title"]), TITLE),
        Paragraph(markup(", ".join(head["authors"])), CENTRED),
        Paragraph(f"<i>{markup(head['affiliation'])}</i>", CENTRED),
        Spacer(0, 10),
        Paragraph("<b>Summary</b>", CENTRED),
        *(Paragraph(markup(block.text), FLUSH) for block in abstract),
        Spacer(0, 4),
        Paragraph(f"<b>Key words:</b> {markup('; '.join(head['keywords']))}", FLUSH),
        Paragraph(f"Received {head['received']}; accepted {head['accepted']}. {head['doi']}", NOTE),
    ]


def markup(text: str) -> str:
    """Neutral markup as that of ReportLab's paragraphs."""

    def span(match: re.Match[str]) -> str:
        kind = next(i for i in (1, 2, 3) if match[i] is not None)
        return f"<{TAGS[kind - 1]}>{match[kind]}</{TAGS[kind - 1]}>"

    tagged = SPANS.sub(span, escape(text))
    return GREEK.sub(lambda m: f'<font face="Symbol">{m[0]}</font>', tagged)


def _flow(block: Block, tables: dict[str, Numbered]) -> list[Any]:
    if block.kind == "table":
        return [KeepTogether(_table(tables[block.text]))]
    if block.kind in HEADINGS:
        return [Paragraph(markup(block.text), HEADINGS[block.kind])]
    return [Paragraph(markup(block.text), SMALL if block.kind == "ref" else BODY)]


def _table(table: Numbered) -> list[Any]:
    grid = table.grid
    rows = [[Paragraph(markup(c.text + c.stars), CELL) if c.left else _plain(c) for c in row] for row in grid.header]
    rows += [[Paragraph(markup(c.text), CELL) if c.left else _plain(c) for c in row] for row in grid.body]
    body = Table(rows, colWidths=[None, *[NUMBERS_WIDTH] * (grid.columns - 1)], hAlign="LEFT")
    lines = [
        ("LINEABOVE", (0, 0), (-1, 0), 0.8),
        ("LINEBELOW", (0, 0), (-1, 0), 0.4),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8),
    ]
    body.setStyle([
        ("FONT", (1, 0), (-1, -1), "Times-Roman", 6.6, 8.2), ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("PADDING", (0, 0), (-1, -1), 1),
        *((*line, "black") for line in lines),
    ])  # fmt: skip
    return [
        Spacer(0, 8),
        Paragraph(f"<b>Table {table.number}.</b> {markup(table.spec.title)}", NOTE),
        Spacer(0, 3),
        body,
        Paragraph(markup(table.note), NOTE),
        Spacer(0, 8),
    ]


def _plain(cell: Cell) -> str:
    return cell.text.replace("_", "") + cell.stars
