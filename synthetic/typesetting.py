"""Blocks and grids set as pages by Typst: the layouts are its own source files in `layouts/`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import typst

from synthetic.grids import Cell, Numbered
from synthetic.prose import Block
from synthetic.specs import PaperSpec

LAYOUTS = Path(__file__).parent / "layouts"
MADE = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)  # the creation date in every file: the same bytes on any day
SPANS = re.compile(r"_([^_]*)_|\^([^^]*)\^|~([^~]*)~")


@cache
def fonts() -> Any:
    """Typst's own fonts and those that matplotlib brings along; never the machine's."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def literal(text: str) -> str:
    """Neutral markup as a chain of Typst expressions in which no character has a second meaning."""
    parts, position = [], 0
    for match in SPANS.finditer(text):
        parts.append(_string(text[position : match.start()]))
        kind = next(i for i in (1, 2, 3) if match[i] is not None)
        parts.append(f"{('emph', 'super', 'sub')[kind - 1]}({_quoted(match[kind])})")
        position = match.end()
    parts.append(_string(text[position:]))
    return "[" + "".join("#" + p for p in parts if p) + "]"


def _string(text: str) -> str:
    return _quoted(text) if text else ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def source(spec: PaperSpec, abstract: Sequence[Block], body: Sequence[Block], tables: Sequence[Numbered]) -> str:
    """The whole Typst source of a paper."""
    parts = [(LAYOUTS / name).read_text(encoding="utf-8") for name in ("common.typ", f"{spec.layout}.typ")]
    calls = {t.spec.key: table_call(t, raised=spec.style.raised) for t in tables}
    head, content = ("\n\n".join(_block(b, calls) for b in blocks) for blocks in (abstract, body))
    meta = ", ".join(f"{k}: {_value(v)}" for k, v in spec.head.items())
    title, authors = _quoted(spec.head["title"]), _value(spec.head["authors"])
    document = f"#set document(title: {title}, author: {authors}, date: datetime(year: 2024, month: 1, day: 1))"
    return "\n".join([*parts, document, f"#layout(({meta}), [{head}], [{content}])"])


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "(" + "".join(f"{_value(v)}, " for v in value) + ")"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _block(block: Block, calls: dict[str, str]) -> str:
    if block.kind == "table":
        return calls[block.text]
    if block.kind == "ref":
        return f"#par(hanging-indent: 1.2em, first-line-indent: 0pt, text(size: 0.9em, {literal(block.text)}))"
    if block.kind == "p":
        return literal(block.text)[1:-1]
    level = int(block.kind[1:])
    numbering = ", numbering: none" if block.text == "References" else ""
    return f"#heading(level: {level}{numbering}, {literal(block.text)})"


def table_call(table: Numbered, *, raised: bool) -> str:
    """The call that sets one table."""
    grid, spec = table.grid, table.spec
    header, body = (_cells(rows, raised=raised) for rows in (grid.header, grid.body))
    flags = f"wide: {str(spec.wide).lower()}, rotated: {str(spec.rotated).lower()}"
    note = literal(table.note) if table.note else "none"
    return f"#tbl({table.number}, {literal(spec.title)}, {note}, {grid.columns}, {header}, {body}, {flags})"


def _cells(rows: list[list[Cell]], *, raised: bool) -> str:
    return "(" + "".join(f"{_cell(cell, raised=raised)}, " for row in rows for cell in row) + ")"


def _cell(cell: Cell, *, raised: bool) -> str:
    stars = f"^{cell.stars}^" if cell.stars and raised else cell.stars
    content = literal(cell.text + stars)
    return content if cell.span == 1 else f"table.cell(colspan: {cell.span}, {content})"


def pdf(text: str) -> bytes:
    """The PDF of a Typst source; the same source gives the same bytes."""
    made = typst.compile(text.encode(), font_paths=fonts(), timestamp=MADE, pdf_tags=False)
    assert isinstance(made, bytes)
    return made
