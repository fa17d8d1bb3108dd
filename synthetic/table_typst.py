"""Table pages set by Typst."""

from __future__ import annotations

from collections.abc import Iterator

from synthetic.table_measure import FACES, INDENT, NARROW_LABEL, Setting, fitted
from synthetic.table_sheets import Entry, Leaf, Manuscript, Row, Sheet
from synthetic.typesetting import literal, pdf

FONTS = ("Libertinus Serif", "New Computer Modern", "STIXGeneral", "DejaVu Sans", "DejaVu Serif")
A4 = (595.28, 841.89)
MARGIN, GUTTER = 58.0, 18.0
ROOM = 0.94  # of the width: fonts that are not measured here are a little wider
PLAIN_LINES = "#set par(justify: false, leading: 0.45em, first-line-indent: 0pt, spacing: 0.5em)"
FAINT = "#rotate(-40deg, text(size: 34pt, fill: luma(215))[PREPRINT – NOT PEER REVIEWED])"
TURNS = {"turned 90": "-90deg", "turned 270": "90deg"}


def pages(manuscript: Manuscript) -> bytes:
    """The PDF of the manuscript; the same manuscript gives the same bytes."""
    leaves = [_leaf(leaf, manuscript.font, number) for number, leaf in enumerate(manuscript.leaves, 1)]
    head = [
        '#set document(title: "Tables", date: datetime(year: 2024, month: 1, day: 1))',
        f'#set text(font: "{manuscript.font}", size: 9.6pt, lang: "en")',
        "#set par(justify: true, leading: 0.55em, first-line-indent: 1em, spacing: 0.6em)",
        "#set super(size: 0.7em, baseline: -0.4em, typographic: false)",
    ]
    return pdf("\n".join([*head, *leaves]))


def _leaf(leaf: Leaf, font: str, number: int) -> str:
    flipped = leaf.place in ("landscape", "page turned")
    numbering = 'numbering: "1", number-margin: left' if leaf.two_columns else 'numbering: "1"'
    furniture = [
        f'#set page(paper: "a4", flipped: {str(flipped).lower()}, margin: {MARGIN}pt, columns: {1 + leaf.two_columns},',
        f"  background: [{FAINT if 'watermark' in leaf.furniture else ''}],",
        f"  header: [{_head(number) if 'running head' in leaf.furniture else ''}],",
        f"  footer: align(center)[#text(size: 8pt)[{number}]])",
        f"#set columns(gutter: {GUTTER}pt)",
        f"#set par.line({numbering if 'line numbers' in leaf.furniture else 'numbering: none'})",
    ]
    return "\n".join([*furniture, *_content(leaf, font)])


def _head(number: int) -> str:
    return f"#text(size: 8pt)[_JOURNAL OF APPLIED SURVEY RESEARCH_ #h(1fr) {200 + number}]"


def _content(leaf: Leaf, font: str) -> list[str]:
    width, height = A4 if leaf.place not in ("landscape", "page turned") else A4[::-1]
    whole = width - 2 * MARGIN
    before, after = (_paragraphs(texts) for texts in (leaf.before, leaf.after))
    if leaf.place in TURNS:
        table = _table(leaf.sheets[0], font, height - 2 * MARGIN)
        turned = f"#rotate({TURNS[leaf.place]}, reflow: true)[#block(width: {height - 2 * MARGIN}pt)[{table}]]"
        return [f"#align(center + horizon)[{turned}]"]
    if leaf.place == "column":
        return [before, _block(_table(leaf.sheets[0], font, (whole - GUTTER) / 2)), after]
    if leaf.place == "beside":
        half = (whole - GUTTER) / 2
        cells = ", ".join(f"[{_table(sheet, font, half)}]" for sheet in leaf.sheets)
        return [before, f"#grid(columns: (1fr, 1fr), gutter: {GUTTER}pt, {cells})", after]
    table = _table(leaf.sheets[0], font, whole)
    if leaf.two_columns:
        return [f'#place(top, scope: "parent", float: true, clearance: 1.5em)[{table}]', before, after]
    return [before, _block(table), after]


def _block(table: str) -> str:
    return f"#block(breakable: false, above: 1.4em, below: 1.4em)[{table}]"


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "\n\n".join(literal(text)[1:-1] for text in texts)


def _table(sheet: Sheet, font: str, width: float) -> str:
    measured = fitted(sheet, font if font in FACES else "STIXGeneral", width * ROOM)
    size, look = measured.size, sheet.look
    note = (
        f"#block(above: 0.5em, below: 0.4em, text(size: {size * 0.9:.2f}pt, {literal(sheet.note)}))"
        if sheet.note
        else ""
    )
    caption = _caption(sheet)
    above, below = ("", caption) if sheet.caption == "below" else (caption, "")
    body = f"#set text(size: {size:.2f}pt)\n{PLAIN_LINES}\n"
    narrow = "#show table.cell.where(x: 0): set par(justify: true)\n" if look.narrow_labels else ""
    return f"{body}{narrow}{above}\n{_grid(measured)}\n{below}\n{note}"


def _caption(sheet: Sheet) -> str:
    if sheet.caption == "lines":
        return f"#block(below: 0.6em)[*{sheet.label}* \\ #emph({literal(sheet.title)})]"
    return f"#block(above: 0.6em, below: 0.6em)[*{sheet.label}.* {literal(sheet.title)[1:-1]}]"


def _grid(measured: Setting) -> str:
    sheet, look = measured.sheet, measured.sheet.look
    count = sheet.columns
    first = f"{NARROW_LABEL * measured.size:.1f}pt" if look.narrow_labels else "auto"
    columns = f"({first},)" + (f" + (1fr,) * {count - 1}" if look.stretch else f" + (auto,) * {count - 1}")
    align = "center" if look.align == "decimal" else look.align
    valign = "bottom" if look.bottom else "top"
    heads = len(sheet.header)
    beside = 2 if look.stretch else measured.gap / 2
    options = [
        f"columns: {columns}",
        f"inset: (x: {beside:.2f}pt, y: {0.3 * measured.size * look.spacing:.2f}pt)",
        f"stroke: {'0.4pt' if look.rules == 'grid' else 'none'}",
        f"align: (x, y) => (if x == 0 {{left}} else {{{align}}}) + (if y < {heads} {{bottom}} else {{{valign}}})",
    ]
    if look.head_shaded:
        options.append(f"fill: (x, y) => if y < {heads} {{luma(205)}} else {{none}}")
    elif look.zebra:
        options.append(f"fill: (x, y) => if y >= {heads} and calc.even(y - {heads}) {{luma(235)}} else {{none}}")
    return f"#table({', '.join(options)},\n{_lines(sheet)})"


def _lines(sheet: Sheet) -> str:
    ruled = sheet.look.rules in ("booktabs", "rows", "verticals")
    thick, thin = ("table.hline(stroke: 0.8pt),", "table.hline(stroke: 0.4pt),") if ruled else ("", "")
    header = "\n".join(_row(row, head=True, ruled=ruled) for row in sheet.header)
    return "\n".join([thick, header, thin, *_body(sheet), thick])


def _body(sheet: Sheet) -> Iterator[str]:
    if sheet.look.rules == "verticals":
        yield from (f"table.vline(x: {x}, stroke: 0.4pt)," for x in range(1, sheet.columns))
    for row in sheet.body:
        yield _row(row)
        if sheet.look.rules == "rows":
            yield "table.hline(stroke: 0.3pt),"


def _row(row: Row, *, head: bool = False, ruled: bool = False) -> str:
    texts, at, under = [], 0, ""
    for entry in row:
        text = _entry(entry)
        aligned = entry.align and at and entry.span == 1  # a second column of labels
        texts.append(f"[#align({entry.align}){text}]" if aligned else text)
        if head and ruled and entry.span > 1 and entry.text:
            under += f" table.hline(start: {at}, end: {at + entry.span}, stroke: 0.4pt),"
        at += entry.span
    return " ".join(f"{text}," for text in texts) + under


def _entry(entry: Entry) -> str:
    lines = [literal(line)[1:-1] for line in entry.lines]
    text = "#linebreak()".join(lines)
    if entry.bold:
        text = f"#strong[{text}]"
    if entry.indent:
        text = f"#h({INDENT}em)" + text
    if entry.turned:
        text = f"#rotate(-90deg, reflow: true)[#box[{text}]]"
    align = f", align: {entry.align}" if entry.align and entry.span > 1 else ""
    return f"table.cell(colspan: {entry.span}{align})[{text}]" if entry.span > 1 else f"[{text}]"
