"""`stook backup`, `restore` and `verify-audit`: the store is copied whole, and its chain of decisions is checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.terminal import say


def backup(
    into: Annotated[Path, typer.Argument(help="A new folder for the copy", show_default=False)],
) -> None:
    """Copy the protocol and the store, while others may work on it.

    Example: stook backup ../my-review-2026-01
    """
    from corpus.store import backup as copy
    from flows.settings import read_settings

    settings = read_settings()
    copy(settings.root, into)
    say(f"Copied to {into}; `stook restore {into}` brings it back.")


def restore(
    source: Annotated[Path, typer.Argument(help="A folder made by `stook backup`", show_default=False)],
    database: Annotated[
        str, typer.Option(help="Move the record into this empty PostgreSQL database; default: STOOK_DATABASE or a file")
    ] = "",
) -> None:
    """Bring a backup back into the current folder, which must not hold a store yet.

    Example: stook restore ../my-review-2026-01
    """
    from corpus.store import restore as bring_back
    from flows.settings import read_settings

    settings = read_settings()
    bring_back(source, settings.root, database=database or settings.database)
    say(f"Restored into {settings.root}")


def verify_audit() -> None:
    """Check that no decision was changed, removed or put in between.

    Example: stook verify-audit
    """
    from corpus.store import Store
    from flows.settings import read_settings

    with Store.open(read_settings().root) as store:
        say(f"{store.verify()} decisions, one unbroken chain.")
