"""Pages without a text layer, read by tesseract where the system has it; the product runs without.

What comes out are words with places like those of any page, so that lines and tables are found by the same code. It is
never trusted: every value of such a page is looked at by a person.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from statistics import median
from typing import Any

import numpy as np

from corpus.document import Box, Word
from corpus.reading import dashes, pdf
from corpus.reading.limits import Limits
from corpus.reading.ocr_repair import MARK, joined, repaired, with_points, without_smudges
from corpus.reading.words import ASCENT, DESCENT

PROGRAM = "tesseract"
DPI = 300  # what tesseract is trained at; below 200 it loses points and minus signs
LEAST_DPI = 150  # a page too large for more is left out
LANGUAGE = "eng"
LAYOUT = "3"  # its page segmentation: automatic, without orientation
SPARSE = "11"  # its search for words wherever they stand: what the layout takes for noise in tables
TABLE = re.compile(r"^(?:Table|TABLE|Tab\.|[-−–—(]?[01]?\.\d{2,3}\W*)$")  # words that make a page worth a second look
COVERS = 0.3  # of the smaller word; two readings of one place overlap at least this much
ANSWER_SECONDS = 30.0  # in which a program says its version
FEW_WORDS = 12  # words of a stamp ("Downloaded from ... on ...") on a page that is a picture
COVERED = 0.35  # of the page, by pictures, before it is taken for a scan
SURE = 60.0  # tesseract's confidence from which a word counts as read
UNSURE = 25.0  # below which a word is a smudge
READ_WORDS = 25  # sure words on an upright page; with fewer its print may lie
POINTS = 72.0
# Heights of printed shapes in units of the size, for words with and without ascenders and descenders.
TALL, DEEP, SMALL = 0.70, 0.21, 0.47
DESCENDING = frozenset("gjpqy,;()[]{}Q")
LEVELLESS = frozenset("-–—_~*'\"")  # signs that do not stand on the baseline
LOW = frozenset("acemnorsuvwxz.,-–—_~:;+=*'\"")
R_LIKE = re.compile(r"^[01]?\.\d+")  # a number that may be a correlation, without a sign
RANGE = 0.15  # of the size; ink this near behind a word belongs to it
ROW = 64  # pixels of a band in which words are looked up
NEAR_WORDS = 40  # sizes along a line within which words share their baseline
SAME_SIZE = 0.22  # relative; sizes nearer to the page's usual one are taken for it


def program() -> str | None:
    """Where tesseract is, or None."""
    return shutil.which(PROGRAM)


@cache
def version(path: str) -> str:
    """The version that a program says it has."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False)  # noqa: S603  (found on PATH)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).partition("\n")[0].strip()


def advice() -> str:
    """What to do about a paper of pictures, as the end of a message."""
    if program() is None:
        return (
            f"install {PROGRAM} (apt-get install tesseract-ocr, brew install tesseract) and read it again, "
            "or add a copy with a text layer."
        )
    return f"{PROGRAM} saw no words on them; add a better scan or a copy with a text layer."


def needed(page: pdf.OpenPage, words: int) -> bool:
    """Whether a page is a picture of text: hardly any words, and a picture over much of it."""
    if words > FEW_WORDS:
        return False
    area = 0.0
    for item in page.page.get_objects(filter=(pdf.IMAGE_OBJECT,), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        x0, upper, x1, lower = page.shown_box(left, bottom, right, top)
        area += max(0.0, min(x1, page.width) - max(x0, 0)) * max(0.0, min(lower, page.height) - max(upper, 0))
    return area >= COVERED * page.width * page.height


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as tesseract gives it, in pixels of the picture."""

    text: str
    line: tuple[int, int, int]
    x0: float
    top: float
    x1: float
    bottom: float
    sure: float


@dataclass(slots=True)
class Recogniser:
    """Reads the pictures of one paper, a number of looks at most; `read` and `left` are the pages done and not done.

    What is read does not depend on how busy the machine is: looks are counted, and the clock only ends what hangs.
    """

    limits: Limits
    read: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    _looks: int = 0
    _seconds: float = 0.0

    def words(self, page: pdf.OpenPage) -> list[Word]:
        """The words of a page's picture; none without tesseract, looks that are left or a picture small enough."""
        path, scale = program(), self._scale(page)
        image = pdf.grey(page, scale=scale) if path and scale and self._open() else None
        if path is None or image is None:
            self.left.append(page.number)
            return []
        try:
            found = self._turned(path, image, page, scale)
        except (OSError, subprocess.TimeoutExpired):
            self.left.append(page.number)
            return []
        self.read.append(page.number)
        return found

    def warnings(self) -> tuple[str, ...]:
        """What was read by tesseract, and what could not be, as lines for a person."""
        out = []
        if self.read:
            out.append(f"pages read by OCR, every value to be checked: {_listed(self.read)}")
        if self.left:
            why = (
                f"install {PROGRAM}"
                if program() is None
                else "raise the limit of pictures, or add a copy with a text layer"
            )
            out.append(f"scanned pages that were not read: {_listed(self.left)}; {why}")
        return tuple(out)

    def _open(self) -> bool:
        """Whether another look may be taken."""
        return self._looks < self.limits.pictures and self._seconds < self.limits.ocr_seconds

    def _scale(self, page: pdf.OpenPage) -> float:
        most = (min(self.limits.pixels, pdf.MOST_PIXELS) / max(1.0, page.width * page.height)) ** 0.5
        scale = min(DPI / POINTS, most)
        return scale if scale >= LEAST_DPI / POINTS else 0.0

    def _turned(self, path: str, image: Any, page: pdf.OpenPage, scale: float) -> list[Word]:
        """The page as it stands or, where it hardly shows a word, turned by a quarter either way."""
        best, angle, turned = self._run(path, image), 0, image
        if _sure(best) < READ_WORDS:
            for turn in (90, 270):  # the way in which the print runs, clockwise; the picture is turned back by it
                side = np.rot90(image, turn // 90)
                other = self._run(path, side) if self._open() else []
                if _sure(other) > _sure(best):
                    best, angle, turned = other, turn, side
        if any(TABLE.match(s.text) for s in best) and self._open():
            best = merged(best, self._run(path, turned, layout=SPARSE))
        upright = (page.height, page.width) if angle in (90, 270) else (page.width, page.height)
        words = with_ink(clean(_placed(best, page.number, scale)), turned, scale)
        return [_back(word, angle, upright) for word in words] if angle else words

    def _run(self, path: str, image: Any, *, layout: str = LAYOUT) -> list[Seen]:
        high, wide = image.shape
        self._looks += 1
        began = time.monotonic()
        with _clock_stands(), tempfile.TemporaryFile() as picture:  # through a pipe it would go in 2,000 pieces
            picture.write(b"P5 %d %d 255\n" % (wide, high) + image.tobytes())
            picture.seek(0)
            done = subprocess.run(  # noqa: S603  (found on PATH; the picture comes by standard input)
                [path, "stdin", "stdout", "-l", LANGUAGE, "--psm", layout, "--dpi", str(DPI), "tsv"],
                stdin=picture,
                capture_output=True,
                timeout=self.limits.picture_seconds,
                check=False,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads cost more than they bring
            )
        self._seconds += time.monotonic() - began
        return table(done.stdout.decode("utf-8", "replace"))


@contextmanager
def _clock_stands() -> Iterator[None]:
    """The paper's alarm put off: tesseract has a limit of its own."""
    left = signal.setitimer(signal.ITIMER_REAL, 0.0)[0] if hasattr(signal, "setitimer") else 0.0
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left)


def _listed(pages: Sequence[int]) -> str:
    most = 10
    return ", ".join(map(str, pages[:most])) + (" ..." if len(pages) > most else "")


def _sure(seen: Iterable[Seen]) -> int:
    return sum(s.sure >= SURE and len(s.text) > 2 and s.text.isalnum() for s in seen)


def table(tsv: str) -> list[Seen]:
    """Tesseract's table of words, without smudges."""
    out: list[Seen] = []
    for row in csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        try:
            left, top, width, height = (int(row[k]) for k in ("left", "top", "width", "height"))
            line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
            sure = float(row["conf"])
        except (KeyError, TypeError, ValueError):
            continue
        if text and sure >= 0 and (sure >= UNSURE or any(c.isdigit() for c in text)):
            out.append(Seen(text, line, left, top, left + width, top + height, sure))
    return out


def merged(first: Sequence[Seen], second: Sequence[Seen]) -> list[Seen]:
    """The words of two passes; where both see one, the first pass has it."""
    rows: dict[int, list[Seen]] = defaultdict(list)
    for one in first:
        for row in range(int(one.top) // ROW, int(one.bottom) // ROW + 1):
            rows[row].append(one)
    out = list(first)
    for one in second:
        level = rows[int(one.top + one.bottom) // 2 // ROW]
        clear = not any(_same(one, other) for other in level)
        if clear and (one.sure >= SURE or any(c.isdigit() for c in one.text)):
            out.append(replace(one, line=_line_of(one, level)))
    return out


def _line_of(one: Seen, level: Sequence[Seen]) -> tuple[int, int, int]:
    """The line of the first pass in which a new word stands, or one of its own."""
    middle = (one.top + one.bottom) / 2
    beside = [s for s in level if s.top <= middle <= s.bottom]
    nearest = min(beside, key=lambda s: max(s.x0 - one.x1, one.x0 - s.x1), default=None)
    return nearest.line if nearest else (-1 - one.line[0], *one.line[1:])


def _same(one: Seen, other: Seen) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min((s.x1 - s.x0) * (s.bottom - s.top) for s in (one, other))
    return across > 0 and down > 0 and across * down >= COVERS * smaller


def _placed(seen: Sequence[Seen], page: int, scale: float) -> list[Word]:
    """Words in points, on the baseline and in the size of their line as letters show them."""
    rows: dict[tuple[int, int, int], list[Seen]] = defaultdict(list)
    for one in seen:
        rows[one.line].append(one)
    sizes = {line: _size(row) / scale for line, row in rows.items()}
    weight = [sizes[line] for line, row in rows.items() for _ in row]
    usual = median(weight) if weight else 10.0
    out: list[Word] = []
    for line, row in rows.items():
        size = usual if abs(sizes[line] - usual) < SAME_SIZE * usual else sizes[line]
        for one in row:
            base = _base(one, row, size * scale) / scale
            box = Box(page, one.x0 / scale, base - ASCENT * size, one.x1 / scale, base + DESCENT * size)
            out.append(Word(one.text, box, round(size, 2), font=MARK))
    return out


def _size(row: Sequence[Seen]) -> float:
    """The size of a line's print by the heights of its words."""
    return max(1.0, median((s.bottom - s.top) / _height(s.text) for s in row))


def _height(text: str) -> float:
    tall = TALL if set(text) - LOW else SMALL
    return tall + (DEEP if set(text) & DESCENDING else 0.0)


def _base(one: Seen, row: Sequence[Seen], size: float) -> float:
    """A word's baseline: its line's near it, so that a page scanned askew keeps its rows."""
    beside = [s for s in row if abs((s.x0 + s.x1) - (one.x0 + one.x1)) < NEAR_WORDS * size]
    near = [s for s in beside if set(s.text) - LEVELLESS]
    return median(s.bottom - (DEEP * size if set(s.text) & DESCENDING else 0.0) for s in near or [one])


def clean(words: Sequence[Word]) -> list[Word]:
    """Words with numbers repaired: letters in them, points apart from them, points lost in a column."""
    steps: tuple[Callable[[Sequence[Word]], list[Word]], ...] = (repaired, joined, with_points, without_smudges)
    out = list(words)
    for step in steps:
        out = step(out)
    return out


def with_ink(words: Sequence[Word], image: Any, scale: float) -> list[Word]:
    """Words with a mark on each unsigned r-like number that has a dash of ink on its left: a minus may be lost."""
    out = []
    for word in words:
        if R_LIKE.match(word.text):
            base = word.box.bottom - DESCENT * word.size
            ink = dashes.minus(image, scale, x0=word.box.x0, bottom=base, height=TALL * word.size)
            word = replace(word, ink_left=ink is not None and not _ends_at(words, word, ink.x0))
        out.append(word)
    return out


def _ends_at(words: Sequence[Word], number: Word, x: float) -> bool:
    """Whether a word that tesseract did read stands where the ink is: a dash of its own, or a range."""
    level = (w for w in words if w is not number and abs(w.box.bottom - number.box.bottom) < number.size / 2)
    return any(w.box.x0 - 1 <= x <= w.box.x1 + RANGE * number.size for w in level)


def _back(word: Word, angle: int, upright: tuple[float, float]) -> Word:
    """A word of the turned picture on the page as it is shown."""
    width, height = upright
    box = word.box
    if angle == 90:
        placed = Box(box.page, height - box.bottom, box.x0, height - box.top, box.x1)
    else:
        placed = Box(box.page, box.top, width - box.x1, box.bottom, width - box.x0)
    return replace(word, box=placed, angle=angle)
