"""How fast a person can check results in the browser: accept -> next painted beside PDF.js, keys lost at 20 a second.

    python -m benchmarks.review [FOLDER-OF-PDFS] [--items 200]

Lays out a review in which every result that can be accepted with one key waits, starts `stook review`, and drives the
system's Chromium. Without a folder the bundled example papers are taken.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import review_pdfjs
from corpus.evidence import Scored
from corpus.store import Store
from flows.ingest import ReadPaper, read_paper

EXAMPLE = Path(__file__).parent.parent / "corpus" / "example" / "papers"
PAUSE = 0.3  # seconds between two accepts of a quick person; the pages after the shown one are fetched meanwhile
KEYS_A_SECOND = 20
TIMED = 100  # accepts whose latency is taken, at most half of all; the rest goes at KEYS_A_SECOND
MOST_SECONDS = 60.0  # for the last decision to arrive
MOST_A_PAPER = 8  # results: a large matrix would make a queue of one page, and turning pages is what takes long
PROTOCOL = """
[review]
title = "Everything"
[constructs.any]
label = "Any variable"
high = "more"
terms = [{terms}]
[[questions]]
id = "any"
label = "Any two variables"
x = "any"
y = "any"
statistics = ["pearson", "spearman", "kendall", "point_biserial"]
"""
WATCH = """
window.times = []; let began = 0;
document.addEventListener("keydown", () => { began = performance.now(); }, true);
document.addEventListener("painted", () => {
  const image = document.querySelector("img.page");
  const took = began ? performance.now() - began : 0;
  window.times.push([took, image.getAttribute("src"), image.getBoundingClientRect().width]);
  began = 0;
});
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item that was painted: after how many milliseconds (0: not after a key), which page, how wide."""

    took: float
    picture: str
    width: float


def main() -> None:
    """Prints one line a measure."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, nargs="?", default=EXAMPLE)
    options.add_argument("--items", type=int, default=200)
    options.add_argument("--headed", action="store_true", help="show the browser")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        waiting = lay_out(root, given.folder, given.items)
        print(f"{waiting} results wait")
        with served(root) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), headless=not given.headed, args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address)
            shown = measure(page, root, waiting)
            compare(browser, root, shown)
            browser.close()


def lay_out(root: Path, folder: Path, wanted: int) -> int:
    """A review with this many results that one key accepts; how many there are."""
    papers, labels, count = [], set(), 0
    for path in sorted(folder.glob("*.pdf")):
        read = read_paper(path)
        easy = [one for one in read.scored if _easy(one)][: min(MOST_A_PAPER, wanted - count)]
        if read.document and easy:
            papers.append((read, easy))
            labels |= {label for one in easy for label in one.candidate.pair}
            count += len(easy)
        if count >= wanted:
            break
    terms = ", ".join(f'"""{label}"""' for label in sorted(labels) if '"' not in label and "\\" not in label)
    (root / "review.toml").write_text(PROTOCOL.format(terms=terms), encoding="utf-8")
    with Store.create(root) as store:
        for read, easy in papers:
            _store(store, read, easy)
    return count


def _easy(one: Scored) -> bool:
    c = one.candidate
    hard = any(flag.severity == "hard" for flag in c.flags)
    return one.kind == "correlation" and not hard and c.n is not None and bool(c.x and c.y) and abs(c.r.value) < 1


def _store(store: Store, read: ReadPaper, easy: list[Scored]) -> None:
    assert read.document is not None
    known = [replace(one, candidate=replace(one.candidate, statistic="pearson")) for one in easy]
    store.add_file(read.path)
    store.add(read.document, known, read.samples, name=read.path.name, rules="benchmark")


class served:  # noqa: N801  used like a function
    """`stook review` in this folder, as long as the block runs."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> str:
        command = [str(Path(sys.executable).with_name("stook")), "review", "--port", "0", "--no-browser"]
        self._process = subprocess.Popen(command, cwd=self._root, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        return str(self._process.stdout.readline()).strip()

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=MOST_SECONDS)


def measure(page: Page, root: Path, waiting: int) -> list[Shown]:
    """Accept everything: first at a person's pace, then at 20 keys a second; what was shown at a person's pace."""
    page.add_init_script(WATCH)
    page.goto(page.url)
    order = list(_order(page))
    page.goto(page.url)
    page.keyboard.press("a")
    page.wait_for_selector("main.item")
    time.sleep(3 * PAUSE)
    slow = min(TIMED, waiting // 2)
    for _ in range(slow):
        page.keyboard.press("a")
        time.sleep(PAUSE)
    shown = [Shown(*one) for one in page.evaluate("window.times")]
    times = [one.took for one in shown if one.took]
    print(f"accept -> next painted: median {statistics.median(times):.1f} ms, "
          f"95 % below {statistics.quantiles(times, n=20)[-1]:.1f} ms, {len(times)} accepts")  # fmt: skip
    began = time.perf_counter()
    for index in range(waiting - slow):
        page.keyboard.press("a")
        time.sleep(max(0.0, began + (index + 1) / KEYS_A_SECOND - time.perf_counter()))
    pressed = time.perf_counter() - began
    page.wait_for_selector("main.list", timeout=1000 * MOST_SECONDS)
    everything = time.perf_counter() - began
    with Store.open(root) as store:
        accepted = [event.id for event in store.events() if event.action == "accept"]
    right = accepted == order[: len(accepted)]
    print(f"{waiting - slow} keys in {pressed:.1f} s, all kept after {everything:.1f} s")
    print(f"{waiting - len(accepted)} lost, {'in' if right else 'OUT OF'} order")
    return shown


def compare(browser: Browser, root: Path, shown: list[Shown]) -> None:
    """The accepts that led to another page, beside PDF.js drawing these pages for the first time at the same size."""
    turned = [now for before, now in pairwise(shown) if now.took and now.picture != before.picture]
    first = list({one.picture: one for one in turned}.values())
    found = review_pdfjs.package()
    if found is None or not first:
        why = f"npm, or its package pdfjs-dist@{review_pdfjs.VERSION}" if first else "a second page"
        print(f"PDF.js: not compared, for there is no {why}")
        return
    with Store.open(root) as store:
        pages = [(store.path_of(one.picture.split("/")[2]), _number(one.picture), one.width) for one in first]
    ours, theirs = (
        statistics.median(one.took for one in first),
        statistics.median(review_pdfjs.times(browser, found, pages)),
    )
    print(f"accept -> another page painted: median {ours:.1f} ms; PDF.js {review_pdfjs.VERSION}, the same {len(pages)} "
          f"pages, files open: median {theirs:.1f} ms, {theirs / ours:.1f} times as long")  # fmt: skip


def _number(picture: str) -> int:
    """The page of a picture's address."""
    return int(picture.rpartition("/")[2].partition(".")[0])


def _order(page: Page) -> Iterator[str]:
    for link in page.locator(".lines a[href^='/items/']").all():
        yield str(link.get_attribute("href")).rpartition("/")[2]


if __name__ == "__main__":
    main()
