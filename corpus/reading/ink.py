"""Signs from the picture: what a glyph without meaning looks like, and whether a minus has ink.

Two witnesses beside the text layer. The shape of a glyph (its tight box and its ink) tells what a code without
Unicode, or with a wrong one, shows: decided once for each font and code. The picture at 200 dpi tells for each number
that may be a correlation whether its minus is there. A word whose sign comes from a shape keeps `unmapped`; a minus
without ink and ink without a minus are marked and never decided here.

`Word.text` then begins with U+2212 for a minus known by its shape; dashes of the text layer stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from corpus.document import Word
from corpus.reading import dashes, pdf
from corpus.reading.characters import REPLACEMENT, Chars
from corpus.reading.dashes import Frame
from corpus.reading.sight import around
from corpus.reading.words import ALONE, DAMAGED, SUSPECTS, Built

R_LIKE = re.compile(r"^(?P<before>[^\d.]{0,6}?)(?P<number>[01]?\.\d\d+)(?!\.?\d)")
# A page that never speaks of correlations and has no table has no sign that is worth its picture.
SPEAKS = re.compile(
    r"""(?<!\S)[^\w\s]*(?:                                          # a word, with what stands before and after it
        (?:r|rs|R|rho|tau|ρ|τ|[Tt]able|TABLE)
        | (?:r\(|r[=<>]|rs\()\S*
        | (?i:\S*correlat\S*|pearson\S*|spearman\S*|kendall\S*)
        )[^\w\s]*(?!\S)""",
    re.VERBOSE,
)
PLAIN_DASHES = frozenset("-−–—‐‑‒")
SCALE = 200 / 72  # 150 dpi misses thin minus signs, 300 finds no more of them
FLAT = 0.46  # of the size; no capital letter, digit or fraction is lower
ODD = re.compile("[" + re.escape("".join(sorted(SUSPECTS))) + "]")
BASE_TOLERANCE = 0.3  # of the size
REACH = 0.9  # of the digits' height; a minus ends this near to its number


@dataclass(slots=True)
class Glyphs:
    """What the glyphs of a document's fonts were found to show; empty for one that shows what it says."""

    known: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Picture:
    """A page's grey picture in each direction of text, drawn when first asked for, and only near the places given."""

    page: pdf.OpenPage
    near: Any = None
    turned: dict[int, Any] = field(default_factory=dict)

    def at(self, angle: int) -> Any:
        """The picture turned so that text of this angle is upright; None where the page is too large."""
        if 0 not in self.turned:
            self.turned[0] = pdf.grey(self.page, scale=SCALE, near=self.near)
        if self.turned[0] is None:
            return None
        if angle not in self.turned:
            self.turned[angle] = np.rot90(self.turned[0], {90: 1, 180: 2, 270: 3}[angle])
        return self.turned[angle]


def with_signs(page: pdf.OpenPage, chars: Chars, built: Built, glyphs: Glyphs) -> list[Word]:
    """The page's words with damaged glyphs read by shape and the signs of r-like numbers checked against the ink."""
    picture = Picture(page)
    words = list(built.words)
    odd = bool(ODD.search(_said(words)))
    for i, word in enumerate(words):
        if (len(word.text) == 1 and word.text in ALONE) or (odd and ODD.search(word.text)):
            words[i] = _by_shape(page, chars, word, built.firsts[i], glyphs, picture)
    targets = [(i, m) for i, word in enumerate(words) if "." in word.text and (m := R_LIKE.match(word.text))]
    if targets and SPEAKS.search(_said(words)):
        if not picture.turned:
            near = [words[i] for i, match in targets if _open(match)]
            picture = Picture(page, around(near) if near else None)
        beside = _beside(words)
        for i, match in targets:
            words[i] = _checked(page, chars, words, i, match, built.firsts[i], picture, beside)
    return words


def _said(words: Sequence[Word]) -> str:
    """All that a page says, to be searched at once."""
    return " ".join([word.text for word in words])


def _open(match: re.Match[str]) -> bool:
    """Whether only the picture can say more about a number's sign: nothing or a dash is printed before it."""
    return not match["before"] or match["before"][-1] in PLAIN_DASHES


def _by_shape(page: pdf.OpenPage, chars: Chars, word: Word, first: int, glyphs: Glyphs, picture: Picture) -> Word:
    text = word.text
    suspect = len(text) == 1 and text in ALONE
    if not _in_step(chars, text, first):
        return word  # a ligature in the word: no character to point at
    out: list[str] = []
    for index, shown in enumerate(text, first):
        read = ""
        if suspect or shown in SUSPECTS:
            key = (pdf.face(page, index), ord(chars.text[index]))
            if key not in glyphs.known:
                glyphs.known[key] = _shape(page, chars, index, word, shown, picture)
            read = glyphs.known[key]
        out.append(read or shown)
    changed = "".join(out)
    if changed == text:
        return word
    left = tuple(changed.replace(glyph, r) for glyph, rs in DAMAGED.items() if glyph in changed for r in rs)
    return replace(word, text=changed, unmapped=True, alternatives=left)


def _in_step(chars: Chars, text: str, first: int) -> bool:
    """Whether a word's letters are the page's characters one by one: no ligature was spelled out."""
    return all(c == d or not d.isalnum() for c, d in zip(text, chars.text[first : first + len(text)], strict=False))


def _shape(page: pdf.OpenPage, chars: Chars, index: int, word: Word, shown: str, picture: Picture) -> str:
    """What a glyph shows, by its tight box and its ink; empty where it may well be what it says."""
    frame = Frame.of(page, word.angle)
    x0, top, x1, bottom = frame.box(pdf.tight_box(page, index))
    run = chars.runs[chars.run[index]]
    if shown != REPLACEMENT and bottom - top > FLAT * run.style.size:
        return ""
    image = picture.at(word.angle)
    if image is None or x1 <= x0:
        return ""
    return dashes.glyph(image, SCALE, (x0, top, x1, bottom), base=run.base, size=run.style.size)


def _beside(words: Sequence[Word]) -> dict[tuple[int, int], list[int]]:
    """Indexes of words by direction and baseline."""
    out: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        out[word.angle, _level(word)].append(i)
    return out


def _level(word: Word) -> int:
    """A coarse baseline, the same for words of one row."""
    edge = {0: word.box.bottom, 90: -word.box.x0, 180: -word.box.top, 270: word.box.x1}[word.angle]
    return round(edge / 4)


def _checked(
    page: pdf.OpenPage,
    chars: Chars,
    words: Sequence[Word],
    i: int,
    match: re.Match[str],
    start: int,
    picture: Picture,
    beside: dict[tuple[int, int], list[int]],
) -> Word:
    """A number with what the picture says about its sign."""
    word = words[i]
    if not _open(match) or not _in_step(chars, word.text, start):
        return word
    image = picture.at(word.angle)
    if image is None:
        return word
    frame = Frame.of(page, word.angle)
    at = match.start("number")
    digit = next(k for k in range(at, len(word.text)) if word.text[k].isdigit())
    first, figure = frame.box(pdf.tight_box(page, start + at)), frame.box(pdf.tight_box(page, start + digit))
    height = figure[3] - figure[1]
    if height <= 1:
        return word
    before = match["before"]
    own = at - 1 if before and before[-1] in PLAIN_DASHES else None
    if own is not None:
        inked = dashes.inked(image, SCALE, frame.box(pdf.tight_box(page, start + own)))
        sure = inked or chars.invisible  # under a scan the letters stand only near their ink
        return word if sure else replace(word, minus_without_ink=True)
    neighbours = [words[k] for d in (-1, 0, 1) for k in beside.get((word.angle, _level(word) + d), ()) if k != i]
    left = _left_of(frame, neighbours, first[0], height)
    if left is not None and left.text[-1:] in PLAIN_DASHES:
        return word  # a dash of its own that the text layer knows
    ink = dashes.minus(image, SCALE, x0=first[0], bottom=figure[3], height=height)
    if ink is None:
        return word
    if left is not None and dashes.is_range(ink, frame.box(_edges(left))[2], left.text, height):
        return word
    return replace(word, ink_left=True)


def _edges(word: Word) -> tuple[float, float, float, float]:
    return word.box.x0, word.box.top, word.box.x1, word.box.bottom


def _left_of(frame: Frame, neighbours: Sequence[Word], x0: float, height: float) -> Word | None:
    """The nearest word that ends left of a number."""
    best: tuple[float, Word] | None = None
    for word in neighbours:
        distance = x0 - frame.box(_edges(word))[2]
        if -0.3 * height < distance < 4 * height and (best is None or distance < best[0]):
            best = (distance, word)
    return best[1] if best else None
