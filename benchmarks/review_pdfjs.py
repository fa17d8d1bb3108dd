"""The pages of the review benchmark drawn by PDF.js, in the same browser, at the same size.

Its package comes into build/ by npm, which nothing else here needs; without npm the comparison is left out and says so.
PDF.js has every advantage: its script is loaded, the file is open and parsed in its worker, and only drawing is timed.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser

VERSION = "6.5.438"
KEPT = Path(__file__).parent.parent / "build" / f"pdfjs-{VERSION}"
MOST_SECONDS = 120  # for npm, and for a page that takes long
SHEET = """
<!DOCTYPE html><meta charset="utf-8"><title>PDF.js</title><body><script type="module">
import * as pdfjs from "/package/build/pdf.min.mjs";
pdfjs.GlobalWorkerOptions.workerSrc = "/package/build/pdf.worker.min.mjs";
const files = new Map();
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
const from = (folder) => `${location.origin}/package/${folder}/`;
const paths = { cMapUrl: from("cmaps"), standardFontDataUrl: from("standard_fonts"), wasmUrl: from("wasm") };
window.draw = async (file, number, width) => {
  if (!files.has(file)) files.set(file, await pdfjs.getDocument({ url: `/${file}`, ...paths }).promise);
  const page = await files.get(file).getPage(number);
  const began = performance.now();
  const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
  const canvas = Object.assign(document.createElement("canvas"), { width: viewport.width, height: viewport.height });
  await page.render({ canvas, viewport }).promise;
  document.body.replaceChildren(canvas);
  await painted();
  return performance.now() - began;
};
</script>
"""


def package() -> Path | None:
    """Where PDF.js is, fetched once; None where npm is missing or cannot fetch it."""
    if (KEPT / "package").is_dir():
        return KEPT / "package"
    npm = shutil.which("npm")
    if npm is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        command = [npm, "pack", "--silent", f"pdfjs-dist@{VERSION}", "--pack-destination", name]
        if subprocess.run(command, capture_output=True, timeout=MOST_SECONDS).returncode:
            return None
        with tarfile.open(next(Path(name).glob("*.tgz"))) as packed:
            packed.extractall(KEPT, filter="data")
    return KEPT / "package"


def times(browser: Browser, found: Path, pages: Sequence[tuple[Path, int, float]]) -> list[float]:
    """Milliseconds until each page (file, number, width in pixels) is painted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package").symlink_to(found)
        (folder / "index.html").write_text(SHEET.lstrip(), encoding="utf-8")
        for file, _, _ in pages:
            shutil.copyfile(file, folder / f"{file.name}.pdf")
        with _served(folder) as address:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address)
            page.wait_for_function("() => Boolean(window.draw)")
            took = [
                float(page.evaluate("given => window.draw(...given)", [f"{file.name}.pdf", number, width]))
                for file, number, width in pages
            ]
            page.close()
    return took


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that it overrides
        """Requests are not told."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
