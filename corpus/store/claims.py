"""Who works on what right now, so that two people never get the same item. A claim ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select

from corpus.store.schema import claims


def claim(connection: Connection, item: str, who: str, *, now: float, seconds: float) -> bool:
    """Take the item for this long; False while somebody else has it. One statement, so nobody comes in between."""
    insert = _insert(connection)
    row = insert(claims).values(item=item, who=who, until=now + seconds)
    taken = row.on_conflict_do_update(
        index_elements=[claims.c.item],
        set_={"who": who, "until": now + seconds},
        where=or_(claims.c.until <= now, claims.c.who == who),
    ).returning(claims.c.item)
    return connection.execute(taken).first() is not None


def _insert(connection: Connection) -> Callable[[Table], Any]:
    """The dialect's insert, which knows what to do where the row is there. Each takes long to load."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as of_postgresql

        return of_postgresql
    from sqlalchemy.dialects.sqlite import insert as of_sqlite

    return of_sqlite


def is_taken(connection: Connection, item: str, who: str, *, now: float) -> bool:
    """Whether somebody else has the item: a look that keeps nobody from writing, and decides nothing."""
    query = select(claims.c.item).where(claims.c.item == item, claims.c.who != who, claims.c.until > now)
    return connection.execute(query).first() is not None


def release(connection: Connection, item: str, who: str) -> None:
    """Give the item back."""
    connection.execute(delete(claims).where(claims.c.item == item, claims.c.who == who))
