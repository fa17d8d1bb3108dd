"""Characters to words: gaps and baselines split them, raised small ones are marked, damaged glyphs get alternatives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from corpus.document import Box, Word, union
from corpus.reading.characters import REPLACEMENT, Chars, Run, Style
from corpus.reading.pdf import OpenPage

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
SOFT_HYPHEN = "\u00ad"
PRINTED_HYPHEN = re.compile(r"^\u00ad|\u00ad$|\u00ad(?=[.,\d])")  # some fonts call their hyphen so
# One character for one, so that places stay: line-end hyphens are hyphens, codes without meaning are one sign.
GLYPHS = {
    **PI_GLYPHS,
    2: "-",
    0xFFFE: "-",
    **dict.fromkeys((0, 1, *range(3, 9), 11, 12, *range(14, 32), *range(0xFFF0, 0xFFFE)), REPLACEMENT),
}
CHANGED = re.compile("[" + re.escape("".join(map(chr, GLYPHS))) + "]")  # quicker than asking a table for each character
TOGETHER = 0.6  # of the size; plain words nearer than this are one line of one column
EDGES = 16  # bytes of the two doubles that say where a word begins and ends
LAST_BLANK = 0x3000
_BLANK = np.array([chr(code).isspace() for code in range(LAST_BLANK + 2)])
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
SUSPECTS = frozenset("¡¼½¾ÀÁÂÃϪϭϽϾ\\" + REPLACEMENT)  # damaged fonts print signs by them
ALONE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789bNp")  # by themselves they may be the sign of a damaged font
PUNCTUATION = frozenset(".,;:'\"?!-()‘’“”")
LAST_LETTER = 0x24F  # of the Latin alphabet with its marks; Greek letters are symbols of statistics
LAST_SIGN = 0x201F


def _table(chosen: Callable[[str], bool]) -> Any:
    """For each code up to the last sign whether its character is chosen, and False for all that come after."""
    return np.array([chosen(chr(code)) for code in range(LAST_SIGN + 1)] + [False])


_LETTER = _table(lambda c: c.isalpha() and ord(c) <= LAST_LETTER and c not in SUSPECTS)
_PLAIN = _LETTER | _table(PUNCTUATION.__contains__)
_ALONE = _table(ALONE.__contains__)


@dataclass(frozen=True, slots=True)
class Built:
    """A page's words in the file's order, each with the index of its first character; `text` has one glyph a character.

    A word's letters are text[first : first + len(word.text)] unless a ligature in it stands for several.
    """

    words: list[Word]
    firsts: list[int]


@dataclass(slots=True)
class _Spans:
    """Words as arrays: first and last character, the run, extent along the reading direction, whether raised."""

    first: Any
    last: Any
    run: Any
    low: Any
    high: Any
    raised: Any


def build(page: OpenPage, chars: Chars, *, whole: bool = True) -> Built:
    """Every word of the page, in the order of the file; plain ones of one line stand together unless all are wanted."""
    content = CHANGED.sub(lambda match: GLYPHS[ord(match[0])], chars.text)
    if chars.unmapped:
        content = "".join(REPLACEMENT if i in chars.unmapped else c for i, c in enumerate(content))
    if not content or not chars.runs:
        return Built([], [])
    codes = np.frombuffer(content.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    spans = _spans(chars, codes)
    opens = np.arange(len(spans.first)) if whole else _opens(chars, codes, spans)
    words: list[Word] = []
    firsts: list[int] = []
    seen: set[tuple[str, int, int]] = set()  # bold by printing twice
    for first, text, box, style, raised, edges in _pieces(page, chars.runs, content, spans, opens):
        if text.isascii() and "\\" not in text:
            word = Word(text, box, style.size, style.angle, raised, style.bold, font=style.font, edges=edges)
        else:
            if text == SOFT_HYPHEN and words and _ends_at(words[-1], box):
                words[-1] = replace(words[-1], text=words[-1].text + "-", box=union([words[-1].box, box]))
                continue
            text = PRINTED_HYPHEN.sub("-", text).translate(SPELLED)
            if not text:
                continue
            word = _odd_word(text, box, style, raised=raised, edges=edges)
        place = (text, round(box.x0), round(box.top))
        if place not in seen:
            seen.add(place)
            words.append(word)
            firsts.append(first)
    return Built(_mark_leading(words), firsts)


def _ends_at(word: Word, box: Box) -> bool:
    """Whether a glyph stands right behind an upright word, on its line."""
    beside = abs(box.x0 - word.box.x1) < GAP * word.size and abs(box.bottom - word.box.bottom) < GAP * word.size
    return word.angle == 0 and not word.edges and word.text[-1:].isalpha() and beside


def _pieces(
    page: OpenPage, runs: list[Run], content: str, spans: _Spans, opens: Any
) -> Iterator[tuple[int, str, Box, Style, bool, bytes]]:
    """First character, text, box, style, whether raised, and the edges inside, for each word or words together."""
    closes = np.append(opens[1:], len(spans.first)) - 1
    edges = np.column_stack((spans.low, spans.high)).tobytes() if len(opens) < len(spans.first) else b""
    first, last = spans.first[opens].tolist(), spans.last[closes].tolist()
    low, high = spans.low[opens].tolist(), spans.high[closes].tolist()
    run_of, raised = spans.run[opens].tolist(), spans.raised[opens].tolist()
    number, looks = page.number, [(run, run.style, *_levels(run)) for run in runs]
    for k, (a, b) in enumerate(zip(opens.tolist(), closes.tolist(), strict=True)):
        run, style, above, below = looks[run_of[k]]
        box = Box(number, low[k], above, high[k], below) if style.angle == 0 else _box(page, run, low[k], high[k])
        inner = edges[EDGES * a : EDGES * (b + 1)] if b > a else b""
        yield first[k], content[first[k] : last[k] + 1], box, style, raised[k], inner


def _spans(chars: Chars, codes: Any) -> _Spans:
    """The words of a page whose characters have these codes."""
    start, end, run = chars.start, chars.end, chars.run
    solid = ~_BLANK[np.minimum(codes, LAST_BLANK + 1)]
    cut = np.append(True, _cuts(chars))
    first = np.flatnonzero(solid & (cut | ~np.append(False, solid[:-1])))
    last = np.flatnonzero(solid & np.append(cut[1:] | ~solid[1:], True))
    placed = run[first] >= 0
    first, last = first[placed], last[placed]
    low, high = start[first], end[last]
    for k in np.flatnonzero(high <= low).tolist():
        inside = slice(first[k], last[k] + 1)
        low[k], high[k] = start[inside].min(), end[inside].max() + 0.1
    run = run[first]
    return _Spans(first, last, run, low, high, _raised(chars, first, last, run))


def _cuts(chars: Chars) -> Any:
    """Whether each character but the first opens a new word although no blank may stand before it."""
    run, start, end = chars.run, chars.start, chars.end
    sizes = np.array([r.style.size for r in chars.runs] + [10.0])[run]
    gap = start[1:] - end[:-1]
    size = np.maximum(sizes[1:], sizes[:-1])
    same_glyph = (start[1:] == start[:-1]) & (end[1:] == end[:-1])  # a ligature that stands for two characters
    apart = ((gap > GAP * size) | (gap < BACK * size)) & ~same_glyph
    apart |= (run[1:] < 0) != (run[:-1] < 0)
    changed = np.flatnonzero((run[1:] != run[:-1]) & ~apart & (run[1:] >= 0) & (run[:-1] >= 0))
    for i in changed.tolist():
        apart[i] = _apart(chars.runs[run[i]], chars.runs[run[i + 1]])
    return apart


def _raised(chars: Chars, first: Any, last: Any, run: Any) -> Any:
    """Whether each word stands raised above the one before it that is not."""
    raised = np.zeros(len(first), dtype=bool)
    if not len(first):
        return raised
    sizes = np.array([r.style.size for r in chars.runs])[run]
    if sizes.min() >= SMALL * sizes.max():
        return raised
    gaps = (chars.start[first[1:]] - chars.end[last[:-1]]).tolist()
    runs, host, before = chars.runs, chars.runs[run[0]], int(run[0])
    standing = True  # the word before is a host itself
    for k, number in enumerate(run.tolist()[1:]):
        if number == before and standing:
            continue
        one = runs[number]
        standing = not (one.style.size < SMALL * host.style.size and _is_raised(one, host, gaps[k]))
        raised[k + 1] = not standing
        host = one if standing else host
        before = number
    return raised


def _opens(chars: Chars, codes: Any, spans: _Spans) -> Any:
    """The words that begin a stretch: all but plain words a blank after another plain one in the same upright run."""
    upright = np.array([r.style.angle == 0 for r in chars.runs])[spans.run]
    size = np.array([r.style.size for r in chars.runs])[spans.run]
    odd = np.append(0, np.cumsum(~_PLAIN[np.minimum(codes, LAST_SIGN + 1)]))
    plain = upright & ~spans.raised & (odd[spans.last + 1] == odd[spans.first])
    plain &= (spans.last > spans.first) | ~_ALONE[np.minimum(codes[spans.first], LAST_SIGN + 1)]
    gap = spans.low[1:] - spans.high[:-1]
    blank = (spans.first[1:] == spans.last[:-1] + 2) & (codes[spans.first[1:] - 1] == ord(" "))
    near = (gap > 0) & (gap < TOGETHER * size[1:])
    goes_on = plain[1:] & plain[:-1] & blank & near & (spans.run[1:] == spans.run[:-1])
    return np.flatnonzero(np.append(True, ~goes_on))


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


def _odd_word(text: str, box: Box, style: Style, *, raised: bool, edges: bytes) -> Word:
    """A word with a sign in it that may be damaged."""
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
        edges=edges,
    )


def alternatives(text: str) -> tuple[str, ...]:
    """Other readings of a word with a damaged glyph."""
    out: list[str] = []
    for glyph, readings in DAMAGED.items():
        if glyph in text:
            out.extend(text.replace(glyph, reading) for reading in readings)
    return tuple(out)


def _levels(run: Run) -> tuple[float, float]:
    """Top and bottom of a run's words in their upright frame."""
    size = run.style.size
    return run.base - ASCENT * size, run.base + DESCENT * size


def _box(page: OpenPage, run: Run, low: float, high: float) -> Box:
    """The place on the page of a word that is not upright."""
    above, below = _levels(run)
    match run.style.angle:
        case 90:
            return Box(page.number, page.width - below, low, page.width - above, high)
        case 180:
            return Box(page.number, page.width - high, page.height - below, page.width - low, page.height - above)
        case _:
            return Box(page.number, above, page.height - high, below, page.height - low)


def _mark_leading(words: list[Word]) -> list[Word]:
    """Marks a raised small word that stands before its host, as the letter of a table note does."""
    sizes = np.array([word.size for word in words])
    for i in np.flatnonzero(sizes[:-1] < SMALL * sizes[1:]).tolist():
        word, after = words[i], words[i + 1]
        if word.superscript or word.angle != 0 or after.angle != 0:
            continue
        lift = (after.box.bottom - DESCENT * after.size) - (word.box.bottom - DESCENT * word.size)
        gap = after.box.x0 - word.box.x1
        if RAISED * after.size < lift < NEW_LINE * after.size and -GAP < gap / after.size < 3 * GAP:
            words[i] = replace(word, superscript=True)
    return words
