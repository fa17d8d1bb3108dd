"""`stook review`: the review in a browser."""

from __future__ import annotations

import contextlib
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.terminal import complain, say

if TYPE_CHECKING:
    from review.web import Server

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
    from review.web.start_room import remember

    settings = read_settings()
    read_protocol(settings.protocol)
    remember(settings.home, settings.root)
    with Store.open(settings.root) as store:
        site = open_site(store, settings.protocol, settings.root, owner=settings.who, team=host not in LOOPBACK)
        server = Server(site, host=host, port=port, names=tuple(name or ()), certificate=certificate, key=key)
        say(server.link())
        if site.team and not certificate:
            complain("without --certificate and --key, passwords travel readable for others on the network.")
        _run(server, browser=not no_browser)


def start_page(*, port: int = USUAL_PORT) -> None:
    """The page where no review is open yet: the example, a new review, papers that are looked into, recent reviews."""
    from flows import beginnings
    from flows.settings import read_settings
    from review.web import Neighbours, Server, start_site
    from review.web.server import Unreachable
    from review.web.start_room import Services

    settings = read_settings()
    reviews = Neighbours(settings.who, host=LOOPBACK[0])
    services = Services(
        read=beginnings.read, lay_out=beginnings.lay_out_example, is_laid_out=beginnings.is_laid_out,
        begun=beginnings.begun, open=reviews.open, template=beginnings.TEMPLATE.read_text(encoding="utf-8"),
    )  # fmt: skip
    site = start_site(settings.home, services, owner=settings.who)
    try:
        server = Server(site, host=LOOPBACK[0], port=port)
    except Unreachable:  # another review is open: any free port does, nobody knows this one yet
        server = Server(site, host=LOOPBACK[0], port=0)
    say(server.link())
    say("No review stands in this folder; this page begins one. `stook --help` lists the commands.")
    try:
        _run(server, browser=True)
    finally:
        reviews.close()


def _run(server: Server, *, browser: bool) -> None:
    server.site.heard = lambda: say(f"For another browser: {server.link()}")
    if browser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(server.link())
    server.run()
