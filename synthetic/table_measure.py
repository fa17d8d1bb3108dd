"""How wide and high a table is in a font: runs of text with their widths, widths of columns, heights of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import matplotlib
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from synthetic.table_sheets import Entry, Row, Sheet
from synthetic.typesetting import SPANS

# regular, bold, italic; the first two are those that every reader of PDFs brings along
FACES = {
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "STIXGeneral": ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic"),
    "DejaVu Sans": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
    "DejaVu Serif": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
}
STANDARD = ("Times", "Helvetica")
SYMBOLS = frozenset("−αβηχ")  # what the standard text fonts lack, their Symbol font has
THIN = "\u2009"
RAISED, RISE = 0.7, 0.35  # size and height of a superscript, in sizes of its line
LEADING, PADDING = 1.22, 0.18
INDENT = 1.2
SMALLEST = 4.5  # points: below that no journal sets a table
STEP = 0.25
NARROW_LABEL = 9.0  # widths of a narrow column of labels, in sizes


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font at one height."""

    text: str
    font: str
    size: float
    rise: float = 0.0

    @property
    def width(self) -> float:
        if self.text == THIN:  # a distance, not a glyph: not every font has one
            return self.size / 6
        return float(pdfmetrics.stringWidth(self.text, self.font, self.size))


@cache
def faces(family: str) -> tuple[str, str, str]:
    """The fonts of a family, registered where they are files."""
    names = FACES[family]
    if family not in STANDARD:
        folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        for name in names:
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    return names


def runs(text: str, family: str, size: float, *, bold: bool = False) -> list[Run]:
    """One line of neutral markup as runs."""
    regular, heavy, italic = faces(family)
    upright = heavy if bold else regular
    made, position = [], 0
    for match in SPANS.finditer(text):
        made.append(Run(text[position : match.start()], upright, size))
        if match[1] is not None:
            made.append(Run(match[1], italic, size))
        else:
            made.append(Run(match[2] or match[3] or "", upright, size * RAISED, RISE * size if match[2] else 0.0))
        position = match.end()
    made.append(Run(text[position:], upright, size))
    return [part for run in made if run.text for part in _split(run, symbols=family in STANDARD)]


def _split(run: Run, *, symbols: bool) -> list[Run]:
    parts: list[Run] = []
    for char in run.text:
        font = "Symbol" if symbols and char in SYMBOLS else run.font
        if parts and parts[-1].font == font and THIN not in (char, parts[-1].text):
            parts[-1] = replace(parts[-1], text=parts[-1].text + char)
        else:
            parts.append(replace(run, text=char, font=font))
    return parts


def width_of(line: Sequence[Run]) -> float:
    """The width of a line."""
    return sum(run.width for run in line)


@dataclass(frozen=True, slots=True)
class Setting:
    """A table's measures in one size: widths of its columns without the gap, and the part left of decimal points."""

    sheet: Sheet
    family: str
    size: float
    gap: float
    columns: tuple[float, ...]
    points: tuple[float, ...]

    @property
    def width(self) -> float:
        return sum(self.columns) + self.gap * len(self.columns)

    def lines(self, entry: Entry) -> list[list[Run]]:
        """The entry's lines as runs."""
        return [runs(line, self.family, self.size, bold=entry.bold) for line in entry.lines]

    def height(self, row: Row) -> float:
        """The height of a row."""
        tallest = 1.0
        for entry in row:
            tallest = max(tallest, len(entry.lines))
            if entry.turned:
                tallest = max(tallest, (width_of(self.lines(entry)[0]) + self.size * 0.5) / (self.size * LEADING))
        return (tallest * LEADING + 2 * PADDING * self.sheet.look.spacing) * self.size


def fitted(sheet: Sheet, family: str, available: float) -> Setting:
    """The table in the largest size, up to the one asked for, that fits the width."""
    size = sheet.look.size
    while (setting := _set(sheet, family, size)).width > available and size > SMALLEST:
        size -= STEP
    if setting.width > available:
        raise ValueError(
            f"{sheet.label} needs {setting.width:.0f} points and has {available:.0f}; give it fewer variables."
        )
    if sheet.look.stretch:
        setting = replace(setting, gap=setting.gap + (available - setting.width) / len(setting.columns))
    return setting


def _set(sheet: Sheet, family: str, size: float) -> Setting:
    empty = Setting(sheet, family, size, sheet.look.gap * size / sheet.look.size, (), ())
    count = sheet.columns
    lefts, rights, wholes = [0.0] * count, [0.0] * count, [0.0] * count
    rows = [*((row, True) for row in sheet.header), *((row, False) for row in sheet.body)]
    for row, head in rows:
        at = 0
        for entry in row:
            if entry.span == 1:
                left, right = _sides(empty, entry, head=head)
                lefts[at], rights[at] = max(lefts[at], left), max(rights[at], right)
                wholes[at] = max(wholes[at], _widest(empty, entry))
            at += entry.span
    decimal = sheet.look.align == "decimal"
    columns = [max(w, a + b) if decimal else w for w, a, b in zip(wholes, lefts, rights, strict=True)]
    return replace(empty, columns=tuple(_with_spans(empty, rows, columns)), points=tuple(lefts))


def _with_spans(setting: Setting, rows: list[tuple[Row, bool]], columns: list[float]) -> list[float]:
    """Columns under a head of several are as wide together as it is."""
    for row, _ in rows:
        at = 0
        for entry in row:
            if 1 < entry.span < len(columns):
                have = sum(columns[at : at + entry.span]) + setting.gap * (entry.span - 1)
                more = max(0.0, _widest(setting, entry) - have) / entry.span
                columns[at : at + entry.span] = [w + more for w in columns[at : at + entry.span]]
            at += entry.span
    return columns


def _widest(setting: Setting, entry: Entry) -> float:
    if entry.turned:
        return setting.size * LEADING
    width = max(width_of(line) for line in setting.lines(entry)) + entry.indent * INDENT * setting.size
    narrow = setting.sheet.look.narrow_labels and entry.align == "left"
    return min(width, NARROW_LABEL * setting.size) if narrow else width


def _sides(setting: Setting, entry: Entry, *, head: bool) -> tuple[float, float]:
    if head or entry.align or not entry.text:
        return 0.0, 0.0
    left, right = split_at_point(setting, entry.lines[0], bold=entry.bold)
    return left, right


def split_at_point(setting: Setting, text: str, *, bold: bool) -> tuple[float, float]:
    """Widths left and right of the decimal point; a whole number stands left of it."""
    whole = width_of(runs(text, setting.family, setting.size, bold=bold))
    place = text.find(setting_point(text))
    left = width_of(runs(text[:place], setting.family, setting.size, bold=bold)) if place >= 0 else whole
    return left, whole - left


def setting_point(text: str) -> str:
    """The decimal mark that a number uses."""
    return next((mark for mark in ".·," if mark in text), ".")
