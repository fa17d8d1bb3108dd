"""Characters to words: gaps and baselines split them, raised small ones are marked, damaged glyphs get alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from corpus.document import Box, Word
from corpus.reading.pdf import REPLACEMENT, Chars, OpenPage, Run, Style

GAP = 0.17  # of the size; a blank is .25 in most fonts and .2 in tight lines, kerning stays under .1
BACK = -0.6  # of the size; a jump back is another line or column
NEW_LINE = 0.75  # of the size; more is no super- or subscript
RAISED = 0.12  # of the size; a superscript stands at least this far above its host's baseline
NEAR = 0.3  # of the size; a superscript stands at most this far from its host
SMALL = 0.92  # of the host's size; a superscript is smaller
ASCENT, DESCENT = 0.74, 0.24  # of the size, around the baseline: loose, the same for every font
MINUS = "−"
SUPERSCRIPT_SIGNS = "*†‡§¶#∗⁎ⴱ"

# MathematicalPi's glyphs H11001, H11002 ... come out as the characters of that decimal code: an accident of the glyph
# names that no real text can produce.
PI_GLYPHS = {
    0x2AF9: "+",
    0x2AFA: MINUS,
    0x2AFB: "×",
    0x2AFC: "÷",
    0x2AFD: "=",
    0x2AFE: "±",
    0x2B0D: "<",
    0x2B0E: ">",
    0x2AFF: "∓",
    0x2D31: "*",
    0x204E: "*",
    0x2217: "*",
    0x2A2F: "×",
}
SPELLED = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | dict.fromkeys("\u200b\u200c\u200d\u00ad\ufeff", "")
)
# One character for one, so that places stay: line-end hyphens are hyphens, codes without meaning are one sign.
GLYPHS = {
    **PI_GLYPHS,
    2: "-",
    0xFFFE: "-",
    **dict.fromkeys((0, 1, *range(3, 9), 11, 12, *range(14, 32), *range(0xFFF0, 0xFFFE)), REPLACEMENT),
}
SOLID = re.compile(r"[^\s\u2000-\u200a\u202f\u3000\xa0]+")
# What a damaged glyph may stand for, the likeliest first.
DAMAGED = {
    "¡": (MINUS,),
    "¼": ("=",),
    "½": ("=", "["),
    "À": (MINUS,),
    "Ϫ": (MINUS,),
    "ϭ": ("=",),
    "Ͻ": ("<",),
    "Ͼ": (">",),
    "·": (".",),
    "\\": ("<",),
    REPLACEMENT: (MINUS,),
}


@dataclass(frozen=True, slots=True)
class Built:
    """A page's words in the file's order, each with the index of its first character; `text` has one glyph a character.

    A word's letters are text[first : first + len(word.text)] unless a ligature in it stands for several.
    """

    words: list[Word]
    firsts: list[int]


def build(page: OpenPage, chars: Chars) -> Built:
    """Every word of the page, in the order of the file."""
    content = chars.text.translate(GLYPHS)
    if chars.unmapped:
        content = "".join(REPLACEMENT if i in chars.unmapped else c for i, c in enumerate(content))
    words: list[Word] = []
    firsts: list[int] = []
    seen: set[tuple[str, int, int]] = set()  # bold by printing twice
    start, end = chars.start.tolist(), chars.end.tolist()  # single values of an array are slow
    for first, last, run, raised in _pieces(content, chars, start, end):
        text = content[first : last + 1]
        plain = text.isascii()
        if not plain:
            text = text.translate(SPELLED)
            if not text:
                continue
        low, high = start[first], end[last]
        if high <= low:
            low, high = min(start[first : last + 1]), max(end[first : last + 1]) + 0.1
        box = _box(page, run, low, high)
        place = (text, round(box.x0), round(box.top))
        if place not in seen:
            seen.add(place)
            words.append(_word(text, box, run.style, raised=raised, plain=plain))
            firsts.append(first)
    return Built(_mark_leading(words), firsts)


def _pieces(content: str, chars: Chars, start: list[float], end: list[float]) -> Iterator[tuple[int, int, Run, bool]]:
    """First and last character of each word, its run, and whether it is raised above the word before it."""
    if not content:
        return
    runs, run_of = chars.runs, chars.run.tolist()
    host: Run | None = None
    before = -1
    for first, stop in _spans(content, _breaks(chars)):
        if run_of[first] < 0:
            continue
        run = runs[run_of[first]]
        raised = False
        if host is not None and run.style.size < SMALL * host.style.size:
            raised = _is_raised(run, host, start[first] - end[before])
        yield first, stop - 1, run, raised
        before = stop - 1
        if not raised:
            host = run


def _spans(content: str, breaks: list[int]) -> Iterator[tuple[int, int]]:
    """First character of each word and the one after its last."""
    k, most = 0, len(breaks)
    for match in SOLID.finditer(content):
        first, stop = match.span()
        while k < most and breaks[k] < stop:
            if breaks[k] > first:
                yield first, breaks[k]
                first = breaks[k]
            k += 1
        yield first, stop


def _breaks(chars: Chars) -> list[int]:
    """Characters that open a new word although no blank stands before them."""
    run, start, end = chars.run, chars.start, chars.end
    sizes = np.array([r.style.size for r in chars.runs] + [10.0])[run]
    gap = start[1:] - end[:-1]
    size = np.maximum(sizes[1:], sizes[:-1])
    same_glyph = (start[1:] == start[:-1]) & (end[1:] == end[:-1])  # a ligature that stands for two characters
    apart = ((gap > GAP * size) | (gap < BACK * size)) & ~same_glyph
    apart |= (run[1:] < 0) != (run[:-1] < 0)
    out = set((np.flatnonzero(apart) + 1).tolist())
    for i in (np.flatnonzero(run[1:] != run[:-1]) + 1).tolist():
        if i not in out and run[i] >= 0 and run[i - 1] >= 0 and _apart(chars.runs[run[i - 1]], chars.runs[run[i]]):
            out.add(i)
    return sorted(out)


def _apart(last: Run, run: Run) -> bool:
    """Whether two text objects side by side make two words: another direction or line, a superscript, or its end."""
    a, b = last.style, run.style
    if a.angle != b.angle:
        return True
    lift = last.base - run.base
    size = max(a.size, b.size)
    if abs(lift) > NEW_LINE * size:
        return True
    return (lift > RAISED * size and b.size < SMALL * a.size) or (-lift > RAISED * size and a.size < SMALL * b.size)


def _is_raised(run: Run, host: Run, gap: float) -> bool:
    """Whether a smaller word stands raised beside the word before it, `gap` points after that."""
    size = host.style.size
    if run.style.angle != host.style.angle:
        return False
    return -GAP < gap / size < NEAR and RAISED * size < host.base - run.base < NEW_LINE * size


def _word(text: str, box: Box, style: Style, *, raised: bool, plain: bool) -> Word:
    if plain and "\\" not in text:
        return Word(text, box, style.size, style.angle, raised, style.bold, font=style.font)
    return Word(
        text,
        box,
        style.size,
        style.angle,
        raised,
        style.bold,
        unmapped=REPLACEMENT in text,
        font=style.font,
        alternatives=alternatives(text),
    )


def alternatives(text: str) -> tuple[str, ...]:
    """Other readings of a word with a damaged glyph."""
    out: list[str] = []
    for glyph, readings in DAMAGED.items():
        if glyph in text:
            out.extend(text.replace(glyph, reading) for reading in readings)
    return tuple(out)


def _box(page: OpenPage, run: Run, low: float, high: float) -> Box:
    size = run.style.size
    above, below = run.base - ASCENT * size, run.base + DESCENT * size
    match run.style.angle:
        case 90:
            return Box(page.number, page.width - below, low, page.width - above, high)
        case 180:
            return Box(page.number, page.width - high, page.height - below, page.width - low, page.height - above)
        case 270:
            return Box(page.number, above, page.height - high, below, page.height - low)
        case _:
            return Box(page.number, low, above, high, below)


def _mark_leading(words: list[Word]) -> list[Word]:
    """Marks a raised small word that stands before its host, as the letter of a table note does."""
    for i, (word, after) in enumerate(pairwise(words)):
        if word.size >= SMALL * after.size or word.superscript or word.angle != 0 or after.angle != 0:
            continue
        lift = (after.box.bottom - DESCENT * after.size) - (word.box.bottom - DESCENT * word.size)
        gap = after.box.x0 - word.box.x1
        if RAISED * after.size < lift < NEW_LINE * after.size and -GAP < gap / after.size < 3 * GAP:
            words[i] = replace(word, superscript=True)
    return words
