"""Who works on what right now, so that two people never get the same item. A claim ends by itself."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Table, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from corpus.store.schema import claims

Insert = Callable[[Table], sqlite.Insert | postgresql.Insert]
INSERT: dict[str, Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def claim(connection: Connection, item: str, who: str, *, now: float, seconds: float) -> bool:
    """Take the item for this long; False while somebody else has it. One statement, so nobody comes in between."""
    row = INSERT[connection.dialect.name](claims).values(item=item, who=who, until=now + seconds)
    taken = row.on_conflict_do_update(
        index_elements=[claims.c.item],
        set_={"who": who, "until": now + seconds},
        where=or_(claims.c.until <= now, claims.c.who == who),
    ).returning(claims.c.item)
    return connection.execute(taken).first() is not None


def is_taken(connection: Connection, item: str, who: str, *, now: float) -> bool:
    """Whether somebody else has the item: a look that keeps nobody from writing, and decides nothing."""
    query = select(claims.c.item).where(claims.c.item == item, claims.c.who != who, claims.c.until > now)
    return connection.execute(query).first() is not None


def release(connection: Connection, item: str, who: str) -> None:
    """Give the item back."""
    connection.execute(delete(claims).where(claims.c.item == item, claims.c.who == who))
