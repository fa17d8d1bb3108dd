"""Signs in doubt: damaged glyphs, ink without a character, words that say the opposite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.document import Box, Document, Word
from corpus.evidence import Candidate, Flag
from extractors.numbers import MINUS

TOUCHING = 0.5  # share of a word's box that the value's box must cover
_PLAIN = re.compile(r"^[\s(\[=<>,;:*]*[-\u2010-\u2014\u2212]?[\s]*[\d.,·]")  # a number whose sign is no damaged glyph
_HEAD = re.compile(r"^(?P<before>\D*)(?=\d)")
UNKNOWN = "\ufffd"  # what stands for a glyph without Unicode
_SIGNED = re.compile(rf"^\W*?{MINUS}")
_DIRECTION = re.compile(
    r"""\b(?:(?P<negative>(?:negatively|inversely)\s+(?:and\s+\w+\s+)?(?:\w+\s+){0,2}?(?:correlat|relat|associat|link|predict|connect)
            |(?:negative|inverse)\s+(?:and\s+\w+\s+)?(?:\w+\s+){0,2}?(?:correlation|association|relation|link|r\b))
        |(?P<positive>positively\s+(?:and\s+\w+\s+)?(?:\w+\s+){0,2}?(?:correlat|relat|associat|link|predict|connect)
            |positive\s+(?:and\s+\w+\s+)?(?:\w+\s+){0,2}?(?:correlation|association|relation|link|r\b)))""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIED = re.compile(r"\b(?:not|nor|neither|no|un|hypothesi[sz]ed|expected|predicted)\b[^.;]{0,20}$", re.IGNORECASE)
_VALUE = re.compile(r"[-\u2010-\u2014\u2212]?\s?[01]?[.·]\d+")
REACH = 160  # characters before a value in which a direction still speaks of it


def glyphs(candidates: Sequence[Candidate], document: Document) -> dict[int, list[Flag]]:
    """`unmapped_glyph`, `sign_from_image`, `sign_conflict`: marks of the page's words under the value.

    One glyph of one font before the numbers of a document's tables is one doubt: the first value bears the hard flag,
    and whoever confirms it confirms the rest, which bear soft ones.
    """
    flags: dict[int, list[Flag]] = defaultdict(list)
    doubtful: dict[int, list[Word]] = defaultdict(list)
    pages = {candidate.page for candidate in candidates}
    for each in _words(document, pages):
        if each.ink_left or each.minus_without_ink or _damaged(each):
            doubtful[each.box.page].append(each)
    confirmed: set[tuple[str, str, str]] = set()
    for i, candidate in enumerate(candidates):
        word = next((w for w in doubtful.get(candidate.page, ()) if _under(candidate, w)), None)
        if word is not None:
            flag = _glyph_flag(candidate, word)
            key = (word.font, word.text[:1], flag.code)
            repeated = candidate.where == "table" and flag.code != "sign_conflict" and key in confirmed
            flags[i].append(replace(flag, severity="soft") if repeated else flag)
            if candidate.where == "table":
                confirmed.add(key)
    return flags


def _under(candidate: Candidate, word: Word) -> bool:
    return any(_covers(box, word.box) for box in candidate.value_boxes)


def _words(document: Document, pages: set[int]) -> Iterator[Word]:
    """The words of pages with results; a table that goes over pages is looked at whole."""
    for page in document.pages:
        for line in page.lines if page.number in pages else ():
            yield from line.words
    for table in document.tables:
        for grid in table.readings:
            for row in grid:
                for cell in row:
                    yield from cell.words


def _damaged(word: Word) -> bool:
    """A word whose sign is a glyph without meaning, or one that only a shape or a guess makes a minus."""
    if not (word.unmapped or word.alternatives or UNKNOWN in word.text):
        return False
    head = _HEAD.match(word.text)
    before = head["before"] if head else word.text
    shaped = word.unmapped and bool(_SIGNED.match(word.text))
    guessed = bool(word.alternatives) and bool(_SIGNED.match(word.alternatives[0])) and not _PLAIN.match(word.text)
    return UNKNOWN in before or shaped or guessed


def _covers(box: Box, other: Box) -> bool:
    if box.page != other.page:
        return False
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    return width > 0 and height > 0 and width * height >= TOUCHING * min(box.area, other.area)


def _glyph_flag(candidate: Candidate, word: Word) -> Flag:
    r = candidate.r
    negative = r.value < 0 or bool(_SIGNED.match(r.text))
    if word.minus_without_ink:
        code, message = "sign_conflict", f"The text of {word.text} has a minus that the page does not show."
    elif word.ink_left and not negative:
        code, message = "sign_conflict", f"Ink like a minus stands left of {word.text}; no character explains it."
    elif UNKNOWN in word.text and not negative:
        code, message = "unmapped_glyph", f"A glyph without meaning stands before {r.text}: it may be a minus."
    elif UNKNOWN in word.text:
        code, message = "unmapped_glyph", f"The minus of {r.text} is a glyph without meaning, taken for one."
    else:
        code, message = "sign_from_image", f"The minus of {r.text} is read from the shape of its glyph."
    return Flag(code, "hard", message, (("r", r.value),))


def direction_before(text: str, start: int) -> int:
    """-1 or 1 where words before text[start] say how it is signed, 0 where they say nothing or both."""
    before = text[max(0, start - REACH) : start]
    last = max((m.end() for m in _VALUE.finditer(before)), default=0)
    before = re.split(r"[.;](?=\s)", before[last:])[-1]
    said = {-1 if m["negative"] else 1 for m in _DIRECTION.finditer(before) if not _DENIED.search(before[: m.start()])}
    return said.pop() if len(said) == 1 else 0


def against_words(candidate: Candidate) -> list[Flag]:
    """`sign_against_words`: "negatively correlated" before a positive r, or the reverse."""
    value = candidate.r.value
    if candidate.where != "text" or not candidate.quotes or value == 0:
        return []
    text = candidate.quotes[0].text
    starts = (
        [m.start() for m in re.finditer(re.escape(candidate.r.text.strip()), text)] if candidate.r.text.strip() else []
    )
    if len(starts) != 1:
        return []
    said = direction_before(text, starts[0])
    if said == 0 or said * value > 0:
        return []
    word = "negative" if said < 0 else "positive"
    return [Flag("sign_against_words", "hard", f"The words say {word}, but r = {candidate.r.text}.", (("r", value),))]
