"""Small real documents for tests: `paper("r(98) = .25")` is read by the same code as any plain text."""

from corpus.document import Document
from corpus.reading.plain import from_table, from_text


def paper(text: str) -> Document:
    """A one-page document of running text."""
    return from_text(text)


def table(*rows: str, caption: str = "", note: str = "") -> Document:
    """A document of one table; cells are separated by `|`."""
    return from_table([[cell.strip() for cell in row.split("|")] for row in rows], caption=caption, note=note)
