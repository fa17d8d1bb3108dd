"""One review as it is served: its store, protocol, pictures and sessions, shared by all requests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.protocol import Protocol, read_protocol
from corpus.store import Store
from corpus.store.folds import View
from review.queue import Desk
from review.web.keys import Keys
from review.web.pictures import PictureRoom
from review.web.sessions import NOBODY, Links, Session, Sessions, form_token
from review.web.start_room import StartRoom
from review.web.users import Brake, users
from review.web.worklist import Laid


def _nothing() -> None:
    return


@dataclass(slots=True)
class Site:
    """What pages work with. `lock` is held while a serial handler runs; `owner` signs what comes by a printed link.

    `links` stands for people who may come in once; with `team` people come in by name and password too.
    """

    store: Store
    protocol_file: Path
    pictures: PictureRoom
    owner: str = ""
    team: bool = False
    has_files: bool = True
    front: str = "/queue"  # where whoever comes in begins
    start: StartRoom | None = None  # what the start page works with; a review has none
    menu: tuple[tuple[str, str], ...] = ()  # the pages that the head of every page leads to: path and name
    heard: Callable[[], None] = _nothing  # called when a printed link was used
    lock: threading.RLock = field(default_factory=threading.RLock)
    links: Links = field(default_factory=Links)
    brake: Brake = field(default_factory=Brake)
    keys: Keys = field(default_factory=Keys)
    sessions: Sessions = field(init=False)
    _laid: Laid | None = None
    _protocol: tuple[int, Protocol] | None = None

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.store)

    def protocol(self) -> Protocol:
        """The protocol as it stands in its file."""
        changed = self.protocol_file.stat().st_mtime_ns if self.protocol_file.exists() else 0
        if self._protocol is None or self._protocol[0] != changed:
            self._protocol = (changed, read_protocol(self.protocol_file))
        return self._protocol[1]

    def laid(self, *, fresh: bool = True, view: View | None = None) -> Laid:
        """What waits, laid out anew if something was decided since; `fresh=False` takes the last one of this evidence.

        Laying out takes long in a large review, so the way from one item to the next uses the last one.
        """
        view, protocol = view or self.store.view(), self.protocol()
        laid = self._laid
        if laid is None or laid.protocol is not protocol or laid.view.minted is not view.minted or (
            fresh and laid.view is not view
        ):  # fmt: skip
            laid = self._laid = Laid(Desk(self.store, protocol), view, protocol)
        return laid

    def session_of(self, secrets: list[str]) -> Session:
        """Whose session one of these cookies belongs to, with the role that the person has now."""
        for secret in secrets:
            if who := self.sessions.who(secret):
                role = self.role_of(who)
                if role:
                    return Session(who, role, form_token(secret))
        return NOBODY

    def role_of(self, who: str) -> str:
        """The role of a person; the owner, who holds the printed link, may do everything."""
        if self.team:
            known = users(self.store)
            if who in known:
                return known[who].role
        return "admin" if who == self.owner else ""
