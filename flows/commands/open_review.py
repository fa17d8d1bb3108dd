"""`stook review`: the review in a browser."""

from __future__ import annotations

import contextlib
import webbrowser
from typing import Annotated

import typer

from flows.commands.terminal import complain, say

LOOPBACK = ("127.0.0.1", "localhost", "::1")
USUAL_PORT = 8351


def review(
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one", min=0, max=65535)] = USUAL_PORT,
    host: Annotated[str, typer.Option(help="Address to listen on; others than this machine's need users")] = LOOPBACK[
        0
    ],
    name: Annotated[list[str] | None, typer.Option(help="With --host: a name under which people reach it")] = None,
    certificate: Annotated[str | None, typer.Option(help="With --host: TLS certificate (PEM)")] = None,
    key: Annotated[str | None, typer.Option(help="With --host: the certificate's key (PEM)")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser")] = False,
) -> None:
    """Check results beside their pages, in the browser. The first line is the address; its token works once.

    Example: stook review --port 8351 --no-browser
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.settings import read_settings
    from review.web import Server, open_site

    settings = read_settings()
    read_protocol(settings.protocol)
    with Store.open(settings.root) as store:
        site = open_site(store, settings.protocol, settings.root, owner=settings.who, team=host not in LOOPBACK)
        server = Server(site, host=host, port=port, names=tuple(name or ()), certificate=certificate, key=key)
        say(server.link())
        if site.team and not certificate:
            complain("without --certificate and --key, passwords travel readable for others on the network.")
        site.heard = lambda: say(f"For another browser: {server.link()}")
        if not no_browser:
            with contextlib.suppress(webbrowser.Error):
                webbrowser.open(server.link())
        server.run()
