"""The web application: every page of every file, behind one guard, each with its role."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from corpus.errors import InvalidDecision, InvalidProtocol, StookError, StoreUnavailable, UnknownId, UnreadablePaper
from review.web import (
    bulk,
    enter,
    grid,
    hand,
    item,
    keyboard,
    protocol,
    queue,
    recall,
    report,
    results,
    screening,
    sheet,
    start,
    start_new,
    start_papers,
    study,
)
from review.web.guard import LOOPBACK_NAMES, POLICY, POLICY_OF_START, BodyTooLarge, Guard
from review.web.item import Conflict
from review.web.routes import Page
from review.web.sessions import NOBODY
from review.web.site import Site
from review.web.users import TooManyTries
from review.web.visits import NoSession, Refused, Visit, admitted

# One entry a file of pages, in the order of the menu.
PARTS = (enter, queue, item, grid, hand, screening, report, study, results, protocol, recall, bulk, sheet, keyboard)
PAGES: tuple[Page, ...] = tuple(page for part in PARTS for page in part.pages.all)
START_PARTS = (enter, start, start_papers, start_new, sheet, keyboard)
START_PAGES: tuple[Page, ...] = tuple(page for part in START_PARTS for page in part.pages.all)
STATUS: tuple[tuple[type[StookError], int], ...] = (
    (NoSession, 401), (Refused, 403), (UnknownId, 404), (Conflict, 409), (TooManyTries, 429), (InvalidDecision, 422),
    (InvalidProtocol, 500), (UnreadablePaper, 422), (StoreUnavailable, 503),
)  # fmt: skip
HEADINGS = {
    401: "Sign in", 403: "Not allowed", 404: "Not here", 405: "Not here", 409: "Somebody was faster", 413: "Too large",
    422: "This cannot be", 429: "Wait a little", 503: "The store cannot be written",
}  # fmt: skip


def application(site: Site, *, names: Sequence[str] = LOOPBACK_NAMES, any_address: bool = False) -> FastAPI:
    """The application for one review, or for the start page, answering under these names of its host."""
    pages = START_PAGES if site.start else PAGES
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for page in pages:
        app.add_api_route(
            page.path, endpoint(site, page), methods=[page.method], include_in_schema=False, response_model=None
        )
    site.menu = tuple((page.path, page.menu) for page in pages if page.menu)
    app.add_exception_handler(HTTPException, _unknown(site))
    policy = POLICY_OF_START if site.start else POLICY
    app.add_middleware(Guard, names=names, any_address=any_address, policy=policy)
    return app


def endpoint(site: Site, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request for this page."""

    async def answer(request: Request) -> Response:
        try:
            visit = await admitted(request, site, page)
            return await run_in_threadpool(_handled, page, visit, dict(request.path_params))
        except BodyTooLarge:
            return _told(request, site, 413, "More came than this page takes; send less.")
        except StookError as error:
            status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
            return _told(request, site, status, str(error), error.code)
        except Exception:  # a fault of ours: the person is told that nothing was saved, the log has where
            logging.getLogger("stook").exception("%s %s", request.method, request.url.path)
            return _told(request, site, 500, "This is a fault of Stook; what was sent is not saved. Please report it.")
        finally:
            await request.close()  # lets go of files that came

    answer.page = page  # type: ignore[attr-defined]  # what a test holds every route against
    return answer


def _handled(page: Page, visit: Visit, parts: dict[str, str]) -> Response:
    if page.serial:
        with visit.site.lock:
            answer: Response = page.handle(visit, **parts)
    else:
        answer = page.handle(visit, **parts)
    return answer


def _told(request: Request, site: Site, status: int, message: str, code: str = "") -> Response:
    """An error as a person or the page's script can read it."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": {"code": code, "message": message}}, status)
    visit = Visit(site, NOBODY, request.url.path, {}, {})
    heading = HEADINGS.get(status, "Something went wrong")
    return visit.page("error.html", status=status, heading=heading, message=message, sign_in=status == 401)


def _unknown(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return _told(request, site, status, f"There is no page {request.url.path[:200]}.")

    return answer
