"""On which page of a made PDF something stands, read back from the file itself."""

from __future__ import annotations

import re
from bisect import bisect_right

import pypdfium2

# What a page break, a justified line or a hyphenation may change.
NOISE = re.compile(r"[\s\-‐\u00ad\ufffe\u0002]+")
SHORTER = (160, 80, 40, 24, 12)  # characters of context, tried in turn: the words before may stand on another page


def read_pages(pdf: bytes) -> list[str]:
    """The text layer of each page."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(str(text.get_text_bounded()))
        text.close()
        page.close()
    document.close()
    return texts


def squeeze(text: str) -> str:
    """The text without blanks and hyphens."""
    return NOISE.sub("", text)


class Places:
    """Finds the page of a passage."""

    def __init__(self, pages: list[str]) -> None:
        self.pages = [squeeze(p) for p in pages]
        self.starts = [sum(map(len, self.pages[:i])) for i in range(len(self.pages))]
        self.text = "".join(self.pages)

    def page(self, context: str) -> int:
        """The page (from 1) on which the passage ends; an error where it stands on none or on several."""
        found = self.of(context)
        if len(found) > 1:
            raise ValueError(f"{context[-40:]!r} stands on pages {found}; give it words of its own.")
        return found[0]

    def of(self, context: str) -> list[int]:
        """All pages on which the passage ends, with as much of its beginning as is found anywhere; never empty."""
        wanted = squeeze(context)
        for length in SHORTER:
            if found := self._ends(wanted[-length:]):
                return sorted(found)
        raise ValueError(f"{context[-40:]!r} is on no page of the made PDF.")

    def _ends(self, passage: str) -> set[int]:
        found, at = set(), self.text.find(passage)
        while at >= 0:
            found.add(bisect_right(self.starts, at + len(passage) - 1))
            at = self.text.find(passage, at + 1)
        return found
