"""Small state beside the record: settings, snapshots, and the generation that says that something changed."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from corpus.store.schema import meta

GENERATION_KEY = "generation"
EVIDENCE_KEY = "evidence"  # raised by what was found or minted, not by decisions: what a cache may keep
HEAD_KEY = "head"  # seq and hash of the newest event: a chain that was cut off at its end is noticed


def get(connection: Connection, key: str) -> str:
    """The value under this key, "" where there is none."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar() or ""


def put(connection: Connection, key: str, value: str) -> None:
    """Keep the value under this key; the caller is the only one who writes."""
    if not connection.execute(update(meta).where(meta.c.key == key).values(value=value)).rowcount:
        connection.execute(insert(meta).values(key=key, value=value))


def seq(connection: Connection) -> int:
    """The number of the newest decision."""
    return int(get(connection, HEAD_KEY).partition(":")[0] or 0)


def generation(connection: Connection) -> int:
    """A counter that every decision and every ingest that changed something raises."""
    return int(get(connection, GENERATION_KEY) or 0)


def advance(connection: Connection, *, key: str = GENERATION_KEY) -> None:
    """Say that something changed."""
    put(connection, key, str(int(get(connection, key) or 0) + 1))


def state(connection: Connection) -> tuple[str, str]:
    """What the record was folded from: the evidence's counter and the newest event."""
    query = select(meta.c.key, meta.c.value).where(meta.c.key.in_((EVIDENCE_KEY, HEAD_KEY)))
    found = {row.key: row.value for row in connection.execute(query)}
    return found.get(EVIDENCE_KEY, ""), found.get(HEAD_KEY, "")
