"""A grid taken apart: columns with their roles, rows with their labels, sections and second lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.document import Cell
from extractors.table_cells import Entry
from extractors.table_roles import Role

Entries = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column right of the stub. `spans` are the spanning heads above it, the outermost first."""

    index: int
    name: str
    number: int | None = None
    spans: tuple[str, ...] = ()
    role: Role = "variable"
    cells: tuple[Cell, ...] = ()
    unsure: bool = False  # its name or what spans it can be read in two ways


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the body, its second lines (p, N, interval, values in brackets) merged in.

    `section` is the heading that it stands under, `prefix` what an outer label column says. `heading` rows have a label
    and no cells: a section, or a variable whose cells all stand elsewhere.
    """

    label: str
    entries: Entries
    number: int | None = None
    section: str = ""
    prefix: str = ""
    role: Role = "variable"
    heading: bool = False
    cells: tuple[Cell, ...] = ()
    lines: tuple[tuple[Role, Entries], ...] = field(default=())

    def line(self, role: Role) -> Entries | None:
        """The second line of this role, where the row has one."""
        return next((entries for found, entries in self.lines if found == role), None)


@dataclass(frozen=True, slots=True)
class Frame:
    """One header with the rows under it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""  # what stands over the labels
    page: int = 0
