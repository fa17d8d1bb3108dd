"""A real server on a real store, seen by the system's Chromium; what costs seconds is made once a session."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from corpus.store import Store
from flows.ingest import ReadPaper, read_paper
from review.web import Server, Site
from review.web.pictures import PictureRoom
from tests.web.reviews import PAPERS, PROTOCOL, fill

HOST = "127.0.0.1"
PATIENCE = 20_000  # milliseconds that a busy machine may take
WIDE = {"width": 1280, "height": 800}


def pytest_itemcollected(item: pytest.Item) -> None:
    """One browser for all of these tests."""
    item.add_marker(pytest.mark.xdist_group("web"))


@dataclass
class Served:
    """A running server, its site and its folder."""

    server: Server
    site: Site
    root: Path

    @property
    def store(self) -> Store:
        return self.site.store

    @property
    def address(self) -> str:
        return self.server.address


@pytest.fixture(scope="session")
def papers() -> list[ReadPaper]:
    """A few of the example's papers, read."""
    return [read_paper(path) for path in PAPERS]


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PictureRoom]:
    """Pages are drawn once a session."""
    room = PictureRoom(tmp_path_factory.mktemp("pages"))
    yield room
    room.close()


@pytest.fixture(scope="session")
def read_review(papers: list[ReadPaper], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review with these papers and no decision. Copy it before changing it."""
    root = tmp_path_factory.mktemp("web") / "review"
    root.mkdir()
    (root / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    with Store.create(root) as store:
        fill(store, papers)
    return root


@pytest.fixture
def root(read_review: Path, tmp_path: Path) -> Path:
    """A copy of the review that a test may change."""
    return Path(shutil.copytree(read_review, tmp_path / "review"))


@pytest.fixture
def serve(pictures: PictureRoom) -> Iterator[Callable[..., Served]]:
    """Starts a server on a review's folder; all of them end with the test."""
    running: list[tuple[Served, threading.Thread]] = []

    def start(root: Path, *, team: bool = False, owner: str = "mei") -> Served:
        site = Site(Store.open(root), root / "review.toml", pictures, owner=owner, team=team)
        server = Server(site, host=HOST, port=0)
        thread = threading.Thread(target=server.run, kwargs={"keep": True})
        thread.start()
        running.append((Served(server, site, root), thread))
        return running[-1][0]

    yield start
    for served, thread in running:
        served.server.stop()
        thread.join()
        served.server.socket.close()
        served.store.close()


@pytest.fixture
def served(root: Path, serve: Callable[..., Served]) -> Served:
    """The review, served."""
    return serve(root)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Windows of their own, with nothing of each other's."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        made.append(browser.new_context(**{"viewport": WIDE, **options}))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(served: Served, contexts: Callable[..., BrowserContext]) -> Page:
    """A browser at the list, signed in by the printed link."""
    return signed_in(served, contexts())


def signed_in(served: Served, context: BrowserContext) -> Page:
    """A page of this window, at the list."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(served.server.link())
    return page
