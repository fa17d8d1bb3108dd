"""Table pages drawn by ReportLab, string by string, with embedded or standard fonts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from synthetic.standard_fonts import markup
from synthetic.table_measure import (
    INDENT,
    LEADING,
    PADDING,
    THIN,
    Run,
    Setting,
    faces,
    fitted,
    runs,
    split_at_point,
    width_of,
)  # fmt: skip
from synthetic.table_sheets import Entry, Leaf, Manuscript, Row

WIDTH, HEIGHT = A4
MARGIN, GUTTER = 58.0, 18.0
BLEED = 40.0  # around a page with crop marks
STUB_GAP = 3.0  # left of the row labels
TEXT = 9.6  # size of running text
GREY, STRIPE = 0.82, 0.92
NOTE = 0.9  # size of a note, in sizes of its table
THICK, THIN_RULE = 0.9, 0.4
HEAD_WORDS = "JOURNAL OF APPLIED SURVEY RESEARCH"
FAINT = "PREPRINT – NOT PEER REVIEWED"


def pages(manuscript: Manuscript) -> bytes:
    """The PDF of the manuscript."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=0)
    canvas.setTitle(manuscript.name)
    for number, leaf in enumerate(manuscript.leaves, 1):
        _page(canvas, replace(leaf, number=number), manuscript.font)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _page(canvas: Canvas, leaf: Leaf, family: str) -> None:
    turned = leaf.place == "page turned"
    landscape = leaf.place in ("page turned", "landscape")
    width, height = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
    canvas.setPageRotation(90 if turned else 0)
    canvas.setPageSize((width, height))  # of the page as it is shown: a turned one is swapped when it is written
    if turned:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
    if "crop marks" in leaf.furniture:
        _cropped(canvas, width, height)
    _furniture(canvas, leaf, family, width, height)
    top = height - MARGIN
    if leaf.place in ("turned 90", "turned 270"):
        _turned(canvas, leaf, family)
        return
    columns = 2 if leaf.two_columns else 1
    column = (width - 2 * MARGIN - GUTTER * (columns - 1)) / columns
    if leaf.place == "column":
        y = _text(canvas, leaf.before, MARGIN, top, column, MARGIN + 300, family)
        y = draw(canvas, fitted(leaf.sheets[0], family, column), MARGIN, y - 8, column) - 10
        _text(canvas, leaf.after, MARGIN, y, column, MARGIN, family)
        _text(canvas, leaf.after[::-1] + leaf.before, MARGIN + column + GUTTER, top, column, MARGIN, family)
        return
    whole = width - 2 * MARGIN
    if columns == 1:
        top = (
            _text(canvas, leaf.before, MARGIN, top, whole, height - 250 if not landscape else height - 120, family) - 10
        )
    y = _tables(canvas, leaf, family, top, whole)
    for index in range(columns):
        texts = leaf.after if index == 0 else leaf.before
        _text(canvas, texts, MARGIN + index * (column + GUTTER), y - 12, column, MARGIN, family)


def _cropped(canvas: Canvas, width: float, height: float) -> None:
    """A larger sheet of paper of which readers see the middle; the marks stand outside of it."""
    canvas.setPageSize((width + 2 * BLEED, height + 2 * BLEED))
    canvas.setCropBox((BLEED, BLEED, BLEED + width, BLEED + height))
    canvas.setFont("Helvetica", 6)
    canvas.drawString(BLEED, BLEED / 3, "journal_03_tables.indd   212   4/11/19   10:32 AM")
    canvas.translate(BLEED, BLEED)


def _tables(canvas: Canvas, leaf: Leaf, family: str, top: float, whole: float) -> float:
    if leaf.place == "beside":
        half = (whole - GUTTER) / 2
        return min(
            draw(canvas, fitted(sheet, family, half), MARGIN + i * (half + GUTTER), top, half)
            for i, sheet in enumerate(leaf.sheets)
        )
    return draw(canvas, fitted(leaf.sheets[0], family, whole), MARGIN, top, whole)


def _turned(canvas: Canvas, leaf: Leaf, family: str) -> None:
    canvas.saveState()
    if leaf.place == "turned 90":
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
    else:
        canvas.translate(0, HEIGHT)
        canvas.rotate(-90)
    whole = HEIGHT - 2 * MARGIN
    draw(canvas, fitted(leaf.sheets[0], family, whole), MARGIN, WIDTH - MARGIN, whole)
    canvas.restoreState()


def _furniture(canvas: Canvas, leaf: Leaf, family: str, width: float, height: float) -> None:
    regular, _, italic = faces(family)
    if "watermark" in leaf.furniture:
        canvas.saveState()
        canvas.setFillGray(0.85)
        canvas.setFont(regular, 34)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(45)
        canvas.drawCentredString(0, 0, FAINT)
        canvas.restoreState()
    if "line numbers" in leaf.furniture:
        canvas.setFont(regular, 7)
        for line in range(1, int((height - 2 * MARGIN) / 12)):
            canvas.drawRightString(MARGIN - 14, height - MARGIN - 12 * line, str(line))
    if "running head" in leaf.furniture:
        canvas.setFont(italic, 8)
        canvas.drawString(MARGIN, height - 34, HEAD_WORDS)
        canvas.drawRightString(width - MARGIN, height - 34, str(200 + leaf.number))
    else:
        canvas.setFont(regular, 8)
        canvas.drawCentredString(width / 2, 30, str(leaf.number))


def _text(
    canvas: Canvas, texts: Sequence[str], x: float, top: float, width: float, bottom: float, family: str
) -> float:
    """Running text from the top down to the bottom at most; returns where it ends."""
    style = ParagraphStyle(
        "text", fontName=faces(family)[0], fontSize=TEXT, leading=12, alignment=TA_JUSTIFY, firstLineIndent=10
    )
    for text in texts:
        paragraph = Paragraph(markup(text), style)
        parts = paragraph.split(width, top - bottom) if top > bottom else []
        if parts:
            _, height = parts[0].wrap(width, top - bottom)
            parts[0].drawOn(canvas, x, top - height)
            top -= height + 3
        if len(parts) != 1:
            break
    return top


def draw(canvas: Canvas, setting: Setting, x: float, top: float, available: float) -> float:
    """The table with caption and note; returns where it ends."""
    sheet = setting.sheet
    if sheet.caption != "below":
        top = _caption(canvas, setting, x, top, available) - 3
    y = _grid(canvas, setting, x, top)
    if sheet.caption == "below":
        y = _caption(canvas, setting, x, y - 5, available)
    if sheet.note:
        y = _wrapped(canvas, setting, sheet.note, x, y - 2, max(available * 0.7, setting.width), setting.size * NOTE)
    return y


def _caption(canvas: Canvas, setting: Setting, x: float, top: float, width: float) -> float:
    sheet, size = setting.sheet, setting.size
    if sheet.caption == "lines":
        _line(canvas, runs(sheet.label, setting.family, size, bold=True), x, top - size)
        return _wrapped(canvas, setting, f"_{sheet.title}_", x, top - size * 1.3, width, size)
    regular, bold, _ = faces(setting.family)
    style = ParagraphStyle("caption", fontName=regular, fontSize=size, leading=size * LEADING)
    text = f'<font name="{bold}">{sheet.label}.</font> {markup(sheet.title)}'
    return _paragraph(canvas, Paragraph(text, style), x, top, width)


def _wrapped(canvas: Canvas, setting: Setting, text: str, x: float, top: float, width: float, size: float) -> float:
    style = ParagraphStyle("note", fontName=faces(setting.family)[0], fontSize=size, leading=size * LEADING)
    return _paragraph(canvas, Paragraph(markup(text), style), x, top, width)


def _paragraph(canvas: Canvas, paragraph: Any, x: float, top: float, width: float) -> float:
    _, height = paragraph.wrap(width, HEIGHT)
    paragraph.drawOn(canvas, x, top - height)
    return float(top - height)


def _grid(canvas: Canvas, setting: Setting, x: float, top: float) -> float:
    sheet, look = setting.sheet, setting.sheet.look
    y = top
    edges = [y]
    for index, row in enumerate((*sheet.header, *sheet.body)):
        height = setting.height(row)
        body = index - len(sheet.header)
        shaded = body < 0 and look.head_shaded
        if shaded or (look.zebra and body >= 0 and body % 2 == 0):
            canvas.setFillGray(GREY if shaded else STRIPE)
            canvas.rect(x, y - height, setting.width, height, stroke=0, fill=1)
            canvas.setFillGray(0)
        _row(canvas, setting, row, x, y, height, head=body < 0)
        y -= height
        edges.append(y)
    _rules(canvas, setting, x, edges)
    return y


def _rules(canvas: Canvas, setting: Setting, x: float, edges: list[float]) -> None:
    right, look = x + setting.width, setting.sheet.look
    if look.rules in ("booktabs", "rows", "verticals"):
        for edge, thick in ((edges[0], THICK), (edges[len(setting.sheet.header)], THIN_RULE), (edges[-1], THICK)):
            canvas.setLineWidth(thick)
            canvas.line(x, edge, right, edge)
    canvas.setLineWidth(THIN_RULE)
    if look.rules in ("grid", "rows"):
        for edge in edges:
            canvas.line(x, edge, right, edge)
    if look.rules in ("grid", "verticals"):
        for at in range(len(setting.columns) + 1):
            place = x + sum(setting.columns[:at]) + setting.gap * at
            canvas.line(place, edges[0], place, edges[-1])


def _row(canvas: Canvas, setting: Setting, row: Row, x: float, top: float, height: float, *, head: bool) -> None:
    at = 0
    look = setting.sheet.look
    most = max(len(entry.lines) for entry in row)
    for entry in row:
        left = x + sum(setting.columns[:at]) + setting.gap * at + (setting.gap / 2 if at else STUB_GAP)
        width = sum(setting.columns[at : at + entry.span]) + setting.gap * (entry.span - 1)
        if entry.turned:
            _upright_in_turned(canvas, setting, entry, left + width / 2, top - height)
        else:
            skipped = most - len(entry.lines) if look.bottom else 0
            pad = PADDING * look.spacing
            first = top - (pad + 0.95 + skipped * LEADING) * setting.size
            if head:  # heads stand at the bottom of their row
                first = top - height + (pad + 0.27 + (len(entry.lines) - 1) * LEADING) * setting.size
            point = setting.points[at] if look.align == "decimal" and not head and entry.span == 1 else None
            _entry(canvas, setting, entry, left, first, width, point)
            if head and entry.span > 1 and entry.text and look.rules != "none":
                canvas.setLineWidth(THIN_RULE)
                canvas.line(left, top - height, left + width, top - height)
        at += entry.span


def _upright_in_turned(canvas: Canvas, setting: Setting, entry: Entry, middle: float, bottom: float) -> None:
    canvas.saveState()
    canvas.translate(middle + setting.size * 0.35, bottom + setting.size * 0.3)
    canvas.rotate(90)
    _line(canvas, setting.lines(entry)[0], 0, 0)
    canvas.restoreState()


def _entry(
    canvas: Canvas, setting: Setting, entry: Entry, left: float, first: float, width: float, point: float | None
) -> None:
    align = entry.align or setting.sheet.look.align
    for index, line in enumerate(setting.lines(entry)):
        y = first - index * LEADING * setting.size
        if point is not None and not entry.align and index == 0:
            offset = point - split_at_point(setting, entry.lines[0], bold=entry.bold)[0]
        elif align in ("center", "decimal"):
            offset = (width - width_of(line)) / 2
        else:
            offset = width - width_of(line) if align == "right" else entry.indent * INDENT * setting.size
        _line(canvas, line, left + offset, y, glyphs=setting.sheet.look.glyphs)


def _line(canvas: Canvas, line: Sequence[Run], x: float, y: float, *, glyphs: bool = False) -> None:
    parts = [replace(run, text=char) for run in line for char in run.text] if glyphs else line
    for run in parts:
        if run.text != THIN and not (glyphs and run.text == " "):
            canvas.setFont(run.font, run.size)
            canvas.drawString(x, y + run.rise, run.text)
        x += run.width
