"""A coder without a browser: a real server over a real store, and forms that are sent as the page has them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from lxml import html

from corpus.store import Store
from review.web import Server, open_site
from tests.review.reviews import WHO


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is signed in, and the store behind the pages."""

    client: httpx.Client
    store: Store

    def page(self, path: str) -> Any:
        """The page under this path; it has to be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    def send(self, path: str, form: str, **fields: str) -> httpx.Response:
        """Send the form with this action from the page, its fields as they stand but for those given."""
        (found,) = [one for one in self.page(path).forms if (one.action or "").partition("?")[0] == form]
        values = dict(found.form_values()) | fields
        return self.client.post(found.action, data=values, headers={"Origin": str(self.client.base_url).rstrip("/")})


@contextmanager
def visiting(store: Store, folder: Path, protocol: str) -> Iterator[Visitor]:
    """Somebody who came in by the printed link."""
    (folder / "review.toml").write_text(protocol, encoding="utf-8")
    server = Server(open_site(store, folder / "review.toml", folder, owner=WHO), host="127.0.0.1", port=0)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        with httpx.Client(base_url=server.address, follow_redirects=True, timeout=20) as client:
            assert client.get(server.link()).status_code == 200
            yield Visitor(client, store)
    finally:
        server.stop()
        running.join()
