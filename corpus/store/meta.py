"""Small state beside the record: settings, snapshots, and the generation that says that something changed."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from corpus.store.schema import meta

GENERATION_KEY = "generation"


def get(connection: Connection, key: str) -> str:
    """The value under this key, "" where there is none."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar() or ""


def put(connection: Connection, key: str, value: str) -> None:
    """Keep the value under this key."""
    row = insert(meta).values(key=key, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=[meta.c.key], set_={"value": value}))


def generation(connection: Connection) -> int:
    """A counter that every decision and every ingest that changed something raises."""
    return int(get(connection, GENERATION_KEY) or 0)


def advance(connection: Connection) -> None:
    """Say that something changed."""
    put(connection, GENERATION_KEY, str(generation(connection) + 1))
