"""A copy of a review's protocol and store, taken while others work on it, and brought back as a whole."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from itertools import chain, count
from pathlib import Path

from sqlalchemy import insert, select

from corpus.errors import StoreUnavailable
from corpus.store.connections import explained, shown
from corpus.store.events import count_on
from corpus.store.places import DATABASE, address_of
from corpus.store.schema import metadata
from corpus.store.store import Store

PROTOCOL = "review.toml"
BESIDE = "review.backup{}.toml"  # the backup's protocol where the folder has another one; neither is overwritten


def backup(root: Path, into: Path) -> None:
    """Copy protocol, record and files into a new folder; the record becomes a SQLite file wherever it is kept."""
    Store.open(root).close()
    _copy(root, into)


def restore(source: Path, root: Path, *, database: str = "") -> None:
    """Bring a backup back into a folder that has no store; its chain of decisions is checked first.

    With the address of an empty PostgreSQL database the record goes there: so a review moves to a server.
    """
    with Store.open(source) as store:
        store.verify()
    _copy(source, root, database)


def _copy(source: Path, target: Path, database: str = "") -> None:
    if (target / "store").exists():
        raise StoreUnavailable(f"{target / 'store'} is there already; choose a folder without a store.")
    try:
        with explained(str(target)):
            if database or address_of(source / "store"):
                _copy_rows(source, target, database)
            else:
                _copy_file(source, target)
            files = target / "store" / "files"
            ignored = shutil.ignore_patterns(".part-*")
            shutil.copytree(source / "store" / "files", files, ignore=ignored, dirs_exist_ok=True)
            _copy_protocol(source / PROTOCOL, target)
    except BaseException:
        shutil.rmtree(target / "store", ignore_errors=True)  # half a copy would look like a review
        raise


def _copy_file(source: Path, target: Path) -> None:
    (target / "store").mkdir(parents=True)
    here, there = source / "store" / DATABASE, target / "store" / DATABASE
    # SQLite's own copy is a snapshot: a file copy could catch the database in the middle of a decision.
    with closing(sqlite3.connect(here)) as before, closing(sqlite3.connect(there)) as after:
        before.backup(after)


def _copy_rows(source: Path, target: Path, database: str) -> None:
    """Every row with its ids, in one transaction of either database."""
    with (
        Store.open(source) as before,
        Store.create(target, database=database) as after,
        before._reading() as here,
        after._writing() as there,
    ):
        if any(there.execute(select(table).limit(1)).first() for table in metadata.sorted_tables):
            raise StoreUnavailable(f"{shown(database)} holds a record already; give an empty database.")
        for table in metadata.sorted_tables:
            rows = here.execute(select(table).order_by(*table.primary_key)).mappings()
            if values := [dict(row) for row in rows]:
                there.execute(insert(table), values)
        count_on(there)


def _copy_protocol(protocol: Path, target: Path) -> None:
    """Copy the protocol under the first name that is free, or that holds the same words."""
    if not protocol.is_file():
        return
    text = protocol.read_bytes()
    names = chain((PROTOCOL,), (BESIDE.format(f"-{number}" if number > 1 else "") for number in count(1)))
    for name in names:
        there = target / name
        if not there.exists():
            there.write_bytes(text)
        if there.read_bytes() == text:
            return
