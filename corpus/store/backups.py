"""A copy of a review's protocol and store, taken while others work on it, and brought back as a whole."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from itertools import chain, count
from pathlib import Path

from corpus.errors import StoreUnavailable
from corpus.store.connections import explained
from corpus.store.store import DATABASE, Store

PROTOCOL = "review.toml"
BESIDE = "review.backup{}.toml"  # the backup's protocol where the folder has another one; neither is overwritten


def backup(root: Path, into: Path) -> None:
    """Copy protocol, database and files into a new folder."""
    Store.open(root).close()
    _copy(root, into)


def restore(source: Path, root: Path) -> None:
    """Bring a backup back into a folder that has no store; its chain of decisions is checked first."""
    with Store.open(source) as store:
        store.verify()
    _copy(source, root)


def _copy(source: Path, target: Path) -> None:
    if (target / "store").exists():
        raise StoreUnavailable(f"{target / 'store'} is there already; choose a folder without a store.")
    with explained(str(target)):
        (target / "store").mkdir(parents=True)
        here, there = source / "store" / DATABASE, target / "store" / DATABASE
        # SQLite's own copy is a snapshot: a file copy could catch the database in the middle of a decision.
        with closing(sqlite3.connect(here)) as before, closing(sqlite3.connect(there)) as after:
            before.backup(after)
        shutil.copytree(
            source / "store" / "files", target / "store" / "files", ignore=shutil.ignore_patterns(".part-*")
        )
        _copy_protocol(source / PROTOCOL, target)


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
