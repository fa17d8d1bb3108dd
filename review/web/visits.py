"""A request as a page sees it: who asks, what was typed, how to answer. It is checked before the page runs."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from corpus.errors import StookError
from review.web.guard import BodyTooLarge
from review.web.routes import Page, may
from review.web.sessions import Session
from review.web.site import Site
from review.web.templates import render

STRICT = "__Host-stook-{port}"  # only over TLS or to this machine, as browsers see it
PLAIN = "stook-{port}"  # for what refuses the strict one without TLS; the port keeps two reviews apart
MOST_FIELDS = 500


class Refused(StookError):
    """Somebody may not do this."""

    code = "refused"


class NoSession(StookError):
    """Nobody is signed in."""

    code = "session"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of one person."""

    site: Site
    session: Session
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: tuple[UploadFile, ...] = ()
    wants_json: bool = False
    address: str = ""
    secrets: tuple[str, ...] = ()
    port: int = 0
    tls: bool = False

    @property
    def who(self) -> str:
        return self.session.who

    @property
    def part(self) -> bool:
        """Whether the page's script asks for the main part only."""
        return "part" in self.query

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """The template as a page; values come on top of what every page needs."""
        return HTMLResponse(render(template, visit=self, part=self.part, keys=self.key_map(), **values), status)

    def key_map(self) -> dict[str, str]:
        """The person's keys, by what they do."""
        return self.site.keys.of(self.site.store, self.who)

    def to(self, path: str, **query: str) -> Response:
        """Send the browser there, as after every change."""
        return RedirectResponse(path + (f"?{urlencode(query)}" if query else ""), 303)


async def admitted(request: Request, site: Site, page: Page) -> Visit:
    """The visit, if this person may open this page and the request comes from one of our own pages."""
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    names = (STRICT.format(port=port), PLAIN.format(port=port))
    secrets = [request.cookies[name] for name in names if name in request.cookies]
    session = site.session_of(secrets)
    if not may(session.role, page.role):
        if not session.who:
            raise NoSession("Sign in first.")
        raise Refused(f"{session.who} is {session.role} here; this needs the role {page.role}.")
    form, files = await _form(request, page) if page.method == "POST" else ({}, ())
    if page.method == "POST":
        _is_from_us(request, session, form)
    return Visit(
        site=site, session=session, path=request.url.path, query=dict(request.query_params), form=form, files=files,
        wants_json="application/json" in request.headers.get("accept", ""),
        address=request.client.host if request.client else "", secrets=tuple(secrets), port=port,
        tls=request.url.scheme == "https",
    )  # fmt: skip


async def _form(request: Request, page: Page) -> tuple[dict[str, str], tuple[UploadFile, ...]]:
    said = request.headers.get("content-length", "")
    if not said.isdecimal() or int(said) > page.most_bytes:
        raise BodyTooLarge
    data = await request.form(max_fields=MOST_FIELDS, max_part_size=page.most_bytes)
    items = data.multi_items()
    fields = {name: value.replace("\r\n", "\n") for name, value in items if isinstance(value, str)}
    return fields, tuple(value for _, value in items if isinstance(value, UploadFile))


def _is_from_us(request: Request, session: Session, form: Mapping[str, str]) -> None:
    """A change comes from one of our pages: its origin is this host, and it knows the session's token."""
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused("This request did not come from a page of this review; open the page again.")
    given = form.get("token", "")
    if session.who and not hmac.compare_digest(given.encode(), session.token.encode()):
        raise Refused("This form belongs to another session; open the page again.")
