"""How fast papers are read, beside other tools: pages per second of processor time, in one run on one machine.

    python -m benchmarks.reading FOLDER [--every 4] [--plumber PYTHON] [--camelot PYTHON]

`--plumber` and `--camelot` name interpreters that have pdfplumber and camelot; neither is a dependency of ours. Then
what the child and its limits cost, and how time and memory grow with a paper's pages.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.document import Word
from corpus.errors import UnreadablePaper
from corpus.reading import Limits, child, ink, ocr, pdf, read_many, words
from corpus.reading.characters import Chars
from corpus.reading.packing import packed, unpacked
from corpus.reading.reader import parse
from synthetic.thesis import thesis

THESES = (50, 100, 250, 500)  # pages
MOST_CAMELOT = 6  # papers; it takes seconds a page
PLUMBER = """
import sys, time, pdfplumber
pages, began = 0, time.process_time()
for name in sys.argv[1:]:
    with pdfplumber.open(name) as file:
        for page in file.pages:
            page.extract_words()
            page.close()
            pages += 1
print(pages, time.process_time() - began)
"""
CAMELOT = """
import logging, sys, time, warnings, camelot, pypdfium2
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
pages, began = 0, time.process_time()
for name in sys.argv[2:]:
    count = len(pypdfium2.PdfDocument(name))
    for page in range(1, count + 1):
        try:
            camelot.read_pdf(name, pages=str(page), flavor=sys.argv[1], suppress_stdout=True)
        except Exception:
            pass
        pages += 1
print(pages, time.process_time() - began)
"""
PEAK = """
import resource, sys
from corpus.reading import read_document
read_document(sys.argv[1])
from corpus.reading.child import stop
stop()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> None:
    """Prints one line a way of reading, then costs and growth."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--every", type=int, default=1, help="take every n-th paper")
    options.add_argument("--plumber", default=sys.executable, help="an interpreter that has pdfplumber")
    options.add_argument("--camelot", default=sys.executable, help="an interpreter that has camelot")
    chosen = options.parse_args()
    papers = sorted(chosen.folder.glob("*.pdf"))[:: chosen.every]
    base = other("pdfplumber extract_words", PLUMBER, papers, chosen.plumber, None)
    for flavor in ("stream", "network"):
        few = papers[:: max(1, len(papers) // MOST_CAMELOT)]
        other(f"camelot {flavor}", CAMELOT, [Path(flavor), *few], chosen.camelot, base)
    for name, way in (("text only", only_text), ("words with places", only_words), ("words, lines, tables", whole)):
        print(line(name, *measured(papers, way), base))
    pages, seconds = measured(papers, everything)
    print(line("everything, signs and OCR", pages, seconds, base))
    costs(papers, seconds)
    growth()


def line(name: str, pages: int, seconds: float, base: float | None) -> str:
    """Pages per second, and how many times pdfplumber's."""
    rate = pages / seconds if seconds else 0.0
    beside = f"  {rate / base:6.2f} x pdfplumber" if base else ""
    return f"{name:28} {pages:5d} pages  {rate:7.1f} pages/s{beside}"


def other(name: str, code: str, arguments: list[Path], interpreter: str, base: float | None) -> float | None:
    """Pages per second of another tool; None where it is not installed."""
    done = subprocess.run([interpreter, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name:28} is not installed in {interpreter}")
        return None
    pages, seconds = done.stdout.split()[-2:]
    print(line(name, int(pages), float(seconds), base))
    return int(pages) / float(seconds)


def measured(papers: list[Path], way: Callable[[Path], int]) -> tuple[int, float]:
    """Pages read and seconds of processor time, without garbage collection as in a child."""
    gc.disable()
    began = time.process_time()
    pages = sum(way(paper) for paper in papers)
    seconds = time.process_time() - began
    gc.enable()
    return pages, seconds


def only_text(path: Path) -> int:
    """The text of every page in the file's order."""
    file = pdf.OpenFile(path)
    for number in range(1, file.pages + 1):
        with file.page(number) as page:
            pdf.text(page)
    file.close()
    return file.pages


def only_words(path: Path) -> int:
    """Every word with its place."""
    file = pdf.OpenFile(path)
    for number in range(1, file.pages + 1):
        with file.page(number) as page:
            words.build(page, pdf.chars(page))
    file.close()
    return file.pages


def whole(path: Path) -> int:
    """Words, lines, passages and tables, without looking at pictures of pages."""
    with _without_pictures():
        return everything(path)


@contextmanager
def _without_pictures() -> Iterator[None]:
    signs, recognised = ink.with_signs, ocr.Recogniser.words
    ink.with_signs = _as_built
    ocr.Recogniser.words = _unread  # type: ignore[method-assign]
    try:
        yield
    finally:
        ink.with_signs, ocr.Recogniser.words = signs, recognised  # type: ignore[method-assign]


def _as_built(page: pdf.OpenPage, chars: Chars, built: words.Built, glyphs: ink.Glyphs) -> list[Word]:
    del page, chars, glyphs
    return built.words


def _unread(self: ocr.Recogniser, page: pdf.OpenPage) -> list[Word]:
    del self, page
    return []


def everything(path: Path) -> int:
    """Words, lines, passages, tables, signs, and scanned pages (tesseract's own time is not ours and left out)."""
    return len(parse(path, limits=Limits()).pages)


def costs(papers: list[Path], reading: float) -> None:
    """What the child, its limits and the way back from it cost, beside reading in the same process."""
    pages, started, returned = 0, 0.0, 0.0
    for paper in papers:
        data = child.answer(paper, Limits())
        document = unpacked(data)[1]
        returned += seconds_of(lambda document=document: packed(("found", document)))  # type: ignore[misc]
        returned += seconds_of(lambda data=data: unpacked(data))  # type: ignore[misc]
        started += forked()
        pages += len(document.pages)
    share = 100 * (started + returned) / reading
    print(f"{'child, limits, way back':28} {pages:5d} pages  {share:7.1f} % of the time of reading")
    began = time.monotonic()
    pages = sum(0 if isinstance(result, UnreadablePaper) else len(result.pages) for _, result in read_many(papers))
    print(line("all cores, by the clock", pages, time.monotonic() - began, None))


def seconds_of(work: Callable[[], object]) -> float:
    """Processor time of some work."""
    began = time.process_time()
    gc.disable()
    work()
    gc.enable()
    return time.process_time() - began


def forked() -> float:
    """Processor time of starting a child and waiting for its end, this process and the child together."""
    began = sum(os.times()[:4])
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return sum(os.times()[:4]) - began


def growth() -> None:
    """Time and memory over the number of pages of a thesis with running text and a table on every tenth page."""
    with tempfile.TemporaryDirectory() as folder:
        for count in THESES:
            path = Path(folder) / f"{count}.pdf"
            path.write_bytes(thesis(count))
            _, seconds = measured([path], everything)
            done = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
            parent, reader = (int(kib) / 1024 for kib in done.stdout.split())
            rate = f"{count / seconds:7.1f} pages/s  peak {parent:4.0f} MiB here, {reader:4.0f} MiB in the child"
            print(f"{'a thesis':28} {count:5d} pages  {rate}")


if __name__ == "__main__":
    main()
