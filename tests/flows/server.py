"""One real Prefect server a test session, serving a review of its own with a short watch."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.protocol import read_protocol
from corpus.store import Store
from flows import scheduled

EXAMPLE = Path(scheduled.__file__).parent.parent / "corpus" / "example" / "papers"
PROTOCOL = '[review]\ntitle = "Served"\n[schedule]\ncron = "0 6 * * *"\nwatch = 0.5\n'
LONG_ENOUGH = 240.0  # seconds for a run on a busy machine; an idle one takes some ten


@dataclass(frozen=True, slots=True)
class Served:
    """A review that is being served, and where its server answers."""

    root: Path
    api: str


def review(root: Path, protocol: str = PROTOCOL) -> Path:
    """An empty review in this folder."""
    (root / "papers").mkdir(parents=True)
    (root / "review.toml").write_text(protocol, encoding="utf-8")
    Store.create(root).close()
    return root


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail where it never does."""
    end = time.monotonic() + LONG_ENOUGH
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server, and the schedule of one review in a thread beside the tests."""
    root = review(tmp_path_factory.mktemp("served") / "review")
    before = dict(os.environ)
    with scheduled.server(root) as api:
        loop = asyncio.new_event_loop()
        serving = loop.create_task(scheduled._serve(root, read_protocol(root / "review.toml")))
        thread = threading.Thread(target=_run, args=(loop, serving))
        thread.start()
        yield Served(root, api)
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(scheduled.ENDS_WITHIN * 3)
        assert not thread.is_alive()
    os.environ.clear()
    os.environ.update(before)


def _run(loop: asyncio.AbstractEventLoop, serving: asyncio.Task[None]) -> None:
    try:
        loop.run_until_complete(serving)
    except asyncio.CancelledError:
        pass  # how the session ends it
    finally:
        loop.close()
