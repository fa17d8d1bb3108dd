"""How fast papers are read, beside pdfplumber's words: pages per second of processor time, in one run on one machine.

    python -m benchmarks.reading FOLDER [--every 4] [--plumber PYTHON]

`--plumber` names an interpreter that has pdfplumber; it is no dependency of ours.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from corpus.errors import UnreadablePaper
from corpus.reading import Limits, pdf, read_many, words
from corpus.reading.reader import parse

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


def main() -> None:
    """Prints one line a way of reading."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--every", type=int, default=1, help="take every n-th paper")
    options.add_argument("--plumber", default=sys.executable, help="an interpreter that has pdfplumber")
    chosen = options.parse_args()
    papers = sorted(chosen.folder.glob("*.pdf"))[:: chosen.every]
    base = plumber(papers, chosen.plumber)
    ways = (("text only", only_text), ("words with places", only_words), ("everything, signs included", everything))
    for name, way in ways:
        pages, seconds = measured(papers, way)
        print(line(name, pages, seconds, base))
    pages, seconds = through_children(papers)
    print(line("through children, wall time", pages, seconds, None))


def line(name: str, pages: int, seconds: float, base: float | None) -> str:
    """Pages per second, and how many times pdfplumber's."""
    rate = pages / seconds if seconds else 0.0
    beside = f"  {rate / base:5.1f} x pdfplumber" if base else ""
    return f"{name:28} {pages:5d} pages  {rate:7.1f} pages/s{beside}"


def plumber(papers: list[Path], interpreter: str) -> float | None:
    """Pages per second of pdfplumber's extract_words; None where it is not installed."""
    done = subprocess.run([interpreter, "-c", PLUMBER, *map(str, papers)], capture_output=True, text=True, check=False)
    if done.returncode:
        print("pdfplumber is not installed there: no ratios")
        return None
    pages, seconds = done.stdout.split()
    print(line("pdfplumber extract_words", int(pages), float(seconds), None))
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


def everything(path: Path) -> int:
    """Words, lines, passages, tables and signs."""
    return len(parse(path, limits=Limits()).pages)


def through_children(papers: list[Path]) -> tuple[int, float]:
    """Everything, one child a paper on all cores: wall time."""
    began = time.monotonic()
    pages = 0
    for _, result in read_many(papers):
        pages += 0 if isinstance(result, UnreadablePaper) else len(result.pages)
    return pages, time.monotonic() - began


if __name__ == "__main__":
    main()
