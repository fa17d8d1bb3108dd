"""People of a team: names, roles and passwords (argon2id), and a brake on guessing."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import InvalidDecision, StookError, UnknownId
from corpus.store import Store
from review.subjects import nearest
from review.web.routes import ROLES

if TYPE_CHECKING:
    from argon2 import PasswordHasher

USERS = "users"
GIVEN_ROLES = ROLES[1:]
LEAST_LENGTH = 10  # characters of a password
FREE_TRIES = 5  # wrong passwords before waiting begins
FIRST_WAIT = 2.0  # seconds, doubled with each further wrong one
LONGEST_WAIT = 900.0


class TooManyTries(StookError):
    """Passwords were guessed too often for a name or from an address."""

    code = "tries"


@dataclass(frozen=True, slots=True)
class User:
    """A person who may open the review."""

    name: str
    role: str
    password: str = ""  # its argon2id hash


def users(store: Store) -> dict[str, User]:
    """Everybody who may open the review from another machine, by name."""
    return {name: User(name, role, kept) for name, (role, kept) in json.loads(store.get(USERS) or "{}").items()}


def add_user(store: Store, name: str, role: str, password: str) -> User:
    """Let a person in; an existing one gets the new role and password."""
    if not name.strip() or not name.isprintable():
        raise InvalidDecision(f"{name!r} is no name for a person; give one to sign decisions with.")
    if role not in GIVEN_ROLES:
        raise InvalidDecision(f"{role!r} is no role{nearest(role, GIVEN_ROLES)}.")
    if len(password) < LEAST_LENGTH:
        raise InvalidDecision(f"the password of {name} has {len(password)} characters; take {LEAST_LENGTH} or more.")
    user = User(name.strip(), role, _hasher().hash(password))
    _keep(store, users(store) | {user.name: user})
    return user


def remove_user(store: Store, name: str) -> None:
    """Shut a person out; what they decided stays."""
    known = users(store)
    if name not in known:
        raise UnknownId(f"there is no user {name!r}{nearest(name, known)}.")
    _keep(store, {other: user for other, user in known.items() if other != name})


def _keep(store: Store, known: dict[str, User]) -> None:
    store.put(USERS, json.dumps({name: (user.role, user.password) for name, user in known.items()}))


def knows(user: User | None, password: str) -> bool:
    """Whether this is the user's password; it takes as long for somebody unknown. Never on the event loop."""
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher = _hasher()
    kept = user.password if user else hasher.hash("nobody")
    try:
        return hasher.verify(kept, password) and user is not None
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # loaded only where passwords are

    return PasswordHasher()


class Brake:
    """Slows guessing down: after some wrong passwords a name or an address waits, twice as long each time."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[int, float]] = {}

    def check(self, *keys: str) -> None:
        """Refuse a try that comes too early."""
        for key in keys:
            count, last = self._failed.get(key, (0, 0.0))
            if count >= FREE_TRIES:
                wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (count - FREE_TRIES)) - (time.monotonic() - last)
                if wait > 0:
                    raise TooManyTries(f"too many wrong passwords; try again in {wait:.0f} s.")

    def failed(self, *keys: str) -> None:
        """Remember a wrong password."""
        for key in keys:
            self._failed[key] = (self._failed.get(key, (0, 0.0))[0] + 1, time.monotonic())

    def passed(self, *keys: str) -> None:
        """Forget the wrong ones after a right one."""
        for key in keys:
            self._failed.pop(key, None)
