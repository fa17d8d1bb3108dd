"""A review in a temporary folder, and the example review read once for the session."""

import shutil
from pathlib import Path

import pytest

from corpus.protocol import read_protocol
from corpus.store import Store
from flows.demonstrate import EXAMPLE, lay_out, recorded
from flows.ingest import inbox, ingest, process_map
from flows.repool import repool
from review.recorded import apply_recorded
from tests.flows.commandline import Stook


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that share what costs seconds to make run in one process."""
    for costly in ("served", "example"):
        if costly in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(costly))


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example review: read, decided, pooled. Copy it before changing it."""
    root = tmp_path_factory.mktemp("example") / "review"
    lay_out(root)
    with Store.create(root) as store:
        ingest(store, inbox(root / "papers"), each=process_map(2))
        apply_recorded(store, recorded(), read_protocol(root / "review.toml"))
        repool(store, root)
    return root


@pytest.fixture
def review(example: Path, tmp_path: Path) -> Path:
    """A copy of the example review that a test may change."""
    return Path(shutil.copytree(example, tmp_path / "review"))


@pytest.fixture
def stook(review: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Stook:
    """The command line in a copy of the example review."""
    return Stook(review, capsys, monkeypatch)


@pytest.fixture
def outside(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Stook:
    """The command line in an empty folder."""
    return Stook(tmp_path, capsys, monkeypatch)


@pytest.fixture(scope="session")
def sample() -> Path:
    """One of the example's papers."""
    return EXAMPLE / "papers" / "Okafor2021.pdf"
