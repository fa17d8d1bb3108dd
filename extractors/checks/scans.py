"""Values that were read from a picture of the page."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Document
from corpus.evidence import Candidate, Flag


def scanned(candidates: Sequence[Candidate], document: Document) -> dict[int, list[Flag]]:
    """`ocr`: a digit, a point or a sign may be misread, so a person looks at every value of such a page."""
    pictures = {page.number for page in document.pages if page.ocr}
    return {i: [_flag(c)] for i, c in enumerate(candidates) if c.page in pictures}


def _flag(candidate: Candidate) -> Flag:
    text = f"{candidate.r.text} was read from a picture of page {candidate.page}: look at the page."
    return Flag("ocr", "hard", text, (("r", candidate.r.value),))
