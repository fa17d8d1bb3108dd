"""Tables to be set: entries in neutral markup, their truth, and the pages that they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from synthetic.table_features import Look

Truth = dict[str, Any]
Align = Literal["left", "center", "right"]
Engine = Literal["typst", "reportlab"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: `_italic_`, `^raised^`, line breaks as they are; it may span columns or be turned by 90 degrees."""

    text: str = ""
    span: int = 1
    bold: bool = False
    indent: int = 0
    turned: bool = False
    align: Align | None = None

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


Row = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table, or the part of one that stands on a page."""

    label: str
    title: str
    header: tuple[Row, ...]
    body: tuple[Row, ...]
    note: str
    look: Look
    truth: tuple[Truth, ...] = ()
    caption: Literal["lines", "run-in", "below"] = "lines"

    @property
    def columns(self) -> int:
        return sum(entry.span for entry in self.body[0])


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: text, one table or two beside each other, text."""

    sheets: tuple[Sheet, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    place: str = "flow"
    two_columns: bool = False
    furniture: tuple[str, ...] = ()
    number: int = 1


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Pages with what they show: the features by name, the engine that sets them, and the font."""

    name: str
    leaves: tuple[Leaf, ...]
    engine: Engine
    font: str
    features: tuple[str, ...]
    decoy: str = ""

    @property
    def truth(self) -> list[Truth]:
        """Every correlation with the page on which it stands."""
        return [
            entry | {"page": page}
            for page, leaf in enumerate(self.leaves, 1)
            for sheet in leaf.sheets
            for entry in sheet.truth
        ]
