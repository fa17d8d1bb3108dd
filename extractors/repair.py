"""Damaged glyphs, decided for a whole document by its own numbers: the reading with which more of them agree.

A font may print its minus, equals or less by a code without meaning or with a wrong one. `corpus.reading` decides by
the glyph's shape where it can, and offers alternatives where it cannot. Here each glyph of each font is tried in every
reading on all its words at once, and the reading is taken with which intervals hold their r, p fits r and n, and
mirrored cells are equal, clearly more often than with any other. What is repaired is marked: its words keep `unmapped`,
so that a minus that came about here is still confirmed by a person, and results bear `repaired_glyph`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import Box, Cell, Document, Grid, Line, Page, Passage, Table, Word
from corpus.evidence import Candidate, Flag

RAISED_POINT = "·"
UNKNOWN = "\ufffd"  # stands for a glyph without Unicode
ANY_SIGN = ("−", "=", "<", ">")  # what a glyph without Unicode may stand for
MOST_GLYPHS = 3  # of a document that are tried; each try reads the parts in which it stands once more
CLEARLY = 2  # numbers that must agree more than with the next best reading
CONTRADICTED = 2  # weight of a contradiction against an agreement
AGREEING: tuple[tuple[str, frozenset[str]], ...] = (
    ("ci", frozenset(("ci_excludes_r", "ci_mismatch", "ci_off_centre"))),
    ("p", frozenset(("p_decision_error", "p_mismatch", "p_one_tailed", "stars_against_p"))),
    ("mirror", frozenset(("mirror_conflict",))),
)
MATRIX = frozenset(("impossible_r", "impossible_triple", "not_positive_semidefinite", "sign_against_words"))
Glyph = tuple[str, str]  # the font's name, and the sign that its code gives


@dataclass(frozen=True, slots=True)
class Repair:
    """One glyph of a document with the reading that its numbers bear out, and where it stands."""

    glyph: Glyph
    reading: str
    agreeing: int
    boxes: tuple[Box, ...]


def repaired(
    document: Document, read: Callable[[Document], Sequence[Candidate]]
) -> tuple[Document, tuple[Repair, ...]]:
    """The document with each damaged glyph in the reading that its numbers bear out; as it is where none is."""
    repairs: list[Repair] = []
    for glyph, options in _damaged(document):
        part = _part(document, glyph)
        tried = {option: part if option == glyph[1] else _with(part, glyph, option) for option in options}
        ranked = sorted(((agreement(read(one)), option) for option, one in tried.items()), reverse=True)
        (best, chosen), (second, _) = ranked[0], ranked[1]
        if best - second >= CLEARLY and chosen != glyph[1]:
            boxes = tuple(w.box for w in _words(document) if w.font == glyph[0] and glyph[1] in _signs(w))
            repairs.append(Repair(glyph, chosen, best, boxes))
            document = _with(document, glyph, chosen)
    return document, tuple(repairs)


def _part(document: Document, glyph: Glyph) -> Document:
    """The passages and tables in which a glyph stands: what else the document says is the same in every reading."""

    def holds(words: Iterable[Word]) -> bool:
        return any(word.font == glyph[0] and glyph[1] in _signs(word) for word in words)

    passages = tuple(passage for passage in document.passages if holds(passage.words))
    tables = tuple(table for table in document.tables if holds(_words_of(table)))
    return replace(document, pages=(), passages=passages, tables=tables)


def marked(candidates: Sequence[Candidate], repairs: Sequence[Repair]) -> list[Candidate]:
    """The candidates, with a flag on those in whose quotes a repaired glyph stands."""
    return [_marked(candidate, repairs) for candidate in candidates] if repairs else list(candidates)


def _marked(candidate: Candidate, repairs: Sequence[Repair]) -> Candidate:
    own = [box for quote in candidate.quotes for box in quote.boxes]
    for one in repairs:
        if any(_inside(box, around) for box in one.boxes for around in own):
            message = (
                f"A damaged glyph was read as {one.reading!r}, for {one.agreeing} numbers of the paper agree with that."
            )
            flag = Flag("repaired_glyph", "soft", message, (("agreeing", float(one.agreeing)),))
            candidate = replace(candidate, flags=(*candidate.flags, flag))
    return candidate


def _inside(box: Box, around: Box) -> bool:
    """Whether the middle of a box stands in another one."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return box.page == around.page and around.x0 <= x <= around.x1 and around.top <= y <= around.bottom


def agreement(candidates: Iterable[Candidate]) -> int:
    """How often a result agrees with what is printed beside it, less what contradicts it."""
    score = 0
    for candidate in candidates:
        codes = {flag.code for flag in candidate.flags}
        stated = {"ci": candidate.ci is not None, "p": candidate.p is not None and candidate.n is not None}
        stated["mirror"] = any(name == "mirror_value" for name, _ in candidate.evidence)
        for field, against in AGREEING:
            if stated[field]:
                score += 1 if not codes & against else -CONTRADICTED
        score -= CONTRADICTED * len(codes & MATRIX)
    return score


def _damaged(document: Document) -> list[tuple[Glyph, tuple[str, ...]]]:
    """The commonest damaged glyphs that stand in or before numbers, each with what it may be, itself included."""
    counted: Counter[Glyph] = Counter()
    readings: dict[Glyph, tuple[str, ...]] = {}
    for word in _words(document):
        for sign in _signs(word):
            glyph = (word.font, sign)
            counted[glyph] += 1
            readings[glyph] = (sign, *dict.fromkeys((*_readings(word, sign), *(ANY_SIGN if sign == UNKNOWN else ()))))
    enough = [glyph for glyph, count in counted.most_common(MOST_GLYPHS) if count >= CLEARLY]
    return [(glyph, readings[glyph]) for glyph in enough if len(readings[glyph]) > 1]


def _signs(word: Word) -> set[str]:
    """The damaged signs of a word: what all its alternatives replace; a raised point needs no repair."""
    if not word.alternatives:
        return set()
    return {c for c in word.text if c != RAISED_POINT and all(c not in other for other in word.alternatives)}


def _readings(word: Word, sign: str) -> Iterator[str]:
    """What a word's alternatives put in the place of a sign."""
    before, _, after = word.text.partition(sign)
    for other in word.alternatives:
        if other.startswith(before) and other.endswith(after) and len(other) > len(before) + len(after):
            yield other[len(before) : len(other) - len(after)][:1]


def _words(document: Document) -> Iterator[Word]:
    for page in document.pages:
        for line in page.lines:
            yield from line.words
    for table in document.tables:
        yield from _words_of(table)


def _words_of(table: Table) -> Iterator[Word]:
    for grid in table.readings[:1]:
        for row in grid:
            for cell in row:
                yield from cell.words


def _with(document: Document, glyph: Glyph, reading: str) -> Document:
    """The document with one glyph read in one way everywhere."""
    return replace(
        document,
        pages=tuple(_page(page, glyph, reading) for page in document.pages),
        passages=tuple(_passage(passage, glyph, reading) for passage in document.passages),
        tables=tuple(_table(table, glyph, reading) for table in document.tables),
    )


def _word(word: Word, glyph: Glyph, reading: str) -> Word:
    font, sign = glyph
    if word.font != font or sign not in _signs(word):
        return word
    left = tuple(dict.fromkeys(other.replace(sign, reading) for other in word.alternatives if sign in other))
    return replace(word, text=word.text.replace(sign, reading), unmapped=True, alternatives=left)


def _page(page: Page, glyph: Glyph, reading: str) -> Page:
    lines = tuple(Line(tuple(_word(w, glyph, reading) for w in line.words), line.box) for line in page.lines)
    return replace(page, lines=lines, text="\n".join(line.text for line in lines) if lines else page.text)


def _passage(passage: Passage, glyph: Glyph, reading: str) -> Passage:
    """A passage with its words and its text changed alike; every reading is one character, so that places stay."""
    words = tuple(_word(w, glyph, reading) for w in passage.words)
    text = list(passage.text)
    for start, old, new in zip(passage.starts, passage.words, words, strict=True):
        if old is not new and passage.text[start : start + len(old.text)] == old.text:
            text[start : start + len(old.text)] = new.text
    return replace(passage, words=words, text="".join(text))


def _table(table: Table, glyph: Glyph, reading: str) -> Table:
    return replace(table, readings=tuple(_grid(grid, glyph, reading) for grid in table.readings))


def _grid(grid: Grid, glyph: Glyph, reading: str) -> Grid:
    return tuple(tuple(_cell(cell, glyph, reading) for cell in row) for row in grid)


def _cell(cell: Cell, glyph: Glyph, reading: str) -> Cell:
    words = tuple(_word(w, glyph, reading) for w in cell.words)
    text = cell.text
    for old, new in zip(cell.words, words, strict=True):
        if old is not new:
            text = text.replace(old.text, new.text, 1)
    return replace(cell, words=words, text=text)
