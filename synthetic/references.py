"""The list of references: every invented work that a text cites."""

from __future__ import annotations

import re
import tomllib

from synthetic.specs import TEXTS


def cited_works(text: str) -> list[str]:
    """The entries of all works cited in the text, in alphabetical order."""
    works: list[list[str]] = tomllib.loads((TEXTS / "works.toml").read_text(encoding="utf-8"))["works"]
    return sorted(entry for citation, entry in works if _is_cited(citation, text))


def _is_cited(citation: str, text: str) -> bool:
    """Cited in brackets ("Eide & Haraldsen, 2015") or in the sentence ("Eide and Haraldsen (2015)")."""
    authors, _, year = citation.rpartition(", ")
    narrative = re.escape(authors.replace("&", "and"))
    return citation in text or re.search(rf"{narrative} \({year}\)", text) is not None
