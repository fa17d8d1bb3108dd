"""One door to the database: how it is opened, how transactions begin, and what its errors mean to a person."""

from __future__ import annotations

import errno
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, StaticPool

from corpus.errors import StoreUnavailable
from corpus.store.events import come_in_turn
from corpus.store.schema import HEAD

PAUSE = (0.002, 0.01)  # seconds between two looks at the lock: a decision holds it for some five milliseconds
MILLISECONDS = 1000  # of a second
LEAST_SECONDS_TO_CONNECT = 10  # a server that is far away
BUSY_SECONDS = 10.0  # a writer holds the lock for milliseconds; an ingest of a long paper for less than a second

NO_ADDRESS = "{} is no address of a PostgreSQL database; write it like postgresql://user@host/name."
REMEDIES = {
    "lock timeout": "is locked by another program; close it or try again in a moment",
    "read-only transaction": "is read-only; ask its administrator for the right to write",
    "permission denied": "may not be used by this user; ask its administrator for the rights",
    "no space left": "cannot grow: the disk of its server is full; free some space and run the same command again",
    "password": "refuses this user; check name and password (~/.pgpass keeps them)",
    "authentication failed": "refuses this user; check name and password (~/.pgpass keeps them)",
    'fatal:  role "': "refuses this user; check name and password (~/.pgpass keeps them)",
    'fatal:  database "': "is not there; check its name, or make it with createdb",
    "connection": "cannot be reached; check that its server runs and that its address is right",
    "locked": "is locked by another program; close it or try again in a moment",
    "busy": "is locked by another program; close it or try again in a moment",
    "full": "cannot grow: the disk is full; free some space and run the same command again",
    "readonly": "is read-only; give this user the right to write to the folder",
    "read-only": "is read-only; give this user the right to write to the folder",
    "unable to open": "cannot be opened; check that the folder is there and that this user may write to it",
    "disk i/o": "cannot be written: the disk is full, broken or over its quota; free some space and try again",
    "malformed": "is damaged; restore it from a backup",
    "not a database": "is not a Stook database; move it away or restore it from a backup",
}
OS_REMEDIES = {
    errno.ENOSPC: REMEDIES["full"],
    errno.EDQUOT: REMEDIES["full"],
    errno.EFBIG: REMEDIES["full"],
    errno.EROFS: REMEDIES["readonly"],
    errno.EACCES: REMEDIES["readonly"],
    errno.EPERM: REMEDIES["readonly"],
    errno.ENOENT: REMEDIES["unable to open"],
}


def connect(database: Path | str | None, *, wait: float = BUSY_SECONDS) -> Engine:
    """An engine for this file, this PostgreSQL address, or for a database in memory."""
    if isinstance(database, str):
        return _connect_to_server(database, wait)
    if database is None:
        engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False, "isolation_level": None}
        )
    else:
        # Read and write, never create: a database that somebody moves away is missed, not replaced by an empty one.
        place = f"{database.absolute().as_uri()}?mode=rw"

        def door() -> sqlite3.Connection:
            return sqlite3.connect(place, uri=True, timeout=wait, isolation_level=None)

        engine = create_engine("sqlite://", poolclass=NullPool, creator=door)
    event.listen(engine, "connect", _prepare)

    def begin(connection: Connection) -> None:
        _begin(connection, wait)

    event.listen(engine, "begin", begin)
    return engine


def _connect_to_server(address: str, wait: float) -> Engine:
    url = server_url(address)
    options = f"-c lock_timeout={round(wait * MILLISECONDS)} {url.query.get('options', '')}"
    settings = {"connect_timeout": LEAST_SECONDS_TO_CONNECT, "options": options}
    try:
        return create_engine(url, connect_args=settings, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise StoreUnavailable(
            f"{shown(address)} needs psycopg, which is not installed; run pip install 'stook[postgres]'."
        ) from None


def server_url(address: str) -> URL:
    """A PostgreSQL address as SQLAlchemy has it; what is none is refused."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreUnavailable(NO_ADDRESS.format(address)) from None
    if url.drivername.partition("+")[0] not in ("postgresql", "postgres"):
        raise StoreUnavailable(NO_ADDRESS.format(shown(address)))
    return url.set(drivername="postgresql+psycopg")


def shown(address: str) -> str:
    """An address as it may be shown: without its password."""
    return make_url(address).render_as_string(hide_password=True)


def _prepare(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=FULL")  # an acknowledged decision survives a power cut
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection, wait: float) -> None:
    # A transaction that writes takes the lock at once: one that reads first and writes later can fail half-way.
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting looks ever more seldom, so that who has waited longest gets the lock last: among many
    # writers one starves. Here all look equally often.
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    until = time.monotonic() + wait
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise OperationalError("BEGIN IMMEDIATE", (), error) from error
            time.sleep(random.uniform(*PAUSE))  # noqa: S311  nothing secret
        else:
            break
    cursor.execute(f"PRAGMA busy_timeout={round(wait * MILLISECONDS)}")


@contextmanager
def reading(engine: Engine, where: str) -> Iterator[Connection]:
    """A snapshot to read from."""
    with explained(where), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, where: str, *, in_turn: bool = True) -> Iterator[Connection]:
    """A transaction that is kept as a whole or not at all; writers wait for each other unless one statement is all."""
    with explained(where), engine.connect().execution_options(writes=True) as connection, connection.begin():
        if in_turn:
            come_in_turn(connection)
        yield connection


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Errors of the disk and the database as StoreUnavailable, with what a person can do."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"{where} {OS_REMEDIES.get(error.errno or 0, f'failed: {error}')}.") from error
    except (OperationalError, DatabaseError) as error:
        text = str(error.orig)
        remedy = next((remedy for sign, remedy in REMEDIES.items() if sign in text.casefold()), None)
        if remedy is None:
            raise
        raise StoreUnavailable(f"{where} {remedy}.") from error


def use_write_ahead_log(engine: Engine, where: str) -> None:
    """Let readers go on while somebody writes; the file remembers it."""
    with explained(where):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()


def revision(engine: Engine, where: str) -> str:
    """The migration that the database is at; "" for a new one."""
    with reading(engine, where) as connection:
        known = inspect(connection).has_table("alembic_version")
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first() if known else None
    return str(row[0]) if row else ""


def migrate(engine: Engine, where: str, *, new: bool = True) -> None:
    """Bring the database to `HEAD`; one that a newer version wrote is refused, and a server's that was emptied."""
    there = revision(engine, where)
    if there == HEAD:
        return
    if not (there or new) and engine.dialect.name == "postgresql":
        raise StoreUnavailable(f"{where} holds no record of Stook; check its address or restore it from a backup.")
    # Alembic takes longer to import than most commands to answer, so only a database that is behind pays for it.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    folder = str(Path(__file__).parent / "migrations")
    scripts = ScriptDirectory(folder, version_locations=[folder])

    def upgrade(current: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", current)

    try:
        with writing(engine, where) as connection, EnvironmentContext(Config(), scripts, fn=upgrade) as environment:
            environment.configure(connection=connection)
            environment.run_migrations()
    except CommandError as error:
        raise StoreUnavailable(f"{where} was written by a newer Stook ({error}); install that one.") from error
