"""A table's row as atoms: runs of words that belong to one cell, typed as number, placeholder or text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.document import Word

AtomKind = Literal["number", "dash", "text"]

KEPT = 8192  # texts of words whose kind is remembered: each is looked at in every lane and reading of its page
TEXT_GAP = 0.62  # of the size; words of a label stand closer than this
CELL_GAP = 0.42  # of the size; two numbers of one cell ("r (p)") stand closer than this
SIGN_GAP = 0.36  # of the size; a minus stands this near to its number
EDGES = re.compile(r"^[^\w.,·]+|[^\w.%]+$")
NUMBER = re.compile(r"(?:\d{1,3}(?:[,\s]\d{3})+|\d*)(?:[.,·]\d+)?%?(?:[a-e]|ns)?")
DECIMAL = re.compile(r"\d*[.,·]\d+(?:[a-e]|ns)?%?")
ENUMERATOR = re.compile(r"\(?\d{1,2}[.)]")
SIGNS = "-−–‐‑‒�¡Ϫ+"
DASHES = frozenset(
    (
        "-",
        "−",
        "–",
        "—",
        "―",
        "‐",
        "‑",
        "‒",
        "--",
        "---",
        "––",
        "——",
        "…",
        "...",
        ".",
        "·",
        "n/a",
        "N/A",
        "na",
        "NA",
        "n.a.",
        "ns",
        "n.s.",
        "NS",
        "\ufffd",
        "¡",
    )
)
OPERATORS = frozenset(("<", ">", "=", "≤", "≥", "±", "~", "/"))


@dataclass(frozen=True, slots=True)
class Atom:
    """Words that stand together in one row; `anchor` is the place of the decimal point or the right edge."""

    kind: AtomKind
    words: tuple[Word, ...]
    x0: float
    x1: float
    anchor: float

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@lru_cache(maxsize=KEPT)
def core(text: str) -> str:
    """A word without the brackets, signs, operators and stars around it."""
    return EDGES.sub("", text)


@lru_cache(maxsize=KEPT)
def is_number(text: str) -> bool:
    """Whether a word is a number as tables print them."""
    bare = core(text)
    return any(c.isdigit() for c in bare) and bool(NUMBER.fullmatch(bare))


@lru_cache(maxsize=KEPT)
def is_decimal(text: str) -> bool:
    """Whether a word is a number with decimals."""
    return bool(DECIMAL.fullmatch(core(text)))


@lru_cache(maxsize=KEPT)
def kind_of(text: str) -> AtomKind:
    """What a single word is."""
    if text in DASHES:
        return "dash"
    return "number" if is_number(text) and not ENUMERATOR.fullmatch(text) else "text"


def atoms(row: Sequence[Word], *, cell_gap: float = CELL_GAP, text_gap: float = TEXT_GAP) -> list[Atom]:
    """A row's words as atoms from left to right."""
    groups: list[list[Word]] = []
    kinds: list[AtomKind] = []
    for at, word in enumerate(row):
        kind = kind_of(word.text)
        signs = groups and _opens_number(groups[-1][-1], word, row[at + 1 : at + 2])
        if groups and not signs and _joins(groups[-1], kinds[-1], word, kind, cell_gap=cell_gap, text_gap=text_gap):
            groups[-1].append(word)
            kinds[-1] = _both(kinds[-1], kind, word)
        else:
            groups.append([word])
            kinds.append("text" if word.text in OPERATORS else kind)
    return [make(group, kind) for group, kind in zip(groups, kinds, strict=True)]


def _opens_number(last: Word, word: Word, after: Sequence[Word]) -> bool:
    """Whether a lone minus belongs to the decimal behind it, which stands nearer than the word before it."""
    if word.text not in SIGNS or not after or not is_decimal(after[0].text):
        return False
    return after[0].box.x0 - word.box.x1 < min(SIGN_GAP * word.size, word.box.x0 - last.box.x1)


def _both(kind: AtomKind, added: AtomKind, word: Word) -> AtomKind:
    if word.superscript or kind == added:
        return kind
    return "number" if {kind, added} <= {"number", "dash"} else kind if kind != "text" else "text"


def _joins(group: list[Word], kind: AtomKind, word: Word, added: AtomKind, *, cell_gap: float, text_gap: float) -> bool:
    last = group[-1]
    size = max(word.size, last.size)
    gap = (word.box.x0 - last.box.x1) / size
    if word.superscript or last.superscript:
        return gap < (SIGN_GAP if word.superscript else TEXT_GAP / 2)
    if _open_bracket(group):
        return gap < 2 * text_gap
    if last.text in SIGNS and added == "number":
        return gap < SIGN_GAP
    if last.text in OPERATORS or word.text in OPERATORS:
        return gap < text_gap
    if kind == "text" and added == "text":
        return gap < text_gap
    if kind == "text":
        return gap < CELL_GAP
    if set(word.text) <= set("*†‡§#") or added == "text":
        return gap < CELL_GAP
    return gap < (cell_gap if word.text[:1] in "([" or last.text[-1:] in "(/" else 0.05)


def _open_bracket(group: list[Word]) -> bool:
    text = group[0].text if len(group) == 1 else "".join([w.text for w in group])
    return text.count("[") > text.count("]") or (text.count("(") > text.count(")") and len(group) < 4)


def make(words: Sequence[Word], kind: AtomKind) -> Atom:
    """An atom of these words."""
    plain = [w for w in words if not w.superscript] or list(words)
    x0, x1 = min(w.box.x0 for w in plain), max(w.box.x1 for w in plain)
    return Atom(kind, tuple(words), x0, x1, _anchor(plain, x1))


def _anchor(words: Sequence[Word], right: float) -> float:
    for word in words:
        at = re.search(r"[.,·]\d", word.text)
        if at and is_number(word.text):
            return word.box.x0 + (word.box.x1 - word.box.x0) * at.start() / len(word.text)
    if words and is_number(words[0].text):
        return words[0].box.x1
    return right
