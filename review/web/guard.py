"""What holds for every request, before any page: the host's name, the size of a body, and the headers of an answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 200_000_000  # bytes: a page that takes files has its own, smaller limit
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The start page sends the browser on to the review that a form opened, which has a port of its own on this machine.
POLICY_OF_START = POLICY.replace("form-action 'self'", "form-action 'self' http://127.0.0.1:*")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


class BodyTooLarge(Exception):
    """More bytes came than the page takes."""


class Guard:
    """Answers only under its own names (a foreign page cannot rebind ours), and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, *, names: Sequence[str], any_address: bool = False, policy: str = POLICY) -> None:
        self._app, self._names, self._any_address = app, frozenset(names), any_address
        self._headers = {"Content-Security-Policy": policy, **HEADERS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if not self.is_ours(host):
            refused = PlainTextResponse(f"{host[:100]!r} is not a name of this server.\n", 421)
            await refused(scope, receive, self._with_headers(send))
            return
        await self._app(scope, _limited(receive, LARGEST_BODY), self._with_headers(send))

    def is_ours(self, host: str) -> bool:
        """Whether a request with this Host is meant for this server."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name in self._names or (self._any_address and _is_address(name))

    def _with_headers(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return sent


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _limited(receive: Receive, most: int) -> Receive:
    came = 0

    async def limited() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise BodyTooLarge
        return message

    return limited
