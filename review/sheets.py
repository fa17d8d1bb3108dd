"""A sheet of effects as people keep them: CSV with any delimiter or XLSX, metafor's column names or everyday ones."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableSheet
from review.workbooks import Row, read_workbook

NOTHING = frozenset({"", "na", "n/a", "nan", "null", ".", "none", "#n/a"})  # cells that say "missing"
MINUS = re.compile("^[−–‒‐‑﹣－]")  # what spreadsheets and PDFs write for a minus
DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)  # the first line of sheets that Excel exports
DECIMAL_COMMA = re.compile(r"^-?\d*,\d+(?:e-?\d+)?$", re.IGNORECASE)
THOUSANDS = re.compile(r"^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$")
GROUPED = re.compile(r"^[1-9]\d{0,2}(?:\.\d{3})+$")  # 1.204 as German sheets write one thousand two hundred and four
BYTE_ORDER = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # xlsx (and ods); xls
NAMES = {  # everyday names of metafor's columns, as letters and digits only; the first is metafor's
    "ri": ("ri", "r", "cor", "corr", "correlation", "pearsonr", "rxy", "rvalue"),
    "ni": ("ni", "n", "samplesize", "ntotal", "totaln", "nobs"),
    "yi": ("yi", "y", "es", "effect", "effectsize", "fisherz", "zi", "zr"),
    "vi": ("vi", "v", "var", "variance", "vz", "varz"),
    "sei": ("sei", "se", "stderr", "standarderror", "sez"),
    "study": (
        "study",
        "studyid",
        "slab",
        "author",
        "authors",
        "authoryear",
        "reference",
        "paper",
        "article",
        "studie",
        "autor",
    ),
}
COUNTS = frozenset({"ni"})  # whole numbers: 1,204 is one thousand two hundred and four


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet by its own column names; `roles` says which of them is which of metafor's."""

    path: Path
    rows: tuple[Mapping[str, str], ...]
    lines: tuple[int, ...]
    roles: Mapping[str, str]
    delimiter: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in their order."""
        return tuple(self.rows[0])

    @property
    def columns(self) -> dict[str, list[str]]:
        """The cells by column."""
        return {name: self.cells(name) for name in self.names}

    def has(self, *roles: str) -> bool:
        """Whether all of these columns are there, under any of their names."""
        return all(role in self.roles for role in roles)

    def cells(self, name: str) -> list[str]:
        """The cells of a column, by its own name."""
        return [row[name] for row in self.rows]

    def numbers(self, role: str) -> list[float]:
        """A column as numbers, nan where a cell is empty or says NA; a cell that is none is named by its line."""
        name = self.roles[role]
        return [self._number(row[name], name, role, line) for row, line in zip(self.rows, self.lines, strict=True)]

    def _number(self, text: str, name: str, role: str, line: int) -> float:
        try:
            found = number(text, count=role in COUNTS)
        except ValueError as error:
            where = f"{self.path}, line {line}: {name} = {text!r}"
            raise UnreadableSheet(f"{where} {error}; write the number alone, or NA if it is missing.") from None
        return found


def number(text: str, *, count: bool = False) -> float:
    """A cell as a number; ValueError says what is wrong with it. A comma is a decimal one where it can be no other."""
    cleaned = MINUS.sub("-", text.strip()).replace("\u00a0", "").replace("\u202f", "")
    if cleaned.casefold() in NOTHING:
        return math.nan
    if THOUSANDS.match(cleaned):
        if not count:
            raise ValueError("may be a decimal comma or thousands; write it with a decimal point")
        cleaned = cleaned.replace(",", "")
    elif DECIMAL_COMMA.match(cleaned):
        if count:
            raise ValueError("is not a whole number")
        cleaned = cleaned.replace(",", ".")
    elif count and GROUPED.match(cleaned):
        raise ValueError("may be thousands; write it without a point")
    try:
        found = float(cleaned)
    except ValueError:
        raise ValueError("is not a number") from None
    if math.isinf(found):
        raise ValueError("is not a finite number")
    return found


def read_sheet(
    path: Path, *, named: Mapping[str, str] | None = None, names: Mapping[str, Sequence[str]] = NAMES
) -> Sheet:
    """The rows of a sheet with a head line; `named` says which column is meant where its name does not.

    `names` are the roles that a column may have, each with its everyday names; of a workbook the first sheet is read.
    """
    table, delimiter = _table(path, frozenset(name for known in names.values() for name in known))
    if len(table) < 2:
        needed = "it needs a head line with study, ri, ni (or yi, vi) and a line a study"
        raise UnreadableSheet(f"{path} has no rows; {needed}.")
    head = _head(path, table[0][1], [cells for _, cells in table[1:]])
    rows = tuple(_row(path, line, cells, head) for line, cells in table[1:])
    roles = _roles(path, tuple(name for name in head if name), named or {}, names)
    return Sheet(path, rows, tuple(line for line, _ in table[1:]), roles, delimiter)


def _table(path: Path, known: frozenset[str]) -> tuple[list[Row], str]:
    """The lines that hold something, and what delimits their cells ("" in a workbook)."""
    data = _bytes(path)
    if data.startswith(WORKBOOK):
        return next(iter(read_workbook(path).values()), []), ""
    text = _text(path, data)
    declared = SEPARATOR_LINE.match(text)
    text = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _likeliest(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        table = [(reader.line_num + bool(declared), [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise UnreadableSheet(f"{path} cannot be read as a CSV file ({error}); save it anew.") from None
    return [(line, cells) for line, cells in table if any(cells)], delimiter


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableSheet(f"{path} is not there; check its name.") from None
    except OSError as error:
        raise UnreadableSheet(f"{path} cannot be read as a CSV file ({error.strerror}); give a file.") from None


def _text(path: Path, data: bytes) -> str:
    if data.startswith(OLD_WORKBOOK):
        raise UnreadableSheet(f"{path} is a workbook of the old format; save it as XLSX, or its sheet as CSV (UTF-8).")
    encoding = next((name for mark, name in BYTE_ORDER if data.startswith(mark)), "utf-8")
    for name in (encoding, "cp1252"):  # the second is what spreadsheets save on Windows in the West
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableSheet(f"{path} cannot be read as a CSV file: it is no text in UTF-8 or UTF-16; save it as UTF-8.")


def _likeliest(text: str, known: frozenset[str]) -> str:
    """The delimiter that gives the head line most columns that are known, then most columns."""
    head = text.lstrip("\r\n").split("\n", 1)[0]

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=delimiter), [])
        return sum(plain(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def plain(name: str) -> str:
    """A column's name as letters and digits only, for comparing."""
    return re.sub(r"[\W_]", "", name.casefold())


def _head(path: Path, cells: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns' names; a column without a name is nothing if it is empty, else it is called by its number."""
    named = [
        cell or (f"column {i + 1}" if any(len(row) > i and row[i] for row in rows) else "")
        for i, cell in enumerate(cells)
    ]
    if twice := next((name for name in named if name and named.count(name) > 1), ""):
        raise UnreadableSheet(f"{path} has two columns {twice!r}; give each a name of its own.")
    return named


def _row(path: Path, line: int, cells: list[str], head: Sequence[str]) -> dict[str, str]:
    if any(cells[len(head) :]):
        raise UnreadableSheet(
            f"{path}, line {line}: more cells than columns; quote cells with commas, write .31 not 0,31."
        )
    filled = [*cells, *[""] * (len(head) - len(cells))]
    return {name: cell for name, cell in zip(head, filled, strict=False) if name}


def _roles(
    path: Path, names: Sequence[str], named: Mapping[str, str], roles: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Which column is which of metafor's: as said, else by metafor's own name, else by an everyday name."""
    found: dict[str, str] = {}
    for role, known in roles.items():
        if role in named:
            found[role] = exact(path, named[role], names)
            continue
        for fits in ((known[0],), known[1:]):
            hits = [name for name in names if plain(name) in fits]
            if len(hits) > 1:
                listed = ", ".join(repr(name) for name in hits)
                raise UnreadableSheet(f"{path}: {listed} may each be {role}; say which with --columns {role}=NAME.")
            if hits:
                found[role] = hits[0]
                break
    if unknown := next((role for role in named if role not in roles), ""):
        raise UnreadableSheet(f"--columns {unknown}=...: there is no {unknown!r}; use {', '.join(roles)}.")
    return found


def exact(path: Path, wanted: str, names: Sequence[str]) -> str:
    """The column of this name, whatever its case; an unknown one is refused with those that are there."""
    if wanted in names:
        return wanted
    hits = [name for name in names if name.casefold() == wanted.strip().casefold()]
    if len(hits) == 1:
        return hits[0]
    raise UnreadableSheet(f"{path} has no column {wanted!r}; it has {', '.join(names)}.")
