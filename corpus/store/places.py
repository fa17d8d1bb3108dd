"""Where a review keeps its record: a SQLite file in its folder, or a PostgreSQL database that the folder names."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.errors import StoreUnavailable
from corpus.store.connections import explained, server_url, shown

DATABASE = "stook.db"
ADDRESS = "database.url"
OWN_ONLY = 0o600  # the address may hold a password


def is_there(folder: Path) -> bool:
    """Whether the folder has a record, or says where it is."""
    return (folder / DATABASE).is_file() or (folder / ADDRESS).is_file()


def address_of(folder: Path) -> str:
    """The address of the record's PostgreSQL database; "" where it is a file."""
    place = folder / ADDRESS
    if not place.is_file():
        return ""
    with explained(str(place)):
        return place.read_text(encoding="utf-8").strip()


def check(folder: Path, address: str) -> None:
    """Refuse a folder whose record is elsewhere: two records of one review would each miss half of the decisions."""
    known = address_of(folder)
    if address and (not known or server_url(address) != server_url(known)):
        there = shown(known) if known else str(folder / DATABASE)
        raise StoreUnavailable(f"the record of this review is {there}; back it up and restore it to move it.")


def make(folder: Path, *, is_file: bool) -> None:
    """The folder of a new store, with an empty file for SQLite."""
    try:
        (folder / "files").mkdir(parents=True, exist_ok=True)
        if is_file:
            (folder / DATABASE).touch()
    except OSError as error:
        raise StoreUnavailable(f"{folder} cannot be made: {error.strerror}; choose another folder.") from error


def remember(folder: Path, address: str) -> None:
    """Write down the address, for this user only."""
    with explained(str(folder / ADDRESS)):
        handle = os.open(folder / ADDRESS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWN_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{address}\n")
