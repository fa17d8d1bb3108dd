"""Characters to words: gaps and baselines split them, raised small ones are marked, damaged glyphs get alternatives."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Box, Word
from corpus.reading.pdf import Chars, OpenPage, Run

GAP = 0.17  # of the size; a blank is .25 in most fonts and .2 in tight lines, kerning stays under .1
BACK = -0.6  # of the size; a jump back is another line or column
NEW_LINE = 0.75  # of the size; more is no super- or subscript
RAISED = 0.12  # of the size; a superscript stands at least this far above its host's baseline
SMALL = 0.92  # of the host's size; a superscript is smaller
ASCENT, DESCENT = 0.74, 0.24  # of the size, around the baseline: loose, the same for every font
REPLACEMENT = "�"
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
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
BLANKS = frozenset((0x20, 0xA0, 0x0D, 0x0A, 0x09, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x3000))
DROPPED = frozenset((0x200B, 0x200C, 0x200D, 0x00AD, 0xFEFF))
LINE_HYPHENS = frozenset((0x0002, 0xFFFE))
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
    """A page's words in the file's order, each with the indexes of its characters."""

    words: list[Word]
    spans: list[tuple[int, ...]]


def build(page: OpenPage, chars: Chars) -> Built:
    """Every word of the page, in the order of the file."""
    words: list[Word] = []
    spans: list[tuple[int, ...]] = []
    seen: set[tuple[str, int, int]] = set()  # bold by printing twice
    for span, raised in _spans(chars):
        word = _word(page, chars, span, raised=raised)
        place = (word.text, round(word.box.x0), round(word.box.top)) if word else ("", 0, 0)
        if word and place not in seen:
            seen.add(place)
            words.append(word)
            spans.append(tuple(span))
    return Built(_mark_leading(words), spans)


def _spans(chars: Chars) -> list[tuple[list[int], bool]]:
    """Character indexes word by word, and whether the word is raised above its neighbour before it."""
    out: list[tuple[list[int], bool]] = []
    current: list[int] = []
    raised = False
    host: Run | None = None
    last = -1
    codes, start, end, run_of, runs = chars.codes, chars.start, chars.end, chars.run, chars.runs
    for i, code in enumerate(codes):
        run = run_of[i]
        if run < 0 or code in BLANKS:
            if current:
                out.append((current, raised))
                current = []
            continue
        if code in DROPPED:
            continue
        if current:
            ligature = start[i] == start[last] and end[i] == end[last]  # one glyph that stands for two characters
            gap = 0.0 if ligature else start[i] - end[last]
            state = _relation(runs[run_of[last]], runs[run], host, gap, raised=raised)
            if state != "same":
                out.append((current, raised))
                current = []
                raised = state == "raised"
        else:
            raised = False
            if last >= 0 and host is not None and run != run_of[last]:
                near = start[i] - end[last] < GAP * runs[run].size
                raised = near and _relation(host, runs[run], host, 0.0, raised=False) == "raised"
        if not raised and (not current or runs[run].size > 0.8 * runs[run_of[current[0]]].size):
            host = runs[run]
        current.append(i)
        last = i
    if current:
        out.append((current, raised))
    return out


def _relation(last: Run, run: Run, host: Run | None, gap: float, *, raised: bool) -> str:
    """How a character stands to the one before it: in the same word, raised above it, or apart."""
    if run is last:
        return "same" if BACK * run.size < gap < GAP * run.size else "apart"
    size = max(run.size, last.size)
    if run.angle != last.angle or gap > GAP * size or gap < BACK * size:
        return "apart"
    host = host or last
    lift = host.base - run.base
    if abs(lift) > NEW_LINE * host.size or abs(last.base - run.base) > NEW_LINE * size:
        return "apart"
    up = lift > RAISED * host.size and run.size < SMALL * host.size
    if up:
        return "same" if raised else "raised"
    return "apart" if raised else "same"


def _word(page: OpenPage, chars: Chars, span: list[int], *, raised: bool) -> Word | None:
    run = chars.runs[chars.run[span[0]]]
    text, unmapped = _text(chars, span)
    if not text:
        return None
    low = min(chars.start[i] for i in span)
    high = max(chars.end[i] for i in span)
    size = round(run.size, 2)
    box = _box(page, run, low, max(high, low + 0.1))
    return Word(
        text, box, size, run.angle, raised, run.bold, unmapped, False, False, run.font, alternatives(text)
    )


def _text(chars: Chars, span: list[int]) -> tuple[str, bool]:
    out: list[str] = []
    unmapped = False
    for i in span:
        code = chars.codes[i]
        if code in LINE_HYPHENS and i not in chars.unmapped:
            out.append("-")
        elif i in chars.unmapped or code < 0x20 or code >= 0xFFF0 and code <= 0xFFFF:
            unmapped = True
            out.append(REPLACEMENT)
        elif code in PI_GLYPHS:
            out.append(PI_GLYPHS[code])
        elif code in LIGATURES:
            out.append(LIGATURES[code])
        else:
            out.append(chr(code) if code <= 0x10FFFF else REPLACEMENT)
    return "".join(out), unmapped


def alternatives(text: str) -> tuple[str, ...]:
    """Other readings of a word with a damaged glyph."""
    out: list[str] = []
    for glyph, readings in DAMAGED.items():
        if glyph in text:
            out.extend(text.replace(glyph, reading) for reading in readings)
    return tuple(out)


def _box(page: OpenPage, run: Run, low: float, high: float) -> Box:
    above, below = run.base - ASCENT * run.size, run.base + DESCENT * run.size
    match run.angle:
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
    from dataclasses import replace

    for i in range(len(words) - 1):
        word, after = words[i], words[i + 1]
        if word.superscript or word.size >= SMALL * after.size or word.angle != 0 or after.angle != 0:
            continue
        lift = (after.box.bottom - DESCENT * after.size) - (word.box.bottom - DESCENT * word.size)
        gap = after.box.x0 - word.box.x1
        if RAISED * after.size < lift < NEW_LINE * after.size and -GAP < gap / after.size < 3 * GAP:
            words[i] = replace(word, superscript=True)
    return words
