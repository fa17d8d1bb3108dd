"""Who works on what right now, so that two people never get the same item. A claim ends by itself."""

from __future__ import annotations

from sqlalchemy import Connection, delete, or_
from sqlalchemy.dialects.sqlite import insert

from corpus.store.schema import claims


def claim(connection: Connection, item: str, who: str, *, now: float, seconds: float) -> bool:
    """Take the item for this long; False while somebody else has it. One statement, so nobody comes in between."""
    row = insert(claims).values(item=item, who=who, until=now + seconds)
    taken = row.on_conflict_do_update(
        index_elements=[claims.c.item],
        set_={"who": who, "until": now + seconds},
        where=or_(claims.c.until <= now, claims.c.who == who),
    ).returning(claims.c.item)
    return connection.execute(taken).first() is not None


def release(connection: Connection, item: str, who: str) -> None:
    """Give the item back."""
    connection.execute(delete(claims).where(claims.c.item == item, claims.c.who == who))
