"""Pictures of pages: drawn in a process of their own, because a file may end it, and kept by digest, page and scale."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as Late
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeVar

from PIL import Image

from corpus.errors import LimitExceeded, StookError
from corpus.identity import DASHES

SCALE = 2.0  # 144 dots per inch: six-point print can still be read
DRAW_SECONDS = 20.0  # a usual page takes 0.15
SIGN_GAP = 4.0  # points between a minus and its number, or between their baselines
MOST_KEPT = 1000  # pictures of about 150 kB each
MEMORY_BYTES = 2_000_000_000  # address space of the process that draws
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept picture and the size of its page in points."""

    path: Path
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of a page and where it stands, in points; `doubt` says that a sign may stand before it unseen."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    doubt: bool = False


class PictureRoom:
    """Draws pages, one after the other, and keeps them in a folder that may be deleted."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="stook-pages-"))
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._sizes: dict[tuple[str, int], tuple[float, float]] = {}
        self._words: dict[tuple[str, int], tuple[PlacedWord, ...]] = {}

    def picture(self, file: Path, digest: str, page: int) -> Picture:
        """The picture of a page, drawn now if it is not kept yet."""
        kept = self.folder / f"{digest}-{page}-{SCALE:g}.webp"
        if not kept.is_file():
            data = self._work(_drawn, file, page)
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
                part.write(data)
            Path(part.name).replace(kept)
            self._sizes.pop((digest, page), None)
            self._tidy()
        if (digest, page) not in self._sizes:
            with Image.open(kept) as opened:
                self._sizes[digest, page] = (opened.width / SCALE, opened.height / SCALE)
        return Picture(kept, *self._sizes[digest, page])

    def words(self, file: Path, digest: str, page: int) -> tuple[PlacedWord, ...]:
        """The words of a page with their places."""
        if (digest, page) not in self._words:
            self._words[digest, page] = self._work(_words_of, file, page)
        return self._words[digest, page]

    def close(self) -> None:
        """End the process that draws."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _work(self, task: Callable[[Path, int], T], file: Path, page: int) -> T:
        with self._lock:
            self._pool = self._pool or _pool()
            pool = self._pool
        try:
            return pool.submit(task, file, page).result(timeout=DRAW_SECONDS)
        except (BrokenProcessPool, Late) as error:
            with self._lock:
                self._end(pool)
            raise LimitExceeded(f"page {page} of this file cannot be drawn; open the file itself instead.") from error

    def _end(self, pool: ProcessPoolExecutor) -> None:
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None

    def _tidy(self) -> None:
        kept = sorted(self.folder.glob("*.webp"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST_KEPT]:
            path.unlink(missing_ok=True)


def _pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_prepare)


def _prepare() -> None:  # pragma: no cover  (runs in a process of its own)
    import corpus.reading.pdf  # before the first page asks for them
    import corpus.reading.words  # noqa: F401

    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _end_with_parent() -> None:  # pragma: no cover  (runs in a process of its own)
    """A server that was killed leaves nobody behind."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(0)


def _drawn(file: Path, page: int) -> bytes:  # pragma: no cover  (runs in a process of its own)
    from corpus.reading.pdf import render

    return render(file, page, scale=SCALE, form="webp")


def _words_of(file: Path, page: int) -> tuple[PlacedWord, ...]:  # pragma: no cover  (runs in a process of its own)
    from corpus.reading import pdf, words

    document = pdf.OpenFile(file)
    try:
        with document.page(page) as opened:
            built = words.build(opened, pdf.chars(opened))
    finally:
        document.close()
    return with_their_signs(
        PlacedWord(w.text, w.box.x0, w.box.top, w.box.x1, w.box.bottom, w.unmapped or w.ink_left or w.minus_without_ink)
        for w in built.words
        if not w.superscript
    )


def with_their_signs(words: Iterable[PlacedWord]) -> tuple[PlacedWord, ...]:
    """A dash that stands right before a number by itself is its sign, and must not be lost when the number is taken."""
    found: list[PlacedWord] = []
    for word in words:
        before, last = (None, None, *found)[-2:]
        if last and is_sign_of(last, word) and not (before and is_range(before, last)):
            found[-1] = replace(word, text=last.text + word.text, x0=last.x0, doubt=last.doubt or word.doubt)
        else:
            found.append(word)
    return tuple(found)


def is_sign_of(dash: PlacedWord, word: PlacedWord) -> bool:
    """Whether the first word is a lone dash right before the number that the second one is."""
    lone = dash.text.translate(DASHES) == "-" and word.text[:1] in ".,0123456789"
    return lone and _touch(dash, word)


def is_range(number: PlacedWord, dash: PlacedWord) -> bool:
    """Whether the dash follows a number as closely: "12 – 15" is no minus 15."""
    return number.text[-1:].isdigit() and _touch(number, dash)


def _touch(left: PlacedWord, right: PlacedWord) -> bool:
    return 0 <= right.x0 - left.x1 < SIGN_GAP and abs(right.bottom - left.bottom) < SIGN_GAP


def is_drawn(file: Path) -> bool:
    """Whether the file has pages to draw: XML and HTML have none."""
    try:
        with file.open("rb") as opened:
            return b"%PDF-" in opened.read(1024)
    except OSError as error:
        raise StookError(f"{file.name} cannot be opened: {error.strerror}.") from error
