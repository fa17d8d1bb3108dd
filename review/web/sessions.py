"""Who is there: sessions, of which the store knows only hashes, and links that let one browser in once."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass

from corpus.store import Store

SESSION_SECONDS = 12 * 3600.0  # a working day
HANDSHAKE_SECONDS = 60.0  # a redirect takes less than one
SECRET_BYTES = 32
SESSIONS = "sessions"


@dataclass(frozen=True, slots=True)
class Session:
    """A person at a browser. `token` guards forms: it is derived from the cookie's secret and never stored."""

    who: str
    role: str
    token: str = ""


NOBODY = Session("", "anyone")


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """The token of the forms of the session with this secret."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


class Sessions:
    """The open sessions of a review; they outlive a restart of the server."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[str, float]] = {
            key: (str(who), float(until)) for key, (who, until) in json.loads(store.get(SESSIONS) or "{}").items()
        }

    def open(self, who: str) -> str:
        """A new session; the secret for its cookie."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        self._known[hashed(secret)] = (who, time.time() + SESSION_SECONDS)
        self._keep()
        return secret

    def who(self, secret: str) -> str:
        """The person whose session this is, "" for nobody."""
        who, until = self._known.get(hashed(secret), ("", 0.0))
        return who if until > time.time() else ""

    def close(self, secret: str) -> None:
        """End the session with this secret."""
        if self._known.pop(hashed(secret), None):
            self._keep()

    def _keep(self) -> None:
        now = time.time()
        self._known = {key: (who, until) for key, (who, until) in self._known.items() if until > now}
        self._store.put(SESSIONS, json.dumps(self._known))


class Links:
    """Tokens that work once, of which only hashes are kept in memory."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[str, float]] = {}

    def make(self, what: str, *, seconds: float = float("inf")) -> str:
        """A token that stands for this, once."""
        token = secrets.token_urlsafe(SECRET_BYTES)
        self._open[hashed(token)] = (what, time.time() + seconds)
        return token

    def take(self, token: str) -> str:
        """What the token stands for, "" when it was used, is unknown or too old."""
        what, until = self._open.pop(hashed(token), ("", 0.0))
        return what if until > time.time() else ""
