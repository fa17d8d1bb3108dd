"""Which format a file has, by what stands in it, and the reader of that format."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Literal

from corpus.document import Document
from corpus.reading.limits import Limits

Format = Literal["pdf", "jats", "html", ""]

HEAD = 8192  # bytes in which a file says what it is
PDF_HEAD = 1024  # bytes in which a PDF must say that it is one
START = re.compile(
    r"""^\s*(?:<\?xml[^>]*\?>)?                    # what may stand before the first element
        (?:\s*(?:<!--.*?-->|<\?.*?\?>))*\s*
        (?:<!DOCTYPE\s+(?P<doctype>[\w:.-]+)|<(?P<root>[A-Za-z][\w:.-]*))""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
PAGE_ELEMENTS = frozenset(("html", "head", "body", "meta", "title", "main", "div", "section", "p", "table", "script"))


def sniffed(head: bytes) -> Format:
    """The format that a file's first bytes show; "" where they show none that can be read."""
    if b"%PDF-" in head[:PDF_HEAD]:
        return "pdf"
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", "ignore")
    found = START.match(text)
    if not found:
        return ""
    root = (found["doctype"] or found["root"]).lower().rpartition(":")[2]
    return "html" if root in PAGE_ELEMENTS else "jats"


def parse(path: Path | str, *, limits: Limits) -> Document:
    """Reads a file of any known format here and now; an error of `corpus.errors` says what is wrong with it.

    A web page that is named as a PDF is what a publisher gives instead of the paper: it is refused.
    """
    from corpus.reading import html, jats, reader

    path = Path(path)
    kind = sniffed(_head(path))
    if kind == "jats":
        return jats.parse(path, limits=limits)
    if kind == "html" and path.suffix.lower() != ".pdf":
        return html.parse(path, limits=limits)
    return reader.parse(path, limits=limits)


def _head(path: Path) -> bytes:
    """The first bytes; none of a file that is not there, which the PDF reader then names."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(HEAD)
