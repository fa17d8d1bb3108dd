"""The server of one review: a socket that is bound before its address is told, uvicorn, and the printed link."""

from __future__ import annotations

import signal
import socket
import threading
from pathlib import Path

import uvicorn

from corpus.errors import StookError
from corpus.store import Store
from review.web.application import application
from review.web.guard import LOOPBACK_NAMES
from review.web.pictures import PictureRoom
from review.web.site import Site
from review.web.start_room import PROTOCOL, Services, StartRoom
from review.web.users import users

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  what a team's server may listen on, with users
GRACE = 3  # seconds for answers under way when the server stops


class Unreachable(StookError):
    """The server cannot listen as it was told to."""

    code = "server"


def open_site(store: Store, protocol_file: Path, root: Path, *, owner: str, team: bool = False) -> Site:
    """The review in this folder; a team's server needs users before it opens."""
    if team and not users(store):
        raise Unreachable("other machines may come in only with a password; run `stook users add NAME` first.")
    return Site(store, protocol_file, PictureRoom(root / "store" / "pages"), owner=owner, team=team)


def start_site(home: Path, services: Services, *, owner: str) -> Site:
    """What is served before a review is open: it keeps nothing but what the start page puts into folders."""
    room = StartRoom(home, services)
    return Site(Store.in_memory(), home / PROTOCOL, PictureRoom(), owner=owner, front="/start", start=room)


class Server:
    """Listens at once, so that the address it tells is true; answers when it runs."""

    def __init__(
        self, site: Site, *, host: str, port: int, names: tuple[str, ...] = (), certificate: str | None = None,
        key: str | None = None,
    ) -> None:  # fmt: skip
        self.site, self.host = site, host
        self.socket = _listening(host, port)
        self.port = int(self.socket.getsockname()[1])
        self.scheme = "https" if certificate else "http"
        known = (*LOOPBACK_NAMES, f"[{host}]" if ":" in host else host, *names)
        app = application(site, names=known, any_address=host in ANY_ADDRESS)
        settings = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", server_header=False, ssl_certfile=certificate,
            ssl_keyfile=key, timeout_graceful_shutdown=GRACE, proxy_headers=False,
        )  # fmt: skip
        self._server = uvicorn.Server(settings)

    @property
    def address(self) -> str:
        """Where the review is."""
        host = LOOPBACK_NAMES[0] if self.host in ANY_ADDRESS else self.host
        return f"{self.scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def link(self) -> str:
        """An address that lets the owner in, once."""
        return f"{self.address}/?token={self.site.links.make(self.site.owner)}"

    def run(self, *, keep: bool = False) -> None:
        """Answer until stopped; `keep` leaves the socket and the process that draws to the caller."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _leave)  # uvicorn hands the signal on when it has answered what was asked
        try:
            self._server.run(sockets=[self.socket])
        except KeyboardInterrupt:
            pass
        finally:
            if not keep:
                self.close()

    def stop(self) -> None:
        """Ask a running server to end."""
        self._server.should_exit = True

    def close(self) -> None:
        """Let go of the socket and of the process that draws."""
        self.socket.close()
        self.site.pictures.close()
        if self.site.start:
            self.site.start.close()


class Neighbours:
    """Reviews opened from the start page, each at an address of its own: no form ever reaches another review."""

    def __init__(self, owner: str, *, host: str) -> None:
        self._owner, self._host = owner, host
        self._running: dict[Path, tuple[Server, threading.Thread]] = {}

    def open(self, root: Path) -> str:
        """Serve the review in this folder from now on; a link that lets in once."""
        root = root.resolve()
        if root not in self._running:
            store = Store.open(root)
            server = Server(open_site(store, root / PROTOCOL, root, owner=self._owner), host=self._host, port=0)
            thread = threading.Thread(target=server.run, daemon=True)
            thread.start()
            self._running[root] = server, thread
        return self._running[root][0].link()

    def close(self) -> None:
        """End them all."""
        for server, thread in self._running.values():
            server.stop()
            thread.join()
            server.site.store.close()


def _leave(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(socket.SOMAXCONN)
    except (OSError, OverflowError) as error:
        made.close()
        raise Unreachable(f"{host}:{port} cannot be listened on ({error}); choose another --port or --host.") from error
    return made
