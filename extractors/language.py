"""Sentences, by spaCy's rules for English; no model is loaded."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

# after these a full stop does not end a sentence
ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "al",
        "cf",
        "vs",
        "fig",
        "figs",
        "eq",
        "eqs",
        "p",
        "pp",
        "no",
        "nos",
        "vol",
        "ed",
        "eds",
        "approx",
        "resp",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "r",
        "n",
        "m",
        "sd",
        "se",
        "d.f",
        "df",
        "s.d",
        "s.e",
        "ca",
        "etc",
        "tab",
        "suppl",
        "sec",
        "ch",
        "ref",
        "refs",
        "est",
        "incl",
        "excl",
        "max",
        "min",
        "var",
        "u.s",
        "u.k",
        "ph.d",
    ]
)
NUMBER_NEXT = re.compile(r"^\((?![A-Z][a-z])|^[\d\[=<>~≈.,;:%)\]a-z\u2212−–-]")  # a sentence starts with none of these
STOPS = frozenset(".!?")
REMEMBERED = 1024  # texts; more than a paper has passages: several rules ask for the sentences of each


@cache
def _english() -> Language:
    """The tokenizer; spaCy takes half a second to load, so only the first sentence asks for it."""
    import spacy

    return spacy.blank("en")


def _ends(text: str, at: int, end: int) -> bool:
    """Whether the stop at text[at:end] ends a sentence."""
    rest = text[end:].lstrip(")]”\"'’")
    if not rest.strip():
        return True
    if not rest[0].isspace() and not rest[0].isupper():
        return False
    following = rest.lstrip()
    if NUMBER_NEXT.match(following):
        return False
    before = re.search(r"[\w.]+$", text[max(0, at - 12) : at])
    word = before.group().lower().strip(".") if before else ""
    if text[at] == "." and (word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word not in "i")):
        return False
    return rest[0].isspace() or not (before and before.group()[-1].isdigit() and following[0].islower())


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, in order and without gaps other than blanks."""
    return list(_sentences(text))


@lru_cache(maxsize=REMEMBERED)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    start = 0
    for token in _english().make_doc(text):
        last = token.text[-1]
        if last not in STOPS:
            continue
        end = token.idx + len(token.text)
        if _ends(text, end - 1, end):
            while end < len(text) and text[end] in ")]”\"'’":
                end += 1
            spans.append((start, end))
            start = end
    if text[start:].strip():
        spans.append((start, len(text)))
    return tuple((a + len(text[a:b]) - len(text[a:b].lstrip()), b) for a, b in spans)
