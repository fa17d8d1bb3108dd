"""Pages as pictures, their words with places, the files themselves, and the static files of the pages."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.responses import FileResponse, JSONResponse, Response

from corpus.errors import UnknownId
from review.web.pictures import is_drawn
from review.web.routes import Pages
from review.web.templates import STATIC
from review.web.visits import Visit

pages = Pages()
FOR_GOOD = {
    "Cache-Control": "private, max-age=31536000, immutable"
}  # an address names its content by digest or version
DIGEST_LENGTH = 64


def _file(visit: Visit, digest: str) -> tuple[Path, str]:
    """The kept file with this digest and its name; only files of this review are given out."""
    with visit.site.lock:
        paper = next((paper for paper in visit.site.store.papers() if paper.digest == digest), None)
        if paper is None or len(digest) != DIGEST_LENGTH:
            raise UnknownId(f"there is no file {digest[:80]!r} in this review.")
        return visit.site.store.path_of(digest), paper.name


@pages.get("/pages/{digest}/{page}.webp", role="viewer", serial=False)
def picture(visit: Visit, digest: str, page: str) -> Response:
    """The picture of a page."""
    file, _ = _file(visit, digest)
    kept = visit.site.pictures.picture(file, digest, _page(page))
    return FileResponse(kept.path, media_type="image/webp", headers=FOR_GOOD)


@pages.get("/pages/{digest}/{page}.json", role="viewer", serial=False)
def words(visit: Visit, digest: str, page: str) -> Response:
    """The words of a page: text, edges in points, and whether a sign may stand before it unseen."""
    file, _ = _file(visit, digest)
    if not is_drawn(file):
        return JSONResponse([])
    found = visit.site.pictures.words(file, digest, _page(page))
    rows = [[w.text, *(round(edge, 1) for edge in (w.x0, w.top, w.x1, w.bottom)), w.doubt] for w in found]
    return JSONResponse(rows, headers=FOR_GOOD)


def _page(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise UnknownId(f"{text[:20]!r} is no page; pages count from 1.")
    return int(text)


@pages.get("/files/{digest}", role="viewer", serial=False)
def download(visit: Visit, digest: str) -> Response:
    """The file itself, to be saved, never run by the browser."""
    file, name = _file(visit, digest)
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(
        file, filename=name, media_type="application/octet-stream", content_disposition_type="attachment",
        headers=headers,
    )  # fmt: skip


@pages.get("/static/{name}", role="anyone", serial=False)
def static(visit: Visit, name: str) -> Response:  # noqa: ARG001  every handler gets the visit
    """A style sheet or script."""
    known = {path.name: path for path in STATIC.iterdir() if path.is_file()}
    if name not in known:
        raise UnknownId(f"there is no file {name[:80]!r}.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(known[name], media_type=kind, headers=FOR_GOOD)


@pages.get("/favicon.ico", role="anyone", serial=False)
def icon(visit: Visit) -> Response:
    """The icon that browsers ask for."""
    return visit.to("/static/icon.svg")
