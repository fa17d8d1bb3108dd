"""One real Prefect server a test session, serving a review of its own with a short watch, in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.store import Store
from flows import scheduled

HERE = Path(scheduled.__file__).parent.parent
EXAMPLE = HERE / "corpus" / "example" / "papers"
PROTOCOL = '[review]\ntitle = "Served"\n[schedule]\ncron = "0 6 * * *"\nwatch = 0.5\n'
LONG_ENOUGH = 240.0  # seconds for a run on a busy machine; an idle one takes some ten
SERVE = """
import sys
from functools import partial
from pathlib import Path
from corpus.protocol import read_protocol
from flows.scheduled import serve
if __name__ == "__main__":
    root = Path(sys.argv[1])
    serve(root, read_protocol(root / "review.toml"), heard=partial(print, flush=True))
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A review that is being served, and where its server answers."""

    root: Path
    address: str


def review(root: Path) -> Path:
    """An empty review in this folder."""
    (root / "papers").mkdir(parents=True)
    (root / "review.toml").write_text(PROTOCOL, encoding="utf-8")
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
    """The server with the schedule of one review; both end when they are asked to."""
    root = review(tmp_path_factory.mktemp("served") / "review")
    program = root.parent / "program.py"  # a file, because the processes that read papers load it again
    program.write_text(SERVE, encoding="utf-8")
    command = [sys.executable, str(program), str(root)]
    path = {"PYTHONPATH": str(HERE)}
    with subprocess.Popen(command, env=os.environ | path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        yield Served(root, address)
        process.send_signal(signal.SIGTERM)
        process.wait(LONG_ENOUGH)
