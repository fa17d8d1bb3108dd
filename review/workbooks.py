"""Workbooks (XLSX): their cells as the text that a person sees, and rows of text and numbers as a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from corpus.errors import UnreadableSheet

SHOWN_DECIMALS = re.compile(r"[#0,]*0\.(0+)(?:[;_].*)?")  # "0.00": a number format that shows two decimals
NEVER_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767  # characters that a cell of a workbook holds
WIDEST = 60  # characters that a column shows at most
BLANKS = re.compile(r"\s+")
Row = tuple[int, list[str]]  # the line, and its cells as text


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to write: its name, column names with what each says, and rows; `hidden` for what is for programs."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Mapping[str, Any], ...]
    hidden: bool = False


def read_workbook(path: Path) -> dict[str, list[Row]]:
    """The rows of every sheet by its name, in their order; a formula counts as the value that was last computed."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(path.read_bytes()), data_only=True)
    except (BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise UnreadableSheet(f"{path} cannot be read as a workbook ({error}); save it as XLSX or CSV.") from None
    found = {}
    for sheet in book.worksheets:
        rows = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)]
        found[sheet.title] = [(number, cells) for number, cells in rows if any(cells)]
    return found


def cell_text(cell: Any) -> str:
    """A cell as it is shown: a number has the decimals of its format, for .30 is not .3."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _shown(value, str(cell.number_format))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, int) and (shown := SHOWN_DECIMALS.fullmatch(str(cell.number_format))):
        return f"{value}.{shown[1]}"
    return clean(str(value))


def _shown(value: float, number_format: str) -> str:
    shown = SHOWN_DECIMALS.fullmatch(number_format)
    text = f"{value:.15g}"
    if shown is None:
        return text
    needed = -int(Decimal(text).as_tuple().exponent)
    return f"{value:.{max(needed, len(shown[1]))}f}"


def clean(text: str) -> str:
    """Text as a cell can hold and give it back: without control characters, blanks as one."""
    return BLANKS.sub(" ", NEVER_IN_XML.sub("", text)).strip()[:LONGEST_CELL].strip()


def write_workbook(path: Path, pages: Sequence[Page]) -> None:
    """Write the sheets: bold heads that stay in view and say in a note what they mean; no text is taken for a formula.

    A value is text, a whole number, a number, or a pair of a number and the decimals that it shows.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        _head(sheet, page)
        for number, row in enumerate(page.rows, start=2):
            for column, (name, _) in enumerate(page.columns, start=1):
                _put(sheet.cell(number, column), row.get(name))
        sheet.sheet_state = "hidden" if page.hidden else "visible"
    book.save(path)


def _head(sheet: Any, page: Page) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for column, (name, told) in enumerate(page.columns, start=1):
        cell = sheet.cell(1, column, name)
        cell.font = Font(bold=True)
        if told:
            cell.comment = Comment(told, "Stook")
        longest = max((len(_width(row.get(name))) for row in page.rows), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, max(len(name), longest) + 2)
    sheet.freeze_panes = "A2"


def _width(value: Any) -> str:
    return str(value[0] if isinstance(value, tuple) else "" if value is None else value)


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, tuple):
        cell.value, decimals = value
        cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
    elif isinstance(value, str):
        cell.value = clean(value) or None
        if cell.value is not None:
            cell.data_type = "s"  # what begins with = would be a formula
    elif value is not None:
        cell.value = value
