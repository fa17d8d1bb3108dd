"""The store's contract holds on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import Store
from corpus.store.places import is_there
from tests.store import postgres

DIALECTS = ("sqlite", "postgresql")


def pytest_itemcollected(item: pytest.Item) -> None:
    """All tests that need the server run in one process."""
    if "postgresql" in item.name or "database" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("postgres"))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests."""
    with postgres.server() as address:
        yield address


@pytest.fixture
def database(server: str) -> str:
    """The address of an empty database of its own."""
    return postgres.empty_database(server)


@pytest.fixture(params=DIALECTS)
def dialect(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The database of `Store.in_memory` and of `Store.create`: a test that knows neither runs on both."""
    if request.param == "postgresql":
        server: str = request.getfixturevalue("server")
        create = Store.create

        def in_folder(cls: type[Store], root: Path, *, database: str | None = None) -> Store:
            if database is None and not is_there(root / "store"):
                database = postgres.empty_database(server)
            return create(root, database=database or "")

        def in_memory(cls: type[Store]) -> Store:
            store = create(tmp_path_factory.mktemp("review"), database=postgres.empty_database(server))
            store._folder = None
            return store

        monkeypatch.setattr(Store, "create", classmethod(in_folder))
        monkeypatch.setattr(Store, "in_memory", classmethod(in_memory))
    return str(request.param)
