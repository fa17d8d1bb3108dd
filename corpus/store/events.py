"""The record of decisions: appended, chained by hashes, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from corpus.decisions import Decision
from corpus.errors import BrokenAudit, InvalidDecision
from corpus.identity import number_of
from corpus.store.codec import canonical, plain, storables
from corpus.store.meta import HEAD_KEY, get, put
from corpus.store.schema import TRIGGERS, candidates, events, papers, reports, studies

# The guards that are there and at work.
GUARDS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgenabled <> 'D'",
}


def come_in_turn(connection: Connection) -> None:
    """Writers wait for each other until their transaction ends: the chain has one end, and ids are minted once.

    SQLite has locked its file when the transaction began; PostgreSQL locks rows only, which chain nothing.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(current_schema()))")


def count_on(connection: Connection) -> None:
    """After rows were copied with their ids: mint the next ones above them. SQLite counts by itself."""
    if connection.dialect.name == "postgresql":
        for table in (reports, studies, papers, candidates):
            newest = connection.execute(select(func.max(table.c.id))).scalar() or 0
            counter = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(counter, newest + 1, False)))  # noqa: FBT003  SQL's own


def now() -> str:
    """The time as it is written into the record: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def digest(decision: Decision) -> str:
    """SHA-256 over the event's content and the hash before it, as canonical JSON."""
    content = {
        "seq": decision.seq,
        "subject": decision.subject,
        "id": decision.id,
        "action": decision.action,
        "who": decision.who,
        "at": decision.at,
        "after": decision.after,
        "before": decision.before,
        "note": decision.note,
        "previous": decision.previous,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def append(connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
    """Chain the decisions to the newest event; the caller holds the writing transaction."""
    seq, previous = _head(connection)
    appended = []
    for decision in decisions:
        if not decision.who.strip():
            raise InvalidDecision(f"the decision on {decision.id} names nobody; say who decides with --who NAME.")
        seq += 1
        after, before = plain(decision.after), plain(decision.before)
        said = storables({"id": decision.id, "who": decision.who, "note": decision.note, "at": decision.at or now()})
        linked = replace(decision, seq=seq, previous=previous, after=after, before=before, hash="", **said)
        linked = replace(linked, hash=digest(linked))
        appended.append(linked)
        previous = linked.hash
    if appended:
        connection.execute(insert(events), [_row(decision) for decision in appended])
        put(connection, HEAD_KEY, f"{seq}:{previous}")
    return appended


def read(connection: Connection, *, since: int = 0) -> list[Decision]:
    """The events after this one, in order."""
    rows = connection.execute(select(events).where(events.c.seq > since).order_by(events.c.seq)).mappings()
    return [_decision(row) for row in rows]


def made_by_hand(connection: Connection) -> int:
    """The highest number of a reading that was made by hand or imported."""
    ids = connection.execute(select(events.c.item).where(events.c.action.in_(("add", "import"))).distinct()).scalars()
    return max((number_of(item, "H") for item in ids), default=0)


def verify(connection: Connection) -> int:
    """The number of events, if the chain holds; BrokenAudit names the first that does not."""
    previous, seq = "", 0
    for decision in read(connection):
        seq += 1
        if decision.seq != seq:
            raise BrokenAudit(f"decision {seq} is missing from the record; restore the store from a backup.")
        if decision.previous != previous or decision.hash != digest(decision):
            raise BrokenAudit(f"decision {seq} was changed after it was made; restore the store from a backup.")
        previous = decision.hash
    if get(connection, HEAD_KEY) != (f"{seq}:{previous}" if seq else ""):
        raise BrokenAudit(f"decisions after {seq} are missing from the record; restore the store from a backup.")
    there = set(connection.exec_driver_sql(GUARDS[connection.dialect.name]).scalars())
    for trigger in TRIGGERS:
        if trigger not in there:
            raise BrokenAudit(f"the guard {trigger!r} after decision {seq} is gone; restore the store from a backup.")
    return seq


def _head(connection: Connection) -> tuple[int, str]:
    newest = connection.execute(select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)).first()
    return (newest.seq, newest.hash) if newest else (0, "")


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "seq": decision.seq,
        "subject": decision.subject,
        "item": decision.id,
        "action": decision.action,
        "who": decision.who,
        "at": decision.at,
        "after": canonical(decision.after),
        "before": canonical(decision.before),
        "note": decision.note,
        "previous": decision.previous,
        "hash": decision.hash,
    }


def _decision(row: Mapping[Any, Any]) -> Decision:
    return Decision(
        subject=row["subject"],
        id=row["item"],
        action=row["action"],
        who=row["who"],
        at=row["at"],
        after=json.loads(row["after"]),
        before=json.loads(row["before"]),
        note=row["note"],
        seq=row["seq"],
        previous=row["previous"],
        hash=row["hash"],
    )
