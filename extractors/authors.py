"""Who wrote a paper, as its first pages print it: enough to see that two reports have an author in common."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.document import Document, Passage
from corpus.evidence import Characterised, Quote

RULE = "authors.v1"
LISTED, PRINTED = 0.99, 0.8  # how sure a name is that the file lists, and one that stands in a byline
FIRST_PAGES = 2  # a cover sheet may come before the first page
PLACES = "University|Universit|Department|Institut|School|College|Hospital|Dept"
CAPITAL, LETTER = rf"(?!{PLACES})[A-ZÀ-ÖØ-ÞČĆĐİŁŚŠŞŻŽĞŐŰ]", "[^\\W\\d_⁰-⁹¹²³]"
NAME = re.compile(
    rf"""
    (?:{CAPITAL}{LETTER}*[’'.-]?{LETTER}*\s+|(?:{CAPITAL}\.[\s-]?)+\s*){{1,3}}  # given names and initials
    (?:(?:van|von|der|den|de|del|della|di|da|dos|la|le|el|al|bin|ten|ter)\s+){{0,2}}
    {CAPITAL}{LETTER}*(?:[’'-]?{LETTER}+)+
    (?:,?\s(?:Jr\.?|Sr\.?|I{{2,3}}))?
    """,
    re.VERBOSE,
)
MARKS = re.compile(r"(?:[\s,]*(?:[\d¹²³⁰⁴-⁹*†‡§¶#]|\b[a-e]\b))+")  # of affiliations
DEGREES = re.compile(r",?\s*\b(?:Ph\.?\s?D|M\.?D|Psy\.?D|M\.?[AS]c?|B\.?[AS]c?|Dr\.?|Prof\.?|MPH|RN)\b\.?")
BETWEEN = re.compile(r"\s*(?:,\s*(?:and|&)|[,;&]|\band\b|\bund\b|\by\b)\s*|\s+")
NO_BYLINE = re.compile(
    r"\b(?:University|Department|Institute|Journal|School|College|Hospital|Vol\.?|Copyright|Abstract|Received|Keywords"
    r"|Psychology|Science|Review|Press|doi|https?)\b|©|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
INSTITUTION = re.compile(rf"\b(?:{PLACES})")
NEAR = 60  # characters between the last name and its institution
MOST_OF_BYLINE = 0.6  # a title has two capitalised words too, but goes on
LONGEST_BYLINE = 600  # characters: forty names


def authors_told(document: Document) -> Iterator[Characterised]:
    """Each author once: those that the file lists, else the names of the byline."""
    for author in dict.fromkeys(document.authors):
        yield Characterised("author", author, 1, Quote(document.digest, author, ()), RULE, LISTED)
    if document.authors:
        return
    seen: set[str] = set()
    for passage in document.passages:
        if passage.section == "front" and passage.page <= FIRST_PAGES:
            for author, start, end in byline(passage):
                if author not in seen:
                    seen.add(author)
                    quote = Quote(document.digest, passage.text[start:end], passage.boxes_at(start, end))
                    yield Characterised("author", author, passage.page, quote, RULE, PRINTED)


def byline(passage: Passage) -> list[tuple[str, int, int]]:
    """The names at the start of a passage, with their places; nothing where it goes on like a title."""
    text = passage.text
    if len(text) > LONGEST_BYLINE:
        return []
    names, marked, at = [], False, 0
    while match := NAME.match(text, at):
        if NO_BYLINE.search(match[0]):
            break
        names.append((" ".join(match[0].split()), match.start(), match.end()))
        at = match.end()
        for rest in (DEGREES, MARKS):
            if beside := rest.match(text, at):
                marked, at = True, beside.end()
        between = BETWEEN.match(text, at)
        at = between.end() if between else at
    whole = at >= MOST_OF_BYLINE * len(text)
    placed = INSTITUTION.search(text, at, at + NEAR) is not None
    return names if (whole and (marked or len(names) > 1)) or (names and placed) else []
