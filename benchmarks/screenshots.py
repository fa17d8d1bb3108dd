"""The pictures of docs/review.md, taken of the example review in the system's Chromium.

python -m benchmarks.screenshots
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.review import served
from corpus.evidence import Flag
from corpus.store import Store
from flows.demonstrate import lay_out
from flows.ingest import inbox, ingest, process_map

DOCS = Path(__file__).parent.parent / "docs"
QUALITY = 82  # of WebP: letters stay sharp below 100 kB
WIDE = {"width": 1360, "height": 850}
NARROW = {"width": 390, "height": 844}
LOADED = 600  # milliseconds for pictures of pages


def main() -> None:
    """Writes docs/review-NAME.webp."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "review"
        lay_out(root)
        with Store.create(root) as store:
            ingest(store, inbox(root / "papers"), each=process_map(2))
            cell = next(
                c.id for c in store.candidates() if c.scored.candidate.where == "table" and _agrees(c.id, store)
            )
            doubted = next(c.id for c in store.candidates() if _is_hard(c.scored.candidate.flags))
        with served(root) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(address)
            state = page.context.storage_state()
            site = address.partition("/?")[0]

            def take(name: str, path: str, act: Callable[[Page], object] = _nothing, **look: object) -> None:
                _take(browser, name, site + path, act, {"storage_state": state, **look})

            take("queue", "/queue")
            take("item", f"/items/{cell}")
            take("warning", f"/items/{doubted}", lambda page: page.keyboard.press("a"), color_scheme="dark")
            take("matrix", f"/items/{cell}/matrix?all=1")
            take("by-hand", "/reports/R1/add?page=3", lambda page: page.get_by_label("r", exact=True).focus())
            take("narrow", f"/items/{cell}", viewport=NARROW)
            browser.close()


def _nothing(page: Page) -> None:
    page.wait_for_timeout(0)


def _agrees(item: str, store: Store) -> bool:
    candidate = store.candidate(item).scored.candidate
    return bool(candidate.n and candidate.stars and "epress" in candidate.x + candidate.y)


def _is_hard(flags: tuple[Flag, ...]) -> bool:
    return any(flag.severity == "hard" for flag in flags)


def _take(browser: Browser, name: str, address: str, act: Callable[[Page], object], look: dict[str, object]) -> None:
    context = browser.new_context(**{"viewport": WIDE, **look})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(LOADED)
    act(page)
    page.wait_for_timeout(LOADED)
    target = DOCS / f"review-{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(target, "WEBP", quality=QUALITY, method=6)
    print(f"{target.name}: {target.stat().st_size // 1000} kB")
    context.close()


if __name__ == "__main__":
    main()
